"""Connect to SQLite or PostgreSQL so that several writers never find the database locked."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from storage.records import StoreError, StoreOutageError

BUSY_SECONDS = 60  # how long a writer waits for another one's transaction
_OLDEST_SQLITE = (3, 35)  # the first with RETURNING
_WRITER_LOCK = 0x51696E676C6975  # PostgreSQL advisory lock, any constant: "Qingliu"
_SQLITE_OUTAGES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}
# Connection, resources, object not in the state needed (locked), operator intervention, system error.
_POSTGRES_OUTAGES = {"08", "53", "55", "57", "58"}
# So that neither side waits for hours for a machine that is gone, nor the next run for the lock of the last one.
_KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
_SQLITE_HINTS = {
    "unable to open database file": "cannot open or make the file; is its folder there, may you write in it?",
    "file is not a database": "the file is not an SQLite database; set DATABASE_URL to another file",
    "attempt to write a readonly database": "the file cannot be written",
    "database is locked": f"another program has kept the file locked for {BUSY_SECONDS} seconds",
}


def describe(url: URL) -> str:
    """Return what to call a database in a message: the file, or the URL without password and options."""
    if url.get_backend_name() == "sqlite":
        return f"database {url.database}"
    return f"database {url.set(query={}).render_as_string(hide_password=True)}"


def parse_url(database_url: str) -> URL:
    """Return the parsed URL; StoreError when it is none or names a database this program cannot use."""
    try:
        url = make_url(database_url)
    except ArgumentError:
        # Not quoted: what is not understood may hold a password.
        raise StoreError(
            "DATABASE_URL is not a URL; write sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None
    backend = url.drivername.partition("+")[0]
    if backend not in {"sqlite", "postgresql"}:
        raise StoreError(f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {backend}://")
    if backend == "sqlite" and url.database in {None, "", ":memory:"}:
        raise StoreError("DATABASE_URL names no file; write sqlite:///FILE")
    return url


def make_engine(url: URL, *, writes: bool) -> Engine:
    """Return an engine for a URL from `parse_url`; with `writes`, a transaction first waits for its turn."""
    if url.get_backend_name() == "sqlite" and sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StoreError(f"this Python has SQLite {sqlite3.sqlite_version}; 3.35 or newer is needed")
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(
                url, json_serializer=_dump, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}
            )
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_immediate if writes else _begin_deferred)
        else:
            engine = create_engine(
                url,
                json_serializer=_dump,
                hide_parameters=True,
                pool_pre_ping=True,
                connect_args={"connect_timeout": 10, "application_name": "qingliu", **_KEEPALIVES},
            )
            event.listen(engine, "connect", _set_up_postgres)
            if writes:
                event.listen(engine, "begin", _take_turn)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            f"no driver for {describe(url)} ({error}); install qingliu with its postgres extra"
        ) from error
    return engine


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn an error of the database into a StoreError of one line."""
    try:
        yield
    except DBAPIError as error:
        raise explain(error, url) from error


def unreadable(error: ValueError, url: URL) -> StoreError:
    """Return what to tell of a value that is not of its column's kind: someone else wrote it."""
    return StoreError(f"{describe(url)}: holds a value that cannot be read: {error}")


def explain(error: DBAPIError, url: URL) -> StoreError:
    """Return what to tell the user of an error of the database: one line, without the statement's values."""
    reason = str(error.orig).strip().partition("\n")[0]
    kind = StoreOutageError if is_outage(error) else StoreError
    return kind(f"{describe(url)}: {_SQLITE_HINTS.get(reason, reason)}")


def is_outage(error: DBAPIError) -> bool:
    """Return whether the database itself is out of order, so that no other record would fare better."""
    if is_lost(error):
        return True
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_OUTAGES
    return str(getattr(error.orig, "sqlstate", ""))[:2] in _POSTGRES_OUTAGES


def is_lost(error: DBAPIError) -> bool:
    """Return whether there was no connection, or it broke: a new one may work."""
    return error.connection_invalidated or error.statement is None


def use_wal(engine: Engine) -> None:
    """Let readers read while one writes; the file remembers it. No-op on PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        deadline = monotonic() + BUSY_SECONDS
        while cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            try:
                cursor.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                # Of two that change it at once one fails without waiting for the other, whatever its timeout.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                if monotonic() > deadline:
                    hint = _SQLITE_HINTS["database is locked"]
                    raise StoreOutageError(f"{describe(engine.url)}: {hint}") from error
                sleep(0.02)


def require_file(url: URL) -> None:
    """StoreError when an SQLite file is not there: connecting would make an empty one."""
    if (
        url.get_backend_name() == "sqlite"
        and "uri" not in url.query
        and not Path(str(url.database)).is_file()
    ):
        raise StoreError(f"{describe(url)}: no such file")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _set_up_sqlite(dbapi: DBAPIConnection, record: object) -> None:  # noqa: ARG001
    # The driver's own BEGIN is deferred: a second writer then fails at once instead of waiting (262-363 times
    # per 2,000 transactions, against none). Without isolation level it sends none, and the begin event does.
    dbapi.isolation_level = None
    cursor = dbapi.cursor()
    # With WAL no commit is lost but by a power cut, and nothing is ever corrupt.
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _set_up_postgres(dbapi: DBAPIConnection, record: object) -> None:  # noqa: ARG001
    cursor = dbapi.cursor()
    cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    for name, value in _KEEPALIVES.items():
        cursor.execute(f"SET tcp_{name} = {value}")
    cursor.close()
    dbapi.commit()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _take_turn(connection: Connection) -> None:
    # One writer at a time, as on SQLite: no deadlocks between batches, and looking for an earlier copy of an
    # article cannot race with another writer storing it.
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
