"""How the networks that read characters, ``reader`` and ``joint``, see these: many texts side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from filters.reader import CHARACTER_BITS, KINDS, TABLE_WIDTH, kind_of_bucket
from filters.train.tensors import dense, drop, look_around
from filters.vectors import load_vectors

_CHARACTER_DROPOUT = 0.3
DROPOUT = 0.1  # before the layers


class Shown(Protocol):
    """The characters of a text, as ``reader.Characters`` has them."""

    @property
    def code(self) -> NDArray[np.uint16]: ...
    @property
    def word(self) -> NDArray[np.uint16]: ...
    @property
    def features(self) -> NDArray[np.float16]: ...


def draw_tables(name: str, dice: np.random.Generator) -> dict[str, Any]:
    """Random weights of the tables of the network of this name, by the names of ``Model.layers``."""
    return {
        f"{name}_table": dice.normal(0, 0.3, (1 << CHARACTER_BITS, TABLE_WIDTH)),
        f"{name}_kinds": dice.normal(0, 0.3, (KINDS, TABLE_WIDTH)),
    }


def see_characters(
    weights: Mapping[str, Any], name: str, texts: Sequence[Shown], *, learns: bool
) -> tuple[Any, Any]:
    """Tensors[texts, characters, width]: what each character is by itself, and with what is around it. 0 behind the end."""
    import torch

    longest = max(len(each.code) for each in texts)
    code, word = np.zeros((2, len(texts), longest), np.int64)
    features = np.zeros((len(texts), longest, texts[0].features.shape[1]), np.float32)
    there = np.zeros((len(texts), longest, 1), np.float32)
    for row, each in enumerate(texts):
        count = len(each.code)
        code[row, :count], word[row, :count], features[row, :count] = each.code, each.word, each.features
        there[row, :count] = 1
    kind = torch.from_numpy(kind_of_bucket()[code].astype(np.int64))
    characters = drop(weights[f"{name}_table"][torch.from_numpy(code)], _CHARACTER_DROPOUT, learns=learns)
    characters = characters + weights[f"{name}_kinds"][kind]
    words = torch.from_numpy(load_vectors().table[word])
    mask = torch.from_numpy(there)
    inputs = torch.cat((characters, words, torch.from_numpy(features)), dim=-1)
    own = dense(weights, f"{name}_in", inputs) * mask
    return own, look_around(weights, f"{name}_around", own, mask, DROPOUT, learns=learns)
