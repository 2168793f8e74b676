"""Advertisements glued into sentences: the options to part them, what is chosen, and that genuine sentences stay whole."""

import numpy as np
import pytest

from filters import Label, clean_text
from filters.clean import judge
from filters.joints import FEATURES, Options, find_options, part
from filters.labeller import load_model
from filters.segment import segment_text
from filters.sight import Sight, glance, look
from filters.units import Units
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


def options_of(text: str, spam: str) -> tuple[Options | None, Units]:
    """The options of a text of which the units that touch ``spam`` are cut, and no other."""
    sight, suspicion = seen(text)
    units, _ = judge(sight, suspicion)
    start = text.index(spam)
    cut = (units.start < start + len(spam)) & (units.end > start)
    return find_options(sight, suspicion.sums, units, np.where(cut, 0.9, 0.1), cut), units


def test_each_unit_may_stay_whole_or_be_parted_beside_its_marks() -> None:
    text = f"{BEFORE}\n师傅电话13700001234\n随叫随到24小时/鱼塘里的荷花开了\n{AFTER}"
    options, units = options_of(text, "随叫随到24小时/鱼塘里的荷花开了")
    assert options is not None
    assert options.features.shape == (len(options.unit), FEATURES)
    assert np.isfinite(options.features).all()
    head = np.flatnonzero(options.place < 0)
    assert options.unit[head].tolist() == sorted(set(options.unit.tolist()))
    slash = text.index("/")
    for behind in (False, True):
        places = set(options.place[(options.place >= 0) & (options.behind == behind)].tolist())
        assert {slash, slash + 1} <= places
        assert all(not (text[place - 1].isalnum() and text[place].isalnum()) for place in places)
    inside = options.place >= 0
    assert (options.place[inside] > units.start[options.unit[inside]]).all()
    assert (options.place[inside] < units.end[options.unit[inside]]).all()


def test_no_number_is_parted_and_no_part_is_blank() -> None:
    text = f"{BEFORE}\n热线400-071-1386或微信ql_88213 ，\u3000花开了\n{AFTER}"
    options, _ = options_of(text, "热线400-071-1386或微信ql_88213")
    assert options is not None
    for place in options.place[options.place >= 0].tolist():
        assert text[place - 1] not in " \u3000"
        assert not text.index("400") < place < text.index("或")
        assert not text.index("ql_") < place < text.index("213") + 3


def test_no_options_where_nothing_is_cut() -> None:
    sight, suspicion = seen(f"{BEFORE}\n维修热线400-0711-386\n{AFTER}")
    units, _ = judge(sight, suspicion)
    nothing = np.zeros(len(units), bool)
    assert find_options(sight, suspicion.sums, units, np.zeros(len(units)), nothing) is None


def layers(which: int) -> dict[str, np.ndarray]:
    """Layers that want one feature as high as possible."""
    joint = np.zeros((FEATURES, 1), np.float32)
    joint[which] = 100
    return {
        "joint": joint,
        "joint_bias": np.zeros(1, np.float32),
        "joint_out": np.ones((1, 1), np.float32),
        "joint_mean": np.zeros(FEATURES, np.float32),
        "joint_scale": np.ones(FEATURES, np.float32),
    }


@pytest.mark.parametrize("behind", [False, True])
def test_a_unit_becomes_two_with_verdicts_of_their_own(behind: bool) -> None:
    units = Units(np.array([0, 10, 30], np.int32), np.array([10, 30, 40], np.int32), np.zeros(3, np.int32))
    chances, cut = np.array([0.1, 0.7, 0.2]), np.array([False, True, False])
    options = Options(
        np.array([1, 1, 1]),
        np.array([-1, 15, 15]),
        np.array([False, False, True]),
        np.zeros((3, FEATURES), np.float32),
    )
    options.features[1 + behind, 4] = 1
    parted, likely, verdicts = part(layers(4), options, units, chances, cut)
    assert parted.start.tolist() == [0, 10, 15, 30]
    assert parted.end.tolist() == [10, 15, 30, 40]
    assert verdicts.tolist() == [False, not behind, behind, False]
    assert likely[1 + behind] > 0.99
    assert likely[2 - behind] < 0.01
    # If all options are as good as the others, and for a model that has not learnt it, nothing changes.
    for known in (layers(5), {}):
        assert part(known, options, units, chances, cut) == (units, chances, cut)


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
    form: str, before: str, after: str
) -> None:
    result = clean_text("\n".join((BEFORE, form.format(before, after), AFTER)))
    stays = "".join(v.block.text for v in result.verdicts if v.label is Label.ARTICLE)
    assert stays.replace("\n", "") == BEFORE + before + after + AFTER


@pytest.mark.parametrize("end", ["太好了！！！", "他说：“雨停了。”", "雨停了，"])
def test_the_marks_that_a_sentence_ends_with_are_its_own(end: str) -> None:
    advertisement = "【老林管道疏通】微信ql_88213 随叫随到"
    result = clean_text(f"{BEFORE}\n村民们跑出来看，{end}{advertisement}\n{AFTER}")
    stays = "".join(v.block.text for v in result.verdicts if v.label is Label.ARTICLE)
    assert stays.replace("\n", "") == f"{BEFORE}村民们跑出来看，{end}{AFTER}"


def test_there_is_a_most_that_is_looked_at() -> None:
    sight, suspicion = seen(f"{BEFORE}\n电话13700001234，" + "上门/快修，" * 20_000)
    units, chances = judge(sight, suspicion)
    options = find_options(sight, suspicion.sums, units, chances, np.arange(len(units)) % 2 == 0)
    assert options is not None
    assert 10_000 < len(options.place) < 40_000
