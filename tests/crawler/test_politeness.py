"""What a site asks for: its Crawl-delay, its Retry-After, one delay for all of its hosts."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.middlewares.retry_after import seconds_of
from tests.crawler.loopback import STORY, Reply, page, scrapy, serve
from tests.crawler.test_crawl import links

GOOD = page("育秧", *STORY)
PLAIN = {"Content-Type": "text/plain"}


def test_crawl_delay_and_one_slot_for_a_site(tmp_path: Path) -> None:
    with serve() as site:
        site["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 0.5\n", PLAIN)
        for number in range(5):
            site[f"/{number}"] = GOOD
        seeds = ",".join(f"{site.base}/{number}" for number in range(5))
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={seeds}")
    assert run.status == 0, run.log
    times = [at for path, at in site.times if path != "/robots.txt"]
    assert len(times) == 5
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.45


def test_retry_after_pauses_the_site(tmp_path: Path) -> None:
    with serve() as site:
        busy = Reply(b"", {"Retry-After": "2"}, status=503, then=Reply(GOOD.encode()))
        site["/0"] = busy
        site["/1"] = GOOD
        settings = {"RETRY_TIMES": "2", "CONCURRENT_REQUESTS_PER_DOMAIN": "1"}
        run = scrapy(
            tmp_path, "crawl", "articles", "-a", f"url={site.base}/0,{site.base}/1", settings=settings
        )
    assert run.status == 0, run.log
    assert run.query("select count(*) from clean_items") == [(2,)]
    (first, *later) = [at for path, at in site.times if path != "/robots.txt"]
    assert len(later) == 2
    assert min(later) - first > 1.9


def test_a_site_that_asks_for_an_hour_is_left_for_the_next_run(tmp_path: Path) -> None:
    with serve() as site:
        site["/0"] = Reply(b"", {"Retry-After": "3600"}, status=429, then=Reply(GOOD.encode()))
        site["/1"] = GOOD
        settings = {"RETRY_TIMES": "2", "CONCURRENT_REQUESTS_PER_DOMAIN": "1"}
        command = ("crawl", "articles", "-a", f"url={site.base}/0,{site.base}/1")
        first = scrapy(tmp_path, *command, settings=settings)
        assert first.query("select count(*) from fetches where queue is not null") == [(2,)]
        assert "asks to be left alone for 3600 s: left for the next run" in first.log
        second = scrapy(tmp_path, *command, settings=settings)
    assert first.status == 4
    assert second.status == 0, second.log
    assert second.query("select count(*) from clean_items") == [(2,)]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Tue, 03 Nov 2026 08:00:30 GMT", 30.0),
        ("Tue, 03 Nov 2026 07:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_header(header: str, seconds: float | None) -> None:
    assert seconds_of(header, datetime(2026, 11, 3, 8, tzinfo=UTC)) == seconds


def test_sites_take_turns(tmp_path: Path) -> None:
    with serve() as large, serve() as small:
        for site, size in ((large, 30), (small, 5)):
            site["/"] = page("首页", *STORY, extra=links(*(f"/{number}" for number in range(size))))
            for number in range(size):
                site[f"/{number}"] = GOOD
        seeds = f"url={large.base}/,{small.base}/"
        settings = {"CONCURRENT_REQUESTS": "1"}
        run = scrapy(tmp_path, "crawl", "articles", "-a", seeds, "-a", "depth=1", settings=settings)
    assert run.status == 0, run.log
    last = max(at for _, at in small.times)
    assert len([at for _, at in large.times if at < last]) < 12
    assert len(large.asked) == 32  # with robots.txt, each once
