"""One sample through the filter: how many of its spam and genuine characters ended on the right side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from filters.clean import clean_page
from filters.segment import Page, parse_html, segment_text
from filters.types import FilterResult, Label
from tests.eval.corpus.sample import Sample, mask_of


def evaluation_data() -> Path:
    """The folder named by QINGLIU_DATA; ends the program with a message if there is none."""
    name = os.environ.get("QINGLIU_DATA")
    if not name or not Path(name).is_dir():
        raise SystemExit("QINGLIU_DATA must name the folder of the evaluation data")
    return Path(name)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of characters without white space; a lost character is the article's and labelled spam."""

    sample: Sample
    spam: int
    removed: int  # spam characters that are not in an article block
    genuine: int
    lost: int
    chrome: int  # characters of the page's own chrome that were labelled spam
    found: bool  # spam was seen at all
    result: FilterResult

    @property
    def exact(self) -> bool:
        return self.removed == self.spam and not self.lost


def load_page(sample: Sample) -> Page:
    """The sample as the filter sees it."""
    return segment_text(sample.text) if sample.html is None else parse_html(sample.html.encode())


def truth(sample: Sample, page: Page) -> np.ndarray:
    """True at the injected characters of the page's text."""
    twin = segment_text(sample.twin) if sample.html is None else parse_html(sample.twin.encode())
    return mask_of(page.text, twin.text)


def article(sample: Sample, page: Page, spam: np.ndarray) -> np.ndarray:
    """True at the characters of the page's text that are the genuine article's; all but the spam in a flat text."""
    if sample.html is None:
        return ~spam
    own = np.zeros(len(page.text), bool)
    if sample.genuine is not None:
        genuine = squeeze(sample.genuine)
        for start, end in zip(page.blocks.start.tolist(), page.blocks.end.tolist(), strict=True):
            rest = np.array(list(page.text[start:end]))[~spam[start:end]].tolist()
            own[start:end] = squeeze("".join(rest)) in genuine
    return np.asarray(own & ~spam)


def score(sample: Sample, clean: Callable[[Page], FilterResult] = clean_page) -> Score:
    """Filter the sample and hold the verdicts against its truth."""
    page = load_page(sample)
    spam = truth(sample, page)
    result = clean(page)
    visible = ~np.array([character.isspace() for character in page.text], bool)
    labels = np.zeros(len(page.text), np.uint8)
    for verdict in result.verdicts:
        span = verdict.block.span
        labels[span.start : span.end] = {Label.ARTICLE: 1, Label.BOILERPLATE: 2, Label.SPAM: 3}[verdict.label]
    own = visible & article(sample, page, spam)
    return Score(
        sample=sample,
        spam=int((spam & visible).sum()),
        removed=int((spam & visible & (labels != 1)).sum()),
        genuine=int(own.sum()),
        lost=int((own & (labels == 3)).sum()),
        chrome=int((visible & ~spam & ~own & (labels == 3)).sum()),
        found=bool((labels == 3).any()),
        result=result,
    )


def squeeze(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def ratio(pairs: Iterable[tuple[int, int]]) -> float:
    """Sum of the first over sum of the second; 1 where there is nothing."""
    part, whole = np.array(list(pairs) or [(1, 1)]).sum(axis=0)
    return float(part / whole) if whole else 1.0


_ROUNDS = 1000  # draws of the bootstrap


def interval(groups: Sequence[Sequence[tuple[int, int]]]) -> tuple[float, float]:
    """95 % bootstrap interval of ``ratio`` when whole groups (templates, sites) are drawn (Efron 1979)."""
    totals = np.array([np.array(group).sum(axis=0) for group in groups if group], np.float64).reshape(-1, 2)
    if not len(totals):
        return 1.0, 1.0
    drawn = np.random.default_rng(0).integers(0, len(totals), (_ROUNDS, len(totals)))
    sums = totals[drawn].sum(axis=1)
    values = sums[:, 0] / np.maximum(sums[:, 1], 1)
    return float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))
