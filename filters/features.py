"""What the signals saw on a page, turned into one row of numbers for each unit that is judged; and what units have to do with
each other: the words they have in common, and what stands between them.

A row holds what the unit is made of (shares of character classes, hits of each signal), whether the page repeats it, how its
meaning goes with that of others, and where it stands. What surrounds it is the labeller's to see.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from filters import signals
from filters.arrays import Array, Bools, Codes, Floats, Indices, from_to
from filters.sight import Sight
from filters.units import Units, contacts_in, normalized_spans, unit_of
from filters.vectors import load_vectors

_HAN, _DIGIT, _LATIN, _PUNCTUATION, _FUNCTION, _LIST, _CHANGED = (1 << bit for bit in range(7))
_FUNCTION_CHARACTERS = (
    "的了在是和与及或对为从被把就也都还而但并其这那不有我他她它们你所以之于等着过将已因此如果使由向至"
)
_WORDLIKE = np.zeros(0x10000, np.bool_)  # Chinese characters that carry meaning
_WORDLIKE[0x3400:0x4DC0] = _WORDLIKE[0x4E00:0xA000] = True
_WORDLIKE[[ord(character) for character in _FUNCTION_CHARACTERS]] = False
_END_OF_SENTENCE = np.zeros(0x10000, np.bool_)
_END_OF_SENTENCE[[ord(character) for character in "。！？!?；;…"]] = True
_CLOSING = np.zeros(0x10000, np.bool_)  # may stand behind the end of a sentence
_CLOSING[[ord(character) for character in "”’」』）)》】\"'"]] = True


def _character_classes() -> NDArray[np.uint8]:
    table = np.zeros(0x10000, np.uint8)
    table[0x3400:0x4DC0] |= _HAN
    table[0x4E00:0xA000] |= _HAN
    for first, last, flag in (("0", "9", _DIGIT), ("a", "z", _LATIN), ("A", "Z", _LATIN)):
        table[ord(first) : ord(last) + 1] |= flag
    for character in "，。；：！？“”‘’（）《》,.;:!?()\"'":
        table[ord(character)] |= _PUNCTUATION
    for character in _FUNCTION_CHARACTERS:
        table[ord(character)] |= _FUNCTION
    table[ord("、")] |= _LIST
    return table


# A character is of one of a few sets of classes. Each set has a number, and another with the class of what was changed.
_SETS, _SET_OF = np.unique(_character_classes(), return_inverse=True)
_SET_OF = _SET_OF.astype(np.uint8)
_IN_SET = np.concatenate((_SETS, _SETS | _CHANGED))[:, None] >> np.arange(7) & 1
_IN_SET = _IN_SET.astype(np.float64)  # [sets, classes]

NAMES: tuple[str, ...] = (
    "length",
    "han",
    "digit",
    "latin",
    "punctuation",
    "function",
    "list",
    "ends",
    "link",
    "hidden",
    "changed",
    "province_jumps",
    "province_returns",
    "twins",
    "same_start",
    "same_end",
    "blank_before",
    "first_in_block",
    "wording",  # left at 0 by describe(), as the model says it; so are "sense" and "reading"
    "sense",
    "like_page",
    "like_near",
    "like_around",
    "like_before",
    "like_after",
    "strength",
    "contact_users",
    "from_start",  # blocks
    "from_end",
    "blocks",
    *(f"{signal.NAME}_count" for signal in signals.FEATURES),
    *(f"{signal.NAME}_cover" for signal in signals.FEATURES),
    "reading",
)
WORDING, SENSE, READING = map(NAMES.index, ("wording", "sense", "reading"))
_ENDS, _BLANK_BEFORE, _FIRST_IN_BLOCK = map(NAMES.index, ("ends", "blank_before", "first_in_block"))
_TWINS, _LIKE_PAGE, _FROM_START = map(NAMES.index, ("twins", "like_page", "from_start"))
# What ``relate`` puts in; all others are of each unit by itself.
RELATED = np.zeros(len(NAMES), np.bool_)
RELATED[_TWINS:WORDING] = RELATED[_LIKE_PAGE:_FROM_START] = True
# Kinds of what stands between a unit and the one before: the end of a block, of a sentence, a blank, nothing.
BREAKS = 4
_NEAR, _AROUND = 3, 10  # units on either side
_STRETCH = 512  # units
_FAR = 50  # blocks from an end of the page that are as good as the middle
_BASE = np.uint64(0x9E3779B97F4A7C15)  # of the rolling hash: odd, so that it has an inverse
_INVERSE = np.uint64(pow(int(_BASE), -1, 1 << 64))
_SALT = np.array((0, 0x632BE59BD9B4E019, 0xD6E8FEB86659FD93), np.uint64)
_AFFIX = 4  # characters of a beginning or an end
_USUAL_SIZE = 16_000  # characters, beyond most pages


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The units that are judged and their normalized characters, one unit after the other.

    Unit ``i`` has the characters ``bounds[i]`` to ``bounds[i + 1]`` of ``codes`` and ``changed``; ``start`` and ``end`` are its
    places in the whole normalized text.
    """

    sight: Sight
    units: Units
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    bounds: NDArray[np.int64]
    codes: Codes
    changed: Bools


