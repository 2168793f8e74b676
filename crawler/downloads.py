"""Fetch by HTTP as Scrapy does, but with a bound on what stands before the body: Scrapy bounds only that."""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol, ParseError

# Browsers take no more. Without a bound, headers that go on until the download times out fill gigabytes.
_MOST_BYTES = 256 * 1024


class BoundedHead(HTTP11DownloadHandler):
    """Scrapy's handler, for answers whose headers end."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002, N802
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _Protocol(_LenientHTTP11ClientProtocol):
    """A connection that is given up when the head of an answer, with those of 1xx before it, becomes too long."""

    _head_bytes = 0

    def dataReceived(self, bytes: bytes) -> None:  # noqa: N802
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]
        is_head = self._parser is not None and self._parser.state in {STATUS, HEADER}
        self._head_bytes = self._head_bytes + len(bytes) if is_head else 0
        if self._head_bytes > _MOST_BYTES:
            # To close is not enough: under TLS that waits for the other side, which goes on sending.
            self.transport.abortConnection()  # type: ignore[union-attr]
            self._disconnectParser(Failure(ParseError("too many headers", b"")))  # type: ignore[no-untyped-call]
