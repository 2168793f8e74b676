"""What a site asks for: its Crawl-delay, its Retry-After, one delay for all of its hosts."""

from __future__ import annotations

import signal
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.middlewares.patience import seconds_of
from crawler.robots import BoundedRobotParser
from tests.crawler.loopback import Reply, scrapy, serve, started
from tests.crawler.pages_made import STORY, links, page, story

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


def test_robots_txt_knows_us_by_our_name_alone(tmp_path: Path) -> None:
    with serve() as site:
        robots = "User-agent: bot\nUser-agent: example\nDisallow: /\n\nUser-agent: qingliu\nDisallow: /1\n"
        site["/robots.txt"] = Reply(robots.encode(), PLAIN)
        for number in range(2):
            site[f"/{number}"] = GOOD
        contact = "https://example.org/bot.html"
        run = scrapy(
            tmp_path,
            "crawl",
            "articles",
            "-a",
            f"url={site.base}/0,{site.base}/1",
            settings={"CONTACT": contact},
        )
    assert run.status == 0, run.log
    assert sorted(site.asked) == ["/0", "/robots.txt"]
    assert all(agent.endswith(f"(+{contact})") for agent in site.agents)


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


def test_a_site_that_goes_on_refusing_is_left_for_the_next_run(tmp_path: Path) -> None:
    with serve() as site:
        site["/0"] = Reply(b"", {"Retry-After": "1"}, status=429)
        site["/1"] = GOOD
        settings = {"RETRY_TIMES": "50", "CONCURRENT_REQUESTS_PER_DOMAIN": "1", "RETRY_AFTER_AT_MOST": "3"}
        run = scrapy(
            tmp_path, "crawl", "articles", "-a", f"url={site.base}/0,{site.base}/1", settings=settings
        )
    assert run.status == 4, run.log
    assert "asks to be left alone for 1 s: left for the next run" in run.log
    assert 2 <= site.asked.count("/0") <= 4
    assert run.query("select count(*) from fetches where queue is not null") == [(2,)]


def test_a_site_that_gives_no_answer_is_left_for_the_next_run(tmp_path: Path) -> None:
    with serve() as dead, serve() as alive:
        dead["/"] = page("首页", *STORY, extra=links(*(f"/{number}" for number in range(60))))
        alive["/"] = GOOD
        for number in range(60):
            dead[f"/{number}"] = Reply(resets=True)
        seeds = f"url={dead.base}/,{alive.base}/"
        run = scrapy(tmp_path, "crawl", "articles", "-a", seeds, "-a", "depth=1")
        assert run.status == 0, run.log
        assert "gave no answer 30 times in a row: left for the next run" in run.log
        assert len(dead.asked) < 40
        [(left,)] = run.query("select count(*) from fetches where queue is not null")
        assert 25 <= int(str(left)) <= 30
        for number in range(60):
            dead[f"/{number}"] = page(f"第{number}页", *story(number))
        again = scrapy(tmp_path, "crawl", "articles", "-a", seeds, "-a", "depth=1")
    assert again.status == 0, again.log
    assert again.query("select count(*) from clean_items") == [(62,)]


@pytest.mark.parametrize(
    ("robots", "reason"),
    [
        (Reply(b"User-agent: *\nAllow: /\n", PLAIN, status=500), "HTTP 500"),
        (Reply(b"", status=503), "HTTP 503"),
        (Reply(b"", {"Retry-After": "0"}, status=429), "HTTP 429"),
        (Reply(resets=True), "connection broken, or no HTTP"),
    ],
)
def test_a_robots_txt_out_of_reach_leaves_its_host_for_the_next_run(
    tmp_path: Path, robots: Reply, reason: str
) -> None:
    with serve() as shut, serve() as open_:
        shut["/robots.txt"] = robots
        for site in (shut, open_):
            for number in range(3):
                site[f"/{number}"] = page(f"{site.port} {number}", *story(number))
        seeds = ",".join(f"{site.base}/{number}" for site in (shut, open_) for number in range(3))
        command = ("crawl", "articles", "-a", f"url={seeds}")
        settings = {"RETRY_TIMES": "1", "STATS_DUMP": "1"}
        first = scrapy(tmp_path, *command, settings=settings)
        assert shut.asked == ["/robots.txt"] * 2  # it is tried again first
        assert first.status == 0, first.log
        assert sorted(first.query("select url from clean_items")) == [
            (f"{open_.base}/{number}",) for number in range(3)
        ]
        waiting = (
            "select url, state, error, fetched_at, retries from fetches where queue is not null order by id"
        )
        assert first.query(waiting) == [
            (f"{shut.base}/{number}", "queued", None, None, 0) for number in range(3)
        ]
        told = f"robots.txt of 127.0.0.1:{shut.port}: {reason}: left for the next run"
        assert [line.partition(": ")[2] for line in first.log.splitlines() if " WARNING: " in line] == [told]
        assert "'robotstxt/out_of_reach': 1," in first.log
        shut["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /1\n", PLAIN)
        second = scrapy(tmp_path, *command, settings=settings)
    assert second.status == 0, second.log
    assert second.query("select count(*) from clean_items") == [(5,)]
    assert second.query("select count(*) from fetches where queue is not null") == [(0,)]
    assert sorted(shut.asked[2:]) == ["/0", "/2", "/robots.txt"]


