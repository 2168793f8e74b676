"""The demonstration site and the command that crawls it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from crawler.commands.demo import recipes
from crawler.demo.server import serving
from crawler.demo.site import build_site, load_articles
from storage.store import Store
from tests.crawler.loopback import scrapy


def test_half_of_the_articles_are_hijacked_each_in_its_own_way() -> None:
    ways = [article.hijack[0] for article in load_articles() if article.hijack]
    assert len(ways) == len(set(ways)) == 8
    assert len(load_articles()) == 15


def test_pages_are_served_as_declared() -> None:
    opener = build_opener(ProxyHandler({}))
    with serving(0) as base, opener.open(f"{base}/news/canteen.html?spm=hot.1", timeout=5) as answer:
        assert answer.headers["Content-Type"] == "text/html; charset=gb18030"
        assert "社区食堂一年" in answer.read().decode("gb18030")


def test_every_link_of_the_feed_and_sitemap_is_there() -> None:
    site = build_site("http://x.example")
    listed = site["/feed.xml"].body.decode() + site["/sitemap.xml"].body.decode()
    for article in load_articles():
        assert f"/news/{article.slug}.html" in site
        assert f"http://x.example/news/{article.slug}.html" in listed


def test_scrapy_demo_finds_the_whole_site_and_shows_it(tmp_path: Path) -> None:
    run = scrapy(tmp_path, "demo")
    assert run.status == 0, run.log
    states = run.query("select state, count(*) from fetches group by state order by state")
    assert states == [("done", 22), ("skipped", 2)]  # a PDF, and what robots.txt forbids
    assert run.query("select count(*) from clean_items where duplicate_of is not null") == [(1,)]
    articles = {article.slug: "\n".join(article.paragraphs) for article in load_articles()}
    for slug in ("canteen", "noodle-shop", "library-hours", "hiking-trail"):
        found = run.query("select body from clean_items where url like ?", f"%/news/{slug}.html")
        assert found == [(articles[slug],)], slug
    assert "the page broke off" in run.log
    # It stands on five; the filter does not yet see the one with a line of spam between every two paragraphs.
    listed = re.search(r"phone 4000557310 +on (\d) pages", run.out)
    assert listed is not None
    assert 4 <= int(listed[1]) <= 5
    assert 'sqlite3 -box crawl.db "select ' in run.out


def test_it_tells_of_nothing_found_while_another_crawl_has_the_database(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'crawl.db'}", lock="articles")
    run = scrapy(tmp_path, "demo")
    store.close()
    assert run.status == 75
    assert "Hijacked pages" not in run.out


@pytest.mark.parametrize(
    ("url", "shell"),
    [
        ("sqlite:///my pages/all.db", ["sqlite3", "-box", "my pages/all.db"]),
        (
            "postgresql://news@/pages?host=/run/pg",
            ["psql", "postgresql://news@/pages?host=%2Frun%2Fpg", "-c"],
        ),
    ],
)
def test_what_it_advises_can_be_pasted(url: str, shell: list[str]) -> None:
    for line in recipes(url, 1):
        assert shlex.split(line)[:-1] == shell
