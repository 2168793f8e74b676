"""The README's SQL runs on a database as the program makes it, on PostgreSQL with the changes that it tells."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.records import FetchRecord
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

    now = datetime.now(UTC)
    doubted = replace(page("/doubted", article(1)), needs_review=True)
    for number, record in enumerate((doubted, page("/moved", article(2)), page("/gone", article(3)))):
        store.save(replace(record, fetched_at=now - timedelta(days=1), title=str(number))).result()
    store.begin_run("articles", {}, "1", "digest")
    flagged = page("/cut", article(4), "cleaned", blocks=(block(0, "4000000000", "佳宁"),))
    store.save(replace(flagged, needs_review=True, title="3", fetched_at=datetime.now(UTC))).result()
    for path, state, status in (("/moved", "redirected", 301), ("/gone", "failed", 410)):
        url = f"http://news.test{path}"
        store.save_fetch(
            FetchRecord(url=url, host="news.test", depth=1, state=state, fetched_at=now, status=status)
        ).result()
    assert told("WHERE needs_review", 1) == ["clean", "cleaned"]
    assert told("max(started_at)", 1) == ["3"]
    assert sorted(map(str, told("'redirected'", 3))) == ["1", "2"]
