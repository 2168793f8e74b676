"""What is fetched can be written as WARC, and read again."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from tests.crawler.loopback import Reply, Run, scrapy, serve
from tests.crawler.pages_made import SPAM, links, page, story
from tests.crawler.processes import MOST_BYTES

HTML = {"Content-Type": "text/html; charset=utf-8"}


def _records(path: Path) -> list[tuple[str, int | None, bytes]]:
    """Return address, status and body, as it came, of each answer in a file."""
    with path.open("rb") as stream:
        return [
            (record.headers["WARC-Target-URI"], record.http_headers.status_code, record.reader.read())
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response, verify_digests=True)
        ]


def _articles(run: Run) -> list[tuple[object, ...]]:
    return run.query("select url, title, body, outcome from clean_items order by url")


def test_written_read_and_appended_to(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/zipped", "/gb", "/moved", "/gone", "/hijacked"))
        zipped = gzip.compress(page("甲", *story(1)).encode())
        site["/zipped"] = Reply(zipped, {**HTML, "Content-Encoding": "gzip"})
        old = page("乙", *story(2)).replace('<meta charset="utf-8">', "").encode("gb18030")
        site["/gb"] = Reply(old, {"Content-Type": "text/html; charset=gb18030"})
        site["/moved"] = Reply(status=301, headers={"Location": "/target"})
        site["/target"] = page("丙", *story(3))
        site["/hijacked"] = page("丁", *SPAM, *story(4))
        site["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /none\n", {"Content-Type": "text/plain"})
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        run = scrapy(tmp_path, *command, settings={"WARC": "all.warc.gz"})
        assert run.status == 0, run.log
        kept = _records(tmp_path / "all.warc.gz")
        statuses = {url.removeprefix(site.base): status for url, status, _ in kept}
        assert statuses == {
            "/": 200, "/zipped": 200, "/gb": 200, "/moved": 301, "/target": 200, "/gone": 404, "/hijacked": 200,
            "/robots.txt": 200,
        }  # fmt: skip
        assert {url: body for url, _, body in kept}[f"{site.base}/zipped"] == zipped

        other = tmp_path / "again"
        other.mkdir()
        again = scrapy(other, "crawl", "archive", "-a", f"path={tmp_path / 'all.warc.gz'}")
        assert again.status == 0, again.log
        assert _articles(again) == _articles(run)

        scrapy(tmp_path, *command, settings={"WARC": "all.warc.gz"})
        assert len(_records(tmp_path / "all.warc.gz")) > len(kept)


def test_plain_file_and_browsers_answers_left_out(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = Reply(
            page("甲", *SPAM, *story(1)).encode(), to_browsers=Reply(page("甲", *story(1)).encode())
        )
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "cloak=1")
        scrapy(tmp_path, *command, settings={"WARC": "all.warc", "ROBOTSTXT_OBEY": "0"})
    [(_, _, body)] = _records(tmp_path / "all.warc")
    assert SPAM[0].encode() in body


def test_a_full_disk_tears_no_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk = f"<!-- {'x' * 500_000} -->"
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links(*(f"/{number}" for number in range(12))))
        for number in range(12):
            site[f"/{number}"] = page(f"第{number}页", *story(number + 1), head=bulk)
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        settings = {"WARC": "all.warc", "SNAPSHOTS": "none", "ROBOTSTXT_OBEY": "0", "REVISIT_AFTER": "0"}
        monkeypatch.setenv(MOST_BYTES, "3300000")
        full = scrapy(tmp_path, *command, settings=settings)
        assert full.status == 3, full.log
        assert "all.warc: File too large; nothing more is written to it" in full.log
        assert full.query("select count(*) from clean_items") == [(13,)]  # the pages themselves are stored
        kept = _records(tmp_path / "all.warc")
        assert 1 < len(kept) < 13
        monkeypatch.delenv(MOST_BYTES)
        scrapy(tmp_path, *command, settings=settings)
    assert len(_records(tmp_path / "all.warc")) >= len(kept) + 13


def test_names_that_cannot_be(tmp_path: Path) -> None:
    command = ("crawl", "articles", "-a", "url=http://127.0.0.1:9/")
    for name, message in (
        ("all.zip", "WARC=all.zip: the name must end in .warc.gz or .warc"),
        ("no/folder/all.warc", "WARC=no/folder/all.warc: No such file or directory"),
    ):
        run = scrapy(tmp_path, *command, settings={"WARC": name})
        assert (run.status, run.log) == (1, f"qingliu: {message}\n")
