"""What one fetched page does to the tables, inside a transaction of the caller."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from hashlib import sha256
from typing import Any

import zstandard
from sqlalchemy import ColumnElement, Connection, Insert, Table, case, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from storage import duplicates
from storage.models import (
    CONTACT_CHARS,
    Base,
    CleanItem,
    Contact,
    ContactSighting,
    Fetch,
    FlaggedItem,
    SnapshotRow,
    SpamBlock,
)
from storage.records import (
    CLEAN,
    CLEANED,
    EMPTY,
    OUTCOMES,
    REJECTED,
    BlockRecord,
    ContactRecord,
    FetchRecord,
    PageRecord,
    Saved,
    fingerprint,
)
from storage.similarity import content_hash, near_keys
from storage.types import clean_text

FAILED = "failed"
_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """A page with all that costs time and needs no transaction."""

    record: PageRecord
    fingerprint: str
    body: str
    content_hash: str
    near_keys: tuple[int, ...]
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
    body = clean_text(record.body or "") if record.outcome in {CLEAN, CLEANED} else ""
    snapshot = record.snapshot
    digest = None if snapshot is None else sha256(snapshot.body).hexdigest()
    return PreparedPage(
        record=record,
        fingerprint=fingerprint(record.canonical_url),
        body=body,
        content_hash=content_hash(body),
        near_keys=near_keys(body),
        published_at=_to_utc(record.published_at),
        body_hash=digest if record.body_hash is None else record.body_hash,
        snapshot_sha256=digest,
        snapshot_body=None if snapshot is None else zstandard.compress(snapshot.body, 3),
    )


def save_page(connection: Connection, page: PreparedPage, run_id: int | None) -> Saved:
    """Write a page's rows, in place of those from an earlier fetch of it.

    An empty answer (neither article nor spam) from an address that once had either changes nothing but what is
    known of the fetch: a site under maintenance must not cost what was collected. Unless the bytes are the same:
    then it is the filter that judges otherwise, and the rows go.
    """
    same_bytes = page.record.outcome == EMPTY and _has_same_bytes(connection, page)
    _record_visit(connection, page, run_id)
    if page.record.outcome == EMPTY and not same_bytes and _has_items(connection, page.fingerprint):
        return Saved(None, None, None)
    _save_snapshot(connection, page)
    clean_item, duplicate_of = None, None
    if page.record.outcome in {CLEAN, CLEANED}:
        clean_item, duplicate_of = _save_clean(connection, page, run_id)
    else:
        _drop_clean(connection, page.fingerprint)
    flagged_item = None
    if page.record.outcome in {CLEANED, REJECTED}:
        flagged_item = _save_flagged(connection, page, clean_item, run_id)
    else:
        connection.execute(delete(FlaggedItem).where(FlaggedItem.fingerprint == page.fingerprint))
    return Saved(clean_item, flagged_item, duplicate_of)


def save_fetch(connection: Connection, fetch: FetchRecord, run_id: int | None) -> None:
    """Write what a fetch without a page to judge told about its address."""
    canonical_url = fetch.url if fetch.canonical_url is None else fetch.canonical_url
    connection.execute(
        _upsert_fetch(connection.dialect.name, judged=False),
        {
            "fingerprint": fingerprint(canonical_url),
            "url": fetch.url,
            "canonical_url": canonical_url,
            "host": fetch.host,
            "state": fetch.state,
            "depth": fetch.depth,
            "status": fetch.status,
            "error": fetch.error,
            "etag": fetch.etag,
            "last_modified": fetch.last_modified,
            "body_hash": fetch.body_hash,
            "first_seen_at": fetch.fetched_at,
            "fetched_at": fetch.fetched_at,
            "retries": int(fetch.state == FAILED),
            "run_id": run_id,
        },
    )


def _record_visit(connection: Connection, page: PreparedPage, run_id: int | None) -> None:
    record = page.record
    connection.execute(
        _upsert_fetch(connection.dialect.name, judged=True),
        {
            "fingerprint": page.fingerprint,
            "url": record.url,
            "canonical_url": record.canonical_url,
            "host": record.host,
            "state": "done",
            "outcome": record.outcome,
            "depth": record.depth,
            "status": record.status,
            "error": None,
            "etag": record.etag,
            "last_modified": record.last_modified,
            "body_hash": page.body_hash,
            "first_seen_at": record.fetched_at,
            "fetched_at": record.fetched_at,
            "retries": 0,
            "run_id": run_id,
        },
    )


def _save_snapshot(connection: Connection, page: PreparedPage) -> None:
    snapshot = page.record.snapshot
    if snapshot is None:
        return
    connection.execute(
        _upsert_snapshot(connection.dialect.name),
        {
            "fingerprint": page.fingerprint,
            "url": page.record.url,
            "fetched_at": page.record.fetched_at,
            "sha256": page.snapshot_sha256,
            "headers": {clean_text(name): clean_text(value) for name, value in snapshot.headers.items()},
            "body_bytes": len(snapshot.body),
            "body": page.snapshot_body,
        },
    )


def _save_clean(connection: Connection, page: PreparedPage, run_id: int | None) -> tuple[int, int | None]:
    """Write the article; return its id and `duplicate_of`."""
    record = page.record
    earlier = connection.execute(
        select(CleanItem.content_hash, CleanItem.duplicate_of).where(
            CleanItem.fingerprint == page.fingerprint
        )
    ).one_or_none()
    if earlier is None:
        duplicate_of = duplicates.find_original(connection, page.body, page.near_keys)
    else:
        duplicate_of = earlier.duplicate_of
    item: int = connection.execute(
        _upsert_clean(connection.dialect.name),
        {
            "fingerprint": page.fingerprint,
            "url": record.url,
            "canonical_url": record.canonical_url,
            "host": record.host,
            "title": record.title,
            "byline": "、".join(record.byline) or None,
            "published_at": page.published_at,
            "body": page.body,
            "body_chars": len(page.body),
            "content_hash": page.content_hash,
            "duplicate_of": duplicate_of,
            "outcome": record.outcome,
            "score": record.score,
            "needs_review": record.needs_review,
            "first_seen_at": record.fetched_at,
            "fetched_at": record.fetched_at,
            "run_id": run_id,
        },
    ).scalar_one()
    if earlier is None and duplicate_of is None:
        duplicates.add_keys(connection, item, page.near_keys)
    elif earlier is not None and earlier.content_hash != page.content_hash:
        duplicate_of = duplicates.move(connection, item, page.body, page.near_keys)
    return item, duplicate_of


def _drop_clean(connection: Connection, page_fingerprint: str) -> None:
    item = connection.scalar(select(CleanItem.id).where(CleanItem.fingerprint == page_fingerprint))
    if item is not None:
        duplicates.remove(connection, item)


def _save_flagged(
    connection: Connection, page: PreparedPage, clean_item: int | None, run_id: int | None
) -> int:
    """Write what was cut and whom it advertises; return the flagged item's id."""
    record = page.record
    item: int = connection.execute(
        _upsert_flagged(connection.dialect.name),
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
            "clean_item_id": clean_item,
            "first_seen_at": record.fetched_at,
            "fetched_at": record.fetched_at,
            "run_id": run_id,
        },
    ).scalar_one()
    connection.execute(delete(SpamBlock).where(SpamBlock.flagged_item_id == item))  # and their sightings
    if record.blocks:
        _save_blocks(connection, item, record.blocks, record.fetched_at)
    return item


