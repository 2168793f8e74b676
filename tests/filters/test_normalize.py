"""Disguises are undone, ordinary text stays, and every character still knows where it came from."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.normalize import Normalized, normalize, to_codes, to_text

CASES = [
    ("ＡＢＣ１２３", "abc123"),
    ("①②③⓪ ⑴⒉ ❶➁", "1230 12 12"),
    ("⑩⑳ 🔟", "1020 10"),
    ("4️⃣0️⃣0️⃣", "400"),
    ("𝟒𝟬𝟶 𝓿𝔁 🅥🆇 ⓥⓧ", "400 vx vx vx"),
    ("٤०๐", "400"),
    ("热\u200b线\u2060\u202e号", "热线号"),
    ("w\u0336x\u0336", "wx"),
    ("wесhаt", "wechat"),  # Cyrillic е с а
    ("ΑΒ微信", "ab微信"),  # Greek
    ("νх ΝОν", "vx nov"),  # a small ν looks like v, a capital like N
    ("(0)⑵⑼-⑻(0)（0）⑹ ④(0)(0)", "029-8006 400"),
    ("維修電話與售後", "维修电话与售后"),
    ("⽤⼾⼿机", "用户手机"),
    ("唯修 售逅 嶶信", "维修 售后 微信"),
    ("售 后 服 务", "售后服务"),
    ("售　后　服　务", "售后服务"),
    ("今+日+汇+总", "今日汇总"),
    ("上★门★维★修", "上门维修"),
    ("热-线, 维🔧修", "热线, 维修"),
    ("文丨图，400丨7001丨234", "文|图，400|7001|234"),
    ("甲\u3000乙\xa0丙丁", "甲 乙 丙丁"),
    ("甲\r乙\u2028丙", "甲\n乙\n丙"),
]
UNALTERED = [
    "昨天下午，市民来到现场；他说：“一切都好！”（图文无关）",
    "《办法》第十二条规定……不得少于30%——以上。",
    "薇、雾、咖、琐、彰、潍、兔：潍坊的雾，一杯咖啡，微雨，琐事，表彰，兔子",
    "安徽信用，威信，头发漂亮，克服困难，一袋款式",
    "第1(0)号，(0)(0)，f(0)，3(0)5",
    "甲 乙",
    "a b c d e",
    "1 2 3 4 5",
    "москва большая",
]
ALPHABET = "()售后维修唯俢微嶶信热线 　\n-★+aAeеоOρ0①⑩４\u200b\ufe0f\u20e3\u0301電，。x·❤"


def norm(text: str) -> Normalized:
    return normalize(to_codes(text))


@pytest.mark.parametrize(("disguised", "plain"), CASES)
def test_undoes_a_disguise(disguised: str, plain: str) -> None:
    assert norm(disguised).text == plain


@pytest.mark.parametrize("text", UNALTERED)
def test_leaves_ordinary_text(text: str) -> None:
    result = norm(text)
    assert result.text == text
    assert not result.changed.any()


@pytest.mark.parametrize("text", ["ＡＢＣ１２", "維修電話", "Ab 甲\u3000乙", "ok\ufe0f"])
def test_width_case_and_traditional_forms_are_no_disguise(text: str) -> None:
    assert not norm(text).changed.any()


def test_marks_what_was_disguised() -> None:
    result = norm("拨①②3,找唯俢,热\u200b线,售 后 部 门")
    assert [result.text[i] for i in np.flatnonzero(result.changed)] == list("12维修线后部门")


def test_a_zero_in_brackets_is_opened_beside_no_power() -> None:
    assert norm("若f²(0)=1，３(0)").text == "若f2(0)=1，3(0)"


def test_offsets_lead_back_to_the_source() -> None:
    source = "甲\u200b乙⑩。售 后 服 务。\ufeff"
    result = norm(source)
    assert result.text == "甲乙10。售后服务。"
    assert result.offsets.tolist() == [0, 2, 3, 3, 4, 5, 7, 9, 11, 12, 14]


def test_nothing() -> None:
    assert norm("").text == ""
    assert norm("").offsets.tolist() == [0]
    assert norm("\u200b\u200b").text == ""
    assert norm("\u200b\u200b").offsets.tolist() == [2]


@given(st.one_of(st.text(), st.text(ALPHABET), st.text(st.characters(exclude_categories=()))))
def test_properties(source: str) -> None:
    codes = to_codes(source)
    result = normalize(codes)
    assert len(result.text) == len(result.codes) == len(result.changed) == len(result.offsets) - 1
    assert to_text(result.codes) == result.text
    assert result.offsets[-1] == len(source)
    assert (np.diff(result.offsets) >= 0).all()
    assert (result.offsets >= 0).all()
    again = normalize(result.codes)
    assert again.text == result.text
    assert not again.changed.any() or not result.text.isascii()
    assert np.array_equal(again.offsets, np.arange(len(result.text) + 1))
    assert source.count("\n") <= result.text.count("\n")


@given(st.text("阅读新闻需要时间，天气很好。今年我们去看海；《书》（一）2024年abc\n"))
def test_plain_chinese_is_returned_as_it_is(text: str) -> None:
    assert norm(text).text == text


@pytest.mark.parametrize(
    "unit", ["售 ", "热-线", "维\u200b修", "①", "⑩", "唯俢", "аb", "\u0301", "★", " ", "a", "⑴(0)"]
)
def test_time_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        codes = to_codes(unit * (count // len(unit)))
        begin = time.process_time()
        normalize(codes)
        return time.process_time() - begin

    normalize(to_codes(unit))
    small = min(seconds(40_000) for _ in range(3))
    assert min(seconds(400_000) for _ in range(2)) < max(25 * small, 0.5)
