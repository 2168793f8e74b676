"""End soon when told to: a download that hangs must not keep the crawl from ending."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler import counts
from crawler.extensions.database import Database
from crawler.logs import say_last

logger = logging.getLogger(__name__)

_Handler = Callable[[int, FrameType | None], object]
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_LAST_SECONDS = 1.5  # in which the database has to answer, after STOP_WITHIN


class Stopping:
    """After SIGTERM or SIGINT, wait STOP_WITHIN seconds for what is in flight, then leave the rest."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._seconds = crawler.settings.getfloat("STOP_WITHIN")
        if self._seconds <= 0:
            raise NotConfigured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.engine_started, signal=signals.engine_started)
        return extension

    def engine_started(self) -> None:
        """Add to what Scrapy does on the first signal."""
        for number in _SIGNALS:
            handler = signal.getsignal(number)
            if callable(handler):  # not when Scrapy runs inside another program
                signal.signal(number, self._announcing(handler))

    def _announcing(self, handler: _Handler) -> _Handler:
        def announce(number: int, frame: FrameType | None) -> None:
            from twisted.internet import reactor

            reactor.callFromThread(reactor.callLater, self._seconds, self._leave)
            handler(number, frame)

        return announce

    def _leave(self) -> None:
        """End the process at once. Nobody was told that anything is stored that is not."""
        logger.warning("still waiting for answers after %g seconds: left for the next run", self._seconds)
        stats = self._crawler.stats
        found = counts.read_counts(stats)
        Database.of(self._crawler).end("shutdown", within=_LAST_SECONDS)
        say_last(
            counts.sum_up(found, "shutdown", counts.seconds_of(stats)), self._crawler.settings.get("LOG_FILE")
        )
        logging.shutdown()
        sys.stderr.flush()
        # A normal exit would wait for the threads that look up names, which may hang, too.
        os._exit(counts.exit_status(found, "shutdown"))
