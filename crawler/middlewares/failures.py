"""Keep the page on which our own code failed: counted, logged and stored as failed, and the crawl goes on."""

from __future__ import annotations

import logging

from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.items import FetchOutcome, failed
from crawler.scheduler import WAITING

logger = logging.getLogger(__name__)


class RecordFailures:
    """Turn an exception of a spider's callback into a record of the page."""

    def process_spider_exception(self, response: Response, exception: Exception) -> list[FetchOutcome] | None:
        if isinstance(exception, CloseSpider):
            return None
        logger.error("failed on %s", response.url, exc_info=exception)
        depth, asked = int(response.meta.get("depth", 0)), response.meta.get(WAITING)
        return [failed(response.url, depth, response.status, exception, asked)]
