"""Advertisements glued into sentences: what is read again, where it is parted, and that genuine sentences stay whole."""

import numpy as np
import pytest

from filters import Label, clean_text
from filters.joints import FEATURES, INPUTS, SAYS_SPAM, VERDICTS, Reading, may_part, part, read_again
from filters.judging import judge
from filters.labeller import load_model
from filters.network import DILATIONS, FARTHEST
from filters.reader import CHARACTER_BITS, KINDS, TABLE_WIDTH, bucket
from filters.segment import segment_text
from filters.sight import Sight, glance, look
from filters.units import Units
from filters.vectors import load_vectors
from filters.wording import Suspicion, suspect

BEFORE = (
    "昨天，全县农业工作会议在县城召开。会议总结了去年的收成，部署了今年的春耕。"
    "县长表示，今年将改造高标准农田三万亩，修复水渠四十公里。"
)
AFTER = "据了解，去年全县粮食总产量比上年增长百分之二，农民人均收入继续提高。"


def seen(text: str) -> tuple[Sight, Suspicion]:
    sight = glance(segment_text(text))
    suspicion = suspect(sight, load_model().ngrams)
    assert suspicion is not None
    return look(sight.page, sight), suspicion


def reading_of(text: str, spam: str) -> tuple[Reading | None, Units, Sight]:
    """How a text is read again of which the units that touch ``spam`` are cut, and no other."""
    sight, suspicion = seen(text)
    units, _ = judge(sight, suspicion)
    start = text.index(spam)
    cut = (units.start < start + len(spam)) & (units.end > start)
    return read_again(sight, suspicion.sums, units, np.where(cut, 0.9, 0.1), cut), units, sight


def units_of(reading: Reading, text: str) -> list[str]:
    """The units that are read again, as they are written."""
    places = reading.place
    return [
        text[places[first] : places[last - 1] + 1]
        for first, last in zip(reading.first, reading.last, strict=True)
    ]


def places_of(reading: Reading) -> list[int]:
    """Where in the text there may be joints."""
    inside = np.concatenate(
        [np.arange(first, last) for first, last in zip(reading.first, reading.last, strict=True)]
    )
    return [int(place) for place in reading.place[inside[may_part(reading, inside)]]]


def test_units_at_the_edges_of_what_is_cut_are_read_again() -> None:
    text = f"{BEFORE}\n师傅电话13700001234\n随叫随到24小时/鱼塘里的荷花开了\n{AFTER}"
    reading, units, _ = reading_of(text, "随叫随到24小时/鱼塘里的荷花开了")
    assert reading is not None
    written = units_of(reading, text)
    assert written == [text[units.start[unit] : units.end[unit]] for unit in reading.unit]
    assert "随叫随到24小时/鱼塘里的荷花开了" in written
    assert AFTER not in written
    assert reading.features.shape == (len(reading.place), FEATURES)
    assert np.isfinite(reading.features).all()
    # With what is around each, as far as the network sees, but not the whole page.
    assert len(reading.place) < len(text)
    at = written.index("随叫随到24小时/鱼塘里的荷花开了")
    around = reading.place[reading.first[at] - FARTHEST : reading.last[at] + FARTHEST]
    assert np.array_equal(np.diff(around), np.ones(len(around) - 1))
    # A joint may be before any character but the first.
    start = text.index("随叫")
    assert set(range(start + 1, start + len(written[at]))) <= set(places_of(reading))
    assert start not in places_of(reading)


def test_no_number_is_parted_and_no_part_is_blank() -> None:
    text = f"{BEFORE}\n热线400-071-1386或微信ql_88213 ，\u3000花开了\n{AFTER}"
    reading, *_ = reading_of(text, "热线400-071-1386或微信ql_88213")
    assert reading is not None
    for place in places_of(reading):
        assert text[place - 1] not in " \u3000"
        assert not text.index("400") < place < text.index("或")
        assert not text.index("ql_") < place < text.index("213") + 3


