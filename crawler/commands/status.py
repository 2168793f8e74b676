"""`scrapy status`: the last runs, and what waits for the next one."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler import counts
from crawler.command import DatabaseCommand
from crawler.logs import clip, escape
from storage.queries import Queue, RunSummary, last_runs, queues, reading

_RUNS = 10


class Command(DatabaseCommand):
    """Show how the crawls are doing; may be asked while one runs."""

    def short_desc(self) -> str:
        return "Show the last runs and what is due"

    def work(self, database_url: str) -> int:
        with reading(database_url) as connection:
            runs, waiting = last_runs(connection, _RUNS), queues(connection, datetime.now(UTC))
        print("Last runs (UTC)")
        print("\n".join(map(_run_line, runs)) or "  none")
        print("\nQueues")
        print("\n".join(map(_queue_line, waiting)) or "  none")
        return counts.EXIT_FINE


def _run_line(run: RunSummary) -> str:
    started = f"{run.started_at:%Y-%m-%d %H:%M:%S}"
    arguments = " ".join(f"{name}={value}" for name, value in sorted(run.arguments.items()))
    if run.finished_at is None:
        told = run.finish_reason or "running, or died"
    else:
        seconds = (run.finished_at - run.started_at).total_seconds()
        found = {name: (run.counts or {}).get(name, 0) for name in counts.ALL}
        told = counts.sum_up(found, run.finish_reason or "ended", seconds)
    return f"  {run.id:>4}  {started}  {clip(f'{run.spider} {arguments}', 60)}\n        {escape(told)}"


def _queue_line(queue: Queue) -> str:
    later = f", the next at {queue.next_due_at:%Y-%m-%d %H:%M} UTC" if queue.next_due_at else ""
    return (
        f"  {clip(queue.crawl, 80)}\n        {queue.known} known, {queue.waiting} waiting, "
        f"{queue.due} due{later}, {queue.failed} failed"
    )
