"""Learn where spam was glued into a unit: the layers of ``joints.part``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Array, Bools
from filters.cutting import PRESETS, decide
from filters.joints import (
    ALL_GENUINE,
    ALL_SPAM,
    BLOCK_BEGINS,
    CHANCE,
    INPUTS,
    IS_CUT,
    SAYS_SPAM,
    SPAM_BEGINS,
    SPAM_ENDS,
    STAYS,
    UNIT_BEGINS,
    VERDICTS,
    Reading,
    may_part,
    read_again,
)
from filters.labeller import Model
from filters.network import DILATIONS, FARTHEST, REACH
from filters.sight import glance, look
from filters.train.characters import draw_tables, see_characters
from filters.train.examples import Example
from filters.train.tensors import Descent, dense, draw_layers, settle, to_arrays, to_tensors
from filters.wording import suspect

_WIDTH, _BATCH, _EPOCHS, _PACE = 48, 128, 10, 3e-3
_SPREAD = 30  # characters that the units of a batch may differ by in length
_WHOLE = 0.25  # of the units without a joint that joints are learnt from
_EXCHANGED = 0.8  # of those with one, that are given the spam of another
_FAR = 40.0  # scores of a softmax beyond this are as good as certain


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit that is read again: what ``Reading`` has of its characters and those around it, and how it is to be seen.

    ``first``, ``last``: where the unit is among the characters; ``may_part``: of its characters; ``right``: 0 all is spam, 1 all
    is genuine, 2 + 2 n spam ends before character n of the unit, 3 + 2 n it begins there.
    """

    code: NDArray[np.uint16]
    word: NDArray[np.uint16]
    features: NDArray[np.float16]
    first: int
    last: int
    may_part: Bools
    right: int


def find_choices(example: Example, model: Model, dice: np.random.Generator) -> Iterator[Choice]:
    """The units of a page that may have a joint: those that have one, and a part of the others."""
    sight = glance(example.page)
    suspicion = suspect(sight, model.ngrams)
    if suspicion is None:
        return
    sight = look(example.page, sight)
    units, chances, cut = decide(sight, suspicion, PRESETS["retain"], model=model)
    reading = read_again(sight, suspicion.sums, units, chances, cut)
    if reading is not None:
        yield from choices_of(reading, example.mask, dice)


def choices_of(reading: Reading, mask: Bools, dice: np.random.Generator) -> Iterator[Choice]:
    """What is to be learnt from the units that are read again; ``mask``: bool[characters of the page], True where spam."""
    bounds = list(zip(reading.first.tolist(), reading.last.tolist(), strict=True))
    every = may_part(reading, np.concatenate([np.arange(*each) for each in bounds]))
    begins = np.concatenate(([0], np.cumsum(reading.last - reading.first)))
    for number, (first, last) in enumerate(bounds):
        inside = np.arange(first, last)
        may = every[begins[number] : begins[number + 1]]
        spam = mask[reading.place[inside]]
        solid = np.flatnonzero(reading.solid[inside])
        turns = np.flatnonzero(np.diff(spam[solid]))
        if len(turns) > 1 or not len(solid) or (not len(turns) and dice.random() > _WHOLE):
            continue
        right = int(not spam[solid[0]])
        if len(turns):
            at = int(solid[turns[0]]) + 1  # directly behind the last character of the first part
            if not may[at]:
                continue
            right += 2 + 2 * at
        begin, end = max(first - FARTHEST, 0), last + FARTHEST
        yield Choice(
            reading.code[begin:end],
            reading.word[begin:end],
            reading.features[begin:end].astype(np.float16),
            first - begin,
            last - begin,
            may,
            right,
        )


