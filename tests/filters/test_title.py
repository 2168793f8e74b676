"""What an article is called."""

from __future__ import annotations

import re

import numpy as np
import pytest

from filters.article import extract
from filters.segment import parse_html
from tests.filters.articles_made import BODY, JSON_LD, NAV, NOW, PARAGRAPHS, P, extracted, run, site


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


def test_a_short_heading_above_the_motto_of_the_site_is_the_title() -> None:
    html = site(
        P.replace("镇里介绍", "老渡桥所在的镇里介绍"), title="老渡桥 - 河湾百科，人人可编辑的百科全书"
    )
    head = "<h1>老渡桥</h1><div>河湾百科，人人可编辑的百科全书</div>"
    assert extracted(html.replace("<h1>老桥加固后恢复通行</h1>", head)).title == "老渡桥"


def test_the_name_of_an_office_above_its_menu_is_no_title_of_a_notice_that_it_signed() -> None:
    office = "河湾市公路养护中心"
    head = f"<h1>{office}</h1><div><a href=/1>首页</a><a href=/2>通知公告</a></div>"
    notice = "<div>关于老桥加固后恢复通行的通告</div><div>发布时间：2024-05-20 08:30</div>"
    html = f"<title>通知公告 - {office}</title>{head}{notice}<div>{P}<p>{office}</p></div>"
    assert extracted(html).title == "关于老桥加固后恢复通行的通告"
    alone = f"<title>通知公告 - {office}</title>{head}<div>{P}<p>{office}</p></div>"
    assert extracted(alone).title == office


def test_a_line_that_begins_with_a_dash_is_a_second_title() -> None:
    head = "<div>{}</div><div>——渡口镇修桥记</div><div>本报记者 林小舟</div>"
    html = f"<title>河湾日报数字版</title><a href=/>首页</a>{{}}<div>{P}</div>"
    assert extracted(html.format(head.format("“一桥两岸”都受益"))).title == "“一桥两岸”都受益"
    assert extracted(html.format(head.format("2024年5月20日"))).title == "——渡口镇修桥记"


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


def test_heading_behind_which_the_page_says_when() -> None:
    for more in ("<br>2024-05-20 08:30　来源：河湾日报", "<p>时间：2024-05-20</p>"):
        named = site(f"<p>这座石桥加固后昨天恢复通行</p>{P}").replace("恢复通行</h1>", f"恢复通行{more}</h1>")
        assert extracted(named).title == "老桥加固后恢复通行"
    whole = "老桥加固后恢复通行 （2024年5月20日更新）"
    named = site(P, title=f"{whole}_河湾日报").replace(
        "恢复通行</h1>", "恢复通行<br>（2024年5月20日更新）</h1>"
    )
    assert extracted(named).title == whole


def test_a_short_line_that_begins_the_title_is_the_title() -> None:
    for title in ("开湖 - 渡口旧事 - 老渡口的博客", "开湖_老渡口的博客"):
        for line in ("<span>开湖</span>", "<div><b>开湖</b></div>"):
            html = (
                f"<title>{title}</title><ul>{NAV}</ul><div>{line}</div><p>2024-05-20 08:30</p><div>{P}</div>"
            )
            assert extracted(html).title == "开湖"


@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<h3>{}</h3>", "<div class=title>{}</div>", "<b>{}</b>"])
def test_the_title_of_a_site_that_calls_all_its_pages_alike(heading: str) -> None:
    told = P.replace("老桥", "它").replace("桥", "它")
    for title in ("雨后的一件小事", "开湖"):
        head = f"<title>河湾</title><ul>{NAV}</ul><p><a href=/c1>新闻</a></p>"
        html = f"{head}<div>{heading.format(title)}<p>2024-05-20 08:30</p><div>{told}</div></div>"
        assert extracted(html).title == title
    # Not where metadata name it, nor a section, nor a medium.
    assert extracted(f'<meta property="og:title" content="雨过天晴">{html}').title == "雨过天晴"
    assert extracted(html.replace("<p>2024-05-20 08:30</p>", "").replace("开湖", "新闻")).title == "河湾"
    if "<h" not in heading:
        assert extracted(html.replace("开湖", "河湾日报")).title == "河湾"


