"""`scrapy refilter`: run the filter of this version over the pages that were kept as served."""

from __future__ import annotations

import signal
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from threading import Event
from time import monotonic

from scrapy.http import Response

from crawler import __version__, counts
from crawler.arguments import check_numbers
from crawler.command import DatabaseCommand, complain
from crawler.digests import body_digest
from crawler.filter_settings import judge_of
from crawler.items import FetchedPage
from crawler.pipelines import page_record
from crawler.responses import parse
from crawler.workers import Judge
from filters.clean import load
from storage.queries import Kept, count, kept_pages, reading
from storage.records import PageRecord, Saved, Snapshot, StoreOutageError
from storage.store import Store

_AT_ONCE = 64


class Command(DatabaseCommand):
    """Judge again what was fetched, in place, and tell what changed."""

    def short_desc(self) -> str:
        return "Run the filter again over the pages kept as served"

    def work(self, database_url: str) -> int:
        assert self.settings is not None  # run() has seen to it
        check_numbers(self.settings)
        with reading(database_url) as connection:  # one that is not there is told of, not made
            kept = count(connection).tables["snapshots"]
        progress = _Progress(kept, self.settings.getfloat("LOGSTATS_INTERVAL"))
        return _refilter(database_url, judge_of(self.settings), progress)


class _Progress:
    """Tell now and then how far it is: a hundred thousand pages take an hour."""

    def __init__(self, kept: int, interval: float) -> None:
        self._kept, self._interval, self._told = kept, interval, monotonic()

    def tell(self, pages: int) -> None:
        """Write a line if the last one is long enough ago."""
        if 0 < self._interval <= monotonic() - self._told:
            self._told = monotonic()
            print(f"{pages} of {self._kept} pages judged again so far", file=sys.stderr)


def _refilter(database_url: str, judge: Judge, progress: _Progress) -> int:
    store = Store.open(database_url, lock="articles")
    changes: Counter[tuple[str, str]] = Counter()
    rewritten = 0
    found: Counter[str] = Counter()
    reason = "finished"
    told = Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: told.set())
    try:
        store.begin_run("refilter", {}, __version__, load().digest)
        for pages in _batches(database_url):
            if told.is_set():
                reason = "shutdown"
                break
            records = [(kept, record) for kept in pages if (record := _judge(kept, judge)) is not None]
            futures = [store.save(record) for _, record in records]
            stored = [
                (kept.outcome, record.outcome, future.result().has_new_body)
                for (kept, record), future in zip(records, futures, strict=True)
                if _is_stored(future)
            ]
            changes.update((before, after) for before, after, _ in stored)
            rewritten += sum(has_new_body for before, after, has_new_body in stored if before == after)
            found[counts.FAILED] += len(pages) - len(records)
            found[counts.PAGES] += len(records)
            if lost := len(records) - len(stored):
                found[counts.NOT_STORED] += lost
            progress.tell(found[counts.PAGES])
        for (_, outcome), number in changes.items():
            found[outcome] += number
        found[counts.STORED] = changes.total()
        found[counts.FLAGGED] = found[counts.CLEANED] + found[counts.REJECTED]
        store.end_run(reason, found)
    finally:
        store.close()
    _report(reason, found[counts.PAGES], changes, rewritten)
    return counts.EXIT_FAILURES if found[counts.NOT_STORED] or found[counts.FAILED] else counts.EXIT_FINE


def _report(reason: str, pages: int, changes: Counter[tuple[str, str]], rewritten: int) -> None:
    moved = {pair: number for pair, number in changes.items() if pair[0] != pair[1]}
    ended = "" if reason == "finished" else f"{reason}: "
    print(
        f"{ended}{pages} page{'s' * (pages != 1)} judged again, {sum(moved.values())} with another outcome, "
        f"{rewritten} more with another body"
    )
    for (before, after), number in sorted(moved.items()):
        print(f"  {before} -> {after}: {number}")


def _batches(database_url: str) -> Iterator[list[Kept]]:
    last = 0
    with reading(database_url) as connection:
        while pages := kept_pages(connection, last, _AT_ONCE):
            connection.rollback()  # what is read next is not older than what is written meanwhile
            yield pages
            last = pages[-1].id


def _judge(kept: Kept, judge: Judge) -> PageRecord | None:
    """Return what the filter says of a page now; None if that failed, of which it tells."""
    if kept.snapshot is None:
        complain(f"failed on {kept.url}: the page as served cannot be unpacked")
        return None
    try:
        return _judged(kept, kept.snapshot, judge)
    # As in the pipeline: whatever one page does to the filter must not keep it from the others.
    except Exception as error:  # noqa: BLE001
        complain(f"failed on {kept.url}: {type(error).__name__}: {error}")
        return None


def _judged(kept: Kept, snapshot: Snapshot, judge: Judge) -> PageRecord:
    headers = dict(snapshot.headers)
    page = parse(Response(kept.url, headers=headers, body=snapshot.body))
    digest = body_digest(snapshot.body)
    item = FetchedPage(kept.url, kept.depth, 200, kept.fetched_at, headers, snapshot.body, page, digest)
    record = page_record(item, judge(page), keep_snapshot=False)
    return replace(record, canonical_url=kept.canonical_url, host=kept.host, is_refiltered=True)


def _is_stored(future: Future[Saved]) -> bool:
    """Tell whether a page was stored; StoreOutageError when no other could be."""
    error = future.exception()
    if isinstance(error, StoreOutageError):
        raise error
    if error is not None:
        complain(f"not stored: {error}")
    return error is None
