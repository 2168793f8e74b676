"""A page as the filter sees it: normalized, with all hits, and cut into the units that are labelled.

A unit is a sentence of a block, or a clause where a sentence gives a number. Only blocks with something suspicious in them or
near them are judged; most clean pages have none.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from filters import signals
from filters.lexicon import Kind, Terms
from filters.normalize import Normalized, normalize
from filters.segment import Page, split_sentences
from filters.signals import Matches, Observed
from filters.types import Contact

Mask = NDArray[np.bool_]
Places = NDArray[np.int32]

_OF_TRADE = np.zeros(max(Kind) + 1, np.bool_)
_OF_TRADE[
    [
        Kind.BRAND,
        Kind.PRODUCT,
        Kind.SERVICE,
        Kind.TRADE,
        Kind.COMPANY,
        Kind.ACTION,
        Kind.CHANNEL,
        Kind.PROMISE,
    ]
] = True
# What is suspicious besides contacts: so many words of trade so near each other, and as many steps from province to province
# in the page's lists of places.
_TRADE_WORDS, _NEAR_TRADE_WORDS = 3, 200  # words, characters
_SHUFFLED = 8  # steps
_FLANK = 24  # blocks on either side of something suspicious that are judged with it
_LIST_GAP = 12  # characters between two places of one list
_SCRAP = 6  # characters
_SHORTEST_MIXED = 12  # characters
_SOLID, _OPENS, _CLOSES = 1, 2, 4


def _marks() -> NDArray[np.uint8]:
    table = np.zeros(0x10000, np.uint8)
    for first, last in ((0x30, 0x3A), (0x41, 0x5B), (0x61, 0x7B), (0x3400, 0x4DC0), (0x4E00, 0xA000)):
        table[first:last] = _SOLID
    for character in "【〖「『〔[《":
        table[ord(character)] |= _OPENS
    for character in "】〗」』〕]》，,。！!？?；;：…|｜~～·•★☆◆◇●○■□▲△▼▽◎※→←↓↑—":
        table[ord(character)] |= _CLOSES
    return table


_MARKS = _marks()


@dataclass(frozen=True, slots=True)
class Units:
    """The units that are judged, in page order; parallel arrays int32[units]. Spans are in ``Page.text``."""

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    block: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True)
class Sight:
    """A page with everything that was seen on it: hits are in the coordinates of the normalized text."""

    page: Page
    normalized: Normalized
    observed: Observed
    matches: dict[str, Matches]  # by the name of the signal


def glance(page: Page, without: Collection[str] = ()) -> Sight:
    """Normalize a page, find the words that the filter knows and the contacts: all that most clean pages need.

    ``without``: names of signals that find nothing, to measure what each is worth.
    """
    normalized = normalize(page.codes)
    observed = signals.observe(normalized)
    return Sight(page, normalized, observed, _find(observed, signals.CONTACTS, without))


def look(page: Page, seen: Sight | None = None, without: Collection[str] = ()) -> Sight:
    """Run every signal over a page once; ``seen`` is what a glance has found."""
    seen = seen or glance(page, without)
    rest = [signal.NAME for signal in signals.ALL if signal.NAME not in seen.matches]
    return replace(seen, matches=seen.matches | _find(seen.observed, rest, without))


def _find(observed: Observed, names: Collection[str], without: Collection[str]) -> dict[str, Matches]:
    return {
        signal.NAME: signals.NOTHING if signal.NAME in without else signal.find(observed)
        for signal in signals.ALL
        if signal.NAME in names
    }


def split_units(sight: Sight, places: NDArray[np.int64]) -> Units:
    """The sentences of the blocks near ``places``, and the clauses of those that give a number or make an offer.

    Spam is glued into genuine sentences with no full stop between them, mostly at a comma, a bracket or the number itself.
    Scraps between blanks are joined to what follows, as they show too little alone. No number is cut.
    """
    chosen = _blocks_near(sight, places)
    blocks = sight.page.blocks
    first, last = (blocks.start[chosen[0]], blocks.end[chosen[-1]]) if len(chosen) else (0, 0)
    start, end, block = split_sentences(
        sight.page.codes[first:last], blocks.start[chosen] - first, blocks.end[chosen] - first
    )
    sentences = _join_scraps(sight, start + first, end + first, chosen[block])
    return split_at(sentences, _clause_ends(sight, sentences))


def _blocks_near(sight: Sight, places: NDArray[np.int64]) -> NDArray[np.int32]:
    """The blocks that hold one of the places or stand near one that does."""
    count = len(sight.page.blocks)
    where = np.searchsorted(sight.page.blocks.start, sight.normalized.offsets[places], side="right") - 1
    edges = np.bincount(np.maximum(where - _FLANK, 0), minlength=count + 1)[: count + 1]
    edges -= np.bincount(np.minimum(where + _FLANK + 1, count), minlength=count + 1)
    return np.flatnonzero(np.cumsum(edges)[:-1] > 0).astype(np.int32)


def _join_scraps(
    sight: Sight, start: NDArray[np.int32], end: NDArray[np.int32], block: NDArray[np.int32]
) -> Units:
    if not len(start):
        return Units(start, end, block)
    same = block[1:] == block[:-1]
    scrap = (end - start < _SCRAP)[:-1] & same & (start[1:] > end[:-1])
    broken = np.concatenate(([False], same & _inside_contacts(sight, start[1:])))
    if not scrap.any() and not broken.any():
        return Units(start, end, block)
    begins = ~broken
    first = 0
    for unit in np.flatnonzero(scrap).tolist():  # in order: a joined unit may have grown long enough
        if unit > first and begins[unit]:
            first = unit
        if end[unit] - start[first] < _SCRAP:
            begins[unit + 1] = False
    chosen = np.flatnonzero(begins)
    return Units(start[chosen], end[np.append(chosen[1:], len(start)) - 1], block[chosen])


def _clause_ends(sight: Sight, units: Units) -> NDArray[np.int32]:
    """Where to cut the sentences that hold a contact or an offer: at marks, brackets and the contacts themselves."""
    start, end = normalized_spans(sight, units)
    mixed = holding(sight, units, (*signals.CONTACTS, "grammar")) & (end - start >= _SHORTEST_MIXED)
    if not mixed.any():
        return np.zeros(0, np.int32)
    flags = _MARKS[np.minimum(sight.normalized.codes, 0xFFFF)]
    cut = np.zeros(len(flags) + 1, np.bool_)
    cut[1:] = (flags & _CLOSES) > 0
    cut[:-1] |= (flags & _OPENS) > 0
    start_of, end_of = (
        np.concatenate([getattr(sight.matches[name], edge) for name in signals.CONTACTS])
        for edge in ("start", "end")
    )
    cut[start_of] = cut[end_of] = True
    # Last, as one contact may begin or end within another.
    inside = end_of - start_of - 1
    cut[np.repeat(start_of + 1, inside) + _counting(inside)] = False
    places = np.flatnonzero(cut)
    unit = np.searchsorted(start, places, side="right") - 1
    kept = (unit >= 0) & mixed[unit] & (places > start[unit]) & (places < end[unit])
    places, unit = places[kept], unit[kept]
    # A piece without a letter or a digit goes with what stands before it, or after it at the beginning of its sentence.
    solid = np.concatenate(([0], np.cumsum(flags & _SOLID, dtype=np.int32)))
    last = np.append(unit[1:] != unit[:-1], True)[: len(unit)]
    kept = solid[np.where(last, end[unit], np.append(places[1:], 0)[: len(unit)])] > solid[places]
    places, unit = places[kept], unit[kept]
    kept = solid[places] > solid[start[unit]]
    places = places[kept]
    return sight.normalized.offsets[places]


def _counting(lengths: NDArray[np.integer]) -> NDArray[np.int64]:
    """0, 1, 2 … for each of the lengths, one after the other."""
    total = np.cumsum(lengths)
    return np.asarray(np.arange(total[-1] if len(total) else 0) - np.repeat(total - lengths, lengths))


def _inside_contacts(sight: Sight, places: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which places of ``Page.text`` lie within a number or an id."""
    inside = np.zeros(len(places), np.bool_)
    offsets = sight.normalized.offsets
    for name in signals.CONTACTS:
        found = sight.matches[name]
        if len(found):
            span = np.searchsorted(offsets[found.start], places) - 1  # begins before the place
            inside |= (span >= 0) & (offsets[found.end[span] - 1] >= places)
    return inside


