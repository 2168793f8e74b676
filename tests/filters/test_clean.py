"""The contract of the filter: total, reversible, evidence that can be checked, and what it is for on a page of ours."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters import Contact, FilterResult, Label, Outcome, clean_html, clean_text
from filters.__main__ import main
from filters.clean import (
    PRESETS,
    Thresholds,
    anchored,
    clean_page,
    decide,
    judge,
    pool,
    with_ends,
    with_last_places,
    with_numbers,
    within_reach,
)
from filters.joints import log_odds
from filters.known import NOTHING_KNOWN, Known
from filters.labeller import Model, load_model
from filters.segment import segment_text
from filters.sight import look
from filters.signals import CONTACTS
from filters.units import Units, split_units
from filters.wording import suspect

SPAM = [
    "400服务电话:400-0711-386(点击咨询)",
    "云岭壁挂炉维修上门服务24小时热线",
    "云岭壁挂炉全国售后服务电话(1)400-0711-386(点击咨询)(2)400-0711-386(点击咨询)",
    "云岭壁挂炉售后维修电话全国服务区域:",
    "宿州市泗县、吕梁市临县、大理州漾濞县、商丘市民权县、长春市农安县、广西百色市田东县、南通市如东县",
    "重庆市云阳县、赤峰市敖汉旗、绵阳市三台县、张家口市蔚县、泉州市惠安县、汉中市勉县、毕节市织金县",
    "云岭壁挂炉客服热线400-0711-386",
]
ARTICLE = [
    "本报讯 记者从市水务局获悉，城南老旧管网改造工程昨天完工，沿线两千多户居民的水压问题得到解决。",
    "这条管线铺设于上世纪八十年代，接口老化，夏天用水高峰时，六楼以上的住户常常接不到水。",
    "“以前洗个澡要等到半夜，现在一拧开水就很足。”家住槐树巷的周阿姨说，施工队白天干活、晚上回填，没有影响出行。",
    "水务局有关负责人表示，明年还将改造城北的三条支线，计划在汛期之前全部完成。",
]


def page(*parts: list[str]) -> str:
    body = "".join(f"<p>{line}</p>\n" for part in parts for line in part)
    title = "城南管网改造完工"
    return (
        f"<html><head><title>{title}</title></head>"
        f"<body><div class='content'><h1>{title}</h1>{body}</div></body></html>"
    )


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


def spans(
    chances: list[float],
    blocks: list[int] | None = None,
    paragraph: int | None = None,
    length: int | list[int] = 9,
) -> str:
    """The verdicts as a string of s and dots; without ``blocks`` each unit is one, and all but ``paragraph`` are lines."""
    block = np.array(range(len(chances)) if blocks is None else blocks, np.int32)
    least = Thresholds(0.2, 0.3, 0.5, 0.8, 0.85, 80)
    lengths = np.full(len(block), length) if isinstance(length, int) else np.array(length)
    cut = anchored(np.array(chances), block, block != paragraph, lengths, least)
    return "".join("s" if spam else "." for spam in cut)


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


def test_a_possible_paragraph_goes_amid_much_that_is_cut() -> None:
    around = [0.96, 0.96]
    assert spans([*around, 0.11, *around], paragraph=2, length=60) == "sssss"
    assert spans([*around, 0.09, *around], paragraph=2, length=60) == "ss.ss"
    assert spans([*around, 0.25, *around], paragraph=2, length=20) == "ss.ss"
    assert spans([*around, 0.25, 0.96], paragraph=2, length=60) == "ss.s"
    # Amid very much in one paragraph, what is not ruled out; between paragraphs genuine ones may stand.
    assert spans([*around, 0.02, *around], [0] * 5, paragraph=0, length=110) == "sssss"
    assert spans([*around, 0.005, *around], [0] * 5, paragraph=0, length=110) == "ss.ss"
    assert spans([*around, 0.02, *around], [0] * 5, paragraph=0, length=90) == "ss.ss"
    # One of the runs is rather that of another paragraph.
    assert spans([0.96, 0.96, 0.02, 0.96], [0, 1, 1, 1], paragraph=1, length=210) == "sss" + "s"
    assert spans([0.96, 0.96, 0.02, 0.96], [0, 1, 1, 1], paragraph=1, length=190) == "ss.s"
    for blocks in ([0, 0, 1, 2, 2], [0, 0, 1, 1, 1], [0, 1, 1, 1, 2]):
        assert spans([*around, 0.05, *around], blocks, paragraph=1, length=110) == "ss.ss"
    # Pieces of spam between sentences are not much.
    assert (
        spans([*around, 0.16, 0.96, 0.16, *around], [0, 0, 1, 1, 1, 2, 2], paragraph=1, length=60)
        == "ss.s.ss"
    )
    assert spans([*around, 0.02, 0.96, 0.02, *around], [0] * 7, paragraph=0, length=110) == "ss.s.ss"
    # What is surely genuine parts them.
    assert spans([*around, 0.25, 0.09, *around], [0, 1, 2, 2, 3, 4], paragraph=2, length=60) == "ss..ss"


def test_a_block_goes_whole_if_all_of_it_is_likely() -> None:
    least = Thresholds(0.2, 0.7, 0.75, 0.8, 0.85, 80)

    def cut(chances: list[float], block: list[int]) -> list[bool]:
        paragraphs = np.zeros(len(chances), np.bool_)
        length = np.full(len(chances), 9)
        return anchored(np.array(chances), np.array(block, np.int32), paragraphs, length, least).tolist()

    assert cut([0.65, 0.85, 0.7], [0, 0, 0]) == [True, True, True]
    assert cut([0.65, 0.85, 0.6], [0, 0, 0]) == [False, True, False]
    assert cut([0.65, 0.78, 0.7], [0, 0, 0]) == [False, False, False]  # with nothing sure none goes
    # Only the block itself counts.
    assert cut([0.65, 0.85, 0.7, 0.7, 0.3], [0, 0, 1, 1, 2]) == [True, True, False, False, False]


def test_a_scrap_goes_with_the_block_that_is_cut_but_for_it() -> None:
    assert spans([0.4, 0.96], [0, 0], paragraph=0, length=[3, 40]) == "ss"
    assert spans([0.96, 0.4], [0, 0], paragraph=0, length=[40, 6]) == "ss"
    assert spans([0.1, 0.96], [0, 0], paragraph=0, length=[3, 40]) == ".s"  # rather genuine
    assert spans([0.4, 0.96], [0, 0], paragraph=0, length=[9, 80]) == ".s"  # more than a scrap
    assert spans([0.4, 0.96], [0, 0], paragraph=0, length=[6, 20]) == ".s"  # too much of the block
    assert spans([0.4, 0.96], [0, 1], paragraph=0, length=[3, 40]) == ".s"  # a block of its own


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


def test_several_models_are_pooled_by_their_odds() -> None:
    one, other = np.array([0.9, 0.5, 1.0, 0.2]), np.array([0.5, 0.5, 0.5, 0.8])
    got = pool([one, other])
    assert got[:2] == pytest.approx([0.75, 0.5])  # odds of 9 and 1 give 3
    assert 0.99 < got[2] < 1.0  # one that is certain does not settle it alone
    assert got[3] == pytest.approx(0.5)
    assert pool([one]) == pytest.approx(one, abs=1e-5)


def test_a_page_is_asked_about_only_as_far_as_there_is_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    one = load_model()
    model = replace(one, peers=(replace(one), replace(one)))
    page = segment_text("\n".join(("会长办公室电话：0571-87654321。", *ARTICLE)))
    known = Known(blocked=frozenset([Contact("phone", "057187654321")]))
    alone = Model.alone

    def asked(guess: float, odds: float, known: Known = NOTHING_KNOWN) -> list[int]:
        """Which models are asked about units in context, if these are the chances of each by itself and the odds in context."""
        found = []

        def score(self: Model, own: Any, *rest: Any) -> Any:
            found.append([id(each) for each in (model, *model.peers)].index(id(self)))
            return np.full(len(rest[-1]), odds)

        monkeypatch.setattr(Model, "score", score)
        monkeypatch.setattr(
            Model, "alone", lambda self, *seen: (alone(self, *seen)[0], np.full(len(seen[0]), guess))
        )
        clean_page(page, model=model, known=known)
        return found

    assert asked(0.14, 0.0) == []  # nothing on the page is worth asking about
    assert not clean_page(page, model=model).needs_review
    assert asked(0.14, 9.0, known) == [0]
    assert asked(0.5, -9.0) == [0]
    assert asked(0.5, 9.0) == [0]
    assert asked(0.5, -1.0) == [0]  # in doubt, but nothing on the page is likely
    assert asked(0.5, 1.0) == [0, 1, 2]


@pytest.mark.parametrize(
    ("line", "chance", "lines", "cut"),
    [
        ("诚信为本，服务到家。", 0.86, 1, False),  # a page needs something very likely
        ("诚信为本，服务到家。", 0.88, 1, True),
        ("诚信为本，服务到家：0571-87651234。", 0.86, 9, False),
        ("诚信为本，服务到家：0571-87651234。", 0.88, 9, True),
        ("诚信为本，服务到家：400-700-1234。", 0.59, 1, False),  # a number of a hotline tells sooner
        ("诚信为本，服务到家：400-700-1234。", 0.61, 1, True),
        ("诚信为本，服务到家：4'0'0'7'0'0'1'2'3'4。", 0.86, 1, False),
        ("肃宁县、鄂城区、都兰县、博罗县、武安市、泗阳县。", 0.86, 1, False),
        ("肃宁县、鄂城区、都兰县、博罗县、武安市、泗阳县。", 0.88, 1, True),
    ],
)
def test_what_a_page_must_tell(
    monkeypatch: pytest.MonkeyPatch, line: str, chance: float, lines: int, cut: bool
) -> None:
    page = segment_text("\n".join((*[line] * lines, *ARTICLE)))

    def judge(sight: Any, *rest: Any) -> Any:
        units = split_units(sight, np.arange(0, len(sight.page.text), 9))
        return units, np.where(units.block < lines, chance, 0.01)

    monkeypatch.setattr("filters.clean.judge", judge)
    sight = look(page)
    suspicion = suspect(sight, load_model().ngrams)
    assert suspicion
    _, _, found = decide(sight, suspicion, PRESETS["retain"])
    assert found.any() == cut


def test_what_has_no_word_in_it_tells_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(sight: Any, *rest: Any) -> Any:
        block = np.arange(len(sight.page.blocks), dtype=np.int32)
        units = Units(sight.page.blocks.start, sight.page.blocks.end, block)
        return units, np.where(block == 1, 0.999, 0.01)

    monkeypatch.setattr("filters.clean.judge", judge)
    for line, cut in (("\xad\xad", False), ("2023/1 ②", False), ("锁", False), ("开锁", True), ("VX", True)):
        sight = look(segment_text("\n".join(("联系电话：0571-87654321", line, *ARTICLE))))
        suspicion = suspect(sight, load_model().ngrams)
        assert suspicion
        _, chances, found = decide(sight, suspicion, PRESETS["retain"])
        assert found.any() == cut
        assert (chances[1] == PRESETS["retain"].line) == (line == "\xad\xad")


def test_a_run_needs_an_anchor() -> None:
    chances = [0.9, 0.4, 0.1, 0.5, 0.96, 0.31, 0.19, 0.5]
    assert spans(chances) == "ss.sss.."
    assert spans(chances[1:]) == "..sss.."


def test_a_line_goes_that_stands_where_every_other_line_does() -> None:
    assert spans([0.96, 0.0, 0.15, 0.0, 0.96]) == "s.s.s"
    assert spans([0.96, 0.0, 0.05, 0.0, 0.96]) == "s...s"
    assert spans([0.96, 0.0, 0.15, 0.0, 0.0, 0.96]) == "s....s"
    assert spans([0.96, 0.0, 0.15, 0.0, 0.96], paragraph=2) == "s...s"
    assert spans([0.15, 0.0, 0.96, 0.0, 0.96]) == "..s.s"


def test_far_from_anything_certain_an_article_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "诚信为本，服务到家。"
    page = segment_text("\n".join((f"{line}400-700-1234", *[line] * 20, *ARTICLE)))
    surest = 0.999

    def judge(sight: Any, *rest: Any) -> Any:
        units = split_units(sight, np.arange(0, len(sight.page.text), 9))
        return units, np.where(units.block == 0, surest, np.where(units.block <= 20, 0.85, 0.01))

    monkeypatch.setattr("filters.clean.judge", judge)
    sight = look(page)
    suspicion = suspect(sight, load_model().ngrams)
    assert suspicion

    def cut(preset: str) -> int:
        units, _, found = decide(sight, suspicion, PRESETS[preset])
        return int(units.block[found].max())

    assert cut("retain") == 9  # lines of ten characters that begin within 80
    assert cut("recall") == 20
    surest = 0.94  # where nothing is surer, .85 is near enough to it
    assert cut("retain") == 20


def test_blocks_of_counties_drawn_by_lot_are_likelier_spam(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "灵璧县、肃宁县、田东县、如东县、三台县、农安县、民权县、云阳县、惠安县"
    sight = look(segment_text("\n".join((*ARTICLE[:2], rows, *ARTICLE[2:]))))
    suspicion = suspect(sight, load_model().ngrams)
    assert suspicion
    units, chances = judge(sight, suspicion)
    nowhere = np.zeros(0, np.int32)
    monkeypatch.setattr("filters.clean.scattered_places", lambda _: nowhere)
    monkeypatch.setattr("filters.clean.scattered_lists", lambda _: (nowhere, nowhere))
    _, without = judge(sight, suspicion)
    row = units.block == 2
    assert log_odds(chances[row], 1e-6).min() > log_odds(without[row], 1e-6).max() + 2


def reached(cut: str, certain: str, reach: int = 80) -> str:
    """The verdicts that are left of those in ``cut``, where each unit has 50 characters; ``certain``: x where it is."""
    flags = np.array([verdict == "s" for verdict in cut], np.bool_)
    sure = np.array([mark == "x" for mark in certain], np.bool_)
    left = within_reach(np.full(len(cut), 50), flags, sure, reach)
    return "".join("s" if spam else "." for spam in left)


def test_what_is_far_from_anything_certain_stays() -> None:
    assert reached("ssssssssss", "...x.....x") == ".sssss.sss"
    assert reached("ssssssssss", "...x.....x", reach=10_000) == "ssssssssss"
    assert reached("ssss", "....") == "...."
    assert reached(".sss", "x...") == "...."  # what stays is no evidence
    # What stays between lines of spam counts for nothing.
    assert reached("s...s.s", "......x") == "s...s.s"
    assert reached("", "") == ""


def test_a_doubtful_line_goes_with_those_on_either_side() -> None:
    assert spans([0.96, 0.25, 0.2, 0.8, 0.25, 0.1, 0.96, 0.19, 0.96]) == "ssss..s.s"
    assert spans([0.25, 0.96, 0.1, 0.25, 0.96, 0.25]) == ".s..s."


def test_a_paragraph_and_a_part_of_a_line_need_more_than_a_line() -> None:
    chances = [0.96, 0.4, 0.4, 0.9]
    assert spans(chances, [0, 0, 1, 1]) == "ssss"
    assert spans([0.1, 0.4, 0.96], [0, 0, 1]) == "..s"
    assert spans([0.96, 0.6, 0.4, 0.1], [0, 1, 1, 1]) == "ss.."
    assert spans([0.96, 0.4, 0.96, 0.25, 0.96], paragraph=1) == "s.sss"
    assert spans([0.96, 0.4, 0.96, 0.25, 0.96], paragraph=3) == "sss.s"
    # Without what parts it from the sure one, a block has no anchor.
    assert spans([0.4, 0.4, 0.96, 0.1], [0, 1, 1, 1]) == "..s."


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


def test_a_number_that_is_cut_takes_its_like_and_its_label_along() -> None:
    text = (
        "网点电话：400-700-1234。\n河堤上的柳树今年绿了。\n咨询400-700-1234。\n水务局值班电话0571-87654321。"
    )
    sight = look(segment_text(text))
    units = split_units(sight, np.concatenate([sight.matches[name].start for name in CONTACTS]))
    texts = [text[start:end] for start, end in zip(units.start, units.end, strict=True)]
    chances = np.full(len(units), 0.3)
    cut = np.array(
        [found == "咨询" or (found.startswith("400") and at > 2) for at, found in enumerate(texts)]
    )
    found = with_numbers(sight, units, chances, cut)
    gone = "".join(each for each, is_cut in zip(texts, found, strict=True) if is_cut)
    assert gone == "网点电话：400-700-1234。咨询400-700-1234。"
    # What is surely genuine stays, whatever number it gives; and so does all where nothing is cut.
    assert np.array_equal(with_numbers(sight, units, np.full(len(units), 0.05), cut), cut)
    assert not with_numbers(sight, units, chances, np.zeros(len(units), bool)).any()


@pytest.mark.parametrize(
    ("spam", "behind", "gone"),
    [
        ("承接肃宁县、都兰县、泗阳县、", "博罗县今年增产。", "博罗县"),
        ("承接肃宁县/都兰县/泗阳县/", "广东省博罗县据报道今年增产。", "广东省博罗县"),
        ("承接肃宁县、都兰县、泗阳县", "博罗县今年增产。", ""),  # the list may end before it
        ("承接肃宁县、都兰县、泗阳县，", "博罗县今年增产。", ""),  # another mark
        ("承接肃宁县、都兰县、泗阳县、", "博罗县的水稻今年增产。", ""),  # of which the sentence speaks
        ("承接肃宁县、都兰县、泗阳县、", "博罗县人民政府今年增拨种子。", ""),
        ("承接肃宁县、都兰县、泗阳县、", "今年增产。", ""),
        ("承接肃宁县、", "博罗县今年增产。", ""),  # too short for a list
        ("随叫随到、", "今年增产。", ""),
    ],
)
def test_the_last_place_of_a_list_goes_with_it(spam: str, behind: str, gone: str) -> None:
    sight = look(segment_text(spam + behind))
    bounds = np.array([0, len(spam), len(spam + behind)], np.int32)
    units = Units(bounds[:-1], bounds[1:], np.zeros(2, np.int32))

    units, source, cut = with_last_places(sight, units, np.array([True, False]))

    spans = zip(units.start, units.end, cut, strict=True)
    assert "".join(sight.page.text[start:end] for start, end, is_cut in spans if is_cut) == spam + gone
    assert source.tolist() == [0, 1, 1][: len(units)]


@pytest.mark.parametrize(
    ("parts", "chance", "goes"),
    [
        (["拨打400-700-1234，", "一路相伴。", "柳树绿了。"], 0.3, True),
        (["拨打400-700-1234，", "一路相伴。", "柳树绿了。"], 0.2, False),
        (["拨打400-700-1234。", "一路相伴。", "柳树绿了。"], 0.3, False),  # a sentence of its own
        (["拨打400-700-1234，", "一路相伴", "的柳树绿了。"], 0.3, False),  # it goes on
        (["拨打400-700-1234", "一路相伴。", "柳树绿了。"], 0.3, True),
        (
            ["拨打400-700-1234", "一路与您相伴。", "柳树绿了。"],
            0.3,
            False,
        ),  # long for what has no mark before it
        (["随叫随到，", "一路相伴。", "柳树绿了。"], 0.3, False),  # no number
        (["拨打400-700-1234。", "随叫随到，", "一路相伴。"], 0.3, False),
    ],
)
def test_the_end_of_a_sentence_goes_with_the_number_in_it(
    parts: list[str], chance: float, goes: bool
) -> None:
    sight = look(segment_text("".join(parts)))
    end = np.cumsum([len(part) for part in parts]).astype(np.int32)
    units = Units(np.append(0, end[:-1]).astype(np.int32), end, np.zeros(len(end), np.int32))
    last = parts.index(next(part for part in parts if part.startswith("一路")))
    cut = with_ends(sight, units, np.full(len(end), chance), np.arange(len(end)) < last)
    assert cut[last] == goes


def test_what_is_cut_takes_its_label_along_if_that_is_half_likely() -> None:
    sight = look(segment_text("广告：鲁洁欣道闸随叫随到。河堤上的柳树绿了。"))
    units = Units(np.array([0, 3, 13], np.int32), np.array([3, 13, 22], np.int32), np.zeros(3, np.int32))
    cut = np.array([False, True, False])
    assert with_numbers(sight, units, np.array([0.4, 0.9, 0.4]), cut).tolist() == [True, True, False]
    assert with_numbers(sight, units, np.array([0.1, 0.9, 0.4]), cut).tolist() == cut.tolist()
    sight = look(segment_text("【鲁洁】道闸随叫随到。河堤上的柳树绿了。"))
    units = Units(np.array([0, 4, 11], np.int32), np.array([4, 11, 20], np.int32), np.zeros(3, np.int32))
    assert with_numbers(sight, units, np.array([0.4, 0.9, 0.4]), cut).tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("above", "goes"), [("电话：\n", True), ("电话：", True), ("通知：\n", False), ("电话\n", False)]
)
def test_the_name_of_what_is_cut_goes_with_its_number(above: str, goes: bool) -> None:
    sight = look(segment_text(f"河堤上的柳树绿了。\n{above}400-700-1234"))
    units = split_units(sight, sight.matches["phone"].start)
    cut = np.arange(len(units)) == len(units) - 1
    label = with_numbers(sight, units, np.full(len(units), 0.2), cut)[-2]
    assert label == goes


@pytest.mark.parametrize(
    ("behind", "chance", "goes"),
    [
        ("陈老师。", 0.1, True),
        ("陈老师。", 0.001, False),
        ("（高经理）", 0.1, True),
        ("河工。他说", 0.1, False),
        ("陈老师说", 0.1, False),
    ],
)
def test_who_answers_goes_with_the_number(behind: str, chance: float, goes: bool) -> None:
    text = f"400-700-1234 {behind}"
    sight = look(segment_text(text))
    units = Units(np.array([0, 13], np.int32), np.array([12, len(text)], np.int32), np.zeros(2, np.int32))
    cut = with_numbers(sight, units, np.array([0.9, chance]), np.array([True, False]))
    assert cut.tolist() == [True, goes]


def test_a_number_goes_with_what_is_beside_its_label() -> None:
    sight = look(segment_text("河堤上的柳树绿了。\n灯具清洗预约\n客服专线：400-700-1234"))
    units = split_units(sight, sight.matches["phone"].start)
    assert len(units) == 4
    cut = np.array([False, True, False, False])
    assert with_numbers(sight, units, np.full(4, 0.6), cut).tolist() == [False, True, True, True]
    assert with_numbers(sight, units, np.full(4, 0.4), cut).tolist() == cut.tolist()
    elsewhere = np.array([True, False, False, False])
    assert with_numbers(sight, units, np.full(4, 0.6), elsewhere).tolist() == elsewhere.tolist()


def test_a_number_beside_what_is_cut_goes_with_it_if_that_is_likely() -> None:
    text = "网点一\n400-700-1234\n网点二\n柳树绿了\n0571-87654321"
    sight = look(segment_text(text))
    units = split_units(sight, np.concatenate([sight.matches[name].start for name in CONTACTS]))
    texts = [text[start:end] for start, end in zip(units.start, units.end, strict=True)]
    cut = np.array([found.startswith("网点") for found in texts])
    for chance, gone in ((0.6, ["400-700-1234"]), (0.4, [])):
        found = with_numbers(sight, units, np.full(len(units), chance), cut)
        assert [each for each, is_cut in zip(texts, found & ~cut, strict=True) if is_cut] == gone
