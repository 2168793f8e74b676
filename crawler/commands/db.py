"""`scrapy db upgrade`: bring the database to the schema of this version."""

from __future__ import annotations

from crawler.command import DatabaseCommand
from crawler.counts import EXIT_FINE
from storage.store import upgrade


class Command(DatabaseCommand):
    """Look after the database."""

    words = ("upgrade",)

    def short_desc(self) -> str:
        return "Bring the database up to date: scrapy db upgrade"

    def work(self, database_url: str) -> int:
        upgrade(database_url)
        print("the database is up to date")
        return EXIT_FINE
