"""The words that the filter knows, found over a normalized page in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray

from filters.arrays import Bools, Indices
from filters.wordlists import LexiconError, read_list


class Kind(IntEnum):
    """What a word is a sign of."""

    REGION = 0
    BRAND = 1
    PRODUCT = 2
    SERVICE = 3  # repair, after-sales, support
    TRADE = 4  # invoices, locksmiths, drains, loans and others that advertise the same way
    COMPANY = 5  # banks, airlines, platforms whose "customer service" is offered
    ACTION = 6  # call, click, make an appointment
    CHANNEL = 7  # hotline, telephone, WeChat
    PROMISE = 8  # 24 hours, at your door, nationwide
    SLOGAN = 9  # wording of advertising sentences
    NEWS = 10  # reporters, officials, courts: genuine reporting


@dataclass(frozen=True, slots=True)
class Terms:
    """Words found, in text order, none overlapping; parallel arrays of uint8, int32, int32 and int32.

    ``start`` and ``end`` are places in the text scanned. ``info`` is, for a region, its six-digit code, so
    that ``info // 10000`` is the province (0: unknown); for other kinds the number that ``canonical`` takes.
    """

    kind: NDArray[np.uint8]
    start: Indices
    end: Indices
    info: Indices


_LISTS = {
    "brands.txt": Kind.BRAND,
    "brands_ambiguous.txt": Kind.BRAND,
    "companies.txt": Kind.COMPANY,
    "trades.txt": Kind.TRADE,
    "products.txt": Kind.PRODUCT,
    "services.txt": Kind.SERVICE,
    "channels.txt": Kind.CHANNEL,
    "actions.txt": Kind.ACTION,
    "promises.txt": Kind.PROMISE,
    "slogans.txt": Kind.SLOGAN,
    "news.txt": Kind.NEWS,
}
_AMBIGUOUS = "brands_ambiguous.txt"  # a brand only directly in front of a product or service
_GUARD = 255  # kind of ordinary words in which a term hides; they match and are dropped
_AFTER_BRAND = np.isin(np.arange(256), (Kind.PRODUCT, Kind.SERVICE, Kind.CHANNEL))
_TRADE = np.isin(np.arange(256), [kind for kind in Kind if kind not in (Kind.REGION, Kind.NEWS)])

_WHOLE_WORD, _NEEDS_NEXT, _NEEDS_NEIGHBOUR = 1, 2, 4  # rules of a pattern

_SHORTEST_TOWN, _LONGEST_TOWN = 3, 12
_TOWN = re.compile("街道|镇|乡|苏木")
# Short names of counties, cities and districts, such as 和平 or 资源, may be ordinary words. They count as places only in a row
# of short names that has at least so many sure ones: no such words, and known in one province only. Between two names of a
# row stand few characters, none of them Chinese.
_FEWEST_IN_ROW = 4
_SHORT_NAME, _BETWEEN_NAMES = (2, 5), 3  # characters of a name, and between two
_FULL_NAME = re.compile("([\u4e00-\u9fff]{2,5})[市县区旗]")
# It needs its city before it: 定西岷县.
_SHORTEST_COUNTY = re.compile("([\u4e00-\u9fff]{2,})([\u4e00-\u9fff]县)")
_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FFF


@dataclass(frozen=True, slots=True)
class _Lexicon:
    automaton: ahocorasick_rs.AhoCorasick
    kind: NDArray[np.uint8]  # of each pattern
    info: Indices
    rule: NDArray[np.uint8]
    words: tuple[str, ...]  # canonical forms
    towns: dict[str, int]  # name to code
    town_tails: frozenset[str]  # their last four characters, or three where that is all
    short: dict[str, int]  # names of few characters, among them those of counties without their last, to code
    begins: Bools  # with which Chinese characters these begin
    sure: frozenset[str]  # those of them that are no ordinary words


# ------------------------------------------------------------------------------------------------ loading


def _read_places(name: str) -> dict[str, int]:
    """Names of places with their codes; a name that several provinces have stands under 0."""
    places: dict[str, int] = {}
    for code, *names in read_list(name, at_least=2):
        places |= dict.fromkeys(names, int(code))
    return places


def _read_words() -> tuple[dict[str, tuple[int, int, int]], list[str]]:
    """Kind, info and rule of each word of the lists but names of regions; canonical words, to which info points."""
    patterns: dict[str, tuple[int, int, int]] = {}
    words: list[str] = []
    weak = {word for (word,) in read_list("weak.txt", at_most=1)}
    for name, kind in _LISTS.items():
        for entry in read_list(name):
            for word in entry:
                if word in patterns:
                    raise LexiconError(f"{name}: {word!r} stands in two lists, or twice in one")
                rule = _WHOLE_WORD if word.isascii() else 0
                rule |= (_NEEDS_NEXT if name == _AMBIGUOUS else 0) | (_NEEDS_NEIGHBOUR if word in weak else 0)
                patterns[word] = (kind, len(words), rule)
            words.append(entry[0])
    unknown = sorted(weak - patterns.keys())
    if unknown:
        raise LexiconError(f"weak.txt: {unknown[0]!r} stands in no other list")
    for (word,) in read_list("guards.txt", at_most=1):
        patterns.setdefault(word, (_GUARD, 0, 0))
    return patterns, words


@cache
def _lexicon() -> _Lexicon:
    patterns, words = _read_words()
    regions = _read_places("regions.txt")
    for word, code in regions.items():
        patterns.setdefault(word, (Kind.REGION, code, 0))
    towns = _read_places("towns.txt")
    short = _shorten(regions) | {name: code for name, code in regions.items() if len(name) <= _SHORT_NAME[1]}
    begins = np.zeros(_LAST_HAN + 1, np.bool_)
    begins[[ord(name[0]) for name in short if ord(name[0]) <= _LAST_HAN]] = True
    ordinary = {word for (word,) in read_list("regions_words.txt", at_most=1)}
    unknown = sorted(ordinary - short.keys())
    if unknown:
        raise LexiconError(f"regions_words.txt: {unknown[0]!r} is no short name of a place")
    columns = np.array(list(patterns.values()), np.int32)
    return _Lexicon(
        ahocorasick_rs.AhoCorasick(list(patterns), ahocorasick_rs.MatchKind.LeftmostLongest),
        columns[:, 0].astype(np.uint8),
        columns[:, 1],
        columns[:, 2].astype(np.uint8),
        tuple(words),
        towns,
        frozenset([town[-4:] for town in towns]),
        short,
        begins,
        frozenset(name for name, code in short.items() if code and name not in ordinary),
    )


def _shorten(regions: dict[str, int]) -> dict[str, int]:
    """The short names of counties, cities and districts with their codes, as ``_read_places`` has them."""
    short: dict[str, int] = {}
    for name, code in regions.items():
        match = _FULL_NAME.fullmatch(name)
        if match:
            stem = match[1]
            known = short.setdefault(stem, code)
            if known != code:  # in one province, or not even that
                short[stem] = code // 10000 * 10000 if known // 10000 == code // 10000 else 0
        match = _SHORTEST_COUNTY.fullmatch(name)
        if match and match[1] in regions:
            short[match[2]] = code
    return short


# ------------------------------------------------------------------------------------------------ finding


def canonical(info: int) -> str:
    """The canonical word of a term that is no region."""
    return _lexicon().words[info]


def scan(text: str) -> Terms:
    """Find all known words in a normalized text, the leftmost and longest first."""
    lexicon = _lexicon()
    found = lexicon.automaton.find_matches_as_indexes(text)
    hits = np.array(found, np.int32).reshape(-1, 3)
    pattern = hits[:, 0]
    terms = Terms(lexicon.kind[pattern], hits[:, 1], hits[:, 2], lexicon.info[pattern])
    rule = lexicon.rule[pattern]
    if rule.any():
        terms = _choose(terms, _obeys_rules(text, terms, rule))
    terms = _settle(_with_rows(text, _with_towns(text, terms, lexicon), lexicon))
    guard = terms.kind == _GUARD
    return _choose(terms, ~guard) if guard.any() else terms


def _obeys_rules(text: str, terms: Terms, rule: NDArray[np.uint8]) -> Bools:
    """Which terms count: Latin ones as whole words, and ordinary words only beside others of the trade."""
    keep = np.ones(len(rule), np.bool_)
    latin = (rule & _WHOLE_WORD).nonzero()[0]
    if len(latin):
        keep[latin] = _stand_alone(text, terms.start[latin], terms.end[latin])
    touching = terms.start[1:] == terms.end[:-1]
    for place in (terms.start[1:] == terms.end[:-1] + 1).nonzero()[0].tolist():
        touching[place] = text[terms.end[place]] == " "
    keep[:-1] &= ((rule[:-1] & _NEEDS_NEXT) == 0) | (touching & _AFTER_BRAND[terms.kind[1:]])
    keep[-1:] &= (rule[-1:] & _NEEDS_NEXT) == 0
    strong = keep & _TRADE[terms.kind] & ((rule & _NEEDS_NEIGHBOUR) == 0)
    beside = np.zeros(len(rule), np.bool_)
    beside[:-1] |= touching & strong[1:]
    beside[1:] |= touching & strong[:-1]
    return np.asarray(keep & (((rule & _NEEDS_NEIGHBOUR) == 0) | beside), dtype=np.bool_)


def _choose(terms: Terms, keep: Bools) -> Terms:
    return Terms(terms.kind[keep], terms.start[keep], terms.end[keep], terms.info[keep])


def _is_latin(character: str) -> bool:
    return "a" <= character <= "z"


def _stand_alone(text: str, start: Indices, end: Indices) -> list[bool]:
    """Whether no Latin letter goes on before or after each of some terms."""
    padded = f" {text} "
    return [
        not (_is_latin(padded[first]) and _is_latin(padded[first + 1]))
        and not (_is_latin(padded[last + 1]) and _is_latin(padded[last]))
        for first, last in zip(start.tolist(), end.tolist(), strict=True)
    ]


def _find_towns(text: str, lexicon: _Lexicon) -> Iterator[tuple[int, int, int]]:
    """Start, end and code of each town. As patterns of the automaton they would triple the time to load."""
    free = 0
    tails = lexicon.town_tails
    for match in _TOWN.finditer(text):
        end = match.end()
        if text[end - 4 : end] not in tails and text[end - 3 : end] not in tails:
            continue
        for start in range(max(end - _LONGEST_TOWN, free), end - _SHORTEST_TOWN + 1):
            code = lexicon.towns.get(text[start:end])
            if code is not None:
                yield start, end, code
                free = end
                break


def _with_towns(text: str, terms: Terms, lexicon: _Lexicon) -> Terms:
    towns = np.array(list(_find_towns(text, lexicon)), np.int32).reshape(-1, 3)
    if not len(towns):
        return terms
    start, end = towns[:, 0], towns[:, 1]
    if len(terms.start):
        # A town gives way to a term that begins before it or is longer; shorter ones inside it do to it.
        before = terms.start.searchsorted(start) - 1
        at = np.minimum(before + 1, len(terms.start) - 1)
        clear = (before < 0) | (terms.end[before] <= start)
        clear &= ~((terms.start[at] == start) & (terms.end[at] >= end))
        towns, start, end = towns[clear], start[clear], end[clear]
        if not len(towns):
            return terms
        nearest = end.searchsorted(terms.start, side="right")
        inside = np.minimum(nearest, len(end) - 1)
        terms = _choose(terms, (nearest == len(end)) | (terms.end <= start[inside]))
    return _add_places(terms, start, end, towns[:, 2])


def _add_places(terms: Terms, start: Indices, end: Indices, code: Indices) -> Terms:
    merged = Terms(
        np.concatenate((terms.kind, np.full(len(start), Kind.REGION, np.uint8))),
        np.concatenate((terms.start, start)),
        np.concatenate((terms.end, end)),
        np.concatenate((terms.info, code)),
    )
    order = merged.start.argsort(kind="stable")
    return Terms(merged.kind[order], merged.start[order], merged.end[order], merged.info[order])


def _with_rows(text: str, terms: Terms, lexicon: _Lexicon) -> Terms:
    """And the places that are given by their short names, in rows."""
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    han = np.concatenate(([False], (codes >= _FIRST_HAN) & (codes <= _LAST_HAN), [False]))
    start, end = (han[1:] != han[:-1]).nonzero()[0].astype(np.int32).reshape(-1, 2).T  # of words
    fits = (end - start >= _SHORT_NAME[0]) & (end - start <= _SHORT_NAME[1]) & lexicon.begins[codes[start]]
    follows = np.append(False, start[1:] - end[:-1] <= _BETWEEN_NAMES)[: len(start)]
    asked = _in_rows(fits, fits, follows).nonzero()[0]
    if not len(asked):
        return terms
    spans = zip(start[asked].tolist(), end[asked].tolist(), strict=True)
    names = [text[first:last] for first, last in spans]
    behind = terms.end.searchsorted(start[asked], side="right")
    first = np.append(terms.start, len(text))[behind]
    free = first >= end[asked]  # of other words that are known
    place = np.append(terms.kind, _GUARD)[behind] == Kind.REGION
    same = (first == start[asked]) & (np.append(terms.end, 0)[behind] == end[asked])  # 长岭, a brand, too
    there, sure = np.zeros((2, len(start)), np.bool_)
    there[asked] = (free | place | same) & np.array([name in lexicon.short for name in names])
    sure[asked] = [name in lexicon.sure for name in names]
    chosen = _in_rows(there, sure & there, follows)[asked] & free
    if not chosen.any():
        return terms
    code = [lexicon.short[name] for name, new in zip(names, chosen.tolist(), strict=True) if new]
    rows = asked[chosen]
    return _add_places(terms, start[rows], end[rows], np.array(code, np.int32))


def _in_rows(there: Bools, sure: Bools, follows: Bools) -> Bools:
    """Which of the names ``there`` stand in a row with enough sure ones; ``follows``: whether each is near the one before."""
    joined = follows.copy()
    joined[1:] &= there[1:] & there[:-1]
    row = (~joined).cumsum()
    return np.asarray(there & (np.bincount(row, sure) >= _FEWEST_IN_ROW)[row], dtype=np.bool_)


def _settle(terms: Terms) -> Terms:
    """A place whose name several provinces have gets the code of the one right before it: 徐州市鼓楼区."""
    place = terms.kind == Kind.REGION
    unknown = place & (terms.info == 0)
    if not unknown.any():
        return terms
    behind = np.zeros(len(place), np.bool_)
    behind[1:] = place[1:] & place[:-1] & (terms.start[1:] == terms.end[:-1])
    giver = np.maximum.accumulate(np.where(unknown & behind, 0, np.arange(len(place))))
    return Terms(terms.kind, terms.start, terms.end, terms.info[giver])
