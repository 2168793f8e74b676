"""What a crawl counts, the exit status that follows from it, and the line that sums it up."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.statscollectors import StatsCollector

FETCHED = "fetched"  # answers with content: pages, feeds, and what was skipped for its kind
PAGES = "pages"  # judged by the filter
CLEAN, CLEANED, REJECTED, EMPTY = "clean", "cleaned", "rejected", "empty"  # its outcomes
FLAGGED = "flagged"  # cleaned or rejected
CLOAKED = "cloaked"  # flagged, but browsers are served no spam
OLDER = "older"  # published before `since`, or out of an archive and known as it was later; not stored
UNCHANGED = "unchanged"  # as it was when it was judged
STORED = "stored"
NOT_STORED = "not_stored"
FAILED = "failed"  # in our own code
UNFETCHED = "unfetched"  # no answer, or an HTTP error
SKIPPED = "skipped"  # not HTML, forbidden by robots.txt, redirected to another site
ALL = (
    FETCHED, PAGES, CLEAN, CLEANED, REJECTED, EMPTY, FLAGGED, CLOAKED, OLDER, UNCHANGED, STORED, NOT_STORED, FAILED,
    UNFETCHED, SKIPPED,
)  # fmt: skip

NO_DATABASE, LOCK_LOST = "no_database", "lock_lost"  # reasons of the end, beside Scrapy's own
EXIT_FINE, EXIT_NOT_STARTED, EXIT_FAILURES, EXIT_NOTHING, EXIT_LOCKED = 0, 1, 3, 4, 75


def count(stats: StatsCollector, name: str) -> None:
    """Add one to a count."""
    stats.inc_value(f"{_PREFIX}{name}")


def read_counts(stats: StatsCollector) -> dict[str, int]:
    """Return all counts of a crawl, zeros included."""
    return {name: int(stats.get_value(f"{_PREFIX}{name}", 0)) for name in ALL}


def seconds_of(stats: StatsCollector) -> float:
    """Return how long a crawl has taken; where it was told twice to end, Scrapy does not say."""
    started = stats.get_value("start_time")
    return (datetime.now(UTC) - started).total_seconds() if isinstance(started, datetime) else 0.0


def exit_status(counts: dict[str, int], reason: str, unhandled: int = 0) -> int:
    """Return what `scrapy crawl` ends with; `unhandled` counts exceptions nobody recorded."""
    if reason == LOCK_LOST:
        return EXIT_LOCKED
    if counts[FAILED] or counts[NOT_STORED] or unhandled or reason == NO_DATABASE:
        return EXIT_FAILURES
    return EXIT_FINE if counts[FETCHED] else EXIT_NOTHING


def describe(counts: dict[str, int]) -> str:
    """Return the counts in words; of what went wrong, only what did."""
    pages = counts[PAGES]
    outcomes = ", ".join(f"{counts[name]} {name}" for name in (CLEAN, CLEANED, REJECTED, EMPTY))
    told = (
        (CLOAKED, "cloaked"),
        (UNCHANGED, "unchanged"),
        (OLDER, "older"),
        (SKIPPED, "skipped"),
        (UNFETCHED, "not fetched"),
        (FAILED, "failed in our own code"),
        (NOT_STORED, "NOT STORED"),
    )
    parts = [f"{pages} page{'' if pages == 1 else 's'} ({outcomes}), {counts[STORED]} stored"]
    return ", ".join(parts + [f"{counts[name]} {words}" for name, words in told if counts[name]])


def abridge(counts: dict[str, int]) -> str:
    """Return what matters of the counts while one watches, for a line of a terminal."""
    told = (counts[PAGES], counts[CLEAN], counts[FLAGGED], counts[REJECTED])
    failed = counts[FAILED] + counts[UNFETCHED] + counts[NOT_STORED]
    return "{} pages, {} clean, {} flagged, {} rejected, {} failed".format(*told, failed)


def sum_up(counts: dict[str, int], reason: str, seconds: float) -> str:
    """Return the last line of a run."""
    return f"{reason}: {describe(counts)} in {seconds:.1f} s"


_PREFIX = "qingliu/"
