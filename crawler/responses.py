"""Tell what a response is: a page, a feed or sitemap, or something this crawler does not read; or why there is none."""

from __future__ import annotations

import re
import zlib
from enum import StrEnum

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Response

from filters.segment import Page, parse_html


class Kind(StrEnum):
    """What to do with a response."""

    PAGE = "page"  # HTML, or flat text
    FEED = "feed"  # RSS, Atom or a sitemap: XML that lists addresses, or text of nothing else
    OTHER = "other"


_REASONS: dict[type[BaseException], str] = {
    CannotResolveHostError: "unknown host",
    DownloadConnectionRefusedError: "connection refused",
    DownloadTimeoutError: "timed out",
    DownloadCancelledError: "too large",
    DownloadFailedError: "connection broken, or no HTTP",
}
_FEED = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:rss|feed|RDF|urlset|sitemapindex)[\s>]")
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|p|title|meta|h1|table)[\s>]", re.IGNORECASE)
# The first bytes of what servers send as text/html though it is not.
_BINARY = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0", b"OggS", b"ID3", b"RIFF", b"\x7fELF", b"MZ\x90", b"wOF2", b"\x00\x00\x00\x18ftyp",
)  # fmt: skip
_PAGE_TYPES = {"text/html", "application/xhtml+xml", "text/plain", "application/vnd.wap.xhtml+xml"}
_SNIFFED_BYTES = 2048
_ADDRESS = re.compile(rb"https?://\S")
_GZIP = b"\x1f\x8b"
_MOST_UNPACKED = 32 * 1024 * 1024  # bytes


def reason_of(error: BaseException | None) -> str:
    """Return why there was no response."""
    known = next((text for kind, text in _REASONS.items() if isinstance(error, kind)), None)
    return known or f"{type(error).__name__}: {error}".rstrip(": ")


def media_type(response: Response) -> str:
    """Return the declared type without its parameters, "" if none is declared."""
    header = response.headers.get("Content-Type") or b""
    return header.split(b";")[0].strip().lower().decode("ascii", "replace")


def charset(response: Response) -> str | None:
    """Return the character encoding that the header names."""
    header = (response.headers.get("Content-Type") or b"").decode("latin-1")
    found = re.search(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", header, re.IGNORECASE)
    return found[1] if found else None


def parse(response: Response) -> Page:
    """Return the page in a response, parsed; once, for the filter, the links and the head alike."""
    return parse_html(response.body, url=response.url, encoding=charset(response))


def unpacked(body: bytes) -> bytes:
    """Return a gzipped document, such as a sitemap, unpacked up to the bound; others as they are."""
    if not body.startswith(_GZIP):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, _MOST_UNPACKED)
    except zlib.error:
        return body


def kind_of(response: Response, body: bytes | None = None) -> Kind:
    """Judge by the first bytes (of the body, unpacked) where they tell, else by the declared type."""
    body = response.body if body is None else body
    start = body[:_SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(_BINARY):
        return Kind.OTHER
    declared = media_type(response)
    is_xml = declared.endswith("xml") and declared != "application/xhtml+xml"
    is_xml = is_xml or body is not response.body or start.startswith(b"<?xml")
    if is_xml and _FEED.search(start):
        return Kind.FEED
    if declared in {"text/plain", ""} or body is not response.body:
        lines = start if len(body) <= _SNIFFED_BYTES else start.rpartition(b"\n")[0]
        if lines and all(map(_ADDRESS.match, lines.split())):
            return Kind.FEED  # a sitemap, too: one address a line
    if declared in _PAGE_TYPES or _MARKUP.search(start):
        return Kind.PAGE
    # A server that declares nothing: text unless the bytes are those of something else.
    return Kind.PAGE if declared == "" and b"\0" not in start else Kind.OTHER
