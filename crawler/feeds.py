"""Read the addresses out of RSS and Atom feeds and sitemaps, be these XML or text."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from lxml import etree

from crawler.urls import MOST_CHARS


@dataclass(frozen=True, slots=True)
class Entry:
    """An address that a feed lists."""

    url: str
    dated: date | None  # when the feed says it was published, or else changed
    changed: datetime | None = None  # the latest time the feed says of it, UTC; of a mere day, its end
    is_list: bool = False  # a sitemap of a sitemap index, not a page


_ENTRIES = {"item", "entry", "url", "sitemap"}
_DATES = ("pubDate", "published", "date", "lastmod", "updated", "publication_date")
_GB = re.compile(
    rb"<\?xml[^>]{1,80}encoding\s*=\s*[\"'](?:x-)?gb(?:k|18030|_?2312(?:-80)?)[\"']", re.IGNORECASE
)
_MAX_ENTRIES = 50_000  # what the sitemap protocol allows
_FEW, _MADE_WITHIN = 10, timedelta(hours=1)


def read_feed(body: bytes, url: str) -> Iterator[Entry]:
    """Yield what a feed lists; a broken one yields what comes before it breaks."""
    body, encoding = body.removeprefix(BOM_UTF8).lstrip(), None
    if body.startswith(b"http"):
        lines = body.decode("utf-8", "replace").split()[:_MAX_ENTRIES]
        yield from (Entry(line, None) for line in lines if _is_address(line) and len(line) <= MOST_CHARS)
        return
    if _GB.match(body):
        # What is called gb2312 is written in GBK: libxml2 would stop at the first character that gb2312 lacks.
        body, encoding = body.decode("gb18030", "replace").encode(), "utf-8"
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=False, encoding=encoding
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:  # not even a beginning
        return
    if root is None:
        return
    for number, element in enumerate(element for element in root.iter("{*}*") if _name(element) in _ENTRIES):
        if number == _MAX_ENTRIES:
            return
        address = _address(element)
        if not address or len(address) > MOST_CHARS:
            continue
        try:
            joined = urljoin(url, address)
        except ValueError:  # an address like http://[
            continue
        times = _times(element)
        dated = times[0][0] if times else None
        changed = max((time for _, time in times), default=None)
        yield Entry(joined, dated, changed, is_list=_name(element) == "sitemap")


def tells_of_changes(entries: Collection[Entry]) -> bool:
    """Tell whether the times in a list are those of its pages; many that are almost the same are that of the list.

    Many a site makes its sitemap anew every night and dates all pages of it today: each would be fetched every night. Where
    only a few pages are dated, these are the ones that changed.
    """
    times = [entry.changed for entry in entries if entry.changed is not None]
    is_mostly_dated = len(times) > max(_FEW, len(entries) // 2)
    return not is_mostly_dated or max(times) - min(times) > _MADE_WITHIN


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _address(element: etree._Element) -> str | None:
    for child in element:
        name = _name(child)
        if name == "link" and child.get("rel", "alternate") == "alternate" and child.get("href"):
            return str(child.get("href")).strip()
        if name in {"link", "loc"} and child.text and child.text.strip():
            return child.text.strip()
    # An item of RSS without a link: its guid is one, unless it says that it is none.
    guids = (child for child in element if _name(child) == "guid" and child.get("isPermaLink") != "false")
    return next((guid for child in guids if _is_address(guid := (child.text or "").strip())), None)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _times(element: etree._Element) -> list[tuple[date, datetime]]:
    """Return the times that an entry gives, the most telling first: each as the day written there and as a time in UTC."""
    # A sitemap for news has its date inside of another element.
    children = (
        inner for child in element for inner in ([child, *child] if _name(child) == "news" else [child])
    )
    texts = {_name(child): (child.text or "").strip() for child in children}
    return [found for name in _DATES if (found := _parse_time(texts.get(name, "")))]


def _parse_time(text: str) -> tuple[date, datetime] | None:
    """Read ISO 8601 (Atom, sitemaps) and RFC 2822 (RSS); what has no zone is taken for UTC, so rather too late."""
    try:
        if re.match(r"\d{4}-\d\d-\d\d", text):
            day = datetime.fromisoformat(text[:10]).date()
            found = datetime.combine(day, time.max)
            if len(text) > 10:
                with suppress(ValueError):
                    found = datetime.fromisoformat(text)
        else:
            found = parsedate_to_datetime(text)
            day = found.date()
        return day, (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
