"""The units that are judged: sentences, and clauses where a number stands."""

from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from filters.segment import Page, parse_html, segment_text
from filters.sight import Sight, look
from filters.signals import CONTACTS
from filters.types import Contact
from filters.units import Units, built_alike, contacts_in, holding, split_units, turns

PLAIN = "河堤上的柳树今年绿得早，社区请来园艺师傅教大家修枝。"


def contacts(sight: Sight) -> np.ndarray:
    """Where the contacts of a page stand."""
    return np.concatenate([sight.matches[name].start for name in CONTACTS]).astype(np.int64)


def units_of(text: str) -> list[str]:
    return texts_of(segment_text(text))


def texts_of(page: Page) -> list[str]:
    sight = look(page)
    return texts(page, split_units(sight, contacts(sight)))


def texts(page: Page, units: Units) -> list[str]:
    return [page.text[start:end] for start, end in zip(units.start, units.end, strict=True)]


def test_nothing_near_no_place_is_judged() -> None:
    assert units_of(PLAIN * 20) == []


def test_sentences_with_a_number_are_cut_at_marks_and_at_the_number() -> None:
    text = "仓库在河边，13700001234签约项目十七个，意向金额很大。第二句没有号码，不会切开。"
    assert units_of(text) == [
        "仓库在河边，",
        "13700001234",
        "签约项目十七个，",
        "意向金额很大。",
        "第二句没有号码，不会切开。",
    ]


def test_a_list_of_places_parted_by_semicolons_is_one_unit() -> None:
    text = "拨打13700001234\n上门范围：宿州市泗县；吕梁市临县； 商丘市民权县。山里多云；河边有雨"
    assert units_of(text) == [
        "拨打",
        "13700001234",
        "上门范围：宿州市泗县；吕梁市临县； 商丘市民权县。",
        "山里多云；",
        "河边有雨",
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


def test_a_number_in_elements_of_its_own_is_not_cut() -> None:
    page = parse_html("<p>打<b>400-700</b><i>-1234找老林修水泵</i>。</p>")
    assert "400-700-1234" in texts_of(page)


def test_sentences_with_a_number_are_cut_at_slashes_but_not_paths_or_dates() -> None:
    assert units_of("今年的柳树绿得早/县城开锁13700001234/见通知2024/5/6，或120元/平方米") == [
        "今年的柳树绿得早/",
        "县城开锁",
        "13700001234/",
        "见通知2024/5/6，",
        "或120元/平方米",
    ]


def test_sentences_with_a_number_are_cut_where_a_disguise_begins_and_ends() -> None:
    def cut(spam: str) -> list[str]:
        return units_of(f"村口的桥修好了{spam}孩子们走过去上学13700001234")

    assert cut("师傅上门通马桶")[0].startswith("村口的桥修好了师傅")
    for sign in "\u200b\u0332":
        spam = "".join(character + sign for character in "师傅上门通马桶")
        # The sign behind the last character shows at the one behind it, which is genuine.
        assert [text.strip(sign) for text in cut(spam)] == [
            "村口的桥修好了",
            spam.strip(sign),
            "孩子们走过去上学",
            "13700001234",
        ]
    assert cut("𝐤𝐟𝐧𝐮𝐦𝐛𝐞𝐫")[1] == "𝐤𝐟𝐧𝐮𝐦𝐛𝐞𝐫"
    assert len(cut("老\u200b林\u200b")) == 2  # too few to be a disguise


def test_only_blocks_near_something_suspicious_are_judged() -> None:
    lines = [f"第{number}段，{PLAIN}" for number in range(200)]
    lines[100] = "联系电话400-700-1234"
    found = units_of("\n".join(lines))
    assert "400-700-1234" in found
    assert found[0].startswith("第84段")
    assert found[-1].startswith("第116段")


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
                "⑳",
                "a",
                "/",
                "师\u200b傅\u200b上\u200b门\u200b修",
                "<b>",
                "</b>",
                "<a href=/>",
                "</a>",
                "<br>",
            ]
        ),
        max_size=18,
    )
)
@example(["微信:abc_1234", "④00７001234"])
@example([PLAIN, "⑳", "𝟒𝟎𝟎-𝟕𝟎𝟎-𝟏𝟐𝟑𝟒"])
@example([PLAIN, "<b>", PLAIN, "</b>", " ", "<b>", PLAIN, "400-700-1234"])
def test_units_are_ordered_disjoint_and_cut_no_contact(parts: list[str]) -> None:
    source = "".join(parts)
    page = parse_html(f"<p>{source}") if "<" in source else segment_text(source)
    sight = look(page)
    units = split_units(sight, contacts(sight))
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


