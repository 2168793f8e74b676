"""How well the article extractor does on pages with truth: ``QINGLIU_DATA=… python -m bench.article``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np

from filters.article import extract
from filters.segment import parse_html
from filters.types import Article


@dataclass(frozen=True, slots=True)
class Truth:
    """A page and what people read off it; None: not known."""

    id: str
    path: Path
    url: str
    site: str
    set: str
    title: str | None
    authors: tuple[str, ...]
    date: str | None
    body: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one page went; None: no truth to compare with."""

    truth: Truth
    f1: float
    title: bool | None
    date: bool | None
    byline: bool | None
    article: Article | None


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


def shingles(text: str, n: int = 4) -> Counter[str]:
    """Return the character n-grams of a text, white space left out."""
    packed = "".join(text.split())
    return Counter(packed[at : at + n] for at in range(max(len(packed) - n + 1, 1)))


def f1(found: str, truth: str) -> float:
    """Return the F1 of the 4-shingles of two texts, with multiplicity."""
    ours, theirs = shingles(found), shingles(truth)
    common = (ours & theirs).total()
    return 2 * common / (ours.total() + theirs.total())


def judge(truth: Truth) -> Outcome:
    """Extract one page and compare."""
    page = parse_html(truth.path.read_bytes(), url=truth.url)
    _, _, article = extract(page, np.zeros(len(page.blocks), np.bool_))
    title = byline = date = None
    if truth.title:
        title = article is not None and squeeze(article.title or "") == squeeze(truth.title)
    if truth.authors:
        byline = article is not None and any(name in truth.authors for name in article.byline)
    if truth.date:
        date = (
            article is not None
            and article.published is not None
            and str(article.published.date()) == truth.date
        )
    return Outcome(truth, f1(article.body if article else "", truth.body), title, date, byline, article)


def squeeze(text: str) -> str:
    """Drop white space: pages break their titles in odd places."""
    return "".join(text.split())


def share(values: Iterable[bool | None]) -> str:
    """Format the share of true values among the known ones."""
    known = [value for value in values if value is not None]
    return f"{mean(known):.3f} of {len(known)}" if known else "-"


def main() -> int:
    """Print figures by set and site, and the worst pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", action="store_true", help="also one line a site")
    parser.add_argument("--worst", type=int, default=10, help="how many of the worst pages to list")
    parser.add_argument("--wrong", action="store_true", help="list wrong titles, dates and bylines")
    arguments = parser.parse_args()
    data = os.environ.get("QINGLIU_DATA")
    if not data:
        print("QINGLIU_DATA must name the folder of evaluation data", file=sys.stderr)
        return 2
    results: list[Outcome] = []
    for folder in ("pages", "pages_en"):
        results += [judge(truth) for truth in read_truth(Path(data) / folder)]
    report_sets(results, arguments.sites)
    for result in sorted(results, key=lambda result: result.f1)[: arguments.worst]:
        truth, found = result.truth, len(result.article.body) if result.article else 0
        print(f"  {result.f1:.3f} {truth.id} {truth.site} body {len(truth.body)} found {found}")
    if arguments.wrong:
        for result in results:
            report_wrong(result)
    return 0


def report_sets(results: list[Outcome], with_sites: bool) -> None:
    """Print one line a set, and one for all Chinese sets."""
    sets: dict[str, list[Outcome]] = defaultdict(list)
    for result in results:
        sets[result.truth.set].append(result)
    for name, group in sets.items():
        by_site: dict[str, list[float]] = defaultdict(list)
        for result in group:
            by_site[result.truth.site].append(result.f1)
        print(
            f"{name:10} {len(group):3} pages  body F1 {mean(result.f1 for result in group):.4f}"
            f" (by site {mean(mean(values) for values in by_site.values()):.4f})"
            f"  under .8: {sum(result.f1 < 0.8 for result in group)}  {shares(group)}"
        )
        if with_sites:
            for site, values in sorted(by_site.items(), key=lambda item: mean(item[1])):
                print(f"    {site:24} {len(values):2} {mean(values):.3f}")
    chinese = [group for name, group in sets.items() if name.endswith("_zh")]
    macro = mean(mean(result.f1 for result in group) for group in chinese)
    together = [result for group in chinese for result in group]
    print(f"Chinese sets, macro: body F1 {macro:.4f}  {shares(together)}")


def shares(group: list[Outcome]) -> str:
    """Format how often title, date and byline are right."""
    return (
        f"title {share(result.title for result in group)}  date {share(result.date for result in group)}"
        f"  byline {share(result.byline for result in group)}"
    )


def report_wrong(result: Outcome) -> None:
    """Print what is wrong about title, date and byline of a page."""
    truth, article = result.truth, result.article
    if result.title is False:
        print("title ", truth.id, repr(article and article.title), repr(truth.title))
    if result.date is False:
        print("date  ", truth.id, article and article.published, truth.date)
    if result.byline is False:
        print("byline", truth.id, article and article.byline, truth.authors)


if __name__ == "__main__":
    raise SystemExit(main())
