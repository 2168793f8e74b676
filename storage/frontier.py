"""The queue in the table `fetches`: what waits to be fetched, in which order, and what no longer does.

An address waits while its `queue` is not null. It is put there in the transaction that stores the page it was
found on, and taken out in the one that stores its own answer: a crawl killed in between loses nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Insert,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from storage.engine import explain, make_engine, parse_url, unreadable
from storage.models import Fetch, Run
from storage.prepared import run
from storage.records import (
    AGAIN,
    CLEAN,
    CLEANED,
    DONE,
    EMPTY,
    FAILED,
    LISTS,
    QUEUED,
    REDIRECTED,
    Found,
    Visit,
    Waiting,
    fingerprint,
)
from storage.types import UtcDateTime
from storage.upserts import insert_into, table_of

# Ends of a run after which the same command goes on where it stopped, unless that is so long ago.
INTERRUPTED = ("died", "shutdown", "no_database", "lock_lost")
GOES_ON_FOR = timedelta(hours=20)

_TABLE = table_of(Fetch)


@dataclass(frozen=True, slots=True)
class Want:
    """Who asks: a crawl (a spider with its arguments), and since when."""

    crawl: str
    epoch: int  # the run in which it began; what was fetched since is not asked for again
    started_at: datetime  # what was due then is asked for


def begin(connection: Connection, spider: str, crawl: str, arguments: dict[str, str], run_id: int) -> Want:
    """Begin a crawl, or go on with one that was interrupted; its lock must be held.

    One that began long ago is begun anew: what waits goes on waiting, but seeds and lists are looked at again.
    """
    now = datetime.now(UTC)
    earlier = connection.execute(
        select(Run.id, Run.arguments, Run.finish_reason, Run.started_at)
        .where(Run.spider == spider, Run.id < run_id)
        .order_by(Run.id.desc())
    )
    epoch = run_id
    for row in earlier:
        if row.arguments == arguments:
            if row.finish_reason not in INTERRUPTED or row.started_at < now - GOES_ON_FOR:
                break
            epoch = row.id
    earlier.close()
    known = or_(Fetch.outcome.in_((CLEAN, CLEANED)), Fetch.state == FAILED)
    connection.execute(
        update(Fetch)
        .where(Fetch.crawl == crawl, Fetch.queue.is_(None), Fetch.due_at <= now)
        .where(or_(Fetch.run_id.is_(None), Fetch.run_id < epoch))
        .values(queue=case((known, AGAIN), else_=LISTS) + Fetch.depth)
    )
    return Want(crawl, epoch, now)


def enqueue(connection: Connection, found: Sequence[Found], want: Want) -> None:
    """Put addresses into the queue that are unknown or due again, and not fetched by this crawl already."""
    if not found:
        return
    now = datetime.now(UTC)
    rows = {
        key: {
            "fingerprint": key,
            "url": one.url,
            "canonical_url": one.canonical_url,
            "host": one.host,
            "site": one.site,
            "state": QUEUED,
            "depth": one.depth,
            "queue": one.place,
            "crawl": want.crawl,
            "first_seen_at": now,
            "retries": 0,
            "is_always": one.always,
            "dated": one.dated,
            "epoch": want.epoch,
            "since": want.started_at,
        }
        for one in reversed(found)  # of two spellings of an address the first is kept
        for key in (fingerprint(one.canonical_url),)
    }
    run(connection, _enqueue(connection.dialect.name), *reversed(rows.values()))


@cache
def _enqueue(dialect: str) -> Insert:
    table = _TABLE
    statement = insert_into(dialect, table).values(
        {
            name: bindparam(name, type_=table.c[name].type)
            for name in (
                "fingerprint", "url", "canonical_url", "host", "site", "state", "depth", "queue", "crawl",
                "first_seen_at", "retries",
            )
        }
    )  # fmt: skip
    new = statement.excluded
    is_other = or_(table.c.crawl.is_(None), table.c.crawl != new.crawl)
    # What was judged for another crawl, or where links were not followed, cannot be called unchanged.
    is_nearer = table.c.depth > new.depth
    forget = or_(is_other, is_nearer)
    due = or_(
        bindparam("is_always", type_=Boolean),
        # Known only as a step of a redirect, and not planned, until a page links to it.
        and_(table.c.state == REDIRECTED, table.c.status.is_not(None), table.c.due_at.is_(None)),
        table.c.due_at <= bindparam("since", type_=UtcDateTime),
        # Its links were too deep, perhaps: now they may not be. For another crawl that is said of lists only.
        is_nearer,
        and_(is_other, or_(table.c.outcome == EMPTY, and_(table.c.outcome.is_(None), table.c.state == DONE))),
        # Looked at as a frame of a page, which may have it no more.
        and_(table.c.due_at.is_(None), table.c.outcome == EMPTY),
        table.c.fetched_at < bindparam("dated", type_=UtcDateTime),
    )
    return statement.on_conflict_do_update(
        index_elements=["fingerprint"],
        set_={
            "queue": new.queue,
            "crawl": new.crawl,
            "depth": new.depth,
            "site": new.site,
            **{
                name: case((forget, null()), else_=table.c[name])
                for name in ("etag", "last_modified", "body_hash")
            },
        },
        where=or_(
            and_(
                table.c.queue.is_(None),
                func.coalesce(table.c.run_id, 0) < bindparam("epoch", type_=table.c.run_id.type),
                due,
            ),
            and_(table.c.queue.is_not(None), or_(is_other, table.c.queue > new.queue)),
        ),
    )


_WAITING = (
    select(
        Fetch.id,
        Fetch.url,
        Fetch.canonical_url,
        Fetch.site,
        Fetch.depth,
        Fetch.queue,
        Fetch.outcome,
        Fetch.etag,
        Fetch.last_modified,
        Fetch.body_hash,
        Fetch.fetched_at,
        Fetch.due_at,
        Run.model_digest,
        Fetch.retries,
    )
    .outerjoin(Run, Run.id == Fetch.run_id)
    .where(Fetch.crawl == bindparam("crawl"), Fetch.site == bindparam("site"), Fetch.queue.is_not(None))
    .where(Fetch.host.not_in(bindparam("hosts", expanding=True)))
    .order_by(Fetch.queue, Fetch.id)
    .limit(bindparam("most", type_=Integer))
)
_CLOSE = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("asked"))
    .values(
        queue=null(),
        run_id=bindparam("new_run"),
        # Still in the queue: the answer is filed under another address, and becomes due there. If that was reached by a
        # redirect, this one has its own answer, and may lead elsewhere next time.
        due_at=case(
            (
                and_(
                    _TABLE.c.queue.is_not(None), or_(_TABLE.c.state != REDIRECTED, _TABLE.c.status.is_(None))
                ),
                null(),
            ),
            else_=bindparam("new_due", type_=UtcDateTime),
        ),
        # Still "queued": likewise.
        state=case((_TABLE.c.state == QUEUED, REDIRECTED), else_=_TABLE.c.state),
        fetched_at=case(
            (_TABLE.c.queue.is_not(None), bindparam("now", type_=UtcDateTime)), else_=_TABLE.c.fetched_at
        ),
    )
)


def close(connection: Connection, visit: Visit, run_id: int | None) -> None:
    """Take what was asked for out of the queue; to be called after its answer was written."""
    if visit.asked is not None:
        run(
            connection,
            _CLOSE,
            {"asked": visit.asked, "new_run": run_id, "new_due": visit.due_at, "now": datetime.now(UTC)},
        )


class Frontier:
    """The reading side of the queue of one crawl; every method raises StoreError when it cannot be read."""

    def __init__(self, database_url: str, want: Want) -> None:
        self._url = parse_url(database_url)
        self._engine = make_engine(self._url, writes=False)
        self._want = want

    def sites(self) -> list[str]:
        """Return the sites that have something waiting, those that come first in the queue first."""
        found = self._read(
            select(Fetch.site)
            .where(Fetch.crawl == self._want.crawl, Fetch.queue.is_not(None))
            .group_by(Fetch.site)
            .order_by(func.min(Fetch.queue), func.min(Fetch.id))
        )
        return [str(site) for (site,) in found]

    def waiting(
        self, site: str, limit: int, besides: Collection[int], hosts: Collection[str] = ()
    ) -> list[Waiting]:
        """Return the next addresses of a site, at most `limit`, without those given out already and those of `hosts`."""
        asked = {"crawl": self._want.crawl, "site": site, "most": limit + len(besides), "hosts": list(hosts)}
        found = self._read(_WAITING, asked)
        return [Waiting(*row) for row in found if row[0] not in besides][:limit]

    def is_settled(self, canonical_url: str, asked: int | None = None) -> bool:
        """Tell whether this crawl has fetched an address already, or is about to look at it again."""
        found = self._read(
            select(Fetch.run_id, and_(Fetch.queue.is_not(None), Fetch.crawl == self._want.crawl)).where(
                Fetch.fingerprint == fingerprint(canonical_url), Fetch.id != (asked or 0)
            )
        )
        return any(run_id is not None and (run_id >= self._want.epoch or waits) for run_id, waits in found)

    def count(self) -> int:
        """Return how many addresses wait."""
        found = self._read(
            select(func.count()).where(Fetch.crawl == self._want.crawl, Fetch.queue.is_not(None))
        )
        return int(str(found[0][0]))

    def close(self) -> None:
        self._engine.dispose()

    def _read(
        self, statement: Select[*tuple[Any, ...]], values: dict[str, object] | None = None
    ) -> list[tuple[Any, ...]]:
        try:
            with self._engine.connect() as connection:
                return [tuple(row) for row in connection.execute(statement, values)]
        except DBAPIError as error:
            raise explain(error, self._url) from error
        except ValueError as error:
            raise unreadable(error, self._url) from error
