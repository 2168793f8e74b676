"""The lists of words as they are, and what is said of damaged ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from filters.wordlists import DATA, LexiconError, read_list

HEAD = "# source: here\n# licence: MIT\n# date: 2026-01-01\n# entries: 2\n"


def test_all_lists_are_sound() -> None:
    for path in sorted(DATA.glob("*.txt")):
        assert read_list(path.name), path.name


def test_no_hand_written_word_is_shorter_than_two() -> None:
    for name in ("brands.txt", "companies.txt", "trades.txt", "services.txt", "news.txt"):
        assert [word for entry in read_list(name) for word in entry if len(word) < 2] == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", ":1: the header does not name 'source'"),
        ((HEAD + "甲\n").encode(), ":5: 1 entries, the header says 2 entries"),
        ((HEAD + "甲\n乙").encode(), ":6: the last line is cut off"),
        ((HEAD + "乙\n丙\n").encode(), ":6: '丙' is not sorted after '乙'"),
        ((HEAD + "丙\n丙\n").encode(), ":6: '丙' is not sorted after '丙'"),
        ((HEAD + "丙\n\n").encode(), ":6: an empty entry or a blank at an end"),
        ((HEAD + "丙 \n乙\n").encode(), ":5: an empty entry or a blank at an end"),
        ((HEAD + "丙\n乙\t丁\t戊\n").encode(), ":6: 3 fields, not 1 to 2"),
        (HEAD.encode() + b"\xff\n", ":5: not UTF-8"),
    ],
)
def test_damage_is_named_with_its_line(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "list.txt").write_bytes(content)
    with pytest.raises(LexiconError) as error:
        read_list("list.txt", at_most=2, directory=tmp_path)
    assert str(error.value).startswith(str(tmp_path / "list.txt") + message)


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"list\.txt: cannot read the word list: No such file"):
        read_list("list.txt", directory=tmp_path)