def test_characters_are_known_by_their_spelling_and_words_by_their_meaning() -> None:
    text = f"{BEFORE}\n师傅电话13700001234上门修理\n{AFTER}"
    reading, *_ = reading_of(text, "师傅电话13700001234上门修理")
    assert reading is not None
    read = {text[place]: at for at, place in enumerate(reading.place.tolist())}
    assert reading.code[read["1"]] == reading.code[read["7"]] != reading.code[read["修"]]
    vectors = load_vectors()
    assert np.array_equal(
        vectors.table[reading.word[read["修"]]],
        vectors.add_up(np.array([ord("修"), ord("理")], np.uint32), np.array([0]), np.array([2]))[0][0],
    )


def test_words_that_other_units_have_are_noted() -> None:
    spam = "师傅电话13700001234，上门修理水渠，修理水管"
    text = f"{BEFORE}\n{spam}\n{AFTER}"
    reading, units, _ = reading_of(text, spam)
    assert reading is not None
    # Each pair of characters with the units that have it; 修理 stands in two of those that are cut.
    having: dict[str, list[int]] = {}
    for unit, (first, last) in enumerate(zip(units.start.tolist(), units.end.tolist(), strict=True)):
        for place in range(first, last - 1):
            pair = text[place : place + 2]
            if min(pair) >= "\u4e00" and unit not in having.setdefault(pair, []):
                having[pair].append(unit)
    is_cut = [text.index(spam) <= place < text.index(spam) + len(spam) for place in units.start.tolist()]
    assert [is_cut[unit] for unit in having["修理"]] == [True, True]
    for place, (in_cut, in_kept) in zip(
        reading.place.tolist(), reading.features[:, 8:10].tolist(), strict=True
    ):
        own = int(units.start.searchsorted(place, side="right")) - 1
        others = [is_cut[unit] for unit in having.get(text[place : place + 2], []) if unit != own]
        if place + 1 < units.end[own]:
            assert (in_cut, in_kept) == (True in others, False in others)


def test_a_number_within_an_id_and_a_sign_of_two_figures_stay_whole() -> None:
    for spam, whole in (("加微信：wx13812345678", "wx13812345678"), ("⑫乙丙丁修理", "⑫")):
        text = f"{BEFORE}\n师傅电话13700001234\n{spam}\n{AFTER}"
        reading, *_ = reading_of(text, spam)
        assert reading is not None
        start = text.index(whole)
        inside = range(start + 1, start + len(whole)) if len(whole) > 1 else (start,)
        assert set(inside).isdisjoint(places_of(reading))


@pytest.mark.parametrize(
    "sentence", ["编辑部认为，今年的收成比去年好得多。", "灭火队认为，今年的火情比去年少。"]
)
def test_no_character_is_taken_for_a_mark(sentence: str) -> None:
    result = clean_text(f"{BEFORE}办证刻章电话13700001234加微信同号。{sentence}{AFTER}")
    stays = "".join(v.block.text for v in result.verdicts if v.label is Label.ARTICLE)
    assert sentence in stays


@pytest.mark.parametrize(
    ("line", "bar"),
    [("今天天气很好/", "/"), ("今天天气很好 /", "/"), ("/今天天气很好", "/"), ("/今天天气很好｜", "/")],
)
def test_a_bar_beside_what_is_cut_goes_with_it(line: str, bar: str) -> None:
    text = f"{BEFORE}\n办证电话13700001234{line}加我微信ql_88213\n{AFTER}"
    sight, suspicion = seen(text)
    start, end = text.index(line), text.index(line) + len(line)
    units = Units(
        np.array([0, text.index("办证"), start, end, text.index(AFTER)], np.int32),
        np.array([len(BEFORE), start, end, text.index(AFTER) - 1, len(text)], np.int32),
        np.array([0, 1, 1, 1, 2], np.int32),
    )
    cut = np.array([False, True, False, True, False])
    chances = np.where(cut, 0.9, 0.1)
    reading = read_again(sight, suspicion.sums, units, chances, cut)
    assert reading is not None
    parted, _, verdicts, *_ = part(layers(""), reading, units, chances, cut)
    gone = [
        text[a:b].strip() for a, b, is_cut in zip(parted.start, parted.end, verdicts, strict=True) if is_cut
    ]
    assert bar in gone
    assert not any("今天" in each for each in gone)


