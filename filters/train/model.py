"""Fit a model to gatherings of examples: readers, sense, networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from filters.arrays import Array
from filters.features import BREAKS, NAMES
from filters.labeller import Model
from filters.train.examples import FOLDS
from filters.train.lines import Lines, complete, measure
from filters.train.network import fit_network
from filters.train.prepared import Gathering
from filters.train.processes import Once, anew, by_itself, side_by_side
from filters.train.reading import READERS, fit_reader

NETWORKS = 3  # of a model


def fit(gatherings: Sequence[Gathering], ngrams: Array, networks: int = NETWORKS, once: Once = anew) -> Model:
    """Fit the rest to gatherings of all folds; the same ones in the same order give the same model. The digest is left empty.

    ``ngrams``: the wording as learnt from all folds; ``networks``: how many are trained, each from a start of its own.
    """
    readers = side_by_side(
        [
            partial(once, f"reader-{number}", partial(fit_reader, gatherings, folds))
            for number, folds in enumerate(READERS)
        ]
    )
    measures = once("measures", partial(by_itself, partial(measure, gatherings[0], readers)))
    lines = [
        once(f"lines-{number}", partial(by_itself, partial(complete, load, readers, measures)))
        for number, load in enumerate(gatherings)
    ]
    layers = {"mean": measures.mean, "scale": measures.scale, **measures.sense[FOLDS]}
    start = Model(NAMES, layers, np.zeros((BREAKS, 4), np.float32), ngrams, digest="")
    jobs: list[Callable[[], Any]] = [
        partial(once, "reader", partial(fit_reader, gatherings, range(FOLDS))),
        *(partial(once, f"network-{seed}", partial(_learn, lines, start, seed)) for seed in range(networks)),
    ]
    models: list[Model]
    reader_of_all, *models = side_by_side(jobs)
    first, *peers = models
    return replace(first, layers={**reader_of_all, **first.layers}, peers=tuple(peers))


def _learn(lines: Sequence[Lines], start: Model, seed: int) -> Model:
    """A model with its network and chain fitted."""
    layers, transitions = fit_network(lines, seed)
    return replace(start, layers={**start.layers, **layers}, transitions=transitions)
