"""Where within a unit spam meets genuine text that it was glued to.

A unit is judged as a whole. Where no full stop stands between an advertisement and the sentence that it was put into, one unit
has a part of both: ``…于4月开工/全国各区均可上门`` or ``微信同号】新发展格局下…``. So the units at the edges of what is cut, and
those in doubt, are looked at again. Every place beside a mark or a blank may be the joint, with the spam before it or behind it,
or there is none. A small network weighs these options against each other, by a softmax over them (list-wise ranking, Cao et al.
2007): by what the wording of either part says, by the marks themselves, by what stands beside the unit and by the words that
either part has in common with what is cut and what stays. Glued without any mark, a unit goes as a whole: to ask about places
between any two characters, too, made no more pages right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from filters.sight import Sight
from filters.units import Units, inside_contacts, normalized_spans
from filters.wording import damp

_SHORTEST = 3  # characters of a unit that may have a joint
_LONGEST = 1000
_MOST = 20_000  # characters of such units on a page
_DOUBTFUL = 0.2  # chance from which a unit is looked at wherever it stands
_SURE = 0.7  # chance from which a joint is believed
_NO_UNIT, _STAYS, _CUT = range(3)
_KINDS_OF_MARKS = (
    "，,",
    "。．.！!？?；;",
    "：:",
    "、",
    "】）)」』〗〕]》”’",
    "【（(「『〖〔[《“‘",
    " \n",
    "/|｜\\",
    "—–-―…~～_=+",
    "□■●○◆◇▲△▼▽◎※•·",
)
_OTHER_MARK = len(_KINDS_OF_MARKS) + 1
_MARKS = _OTHER_MARK + 1  # 0 is a letter, a figure or a character
_OPENING, _CLOSING, _BLANK = 6, 5, 7
_HAN = (0x3400, 0x9FFF)
_SCALARS = 22
FEATURES = _SCALARS + 4 * _MARKS

Floats = NDArray[np.float32]


@cache
def _kinds_of_marks() -> NDArray[np.uint8]:
    table = np.full(0x20000, _OTHER_MARK, np.uint8)
    # What hangs on the character before it is no mark, nor are the letters and figures beyond 16 bits; emoji are.
    inside = (code for code in range(0x20000) if chr(code).isalnum() or category(chr(code))[0] == "M")
    table[list(inside)] = 0
    table[[0x200D, 0x1FFFF]] = 0  # joins emoji; all that is beyond the table, which is Han
    for kind, marks in enumerate(_KINDS_OF_MARKS, 1):
        table[[ord(mark) for mark in marks]] = kind
    return table


@dataclass(frozen=True, slots=True)
class _Splits:
    """The options as they are described; arrays[options].

    ``before``: characters of the unit before the place. A whole unit has all of them before it if it is cut, none if it stays.
    """

    unit: NDArray[np.int64]
    before: NDArray[np.int64]
    behind: NDArray[np.bool_]
    whole: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Options:
    """The ways to see the units at the edges of what is cut; arrays[options], in order of the units.

    ``unit``: the unit; ``place``: where in ``Page.text`` it is cut, -1 for not at all, which is the first option of each unit;
    ``behind``: whether the spam stands behind the place; ``features``: float32[options, FEATURES].
    """

    unit: NDArray[np.int64]
    place: NDArray[np.int64]
    behind: NDArray[np.bool_]
    features: Floats


def find_options(
    sight: Sight,
    sums: NDArray[np.float64],
    units: Units,
    chances: NDArray[np.float64],
    cut: NDArray[np.bool_],
) -> Options | None:
    """The options of the units that may have a joint; None if there are none. ``sums`` are those of ``read_wording``."""
    if not cut.any():  # most pages that are judged
        return None
    states = _states(units, cut)
    chosen = _at_edges(units, chances, states)
    if not len(chosen):
        return None
    length = (units.end - units.start)[chosen].astype(np.int64)
    begins = np.cumsum(length) - length
    unit = np.arange(len(chosen)).repeat(length)
    place = np.arange(length.sum()) - begins[unit] + units.start[chosen].astype(np.int64)[unit]
    kind = _kinds_of_marks().take(sight.page.codes[place], mode="clip")
    first = np.concatenate(([True], unit[1:] != unit[:-1]))
    before = np.concatenate(([0], kind[:-1]))
    # Behind a blank is as good as before it; either part has more than blanks; and no number is cut.
    solid = np.concatenate(([0], np.cumsum(kind != _BLANK)))
    some = (solid[:-1] > solid[begins][unit]) & (solid[:-1] < solid[begins + length][unit])
    at = np.flatnonzero(~first & some & ((kind > 0) | (before > 0)) & (before != _BLANK))
    at = at[~inside_contacts(sight, place[at])]
    # No joint first, then all places with the spam before them and behind them.
    head = np.flatnonzero(first)
    index = np.concatenate((head, at, at))
    whole = np.arange(len(index)) < len(head)
    behind = np.arange(len(index)) >= len(head) + len(at)
    order = np.argsort(unit[index] * 2 + ~whole, kind="stable")
    index, whole, behind = index[order], whole[order], behind[order]
    owner = unit[index]
    split = np.where(whole, np.where(cut[chosen], length, 0)[owner], index - begins[owner])
    features = _describe(sight, sums, units, chances, states, _Splits(chosen[owner], split, behind, whole))
    marks = np.zeros((len(index), 4 * _MARKS), np.float32)
    rows = np.flatnonzero(~whole)
    shift = behind[rows] * 2 * _MARKS
    marks[rows, before[index[rows]] + shift] = 1
    marks[rows, kind[index[rows]] + _MARKS + shift] = 1
    return Options(
        chosen[owner],
        np.where(whole, -1, place[index]),
        behind,
        np.concatenate((features, marks), axis=1),
    )


def _states(units: Units, cut: NDArray[np.bool_]) -> NDArray[np.int64]:
    """int64[3, units]: what each unit is, and what those are that touch it before and behind."""
    own = np.where(cut, _CUT, _STAYS)
    touch = (units.block[1:] == units.block[:-1]) & (units.start[1:] - units.end[:-1] <= 1)
    nothing = np.array([_NO_UNIT])
    before = np.concatenate((nothing, np.where(touch, own[:-1], _NO_UNIT)))[: len(own)]
    behind = np.concatenate((np.where(touch, own[1:], _NO_UNIT), nothing))[-len(own) :]
    return np.stack((own, before, behind))


def _at_edges(units: Units, chances: NDArray[np.float64], states: NDArray[np.int64]) -> NDArray[np.intp]:
    """The units that may have a joint, ascending."""
    own, beside = states[0], states[1:]
    changes = ((beside != _NO_UNIT) & (beside != own)).any(axis=0)
    ends = (own == _CUT) & (beside == _NO_UNIT).any(axis=0)
    length = units.end - units.start
    long_enough = (length >= _SHORTEST) & (length <= _LONGEST)
    looked_at = np.stack((changes, chances > _DOUBTFUL, ends)) & long_enough
    found = np.flatnonzero(looked_at.any(axis=0))
    # If there is too much of it, first what touches a verdict that is another.
    found = found[np.argsort(looked_at.argmax(axis=0)[found], kind="stable")]
    return np.sort(found[np.cumsum(length[found], dtype=np.int64) <= _MOST])


def _describe(
    sight: Sight,
    sums: NDArray[np.float64],
    units: Units,
    chances: NDArray[np.float64],
    states: NDArray[np.int64],
    splits: _Splits,
) -> Floats:
    """All but the marks: float32[options, _SCALARS]."""
    source, whole = splits.unit, splits.whole
    start, end = (side.astype(np.int64)[source] for side in (units.start, units.end))
    bounds = np.stack((start, start + splits.before, end))
    low, middle, high = sight.normalized.offsets[:-1].searchsorted(bounds)
    odds = np.stack((sums[middle] - sums[low], sums[high] - sums[middle]))
    length = np.stack((middle - low, high - middle))
    runs = map(_running, (*_echoes(sight, units, states[0]), _brackets(sight)))
    in_cut, in_kept, net = (
        np.stack((run[middle] - run[low], run[high] - run[middle])).astype(np.float64) for run in runs
    )
    logits = log_odds(chances, 1e-4) / 4
    none = np.zeros(1)
    beside = np.stack(
        (
            np.where(states[1] != _NO_UNIT, np.concatenate((none, logits))[:-1], 0.0),
            np.where(states[2] != _NO_UNIT, np.concatenate((logits, none))[1:], 0.0),
        )
    )[:, source]
    neighbour = states[1:][:, source]
    is_cut = states[0][source] == _CUT

    def sides(pair: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """What is on the side of the spam, and what on the other."""
        return np.where(splits.behind, pair[1], pair[0]), np.where(splits.behind, pair[0], pair[1])

    spam, rest = sides(neighbour)
    shares = [
        share / (count + 3)
        for runs in (in_cut, in_kept)
        for share, count in zip(sides(runs), sides(length), strict=True)
    ]
    rows = (
        *(odd / damp(count) for odd, count in zip(sides(odds), sides(length), strict=True)),
        *(odd / 20 for odd in sides(odds)),
        *(np.log1p(count) / 3 for count in sides(length)),
        spam == _STAYS,
        spam == _CUT,
        rest == _STAYS,
        rest == _CUT,
        *sides(beside),
        logits[source],
        is_cut,
        *sides(net),
        *shares,
        whole & is_cut,
        whole & ~is_cut,
    )
    return np.stack(rows, axis=1).astype(np.float32)


def _brackets(sight: Sight) -> NDArray[np.int64]:
    """1 where a bracket opens in the normalized text, -1 where one closes."""
    kind = _kinds_of_marks().take(sight.normalized.codes, mode="clip")
    return np.asarray((kind == _OPENING).astype(np.int64) - (kind == _CLOSING))


def _echoes(
    sight: Sight, units: Units, own: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where in the normalized text a pair of Chinese characters begins that other units have that are cut, or that stay."""
    start, end = normalized_spans(sight, units)
    length = end - start
    unit = np.arange(len(units)).repeat(length)
    place = np.arange(len(unit)) + (start - (np.cumsum(length) - length)).repeat(length)
    codes = sight.normalized.codes
    han = (codes >= _HAN[0]) & (codes <= _HAN[1])
    last = np.concatenate((unit[1:] != unit[:-1], [True]))[: len(unit)]
    there = han[place] & han[np.minimum(place + 1, len(codes) - 1)] & ~last
    place, unit = place[there], unit[there]
    pairs = codes[place].astype(np.int64) << 16 | codes[place + 1]
    _, pair = np.unique(pairs, return_inverse=True)
    at_home = pair * len(units) + unit
    _, home, uses = np.unique(at_home, return_inverse=True, return_counts=True)
    found = []
    for state in (_CUT, _STAYS):
        mine = own[unit] == state
        others = np.bincount(pair[mine], minlength=len(pair))[pair] - uses[home] * mine
        flags = np.zeros(len(codes), np.int64)
        flags[place] = others > 0
        found.append(flags)
    return found[0], found[1]


