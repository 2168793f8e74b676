"""What templates write around an article goes, and what only looks like it stays."""

from __future__ import annotations

import re
from time import process_time

import pytest

from filters.segment import parse_html, segment_text
from filters.types import Article
from tests.filters.articles_made import BODY, NAV, PARAGRAPHS, SHOWN, P, extracted, run, site, wide


def test_chrome_around_the_article_goes() -> None:
    tail = "<p>声明：本文仅代表作者个人观点。</p><p>阅读全文</p><p>责任编辑：</p>"
    assert extracted(site("<p>（原标题：老桥恢复通行了）</p>" + P + tail)).body == BODY


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
        "+2",
        "Share",
        "Listen Share",
        "听新闻",
        "河湾网 > 本地 > 打印版本",
        "http://hewan.example/2024/0520/c3-991.html",
        "作者：老渡口 2024-05-20",
        "作者：老渡口 2024-05-20 1.2万浏览 328收藏",
        "老渡口 · 2024年5月20日",
        "图/文 老渡口 2024-05-20",
        "文｜老渡口 2024年5月20日 08:30",
        "http://hewan.example/2024/0520/bridge/print/c3-991.html 2024-05-20 08:30 河湾日报",
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
        "目录1 老桥 2 渡口 3 石匠",
        "这是一篇发布于 312 天前的文章，其中的信息可能已经有所发展或是发生改变。",
        "本文最后更新于 99 天前，文中的信息可能已经过时。",
        "精华: 1",
        "铜币: 1032 枚",
        "注册时间: 2009-05-06",
        "博客访问：92,110",
    ],
)
def test_labels_above_the_text_go(line: str) -> None:
    assert extracted(wide(P, f"<p>{line}</p>")).body == BODY


@pytest.mark.parametrize("line", ["Share", "Like", "+12"])
def test_what_buttons_say_goes_where_it_is_on_one(line: str) -> None:
    told = f"<p>{PARAGRAPHS[0]}</p>{{}}" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    for button in (f"<p><a href=#>{line}</a></p>", f"<button>{line}</button>"):
        assert extracted(wide(told.format(button))).body == BODY
    for text in (f"<p>{line}</p>", f"<h3>{line}</h3>", f"<p><b>{line}</b></p>"):
        assert extracted(wide(told.format(text))).body.split("\n") == [PARAGRAPHS[0], line, *PARAGRAPHS[1:]]


def test_points_above_a_paragraph_stay() -> None:
    lines = ["东岸队", "+12", "西岸队", "+8", PARAGRAPHS[1]]
    html = "".join(f"<p>{line}</p>" for line in lines)
    assert extracted(wide(html, title="渡口龙舟赛得分一览")).body.split("\n") == lines


def test_what_buttons_say_stays_in_tables() -> None:
    rows = [["球队", "净胜"], ["东岸队", "+12"], ["西岸队", "+8"], ["桥头队", "+3"], ["渡口队", "+1"]]
    table = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    told = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    cells = [text for row in rows for text in row]
    assert extracted(wide(f"{told}<table>{table}</table>")).body.split("\n") == [*PARAGRAPHS, *cells]


@pytest.mark.parametrize(
    "line",
    [
        "第{}天 | 2024年5月{}日",
        "Day{} · 2024年5月{}日",
        "第{}轮｜2024年5月{}日",
        "v1.{} / 2024年5月{}日",
        "河湾{}站 / 2024年5月{}日",
        "展期{} | 2024年5月{}日",
    ],
)
def test_days_that_head_the_parts_of_an_article_are_text(line: str) -> None:
    first, second = (line.format(number, number) for number in (1, 2))
    for part in ("<h3>{}</h3>", "<p><b>{}</b></p>", "<p>{}</p>"):
        html = site(f"{part.format(first)}{P}{part.format(second)}{P}")
        assert extracted(html).body == "\n".join([first, BODY, second, BODY])
    assert extracted(site(f"{P}<p>{first}</p>{P}")).body == "\n".join([BODY, first, BODY])
    assert extracted(site(f"<p>{PARAGRAPHS[0]}</p><p>{first}</p>{P}")).body.split("\n")[1] == first


