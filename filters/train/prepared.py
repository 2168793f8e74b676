"""What sense, reading and the networks are learnt from: the units of a page that are judged, and how they look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Array, Bools, Indices, near
from filters.features import WORDING, Echoes, breaks, describe, excerpt, express, find_echoes, weigh
from filters.reader import Characters, show
from filters.sight import Sight, glance, look
from filters.train.examples import Example, stretch, truth
from filters.units import Units, built_alike, inside_contacts, split_at, split_units
from filters.wording import suspect, wording_of

# Of so many pages some units are divided where spam meets genuine text, mostly, and in some places by chance: so what is only a
# part of a sentence is known for what it is.
_DIVIDED, _AT_EDGES, _BY_CHANCE = 0.25, 0.8, 2.0
_ASIDE = 16  # units of spam: a page with fewer counts for more
_ASIDE_REACH = 4  # units beside these
_HEED = 3.0  # what their weight grows by at most


@dataclass(frozen=True, slots=True)
class Script:
    """The characters of the units of a page, as ``reader.Characters`` has them, and whether each is spam."""

    bounds: Indices
    code: NDArray[np.uint16]
    word: NDArray[np.uint16]
    features: NDArray[np.float16]
    spam: Bools

    def shown(self) -> Characters:
        """As ``reader.read`` takes them."""
        nowhere = np.zeros(0, np.int64)
        features = self.features.astype(np.float32)
        return Characters(self.bounds.astype(np.int64), nowhere, self.code, self.word, features)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What all but wording and joints is learnt from: arrays[units] of a page."""

    meanings: NDArray[np.float16]  # [units, DIMENSIONS]
    spam: Array  # share of spam characters
    weight: Array
    share: Array  # of the page, before division by the sum
    alike: NDArray[np.int16]  # the same number where units are built alike
    echoes: Echoes
    breaks: NDArray[np.int8]  # what stands before each unit
    fold: int
    values: Array  # [units, features], sense and reading left at 0
    script: Script


Gathering = Callable[[], Sequence[Prepared]]  # reads the documents of one


def prepare(example: Example, dice: np.random.Generator, ngrams: Array) -> Prepared | None:
    """Units, features and truth of a page, of a long one a stretch; None if nothing on it is suspicious.

    ``ngrams``: the wording as learnt from the other folds.
    """
    sight = glance(example.page)
    suspicion = suspect(sight, ngrams)
    if suspicion is None:
        return None
    sight = look(example.page, sight)
    units = _divide(example, sight, split_units(sight, suspicion.places, suspicion.sums), dice)
    seen = excerpt(sight, units)
    share, weight = truth(example, units)
    kept = stretch(share, dice)
    meanings = express(seen)
    values = describe(seen, meanings)
    values[:, WORDING] = wording_of(suspicion.sums, seen.start, seen.end)
    shown = show(sight, suspicion.sums, seen.start[kept], seen.end[kept], units.block[kept])
    script = Script(
        shown.bounds.astype(np.int32),
        shown.code,
        shown.word,
        shown.features.astype(np.float16),
        example.mask[sight.normalized.offsets[shown.place]],
    )
    return Prepared(
        meanings[kept].astype(np.float16),
        share[kept],
        _heed_asides(share[kept], weight[kept]),
        weigh(units)[kept],
        np.unique(built_alike(example.page, units)[kept], return_inverse=True)[1].astype(np.int16),
        find_echoes(seen.codes, seen.bounds[kept.start : kept.stop + 1]),
        breaks(values)[kept],
        example.fold,
        values[kept],
        script,
    )


def _divide(example: Example, sight: Sight, units: Units, dice: np.random.Generator) -> Units:
    """The units of most pages; of some, such as are divided further, but in no number and with some letters in each part."""
    if not len(units) or dice.random() >= _DIVIDED:
        return units
    edges = np.flatnonzero(np.diff(example.mask)) + 1
    edges = edges[dice.random(len(edges)) < _AT_EDGES]
    chance = dice.integers(units.start[0], units.end[-1], dice.poisson(_BY_CHANCE))
    places = np.unique(np.concatenate((edges, chance))).astype(np.int32)
    places = places[~inside_contacts(sight, places)]
    solid = np.concatenate(([0], np.cumsum([character.isalnum() for character in example.page.text])))
    ends = np.unique(np.concatenate((units.start, units.end, places)))
    at = ends.searchsorted(places)
    before, behind = ends[np.maximum(at - 1, 0)], ends[np.minimum(at + 1, len(ends) - 1)]
    full = (solid[places] > solid[before]) & (solid[behind] > solid[places])
    return split_at(units, places[full])


def _heed_asides(share: Array, weight: Array) -> Array:
    """The weights of a page's units, but more where there is little spam, and beside it.

    A line that is overlooked spoils a page as a block of twenty does, and of blocks there is so much more to learn from.
    """
    count = int((share > 0.5).sum())
    if not 0 < count < _ASIDE:
        return weight
    heeded = weight.copy()
    heeded[near(np.flatnonzero(share > 0), _ASIDE_REACH, len(share))] *= min((_ASIDE / count) ** 0.5, _HEED)
    return heeded
