"""The database of a crawl: its lock, its books, and what the scheduler and the pipeline both need of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from hashlib import blake2b
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.spider import DefaultSpider

from crawler import __version__, counts
from filters.clean import load
from storage.frontier import Frontier, Want
from storage.lock import LockHeldError
from storage.records import Found, StoreError
from storage.store import Store

logger = logging.getLogger(__name__)

_MOST_CHARS = 160  # of the name of a crawl; longer ones end in a digest


class Database:
    """Opened before anything else of the crawl, closed after all of it."""

    def __init__(self, crawler: Crawler) -> None:
        """Lock and open the database; StoreError, ModelError or LexiconError keep the crawl from starting."""
        if crawler.spider is None:
            raise StoreError("no spider")
        self._crawler = crawler
        self._spider = crawler.spider
        url: str = crawler.settings["DATABASE_URL"]
        self.model_digest = load().digest
        self.store = Store.open(url, lock=crawler.spider.name)
        self._url = url
        self._given: Mapping[str, str] = getattr(crawler.spider, "given", {})
        self._is_open = True
        self._frontier: Frontier | None = None
        self._giving_up: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if only_looks(crawler):
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.end, signal=signals.spider_closed)
        return extension

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """Return the database of a crawl; StoreError if the extension was switched off."""
        database = crawler.get_extension(cls)
        if database is None:
            raise StoreError("the extension crawler.extensions.database.Database is switched off")
        return database

    def begin_run(self) -> None:
        """Open the books."""
        self.store.begin_run(self._spider.name, self._given, __version__, self.model_digest)

    def begin_crawl(self) -> Frontier:
        """Begin to use the queue, after `begin_run`; return it."""
        name, given = self._spider.name, self._given
        want: Want = self.store.begin_crawl(name, crawl_name(name, given), given)
        self._frontier = Frontier(self._url, want)
        return self._frontier

    def enqueue(self, found: Sequence[Found]) -> Future[None]:
        """Put addresses into the queue; the future has the error of what could not be."""
        try:
            return self.store.enqueue(found)
        except StoreError as error:  # closed already
            refused: Future[None] = Future()
            refused.set_exception(error)
            return refused

    def give_up(self, error: StoreError) -> None:
        """End the crawl: what is fetched now could not be stored, what waits is left for the next run."""
        engine = self._crawler.engine
        if self._giving_up is None and engine is not None:
            reason = counts.LOCK_LOST if isinstance(error, LockHeldError) else counts.NO_DATABASE
            end = engine.close_spider_async(reason=reason)
            self._giving_up = asyncio.get_running_loop().create_task(end)

    @property
    def is_given_up(self) -> bool:
        return self._giving_up is not None

    def end(self, reason: str, within: float | None = None) -> None:
        """Close the books, when everything in flight is stored; a second time does nothing.

        With `within`, what is not stored after that many seconds is left for the next run, and the process
        has to end: the database is not closed then.
        """
        if not self._is_open:
            return
        self._is_open = False
        try:
            self.store.end_run(reason, counts.read_counts(self._crawler.stats), within)
        except TimeoutError:
            logger.error("the database does not answer: what was in flight is left for the next run")
            return
        except StoreError as error:
            logger.error("the end of the run could not be stored: %s", error)
            counts.count(self._crawler.stats, counts.NOT_STORED)
        if self._frontier is not None:
            self._frontier.close()
        self.store.close()


def only_looks(crawler: Crawler) -> bool:
    """Tell whether a page is only fetched to be looked at (`scrapy fetch`, `view`, `shell`): then nothing is stored."""
    return crawler.spidercls is DefaultSpider


def crawl_name(spider: str, given: Mapping[str, str]) -> str:
    """Return what a crawl is known by in the queue: the command without what only bounds one run."""
    name = " ".join([spider, *(f"{key}={given[key]}" for key in sorted(given) if key != "max_pages")])
    if len(name) <= _MOST_CHARS:
        return name
    return f"{name[:_MOST_CHARS]} {blake2b(name.encode('utf-8', 'replace'), digest_size=8).hexdigest()}"
