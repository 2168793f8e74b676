"""Marks that advertisements are laid out with: numbering in parentheses, stars and bullets, bars, bracketed headings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from filters.signals.base import Lazy, Matches, Observed

NAME = "layout"
EXAMPLES = (
    ("(1)甲(12)乙", (("(1)", "numbering"), ("(12)", "numbering"))),
    ("★★☆限时", (("★★☆", "decoration"),)),
    ("甲|乙｜丙", (("|", "bar"), ("｜", "bar"))),
    ("【全城】", (("【", "bracket"), ("】", "bracket"))),
    ("☎📞来电", (("☎📞", "decoration"),)),
    ("甲==乙", (("==", "rule"),)),
)
COUNTEREXAMPLES = ("(一)总则(2024年修订)", "你好，世界！“引文”《书名》", "a-b c_d")

_NAMES = ("", "decoration", "bracket", "bar", "rule", "numbering")
_DECORATION, _BRACKET, _BAR, _RULE, _NUMBERING = range(1, 6)


def _classes() -> NDArray[np.uint8]:
    table = np.zeros(0x20000, np.uint8)
    for first, last in ((0x2190, 0x2429), (0x2500, 0x2BFF), (0x1F000, 0x1FAFF)):
        table[first : last + 1] = _DECORATION
    for characters, kind in (("※〓〒♂♀", _DECORATION), ("【】〖〗『』「」", _BRACKET), ("|｜¦", _BAR), ("=_~^+*#", _RULE)):
        for character in characters:
            table[ord(character)] = kind
    return table


_CLASSES = _classes()
_OPEN, _CLOSE = (np.array([ord(mark) for mark in marks], np.uint32) for marks in ("(（", ")）"))


def _is_one_of(codes: NDArray[np.uint32], marks: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return np.asarray((codes == marks[0]) | (codes == marks[1]), dtype=np.bool_)


def _numberings(codes: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Start and end of each number of one or two digits in parentheses."""
    opened = np.flatnonzero(_is_one_of(codes, _OPEN))
    opened = opened[opened < len(codes) - 2]
    padded = np.append(codes, np.uint32(0))
    digit = (padded >= 48) & (padded < 58)
    first, second = digit[opened + 1], digit[opened + 2]
    one = first & _is_one_of(padded[opened + 2], _CLOSE)
    two = first & second & _is_one_of(padded[opened + 3], _CLOSE)
    return opened[one | two], (opened + np.where(one, 3, 4))[one | two]


def find(observed: Observed) -> Matches:
    """All marks; the same kind of mark in a row is one hit, and the value is the kind."""
    codes = observed.codes
    kinds = _CLASSES[np.minimum(codes, len(_CLASSES) - 1)]
    marked = np.flatnonzero(kinds)
    kind = kinds[marked]
    fresh = (np.diff(marked, prepend=-9) > 1) | (np.diff(kind.astype(np.int8), prepend=0) != 0)
    start = marked[fresh]
    end = marked[np.append(fresh[1:], True)[: len(marked)]] + 1
    kind = kind[fresh]
    long_enough = (kind != _RULE) | (end - start > 1)  # one of these is ordinary: a_b, 1+1
    numbered, closed = _numberings(codes)
    start = np.concatenate((start[long_enough], numbered))
    end = np.concatenate((end[long_enough], closed))
    kind = np.concatenate((kind[long_enough], np.full(len(numbered), _NUMBERING, np.uint8)))
    order = np.argsort(start, kind="stable")
    kind = kind[order]
    values = Lazy(len(order), lambda index: _NAMES[kind[index]])
    return Matches(start[order].astype(np.int32), end[order].astype(np.int32), values)
