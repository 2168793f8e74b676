"""`scrapy demo`: crawl the demonstration site and show what was found."""

from __future__ import annotations

import argparse
from shlex import quote

from scrapy.exceptions import UsageError
from sqlalchemy import Connection, make_url, select

from crawler.command import complain
from crawler.commands.crawl import Command as CrawlCommand
from crawler.counts import EXIT_LOCKED, EXIT_NOT_STARTED
from crawler.demo.server import serving
from crawler.logs import clip
from storage.models import FlaggedItem
from storage.queries import busiest, count, reading
from storage.records import StoreError

# The site is ours, on this machine, and somebody waits.
_SETTINGS = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "LOG_LEVEL": "WARNING"}


class Command(CrawlCommand):
    """Crawl the demonstration site."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Crawl the demonstration site served from this machine and show what was found"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        if self.settings is not None:
            # not default_settings: what settings.py says would win over them
            self.settings.setdict(_SETTINGS, priority="project")
        super().process_options(args, opts)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args or self.crawler_process is None or self.settings is None:
            raise UsageError("nothing to name here: scrapy demo")
        with serving() as base:
            print(f"A small newspaper is served at {base}/ and crawled:\n", flush=True)
            crawler = self._create_crawler("articles")
            self.run_crawler(crawler, {"url": f"{base}/", "depth": "2"} | opts.spargs)
        if self.exitcode in {EXIT_NOT_STARTED, EXIT_LOCKED}:
            return
        database_url = str(self.settings["DATABASE_URL"])
        try:
            with reading(database_url) as connection:
                print(_report(connection, base, database_url))
        except StoreError as error:
            complain(error)
            self.exitcode = EXIT_NOT_STARTED


def _report(connection: Connection, base: str, database_url: str) -> str:
    rows = count(connection)
    flagged = connection.execute(
        select(
            FlaggedItem.outcome,
            FlaggedItem.spam_chars,
            FlaggedItem.page_chars,
            FlaggedItem.title,
            FlaggedItem.id,
        )
        .where(FlaggedItem.url.startswith(f"{base}/", autoescape=True))
        .order_by(FlaggedItem.spam_chars.desc(), FlaggedItem.id)
    ).all()
    lines = ["", "Hijacked pages, and how much of each was cut:"]
    lines += [
        f"  {outcome:<9}{spam:>5} of {total:>5} characters  {clip(title or '(no title)', 40)}"
        for outcome, spam, total, title, _ in flagged
    ]
    lines += [
        "",
        f"In the database now: {rows.articles} articles ({rows.tables['clean_items']} addresses), "
        f"{rows.tables['flagged_items']} flagged pages, {rows.tables['spam_blocks']} blocks of spam.",
        "",
        "Busiest spam numbers:",
    ]
    lines += [
        f"  {found.kind} {clip(found.value, 30):<14} on {found.pages} page{'s' * (found.pages != 1)}"
        f"  {clip(found.brands or '', 60)}"
        for found in busiest(connection, 3)
    ]
    return "\n".join([*lines, "", "Look further:", *recipes(database_url, flagged[0].id if flagged else 1)])


def recipes(database_url: str, flagged: int) -> list[str]:
    """Return commands that show what is in a database."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        shell = f"sqlite3 -box {quote(str(url.database))}"
    else:
        named = url.set(drivername="postgresql").render_as_string(hide_password=True)
        shell = f"psql {quote(named)} -c"
    return [
        f'  {shell} "{query}"'
        for query in (
            "select title, outcome, substr(body, 1, 40) from articles",
            f"select position, score, text from spam_blocks where flagged_item_id = {flagged}",
            "select value, pages, hosts, brands from campaigns order by pages desc",
            "select url, state, status, error from fetches where state <> 'done'",
        )
    ]
