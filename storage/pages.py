"""What one fetched page does to the tables, inside a transaction of the caller."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import zstandard
from sqlalchemy import Connection, Text, bindparam, delete, func, select

from storage import duplicates
from storage.evidence import save_blocks, see_again
from storage.frontier import Want, close, enqueue
from storage.models import CleanItem, Fetch, FlaggedItem, SpamBlock
from storage.prepared import fetch, run
from storage.records import (
    CLEAN,
    CLEANED,
    EMPTY,
    FAILED,
    OUTCOMES,
    REJECTED,
    FetchRecord,
    PageRecord,
    Saved,
    Visit,
    fingerprint,
)
from storage.types import UtcDateTime, clean_header, clean_text
from storage.upserts import upsert_clean, upsert_fetch, upsert_flagged, upsert_snapshot

_CHINA = timezone(timedelta(hours=8))

# Made once, as those of upserts.py: building a statement costs more than running it.
_BODY = select(CleanItem.body).where(CleanItem.id == bindparam("item"))
_NEWEST = select(func.max(Fetch.id))
_PAGE = select(bindparam("fingerprint", type_=Text).label("fingerprint")).subquery()
_KNOWN = select(
    Fetch.fetched_at > bindparam("fetched_at", type_=UtcDateTime),
    Fetch.body_hash,
    Fetch.outcome,
    CleanItem.id,
    CleanItem.content_hash,
    CleanItem.duplicate_of,
    CleanItem.fetched_at == bindparam("fetched_at", type_=UtcDateTime),
    FlaggedItem.id,
    FlaggedItem.fetched_at == bindparam("fetched_at", type_=UtcDateTime),
    FlaggedItem.clean_item_id,
).select_from(
    _PAGE.outerjoin(Fetch, Fetch.fingerprint == _PAGE.c.fingerprint)
    .outerjoin(CleanItem, CleanItem.fingerprint == _PAGE.c.fingerprint)
    .outerjoin(FlaggedItem, FlaggedItem.fingerprint == _PAGE.c.fingerprint)
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the tables hold of a page before it is saved."""

    is_newer: bool | None  # it was fetched later than what is to be saved
    body_hash: str | None
    outcome: str | None
    clean_item: int | None
    content_hash: str | None
    duplicate_of: int | None
    is_clean_of_now: bool | None  # the article is of the very fetch that is to be saved
    flagged_item: int | None
    is_flagged_of_now: bool | None
    left_after_cut: int | None  # the article that the page with spam had

    @property
    def has_items(self) -> bool:
        return self.clean_item is not None or self.flagged_item is not None

    def gave_the_same(self, page: "PreparedPage") -> bool:
        """Tell whether the page had no spam before and has none now, and has the same article, or none."""
        outcome = page.record.outcome
        return outcome == self.outcome and (
            outcome == EMPTY or (outcome == CLEAN and page.content.hash == self.content_hash)
        )

    def wrong_items(self, page: "PreparedPage") -> tuple[int | None, int | None]:
        """Return the clean and the flagged item that this very page gave before, as it is judged otherwise now.

        Other items are of what its address served before that.
        """
        if page.record.is_refiltered:
            is_clean, is_flagged = self.is_clean_of_now, self.is_flagged_of_now
        else:
            is_same = page.body_hash is not None and page.body_hash == self.body_hash
            has_article = self.outcome == CLEAN or (
                self.outcome == CLEANED and self.left_after_cut is not None
            )
            is_clean = is_same and has_article
            is_flagged = is_same and self.outcome in {CLEANED, REJECTED}
        return self.clean_item if is_clean else None, self.flagged_item if is_flagged else None


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """A page with all that costs time and needs no transaction."""

    record: PageRecord
    fingerprint: str
    content: duplicates.Content
    published_at: datetime | None
    body_hash: str | None
    snapshot_sha256: str | None
    snapshot_body: bytes | None  # compressed


def prepare_page(record: PageRecord) -> PreparedPage:
    """Check a page and compute its hashes; ValueError for an outcome or a time that cannot be stored."""
    if record.outcome not in OUTCOMES:
        raise ValueError(f"unknown outcome {record.outcome!r} of {record.url}")
    if record.fetched_at.tzinfo is None:
        raise ValueError(f"fetched_at without its zone: {record.url}")
    body = record.body if record.outcome in {CLEAN, CLEANED} else None
    snapshot = record.snapshot
    digest = None if snapshot is None else sha256(snapshot.body).hexdigest()
    return PreparedPage(
        record=record,
        fingerprint=fingerprint(record.canonical_url),
        content=duplicates.describe_content(clean_text(body or "")),
        published_at=_to_utc(record.published_at),
        body_hash=digest if record.body_hash is None else record.body_hash,
        snapshot_sha256=digest,
        snapshot_body=None if snapshot is None else zstandard.compress(snapshot.body, 3),
    )


