"""The numbers that describe a unit, against what they mean."""

from collections import Counter

import numpy as np
import pytest

from filters.features import (
    NAMES,
    Echoes,
    Excerpt,
    breaks,
    describe,
    describe_each,
    excerpt,
    express,
    find_echoes,
    relate,
)
from filters.segment import segment_text
from filters.sight import Sight, look
from filters.units import Units, split_units

LINES = [
    "河堤上的柳树今年绿得早，社区请来园艺师傅教大家修枝。",
    "恒澜壁挂炉维修电话400-700-1234",
    "恒澜壁挂炉维修电话400-700-5678",
    "热线400-700-1234",
    "宿州市泗县、吕梁市临县、宿州市灵璧县、大理州漾濞县",
    "活动结束时天色已晚，人们把工具擦净放回屋里。",
]


def units_of(sight: Sight) -> Units:
    """All units of a page that has a contact, else none."""
    places = sight.matches["phone"].start.astype(np.int64)
    return split_units(sight, places)


@pytest.fixture(scope="module")
def seen() -> Excerpt:
    sight = look(segment_text("\n".join(LINES)))
    return excerpt(sight, units_of(sight))


def texts(seen: Excerpt) -> list[str]:
    page = seen.sight.page
    return [page.text[start:end] for start, end in zip(seen.units.start, seen.units.end, strict=True)]


def column(seen: Excerpt, name: str) -> dict[str, float]:
    values = describe(seen, express(seen))[:, NAMES.index(name)]
    return dict(zip(texts(seen), values.tolist(), strict=True))


def test_an_excerpt_holds_the_units_one_after_the_other(seen: Excerpt) -> None:
    normalized = seen.sight.normalized.text
    for unit in range(len(seen.units)):
        part = seen.codes[seen.bounds[unit] : seen.bounds[unit + 1]]
        assert "".join(map(chr, part)) == normalized[seen.start[unit] : seen.end[unit]]


def test_shares_and_ends(seen: Excerpt) -> None:
    assert column(seen, "length")[LINES[0]] == len(LINES[0])
    assert column(seen, "han")[LINES[4]] == pytest.approx(22 / 25)
    assert column(seen, "list")[LINES[4]] == pytest.approx(3 / 25)
    assert column(seen, "digit")["400-700-1234"] == pytest.approx(10 / 12)
    assert [column(seen, "ends")[line] for line in (LINES[0], LINES[4])] == [1, 0]


def test_hits_count_where_they_begin(seen: Excerpt) -> None:
    assert column(seen, "phone_count")["400-700-1234"] == 1
    assert column(seen, "phone_cover")["400-700-1234"] == 1
    assert column(seen, "phone_count")[LINES[0]] == 0
    assert column(seen, "region_count")[LINES[4]] == 4


def test_numbers_given_more_than_once(seen: Excerpt) -> None:
    users = describe(seen, express(seen))[:, NAMES.index("contact_users")]
    expected = Counter(text for text in texts(seen) if text.startswith("400"))
    assert [value for text, value in zip(texts(seen), users, strict=True) if text in expected] == [
        expected[text] for text in texts(seen) if text in expected
    ]


def test_repetition_takes_all_numbers_for_one(seen: Excerpt) -> None:
    twins = describe(seen, express(seen))[:, NAMES.index("twins")]
    plain = ["".join("0" if c.isdigit() else c for c in text) for text in texts(seen)]
    counts = Counter(plain)
    assert twins.tolist() == [counts[text] - 1 if len(text) >= 4 else 0 for text in plain]


def test_steps_between_provinces(seen: Excerpt) -> None:
    assert column(seen, "province_jumps")[LINES[4]] == 1
    assert column(seen, "province_returns")[LINES[4]] == pytest.approx(1 / 3)


def test_meaning_goes_with_its_like() -> None:
    lines = [
        "维修电话400-700-1234",
        *["会议听取了报告，代表们进行了讨论。"] * 4,
        "这次会议通过了决议。",
        "洗衣机漏水怎么办",
    ]
    sight = look(segment_text("\n".join(lines)))
    seen = excerpt(sight, units_of(sight))
    like = column(seen, "like_page")
    assert like[lines[-2]] > like[lines[-1]] + 0.2


def test_what_a_unit_says_by_itself_is_the_same_beside_others(seen: Excerpt) -> None:
    values, meanings = describe_each(seen), express(seen)
    for some in (np.arange(1, 4), np.arange(0, len(values), 2)):
        few = excerpt(seen.sight, seen.units.take(some))
        assert (describe_each(few) == values[some]).all()
        assert (express(few) == meanings[some]).all()
    whole = values.copy()
    relate(whole, seen, meanings)
    assert (whole == describe(seen, meanings)).all()
    among = {NAMES[place] for place in np.flatnonzero((whole != values).any(axis=0)).tolist()}
    assert {"twins", "like_page", "contact_users"} <= among
    assert not among & {"length", "han", "ends", "phone_count", "province_jumps", "from_start"}


def test_nothing_to_judge() -> None:
    sight = look(segment_text(LINES[0]))
    seen = excerpt(sight, units_of(sight))
    assert describe(seen, express(seen)).shape == (0, len(NAMES))


def echoes_of(*units: str) -> Echoes:
    bounds = np.cumsum([0, *map(len, units)])
    return find_echoes(np.array([ord(c) for unit in units for c in unit], np.uint32), bounds)


def test_words_in_common() -> None:
    found = echoes_of("水管漏水", "修理水管，水管", "天气晴朗", "漏水的水管")
    pairs = sorted(zip(found.unit.tolist(), found.word.tolist(), strict=True))
    words = {name: {unit for unit, word in pairs if word == name} for name in {word for _, word in pairs}}
    # 水管 stands in three units, twice in one of them; 漏水 in two; 的 makes no word, nor does a mark.
    assert sorted(map(sorted, words.values())) == [[0, 1, 3], [0, 3]]
    assert sorted(words) == [0, 1]
    assert found.words.tolist() == [3, 3, 3, 2]


def test_units_do_not_run_into_each_other() -> None:
    assert len(echoes_of("修水", "管理", "水管").unit) == 0
    assert echoes_of("").words.tolist() == [0]
    assert len(echoes_of("\U00020000水管", "400-700-1234", "abab").unit) == 0


def test_breaks_say_what_stands_before() -> None:
    sight = look(
        segment_text("联系我们：400-700-1234，师傅上门。欢迎各位来电 城南第二分店\n河堤上的柳树绿了。")
    )
    seen = excerpt(sight, units_of(sight))
    found = dict(zip(texts(seen), breaks(describe(seen, express(seen))).tolist(), strict=True))
    assert found["欢迎各位来电"] == 1
    assert found["河堤上的柳树绿了。"] == 0
    assert next(iter(found.values())) == 0
    assert found["城南第二分店"] == 2
    assert found["师傅上门。"] == 3
