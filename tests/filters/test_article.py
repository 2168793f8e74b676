from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from statistics import mean
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.pages import f1
from filters.article import extract
from filters.segment import Page, parse_html, segment_text, split_sentences
from filters.types import Article, Label
from tests.eval.corpus import controls

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
    return SITE.format(title=title, head=head, nav=NAV, side=SIDE, content=content)


def run(page: Page, spam: list[int] | None = None) -> Article | None:
    mask = np.zeros(len(page.blocks), np.bool_)
    mask[spam or []] = True
    labels, scores, article = extract(page, mask, now=NOW)
    assert len(labels) == len(scores) == len(page.blocks)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert [label is Label.SPAM for label in labels] == mask.tolist()
    assert (article is None) == (Label.ARTICLE not in labels)
    return article


def extracted(html: str) -> Article:
    article = run(parse_html(html))
    assert article is not None
    return article


P = "".join(f"<p>　　{text}</p>\n" for text in PARAGRAPHS)


@pytest.mark.parametrize(
    "content",
    [
        P,
        "<br>\n".join(PARAGRAPHS),
        "<br><br>　　".join(PARAGRAPHS),
        "".join(f"<div>{text}</div>" for text in PARAGRAPHS),
        "".join(f"<section><section><span>{text}</span></section></section>" for text in PARAGRAPHS),
        f"<article>{P}</article>",
        f'<div class="ad"><a href="/x">购物节特惠</a></div>{P}',
    ],
)
def test_body_in_many_markups(content: str) -> None:
    assert extracted(site(content)).body == BODY


def test_fields() -> None:
    article = extracted(site(P))
    assert article.title == "老桥加固后恢复通行"
    assert article.byline == ("林小舟",)
    assert article.published == datetime(2024, 5, 20, 8, 30, tzinfo=CHINA)
    assert article.source == "河湾日报"


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
        ("<span>来源：网络</span>", None),
        ("<span>2024-05-20</span>", None),
    ],
)
def test_sources(info: str, source: str | None) -> None:
    assert extracted(site(P).replace("<span>来源：河湾日报</span>", info)).source == source


def test_short_article() -> None:
    article = extracted(site("<p>受大雾影响，渡口镇轮渡今早停航，预计中午前后恢复。</p>"))
    assert article.body == "受大雾影响，渡口镇轮渡今早停航，预计中午前后恢复。"


def test_wechat_hides_its_article() -> None:
    html = f"""<html><body><div id="page"><h1 class="rich_media_title">老桥</h1>
    <div class="rich_media_content" id="js_content" style="visibility: hidden;">{P}</div>
    <div class="qr_code">微信扫一扫，关注该公众号</div></div></body></html>"""
    assert extracted(html).body == BODY


def test_editor_line_inside_the_article_stays() -> None:
    assert extracted(site(P + "<p>【编辑:周渡】</p>")).body == BODY + "\n【编辑:周渡】"


def test_chrome_around_the_article_goes() -> None:
    tail = "<p>声明：本文仅代表作者个人观点。</p><p>阅读全文</p><p>责任编辑：</p>"
    assert extracted(site("<p>（原标题：老桥恢复通行了）</p>" + P + tail)).body == BODY


WIDE = f"""<html><head><title>{{title}}_河湾日报</title></head><body><div class="top"><ul>{NAV}</ul></div>
<div class="main"><h1>{{title}}</h1>{{head}}{{content}}{{tail}}</div></body></html>"""


def wide(content: str, head: str = "", tail: str = "", title: str = "老桥加固后恢复通行") -> str:
    """A page whose template writes into the element that holds the article."""
    return WIDE.format(title=title, head=head, content=content, tail=tail)


@pytest.mark.parametrize(
    "line",
    [
        "【字号：大 中 小】",
        "[打印] [关闭]",
        "IP属地：江苏",
        "12人参与 3评论",
        "3小时前",
        "河湾日报 | 2024-05-20",
        "本文共1234字，阅读需3分钟",
        "+关注",
        "听新闻",
        "河湾网 > 本地 > 打印版本",
        "http://hewan.example/2024/0520/c3-991.html",
        "作者：老渡口 2024-05-20",
        "更新于2024年5月20日 08:30 河湾日报",
        "Role, BBC旅游记者",
        "Article Information",
        "發布單位：渡口鎮公所",
        "点击蓝字 关注我们",
        "收录于合集 #老桥",
        "00:00 / 03:21",
        "阅读：312次",
        "+ 关注",
        "3个月前",
        "點閱數：312",
        "發布日期：113-05-20",
    ],
)
def test_labels_above_the_text_go(line: str) -> None:
    assert extracted(wide(P, f"<p>{line}</p>")).body == BODY


