"""Keep the page on which our own code failed: counted, logged and stored as failed, and the crawl goes on."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.counts import FAILED, count
from crawler.items import FetchOutcome

logger = logging.getLogger(__name__)


class RecordFailures:
    """Turn an exception of a spider's callback into a record of the page."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_spider_exception(self, response: Response, exception: Exception) -> list[FetchOutcome] | None:
        if isinstance(exception, CloseSpider):
            return None
        logger.error("failed on %s", response.url, exc_info=exception)
        count(self._crawler.stats, FAILED)
        error = f"{type(exception).__name__}: {exception}"
        depth = int(response.meta.get("depth", 0))
        return [FetchOutcome(response.url, depth, datetime.now(UTC), "failed", response.status, error)]
