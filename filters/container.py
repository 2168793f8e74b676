"""Find the element that holds the article, and the parts of it that its own markup sets apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise

import numpy as np

from filters.arrays import Bools, Floats, Indices, Places, is_han, running_sums
from filters.chrome import ANSWER
from filters.facts import IS_SUBHEADING, Facts
from filters.hints import (
    asks,
    has_bad_hint,
    hint_worth,
    is_called_box,
    is_called_comments,
    is_called_footnotes,
    is_called_reply,
)
from filters.letters import may_hold
from filters.segment import Page
from filters.tags import TAG_CODE, TAGS, mark_tags

_IS_BAD_TAG = mark_tags("nav", "footer", "aside", "button", "select", "textarea", "option", "menu")
_IS_LINE = mark_tags("p", "li", "pre", "blockquote", "td", "h1", "h2", "h3", "h4", "h5", "h6")
_IS_NO_INLINE = ~mark_tags("", "a", "b", "br", "em", "font", "i", "img", "small", "strong", "time", "u")


def find_container(page: Page, facts: Facts) -> tuple[int, int, int]:
    """Return the blocks and the index of the element that holds the article."""
    elements = page.elements
    total = running_sums(facts.worth)
    score = total[facts.last] - total[facts.first]
    size = facts.last - facts.first
    # Candidates: the best sums, the innermost of equal ones.
    # A single paragraph is no candidate: it would outdo an article whose other lines have no punctuation.
    fit = (size > 1) | ((size > 0) & ~_IS_LINE[elements.tag])
    candidates = ((score > 0.2 * score.max()) & fit).nonzero()[0]
    order = candidates[np.lexsort((-elements.level[candidates], -score[candidates]))][:16]
    if not len(order):
        return 0, len(page.blocks), 0
    place, pair, pairs = title_pairs(page, facts)
    best, best_score = int(order[0]), -np.inf
    values = score[order] * _CONTAINER_WORTH[elements.tag[order]]
    first, last = facts.first[order], facts.last[order]
    since = place.searchsorted(page.blocks.start[first]).tolist()
    until = place.searchsorted(page.blocks.end[last - 1]).tolist()
    pair_list = pair.tolist()
    named = named_blocks(page, facts, place)
    # How many blocks each begins behind the nearest heading above it; 0 where it holds the heading.
    above = np.concatenate((np.full(1, -_HEAD_REACH), named))[named.searchsorted(last)]
    behind = np.maximum(first - above, 0).tolist()
    for rank, (element, value) in enumerate(zip(order.tolist(), values.tolist(), strict=True)):
        if value <= 0 and best_score > -np.inf:
            break
        if value * _MOST_FAVOUR <= best_score:
            continue
        weighed = value * hint_worth(elements.start_tag(element))
        if pairs:
            held = len(set(pair_list[since[rank] : until[rank]])) / pairs
            weighed *= 0.5 + max(held, min(1.25 - behind[rank] / _NEAR_HEAD, 1.0))
        weighed -= 0.01 * float(size[element])
        if weighed > best_score:
            best, best_score = element, weighed
    return int(facts.first[best]), int(facts.last[best]), best


_MOST_FAVOUR = 1.81  # by hints and title
_CONTAINER_WORTH = np.array([{"article": 1.2, "html": 0.9, "body": 0.9}.get(name, 1.0) for name in TAGS])


_NEAR_HEAD = 8  # blocks
_HEAD_REACH = 16  # blocks between a heading and its article


def named_blocks(page: Page, facts: Facts, place: Indices) -> Indices:
    """Return the blocks that say the title, or a part of it, and nothing else; no links, which lead to other pages."""
    if not len(place):
        return place
    block = page.blocks.start.searchsorted(place, side="right") - 1
    hits = np.bincount(np.maximum(block, 0), minlength=len(facts.length))
    same = ((hits >= 2) & (hits >= 0.7 * (facts.length - 1)) & (facts.link_share < 0.5)).nonzero()[0]
    return np.array(
        [
            block
            for block in same.tolist()
            if hits[block] >= _FEWEST_PAIRS or facts.title.startswith(facts.keys[block])
        ],
        np.int32,
    )


_FEWEST_PAIRS = 4  # of characters


def title_pairs(page: Page, facts: Facts) -> tuple[Indices, Indices, int]:
    """Return where pairs of characters of the title stand, which pair each is, and the number of pairs."""
    title = list(map(ord, facts.title[:60]))
    pairs = {first << 16 | second for first, second in pairwise(title) if first < 0x10000 > second}
    if len(pairs) < _FEWEST_PAIRS:
        none = np.zeros(0, np.int32)
        return none, none, 0
    known = np.zeros(0x10000, np.bool_)
    known[[character for character in title if character < 0x10000]] = True
    hit = known.take(page.codes, mode="clip")
    place = (hit[:-1] & hit[1:]).nonzero()[0].astype(np.int32)
    wanted = np.array(sorted(pairs), np.uint32)
    code = page.codes[place] << np.uint32(16) | page.codes[place + 1]
    pair = np.minimum(wanted.searchsorted(code), len(wanted) - 1)
    exact = wanted[pair] == code
    return place[exact], pair[exact].astype(np.int32), len(wanted)


def foreign_parts(page: Page, facts: Facts, spam: Bools, root: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of blocks inside the container that its own markup sets apart from the article.

    The links of spam say nothing of the paragraph that it was put into.
    """
    elements = page.elements
    first, last = int(facts.first[root]), int(facts.last[root])
    prose = running_sums(np.maximum(facts.worth, 0))
    letters = running_sums(np.where(spam, 0, facts.letters))
    links = running_sums(np.where(spam, 0, facts.letters * facts.link_share))
    whole = max(float(prose[last] - prose[first]), 1.0)
    # Elements are in page order: those inside the container stand behind it, and begin before its end.
    begin, stop = root + 1, int(facts.first.searchsorted(last))
    starts, stops = facts.first[begin:stop], facts.last[begin:stop]
    inside = (stops <= last) & (stops > starts) & _IS_NO_INLINE[elements.tag[begin:stop]]
    filled = begin + inside.nonzero()[0]
    starts, stops = facts.first[filled], facts.last[filled]
    part = (prose[stops] - prose[starts]) / whole
    behind = prose[starts] - prose[first] > 16
    small = (part <= _LARGEST_PART) | ((part < 0.95) & behind)
    filled, starts, stops, part = filled[small], starts[small], stops[small], part[small]
    linked = (links[stops] - links[starts]) / np.maximum(letters[stops] - letters[starts], 1.0)
    opens = IS_SUBHEADING[elements.tag[elements.parent[filled]]]  # a button that unfolds a section
    apart = (_IS_BAD_TAG[elements.tag[filled]] & ~opens) | ((linked > 0.6) & (stops - starts > 2))
    # Most start tags are too short to say anything.
    telling = (apart & (part <= _LARGEST_PART)) | (
        elements.markup_end[filled] - elements.markup_start[filled] >= _SHORTEST_HINTED
    )
    # Nor is a button apart that unfolds an answer: no other is of any worth.
    telling &= (elements.tag[filled] != TAG_CODE["button"]) | (facts.worth[starts] <= 0)
    telling &= ~_is_part_of_line(page, facts, filled, starts, stops)
    filled, starts, stops, part, apart = (each[telling] for each in (filled, starts, stops, part, apart))
    done = first
    rows = zip(filled.tolist(), starts.tolist(), stops.tolist(), apart.tolist(), part.tolist(), strict=True)
    for element, start, stop, is_apart, size in rows:
        if start < done:
            continue
        tag = elements.start_tag(element)
        has_hint = has_bad_hint if size <= _LARGEST_PART else is_called_comments
        if _heads_prose(page, facts, element, stop, last):
            continue
        if (has_hint(tag) and not _is_answer(page, facts, element)) or (
            size <= _LARGEST_PART and (is_apart or _is_foot(tag, facts, start, stop))
        ):
            yield start, stop
            done = stop


