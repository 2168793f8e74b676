"""Serve the demonstration site from this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote, urlsplit

from crawler.demo.site import Answer, build_site

PORT = 8460  # the usual one, so that a second run meets the same addresses; any free one if it is taken


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    pages: dict[str, Answer]

    @property
    def base(self) -> str:
        """The address of the site, without slash at its end."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        answer = self.server.pages.get(unquote(urlsplit(self.path).path))
        if answer is None:
            self.send_error(404)
            return
        promised = answer.promised or len(answer.body)
        self.send_response(200)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(promised))
        self.end_headers()
        self.wfile.write(answer.body)
        if promised != len(answer.body):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the crawl has its own log."""


def make_server(port: int) -> _Server:
    """Return a server on the given loopback port, on any free one if that is taken."""
    try:
        server = _Server(("127.0.0.1", port), _Handler)
    except OSError:
        server = _Server(("127.0.0.1", 0), _Handler)
    server.pages = build_site(server.base)
    return server


@contextmanager
def serving(port: int = PORT) -> Iterator[str]:
    """Serve in a thread; gives the address of the site."""
    with make_server(port) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.base
        finally:
            server.shutdown()
            thread.join()
