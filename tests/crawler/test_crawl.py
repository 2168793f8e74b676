"""The spider on a site: what it follows, what it leaves alone, what a second crawl changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler import __version__
from tests.crawler.loopback import XML, Reply, Run, Site, scrapy, serve
from tests.crawler.pages_made import SPAM, links, page, story


@dataclass(frozen=True)
class Crawl:
    site: Site
    other: Site
    first: Run
    asked: tuple[str, ...]
    second: Run

    def states(self) -> dict[str, str]:
        rows = self.first.query("select url, state from fetches")
        return {str(url).removeprefix(self.site.base): str(state) for url, state in rows}


def _fill(site: Site, other: Site) -> None:
    site["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private\n", {"Content-Type": "text/plain"})
    site["/"] = page(
        "首页",
        *story(0),
        extra=links(
            "/a", "/a#part", "/a?utm_source=x", "a2?b=2&a=1", "/a2?a=1&b=2", "/moved", "/away", "/private/x",
            "/deny/x", "/photo.jpg", "javascript:void(0)", "mailto:x@example.com", "http://[", "",
            f"{other.base}/", "http://example.invalid/", "/feed", "/hijacked",
        ),
    )  # fmt: skip
    site["/a"] = page("甲", *story(1), extra=links("/deep"))
    site["/a2?b=2&a=1"] = page("乙", *story(2))
    secure = site.base.replace("http:", "https:")
    site["/moved"] = Reply(status=301, headers={"Location": "/target"})
    site["/target"] = page("丙", *story(3), head=f'<link rel="canonical" href="{secure}/target?spm=1">')
    site["/away"] = Reply(status=302, headers={"Location": f"{other.base}/away"})
    site["/deny/x"] = page("丁", *story(4))
    site["/deep"] = page("戊", *story(5))
    site["/hijacked"] = page("村里的几件新鲜事", *SPAM, *story(6))
    site["/feed"] = Reply(
        f"<rss><channel><item><link>{site.base}/deep</link></item></channel></rss>".encode(), XML
    )
    sitemaps = "".join(f"<sitemap><loc>{site.base}/sitemap{n}.xml</loc></sitemap>" for n in (1, 2))
    site["/index.xml"] = Reply(f"<sitemapindex>{sitemaps}</sitemapindex>".encode(), XML)
    for number, day in ((1, "2026-03-01"), (2, "2020-01-01")):
        entry = f"<url><loc>{site.base}/mapped{number}</loc><lastmod>{day}</lastmod></url>"
        site[f"/sitemap{number}.xml"] = Reply(f"<urlset>{entry}</urlset>".encode(), XML)
        site[f"/mapped{number}"] = page(f"图{number}", *story(10 + number), extra=links("/too-deep"))
    other["/"] = page("别处", *story(20))


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    folder = tmp_path_factory.mktemp("site")
    with serve() as site, serve() as other:
        _fill(site, other)
        seeds = f"{site.base}/\n{site.base}/index.xml\n".encode()
        arguments = ("-a", "seeds=-", "-a", "depth=1", "-a", "deny=/deny/", "-a", "since=2026-01-01")
        first = scrapy(
            folder, "crawl", "articles", *arguments, stdin=seeds, settings={"CONTACT": "crawl@example.org"}
        )
        asked = tuple(site.asked)
        second = scrapy(folder, "crawl", "articles", *arguments, stdin=seeds)
        yield Crawl(site, other, first, asked, second)


def test_follows_to_the_depth_asked(crawl: Crawl) -> None:
    assert crawl.first.status == 0, crawl.first.log
    assert crawl.states() == {
        "/": "done",
        "/a": "done",
        "/a2?b=2&a=1": "done",
        "/moved": "redirected",
        "/away": "skipped",
        "/target": "done",
        "/private/x": "skipped",
        "/hijacked": "done",
        "/feed": "done",
        "/index.xml": "done",
        "/sitemap1.xml": "done",
        "/sitemap2.xml": "done",
        "/mapped1": "done",
    }


def test_asks_for_each_address_once(crawl: Crawl) -> None:
    assert sorted(set(crawl.asked)) == sorted(crawl.asked)
    assert "/private/x" not in crawl.asked


def test_other_sites_are_left_alone(crawl: Crawl) -> None:
    assert crawl.other.asked == []


def test_names_itself_and_whom_to_ask(crawl: Crawl) -> None:
    first, second = sorted(crawl.site.agents, key=len, reverse=True)
    assert first.startswith("Qingliu/")
    assert first.endswith(" (+crawl@example.org)")
    assert second == first.removesuffix(" (+crawl@example.org)")


def test_canonical_address(crawl: Crawl) -> None:
    found = crawl.first.query("select canonical_url from clean_items where url like '%/target'")
    assert found == [(f"https://127.0.0.1:{crawl.site.port}/target",)]


def test_a_link_that_leads_to_another_site_is_recorded_as_it_is(crawl: Crawl) -> None:
    # Not as its target, which may wait in the queue for its own site's sake.
    reason = f"redirected to another site: {crawl.other.base}/away"
    assert crawl.first.fetch(f"{crawl.site.base}/away") == ("skipped", None, reason, None)


def test_spam_is_cut_and_kept(crawl: Crawl) -> None:
    body, outcome = crawl.first.query("select body, outcome from clean_items where url like '%/hijacked'")[0]
    assert (body, outcome) == ("\n".join(story(6)), "cleaned")
    cut = crawl.first.query("select text from spam_blocks order by position")
    assert tuple(text for (text,) in cut) == SPAM
    assert crawl.first.query("select kind, value, pages from campaigns") == [("phone", "4000632207", 1)]


def test_second_crawl_looks_at_seeds_and_lists_and_writes_nothing_anew(crawl: Crawl) -> None:
    assert crawl.second.status == 0, crawl.second.log
    again = [path for path in crawl.site.asked[len(crawl.asked) :] if path != "/robots.txt"]
    # Not the feed, whose pages would be too deep.
    assert sorted(again) == ["/", "/index.xml", "/sitemap1.xml", "/sitemap2.xml"]
    for table in ("clean_items", "flagged_items"):
        assert crawl.second.query(f"select max(run_id) from {table}") == [(1,)]
    runs = crawl.second.query(
        "select finish_reason, counts ->> 'stored', counts ->> 'unchanged', spider from runs order by id"
    )
    assert runs == [("finished", 6, 0, "articles"), ("finished", 0, 4, "articles")]


def test_seeds_alone_at_depth_0_and_snapshots_of_flagged_pages(crawl: Crawl, tmp_path: object) -> None:
    folder = crawl.first.database.parent / "flagged"
    folder.mkdir()
    run = scrapy(
        folder,
        "crawl",
        "articles",
        "-a",
        f"url={crawl.site.base}/hijacked,{crawl.site.base}/a,{crawl.site.base}/a2?b=2&a=1",
        "-a",
        "max_pages=2",
        settings={"SNAPSHOTS": "flagged", "CONCURRENT_REQUESTS": "1"},
    )
    assert run.status == 0, run.log
    assert run.out.startswith("max_pages: 2 pages (")
    assert run.query("select url from snapshots") == [(f"{crawl.site.base}/hijacked",)]
    assert run.query("select count(*) from fetches where state = 'done'") == [(2,)]
    assert run.query("select finish_reason from runs") == [("max_pages",)]


OWN_SPIDER = """
from datetime import UTC, datetime
from scrapy import Spider
from crawler.items import FetchedPage
from crawler.responses import parse

