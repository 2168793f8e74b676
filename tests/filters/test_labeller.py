"""The chain against enumeration of all labellings, and model files that are missing, damaged or foreign."""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.labeller import Model, ModelError, Trees, chain, dump_model, load_model

weights = st.floats(-8, 8)


@given(st.lists(weights, min_size=1, max_size=7), st.tuples(weights, weights, weights, weights))
def test_chain_equals_enumeration(
    emissions: list[float], transitions: tuple[float, float, float, float]
) -> None:
    mass = np.zeros((len(emissions), 2))
    for path in itertools.product((0, 1), repeat=len(emissions)):
        weight = sum(emissions[step] for step, state in enumerate(path) if state)
        weight += sum(transitions[a * 2 + b] for a, b in itertools.pairwise(path))
        for step, state in enumerate(path):
            mass[step, state] += math.exp(weight)
    expected = mass[:, 1] / mass.sum(axis=1)
    assert np.allclose(chain(np.array(emissions), transitions), expected, atol=1e-9)


def test_chain_stays_finite_on_extreme_weights() -> None:
    got = chain(np.array([1e9, -1e9, 1e9] * 1000), (50.0, -50.0, -50.0, 50.0))
    assert np.isfinite(got).all()
    assert ((got >= 0) & (got <= 1)).all()


def test_no_units() -> None:
    assert chain(np.zeros(0), (0.0, 0.0, 0.0, 0.0)).shape == (0,)


@pytest.fixture
def model() -> Model:
    ngrams = np.zeros(16, np.float32)
    ngrams[3] = -1.27
    ngrams[5] = 0.5
    trees = Trees(
        feature=np.array([[0, 1, 0], [1, 0, 0]], np.int32),
        threshold=np.array([[1.5, 0.5, 3.0], [0.25, 3e38, 3e38]], np.float32),
        leaf=np.array([[-2, 1, 0.5, 4], [-0.25, 0, 0.75, 0]], np.float32),
    )
    first = Trees(trees.feature[:1], trees.threshold[:1], trees.leaf[:1])
    rarity = np.linspace(0, 5, 16).astype(np.float32)
    return Model(("length", "digit"), first, trees, (1.0, -1.0, -2.0, 2.0), ngrams, rarity, digest="")


def test_trees_take_the_branches(model: Model) -> None:
    values = np.array([[1, 0], [1.5, 0.75], [2, 0.25], [9, 1]], np.float32)
    # first tree: length to 1.5? digit to 0.5? or length to 3?; second: digit to 0.25?
    expected = [-2 - 0.25, 1 + 0.75, 0.5 - 0.25, 4 + 0.75]
    assert np.allclose(model.second.add_up(values), expected)


def test_model_survives_the_file(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    digest = dump_model(model, path, {"made": "here"})
    got = load_model(path)
    assert got.digest == digest
    assert got.names == model.names
    for name in ("first", "second"):
        found, wanted = getattr(got, name), getattr(model, name)
        assert np.array_equal(found.feature, wanted.feature)
        assert np.array_equal(found.threshold, wanted.threshold)
        assert np.array_equal(found.leaf, wanted.leaf)
    assert got.transitions == model.transitions
    assert np.allclose(got.ngrams, model.ngrams, atol=0.01)
    assert np.allclose(got.rarity, model.rarity, atol=0.03)
    values = np.array([[0, 0], [1.5, 0.7], [9, 0]], np.float32)
    assert np.allclose(got.second.add_up(values), model.second.add_up(values))


def test_missing_model_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"absent\.json: cannot read"):
        load_model(tmp_path / "absent.json")


def test_broken_json_names_file_and_line(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    dump_model(model, path, {})
    lines = path.read_text().splitlines()
    lines[3] = lines[3][:-5]
    path.write_text("\n".join(lines))
    with pytest.raises(ModelError, match=r"model.json:\d+: the model is damaged"):
        load_model(path)


def test_changed_weight_is_noticed(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    dump_model(model, path, {})
    path.write_text(path.read_text().replace("-2.0", "-2.5"))
    with pytest.raises(ModelError, match="does not match its digest"):
        load_model(path)


def test_other_format_and_missing_parts(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    dump_model(model, path, {})
    data = json.loads(path.read_text())
    path.write_text(json.dumps(data | {"format": 99}))
    with pytest.raises(ModelError, match="model format 99"):
        load_model(path)
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"format": data["format"]}))
    with pytest.raises(ModelError, match="damaged: KeyError"):
        load_model(other)
