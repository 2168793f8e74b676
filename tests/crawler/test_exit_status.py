"""How `scrapy crawl` ends: 0 fine, 1 could not start, 3 own failures, 4 nothing fetched."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.crawler.loopback import scrapy, serve
from tests.crawler.pages_made import STORY, page

FAULTY = """
from crawler.items import FetchedPage
from crawler.pipelines import FilterAndStore

class FaultyFilter(FilterAndStore):
    def _judge(self, item):
        if item.url.endswith("/filter"):
            raise RuntimeError("the filter\\x1b[31m stumbles")
        return super()._judge(item)

class FaultySpider:
    def process_spider_output(self, response, result):
        for found in result:
            if response.url.endswith("/spider"):
                raise RuntimeError("the spider stumbles")
            yield found

    async def process_spider_output_async(self, response, result):
        async for found in result:
            if response.url.endswith("/spider"):
                raise RuntimeError("the spider stumbles")
            yield found
"""
TRIGGER = """
create trigger refuse before insert on clean_items when new.title = '拒收'
begin select raise(abort, 'refused'); end
"""


def test_3_when_pages_fail_in_our_own_code_or_cannot_be_stored(tmp_path: Path) -> None:
    (tmp_path / "faulty.py").write_text(FAULTY)
    with serve() as site:
        for path in ("/good", "/filter", "/spider"):
            site[path] = page("育秧", *STORY)
        site["/store"] = page("拒收", *STORY)
        settings = {
            "ITEM_PIPELINES": '{"crawler.pipelines.FilterAndStore": null, "faulty.FaultyFilter": 1}',
            "SPIDER_MIDDLEWARES": '{"faulty.FaultySpider": 45, '
            '"crawler.middlewares.failures.RecordFailures": 40}',
        }
        made = scrapy(tmp_path, "db", "upgrade")
        assert (made.status, made.out) == (0, "the database is up to date\n"), made.log
        with closing(sqlite3.connect(made.database)) as connection:
            connection.execute(TRIGGER)
        urls = ",".join(f"{site.base}{path}" for path in ("/filter", "/spider", "/store", "/good"))
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={urls}", settings=settings)
        states = {path: run.fetch(site.base + path) for path in ("/good", "/filter", "/spider", "/store")}
    assert run.status == 3, run.log
    assert states["/good"][:3] == ("done", 200, None)
    assert states["/filter"][:2] == ("failed", 200)
    assert "the filter" in str(states["/filter"][2])
    assert states["/spider"] == ("failed", 200, "RuntimeError: the spider stumbles", None)
    assert states["/store"][:3] == ("failed", 200, "not stored")
    assert "\x1b" not in run.log
    assert f"failed on {site.base}/filter" in run.log
    assert run.query("select count(*) from clean_items") == [(1,)]
    assert "2 failed in our own code" in run.out
    assert "1 NOT STORED" in run.out


def test_4_when_nothing_was_fetched(tmp_path: Path) -> None:
    with serve() as site:
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/gone")
    assert run.status == 4, run.log
    assert run.fetch(f"{site.base}/gone")[:3] == ("failed", 404, "HTTP 404")
    assert run.out.startswith("finished: 0 pages (")


@pytest.mark.parametrize(
    ("arguments", "settings", "message"),
    [
        (["seeds=empty.txt"], {}, "no usable seed in empty.txt"),
        (["url=http://127.0.0.1:9/", "depth=-1"], {}, "depth=-1: must be a whole number, 0 or more"),
        (
            ["url=http://127.0.0.1:9/"],
            {"DATABASE_URL": "sqlite:///no/such/folder/x.db"},
            "no/such/folder/x.db",
        ),
        (
            ["url=http://127.0.0.1:9/"],
            {"SNAPSHOTS": "some"},
            "SNAPSHOTS=some: must be one of all, flagged, none",
        ),
        (["url=http://127.0.0.1:9/"], {"REVISIT_AFTER": "x"}, "REVISIT_AFTER=x: must be a whole number"),
        (["url=http://127.0.0.1:9/"], {"DNS_TIMEOUT": "x"}, "DNS_TIMEOUT=x: must be a number"),
        (
            ["url=http://127.0.0.1:9/"],
            {"DISCOVER": "feeds, maps"},
            "DISCOVER: unknown place 'maps'; there are feeds, sitemaps",
        ),
        (
            ["url=http://127.0.0.1:9/"],
            {"LOG_FILE": "no/such/folder/crawl.log"},
            "qingliu: LOG_FILE=no/such/folder/crawl.log: No such file or directory",
        ),
        (["url=http://127.0.0.1:9/"], {"ROBOTSTXT_OBEY": "no"}, "qingliu: ROBOTSTXT_OBEY=no: must be 0 or 1"),
        (["url=http://127.0.0.1:9/"], {"LOG_LEVEL": "loud"}, "qingliu: LOG_LEVEL=loud: must be one of DEBUG"),
        (["url=http://127.0.0.1:9/"], {"LOG_FORMAT": "%"}, "qingliu: LOG_FORMAT=%: Invalid format '%'"),
        (
            ["url=http://127.0.0.1:9/"],
            {"LOG_FORMAT": "%(nope)s"},
            "qingliu: LOG_FORMAT=%(nope)s: Formatting field not found in record: 'nope'",
        ),
        (
            ["url=http://127.0.0.1:9/"],
            {"FEEDS": '{"out.csv": {"format": "csv"}}'},
            "no output file (-o, -O, FEEDS)",
        ),
    ],
)
def test_1_when_it_could_not_start(
    tmp_path: Path, arguments: list[str], settings: dict[str, str], message: str
) -> None:
    (tmp_path / "empty.txt").write_text("# nothing\n\n")
    given = [part for argument in arguments for part in ("-a", argument)]
    run = scrapy(tmp_path, "crawl", "articles", *given, settings=settings)
    assert run.status == 1, run.log
    assert message in run.log
    assert run.log.count("\n") == 1, run.log
    assert run.out == ""


def test_1_when_it_should_write_a_file_and_not_only_the_database(tmp_path: Path) -> None:
    run = scrapy(tmp_path, "crawl", "articles", "-a", "url=http://127.0.0.1:9/", "-o", "out.jsonl")
    assert (run.status, run.out, run.log.count("\n")) == (1, "", 1), run.log
    assert "what is found is in the database" in run.log
    assert not run.database.exists()
    assert not (tmp_path / "out.jsonl").exists()