def save_page(
    connection: Connection, page: PreparedPage, run_id: int | None, visit: Visit, want: Want | None
) -> Saved:
    """Write a page, and what its visit changes in the queue of the crawl that asked for it."""
    asked_for = {"fingerprint": page.fingerprint, "fetched_at": page.record.fetched_at}
    known = _Known(*fetch(connection, _KNOWN, asked_for)[0])
    same_at = visit.due_if_same_at if known.gave_the_same(page) else None
    before = None if same_at is None else fetch(connection, _NEWEST, {})
    if want is not None:
        enqueue(connection, visit.news, want)
    if same_at is not None and fetch(connection, _NEWEST, {}) == before:
        visit = replace(visit, due_at=same_at)
    if want is not None:
        enqueue(connection, visit.found, want)
    saved = _save_page(connection, page, known, run_id, visit, want)
    close(connection, visit, run_id)
    return saved


def _save_page(
    connection: Connection,
    page: PreparedPage,
    known: _Known,
    run_id: int | None,
    visit: Visit,
    want: Want | None,
) -> Saved:
    """Write a page's rows, in place of those from an earlier fetch of it.

    A page without an article, empty or all spam, leaves the article that its address gave before, and an empty one also leaves
    the evidence of spam: a site under maintenance, or taken over, must not cost what was collected. So does a page with spam of
    which the filter leaves only scraps. But the rows go if the bytes are the same as before, or if most of the earlier article is
    cut now: then it is the filter that judges otherwise.
    """
    outcome = page.record.outcome
    # Out of an archive, and looked at since: what was stored then stays. If that was nothing, the address being gone by
    # then, its article is welcome.
    is_older = known.is_newer and visit.asked is None and not page.record.is_refiltered
    if is_older and (known.has_items or outcome == EMPTY):
        return Saved(None, None, None, is_older=True)
    if not is_older:
        _record_visit(connection, page, run_id, visit, want)
    wrong_clean, wrong_flagged = known.wrong_items(page)
    if outcome == EMPTY and known.has_items and wrong_clean is None and wrong_flagged is None:
        return Saved(None, None, None)
    _save_snapshot(connection, page)
    clean_item, duplicate_of, flagged_item = None, None, None
    if outcome == CLEAN or (
        outcome == CLEANED
        and (wrong_clean is not None or not _are_scraps(connection, page, known.clean_item))
    ):
        clean_item, duplicate_of = _save_clean(connection, page, known, run_id)
    elif known.clean_item is not None and (
        wrong_clean is not None or _is_cut_now(connection, page, known.clean_item)
    ):
        duplicates.remove(connection, known.clean_item)
    if outcome in {CLEANED, REJECTED}:
        flagged_item = _save_flagged(connection, page, clean_item, run_id)
        if known.flagged_item is not None:
            connection.execute(delete(SpamBlock).where(SpamBlock.flagged_item_id == flagged_item))
        save_blocks(connection, flagged_item, page.record.blocks, page.record.fetched_at)
    elif known.flagged_item is not None and (outcome == CLEAN or wrong_flagged is not None):
        connection.execute(delete(FlaggedItem).where(FlaggedItem.id == known.flagged_item))
    has_new_body = clean_item is not None and known.content_hash not in {None, page.content.hash}
    return Saved(clean_item, flagged_item, duplicate_of, has_new_body=has_new_body)


def _is_cut_now(connection: Connection, page: PreparedPage, earlier: int) -> bool:
    """Tell whether most of an earlier article is among the lines that are cut as spam now."""
    [(body,)] = fetch(connection, _BODY, {"item": earlier})
    # Cleaned as the stored body was.
    cut = {line for block in page.record.blocks for line in clean_text(block.text).splitlines()}
    return sum(len(line) for line in body.splitlines() if line in cut) >= len(body) / 2


def _are_scraps(connection: Connection, page: PreparedPage, earlier: int | None) -> bool:
    """Tell whether a page with spam has little left beside its earlier article, and no paragraph of that.

    Of most pages that are taken over, a byline or the line of an editor is left.
    """
    left = page.content.body
    if earlier is None or len(left) >= _MOST_SCRAPS:
        return False
    [(body,)] = fetch(connection, _BODY, {"item": earlier})
    common = set(body.splitlines()) & set(left.splitlines())
    return len(left) < len(body) / 2 and all(len(line) <= _LONGEST_CREDIT for line in common)


_MOST_SCRAPS, _LONGEST_CREDIT = 200, 20  # characters