def _exchange(choice: Choice, other: Choice) -> Choice:
    """A unit with a joint, with the spam of another: so there is no end of advertisements in other sentences.

    It has the verdict and the chance of the first, and the joint is between the same kinds of parts.
    """
    at, its = (each.right // 2 - 1 for each in (choice, other))
    if choice.right % 2:  # spam begins
        before, spam, behind = choice.first + at, slice(other.first + its, other.last), choice.last
        may, right = (choice.may_part[:at], other.may_part[its:]), choice.right
    else:
        before, spam, behind = choice.first, slice(other.first, other.first + its), choice.first + at
        may, right = (other.may_part[:its], choice.may_part[at:]), other.right
    last = choice.first + sum(map(len, may))

    def together(own: NDArray[Any], foreign: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate((own[:before], foreign[spam], own[behind:]))

    features = together(choice.features, other.features)
    # What is said of the unit as a whole, and where it begins.
    unit, begins = [CHANCE, IS_CUT, STAYS], [UNIT_BEGINS, BLOCK_BEGINS]
    features[choice.first : last, unit] = choice.features[choice.first, unit]
    features[choice.first : last, begins] = 0
    features[choice.first, begins] = choice.features[choice.first, begins]
    return Choice(
        together(choice.code, other.code),
        together(choice.word, other.word),
        features,
        choice.first,
        last,
        np.concatenate(may),
        right,
    )


def fit_joints(choices: Sequence[Choice]) -> dict[str, Array]:
    """The layers of ``joints.part``; the same choices in the same order give the same."""
    settle(1)
    dice = np.random.default_rng(1)
    weights = to_tensors(_draw_weights(dice))
    batches = -(-len(choices) // _BATCH)
    descent = Descent(weights, _PACE, _EPOCHS * batches)
    parted = {
        side: [each for each in choices if each.right >= 2 and each.right % 2 == side] for side in (0, 1)
    }
    length = np.array([len(each.code) for each in choices])
    for _ in range(_EPOCHS):
        order = np.argsort(length + dice.integers(0, _SPREAD, len(choices)), kind="stable")
        starts = np.arange(0, len(choices), _BATCH)
        for start in dice.permutation(starts):
            batch = [choices[index] for index in order[start : start + _BATCH]]
            for at, each in enumerate(batch):
                if each.right >= 2 and dice.random() < _EXCHANGED:
                    others = parted[each.right % 2]
                    batch[at] = _exchange(each, others[dice.integers(len(others))])
            scores, right = _see(weights, batch)
            loss = scores.logsumexp(dim=1) - scores.gather(1, right[:, None])[:, 0]
            descent.step(loss.clamp(max=_FAR).mean())
    layers = to_arrays(weights)
    # There are more units without a joint than it has seen.
    layers["joint_out_bias"][[SPAM_ENDS, SPAM_BEGINS]] += np.log(_WHOLE)
    return layers


def _draw_weights(dice: np.random.Generator) -> dict[str, Any]:
    width = _WIDTH
    around = {f"joint_around{number}": ((2 * REACH + 1) * width, width) for number in range(len(DILATIONS))}
    ends = {"joint_last": (2 * width, width), "joint_out": (width, VERDICTS)}
    return {
        **draw_tables("joint", dice),
        **draw_layers({"joint_in": (INPUTS, width), **around, **ends}, dice),
    }


def _see(weights: Mapping[str, Any], batch: Sequence[Choice], *, learns: bool = True) -> tuple[Any, Any]:
    """How each unit may be seen, by log-odds up to a constant, [units, 2 + 2 characters], and which is right."""
    import torch

    size = max(each.last - each.first for each in batch)
    may = np.zeros((len(batch), size), np.bool_)
    for row, each in enumerate(batch):
        may[row, : each.last - each.first] = each.may_part
    first, length, right = (
        torch.tensor(column)
        for column in zip(*((each.first, each.last - each.first, each.right) for each in batch), strict=True)
    )
    own, hidden = see_characters(weights, "joint", batch, learns=learns)
    at = (first[:, None] + torch.arange(size)).clamp(max=own.shape[1] - 1)[..., None].expand(-1, -1, _WIDTH)
    last = dense(weights, "joint_last", torch.cat((hidden.gather(1, at), own.gather(1, at)), dim=-1))
    told = last @ weights["joint_out"] + weights["joint_out_bias"]
    told = told * (torch.arange(size) < length[:, None])[..., None]
    spam = told[..., SAYS_SPAM]
    total = spam.sum(dim=1, keepdim=True)
    lean = 2 * (spam.cumsum(dim=1) - spam) - total
    joints = torch.stack((told[..., SPAM_ENDS] + lean, told[..., SPAM_BEGINS] - lean), dim=-1)
    joints = joints.masked_fill(~torch.from_numpy(may)[..., None], -_FAR * _FAR)
    whole = (
        torch.cat((total, -total), dim=1) + told[..., [ALL_SPAM, ALL_GENUINE]].sum(dim=1) / length[:, None]
    )
    return torch.cat((whole, joints.flatten(1)), dim=1), right
