"""The article beside other extractors, same pages, one run: ``QINGLIU_DATA=… python -m bench.article``."""

from __future__ import annotations

import argparse
import difflib
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median
from time import process_time

import numpy as np

from bench.hijack import hijacked
from bench.pages import ROBBED, Truth, f1, leaked, read_truth
from bench.tools import Extract, Found, load_tools, of_article, run
from filters.article import extract
from filters.segment import Page, parse_html
from tests.eval.corpus import samples
from tests.eval.corpus.sample import Sample, mask_of
from tests.eval.measure import evaluation_data, squeeze

_SEED = 1
_SPAM_TITLE_PAGES = 80  # titles of spam to draw from
_EXACT = 0.99


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one page went; None: no truth to compare with."""

    truth: Truth
    found: Found
    f1: float
    title: bool | None
    date: bool | None
    byline: bool | None


def alone(html: bytes) -> Found:
    """Extract with no block taken for spam: the article without the filter."""
    page = parse_html(html)
    return found_by(page, np.zeros(len(page.blocks), np.bool_))


def found_by(page: Page, spam: np.ndarray, is_spam: Callable[[str], bool] = lambda _: False) -> Found:
    """Extract from a page whose spam is known."""
    _, _, article = extract(page, spam, is_spam)
    return of_article(article)


def judge(truth: Truth, found: Found) -> Outcome:
    """Compare what was found with the truth."""
    title = byline = date = None
    if truth.title:
        title = squeeze(found.title or "") == squeeze(truth.title)
    if truth.authors:
        byline = any(name in truth.authors for name in found.byline)
    if truth.date:
        date = found.date == truth.date
    return Outcome(truth, found, f1(found.body, truth.body), title, date, byline)


def share(values: Iterable[bool | None]) -> str:
    """Format the share of true values among the known ones."""
    known = [value for value in values if value is not None]
    return f"{mean(known):.3f}" if known else "-"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print columns, the first left-aligned, the others right-aligned."""
    lines = [list(heads), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [cell.rjust(width) for cell, width in zip(line, widths, strict=True)]
        print("  " + line[0].ljust(widths[0]) + "  " + "  ".join(cells[1:]))


# ---- bodies, titles, dates, bylines


def report_pages(tools: dict[str, Extract], pages: list[Truth], english: list[Truth]) -> list[Outcome]:
    """Print the quality of each tool; return how our own did on every page."""
    sets = list(dict.fromkeys(truth.set for truth in pages))
    own: list[Outcome] = []
    rows = []
    for name, tool in tools.items():
        results = [judge(truth, run(tool, truth.path.read_bytes())) for truth in pages]
        foreign = [judge(truth, run(tool, truth.path.read_bytes())) for truth in english]
        by_set = [mean(result.f1 for result in results if result.truth.set == one) for one in sets]
        rows.append(
            [name, f"{mean(by_set):.4f}", *(f"{value:.4f}" for value in by_set), f"{by_site(results):.4f}",
             str(sum(result.f1 < 0.8 for result in results)), *fields(results),
             f"{mean(result.f1 for result in foreign):.4f}" if foreign else "-"]
        )  # fmt: skip
        if name == "Qingliu":
            own = results + foreign
    print(f"Pages as they are ({len(pages)} Chinese, {len(english)} English; all tools are set to Chinese):")
    heads = ["", "body F1", *sets, "by site", "<.8", "title", "date", "byline", "English"]
    table(heads, rows)
    return own


def fields(results: list[Outcome]) -> list[str]:
    """Return how often title, date and byline are right; a dash for what a tool never finds."""
    found = [result.found for result in results]
    return [
        share(result.title for result in results) if any(one.title for one in found) else "-",
        share(result.date for result in results) if any(one.date for one in found) else "-",
        share(result.byline for result in results) if any(one.byline for one in found) else "-",
    ]


def by_site(results: list[Outcome]) -> float:
    """Return the mean over sites of the mean F1 of their pages: no site counts more than another."""
    sites: dict[str, list[float]] = defaultdict(list)
    for result in results:
        sites[result.truth.site].append(result.f1)
    return mean(map(mean, sites.values()))


# ---- pages of sites whose markup tells less


def report_robbed(tools: dict[str, Extract], pages: list[Truth], english: list[Truth]) -> None:
    """Print the quality on pages without class names, or without elements: what a tool knows of sites is no help there."""
    rows = []
    for name, tool in tools.items():
        cells = [name]
        for rob in ROBBED.values():
            for group in (pages, english):
                scores = [f1(run(tool, rob(truth.path.read_bytes())).body, truth.body) for truth in group]
                cells.append(f"{mean(scores):.4f}" if scores else "-")
        rows.append(cells)
    print("\nBody F1 on the same pages robbed of hints (class, id, itemprop, role) or of <p> and headings:")
    table(["", *(head for name in ROBBED for head in (name, "English"))], rows)


# ---- titles taken over


def report_titles(tools: dict[str, Extract], pages: list[Truth], data: Path) -> None:
    """Print how often the title is right where some of the places that hold it are taken over."""
    foreign = [
        sample.spam_title for sample in samples("test", _SPAM_TITLE_PAGES, _SEED, data) if sample.spam_title
    ]
    cases: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    with_title = [truth for truth in pages if truth.title]
    for at, truth in enumerate(with_title):
        for places, html in hijacked(truth.path.read_bytes(), truth.title or "", foreign[at % len(foreign)]):
            cases[places].append((squeeze(truth.title or ""), html))
    rows = []
    for name, tool in tools.items():
        if not any(run(tool, truth.path.read_bytes()).title for truth in with_title[:3]):
            continue  # it looks for none
        right = {
            places: [squeeze(run(tool, html).title or "") == title for title, html in pairs]
            for places, pairs in cases.items()
        }
        together = [value for values in right.values() for value in values]
        rows.append([name, share(together), *(share(values) for values in right.values())])
    print(f"\nTitle right where it is taken over ({sum(map(len, cases.values()))} variants of pages):")
    table(["", "all", *(f"{places} ({len(pairs)})" for places, pairs in cases.items())], rows)


# ---- spam put in


def draw_injected(data: Path, count: int) -> list[Sample]:
    """Return samples of generated spam in the source of real pages, of the parts not trained on."""
    return [
        sample
        for part in ("dev", "test")
        for sample in samples(part, count, _SEED, data, flat=False)
        if sample.source.startswith("page:") and sample.html and sample.genuine
    ]


def with_true_mask(sample: Sample) -> Found:
    """Extract with the spam as it was put in: what is wrong then is the extraction's."""
    page = parse_html((sample.html or "").encode())
    mask = mask_of(page.text, parse_html(sample.twin.encode()).text)
    page, spam = split_by(page, mask)
    return found_by(page, spam, lambda text: squeeze(text) == squeeze(sample.spam_title or "\0"))


def split_by(page: Page, mask: np.ndarray) -> tuple[Page, np.ndarray]:
    """Cut blocks where genuine text meets spam."""
    blocks, changes = page.blocks, np.flatnonzero(np.diff(mask)) + 1
    start, end, owner = [], [], []
    for block, (first, last) in enumerate(zip(blocks.start.tolist(), blocks.end.tolist(), strict=True)):
        inner = changes[np.searchsorted(changes, first + 1) : np.searchsorted(changes, last)].tolist()
        for one, other in zip([first, *inner], [*inner, last], strict=True):
            text = page.text[one:other]
            if text.strip():
                start.append(one + len(text) - len(text.lstrip()))
                end.append(one + len(text.rstrip()))
                owner.append(block)
    begin = np.array(start, np.int32)
    refined = replace(blocks.take(np.array(owner, np.int64)), start=begin, end=np.array(end, np.int32))
    return replace(page, blocks=refined), mask[begin]


def report_injected(tools: dict[str, Extract], drawn: list[Sample], pages: list[Truth]) -> None:
    """Print how much of the body survives, and of the spam comes through; ``pages``: as they were before."""
    originals = {truth.id: truth.path.read_bytes() for truth in pages}
    ids = [sample.source.removeprefix("page:") for sample in drawn]
    rows = []
    for name, tool in tools.items():
        before = {one: run(tool, originals[one]) for one in set(ids)}
        clean = [before[one] for one in ids]
        rows.append(injected_row(name, [run(tool, page_of(one)) for one in drawn], clean, drawn))
        if name == "Qingliu":
            known = [with_true_mask(one) for one in drawn]
            rows.append(injected_row("… with the true spam", known, clean, drawn))
    print(f"\nGenerated spam put in {len(drawn)} real pages ({len(set(ids))} different ones):")
    table(["", "body F1", "without spam", "spam leaked", f"F1 >= {_EXACT}", "no worse for it"], rows)


def page_of(sample: Sample) -> bytes:
    """Return the bytes of a sample that is HTML."""
    return (sample.html or "").encode()


def injected_row(name: str, found: list[Found], clean: list[Found], drawn: list[Sample]) -> list[str]:
    """Return one line of the table of pages with spam; ``clean`` is what the tool found without."""
    truths = [sample.genuine or "" for sample in drawn]
    scores, before = (
        [f1(one.body, truth) for one, truth in zip(group, truths, strict=True)] for group in (found, clean)
    )
    parts = [
        leaked(one.body, "\n".join(sample.spam), truth)
        for one, sample, truth in zip(found, drawn, truths, strict=True)
    ]
    through, whole = map(sum, zip(*parts, strict=True))
    unharmed = mean(score >= one - 1 + _EXACT for score, one in zip(scores, before, strict=True))
    exact = mean(score >= _EXACT for score in scores)
    return [
        name, f"{mean(scores):.4f}", f"{mean(before):.4f}", f"{through / max(whole, 1):.2%}", f"{exact:.3f}",
        f"{unharmed:.3f}",
    ]  # fmt: skip


# ---- time and memory


def report_speed(tools: dict[str, Extract], kinds: dict[str, list[bytes]], rounds: int) -> None:
    """Print how many times longer other tools take; tools take turns on each page, best of the rounds."""
    for kind, pages in kinds.items():
        times: dict[str, list[float]] = {name: [] for name in tools}
        for html in pages:
            for name, tool in tools.items():
                times[name].append(min(timed(tool, html) for _ in range(rounds)))
        own = times["Qingliu"]
        print(f"\nTime, {len(pages)} {kind} ({sum(map(len, pages)) / len(pages) / 1000:.0f} kB on average):")
        rows = [
            [name, f"{1000 * median(taken):.2f}", f"{sum(taken) / sum(own):.1f}x",
             f"{median(one / ours for one, ours in zip(taken, own, strict=True)):.1f}x"]
            for name, taken in times.items()
        ]  # fmt: skip
        table(["", "ms a page", "all pages", "median page"], rows)


def timed(tool: Extract, html: bytes) -> float:
    """Return the seconds of processor time that one page takes, whatever else the machine does."""
    started = process_time()
    run(tool, html)
    return process_time() - started


def report_memory(pages: list[Truth]) -> None:
    """Print the memory that the largest page takes, measured in a process of its own."""
    largest = max(pages, key=lambda truth: truth.path.stat().st_size)
    found = subprocess.run(
        [sys.executable, "-m", "bench.memory", str(largest.path)], capture_output=True, text=True, check=True
    )
    resident, whole, over = found.stdout.split()
    print(
        f"\nMemory, largest page ({largest.path.stat().st_size / 1e6:.1f} MB of HTML): {over} MB over the parsed page,"
        f" {whole} MB from bytes to result, resident memory grew by {resident} MB"
    )


# ---- what went wrong


def report_worst(results: list[Outcome], count: int) -> None:
    """Print the pages with the worst bodies, what they lost and what they kept wrongly."""
    print(f"\nThe {count} worst pages:")
    for result in sorted(results, key=lambda result: result.f1)[:count]:
        print(f"  {result.f1:.3f} {result.truth.id} {result.truth.site}: {'; '.join(differences(result))}")


def differences(result: Outcome) -> Iterator[str]:
    """Yield how many characters are lost and foreign, each with where the longest such line begins."""
    body = result.found.body
    if not body:
        yield "nothing found"
        return
    true_lines = [squeeze(line) for line in result.truth.body.split("\n")]
    lines = [squeeze(line) for line in body.split("\n")]
    whole, true_whole = "".join(lines), "".join(true_lines)
    lost = [line for line in true_lines if line and line not in whole]
    foreign = [line for line in lines if line and line not in true_whole]
    for name, group in (("lost", lost), ("foreign", foreign)):
        if group:
            longest = max(group, key=len)
            yield f"{name} {sum(map(len, group))} in {len(group)} lines, as {longest[:24]!r}"
    if not lost and not foreign:
        matcher = difflib.SequenceMatcher(None, whole, true_whole, autojunk=False)
        yield f"the same lines, {matcher.ratio():.3f} alike"


def report_wrong(results: list[Outcome]) -> None:
    """Print each title, date and byline that is wrong."""
    for result in results:
        truth, found = result.truth, result.found
        if result.title is False:
            print("  title ", truth.id, repr(found.title), repr(truth.title))
        if result.date is False:
            print("  date  ", truth.id, found.date, truth.date)
        if result.byline is False:
            print("  byline", truth.id, found.byline, truth.authors)


def report_by_site(results: list[Outcome]) -> None:
    """Print the mean F1 of each site, the worst first."""
    sites: dict[str, list[float]] = defaultdict(list)
    for result in results:
        sites[result.truth.site].append(result.f1)
    for site, values in sorted(sites.items(), key=lambda item: mean(item[1])):
        print(f"  {mean(values):.3f} {site} ({len(values)})")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--own", action="store_true", help="only our own extractor, no other tool")
    parser.add_argument("--sections", default="pages,robbed,titles,injected,speed,memory,worst")
    parser.add_argument("--draws", type=int, default=240, help="samples to draw; about one in four is a page")
    parser.add_argument("--rounds", type=int, default=2, help="how often each page is timed; the best counts")
    parser.add_argument("--worst", type=int, default=10, help="how many of the worst pages to list")
    parser.add_argument("--wrong", action="store_true", help="also list wrong titles, dates and bylines")
    parser.add_argument("--sites", action="store_true", help="also one line a site")
    arguments = parser.parse_args()
    data, sections = evaluation_data(), set(arguments.sections.split(","))
    tools, missing = load_tools()
    if arguments.own:
        tools = {"Qingliu": tools["Qingliu"]}
    elif missing:
        print(f"Not installed, so left out (extra `bench`): {', '.join(missing)}\n")
    pages, english = read_truth(data / "pages"), read_truth(data / "pages_en")
    results: list[Outcome] = []
    if sections & {"pages", "worst"}:
        results = report_pages(tools | {"… without the filter": alone}, pages, english)
    if "robbed" in sections:
        report_robbed(tools, pages, english)
    if "titles" in sections:
        report_titles(tools, pages, data)
    drawn = draw_injected(data, arguments.draws) if sections & {"injected", "speed"} else []
    if "injected" in sections:
        report_injected(tools, drawn, pages)
    if "speed" in sections:
        clean = [truth.path.read_bytes() for truth in pages]
        kinds = {"clean pages": clean, "pages with spam": [page_of(sample) for sample in drawn[:60]]}
        report_speed(tools | {"… without the filter": alone}, kinds, arguments.rounds)
    if "memory" in sections:
        report_memory([*pages, *english])
    if "worst" in sections:
        report_worst(results, arguments.worst)
    if arguments.wrong:
        report_wrong(results)
    if arguments.sites:
        report_by_site(results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
