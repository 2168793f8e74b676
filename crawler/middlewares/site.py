"""Keep redirects of followed links inside the site that linked there."""

from __future__ import annotations

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.urls import site_of

SITE = "site"  # key of Request.meta: the site a followed link has to stay on; seeds have none


class StayOnSite:
    """Drop a request that a redirect led to another site."""

    async def process_request(self, request: Request) -> None:
        site = request.meta.get(SITE)
        if site is not None and site_of(request.url) != site:
            raise IgnoreRequest("redirected to another site")
