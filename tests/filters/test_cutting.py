"""What is cut: runs with an anchor, and what belongs to them."""

from typing import Any

import numpy as np
import pytest

from filters.cutting import (
    PRESETS,
    Thresholds,
    anchored,
    decide,
    in_lines,
    with_ends,
    with_last_places,
    with_numbers,
    within_reach,
)
from filters.labeller import load_model
from filters.segment import parse_html, segment_text
from filters.sight import look
from filters.signals import CONTACTS
from filters.units import Units, split_units
from filters.wording import suspect
from tests.filters.pages_made import ARTICLE


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
        found = anchored(np.array(chances), np.array(block, np.int32), paragraphs, length, least)
        return [bool(goes) for goes in found]

    assert cut([0.65, 0.85, 0.7], [0, 0, 0]) == [True, True, True]
    assert cut([0.65, 0.85, 0.6], [0, 0, 0]) == [False, True, False]
    assert cut([0.65, 0.78, 0.7], [0, 0, 0]) == [False, False, False]  # with nothing sure none goes
    # Only the block itself counts.
    assert cut([0.65, 0.85, 0.7, 0.7, 0.3], [0, 0, 1, 1, 2]) == [True, True, False, False, False]


def test_a_paragraph_with_a_sentence_in_it_is_no_line() -> None:
    for inside, line in (("，", True), ("。", False)):
        text = f"河堤上的柳树绿了，风也不那么冷了{inside}随叫随到修空调，来电就到，河堤上也来"
        page = segment_text(text)
        units = Units(np.array([0, 17], np.int32), np.array([17, len(text)], np.int32), np.zeros(2, np.int32))
        assert in_lines(page, units).tolist() == [line, line]


def test_a_scrap_goes_with_the_block_that_is_cut_but_for_it() -> None:
    assert spans([0.4, 0.96], [0, 0], paragraph=0, length=[3, 40]) == "ss"
    assert spans([0.96, 0.4], [0, 0], paragraph=0, length=[40, 6]) == "ss"
    assert spans([0.1, 0.96], [0, 0], paragraph=0, length=[3, 40]) == ".s"  # rather genuine
    assert spans([0.4, 0.96], [0, 0], paragraph=0, length=[9, 80]) == ".s"  # more than a scrap
    assert spans([0.4, 0.96], [0, 0], paragraph=0, length=[6, 20]) == ".s"  # too much of the block
    assert spans([0.4, 0.96], [0, 1], paragraph=0, length=[3, 40]) == ".s"  # a block of its own


