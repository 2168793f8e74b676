"""The edges of what is cut out of sentences: marks stay with what they belong to, and words that were parted are whole again."""

from collections.abc import Mapping
from itertools import groupby
from time import process_time

import numpy as np
import pytest
from numpy.typing import NDArray

from filters import Label, clean_text
from filters.joints import BEGINS, IS_GENUINE, IS_SPAM, Parting, Reading, read_again
from filters.seams import mend_words, settle_marks
from filters.segment import Page, segment_text
from filters.sight import glance, look
from filters.units import Units
from filters.wording import read_wording

BEFORE = "昨天，全县农业工作会议在县城召开。会议总结了去年的收成，部署了今年的春耕。"
AFTER = "据了解，去年全县粮食总产量比上年增长百分之二，农民人均收入继续提高。"
ADVERTISEMENT = "找林师傅开锁13700001234随叫随到"
NOWHERE: Mapping[int, float] = {}


def settled(parts: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The parts of a block between two others once marks are settled, those that touch and share a verdict as one."""
    page = segment_text("\n".join((BEFORE, "".join(text for text, _ in parts), AFTER)))
    bounds = len(BEFORE) + 1 + np.cumsum([0, *(len(text) for text, _ in parts)])
    units = Units(
        np.array([0, *bounds[:-1], bounds[-1] + 1], np.int32),
        np.array([len(BEFORE), *bounds[1:], len(page.text)], np.int32),
        np.array([0, *[1] * len(parts), 2], np.int32),
    )
    found, cut, source = settle_marks(page, units, np.array([False, *(spam for _, spam in parts), False]))
    assert len(found) == len(cut) == len(source)
    covered = [np.concatenate([*map(np.arange, one.start, one.end)]).tolist() for one in (units, found)]
    assert covered[0] == covered[1]  # nothing is lost, nothing is in two units
    pieces = [
        (page.text[start:end], bool(spam))
        for start, end, block, spam in zip(found.start, found.end, found.block, cut, strict=True)
        if block == 1
    ]
    return [("".join(text for text, _ in run), spam) for spam, run in groupby(pieces, lambda piece: piece[1])]


@pytest.mark.parametrize(
    ("kept", "cut", "behind", "gone"),
    [
        ("【责任编辑：王瑞", "】泰州开锁13700001234随到", "", "泰州开锁13700001234随到"),
        ("【编辑（王瑞", "）】泰州开锁13700001234", "", "泰州开锁13700001234"),
        ("新华社发（刘某摄", "——【开锁13700001234】）", "，摄于昨天", "——【开锁13700001234】"),
        ("新华社发（刘某摄", "——【开锁13700001234】）", "", "——【开锁13700001234】"),
        ("（见【图，", "（一）开锁13700001234）", "天气很好。", "（一）开锁13700001234"),
        ("（五", "（开锁13700001234花经理））", "组织培训；", "（开锁13700001234花经理）"),
        ("据介绍，", "『开锁13700001234", "』他说。", "『开锁13700001234』"),
        ("据《晚报》报道，", "（一）开锁13700001234", "（见图）他说。", "（一）开锁13700001234"),
        ("他说：", "）】开锁13700001234】", "天气很好。", "）】开锁13700001234】"),
        # no block ends with a comma, and two marks in a row are of two; but items of laws do end with a semicolon
        ("星际客机无法载人返回，", "开锁13700001234", "", "，开锁13700001234"),
        ("用好各类平台，！", "开锁13700001234", "为合作牵线", "！开锁13700001234"),
        ("（三）涂改票据的；", "开锁13700001234", "", "开锁13700001234"),
        # a section keeps its number
        ("", "开锁13700001234 第九条", " 申请设立企业的", "开锁13700001234 "),
        ("", "开锁13700001234、甘孜（九）", "负责将隐患报告", "开锁13700001234、甘孜"),
        # what opens at an edge, too, if what closes it is not at one
        ("他说：", "开锁13700001234（", "见图一）是新的。", "开锁13700001234"),
        ("", "【开锁13700001234", "全县粮食增产】据了解，", "开锁13700001234"),
        ("他说（", "开锁13700001234）随叫随到", "，是新的。", "（开锁13700001234）随叫随到"),
        # both halves, if nothing stays between them, or nothing goes
        ("他说（", "开锁13700001234", "）是新的。", "（开锁13700001234）"),
        ("【#粮食增产#", "。开锁13700001234】#", "全县粮食增产# 据了解，", "。开锁13700001234"),
        ("#粮食增产", "#开锁13700001234", "", "开锁13700001234"),
        ("他说，", "开锁#13700001234", "今年#是新的。", "开锁#13700001234"),  # at no edge
        # brackets that no article has, and what opens as it closes
        ("他说：", "{开锁13700001234", "}是新的。", "{开锁13700001234}"),
        ("他说，", "--开锁13700001234", "--是新的。", "--开锁13700001234--"),
        ('他说："', '开锁13700001234"', "", '"开锁13700001234"'),
        ("他说，", '"开锁13700001234"', '"这是新的。"', '"开锁13700001234"'),
        # what an advertisement begins with, and no sentence ends
        ("今年增产，→", "开锁13700001234", "他说。", "→开锁13700001234"),
        ("今年增产。★☎", "开锁13700001234", "", "★☎开锁13700001234"),
        ("▶", "开锁13700001234", "", "▶开锁13700001234"),
        ("▶", "开锁13700001234", "今年增产。", "开锁13700001234"),
        ("全文完。■", "开锁13700001234", "", "开锁13700001234"),
        ("甲→", "开锁13700001234", "乙", "开锁13700001234"),
        # a pause behind another
        ("他说，", "开锁13700001234", "，这是新的。", "开锁13700001234，"),
        ("", "开锁13700001234", "，这是新的。", "开锁13700001234，"),
        ("他说", "开锁13700001234", "，这是新的。", "开锁13700001234"),
        # what a sentence begins with that stays
        ("他说。", "开锁13700001234去年，", "全县粮食增产。", "开锁13700001234"),
        ("他说。", "开锁随叫随到2022年3月至5月，", "全县粮食增产。", "开锁随叫随到"),
        ("他说。", "开锁随叫随到与此同时，", "全县粮食增产。", "开锁随叫随到"),
        ("他说。", "开锁随叫随到8日零时，", "全县粮食增产。", "开锁随叫随到"),
        ("他说。", "开锁随叫随到5月12日下午3时许，", "全县粮食增产。", "开锁随叫随到"),
        # nor the figures of a date that goes on
        ("他说。", "开锁随叫随到2023", "年中央一号文件下发。", "开锁随叫随到"),
        ("他说。", "开锁随叫随到。今年1—", "8月，全县粮食增产。", "开锁随叫随到。"),
        ("他说。", "加微信abc_123，3", "月26日，全县粮食增产。", "加微信abc_123，"),
        ("他说。", "开锁400-123-4567", "月底前增产。", "开锁400-123-4567"),
        ("他说。", "开锁13700001234", "年年增产。", "开锁13700001234"),
        ("他说。", "开锁13700001234，活动到28日，", "", "开锁13700001234，活动到28日，"),
        ("他说。", "开锁，满意再付，", "全县粮食增产。", "开锁，满意再付，"),
        # what is left of a block is no word without its mark
        ("刚刚", "！开锁13700001234", "", "刚刚！开锁13700001234"),
        ("刚刚", "！开锁13700001234", "他说。", "！开锁13700001234"),
        ("本报昨天讯", "！开锁13700001234", "", "！开锁13700001234"),
        # a stretch with blanks between all of its characters
        ("他说：上", "门 开 锁 随 叫", "随到。", "门 开 锁 随 叫"),
        ("他说： 上 ", "门 开 锁 随 叫", " 到 今年增产。", "上 门 开 锁 随 叫 到 "),
        ("他说：", "上·门·开·锁·随·叫·", "到今年增产。", "上·门·开·锁·随·叫·到"),
        ("他说：", "3+0+分+钟+到+", "门前的柳树绿了。", "3+0+分+钟+到+门"),
        ("他说：", "开锁·", "到·今年增产。", "开锁·"),
        ("", "开锁13700001234-----------", "镇里的干部说。", "开锁13700001234-----------"),
        # what only shows on the character before, or not at all
        ("他说，", "开锁13700001234", "\u0332\u200b是新的。", "开锁13700001234\u0332\u200b"),
        ("他说，", "开锁13700001234", "\u00ad", "开锁13700001234\u00ad"),
        ("他说\u0332", "开锁13700001234", "", "开锁13700001234"),
    ],
)
def test_a_mark_goes_with_what_it_belongs_to(kept: str, cut: str, behind: str, gone: str) -> None:
    parts = settled([(text, text == cut) for text in (kept, cut, behind) if text])
    assert [text for text, spam in parts if spam] == [gone]


def test_a_unit_of_nothing_but_marks_goes_with_what_they_belong_to() -> None:
    parts = [("【责任编辑：王某", False), ("】", True), ("开锁13700001234", True)]
    assert settled(parts) == [("【责任编辑：王某】", False), ("开锁13700001234", True)]


def test_what_is_left_of_a_unit_keeps_its_chance() -> None:
    page = segment_text("【开锁13700001234全县粮食增产】据了解，")
    units = Units(np.array([0, 14], np.int32), np.array([14, 25], np.int32), np.zeros(2, np.int32))
    found, cut, source = settle_marks(page, units, np.array([True, False]))
    assert [page.text[a:b] for a, b in zip(found.start, found.end, strict=True)][:2] == [
        "【",
        "开锁13700001234",
    ]
    assert cut.tolist() == [False, True, False]
    assert source.tolist() == [0, 0, 1]


def test_where_no_mark_is_out_of_place_the_units_stay_as_they_are() -> None:
    page = segment_text("他说：（一）开锁13700001234。")
    units = Units(np.array([0, 3], np.int32), np.array([3, 18], np.int32), np.zeros(2, np.int32))
    found, cut, source = settle_marks(page, units, np.array([False, True]))
    assert found is units
    assert cut.tolist() == [False, True]
    assert source.tolist() == [0, 1]


def test_brackets_without_end_take_no_time_without_end() -> None:
    def seconds(count: int) -> float:
        page = segment_text("（" * count + "）甲" * count)
        units = Units(
            np.array([0, count], np.int32), np.array([count, 3 * count], np.int32), np.zeros(2, np.int32)
        )
        started = process_time()
        settle_marks(page, units, np.array([False, True]))
        return process_time() - started

    assert seconds(100_000) < 40 * min(seconds(10_000) for _ in range(3))


def test_many_blocks_take_no_time_without_end() -> None:
    def seconds(count: int) -> float:
        page = segment_text("\n".join(["【王某开锁】"] * count))
        first = page.blocks.start
        start, end = (
            np.stack((first, first + 3), axis=1).ravel(),
            np.stack((first + 3, first + 6), axis=1).ravel(),
        )
        units = Units(start, end, np.arange(count, dtype=np.int32).repeat(2))
        started = process_time()
        _, cut, _ = settle_marks(page, units, np.tile([False, True], count))
        assert cut.tolist() == [False, True, False] * count
        return process_time() - started

    assert seconds(10_000) < 40 * min(seconds(1_000) for _ in range(3))


def parting_of(
    page: Page,
    edges: list[int],
    cut: list[bool],
    odds: float,
    parted: int | None = None,
    likely: Mapping[int, float] = NOWHERE,
) -> tuple[Reading, Parting]:
    """A page cut at some places, every other of which is as unlikely as ``odds`` says, or ``likely`` of some.

    ``parted``: the edge that a joint was found at; the two parts were one unit, which was taken for what the second is now.
    """
    bounds = np.array([0, *edges, len(page.text)], np.int32)
    verdicts = np.array(cut)

    def units_between(bounds: NDArray[np.int32]) -> Units:
        block = np.searchsorted(page.blocks.start, bounds[:-1], side="right") - 1
        return Units(bounds[:-1], bounds[1:], block.astype(np.int32))

    first_of_two = np.isin(bounds[1:], () if parted is None else (parted,))
    whole_units = units_between(bounds[np.append(True, ~first_of_two)])
    source = np.cumsum(np.append(0, ~first_of_two[:-1]))
    whole_verdicts = verdicts[~first_of_two]
    sight = look(page, glance(page))
    reading = read_again(
        sight,
        read_wording(sight, np.zeros(1 << 17, np.float32)),
        whole_units,
        np.where(whole_verdicts, 0.9, 0.3),
        whole_verdicts,
    )
    assert reading is not None
    inside = np.concatenate([np.arange(*each) for each in zip(reading.first, reading.last, strict=True)])
    joints = np.full((len(inside), 2), odds)
    for place, here in likely.items():
        joints[reading.place[inside] == place] = here
    whole = np.zeros((len(reading.unit), 2))
    units = units_between(bounds)
    return reading, Parting(units, np.where(verdicts, 0.9, 0.3), verdicts, source, whole, joints)


def mended(
    text: str, spam: str, odds: float = -2.0, elsewhere: str = "", likely: Mapping[int, float] = NOWHERE
) -> str:
    """What is cut of a line in which ``spam`` was, ``elsewhere`` being another line of the page."""
    page = segment_text(f"{text}\n{elsewhere}" if elsewhere else text)
    start = text.index(spam)
    stop = start + len(spam)
    edges, cut = [start, stop], [False, True, False]
    if elsewhere:
        edges.append(len(text) + 1)
        cut.append(False)
    reading, parting = parting_of(page, edges, cut, odds, likely=likely)
    units = mend_words(page, reading, parting)
    assert units.start[0] == 0
    assert units.end[2] == (edges[2] if elsewhere else len(text))
    assert np.array_equal(units.start[1:], units.end[:-1])
    return page.text[units.start[1] : units.end[1]]


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("去年底以来，这个镇新办的家庭农", "场已有十二家。", "，", ""),  # a mark that came with it was left
        ("去年底以来，这个镇新办的家庭农", "场，已有十二家。", "", "场，"),  # a part of the word is lost
        ("去年底以来，这个镇新办的家庭农 ", " 场已有十二家。", "，", ""),  # blanks do not part a word
        ("去年底以来，这个镇新办的家庭农", " 场，已有十二家。", "", " 场，"),
    ],
)
def test_edges_go_where_a_word_is_whole(before: str, after: str, left: str, right: str) -> None:
    """``left``: of the spam, what was taken for genuine before it; ``right``: of what follows, what was taken for spam."""
    found = mended(before + left + ADVERTISEMENT + after, ADVERTISEMENT + right)
    assert found.strip() == left + ADVERTISEMENT


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("昨天下午，他们在河边种下的那些。", "银杏树都活了。"),  # it may be the sentence's own
        ("这个镇新办的工厂生产GP，", "S已有十二家。"),  # letters that meet may be anything
    ],
)
def test_edges_stay_where_no_word_was_parted(before: str, after: str) -> None:
    text = before + ADVERTISEMENT + after
    assert mended(text, ADVERTISEMENT, odds=-9.0, likely={len(before) - 1: 0.0}) == ADVERTISEMENT


def test_edges_stay_where_nothing_would_be_cut() -> None:
    text = "昨天他们还说，找场里农师傅开锁随叫随到，天气很好。"
    spam = "找场里农师傅开锁随叫随到，"
    assert (
        mended(text, spam, odds=-9.0, likely=dict.fromkeys((text.index("场"), text.index("师")), 0.0)) == spam
    )


@pytest.mark.parametrize(
    ("before", "spam", "after"),
    [
        ("这个镇新办的家庭农场", "师傅开锁13700001234牧场", "，已有十二家。"),
        ("他去的家庭，", "农师傅开锁13700001234", "农场已有十二家。"),
    ],
)
def test_a_word_that_may_be_parted_in_two_ways_moves_nothing(before: str, spam: str, after: str) -> None:
    # What is cut ends with what stands before it, or begins with what stands behind it.
    text = before + spam + after
    places = {text.index("场"): 0.0, text.rindex("场"): 0.0, text.index("农") + 1: 0.0}
    assert mended(text, spam, odds=-9.0, likely=places) == spam


def test_edges_stay_where_no_word_is_though_the_network_finds_another_place_likelier() -> None:
    text = f"昨天下午，这里下了雨{ADVERTISEMENT}，他们没有出门。"
    start = text.index(ADVERTISEMENT)
    places = {start - 1: 8.0, start + len(ADVERTISEMENT) + 1: 8.0}
    assert mended(text, ADVERTISEMENT, odds=-9.0, likely=places) == ADVERTISEMENT


def test_a_likely_edge_does_not_make_up_for_one_that_is_not() -> None:
    text = f"这个镇新办的家庭农，{ADVERTISEMENT}了场已有十二家。"
    places = {text.index("，"): 8.0, text.index("了场") + 1: -6.0}
    assert mended(text, ADVERTISEMENT, odds=-9.0, likely=places) == ADVERTISEMENT


@pytest.mark.parametrize(("taken", "moves"), [(12, True), (13, False)])
def test_an_edge_moves_just_so_far(taken: int, moves: bool) -> None:
    """``taken``: characters of the sentence that were cut with the advertisement."""
    text = f"这个镇新办的家庭农{ADVERTISEMENT}场已有十二家种的多是小麦和玉米还有大豆。"
    stop = text.index("场已有")
    spam = text[text.index(ADVERTISEMENT) : stop + taken]
    assert (mended(text, spam, odds=-9.0, likely={stop: 0.0}) == ADVERTISEMENT) == moves


@pytest.mark.parametrize(("taken", "moves"), [("，再见", True), ("，再见了再见了再见", False)])
def test_much_of_a_sentence_is_too_much_for_a_word(taken: str, moves: bool) -> None:
    text = f"这个镇新办的家庭农{taken}{ADVERTISEMENT}场已有十二家。"
    found = mended(text, ADVERTISEMENT, odds=-9.0, likely={text.index("，"): 0.0})
    assert found == (taken if moves else "") + ADVERTISEMENT


@pytest.mark.parametrize(
    ("units", "cut", "likely"),
    [
        (["家庭农", "，再见了", ADVERTISEMENT, "场已有十二家。"], [False, False, True, False], "，"),
        (["家庭农", ADVERTISEMENT, "场已有的", "十二家。"], [False, True, True, False], "场"),
        (
            ["他说再见", "随叫随到农", ADVERTISEMENT, "场已有十二家。"],
            [False, True, True, False],
            ADVERTISEMENT,
        ),
    ],
)
def test_no_unit_is_emptied_for_a_word(units: list[str], cut: list[bool], likely: str) -> None:
    text = "".join(units)
    page = segment_text(text)
    edges = np.cumsum([len(unit) for unit in units[:-1]]).tolist()
    reading, parting = parting_of(page, edges, cut, -9.0, likely={text.index(likely): 0.0})
    found = mend_words(page, reading, parting)
    assert [page.text[a:b] for a, b in zip(found.start, found.end, strict=True)] == units


def test_what_stays_between_two_advertisements_is_not_taken_by_both() -> None:
    text = f"他去的家庭农{ADVERTISEMENT}银场丁戊{ADVERTISEMENT}行已有十二家。"
    page = segment_text(text)
    first, second, size = text.index(ADVERTISEMENT), text.rindex(ADVERTISEMENT), len(ADVERTISEMENT)
    edges = [first, first + size, second, second + size]
    reading, parting = parting_of(
        page, edges, [False, True, False, True, False], -9.0, likely={text.index("场"): 0.0}
    )
    units = mend_words(page, reading, parting)
    assert page.text[units.start[2] : units.end[2]] == "场丁戊"


# Pairs of these are no words; what stands for them on a page is what says that they belong together.
@pytest.mark.parametrize(
    ("line", "belongs"),
    [
        ("那些戌卯亥都已经活了。", True),  # with the character before, and with that behind
        ("那些戌卯亥们已经活了。", True),
        ("那里酉卯亥都已经活了。", True),
        ("那里酉卯亥们已经活了。", False),  # the pair alone
        ("那些戌卯酉亥都已经活了。", False),
    ],
)
def test_what_the_page_has_elsewhere_is_as_good_as_a_word(line: str, belongs: bool) -> None:
    text = f"他们在河边种下戌卯{ADVERTISEMENT}亥都已经活了。"
    taken = f"{ADVERTISEMENT}亥都"
    assert mended(text, taken, -4.5, line) == (ADVERTISEMENT if belongs else taken)


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("，卯", "亥，", "那里，卯亥，又活了。"),
        ("戌，", "亥都", "那里戌，亥都活了。"),
        ("戌卯", "，都", "那里戌卯，都活了。"),
    ],
)
def test_only_characters_of_words_belong_together(before: str, after: str, line: str) -> None:
    text = f"他们在河边种下{before}{ADVERTISEMENT}{after}已经活了。"
    assert mended(text, ADVERTISEMENT + after, -4.5, line) == ADVERTISEMENT + after


@pytest.mark.parametrize(
    ("odds", "moves"),
    [(-2.0, True), (-6.0, False)],  # of the place where the word was parted, beside the edge that was found
)
def test_the_network_is_asked_how_much_likelier_a_joint_is(odds: float, moves: bool) -> None:
    text = f"这个镇新办的家庭农，{ADVERTISEMENT}场已有十二家。"
    page = segment_text(text)
    start = text.index(ADVERTISEMENT)
    reading, parting = parting_of(
        page, [start, start + len(ADVERTISEMENT)], [False, True, False], 0.0, parted=start
    )
    inside = np.concatenate([np.arange(*each) for each in zip(reading.first, reading.last, strict=True)])
    found = (reading.place[inside] == start) & (inside < reading.last[0])
    parting.joints[found, BEGINS] = -odds
    units = mend_words(page, reading, parting)
    assert (page.text[units.start[1] : units.end[1]] == "，" + ADVERTISEMENT) == moves


@pytest.mark.parametrize(
    ("unit", "column", "moves"),
    [(0, IS_GENUINE, False), (1, IS_SPAM, False), (0, IS_SPAM, True), (1, IS_GENUINE, True)],
)
def test_a_unit_that_is_surely_whole_is_not_parted(unit: int, column: int, moves: bool) -> None:
    stays, goes = ("，", "") if unit == 0 else ("", "场")
    text = f"这个镇新办的家庭农{stays}{ADVERTISEMENT}场已有十二家。"
    page = segment_text(text)
    start = text.index(ADVERTISEMENT)
    edges = [start, start + len(ADVERTISEMENT + goes)]
    reading, parting = parting_of(page, edges, [False, True, False], 0.0)
    parting.whole[unit, column] = 8.0
    units = mend_words(page, reading, parting)
    assert (page.text[units.start[1] : units.end[1]] == stays + ADVERTISEMENT) == moves


def test_a_unit_with_a_joint_is_not_parted_again() -> None:
    text = f"这个镇新办的家庭农{ADVERTISEMENT}场已有十二家。"
    page = segment_text(text)
    start = text.index(ADVERTISEMENT)
    edges = [start, start + len(ADVERTISEMENT) + 1]
    reading, parting = parting_of(page, edges, [False, True, False], -9.0, start, {edges[1] - 1: 0.0})
    units = mend_words(page, reading, parting)
    assert page.text[units.start[1] : units.end[1]] == ADVERTISEMENT + "场"


def test_an_edge_stays_where_the_network_is_sure_of_it() -> None:
    text = f"这个镇新办的家庭农，{ADVERTISEMENT}场已有十二家。"
    assert mended(text, ADVERTISEMENT, odds=-8.0) == ADVERTISEMENT
    assert mended(text, ADVERTISEMENT, odds=-np.inf) == ADVERTISEMENT


def test_only_what_is_cut_out_of_a_block_is_looked_at() -> None:
    for text in (f"{ADVERTISEMENT}场已有十二家。", f"这个镇新办的家庭农{ADVERTISEMENT}"):
        page = segment_text(text)
        start = text.index(ADVERTISEMENT)
        edges = [at for at in (start, start + len(ADVERTISEMENT)) if 0 < at < len(text)]
        reading, parting = parting_of(page, edges, [start == 0, start > 0], -1.0)
        assert mend_words(page, reading, parting) is parting.units


def test_a_model_without_joints_moves_nothing() -> None:
    page = segment_text(f"这个镇新办的家庭农，{ADVERTISEMENT}场已有十二家。")
    start = page.text.index(ADVERTISEMENT)
    reading, parting = parting_of(page, [start, start + len(ADVERTISEMENT)], [False, True, False], -1.0)
    nothing = np.zeros((0, 2))
    assert mend_words(page, reading, parting._replace(whole=nothing, joints=nothing)) is parting.units


def test_many_edges_take_no_time_without_end() -> None:
    dice = np.random.default_rng(1)
    before = "这个镇新办的家庭农，"

    def seconds(count: int) -> float:
        """Of so many edges on a page that is as long whatever they are."""
        text, edges = "", []
        for _ in range(count):
            start = len(text) + len(before)
            text += f"{before}{ADVERTISEMENT}场已有十二家，"
            edges += [start, start + len(ADVERTISEMENT), len(text)]
        text += "".join(map(chr, dice.integers(0x4E00, 0x9F00, 400_000)))
        page = segment_text(text)
        reading, parting = parting_of(page, edges, [False, True, False] * count + [False], -2.0)
        assert len(reading.unit) > count
        started = process_time()
        mend_words(page, reading, parting)
        return process_time() - started

    assert min(seconds(60) for _ in range(3)) < 6 * min(seconds(2) for _ in range(3))


@pytest.mark.parametrize("mark", ["，", "/", " "])
@pytest.mark.parametrize(
    ("advertisement", "before", "after"),
    [
        (
            "诚信开锁换锁，师傅电话13700001234，随叫随到",
            "去年底以来，这个镇新办的家庭农",
            "场已有十二家，种的多是小麦和玉米。",
        ),
        (
            "【老林管道疏通】微信ql_88213，随叫随到",
            "目前全县的中小学",
            "校都已经复课，师生的身体状况良好。",
        ),
        (
            "格力空调维修加氟400-0711-386，全城上门",
            "记者在村口看到，去年栽下的银",
            "杏树都活了，叶子已经发黄。",
        ),
    ],
)
def test_a_sentence_with_a_word_that_was_parted_is_whole_again(
    advertisement: str, before: str, after: str, mark: str
) -> None:
    behind = "。" if mark == "，" else ""
    result = clean_text(f"{BEFORE}\n{before}{mark}{advertisement}{behind}{after}\n{AFTER}")
    stays = "".join(v.block.text for v in result.verdicts if v.label is Label.ARTICLE)
    assert stays.replace("\n", "") == BEFORE + before + after + AFTER
