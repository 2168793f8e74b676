"""Contacts and hosts that the user vouches for, or that were met as spam: read from files, and how they change a verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self
from unicodedata import digit
from urllib.parse import urlsplit

import numpy as np

from filters import signals
from filters.arrays import Floats, Places
from filters.normalize import normalize, to_codes
from filters.seams import STOPS
from filters.sight import Sight
from filters.signals import address, phone
from filters.types import Contact
from filters.units import Units, contacts_in, normalized_spans, unit_of

_SURE = 20.0  # log-odds that outweigh whatever else is seen
_MET_BEFORE = 2.0  # log-odds: a number that carried spam elsewhere tips the scales, but decides nothing alone
_ITS_OWN = 4.0  # log-odds: pages name the site that they are on, and what is put into them another
_SAYS_WHERE = re.compile("本文|原文|转载|轉載|出处|出處|首发|来源|來源|链接|鏈接|订阅|訂閱|主页|主頁|投稿")
_HAN, _MOST_BESIDE = re.compile("[\u4e00-\u9fff]"), 8
_SAME_SITE = re.compile(r"^(?:www|m|wap)\.")
_STOPS, _BEHIND_STOPS = tuple(STOPS), "”’」』）)\u3000 "
_HOST = re.compile(r"(?=.{1,253}$)[^\W_](?:[\w-]{0,62})(?:\.[^\W_][\w-]{0,62}){1,30}")
_PHONE = re.compile(r"[+(]?\d[\d\s()-]{4,24}")


class KnownError(Exception):
    """A file of contacts and hosts that cannot be used; names the file and the line."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was known before the page: ``allowed`` is never spam, ``blocked`` always, ``met`` more likely.

    Hosts stand for themselves and all below them: pages of an allowed one are left alone, those of a blocked one are
    judged to find spam rather than to keep text.
    """

    allowed: frozenset[Contact] = frozenset()
    blocked: frozenset[Contact] = frozenset()
    met: frozenset[Contact] = frozenset()
    allowed_hosts: frozenset[str] = frozenset()
    blocked_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_files(cls, allow: str | None = None, block: str | None = None) -> Self:
        """Read either file; KnownError names the file and the line that cannot be read."""
        allowed, allowed_hosts = _read(allow)
        blocked, blocked_hosts = _read(block)
        both = sorted(contact.value for contact in allowed & blocked) + sorted(allowed_hosts & blocked_hosts)
        if both:
            raise KnownError(f"{block}: {both[0]} is allowed by {allow} as well")
        return cls(allowed, blocked, frozenset(), allowed_hosts, blocked_hosts)

    def having_met(self, contacts: Iterable[Contact]) -> Self:
        """The same with contacts that carried spam before."""
        return replace(self, met=frozenset(contacts))

    def allows(self, url: str) -> bool:
        """Whether the page's host is vouched for."""
        return _is_below(url, self.allowed_hosts)

    def blocks(self, url: str) -> bool:
        """Whether the page's host is known for spam."""
        return _is_below(url, self.blocked_hosts)

    def weigh(self, sight: Sight, units: Units) -> Floats:
        """What is to be added to the log-odds for spam of each unit: float64[units]."""
        added = np.zeros(len(units))
        if not self.blocks(sight.page.url):
            added[_own_links(sight, units)] = -_ITS_OWN
        if not (self.allowed or self.blocked or self.met):
            return added
        found = contacts_in(sight, units)
        if self.allowed:
            # A number vouches for its sentence, unless that gives another, too.
            sentence = _sentences(sight, units)
            others = [sentence[unit] for unit, contact in found if contact not in self.allowed]
            vouched = [sentence[unit] for unit, contact in found if contact in self.allowed]
            added[np.isin(sentence, np.setdiff1d(vouched, others))] = -_SURE
        for unit, contact in found:
            if contact in self.allowed:
                added[unit] = -_SURE
            elif contact in self.blocked:
                added[unit] = _SURE
            elif contact in self.met and not added[unit]:
                added[unit] = _MET_BEFORE
        return added


