"""The tables and views, each column with its meaning; what people read with plain SQL."""

from datetime import datetime

from sqlalchemy import Column, Double, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import CreateColumn
from sqlalchemy.sql.compiler import DDLCompiler

from storage.types import Id, Json, SafeInteger, SafeText, UtcDateTime

# A DNS name has at most 253; both are indexed, and PostgreSQL bounds the entries of an index.
HOST_CHARS, CONTACT_CHARS = 253, 200

_FINGERPRINT = "blake2b of the canonical URL: one row a page"
_RUN = "the crawl that last wrote this row"


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


@compiles(CreateColumn, "sqlite")
def _keep_comment(create: CreateColumn, compiler: DDLCompiler, **kw: object) -> str:
    """SQLite has no COMMENT ON, but keeps comments in the statement that `.schema` shows."""
    sql: str = compiler.visit_create_column(create, **kw)  # type: ignore[no-untyped-call]
    comment = create.element.comment
    return sql if comment is None else f"{sql} /* {comment} */"


class Run(Base):
    __tablename__ = "runs"
    __table_args__ = ({"comment": "one row a crawl"},)

    id: Mapped[int] = mapped_column(Id, primary_key=True, comment="number of the run")
    spider: Mapped[str] = mapped_column(SafeText, comment="name of the spider")
    arguments: Mapped[dict[str, str]] = mapped_column(Json, comment="the spider's arguments, JSON object")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="when it began, UTC")
    finished_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="when it ended, UTC; null: running, or died"
    )
    finish_reason: Mapped[str | None] = mapped_column(
        SafeText, comment="why it ended, e.g. finished, shutdown; died: killed before it could say"
    )
    counts: Mapped[dict[str, int] | None] = mapped_column(Json, comment="what it did, JSON object of numbers")
    version: Mapped[str] = mapped_column(SafeText, comment="version of the program")
    model_digest: Mapped[str] = mapped_column(SafeText, comment="digest of the filter's model")


class CleanItem(Base):
    __tablename__ = "clean_items"
    # Both columns: of 100,000 pages with one text, the one that is no duplicate must be found at once.
    __table_args__ = (
        Index(None, "content_hash", "duplicate_of"),
        {"comment": "one row a page with a genuine article"},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, comment="number of the item")
    fingerprint: Mapped[str] = mapped_column(Text, unique=True, comment=_FINGERPRINT)
    url: Mapped[str] = mapped_column(SafeText, comment="address it was fetched from")
    canonical_url: Mapped[str] = mapped_column(
        SafeText, comment="the address without tracking parameters and the like"
    )
    host: Mapped[str] = mapped_column(SafeText(HOST_CHARS), index=True, comment="host name in the address")
    title: Mapped[str | None] = mapped_column(SafeText, comment="title of the article")
    byline: Mapped[str | None] = mapped_column(SafeText, comment="names of the authors, joined by 、")
    published_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, index=True, comment="when the article was published, UTC"
    )
    body: Mapped[str] = mapped_column(SafeText, comment="the genuine text, one paragraph a line")
    body_chars: Mapped[int] = mapped_column(SafeInteger, comment="characters in body")
    content_hash: Mapped[str] = mapped_column(Text, comment="blake2b of body without white space")
    duplicate_of: Mapped[int | None] = mapped_column(
        Id,
        ForeignKey("clean_items.id", ondelete="SET NULL"),
        index=True,
        comment="id of the item that had this article first; null: this one",
    )
    outcome: Mapped[str] = mapped_column(Text, comment="clean: no spam found; cleaned: spam was cut")
    score: Mapped[float] = mapped_column(Double, comment="how sure the page carries spam, 0 to 1")
    needs_review: Mapped[bool] = mapped_column(comment="the filter was unsure of this page")
    first_seen_at: Mapped[datetime] = mapped_column(
        UtcDateTime, comment="when the article was first stored, UTC"
    )
    fetched_at: Mapped[datetime] = mapped_column(
        UtcDateTime, index=True, comment="when the page was last fetched, UTC"
    )
    run_id: Mapped[int | None] = mapped_column(Id, ForeignKey("runs.id", ondelete="SET NULL"), comment=_RUN)


