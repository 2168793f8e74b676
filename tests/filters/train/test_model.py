"""The same examples give the same model, whether or not a training was interrupted."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from filters.labeller import Model
from filters.train import network, reading
from filters.train.examples import FOLDS
from filters.train.model import NETWORKS, fit
from filters.train.prepared import Gathering, prepare
from filters.train.reading import fit_reader
from filters.train.wording import fit_wording, read
from filters.wording import NGRAM_BITS
from tests.eval.train import Work
from tests.filters.train.examples_made import NO_TORCH, examples, prepared

torch = pytest.importorskip("torch", reason=NO_TORCH)


def trained() -> Model:
    """Both passes over some examples."""
    dice = np.random.default_rng(1)
    lessons = [read(example, dice) for example in examples(40)]
    ngrams = fit_wording([lessons[:20], lessons[20:]])
    assert ngrams.shape == (FOLDS + 1, 1 << NGRAM_BITS)
    # So few examples teach little: what is suspicious is told to it.
    pages = [prepare(example, dice, 50 * ngrams[example.fold]) for example in examples(40)]
    there = [page for page in pages if page is not None]
    return fit([partial(list, there[:20]), partial(list, there[20:])], ngrams[-1])


def test_same_examples_same_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_ROUNDS", 2)
    monkeypatch.setattr(network, "_AGAIN", 1)
    first, second = trained(), trained()
    assert np.array_equal(first.ngrams, second.ngrams)
    assert len(first.peers) == NETWORKS - 1
    for one, again in zip((first, *first.peers), (second, *second.peers), strict=True):
        assert np.array_equal(one.transitions, again.transitions)
        assert one.layers.keys() == again.layers.keys()
        assert all(np.array_equal(layer, again.layers[name]) for name, layer in one.layers.items())
        assert ("reader_out" in one.layers) == (one is first)
    # The networks began elsewhere.
    assert not any(np.array_equal(first.layers["out"], peer.layers["out"]) for peer in first.peers)


def test_a_training_that_goes_on_gives_the_same_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(network, "_ROUNDS", 1)
    monkeypatch.setattr(reading, "_ROUNDS", 1)
    pages = prepared(np.random.default_rng(1))
    gatherings: list[Gathering] = [partial(list, pages[:20]), partial(list, pages[20:])]
    nothing = np.zeros(1 << NGRAM_BITS, np.float32)
    work = Work(tmp_path / "work", "a plan")
    first = fit(gatherings, nothing, once=work.once)
    kept = {path.stem: path for path in (tmp_path / "work").glob("*.pickle")}
    learnt = {"reader", "reader-0", "reader-1", "network-0", "network-1", "network-2"}
    assert kept.keys() == {"measures", "lines-0", "lines-1", *learnt}
    for name in ("reader-1", "network-1", "network-2"):
        kept[name].unlink()
    torch.manual_seed(99)
    second = fit(gatherings, nothing, once=work.once)
    for one, again in zip((first, *first.peers), (second, *second.peers), strict=True):
        assert np.array_equal(one.transitions, again.transitions)
        assert all(np.array_equal(layer, again.layers[name]) for name, layer in one.layers.items())
    # Each gathering teaches readers.
    monkeypatch.setattr(reading, "_ROUNDS", 2)
    both = fit_reader(gatherings, range(FOLDS))
    alone = fit_reader(gatherings[:1], range(FOLDS))
    assert not np.array_equal(both["reader_out"], alone["reader_out"])
    assert not np.array_equal(alone["reader_out"], first.layers["reader_out"])


def test_the_reader_that_is_used_is_one_of_all_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_ROUNDS", 3)
    monkeypatch.setattr(network, "_ROUNDS", 1)
    pages = prepared(np.random.default_rng(1))
    nothing = np.zeros(1 << NGRAM_BITS, np.float32)
    gatherings: list[Gathering] = [partial(list, pages)]
    model = fit(gatherings, nothing, networks=1)
    expected = fit_reader(gatherings, range(FOLDS))
    assert not any(name.startswith("reader_each") for name in expected)
    kept = {name: layer for name, layer in model.layers.items() if name.startswith("reader")}
    assert kept.keys() == expected.keys()
    assert all(np.array_equal(kept[name], layer) for name, layer in expected.items())
