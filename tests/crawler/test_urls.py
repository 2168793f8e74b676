"""Which addresses are the same page, and which belong to the same site."""

from __future__ import annotations

import pytest

from crawler.urls import (
    canonical_url,
    canonicalize,
    drop_tracking,
    is_fetchable,
    is_part_of_article,
    looks_like_article,
    only_adds,
    site_of,
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.COM:80/A?b=2&a=1#top", "http://example.com/A?a=1&b=2"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("http://example.com/?utm_source=x&id=3&spm=a.b&from=timeline", "http://example.com/?id=3"),
        ("http://example.com/2026/11/spring/?replytocom=81#respond", "http://example.com/2026/11/spring/"),
        (
            "http://example.com/forum.php?mod=viewthread&tid=9&extra=page%3D2%26filter%3Dtypeid",
            "http://example.com/forum.php?mod=viewthread&tid=9",
        ),
        ("http://example.com/goods?extra=colour", "http://example.com/goods?extra=colour"),
        ("http://example.com/list?from=page2", "http://example.com/list?from=page2"),
        ("http://example.com/新闻", "http://example.com/%E6%96%B0%E9%97%BB"),
        ("http://example.com/%e6%96%b0", "http://example.com/%E6%96%B0"),
    ],
)
def test_canonicalize(url: str, expected: str) -> None:
    assert canonicalize(url) == expected
    assert canonicalize(expected) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/x;jsessionid=0A1B2C.n1?id=3",
        "http://a.example/(S(lit3py55t21z5v55vlm25s55))/x?id=3",
        "http://a.example/(X(1)S(lit3py55t21z5v55vlm25s55))/x?id=3&AspxAutoDetectCookieSupport=1",
        "http://a.example/x?id=3&PHPSESSID=abc",
        "http://a.example/x?session_id=1&id=3&osCsid=2",
        "http://a.example/x?sid=3f2a99c1d07be5448a1b&id=3",
    ],
)
def test_numbers_of_visitors_are_dropped(url: str) -> None:
    assert drop_tracking(url) == "http://a.example/x?id=3"


@pytest.mark.parametrize(
    "url", ["http://a.example/x?sid=2026112500001234", "http://a.example/x?sid=12", "http://a.example/x;p=1"]
)
def test_numbers_of_pages_stay(url: str) -> None:
    assert drop_tracking(url) == url


def test_drop_tracking_keeps_the_rest_as_it_is() -> None:
    assert drop_tracking("http://a.example/x?b=%41&utm_medium=m&a#f") == "http://a.example/x?b=%41&a"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://www.news.example.com.cn/a", "example.com.cn"),
        ("https://a.b.example.gov.cn", "example.gov.cn"),
        ("http://user.github.io/x", "user.github.io"),
        ("http://127.0.0.1:8000/", "127.0.0.1:8000"),
        ("http://127.0.0.1/", "127.0.0.1:80"),
        ("https://[::1]/", "::1:443"),
        ("http://localhost:81/", "localhost:81"),
        ("http://www.例子.中国/a", "xn--fsqu00a.xn--fiqs8s"),
        ("http://例" + "子" * 70 + ".中国/", "例" + "子" * 70 + ".中国"),  # no name that could be asked for
    ],
)
def test_site_of(url: str, expected: str) -> None:
    assert site_of(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/" + "x" * 2000,
        "",
        "example.com",
        "ftp://a.example/",
        "http://",
        "http://a:0/",
        "http://a:x/",
        "http://[",
        "http://a b/",
    ],
)
def test_not_fetchable(url: str) -> None:
    assert not is_fetchable(url)


