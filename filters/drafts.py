"""Show what pages keep in hidden <textarea> elements for their scripts, in <noscript> elements for readers without any, and in
the shadow roots of their own elements."""

from __future__ import annotations

import re


def show_drafts(source: bytes) -> bytes:
    """Put into the page, as markup, what hidden <textarea> (HTML or Markdown) and <noscript> elements keep.

    Editors keep articles in the former, portals the parts of a page that are far down; forums that scripts draw have their
    threads in the latter. Templates stay hidden, requests to turn scripts on, and what the page shows in another place too;
    and a <noscript> that has no more to tell than the page around it: menus, advertisements, captions.
    """
    parts, done, outside = [], 0, -1
    places = {tag: source.find(tag) for tag in _OPENS}
    for _ in range(_MOST_DRAFTS):
        at = min((place for place in places.values() if place >= 0), default=-1)
        if at < 0:
            break
        opens = source[at : at + 9]
        end = source.find(b"</" + opens[1:], at)
        begin = source.find(b">", at, min(at + 1000, end)) + 1
        if end < 0 or not begin:
            places[opens] = -1  # no more of this kind; the other may go on
            continue
        tag, text, shown = source[at:begin], source[begin:end], None
        if opens == b"<textarea":
            shown = _draft(text, b"markdown" in tag) if _IS_HIDDEN.search(tag) else None
        elif len(_WORDS.findall(text)) >= _FEWEST_RUNS:
            outside = _count_told(source) if outside < 0 else outside
            told = _count_told(text)
            if told > outside and (told > _LONGEST_REQUEST or not _asks_for_scripts(text)):
                shown = _draft(text, is_markdown=False)
        if shown is not None and not _is_shown(source, shown[1], at, end):
            parts += [source[done:at], shown[0]]
            done = source.find(b">", end) + 1 or len(source)
        # One that is not shown may only be named in a script, and what follows be parts of the page.
        for kind in (opens,) if shown is None and opens == b"<noscript" else _OPENS:
            if 0 <= places[kind] < end:
                places[kind] = source.find(kind, end)
    return b"".join((*parts, source[done:])) if parts else source


def show_shadow_roots(source: bytes) -> bytes:
    """Turn <template shadowrootmode="…"> into <div>: browsers show what it holds at once, unlike other templates."""
    parts, done = [], 0
    open_roots: list[bool] = []  # of each template that is open: whether it is a root
    for found in _TEMPLATE_TAG.finditer(source):
        if found[1] == b"":
            open_roots.append(_IS_ROOT.search(found[2]) is not None)
            is_root = open_roots[-1]
        else:
            is_root = open_roots.pop() if open_roots else False
        if is_root:
            parts += [source[done : found.start()], b"<%sdiv>" % found[1]]
            done = found.end()
    return b"".join((*parts, source[done:]))


_TEMPLATE_TAG = re.compile(rb"<(/?)template(?=[\s>])([^<>]{0,2000})>", re.IGNORECASE)
_IS_ROOT = re.compile(rb"""\sshadowroot(?:mode)?=""", re.IGNORECASE)


def _asks_for_scripts(text: bytes) -> bool:
    return _ASKS.search(_TAG.sub(b"", text)[:_ASKED_WITHIN]) is not None


def _count_told(source: bytes) -> int:
    """Return how many bytes of words stand outside tags, scripts and <noscript>."""
    first, *rest = _SILENT.split(source)
    told = [first, *(text for tag, text in zip(rest[::2], rest[1::2], strict=True) if tag.startswith(b"/"))]
    return sum(len(run) for text in told for run in _RUN.findall(_TAG.sub(b"", text)))


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
        return b"<pre>%s</pre>" % text.replace(b"<", b"&lt;"), words
    if _SWALLOWS.search(text) or text.rfind(b"<") > text.rfind(b">") or text.count(b'"') % 2:
        return None
    return (b"<div>%s</div>" % text, words) if len(_PARAGRAPH.findall(text)) > 1 else None


_MOST_DRAFTS, _MOST_COPIES = 200, 6
_FEWEST_RUNS = 3  # of words in what is more than a request to turn scripts on
_ASKED_WITHIN, _LONGEST_REQUEST = 300, 600  # bytes, of which a character takes three
_ASKS = re.compile(
    "(?:浏览器|脚本|[Jj]ava[Ss]cript).{0,40}(?:启用|开启|打开|支持|禁用|版本)"
    "|(?:启用|开启|打开|支持|禁用).{0,40}(?:脚本|[Jj]ava[Ss]cript)".encode()
)
_SILENT = re.compile(rb"<(/?(?:script|style|noscript))\b", re.IGNORECASE)
_TAG, _RUN = re.compile(rb"<[^<>]*>"), re.compile(rb"[\x80-\xff]{9,}")
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
