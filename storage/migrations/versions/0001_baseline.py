"""Baseline: the nine tables and two views.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

ARTICLES = """
CREATE VIEW articles AS
SELECT id, fingerprint, url, canonical_url, host, title, byline, published_at, body, body_chars,
    content_hash, duplicate_of, outcome, score, needs_review, first_seen_at, fetched_at, run_id
FROM clean_items
WHERE duplicate_of IS NULL
"""

# `brands`: what the signal "brand" saw anywhere on the pages that show the contact.
CAMPAIGNS = """
CREATE VIEW campaigns AS
SELECT c.kind, c.value,
    count(DISTINCT s.flagged_item_id) AS pages,
    count(DISTINCT f.host) AS hosts,
    coalesce(({brands}), '') AS brands,
    c.first_seen_at, c.last_seen_at
FROM contacts AS c
JOIN contact_sightings AS s ON s.contact_id = c.id
JOIN flagged_items AS f ON f.id = s.flagged_item_id
GROUP BY c.id, c.kind, c.value, c.first_seen_at, c.last_seen_at
"""

BRANDS = {
    "sqlite": """
        SELECT group_concat(brand, '、') FROM (
            SELECT DISTINCT j.value AS brand
            FROM (SELECT DISTINCT flagged_item_id FROM contact_sightings WHERE contact_id = c.id) AS p
            JOIN spam_blocks AS b ON b.flagged_item_id = p.flagged_item_id,
            json_each(b.signals, '$.brand') AS j
            ORDER BY brand
        )
    """,
    "postgresql": """
        SELECT string_agg(DISTINCT j.brand, '、' ORDER BY j.brand)
        FROM (SELECT DISTINCT flagged_item_id FROM contact_sightings WHERE contact_id = c.id) AS p
        JOIN spam_blocks AS b ON b.flagged_item_id = p.flagged_item_id
        CROSS JOIN LATERAL jsonb_array_elements_text(b.signals -> 'brand') AS j (brand)
    """,
}


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("id", ID, nullable=False, comment="number of the run"),
        sa.Column("spider", sa.Text(), nullable=False, comment="name of the spider"),
        sa.Column("arguments", JSON, nullable=False, comment="the spider's arguments, JSON object"),
        sa.Column("started_at", UTC, nullable=False, comment="when it began, UTC"),
        sa.Column("finished_at", UTC, nullable=True, comment="when it ended, UTC; null: running, or died"),
        sa.Column(
            "finish_reason",
            sa.Text(),
            nullable=True,
            comment="why it ended, e.g. finished, shutdown; died: killed before it could say",
        ),
        sa.Column("counts", JSON, nullable=True, comment="what it did, JSON object of numbers"),
        sa.Column("version", sa.Text(), nullable=False, comment="version of the program"),
        sa.Column("model_digest", sa.Text(), nullable=False, comment="digest of the filter's model"),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        comment="one row a crawl",
    )
    op.create_table(
        "clean_items",
        sa.Column("id", ID, nullable=False, comment="number of the item"),
        sa.Column(
            "fingerprint", sa.Text(), nullable=False, comment="blake2b of the canonical URL: one row a page"
        ),
        sa.Column("url", sa.Text(), nullable=False, comment="address it was fetched from"),
        sa.Column(
            "canonical_url",
            sa.Text(),
            nullable=False,
            comment="the address without tracking parameters and the like",
        ),
        sa.Column("host", sa.Text(), nullable=False, comment="host name in the address"),
        sa.Column("title", sa.Text(), nullable=True, comment="title of the article"),
        sa.Column("byline", sa.Text(), nullable=True, comment="names of the authors, joined by 、"),
        sa.Column("published_at", UTC, nullable=True, comment="when the article was published, UTC"),
        sa.Column("body", sa.Text(), nullable=False, comment="the genuine text, one paragraph a line"),
        sa.Column("body_chars", sa.Integer(), nullable=False, comment="characters in body"),
        sa.Column("content_hash", sa.Text(), nullable=False, comment="blake2b of body without white space"),
        sa.Column(
            "duplicate_of",
            ID,
            sa.ForeignKey("clean_items.id", name="fk_clean_items_duplicate_of", ondelete="SET NULL"),
            nullable=True,
            comment="id of the item that had this article first; null: this one",
        ),
        sa.Column(
            "outcome", sa.Text(), nullable=False, comment="clean: no spam found; cleaned: spam was cut"
        ),
        sa.Column("score", sa.Double(), nullable=False, comment="how sure the page carries spam, 0 to 1"),
        sa.Column("needs_review", sa.Boolean(), nullable=False, comment="the filter was unsure of this page"),
        sa.Column("first_seen_at", UTC, nullable=False, comment="when the article was first stored, UTC"),
        sa.Column("fetched_at", UTC, nullable=False, comment="when the page was last fetched, UTC"),
        sa.Column(
            "run_id",
            ID,
            sa.ForeignKey("runs.id", name="fk_clean_items_run_id", ondelete="SET NULL"),
            nullable=True,
            comment="the crawl that last wrote this row",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_clean_items"),
        sa.UniqueConstraint("fingerprint", name="uq_clean_items_fingerprint"),
        comment="one row a page with a genuine article",
    )
    op.create_index(
        "ix_clean_items_content_hash_duplicate_of", "clean_items", ["content_hash", "duplicate_of"]
    )
    op.create_index("ix_clean_items_duplicate_of", "clean_items", ["duplicate_of"])
    op.create_index("ix_clean_items_fetched_at", "clean_items", ["fetched_at"])
    op.create_index("ix_clean_items_host", "clean_items", ["host"])
    op.create_index("ix_clean_items_published_at", "clean_items", ["published_at"])
    op.create_table(
        "similarity_keys",
        sa.Column("key", ID, autoincrement=False, nullable=False, comment="hash of shingles of the body"),
        sa.Column(
            "clean_item_id",
            ID,
            sa.ForeignKey("clean_items.id", name="fk_similarity_keys_clean_item_id", ondelete="CASCADE"),
            nullable=False,
            comment="the item that has this key",
        ),
        sa.PrimaryKeyConstraint("key", "clean_item_id", name="pk_similarity_keys"),
        comment="index of near duplicates",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_similarity_keys_clean_item_id", "similarity_keys", ["clean_item_id"])
    op.create_table(
        "flagged_items",
        sa.Column("id", ID, nullable=False, comment="number of the item"),
        sa.Column(
            "fingerprint", sa.Text(), nullable=False, comment="blake2b of the canonical URL: one row a page"
        ),
        sa.Column("url", sa.Text(), nullable=False, comment="address it was fetched from"),
        sa.Column(
            "canonical_url",
            sa.Text(),
            nullable=False,
            comment="the address without tracking parameters and the like",
        ),
        sa.Column("host", sa.Text(), nullable=False, comment="host name in the address"),
        sa.Column("title", sa.Text(), nullable=True, comment="title of the article or the page"),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=False,
            comment="cleaned: spam cut, article kept; rejected: spam and no article",
        ),
        sa.Column("score", sa.Double(), nullable=False, comment="how sure the page carries spam, 0 to 1"),
        sa.Column("page_chars", sa.Integer(), nullable=False, comment="characters of text on the page"),
        sa.Column("spam_chars", sa.Integer(), nullable=False, comment="characters of it that were cut"),
        sa.Column("needs_review", sa.Boolean(), nullable=False, comment="the filter was unsure of this page"),
        sa.Column(
            "shown_to_browsers",
            sa.Boolean(),
            nullable=True,
            comment="whether an ordinary browser was served spam, too; null: not checked",
        ),
        sa.Column(
            "clean_item_id",
            ID,
            sa.ForeignKey("clean_items.id", name="fk_flagged_items_clean_item_id", ondelete="SET NULL"),
            nullable=True,
            comment="the article left after the cut",
        ),
        sa.Column("first_seen_at", UTC, nullable=False, comment="when spam was first found here, UTC"),
        sa.Column("fetched_at", UTC, nullable=False, comment="when the page was last fetched, UTC"),
        sa.Column(
            "run_id",
            ID,
            sa.ForeignKey("runs.id", name="fk_flagged_items_run_id", ondelete="SET NULL"),
            nullable=True,
            comment="the crawl that last wrote this row",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_flagged_items"),
        sa.UniqueConstraint("fingerprint", name="uq_flagged_items_fingerprint"),
        comment="one row a page with spam",
    )
    op.create_index("ix_flagged_items_clean_item_id", "flagged_items", ["clean_item_id"])
    op.create_index("ix_flagged_items_fetched_at", "flagged_items", ["fetched_at"])
    op.create_index("ix_flagged_items_host", "flagged_items", ["host"])
    op.create_table(
        "spam_blocks",
        sa.Column("id", ID, nullable=False, comment="number of the block"),
        sa.Column(
            "flagged_item_id",
            ID,
            sa.ForeignKey("flagged_items.id", name="fk_spam_blocks_flagged_item_id", ondelete="CASCADE"),
            nullable=False,
            comment="the page it was cut from",
        ),
        sa.Column(
            "position", sa.Integer(), nullable=False, comment="number of the block on the page, from 0"
        ),
        sa.Column("start", sa.Integer(), nullable=False, comment="first character of it in the page's text"),
        sa.Column("end", sa.Integer(), nullable=False, comment="character after its last one"),
        sa.Column("text", sa.Text(), nullable=False, comment="the text that was cut"),
        sa.Column("score", sa.Double(), nullable=False, comment="probability that it is spam"),
        sa.Column("signals", JSON, nullable=False, comment="why: JSON object, signal -> values found"),
        sa.PrimaryKeyConstraint("id", name="pk_spam_blocks"),
        comment="one row a block that was cut from a page",
    )
    op.create_index("ix_spam_blocks_flagged_item_id", "spam_blocks", ["flagged_item_id"])
    op.create_table(
        "contacts",
        sa.Column("id", ID, nullable=False, comment="number of the contact"),
        sa.Column("kind", sa.Text(), nullable=False, comment="phone, wechat or qq"),
        sa.Column("value", sa.Text(), nullable=False, comment="the number or id, undisguised"),
        sa.Column("first_seen_at", UTC, nullable=False, comment="earliest fetch that showed it, UTC"),
        sa.Column("last_seen_at", UTC, nullable=False, comment="latest fetch that showed it, UTC"),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("kind", "value", name="uq_contacts_kind_value"),
        comment="one row a phone number or id found in spam",
    )
    op.create_table(
        "contact_sightings",
        sa.Column("id", ID, nullable=False, comment="number of the sighting"),
        sa.Column(
            "contact_id",
            ID,
            sa.ForeignKey("contacts.id", name="fk_contact_sightings_contact_id", ondelete="CASCADE"),
            nullable=False,
            comment="what was seen",
        ),
        sa.Column(
            "flagged_item_id",
            ID,
            sa.ForeignKey(
                "flagged_items.id", name="fk_contact_sightings_flagged_item_id", ondelete="CASCADE"
            ),
            nullable=False,
            comment="the page",
        ),
        sa.Column(
            "spam_block_id",
            ID,
            sa.ForeignKey("spam_blocks.id", name="fk_contact_sightings_spam_block_id", ondelete="CASCADE"),
            nullable=False,
            comment="the block on that page",
        ),
        sa.Column("raw", sa.Text(), nullable=False, comment="as it was written"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_sightings"),
        comment="one row a contact in a spam block",
    )
    op.create_index("ix_contact_sightings_contact_id", "contact_sightings", ["contact_id"])
    op.create_index("ix_contact_sightings_flagged_item_id", "contact_sightings", ["flagged_item_id"])
    op.create_index("ix_contact_sightings_spam_block_id", "contact_sightings", ["spam_block_id"])
    op.create_table(
        "snapshots",
        sa.Column("id", ID, nullable=False, comment="number of the snapshot"),
        sa.Column(
            "fingerprint", sa.Text(), nullable=False, comment="blake2b of the canonical URL: one row a page"
        ),
        sa.Column("url", sa.Text(), nullable=False, comment="address it was fetched from"),
        sa.Column("fetched_at", UTC, nullable=False, comment="when it was served, UTC"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="hexadecimal digest of the body as served"),
        sa.Column("headers", JSON, nullable=False, comment="response headers, JSON object"),
        sa.Column("body_bytes", sa.Integer(), nullable=False, comment="bytes of the body as served"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="the body as served, zstd-compressed"),
        sa.PrimaryKeyConstraint("id", name="pk_snapshots"),
        sa.UniqueConstraint("fingerprint", name="uq_snapshots_fingerprint"),
        comment="one row a page as served",
    )
    op.create_table(
        "fetches",
        sa.Column("id", ID, nullable=False, comment="number of the address"),
        sa.Column(
            "fingerprint", sa.Text(), nullable=False, comment="blake2b of the canonical URL: one row a page"
        ),
        sa.Column("url", sa.Text(), nullable=False, comment="the address as found"),
        sa.Column(
            "canonical_url",
            sa.Text(),
            nullable=False,
            comment="the address without tracking parameters and the like",
        ),
        sa.Column("host", sa.Text(), nullable=False, comment="host name in the address"),
        sa.Column(
            "site",
            sa.Text(),
            nullable=True,
            comment="its registrable domain; of an IP address, with the port",
        ),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="queued (never fetched), done, redirected, skipped, failed",
        ),
        sa.Column(
            "outcome", sa.Text(), nullable=True, comment="clean, cleaned, rejected, empty; null: never judged"
        ),
        sa.Column("depth", sa.Integer(), nullable=False, comment="links between it and a seed"),
        sa.Column(
            "queue",
            sa.Integer(),
            nullable=True,
            comment="its place in the queue, lowest first; null: does not wait",
        ),
        sa.Column("crawl", sa.Text(), nullable=True, comment="the spider and arguments that look after it"),
        sa.Column(
            "status", sa.Integer(), nullable=True, comment="HTTP status of the last answer; null: no answer"
        ),
        sa.Column("error", sa.Text(), nullable=True, comment="what went wrong the last time; null: nothing"),
        sa.Column("etag", sa.Text(), nullable=True, comment="ETag of the last answer"),
        sa.Column("last_modified", sa.Text(), nullable=True, comment="Last-Modified of the last answer"),
        sa.Column("body_hash", sa.Text(), nullable=True, comment="digest of the last response body"),
        sa.Column("first_seen_at", UTC, nullable=False, comment="when it was found, UTC"),
        sa.Column("fetched_at", UTC, nullable=True, comment="when it was last fetched, UTC; null: never"),
        sa.Column("due_at", UTC, nullable=True, comment="when to fetch it again, UTC; null: not planned"),
        sa.Column("retries", sa.Integer(), nullable=False, comment="failures since the last answer"),
        sa.Column(
            "run_id",
            ID,
            sa.ForeignKey("runs.id", name="fk_fetches_run_id", ondelete="SET NULL"),
            nullable=True,
            comment="the crawl that last fetched it",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_fetches"),
        sa.UniqueConstraint("fingerprint", name="uq_fetches_fingerprint"),
        comment="one row an address: what is known of it, and whether it waits to be fetched",
    )
    op.create_index(
        "ix_fetches_crawl_site_queue_id",
        "fetches",
        ["crawl", "site", "queue", "id"],
        sqlite_where=sa.text("queue IS NOT NULL"),
        postgresql_where=sa.text("queue IS NOT NULL"),
    )
    op.create_index("ix_fetches_host", "fetches", ["host"])
    op.execute(sa.text(ARTICLES))
    op.execute(sa.text(CAMPAIGNS.format(brands=BRANDS[op.get_bind().dialect.name])))
