"""The units of a page that are labelled: sentences, or clauses where a sentence gives a number.

Only blocks with something suspicious in them or near them are judged; most clean pages have none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filters import signals
from filters.arrays import Bools, Codes, Floats, Indices, Places, from_to, is_han, near
from filters.segment import Page, split_sentences
from filters.sight import Sight, scattered_lists
from filters.signals import grammar
from filters.types import Contact
from filters.wording import wording_of

_FLANK = 16  # blocks on either side of something suspicious that are judged with it
_SCRAP = 6  # characters
_SHORTEST_MIXED = 12  # characters
# A sentence is divided, too, if a clause of it that is not too short to tell has such log-odds for spam by its wording.
_SHORTEST_CLAUSE, _LIKE_SPAM = 4, 1.5
_TURNS_TO, _TURNS_FROM = 1.2, -1.0  # where spam meets without a mark what it was glued to
_DISGUISED, _DISGUISE_GAP = 4, 3  # characters of a disguised stretch, and from one of them to the next
_SLASH = 0x2F
_SLASH_REACH = 3  # Chinese characters beside a slash that divides clauses
_SOLID, _OPENS, _CLOSES = 1, 2, 4
_COMMA = ord("、")
_DIGITS = b"0123456789"


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

    start: Indices
    end: Indices
    block: Indices

    def __len__(self) -> int:
        return len(self.start)

    def take(self, some: NDArray[np.integer]) -> Units:
        """Some of the units, ascending."""
        return Units(self.start[some], self.end[some], self.block[some])


def split_units(sight: Sight, places: Places, sums: Floats | None = None) -> Units:
    """The sentences of the blocks near ``places``, and the clauses of those that give a number or make an offer.

    ``sums``: of the wording, if that is known, as ``wording.read_wording`` gives it: clauses that read like spam are then told
    from the rest of their sentence, too.

    Spam is glued into genuine sentences with no full stop between them, mostly at a comma, a bracket or the number itself.
    Scraps between blanks are joined to what follows, as they show too little alone. No number is cut.
    """
    chosen = _blocks_near(sight, places)
    blocks = sight.page.blocks
    first, last = (blocks.start[chosen[0]], blocks.end[chosen[-1]]) if len(chosen) else (0, 0)
    codes = sight.page.codes[first:last]
    commas = sight.normalized.offsets[sight.commas]
    commas = commas[(commas >= first) & (commas < last)]
    if len(commas):
        codes = codes.copy()
        codes[commas - first] = _COMMA
    start, end, block = split_sentences(codes, blocks.start[chosen] - first, blocks.end[chosen] - first)
    sentences = _join_scraps(sight, start + first, end + first, chosen[block])
    lists = np.sort(np.concatenate(scattered_lists(sight)))
    sentences = split_at(sentences, sight.normalized.offsets[lists])
    return split_at(sentences, _clause_ends(sight, sentences, sums))


def turns(sight: Sight, units: Units, sums: Floats) -> Indices:
    """The places, in ``Page.text``, where the wording of a unit turns from spam to genuine text or back; one a unit at most.

    It turns where the wording before and behind differs most, as in binary segmentation (Scott and Knott 1974).
    """
    start, end = normalized_spans(sight, units)
    long = end - start >= _SHORTEST_MIXED
    first, last = start[long] + _SHORTEST_CLAUSE, end[long] - _SHORTEST_CLAUSE + 1
    size = last - first
    unit, place = long.nonzero()[0].repeat(size), from_to(first, last)
    if not len(place):
        return np.zeros(0, np.int32)
    before, behind = wording_of(sums, start[unit], place), wording_of(sums, place, end[unit])
    differ = np.abs(before - behind)
    most = np.maximum.reduceat(differ, size.cumsum() - size)
    turn = differ == most.repeat(size)
    turn &= (np.maximum(before, behind) > _TURNS_TO) & (np.minimum(before, behind) < _TURNS_FROM)
    found = turn.nonzero()[0]
    of = unit[found]
    places = sight.normalized.offsets[place[found[np.append(-1, of[:-1]) < of]]]
    return np.asarray(places[~inside_contacts(sight, places)])


def _blocks_near(sight: Sight, places: NDArray[np.int64]) -> Indices:
    """The blocks that hold one of the places or stand near one that does."""
    where = sight.page.blocks.start.searchsorted(sight.normalized.offsets[places], side="right") - 1
    return near(where, _FLANK, len(sight.page.blocks)).astype(np.int32)


def _join_scraps(sight: Sight, start: Indices, end: Indices, block: Indices) -> Units:
    if not len(start):
        return Units(start, end, block)
    same = block[1:] == block[:-1]
    scrap = (end - start < _SCRAP)[:-1] & same & (start[1:] > end[:-1])
    broken = np.concatenate(([False], same & inside_contacts(sight, start[1:])))
    if not scrap.any() and not broken.any():
        return Units(start, end, block)
    begins = ~broken
    first = 0
    for unit in scrap.nonzero()[0].tolist():  # in order: a joined unit may have grown long enough
        if unit > first and begins[unit]:
            first = unit
        if end[unit] - start[first] < _SCRAP:
            begins[unit + 1] = False
    chosen = begins.nonzero()[0]
    return Units(start[chosen], end[np.append(chosen[1:], len(start)) - 1], block[chosen])


def _clause_ends(sight: Sight, units: Units, sums: Floats | None) -> Indices:
    """Where to cut the sentences that hold a contact, an address or an offer, or one of whose clauses reads like spam.

    At marks, brackets, the contacts and addresses themselves, and where a disguise begins or ends.
    """
    start, end = normalized_spans(sight, units)
    mixed = holding(sight, units, *sight.starts((*signals.WAYS, grammar.NAME)))
    long = end - start >= _SHORTEST_MIXED
    if not (long if sums is not None else long & mixed).any():
        return np.zeros(0, np.int32)
    codes = sight.normalized.codes
    flags = _MARKS.take(codes, mode="clip")
    cut = np.zeros(len(flags) + 1, np.bool_)
    cut[1:] = (flags & _CLOSES) > 0
    cut[:-1] |= (flags & _OPENS) > 0
    cut[_disguise_edges(sight)] = True
    start_of, end_of = (
        np.concatenate([getattr(sight.matches[name], edge) for name in signals.WAYS])
        for edge in ("start", "end")
    )
    cut[start_of] = cut[end_of] = True
    cut[_slashes(codes, cut) + 1] = True
    # Last, as one contact may begin or end within another.
    cut[from_to(start_of + 1, end_of)] = False
    places = cut.nonzero()[0]
    unit = start.searchsorted(places, side="right") - 1
    kept = (unit >= 0) & long[unit] & (places > start[unit]) & (places < end[unit])
    places, unit = places[kept], unit[kept]
    # A piece without a letter or a digit goes with what stands before it, or after it at the beginning of its sentence.
    solid = np.concatenate(([0], (flags & _SOLID).cumsum(dtype=np.int32)))
    last = np.append(unit[1:] != unit[:-1], True)[: len(unit)]
    kept = solid[np.where(last, end[unit], np.append(places[1:], 0)[: len(unit)])] > solid[places]
    places, unit = places[kept], unit[kept]
    kept = solid[places] > solid[start[unit]]
    places, unit = places[kept], unit[kept]
    if sums is not None:
        first = np.sort(np.concatenate((start, places)))
        of = start.searchsorted(first, side="right") - 1
        behind = np.minimum(np.append(first[1:], end[-1]), end[of])
        odds = np.where(behind - first < _SHORTEST_CLAUSE, -np.inf, wording_of(sums, first, behind))
        mixed |= np.maximum.reduceat(odds, first.searchsorted(start)) > _LIKE_SPAM
    return sight.normalized.offsets[places[mixed[unit]]]


def _slashes(codes: Codes, cut: Bools) -> Places:
    """The slashes that divide clauses: Chinese words on either side, or a number; not those of a date, a path or a unit."""
    places = (codes == _SLASH).nonzero()[0]
    places = places[(places >= _SLASH_REACH) & (places < len(codes) - _SLASH_REACH)]
    reach = np.arange(1, _SLASH_REACH + 1)
    han = is_han(codes)
    before, after = (han[places[:, None] + side * reach].all(axis=1) for side in (-1, 1))
    return np.asarray(places[after & (before | cut[places])])


def _disguise_edges(sight: Sight) -> Places:
    """Where stretches of disguised characters begin and end, in the normalized text."""
    places = sight.normalized.changed.nonzero()[0]
    if len(places) < _DISGUISED:
        return places[:0]
    far = (np.diff(places) > _DISGUISE_GAP).nonzero()[0]
    first, last = np.append(0, far + 1), np.append(far, len(places) - 1)
    stretch = last - first >= _DISGUISED - 1
    first, last = places[first[stretch]], places[last[stretch]]
    # What is put behind characters shows at the next of them, so the last that shows it is genuine.
    offsets = sight.normalized.offsets
    behind = [(at > 0) & (offsets[at] - offsets[np.maximum(at - 1, 0)] > 1) for at in (first, last)]
    same = sight.normalized.codes[last] == sight.page.codes[offsets[last]]
    return np.concatenate((first - behind[0], last + 1 - (behind[1] & same)))


def inside_contacts(sight: Sight, places: Indices) -> Bools:
    """Which places of ``Page.text`` lie within a number, an id or an address."""
    inside = np.zeros(len(places), np.bool_)
    offsets = sight.normalized.offsets
    for name in signals.WAYS:
        found = sight.matches[name]
        if len(found):
            span = offsets[found.start].searchsorted(places) - 1  # begins before the place
            inside |= (span >= 0) & (offsets[found.end[span] - 1] >= places)
    return inside


def split_at(units: Units, places: NDArray[np.integer]) -> Units:
    """Cut the units at places that lie inside them (ascending characters of ``Page.text``)."""
    unit = units.start.searchsorted(places, side="right") - 1
    places = places[(unit >= 0) & (places > units.start[unit]) & (places < units.end[unit])].astype(np.int32)
    if not len(places):
        return units
    start = np.sort(np.concatenate((units.start, places)))
    start = start[np.append(True, start[1:] != start[:-1])]  # a sign of two digits has both at one place
    source = units.start.searchsorted(start, side="right") - 1
    end = np.minimum(np.append(start[1:], units.end[-1]), units.end[source])
    return Units(start, end, units.block[source])


def built_alike(page: Page, units: Units) -> Places:
    """A number for each unit, the same where the elements around them lie as deep and start alike but for digits.

    The lines of what is put into a page are mostly built alike, and otherwise than the page's own.
    """
    elements = page.elements
    if not len(elements):  # flat text
        return np.zeros(len(units), np.intp)
    own = page.blocks.element[units.block]
    is_own = np.zeros(len(elements), np.bool_)
    is_own[own] = True
    places = is_own.nonzero()[0]
    kinds: dict[tuple[int, bytes], int] = {}
    rows = zip(
        elements.level[places].tolist(),
        elements.markup_start[places].tolist(),
        elements.markup_end[places].tolist(),
        strict=True,
    )
    numbers = [
        kinds.setdefault((level, elements.markup[start:end].translate(None, _DIGITS)), len(kinds))
        for level, start, end in rows
    ]
    number_of = np.zeros(len(elements), np.intp)
    number_of[places] = numbers
    return number_of[own]


def normalized_spans(sight: Sight, units: Units) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The units in the coordinates of the normalized text."""
    offsets = sight.normalized.offsets[:-1]
    return offsets.searchsorted(units.start), offsets.searchsorted(units.end)


