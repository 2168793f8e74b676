"""The whole filter: a page goes in, verdicts with their evidence, the article and the contacts come out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, repeat
from typing import Any

import numpy as np

from filters import signals
from filters.arrays import Bools, Floats, Places, is_han
from filters.article import extract
from filters.cutting import LIKELY, PRESETS, Thresholds, decide, with_ends, with_last_places
from filters.joints import part, read_again
from filters.judging import judge
from filters.known import NOTHING_KNOWN, Known
from filters.labeller import Model, load_model
from filters.lexicon import Kind
from filters.seams import STOPS, mend_words, settle_marks
from filters.segment import Blocks, Page, parse_html, segment_text
from filters.sight import Sight, glance, look, scattered_lists
from filters.signals import Matches, in_spam
from filters.tags import TAG_CODE
from filters.title import CONTACT
from filters.types import Article, Block, Contact, FilterResult, Hit, Label, Outcome, Span, Verdict
from filters.units import Units
from filters.vectors import load_vectors
from filters.wording import Suspicion, suspect

# A headline hardly ever gives a number to call; those of articles on a trade are much like its advertisements.
_SPAM_LINE, _SPAM_LINE_WITH_CONTACT = 0.98, 0.2
# Of a title that the article does not echo: advertised ones have more, those of articles on a trade .98 to .9995.
_SPAM_TITLE = 0.9995
_GENUINE_LINE = 0.98  # a chance among its neighbours
_TOP = 20_000  # characters, where titles stand; a page may have very many lines to ask about
# Lines of spam, and places that are nearly all of what is said beside these: there are lists of places under spam titles, too.
_FEWEST_LINES, _FEWEST_PLACES, _NEARLY_ALL = 2, 6, 0.8
_UNSURE = (0.15, 0.85)  # what stays though it is likelier spam, what is cut though it is less likely
_UNSURE_CHARACTERS = 12  # fewer characters of doubt than this are not worth a person's look
_MAKE: Callable[..., Any] = tuple.__new__


def load() -> Model:
    """Read the model, the vectors and the word lists, so that what is damaged is found before the first page.

    Returns the model; raises ModelError or LexiconError, which name file and line.
    """
    load_vectors()
    glance(segment_text("。"))
    return load_model()


def clean_html(
    html: bytes | str,
    *,
    url: str = "",
    encoding: str | None = None,
    preset: str = "retain",
    known: Known = NOTHING_KNOWN,
) -> FilterResult:
    """Judge a page of HTML. Total: any bytes and any text give a result.

    ``url`` helps to date the article; ``encoding`` is what the server said, used where the bytes do not tell
    themselves; ``preset`` is a key of ``PRESETS`` (KeyError otherwise); ``known`` tells of contacts and hosts.
    """
    return clean_page(parse_html(html, url=url, encoding=encoding), preset=preset, known=known)


def clean_text(text: str, *, preset: str = "retain", known: Known = NOTHING_KNOWN) -> FilterResult:
    """Judge plain text, one paragraph a line."""
    return clean_page(segment_text(text), preset=preset, known=known)


def clean_page(
    page: Page,
    *,
    preset: str = "retain",
    known: Known = NOTHING_KNOWN,
    without: Collection[str] = (),
    model: Model | None = None,
) -> FilterResult:
    """Judge a page that is parsed already, so that a caller who needs its links too parses it once.

    ``without``: names of signals not to look for, ``model``: another than the project's own, both to measure what is
    lost or gained by it.
    """
    thresholds = PRESETS["recall" if known.blocks(page.url) else preset]
    sight = glance(page, without)
    chances = np.zeros(len(page.blocks))
    spam = np.zeros(len(page.blocks), np.bool_)
    needs_review = False
    is_allowed = known.allows(page.url)
    suspicion = None if is_allowed else _suspect(sight, model)
    if suspicion is not None:
        sight = look(page, sight, without)
        page, chances, spam, needs_review = _cut(sight, suspicion, thresholds, known, model)
    test = _line_test(sight, suspicion, model, page.blocks, chances)
    alone = None if is_allowed else partial(_looks_like_spam, model=model, least=_SPAM_TITLE)
    labels, scores, article = extract(page, spam, test, alone=alone)
    if article and not article.title and _is_hijackers(page, spam, article.body):
        rows = np.array([label is Label.ARTICLE for label in labels])
        spam, chances = spam | rows, np.where(rows, np.maximum(chances, LIKELY), chances)
        labels, scores, article = extract(page, spam)
    hits = _hits(sight, page.blocks, spam)
    return FilterResult(
        text=page.text,
        verdicts=_verdicts(page, labels, np.where(spam, chances, scores), hits),
        article=article,
        outcome=_outcome(article, is_hijacked=bool(spam.any())),
        score=float(chances.max(initial=0.0)),
        contacts=_contacts(hits),
        needs_review=needs_review,
    )


def _cut(
    sight: Sight, suspicion: Suspicion, thresholds: Thresholds, known: Known, model: Model | None
) -> tuple[Page, Floats, Bools, bool]:
    """The page with its blocks cut where spam meets genuine text, the chance of each, which are spam, and if that is unsure."""
    page = sight.page
    units, chances, cut = decide(sight, suspicion, thresholds, known, model)
    doubtful = np.where(cut, chances < _UNSURE[1], chances > _UNSURE[0])
    is_unsure = int((units.end - units.start)[doubtful].sum()) >= _UNSURE_CHARACTERS
    reading = read_again(sight, suspicion.sums, units, chances, cut)
    if reading is not None:
        parting = part((model or load_model()).layers, reading, units, chances, cut)
        units, cut, source = settle_marks(page, mend_words(page, reading, parting), parting.cut)
        chances = parting.chances[source]
    cut = with_ends(sight, units, chances, cut)
    units, source, cut = with_last_places(sight, units, cut)
    blocks, by_block, spam = _refine(page, units, chances[source], cut)
    return replace(page, blocks=blocks), by_block, spam, is_unsure


def _is_hijackers(page: Page, spam: Bools, body: str) -> bool:
    """Whether a page is nothing but spam, its title included, of which only rows of places were left."""
    if not page.head.title or any(mark in body for mark in STOPS):
        return False
    lines = spam & (page.elements.tag[page.blocks.element] != TAG_CODE["h1"])
    if np.count_nonzero(lines) < _FEWEST_LINES:
        return False
    sight = glance(segment_text(body))
    terms, codes = sight.observed.terms, sight.normalized.codes
    places = terms.kind == Kind.REGION
    named = int((terms.end - terms.start)[places].sum())
    return bool(places.sum() >= _FEWEST_PLACES and named >= _NEARLY_ALL * is_han(codes).sum())


def _looks_like_spam(line: str, model: Model | None, least: float = _SPAM_LINE) -> bool:
    """Whether a line by itself, such as a title, reads like spam; without neighbours there is less to go by."""
    sight = glance(segment_text(line))
    if len(scattered_lists(sight)[0]):
        return True
    suspicion = _suspect(sight, model, headline=True)
    if suspicion is None:
        return False
    _, by_unit = judge(look(sight.page, sight), suspicion, model=model)
    contacts = any(len(sight.matches[name]) for name in signals.CONTACTS)
    return bool((by_unit >= (_SPAM_LINE_WITH_CONTACT if contacts else least)).any())


def _line_test(
    sight: Sight, suspicion: Suspicion | None, model: Model | None, blocks: Blocks, chances: Floats
) -> Callable[[str], bool]:
    """``_looks_like_spam``, but what stands near the top was judged there, among its neighbours.

    Lines with nothing suspicious in them are not looked at again, nor are such as are likelier genuine there.
    """
    where = sight.normalized.offsets[suspicion.places] if suspicion else np.zeros(0, np.int64)

    def test(line: str) -> bool:
        start = sight.page.text.find(line, 0, _TOP)
        if start >= 0 and not ((where >= start) & (where < start + len(line))).any():
            return False
        if start >= 0:
            first = int(blocks.end.searchsorted(start, side="right"))
            last = int(blocks.end.searchsorted(start + len(line)))
            if not CONTACT.search(line) and chances[first : last + 1].max(initial=0.0) < _GENUINE_LINE:
                return False
        return _looks_like_spam(line, model)

    return test


def _suspect(sight: Sight, model: Model | None, *, headline: bool = False) -> Suspicion | None:
    """What is suspicious on a page; None on most clean pages, which then never meet the labeller."""
    return suspect(sight, (model or load_model()).ngrams, headline=headline)


def _refine(page: Page, units: Units, by_unit: Floats, spam: Bools) -> tuple[Blocks, Floats, Bools]:
    """Replace each block in which spam meets genuine text by its sentences; chance and verdict of every block."""
    blocks = page.blocks
    count = len(blocks)
    length = (units.end - units.start).astype(np.float64)
    mean = np.bincount(units.block, by_unit * length, minlength=count) / np.maximum(
        np.bincount(units.block, length, minlength=count), 1
    )
    if not spam.any():
        return blocks, mean, np.zeros(count, np.bool_)
    total = np.bincount(units.block, minlength=count)
    spam_units = np.bincount(units.block, spam, minlength=count)
    mixed = (spam_units > 0) & (spam_units < total)
    split = mixed[units.block]
    source: Places = np.concatenate(((~mixed).nonzero()[0], units.block[split]))
    start = np.concatenate((blocks.start[~mixed], units.start[split]))
    order = start.argsort(kind="stable")
    start, end = start[order], np.concatenate((blocks.end[~mixed], units.end[split]))[order]
    # Of the links of a block each sentence has its own: they may be the spam's alone.
    linked = page.count_linked(start, end)
    refined = replace(blocks.take(source[order]), start=start, end=end, link_chars=linked)
    chances = np.concatenate((mean[~mixed], by_unit[split]))[order]
    return refined, chances, np.concatenate((spam_units[~mixed] > 0, spam[split]))[order]


def _more_contacts(sight: Sight) -> Iterator[tuple[str, Matches]]:
    """The contacts that only what is cut may have, by kind; where one is known already there is none."""
    known = [sight.matches[name] for name in signals.WAYS]
    start, end = (
        np.sort(np.concatenate([getattr(found, side) for found in known])) for side in ("start", "end")
    )
    by_kind: dict[str, list[tuple[int, int, str]]] = {}
    for kind, first, last, value in in_spam.find(sight.observed):
        if start.searchsorted(last) == end.searchsorted(first, side="right"):
            by_kind.setdefault(kind, []).append((first, last, value))
    for kind, hits in by_kind.items():
        yield kind, signals.listed(hits)


def _verdicts(
    page: Page, labels: Sequence[Label], scores: Floats, hits: dict[int, tuple[Hit, ...]]
) -> tuple[Verdict, ...]:
    # Of the rows of a page, by the constructor of all tuples: a third of the time of the classes' own.
    spans = map(_MAKE, repeat(Span), zip(page.blocks.start.tolist(), page.blocks.end.tolist(), strict=True))
    blocks = map(_MAKE, repeat(Block), zip(page.block_texts(), spans, strict=True))
    count = len(page.blocks)
    evidence = [hits.get(index, ()) for index in range(count)] if hits else [()] * count
    rows = zip(blocks, labels, scores.tolist(), evidence, strict=True)
    return tuple(map(_MAKE, repeat(Verdict), rows))


def _outcome(article: Article | None, *, is_hijacked: bool) -> Outcome:
    if article is None:
        return Outcome.REJECTED if is_hijacked else Outcome.EMPTY
    return Outcome.CLEANED if is_hijacked else Outcome.CLEAN


def _contacts(hits: dict[int, tuple[Hit, ...]]) -> tuple[Contact, ...]:
    found = chain.from_iterable(hits.values())
    return tuple(sorted({Contact(hit.signal, hit.value) for hit in found if hit.signal in signals.CONTACTS}))


def _hits(sight: Sight, blocks: Blocks, spam: Bools) -> dict[int, tuple[Hit, ...]]:
    """The evidence of each spam block, in the coordinates of the block's original text."""
    if not spam.any():
        return {}
    every = (*sight.matches.items(), *_more_contacts(sight))
    seen = [(name, matches) for name, matches in every if len(matches)]
    if not seen:
        return {}
    offsets = sight.normalized.offsets
    start, end = (
        np.concatenate([getattr(matches, side) for _, matches in seen]) for side in ("start", "end")
    )
    first, last = offsets[start], offsets[end - 1] + 1
    where = blocks.start.searchsorted(first, side="right") - 1
    chosen = ((where >= 0) & spam[where] & (last <= blocks.end[where])).nonzero()[0]
    counts = np.array([len(matches) for _, matches in seen])
    signal = np.arange(len(seen)).repeat(counts)[chosen]
    place = chosen - (counts.cumsum() - counts)[signal]
    block = where[chosen]
    base = blocks.start[block]
    columns = (block, signal, place, first[chosen] - base, last[chosen] - base)
    found: dict[int, list[Hit]] = {}
    for owner, which, index, begin, stop in zip(*(column.tolist() for column in columns), strict=True):
        name, matches = seen[which]
        found.setdefault(owner, []).append(Hit(name, Span(begin, stop), matches.values[index]))
    return {block: tuple(sorted(hits, key=lambda hit: hit.span.start)) for block, hits in found.items()}