@pytest.mark.parametrize("line", ["https://hewan.example/bridge", "file > open > print"])
def test_addresses_and_ways_behind_the_first_sentence_stay(line: str) -> None:
    html = wide(f"<p>{PARAGRAPHS[0]}</p><p>{line}</p>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:]))
    assert extracted(html).body == "\n".join([PARAGRAPHS[0], line, *PARAGRAPHS[1:]])


@pytest.mark.parametrize(
    "line",
    [
        "凡本网注明“来源：河湾日报”的所有作品，版权均属于本网。",
        "如需转载，请与河湾日报联系。",
        "转载请注明出处：河湾日报",
        "关注“河湾日报”微信公众号，每天看新闻",
        "更多内容请下载河湾客户端",
        "“特别声明：以上内容由用户上传，本平台仅提供信息存储服务。”",
        "本文来自河湾日报，更多报道请下载河湾客户端",
        "上一条：镇里召开会议",
        "【纠错】",
        "举报/反馈",
        "违法和不良信息举报电话：0558-5066110",
        "未经授权不得摘编或镜像",
        "京公网安备11010502000001号 工信部备案号12345",
        "返回首页",
        "长按图片识别二维码",
        "大家都在看",
        "已赞过已踩过评论收起",
        "第1页：老桥 第2页：石匠 第3页：渡口",
        "如对本稿件有异议，请来信说明",
        "广告合作，请点击这里",
        "媒体合作：bridge@hewan.example",
        "欢迎关注我们。",
        "渡口的新鲜事尽在河湾客户端",
        "更多好看的照片都在 河湾App",
        "ADVERTISEMENT",
        "打开全文",
    ],
)
def test_furniture_below_the_text_goes(line: str) -> None:
    assert extracted(wide(P, tail=f"<p>{line}</p>")).body == BODY


@pytest.mark.parametrize(
    "line",
    [
        "（来源：河湾日报）",
        "（本文来源：河湾日报 作者：桥梁协会副会长林小舟）",
        "上一篇文章里我们谈过这座桥。",
        "版权保护仍需加强，未经许可的转载依然存在。",
        "下载量已经超过一百万次。",
        "关注老人，就是关注明天的自己。",
        "欢迎监督，工地举报电话：0558-5066110。",
        "施工咨询电话：0558-5066111，举报电话：0558-5066110",
        "未经允许不得在桥上设摊。",
        "墙上的牌子写着公安备案001号，下面是收费标准。",
        "返回东岸的老人，在桥头站了很久。",
        "长按三秒，桥头的路灯就会亮起。",
        "关注我们身边的老桥，也关注修桥的人。",
        "过桥前请先扫描桥头的二维码登记。",
        "#endif",
        "公示期五天，如对公示内容有异议，请向镇里反映。",
        "三是媒体合作：两岸的电视台轮流来桥上拍片。",
        "（四）商务合作：鼓励商户在桥头开店",
        "要是有人来谈广告合作，请先问问守桥的老人。",
        "关注我们，不如关注每天在桥上走的人，石匠说。",
        "点击这里就能查看修桥时的照片。",
        "镇里的年轻人都在用这款App",
    ],
)
def test_genuine_last_lines_stay(line: str) -> None:
    assert extracted(wide(P + f"<p>{line}</p>")).body == BODY + "\n" + line


@pytest.mark.parametrize(
    "line", ["责任编辑：周渡", "编辑：周渡 责任编辑：林舟", "一审：周渡 二审：林舟 三审：何苗"]
)
def test_editors_named_by_the_template_go(line: str) -> None:
    assert extracted(wide(P, tail=f"<div>{line}</div>")).body == BODY
    assert extracted(wide(f"<div>{P}</div>", tail=f"<p>{line}</p><p>扫码阅读</p>")).body == BODY


def test_what_follows_a_notice_outside_the_text_goes() -> None:
    tail = "<p>特别声明：以上内容由用户上传。</p><p>The article above is posted by a user, who alone answers for it.</p>"
    assert extracted(wide(f"<div>{P}</div>", tail=tail)).body == BODY


@pytest.mark.parametrize("day", ["2024年5月22日（周三）14:00", "2024-05-22 14:00"])
@pytest.mark.parametrize("place", ["地点：", "报告地点：", "地　点：", "【地点】"])
def test_when_and_where_something_takes_place_is_text(day: str, place: str) -> None:
    label = "【时间】" if "【" in place else "时间："
    told = [f"{label}{day}", "主讲人：伍思远", f"{place}渡口镇文化站", "发布人：何晓"]
    for lines in (told, [told[2], told[0], told[1], told[3]]):
        article = extracted(site("".join(f"<p>{line}</p>" for line in lines) + P))
        assert article.body.split("\n") == [*map(" ".join, map(str.split, lines)), *PARAGRAPHS]
        assert article.published == SHOWN


@pytest.mark.parametrize("label", ["发布时间：", "发布日期："])
def test_when_a_page_was_published_is_no_time_of_an_event(label: str) -> None:
    told = "<p>地点：渡口镇文化站</p>"
    article = extracted(wide(f"<p>{label}2024-05-20</p>{told}<p>2023年4月2日，石料运到桥头。</p>{P}"))
    assert article.body == f"地点：渡口镇文化站\n2023年4月2日，石料运到桥头。\n{BODY}"
    assert article.published == datetime(2024, 5, 20, tzinfo=CHINA)


@pytest.mark.parametrize("line", ["来源：河湾日报 点击：302", "老桥加固后恢复通行"])
def test_labels_and_titles_behind_the_time_of_an_event_go(line: str) -> None:
    told = ["时间：2024年5月22日14:00", "地点：渡口镇文化站"]
    article = extracted(wide("".join(f"<p>{text}</p>" for text in (*told, line)) + P))
    assert article.body == "\n".join([*told, BODY])


@pytest.mark.parametrize("label", ["会议召开时间：", "考试时间"])
def test_an_hour_that_the_text_tells_is_not_that_of_the_page(label: str) -> None:
    told = f"{label} 2024年5月22日 15:00-16:00"
    html = site(f"<p>{told}</p>{P}").replace("2024-05-20 08:30", "2024-05-20")
    article = extracted(html)
    assert article.body == f"{told}\n{BODY}"
    assert article.published == datetime(2024, 5, 20, tzinfo=CHINA)


def test_buttons_that_unfold_sections_are_their_headings() -> None:
    sections = [("桥能走货车吗？", PARAGRAPHS[1]), ("路灯什么时候亮？", PARAGRAPHS[3])]
    html = "".join(f"<h2><button>{asked}</button></h2><div><p>{told}</p></div>" for asked, told in sections)
    assert extracted(site(P + html)).body.split("\n") == [
        *PARAGRAPHS,
        *(line for one in sections for line in one),
    ]


def test_numbers_of_lines_beside_code_are_no_text() -> None:
    code = "<td class=gutter><pre>1\n2</pre></td><td class=code><pre>build()\nship()</pre></td>"
    html = site(f"{P}<table><tr>{code}</tr></table>{P}")
    assert extracted(html).body == "\n".join([BODY, "build()", "ship()", BODY])


def test_the_day_of_a_speech_below_its_title_is_text_but_not_that_of_the_page() -> None:
    html = site(f"<p>（2024年5月18日）</p>{P}").replace("2024-05-20 08:30", "2024-05-20")
    article = extracted(html)
    assert article.body == f"（2024年5月18日）\n{BODY}"
    assert article.published == datetime(2024, 5, 20, tzinfo=CHINA)


def test_qualities_above_what_is_told_of_their_bearer_stay() -> None:
    told = ["年代：清代", "桥长：四十米", "材质：青石"]
    box = "<ul>{}</ul>"
    article = extracted(wide(f"<div>{P}</div>", box.format("".join(f"<li>{line}</li>" for line in told))))
    assert article.body == "\n".join([*told, BODY])
    labels = "".join(
        f"<li>{line}</li>"
        for line in ("分类：本地", "标签：老桥", "人气：302", "所属栏目：河湾", "字号：[大] [小]")
    )
    assert extracted(wide(f"<div>{P}</div>", box.format(labels))).body == BODY


@pytest.mark.parametrize(
    "labels",
    [
        ("责任编辑：周渡", "摄影：何晓"),
        ("版次：第二版", "版面：本地"),
        ("上传者：周渡", "更新人员：何晓"),
        ("视力保护：默认", "文章属性：原创"),
        ("稿件来源：宣传组", "值班主任：周渡"),
        ("撰稿：何晓", "签发：周渡"),
        ("访问次数：302", "所在位置：本地"),
    ],
)
def test_labels_of_a_template_are_no_qualities(labels: tuple[str, str]) -> None:
    lines = "".join(f"<li>{line}</li>" for line in labels)
    assert extracted(wide(f"<div>{P}</div>", f"<ul>{lines}</ul>")).body == BODY


@pytest.mark.parametrize("cell", ["<td>{}</td>", "<td><p>{}</p></td>"])
def test_labels_that_head_a_table_of_data_stay(cell: str) -> None:
    rows = [["日期", "时间", "总馆"], ["7月8日", "8:00", "开放"], ["7月9日", "9:00", "闭馆"]]
    table = "".join(f"<tr>{''.join(cell.format(text) for text in row)}</tr>" for row in rows)
    lines = [text for row in rows for text in row]
    assert extracted(site(f"{P}<table>{table}</table>")).body.split("\n") == [*PARAGRAPHS, *lines]


@pytest.mark.parametrize(
    "line",
    [
        "1988年4月28日 渡口镇公所发布",
        "2024年5月18日 星期六 小雨",
        "1988年5月20日 施行",
        "2024年5月20日起 老桥恢复双向通行",
        "渡口镇全体居民：",
    ],
)
def test_days_of_a_statute_and_who_is_written_to_are_text(line: str) -> None:
    title = "致渡口镇全体居民的一封信"
    html = site(f"<p>{line}</p>{P}", title=f"{title}_河湾日报")
    assert extracted(html.replace("老桥加固后恢复通行</h1>", f"{title}</h1>")).body == f"{line}\n{BODY}"


@pytest.mark.parametrize("who", ["河湾发布", "河湾日报 发布"])
def test_the_day_on_which_an_account_posted_is_no_text(who: str) -> None:
    assert extracted(wide(f"<p>2024年5月20日 {who}</p>{P}")).body == BODY


@pytest.mark.parametrize("element", ["p", "h3"])
def test_how_long_ago_something_was_is_text_where_it_is_told(element: str) -> None:
    ago = ["30年前", "20年前"] if element == "p" else ["30年前", "3个月前"]
    told = list(zip(ago, PARAGRAPHS[1:], strict=False))
    article = extracted(wide("".join(f"<{element}>{when}</{element}><p>{text}</p>" for when, text in told)))
    assert article.body.split("\n") == [line for one in told for line in one]


def test_labels_between_a_long_title_and_the_text_go() -> None:
    title = "“桥一通，孩子不用再绕路了”：渡口镇百年老桥加固后恢复通行，两岸居民点赞"
    head = "<ul><li>超大</li><li>大</li><li>标准</li></ul><span>河湾发布</span>"
    assert extracted(wide(f"<div>{P}</div>", head, title=title)).body == BODY


def test_heading_behind_verses_stays() -> None:
    verses = ["桥头灯火照人归，", "水面风来月满衣。", "莫道石阶无一语，", "百年听尽夜船飞。"]
    lines = "".join(f"<div>{verse}</div>" for verse in verses)
    note = f"<div><b>注释：</b></div><div>{PARAGRAPHS[1]}</div>"
    body = extracted(wide(f"{lines}<div>{note}</div>", title="夜过老桥")).body
    assert body == "\n".join([*verses, "注释：", PARAGRAPHS[1]])


def test_sections_keep_their_headings_the_first_too() -> None:
    heads = ["桥的来历", "桥的今天", "桥的明天", "桥与人"]
    content = "".join(f"<h2>{head}</h2><p>{text}</p>" for head, text in zip(heads, PARAGRAPHS, strict=True))
    assert extracted(site(content)).body.split("\n")[::2] == heads


@pytest.mark.parametrize("cell", ["<td>{}</td>", "<td><p>{}</p></td>"])
def test_a_notice_that_is_mostly_a_table(cell: str) -> None:
    rows = [
        ("村组", "人数", "补助"),
        ("东岸", "41", "8200元"),
        ("西岸", "36", "7200元"),
        ("渡口", "52", "10400元"),
    ]
    table = "".join(f"<tr>{''.join(cell.format(text) for text in row)}</tr>" for row in rows)
    html = site(
        f"<p>现将老桥加固期间各村组的误工补助名单公示如下，如有异议请在五日内向镇政府提出。</p><table>{table}</table>"
    ).replace(
        '<div class="footer">',
        "<div class=about><h3>本站简介</h3><p>河湾日报网是渡口镇的综合门户，为两岸居民提供新闻、便民、招聘等服务，"
        "欢迎投稿。</p></div><div class=footer>",
    )
    body = extracted(html).body
    assert body.startswith("现将老桥加固期间")
    assert "10400元" in body
    assert "综合门户" not in body


def test_what_a_government_page_tells_of_a_document_is_no_text() -> None:
    labels = ("索引号：HW000-2024-0051", "发布机构：镇交通站", "发布日期：2024-05-20", "文号：无")
    line = f"<div class=xx>{''.join(f'<span>{label}</span>' for label in labels)}</div>"
    text = "因老桥加固工程施工，自即日起桥面封闭，请过往行人绕行东岸的便桥。"
    html = f"<title>关于老桥封闭的通告_渡口镇</title><div class=box><div class=title>关于老桥封闭的通告</div>{line}<div id=zoom>"
    assert extracted(f"{html}<p>{text}</p><p>特此通告。</p></div></div>").body == f"{text}\n特此通告。"


def test_signature_of_a_short_notice_stays() -> None:
    title = "渡口镇人民政府关于老桥恢复通行的通告"
    lines = [
        "老桥加固工程已经完工，自即日起恢复通行，请过往行人注意安全。",
        "渡口镇人民政府",
        "2024年5月20日",
    ]
    html = site("".join(f"<p>{line}</p>" for line in lines), title=f"{title}_河湾日报")
    assert extracted(html.replace("老桥加固后恢复通行</h1>", f"{title}</h1>")).body.split("\n") == lines


@pytest.mark.parametrize("label", ["推荐阅读", "延伸閱讀"])
def test_a_line_to_see_also_ends_no_article(label: str) -> None:
    line = f'<p>{label}：<a href="/n/7.html">渡口镇十年修了七座桥</a></p>'
    parts = P.splitlines(keepends=True)
    assert extracted(site("".join((*parts[:3], line, *parts[3:])))).body == BODY


def test_headings_of_other_parts_are_no_title_of_a_short_article() -> None:
    html = site(f"<p>{PARAGRAPHS[0]}</p>", title="").replace("<h1>老桥加固后恢复通行</h1>", "")
    html = re.sub('<div class="(?:share|related)">.*', "", html, flags=re.DOTALL)
    html += "</div><div class=hot><h2>热门新闻排行</h2><p>看看大家都在读什么</p></div>"
    assert extracted(html).title is None


def test_a_page_to_log_in_is_no_article() -> None:
    form = (
        "<form><p>用户名</p><input><p>密码</p><input><button>登录</button><p>还没有账号？<a>立即注册</a></p>"
    )
    line = "登录即表示您同意《用户协议》和《隐私政策》。"
    assert run(parse_html(f"<title>登录 - 河湾网</title>{form}<p>{line}</p></form>")) is None


def test_names_behind_a_single_paragraph_stay() -> None:
    names = ["获奖名单", "林小舟", "何苗", "周渡"]
    content = f"<p>{PARAGRAPHS[0]}</p>" + "".join(f"<p>{name}</p>" for name in names)
    assert extracted(wide(f"<div>{content}</div>")).body.split("\n")[1:] == names


def test_attachments_of_a_notice_stay() -> None:
    lines = [*PARAGRAPHS, "渡口镇人民政府", "2024年5月20日"]
    content = (
        "".join(f"<p>{line}</p>" for line in lines) + '<p>附件：<a href="/a.doc">老桥加固方案.doc</a></p>'
    )
    assert extracted(site(content)).body.split("\n") == [*lines, "附件：老桥加固方案.doc"]


def test_statement_longer_than_the_article() -> None:
    text = "受大雾影响，渡口镇轮渡今早停航，预计中午前后恢复。"
    long = "特别声明：本网登载此文出于传递信息之目的，" + "版权归原作者，真实性由其负责，" * 8
    assert extracted(wide(f"<div><p>{text}</p></div>", tail=f"<div>{long}</div>")).body == text


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


@pytest.mark.parametrize(
    "html",
    [
        f"<html><body><ul>{NAV}</ul><div><ul>{SIDE}</ul></div><div><ul>{SIDE}</ul></div></body></html>",
        "<html><head><title>404</title></head><body><h1>404 Not Found</h1><p>nginx</p></body></html>",
        "<html><body><form><input><button>登录</button></form></body></html>",
        "<html></html>",
        "",
    ],
)
def test_pages_without_an_article(html: str) -> None:
    assert run(parse_html(html)) is None


@pytest.mark.parametrize("name", ["ContentItem AnswerItem", "row"])
def test_all_answers_to_a_question_are_its_article(name: str) -> None:
    answers = "".join(
        f'<div class="item"><div class="{name}"><a href="/u">某人</a><p>{text}</p>'
        "<span>发布于 2024-03-05 08:12</span></div></div>"
        for text in PARAGRAPHS[1:]
    )
    heading = "" if "Answer" in name else "<h4>3 个回答</h4>"
    question = "<p>渡口镇的老桥走的人多，加固以后，大家出行方便一些了吗？</p>"
    title = "老桥加固后方便了吗"
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{question}{heading}<div>{answers}</div></body></html>"
    body = extracted(html).body
    for text in PARAGRAPHS[1:]:
        assert text in body
    assert "发布于" not in body and "个回答" not in body
    # Comments built alike are others' still.
    comments = (
        html.replace("发布于 2024-03-05 08:12", "回复").replace("3 个回答", "3 条评论").replace("Answer", "")
    )
    assert PARAGRAPHS[2] not in extracted(comments).body


def test_verses_without_marks_are_an_article() -> None:
    verses = ["船从雾里回来", "橹声慢了下去", "岸上的人收起网", "把一盏灯挂在门前", "风吹过石桥的栏杆"]
    html = site("<p>" + "<br>".join(verses) + "</p>")
    assert extracted(html).body == "\n".join(verses)
    assert run(parse_html(html.replace("2024-05-20 08:30", "").replace("来源：河湾日报", ""))) is None
    assert run(parse_html(html.replace("老桥加固后恢复通行</h1>", "渡口</h1>"))) is None
    undated = html.replace("2024-05-20 08:30", "").replace("来源：河湾日报", "词：<a href=/s>林小舟</a>")
    assert extracted(undated).body == "\n".join(verses)
    in_paragraphs = undated.replace("<br>", "</p><p>")
    assert extracted(in_paragraphs).body == "\n".join(verses)
    linked = "<br>".join(f"<a href=/{verse}>{verse}</a>{verse}" for verse in verses)
    assert run(parse_html(site(f"<p>{linked}</p>"))) is None


def test_numbered_links_that_something_is_told_of_stay() -> None:
    items = [("借一件展品回家", "排队的人已经到了明年三月。"), ("机械臂织毛衣", "织一件要三天，从不漏针。")]
    linked = "".join(
        f"<p>{number}、<a href=/{number}>{name}</a></p><p>{told}</p>"
        for number, (name, told) in enumerate(items, 1)
    )
    told = [line for number, item in enumerate(items, 1) for line in (f"{number}、{item[0]}", item[1])]
    assert extracted(site(P + linked)).body == "\n".join([*PARAGRAPHS, *told])


LEAD = "渡口镇的老桥建于光绪年间，石板被几代人的脚磨得发亮，去年汛期以后桥墩开裂，封了整整八个月。"


@pytest.mark.parametrize(
    ("lead", "is_kept"),
    [
        (f'<div class="lead">{LEAD}</div>', True),
        (f"<div><p>{LEAD}</p></div><div><img></div>", True),
        (f'<div class="summary">{LEAD}</div>', False),
        (f"<div>AI摘要</div><div>{LEAD}</div>", False),
        (f"<div>【概要描述】{LEAD}</div>", False),
        (f'<div class="pic-text">{LEAD}</div>', False),
        (f"<div>{PARAGRAPHS[1][:60]}</div>", False),
        (f"<div><a href=/1>{LEAD}</a></div>", False),
    ],
)
def test_first_paragraph_above_what_holds_the_others(lead: str, is_kept: bool) -> None:
    html = site(P).replace('<div class="content">', f'{lead}<div class="content">')
    assert extracted(html).body == (f"{LEAD}\n{BODY}" if is_kept else BODY)


def test_a_first_paragraph_of_one_sentence_in_a_box_of_its_own() -> None:
    lead = "渡口镇的老桥封了整整八个月，昨天一早重新开放，桥头挤满了看热闹的人。"
    html = site(P).replace('<div class="content">', f'<div><p>{lead}</p></div><div class="content">')
    assert extracted(html).body == f"{lead}\n{BODY}"


def test_an_advertisement_above_the_first_paragraph_does_not_part_it_from_the_article() -> None:
    spam_line = "某某牌锅炉维修，电话常年有人接听，全城上门，师傅三十分钟就到，修不好不收钱，旧机可以折价。"
    lines = f'<div>{spam_line}</div><div class="lead">{LEAD}</div>'
    page = parse_html(site(P).replace('<div class="content">', f'{lines}<div class="content">'))
    spam = [index for index in range(len(page.blocks)) if page.block_text(index).startswith("某某牌")]

    article = run(page, spam)

    assert article is not None
    assert article.body.startswith(LEAD)


def test_links_to_other_sites_that_something_is_told_of_stay() -> None:
    items = [
        ("河湾地图馆", "收有一千多张，都能放大。"),
        ("古城影像", "按年份排列，有街景。"),
        ("山川志", "插图为主，胜在全。"),
    ]
    lines = [line for item in items for line in item]

    def linked(hosts: str) -> str:
        return "".join(
            f'<h3><a href="https://{hosts.format(number)}/">{name}</a></h3><p>{told}</p>'
            for number, (name, told) in enumerate(items)
        )

    assert extracted(site(P + linked("old{}.example"))).body == "\n".join([*PARAGRAPHS, *lines])
    assert items[1][0] in extracted(site(P + linked("www.old{}.com.cn"))).body
    for own in ("hewan.example/{}", "s{}.hewan.example", "s{}.hewan.com.cn"):
        assert items[1][0] not in extracted(site(P + linked(own))).body


@pytest.mark.parametrize(
    "line",
    [
        "<p>继续阅读</p>",
        "<p>文章目录</p>",
        "<p>阅读 1.2k</p>",
        "<p>收藏 3万</p>",
        "<p>点击上方蓝字关注我们</p>",
        "<p>老渡口发布于2024-05-20</p>",
    ],
)
def test_labels_and_counters_above_the_text_are_no_part_of_it(line: str) -> None:
    assert extracted(site(f"{line}{P}")).body == BODY


@pytest.mark.parametrize(
    "line",
    [
        "请记住本书首发域名：shu.example。手机版阅读网址：m.shu.example",
        "喜欢就点个“在看”吧",
        "最后更新: 2024-05-20",
        "点击这里，查看更多精彩内容",
        "▼点击“阅读原文”，了解更多",
        "关注我们，了解老桥",
        "欢迎扫描下方二维码关注我们",
        "本文版权归作者所有，转载请注明出处。",
        "本站转载此文仅为传播信息。",
        "— THE END —",
        "TAG标签：老桥",
        "本文关键词：老桥、渡口",
        "#老桥 #渡口#",
        "您需要登录后才可以回帖",
        "登录后参与评论",
        "暂无评论",
        "打赏作者",
        "阅读(302) 评论(0)",
        "張貼日期：2024-05-20",
        "刊登時間：2024-05-20",
        "往期推荐</p><p><a href=/a/1>渡口的路灯亮了</a>",
        "更多河湾新聞網報導</p><p><a href=/a/1>渡口的路灯亮了</a>",
    ],
)
def test_notices_below_the_text_are_no_part_of_it(line: str) -> None:
    assert extracted(site(f"{P}<p>{line}</p>")).body == BODY


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


def test_names_that_link_to_pages_of_their_own_stay_in_tables_of_data() -> None:
    teams = [("东岸队", "12"), ("西岸队", "9"), ("桥头队", "7"), ("渡口队", "4"), ("镇中队", "1")]
    rows = "".join(f"<tr><td><a href=/{name}>{name}</a></td><td>{points}</td></tr>" for name, points in teams)
    html = site(f"{P}<table>{rows}</table><p>{PARAGRAPHS[1]}</p>")
    cells = [cell for team in teams for cell in team]
    assert extracted(html).body == "\n".join([*PARAGRAPHS, *cells, PARAGRAPHS[1]])
    menu = "".join(f"<tr><td><a href=/{name}>{name}</a></td></tr>" for name, _ in teams * 2)
    assert (
        extracted(site(f"{P}<table>{menu}</table><p>{PARAGRAPHS[1]}</p>")).body == f"{BODY}\n{PARAGRAPHS[1]}"
    )


def test_short_headings_that_the_title_begins_with() -> None:
    html = site(P, title="收银员招聘_东岸超市招聘信息_河湾求职")
    assert extracted(html.replace("<h1>老桥加固后恢复通行", "<h1>收银员")).title == "收银员"


def test_a_section_that_begins_with_the_title_is_not_the_title() -> None:
    html = site(
        f"<h2>蜂蜜红枣糕的做法</h2>{P}", title="【蜂蜜红枣糕】蜂蜜红枣糕怎么做_蜂蜜红枣糕的做法_河湾厨房"
    )
    assert extracted(html.replace("<h1>老桥加固后恢复通行", "<h1>蜂蜜红枣糕")).title == "蜂蜜红枣糕"


@pytest.mark.parametrize(
    "row", ["{}<span>2024-05-1{}</span>", "[2024年5月1{1}日] {0}", "{}（2024/05/1{} 08:30）"]
)
def test_links_with_their_days_are_a_list(row: str) -> None:
    titles = ["河道清淤", "夜校开班", "石桥加固", "早稻插秧", "书市开张", "渡船停航", "路灯检修", "灯会开幕"]
    rows = "".join(
        f"<li>{row.format(f'<a href=/{day}>渡口镇的{title}</a>', day)}</li>"
        for day, title in enumerate(titles)
    )
    head = "<html><head><title>河湾_河湾日报</title></head><body><h1>河湾</h1>"
    html = f"{head}<p>共有8篇文章，按时间排列</p><ul>{rows}</ul></body></html>"
    assert run(parse_html(html)) is None


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        ("站内搜索_河湾日报", ["为您找到与“老桥”相关的结果约4条，用时0.02秒", *PARAGRAPHS]),
        ("老桥_河湾搜索", ["共找到 4 条结果", *PARAGRAPHS]),
        ("运行时错误", ["说明: 服务器上出现应用程序错误。当前设置禁止远程查看其详细信息(出于安全原因)。"]),
        ("错误提示", ["Microsoft OLE DB Provider for ODBC Drivers 错误，文件已在使用中。"]),
        ("网站维护中", ["尊敬的用户，本站正在升级，暂时无法访问，给您带来不便，敬请谅解。"]),
        ("访问验证 - 河湾日报", ["您的网络存在异常，请拖动滑块完成拼图，之后继续访问。"]),
        ("统一身份认证平台", ["忘记密码请联系信息中心。首次登录请使用身份证后六位。"]),
        ("正在跳转 - 河湾论坛", ["您即将离开本站，正在前往外部链接，请注意账号安全。"]),
        ("hewan.example 域名出售", ["您正在访问的域名可以转让，如果您感兴趣，请联系我们。"]),
    ],
)
def test_pages_that_only_tell_what_went_wrong_or_was_found(title: str, texts: list[str]) -> None:
    text = "".join(f"<p>{one}</p>" for one in texts)
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>"
    assert run(parse_html(html)) is None
    assert extracted(site(text + P)).body.endswith(BODY)


