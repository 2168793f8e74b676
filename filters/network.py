"""What the networks of the filter are made of, with weights learnt elsewhere: dense layers, dilated convolutions, log-odds.

Each convolution sees two rows on either side of the middle, the next ones as many at twice the distance, so that four of them
see thirty on either side (iterated dilated convolutions; Strubell, Verga, Belanger and McCallum 2017). One whose layers have
``taps`` first weighs the rows column by column, and then only mixes the columns of each row: a fifth of the weights, which learn
less by heart (depthwise separable convolutions; Chollet 2017).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Array, Floats

DILATIONS = (1, 2, 4, 8)  # rows from one weight of a convolution to the next
REACH = 2  # weights of a convolution on either side of the middle
FARTHEST = REACH * sum(DILATIONS)  # rows that a row depends on, on either side
_STRETCH = 512  # rows

Layers = Mapping[str, Array]


def dense(layers: Layers, name: str, values: Array) -> Array:
    """One layer, weights [inputs, outputs] and biases, with what is negative cut off."""
    result, bias = np.asarray(values @ layers[name]), layers[name + "_bias"]
    # Cut off before the bias is added: numpy takes twice as long to compare with a single 0 as with a row.
    np.maximum(result, -bias, out=result)
    result += bias
    return result


def look_around(layers: Layers, name: str, hidden: Array, wanted: NDArray[np.integer]) -> Array:
    """The wanted rows (ascending) after the convolutions, each of which adds to what it is given; beyond the ends is nothing.

    A stretch at a time: so nothing is computed that no wanted row sees, and all stays in the processor's caches however many
    rows there are.
    """
    around = np.empty((len(wanted), hidden.shape[1]), np.float32)
    if not len(wanted):
        return around
    far = wanted[1:] - wanted[:-1] > 2 * FARTHEST
    new = np.concatenate(([True], far))
    stretch = (wanted - wanted[new][new.cumsum() - 1]) // _STRETCH
    inner = (far | (stretch[1:] != stretch[:-1])).nonzero()[0] + 1
    for begin, end in pairwise((0, *inner.tolist(), len(wanted))):
        first, last = int(wanted[begin]), int(wanted[end - 1]) + 1
        reach = FARTHEST
        low = max(first - reach, 0)
        part = hidden[low : last + reach]
        for number, dilation in enumerate(DILATIONS):
            reach -= REACH * dilation
            left = max(first - reach, 0)
            rows = slice(left - low, min(last + reach, len(hidden)) - low)
            taps = layers.get(f"{name}{number}_taps")
            seen = _neighbours(part, dilation, rows)
            # Rows overlap: laid side by side they must be copied, weighed by taps they are only summed.
            seen = seen.reshape(len(seen), -1) if taps is None else np.einsum("nkw,kw->nw", seen, taps)
            change = dense(layers, f"{name}{number}", seen)
            part = np.add(part[rows], change, out=change)
            low = left
        part.take(wanted[begin:end] - low, axis=0, out=around[begin:end], mode="clip")
    return around


def _neighbours(hidden: Array, dilation: int, rows: slice) -> Array:
    """Some rows with those around them, a view: float32[rows, 2 REACH + 1, width]."""
    count, width = hidden.shape
    padded = np.zeros((count + 2 * REACH * dilation, width), np.float32)
    padded[REACH * dilation : REACH * dilation + count] = hidden
    row, item = padded.strides
    shape, strides = (count, 2 * REACH + 1, width), (row, dilation * row, item)
    around: Array = np.ndarray(shape, np.float32, padded.data, strides=strides)
    return around[rows]


def log_odds(chances: Floats, least: float) -> Floats:
    """The log-odds of chances, of which none counts as less than ``least`` or more than 1 less that."""
    sure = chances.clip(least, 1 - least)
    return np.asarray(np.log(sure / (1 - sure)))
