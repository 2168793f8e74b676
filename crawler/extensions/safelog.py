"""Escape what is logged, however the crawl was started, and go on in a new file when the log is moved away."""

from __future__ import annotations

import logging
from logging.handlers import WatchedFileHandler
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.logs import EscapeFilter


class SafeLog:
    """Put an EscapeFilter on the handlers that write the log, and let those of files follow their name."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls()
        # Scrapy puts up its handler anew after the extensions are made.
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        return extension

    def spider_opened(self) -> None:
        for handler in list(logging.root.handlers):
            safe = _following(handler) if type(handler) is logging.FileHandler else handler
            if not any(isinstance(known, EscapeFilter) for known in safe.filters):
                safe.addFilter(EscapeFilter())


def _following(handler: logging.FileHandler) -> logging.Handler:
    """Put in place of a file's handler one that opens the file anew after logrotate has moved it."""
    watched = WatchedFileHandler(handler.baseFilename, encoding=handler.encoding)
    watched.setFormatter(handler.formatter)
    watched.setLevel(handler.level)
    for known in handler.filters:
        watched.addFilter(known)
    logging.root.removeHandler(handler)
    logging.root.addHandler(watched)
    handler.close()
    return watched
