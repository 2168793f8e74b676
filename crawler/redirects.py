"""Records of the addresses that led elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from scrapy import Request

from crawler.items import FetchOutcome
from crawler.urls import canonicalize


def redirects(request: Request) -> Iterator[FetchOutcome]:
    """Yield a record of each address that led to the request's own, unless it is the same page."""
    urls = request.meta.get("redirect_urls", ())
    if not urls:
        return
    final = canonicalize(request.url)
    for url, reason in zip(urls, request.meta.get("redirect_reasons", ()), strict=False):
        if canonicalize(url) != final:
            status = reason if isinstance(reason, int) else None
            yield FetchOutcome(url, request.meta["depth"], datetime.now(UTC), "redirected", status)
