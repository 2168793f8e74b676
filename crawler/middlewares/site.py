"""Keep redirects of followed links inside the site that linked there; give each site one delay."""

from __future__ import annotations

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.items import Waiting
from crawler.scheduler import SLOT, WAITING
from crawler.urls import site_of


class OffSiteError(IgnoreRequest):
    """A followed link led to another site by a redirect."""


class StayOnSite:
    """Drop a request that a redirect led to another site; seeds may lead anywhere."""

    async def process_request(self, request: Request) -> None:
        site = site_of(request.url)
        request.meta[SLOT] = site
        waiting: Waiting | None = request.meta.get(WAITING)
        if waiting is not None and not waiting.is_seed and site != waiting.site:
            raise OffSiteError(f"redirected to another site: {request.url}")
