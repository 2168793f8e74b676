"""How far the crawl is: a line of the log now and then, on a terminal one line that changes."""

from __future__ import annotations

import logging
import sys
from shutil import get_terminal_size
from time import monotonic
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawler import counts
from crawler.scheduler import FrontierScheduler

logger = logging.getLogger(__name__)

_TICK = 1.0  # seconds between two states of the line on a terminal
_CLEAR = "\r\x1b[K"


class _ClearLine(logging.Filter):
    """Take the line away before a record of the log is written where it stands."""

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002
        sys.stderr.write(_CLEAR)
        return True


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

    def spider_opened(self) -> None:
        self._loop.start(self._interval, now=False)
        if self._is_live:
            for handler in logging.root.handlers:
                if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
                    handler.addFilter(_ClearLine())

    def spider_closed(self) -> None:
        if self._loop.running:
            self._loop.stop()
        if self._is_live:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()

    def tell(self) -> None:
        """Write the line."""
        found = counts.read_counts(self._crawler.stats)
        scheduler = FrontierScheduler.of(self._crawler)
        waiting = None if scheduler is None else scheduler.waiting()
        sites = 0 if scheduler is None else scheduler.sites
        now = monotonic()
        handled = found[counts.PAGES] + found[counts.UNCHANGED]
        speed = (handled - self._pages) / max(now - self._time, 1e-3)
        self._pages, self._time = handled, now
        ahead = (
            f"{'?' if waiting is None else waiting} waiting, {sites} site{'' if sites == 1 else 's'}, "
            f"{speed:.1f} pages/s"
        )
        if self._is_live:
            line = f"{counts.abridge(found)}, {ahead}"
            sys.stderr.write(f"\r{line[: get_terminal_size().columns - 1]}\x1b[K")
            sys.stderr.flush()
        else:
            logger.info("%s; %s", counts.describe(found), ahead)
