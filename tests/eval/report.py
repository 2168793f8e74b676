"""Print the quality of the filter on the test part, which shares nothing with what it was trained on (``make eval``)."""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from filters import clean_html, clean_text, signals
from filters.clean import clean_page
from filters.segment import parse_html
from filters.sight import look
from filters.types import FilterResult, Label
from tests.eval.corpus import controls, families, negatives, samples
from tests.eval.corpus.carriers import pages
from tests.eval.corpus.sample import Sample, mark, unmark
from tests.eval.measure import (
    Score,
    article,
    evaluation_data,
    interval,
    load_page,
    ratio,
    score,
    squeeze,
    truth,
)

# pages that are advertisements in effect, by the note to the data
ADVERTISEMENTS = frozenset({"71bfee3a8935", "d231b1708885"})
_LEAST_GROUP = 5  # samples of a family or the like whose figure tells anything
_POURED = 30  # times


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report: a share with its 95 % interval."""

    name: str
    value: float
    low: float
    high: float
    note: str = ""

    def __str__(self) -> str:
        return f"{self.name:<58} {self.value:9.4%}   [{self.low:8.3%}, {self.high:8.3%}]  {self.note}"


def figure(
    name: str, scores: Iterable[Score], pair: Callable[[Score], tuple[int, int]], note: str = ""
) -> Figure:
    """A share over scores; the interval is drawn over templates, or sources where there is no spam."""
    groups: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in scores:
        groups[one.sample.template or one.sample.source].append(pair(one))
    pairs = [one for group in groups.values() for one in group]
    return Figure(name, ratio(pairs), *interval(list(groups.values())), note)


def removed(one: Score) -> tuple[int, int]:
    return one.removed, one.spam


def kept(one: Score) -> tuple[int, int]:
    return one.genuine - one.lost, one.genuine


def exact(one: Score) -> tuple[int, int]:
    return int(one.exact), 1


def hit(one: Score) -> tuple[int, int]:
    return int(one.lost > 0), 1


def worst(name: str, scores: list[Score], key: Callable[[Score], Iterable[str]]) -> Figure:
    """The lowest share of spam removed over the values of ``key``."""
    groups: dict[str, list[Score]] = defaultdict(list)
    for one in scores:
        for value in key(one):
            groups[value].append(one)
    ranked = sorted(
        (ratio(map(removed, group)), value) for value, group in groups.items() if len(group) >= _LEAST_GROUP
    )
    if not ranked:
        return Figure(name, 1.0, 1.0, 1.0, "no group is large enough")
    lowest = ", ".join(f"{value} {share:.2%}" for share, value in ranked[:4])
    return figure(name, groups[ranked[0][1]], removed, lowest)


def injected(part: str, count: int, seed: int, data: Path | None) -> Iterator[Figure]:
    """How the filter does on pages with spam."""
    scores = [score(sample) for sample in samples(part, count, seed, data)]
    scores = [one for one in scores if one.spam]
    yield figure("spam characters removed", scores, removed)
    yield worst("  worst family", scores, lambda one: [one.sample.family])
    trained_on = {*families("train"), *families("dev")}
    never = [one for one in scores if one.sample.family not in trained_on]
    yield figure("  families of which training has nothing", never, removed)
    yield figure("  the article's characters kept with these", never, kept)
    yield worst("  worst placement", scores, lambda one: [one.sample.placement])
    yield worst("  worst markup", scores, lambda one: [one.sample.markup])
    yield worst("  worst disguise", scores, lambda one: one.sample.obfuscations)
    yield figure("genuine characters kept on injected pages", scores, kept)
    yield figure("injected pages exactly right", scores, exact)
    # The rest are in texts of our own, which are written to look like spam as a whole.
    real = [one for one in scores if not one.sample.source.startswith("own:")]
    for name, pair in (("removed", removed), ("kept", kept), ("exactly right", exact)):
        yield figure(f"  {name} in real pages and texts", real, pair, f"{len(real)} of {len(scores)}")
    yield figure("injected pages with chrome called spam", scores, lambda one: (int(one.chrome > 0), 1))
    wanted = [one for one in scores if one.sample.contacts]
    yield figure(
        "contacts found",
        wanted,
        lambda one: (len({*one.sample.contacts} & {*one.result.contacts}), len(one.sample.contacts)),
    )
    yield figure(
        "disguised clean text hit",
        [score(s) for s in controls(part, count // 3, seed, data, disguised=True)],
        hit,
    )
    yield figure("clean text hit", [score(s) for s in controls(part, count // 3, seed, data)], hit)
    own = [score(sample) for sample in negatives(part, count // 2, seed)]
    yield worst_negatives("own hard negatives hit", own)


# whole articles, of the test part only: on the trades of spam, and such as small sites publish
_ARTICLES = {"articles": "articles on a trade", "ordinary": "ordinary articles"}


def in_articles(part: str, count: int, seed: int) -> Iterator[Figure]:
    """How the filter does on whole articles, with an advertisement in them and without."""
    for folder, name in _ARTICLES.items():
        scores = [score(sample) for sample in samples(part, count, seed, texts=folder)]
        scores = [one for one in scores if one.spam]
        yield figure(f"spam characters removed from {name}", scores, removed)
        yield figure(f"characters kept of {name}", scores, kept)
        own = [score(sample) for sample in negatives(part, count, seed, texts=folder)]
        yield worst_negatives(f"{name} hit", own)


def poured_over(part: str, count: int, seed: int, data: Path | None) -> Iterator[Figure]:
    """How the filter does where the same spam comes many times, with more of it than of anything else."""
    scores = [score(poured(sample)) for sample in samples(part, count, seed, data, flat=True)]
    scores = [one for one in scores if one.spam]
    yield figure(f"spam characters removed, put in {_POURED} times", scores, removed)
    yield figure("characters kept beside so much", scores, kept)


def poured(sample: Sample) -> Sample:
    """A flat sample with its spam, all the lines of it again and again, in the middle of the genuine lines."""
    lines = [line for line in sample.twin.split("\n") if unmark(line, markup=False) == line]
    middle = len(lines) // 2
    spam = [mark(line) for line in sample.spam] * _POURED
    twin = "\n".join((*lines[:middle], *spam, *lines[middle:]))
    return replace(sample, placement="poured", twin=twin, text=unmark(twin, markup=False))


def worst_negatives(name: str, scores: list[Score]) -> Figure:
    """Share of our own genuine texts that were hit, the kinds most hit as note."""
    kinds: dict[str, int] = defaultdict(int)
    for one in scores:
        kinds[one.sample.family] += one.lost > 0
    note = ", ".join(
        f"{kind} {hits}" for kind, hits in sorted(kinds.items(), key=lambda item: -item[1])[:5] if hits
    )
    return figure(name, scores, hit, note)


def by_signal(part: str, count: int, seed: int, data: Path | None) -> Iterator[str]:
    """For each signal its hits in spam and in articles, and the spam removed when it finds nothing."""
    drawn = list(samples(part, count, seed, data))
    hits: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for sample in drawn:
        page = load_page(sample)
        sight = look(page)
        spam = truth(sample, page)
        own = article(sample, page, spam)
        for name, found in sight.matches.items():
            start = sight.normalized.offsets[found.start]
            hits[name][0] += int(spam[start].sum())
            hits[name][1] += int(own[start].sum())
    yield f"{'signal':<14} {'in spam':>8} {'in articles':>12} {'share':>8} {'removed without it':>20}"
    left_out = {"none": ()} | {name: (name,) for name in hits} | {"contacts": tuple(signals.CONTACTS)}
    for name, without in left_out.items():
        clean = partial(clean_page, without=without)
        share = ratio(removed(score(sample, clean)) for sample in drawn)
        spam_hits, own_hits = hits.get(name, (0, 0))
        part_of_spam = spam_hits / max(spam_hits + own_hits, 1)
        yield f"{name:<14} {spam_hits:>8} {own_hits:>12} {part_of_spam:>8.1%} {share:>20.2%}"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def spam_of(result: FilterResult) -> list[str]:
    """What was cut."""
    return [verdict.block.text for verdict in result.verdicts if verdict.label is Label.SPAM]


def _share(name: str, hits: list[bool]) -> Figure:
    pairs = [(int(one), 1) for one in hits]
    return Figure(name, ratio(pairs), *interval([[pair] for pair in pairs]), f"{sum(hits)} of {len(hits)}")


def clean_material(data: Path, part: str, limit: int, verbose: bool) -> Iterator[Figure]:
    """How often genuine text is hit; ``part`` keeps away from what the model was trained on ("" takes all)."""
    from tests.eval.corpus.carriers import laws, news

    for name, carriers in (("clean news", news), ("clean laws", laws)):
        hits = []
        for carrier in carriers(data, part)[:limit]:
            cut = spam_of(clean_text("\n".join(carrier.paragraphs)))
            hits.append(bool(cut))
            if cut and verbose:
                print(f"  {carrier.source}: {cut[:3]}")
        yield _share(f"{name} hit ({part})", hits)
    for wanted in ("test", "dev", "train"):
        hits = []
        for page in pages(data, wanted):
            body = squeeze(page.body)
            cut = [text for text in spam_of(clean_page(parse_html(page.html))) if squeeze(text) in body]
            hits.append(bool(cut))
            if cut and verbose:
                print(f"  {page.source}: {cut[:3]}")
        yield _share(f"pages hit ({wanted})", hits)


def hard_negatives(data: Path, verbose: bool) -> Figure:
    """The hard negatives: none of their article may be called spam."""
    hits = []
    bodies = {row["id"]: squeeze(row["body"]) for row in _rows(data / "pages" / "truth.jsonl")}
    for row in _rows(data / "hard_negatives.jsonl"):
        if row.get("page_id") in ADVERTISEMENTS:
            continue
        result = clean_html(row["html"]) if "html" in row else clean_text(row["text"])
        cut = spam_of(result)
        if "html" in row and row.get("page_id"):
            cut = [text for text in cut if squeeze(text) in bodies.get(row["page_id"], "")]
        hits.append(bool(cut))
        if cut and verbose:
            print(f"  {row['id']} {row['kind']}: {cut[:3]}")
    return _share("hard negatives hit", hits)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="make eval", description=__doc__)
    parser.add_argument("--part", default="test")
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--by-signal", type=int, default=200, help="documents for the table of signals")
    parser.add_argument("--quiet", action="store_true", help="do not print the texts that were hit")
    options = parser.parse_args()
    data = evaluation_data()
    for line in injected(options.part, options.count, options.seed, data):
        print(line, flush=True)
    for line in poured_over(options.part, options.count // 3, options.seed, data):
        print(line, flush=True)
    if options.part == "test":  # the other parts have no such articles
        for line in in_articles(options.part, options.count // 3, options.seed):
            print(line, flush=True)
    for line in clean_material(data, options.part, 2000, not options.quiet):
        print(line, flush=True)
    print(hard_negatives(data, not options.quiet), flush=True)
    for row in by_signal(options.part, options.by_signal, options.seed + 1, data):
        print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
