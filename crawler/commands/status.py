"""`scrapy status`: the last runs, and what waits for the next one."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import counts
from crawler.logs import clip, escape
from storage.queries import Queue, RunSummary, last_runs, queues, reading
from storage.store import StoreError

_RUNS = 10


class Command(ScrapyCommand):
    """Show how the crawls are doing; may be asked while one runs."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Show the last runs and what is due"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        if args or self.settings is None:
            raise UsageError("nothing to name here: scrapy status")
        now = datetime.now(UTC)
        try:
            with reading(self.settings["DATABASE_URL"]) as connection:
                runs, waiting = last_runs(connection, _RUNS), queues(connection, now)
        except StoreError as error:
            print(f"qingliu: {escape(str(error))}", file=sys.stderr)
            self.exitcode = counts.EXIT_NOT_STARTED
            return
        print("Last runs (UTC)")
        print("\n".join(map(_run_line, runs)) or "  none")
        print("\nQueues")
        print("\n".join(map(_queue_line, waiting)) or "  none")


def _run_line(run: RunSummary) -> str:
    started = f"{run.started_at:%Y-%m-%d %H:%M:%S}"
    arguments = " ".join(f"{name}={value}" for name, value in sorted(run.arguments.items()))
    if run.finished_at is None:
        told = run.finish_reason or "running, or died"
    else:
        seconds = (run.finished_at - run.started_at).total_seconds()
        found = {name: (run.counts or {}).get(name, 0) for name in counts.ALL}
        told = counts.sum_up(found, run.finish_reason or "ended", seconds)
    return f"  {run.id:>4}  {started}  {clip(f'{run.spider} {arguments}', 60)}\n        {told}"


def _queue_line(queue: Queue) -> str:
    later = f", the next at {queue.next_due_at:%Y-%m-%d %H:%M} UTC" if queue.next_due_at else ""
    return (
        f"  {clip(queue.crawl, 80)}\n        {queue.known} known, {queue.waiting} waiting, "
        f"{queue.due} due{later}, {queue.failed} failed"
    )
