"""Corpora to a model: wording by logistic regression over n-grams, two sets of trees by LightGBM.

The wording of a unit is a feature of the trees, so they must see it as it will be on pages never seen: it is
computed for each fold of examples by a regression that was trained on the others, which share no text with it: neither
families nor articles nor slogans (stacking with cross-fitting; Wolpert 1992). So is the first look that the second
trees build on. Needs the ``train`` extra.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from filters import cohesion
from filters.cohesion import rarity_of, relate
from filters.features import (
    NAMES,
    NGRAM_BITS,
    NGRAMS,
    Sight,
    Units,
    describe,
    look,
    ngram_buckets,
    normalized_spans,
    score_characters,
    split_at,
    split_mixed,
    split_units,
    wording,
)
from filters.labeller import Model, Trees
from filters.segment import Page

FOLDS = 5
DEPTH = 5
FIRST_TREES, SECOND_TREES = 90, 200
# Log weights of the chain, from and to (other, spam), set by hand: the trees see each unit's surroundings already, so the
# chain only breaks ties. What CRFsuite learnt (0.2, -1.0, -0.5, 1.3) counted them twice: 36 % of pages of unseen sites
# exactly right against 43 %; with the second look, 0.8 gives 39 %, 0.3 43 %, 0.0 46 %.
TRANSITIONS = (0.1, -0.1, -0.1, 0.1)
_MIXED = (0.1, 0.9)  # units with a share of spam between these teach the wording nothing clear


@dataclass(frozen=True, slots=True)
class Example:
    """A page with its truth. ``fold``: shares no text with other folds.

    ``mask``: bool[characters], True where spam; ``chrome``: the same, where the page's own furniture is, which may well
    be advertisements.
    """

    page: Page
    mask: NDArray[np.bool_]
    chrome: NDArray[np.bool_]
    fold: int


@dataclass(frozen=True, slots=True)
class _Prepared:
    sight: Sight
    units: Units
    spam: NDArray[np.float64]  # share of spam characters of each unit
    chrome: NDArray[np.bool_]  # whether each unit begins as chrome
    example: Example

    @property
    def buckets(self) -> NDArray[np.int64]:
        return ngram_buckets(self.sight)

    def split(self, total: NDArray[np.float64]) -> _Prepared:
        """The same page with its mixed units cut as the filter will cut them."""
        return _share(replace(self, units=split_mixed(self.sight, self.units, total)))


def _prepare(example: Example) -> _Prepared | None:
    sight = look(example.page)
    units = split_units(sight)
    if not len(units):
        return None
    units = split_at(units, _seams(example))
    return _share(_Prepared(sight, units, np.zeros(0), np.zeros(0, np.bool_), example))


def _share(page: _Prepared) -> _Prepared:
    solid = np.isin(page.example.page.codes, (32, 10), invert=True)
    spam, visible = (
        np.concatenate(([0], np.cumsum(column))) for column in (page.example.mask & solid, solid)
    )
    start, end = page.units.start, page.units.end
    share = (spam[end] - spam[start]) / np.maximum(visible[end] - visible[start], 1)
    return replace(page, spam=np.asarray(share, dtype=np.float64), chrome=page.example.chrome[start])


def _seams(example: Example) -> NDArray[np.intp]:
    """Where spam and genuine text touch; white space belongs to neither side."""
    solid = np.flatnonzero(np.isin(example.page.codes, (32, 10), invert=True))
    mask = example.mask[solid]
    return solid[np.flatnonzero(mask[1:] != mask[:-1]) + 1]


def train(examples: Iterable[Example], *, wording_penalty: float = 0.1) -> Model:
    """Fit the stages; the same examples in the same order give the same model. The digest is left empty."""
    pages = [prepared for example in examples if (prepared := _prepare(example)) is not None]
    by_fold, ngrams = _fit_wording(pages, wording_penalty)
    rarity = _count_pages(pages)
    totals = [score_characters(page.buckets, by_fold[page.example.fold]) for page in pages]
    pages = [page.split(total) for page, total in zip(pages, totals, strict=True)]
    values = np.concatenate(
        [
            describe(page.sight, page.units, wording(page.sight, page.units, total))
            for page, total in zip(pages, totals, strict=True)
        ]
    )
    spam = np.concatenate([page.spam for page in pages])
    length = np.concatenate([page.units.end - page.units.start for page in pages])
    # Long units weigh more, as more text is at stake; chrome less, as an advertisement among it is no grave loss.
    weight = np.sqrt(np.minimum(length, 60)) * np.where(
        np.concatenate([page.chrome for page in pages]), 0.3, 1.0
    )
    fold = np.repeat([page.example.fold for page in pages], [len(page.units) for page in pages])
    first = np.zeros(len(spam))
    for held_out in range(FOLDS):
        used, kept = fold != held_out, fold == held_out
        trees = _grow(values[used], spam[used], weight[used], FIRST_TREES)
        first[kept] = trees.add_up(values[kept])
    ends = np.cumsum([len(page.units) for page in pages])
    related = [
        relate(page.sight, page.units, part, page.buckets[1], rarity)
        for page, part in zip(pages, np.split(first, ends[:-1]), strict=True)
    ]
    return Model(
        (*NAMES, *cohesion.NAMES),
        _grow(values, spam, weight, FIRST_TREES),
        _grow(np.concatenate((values, np.concatenate(related)), axis=1), spam, weight, SECOND_TREES),
        TRANSITIONS,
        ngrams,
        rarity,
        digest="",
    )


def _count_pages(pages: Sequence[_Prepared]) -> NDArray[np.float32]:
    frequency = np.zeros(1 << NGRAM_BITS, np.int64)
    for page in pages:
        frequency[np.unique(page.buckets[1])] += 1
    return rarity_of(frequency, len(pages))


def _fit_wording(
    pages: Sequence[_Prepared], penalty: float
) -> tuple[list[NDArray[np.float32]], NDArray[np.float32]]:
    """For each fold the weights of the n-grams fitted on the other folds, and those fitted on all."""
    from scipy import sparse  # the train extra

    rows, columns, values, row = [], [], [], 0
    for page in pages:
        buckets = page.buckets
        start, end = normalized_spans(page.sight, page.units)
        length = end - start
        inside = np.repeat(start - np.concatenate(([0], np.cumsum(length)[:-1])), length) + np.arange(
            length.sum()
        )
        rows.append(np.repeat(np.arange(row, row + len(start)), length * NGRAMS))
        columns.append(buckets[:, inside].T.ravel().astype(np.int32))
        values.append(np.repeat(1 / np.sqrt(length * NGRAMS + 16), length * NGRAMS).astype(np.float32))
        row += len(start)
    shape = (row, 1 << NGRAM_BITS)
    matrix = sparse.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape
    )
    spam = np.concatenate([page.spam for page in pages])
    fold = np.repeat([page.example.fold for page in pages], [len(page.spam) for page in pages])
    clear = (spam <= _MIXED[0]) | (spam >= _MIXED[1])
    by_fold = []
    for held_out in range(FOLDS):
        used = clear & (fold != held_out)
        by_fold.append(_logistic(matrix[used], spam[used] > 0.5, penalty).astype(np.float32))
    return by_fold, _logistic(matrix[clear], spam[clear] > 0.5, penalty).astype(np.float32)


def _logistic(matrix: object, target: NDArray[np.bool_], penalty: float) -> NDArray[np.float64]:
    """L2-regularized logistic regression without intercept by L-BFGS, both classes given the same weight."""
    from scipy.optimize import minimize

    sign = np.where(target, 1.0, -1.0)
    share = np.where(target, target.mean(), 1 - target.mean())
    importance = np.sqrt(0.5 / np.maximum(share, 1e-6))
    transposed = matrix.T.tocsr()  # type: ignore[attr-defined]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (matrix @ weights.astype(np.float32))  # type: ignore[operator]
        value = float((importance * np.logaddexp(0, -margin)).sum() + 0.5 * penalty * (weights @ weights))
        slope = -importance * sign / (1 + np.exp(np.clip(margin, -500, 500)))
        return value, transposed @ slope.astype(np.float32) + penalty * weights

    start = np.zeros(matrix.shape[1])  # type: ignore[attr-defined]
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 45}).x)


def _grow(
    values: NDArray[np.float32], spam: NDArray[np.float64], weight: NDArray[np.float64], count: int
) -> Trees:
    """Boosted trees of limited depth."""
    import lightgbm  # the train extra

    settings = {
        "objective": "binary",
        "learning_rate": 0.1,
        "num_leaves": 16,
        "max_depth": DEPTH,
        "min_data_in_leaf": 200,
        "max_bin": 63,
        "bagging_fraction": 0.5,
        "bagging_freq": 1,
        "feature_fraction": 0.3,
        "lambda_l2": 10.0,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 2,
        "seed": 1,
        "verbose": -1,
    }
    booster = lightgbm.train(settings, lightgbm.Dataset(values, spam > 0.5, weight=weight), count)
    return _export(booster.dump_model()["tree_info"])


def _export(grown: Sequence[dict[str, object]]) -> Trees:
    """LightGBM's trees as complete binary trees."""
    inner = 2**DEPTH - 1
    feature = np.zeros((len(grown), inner), np.int32)
    threshold = np.full((len(grown), inner), np.float32(3e38))
    leaf = np.zeros((len(grown), inner + 1), np.float32)

    def fill(tree: int, node: dict[str, object], place: int) -> None:
        if place >= inner:
            leaf[tree, place - inner] = node["leaf_value"]
        elif "leaf_value" in node:  # a leaf above the last level: everything goes left below it
            fill(tree, node, 2 * place + 1)
        else:
            feature[tree, place] = node["split_feature"]
            threshold[tree, place] = node["threshold"]
            fill(tree, node["left_child"], 2 * place + 1)  # type: ignore[arg-type]
            fill(tree, node["right_child"], 2 * place + 2)  # type: ignore[arg-type]

    for tree, info in enumerate(grown):
        fill(tree, info["tree_structure"], 0)  # type: ignore[arg-type]
    return Trees(feature, threshold, leaf)
