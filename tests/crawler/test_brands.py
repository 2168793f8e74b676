"""Brands that no list knows: the name before the appliance in a page's spam blocks."""

from __future__ import annotations

import re
import sys
from itertools import pairwise, product
from time import process_time
from types import FrameType
from typing import Any

import pytest

from crawler.brands import _dictionary, _is_common, claimed_brands, maker
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
        # a series of a known brand is not another brand
        (verdict("海尔澄湖冰箱维修", brand="海尔", product="冰箱", service="维修"), []),
        (verdict("海尔、澄湖冰箱维修", brand="海尔", product="冰箱", service="维修"), ["澄湖"]),
        # verbs and nouns that stand where a name would
        (verdict("清洗服务：提供家电清洗，来电预约", product="家电", channel="来电"), []),
        (verdict("通畅管道疏通电话", trade="管道疏通", channel="电话"), []),
        (verdict("老式空调移机电话", product="空调", channel="电话"), []),
        (verdict("附近专业冰箱维修", product="冰箱", service="维修"), []),
        (verdict("速修冰箱电话", product="冰箱", channel="电话"), []),
        (verdict("WiFi空调维修", product="空调", service="维修"), []),
        # a service alone is weak evidence
        (verdict("澄湖售后电话", service="售后电话"), []),
    ],
)
def test_names(block: Verdict, names: list[str]) -> None:
    assert claimed_brands([block]) == [names]


def test_a_name_that_heads_several_lines_needs_no_product() -> None:
    blocks = [
        verdict("澄湖售后电话", service="售后电话"),
        verdict("澄湖客服热线", service="客服热线"),
        verdict("官方客服热线", service="客服热线"),
        verdict("官方售后电话", service="售后电话"),
    ]
    assert claimed_brands(blocks) == [["澄湖"], ["澄湖"], [], []]


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("澄湖", "澄湖"),
        ("澄湖阳光", "澄湖"),  # maker and series
        ("澄湖智能", "澄湖"),
        ("专业澄湖", "澄湖"),
        ("诺伦达", "诺伦达"),
        ("维护", ""),
        ("玉林", ""),  # a city
        ("附近专业", ""),
        ("为您", ""),
        ("我们提供", ""),
        ("澄", ""),
        ("澄湖澄湖澄湖", ""),
    ],
)
def test_the_makers_name_alone(phrase: str, name: str) -> None:
    assert maker(phrase)[0] == name


def _steps(lines: int) -> int:
    """Return how many lines of code it takes to read a block of that many offers."""
    text = "澄湖冰箱维修，" * lines
    hits = tuple(
        Hit(signal, Span(start + 7 * line, start + 7 * line + 2), text[start : start + 2])
        for line in range(lines)
        for signal, start in (("product", 2), ("service", 4))
    )
    block = Verdict(Block(text, Span(0, len(text))), Label.SPAM, 0.9, hits)
    taken = 0

    def count(frame: FrameType, event: str, given: object) -> Any:
        nonlocal taken
        taken += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        assert claimed_brands([block]) == [["澄湖"]]
    finally:
        sys.settrace(before)
    return taken


def test_work_grows_with_the_block_and_no_faster() -> None:
    _steps(1)  # the dictionary is read
    assert _steps(400) < 3 * _steps(200)


def test_names_cost_less_than_to_read_the_dictionary_for_each() -> None:
    words = _dictionary()
    start = process_time()
    assert words.find("\n澄湖湛 ".encode()) < 0
    once = process_time() - start
    names = ["".join(pair) for pair in product("澄湛泓溆沅澧湉滢", "珑璟琮玥瑄珩")]
    start = process_time()
    assert [maker(name)[0] for name in names] == names
    assert process_time() - start < len(names) / 4 * once


def test_words_are_found_wherever_they_stand_in_the_dictionary() -> None:
    lines = _dictionary().decode().strip().split("\n")
    out_of_order = [line for pair in pairwise(lines) if pair[0] > pair[1] for line in pair]
    for word, frequency, tag in (line.split(" ") for line in [*out_of_order, *lines[::500]]):
        if re.fullmatch("[\u4e00-\u9fff]+", word):
            assert _is_common(word) is (
                int(frequency) >= (1_000 if tag in {"nr", "nrt", "nrfg", "nz"} else 5)
            )
