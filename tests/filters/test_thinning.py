"""Which units are judged at a time, and what is told of the others."""

import re

import numpy as np
import pytest

from filters import Label, clean_text
from filters.segment import segment_text
from filters.sight import Sight, look
from filters.thinning import gather, thin_out
from filters.units import Units, split_units
from tests.filters.pages_made import ARTICLE

PLACES = ("肃宁县", "都兰县", "泗阳县", "屏南县", "辉南县", "云阳县", "沂水县", "泾源县", "蒲城县", "石门县")
TRADES = ("通下水道", "马桶疏通", "化粪池清理", "高压清洗", "水管维修", "暖气清洗", "打孔", "防水补漏")
PROMISES = ("随叫随到", "价格实惠", "当天上门", "不通不收费", "师傅就在附近", "节假日照常", "先看后谈")
SUFFIX = "一二三四五六七八九"


def flood(count: int) -> list[str]:
    """So many advertisements, of which hardly two are of one template."""
    return [
        f"{PLACES[at % 10]}{TRADES[at % 8]}，{PROMISES[at % 7]}，{SUFFIX[at // 56 % 9]}号师傅电话1390000{1000 + at}"
        for at in range(count)
    ]


def units_of(lines: list[str]) -> tuple[Sight, Units]:
    sight = look(segment_text("\n".join(lines)))
    return sight, split_units(sight, np.arange(len(sight.normalized.codes)))


def test_the_units_of_most_pages_are_judged_together() -> None:
    sight, units = units_of([*ARTICLE, *flood(12)])
    thinned = thin_out(sight, units)
    assert [turn.tolist() for turn in thinned.turns] == [list(range(len(units)))]
    assert not len(thinned.copies)
    assert not thin_out(sight, units.take(np.zeros(0, np.intp))).turns[0].size


def test_a_line_is_told_of_by_another_that_differs_in_places_and_numbers_only() -> None:
    copies = [f"{PLACES[at % 10]}、{PLACES[at // 10]}空调加氟，电话1390000{1000 + at}" for at in range(30)]
    sight, units = units_of([*ARTICLE, *copies, "空调加氟，微信abc1390000"])
    thinned = thin_out(sight, units)
    (turn,) = thinned.turns
    assert sorted([*turn, *thinned.copies]) == list(range(len(units)))
    lines = np.unique(units.block[thinned.copies])
    assert len(lines) == 22
    for copy, model in zip(thinned.copies, thinned.models, strict=True):
        assert model in turn
        words, others = (sight.page.text[units.start[each] : units.end[each]] for each in (copy, model))
        assert re.sub(r"\d+|.{2}县", "", words) == re.sub(r"\d+|.{2}县", "", others)
    judged = units.take(turn)
    likely = np.where(judged.block < len(ARTICLE), 0.1, 0.9)
    everything, chances = gather(units, thinned, [(judged, likely)])
    assert np.array_equal(everything.start, units.start)
    assert np.array_equal(chances > 0.5, units.block >= len(ARTICLE))


@pytest.mark.parametrize("between", ["\n", "；"])
def test_of_many_lines_with_numbers_some_are_judged_at_a_time(between: str) -> None:
    sight, units = units_of([*ARTICLE, *between.join(flood(150)).split("\n")])
    thinned = thin_out(sight, units)
    assert len(thinned.turns) > 2
    rest = np.flatnonzero(units.block < len(ARTICLE))
    judged = np.concatenate([np.setdiff1d(turn, rest) for turn in thinned.turns])
    assert all(np.isin(rest, turn).all() for turn in thinned.turns)
    assert sorted([*rest, *judged, *thinned.copies]) == list(range(len(units)))
    # What is in all turns is told of in the first.
    found = [
        (units.take(turn), np.full(len(turn), 1 / number)) for number, turn in enumerate(thinned.turns, 1)
    ]
    everything, chances = gather(units, thinned, found)
    assert np.array_equal(everything.start, units.start)
    assert np.all(chances[rest] == 1)
    assert set(chances.round(3)) == {round(1 / number, 3) for number in range(1, len(thinned.turns) + 1)}


def test_a_unit_that_was_divided_stays_so() -> None:
    sight, units = units_of([*ARTICLE, *flood(150)])
    thinned = thin_out(sight, units)
    first = units.take(thinned.turns[0])
    middle = int(first.start[0] + first.end[0]) // 2
    start = np.insert(first.start, 1, middle)
    divided = Units(start, np.insert(first.end, 0, middle), np.insert(first.block, 0, first.block[0]))
    found = [(divided, np.zeros(len(start)))]
    found += [(units.take(turn), np.ones(len(turn))) for turn in thinned.turns[1:]]
    everything, _ = gather(units, thinned, found)
    assert np.array_equal(everything.start, np.insert(units.start, 1, middle))


def spam_in(lines: list[str]) -> float:
    """Which share of the lines below the article is cut; none of the article may be."""
    result = clean_text("\n".join([*ARTICLE, *lines]))
    labels = {verdict.block.text: verdict.label for verdict in result.verdicts}
    assert all(labels.get(line) is not Label.SPAM for line in ARTICLE)
    cut = sum(len(text) for text, label in labels.items() if label is Label.SPAM)
    return cut / len("".join(set(lines)))


@pytest.mark.parametrize("count", [20, 100, 600])
def test_spam_is_found_however_much_of_it_there_is(count: int) -> None:
    assert spam_in(flood(count)) > 0.97
    assert spam_in(["专业开锁换锁 13900001234"] * count) == 1


@pytest.mark.parametrize("count", [20, 60, 300])
def test_a_long_list_that_is_genuine_stays(count: int) -> None:
    names = "顺达", "平安", "金钥匙", "诚信", "老陈"
    rows = [
        f"{PLACES[at % 10]}{names[at % 5]}开锁服务部，备案号{1000 + at}，登记电话0517-8620{1000 + at}"
        for at in range(count)
    ]
    heading = "市公安局公布在公安机关备案的开锁企业名单，市民需要开锁时可以从中选择："
    assert spam_in([heading, *rows]) == 0