class SimilarityKey(Base):
    """What finds near duplicates; only items that are no duplicates have keys."""

    __tablename__ = "similarity_keys"
    __table_args__ = (
        Index(None, "clean_item_id"),
        {"comment": "index of near duplicates", "sqlite_with_rowid": False},
    )

    key: Mapped[int] = mapped_column(
        Id, primary_key=True, autoincrement=False, comment="hash of shingles of the body"
    )
    clean_item_id: Mapped[int] = mapped_column(
        Id,
        ForeignKey("clean_items.id", ondelete="CASCADE"),
        primary_key=True,
        comment="the item that has this key",
    )


class FlaggedItem(Base):
    __tablename__ = "flagged_items"
    __table_args__ = ({"comment": "one row a page with spam"},)

    id: Mapped[int] = mapped_column(Id, primary_key=True, comment="number of the item")
    fingerprint: Mapped[str] = mapped_column(Text, unique=True, comment=_FINGERPRINT)
    url: Mapped[str] = mapped_column(SafeText, comment="address it was fetched from")
    canonical_url: Mapped[str] = mapped_column(
        SafeText, comment="the address without tracking parameters and the like"
    )
    host: Mapped[str] = mapped_column(SafeText(HOST_CHARS), index=True, comment="host name in the address")
    title: Mapped[str | None] = mapped_column(SafeText, comment="title of the article or the page")
    outcome: Mapped[str] = mapped_column(
        Text, comment="cleaned: spam cut, article kept; rejected: spam and no article"
    )
    score: Mapped[float] = mapped_column(Double, comment="how sure the page carries spam, 0 to 1")
    page_chars: Mapped[int] = mapped_column(SafeInteger, comment="characters of text on the page")
    spam_chars: Mapped[int] = mapped_column(SafeInteger, comment="characters of it that were cut")
    needs_review: Mapped[bool] = mapped_column(comment="the filter was unsure of this page")
    shown_to_browsers: Mapped[bool | None] = mapped_column(
        comment="whether an ordinary browser was served spam, too; null: not checked"
    )
    clean_item_id: Mapped[int | None] = mapped_column(
        Id,
        ForeignKey("clean_items.id", ondelete="SET NULL"),
        index=True,
        comment="the article left after the cut",
    )
    first_seen_at: Mapped[datetime] = mapped_column(
        UtcDateTime, comment="when spam was first found here, UTC"
    )
    fetched_at: Mapped[datetime] = mapped_column(
        UtcDateTime, index=True, comment="when the page was last fetched, UTC"
    )
    run_id: Mapped[int | None] = mapped_column(Id, ForeignKey("runs.id", ondelete="SET NULL"), comment=_RUN)


class SpamBlock(Base):
    __tablename__ = "spam_blocks"
    __table_args__ = ({"comment": "one row a block that was cut from a page"},)

    id: Mapped[int] = mapped_column(Id, primary_key=True, comment="number of the block")
    flagged_item_id: Mapped[int] = mapped_column(
        Id, ForeignKey("flagged_items.id", ondelete="CASCADE"), index=True, comment="the page it was cut from"
    )
    position: Mapped[int] = mapped_column(SafeInteger, comment="number of the block on the page, from 0")
    start: Mapped[int] = mapped_column(SafeInteger, comment="first character of it in the page's text")
    end: Mapped[int] = mapped_column(SafeInteger, comment="character after its last one")
    text: Mapped[str] = mapped_column(SafeText, comment="the text that was cut")
    score: Mapped[float] = mapped_column(Double, comment="probability that it is spam")
    signals: Mapped[dict[str, list[str]]] = mapped_column(
        Json, comment="why: JSON object, signal -> values found"
    )


class Contact(Base):
    __tablename__ = "contacts"
    __table_args__ = (Unique("kind", "value"), {"comment": "one row a phone number or id found in spam"})

    id: Mapped[int] = mapped_column(Id, primary_key=True, comment="number of the contact")
    kind: Mapped[str] = mapped_column(SafeText(CONTACT_CHARS), comment="phone, wechat or qq")
    value: Mapped[str] = mapped_column(SafeText(CONTACT_CHARS), comment="the number or id, undisguised")
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="earliest fetch that showed it, UTC")
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="latest fetch that showed it, UTC")


