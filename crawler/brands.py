"""Find the brands that a spam block claims to serve and no word list knows: the name before an appliance."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filters.types import Verdict

_SERVED = {"product", "trade"}  # what a brand stands in front of
_OFFERS = {"service", "trade", "channel", "phone", "wechat", "qq"}  # without one it is prose about a thing
# What may stand before the name, itself no part of it.
_BEFORE = {*_SERVED, *_OFFERS, "brand", "company", "region", "promise", "action"}
_NAME = re.compile(r"[\u4e00-\u9fff]{2,5}|[A-Za-z][A-Za-z0-9]{1,11}")
_GENERIC = {"各种", "各类", "品牌", "各大品牌", "所有", "全部", "名牌", "家用", "进口", "国产", "专业"}


def claimed_brands(verdict: Verdict) -> list[str]:
    """Return the unknown names in a spam block, each once, in the order of the text."""
    if not any(hit.signal in _OFFERS for hit in verdict.hits):
        return []
    return list(dict.fromkeys(_names(verdict)))


def _names(verdict: Verdict) -> Iterator[str]:
    text = verdict.block.text
    ends = [hit.span.end for hit in verdict.hits if hit.signal in _BEFORE]
    for hit in sorted(verdict.hits, key=lambda found: found.span.start):
        if hit.signal not in _SERVED:
            continue
        start = max((end for end in ends if end <= hit.span.start), default=0)
        before = text[start : hit.span.start]
        if any(character.isspace() for character in text[hit.span.start : hit.span.end]):
            before = "".join(before.split())  # letter-spaced: a blank ends nothing
        name = re.split(r"\W+", before)[-1]
        if _NAME.fullmatch(name) and name not in _GENERIC:
            yield name
