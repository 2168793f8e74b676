"""Where crawler, filter and storage meet: judge each page, store what was found, count what was stored."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Self, TypeVar

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler import counts
from crawler.brands import claimed_brands
from crawler.cloak import fetch_as_browser
from crawler.extensions.database import Database, only_looks
from crawler.filter_settings import judge_of, processes_of
from crawler.items import FetchedPage, FetchOutcome, failed
from crawler.logs import clip
from crawler.redirects import redirects
from crawler.revisits import Revisits
from crawler.scheduler import WAITING, FrontierScheduler
from crawler.urls import canonical_url, canonicalize, host_of, looks_like_article, site_of
from crawler.workers import Workers
from filters.types import Contact, FilterResult, Label, Outcome, Verdict
from storage.records import (
    LISTS,
    BlockRecord,
    ContactRecord,
    FetchRecord,
    Found,
    PageRecord,
    Snapshot,
    State,
    StoreError,
    StoreOutageError,
    Visit,
    Waiting,
)

logger = logging.getLogger(__name__)

SNAPSHOT_POLICIES = ("all", "flagged", "none")
_FLAGGED = {Outcome.CLEANED, Outcome.REJECTED}
_FOR_GOOD = {400, 401, 402, 403, 404, 405, 406, 410, 414, 451}  # asking again soon would be of no use

T = TypeVar("T")


class FilterAndStore:
    """The pipeline; an item has passed it when the database has it."""

    def __init__(self, crawler: Crawler) -> None:
        """Use the database of the crawl; StoreError, KnownError or ArgumentError keep it from starting."""
        self._crawler = crawler
        self._snapshots: str = crawler.settings["SNAPSHOTS"]
        if self._snapshots not in SNAPSHOT_POLICIES:
            raise StoreError(
                f"SNAPSHOTS={clip(self._snapshots)}: must be one of {', '.join(SNAPSHOT_POLICIES)}"
            )
        self._workers = Workers(judge_of(crawler.settings), processes_of(crawler.settings))
        self._since: date | None = None
        self._deepest: int | None = None
        self._checks_cloak = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._revisits = Revisits.from_settings(crawler.settings)
        self._database = Database.of(crawler)
        self._store = self._database.store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if only_looks(crawler):
            raise NotConfigured
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.keep_redirects, signal=signals.request_dropped)
        return pipeline

    def open_spider(self) -> None:
        """Take what concerns pages from the spider's arguments, and start to judge."""
        self._workers.start()
        arguments = getattr(self._crawler.spider, "arguments", None)
        self._since = getattr(arguments, "since", None)
        self._deepest = getattr(arguments, "depth", None)
        self._checks_cloak = getattr(arguments, "cloak", False)

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
        asked: Waiting | None = request.meta.get(WAITING)
        for outcome in redirects(request):
            kept = outcome
            if asked is not None and outcome.url == asked.url:
                kept = replace(outcome, asked=asked, found=_heir(asked, request))
            task = asyncio.get_running_loop().create_task(self._keep_outcome(kept))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close_spider(self) -> None:
        """Wait for what is still being stored."""
        await asyncio.gather(*self._tasks)
        await asyncio.to_thread(self._workers.close)

    async def _take_page(self, item: FetchedPage) -> None:
        self._count(counts.FETCHED)
        try:
            record = await self._judge(item)
            if self._checks_cloak and record.outcome in _FLAGGED:
                record = replace(record, shown_to_browsers=await self._is_shown_to_browsers(item))
        # The one boundary: whatever a page does to the filter must not end the crawl of the others.
        except Exception as error:
            logger.exception("failed on %s", item.url)
            self._count(counts.FAILED)
            outcome = failed(item.url, item.depth, item.status, error, item.asked)
            await self._keep_outcome(replace(outcome, found=item.found))
            return
        self._count(counts.PAGES)
        if self._is_too_old(record):
            self._count(counts.OLDER)
            reason = f"published {record.published_at:%Y-%m-%d}, before since={self._since}"
            kept = item if item.depth == 0 else replace(item, found=())  # from there it goes on to older ones
            await self._keep_outcome(_instead(kept, "skipped", reason))
        elif await self._committed(saved := self._store.save(record, self._visit(item, record)), item):
            if saved.result().is_older:
                self._count(counts.OLDER)
                return
            self._count(record.outcome)
            self._count(counts.STORED)
            if record.outcome in _FLAGGED:
                self._count(counts.FLAGGED)
            if record.shown_to_browsers is False:
                self._count(counts.CLOAKED)
        elif not self._database.is_given_up:  # else the page waits for the next run
            await self._keep_outcome(_instead(item, "failed", "not stored"))

    def _visit(self, item: FetchedPage, record: PageRecord) -> Visit:
        visit, asked = self._planned(item, record), item.asked
        if (
            asked is not None
            and asked.is_seed
            and asked.url == item.url
            and asked.canonical_url != record.canonical_url
        ):
            # Under the name that it gives itself it would be asked for once more.
            return replace(visit, due_at=None, due_if_same_at=None)
        return visit

    def _planned(self, item: FetchedPage, record: PageRecord) -> Visit:
        asked, now = None if item.asked is None else item.asked.id, item.fetched_at
        is_leaf = self._is_leaf(item.depth)
        if record.outcome == Outcome.EMPTY and _is_shown_elsewhere(item):
            return Visit(asked, None, item.found)
        if record.outcome == Outcome.EMPTY and not is_leaf:
            return Visit(asked, self._revisits.listing(now), item.found)
        if is_leaf or looks_like_article(item.url):
            # What it gives counts, not its bytes: these tell of readers, or of other news, each time others.
            # Elsewhere it may be a list under some lines of text; and it may be one here, too (/zt/20260315.html).
            may_lead = not is_leaf and record.published_at is None
            same = self._revisits.unchanged(now, item.asked, may_lead=may_lead)
            # Of what is new there only articles count: many pages have a link with the time, or a number at random, in it.
            news: list[Found] = []
            others: list[Found] = []
            for one in item.found:
                (news if looks_like_article(one.url) else others).append(one)
            return Visit(asked, self._revisits.changed(now), tuple(others), same, tuple(news))
        return Visit(asked, self._revisits.changed(now), item.found)

    def _is_leaf(self, depth: int) -> bool:
        """Tell whether the crawl follows no links from pages of this depth."""
        return self._deepest is not None and depth >= self._deepest

    async def _judge(self, item: FetchedPage) -> PageRecord:
        result = await self._workers.judge(item.page)
        keep = self._snapshots == "all" or (self._snapshots == "flagged" and result.outcome in _FLAGGED)
        return page_record(item, result, keep_snapshot=keep)

    async def _is_shown_to_browsers(self, item: FetchedPage) -> bool | None:
        """Tell whether a browser, too, is served spam; None if it is served no page."""
        page = await fetch_as_browser(self._crawler, item)
        if page is None:
            return None
        result = await self._workers.judge(page)
        return result.outcome in _FLAGGED

    def _is_too_old(self, record: PageRecord) -> bool:
        published = record.published_at
        return self._since is not None and published is not None and published.date() < self._since

    async def _keep_outcome(self, outcome: FetchOutcome) -> None:
        visit = Visit(
            None if outcome.asked is None else outcome.asked.id, self._due_at(outcome), outcome.found
        )
        await self._committed(self._store.save_fetch(fetch_record(outcome), visit), outcome)

    def _due_at(self, outcome: FetchOutcome) -> datetime | None:
        now, asked = outcome.fetched_at, outcome.asked
        if outcome.state == "redirected" and asked is None:
            return None  # on the way to another: whoever leads here is looked at again
        known = None if asked is None or outcome.is_other else asked.outcome  # None: a feed
        if outcome.state == "done" and known == Outcome.EMPTY and _is_shown_elsewhere(outcome):
            return None
        # An unchanged page leads only to what a browser shows in its place, or as its parts.
        is_list = known in {Outcome.EMPTY, None} or bool(outcome.found)
        if outcome.state == "done" and is_list and not self._is_leaf(outcome.depth):
            return self._revisits.listing(now, asked if outcome.is_unchanged and not outcome.found else None)
        if outcome.state == "failed" and outcome.status not in _FOR_GOOD:
            return self._revisits.failed(now, asked)
        may_lead = not self._is_leaf(outcome.depth) and not looks_like_article(outcome.url)
        return self._revisits.unchanged(now, asked, may_lead=outcome.state == "done" and may_lead)

    async def _committed(self, future: Future[T], item: FetchedPage | FetchOutcome) -> bool:
        """Wait for a commit; tell whether it came, and count and log it if not."""
        try:
            await asyncio.wrap_future(future)
        # The store hands on whatever kept the record out, be it its own error or the database's.
        except Exception as error:  # noqa: BLE001
            logger.error("not stored: %s: %s", item.url, error)
            self._count(counts.NOT_STORED)
            if isinstance(error, StoreOutageError):
                self._database.give_up(error)
            return False
        scheduler = FrontierScheduler.of(self._crawler)
        if scheduler is not None:
            for site in {found.site for found in item.found}:
                scheduler.wake(site)
            if item.asked is not None:
                scheduler.answered(item.asked)
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
        if outcome.is_unchanged:
            self._count(counts.UNCHANGED)

    def _count(self, name: str) -> None:
        counts.count(self._crawler.stats, name)


