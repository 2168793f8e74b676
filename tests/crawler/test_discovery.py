"""Where addresses come from, and where they would never end."""

from __future__ import annotations

import gzip
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest

from crawler.links import Recent
from crawler.traps import Hosts, looks_endless
from tests.crawler.loopback import XML, Reply, scrapy, serve
from tests.crawler.pages_made import links, page, story

PLAIN = {"Content-Type": "text/plain"}
GZIP = {"Content-Type": "application/x-gzip"}


def _urlset(*urls: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>".encode()


def test_sitemaps_of_robots_txt_and_declared_feeds(tmp_path: Path) -> None:
    with serve() as site, serve() as other:
        robots = f"User-agent: *\nSitemap: {site.base}/index.xml.gz\nSitemap: {other.base}/other.xml\n"
        robots += f"Sitemap: {site.base}/map.txt\n"
        site["/map.txt"] = Reply(f"{site.base}/from-text\n{site.base}/from-b\n".encode(), PLAIN)
        site["/robots.txt"] = Reply(robots.encode(), PLAIN)
        index = "".join(f"<sitemap><loc>{site.base}/{name}</loc></sitemap>" for name in ("a.xml.gz", "b.xml"))
        site["/index.xml.gz"] = Reply(
            gzip.compress(f"<?xml version='1.0'?><sitemapindex>{index}</sitemapindex>".encode()), GZIP
        )
        site["/a.xml.gz"] = Reply(gzip.compress(_urlset(f"{site.base}/from-a", f"{other.base}/x")), GZIP)
        site["/b.xml"] = Reply(_urlset(f"{site.base}/from-b", f"{site.base}/photo.jpg"), XML)
        feed = '<link rel="alternate" type="application/atom+xml" href="/atom.xml">'
        site["/"] = page("首页", *story(0), head=feed)
        entry = f'<entry><link href="{site.base}/from-feed"/></entry>'
        atom = f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'
        site["/atom.xml"] = Reply(atom.encode(), {"Content-Type": "application/atom+xml"})
        for number, name in enumerate(("from-a", "from-b", "from-feed", "from-text")):
            site[f"/{name}"] = page(name, *story(number + 1), extra=links("/too-deep"))
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        alone = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/")
    assert run.status == 0, run.log
    titles = {title for (title,) in run.query("select title from clean_items")}
    assert titles == {"首页", "from-a", "from-b", "from-feed", "from-text"}
    assert other.asked == []
    assert f"{site.base}/a.xml.gz lists 1 pages of other sites: only seeds lead there" in run.log
    assert alone.query("select count(*) from clean_items") == [(5,)]


def test_an_article_in_parts_is_fetched_whole_at_the_last_depth(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/news/2041.html", "/zt/list.html"))
        for number, suffix in enumerate(("", "_2", "_3")):
            more = f'<a href="/news/2041_{number + 2}.html">下一页</a>' if number < 2 else ""
            after = '<a rel="next" href="/news/2042.html">下一篇</a>'
            site[f"/news/2041{suffix}.html"] = page("长文", *story(number + 1), extra=more + after)
        site["/zt/list.html"] = f'{links("/zt/1.html")}<a href="/zt/list_2.html">下一页</a>'
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
    assert run.status == 0, run.log
    found = run.query("select substr(url, ?), depth from fetches order by 1", len(site.base) + 1)
    parts = [("/news/2041.html", 1), ("/news/2041_2.html", 1), ("/news/2041_3.html", 1)]
    assert found == [("/", 0), *parts, ("/zt/list.html", 1)]


def test_a_list_is_followed_to_its_end_without_going_deeper(tmp_path: Path) -> None:
    with serve() as site:
        for number in range(1, 6):
            others = "".join(f'<a href="/list_{other}.html">{other}</a>' for other in range(1, 6))
            onward = f'<a href="/list_{number + 1}.html">下一页</a>' if number < 5 else ""
            news = links(f"/news/{1000 + number}.html")
            text = f"<html><body>{news}<div>{others}{onward}</div></body></html>"
            site[f"/list_{number}.html"] = text
            site[f"/news/{1000 + number}.html"] = page(f"第{number}条", *story(number), extra=links("/deep"))
        settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": "1"}
        seed = f"url={site.base}/list_1.html"
        run = scrapy(tmp_path, "crawl", "articles", "-a", seed, "-a", "depth=1", settings=settings)
    assert run.status == 0, run.log
    assert run.query("select count(*) from clean_items") == [(5,)]
    asked = [path for path in site.asked if path != "/robots.txt"]
    assert asked[:3] == ["/list_1.html", "/news/1001.html", "/list_2.html"]
    assert sorted(asked) == sorted(
        f"/{name}.html" for number in range(1, 6) for name in (f"list_{number}", f"news/{1000 + number}")
    )


def test_articles_come_before_lists_and_no_site_waits_for_another(tmp_path: Path) -> None:
    order: list[str] = []
    with serve() as one, serve() as two:
        for site in (one, two):
            to = ("/sports", "/2026/1103/c1.html", "/about", "/2026/1103/c2.html")
            site["/"] = page("首页", *story(0), extra=links(*to))
            for number, path in enumerate(to):
                site[path] = page(path, *story(number + 1))
        settings = {"CONCURRENT_REQUESTS": "1", "ROBOTSTXT_OBEY": "0"}
        seeds = f"url={one.base}/,{two.base}/"
        run = scrapy(tmp_path, "crawl", "articles", "-a", seeds, "-a", "depth=1", settings=settings)
        assert run.status == 0, run.log
        order = [
            name
            for name, _ in sorted(
                [(f"1{path}", when) for path, when in one.times]
                + [(f"2{path}", when) for path, when in two.times],
                key=lambda asked: asked[1],
            )
        ]
    for label in "12":
        asked = [name[1:] for name in order if name[0] == label]
        assert asked == ["/", "/2026/1103/c1.html", "/2026/1103/c2.html", "/sports", "/about"]
    assert len({name[0] for name in order[:3]}) == 2


def test_a_front_page_that_only_sends_browsers_on(tmp_path: Path) -> None:
    def sends_on(content: str, text: str = "") -> str:
        return f'<html><head><meta http-equiv="Refresh" content="{content}"></head><body>{text}</body></html>'

    with serve() as site:
        site["/"] = sends_on("0; URL='/index/home.html'")
        site["/index/home.html"] = page("首页", extra=links("/a.html", "/b.html", "/loop1.html"))
        site["/a.html"] = sends_on("3;url=/moved.html", "即将跳转")
        site["/moved.html"] = page("甲", *story(1), extra=links("/too-deep.html"))
        site["/b.html"] = sends_on("5;url=/next.html", page("乙", *story(2)))  # a page of its own
        site["/loop1.html"] = sends_on("0;url=/loop2.html")
        site["/loop2.html"] = sends_on("0;url=/loop1.html")
        site["/elsewhere"] = sends_on("0;url=http://127.0.0.2:9/")
        command = ("-a", f"url={site.base}/,{site.base}/elsewhere", "-a", "depth=1", "-a", "allow=html$")
        for _ in range(2):  # the next night, too
            before = len(site.asked)
            run = scrapy(tmp_path, "crawl", "articles", *command, settings={"REVISIT_AFTER": "0"})
            assert run.status == 0, run.log
            pages = ["/a.html", "/b.html", "/elsewhere", "/index/home.html", "/loop1.html", "/loop2.html"]
            assert sorted(site.asked[before:]) == ["/", *pages, "/moved.html", "/robots.txt"]
    assert run.query("select title, depth from clean_items join fetches using (url) order by title") == [
        ("乙", 1),
        ("甲", 1),
    ]


def test_front_pages_of_scripts_and_frames(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = '<html><head><script>window.location.href="/cn/index.htm";</script></head></html>'
        site["/cn/index.htm"] = page("首页", extra=links("/cn/1001.htm"))
        site["/cn/1001.htm"] = page("甲", *story(1), extra=links("/too-deep.htm"))
        frames = '<frame src="top.htm"><frame src="main.htm"><noframes>您的浏览器不支持框架。</noframes>'
        site["/old/"] = (
            f'<html><head><title>河湾村</title></head><frameset rows="80,*">{frames}</frameset></html>'
        )
        site["/old/top.htm"] = page("导航", extra=links("/old/1002.htm"))
        site["/old/main.htm"] = page("首页", extra=links("/old/1003.htm"))
        site["/old/1002.htm"], site["/old/1003.htm"] = page("乙", *story(2)), page("丙", *story(3))
        site["/gov/"] = page("公开目录", *story(5), extra='<iframe src="search.jsp?column=7"></iframe>')
        site["/gov/search.jsp?column=7"] = page("目录", extra=links("/gov/1004.htm"))
        site["/gov/1004.htm"] = page("丁", *story(4), extra='<iframe src="/player.jsp?film=1004"></iframe>')
        seeds = ",".join(f"{site.base}{path}" for path in ("/", "/old/", "/gov/"))
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={seeds}", "-a", "depth=1")
        assert "/too-deep.htm" not in site.asked
        assert "/player.jsp?film=1004" not in site.asked
    assert run.query("select title, depth from clean_items join fetches using (url) order by title") == [
        ("丁", 1),
        ("丙", 1),
        ("乙", 1),
        ("公开目录", 0),
        ("甲", 1),
    ]


def test_frames_are_wanted_as_links_are(tmp_path: Path) -> None:
    with serve() as site:
        frames = "".join(
            f'<iframe src="{path}"></iframe>' for path in ("/secret/a.htm", "/files/b.pdf", "/c.htm")
        )
        site["/"] = page("首页", extra=frames)
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/", "-a", "deny=/secret/")
    assert run.query("select count(*) from fetches") == [(2,)]
    assert site.asked == ["/robots.txt", "/", "/c.htm"]


def test_frames_of_frames_end(tmp_path: Path) -> None:
    with serve() as site:
        for level in range(6):  # each with two more
            for number in range(2**level):
                frames = "".join(
                    f'<iframe src="/{level + 1}/{2 * number + one}.htm"></iframe>' for one in (0, 1)
                )
                site[f"/{level}/{number}.htm"] = f"<html><body>{frames}</body></html>"
        for _ in range(3):
            before = len(site.asked)
            run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/0/0.htm")
            assert run.status == 0, run.log
            asked = [path for path in site.asked[before:] if path != "/robots.txt"]
            assert sorted(asked) == sorted(
                f"/{level}/{number}.htm" for level in range(3) for number in range(2**level)
            )
    assert run.query("select count(*) from fetches") == [(7,)]


@pytest.mark.parametrize(
    ("word", "encoding", "declared"),
    [
        ("新闻", "gbk", "text/html"),
        ("新闻", "gbk", "text/html; charset=gb2312"),
        ("新聞", "big5", "text/html; charset=big5"),
        ("新闻", "utf-8", "text/html; charset=gb2312"),  # declared wrong, as often
        ("新闻", "gbk", "text/html; charset=ISO-8859-1"),  # as Tomcat calls all
    ],
)
def test_a_query_in_chinese_is_sent_as_the_page_is_written(
    word: str, encoding: str, declared: str, tmp_path: Path
) -> None:
    text = page(word, extra=links(f"list.asp?class={word}&amp;id=5", f"/{word}/1.html"))
    with serve() as site:
        site["/"] = Reply(
            text.replace('<meta charset="utf-8">', "").encode(encoding), {"Content-Type": declared}
        )
        scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        assert f"/list.asp?class={quote(word.encode(encoding))}&id=5" in site.asked
        assert f"/{quote(word)}/1.html" in site.asked


def test_since_goes_on_to_no_older_ones(tmp_path: Path) -> None:
    with serve() as site:
        head = '<meta property="article:published_time" content="2025-03-01T08:00:00+08:00">'
        site["/"] = page("首页", *story(0), extra=links("/new", "/old"))
        site["/new"] = page("新", *story(1), extra=links("/next"))
        site["/old"] = page("旧", *story(2), head=head, extra=links("/older"))
        site["/next"] = page("续", *story(3))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=9", "-a", "since=2026-01-01")
        run = scrapy(tmp_path, *command)
        assert run.status == 0, run.log
        assert sorted(site.asked) == ["/", "/new", "/next", "/old", "/robots.txt"]
        state, _, reason, _ = run.fetch(f"{site.base}/old")
    assert (state, reason) == ("skipped", "published 2025-03-01, before since=2026-01-01")


def test_a_calendar_without_end_ends(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page(
            "首页", *story(0), extra=links("/2026/11/", "/2031/01/", "/a/a/a/a/", "/1938-07-07.html")
        )
        site["/2026/11/"] = page("十一月", *story(1), extra=links("/1901/11/"))
        site["/1938-07-07.html"] = page("旧报", *story(2), extra=links("/1938-07-08.html"))
        site["/1938-07-08.html"] = page("旧报", *story(3))
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=9")
    assert run.status == 0, run.log
    found = {"/", "/2026/11/", "/1938-07-07.html", "/1938-07-08.html"}  # an old newspaper is no calendar
    assert {path for path in site.asked if path != "/robots.txt"} == found


@pytest.mark.parametrize(
    "url",
    [
        "http://x.example/calendar/2099/01/",
        "http://x.example/list?month=1899-12",
        "http://x.example/cal/2031/4/",
        "http://x.example/?m=203104",
        "http://x.example/day?date=20310401",
        "http://x.example/a/b/a/b/a/b/a/b/",
        "http://x.example/" + "deep/er/" * 10,
        "http://x.example/?" + "&".join(f"p{number}=1" for number in range(20)),
        "http://x.example/" + "x" * 2000,
        "http://anybody@x.example/1.html",
    ],
)
def test_endless(url: str) -> None:
    assert looks_endless(url, "http://x.example/list?month=1994-01")


def test_the_past_ends_where_newspapers_begin() -> None:
    calendar = [
        f"http://x.example/cal/{year}/{month}/"
        for year in range(1993, 1800, -1)
        for month in range(12, 0, -1)
    ]
    wanted = [later for earlier, later in pairwise(calendar) if not looks_endless(later, earlier)]
    assert wanted[-1] == "http://x.example/cal/1872/1/"
    assert not looks_endless("http://x.example/thread/1850/2/", "http://x.example/forum/7/")
    assert not looks_endless("http://x.example/paper/1872/04/30/1.html", "http://x.example/paper/")


@pytest.mark.parametrize(
    "url",
    [
        "http://x.example/2026/03/05/c_1129876543.htm",
        "http://x.example/n1/2019/0412/c1001-31024112.html",
        "http://x.example/detail/20260305183122.html",
        "http://x.example/news/news/news/1.html",
        "http://x.example/item/2900-8812.html",
        "http://x.example/view?id=1899&page=12",
        # numbers of articles that are no years
        "http://x.example/news/123405.html",
        "http://x.example/show.asp?id=190508",
        "http://x.example/thread-2045-1-1.html",
        "http://x.example/2045-1-1.html",
        "http://x.example/news/2101-3.html",
        "http://x.example/a/1500/3.html",
    ],
)
def test_ordinary(url: str) -> None:
    assert not looks_endless(url, "http://x.example/list?month=1994-01")


def test_hosts_without_end() -> None:
    hosts = Hosts()
    assert not any(hosts.are_too_many(f"http://w{number}.example.com/") for number in range(200))
    assert hosts.are_too_many("http://w200.example.com/")
    assert not hosts.are_too_many("http://w7.example.com/other")
    assert not hosts.are_too_many("http://www.example.org/")
    assert not any(hosts.are_too_many(f"http://example.net:{port}/") for port in range(200))
    assert hosts.are_too_many("http://example.net:200/")


def test_recent_remembers_a_bounded_number() -> None:
    recent = Recent(10)
    assert [recent.add(number) for number in (1, 1, 2, 1)] == [True, False, True, False]
    assert all(recent.add(number) for number in range(3, 40))
    assert recent.add(1)
    assert not recent.add(39)
    assert recent.add(40, depth=3)
    assert not recent.add(40, depth=4)
    assert recent.add(40, depth=2)
