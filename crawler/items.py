"""What spiders hand to the pipeline, and the records of the queue that pass between scheduler, spider and pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from filters.segment import Page
from storage.records import Found, State, Waiting

__all__ = ["FetchOutcome", "FetchedPage", "Found", "Page", "State", "Waiting", "failed"]


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page that came in and was parsed, to be judged and stored."""

    url: str
    depth: int  # links between it and a seed
    status: int
    fetched_at: datetime  # aware
    headers: Mapping[str, str] = field(repr=False)  # names in lower case
    body: bytes = field(repr=False)
    page: Page = field(repr=False)
    body_hash: str | None = None  # hexadecimal SHA-256 of the body
    asked: Waiting | None = None  # what the queue knew of the address; None: it did not come from there
    found: tuple[Found, ...] = field(default=(), repr=False)  # where it leads


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """A fetch that gave no page to judge."""

    url: str
    depth: int
    fetched_at: datetime  # aware
    state: State  # "done": a feed, or unchanged
    status: int | None = None  # None: no answer
    error: str | None = None  # why it was skipped or failed
    is_our_fault: bool = False  # it came in, but our own code failed on it
    is_unchanged: bool = False  # the page is the one that was stored before
    is_other: bool = False  # a feed or a file came, whatever the address gave before
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    asked: Waiting | None = None  # as in FetchedPage
    found: tuple[Found, ...] = field(default=(), repr=False)


def failed(
    url: str, depth: int, status: int | None, error: Exception, asked: Waiting | None = None
) -> FetchOutcome:
    """Return the record of a page that our own code failed on."""
    reason = f"{type(error).__name__}: {error}"
    return FetchOutcome(
        url, depth, datetime.now(UTC), "failed", status, reason, is_our_fault=True, asked=asked
    )
