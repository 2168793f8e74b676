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

from filters.wordlists import LexiconError, read_list

__all__ = ["Kind", "LexiconError", "Terms", "canonical", "scan"]


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

    ``start`` and ``end`` are places in the text scanned. ``info`` is, for a region, its six-digit code, so that
    ``info // 10000`` is the province (0: unknown); for other kinds the number that ``canonical`` takes.
    """

    kind: NDArray[np.uint8]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    info: NDArray[np.int32]


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
_AMBIGUOUS = "brands_ambiguous.txt"  # ordinary words too: a brand only directly in front of a product or service
_GUARD = 255  # kind of ordinary words in which a term hides; they match and are dropped
_AFTER_BRAND = np.isin(np.arange(256), (Kind.PRODUCT, Kind.SERVICE, Kind.CHANNEL, Kind.PROMISE))

_WHOLE_WORD, _NEEDS_NEXT = 1, 2  # rules of a pattern

_LONGEST_TOWN = 12
_TOWN = re.compile("街道|镇|乡|苏木")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    automaton: ahocorasick_rs.AhoCorasick
    kind: NDArray[np.uint8]  # of each pattern
    info: NDArray[np.int32]
    rule: NDArray[np.uint8]
    words: tuple[str, ...]  # canonical forms
    towns: dict[str, int]  # name to code
    town_lengths: dict[str, tuple[int, ...]]  # last three characters to the lengths of names, longest first


# ------------------------------------------------------------------------------------------------ loading


@dataclass(frozen=True, slots=True)
class _Region:
    level: int  # 1 province, 2 prefecture, 3 county, 4 a former name of a prefecture or county
    code: int
    name: str
    short: str


_NATIONS = re.compile("[^族]{1,6}族")


def _spellings(region: _Region) -> list[str]:
    """The name, the name without what it says of nations, and without its last part: long ones first.

    An autonomous prefecture is written with any number of its nations: 海西蒙古族藏族自治州, 海西蒙古族, 海西州, 海西.
    """
    forms = [region.name]
    for tail, last in (("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"), ("自治区", "")):
        if region.name.endswith(tail):
            nations = region.name[len(region.short) : -len(tail)]
            parts = _NATIONS.findall(nations)
            forms += [region.short + "".join(parts[:count]) for count in range(len(parts), 0, -1)]
            forms.append(region.short + last)
    forms.append(region.short)
    return list(dict.fromkeys(form for form in forms if len(form) > 1))


def _read_regions() -> Iterator[_Region]:
    for level, code, name, short in read_list("regions.txt", range(4, 5)):
        yield _Region(int(level), int(code), name, short)


def _region_names() -> dict[str, int]:
    """Every spelling that names a place by itself, with its code; places of one name in several provinces have 0."""
    regions = list(_read_regions())
    vague = {name for (name,) in read_list("regions_ambiguous.txt", range(1, 2))}
    above: dict[int, list[str]] = {}  # spellings of what a county can be written behind
    codes: dict[str, set[int]] = {}
    for region in regions:
        forms = _spellings(region)
        if region.level <= 2:
            above[region.code] = forms
            alone = [form for form in forms if form not in codes]  # 海南 is the province, not the prefecture in Qinghai
        else:
            alone = [form for form in forms if len(form) > 2 and form[-1] in "县市区旗镇" and form != region.short]
        for form in alone:
            if form not in vague:
                codes.setdefault(form, set()).add(region.code)
    for region in regions:
        if region.level < 3 or region.code % 100 == 0:
            continue
        parents = above.get(region.code // 100 * 100) or above.get(region.code // 10000 * 10000) or []
        forms = _spellings(region)
        for parent in parents[:-1]:  # 睢县 and 新城区 are no names by themselves, 商丘市睢县 is one
            for form in forms:
                if form in vague or (form not in codes and len(form) == 2 and form == region.name):
                    codes.setdefault(parent + form, set()).add(region.code)
        for form in forms if parents else ():  # 大理云龙县, 杭州萧山: all forms, for the longest has to win
            codes.setdefault(parents[-1] + form, set()).add(region.code)
    return {name: _common_code(found) for name, found in codes.items()}


def _common_code(codes: set[int]) -> int:
    if len(codes) == 1:
        return next(iter(codes))
    provinces = {code // 10000 for code in codes}
    return provinces.pop() * 10000 if len(provinces) == 1 else 0


def _read_towns() -> dict[str, int]:
    codes: dict[str, set[int]] = {}
    for county, *names in read_list("towns.txt"):
        for name in names:
            codes.setdefault(name, set()).add(int(county))
    return {name: _common_code(found) for name, found in codes.items()}


@cache
def _lexicon() -> _Lexicon:
    patterns: dict[str, tuple[int, int, int]] = {}  # word to kind, info, rule
    words: list[str] = []
    for name, kind in _LISTS.items():
        for entry in read_list(name):
            for word in entry:
                if word in patterns:
                    raise LexiconError(f"{name}: {word!r} stands in two lists, or twice in one")
                rule = _WHOLE_WORD if word.isascii() else 0
                patterns[word] = (kind, len(words), rule | (_NEEDS_NEXT if name == _AMBIGUOUS else 0))
            words.append(entry[0])
    for (word,) in read_list("guards.txt", range(1, 2)):
        patterns.setdefault(word, (_GUARD, 0, 0))
    for word, code in _region_names().items():
        patterns.setdefault(word, (Kind.REGION, code, 0))
    towns = _read_towns()
    lengths: dict[str, set[int]] = {}
    for town in towns:
        lengths.setdefault(town[-3:], set()).add(len(town))
    columns = np.array(list(patterns.values()), np.int32)
    return _Lexicon(
        ahocorasick_rs.AhoCorasick(list(patterns), ahocorasick_rs.MatchKind.LeftmostLongest),
        columns[:, 0].astype(np.uint8),
        columns[:, 1],
        columns[:, 2].astype(np.uint8),
        tuple(words),
        towns,
        {tail: tuple(sorted(found, reverse=True)) for tail, found in lengths.items()},
    )


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
    keep = np.ones(len(pattern), np.bool_)
    if (rule & _WHOLE_WORD).any():
        keep &= ((rule & _WHOLE_WORD) == 0) | _stands_alone(text, terms)
    if (rule & _NEEDS_NEXT).any():
        follows = np.append((terms.start[1:] == terms.end[:-1]) & _AFTER_BRAND[terms.kind[1:]], False)
        keep &= ((rule & _NEEDS_NEXT) == 0) | follows
    if not keep.all():
        terms = _choose(terms, keep)
    terms = _settle(_with_towns(text, terms, lexicon))
    guard = terms.kind == _GUARD
    return _choose(terms, ~guard) if guard.any() else terms


def _choose(terms: Terms, keep: NDArray[np.bool_]) -> Terms:
    return Terms(terms.kind[keep], terms.start[keep], terms.end[keep], terms.info[keep])


def _is_latin(character: str) -> bool:
    return "a" <= character <= "z"


def _stands_alone(text: str, terms: Terms) -> NDArray[np.bool_]:
    """Whether no Latin letter goes on before or after each term."""
    padded = f" {text} "
    bounds = zip(terms.start.tolist(), terms.end.tolist(), strict=True)
    return np.array(
        [
            not (_is_latin(padded[start]) and _is_latin(padded[start + 1]))
            and not (_is_latin(padded[end + 1]) and _is_latin(padded[end]))
            for start, end in bounds
        ],
        np.bool_,
    )


def _find_towns(text: str, lexicon: _Lexicon) -> Iterator[tuple[int, int, int]]:
    """Start, end and code of each town's full name; the automaton would take twenty times as long to build with them."""
    free = 0
    for match in _TOWN.finditer(text):
        end = match.end()
        for length in lexicon.town_lengths.get(text[max(end - 3, 0) : end], ()):
            start = end - length
            if start >= free:
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
        # A town gives way to a term that begins before it or is longer, and takes the place of shorter ones inside it.
        before = np.searchsorted(terms.start, start) - 1
        at = np.minimum(before + 1, len(terms.start) - 1)
        clear = (before < 0) | (terms.end[before] <= start)
        clear &= ~((terms.start[at] == start) & (terms.end[at] >= end))
        towns, start, end = towns[clear], start[clear], end[clear]
        if not len(towns):
            return terms
        nearest = np.searchsorted(end, terms.start, side="right")
        inside = np.minimum(nearest, len(end) - 1)
        terms = _choose(terms, (nearest == len(end)) | (terms.end <= start[inside]))
    merged = Terms(
        np.concatenate((terms.kind, np.full(len(towns), Kind.REGION, np.uint8))),
        np.concatenate((terms.start, start)),
        np.concatenate((terms.end, end)),
        np.concatenate((terms.info, towns[:, 2])),
    )
    order = np.argsort(merged.start, kind="stable")
    return Terms(merged.kind[order], merged.start[order], merged.end[order], merged.info[order])


def _settle(terms: Terms) -> Terms:
    """Give a place whose name several provinces have the code of the place directly in front of it (杭州市西湖区)."""
    unknown = np.flatnonzero((terms.kind == Kind.REGION) & (terms.info == 0))
    unknown = unknown[unknown > 0]
    if not len(unknown):
        return terms
    info = terms.info.copy()
    for place in unknown.tolist():  # in order: the one in front may itself have been settled just before
        if terms.kind[place - 1] == Kind.REGION and terms.end[place - 1] == terms.start[place]:
            info[place] = info[place - 1]
    return Terms(terms.kind, terms.start, terms.end, info)
