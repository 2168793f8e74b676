"""Find the addresses that a page or a feed leads to, and make records for the queue of them."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from string import punctuation
from urllib.parse import quote, urljoin, urlsplit

import numpy as np
from scrapy.linkextractors import IGNORED_EXTENSIONS

from crawler.arguments import Arguments
from crawler.feeds import Entry
from crawler.items import Found, Page, Waiting
from crawler.traps import Chains, Hosts, looks_endless, without_numbers
from crawler.urls import (
    MOST_CHARS,
    canonicalize,
    drop_tracking,
    host_of,
    is_fetchable,
    looks_like_article,
    site_of,
)
from filters.markup import unescape
from filters.tags import TAGS, mark_tags
from storage.records import FRAMES, LISTED_PAGES, LISTS, PAGES, SEEDS

_NOT_PAGES = tuple(
    f".{extension}" for extension in IGNORED_EXTENSIONS if extension not in {"xml", "rss", "gz"}
)
_FEED_TYPES = {"application/rss+xml", "application/atom+xml"}
_MOST_SEEN = 50_000  # links; the same ones stand on every page of a site
_MOST_LISTS = 20  # feeds that one page declares
_MOST_DEPTH = 250  # that places in the queue can tell apart
_RANKS = 3
_ARTICLE, _NEXT_PART, _LIST = range(_RANKS)  # of the pages of one depth, in the order of the queue
_NEXT = re.compile(
    r"[\[(（【]?\s*(?:下一?[页頁]|后一?页|next(?: page)?|older(?: posts)?)\s*[>»›→]{0,3}\s*[\])）】]?|[>»›]{1,2}",
    re.IGNORECASE,
)
_NEXT_CHARS = 40  # of what such a link says
_MOST_NEXT = 2  # next parts that one page names
_MOST_LINKS = 5_000  # on one page; a sitemap for people has 2,000
_MOST_ELEMENTS = 20_000  # that are read for these: a page may link to one and the same again and again
_MOST_WRITTEN = 100  # frames of one page, each once; most may be those of advertisers
_LEADS = mark_tags("a", "area", "link", "base", "meta")
_REFRESH = re.compile(r"\s*\d(?:\.\d*)?\s*[;,]\s*url\s*=\s*['\"]?\s*([^'\"\s]+)", re.IGNORECASE)  # in seconds
# What a script sets as a whole: location.href = "/index/"; location.replace('home.htm').
_SCRIPTED = re.compile(
    rb"\blocation(?:\.href)?\s{0,9}(?:=|\.(?:replace|assign)\()\s{0,9}([\"'])([^\"'\s<>+]{1,500})\1\s{0,9}[;)}<\n]"
)
_SCRIPTED_BYTES = 16_384  # of a page in which that stands
# To be looked for in the bytes that came: the parser leaves iframes out where it repairs a page.
_FRAME = re.compile(
    rb"<i?frame\s[^<>]{0,500}?\bsrc\s{0,3}=\s{0,3}[\"']?([^\"'\s<>]{1,500})"
    rb"|<!--(?!-?>)[^-]*+(?:-(?!->)[^-]*+)*+|<(script|style|textarea|title)\b[^<]*+(?:<(?!/\2)[^<]*+)*+",  # where none is
    re.IGNORECASE,
)


def lists_above(waiting: Waiting | None) -> int:
    """Return how many lists lead to an address of the queue, one listing the next; 0 for what is no list."""
    return max(waiting.place - LISTS, 0) if waiting is not None and waiting.place < FRAMES else 0


def frames_above(waiting: Waiting | None) -> int:
    """Return how many frames an address of the queue is in, one in the next; 0 for what is no frame."""
    return waiting.place - FRAMES + 1 if waiting is not None and waiting.is_frame else 0


def holds_frames(body: bytes, url: str) -> bool:
    """Tell whether the page at ``url``, which came as ``body``, shows others of its site as its parts, as far as one can see."""
    return any(is_on_site(link, url) for link in _joined(_frames(body, "latin-1"), url))


def _frames(body: bytes, encoding: str) -> list[str]:
    """Return the addresses of frames as they are written, each once."""
    if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        body, encoding = body.decode("utf-16", "replace").encode(), "utf-8"
    found = dict.fromkeys(frame[1] for frame in islice(_FRAME.finditer(body), _MOST_LINKS) if frame[1])
    return [unescape(frame.decode(encoding, "replace")) for frame in islice(found, _MOST_WRITTEN)]


class Links:
    """Where a page leads, read off its tags in one pass; addresses are absolute and without fragment."""

    def __init__(self, page: Page, url: str) -> None:
        """Read the first links of a page that was fetched from ``url``."""
        elements = page.elements
        self._nexts: list[str | None] = []
        self._numbered: list[str | None] = []
        self._feeds: list[str | None] = []
        self._onward: list[str | None] = []
        self._markup = elements.markup
        hrefs: dict[str | None, None] = {}
        declared = None
        for element in np.flatnonzero(_LEADS[elements.tag])[:_MOST_ELEMENTS].tolist():
            name, given = TAGS[elements.tag[element]], elements.attributes(element)
            if name == "meta":
                if given.get("http-equiv", "").strip().lower() == "refresh":
                    self._onward += _REFRESH.findall(given.get("content", ""))[:1]
                continue
            href = given.get("href")
            if name == "base":
                declared = declared or href
                continue
            if name != "link":
                hrefs[href] = None
            elif given.get("type", "").strip().lower() in _FEED_TYPES:
                self._feeds.append(href)
            if name == "area":
                continue
            text = _text(page, element)
            if "next" in given.get("rel", "").lower().split() or _NEXT.fullmatch(text):
                self._nexts.append(href)
            elif text.isdecimal():
                self._numbered.append(href)
        self._hrefs = list(islice(hrefs, _MOST_LINKS))
        self._base = _base(declared, url)
        self._encoding = page.encoding

    def pages(self) -> Iterator[str]:
        """Yield the addresses that the page links to, each once."""
        return self._join(self._hrefs)

    def next_parts(self) -> Iterator[str]:
        """Yield the addresses of the other parts of a list, or of a long article, that the page is a part of.

        These are the ones called the next, and those of links whose text is a number and that differ from these in numbers only.
        """
        if not self._nexts:
            return
        found = list(islice(self._join(dict.fromkeys(self._nexts)), _MOST_NEXT))
        shapes = {without_numbers(link) for link in found}
        siblings = (
            link for link in self._join(dict.fromkeys(self._numbered)) if without_numbers(link) in shapes
        )
        yield from dict.fromkeys([*found, *siblings])

    def onward(self) -> Iterator[str]:
        """Yield the address that a browser would go on to by itself, a few seconds later at most.

        To be asked of a page with hardly any text: others set an address where a reader clicks on something.
        """
        found = None if self._onward else _SCRIPTED.search(self._markup[:_SCRIPTED_BYTES])
        return self._join([found[2].decode("utf-8", "replace")] if found else self._onward[:1])

    def frames(self, body: bytes) -> Iterator[str]:
        """Yield the addresses of what a browser shows as parts of the page, which came as ``body``."""
        return self._join(_frames(body, self._encoding))

    def feeds(self) -> Iterator[str]:
        """Yield the addresses of the feeds that the page declares."""
        return self._join(islice(dict.fromkeys(self._feeds), _MOST_LISTS))

    def _join(self, hrefs: Iterable[str | None]) -> Iterator[str]:
        for link in _joined(hrefs, self._base):
            path, mark, query = link.partition("?")
            if not query.isascii() and not self._encoding.startswith("utf"):
                # As browsers ask for it: 新闻 of a page in GBK is %D0%C2%CE%C5 in a query, and in UTF-8 elsewhere.
                with suppress(UnicodeEncodeError):
                    link = f"{path}{mark}{quote(query, safe=punctuation, encoding=self._encoding)}"  # noqa: PLW2901
            yield link


def _text(page: Page, element: int) -> str:
    """Return what a link says, "" if that is too long for the name of a part."""
    start, end = page.elements.start[element], page.elements.end[element]
    return page.text[start:end] if end - start <= _NEXT_CHARS else ""


def _base(declared: str | None, url: str) -> str:
    declared = (declared or "").strip()
    if len(declared) > MOST_CHARS:
        return url
    try:
        return urljoin(url, declared)
    except ValueError:
        return url


def _joined(hrefs: Iterable[str | None], base: str) -> Iterator[str]:
    parts = urlsplit(base)
    origin = f"{parts.scheme}://{parts.netloc}"
    for href in hrefs:
        link = (href or "").strip().partition("#")[0]
        if not link or len(link) > MOST_CHARS:
            continue
        if "\\" in link:  # as written on Windows; browsers take it for a slash
            path, mark, query = link.partition("?")
            link = path.replace("\\", "/") + mark + query
        if link[0] == "/" and link[1:2] != "/" and "/." not in link and link.isprintable():
            yield origin + link  # what urljoin makes of most links, in a tenth of its time
            continue
        try:
            yield urljoin(base, link)
        except ValueError:  # an address like http://[
            continue


class Recent:
    """The numbers seen lately, each with its least depth: at least the last `size` of them, at most twice as many."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._new: dict[int, int] = {}
        self._old: dict[int, int] = {}

    def add(self, number: int, depth: int = 0) -> bool:
        """Take a number in; return whether it was not there, or only deeper."""
        known = self._new.get(number)
        if known is None:
            known = self._old.get(number)
        if known is not None and known <= depth:
            return False
        if len(self._new) >= self._size:
            self._old, self._new = self._new, {}
        self._new[number] = depth
        return True


