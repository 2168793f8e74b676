"""Write what is fetched to a WARC file, as it came over the wire; `scrapy crawl archive` reads it."""

from __future__ import annotations

import gzip
import logging
import os
import re
from io import BytesIO
from pathlib import Path
from typing import Self

from fastwarc.warc import WarcRecord, WarcRecordType
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from twisted.web.http import RESPONSES

from crawler import __version__, counts
from crawler.arguments import ArgumentError
from crawler.cloak import BROWSING
from crawler.logs import clip

logger = logging.getLogger(__name__)

# The connection's, not the document's: the body is here without them.
_HOP_BY_HOP = {b"Transfer-Encoding", b"Connection", b"Keep-Alive"}
_FOLDED = re.compile(rb"[\r\n]+")


class Warc:
    """Append a record for every answer: pages, redirects, robots.txt, errors.

    Each record is one gzip member, written at once: what a killed crawl leaves can be read to its last record,
    and appended to.
    """

    def __init__(self, crawler: Crawler, path: Path) -> None:
        self._crawler = crawler
        self._path = path
        self._is_zipped = path.suffix == ".gz"
        try:
            self._file = path.open("ab", buffering=0)
        except OSError as error:
            raise ArgumentError(f"WARC={clip(str(path))}: {error.strerror}") from None
        self._add(WarcRecordType.warcinfo, "application/warc-fields", _info())

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        name = str(crawler.settings.get("WARC") or "")
        if not name:
            raise NotConfigured
        if not name.endswith((".warc", ".warc.gz")):
            raise ArgumentError(f"WARC={clip(name)}: the name must end in .warc.gz or .warc")
        extension = cls(crawler, Path(name))
        crawler.signals.connect(extension.keep, signal=signals.response_downloaded)
        crawler.signals.connect(extension.close, signal=signals.engine_stopped)
        return extension

    def keep(self, response: Response, request: Request) -> None:
        """Write an answer; those to a browser's request are not what the crawl judges, and left out."""
        if self._file.closed or request.meta.get(BROWSING):
            return
        self._add(WarcRecordType.response, "application/http; msgtype=response", _http(response), request.url)

    def close(self) -> None:
        self._file.close()

    def _add(self, kind: WarcRecordType, media_type: str, content: bytes, url: str | None = None) -> None:
        record = WarcRecord()
        record.init_headers(kind)
        if url is not None:
            record.headers["WARC-Target-URI"] = url
        record.headers["Content-Type"] = media_type
        record.set_bytes_content(content)
        written = BytesIO()
        record.write(written, checksum_data=True)
        data = gzip.compress(written.getvalue(), 6) if self._is_zipped else written.getvalue()
        try:
            self._append(data)
        except OSError as error:
            logger.error("%s: %s; nothing more is written to it", self._path, error.strerror)
            counts.count(self._crawler.stats, counts.NOT_STORED)
            self._file.close()

    def _append(self, data: bytes) -> None:
        """Write all of a record or nothing: behind a torn one, readers would not find what the next run writes."""
        end = self._file.seek(0, os.SEEK_END)
        try:
            written = 0
            while written < len(data):  # a disk that becomes full first takes a part, and says nothing
                written += self._file.write(data[written:])
        except OSError:
            self._file.truncate(end)
            raise


def _info() -> bytes:
    return f"software: Qingliu/{__version__}\r\nformat: WARC File Format 1.1\r\n".encode()


def _http(response: Response) -> bytes:
    reason = RESPONSES.get(response.status, b"")
    lines = [b"HTTP/1.1 %d %s" % (response.status, reason)]
    for name, values in response.headers.items():
        if name not in _HOP_BY_HOP:
            lines += [name + b": " + _FOLDED.sub(b" ", value) for value in values]
    return b"\r\n".join([*lines, b"", response.body])
