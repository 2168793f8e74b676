"""Features to labels: boosted trees score each unit twice, a linear chain decodes the page to posterior probabilities.

The second trees see besides how the unit relates to what the first took for spam on the page. The chain has two states,
spam and other. Training (``filters.train``) uses LightGBM; here are only the exported weights and an exact
forward-backward pass for two states. With two states each message is one number, the ratio of the states' masses, so the
whole pass is one multiplication and one division a unit (Rabiner 1989 gives the general recursion; Lafferty, McCallum and
Pereira 2001 the model).
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

_Number = TypeVar("_Number", bound=np.generic)
MODEL_PATH = Path(__file__).parent / "data" / "model.json"
FORMAT = 2
_LIMIT = 30.0  # log-odds beyond this are certain; keeps exp() and the ratios finite


class ModelError(Exception):
    """A model file that is missing, damaged or made for other features; names the file and, if known, the line."""


@dataclass(frozen=True, slots=True)
class Trees:
    """Regression trees whose leaves add up to log-odds; each is a complete binary tree of the same depth.

    ``feature``: int32[trees, inner nodes], ``threshold``: float32[trees, inner nodes]; the children of node ``i`` are
    ``2 i + 1`` (value <= threshold) and ``2 i + 2``. ``leaf``: float32[trees, leaves].
    """

    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    leaf: NDArray[np.float32]

    def add_up(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds for each row of float32[units, features]."""
        count, inner = self.feature.shape
        units = len(values)
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        first = np.arange(count, dtype=np.int32) * inner
        node = np.zeros((units, count), np.int32)
        row = (np.arange(units, dtype=np.int32) * values.shape[1])[:, None]
        flat = np.ascontiguousarray(values).ravel()
        for _ in range(inner.bit_length()):
            at = node + first
            node = 2 * node + 1 + (flat[feature[at] + row] > threshold[at])
        leaves = node - inner + np.arange(count, dtype=np.int32) * (inner + 1)
        return np.asarray(self.leaf.ravel()[leaves].sum(axis=1), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Model:
    """The exported weights.

    ``ngrams``: float32[2**bits], log-odds for spam of each hashed character n-gram; ``rarity``: the same size, their
    inverse document frequency. ``names``: the features that the second trees were grown on, in order; the first saw as
    many of them as come before their own result.
    ``transitions``: log weights from state to state, (other, other), (other, spam), (spam, other), (spam, spam).
    """

    names: tuple[str, ...]
    first: Trees
    second: Trees
    transitions: tuple[float, float, float, float]
    ngrams: NDArray[np.float32]
    rarity: NDArray[np.float32]
    digest: str


def chain(
    emissions: NDArray[np.floating], transitions: tuple[float, float, float, float]
) -> NDArray[np.float64]:
    """Posterior of the second state for each step, from its log-odds and the log weights of the transitions."""
    factors: list[float] = np.exp(np.clip(emissions.astype(np.float64), -_LIMIT, _LIMIT)).tolist()
    stay_other, enter, leave, stay_spam = (math.exp(weight) for weight in transitions)
    forward: list[float] = []
    ratio = 0.0
    for step, factor in enumerate(factors):
        moved = (enter + ratio * stay_spam) / (stay_other + ratio * leave) if step else 1.0
        ratio = factor * moved
        forward.append(ratio)
    odds = np.array(forward)
    ratio = 1.0
    for step in range(len(factors) - 2, -1, -1):
        weighted = factors[step + 1] * ratio
        ratio = (leave + stay_spam * weighted) / (stay_other + enter * weighted)
        odds[step] *= ratio
    return np.asarray(odds / (1.0 + odds), dtype=np.float64)


@cache
def load_model(path: Path = MODEL_PATH) -> Model:
    """Read a model; raises ModelError naming the file, and the line where JSON itself is broken."""
    try:
        raw = path.read_bytes()
        data = json.loads(raw)
    except OSError as error:
        raise ModelError(f"{path}: cannot read the model: {error.strerror}") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise ModelError(f"{path}:{line}: the model is damaged: {error}") from error
    try:
        if data["format"] != FORMAT:
            raise ModelError(f"{path}: model format {data['format']!r}, this program reads {FORMAT}")
        if _digest(data) != data["digest"]:
            raise ModelError(f"{path}: the model does not match its digest; rebuild it with `make train`")
        return Model(
            names=tuple(data["features"]),
            first=_read_trees(data["first"]),
            second=_read_trees(data["second"]),
            transitions=tuple(data["transitions"]),
            ngrams=_read_table(data["ngrams"]),
            rarity=_read_table(data["rarity"]),
            digest=data["digest"],
        )
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise ModelError(f"{path}: the model is damaged: {error!r}") from error


def dump_model(model: Model, path: Path, card: dict[str, str]) -> str:
    """Write a model with its card as JSON; returns its digest."""
    data: dict[str, object] = {
        "format": FORMAT,
        "card": card,
        "transitions": [round(weight, 4) for weight in model.transitions],
        "features": list(model.names),
        "first": _write_trees(model.first),
        "second": _write_trees(model.second),
        "ngrams": _write_table(model.ngrams),
        "rarity": _write_table(model.rarity),
    }
    data["digest"] = _digest(data)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return str(data["digest"])


def _write_trees(trees: Trees) -> dict[str, object]:
    return {
        "count": len(trees.feature),
        "feature": _pack(trees.feature.astype(np.int16)),
        "threshold": _pack(trees.threshold),
        "leaf": _pack(trees.leaf),
    }


def _read_trees(data: dict[str, Any]) -> Trees:
    shape = (data["count"], -1)
    return Trees(
        _unpack(data["feature"], np.int16).astype(np.int32).reshape(shape),
        _unpack(data["threshold"], np.float32).reshape(shape),
        _unpack(data["leaf"], np.float32).reshape(shape),
    )


def _write_table(table: NDArray[np.float32]) -> dict[str, object]:
    scale = float(np.abs(table).max() or 1.0) / 127
    return {"scale": scale, "table": _pack(np.round(table / scale).astype(np.int8))}


def _read_table(data: dict[str, Any]) -> NDArray[np.float32]:
    return _unpack(data["table"], np.int8).astype(np.float32) * np.float32(data["scale"])


def _digest(data: dict[str, object]) -> str:
    body = json.dumps({key: value for key, value in data.items() if key != "digest"}, sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


def _pack(array: NDArray[np.generic]) -> list[str]:
    packed = base64.b64encode(zlib.compress(array.tobytes(), 9)).decode()
    return [packed[start : start + 120] for start in range(0, len(packed), 120)]


def _unpack(lines: list[str], kind: type[_Number]) -> NDArray[_Number]:
    return np.frombuffer(zlib.decompress(base64.b64decode("".join(lines))), kind)
