"""What the signals saw on a page, turned into one row of numbers for each unit that is labelled.

A unit is a sentence of a block. Its row holds what it is made of (shares of character classes, hits of each signal),
how its wording compares with spam seen in training (``wording``), whether the page repeats it, and the same for its
neighbourhood: the unit before and after, windows of three and eight, its block, the page.
"""

from __future__ import annotations

from collections import Counter
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

NGRAMS, NGRAM_BITS = 3, 18  # those that end at a character; of the table of their weights
_WINDOWS = (1, 3, 8)
_LIST_GAP = 12  # characters between two places of one list

_HAN, _DIGIT, _LATIN, _PUNCTUATION, _FUNCTION, _LIST = 1, 2, 4, 8, 16, 32
_FUNCTION_CHARACTERS = (
    "的了在是和与及或对为从被把就也都还而但并其这那不有我他她它们你所以之于等着过将已因此如果使由向至"
)
_DIGITS = str.maketrans("123456789", "000000000")  # lines that differ in their numbers alone are alike
_END_OF_SENTENCE = frozenset("。！？!?；;…")


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


_CLASSES = _character_classes()


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a page in page order; parallel arrays int32[units]. Spans are in ``Page.text``."""

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


def split_units(sight: Sight) -> Units:
    """The sentences of all blocks; scraps between blanks are joined to what follows, as they show too little alone.

    A number is not cut at the blanks inside it.
    """
    page = sight.page
    start, end, block = split_sentences(page.codes, page.blocks.start, page.blocks.end)
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


def holding(sight: Sight, units: Units, names: Collection[str]) -> NDArray[np.bool_]:
    """Which units hold a hit of one of these signals."""
    start, _ = normalized_spans(sight, units)
    hit = np.zeros(len(units), np.bool_)
    for name in names:
        if len(units):
            hit[np.maximum(np.searchsorted(start, sight.matches[name].start, side="right") - 1, 0)] = True
    return hit


def contacts_in(sight: Sight, units: Units) -> list[tuple[int, Contact]]:
    """Each number and id with the unit that it begins in."""
    start, _ = normalized_spans(sight, units)
    found: list[tuple[int, Contact]] = []
    for name in sorted(signals.CONTACTS) if len(units) else ():
        matches = sight.matches[name]
        where = np.maximum(np.searchsorted(start, matches.start, side="right") - 1, 0).tolist()
        found += [(unit, Contact(name, value)) for unit, value in zip(where, matches.values, strict=True)]
    return found


# ---------------------------------------------------------------------------------------------- wording

_TRADE_KINDS = [
    Kind.BRAND,
    Kind.PRODUCT,
    Kind.SERVICE,
    Kind.TRADE,
    Kind.COMPANY,
    Kind.ACTION,
    Kind.CHANNEL,
    Kind.PROMISE,
]
# Fewer words of trade, or further apart, no contact, and no list of places that jumps from province to province: the page is
# not judged.
_TRADE_WORDS, _NEAR_TRADE_WORDS = 3, 200  # words, characters
_SHUFFLED = 8  # jumps
_NO_SEAM = frozenset(
    ("region", "news", "layout", "slogan", "obfuscation")
)  # stand in the middle of sentences too
_SCRAP, _LABEL, _SHORTEST_NAME, _LONGEST_NAME = 6, 10, 5, 200  # characters
_SHORTEST_MIXED = 30  # characters; a hotline line is shorter
_CLEAR = 8.0  # log-odds for either side
_STAND_INS = np.zeros(max(Kind) + 1, np.int64)
_STAND_INS[[Kind.REGION, Kind.BRAND, Kind.PRODUCT, Kind.COMPANY]] = (0xE001, 0xE002, 0xE003, 0xE004)


def ngram_buckets(sight: Sight) -> NDArray[np.int64]:
    """Hashed characters, pairs and triples: int64[NGRAMS, characters], all ending at the character.

    Digits and the names of places, brands and products count as one class each, so that what is learnt is the
    wording around them and not the names.
    """
    codes = sight.normalized.codes.astype(np.int64)
    codes[(codes >= 48) & (codes <= 57)] = 48
    terms = sight.observed.terms
    named = _STAND_INS[terms.kind]
    length = np.where(named > 0, terms.end - terms.start, 0)
    first = np.repeat(terms.start - (np.cumsum(length) - length), length)
    codes[first + np.arange(len(first))] = np.repeat(named, length)
    before = np.concatenate(([0], codes[:-1]))
    before2 = np.concatenate(([0, 0], codes[:-2]))[: len(codes)]
    pair = codes * 0x9E3779B1 + before * 0x85EBCA77
    triple = pair + before2 * 0xC2B2AE3D + 0x27D4EB2F
    hashed = np.stack((codes * 0x165667B1 + 0x9E3779B1, pair, triple)) & 0xFFFFFFFF
    hashed = ((hashed ^ (hashed >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    return np.asarray((hashed >> 12) & ((1 << NGRAM_BITS) - 1), dtype=np.int64)


def normalized_spans(sight: Sight, units: Units) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The units in the coordinates of the normalized text."""
    offsets = sight.normalized.offsets[:-1]
    return np.searchsorted(offsets, units.start), np.searchsorted(offsets, units.end)


