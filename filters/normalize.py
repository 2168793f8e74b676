"""Undoes disguises of characters over a whole page at once and remembers where each character came from.

The steps, in order: one table look-up for every character (width, case, enclosed and mathematical forms,
traditional forms, white space); numbers in one character opened; invisible characters removed; Latin
look-alikes in words made of nothing else; zeros in brackets beside ⑴ to ⑼ opened; separators removed from
words with one between all characters and from inside the key words; look-alike Han characters inside the key
words. All but the first only if their characters are there.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Bools, Codes, Indices, Places
from filters.wordlists import read_list

_SIZE = 0x110000
_DELETE, _DISGUISE, _WIDE, _CONFUSABLE = 1, 2, 4, 8
_VARIANT, _SEPARATOR, _JOINABLE, _LETTER = 16, 32, 64, 128

_LONGEST_SEPARATOR = 3  # characters between two that belong together
_SHORTEST_SPACED = 3  # characters in a word spaced out by blanks alone
_SHORTEST_SEPARATED = 4  # the same with other separators, which genuine lists of single characters use too

_INVISIBLE = (  # first and last code point, inclusive
    *((0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F)),  # controls
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
    *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFEFF, 0xFEFF)),
    *((0xFFA0, 0xFFA0), (0xFE00, 0xFE0F), (0xFFF0, 0xFFFB), (0xE0000, 0xE0FFF)),
    *((0x300, 0x34E), (0x350, 0x36F), (0x483, 0x489), (0x1AB0, 0x1AFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F)),
)
_COMMON_INVISIBLE = (0xAD, 0xFE0E, 0xFE0F, 0xFEFF, *range(0x00, 0x09), *range(0x0E, 0x1C), *range(0x7F, 0xA0))
_COMPATIBLE = (  # blocks whose compatibility forms are taken from the Unicode database
    *((0xB2, 0xB3), (0xB9, 0xB9), (0x2070, 0x209C), (0x2100, 0x214F), (0x2460, 0x24FF), (0x2E80, 0x2FD5)),
    *((0x3220, 0x3229), (0x3251, 0x325F), (0x3280, 0x3289), (0x32B1, 0x32BF), (0xF900, 0xFAFF)),
    *(
        (0xFF10, 0xFF19),
        (0xFF21, 0xFF3A),
        (0xFF3F, 0xFF3F),
        (0xFF41, 0xFF5A),
        (0x1D400, 0x1D7FF),
        (0x1F100, 0x1F12B),
        (0x1FBF0, 0x1FBF9),
    ),
    *((0x2F800, 0x2FA1D), (0x2776, 0x2793), (0x24EB, 0x24FE)),
)
_DIGIT_ZEROS = tuple(map(ord, "٠۰߀०০੦૦୦௦౦೦൦๐໐༠"))
_FIRST_ENCLOSED = 0x2460  # ①; powers, which f²(0) has, stand before it
_FIRST_LETTERS = (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)  # squared, black circled, black squared, regional
_LETTERS = ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x2AF), (0x370, 0x58F), (0x13A0, 0x13FF))
_HAN_AND_ALPHANUMERIC = ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A), (0x3400, 0x4DBF), (0x4E00, 0x9FFF))
_SYMBOLS = ((0x2190, 0x245F), (0x2500, 0x2775), (0x2794, 0x2BFF), (0x1F000, 0x1F0FF), (0x1F200, 0x1FAFF))
_PLAIN_FORMS = frozenset((*range(0xFF10, 0xFF5B), *range(0xF900, 0xFB00)))  # width: no sign of a disguise


@dataclass(frozen=True, slots=True)
class Normalized:
    """A text without its disguises.

    ``offsets``: int32[len(text) + 1], ascending; character ``i`` stands at ``offsets[i]`` of the source, the
    last entry is the source's length. ``changed``: bool[len(text)], true where a disguise was undone at, or
    just before, the character; case, width, white space and traditional forms are no disguise.
    """

    text: str
    codes: Codes
    offsets: Indices
    changed: Bools


@dataclass(frozen=True, slots=True)
class _Tables:
    replacement: NDArray[np.uint32]  # [_SIZE]
    flags: NDArray[np.uint8]  # [_SIZE]
    seconds: NDArray[np.uint32]  # [_SIZE], the last digit of a number in one character
    confusable: NDArray[np.uint32]  # [_SIZE]
    folded: NDArray[np.uint32]  # [0x10000], look-alike to key character
    key_pairs: NDArray[np.uint32]  # sorted: two characters of a key word as first << 16 | second


def to_codes(text: str) -> NDArray[np.uint32]:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def to_text(codes: Codes) -> str:
    """The text of code points."""
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


# ------------------------------------------------------------------------------------------------ tables


def _add_white_space(replacement: NDArray[np.uint32]) -> None:
    for code in (0x09, 0x1F, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x2800, 0x3000):
        replacement[code] = 0x20
    for code in (0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029):
        replacement[code] = 0x0A


def _add_case(replacement: NDArray[np.uint32]) -> None:
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x530), *range(0x1E00, 0x2000)):
        lower = chr(code).lower()
        if len(lower) == 1:
            replacement[code] = ord(lower)


def _add_compatible(tables: _Tables) -> None:
    for first, last in _COMPATIBLE:
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code)).lower().strip("().,")
            if plain == chr(code):
                value = unicodedata.numeric(plain, -1)
                plain = str(int(value)) if value >= 0 and value == int(value) else plain
            if len(plain) == 1 and plain != chr(code):
                tables.replacement[code] = ord(plain)
            elif len(plain) == 2 and plain.isdecimal():
                tables.replacement[code], tables.seconds[code] = map(ord, plain)
                tables.flags[code] |= _WIDE
            else:
                continue
            if code not in _PLAIN_FORMS:
                tables.flags[code] |= _DISGUISE
    tables.replacement[0x1F51F], tables.seconds[0x1F51F] = map(ord, "10")
    tables.flags[0x1F51F] |= _WIDE | _DISGUISE


def _add_enclosed(tables: _Tables) -> None:
    for first in _FIRST_LETTERS:
        tables.replacement[first : first + 26] = range(ord("a"), ord("z") + 1)
        tables.flags[first : first + 26] |= _DISGUISE
    for zero in _DIGIT_ZEROS:
        tables.replacement[zero : zero + 10] = range(ord("0"), ord("9") + 1)
        tables.flags[zero : zero + 10] |= _DISGUISE


def _add_kinds(flags: NDArray[np.uint8]) -> None:
    for first, last in _LETTERS:
        flags[first : last + 1] |= _LETTER
    for first, last in _HAN_AND_ALPHANUMERIC:
        flags[first : last + 1] |= _JOINABLE
    for character in " !#$%&'*+-./=\\^_`|~·•‐‑‒–—―′‖¦¨¯´¸・･｡＊＋－．／＿｜～":
        flags[ord(character)] |= _SEPARATOR
    for first, last in _SYMBOLS:
        flags[first : last + 1] |= _SEPARATOR


@cache
def _tables() -> _Tables:
    flags = np.zeros(_SIZE, np.uint8)
    replacement = np.arange(_SIZE, dtype=np.uint32)
    pairs = [word for (word,) in read_list("key_words.txt", at_most=1)]
    tables = _Tables(
        replacement,
        flags,
        np.zeros(_SIZE, np.uint32),
        np.arange(_SIZE, dtype=np.uint32),
        np.arange(0x10000, dtype=np.uint32),
        np.sort(np.array([ord(word[0]) << 16 | ord(word[1]) for word in pairs], np.uint32)),
    )
    _add_kinds(flags)
    _add_white_space(replacement)
    _add_case(replacement)
    _add_compatible(tables)
    _add_enclosed(tables)
    replacement[ord("丨")] = ord("|")  # no one writes the radical
    for old, new in read_list("traditional.txt", at_least=2, at_most=2):
        replacement[ord(old)] = ord(new)
    for old, new in read_list("confusables.txt", at_least=2, at_most=2):
        tables.confusable[ord(old)] = ord(new)
        replacement[ord(old)] = ord(old)  # a capital looks like another letter than its small form does
    flags[tables.confusable != np.arange(_SIZE)] |= _CONFUSABLE | _LETTER
    for old, new in read_list("lookalikes.txt", at_least=2, at_most=2):
        tables.folded[ord(old)] = ord(new)
        flags[ord(old)] |= _VARIANT
    replacement[:] = replacement[replacement]  # a radical may give a traditional form
    for first, last in _INVISIBLE:
        replacement[first : last + 1] = range(first, last + 1)
        flags[first : last + 1] = _DELETE | _DISGUISE
    flags[list(_COMMON_INVISIBLE)] = _DELETE
    # From here on a character has the kind of what it is replaced by, and its own marks of disguise.
    marks = np.uint8(_DELETE | _DISGUISE | _WIDE)
    flags[:] = (flags & marks) | (flags[replacement] & ~marks)
    return tables


# ------------------------------------------------------------------------------------------------ steps


@dataclass(slots=True)
class _Draft:
    """What the steps hand on: parallel arrays, one entry per character."""

    codes: Codes
    flags: NDArray[np.uint8]
    source: Indices
    changed: Bools

    def keep(self, kept: Bools) -> None:
        """Drop the other characters."""
        self.codes, self.flags = self.codes[kept], self.flags[kept]
        self.source, self.changed = self.source[kept], self.changed[kept]


def _mark_next(draft: _Draft, gone: Bools, noted: Bools) -> None:
    """Note on the characters that stay that something stood just before them, or at the end after them."""
    stays = (~gone).nonzero()[0]
    if len(stays):
        following = stays.searchsorted(noted.nonzero()[0])
        draft.changed[stays[np.minimum(following, len(stays) - 1)]] = True


def _open_numbers(draft: _Draft, seconds: NDArray[np.uint32], original: NDArray[np.uint32]) -> None:
    wide = (draft.flags & _WIDE) != 0
    index = np.arange(len(wide)).repeat(1 + wide)
    second = np.concatenate(([False], index[1:] == index[:-1]))
    draft.codes = np.where(second, seconds[original[index]], draft.codes[index]).astype(np.uint32)
    draft.flags, draft.source, draft.changed = draft.flags[index], draft.source[index], draft.changed[index]


def _remove_invisible(draft: _Draft) -> None:
    gone = (draft.flags & _DELETE) != 0
    _mark_next(draft, gone, gone & ((draft.flags & _DISGUISE) != 0))
    draft.keep(~gone)


def _unmask_letters(draft: _Draft, tables: _Tables) -> None:
    """Latin look-alikes, but only in words without a letter that is none: Russian and Greek stay."""
    letter = (draft.flags & _LETTER) != 0
    foreign = letter & (draft.codes >= 0x80) & ((draft.flags & _CONFUSABLE) == 0)
    word = np.concatenate(([0], np.diff(letter) != 0)).cumsum() if len(letter) else np.zeros(0, np.int64)
    is_foreign = np.bincount(word, weights=foreign) > 0
    masked = letter & ((draft.flags & _CONFUSABLE) != 0) & ~is_foreign[word]
    draft.codes[masked] = tables.confusable[draft.codes[masked]]
    draft.changed |= masked
    draft.flags[masked] = tables.flags[draft.codes[masked]]


def _open_zeros(draft: _Draft, original: NDArray[np.uint32]) -> None:
    """Zeros in brackets beside figures in brackets or circles: ⑷(0)(0), for there is no zero that goes with ⑴."""
    codes = draft.codes
    opened, closed = (np.isin(codes, [ord(mark) for mark in marks]) for marks in ("(（", ")）"))
    zeros = (opened[:-2] & (codes[1:-1] == ord("0")) & closed[2:]).nonzero()[0]
    if not len(zeros):
        return
    figure = draft.changed & (codes >= ord("0")) & (codes <= ord("9"))
    figure &= original[draft.source] >= _FIRST_ENCLOSED
    figure = np.append(figure, False)  # what stands before the first character and behind the last
    begins = np.concatenate(([True], np.diff(zeros) != len("(0)")))
    first, last = zeros[begins], zeros[np.append(begins[1:], True)]
    zeros = zeros[(figure[first - 1] | figure[last + len("(0)")])[begins.cumsum() - 1]]
    draft.changed[zeros + 1] = True
    kept = np.ones(len(codes), np.bool_)
    kept[zeros] = kept[zeros + 2] = False
    draft.keep(kept)


def _join_spaced(draft: _Draft, tables: _Tables) -> None:
    """Take separators out of words with one between all characters, and out of the key words."""
    codes, flags = draft.codes, draft.flags
    places = (flags & _SEPARATOR).nonzero()[0]
    if not len(places):
        return
    breaks = np.ones(len(places) + 1, np.bool_)
    np.greater(places[1:], places[:-1] + 1, out=breaks[1:-1])
    # what stands before and after the separators in a row
    left, right = places[breaks[:-1]] - 1, places[breaks[1:]] + 1
    joinable = (left >= 0) & (right < len(codes)) & (right - left <= _LONGEST_SEPARATOR + 1)
    left, right = left[joinable], right[joinable]
    joinable = (flags[left] & flags[right] & _JOINABLE) != 0
    left, right = left[joinable], right[joinable]
    if not len(left):
        return
    remove = _is_key_pair(codes[left], codes[right], tables)
    if len(left) >= _SHORTEST_SPACED - 1:
        before = (left > 0) & ((flags[left - 1] & _JOINABLE) != 0)
        after = (flags[np.minimum(right + 1, len(flags) - 1)] & _JOINABLE) != 0
        remove |= _in_long_run(codes, left, right, ~before & (~after | (right + 1 == len(flags))))
    if remove.any():
        edge = np.zeros(len(codes) + 1, np.int8)
        edge[left[remove] + 1] = 1
        edge[right[remove]] = -1
        gone = edge[:-1].cumsum(dtype=np.int8) > 0
        _mark_next(draft, gone, gone)
        draft.keep(~gone)


def _in_long_run(codes: Codes, left: Places, right: Places, linked: Bools) -> Bools:
    """Which separators stand in a run of single characters that is long enough and mostly Han."""
    chosen = linked.nonzero()[0]
    result = np.zeros(len(left), np.bool_)
    if len(chosen) < _SHORTEST_SPACED - 1:
        return result
    left, right = left[chosen], right[chosen]
    begins = np.concatenate(([True], right[:-1] != left[1:]))
    heads = begins.nonzero()[0]
    sizes = np.diff(np.append(heads, len(chosen))) + 1
    all_blank = np.logical_and.reduceat((codes[left + 1] == 0x20) & (codes[right - 1] == 0x20), heads)
    han = np.add.reduceat((codes[right] >= 0x3400).astype(np.int32), heads) + (codes[left[heads]] >= 0x3400)
    long_enough = (sizes >= np.where(all_blank, _SHORTEST_SPACED, _SHORTEST_SEPARATED)) & (han * 2 >= sizes)
    result[chosen] = long_enough[begins.cumsum() - 1]
    return result


def _is_key_pair(first: NDArray[np.uint32], second: NDArray[np.uint32], tables: _Tables) -> Bools:
    low = (first < 0x10000) & (second < 0x10000)
    one, two = tables.folded[np.where(low, first, 0)], tables.folded[np.where(low, second, 0)]
    key = (one << np.uint32(16)) | two
    at = tables.key_pairs[:-1].searchsorted(key)  # never beyond the last
    return np.asarray((tables.key_pairs[at] == key) & low, dtype=np.bool_)


def _unmask_key_words(draft: _Draft, tables: _Tables) -> None:
    """Look-alike Han characters: each has one canonical form, so no pair depends on its neighbours."""
    variant = (draft.flags & _VARIANT).nonzero()[0]
    first = np.concatenate((variant - 1, variant))
    first = first[(first >= 0) & (first < len(draft.codes) - 1)]
    found = first[_is_key_pair(draft.codes[first], draft.codes[first + 1], tables)]
    for place in (found, found + 1):
        folded = tables.folded[draft.codes[place]]
        draft.changed[place] |= folded != draft.codes[place]
        draft.codes[place] = folded


def normalize(codes: Codes) -> Normalized:
    """Undo the disguises in the code points of a page; ordinary text only gets its Latin in lower case.

    Idempotent, and linear in the length.
    """
    tables = _tables()
    wide_codes = codes.astype(np.intp)  # as numpy wants what it looks up
    flags = tables.flags.take(wide_codes, mode="clip")
    present = int(np.bitwise_or.reduce(flags)) if len(flags) else 0
    source = np.arange(len(codes), dtype=np.int32)
    draft = _Draft(
        tables.replacement.take(wide_codes, mode="clip"),
        flags,
        source,
        (flags & (_DISGUISE | _DELETE)) == _DISGUISE,
    )
    if present & _WIDE:
        _open_numbers(draft, tables.seconds, codes)
    if present & _DELETE:
        _remove_invisible(draft)
    if present & _CONFUSABLE:
        _unmask_letters(draft, tables)
    if present & _DISGUISE:
        _open_zeros(draft, codes)
    if present & _SEPARATOR:
        _join_spaced(draft, tables)
    if present & _VARIANT:
        _unmask_key_words(draft, tables)
    offsets = np.empty(len(draft.source) + 1, np.int32)
    offsets[:-1] = draft.source
    offsets[-1] = len(codes)
    return Normalized(to_text(draft.codes), draft.codes, offsets, draft.changed)
