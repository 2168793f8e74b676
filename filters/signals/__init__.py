"""What there is to see on a page: each signal observes one thing, and none of them judges."""

from __future__ import annotations

from filters.signals import address, grammar, layout, obfuscation, phone, qq, region, slogan, terms, wechat
from filters.signals.base import NOTHING, Matches, Observed, Signal, listed, observe

__all__ = [
    "ALL",
    "CONTACTS",
    "FEATURES",
    "NOTHING",
    "WAYS",
    "Matches",
    "Observed",
    "Signal",
    "listed",
    "observe",
]

# The model counts these.
FEATURES: tuple[Signal, ...] = (phone, wechat, qq, region, *terms.ALL, grammar, layout, slogan, obfuscation)
ALL: tuple[Signal, ...] = (*FEATURES, address)
CONTACTS = frozenset((phone.NAME, wechat.NAME, qq.NAME))  # signals whose values are contacts
WAYS = CONTACTS | {address.NAME}  # by which an advertisement may be answered
