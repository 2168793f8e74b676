"""Time of the filter's steps against one bare lxml parse: ``QINGLIU_DATA=… python -m bench.speed``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from lxml import etree

from filters.article import extract
from filters.clean import clean_html
from filters.segment import Page, parse_html
from tests.eval.corpus import samples
from tests.eval.measure import evaluation_data

_SEED = 1


def parse_bare(html: bytes) -> object:
    """Parse with lxml and do nothing else: the unit of time."""
    return etree.fromstring(html, etree.HTMLParser(encoding="utf-8", huge_tree=True))


def seconds(step: Callable[[], object], rounds: int) -> float:
    """Return the best time of several rounds, as the machine can only add to it."""
    best = float("inf")
    for _ in range(rounds):
        started = perf_counter()
        step()
        best = min(best, perf_counter() - started)
    return best


def extract_plain(page: Page) -> object:
    """Extract the article of a page, none of its blocks being spam."""
    return extract(page, np.zeros(len(page.blocks), np.bool_))


def measure(pages: list[bytes], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each step on each page; the steps take turns on every page."""
    times: dict[str, list[float]] = {"lxml": [], "parse_html": [], "extract": [], "clean_html": []}
    for html in pages:
        page = parse_html(html)
        times["lxml"].append(seconds(partial(parse_bare, html), rounds))
        times["parse_html"].append(seconds(partial(parse_html, html), rounds))
        times["extract"].append(seconds(partial(extract_plain, page), rounds))
        times["clean_html"].append(seconds(partial(clean_html, html), rounds))
    return times


def report(name: str, pages: list[bytes], rounds: int) -> None:
    """Print one line a step: median of the ratios, ratio of the sums, milliseconds."""
    times = measure(pages, rounds)
    bare = times["lxml"]
    print(f"{name}: {len(pages)} pages, {sum(map(len, pages)) / len(pages) / 1000:.0f} kB on average")
    for step, taken in times.items():
        ratios = sorted(own / unit for own, unit in zip(taken, bare, strict=True))
        print(
            f"  {step:12} median {median(ratios):5.2f}x  90% under {ratios[len(ratios) * 9 // 10]:6.2f}x"
            f"  total {sum(taken) / sum(bare):5.2f}x  {1000 * median(taken):6.2f} ms a page"
        )


def injected_pages(data: Path, count: int) -> list[bytes]:
    """Return the pages of HTML among generated samples with spam."""
    return [sample.html.encode() for sample in samples("test", count, _SEED, data) if sample.html is not None]


def main() -> int:
    """Print the ratios for clean and for injected pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each step is timed; the best counts")
    parser.add_argument("--injected", type=int, default=200, help="how many samples to draw")
    arguments = parser.parse_args()
    data = evaluation_data()
    clean = [path.read_bytes() for path in sorted((data / "pages" / "html").glob("*.html"))]
    report("clean pages", clean, arguments.rounds)
    if arguments.injected:
        report("injected pages", injected_pages(data, arguments.injected), arguments.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
