"""Recognize addresses that a site makes up without end: calendars, repeating paths, endless hosts."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from itertools import zip_longest
from urllib.parse import SplitResult, urlsplit

from crawler.urls import site_of

_MOST_CHARS = 1_000
_MOST_SEGMENTS = 14
_MOST_REPEATED = 3  # a segment of the path; relative links on pages that answer to any path repeat for ever
_MOST_PARAMETERS = 12
_MOST_HOSTS = 200  # of one site; one name with two ports is two
_MOST_CHAINED = 100  # pages of one list, or parts of one article, that are reached by its 下一页
_MOST_OF_SHAPE = 5_000  # such pages whose addresses differ only in numbers
_MOST_OF_SCRIPT = 1_000  # such pages whose addresses differ only in the query, as where each names a cursor
_MOST_FRAMES = 500  # of one site: each of its lists may stand in a frame of its own
_MOST_CHAINS = 50_000
_NUMBER_OF_ARTICLE = re.compile(r"(?!(?:19|20)\d\d$)\d{4,}")  # no year, nor the number of a page
# A year with its month, being a whole part of the path or a value: /2031/4/, =2031-04, month=203104, date=20310401. Not
# the number of an article (/123405.html, /thread-2045-1-1.html, /2045-1-1.html, /2101-3.html).
_YEAR = re.compile(
    r"(?<=[/=])((?:18|19|20)\d\d)(?:/0?[1-9]|/1[0-2]|-0[1-9]|-1[0-2])(?=[/&?-]|$)"
    r"|[?&](?:m|ym|month|date|day)=((?:18|19|20)\d\d)(?:0[1-9]|1[0-2])(?:\d\d)?(?!\d)"
)
_FIRST_YEAR = 1994  # before it no Chinese site was on the web
_OLDEST_YEAR = 1872  # when the oldest newspaper began whose archive may be read, the 申报


def looks_endless(url: str, source: str) -> bool:
    """Tell whether an address that `source` leads to has the marks of one that leads to ever more of its kind."""
    if len(url) > _MOST_CHARS:
        return True
    parts = urlsplit(url)
    if parts.username is not None:  # names of users can be made up
        return True
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) > _MOST_SEGMENTS or parts.query.count("&") >= _MOST_PARAMETERS:
        return True
    if segments and max(Counter(segments).values()) > _MOST_REPEATED:
        return True
    years = _years(parts)
    if max(years, default=0) > datetime.now(UTC).year + 1:
        return True
    # Back into the past goes a calendar; what begins there is the archive of a newspaper.
    came_from = max(_years(urlsplit(source)), default=0)
    oldest = _FIRST_YEAR if came_from >= _FIRST_YEAR else _OLDEST_YEAR
    return came_from > 0 and min(years, default=oldest) < oldest


def _years(parts: SplitResult) -> list[int]:
    return [int(found[1] or found[2]) for found in _YEAR.finditer(f"{parts.path}?{parts.query}")]


def without_numbers(url: str) -> str:
    """Return an address with # for each number: what the pages of one list have in common."""
    return re.sub(r"\d+", "#", url)


def _chain(url: str, source: str) -> str:
    """Return what the pages of one list, or the parts of one article, have in common.

    That is an address with # for each number, but for the article's own: a long one that its source has, too, at the
    beginning (/news/1001.html, /news/1001_2.html, /news/1001_3.html).
    """
    name, differs = "", False
    for piece, other in zip_longest(re.split(r"(\d+)", url), re.split(r"(\d+)", source)):
        if piece is None:
            break
        differs = differs or piece != other
        is_own = not differs and _NUMBER_OF_ARTICLE.fullmatch(piece)
        name += "#" if piece.isdecimal() and not is_own else piece
    return name


class Chains:
    """Count the pages of each list, and the parts of each article, that goes on, and frames, as far as the bound."""

    def __init__(self) -> None:
        self._followed: Counter[int] = Counter()

    def go_on(self, url: str, source: str) -> bool:
        """Take in the next page of a list, which `source` names; tell whether it may be looked at."""
        script, _, query = url.partition("?")
        if query and not self._count(f"{without_numbers(script)}?", _MOST_OF_SCRIPT):
            return False
        return self._count(_chain(url, source), _MOST_CHAINED) and self._count(
            f"shape {without_numbers(url)}", _MOST_OF_SHAPE
        )

    def hold(self, url: str) -> bool:
        """Take in a frame, of which another page may have one more; tell whether it may be looked at."""
        return self._count(f"frames {site_of(url)}", _MOST_FRAMES)

    def _count(self, name: str, most: int) -> bool:
        number = hash(name)
        if len(self._followed) >= _MOST_CHAINS and number not in self._followed:
            return False
        self._followed[number] += 1
        return self._followed[number] <= most


class Hosts:
    """Count the hosts of each site, as far as the bound."""

    def __init__(self) -> None:
        self._known: dict[str, set[str]] = {}

    def are_too_many(self, url: str) -> bool:
        """Tell whether an address is on one host more than a site may have."""
        known = self._known.setdefault(site_of(url), set())
        host = urlsplit(url).netloc.lower()
        if host in known:
            return False
        if len(known) >= _MOST_HOSTS:
            return True
        known.add(host)
        return False
