"""`scrapy refilter`: run the filter of this version over the pages that were kept as served."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from hashlib import sha256

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.http import Response

from crawler import __version__, counts
from crawler.items import FetchedPage
from crawler.logs import escape
from crawler.pipelines import page_record
from crawler.responses import charset
from filters.clean import clean_page
from filters.labeller import ModelError, load_model
from filters.segment import parse_html
from storage.lock import Lock, LockHeldError
from storage.queries import Kept, kept_pages, reading
from storage.store import PageRecord, Saved, Store, StoreError

_AT_ONCE = 64


class Command(ScrapyCommand):
    """Judge again what was fetched, in place, and tell what changed."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Run the filter again over the pages kept as served"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        if args or self.settings is None:
            raise UsageError("nothing to name here: scrapy refilter")
        try:
            with Lock(self.settings["DATABASE_URL"], "articles"):
                self.exitcode = _refilter(self.settings["DATABASE_URL"])
        except (StoreError, ModelError) as error:
            print(f"qingliu: {escape(str(error))}", file=sys.stderr)
            is_locked = isinstance(error, LockHeldError)
            self.exitcode = counts.EXIT_LOCKED if is_locked else counts.EXIT_NOT_STARTED


def _refilter(database_url: str) -> int:
    store = Store.open(database_url)
    changes: Counter[tuple[str, str]] = Counter()
    errors = 0
    try:
        store.begin_run("refilter", {}, __version__, load_model().digest)
        for pages in _batches(database_url):
            records = [_judge(kept) for kept in pages]
            errors += _wait([store.save(record) for record in records])
            changes.update(
                (kept.outcome or "none", r.outcome) for kept, r in zip(pages, records, strict=True)
            )
        store.end_run("finished", {counts.PAGES: changes.total(), counts.NOT_STORED: errors})
    finally:
        store.close()
    moved = {pair: number for pair, number in changes.items() if pair[0] != pair[1]}
    print(f"{changes.total()} pages judged again, {sum(moved.values())} with another outcome")
    for (before, after), number in sorted(moved.items()):
        print(f"  {before} -> {after}: {number}")
    return counts.EXIT_FAILURES if errors else counts.EXIT_FINE


def _batches(database_url: str) -> Iterator[list[Kept]]:
    last = 0
    with reading(database_url) as connection:
        while pages := kept_pages(connection, last, _AT_ONCE):
            connection.rollback()  # what is read next is not older than what is written meanwhile
            yield pages
            last = pages[-1].id


def _judge(kept: Kept) -> PageRecord:
    headers = dict(kept.snapshot.headers)
    response = Response(kept.url, headers=headers, body=kept.snapshot.body)
    page = parse_html(kept.snapshot.body, url=kept.url, encoding=charset(response))
    item = FetchedPage(kept.url, kept.depth, 200, kept.fetched_at, headers, kept.snapshot.body, page)
    record = page_record(item, clean_page(page), keep_snapshot=False)
    digest = sha256(kept.snapshot.body).hexdigest()
    return replace(
        record, canonical_url=kept.canonical_url, host=kept.host, body_hash=digest, is_refiltered=True
    )


def _wait(futures: list[Future[Saved]]) -> int:
    """Return how many of the pages could not be stored."""
    errors = 0
    for future in futures:
        error = future.exception()
        if error is not None:
            print(f"qingliu: not stored: {escape(str(error))}", file=sys.stderr)
            errors += 1
    return errors
