"""What is saved is there, once, and reads well with plain SQL."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, select

from storage import queries
from storage.models import CleanItem, Contact, Fetch, FlaggedItem, Run
from storage.records import FetchRecord, PageRecord, Saved, Snapshot, StoreError
from storage.store import Store
from tests.storage.records_made import NOON, article, block, page

Rows = Callable[[str], list[tuple[object, ...]]]

LATER = NOON + timedelta(days=1)


def save(store: Store, record: PageRecord) -> Saved:
    return store.save(record).result(timeout=30)


def test_clean_page(store: Store, rows: Rows) -> None:
    run = store.begin_run("articles", {"seeds": "种子.txt"}, "0.1.0", "abc")
    body = article(1)
    saved = save(store, page(body=body, byline=("王小川", "李木"), html=b"<html>"))
    assert saved == Saved(clean_item_id=1, flagged_item_id=None, duplicate_of=None)
    assert rows(
        "SELECT url, canonical_url, host, title, byline, body, body_chars, outcome, run_id FROM articles"
    ) == [
        (
            "http://news.test/a?from=list",
            "http://news.test/a",
            "news.test",
            "步道开放",
            "王小川、李木",
            body,
            len(body),
            "clean",
            run,
        )
    ]
    assert rows("SELECT state, outcome, depth, status, etag, retries FROM fetches") == [
        ("done", "clean", 1, 200, '"1"', 0)
    ]
    assert rows("SELECT count(*) FROM flagged_items") == [(0,)]


def test_cleaned_page_keeps_the_evidence(store: Store, rows: Rows) -> None:
    blocks = (block(0, "4001112222", "云杉"), block(3, "4001112222", "海石"))
    saved = save(store, page(body=article(1), outcome="cleaned", blocks=blocks))
    assert rows("SELECT id, outcome, clean_item_id, page_chars, spam_chars FROM flagged_items") == [
        (saved.flagged_item_id, "cleaned", saved.clean_item_id, 900, sum(len(b.text) for b in blocks))
    ]
    assert rows('SELECT position, start, "end", text FROM spam_blocks ORDER BY position') == [
        (b.position, b.start, b.end, b.text) for b in blocks
    ]
    assert rows("SELECT kind, value FROM contacts") == [("phone", "4001112222")]
    assert rows(
        "SELECT position, raw FROM contact_sightings s JOIN spam_blocks b ON b.id = spam_block_id ORDER BY 1"
    ) == [(0, "400-1112222"), (3, "400-1112222")]


def test_page_fetched_again_is_updated_in_place(store: Store, connection: Connection) -> None:
    first = save(
        store,
        page(body=article(1), outcome="cleaned", blocks=(block(0, "111", "云杉"), block(1, "222", "云杉"))),
    )
    again = save(
        store,
        page(
            body=article(2),
            outcome="cleaned",
            blocks=(block(5, "333", "海石"),),
            fetched_at=LATER,
            title="新题",
            html=b"<p>",
        ),
    )
    assert again == replace(first, has_new_body=True)
    counts = queries.count(connection).tables
    assert counts == {
        "runs": 0,
        "clean_items": 1,
        "flagged_items": 1,
        "spam_blocks": 1,
        "contacts": 3,  # seen once is known for good
        "contact_sightings": 1,
        "snapshots": 1,
        "fetches": 1,
    }
    item = connection.execute(select(CleanItem.__table__)).one()
    assert (item.body, item.title, item.first_seen_at, item.fetched_at) == (article(2), "新题", NOON, LATER)
    flagged = connection.execute(select(FlaggedItem.__table__)).one()
    assert (flagged.first_seen_at, flagged.fetched_at) == (NOON, LATER)
    assert [campaign.value for campaign in queries.busiest(connection, 9)] == ["333"]


def test_contact_remembers_first_and_last(store: Store, connection: Connection) -> None:
    for path, time in (("/b", LATER), ("/a", NOON), ("/c", NOON + timedelta(hours=1))):
        save(store, page(path, outcome="rejected", blocks=(block(0, "111", "云杉"),), fetched_at=time))
    contact = connection.execute(select(Contact.__table__)).one()
    assert (contact.first_seen_at, contact.last_seen_at) == (NOON, LATER)


def test_contact_is_seen_again_on_a_page_that_has_not_changed(store: Store, rows: Rows) -> None:
    for path in ("/a", "/b"):
        save(store, page(path, outcome="rejected", blocks=(block(0, f"11{path}", "云杉"),)))
    again = FetchRecord(
        url="http://news.test/a",
        host="news.test",
        depth=0,
        state="done",
        fetched_at=LATER,
        shows_spam_still=True,
    )
    for record in (again, replace(again, fetched_at=NOON)):  # the later one stays
        store.save_fetch(record).result(timeout=30)
    seen = "SELECT value FROM contacts WHERE first_seen_at < last_seen_at"
    assert rows(seen) == [("11/a",)]


def test_page_that_had_spam_and_is_clean_now(store: Store, rows: Rows) -> None:
    save(store, page(body=article(1), outcome="cleaned", blocks=(block(0, "111", "云杉"),)))
    assert save(store, page(body=article(1))).flagged_item_id is None
    assert rows("SELECT outcome FROM clean_items") == [("clean",)]
    for table in ("flagged_items", "spam_blocks", "contact_sightings", "campaigns"):
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)]
    assert rows("SELECT value FROM contacts") == [("111",)]


HIJACKED = page(outcome="rejected", blocks=(block(0, "111", "云杉"),), html=b"<spam>", fetched_at=LATER)


def test_page_that_is_taken_over_keeps_its_article(store: Store, rows: Rows) -> None:
    save(store, page(body=article(1), html=b"<article>"))
    for _ in range(2):
        assert save(store, HIJACKED).clean_item_id is None
    assert rows("SELECT body, fetched_at FROM articles") == rows(
        f"SELECT '{article(1)}', first_seen_at FROM clean_items"
    )
    assert rows("SELECT outcome, clean_item_id FROM flagged_items") == [("rejected", None)]
    assert rows("SELECT outcome FROM fetches") == [("rejected",)]
    assert rows("SELECT body_bytes FROM snapshots") == [(len(b"<spam>"),)]
    # Another filter says of the same bytes that they are nothing, then that they are spam after all.
    for outcome, flagged in (("empty", 0), ("rejected", 1), ("empty", 0)):
        save(store, replace(HIJACKED, outcome=outcome, is_refiltered=True))
        assert rows("SELECT count(*) FROM articles") == [(1,)]
        assert rows("SELECT count(*) FROM flagged_items") == [(flagged,)]
    save(store, page(body=article(2), html=b"<article>", fetched_at=LATER + timedelta(days=1)))
    assert rows("SELECT body FROM articles") == [(article(2),)]


def test_page_that_is_taken_over_but_for_scraps_keeps_its_article(store: Store, rows: Rows) -> None:
    spliced = replace(HIJACKED, outcome="cleaned", body=article(1), snapshot=Snapshot(b"<spliced>", {}))
    scraps = replace(
        HIJACKED, outcome="cleaned", body="丛台区、复兴区\n肥乡区", fetched_at=LATER + timedelta(days=1)
    )
    save(store, page(body=article(1), html=b"<article>"))
    assert save(store, spliced).clean_item_id == 1
    for again in (scraps, scraps, replace(scraps, outcome="rejected", body=None)):
        assert save(store, again).clean_item_id is None
        assert rows("SELECT outcome, clean_item_id FROM flagged_items") == [(again.outcome, None)]
        assert rows("SELECT body, outcome FROM articles") == [(article(1), "cleaned")]
    rest = article(1).splitlines()[1:]
    credit = "【编辑:李岩】"
    save(
        store, replace(spliced, body=f"{article(1)}\n{credit}", fetched_at=LATER + timedelta(days=1, hours=1))
    )
    credited = replace(
        scraps, body=f"丛台区、复兴区\n{credit}", fetched_at=LATER + timedelta(days=1, hours=2)
    )
    assert save(store, credited).clean_item_id is None
    shorter = replace(spliced, body=rest[0], fetched_at=LATER + timedelta(days=2))
    assert save(store, shorter).clean_item_id == 1  # it cuts more now, or the article was shortened
    other = replace(spliced, body=article(2, 20), fetched_at=LATER + timedelta(days=3))
    assert save(store, replace(other, snapshot=Snapshot(b"<other>", {}))).clean_item_id == 1


def test_what_is_cut_now_was_no_article(store: Store, rows: Rows) -> None:
    spam = "\n".join(block.text for block in HIJACKED.blocks)
    save(store, page(body=spam, html=b"<1>"))
    save(store, replace(HIJACKED, snapshot=Snapshot(b"<2>", {})))
    assert rows("SELECT count(*) FROM clean_items") == [(0,)]


@pytest.mark.parametrize("control", ["\x1b", "\x7f", "\x85"])
def test_what_is_cut_now_was_no_article_though_it_has_controls(
    store: Store, rows: Rows, control: str
) -> None:
    lines = [f"{line}{control}。" for line in article(1).splitlines()]
    save(store, page(body="\n".join(lines), html=b"<article>"))
    blocks = (replace(block(0, "111", "云杉"), text="\n".join(lines)),)
    save(store, replace(HIJACKED, blocks=blocks))
    assert rows("SELECT count(*) FROM articles") == [(0,)]


def test_same_bytes_rejected_lose_their_article(store: Store, rows: Rows) -> None:
    save(store, page(body=article(1), html=b"<spam>"))
    save(store, HIJACKED)
    assert rows("SELECT count(*) FROM clean_items") == [(0,)]
    assert rows("SELECT outcome, clean_item_id FROM flagged_items") == [("rejected", None)]


def test_what_was_served_before_is_judged_again_alone(store: Store, rows: Rows) -> None:
    save(store, page(body=article(1), html=b"<article>"))
    maintenance = page(outcome="empty", html=b"<h1>back soon</h1>", fetched_at=LATER)
    save(store, maintenance)
    save(store, page(body=article(1), html=b"<article>", is_refiltered=True))
    assert rows("SELECT outcome FROM fetches") == [("empty",)]
    save(store, maintenance)  # judged anew by another filter
    assert rows("SELECT count(*) FROM articles") == [(1,)]
    save(store, page(outcome="empty", html=b"<article>", is_refiltered=True))
    assert rows("SELECT count(*) FROM articles") == [(0,)]


def test_maintenance_page_costs_nothing(store: Store, rows: Rows) -> None:
    spam = (block(0, "111", "云杉"),)
    save(store, page(body=article(1), outcome="cleaned", blocks=spam, html=b"<article>"))
    save(store, page(outcome="empty", html=b"<h1>back soon</h1>"))
    assert rows("SELECT count(*) FROM articles") == [(1,)]
    assert rows("SELECT count(*) FROM spam_blocks") == [(1,)]
    assert rows("SELECT body_bytes FROM snapshots") == [(len(b"<article>"),)]
    assert rows("SELECT outcome FROM fetches") == [("empty",)]


def test_maintenance_page_costs_nothing_by_lasting(store: Store, rows: Rows) -> None:
    save(store, page(body=article(1), html=b"<article>"))
    for _ in range(2):  # after a new model the same bytes are judged again
        save(store, page(outcome="empty", html=b"<h1>back soon</h1>"))
    assert rows("SELECT count(*) FROM articles") == [(1,)]
    assert rows("SELECT body_bytes FROM snapshots") == [(len(b"<article>"),)]


def test_same_bytes_judged_empty_lose_their_rows(store: Store, rows: Rows) -> None:
    save(
        store, page(body=article(1), outcome="cleaned", blocks=(block(0, "111", "云杉"),), html=b"<article>")
    )
    save(store, page(outcome="empty", html=b"<article>"))
    assert rows("SELECT count(*) FROM articles") == [(0,)]
    assert rows("SELECT count(*) FROM flagged_items") == [(0,)]


def test_empty_page_is_a_fetch_with_its_snapshot(store: Store, rows: Rows) -> None:
    assert save(store, page(outcome="empty", html=b"<ul>")) == Saved(None, None, None)
    assert rows("SELECT count(*) FROM clean_items") == [(0,)]
    assert rows("SELECT outcome FROM fetches") == [("empty",)]
    assert rows("SELECT body_bytes FROM snapshots") == [(4,)]


def test_snapshot_comes_back_as_served(store: Store, connection: Connection) -> None:
    html = "<p>步道</p>".encode("gb18030") * 1000
    save(store, page(body=article(1), html=html))
    [kept] = queries.kept_pages(connection, 0, 10)
    assert kept.snapshot == Snapshot(html, {"Content-Type": "text/html"})


def test_headers_come_back_but_for_controls(store: Store, connection: Connection) -> None:
    name = "步道.html".encode().decode("latin-1")
    assert any("\x80" <= character <= "\x9f" for character in name)
    headers = {"content-disposition": f'inline; filename="{name}"', "x-title": "\x1b[31m\0\x7f"}
    save(store, replace(page(body=article(1)), snapshot=Snapshot(b"<p>", headers)))
    [kept] = queries.kept_pages(connection, 0, 10)
    assert kept.snapshot
    assert kept.snapshot.headers == headers | {"x-title": "\ufffd[31m\ufffd\ufffd"}


def test_what_was_kept_of_an_older_answer_is_not_judged_again(store: Store, connection: Connection) -> None:
    save(store, page(body=article(1), html=b"<article>"))
    save(store, page("/b", outcome="rejected", blocks=(block(0, "111", "云杉"),), html=b"<spam>"))
    save(store, page("/c", body=article(3), html=b"<article>"))
    save(store, page("/c", outcome="empty", html=b"<h1>back soon</h1>", fetched_at=LATER))
    found = [(kept.url[-12:], kept.outcome) for kept in queries.kept_pages(connection, 0, 10)]
    assert found == [("/a?from=list", "clean"), ("/b?from=list", "rejected"), ("/c?from=list", "clean")]
    connection.rollback()
    for path in ("/a", "/b"):  # by a crawl that keeps none, or only those with spam
        save(store, page(path, article(2), fetched_at=LATER))
    assert [kept.url[-12:] for kept in queries.kept_pages(connection, 0, 10)] == ["/c?from=list"]


def test_a_page_out_of_an_archive_replaces_none_that_was_fetched_later(store: Store, rows: Rows) -> None:
    save(
        store, page(body=article(1), html=b"new", fetched_at=LATER, blocks=(block(0, "4000000000", "恒澜"),))
    )
    held = "SELECT i.body, s.sha256, i.fetched_at, status FROM clean_items AS i, snapshots AS s, fetches"
    before = rows(held)
    assert save(store, page(body=article(2), html=b"older")).is_older
    assert save(store, page(outcome="empty", html=b"older")).is_older
    assert rows(held) == before


def test_what_is_gone_by_now_is_taken_out_of_an_archive(store: Store, rows: Rows) -> None:
    gone = FetchRecord(
        url="http://news.test/a", host="news.test", depth=1, state="failed", status=404, fetched_at=LATER
    )
    store.save_fetch(gone).result(timeout=30)
    assert not save(store, page(body=article(2), html=b"<p>")).is_older
    assert rows("SELECT body FROM clean_items") == [(article(2),)]
    assert rows("SELECT state, status FROM fetches") == [("failed", 404)]


def test_fetches_of_one_address(store: Store, connection: Connection) -> None:
    save(store, page(body=article(1), html=b"<p>"))
    known = connection.execute(select(Fetch.__table__)).one()
    connection.rollback()
    failed = FetchRecord(
        url="http://news.test/a", host="news.test", depth=1, state="failed", fetched_at=LATER, error="timeout"
    )
    for _ in range(2):
        store.save_fetch(failed).result(timeout=30)
    row = connection.execute(select(Fetch.__table__)).one()
    connection.rollback()
    assert (row.state, row.error, row.status, row.retries) == ("failed", "timeout", None, 2)
    assert (row.etag, row.body_hash, row.outcome) == (known.etag, known.body_hash, "clean")
    assert (row.first_seen_at, row.fetched_at) == (NOON, LATER)
    store.save_fetch(replace(failed, state="done", status=304, error=None, etag='"2"')).result(timeout=30)
    row = connection.execute(select(Fetch.__table__)).one()
    assert (row.state, row.error, row.status, row.retries, row.etag) == ("done", None, 304, 0, '"2"')


def test_times_come_back_aware_and_read_as_utc(store: Store, connection: Connection) -> None:
    east = datetime(2026, 11, 3, 7, 5, 9, 123456, tzinfo=timezone(timedelta(hours=8)))
    save(store, page(body=article(1), fetched_at=east, published_at=datetime(2026, 3, 1)))
    item = connection.execute(select(CleanItem.__table__)).one()
    assert item.fetched_at == datetime(2026, 11, 2, 23, 5, 9, tzinfo=UTC)
    assert item.fetched_at.utcoffset() == timedelta(0)
    assert item.published_at == datetime(2026, 2, 28, 16, tzinfo=UTC)  # a bare date is China's
    if connection.dialect.name == "sqlite":
        text = connection.exec_driver_sql("SELECT fetched_at FROM clean_items").scalar_one()
        assert text == "2026-11-02 23:05:09"


def test_impossible_publication_time_costs_only_itself(store: Store, rows: Rows) -> None:
    save(store, page(body=article(1), published_at=datetime.min))
    assert rows("SELECT count(*), count(published_at) FROM clean_items") == [(1, 0)]


def test_hostile_content_is_kept(store: Store, connection: Connection) -> None:
    body = "第一\0段\ud800落" + "\ud83d\ude00" + article(1)
    bad = block(0, "111\0\udfff", "云\0杉")
    record = replace(
        page(
            body=body,
            outcome="cleaned",
            blocks=(bad, replace(bad, position=10**40, start=-(10**40), text="长" * 3_000_000)),
            title="题" * 10_000,
            byline=("王\0", "\udc00"),
            status=10**30,
            page_chars=10**30,
            host="h" * 5_000,
            html=b"\0\xff",
        ),
        url="http://news.test/" + "x" * 100_000 + "\ud800",
        canonical_url="http://news.test/" + "x" * 100_000 + "\ud800",
        last_modified="\0",
    )
    save(store, record)
    item = connection.execute(select(CleanItem.__table__)).one()
    assert item.body == "第一\ufffd段\ufffd落" + "\U0001f600" + article(1)
    assert item.title == "题" * 10_000
    assert item.byline == "王\ufffd、\ufffd"
    assert connection.execute(select(Fetch.status)).scalar_one() == 2**31 - 1
    assert [(c.value, c.brands) for c in queries.busiest(connection)] == [("111\ufffd\ufffd", "云\ufffd杉")]
    save(store, record)
    connection.rollback()
    assert queries.count(connection).tables["clean_items"] == 1


def test_nothing_that_is_read_in_a_terminal_moves_its_cursor(store: Store, rows: Rows) -> None:
    red, title = "\x1b[31m", "\x1b]0;借道\x07"
    record = page(
        title=f"{title}夜市\x9b2J",
        body=f"第一行\t有一个表格{red}\n第二行\x08\x7f",
        outcome="cleaned",
        blocks=(block(0, f"138{red}0000", f"云{red}杉"),),
    )
    save(store, replace(record, etag=title))
    assert rows("SELECT title, body FROM articles") == [
        ("\ufffd]0;借道\ufffd夜市\ufffd2J", "第一行\t有一个表格\ufffd[31m\n第二行\ufffd\ufffd")
    ]
    for told in (
        "text FROM spam_blocks",
        "signals FROM spam_blocks",
        "value FROM contacts",
        "etag FROM fetches",
    ):
        [(found,)] = rows(f"SELECT {told}")
        assert not [character for character in str(found) if ord(character) < 32], told
        assert "\ufffd" in str(found)


def test_bad_record_fails_alone(store: Store, rows: Rows) -> None:
    records = [
        page("/1", body=article(1)),
        replace(page("/2", body=article(2)), outcome="wonderful"),
        page("/3", body=article(3)),
        replace(page("/4", body=article(4)), fetched_at=datetime(2026, 1, 1)),
        replace(page("/5", body=article(5)), score=None),  # type: ignore[arg-type]
        page("/6", body=article(6)),
    ]
    errors = [future.exception(timeout=30) for future in [store.save(record) for record in records]]
    assert [error is None for error in errors] == [True, False, True, False, False, True]
    assert isinstance(errors[4], StoreError)  # of the database, in one line without the page's content
    assert "score" in str(errors[4])
    assert "\n" not in str(errors[4])
    assert rows("SELECT canonical_url FROM clean_items ORDER BY 1") == [
        ("http://news.test/1",),
        ("http://news.test/3",),
        ("http://news.test/6",),
    ]


def test_cancelled_save_is_not_stored(store: Store, rows: Rows) -> None:
    futures = [store.save(page(f"/{i}", body=article(i))) for i in range(200)]
    cancelled = [future.cancel() for future in futures]
    for future, gone in zip(futures, cancelled, strict=True):
        assert gone or future.result(timeout=30).clean_item_id
    assert rows("SELECT count(*) FROM clean_items") == [(cancelled.count(False),)]


def test_runs(store: Store, connection: Connection) -> None:
    first = store.begin_run("articles", {"url": "http://a.test"}, "0.1.0", "abc")
    store.end_run("finished", {"pages": 12})
    second = store.begin_run("articles", {}, "0.1.0", "abc")
    died, finished = queries.last_runs(connection)
    assert (died.id, died.finished_at, died.finish_reason, died.counts) == (second, None, None, None)
    assert (finished.id, finished.finish_reason, finished.counts) == (first, "finished", {"pages": 12})
    assert finished.arguments == {"url": "http://a.test"}
    assert finished.finished_at is not None
    assert finished.finished_at >= finished.started_at
    connection.rollback()
    third = Store.open(connection.engine.url.render_as_string(hide_password=False))
    third.begin_run("articles", {}, "0.1.0", "abc")
    third.close()
    assert connection.execute(select(Run.finished_at).where(Run.id == second)).scalar_one() is None


def test_close_stores_what_waits(database_url: str) -> None:
    store = Store.open(database_url)
    futures = [store.save(page(f"/{i}", body=article(i))) for i in range(50)]
    store.close()
    store.close()
    assert all(future.done() and future.exception() is None for future in futures)
    with pytest.raises(StoreError, match="already closed"):
        store.save(page("/late", body=article(1)))
    with queries.reading(database_url) as connection:
        assert queries.count(connection).articles == 50
