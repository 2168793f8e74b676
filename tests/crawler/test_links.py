"""Where a page leads: which links are its next part, which are articles, and where each belongs in the queue."""

from __future__ import annotations

from itertools import islice, pairwise, product

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.arguments import read_arguments
from crawler.links import Finder, Links, holds_frames
from crawler.responses import parse
from crawler.spiders.articles import ArticlesSpider
from crawler.traps import Chains
from crawler.urls import looks_like_article
from filters.segment import parse_html

URL = "http://news.example/list_1.html"


def links(markup: str, url: str = URL) -> Links:
    return Links(parse_html(f"<html><body>{markup}</body></html>"), url)


def parts(markup: str) -> list[str]:
    return list(links(markup).next_parts())


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="/list_2.html">下一页</a>',
        '<a href="list_2.html">【下页】</a>',
        '<a href="list_2.html"><span>下一頁</span> »</a>',
        '<a href="list_2.html" rel="next">往后翻</a>',
        '<link rel="next" href="list_2.html">',
        '<a href="list_2.html">Next page &gt;</a>',
        '<a href="list_2.html">&gt;&gt;</a>',
    ],
)
def test_the_next_part(markup: str) -> None:
    assert parts(markup) == ["http://news.example/list_2.html"]


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="/a.html">下一篇</a>',
        '<a href="/a.html">下一页的故事还没有写完</a>',
        '<a href="list_2.html">2</a>',  # nothing says that it belongs to this list
        '<a href="#">下一页</a>',
        "<a>下一页</a>",
    ],
)
def test_no_next_part(markup: str) -> None:
    assert parts(markup) == []


@pytest.mark.parametrize(
    "inside", [" " * 300_000, "<span>" * 200 + "下" * 300_000, "<span>页</span>" * 100_000]
)
def test_a_link_of_any_length_is_read_in_little_time(inside: str) -> None:
    # It took time squared: minutes for these. A test that hangs is stopped by whoever runs it.
    assert parts(f'<a href="list_2.html">下一页{inside}x</a>') == []


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("location.href = 'home.htm'", ["http://news.example/x/home.htm"]),
        ('self.location="/cn/"; return', ["http://news.example/cn/"]),
        ("top.location.replace('/a.jsp?id=1');", ["http://news.example/a.jsp?id=1"]),
        ("location.href = '/list_' + page + '.htm';", []),
        ("if (location.href == '/a.htm') { go() }", []),
        ("var allocation = '/a.htm';", []),
        ("form.action = '/a.htm';", []),
    ],
)
def test_where_a_script_sends_a_browser(script: str, expected: list[str]) -> None:
    found = links(f"<script>{script}</script>", "http://news.example/x/").onward()
    assert list(found) == expected


def test_what_is_a_frame() -> None:
    markup = (
        '<!-- <iframe src="/old.jsp"></iframe> --><script>document.write("<iframe src=\'/ad.jsp\'>")</script>'
        "<textarea><iframe src=/code.htm></iframe></textarea><IFRAME width=9 SRC=/list.jsp?a=1&amp;b=2></IFRAME>"
        '<iframe src="/second.jsp"></iframe><!-- <iframe src="/last.jsp">'
    )
    found = list(links("").frames(markup.encode()))
    assert found == ["http://news.example/list.jsp?a=1&b=2", "http://news.example/second.jsp"]
    assert not holds_frames(b"<!-- <iframe src=/a.htm> --><script><iframe src=/b.htm>", URL)
    assert not holds_frames(b"<iframe src=//ads.example/a.htm><iframe src=about:blank>", URL)
    assert holds_frames(b"<!--><iframe src=/a.htm><style><!-- a {} --></style>", URL)
    wide = '<frameset><frame src="/a.htm"></frameset>'.encode("utf-16")
    assert list(Links(parse_html(wide), URL).frames(wide)) == ["http://news.example/a.htm"]
    many = b"".join(b"<iframe src=//ads%d.example/>" % number for number in range(100_000))
    assert len(list(links("").frames(many))) <= 100
    # The parser repairs this one.
    body = "<b><iframe src=/s.jsp?class=新闻></iframe><p></b>镇上的老供销社改成了图书室，周末开到夜里九点。".encode(
        "gbk"
    )
    assert list(Links(parse_html(body), URL).frames(body)) == ["http://news.example/s.jsp?class=%D0%C2%CE%C5"]


