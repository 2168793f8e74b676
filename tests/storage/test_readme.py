"""The README's SQL runs on a database as the program makes it, on PostgreSQL with the changes that it tells."""

import re
from collections.abc import Callable
from pathlib import Path

from storage.store import Store

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
