"""A page whose article is chosen, as the fields of the article are read off it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from filters.arrays import Bools, Indices, Places
from filters.embedded import Said
from filters.letters import Letters, collapse
from filters.markup import find_all
from filters.segment import Page


@dataclass(frozen=True, slots=True)
class Scene:
    """A page whose article is chosen, and the blocks near it."""

    page: Page
    first: Indices  # of each element: its first block
    last: Indices  # of each element: the block behind its last
    texts: list[str]  # of the blocks
    keys: Letters  # of each text
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

    def above_text(self) -> list[int]:
        """Return the blocks among the first of the article: who wrote it may stand below a picture with its caption."""
        return [block for block in self.between if block < self.body[min(3, len(self.body) - 1)]]


def _spaced(page: Page, first: int, last: int) -> str:
    """Return a part of a page's text with a blank wherever an element begins or ends, as the parts look apart there."""
    elements = page.elements
    inside = slice(*elements.start.searchsorted(np.array((first, last), np.int32)).tolist())
    cuts = {*elements.start[inside].tolist(), *elements.end[inside].tolist()}
    bounds = [first, *sorted(cut for cut in cuts if first < cut < last), last]
    if len(bounds) == 2:
        return collapse(page.text[first:last])
    return collapse(" ".join(page.text[start:end] for start, end in pairwise(bounds)))


def spaced_block(page: Page, block: int) -> str:
    """Return the text of a block, a blank where an element begins or ends in it."""
    return _spaced(page, int(page.blocks.start[block]), int(page.blocks.end[block]))


def marked_texts(scene: Scene, words: tuple[bytes, ...], hint: re.Pattern[bytes]) -> Iterator[str]:
    """Yield the texts of the elements near the head of the article whose start tags match a hint.

    ``words``: in lower case; every match of the hint has one of them.
    """
    elements = scene.page.elements
    for element in _marked(scene, words, hint):
        first, last = int(elements.start[element]), int(elements.end[element])
        yield _spaced(scene.page, first, min(last, first + _LONGEST_MARKED))


def texts_at_icons(scene: Scene, words: tuple[bytes, ...], hint: re.Pattern[bytes]) -> Iterator[str]:
    """Yield the texts in, or else right behind, the elements that ``marked_texts`` would find: icons hold none mostly."""
    elements = scene.page.elements
    for element in _marked(scene, words, hint):
        first, last = int(elements.start[element]), int(elements.end[element])
        if first >= last:
            last = int(elements.end[elements.parent[element]])
        if first < last <= first + _LONGEST_AT_ICON:
            yield _spaced(scene.page, first, last)


def _marked(scene: Scene, words: tuple[bytes, ...], hint: re.Pattern[bytes]) -> Iterator[int]:
    elements = scene.page.elements
    near = scene.near_head
    if not len(near):
        return
    origin = int(elements.markup_start[near[0]])
    span = elements.markup[origin : elements.markup_end[near[-1]]].lower()
    places = [origin + at for word in words for at in find_all(word, span)]
    if not places:
        return
    tags = elements.markup_start[near].searchsorted(np.array(places, np.int32), side="right") - 1
    for element in near[sorted(set(tags.tolist()))].tolist():
        if hint.search(elements.start_tag(element)):
            yield element


_LONGEST_MARKED, _LONGEST_AT_ICON = 300, 120  # characters


def sides_with_spam(scene: Scene, block: int) -> int:
    """Return on how many sides spam stands near a line in the same element: what a hijacker puts in has fields of its own."""
    parent, element = scene.page.elements.parent, scene.page.blocks.element

    def is_spam(one: int) -> bool:
        return bool(scene.spam[one]) and (not len(parent) or parent[element[one]] == parent[element[block]])

    ahead, behind = range(max(block - 2, 0), block), range(block + 1, min(block + 3, len(scene.spam)))
    return any(map(is_spam, ahead)) + any(map(is_spam, behind))


# Below the title of a speech.
SAID_ON = re.compile(r"^[（(][12]\d{3}年\d{1,2}月\d{1,2}日[)）]$")

# A section of a text.
NUMBERED = re.compile("^[一二三四五六七八九十]{1,3}、")


def is_of_event(lines: list[str], line: int) -> bool:
    """Tell whether a line says when something takes place: then one of the two lines above or below says where."""
    near = lines[max(line - 2, 0) : line + 3]
    return _EVENT_TIME.match(lines[line]) is not None and any(map(_EVENT_PLACE.match, near))


_EVENT = (
    r"^(?:[一二三四五六七八九\d][、.．]\s?|[【\[▶◆●])?(?:活动|讲座|报告|会议|发布会|演讲|举办|论坛|展览)?"
)
_EVENT_TIME = re.compile(rf"{_EVENT}(?:时\s{{0,4}}间|時間|日\s{{0,4}}期)(?:[】\]]|\s?[:：]|$)")
_EVENT_PLACE = re.compile(rf"{_EVENT}(?:地\s{{0,4}}[点點]|会\s?场|會場)(?:[】\]]|\s?[:：]|$)")


# What a newspaper, a station or the like may be called.
MEDIUM = re.compile(
    r"[\u4e00-\u9fa5A-Za-z+]{1,12}(?:[报報网網社刊]|新闻|新聞|电视台|客户端|融媒体?|中心|杂志|在线)"
)
