"""Every line that a pattern matches has the pattern's cue."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filters import byline, chrome, cues, source

# To draw from patterns so long takes time, on a slow machine more than is thought healthy.
DRAWN = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def cues_of(line: str) -> tuple[int, int]:
    codes = np.frombuffer(line.encode("utf-32-le"), np.uint32).astype(np.intp)
    start = np.zeros(1, np.int32)
    return int(cues.read_cues(codes, start)[0]), int(cues.read_first_cues(codes, start)[0])


def lines(pattern: re.Pattern[str]) -> st.SearchStrategy[str]:
    characters = st.characters(exclude_categories=["Cs"])
    return st.from_regex(pattern, alphabet=characters).filter(bool)


@pytest.mark.parametrize(
    ("pattern", "cue"),
    [
        (chrome.RIGHTS, cues.RIGHTS),
        (chrome.MENU, cues.MENU),
        (chrome.REPLY, cues.REPLY),
        (byline.SAYS_WHO, cues.WHO),
        (source.SOURCE, cues.SOURCE),
    ],
    ids=["rights", "menu", "reply", "who", "source"],
)
@DRAWN
@given(data=st.data())
def test_cues(data: st.DataObject, pattern: re.Pattern[str], cue: int) -> None:
    assert cues_of(data.draw(lines(pattern)))[0] & cue


@DRAWN
@pytest.mark.parametrize(
    "pattern",
    [chrome.META_START, chrome.META_TIME, chrome.META_LABELS, chrome.SIGNED],
    ids=["start", "time", "labels", "signed"],
)
@given(data=st.data())
def test_cue_of_metadata(data: st.DataObject, pattern: re.Pattern[str]) -> None:
    line = data.draw(lines(pattern))
    assert cues_of(line)[0] & cues.METADATA or not chrome.is_metadata(line)


@pytest.mark.parametrize(
    ("pattern", "cue"),
    [
        (chrome.CHROME_WHOLE, cues.LABEL),
        (chrome.STATEMENT, cues.STATEMENT),
        (chrome.RELATED, cues.HEADING),
        (chrome.COMMENTS, cues.HEADING),
    ],
    ids=["whole", "statement", "related", "comments"],
)
@DRAWN
@given(data=st.data())
def test_first_cues(data: st.DataObject, pattern: re.Pattern[str], cue: int) -> None:
    assert cues_of(data.draw(lines(pattern)))[1] & cue


def test_far_characters_have_all_cues() -> None:
    assert cues_of("\U0001f600") == (0xFF, 0xFF)


def test_cues_of_lines() -> None:
    codes = np.frombuffer("版权\n正文".encode("utf-32-le"), np.uint32).astype(np.intp)
    assert cues.read_cues(codes, np.array([0, 3], np.int32)).tolist() == [cues.RIGHTS, cues.WHO]
