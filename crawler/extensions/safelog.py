"""Escape what is logged, however the crawl was started."""

from __future__ import annotations

import logging
from typing import Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from crawler.logs import EscapeFilter


class SafeLog:
    """Put an EscapeFilter on the handlers that write the log."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls()
        # Scrapy puts up its handler anew after the extensions are made.
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        return extension

    def spider_opened(self, spider: Spider) -> None:  # noqa: ARG002
        for handler in logging.root.handlers:
            if not any(isinstance(known, EscapeFilter) for known in handler.filters):
                handler.addFilter(EscapeFilter())