def test_sections_before_the_first_prose_keep_their_headings() -> None:
    parts = "<h2>用料</h2><ul><li>糯米 500克</li><li>粽叶 60片</li></ul><h2>做法</h2>"
    body = "\n".join(["用料", "糯米 500克", "粽叶 60片", "做法", *PARAGRAPHS])
    assert extracted(site(parts + P)).body == body
    assert extracted(site(f"<h2>老桥加固后恢复通行</h2>{P}")).body == BODY


def test_bytes_that_are_no_text_are_no_article() -> None:
    noise = np.random.default_rng(1).integers(0, 256, 20_000).astype(np.uint8).tobytes()
    for head in (b"", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4\n"):
        assert run(parse_html(head + noise)) is None
    # A character here and there that was broken on the way costs nothing.
    broken = site(P).encode().replace("桥".encode(), "桥".encode()[:2])
    assert extracted(broken.decode("utf-8", "replace")).body == BODY.replace("桥", "\ufffd")


def test_flat_text() -> None:
    lines = ["发布时间：", "浏览次数：128", *PARAGRAPHS, "【编辑:周渡】", "阅读全文"]
    article = run(segment_text("\n\n  ".join(lines)))
    assert article is not None
    assert article.body == BODY + "\n【编辑:周渡】"
    assert article.byline[0] == "林小舟"


def test_labels_of_a_widget_cut_off_by_spam_are_not_the_article() -> None:
    labels = ["全国报修", "服务流程", "拨打电话", "线上联系", "安排师傅", "快速响应"]
    junk = [f"某某牌热水器全国统一服务热线第{n}条" for n in range(5)]
    long = [f"{n}、{text}" for n in range(12) for text in PARAGRAPHS]
    for text, expected in ((long, long), (PARAGRAPHS, [*labels, *PARAGRAPHS])):  # else too much is at stake
        article = run(segment_text("\n".join([*labels, *junk, *text])), list(range(6, 11)))
        assert article is not None
        assert article.body.split("\n") == expected


def test_a_heading_that_was_put_above_the_articles_own_takes_nothing_of_it() -> None:
    taken = "云岭壁挂炉国庆期间照常服务"
    source = site(f"<h1>老桥加固后恢复通行</h1><p class=info>2024-05-20 08:30 来源：河湾日报</p>{P}")
    source = re.sub(r"<h1>.*?</h1>", f"<h1>{taken}</h1>", source, count=1)
    source = re.sub(r"<title>.*?</title>", f"<title>{taken}</title>", source)

    article = run(parse_html(source))

    assert article is not None
    assert article.body == BODY
    assert article.title == "老桥加固后恢复通行"


@pytest.mark.parametrize("open_tag", ["<!--", "<script>", "<style>", "<title>", '<a title="', "<textarea>"])
def test_what_a_hidden_draft_leaves_open_takes_nothing_of_the_page(open_tag: str) -> None:
    draft = f"<p>一段只在草稿里有的文字，一共二十来个字。</p><p>二</p>{open_tag}"

    article = run(parse_html(site(f'<textarea style="display:none">{draft}</textarea>{P}')))

    assert article is not None
    assert article.body == BODY


@pytest.mark.parametrize(
    "last",
    [
        "网友纷纷点赞：“这样的老桥才叫老桥，希望多修几座，让两岸的人都方便。”",
        "未经本人同意，任何单位不得采集过桥者的人脸信息，违者将依法处理。",
    ],
)
def test_sentences_that_begin_as_chrome_does_are_the_articles(last: str) -> None:
    article = run(parse_html(site(f"{P}<p>{last}</p>")))
    assert article is not None
    assert article.body == f"{BODY}\n{last}"


@pytest.mark.parametrize(
    "above",
    [
        '<a href="/people/index.html">人物</a>',
        '<a href="/member/center.html">会员中心</a>',
        '欢迎您，<span class="username">游客</span>',
    ],
)
def test_who_reads_and_what_else_there_is_wrote_nothing(above: str) -> None:
    plain = P.replace("（记者 林小舟 通讯员 何其芳菲）", "")
    article = run(
        parse_html(site(plain).replace('<div class="info">', f'<div>{above}</div><div class="info">'))
    )
    assert article is not None
    assert article.byline == ()


def test_lines_of_a_template_beside_spam_are_not_the_article() -> None:
    lines = [
        "某某牌锅炉维修电话",
        "更新时间：2024-05-28 11:20 阅读：492次",
        "某某牌锅炉报修网点",
        "点击：713",
    ]
    page = segment_text("\n".join([*PARAGRAPHS[:2], *lines, *PARAGRAPHS[2:], "2024年5月20日", lines[0]]))
    spam = [index for index in range(len(page.blocks)) if page.block_text(index).startswith("某某牌")]

    article = run(page, spam)

    assert article is not None
    assert article.body == "\n".join([*PARAGRAPHS, "2024年5月20日"])


def test_a_chapter_before_spam_is_the_articles() -> None:
    article = run(segment_text("\n".join(["第一章 总则", "某某牌热水器全国统一服务热线", *PARAGRAPHS])), [1])
    assert article is not None and article.body == "\n".join(["第一章 总则", *PARAGRAPHS])


@pytest.mark.parametrize("layout", ["<p>{}</p>", "{}<br>", "{}\n"])
def test_spam_is_left_out_wherever_it_stands(layout: str) -> None:
    junk = [f"某某牌热水器全国统一服务热线第{n}条" for n in range(60)]
    lines = [*junk, *PARAGRAPHS[:2], junk[0], *PARAGRAPHS[2:], *junk]
    for source in ("".join(map(layout.format, lines)), site("".join(map(layout.format, lines)))):
        page = parse_html(source)
        spam = [index for index in range(len(page.blocks)) if page.block_text(index).startswith("某某牌")]
        if len(spam) < 100:
            continue  # lines glued by the layout
        article = run(page, spam)
        assert article is not None
        assert article.body == BODY
        if "<h1>" in source:
            assert article.published == datetime(2024, 5, 20, 8, 30, tzinfo=CHINA)


def test_sentences_of_one_paragraph_are_glued() -> None:
    page = parse_html(site(P.replace("是两岸居民", "请拨打热线。 是两岸居民")))
    start, end, owner = split_sentences(page.codes, page.blocks.start, page.blocks.end)
    page = replace(page, blocks=replace(page.blocks.take(owner), start=start, end=end))
    spam = [index for index in range(len(page.blocks)) if page.block_text(index).endswith("热线。")]
    article = run(page, spam)
    assert article is not None
    expected = PARAGRAPHS.copy()
    expected[1] = "是两岸居民上学、买菜的必经之路。"
    assert article.body == "\n".join(expected)


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


def test_the_date_of_spam_behind_the_head_is_not_that_of_the_article() -> None:
    spam_lines = "<p>某某牌锅炉维修电话</p><p>发布时间：2024-05-28 11:20</p><p>某某牌锅炉报修网点</p>"
    page = parse_html(site(P + P.replace("昨日", "前日") + spam_lines))
    spam = [index for index in range(len(page.blocks)) if "某某牌锅炉" in page.block_text(index)]
    article = run(page, spam)
    assert article is not None and article.published == SHOWN


@pytest.mark.parametrize("place", ['<div class="content">', '<div class="share">'])
def test_what_stands_within_spam_tells_nothing_of_the_article(place: str) -> None:
    label = "<p>作者：管理员 来源：锅炉维修网 浏览次数：33</p>"
    spam_line = "<p>某某牌锅炉维修电话</p>"
    lines = f"{spam_line}<p>发布时间：2024-05-28 11:20</p>{label}{spam_line}"
    plain = site(P).replace("<span>来源：河湾日报</span>", "").replace("2024-05-20 08:30", "")
    put = {'<div class="share">': f"{lines}</div>{place}", '<div class="content">': place + lines}[place]
    page = parse_html(plain.replace(f"</div>\n{place}" if "share" in place else place, put))
    spam = [index for index in range(len(page.blocks)) if "某某牌锅炉" in page.block_text(index)]
    article = run(page, spam)
    assert article is not None
    assert (article.source, article.published, article.body) == (None, None, BODY)


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


def test_a_source_below_the_article_goes_behind_one_beside_spam_above_it() -> None:
    head = "<p>某某牌锅炉维修电话</p><p>来源：东岸日报</p>"
    page = parse_html(wide(f"<div>{P}</div>", head, "<p>来源：荐读网</p>"))
    spam = [index for index in range(len(page.blocks)) if "某某牌锅炉" in page.block_text(index)]
    article = run(page, spam)
    assert article is not None and article.source == "东岸日报"


@pytest.mark.parametrize(
    "line", ["热门推荐 某某牌锅炉", "网友评论：某某牌锅炉", "更多精彩请拨打某某牌锅炉", "声明：某某牌锅炉"]
)
def test_spam_that_begins_as_furniture_ends_no_article(line: str) -> None:
    for place in range(1, len(PARAGRAPHS)):
        lines = [*PARAGRAPHS[:place], line, *PARAGRAPHS[place:]]
        page = parse_html(site("".join(f"<p>{text}</p>" for text in lines)))
        spam = [index for index in range(len(page.blocks)) if "某某牌锅炉" in page.block_text(index)]
        article = run(page, spam)
        assert article is not None and article.body == BODY


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("□ 本报记者 林小舟", ("林小舟",)),
        ("本报记者 林 舟 何晓", ("林舟", "何晓")),
        ("文/图 记者林小舟 摄", ("林小舟",)),
        ("作者：林小舟、欧阳江", ("林小舟", "欧阳江")),
        ("（责任编辑：林小舟 何晓）", ("林小舟", "何晓")),
        ("来源：林海日报", ()),
        ("记者从镇里了解到，桥已通行。", ()),
        ("责编：夜行船2", ("夜行船2",)),
        ("■ 柴扉", ("柴扉",)),
        ("文 | 屠小米", ("屠小米",)),
        ("林小舟/文", ("林小舟",)),
        ("供稿：林小舟", ("林小舟",)),
        ("供稿：宣传部", ()),
        ("编辑：林小舟 责任编辑：何晓", ("林小舟", "何晓")),
        ("河湾社记者 尚一鸣、格桑央宗", ("尚一鸣", "格桑央宗")),
        ("本报记者 林小舟 实习生 何晓", ("林小舟", "何晓")),
        ("河湾报记者 云霁 河湾报编辑 柳白", ("云霁",)),
        ("記者簡若瑜／苗栗報導", ("簡若瑜",)),
        ("記者歐陽安／台北報導", ("歐陽安",)),
        ("（东岸社記者鍾若瑜、賴小舟台北3日電）老桥昨日完成加固，今天起恢复通行。", ("鍾若瑜", "賴小舟")),
        ("记者赖小舟 洪安", ("赖小舟", "洪安")),
        ("作者, 林小舟", ("林小舟",)),
        ("Author, 林小舟", ("林小舟",)),
        ("由 老渡口 提交于 2024-05-20 08:30", ("老渡口",)),
        ("老桥的照片由镇政府发布于官网首页。", ()),
        ("修桥的提案由九位居民提交，上周通过。", ()),
        ("修桥的提案由九位居民提交 上周通过", ()),
        ("提案由九位居民提交于2024年", ()),
        ("提案由九位居民提交于2024-05-11。", ()),
        ("责任编辑：管理员", ()),
        ("生活中心／簡若瑜報導", ("簡若瑜",)),
        ("生活中心／綜合報導", ()),
        ("本报记者林小舟、何晓报道", ("林小舟", "何晓")),
        ("本报讯（记者林舟报道）", ("林舟",)),
        ("地方中心／潘毅報導", ("潘毅",)),
        ("報導：林小舟　攝影：何曉", ("林小舟",)),
        ("本报综合报道", ()),
        ("供稿：宣传部 撰稿：林小舟 审核：何晓", ("林小舟",)),
        ("口述：何晓 整理：林小舟", ("何晓", "林小舟")),
        ("林小舟 文/图", ("林小舟",)),
        ("主笔：林小舟", ("林小舟",)),
        ("（作者：林小舟、何晓，单位：东岸研究院）", ("林小舟", "何晓")),
        ("作者：林小舟，题图来自：河湾图库", ("林小舟",)),
        ("作者简介：林小舟，渡口镇人，写过三本关于桥的书，现在住在东岸。", ()),
        ("posted @ 2024-05-20 08:30 半亩方塘 阅读(302) 评论(0) 收藏 举报", ("半亩方塘",)),
        ("河湾报讯（记者裘安）渡口镇的老桥昨日完成加固，今天起恢复通行。", ("裘安",)),
    ],
)
def test_bylines(line: str, names: tuple[str, ...]) -> None:
    rest = [text for text in PARAGRAPHS if "记者" not in text]
    article = run(segment_text("\n".join([line, *rest])))
    assert article is not None
    assert article.byline == names


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
    ):
        undated = html.replace("<span>2024-05-20 08:30</span> <span>来源：河湾日报</span>", "")
        told = undated.replace('<div class="info">', f'<div class="when">{line}</div><div class="info">')
        assert extracted(told).source == "东岸日报"
    assert extracted(html.replace("<span>来源：河湾日报</span>", "第三版 东岸日报 头条 导读")).source is None


