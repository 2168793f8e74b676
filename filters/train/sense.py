"""Learn the sense: what the meaning of a unit's words says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Array, Bools
from filters.labeller import Model
from filters.train.examples import FOLDS
from filters.train.tensors import dense, draw_layers, drop, to_arrays, to_tensors
from filters.train.truths import Truths
from filters.vectors import DIMENSIONS

_WIDTH = 32  # of the layer between
_DROPOUT = 0.05


def fit_sense(units: Truths, meanings: NDArray[np.float16], usable: Bools) -> dict[str, Array]:
    """The layers of ``Model.sense``."""
    import torch

    shapes = {"meaning": (DIMENSIONS, _WIDTH), "sense": (_WIDTH, 1)}
    weights = to_tensors(draw_layers(shapes, np.random.default_rng(1)))
    optimizer = torch.optim.AdamW(list(weights.values()), lr=3e-3, weight_decay=0.02)
    for drawn, target in units.draw(usable):
        inputs = torch.from_numpy(meanings[drawn].astype(np.float32))
        hidden = drop(dense(weights, "meaning", inputs), _DROPOUT)
        odds = (hidden @ weights["sense"] + weights["sense_bias"])[:, 0]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return to_arrays(weights)


def senses(units: Truths, meanings: NDArray[np.float16], layers: Sequence[Mapping[str, Array]]) -> Array:
    """The sense of each unit by the network that has not seen its fold."""
    sense = np.zeros(len(meanings), np.float32)
    nothing = np.zeros(0, np.float32)
    for fold in range(FOLDS):
        model = Model((), layers[fold], nothing, nothing, digest="")
        own = units.fold == fold
        sense[own] = model.sense(meanings[own].astype(np.float32))
    return sense
