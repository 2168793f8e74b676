"""Every signal sees its examples where they stand, and nothing in the texts that only look like them."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.normalize import normalize, to_codes
from filters.signals import ALL, CONTACTS, Observed, Signal, observe
from filters.signals.base import Example

EXAMPLES = [
    pytest.param(signal, example, id=f"{signal.NAME}-{example[0]}")
    for signal in ALL
    for example in signal.EXAMPLES
]
COUNTEREXAMPLES = [
    pytest.param(signal, text, id=f"{signal.NAME}-{text}")
    for signal in ALL
    for text in signal.COUNTEREXAMPLES
]
HOSTILE = [
    "1", "1 ", "4-0-0-", "400", "、", "①", "(1)", "一", "o", "微信", "微信 a b", "薇a", "qq", "qq1👉",
    "q、q", "1s-", "1=", "甲乙丙丁,", "★", "扣q1 ", "企鹅1 ", "v-x-", "微亻言a|", "12345年", "海尔空调维修", "\n", "a",
]  # fmt: skip


def look(text: str) -> Observed:
    return observe(normalize(to_codes(text)))


def hits(signal: Signal, text: str) -> tuple[tuple[str, str], ...]:
    """Each hit as the words in the source, and the value."""
    normalized = normalize(to_codes(text))
    matches = signal.find(observe(normalized))
    first, last = normalized.offsets[matches.start], normalized.offsets[matches.end - 1] + 1
    bounds = zip(first.tolist(), last.tolist(), matches.values, strict=True)
    return tuple((text[start:end], value) for start, end, value in bounds)


def test_names_are_unique_and_each_signal_has_both_kinds_of_examples() -> None:
    assert len({signal.NAME for signal in ALL}) == len(ALL)
    assert {signal.NAME for signal in ALL} >= CONTACTS
    assert all(signal.EXAMPLES and signal.COUNTEREXAMPLES for signal in ALL)


@pytest.mark.parametrize(("signal", "example"), EXAMPLES)
def test_sees_its_example(signal: Signal, example: Example) -> None:
    text, expected = example
    assert hits(signal, text) == expected


@pytest.mark.parametrize(("signal", "text"), COUNTEREXAMPLES)
def test_sees_nothing_in_its_counterexample(signal: Signal, text: str) -> None:
    assert hits(signal, text) == ()


@pytest.mark.parametrize("signal", ALL, ids=lambda signal: signal.NAME)
def test_sees_nothing_in_nothing(signal: Signal) -> None:
    for text in ("", " ", "\n", "今天天气很好。"):
        assert hits(signal, text) == ()


@given(
    st.one_of(
        st.text(),
        st.text("400-1865909 (1)①②一二三oO微信qq:：海尔空调维修北京市、,。\n★【】\u200b甲乙丙丁abc"),
    )
)
def test_hits_are_ordered_and_in_the_text(text: str) -> None:
    observed = look(text)
    for signal in ALL:
        matches = signal.find(observed)
        assert len(matches.start) == len(matches.end) == len(matches.values), signal.NAME
        assert (matches.start < matches.end).all(), signal.NAME
        assert (np.diff(matches.start) > 0).all(), signal.NAME
        assert (matches.start >= 0).all(), signal.NAME
        assert (matches.end <= len(observed.text)).all(), signal.NAME
        assert all(value for value in matches.values) or signal.NAME == "obfuscation"


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_linear(unit: str) -> None:
    def seconds(count: int) -> dict[str, float]:
        observed = look(unit * (count // len(unit)))
        taken = {}
        for signal in ALL:
            begin = time.process_time()
            signal.find(observed)
            taken[signal.NAME] = time.process_time() - begin
        return taken

    seconds(1000)
    small, large = seconds(40_000), seconds(400_000)
    assert [name for name in large if large[name] > max(25 * small[name], 1.0)] == []
