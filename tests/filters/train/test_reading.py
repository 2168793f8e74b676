"""Readers as they are trained: what they read is what the filter reads."""

from functools import partial

import numpy as np
import pytest

from filters.reader import read
from filters.train import reading
from filters.train.reading import READERS, fit_reader, readings
from filters.train.tensors import to_arrays, to_tensors
from tests.filters.train.examples_made import NO_TORCH, prepared

torch = pytest.importorskip("torch", reason=NO_TORCH)


def test_units_are_read_as_they_were_learnt() -> None:
    """``reader.read`` reads a page at a time, training many side by side."""
    dice = np.random.default_rng(1)
    pages = prepared(dice)
    assert len({len(page.script.code) for page in pages}) > 1
    weights = to_tensors(reading._draw_weights(dice))
    length = torch.from_numpy(
        np.concatenate([np.diff(page.script.bounds) for page in pages]).astype(np.int64)
    )
    odds, *_ = reading._see(weights, [page.script for page in pages], length, learns=False)
    layers = to_arrays(weights)
    expected = np.concatenate([read(layers, page.script.shown()) for page in pages])
    assert np.ptp(expected) > 0.01
    assert np.allclose(odds.detach().numpy(), expected, atol=1e-4)


def test_readers_tell_of_what_they_have_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_ROUNDS", 40)
    monkeypatch.setattr(reading, "_AGAIN", 40)
    dice = np.random.default_rng(1)
    pages = prepared(dice)
    readers = [fit_reader([partial(list, pages)], folds) for folds in READERS]
    told = readings(pages, readers)
    unread = [page.fold in READERS[0] and page.fold in READERS[1] for page in pages]
    assert any(unread) and not all(unread)
    size = [len(page.spam) for page in pages]
    assert np.array_equal(np.isnan(told), np.repeat(unread, size))
    seen = ~np.isnan(told)
    spam = np.concatenate([page.spam for page in pages])[seen] > 0.5
    assert told[seen][spam].min() > told[seen][~spam].max()
