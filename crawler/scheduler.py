"""Give Scrapy what waits in the database: each site in turn, none faster than it may be asked."""

from __future__ import annotations

import logging
from collections import Counter, deque
from dataclasses import dataclass, field
from time import monotonic
from typing import Self

from scrapy import Request, Spider
from scrapy.core.downloader import Downloader
from scrapy.core.scheduler import BaseScheduler, Scheduler
from scrapy.crawler import Crawler
from scrapy.dupefilters import RFPDupeFilter

from crawler.extensions.database import Database, only_looks
from crawler.logs import clip
from crawler.urls import canonicalize, is_fetchable, site_of
from storage.frontier import Frontier
from storage.records import StoreError, StoreOutageError, Waiting

logger = logging.getLogger(__name__)

WAITING = "waiting"  # key of Request.meta: what the queue knows of the address
SLOT = "download_slot"  # Scrapy's: requests of one slot share a delay
_LOADED = 32  # addresses of a site read at once
_PAUSE = 2.0  # seconds until the database is asked again after it could not be read
# To read it, one after another: a crawl of which nothing is in flight would wait for ever.
_MOST_FAILURES = 15
_LOOKS_AGAIN = 5.0  # seconds after which Scrapy asks for a request at the latest


@dataclass(slots=True)
class _Site:
    ready: deque[Waiting] = field(default_factory=deque)
    may_have_more: bool = True
    is_met: bool = False  # it has answered: by now its robots.txt is known
    paused_until: float = 0.0  # by the monotonic clock


