"""The three real hijacked pages in the five forms in which such pages are met."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

SAMPLES = ("seed-000", "seed-001", "seed-002")
FORMS = ("flat", "paragraphs", "breaks", "site", "one line")

_SITE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>网购维权问答 - 江岸新闻网</title></head>
<body><header><a href="/">江岸新闻网</a><nav><ul>
<li><a href="/news/">新闻</a></li><li><a href="/law/">法治</a></li>
<li><a href="/life/">生活</a></li><li><a href="/video/">视频</a></li><li><a href="/photo/">图片</a></li></ul></nav></header>
<main><article><h1>网购维权问答</h1><div class="content">{lines}</div></article>
<aside><h3>热门文章</h3><ul><li><a href="/a/1.html">江岸区今年再添三处街心花园</a></li>
<li><a href="/a/2.html">秋季运动会在市体育场开幕</a></li>
<li><a href="/a/3.html">早市搬新家，摊主顾客都说好</a></li></ul></aside></main>
<footer><p>关于我们 | 联系我们 | 广告服务 | 版权声明</p><p>Copyright © 2026 江岸新闻网 版权所有</p></footer></body></html>"""


def render(text: str, form: str) -> bytes:
    """A hijacked page in one of ``FORMS``, UTF-8."""
    lines = [line for line in text.splitlines() if line.strip()]
    if form == "flat":
        return text.encode()
    if form == "one line":
        return " ".join(line.strip() for line in lines).encode()
    if form == "paragraphs":
        body = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    elif form == "breaks":
        body = "<div>" + "<br>\n".join(escape(line) for line in lines) + "</div>"
    else:
        return _SITE.format(lines="".join(f"<p>{escape(line)}</p>\n" for line in lines)).encode()
    return f'<html><head><meta charset="utf-8"><title>-</title></head><body>{body}</body></html>'.encode()


def pages(data: Path) -> Iterator[tuple[str, str, bytes]]:
    """Name, form and bytes of each page."""
    for name in SAMPLES:
        text = (data / "seeds" / f"{name}.txt").read_text(encoding="utf-8")
        for form in FORMS:
            yield name, form, render(text, form)


def expected_body(data: Path) -> str:
    """The genuine article in all of them, runs of white space collapsed inside a line."""
    text = (data / "seeds" / "expected_body.txt").read_text(encoding="utf-8")
    return "\n".join(re.sub(r"\s+", " ", line) for line in text.split("\n"))
