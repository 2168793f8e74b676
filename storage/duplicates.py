"""Keep `duplicate_of` right: every article once, its copies pointing to the item that had it first.

Invariants: an item points to an item that itself points nowhere, never to itself; only items that point
nowhere have similarity keys. An item with a blank body is nobody's duplicate.
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage.models import CleanItem, SimilarityKey
from storage.prepared import fetch, run
from storage.similarity import BANDS, content_hash, is_same_article, near_keys

CANDIDATES = 8  # bodies compared in full for one new item, those that share most keys first
BUCKET = 64  # items kept under one key: a site of 100,000 pages from one template must not make it quadratic

# Made once: building a statement costs more than running it.
_EQUAL = (
    select(CleanItem.id)
    .where(
        CleanItem.content_hash == bindparam("content_hash"),
        CleanItem.duplicate_of.is_(None),
        CleanItem.id.not_in([bindparam("item"), bindparam("besides")]),
    )
    .order_by(CleanItem.id)
    .limit(1)
)
_SHARING = select(SimilarityKey.clean_item_id).where(
    SimilarityKey.key.in_([bindparam(f"key{number}") for number in range(BANDS)]),
    SimilarityKey.clean_item_id.not_in([bindparam("item"), bindparam("besides")]),
)
_BODIES = select(CleanItem.id, CleanItem.body).where(
    CleanItem.id.in_([bindparam(f"candidate{number}") for number in range(CANDIDATES)]),
    CleanItem.duplicate_of.is_(None),
)
_KEY = bindparam("new_key", type_=SimilarityKey.key.type)
_ADD = insert(SimilarityKey).from_select(
    ["key", "clean_item_id"],
    select(_KEY, bindparam("item", type_=SimilarityKey.clean_item_id.type)).where(
        select(func.count()).select_from(SimilarityKey).where(SimilarityKey.key == _KEY).scalar_subquery()
        < BUCKET
    ),
)


@dataclass(frozen=True, slots=True)
class Content:
    """A body with what it is found by; `keys` are none for a short one."""

    body: str
    hash: str
    keys: tuple[int, ...]


def describe_content(body: str) -> Content:
    """Return a body with its hashes."""
    return Content(body, content_hash(body), near_keys(body))


def find_original(connection: Connection, content: Content, item: int = 0, besides: int = 0) -> int | None:
    """Return the id of the item that has this article already, other than the two given."""
    if not content.body.strip():
        return None
    others = {"item": item, "besides": besides}
    equal = fetch(connection, _EQUAL, {"content_hash": content.hash, **others})
    if equal:
        return int(equal[0][0])
    if not content.keys:
        return None
    sharing = Counter(number for (number,) in fetch(connection, _SHARING, {**_bind(content.keys), **others}))
    likeliest = sorted(sharing, key=lambda candidate: (-sharing[candidate], candidate))[:CANDIDATES]
    if not likeliest:
        return None
    asked = (*likeliest, *likeliest[:1] * (CANDIDATES - len(likeliest)))
    bodies = dict(fetch(connection, _BODIES, {f"candidate{number}": one for number, one in enumerate(asked)}))
    return next(
        (
            candidate
            for candidate in likeliest
            if candidate in bodies and is_same_article(content.body, bodies[candidate])
        ),
        None,
    )


def add_keys(connection: Connection, item: int, keys: tuple[int, ...]) -> None:
    """Make an item that is no duplicate findable by its near duplicates."""
    if keys:
        run(connection, _ADD, *({"new_key": key, "item": item} for key in dict.fromkeys(keys)))


def move(connection: Connection, item: int, content: Content) -> int | None:
    """Find the place of an item whose stored body has just become another; return its `duplicate_of`."""
    connection.execute(delete(SimilarityKey).where(SimilarityKey.clean_item_id == item))
    original = find_original(connection, content, item)
    connection.execute(update(CleanItem).where(CleanItem.id == item).values(duplicate_of=original))
    if original is None:
        add_keys(connection, item, content.keys)
    for follower, theirs in _followers(connection, item):
        if theirs.hash == content.hash or is_same_article(theirs.body, content.body):
            _point(connection, item, theirs, item if original is None else original)
        else:
            _resettle(connection, item, follower, theirs)
    return original


def remove(connection: Connection, item: int) -> None:
    """Delete an item; its oldest follower takes its place."""
    for follower, content in _followers(connection, item):
        _resettle(connection, item, follower, content)
    connection.execute(delete(CleanItem).where(CleanItem.id == item))


def _followers(connection: Connection, item: int) -> list[tuple[int, Content]]:
    """Return the oldest follower of each text among an item's followers, with the text, oldest first."""
    oldest = (
        select(func.min(CleanItem.id)).where(CleanItem.duplicate_of == item).group_by(CleanItem.content_hash)
    )
    found = connection.execute(
        select(CleanItem.id, CleanItem.body).where(CleanItem.id.in_(oldest)).order_by(CleanItem.id)
    )
    return [(follower, describe_content(body)) for follower, body in found]


def _resettle(connection: Connection, item: int, follower: int, content: Content) -> None:
    """Give the followers of an item that have this body another original, or make the oldest one theirs."""
    original = find_original(connection, content, item, besides=follower)
    _point(connection, item, content, follower if original is None else original)
    if original is None:
        connection.execute(update(CleanItem).where(CleanItem.id == follower).values(duplicate_of=None))
        add_keys(connection, follower, content.keys)


def _point(connection: Connection, item: int, content: Content, target: int) -> None:
    """Point the followers of an item that have this body to the target."""
    if target != item:
        connection.execute(
            update(CleanItem)
            .where(CleanItem.duplicate_of == item, CleanItem.content_hash == content.hash)
            .values(duplicate_of=target)
        )


def _bind(keys: tuple[int, ...]) -> dict[str, int]:
    return {f"key{number}": key for number, key in enumerate(keys)}
