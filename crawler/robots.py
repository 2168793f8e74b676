"""What robots.txt allows: read as far as others do, and nothing where it is out of reach."""

from __future__ import annotations

import logging
from itertools import islice

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.logs import clip
from crawler.responses import reason_of
from crawler.scheduler import FrontierScheduler
from crawler.urls import site_of

logger = logging.getLogger(__name__)

_TOO_MANY = 429
# A larger one would take seconds to read, and again for each address.
_MOST_BYTES = 512 * 1024  # RFC 9309 asks for 500 KiB at least
_MOST_SITEMAPS = 50


class BoundedRobotParser(ProtegoRobotParser):
    """Scrapy's parser, which reads no more than a bounded part, and also tells the sitemaps."""

    def __init__(self, robotstxt_body: bytes, spider: Spider | None) -> None:
        if len(robotstxt_body) > _MOST_BYTES:  # not half a line: "Disallow: /" would be one
            robotstxt_body = robotstxt_body[:_MOST_BYTES].rpartition(b"\n")[0]
        super().__init__(robotstxt_body, spider)

    def sitemaps(self) -> list[str]:
        """Return the addresses of the sitemaps that it names."""
        return [str(url) for url in islice(self.rp.sitemaps, _MOST_SITEMAPS)]


class RobotsOutOfReachError(IgnoreRequest):
    """A page is not fetched, as nobody knows whether its host allows it: it waits for the next run."""


class ObeyRobots(RobotsTxtMiddleware):
    """Scrapy's, but as RFC 9309 wants it: a robots.txt out of reach forbids everything (2.3.1.4), a missing one nothing.

    It is out of reach if after all retries it answers 5xx, 429 (as Google has it) or not at all. Only its own host is left for
    the next run, as the site may have others.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._out_of_reach: dict[str, str] = {}  # why, by host and port

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:  # noqa: ARG002
        """Let a request pass, or raise IgnoreRequest."""
        await super().process_request(request)
        netloc = urlparse_cached(request).netloc
        reason = self._out_of_reach.get(netloc)
        if reason is not None and not request.meta.get("dont_obey_robotstxt"):
            if scheduler := FrontierScheduler.of(self.crawler):
                scheduler.leave(site_of(request.url), netloc)
            raise RobotsOutOfReachError(f"robots.txt: {reason}")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status == _TOO_MANY or response.status >= 500:
            self._forbid(netloc, f"HTTP {response.status}")
        if response.status >= 400:
            response = response.replace(body=b"")  # says nothing of what is allowed
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            self._forbid(netloc, reason_of(exc))
        super()._robots_error(exc, netloc)

    def _forbid(self, netloc: str, reason: str) -> None:
        logger.warning("robots.txt of %s: %s: left for the next run", clip(netloc), clip(reason))
        self._stats.inc_value("robotstxt/out_of_reach")
        self._out_of_reach[netloc] = reason