def _save_blocks(
    connection: Connection, item: int, blocks: tuple[BlockRecord, ...], seen_at: datetime
) -> None:
    ids = connection.scalars(
        insert(SpamBlock).returning(SpamBlock.id, sort_by_parameter_order=True),
        [
            {
                "flagged_item_id": item,
                "position": block.position,
                "start": block.start,
                "end": block.end,
                "text": block.text,
                "score": block.score,
                "signals": _clean_signals(block.signals),
            }
            for block in blocks
        ],
    ).all()
    contacts = _save_contacts(connection, blocks, seen_at)
    sightings = [
        {
            "contact_id": contacts[_identity(contact)],
            "flagged_item_id": item,
            "spam_block_id": block_id,
            "raw": contact.raw,
        }
        for block_id, block in zip(ids, blocks, strict=True)
        for contact in block.contacts
    ]
    if sightings:
        connection.execute(insert(ContactSighting), sightings)


def _save_contacts(
    connection: Connection, blocks: tuple[BlockRecord, ...], seen_at: datetime
) -> dict[tuple[str, str], int]:
    """Return the ids of the contacts in the blocks, by kind and value."""
    identities = sorted({_identity(contact) for block in blocks for contact in block.contacts})
    return {
        (kind, value): connection.execute(
            _upsert_contact(connection.dialect.name),
            {"kind": kind, "value": value, "first_seen_at": seen_at, "last_seen_at": seen_at},
        ).scalar_one()
        for kind, value in identities
    }


