"""Where redirects led: under which address an answer is filed, and records of those that led elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from scrapy import Request

from crawler.items import FetchOutcome, Waiting
from crawler.urls import canonicalize, only_adds


def filed_under(url: str, asked: Waiting | None) -> str:
    """Return the address that an answer from `url` is filed under: the one asked for, if redirects only added parameters to it.

    Many of these name the time or a number of the visitor: each visit would be another page.
    """
    if asked is None or url == asked.url:
        return url
    return asked.url if only_adds(url, asked.url) else url


def redirects(request: Request, final: str | None = None) -> Iterator[FetchOutcome]:
    """Yield a record of each address that led to the request's own, unless it is `final`, or that with more parameters."""
    urls = request.meta.get("redirect_urls", ())
    if not urls:
        return
    page = final or request.url
    for url, reason in zip(urls, request.meta.get("redirect_reasons", ()), strict=False):
        if canonicalize(url) != canonicalize(page) and not only_adds(url, page):
            status = reason if isinstance(reason, int) else None
            depth = request.meta.get("depth", 0)  # other spiders count none
            yield FetchOutcome(url, depth, datetime.now(UTC), "redirected", status)
