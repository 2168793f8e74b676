"""Sentences in the shape of an advertisement: two phrases of one length, or a motto and its meaning."""

from __future__ import annotations

import re

from filters.signals.base import Matches, Observed, listed

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
# At the start of a line or behind a sentence; every quantifier is bounded to keep the time linear.
_SHAPES = re.compile(
    rf"(?<=[\n。!！?？;；])(?:"
    rf"(?P<pair>(?:{_HAN}{{4}}[,，]{_HAN}{{4}}|{_HAN}{{5}}[,，]{_HAN}{{5}}|{_HAN}{{6}}[,，]{_HAN}{{6}})"
    rf"(?:[。!！]|(?=[\n;；])))"
    rf"|(?P<motto>(?:{_HAN}{{4}}|{_HAN}{{6,12}}|{_HAN}{{4,10}}[,，]{_HAN}{{3,12}})[:：]"
    rf"[^\n:：。!！]{{12,120}}(?:[。!！]|(?=\n))))"
)


def find(observed: Observed) -> Matches:
    """All sentences of one of the shapes, which is the value."""
    lines = f"\n{observed.text}\n"
    return listed([(m.start() - 1, m.end() - 1, m.lastgroup or "") for m in _SHAPES.finditer(lines)])
