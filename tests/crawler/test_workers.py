"""Judging in processes of their own: the same verdicts, and no process outlives the crawl or ends it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.workers import Judge, WorkerError, Workers
from filters.clean import clean_page
from filters.known import NOTHING_KNOWN, Known
from filters.segment import Page, parse_html
from filters.types import Contact
from tests.crawler.loopback import scrapy, serve, started
from tests.crawler.pages_made import STORY, links, page, story

HOTLINE = "恒澜壁挂炉24小时服务热线:400-651-2207(点击咨询)"
GOOD, BAD = page("育秧", *STORY), page("育秧", *STORY, HOTLINE, HOTLINE)
ONE = {"FILTER_PROCESSES": "1"}


@pytest.fixture
def workers() -> Iterator[Workers]:
    found = Workers(Judge("retain", NOTHING_KNOWN), 1)
    yield found
    found.close()


def test_verdicts_are_those_of_the_filter(workers: Workers) -> None:
    for html in (GOOD, BAD, "", "<p>" * 3000):
        assert asyncio.run(workers.judge(parse_html(html))) == clean_page(parse_html(html))


def test_what_is_known_beforehand_is_known_there() -> None:
    known = Known(allowed=frozenset({Contact("phone", "4006512207")}))
    workers = Workers(Judge("recall", known), 1)
    result = asyncio.run(workers.judge(parse_html(BAD)))
    workers.close()
    assert result == clean_page(parse_html(BAD), preset="recall", known=known)
    assert result != clean_page(parse_html(BAD), preset="recall")


def test_a_process_that_died_is_replaced(workers: Workers) -> None:
    async def judge() -> None:
        good = parse_html(GOOD)
        await workers.judge(good)
        [child] = workers._children
        os.kill(child.pid, signal.SIGTERM)  # as systemd sends to all processes of a crawl
        await workers.judge(good)
        os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(WorkerError, match="the process that judged it died"):
            await workers.judge(good)
        assert (await workers.judge(good)).article is not None
        assert [each.pid for each in workers._children] != [child.pid]

    asyncio.run(judge())


def test_a_failure_of_the_filter_is_told(workers: Workers) -> None:
    with pytest.raises(WorkerError, match="AttributeError"):
        asyncio.run(workers.judge(NO_PAGE))
    assert asyncio.run(workers.judge(parse_html(GOOD))).article is not None


NO_PAGE: Page = "this is no page"  # type: ignore[assignment]


@pytest.mark.parametrize("settings", [ONE, {"FILTER_PROCESSES": "3"}])
def test_a_crawl_stores_the_same(tmp_path: Path, settings: dict[str, str]) -> None:
    (tmp_path / "alone").mkdir()
    (tmp_path / "beside").mkdir()
    with serve() as site:
        site["/"] = page("首页", *STORY, extra=links(*(f"/{number}" for number in range(20))))
        for number in range(20):
            site[f"/{number}"] = page(f"第{number}页", *story(number), *[HOTLINE] * (number % 3))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        alone = scrapy(tmp_path / "alone", *command)
        beside = scrapy(tmp_path / "beside", *command, settings=settings)
    assert beside.status == alone.status == 0, beside.log
    sql = "select title, body, score from clean_items order by title"
    assert beside.query(sql) == alone.query(sql)
    sql = "select text, score from spam_blocks order by text, score"
    assert beside.query(sql) == alone.query(sql)


def _children(process: int) -> list[int]:
    threads = Path(f"/proc/{process}/task").iterdir()
    return [int(pid) for thread in threads for pid in (thread / "children").read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_outlives_the_crawl(tmp_path: Path, number: signal.Signals) -> None:
    with serve() as site:
        site["/"] = page("首页", *STORY, extra=links(*(f"/{number}" for number in range(400))))
        for path in range(400):
            site[f"/{path}"] = page(f"第{path}页", *story(path))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        with started(tmp_path, *command, settings=ONE) as process:
            deadline = time.monotonic() + 30
            while len(site.asked) < 10 and time.monotonic() < deadline:
                time.sleep(0.02)
            assert process.pid is not None
            children = _children(process.pid)
            assert children
            process.send_signal(number)
            process.communicate(timeout=30)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(Path(f"/proc/{child}/stat").exists() for child in children):
        time.sleep(0.05)
    assert not [child for child in children if Path(f"/proc/{child}/stat").exists()]
