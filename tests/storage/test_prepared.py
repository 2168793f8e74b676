"""Statements handed to the driver do what SQLAlchemy would have done with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, bindparam, case, insert, select, update
from sqlalchemy.exc import DBAPIError

from storage.engine import is_outage, make_engine, parse_url
from storage.models import Run
from storage.prepared import fetch, run
from storage.store import Store

_ADD = insert(Run).returning(Run.id)
_ALL = select(Run.spider, Run.arguments, Run.started_at, Run.version).order_by(Run.id)
_NOTE = (
    update(Run)
    .where(Run.spider == bindparam("name"))
    .values(finish_reason=case((Run.id > 1, "later"), else_=bindparam("reason")))
)
_CHINA = timezone(timedelta(hours=8))


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """A transaction of a writer on an empty database."""
    Store.open(database_url).close()
    engine = make_engine(parse_url(database_url), writes=True)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def values(spider: str) -> dict[str, object]:
    return {
        "spider": spider,
        "arguments": {"url": "http://例子.test/\U0001f600"},
        "started_at": datetime(2026, 11, 3, 20, 0, 0, 999, tzinfo=_CHINA),
        "version": "nul \0 and half \ud83d",
        "model_digest": "d",
    }


def test_the_same_rows_as_by_sqlalchemy(connection: Connection) -> None:
    assert fetch(connection, _ADD, values("a")) == [(1,)]
    connection.execute(_ADD, values("b"))
    run(connection, insert(Run), values("c"), values("d"))
    rows = connection.execute(_ALL).all()
    assert [row.spider for row in rows] == ["a", "b", "c", "d"]
    assert len({str(row[1:]) for row in rows}) == 1
    assert rows[0].arguments == {"url": "http://例子.test/\U0001f600"}
    assert rows[0].started_at == datetime(2026, 11, 3, 12, 0, 0, tzinfo=UTC)


def test_values_of_the_statement_and_of_the_call(connection: Connection) -> None:
    run(connection, insert(Run), values("a"), values("a"))
    for _ in range(2):
        run(connection, _NOTE, {"name": "a", "reason": "first"})
    found = connection.execute(select(Run.finish_reason).order_by(Run.id)).scalars().all()
    assert found == ["first", "later"]
    run(connection, _NOTE)  # nothing to do
    assert fetch(connection, select(Run.id).where(Run.spider == bindparam("name")), {"name": "b"}) == []


def test_an_error_is_one_of_sqlalchemys_and_quotes_no_values(connection: Connection) -> None:
    fetch(connection, _ADD, values("a"))
    with pytest.raises(DBAPIError) as caught:
        run(connection, insert(Run), {**values("geheim"), "id": 1})
    assert "geheim" not in str(caught.value).split("DETAIL")[0]
    assert not is_outage(caught.value)
    assert not caught.value.connection_invalidated
