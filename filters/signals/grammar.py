"""Titles made by a grammar: a brand or product and a service, contact or promise in one chain."""

from __future__ import annotations

import numpy as np

from filters.lexicon import Kind
from filters.signals.base import NOTHING, Lazy, Matches, Observed

NAME = "grammar"
EXAMPLES = (
    ("海尔空调售后维修电话是哪个", (("海尔空调售后维修电话", "brand product service"),)),
    ("鑫斯达燃气灶24小时 客服", (("燃气灶24小时 客服", "product promise service"),)),
    ("招商银行客服", (("招商银行客服", "company service"),)),
)
COUNTEREXAMPLES = ("海尔集团发布了新的空调", "这台洗衣机用了十年,终于送去维修", "电视\n客服")

_LARGEST_GAP = 1  # characters between two words of one title
_NEWS = int(Kind.NEWS)
_THINGS = tuple(map(int, (Kind.BRAND, Kind.PRODUCT, Kind.COMPANY)))
_OFFERS = tuple(map(int, (Kind.SERVICE, Kind.CHANNEL, Kind.PROMISE)))
_THING_BITS = sum(1 << kind for kind in _THINGS)
_OFFER_BITS = sum(1 << kind for kind in _OFFERS)


def find(observed: Observed) -> Matches:
    """All titles; the value names the kinds of words in their order."""
    counts = np.diff(observed.bounds).tolist()
    if not any(counts[kind] for kind in _THINGS) or not any(counts[kind] for kind in _OFFERS):
        return NOTHING
    terms = observed.terms
    chosen = terms.kind != _NEWS
    kind, start, end = terms.kind[chosen], terms.start[chosen], terms.end[chosen]
    gap = start[1:] - end[:-1]
    near = (gap == 0) | ((gap <= _LARGEST_GAP) & (observed.codes[start[1:] - 1] != 0x0A))
    heads = np.append(True, ~near).nonzero()[0]
    bits = np.bitwise_or.reduceat(np.left_shift(1, kind.astype(np.int64)), heads)
    tails = np.append(heads[1:], len(kind)) - 1
    is_title = ((bits & _THING_BITS) != 0) & ((bits & _OFFER_BITS) != 0)
    heads, tails = heads[is_title], tails[is_title]

    def describe(index: int) -> str:
        return " ".join(Kind(code).name.lower() for code in kind[heads[index] : tails[index] + 1].tolist())

    return Matches(start[heads], end[tails], Lazy(len(heads), describe))