@pytest.mark.parametrize(
    ("mark", "names"),
    [
        ('<span class="nick-name">老渡口</span>', ("老渡口",)),
        ('<div class="authi"><a>老渡口</a></div><div class="authi">发表于 2024-5-20</div>', ("老渡口",)),
        ('<div class="authorinfo"><em>老渡口</em><span>05-20</span></div>', ("老渡口",)),
        ('<a class="x1" href="//bridge.example/u/7">老渡口</a><button>关注</button>', ("老渡口",)),
        ('<a href="/c/user/token/MS4wLjABAAAA">老渡口</a>', ("老渡口",)),
        ('<a href="/member/7"><img></a><a href="/member/7">老渡口</a>', ("老渡口",)),
        ('<div class="author">林小舟、何晓</div>', ("林小舟", "何晓")),
        ("<p>老渡口 发布于 2024-05-20</p>", ("老渡口",)),
        ("<p>河湾日报 发布于 2024-05-20</p>", ()),
        ("<p>文渡 发布于 2024-05-20</p>", ("文渡",)),
        *(
            (f"<p>{said} 发布于 2024-05-20</p>", ())
            for said in ("本文", "文章", "原文", "首次", "视频", "转载", "苏州")
        ),
        ('<p>老渡口 发布于 2024-05-20</p><a href="/u/7">林小舟</a>', ("林小舟",)),
        ('<div id="author-card">关于作家</div><p class="author">何晓</p>', ("何晓",)),
        ('<a id="nickname-change">换个昵称</a><p class="author">何晓</p>', ("何晓",)),
        ('<span id="author_baidu">何晓</span>', ("何晓",)),
        ('<div id="author">林小舟</div>', ("林小舟",)),
        ('<a href="/user/login">登录</a><a href="/user/register">注册</a>', ()),
        ('<a href="/u/7"><img src="7.png"></a>', ()),
    ],
)
def test_authors_by_markup(mark: str, names: tuple[str, ...]) -> None:
    html = site(P.replace("（记者 林小舟 通讯员 何其芳菲）", ""))
    assert extracted(html.replace("<span>来源：河湾日报</span>", mark)).byline == names