def save_fetch(
    connection: Connection, record: FetchRecord, run_id: int | None, visit: Visit, want: Want | None
) -> None:
    """Write what a fetch without a page to judge told about its address."""
    canonical_url = record.url if record.canonical_url is None else record.canonical_url
    row = _visit_row(record, run_id, visit, want) | {
        "fingerprint": fingerprint(canonical_url),
        "canonical_url": canonical_url,
        "state": record.state,
        "error": record.error,
        "outcome": None,
        "body_hash": record.body_hash,
        "retries": int(record.state == FAILED),
    }
    run(connection, upsert_fetch(connection.dialect.name, anew=record.is_other), row)
    if record.shows_spam_still:
        see_again(connection, fingerprint(canonical_url), record.fetched_at)
    close(connection, visit, run_id)
    if want is not None:
        enqueue(connection, visit.found, want)


def _record_visit(
    connection: Connection, page: PreparedPage, run_id: int | None, visit: Visit, want: Want | None
) -> None:
    record = page.record
    row = _visit_row(record, run_id, visit, want) | {
        "fingerprint": page.fingerprint,
        "canonical_url": record.canonical_url,
        "state": "done",
        "outcome": record.outcome,
        "error": None,
        "body_hash": page.body_hash,
        "retries": 0,
    }
    statement = upsert_fetch(
        connection.dialect.name, anew=True, refiltered=record.is_refiltered, asked=want is not None
    )
    run(connection, statement, row)


def _visit_row(
    record: PageRecord | FetchRecord, run_id: int | None, visit: Visit, want: Want | None
) -> dict[str, object]:
    """Return what the row of an address says of a visit, whatever that gave."""
    return {
        "url": record.url,
        "host": record.host,
        "depth": record.depth,
        "status": record.status,
        "etag": record.etag,
        "last_modified": record.last_modified,
        "first_seen_at": record.fetched_at,
        "fetched_at": record.fetched_at,
        "run_id": run_id,
        "site": record.site,
        "crawl": None if want is None else want.crawl,
        "due_at": visit.due_at,
    }


def _save_snapshot(connection: Connection, page: PreparedPage) -> None:
    snapshot = page.record.snapshot
    if snapshot is None:
        return
    run(
        connection,
        upsert_snapshot(connection.dialect.name),
        {
            "fingerprint": page.fingerprint,
            "url": page.record.url,
            "fetched_at": page.record.fetched_at,
            "sha256": page.snapshot_sha256,
            "headers": {clean_header(name): clean_header(value) for name, value in snapshot.headers.items()},
            "body_bytes": len(snapshot.body),
            "body": page.snapshot_body,
        },
    )


def _save_clean(
    connection: Connection, page: PreparedPage, known: _Known, run_id: int | None
) -> tuple[int, int | None]:
    """Write the article; return its id and `duplicate_of`."""
    record, content = page.record, page.content
    is_new = known.clean_item is None
    duplicate_of = duplicates.find_original(connection, content) if is_new else known.duplicate_of
    [(item,)] = fetch(
        connection,
        upsert_clean(connection.dialect.name),
        {
            "fingerprint": page.fingerprint,
            "url": record.url,
            "canonical_url": record.canonical_url,
            "host": record.host,
            "title": record.title,
            "byline": "、".join(record.byline) or None,
            "published_at": page.published_at,
            "body": content.body,
            "body_chars": len(content.body),
            "content_hash": content.hash,
            "duplicate_of": duplicate_of,
            "outcome": record.outcome,
            "score": record.score,
            "needs_review": record.needs_review,
            "first_seen_at": record.fetched_at,
            "fetched_at": record.fetched_at,
            "run_id": run_id,
        },
    )
    if is_new and duplicate_of is None:
        duplicates.add_keys(connection, item, content.keys)
    elif not is_new and known.content_hash != content.hash:
        duplicate_of = duplicates.move(connection, item, content)
    return int(item), duplicate_of


def _save_flagged(
    connection: Connection, page: PreparedPage, clean_item: int | None, run_id: int | None
) -> int:
    """Write the row of a page with spam; return its id."""
    record = page.record
    [(item,)] = fetch(
        connection,
        upsert_flagged(connection.dialect.name, refiltered=record.is_refiltered),
        {
            "fingerprint": page.fingerprint,
            "url": record.url,
            "canonical_url": record.canonical_url,
            "host": record.host,
            "title": record.title,
            "outcome": record.outcome,
            "score": record.score,
            "page_chars": record.page_chars,
            "spam_chars": record.spam_chars,
            "needs_review": record.needs_review,
            "shown_to_browsers": record.shown_to_browsers,
            "clean_item_id": clean_item,
            "first_seen_at": record.fetched_at,
            "fetched_at": record.fetched_at,
            "run_id": run_id,
        },
    )
    return int(item)


def _to_utc(time: datetime | None) -> datetime | None:
    """Return the time in UTC; None when it lies outside the years that can be stored."""
    if time is None:
        return None
    try:
        return (time if time.tzinfo else time.replace(tzinfo=_CHINA)).astimezone(UTC)
    except OverflowError:
        return None