def test_nothing_is_read_again_where_nothing_is_cut() -> None:
    sight, suspicion = seen(f"{BEFORE}\n维修热线400-0711-386\n{AFTER}")
    units, _ = judge(sight, suspicion)
    nothing = np.zeros(len(units), bool)
    assert read_again(sight, suspicion.sums, units, np.zeros(len(units)), nothing) is None


def test_what_is_deep_within_certain_spam_is_not_read_again() -> None:
    lines = [f"云岭壁挂炉{service}电话400-0711-386" for service in ("维修", "售后", "客服", "报修", "清洗")]
    text = "\n".join((BEFORE, *lines, AFTER))
    sight, suspicion = seen(text)
    units, _ = judge(sight, suspicion)
    cut = np.array(
        [
            any(text[start:end] in line for line in lines)
            for start, end in zip(units.start, units.end, strict=True)
        ]
    )
    for chance, deep in ((0.99, False), (0.95, True)):
        reading = read_again(sight, suspicion.sums, units, np.where(cut, chance, 0.01), cut)
        assert reading is not None
        assert ("售后" in "".join(units_of(reading, text))) is deep


def layers(spam: str) -> dict[str, np.ndarray]:
    """Layers that take these characters for spam and all others for none."""
    table = np.zeros((1 << CHARACTER_BITS, TABLE_WIDTH), np.float32)
    table[:, 1] = 1
    table[bucket(np.array([ord(character) for character in spam])), :2] = 1, 0
    own = np.zeros((INPUTS, 2), np.float32)
    own[[0, 1], [0, 1]] = 1
    last = np.zeros((4, 2), np.float32)
    last[[2, 3], [0, 1]] = 1
    out = np.zeros((2, VERDICTS), np.float32)
    out[:, SAYS_SPAM] = 5, -5
    around = {f"joint_around{number}": np.zeros((10, 2), np.float32) for number in range(len(DILATIONS))}
    weights = {"joint_in": own, **around, "joint_last": last, "joint_out": out}
    biases = {f"{name}_bias": np.zeros(weight.shape[1], np.float32) for name, weight in weights.items()}
    kinds = np.zeros((KINDS, TABLE_WIDTH), np.float32)
    return {"joint_table": table, "joint_kinds": kinds, **weights, **biases}


@pytest.mark.parametrize("line", ["随叫随到荷花开了", "荷花开了随叫随到"])
@pytest.mark.parametrize("verdict", [True, False])
def test_a_unit_becomes_two_with_verdicts_of_their_own(line: str, verdict: bool) -> None:
    text = f"{BEFORE}\n师傅电话13700001234\n{line}\n{AFTER}"
    sight, suspicion = seen(text)
    units, _ = judge(sight, suspicion)
    written = [text[start:end] for start, end in zip(units.start, units.end, strict=True)]
    cut = np.array([(each == line and verdict) or "1370" in each for each in written])
    chances = np.where(cut, 0.7, 0.3)
    reading = read_again(sight, suspicion.sums, units, chances, cut)
    assert reading is not None
    parted, likely, verdicts, source, *_ = part(layers("随叫到"), reading, units, chances, cut)
    told = {
        text[start:end].strip(): (bool(gone), float(chance))
        for start, end, gone, chance in zip(parted.start, parted.end, verdicts, likely, strict=True)
    }
    assert len(parted) == len(units) + 1
    assert source.tolist() == sorted([*range(len(units)), written.index(line)])
    assert told["随叫随到"][0] is True
    assert told["随叫随到"][1] > 0.99
    assert told["荷花开了"][0] is False
    assert told["荷花开了"][1] < 0.01
    # If all is alike, and for a model that has not learnt it, nothing changes.
    for known in (layers(""), {}):
        assert part(known, reading, units, chances, cut)[:3] == (units, chances, cut)


