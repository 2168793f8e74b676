"""Nothing from a page reaches the log unescaped."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from crawler.logs import EscapeFilter, clip, escape
from tests.crawler.loopback import Reply, scrapy, serve, started
from tests.crawler.pages_made import links, page, story


def test_escape() -> None:
    assert escape("汉字 a\x1b[31m\r\n\u202e\u200b\udc80\x9b") == (
        "汉字 a\\x1b[31m\\r\\n\\u202e\\u200b\\udc80\\x9b"
    )
    assert escape("a\nb\tc\r", lines=True) == "a\nb\tc\\r"


def test_clip() -> None:
    assert clip("字" * 300) == "字" * 199 + "…"


def test_filter_escapes_message_and_traceback() -> None:
    try:
        raise ValueError("bad \x1b]0;title\x07")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "page %s", ("\x1b[2J",), info)
    assert EscapeFilter().filter(record)
    text = logging.Formatter().format(record)
    assert text.startswith("page \\x1b[2J\nTraceback")
    assert "\x1b" not in text
    assert "bad \\x1b]0;title\\x07" in text


def test_a_log_that_is_moved_away_goes_on_in_a_new_file(tmp_path: Path) -> None:
    log, moved = tmp_path / "crawl.log", tmp_path / "crawl.log.1"
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/missing", "/slow"))
        site["/slow"] = Reply(page("甲", *story(1)).encode(), pause=2)
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        settings = {"LOG_FILE": "crawl.log", "LOGSTATS_INTERVAL": "0.5"}
        with started(tmp_path, *command, settings=settings) as process:
            while "/slow" not in site.asked and process.poll() is None:
                time.sleep(0.02)
            log.rename(moved)
            out, errors = process.communicate(timeout=30)
        assert process.returncode == 0, errors
        assert f"{site.base}/missing: HTTP 404" in moved.read_text() + log.read_text()
        assert log.read_text().endswith(out.decode())
        assert out.decode().startswith("finished: 2 pages (")
        assert errors == b""
        scrapy(tmp_path, *command, settings=settings)
        assert log.read_text().count("finished: ") == 2  # appended


def test_the_last_line_of_what_cron_mails_sums_up_the_run(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/missing"))
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
    assert run.out.count("\n") == 1
    assert run.out.startswith(
        "finished: 1 page (1 clean, 0 cleaned, 0 rejected, 0 empty), 1 stored, 1 not fetched in "
    )
