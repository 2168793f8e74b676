"""Pages saved before, and pages judged again."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard

from tests.crawler.loopback import Reply, scrapy, serve
from tests.crawler.pages_made import SPAM, STORY, links, page, story

CHUNKED, ODD = "Transfer-Encoding: chunked\r\n", "Content-Encoding: \x1b[31m\r\n"
GZIPPED = "Content-Encoding: gzip\r\n"
MIB = 1 << 20


def _bomb(mebibytes: int) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj(size=mebibytes * MIB)
    return b"".join([*(packer.compress(bytes(MIB)) for _ in range(mebibytes)), packer.flush()])


def _warc(url: str, body: bytes, status: str = "200 OK", encoding: str = "") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{encoding}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n"
        f"WARC-Record-ID: <urn:uuid:5a7d9e7c-0000-4000-8000-00000000{len(body):04d}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    (folder / "deeper").mkdir(parents=True)
    comment = "<!-- saved from url=(0028)http://news.example/saved.html -->\n"
    (folder / "a.html").write_text(comment + page("甲", *story(1)), encoding="utf-8")
    bare = page("乙", *story(2)).replace('<meta charset="utf-8">', "")
    (folder / "deeper" / "b.htm").write_bytes(bare.encode("gb18030"))
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "binary.html").write_bytes(b"%PDF-1.7\n\x00\x01")
    zipped = gzip.compress(page("丁", *story(4)).encode())
    records = (
        _warc("http://news.example/w1", page("丙", *SPAM, *story(3)).encode()),
        _warc("http://news.example/w2", zipped, encoding=GZIPPED),
        _warc("http://news.example/gone", b"<p>gone</p>", status="404 Not Found"),
        _warc("http://news.example/w3", b"no gzip", encoding=GZIPPED),
        _warc("http://news.example/w4", b"none at all", encoding=ODD),
        _warc("http://news.example/w5", b"5\r\nshort", encoding=CHUNKED),
        _warc("http://news.example/w6", page("戊", *story(5)).encode()),
    )
    marked = page("辛", *story(8)).encode("utf-8-sig")
    dechunked = gzip.compress(page("壬", *story(9)).encode())
    (folder / "browser.warc").write_bytes(
        _warc("http://news.example/w7", page("己", *story(6)).encode(), encoding="Content-Encoding: br\r\n")
        + _warc("http://news.example/w8", page("庚", *story(7)).encode(), encoding=f"{CHUNKED}{ODD}")
        + _warc("http://news.example/w9", marked, encoding=GZIPPED)
        + _warc("http://news.example/w10", dechunked, encoding=f"{CHUNKED}{GZIPPED}")
    )
    (folder / "crawl.warc.gz").write_bytes(b"".join(map(gzip.compress, records)))
    (folder / "torn.warc.gz").write_bytes(gzip.compress(records[0])[:60])
    return folder


def test_saved_files_folders_and_warc(tmp_path: Path, folder: Path) -> None:
    run = scrapy(tmp_path, "crawl", "archive", "-a", f"path={folder}")
    assert run.status == 0, run.log
    found = dict(run.query("select title, url from clean_items"))
    assert found == {
        "甲": "http://news.example/saved.html",
        "乙": (folder / "deeper" / "b.htm").as_uri(),
        "丙": "http://news.example/w1",
        "丁": "http://news.example/w2",
        "戊": "http://news.example/w6",  # behind records that cannot be read
        "己": "http://news.example/w7",
        "庚": "http://news.example/w8",
        "辛": "http://news.example/w9",
        "壬": "http://news.example/w10",
    }
    assert "\x1b" not in run.log
    assert run.query("select body from clean_items where title in ('乙', '丁') order by title") == [
        ("\n".join(story(4)),),
        ("\n".join(story(2)),),
    ]
    assert run.query("select value from contacts") == [("4000632207",)]
    assert run.query("select fetched_at from clean_items where title = '丙'") == [("2024-05-06 07:08:09",)]
    again = scrapy(tmp_path, "crawl", "archive", "-a", f"path={folder / 'crawl.warc.gz'}")
    assert again.query("select count(*) from clean_items") == [(9,)], again.log
    again.execute("update fetches set fetched_at = '2025-01-01 00:00:00'")
    again.execute("update clean_items set body = 'as it was in 2025'")
    older = scrapy(tmp_path, "crawl", "archive", "-a", f"path={folder / 'crawl.warc.gz'}")
    assert older.query("select distinct body from clean_items") == [("as it was in 2025",)], older.log
    assert "0 stored, 3 older" in older.out


def test_a_mirror_of_a_site_has_pages_of_any_name(tmp_path: Path) -> None:
    names = (
        "show.asp?id=12",
        "show.asp@id=13",
        "news.php",
        "1001",
        "list.jsp?a=b.c",
        "index.html?p=2",
        "a@b.html",
    )
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    for number, name in enumerate(names):
        (mirror / name).write_text(page(name, *story(number)), encoding="utf-8")
    for name in ("LICENSE", "data.json", "app.js", "style.css@v=2"):
        (mirror / name).write_text(STORY[0] if name == "LICENSE" else f"var text = '<div>{STORY[0]}</div>'")
    run = scrapy(tmp_path, "crawl", "archive", "-a", f"path={mirror}")
    assert run.query("select title from clean_items order by title") == [(name,) for name in sorted(names)]
    assert run.query("select count(*) from fetches") == [(len(names),)]


def test_an_archive_takes_no_address_away_from_the_crawl_that_looks_after_it(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", extra=links("/a", "/b"))
        site["/a"] = page("甲", *story(1), extra=links("/too-deep"))
        site["/b"] = page("乙", *story(2))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        one = {"WARC": "all.warc", "CONCURRENT_REQUESTS": "1"}
        first = scrapy(tmp_path, *command, "-a", "max_pages=2", settings=one)
        # As if it had been killed before it had what waits: that is in another archive.
        (tmp_path / "b.html").write_text(
            f"<!-- saved from url=(0028){site.base}/b -->{page('乙', *story(2))}"
        )
        known = "select url, depth, crawl, queue, due_at, etag, body_hash from fetches order by url"
        before = first.query(known)
        assert [row[3] is None for row in before] == [True, True, False]
        for path in ("all.warc", "b.html"):
            archive = scrapy(tmp_path, "crawl", "archive", "-a", f"path={path}")
            assert archive.status == 0, archive.log
        assert [row[:4] for row in archive.query(known)] == [row[:4] for row in before]
        assert [row[4:] for row in archive.query(known)[:2]] == [row[4:] for row in before[:2]]
        asked = len(site.asked)
        last = scrapy(tmp_path, *command, settings={"REVISIT_AFTER": "0"})
        assert sorted(site.asked[asked:]) == ["/", "/b", "/robots.txt"], last.log
    assert last.query("select count(*) from clean_items") == [(2,)]


def test_an_archive_that_is_read_again_much_later_asks_nobody(tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    for number in range(40):
        comment = f"<!-- saved from url=(0028)http://nowhere.invalid/{number} -->"
        (tmp_path / "saved" / f"{number}.html").write_text(comment + page(str(number), *story(number)))
    command = ("crawl", "archive", "-a", "path=saved")
    scrapy(tmp_path, *command).execute("update fetches set due_at = '2026-01-01 00:00:00'")
    again = scrapy(tmp_path, *command)
    assert again.out.startswith("finished: 40 pages (40 clean"), again.log
    assert again.log == ""
    assert again.query("select count(*) from fetches where crawl is not null or queue is not null") == [(0,)]


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    run = scrapy(tmp_path, "crawl", "archive", "-a", "path=nowhere")
    assert (run.status, run.log) == (1, "qingliu: path=nowhere: no such file or folder\n")


def test_refilter_judges_again_what_was_kept(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = Reply(page("首页", *story(0), extra=links("/a")).encode())
        site["/a"] = page("甲", *SPAM, *story(1))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1", "-a", "max_pages=1")
        scrapy(tmp_path, *command)
        second = scrapy(tmp_path, *command[:-2])
        assert second.query("select title from clean_items order by id") == [("首页",), ("甲",)]
        before = second.query("select title, body, first_seen_at, fetched_at, outcome from clean_items")
        fetches = "select url, state, status, queue, crawl, etag, body_hash, due_at, fetched_at from fetches"
        known = second.query(fetches)
        older = "body = 'as an older filter saw it', content_hash = 'its'"
        second.execute(f"update clean_items set {older}, outcome = 'clean'")
        second.execute("update fetches set outcome = 'clean'")
        for table in ("contact_sightings", "spam_blocks", "flagged_items"):
            second.execute(f"delete from {table}")
        asked = len(site.asked)
        run = scrapy(tmp_path, "refilter", settings={"LOGSTATS_INTERVAL": "1e-6"})
        assert len(site.asked) == asked
    assert (run.status, run.log) == (0, "2 of 2 pages judged again so far\n")
    assert run.out == (
        "2 pages judged again, 1 with another outcome, 1 more with another body\n  clean -> cleaned: 1\n"
    )
    assert run.query("select title, body, first_seen_at, fetched_at, outcome from clean_items") == before
    assert run.query(fetches) == known
    assert run.query("select spam_chars > 100 from flagged_items") == [(1,)]
    assert run.query("select spider, finish_reason from runs order by id desc limit 1") == [
        ("refilter", "finished")
    ]
    told = "finished: 2 pages (1 clean, 1 cleaned, 0 rejected, 0 empty), 2 stored"
    assert told in scrapy(tmp_path, "status").out


def test_refilter_makes_no_database(tmp_path: Path) -> None:
    run = scrapy(tmp_path, "refilter")
    assert (run.status, run.out, run.log) == (1, "", "qingliu: database crawl.db: no such file\n")
    assert not run.database.exists()
    run = scrapy(tmp_path, "refilter", settings={"LOGSTATS_INTERVAL": "often"})
    assert (run.status, run.log) == (1, "qingliu: LOGSTATS_INTERVAL=often: must be a number\n")


@pytest.mark.parametrize("kept", [b"\0\x11\x22\x33", "text", _bomb(512)], ids=["bytes", "text", "bomb"])
def test_refilter_goes_on_after_a_page_that_cannot_be_unpacked(kept: bytes | str, tmp_path: Path) -> None:
    value = f"x'{kept.hex()}'" if isinstance(kept, bytes) else f"'{kept}'"
    with serve() as site:
        for path in ("/a", "/b"):
            site[path] = page(path, *story(ord(path[1])))
        scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/a,{site.base}/b").execute(
            f"update snapshots set body = {value} where url like '%/a'"
        )
        run = scrapy(tmp_path, "refilter")
        assert run.status == 3
        assert run.log == f"qingliu: failed on {site.base}/a: the page as served cannot be unpacked\n"
    assert run.out == "1 page judged again, 0 with another outcome, 0 more with another body\n"
    assert run.query(
        "select finish_reason, counts ->> 'pages', counts ->> 'failed' from runs where id = 2"
    ) == [("finished", 1, 1)]
    assert run.query("select count(*) from clean_items") == [(2,)]
