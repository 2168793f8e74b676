"""Pages with their truth: what all parts of a model are learnt from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from filters.arrays import Array, Bools
from filters.segment import Page
from filters.units import Units

FOLDS = 5
_LONGEST = 400  # units that are kept of a page: nearly all pages are shorter
_BEFORE = 300  # of these at most before a unit drawn from its spam
_CHROME = 0.3  # weight of the page's own furniture: an advertisement among it is no grave loss


@dataclass(frozen=True, slots=True)
class Example:
    """A page with its truth. ``fold``: shares no text with other folds.

    ``mask``: bool[characters], True where spam; ``chrome``: the same, where the page's own furniture is, which may well
    be advertisements.
    """

    page: Page
    mask: Bools
    chrome: Bools
    fold: int


def truth(example: Example, units: Units) -> tuple[Array, Array]:
    """The share of spam of each unit, and its weight: long units weigh more, as more text is at stake."""
    solid = np.isin(example.page.codes, (32, 10), invert=True)
    spam, visible = (np.concatenate(([0], np.cumsum(column))) for column in (example.mask & solid, solid))
    share = (spam[units.end] - spam[units.start]) / np.maximum(visible[units.end] - visible[units.start], 1)
    weight = np.sqrt(np.minimum(units.end - units.start, 60)) * np.where(
        example.chrome[units.start], _CHROME, 1.0
    )
    return share.astype(np.float32), weight.astype(np.float32)


def stretch(share: Array, dice: np.random.Generator) -> slice:
    """The units of a page that are kept: all, or some in a row, mostly around spam."""
    count = len(share)
    if count <= _LONGEST:
        return slice(0, count)
    found = np.flatnonzero(share > 0)
    middle = dice.choice(found) if len(found) and dice.random() < 0.8 else dice.integers(count)
    first = max(0, int(middle) - int(dice.integers(20, _BEFORE)))
    return slice(first, first + _LONGEST)
