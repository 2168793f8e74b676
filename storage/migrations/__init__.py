"""Bring a database to this program's schema, or say why it is not."""

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, inspect

from storage.models import Base
from storage.records import StoreError

LOCATION = Path(__file__).parent
VERSION_TABLE = "qingliu_version"  # of our own: a PostgreSQL database may hold other programs' tables
_one_at_a_time = Lock()  # Alembic keeps its context in module globals


def prepare(connection: Connection, name: str, *, upgrade: bool) -> None:
    """Make sure, inside a write transaction, that a database has this program's schema.

    An empty one gets it; an older one only with `upgrade`. Otherwise StoreError, which calls it `name`.
    """
    revision, revisions = _revision(connection), known_revisions()
    if revision == revisions[-1]:
        # SQLite takes even BEGIN IMMEDIATE on a file that it cannot write.
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = version_num")
        return
    if revision is None:
        _refuse_foreign(connection, name)
    elif not upgrade or revision not in revisions:
        require_current(connection, name)
    _migrate(connection)


def require_current(connection: Connection, name: str) -> None:
    """StoreError where a database has the schema of another version of this program; no schema is none of another."""
    revision, revisions = _revision(connection), known_revisions()
    if revision is None or revision == revisions[-1]:
        return
    if revision in revisions:
        raise StoreError(f"{name}: made by an older Qingliu (schema {revision}); run `scrapy db upgrade`")
    raise StoreError(f"{name}: made by a newer Qingliu (schema {revision}); update this program")


def known_revisions() -> list[str]:
    """Return the schemas of this program, oldest first: the numbers that begin the names of the scripts."""
    return sorted(script.stem.partition("_")[0] for script in (LOCATION / "versions").glob("[0-9]*.py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()
    return None if found is None else str(found)


def _migrate(connection: Connection) -> None:
    # Half a second to import, and most runs have nothing to migrate.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(LOCATION).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    with _one_at_a_time:
        command.upgrade(config, "head")


def _refuse_foreign(connection: Connection, name: str) -> None:
    inspector = inspect(connection)
    tables = set(inspector.get_table_names()) | set(inspector.get_view_names())
    tables.discard(VERSION_TABLE)
    if connection.dialect.name == "postgresql":
        tables &= {*Base.metadata.tables, "articles", "campaigns"}
    if tables:
        some = ", ".join(sorted(tables)[:3])
        raise StoreError(f"{name}: holds tables of another program ({some}); set DATABASE_URL to another")
