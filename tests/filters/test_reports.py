"""What tells of a number instead of giving it stays."""

from typing import Any

import numpy as np
import pytest

from filters.cutting import PRESETS, decide
from filters.labeller import load_model
from filters.reports import reported
from filters.segment import segment_text
from filters.sight import look
from filters.units import split_units
from filters.wording import suspect
from tests.filters.pages_made import ARTICLE


@pytest.mark.parametrize(
    ("sentence", "stays"),
    [
        ("网页最上头滚动着一行红字：“德宁冰箱24小时人工客服400-171-2093，全市各区均有网点”。", True),
        ("搜出来的头一条写着「德宁热水器官方售后400 171 2093，上门快修」。", True),
        ("张女士打的就是网页上的“德宁冰箱24小时人工客服400-171-2093”。", True),
        ("许多人收到“德宁冰箱保修将到期，续保请拨400-171-2093”。", True),
        ("楼道里贴满了“德宁冰箱24小时人工客服400-171-2093”。", True),
        ("“德宁冰箱24小时人工客服400-171-2093，全市各区均有网点”。", False),
        ("全国报修电话：“德宁冰箱24小时人工客服400-171-2093，全市各区均有网点”。", False),
        ("网页上写着“德宁冰箱人工客服400-171-2093”，德宁空调人工客服400-171-2094。", False),
        ("网页最上头滚动着一行红字：德宁冰箱24小时人工客服400-171-2093，全市各区均有网点。", False),
        ("网页最上头滚动着一行红字：“德宁冰箱24小时人工客服４Ｏ0*17I*2О93，全市各区均有网点”。", False),
    ],
)
def test_what_is_quoted_in_a_sentence_is_reported(
    monkeypatch: pytest.MonkeyPatch, sentence: str, stays: bool
) -> None:
    def judge(sight: Any, *rest: Any) -> Any:
        units = split_units(sight, np.arange(0, len(sight.page.text), 9))
        return units, np.where(units.block == 2, 0.95, 0.01)

    monkeypatch.setattr("filters.cutting.judge", judge)
    sight = look(segment_text("\n".join((*ARTICLE[:2], sentence, *ARTICLE[2:]))))
    suspicion = suspect(sight, load_model().ngrams)
    assert suspicion
    units, _, cut = decide(sight, suspicion, PRESETS["retain"])
    assert not cut[units.block != 2].any()
    assert cut[units.block == 2].any() != stays


def test_the_mark_that_ends_a_report_may_be_of_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    spam = "德宁冰箱24小时人工客服400-171-2093"

    def judge(sight: Any, *rest: Any) -> Any:
        units = split_units(sight, np.arange(0, len(sight.page.text), 9))
        begin = sight.page.text.index(spam)
        return units, np.where((units.start < begin + len(spam)) & (units.end > begin), 0.95, 0.01)

    monkeypatch.setattr("filters.cutting.judge", judge)
    sentence = f"陈先生照着网页上的“{spam}”打过去，来的却是一家无证小店的人。"
    sight = look(segment_text("\n".join((*ARTICLE[:2], sentence, *ARTICLE[2:]))))
    suspicion = suspect(sight, load_model().ngrams)
    assert suspicion
    units, _, cut = decide(sight, suspicion, PRESETS["retain"])
    assert (units.start == sight.page.text.index("”打过去")).any()
    assert not cut.any()


def test_an_advertisement_in_somebodys_speech_is_no_report() -> None:
    spam = "德宁冰箱售后维修24小时服务热线400-171-2093，"
    speech = f"赵先生说：“春天的西湖最值得一看，{spam}每年都要来走几趟。”"
    page = segment_text("\n".join((*ARTICLE[:2], speech, *ARTICLE[2:])))
    sight = look(page)
    suspicion = suspect(sight, load_model().ngrams)
    assert suspicion
    units, _, cut = decide(sight, suspicion, PRESETS["retain"])
    begin = page.text.index(spam)
    inside = (units.start < begin + len(spam)) & (units.end > begin)
    assert cut[inside].all()
    assert not cut[~inside].any()


