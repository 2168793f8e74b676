"""What the wording of a text says by itself: learnt log-odds for spam of its n-grams, and where they add up to suspicion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filters import signals
from filters.arrays import Array, Floats, from_to
from filters.lexicon import Kind
from filters.sight import Sight, shuffled_places

NGRAMS, NGRAM_BITS = 3, 19  # those that end at a character; of the table of their weights
_FLOOR = 16  # added to the n-grams of a stretch, so that a word alone weighs little
# A stretch of so many characters is suspicious, or even striking, if its wording is above these: in spam every few words are.
# A page is judged if something on it is striking, or if it has a contact or lists places all over the map, as nearly all spam
# does.
_WINDOW, _STEP = 12, 3  # characters
_SUSPICIOUS, _STRIKING = 0.45, 0.5  # log-odds
_OF_TRADE = np.ones(max(Kind) + 1, np.bool_)
_OF_TRADE[[Kind.REGION, Kind.NEWS]] = False
_STAND_INS = np.zeros(max(Kind) + 1, np.int64)
_STAND_INS[[Kind.REGION, Kind.BRAND, Kind.PRODUCT, Kind.COMPANY]] = (0xE001, 0xE002, 0xE003, 0xE004)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Where a page must be judged: ``places``, ascending, and the ``sums`` of ``read_wording``; both normalized."""

    places: NDArray[np.int64]
    sums: Floats


def suspect(sight: Sight, ngrams: Array, *, headline: bool = False) -> Suspicion | None:
    """What is suspicious on a page; None if it has no contact, no striking wording and no lists of places all over the map.

    ``headline``: a line by itself. There such lists do not count, and striking wording only beside a word of a trade, as
    headlines may be like slogans.
    """
    sums = read_wording(sight, ngrams)
    start, odds = read_windows(sums)
    contacts = sight.starts(signals.WAYS)
    seen = np.concatenate(contacts if headline else (*contacts, shuffled_places(sight)))
    telling = not headline or bool(_OF_TRADE[sight.observed.terms.kind].any())
    if not len(seen) and not (telling and odds.max(initial=0.0) > _STRIKING):
        return None
    suspicious = np.zeros(len(sums), np.bool_)
    suspicious[start[odds > _SUSPICIOUS]] = True
    suspicious[seen] = True
    return Suspicion(suspicious.nonzero()[0], sums)


def spell(sight: Sight) -> NDArray[np.int64]:
    """The characters of a page: int64[characters], all digits alike, and one stand-in for each kind of name.

    The kinds are places, brands, products and companies: so the wording around names is learnt, and not the names.
    """
    codes = sight.normalized.codes
    spelled = codes.astype(np.int64)
    spelled[(codes >= ord("0")) & (codes <= ord("9"))] = ord("0")
    terms = sight.observed.terms
    named = _STAND_INS[terms.kind].nonzero()[0]
    first, last = terms.start[named], terms.end[named]
    spelled[from_to(first, last)] = _STAND_INS[terms.kind[named]].repeat(last - first)
    return spelled


def ngram_buckets(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Hashed characters, pairs and triples: int64[NGRAMS, characters], all ending at the character."""
    hashed = np.empty((NGRAMS, len(codes)), np.uint32)  # all is counted modulo 2**32
    single, pair, triple = hashed
    last = codes.astype(np.uint32)
    np.multiply(last, np.uint32(0x165667B1), out=single)
    single += np.uint32(0x9E3779B1)
    np.multiply(last, np.uint32(0x9E3779B1), out=pair)
    pair[1:] += last[:-1] * np.uint32(0x85EBCA77)
    np.add(pair, np.uint32(0x27D4EB2F), out=triple)
    triple[2:] += last[:-2] * np.uint32(0xC2B2AE3D)
    hashed ^= hashed >> np.uint32(15)
    hashed *= np.uint32(0x2C1B3C6D)
    hashed >>= np.uint32(12)
    hashed &= np.uint32((1 << NGRAM_BITS) - 1)
    return hashed.astype(np.int64)


def read_wording(sight: Sight, ngrams: Array) -> Floats:
    """The sums of log-odds before each place of a page: float64[normalized characters + 1].

    ``ngrams``: float32[2**NGRAM_BITS], the log-odds of each bucket.
    """
    sums = np.zeros(len(sight.normalized.codes) + 1)
    ngrams.take(ngram_buckets(spell(sight)), mode="clip").sum(axis=0).cumsum(dtype=np.float64, out=sums[1:])
    return sums


def wording_of(sums: Floats, start: NDArray[np.integer], end: NDArray[np.integer]) -> Floats:
    """Log-odds for spam of stretches of a page, over the root of their length, so that no length stands out."""
    return np.asarray((sums[end] - sums[start]) / damp(end - start))


def damp(length: NDArray[np.integer]) -> Floats:
    """What the sum over the n-grams of so many characters is divided by."""
    return np.asarray(np.sqrt(length * NGRAMS + _FLOOR))


def read_windows(sums: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Where the overlapping windows of a page begin, and their log-odds; ``sums`` is what ``read_wording`` gives."""
    start = np.arange(0, len(sums) - 1, _STEP)
    end = np.minimum(start + _WINDOW, len(sums) - 1)
    return start, (sums[end] - sums[start]) / damp(np.array(_WINDOW))
