"""A page of a small newspaper with an article on it, others that are built otherwise, and what is extracted of such."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np

from filters.article import extract
from filters.segment import Page, parse_html
from filters.types import Article, Label

NOW = datetime(2024, 6, 1, tzinfo=UTC)
CHINA = timezone(timedelta(hours=8))
SHOWN = datetime(2024, 5, 20, 8, 30, tzinfo=CHINA)
JSON_LD = '<script type="application/ld+json">{}</script>'
PARAGRAPHS = [
    "本报讯（记者 林小舟 通讯员 何其芳菲）渡口镇的老桥昨日完成加固，今天起恢复通行。",
    "这座石桥建于一百多年前，长约四十米，是两岸居民上学、买菜的必经之路。",
    "“桥一通，孩子不用再绕路了。”家住东岸的居民说，加固后的桥面比原来平整许多。",
    "镇里介绍，下一步还将在桥头增设路灯和长椅，预计年底前完工。",
]
BODY = "\n".join(PARAGRAPHS)
NAV = "".join(
    f'<li><a href="/c{n}">{name}</a></li>' for n, name in enumerate(["首页", "新闻", "本地", "图片", "评论"])
)
SIDE = "".join(
    f'<li><a href="/r{n}.html">{n}月{n}日另一条不相干的新闻标题在这里</a></li>' for n in range(1, 13)
)
SITE = """<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>
<div class="top"><ul>{nav}</ul></div>
<div class="main"><h1>老桥加固后恢复通行</h1>
<div class="info"><span>2024-05-20 08:30</span> <span>来源：河湾日报</span> <a href="#">打印</a></div>
<div class="content">{content}</div>
<div class="share">分享到： <a href="#">微信</a> <a href="#">微博</a></div>
<div class="related"><h3>相关阅读</h3><ul>{side}</ul></div></div>
<div class="side"><h3>热门</h3><ul>{side}</ul></div>
<div class="footer">河湾日报社版权所有 未经许可不得转载，违者必究。
<a href="/about">关于我们</a></div></body></html>"""


def site(content: str, title: str = "老桥加固后恢复通行_本地新闻_河湾日报", head: str = "") -> str:
    """A page whose article is the content."""
    return SITE.format(title=title, head=head, nav=NAV, side=SIDE, content=content)


def run(page: Page, spam: list[int] | None = None) -> Article | None:
    """What is extracted where the blocks of these numbers are spam."""
    mask = np.zeros(len(page.blocks), np.bool_)
    mask[spam or []] = True
    labels, scores, article = extract(page, mask, now=NOW)
    assert len(labels) == len(scores) == len(page.blocks)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert [label is Label.SPAM for label in labels] == mask.tolist()
    assert (article is None) == (Label.ARTICLE not in labels)
    return article


def extracted(html: str) -> Article:
    """The article of a page without spam, which has one."""
    article = run(parse_html(html))
    assert article is not None
    return article


P = "".join(f"<p>　　{text}</p>\n" for text in PARAGRAPHS)
WIDE = f"""<html><head><title>{{title}}_河湾日报</title></head><body><div class="top"><ul>{NAV}</ul></div>
<div class="main"><h1>{{title}}</h1>{{head}}{{content}}{{tail}}</div></body></html>"""


def wide(content: str, head: str = "", tail: str = "", title: str = "老桥加固后恢复通行") -> str:
    """A page whose template writes into the element that holds the article."""
    return WIDE.format(title=title, head=head, content=content, tail=tail)
