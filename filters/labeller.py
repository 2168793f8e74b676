"""Features to labels: a small network of dilated convolutions weighs each unit in context, a linear chain decodes the page.

The network is one of dilated convolutions (``filters.network``) under a linear chain, after Collobert et al. 2011. Added to each
unit are a summary of the page, and whether its meaning goes with that of the units which by themselves look like spam, or with
that of the others, and what those look like that are built like it or use its words: the lines of a block speak of one thing
and have one markup, though few of them show what they are, and a sentence of the article names what the article is about.

The chain has two states, spam and other. How easily it goes from one to the other depends on what stands between two units:
the end of a block, of a sentence, a blank or nothing. Training (``filters.train``) uses PyTorch; here are only the exported
weights, matrix products, and an exact forward-backward pass. With two states each message is one number, the ratio of the
states' masses, so the whole pass is one multiplication and one division a unit (Rabiner 1989 gives the general recursion;
Lafferty, McCallum and Pereira 2001 the model).
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters import joints, reader
from filters.arrays import Array, Floats, Places
from filters.features import BREAKS, NAMES, Echoes
from filters.network import dense, look_around

MODEL_PATH = Path(__file__).parent / "data" / "model.json"
FORMAT = 12
KIN_PRIOR, KIN_MASS = 0.1, 6.0  # share of spam where there are no others, and what that counts for
KIN_SCALE = 20.0  # of the mass of the others
ECHO_PRIOR, ECHO_MASS = 0.1, 6.0  # share of spam among the others that use a word, and what that counts for
ECHO_FEW = 3.0  # words: a unit of so few is not judged by them alone
ECHO_SCALE = 4.0  # so that what is found has a spread near 1
CLIP = 8.0  # standard deviations beyond which a feature says nothing more
_LIMIT = 30.0  # log-odds beyond this are certain; keeps exp() and the ratios finite


class ModelError(Exception):
    """A model file that is missing, damaged or made for other features; names the file and, if known, the line."""


@dataclass(frozen=True, slots=True)
class Model:
    """The exported weights.

    ``ngrams``: float32[2**bits], log-odds for spam of each hashed character n-gram. ``names``: the features, in order.
    ``layers``: float32 arrays by name: ``mean`` and ``scale`` of the features after ``squash``, and weights [inputs, outputs]
    and biases of each layer, of a convolution that weighs columns first also its ``taps`` [rows, columns]; ``meaning`` and
    ``sense`` are a network of their own, and so are those that begin with ``reader`` (``filters.reader``) or ``joint``
    (``filters.joints``), which peers need not have.
    ``transitions``: float32[BREAKS, 4], log weights from state to state, by what stands between the units: (other, other),
    (other, spam), (spam, other), (spam, spam).
    ``peers``: models trained on other documents that are asked too; they share the n-grams.
    """

    names: tuple[str, ...]
    layers: Mapping[str, Array]
    transitions: Array
    ngrams: Array
    digest: str
    peers: tuple[Model, ...] = ()

    def sense(self, meanings: Array) -> Array:
        """Log-odds for spam of each row of float32[units, dimensions], which says what a unit means: a feature of ``score``."""
        hidden = dense(self.layers, "meaning", meanings)
        return np.asarray((hidden @ self.layers["sense"] + self.layers["sense_bias"])[:, 0])

    def alone(self, values: Array, meanings: Array) -> tuple[Array, Array]:
        """What each unit is by itself: float32[units, width], and float32[units], the chance that it is spam for what that says.

        ``values``: float32[units, features]; ``meanings``: as for ``sense``.
        """
        layers = self.layers
        inputs = ((squash(values) - layers["mean"]) * layers["scale"]).clip(-CLIP, CLIP)
        own = dense(layers, "second", dense(layers, "first", np.concatenate((inputs, meanings), axis=1)))
        guess = 1 / (1 + np.exp(-(own @ layers["guess"] + layers["guess_bias"]).clip(-_LIMIT, _LIMIT)))
        return own, guess[:, 0]

    def score(
        self,
        own: Array,
        guess: Array,
        meanings: Array,
        weight: Array,
        alike: Places,
        echoes: Echoes,
        wanted: Places,
    ) -> Floats:
        """Log-odds for spam of the wanted units of a page, before the chain.

        ``own``, ``guess``: what ``alone`` gives; ``meanings``: as for ``sense``; ``weight``: what each unit counts for;
        ``alike``: a number for each unit, the same where they are built alike; ``echoes``: the words they have in common;
        ``wanted``: ascending.
        """
        if not len(wanted):
            return np.zeros(0)
        layers = self.layers
        notice = own @ layers["notice"]
        notice = np.exp(notice - notice.max())
        share = weight / max(float(weight.sum()), 1.0)
        page = np.concatenate((share @ own, (notice / notice.sum()) @ own, own.max(axis=0)))
        likeness = _likeness(meanings, weight[:, None] * np.stack((guess, 1 - guess), axis=1))
        kin = _kin(guess, weight, alike)
        hidden = own + (page @ layers["page"] + layers["page_bias"])
        hidden += likeness @ layers["likeness"]
        hidden += kin @ layers["kin"]
        hidden += _echo(guess, weight, echoes) @ layers["echo"]
        around = look_around(layers, "around", hidden, wanted)
        last = dense(layers, "last", np.concatenate((around, own[wanted]), axis=1))
        return np.asarray((last @ layers["out"])[:, 0] + layers["out_bias"], dtype=np.float64)


def _likeness(meanings: Array, weights: Array) -> Array:
    """Cosines of the meaning of each unit with what the other units mean, weighed in some ways: float32[units, ways]."""
    directions = meanings / (np.sqrt((meanings * meanings).sum(axis=1, keepdims=True)) + np.float32(0.1))
    sums = weights.T @ directions
    own = weights * (directions * directions).sum(axis=1, keepdims=True)
    length = np.sqrt((sums * sums).sum(axis=1)) + np.float32(1)
    return np.asarray((directions @ sums.T - own) / length)


def _kin(guess: Array, weight: Array, alike: Places) -> Array:
    """What the others are that are built like each unit, and how much of them there is: float32[units, 2]."""
    spam, mass = (np.bincount(alike, parts)[alike] - parts for parts in (guess * weight, weight))
    share = (spam + KIN_PRIOR * KIN_MASS) / (mass + KIN_MASS)
    return np.stack((share, np.log1p(mass / KIN_SCALE)), axis=1).astype(np.float32)


def _echo(guess: Array, weight: Array, echoes: Echoes) -> Array:
    """How much of each unit's wording is that of other units which look like spam, and of such as do not: float32[units, 2].

    A word counts for what the other units are that use it, as in naive Bayes with the page itself to learn from.
    """
    unit, word = echoes.unit, echoes.word
    spam, mass = (
        np.bincount(word, parts[unit])[word] - parts[unit] if len(word) else np.zeros(0)
        for parts in (guess * weight, weight)
    )
    share = (spam + ECHO_PRIOR * ECHO_MASS) / (mass + ECHO_MASS)
    sums = [np.bincount(unit, parts, minlength=len(guess)) for parts in (share, 1 - share)]
    return (np.stack(sums, axis=1) * (ECHO_SCALE / (echoes.words + ECHO_FEW))[:, None]).astype(np.float32)


def squash(values: Array) -> Array:
    """Logarithms of counts and lengths, which then differ by ratios; the sign stays."""
    return np.copysign(np.log1p(np.abs(values)), values)


def chain(
    emissions: NDArray[np.floating], transitions: NDArray[np.floating], breaks: NDArray[np.integer]
) -> Floats:
    """Posterior of the second state for each step, from its log-odds and the log weights of the transitions.

    ``breaks``: of each step, the row of ``transitions`` that leads to it.
    """
    factors: list[float] = np.exp(emissions.astype(np.float64).clip(-_LIMIT, _LIMIT)).tolist()
    masses = [tuple(row) for row in np.exp(transitions.astype(np.float64)).tolist()]
    moves = [(1.0, 1.0, 0.0, 0.0), *[masses[which] for which in breaks[1:].tolist()]][: len(factors)]
    forward: list[float] = []
    ratio = 0.0
    for factor, (stay_other, enter, leave, stay_spam) in zip(factors, moves, strict=True):
        ratio = factor * ((enter + ratio * stay_spam) / (stay_other + ratio * leave))
        forward.append(ratio)
    backward: list[float] = []
    ratio = 1.0
    for factor, (stay_other, enter, leave, stay_spam) in zip(factors[::-1], moves[::-1], strict=True):
        backward.append(ratio)
        weighted = factor * ratio
        ratio = (leave + stay_spam * weighted) / (stay_other + enter * weighted)
    odds = np.array(forward) * np.array(backward[::-1])
    return np.asarray(odds / (1.0 + odds), dtype=np.float64)


@cache
def load_model(path: Path = MODEL_PATH) -> Model:
    """Read a model; raises ModelError naming the file, and the line where JSON itself is broken."""
    data = _read_json(path)
    try:
        _check(data, path)
        ngrams = _read_array(data["ngrams"])
        peers = tuple(_read_network(peer, ngrams, data["digest"]) for peer in data["peers"])
        return replace(_read_network(data, ngrams, data["digest"]), peers=peers)
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise ModelError(f"{path}: the model is damaged: {error!r}") from error


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data: dict[str, Any] = json.loads(path.read_bytes())
    except OSError as error:
        raise ModelError(f"{path}: cannot read the model: {error.strerror}") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise ModelError(f"{path}:{line}: the model is damaged: {error}") from error
    return data


def _check(data: dict[str, Any], path: Path) -> None:
    if data["format"] != FORMAT:
        raise ModelError(f"{path}: model format {data['format']!r}, this program reads {FORMAT}")
    if _digest(data) != data["digest"]:
        raise ModelError(f"{path}: the model does not match its digest; rebuild it with `make train`")
    fits = tuple(data["features"]) == NAMES
    shapes = {name: layer["shape"] for name, layer in data["layers"].items()}
    for name, inputs in (("joint", joints.INPUTS), ("reader", reader.INPUTS)):
        if f"{name}_in" in shapes:
            fits &= shapes[f"{name}_in"][0] == inputs
            fits &= shapes.get(f"{name}_table") == [1 << reader.CHARACTER_BITS, reader.TABLE_WIDTH]
            fits &= shapes.get(f"{name}_kinds") == [reader.KINDS, reader.TABLE_WIDTH]
    if not fits:
        raise ModelError(f"{path}: the model was made for other features; rebuild it with `make train`")


def dump_model(model: Model, path: Path, card: dict[str, str]) -> str:
    """Write a model with its card as JSON; returns its digest."""
    data: dict[str, object] = {
        "format": FORMAT,
        "card": card,
        "features": list(model.names),
        **_write_network(model),
        "peers": [_write_network(peer) for peer in model.peers],
        "ngrams": _write_array(model.ngrams, np.int8),
    }
    return _write(data, path)


def _write(data: dict[str, object], path: Path) -> str:
    data["digest"] = _digest(data)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return str(data["digest"])


def _write_network(model: Model) -> dict[str, object]:
    return {
        "transitions": model.transitions.astype(np.float64).round(4).tolist(),
        "layers": {
            name: _write_array(layer, np.int8 if name.endswith("_table") else np.float16)
            for name, layer in model.layers.items()
        },
    }


def _read_network(data: Mapping[str, Any], ngrams: Array, digest: str) -> Model:
    return Model(
        names=NAMES,
        layers={name: _read_array(layer) for name, layer in data["layers"].items()},
        transitions=np.array(data["transitions"], np.float32).reshape(BREAKS, 4),
        ngrams=ngrams,
        digest=digest,
    )


def _write_array(array: Array, kind: type[np.int8] | type[np.float16]) -> dict[str, object]:
    """An array in a shorter kind of number, with what its entries are to be multiplied by."""
    scale = float(np.abs(array).max() or 1.0) / 127 if kind is np.int8 else 1.0
    rest = array / np.float32(scale)
    short = np.round(rest).astype(np.int8) if kind is np.int8 else rest.astype(np.float16)
    packed = base64.b64encode(zlib.compress(short.tobytes(), 9)).decode()
    lines = [packed[start : start + 120] for start in range(0, len(packed), 120)]
    return {"kind": short.dtype.name, "shape": list(array.shape), "scale": scale, "values": lines}


def _read_array(data: dict[str, Any]) -> Array:
    kind = {"int8": np.int8, "float16": np.float16}[data["kind"]]
    short = np.frombuffer(zlib.decompress(base64.b64decode("".join(data["values"]))), kind)
    return short.reshape(data["shape"]).astype(np.float32) * np.float32(data["scale"])


def _digest(data: dict[str, object]) -> str:
    # The card tells of the making: two models of the same weights are the same, whenever they were made.
    body = json.dumps(
        {key: value for key, value in data.items() if key not in ("digest", "card")}, sort_keys=True
    )
    return hashlib.sha256(body.encode()).hexdigest()
