"""`scrapy crawl`: Scrapy's own, with an exit status that tells how it went and a last line that sums up."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import Mapping

from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import UsageError

from crawler import counts
from crawler.arguments import ArgumentError, check_log, check_numbers, check_switches
from crawler.command import EXPECTED, complain, exit_status
from crawler.extensions.database import Database
from crawler.logs import hush, say_last

_NO_FEEDS = (
    "no output file (-o, -O, FEEDS) can be written: what is found is in the database; "
    "ask it, as in: sqlite3 -json qingliu.db 'select * from articles'"
)


class Command(BaseRunSpiderCommand):
    """Run a spider of this project."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] <spider>"

    def short_desc(self) -> str:
        return "Crawl, filter and store: scrapy crawl articles -a seeds=FILE"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            super().process_options(args, opts)
        except UsageError as error:  # Scrapy would end with 2
            complain(error)
            sys.exit(counts.EXIT_NOT_STARTED)
        if self.settings is None:
            return
        try:
            check_numbers(self.settings)
            check_switches(self.settings)
            check_log(self.settings)
            if self.settings["FEEDS"]:
                raise ArgumentError(_NO_FEEDS)
        except ArgumentError as error:
            complain(error)
            sys.exit(counts.EXIT_NOT_STARTED)
        if self.settings["LOG_LEVEL"] != "DEBUG":
            hush()

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            if len(args) != 1:
                raise ArgumentError("name one spider, as in: scrapy crawl articles -a seeds=FILE")
            crawler = self._create_crawler(args[0])
        except (ArgumentError, KeyError) as error:  # KeyError: no such spider
            complain(error.args[0])
            self.exitcode = counts.EXIT_NOT_STARTED
            return
        self.run_crawler(crawler, opts.spargs)

    def run_crawler(self, crawler: Crawler, arguments: Mapping[str, str]) -> None:
        """Crawl to the end, print the last line, set the exit status."""
        process = self.crawler_process
        if not isinstance(process, AsyncCrawlerProcess):
            raise UsageError("this project needs Scrapy's asyncio reactor")
        task = process.crawl(crawler, **arguments)
        task.add_done_callback(_explain)
        process.start()
        if process.bootstrap_failed:
            self.exitcode = exit_status(None if task.cancelled() else task.exception())
            return
        stats = crawler.stats
        found = counts.read_counts(stats)
        unhandled = int(stats.get_value("spider_exceptions/count", 0))
        reason = stats.get_value("finish_reason")
        if reason is None:  # told to end when Scrapy had hardly begun: it closes nothing then
            reason = "shutdown"
            if database := crawler.get_extension(Database):
                database.end(reason)
        self.exitcode = counts.exit_status(found, reason, unhandled)
        say_last(counts.sum_up(found, reason, counts.seconds_of(stats)), crawler.settings.get("LOG_FILE"))


def _explain(task: asyncio.Task[None]) -> None:
    """Say why the crawl could not start; only what nobody expected gets a traceback."""
    error = None if task.cancelled() else task.exception()
    if isinstance(error, EXPECTED):
        complain(error)
    elif error is not None:
        logging.getLogger(__name__).error("the crawl could not start", exc_info=error)
