"""The chain against enumeration of all labellings, and model files that are missing, damaged or foreign."""

import itertools
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters import joints, reader
from filters.features import BREAKS, NAMES, Echoes, find_echoes
from filters.labeller import (
    CLIP,
    ECHO_FEW,
    ECHO_MASS,
    ECHO_PRIOR,
    ECHO_SCALE,
    FORMAT,
    KIN_MASS,
    KIN_PRIOR,
    KIN_SCALE,
    Model,
    ModelError,
    _digest,
    chain,
    dump_model,
    load_model,
)
from filters.network import DILATIONS, REACH
from filters.vectors import DIMENSIONS

weights = st.floats(-8, 8)


@given(
    st.lists(st.tuples(weights, st.integers(0, BREAKS - 1)), min_size=1, max_size=7),
    st.lists(weights, min_size=4 * BREAKS, max_size=4 * BREAKS),
)
def test_chain_equals_enumeration(steps: list[tuple[float, int]], given_weights: list[float]) -> None:
    emissions, breaks = [weight for weight, _ in steps], [which for _, which in steps]
    transitions = np.array(given_weights).reshape(BREAKS, 4)
    mass = np.zeros((len(steps), 2))
    for path in itertools.product((0, 1), repeat=len(steps)):
        weight = sum(emissions[step] for step, state in enumerate(path) if state)
        moves = zip(breaks[1:], itertools.pairwise(path), strict=True)
        weight += sum(transitions[which, a * 2 + b] for which, (a, b) in moves)
        for step, state in enumerate(path):
            mass[step, state] += math.exp(weight)
    expected = mass[:, 1] / mass.sum(axis=1)
    assert np.allclose(chain(np.array(emissions), transitions, np.array(breaks)), expected, atol=1e-9)


def test_chain_stays_finite_on_extreme_weights() -> None:
    transitions = np.tile((50.0, -50.0, -50.0, 50.0), (BREAKS, 1))
    got = chain(np.array([1e9, -1e9, 1e9] * 1000), transitions, np.arange(3000) % BREAKS)
    assert np.isfinite(got).all()
    assert ((got >= 0) & (got <= 1)).all()


def test_no_units() -> None:
    assert chain(np.zeros(0), np.zeros((BREAKS, 4)), np.zeros(0, np.int8)).shape == (0,)


@pytest.fixture
def model() -> Model:
    dice = np.random.default_rng(5)
    width, features = 6, len(NAMES)
    shapes: dict[str, tuple[int, ...]] = {
        "mean": (features,),
        "scale": (features,),
        "notice": (width,),
        "likeness": (2, width),
        "kin": (2, width),
        "echo": (2, width),
    }
    dense = {
        "first": (features + DIMENSIONS, width),
        "second": (width, width),
        "page": (3 * width, width),
        "guess": (width, 1),
        "out": (width, 1),
    }
    dense |= {f"around{number}": ((2 * REACH + 1) * width, width) for number in range(len(DILATIONS))}
    dense["last"] = (2 * width, width)
    for name, shape in dense.items():
        shapes |= {name: shape, f"{name}_bias": shape[1:]}
    layers = {name: dice.normal(0, 0.4, shape).astype(np.float32) for name, shape in shapes.items()}
    ngrams = np.zeros(16, np.float32)
    ngrams[3] = -1.27
    ngrams[5] = 0.5
    transitions = dice.normal(0, 1, (BREAKS, 4)).astype(np.float32)
    return Model(NAMES, layers, transitions, ngrams, digest="")


def draw_echoes(dice: np.random.Generator, units: int, words: int) -> Echoes:
    """Words that some units have in common, each at least two of them."""
    has = dice.random((units, words)) < 0.2
    has = has[:, has.sum(axis=0) > 1]
    unit, word = np.nonzero(has)
    return Echoes(
        unit.astype(np.int32),
        word.astype(np.int32),
        (has.sum(axis=1) + dice.integers(0, 5, units)).astype(np.float32),
    )


def echo(number: int, guesses: list[float], weight: np.ndarray, echoes: Echoes) -> list[float]:
    """What the others are that use the words of one unit."""
    spam = genuine = 0.0
    for word in echoes.word[echoes.unit == number]:
        others = [at for at in echoes.unit[echoes.word == word] if at != number]
        mass = sum(float(weight[at]) for at in others)
        found = sum(guesses[at] * float(weight[at]) for at in others)
        share = (found + ECHO_PRIOR * ECHO_MASS) / (mass + ECHO_MASS)
        spam += share
        genuine += 1 - share
    few = float(echoes.words[number]) + ECHO_FEW
    return [spam * ECHO_SCALE / few, genuine * ECHO_SCALE / few]