class Finder:
    """Choose which addresses are wanted, and say where in the queue they belong."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments
        self._hosts = Hosts()
        self._chains = Chains()
        self._seen = Recent(_MOST_SEEN)

    def seed(self, url: str) -> Found | None:
        """Return the record of a seed; None for what looks like an address but cannot be one."""
        return _found(url, 0, SEEDS, always=True)

    def link(self, url: str, source: str, depth: int) -> Found | None:
        """Return the record of an address that a page links to; None if not wanted, or found lately.

        Whoever found it first brings it into the queue, in the transaction that stores that page.
        """
        # With `since`, the links of an old page are left out later: then another page has to bring them.
        if not self._is_new(url, source, depth) and self._arguments.since is None:
            return None
        if not self._is_wanted(url, source):
            return None
        return _found(url, depth, _place(depth, _ARTICLE if looks_like_article(url) else _LIST))

    def next_part(self, url: str, source: str, depth: int) -> Found | None:
        """Return the record of the next part of a page: no deeper than the page itself, but after its links.

        None as for `link`, and where a list goes on for too long.
        """
        if not self._is_new(url, source, depth) or not self._is_wanted(url, source):
            return None
        if not self._chains.go_on(url, source):
            return None
        return _found(url, depth, _place(depth + 1, _NEXT_PART))

    def onward(self, url: str, source: str, depth: int) -> Found | None:
        """Return the record of the page that another one sends a browser to, in its place; None if not on the site."""
        if not is_on_site(url, source) or looks_endless(url, source):
            return None
        if not self._chains.go_on(url, source):
            return None
        return _found(url, depth, LISTS, always=depth == 0)

    def frame(self, url: str, source: str, depth: int, level: int) -> Found | None:
        """Return the record of a frame of a page, no deeper than that, `level` frames away from it.

        None if not wanted, or found lately as a frame: over the bound it may still be wanted as a link.
        """
        if not self._is_wanted(url, source):
            return None
        if not self._seen.add(hash((url, "frame")), depth) or not self._chains.hold(url):
            return None
        return _found(url, depth, FRAMES + level, always=True)

    def entry(self, entry: Entry, source: str, depth: int) -> Found | None:
        """Return the record of a page that a feed lists; None if it is not wanted."""
        if not self._is_wanted(entry.url, source):
            return None
        return _found(entry.url, depth, LISTED_PAGES + depth, dated=entry.changed)

    def listing(
        self, url: str, source: str, depth: int, level: int, changed: datetime | None = None
    ) -> Found | None:
        """Return the record of a feed or sitemap, `level` lists away from a page; None if not on the site."""
        if not is_on_site(url, source):
            return None
        # Of the many sitemaps of an index most are of years past, and are due ever later.
        return _found(url, depth, LISTS + level, always=level == 0, dated=changed)

    def _is_new(self, url: str, source: str, depth: int) -> bool:
        # With the site it was found on: a link from another site is not wanted, and must not hide one from its own.
        return self._seen.add(hash((url, site_of(source))), depth)

    def _is_wanted(self, url: str, source: str) -> bool:
        if not is_on_site(url, source):
            return False
        if urlsplit(url).path.lower().endswith(_NOT_PAGES) or looks_endless(url, source):
            return False
        allow, deny = self._arguments.allow, self._arguments.deny
        if (allow and not allow.search(url)) or (deny and deny.search(url)):
            return False
        return not self._hosts.are_too_many(url)


def is_on_site(url: str, source: str) -> bool:
    """Tell whether an address that `source` leads to can be fetched and is on the same site."""
    return is_fetchable(url) and site_of(url) == site_of(source)


def _place(depth: int, rank: int) -> int:
    """Return the place of a page in the queue: nearer ones first, those of one depth by rank."""
    return PAGES + _RANKS * min(depth, _MOST_DEPTH) + rank


def _found(
    url: str, depth: int, place: int, *, always: bool = False, dated: datetime | None = None
) -> Found | None:
    try:
        target = drop_tracking(url)
        canonical = canonicalize(target)
        return Found(target, canonical, host_of(target), site_of(target), depth, place, always, dated)
    except ValueError:  # looks like an address, but is none
        return None
