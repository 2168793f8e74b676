"""Fetch a page once more as an ordinary browser would: many hijacked sites show their spam to crawlers alone."""

from __future__ import annotations

import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler.items import FetchedPage, Page
from crawler.logs import clip
from crawler.responses import Kind, kind_of, parse
from crawler.scheduler import WAITING

logger = logging.getLogger(__name__)

BROWSING = "browsing"  # key of Request.meta: not asked for in our own name
_FAILURES = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    ValueError,  # a redirect to what is no address
)


async def fetch_as_browser(crawler: Crawler, item: FetchedPage) -> Page | None:
    """Return what a browser gets at a page's address; None if it gets no page, or the crawl is about to end.

    robots.txt, the site's delay and the guard hold as for any request.
    """
    engine = crawler.engine
    if engine is None or engine.spider is None:
        return None
    request = Request(
        item.url,
        headers={
            "User-Agent": crawler.settings["BROWSER_USER_AGENT"],
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "Upgrade-Insecure-Requests": "1",
        },
        meta={BROWSING: True, WAITING: item.asked, "depth": item.depth},
    )
    try:
        response = await engine.download_async(request)
    except _FAILURES as error:
        logger.info("%s: no answer to a browser: %s", item.url, clip(str(error)))
        return None
    return parse(response) if response.status == 200 and kind_of(response) is Kind.PAGE else None