def test_an_author_who_stands_before_the_account_is_the_author() -> None:
    html = site(P.replace("（记者 林小舟 通讯员 何其芳菲）", ""), head='<meta name="author" content="木子">')
    mark = '<div>原创 <span>木子</span> <a class="nick-name">山里的灯</a></div>'
    assert extracted(html.replace("<span>来源：河湾日报</span>", mark)).byline == ("木子",)


def test_an_author_behind_the_account_that_metadata_names_is_the_author() -> None:
    head = '<meta name="author" content="河湾发布">'
    html = site(P.replace("（记者 林小舟 通讯员 何其芳菲）", ""), head=head)
    mark = '<div><a>河湾发布</a> · <span class="author">何晓</span></div>'
    assert extracted(html.replace("<span>来源：河湾日报</span>", mark)).byline == ("何晓",)


@pytest.mark.parametrize("tag", ['div class="sidebar"', "aside", 'div id="related"'])
def test_what_a_side_column_tells_is_not_of_the_article(tag: str) -> None:
    html = f"<html><head><title>老桥</title></head><body><div><h1>老桥</h1>{P.replace('记者 林小舟 通讯员', '')}</div>"
    side = f"<{tag}><h3>书</h3><ul><li>作者：何晓</li><li>来源：南岸书局</li><li>2019-05-04</li></ul></{tag[:5].strip()}>"
    article = extracted(f"{html}{side}</body></html>")
    assert (article.byline, article.source, article.published) == ((), None, None)


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


