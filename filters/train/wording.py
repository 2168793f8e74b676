"""Learn the wording: log-odds of n-grams, by logistic regression."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Array, Bools, Indices
from filters.sight import glance, look
from filters.train.examples import FOLDS, Example, stretch, truth
from filters.train.tensors import settle
from filters.train.truths import Truths
from filters.units import normalized_spans, split_units
from filters.wording import NGRAM_BITS, NGRAMS, damp, ngram_buckets, spell


@dataclass(frozen=True, slots=True)
class Lesson:
    """What wording is learnt from: arrays[units] of a page, and the buckets of its n-grams, unit after unit."""

    spam: Array  # share of spam characters
    weight: Array
    length: NDArray[np.int64]  # normalized characters
    buckets: Indices  # [characters, NGRAMS]
    fold: int


def read(example: Example, dice: np.random.Generator) -> Lesson:
    """All units of a page, of a long one a stretch."""
    sight = glance(example.page)
    everywhere = np.searchsorted(sight.normalized.offsets[:-1], example.page.blocks.start)
    units = split_units(look(example.page, sight), everywhere)
    start, end = normalized_spans(sight, units)
    share, weight = truth(example, units)
    kept = stretch(share, dice)
    length = (end - start)[kept]
    buckets = ngram_buckets(spell(sight)).T.astype(np.int32)
    inside = np.repeat(start[kept] - (np.cumsum(length) - length), length) + np.arange(length.sum())
    return Lesson(share[kept], weight[kept], length, buckets[inside], example.fold)


def fit_wording(gatherings: Iterable[Sequence[Lesson]]) -> Array:
    """Log-odds of n-grams, float32[FOLDS + 1, 2**NGRAM_BITS]: learnt from all folds but one each, and from all."""
    settle(1)
    regressions = [_Regression() for _ in range(FOLDS + 1)]
    for lessons in gatherings:
        units, bags = Truths(lessons), _Bags(lessons)
        for left_out, regression in enumerate(regressions):
            regression.learn(units, bags, units.fold != left_out)
    return np.stack([regression.table() for regression in regressions])


class _Bags:
    """The n-grams of all units."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self.length = np.concatenate([lesson.length for lesson in lessons])
        self._first = np.concatenate(([0], np.cumsum(self.length)[:-1]))
        self._buckets = np.concatenate([lesson.buckets for lesson in lessons])

    def take(self, units: NDArray[np.integer]) -> tuple[Indices, NDArray[np.int64]]:
        """The buckets of the units [characters, NGRAMS], and where each unit begins among them."""
        length = self.length[units]
        begins = np.cumsum(length) - length
        return self._buckets[np.repeat(self._first[units] - begins, length) + np.arange(length.sum())], begins


class _Regression:
    """Logistic regression by one pass of stochastic gradient descent, which with so many texts needs no penalty."""

    def __init__(self) -> None:
        import torch

        self._table = torch.zeros(1 << NGRAM_BITS, 1, requires_grad=True)
        self._optimizer = torch.optim.SparseAdam([self._table], lr=0.02)

    def learn(self, units: Truths, bags: _Bags, usable: Bools) -> None:
        """Go through the units that are usable."""
        import torch

        for drawn, target in units.draw(usable):
            buckets, begins = bags.take(drawn)
            sums = torch.nn.functional.embedding_bag(
                torch.from_numpy(buckets.ravel().astype(np.int64)),
                self._table,
                torch.from_numpy(begins * NGRAMS),
                mode="sum",
                sparse=True,
            )[:, 0]
            odds = sums / torch.from_numpy(damp(bags.length[drawn]).astype(np.float32))
            loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, target)
            self._optimizer.zero_grad()
            loss.backward()
            self._optimizer.step()

    def table(self) -> Array:
        """What has been learnt of each n-gram."""
        return np.asarray(self._table.detach().numpy()[:, 0].copy(), dtype=np.float32)
