"""Contacts by the words before them that mean one in advertisements only: 看车加abc1234, 跟单加12345678, 微：abc1234.

Looked for in what is cut; elsewhere one adds salt, calls for help, and joins groups of whatever number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from filters.signals import qq, wechat
from filters.signals.base import ARROWS, Observed

EXAMPLES = (
    ("手续齐全，看车加kdwm3391", (("wechat", "kdwm3391", "kdwm3391"),)),
    ("黑户也能办，联系✅ Pqh_8841", (("wechat", "Pqh_8841", "pqh_8841"),)),
    ("茅台空瓶都要，价格看图询：ｒｔｗ６０２７", (("wechat", "ｒｔｗ６０２７", "rtw6027"),)),
    (
        "三天交货，微：nsk7715，V X ： nsk7716",
        (("wechat", "nsk7715", "nsk7715"), ("wechat", "nsk7716", "nsk7716")),
    ),
    ("今晚必中，进群❤6612🔥903🔥5", (("qq", "6612🔥903🔥5", "66129035"),)),
    ("跟单加③③⑧⑥①⑦②，不中退款", (("qq", "③③⑧⑥①⑦②", "3386172"),)),
    (
        "加Q7-1-9-3-5-5-2，企鹅咨询：88213407",
        (("qq", "7-1-9-3-5-5-2", "7193552"), ("qq", "88213407", "88213407")),
    ),
)
COUNTEREXAMPLES = (
    "参加wdl2024，加盐500克，加入abc1234，加100000元，进群2024 05 01，加iphone15",
    "联系tel88213407，询tel010666，通过iso9001，报iso9001，加rtx4090",
    "拨13800001234，加13800001234，联系abc1234@example.com，询问abc，合买2024年",
)
_ID = re.compile(
    r"(?:(?<![参增添附])加|联系|[微薇徽威嶶溦询报]|(?<![a-z0-9])v ?x)[^\w\n]{0,4}"
    r"(?!(?:tel|fax|iso|gb|rtx|gtx|hp|no)_?\d)(?P<found>[a-z]{2,8}_?(?!(?:19|20)\d\d(?!\d))\d{3,8})(?![a-z0-9_@.])"
)
_MARK = r"(?:[^\w\n，。、,;；:：()（）]|_)"
_NUMBER = re.compile(
    r"(?:[进加]群|合买群?|代购群?|跟单加?|要料加?|(?<![参增添附])加q?|企鹅咨询|扣扣咨询)"
    rf"[\s:：=+{ARROWS}♥❤]{{0,4}}"
    rf"(?!(?:19|20)\d\d{_MARK}?[01]?\d{_MARK}?[0-3]?\d(?!\d))"
    rf"(?P<found>[1-9](?:{_MARK}{{0,3}}\d){{5,9}})(?![\d@]|{_MARK}{{1,3}}\d)(?! ?[元万块人字分个])"
)


def find(observed: Observed) -> Iterator[tuple[str, int, int, str]]:
    """The kind of each contact, where it begins and ends in the normalized text, and its canonical value."""
    for match in _ID.finditer(observed.text):
        yield wechat.NAME, *match.span("found"), match["found"]
    for match in _NUMBER.finditer(observed.text):
        yield qq.NAME, *match.span("found"), re.sub(r"\D", "", match["found"])
