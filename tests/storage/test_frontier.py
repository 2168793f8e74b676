"""The queue in `fetches`: what waits, in which order, and what a kill leaves behind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from storage.engine import make_engine, parse_url
from storage.frontier import Frontier, Want
from storage.models import Fetch, Run
from storage.records import FetchRecord, Found, Visit, Waiting
from storage.store import Store
from tests.storage.records_made import article, page

Rows = Callable[[str], list[tuple[object, ...]]]
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def found(path: str, place: int = 100, **changes: Any) -> Found:
    url = f"https://news.example{path}"
    return replace(Found(url, url, "news.example", "news.example", 1, place), **changes)


def answer(waiting: Waiting) -> FetchRecord:
    return FetchRecord(
        url=waiting.url,
        canonical_url=waiting.canonical_url,
        host="news.example",
        site=waiting.site,
        depth=waiting.depth,
        state="done",
        status=200,
        etag='"1"',
        fetched_at=NOW,
    )


def begin(store: Store, crawl: str = "articles depth=1") -> Want:
    given = {"depth": crawl.partition("depth=")[2].partition(" ")[0]}
    store.begin_run("articles", given, "1", "digest")
    return store.begin_crawl("articles", crawl, given)


def paths(database_url: str, want: Want) -> list[str]:
    frontier = Frontier(database_url, want)
    try:
        waiting = [one for site in frontier.sites() for one in frontier.waiting(site, 100, ())]
        assert frontier.count() == len(waiting)
    finally:
        frontier.close()
    return [one.url.removeprefix("https://news.example") for one in waiting]


def take(database_url: str, want: Want, path: str) -> Waiting:
    frontier = Frontier(database_url, want)
    try:
        return next(one for one in frontier.waiting("news.example", 100, ()) if one.url.endswith(path))
    finally:
        frontier.close()


def test_order_and_duplicates(store: Store, database_url: str) -> None:
    want = begin(store)
    store.enqueue([found("/b"), found("/a"), found("/b"), found("/seed", 0)]).result()
    store.enqueue([found("/c"), found("/a", 5)]).result()
    assert paths(database_url, want) == ["/seed", "/a", "/b", "/c"]


def test_an_answer_ends_the_wait_and_brings_what_it_leads_to(store: Store, database_url: str) -> None:
    want = begin(store)
    store.enqueue([found("/a")]).result()
    waiting = take(database_url, want, "/a")
    store.save_fetch(answer(waiting), Visit(waiting.id, NOW + DAY, (found("/a"), found("/b")))).result()
    assert paths(database_url, want) == ["/b"]
    frontier = Frontier(database_url, want)
    assert frontier.is_settled("https://news.example/a")
    assert not frontier.is_settled("https://news.example/b")
    frontier.close()


def test_another_address_answers(store: Store, database_url: str, rows: Rows) -> None:
    want = begin(store)
    store.enqueue([found("/short")]).result()
    waiting = take(database_url, want, "/short")
    long = replace(answer(waiting), url="https://news.example/long", canonical_url=None)
    store.save_fetch(long, Visit(waiting.id, NOW + DAY)).result()
    assert paths(database_url, want) == []
    states = rows("select url, state, due_at is null from fetches order by id")
    assert states == [
        ("https://news.example/short", "redirected", True),  # that becomes due where the answer is filed
        ("https://news.example/long", "done", False),
    ]


def test_what_was_once_answered_and_is_now_filed_elsewhere_is_due_there(
    store: Store, database_url: str, rows: Rows
) -> None:
    for where in ("/short", "/long"):
        want = begin(store)
        store.enqueue([found("/short", 0, always=True)]).result()
        waiting = take(database_url, want, "/short")
        url = f"https://news.example{where}"
        answered = replace(answer(waiting), url=url, canonical_url=url)
        store.save_fetch(answered, Visit(waiting.id, NOW + DAY)).result()
        store.end_run("finished", {})
    due = rows("select url from fetches where due_at is not null")
    assert due == [("https://news.example/long",)]


def test_an_address_that_is_to_be_looked_at_again_needs_no_second_look(
    store: Store, database_url: str
) -> None:
    want = begin(store)
    store.enqueue([found("/a"), found("/b")]).result()
    for path in ("/a", "/b"):
        waiting = take(database_url, want, path)
        store.save_fetch(answer(waiting), Visit(waiting.id, NOW - DAY)).result()
    store.end_run("finished", {})
    want = begin(store)
    waiting = take(database_url, want, "/b")
    frontier = Frontier(database_url, want)
    assert frontier.is_settled("https://news.example/a", waiting.id)
    assert not frontier.is_settled("https://news.example/b", waiting.id)  # it is looked at just now
    frontier.close()


def test_due_again(store: Store, database_url: str) -> None:
    want = begin(store)
    store.enqueue([found("/due"), found("/later"), found("/seed", 0, always=True)]).result()
    for path, due_at in (("/due", NOW - DAY), ("/later", NOW + DAY), ("/seed", NOW + DAY)):
        waiting = take(database_url, want, path)
        store.save_fetch(answer(waiting), Visit(waiting.id, due_at)).result()
    again = [found("/due"), found("/later"), found("/seed", 0, always=True)]
    store.enqueue(again).result()
    assert paths(database_url, want) == []  # all fetched in this crawl
    store.end_run("finished", {})
    want = begin(store)
    assert paths(database_url, want) == ["/due"]
    store.enqueue(again).result()
    assert paths(database_url, want) == ["/seed", "/due"]
    store.enqueue([found("/later", dated=NOW + 2 * DAY)]).result()
    assert paths(database_url, want) == ["/seed", "/due", "/later"]
    assert take(database_url, want, "/due").etag == '"1"'


def test_what_gave_the_same_is_due_later_unless_it_leads_to_what_is_new(
    store: Store, database_url: str, rows: Rows
) -> None:
    begin(store)
    years = []
    for others, news in (
        ((), ()),
        ((found("/help?t=1"),), ()),
        ((), (found("/new"),)),
        ((), (found("/new"),)),
    ):
        sooner, later = datetime(2030, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
        store.save(page("/a", article(1)), Visit(None, sooner, others, later, news)).result()
        years += rows(
            "select substr(cast(due_at as varchar(40)), 1, 4) from fetches where due_at is not null"
        )
    assert years == [("2030",), ("2031",), ("2030",), ("2031",)]
    assert rows("select count(*) from fetches where queue is not null") == [(2,)]


def test_what_came_nearer_is_asked_for_once(store: Store, database_url: str) -> None:
    asked = []
    for depth in (2, 1, 1, 2, 1):
        want = begin(store)
        store.enqueue([found("/topic", depth=depth)]).result()
        for path in paths(database_url, want):
            waiting = take(database_url, want, path)
            asked.append((waiting.depth, waiting.etag))
            store.save_fetch(answer(waiting), Visit(waiting.id, NOW + DAY)).result()
        store.end_run("finished", {})
    assert asked == [(2, None), (1, None)]


@pytest.mark.parametrize("reason", [None, "shutdown"])
def test_an_interrupted_crawl_goes_on(
    store: Store, database_url: str, rows: Rows, reason: str | None
) -> None:
    want = begin(store)
    store.enqueue([found("/seed", 0, always=True), found("/a")]).result()
    waiting = take(database_url, want, "/seed")
    store.save_fetch(answer(waiting), Visit(waiting.id, NOW)).result()
    if reason:
        store.end_run(reason, {})
    again = begin(store)
    store.enqueue([found("/seed", 0, always=True)]).result()
    assert paths(database_url, again) == ["/a"]
    assert again.epoch == want.epoch
    assert rows("select finish_reason from runs order by id") == [(reason or "died",), (None,)]


def test_a_crawl_interrupted_long_ago_looks_at_its_seeds_again(store: Store, database_url: str) -> None:
    want = begin(store)
    store.enqueue([found("/seed", 0, always=True), found("/a")]).result()
    waiting = take(database_url, want, "/seed")
    store.save_fetch(answer(waiting), Visit(waiting.id, NOW)).result()
    store.end_run("shutdown", {})
    engine = make_engine(parse_url(database_url), writes=True)
    with engine.begin() as connection:
        connection.execute(update(Run).values(started_at=NOW - DAY))
    engine.dispose()
    again = begin(store)
    store.enqueue([found("/seed", 0, always=True)]).result()
    assert paths(database_url, again) == ["/seed", "/a"]
    assert again.epoch > want.epoch


def test_another_crawl_takes_over_and_calls_nothing_unchanged(store: Store, database_url: str) -> None:
    want = begin(store)
    store.enqueue([found("/a"), found("/b")]).result()
    waiting = take(database_url, want, "/a")
    store.save_fetch(answer(waiting), Visit(waiting.id, NOW - DAY)).result()
    store.end_run("finished", {})
    other = begin(store, "articles depth=2")
    store.enqueue([found("/a"), found("/b")]).result()
    assert sorted(paths(database_url, other)) == ["/a", "/b"]
    assert take(database_url, other, "/a").etag is None
    assert paths(database_url, want) == []


def test_a_page_is_asked_for_once_a_night_by_crawls_of_different_depth(
    store: Store, database_url: str
) -> None:
    engine = make_engine(parse_url(database_url), writes=True)
    for _ in range(3):
        with engine.begin() as connection:
            connection.execute(update(Fetch).values(due_at=NOW - DAY))
        asked = []
        for depth in ("1", "2", "01", "10"):
            want = begin(store, f"articles depth={depth}")
            store.enqueue([found("/a")]).result()
            for path in paths(database_url, want):
                asked.append((depth, path))
                waiting = take(database_url, want, path)
                record = page("/a", article(1), host="news.example", fetched_at=NOW)
                record = replace(record, url=waiting.url, canonical_url=waiting.canonical_url)
                store.save(record, Visit(waiting.id, NOW + DAY)).result()
            store.end_run("finished", {})
        assert asked == [("1", "/a")]
    engine.dispose()


def test_hosts_that_are_left_alone(store: Store, database_url: str) -> None:
    want = begin(store)
    store.enqueue([found("/a"), found("/b", host="old.news.example"), found("/c")]).result()
    frontier = Frontier(database_url, want)
    assert [one.url[-2:] for one in frontier.waiting("news.example", 2, (), {"old.news.example"})] == [
        "/a",
        "/c",
    ]
    assert frontier.count() == 3
    frontier.close()
