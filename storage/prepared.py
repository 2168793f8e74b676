"""Statements compiled once and handed to the driver: SQLAlchemy took most of a statement's time (.3 of .4 ms)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement as one driver takes it; `names` in the order of its placeholders, None where these have names."""

    sql: str
    names: tuple[str, ...] | None
    fixed: Values  # what the statement itself says
    processors: Mapping[str, Callable[[Any], Any]]  # of values that the driver takes in another form

    def bind(self, values: Values) -> Any:
        """Return the values as the driver takes them: a list, or by name."""
        given = {**self.fixed, **values}
        for name, process in self.processors.items():
            given[name] = process(given[name])
        return given if self.names is None else [given[name] for name in self.names]


_prepared: dict[tuple[int, str], tuple[Statement, _Prepared]] = {}


def fetch(connection: Connection, statement: Statement, values: Values) -> list[tuple[Any, ...]]:
    """Run a statement that returns rows, in the connection's transaction; DBAPIError as from `execute`.

    The values of a statement must have the same names each time, and no lists to expand.
    """
    prepared = _prepare(connection.dialect, statement, values)
    with _cursor(connection, prepared.sql) as cursor:
        cursor.execute(prepared.sql, prepared.bind(values))
        return [tuple(row) for row in cursor.fetchall()]


def run(connection: Connection, statement: Statement, *values: Values) -> None:
    """Run a statement that returns nothing, once for each of the values; otherwise as `fetch`."""
    if not values:
        return
    prepared = _prepare(connection.dialect, statement, values[0])
    with _cursor(connection, prepared.sql) as cursor:
        if len(values) == 1:
            cursor.execute(prepared.sql, prepared.bind(values[0]))
        else:
            cursor.executemany(prepared.sql, [prepared.bind(one) for one in values])


@contextmanager
def _cursor(connection: Connection, sql: str) -> Iterator[DBAPICursor]:
    """Give a cursor of the driver; what it raises becomes what SQLAlchemy makes of it."""
    driver = connection.dialect.loaded_dbapi
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except driver.Error as error:
        is_lost = connection.dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor)
        if is_lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            sql, None, error, driver.Error, True, connection_invalidated=is_lost, dialect=connection.dialect
        ) from error
    finally:
        cursor.close()


def _prepare(dialect: Dialect, statement: Statement, values: Values) -> _Prepared:
    key = (id(statement), dialect.name)
    known = _prepared.get(key)
    if known is None:  # the statement is kept, too: its id must not become another one's
        _prepared[key] = known = (statement, _compile(dialect, statement, values))
    return known[1]


def _compile(dialect: Dialect, statement: Statement, values: Values) -> _Prepared:
    if isinstance(statement, Insert):
        statement = statement.inline()  # no RETURNING that nobody asked for
    compiled = statement.compile(dialect=dialect, column_keys=list(values))
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(f"not a statement: {statement}")
    processors = {
        name: process
        for name, bind in compiled.binds.items()
        if (process := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    }
    fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    names = None if compiled.positiontup is None else tuple(compiled.positiontup)
    return _Prepared(compiled.string, names, fixed, processors)
