"""What feeds, sitemaps and other responses are, and what they list."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from scrapy.http import Response

from crawler.feeds import Entry, read_feed, tells_of_changes
from crawler.responses import Kind, charset, kind_of

BASE = "http://a.example/feed"
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><link>http://a.example/</link>
<item><title>x</title><link> http://a.example/1 </link>
<pubDate>Tue, 03 Mar 2026 08:00:00 +0800</pubDate></item>
<item><link>/2</link><pubDate>some day</pubDate></item><item><title>no link</title></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link href="http://a.example/" rel="self"/>
<entry><link rel="enclosure" href="/x.mp3"/><link href="/1"/>
<updated>2026-03-03T00:00:00Z</updated></entry></feed>"""
SITEMAP = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>http://a.example/1</loc><lastmod>2026-03-03</lastmod></url></urlset>"""
INDEX = b"<sitemapindex><sitemap><loc>http://a.example/s.xml</loc></sitemap></sitemapindex>"
NEWS = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>http://a.example/1</loc><news:news>
<news:publication><news:name>x</news:name></news:publication>
<news:publication_date>2026-03-03T08:00:00+08:00</news:publication_date></news:news></url></urlset>"""
HOSTILE = b"""<rss><channel><item><link>http://[</link></item>
<item><link>http://a.example/%s</link></item><item><link>http://a.example/1</link>
<pubDate>03 Mar 2026 08:00:00 -9999999999</pubDate></item></channel></rss>""" % (b"x" * 100_000)
TEXT = b"\xef\xbb\xbfhttp://a.example/1\r\nhttp://a.example/2?a=b\r\n\r\nhttp://a.example/%s" % (b"x" * 5_000)
GUIDS = b"""<rss><channel><item><guid>http://a.example/1</guid></item>
<item><guid isPermaLink="false">http://a.example/2</guid></item>
<item><guid>4711</guid></item>
<item><guid>4712</guid><link>http://a.example/3</link></item></channel></rss>"""
DAY = date(2026, 3, 3)
MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC)
END = datetime(2026, 3, 3, 23, 59, 59, 999999, UTC)
# 镕 is in GBK, but not in the GB 2312 that is declared; then a byte that is in neither.
GB = (
    (
        '<?xml version="1.0" encoding="GB2312"?><rss><item><title>朱镕基</title><link>/1</link></item>'
        "<item><title>坏#了</title><link>/2</link></item><item><link>/3</link></item></rss>"
    )
    .encode("gbk")
    .replace(b"#", b"\xff")
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (RSS, [Entry("http://a.example/1", DAY, MIDNIGHT), Entry("http://a.example/2", None)]),
        (ATOM, [Entry("http://a.example/1", DAY, MIDNIGHT)]),
        (SITEMAP, [Entry("http://a.example/1", DAY, END)]),
        (NEWS, [Entry("http://a.example/1", DAY, MIDNIGHT)]),
        (HOSTILE, [Entry("http://a.example/1", None)]),
        (GB, [Entry(f"http://a.example/{number}", None) for number in (1, 2, 3)]),
        (INDEX, [Entry("http://a.example/s.xml", None, is_list=True)]),
        (TEXT, [Entry("http://a.example/1", None), Entry("http://a.example/2?a=b", None)]),
        (GUIDS, [Entry("http://a.example/1", None), Entry("http://a.example/3", None)]),
        (SITEMAP[:-20], [Entry("http://a.example/1", DAY, END)]),
        (b"", []),
        (b"\x00\xff", []),
        (b"<rss>", []),
    ],
)
def test_read_feed(body: bytes, expected: list[Entry]) -> None:
    assert list(read_feed(body, BASE)) == expected


@pytest.mark.parametrize(
    ("times", "dated", "changed"),
    [
        (
            "<published>2026-03-03T07:00:00+08:00</published><updated>2026-03-05T20:30:00+08:00</updated>",
            DAY,
            datetime(2026, 3, 5, 12, 30, tzinfo=UTC),
        ),
        ("<lastmod>2026-03-03 10:00</lastmod>", DAY, datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("<lastmod>2026-03-03 about noon</lastmod>", DAY, END),
        ("<lastmod>0001-01-01T00:00:00+08:00</lastmod>", None, None),
        ("<lastmod>9999-12-31T23:00:00-08:00</lastmod>", None, None),
        ("<lastmod>2026-02-30</lastmod>", None, None),
    ],
)
def test_times_of_an_entry(times: str, dated: date | None, changed: datetime | None) -> None:
    body = f"<urlset><url><loc>http://a.example/1</loc>{times}</url></urlset>".encode()
    assert list(read_feed(body, BASE)) == [Entry("http://a.example/1", dated, changed)]


def test_times_of_a_list_that_is_dated_as_a_whole() -> None:
    def entries(number: int, apart: timedelta) -> list[Entry]:
        return [Entry(f"http://a.example/{place}", DAY, MIDNIGHT + place * apart) for place in range(number)]

    assert not tells_of_changes(entries(200, timedelta(seconds=1)))
    assert tells_of_changes(entries(200, timedelta(hours=1)))
    assert tells_of_changes(entries(5, timedelta(0)))  # of a small site, or news of an hour
    assert tells_of_changes([Entry("http://a.example/", None)] * 200)
    assert tells_of_changes([Entry("http://a.example/", None)] * 12 + list(entries(11, timedelta(seconds=1))))
    assert not tells_of_changes([Entry("http://a.example/", None), *entries(200, timedelta(seconds=1))])


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "http://a.example/">]><rss><item><link>&a;</link></item></rss>'
    assert list(read_feed(bomb, BASE)) == []


def response(body: bytes, kind: str | None) -> Response:
    return Response(BASE, headers={} if kind is None else {"Content-Type": kind}, body=body)


@pytest.mark.parametrize(
    ("body", "declared", "expected"),
    [
        (b"<html>", "text/html; charset=gbk", Kind.PAGE),
        (b"plain words", "text/plain", Kind.PAGE),
        (b"<!DOCTYPE html><p>", "application/octet-stream", Kind.PAGE),
        (b"plain words", None, Kind.PAGE),
        (RSS, "application/rss+xml", Kind.FEED),
        (RSS, "text/html", Kind.FEED),
        (ATOM, "text/xml; charset=utf-8", Kind.FEED),
        (SITEMAP, "application/xml", Kind.FEED),
        (b"<feed>", "text/html", Kind.PAGE),
        (TEXT, "text/plain; charset=utf-8", Kind.FEED),
        (b"http://a.example/12345678/\n" * 100, "text/plain", Kind.FEED),
        (b"http://a.example/1 is one address", "text/plain", Kind.PAGE),
        (
            b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">',
            "application/xhtml+xml",
            Kind.PAGE,
        ),
        (b"\x89PNG\r\n", "text/html", Kind.OTHER),
        (b"{}", "application/json", Kind.OTHER),
        (b"\x00\x01", None, Kind.OTHER),
        (b"", "image/png", Kind.OTHER),
    ],
)
def test_kind_of(body: bytes, declared: str | None, expected: Kind) -> None:
    assert kind_of(response(body, declared)) is expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("text/html; charset=GBK", "GBK"),
        ('text/html;charset = "utf-8"', "utf-8"),
        ("text/html", None),
        (None, None),
    ],
)
def test_charset(declared: str | None, expected: str | None) -> None:
    assert charset(response(b"", declared)) == expected
