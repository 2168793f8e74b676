"""Units are related to what a first look took for spam and for genuine on the same page."""

from __future__ import annotations

import numpy as np
import pytest

from filters.cohesion import NAMES, rarity_of, relate
from filters.features import NGRAM_BITS, look, ngram_buckets, split_units
from filters.segment import segment_text

RARITY = np.ones(1 << NGRAM_BITS, np.float32)


def related(lines: list[str], first: list[float]) -> dict[str, list[float]]:
    sight = look(segment_text("\n".join(lines)))
    units = split_units(sight)
    assert len(units) == len(lines)
    values = relate(sight, units, np.array(first), ngram_buckets(sight)[1], RARITY)
    assert values.shape == (len(lines), len(NAMES))
    return {name: values[:, column].tolist() for column, name in enumerate(NAMES)}


def test_likeness_counts_pairs_of_other_units() -> None:
    found = related(["甲乙丙丁戊己", "甲乙丙丁庚辛", "庚辛壬癸子丑"], [9.0, 0.0, -9.0])
    # of the five pairs of the middle line, three stand in the first line and one in the last
    assert found["like_spam"][1] == pytest.approx(0.6, abs=0.01)
    assert found["like_genuine"][1] == pytest.approx(0.2, abs=0.01)
    assert found["contrast"][1] == pytest.approx(0.4, abs=0.01)
    # the outer lines share nothing with each other, and a line is not its own witness
    assert found["like_spam"][0] == pytest.approx(0.3, abs=0.01)
    assert found["like_genuine"][2] == pytest.approx(0.1, abs=0.01)
    assert found["leaning"][1] > 0.5


def test_near_units_hold_the_same_pairs() -> None:
    lines = ["春江潮水连海平", "一二三四五六七", "海上明月共潮生", "春江潮水何时来"]
    found = related(lines, [0.0] * 4)
    assert found["like_before"][0] == 0
    assert found["like_after"][0] == found["like_before"][3] == pytest.approx(0.5, abs=0.01)


def test_runs_and_masses() -> None:
    found = related(
        ["电话13800138000", "今天来的人不少", "大家都说这里好", "下次再来看一看"], [5.0, 4.0, -5.0, -5.0]
    )
    assert found["run_contact"] == [1, 1, 0, 0]
    assert found["run_length"][0] == found["run_length"][1] == pytest.approx(20, abs=1)
    assert found["run_highest"][1] == pytest.approx(found["run_highest"][0])
    assert found["spam_mass"][0] > 0
    assert found["genuine_mass"][0] == found["genuine_mass"][3]


def test_shared_contact() -> None:
    found = related(
        ["空调加氟找13800138000", "安装移机138 0013 8000", "旧房翻新13912345678"], [6.0, -1.0, 0.0]
    )
    assert found["contact_in_spam"][1] == pytest.approx(1, abs=0.01)
    assert found["contact_in_spam"][2] == 0
    assert found["contact_in_genuine"][0] == pytest.approx(0.73, abs=0.01)


def test_empty_page() -> None:
    sight = look(segment_text(""))
    values = relate(sight, split_units(sight), np.zeros(0), ngram_buckets(sight)[1], RARITY)
    assert values.shape == (0, len(NAMES))


def test_rarity() -> None:
    frequency = np.zeros(1 << NGRAM_BITS, np.int64)
    frequency[7] = 99
    rarity = rarity_of(frequency, 99)
    assert rarity[7] == 0
    assert rarity[8] == pytest.approx(np.log(100))
    with pytest.raises(ValueError, match="expected"):
        rarity_of(frequency[:10], 99)
