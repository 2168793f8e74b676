"""Show what pages keep in hidden <textarea> elements for their scripts, and in <noscript> elements for readers without any."""

from __future__ import annotations

import re


def show_drafts(source: bytes) -> bytes:
    """Put into the page, as markup, what hidden <textarea> (HTML or Markdown) and <noscript> elements keep.

    Editors keep articles in the former, portals the parts of a page that are far down; forums that scripts draw have their
    threads in the latter. Templates stay hidden, requests to turn scripts on, and what the page shows in another place too.
    """
    parts, done = [], 0
    places = {tag: source.find(tag) for tag in _OPENS}
    for _ in range(_MOST_DRAFTS):
        at = min((place for place in places.values() if place >= 0), default=-1)
        if at < 0:
            break
        name = source[at + 1 : at + 9]
        end = source.find(b"</" + name, at)
        begin = source.find(b">", at, min(at + 1000, end)) + 1
        if end < 0 or not begin:
            break
        tag, text, shown = source[at:begin], source[begin:end], None
        if name == b"noscript":
            if len(_WORDS.findall(text)) >= _FEWEST_RUNS:
                shown = _draft(text, is_markdown=False)
        elif _IS_HIDDEN.search(tag):
            shown = _draft(text, b"markdown" in tag)
        if shown is not None and not _is_shown(source, shown[1], at, end):
            parts += [source[done:at], shown[0]]
            done = source.find(b">", end) + 1 or len(source)
        for opens, place in places.items():
            if 0 <= place < end:
                places[opens] = source.find(opens, end)
    return b"".join((*parts, source[done:])) if parts else source


def _is_shown(source: bytes, words: bytes, begin: int, end: int) -> bool:
    """Tell whether a page has words in its text outside a range; attributes and data of scripts show nothing."""
    at = -1
    for _ in range(_MOST_COPIES):
        at = source.find(words, at + 1)
        if at < 0:
            return False
        tag = source.rfind(b"<", 0, at)
        is_text = source.find(b">", tag, at) >= 0 and source[tag : tag + 7].lower() != b"<script"
        if is_text and not begin < at < end:
            return True
    return True


def _draft(text: bytes, is_markdown: bool) -> tuple[bytes, bytes] | None:
    """Return the markup that shows the content of a <textarea>, and some of its words; None if it is not to be shown."""
    if b"<" not in text:
        for entity, character in ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&amp;", b"&")):
            text = text.replace(entity, character)
    words = max(_WORDS.findall(text), key=len, default=None)  # headings, which are shorter, stand in <title>
    if words is None or _TEMPLATE.search(text):
        return None
    if is_markdown:
        return b"<pre>%s</pre>" % text.replace(b"<", b"&lt;"), words[0]
    if _SWALLOWS.search(text) or text.rfind(b"<") > text.rfind(b">") or text.count(b'"') % 2:
        return None
    return (b"<div>%s</div>" % text, words) if len(_PARAGRAPH.findall(text)) > 1 else None


_MOST_DRAFTS, _MOST_COPIES = 200, 6
_FEWEST_RUNS = 3  # of words in what is more than a request to turn scripts on
_OPENS = (b"<textarea", b"<noscript")
_IS_HIDDEN = re.compile(
    rb"""\sstyle=["'][^"'<>]{0,200}(?:display:\s?none|visibility:\s?hidden)|\shidden[\s>=]"""
)
_TEMPLATE = re.compile(rb"\{\{|\$\{|<%|\{%|<#|\{#")
# What is left open takes the rest of the page with it.
_SWALLOWS = re.compile(
    rb"<(?:!|[?/]?(?:script|style|title|textarea|iframe|noscript|noembed|noframes|xmp|plaintext|template|select|svg|math)\b)",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(rb"<(?:p|br|div)\b")
_WORDS = re.compile(rb"[\x80-\xff]{30,90}")  # some that no other text has
