"""Read what the tables hold: the summary after a crawl, `scrapy status`, pages as served."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import zstandard
from sqlalchemy import Connection, and_, case, func, select, true

from storage import migrations
from storage.engine import describe, explained, make_engine, parse_url, require_file, unreadable
from storage.models import Base, CleanItem, Fetch, FlaggedItem, Run, SnapshotRow, articles, campaigns
from storage.records import EMPTY, FAILED, Snapshot


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows the tables hold."""

    tables: dict[str, int]  # table -> rows
    articles: int  # clean items without duplicates


@dataclass(frozen=True, slots=True)
class Campaign:
    """A contact and how far it has spread."""

    kind: str
    value: str
    pages: int
    hosts: int
    brands: str  # joined by 、
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A crawl; `finished_at` is None while it runs, and for good when it died."""

    id: int
    spider: str
    arguments: dict[str, str]
    started_at: datetime
    finished_at: datetime | None
    finish_reason: str | None
    counts: dict[str, int] | None
    version: str
    model_digest: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What one crawl (a spider with its arguments) has before it."""

    crawl: str
    known: int  # addresses that it looks after
    waiting: int  # in the queue: left over, or found and not yet fetched
    due: int  # to be looked at again
    failed: int
    next_due_at: datetime | None  # of those not yet due


@contextmanager
def reading(database_url: str) -> Iterator[Connection]:
    """Give a connection that never makes a writer wait; StoreError when there is no such database of this version."""
    url = parse_url(database_url)
    require_file(url)
    engine = make_engine(url, writes=False)
    try:
        with explained(url), engine.connect() as connection:
            migrations.require_current(connection, describe(url))
            connection.rollback()  # what is read next may have been written since
            yield connection
    except ValueError as error:
        raise unreadable(error, url) from error
    finally:
        engine.dispose()


def count(connection: Connection) -> Counts:
    """Return the numbers of rows."""
    rows = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in Base.metadata.sorted_tables
        if table.name != "similarity_keys"
    }
    return Counts(
        tables=rows, articles=connection.execute(select(func.count()).select_from(articles)).scalar_one()
    )


def busiest(connection: Connection, limit: int = 3) -> list[Campaign]:
    """Return the contacts on most pages, most first."""
    found = connection.execute(
        select(campaigns)
        .order_by(campaigns.c.pages.desc(), campaigns.c.hosts.desc(), campaigns.c.kind, campaigns.c.value)
        .limit(limit)
    )
    return [Campaign(*row) for row in found]


def contacts_on(connection: Connection, least_pages: int) -> list[tuple[str, str]]:
    """Return kind and value of the contacts that were cut from that many pages or more."""
    found = connection.execute(
        select(campaigns.c.kind, campaigns.c.value).where(campaigns.c.pages >= least_pages)
    )
    return [(row.kind, row.value) for row in found]


def last_runs(connection: Connection, limit: int = 5) -> list[RunSummary]:
    """Return the latest crawls, latest first."""
    found = connection.execute(select(Run.__table__).order_by(Run.id.desc()).limit(limit))
    runs = [RunSummary(**row) for row in found.mappings()]
    for run in runs:
        if not (isinstance(run.arguments, dict) and isinstance(run.counts, dict | None)):
            raise ValueError(f"no names with values in run {run.id}")
    return runs


def queues(connection: Connection, now: datetime) -> list[Queue]:
    """Return the crawls with what waits and what is due at a time (aware), the largest first."""
    is_due = and_(Fetch.queue.is_(None), Fetch.due_at <= now)
    found = connection.execute(
        select(
            Fetch.crawl,
            func.count(),
            func.count(Fetch.queue),
            func.count().filter(is_due),
            func.count().filter(Fetch.state == FAILED),
            func.min(Fetch.due_at).filter(and_(Fetch.queue.is_(None), Fetch.due_at > now)),
        )
        .where(Fetch.crawl.is_not(None))
        .group_by(Fetch.crawl)
        .order_by(func.count().desc(), Fetch.crawl)
    )
    return [Queue(str(row[0]), row[1], row[2], row[3], row[4], row[5]) for row in found]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it was served, with what is known of it."""

    id: int
    url: str
    canonical_url: str
    host: str
    site: str | None
    depth: int
    outcome: str  # as it was judged last
    fetched_at: datetime
    snapshot: Snapshot | None  # None: what was kept cannot be unpacked


def kept_pages(connection: Connection, after: int, limit: int) -> list[Kept]:
    """Return the pages kept as served whose number is greater than `after`, by number.

    None of which a later answer was stored without being kept: what that gave must not be replaced by something older.
    """
    is_clean, is_flagged = (item.fetched_at == SnapshotRow.fetched_at for item in (CleanItem, FlaggedItem))
    found = connection.execute(
        select(
            SnapshotRow.id,
            SnapshotRow.url,
            Fetch.canonical_url,
            Fetch.host,
            Fetch.site,
            Fetch.depth,
            case((is_clean, CleanItem.outcome), (is_flagged, FlaggedItem.outcome), else_=EMPTY),
            SnapshotRow.fetched_at,
            SnapshotRow.body,
            SnapshotRow.headers,
        )
        .join(Fetch, Fetch.fingerprint == SnapshotRow.fingerprint)
        .outerjoin(CleanItem, CleanItem.fingerprint == SnapshotRow.fingerprint)
        .outerjoin(FlaggedItem, FlaggedItem.fingerprint == SnapshotRow.fingerprint)
        .where(SnapshotRow.id > after)
        .where(
            func.coalesce(CleanItem.fetched_at <= SnapshotRow.fetched_at, true()),
            func.coalesce(FlaggedItem.fetched_at <= SnapshotRow.fetched_at, true()),
        )
        .order_by(SnapshotRow.id)
        .limit(limit)
    )
    return [
        Kept(number, url, canonical_url, host, site, depth, outcome, time, _snapshot(body, headers))
        for number, url, canonical_url, host, site, depth, outcome, time, body, headers in found
    ]


_MOST_BYTES = 1 << 28  # of a page as served: what is larger was not served, and would fill the memory


def _snapshot(body: bytes, headers: dict[str, str]) -> Snapshot | None:
    try:
        if zstandard.frame_content_size(body) > _MOST_BYTES:
            return None
        return Snapshot(zstandard.decompress(body), headers)
    except (zstandard.ZstdError, TypeError):
        return None
