"""Pages a second of a crawl with everything on against a bare Scrapy spider on the same pages: ``python -m bench.crawl``.

Both crawl, in turns, a server of its own process on loopback, without delays; what is timed is from the first
request to the end. The bare spider follows the links and yields address and title; ours also judges, extracts, stores.
Two kinds of pages: small ones of 4 kB with 14 links, where all that is done for a page counts most, and such as news sites
serve, of 84 kB with 190 links (half of the pages that the filter is measured on have more than 111 kB and 192 links).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Process
from pathlib import Path
from random import Random
from socket import create_server, socket
from statistics import median

from crawler.demo.site import load_articles

_SPAM = ("珑溪热水器全国统一客服热线：400-063-{0:04}（点击咨询）", "珑溪热水器24小时上门维修服务网点查询{0}")
_TEASERS = 176
_PLACES = "保定市竞秀区、莲池区、满城区、清苑区、徐水区、涞水县、阜平县、定兴县、邯郸市邯山区、丛台区、复兴区"
SETTINGS = {
    "DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0", "LOG_LEVEL": "WARNING", "ROBOTSTXT_OBEY": "1",
    "CONCURRENT_REQUESTS": "32", "CONCURRENT_REQUESTS_PER_DOMAIN": "32",
}  # fmt: skip
_BARE = """
import json, sys
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    def parse(self, response):
        yield {"url": response.url, "title": response.css("title::text").get()}
        for href in response.css("a::attr(href)").getall():
            yield response.follow(href)

process = AsyncCrawlerProcess(json.loads(sys.argv[1]))
crawler = process.create_crawler(Bare)
process.crawl(crawler, start_urls=[sys.argv[2]])
process.start()
print(crawler.stats.get_value("item_scraped_count"), "pages in", crawler.stats.get_value("elapsed_time_seconds"), "s")
"""


def make_pages(count: int, teasers: int) -> dict[bytes, bytes]:
    """Return the answers by path: a tree of news pages of some 4 kB with 14 links, one in five hijacked.

    ``teasers``: how many of other pages each has besides; with any, it has style sheets and scripts as well.
    """
    dice = Random(1)
    script = "".join(f"var setting{number}={{on:{number % 2},at:[{number},0]}};" for number in range(900))
    style = "".join(f".list{number} li{{margin:{number}px 0;line-height:1.5}}" for number in range(100))
    head = f"<style>{style}</style><script>{script}</script>" if teasers else ""
    text = "".join(paragraph for article in load_articles() for paragraph in article.paragraphs)
    prose = re.findall(r"[^，。；！？“”]{6,40}", text)
    menu = "".join(f'<li><a href="/{dice.randrange(count)}">栏目{number}</a></li>' for number in range(6))
    answers = {}
    for number in range(count):
        down = [target for target in (2 * number + 1, 2 * number + 2) if target < count]
        to = [*down, *(dice.randrange(count) for _ in range(6))]
        aside = "".join(f'<li><a href="/{target}">第{target}条新闻的标题在这里</a></li>' for target in to)
        clauses = dice.sample(prose, 6 * 8)
        lines = ["，".join(clauses[start : start + 8]) + "。" for start in range(0, len(clauses), 8)]
        if number % 5 == 0:
            lines = [*(line.format(number) for line in (*_SPAM, *[_PLACES] * 6)), *lines]
        text = "".join(f"<p>{line}</p>\n" for line in lines)
        others = "".join(
            f'<li class="item"><div class="pic"><img src="/image/{target}.jpg" width="120" height="90" alt=""></div>'
            f'<h3 class="title"><a href="/{target}" target="_blank" title="第{target}条新闻的标题在这里">'
            f'第{target}条新闻的标题在这里</a></h3><span class="time">2026-05-{target % 28 + 1:02}</span></li>\n'
            for target in (dice.randrange(count) for _ in range(teasers))
        )
        page = (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>第{number}条新闻</title>{head}</head><body>'
            f'<header><ul class="menu">{menu}</ul></header><div class="main"><h1>第{number}条新闻</h1>'
            f'<div class="content">{text}</div></div><aside><ul>{aside}</ul></aside>'
            f'<div class="more"><ul>{others}</ul></div>'
            "<footer><p>关于我们 | 联系我们 | 版权声明</p></footer></body></html>"
        )
        answers[b"/%d" % number] = _answer(b"200 OK", page.encode())
    return answers


_UNCHANGED = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'


def _answer(status: bytes, body: bytes) -> bytes:
    head = b'HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nETag: "1"\r\nContent-Length: %d\r\n\r\n'
    return head % (status, len(body)) + body


class _Connection(asyncio.Protocol):
    """Answer requests, which come one at a time, from memory."""

    _transport: asyncio.WriteTransport

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers = answers

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        path = data.split(b" ", 2)[1].partition(b"?")[0]
        known = b"If-None-Match" in data  # no page ever changes
        self._transport.write(
            _UNCHANGED if known else self._answers.get(path, _answer(b"404 Not Found", b"not here"))
        )


def serve(listening: socket, count: int, teasers: int) -> None:
    """Serve the pages until the process is ended."""
    answers = make_pages(count, teasers)

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: _Connection(answers), sock=listening)
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def serving(count: int, teasers: int = 0) -> Iterator[str]:
    """Serve the pages from a process of its own; give the address of the first."""
    with create_server(("127.0.0.1", 0)) as listening:
        server = Process(target=serve, args=(listening, count, teasers), daemon=True)
        server.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/0"
        server.terminate()
        server.join()


def start(folder: Path, *command: str) -> subprocess.Popen[str]:
    """Start Python in a folder from which `scrapy` finds this project."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment["PYTHONPATH"] = str(Path(__file__).parents[1])
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n")
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def crawl(url: str, database_url: str, **more: str) -> tuple[str, ...]:
    """Return the command that crawls all the pages; `more` are settings."""
    settings = {**SETTINGS, "DATABASE_URL": database_url, **more}
    given = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    return ("-m", "scrapy", "crawl", "articles", "-a", f"url={url}", "-a", "depth=99", *given)


