"""What a hostile site may not do: send the crawler into the private network, or keep or fill it for ever."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from scrapy import Request
from scrapy.http import Response

from crawler.middlewares.cookies import ReturnCookies
from tests.crawler.loopback import Reply, Run, Site, scrapy, serve
from tests.crawler.pages_made import STORY, page

GOOD = page("育秧", *STORY)
TIMEOUT = 4  # seconds
MIB = 1 << 20


def _endless() -> Iterator[bytes]:
    while True:
        yield b"<p>and on and on</p>" * 4096


def _slow() -> Iterator[bytes]:
    while True:
        yield b"<p>"
        time.sleep(0.3)


def _to(url: str) -> Reply:
    return Reply(status=302, headers={"Location": url})


@dataclass(frozen=True)
class Crawl:
    site: Site
    inner: Site
    run: Run

    def error(self, path: str) -> tuple[object, object]:
        state, _, error, *_ = self.run.fetch(self.site.base + path)
        return state, error


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    folder = tmp_path_factory.mktemp("safety")
    bomb = gzip.compress(bytes(64 * MIB), 9) * 32  # members one after another: 2 GB
    zipped = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    with serve() as site, serve("127.0.0.2") as inner:
        inner["/secret"] = GOOD
        port = inner.port
        site["/robots.txt"] = _to(f"http://127.0.0.2:{port}/secret")
        site["/good"] = Reply(GOOD.encode(), {f"X-{number}": "v" * 200 for number in range(400)})
        site["/literal"] = _to(f"http://127.0.0.2:{port}/secret")
        site["/name"] = _to(f"http://localhost:{port}/secret")
        site["/odd"] = _to(f"http://127.2:{port}/secret")  # resolved to 127.0.0.2
        site["/number"] = _to(f"http://{0x7F000002}:{port}/secret")
        site["/six"] = _to(f"http://[::ffff:127.0.0.2]:{port}/secret")
        site["/metadata"] = _to("http://169.254.169.254/latest/meta-data/")
        site["/file"] = _to("file:///etc/passwd")
        site["/data"] = _to("data:text/html,<p>x</p>")
        site["/ftp"] = _to(f"ftp://127.0.0.2:{port}/secret")
        for number in range(9):
            site[f"/hop{number}"] = _to(f"/hop{number + 1}")
        site["/hop9"] = GOOD
        site["/bomb"] = Reply(bomb, zipped)
        site["/endless"] = Reply(stream=_endless)
        site["/slow"] = Reply(stream=_slow)
        site["/heads"] = Reply(GOOD.encode(), {f"X-{number}": "v" * 200 for number in range(20_000)})
        seeds = "\n".join(site.base + path for path in ("/good", *PATHS))
        run = scrapy(
            folder,
            "crawl",
            "articles",
            "-a",
            "seeds=-",
            stdin=seeds.encode(),
            settings={"DOWNLOAD_TIMEOUT": str(TIMEOUT), "DOWNLOAD_MAXSIZE": str(4 * MIB)},
        )
        yield Crawl(site, inner, run)


PATHS = (
    "/literal", "/name", "/odd", "/number", "/six", "/metadata", "/file", "/data", "/ftp", "/hop0", "/bomb",
    "/endless", "/slow", "/heads",
)  # fmt: skip


def test_nothing_private_was_asked(crawl: Crawl) -> None:
    assert crawl.inner.asked == []
    assert crawl.run.status == 0, crawl.run.log
    assert crawl.run.query("select url from clean_items") == [(f"{crawl.site.base}/good",)]
    assert "Traceback" not in crawl.run.log


def test_a_cookie_goes_back_where_a_redirect_sets_it_and_nowhere_else(tmp_path: Path) -> None:
    with serve() as site, serve("127.0.0.2") as other:
        wall = {"Set-Cookie": "wall=5f3; path=/; HttpOnly", "Location": "/walled"}
        site["/walled"] = Reply(status=302, headers=wall, then=Reply(page("甲", *STORY).encode()))
        site["/away"] = Reply(status=302, headers={**wall, "Location": f"{other.base}/public"})
        site["/plain"] = Reply(page("乙", *STORY[::-1]).encode(), {"Set-Cookie": "seen=1"})
        other["/public"] = page("丙", *STORY[2:], *STORY[:2])
        seeds = ",".join([*(f"{site.base}/{name}" for name in ("walled", "away", "plain")), f"{other.base}/"])
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={seeds}")
        cookies = [site.headers(path)["Cookie"] for path in ("/walled", "/plain")]
        assert other.headers("/public")["Cookie"] is None
    assert run.fetch(f"{site.base}/walled")[:2] == ("done", 200), run.log
    assert cookies == ["wall=5f3", None]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (["wall=5f3; path=/", "seen=1"], b"old=2; wall=5f3; seen=1"),
        (["old=; Max-Age=0", "wall=5f3; Max-Age=05"], b"wall=5f3"),
        (["old=x; expires=Thu, 01 Jan 1970 00:00:00 GMT"], b""),
        (["nothing; Max-Age=0", "; Max-Age=0", "=; Max-Age=0"], b"old=2"),
    ],
)
def test_a_cookie_that_is_taken_back_is_not_sent(given: list[str], sent: bytes) -> None:
    request = Request("http://news.example.com/", headers={"Cookie": "old=2"})
    ReturnCookies().process_response(request, Response(request.url, 302, {"Set-Cookie": given}))
    assert request.headers["Cookie"] == sent


def test_to_look_at_a_page_makes_no_database(tmp_path: Path) -> None:
    url = "http://news.example.com/a"
    with serve() as site:
        site[url] = page("甲", *STORY)
        title = ("-c", "response.css('h1::text').get()")
        looks = [
            scrapy(tmp_path, "fetch", url, proxy=site.base),
            scrapy(tmp_path, "shell", url, *title, proxy=site.base),
        ]
    assert [look.status for look in looks] == [0, 0], [look.log for look in looks]
    assert STORY[0] in looks[0].out
    assert looks[1].out == "甲\n"
    assert [path.name for path in tmp_path.iterdir()] == ["scrapy.cfg"]


@pytest.mark.parametrize("host", ["127.0.0.2", "localhost", "127.2", "2130706434", "169.254.169.254"])
def test_the_reason_is_recorded(crawl: Crawl, host: str) -> None:
    found = crawl.run.query("select state, error from fetches where host = ? and state <> 'redirected'", host)
    assert ("skipped", "not a public address") in found


def test_redirects_are_bounded(crawl: Crawl) -> None:
    found = crawl.run.query("select url from fetches where error = 'max redirections reached'")
    assert found == [(f"{crawl.site.base}/hop0",)]
    assert not [path for path in crawl.site.asked if path > "/hop5" and path.startswith("/hop")]


def test_a_bomb_an_endless_and_a_slow_answer_and_endless_headers_end_soon(crawl: Crawl) -> None:
    assert crawl.error("/endless") == ("failed", "too large")
    assert crawl.error("/slow") == ("failed", "timed out")
    assert crawl.error("/bomb") == ("failed", "too large")
    assert crawl.error("/heads") == ("failed", "connection broken, or no HTTP")


def _certificate(folder: Path) -> ssl.SSLContext:
    """Sign a certificate with its own key and use it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    signed = (
        builder.not_valid_before(now - timedelta(1))
        .not_valid_after(now + timedelta(1))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "own.pem").write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem")
    return context


