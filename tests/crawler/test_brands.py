"""Brands that no list knows: the name before the appliance in a spam block."""

from __future__ import annotations

import pytest

from crawler.brands import claimed_brands
from filters.types import Block, Hit, Label, Span, Verdict


def verdict(text: str, **words: str) -> Verdict:
    """Return a spam block in which each signal saw one word."""
    hits = tuple(
        Hit(signal, Span(text.index(word), text.index(word) + len(word)), word)
        for signal, word in words.items()
    )
    return Verdict(Block(text, Span(0, len(text))), Label.SPAM, 0.9, hits)


@pytest.mark.parametrize(
    ("block", "names"),
    [
        (verdict("澄湖冰箱售后电话", product="冰箱", service="售后电话"), ["澄湖"]),
        (verdict("全国澄湖冰箱维修", promise="全国", product="冰箱", service="维修"), ["澄湖"]),
        (verdict("报修，Lumeo空调热线", product="空调", channel="热线"), ["Lumeo"]),
        (verdict("澄 湖 冰 箱 售 后", product="冰 箱", service="售 后"), ["澄湖"]),
        (verdict("那是家里用了二十年的冰箱，请打电话", product="冰箱", channel="电话"), []),
        (verdict("澄湖冰箱真好看", product="冰箱"), []),
        (verdict("各种冰箱维修", product="冰箱", service="维修"), []),
        (verdict("海尔冰箱维修", brand="海尔", product="冰箱", service="维修"), []),
    ],
)
def test_names(block: Verdict, names: list[str]) -> None:
    assert claimed_brands(block) == names
