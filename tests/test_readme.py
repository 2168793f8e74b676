"""The README's SQL runs on a database as the program makes it, on SQLite."""

import re
import sqlite3
from pathlib import Path

import pytest

from storage.store import Store

README = Path(__file__).parent.parent / "README.md"
RECIPES = re.findall(r"```sql\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def test_there_are_recipes() -> None:
    assert len(RECIPES) >= 6


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("readme") / "qingliu.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.mark.parametrize("sql", RECIPES, ids=[str(number) for number in range(len(RECIPES))])
def test_recipe_runs(sql: str, database: Path) -> None:
    connection = sqlite3.connect(database)
    try:
        assert connection.execute(sql).description
    finally:
        connection.close()