def test_an_address_alone_tells_the_encoding_of_a_page() -> None:
    for markup in ('<frameset><frame src="s.jsp?class=新闻">', '<a href="s.jsp?class=新闻">&#26032;</a>'):
        body = f"<html><meta charset=gb2312>{markup}</html>".encode("gbk")
        found = Links(parse_html(body), URL)
        assert [*found.frames(body), *found.pages()] == ["http://news.example/s.jsp?class=%D0%C2%CE%C5"]


def test_frames_are_looked_for_in_little_time() -> None:
    for piece in ("<!-- ", "<script ", "<textarea>", "<iframe ", "<iframe src=", "<!-- --><script></script>"):
        assert not holds_frames(piece.encode() * 200_000, URL)


def test_frames_of_advertisers_hide_none_of_the_site() -> None:
    spider = ArticlesSpider(url="http://news.example/", depth="2")
    markup = "".join(f'<iframe src="http://ads.example/{number}"></iframe>' for number in range(12))
    markup += "".join(f'<iframe src="/{number}.jsp"></iframe>' for number in range(12))
    response = Response(URL, body=f"<html>{markup}</html>".encode(), request=Request(URL, meta={"depth": 1}))
    [item] = spider.parse(response)
    assert [one.url for one in item.found] == [f"http://news.example/{number}.jsp" for number in range(10)]


def test_links_as_a_browser_would_join_them() -> None:
    given = [
        "/a.html",
        "b.html",
        "../c",
        "/d/../e",
        "//other.example/f",
        "?p=2",
        "/g\t.html#top",
        "http://[",
        "#",
        " /h ",
        r"..\i\1.html?k=\d",
        r"http:\\news.example\j.html",
    ]
    anchors = "".join(f'<a href="{href}">字</a>' for href in given)
    assert list(links(anchors, "http://news.example/x/list.html").pages()) == [
        "http://news.example/a.html",
        "http://news.example/x/b.html",
        "http://news.example/c",
        "http://news.example/e",
        "http://other.example/f",
        "http://news.example/x/list.html?p=2",
        "http://news.example/g.html",
        "http://news.example/h",
        r"http://news.example/i/1.html?k=\d",
        "http://news.example/j.html",
    ]


@pytest.mark.parametrize("declared", ["text/html", "text/html; charset=us-ascii", "text/html; charset=hex"])
@pytest.mark.parametrize("meta", ["gb2312", "hex", "rot13", "base64", "undefined", "idna", "utf-16"])
def test_a_query_is_written_as_the_page_is_whatever_that_declares(declared: str, meta: str) -> None:
    text = f'<meta charset="{meta}"><a href="list.asp?class=新闻">新闻</a><p>镇上的老供销社改成了图书室。</p>'
    page = parse(Response(URL, headers={"Content-Type": declared}, body=text.encode("gbk")))
    assert list(Links(page, URL).pages()) == ["http://news.example/list.asp?class=%D0%C2%CE%C5"]


def test_what_the_encoding_of_a_page_cannot_write_stays_as_it_is() -> None:
    text = (
        '<a href="/s?q=&#26032;&#38395;">新聞</a><p>鎮上的老供銷社改成了圖書室，這是臺灣的新聞網站。</p>' * 3
    )
    for encoding in ("big5", "utf-16-le"):
        page = parse_html(text.encode(encoding), encoding=encoding)
        assert (page.encoding, list(Links(page, URL).pages())) == (encoding, ["http://news.example/s?q=新闻"])