def _heads_prose(page: Page, facts: Facts, heading: int, stop: int, last: int) -> bool:
    """Tell whether a heading stands right above a paragraph beside it that nothing sets apart, as a section's does.

    Themes call headings after bars that stay above them, or after links to them.
    """
    elements = page.elements
    if not IS_SUBHEADING[elements.tag[heading]] or stop >= last or facts.worth[stop] <= _PARAGRAPH:
        return False
    below = int(page.blocks.element[stop])
    return elements.parent[below] == elements.parent[heading] and not has_bad_hint(elements.start_tag(below))


_PARAGRAPH = 16  # characters of prose


def _is_part_of_line(page: Page, facts: Facts, filled: Places, starts: Indices, stops: Indices) -> Bools:
    """Tell which elements, the blocks of each given, are words of a line of prose, or of a line of code.

    What calls the words of code keywords, tags and comments is what colours them.
    """
    elements, blocks = page.elements, page.blocks
    single = (stops - starts == 1) & (elements.tag[filled] == TAG_CODE["span"])
    own = elements.end[filled] - elements.start[filled]
    short = (2 * own < blocks.end[starts] - blocks.start[starts]) & (facts.worth[starts] > _PARAGRAPH)
    in_code = elements.tag[blocks.element[starts]] == TAG_CODE["pre"]
    # At the head of a line, before a date or a blank, it may be the kind of what a list links to.
    follows = page.codes.take(elements.end[filled], mode="clip")
    short &= (elements.start[filled] > blocks.start[starts]) | is_han(follows)
    part: Bools = single & (short | in_code)
    return part


def _is_foot(start_tag: bytes, facts: Facts, start: int, stop: int) -> bool:
    """Tell whether what is called footnotes, or a newsletter, a range of blocks, tells of the site or asks to subscribe."""
    called = _OF_SITE if is_called_footnotes(start_tag) else _SUBSCRIBES if is_called_box(start_tag) else None
    return called is not None and any(map(called.search, facts.texts[start : min(stop, start + _FOOT)]))