def score_one_by_one(
    model: Model,
    values: np.ndarray,
    meanings: np.ndarray,
    weight: np.ndarray,
    alike: np.ndarray,
    echoes: Echoes,
) -> list[float]:
    """The network unit by unit, as its definition reads."""
    layers = {name: layer.astype(np.float64) for name, layer in model.layers.items()}

    def dense(name: str, value: np.ndarray) -> np.ndarray:
        return np.maximum(value @ layers[name] + layers[name + "_bias"], 0)

    own = []
    for row, meaning in zip(values.astype(np.float64), meanings.astype(np.float64), strict=True):
        squashed = np.array([math.copysign(math.log1p(abs(value)), value) for value in row])
        inputs = np.clip((squashed - layers["mean"]) * layers["scale"], -CLIP, CLIP)
        own.append(dense("second", dense("first", np.concatenate((inputs, meaning)))))
    attention = np.array([math.exp(unit @ layers["notice"]) for unit in own])
    page = np.concatenate((
        sum(unit * share for unit, share in zip(own, weight / weight.sum(), strict=True)),
        sum(unit * share for unit, share in zip(own, attention / attention.sum(), strict=True)),
        np.max(own, axis=0),
    ))  # fmt: skip
    guesses = [1 / (1 + math.exp(-float((unit @ layers["guess"] + layers["guess_bias"])[0]))) for unit in own]
    directions = [meaning / (np.linalg.norm(meaning) + 0.1) for meaning in meanings.astype(np.float64)]
    hidden = []
    for number, unit in enumerate(own):
        like = []
        for way in (guesses, [1 - guess for guess in guesses]):
            parts = [
                share * chance * each for share, chance, each in zip(weight, way, directions, strict=True)
            ]
            others = sum(part for at, part in enumerate(parts) if at != number)
            like.append(float(directions[number] @ others) / (np.linalg.norm(sum(parts)) + 1))
        hidden.append(
            unit + page @ layers["page"] + layers["page_bias"] + np.array(like) @ layers["likeness"]
        )
        kin = [at for at in range(len(own)) if alike[at] == alike[number] and at != number]
        mass = sum(float(weight[at]) for at in kin)
        spam = sum(guesses[at] * float(weight[at]) for at in kin)
        share = (spam + KIN_PRIOR * KIN_MASS) / (mass + KIN_MASS)
        hidden[-1] += np.array([share, math.log1p(mass / KIN_SCALE)]) @ layers["kin"]
        hidden[-1] += np.array(echo(number, guesses, weight, echoes)) @ layers["echo"]
    for number, dilation in enumerate(DILATIONS):
        nothing = np.zeros_like(hidden[0])
        around = [
            [
                hidden[at] if 0 <= at < len(hidden) else nothing
                for at in range(unit - reach, unit + reach + 1, dilation)
            ]
            for unit in range(len(hidden))
            for reach in [REACH * dilation]
        ]
        hidden = [
            unit + dense(f"around{number}", np.concatenate(near))
            for unit, near in zip(hidden, around, strict=True)
        ]
    last = [dense("last", np.concatenate(pair)) for pair in zip(hidden, own, strict=True)]
    return [float((unit @ layers["out"] + layers["out_bias"])[0]) for unit in last]


def test_network_equals_its_definition(model: Model) -> None:
    dice = np.random.default_rng(6)
    values = dice.normal(0, 9, (23, len(NAMES))).astype(np.float32)
    meanings = dice.normal(0, 0.2, (23, DIMENSIONS)).astype(np.float32)
    weight = dice.integers(1, 60, 23).astype(np.float32)
    alike = dice.integers(0, 5, 23)
    echoes = draw_echoes(dice, 23, 40)
    expected = score_one_by_one(model, values, meanings, weight, alike, echoes)
    given = (*model.alone(values, meanings), meanings, weight, alike, echoes)
    assert np.allclose(model.score(*given, np.arange(23)), expected, atol=1e-4)


@pytest.mark.parametrize(
    "wanted",
    [np.arange(300), np.array([0]), np.array([299]), np.array([3, 4, 80, 81, 299]), np.arange(20, 200, 7)],
)
def test_a_unit_scores_the_same_whatever_else_is_wanted(
    model: Model, monkeypatch: pytest.MonkeyPatch, wanted: np.ndarray
) -> None:
    dice = np.random.default_rng(8)
    values = dice.normal(0, 9, (300, len(NAMES))).astype(np.float32)
    meanings = dice.normal(0, 0.2, (300, DIMENSIONS)).astype(np.float32)
    alike, echoes = dice.integers(0, 9, 300), draw_echoes(dice, 300, 90)
    given = (*model.alone(values, meanings), meanings, np.ones(300, np.float32), alike, echoes)
    whole = model.score(*given, np.arange(300))
    monkeypatch.setattr("filters.network._STRETCH", 37)
    assert np.allclose(model.score(*given, wanted), whole[wanted], atol=1e-4)


