"""Addresses: which tell of a page, and that none goes beyond the end of a sentence."""

import numpy as np
import pytest

from filters.segment import segment_text
from filters.sight import glance, look
from filters.signals import address
from filters.units import split_units


@pytest.mark.parametrize(
    "value", ["www.moe.gov.cn", "zhaosheng2024.edu.cn", "news.cn", "bianji@banyuetan.org", "tiger35@qq.com"]
)
def test_institutions_sites_with_a_name_and_mail_are_usual(value: str) -> None:
    assert address.is_usual(value)


@pytest.mark.parametrize("value", ["t.me/kaihu", "q3357.cc", "www.bluekai55.info"])
def test_telegram_and_hosts_with_figures_are_not(value: str) -> None:
    assert not address.is_usual(value)


@pytest.mark.parametrize("end", ["全年完成投资100。", "参会的有2024。", "会议号是A1；", "电话13800001234、"])
def test_what_stands_before_an_address_is_no_part_of_it(end: str) -> None:
    text = f"{end}kaihu88.com昨天上线。"
    sight = glance(segment_text(text))
    found = sight.matches[address.NAME]
    assert [text[a:b] for a, b in zip(found.start, found.end, strict=True)] == ["kaihu88.com"]


def test_no_address_is_cut() -> None:
    text = "资料齐全的请加飞机@kaihu_168，或者看vip。paiyun4709。cc，来信tiger35@qq。com。"
    sight = look(segment_text(text))
    found = sight.matches[address.NAME]
    units = split_units(sight, found.start.astype(np.int64))
    assert len(found) == 3
    for start, end in zip(found.start, found.end, strict=True):
        assert not ((units.start > start) & (units.start < end)).any()
