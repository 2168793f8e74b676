"""Contacts behind words that mean one in advertisements only."""

from __future__ import annotations

import time

import pytest

from filters import clean_text
from filters.normalize import normalize, to_codes
from filters.signals import in_spam, observe


def found(text: str) -> tuple[tuple[str, str, str], ...]:
    normalized = normalize(to_codes(text))
    offsets = normalized.offsets
    hits = sorted(in_spam.find(observe(normalized)), key=lambda hit: hit[1])
    return tuple(
        (kind, text[offsets[start] : offsets[end - 1] + 1], value) for kind, start, end, value in hits
    )


@pytest.mark.parametrize(("text", "expected"), in_spam.EXAMPLES)
def test_sees_its_example(text: str, expected: tuple[tuple[str, str, str], ...]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("text", in_spam.COUNTEREXAMPLES)
def test_sees_nothing_in_its_counterexample(text: str) -> None:
    assert found(text) == ()


@pytest.mark.parametrize("piece", ["加", "加1", "加1 ", "加a", "进群1-", "微 ", "v x ", "加_"])
def test_takes_time_in_proportion_to_the_text(piece: str) -> None:
    def seconds(size: int) -> float:
        observed = observe(normalize(to_codes(piece * (size // len(piece)))))
        begin = time.perf_counter()
        list(in_spam.find(observed))
        return time.perf_counter() - begin

    seconds(1000)
    assert seconds(400_000) < max(25 * seconds(40_000), 1.0)


def test_only_what_is_cut_gives_such_contacts() -> None:
    article = "镇里的老人说，做豆酱要晒足一百天。" * 8
    spam = "格力空调维修售后电话4008237741，全国24小时上门服务，统一客服热线，看师傅排班加kdwm3391。"
    result = clean_text(f"{spam}\n{article}\n记者问了做法，店主说加pjx6602配方粉就行。\n{article}")
    assert [(contact.kind, contact.value) for contact in result.contacts] == [
        ("phone", "4008237741"),
        ("wechat", "kdwm3391"),
    ]
