"""The contract of the filter: total, reversible, evidence that can be checked, and what it is for on a page of ours."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters import Contact, FilterResult, Label, Outcome, clean_html, clean_text
from filters.__main__ import main
from filters.cutting import PRESETS
from tests.filters.articles_made import BODY, P, site
from tests.filters.pages_made import ARTICLE, SPAM, page


def check_contract(result: FilterResult) -> None:
    """What every result must hold, whatever the input."""
    position = 0
    for verdict in result.verdicts:
        span = verdict.block.span
        assert position <= span.start < span.end
        assert not result.text[position : span.start].strip()
        assert result.text[span.start : span.end] == verdict.block.text
        assert 0 <= verdict.score <= 1
        for hit in verdict.hits:
            assert 0 <= hit.span.start < hit.span.end <= len(verdict.block.text)
        position = span.end
    assert not result.text[position:].strip()
    assert 0 <= result.score <= 1
    has_spam = any(verdict.label is Label.SPAM for verdict in result.verdicts)
    expected = {
        (False, True): Outcome.CLEAN,
        (True, True): Outcome.CLEANED,
        (True, False): Outcome.REJECTED,
        (False, False): Outcome.EMPTY,
    }
    assert result.outcome is expected[has_spam, result.article is not None]
    for line in result.article.body.split("\n") if result.article else ():
        assert line == " ".join(line.split())
        assert line


@pytest.mark.parametrize("parts", [(SPAM, ARTICLE), (ARTICLE, SPAM), (SPAM, ARTICLE, SPAM)])
def test_spam_is_cut_and_the_article_kept(parts: tuple[list[str], ...]) -> None:
    result = clean_html(page(*parts))
    check_contract(result)
    assert result.outcome is Outcome.CLEANED
    assert result.article is not None
    assert result.article.body == "\n".join(ARTICLE)
    assert result.article.title == "城南管网改造完工"
    assert result.contacts == (Contact("phone", "4000711386"),)
    cut = [verdict for verdict in result.verdicts if verdict.label is Label.SPAM]
    seen = {hit.signal for verdict in cut for hit in verdict.hits}
    assert {"phone", "region", "product", "service"} <= seen
    assert all(verdict.hits == () for verdict in result.verdicts if verdict.label is not Label.SPAM)


def test_hits_point_at_what_was_written() -> None:
    disguised = [line.replace("400-0711-386", "４００－０７１１\u200b－３８６") for line in SPAM]
    result = clean_text("\n".join(disguised + ARTICLE))
    check_contract(result)
    assert result.contacts == (Contact("phone", "4000711386"),)
    written = {
        verdict.block.text[hit.span.start : hit.span.end]
        for verdict in result.verdicts
        for hit in verdict.hits
        if hit.signal == "phone"
    }
    assert written == {"４００－０７１１\u200b－３８６"}


def test_clean_page_is_untouched() -> None:
    result = clean_html(page(ARTICLE))
    check_contract(result)
    assert result.outcome is Outcome.CLEAN
    assert result.contacts == ()
    assert result.article is not None
    assert result.article.body == "\n".join(ARTICLE)


def test_nothing_but_spam_is_rejected() -> None:
    result = clean_text("\n".join(SPAM * 2))
    check_contract(result)
    assert result.outcome is Outcome.REJECTED
    assert result.article is None


@pytest.mark.parametrize("counter", [["浏览次数：81732"], ["阅读：812 次"]])
def test_rows_of_districts_are_no_article_of_a_page_that_is_nothing_but_spam(counter: list[str]) -> None:
    rows = [
        "邯郸市邯山区、丛台区、复兴区、峰峰矿区、肥乡区、永年区、临漳县、成安县",
        "沧州市新华区、运河区、沧县、青县、东光县、海兴县、盐山县、肃宁县",
        "保定市竞秀区、莲池区、满城区、清苑区、徐水区、涞水县、阜平县、定兴县",
    ]
    html = page(SPAM[:3], counter, rows).replace("城南管网改造完工", SPAM[2])
    assert clean_html(html).outcome is Outcome.REJECTED
    for kept in (
        page(SPAM[:3], counter, rows),  # its title is its own
        page(SPAM[:3], counter, ARTICLE, rows).replace("城南管网改造完工", SPAM[2]),
    ):
        assert clean_html(kept).outcome is Outcome.CLEANED


def test_presets_cut_more_from_retain_to_recall() -> None:
    text = "\n".join(SPAM + ARTICLE)
    cut = [
        sum(len(v.block.text) for v in clean_text(text, preset=preset).verdicts if v.label is Label.SPAM)
        for preset in ("retain", "balanced", "recall")
    ]
    assert cut == sorted(cut)
    assert set(PRESETS) == {"retain", "balanced", "recall"}
    assert all(list(least[:-1]) == sorted(least[:-1]) for least in PRESETS.values())
    with pytest.raises(KeyError):
        clean_text(text, preset="all")


@pytest.mark.parametrize("bar", ["/", "丨"])
def test_the_marks_at_which_spam_was_glued_go_with_it(bar: str) -> None:
    glued = f"{ARTICLE[0]}…{SPAM[6]}{bar}{ARTICLE[1]}"
    result = clean_text("\n".join([*SPAM, glued, *ARTICLE[2:]]))
    assert result.article
    assert result.article.body.replace("\n", "") == "".join(ARTICLE)


def test_a_paragraph_into_which_a_linked_advertisement_was_put_stays_with_the_article() -> None:
    advertisement = (
        '<a href="/go?id=7">云岭壁挂炉全国售后服务电话400-0711-386，师傅30分钟上门，先修后付。</a>'
    )
    short = "堤上的柳树今年绿得早。"
    lines = [ARTICLE[0], ARTICLE[1] + advertisement + ARTICLE[2], ARTICLE[3], short + advertisement]

    result = clean_html(page(lines))

    assert result.article is not None
    assert result.article.body.replace("\n", "") == "".join((*ARTICLE, short))


def test_a_list_of_counties_is_cut_out_of_the_sentences_that_it_was_glued_to() -> None:
    drawn = "灵璧县、肃宁县、田东县、如东县、三台县、农安县、民权县、云阳县、惠安县"

    result = clean_html(page([ARTICLE[0], ARTICLE[1] + drawn + ARTICLE[2], ARTICLE[3]]))

    assert [v.block.text for v in result.verdicts if v.label is Label.SPAM] == [drawn]


@pytest.mark.parametrize(
    ("spam", "sentence"),
    [
        ("美的洗衣机全国客服统一受理", "会议听取了关于上半年国民经济运行情况的报告。"),
        (
            "史密斯热水器售后维修中心",
            "据新华社报道，来自全国各地的三百多名学者出席了昨天的开幕式。",
        ),
    ],
)
def test_an_advertisement_glued_to_a_sentence_without_a_mark_is_parted_from_it(
    spam: str, sentence: str
) -> None:
    works = "市水务局昨天发布消息，经过三个月施工，{}干流清淤工程全部完工，两岸步道将在月底前开放。"

    result = clean_text("\n".join((works.format("柳河"), spam + sentence, works.format("白河"))))

    assert [v.block.text for v in result.verdicts if v.label is Label.SPAM] == [spam]


def test_places_without_a_mark_between_them_and_a_sentence_tell_of_nothing() -> None:
    sentence = (
        "本市渝中区、江北区、南岸区、九龙坡区、沙坪坝区、大渡口区、北碚区、渝北区、巴南区以及县城为重点。"
    )

    assert clean_text("\n".join((ARTICLE[0], sentence, ARTICLE[1]))).outcome is Outcome.CLEAN


CARD = """<div id="js_profile_qrcode" style="display:none"><strong>河湾水务</strong><p><label>微信号</label><span>{}</span></p>
<p><label>功能介绍</label><span>报修热线96510，二十四小时为您服务</span></p></div>"""


@pytest.mark.parametrize("account", ["gh_3f8a27c1d0b5", "hw_shuiwu88"])
def test_an_account_that_presents_itself_above_its_article_is_no_spam(account: str) -> None:
    html = page(ARTICLE).replace("</h1>", f"</h1>{CARD.format(account)}")
    result = clean_html(html)
    assert result.outcome is Outcome.CLEAN
    assert not result.contacts
    mentions = "<style>#js_profile_qrcode{left:0}</style><script>show('js_profile_qrcode')</script></head>"
    assert clean_html(html.replace("</head>", mentions)).outcome is Outcome.CLEAN
    result = clean_html(page(SPAM, ARTICLE).replace("</h1>", f"</h1>{CARD.format(account)}"))
    assert [contact.value for contact in result.contacts] == ["4000711386"]
    # Nothing may be hidden in it at length, and nothing shown.
    assert clean_html(html.replace("</strong>", f"</strong>{'<p>'.join(SPAM)}")).contacts
    assert clean_html(html.replace('style="display:none"', "").replace(account, SPAM[0])).contacts


@pytest.mark.parametrize(
    "headline",
    ["洗衣机不脱水怎么办", "格力召回两万台空调 可拨打热线免费检测", "一季度12345热线受理群众诉求九万件"],
)
def test_headlines_that_read_like_advertisements_are_titles(headline: str) -> None:
    html = page(ARTICLE).replace("城南管网改造完工</", f"{headline}</")
    article = clean_html(html + "<div><h2>热门新闻</h2><a href=/1>另一条不相干的标题</a></div>").article
    assert article is not None
    assert article.title == headline


@pytest.mark.parametrize(
    "title", ["附近小姐全套上门服务微信", "石埠市私人侦探调查公司【正规取证】", "石埠开锁换锁师傅上门"]
)
def test_of_a_page_whose_text_is_untouched_titles_that_it_echoes_nowhere_are_judged_by_themselves(
    title: str,
) -> None:
    html = site(P, title=title).replace("<h1>老桥加固后恢复通行", f"<h1>{title}")
    result = clean_html(html)
    assert result.article and (result.article.title, result.article.body) == (None, BODY)


@pytest.mark.parametrize(
    "title",
    [
        "上门维修家电的年轻人",
        "开锁师傅的深夜",
        "管道疏通师傅的一天",
        "怎样找到靠谱的空调维修",
        "某某牌售后服务再升级",
        "石埠开锁备案名单公布",
        "二手车回收师傅讲行情",
    ],
)
def test_headlines_on_a_trade_are_titles_though_the_article_echoes_nothing_of_them(title: str) -> None:
    for name in (title, f"{title}_河湾日报"):
        article = clean_html(site(P, title=name).replace("<h1>老桥加固后恢复通行", f"<h1>{title}")).article
        assert article and (article.title, article.body) == (title, BODY)


def test_a_list_of_counties_from_all_over_the_map_is_no_title() -> None:
    drawn = "灵璧县;肃宁县;田东县;如东县;三台县;农安县;民权县;云阳县;惠安县"
    article = clean_html(page(ARTICLE).replace("城南管网改造完工", drawn)).article
    assert article is not None and article.title is None


@pytest.mark.parametrize("glued", ["【办证QQ：88331120】{}", "（加V：daikuan5186）{}"])
def test_of_a_headline_what_is_not_cut_is_the_title(glued: str) -> None:
    title = "城南老旧管网改造昨天完工 沿线两千多户居民夏天不再等水"
    html = page(ARTICLE).replace("城南管网改造完工", glued.format(title))
    article = clean_html(html).article
    assert article is not None and article.title == title


@pytest.mark.parametrize(
    "headline",
    [
        "网站快照劫持_蜘蛛池出租_QQ：33117720",
        "迪堡_智能马桶_报修_今-日-汇-总",
        "诺孚莱 | 指纹锁 | 上门开锁 | 全城联保",
    ],
)
def test_a_part_of_a_headline_that_is_spam_is_no_title(headline: str) -> None:
    html = page(ARTICLE).replace("城南管网改造完工", headline)
    article = clean_html(html).article
    assert article is not None and article.title is None


def test_a_heading_is_the_title_though_the_name_of_the_site_is_taken_over() -> None:
    html = page(ARTICLE).replace("<title>城南管网改造完工", "<title>清流入城_云岭壁挂炉售后电话400-0711-386")
    article = clean_html(html.replace("<h1>城南管网改造完工", "<h1>清流入城")).article
    assert article is not None and article.title == "清流入城"


def test_a_headline_alone_tells_of_nothing() -> None:
    headline = "空调加氟多少钱一次 行家这样说"
    html = page(ARTICLE).replace("城南管网改造完工</", f"{headline}</")
    assert clean_html(html).outcome is Outcome.CLEAN
    assert clean_html(html.replace("<h1>", "<p>").replace("</h1>", "</p>")).outcome is Outcome.CLEANED
    with_number = clean_html(html.replace("</h1>", "，请拨打400-0711-386</h1>"))
    assert [contact.value for contact in with_number.contacts] == ["4000711386"]


@pytest.mark.parametrize("tag", ["div", "h2"])
def test_a_line_that_title_and_text_repeat_alone_tells_of_nothing(tag: str) -> None:
    title = "走访：城南冰箱维修上门一次多少钱"
    text = [
        "周末，记者走访了城南三条街上的七家铺子，问的都是同一件事：上门看一次要多少钱。",
        "价目大多贴在墙上，检测费从三十元到六十元不等，换件另算，老板们说，今年铜价涨了，配件也跟着贵。",
        "“先问清楚再开门。”在巷口住了二十年的周阿姨说，去年她家的冰箱不制冷，三家给出的价钱差了一倍。",
        "市场监管部门表示，将在下月公布一份参考价目，供居民查询。",
    ]
    html = page(text).replace("h1>", f"{tag}>").replace("城南管网改造完工", title)
    assert clean_html(html).outcome is Outcome.CLEAN
    other = page(ARTICLE).replace("h1>", f"{tag}>").replace("城南管网改造完工", title)
    assert clean_html(other).outcome is Outcome.CLEANED


def test_headings_of_sections_alone_tell_of_nothing() -> None:
    days = ["Day1 成都—康定", "Day2 康定—塔公", "Day3 塔公—丹巴", "费用"]
    told = [
        "出城堵了两个小时，到康定已经天黑，街上的锅盔还热。",
        "翻过折多山，草原忽然就铺开了，风大得站不住人。",
        "住在藏寨里，老阿妈递来一碗酥油茶，咸的。",
        "油费八百，住宿九百，吃饭六百，门票几乎没有。",
    ]
    sections = "".join(f"<h2>{day}</h2><p>{text}</p>" for day, text in zip(days, told, strict=True))
    html = page([]).replace("</div>", f"{sections}</div>")
    assert clean_html(html).outcome is Outcome.CLEAN
    number = html.replace("费用", "包车400-0711-386")
    assert [contact.value for contact in clean_html(number).contacts] == ["4000711386"]


ROWS = [
    *("昆明市：盘龙区 官渡区 西山区", "徐州市：泉山区 铜山区 贾汪区", "赣州市：章贡区 南康区 信丰县"),
    *("阜阳市：颍州区 太和县 颍上县", "柳州市：鱼峰区 鹿寨县 融安县", "大连市：中山区 庄河市 甘井子区"),
    "咸阳市：秦都区 兴平市 泾阳县",
]


@pytest.mark.parametrize("label", [[], ["服务区域："]])
def test_rows_of_places_all_over_the_map_go_with_the_number_beside_them(label: list[str]) -> None:
    hotline = "云岭壁挂炉24小时售后服务电话400-0711-386全国统一报修热线"
    result = clean_html(page(ARTICLE[:3], [hotline, *label], ROWS, ARTICLE[3:]))
    assert result.article is not None
    assert result.article.body.split("\n") == ARTICLE
    # By themselves they may well be genuine.
    article = clean_html(page(ARTICLE[:3], ROWS, ARTICLE[3:])).article
    assert article is not None
    assert "泉山区" in article.body


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*SPAM, *ARTICLE, "", " ", "<", "&", "4００", "、" * 40, "\x00\ud800"]), max_size=12
    )
)
def test_any_mixture_holds_the_contract(lines: list[str]) -> None:
    check_contract(clean_text("\n".join(lines)))
    check_contract(clean_html("<br>".join(lines)))


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_total_on_any_input(data: bytes | str) -> None:
    check_contract(clean_html(data))
    if isinstance(data, str):
        check_contract(clean_text(data))


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_command_line_hands_no_control_to_the_terminal(
    form: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "page.html"
    lines = [f"{line}\x1b]0;借道\x07\x9b2J" for line in ARTICLE]
    file.write_text(f"<html><body><p>{'</p><p>'.join(lines)}</p></body></html>", encoding="utf-8")
    assert main([str(file), *form]) == 0
    out = capsys.readouterr().out
    assert "借道" in out
    assert not [
        character
        for character in out
        if (character < " " and character != "\n") or "\x7f" <= character < "\xa0"
    ]


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(SPAM, ARTICLE), encoding="utf-8")
    assert main([str(file)]) == 0
    printed = capsys.readouterr()
    assert printed.out.strip() == "\n".join(ARTICLE)
    assert "phone 4000711386" in printed.err
    assert main([str(file), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["outcome"] == "cleaned"
    assert data["contacts"] == [{"kind": "phone", "value": "4000711386"}]
    assert main([str(tmp_path / "absent.html")]) == 1
    assert "absent.html" in capsys.readouterr().err
