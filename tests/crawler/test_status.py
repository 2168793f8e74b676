"""`scrapy status` and the lines that tell how far a crawl is."""

from __future__ import annotations

from pathlib import Path

from tests.crawler.loopback import Reply, page, scrapy, serve
from tests.crawler.test_crawl import links, story


def test_status_tells_runs_and_queues(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/a", "/b", "/missing"))
        site["/a"] = page("甲", *story(1))
        site["/b"] = page("乙", *story(2))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1", "-a", "max_pages=2")
        scrapy(tmp_path, *command)
        status = scrapy(tmp_path, "status")
    assert status.status == 0, status.log
    assert f"articles depth=1 max_pages=2 url={site.base}/" in status.out
    assert "max_pages: 2 pages (2 clean, 0 cleaned, 0 rejected, 0 empty), 2 stored" in status.out
    assert f"  articles depth=1 url={site.base}/\n        4 known, " in status.out
    assert ", 0 due, the next at " in status.out


def test_status_without_a_database(tmp_path: Path) -> None:
    run = scrapy(tmp_path, "status")
    assert run.status == 1
    assert run.log == "qingliu: database crawl.db: no such file\n"


def test_a_line_of_progress_where_there_is_no_terminal(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/slow"))
        site["/slow"] = Reply(page("甲", *story(1)).encode(), pause=2.5)
        settings = {"LOGSTATS_INTERVAL": "1"}
        run = scrapy(
            tmp_path, "crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1", settings=settings
        )
    assert "INFO: 1 page (1 clean, 0 cleaned, 0 rejected, 0 empty), 1 stored; 1 waiting; " in run.log
