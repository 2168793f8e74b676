"""Which units are judged, and what is told of the others."""

import numpy as np
import pytest

from filters import Label, clean_text
from filters.segment import segment_text
from filters.sight import Sight, look
from filters.thinning import put_back, thin_out
from filters.units import Units, split_units
from tests.filters.pages_made import ARTICLE

PLACES = ("肃宁县", "都兰县", "泗阳县", "屏南县", "辉南县", "云阳县", "沂水县", "泾源县", "蒲城县", "石门县")
LINE = "专业开锁换锁，随叫随到，电话13900001234"


def units_of(lines: list[str]) -> tuple[Sight, Units]:
    sight = look(segment_text("\n".join(lines)))
    return sight, split_units(sight, np.arange(len(sight.normalized.codes)))


@pytest.mark.parametrize(
    "lines", [[], [LINE] * 3, ARTICLE, [*ARTICLE, *[LINE] * 5], [*ARTICLE, *map(str, range(99))]]
)
def test_the_units_of_most_pages_are_all_judged(lines: list[str]) -> None:
    sight, units = units_of(lines)
    thinned = thin_out(sight, units)
    assert np.array_equal(thinned.left, np.arange(len(units)))
    assert not len(thinned.copies)


@pytest.mark.parametrize("between", ["\n", "；"])
def test_of_lines_that_are_the_same_a_few_are_judged(between: str) -> None:
    sight, units = units_of([*ARTICLE, *between.join([LINE] * 60).split("\n")])
    thinned = thin_out(sight, units)
    assert sorted([*thinned.left, *thinned.copies]) == list(range(len(units)))
    assert len(thinned.copies) > 0.7 * len(units)
    text = sight.page.text
    for copy, model in zip(thinned.copies, thinned.models, strict=True):
        assert model in thinned.left
        assert text[units.start[copy] : units.end[copy]] == text[units.start[model] : units.end[model]]
    judged = units.take(thinned.left)
    likely = np.where(judged.block < len(ARTICLE), 0.1, 0.9)
    everything, chances = put_back(units, thinned, judged, likely)
    assert np.array_equal(everything.start, units.start)
    assert np.array_equal(everything.end, units.end)
    assert np.array_equal(chances > 0.5, units.block >= len(ARTICLE))


def test_a_unit_that_was_divided_stays_so_and_its_copies_are_told_of_by_both_parts() -> None:
    sight, units = units_of([*ARTICLE, *[LINE] * 60])
    thinned = thin_out(sight, units)
    judged = units.take(thinned.left)
    at = int(thinned.left.searchsorted(thinned.models[0]))
    middle = int(judged.start[at] + judged.end[at]) // 2
    divided = Units(
        np.insert(judged.start, at + 1, middle),
        np.insert(judged.end, at, middle),
        np.insert(judged.block, at, judged.block[at]),
    )
    likely = np.zeros(len(divided))
    likely[at] = 1
    everything, chances = put_back(units, thinned, divided, likely)
    assert np.array_equal(everything.start, np.union1d(units.start, middle))
    told = chances[
        everything.start.searchsorted(units.start[thinned.copies[thinned.models == thinned.models[0]]])
    ]
    assert told == pytest.approx((middle - judged.start[at]) / (judged.end[at] - judged.start[at]))


def spam_in(lines: list[str]) -> float:
    """Which share of the lines below the article is cut; none of the article may be."""
    result = clean_text("\n".join([*ARTICLE, *lines]))
    cut = [verdict.block.text for verdict in result.verdicts if verdict.label is Label.SPAM]
    assert not set(cut) & set(ARTICLE)
    return len("".join(cut)) / len("".join(lines))


@pytest.mark.parametrize("count", [20, 100, 600])
def test_spam_is_found_however_often_the_same_is_there(count: int) -> None:
    assert spam_in([LINE] * count) == 1
    assert spam_in([*["专业开锁换锁 13900001234"] * count, *["加微信 abc12345 领取优惠"] * count]) == 1


@pytest.mark.parametrize("count", [20, 60, 300])
def test_a_long_list_that_is_genuine_stays(count: int) -> None:
    names = "顺达", "平安", "金钥匙", "诚信", "老陈"
    rows = [
        f"{PLACES[at % 10]}{names[at % 5]}开锁服务部，备案号{1000 + at}，登记电话0517-8620{1000 + at}"
        for at in range(count)
    ]
    heading = "市公安局公布在公安机关备案的开锁企业名单，市民需要开锁时可以从中选择："
    assert spam_in([heading, *rows]) == 0
