"""Where crawler, filter and storage meet: judge each page, store what was found, count what was stored."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Future
from datetime import UTC, date
from typing import Self, TypeVar

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler import __version__, counts
from crawler.brands import claimed_brands
from crawler.items import FetchedPage, FetchOutcome, failed
from crawler.logs import clip
from crawler.redirects import redirects
from crawler.urls import canonical_url, canonicalize, host_of
from filters.clean import clean_page
from filters.labeller import load_model
from filters.types import Contact, FilterResult, Label, Outcome, Verdict
from storage.store import (
    BlockRecord,
    ContactRecord,
    FetchRecord,
    PageRecord,
    Snapshot,
    Store,
    StoreError,
)

logger = logging.getLogger(__name__)

# Bytes from which a page is judged in a thread: 10 MB take seconds, in which other downloads would time out.
LARGE = 500_000
SNAPSHOT_POLICIES = ("all", "flagged", "none")
_FLAGGED = {Outcome.CLEANED, Outcome.REJECTED}

T = TypeVar("T")


class FilterAndStore:
    """The pipeline; an item has passed it when the database has it."""

    def __init__(self, crawler: Crawler) -> None:
        """Open the database; StoreError or ModelError keep the crawl from starting."""
        self._crawler = crawler
        self._snapshots: str = crawler.settings["SNAPSHOTS"]
        if self._snapshots not in SNAPSHOT_POLICIES:
            raise StoreError(
                f"SNAPSHOTS={clip(self._snapshots)}: must be one of {', '.join(SNAPSHOT_POLICIES)}"
            )
        self._since: date | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._model_digest = load_model().digest
        self._store = Store.open(crawler.settings["DATABASE_URL"])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.end_run, signal=signals.spider_closed)
        crawler.signals.connect(pipeline.keep_redirects, signal=signals.request_dropped)
        return pipeline

    def open_spider(self) -> None:
        """Begin a run."""
        spider = self._crawler.spider
        if spider is None:
            raise NotConfigured("no spider")
        arguments = getattr(spider, "arguments", None)
        self._since = getattr(arguments, "since", None)
        given = getattr(spider, "given", {})
        self._store.begin_run(spider.name, given, __version__, self._model_digest)

    async def process_item(self, item: object) -> object:
        """Judge and store one item; a failure of it is counted and kept, and ends nothing."""
        if isinstance(item, FetchedPage):
            await self._take_page(item)
        elif isinstance(item, FetchOutcome):
            self._count_outcome(item)
            await self._keep_outcome(item)
        return item

    def keep_redirects(self, request: Request) -> None:
        """Keep what led to an address that is dropped because it is known: nobody else will."""
        for outcome in redirects(request):
            task = asyncio.get_running_loop().create_task(self._keep_outcome(outcome))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close_spider(self) -> None:
        """Wait for what is still being stored."""
        await asyncio.gather(*self._tasks)

    def end_run(self, spider: Spider, reason: str) -> None:  # noqa: ARG002
        """Close the books: called when everything in flight is stored."""
        try:
            self._store.end_run(reason, counts.read_counts(self._crawler.stats))
        except StoreError as error:
            logger.error("the end of the run could not be stored: %s", error)
            self._count(counts.NOT_STORED)
        finally:
            self._store.close()

    async def _take_page(self, item: FetchedPage) -> None:
        self._count(counts.FETCHED)
        try:
            if len(item.body) > LARGE:
                record = await asyncio.to_thread(self._judge, item)
            else:
                record = self._judge(item)
        # The one boundary: whatever a page does to the filter must not end the crawl of the others.
        except Exception as error:
            logger.exception("failed on %s", item.url)
            self._count(counts.FAILED)
            await self._keep_outcome(failed(item.url, item.depth, item.status, error))
            return
        self._count(counts.PAGES)
        if self._is_too_old(record):
            self._count(counts.OLDER)
            reason = f"published {record.published_at:%Y-%m-%d}, before since={self._since}"
            outcome = FetchOutcome(item.url, item.depth, item.fetched_at, "skipped", item.status, reason)
            await self._keep_outcome(outcome)
        elif await self._committed(self._store.save(record), item.url):
            self._count(record.outcome)
            self._count(counts.STORED)
            if record.outcome in _FLAGGED:
                self._count(counts.FLAGGED)
        else:
            await self._keep_outcome(
                FetchOutcome(item.url, item.depth, item.fetched_at, "failed", item.status, "not stored")
            )

    def _judge(self, item: FetchedPage) -> PageRecord:
        result = clean_page(item.page)
        keep = self._snapshots == "all" or (self._snapshots == "flagged" and result.outcome in _FLAGGED)
        return page_record(item, result, keep_snapshot=keep)

    def _is_too_old(self, record: PageRecord) -> bool:
        published = record.published_at
        return self._since is not None and published is not None and published.date() < self._since

    async def _keep_outcome(self, outcome: FetchOutcome) -> None:
        await self._committed(self._store.save_fetch(fetch_record(outcome)), outcome.url)

    async def _committed(self, future: Future[T], url: str) -> bool:
        """Wait for a commit; tell whether it came, and count and log it if not."""
        try:
            await asyncio.wrap_future(future)
        # The store hands on whatever kept the record out, be it its own error or the database's.
        except Exception as error:  # noqa: BLE001
            logger.error("not stored: %s: %s", url, error)
            self._count(counts.NOT_STORED)
            return False
        return True

    def _count_outcome(self, outcome: FetchOutcome) -> None:
        if outcome.is_our_fault:
            self._count(counts.FETCHED)
            self._count(counts.FAILED)
        elif outcome.state == "failed":
            self._count(counts.UNFETCHED)
        elif outcome.state != "redirected" and outcome.status is not None:
            self._count(counts.FETCHED)
        if outcome.state == "skipped":
            self._count(counts.SKIPPED)

    def _count(self, name: str) -> None:
        counts.count(self._crawler.stats, name)


def page_record(item: FetchedPage, result: FilterResult, *, keep_snapshot: bool) -> PageRecord:
    """Return what is stored of a judged page."""
    article = result.article
    spam = [
        (position, verdict) for position, verdict in enumerate(result.verdicts) if verdict.label is Label.SPAM
    ]
    contacts = frozenset(result.contacts)
    return PageRecord(
        url=item.url,
        canonical_url=canonical_url(item.url, item.page.head.canonical),
        host=host_of(item.url),
        depth=item.depth,
        status=item.status,
        etag=item.headers.get("etag"),
        last_modified=item.headers.get("last-modified"),
        fetched_at=item.fetched_at,
        title=article.title if article else item.page.head.title,
        byline=article.byline if article else (),
        published_at=article.published if article else None,
        body=article.body if article else None,
        outcome=str(result.outcome),
        score=result.score,
        page_chars=len(result.text),
        spam_chars=sum(len(verdict.block.text) for _, verdict in spam),
        needs_review=result.needs_review,
        blocks=tuple(_block_record(position, verdict, contacts) for position, verdict in spam),
        snapshot=Snapshot(item.body, item.headers) if keep_snapshot else None,
    )


def _block_record(position: int, verdict: Verdict, contacts: frozenset[Contact]) -> BlockRecord:
    block = verdict.block
    values: dict[str, list[str]] = {}
    for hit in verdict.hits:
        seen = values.setdefault(hit.signal, [])
        if hit.value not in seen:
            seen.append(hit.value)
    if claimed := [name for name in claimed_brands(verdict) if name not in values.get("brand", ())]:
        values["brand"] = values.get("brand", []) + claimed
    return BlockRecord(
        position=position,
        start=block.span.start,
        end=block.span.end,
        text=block.text,
        score=verdict.score,
        signals=values,
        contacts=tuple(
            ContactRecord(hit.signal, hit.value, block.text[hit.span.start : hit.span.end])
            for hit in verdict.hits
            if Contact(hit.signal, hit.value) in contacts
        ),
    )


def fetch_record(outcome: FetchOutcome) -> FetchRecord:
    """Return what is stored of a fetch that gave no page."""
    return FetchRecord(
        url=outcome.url,
        canonical_url=canonicalize(outcome.url),
        host=host_of(outcome.url),
        depth=outcome.depth,
        state=outcome.state,
        status=outcome.status,
        error=outcome.error,
        fetched_at=outcome.fetched_at.astimezone(UTC),
    )