def test_a_connection_with_endless_headers_is_closed_under_tls_too(tmp_path: Path) -> None:
    """Where closing is a matter of both sides the other may go on sending."""
    context, sent, waits = _certificate(tmp_path), [], threading.Event()

    def answer(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            path = secure.recv(65_536).split(b" ")[1]
            secure.sendall(b"HTTP/1.1 200 OK\r\n")
            if path == b"/long":  # keeps the crawl going until the other is closed
                waits.wait(20)
            elif path == b"/heads":
                count = 0
                try:
                    while count < 20 * MIB:
                        secure.sendall(b"X-A: " + b"v" * 16_000 + b"\r\n")
                        count += 16_000
                        time.sleep(0.002)
                except OSError:
                    sent.append(count)
                waits.set()
            secure.sendall(b"Content-Length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=_quietly, args=(answer, connection), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        base = f"https://127.0.0.1:{listening.getsockname()[1]}"
        settings = ("-s", "RETRY_ENABLED=0", "-s", "DOWNLOAD_TIMEOUT=30", "-s", "DOWNLOAD_DELAY=0")
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={base}/heads,{base}/long", *settings)
        listening.shutdown(socket.SHUT_RDWR)
    assert len(sent) == 1, run.log
    assert sent[0] < 5 * MIB


def _quietly(answer: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with suppress(OSError, ssl.SSLError):
        answer(connection)


def test_a_seed_may_name_a_private_host(crawl: Crawl) -> None:
    folder = crawl.run.database.parent / "named"
    folder.mkdir()
    run = scrapy(folder, "crawl", "articles", "-a", f"url=http://localhost:{crawl.site.port}/good")
    assert run.status == 0, run.log
    assert run.query("select count(*) from clean_items") == [(1,)]