def run(folder: Path, count: int, *command: str) -> float:
    """Run a crawl; return its pages a second, RuntimeError if it has not found them all."""
    out, errors = start(folder, *command).communicate()
    told = re.search(r"(\d+) pages .*?in ([\d.]+) s", out)
    if told is None or int(told[1]) - count not in {0, 1}:  # Scrapy may fetch its first page twice
        raise RuntimeError(f"not all pages: {out}{errors}")
    return int(told[1]) / float(told[2])


def run_both(folder: Path, url: str, count: int) -> tuple[float, float]:
    """Return pages a second of the bare spider and of ours, on a new database."""
    bare_settings = ",".join(f'"{name}": "{value}"' for name, value in SETTINGS.items())
    bare = run(folder, count, "-c", _BARE, f"{{{bare_settings}}}", url)
    for file in folder.glob("bench.db*"):
        file.unlink()
    return bare, run(folder, count, *crawl(url, "sqlite:///bench.db"))


def main() -> int:
    """Print both speeds of each round, and the median of the ratios, for both kinds of pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    for name, teasers in (("small pages", 0), ("pages of news sites", _TEASERS)):
        ratios = []
        with serving(given.pages, teasers) as url, tempfile.TemporaryDirectory() as folder:
            for _ in range(given.rounds):
                bare, ours = run_both(Path(folder), url, given.pages)
                ratios.append(ours / bare)
                print(
                    f"{name}: bare Scrapy {bare:6.1f} pages/s, Qingliu {ours:6.1f} pages/s: {ratios[-1]:.0%}",
                    flush=True,
                )
        print(f"{name}: median {median(ratios):.0%} of a bare spider")
    return 0


if __name__ == "__main__":
    sys.exit(main())