def _is_shown_elsewhere(item: FetchedPage | FetchOutcome) -> bool:
    """Tell whether what was asked for is a frame, or where a page of depth 0 sends browsers, be it by a redirect of that.

    Without text, what answered is due whenever the page is that names it: the address may be another each day.
    """
    asked = item.asked
    if asked is None:
        return False
    was_due = asked.due_at is not None  # as lists are
    return asked.is_frame or (asked.place == LISTS and item.depth == 0 and not was_due)


def _heir(asked: Waiting, request: Request) -> tuple[Found, ...]:
    """Return where a seed leads, as a seed: known as an article only, it would wait behind all that is new."""
    if not asked.is_seed:
        return ()
    url = request.url
    return (Found(url, canonicalize(url), host_of(url), site_of(url), asked.depth, asked.place),)


def _instead(item: FetchedPage, state: State, reason: str) -> FetchOutcome:
    """Return the record of a page that is not stored."""
    return FetchOutcome(
        item.url, item.depth, item.fetched_at, state, item.status, reason, asked=item.asked, found=item.found
    )


def page_record(item: FetchedPage, result: FilterResult, *, keep_snapshot: bool) -> PageRecord:
    """Return what is stored of a judged page."""
    article = result.article
    spam = [
        (position, verdict) for position, verdict in enumerate(result.verdicts) if verdict.label is Label.SPAM
    ]
    contacts = frozenset(result.contacts)
    claimed = claimed_brands([verdict for _, verdict in spam])
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
        blocks=tuple(
            _block_record(position, verdict, contacts, names)
            for (position, verdict), names in zip(spam, claimed, strict=True)
        ),
        snapshot=Snapshot(item.body, item.headers) if keep_snapshot else None,
        body_hash=item.body_hash,
        site=site_of(item.url),
    )


def _block_record(
    position: int, verdict: Verdict, contacts: frozenset[Contact], claimed: list[str]
) -> BlockRecord:
    block = verdict.block
    values: dict[str, list[str]] = {}
    for hit in verdict.hits:
        seen = values.setdefault(hit.signal, [])
        if hit.value not in seen:
            seen.append(hit.value)
    if unknown := [name for name in claimed if name not in values.get("brand", ())]:
        values["brand"] = values.get("brand", []) + unknown
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
    asked = outcome.asked
    known = asked.canonical_url if asked is not None and asked.url == outcome.url else None
    return FetchRecord(
        url=outcome.url,
        canonical_url=canonicalize(outcome.url) if known is None else known,
        host=host_of(outcome.url),
        depth=outcome.depth,
        state=outcome.state,
        status=outcome.status,
        error=outcome.error,
        fetched_at=outcome.fetched_at.astimezone(UTC),
        etag=outcome.etag,
        last_modified=outcome.last_modified,
        body_hash=outcome.body_hash,
        site=site_of(outcome.url),
        is_other=outcome.is_other,
        shows_spam_still=outcome.is_unchanged and asked is not None and asked.outcome in _FLAGGED,
    )