class OwnSpider(Spider):
    name = "own"

    def __init__(self, first, **given):
        super().__init__(**given)
        self.start_urls = [first]

    def parse(self, response):
        now = datetime.now(UTC)
        yield FetchedPage(response.url, 0, response.status, now, {}, response.body, parse(response))
        yield from response.follow_all(css="a", callback=self.parse)
"""


def test_a_spider_of_ones_own_asks_once_for_pages_that_link_to_each_other(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN_SPIDER)
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/a", "/b"))
        site["/a"] = page("甲", *story(1), extra=links("/", "/b"))
        site["/b"] = page("乙", *story(2), extra=links("/", "/a"))
        settings = {"SPIDER_MODULES": "own", "CLOSESPIDER_PAGECOUNT": "50", "CONTACT": "ops@news.example"}
        run = scrapy(tmp_path, "crawl", "own", "-a", f"first={site.base}/", settings=settings)
    assert run.status == 0, run.log
    assert {path: site.asked.count(path) for path in ("/", "/a", "/b")} == {"/": 2, "/a": 1, "/b": 1}
    assert site.agents == {f"Qingliu/{__version__} (+ops@news.example)"}
    assert run.query("select title from articles order by title") == [("乙",), ("甲",), ("首页",)]


def test_a_spider_of_ones_own_ends_though_a_site_wanted_it_to_wait(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN_SPIDER)
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/a", "/b"))
        busy = {"Retry-After": "1", "Content-Type": "text/html"}
        site["/a"] = Reply(b"wait", busy, 429, then=Reply(page("甲", *story(1)).encode()))
        site["/b"] = Reply(b"wait", busy, 503)
        settings = {"SPIDER_MODULES": "own", "RETRY_TIMES": "1", "CLOSESPIDER_TIMEOUT": "30"}
        run = scrapy(tmp_path, "crawl", "own", "-a", f"first={site.base}/", settings=settings)
    assert run.query("select finish_reason from runs") == [("finished",)], run.log
    assert run.query("select title from articles order by title") == [("甲",), ("首页",)]


def test_a_spider_of_ones_own_follows_a_page_that_leads_to_itself_to_set_a_cookie(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN_SPIDER)
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/a", "/endless"))
        to_itself = {"Location": "/a", "Set-Cookie": "seen=1"}
        site["/a"] = Reply(b"", to_itself, 302, then=Reply(page("甲", *story(1)).encode()))
        site["/endless"] = Reply(b"", {"Location": "/endless"}, 302)
        settings = {"SPIDER_MODULES": "own", "REDIRECT_MAX_TIMES": "3"}
        run = scrapy(tmp_path, "crawl", "own", "-a", f"first={site.base}/", settings=settings)
    assert run.query("select title from articles order by title") == [("甲",), ("首页",)], run.log
    assert site.headers("/a")["Cookie"] == "seen=1"
    assert site.asked.count("/endless") == 4


def test_a_spider_of_ones_own_keeps_what_leads_to_a_known_page(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN_SPIDER)
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/a", "/moved"))
        site["/a"] = page("甲", *story(1))
        site["/moved"] = Reply(b"", {"Location": "/a"}, 302)
        run = scrapy(
            tmp_path, "crawl", "own", "-a", f"first={site.base}/", settings={"SPIDER_MODULES": "own"}
        )
    assert (run.status, run.log) == (0, "")
    assert run.fetch(f"{site.base}/moved")[:2] == ("redirected", 302)


def test_a_spider_of_ones_own_may_make_its_seeds_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN_SPIDER.replace("[first]", "(url for url in [first])"))
    with serve() as site:
        site["http://news.example/"] = page("首页", *story(0))
        command = ("crawl", "own", "-a", "first=http://news.example/")
        run = scrapy(tmp_path, *command, settings={"SPIDER_MODULES": "own"}, proxy=site.base)
    assert run.query("select title from articles") == [("首页",)], run.log
