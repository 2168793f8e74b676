"""Learn the network that weighs each unit in its context, and the chain: what ``Model.score`` and ``labeller.chain`` do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Array
from filters.features import BREAKS
from filters.labeller import ECHO_FEW, ECHO_MASS, ECHO_PRIOR, ECHO_SCALE, KIN_MASS, KIN_PRIOR, KIN_SCALE
from filters.network import DILATIONS
from filters.train.lines import Lines
from filters.train.tensors import (
    Descent,
    dense,
    draw_layers,
    draw_taps,
    drop,
    look_around,
    settle,
    to_arrays,
    to_tensors,
)
from filters.vectors import DIMENSIONS

_WIDTH = 128  # of its layers
# How many gatherings the networks go through in all, at least; and how often each, at least.
_ROUNDS, _AGAIN, _PACE = 9, 2, 3e-3
_DROPOUT, _MEANING_DROPOUT = 0.05, 0.2
_BATCH = 6000  # units
_GUESS = 0.1  # weight of the guesses in the loss: untaught, they may come to mean the opposite


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some pages side by side: tensors[pages, units] of what ``Lines`` has, 0 behind the end of a page."""

    inputs: Any  # [pages, units, features]
    meanings: Any  # [pages, units, DIMENSIONS]
    spam: Any
    weight: Any
    share: Any
    alike: Any
    breaks: Any
    there: Any  # 1 where there is a unit
    words: Any
    unit: Any  # [pairs], its place if all pages were in one row
    word: Any  # [pairs], a number of its own for each word of each page