def log_odds(chances: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    """Of chances of which none counts as less than ``least`` or more than 1 less that."""
    sure = np.clip(chances, least, 1 - least)
    return np.asarray(np.log(sure / (1 - sure)))


def _running(flags: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(flags)))


def part(
    layers: Mapping[str, Floats],
    options: Options,
    units: Units,
    chances: NDArray[np.float64],
    cut: NDArray[np.bool_],
) -> tuple[Units, NDArray[np.float64], NDArray[np.bool_]]:
    """The units, cut in two where there is a joint, with the chance and the verdict of each.

    ``layers``: those of a ``Model``; one that has not learnt about joints finds none.
    """
    if "joint" not in layers:
        return units, chances, cut
    inputs = (options.features - layers["joint_mean"]) * layers["joint_scale"]
    hidden = np.maximum(inputs @ layers["joint"] + layers["joint_bias"], 0)
    scores = (hidden @ layers["joint_out"])[:, 0]
    head = np.flatnonzero(options.place < 0)
    count = np.diff(np.append(head, len(scores)))
    best = np.maximum.reduceat(scores, head).repeat(count)
    likely = np.exp(scores - best)
    likely /= np.add.reduceat(likely, head).repeat(count)
    chosen = np.flatnonzero((scores == best) & (likely > _SURE) & (options.place >= 0))
    if not len(chosen):
        return units, chances, cut
    unit, place, behind = options.unit[chosen], options.place[chosen], options.behind[chosen]
    # Each of these units becomes two.
    index = np.arange(len(units)).repeat(np.bincount(unit, minlength=len(units)) + 1)
    second = np.concatenate(([False], index[1:] == index[:-1]))
    first = np.concatenate((second[1:], [False]))
    start, end = units.start[index], units.end[index]
    start[second] = end[first] = place
    chances, cut = chances[index], cut[index]
    sure = likely[chosen]
    cut[first], cut[second] = ~behind, behind
    for piece in (first, second):
        chances[piece] = np.where(
            cut[piece], np.maximum(chances[piece], sure), np.minimum(chances[piece], 1 - sure)
        )
    return Units(start, end, units.block[index]), chances, cut
