"""Places, each with the prefecture and county written together as one: 宿迁市泗阳县."""

from __future__ import annotations

import numpy as np

from filters.lexicon import Kind
from filters.signals.base import NOTHING, Matches, Observed, written

NAME = "region"
_REGION = int(Kind.REGION)
EXAMPLES = (
    ("沧州市肃宁县、大理云龙县", (("沧州市肃宁县", "沧州市肃宁县"), ("大理云龙县", "大理云龙县"))),
    (
        "广西桂林市七星区 海西蒙古族都兰县",
        (("广西桂林市七星区", "广西桂林市七星区"), ("海西蒙古族都兰县", "海西蒙古族都兰县")),
    ),
    ("湘西州花垣县,重庆市秀山县", (("湘西州花垣县", "湘西州花垣县"), ("重庆市秀山县", "重庆市秀山县"))),
    ("琼海市博鳌镇", (("琼海市博鳌镇", "琼海市博鳌镇"),)),
    (
        "北京、上海、广州、石家庄",
        (("北京", "北京"), ("上海", "上海"), ("广州", "广州"), ("石家庄", "石家庄")),
    ),
    ("恩施州利川市", (("恩施州利川市", "恩施州利川市"),)),
    ("南昌市湾里区", (("南昌市湾里区", "南昌市湾里区"),)),
)
COUNTEREXAMPLES = (
    "健康中国需要安康的生活,天下大同",
    "轮船驶向出海口,社会长治久安",
    "买了三明治和大理石桌子",
    "乡镇和街道都要努力",
    "推进新城镇建设",
)


def find(observed: Observed) -> Matches:
    """All places; names that touch are one."""
    places = observed.words(_REGION)
    if not len(places.start):
        return NOTHING
    apart = places.start[1:] != places.end[:-1]
    heads = np.concatenate(([True], apart))
    tails = np.concatenate((apart, [True]))
    return written(observed, places.start[heads], places.end[tails])
