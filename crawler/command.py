"""What the commands about the database have in common: no argument, one line for what went wrong, an exit status."""

from __future__ import annotations

import argparse
import sys
from abc import abstractmethod
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.arguments import ArgumentError
from crawler.counts import EXIT_LOCKED, EXIT_NOT_STARTED
from crawler.logs import escape
from filters.known import KnownError
from filters.labeller import ModelError
from filters.wordlists import LexiconError
from storage.lock import LockHeldError
from storage.records import StoreError

# Their message is one line that says all.
EXPECTED = (ArgumentError, StoreError, ModelError, LexiconError, KnownError)


def complain(error: object) -> None:
    """Say in one line what went wrong."""
    print(f"qingliu: {escape(str(error))}", file=sys.stderr)


def exit_status(error: BaseException | None) -> int:
    """Return the exit status of a command that this kept from starting."""
    return EXIT_LOCKED if isinstance(error, LockHeldError) else EXIT_NOT_STARTED


class DatabaseCommand(ScrapyCommand):
    """A command that works on the database and fetches nothing."""

    requires_project = True
    requires_crawler_process = False
    words: ClassVar[tuple[str, ...]] = ()  # what has to follow the command's name

    def syntax(self) -> str:
        return " ".join(("[options]", *self.words))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        if tuple(args) != self.words or self.settings is None:
            name = type(self).__module__.rpartition(".")[2]
            raise UsageError(f"to be called as: scrapy {' '.join((name, *self.words))}")
        try:
            self.exitcode = self.work(self.settings["DATABASE_URL"])
        except EXPECTED as error:
            complain(error)
            self.exitcode = exit_status(error)

    @abstractmethod
    def work(self, database_url: str) -> int:
        """Do it; return the exit status."""
