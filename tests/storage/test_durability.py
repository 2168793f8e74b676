"""What was counted as stored is stored, and several crawls may write to one file at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from sqlalchemy import create_engine

from storage import engine as engine_module
from storage import queries
from storage.engine import make_engine, parse_url
from storage.records import StoreOutageError
from storage.store import Store
from tests.storage.records_made import article, page

WRITER = """
import sys
from storage.store import Store
from tests.storage.records_made import article, page

url, host, pages, waiting = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
store = Store.open(url)
store.begin_run("articles", {}, "0", "0")
bodies = [article(seed) for seed in range(20)]
futures = []
for number in range(pages):
    if len(futures) == waiting:
        futures.pop(0).result()
        print(number, flush=True)
    futures.append(store.save(page(f"/{number}", bodies[number % 20], host=host)))
for future in futures:
    future.result()
    print("done", flush=True)
store.close()
"""


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


@pytest.mark.parametrize("seconds", [0.2, 0.5])
def test_killed_writer_has_stored_what_it_reported(
    database_url: str, rows: Callable[[str], list[tuple[object, ...]]], seconds: float
) -> None:
    writer = start(database_url, "news.test", 1_000_000, 16)
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    reported = 1 + len(writer.communicate()[0].splitlines())
    assert reported > 10
    [(stored,)] = rows("SELECT count(*) FROM clean_items")
    assert isinstance(stored, int)
    assert stored >= reported
    assert rows("SELECT finished_at FROM runs") == [(None,)]
    with_fetch = "SELECT count(*) FROM clean_items c JOIN fetches f ON f.fingerprint = c.fingerprint"
    assert rows(with_fetch) == [(stored,)]


def test_two_writers_make_and_share_one_database(
    database_url: str, rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    writers = [start(database_url, host, 200, 4) for host in ("a.test", "b.test")]
    results = [writer.communicate(timeout=120) for writer in writers]
    assert [(writer.returncode, errors) for writer, (_, errors) in zip(writers, results, strict=True)] == [
        (0, ""),
        (0, ""),
    ]
    assert rows("SELECT host, count(*) FROM clean_items GROUP BY host ORDER BY host") == [
        ("a.test", 200),
        ("b.test", 200),
    ]
    assert rows("SELECT count(*) FROM articles") == [(20,)]
    assert rows("SELECT count(*) FROM runs") == [(2,)]


def test_reading_while_one_writes(store: Store, database_url: str) -> None:
    futures = [store.save(page(f"/{number}", article(number))) for number in range(100)]
    with queries.reading(database_url) as connection:
        seen = queries.count(connection).tables["clean_items"]
        for future in futures:
            future.result(timeout=30)  # the open reader holds up nobody
    assert 0 <= seen <= 100


def test_server_drops_the_connection(new_postgres_database: Callable[[], str]) -> None:
    url = new_postgres_database()
    store = Store.open(url)
    store.save(page("/1", article(1))).result(timeout=30)
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'qingliu' AND datname = current_database()"
        )
    engine.dispose()
    assert store.save(page("/2", article(2))).result(timeout=60).clean_item_id is not None
    store.close()


def test_a_writer_that_keeps_its_turn_is_not_waited_for_for_ever(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", 1)
    store = Store.open(database_url)
    other = make_engine(parse_url(database_url), writes=True)
    with other.begin():
        error = store.save(page("/1", article(1))).exception(timeout=30)
    assert isinstance(error, StoreOutageError)
    assert "\n" not in str(error)
    other.dispose()
    assert store.save(page("/1", article(1))).result(timeout=30).clean_item_id is not None
    store.close()