def test_a_day_told_in_relation_to_today_has_its_date_in_the_title_of_its_element() -> None:
    html = site(P).replace(
        "<span>2024-05-20 08:30</span>", '发表于 <span title="2024-5-20 08:30">3&nbsp;天前</span>'
    )
    assert extracted(html).published == SHOWN


def test_a_line_of_who_wrote_below_a_caption_is_read() -> None:
    plain = P.replace("（记者 林小舟 通讯员 何其芳菲）", "")
    article = extracted(site(f"<p>桥头的石狮子还在，镇里人摸了一百年。</p><p>作者, 何晓</p>{plain}"))
    assert article.byline == ("何晓",)


def test_time_of_a_comment_is_not_that_of_the_article() -> None:
    html = site(P).replace("2024-05-20 08:30", "2024-05-20")
    reply = '<div class="comments"><h3>2条评论</h3><p>不绕路了。</p><span>2024-05-21 07:15</span></div>'
    assert extracted(
        html.replace('<div class="share">', f'{reply}<div class="share">')
    ).published == datetime(2024, 5, 20, tzinfo=CHINA)


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


def test_lines_that_begin_with_a_date_are_text() -> None:
    first = "2024年5月20日起，老桥恢复双向通行，货车仍需绕行。"
    assert extracted(site(f"<p>{first}</p>" + P)).body == f"{first}\n{BODY}"


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


