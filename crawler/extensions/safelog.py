"""Escape what is logged, however the crawl was started."""

from __future__ import annotations

import logging
from typing import Self

from scrapy.crawler import Crawler

from crawler.logs import EscapeFilter


class SafeLog:
    """Put an EscapeFilter on the handlers that write the log."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003
        for handler in logging.root.handlers:
            if not any(isinstance(known, EscapeFilter) for known in handler.filters):
                handler.addFilter(EscapeFilter())
        return cls()
