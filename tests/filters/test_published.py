"""When an article was published."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from filters.segment import parse_html
from tests.filters.articles_made import BODY, CHINA, JSON_LD, PARAGRAPHS, SHOWN, P, extracted, run, site, wide


@pytest.mark.parametrize("label", ["发布时间：", "发布日期："])
def test_when_a_page_was_published_is_no_time_of_an_event(label: str) -> None:
    told = "<p>地点：渡口镇文化站</p>"
    article = extracted(wide(f"<p>{label}2024-05-20</p>{told}<p>2023年4月2日，石料运到桥头。</p>{P}"))
    assert article.body == f"地点：渡口镇文化站\n2023年4月2日，石料运到桥头。\n{BODY}"
    assert article.published == datetime(2024, 5, 20, tzinfo=CHINA)


@pytest.mark.parametrize("label", ["会议召开时间：", "考试时间"])
def test_an_hour_that_the_text_tells_is_not_that_of_the_page(label: str) -> None:
    told = f"{label} 2024年5月22日 15:00-16:00"
    html = site(f"<p>{told}</p>{P}").replace("2024-05-20 08:30", "2024-05-20")
    article = extracted(html)
    assert article.body == f"{told}\n{BODY}"
    assert article.published == datetime(2024, 5, 20, tzinfo=CHINA)


def test_the_hour_of_what_a_sentence_tells_is_not_that_of_the_page() -> None:
    told = "渡口镇石匠林小舟，于2024年5月20日3时15分在家中去世，享年八十四岁。"
    html = site(f"<p>{told}</p>{P}").replace("2024-05-20 08:30", "2024-05-20")
    assert extracted(html).published == datetime(2024, 5, 20, tzinfo=CHINA)


def test_the_day_of_a_speech_below_its_title_is_text_but_not_that_of_the_page() -> None:
    html = site(f"<p>（2024年5月18日）</p>{P}").replace("2024-05-20 08:30", "2024-05-20")
    article = extracted(html)
    assert article.body == f"（2024年5月18日）\n{BODY}"
    assert article.published == datetime(2024, 5, 20, tzinfo=CHINA)


@pytest.mark.parametrize("fields", ["作者：老渡口|{}|328收藏", "{}|0|渡口"])
def test_a_day_in_a_field_that_only_markup_parts_from_the_next(fields: str) -> None:
    spans = "".join(f"<span>{field}</span>" for field in fields.format("2024-05-2").split("|"))
    article = extracted(f"<title>老桥加固后恢复通行</title><h1>老桥加固后恢复通行</h1><p>{spans}</p>{P}")
    assert article.body == BODY
    assert article.published == datetime(2024, 5, 2, tzinfo=CHINA)


@pytest.mark.parametrize(
    "line",
    [
        "2024年5月2<b>0</b>日 08:30",
        "20<b>24</b>-05-20 08:30",
        "2024-05-20 0<b>8:30</b>",
        "<em>2024-05-20</em><em>08:30</em>",
        "<b>2024</b>年<b>5</b>月<b>20</b>日<i>08:30</i>",
    ],
)
def test_numbers_of_a_date_that_markup_cuts(line: str) -> None:
    assert extracted(wide(f"<p>{line}</p>{P}")).published == SHOWN
    fields = "<i>2024-5-2</i><i>0</i><i>渡口</i>"
    assert extracted(wide(f"<p>{fields}</p>{P}")).published == datetime(2024, 5, 2, tzinfo=CHINA)


def test_the_date_of_spam_behind_the_head_is_not_that_of_the_article() -> None:
    spam_lines = "<p>某某牌锅炉维修电话</p><p>发布时间：2024-05-28 11:20</p><p>某某牌锅炉报修网点</p>"
    page = parse_html(site(P + P.replace("昨日", "前日") + spam_lines))
    spam = [index for index in range(len(page.blocks)) if "某某牌锅炉" in page.block_text(index)]
    article = run(page, spam)
    assert article is not None and article.published == SHOWN


@pytest.mark.parametrize("when", ["发布时间：2024-05-28 11:20", "2024-05-28 11:20:01"])
@pytest.mark.parametrize("info", ["2024-05-20 08:30", "发布时间：2024-05-20 08:30", "2024-05-20"])
@pytest.mark.parametrize(
    ("put", "place"),
    [
        ("{spam}{when}{spam}", '<div class="content">'),
        ("{when}{spam}{spam}", '<div class="content">'),
        ("{spam}{spam}{when}", '<div class="content">'),
        ("<div>{spam}{when}</div>", '<div class="main">'),
    ],
)
def test_the_date_of_spam_above_the_article_is_not_its_own(
    when: str, info: str, put: str, place: str
) -> None:
    lines = put.format(spam="<p>某某牌锅炉维修电话</p>", when=f"<p>{when}</p>")
    page = parse_html(site(P).replace("2024-05-20 08:30", info).replace(place, place + lines))
    spam = [index for index in range(len(page.blocks)) if "某某牌锅炉" in page.block_text(index)]
    article = run(page, spam)
    assert article is not None and article.published is not None
    assert article.published.date() == SHOWN.date()


def test_a_date_beside_spam_counts_where_there_is_no_other() -> None:
    lines = "<p>某某牌锅炉维修电话</p><p>发布时间：2024-05-20 08:30</p><p>2023年3月1日，石料进了场。</p>"
    page = parse_html(site(lines + P).replace("2024-05-20 08:30</span>", "</span>"))
    spam = [index for index in range(len(page.blocks)) if "某某牌锅炉" in page.block_text(index)]
    article = run(page, spam)
    assert article is not None and article.published == SHOWN


@pytest.mark.parametrize(
    ("first", "below"),
    [
        ("", "<p>下一篇：渡口镇办起龙舟赛 2024-05-26</p>"),
        ("<p>2023年4月2日7时10分，第一车石料运到桥头，镇里人都来看。</p>", ""),
    ],
)
@pytest.mark.parametrize("place", ["<div>{head}</div><div>{text}</div>", "<div>{head}{text}</div>"])
def test_a_labelled_date_beside_spam_goes_before_days_in_the_text_and_below(
    place: str, first: str, below: str
) -> None:
    head = "<p>发布时间：2024-05-20 08:30</p><p>某某牌锅炉维修电话</p>"
    page = parse_html(wide(place.format(head=head, text=first + P), tail=below))
    spam = [index for index in range(len(page.blocks)) if "某某牌锅炉" in page.block_text(index)]
    article = run(page, spam)
    assert article is not None and article.published == SHOWN


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<meta property="article:published_time" content="2024-05-19T10:00:00+00:00">',
            datetime(2024, 5, 19, 10, tzinfo=UTC),
        ),
        ('<meta name="pubdate" content="2024年5月18日 9:05">', datetime(2024, 5, 18, 9, 5, tzinfo=CHINA)),
        (
            JSON_LD.format('{"@graph": [{"datePublished": "2024-05-17"}]}'),
            datetime(2024, 5, 17, tzinfo=CHINA),
        ),
        (JSON_LD.format("{broken"), SHOWN),
        ('<meta name="pubdate" content="2031-01-01">', SHOWN),
        ('<meta name="pubdate" content="2024-02-31">', SHOWN),
    ],
)
def test_dates(head: str, expected: datetime) -> None:
    assert extracted(site(P, head=head)).published == expected


def test_a_day_told_in_relation_to_today_has_its_date_in_the_title_of_its_element() -> None:
    html = site(P).replace(
        "<span>2024-05-20 08:30</span>", '发表于 <span title="2024-5-20 08:30">3&nbsp;天前</span>'
    )
    assert extracted(html).published == SHOWN
    # Scripts write how long ago it was; some forums give the zone, too.
    for span in (
        '<span title="2024-05-20 08:30:00 +08:00">昨天</span>',
        '<i title="2024-05-20T00:30:00.000Z"></i>',
        '<span title="2024年05月20日 08:30发布">11天前发布</span>',
        '<span title="2024年5月20日 08:30:00">6 個月前</span>',
    ):
        html = site(P).replace("<span>2024-05-20 08:30</span>", f"写于 {span}")
        assert extracted(html).published == SHOWN


def test_a_time_that_scripts_would_show_is_read() -> None:
    kept = '<textarea class="article-{}" style="display:none">{}</textarea>'
    for name, number, expected in (
        ("time", "1716165000000", SHOWN),
        ("time", "9916165000000", None),
        ("time", "1999999999999", None),  # still to come
        ("time-line", "1716165000000", None),
    ):
        html = site(P).replace("<span>2024-05-20 08:30</span>", kept.format(name, number))
        assert extracted(html).published == expected


def test_a_time_that_scripts_would_show_is_of_no_clock() -> None:
    text = "<p>古い橋の補強が終わり、きょうから渡れるようになった。</p>" * 3
    stamped = '<span class="time">1716165000000</span>'
    html = site(text).replace("<span>2024-05-20 08:30</span>", stamped)
    assert extracted(html).published == SHOWN


def test_time_of_a_comment_is_not_that_of_the_article() -> None:
    html = site(P).replace("2024-05-20 08:30", "2024-05-20")
    reply = '<div class="comments"><h3>2条评论</h3><p>不绕路了。</p><span>2024-05-21 07:15</span></div>'
    assert extracted(
        html.replace('<div class="share">', f'{reply}<div class="share">')
    ).published == datetime(2024, 5, 20, tzinfo=CHINA)


@pytest.mark.parametrize("heading", ["评论", "共 2 条评论", "精选留言"])
def test_times_under_a_heading_of_comments_are_theirs(heading: str) -> None:
    comments = "".join(f"<h5>老渡口</h5><p>好</p><p>2024-05-2{day} 12:06</p>" for day in (1, 2))
    html = f"<title>老桥</title><h1>老桥</h1><div>{P}</div><p>{{}}</p><h3>{heading}</h3><div>{comments}</div>"
    assert extracted(html.format("")).published is None
    assert extracted(html.format("2024-05-20 渡口")).published == datetime(2024, 5, 20, tzinfo=CHINA)


def test_the_phone_behind_a_linked_time_does_not_hide_it() -> None:
    text = "".join(f"<div>{text}</div>" for text in PARAGRAPHS)
    head = "<div><a href=/s/1>2024-05-20 08:30</a> 来自 <a href=/app>渡口智能手机 Ferry Pro</a></div>"
    comments = "".join(f"<p>好</p><p>2024-05-2{day} 12:06</p>" for day in (1, 2, 3))
    html = f"<title>老渡口的微博</title><div>老渡口</div>{head}<div>{text}</div><div>{comments}</div>"
    assert extracted(html).published == SHOWN


def test_the_hour_of_a_day_is_in_the_title_of_its_element() -> None:
    html = site(P).replace(
        "<span>2024-05-20 08:30</span>", '<span title="2024-05-20 08:30:00">发表于: 2024-05-20</span>'
    )
    assert extracted(html).published == SHOWN


def test_a_date_behind_the_address_of_the_page() -> None:
    address = "http://news.hewan.example/local/2024/c3-991.html"
    line = f'<div><a href="{address}">{address}</a> 2024年05月20日08:30 <a href=/>河湾网</a></div>'
    other = "<h3>相关报道</h3><ul><li><a href=/a/1>渡口的路灯亮了</a> 2024-05-18 22:10</li></ul>"
    html = f"<title>老桥加固后恢复通行</title><h1>老桥加固后恢复通行</h1>{line}<div>{P}</div>{other}"
    assert extracted(html).published == SHOWN


def test_hour_of_a_comment_of_the_same_day_is_not_that_of_the_article() -> None:
    html = site(P).replace("2024-05-20 08:30", "2024-05-20")
    reply = '<div class="comments"><h3>2条评论</h3><p>不绕路了。</p><span>2024-05-20 22:41</span></div>'
    article = extracted(html.replace('<div class="share">', f'{reply}<div class="share">'))
    assert article.published == datetime(2024, 5, 20, tzinfo=CHINA)


def test_day_that_a_sentence_tells_of_is_not_that_of_the_article() -> None:
    told = "<p>　　2024年5月2日，渡口镇的老桥开始加固。</p>"
    html = site(told + P).replace("2024-05-20 08:30", "2024-05-20")
    assert extracted(html).published == datetime(2024, 5, 20, tzinfo=CHINA)


@pytest.mark.parametrize(
    "told",
    ["《渡口的桥》一书出版于2019年5月4日，写了三座石桥。", "修桥的标准发布于2019年5月4日，至今没有改过。"],
)
def test_when_a_sentence_says_something_was_published_is_not_when_the_page_was(told: str) -> None:
    html = site(f"<p>{told}</p>{P}").replace("2024-05-20 08:30", "2024-05-20")
    assert extracted(html).published == datetime(2024, 5, 20, tzinfo=CHINA)


def test_date_of_the_address() -> None:
    page = parse_html(site(P).replace("2024-05-20 08:30", ""), url="https://hewan.example/2024/0516/c1.html")
    article = run(page)
    assert article is not None and article.published == datetime(2024, 5, 16, tzinfo=CHINA)


def test_labelled_date_wins_over_one_in_the_text() -> None:
    html = site("<p>2019年3月4日，桥面首次出现裂缝。</p>" + P).replace("<span>2024-05-20 08:30</span>", "")
    html = html.replace('<div class="share">', '<div>发布时间：2024-05-21 11:00</div><div class="share">')
    assert extracted(html).published == datetime(2024, 5, 21, 11, tzinfo=CHINA)


def test_the_day_on_which_a_manual_was_last_changed_is_not_that_of_publication() -> None:
    article = extracted(wide(P, tail="<div>© 2024 Hewan. Last updated on May 12, 2024.</div>"))
    assert article.published is None


@pytest.mark.parametrize("line", ["有效期：2024-05-20 至 2025-05-20", "优惠期：2024年5月20日—2024年5月30日"])
def test_the_end_of_a_time_is_no_date_of_publication(line: str) -> None:
    published = extracted(site(P).replace("<span>2024-05-20 08:30</span>", f"<span>{line}</span>")).published
    assert published is None or published.date() == SHOWN.date()
