"""Leave a site alone for as long as it asks for by 429 or 503 and Retry-After."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.scheduler import SLOT, FrontierScheduler

logger = logging.getLogger(__name__)

_TOO_MANY, _UNAVAILABLE = 429, 503
_DEFAULT = 10.0  # seconds to wait after a 429 that does not say how long


class RetryAfter:
    """Pause the site; if it asks for longer than RETRY_AFTER_AT_MOST, leave it for the next run."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._most = crawler.settings.getfloat("RETRY_AFTER_AT_MOST")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status not in {_TOO_MANY, _UNAVAILABLE}:
            return response
        header = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
        seconds = seconds_of(header, datetime.now(UTC))
        if seconds is None:
            seconds = _DEFAULT if response.status == _TOO_MANY else 0.0
        scheduler = FrontierScheduler.of(self._crawler)
        site = str(request.meta.get(SLOT))
        if scheduler is None or seconds <= 0:
            return response
        if seconds > self._most:
            logger.warning("%s asks to be left alone for %.0f s: left for the next run", site, seconds)
            scheduler.give_up(site)
        else:
            logger.info("%s asks to be left alone for %.0f s", site, seconds)
            scheduler.pause(site, seconds)
        return response


def seconds_of(header: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After asks for, None if it cannot be read."""
    if header.isascii() and header.isdigit():
        return float(header[:9])
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max((until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds(), 0.0)
