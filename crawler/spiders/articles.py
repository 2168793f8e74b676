"""The spider `articles`: seeds, and from them the pages of the same site."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from lxml import etree
from scrapy import Request, Spider
from scrapy.exceptions import (
    CannotResolveHostError,
    CloseSpider,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.linkextractors import IGNORED_EXTENSIONS
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler import __version__
from crawler.arguments import Arguments, read_arguments
from crawler.feeds import read_feed
from crawler.guard import guard
from crawler.items import FetchedPage, FetchOutcome
from crawler.logs import clip
from crawler.middlewares.site import SITE
from crawler.redirects import redirects
from crawler.responses import Kind, charset, kind_of, media_type
from crawler.urls import drop_tracking, host_of, is_fetchable, site_of
from filters.segment import parse_html

logger = logging.getLogger(__name__)

_NOT_PAGES = tuple(f".{extension}" for extension in IGNORED_EXTENSIONS if extension not in {"xml", "rss"})
_REASONS: dict[type[BaseException], str] = {
    CannotResolveHostError: "unknown host",
    DownloadConnectionRefusedError: "connection refused",
    DownloadTimeoutError: "timed out",
    DownloadCancelledError: "too large",
}

Output = FetchedPage | FetchOutcome | Request


class ArticlesSpider(Spider):
    """Fetch the seeds, follow links as deep as asked, hand every page to the pipeline."""

    name = "articles"
    arguments: Arguments
    given: ClassVar[dict[str, str]] = {}  # the arguments as written

    def __init__(self, name: str | None = None, **given: str) -> None:
        super().__init__(name)
        self.given: dict[str, str] = given  # type: ignore[misc]
        self.arguments = read_arguments(given)
        guard.allow(host_of(seed) for seed in self.arguments.seeds)
        self._known: set[str] = set()  # addresses of links already looked at
        self._pages = 0

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Name ourselves and whom to ask; -s USER_AGENT has its way."""
        super().update_settings(settings)
        contact = str(settings.get("CONTACT") or "").strip()
        agent = f"Qingliu/{__version__}" + (f" (+{contact})" if contact else "")
        settings.set("USER_AGENT", agent, priority="addon")

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the seeds."""
        for seed in self.arguments.seeds:
            request = self._request(seed, depth=0)
            if request:
                yield request

    def parse(self, response: Response) -> Iterator[Output]:
        """Hand on a page and the links on it, or the addresses of a feed."""
        if self._is_full:
            return
        if response.request is not None:
            yield from redirects(response.request)
        kind = kind_of(response)
        depth = response.meta["depth"]
        if kind is Kind.OTHER:
            yield _outcome(response, "skipped", f"not HTML: {media_type(response) or 'no type'}")
        elif kind is Kind.FEED:
            yield _outcome(response, "done")
            yield from self._follow_feed(response, depth)
        else:
            yield from self._read_page(response, depth)

    def _read_page(self, response: Response, depth: int) -> Iterator[Output]:
        if "dataloss" in response.flags:
            logger.warning("%s: the page broke off, kept what came", response.url)
        page = parse_html(response.body, url=response.url, encoding=charset(response))
        self._pages += 1
        yield FetchedPage(
            url=response.url,
            depth=depth,
            status=response.status,
            fetched_at=datetime.now(UTC),
            headers=_headers(response),
            body=response.body,
            page=page,
        )
        if self._is_full:
            raise CloseSpider("max_pages")
        if depth < self.arguments.depth and page.tree is not None:
            yield from self._follow(_links(page.tree, response.url), response.url, depth + 1)

    def _follow_feed(self, response: Response, depth: int) -> Iterator[Request]:
        since = self.arguments.since
        entries = [
            entry
            for entry in read_feed(response.body, response.url)
            if since is None or entry.dated is None or entry.dated >= since
        ]
        if not response.meta.get("in_index"):  # an index lists sitemaps, never indexes
            lists = (entry.url for entry in entries if entry.is_list)
            yield from self._follow(lists, response.url, depth, in_index=True)
        pages = [entry.url for entry in entries if not entry.is_list]
        if depth < self.arguments.depth:
            yield from self._follow(pages, response.url, depth + 1)
        elif pages:
            logger.info("%s lists %d pages; a greater depth would fetch them", response.url, len(pages))

    def _follow(
        self, links: Iterable[str], source: str, depth: int, *, in_index: bool = False
    ) -> Iterator[Request]:
        """Yield requests for the links that are new, wanted and on the same site as their source."""
        site = site_of(source)
        for link in links:
            if link in self._known:
                continue
            self._known.add(link)
            if is_fetchable(link) and site_of(link) == site and (in_index or self._is_wanted(link)):
                request = self._request(link, depth, site, in_index=in_index)
                if request:
                    yield request

    def _is_wanted(self, url: str) -> bool:
        if urlsplit(url).path.lower().endswith(_NOT_PAGES):
            return False
        allow, deny = self.arguments.allow, self.arguments.deny
        return not (allow and not allow.search(url)) and not (deny and deny.search(url))

    def _request(
        self, url: str, depth: int, site: str | None = None, *, in_index: bool = False
    ) -> Request | None:
        meta: dict[str, object] = {"depth": depth}
        if site is not None:
            meta[SITE] = site
        if in_index:
            meta["in_index"] = True
        try:
            return Request(
                drop_tracking(url),
                callback=self.parse,
                errback=self.record_failure,
                meta=meta,
                priority=-depth,
            )
        except ValueError:  # looks like an address, but cannot be written into a request
            return None

    def record_failure(self, failure: Failure) -> Iterator[FetchOutcome]:
        """Keep what is known of a fetch that gave no page."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        status: int | None = None
        url = request.url
        state = "failed"
        if isinstance(error, HttpError):
            status, url = error.response.status, error.response.url
            reason = f"HTTP {status}"
        elif isinstance(error, IgnoreRequest):
            state, reason = "skipped", str(error)
        else:
            known = next((text for kind, text in _REASONS.items() if isinstance(error, kind)), None)
            reason = known or f"{type(error).__name__}: {error}".rstrip(": ")
        level = logging.WARNING if state == "failed" else logging.INFO
        logger.log(level, "%s: %s", url, clip(reason))
        yield FetchOutcome(url, request.meta["depth"], datetime.now(UTC), state, status, reason[:500])

    @property
    def _is_full(self) -> bool:
        return self.arguments.max_pages is not None and self._pages >= self.arguments.max_pages


def _links(tree: etree._Element, url: str) -> Iterator[str]:
    """Yield the addresses that a page links to, absolute and without fragment, each once."""
    declared = next((element.get("href") for element in tree.iter("base")), None)
    try:
        base = urljoin(url, (declared or "").strip())
    except ValueError:
        base = url
    for href in dict.fromkeys(element.get("href") for element in tree.iter("a", "area")):
        link = (href or "").strip().partition("#")[0]
        if not link:
            continue
        try:
            yield urljoin(base, link)
        except ValueError:  # an address like http://[
            continue


def _outcome(response: Response, state: str, error: str | None = None) -> FetchOutcome:
    return FetchOutcome(
        response.url, response.meta["depth"], datetime.now(UTC), state, response.status, error
    )


def _headers(response: Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): ", ".join(value.decode("latin-1") for value in values)
        for name, values in response.headers.items()
    }