def test_date_of_the_address() -> None:
    page = parse_html(site(P).replace("2024-05-20 08:30", ""), url="https://hewan.example/2024/0516/c1.html")
    article = run(page)
    assert article is not None and article.published == datetime(2024, 5, 16, tzinfo=CHINA)


def test_labelled_date_wins_over_one_in_the_text() -> None:
    html = site("<p>2019年3月4日，桥面首次出现裂缝。</p>" + P).replace("<span>2024-05-20 08:30</span>", "")
    html = html.replace('<div class="share">', '<div>发布时间：2024-05-21 11:00</div><div class="share">')
    assert extracted(html).published == datetime(2024, 5, 21, 11, tzinfo=CHINA)


@pytest.mark.parametrize(
    "head",
    [
        JSON_LD.format('{"datePublished": "2031-05-01", "author": "' + "名" * 10_000 + '"}'),
        JSON_LD.format('{"datePublished": 20240519, "author": [1, null, {"name": {}}], "headline": []}'),
        JSON_LD.format("[" * 100_000),
        JSON_LD.format('{"headline": "老桥'),
        JSON_LD.format("[null, 1, NaN, [[]]]"),
        '<meta name="pubdate" content="' + "2099-01-01 " * 10_000 + '">',
        '<meta property="og:title" content="' + "标" * 10_000 + '">',
        '<meta name="author" content="' + "名" * 10_000 + '">',
        '<link rel="canonical" href="https://hewan.example/2031/0516/c1.html">',
        "<title>" + "标" * 10_000 + "</title>",
    ],
)
def test_metadata_that_lies_is_passed_over(head: str) -> None:
    article = extracted(site(P.replace("记者 林小舟 通讯员 何其芳菲", "综合"), head=head))
    assert (article.title, article.byline, article.published, article.source) == (
        "老桥加固后恢复通行",
        (),
        SHOWN,
        "河湾日报",
    )
    assert article.body.count("\n") == 3


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="k" content="v">' * 100_000,
        '<meta property="og:title" content="另一个标题">' * 100_000,
        JSON_LD.format('{"headline": "另一个标题"}') * 20_000,
        JSON_LD.format(json.dumps([{"headline": "另一个标题", "articleBody": BODY}] * 5_000)),
    ],
    ids=["metas", "titles", "scripts", "objects"],
)
def test_masses_of_metadata_take_no_time(head: str) -> None:
    started = process_time()
    article = extracted(site(P, head=head))
    assert process_time() - started < 3.0  # 0.1 to 0.4 where this was written
    assert article.body == BODY


