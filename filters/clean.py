"""The whole filter: a page goes in, verdicts with their evidence, the article and the contacts come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from filters import signals
from filters.article import extract
from filters.features import Sight, Units, describe, is_suspicious, look, split_units, wording
from filters.labeller import Model, load_model, posteriors
from filters.segment import Blocks, Page, parse_html, segment_text
from filters.types import Article, Block, Contact, FilterResult, Hit, Label, Outcome, Span, Verdict

# A unit is spam from this posterior on: `retain` for corpora (keep every genuine sentence), `recall` to hunt spam.
PRESETS = {"retain": 0.7, "balanced": 0.5, "recall": 0.2}
_UNSURE = (0.15, 0.85)
_UNSURE_CHARACTERS = 12  # fewer characters of doubt than this are not worth a person's look


def clean_html(
    html: bytes | str, *, url: str = "", encoding: str | None = None, preset: str = "retain"
) -> FilterResult:
    """Judge a page of HTML. Total: any bytes and any text give a result.

    ``url`` helps to date the article; ``encoding`` is what the server said, used where the bytes do not tell
    themselves; ``preset`` is a key of ``PRESETS`` (KeyError otherwise).
    """
    return clean_page(parse_html(html, url=url, encoding=encoding), preset=preset)


def clean_text(text: str, *, preset: str = "retain") -> FilterResult:
    """Judge plain text, one paragraph a line."""
    return clean_page(segment_text(text), preset=preset)


def clean_page(page: Page, *, preset: str = "retain") -> FilterResult:
    """Judge a page that is parsed already, so that a caller who needs its tree too parses it once."""
    threshold = PRESETS[preset]
    sight = look(page)
    chances = np.zeros(len(page.blocks.start))
    unsure = False
    if is_suspicious(sight):
        units, by_unit = judge(sight, load_model())
        doubtful = (by_unit > _UNSURE[0]) & (by_unit < _UNSURE[1])
        unsure = int((units.end - units.start)[doubtful].sum()) >= _UNSURE_CHARACTERS
        blocks, chances = _refine(page.blocks, units, by_unit, threshold)
        page = replace(page, blocks=blocks)
    spam = chances >= threshold
    labels, scores, article = extract(page, spam)
    return _result(sight, page, chances, spam, labels, scores, article, unsure)


def judge(sight: Sight, model: Model) -> tuple[Units, NDArray[np.float64]]:
    """The units of a page and the probability that each is spam."""
    units = split_units(sight.page)
    return units, posteriors(model, describe(sight, units, wording(sight, units, model.ngrams)))


def _refine(
    blocks: Blocks, units: Units, by_unit: NDArray[np.float64], threshold: float
) -> tuple[Blocks, NDArray[np.float64]]:
    """Replace each block in which spam meets genuine text by its sentences; the chance of spam of every block."""
    count = len(blocks.start)
    spam = by_unit >= threshold
    total = np.bincount(units.block, minlength=count)
    mixed = np.isin(np.bincount(units.block, spam, minlength=count), (0, total), invert=True)
    length = (units.end - units.start).astype(np.float64)
    mean = np.bincount(units.block, by_unit * length, minlength=count) / np.maximum(
        np.bincount(units.block, length, minlength=count), 1
    )
    # a block whose sentences all fall on one side keeps that side, though their mean lies there anyway
    split = mixed[units.block]
    source = np.concatenate((np.flatnonzero(~mixed), units.block[split]))
    start = np.concatenate((blocks.start[~mixed], units.start[split]))
    order = np.argsort(start, kind="stable")
    refined = replace(
        blocks.take(source[order]),
        start=start[order],
        end=np.concatenate((blocks.end[~mixed], units.end[split]))[order],
    )
    return refined, np.concatenate((mean[~mixed], by_unit[split]))[order]


def _result(
    sight: Sight,
    page: Page,
    chances: NDArray[np.float64],
    spam: NDArray[np.bool_],
    labels: Sequence[Label],
    scores: NDArray[np.float64],
    article: Article | None,
    unsure: bool,
) -> FilterResult:
    hits = _hits(sight, page.blocks, spam)
    verdicts = []
    for index, (start, end) in enumerate(zip(page.blocks.start.tolist(), page.blocks.end.tolist(), strict=True)):
        block = Block(page.text[start:end], Span(start, end))
        if spam[index]:
            verdicts.append(Verdict(block, Label.SPAM, float(chances[index]), hits.get(index, ())))
        else:
            verdicts.append(Verdict(block, labels[index], float(scores[index])))
    any_spam = bool(spam.any())
    if article is None:
        outcome = Outcome.REJECTED if any_spam else Outcome.EMPTY
    else:
        outcome = Outcome.CLEANED if any_spam else Outcome.CLEAN
    contacts = {Contact(hit.signal, hit.value) for found in hits.values() for hit in found if hit.signal in signals.CONTACTS}
    score = float(chances.max(initial=0.0))
    return FilterResult(page.text, tuple(verdicts), article, outcome, score, tuple(sorted(contacts)), unsure)


def _hits(sight: Sight, blocks: Blocks, spam: NDArray[np.bool_]) -> dict[int, tuple[Hit, ...]]:
    """The evidence of each spam block, in the coordinates of the block's original text."""
    if not spam.any():
        return {}
    offsets = sight.normalized.offsets
    found: dict[int, list[Hit]] = {}
    for signal, matches in zip(signals.ALL, sight.matches, strict=True):
        if not len(matches.start):
            continue
        first = offsets[matches.start]
        last = offsets[matches.end - 1] + 1
        where = np.searchsorted(blocks.start, first, side="right") - 1
        inside = (where >= 0) & spam[where] & (last <= blocks.end[where])
        for index in np.flatnonzero(inside).tolist():
            block = int(where[index])
            base = int(blocks.start[block])
            span = Span(int(first[index]) - base, int(last[index]) - base)
            found.setdefault(block, []).append(Hit(signal.NAME, span, matches.values[index]))
    return {block: tuple(sorted(hits, key=lambda hit: hit.span.start)) for block, hits in found.items()}
