"""What the networks are learnt from: what the units of a gathering are completed by."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from filters.features import READING, SENSE
from filters.train import lines, reading
from filters.train.lines import Measures, complete, measure
from filters.train.reading import READERS
from filters.train.tensors import to_arrays, to_tensors
from tests.filters.train.examples_made import NO_TORCH, prepared

pytest.importorskip("torch", reason=NO_TORCH)


def test_values_are_completed_by_what_has_not_seen_them(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(1)
    pages = prepared(dice)
    first, second = pages[:20], pages[20:]
    readers = [to_arrays(to_tensors(reading._draw_weights(dice))) for _ in READERS]
    measures = measure(partial(list, first), readers)
    assert np.isfinite(measures.mean).all() and (measures.scale > 0).all()
    monkeypatch.setattr(lines, "_standardize", lambda values, *_: values)

    def completed(measures: Measures) -> np.ndarray:
        parts = [complete(partial(list, some), readers, measures).values for some in (first, second)]
        return np.concatenate(parts)

    values = completed(measures)
    left = [page for page in pages if page.fold not in set.intersection(*map(set, READERS))]
    fold = np.repeat([page.fold for page in left], [len(page.spam) for page in left])
    assert len(values) == len(fold)
    assert np.isfinite(values).all()
    assert values[:, READING].std() > 0
    # With the truth of a fold turned round, only the sense of the others is another.
    turned = [replace(page, spam=1 - page.spam) if page.fold == 0 else page for page in first]
    others = completed(measure(partial(list, turned), readers))
    changed = values[:, SENSE] != others[:, SENSE]
    assert not changed[fold == 0].any()
    assert changed[fold != 0].any()
