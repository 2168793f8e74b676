"""Corpora to a model: wording by logistic regression over hashed n-grams, then the chain by CRFsuite.

The wording of a unit is a feature of the chain, so the chain must see it as it will be on pages never seen: it is
computed for each group of examples (a spam family, a source of genuine text) by a regression that was trained on the
other groups (stacking with cross-fitting; Wolpert 1992). Needs the ``train`` extra.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from filters.features import NAMES, NGRAM_BITS, Sight, Units, describe, look, ngram_buckets, normalized_spans, split_units
from filters.labeller import Model
from filters.segment import Page

FOLDS = 5
BUCKETS = 8
_MIXED = (0.1, 0.9)  # units with a share of spam between these teach the wording nothing clear


@dataclass(frozen=True, slots=True)
class Example:
    """A page with its truth. ``mask``: bool[characters], True where spam. ``group`` keeps its kind within one fold."""

    page: Page
    mask: NDArray[np.bool_]
    group: str


@dataclass(frozen=True, slots=True)
class _Prepared:
    sight: Sight
    units: Units
    spam: NDArray[np.float64]  # share of spam characters of each unit
    fold: int


def _prepare(example: Example, folds: dict[str, int]) -> _Prepared | None:
    sight = look(example.page)
    units = split_units(example.page)
    if not len(units):
        return None
    total = np.concatenate(([0], np.cumsum(example.mask)))
    share = (total[units.end] - total[units.start]) / np.maximum(units.end - units.start, 1)
    fold = folds.setdefault(example.group, len(folds) % FOLDS)
    return _Prepared(sight, units, share.astype(np.float64), fold)


def train(examples: Iterable[Example], *, wording_penalty: float = 3.0, chain_penalty: float = 0.5) -> Model:
    """Fit both stages; the same examples in the same order give the same model. The digest is left empty."""
    folds: dict[str, int] = {}
    pages = [prepared for example in examples if (prepared := _prepare(example, folds)) is not None]
    words, ngrams = _fit_wording(pages, wording_penalty)
    values = [describe(page.sight, page.units, page_words) for page, page_words in zip(pages, words, strict=True)]
    edges = _edges(np.concatenate(values))
    weights, bias, transitions = _fit_chain(pages, values, edges, chain_penalty)
    return Model(NAMES, edges, weights, bias, transitions, ngrams, digest="")


def _fit_wording(pages: Sequence[_Prepared], penalty: float) -> tuple[list[NDArray[np.float64]], NDArray[np.float32]]:
    """Wording of each page's units by the models of the other folds, and the weights fitted on all."""
    from scipy import sparse  # the train extra

    rows, columns, values, row = [], [], [], 0
    for page in pages:
        buckets = ngram_buckets(page.sight)
        start, end = normalized_spans(page.sight, page.units)
        length = end - start
        inside = np.repeat(start - np.concatenate(([0], np.cumsum(length)[:-1])), length) + np.arange(length.sum())
        rows.append(np.repeat(np.arange(row, row + len(start)), length * 2))
        columns.append(buckets[:, inside].T.ravel().astype(np.int32))
        values.append(np.repeat(1 / np.sqrt(np.maximum(length, 1) * 2), length * 2).astype(np.float32))
        row += len(start)
    shape = (row, 1 << NGRAM_BITS)
    matrix = sparse.csr_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape)
    spam = np.concatenate([page.spam for page in pages])
    fold = np.repeat([page.fold for page in pages], [len(page.spam) for page in pages])
    clear = (spam <= _MIXED[0]) | (spam >= _MIXED[1])
    wording = np.zeros(row)
    for held_out in range(FOLDS):
        weights = _logistic(matrix[clear & (fold != held_out)], spam[clear & (fold != held_out)] > 0.5, penalty)
        wording[fold == held_out] = matrix[fold == held_out] @ weights
    final = _logistic(matrix[clear], spam[clear] > 0.5, penalty)
    bounds = np.cumsum([len(page.spam) for page in pages])[:-1]
    return np.split(wording, bounds), final.astype(np.float32)


def _logistic(matrix: object, target: NDArray[np.bool_], penalty: float) -> NDArray[np.float64]:
    """L2-regularized logistic regression without intercept by L-BFGS, both classes given the same weight."""
    from scipy.optimize import minimize

    sign = np.where(target, 1.0, -1.0)
    importance = np.where(target, 0.5 / max(target.sum(), 1), 0.5 / max((~target).sum(), 1)) * len(target)
    transposed = matrix.T.tocsr()  # type: ignore[attr-defined]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (matrix @ weights)  # type: ignore[operator]
        value = float((importance * np.logaddexp(0, -margin)).sum() + 0.5 * penalty * (weights @ weights))
        slope = -importance * sign / (1 + np.exp(np.clip(margin, -500, 500)))
        return value, transposed @ slope + penalty * weights

    start = np.zeros(matrix.shape[1])  # type: ignore[attr-defined]
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x)


def _edges(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bucket bounds at quantiles of the values that are not zero, with one bound just above zero."""
    bounds = np.full((values.shape[1], BUCKETS - 1), np.inf, np.float32)
    for column in range(values.shape[1]):
        filled = values[:, column][values[:, column] != 0]
        if len(filled):
            quantiles = np.quantile(filled, np.linspace(0, 1, BUCKETS)[1:-1])
            unique = np.unique(np.round(np.concatenate(([1e-6], quantiles)), 5).astype(np.float32))
            bounds[column, : len(unique)] = unique
    return np.where(np.isinf(bounds), np.float32(3e38), bounds)


def _fit_chain(
    pages: Sequence[_Prepared], values: Sequence[NDArray[np.float32]], edges: NDArray[np.float32], penalty: float
) -> tuple[NDArray[np.float32], float, tuple[float, float, float, float]]:
    import pycrfsuite  # the train extra

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.02, "c2": penalty, "max_iterations": 150, "feature.possible_transitions": True})
    names = [[f"{column}:{bucket}" for bucket in range(BUCKETS)] for column in range(len(NAMES))]
    for page, page_values in zip(pages, values, strict=True):
        buckets = (page_values[:, :, None] > edges[None]).sum(axis=2).tolist()
        items = [[names[column][bucket] for column, bucket in enumerate(row)] + ["bias"] for row in buckets]
        trainer.append(items, ["spam" if share > 0.5 else "other" for share in page.spam])
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "chain")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
    state = info.state_features
    weights = np.zeros((len(NAMES), BUCKETS), np.float32)
    for column in range(len(NAMES)):
        for bucket, name in enumerate(names[column]):
            weights[column, bucket] = state.get((name, "spam"), 0.0) - state.get((name, "other"), 0.0)
    bias = state.get(("bias", "spam"), 0.0) - state.get(("bias", "other"), 0.0)
    labels = ("other", "spam")
    transitions = tuple(info.transitions.get((a, b), 0.0) for a in labels for b in labels)
    return weights, float(bias), transitions  # type: ignore[return-value]
