"""What blocks show by themselves and beside others: tables, links, posts."""

from __future__ import annotations

import re

import pytest

from filters.segment import parse_html
from tests.filters.articles_made import BODY, JSON_LD, PARAGRAPHS, P, extracted, run, site, wide


@pytest.mark.parametrize("cell", ["<td>{}</td>", "<td><p>{}</p></td>"])
def test_labels_that_head_a_table_of_data_stay(cell: str) -> None:
    rows = [["日期", "时间", "总馆"], ["7月8日", "8:00", "开放"], ["7月9日", "9:00", "闭馆"]]
    table = "".join(f"<tr>{''.join(cell.format(text) for text in row)}</tr>" for row in rows)
    lines = [text for row in rows for text in row]
    assert extracted(site(f"{P}<table>{table}</table>")).body.split("\n") == [*PARAGRAPHS, *lines]


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


@pytest.mark.parametrize("part", ["<section>{}</section>", "<li>{}</li>", "<blockquote>{}</blockquote>"])
def test_parts_of_the_first_post_of_a_thread_are_no_posts(part: str) -> None:
    parts = "".join(part.format(f"<p>{text}</p><p>{text[::-1]}</p>") for text in PARAGRAPHS[1:])
    post = f"<p>{PARAGRAPHS[0]}</p><div>{parts}</div>"
    mark = 'itemscope itemtype="https://schema.org/DiscussionForumPosting"'
    html = f"<h1>老桥加固后恢复通行</h1><div {mark}><div itemprop=text>{post}</div></div>"
    body = extracted(f"<title>老桥加固后恢复通行</title><body>{html}</body>").body
    assert body == "\n".join(
        [PARAGRAPHS[0], *(line for text in PARAGRAPHS[1:] for line in (text, text[::-1]))]
    )


@pytest.mark.parametrize("when", ["2024-05-20 09:{}1", "{} 小时前"])
def test_posts_of_others_on_a_page_that_calls_itself_a_thread(when: str) -> None:
    posts = "".join(
        f"<div class=cell><a href=/u/{number}>渡口{number}号</a> <i>{when.format(number)}</i><div><p>{text}</p></div></div>"
        for number, text in enumerate(PARAGRAPHS[1:], 1)
    )
    kind = '{"@type": ["DiscussionForumPosting"]}'
    html = f"<title>老桥加固后恢复通行</title>{{}}<body><h1>老桥加固后恢复通行</h1><div>{posts}</div></body>"
    for page in (
        *(
            html.format(JSON_LD.format(said))
            for said in (kind, f'{{"@graph": [{kind}]}}', f'{{"mainEntity": {kind}}}')
        ),
        html.format("").replace(
            "<body", '<body itemscope itemtype="https://schema.org/DiscussionForumPosting"'
        ),
    ):
        assert extracted(page).body == PARAGRAPHS[1]
    # not where only something on the page is called so, nor where all posts are of one
    comments = JSON_LD.format(f'{{"@type": "LiveBlogPosting", "comment": [{kind}]}}')
    for page in (
        html.format(""),
        html.format(comments),
        html.format(f"<script>var kinds = {kind}</script>"),
        html.format('<meta name=kind content="DiscussionForumPosting">'),
        html.format("").replace("<div>", "<p itemtype=DiscussionForumPosting>评论</p><div>", 1),
        re.sub("渡口.号", "老渡口", html.format(JSON_LD.format(kind))),
    ):
        assert set(PARAGRAPHS[1:]) <= set(extracted(page).body.split("\n"))


