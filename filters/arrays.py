"""Names of the arrays that pass between the steps, and what is done with them that numpy has no function for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Array = NDArray[np.float32]  # what the networks compute with
Indices = NDArray[np.int32]  # into a text or another array, as they are kept
Places = NDArray[np.intp]  # the same as numpy gives them
Codes = NDArray[np.uint32]  # code points

_FIRST_HAN, _LAST_HAN = 0x3400, 0x9FFF


def is_han(codes: NDArray[np.integer]) -> Bools:
    """Which of these characters, of any shape, are Chinese."""
    return np.asarray((codes >= _FIRST_HAN) & (codes <= _LAST_HAN))


def from_to(first: NDArray[np.integer], last: NDArray[np.integer]) -> NDArray[np.int64]:
    """The numbers from each of the first up to, not including, its last."""
    length = (last - first).astype(np.int64)
    places = (first - (length.cumsum() - length)).repeat(length)
    places += np.arange(len(places))
    return np.asarray(places)


def near(places: NDArray[np.integer], reach: int, count: int) -> Places:
    """Those of so many in a row, ascending, that are no further than that from one of the places."""
    edges = np.bincount(np.maximum(places - reach, 0), minlength=count + 1)
    edges -= np.bincount(np.minimum(places + reach + 1, count), minlength=count + 1)
    return (edges.cumsum()[:-1] > 0).nonzero()[0]


def running_sums(values: Floats | Bools) -> Floats:
    """Return the sums of the values before each place."""
    sums = np.empty(len(values) + 1)
    sums[0] = 0.0
    np.add.accumulate(values, dtype=np.float64, out=sums[1:])
    return sums