@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<h3>{}</h3>", "<div>{}</div>"])
def test_the_name_of_a_site_that_the_article_names_is_not_its_title(heading: str) -> None:
    text = "河湾市近日举办教师培训，教育系统两百多人参加，听课三天，食宿自理。"
    line = heading.format("关于开展教师培训工作的通知")
    html = f"<title>河湾市教育局</title><ul>{NAV}</ul><div>{line}<p>发布时间：2024-05-20</p><p>{text}</p>{P}</div>"
    article = extracted(html)
    assert (article.title, article.body.split("\n")[0]) == ("关于开展教师培训工作的通知", text)
    section = html.replace("<title>", "<title>通知公告-").replace(
        "<ul>", "<ul><li><a href=/a>通知公告</a></li>"
    )
    assert extracted(section).title == "关于开展教师培训工作的通知"


@pytest.mark.parametrize(
    "above",
    [
        "<div>林舟</div><div>2024-05-20</div>",
        "<div>浏览次数：120</div><div>2024-05-20</div>",
        "<div>字号：大 中 小</div><div>2024-05-20</div>",
        "<div>分享到：</div><div>2024-05-20</div>",
        "<div>点击上方蓝字关注我们</div><div>2024-05-20</div>",
        "<div>欢迎您，游客</div><div>今天是2024年5月20日</div>",
        "<div class=side><h3>本周最受欢迎的文章排行</h3></div>",
        "<div class=top><h1>让文字温暖每一个人的心</h1></div>",
    ],
)
def test_labels_names_and_headings_of_other_parts_replace_no_title(above: str) -> None:
    for title in ("一个人的漫长旅行", "一个人的漫长旅行_河湾文学网"):
        html = f"<title>{title}</title><ul>{NAV}</ul><div>{above}{P}</div>"
        assert extracted(html).title == "一个人的漫长旅行"


@pytest.mark.parametrize("section", ["新闻动态", "首页", "河湾机械"])
def test_the_name_of_a_section_that_begins_the_title_is_none(section: str) -> None:
    menu = f"<ul><li><a href=/>首页</a></li><li><a href=/n>{section}</a></li></ul>"
    html = f"<title>{section} - 河湾机械有限公司</title>{menu}<div><h1>老桥加固后恢复通行</h1><p>2024-05-20</p>{P}</div>"
    assert extracted(html).title == "老桥加固后恢复通行"
    assert extracted(html.replace(menu, f"<div>{section}</div>")).title == "老桥加固后恢复通行"
    meta = '<meta property="og:title" content="桥头的旧事">'
    unmarked = html.replace("h1>", "div>").replace(menu, f"<div>{section}</div>")
    assert extracted(meta + unmarked.replace("老桥加固后恢复通行", "桥头的旧事")).title == "桥头的旧事"


def test_the_kind_of_a_thread_is_no_part_of_its_title() -> None:
    """The name of the forum is a heading, too."""
    text = "<p>修了三年，总算完工，上周末带孩子去走了走，从东岸到西岸一共四十六步。</p>"
    text += "<p>石狮子还在原处，栏杆换成了新的，河边那家卖豆花的也还开着，三块钱一碗。</p>"
    for kind in ("<a>[原创]</a> ", "【杂谈】"):
        thread = site(text, title="老桥加固后恢复通行 - 渡口茶馆 - 河湾论坛")
        thread = thread.replace("<body>", "<body><h2><a>河湾论坛</a></h2>").replace("<h1>", f"<h1>{kind}")
        assert extracted(thread).title == "老桥加固后恢复通行"


