"""`scrapy status` and the lines that tell how far a crawl is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.crawler.loopback import Reply, scrapy, serve
from tests.crawler.pages_made import SPAM, links, page, story
from tests.crawler.processes import ROOT


def test_status_hands_no_control_to_the_terminal_and_tells_of_what_cannot_be_read(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0))
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/")
    run.execute("update runs set finish_reason = char(27) || '[2J', counts = '{\"pages\": \"\\u001b[31m\"}'")
    status = scrapy(tmp_path, "status")
    assert status.status == 0, status.log
    assert "\\x1b[2J: \\x1b[31m pages" in status.out
    assert "\x1b" not in status.out
    for wrong in ("[1]", "{", '"x"'):
        run.execute(f"update runs set counts = '{wrong}'")
        status = scrapy(tmp_path, "status")
        assert status.status == 1
        assert re.fullmatch(
            "qingliu: database crawl.db: holds a value that cannot be read: .{9,}\n", status.log
        )


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
    assert "INFO: 1 page (1 clean, 0 cleaned, 0 rejected, 0 empty), 1 stored; 1 waiting, 1 site, " in run.log


def test_one_line_that_changes_on_a_terminal(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/hijacked", "/missing", "/slow"))
        site["/hijacked"] = page("乙", *SPAM, *story(2))
        site["/slow"] = Reply(page("甲", *story(1)).encode(), pause=2.5)
        (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n")
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "crawl",
            "articles",
            "-a",
            f"url={site.base}/",
            "-a",
            "depth=1",
        ]
        settings = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0")
        given = [part for setting in settings for part in ("-s", setting)]
        ours, its = os.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
        with subprocess.Popen(
            [*command, *given], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=its
        ) as process:
            os.close(its)
            seen = b""
            with suppress(OSError):  # the other end was closed
                while data := os.read(ours, 4096):
                    seen += data
            os.close(ours)
            assert process.stdout is not None
            out = process.stdout.read().decode()
    assert process.returncode == 0, seen
    shown = seen.decode().replace("\r\n", "\n")
    lines = [line.removesuffix("\x1b[K") for line in shown.split("\r") if line.endswith("pages/s\x1b[K")]
    assert "2 pages, 1 clean, 1 flagged, 0 rejected, 1 failed, 1 waiting, 1 site, 0.0 pages/s" in lines
    assert "\r\x1b[K" in shown[: shown.index("HTTP 404")]  # the log does not go on behind the line
    assert shown.endswith("\r\x1b[K")
    assert not re.search(r"pages/s[^\r\x1b]", shown)
    assert out.startswith("finished: 3 pages (")