NOTHING_KNOWN = Known()


def _own_links(sight: Sight, units: Units) -> list[int]:
    """The units that give an address of the page's own site, and those that they are parted from: 本文链接：https://, /a/12.html.

    Only in blocks that say what it is for, as articles do, and give nothing else: whoever hijacks a site may name it, too.
    """
    given, text, blocks = sight.matches[address.NAME], sight.page.text, sight.page.blocks
    host = _bare(_host(sight.page.url))
    own = [
        len(host) > 1 and (host.endswith(name) or name.endswith(host))
        for name in (_bare(value.rpartition("@")[2]) for value in given.values)
    ]
    if not any(own):
        return []
    spans = normalized_spans(sight, units)
    naming, naming_others = (
        unit[inside]
        for unit, inside in (
            unit_of(given.start[np.array(own) == is_own], *spans) for is_own in (True, False)
        )
    )
    others = {
        int(units.block[unit]) for unit in (*naming_others, *(unit for unit, _ in contacts_in(sight, units)))
    }
    found = []
    for place in np.unique(naming).tolist():
        block = int(units.block[place])
        if block in others or not _SAYS_WHERE.search(text, blocks.start[block], blocks.end[block]):
            continue
        for beside in (place - 1, place, place + 1):
            if 0 <= beside < len(units) and units.block[beside] == block:
                written = text[units.start[beside] : units.end[beside]]
                if len(_HAN.findall(written)) <= _MOST_BESIDE:
                    found.append(beside)
    return found


def _bare(host: str) -> str:
    return "." + _SAME_SITE.sub("", host)


def _sentences(sight: Sight, units: Units) -> Places:
    """The number of the sentence that each unit is part of."""
    text = sight.page.text
    pieces = zip(units.start, units.end, strict=True)
    ends = np.array(
        [text[start:end].rstrip(_BEHIND_STOPS).endswith(_STOPS) for start, end in pieces], np.bool_
    )
    ends[:-1] |= units.block[1:] != units.block[:-1]
    return ends.cumsum() - ends


def _is_below(url: str, hosts: frozenset[str]) -> bool:
    labels = _host(url).split(".") if hosts else []
    return any(".".join(labels[place:]) in hosts for place in range(len(labels)))


def _host(url: str) -> str:
    """The host of an address, empty if it has none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _read(path: str | None) -> tuple[frozenset[Contact], frozenset[str]]:
    """Contacts and hosts of a file: one an entry, ``wechat:ID`` and ``qq:NUMBER`` for those kinds, # for comments."""
    if not path:
        return frozenset(), frozenset()
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise KnownError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise KnownError(f"{path}: is not UTF-8 text") from error
    contacts, hosts = set[Contact](), set[str]()
    for number, line in enumerate(lines, 1):
        entry = line.partition("#")[0].strip().lower()
        if not entry:
            continue
        kind, colon, value = entry.partition(":")
        if colon and kind in signals.CONTACTS and value.strip():
            value = value.strip()
            contacts.add(Contact(kind, _number(value) if kind == "phone" else value))
        elif _PHONE.fullmatch(entry):
            contacts.add(Contact("phone", _number(entry)))
        elif _HOST.fullmatch(entry):
            hosts.add(entry)
        else:
            raise KnownError(
                f"{path}:{number}: {entry[:80]!r} is neither a number, wechat:ID, qq:NUMBER nor a host"
            )
    return frozenset(contacts), frozenset(hosts)


def _number(written: str) -> str:
    """A number as the filter knows it, by whatever form of it the user has: +86 138 0000 1234."""
    digits = "".join(str(digit(character)) for character in written if character.isdigit())
    if len(digits) <= (_LONGEST_LANDLINE if digits[:1] == "0" else _LONGEST_MOBILE):
        return digits
    found = phone.find(signals.observe(normalize(to_codes(f"电话{written}"))))
    return found.values[0] if len(found) == 1 and digits.endswith(found.values[0]) else digits


_LONGEST_LANDLINE, _LONGEST_MOBILE = 12, 11  # digits: others have the country's code before them
