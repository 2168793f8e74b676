"""Keep to the Crawl-delay that robots.txt asks for, on all hosts of a site, and find its sitemaps there."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Future
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser

from crawler.arguments import discover
from crawler.extensions.database import Database
from crawler.items import Waiting
from crawler.robots import BoundedRobotParser
from crawler.scheduler import SLOT, WAITING, FrontierScheduler
from crawler.urls import site_of

logger = logging.getLogger(__name__)


class Politeness:
    """Listen to robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._most = crawler.settings.getfloat("CRAWL_DELAY_AT_MOST")
        self._wants_sitemaps = "sitemaps" in discover(crawler.settings)
        self._delays: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(extension.slow_down, signal=signals.request_reached_downloader)
        return extension

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Take the delay and the sitemaps from a robots.txt that came in."""
        site = site_of(request.url)
        delay = robotparser.crawl_delay(self._agent)
        if delay:
            self._delays[site] = max(self._delays.get(site, 0.0), min(float(delay), self._most))
        if self._wants_sitemaps and isinstance(robotparser, BoundedRobotParser):
            self._enqueue_sitemaps(robotparser.sitemaps(), request)

    def slow_down(self, request: Request) -> None:
        """Lengthen the delay before a request's turn comes; AutoThrottle may have shortened it since."""
        delay = self._delays.get(str(request.meta.get(SLOT)))
        engine = self._crawler.engine
        if delay is None or engine is None:
            return
        slot = engine.downloader.slots[request.meta[SLOT]]
        slot.delay = max(slot.delay, delay)
        slot.jitter = 0.0  # a jitter would now and then be quicker than asked

    def _enqueue_sitemaps(self, urls: list[str], request: Request) -> None:
        spider = self._crawler.spider
        arguments, finder = getattr(spider, "arguments", None), getattr(spider, "finder", None)
        waiting: Waiting | None = request.meta.get(WAITING)
        if arguments is None or finder is None or waiting is None or arguments.depth == 0:
            return
        found = [finder.listing(url, request.url, 0, 0) for url in urls]
        present = [one for one in found if one is not None]
        scheduler = FrontierScheduler.of(self._crawler)
        if present and scheduler is not None:
            future = Database.of(self._crawler).enqueue(present)
            loop = asyncio.get_running_loop()

            def tell(done: Future[None]) -> None:
                if error := done.exception():
                    logger.error("sitemaps of %s: %s", request.url, error)
                else:
                    loop.call_soon_threadsafe(scheduler.wake, present[0].site)

            future.add_done_callback(tell)
