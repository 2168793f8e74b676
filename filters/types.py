"""The values that pass between the steps of the filter and that callers receive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Label(StrEnum):
    """What a block is: the page's own text, page chrome, or something a hijacker put in."""

    ARTICLE = "article"
    BOILERPLATE = "boilerplate"
    SPAM = "spam"


class Outcome(StrEnum):
    """What became of a page."""

    CLEAN = "clean"  # no spam, an article
    CLEANED = "cleaned"  # spam cut, the article kept
    REJECTED = "rejected"  # spam and no article
    EMPTY = "empty"  # neither: a listing, an error page


class Span(NamedTuple):
    """A half-open range of characters, ``text[start:end]``."""

    start: int
    end: int


class Block(NamedTuple):
    """The unit judged: a line, a part between two ``<br>``, or a sentence of a mixed paragraph."""

    text: str
    span: Span  # in the text of the page


class Hit(NamedTuple):
    """One thing that a signal saw."""

    signal: str
    span: Span  # in the ORIGINAL text of the block, not in its normalized form
    value: str  # canonical: the number, the name of the place, the phrase


class Verdict(NamedTuple):
    """The label of a block with its evidence."""

    block: Block
    label: Label
    score: float  # probability of the label, 0..1
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Contact:
    """A canonical number or id, e.g. ``Contact("phone", "4001234567")``."""

    kind: str  # "phone", "wechat" or "qq"
    value: str


@dataclass(frozen=True, slots=True)
class Article:
    """What the page genuinely says."""

    title: str | None
    byline: tuple[str, ...]
    published: datetime | None  # aware; Asia/Shanghai where the page names no time zone
    body: str  # one paragraph a line
    source: str | None = None  # 来源: where the page says that it took the article from


@dataclass(frozen=True, slots=True)
class FilterResult:
    """Everything the filter found on a page; the text of all verdicts in order is the page's text."""

    text: str
    verdicts: tuple[Verdict, ...]
    article: Article | None
    outcome: Outcome
    score: float  # 0..1: how sure that the page carries spam
    contacts: tuple[Contact, ...]  # found in spam, sorted, each once
    needs_review: bool = False
