"""Learn to read units character by character: the layers of ``reader.read``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from filters import reader
from filters.arrays import Array
from filters.network import DILATIONS
from filters.reader import ROOT_FLOOR
from filters.reader import read as read_units
from filters.train.characters import DROPOUT, draw_tables, see_characters
from filters.train.prepared import Gathering, Prepared, Script
from filters.train.tensors import Descent, dense, draw_layers, draw_taps, drop, settle, to_arrays, to_tensors
from filters.train.truths import is_clear

# Each of these readers is taught by some folds and reads the others for the networks; the filter has one taught by all.
READERS = ((0, 1, 2), (2, 3, 4))
_WIDTH, _BATCH = 96, 16_000  # of its layers; characters
# How many gatherings the readers go through in all, at most; and how often each, at most.
_ROUNDS, _AGAIN, _PACE = 6, 3, 3e-3
_ROWS = 36  # units in a row that it is shown of a page at a time
_LONGEST = 4000  # characters of such
_SPREAD = 40  # characters that the stretches of a batch may differ by in length
_EACH = 0.5  # weight in its loss of the truth of each character


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some units in a row of a page: what a reader is shown of them, and their truth."""

    script: Script
    spam: Array
    weight: Array


def readings(pages: Sequence[Prepared], readers: Sequence[Mapping[str, Array]]) -> Array:
    """The reading of each unit by a reader that saw other folds, not a number where all saw it."""
    found = []
    for page in pages:
        unread = [layers for layers, folds in zip(readers, READERS, strict=True) if page.fold not in folds]
        nothing = np.full(len(page.spam), np.nan, np.float32)
        found.append(read_units(unread[0], page.script.shown()) if unread else nothing)
    return np.concatenate(found)


def known_to_all() -> set[int]:
    """The folds that are known to all readers."""
    return set.intersection(*map(set, READERS))


def fit_reader(gatherings: Sequence[Gathering], folds: Collection[int]) -> dict[str, Array]:
    """The layers of ``reader.read``, learnt from the truth of units and, as that of one tells little, of each character.

    ``folds``: those that it learns from.
    """
    settle(1)
    weights = to_tensors(_draw_weights(np.random.default_rng(1)))
    rounds = (list(gatherings) * _AGAIN)[:_ROUNDS]

    def batches(number: int) -> list[list[_Stretch]]:
        taught = [page for page in rounds[number]() if page.fold in folds]
        return _batches(taught, np.random.default_rng((1, number)))

    # What the pace depends on is counted beforehand: there is no room to keep it.
    steps = sum(len(batches(number)) for number in range(len(rounds)))
    descent = Descent(weights, _PACE, steps)
    for batch in chain.from_iterable(map(batches, range(len(rounds)))):
        descent.step(_loss(weights, batch))
    return {name: layer for name, layer in to_arrays(weights).items() if not name.startswith("reader_each")}


def _draw_weights(dice: np.random.Generator) -> dict[str, Any]:
    width = _WIDTH
    around = {f"reader_around{number}": (width, width) for number in range(len(DILATIONS))}
    ends = {
        "reader_last": (2 * width, width),
        "reader_pool": (3 * width + 1, width),
        "reader_out": (width, 1),
    }
    shapes = {"reader_in": (reader.INPUTS, width), **around, **ends, "reader_each": (width, 1)}
    return {
        **draw_tables("reader", dice),
        **draw_taps(around, width, dice),
        **draw_layers(shapes, dice),
    }


def _batches(pages: Sequence[Prepared], dice: np.random.Generator) -> list[list[_Stretch]]:
    """A stretch of each page, in batches of about the same length, shuffled."""
    found = [_some_units(page, dice) for page in pages]
    found = [each for each in found if 0 < len(each.script.code) < _LONGEST]
    size = np.array([len(each.script.code) for each in found])
    batches: list[list[_Stretch]] = [[]]
    for index in np.argsort(size + dice.integers(0, _SPREAD, len(size)), kind="stable"):
        if batches[-1] and (len(batches[-1]) + 1) * size[index] > _BATCH:
            batches.append([])
        batches[-1].append(found[index])
    return [batches[index] for index in dice.permutation(len(batches))]


def _some_units(page: Prepared, dice: np.random.Generator) -> _Stretch:
    """Units in a row, mostly around spam."""
    first, last = 0, len(page.spam)
    if last > _ROWS:
        spam = np.flatnonzero(page.spam > 0)
        middle = dice.choice(spam) if len(spam) and dice.random() < 0.8 else dice.integers(last)
        first = max(0, int(middle) - int(dice.integers(4, _ROWS - 4)))
        last = min(first + _ROWS, last)
    bounds = page.script.bounds[first : last + 1]
    inside = slice(bounds[0], bounds[-1])
    whole = page.script
    script = Script(
        bounds - bounds[0], whole.code[inside], whole.word[inside], whole.features[inside], whole.spam[inside]
    )
    return _Stretch(script, page.spam[first:last], page.weight[first:last])


def _loss(weights: Mapping[str, Any], batch: Sequence[_Stretch]) -> Any:
    """Cross entropy of the units that are clear, and of the characters."""
    import torch

    length = torch.from_numpy(
        np.concatenate([np.diff(each.script.bounds) for each in batch]).astype(np.int64)
    )
    spam, weight = (
        torch.from_numpy(np.concatenate(column))
        for column in ([each.spam for each in batch], [each.weight for each in batch])
    )
    odds, each, there, truth = _see(weights, [stretch.script for stretch in batch], length)
    entropy = torch.nn.functional.binary_cross_entropy_with_logits
    weight = weight * is_clear(spam)
    whole = (entropy(odds, spam, reduction="none") * weight).sum() / weight.sum().clamp(min=1)
    return whole + _EACH * (entropy(each, truth, reduction="none") * there).sum() / there.sum()


def _see(
    weights: Mapping[str, Any], scripts: Sequence[Script], length: Any, *, learns: bool = True
) -> tuple[Any, Any, Any, Any]:
    """What ``reader.read`` does, for many pages side by side: log-odds of all units, in a row; and of each character.

    And tensors[pages, characters]: whether there is one, and whether it is spam. ``length``: characters of each unit.
    """
    import torch

    own, hidden = see_characters(weights, "reader", scripts, learns=learns)
    there, truth = np.zeros((2, *own.shape[:2]), np.float32)
    for row, each in enumerate(scripts):
        there[row, : len(each.code)], truth[row, : len(each.code)] = 1, each.spam
    hidden = torch.cat((drop(hidden, DROPOUT, learns=learns), own), dim=-1)
    last = dense(weights, "reader_last", hidden)
    each_one = (last @ weights["reader_each"] + weights["reader_each_bias"])[..., 0]
    in_a_row = last[torch.from_numpy(there > 0)]
    mean, most = (
        torch.segment_reduce(in_a_row, way, lengths=length, axis=0, initial=0.0) for way in ("mean", "max")
    )
    pooled = (mean, most, (mean + ROOT_FLOOR).sqrt(), torch.log1p(length.float())[:, None])
    told = dense(weights, "reader_pool", drop(torch.cat(pooled, dim=-1), DROPOUT, learns=learns))
    odds = (told @ weights["reader_out"] + weights["reader_out_bias"])[:, 0]
    return odds, each_one, torch.from_numpy(there), torch.from_numpy(truth)
