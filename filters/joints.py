"""Where within a unit spam meets genuine text that it was glued to.

A unit is judged as a whole. Where no full stop stands between an advertisement and the sentence that it was put into, one unit
has a part of both: ``…于4月开工/全国各区均可上门`` or ``微信同号】新发展格局下…``. So the units at the edges of what is cut, and
those in doubt, are read again, character by character. A small network of convolutions says of each character how much it looks
like spam beside those around it, and how likely it is that spam ends or begins there. A unit is seen in one of these ways: as
spam, as genuine, as spam up to one of its characters or as spam from one on; each has the sum of what its characters say, and a
softmax over all of them tells how likely it is (a semi-Markov model of at most two segments; Sarawagi and Cohen 2004).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Array, Bools, Codes, Floats, Indices, Places, from_to, is_han, near
from filters.network import FARTHEST, Layers, dense, log_odds, look_around
from filters.reader import INSIDE, TABLE_WIDTH, bucket, characters, contacts, inputs, marks
from filters.sight import Sight
from filters.units import Units, normalized_spans, unit_of
from filters.vectors import DIMENSIONS, load_vectors
from filters.wording import spell

SAYS_SPAM, SPAM_ENDS, SPAM_BEGINS, ALL_SPAM, ALL_GENUINE = range(5)
VERDICTS = 5  # what the network says of a character: the above
IS_SPAM, IS_GENUINE = range(2)  # columns of what ``see`` says of units
ENDS, BEGINS = range(2)  # and of their characters: that spam ends, or begins, before each
_SHORTEST, _LONGEST = 3, 1000  # characters of a unit that is read again
_MOST = 40_000  # characters of such units on a page, with those around each
_DOUBTFUL = 0.2  # chance from which a unit is looked at wherever it stands
# What is likelier than the first to be spam, between two that are cut and likelier than the second, is all of it spam.
_DEEP, _BESIDE = 0.98, 0.9
# Chances from which a joint is believed: where another verdict is beside it, and elsewhere.
_SURE_AT_EDGE, _SURE = 0.5, 0.95
_NO_UNIT, _STAYS, _CUT = range(3)
_BLANKS = (ord(" "), ord("\n"))
_COMMA, _STOP, _BAR = 1, 2, 8
_FAR = 20.0  # log-odds that are beyond doubt
_ITS_OWN = 1.5  # log-odds that the comma or the stop that a genuine unit ends with is its own, beyond what the network says
CHANCE, IS_CUT, STAYS, UNIT_BEGINS, BLOCK_BEGINS = range(1, 6)  # among the features
FEATURES = 10
INPUTS = TABLE_WIDTH + DIMENSIONS + FEATURES  # of the network


@dataclass(frozen=True, slots=True)
class Reading:
    """The units that are read again, and the characters around them, one stretch of the page after the other.

    ``unit``: the units, ascending; ``beside``: bool[2, units], whether what touches each before and behind has another verdict;
    ``first``, ``last``: where it begins and ends among the characters.
    Of each character, ``place``: where it stands in ``Page.text``; ``code``: its bucket in the table of characters; ``word``: the
    row in ``Vectors`` of the word that begins with it; ``features``: float32[characters, FEATURES]; ``mark``: its kind, 0 for
    none; ``solid``: whether it is no blank; ``parts``: whether spam may end or begin before it.
    """

    unit: Places
    beside: Bools
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    place: Indices
    code: NDArray[np.uint16]
    word: NDArray[np.uint16]
    features: Array
    mark: NDArray[np.uint8]
    solid: Bools
    parts: Bools


class Parting(NamedTuple):
    """The units after those with a joint were cut in two, with the chance and the verdict of each.

    ``source``: the unit that each is or was part of. ``whole`` and ``joints``: what ``see`` says of the units that were read
    again, with marks settled; nothing if the model knows no joints.
    """

    units: Units
    chances: Floats
    cut: Bools
    source: Places
    whole: Floats
    joints: Floats


def read_again(sight: Sight, sums: Floats, units: Units, chances: Floats, cut: Bools) -> Reading | None:
    """The units that may have a joint; None if there are none. ``sums`` are those of ``read_wording``."""
    if not cut.any():  # most pages that are judged
        return None
    states = _states(units, cut)
    start, end = normalized_spans(sight, units)
    seen = np.concatenate(([0], _visible(sight.normalized.codes).cumsum()))
    chosen = _at_edges(seen[end] - seen[start], chances, states)
    return _show(sight, sums, units, chances, states, chosen) if len(chosen) else None


def _show(
    sight: Sight, sums: Floats, units: Units, chances: Floats, states: NDArray[np.int64], chosen: Places
) -> Reading:
    """The chosen units with their characters and those around; ``states``: of all units, as ``_states`` gives them."""
    start, end = normalized_spans(sight, units)
    codes = sight.normalized.codes
    shown = near(from_to(start[chosen], end[chosen]), FARTHEST, len(codes))
    first = shown.searchsorted(start[chosen])
    solid, held = _visible(codes[shown]), contacts(sight)[shown]
    place, read = sight.normalized.offsets[shown], codes[shown]
    mark = marks().take(read, mode="clip")
    # Behind a blank is as good as before it; and no number is cut, nor a sign of two figures.
    parts = np.concatenate(([False], solid[:-1] & (place[1:] > place[:-1]))) & (held != INSIDE)
    unit, judged = unit_of(shown, start, end)
    own = states[0]
    begins = judged & (shown == start[unit])
    opens = np.concatenate(([True], units.block[1:] != units.block[:-1]))
    in_cut, in_kept = _echoes(codes, start, end, own)
    features = (
        (sums[shown + 1] - sums[shown]) / 2,
        np.where(judged, log_odds(chances, 1e-4)[unit] / 4, 0),
        judged & (own[unit] == _CUT),
        judged & (own[unit] == _STAYS),
        begins,
        begins & opens[unit],
        sight.normalized.changed[shown],
        held > 0,
        in_cut[shown],
        in_kept[shown],
    )
    return Reading(
        unit=chosen,
        beside=_changes(states)[:, chosen],
        first=first,
        last=first + (end - start)[chosen],
        place=place,
        code=characters(spell(sight)[shown], mark),
        word=load_vectors().rows(read, np.append(read[1:], np.uint32(0))),
        features=np.stack(features, axis=1).astype(np.float32),
        mark=mark,
        solid=solid,
        parts=parts,
    )


def _visible(codes: Codes) -> Bools:
    return np.asarray((codes != _BLANKS[0]) & (codes != _BLANKS[1]))


@cache
def _after_another() -> NDArray[np.uint16]:
    """The buckets of the marks that no one writes behind a stop or a comma."""
    return bucket(np.array([ord(mark) for mark in "。，,"]))


def _states(units: Units, cut: Bools) -> NDArray[np.int64]:
    """int64[3, units]: what each unit is, and what those are that touch it before and behind."""
    own = np.where(cut, _CUT, _STAYS)
    touch = (units.block[1:] == units.block[:-1]) & (units.start[1:] - units.end[:-1] <= 1)
    nothing = np.array([_NO_UNIT])
    before = np.concatenate((nothing, np.where(touch, own[:-1], _NO_UNIT)))[: len(own)]
    behind = np.concatenate((np.where(touch, own[1:], _NO_UNIT), nothing))[-len(own) :]
    return np.stack((own, before, behind))


def _changes(states: NDArray[np.int64]) -> Bools:
    """Whether what touches each unit before and behind has another verdict: bool[2, units]."""
    return np.asarray((states[1:] != _NO_UNIT) & (states[1:] != states[0]))


def _at_edges(length: NDArray[np.int64], chances: Floats, states: NDArray[np.int64]) -> Places:
    """The units that may have a joint, ascending. ``length``: visible characters of each."""
    own, beside = states[0], states[1:]
    ends = (own == _CUT) & (beside == _NO_UNIT).any(axis=0)
    clear = np.concatenate(([False], (own == _CUT) & (chances > _BESIDE), [False]))
    deep = (own == _CUT) & (chances > _DEEP) & clear[:-2] & clear[2:]
    fit = (length >= _SHORTEST) & (length <= _LONGEST) & ~deep
    looked_at = np.stack((_changes(states).any(axis=0), chances > _DOUBTFUL, ends)) & fit
    found = looked_at.any(axis=0).nonzero()[0]
    # If there is too much of it, first what touches a verdict that is another.
    found = found[looked_at.argmax(axis=0)[found].argsort(kind="stable")]
    return np.sort(found[(length[found] + 2 * FARTHEST).cumsum() <= _MOST])


def _echoes(
    codes: Codes, start: NDArray[np.int64], end: NDArray[np.int64], own: NDArray[np.int64]
) -> tuple[Bools, Bools]:
    """Where in the normalized text a pair of Chinese characters begins that other units have that are cut, or that stay.

    ``start``, ``end``: of the units; ``own``: what each is.
    """
    unit = np.arange(len(start)).repeat(end - start)
    place = from_to(start, end)
    han = is_han(codes)
    last = np.concatenate((unit[1:] != unit[:-1], [True]))[: len(unit)]
    there = han[place] & han[np.minimum(place + 1, len(codes) - 1)] & ~last
    place, unit = place[there], unit[there]
    pairs = codes[place].astype(np.int64) << 16 | codes[place + 1]
    order = (pairs << 31 | unit).argsort()  # no page has 2**31 units
    place, unit, pairs = place[order], unit[order], pairs[order]
    new = pairs[1:] != pairs[:-1]
    pair, home = (
        np.append(False, begins).cumsum()[: len(pairs)] for begins in (new, new | (unit[1:] != unit[:-1]))
    )
    uses = np.bincount(home)
    found = []
    for state in (_CUT, _STAYS):
        mine = own[unit] == state
        others = np.bincount(pair[mine], minlength=len(pair))[pair] - uses[home] * mine
        flags = np.zeros(len(codes), np.bool_)
        flags[place] = others > 0
        found.append(flags)
    return found[0], found[1]


def see(layers: Layers, reading: Reading) -> tuple[Floats, Floats]:
    """How the units may be seen, by log-odds up to a constant of each unit.

    float64[units, 2]: all of it is spam (``IS_SPAM``), all is genuine. float64[characters of the units, 2]: spam ends before
    the character (``ENDS``), or begins there; minus infinity where that may not be.
    """
    told = _listen(layers, reading).astype(np.float64)
    length = reading.last - reading.first
    begins = length.cumsum() - length
    owner = np.arange(len(length)).repeat(length)
    spam = told[:, SAYS_SPAM]
    total = np.add.reduceat(spam, begins)
    before = spam.cumsum() - spam
    lean = 2 * (before - before[begins][owner]) - total[owner]  # of what is before less what is behind
    joints = np.stack((told[:, SPAM_ENDS] + lean, told[:, SPAM_BEGINS] - lean), axis=1)
    joints[~may_part(reading, from_to(reading.first, reading.last))] = -np.inf
    whole = np.stack((total, -total), axis=1)
    whole += np.add.reduceat(told[:, [ALL_SPAM, ALL_GENUINE]], begins) / length[:, None]
    return whole, joints


def part(layers: Layers, reading: Reading, units: Units, chances: Floats, cut: Bools) -> Parting:
    """Cut units in two where there is a joint.

    ``layers``: those of a ``Model``; one that has not learnt about joints finds none.
    """
    index = np.arange(len(units))
    if "joint_out" not in layers:
        nothing = np.zeros((0, 2))
        return Parting(units, chances, cut, index, nothing, nothing)
    whole, joints = see(layers, reading)
    inside = from_to(reading.first, reading.last)
    _settle_marks(reading, inside, whole, joints, ~cut[reading.unit])
    chosen, at, sure = _find_joints(reading, whole, joints)
    if not len(chosen):
        return Parting(units, chances, cut, index, whole, joints)
    unit, behind = reading.unit[chosen], joints[at, BEGINS] > joints[at, ENDS]
    place = reading.place[inside[at]]
    # Each of these units becomes two.
    index = index.repeat(np.bincount(unit, minlength=len(units)) + 1)
    second = np.concatenate(([False], index[1:] == index[:-1]))
    first = np.concatenate((second[1:], [False]))
    start, end = units.start[index], units.end[index]
    start[second] = end[first] = place
    chances, cut = chances[index], cut[index]
    cut[first], cut[second] = ~behind, behind
    for piece in (first, second):
        chances[piece] = np.where(
            cut[piece], np.maximum(chances[piece], sure), np.minimum(chances[piece], 1 - sure)
        )
    return Parting(Units(start, end, units.block[index]), chances, cut, index, whole, joints)


def _find_joints(reading: Reading, whole: Floats, joints: Floats) -> tuple[Places, Places, Floats]:
    """Which of the units that are read again have a joint, before which of their characters, and how likely that is.

    ``whole``, ``joints``: what ``see`` gives.
    """
    length = reading.last - reading.first
    begins = length.cumsum() - length
    owner = np.arange(len(length)).repeat(length)
    each = joints.max(axis=1)
    best = np.maximum.reduceat(each, begins)
    top = np.maximum(best, whole.max(axis=1))
    mass = np.exp(whole - top[:, None]).sum(axis=1)
    mass += np.add.reduceat(np.exp(joints - top[owner][:, None]).sum(axis=1), begins)
    likely = np.exp(best - top) / mass
    least = np.where(reading.beside.any(axis=0), _SURE_AT_EDGE, _SURE)
    chosen = ((best == top) & (likely > least)).nonzero()[0]
    at = (each == best[owner]).nonzero()[0]
    return chosen, at[owner[at].searchsorted(chosen)], likely[chosen]  # of joints as likely the first


def _settle_marks(
    reading: Reading, inside: NDArray[np.int64], whole: Floats, joints: Floats, stays: Bools
) -> None:
    """Tell the network, in ``joints``, whose the marks are where a unit that ``stays`` touches what is cut.

    Marks of exclamation in a row belong together, a bar or a slash was put there by who glued, as was a stop or a comma behind
    another, and a sentence ends with a comma or a stop of its own unless there is much to say otherwise.
    """
    mark = reading.mark
    pause = (mark == _COMMA) | (mark == _STOP)
    joints[(reading.code[inside] == reading.code[inside - 1]) & (mark[inside] > 0)] = -np.inf
    solid = reading.solid.nonzero()[0]  # two at least in each unit
    first, last = solid[solid.searchsorted(reading.first)], solid[solid.searchsorted(reading.last) - 1]
    behind_first, before_last = first + 1, solid[solid.searchsorted(reading.last) - 2] + 1
    beyond = whole.max(axis=1) + _FAR
    ends, begins = (stays & touches for touches in reading.beside)
    bar = ends & (mark[first] == _BAR)
    row = inside.searchsorted(behind_first[bar])
    joints[row, ENDS] = np.where(np.isfinite(joints[row, ENDS]), beyond[bar], -np.inf)
    row = inside.searchsorted(before_last[begins])
    own = pause[last[begins]]
    joints[row[own], BEGINS] -= _ITS_OWN
    bar = (mark[last] == _BAR)[begins] & ~bar[begins]  # of bars on both sides the first
    twice = np.isin(reading.code[last[begins]], _after_another()) & pause[before_last[begins] - 1]
    joints[row[twice], BEGINS] = beyond[begins][twice]
    row = row[bar]
    joints[row, BEGINS] = np.where(np.isfinite(joints[row, BEGINS]), beyond[begins][bar], -np.inf)


def may_part(reading: Reading, inside: NDArray[np.int64]) -> Bools:
    """Before which characters of the units there may be a joint: neither part is blank. ``inside``: those of the units."""
    unit = reading.first.searchsorted(inside, side="right") - 1
    solid = np.concatenate(([0], reading.solid.cumsum()))
    some = (solid[inside] > solid[reading.first[unit]]) & (solid[reading.last[unit]] > solid[inside])
    return np.asarray(reading.parts[inside] & some)


def _listen(layers: Layers, reading: Reading) -> Array:
    """What the network says of each character of the units: float32[characters, VERDICTS]."""
    own = dense(layers, "joint_in", inputs(layers, "joint", reading.code, reading.word, reading.features))
    inside = from_to(reading.first, reading.last)
    around = look_around(layers, "joint_around", own, inside)
    last = dense(layers, "joint_last", np.concatenate((around, own[inside]), axis=1))
    return np.asarray(last @ layers["joint_out"] + layers["joint_out_bias"])
