"""The databases that tests of the crawl need, PostgreSQL as in the tests of the storage; the end of what they start."""

from collections.abc import Iterator

import pytest

from tests.crawler.processes import stop_server
from tests.storage.conftest import database_url, new_postgres_database, postgres, rows

__all__ = ["database_url", "new_postgres_database", "postgres", "rows"]


@pytest.fixture(scope="session", autouse=True)
def _no_process_left() -> Iterator[None]:
    yield
    stop_server()