@pytest.mark.parametrize(
    ("line", "chance", "lines", "cut"),
    [
        ("诚信为本，服务到家。", 0.86, 1, False),  # a page needs something very likely
        ("诚信为本，服务到家。", 0.88, 1, True),
        ("诚信为本，服务到家：0571-87651234。", 0.86, 9, False),
        ("诚信为本，服务到家：0571-87651234。", 0.88, 9, True),
        ("诚信为本，服务到家：400-700-1234。", 0.64, 1, False),
        ("诚信为本，服务到家：400-700-1234。", 0.66, 1, True),  # such a number tells sooner
        ("诚信为本，服务到家：8００ 7001 234。", 0.66, 1, True),
        ("诚信为本，服务到家：138 0000 1234。", 0.69, 1, False),
        ("诚信为本，服务到家：138 0000 1234。", 0.71, 1, True),  # and a mobile one
        ("诚信为本，服务到家：bx78q2.vip。", 0.86, 1, False),
        ("诚信为本，服务到家：4'0'0'7'0'0'1'2'3'4。", 0.86, 1, False),  # disguised it does not
        ("400-700-1234", 0.86, 1, False),  # nor without a word in its line
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

    monkeypatch.setattr("filters.cutting.judge", judge)
    sight = look(page)
    suspicion = suspect(sight, load_model().ngrams)
    assert suspicion
    _, chances, found = decide(sight, suspicion, PRESETS["retain"])
    assert found.any() == cut
    assert chances.max() == chance  # told as it is, whatever is cut


def test_what_has_no_word_in_it_tells_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(sight: Any, *rest: Any) -> Any:
        block = np.arange(len(sight.page.blocks), dtype=np.int32)
        units = Units(sight.page.blocks.start, sight.page.blocks.end, block)
        return units, np.where(block == 1, 0.999, 0.01)

    monkeypatch.setattr("filters.cutting.judge", judge)
    for line, cut in (("\xad\xad", False), ("2023/1 ②", False), ("锁", False), ("开锁", True), ("VX", True)):
        sight = look(segment_text("\n".join(("联系电话：0571-87654321", line, *ARTICLE))))
        suspicion = suspect(sight, load_model().ngrams)
        assert suspicion
        _, chances, found = decide(sight, suspicion, PRESETS["retain"])
        assert found.any() == cut
        assert (chances[1] == PRESETS["retain"].line) == (line == "\xad\xad")


@pytest.mark.parametrize(("chance", "lost"), [(0.92, False), (0.97, True)])
def test_a_caption_tells_of_a_page_only_if_it_is_very_likely(
    monkeypatch: pytest.MonkeyPatch, chance: float, lost: bool
) -> None:
    caption = "靠背是他自己带的，坐了二十年"

    def judge(sight: Any, *rest: Any) -> Any:
        units = split_units(sight, np.arange(0, len(sight.page.text), 9))
        begin = sight.page.text.index(caption)
        inside = (units.start < begin + len(caption)) & (units.end > begin)
        return units, np.where(inside, chance, 0.01)

    monkeypatch.setattr("filters.cutting.judge", judge)
    text = "".join(f"<p>{paragraph}" for paragraph in (*ARTICLE, "联系电话：0571-87654321"))
    page = parse_html(
        f"<body><article><figure><img src=a.jpg><figcaption>{caption}</figcaption></figure>{text}"
    )
    sight = look(page)
    suspicion = suspect(sight, load_model().ngrams)
    assert suspicion
    assert decide(sight, suspicion, PRESETS["retain"])[2].any() == lost


def test_a_page_may_tell_sooner_than_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(sight: Any, *rest: Any) -> Any:
        units = split_units(sight, np.arange(0, len(sight.page.text), 9))
        return units, np.where(units.block == 0, 0.62, 0.01)

    monkeypatch.setattr("filters.cutting.judge", judge)
    sight = look(segment_text("\n".join(("诚信为本，服务到家：0571-87651234。", *ARTICLE))))
    suspicion = suspect(sight, load_model().ngrams)
    assert suspicion
    cut = {name: decide(sight, suspicion, preset)[2].any() for name, preset in PRESETS.items()}
    assert cut == {"retain": False, "balanced": False, "recall": True}


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

    monkeypatch.setattr("filters.cutting.judge", judge)
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
    before = np.arange(len(end)) < last
    assert with_ends(sight, units, np.where(before, 0.9, chance), before)[last] == goes
    assert not with_ends(sight, units, np.where(before, 0.8, chance), before)[
        last
    ]  # the number is not so sure


def test_what_is_cut_takes_its_label_along_if_that_is_half_likely() -> None:
    sight = look(segment_text("广告：鲁洁欣道闸随叫随到。河堤上的柳树绿了。"))
    units = Units(np.array([0, 3, 13], np.int32), np.array([3, 13, 22], np.int32), np.zeros(3, np.int32))
    cut = np.array([False, True, False])
    assert with_numbers(sight, units, np.array([0.4, 0.9, 0.4]), cut).tolist() == [True, True, False]
    assert with_numbers(sight, units, np.array([0.1, 0.9, 0.4]), cut).tolist() == cut.tolist()
    sight = look(segment_text("【鲁洁】道闸随叫随到。河堤上的柳树绿了。"))
    units = Units(np.array([0, 4, 11], np.int32), np.array([4, 11, 20], np.int32), np.zeros(3, np.int32))
    assert with_numbers(sight, units, np.array([0.4, 0.9, 0.4]), cut).tolist() == [True, True, False]


def test_a_label_alone_is_not_cut_before_a_number_that_stays() -> None:
    for spam, goes in (("", False), ("随叫随到修空调，", True)):
        parts = (
            "河堤上的柳树绿了。",
            *filter(None, (spam,)),
            "租车行老板电话",
            "0571-87651234",
            "，一天六十。",
        )
        sight = look(segment_text("".join(parts)))
        end = np.cumsum([len(part) for part in parts]).astype(np.int32)
        units = Units(np.append(0, end[:-1]).astype(np.int32), end, np.zeros(len(end), np.int32))
        cut = np.array([part in (spam, "租车行老板电话") for part in parts])
        found = with_numbers(sight, units, np.where(cut, 0.92, 0.02), cut)
        assert found[parts.index("租车行老板电话")] == goes
        assert not found[parts.index("0571-87651234")]


@pytest.mark.parametrize(
    ("above", "goes"), [("电话：\n", True), ("电话：", True), ("通知：\n", False), ("电话\n", False)]
)
def test_the_name_of_what_is_cut_goes_with_its_number(above: str, goes: bool) -> None:
    sight = look(segment_text(f"河堤上的柳树绿了。\n{above}400-700-1234"))
    units = split_units(sight, sight.matches["phone"].start.astype(np.intp))
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
    units = split_units(sight, sight.matches["phone"].start.astype(np.intp))
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
