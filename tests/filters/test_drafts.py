"""Articles in hidden <textarea> elements, and what else stands in such."""

import time

import pytest

from filters.segment import parse_html
from tests.filters.articles_made import BODY, P, run, site

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
