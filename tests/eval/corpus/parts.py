"""Divides everything the corpus is made of into parts that share nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

PARTS = ("train", "dev", "test")
FOLDS = 5
_FEW = 3 * FOLDS  # a list shorter than this is not divided among the folds


def digest(key: str) -> int:
    """A number that is the same in every process, unlike ``hash``."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")


def part_of(key: str) -> str:
    """The part that a key (number, brand, article id, site) belongs to: 60, 20 and 20 per cent."""
    place = digest(key) % 10
    return "train" if place < 6 else "dev" if place < 8 else "test"


def deal(entries: Sequence[str], part: str, held_out: float = 0.2) -> tuple[str, ...]:
    """The part's share of a list, ``held_out`` each for dev and test; of three, one each."""
    ranked = sorted(dict.fromkeys(entries), key=digest)
    share = max(1, int(held_out * len(ranked)))
    bounds = {"dev": (0, share), "test": (share, 2 * share), "train": (2 * share, len(ranked))}
    start, end = bounds[part]
    return tuple(ranked[start:end])


def fold_of(key: str) -> int:
    """The fold that a family, an article or a site belongs to."""
    return digest("fold:" + key) % FOLDS


def narrow(entries: Sequence[str], fold: int | None) -> tuple[str, ...]:
    """The entries of a list that one fold may use, all of a short list; ``None``: no folds."""
    if fold is None or len(entries) < _FEW:
        return tuple(entries)
    return tuple(entry for entry in entries if fold_of(entry) == fold) or tuple(entries)
