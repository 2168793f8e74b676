"""What is suspicious on a page, and the units that are judged: sentences, and clauses where a number stands."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from filters.segment import segment_text
from filters.sight import Sight, glance, holding, lists_of, look, split_units, suspicious_places
from filters.signals import CONTACTS
from filters.types import Contact

PLAIN = "河堤上的柳树今年绿得早，社区请来园艺师傅教大家修枝。"


def units_of(text: str) -> list[str]:
    sight = look(segment_text(text))
    units = split_units(sight, suspicious_places(sight))
    return [sight.page.text[start:end] for start, end in zip(units.start, units.end, strict=True)]


def places(text: str) -> int:
    return len(suspicious_places(glance(segment_text(text))))


def test_ordinary_text_is_not_suspicious() -> None:
    assert places(PLAIN * 20) == 0
    assert units_of(PLAIN * 20) == []
    assert places("") == 0
    assert places("北京市、天津市、河北省、山西省、内蒙古自治区、辽宁省都有雨") == 0


def test_a_contact_trade_words_and_shuffled_places_are_suspicious() -> None:
    assert places(f"{PLAIN}电话400-700-1234")
    assert places("冰箱维修，全国统一客服，24小时上门")
    assert places("泗县、临县、漾濞县、民权县、农安县、田东县、如东县、云阳县、敖汉旗、三台县、蔚县、惠安县")


def test_sentences_with_a_number_are_cut_at_marks_and_at_the_number() -> None:
    text = "仓库在河边，13700001234签约项目十七个，意向金额很大。第二句没有号码，不会切开。"
    assert units_of(text) == [
        "仓库在河边，",
        "13700001234",
        "签约项目十七个，",
        "意向金额很大。",
        "第二句没有号码，不会切开。",
    ]


def test_marks_and_brackets_stay_with_a_piece_that_says_something() -> None:
    assert units_of("村里的事，老林办，137 0000 1234】无锡招募：才艺艺人，先签协议") == [
        "村里的事，", "老林办，", "137 0000 1234】", "无锡招募：", "才艺艺人，", "先签协议"
    ]  # fmt: skip
    assert units_of("【热线】400-700-1234，，，全天都有人接") == [
        "【热线】",
        "400-700-1234，，，",
        "全天都有人接",
    ]


def test_only_blocks_near_something_suspicious_are_judged() -> None:
    lines = [f"第{number}段，{PLAIN}" for number in range(200)]
    lines[100] = "联系电话400-700-1234"
    found = units_of("\n".join(lines))
    assert "400-700-1234" in found
    assert found[0].startswith("第76段")
    assert found[-1].startswith("第124段")


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                PLAIN,
                "400-700-1234",
                "（1）",
                "，",
                "】",
                "维修",
                " ",
                "\n",
                "微信:abc_1234",
                "④00７001234",
                "a",
            ]
        ),
        max_size=14,
    )
)
@example(["微信:abc_1234", "④00７001234"])
def test_units_are_ordered_disjoint_and_cut_no_contact(parts: list[str]) -> None:
    page = segment_text("".join(parts))
    sight = look(page)
    units = split_units(sight, suspicious_places(sight))
    assert (units.start < units.end).all()
    assert (units.end[:-1] <= units.start[1:]).all()
    covered = np.zeros(len(page.text), bool)
    for start, end, block in zip(units.start, units.end, units.block, strict=True):
        assert page.blocks.start[block] <= start
        assert end <= page.blocks.end[block]
        covered[start:end] = True
    assert all(
        character.isspace()
        for character, seen in zip(page.text, covered, strict=True)
        if len(units) and not seen
    )
    offsets = sight.normalized.offsets
    for name in CONTACTS:
        found = sight.matches[name]
        for start, end in zip(offsets[found.start], offsets[found.end - 1], strict=True):
            assert any(a <= start and end < b for a, b in zip(units.start, units.end, strict=True))


def test_holding_and_contacts_name_the_units() -> None:
    from filters.sight import contacts_in

    sight = look(segment_text(f"{PLAIN}\n电话400-700-1234\n{PLAIN}"))
    units = split_units(sight, suspicious_places(sight))
    held = np.flatnonzero(holding(sight, units, CONTACTS)).tolist()
    assert contacts_in(sight, units) == [(held[0], Contact("phone", "4007001234"))]


def steps(text: str) -> tuple[int, int, int]:
    lists = lists_of(look_at(text).observed.terms)
    return int(lists.follows.sum()), int(lists.jumps.sum()), int(lists.returns.sum())


def look_at(text: str) -> Sight:
    return glance(segment_text(text))


def test_lists_that_jump_over_the_map() -> None:
    assert steps("宿州市泗县、宿州市灵璧县、蚌埠市五河县") == (2, 0, 0)  # all in Anhui
    assert steps("宿州市泗县、吕梁市临县、宿州市灵璧县") == (2, 2, 1)  # to Shanxi and back
    assert steps("宿州市泗县的人去了很远很远很远的地方以后才到吕梁市临县") == (0, 0, 0)  # no list
    assert steps("宿州市泗县") == (0, 0, 0)
