"""What was cut from a page: the blocks, and the contacts in them, inside a transaction of the caller."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.models import CONTACT_CHARS, Contact, ContactSighting, FlaggedItem, SpamBlock
from storage.prepared import fetch, run
from storage.records import BlockRecord, ContactRecord
from storage.types import UtcDateTime, clean_text
from storage.upserts import upsert_contact

# Made once, as those of upserts.py: building a statement costs more than running it.
_ADD_BLOCKS = insert(SpamBlock)
_BLOCK_IDS = select(SpamBlock.id).where(SpamBlock.flagged_item_id == bindparam("item")).order_by(SpamBlock.id)
_ADD_SIGHTINGS = insert(ContactSighting)
_SEEN_AGAIN = (
    update(Contact)
    .where(
        Contact.id.in_(
            select(ContactSighting.contact_id)
            .join(FlaggedItem, FlaggedItem.id == ContactSighting.flagged_item_id)
            .where(FlaggedItem.fingerprint == bindparam("page"))
        ),
        Contact.last_seen_at < bindparam("seen_at", type_=UtcDateTime),
    )
    .values(last_seen_at=bindparam("seen_at", type_=UtcDateTime))
)


def save_blocks(
    connection: Connection, item: int, blocks: tuple[BlockRecord, ...], seen_at: datetime
) -> None:
    """Write what was cut from a page and whom it advertises."""
    if not blocks:
        return
    run(
        connection,
        _ADD_BLOCKS,
        *(
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
        ),
    )
    contacts = _save_contacts(connection, blocks, seen_at)
    if not contacts:
        return
    # Asked for afterwards: RETURNING in the order of the blocks makes SQLite take them one statement each.
    ids = [number for (number,) in fetch(connection, _BLOCK_IDS, {"item": item})]
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
    run(connection, _ADD_SIGHTINGS, *sightings)


def _save_contacts(
    connection: Connection, blocks: tuple[BlockRecord, ...], seen_at: datetime
) -> dict[tuple[str, str], int]:
    """Return the ids of the contacts in the blocks, by kind and value."""
    identities = sorted({_identity(contact) for block in blocks for contact in block.contacts})
    return {
        (kind, value): fetch(
            connection,
            upsert_contact(connection.dialect.name),
            {"kind": kind, "value": value, "first_seen_at": seen_at, "last_seen_at": seen_at},
        )[0][0]
        for kind, value in identities
    }


def _identity(contact: ContactRecord) -> tuple[str, str]:
    return clean_text(contact.kind)[:CONTACT_CHARS], clean_text(contact.value)[:CONTACT_CHARS]


def _clean_signals(signals: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {clean_text(name): [clean_text(value) for value in values] for name, values in signals.items()}


def see_again(connection: Connection, page: str, seen_at: datetime) -> None:
    """Note that a page of this fingerprint still shows the contacts that were cut from it."""
    run(connection, _SEEN_AGAIN, {"page": page, "seen_at": seen_at})
