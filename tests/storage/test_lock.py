"""One writer of a name at a time, whatever becomes of the connection that holds the lock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, create_engine

from storage import store as store_module
from storage.lock import LockHeldError, lock_number
from storage.records import StoreOutageError
from storage.store import Store
from tests.storage.records_made import article, page

Rows = Callable[[str], list[tuple[object, ...]]]


@contextmanager
def administering(url: str) -> Iterator[Connection]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def drop_sessions(connection: Connection) -> None:
    connection.exec_driver_sql(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE application_name = 'qingliu' AND datname = current_database()"
    )


def test_for_one(database_url: str) -> None:
    first = Store.open(database_url, lock="articles")
    with pytest.raises(LockHeldError, match="another run of 'articles' is under way") as caught:
        Store.open(database_url, lock="articles")
    assert "\n" not in str(caught.value)
    Store.open(database_url, lock="archive").close()
    Store.open(database_url).close()
    first.close()
    Store.open(database_url, lock="articles").close()


def test_taken_again_when_the_server_drops_the_connection(new_postgres_database: Callable[[], str]) -> None:
    url = new_postgres_database()
    store = Store.open(url, lock="articles")
    store.save(page("/1", article(1))).result(timeout=30)
    with administering(url) as connection:
        drop_sessions(connection)
    store.save(page("/2", article(2))).result(timeout=30)
    with pytest.raises(LockHeldError):
        Store.open(url, lock="articles")
    store.close()


def test_nothing_is_written_when_another_has_taken_it_meanwhile(
    new_postgres_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_PAUSES", (0.01, 0.01))
    url = new_postgres_database()
    store = Store.open(url, lock="articles")
    with administering(url) as connection:
        drop_sessions(connection)
    other = Store.open(url, lock="articles")
    futures = [store.save(page(f"/{number}", article(number))) for number in range(3)]
    for future in futures:
        assert isinstance(future.exception(timeout=30), LockHeldError)
        assert isinstance(future.exception(), StoreOutageError)  # no other page would fare better
    with administering(url) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM clean_items").scalar_one() == 0
    other.close()
    assert store.save(page("/4", article(4))).result(timeout=30).clean_item_id is not None
    store.close()


def test_waited_for_as_it_may_be_our_own_old_session_that_has_it(
    new_postgres_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_PAUSES", (0.01, 60.0))
    url = new_postgres_database()
    store = Store.open(url, lock="articles")
    with administering(url) as connection:
        drop_sessions(connection)
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({lock_number('articles')})")
        future = store.save(page("/1", article(1)))
        with pytest.raises(TimeoutError):
            future.result(timeout=0.5)
        connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")
    store._hurry.set()
    assert future.result(timeout=30).clean_item_id is not None
    store.close()


def test_runs_that_never_ended_died(store: Store, rows: Rows) -> None:
    for spider in ("articles", "refilter", "articles"):
        store.begin_run(spider, {}, "1", "digest")
    assert rows("select spider, finish_reason from runs order by id") == [
        ("articles", "died"),
        ("refilter", None),
        ("articles", None),
    ]
