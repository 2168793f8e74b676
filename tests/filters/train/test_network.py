"""The networks as they are trained: what they compute is what the filter computes."""

import numpy as np
import pytest

from filters.features import BREAKS, NAMES, find_echoes
from filters.labeller import Model, chain
from filters.train import network
from filters.train.lines import _join
from filters.train.tensors import to_arrays
from filters.vectors import DIMENSIONS
from tests.filters.train.examples_made import NO_TORCH, prepared

torch = pytest.importorskip("torch", reason=NO_TORCH)


def test_network_and_chain_are_those_of_the_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_DROPOUT", "_MEANING_DROPOUT"):
        monkeypatch.setattr(network, name, 0.0)
    dice = np.random.default_rng(0)
    features = len(NAMES)
    weights = network._start(features, dice)
    values = dice.normal(0, 1, (2, 30, features)).astype(np.float32)
    there = np.ones((2, 30), np.float32)
    there[1, 20:] = 0  # the second page is shorter
    share = dice.integers(1, 60, (2, 30)).astype(np.float32) * there
    meanings = dice.normal(0, 0.2, (2, 30, DIMENSIONS)).astype(np.float32) * there[..., None]
    alike = dice.integers(0, 4, (2, 30))
    before = dice.integers(0, BREAKS, (2, 30))
    counts = (30, 20)
    codes = [
        dice.choice([ord(character) for character in "水管修理"], 4 * count).astype(np.uint32)
        for count in counts
    ]
    bounds = [np.arange(count + 1) * 4 for count in counts]
    echoes = [find_echoes(*page) for page in zip(codes, bounds, strict=True)]
    words = np.zeros((2, 30), np.float32)
    for page, found in enumerate(echoes):
        words[page, : len(found.words)] = found.words
    place = np.concatenate([found.unit + 30 * page for page, found in enumerate(echoes)])
    number = np.concatenate((echoes[0].word, echoes[1].word + echoes[0].word.max() + 1))
    assert len(number) > 20
    given = {
        "inputs": values * there[..., None],
        "meanings": meanings,
        "spam": share,
        "weight": share,
        "share": share,
        "alike": alike,
        "breaks": before,
        "there": there,
        "words": words,
        "unit": place.astype(np.int64),
        "word": number.astype(np.int64),
    }
    batch = network._Batch(**{name: torch.from_numpy(array) for name, array in given.items()})
    odds, guesses = network._score(weights, batch)
    assert guesses.shape == odds.shape
    posteriors = torch.sigmoid(network._marginals(odds, weights["transitions"], batch.breaks, batch.there))
    layers = to_arrays(weights)
    transitions = layers.pop("transitions")
    # What the filter does to its inputs beforehand is undone here.
    layers |= {"mean": np.zeros(features, np.float32), "scale": np.ones(features, np.float32)}
    model = Model(NAMES, layers, transitions, np.zeros(1, np.float32), digest="")
    raw = np.sign(values) * np.expm1(np.abs(values))
    for page, count in ((0, 30), (1, 20)):
        units = page, slice(count)
        own = model.alone(raw[units], meanings[units])
        expected = model.score(
            *own, meanings[units], share[units], alike[units], echoes[page], np.arange(count)
        )
        assert np.allclose(odds[page, :count].detach().numpy(), expected, atol=1e-4)
        expected = chain(expected, transitions, before[page, :count])
        assert np.allclose(posteriors[page, :count].detach().numpy(), expected, atol=1e-4)


def test_pages_are_stacked_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = prepared(np.random.default_rng(1))
    values = np.concatenate([page.values for page in pages]).astype(np.float16)
    lines = _join(pages, values)
    bounds = network._bounds(lines)
    monkeypatch.setattr(network, "_BATCH", 40)
    batches = list(network._batches(lines.size))
    assert len(batches) > 1
    assert sorted(page for batch in batches for page in batch) == list(range(len(pages)))
    for batch in batches:
        longest = max(len(pages[page].spam) for page in batch)
        assert len(batch) == 1 or len(batch) * longest <= 40
        stacked = network._stack(lines, bounds, batch)
        unit, word, words = (part.numpy() for part in (stacked.unit, stacked.word, stacked.words))
        for row, number in enumerate(batch):
            page = pages[number]
            count = len(page.spam)
            own: tuple[np.ndarray, ...] = (
                page.values.astype(np.float16),
                page.meanings,
                page.spam,
                page.weight,
                page.share,
            )
            there = (stacked.inputs, stacked.meanings, stacked.spam, stacked.weight, stacked.share)
            for found, expected in zip(there, own, strict=True):
                assert np.array_equal(found[row, :count].numpy(), expected.astype(np.float32))
                assert not found[row, count:].any()
            assert np.array_equal(stacked.alike[row, :count].numpy(), page.alike)
            assert np.array_equal(stacked.breaks[row, :count].numpy(), page.breaks)
            assert stacked.there[row].numpy().tolist() == [1] * count + [0] * (longest - count)
            inside = unit // longest == row
            assert np.array_equal(unit[inside] % longest, page.echoes.unit)
            assert np.array_equal(
                word[inside] - word[inside].min(initial=len(word)),
                page.echoes.word - page.echoes.word.min(initial=len(word)),
            )
            assert np.array_equal(words[row, :count], page.echoes.words)
        # No word of one page is one of another.
        rows = [set(word[unit // longest == row].tolist()) for row in range(len(batch))]
        assert len(set().union(*rows)) == sum(map(len, rows))
