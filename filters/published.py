"""Read off a page whose article is found when that was published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from filters import cues
from filters.dates import ONLY_OF_REPUBLIC, WHEN, by_local_clock, from_stamp, in_digits, parse_date
from filters.scene import SAID_ON, Scene, is_of_event, marked_texts, sides_with_spam, spaced_block
from filters.tags import TAG_CODE

_DATE_META = (
    "article:published_time", "datepublished", "pubdate", "publishdate", "og:release_date",
    "og:published_time", "publish_time", "publish-date", "weibo: article:create_at",
    "bytedance:published_time", "datecreated", "article:create_at",
    "date", "dc.date", "dc.date.issued", "sailthru.date", "firstcreatetime", "apub:time",
)  # fmt: skip
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(1[0-2]|0[1-9])[-/_]?(3[01]|[12]\d|0[1-9])(?!\d)")


def find_published(scene: Scene, latest: datetime) -> datetime | None:
    """Return when the article was published, on a page in Chinese by the clock of China."""
    return by_local_clock(_published(scene, latest), scene.text)


def _published(scene: Scene, latest: datetime) -> datetime | None:
    """Return the time by metadata, else as shown near the article, else by the address."""
    page = scene.page
    metas = dict(reversed(page.head.meta))
    said = [metas[name] for name in _DATE_META if name in metas]
    told = next((when for text in (*said, *scene.said.dates) if (when := parse_date(text, latest))), None)
    if told and (told.hour or told.minute):
        return told
    elements = page.elements
    marked: list[datetime] = []
    head: datetime | None = None  # of the time elements between the title and the text
    for element in (elements.tag == TAG_CODE["time"]).nonzero()[0][:100].tolist():
        if when := parse_date(elements.attributes(element).get("datetime", ""), latest):
            marked.append(when)
            if head is None and _is_near_head(scene, element):
                head = when
    shown, near = _shown_dates(scene, latest)
    titled = [
        when
        for element in scene.near_head.tolist()
        if (found := _TITLED.search(scene.page.elements.start_tag(element)))
        and (when := parse_date(found[1].decode(), latest))
    ]
    for day in (told, head, shown):  # what tells no hour is completed by what does
        if day is not None:
            times = [when for when in (*near, *marked, *titled) if when.hour or when.minute]
            return next((when for when in times if when.date() == day.date()), day)
    stamped = (
        from_stamp(int(text))
        for text in marked_texts(scene, (b"time",), _STAMP_HINT)
        if _STAMP.fullmatch(text)
    )
    for told in (next(iter(titled), None), next(iter(marked), None), next(stamped, None)):
        if told and told <= latest:
            return told
    by_address = _URL_DATE.search(page.url or page.head.canonical or "")
    return parse_date("-".join(by_address.groups()), latest) if by_address else None


# What scripts show as a date, in hidden elements: thousandths of seconds since 1970.
_STAMP, _STAMP_HINT = re.compile(r"1\d{12}"), re.compile(rb"""class=["']?[\w -]{0,40}time(?![\w-])""")
_TITLED = re.compile(  # of 三天前
    r"""\stitle=["']((?:19|20)\d\d(?:[-/]|年)\d\d?(?:[-/]|月)\d\d?(?:日|[ -~]){0,20}?)(?:发布)?["']""".encode()
)


def _is_near_head(scene: Scene, element: int) -> bool:
    elements, blocks = scene.page.elements, scene.page.blocks
    first = blocks.start[(scene.before[-6:] or scene.body)[0]]
    inside = first <= elements.start[element] and elements.end[element] <= blocks.end[scene.body[0]]
    return bool(inside) and b"update" not in elements.start_tag(element)


_LABELLED = re.compile(
    r"(?:发布|发表|刊发|刊登|上线|公布|出版|發布|發表)(?:时间|日期|時間|于|於)|(?:^|\s)(?:时间|日期|時間)\s?[:：]"
    r"|\b(?:Published|Posted)|입력|公開日",
    re.IGNORECASE,
)
_OTHER_LABEL = re.compile(
    r"更新|修改|收稿|举办|开始|截止|截至|成立|上映|评论|回复|入群|注册|施行|实施|生效|有效|优惠[期至]|出生|版本|通过|修订|[Uu]pdated|[Mm]odified"
    r"|(?:召开|举行|会议|报名|考试|[开投]标|培训|访谈)\w{0,4}\s?[:：]\s?$"
)
_TRADITIONAL, _OF_NUMBER = re.compile("[們這為與國會說時後對]"), re.compile(r"[号號码碼]\s?[:：]?$")
_LABEL_LENGTH = 10  # characters of a label that stands in a cell of its own
_LABEL_REACH = 16  # characters before a date that may say what it is of