@pytest.mark.parametrize(
    "line",
    [
        "图｜老桥旧影 2019年5月20日",
        "图 老桥加固现场 2024年5月20日",
        "图/老桥通车 1958年10月1日",
        "文 老桥纪念碑碑文 2024年5月20日",
        "作者：老舍 1936年9月1日 宇宙风",
        "作者：林小舟 2024年5月20日 作于渡口镇老桥东头",
    ],
)
def test_captions_and_bylines_with_a_day_are_text(line: str) -> None:
    assert extracted(site(f"<p>{line}</p>{P}")).body == f"{line}\n{BODY}"
    html = "".join(f"<p>{text}</p>" for text in (PARAGRAPHS[0], line, *PARAGRAPHS[1:]))
    assert extracted(wide(html)).body == "\n".join([PARAGRAPHS[0], line, *PARAGRAPHS[1:]])


@pytest.mark.parametrize("line", ["https://hewan.example/bridge", "file > open > print"])
def test_addresses_and_ways_behind_the_first_sentence_stay(line: str) -> None:
    html = wide(f"<p>{PARAGRAPHS[0]}</p><p>{line}</p>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:]))
    assert extracted(html).body == "\n".join([PARAGRAPHS[0], line, *PARAGRAPHS[1:]])


@pytest.mark.parametrize(
    "line",
    [
        "凡本网注明“来源：河湾日报”的所有作品，版权均属于本网。",
        "“版权所有 河湾日报社”",
        '"版权所有" 河湾日报社',
        "如需转载，请与河湾日报联系。",
        "转载请注明出处：河湾日报",
        "关注“河湾日报”微信公众号，每天看新闻",
        "更多内容请下载河湾客户端",
        "“特别声明：以上内容由用户上传，本平台仅提供信息存储服务。”",
        "本文来自河湾日报，更多报道请下载河湾客户端",
        "上一条：镇里召开会议",
        "【纠错】",
        "举报/反馈",
        "※ 發信站: 渡口實業坊(ferry.example), 來自: 203.0.113.7",
        "CC BY-NC-ND 4.0 授權",
        "本文采用 CC BY-SA 4.0 许可协议",
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
        "本站新闻禁止未经授权转载，违者依法追究相关法律责任。",
        "我要爆料？请拨打新闻热线，或登录河湾网提供线索。",
        "点击进入专题：老桥的一百年",
        "手机用户访问 m.hewan.example 阅读更方便",
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
        "书的最后一页印着“版权所有 侵权必究”，说的就是这座桥的照片。",
        "下载量已经超过一百万次。",
        "照片都以CC BY 4.0授权，谁都可以拿去用。",
        "除了 CC BY 3.0，维基百科还使用 GFDL",
        "CC BY 4.0 与 CC BY-SA 4.0 有什么区别",
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
        "培训对你有帮助吗？",
        "这座桥是否对您的生活有所帮助？",
        "第12页：图注里的“西岸”应为“东岸”",
        "本网站使用Cookie来记住您的语言，不用时可以在浏览器里关掉。",
        "镇里禁止未经许可的车辆上桥，违者处以罚款。",
        "我想爆料，可是没有人听，石匠说。",
        "手机用户访问人数首次超过了两岸居民的总数",
        "精华：桥头的那两只石狮子",
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


def test_when_and_where_are_text_in_lines_of_their_own() -> None:
    lines = ["时间", "6月28日下午两点半", "地点", "渡口镇文化站", *PARAGRAPHS]
    told = "".join(f"<section><span>{line}</span></section>" for line in lines)
    assert extracted(site(told)).body.split("\n") == lines


@pytest.mark.parametrize("line", ["来源：河湾日报 点击：302", "老桥加固后恢复通行"])
def test_labels_and_titles_behind_the_time_of_an_event_go(line: str) -> None:
    told = ["时间：2024年5月22日14:00", "地点：渡口镇文化站"]
    article = extracted(wide("".join(f"<p>{text}</p>" for text in (*told, line)) + P))
    assert article.body == "\n".join([*told, BODY])


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


@pytest.mark.parametrize(
    "line",
    [
        "时间：三月十二日晚七点半。地点：渡口村部二楼。应到三十一人，实到二十七人。",
        "时间：2024-05-12 14:00 地点：渡口村部 参加：全体代表",
        "时间：2024年5月12日上午 主持人：老渡口",
    ],
)
def test_when_and_where_a_meeting_was_stays_above_its_minutes(line: str) -> None:
    assert extracted(site(f"<p>{line}</p>" + P)).body.startswith(line)


def test_labels_between_a_long_title_and_the_text_go() -> None:
    title = "“桥一通，孩子不用再绕路了”：渡口镇百年老桥加固后恢复通行，两岸居民点赞"
    head = "<ul><li>超大</li><li>大</li><li>标准</li></ul><span>河湾发布</span>"
    assert extracted(wide(f"<div>{P}</div>", head, title=title)).body == BODY


def test_what_a_government_page_tells_of_a_document_is_no_text() -> None:
    labels = ("索引号：HW000-2024-0051", "发布机构：镇交通站", "发布日期：2024-05-20", "文号：无")
    line = f"<div class=xx>{''.join(f'<span>{label}</span>' for label in labels)}</div>"
    text = "因老桥加固工程施工，自即日起桥面封闭，请过往行人绕行东岸的便桥。"
    html = f"<title>关于老桥封闭的通告_渡口镇</title><div class=box><div class=title>关于老桥封闭的通告</div>{line}<div id=zoom>"
    assert extracted(f"{html}<p>{text}</p><p>特此通告。</p></div></div>").body == f"{text}\n特此通告。"


def test_a_heading_of_links_in_the_midst_of_an_article_goes_with_them() -> None:
    links = "<p>【相关报道】</p><p><a href=/a/1>渡口的路灯亮了</a></p>"
    assert extracted(site(P + links + P + P)).body == "\n".join([BODY, BODY, BODY])
    told = f"<p>【相关报道】</p><p>{PARAGRAPHS[1]}</p>"
    assert extracted(site(P + told + P + P)).body.split("\n")[4] == "【相关报道】"


@pytest.mark.parametrize("label", ["推荐阅读", "延伸閱讀"])
def test_a_line_to_see_also_ends_no_article(label: str) -> None:
    line = f'<p>{label}：<a href="/n/7.html">渡口镇十年修了七座桥</a></p>'
    parts = P.splitlines(keepends=True)
    assert extracted(site("".join((*parts[:3], line, *parts[3:])))).body == BODY


def test_statement_longer_than_the_article() -> None:
    text = "受大雾影响，渡口镇轮渡今早停航，预计中午前后恢复。"
    long = "特别声明：本网登载此文出于传递信息之目的，" + "版权归原作者，真实性由其负责，" * 8
    assert extracted(wide(f"<div><p>{text}</p></div>", tail=f"<div>{long}</div>")).body == text


@pytest.mark.parametrize(
    "line",
    [
        "<p>继续阅读</p>",
        "<p>文章目录</p>",
        "<p>阅读 1.2k</p>",
        "<p>收藏 3万</p>",
        "<p>点击上方蓝字关注我们</p>",
        "<p>老渡口发布于2024-05-20</p>",
        "<p>老渡口 · 5月20日</p>",
    ],
)
def test_labels_and_counters_above_the_text_are_no_part_of_it(line: str) -> None:
    assert extracted(site(f"{line}{P}")).body == BODY


@pytest.mark.parametrize(
    "line",
    [
        "请记住本书首发域名：shu.example。手机版阅读网址：m.shu.example",
        "请收藏本站：https://shu.example。河湾书屋手机版：https://m.shu.example",
        "您收到此封邮件，是因为您订阅了“桥上每周”。退订",
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
        "5 个赞",
        "该文章对您有帮助吗？",
        "以上内容是否对您有所帮助",
        "本文著作权归作者所有，商业转载请联系作者获得授权。",
        "> 关注河湾公众号，了解老桥",
        "上一页 1 2 3 下一页 全文阅读",
        "本文为河湾号作者在河湾网上传并发布，仅代表该作者观点，不代表河湾网的立场。",
        "張貼日期：2024-05-20",
        "刊登時間：2024-05-20",
        "往期推荐</p><p><a href=/a/1>渡口的路灯亮了</a>",
        "【关于老桥的作文三篇】相关文章：</p><p><a href=/a/1>1.渡口的路灯</a> 04-12",
        "更多河湾新聞網報導</p><p><a href=/a/1>渡口的路灯亮了</a>",
        "Related to this story</p><p><a href=/a/1>渡口的路灯亮了</a>",
    ],
)
def test_notices_below_the_text_are_no_part_of_it(line: str) -> None:
    assert extracted(site(f"{P}<p>{line}</p>")).body == BODY


def test_what_a_bulletin_board_writes_around_a_post() -> None:
    head = "发信人: ferry (老渡口), 信区: Bridge\n标  题: 老桥加固后恢复通行\n发信站: 河湾BBS站 (Mon May 20 08:30:11 2024), 站内"
    lines = [text for text in PARAGRAPHS if "记者" not in text]
    post = "\n".join([head, "", *lines, "--", "※ 来源:·河湾BBS站 bbs.hewan.example·[FROM: 10.1.2.*]"])
    title = "<html><head><title>桥-老桥加固后恢复通行</title></head><body><div><a href=/>精华区</a></div>"
    for markup in (f"<pre>{post}</pre>", f"<p>{post.replace(chr(10), '<br>')}</p>"):
        article = extracted(f"{title}<div>{markup}</div></body></html>")
        assert article == Article("老桥加固后恢复通行", ("ferry",), SHOWN, "\n".join(lines))


def test_names_of_the_pages_of_an_article_are_no_part_of_it() -> None:
    pages = "<div>本文导航<ul><li>第1页：老桥的来历</li><li>第2页：加固的经过</li></ul></div>"
    assert extracted(site(pages + P)).body == BODY


def test_pages_and_days_that_are_told_of_stay() -> None:
    told = ["东岸站 | 5月20日", "西岸站 | 6月3日", "桥头站 | 6月18日"]
    html = "".join(f"<p>{line}</p>" for line in told)
    assert extracted(site(html + P)).body == "\n".join([*told, BODY])
    pages = ["第1页：封面与课题", "第2页：石匠的故事，放一段录像"]
    html = "".join(f"<p>{line}</p>" for line in [PARAGRAPHS[0], *pages, *PARAGRAPHS[1:]])
    assert extracted(site(html)).body == "\n".join([PARAGRAPHS[0], *pages, *PARAGRAPHS[1:]])
    lines = ["第1页：门后的伞", PARAGRAPHS[1], "第2页：雨来了", *PARAGRAPHS[2:]]
    assert extracted(site("".join(f"<p>{line}</p>" for line in lines))).body == "\n".join(lines)
    assert extracted(site(f"<p>第1页：门后的伞</p>{P}<p>第2页：雨来了</p>")).body.startswith("第1页")
    assert extracted(site(f"<p>第1页：门后的伞</p>{P}<p><a href=2>第2页：雨来了</a></p>")).body == BODY
    assert extracted(site(f"<p>加固工程验收于5月18日</p>{P}")).body == f"加固工程验收于5月18日\n{BODY}"
    assert extracted(site(f"<p>修桥的公告发布于5月18日</p>{P}")).body == f"修桥的公告发布于5月18日\n{BODY}"


def test_linked_names_of_pages_take_time_in_proportion_to_their_number() -> None:
    html = site("<p>第1页：<a href=/1>封面</a></p>" * 8000 + P)
    start = process_time()
    assert extracted(html).body == BODY
    assert process_time() - start < 4  # 12 s where each looked for the next among all of them


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("第一天 从东岸出发", "2024年5月1日"),
        ("渡口镇镇长 林小舟", "2024年5月20日"),
        ("尊敬的各位居民", "时间：2024-05-20"),
        ("石桥全景", "来源：《渡口镇志》"),
    ],
)
def test_lines_above_a_day_are_text_where_a_heading_is_the_title(line: str, when: str) -> None:
    assert extracted(site(f"<p>{line}</p><p>{when}</p>{P}")).body.startswith(f"{line}\n")
    assert extracted(site(f"<h4>{line}</h4><p>{when}</p>{P}")).body.startswith(f"{line}\n")
    assert extracted(site(f"<p class=byline>{line}</p><p>{when}</p>{P}")).body == BODY
    days = f"<h4>{line}</h4><p>{when}</p>{P}<h4>第二天 在渡口</h4>{P}"
    assert extracted(f"<title>河湾游记</title><div>{days}</div>").body.startswith(f"{line}\n")


def test_the_last_verse_above_a_day_stays() -> None:
    verses = ["雨落在瓦上", "灯熄在窗下", "我想起旧年", "你站在渡口"]
    html = f"<title>雨夜</title><h1>雨夜</h1><p>{'<br>'.join(verses)}</p><p>2024年5月20日</p><p>{PARAGRAPHS[1]}</p>"
    assert extracted(html).body.split("\n") == [*verses, PARAGRAPHS[1]]


@pytest.mark.parametrize("tag", ["h2", "h3"])
def test_the_first_of_several_sections_may_begin_as_the_title_does(tag: str) -> None:
    heads = ["老桥", "渡口", "路灯", "长椅"]
    html = "".join(
        f"<{tag}>{head}</{tag}><p>{text}</p>" for head, text in zip(heads, PARAGRAPHS, strict=True)
    )
    assert extracted(site(html)).body.split("\n")[::2] == heads


def test_links_to_edit_a_section_are_no_part_of_its_heading() -> None:
    links = (
        "<a>编辑</a>",
        "<span><a>播报</a><a>编辑</a></span>",
        "<a>编辑本段</a> | <a>回目录</a>",
        " | <a>编辑</a>",
        "<a>#</a>",
    )
    for link in (*links, "[<a>编辑</a>]", "<span> [</span><a>編輯</a><span>]</span>"):
        assert extracted(site(P + f"<h2>桥头的变化{link}</h2>{P}")).body == f"{BODY}\n桥头的变化\n{BODY}"


@pytest.mark.parametrize(
    "link", ["[<a>编辑</a>]", "<a>¶</a>", "<a>编辑</a>", " <a>#</a>", "<span><a>播报</a><a>编辑</a></span>"]
)
def test_headings_keep_words_that_read_like_links_to_edit_them(link: str) -> None:
    for heading in (
        "基因编辑",
        "天气播报",
        "用好C#",
        "一位读者谈谈<a href=/e>责任编辑</a>",
        "欢迎参与话题<a href=/t>#老桥往事#</a>",
    ):
        shown = re.sub("<[^>]*>", "", heading)
        assert extracted(site(f"{P}<h2>{heading}{link}</h2>{P}")).body == f"{BODY}\n{shown}\n{BODY}"


@pytest.mark.parametrize("name", ["footnotes", "foot-note", "post-footnotes"])
def test_footnotes_are_text(name: str) -> None:
    notes = ["《河湾县志》卷三，桥梁。", "东岸档案馆，1972年第14卷，第九页。"]
    back = '<a href="#r1">↩︎</a>'
    rows = "".join(f"<li>{note} {back}</li>" for note in notes)
    html = site(f'{P}<section class="{name}"><hr><ol>{rows}</ol></section>')
    assert extracted(html).body == "\n".join([BODY, *notes])
    foot = "<p>本网站内容，均由网友提供，如需删除请联系我们。</p><p>河湾日报社，邮编：100000。</p>"
    assert extracted(wide(P, tail=f"<div class={name}>{foot}</div>")).body == BODY


def test_short_headings_that_begin_the_title_are_no_text() -> None:
    told = "<p>桥梁工程师，1974年生，住在渡口镇，修过十一座桥。</p><h4>他的桥</h4><p>第一座在东岸，最后一座在西岸。</p>"
    html = f"<title>林小舟-河湾大学</title><ul>{NAV}</ul><div><img><h3>林小舟</h3>{told}</div>"
    article = extracted(html)
    assert article.title == "林小舟"
    assert article.body.split("\n")[0] == "桥梁工程师，1974年生，住在渡口镇，修过十一座桥。"
    assert "他的桥" in article.body


def test_what_a_site_says_of_cookies_is_no_text() -> None:
    notice = "<div>本網站使用 Cookie 以提升您的瀏覽體驗，繼續瀏覽即表示您同意。<button>同意</button></div>"
    html = f"<title>老桥</title>{notice}<main><h1>老桥</h1><p>2024/05/20</p><div>{P}</div></main>"
    assert extracted(html).body == BODY


def test_labels_of_a_widget_cut_off_by_spam_are_not_the_article() -> None:
    labels = ["全国报修", "服务流程", "拨打电话", "线上联系", "安排师傅", "快速响应"]
    junk = [f"某某牌热水器全国统一服务热线第{n}条" for n in range(5)]
    long = [f"{n}、{text}" for n in range(12) for text in PARAGRAPHS]
    for text, expected in ((long, long), (PARAGRAPHS, [*labels, *PARAGRAPHS])):  # else too much is at stake
        article = run(segment_text("\n".join([*labels, *junk, *text])), list(range(6, 11)))
        assert article is not None
        assert article.body.split("\n") == expected


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
    "line",
    [
        "你收到这封邮件的时候，也许因为时差，我已经在桥上了。",
        "您收到此封邮件，是因为您的祖父在1958年订过这份报纸。",
        "请收藏本书，它写的是老桥",
        "※ 来源：河湾县志卷三",
        "※ 修改：增补桥碑全文",
        "--",
    ],
)
def test_lines_that_begin_as_notices_of_mails_and_boards_do_are_text(line: str) -> None:
    assert extracted(site(f"{P}<p>{line}</p>")).body == f"{BODY}\n{line}"
    verses = ["河水向东流去", "老桥没有跟着走", "石狮子数着船", "数到第一百条"]
    poem = [*verses, line, *(verse[::-1] for verse in verses)]
    assert extracted(site(f"{P}<p>{'<br>'.join(poem)}</p>")).body == "\n".join([BODY, *poem])