def test_no_rows(model: Model) -> None:
    values, meanings = np.zeros((0, len(NAMES)), np.float32), np.zeros((0, DIMENSIONS), np.float32)
    nothing = np.zeros(0, np.float32)
    echoes = find_echoes(np.zeros(0, np.uint32), np.zeros(1, np.int64))
    none = np.zeros(0, np.intp)
    assert model.score(*model.alone(values, meanings), meanings, nothing, none, echoes, none).shape == (0,)


def test_model_survives_the_file(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    digest = dump_model(model, path, {"made": "here"})
    got = load_model(path)
    assert got.digest == digest
    assert got.names == model.names
    assert np.allclose(got.transitions, model.transitions, atol=1e-4)
    assert np.allclose(got.ngrams, model.ngrams, atol=0.01)
    values = np.random.default_rng(7).normal(0, 9, (3, len(NAMES))).astype(np.float32)
    weight, alike = np.ones(3, np.float32), np.array([0, 1, 1])
    meanings = np.ones((3, DIMENSIONS), np.float32)
    echoes = draw_echoes(np.random.default_rng(1), 3, 9)
    one, other = (
        each.score(*each.alone(values, meanings), meanings, weight, alike, echoes, np.arange(3))
        for each in (got, model)
    )
    assert np.allclose(one, other, atol=0.05)


def of_characters(name: str, inputs: int) -> dict[str, np.ndarray]:
    """Layers of the right shapes for characters."""
    return {
        f"{name}_in": np.ones((inputs, 2), np.float32),
        f"{name}_table": np.ones((1 << reader.CHARACTER_BITS, reader.TABLE_WIDTH), np.float32),
        f"{name}_kinds": np.ones((reader.KINDS, reader.TABLE_WIDTH), np.float32),
    }


def test_peers_survive_the_file(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    more = of_characters("joint", joints.INPUTS) | of_characters("reader", reader.INPUTS)
    other = replace(model, layers=dict(model.layers) | {"out_bias": model.layers["out_bias"] + 3})
    dump_model(replace(model, layers={**model.layers, **more}, peers=(other,)), path, {})
    got = load_model(path)
    assert more.keys() <= got.layers.keys()
    (peer,) = got.peers
    assert peer.layers.keys() == model.layers.keys()
    assert float(peer.layers["out_bias"][0] - got.layers["out_bias"][0]) == pytest.approx(3, abs=0.01)
    assert peer.ngrams is got.ngrams


def test_model_of_another_format_is_refused(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    dump_model(model, path, {})
    older = json.loads(path.read_text()) | {"format": FORMAT - 1}
    path.write_text(json.dumps(older | {"digest": _digest(older)}))
    with pytest.raises(
        ModelError, match=rf"model\.json: model format {FORMAT - 1}, this program reads {FORMAT}"
    ):
        load_model(path)
    dump_model(replace(model, names=("length",)), path, {})
    with pytest.raises(ModelError, match=r"model\.json: the model was made for other features"):
        load_model(path)


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
    data = json.loads(path.read_text())
    data["transitions"][0][0] += 0.5
    path.write_text(json.dumps(data))
    with pytest.raises(ModelError, match="does not match its digest"):
        load_model(path)


def test_other_format_and_missing_parts(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    dump_model(model, path, {})
    data = json.loads(path.read_text())
    path.write_text(json.dumps(data | {"format": 99}))
    with pytest.raises(ModelError, match="model format 99"):
        load_model(path)
    path.write_text(json.dumps(data | {"features": data["features"][1:]}))
    with pytest.raises(ModelError, match="does not match its digest"):
        load_model(path)
    others = [
        layers
        for name, inputs in (("joint", joints.INPUTS), ("reader", reader.INPUTS))
        for layers in (
            of_characters(name, 3),
            {f"{name}_in": np.ones((inputs, 2), np.float32)},
        )
    ]
    fewer = [replace(model, layers={**model.layers, **layers}) for layers in others]
    for other in (replace(model, names=("length",)), *fewer):
        dump_model(other, path, {})
        with pytest.raises(ModelError, match="made for other features"):
            load_model(path)
    rest = tmp_path / "rest.json"
    rest.write_text(json.dumps({"format": data["format"]}))
    with pytest.raises(ModelError, match="damaged: KeyError"):
        load_model(rest)
