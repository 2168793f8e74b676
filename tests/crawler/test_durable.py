"""A crawl that is killed, ended or kept out: what was found is not lost, and nothing is stored twice."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.crawler.loopback import Reply, Site, scrapy, serve, started
from tests.crawler.pages_made import links, page, story

PAGES = 120
KILLS = 3


def _fill(site: Site) -> None:
    """A tree of pages, each linking to some before it, too."""
    dice = Random(7)
    for number in range(PAGES):
        to = [2 * number + 1, 2 * number + 2, dice.randrange(PAGES)]
        nav = links(*(f"/{target}" for target in to if target < PAGES))
        site[f"/{number}"] = Reply(page(f"第{number}页", *story(number), extra=nav).encode(), pause=0.02)


def test_killed_at_any_moment_the_same_command_goes_on(
    tmp_path: Path, database_url: str, rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    settings = {"DATABASE_URL": database_url}
    dice = Random(11)
    with serve() as site:
        _fill(site)
        command = ("crawl", "articles", "-a", f"url={site.base}/0", "-a", "depth=20")
        for _ in range(KILLS):
            enough = len(site.asked) + dice.randrange(1, 30)
            with started(tmp_path, *command, settings=settings) as process:
                while len(site.asked) < enough and process.poll() is None:
                    time.sleep(0.002)
                time.sleep(dice.random() * 0.1)
                process.kill()
                process.communicate()
        last = scrapy(tmp_path, *command, settings=settings)
        asked = [path for path in site.asked if path != "/robots.txt"]
    assert last.status == 0, last.log
    stored = rows("select count(*), count(distinct url) from clean_items")
    assert stored == [(PAGES, PAGES)]
    assert rows("select state, count(*) from fetches group by 1") == [("done", PAGES)]
    assert rows("select count(*) from fetches where queue is not null") == [(0,)]
    reasons = rows("select finish_reason from runs order by id")
    assert reasons == [*[("died",)] * (len(reasons) - 1), ("finished",)]
    assert len(asked) < 2 * PAGES  # only what was in flight when it died is asked for again


def test_sigterm_at_the_very_beginning_closes_the_books(tmp_path: Path) -> None:
    made = scrapy(tmp_path, "db", "upgrade")
    with serve() as site:
        _fill(site)
        command = ("crawl", "articles", "-a", f"url={site.base}/0", "-a", "depth=20")
        with started(tmp_path, *command) as process:
            while not made.query("select id from runs") and process.poll() is None:
                time.sleep(0.002)
            process.send_signal(signal.SIGTERM)
            out, log = process.communicate()
        assert out.decode().startswith("shutdown: "), log
        assert made.query("select finish_reason, finished_at is null from runs") == [("shutdown", 0)]
        run = scrapy(tmp_path, *command)
    assert run.query("select count(*) from clean_items") == [(PAGES,)]


def test_sigterm_ends_it_within_ten_seconds_and_the_next_goes_on(tmp_path: Path) -> None:
    with serve() as site:
        for number in range(3):
            site[f"/{number}"] = page(f"第{number}页", *story(number))
        site["/0"] = Reply(page("首页", *story(0), extra=links("/1", "/hangs", "/2")).encode())
        site["/hangs"] = Reply(page("慢", *story(9)).encode(), pause=20)
        settings = {"DOWNLOAD_TIMEOUT": "60", "CONCURRENT_REQUESTS_PER_DOMAIN": "1"}
        command = ("crawl", "articles", "-a", f"url={site.base}/0", "-a", "depth=1")
        with started(tmp_path, *command, settings=settings) as process:
            while "/hangs" not in site.asked and process.poll() is None:
                time.sleep(0.02)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            out, log = process.communicate(timeout=30)
            took = time.monotonic() - began
        assert took < 10
        assert out.decode().startswith("shutdown: 2 pages ("), log.decode()
        site["/hangs"] = page("慢", *story(9))
        run = scrapy(tmp_path, *command)
    assert run.status == process.returncode == 0, run.log
    assert run.query("select finish_reason, finished_at is null from runs") == [
        ("shutdown", 0),
        ("finished", 0),
    ]
    assert run.query("select count(*), count(distinct url) from clean_items") == [(4, 4)]
    assert site.asked.count("/0") == site.asked.count("/1") == 1


def test_ctrl_c_twice_ends_it_at_once_and_the_books_are_true(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/hangs"))
        site["/hangs"] = Reply(page("慢", *story(9)).encode(), pause=20)
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        with started(tmp_path, *command, settings={"DOWNLOAD_TIMEOUT": "60"}) as process:
            while "/hangs" not in site.asked and process.poll() is None:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            time.sleep(0.2)
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            out, log = process.communicate(timeout=30)
        assert time.monotonic() - began < 5
        site["/hangs"] = page("慢", *story(9))
        run = scrapy(tmp_path, *command)
    last = re.fullmatch(r"shutdown: 1 page \(.*\), 1 stored in ([\d.]+) s\n", out.decode())
    assert last, out.decode() + log.decode()
    assert float(last[1]) >= 0.2
    assert run.query("select finish_reason from runs") == [("shutdown",), ("finished",)]
    assert run.query("select count(*) from clean_items") == [(2,)]


def test_75_while_another_run_holds_the_lock(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = Reply(page("慢", *story(1)).encode(), pause=3)
        command = ("crawl", "articles", "-a", f"url={site.base}/")
        with started(tmp_path, *command) as process:
            while "/" not in site.asked and process.poll() is None:
                time.sleep(0.02)
            second = scrapy(tmp_path, *command)
            out, log = process.communicate(timeout=30)
        third = scrapy(tmp_path, *command)
    assert second.status == 75, second.log
    assert second.log.endswith("another run of 'articles' is under way\n")
    assert second.log.count("\n") == 1
    assert process.returncode == 0, log
    assert b"1 stored" in out
    assert third.status == 0, third.log
    assert third.query("select count(*) from runs where finish_reason = 'finished'") == [(2,)]