@pytest.mark.parametrize(
    ("sentence", "spam", "stays"),
    [
        ("社区民警提醒，若有人用13812345678打来自称客服，请直接挂断。", "13812345678", True),
        ("楼道里的灯坏了三天，你拿400-171-2093这样的号去试，没人会来。", "400-171-2093", True),
        (
            "集团回应说，市民收到的单据系伪造，400-171-2093、400-171-2094与其无关，已报警。",
            "400-171-2093、400-171-2094",
            True,
        ),
        ("社区民警提醒，若有人用138l2345б78打来自称客服，请直接挂断。", "138l2345б78", False),
        ("会议由区长主持，到店预约13812345678各街道负责人参加。", "到店预约13812345678", False),
        (
            "会议由区长主持，13812345678各街道负责人参加，有事打400-171-2093预计周末结束。",
            "13812345678",
            False,
        ),
        ("会议由区长主持，疏通13812345678各街道负责人参加。", "疏通13812345678", False),
        ("13812345678会议由区长主持，各街道负责人参加。", "13812345678", False),
        ("会议由区长主持，随叫随到，13812345678各街道负责人参加。", "随叫随到，13812345678", False),
        ("会议由区长主持，各街道负责人参加，有事打13812345678张师傅，散会。", "打13812345678张师傅", False),
    ],
)
def test_a_clause_that_goes_on_about_a_number_reports_it(
    monkeypatch: pytest.MonkeyPatch, sentence: str, spam: str, stays: bool
) -> None:
    assert cut_of(monkeypatch, sentence, spam) != stays


@pytest.mark.parametrize(
    ("sentence", "stays"),
    [
        ("采集到的最短一例只有三个字加号码：「开锁13812345678」。", True),
        ("表里给出各类样本，例如‘开锁换锁13812345678’。", True),
        ("『开锁换锁13812345678』这样的字样昨天还刷在桥墩上。", True),
        ("“开锁换锁加微信abc123456”之类的广告铲了又贴。", True),
        ("『开锁换锁13812345678』", False),
        ("会议由区长主持，各街道负责人在会上“开锁换锁13812345678”汇报了工作。", False),
        ("会议由区长主持，该区的‘开锁换锁13812345678’深受好评。", False),
        ("会议由区长主持。“开锁换锁13812345678”各街道负责人参加。", False),
    ],
)
def test_quotations_are_known_by_what_is_around_them(
    monkeypatch: pytest.MonkeyPatch, sentence: str, stays: bool
) -> None:
    begin = next(place for place, mark in enumerate(sentence) if mark in "“「‘『") + 1
    end = next(place for place, mark in enumerate(sentence) if mark in "”」’』")
    assert cut_of(monkeypatch, sentence, sentence[begin:end]) != stays


@pytest.mark.parametrize(
    "sentence",
    [
        "美的空调售后服务中心在线上「全国统一报修热线400-171-2093」",
        "如“格力空调售后维修24小时服务热线400-171-2093，上门快修”。",
        "所谓“格力空调全国统一售后客服400-171-2093”为您服务。",
        "广告如下：“海尔洗衣机维修400-171-2093”",
        "发票代开，各行各业都有，例如“餐饮发票代开13812345678”。",
        "专业疏通管道“疏通马桶13812345678”信息。",
    ],
)
def test_offers_do_not_become_reports_by_quoting_themselves(
    monkeypatch: pytest.MonkeyPatch, sentence: str
) -> None:
    assert cut_of(monkeypatch, sentence, sentence)


def cut_of(monkeypatch: pytest.MonkeyPatch, sentence: str, spam: str) -> bool:
    """Whether anything is cut of a sentence in an article, if the network finds a part of it to be spam."""

    def judge(sight: Any, *rest: Any) -> Any:
        units = split_units(sight, np.arange(0, len(sight.page.text), 9))
        begin = sight.page.text.index(spam)
        return units, np.where((units.start < begin + len(spam)) & (units.end > begin), 0.9, 0.02)

    monkeypatch.setattr("filters.cutting.judge", judge)
    sight = look(segment_text("\n".join((*ARTICLE[:2], sentence, *ARTICLE[2:]))))
    suspicion = suspect(sight, load_model().ngrams)
    assert suspicion
    return bool(decide(sight, suspicion, PRESETS["retain"])[2].any())


def test_reports_are_looked_for_in_quotations_without_end() -> None:
    quoted = "“‘「『" + "网页上写着“" * 20 + "400-171-2093的"
    for text in (quoted, "『" * 140 + "13812345678是", "13812345678、" * 20):
        sight = look(segment_text(text * 400))
        units = split_units(sight, np.arange(0, len(sight.page.text), 9))
        assert reported(sight, units, np.full(len(units), 0.9)).shape == (len(units),)
