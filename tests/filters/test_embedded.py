"""What pages say of their articles in metadata and scripts."""

from __future__ import annotations

import json
from time import process_time
from urllib.parse import quote

import numpy as np
import pytest

from filters.article import extract
from filters.segment import parse_html
from filters.types import Article
from tests.filters.articles_made import BODY, JSON_LD, NOW, PARAGRAPHS, SHOWN, P, extracted, site


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
        (' id="RENDER_DATA" type="application/json"', quote(json.dumps({"data": STATE}))),
        (
            ' type="application/json"',
            json.dumps(
                {
                    "a": {name: STATE[name] for name in ("title", "content", "author")}
                    | {"createdAt": 1716165000}
                }
            ),
        ),
        (
            ' type="application/json"',
            json.dumps(
                {"detail": {"name" if name == "title" else name: value for name, value in STATE.items()}}
            ),
        ),
        ("", f'window.appData = JSON.parse(decodeURIComponent("{quote(json.dumps({"doc": STATE}))}"));'),
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


@pytest.mark.parametrize(
    "content",
    [
        {"contentData": {"contentList": [{"type": "text", "data": P}, {"type": "video", "data": {"id": 7}}]}},
        {"content": {"type": "html", "value": P}},
        {"paragraphs": [{"type": 1, "text": text} for text in PARAGRAPHS] + [{"type": 2, "img": "a.jpg"}]},
        {"detail": {"blocks": [f"<b>{text}</b>" for text in PARAGRAPHS]}},
    ],
)
def test_article_whose_text_scripts_hold_in_parts_or_deeper_than_its_title(
    content: dict[str, object],
) -> None:
    others = [{"title": "另一篇文章", "content": BODY * 2}, {"text": BODY * 2}]
    fields = {name: value for name, value in STATE.items() if name != "content"} | {"list": others}
    fields["newsTime"] = fields.pop("publishTime")
    state = fields | content | {"commentContents": [{"text": BODY * 2}], "contentsBeside": others[:1]}
    html = SHELL.format(title="老桥加固后恢复通行", kind="", code=f"window.__STATE__ = {json.dumps(state)}")
    page = parse_html(html)
    _, _, article = extract(page, np.zeros(len(page.blocks), np.bool_), now=NOW)
    assert article == Article("老桥加固后恢复通行", ("林小舟",), SHOWN, BODY)


@pytest.mark.parametrize(
    "content",
    [
        {"content": "求助", "replyContents": [{"content": text} for text in PARAGRAPHS]},
        {"content": "桥通了。", "contentList": [{"content": text} for text in PARAGRAPHS]},
        {"contentList": [{"author": "渡口", "content": text} for text in PARAGRAPHS]},
        {"contentList": [{"name": text[:9], "text": text} for text in PARAGRAPHS]},
        {"blocks": [{"url": "/a", "text": text} for text in PARAGRAPHS]},
        {"textConfig": {"privacy": "我们重视您的隐私，收集的信息，只用于改进服务，不会出售给第三方。" * 2}},
        {"detail": {"copyright": "本站视频，均由用户上传，版权归原作者，如需删除，请来信联系我们。" * 2}},
    ],
)
def test_answers_teasers_and_notices_that_scripts_hold_below_a_title_are_no_article(
    content: dict[str, object],
) -> None:
    state = {"title": STATE["title"]} | content
    html = SHELL.format(title="老桥加固后恢复通行", kind="", code=f"window.__STATE__ = {json.dumps(state)}")
    assert extract(parse_html(html), np.zeros(0, np.bool_), now=NOW)[2] is None


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
