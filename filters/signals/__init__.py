"""What there is to see on a page: each signal observes one thing, and none of them judges."""

from __future__ import annotations

from filters.signals import grammar, layout, obfuscation, phone, qq, region, slogan, terms, wechat
from filters.signals.base import NOTHING, Matches, Observed, Signal, observe

__all__ = ["ALL", "CONTACTS", "NOTHING", "Matches", "Observed", "Signal", "observe"]

ALL: tuple[Signal, ...] = (phone, wechat, qq, region, *terms.ALL, grammar, layout, slogan, obfuscation)
CONTACTS = frozenset((phone.NAME, wechat.NAME, qq.NAME))  # signals whose values are contacts