def test_a_line_right_above_the_date_is_the_title_where_nothing_names_it() -> None:
    lines = "<br>".join(PARAGRAPHS)
    html = f"<title>河湾在线--新闻</title><b>渡口老桥今日通行</b><br>2024年05月20日 08:30 河湾在线<hr>{lines}"
    article = extracted(html)
    assert (article.title, article.source, article.body) == ("渡口老桥今日通行", "河湾在线", BODY)
    html = f"<title>渡口县志办 - 老桥考</title><b>老桥考</b><br>作者：何晓　更新时间：2024-5-20<hr>{lines}"
    article = extracted(html)
    assert (article.title, article.body) == ("老桥考", BODY)


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


def test_who_publishes_begins_the_title_of_the_document_but_is_none() -> None:
    title = "关于老桥加固后恢复通行的通知"
    table = "<table><tr><th>发布机构</th><td>河湾市交通运输局</td><th>公开日期</th><td>2024-05-20</td></tr></table>"
    html = f"<title>河湾市交通运输局 政策文件 {title}</title><div>{table}</div><div><p>{title}</p>{P}</div>"
    article = extracted(html)
    assert (article.title, article.body) == (title, BODY)
    # A line that the name of the site ends with is no title.
    below = f"<title>{title} - 河湾日报电子报</title><p>河湾日报电子报</p><p>{title}</p><p>2024-05-20</p><div>{P}</div>"
    assert extracted(below).title == title


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("老桥百年通车记", "河湾镇三代人的石桥往事"),
        ("老桥今日恢复通行", "河湾日报社新闻客户端出品"),
        ("河湾桥志长编", "第十二章 石桥的加固与通行纪事"),
    ],
)
@pytest.mark.parametrize("joint", ["：", " "])
def test_what_the_title_of_the_document_begins_with_is_its_title_unless_it_publishes(
    first: str, second: str, joint: str
) -> None:
    lines = f"<p>{first}</p><p>{second}</p><p>2024-05-20</p>"
    html = f"<title>{first}{joint}{second}</title><div>{lines}</div><div>{P}</div>"
    assert extracted(html).title == first
    for publisher in ("河湾市人民政府", "河湾市残疾人联合会", "河湾职业技术学院", "河湾市交通运输局网站"):
        title = "关于老桥加固后恢复通行的通知"
        lines = f"<p>{publisher}</p><p>{title}</p><p>2024-05-20</p>"
        assert (
            extracted(f"<title>{publisher}{joint}{title}</title><div>{lines}</div><div>{P}</div>").title
            == title
        )


def test_huge_titles_are_none() -> None:
    article = extracted(site(P, title="标" * 10_000).replace("<h1>老桥加固后恢复通行</h1>", ""))
    assert article.title is None


QUIET = "渡口镇老街的石桥又热闹起来了"  # of which the article repeats hardly a fourth


def test_a_title_that_the_article_hardly_echoes_wins_over_one_that_it_does_not_echo_at_all() -> None:
    spam = "某某牌棋牌官网下载"
    named = JSON_LD.format(f'{{"@type": "NewsArticle", "headline": "{spam}"}}')
    html = site(P, title=f"{QUIET}_河湾日报", head=named)
    assert extracted(html.replace("<h1>老桥加固后恢复通行", f"<h1>{spam}")).title == QUIET
    line = html.replace(named, f'<meta property="og:title" content="{QUIET}">')
    line = line.replace(f"<title>{QUIET}", f"<title>{spam}")
    line = line.replace("<h1>老桥加固后恢复通行</h1>", f"<div>{spam}</div>")
    assert extracted(line).title == QUIET


@pytest.mark.parametrize("shown", [QUIET, "某某牌锅炉维修电话"])
@pytest.mark.parametrize("told", [QUIET, "某某牌锅炉维修电话"])
def test_the_name_of_a_blog_is_not_the_title_of_its_posts(shown: str, told: str) -> None:
    head = f'<meta property="og:title" content="{told}">'
    html = site(P, title=f"{told}_河湾人家", head=head).replace(
        "<h1>老桥加固后恢复通行</h1>", f"<h1>河湾人家</h1><h2>{shown}</h2>"
    )
    page = parse_html(html)
    none = np.zeros(len(page.blocks), np.bool_)
    _, _, article = extract(page, none, is_spam=lambda text: "维修电话" in text, now=NOW)
    assert article is not None
    assert article.title == (QUIET if QUIET in (shown, told) else None)


