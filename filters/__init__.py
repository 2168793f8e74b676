"""Strip injected hotline spam from Chinese pages and keep the article: pure functions, no network, no database."""

from filters.clean import clean_html, clean_text
from filters.known import Known, KnownError
from filters.types import Article, Block, Contact, FilterResult, Hit, Label, Outcome, Span, Verdict

__all__ = [
    "Article",
    "Block",
    "Contact",
    "FilterResult",
    "Hit",
    "Known",
    "KnownError",
    "Label",
    "Outcome",
    "Span",
    "Verdict",
    "clean_html",
    "clean_text",
]