def score_characters(buckets: NDArray[np.int64], ngrams: NDArray[np.float32]) -> NDArray[np.float64]:
    """Running sum of the log-odds for spam of the n-grams ending at each normalized character: float64[characters + 1]."""
    return np.concatenate(([0.0], np.cumsum(ngrams[buckets].sum(axis=0), dtype=np.float64)))


def is_han_pair(sight: Sight) -> NDArray[np.bool_]:
    """Whether each normalized character and the one before it are Chinese: bool[characters]."""
    han = (_CLASSES[np.minimum(sight.normalized.codes, 0xFFFF)] & _HAN) > 0
    return np.asarray(han & np.concatenate(([False], han[:-1])))


def wording(sight: Sight, units: Units, total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of each unit's n-grams for spam, over the root of its length, so that no length stands out.

    ``total`` is what ``score_characters`` gives.
    """
    start, end = normalized_spans(sight, units)
    return np.asarray((total[end] - total[start]) / np.sqrt((end - start) * NGRAMS + 16), dtype=np.float64)


def split_mixed(sight: Sight, units: Units, total: NDArray[np.float64]) -> Units:
    """Cut units in which spam seems to be glued to genuine text, with no sign between them.

    In a unit with a contact or an offer, the stretch whose n-grams speak most for spam (or, where the whole does, most
    against it) is set apart if both it and the rest are clear enough; it begins and ends beside a mark or a hit. The
    maximum-sum stretch is found in one pass (Kadane 1984, in Bentley's Programming Pearls).
    """
    start, end = normalized_spans(sight, units)
    edges = np.concatenate(
        [
            edge
            for name, found in sight.matches.items()
            if name not in _NO_SEAM
            for edge in (found.start, found.end)
        ]
    )
    hit = holding(sight, units, (*signals.CONTACTS, "grammar")) & (end - start >= _SHORTEST_MIXED)
    if not hit.any():
        return units
    marks = np.flatnonzero(_CLASSES[np.minimum(sight.normalized.codes, 0xFFFF)] & (_PUNCTUATION | _LIST))
    places = np.unique(np.concatenate((edges, marks, marks + 1)))
    cuts: list[int] = []
    for unit in np.flatnonzero(hit).tolist():
        first, last = int(start[unit]), int(end[unit])
        inside = places[np.searchsorted(places, first, "right") : np.searchsorted(places, last)]
        at = np.concatenate(([first], inside, [last]))
        level = total[at]
        whole = float(level[-1] - level[0])
        if whole > 0:  # spam with something genuine in it, else the other way round
            level, whole = -level, -whole
        lowest = np.minimum.accumulate(level)
        stop = int(np.argmax(level - lowest))
        begin = int(np.argmin(level[: stop + 1]))
        gain = float(level[stop] - level[begin])
        if gain >= _CLEAR and gain - whole >= _CLEAR:
            cuts += [int(at[begin]), int(at[stop])]
    return split_at(units, sight.normalized.offsets[np.array(cuts, np.int64)]) if cuts else units


# ---------------------------------------------------------------------------------------------- features


def _column_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    own = [
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
    ]
    own += [
        "province_jumps",
        "province_returns",
        "twins",
        "same_start",
        "same_end",
        "blank_before",
        "first_in_block",
    ]
    near = [
        "wording",
        "wording_positive",
        "twin_share",
        "function_long",
        "changed_near",
        "jumps_near",
        "returns_near",
        "sentence_near",
    ]
    for signal in signals.ALL:
        own.append(f"{signal.NAME}_count")
        own.append(f"{signal.NAME}_cover")
        near.append(f"{signal.NAME}_near")
    return tuple(own), tuple(near)


_OWN, _NEAR = _column_names()
NAMES: tuple[str, ...] = (
    *_OWN,
    *(f"{name}_own" for name in _NEAR),
    *(f"{name}_{side}" for side in ("before", "after") for name in _NEAR),
    *(f"{name}_{width}" for width in _WINDOWS for name in _NEAR),
    *(f"{name}_block" for name in _NEAR),
    *(f"{name}_page" for name in _NEAR),
    *(f"{name}_unlike" for name in _NEAR),
)


def _sums(
    values: NDArray[np.float64], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.float64]:
    total = np.concatenate((np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)))
    return np.asarray(total[end] - total[start])


def signal_columns(
    sight: Sight, start: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Hits, and characters covered by hits, of each signal in each unit: two float64[units, signals]."""
    units, kinds = len(start), len(sight.matches)
    count = np.zeros((units, kinds))
    cover = np.zeros((units, kinds))
    for kind, signal in enumerate(signals.ALL):
        found = sight.matches[signal.NAME]
        if len(found.start) and units:
            where = np.clip(np.searchsorted(start, found.start, side="right") - 1, 0, units - 1)
            inside = found.start < end[where]
            count[:, kind] = np.bincount(where[inside], minlength=units)
            cover[:, kind] = np.bincount(where[inside], (found.end - found.start)[inside], minlength=units)
    return count, cover


@dataclass(frozen=True, slots=True)
class _Lists:
    """Places of the page, and of each whether it follows another in a list and which way it leads: arrays[places]."""

    start: NDArray[np.int32]
    follows: NDArray[np.bool_]
    jumps: NDArray[np.bool_]  # to another province than the place before
    returns: NDArray[np.bool_]  # to a province that the list has left before

    def share(self, chosen: NDArray[np.bool_], units: NDArray[np.int64]) -> NDArray[np.float64]:
        """Share of ``chosen`` among the places of each unit that follow another; ``units`` are their starts."""
        if not len(self.start) or not len(units):
            return np.zeros(len(units))
        where = np.clip(np.searchsorted(units, self.start, side="right") - 1, 0, len(units) - 1)
        steps = np.bincount(where, self.follows, minlength=len(units))
        return np.asarray(np.bincount(where, chosen, minlength=len(units)) / np.maximum(steps, 1))


def _lists(terms: Terms) -> _Lists:
    """How the lists of places go through the map: genuine ones in order, those of spam are shuffled."""
    places = terms.kind == Kind.REGION
    first, last, province = terms.start[places], terms.end[places], terms.info[places] // 10000
    if len(first) < 2:
        no = np.zeros(len(first), np.bool_)
        return _Lists(first, no, no, no)
    gap = first[1:] - last[:-1]
    known = (province[1:] > 0) & (province[:-1] > 0)
    follows = np.concatenate(([False], (gap > 0) & (gap <= _LIST_GAP) & known))
    jumps = follows & np.concatenate(([False], province[1:] != province[:-1]))
    key = np.cumsum(~follows).astype(np.int64) * 1000 + province
    order = np.argsort(key, kind="stable")
    again = np.zeros(len(key), np.bool_)
    again[order[1:]] = key[order[1:]] == key[order[:-1]]
    return _Lists(first, follows, jumps, jumps & again)


def _repetition(texts: list[str]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """How many other units are the same, start the same, end the same (four characters)."""
    columns = []
    for keys in (texts, [text[:4] for text in texts], [text[-4:] for text in texts]):
        counts = Counter(key for key in keys if len(key) >= 4)
        columns.append(np.array([max(counts[key] - 1, 0) for key in keys], np.float64))
    return columns[0], columns[1], columns[2]


def describe(sight: Sight, units: Units, words: NDArray[np.float64]) -> NDArray[np.float32]:
    """The feature values, float32[units, len(NAMES)]; ``words`` is the wording of each unit."""
    start, end = normalized_spans(sight, units)
    length = np.maximum(end - start, 1).astype(np.float64)
    codes = sight.normalized.codes
    flags = _CLASSES[np.minimum(codes, 0xFFFF)]
    classes = np.stack(
        [(flags & flag) != 0 for flag in (_HAN, _DIGIT, _LATIN, _PUNCTUATION, _FUNCTION, _LIST)], axis=1
    )
    shares = _sums(classes.astype(np.float64), start, end) / length[:, None]
    changed = _sums(sight.normalized.changed.astype(np.float64), start, end) / length
    blocks = sight.page.blocks
    block_length = np.maximum(blocks.end - blocks.start, 1)
    shaped = sight.normalized.text.translate(_DIGITS)
    texts = [shaped[a:b].strip() for a, b in zip(start.tolist(), end.tolist(), strict=True)]
    ends = np.array([1.0 if text and text[-1] in _END_OF_SENTENCE else 0.0 for text in texts])
    twins, same_start, same_end = _repetition(texts)
    count, cover = signal_columns(sight, start, end)
    lists = _lists(sight.observed.terms)
    jumps, returns = lists.share(lists.jumps, start), lists.share(lists.returns, start)
    gap = (
        np.concatenate(([2.0], np.minimum(units.start[1:] - units.end[:-1], 2.0)))
        if len(units)
        else np.zeros(0)
    )
    first = (
        np.concatenate(([1.0], (np.diff(units.block) > 0).astype(np.float64))) if len(units) else np.zeros(0)
    )
    own = np.column_stack(
        (
            length,
            shares,
            ends,
            (blocks.link_chars / block_length)[units.block],
            blocks.hidden[units.block],
            changed,
            jumps,
            returns,
            twins,
            same_start,
            same_end,
            gap,
            first,
            np.stack((count, cover / length[:, None]), axis=2).reshape(len(units), -1),
        )
    )
    weight = np.minimum(length, 40.0)  # a long sentence counts more than a short line, but not without bound
    near = np.column_stack(
        (
            words,
            words > 0,
            twins > 0,
            np.where(length >= 12, shares[:, 4], 0.05),
            changed,
            jumps,
            returns,
            ends,
            cover / length[:, None],
        )
    )
    return np.column_stack((own, near, *surroundings(near, weight, units))).astype(np.float32)


def surroundings(
    near: NDArray[np.float64], weight: NDArray[np.float64], units: Units
) -> list[NDArray[np.float64]]:
    """Neighbours' values and means, weighted by length, over windows, the block and the page."""
    count = len(units)
    index = np.arange(count)
    zeros = np.zeros((1, near.shape[1]))
    before = np.concatenate((zeros, near[:-1])) if count else near
    after = np.concatenate((near[1:], zeros)) if count else near
    weighted = near * weight[:, None]
    columns = [before, after]
    for width in _WINDOWS:
        low, high = np.maximum(index - width, 0), np.minimum(index + width + 1, count)
        mass = _sums(weight, low, high) - weight
        columns.append((_sums(weighted, low, high) - weighted) / np.maximum(mass, 1.0)[:, None])
    first, last = (
        np.searchsorted(units.block, units.block),
        np.searchsorted(units.block, units.block, side="right"),
    )
    columns.append(_sums(weighted, first, last) / np.maximum(_sums(weight, first, last), 1.0)[:, None])
    page = weighted.sum(axis=0) / max(float(weight.sum()), 1.0)
    columns.append(np.broadcast_to(page, near.shape))
    columns.append(near - columns[2 + len(_WINDOWS) - 1])  # how unlike the wider surroundings the unit is
    return columns


@dataclass(frozen=True, slots=True)
class Cues:
    """What each unit shows at a glance: bool[units] each."""

    reporting: NDArray[np.bool_]  # a word of news, as in a byline
    trading: NDArray[np.bool_]  # a word of trade
    short: NDArray[np.bool_]  # no longer than a label
    naming: NDArray[np.bool_]  # the name of the page, as its head gives it


def cues(sight: Sight, units: Units) -> Cues:
    """See which units hold words of reporting or of trade, and which are labels at most."""
    terms = sight.observed.terms
    start, _ = normalized_spans(sight, units)
    where = np.maximum(np.searchsorted(start, terms.start, side="right") - 1, 0)
    news, trade = terms.kind == Kind.NEWS, np.isin(terms.kind, _TRADE_KINDS)
    count = len(units)
    return Cues(
        np.bincount(where[news], minlength=count) > 0,
        np.bincount(where[trade], minlength=count) > 0,
        units.end - units.start <= _LABEL,
        _naming(sight.page, units),
    )


def _naming(page: Page, units: Units) -> NDArray[np.bool_]:
    names = [*[content for name, content in page.head.meta if name == "og:title"][:1], page.head.title or ""]
    names = [
        name[:_LONGEST_NAME] for name in names if len(name) >= _SHORTEST_NAME
    ]  # each unit is looked up in them
    found = np.zeros(len(units), np.bool_)
    length = units.end - units.start
    fitting = (length >= _SHORTEST_NAME) & (length <= max(map(len, names), default=0))
    for unit in np.flatnonzero(fitting).tolist():
        text = page.text[units.start[unit] : units.end[unit]]
        found[unit] = any(text in name for name in names)
    return found


def is_suspicious(sight: Sight) -> bool:
    """Whether the page shows anything that spam is made of; most clean pages do not and never meet the labeller."""
    if any(len(sight.matches[name]) for name in signals.CONTACTS):
        return True
    terms = sight.observed.terms
    if int(_lists(terms).jumps.sum()) >= _SHUFFLED:
        return True
    start = terms.start[np.isin(terms.kind, _TRADE_KINDS)]
    return bool((start[_TRADE_WORDS - 1 :] - start[: 1 - _TRADE_WORDS] <= _NEAR_TRADE_WORDS).any())