def test_links_of_one_page_are_bounded() -> None:
    found = links("".join(f'<a href="/{number}">字</a>' for number in range(20_000)))
    assert len(list(found.pages())) == 5_000


def test_a_page_that_is_broken_leads_where_it_says() -> None:
    markup = '<base href="/x/"><p><a title="a>b" href="b.html?a=1&amp;b=2">字<div></a></p></span><area href=c><a>无</a>'
    assert list(links(markup).pages()) == ["http://news.example/x/b.html?a=1&b=2", "http://news.example/x/c"]


def test_feeds_are_declared_by_their_type() -> None:
    markup = (
        '<link rel=alternate type=" Application/RSS+xml" href=/rss><link rel=stylesheet type=text/css href=/a.css>'
        "<link type=application/atom+xml href=/atom><link type=application/atom+xml href=/atom>"
    )
    assert list(links(markup).feeds()) == ["http://news.example/rss", "http://news.example/atom"]


def test_numbered_parts_are_known_by_the_next_one() -> None:
    markup = (
        '<a href="list_1.html">1</a><a href="list_2.html">2</a><a href="list_3.html"> 3 </a>'
        '<a href="/day/7.html">7</a><a href="list_2.html">下一页</a>'
    )
    assert parts(markup) == [f"http://news.example/list_{number}.html" for number in (2, 1, 3)]


@pytest.mark.parametrize(
    ("path", "is_article"),
    [
        ("/2026/1103/c1001-20481.html", True),
        ("/news/20261103/abc.html", True),
        ("/2026-11/03/content_8.htm", True),
        ("/a/1024771_44.html", True),
        ("/how-to-keep-bees-in-winter", True),
        ("/show.php?newsid=23941", True),
        ("/", False),
        ("/news/", False),
        ("/2026/11/", False),
        ("/news/index_12345.html", False),
        ("/list-1001-2.html", False),
        ("/sports", False),
        ("/news?page=2", False),
        ("/show.asp?classid=12&newsid=23941", True),
        ("/news.asp?classid=12", False),
        ("/forumdisplay.php?fid=22", False),
        ("/News/?typeid=33&page=2", False),
        ("/more.asp?BigClassID=21", False),
        ("/forum-1001-2.html", False),
    ],
)
def test_addresses_of_articles(path: str, is_article: bool) -> None:
    assert looks_like_article(f"http://news.example{path}") is is_article


def test_order_in_the_queue() -> None:
    finder = Finder(read_arguments({"url": "http://news.example/", "depth": "3"}))
    base = "http://news.example"
    found = [
        finder.seed(f"{base}/"),
        finder.listing(f"{base}/feed", base, 0, 0),
        finder.link(f"{base}/a/10001.html", base, 1),
        finder.next_part(f"{base}/?page=2", base, 0),
        finder.link(f"{base}/sports", base, 1),
        finder.link(f"{base}/a/10002.html", base, 2),
        finder.link(f"{base}/deep/1/", base, 100_000),
    ]
    places = [one.place for one in found if one is not None]
    assert len(places) == len(found)
    assert all(former < later for former, later in pairwise(places))
    assert found[3] is not None
    assert found[3].depth == 0


def test_a_link_from_another_site_hides_none_from_its_own() -> None:
    finder = Finder(read_arguments({"url": "http://news.example/", "depth": "3"}))
    url = "http://news.example/a/10001.html"
    assert finder.link(url, "http://other.example/", 1) is None
    assert finder.link(url, "http://news.example/", 1) is not None
    assert finder.link(url, "http://news.example/b", 1) is None  # found lately


def test_with_since_every_page_brings_its_links() -> None:
    # The first of them may be too old to lead anywhere, which is known only when it is judged.
    finder = Finder(read_arguments({"url": "http://news.example/", "depth": "3", "since": "2026-01-01"}))
    found = [finder.link("http://news.example/a/10001.html", f"http://news.example/{n}", 1) for n in range(2)]
    assert None not in found


