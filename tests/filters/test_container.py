"""Which part of a page is its article."""

from __future__ import annotations

import re

import pytest

from filters.segment import parse_html
from tests.filters.articles_made import BODY, PARAGRAPHS, P, extracted, run, site, wide


def test_article_loaded_below_the_pages_own() -> None:
    other = "".join(
        f"<p>另一篇文章的第{n}段，讲的是完全不同的事情，与本页无关，只是被接在了后面。</p>" for n in range(20)
    )
    html = f"""<html><head><title>老桥加固后恢复通行</title></head><body><div id="all">
    <div class="one"><h1 class="t">老桥加固后恢复通行</h1><div>{P}</div></div>
    <div class="two"><h1 class="t">另一篇文章的标题在此</h1><div>{other}</div></div></div></body></html>"""
    assert extracted(html).body == BODY
    # nor is the longer one taken where nothing is named after the page's own any more
    taken_over = html.replace("<title>老桥加固后恢复通行", "<title>某某牌锅炉维修电话")
    article = extracted(taken_over)
    assert (article.body, article.title) == (BODY, "老桥加固后恢复通行")


def test_article_loaded_below_is_known_by_its_date() -> None:
    other = "<p>另一篇文章的这一段，讲的是完全不同的事情，与本页无关，只是被接在了后面。</p>" * 20
    html = f"""<html><head><title>老桥加固后恢复通行</title></head><body><div><div><h1>老桥加固后恢复通行</h1>{P}</div>
    <div><h1>另一篇文章的标题在此</h1><p>2024-05-01 10:00</p>{other}</div></div></body></html>"""
    assert extracted(html).body == BODY
    # a foreign heading in the midst of the article takes nothing of it away
    title, rest = (
        "<h1>各类印章均可仿制</h1><p>2024-05-01 10:00</p>",
        "".join(f"<p>{p}</p>" for p in PARAGRAPHS[2:]),
    )
    html = site("".join(f"<p>{p}</p>" for p in PARAGRAPHS[:2]) + title + rest)
    page = parse_html(html)
    spam = [block for block in range(len(page.blocks)) if "印章" in page.block_text(block)]
    for mask in (spam, []):
        article = run(page, mask)
        assert article is not None and set(PARAGRAPHS) <= set(article.body.split("\n"))


def test_articles_below_headings_of_the_second_level_are_known_by_date_and_class() -> None:
    parts = "".join(
        f'<div class="item"><h2 class="t">{title}</h2><p>河湾日报 2024-05-20 0{hour}:30</p>{text}<a>评论</a></div>'
        for hour, title, text in (
            (8, "老桥加固后恢复通行", P),
            (7, "东岸小学的菜园丰收了", "<p>孩子们种的番茄，上周摘了满满两筐，食堂做成了汤。</p>" * 3),
            (6, "渡口镇的夜校开班了", "<p>夜校每周二、周四晚上开课，教的是木工和记账。</p>" * 3),
        )
    )
    head = "<html><head><title>老桥加固后恢复通行 - 河湾日报</title></head><body><h1>河湾日报</h1>"
    html = f"{head}<div>{parts}</div></body></html>"
    assert extracted(html).body == BODY
    # sections of one article have no dates of their own
    sections = re.sub(r"<p>河湾日报 [^<]*</p>|<a>评论</a>", "", html)
    assert "夜校每周二" in extracted(sections).body


@pytest.mark.parametrize("h1", ["", "<h1>河湾日报</h1>"])
@pytest.mark.parametrize("tag", ["section", "article"])
@pytest.mark.parametrize(
    "when",
    [
        "2024-05-0{}",
        "时间：2024-05-0{} 09:00",
        "2024-05-0{} 至 2024-06-01",
        "2024年5月{}日 河湾",
        "2024-05-20 1{}:30",
    ],
)
def test_dated_sections_of_a_chronicle_or_a_guide_are_no_further_articles(
    h1: str, tag: str, when: str
) -> None:
    told = [
        ("第一次勘察老桥桥墩", "石匠们下到水里，数了数松动的条石，一共三十一块。"),
        ("石料分批运到渡口镇", "青石从上游的采石场装船，走了两天水路，卸在东岸。"),
        ("老桥桥面全部铺装好", "最后一块石板落下时，围观的人群里有人放了一挂鞭炮。"),
    ]
    sections = "".join(
        f'<{tag}><h2 class="t">{head}</h2><p>{when.format(day)}</p><p>{text}</p><p>（<a href=/p>图</a>）</p></{tag}>'
        for day, (head, text) in enumerate(told, 1)
    )
    own = f'<{tag}><h2 class="t">老桥加固后恢复通行</h2><p>2024-05-20 08:30</p>{P}</{tag}>'
    body = extracted(f"<title>老桥加固后恢复通行 - 河湾日报</title>{h1}<div>{own}{sections}</div>").body
    assert {line for one in told for line in one} <= set(body.split("\n"))


@pytest.mark.parametrize(
    "heading", ["3 responses to “老桥”", "网友评论（3）", "评论 (3)", "《老桥》有3条评论"]
)
def test_comments_longer_than_the_article(heading: str) -> None:
    comments = "".join(
        f"<div><b>过客{n}</b><p>我小时候每天都要走这座桥，那时候桥上还有卖糖人的，一晃三十年过去了，真快。</p></div>"
        for n in range(12)
    )
    html = f"""<html><head><title>老桥加固后恢复通行</title></head><body><div><h1>老桥加固后恢复通行</h1>{P}
    <h3>{heading}</h3>{comments}</div></body></html>"""
    assert extracted(html).body == BODY