COMPANY = "河湾机械制造有限公司"
ABOUT_US = (
    "<p>河湾机械创办于一九九六年，从一间小作坊起步，如今有员工三百余人。</p>"
    "<p>我们相信质量是做出来的，不是检验出来的，每一道工序都有人签字。</p>"
    "<p>河湾机械愿与各地客户携手，走得更稳，走得更远。</p>"
)


@pytest.mark.parametrize("title", ["企业文化", "公司简介", "发展历程", "联系我们", "售后服务"])
@pytest.mark.parametrize(
    ("document", "meta"), [("{1}-{0}", ""), ("{0}", "{1}"), ("{0}-{1}", "{1}"), ("{1}", "{0}")]
)
def test_the_name_of_a_company_is_not_the_title_of_its_pages(title: str, document: str, meta: str) -> None:
    """The text repeats the name, but not what the page is called."""
    head = f'<meta property="og:title" content="{meta.format(title, COMPANY)}">' if meta else ""
    html = site(ABOUT_US, title=document.format(title, COMPANY), head=head)
    assert extracted(html.replace("老桥加固后恢复通行", title)).title == title


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("春江花月夜", "河湾日报"),
        ("落花", "河湾文学"),
        ("一桥飞架", "渡口桥头加宽记"),
        ("何处是归程", "居民热议新桥面"),
    ],
)
def test_what_heading_and_document_agree_upon_gives_way_neither_to_site_nor_to_subtitle(
    title: str, other: str
) -> None:
    for head in (
        f'<meta property="og:title" content="{other}">',
        JSON_LD.format(f'{{"@type": "NewsArticle", "headline": "{other}"}}'),
    ):
        for document in (f"{title}_{other}", f"{other} - {title}", title):
            html = site(P, title=document, head=head)
            assert extracted(html.replace("老桥加固后恢复通行", title)).title == title


def test_the_line_above_the_date_is_the_title_where_all_else_is_spam() -> None:
    spam = "某某牌锅炉维修电话"
    html = site(P, title=spam, head=f'<meta property="og:title" content="{spam}">').replace(
        "<h1>老桥加固后恢复通行</h1>", "<div>石阶上的青苔知道</div>"
    )
    page = parse_html(html)
    none = np.zeros(len(page.blocks), np.bool_)
    _, _, article = extract(page, none, is_spam=lambda text: "维修电话" in text, now=NOW)
    assert article is not None and article.title == "石阶上的青苔知道"


@pytest.mark.parametrize(
    "title", ["静水流深", "春江花月夜", "企业文化", "老街旧事", "全国统一大市场", "售后服务"]
)
@pytest.mark.parametrize(
    "spam",
    ["{}某某牌空调维修电话：400-123-4567", "24小时上门，{}某某牌空调全国统一大市场售后服务热线400-123-4567"],
)
def test_a_title_that_the_spam_repeats_and_the_article_does_not_stays(title: str, spam: str) -> None:
    """Hijackers copy the titles of pages, and their phrases are those of genuine titles, too."""
    html = site(P + f"<p>{spam.format(title)}</p>", title=f"{title}_河湾日报").replace(
        "老桥加固后恢复通行", title
    )
    page = parse_html(html)
    block = next(index for index in range(len(page.blocks)) if "400-" in page.block_text(index))
    article = run(page, [block])
    assert article is not None and (article.title, article.body) == (title, BODY)


def test_the_title_of_an_english_shop_is_none_of_a_chinese_article_unless_that_repeats_it() -> None:
    title = "Cheap Brand Watches Online Store"
    html = site("{}" + P, title=title).replace("<h1>老桥加固后恢复通行", f"<h1>{title}")
    assert extracted(html.replace("{}", "")).title is None
    quoted = html.replace("{}", f"<p>桥头的招牌上写着{title}，没有人知道是什么意思。</p>")
    assert extracted(quoted).title == title
    assert (
        extracted(quoted.replace(f"<title>{title}", "<title>老桥加固后恢复通行")).title
        == "老桥加固后恢复通行"
    )