def _identity(contact: ContactRecord) -> tuple[str, str]:
    return clean_text(contact.kind)[:CONTACT_CHARS], clean_text(contact.value)[:CONTACT_CHARS]


def _clean_signals(signals: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {clean_text(name): [clean_text(value) for value in values] for name, values in signals.items()}


def _has_same_bytes(connection: Connection, page: PreparedPage) -> bool:
    earlier = connection.scalar(select(Fetch.body_hash).where(Fetch.fingerprint == page.fingerprint))
    return earlier is not None and earlier == page.body_hash


def _has_items(connection: Connection, page_fingerprint: str) -> bool:
    return any(
        connection.scalar(select(item.id).where(item.fingerprint == page_fingerprint)) is not None
        for item in (CleanItem, FlaggedItem)
    )


def _to_utc(time: datetime | None) -> datetime | None:
    """Return the time in UTC; None when it lies outside the years that can be stored."""
    if time is None:
        return None
    try:
        return (time if time.tzinfo else time.replace(tzinfo=_CHINA)).astimezone(UTC)
    except OverflowError:
        return None


# The statements below are made once a dialect: SQLAlchemy then finds their compiled form at once.


def _table(model: type[Base]) -> Table:
    return model.metadata.tables[model.__tablename__]


def _insert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _upsert_fetch(dialect: str, *, judged: bool) -> Insert:
    table = _table(Fetch)
    statement = _insert(dialect, table)
    new = statement.excluded
    replaced = ["url", "host", "state", "depth", "status", "error", "fetched_at", "run_id"]
    changes: dict[str, ColumnElement[Any]] = {name: new[name] for name in replaced}
    for name in ("etag", "last_modified", "body_hash"):
        changes[name] = new[name] if judged else case((new[name].is_(None), table.c[name]), else_=new[name])
    if judged:
        changes["outcome"] = new.outcome
    changes["retries"] = case((new.state == FAILED, table.c.retries + 1), else_=0)
    return statement.on_conflict_do_update(index_elements=["fingerprint"], set_=changes)


@cache
def _upsert_snapshot(dialect: str) -> Insert:
    return _replace(dialect, _table(SnapshotRow), keep=())


@cache
def _upsert_clean(dialect: str) -> Insert:
    return _replace(dialect, _table(CleanItem), keep=("first_seen_at",)).returning(CleanItem.id)


@cache
def _upsert_flagged(dialect: str) -> Insert:
    return _replace(dialect, _table(FlaggedItem), keep=("first_seen_at",)).returning(FlaggedItem.id)


def _replace(dialect: str, table: Table, keep: tuple[str, ...]) -> Insert:
    """Return the statement that writes a page's row, over an earlier one except for the columns to keep."""
    statement = _insert(dialect, table)
    kept = {"id", "fingerprint", *keep}
    changes = {
        column.name: statement.excluded[column.name] for column in table.columns if column.name not in kept
    }
    return statement.on_conflict_do_update(index_elements=["fingerprint"], set_=changes)


@cache
def _upsert_contact(dialect: str) -> Insert:
    table = _table(Contact)
    statement = _insert(dialect, table)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["kind", "value"],
        set_={
            "first_seen_at": case(
                (new.first_seen_at < table.c.first_seen_at, new.first_seen_at), else_=table.c.first_seen_at
            ),
            "last_seen_at": case(
                (new.last_seen_at > table.c.last_seen_at, new.last_seen_at), else_=table.c.last_seen_at
            ),
        },
    ).returning(Contact.id)
