"""A second look: what has not changed is not fetched again, judged again or written again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.revisits import Revisits
from storage.records import Waiting
from tests.crawler.loopback import XML, Reply, scrapy, serve
from tests.crawler.pages_made import SPAM, links, page, story

HTML = {"Content-Type": "text/html; charset=utf-8"}
ALWAYS = {"REVISIT_AFTER": "0", "REVISIT_AT_MOST_AFTER": "0"}
DAY = timedelta(days=1)


def _dated(text: str, day: int) -> Reply:
    return Reply(text.encode(), {**HTML, "Last-Modified": f"{day:02} Nov 2026 00:00:00 GMT"})


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/tagged", "/dated", "/bare", "/gone"))
        site["/tagged"] = Reply(page("甲", *story(1)).encode(), {**HTML, "ETag": '"1"'})
        site["/dated"] = _dated(page("乙", *story(2)), 1)
        site["/bare"] = page("丙", *story(3))
        site["/gone"] = page("丁", *story(4))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        first = scrapy(tmp_path, *command, settings=ALWAYS)
        assert first.query("select count(*) from clean_items") == [(5,)], first.log
        before = first.query("select * from clean_items order by id")
        second = scrapy(tmp_path, *command, settings=ALWAYS)
        assert second.query("select * from clean_items order by id") == before
        assert "0 stored, 5 unchanged" in second.out, second.log
        statuses = dict(second.query("select substr(url, ?), status from fetches", len(site.base) + 1))
        assert statuses == {"/": 200, "/tagged": 304, "/dated": 304, "/bare": 200, "/gone": 200}
        assert site.headers("/tagged")["If-None-Match"] == '"1"'
        assert second.query("select distinct state, run_id, retries from fetches") == [("done", 2, 0)]
        site["/dated"] = _dated(page("乙", *story(12)), 2)
        site["/gone"] = Reply(b"gone", status=410)
        third = scrapy(tmp_path, *command, settings=ALWAYS)
    assert third.status == 0, third.log
    assert "1 stored, 3 unchanged, 1 not fetched" in third.out
    body, run_id, is_kept = third.query(
        "select body, run_id, first_seen_at <= fetched_at from clean_items where title = '乙'"
    )[0]
    assert (body, run_id, is_kept) == ("\n".join(story(12)), 3, 1)
    assert third.query("select count(*) from clean_items") == [(5,)]
    assert third.fetch(f"{site.base}/gone") == ("failed", 410, "HTTP 410", "clean")


def test_half_a_page_does_not_replace_the_whole_of_it(tmp_path: Path) -> None:
    with serve() as site:
        text = page("甲", *story(1)).encode()
        half = Reply(text[: len(text) // 2], {**HTML, "ETag": '"2"'}, length=len(text))
        site["/whole"] = Reply(text, {**HTML, "ETag": '"1"'}, then=half)
        longer = page("丙", *story(2)).encode()
        site["/boastful"] = Reply(text, then=Reply(longer, length=len(longer) + 500))
        site["/half"] = Reply(half.body, half.headers, length=half.length, then=Reply(text, half.headers))
        urls = ",".join(f"{site.base}/{name}" for name in ("whole", "boastful", "half"))
        scrapy(tmp_path, "crawl", "articles", "-a", f"url={urls}")
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={urls}")
        assert run.fetch(f"{site.base}/whole") == ("failed", 200, "broke off", "clean")
        assert run.query("select etag from fetches where url like '%/whole'") == [('"1"',)]
    found = dict(run.query("select substr(url, ?), body from clean_items", len(site.base) + 1))
    whole = "\n".join(story(1))
    assert found == {"/whole": whole, "/boastful": "\n".join(story(2)), "/half": whole}


def test_unchanged_is_only_what_is_known(tmp_path: Path) -> None:
    """A file that is skipped stays that, and a server that calls unchanged what it never sent is asked again."""
    with serve() as site:
        site["/"] = page("首页", extra=links("/down?id=7", "/a.html"))
        site["/down?id=7"] = Reply(b"%PDF-1.4", {"Content-Type": "application/pdf", "ETag": '"7"'})
        known = {**HTML, "ETag": '"1"'}
        whole = Reply(page("甲", *story(1)).encode(), known)
        site["/a.html"] = Reply(status=304, headers=known, then=whole)
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        first, second = (scrapy(tmp_path, *command, settings=ALWAYS) for _ in range(2))
        third = scrapy(tmp_path, *command, settings=ALWAYS)
    assert "1 skipped, 1 not fetched" in first.out
    assert "1 unchanged, 1 skipped" in second.out
    assert "2 unchanged, 1 skipped" in third.out
    assert third.fetch(f"{site.base}/down?id=7") == ("skipped", 304, "not HTML, as before", None)
    assert third.query("select title from articles") == [("甲",)]


def test_numbers_on_a_page_that_has_not_changed_are_seen_again(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = Reply(page("甲", *SPAM, *story(1)).encode(), {**HTML, "ETag": '"1"'})
        command = ("crawl", "articles", "-a", f"url={site.base}/")
        run = scrapy(tmp_path, *command)
        run.execute("update contacts set first_seen_at = '2026-01-02 03:04:05', last_seen_at = first_seen_at")
        before = run.query("select * from flagged_items")
        run = scrapy(tmp_path, *command)
    assert "0 stored, 1 unchanged" in run.out, run.log
    is_seen = "last_seen_at = (select fetched_at from fetches)"
    assert run.query(f"select first_seen_at, {is_seen} from contacts") == [("2026-01-02 03:04:05", 1)]
    assert run.query("select * from flagged_items") == before


def test_numbers_on_a_page_in_whose_place_a_file_came_are_seen_no_more(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", extra=links("/x?id=7"))
        site["/x?id=7"] = Reply(page("甲", *SPAM, *story(1)).encode(), {**HTML, "ETag": '"1"'})
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        run = scrapy(tmp_path, *command, settings=ALWAYS)
        run.execute("update contacts set first_seen_at = '2026-01-01', last_seen_at = '2026-01-02 03:04:05'")
        site["/x?id=7"] = Reply(b"%PDF-1.4", {"Content-Type": "application/pdf", "ETag": '"2"'})
        for reason in ("not HTML: application/pdf", "not HTML, as before"):
            run = scrapy(tmp_path, *command, settings=ALWAYS)
            state, _, error, outcome = run.fetch(f"{site.base}/x?id=7")
            assert (state, error, outcome) == ("skipped", reason, None)
    assert run.query("select distinct last_seen_at from contacts") == [("2026-01-02 03:04:05",)]
    assert run.query("select count(*) from clean_items") == [(1,)]


def test_a_feed_that_once_was_a_page_is_looked_at_in_every_crawl(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = Reply(page("首页", extra=links("/rss")).encode(), {**HTML, "ETag": '"1"'})
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=2")
        for night in range(4):
            item = f"<item><link>{site.base}/a/{1000 + night}.html</link></item>"
            feed = f"<rss>{item if night > 1 else ''}</rss>"  # at first there is nothing in it
            site["/rss"] = page("甲", *SPAM, *story(9)) if night == 0 else Reply(feed.encode(), XML)
            site[f"/a/{1000 + night}.html"] = page(f"第{night}篇", *story(night))
            before = len(site.asked)
            run = scrapy(tmp_path, *command)
            assert (f"/a/{1000 + night}.html" in site.asked[before:]) == (night > 1), run.log
            run.execute(
                "update fetches set due_at = datetime(due_at, '-1 day'), fetched_at = datetime(fetched_at, '-1 day')"
            )


def test_articles_wait_for_their_time_but_seeds_and_new_links_do_not(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/old"))
        site["/old"] = page("甲", *story(1))
        site["/new"] = page("乙", *story(2))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        scrapy(tmp_path, *command)
        site["/"] = page("首页", *story(0), extra=links("/old", "/new"))
        run = scrapy(tmp_path, *command)
    assert run.status == 0, run.log
    assert [path for path in site.asked if path != "/robots.txt"] == ["/", "/old", "/", "/new"]


def test_a_deeper_crawl_goes_on_from_known_articles_when_they_are_due(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/near"))
        site["/near"] = page("甲", *story(1), extra=links("/far"))
        site["/far"] = page("乙", *story(2))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a")
        run = scrapy(tmp_path, *command, "depth=1")
        run.execute("update fetches set due_at = fetched_at where due_at is not null")  # as README.md has it
        for _ in range(2):
            run = scrapy(tmp_path, *command, "depth=2")
    assert run.status == 0, run.log
    assert [path for path in site.asked if path != "/robots.txt"] == ["/", "/near", "/", "/near", "/far", "/"]


def test_a_topic_that_comes_nearer_is_followed_at_once(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", extra=links("/list/"))
        site["/list/"] = page("目录", extra=links("/topic"))
        site["/topic"] = page("专题", *story(0), extra=links("/a/1001.html"))
        site["/a/1001.html"] = page("甲", *story(1))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=2")
        scrapy(tmp_path, *command)
        assert "/a/1001.html" not in site.asked
        site["/"] = page("首页", extra=links("/list/", "/topic"))
        for _ in range(2):
            run = scrapy(tmp_path, *command)
            assert (site.asked.count("/topic"), site.asked.count("/a/1001.html")) == (2, 1), run.log


def test_a_deeper_crawl_asks_for_no_article_that_is_not_due(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/near"))
        site["/near"] = page("甲", *story(1), extra=links("/far"))
        for depth in (1, 2, 1, 2):
            run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/", "-a", f"depth={depth}")
    assert run.status == 0, run.log
    assert site.asked.count("/near") == 1


def test_what_a_sitemap_says_has_changed_since_is_looked_at_again(tmp_path: Path) -> None:
    def sitemap(base: str, time: datetime) -> Reply:
        urls = f"<url><loc>{base}/old</loc><lastmod>{time:%Y-%m-%dT%H:%M:%SZ}</lastmod></url>"
        return Reply(f"<urlset>{urls}</urlset>".encode(), {"Content-Type": "application/xml"})

    fetched = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)
    with serve() as site:
        site["/old"] = page("甲", *story(1))
        site["/map.xml"] = sitemap(site.base, fetched)
        command = ("crawl", "articles", "-a", f"url={site.base}/map.xml", "-a", "depth=1")
        run = scrapy(tmp_path, *command)
        site["/old"] = page("甲", *story(2))
        for hours, number in ((-1, 1), (12, 2)):  # of the same day
            run.execute(f"update fetches set fetched_at = '{fetched:%Y-%m-%d %H:%M:%S}'")
            site["/map.xml"] = sitemap(site.base, fetched + timedelta(hours=hours))
            run = scrapy(tmp_path, *command)
            assert run.query("select body from clean_items") == [("\n".join(story(number)),)], run.log


def test_a_sitemap_that_dates_all_pages_today_has_none_fetched_before_its_time(tmp_path: Path) -> None:
    names = [f"/a/{number}.html" for number in range(1001, 1013)]
    with serve() as site:
        urls = "".join(
            f"<url><loc>{site.base}{name}</loc><lastmod>{datetime.now(UTC):%Y-%m-%d}</lastmod></url>"
            for name in names
        )
        for number, name in enumerate(names):
            site[name] = page(f"第{number}篇", *story(number))
        command = ("crawl", "articles", "-a", f"url={site.base}/map.xml", "-a", "depth=1")
        for night in range(2):
            text = f"<urlset><!-- {night} -->{urls}</urlset>"
            site["/map.xml"] = Reply(text.encode(), {"Content-Type": "application/xml"})
            scrapy(tmp_path, *command)
        assert [site.asked.count(name) for name in names] == [1] * 12


def test_what_is_found_by_a_redirect_or_filed_elsewhere_is_asked_for_once(tmp_path: Path) -> None:
    with serve() as site:
        secure = f"https://127.0.0.1:{site.port}/named"
        site["/"] = page("首页", *story(0), extra=links("/moved", "/named"))
        site["/moved"] = Reply(status=301, headers={"Location": "/target"})
        site["/target"] = page("甲", *story(1))
        site["/named"] = page("乙", *story(2), head=f'<link rel="canonical" href="{secure}">')
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        for doublings in range(3):
            before = len(site.asked)
            run = scrapy(tmp_path, *command, settings={"REVISIT_AFTER": "1000"})
            asked = sorted(path for path in site.asked[before:] if path != "/robots.txt")
            assert asked == ["/", "/moved", "/named", "/target"], run.log
            assert ("0 stored, 3 unchanged" in run.out) is (doublings > 0), run.out
            waits = run.query(
                "select distinct round((julianday(due_at) - julianday(fetched_at)) * 86.4) "
                "from fetches where due_at is not null and url <> ?",
                f"{site.base}/",
            )
            assert waits == [(2**doublings,)]
            run.execute(
                "update fetches set due_at = datetime(due_at, '-1 day'), "
                "fetched_at = datetime(fetched_at, '-1 day')"
            )


def test_a_seed_that_names_another_host_as_its_own_is_asked_for_once(tmp_path: Path) -> None:
    with serve() as site:
        named = f'<link rel="canonical" href="https://127.0.0.1:{site.port}/">'
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        for night in range(3):
            lists = links(f"/a/{1000 + night}.html", "/list_2.html")
            site["/"] = page("首页", extra=f'{lists}<a href="/list_2.html">下一页</a>', head=named)
            site["/list_2.html"] = page("列表", extra=links("/a/1000.html"))
            site[f"/a/{1000 + night}.html"] = page(f"第{night}篇", *story(night))
            before = len(site.asked)
            run = scrapy(tmp_path, *command)
            asked = [path for path in site.asked[before:] if path in {"/", "/list_2.html"}]
            assert asked == ["/", "/list_2.html"], (night, run.log)
            ago = "'-1 day'"
            run.execute(
                f"update fetches set due_at = datetime(due_at, {ago}), fetched_at = datetime(fetched_at, {ago}),"
                f" first_seen_at = datetime(first_seen_at, {ago})"
            )
    assert run.query("select count(*) from articles") == [(3,)]


def test_where_a_seed_leads_comes_first(tmp_path: Path) -> None:
    with serve() as site:
        lists = [f"/list/{number}/" for number in range(40)]  # more than are taken out of the queue at once
        site["/"] = Reply(status=301, headers={"Location": "/home"})
        site["/home"] = page("首页", *story(0), extra=links(*lists))
        for path in lists:
            site[path] = "<ul><li>无</li></ul>"
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        scrapy(tmp_path, *command, settings=ALWAYS)
        before = len(site.asked)
        run = scrapy(tmp_path, *command, settings=ALWAYS)
    asked = site.asked[before:]
    assert sorted(asked) == sorted(["/robots.txt", "/", "/home", *lists]), run.log
    assert asked.index("/home") < 36


@pytest.mark.parametrize("depth", [0, 1])
@pytest.mark.parametrize(
    "front",
    [
        '<head><meta http-equiv="refresh" content="0;url=/index/"></head>',
        '<script>location.href = "/index/";</script>',
        '<frameset rows="80,*"><frame src="/index/"></frameset>',
    ],
)
def test_where_a_seed_sends_browsers_is_looked_at_in_every_crawl(
    front: str, depth: int, tmp_path: Path
) -> None:
    with serve() as site:
        site["/"] = Reply(f"<html>{front}</html>".encode(), {**HTML, "ETag": '"1"'})
        same = page("首页", *story(0))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", f"depth={depth}")
        answers: tuple[Reply | str, ...] = (
            same,
            same,
            Reply(b"gone", status=404),
            page("首页", *story(0), extra="<i>浏览：17次</i>"),
        )
        for night, answer in enumerate(answers, 1):
            site["/index/"] = answer
            run = scrapy(tmp_path, *command)
            assert site.asked.count("/index/") == night, run.log


def test_where_a_seed_sent_browsers_yesterday_is_not_asked_for(tmp_path: Path) -> None:
    """The front page of a newspaper has another address each day."""
    with serve() as site:
        for day in range(1, 4):
            today = f"/html/2026-11/{day:02}"
            site["/"] = (
                f'<html><head><meta http-equiv="refresh" content="0;url={today}/node_2.htm"></head></html>'
            )
            site[f"{today}/node_2.htm"] = page("第一版", extra=links(f"{today}/content_1001.htm"))
            site[f"{today}/content_1001.htm"] = page(f"第{day}篇", *story(day))
            before = len(site.asked)
            run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
            fronts = [path for path in site.asked[before:] if "node" in path]
            assert fronts == [f"{today}/node_2.htm"], run.log
        assert run.query("select count(*) from articles") == [(3,)]


def test_what_is_no_seed_any_more_is_asked_for_ever_later(tmp_path: Path) -> None:
    with serve() as site:
        site["/a/1001.html"], site["/a/1002.html"] = page("甲", *story(1)), page("乙", *story(2))
        seeds = [f"{site.base}/a/1001.html", f"{site.base}/a/1002.html"]
        (tmp_path / "seeds.txt").write_text("\n".join(seeds))
        asked = []
        for _ in range(5):
            before = len(site.asked)
            run = scrapy(tmp_path, "crawl", "articles", "-a", "seeds=seeds.txt", "-a", "depth=0")
            asked.append(sum("/a/" in path for path in site.asked[before:]))
            (tmp_path / "seeds.txt").write_text(seeds[0])
            run.execute(
                "update fetches set due_at = datetime(due_at, '-1 day'), fetched_at = datetime(fetched_at, '-1 day')"
            )
    assert asked == [2, 2, 1, 2, 1], run.log


def test_a_frame_is_looked_at_whenever_its_page_is_and_only_then(tmp_path: Path) -> None:
    with serve() as site:
        site["/gov/"] = Reply(
            page("公开目录", *story(5), extra='<iframe src="list.jsp?column=7"></iframe>').encode(),
            {**HTML, "ETag": '"1"'},
        )
        for night in range(1, 5):
            stamp = (
                f'<iframe src="/top.jsp?t={night}"></iframe>'
                if night < 4
                else links("/gov/list.jsp?column=7")
            )
            site["/"] = page("首页", extra=links("/gov/") + stamp)
            site[f"/top.jsp?t={night}"] = page("天气", extra=links("/gov/"))
            site["/gov/list.jsp?column=7"] = page("目录", extra=links(f"/gov/{1000 + night}.htm"))
            site[f"/gov/{1000 + night}.htm"] = page(f"第{night}号", *story(night))
            if night == 4:  # the list is there, but no frame any more
                site["/gov/"] = page("公开目录", *story(5))
            before = len(site.asked)
            run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=2")
            asked = site.asked[before:]
            assert f"/gov/{1000 + night}.htm" in asked, run.log
            assert [path for path in asked if "top" in path] == [f"/top.jsp?t={night}"] * (night < 4)
            run.execute(
                "update fetches set fetched_at = datetime('now', '-2 days'), due_at = datetime('now', '-1 day') "
                "where due_at is not null"
            )


@pytest.mark.parametrize(
    "front", ['<iframe src="/today/"></iframe>', '<script>location.href = "/today/";</script>']
)
def test_where_a_frame_or_a_script_led_by_a_redirect_yesterday_is_not_asked_for(
    tmp_path: Path, front: str
) -> None:
    with serve() as site:
        site["/"] = f"<html><head>{front}</head></html>"
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        asked = []
        for night in range(4):
            day = f"/2026/11/{20 + night // 2}/"  # of two nights the second brings one more
            site["/today/"] = Reply(status=302, headers={"Location": day})
            names = [f"{day}{1000 + number}.html" for number in range(1 + night % 2)]
            for number, name in enumerate(names):
                site[name] = page(f"{night // 2} {number}", *story(10 * (night // 2) + number))
            site[day] = page("今日", extra=links(*names))
            before = len(site.asked)
            run = scrapy(tmp_path, *command)
            asked.append([path for path in site.asked[before:] if path.endswith("/") and path != "/"])
            ago = "'-1 day'"
            run.execute(
                f"update fetches set due_at = datetime(due_at, {ago}), fetched_at = datetime(fetched_at, {ago})"
            )
    assert asked == [["/today/", f"/2026/11/{20 + night // 2}/"] for night in range(4)], run.log
    assert run.query("select count(*) from articles") == [(4,)]


def test_a_redirect_to_what_fails_is_asked_for_again(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/moved"))
        site["/moved"] = Reply(status=302, headers={"Location": "/gone"})
        site["/new"] = page("甲", *story(1))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        first = scrapy(tmp_path, *command, settings=ALWAYS)
        assert first.fetch(f"{site.base}/moved")[:2] == ("redirected", 302)
        site["/moved"] = Reply(status=302, headers={"Location": "/new"})
        second = scrapy(tmp_path, *command, settings=ALWAYS)
    assert second.query("select title from clean_items order by id") == [("首页",), ("甲",)], second.log


def test_steps_of_redirects_are_not_asked_for_by_themselves(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/endless", "/a"))
        for number in range(40):  # an address of its own each time, as where it carries the time
            site[f"/endless?t={number}"] = Reply(status=302, headers={"Location": f"/endless?t={number + 1}"})
        site["/endless"] = Reply(status=302, headers={"Location": "/endless?t=0"})
        site["/a"] = Reply(status=302, headers={"Location": "/b"})
        site["/b"] = Reply(status=302, headers={"Location": "/c"})
        site["/c"] = page("甲", *story(1))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        for _ in range(3):
            before = len(site.asked)
            run = scrapy(tmp_path, *command, settings=ALWAYS)
            asked = [path for path in site.asked[before:] if path != "/robots.txt"]
            assert (asked.count("/endless"), asked.count("/a"), asked.count("/b")) == (1, 1, 1), run.log
            assert len(asked) == 4 + 6
        site["/"] = page("首页", *story(0), extra=links("/b"))
        site["/b"] = page("乙", *story(2))
        site["/a"] = Reply(b"gone", status=404)
        run = scrapy(tmp_path, *command, settings=ALWAYS)
    assert run.query("select title from clean_items order by id") == [("首页",), ("甲",), ("乙",)], run.log


def test_where_a_redirect_only_adds_a_parameter_is_the_same_page(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/a?id=1", "/gone"))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        for night in range(3):  # with the time in it
            site["/a?id=1"] = Reply(status=302, headers={"Location": f"/a?id=1&t={night}"})
            site[f"/a?id=1&t={night}"] = page("甲", *story(1), extra=links("/b"))
            site["/gone"] = Reply(status=302, headers={"Location": f"/gone?t={night}"})
            run = scrapy(tmp_path, *command, settings=ALWAYS)
    found = run.query("select substr(url, ?), state, status from fetches order by 1", len(site.base) + 1)
    assert found == [("/", "done", 200), ("/a?id=1", "done", 200), ("/gone", "failed", 404)], run.log
    assert "0 stored, 2 unchanged" in run.out, run.log


def test_what_adds_a_parameter_and_leads_to_a_known_page_waits_no_more(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = page("首页", *story(0), extra=links("/a?id=1", "/a"))
        site["/a"] = Reply(status=302, headers={"Location": "/a?id=1"})
        site["/a?id=1"] = page("甲", *story(1))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=1")
        for _ in range(2):
            run = scrapy(tmp_path, *command, settings={**ALWAYS, "CONCURRENT_REQUESTS_PER_DOMAIN": "1"})
            assert run.query("select count(*) from fetches where queue is not null") == [(0,)], run.log
    assert run.query("select title from articles order by id") == [("首页",), ("甲",)]
    assert run.fetch(f"{site.base}/a")[:2] == ("redirected", 302)


def test_another_filter_judges_everything_anew(tmp_path: Path) -> None:
    with serve() as site:
        site["/"] = Reply(page("甲", *story(1)).encode(), {**HTML, "ETag": '"1"'})
        command = ("crawl", "articles", "-a", f"url={site.base}/")
        first = scrapy(tmp_path, *command)
        first.execute("update runs set model_digest = 'an older one'")
        second = scrapy(tmp_path, *command)
        assert site.headers("/")["If-None-Match"] is None
    assert "1 stored" in second.out, second.log


def test_the_interval_grows_while_nothing_changes() -> None:
    revisits = Revisits(DAY, 5 * DAY)
    now = datetime(2026, 11, 3, tzinfo=UTC)

    def asked(interval: timedelta) -> Waiting:
        return Waiting(1, "u", "u", "s", 0, 0, "clean", None, None, None, now - interval, now, None)

    assert revisits.changed(now) == now + DAY
    assert revisits.unchanged(now, None) == now + DAY
    assert revisits.unchanged(now, asked(DAY)) == now + 2 * DAY
    assert revisits.unchanged(now, asked(2 * DAY)) == now + 4 * DAY
    assert revisits.unchanged(now, asked(4 * DAY)) == now + 5 * DAY
    assert revisits.unchanged(now, asked(4 * DAY), may_lead=True) == now + 2.5 * DAY
    assert Revisits(3 * DAY, 5 * DAY).unchanged(now, asked(DAY), may_lead=True) == now + 3 * DAY
    assert revisits.listing(now) == now - DAY


def test_a_list_that_stays_as_it_is_is_looked_at_ever_later() -> None:
    revisits = Revisits(DAY, 30 * DAY)
    first = fetched_at = datetime(2026, 11, 3, tzinfo=UTC)
    due_at = revisits.listing(first)
    nights = []
    for night in range(1, 365):
        now = first + DAY * night
        if due_at <= now:
            asked = Waiting(1, "u", "u", "s", 1, 2, "empty", None, None, None, fetched_at, due_at, None)
            fetched_at, due_at = now, revisits.listing(now, asked)
            nights.append(night)
    assert nights[:15] == [*range(1, 16)]  # for a while it may be silent and still bring something
    # Others than yesterday's newspaper may have news after a year.
    assert nights[-1] - nights[-2] == 3


def test_a_list_that_failed_for_days_is_looked_at_every_night_again() -> None:
    revisits, now = Revisits(DAY, 30 * DAY), datetime(2026, 11, 3, tzinfo=UTC)
    failed = Waiting(1, "u", "u", "s", 1, 2, "empty", None, None, None, now - 4 * DAY, now, None, retries=3)
    assert revisits.listing(now, failed) == now - DAY


def test_a_page_whose_frame_shows_a_list_is_looked_at_every_night(tmp_path: Path) -> None:
    """It stays the same to the byte, as what is new stands in its frame."""
    with serve() as site:
        site["/"] = page("首页", extra=links("/topic/"))
        site["/topic/"] = page("专题", *story(0), extra='<iframe src="/in/list.html"></iframe>')
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=3")
        for night in range(5):
            site["/in/list.html"] = page("目录", extra=links(f"/a/{1000 + night}.html"))
            site[f"/a/{1000 + night}.html"] = page(f"第{night}篇", *story(night + 1))
            run = scrapy(tmp_path, *command)
            assert f"/a/{1000 + night}.html" in site.asked, (night, run.log)
            ago = "'-1 day'"
            run.execute(
                f"update fetches set due_at = datetime(due_at, {ago}), fetched_at = datetime(fetched_at, {ago}),"
                f" first_seen_at = datetime(first_seen_at, {ago})"
            )


def test_lists_of_past_days_are_not_looked_at_every_night_for_ever(tmp_path: Path) -> None:
    """Be they pages of a newspaper, or sitemaps in an index that tells of some when they changed."""
    with serve() as site:
        old = ("/2026/11/02/", "/map-2025.xml", "/map-2026.xml")
        site["/robots.txt"] = Reply(
            f"Sitemap: {site.base}/index.xml".encode(), {"Content-Type": "text/plain"}
        )
        site["/"] = page("首页", extra=links(old[0]))
        site[old[0]] = page("第01版", extra=links("/2026/11/02/1.html"))
        site["/2026/11/02/1.html"] = page("甲", *story(1))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=2")
        asked = []
        for night, days in enumerate((20, 1, 1, 1, 1, 1)):
            dated = "<lastmod>2999-01-01</lastmod>" if night == 2 else ""
            names = f"<sitemap><loc>{site.base}{old[1]}</loc></sitemap><sitemap><loc>{site.base}{old[2]}</loc>{dated}</sitemap>"
            site["/index.xml"] = Reply(f"<sitemapindex>{names}</sitemapindex>".encode(), XML)
            for name in old[1:]:
                site[name] = Reply(f"<urlset><url><loc>{site.base}/</loc></url></urlset>".encode(), XML)
            if night == 3:
                site[old[0]] = page("第01版", extra=links("/2026/11/02/1.html", "/2026/11/02/2.html"))
            before = len(site.asked)
            run = scrapy(tmp_path, *command)
            ago = f"'-{days} day'"
            run.execute(
                f"update fetches set due_at = datetime(due_at, {ago}), fetched_at = datetime(fetched_at, {ago})"
            )
            asked.append([name for name in old if name in site.asked[before:]])
    paper, map_2025, map_2026 = old
    every = [paper, map_2025, map_2026]
    assert asked == [every, every, [map_2026], [paper, map_2025], [paper, map_2026], [paper, map_2025]]


def test_a_feed_that_only_a_deeper_crawl_could_follow_is_asked_for_ever_later(tmp_path: Path) -> None:
    """As those of the comments on each post of a blog."""
    with serve() as site:
        site["/"] = page("首页", extra=links("/1.html/feed/"))
        site["/1.html/feed/"] = Reply(
            f"<rss><item><link>{site.base}/2.html</link></item></rss>".encode(), XML
        )
        site["/2.html"] = page("乙", *story(2))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a")
        for _ in range(2):
            run = scrapy(tmp_path, *command, "depth=1")
        assert site.asked.count("/1.html/feed/") == 1, run.log
        run = scrapy(tmp_path, *command, "depth=2")
    assert run.query("select title from articles") == [("乙",)]


def test_only_the_text_of_an_article_or_at_the_greatest_depth_brings_the_crawl_back(tmp_path: Path) -> None:
    """No counter of readers does, and no page without text. Above it a page is looked at for what is new on it."""

    def night(number: int) -> dict[object, object]:
        run.execute(
            "update fetches set fetched_at = datetime('now', '-3 days'), due_at = datetime('now', '-1 day')"
        )
        site["/a/1001.html"] = page("甲", *story(1), extra=f"<div>浏览：{number * 13}次</div>")
        site["/a/1002.html"] = page("乙", *story(2 if number == 1 else 12))
        site["/a/1003.html"] = page("图片", extra=f"<div>浏览：{number * 17}次</div>")
        site["/a/1005.html"] = page("戊", *story(5), extra=links(f"/a/100{number}.html"))
        site["/a/1006.html"] = page("庚", when, *story(8), extra=links(f"/login?t={number * 7}"))
        site["/zt/20260315.html"] = page("己", *story(6), extra=links(f"/b/{3000 + number}.html"))
        site["/news.asp?classid=12"] = page("动态", *story(7), extra=f"<div>浏览：{number * 13}次</div>")
        site["/topic"] = page("专题", *story(3), extra=links(f"/b/{2000 + number}.html"))
        scrapy(tmp_path, *command)
        hours = "round((julianday(due_at) - julianday(fetched_at)) * 24)"
        return dict(run.query(f"select replace(url, ?, ''), {hours} from fetches", site.base))

    when = "2026-11-02 10:25　来源：河东日报"
    with serve() as site:
        lists = ["/zt/20260315.html", "/news.asp?classid=12"]
        for number, path in enumerate(lists):
            site[path] = page("列表", *story(6 + number))
        site["/"] = page("首页", extra=links("/topic", "/list", "/a/1005.html", "/a/1006.html", *lists))
        site["/a/1005.html"] = page("戊", *story(5))
        site["/a/1006.html"] = page("庚", when, *story(8))
        site["/topic"] = page("专题", *story(3), extra=links("/a/1001.html", "/a/1002.html", "/a/1003.html"))
        site["/list"] = page("目录", extra=links("/a/1004.html"))
        site["/a/1001.html"], site["/a/1002.html"] = page("甲", *story(1)), page("乙", *story(2))
        site["/a/1003.html"] = page("图片")
        site["/a/1004.html"] = page("列表", extra=links("/deeper.html"))
        site["/deeper.html"] = page("丙", *story(4))
        command = ("crawl", "articles", "-a", f"url={site.base}/", "-a", "depth=2")
        run = scrapy(tmp_path, *command)
        first, second = night(1), night(2)
        assert "/deeper.html" not in site.asked
        scrapy(tmp_path, *command[:-1], "depth=3")
        assert "/deeper.html" in site.asked
    assert first["/a/1001.html"] == second["/a/1001.html"] == 96
    assert first["/a/1003.html"] == second["/a/1003.html"] == first["/a/1004.html"] == 96
    assert (first["/a/1002.html"], second["/a/1002.html"]) == (96, 20)
    # What has no date of publication may be a list; a link with the time in it is no news.
    assert (second["/a/1005.html"], first["/a/1006.html"], second["/a/1006.html"]) == (60, 96, 96)
    # What leads to news is looked at every night, whatever its address; so is what has the number of a category.
    assert [(first[path], second[path]) for path in ("/topic", *lists)] == [(20, 20)] * 3
    assert first["/"] == second["/"] == 57  # the same to the byte; as a seed it is looked at all the same


def test_what_failed_is_asked_for_in_the_next_crawl_then_ever_later() -> None:
    revisits = Revisits(DAY, 5 * DAY)
    now = datetime(2026, 11, 3, tzinfo=UTC)
    waiting = Waiting(1, "u", "u", "s", 0, 0, None, None, None, None, now, now, None)
    waits = [revisits.failed(now, replace(waiting, retries=failures)) - now for failures in range(6)]
    assert waits == [timedelta(), DAY / 2, DAY, 2 * DAY, 4 * DAY, 5 * DAY]
    assert revisits.failed(now, None) == now