class FrontierScheduler(BaseScheduler):
    """A queue in the table `fetches`; only what is about to be fetched is in memory."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._database = Database.of(crawler)
        self._frontier: Frontier | None = None
        self._sites: dict[str, _Site] = {}
        self._turns: deque[str] = deque()  # sites that have something waiting, the next one first
        self._again: deque[Request] = deque()  # redirected, or to be tried again; of other spiders all
        self._seen = RFPDupeFilter(fingerprinter=crawler.request_fingerprinter)
        self._given_up: set[str] = set()  # sites left alone for the rest of the run
        self._left: dict[str, set[str]] = {}  # hosts left alone for the rest of the run, by site
        self._given_out: dict[str, set[int]] = {}  # ids by site: read, and not yet answered
        self._per_site = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._blind_until = 0.0
        self._failures = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BaseScheduler:  # type: ignore[override]
        return Scheduler.from_crawler(crawler) if only_looks(crawler) else cls(crawler)

    @classmethod
    def of(cls, crawler: Crawler) -> Self | None:
        """Return the scheduler of a running crawl, None if it has another one."""
        engine = crawler.engine
        scheduler = None if engine is None else engine.scheduler
        return scheduler if isinstance(scheduler, cls) else None

    def open(self, spider: Spider) -> None:
        """Begin the run, put the seeds into the queue; a spider that has none asks for nothing that is in it."""
        self._database.begin_run()
        seeds = getattr(spider, "seeds", None)
        if seeds is None:
            return
        self._frontier = self._database.begin_crawl()
        self._database.enqueue(seeds()).result()
        for site in self._frontier.sites():
            self.wake(site)

    def wake(self, site: str) -> None:
        """Look for addresses of a site: some were put into the queue."""
        if site in self._given_up:
            return
        if site not in self._sites:
            self._sites[site] = _Site()
            self._turns.append(site)
        self._sites[site].may_have_more = True

    def answered(self, asked: Waiting) -> None:
        """Forget an address: the database no longer has it in the queue."""
        self._given_out.get(asked.site, set()).discard(asked.id)
        if asked.site in self._sites:
            self._sites[asked.site].is_met = True

    def pause(self, site: str, seconds: float) -> None:
        """Ask nothing of a site for a while."""
        self.wake(site)
        if site in self._sites:
            self._sites[site].paused_until = max(self._sites[site].paused_until, monotonic() + seconds)

    def give_up(self, site: str) -> None:
        """Ask nothing of a site in this run; what waits goes on waiting."""
        self._given_up.add(site)
        if self._sites.pop(site, None):
            self._turns.remove(site)

    def leave(self, site: str, host: str) -> None:
        """Look for no more addresses of one host of a site in this run; what waits goes on waiting.

        This only saves time: in the queue a host with a port has another name, so its addresses are found all the same.
        """
        self._left.setdefault(site, set()).add(host)

    def waiting(self) -> int | None:
        """Return how many addresses wait, None if that cannot be told now."""
        try:
            return 0 if self._frontier is None else self._frontier.count()
        except StoreError:
            return None

    @property
    def sites(self) -> int:
        """How many sites have something waiting or under way."""
        return len({*self._turns, *(site for site, ids in self._given_out.items() if ids)})

    def has_pending_requests(self) -> bool:
        return bool(self._turns or self._again)

    def enqueue_request(self, request: Request) -> bool:
        """Take a request back that was redirected or is to be tried again; others come from the queue.

        Of a spider that makes its requests itself each is new, and may be made once, as Scrapy has it.
        """
        # A page that leads to itself wants the cookie that it sets along with that.
        leads_to_itself = request.url in request.meta.get("redirect_urls", ())
        if not (request.dont_filter or leads_to_itself) and self._seen.request_seen(request):
            return False
        if "redirect_urls" in request.meta:
            for name in ("If-None-Match", "If-Modified-Since"):  # they are about the address that led here
                request.headers.pop(name, None)
            if self._is_settled(request):
                return False
        request.meta[SLOT] = site_of(request.url)
        self._again.append(request)
        return True

    def next_request(self) -> Request | None:
        """Return what to fetch next, None if nothing may be fetched now."""
        engine = self._crawler.engine
        if engine is None:
            return None
        downloader = engine.downloader
        busy = Counter(str(request.meta.get(SLOT)) for request in downloader.active)
        now = monotonic()
        for _ in range(len(self._again)):
            request = self._again.popleft()
            site = str(request.meta[SLOT])
            if site in self._given_up:
                continue
            if busy[site] < self._room(site, downloader, now):
                return request
            self._again.append(request)
        for _ in range(len(self._turns)):
            site = self._turns[0]
            self._turns.rotate(-1)
            if busy[site] < self._room(site, downloader, now) and (waiting := self._take(site, now)):
                return self._request(waiting)
        return None

    def _room(self, site: str, downloader: Downloader, now: float) -> int:
        """Return how many requests to a site may be under way, including those that wait for their turn.

        No more than can be sent soon: else a few sites with long delays would take up all of CONCURRENT_REQUESTS.
        """
        known, slot = self._sites.get(site), downloader.slots.get(site)
        if known is not None:
            if known.paused_until > now:
                return 0
            if not known.is_met:
                return 1
        if slot is None or not slot.delay:
            return self._per_site
        if slot.lastseen + slot.delay > now + _LOOKS_AGAIN:
            return 0
        return max(1, min(self._per_site, int(_LOOKS_AGAIN / slot.delay)))

    def _take(self, site: str, now: float) -> Waiting | None:
        known = self._sites[site]
        if not known.ready and known.may_have_more:
            self._load(site, known, now)
        if known.ready:
            return known.ready.popleft()
        if not known.may_have_more:
            del self._sites[site]
            self._turns.remove(site)
        return None

    def _load(self, site: str, known: _Site, now: float) -> None:
        if self._frontier is None:  # known for a pause only, which is over: else the run would not end
            known.may_have_more = False
            return
        if now < self._blind_until:
            return
        given_out = self._given_out.setdefault(site, set())
        try:
            found = self._frontier.waiting(site, _LOADED, given_out, self._left.get(site, ()))
        except StoreError as error:
            logger.error("the queue cannot be read now: %s", error)
            self._blind_until = now + _PAUSE
            self._failures += 1
            # What is no outage is not over in two seconds: a value, say, that someone else wrote.
            if self._failures == _MOST_FAILURES or not isinstance(error, StoreOutageError):
                self._database.give_up(error)
            return
        self._failures = 0
        known.may_have_more = len(found) == _LOADED
        for waiting in found:
            given_out.add(waiting.id)
            if is_fetchable(waiting.url):
                known.ready.append(waiting)
            else:  # someone else wrote it; the others are to be fetched all the same
                logger.error("%s: not an http(s) address, left in the queue", clip(str(waiting.url)))

    def _is_settled(self, request: Request) -> bool:
        asked: Waiting | None = request.meta.get(WAITING)
        try:
            return self._frontier is not None and self._frontier.is_settled(
                canonicalize(request.url), None if asked is None else asked.id
            )
        except (StoreError, ValueError):
            return False

    def _request(self, waiting: Waiting) -> Request:
        spider = self._crawler.spider
        headers = {}
        if self.is_comparable(waiting):
            if waiting.etag:
                headers["If-None-Match"] = waiting.etag
            if waiting.last_modified:
                headers["If-Modified-Since"] = waiting.last_modified
        return Request(
            waiting.url,
            callback=getattr(spider, "parse", None),
            errback=getattr(spider, "record_failure", None),
            headers=headers,
            meta={WAITING: waiting, SLOT: waiting.site, "depth": waiting.depth},
            dont_filter=True,
        )

    def is_comparable(self, waiting: Waiting) -> bool:
        """Tell whether an unchanged answer needs no second look: the filter that judged it is the same, too."""
        return waiting.model_digest == self._database.model_digest
