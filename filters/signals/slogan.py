"""Sentences in the shape of an advertisement: two phrases of one length, or a motto and its meaning."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Codes, Places
from filters.signals.base import NOTHING, Matches, Observed, listed

NAME = "slogan"
EXAMPLES = (
    ("快修快好,省钱省心!", (("快修快好,省钱省心!", "pair"),)),
    ("先说价钱后动手。真诚待人，用心做事", (("真诚待人，用心做事", "pair"),)),
    (
        "报价公开,费用明白:动手之前先把价目说清楚,您点头我们才开始。",
        (("报价公开,费用明白:动手之前先把价目说清楚,您点头我们才开始。", "motto"),),
    ),
    (
        "备件常新：各地仓库每日盘点，缺什么当天补什么",
        (("备件常新：各地仓库每日盘点，缺什么当天补什么", "motto"),),
    ),
)
COUNTEREXAMPLES = (
    "他走了，我们还在等。",
    "王某说：这台机器是去年买的，现在已经不能用了。",
    "地址：城南一路",
    "昨天下午三点，消防队员赶到了现场。",
)

_HAN = "[\u4e00-\u9fff]"
# Every quantifier is bounded to keep the time linear.
_SHAPES = re.compile(
    rf"(?:"
    rf"(?P<pair>(?:{_HAN}{{4}}[,，]{_HAN}{{4}}|{_HAN}{{5}}[,，]{_HAN}{{5}}|{_HAN}{{6}}[,，]{_HAN}{{6}})"
    rf"(?:[。!！]|(?=[\n;；])))"
    rf"|(?P<motto>(?:{_HAN}{{4}}|{_HAN}{{6,12}}|{_HAN}{{4,10}}[,，]{_HAN}{{3,12}})[:：]"
    rf"[^\n:：。!！]{{12,120}}(?:[。!！]|(?=\n))))"
)
_FEWEST, _MOST = 4, 12  # Han characters that a shape begins with
_IS_HAN, _PAUSES, _ENDS = 1, 2, 4


def _kinds() -> NDArray[np.uint8]:
    table = np.zeros(0x10000, np.uint8)
    table[0x4E00:0xA000] = _IS_HAN
    for kind, characters in ((_PAUSES, ",，:："), (_ENDS, "\n。!！?？;；")):
        table[[ord(character) for character in characters]] = kind
    return table


_KINDS = _kinds()


def find(observed: Observed) -> Matches:
    """All sentences of one of the shapes, which is the value."""
    places = _possible_starts(observed.codes)
    if not len(places):
        return NOTHING
    lines = f"\n{observed.text}\n"
    found: list[tuple[int, int, str]] = []
    free = 0  # the end of the last sentence found
    for place in places.tolist():
        if place >= free and (match := _SHAPES.match(lines, place + 1)):
            free = match.end() - 1
            found.append((place, free, match.lastgroup or ""))
    return listed(found)


def _possible_starts(codes: Codes) -> Places:
    """Where a line or a sentence begins with as many Han characters before a comma or a colon as the shapes have."""
    kinds = _KINDS.take(codes, mode="clip")
    others: Places = (kinds != _IS_HAN).nonzero()[0]
    if not len(others):
        return others
    # Between two characters that are not Han, or before the first.
    before: Places = np.concatenate(([-1], others[:-1]))
    length = others - before - 1
    fits = (length >= _FEWEST) & (length <= _MOST) & (kinds[others] & _PAUSES > 0)
    fits[1:] &= kinds[others[:-1]] & _ENDS > 0
    starts: Places = before[fits] + 1
    return starts
