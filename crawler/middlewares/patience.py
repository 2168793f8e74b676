"""Leave a site alone that asks for it by 429 or 503 and Retry-After, and one that does not answer."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Response

from crawler.scheduler import SLOT, FrontierScheduler
from crawler.urls import site_of

logger = logging.getLogger(__name__)

_TOO_MANY, _UNAVAILABLE = 429, 503
_DEFAULT = 10.0  # seconds to wait after a 429 that does not say how long
# Requests without an answer, one after another: the rest of a dead site would keep the run for days.
_MOST_SILENCES = 30
_SILENCES = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)


class Patience:
    """Pause a site, or leave it for the next run.

    It is left if it refuses for longer than RETRY_AFTER_AT_MOST, at once or again and again, or gives no answer many times in a
    row.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._most = crawler.settings.getfloat("RETRY_AFTER_AT_MOST")
        self._refusing_since: dict[str, float] = {}  # by site; by the monotonic clock
        self._silences: Counter[str] = Counter()  # by site

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Do as a site asks that has too many requests."""
        site = _site(request)
        self._silences.pop(site, None)
        seconds = _asked_for(response)
        if seconds is None:
            self._refusing_since.pop(site, None)
        elif seconds > 0:
            self._pause(site, seconds)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count what gave no answer."""
        if not isinstance(exception, _SILENCES):
            return
        site = _site(request)
        self._silences[site] += 1
        if self._silences[site] == _MOST_SILENCES:
            self._give_up(site, f"gave no answer {_MOST_SILENCES} times in a row")

    def _pause(self, site: str, seconds: float) -> None:
        now = monotonic()
        since = self._refusing_since.setdefault(site, now)
        if now + seconds - since > self._most:
            self._give_up(site, f"asks to be left alone for {seconds:.0f} s")
            return
        logger.info("%s asks to be left alone for %.0f s", site, seconds)
        if scheduler := FrontierScheduler.of(self._crawler):
            scheduler.pause(site, seconds)

    def _give_up(self, site: str, reason: str) -> None:
        logger.warning("%s %s: left for the next run", site, reason)
        if scheduler := FrontierScheduler.of(self._crawler):
            scheduler.give_up(site)


def _site(request: Request) -> str:
    return str(request.meta.get(SLOT) or site_of(request.url))  # that for a robots.txt is Scrapy's own


def _asked_for(response: Response) -> float | None:
    """Return the seconds for which a site wants no requests; None if it answers them."""
    if response.status not in {_TOO_MANY, _UNAVAILABLE}:
        return None
    header = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    seconds = seconds_of(header, datetime.now(UTC))
    if seconds is None:
        seconds = _DEFAULT if response.status == _TOO_MANY else 0.0
    return seconds


def seconds_of(header: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After asks for, None if it cannot be read."""
    if header.isascii() and header.isdigit():
        return float(header[:9])
    try:
        until = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    return max((until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds(), 0.0)
