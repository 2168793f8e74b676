"""The edges of what is cut out of sentences: brackets stay with what they close, and words that were parted are whole again."""

from time import perf_counter

import numpy as np
import pytest

from filters import Label, clean_text
from filters.joints import Parting, Reading, read_again
from filters.seams import mend_words, settle_brackets
from filters.segment import Page, segment_text
from filters.sight import glance, look
from filters.units import Units
from filters.wording import read_wording

BEFORE = "昨天，全县农业工作会议在县城召开。会议总结了去年的收成，部署了今年的春耕。"
AFTER = "据了解，去年全县粮食总产量比上年增长百分之二，农民人均收入继续提高。"
ADVERTISEMENT = "找林师傅开锁13700001234随叫随到"


@pytest.mark.parametrize(
    ("kept", "cut", "behind", "gone"),
    [
        ("【责任编辑：王瑞", "】泰州开锁13700001234随到", "", "泰州开锁13700001234随到"),
        ("【编辑（王瑞", "）】泰州开锁13700001234", "", "泰州开锁13700001234"),
        ("新华社发（刘某摄", "——【开锁13700001234】）", "，摄于昨天", "——【开锁13700001234】"),
        (
            "新华社发（刘某摄",
            "——【开锁13700001234】）",
            "",
            "——【开锁13700001234】）",
        ),  # nothing follows that stays
        ("（见【图，", "（一）开锁13700001234）", "天气很好。", "（一）开锁13700001234"),
        ("（五", "（开锁13700001234花经理））", "组织培训；", "（开锁13700001234花经理）"),
        ("据介绍，", "『开锁13700001234", "』他说。", "『开锁13700001234』"),
        ("据《晚报》报道，", "（一）开锁13700001234", "（见图）他说。", "（一）开锁13700001234"),
        ("他说：", "）】开锁13700001234】", "天气很好。", "）】开锁13700001234】"),
    ],
)
def test_a_closing_bracket_goes_with_what_it_closes(kept: str, cut: str, behind: str, gone: str) -> None:
    page = segment_text(f"{BEFORE}\n{kept}{cut}{behind}\n{AFTER}")
    bounds = np.cumsum([len(BEFORE) + 1, len(kept), len(cut), len(behind)]).tolist()
    start, end = [0, *bounds[:-1], bounds[-1] + 1], [bounds[0] - 1, *bounds[1:], len(page.text)]
    there = [number for number in range(5) if end[number] > start[number]]
    units = Units(
        np.array(start, np.int32)[there],
        np.array(end, np.int32)[there],
        np.array([0, 1, 1, 1, 2], np.int32)[there],
    )
    verdicts = np.array([False, False, True, False, False])[there]
    settled, found = settle_brackets(page, units, verdicts)
    assert np.array_equal(found, verdicts)
    assert [page.text[a:b] for a, b, c in zip(settled.start, settled.end, verdicts, strict=True) if c] == [
        gone
    ]
    covered = np.concatenate([np.arange(a, b) for a, b in zip(units.start, units.end, strict=True)])
    again = np.concatenate([np.arange(a, b) for a, b in zip(settled.start, settled.end, strict=True)])
    assert covered.tolist() == again.tolist()  # nothing is lost, nothing is in two units


def test_a_unit_of_nothing_but_brackets_goes_with_what_they_close() -> None:
    page = segment_text("【责任编辑：王某】开锁13700001234")
    units = Units(np.array([0, 8, 9], np.int32), np.array([8, 9, 22], np.int32), np.zeros(3, np.int32))
    settled, cut = settle_brackets(page, units, np.array([False, True, True]))
    assert cut.tolist() == [False, False, True]
    assert settled.start.tolist() == [0, 8, 9]


def test_brackets_without_end_take_no_time_without_end() -> None:
    def seconds(count: int) -> float:
        page = segment_text("（" * count + "）甲" * count)
        units = Units(
            np.array([0, count], np.int32), np.array([count, 3 * count], np.int32), np.zeros(2, np.int32)
        )
        started = perf_counter()
        settle_brackets(page, units, np.array([False, True]))
        return perf_counter() - started

    assert min(seconds(100_000) for _ in range(3)) < 40 * min(seconds(10_000) for _ in range(3))