class ContactSighting(Base):
    __tablename__ = "contact_sightings"
    __table_args__ = ({"comment": "one row a contact in a spam block"},)

    id: Mapped[int] = mapped_column(Id, primary_key=True, comment="number of the sighting")
    contact_id: Mapped[int] = mapped_column(
        Id, ForeignKey("contacts.id", ondelete="CASCADE"), index=True, comment="what was seen"
    )
    flagged_item_id: Mapped[int] = mapped_column(
        Id, ForeignKey("flagged_items.id", ondelete="CASCADE"), index=True, comment="the page"
    )
    spam_block_id: Mapped[int] = mapped_column(
        Id, ForeignKey("spam_blocks.id", ondelete="CASCADE"), index=True, comment="the block on that page"
    )
    raw: Mapped[str] = mapped_column(SafeText, comment="as it was written")


class SnapshotRow(Base):
    __tablename__ = "snapshots"
    __table_args__ = ({"comment": "one row a page as served"},)

    id: Mapped[int] = mapped_column(Id, primary_key=True, comment="number of the snapshot")
    fingerprint: Mapped[str] = mapped_column(Text, unique=True, comment=_FINGERPRINT)
    url: Mapped[str] = mapped_column(SafeText, comment="address it was fetched from")
    fetched_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="when it was served, UTC")
    sha256: Mapped[str] = mapped_column(Text, comment="hexadecimal digest of the body as served")
    headers: Mapped[dict[str, str]] = mapped_column(Json, comment="response headers, JSON object")
    body_bytes: Mapped[int] = mapped_column(SafeInteger, comment="bytes of the body as served")
    body: Mapped[bytes] = mapped_column(LargeBinary, comment="the body as served, zstd-compressed")


class Fetch(Base):
    __tablename__ = "fetches"
    # What waits is found by crawl and site, in its order; what does not wait is not in the index.
    __table_args__ = (
        Index(
            None,
            "crawl",
            "site",
            "queue",
            "id",
            sqlite_where=text("queue IS NOT NULL"),
            postgresql_where=text("queue IS NOT NULL"),
        ),
        {"comment": "one row an address: what is known of it, and whether it waits to be fetched"},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, comment="number of the address")
    fingerprint: Mapped[str] = mapped_column(Text, unique=True, comment=_FINGERPRINT)
    url: Mapped[str] = mapped_column(SafeText, comment="the address as found")
    canonical_url: Mapped[str] = mapped_column(
        SafeText, comment="the address without tracking parameters and the like"
    )
    host: Mapped[str] = mapped_column(SafeText(HOST_CHARS), index=True, comment="host name in the address")
    site: Mapped[str | None] = mapped_column(
        SafeText(HOST_CHARS), comment="its registrable domain; of an IP address, with the port"
    )
    state: Mapped[str] = mapped_column(
        SafeText(CONTACT_CHARS), comment="queued (never fetched), done, redirected, skipped, failed"
    )
    outcome: Mapped[str | None] = mapped_column(
        Text, comment="clean, cleaned, rejected, empty; null: never judged"
    )
    depth: Mapped[int] = mapped_column(SafeInteger, comment="links between it and a seed")
    queue: Mapped[int | None] = mapped_column(
        SafeInteger, comment="its place in the queue, lowest first; null: does not wait"
    )
    crawl: Mapped[str | None] = mapped_column(
        SafeText(CONTACT_CHARS), comment="the spider and arguments that look after it"
    )
    status: Mapped[int | None] = mapped_column(
        SafeInteger, comment="HTTP status of the last answer; null: no answer"
    )
    error: Mapped[str | None] = mapped_column(
        SafeText, comment="what went wrong the last time; null: nothing"
    )
    etag: Mapped[str | None] = mapped_column(SafeText, comment="ETag of the last answer")
    last_modified: Mapped[str | None] = mapped_column(SafeText, comment="Last-Modified of the last answer")
    body_hash: Mapped[str | None] = mapped_column(SafeText, comment="digest of the last response body")
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="when it was found, UTC")
    fetched_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="when it was last fetched, UTC; null: never"
    )
    due_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="when to fetch it again, UTC; null: not planned"
    )
    retries: Mapped[int] = mapped_column(SafeInteger, comment="failures since the last answer")
    run_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("runs.id", ondelete="SET NULL"), comment="the crawl that last fetched it"
    )


# Views: read like tables; their SQL is in the migrations.
views = MetaData()

articles = Table("articles", views, *(Column(c.name, c.type) for c in CleanItem.__table__.columns))

campaigns = Table(
    "campaigns",
    views,
    Column("kind", Text),
    Column("value", Text),
    Column("pages", Integer),
    Column("hosts", Integer),
    Column("brands", Text),
    Column("first_seen_at", UtcDateTime),
    Column("last_seen_at", UtcDateTime),
)