@pytest.mark.parametrize("more", [{}, {"since": "2026-01-01"}])
def test_a_next_part_is_never_found_as_a_link_as_well(more: dict[str, str]) -> None:
    spider = ArticlesSpider(url="http://news.example/", depth="3", **more)
    leads = []
    for part in (1, 2):
        numbered = "".join(f'<a href="/n/10001_{other}.html">{other}</a>' for other in (1, 2, 3))
        body = f'<html><body>{numbered}<a href="/n/10001_{part + 1}.html">下一页</a></body></html>'
        url = f"http://news.example/n/10001_{part}.html"
        response = Response(url, body=body.encode(), request=Request(url, meta={"depth": 1}))
        for item in spider.parse(response):
            leads += [(one.url[-6:], one.depth) for one in item.found]
    assert sorted(leads) == [("1.html", 1), ("2.html", 1), ("3.html", 1)]


def test_a_site_is_known_by_its_chinese_name_too() -> None:
    finder = Finder(read_arguments({"url": "http://例子.中国/", "depth": "1"}))
    found = finder.link("http://www.例子.中国/a/10001.html", "http://xn--fsqu00a.xn--fiqs8s/", 1)
    assert found is not None
    assert (found.host, found.site) == ("www.xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s")


def test_a_list_does_not_go_on_for_ever() -> None:
    chains = Chains()
    followed = [chains.go_on(f"{URL}?page={number + 1}", f"{URL}?page={number}") for number in range(150)]
    assert followed == [True] * 100 + [False] * 50
    assert chains.go_on("http://news.example/other_2.html", "http://news.example/other.html")
    letters = ("".join(pair) for pair in product("abcdefghijklmnopqrstuvwxyz", repeat=3))
    cursors = [chains.go_on(f"http://news.example/feed?after={word}", URL) for word in islice(letters, 1_500)]
    assert cursors == [True] * 1_000 + [False] * 500
    days = [f"http://news.example/2026/{month:02}/{day:02}" for month in range(1, 13) for day in range(1, 29)]
    assert sum(chains.go_on(later, day) for day, later in pairwise(days)) == 100


def test_each_article_may_have_parts() -> None:
    chains = Chains()
    for article in range(10_000, 11_500):
        parts = [f"http://news.example/n/{article}{part}.html" for part in ("", "_2", "_3")]
        assert all(chains.go_on(later, part) for part, later in pairwise(parts))
    parts = [f"http://news.example/n/9876_{part}.html" for part in range(151)]
    assert sum(chains.go_on(later, part) for part, later in pairwise(parts)) == 100
    articles = (f"http://news.example/n/{article}" for article in range(10_000, 20_000))
    assert not all(chains.go_on(f"{article}_2.html", f"{article}.html") for article in articles)


def test_a_site_with_many_articles_in_parts_loses_none() -> None:
    spider = ArticlesSpider(url="http://news.example/", depth="2")
    found = 0
    for article in range(20_000, 20_150):
        body = f'<html><body><a href="/n/{article}_2.html">下一页</a></body></html>'
        request = Request(f"http://news.example/n/{article}.html", meta={"depth": 1})
        response = Response(request.url, body=body.encode(), request=request)
        found += sum(len(item.found) for item in spider.parse(response))
    assert found == 150


def test_frames_of_a_site_are_bounded() -> None:
    finder = Finder(read_arguments({"url": "http://news.example/"}))
    lists = [f"http://news.example/col/{number}/index.html" for number in range(600)]
    frames = [f"http://news.example/search{number}.jsp?col=7" for number in range(600)]
    found = [finder.frame(frame, one, 1, 0) for frame, one in zip(frames * 2, lists * 2, strict=True)]
    assert sum(one is not None for one in found) == 500
    assert finder.frame("http://other.example/", "http://news.example/", 0, 0) is None
    assert finder.link(frames[599], lists[0], 2) is not None  # as a link it is wanted still
