"""`-a cloak=1`: what is shown to crawlers alone is told from what everybody sees."""

from __future__ import annotations

from pathlib import Path

from tests.crawler.loopback import Reply, scrapy, serve
from tests.crawler.pages_made import SPAM, links, page, story


def test_flagged_pages_are_looked_at_as_a_browser_would(tmp_path: Path) -> None:
    with serve() as site:
        paths = ("/cloaked", "/open", "/clean", "/closed", "/private", "/broken")
        site["/"] = page("首页", *story(0), extra=links(*paths))
        site["/robots.txt"] = Reply(
            b"User-agent: Mozilla\nDisallow: /\n\nUser-agent: *\nAllow: /\n", {"Content-Type": "text/plain"}
        )
        clean = page("甲", *story(1))
        site["/cloaked"] = Reply(page("甲", *SPAM, *story(1)).encode(), to_browsers=Reply(clean.encode()))
        site["/open"] = page("乙", *SPAM, *story(2))
        site["/clean"] = page("丙", *story(3))
        hijacked = page("丁", *SPAM, *story(4)).encode()
        site["/closed"] = Reply(hijacked, to_browsers=Reply(b"go away", status=403))
        site["/private"] = Reply(
            page("戊", *SPAM, *story(5)).encode(),
            to_browsers=Reply(status=302, headers={"Location": "http://127.0.0.1:9/"}),
        )
        site["/broken"] = Reply(
            page("己", *SPAM, *story(6)).encode(),
            to_browsers=Reply(status=302, headers={"Location": "http://[::1"}),
        )
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        run = scrapy(tmp_path, *command, "-a", "cloak=1")
        assert run.status == 0, run.log
        asked = [path for path in site.asked if path != "/robots.txt"]
        found = dict(
            run.query("select substr(url, ?), shown_to_browsers from flagged_items", len(site.base) + 1)
        )
        assert found == {"/cloaked": 0, "/open": 1, "/closed": None, "/private": None, "/broken": None}
        assert sorted(asked) == sorted(["/", *paths, *found])
        assert "1 cloaked" in run.out
        assert len(site.agents) == 2
        again = scrapy(tmp_path, "refilter")
        assert (
            dict(
                again.query("select substr(url, ?), shown_to_browsers from flagged_items", len(site.base) + 1)
            )
            == found
        )


def test_the_last_page_of_a_bounded_crawl_is_looked_at_too(tmp_path: Path) -> None:
    with serve() as site:
        clean = page("甲", *story(1))
        site["/"] = Reply(page("甲", *SPAM, *story(1)).encode(), to_browsers=Reply(clean.encode(), pause=0.5))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "max_pages=1", "-a", "cloak=1")
        run = scrapy(tmp_path, *command)
    assert run.status == 0, run.log
    assert run.query("select shown_to_browsers from flagged_items") == [(0,)]


def test_without_it_nobody_is_asked_as_a_browser(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("甲", *SPAM, *story(1))
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/")
        assert [agent.partition("/")[0] for agent in site.agents] == ["Qingliu"]
    assert run.query("select shown_to_browsers from flagged_items") == [(None,)]
