"""Write what a crawl finds: one thread commits all that waits in one transaction, then tells those who wait.

So what a caller was told is stored stays stored, whatever happens next, and a page costs a fraction of a commit.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event, Thread
from threading import Lock as Mutex
from time import sleep
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, insert, update
from sqlalchemy.exc import DBAPIError

from storage import migrations
from storage.engine import describe, explain, explained, is_lost, make_engine, parse_url, unreadable, use_wal
from storage.frontier import Want, begin, enqueue
from storage.lock import Lock, LockHeldError
from storage.models import Run
from storage.pages import prepare_page, save_fetch, save_page
from storage.records import FetchRecord, Found, PageRecord, Saved, StoreError, StoreOutageError, Visit
from storage.types import clean_text

T = TypeVar("T")

_NO_VISIT = Visit()
BATCH = 256  # jobs in one transaction at most, so that another writer gets its turn
_GATHER = 0.02  # seconds in which more jobs may come that share the transaction
_PAUSES = (0.1, 0.5, 2.0, 5.0, 10.0)  # seconds before a batch is tried again when the connection was lost


@dataclass(frozen=True, slots=True)
class _Job(Generic[T]):
    """`prepare` does what needs no transaction and returns what is to be done inside it."""

    prepare: Callable[[], Callable[[Connection], T]]
    future: Future[T]


@dataclass(frozen=True, slots=True)
class _Ready(Generic[T]):
    work: Callable[[Connection], T]
    future: Future[T]


class Store:
    """The writing side of one database; every method may be called from any thread."""

    def __init__(self, engine: Engine, lock: Lock | None = None) -> None:
        """Use `Store.open`, which looks at the database first."""
        self._engine = engine
        self._lock = lock
        self._run_id: int | None = None
        self._want: Want | None = None
        self._jobs: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._is_away = False
        self._hurry = Event()
        self._closing = Mutex()
        self._closed = False
        self._thread = Thread(target=self._write, name="qingliu-store", daemon=True)
        self._thread.start()

    @classmethod
    def open(cls, database_url: str, lock: str | None = None) -> "Store":
        """Open a database, making it when it is empty; StoreError when this program cannot write to it.

        With `lock`, as the only writer of that name: LockHeldError when there is another one, now or, after
        the server was away, from what is saved later.
        """
        held = None if lock is None else Lock(parse_url(database_url), lock)
        try:
            return cls(_open(database_url, held), held)
        except StoreError:
            if held is not None:
                held.release()
            raise

    def begin_run(self, spider: str, arguments: Mapping[str, str], version: str, model_digest: str) -> int:
        """Record that a crawl begins, with its lock held; return its number, under which all is saved from now on.

        Earlier runs of the spider without an end died: as the lock is held, no other can be running.
        """
        row = {
            "spider": spider,
            "arguments": {clean_text(name): clean_text(value) for name, value in arguments.items()},
            "started_at": datetime.now(UTC),
            "version": version,
            "model_digest": model_digest,
        }
        bury = (
            update(Run).where(Run.spider == spider, Run.finish_reason.is_(None)).values(finish_reason="died")
        )
        add = insert(Run).values(row).returning(Run.id)

        def add_run(connection: Connection) -> int:
            connection.execute(bury)
            return int(connection.execute(add).scalar_one())

        self._run_id = run_id = self._do(add_run).result()
        return run_id

    def begin_crawl(self, spider: str, crawl: str, arguments: Mapping[str, str]) -> Want:
        """Begin to use the queue, after `begin_run` and with the lock held; what was interrupted goes on."""
        run_id = self._run_id
        if run_id is None:
            raise StoreError("no run has begun")
        given = {clean_text(name): clean_text(value) for name, value in arguments.items()}
        work = partial(begin, spider=spider, crawl=crawl, arguments=given, run_id=run_id)
        try:
            self._want = want = self._do(work).result()
        except ValueError as error:
            raise unreadable(error, self._engine.url) from error
        return want

    def enqueue(self, found: Sequence[Found]) -> Future[None]:
        """Put addresses into the queue of the crawl; the future as for `save`."""
        want = self._want
        if want is None:
            raise StoreError("no crawl has begun")
        return self._do(partial(enqueue, found=found, want=want))

    def save(self, page: PageRecord, visit: Visit = _NO_VISIT) -> Future[Saved]:
        """Store a page; the future is done when it is committed, or has the error that kept it out."""
        run_id, want = self._run_id, self._want

        def prepare() -> Callable[[Connection], Saved]:
            return partial(save_page, page=prepare_page(page), run_id=run_id, visit=visit, want=want)

        return self._submit(prepare)

    def save_fetch(self, fetch: FetchRecord, visit: Visit = _NO_VISIT) -> Future[None]:
        """Store what is known of an address that gave no page; the future as for `save`."""
        return self._do(partial(save_fetch, record=fetch, run_id=self._run_id, visit=visit, want=self._want))

    def end_run(self, finish_reason: str, counts: Mapping[str, int], within: float | None = None) -> None:
        """Record how the crawl ended, after all that was given to save before.

        With `within`, TimeoutError after that many seconds: a server that is away is not waited for any longer.
        """
        if within is not None:
            self._hurry.set()
        statement = (
            update(Run)
            .where(Run.id == self._run_id)
            .values(finished_at=datetime.now(UTC), finish_reason=finish_reason, counts=dict(counts))
        )
        self._do(lambda connection: connection.execute(statement)).result(within)

    def close(self) -> None:
        """Store what still waits and close the database. Closing twice does no harm."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()

    def _do(self, work: Callable[[Connection], T]) -> Future[T]:
        return self._submit(lambda: work)

    def _submit(self, prepare: Callable[[], Callable[[Connection], T]]) -> Future[T]:
        future: Future[T] = Future()
        with self._closing:
            if self._closed:
                raise StoreError(f"{describe(self._engine.url)}: already closed")
            self._jobs.put(_Job(prepare, future))
        return future

    def _write(self) -> None:
        """Run in the thread: commit whatever waits, until the None that `close` puts last."""
        jobs: list[_Job[Any] | None] = []
        while None not in jobs:
            jobs = [self._jobs.get()]
            sleep(_GATHER)
            while len(jobs) < BATCH:
                try:
                    jobs.append(self._jobs.get_nowait())
                except Empty:
                    break
            ready = [ready for job in jobs if job is not None and (ready := _prepare(job)) is not None]
            if ready:
                self._commit(ready)

    def _commit(self, batch: list[_Ready[Any]]) -> None:
        """Do a batch in one transaction; when a job fails, each in its own, so it fails alone."""
        try:
            results = self._transact(batch)
        # The boundary of the thread: whatever goes wrong belongs to those who wait for it.
        except Exception as error:  # noqa: BLE001
            reason = explain(error, self._engine.url) if isinstance(error, DBAPIError) else error
            if len(batch) > 1 and not isinstance(reason, StoreOutageError):
                for job in batch:
                    self._commit([job])
                return
            for job in batch:
                job.future.set_exception(reason)
            return
        for job, result in zip(batch, results, strict=True):
            job.future.set_result(result)

    def _transact(self, batch: list[_Ready[Any]]) -> list[object]:
        for pause in () if self._is_away else _PAUSES:
            try:
                return self._transact_once(batch)
            except LockHeldError:
                pass  # perhaps by our own session, of whose end the server does not know yet
            except DBAPIError as error:
                if self._engine.dialect.name == "sqlite" or not is_lost(error):
                    raise
            if self._hurry.wait(pause):
                break
        # Once the server was waited for in vain, each batch tries only once until it is back.
        self._is_away = True
        results = self._transact_once(batch)
        self._is_away = False
        return results

    def _transact_once(self, batch: list[_Ready[Any]]) -> list[object]:
        with self._engine.begin() as connection:
            return [job.work(connection) for job in batch]


def upgrade(database_url: str) -> None:
    """Bring a database of an older version to this one's schema; StoreError as for `Store.open`."""
    _open(database_url, upgrade=True).dispose()


def _open(database_url: str, lock: Lock | None = None, *, upgrade: bool = False) -> Engine:
    url = parse_url(database_url)
    engine = make_engine(url, writes=True)
    try:
        if lock is not None:
            lock.guard(engine)
        with explained(url):
            with engine.begin() as connection:
                migrations.prepare(connection, describe(url), upgrade=upgrade)
            use_wal(engine)
    except StoreError:
        engine.dispose()
        raise
    return engine


def _prepare(job: _Job[T]) -> _Ready[T] | None:
    """Return the job ready for the transaction; None when it was cancelled or cannot be done."""
    if not job.future.set_running_or_notify_cancel():
        return None
    try:
        return _Ready(job.prepare(), job.future)
    # As in `_commit`: the error belongs to the one record.
    except Exception as error:  # noqa: BLE001
        job.future.set_exception(error)
        return None
