"""Dates as they are written: in digits or numerals, in Chinese, Japanese, Korean or English, by the era of the Republic."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
JAPAN = timezone(timedelta(hours=9), "Asia/Tokyo")  # and Korea

_YEAR = r"((?:19|20)\d\d)"
_DAY = (
    rf"(?<!\d){_YEAR}(?:\s?[-/.年년]\s?|\s(?=\d\d\s?/\s?\d\d\s\d))"
    r"(1[0-2]|0?[1-9])\s?[-/.月월]\s?"
    r"(3[01]|[12]\d|0?[1-9])(?!\d)(?:\s?[日号號일]|\.)?"
)
_WEEKDAY = r"(?:\s?[(（]?(?:星期|周|週)[一二三四五六日天][)）]?|\s?[(（][一二三四五六日月火水木金土월화수목금토일][)）])?"
_CLOCK = (
    r"(?:(?:[上早]午|오전|午前)|(下午|晚上|오후|午後))?\s?"
    r"([01]?\d|2[0-3])\s?(?:[:：时時]|[点點](?=\s?[0-5]\d(?:分|$|[\s，。])))\s?"
    r"([0-5]\d)(?:[:：分]([0-5]\d))?(?:\.\d{1,6})?"
)
_ZONE = r"(?:\s?(Z|[+-]\d\d:?\d\d|[Pp][Mm]\b|下午\b(?!\s?\d)))?"
# A date, and perhaps the time of the day: year, month, day, afternoon, hour, minute, second, zone.
WHEN = re.compile(rf"{_DAY}{_WEEKDAY}(?:[T\s|]{{0,3}}(?:HKT\s)?{_CLOCK}{_ZONE})?")


def by_local_clock(when: datetime | None, body: str) -> datetime | None:
    """Return the time by the clock of China if it is one of UTC and the text in Chinese.

    One without a zone was taken for China's: if the text is in Japanese or Korean it is of the clock there,
    but not if Chinese stands beside that, as in lessons and below the lines of songs.
    """
    if when and when.tzinfo is CHINA and len(_KANA.findall(head := body[:_HEAD])) > len(head) / 5:
        return when if _CHINESE.search(head) else when.replace(tzinfo=JAPAN)
    return when.astimezone(CHINA) if when and not when.utcoffset() and "的" in body else when


_KANA, _CHINESE, _HEAD = re.compile("[ぁ-ヿ가-힣]"), re.compile("[们們这這你她]"), 1000


def from_stamp(thousandths: int) -> datetime:
    """Return the time so long after 1970; it is told for all clocks, so its zone is not that of what tells none."""
    return datetime.fromtimestamp(thousandths / 1000, timezone(CHINA.utcoffset(None)))


def in_digits(line: str) -> str:
    """Return a line with its dates in digits, year first, and years of the Republic and of Japan turned into years AD."""
    line = line.translate(_FULL_WIDTH)
    line = _YEAR_LAST.sub(_with_year_first, line)
    line = _YEAR_OF_JAPAN.sub(lambda found: f"{_BEFORE[found[1]] + int(found[2] or 1)}年", line)
    line = _YEAR_OF_REPUBLIC.sub(lambda found: str(int(found[2]) + 1911) + found[3], line)
    return _IN_NUMERALS.sub(_from_numerals, line)


def _from_numerals(found: re.Match[str]) -> str:
    year, month, day = (part.translate(_NUMERALS) for part in found.groups())
    # 十 stands for a ten before a unit, between units and behind one: 十二, 二十三, 三十.
    month, day = (re.sub(r"^\+", "1+", part) for part in (month, day))
    month, day = (re.sub(r"\+$", "0", part).replace("+", "") for part in (month, day))
    return f"{year}年{month}月{day}日"


def _with_year_first(found: re.Match[str]) -> str:
    month, day, first, second, year = found.groups()
    if _OF_OTHERS.search(found.string[: found.start()][-_LABEL_REACH:]):
        return found[0]
    if first:  # the day, unless it must be the month
        month, day = (second, first) if int(second) <= 12 else (first, second)
    return f"{year}年{_MONTHS_IN_NUMERALS.get(month, month)}月{day}日"


_LABEL_REACH = 12  # characters
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_MONTHS_IN_NUMERALS = dict(
    zip([*"一二三四五六七八九十", "十一", "十二"], map(str, range(1, 13)), strict=True)
)
# 5 月 20, 2024; 20.05.2024; but 05/06/2024 may be of May or of June.
_YEAR_LAST = re.compile(
    r"(?<![\d.一二三四五六七八九十])(?:(1[0-2]|0?[1-9]|十?[一二]|[三-十])\s?月\s(3[01]|[12]?\d),\s"
    r"|(?=\d\d\.|1[3-9]|[23]|\d\d/(?:1[3-9]|[23]))(\d\d)[./](\d\d)[./])((?:19|20)\d\d)(?!\.?\d)"
)
# Ahead of the number of a version, a birthday, the last day of an offer.
_OF_OTHERS = re.compile(
    r"(?:v|version|版本号?|出生(?:日期|于|於)?|[至到]|有效期?)\s?[:：]?\s?$", re.IGNORECASE
)
_YEAR_OF_REPUBLIC = re.compile(
    r"(?:民國|(?:日期|時間|于|於)\s?[:：]|^(?=\d{3}([-/.])\d\d\1\d\d$))\s?(1[0-2]\d)(?!\d)\s?([-/.年]\s?[01]?\d\s?[-/.月])"
)
_BEFORE = {"昭和": 1925, "平成": 1988, "令和": 2018}  # the years before the first of each era
# Such a line may give another number where nobody counts so.
ONLY_OF_REPUBLIC = re.compile(r"^1[0-2]\d([-/.])\d\d\1\d\d$")
_YEAR_OF_JAPAN = re.compile(r"(昭和|平成|令和)\s?(?:(\d{1,2})|元)\s?年(?=\s?[01]?\d\s?月)")
_IN_NUMERALS = re.compile(
    r"([一二][〇○零Ｏ一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_NUMERALS = str.maketrans("〇○零Ｏ一二三四五六七八九十", "0000123456789+")


def parse_date(text: str, latest: datetime) -> datetime | None:
    """Return the first possible date in a text."""
    text = text[:400]
    if "20" not in text and "19" not in text:
        return None
    for found in WHEN.finditer(text):
        year, month, day, afternoon, hour, minute, second, zone = found.groups()
        if zone in _PM:
            afternoon, zone = zone, None
        if zone and zone[0] == "-" and not second and "T" not in found[0]:  # until when it lasts: 9:00-11:00
            zone = None
        if afternoon and int(hour) < 12:
            hour = str(int(hour) + 12)
        numbers = [int(part or 0) for part in (year, month, day, hour, minute, second)]
        if when := _possible(numbers, zone, latest):
            return when
    for found in _WHEN_ENGLISH.finditer(_BY_CLOCK.sub(r"\1 \2 \5 \3 \4", text)):
        month = found[1] or found[5]
        numbers = [int(found[3] or found[6]), _MONTHS.index(month[:3].lower()) + 1, int(found[2] or found[4])]
        numbers += [int(found[7] or 0), int(found[8] or 0)]
        if when := _possible(numbers, "Z" if found[9] else None, latest):
            return when
    return None


_PM = ("PM", "pm", "Pm", "pM", "下午")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"((?i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?"
    r"|Oct(?:ober)?|(?:Nov|Dec)(?:ember)?))\.?"
)
_ORDINAL = r"(3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_WHEN_ENGLISH = re.compile(
    rf"\b(?:{_MONTH}\s{_ORDINAL},?\s(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s)?{_YEAR}\b"
    rf"|{_ORDINAL}[\s-]{_MONTH},?[\s-]{_YEAR}\b)"
    r"(?:\s([01]\d|2[0-3]):([0-5]\d)\b(?!\s?[AaPp]\.?[Mm])(?:(?::[0-5]\d)?\s(UTC|GMT)\b)?)?"
)
# As programs write it: Tue Mar 12 09:15:21 CST 2024.
_BY_CLOCK = re.compile(
    rf"([A-Z][a-z]{{2}})\s{{1,2}}(\d{{1,2}}) (\d\d:\d\d):\d\d (?:(UTC|GMT) |[A-Z]{{3,4}} )?{_YEAR}\b"
)


def _possible(numbers: list[int], zone: str | None, latest: datetime) -> datetime | None:
    """Return the time made of year, month, day and so on; None if there is no such day, or it is still to come."""
    try:
        when = datetime(*numbers, tzinfo=_zone(zone))  # type: ignore[arg-type,misc]
    except ValueError:
        return None
    return when if when <= latest else None


def _zone(text: str | None) -> timezone:
    if not text:
        return CHINA
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
