"""A page as the filter sees it: normalized, with all hits."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from filters import signals
from filters.arrays import Bools, Indices
from filters.lexicon import Kind, Terms
from filters.normalize import Normalized, normalize
from filters.segment import Page
from filters.signals import Matches, Observed

_SHUFFLED = 4  # steps to places in other provinces, in the lists of a page, that are suspicious
_LIST_GAP = 12  # characters between two places of one list
# Steps to another province by which a block of counties is scattered over the map, and such as lead back to one that official
# lists give before.
_SCATTERED, _BACKWARD = 6, 3
_DRAWN, _BY_LOT = 5, 0.7  # the same for lists within sentences, and for how many of their steps
# What such a list stands behind, and what a sentence goes on with that it is a part of.
_AFTER, _GOES_ON = (
    np.array([ord(character) for character in characters], np.uint32)
    for characters in (
        "\n 。.！!？?；;，,…”’\"')）]】』」",
        "和及与以共这入获被是为均都也上将已在有成位列分的先相各代多两三四五六七八九十，,。；;",
    )
)
_ETC, _UNTIL_ETC = ord("等"), 4  # characters, as a last name that is not known
_WIDE, _WIDE_BACKWARD = 5, 2  # the same for rows of places, each of one province
_LONGEST_HEAD = 6  # characters beside the places of such a block: 派单城市, not a sentence that lists them
_HAN = 0x4E00, 0x9FFF
_TOWN_ENDS = np.array([ord(character) for character in "镇乡道"], np.uint32)  # 道: of 街道
_LONGEST_MARK = 6  # characters between two places of a list: )； or 」／「
_BLANK, _SEMICOLON, _OTHER = 1, 2, 4
_MARKS = np.zeros(0x10000, np.uint8)
_MARKS[ord(" ")] = _BLANK
_MARKS[[ord(";"), ord("；")]] = _SEMICOLON
_MARKS[[ord(mark) for mark in "()（）[]【】「」『』《》〔〕·/／|｜、,，▪•●○■□▲△※→★☆~～#"]] = _OTHER
_COMMA = ord("、")


@dataclass(frozen=True, slots=True)
class Lists:
    """Places of the page, and of each whether it follows another in a list and which way it leads: arrays[places]."""

    start: Indices
    follows: Bools
    jumps: Bools  # to another province than the place before
    returns: Bools  # to a province that the list has left before


@dataclass(frozen=True, slots=True)
class Sight:
    """A page with everything that was seen on it: hits are in the coordinates of the normalized text.

    ``normalized``: its ``codes``, which is what wording and features are read from, have 、 at the ``commas``: the
    semicolons, and the blanks beside other marks, that part the places of a list.
    """

    page: Page
    normalized: Normalized
    commas: NDArray[np.int64]
    observed: Observed
    lists: Lists  # of places
    matches: dict[str, Matches]  # by the name of the signal

    def starts(self, names: Iterable[str]) -> list[Indices]:
        """Where the hits of each of these signals begin."""
        return [self.matches[name].start for name in names]


def glance(page: Page, without: Collection[str] = ()) -> Sight:
    """Normalize a page, find the words that the filter knows, contacts and addresses: all that most clean pages need.

    ``without``: names of signals that find nothing, to measure what each is worth.
    """
    normalized = normalize(page.codes)
    observed = signals.observe(normalized)
    lists = lists_of(observed.terms)
    commas = commas_of(normalized, observed.terms)
    if len(commas):
        codes = normalized.codes.copy()
        codes[commas] = _COMMA
        normalized = replace(normalized, codes=codes)
    return Sight(page, normalized, commas, observed, lists, _find(observed, signals.WAYS, without))


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
    key = (~follows).cumsum().astype(np.int64) * 1000 + province
    order = key.argsort(kind="stable")
    again = np.zeros(len(key), np.bool_)
    again[order[1:]] = key[order[1:]] == key[order[:-1]]
    return Lists(first, follows, jumps, jumps & again)


def commas_of(normalized: Normalized, terms: Terms) -> NDArray[np.int64]:
    """Where semicolons stand between two places, and blanks beside other marks: commas of a list, which end no sentence.

    A sentence that ends with a semicolon is nearly always genuine; so would be, by that alone, every line of such a list.
    """
    places = terms.kind == Kind.REGION
    first, last = terms.start[places], terms.end[places]
    gap = first[1:] - last[:-1]
    near = ((gap > 0) & (gap <= _LONGEST_MARK)).nonzero()[0]
    at = last[near][:, None] + np.arange(_LONGEST_MARK)
    inside = at < first[near + 1][:, None]
    kinds = np.where(inside, _MARKS.take(normalized.codes.take(at, mode="clip"), mode="clip"), 0)
    present = np.bitwise_or.reduce(kinds, axis=1)
    only_marks = ((kinds > 0) == inside).all(axis=1)
    listed = only_marks & ((present & _SEMICOLON > 0) | (present == _BLANK | _OTHER))
    return np.asarray(at[listed[:, None] & (kinds & (_BLANK | _SEMICOLON) > 0)], dtype=np.int64)


def shuffled_places(sight: Sight) -> Indices:
    """Where the lists of places step to another province; none if they hardly do. Names of provinces do not count."""
    terms = sight.observed.terms
    below = terms.info[terms.kind == Kind.REGION] % 10000 > 0
    places: Indices = sight.lists.start[sight.lists.jumps & below]
    return places if len(places) >= _SHUFFLED else places[:0]


def scattered_places(sight: Sight) -> Indices:
    """Where blocks of nothing but places go to counties in another province, in no order of the map, as if drawn by lot.

    Sentences list such counties too: those with the oldest people, the best wine.
    """
    terms, lists, normalized = sight.observed.terms, sight.lists, sight.normalized
    nothing = lists.start[:0]
    if np.count_nonzero(lists.jumps) < _SCATTERED:
        return nothing
    places = terms.kind == Kind.REGION
    start, end, code = terms.start[places], terms.end[places], terms.info[places]
    bounds = normalized.offsets[:-1].searchsorted(sight.page.blocks.start)
    block = np.maximum(bounds.searchsorted(start, side="right") - 1, 0)
    # Towns in all parts of the country have the same names, so those of one county may seem to be scattered.
    county = (code % 100 > 0) & ~np.isin(normalized.codes[end - 1], _TOWN_ENDS)
    jumps, backward = np.zeros((2, len(code)), np.bool_)
    jumps[1:] = lists.jumps[1:] & (county[1:] | county[:-1]) & (block[1:] == block[:-1])
    backward[1:] = jumps[1:] & (code[1:] // 10000 < code[:-1] // 10000)
    scattered = (np.bincount(block, jumps) >= _SCATTERED) & (np.bincount(block, backward) >= _BACKWARD)
    if not scattered.any():
        return nothing
    han = np.append((normalized.codes >= _HAN[0]) & (normalized.codes <= _HAN[1]), False)
    beside = np.add.reduceat(han, bounds, dtype=np.int64)[: len(scattered)] - np.bincount(block, end - start)
    found: Indices = start[jumps & (scattered & (beside <= _LONGEST_HEAD))[block]]
    return found


def scattered_lists(sight: Sight) -> tuple[Indices, Indices]:
    """Where lists of counties from all over the map begin and end (normalized), which nothing but marks part.

    They are glued to sentences, but no part of them: where such counties are spoken of, a word or a colon leads to them, or
    等地, 和 or the like goes on from there.
    """
    terms, lists, codes = sight.observed.terms, sight.lists, sight.normalized.codes
    nothing = lists.start[:0]
    if np.count_nonzero(lists.jumps) < _DRAWN:
        return nothing, nothing
    places = terms.kind == Kind.REGION
    start, end, code = terms.start[places], terms.end[places], terms.info[places]
    # A place may be written as several: its province, its city, itself.
    last = np.append((start[1:] > end[:-1]) | (code[1:] // 10000 != code[:-1] // 10000), True)
    first = np.append(True, last[:-1])
    alone = first[last] & last[last]
    start, end, code = start[first], end[last], code[last]
    # Between two stands a mark, perhaps with a name that is not known.
    marks = np.concatenate(([0], ((_MARKS.take(codes, mode="clip") > 0) | (codes == _COMMA)).cumsum()))
    gap = start[1:] - end[:-1]
    goes_on = (gap == 0) | ((gap <= _LONGEST_MARK) & (marks[start[1:]] > marks[end[:-1]]))
    of = np.concatenate(([0], (~goes_on).cumsum()))
    jumps = goes_on & (code[1:] // 10000 != code[:-1] // 10000)
    size = np.bincount(of)
    steps, backward = (
        np.bincount(of[1:], each, len(size)) for each in (jumps, jumps & (code[1:] < code[:-1]))
    )
    chosen = (steps >= np.maximum(_DRAWN, _BY_LOT * (size - 1))) & (backward >= _WIDE_BACKWARD)
    if not chosen.any():  # most pages
        return nothing, nothing
    # Towns in all parts of the country have the same names.
    county = np.where(alone, (code % 100 > 0) & ~np.isin(codes[end - 1], _TOWN_ENDS), code % 10000 > 0)
    chosen &= 2 * np.bincount(of, county) >= size
    start, end = start[size.cumsum() - size][chosen], end[size.cumsum() - 1][chosen]
    before = np.append(codes, ord("\n"))[start - 1]  # of the first character that of none
    behind = codes.take(end[:, None] + np.arange(_UNTIL_ETC), mode="clip")
    bare = np.isin(before, _AFTER) & ~np.isin(behind[:, 0], _GOES_ON) & (behind != _ETC).all(axis=1)
    return start[bare], end[bare]


def place_lists(sight: Sight) -> NDArray[np.int64]:
    """Of each block, which list of nothing but places it is a row of, if the rows go all over the map; else -1.

    Each is of another province than the rows beside it: genuine lists go through one after the other. They have numbers, too.
    """
    terms, codes, blocks = sight.observed.terms, sight.normalized.codes, sight.page.blocks
    count = len(blocks)
    lists = np.full(count, -1, np.int64)
    places = terms.kind == Kind.REGION
    start, end, province = terms.start[places], terms.end[places], terms.info[places] // 10000
    if np.count_nonzero(province[1:] != province[:-1]) < _WIDE:
        return lists
    bounds = sight.normalized.offsets[:-1].searchsorted(blocks.start)
    block = np.maximum(bounds.searchsorted(start, side="right") - 1, 0)
    han = np.append((codes >= _HAN[0]) & (codes <= _HAN[1]), False)
    digit = np.append(codes - np.uint32(ord("0")) < 10, False)
    beside = np.add.reduceat(han, bounds, dtype=np.int64) - np.bincount(block, end - start, count)
    bare = (np.bincount(block, minlength=count) > 1) & (beside <= _LONGEST_HEAD)
    bare &= np.add.reduceat(digit, bounds, dtype=np.int64) == 0
    # From the last place of a row to the first of the next.
    onward = block[1:] > block[:-1]
    goes_on = np.zeros(count, np.bool_)
    goes_on[block[1:][onward & (province[1:] == province[:-1]) & (block[1:] - block[:-1] == 1)]] = True
    goes_on[1:] &= bare[:-1]
    bare &= ~goes_on & ~np.append(goes_on[1:], False)
    group = np.concatenate(([True], ~(bare[1:] & bare[:-1]))).cumsum() - 1
    jumps = onward & (province[1:] != province[:-1]) & (group[block[1:]] == group[block[:-1]])
    of = group[block[1:]]
    groups = int(group[-1]) + 1
    wide = np.bincount(of, jumps, groups) >= _WIDE
    wide &= np.bincount(of, jumps & (province[1:] < province[:-1]), groups) >= _WIDE_BACKWARD
    rows = bare & wide[group]
    lists[rows] = group[rows]
    return lists