GLUED = (
    "{0}/格力空调维修加氟400-0711-386，全城上门】{1}",
    "{0}｜诚信开锁换锁，疏通下水道，师傅电话13700001234★{1}",
    "{0}【老林管道疏通】微信ql_88213，随叫随到/{1}",
    "{0}……格力空调维修加氟400-0711-386，全城上门——{1}",
)


@pytest.mark.parametrize("form", GLUED)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("县水利局介绍，去年共完成水库除险加固十二座", "受益农田达到八万亩，比前年多出一成。"),
        ("会议审议通过了县人民政府的工作报告", "并对下一阶段的粮食生产作出部署。"),
        ("专家提醒，当前小麦进入返青期", "各地要及时查苗补肥，防止春旱。"),
    ],
)
def test_a_sentence_that_an_advertisement_was_put_into_is_whole_again(
    form: str, before: str, after: str, request: pytest.FixtureRequest
) -> None:
    if after.startswith("各地") and form.endswith("随叫随到/{1}"):
        reason = "a known loss: the request that follows is taken for more of the advertisement"
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    result = clean_text("\n".join((BEFORE, form.format(before, after), AFTER)))
    stays = "".join(v.block.text for v in result.verdicts if v.label is Label.ARTICLE)
    assert stays.replace("\n", "") == BEFORE + before + after + AFTER


@pytest.mark.parametrize("mark", "。，")
def test_a_mark_behind_a_stop_goes_with_the_advertisement(mark: str) -> None:
    sentence = "县水利局介绍，受益农田达到八万亩，比前年多出一成。"
    glued = f"{sentence}{mark}格力空调维修加氟400-0711-386，全城上门"
    result = clean_text("\n".join((BEFORE, glued, AFTER)))
    stays = "".join(v.block.text for v in result.verdicts if v.label is Label.ARTICLE)
    assert stays.replace("\n", "") == BEFORE + sentence + AFTER


@pytest.mark.parametrize("end", ["太好了！！！", "他说：“雨停了。”", "雨停了；"])
def test_the_marks_that_a_sentence_ends_with_are_its_own(end: str) -> None:
    advertisement = "【老林管道疏通】微信ql_88213 随叫随到"
    result = clean_text(f"{BEFORE}\n村民们跑出来看，{end}{advertisement}\n{AFTER}")
    stays = "".join(v.block.text for v in result.verdicts if v.label is Label.ARTICLE)
    assert stays.replace("\n", "") == f"{BEFORE}村民们跑出来看，{end}{AFTER}"


@pytest.mark.parametrize("nothing", ["\u200b" * 4, "\u200b" * 10 + "。", "……\u200b", "\u3000" * 3, "★" * 5])
def test_units_of_nothing_visible_are_passed_over(nothing: str) -> None:
    services = ("维修", "售后", "客服", "报修")
    spam = "\n".join(f"云岭壁挂炉{each}24小时服务热线:400-0711-386(点击咨询)" for each in services)
    for text in (
        f"{nothing}{spam}",
        f"{spam}{nothing}\n{nothing}\n{spam}\n{BEFORE}",
        f"{nothing}\n{spam}\n{nothing}",
        f"{nothing}。{spam}。{nothing}",
    ):
        result = clean_text(text)
        assert any(v.label is Label.SPAM for v in result.verdicts)


def test_there_is_a_most_that_is_read_again() -> None:
    sight, suspicion = seen(f"{BEFORE}\n电话13700001234，" + "上门/快修，" * 20_000)
    units, chances = judge(sight, suspicion)
    reading = read_again(sight, suspicion.sums, units, chances, np.arange(len(units)) % 2 == 0)
    assert reading is not None
    assert 1_000 < len(reading.place) <= 40_000
