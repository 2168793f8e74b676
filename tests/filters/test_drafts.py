"""Articles in hidden <textarea> elements, and what else stands in such."""

import time

import pytest

from filters.segment import parse_html
from tests.filters.articles_made import BODY, PARAGRAPHS, P, extracted, run, site

DRAFT = "<p>渡口的老桥昨日完成加固，今天起恢复通行。</p><p>镇里还将在桥头增设路灯。</p>"
SHOWN = ["渡口的老桥昨日完成加固，今天起恢复通行。", "镇里还将在桥头增设路灯。"]
KEPT = '<html><body><textarea style="display: none"{}>{}</textarea><p>河湾</p>{}</body></html>'


@pytest.mark.parametrize(
    ("draft", "is_shown"),
    [
        (("", DRAFT, ""), True),
        (("", DRAFT.replace("<", "&lt;").replace(">", "&gt;"), ""), True),
        ((' name="doc-markdown-doc"', "\n".join(SHOWN), ""), True),
        (("", DRAFT, f"<div>{DRAFT}</div>"), False),  # a copy
        (("", DRAFT.replace("昨日", "{{day}}"), ""), False),
        (("", " ".join(SHOWN), ""), False),  # for the clipboard
    ],
)
def test_what_hidden_textareas_keep_is_shown(draft: tuple[str, str, str], is_shown: bool) -> None:
    html = KEPT.format(*draft)
    assert (parse_html(html).text.split("\n")[:3] == [*SHOWN, "河湾"]) == is_shown


def test_hidden_markdown_is_the_article_and_its_copy_is_not_read_twice() -> None:
    draft = f'<textarea style="display: none" name="doc-markdown-doc">## 老桥\n\n{BODY}</textarea>'
    assert extracted(site(draft)).body == f"## 老桥\n{BODY}"
    assert extracted(site(P + draft)).body == BODY


TOLD = [*SHOWN, "桥头的石狮子还在原处，栏杆换成了新的。"]
WITHOUT_SCRIPTS = (
    "<html><head><title>渡口的老桥通行了</title></head><body>{}<noscript>{}</noscript></body></html>"
)


def test_what_noscript_has_of_a_page_that_scripts_draw_is_shown() -> None:
    told = "<h1>渡口的老桥通行了</h1>" + "".join(f"<p>{line}</p>" for line in TOLD)
    for other in (
        "<div id=app></div>",
        f"<div data-preloaded='{TOLD[0]}'></div>",
        f"<script>x = '{TOLD[2]}'</script>",
    ):
        assert parse_html(WITHOUT_SCRIPTS.format(other, told)).text.split("\n")[1:] == TOLD
    assert parse_html(WITHOUT_SCRIPTS.format(told, told)).text.split("\n")[1:] == TOLD  # a copy
    asked = "<div><h2>您的浏览器没有启用脚本</h2><p>请启用脚本后刷新页面，以便正常阅读本站内容。</p></div>"
    assert parse_html(WITHOUT_SCRIPTS.format("<p>河湾</p>", asked)).text == "河湾"


@pytest.mark.parametrize(
    "lines",
    [
        ["本站需要浏览器支持脚本才能正常浏览。", "设置的方法写在浏览器自带的帮助里。", "还有疑问，请打电话问管理员。"],
        ["首页新闻视频专题教育财经体育娱乐", "镇情概况机构设置政务公开办事服务", "专题专栏网站地图联系我们旧版入口"],
        ["全场家电五折起售，还包安装调试。", "头一单就立减一百块，现金拿走。", "数量有限，卖完了就没有了。"],
        PARAGRAPHS,  # a copy that is written otherwise
    ],
)  # fmt: skip
def test_what_noscript_has_beside_an_article_is_no_part_of_the_page(lines: list[str]) -> None:
    told = f"<noscript><div>{''.join(f'<p>{line}</p>' for line in lines)}</div></noscript>"
    article = P.replace("，", "<b>，</b>")
    for html in (site(told + article), site(article + told), site(article, head=told)):
        assert extracted(html).body == BODY
        assert parse_html(html).text.count(lines[1]) == (lines is PARAGRAPHS)


def test_a_page_that_only_asks_to_turn_scripts_on_has_no_text() -> None:
    for asked in ("您的浏览器已禁用脚本，或者版本过低，", "很抱歉，没有 JavaScript 的支持，"):
        told = f"<div><p>{asked}网站无法正常显示。</p><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[3]}</p></div>"
        assert parse_html(WITHOUT_SCRIPTS.format("<div id=app></div>", told)).text == ""
    thread = f"<h1>怎样禁用网页里的脚本</h1>{P}<p>上面是本帖的例子，{TOLD[0]}{TOLD[1]}</p>" + P
    assert BODY in parse_html(WITHOUT_SCRIPTS.format("<div id=app></div>", thread)).text


@pytest.mark.parametrize(
    "before",
    ["<noscript><img></NOSCRIPT>", "<script>x = '<noscript';</script>", "<script>x = '<noscript>'</script>"],
)
@pytest.mark.parametrize("behind", ["", "<noscript><img></noscript>"])
def test_textareas_behind_a_noscript_that_is_none_are_read(before: str, behind: str) -> None:
    html = KEPT.format("", DRAFT, "").replace("<body>", f"<body>{before}") + behind
    assert parse_html(html).text.split("\n") == [*SHOWN, "河湾"]


def test_textareas_to_write_in_stay_as_they_are() -> None:
    html = KEPT.format("", DRAFT, "").replace(' style="display: none"', "")
    assert parse_html(html).text == f"{DRAFT}\n河湾"


def test_many_textareas_take_bounded_time() -> None:
    start = time.process_time()
    parse_html("<p>" + "<textarea style=display:none>" * 200_000)
    parse_html(f"<p>{KEPT.format('', DRAFT, '') * 5000}")
    parse_html(WITHOUT_SCRIPTS.format("", f"<p>{TOLD[0]}</p><p>{TOLD[0]}</p><p>{TOLD[0]}</p>") * 5000)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("open_tag", ["<!--", "<script>", "<style>", "<title>", '<a title="', "<textarea>"])
def test_what_a_hidden_draft_leaves_open_takes_nothing_of_the_page(open_tag: str) -> None:
    draft = f"<p>一段只在草稿里有的文字，一共二十来个字。</p><p>二</p>{open_tag}"

    article = run(parse_html(site(f'<textarea style="display:none">{draft}</textarea>{P}')))

    assert article is not None
    assert article.body == BODY


def test_shadow_roots_are_shown_and_templates_in_them_are_not() -> None:
    spare = "<template><p>这一行留给脚本。</p></template>"
    root = f'<article-view><TEMPLATE shadowrootmode="open">{spare}<p>{PARAGRAPHS[1]}</p></TEMPLATE></article-view>'
    html = f"<html><body><h1>老桥</h1>{root}{spare}<p>河湾</p></template></body></html>"
    assert parse_html(html).text.split("\n") == ["老桥", PARAGRAPHS[1], "河湾"]
    many = "<template shadowrootmode=open>" * 100_000
    started = time.process_time()
    parse_html(f"<html><body>{many}<p>河湾</p></body></html>")
    assert time.process_time() - started < 3.0
