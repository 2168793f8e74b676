"""What the store is given and what it answers: plain records, free of Scrapy, of the filter and of SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Literal

CLEAN, CLEANED, REJECTED, EMPTY = "clean", "cleaned", "rejected", "empty"
OUTCOMES = frozenset({CLEAN, CLEANED, REJECTED, EMPTY})
State = Literal["done", "redirected", "skipped", "failed"]  # what became of an address
QUEUED, DONE, REDIRECTED, FAILED = "queued", "done", "redirected", "failed"
# Places in the queue, to which the depth is added: what may lead to news comes before what is known.
# Of a frame the level is added, being a page's or a frame's.
SEEDS, LISTS, FRAMES, PAGES, LISTED_PAGES, AGAIN = 0, 1, 98, 100, 1_000, 10_000


class StoreError(Exception):
    """The database cannot be used; the message is one line that says which and what to do."""


class StoreOutageError(StoreError):
    """The database is out of order (full, locked, not there): another record would fare no better."""


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """A contact seen in a spam block: its canonical value, and as it was written."""

    kind: str
    value: str
    raw: str


@dataclass(frozen=True, slots=True)
class BlockRecord:
    """A block that was cut; `start` and `end` count characters of the page's text, `position` blocks."""

    position: int
    start: int
    end: int
    text: str
    score: float
    signals: Mapping[str, list[str]]  # signal -> canonical values
    contacts: tuple[ContactRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A page as served: the body's bytes (not compressed) and the response headers."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PageRecord:
    """All that is known of one fetched page.

    `fetched_at` must be aware. A `published_at` without a zone is taken for China Standard Time, the time of
    the pages this is about. `body_hash` identifies the response body at the next fetch; left out, it is
    computed from the snapshot.
    """

    url: str
    canonical_url: str
    host: str
    depth: int
    status: int | None
    etag: str | None
    last_modified: str | None
    fetched_at: datetime
    title: str | None
    byline: tuple[str, ...]
    published_at: datetime | None
    body: str | None
    outcome: str  # one of OUTCOMES
    score: float  # 0..1, how sure the page carries spam
    page_chars: int
    spam_chars: int
    needs_review: bool = False
    blocks: tuple[BlockRecord, ...] = ()
    snapshot: Snapshot | None = None
    body_hash: str | None = None
    site: str | None = None
    is_refiltered: bool = False  # judged again, not fetched: what is known of the fetch stays
    shown_to_browsers: bool | None = None  # whether a browser was served spam, too; None: not checked


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRecord:
    """A fetch that gave no page to judge: a failure, a redirect, a 304, a document that is not HTML.

    `etag`, `last_modified` and `body_hash` left at None keep what an earlier fetch of the address said, unless it `is_other`.
    """

    url: str
    host: str
    depth: int
    state: State
    fetched_at: datetime  # aware
    canonical_url: str | None = None  # None: the same as url
    status: int | None = None  # HTTP status; None: no answer
    error: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    site: str | None = None
    shows_spam_still: bool = False  # as it did when it was judged: it has not changed
    is_other: bool = False  # a feed or a file: the page that was here and was judged is no more


@dataclass(frozen=True, slots=True)
class Found:
    """An address that should be fetched, if it is not known or due again."""

    url: str
    canonical_url: str
    host: str
    site: str  # registrable domain; of an IP address, with the port
    depth: int
    place: int  # in the queue, lowest first
    always: bool = False  # look at it in every crawl: a seed, a list
    dated: datetime | None = None  # aware; when its site says it changed


@dataclass(frozen=True, slots=True)
class Waiting:
    """An address in the queue, and what is known of it."""

    id: int
    url: str
    canonical_url: str
    site: str
    depth: int
    place: int
    outcome: str | None
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    fetched_at: datetime | None
    due_at: datetime | None
    model_digest: str | None  # of the filter that last judged it
    retries: int = 0  # failures since the last answer

    @property
    def is_seed(self) -> bool:
        return self.place == SEEDS

    @property
    def is_frame(self) -> bool:
        return FRAMES <= self.place < PAGES


@dataclass(frozen=True, slots=True)
class Visit:
    """What an answer changes in the queue, in the transaction that stores the answer."""

    asked: int | None = None  # `Waiting.id` of what was asked for; it waits no more
    due_at: datetime | None = None  # when to look again
    found: tuple[Found, ...] = ()
    # When to look again if it gave the same and none of `news`, which is more of what was found, is new; None: then, too.
    due_if_same_at: datetime | None = None
    news: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """Where a page was stored: the rows' ids, None where it has no such row."""

    clean_item_id: int | None
    flagged_item_id: int | None
    duplicate_of: int | None
    is_older: bool = False  # than what the tables hold of the page: they keep that
    has_new_body: bool = False  # in place of another one that the page had before


def fingerprint(canonical_url: str) -> str:
    """Return the hexadecimal digest that identifies a page."""
    return blake2b(canonical_url.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