def test_a_list_of_books_without_links_is_text() -> None:
    lines = ["【老桥】相关文章", "林小舟：《河湾桥考》，2012年。", "何晓：《渡口旧事》，2019年。"]
    assert extracted(site(P + "".join(f"<p>{line}</p>" for line in lines))).body == "\n".join([BODY, *lines])


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


def test_lines_that_begin_with_a_date_are_text() -> None:
    first = "2024年5月20日起，老桥恢复双向通行，货车仍需绕行。"
    assert extracted(site(f"<p>{first}</p>" + P)).body == f"{first}\n{BODY}"


@pytest.mark.parametrize(
    "line", ["生于｜1974年5月20日", "开馆 | 2024年5月20日", "首演｜1958年10月1日", "渡口站 / 2024年5月20日"]
)
def test_what_began_on_a_day_is_text_in_a_line_of_its_own(line: str) -> None:
    assert extracted(wide(f"<p>{line}</p>{P}")).body == f"{line}\n{BODY}"


def test_short_posts_above_their_times_are_no_titles() -> None:
    posts = [
        ("今天去看了老桥！", "2024-05-20 08:30"),
        ("河水涨了，桥墩都看不见了", "2024-05-19 21:10"),
        ("早安，渡口镇！", "2024-05-18 07:00"),
    ]
    html = "".join(f"<p>{text}</p><p>{when}</p>" for text, when in posts)
    page = f"<html><head><title>老渡口的动态 - 河湾网</title></head><body><div class=feed>{html}</div></body></html>"
    assert {text for text, _ in posts} <= set(extracted(page).body.split("\n"))
