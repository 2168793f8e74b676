"""Databases that must not be used are refused in one line that says why; the others made or upgraded."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, select

from storage import migrations
from storage.engine import make_engine, parse_url
from storage.models import Base, articles, campaigns
from storage.queries import reading
from storage.records import StoreError
from storage.store import Store, upgrade
from tests.storage.records_made import article, block, page

ROOT = Path(__file__).parents[2]


def refusal(database_url: str) -> str:
    with pytest.raises(StoreError) as caught:
        Store.open(database_url)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@contextmanager
def writing(database_url: str) -> Iterator[Connection]:
    engine = make_engine(parse_url(database_url), writes=True)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize("url", ["qingliu.db", "", "://", "postgres", "user:geheim@host/name"])
def test_not_a_url(url: str) -> None:
    assert "sqlite:///FILE" in refusal(url)
    assert "geheim" not in refusal(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://u:geheim@h/n"])
def test_url_of_no_use(url: str) -> None:
    assert refusal(url).startswith("DATABASE_URL ")
    assert "geheim" not in refusal(url)


def test_missing_folder(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "qingliu.db"
    message = refusal(f"sqlite:///{path}")
    assert str(path) in message
    assert "folder" in message


def test_folder_in_place_of_a_file(tmp_path: Path) -> None:
    assert str(tmp_path) in refusal(f"sqlite:///{tmp_path}")


def test_read_only_file(tmp_path: Path) -> None:
    path = tmp_path / "qingliu.db"
    Store.open(f"sqlite:///{path}").close()
    assert "cannot be written" in refusal(f"sqlite:///file:{path}?mode=ro&uri=true")


def test_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("步道今天开放。" * 500)
    assert "not an SQLite database" in refusal(f"sqlite:///{path}")
    assert path.read_text() == "步道今天开放。" * 500


def test_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    assert "another program (recipes)" in refusal(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_postgres_database_shared_with_another_program(new_postgres_database: Callable[[], str]) -> None:
    url = new_postgres_database()
    with writing(url) as connection:
        connection.exec_driver_sql("CREATE TABLE recipes (name TEXT)")
    Store.open(url).close()
    url = new_postgres_database()
    with writing(url) as connection:
        connection.exec_driver_sql("CREATE TABLE runs (name TEXT)")
    assert "another program (runs)" in refusal(url)


def test_server_that_does_not_answer() -> None:
    message = refusal("postgresql://crawler:geheim@127.0.0.1:1/news?connect_timeout=2&password=auch")
    assert "postgresql://crawler:***@127.0.0.1:1/news" in message
    assert "geheim" not in message
    assert "auch" not in message


def test_newer_database(database_url: str) -> None:
    Store.open(database_url).close()
    with writing(database_url) as connection:
        connection.exec_driver_sql("UPDATE qingliu_version SET version_num = '9999'")
    assert "newer Qingliu (schema 9999)" in refusal(database_url)
    with pytest.raises(StoreError, match=r"newer Qingliu \(schema 9999\)"), reading(database_url):
        pass


def test_older_database_is_upgraded_on_demand(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(database_url)
    store.save(page(body=article(1))).result(timeout=30)
    store.close()
    later = tmp_path / "100 % later"  # Alembic's configuration would take the sign for a variable
    shutil.copytree(migrations.LOCATION, later, ignore=shutil.ignore_patterns("__pycache__"))
    (later / "versions" / "0002_note.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        "revision, down_revision, branch_labels, depends_on = '0002', '0001', None, None\n"
        "def upgrade():\n"
        "    op.add_column('runs', sa.Column('note', sa.Text()))\n"
    )
    monkeypatch.setattr(migrations, "LOCATION", later)
    assert "older Qingliu (schema 0001); run `scrapy db upgrade`" in refusal(database_url)
    upgrade(database_url)
    upgrade(database_url)
    with reading(database_url) as connection:
        assert "note" in {column["name"] for column in inspect(connection).get_columns("runs")}
        assert len(connection.execute(select(articles)).all()) == 1


def test_migrations_make_what_the_models_say(database_url: str) -> None:
    Store.open(database_url).close()
    with writing(database_url) as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": migrations.VERSION_TABLE, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []
        views = inspect(connection)
        for view in (articles, campaigns):
            assert [c["name"] for c in views.get_columns(view.name)] == [c.name for c in view.columns]


def test_the_names_of_the_scripts_tell_the_schemas() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.LOCATION))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    told = [script.revision for script in scripts.walk_revisions()]
    assert migrations.known_revisions() == told[::-1]
    assert scripts.get_current_head() == told[0]


def test_a_database_that_is_up_to_date_is_opened_without_alembic(database_url: str) -> None:
    Store.open(database_url).close()
    opens = "import sys; from storage.store import Store; Store.open(sys.argv[1]).close(); print('alembic' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", opens, database_url], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "False\n"


def test_every_column_is_documented(database_url: str) -> None:
    for table in Base.metadata.sorted_tables:
        assert all(column.comment for column in table.columns), table.name
    Store.open(database_url).close()
    with reading(database_url) as connection:
        if connection.dialect.name == "sqlite":
            schema = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'contacts'")
            assert "/* the number or id, undisguised */" in schema.scalar_one()


def test_sqlite_settings(tmp_path: Path) -> None:
    path = tmp_path / "qingliu.db"
    Store.open(f"sqlite:///{path}").close()
    engine = make_engine(parse_url(f"sqlite:///{path}"), writes=True)
    with engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    engine.dispose()
    assert settings == ["wal", 1, 1, 60_000]


def test_many_open_an_empty_database_at_once(database_url: str) -> None:
    failures: list[StoreError] = []

    def open_it() -> None:
        try:
            Store.open(database_url).close()
        except StoreError as error:
            failures.append(error)

    threads = [Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_reading_makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "qingliu.db"
    with pytest.raises(StoreError, match="no such file"), reading(f"sqlite:///{path}"):
        pass
    assert not path.exists()


def test_campaigns(store: Store, rows: Callable[[str], list[tuple[object, ...]]]) -> None:
    spruce, stone = block(0, "111", "云杉"), block(1, "111", "海石")
    wechat = replace(block(0, "weixin1", "", kind="wechat"), signals={"wechat": ["weixin1"]})
    for record in (
        page("/a", article(1), "cleaned", blocks=(spruce, stone)),
        page("/b", article(2), "cleaned", host="b.test", blocks=(spruce,)),
        page("/c", None, "rejected", blocks=(wechat,)),
    ):
        store.save(record).result(timeout=30)
    found = rows("SELECT kind, value, pages, hosts, brands FROM campaigns ORDER BY pages DESC")
    assert found == [("phone", "111", 2, 2, "云杉、海石"), ("wechat", "weixin1", 1, 1, "")]


def test_rows_may_be_deleted_with_plain_sql(database_url: str) -> None:
    store = Store.open(database_url)
    for path in ("/a", "/b"):
        store.save(page(path, article(1), "cleaned", blocks=(block(0, "111", "云杉"),))).result(timeout=30)
    with writing(database_url) as connection:
        connection.exec_driver_sql("DELETE FROM clean_items WHERE duplicate_of IS NULL")
    assert store.save(page("/c", article(1))).result(timeout=30).duplicate_of == 2
    store.close()


def test_driver_in_the_url(new_postgres_database: Callable[[], str]) -> None:
    Store.open(new_postgres_database().replace("postgresql://", "postgresql+psycopg://")).close()
    assert create_engine("postgresql://u@h/n").dialect.driver == "psycopg"
