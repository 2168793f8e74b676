"""Marks that advertisements are laid out with: (1), stars and bullets, bars, bracketed headings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Bools, Codes, Places
from filters.signals.base import NOTHING, Lazy, Matches, Observed

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
_MARKS = {
    _DECORATION: "※〓〒",
    _BRACKET: "【】〖〗『』「」",
    _BAR: "|｜¦",
    _RULE: "=_~^+*#",
    _NUMBERING: "(（",
}


def _classes() -> NDArray[np.uint8]:
    table = np.zeros(0x20000, np.uint8)
    for first, last in ((0x2190, 0x2429), (0x2500, 0x2BFF), (0x1F000, 0x1FAFF)):
        table[first : last + 1] = _DECORATION
    for kind, characters in _MARKS.items():
        table[[ord(character) for character in characters]] = kind
    return table


_CLASSES = _classes()


def _is_closing(codes: Codes) -> Bools:
    return np.asarray((codes == ord(")")) | (codes == ord("）")), dtype=np.bool_)


def _end_numberings(codes: Codes, opened: Places) -> Places:
    """Behind the one or two digits in parentheses that open at each place; 0 where there are none."""
    near = np.append(codes, np.zeros(4, np.uint32))
    first, second = near[opened + 1], near[opened + 2]
    digit = (first >= ord("0")) & (first <= ord("9"))
    two = digit & (second >= ord("0")) & (second <= ord("9")) & _is_closing(near[opened + 3])
    return np.where(two, opened + 4, np.where(digit & _is_closing(second), opened + 3, 0))


def find(observed: Observed) -> Matches:
    """All marks; the same kind of mark in a row is one hit, and the value is the kind."""
    codes = observed.codes
    kinds = _CLASSES.take(codes, mode="clip")
    marked = kinds.nonzero()[0]
    if not len(marked):
        return NOTHING
    kind = kinds[marked]
    fresh = np.ones(len(marked) + 1, np.bool_)
    fresh[1:-1] = (marked[1:] != marked[:-1] + 1) | (kind[1:] != kind[:-1]) | (kind[1:] == _NUMBERING)
    start = marked[fresh[:-1]]
    end = marked[fresh[1:]] + 1
    kind = kind[fresh[:-1]]
    numbered = kind == _NUMBERING
    if numbered.any():
        end[numbered] = _end_numberings(codes, start[numbered])
    keep = (end > start) & ((kind != _RULE) | (end - start > 1))  # one of these is ordinary: a_b, 1+1
    kind = kind[keep]
    values = Lazy(len(kind), lambda index: _NAMES[kind[index]])
    return Matches(start[keep].astype(np.int32), end[keep].astype(np.int32), values)