@pytest.mark.parametrize(
    "part",
    [
        "<p>2024-05-10 0{}:30</p><p>{}</p>",
        "<h3>第{0}天</h3><p>2024-05-10 0{0}:30</p><p>{1}</p>",
        "<h3>石料运到{0}</h3><span>{0} 小时前</span><p>{1}</p>",
        "<p>{1}</p><p>2024-05-20 0{0}:30 来自 <a href=/app>iPhone {0}</a></p>",
        "<p>问：第{0}次勘察是什么时候？</p><p>2024-05-10 0{0}:30</p><p>{1}</p>",
    ],
)
def test_what_the_author_of_a_thread_timed_is_no_post_of_others(part: str) -> None:
    parts = "".join(f"<div class=day>{part.format(n, text)}</div>" for n, text in enumerate(PARAGRAPHS))
    marked = JSON_LD.format('{"@type": "DiscussionForumPosting"}')
    html = f"<title>老桥三日行</title>{marked}<body><h1>老桥三日行</h1><div>{parts}</div></body>"
    assert set(PARAGRAPHS) <= set(extracted(html).body.split("\n"))


@pytest.mark.parametrize("answers", [1, 2, 5])
def test_short_posts_under_the_names_of_members_are_no_teasers(answers: int) -> None:
    said = [
        "昨天去南门菜场转了一圈，青菜又涨了五毛。<br>摊主说是前两天下雨，路上不好走。<br>我看下周就能降下来，大家别急着囤。",
        "楼下修车铺的师傅手艺真不错，补胎只要十块。<br>他那儿还能配钥匙，就是周日不开门。",
        "保安大叔人很好，还给孩子们讲故事。<br>孩子放学没人接的，可以先在传达室等着。",
    ]
    posts = "".join(
        f'<table id="pid{each}"><tr><td><a href="home.php?mod=space&uid={each}">网友{each}</a></td>'
        f'<td class="t_f" id="postmessage_{each}">{said[min(each, 1 + each % 2)]}</td></tr></table>'
        for each in range(answers + 1)
    )
    page = parse_html(
        f"<html><head><title>说说最近的菜价 - 茶余论坛</title></head><body><h1>说说最近的菜价</h1>{posts}</body></html>"
    )
    article = run(page)
    assert article is not None
    assert article.body == said[0].replace("<br>", "\n")


def test_numbered_links_that_something_is_told_of_stay() -> None:
    items = [("借一件展品回家", "排队的人已经到了明年三月。"), ("机械臂织毛衣", "织一件要三天，从不漏针。")]
    linked = "".join(
        f"<p>{number}、<a href=/{number}>{name}</a></p><p>{told}</p>"
        for number, (name, told) in enumerate(items, 1)
    )
    told = [line for number, item in enumerate(items, 1) for line in (f"{number}、{item[0]}", item[1])]
    assert extracted(site(P + linked)).body == "\n".join([*PARAGRAPHS, *told])


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


def test_names_that_link_to_pages_of_their_own_stay_in_tables_of_data() -> None:
    teams = [("东岸队", "12"), ("西岸队", "9"), ("桥头队", "7"), ("渡口队", "4"), ("镇中队", "1")]
    rows = "".join(f"<tr><td><a href=/{name}>{name}</a></td><td>{points}</td></tr>" for name, points in teams)
    html = site(f"{P}<table>{rows}</table><p>{PARAGRAPHS[1]}</p>")
    cells = [cell for team in teams for cell in team]
    assert extracted(html).body == "\n".join([*PARAGRAPHS, *cells, PARAGRAPHS[1]])
    headed = html.replace("<table>", "<table><tr><th>球队</th><th>积分</th></tr>")
    assert extracted(headed).body == "\n".join([*PARAGRAPHS, "球队", "积分", *cells, PARAGRAPHS[1]])
    menu = "".join(f"<tr><td><a href=/{name}>{name}</a></td></tr>" for name, _ in teams * 2)
    assert (
        extracted(site(f"{P}<table>{menu}</table><p>{PARAGRAPHS[1]}</p>")).body == f"{BODY}\n{PARAGRAPHS[1]}"
    )


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


def test_a_short_korean_article() -> None:
    text = "오래된 돌다리가 어제 보강 공사를 마쳤다.\n오늘부터 다시 건널 수 있다."
    assert (
        extracted(f"<title>돌다리</title><h1>돌다리</h1><div>{text.replace(chr(10), '<br>')}</div>").body
        == text
    )


