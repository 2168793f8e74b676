"""The bench measures rightly: what it calls alike, taken over, leaked."""

from __future__ import annotations

import numpy as np

from bench.article import split_by
from bench.hijack import hijacked
from bench.pages import f1, leaked, shingles
from bench.tools import Found, qingliu, run
from filters.segment import parse_html

LINE = "渡口镇的老桥昨日完成加固，今天起恢复通行，两岸居民不用再绕路。"
PAGE = f"""<html><head><title>老桥恢复通行 - 河湾日报</title><meta property="og:title" content="老桥恢复通行"></head>
<body><h1>老桥恢复通行</h1><div><p>{LINE}</p><p>镇里说，桥头还将增设路灯和长椅。</p></div></body></html>"""


def test_f1() -> None:
    assert f1(LINE, " ".join(LINE)) == 1
    assert f1("", LINE) == 0
    assert 0.6 < f1(LINE + "某某牌锅炉维修热线" * 2, LINE) < 0.8
    assert shingles("一二三四五").total() == 2


def test_leaked_counts_only_what_is_foreign() -> None:
    spam = "某某牌锅炉维修热线"
    assert leaked(LINE, spam, LINE) == (0, 6)
    assert leaked(LINE + "\n" + spam, spam, LINE) == (6, 6)
    assert leaked(LINE, LINE, LINE) == (0, 0)


def test_hijacked_leaves_the_title_standing_somewhere() -> None:
    changed = dict(hijacked(PAGE.encode(), "老桥恢复通行", "某某牌锅炉维修电话"))
    assert list(changed) == [
        "<title>",
        "og:title",
        "h1",
        "<title> + og:title",
        "<title> + h1",
        "og:title + h1",
    ]
    for places, html in changed.items():
        assert html.decode().count("某某牌锅炉维修电话") == len(places.split(" + "))
    nowhere = PAGE.replace('<meta property="og:title" content="老桥恢复通行">', "")
    assert "<title> + h1" not in dict(hijacked(nowhere.encode(), "老桥恢复通行", "某某牌"))


def test_split_by_cuts_where_spam_begins() -> None:
    page = parse_html(PAGE)
    mask = np.zeros(len(page.text), np.bool_)
    at = page.text.index("今天起")
    mask[at : at + 7] = True
    split, spam = split_by(page, mask)
    assert [split.block_text(block) for block in np.flatnonzero(spam).tolist()] == [page.text[at : at + 7]]
    assert "".join("".join(split.block_text(n) for n in range(len(spam))).split()) == "".join(
        page.text.split()
    )


def test_a_tool_that_fails_has_found_nothing() -> None:
    def fail(html: bytes) -> Found:
        raise ValueError(html)

    assert run(fail, b"") == Found()
    assert run(qingliu, PAGE.encode()).title == "老桥恢复通行"
