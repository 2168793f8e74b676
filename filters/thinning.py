"""Which units of a page are judged: of lines that are the same to the letter the first few.

What a line is depends on the page: where hundreds are as it is, and there is but a paragraph of news, the hotline of a workshop
is an entry of a directory. But no directory says the same again and again, while spam is poured over pages in just this way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from filters import signals
from filters.arrays import Bools, Floats, Places, from_to
from filters.sight import Sight
from filters.units import Units, holding

_SAME = 4  # lines that are the same which are judged
_FEW = 8  # units of a page, or numbers in a block: too few for a list
_SHORTEST = 4  # characters of a line
_MUCH = 0.25  # of the units of a page, from which on it matters that others are the same


@dataclass(frozen=True, slots=True)
class Thinned:
    """``left``: the units that are judged, ascending; ``copies``: the others; ``models``: what each of these is told by."""

    left: Places
    copies: Places
    models: Places


def thin_out(sight: Sight, units: Units) -> Thinned:
    """Leave out the units of lines that occurred often enough before; on most pages there are none."""
    nothing = np.zeros(0, np.intp)
    everything = Thinned(np.arange(len(units)), nothing, nothing)
    if len(units) <= _FEW:
        return everything
    bounds = _lines(units, holding(sight, units, *sight.starts(signals.WAYS)))
    copies, models = _copies(sight.page.text, units, bounds)
    if len(copies) < _MUCH * len(units):  # they change little
        return everything
    return Thinned(np.delete(everything.left, copies), copies, models)


def put_back(units: Units, thinned: Thinned, judged: Units, chances: Floats) -> tuple[Units, Floats]:
    """All units of a page with their chances; ``judged``: those that were left, some divided, with theirs."""
    of = units.start.searchsorted(judged.start, side="right") - 1
    size = judged.end - judged.start
    mean = np.bincount(of, size * chances, len(units)) / np.maximum(np.bincount(of, size, len(units)), 1)
    copies = units.take(thinned.copies)
    start, end, block = (
        np.concatenate(both)
        for both in ((judged.start, copies.start), (judged.end, copies.end), (judged.block, copies.block))
    )
    order = start.argsort(kind="stable")
    return Units(start, end, block).take(order), np.concatenate((chances, mean[thinned.models]))[order]


def _lines(units: Units, numbered: Bools) -> Places:
    """Where lines begin among the units, and behind the last: blocks, and of such as are lists what each number ends."""
    new = np.append(True, units.block[1:] != units.block[:-1])
    is_list = np.bincount(units.block, numbered) > _FEW
    new[1:] |= (numbered & is_list[units.block])[:-1]
    return np.append(new.nonzero()[0], len(units))


def _copies(text: str, units: Units, bounds: Places) -> tuple[Places, Places]:
    """The units of lines whose text occurred often enough before, and the unit of such a line that each is like.

    ``bounds``: of ``_lines``.
    """
    seen: dict[str, list[int]] = {}
    copies, models = [], []
    spans = zip(units.start[bounds[:-1]].tolist(), units.end[bounds[1:] - 1].tolist(), strict=True)
    for line, (first, last) in enumerate(spans):
        if last - first < _SHORTEST:
            continue
        before = seen.setdefault(text[first:last], [])
        if len(before) < _SAME:
            before.append(line)
            continue
        model = before[-1]
        if bounds[line + 1] - bounds[line] == bounds[model + 1] - bounds[model]:
            copies.append(line)
            models.append(model)
    own, others = (from_to(bounds[lines], bounds[lines + 1]) for lines in np.array([copies, models], np.intp))
    return own, others
