"""The spider `archive`: pages that were saved before, through the same filter into the same tables."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, ClassVar, Self

from scrapy import Spider, signals
from scrapy.core.scraper import Slot
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call

from crawler.archives import Saved, read_archives
from crawler.arguments import ArgumentError
from crawler.items import FetchedPage
from crawler.logs import clip
from crawler.responses import Kind, kind_of, parse
from crawler.urls import is_fetchable

_AT_ONCE = 16  # pages between reading and storing
_TICK = 0.2  # seconds between two looks whether the crawl is to end


class ArchiveSpider(Spider):
    """Read what lies at `path`: an HTML file, a WARC file, or a folder of such."""

    name = "archive"
    given: ClassVar[dict[str, str]] = {}

    def __init__(self, name: str | None = None, **given: str) -> None:
        super().__init__(name)
        self.given: dict[str, str] = given  # type: ignore[misc]
        unknown = sorted(set(given) - {"path"})
        if unknown:
            raise ArgumentError(f"unknown argument {clip(unknown[0])!r}; there is path")
        self.path = Path(given.get("path", ""))
        if not given.get("path") or not self.path.exists():
            raise ArgumentError(f"path={clip(given.get('path', ''))}: no such file or folder")
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._look = create_looping_call(self.end_if_told)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        for done in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider.free_place, signal=done)
        crawler.signals.connect(spider.opened, signal=signals.spider_opened)
        crawler.signals.connect(spider.ended, signal=signals.spider_closed)
        return spider

    def opened(self) -> None:
        """Begin to look whether the crawl is to end."""
        self._look.start(_TICK, now=False)

    def ended(self) -> None:
        """Look no more."""
        if self._look.running:
            self._look.stop()

    def end_if_told(self) -> None:
        """Let the crawl end that is told to, by a signal or as the disk is full, when no page is under way any more.

        Scrapy sees that only after an answer to a request, of which there is none here: it would wait for ever.
        """
        slot = self._slot
        if slot is not None and slot.closing is not None and slot.is_idle() and not slot.closing.called:
            slot.closing.callback(self)

    @property
    def _slot(self) -> Slot | None:
        engine = self.crawler.engine
        return None if engine is None else engine.scraper.slot

    def free_place(self) -> None:
        """Let the next page in."""
        self._places.release()

    async def start(self) -> AsyncIterator[FetchedPage]:
        """Yield the pages, no faster than they are stored."""
        for saved in read_archives(self.path, self.settings.getint("DOWNLOAD_MAXSIZE")):
            if self._slot is None or self._slot.closing is not None:
                return
            page = _page(saved)
            if page is not None:
                await self._places.acquire()
                yield page
        # Scrapy looks only every five seconds whether the last page has passed the pipeline; this tells it.
        for _ in range(_AT_ONCE):
            await self._places.acquire()


def _page(saved: Saved) -> FetchedPage | None:
    """Return the page, None for what is not one."""
    response = Response(saved.url or Path(saved.place).resolve().as_uri(), 200, saved.headers, saved.body)
    if kind_of(response) is not Kind.PAGE:
        return None
    page = parse(response)
    declared = page.head.canonical or ""
    return FetchedPage(
        url=saved.url or (declared if is_fetchable(declared) else response.url),
        depth=0,
        status=200,
        fetched_at=saved.fetched_at,
        headers=saved.headers,
        body=saved.body,
        page=page,
    )