STATE = {"title": "老桥加固后恢复通行", "content": P, "author": "林小舟", "publishTime": "2024-05-20 08:30"}
SHELL = "<html><head><title>{title}</title></head><body><div id=app></div><script{kind}>{code}</script></body></html>"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (' id="__NEXT_DATA__" type="application/json"', json.dumps({"props": {"page": [STATE]}})),
        ("", f"window.__INITIAL_STATE__ = {json.dumps({'a': STATE})};(function(){{}}())"),
        ("", f"window.__STATE__ = {json.dumps({'a': STATE | {'publishTime': 1716165000}})}"),
        ("", f"window.__STATE__ = {json.dumps({'a': STATE | {'publishTime': 1716165000000}})}"),
        ("", f"window.__STATE__ = {json.dumps(json.dumps({'a': STATE}))};"),
        ("", f"var config = {{debug: 0}}; var page ={json.dumps({'a': STATE})};"),
        (
            ' type="application/ld+json"',
            json.dumps(
                {
                    "headline": STATE["title"],
                    "articleBody": BODY,
                    "datePublished": "2024-05-20 08:30",
                    "author": {"@type": "Person", "name": "林小舟"},
                }
            ),
        ),
    ],
)
def test_article_that_scripts_would_draw(kind: str, code: str) -> None:
    html = SHELL.format(title="老桥加固后恢复通行 - 河湾日报", kind=kind, code=code)
    none = np.zeros(0, np.bool_)
    for source in (html, html.replace("<div id=app>", "<div id=app><p><b></p>")):  # well-formed, repaired
        _, _, article = extract(parse_html(source), none, now=NOW)
        assert article == Article("老桥加固后恢复通行", ("林小舟",), SHOWN, BODY, None)
    # not where it is another article, nor where it is hijacked
    other = SHELL.format(title="渡口的灯", kind=kind, code=code)
    assert extract(parse_html(other), none, now=NOW)[2] is None
    assert extract(parse_html(html), none, lambda text: "石桥" in text, now=NOW)[2] is None


def test_what_is_shown_wins_over_what_scripts_hold() -> None:
    lie = JSON_LD.format(
        json.dumps({"headline": "老桥加固后恢复通行", "articleBody": "全国统一热线，欢迎来电。" * 50})
    )
    assert extracted(site(P, head=lie)).body == BODY


def test_lines_that_scripts_hold_are_judged_in_bounded_time() -> None:
    lines = [f"渡口镇第{number}号桥昨日检修完毕，桥面平整。" for number in range(1500)]
    code = json.dumps(STATE | {"content": "".join(f"<p>{line}</p>" for line in [*lines, *lines])})
    asked: list[str] = []

    def is_spam(text: str) -> bool:
        asked.append(text)
        return False

    page = parse_html(SHELL.format(title="老桥加固后恢复通行", kind="", code=f"window.state={code}"))
    article = extract(page, np.zeros(len(page.blocks), np.bool_), is_spam, now=NOW)[2]
    assert article is not None
    assert len(asked) < 320  # a few are titles
    assert set(lines) <= set("\n".join(asked).split("\n"))


def test_huge_titles_are_none() -> None:
    article = extracted(site(P, title="标" * 10_000).replace("<h1>老桥加固后恢复通行</h1>", ""))
    assert article.title is None


@given(st.text(alphabet="甲，。<>p/br 1\n", max_size=200), st.integers(0, 2**20))
@settings(deadline=None)
def test_total(source: str, bits: int) -> None:
    page = parse_html(source)
    spam = [index for index in range(min(len(page.blocks), 20)) if bits >> index & 1]
    run(page, spam)


@pytest.mark.parametrize("part", ["dev", "test"])
def test_pages_of_generated_sites(part: str) -> None:
    """Templates full of chrome around texts as short as a line, built by other hands than the rules."""
    scores: list[float] = []
    titles: list[bool] = []
    for sample in controls(part, 480, 5, flat=False):
        if sample.html is None or sample.genuine is None:
            continue
        article = run(parse_html(sample.html))
        scores.append(f1(article.body if article else "", sample.genuine))
        titles.append(article is not None and article.title == sample.title)
    assert len(scores) > 320
    # 0.92 and 0.90, 0.90 and 0.85 over four seeds; from seed to seed 0.01, 0.02
    assert mean(scores) >= 0.88
    assert mean(titles) >= 0.80