def _shown_dates(scene: Scene, latest: datetime) -> tuple[datetime | None, list[datetime]]:
    """Return the likeliest date of publication near the article, and the dates there that may tell its hour.

    Neither comments nor sentences tell that.
    """
    body, before, texts = scene.body, scene.before, scene.texts
    link_chars, is_traditional = scene.page.blocks.link_chars, _TRADITIONAL.search(scene.text) is not None
    scored: list[tuple[float, bool, datetime]] = []
    nearby = [*before, *sorted({*body[:4], *scene.between}), *body[-2:], *scene.behind]
    for rank, block in enumerate(nearby):
        if not scene.cues[block] & cues.DATE:
            continue
        is_republic = ONLY_OF_REPUBLIC.match(texts[block])
        if is_republic and (not is_traditional or _OF_NUMBER.search(texts[block - 1])):
            continue
        text = _dated_line(scene, block)
        length = len(text)
        is_bare = length < 30 and (WHEN.match(text) or _LABELLED.match(text))
        if length > 160 or (link_chars[block] * 2 > length and not is_bare):
            continue
        label = texts[block - 1] if block and length <= 30 and len(texts[block - 1]) <= _LABEL_LENGTH else ""
        at_head = block <= body[min(3, len(body) - 1)]
        is_line = length < 60 and text[-1] not in "。！？；，"  # not a sentence that tells of a day
        tells_when = is_of_event(texts, block) or (scene.chosen[block] and SAID_ON.match(text))
        with_spam = sides_with_spam(scene, block)
        if with_spam == 2:
            continue
        for found, ahead in _dates_in(text, label, latest):
            labelled = _LABELLED.search(ahead) is not None
            score = 1.0 + 3.0 * labelled - 2.0 * bool(_OTHER_LABEL.search(ahead))
            timed = found.hour + found.minute > 0
            if at_head:
                score += 2.0 * timed + 1.5 * is_line - 0.03 * abs(rank - len(before))
            else:  # comments have the time of day too
                score += 0.5 * timed + 1.5 * is_line - 1.0
            if tells_when:  # something took place, but the page is of another day perhaps
                score, labelled = 0.1, False
            elif scene.chosen[block] and not (labelled and is_line):  # told in the text, of whatever day
                score = min(score, 1.5)
            elif with_spam:  # more than that, and than a day alone below the article
                score = min(score, 1.6)
            if score > 0:
                scored.append((score, labelled or (at_head and is_line), found))
    scored.sort(key=lambda row: -row[0])
    return scored[0][2] if scored else None, [found for _, is_near, found in scored if is_near]


def _dated_line(scene: Scene, block: int) -> str:
    """Return a line, its dates in digits: a blank where an element begins or ends, unless that cuts a number of a date.

    The address of the page, which may stand before its date, and the phone behind it are left out.
    """
    spaced, plain = (_AROUND.sub("", text) for text in (spaced_block(scene.page, block), scene.texts[block]))
    if spaced == plain:
        return in_digits(plain)
    spaced, plain = in_digits(spaced), in_digits(plain)
    part, whole = WHEN.search(spaced), WHEN.search(plain)
    # A number behind a day without 日 may be a counter in a field of its own.
    longer = whole and (not part or (len(whole[0]) > len(part[0]) and (whole[5] or whole[0][-1] in "日号號")))
    return plain if longer else spaced


def _dates_in(text: str, label: str, latest: datetime) -> Iterator[tuple[datetime, str]]:
    """Yield the dates of a line, each with the text before it; ``label``: the text before the line."""
    done, any_found = 0, False
    for date in islice(WHEN.finditer(text), _MOST_DATES):
        if any_found and _TO.fullmatch(text[done : date.start()]):
            continue  # the end of a time of validity or the like
        if found := parse_date(date[0], latest):
            any_found = True
            yield found, f"{label} {text[done : date.start()][-_LABEL_REACH:]}"
        done, label = date.end(), ""
    if not any_found and (found := parse_date(text, latest)):
        yield found, f"{label} {text}"


_AROUND = re.compile(r"^https?://[!-~]{4,200}\s{1,3}|(?<=\d)\s?来自\s[^，。]{2,30}$")
_TO = re.compile(r"\s?(?:[—–~～-]{1,2}|[至到])\s?")
_MOST_DATES = 4  # of a line
