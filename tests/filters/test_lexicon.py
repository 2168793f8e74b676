"""Known words are found where they stand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.lexicon import Kind, canonical, scan
from filters.wordlists import read_list


def words(text: str, kind: Kind) -> list[str]:
    terms = scan(text)
    bounds = zip(terms.kind.tolist(), terms.start.tolist(), terms.end.tolist(), strict=True)
    return [text[start:end] for found, start, end in bounds if found == kind]


def codes(text: str) -> list[int]:
    terms = scan(text)
    return [int(code) for code in terms.info[terms.kind == Kind.REGION]]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("海尔空调售后服务电话", Kind.BRAND, ["海尔"]),
        ("海尔空调售后服务电话", Kind.PRODUCT, ["空调"]),
        ("海尔空调售后服务电话", Kind.SERVICE, ["售后服务电话"]),
        ("拨打全国统一服务热线", Kind.CHANNEL, ["全国统一服务热线"]),
        ("记者据悉", Kind.NEWS, ["记者", "据悉"]),
        ("代开发票", Kind.TRADE, ["代开发票"]),
        ("tcl电视 atcl", Kind.BRAND, ["tcl"]),
        ("最美的空调,美的空调", Kind.BRAND, ["美的"]),
        ("老板 油烟机,老板来了", Kind.BRAND, ["老板"]),
        ("全国人民,全国维修", Kind.PROMISE, ["全国"]),
        ("城镇居民,东莞市樟木头镇、海尾镇", Kind.REGION, ["东莞市", "樟木头镇", "海尾镇"]),
        ("商丘市睢县,简单县城", Kind.REGION, ["商丘市睢县"]),
        ("德宏傣族景颇族盈江县", Kind.REGION, ["德宏傣族景颇族", "盈江县"]),
        ("广西壮族自治区,广西,广西南宁", Kind.REGION, ["广西壮族自治区", "广西", "广西", "南宁"]),
    ],
)
def test_finds_words(text: str, kind: Kind, expected: list[str]) -> None:
    assert words(text, kind) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("派单遍布:榆中 鹿邑 婺源 祥云 金寨。", ["榆中", "鹿邑", "婺源", "祥云", "金寨"]),
        ("榆中、鹿邑、婺源、金寨等地", []),  # the last is 金寨等地: too few of them
        ("榆中、鹿邑、婺源、祥云、金寨等地", ["榆中", "鹿邑", "婺源", "祥云"]),
        ("榆中\n鹿邑县\n婺源\n金寨\n新民", ["榆中", "鹿邑县", "婺源", "金寨", "新民"]),
        ("榆中\n\n\n鹿邑\n婺源\n祥云", ["榆中", "鹿邑", "婺源", "祥云"]),
        ("榆中\n\n\n\n鹿邑\n婺源\n祥云", []),  # too far apart
        ("榆中去年，鹿邑今年，婺源明年，祥云后年", []),
        ("首页|和平|朝阳|长安|东方|白云", []),  # more than one province has each
        ("榆中，鹿邑，以及，婺源，祥云", []),
        ("太原/自贡/茂名/三明", ["太原", "自贡", "茂名", "三明"]),
        ("榆中：海尔、鹿邑、婺源、祥云", []),
        ("首页 公安 资源 合作 互助 同心 友好", []),  # ordinary words
        ("榆中、方正电脑、鹿邑、婺源、祥云", []),
        ("通渭 | 岷县 | 漳县 | 临洮", ["通渭", "岷县", "漳县", "临洮"]),  # of two characters with their last
        (
            "宁江、前郭尔罗斯、长岭、乾安、扶余",
            ["宁江", "前郭尔罗斯", "乾安", "扶余"],
        ),  # 长岭 is a brand, too
    ],
)
def test_short_names_are_places_in_rows(text: str, expected: list[str]) -> None:
    assert words(text, Kind.REGION) == expected


def test_canonical_word() -> None:
    terms = scan("haier空调")
    assert canonical(int(terms.info[0])) == "海尔"


def test_codes_of_places() -> None:
    assert codes("海南省、海南、贵南县") == [460000, 460000, 632525]
    assert codes("鼓楼区") == [0]  # several provinces have one
    assert codes("徐州市鼓楼区") == [320300, 320300]
    assert codes("大理云龙县") == [532929]
    assert codes("张家、杜尔、秦皇、积石") == []  # only the beginnings of names
    assert codes("天水、榆中、鹿邑、婺源、祥云")[0] == 620000  # there was a county of this name, too
    # Of a county that has become a city in its province, and of one that another has, too.
    assert codes("温岭、榆中、鹿邑、婺源、祥云、长安") == [330000, 620123, 411628, 361130, 532923, 0]


def test_every_county_is_known_behind_its_prefecture() -> None:
    """All names of the list are found when they stand alone in a text."""
    missed = []
    for _, *names in read_list("regions.txt", at_least=2)[::7]:
        missed += [name for name in names if words(name, Kind.REGION) == []]
    assert missed == []


@given(
    st.text("海尔空调的售后维修电话中山东莞市樟木头镇美的24小时tclq \n、")
    | st.lists(
        st.sampled_from(["榆中", "鹿邑县", "婺源", "祥云", "海尔", "中山", "资源", "、", " ", "\n"])
    ).map("".join)
)
def test_terms_are_ordered_and_disjoint(text: str) -> None:
    terms = scan(text)
    assert (terms.start < terms.end).all()
    assert (terms.end[:-1] <= terms.start[1:]).all()
    if len(terms.end):
        assert terms.end[-1] <= len(text)
    assert len(terms.kind) == len(terms.start) == len(terms.end) == len(terms.info)


@pytest.mark.parametrize(
    "unit", ["镇", "古镇镇", "街道", "市", "美的", "全国", "tcl", "海尔空调", "鼓楼区", "榆中、鹿邑、"]
)
def test_time_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        text = unit * (count // len(unit))
        begin = time.process_time()
        scan(text)
        return time.process_time() - begin

    scan(unit)
    small = min(seconds(40_000) for _ in range(3))
    assert min(seconds(400_000) for _ in range(2)) < max(25 * small, 1.0)
