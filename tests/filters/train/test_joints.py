"""Joints as they are learnt: what the network sees is what the filter sees."""

from itertools import pairwise

import numpy as np
import pytest

from filters.joints import FEATURES, may_part, read_again, see
from filters.labeller import load_model
from filters.network import FARTHEST
from filters.segment import segment_text
from filters.sight import look
from filters.signals import CONTACTS
from filters.train import joints
from filters.train.examples import Example
from filters.train.joints import Choice, choices_of, find_choices, fit_joints
from filters.train.tensors import to_arrays, to_tensors
from filters.units import split_units
from filters.wording import read_wording
from tests.filters.train.examples_made import ARTICLE, NO_TORCH, advertised


def glued(dice: np.random.Generator) -> Choice:
    """A unit of made-up characters, those of spam from 600 on, with a joint or without one, and what is around it."""
    first, last = 3, 3 + int(dice.integers(6, 15))
    code = dice.integers(0, 50, last + 4).astype(np.uint16)
    kind = int(dice.integers(4))
    at = int(dice.integers(2, last - first - 1))
    spam = {0: slice(first, last), 1: slice(0, 0), 2: slice(first, first + at), 3: slice(first + at, last)}[
        kind
    ]
    code[spam] += 600
    features = np.zeros((len(code), FEATURES), np.float16)
    may = np.arange(last - first) > 0
    return Choice(code, np.zeros_like(code), features, first, last, may, kind if kind < 2 else kind + 2 * at)


def test_a_unit_may_be_given_the_spam_of_another() -> None:
    dice = np.random.default_rng(3)
    choices = [choice for choice in (glued(dice) for _ in range(200)) if choice.right > 1]
    for choice, other in pairwise(choices):
        if choice.right % 2 != other.right % 2:
            continue
        mixed = joints._exchange(choice, other)
        assert len(mixed.code) == len(mixed.word) == len(mixed.features)
        assert len(mixed.may_part) == mixed.last - mixed.first
        spam = mixed.code[mixed.first : mixed.last] >= 600
        at = mixed.right // 2 - 1
        assert spam[:at].all() != spam[at:].all()
        assert (~spam[:at]).all() != (~spam[at:]).all()
        foreign = other.code[other.first : other.last]
        assert np.array_equal(mixed.code[mixed.first : mixed.last][spam], foreign[foreign >= 600])
        own = choice.code[choice.code < 600]
        assert np.array_equal(mixed.code[mixed.code < 600], own)


def test_joints_are_learnt_from_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason=NO_TORCH)
    monkeypatch.setattr(joints, "_EPOCHS", 3)
    monkeypatch.setattr(joints, "_BATCH", 32)
    dice = np.random.default_rng(0)
    choices = [glued(dice) for _ in range(2000)]
    layers = fit_joints(choices)
    again = fit_joints(choices)
    assert all(np.array_equal(layer, again[name]) for name, layer in layers.items())
    scores, right = joints._see(to_tensors(layers), [glued(dice) for _ in range(100)], learns=False)
    assert (scores.argmax(dim=1) == right).float().mean() > 0.8


def test_units_are_seen_as_they_were_learnt() -> None:
    """``joints.see`` reads a whole page at once, training each unit by itself."""
    pytest.importorskip("torch", reason=NO_TORCH)
    page, mask = advertised()
    sight = look(page)
    places = np.concatenate([sight.matches[name].start for name in CONTACTS])
    units = split_units(sight, places)
    cut = np.array([bool(mask[start:end].any()) for start, end in zip(units.start, units.end, strict=True)])
    sums = read_wording(sight, load_model().ngrams)
    reading = read_again(sight, sums, units, np.where(cut, 0.9, 0.1), cut)
    assert reading is not None
    dice = np.random.default_rng(5)
    weights = to_tensors(joints._draw_weights(dice))
    whole, parted = see(to_arrays(weights), reading)
    choices = list(choices_of(reading, mask, dice))
    assert any(choice.right > 1 for choice in choices)
    begin = 0
    for unit, (first, last) in enumerate(zip(reading.first.tolist(), reading.last.tolist(), strict=True)):
        low, high = max(first - FARTHEST, 0), last + FARTHEST
        may = may_part(reading, np.arange(first, last))
        near = slice(low, high)
        choice = Choice(
            reading.code[near],
            reading.word[near],
            reading.features[near].astype(np.float16),
            first - low,
            last - low,
            may,
            0,
        )
        scores, _ = joints._see(weights, [choice], learns=False)
        found = scores[0].detach().numpy()
        assert np.allclose(found[:2], whole[unit], atol=1e-3)
        expected = parted[begin : begin + last - first].ravel()
        possible = np.isfinite(expected)
        assert np.array_equal(possible, np.repeat(may, 2))
        assert np.allclose(found[2:][possible], expected[possible], atol=1e-3)
        begin += last - first


def test_choices_hold_what_is_right_for_the_edges_of_what_is_cut() -> None:
    page, mask = advertised()
    example = Example(page, mask, np.zeros_like(mask), 0)
    dice = np.random.default_rng(1)
    choices = list(find_choices(example, load_model(), dice))
    assert any(choice.right > 1 for choice in choices)
    assert all(choice.features.shape[1] == FEATURES for choice in choices)
    nothing = np.zeros(len(ARTICLE[0]), bool)
    plain = Example(segment_text(ARTICLE[0]), nothing, nothing, 0)
    assert not list(find_choices(plain, load_model(), dice))
