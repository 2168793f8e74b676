"""What the networks are learnt from: the units of a gathering with all their features, sense and reading among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Array, Bools, Indices
from filters.features import READING, SENSE
from filters.labeller import CLIP, squash
from filters.train.examples import FOLDS
from filters.train.prepared import Gathering, Prepared
from filters.train.reading import known_to_all, readings
from filters.train.sense import fit_sense, senses
from filters.train.tensors import settle
from filters.train.truths import Truths


@dataclass(frozen=True, slots=True)
class Lines:
    """What networks are learnt from: arrays[units] of all pages of a gathering, one after the other.

    Not of each page, for arrays so small are copied where processes are to share them: who looks at one counts up in its head.
    """

    size: NDArray[np.int64]  # [pages], units of each
    values: NDArray[np.float16]  # [units, features], standardized
    meanings: NDArray[np.float16]
    spam: Array
    weight: Array
    share: Array
    alike: NDArray[np.int16]
    breaks: NDArray[np.int8]
    words: Array  # of ``Echoes``, as are the other two
    pairs: NDArray[np.int64]  # [pages], of each
    unit: Indices  # [pairs]
    word: Indices


@dataclass(frozen=True, slots=True)
class Measures:
    """What the values of all gatherings are completed and measured by."""

    sense: Sequence[Mapping[str, Array]]  # layers that have not seen each fold, and such as have seen all
    mean: Array
    scale: Array


def measure(load: Gathering, readers: Sequence[Mapping[str, Array]]) -> Measures:
    """Learn sense, and what values there are, from one gathering. ``readers``: the layers of those of ``READERS``."""
    settle(1)
    pages = load()
    units = Truths(pages)
    meanings = np.concatenate([page.meanings for page in pages])
    sense = [fit_sense(units, meanings, units.fold != fold) for fold in range(FOLDS + 1)]
    values, usable = _values(pages, units, meanings, sense, readers)
    weight = units.weight[usable]
    mean = np.average(values, axis=0, weights=weight).astype(np.float32)
    spread = np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weight))
    return Measures(sense, mean, (1 / (spread + 1e-3)).astype(np.float32))


def complete(load: Gathering, readers: Sequence[Mapping[str, Array]], measures: Measures) -> Lines:
    """What networks are learnt from of a gathering. ``readers``: the layers of those of ``READERS``."""
    pages = load()
    meanings = np.concatenate([page.meanings for page in pages])
    values, _ = _values(pages, Truths(pages), meanings, measures.sense, readers)
    left = [page for page in pages if page.fold not in known_to_all()]
    return _join(left, _standardize(values, measures.mean, measures.scale))


def _values(
    pages: Sequence[Prepared],
    units: Truths,
    meanings: NDArray[np.float16],
    sense: Sequence[Mapping[str, Array]],
    readers: Sequence[Mapping[str, Array]],
) -> tuple[Array, Bools]:
    """The values of the units that not all readers know, with sense and reading, and which units these are."""
    values = np.concatenate([page.values for page in pages])
    values[:, SENSE] = senses(units, meanings, sense)
    values[:, READING] = readings(pages, readers)
    usable = ~np.isin(units.fold, list(known_to_all()))
    return squash(values[usable]), usable


def _join(pages: Sequence[Prepared], values: NDArray[np.float16]) -> Lines:
    """The pages one after the other, with ``values`` instead of their own."""
    size, pairs = (
        np.array(count, np.int64)
        for count in zip(*((len(p.spam), len(p.echoes.unit)) for p in pages), strict=True)
    )
    return Lines(
        size=size,
        values=values,
        meanings=np.concatenate([page.meanings for page in pages]),
        spam=np.concatenate([page.spam for page in pages]),
        weight=np.concatenate([page.weight for page in pages]),
        share=np.concatenate([page.share for page in pages]),
        alike=np.concatenate([page.alike for page in pages]),
        breaks=np.concatenate([page.breaks for page in pages]),
        words=np.concatenate([page.echoes.words for page in pages]),
        pairs=pairs,
        unit=np.concatenate([page.echoes.unit for page in pages]),
        word=np.concatenate([page.echoes.word for page in pages]),
    )


def _standardize(values: Array, mean: Array, scale: Array) -> NDArray[np.float16]:
    values -= mean  # there is no room for copies
    values *= scale
    return values.clip(-CLIP, CLIP, out=values).astype(np.float16)
