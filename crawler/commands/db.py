"""`scrapy db upgrade`: bring the database to the schema of this version."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.counts import EXIT_NOT_STARTED
from crawler.logs import escape
from storage.store import StoreError, upgrade


class Command(ScrapyCommand):
    """Look after the database."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] upgrade"

    def short_desc(self) -> str:
        return "Bring the database up to date: scrapy db upgrade"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        if args != ["upgrade"] or self.settings is None:
            raise UsageError("there is one thing to do: scrapy db upgrade")
        try:
            upgrade(self.settings["DATABASE_URL"])
        except StoreError as error:
            print(f"qingliu: {escape(str(error))}", file=sys.stderr)
            self.exitcode = EXIT_NOT_STARTED
        else:
            print("the database is up to date")