@pytest.mark.parametrize(
    "title",
    [
        "Attention Is All You Need",
        "The Old Man and the Sea",
        "Segmentation fault when calling free twice",
        "TypeError: undefined is not a function",
        "Brand Laptop Air Midnight Edition",
        "Le vieux pont rouvre ses portes demain",
    ],
)
def test_other_titles_in_english_are_titles_of_chinese_articles(title: str) -> None:
    """Neither the name of the site nor a heading of a shop is it then, though the text repeats more of these."""
    shop = f"<h2>石桥边的小店 正品保证</h2>{P}"
    for text, name in ((P, "河湾日报"), (P, "渡口镇读书"), (shop, "河湾商城")):
        html = site(text, title=f"{title} | {name}")
        assert extracted(html.replace("老桥加固后恢复通行", title)).title == title
    blog = site(f"<p>《{title}》讲的是渡口镇一座石桥的故事。</p>{P}", title=f"{title} | 渡口镇读书")
    blog = blog.replace("<h1>老桥加固后恢复通行</h1>", f"<h1>渡口镇读书</h1><h2>{title}</h2>")
    assert extracted(blog).title == title


@pytest.mark.parametrize("title", ["老桥加固后恢复通行，孩子上学不绕路了", "石阶上的青苔知道，谁来过"])
def test_a_title_of_two_parts_that_only_stands_above_the_date_is_no_text(title: str) -> None:
    lines = "".join(f"&emsp;&emsp;{line}<br>" for line in PARAGRAPHS)
    head = f"<center><b><font size=5>{title}</font></b><br><span>2024-05-20 08:30</span> <span>作者：何晓</span></center>"
    html = f"<html><head><title>某某牌锅炉维修电话</title></head><body>{head}<hr>{lines}</body></html>"
    page = parse_html(html)
    none = np.zeros(len(page.blocks), np.bool_)
    _, _, article = extract(page, none, is_spam=lambda text: "维修电话" in text, now=NOW)
    assert article is not None and (article.title, article.body) == (title, BODY)


@pytest.mark.parametrize("line", ["甲：你来了", "一、出发", "责编：何晓", "上一篇：旧事", "第三版：副刊"])
@pytest.mark.parametrize("title", ["河湾网", ""])
@pytest.mark.parametrize("date", ["2024-05-20 08:30", "时间：2024-05-20"])
def test_labels_and_lines_of_the_text_above_the_date_are_no_title_for_want_of_another(
    line: str, title: str, date: str
) -> None:
    html = f"<html><head><title>{title}</title></head><body><div><p>{line}</p><p>{date}</p>{P}</div></body></html>"
    article = extracted(html)
    assert article.title == (title or None)
    if line in ("甲：你来了", "一、出发"):
        assert article.body == f"{line}\n{BODY}"


@pytest.mark.parametrize("heading", ["企业文化", "发展历程", "春江花月夜"])
@pytest.mark.parametrize("tag", ["div", "p"])
def test_the_name_of_the_company_behind_the_heading_is_no_title(heading: str, tag: str) -> None:
    company = "河湾机械制造有限公司"
    told = f"<p>河湾机械创办于一九九八年，{PARAGRAPHS[1]}</p>{P}"
    body = f"<{tag} class=title>{heading}</{tag}><div>{told}</div>"
    html = f"<html><head><title>{heading}-{company}</title></head><body>{body}</body></html>"
    assert extracted(html).title == heading


@pytest.mark.parametrize("title", ["Casino Royale", "Cheap Thrills", "Outlet", "The Replica"])
def test_a_single_word_makes_no_shop_of_a_work(title: str) -> None:
    html = site(P, title=f"{title} - 河湾影评").replace("<h1>老桥加固后恢复通行</h1>", f"<h1>{title}</h1>")
    assert extracted(html).title == title
