"""The truth of the units of many pages, and which of these are clear enough to teach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Array, Bools

_GENUINE = 5  # genuine units to one of spam that are drawn
_BATCH = 1024  # units


class Taught(Protocol):
    """What there is of a page: the truth of its units."""

    @property
    def spam(self) -> Array: ...
    @property
    def weight(self) -> Array: ...
    @property
    def fold(self) -> int: ...


def is_clear(spam: Any) -> Any:
    """Of shares of spam, an array or a tensor, which leave no doubt about their unit."""
    return (spam <= 0.1) | (spam >= 0.9)


class Truths:
    """The truth of the units of all pages, and which may teach."""

    def __init__(self, pages: Sequence[Taught]) -> None:
        self.spam = np.concatenate([page.spam for page in pages])
        self.weight = np.concatenate([page.weight for page in pages])
        self.fold = np.repeat([page.fold for page in pages], [len(page.spam) for page in pages])
        self.clear = is_clear(self.spam)

    def draw(self, usable: Bools) -> Iterator[tuple[NDArray[np.int64], Any]]:
        """Clear units of spam, and genuine ones by their weight, in batches with their truth as a tensor."""
        import torch

        dice = np.random.default_rng(1)
        spam = self.spam > 0.5
        positive = np.flatnonzero(usable & self.clear & spam)
        negative = np.flatnonzero(usable & self.clear & ~spam)
        chance = self.weight[negative].astype(np.float64)
        drawn = dice.choice(negative, len(positive) * _GENUINE, p=chance / chance.sum())
        order = dice.permutation(np.concatenate((positive, drawn)))
        for at in range(0, len(order), _BATCH):
            units = order[at : at + _BATCH]
            yield units, torch.from_numpy(spam[units].astype(np.float32))
