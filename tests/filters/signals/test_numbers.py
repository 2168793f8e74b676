"""Telephone numbers in ten thousand spellings made here, and in genuine texts that have none."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from itertools import pairwise

from filters.normalize import normalize, to_codes
from filters.signals import observe, phone
from tests.data import data_folder

SEPARATORS = ["-", " ", "", "－", "—", ".", "_", "·", "~", "*", " - ", "🔥", "❤", "/", "+", "★ ", "--"]
FULL = str.maketrans("0123456789", "０１２３４５６７８９")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
PARENTHESISED = str.maketrans("123456789", "⑴⑵⑶⑷⑸⑹⑺⑻⑼")
BLACK = str.maketrans("0123456789", "⓿❶❷❸❹❺❻❼❽❾")
BOLD = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
HAN = str.maketrans("0123456789", "〇一二三四五六七八九")
CAPITAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
LETTERS = str.maketrans("01", "Ol")
CONTEXTS = [
    "全国统一热线:{}(点击咨询)",
    "{}",
    "售后维修电话{}",
    "请拨打 {} 预约师傅",
    "24小时服务电话：{}。",
    "（1）{}（点击咨询）",
    "☎{}",
    "第三行\n{}\n第四行",
    "②{}",
    "400服务电话:{}",
    "联系王师傅{}微信同号",
    "【{}】",
]


def _keycap(number: str) -> str:
    return "".join(f"{c}\ufe0f\u20e3" if c.isdigit() else c for c in number)


def _sprinkle(number: str) -> str:
    return "\u200b".join(number)


def _mask(number: str) -> str:
    return number.translate(LETTERS)


DISGUISES: list[Callable[[str], str]] = [
    lambda number: number,
    lambda number: number,
    lambda number: number.translate(FULL),
    lambda number: number.translate(CIRCLED),
    lambda number: number.translate(PARENTHESISED),
    lambda number: number.translate(BLACK),
    lambda number: number.translate(BOLD),
    lambda number: number.translate(HAN),
    lambda number: number.translate(CAPITAL),
    _keycap,
    _sprinkle,
    _mask,
]


def _cut(rng: random.Random, digits: str, most: int) -> list[str]:
    """Digits cut into at most so many groups of at least two."""
    places = [0, len(digits)]
    for _ in range(rng.randrange(most)):
        place = rng.randrange(2, len(digits) - 1)
        if all(abs(place - other) > 1 for other in places):
            places.append(place)
    places.sort()
    return [digits[a:b] for a, b in pairwise(places)]


def _make_number(rng: random.Random) -> tuple[str, list[str]]:
    """The canonical number and its groups as written."""
    kind = rng.random()
    digits = "".join(rng.choice("0123456789") for _ in range(8))
    if kind < 0.6:
        head = rng.choice(("400", "400", "400", "800"))
        rest = rng.choice("16789") + digits[:6]
        written = [head, *_cut(rng, rest, 3)]
        if rng.random() < 0.1:
            written[0] += "0"
        elif rng.random() < 0.15:
            written = [head + written[1], *written[2:]]
        elif rng.random() < 0.1:
            written = list(head + rest)
        return head + rest, written
    if kind < 0.8:
        head = rng.choice(("130", "138", "151", "166", "177", "185", "199"))
        return head + digits, rng.choice(([head, digits[:4], digits[4:]], [head + digits], [head, digits]))
    area = rng.choice(("010", "021", "0571", "0755", "0931"))
    local = rng.choice("25678") + digits[: 7 if len(area) == 3 else rng.choice((6, 7))]
    return area + local, rng.choice(([area, local], [area, local[:4], local[4:]]))


def _write(rng: random.Random, groups: list[str]) -> str:
    separator = rng.choice(SEPARATORS)
    if len(groups[0]) in (3, 4) and rng.random() < 0.1:
        written = f"({groups[0]}){separator.join(groups[1:])}"
    else:
        written = separator.join(groups)
    return rng.choice(DISGUISES)(written)


def _read(text: str) -> list[str]:
    return list(phone.find(observe(normalize(to_codes(text)))).values)


def test_ten_thousand_spellings() -> None:
    rng = random.Random(20_260_101)
    wrong = []
    for _ in range(10_000):
        number, groups = _make_number(rng)
        text = rng.choice(CONTEXTS).format(_write(rng, groups))
        if _read(text) != [number]:
            wrong.append((text, number, _read(text)))
    print(len(wrong), wrong[:: max(len(wrong) // 25, 1)])
    assert len(wrong) <= 100


def test_pairs_of_numbers() -> None:
    rng = random.Random(7)
    wrong = []
    for _ in range(1000):
        (one, first), (two, second) = _make_number(rng), _make_number(rng)
        separator = rng.choice(("-", " ", ""))
        written = separator.join(first), separator.join(second)
        shape = rng.choice(
            (
                "(1){}(点击咨询)(2){}(点击咨询)",
                "（1）{}（2）{}",
                "{}或{}",
                "①{}②{}",
                "{}、{}",
                "{} / {}",
                "1.{} 2.{}",
            )
        )
        text = "热线电话:" + shape.format(*written)
        if _read(text) != [one, two]:
            wrong.append((text, _read(text)))
    print(len(wrong), wrong[:20])
    assert len(wrong) <= 10


def test_genuine_news_has_no_numbers() -> None:
    """Texts of spoken news: hardly any names a telephone number, and what is found must be one."""
    found = []
    with (data_folder() / "clean_news.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            found += _read(json.loads(line)["text"])
    print(found)
    assert len(found) <= 1


def test_page_of_nothing_but_numbers_is_read_in_part() -> None:
    found = phone.find(observe(normalize(to_codes("400-186-5909 " * 76_000))))
    assert set(found.values) == {"4001865909"}
    assert 2_500 < len(found) < 4_000