def test_sentences_are_cut_where_a_clause_reads_like_spam() -> None:
    text = f"{PLAIN}\n湖面上风大，修锁换芯随叫随到，游船停了一天。河堤上的柳树绿了，燕子也回来了。"
    sight = look(segment_text(text))
    odds = np.full(len(text), -1.0)
    odds[text.index("修锁") : text.index("，游船")] = 3.0
    sums = np.concatenate(([0.0], np.cumsum(odds)))
    everywhere = np.arange(len(text))
    assert texts(sight.page, split_units(sight, everywhere, sums)) == [
        "河堤上的柳树今年绿得早，社区请来园艺师傅教大家修枝。",
        "湖面上风大，",
        "修锁换芯随叫随到，",
        "游船停了一天。",
        "河堤上的柳树绿了，燕子也回来了。",
    ]
    assert len(split_units(sight, everywhere, np.minimum.accumulate(sums))) == 3
    assert len(split_units(sight, everywhere)) == 3


def test_holding_and_contacts_name_the_units() -> None:
    sight = look(segment_text(f"{PLAIN}\n电话400-700-1234\n{PLAIN}"))
    units = split_units(sight, contacts(sight))
    held = np.flatnonzero(holding(sight, units, *sight.starts(CONTACTS))).tolist()
    assert contacts_in(sight, units) == [(held[0], Contact("phone", "4007001234"))]


def test_lines_of_one_markup_are_built_alike() -> None:
    rows = [
        f"<p>{PLAIN}</p>",
        f"<p class=ad1>{PLAIN}400-700-1234</p>",
        f"<p>{PLAIN}</p>",
        f"<p class=ad2>{PLAIN}</p>",
    ]
    page = parse_html(f"<html><body><div>{''.join(rows)}</div><p>{PLAIN}</p></body></html>")
    sight = look(page)
    units = split_units(sight, contacts(sight))
    kinds = built_alike(page, units)
    by_block = [sorted(set(kinds[units.block == block].tolist())) for block in range(5)]
    assert [len(found) for found in by_block] == [1, 1, 1, 1, 1]
    first, advert, third, other, outside = (found[0] for found in by_block)
    assert first == third
    assert advert == other
    assert len({first, advert, outside}) == 3


def test_all_flat_text_is_built_alike() -> None:
    sight = look(segment_text(f"{PLAIN}400-700-1234\n{PLAIN}"))
    units = split_units(sight, contacts(sight))
    assert set(built_alike(sight.page, units).tolist()) == {0}


def test_the_wording_of_a_unit_turns_at_one_place_at_most_and_in_no_number() -> None:
    text = "门窗随时换新" + "代表们讨论了预算报告" * 2 + "门窗随时换新"
    sight = look(segment_text(text))
    whole = Units(*np.array([[0], [len(text)], [0]], np.int32))

    def found(*odds: tuple[int, float]) -> Any:
        """Where the unit turns, if so many characters have such log-odds each."""
        each = np.concatenate([np.full(count, value) for count, value in odds])
        return turns(sight, whole, np.concatenate(([0.0], each.cumsum()))).tolist()

    assert found((6, 2.0), (26, -2.0)) == [6]
    assert found((26, -2.0), (6, 2.0)) == [26]
    assert found((6, 2.0), (20, -2.0), (6, 2.0)) in ([6], [26])
    assert found((32, 2.0)) == found((32, -2.0)) == []
    assert found((6, 0.5), (26, -2.0)) == []  # too little
    assert found((3, 9.0), (29, -2.0)) == [4]  # nothing so short is told apart

    numbered = look(segment_text("400-700-1234代表们讨论了预算报告"))
    unit = Units(*np.array([[0], [len(numbered.page.text)], [0]], np.int32))
    assert turns(numbered, unit, np.append(0.0, np.append([2.0] * 6, [-2.0] * 16).cumsum())).tolist() == []
