"""What an article is called."""

from __future__ import annotations

import re

import numpy as np
import pytest

from filters.article import extract
from filters.segment import parse_html
from tests.filters.articles_made import BODY, NOW, PARAGRAPHS, P, extracted, run, site


def test_headings_of_other_parts_are_no_title_of_a_short_article() -> None:
    html = site(f"<p>{PARAGRAPHS[0]}</p>", title="").replace("<h1>老桥加固后恢复通行</h1>", "")
    html = re.sub('<div class="(?:share|related)">.*', "", html, flags=re.DOTALL)
    html += "</div><div class=hot><h2>热门新闻排行</h2><p>看看大家都在读什么</p></div>"
    assert extracted(html).title is None


@pytest.mark.parametrize(
    "mark", ["<a href=#x>#</a> {}", "{} <a href=#x>#</a>", "{}<a href=#x>¶</a>", "{}<a>\u200b</a>"]
)
def test_links_of_headings_to_themselves_are_no_part_of_them(mark: str) -> None:
    title, section = "老桥加固后恢复通行", "桥头的变化"
    html = site(P + f"<h2>{mark.format(section)}</h2>{P}").replace(
        f"<h1>{title}", f"<h1>{mark.format(title)}"
    )
    article = extracted(html)
    assert (article.title, article.body) == (title, f"{BODY}\n{section}\n{BODY}")


def test_short_headings_that_the_title_begins_with() -> None:
    html = site(P, title="收银员招聘_东岸超市招聘信息_河湾求职")
    assert extracted(html.replace("<h1>老桥加固后恢复通行", "<h1>收银员")).title == "收银员"


def test_a_section_that_begins_with_the_title_is_not_the_title() -> None:
    html = site(
        f"<h2>蜂蜜红枣糕的做法</h2>{P}", title="【蜂蜜红枣糕】蜂蜜红枣糕怎么做_蜂蜜红枣糕的做法_河湾厨房"
    )
    assert extracted(html.replace("<h1>老桥加固后恢复通行", "<h1>蜂蜜红枣糕")).title == "蜂蜜红枣糕"


def test_hijacked_titles_lose() -> None:
    page = parse_html(
        site(P, title="某某牌锅炉维修电话", head='<meta property="og:title" content="某某牌锅炉维修电话">')
    )
    none = np.zeros(len(page.blocks), np.bool_)
    _, _, article = extract(page, none, is_spam=lambda text: "维修电话" in text, now=NOW)
    assert article is not None and article.title == "老桥加固后恢复通行"
    # and without a judge: what the article itself echoes
    assert extracted(site(P, title="某某牌锅炉维修电话")).title == "老桥加固后恢复通行"


def test_hijacked_heading_loses() -> None:
    page = parse_html(site(P).replace("<h1>老桥加固后恢复通行</h1>", "<h1>某某牌锅炉维修电话</h1>"))
    spam = [index for index in range(len(page.blocks)) if "维修电话" in page.block_text(index)]
    article = run(page, spam)
    assert article is not None and article.title == "老桥加固后恢复通行"


@pytest.mark.parametrize(
    ("heading", "cut"), [("老桥加固后恢复通行<br>某某牌锅炉", "锅炉"), ("老桥加固后<br>恢复通行", "固后")]
)
def test_the_rest_of_a_heading_is_the_title_unless_the_head_gives_it_whole(heading: str, cut: str) -> None:
    page = parse_html(site(P).replace("<h1>老桥加固后恢复通行</h1>", f"<h1>{heading}</h1>"))
    spam = [index for index in range(len(page.blocks)) if page.block_text(index).endswith(cut)][:1]
    article = run(page, spam)
    assert article is not None and article.title == "老桥加固后恢复通行"


def test_heading_of_the_site_is_no_title() -> None:
    named = site(P).replace("<body>", "<body><h1>河湾日报</h1>")
    assert extracted(named).title == "老桥加固后恢复通行"


@pytest.mark.parametrize("title", ["讣告", "渡口镇", "参观指南"])
def test_short_headings_that_begin_the_title_are_titles(title: str) -> None:
    """The name of the site is longer, and the article repeats it."""
    text = "<p>河湾博物馆位于渡口镇东岸，建于一百多年前。</p><p>河湾博物馆每周一闭馆，凭身份证领票。</p>"
    text += "<p>馆里藏有石桥的图纸和老照片三百余件，每天上午十点有人讲解。</p>"
    for tag in ("h1", "h3"):
        named = site(text, title=f"{title}-河湾博物馆").replace(
            "<h1>老桥加固后恢复通行</h1>", f"<{tag}>{title}</{tag}>"
        )
        assert extracted(named).title == title
    # Not where the heading is of a section, and what the page is called stands below it.
    other = f"<h1>{title}</h1><div>河湾博物馆新馆开放</div>"
    named = site(text, title=f"{title}-河湾博物馆新馆开放").replace("<h1>老桥加固后恢复通行</h1>", other)
    assert extracted(named).title == "河湾博物馆新馆开放"


def test_short_heading_behind_the_name_of_the_site_is_the_title() -> None:
    named = site(f"<p>□ 林小舟 何晓</p>{P}", title="河湾日报数字报-开湖")
    named = named.replace("<h1>老桥加固后恢复通行</h1>", "<h1>开湖</h1>")
    assert extracted(named).title == "开湖"


def test_huge_titles_are_none() -> None:
    article = extracted(site(P, title="标" * 10_000).replace("<h1>老桥加固后恢复通行</h1>", ""))
    assert article.title is None
