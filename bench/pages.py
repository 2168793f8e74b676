"""Pages with truth, and how near a body comes to the true one."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.eval.measure import squeeze

SHINGLE = 4  # characters


@dataclass(frozen=True, slots=True)
class Truth:
    """A page and what people read off it; None: not known."""

    id: str
    path: Path
    url: str
    site: str
    set: str
    title: str | None
    authors: tuple[str, ...]  # any one is right
    date: str | None  # YYYY-MM-DD
    body: str


def read_truth(folder: Path) -> list[Truth]:
    """Read ``truth.jsonl`` of a folder of pages."""
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text("utf-8").splitlines()]
    return [
        Truth(
            row["id"], folder / row["file"], row["url"] or "", row["site"], row.get("set") or folder.name,
            row["title"], tuple(row["authors"] or ()), row["date"], row["body"],
        )
        for row in rows
    ]  # fmt: skip


def shingles(text: str) -> Counter[str]:
    """Return the character 4-grams of a text, white space left out."""
    plain = squeeze(text)
    return Counter(plain[at : at + SHINGLE] for at in range(max(len(plain) - SHINGLE + 1, 1)))


def f1(found: str, truth: str) -> float:
    """Return the harmonic mean of precision and recall of the shingles."""
    ours, theirs = shingles(found), shingles(truth)
    common = (ours & theirs).total()
    return 2 * common / (ours.total() + theirs.total())


def leaked(body: str, spam: str, genuine: str) -> tuple[int, int]:
    """Return how many of the spam's shingles a body holds, and how many there are; those of genuine text are not counted."""
    foreign = shingles(spam) - shingles(genuine)
    return (shingles(body) & foreign).total(), foreign.total()


# ---- pages robbed of what a site's own markup tells

_HINT = re.compile(rb"""(<[A-Za-z][^<>]{0,4000}?)\s(?:class|id|itemprop|role)\s*=\s*(?:"[^"]*"|'[^']*')""")
_PARAGRAPH = re.compile(rb"<(/?)p(?=[\s>])", re.IGNORECASE)
_HEADING = re.compile(rb"<(/?)h[1-6](?=[\s>])", re.IGNORECASE)


def without_hints(html: bytes) -> bytes:
    """Return a page without class, id, itemprop and role."""
    for _ in range(4):  # a tag has each at most once
        html = _HINT.sub(rb"\1", html)
    return html


def with_divs(html: bytes) -> bytes:
    """Return a page whose paragraphs and headings are divisions like any other."""
    return _HEADING.sub(rb"<\1div", _PARAGRAPH.sub(rb"<\1div", html))


ROBBED: dict[str, Callable[[bytes], bytes]] = {
    "no hints": without_hints,
    "only div": with_divs,
    "both": lambda html: with_divs(without_hints(html)),
}
