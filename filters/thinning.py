"""Which units of a page are judged at a time: so few alike that what spam was poured over does not look like a directory.

What a line is depends on the page: among fifty like it, and but a paragraph of news, a locksmith's number is an entry of a list.
So lines that differ in their numbers and places only are judged by the first of them, and of lines that give a number so many at
a time, each time with all the rest of the page: as many as it takes for a genuine list to be known for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from filters import signals
from filters.arrays import Bools, Floats, Indices, Places, from_to
from filters.lexicon import Kind
from filters.sight import Sight
from filters.units import Units, holding

_COPIES, _SAME = 8, 2  # lines of one template that are judged, and such as are the same to the letter
_MUCH = 0.25  # of the units of a page, from which on it matters that others are the same
_SHORTEST = 4  # characters of a template
_AT_ONCE = 45  # lines with a number
_LONGEST_LINE = 100  # characters
_MOST_TURNS = 16
_NUMBER, _PLACE = 0x30, 0xE000  # what stands for those in a template


@dataclass(frozen=True, slots=True)
class Thinned:
    """``turns``: the units that are judged at a time, ascending; what is not in the first of them is told of by its own.

    ``copies``: units that are in none, and ``models``: of each the unit that it is like.
    """

    turns: Sequence[Places]
    copies: Places
    models: Places


def thin_out(sight: Sight, units: Units) -> Thinned:
    """Divide the units of a page into such as are judged together; those of most pages are all."""
    everything, nothing = np.arange(len(units)), np.zeros(0, np.intp)
    numbered = holding(sight, units, *sight.starts(signals.WAYS))
    bounds = _lines(units, numbered)
    if len(bounds) - 1 <= _COPIES:
        return Thinned((everything,), nothing, nothing)
    copies, models = _copies(sight, units, bounds)
    if len(copies) < _MUCH * len(units):  # they change little
        copies = models = nothing
    left = np.delete(everything, copies)
    start, end = units.start[bounds[:-1]], units.end[bounds[1:] - 1]
    counted = (np.logical_or.reduceat(numbered, bounds[:-1]) & (end - start <= _LONGEST_LINE)).nonzero()[0]
    line = np.zeros(len(units), np.intp)
    line[bounds[1:-1]] = 1
    line = line.cumsum()[left]
    counted = np.intersect1d(counted, line)
    if len(counted) <= _AT_ONCE:
        return Thinned((left,), copies, models)
    is_counted = np.isin(line, counted)
    # The turns together are of no more than some three times as many units as the page has.
    most = min(_MOST_TURNS, 2 + 2 * len(left) // max(1, len(left) - int(is_counted.sum())))
    groups = np.array_split(counted, min(most, -(-len(counted) // _AT_ONCE)))
    return Thinned([left[~is_counted | np.isin(line, group)] for group in groups], copies, models)


def gather(units: Units, thinned: Thinned, found: Sequence[tuple[Units, Floats]]) -> tuple[Units, Floats]:
    """All units of a page with their chances. ``found``: for each turn its units, some divided, with their chances."""
    parts, chances = [], []
    for turn, (judged, likely) in zip(thinned.turns, found, strict=True):
        of = units.start.searchsorted(judged.start, side="right") - 1
        own = np.ones(len(of), np.bool_) if turn is thinned.turns[0] else ~np.isin(of, thinned.turns[0])
        parts.append(judged.take(own.nonzero()[0]))
        chances.append(likely[own])
    judged, likely = _together(parts, chances)
    of = units.start.searchsorted(judged.start, side="right") - 1
    size = judged.end - judged.start
    mean = np.bincount(of, size * likely, len(units)) / np.maximum(np.bincount(of, size, len(units)), 1)
    return _together([judged, units.take(thinned.copies)], [likely, mean[thinned.models]])


def _together(parts: Sequence[Units], chances: Sequence[Floats]) -> tuple[Units, Floats]:
    start, end, block = (
        np.concatenate(column)
        for column in zip(*((part.start, part.end, part.block) for part in parts), strict=True)
    )
    order = start.argsort(kind="stable")
    return Units(start, end, block).take(order), np.concatenate(chances)[order]


def _lines(units: Units, numbered: Bools) -> Places:
    """Where lines begin among the units, and behind the last: blocks, and of such as are lists what each number ends."""
    if not len(units):
        return np.zeros(1, np.intp)
    new = np.append(True, units.block[1:] != units.block[:-1])
    is_list = np.bincount(units.block, numbered) > _COPIES
    new[1:] |= (numbered & is_list[units.block])[:-1]
    return np.append(new.nonzero()[0], len(units))


def _copies(sight: Sight, units: Units, bounds: Places) -> tuple[Places, Places]:
    """The units of lines whose text or template occurred often enough before, and the unit of such a line that each is like.

    ``bounds``: of ``_lines``.
    """
    seen: dict[bytes | str, list[int]] = {}
    copies, models = [], []
    start, end = units.start[bounds[:-1]], units.end[bounds[1:] - 1]
    spans = zip(start.tolist(), end.tolist(), strict=True)
    texts = (sight.page.text[first:last] for first, last in spans)
    for line, (text, template) in enumerate(zip(texts, _templates(sight, start, end), strict=True)):
        if len(template) < _SHORTEST * sight.normalized.codes.itemsize:
            continue
        same, alike = seen.setdefault(text, []), seen.setdefault(template, [])
        if len(same) < _SAME and len(alike) < _COPIES:
            same.append(line)
            alike.append(line)
            continue
        model = same[-1] if len(same) >= _SAME else alike[_COPIES // 2]
        if bounds[line + 1] - bounds[line] == bounds[model + 1] - bounds[model]:
            copies.append(line)
            models.append(model)
    own, others = (from_to(bounds[lines], bounds[lines + 1]) for lines in np.array([copies, models], np.intp))
    return own, others


def _templates(sight: Sight, start: Indices, end: Indices) -> list[bytes]:
    """The text from each start to its end, with one sign for each row of digits and letters and for each of places."""
    codes, offsets, terms = sight.normalized.codes.copy(), sight.normalized.offsets[:-1], sight.observed.terms
    lower = codes | 0x20
    number = (codes - 0x30 < 10) | (lower - 0x61 < 26)  # unsigned: what is before is far beyond
    codes[number] = _NUMBER
    place = terms.kind == Kind.REGION
    named = from_to(terms.start[place], terms.end[place])
    codes[named] = _PLACE
    stays = np.ones(len(codes), np.bool_)
    stays[1:] = (codes[1:] != codes[:-1]) | ~((codes[1:] == _NUMBER) | (codes[1:] == _PLACE))
    spans = zip(offsets.searchsorted(start).tolist(), offsets.searchsorted(end).tolist(), strict=True)
    return [codes[first:last][stays[first:last]].tobytes() for first, last in spans]
