"""A page whose article is chosen, as the fields of the article are read off it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from filters.embedded import Said
from filters.markup import Bools, Indices, Places
from filters.segment import Page

_NOT_LETTERS = re.compile(r"[\W_]+")


def letters_of(text: str) -> str:
    """The letters and digits of a text, in lower case: what two writings of a title have in common."""
    return (text if text.isalnum() else _NOT_LETTERS.sub("", text)).lower()


def may_hold(letters: str, text: str) -> bool:
    """Tell by a text's first character, at once, whether those of the text may be among the letters."""
    return not text[:1].isalnum() or text[0].lower() in letters


class Letters(dict[int, str]):
    """The letters of each text, found when first asked for."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__()
        self.texts = texts

    def __missing__(self, which: int) -> str:
        self[which] = letters_of(self.texts[which])
        return self[which]


def collapse(text: str) -> str:
    """The text with its white space as single blanks."""
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Scene:
    """A page whose article is chosen, and the blocks near it."""

    page: Page
    first: Indices  # of each element: its first block
    last: Indices  # of each element: the block behind its last
    texts: list[str]  # of the blocks
    names: Letters  # those of each text
    cues: list[int]  # which patterns each text may match
    said: Said  # by the page's JSON-LD
    chosen: Bools
    spam: Bools
    body: list[int]  # the blocks of the article
    before: list[int]  # the genuine blocks before the first of them
    between: list[int]  # the first genuine blocks among them that are not of the article
    behind: list[int]  # the genuine blocks behind the last of them
    text: str  # of the article
    near_head: Places  # the elements near the head of the article


# A date, and perhaps the time of the day.
WHEN = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:\s?[-/.年년]\s?|\s(?=\d\d/\d\d\s\d))(1[0-2]|0?[1-9])\s?[-/.月월]\s?(3[01]|[12]\d|0?[1-9])(?!\d)(?:\s?[日号號일]|\.)?(?:\s?[(（]?(?:星期|周|週)[一二三四五六日天][)）]?)?"
    r"(?:[T\s|]{0,3}(?:(?:[上早]午|오전|午前)|(下午|晚上|오후|午後))?\s?([01]?\d|2[0-3])\s?(?:[:：时時]|[点點](?=\s?[0-5]\d(?:分|$|[\s，。])))\s?([0-5]\d)(?:[:：分]([0-5]\d))?(?:\.\d{1,6})?(?:\s?(Z|[+-]\d\d:?\d\d|[Pp][Mm]\b))?)?"
)
# Below the title of a speech.
SAID_ON = re.compile(r"^[（(][12]\d{3}年\d{1,2}月\d{1,2}日[)）]$")


def is_of_event(lines: list[str], line: int) -> bool:
    """Tell whether a line says when something takes place: one of the next two on either side says where."""
    near = lines[max(line - 2, 0) : line + 3]
    return _EVENT_TIME.match(lines[line]) is not None and any(map(_EVENT_PLACE.match, near))


_EVENT = (
    r"^(?:[一二三四五六七八九\d][、.．]\s?|[【\[▶◆●])?(?:活动|讲座|报告|会议|发布会?|演讲|举办|论坛|展览)?"
)
_EVENT_TIME = re.compile(rf"{_EVENT}(?:时\s{{0,4}}间|時間|日\s{{0,4}}期)(?:[】\]]|\s?[:：])")
_EVENT_PLACE = re.compile(rf"{_EVENT}(?:地\s{{0,4}}[点點]|会\s?场|會場)(?:[】\]]|\s?[:：])")
