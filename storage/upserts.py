"""The statements that write a row or change it, made once a dialect: SQLAlchemy then finds their compiled form at once."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, Table, case, func, null
from sqlalchemy.dialects import postgresql, sqlite

from storage.models import Base, CleanItem, Contact, Fetch, FlaggedItem, SnapshotRow
from storage.records import FAILED, REDIRECTED


def table_of(model: type[Base]) -> Table:
    """Return the table of a model."""
    return model.metadata.tables[model.__tablename__]


def insert_into(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that can be told what to do where the row is there already."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def upsert_fetch(dialect: str, *, anew: bool, refiltered: bool = False, asked: bool = True) -> Insert:
    """Return the statement that writes what an answer tells of its address.

    ``anew``: it gave a page, a feed or a file, and what is known of an earlier one says nothing of that; ``refiltered``: the
    page was judged again, and not fetched; not ``asked``: it is out of an archive.
    """
    table = table_of(Fetch)
    statement = insert_into(dialect, table)
    new = statement.excluded
    if refiltered:  # nothing was fetched; perhaps its address has served something else since
        is_last = table.c.body_hash == new.body_hash
        return statement.on_conflict_do_update(
            index_elements=["fingerprint"],
            set_={name: case((is_last, new[name]), else_=table.c[name]) for name in ("outcome", "run_id")},
        )
    replaced = ["url", "host", "state", "depth", "status", "error", "fetched_at", "run_id"]
    changes: dict[str, ColumnElement[Any]] = {name: new[name] for name in replaced}
    for name in ("etag", "last_modified", "body_hash"):
        changes[name] = new[name] if anew else case((new[name].is_(None), table.c[name]), else_=new[name])
    if anew:
        changes["outcome"] = new.outcome
    for name in ("site", "crawl"):
        changes[name] = func.coalesce(new[name], table.c[name])
    if not asked:
        # Out of an archive: the crawl that looks after the address does so as before, and its links are still to be
        # followed.
        changes["depth"] = table.c.depth
        for name in ("etag", "last_modified", "body_hash"):
            is_known = table.c.body_hash == new.body_hash
            changes[name] = case(
                (table.c.crawl.is_(None), new[name]), (is_known, table.c[name]), else_=null()
            )
        changes["due_at"] = func.coalesce(table.c.due_at, new.due_at)
        return statement.on_conflict_do_update(index_elements=["fingerprint"], set_=changes)
    # An address that leads elsewhere waits until it is known what is there.
    changes["queue"] = case((new.state == REDIRECTED, table.c.queue), else_=null())
    changes["due_at"] = case((new.state == REDIRECTED, table.c.due_at), else_=new.due_at)
    changes["retries"] = case((new.state == FAILED, table.c.retries + 1), else_=0)
    return statement.on_conflict_do_update(index_elements=["fingerprint"], set_=changes)


@cache
def upsert_snapshot(dialect: str) -> Insert:
    """Return the statement that writes a page as served."""
    return _replace(dialect, table_of(SnapshotRow), keep=())


@cache
def upsert_clean(dialect: str) -> Insert:
    """Return the statement that writes an article and returns its id."""
    return _replace(dialect, table_of(CleanItem), keep=("first_seen_at",)).returning(CleanItem.id)


@cache
def upsert_flagged(dialect: str, *, refiltered: bool) -> Insert:
    """Return the statement that writes a page with spam and returns its id."""
    keep = ("first_seen_at", "shown_to_browsers") if refiltered else ("first_seen_at",)
    return _replace(dialect, table_of(FlaggedItem), keep=keep).returning(FlaggedItem.id)


def _replace(dialect: str, table: Table, keep: tuple[str, ...]) -> Insert:
    """Return the statement that writes a page's row, or replaces an earlier one but for the columns to keep."""
    statement = insert_into(dialect, table)
    kept = {"id", "fingerprint", *keep}
    changes = {
        column.name: statement.excluded[column.name] for column in table.columns if column.name not in kept
    }
    return statement.on_conflict_do_update(index_elements=["fingerprint"], set_=changes)


@cache
def upsert_contact(dialect: str) -> Insert:
    """Return the statement that writes when a contact was seen, and returns its id."""
    table = table_of(Contact)
    statement = insert_into(dialect, table)
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
