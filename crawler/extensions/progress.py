"""How far the crawl is: a line of the log now and then, on a terminal one line that changes."""

from __future__ import annotations

import logging
import sys
from shutil import get_terminal_size
from time import monotonic
from typing import Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawler import counts
from crawler.scheduler import FrontierScheduler

logger = logging.getLogger(__name__)

_TICK = 1.0  # seconds between two states of the line on a terminal


class Progress:
    """Tell the counts so far."""

    def __init__(self, crawler: Crawler, interval: float) -> None:
        self._crawler = crawler
        self._is_live = sys.stderr.isatty()
        self._interval = _TICK if self._is_live else interval
        self._loop = create_looping_call(self.tell)
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
        if self._is_live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def tell(self) -> None:
        """Write the line."""
        found = counts.read_counts(self._crawler.stats)
        scheduler = FrontierScheduler.of(self._crawler)
        waiting = None if scheduler is None else scheduler.waiting()
        now = monotonic()
        handled = found[counts.PAGES] + found[counts.UNCHANGED]
        speed = (handled - self._pages) / max(now - self._time, 1e-3)
        self._pages, self._time = handled, now
        line = f"{counts.describe(found)}; {'?' if waiting is None else waiting} waiting; {speed:.1f} pages/s"
        if self._is_live:
            sys.stderr.write(f"\r{line[: get_terminal_size().columns - 1]}\x1b[K")
            sys.stderr.flush()
        else:
            logger.info("%s", line)
