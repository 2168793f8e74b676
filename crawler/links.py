"""Find the addresses that a page or a feed leads to, and make records for the queue of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from urllib.parse import urljoin, urlsplit

from lxml import etree
from scrapy.linkextractors import IGNORED_EXTENSIONS

from crawler.arguments import Arguments
from crawler.feeds import Entry
from crawler.items import Found, Waiting
from crawler.traps import Hosts, looks_endless
from crawler.urls import canonicalize, drop_tracking, host_of, is_fetchable, site_of
from storage.records import LISTED_PAGES, LISTS, PAGES, SEEDS

_NOT_PAGES = tuple(
    f".{extension}" for extension in IGNORED_EXTENSIONS if extension not in {"xml", "rss", "gz"}
)
_FEED_TYPES = {"application/rss+xml", "application/atom+xml"}
_MOST_SEEN = 50_000  # links; the same ones stand on every page of a site
_MOST_LISTS = 20  # feeds that one page declares


def lists_above(waiting: Waiting | None) -> int:
    """Return how many lists lie between an address of the queue and the list that nothing lists."""
    return max(waiting.place - LISTS, 0) if waiting is not None and waiting.place < PAGES else 0


def page_links(tree: etree._Element, url: str) -> Iterator[str]:
    """Yield the addresses that a page links to, absolute and without fragment, each once."""
    hrefs = (element.get("href") for element in tree.iter("a", "area"))
    yield from _joined(dict.fromkeys(hrefs), _base(tree, url))


def feed_links(tree: etree._Element, url: str) -> Iterator[str]:
    """Yield the addresses of the feeds that a page declares."""
    declared = dict.fromkeys(
        element.get("href")
        for element in tree.iter("link")
        if (element.get("type") or "").strip().lower() in _FEED_TYPES
    )
    yield from _joined(dict.fromkeys(list(declared)[:_MOST_LISTS]), _base(tree, url))


def _base(tree: etree._Element, url: str) -> str:
    declared = next((element.get("href") for element in tree.iter("base")), None)
    try:
        return urljoin(url, (declared or "").strip())
    except ValueError:
        return url


def _joined(hrefs: dict[str | None, None], base: str) -> Iterator[str]:
    for href in hrefs:
        link = (href or "").strip().partition("#")[0]
        if not link:
            continue
        try:
            yield urljoin(base, link)
        except ValueError:  # an address like http://[
            continue


class Recent:
    """The numbers seen lately: at least the last `size` of them, at most twice as many."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._new: set[int] = set()
        self._old: set[int] = set()

    def add(self, number: int) -> bool:
        """Take a number in; return whether it was not there."""
        if number in self._new or number in self._old:
            return False
        if len(self._new) >= self._size:
            self._old, self._new = self._new, set()
        self._new.add(number)
        return True


class Finder:
    """Choose which addresses are wanted, and say where in the queue they belong."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments
        self._hosts = Hosts()
        self._seen = Recent(_MOST_SEEN)

    def seed(self, url: str) -> Found | None:
        """Return the record of a seed; None for what looks like an address but cannot be one."""
        return _found(url, 0, SEEDS, always=True)

    def link(self, url: str, source: str, depth: int) -> Found | None:
        """Return the record of an address that a page links to; None if not wanted, or found lately.

        Whoever found it first brings it into the queue, in the transaction that stores that page.
        """
        if not self._seen.add(hash((url, depth))):
            return None
        return _found(url, depth, PAGES + depth) if self._is_wanted(url, source) else None

    def entry(self, entry: Entry, source: str, depth: int) -> Found | None:
        """Return the record of a page that a feed lists; None if it is not wanted."""
        if not self._is_wanted(entry.url, source):
            return None
        dated = None if entry.dated is None else datetime.combine(entry.dated, time(), UTC)
        return _found(entry.url, depth, LISTED_PAGES + depth, dated=dated)

    def listing(self, url: str, source: str, depth: int, level: int) -> Found | None:
        """Return the record of a feed or sitemap, `level` lists away from a page; None if not on the site."""
        if not is_fetchable(url) or site_of(url) != site_of(source):
            return None
        return _found(url, depth, LISTS + level, always=True)

    def _is_wanted(self, url: str, source: str) -> bool:
        if not is_fetchable(url) or site_of(url) != site_of(source):
            return False
        if urlsplit(url).path.lower().endswith(_NOT_PAGES) or looks_endless(url):
            return False
        allow, deny = self._arguments.allow, self._arguments.deny
        if (allow and not allow.search(url)) or (deny and deny.search(url)):
            return False
        return not self._hosts.are_too_many(url)


def _found(
    url: str, depth: int, place: int, *, always: bool = False, dated: datetime | None = None
) -> Found | None:
    try:
        target = drop_tracking(url)
        canonical = canonicalize(target)
        return Found(target, canonical, host_of(target), site_of(target), depth, place, always, dated)
    except ValueError:  # looks like an address, but is none
        return None
