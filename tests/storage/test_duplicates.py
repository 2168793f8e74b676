"""The same article at other addresses is kept once, whatever is fetched again, changed or withdrawn."""

import random
from collections.abc import Callable

import pytest

from storage.records import PageRecord
from storage.store import Store
from tests.storage.records_made import article, block, page

Rows = Callable[[str], list[tuple[object, ...]]]

SITE = "http://news.test"
CHROME = "首页 > 本地 > 正文\n"


def save(store: Store, record: PageRecord) -> int | None:
    return store.save(record).result(timeout=30).duplicate_of


@pytest.fixture
def pointers(rows: Rows) -> Callable[[], dict[str, str | None]]:
    """Return path -> path of the original, after checking what must always hold."""

    def read() -> dict[str, str | None]:
        found = rows(
            "SELECT c.canonical_url, o.canonical_url, o.duplicate_of, c.id = o.id, (SELECT count(*) FROM"
            " similarity_keys k WHERE k.clean_item_id = c.id) FROM clean_items c"
            " LEFT JOIN clean_items o ON o.id = c.duplicate_of ORDER BY c.id"
        )
        for _, original, originals_original, is_itself, keys in found:
            assert originals_original is None
            assert not is_itself
            assert original is None or keys == 0
        return {
            str(url).removeprefix(SITE): None if original is None else str(original).removeprefix(SITE)
            for url, original, *_ in found
        }

    return read


Pointers = Callable[[], dict[str, str | None]]


def test_equal_and_near(store: Store, pointers: Pointers, rows: Rows) -> None:
    body = article(1)
    assert save(store, page("/a", body)) is None
    assert save(store, page("/b", body.replace("\n", " "))) == 1
    assert save(store, page("/c", CHROME + body)) == 1
    assert save(store, page("/d", article(2))) is None
    assert pointers() == {"/a": None, "/b": "/a", "/c": "/a", "/d": None}
    assert rows("SELECT canonical_url FROM articles ORDER BY id") == [
        ("http://news.test/a",),
        ("http://news.test/d",),
    ]


def test_short_bodies_only_when_equal(store: Store, pointers: Pointers) -> None:
    save(store, page("/a", "步道今天开放。"))
    save(store, page("/b", "步道今天\n开放。"))
    save(store, page("/c", "步道明天开放。"))
    assert pointers() == {"/a": None, "/b": "/a", "/c": None}


def test_blank_bodies_are_nobodys_duplicates(store: Store, pointers: Pointers) -> None:
    save(store, page("/a", ""))
    save(store, page("/b", " \n"))
    save(store, page("/c", None))
    assert pointers() == {"/a": None, "/b": None, "/c": None}


def test_fetched_again_unchanged(store: Store, pointers: Pointers) -> None:
    for _ in range(2):
        save(store, page("/a", article(1)))
        assert save(store, page("/b", article(1))) == 1
    assert pointers() == {"/a": None, "/b": "/a"}


def test_original_corrected_stays_the_original(store: Store, pointers: Pointers) -> None:
    for path in ("/a", "/b", "/c"):
        save(store, page(path, article(1)))
    assert save(store, page("/a", article(1) + "更正:步道长度有误。")) is None
    assert pointers() == {"/a": None, "/b": "/a", "/c": "/a"}


def test_original_becomes_another_article(store: Store, pointers: Pointers) -> None:
    for path in ("/a", "/b", "/c"):
        save(store, page(path, article(1)))
    save(store, page("/d", CHROME + article(1)))
    assert save(store, page("/a", article(2))) is None
    assert pointers() == {"/a": None, "/b": None, "/c": "/b", "/d": "/b"}
    assert save(store, page("/e", article(2))) == 1
    assert save(store, page("/f", article(1))) == 2


def test_original_becomes_a_duplicate_of_another(store: Store, pointers: Pointers) -> None:
    for path, seed in (("/a", 1), ("/b", 1), ("/x", 2), ("/y", 2)):
        save(store, page(path, article(seed)))
    assert save(store, page("/a", article(2))) == 3
    assert pointers() == {"/a": "/x", "/b": None, "/x": None, "/y": "/x"}


def test_follower_becomes_its_own_article_and_back(store: Store, pointers: Pointers) -> None:
    save(store, page("/a", article(1)))
    save(store, page("/b", article(1)))
    assert save(store, page("/b", article(2))) is None
    assert pointers() == {"/a": None, "/b": None}
    assert save(store, page("/b", article(1))) == 1
    assert pointers() == {"/a": None, "/b": "/a"}


def test_original_rejected_promotes_the_oldest(store: Store, pointers: Pointers, rows: Rows) -> None:
    for path in ("/a", "/b", "/c"):
        save(store, page(path, article(1), html=b"<p>"))
    rejected = page("/a", outcome="rejected", blocks=(block(0, "111", "云杉"),), html=b"<p>")
    store.save(rejected).result(timeout=30)
    assert pointers() == {"/b": None, "/c": "/b"}
    assert save(store, page("/d", CHROME + article(1))) == 2
    assert rows("SELECT clean_item_id FROM flagged_items") == [(None,)]


def test_many_pages_from_one_template(store: Store, pointers: Pointers) -> None:
    template = article(7)
    futures = [
        store.save(
            page(f"/{number}", f"{template}本期第{number}号，奖金{number * 3}元，兑奖期{number % 7}天。")
        )
        for number in range(150)
    ]
    for future in futures:
        future.result(timeout=30)
    assert set(pointers().values()) == {None}


def test_random_history_keeps_the_invariants(store: Store, pointers: Pointers) -> None:
    chosen = random.Random(11)
    bodies = [article(seed) for seed in range(3)]
    bodies += (
        [CHROME + body for body in bodies] + [body + "责任编辑:赵一" for body in bodies] + ["短讯。", ""]
    )
    for _ in range(12):
        futures = []
        for _ in range(10):
            path = f"/{chosen.randrange(8)}"
            if chosen.random() < 0.2:
                spam = (block(0, "111", "云杉"),)
                record = page(path, outcome="rejected", blocks=spam, html=chosen.choice((b"<p>", b"<br>")))
            else:
                record = page(path, chosen.choice(bodies), html=b"<p>")
            futures.append(store.save(record))
        for future in futures:
            future.result(timeout=30)
        pointers()
    texts = {f"/{number}": bodies[number % 3] for number in range(8)}
    for path, text in texts.items():
        save(store, page(path, text))
    originals = [path for path, original in pointers().items() if original is None]
    assert sorted(texts[path] for path in originals) == sorted(bodies[:3])
