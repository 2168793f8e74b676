"""The databases that tests of the crawl need; PostgreSQL as in the tests of the storage."""

from tests.storage.conftest import database_url, new_postgres_database, postgres

__all__ = ["database_url", "new_postgres_database", "postgres"]
