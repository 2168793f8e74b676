"""Read pages that were saved before: HTML files, folders of them, WARC files."""

from __future__ import annotations

import logging
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

from crawler.logs import clip
from crawler.urls import is_fetchable

logger = logging.getLogger(__name__)

_PAGES = dict.fromkeys((".html", ".htm", ".shtml", ".xhtml"), "text/html") | {".txt": "text/plain"}
# As sites name theirs, in the mirrors that wget and others make: show.asp?id=12, on Windows show.asp@id=12, news/12.
_SERVED = {"", ".php", ".asp", ".aspx", ".jsp", ".do", ".action", ".cgi"}
_WARCS = (".warc", ".warc.gz", ".warc.zst", ".warc.lz4")
_CODINGS: tuple[Literal["all", "transfer", "content", "none"], ...] = (  # to be undone
    "all",
    "transfer",
    "content",
    "none",
)
_HEAD = 4096  # bytes in which browsers say where a page was saved from
# <!-- saved from url=(0026)https://example.com/a.html -->
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{1,6}\)\s*(\S{1,2000})")


@dataclass(frozen=True, slots=True)
class Saved:
    """A page out of an archive."""

    url: str  # "" when the page does not say
    place: str  # the file, to name it in messages
    body: bytes
    headers: dict[str, str]  # names in lower case
    fetched_at: datetime  # aware


def read_archives(path: Path, most_bytes: int) -> Iterator[Saved]:
    """Yield the pages in a file or, sorted, in a folder; what cannot be read is logged."""
    if not path.is_dir():
        yield from _read_file(path, most_bytes)
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and (
            _suffix(file) in _PAGES.keys() | _SERVED or file.name.lower().endswith(_WARCS)
        ):
            yield from _read_file(file, most_bytes)


def _suffix(file: Path) -> str:
    """Return the end of a name; of one with parameters, what stands before these."""
    suffix = file.suffix.lower()
    return suffix if suffix in _PAGES else Path(re.split("[?@]", file.name)[0]).suffix.lower()


def _read_file(file: Path, most_bytes: int) -> Iterator[Saved]:
    try:
        if file.name.lower().endswith(_WARCS):
            yield from _read_warc(file, most_bytes)
        else:
            yield _read_page(file, most_bytes)
    except (OSError, ValueError) as error:
        logger.warning("%s: cannot be read: %s", file, clip(str(error)))


def _read_page(file: Path, most_bytes: int) -> Saved:
    with file.open("rb") as stream:
        body = stream.read(most_bytes)
        changed = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    found = _SAVED_FROM.search(body[:_HEAD])
    url = found[1].decode("ascii", "replace") if found else ""
    kind = _PAGES.get(_suffix(file), "application/octet-stream")  # a page, if it begins like one
    return Saved(url if is_fetchable(url) else "", str(file), body, {"content-type": kind}, changed)


def _read_warc(file: Path, most_bytes: int) -> Iterator[Saved]:
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False):
            if not record.is_http:  # the answer of a name server, say
                continue
            url = str(record.headers.get("WARC-Target-URI") or "").strip("<>")
            content = record.reader.read(most_bytes)
            try:
                saved = _read_record(record, url, content, file, most_bytes)
            except (OSError, ValueError) as error:  # what a server said of its answer was not true
                logger.warning("%s: %s cannot be read: %s", file, clip(url), clip(str(error)))
                continue
            if saved is not None:
                yield saved


def _read_record(record: WarcRecord, url: str, content: bytes, file: Path, most_bytes: int) -> Saved | None:
    http, body = _decode(content, most_bytes)
    if http is None or http.status_code != 200 or not is_fetchable(url):
        return None
    if urlsplit(url).path == "/robots.txt":  # text, but no page
        return None
    headers = {str(name).lower(): str(value) for name, value in http.items()}
    when = record.record_date or datetime.now(UTC)
    return Saved(url, str(file), body, headers, when if when.tzinfo else when.replace(tzinfo=UTC))


def _decode(content: bytes, most_bytes: int) -> tuple[HeaderMap | None, bytes]:
    """Return headers and body of an answer; OSError where the body is not as the headers say.

    Programs that save what a browser has got keep the headers of a compressed or chunked answer with a body that no
    longer is, or is only one of both: with that undone, it begins with markup.
    """
    reason = OSError("no answer")
    for coding in _CODINGS:
        # Decoded by itself: if that fails here, the reader of the file still goes on.
        answer = WarcRecord()
        answer.init_headers(WarcRecordType.response)
        answer.set_bytes_content(content)
        answer.is_http = True
        try:
            answer.parse_http(auto_decode=coding)
            body = answer.reader.read(most_bytes)
        except OSError as error:
            reason = error
            continue
        if coding == "all" or body.removeprefix(BOM_UTF8).lstrip().startswith(b"<"):
            return answer.http_headers, body
    raise reason