@pytest.mark.parametrize(
    "url", ["http://a.example", "https://中文.example/路", "http://[::1]:8080/", "HTTP://A/"]
)
def test_fetchable(url: str) -> None:
    assert is_fetchable(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.example/x?id=1&t=17", True),
        ("http://a.example/x?t=17&id=1#top", True),
        ("http://a.example/x?id=1", True),
        ("http://a.example/x?id=2&t=17", False),
        ("http://a.example/x?t=17", False),
        ("http://a.example/y?id=1&t=17", False),
        ("https://a.example/x?id=1", False),
        ("http://a.example/x?id=1&page=2", False),
        ("http://a.example/x?id=1&newsid=17", False),
    ],
)
def test_only_adds(url: str, expected: bool) -> None:
    assert only_adds(url, "http://a.example/x?id=1") == expected
    assert only_adds("http://a.example/?t=17", "http://a.example")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2026/11/29/old-street/", True),
        ("/2026/11/%E8%80%81%E8%A1%97/", True),
        ("/how-to-grow-tomatoes/", True),
        ("/archives/12345/", True),
        ("/?p=512", True),
        ("/forum/?tid=1001", True),
        ("/2026/11/29/old-street", True),
        ("/", False),
        ("/2026/", False),
        ("/2026/11/29/", False),
        ("/html/20261129/", False),
        ("/2026/11/page/2/", False),
        ("/category/old-street/", False),
        ("/category/zhong-guo-xin-wen/", False),
        ("/tag/how-to-do-it/", False),
        ("/2026/guo-nei-xin-wen/", False),
        ("/channel/10234/", False),
        ("/GB/1024/", False),
        ("/user/10001/", False),
        ("/archives/202611/", False),
        ("/20261129/A01/", False),
        ("/zt/2026spring/", False),
        ("/tag/%E8%80%81%E8%A1%97/", False),
        ("/tag/%E8%80%81%E8%A1%97", False),
    ],
)
def test_articles_at_addresses_that_end_in_a_slash(path: str, expected: bool) -> None:
    assert looks_like_article(f"http://www.example.com{path}") == expected


@pytest.mark.parametrize(
    ("source", "url", "expected"),
    [
        ("/news/2041.html", "/news/2041_2.html", True),
        ("/news/2041_2.html", "/news/2041_3.html", True),
        ("/news/2041_2.html", "/news/2041.html", True),
        ("/t20260103_5512345.html", "/t20260103_5512345_1.html", True),
        ("/show-12-345-1.html", "/show-12-345-2.html", True),
        ("/view.asp?id=123", "/view.asp?id=123&page=2", True),
        ("/view.asp?id=123&Page=2", "/view.asp?id=123&Page=3", True),
        ("/news/2041.html", "/news/2042.html", False),  # what the site calls the next one
        ("/news/2041.html", "/sports/2041_2.html", False),
        ("/t20260103_5512345.html", "/t20260103_5512346.html", False),
        ("/view.asp?id=12", "/view.asp?id=13", False),
        ("/?p=512", "/?p=513", False),
        ("/list_1.html", "/list_2.html", False),
        ("/news/index.html", "/news/index_2.html", False),
        ("/news/", "/news/?page=2", False),
        ("/news_1.html", "/news_2.html", False),
        ("/show.php?id=1001", "/show.php?page=2&id=1001", True),
        ("/news/2041.html", "/news/2041_2.html?utm_source=a", True),
        ("/news.php?typeid=1200", "/news.php?typeid=1200&page=2", False),
        ("/show.asp?cid=3&id=1001", "/show.asp?cid=3&id=1001&page=2", True),
        ("/show.asp?BigClassID=3&ArticleID=1001", "/show.asp?BigClassID=3&ArticleID=1001&page=2", True),
        ("/forum-1001-1.html", "/forum-1001-2.html", False),
        ("/2024-05-12.html", "/2024-05-13.html", False),
        ("/show.php?id=1200&pageid=34", "/show.php?id=1200&pageid=35", False),
    ],
)
def test_parts_of_an_article(source: str, url: str, expected: bool) -> None:
    site = "http://www.example.com"
    assert is_part_of_article(f"{site}{url}", f"{site}{source}") == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (None, "http://m.example.com/a?x=1"),
        ("https://www.example.com/a?x=1&utm_source=y#c", "https://www.example.com/a?x=1"),
        ("/a?spm=2&x=1", "http://m.example.com/a?x=1"),
        # perhaps another page, whose article must stay
        ("/b", "http://m.example.com/a?x=1"),
        ("https://www.example.com/b", "http://m.example.com/a?x=1"),
        ("/a", "http://m.example.com/a?x=1"),
        ("http://elsewhere.example.org/a?x=1", "http://m.example.com/a?x=1"),
        ("/", "http://m.example.com/a?x=1"),  # a template that names the front page on all pages
        ("http://[", "http://m.example.com/a?x=1"),
        ("javascript:void(0)", "http://m.example.com/a?x=1"),
    ],
)
def test_canonical_url(declared: str | None, expected: str) -> None:
    assert canonical_url("http://m.example.com/a?x=1", declared) == expected
