"""Where an article says that it comes from."""

from __future__ import annotations

import pytest

from filters.segment import parse_html
from tests.filters.articles_made import P, extracted, run, site, wide


@pytest.mark.parametrize(
    ("info", "source"),
    [
        ("<span>来源：河湾日报</span>", "河湾日报"),
        ("<span>2024-05-20 稿源：<a href=/>河湾网</a> 作者：林舟</span>", "河湾网"),
        ("<span>来源：</span><em>河湾电视台</em>", "河湾电视台"),
        ("<span>来源：<a href=/>河湾网</a><a href=/b>举报</a></span>", "河湾网"),
        ('<a class="source" href=/>河湾网</a>', "河湾网"),
        ("<p>信息来源：</p><p>河湾镇政府</p>", "河湾镇政府"),
        ("<span>来源：《河湾周刊》2024年5月19日第3版</span>", "河湾周刊"),
        ("<span>转载自：“河湾渡口”</span>", "河湾渡口"),
        ("<span>来源： 作者：林舟</span>", None),
        ("<span>来自: 东岸教育</span>", "东岸教育"),
        ("<span>Updated: 2024-05-20 09:26 Source: Ferry Town Daily</span>", "Ferry Town Daily"),
        ("<span>来源：Ferry Town 作者：林舟</span>", "Ferry Town"),
        ("<span>来自：iPhone客户端</span>", None),
        ("<span>来自：东岸小学的同学们</span>", None),
        ("<span>来自：我们</span>", None),
        ("<span>来源：人物们</span>", "人物们"),
        ("<span>来源：东岸深一度·我们</span>", "东岸深一度·我们"),
        *(
            (f"<span>来源：{name}</span>", name)
            for name in ("手机中国", "手机之家", "安卓中文网", "安卓应用")
        ),
        ("<span>客服在线</span>", None),
        ("<span>2024-05-20 08:30</span><em>听新闻</em>", None),
        ("<span>2024-05-20 发布于河湾网</span>", None),
        ("<span>2024-05-20 出处：<a href=/>河湾网</a>原创</span>", "河湾网"),
        ("<span>出处：河湾网原创</span>", "河湾网"),
        ("<span>来源 / 河湾日报</span>", "河湾日报"),
        ('<div class="source">来源 / <a href=/>河湾日报</a></div>', "河湾日报"),
        ("<span>東岸日報／ <a>記者林小舟</a>／河灣即時報導</span>", "東岸日報"),
        ('<p class="source"><a>〔清代〕</a><a>何晓</a></p>', None),
        ("<span>来源：网络</span>", None),
        ("<span>2024-05-20</span>", None),
    ],
)
def test_sources(info: str, source: str | None) -> None:
    assert extracted(site(P).replace("<span>来源：河湾日报</span>", info)).source == source


def test_a_source_below_a_picture_with_its_caption() -> None:
    line = "<figure><img><figcaption>石桥全景</figcaption></figure><p>2024-05-20 08:30 来源：东岸日报</p>"
    assert extracted(site(line + P).replace("<span>来源：河湾日报</span>", "")).source == "东岸日报"


def test_a_source_below_the_article_goes_behind_one_beside_spam_above_it() -> None:
    head = "<p>某某牌锅炉维修电话</p><p>来源：东岸日报</p>"
    page = parse_html(wide(f"<div>{P}</div>", head, "<p>来源：荐读网</p>"))
    spam = [index for index in range(len(page.blocks)) if "某某牌锅炉" in page.block_text(index)]
    article = run(page, spam)
    assert article is not None and article.source == "东岸日报"


def test_author_of_a_blog_and_source_behind_a_bar() -> None:
    html = site(P.replace("（记者 林小舟 通讯员 何其芳菲）", ""))
    blog = html.replace("<span>来源：河湾日报</span>", "<span>由 老渡口 发表</span>")
    assert extracted(blog).byline == ("老渡口",)
    assert extracted(html.replace("来源：河湾日报", "来源 | 东岸发布")).source == "东岸发布"
    for mark in ('<a class="source">来自 东岸发布</a>', '<p class="media-name">东岸发布</p>'):
        assert extracted(html.replace("<span>来源：河湾日报</span>", mark)).source == "东岸发布"
    assert extracted(html.replace("来源：河湾日报", "来源于 <a>东岸发布</a>")).source == "东岸发布"
    for line in (
        "<i>2024-05-20 08:30</i> · <a>东岸日报</a>",
        "东岸日报·2024-05-20",
        "2024年5月20日　东岸日报　何晓",
        "2024-05-20 东岸日报 第05版 本报记者 何晓",
        "2024-05-20 东岸日报 第A05版:民生 记者 何晓",
        "2024年5月20日　东岸日报　记者 何晓　通讯员 赖舟 洪安",
    ):
        undated = html.replace("<span>2024-05-20 08:30</span> <span>来源：河湾日报</span>", "")
        told = undated.replace('<div class="info">', f'<div class="when">{line}</div><div class="info">')
        assert extracted(told).source == "东岸日报"
    named = html.replace(
        "<span>2024-05-20 08:30</span> <span>来源：河湾日报</span>", "东岸+客户端 2024-05-20"
    )
    assert extracted(named).source == "东岸+客户端"
    assert extracted(html.replace("<span>来源：河湾日报</span>", "第三版 东岸日报 头条 导读")).source is None
