"""What numpy has no function for, down to nothing at all."""

import numpy as np

from filters.arrays import from_to, is_han, near, running_sums


def test_from_to_lists_what_lies_in_each_stretch() -> None:
    assert from_to(np.array([2, 7, 7, 1]), np.array([4, 7, 10, 2])).tolist() == [2, 3, 7, 8, 9, 1]
    assert from_to(np.zeros(0, np.int64), np.zeros(0, np.int64)).tolist() == []


def test_near_stays_within_bounds() -> None:
    assert near(np.array([0, 6]), 2, 8).tolist() == [0, 1, 2, 4, 5, 6, 7]
    assert near(np.array([3, 3]), 0, 5).tolist() == [3]
    assert near(np.zeros(0, np.int64), 2, 3).tolist() == []


def test_running_sums_begin_with_nothing() -> None:
    assert running_sums(np.array([True, False, True])).tolist() == [0, 1, 1, 2]
    assert running_sums(np.zeros(0)).tolist() == [0]


def test_only_chinese_characters_are_han() -> None:
    codes = np.array([ord(character) for character in "㐀一鿿桥a，ぁ\U00020000"])
    assert is_han(codes).tolist() == [True, True, True, True, False, False, False, False]
