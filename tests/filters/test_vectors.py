"""Words and their meanings are found at every place, and a damaged list is refused with its file and line."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.normalize import to_codes
from filters.vectors import DIMENSIONS, load_vectors
from filters.wordlists import DATA, LexiconError


def words_of(text: str) -> list[str]:
    places, _ = load_vectors().find(to_codes(text))
    return [text[place : place + 2] for place in places.tolist()]


def likeness(one: str, other: str) -> float:
    vectors = load_vectors()
    sums = [
        vectors.add_up(to_codes(text), np.array([0]), np.array([len(text)]))[0][0] for text in (one, other)
    ]
    return float(sums[0] @ sums[1] / np.linalg.norm(sums[0]) / np.linalg.norm(sums[1]))


def test_words_are_found_wherever_they_begin() -> None:
    assert {"冰箱", "维修", "电话"} <= set(words_of("冰箱维修电话"))
    assert words_of("") == words_of("箱") == words_of("4001234567") == []


def test_two_characters_make_a_word_in_their_order_only() -> None:
    first, second = to_codes("冰维箱修"), to_codes("箱修冰0")
    rows = load_vectors().rows(first, second)
    assert [row > 0 for row in rows.tolist()] == [True, True, False, False]
    assert rows[:2].tolist() == load_vectors().find(to_codes("冰箱，维修"))[1].tolist()


def test_words_of_one_subject_are_alike() -> None:
    assert likeness("洗衣机维修", "冰箱保养") > 0.5 > likeness("洗衣机维修", "外交部长会见总统")


@given(st.lists(st.text(alphabet="冰箱维修电话会议报告，、a1\U0001f525", max_size=9), min_size=1, max_size=6))
def test_sums_are_those_of_the_single_words(parts: list[str]) -> None:
    vectors = load_vectors()
    ends = np.cumsum([len(part) for part in parts])
    sums, counts = vectors.add_up(to_codes("".join(parts)), ends - [len(part) for part in parts], ends)
    for part, total, count in zip(parts, sums, counts, strict=True):
        _, rows = vectors.find(to_codes(part))
        assert count == len(rows)
        assert np.allclose(total, vectors.table[rows].sum(axis=0), atol=1e-5)


@pytest.mark.parametrize("broken", ["维修\t!!!", "维修\tAAAA", "修\t" + "A" * (DIMENSIONS * 4 // 3)])
def test_a_damaged_line_is_named(broken: str, tmp_path: Path) -> None:
    lines = (DATA / "vectors.txt").read_text("utf-8").splitlines()[:6]
    text = "\n".join([*lines[:3], "# entries: 3", *lines[4:6], broken]) + "\n"
    (tmp_path / "vectors.txt").write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"vectors\.txt:7: not "):
        load_vectors(tmp_path)