def unit_of(
    places: NDArray[np.integer], start: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Bools]:
    """The unit that each place lies in, and whether it lies in any (else the unit means nothing); all normalized."""
    where = start.searchsorted(places.astype(start.dtype), side="right") - 1
    inside = where >= 0
    np.maximum(where, 0, out=where)
    if len(end):
        inside &= places < end[where]
    return where, inside


def holding(sight: Sight, units: Units, *places: Indices) -> Bools:
    """Which units hold one of these places of the normalized text, such as where hits begin."""
    unit, inside = unit_of(np.concatenate(places), *normalized_spans(sight, units))
    found = np.zeros(len(units), np.bool_)
    found[unit[inside]] = True
    return found


def contacts_in(sight: Sight, units: Units) -> list[tuple[int, Contact]]:
    """Each number and id with the unit that it begins in."""
    found: list[tuple[int, Contact]] = []
    names = [name for name in sorted(signals.CONTACTS) if len(sight.matches[name])]
    if not names:
        return found
    spans = normalized_spans(sight, units)
    for name in names:
        matches = sight.matches[name]
        where, inside = unit_of(matches.start, *spans)
        rows = zip(where.tolist(), inside.tolist(), matches.values, strict=True)
        found += [(unit, Contact(name, value)) for unit, is_inside, value in rows if is_inside]
    return found