@pytest.mark.parametrize(
    "part",
    [
        '<div id="floor{0}"><h3>{0}楼 展厅</h3><p>{1}</p></div>',
        '<section id="post-{0}"><h3>第{0}部分</h3><p>老渡口发表于《渡口》</p><p>{1}</p></section>',
        '<div id="post_{0}"><p>楼主 发表于 2024-05-20 0{0}:30</p><p>{1}</p></div>',
        '<div id="pid{0}"><p>{0}:30 老渡口发表于桥头</p><p>{1}</p></div>',
        '<article id="post-{0}" class="post"><h2>第{0}天</h2><p>发表于 2024-05-2{0}</p><p>{1}</p></article>',
        '<div id="post-{0}" class="hentry"><h2>第{0}天</h2><p>发表于 2024-05-2{0}</p><p>{1}</p></div>',
    ],
)
def test_two_numbered_parts_of_an_article_are_no_posts(part: str) -> None:
    html = f"<p>{PARAGRAPHS[0]}</p>" + "".join(
        part.format(number, text) for number, text in enumerate(PARAGRAPHS[1:3], 1)
    )
    body = extracted(site(f"<div>{html}</div>")).body
    assert PARAGRAPHS[1] in body and PARAGRAPHS[2] in body


@pytest.mark.parametrize("office", ["市府回覆", "水利局回覆", "教育處回复", "公所回覆"])
def test_answers_of_an_office_are_no_posts(office: str) -> None:
    told = [
        "橋面預計六月再封三天，夜間施工。",
        "橋頭的路燈由公所維護，年底前換新。",
        "長椅共十二張，下月起分批安裝。",
    ]
    parts = "".join(
        f"<div><p>市民{number}問：這件事什麼時候辦？</p><p>{office}：{text}</p></div>"
        for number, text in enumerate(told, 1)
    )
    body = extracted(site(f"<p>{PARAGRAPHS[0]}</p>{parts}")).body
    for text in told:
        assert text in body


@pytest.mark.parametrize(
    "who",
    ['<a href="space-uid-{0}.html">渡口{0}号</a>', '<a href="/u/{0}">渡口{0}号</a>', "<b>{0}#</b> 渡口{0}号"],
)
def test_the_only_answer_is_known_by_who_posted(who: str) -> None:
    posts = "".join(
        f'<div id="post_{number}"><p>{who.format(number)}</p><p>发表于 2024-05-20 0{number}:30</p><p>{text}</p></div>'
        for number, text in enumerate(PARAGRAPHS[1:3], 1)
    )
    body = extracted(f"<title>老桥加固后恢复通行</title><h1>老桥加固后恢复通行</h1><div>{posts}</div>").body
    assert PARAGRAPHS[1] in body and PARAGRAPHS[2] not in body


@pytest.mark.parametrize("when", ["2024-05-21 12:06", "3小时前"])
def test_timed_records_under_a_heading_of_comments_are_no_text(when: str) -> None:
    replies = ["这座桥我小时候天天走，那时候桥面上还没有栏杆。", "修得好，就是路灯还少了两盏，晚上看不清。"]
    records = "".join(
        f"<div class=c><span>渡口人{when}</span><p>{text}</p></div>" for text in [*replies, *replies]
    )
    assert extracted(wide(f"<div>{P}</div><h4>评论</h4>{records}")).body == BODY
    # of an article on such, without hours
    article = extracted(wide(f"{P}<h4>评论</h4>{records.replace(when, '')}"))
    assert all(text in article.body for text in replies)


def test_posts_below_a_line_that_reads_like_a_heading_of_comments_are_the_thread() -> None:
    posts = "".join(
        f"<div class=c><span><a href=/u/{n}>渡口人{n}</a> 2024-05-21 12:0{n}</span><p>{text}</p></div>"
        for n, text in enumerate(PARAGRAPHS)
    )
    html = f"<title>老桥加固后恢复通行</title><h1>老桥加固后恢复通行</h1><p>评论</p><div>{posts}</div>"
    assert PARAGRAPHS[0] in extracted(html).body
