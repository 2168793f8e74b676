"""Find the brands that a page's spam claims to serve and no word list knows: the name before an appliance.

A name stands at the head of a phrase, right before a product or a trade (`朗炬壁挂炉维修电话`), or on several
lines before a service (`朗炬售后`). It is the maker's alone: common words around it are dropped (`专业朗炬智能锁`),
what follows a known brand is its series, and a name of nothing but common words is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from filters.lexicon import Kind, scan
from filters.types import Hit, Verdict

_SERVED = {"product", "trade"}  # what a brand stands in front of
_OFFERS = {"service", "trade", "channel", "phone", "wechat", "qq"}  # without one it is prose about a thing
_AFTER_NAME = {*_SERVED, "service"}
# What may stand before the name, itself no part of it.
_BEFORE = {*_AFTER_NAME, *_OFFERS, "brand", "company", "region", "promise", "action"}
_HAN = re.compile(r"[\u4e00-\u9fff]{2,8}")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]{2,11}")
_NOT_LATIN = re.compile("(?:www|com|https?|html|app|led|lcd|wifi|gps|diy|vip|pos|etc|usb)", re.IGNORECASE)
# Characters of grammar and of the offer itself; a name that no list knows has none of them.
_NO_NAME = set("的了是在我们你您他她它这那哪吗呢吧把被从向与及或并而但因则也还就都很只又再已将会要请让给对于等如各每该本某何"
               "修售换拆租收卖买洗装想找做问看查")  # fmt: skip
_PRODUCT_ENDS = tuple("机器炉锁柜灶箱泵表")  # products that no list knows
_MOST_CHARS = 4  # of a maker's name
_LONGEST_WORD = 4
_COMMON_FROM = 5  # times that a word was met in the corpus of the dictionary
_PROPER = {"nr", "nrt", "nrfg", "nz"}  # tags of names; only a frequent one is a common word as well
_PROPER_COMMON_FROM = 1_000
_LINE = 100  # bytes by which lines of the dictionary are compared
_NEAR = 2_000  # bytes around a word's place: they are in order, but for a few that stand some lines off
_LINES = 2  # on which weaker evidence has to stand


def claimed_brands(verdicts: Sequence[Verdict]) -> list[list[str]]:
    """Return the unknown names in each of a page's spam blocks, each once, in the order of the text."""
    found = [list(_mentions(verdict)) for verdict in verdicts]
    lines = Counter(name for mentions in found for name in {name for name, _ in mentions})
    sure = {name for mentions in found for name, is_sure in mentions if is_sure or lines[name] >= _LINES}
    return [list(dict.fromkeys(name for name, _ in mentions if name in sure)) for mentions in found]


def _mentions(verdict: Verdict) -> Iterator[tuple[str, bool]]:
    """Yield the names before what is served, and whether one such line is enough to believe it."""
    if not any(hit.signal in _OFFERS for hit in verdict.hits):
        return
    hits = sorted((hit for hit in verdict.hits if hit.signal in _AFTER_NAME), key=lambda hit: hit.span.start)
    ends = sorted(hit.span.end for hit in verdict.hits if hit.signal in _BEFORE)
    brands = {hit.span.end for hit in verdict.hits if hit.signal == "brand"}
    for hit in hits:
        place = bisect_right(ends, hit.span.start)
        start = ends[place - 1] if place else 0
        phrase = _before(verdict.block.text, start, hit)
        if start in brands and verdict.block.text.startswith(phrase, start):
            continue  # a known brand's series
        name, is_whole = maker(phrase)
        if name:
            yield name, is_whole and hit.signal in _SERVED


def _before(text: str, start: int, hit: Hit) -> str:
    before = text[start : hit.span.start]
    if any(character.isspace() for character in text[hit.span.start : hit.span.end]):
        before = "".join(before.split())  # letter-spaced: a blank ends nothing
    return re.split(r"[\W_]+", before)[-1]


@lru_cache(maxsize=4096)
def maker(phrase: str) -> tuple[str, bool]:
    """Return the maker's name in what stands before a product, "" if none, and whether it is nothing else."""
    if _LATIN.fullmatch(phrase):
        return ("", False) if _NOT_LATIN.fullmatch(phrase) else (phrase, True)
    if not _HAN.fullmatch(phrase) or _NO_NAME.intersection(phrase) or phrase.endswith(_PRODUCT_ENDS):
        return "", False
    if _is_common(phrase):
        return "", False
    name = _drop_words(phrase)
    if not 2 <= len(name) <= _MOST_CHARS:
        # One character is left over: perhaps the name itself was taken apart (光明德).
        name = phrase if len(name) == 1 and len(phrase) <= _MOST_CHARS else ""
        return name, False
    return ("", False) if _is_place(name) else (name, name == phrase)


def _is_place(name: str) -> bool:
    """Tell whether a name is that of a city or county, written without the word for one."""
    return any(Kind.REGION in scan(f"{name}{kind}").kind for kind in "市县区")


def _drop_words(phrase: str) -> str:
    """Return a phrase without the common words at its ends."""
    for length in range(min(_LONGEST_WORD, len(phrase)), 1, -1):
        if _is_common(phrase[-length:]):
            return _drop_words(phrase[:-length])
        if _is_common(phrase[:length]):
            return _drop_words(phrase[length:])
    return phrase


@lru_cache(maxsize=4096)
def _is_common(word: str) -> bool:
    """Tell whether a word is one of the language, and not just somebody's name."""
    words, line = _dictionary(), f"\n{word} ".encode()
    place = bisect_left(range(len(words)), line, key=lambda at: _line(words, at))
    start = words.find(line, max(place - _NEAR, 0), place + _NEAR)
    if start < 0:
        return False
    _, frequency, tag = words[start + 1 : words.index(b"\n", start + 1)].decode().split(" ")
    return int(frequency) >= (_PROPER_COMMON_FROM if tag in _PROPER else _COMMON_FROM)


def _line(words: bytes, at: int) -> bytes:
    """Return the line of the list that a byte stands in, from the line feed before it."""
    start = words.rfind(b"\n", 0, at + 1)
    return words[start : start + _LINE]


@cache
def _dictionary() -> bytes:
    """Return jieba's list of words, `word frequency tag` a line; searched as it is, not parsed (230 ms)."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        return b""
    return b"\n" + Path(spec.origin).with_name("dict.txt").read_bytes() + b"\n"