def split_at(units: Units, places: NDArray[np.integer]) -> Units:
    """Cut the units at places that lie inside them (ascending characters of ``Page.text``)."""
    unit = np.searchsorted(units.start, places, side="right") - 1
    places = places[(unit >= 0) & (places > units.start[unit]) & (places < units.end[unit])].astype(np.int32)
    if not len(places):
        return units
    start = np.sort(np.concatenate((units.start, places)))
    source = np.searchsorted(units.start, start, side="right") - 1
    end = np.minimum(np.append(start[1:], units.end[-1]), units.end[source])
    return Units(start, end, units.block[source])


def normalized_spans(sight: Sight, units: Units) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The units in the coordinates of the normalized text."""
    offsets = sight.normalized.offsets[:-1]
    return np.searchsorted(offsets, units.start), np.searchsorted(offsets, units.end)


def unit_of(
    places: NDArray[np.integer], start: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Mask]:
    """The unit that each place lies in, and whether it lies in any (else the unit means nothing); all normalized."""
    where = np.searchsorted(start, places, side="right") - 1
    inside = where >= 0
    where[~inside] = 0
    if len(end):
        inside &= places < end[where]
    return where, inside


def holding(sight: Sight, units: Units, names: Collection[str]) -> Mask:
    """Which units hold a hit of one of these signals."""
    hit = np.zeros(len(units), np.bool_)
    spans = normalized_spans(sight, units)
    for name in names:
        where, inside = unit_of(sight.matches[name].start, *spans)
        hit[where[inside]] = True
    return hit


def contacts_in(sight: Sight, units: Units) -> list[tuple[int, Contact]]:
    """Each number and id with the unit that it begins in."""
    found: list[tuple[int, Contact]] = []
    spans = normalized_spans(sight, units)
    for name in sorted(signals.CONTACTS):
        matches = sight.matches[name]
        where, inside = unit_of(matches.start, *spans)
        for index in np.flatnonzero(inside).tolist():
            found.append((int(where[index]), Contact(name, matches.values[index])))
    return found


# ---------------------------------------------------------------------------------------------- what is suspicious


@dataclass(frozen=True, slots=True)
class Lists:
    """Places of the page, and of each whether it follows another in a list and which way it leads: arrays[places]."""

    start: NDArray[np.int32]
    follows: NDArray[np.bool_]
    jumps: NDArray[np.bool_]  # to another province than the place before
    returns: NDArray[np.bool_]  # to a province that the list has left before


def lists_of(terms: Terms) -> Lists:
    """How the lists of places go through the map: genuine ones in order, those of spam are shuffled."""
    places = terms.kind == Kind.REGION
    first, last, province = terms.start[places], terms.end[places], terms.info[places] // 10000
    if len(first) < 2:
        no = np.zeros(len(first), np.bool_)
        return Lists(first, no, no, no)
    gap = first[1:] - last[:-1]
    known = (province[1:] > 0) & (province[:-1] > 0)
    follows = np.concatenate(([False], (gap > 0) & (gap <= _LIST_GAP) & known))
    jumps = follows & np.concatenate(([False], province[1:] != province[:-1]))
    key = np.cumsum(~follows).astype(np.int64) * 1000 + province
    order = np.argsort(key, kind="stable")
    again = np.zeros(len(key), np.bool_)
    again[order[1:]] = key[order[1:]] == key[order[:-1]]
    return Lists(first, follows, jumps, jumps & again)


def suspicious_places(sight: Sight) -> NDArray[np.int64]:
    """Where on the page stands what spam is made of; nowhere on most clean pages, which then never meet the labeller."""
    found = [sight.matches[name].start for name in signals.CONTACTS]
    terms = sight.observed.terms
    lists = lists_of(terms)
    if np.count_nonzero(lists.jumps) >= _SHUFFLED:
        found.append(lists.start[lists.jumps])
    start = terms.start[_OF_TRADE[terms.kind]]
    first = np.flatnonzero(start[_TRADE_WORDS - 1 :] - start[: 1 - _TRADE_WORDS] <= _NEAR_TRADE_WORDS)
    found += [start[first + step] for step in range(_TRADE_WORDS)]
    return np.concatenate(found).astype(np.int64)
