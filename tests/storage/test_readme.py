"""The README's SQL runs on a database as the program makes it, on PostgreSQL with the changes that it tells."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.records import FetchRecord, State, Visit
from storage.store import Store
from tests.storage.records_made import article, block, page

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
ON_POSTGRES = dict(re.findall(r"in place of `([^`]+)`\s+`([^`]+)`", README))


def test_recipes_run(
    store: Store, database_url: str, rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    assert len(RECIPES) >= 6
    for recipe in RECIPES:
        sql = recipe
        for here, there in ON_POSTGRES.items() if database_url.startswith("postgresql") else ():
            sql = sql.replace(here, there)
        assert rows(sql) == []
    assert all(any(here in recipe for recipe in RECIPES) for here in ON_POSTGRES)
    assert len(ON_POSTGRES) == 2


def test_what_recipes_tell(store: Store, rows: Callable[[str], list[tuple[object, ...]]]) -> None:
    def told(part: str, column: int) -> list[object]:
        [recipe] = [recipe for recipe in RECIPES if part in recipe]
        return [row[column] for row in rows(recipe)]

    before = datetime.now(UTC) - timedelta(days=1)
    doubted = replace(page("/doubted", article(1)), needs_review=True)
    for number, record in enumerate((doubted, page("/moved", article(2)), page("/gone", article(3)))):
        store.save(replace(record, fetched_at=before, title=str(number))).result()
    away = replace(page("/away", article(5)), fetched_at=before, title="4")
    store.save(away).result()
    elsewhere = "redirected to another site: http://www.example.com/away"
    store.save_fetch(
        FetchRecord(
            url=away.canonical_url,
            host=away.host,
            depth=1,
            state="skipped",
            fetched_at=before,
            error=elsewhere,
        )
    ).result()
    store.begin_run("articles", {}, "1", "digest")
    flagged = page("/cut", article(4), "cleaned", blocks=(block(0, "4000000000", "佳宁"),))
    store.save(replace(flagged, needs_review=True, title="3", fetched_at=datetime.now(UTC))).result()
    later = datetime.now(UTC)
    asked: tuple[tuple[str, int, State, int | None, datetime, datetime | None], ...] = (
        ("/moved", 1, "redirected", 301, before, before),
        ("/gone", 1, "failed", 410, before, before),
        ("/down", 0, "failed", None, later, later),
        ("/left", 0, "done", 200, before, before),  # before the last crawl, which did not get that far
        ("/well", 0, "done", 200, later, later),
        ("/named", 0, "redirected", None, before, None),  # declares another address, and is filed under that
        ("/frame", 0, "done", 200, before, None),  # which its page has no more
        # The crawl had no reason to look at it.
        ("/list_2.html", 0, "done", 200, before, later + timedelta(days=1)),
    )
    for path, depth, state, status, fetched_at, due_at in asked:
        fetch = FetchRecord(
            url=f"http://news.test{path}",
            host="news.test",
            depth=depth,
            state=state,
            fetched_at=fetched_at,
            status=status,
        )
        store.save_fetch(fetch, Visit(due_at=due_at)).result()
    assert told("spam_since", 1) == ["4000000000"]
    assert told("WHERE needs_review", 1) == ["clean", "cleaned"]
    assert told("first_seen_at >=", 1) == ["3"]
    assert sorted(map(str, told("'redirected'", 4))) == ["1", "2", "4"]
    assert told("depth = 0", 0) == ["http://news.test/down", "http://news.test/left"]


def test_what_stood_where_is_kept_in_a_file_of_ones_own(
    store: Store, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("a command of sqlite3")
    [script] = re.findall(r'```sh\nsqlite3 qingliu.db "(ATTACH.*?)"\n```', README, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    for outcome, number in (("cleaned", "4000000000"), ("cleaned", "4001112222"), ("clean", None)):
        blocks = () if number is None else (block(0, number, "佳宁"),)
        store.save(page("/a", article(1), outcome, blocks=blocks)).result()
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
            connection.executescript(script)
            connection.executescript(
                script.replace("ATTACH 'history.db' AS history;", "")
            )  # twice a day: the same
    with closing(sqlite3.connect("history.db")) as history:
        found = history.execute("SELECT kind, value, day FROM sightings").fetchall()
    day = page("/a", article(1)).fetched_at.date().isoformat()
    assert found == [("phone", "4000000000", day), ("phone", "4001112222", day)]
