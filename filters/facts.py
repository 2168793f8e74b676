"""Measure the blocks of a page: what each shows by itself, and which are posts or teasers built alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from filters import cues
from filters.arrays import Bools, Floats, Indices, Places, running_sums
from filters.chrome import (
    AGO,
    ANSWERS,
    CHROME_WHOLE,
    COMMENTS_ALONE,
    MENU,
    QUESTION,
    REPLY,
    RIGHTS,
    ROW_DATE,
    STATEMENT,
    is_metadata,
)
from filters.dates import WHEN
from filters.embedded import Said, is_of_kind, read_json_ld
from filters.letters import Letters, letters_of
from filters.markup import find_all
from filters.segment import Elements, Page
from filters.tags import TAG_CODE, mark_tags
from filters.title import title_texts

Cues = NDArray[np.uint8]

LONGEST_STATEMENT = 400  # characters
_MARKS = "，。！？；：、“”…"
_ROW_SHARE, _LONGEST_ROW = 0.3, 100  # in links; characters
_CLASS_OTHER, _CLASS_HAN, _CLASS_MARK, _CLASS_WORD, _CLASS_ASCII_MARK, _CLASS_HANGUL = range(6)
_CLASS_COUNT = 6
_CLASSES = np.zeros(0x10000, np.uint8)
_CLASSES[0x3400:0xA000] = _CLASS_HAN
_CLASSES[0x3040:0x3100] = _CLASS_HAN  # kana
_CLASSES[0xAC00:0xD7A4] = _CLASS_HANGUL
_CLASSES[[ord(mark) for mark in _MARKS]] = _CLASS_MARK
_CLASSES[[ord(mark) for mark in ",.!?;"]] = _CLASS_ASCII_MARK
_CLASSES[[ord(letter) for letter in "0123456789"]] = _CLASS_WORD
_CLASSES[ord("A") : ord("Z") + 1] = _CLASS_WORD
_CLASSES[ord("a") : ord("z") + 1] = _CLASS_WORD
_CLASSES[0xC0:0x2000] = _CLASS_WORD  # all alphabets

_IS_FORM = mark_tags("button", "select", "textarea", "option", "legend")
IS_SUBHEADING = mark_tags("h2", "h3", "h4", "h5")
_IS_CELL = mark_tags("td", "th", "dd", "dt", "li")
_IS_DATUM = mark_tags("td", "th")
_IS_RECORD = mark_tags("div", "li", "article", "section", "table", "dl", "ul", "p", "blockquote")


@dataclass(frozen=True, slots=True)
class Facts:
    """What each block shows by itself."""

    length: Floats  # characters
    letters: Floats  # Han characters, kana and hangul; those of alphabets, and figures, count .4
    marks: Floats  # punctuation marks
    link_share: Floats
    worth: Floats  # characters of prose; negative for what looks like chrome
    apart: Bools  # in posts of others, teasers or further articles
    first: Indices  # of each element: its first block
    last: Indices  # of each element: the block behind its last
    said: Said  # by the page's JSON-LD
    texts: list[str]
    titles: list[str]  # letters of those that the head of the page gives
    titles_joined: str  # by line feeds, which no letters hold
    title: str  # letters of its title element
    keys: Letters  # of each text, to find it again in titles
    cues: list[int]  # which patterns it may match
    first_cues: Cues  # ... by its first character


def gather(page: Page, spam: Bools) -> Facts:
    """Measure the blocks of a page; ``spam`` has one entry a block."""
    blocks = page.blocks
    n = len(blocks)
    titles = [letters_of(text) for text in title_texts(page)]
    title = letters_of(page.head.title or "")
    firsts, lasts = page.block_ranges()
    if not n:
        none = np.zeros(0)
        return Facts(
            none, none, none, none, none, none > 0, firsts, lasts, Said(), [], titles, "\n".join(titles), title,
            Letters([]), [], np.zeros(0, np.uint8),
        )  # fmt: skip
    texts = page.block_texts()
    keys = Letters(texts)
    codes = page.codes.astype(np.intp)  # as numpy wants what it looks up
    line_cues, first_cues = cues.read_cues(codes, blocks.start), cues.read_first_cues(codes, blocks.start)
    line_cues[spam] = first_cues[spam] = 0  # what a hijacker calls his lines parts nothing
    length = (blocks.end - blocks.start).astype(np.float64)
    link_share = _link_shares(page, texts, length, line_cues)
    letters, marks, worth = _weigh(page, codes, link_share)
    apart = np.zeros(n, np.bool_)
    is_button = page.elements.tag[blocks.element] == TAG_CODE["button"] if len(page.elements) else apart
    for block in is_button.nonzero()[0].tolist():
        unfolds = _UNFOLDS.search(page.elements.start_tag(int(blocks.element[block])))
        if unfolds and QUESTION.search(texts[block]) and block + 1 < n and worth[block + 1] > _TOLD_BELOW:
            worth[block] = _VERSE  # its answer
    for start, stop in _further_articles(page, firsts, lasts, titles, spam):
        apart[start:stop] = True
    worth[spam | (apart & (worth > 0))] = 0.0
    _devalue_notices(worth, texts, length, line_cues, first_cues)
    replies = (line_cues & cues.REPLY > 0) & (length < 60)
    for start, stop in _records(page, firsts, lasts, link_share, worth, texts, titles, keys, replies):
        apart[start:stop] = True
    worth[apart & (worth > 0)] = 0.0
    return Facts(
        length, letters, marks, link_share, worth, apart, firsts, lasts, read_json_ld(page), texts, titles,
        "\n".join(titles), title, keys, line_cues.tolist(), first_cues,
    )  # fmt: skip


def _link_shares(page: Page, texts: list[str], length: Floats, line_cues: Cues) -> Floats:
    """Return the share of each block in links: 1 for the row of a list, 0 for a name in a table of data."""
    link_chars = page.blocks.link_chars
    link_share: Floats = np.minimum(link_chars / length, 1.0)
    dated = (
        (link_share >= _ROW_SHARE) & (link_share < 1) & (length < _LONGEST_ROW) & (line_cues & cues.DATE > 0)
    )
    for block in dated.nonzero()[0].tolist():  # a link and its day
        found = ROW_DATE.search(texts[block])
        if found and length[block] - len(found[0]) <= link_chars[block] + texts[block].count(" "):
            link_share[block] = 1.0
    link_share[_linked_in_data(page, length, link_share)] = 0.0
    return link_share


def _devalue_notices(
    worth: Floats, texts: list[str], length: Floats, line_cues: Cues, first_cues: Cues
) -> None:
    """Take their worth from menus, metadata, statements and notices of rights."""
    doubtful = (worth > 0) & (length < 160) & (line_cues & (cues.RIGHTS | cues.MENU | cues.METADATA) > 0)
    for block in doubtful.nonzero()[0].tolist():
        text, cue = texts[block], int(line_cues[block])
        if (cue & cues.RIGHTS and RIGHTS.search(text)) or (cue & cues.MENU and MENU.match(text)):
            worth[block] = -4.0
        elif cue & cues.METADATA and is_metadata(text):
            worth[block] = 0.0
    doubtful = (worth > 0) & (length < LONGEST_STATEMENT) & (first_cues & cues.STATEMENT > 0)
    for block in doubtful.nonzero()[0].tolist():
        if STATEMENT.match(texts[block]):
            worth[block] = 0.0


def _weigh(page: Page, codes: Places, link_share: Floats) -> tuple[Floats, Floats, Floats]:
    """Return letters, marks and worth of each block, by what is in it."""
    blocks = page.blocks
    kind = _CLASSES.take(codes, mode="clip")
    points = (kind[:-1] == _CLASS_ASCII_MARK).nonzero()[0]
    kind[points[page.codes[points + 1] - np.uint32(ord("0")) < 10]] = _CLASS_OTHER  # in 1,204 and 2024.05.20

    # What lies between blocks is white space, of no class, so that each block may reach to the next.
    n, begin = len(blocks), int(blocks.start[0])
    reach = np.empty(n, np.int32)
    np.subtract(blocks.start[1:], blocks.start[:-1], out=reach[:-1])
    reach[-1] = len(page.codes) - blocks.start[-1]
    cell = np.arange(0, n * _CLASS_COUNT, _CLASS_COUNT).repeat(reach)
    cell += kind[begin:]
    counts = np.bincount(cell, minlength=n * _CLASS_COUNT).reshape(n, _CLASS_COUNT).astype(np.float64)
    _, han, full_marks, words, ascii_marks, hangul = counts.T
    marks = full_marks + np.where(words + 2 * hangul > 20, 0.7, 0.3) * ascii_marks  # Korean has no others
    han = han + hangul
    letters = han + 0.4 * words
    free = letters * (1 - link_share)
    worth = free * np.minimum(1.0, marks / 2) * (link_share < 0.5)
    # Lines without punctuation count little, and cost when short; links cost more: menus and headlines sink,
    # while a table of contents or a list of names in an article does not.
    plain, unmarked = link_share < 0.2, marks < 1
    bare = np.minimum(0.3 * free, 12.0) - 4.0
    worth += np.where(unmarked, np.where(plain, bare, -4.0), 0.0) - 0.6 * letters * link_share
    worth[link_share > 0.5] -= 6.0
    worth[free + han < 1] = -1.0
    # What is hidden is worth less, but not nothing: WeChat hides its whole article.
    worth[blocks.hidden] *= 0.3
    if len(page.elements):
        tag = page.elements.tag[blocks.element]
        own = blocks.element
        # Word has a <p> in each cell.
        holder: Places = np.where(tag == TAG_CODE["p"], page.elements.parent[own], own)
        short = _IS_CELL[page.elements.tag[holder]] & (link_share == 0) & unmarked & (bare < -1)
        worth[short] = -1.0
        worth[short & _in_data_tables(page, holder, short)] = 0.0
        verse = unmarked & (blocks.link_chars == 0) & (letters > 2)
        beside = blocks.after_br | np.append(False, (holder[1:] == holder[:-1]) & (holder != own)[1:])
        group = (~(beside & verse & np.append(False, verse[:-1]))).cumsum()
        verse &= np.bincount(group)[group] >= FEWEST_VERSES
        worth[verse & (worth < _VERSE)] = _VERSE
        # A button in a heading unfolds its section.
        opens = IS_SUBHEADING[page.elements.tag[page.elements.parent[own]]]
        worth[_IS_FORM[tag] & ~opens] = -4.0
    return letters, marks, worth


_TOLD_BELOW = 8  # characters of prose
# Of buttons that unfold what is below them; others lead away: 忘记密码？
_UNFOLDS = re.compile(rb"aria-(?:expanded|controls)|\bacc(?:ordion)?\b|collaps|toggle|faq|quest")
_FEWEST_CELLS = 9
FEWEST_VERSES, _VERSE = 4, 1.0  # lines parted by nothing but <br> or each a <p>; worth of each


def _in_data_tables(page: Page, cell: Places, short: Bools) -> Bools:
    """Tell which blocks stand in tables that hold many short cells: of data, not of the layout."""
    elements = page.elements
    table = np.maximum(elements.parent[np.maximum(elements.parent[cell], 0)], 0)
    held = np.bincount(table, short & (elements.tag[cell] != TAG_CODE["li"]))
    return np.asarray(held[table] >= _FEWEST_CELLS, dtype=np.bool_)


def _linked_in_data(page: Page, length: Floats, link_share: Floats) -> Bools:
    """Tell which blocks are names in tables of data that link to pages of their own: of teams, shares, ingredients."""
    elements, own = page.elements, page.blocks.element
    if not len(elements):
        return np.zeros(len(own), np.bool_)
    cell = np.where(elements.tag[own] == TAG_CODE["p"], elements.parent[own], own)
    short = _IS_DATUM[elements.tag[cell]] & (length <= _LONGEST_CELL)
    linked: Bools = short & (link_share > 0.7)
    if not linked.any():
        return linked
    table = np.maximum(elements.parent[np.maximum(elements.parent[cell], 0)], 0)
    values, names = np.bincount(table, short & (link_share == 0)), np.bincount(table, linked)
    others = np.bincount(table, ~short)
    is_data = (values >= names) & (values + names >= _FEWEST_CELLS) & (others == 0)
    linked &= is_data[table]
    return linked


_LONGEST_CELL = 12  # characters


_LEAST_PROSE = 100  # characters of an article that is followed by further ones


def _further_articles(
    page: Page, firsts: Indices, lasts: Indices, titles: list[str], spam: Bools
) -> Iterator[tuple[int, int]]:
    """Yield the ranges of blocks of articles that are loaded below the page's own.

    Their headings are built like its heading, or have a date of their own right behind them. Headings of the second level,
    where none of the first is the title, need both, and links to comment or share their part: those of sections are built
    alike, and have dates too in chronicles, guides and logs of changes.
    """
    elements = page.elements
    for level in ("h1", "h2"):
        headings = [
            (int(firsts[heading]), heading)
            for heading in (elements.tag == TAG_CODE[level]).nonzero()[0][:50].tolist()
            if firsts[heading] < lasts[heading] and not spam[firsts[heading]]
        ]
        names = [letters_of(page.block_text(first)) for first, _ in headings]
        long = [at for at, name in enumerate(names) if len(name) >= 6]
        named = [at for at in long if any(names[at] in title for title in titles)]
        if named or len(headings) > 1:
            break
    if len(headings) < 2:
        return
    hints = [elements.hint(heading) for _, heading in headings]
    # Where spam has replaced the titles, the page's own is the first of those headings that are built alike.
    alike = next((at for at in long if hints[at] and hints[at] in hints[at + 1 :]), len(headings))
    own = next(iter(named), alike)
    size = np.where(spam, 0, page.blocks.end - page.blocks.start - page.blocks.link_chars)
    for at in range(own + 1, len(headings)):
        (first, heading), hint = headings[at], hints[at]
        parent = elements.parent[heading]
        if firsts[parent] <= headings[own][0] or first <= headings[own][0]:
            continue
        if at == own + 1 and size[headings[own][0] + 1 : first].sum() < _LEAST_PROSE:
            break  # its heading was put there
        begins = first - firsts[parent] <= 1  # else it stands in the midst of something, put there perhaps
        dated = begins and bool(named) and len(names[at]) >= 6 and at not in named and _is_dated(page, first)
        is_alike = bool(hint) and hint == hints[own]
        start, stop = int(firsts[parent]), int(lasts[parent])
        if (dated and is_alike and _is_linked(page, start, stop)) if level == "h2" else (dated or is_alike):
            yield start, stop


def _is_dated(page: Page, heading: int) -> bool:
    """Tell whether a line that says when stands right behind a heading."""
    lines = (page.block_text(block) for block in range(heading + 1, min(heading + 6, len(page.blocks))))
    return any(len(line) < 60 and is_metadata(line) for line in lines)


def _is_linked(page: Page, start: int, stop: int) -> bool:
    """Tell whether a part of a page has a link to comment on it, to share it or the like."""
    links = start + page.blocks.link_chars[start:stop].nonzero()[0]
    return any(CHROME_WHOLE.match(page.block_text(block)[:_LONGEST_ROW]) for block in links.tolist())


_CLASS = re.compile(rb"""[\s"']class=["']?\s{0,9}([\w-]+)""")
_FEWEST_RECORDS, _LONGEST_RECORD = 3, 60  # elements, blocks
_DOMINANT = 0.7  # share of the prose in a single one
_TEASER = 150  # letters that one may have on average


def _records(
    page: Page,
    firsts: Indices,
    lasts: Indices,
    link_share: Floats,
    worth: Floats,
    texts: list[str],
    titles: list[str],
    keys: Letters,
    replies: Bools,
) -> Iterator[tuple[int, int]]:
    """Yield the ranges of blocks of elements that are built alike and hold posts of others, or teasers of other pages.

    The first post of a thread is the article, unless there is one above that all of them comment on. Linked sections among
    paragraphs of the article are no teasers.
    """
    upto = running_sums(np.maximum(worth, 0)).tolist()
    groups = list(_alike(page, firsts, lasts, upto))
    if not groups:
        return
    strong = running_sums(worth > 16).tolist()
    may_reply = replies.tolist()
    linked = (link_share > 0.7).tolist()
    threads = list(_threads(page, firsts, lasts))
    for parent, name, ranges in groups:
        begin, end = ranges[0][0], ranges[-1][1]
        prose = [upto[last] - upto[first] for first, last in ranges]
        most, whole = max(prose), sum(prose)
        if not whole or (most > _DOMINANT * whole and prose[0] < most):
            continue  # parts of one template, the article in one of them
        counted = any(map(ANSWERS.match, texts[max(begin - 2, 0) : begin]))  # in the line above
        if counted or b"nswer" in name or _are_called(page, parent, begin, _ANSWER):
            continue  # they are what their page is for
        enough = 0.6 * len(ranges)
        if _is_headed(texts, worth, begin) and enough <= sum(
            _is_timed(texts, first, last) for first, last in ranges
        ):
            yield from ranges
            continue
        thread = keys[begin] in titles or _are_called(page, parent, begin, _POST)
        if any(first <= begin and end <= last for first, last in threads):
            posters = [_poster(page, texts, first, last) for first, last in ranges]
            others = len({*filter(None, posters)}) > 1  # else the author goes on
            thread |= others and sum(map(bool, posters)) >= enough
        if thread or sum(_holds_reply(texts, may_reply, first, last) for first, last in ranges) >= enough:
            near = range(max(begin - 12, 0), begin)
            above = any(worth[block] > 16 and not _says_title(texts[block], titles) for block in near)
            yield from ranges[0 if above else 1 :]
        elif whole < _TEASER * len(ranges) and sum(linked[first] for first, _ in ranges) >= enough:
            around = strong[begin] - strong[firsts[parent]] + strong[lasts[parent]] - strong[end]
            yield from [] if around else ranges


_ANSWER = re.compile(b"nswer")
# What Discourse, Flarum and Discuz call their posts, or who wrote them.
_POST = re.compile(rb"""crawler-post|"PostUser"|\bid=["']?(?:pid|post_)\d""")
# WordPress has a hyphen there, for articles; sections of an article are numbered, too, as by floor1.
_POST_ID = re.compile(rb"""id=["']?(?:post|pid)_?\d""")
# The page of who posted, or the number of the post.
_POSTER = re.compile(rb"\buid[-=]\d|/(?:u|user|member)/|PostUser|>\s{0,9}\d{1,3}\s?#\s{0,9}<|<sup>#")


_FORUM = "DiscussionForumPosting"
_MOST_THREADS = 20


def _threads(page: Page, firsts: Indices, lasts: Indices) -> Iterator[tuple[int, int]]:
    """Yield the ranges of blocks of what calls itself a thread: the page in JSON-LD, or elements in attributes."""
    if is_of_kind(page, _FORUM):
        yield 0, len(page.blocks)
    elements = page.elements
    for at in islice(find_all(_FORUM.encode(), elements.markup), _MOST_THREADS):
        element = int(elements.markup_start.searchsorted(at, side="right")) - 1
        if element >= 0 and at < elements.markup_end[element] and b"itemtype" in elements.start_tag(element):
            yield int(firsts[element]), int(lasts[element])


def _says_title(text: str, titles: list[str]) -> bool:
    """Tell whether a line is the title, perhaps behind its kind or the path to it. Titles in forums are whole sentences."""
    name = letters_of(_BEFORE_TITLE.split(text.rstrip("]】"))[-1])
    return len(name) >= 4 and any(name in title for title in titles)


_BEFORE_TITLE = re.compile(r"[>＞»›\]】]")


def _are_called(page: Page, parent: int, begin: int, name: re.Pattern[bytes]) -> bool:
    """Tell whether records are called so in the markup, down to their first block, which is ``begin``."""
    elements = page.elements
    element = int(page.blocks.element[begin])
    while element > parent:
        if name.search(elements.start_tag(element)):
            return True
        element = int(elements.parent[element])
    return False


def _says_who(elements: Elements, post: int) -> bool:
    """Tell whether the markup of a post gives its poster or its number, as that of a part of an article does not."""
    outside = elements.level[post + 1 : post + _MOST_ELEMENTS] <= elements.level[post]
    behind = post + 1 + int(outside.argmax() if outside.any() else len(outside) - 1)
    told = elements.markup[elements.markup_end[post] : elements.markup_start[behind]]
    return _POSTER.search(told) is not None


_MOST_ELEMENTS = 1000  # of a post


def _alike(
    page: Page, firsts: Indices, lasts: Indices, upto: list[float]
) -> Iterator[tuple[int, bytes, list[tuple[int, int]]]]:
    """Yield groups of elements with prose that share parent, tag and class: the parent, the class, and their ranges of blocks."""
    elements = page.elements
    size = lasts - firsts
    large = ((size >= 2) & (size <= _LONGEST_RECORD) & _IS_RECORD[elements.tag]).nonzero()[0]
    large = large[elements.level[large] > 1]
    if len(large) < 2:
        return
    beside = np.bincount(elements.parent[large])
    large = large[beside[elements.parent[large]] >= 2]
    kinds: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    rows = zip(
        elements.parent[large].tolist(), elements.tag[large].tolist(), large.tolist(), firsts[large].tolist(),
        lasts[large].tolist(), strict=True,
    )  # fmt: skip
    for parent, tag, element, first, last in rows:
        kinds.setdefault((parent, tag), []).append((element, first, last))
    for (parent, _), members in kinds.items():
        if len(members) < 2 or upto[members[0][1]] == upto[members[-1][2]]:
            continue
        if len(members) < _FEWEST_RECORDS and not _POST_ID.search(elements.start_tag(members[0][0])):
            continue
        groups: dict[bytes, list[tuple[int, int, int]]] = {}
        for member in members:
            found = _CLASS.search(elements.start_tag(member[0]))
            groups.setdefault(found[1] if found else b"", []).append(member)
        for name, alike in groups.items():
            if len(alike) >= _FEWEST_RECORDS or (
                len(alike) == 2
                and all(
                    _POST_ID.search(elements.start_tag(post)) and _says_who(elements, post)
                    for post, _, _ in alike
                )
            ):
                yield parent, name, [(first, last) for _, first, last in alike]


def _holds_reply(texts: list[str], may_reply: list[bool], first: int, last: int) -> bool:
    return any(may_reply[block] and REPLY.search(texts[block]) for block in range(first, last))


def _is_headed(texts: list[str], worth: Floats, begin: int) -> bool:
    """Tell whether records follow a heading of comments, and that some prose."""
    told = worth[max(begin - _TOLD_ABOVE, 0) : begin].max(initial=0) > _PROSE
    return bool(told) and COMMENTS_ALONE.fullmatch(texts[begin - 1]) is not None


_TOLD_ABOVE, _PROSE = 12, 16  # blocks, characters of prose


def _is_timed(texts: list[str], first: int, last: int) -> bool:
    """Tell whether a short line of a record has the hour of a day in it, or how long ago it was."""
    lines = (text for text in texts[first:last] if len(text) < _LONGEST_SIGNATURE)
    return any(AGO.search(text) or any(found[5] for found in WHEN.finditer(text)) for text in lines)


def _poster(page: Page, texts: list[str], first: int, last: int) -> str:
    """Return who posted a record: a linked name at its head or foot, beside the hour of a day or how long ago; "" for nobody.

    Days of a diary and hours of a live report have nobody beside them, or the phone that they were sent from.
    """
    ends = {*range(first, min(first + 3, last)), *range(max(last - 2, first), last)}
    near = [block for block in sorted(ends) if len(texts[block]) < _LONGEST_SIGNATURE]
    if not any(
        AGO.search(texts[block]) or any(found[5] for found in WHEN.finditer(texts[block])) for block in near
    ):
        return ""
    for block in near:
        name = _SENT_FROM.sub("", AGO.sub("", WHEN.sub("", texts[block]))).strip(" :：·|")
        if (
            page.blocks.link_chars[block]
            and 2 <= len(name) <= _LONGEST_NAME
            and not any(map(name.count, _MARKS))
        ):
            return name
    return ""


_SENT_FROM = re.compile(r"\s?来自.*|\s?[发回][布表复]于?")
_LONGEST_NAME = 16
_LONGEST_SIGNATURE = 40  # characters
