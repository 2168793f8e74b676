"""A real server on loopback, and crawls of it in processes of their own."""

from __future__ import annotations

import os
import socket
import sqlite3
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.crawler.processes import Process

# Nothing here is anybody's server: no need to be slow, nor to start a process for a few pages.
QUICK = {
    "DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0", "RETRY_TIMES": "0", "DOWNLOAD_TIMEOUT": "6", "FILTER_PROCESSES": "0",
}  # fmt: skip
XML = {"Content-Type": "application/xml"}


@dataclass
class Reply:
    """What the server answers to a path."""

    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    status: int = 200
    length: int | None = None  # Content-Length, if not that of the body
    pause: float = 0.0  # seconds before the answer
    then: Reply | None = None  # what it answers from the second time on
    stream: Callable[[], Iterator[bytes]] | None = None  # in place of body, without Content-Length
    to_browsers: Reply | None = None  # what it answers to those who call themselves a browser
    resets: bool = False  # the connection, in place of an answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, host: str) -> None:
        super().__init__((host, 0), _Handler)
        self.replies: dict[str, Reply] = {}
        self.headers: dict[str, Message] = {}  # of the last request for each path
        self.asked: list[str] = []
        self.times: list[tuple[str, float]] = []
        self.agents: set[str] = set()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that were killed."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.times.append((self.path, time.monotonic()))
        self.server.headers[self.path] = self.headers
        self.server.agents.add(self.headers.get("User-Agent", ""))
        reply = self.server.replies.get(self.path, Reply(b"not here", status=404))
        if reply.to_browsers is not None and "Mozilla" in self.headers.get("User-Agent", ""):
            reply = reply.to_browsers
        if reply.then is not None:
            self.server.replies[self.path] = reply.then
        if self._has(reply.headers):
            reply = Reply(status=304, headers=reply.headers)
        time.sleep(reply.pause)
        length = len(reply.body) if reply.length is None else reply.length
        if reply.resets:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        try:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.stream is None:
                self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(reply.body)
            else:
                self.send_header("Connection", "close")
                self.end_headers()
                for chunk in reply.stream():
                    self.wfile.write(chunk)
                self.close_connection = True
        except ConnectionError:
            self.close_connection = True
        if length != len(reply.body):
            self.close_connection = True

    def _has(self, headers: dict[str, str]) -> bool:
        """Tell whether the client has a page with these headers already."""
        asked = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        known = headers.get("ETag"), headers.get("Last-Modified")
        return any(one is not None and one == other for one, other in zip(asked, known, strict=True))

    def log_message(self, format: str, *args: object) -> None:
        pass


class Site:
    """A site on a loopback port of its own."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self.port = server.server_address[1]
        self.base = f"http://{server.server_address[0]!s}:{self.port}"

    def __setitem__(self, path: str, reply: Reply | str | bytes) -> None:
        if isinstance(reply, str):
            reply = reply.encode()
        self._server.replies[path] = Reply(reply) if isinstance(reply, bytes) else reply

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, in order."""
        return self._server.asked

    def headers(self, path: str) -> Message:
        """Return the headers of the last request for a path."""
        return self._server.headers[path]

    @property
    def times(self) -> list[tuple[str, float]]:
        """The paths with the seconds at which they were asked for, by the monotonic clock."""
        return self._server.times

    @property
    def agents(self) -> set[str]:
        return self._server.agents


@contextmanager
def serve(host: str = "127.0.0.1") -> Iterator[Site]:
    with _Server(host) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield Site(server)
        server.shutdown()
        thread.join()


@dataclass(frozen=True)
class Run:
    """A crawl that has ended."""

    status: int
    out: str
    log: str
    database: Path

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(sql, values).fetchall()

    def execute(self, sql: str) -> None:
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(sql)

    def fetch(self, url: str) -> tuple[object, ...]:
        """Return state, status, error and outcome of an address."""
        found = self.query("select state, status, error, outcome from fetches where url = ?", url)
        assert len(found) == 1, (url, found, self.log)
        return found[0]


def scrapy(
    folder: Path,
    *arguments: str,
    stdin: bytes = b"",
    settings: dict[str, str] | None = None,
    proxy: str | None = None,
) -> Run:
    """Run a command of `scrapy` in a folder, with the database `crawl.db` there."""
    with started(folder, *arguments, stdin=stdin, settings=settings, proxy=proxy) as process:
        out, log = process.communicate()
    assert process.returncode is not None
    return Run(process.returncode, out.decode(), log.decode(), folder / "crawl.db")


@contextmanager
def started(
    folder: Path,
    *arguments: str,
    stdin: bytes = b"",
    settings: dict[str, str] | None = None,
    proxy: str | None = None,
) -> Iterator[Process]:
    """Start a command of `scrapy`; what still runs at the end is killed."""
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n")
    chosen = {"DATABASE_URL": "sqlite:///crawl.db", **QUICK, **(settings or {})}
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {} if proxy is None else {"http_proxy": proxy}
    given = [part for name, value in chosen.items() for part in ("-s", f"{name}={value}")]
    process = Process(folder, [*arguments, *given], environment, stdin)
    try:
        yield process
    finally:
        process.close()
