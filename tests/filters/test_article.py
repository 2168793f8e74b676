"""The article of a page as a whole."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.pages import f1
from filters.article import join_body
from filters.segment import parse_html, segment_text, split_sentences
from tests.eval.corpus import controls
from tests.filters.articles_made import BODY, CHINA, NAV, PARAGRAPHS, SIDE, P, extracted, run, site, wide


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


def test_buttons_that_unfold_sections_are_their_headings() -> None:
    sections = [("桥能走货车吗？", PARAGRAPHS[1]), ("路灯什么时候亮？", PARAGRAPHS[3])]
    html = "".join(f"<h2><button>{asked}</button></h2><div><p>{told}</p></div>" for asked, told in sections)
    assert extracted(site(P + html)).body.split("\n") == [
        *PARAGRAPHS,
        *(line for one in sections for line in one),
    ]


def test_buttons_that_unfold_answers_are_their_questions() -> None:
    asked = ["老桥是什么时候修的？", "2. 修了多久", "问：以后呢"]
    parts = "".join(
        f'<div><button class="acc-head" aria-expanded="false">{question}</button><div><p>{answer}</p></div></div>'
        for question, answer in zip(asked, PARAGRAPHS[1:], strict=True)
    )
    lines = [line for pair in zip(asked, PARAGRAPHS[1:], strict=True) for line in pair]
    html = site(f"<p>{PARAGRAPHS[0]}</p>{parts}<button>有疑问？</button><button>分享</button>")
    assert extracted(html).body.split("\n") == [PARAGRAPHS[0], *lines]


@pytest.mark.parametrize("label", ["忘记密码？", "需要帮助？", "1.收藏本文", "Q：客服"])
def test_buttons_that_unfold_nothing_are_no_questions(label: str) -> None:
    button = f"<div><button class=btn>{label}</button><p>点击右侧的图标，我们会尽快为您解答。</p></div>"
    assert label not in extracted(site(P + button)).body
    assert label not in extracted(site(P + button + P)).body


def test_numbers_of_lines_beside_code_are_no_text() -> None:
    code = "<td class=gutter><pre>1\n2</pre></td><td class=code><pre>build()\nship()</pre></td>"
    html = site(f"{P}<table><tr>{code}</tr></table>{P}")
    assert extracted(html).body == "\n".join([BODY, "build()", "ship()", BODY])


@pytest.mark.parametrize("numbers", [[1, 2, 3], [*range(1, 12)]])
def test_numbers_of_lines_in_a_list_behind_code_are_no_text(numbers: list[int]) -> None:
    def listed(items: list[int]) -> str:
        return f"<pre>build()</pre><ul>{''.join(f'<li>{number}</li>' for number in items)}</ul>"

    assert extracted(site(P + listed(numbers) + P)).body == "\n".join([BODY, "build()", BODY])
    drawn = [7, 12, 23]
    lines = [BODY, "build()", *map(str, drawn), BODY]
    assert extracted(site(P + listed(drawn) + P)).body == "\n".join(lines)


def test_a_list_of_goods_with_their_prices_is_no_article() -> None:
    goods = "".join(
        f"<div>￥{price}.00</div><div><a href=/i/{price}>渡口牌 砂锅 煲汤炖锅 {price}号</a></div>"
        f"<div>{price}00+条评价</div><div>渡口旗舰店</div>"
        for price in (89, 129, 45, 219)
    )
    html = f"<title>砂锅_渡口商城</title><div>品牌：渡口 东岸</div><h2>厨房炊具</h2>{goods}"
    assert run(parse_html(html)) is None
    assert extracted(site(P + goods)).body.startswith(BODY)


def test_who_runs_a_list_is_no_article_though_the_title_names_the_site() -> None:
    rows = "".join(
        f"<li><span>2024-05-{day}</span><a href=/n/{day}>渡口镇的石匠完成了第{day}块桥板的打磨</a></li>"
        for day in range(10, 20)
    )
    foot = "<p>主办：渡口镇人民政府办公室 承办：渡口镇政务服务中心</p>"
    html = f"<title>工作动态_渡口镇人民政府</title><h3>工作动态</h3><ul>{rows}</ul><div>{foot}</div>"
    assert run(parse_html(html)) is None


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


def test_signature_of_a_short_notice_stays() -> None:
    title = "渡口镇人民政府关于老桥恢复通行的通告"
    lines = [
        "老桥加固工程已经完工，自即日起恢复通行，请过往行人注意安全。",
        "渡口镇人民政府",
        "2024年5月20日",
    ]
    html = site("".join(f"<p>{line}</p>" for line in lines), title=f"{title}_河湾日报")
    assert extracted(html.replace("老桥加固后恢复通行</h1>", f"{title}</h1>")).body.split("\n") == lines


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
    more = "<p><a href=/b.xls>2.石料清单.xls</a></p><p><a href=/c>3.施工图</a></p><p><a href=/d.PDF>验收表.PDF</a></p>"
    for first in ("附件：1.老桥加固方案.doc", "附件：", "附件1：老桥加固方案"):
        told = [*lines, first, "2.石料清单.xls", "3.施工图", "验收表.PDF"]
        notice = "".join(f"<p>{line}</p>" for line in lines) + f"<p>{first}</p>{more}"
        assert extracted(site(notice)).body.split("\n") == told


@pytest.mark.parametrize(
    "html",
    [
        f"<html><body><ul>{NAV}</ul><div><ul>{SIDE}</ul></div><div><ul>{SIDE}</ul></div></body></html>",
        "<html><head><title>404</title></head><body><h1>404 Not Found</h1><p>nginx</p></body></html>",
        "<html><body><form><input><button>登录</button></form></body></html>",
        "<html></html>",
        "",
        f"<html><head><title>专题：老桥</title></head><body><p>老桥修好了，本网带您去看桥，看桥边的人，也听听他们讲过去的事，"
        f"每天一篇，讲一百年。</p><ul>{SIDE}</ul></body></html>",
        *(
            f"<html><head><title>通知公告_渡口镇</title></head><body><ul>{SIDE}</ul>"
            f"<{foot}><p>主办：渡口镇党政办，承办：河湾市数据中心</p>"
            "<p>地址：渡口镇桥东路一号，三路、七路公共汽车到老桥站下车，往东走一百米，过了邮局就是，门前有两棵樟树，周末不开门。</p></div></body></html>"
            for foot in ('div class="footer"', 'div id="bottom"', "footer")
        ),
    ],
)
def test_pages_without_an_article(html: str) -> None:
    assert run(parse_html(html)) is None


@pytest.mark.parametrize("name", ["row border-bottom", "uk-margin-bottom", "article-bottom", "bottom"])
def test_a_notice_is_one_though_its_element_has_a_lower_edge(name: str) -> None:
    text = "因桥面整修，本周五上午八点至下午五点，老桥暂停通行，请绕行东岸的便桥。"
    heading = "<h1>关于老桥停止通行的通知</h1>" if name == "bottom" else ""
    html = f"<title>关于老桥停止通行的通知-渡口镇</title><ul>{NAV}</ul><ul>{SIDE}</ul>"
    html += f'<div class="{name}">{heading}<p>{text}</p><p>渡口镇人民政府</p><a href=/2>下一篇：值班安排</a></div>'
    assert extracted(html).body == f"{text}\n渡口镇人民政府"


@pytest.mark.parametrize("title", ["专题：老桥的一百年", "网传帖子已删除 当事人道歉"])
def test_news_whose_titles_read_like_those_of_other_pages(title: str) -> None:
    lines = ["记者从渡口镇获悉，昨天的帖子已删除，发帖的人在桥头向石匠们道了歉。", PARAGRAPHS[1]]
    text = "".join(f"<p>{line}</p>" for line in lines)
    html = f"<title>{title}-河湾日报</title><div><h1>{title}</h1><p>2024-05-20</p>{text}</div><ul>{SIDE}</ul>"
    assert extracted(html).body.split("\n") == lines


def test_verses_without_marks_are_an_article() -> None:
    verses = ["船从雾里回来", "橹声慢了下去", "岸上的人收起网", "把一盏灯挂在门前", "风吹过石桥的栏杆"]
    html = site("<p>" + "<br>".join(verses) + "</p>")
    assert extracted(html).body == "\n".join(verses)
    assert run(parse_html(html.replace("2024-05-20 08:30", "").replace("来源：河湾日报", ""))) is None
    assert run(parse_html(html.replace("老桥加固后恢复通行</h1>", "渡口</h1>"))) is None
    undated = html.replace("2024-05-20 08:30", "").replace("来源：河湾日报", "词：<a href=/s>林小舟</a>")
    assert extracted(undated).body == "\n".join(verses)
    signed = re.sub('<div class="info">.*?</div>', "<p>林小舟</p>", html)
    assert extracted(signed).body == "\n".join(verses)
    assert extracted(signed.replace("林小舟", "文/乌蒙")).body == "\n".join(verses)
    assert run(parse_html(signed.replace("林小舟", "老桥旁边"))) is None
    in_paragraphs = undated.replace("<br>", "</p><p>")
    assert extracted(in_paragraphs).body == "\n".join(verses)
    linked = "<br>".join(f"<a href=/{verse}>{verse}</a>{verse}" for verse in verses)
    assert run(parse_html(site(f"<p>{linked}</p>"))) is None


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


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        ("站内搜索_河湾日报", ["为您找到与“老桥”相关的结果约4条，用时0.02秒", *PARAGRAPHS]),
        ("老桥_河湾搜索", ["共找到 4 条结果", *PARAGRAPHS]),
        ("运行时错误", ["说明: 服务器上出现应用程序错误。当前设置禁止远程查看其详细信息(出于安全原因)。"]),
        ("错误提示", ["Microsoft OLE DB Provider for ODBC Drivers 错误，文件已在使用中。"]),
        ("提示信息 - 河湾论坛", ["抱歉，指定的主题不存在或已被删除或正在被审核"]),
        ("河湾日报 - 系统提示", ["您无权查看此内容，或该文章正在审核中，请返回首页浏览其他内容。"]),
        ("网站维护中", ["尊敬的用户，本站正在升级，暂时无法访问，给您带来不便，敬请谅解。"]),
        ("访问验证 - 河湾日报", ["您的网络存在异常，请拖动滑块完成拼图，之后继续访问。"]),
        ("身份核实 - 河湾点评", ["为了您的账号安全，请拖动下方滑块完成拼图。", "如有疑问请联系客服。"]),
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


def test_no_blank_is_left_where_spam_was_cut_out_of_a_line() -> None:
    hotlines = "加微信 abcd1234 预约", "QQ 31415926"
    first, last = PARAGRAPHS[1].split("，", 1)
    page = parse_html(site(P.replace(PARAGRAPHS[1], f"{hotlines[0]} {first}， {hotlines[1]} {last}")))
    start, end, spam = page.blocks.start, page.blocks.end, []
    owner = np.arange(len(start))
    for line in hotlines:
        at = page.text.index(line)
        block = int(start.searchsorted(at, side="right")) - 1
        # Each with the blank before it or behind it on the side of the genuine text.
        cuts = [cut for cut in (at, at + len(line)) if start[block] < cut < end[block]]
        start, end = np.insert(start, block + 1, cuts), np.insert(end, block, cuts)
        owner = np.insert(owner, block, [owner[block]] * len(cuts))
        spam.append(block + (start[block] < at))
    page = replace(page, blocks=replace(page.blocks.take(owner), start=start, end=end))
    article = run(page, spam)
    assert article is not None
    assert article.body == BODY.replace(PARAGRAPHS[1], f"{first}， {last}")


def test_a_line_that_is_only_the_button_of_a_section_leaves_no_line() -> None:
    page = parse_html(site(P.replace(PARAGRAPHS[2], '</p><p><a href="/e">[编辑]</a></p><p>' + PARAGRAPHS[2])))
    chosen = np.array([text in {*PARAGRAPHS, "[编辑]"} for text in page.block_texts()])
    assert join_body(page, chosen) == BODY


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