def test_a_heading_that_was_put_above_the_articles_own_takes_nothing_of_it() -> None:
    taken = "云岭壁挂炉国庆期间照常服务"
    source = site(f"<h1>老桥加固后恢复通行</h1><p class=info>2024-05-20 08:30 来源：河湾日报</p>{P}")
    source = re.sub(r"<h1>.*?</h1>", f"<h1>{taken}</h1>", source, count=1)
    source = re.sub(r"<title>.*?</title>", f"<title>{taken}</title>", source)

    article = run(parse_html(source))

    assert article is not None
    assert article.body == BODY
    assert article.title == "老桥加固后恢复通行"


@pytest.mark.parametrize("tag", ['div class="sidebar"', "aside", 'div id="related"'])
def test_what_a_side_column_tells_is_not_of_the_article(tag: str) -> None:
    html = f"<html><head><title>老桥</title></head><body><div><h1>老桥</h1>{P.replace('记者 林小舟 通讯员', '')}</div>"
    side = f"<{tag}><h3>书</h3><ul><li>作者：何晓</li><li>来源：南岸书局</li><li>2019-05-04</li></ul></{tag[:5].strip()}>"
    article = extracted(f"{html}{side}</body></html>")
    assert (article.byline, article.source, article.published) == ((), None, None)


def test_what_is_called_a_reply_stays_where_it_answers_a_question_or_a_letter() -> None:
    talk = "".join(
        f"<div class=ask><p>{asked}</p></div><div class=reply><p>{text}</p></div>"
        for asked, text in zip(["桥是什么时候修的？", "修了多久？", "以后呢？"], PARAGRAPHS[1:], strict=True)
    )
    body = extracted(site(talk)).body
    assert set(PARAGRAPHS[1:]) <= set(body.split("\n"))
    letter = f"<div class=c><h4>来信内容</h4><p>{PARAGRAPHS[1]}</p></div>"
    for reply in (
        f"<div class=reply-box><h4>回复内容</h4>{P}</div>",
        f"<h4>办理情况</h4><div class=reply>{P}</div>",
    ):
        assert extracted(site(letter + reply)).body.endswith(BODY)
    remark = "<div class=reply><b>老渡口</b><p>桥头的豆腐脑还开着，大家去看看。</p></div>"
    assert extracted(site(P + remark * 2)).body == BODY
    survey = "<div class=questionnaire><p>这篇文章对你有用吗？</p></div>"
    assert extracted(site(P + survey + remark * 2)).body.startswith(BODY)
    assert "豆腐脑" not in extracted(site(P + survey + remark * 2)).body


@pytest.mark.parametrize("name", ["newsletter-item", "signup", "subscription-info"])
def test_what_is_called_after_subscriptions_goes_where_it_asks_to_subscribe_only(name: str) -> None:
    items = "".join(
        f"<div class={name}><h3>第{at}条</h3><p>{text}</p></div>" for at, text in enumerate(PARAGRAPHS)
    )
    assert set(PARAGRAPHS) <= set(extracted(wide(items)).body.split("\n"))
    box = (
        f"<div class={name}><h3>订阅本刊</h3><p>留下您的邮箱，每周一封，把镇里的新鲜事寄到您手上。</p></div>"
    )
    assert extracted(wide(P + box)).body == BODY


@pytest.mark.parametrize(
    "line",
    [
        '<pre><span class="token keyword">import</span> bridge</pre>',
        "<pre><span class=hljs-comment># from bank to bank</span> bridge</pre>",
        "<pre><code><span class=keyword>import bridge</span></code></pre>",
        "<p><span class=keyword>石桥</span>的栏板上刻着捐款人的名字，一共三百一十二个。</p>",
    ],
)
def test_what_colours_words_of_a_line_sets_nothing_apart(line: str) -> None:
    told = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    lines = extracted(site(told + line + told)).body.split("\n")
    assert len(lines) == 2 * len(PARAGRAPHS) + 1


def test_a_whole_line_that_is_called_a_keyword_goes() -> None:
    told = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    assert extracted(site(told + "<div><span class=keywords>石桥，渡口</span></div>" + told)).body == (
        "\n".join([BODY, BODY])
    )


def test_a_heading_called_after_the_bar_above_it_stays_where_it_heads_a_section() -> None:
    sections = "".join(
        f'<h2 class="anchorBelowNavbar">{head}</h2><p>{text}</p>'
        for head, text in zip(["来历", "今天", "明天", "桥与人"], PARAGRAPHS, strict=True)
    )
    assert extracted(site(sections)).body.split("\n")[::2] == ["来历", "今天", "明天", "桥与人"]


def test_a_remark_on_a_card_is_the_articles_and_an_authors_card_is_not() -> None:
    def with_card(name: str) -> list[str]:
        card = f'<div class="{name}"><div>先修桥，后修路，这是镇里定下的次序。</div></div>'
        return extracted(site(f"{P}{card}{P}")).body.split("\n")

    assert len(with_card("kg-card kg-callout-card")) == 2 * len(PARAGRAPHS) + 1
    assert len(with_card("author-card")) == 2 * len(PARAGRAPHS)
