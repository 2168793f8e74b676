"""Dates in the ways they are written."""

from __future__ import annotations

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
        ("<p>113/05/19</p>", datetime(2024, 5, 19, tzinfo=CHINA)),
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


def test_a_day_that_may_be_a_month_is_none() -> None:
    assert extracted(site(P).replace("2024-05-20 08:30", "05/06/2024")).published is None