_SUBSCRIBES = re.compile(
    r"[Ss]ubscri|[Ss]ign up|[Ee]-?mail|[Nn]ewsletter|[Ii]nbox|订阅|訂閱|電子報|購読|メールマガジン|구독"
)


_FOOT = 8  # lines that are looked at
_OF_SITE = re.compile(r"本网?站(?:所有)?(?:内容|文章|资料|图片|转载)|版权归|邮编\s?[:：]")


def _is_answer(page: Page, facts: Facts, element: int) -> bool:
    """Tell whether what is called a reply answers a question or a letter of the article: in interviews and mailboxes."""
    elements = page.elements
    tag = elements.start_tag(element)
    if not is_called_reply(tag):
        return False
    start = int(facts.first[element])
    if any(map(ANSWER.match, facts.texts[max(start - 1, 0) : start + 1])):
        return True
    before = range(element - 1, max(element - _MOST_BETWEEN, int(elements.parent[element])), -1)
    beside = (one for one in before if elements.parent[one] == elements.parent[element])
    return any(asks(elements.start_tag(one)) for one in islice(beside, 1))


_MOST_BETWEEN = 60  # elements
_LARGEST_PART = 0.35  # of the prose
_SHORTEST_HINTED = 8  # bytes: `<p id=a>`


def column_end(page: Page, facts: Facts, root: int) -> int:
    """Return the block behind the column that holds the title's heading and prose; behind the container if no other follows it.

    What stands in a column beside it, under a heading of its own, is no part of the article.
    """
    elements = page.elements
    first, last = int(facts.first[root]), int(facts.last[root])
    longest = 2 * max(map(len, facts.titles), default=0)  # with what stands between its letters
    for heading in range(first, min(first + _HEAD_REACH, last)):
        if not 6 <= len(facts.texts[heading]) <= longest:
            continue
        if not may_hold(facts.titles_joined, facts.texts[heading]):
            continue
        if len(name := facts.keys[heading]) < 6 or name not in facts.titles_joined:
            continue
        column = int(elements.parent[page.blocks.element[heading]])
        while column > root:
            end = int(facts.last[column])
            if end < last and np.count_nonzero(facts.worth[heading + 1 : end] > 16) >= 2:
                return end if _is_side_column(page, facts, column, last) else last
            column = int(elements.parent[column])
    return last


def _is_side_column(page: Page, facts: Facts, column: int, last: int) -> bool:
    """Tell whether a column is followed by one that begins with a heading of its own, is built otherwise and says less.

    Sections of an article are built alike.
    """
    elements = page.elements
    end, parent = int(facts.last[column]), elements.parent[column]
    beside = ((elements.parent == parent) & (facts.first >= end) & (facts.last > facts.first)).nonzero()[0]
    if not len(beside) or facts.first[beside[0]] >= last:
        return False
    hints = [elements.hint(element) for element in beside[:_MOST_COLUMNS].tolist()]
    other, head = int(beside[0]), int(page.blocks.element[end])
    headed = bool(IS_SUBHEADING[elements.tag[head]]) and head != other
    alone = hints[0] != elements.hint(column) and hints[0] not in hints[1:]
    gain = np.maximum(facts.worth[facts.first[column] : last], 0)
    own = gain[: end - facts.first[column]].sum()
    return headed and alone and (len(beside) == 1 or bool(own > gain.sum() - own))


_MOST_COLUMNS = 8


def find_stem(page: Page, facts: Facts, first: int, last: int, worth: Floats) -> int:
    """Return the element that directly holds most of the prose between two blocks; ``worth``: the prose of each of these."""
    elements = page.elements
    own = page.blocks.element[first:last]
    parent = np.where(_IS_LINE[elements.tag[own]], elements.parent[own], own)
    held = np.bincount(parent, worth)
    holder = int(held.argmax())
    if facts.last[holder] - facts.first[holder] == 1:  # perhaps each paragraph has a <div> of its own
        above = np.bincount(np.maximum(elements.parent[own], 0), worth)
        holder = int(above.argmax()) if above.max() > 1.2 * held[holder] else holder
    total = running_sums(worth)
    while elements.parent[holder] >= 0:
        start, stop = (min(max(int(side[holder]), first), last) - first for side in (facts.first, facts.last))
        if total[stop] - total[start] >= 0.5 * total[-1]:
            break
        holder = int(elements.parent[holder])
    return holder


def find_named(page: Page, facts: Facts, root: int, stem: int, gain: Floats) -> tuple[int, int]:
    """Return the blocks of the innermost element around the stem that is called the article; those of the root if none is.

    Nearly all of the prose must be in it. What the template puts around it is then no part of the article.
    """
    elements = page.elements
    first, last = int(facts.first[root]), int(facts.last[root])
    total = running_sums(gain)
    while stem > root:
        named = elements.tag[stem] == TAG_CODE["article"] or hint_worth(elements.start_tag(stem)) > 1
        start, stop = int(facts.first[stem]), int(facts.last[stem])
        if named and total[stop - first] - total[start - first] >= _NEARLY_ALL * total[-1]:
            return start, stop
        stem = int(elements.parent[stem])
    return first, last


_NEARLY_ALL = 0.85  # of the prose
