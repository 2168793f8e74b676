from __future__ import annotations

import random
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.segment import Page, parse_html, segment_text, split_sentences
from filters.tags import TAG_CODE, TAGS

PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>渡口的灯 - 河湾日报</title>
<meta property="og:title" content="渡口的灯 &amp; 船"><link rel="canonical" href="https://hewan.example/a/1">
<script type="application/ld+json">{"headline": "渡口的灯"}</script><script>var x = "<p>不显示</p>";</script>
<style>p { color: red }</style></head>
<body><div class="nav"><a href="/">首页</a> | <a href="/b">本地</a></div>
<h1 id="t">渡口的灯</h1>
<p>老陈在渡口<b>守</b>了三十年。　夜里
他总点一盏灯。</p>
<div>第一行<br>第二行<br/>第三行 &lt;b&gt; &amp;amp;</div>
<ul><li>甲<li>乙</ul>
<div style="DISPLAY: none">藏起来的<p>里面的</p></div><p hidden>也藏着</p>
<pre>一
二</pre></body></html>
结尾之后<p>还有一段</p>"""


def texts(page: Page) -> list[str]:
    return [page.block_text(index) for index in range(len(page.blocks))]


def check(page: Page) -> None:
    """Hold what every page promises: blocks disjoint, ordered, stripped; only white space between them."""
    blocks = page.blocks
    end = 0
    for start, stop in zip(blocks.start.tolist(), blocks.end.tolist(), strict=True):
        assert page.text[end:start].strip() == ""
        text = page.text[start:stop]
        assert text and text == text.strip() and "\n" not in text
        end = stop
    assert page.text[end:].strip() == ""
    assert "".join(map(chr, page.codes.tolist())) == page.text
    starts, ends, owner = split_sentences(page.codes, blocks.start, blocks.end)
    pieces = "".join(page.text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True))
    assert "".join(pieces.split()) == "".join(page.text.split())
    assert (blocks.start[owner] <= starts).all() and (ends <= blocks.end[owner]).all()
    if len(page.elements):
        assert (page.elements.start[blocks.element] <= blocks.start).all()
        assert (page.elements.end[blocks.element] >= blocks.end).all()
        assert (page.elements.parent[1:] < np.arange(1, len(page.elements))).all()
    else:
        assert (blocks.element == -1).all()


def test_blocks_of_a_page() -> None:
    page = parse_html(PAGE)
    check(page)
    assert texts(page) == [
        "首页 | 本地", "渡口的灯", "老陈在渡口守了三十年。 夜里 他总点一盏灯。", "第一行", "第二行",
        "第三行 <b> &amp;", "甲", "乙", "藏起来的", "里面的", "也藏着", "一", "二", "结尾之后", "还有一段",
    ]  # fmt: skip
    assert page.blocks.after_br.tolist() == [index in (4, 5, 12) for index in range(15)]
    assert page.blocks.link_chars.tolist() == [4] + [0] * 14
    assert page.blocks.hidden.tolist() == [index in (8, 9, 10) for index in range(15)]
    tags = [TAGS[code] for code in page.elements.tag[page.blocks.element]]
    assert tags == ["div", "h1", "p", *["div"] * 3, "li", "li", "div", "p", "p", "pre", "pre", "html", "p"]


def test_head_and_hints() -> None:
    page = parse_html(PAGE)
    assert page.head.title == "渡口的灯 - 河湾日报"
    assert ("og:title", "渡口的灯 & 船") in page.head.meta
    assert page.head.json_ld == ('{"headline": "渡口的灯"}',)
    assert page.head.canonical == "https://hewan.example/a/1"
    assert page.elements.hint(int(page.blocks.element[0])) == "nav"
    assert page.elements.attributes(int(page.blocks.element[1])) == {"id": "t"}
    links = np.flatnonzero(page.elements.tag == TAG_CODE["a"]).tolist()
    assert [page.elements.attributes(link)["href"] for link in links] == ["/", "/b"]


def test_elements_know_their_text_and_blocks() -> None:
    page = parse_html("<div id=a><p>一二</p>三<i>四</i></div><div id=b></div><p>五")
    found = {
        page.elements.start_tag(index): page.text[page.elements.start[index] : page.elements.end[index]]
        for index in range(len(page.elements))
    }
    assert found[b'<div id="a">'] == "一二\n三四"
    assert found[b"<i>"] == "四"
    assert found[b'<div id="b"/>'] == ""
    first, last = page.block_ranges()
    names = [TAGS[code] for code in page.elements.tag]
    assert (first[names.index("div")], last[names.index("div")]) == (0, 2)
    assert first[names.index("i")] == last[names.index("i")]


@pytest.mark.parametrize("html", [PAGE, "", "<p>一<br>二", "一\n二\n\n三"])
def test_block_texts(html: str) -> None:
    page = parse_html(html)
    assert page.block_texts() == texts(page)


def test_block_texts_of_blocks_cut_further() -> None:
    page = parse_html("<p>一。二。<p>三四<p>五")
    start = np.array([0, 2, 5], np.int32)  # as many as there are lines
    blocks = replace(
        page.blocks.take(np.array([0, 0, 1])), start=start, end=start + np.array([2, 2, 2], np.int32)
    )
    page = replace(page, blocks=blocks)
    assert page.block_texts() == texts(page) == ["一。", "二。", "三四"]


def test_take_keeps_blocks_whole() -> None:
    page = parse_html("<p>一<p>二<p>三")
    assert page.blocks.take(np.array([2, 0])).start.tolist() == [4, 0]


@pytest.mark.parametrize(
    "text", ["只有一行", "两行\n  第二行\u3000\n\n", "a\r\nb\u2028c\x0bd", "", " \n ", "1 < 2"]
)
def test_flat_text(text: str) -> None:
    for page in (segment_text(text), parse_html(text), parse_html(text.encode())):
        check(page)
        assert texts(page) == [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        assert not len(page.elements)


@pytest.mark.parametrize(
    "tag",
    [
        '<div class="bbs-screen bbs-content">',
        '<div style="white-space: pre-wrap">',
        "<div style=white-space:pre>",
    ],
)
def test_lines_that_a_style_keeps_apart(tag: str) -> None:
    lines = ["天亮了，", "渡口有人在等船，", "等了很久。"]
    assert texts(parse_html(f"<p>渡口<p>{tag}" + "\n\n".join(lines) + "</div><p>一\n二")) == [
        "渡口",
        *lines,
        "一 二",
    ]
    assert texts(parse_html("<style>p{white-space: pre}</style><p>一\n二")) == ["一 二"]


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ('<div style="white-space:pre-wrap"><p style="white-space:normal">一\n二</p>三\n四</div>', ["一 二", "三", "四"]),
        ("<div style='white-space: nowrap'><p style='color:red;white-space:pre'>一\n二</p></div>", ["一", "二"]),
        ('<div title="bbs-content"><p>一\n二</p></div>', ["一 二"]),
        ('<div data-css="white-space:pre"><p>一\n二</p></div>', ["一 二"]),
        ('<div class="old-bbs-content-box"><p>一\n二</p></div>', ["一 二"]),
        ('<p style="white-space:pre">一</p><p>二\n三</p>', ["一", "二 三"]),
    ],
)  # fmt: skip
def test_lines_are_kept_apart_by_the_innermost_style(html: str, lines: list[str]) -> None:
    assert texts(parse_html(html)) == lines


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("天亮了。他走了！“真的？”她问。", ["天亮了。", "他走了！", "“真的？”", "她问。"]),
        ("等等……再说", ["等等……", "再说"]),
        ("售 后 服 务 请 拨打", ["售 后 服 务 请 拨打"]),
        ("第一家门店 第二家", ["第一家门店", "第二家"]),
        ("the quick brown fox", ["the quick brown fox"]),
        ("见 http://a.example/?b=c;d 这里", ["见", "http://a.example/?b=c;d", "这里"]),
        ("真的吗?是;对", ["真的吗?", "是;", "对"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    page = segment_text(text)
    starts, ends, _ = split_sentences(page.codes, page.blocks.start, page.blocks.end)
    assert [page.text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)] == sentences


def test_no_sentences_of_no_blocks() -> None:
    page = segment_text("")
    assert [len(part) for part in split_sentences(page.codes, page.blocks.start, page.blocks.end)] == [
        0,
        0,
        0,
    ]


TRAPS = {
    "nesting of 5,000": (b"<div>" * 5000 + b"deep" + b"</div>" * 5000 + b"<p>after", "deep after"),
    "nesting with text": (b"<div>x" * 5000, "x " * 4999 + "x"),
    "nesting of inline elements": (b"<b>x" * 5000, "x" * 5000),
    "attributes": (b"<p>a<div " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">b</div>", "a b"),
    "attributes, never closed": (b"<p>a<div " + b" ".join(b"a%d='1'" % n for n in range(100_000)), "a"),
    "attributes with odd names": (
        b"<p>a<div" + b"".join(b" <a%d" % n for n in range(100_000)) + b">b",
        "a b",
    ),
    "one long line": ("一行长文，".encode() * 70_000, "一行长文，" * 70_000),
    "one long line in a page": (b"<p>" + "一行长文，".encode() * 70_000, "一行长文，" * 70_000),
    "blanks": (b"<p>" + b" " * 1_000_000 + b"x", "x"),
    "angle brackets": (b"<p>a</p>" + b"<" * 1_000_000, "a " + "<" * 1_000_000),
    "ampersands": (b"<p>" + b"&" * 300_000, "&" * 300_000),
    "a number of 5,000 digits": (
        b"<p title=&#%b;>a&#%b;b<p>&#65;" % (b"9" * 5000, b"9" * 5000),
        "a\ufffdb A",
    ),
    "a number of 5,000 digits in a page": (b"<html><p>a&#%bb</p></html>" % (b"7" * 5000), "a\ufffdb"),
    "NULs": (b"<p>a\0b</p>" * 3, "ab ab ab"),
    "comment never closed": (b"<p>a<!-- b <p>c", "a"),
    "script never closed": (b"<p>a<script>b <p>c", "a"),
    "plaintext": (b"<p>a<plaintext><b>c</b>", "a <b>c</b>"),
    "cdata": (b"<p>a<![CDATA[b]]>c", "ac"),
    "frameset": (b"<html><frameset><frame src=a></frameset></html>", ""),
    "svg never closed": (b"<p>a<svg><title>t</title><p>b", "a b"),
    "names with brackets": (b"<p>a<x<y z<w=v>b</x<y>c", "abc"),
    "control characters": (b"<p>a\x01b&#1;&#13;c", "a\ufffdb\ufffd c"),
    "text behind the end": (b"<html><body>a</body></html>b<p>c</BODY></HTML>d", "a b c d"),
    "two bodies": (b"<html><body>a</body><body>b</body></html><html><body>c", "a b c"),
    "nothing": (b"", ""),
    "only a comment": (b"<!-- x -->", ""),
}


@pytest.mark.parametrize("name", TRAPS)
def test_traps(name: str) -> None:
    source, expected = TRAPS[name]
    started = time.process_time()
    page = parse_html(source)
    assert time.process_time() - started < 3
    check(page)
    assert " ".join(page.text.split()) == expected


def test_a_long_script_that_looks_like_a_tag_does_not_swallow_the_page() -> None:
    script = b"for (i=0;i<n ;i++) " + b"a = b ; " * 5000
    assert parse_html(b"<p>before</p><script>" + script + b"</script><p>behind</p>").text == "before\nbehind"


@given(st.text() | st.binary())
@settings(deadline=None)
def test_total_on_anything(source: str | bytes) -> None:
    check(parse_html(source))


_PARTS = st.sampled_from(
    ["<p>", "</p>", "<div class='a'>", "</div>", "<br>", "<a href=x>", "</a>", "文字，", "b c", "\n", "<",
     ">", "&amp;", "&#x3000;", "<table>", "<td>", "<b<c>", "</body>", "<html>", "<pre>", "<!--", "-->",
     "<script>", "</script>", "\x01", "\ud800"]
)  # fmt: skip


@given(st.lists(_PARTS, max_size=40).map("".join))
@settings(deadline=None)
def test_total_on_markup(source: str) -> None:
    check(parse_html(source))


@given(st.text(alphabet="甲乙 。！？”…\n\u3000ab1?;", max_size=80))
@settings(deadline=None)
def test_total_on_flat_text(source: str) -> None:
    check(segment_text(source))


def test_mutated_pages() -> None:
    rng = random.Random(7)
    source = PAGE.encode()
    for _ in range(300):
        page = bytearray(source)
        for _ in range(rng.randrange(1, 20)):
            at = rng.randrange(len(page))
            page[at : at + rng.randrange(9)] = rng.randbytes(rng.randrange(4))
        check(parse_html(bytes(page)))


def test_elements_of_a_pages_own_are_blocks_where_their_names_end_so() -> None:
    html = (
        "<html><body><uni-page-body><uni-view class='t'><uni-text>老桥</uni-text></uni-view>"
        "<NE-P><ne-text>桥修好了，</ne-text><ne-text bold>今天通行</ne-text><g-emoji>!</g-emoji></NE-P><ne-h2>以后</ne-h2>"
        "<taro-view-core>装路灯<ion-icon></ion-icon>和长椅</taro-view-core></uni-page-body></body></html>"
    )
    assert parse_html(html).text.split("\n") == ["老桥", "桥修好了，今天通行!", "以后", "装路灯和长椅"]
    # as repaired too
    assert parse_html(html.replace("</ne-h2>", "</b></ne-h2>")).text == parse_html(html).text


@pytest.mark.parametrize(
    "name", ["hover-card", "stock-item", "x-title", "wx-open-launch-app", "footnote-item", "note-box"]
)
def test_elements_of_a_pages_own_part_no_line_of_text(name: str) -> None:
    html = (
        f"<h1><{name}>老桥加固</{name}>后恢复通行</h1><div><p>这座<{name}><a href=/w>石桥</a></{name}>建于"
        f"<b><{name}>光绪</{name}></b>年间。</p><{name}>渡口</{name}>的灯"
        f"<ul><li>桥头<{name}>，</{name}>有<{name}>石狮</{name}>一对<li><{name}>路灯</{name}><{name}>四盏</{name}></ul></div>"
    )
    lines = [
        "老桥加固后恢复通行",
        "这座石桥建于光绪年间。",
        "渡口",
        "的灯",
        "桥头，有石狮一对",
        "路灯",
        "四盏",
    ]
    assert parse_html(f"<html><body>{html}</body></html>").text.split("\n") == lines
    assert parse_html(html.replace("</div>", "</b></div>")).text.split("\n") == lines
