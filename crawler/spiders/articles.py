"""The spider `articles`: seeds, and from them the pages of the same site."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import ClassVar

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.arguments import Arguments, discover, read_arguments
from crawler.counts import CLEAN, CLEANED
from crawler.digests import body_digest
from crawler.feeds import read_feed, tells_of_changes
from crawler.guard import guard
from crawler.items import FetchedPage, FetchOutcome, Found, Page, State, Waiting
from crawler.links import Finder, Links, frames_above, holds_frames, is_on_site, lists_above
from crawler.logs import clip
from crawler.middlewares.site import OffSiteError
from crawler.redirects import filed_under, redirects
from crawler.responses import Kind, kind_of, media_type, parse, reason_of, unpacked
from crawler.robots import RobotsOutOfReachError
from crawler.scheduler import WAITING, FrontierScheduler
from crawler.urls import host_of, is_part_of_article, looks_like_article

logger = logging.getLogger(__name__)

_MOST_LEVELS = 3  # lists of lists
_MOST_LEVELS_OF_FRAMES = 2
_MOST_FRAMES = 10  # of one page, those of advertisers not counted
_ENDLESS = "max redirections reached"  # as Scrapy says it
_END, _LAST_BYTES = b"</html", 1024  # how a page ends, and where
_VALIDATORS = {"etag", "last-modified"}
_ARTICLES = {CLEAN, CLEANED}
_BARE = 150  # characters of a page that may be there only to send browsers on, or to hold frames

Output = FetchedPage | FetchOutcome


class ArticlesSpider(Spider):
    """Fetch what waits in the queue, hand every page with its links to the pipeline, which stores them."""

    name = "articles"
    handle_httpstatus_list: ClassVar[list[int]] = [304]
    arguments: Arguments
    given: ClassVar[dict[str, str]] = {}  # the arguments as written

    def __init__(self, name: str | None = None, **given: str) -> None:
        super().__init__(name)
        self.given: dict[str, str] = given  # type: ignore[misc]
        self.arguments = read_arguments(given)
        guard.allow(host_of(seed) for seed in self.arguments.seeds)
        self.finder = Finder(self.arguments)
        self._pages = 0

    def seeds(self) -> list[Found]:
        """Return what the queue begins with."""
        return _present(self.finder.seed(seed) for seed in self.arguments.seeds)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for nothing: the scheduler takes the seeds from `seeds`, all else from the queue."""
        return
        yield

    def parse(self, response: Response) -> Iterator[Output]:
        """Hand on a page with the links on it, or the addresses in a feed."""
        if self._is_full:
            return
        waiting: Waiting | None = response.meta.get(WAITING)
        if (url := filed_under(response.url, waiting)) != response.url:
            response = response.replace(url=url)
        if response.request is not None:
            yield from redirects(response.request, url)
        digest = body_digest(response.body)
        if self._is_unchanged(response, waiting, digest):
            shown: list[Found] = []
            same: Page | None = None
            if _may_send_on(response, waiting) or _has_frames(response):
                same = parse(response)
                shown = self._shown(same, Links(same, url), response)
            yield _outcome(response, "done", is_unchanged=True, page=same, found=tuple(shown))
        elif response.status == 304 and waiting is not None and (waiting.etag or waiting.last_modified):
            yield _outcome(response, "skipped", "not HTML, as before")  # of a page the digest would be known
        elif response.status == 304:  # though nobody asked whether it has changed
            yield _outcome(response, "failed", "HTTP 304")
        elif (kind := kind_of(response, body := unpacked(response.body))) is Kind.OTHER:
            reason = f"not HTML: {media_type(response) or 'no type'}"
            yield _outcome(response, "skipped", reason, is_other=True)
        elif kind is Kind.FEED:
            listed = tuple(self._listed(response, body, waiting))
            yield _outcome(response, "done", is_other=True, body_hash=digest, found=listed)
        elif _broke_off(response) and waiting is not None and waiting.outcome in _ARTICLES:
            logger.warning("%s: the page broke off, kept what was known", response.url)
            found = tuple(self._linked(parse(response), response))
            yield _outcome(response, "failed", "broke off", found=found)
        else:
            self._pages += 1
            yield self._read_page(response, waiting, digest)
            if self._is_full:
                raise CloseSpider("max_pages")

    def _is_unchanged(self, response: Response, waiting: Waiting | None, digest: str) -> bool:
        if waiting is None or response.url != waiting.url:
            return False
        if response.status == 304:
            return waiting.body_hash is not None
        scheduler = FrontierScheduler.of(self.crawler)
        return waiting.body_hash == digest and scheduler is not None and scheduler.is_comparable(waiting)

    def _read_page(self, response: Response, waiting: Waiting | None, digest: str) -> FetchedPage:
        if _broke_off(response):
            logger.warning("%s: the page broke off, kept what came", response.url)
        page = parse(response)
        return FetchedPage(
            url=response.url,
            depth=response.meta["depth"],
            status=response.status,
            fetched_at=datetime.now(UTC),
            headers=_headers(response, page),
            body=response.body,
            page=page,
            body_hash=digest,
            asked=waiting,
            found=tuple(self._linked(page, response)),
        )

    def _linked(self, page: Page, response: Response) -> list[Found]:
        depth: int = response.meta["depth"]
        is_last = depth >= self.arguments.depth
        url = response.url
        links = Links(page, url)
        shown = self._shown(page, links, response)
        nexts = dict.fromkeys(
            link for link in links.next_parts() if not is_last or is_part_of_article(link, url)
        )
        parts = _present(self.finder.next_part(link, url, depth) for link in nexts)
        if is_last:
            return shown + parts
        declared = links.feeds() if depth == 0 and self._wants_feeds else ()
        lists = (self.finder.listing(link, url, depth, 0) for link in declared)
        # Without the parts: they would be found anew, but deeper.
        pages = (self.finder.link(link, url, depth + 1) for link in links.pages() if link not in nexts)
        return shown + _present(lists) + parts + _present(pages)

    def _shown(self, page: Page, links: Links, response: Response) -> list[Found]:
        """Return what a browser shows in place of a page, or as its parts."""
        url, depth = response.url, response.meta["depth"]
        onward = links.onward() if len(page.text) <= _BARE else ()
        return _present(self.finder.onward(link, url, depth) for link in onward) + self._frames(
            page, links, response
        )

    def _frames(self, page: Page, links: Links, response: Response) -> list[Found]:
        depth, level = response.meta["depth"], frames_above(response.meta.get(WAITING))
        if level >= _MOST_LEVELS_OF_FRAMES or not _has_frames(response):
            return []
        if len(page.text) > _BARE and depth >= self.arguments.depth:
            return []
        found = (self.finder.frame(link, response.url, depth, level) for link in links.frames(response.body))
        return list(islice((one for one in found if one is not None), _MOST_FRAMES))

    def _listed(self, response: Response, body: bytes, waiting: Waiting | None) -> list[Found]:
        since, depth = self.arguments.since, int(response.meta["depth"])
        entries = [
            entry
            for entry in read_feed(body, response.url)
            if since is None or entry.dated is None or entry.dated >= since
        ]
        level = lists_above(waiting) + 1
        found: list[Found] = []
        if level <= _MOST_LEVELS:
            found += _present(
                self.finder.listing(entry.url, response.url, depth, level, entry.changed)
                for entry in entries
                if entry.is_list
            )
        listed = [entry for entry in entries if not entry.is_list]
        pages = [entry for entry in listed if is_on_site(entry.url, response.url)]
        if others := len(listed) - len(pages):
            logger.info("%s lists %d pages of other sites: only seeds lead there", response.url, others)
        if not tells_of_changes(pages):
            pages = [replace(entry, changed=None) for entry in pages]
        if depth < self.arguments.depth:
            found += _present(self.finder.entry(entry, response.url, depth + 1) for entry in pages)
        elif pages:
            logger.info("%s lists %d pages; a greater depth would fetch them", response.url, len(pages))
        return found

    def record_failure(self, failure: Failure) -> Iterator[FetchOutcome]:
        """Keep what is known of a fetch that gave no page."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        if isinstance(error, RobotsOutOfReachError):
            return  # nothing became known of it: it stays in the queue
        if isinstance(error, OffSiteError) or str(error) == _ENDLESS:
            # Nothing became known of where it led, which may wait for its own site's sake, or be another address each time.
            url = request.meta.get("redirect_urls", [request.url])[0]
        else:
            url = filed_under(request.url, request.meta.get(WAITING))
            yield from redirects(request, url)
        status: int | None = None
        state: State = "failed"
        if isinstance(error, HttpError):
            status = error.response.status
            reason = f"HTTP {status}"
        elif isinstance(error, IgnoreRequest):
            state, reason = "skipped", str(error)
            if "during decompression" in reason:
                state, reason = "failed", "too large"
        else:
            reason = reason_of(error)
        level = logging.WARNING if state == "failed" else logging.INFO
        logger.log(level, "%s: %s", url, clip(reason))
        yield FetchOutcome(
            url,
            request.meta["depth"],
            datetime.now(UTC),
            state,
            status,
            reason[:500],
            asked=request.meta.get(WAITING),
        )

    @property
    def _wants_feeds(self) -> bool:
        return "feeds" in discover(self.settings)

    @property
    def _is_full(self) -> bool:
        return self.arguments.max_pages is not None and self._pages >= self.arguments.max_pages


def _present(found: Iterable[Found | None]) -> list[Found]:
    return [one for one in found if one is not None]


def _broke_off(response: Response) -> bool:
    """Tell whether less came than the server had announced; some announce too much, and their pages are whole."""
    return "dataloss" in response.flags and _END not in response.body[-_LAST_BYTES:].lower()


def _has_frames(response: Response) -> bool:
    """Tell whether a page has frames that are looked at whenever it is; in those of an article there is no list."""
    is_wanted = kind_of(response) is Kind.PAGE and (
        response.url.endswith("/") or not looks_like_article(response.url)
    )
    return is_wanted and holds_frames(response.body, response.url)


def _may_send_on(response: Response, waiting: Waiting | None) -> bool:
    """Tell whether an unchanged page may be one that is to name anew where it sends browsers: of depth 0, and no feed."""
    return waiting is not None and waiting.outcome is not None and response.meta["depth"] == 0


def _outcome(
    response: Response,
    state: State,
    error: str | None = None,
    *,
    is_unchanged: bool = False,
    is_other: bool = False,
    body_hash: str | None = None,
    page: Page | None = None,
    found: tuple[Found, ...] = (),
) -> FetchOutcome:
    headers = _headers(response, page)
    return FetchOutcome(
        response.url,
        response.meta["depth"],
        datetime.now(UTC),
        state,
        response.status,
        error,
        is_unchanged=is_unchanged,
        is_other=is_other,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        body_hash=body_hash,
        asked=response.meta.get(WAITING),
        found=found,
    )


def _headers(response: Response, page: Page | None) -> dict[str, str]:
    """Return the headers, names in lower case.

    Without those by which it would be called unchanged where it did not come whole, or is to bring its frames, or where it sends
    browsers, each time.
    """
    is_bare = page is not None and len(page.text) <= _BARE and response.meta["depth"] == 0
    headers = {
        name.decode("latin-1").lower(): ", ".join(value.decode("latin-1") for value in values)
        for name, values in response.headers.items()
    }
    if _broke_off(response) or response.status == 304 or is_bare or _has_frames(response):
        headers = {name: value for name, value in headers.items() if name not in _VALIDATORS}
    return headers
