"""Units that tell of a number instead of giving it: quoted advertisements, and numbers that a clause goes on about.

Those who warn of false hotlines, deny numbers or judge advertisers name what they speak of: 页面上写着“人工客服400-700-1234”,
你拿400-700-1234这样的号去试. By itself what they name is spam; what is around it in the sentence tells that it is not.
"""

from __future__ import annotations

import re

import numpy as np

from filters import signals
from filters.arrays import Bools, Floats
from filters.lexicon import Kind
from filters.sight import Sight
from filters.signals import phone
from filters.units import Units

_PLAIN_ID = re.compile(r"[A-Za-z0-9_-]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# A quotation with some words in it, and what introduces one in the same sentence.
_LONGEST_QUOTATION, _LONGEST_INTRODUCTION = 150, 40  # characters
_QUOTATIONS = {
    opening: re.compile(
        rf"{opening}(?=[^{closing}]{{0,{_LONGEST_QUOTATION}}}[\u4e00-\u9fff]{{2}})"
        rf"[^{opening}{closing}]{{1,{_LONGEST_QUOTATION}}}{closing}"
    )
    for opening, closing in ("“”", "「」", "‘’", "『』")
}
_WITHIN = r"[^“”「」‘’『』。！？!?\n]*"  # what may stand between the introduction and the sentence before
# Words of saying and showing introduce a quotation; others do if what they are a part of is no offer itself.
_INTRODUCTION = re.compile(
    _WITHIN + r"(?:[称说着叫字]|[说写]道|显示|标注|[打弹跳冒写贴]出|[贴写印挂喷]满了?|[写印贴]有|收到[了过]?"
    r"|(?:网页|页面|屏幕|墙|门|柱|杆|纸|卡片|传单|短信|截图|图片)[上里中]?的)[：:，,]?\s?\Z"
)
_ANY_INTRODUCTION = re.compile(
    _WITHIN + r"(?:[：:]|如下|名为|所谓的?|[行条张]是|[上里中]的|[例比诸]如|[写念]的是|[写念])\s?\Z"
)
_FEWEST_WORDS = 4  # Chinese characters of such
# What is quoted is called so behind it.
_NAMED = re.compile(
    r"[，,]?(?:(?:这样|之类|一类|那样|等)的?(?:字样|说法|表述|标题|广告|短信|卡片|传单|内容|信息|横幅|招贴|帖子|网页|链接)"
    r"|的?(?:字样|说法|表述|招贴|卡片|传单|短信))"
)
# All that is quoted must be as likely as the first; what introduces or names it, or goes on about a number, not likelier
# than the second.
_ALL_QUOTED, _NO_AD = 0.25, 0.6
REPORTED = 0.2  # what is reported is at most as likely: not cut by itself, but where its number is
# A number that a clause goes on about: what may stand before it in the clause, what must stand behind.
_LEAD = re.compile(
    r"(?:\A|[，；：,;。！？!?…“”‘’「」『』（）()【】\s])"
    r"(?P<lead>(?:[^，、；：,;。！？!?…“”‘’「」『』（）()【】\s]{0,9}[用打拨拿给让与和及跟把从向被为是在个串有到过了的称说问接对将以由即指查写看回])?)\Z"
)
_LONGEST_LEAD, _LOOK_BACK = 6, 12  # Chinese characters, characters
_OTHERS_BEFORE = re.compile(
    r"(?:(?<![0-9])[0-9][0-9 ()（）－–—-]{5,15}[0-9](?:[、，,/]|[和及与或])\s?){1,5}\Z"
)
_LONGEST_LIST = 100  # characters
# What tells something of the number before it; a sentence that the number was glued into goes on about something else.
_TAIL = re.compile(
    r"[)）”」’』]?(?=这样|这类|这种|[这那][个串条]|打来|来电|打给|给[我他她你您]|与.{0,8}无关|均[为系属非]|[系属]|不[是在属]|[亮响]|自称|冒充"
    r"|是(?:谁|不是|假|真|否|你们|我们|骗|空号|哪)|被(?:标记|举报|投诉|人)|显示|接通|无人|空号|已[被停关由]|的(?:号码|电话|人))"
)
_OFFERS = (
    Kind.BRAND, Kind.PRODUCT, Kind.SERVICE, Kind.TRADE, Kind.ACTION, Kind.CHANNEL, Kind.PROMISE, Kind.SLOGAN,
)  # fmt: skip
_NO_OFFER = 0.5  # of the clause before it


def reported(sight: Sight, units: Units, chances: Floats) -> Bools:
    """Which units tell of a number or an id; ``chances``: of each that it is spam."""
    found = np.zeros(len(units), np.bool_)
    offsets, page = sight.normalized.offsets, sight.page
    for name in signals.CONTACTS:
        matches = sight.matches[name]
        first, last = offsets[matches.start], offsets[matches.end - 1] + 1
        blocks = page.blocks.start.searchsorted(first, side="right") - 1
        rows = zip(first.tolist(), last.tolist(), blocks.tolist(), matches.start.tolist(), strict=True)
        for start, end, block, place in rows:
            if not (
                phone.PLAIN.fullmatch(page.text, start, end) or _PLAIN_ID.fullmatch(page.text, start, end)
            ):
                continue  # whoever disguises it gives it
            top, bottom = int(page.blocks.start[block]), int(page.blocks.end[block])
            span = _quoted(page.text, units, chances, (top, start, end, bottom))
            if span is None and name == phone.NAME:
                span = _in_clause(sight, units, chances, (top, start, end, bottom), place)
            if span is not None:
                found[slice(*span)] = True
    return found


def _quoted(
    text: str, units: Units, chances: Floats, number: tuple[int, int, int, int]
) -> tuple[int, int] | None:
    """The units of a sentence that quotes what gives a number, from its introduction to the end of the quotation.

    Not where something in the quotation is rather genuine: that is somebody's speech into which an advertisement was put.
    ``number``: where its block begins, it itself begins and ends, its block ends.
    """
    top, start, end, bottom = number
    openings = {mark: text.rfind(mark, max(top, start - _LONGEST_QUOTATION), start) for mark in _QUOTATIONS}
    for mark, opening in sorted(openings.items(), key=lambda each: -each[1]):
        quotation = _QUOTATIONS[mark].match(text, opening, bottom) if opening >= 0 else None
        if quotation is None or quotation.end() < end:
            continue
        quoted = int(units.end.searchsorted(opening + 1, side="right"))
        behind = int(units.start.searchsorted(quotation.end() - 1))  # the mark may be of what follows
        if chances[quoted:behind].min(initial=1.0) < _ALL_QUOTED:
            continue
        introduction = _introduction(text, units, chances, max(top, opening - _LONGEST_INTRODUCTION), opening)
        if introduction is None:
            if not (
                _NAMED.match(text, quotation.end(), bottom) and _goes_on(units, chances, quotation.end())
            ):
                continue
            introduction = opening
        sentence = int(units.end.searchsorted(introduction, side="right"))
        last = int(units.end.searchsorted(quotation.end() + 1, side="right"))
        return sentence, max(min(behind, last), sentence)
    return None


def _introduction(text: str, units: Units, chances: Floats, top: int, opening: int) -> int | None:
    """Where the introduction of a quotation begins: words of saying and showing, or such as are no offer themselves."""
    told = _INTRODUCTION.search(text, top, opening)
    if told is not None:
        return told.start()
    told = _ANY_INTRODUCTION.search(text, top, opening)
    if told is None or len(_CHINESE.findall(told[0])) < _FEWEST_WORDS:
        return None
    first, last = (int(units.end.searchsorted(place, side="right")) for place in (told.start(), opening))
    before = chances[first:last]
    return told.start() if len(before) and before.max() <= _NO_AD else None


def _in_clause(
    sight: Sight, units: Units, chances: Floats, number: tuple[int, int, int, int], place: int
) -> tuple[int, int] | None:
    """The units of a number that the words behind it tell something of, with little before it: 你拿400-700-1234这样的号去试.

    ``place``: where it begins in the normalized text.
    """
    text = sight.page.text
    top, start, end, bottom = number
    tail = _TAIL.match(text, end, bottom)
    others = _OTHERS_BEFORE.search(text, max(top, start - _LONGEST_LIST), start)
    start = others.start() if others else start
    lead = _LEAD.search(text[max(top, start - _LOOK_BACK) : start])
    if tail is None or lead is None:
        return None
    begin = start - len(lead["lead"])
    if len(_CHINESE.findall(lead["lead"])) > _LONGEST_LEAD or _offers(sight, begin, place):
        return None
    unit = int(units.end.searchsorted(start, side="right"))
    behind = int(units.end.searchsorted(tail.end(), side="right"))
    if behind == unit or not _goes_on(units, chances, tail.end()):
        return None
    first = int(units.end.searchsorted(begin, side="right"))
    # What begins a block may be glued to it; behind an offer it is the offer's.
    if not first or begin == top or units.end[first - 1] <= top or chances[first - 1] > _NO_OFFER:
        return None
    return (first if units.start[first] >= begin else unit), behind


def _goes_on(units: Units, chances: Floats, place: int) -> bool:
    """Whether a unit that is no advertisement begins at or before a place and goes on behind it."""
    behind = int(units.end.searchsorted(place, side="right"))
    return behind < len(units) and units.start[behind] <= place and bool(chances[behind] <= _NO_AD)


def _offers(sight: Sight, begin: int, place: int) -> bool:
    """Whether something that is on offer is named between a place of the text and one of the normalized text."""
    terms = sight.observed.terms
    first = sight.normalized.offsets.searchsorted(begin)
    within = slice(int(terms.end.searchsorted(first, side="right")), int(terms.start.searchsorted(place)))
    return bool(np.isin(terms.kind[within], _OFFERS).any())
