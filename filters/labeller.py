"""Features to labels: a linear chain over the units of a page, decoded to posterior probabilities.

The chain has two states, spam and other. Training (``filters.train``) uses CRFsuite; here are only its exported
weights and an exact forward-backward pass for two states. With two states each message is one number, the ratio
of the states' masses, so the whole pass is one multiplication and one division a unit (Rabiner 1989 gives the
general recursion; Lafferty, McCallum and Pereira 2001 the model).
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

import numpy as np
from numpy.typing import NDArray

MODEL_PATH = Path(__file__).parent / "data" / "model.json"
FORMAT = 1
_LIMIT = 30.0  # log-odds beyond this are certain; keeps exp() and the ratios finite


class ModelError(Exception):
    """A model file that is missing, damaged or made for other features; names the file and, if known, the line."""


@dataclass(frozen=True, slots=True)
class Model:
    """The exported weights.

    ``ngrams``: float32[2**bits], log-odds for spam of each hashed character n-gram.
    ``edges``: float32[features, buckets - 1], ascending upper bounds of the buckets of each feature.
    ``weights``: float32[features, buckets], log-odds for spam of each bucket.
    ``transitions``: log weights from state to state, (other, other), (other, spam), (spam, other), (spam, spam).
    """

    names: tuple[str, ...]
    edges: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: float
    transitions: tuple[float, float, float, float]
    ngrams: NDArray[np.float32]
    digest: str


def posteriors(model: Model, values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Probability of spam for each unit: float64[units], from feature values float32[units, features]."""
    buckets = (values[:, :, None] > model.edges[None]).sum(axis=2)
    emissions = model.weights[np.arange(len(model.names)), buckets].sum(axis=1) + model.bias
    return chain(emissions, model.transitions)


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
        features = data["features"]
        body = json.dumps({key: data[key] for key in data if key != "digest"}, sort_keys=True)
        digest = hashlib.sha256(body.encode()).hexdigest()
        if digest != data["digest"]:
            raise ModelError(f"{path}: the model does not match its digest; rebuild it with `make train`")
        table = zlib.decompress(base64.b64decode("".join(data["ngrams"]["table"])))
        return Model(
            names=tuple(feature["name"] for feature in features),
            edges=np.array([feature["edges"] for feature in features], np.float32),
            weights=np.array([feature["weights"] for feature in features], np.float32),
            bias=float(data["bias"]),
            transitions=tuple(data["transitions"]),
            ngrams=np.frombuffer(table, np.int8).astype(np.float32) * np.float32(data["ngrams"]["scale"]),
            digest=digest,
        )
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise ModelError(f"{path}: the model is damaged: {error!r}") from error


def dump_model(model: Model, path: Path, card: dict[str, str]) -> str:
    """Write a model with its card as JSON, one feature a line; returns its digest."""
    scale = float(np.abs(model.ngrams).max() or 1.0) / 127
    table = np.round(model.ngrams / scale).astype(np.int8).tobytes()
    packed = base64.b64encode(zlib.compress(table, 9)).decode()
    data = {
        "format": FORMAT,
        "card": card,
        "bias": round(model.bias, 4),
        "transitions": [round(weight, 4) for weight in model.transitions],
        "features": [
            {
                "name": name,
                "edges": [round(float(edge), 5) for edge in edges],
                "weights": [round(float(weight), 4) for weight in weights],
            }
            for name, edges, weights in zip(model.names, model.edges, model.weights, strict=True)
        ],
        "ngrams": {"scale": scale, "table": [packed[i : i + 100] for i in range(0, len(packed), 100)]},
    }
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    lines = [f'"{key}": {json.dumps(value, ensure_ascii=False)}' for key, value in data.items() if key != "features"]
    rows = ",\n".join("  " + json.dumps(feature) for feature in data["features"])  # type: ignore[attr-defined]
    lines.insert(-1, f'"features": [\n{rows}\n]')
    path.write_text("{\n" + ",\n".join(lines) + f',\n"digest": "{digest}"\n}}\n', encoding="utf-8")
    return digest
