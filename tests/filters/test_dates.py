"""Dates in the ways they are written."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from tests.filters.articles_made import CHINA, P, extracted, site


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("2024年5月19日 下午3:20", datetime(2024, 5, 19, 15, 20, tzinfo=CHINA)),
        ("2024.05.19. 오전 9:12", datetime(2024, 5, 19, 9, 12, tzinfo=CHINA)),
        ("更新：2024-05-20 10:00 发布：2024-05-19 09:00", datetime(2024, 5, 19, 9, tzinfo=CHINA)),
        ("成文日期：2024-05-11 发布日期：2024-05-19", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("发布日期：2024-05-19 有效期至：2024-05-30", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("楼主：林舟 时间：2024-05-19 09:00 回复：312", datetime(2024, 5, 19, 9, tzinfo=CHINA)),
        ("<em>2024</em> <em>05</em>/<em>19</em> 09:15:33", datetime(2024, 5, 19, 9, 15, 33, tzinfo=CHINA)),
        ("二〇二四年五月十九日", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("二○二三年十二月二十日", datetime(2023, 12, 20, tzinfo=CHINA)),
        ("二〇二三年十月三十一日", datetime(2023, 10, 31, tzinfo=CHINA)),
        ("二Ｏ一八年五月二日", datetime(2018, 5, 2, tzinfo=CHINA)),
        ("一九九八年五月二日", datetime(1998, 5, 2, tzinfo=CHINA)),
        ("民國113年5月19日", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("發布日期：113-05-19", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("更新日：令和6年5月19日", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("令和元年5月19日", datetime(2019, 5, 19, tzinfo=CHINA)),
        ("更新日：令和６年５月１９日", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("3 月 5, 2024 3:30 下午", datetime(2024, 3, 5, 15, 30, tzinfo=CHINA)),
        ("2024-05-19 9:00 下午 2:00", datetime(2024, 5, 19, 9, tzinfo=CHINA)),
        ("5 月 19, 2024", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("十一月 19, 2023", datetime(2023, 11, 19, tzinfo=CHINA)),
        ("19.05.2024", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("08.05.2024", datetime(2024, 5, 8, tzinfo=CHINA)),
        ("19/05/2024 09:15", datetime(2024, 5, 19, 9, 15, tzinfo=CHINA)),
        ("05/19/2024", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("19-May-2024", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("MAY 19, 2024", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("2024年5月19日（一）09:15", datetime(2024, 5, 19, 9, 15, tzinfo=CHINA)),
        ("2024.05.19 (월) 09:15", datetime(2024, 5, 19, 9, 15, tzinfo=CHINA)),
        ("2024-05-19 HKT 09:15", datetime(2024, 5, 19, 9, 15, tzinfo=CHINA)),
        ("2024-05-19 9:15 PM", datetime(2024, 5, 19, 21, 15, tzinfo=CHINA)),
        ("2024年5月19日09点15分", datetime(2024, 5, 19, 9, 15, tzinfo=CHINA)),
        ("2024 年 5 月 19 日 09 : 15", datetime(2024, 5, 19, 9, 15, tzinfo=CHINA)),
        ("Sun May 19 09:15:21 CST 2024", datetime(2024, 5, 19, 9, 15, tzinfo=CHINA)),
        ("Sun May 19 01:15:21 UTC 2024", datetime(2024, 5, 19, 9, 15, tzinfo=CHINA)),
        ("Sun, 19 May 2024 01:15:21 GMT", datetime(2024, 5, 19, 9, 15, tzinfo=CHINA)),
        ("2024年5月19日 9:00-11:00", datetime(2024, 5, 19, 9, tzinfo=CHINA)),
        ("收稿日期：2023-11-02 出版日期：2024-05-19", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("Updated: 2024-05-20 10:00 Published: 2024-05-19 09:15", datetime(2024, 5, 19, 9, 15, tzinfo=CHINA)),
        ("2024.05.19 | 09:15", datetime(2024, 5, 19, 9, 15, tzinfo=CHINA)),
        ("May 19 Sun 2024 09:15", datetime(2024, 5, 19, 9, 15, tzinfo=CHINA)),
        ("May 19, 2024 9:15 pm", datetime(2024, 5, 19, tzinfo=CHINA)),
        ("<div><a href=/s/1>发布于 2024-05-19 09:15</a></div>", datetime(2024, 5, 19, 9, 15, tzinfo=CHINA)),
        (
            '<time datetime="2024-05-18T17:00:00Z">昨天</time>',
            datetime(2024, 5, 19, 1, tzinfo=CHINA),
        ),
    ],
)
def test_shown_dates(shown: str, expected: datetime) -> None:
    published = extracted(site(P).replace("2024-05-20 08:30", shown)).published
    assert published is not None
    assert (published, published.utcoffset()) == (expected, expected.utcoffset())


@pytest.mark.parametrize(
    "text", ["古い橋の補強が終わり、きょうから渡れるようになった。", "오래된 다리가 오늘부터 다시 열렸다."]
)
def test_a_time_without_a_zone_is_of_the_clock_where_the_text_is_read(text: str) -> None:
    published = extracted(site(f"<p>{text}</p>" * 3)).published
    assert published is not None and published.isoformat() == "2024-05-20T08:30:00+09:00"


@pytest.mark.parametrize(
    "foreign", ["この橋を渡れば、きっと逢えるよ", "우리는 오늘 다리를 건너서 학교에 가요"]
)
def test_songs_and_lessons_in_a_chinese_text_are_no_reason_for_another_clock(foreign: str) -> None:
    lines = f"<p>{foreign}。</p><p>我们走过这座桥，一定能再相见。</p>" * 3
    published = extracted(site(lines)).published
    assert published is not None and published.isoformat() == "2024-05-20T08:30:00+08:00"


@pytest.mark.parametrize(
    "text",
    [
        "05/06/2024",  # may be of May or of June
        "版本 10.11.2012",
        "版本号：10.11.2012",
        "v25.12.2019",
        "2.10.11.2012",
        "10.11.2012.5",
        "出生日期：15/06/1988",
        "有效期至 31.12.2023",
        "优惠至 31/12/2023",
        "二十一月 5, 2023",
        "TOP 10 MARKETS 2023",
        "top 10 decks 2023",
        "BEST 25 MARATHONS 2022",
        "10 deceased 2019",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert extracted(site(P).replace("2024-05-20 08:30", text)).published is None


IN_TAIWAN = (
    "<p>渡口鎮的老石橋昨日完成加固，今天起恢復通行，兩岸居民都來看熱鬧。</p>"
    "<p>這座橋建於一百多年前，長約四十米，是大家上學、買菜的必經之路。</p>"
    "<p>家住東岸的居民說，加固後的橋面比原來平整許多，下雨天也不再積水。</p>"
)


@pytest.mark.parametrize("year", ["113/05/19", "112-12-12", "112.11.25", "111/12/23"])
def test_three_figures_are_a_year_of_the_republic_where_people_count_so(year: str) -> None:
    shown = "<div class=info><span>{}</span></div>"
    of_republic, month, day = map(int, re.split(r"[-./]", year))
    html = site(IN_TAIWAN).replace('<div class="info">', f"{shown.format(year)}<div>")
    html = html.replace("<span>2024-05-20 08:30</span>", "")
    published = extracted(html).published
    assert published == datetime(of_republic + 1911, month, day, tzinfo=CHINA)
    numbered = shown.format(f"准考證號：<br>{year}")
    assert extracted(html.replace(shown.format(year), numbered)).published is None
    assert extracted(html.replace(IN_TAIWAN, P)).published is None


@pytest.mark.parametrize("shown", ["２０２４-０５-１９", "２０２４/０５/１９"])
def test_figures_of_full_width(shown: str) -> None:
    html = site(P).replace("2024-05-20 08:30", shown)
    assert extracted(html).published == datetime(2024, 5, 19, tzinfo=CHINA)