def excerpt(sight: Sight, units: Units) -> Excerpt:
    """Take the units out of a page."""
    start, end = normalized_spans(sight, units)
    length = end - start
    bounds = np.concatenate(([0], length.cumsum()))
    inside = from_to(start, end)
    codes = sight.normalized.codes
    changed = sight.normalized.changed
    return Excerpt(sight, units, start, end, bounds, codes[inside], changed[inside])


def _hits(seen: Excerpt) -> tuple[Floats, Floats]:
    """Hits, and characters covered by hits, of each signal in each unit: two float64[units, signals]."""
    units, kinds = len(seen.units), len(signals.FEATURES)
    found = [seen.sight.matches[signal.NAME] for signal in signals.FEATURES]
    start = np.concatenate([hits.start for hits in found])
    length = np.concatenate([hits.end for hits in found]) - start
    kind = np.arange(kinds).repeat([len(hits.start) for hits in found])
    where, inside = unit_of(start, seen.start, seen.end)
    cell = (where * kinds + kind)[inside]
    count = np.bincount(cell, minlength=units * kinds)
    cover = np.bincount(cell, length[inside], minlength=units * kinds)
    return count.reshape(units, kinds).astype(np.float64), cover.reshape(units, kinds).astype(np.float64)


def _steps(seen: Excerpt) -> tuple[Floats, Floats]:
    """Of the steps from place to place in the lists of each unit: the shares to another province, and back to an earlier one."""
    units = len(seen.units)
    lists = seen.sight.lists
    where, inside = unit_of(lists.start, seen.start, seen.end)
    steps, jumps, returns = (
        np.bincount(where[inside], chosen[inside], minlength=units)
        for chosen in (lists.follows, lists.jumps, lists.returns)
    )
    return jumps / np.maximum(steps, 1), returns / np.maximum(steps, 1)


def _repetition(seen: Excerpt) -> tuple[Floats, Floats, Floats]:
    """How many other units are the same, start the same, end the same; all digits count as alike.

    The hash of any stretch follows from rolling hashes of all beginnings of the text (Karp and Rabin 1987).
    """
    values = seen.codes.astype(np.uint64) + np.uint64(1)
    values[(seen.codes >= ord("0")) & (seen.codes <= ord("9"))] = ord("0") + 1
    size = len(values)
    powers, inverses = _powers(max(size, _USUAL_SIZE).bit_length())
    sums = np.zeros(size + 1, np.uint64)
    (values * powers[:size]).cumsum(out=sums[1:])
    start, end = seen.bounds[:-1], seen.bounds[1:]
    long_enough = end - start >= _AFFIX
    first, last = np.stack((start, start, end - _AFFIX)), np.stack((end, start + _AFFIX, end))
    low, high = np.where(long_enough, first, 0), np.where(long_enough, last, 0)
    keys = (sums[high] - sums[low]) * inverses[low] + _SALT[:, None]  # none of the three is taken for another
    order = keys.argsort(axis=None)
    ordered = keys.ravel()[order]
    run = np.append(False, ordered[1:] != ordered[:-1]).cumsum()
    counts = np.empty(keys.shape)
    counts.ravel()[order] = np.bincount(run)[run]
    found = np.where(long_enough, counts - 1, 0)
    return found[0], found[1], found[2]


