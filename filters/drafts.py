"""Show what pages keep in hidden <textarea> elements for their scripts to show."""

from __future__ import annotations

import re


def show_drafts(source: bytes) -> bytes:
    """Put into the page, as markup, what hidden <textarea> elements keep for its scripts: HTML or Markdown.

    Editors keep articles there, and portals the parts of a page that are far down. Templates stay hidden, and so does what the
    page has in another place too.
    """
    parts, done, at = [], 0, -1
    for _ in range(_MOST_DRAFTS):
        at = source.find(b"<textarea", at + 1)
        end = source.find(b"</textarea", at) if at >= 0 else -1
        begin = source.find(b">", at, min(at + 1000, end)) + 1
        if end < 0 or not begin:
            break
        tag = source[at:begin]
        shown = _draft(source[begin:end], b"markdown" in tag) if _IS_HIDDEN.search(tag) else None
        if shown is not None and source.count(shown[1]) == 1:
            parts += [source[done:at], shown[0]]
            done = source.find(b">", end) + 1 or len(source)
        at = end
    return b"".join((*parts, source[done:])) if parts else source


def _draft(text: bytes, is_markdown: bool) -> tuple[bytes, bytes] | None:
    """Return the markup that shows the content of a <textarea>, and some of its words; None if it is not to be shown."""
    if b"<" not in text:
        for entity, character in ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&amp;", b"&")):
            text = text.replace(entity, character)
    words = _WORDS.search(text)
    if words is None or _TEMPLATE.search(text):
        return None
    if is_markdown:
        return b"<pre>%s</pre>" % text.replace(b"<", b"&lt;"), words[0]
    if _SWALLOWS.search(text) or text.rfind(b"<") > text.rfind(b">") or text.count(b'"') % 2:
        return None
    return (b"<div>%s</div>" % text, words[0]) if len(_PARAGRAPH.findall(text)) > 1 else None


_MOST_DRAFTS = 50
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
