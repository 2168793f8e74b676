"""The extractors that people use today behind one interface; those not installed are reported, not needed."""

from __future__ import annotations

import importlib
import logging
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from filters import Article, clean_html

_DATE = re.compile(r"((?:19|20)\d\d)\D{1,2}(1[0-2]|0?[1-9])\D{1,2}(3[01]|[12]\d|0?[1-9])(?!\d)")
_BETWEEN_NAMES = re.compile(r"[,;，、；/|\s]+")
_TAG = re.compile(r"<(?:/p|/div|/h\d|/li|br ?/?)>")


@dataclass(frozen=True, slots=True)
class Found:
    """What a tool takes from a page; None: nothing, or the tool does not look for it."""

    body: str = ""
    title: str | None = None
    byline: tuple[str, ...] = ()
    date: str | None = None  # YYYY-MM-DD


Extract = Callable[[bytes], Found]

#: What tools throw at pages that they were not made for; such a page counts as one on which they found nothing.
FAILURES = (ValueError, TypeError, LookupError, AttributeError, RuntimeError, AssertionError, OSError)


def _day(value: object) -> str | None:
    found = _DATE.search(str(value or ""))
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else None


def _names(value: object) -> tuple[str, ...]:
    text = str(value or "")
    return tuple(dict.fromkeys(name for name in (text, *_BETWEEN_NAMES.split(text)) if name))


def _text(html: bytes) -> str:
    return html.decode("utf-8", "replace")


def qingliu(html: bytes) -> Found:
    """Return the article of the whole filter."""
    return of_article(clean_html(html).article)


def of_article(article: Article | None) -> Found:
    """Return an article of ours as what a tool found."""
    if article is None:
        return Found()
    date = str(article.published.date()) if article.published else None
    return Found(article.body, article.title, article.byline, date)


def _load_trafilatura() -> Extract:
    module = importlib.import_module("trafilatura")

    def extract(html: bytes) -> Found:
        found = module.bare_extraction(_text(html), with_metadata=True, include_comments=False)
        return (
            Found(found.text or "", found.title, _names(found.author), _day(found.date)) if found else Found()
        )

    return extract


def _load_gne() -> Extract:
    extractor = importlib.import_module("gne").GeneralNewsExtractor()

    def extract(html: bytes) -> Found:
        found = extractor.extract(_text(html))
        return Found(
            found["content"], found["title"] or None, _names(found["author"]), _day(found["publish_time"])
        )

    return extract


def _load_magic_html() -> Extract:
    extractor = importlib.import_module("magic_html").GeneralExtractor()

    def extract(html: bytes) -> Found:
        found = extractor.extract(_text(html), base_url="")
        return Found(_plain(found.get("html") or ""), found.get("title") or None)

    return extract


def _load_readability() -> Extract:
    module = importlib.import_module("readability")

    def extract(html: bytes) -> Found:
        document = module.Document(_text(html))
        return Found(_plain(document.summary()), document.short_title() or None)

    return extract


def _load_goose() -> Extract:
    module = importlib.import_module("goose3")
    words = importlib.import_module("goose3.text").StopWordsChinese
    goose = module.Goose({"stopwords_class": words, "enable_image_fetching": False})

    def extract(html: bytes) -> Found:
        found = goose.extract(raw_html=_text(html))
        return Found(
            found.cleaned_text or "", found.title or None, tuple(found.authors), _day(found.publish_date)
        )

    return extract


def _load_newspaper() -> Extract:
    module = importlib.import_module("newspaper")

    def extract(html: bytes) -> Found:
        article = module.Article("http://page.invalid/", language="zh", fetch_images=False)
        article.download(input_html=_text(html))
        article.parse()
        return Found(
            article.text or "", article.title or None, tuple(article.authors), _day(article.publish_date)
        )

    return extract


def _load_resiliparse() -> Extract:
    module = importlib.import_module("resiliparse.extract.html2text")
    return lambda html: Found(module.extract_plain_text(_text(html), main_content=True))


def _load_justext() -> Extract:
    module: ModuleType = importlib.import_module("justext")

    def extract(html: bytes) -> Found:
        # Its stop words are words between blanks; for Chinese its authors advise none and shorter limits.
        parts = module.justext(html, frozenset(), 25, 70, 0.0, 0.0, encoding="utf-8")
        return Found("\n".join(part.text for part in parts if not part.is_boilerplate))

    return extract


def _plain(html: str) -> str:
    etree = importlib.import_module("lxml.html")
    text = _TAG.sub("\n\\g<0>", html)
    return str(etree.fromstring(text).text_content()) if text.strip() else ""


_LOADERS: dict[str, Callable[[], Extract]] = {
    "trafilatura": _load_trafilatura,
    "GNE": _load_gne,
    "magic-html": _load_magic_html,
    "readability": _load_readability,
    "goose3": _load_goose,
    "newspaper4k": _load_newspaper,
    "resiliparse": _load_resiliparse,
    "jusText": _load_justext,
}


def load_tools() -> tuple[dict[str, Extract], list[str]]:
    """Return the tools by name, our own first, and the names of those not installed."""
    warnings.simplefilter("ignore")  # theirs, about their own dependencies
    logging.disable(logging.CRITICAL)
    tools: dict[str, Extract] = {"Qingliu": qingliu}
    missing: list[str] = []
    for name, load in _LOADERS.items():
        try:
            tools[name] = load()
        except ImportError:
            missing.append(name)
    return tools, missing


def run(extract: Extract, html: bytes) -> Found:
    """Extract one page; a tool that fails on it has found nothing."""
    try:
        return extract(html)
    except FAILURES:
        return Found()