def fit_network(gatherings: Sequence[Lines], seed: int) -> tuple[dict[str, Array], Array]:
    """The layers and the transitions that give the marginals of the chain the highest likelihood.

    For what is wanted is each unit's posterior, not the best labelling of a page (Kakade, Teh and Roweis 2002).
    """
    settle(seed)
    dice = np.random.default_rng(seed)
    weights = _start(gatherings[0].values.shape[1], dice)
    batches = [
        (lines, bounds, pages)
        for lines in gatherings
        for bounds in [_bounds(lines)]
        for pages in _batches(lines.size)
    ]
    epochs = max(-(-_ROUNDS // len(gatherings)), _AGAIN)
    descent = Descent(weights, _PACE, epochs * len(batches))
    for _ in range(epochs):
        for number in dice.permutation(len(batches)).tolist():
            descent.step(_loss(weights, _stack(*batches[number])))
    arrays = to_arrays(weights)
    transitions = arrays.pop("transitions")
    return arrays, transitions


def _start(features: int, dice: np.random.Generator) -> dict[str, Any]:
    """Random weights of the network, by the names of ``Model.layers``, and of the chain."""
    shapes = {
        "first": (features + DIMENSIONS, _WIDTH),
        "second": (_WIDTH, _WIDTH),
        "page": (3 * _WIDTH, _WIDTH),
    }
    around = [f"around{number}" for number in range(len(DILATIONS))]
    shapes |= dict.fromkeys(around, (_WIDTH, _WIDTH))
    shapes |= {"last": (2 * _WIDTH, _WIDTH), "out": (_WIDTH, 1), "guess": (_WIDTH, 1)}
    drawn = {
        **draw_taps(around, _WIDTH, dice),
        "echo": dice.normal(0, 0.3, (2, _WIDTH)),
        "notice": dice.normal(0, 0.1, _WIDTH),
        "likeness": dice.normal(0, 0.5, (2, _WIDTH)),
        "kin": dice.normal(0, 0.5, (2, _WIDTH)),
        "transitions": np.tile(np.array([0.5, -0.5, -0.5, 0.5]), (BREAKS, 1)),
    }
    return to_tensors(drawn | draw_layers(shapes, dice))


def _batches(size: NDArray[np.int64]) -> Iterator[list[int]]:
    """Pages of about the same length together; ``size``: units of each."""
    batch: list[int] = []
    for page in np.argsort(size, kind="stable").tolist():
        if batch and (len(batch) + 1) * size[page] > _BATCH:
            yield batch
            batch = []
        batch.append(page)
    yield batch


def _bounds(lines: Lines) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the units and the pairs of each page begin, and behind the last."""
    first, second = (np.concatenate(([0], np.cumsum(count))) for count in (lines.size, lines.pairs))
    return first, second


def _stack(lines: Lines, bounds: tuple[NDArray[np.int64], NDArray[np.int64]], pages: Sequence[int]) -> _Batch:
    """The pages of these numbers; ``bounds``: of all."""
    import torch

    begins, pair_begins = bounds
    longest = max(int(lines.size[page]) for page in pages)
    meanings = np.zeros((len(pages), longest, DIMENSIONS), np.float32)
    inputs = np.zeros((len(pages), longest, lines.values.shape[1]), np.float32)
    columns = np.zeros((5, len(pages), longest), np.float32)
    alike, before = np.zeros((2, len(pages), longest), np.int64)
    places, numbers, met = [], [], 0
    for row, page in enumerate(pages):
        count, units = lines.size[page], slice(begins[page], begins[page + 1])
        inputs[row, :count] = lines.values[units]
        meanings[row, :count] = lines.meanings[units]
        alike[row, :count] = lines.alike[units]
        before[row, :count] = lines.breaks[units]
        columns[:3, row, :count] = lines.spam[units], lines.weight[units], lines.share[units]
        columns[3, row, :count] = 1
        columns[4, row, :count] = lines.words[units]
        pairs = slice(pair_begins[page], pair_begins[page + 1])
        word = lines.word[pairs].astype(np.int64)
        places.append(lines.unit[pairs].astype(np.int64) + row * longest)
        numbers.append(word + met)
        met += int(word.max(initial=-1)) + 1
    spam, weight, share, there, words = torch.from_numpy(columns)
    return _Batch(
        inputs=torch.from_numpy(inputs),
        meanings=torch.from_numpy(meanings),
        spam=spam,
        weight=weight,
        share=share,
        alike=torch.from_numpy(alike),
        breaks=torch.from_numpy(before),
        there=there,
        words=words,
        unit=torch.from_numpy(np.concatenate(places)),
        word=torch.from_numpy(np.concatenate(numbers)),
    )


def _loss(weights: Mapping[str, Any], batch: _Batch) -> Any:
    """Cross entropy of the units' posteriors, and of what they are taken for by themselves."""
    import torch

    scores, guesses = _score(weights, batch)
    odds = _marginals(scores, weights["transitions"], batch.breaks, batch.there)
    entropy = torch.nn.functional.binary_cross_entropy_with_logits
    loss = entropy(odds, batch.spam, reduction="none")
    loss = loss + _GUESS * entropy(guesses, batch.spam, reduction="none")
    return (loss * batch.weight).sum() / batch.weight.sum()


def _score(weights: Mapping[str, Any], batch: _Batch) -> tuple[Any, Any]:
    """What ``Model.score`` does, for many pages side by side and with dropout; and log-odds of the guesses."""
    import torch

    meanings, share, there = batch.meanings, batch.share, batch.there
    mask = there[..., None]
    inputs = torch.cat((drop(batch.inputs, _DROPOUT), drop(meanings, _MEANING_DROPOUT)), dim=-1)
    own = drop(dense(weights, "second", dense(weights, "first", inputs)), _DROPOUT) * mask
    part = (share / share.sum(dim=1, keepdim=True).clamp(min=1))[..., None]
    notice = torch.softmax((own @ weights["notice"]).masked_fill(there == 0, -1e9), dim=1)[..., None]
    page = torch.cat(((own * part).sum(dim=1), (own * notice).sum(dim=1), own.max(dim=1).values), dim=-1)
    guesses = own @ weights["guess"] + weights["guess_bias"]
    guess = torch.sigmoid(guesses)
    likeness = _likeness(meanings, share[..., None] * torch.cat((guess, 1 - guess), dim=-1))
    added = (page @ weights["page"] + weights["page_bias"])[:, None] + likeness @ weights["likeness"]
    added = added + _kin(guess[..., 0], share, batch.alike) @ weights["kin"]
    added = added + _echo(guess[..., 0], batch) @ weights["echo"]
    hidden = own + added * mask
    hidden = look_around(weights, "around", hidden, mask)
    hidden = drop(hidden, _DROPOUT)
    last = dense(weights, "last", torch.cat((hidden, own), dim=-1))
    return (last @ weights["out"])[..., 0] + weights["out_bias"], guesses[..., 0]


def _likeness(meanings: Any, weights: Any) -> Any:
    """What ``labeller._likeness`` does, for many pages side by side."""
    directions = meanings / (meanings.square().sum(dim=-1, keepdim=True).sqrt() + 0.1)
    sums = weights.transpose(1, 2) @ directions
    own = weights * directions.square().sum(dim=-1, keepdim=True)
    length = (sums.square().sum(dim=-1) + 1e-9).sqrt() + 1
    return (directions @ sums.transpose(1, 2) - own) / length[:, None]


def _kin(guess: Any, share: Any, alike: Any) -> Any:
    """What ``labeller._kin`` does, for many pages side by side; what is no unit has a share of 0."""
    import torch

    def others(parts: Any) -> Any:
        return torch.zeros_like(parts).scatter_add(1, alike, parts).gather(1, alike) - parts

    mass = others(share)
    spam = (others(guess * share) + KIN_PRIOR * KIN_MASS) / (mass + KIN_MASS)
    return torch.stack((spam, torch.log1p(mass / KIN_SCALE)), dim=-1)


def _echo(guess: Any, batch: _Batch) -> Any:
    """What ``labeller._echo`` does, for many pages side by side."""
    import torch

    share, unit, word = batch.share, batch.unit, batch.word
    count = int(word.max()) + 1 if len(word) else 0

    def others(parts: Any) -> Any:
        own = parts.reshape(-1)[unit]
        return torch.zeros(count).index_add(0, word, own)[word] - own

    mass = others(share)
    spam = (others(guess * share) + ECHO_PRIOR * ECHO_MASS) / (mass + ECHO_MASS)
    sums = [
        torch.zeros(guess.numel()).index_add(0, unit, parts).view(guess.shape) for parts in (spam, 1 - spam)
    ]
    return torch.stack(sums, dim=-1) * (ECHO_SCALE / (batch.words + ECHO_FEW))[..., None]


def _marginals(odds: Any, transitions: Any, breaks: Any, there: Any) -> Any:
    """Log-odds of the posteriors: ``labeller.chain`` in logarithms, for many pages side by side."""
    import torch

    steps = odds.unbind(dim=1)
    moves = [move.unbind(dim=-1) for move in transitions[breaks].unbind(dim=1)]
    forward = [steps[0]]
    for step, (stay_other, enter, leave, stay_spam) in zip(steps[1:], moves[1:], strict=True):
        ratio = forward[-1]
        moved = torch.logaddexp(enter, ratio + stay_spam) - torch.logaddexp(stay_other, ratio + leave)
        forward.append(step + moved)
    ratio = torch.zeros_like(steps[0])
    backward = [ratio]
    behind = zip(reversed(steps[1:]), reversed(moves[1:]), reversed(there.unbind(dim=1)[1:]), strict=True)
    for step, (stay_other, enter, leave, stay_spam), exists in behind:
        after = step + ratio
        ratio = torch.logaddexp(leave, stay_spam + after) - torch.logaddexp(stay_other, enter + after)
        ratio = ratio * exists
        backward.append(ratio)
    return torch.stack(forward, dim=1) + torch.stack(backward[::-1], dim=1)
