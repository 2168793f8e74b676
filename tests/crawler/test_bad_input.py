"""Bad input of every kind in one crawl: each is recorded, and nothing else is lost."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.crawler.loopback import Reply, Run, Site, scrapy, serve
from tests.crawler.pages_made import STORY, page

GOOD = page("河湾村的育秧课", *STORY)
HTML = {"Content-Type": "text/html"}
BINARY = {"Content-Type": "application/octet-stream"}


@dataclass(frozen=True)
class Crawl:
    site: Site
    run: Run
    closed: str  # an address where nobody answers

    def fetch(self, path: str) -> tuple[object, ...]:
        return self.run.fetch(self.site.base + path)

    def body(self, path: str) -> str:
        found = self.run.query("select body from clean_items where url = ?", self.site.base + path)
        assert len(found) == 1, (path, self.fetch(path))
        return str(found[0][0])


def _pages() -> dict[str, Reply]:
    half = GOOD[: GOOD.index(STORY[-1])].encode()
    filler = "".join(f"<p>第{number}段。{STORY[number % 5]}</p>\n" for number in range(72_000))
    return {
        "/good": Reply(GOOD.encode()),
        "/missing": Reply(b"<h1>not here</h1>", status=404),
        "/broken-server": Reply(b"oops", status=500),
        "/file.bin": Reply(b"\x00\x01\x02" * 100, BINARY),
        "/pdf-as-html": Reply(b"%PDF-1.7\n\x93\x8c\x8b\x9e\n1 0 obj", HTML),
        "/gbk-no-charset": Reply(GOOD.replace('<meta charset="utf-8">', "").encode("gb18030"), HTML),
        "/gbk-says-utf8": Reply(GOOD.encode("gb18030"), {"Content-Type": "text/html; charset=utf-8"}),
        "/utf8-says-gbk": Reply(GOOD.encode(), {"Content-Type": "text/html; charset=gb2312"}),
        "/odd-charset": Reply(GOOD.encode(), {"Content-Type": 'text/html; charset="klingon-1'}),
        "/no-type": Reply(GOOD.encode(), {}),
        "/flat": Reply("\n".join(STORY).encode(), {"Content-Type": "text/plain; charset=utf-8"}),
        "/truncated": Reply(half, length=len(half) + 500),
        "/cut-character": Reply(half + STORY[-1].encode()[:-1]),
        "/10mb": Reply(page("长文", filler).encode()),
        "/too-large": Reply(b"x", length=40_000_000),
        "/nested": Reply(("<div>" * 5000 + GOOD + "</div>" * 5000).encode()),
        "/one-line": Reply(page("一行", "".join(STORY) * 1900).encode()),
        "/nul": Reply(GOOD.replace("水稻", "水\0稻").encode()),
        "/empty": Reply(b""),
        "/slow": Reply(GOOD.encode(), pause=30),
        "/loop": Reply(b"", {"Location": "/loop2"}, status=302),
        "/loop2": Reply(b"", {"Location": "/loop"}, status=302),
        "/escape": Reply(b"", {"Location": "http://[::1\x1b[31m/"}, status=302),
        "/garbage-feed": Reply(b"<rss><channel><item><link>/x</link>", {"Content-Type": "text/xml"}),
    }


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    folder = tmp_path_factory.mktemp("bad")
    with socket.socket() as taken, serve() as site:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening: refused
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        seeds = [
            "# a comment",
            "",
            closed,
            "not an address",
            "ftp://example.com/x",
            "http://",
            "http://a:99999/",
        ]
        for path, reply in _pages().items():
            site[path] = reply
            seeds.append(site.base + path)
        lines = "\ufeff" + "\n".join(seeds) + "  # with a comment\r\nhttp://\x1b[31mred\n"
        (folder / "seeds.txt").write_bytes(lines.encode() + b"\xff\xfe\n")
        run = scrapy(folder, "crawl", "articles", "-a", "seeds=seeds.txt")
        yield Crawl(site, run, closed)


def test_ends_well(crawl: Crawl) -> None:
    assert crawl.run.status == 0, crawl.run.log
    assert "Traceback" not in crawl.run.log
    assert crawl.body("/good") == "\n".join(STORY)


def test_bad_lines_are_reported_with_their_numbers(crawl: Crawl) -> None:
    last = len(_pages()) + 8
    for number, text in (
        (4, "not an address"),
        (5, "ftp://example.com/x"),
        (6, "http://"),
        (7, "http://a:99999/"),
    ):
        assert f"seeds.txt:{number}: not an http(s) address, skipped: {text}" in crawl.run.log
    assert f"seeds.txt:{last}: not an http(s) address, skipped: http://\\x1b[31mred" in crawl.run.log
    assert f"seeds.txt:{last + 1}: not an http(s) address, skipped" in crawl.run.log


def test_nothing_unescaped_reaches_the_log(crawl: Crawl) -> None:
    assert not [character for character in crawl.run.log if ord(character) < 32 and character not in "\n\t"]


@pytest.mark.parametrize(
    ("path", "state", "status", "error"),
    [
        ("/missing", "failed", 404, "HTTP 404"),
        ("/broken-server", "failed", 500, "HTTP 500"),
        ("/file.bin", "skipped", 200, "not HTML: application/octet-stream"),
        ("/pdf-as-html", "skipped", 200, "not HTML: text/html"),
        ("/too-large", "failed", None, "too large"),
        ("/slow", "failed", None, "timed out"),
        ("/garbage-feed", "done", 200, None),
    ],
)
def test_what_gives_no_page_is_recorded(
    crawl: Crawl, path: str, state: str, status: int | None, error: str | None
) -> None:
    assert crawl.fetch(path) == (state, status, error, None)


def test_unreachable_seed(crawl: Crawl) -> None:
    host = crawl.closed.removeprefix("http://").rstrip("/")
    assert f"robots.txt of {host}: connection refused: left for the next run" in crawl.run.log
    assert crawl.run.fetch(crawl.closed) == ("queued", None, None, None)


def test_endless_redirect(crawl: Crawl) -> None:
    states = crawl.run.query("select url, state from fetches where url like '%/loop%'")
    assert states
    assert all(state in {"failed", "skipped", "redirected"} for _, state in states)


@pytest.mark.parametrize(
    "path", ["/gbk-no-charset", "/gbk-says-utf8", "/utf8-says-gbk", "/odd-charset", "/no-type", "/flat"]
)
def test_wrong_or_missing_charset_or_type(crawl: Crawl, path: str) -> None:
    assert crawl.body(path) == "\n".join(STORY)


@pytest.mark.parametrize("path", ["/truncated", "/cut-character"])
def test_truncated_page_keeps_what_came(crawl: Crawl, path: str) -> None:
    assert crawl.body(path).startswith("\n".join(STORY[:-1]))


def test_broken_connection_is_told(crawl: Crawl) -> None:
    assert f"{crawl.site.base}/truncated: the page broke off" in crawl.run.log


def test_nul_bytes(crawl: Crawl) -> None:
    assert crawl.body("/nul") == "\n".join(STORY)


def test_deep_nesting(crawl: Crawl) -> None:
    assert crawl.body("/nested").replace("\n", "").endswith("".join(STORY))


def test_one_line_of_a_megabyte(crawl: Crawl) -> None:
    assert crawl.fetch("/one-line")[:3] == ("done", 200, None)
    assert len(crawl.body("/one-line")) > 300_000


def test_ten_megabytes(crawl: Crawl) -> None:
    assert len(_pages()["/10mb"].body) > 10_000_000
    assert crawl.fetch("/10mb")[:3] == ("done", 200, None)
    assert len(crawl.body("/10mb")) > 1_000_000


def test_empty_page(crawl: Crawl) -> None:
    assert crawl.fetch("/empty") == ("done", 200, None, "empty")


def test_last_line_sums_up(crawl: Crawl) -> None:
    last = crawl.run.out.splitlines()[-1]
    stored = crawl.run.query("select count(*) from fetches where outcome is not null")[0][0]
    assert last.startswith(f"finished: {stored} pages (")
    assert f"), {stored} stored, " in last
