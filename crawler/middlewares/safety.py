"""Let no request out to an address that is not public, nor by anything but http and https."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest

from crawler.guard import guard, is_address
from crawler.urls import host_of, is_fetchable

_REASON = "not a public address"


class PublicOnly:
    """Check addresses in URLs here; those that names resolve to are checked by the resolver."""

    def __init__(self, crawler: Crawler) -> None:
        guard.allow(filter(None, map(host_of, getproxies().values())))
        # The seeds of spiders without a queue. To read a generator here would leave none for the spider.
        seeds = getattr(crawler.spider, "start_urls", ())
        if isinstance(seeds, Collection):
            guard.allow(map(host_of, seeds))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if not is_fetchable(request.url):
            raise IgnoreRequest("not an http(s) address")
        host = host_of(request.url)
        if is_address(host) and not guard.accepts(host, host):
            raise IgnoreRequest(_REASON)

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, CannotResolveHostError) and guard.has_refused(host_of(request.url)):
            raise IgnoreRequest(_REASON)