@lru_cache(2)
def _powers(bits: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The first 2**bits powers of the base of the rolling hash, and of its inverse."""
    size = 1 << bits
    powers, inverses = np.ones((2, size), np.uint64)
    np.cumprod(np.full(size - 1, _BASE), out=powers[1:])
    np.cumprod(np.full(size - 1, _INVERSE), out=inverses[1:])
    return powers, inverses


def _contact_users(seen: Excerpt) -> Floats:
    """How many units give the number that each unit gives; 0 where it gives none."""
    users = np.zeros(len(seen.units))
    found = contacts_in(seen.sight, seen.units)
    counts = Counter(contact for _, contact in found)
    for unit, contact in found:
        users[unit] = max(users[unit], counts[contact])
    return users


def weigh(units: Units) -> Array:
    """The weight of each unit in the sum of its page, float32[units]: the longer the more, up to a bound."""
    # Not int32, as places are: with float32 numpy makes float64 of that, and would compute the whole network in it.
    return np.asarray(np.minimum(units.end - units.start, 60), dtype=np.float32)


def express(seen: Excerpt) -> Array:
    """What each unit means: float32[units, DIMENSIONS], the sum of its words over the root of their number."""
    sums, words = load_vectors().add_up(seen.codes, seen.bounds[:-1], seen.bounds[1:])
    return np.asarray(sums / np.sqrt(words + 2, dtype=np.float32)[:, None])


def breaks(values: Array) -> NDArray[np.int8]:
    """What stands before each unit, 0 to ``BREAKS`` - 1; ``values`` is what ``describe`` gives."""
    first = values[:, _FIRST_IN_BLOCK] > 0
    ended = np.concatenate(([True], values[:-1, _ENDS] > 0))[: len(values)]
    apart = values[:, _BLANK_BEFORE] > 0
    return np.where(first, 0, np.where(ended, 1, np.where(apart, 2, 3))).astype(np.int8)


@dataclass(frozen=True, slots=True)
class Echoes:
    """Which units of a page have words in common; a word is two Chinese characters side by side, neither a function word.

    ``unit`` and ``word``: int32[pairs], each unit with each of its words that others have, too; words are numbered from 0.
    ``words``: float32[units], how many different words each unit has, those of it alone included.
    """

    unit: Indices
    word: Indices
    words: Array


def find_echoes(codes: Codes, bounds: NDArray[np.int64]) -> Echoes:
    """Find what units have in common; unit ``i`` is ``codes[bounds[i]:bounds[i + 1]]``."""
    count = len(bounds) - 1
    codes = codes[bounds[0] : bounds[-1]]
    unit = np.arange(count).repeat(bounds[1:] - bounds[:-1])
    wordlike = _WORDLIKE.take(codes, mode="clip")
    first = (wordlike[:-1] & wordlike[1:] & (unit[:-1] == unit[1:])).nonzero()[0]
    # Sorted by word, then unit. No such character is beyond 16 bits, and no page has 2**31 units.
    pairs = codes[first].astype(np.int64) << 16 | codes[first + 1]
    keys = np.sort(pairs << 31 | unit[first])
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)]]
    unit, word = keys & 0x7FFFFFFF, keys >> 31
    words = np.bincount(unit, minlength=count).astype(np.float32)
    again = word[1:] == word[:-1]
    shared = np.concatenate((again, [False]))[: len(word)]
    shared[1:] |= again
    new = np.concatenate(([True], ~again))[: len(word)][shared]
    return Echoes(unit[shared].astype(np.int32), (new.cumsum() - 1).astype(np.int32), words)


def _ends(seen: Excerpt) -> Bools:
    """Whether each unit ends with the end of a sentence, be it within quotes."""
    last = np.maximum(seen.bounds[1:] - 1, 0)
    closed = _CLOSING.take(seen.codes[last], mode="clip") & (seen.bounds[1:] - seen.bounds[:-1] > 1)
    return np.asarray(_END_OF_SENTENCE.take(seen.codes[last - closed], mode="clip"))


def _likeness(meanings: Array) -> Array:
    """Cosines of each unit's meaning with that of the rest of the page, of those near and around it, and of its neighbours.

    And its length: float32[6, units].
    """
    whole = meanings.sum(axis=0, dtype=np.float64)
    parts = [_likeness_from(start, meanings, whole) for start in range(0, len(meanings), _STRETCH)]
    return np.concatenate(parts, axis=1)


def _likeness_from(start: int, meanings: Array, whole: Floats) -> Array:
    """``_likeness`` of one stretch of units, so that all fits in the processor's caches however long the page is."""
    own = meanings[start : start + _STRETCH]
    count, dimensions = own.shape
    # Sums over what is before each unit, from as many units before the stretch to as many behind as a window reaches.
    total = np.zeros((_AROUND + count + 1 + _AROUND, dimensions))
    seen = meanings[max(start - _AROUND, 0) : start + count + _AROUND]
    begin = max(_AROUND - start, 0) + 1
    seen.cumsum(axis=0, out=total[begin : begin + len(seen)])
    total[begin + len(seen) :] = total[begin + len(seen) - 1]
    others = np.zeros((5, count, dimensions), np.float32)
    others[0] = whole - own
    for place, reach in ((1, _NEAR), (2, _AROUND)):
        first, last = _AROUND - reach, _AROUND + reach + 1
        around = total[last : last + count] - total[first : first + count]
        around -= own
        others[place] = around
    others[3, 1:] = own[:-1]
    if start:
        others[3, 0] = meanings[start - 1]
    behind = meanings[start + 1 : start + count + 1]
    others[4, : len(behind)] = behind
    found = np.empty((6, count), np.float32)
    np.einsum("ud,oud->ou", own, others, out=found[:5])
    length = found[5]
    np.sqrt(np.einsum("ud,ud->u", own, own), out=length)
    found[:5] /= length * np.sqrt(np.einsum("oud,oud->ou", others, others)) + np.float32(1e-3)
    return found


def describe(seen: Excerpt, meanings: Array) -> Array:
    """The feature values, float32[units, len(NAMES)]; ``meanings`` is what ``express`` gives."""
    values = describe_each(seen)
    relate(values, seen, meanings)
    return values


def describe_each(seen: Excerpt) -> Array:
    """``describe`` without what units have to do with each other, so that any of a page will do."""
    units = seen.units
    count = len(units)
    characters = seen.bounds[1:] - seen.bounds[:-1]
    length = np.maximum(characters, 1).astype(np.float64)
    # How often each set of classes comes in each unit, and from that how often each class.
    sets = len(_IN_SET)
    cell = np.arange(0, count * sets, sets).repeat(characters)
    cell += _SET_OF.take(seen.codes, mode="clip") + seen.changed * np.uint8(len(_SETS))
    shares = np.bincount(cell, minlength=count * sets).reshape(count, sets) @ _IN_SET / length[:, None]
    blocks = seen.sight.page.blocks
    hits, cover = _hits(seen)
    columns = (
        length,
        shares[:, :-1],
        _ends(seen),
        (blocks.link_chars / np.maximum(blocks.end - blocks.start, 1))[units.block],
        blocks.hidden[units.block],
        shares[:, -1],
        *_steps(seen),
        np.zeros((count, _FROM_START - _TWINS)),
        np.minimum(units.block, _FAR),
        np.minimum(len(blocks) - 1 - units.block, _FAR),
        np.full(count, len(blocks)),
        hits,
        cover / length[:, None],
        np.zeros(count),
    )
    return np.column_stack(columns).astype(np.float32)


def relate(values: Array, seen: Excerpt, meanings: Array) -> None:
    """Put into ``values`` of all units of a page what they have to do with each other."""
    if not len(values):
        return
    start, end, block = seen.units.start, seen.units.end, seen.units.block
    columns = values.T
    columns[_TWINS:WORDING] = (
        *_repetition(seen),
        np.concatenate(([2.0], np.minimum(start[1:] - end[:-1], 2.0))),
        np.concatenate(([1.0], np.diff(block) > 0)),
    )
    columns[_LIKE_PAGE:_FROM_START] = (*_likeness(meanings), _contact_users(seen))