def parting_of(page: Page, edges: list[int], cut: list[bool], odds: float) -> tuple[Reading, Parting]:
    """A page cut at some places, every other of which is as unlikely as ``odds`` says."""
    bounds = np.array([0, *edges, len(page.text)], np.int32)
    block = np.searchsorted(page.blocks.start, bounds[:-1], side="right") - 1
    units = Units(bounds[:-1], bounds[1:], block.astype(np.int32))
    verdicts = np.array(cut)
    chances = np.where(verdicts, 0.9, 0.3)
    sight = look(page, glance(page))
    reading = read_again(sight, read_wording(sight, np.zeros(1 << 17, np.float32)), units, chances, verdicts)
    assert reading is not None
    characters = int((reading.last - reading.first).sum())
    joints = np.full((characters, 2), odds)
    whole = np.zeros((len(reading.unit), 2))
    return reading, Parting(units, chances, verdicts, np.arange(len(units)), whole, joints)


def mended(text: str, spam: str, odds: float = -2.0) -> str:
    """What is cut of a text in which ``spam`` was."""
    page = segment_text(text)
    start = text.index(spam)
    reading, parting = parting_of(page, [start, start + len(spam)], [False, True, False], odds)
    units = mend_words(page, reading, parting)
    assert units.start[0] == 0
    assert units.end[-1] == len(text)
    assert np.array_equal(units.start[1:], units.end[:-1])
    return text[units.start[1] : units.end[1]]


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("去年底以来，这个镇新办的家庭农", "场已有十二家。", "，", ""),  # a mark that came with it was left
        ("去年底以来，这个镇新办的家庭农", "场，已有十二家。", "", "场，"),  # a part of the word is lost
        ("去年底以来，这个镇新办的家庭农", "场已有十二家。", "", ""),
        ("去年底以来，这个镇新办的家庭农 ", " 场已有十二家。", "", ""),
        ("昨天下午，他们在河边种下的那些", "银杏树都活了。", "。", ""),
    ],
)
def test_edges_go_where_a_word_is_whole(before: str, after: str, left: str, right: str) -> None:
    """``left``: of the spam, what was taken for genuine before it; ``right``: of what follows, what was taken for spam."""
    text = before + left + ADVERTISEMENT + after
    word = before.strip()[-1] + after.strip()[0]
    found = mended(text, ADVERTISEMENT + right)
    if word == "农场":
        assert found.strip() == left + ADVERTISEMENT
    else:  # nothing says that the mark is not the sentence's own
        assert found == ADVERTISEMENT


def test_what_the_page_has_elsewhere_is_as_good_as_a_word() -> None:
    line = "伊朗直升机失事的消息传来。"
    text = f"伊朗直升{ADVERTISEMENT}机失事的消息传来。"
    assert mended(text, f"{ADVERTISEMENT}机失", odds=-4.5) == f"{ADVERTISEMENT}机失"
    page = segment_text(f"{text}\n{line}")
    start = text.index(ADVERTISEMENT)
    reading, parting = parting_of(
        page, [start, start + len(ADVERTISEMENT) + 2, len(text) + 1], [False, True, False, False], -4.5
    )
    units = mend_words(page, reading, parting)
    assert page.text[units.start[1] : units.end[1]] == ADVERTISEMENT


def test_an_edge_stays_where_the_network_is_sure_of_it() -> None:
    text = f"这个镇新办的家庭农，{ADVERTISEMENT}场已有十二家。"
    assert mended(text, ADVERTISEMENT, odds=-8.0) == ADVERTISEMENT
    assert mended(text, ADVERTISEMENT, odds=-np.inf) == ADVERTISEMENT


def test_a_word_that_is_as_whole_before_moves_nothing() -> None:
    # What is cut begins with the character that follows it: one place is as good as the other.
    text = "这个镇新办的家庭农场师傅开锁13700001234找农场已有十二家。"
    spam = "师傅开锁13700001234找农场"
    assert mended(text, spam) == spam


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
        started = perf_counter()
        mend_words(page, reading, parting)
        return perf_counter() - started

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


def test_what_stays_between_two_advertisements_is_in_one_unit() -> None:
    text = f"这里的银农{ADVERTISEMENT}，银丙场丁{ADVERTISEMENT}杏树都活了。"
    page = segment_text(text)
    first = text.index(ADVERTISEMENT)
    second = text.index(ADVERTISEMENT, first + 1)
    size = len(ADVERTISEMENT)
    reading, parting = parting_of(
        page, [first, first + size, second, second + size], [False, True, False, True, False], 0.0
    )
    units = mend_words(page, reading, parting)
    assert (units.start < units.end).all()
    assert (units.start[1:] >= units.end[:-1]).all()
