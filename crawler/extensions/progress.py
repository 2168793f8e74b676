"""A line of the log every LOGSTATS_INTERVAL seconds: how far the crawl is."""

from __future__ import annotations

import logging
from time import monotonic
from typing import Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawler import counts
from crawler.scheduler import FrontierScheduler

logger = logging.getLogger(__name__)


class Progress:
    """Log the counts so far."""

    def __init__(self, crawler: Crawler, interval: float) -> None:
        self._crawler = crawler
        self._interval = interval
        self._loop = create_looping_call(self.log)
        self._pages = 0
        self._time = monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        interval = crawler.settings.getfloat("LOGSTATS_INTERVAL")
        if interval <= 0:
            raise NotConfigured
        extension = cls(crawler, interval)
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:  # noqa: ARG002
        self._loop.start(self._interval, now=False)

    def spider_closed(self, spider: Spider) -> None:  # noqa: ARG002
        if self._loop.running:
            self._loop.stop()

    def log(self) -> None:
        """Write one line."""
        found = counts.read_counts(self._crawler.stats)
        scheduler = FrontierScheduler.of(self._crawler)
        waiting = None if scheduler is None else scheduler.waiting()
        now = monotonic()
        speed = (found[counts.PAGES] - self._pages) / max(now - self._time, 1e-3)
        self._pages, self._time = found[counts.PAGES], now
        logger.info(
            "%s; %s waiting; %.1f pages/s", counts.describe(found), "?" if waiting is None else waiting, speed
        )
