"""Keep `duplicate_of` right: every article once, its copies pointing to the item that had it first.

Invariants: an item points to an item that itself points nowhere, never to itself; only items that point
nowhere have similarity keys. An item with a blank body is nobody's duplicate.
"""

from collections import Counter

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.models import CleanItem, SimilarityKey
from storage.similarity import content_hash, is_same_article, near_keys

CANDIDATES = 8  # bodies compared in full for one new item, those that share most keys first
BUCKET = 64  # items kept under one key: a site of 100,000 pages from one template must not make it quadratic


def find_original(
    connection: Connection, body: str, keys: tuple[int, ...], besides: tuple[int, ...] = ()
) -> int | None:
    """Return the id of the item that has this article already, leaving out the ids in `besides`."""
    if not body.strip():
        return None
    equal = connection.scalar(
        select(CleanItem.id)
        .where(
            CleanItem.content_hash == content_hash(body),
            CleanItem.duplicate_of.is_(None),
            CleanItem.id.not_in(besides),
        )
        .order_by(CleanItem.id)
        .limit(1)
    )
    if equal is not None or not keys:
        return equal
    sharing = Counter(
        connection.scalars(
            select(SimilarityKey.clean_item_id).where(
                SimilarityKey.key.in_(keys), SimilarityKey.clean_item_id.not_in(besides)
            )
        )
    )
    likeliest = sorted(sharing, key=lambda item: (-sharing[item], item))[:CANDIDATES]
    if not likeliest:
        return None
    bodies = dict(
        connection.execute(
            select(CleanItem.id, CleanItem.body).where(
                CleanItem.id.in_(likeliest), CleanItem.duplicate_of.is_(None)
            )
        ).tuples()
    )
    return next((item for item in likeliest if item in bodies and is_same_article(body, bodies[item])), None)


def add_keys(connection: Connection, item: int, keys: tuple[int, ...]) -> None:
    """Make an item that is no duplicate findable by its near duplicates."""
    if not keys:
        return
    full = set(
        connection.scalars(
            select(SimilarityKey.key)
            .where(SimilarityKey.key.in_(keys))
            .group_by(SimilarityKey.key)
            .having(func.count() >= BUCKET)
        )
    )
    rows = [{"key": key, "clean_item_id": item} for key in dict.fromkeys(keys) if key not in full]
    if rows:
        connection.execute(insert(SimilarityKey), rows)


def move(connection: Connection, item: int, body: str, keys: tuple[int, ...]) -> int | None:
    """Find the place of an item whose stored body has just become another; return its `duplicate_of`."""
    connection.execute(delete(SimilarityKey).where(SimilarityKey.clean_item_id == item))
    original = find_original(connection, body, keys, besides=(item,))
    connection.execute(update(CleanItem).where(CleanItem.id == item).values(duplicate_of=original))
    if original is None:
        add_keys(connection, item, keys)
    target = item if original is None else original
    for follower, text in _followers(connection, item):
        if content_hash(text) == content_hash(body) or is_same_article(text, body):
            _point(connection, item, text, target)
        else:
            _resettle(connection, item, follower, text)
    return original


def remove(connection: Connection, item: int) -> None:
    """Delete an item; its oldest follower takes its place."""
    for follower, text in _followers(connection, item):
        _resettle(connection, item, follower, text)
    connection.execute(delete(CleanItem).where(CleanItem.id == item))


def _followers(connection: Connection, item: int) -> list[tuple[int, str]]:
    """Return the oldest follower of each text among an item's followers, with the text, oldest first."""
    oldest = (
        select(func.min(CleanItem.id)).where(CleanItem.duplicate_of == item).group_by(CleanItem.content_hash)
    )
    found = connection.execute(
        select(CleanItem.id, CleanItem.body).where(CleanItem.id.in_(oldest)).order_by(CleanItem.id)
    )
    return [(follower, body) for follower, body in found.tuples()]


def _resettle(connection: Connection, item: int, follower: int, body: str) -> None:
    """Give the followers of an item that have this body another original, or make the oldest one theirs."""
    keys = near_keys(body)
    original = find_original(connection, body, keys, besides=(item, follower))
    _point(connection, item, body, follower if original is None else original)
    if original is None:
        connection.execute(update(CleanItem).where(CleanItem.id == follower).values(duplicate_of=None))
        add_keys(connection, follower, keys)


def _point(connection: Connection, item: int, body: str, target: int) -> None:
    """Point the followers of an item that have this body to the target."""
    if target != item:
        connection.execute(
            update(CleanItem)
            .where(CleanItem.duplicate_of == item, CleanItem.content_hash == content_hash(body))
            .values(duplicate_of=target)
        )
