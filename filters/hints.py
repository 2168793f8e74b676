"""What page templates call their parts, in class and id attributes."""

from __future__ import annotations

import re
from functools import lru_cache

from filters.segment import read_hint

_BAD_HINT = re.compile(
    r"comment|reply|relat|recommend|\brec[-_]|\brela|share|social|sns|foot(?!-?_?notes?\b)|copyright|sidebar|\bside|aside|breadcrumb"
    r"|crumb|nav|menu|pager|pagination|page-?num|hot-?news|hotlist|rank|\btags?\b|tag-?list|keywords?|qrcode|qr-?code"
    r"|download|\bapp-?|advert|\bads?[-_]|\bad\b|promo|login|popup|modal|dialog|toolbar|tool-?bar|statement"
    r"|disclaim|declare|subscribe|more-?news|prev|next|tuijian|xiangguan|pinglun|fenxiang|toupiao|like-?box|vote"
    r"|(?<![\w-])(?:gutter|line-?n(?:o|um(?:ber)?)s?)(?![\w-])"
    r"|\bhead(?:er)?\b|search|editor-?info|author-?info|user-?info|(?<!\bkg)(?<!callout)[-_]card\b|goods|post_?opt|source-?info"
    r"|\bstats?\b|\bpay(?:wall|-?box)?\b|video[-_]?(?:box|player|wrap)|\b(?:post|entry|article)[-_]meta\b"
)
_GOOD_HINT = re.compile(
    r"articlebody|article[-_]?(?:content|body|text|main|detail|con)|(?:content|main|post|news|text|detail)[-_]?"
    r"(?:content|body|text|article|detail|main|con)|\brich_media_content|js_content|\bendtext|\bcontent\b|\barticle\b"
    r"|\bpost\b|zhengwen|txt|\btext\b|trs_editor|\beditor\b|\bartical|rm_txt|post_body|\bentry\b"
)
_FOOT_HINT = re.compile(r"\b(?:[a-z]{1,6}[-_])?(?:foot(?:er)?|copyright|bottom)\b|\b[a-z]{1,2}[-_]ft\b")
_PAGE_FOOT = re.compile(r"(?<![\w-])(?:(?:page|site|main)[-_]?)?(?:foot(?:er)?|copyright|bottom)(?![\w-])")
_COMMENTS_HINT = re.compile(
    r"\b(?:comments?|replies|pinglun|statement|disclaimer|post_statement)\b"
    r"|\b(?:comment|reply|pinglun)[-_]?(?:list|box|area|wrap|section|module)"
)
_ASIDE_HINT = re.compile(r"\b(?:aside|side-?bar|side[-_]?(?:column|content)|relat(?:ed|ion)|recommend)\b")
_REPLY_HINT = re.compile(r"reply[-_]?(?:box|area|wrap|section|list)?")
_BOX_HINT = re.compile(r"subscription[-_]|newsletter|sign-?up")
_FOOTNOTES_HINT = re.compile(r"foot-?_?notes?\b")
_QUESTION_HINT = re.compile(r"\bask|\bquest(?!ionn)|consult|\bletter|\bwen\b|laixin")
# Of elements that sum up the article above it.
SUMMARY_HINT = re.compile(r"abstract|summary|zhaiyao|daodu|digest|preface")

BYLINE_HINT = re.compile(r"byline|\bauthor|attribution")  # of elements that name who wrote


@lru_cache(8192)  # pages and sites repeat their tags
def hint_worth(start_tag: bytes) -> float:
    """Return by what factor class and id of an element make it likelier to hold the article."""
    hint = read_hint(start_tag)
    if start_tag[:7].lower() == b"<footer" or _FOOT_HINT.search(hint):
        return 0.3
    return (1.2 if _GOOD_HINT.search(hint) else 1.0) * (0.7 if _BAD_HINT.search(hint) else 1.0)


@lru_cache(8192)
def is_foot_of_page(start_tag: bytes) -> bool:
    """Tell whether an element is the foot of a page, by its name, or a class or id as a whole: not border-bottom."""
    return start_tag[:7].lower() == b"<footer" or _PAGE_FOOT.search(read_hint(start_tag)) is not None


@lru_cache(8192)
def has_bad_hint(start_tag: bytes) -> bool:
    """Tell whether class or id speak of a part of the template."""
    return _BAD_HINT.search(read_hint(start_tag)) is not None


@lru_cache(8192)
def is_called_comments(start_tag: bytes) -> bool:
    """Tell whether class or id speak of comments: those may well be longer than the article."""
    return _COMMENTS_HINT.search(read_hint(start_tag)) is not None


@lru_cache(8192)
def is_called_reply(start_tag: bytes) -> bool:
    """Tell whether class or id speak of a reply, and of no other part of the template."""
    hint = read_hint(start_tag)
    rest = _REPLY_HINT.sub("", hint)
    return rest != hint and _BAD_HINT.search(rest) is None


@lru_cache(8192)
def is_called_footnotes(start_tag: bytes) -> bool:
    """Tell whether class or id speak of footnotes."""
    return _FOOTNOTES_HINT.search(read_hint(start_tag)) is not None


@lru_cache(8192)
def is_called_box(start_tag: bytes) -> bool:
    """Tell whether class or id speak of a box to subscribe or sign up."""
    return _BOX_HINT.search(read_hint(start_tag)) is not None


@lru_cache(8192)
def asks(start_tag: bytes) -> bool:
    """Tell whether class or id speak of a question or a letter."""
    return _QUESTION_HINT.search(read_hint(start_tag)) is not None


@lru_cache(8192)
def is_aside(start_tag: bytes) -> bool:
    """Tell whether an element is a column beside the article, by its name, class or id."""
    return start_tag[:6].lower() == b"<aside" or _ASIDE_HINT.search(read_hint(start_tag)) is not None