def test_what_is_known_of_pages_stays_while_their_robots_txt_is_out_of_reach(tmp_path: Path) -> None:
    row = "select state, status, outcome, error, fetched_at, retries from fetches"
    with serve() as site:
        site["/0"] = GOOD
        command = ("crawl", "articles", "-a", f"url={site.base}/0")
        known = scrapy(tmp_path, *command).query(row)
        site["/robots.txt"] = Reply(b"", status=502)
        for _ in range(2):
            run = scrapy(tmp_path, *command)
            assert run.status == 4, run.log
            assert run.query(row) == known
        assert site.asked == ["/robots.txt", "/0", "/robots.txt", "/robots.txt"]
        site["/robots.txt"] = Reply(b"", status=404)
        assert scrapy(tmp_path, *command).status == 0
    assert site.asked[-2:] == ["/robots.txt", "/0"]


NAMES = """
from twisted.internet.defer import fail, succeed
from twisted.internet.error import DNSLookupError
from scrapy.resolver import CachingThreadedResolver

class OneName(CachingThreadedResolver):
    def getHostByName(self, name, timeout=()):
        return succeed("127.0.0.1") if name == "www.news.example" else fail(DNSLookupError(name))
"""


def test_a_host_out_of_reach_keeps_no_other_of_its_site_waiting(tmp_path: Path) -> None:
    (tmp_path / "names.py").write_text(NAMES)
    with serve() as site:
        for number in range(3):
            site[f"/{number}"] = page(f"第{number}页", *story(number))
        gone = [f"http://gone.news.example/{number}" for number in range(100)]
        here = [f"http://www.news.example:{site.port}/{number}" for number in range(3)]
        settings = {"TWISTED_DNS_RESOLVER": "names.OneName"}
        command = ("crawl", "articles", "-a", f"url={','.join(gone + here)}")
        for _ in range(2):
            run = scrapy(tmp_path, *command, settings=settings)
            assert run.status == 0, run.log
            assert run.log.count("WARNING") == 1
            assert "robots.txt of gone.news.example: unknown host: left for the next run" in run.log
            assert run.query("select url from fetches where queue is not null order by id") == [
                (url,) for url in gone
            ]
    assert run.query("select count(*) from clean_items") == [(3,)]
    assert sorted(site.asked) == sorted(["/robots.txt", "/0", "/1", "/2"] * 2)


PLAIN_SPIDER = """
from scrapy import Request, Spider
from crawler.guard import guard

class PlainSpider(Spider):
    name = "plain"

    async def start(self):
        guard.allow(["127.0.0.1"])
        for number in range(2):
            yield Request(f"{self.base}/{number}")

    def parse(self, response):
        self.logger.info("got %s", response.url)
"""


@pytest.mark.parametrize(("status", "asked"), [(500, []), (404, ["/0", "/1"])])
def test_spiders_without_our_queue_do_not_ask_either(tmp_path: Path, status: int, asked: list[str]) -> None:
    (tmp_path / "plain.py").write_text(PLAIN_SPIDER)
    with serve() as site:
        site["/robots.txt"] = Reply(b"", status=status)
        settings = {"SPIDER_MODULES": "plain", "SCHEDULER": "scrapy.core.scheduler.Scheduler"}
        run = scrapy(tmp_path, "crawl", "plain", "-a", f"base={site.base}", settings=settings)
    assert sorted(site.asked) == [*asked, "/robots.txt"], run.log
    assert "Traceback" not in run.log
    assert run.out.startswith("finished: "), run.log


@pytest.mark.parametrize("status", [403, 404])
def test_a_robots_txt_that_is_missing_allows_everything(tmp_path: Path, status: int) -> None:
    with serve() as site:
        site["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /\n", PLAIN, status=status)
        site["/0"] = GOOD
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/0")
    assert run.status == 0, run.log
    assert run.query("select count(*) from clean_items") == [(1,)]


def test_sites_that_want_long_delays_keep_no_other_waiting(tmp_path: Path) -> None:
    with serve() as first, serve() as second, serve() as third, serve() as quick:
        for site in (first, second, third):
            site["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 60\n", PLAIN)
        seeds = []
        for site in (first, second, third, quick):
            for number in range(12):
                site[f"/{number}"] = page(f"{site.port} {number}", *story(number))
                seeds.append(f"{site.base}/{number}")
        command = ("crawl", "articles", "-a", f"url={','.join(seeds)}")
        settings = {"CONCURRENT_REQUESTS": "4", "STOP_WITHIN": "1"}
        with started(tmp_path, *command, settings=settings) as process:
            deadline = time.monotonic() + 40
            while len(quick.asked) < 13 and time.monotonic() < deadline and process.poll() is None:
                time.sleep(0.02)
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=30)
    assert len(quick.asked) == 13, log.decode()  # with robots.txt
    assert max(len(site.asked) for site in (first, second, third)) <= 2


def test_a_robots_txt_is_read_as_far_as_the_bound() -> None:
    lines = [f"Disallow: /{number:05}.html" for number in range(60_000)]  # 1.4 MB
    text = "\n".join(["User-agent: *", "Crawl-delay: 3", "Sitemap: http://x.example/a.xml", *lines])
    parser = BoundedRobotParser(text.encode(), None)
    assert not parser.allowed("http://x.example/00009.html", "Qingliu")
    assert parser.allowed("http://x.example/59999.html", "Qingliu")
    assert (parser.crawl_delay("Qingliu"), parser.sitemaps()) == (3.0, ["http://x.example/a.xml"])


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
