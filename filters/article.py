"""Find the article among the blocks of a page: body, title, byline and date of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from filters.embedded import Said, read_json_ld, read_state
from filters.fields import (
    Scene,
    SpamTest,
    echoes,
    fields_of,
    find_byline,
    find_published,
    find_source,
    find_title,
    letters_of,
    title_texts,
)
from filters.markup import TAG_CODE, TAGS, Bools, Indices
from filters.segment import Page, read_hint
from filters.types import Article, Label

Floats = npt.NDArray[np.float64]

_MIN_ARTICLE = 20  # characters outside links, below which there is no article


def extract(
    page: Page, spam: Bools, is_spam: SpamTest = lambda _: False, now: datetime | None = None
) -> tuple[list[Label], Floats, Article | None]:
    """Tell article from boilerplate among the blocks that are not spam.

    ``spam`` has one entry a block; ``is_spam`` judges candidates for the title; dates later than a day after
    ``now`` (default: the clock) are refused. Returns the label of each block (spam where ``spam`` says so),
    the probability of that label, and the article, None if the page has none. A page whose scripts would draw
    the article has one, and no block with that label.
    """
    facts = _gather(page, spam)
    chance = _chances(page, facts)
    chosen = (chance >= 0.5) & ~spam
    if not _is_article(page, facts, chosen):
        chosen &= False
        chance = np.minimum(chance, 0.45)
    stray = _cut_off_at_the_top(page, chosen, spam)
    chosen[stray] = False
    chance[stray] = 0.45
    labels = [Label.BOILERPLATE] * len(chosen)
    for mask, label in ((chosen, Label.ARTICLE), (spam, Label.SPAM)):
        for block in np.flatnonzero(mask).tolist():
            labels[block] = label
    scores = np.where(chosen, chance, 1 - chance)
    latest = (now or datetime.now(UTC)) + timedelta(days=1)
    if not chosen.any():
        return labels, scores, _undrawn(page, is_spam, latest)
    scene = _set_scene(page, facts, chosen, spam)
    article = Article(
        title=find_title(scene, is_spam),
        byline=find_byline(scene),
        published=find_published(scene, latest),
        body=scene.text,
        source=find_source(scene),
    )
    return labels, scores, article


def _undrawn(page: Page, is_spam: SpamTest, latest: datetime) -> Article | None:
    """Return the article that the scripts of a page would have drawn, if it is named as the page is."""
    if not page.head.json_ld and not page.head.states:
        return None
    names = [letters_of(text) for text in title_texts(page)]

    def is_title(title: str) -> bool:
        key = letters_of(title[:_LONGEST_TITLE])
        return len(key) >= 4 and any(key in name for name in names)

    state = read_state(page, is_title, is_spam)
    if state is None:
        return None
    byline, published, source = fields_of(state, latest)
    return Article(state.title, byline, published, state.body, source)


_LONGEST_TITLE = 300  # characters
_LEAD = re.compile(r"[。！？!?；;…：:”]|记者|记 者|編輯|编辑|通讯员|作者|来源|摄影|文[/／]|□")


def _cut_off_at_the_top(page: Page, chosen: Bools, spam: Bools) -> list[int]:
    """Return the first blocks if all are short labels and a run of spam parts them from the article.

    A hijacker's widget begins with labels that show nothing of him. A byline or a sentence there is the article's.
    """
    first = np.flatnonzero(chosen)
    after = np.flatnonzero(spam & (np.arange(len(spam)) > first[0])) if len(first) else first
    if not len(after):
        return []
    stray = [int(block) for block in first if block < after[0]]
    if len(stray) > 4 or len(stray) == len(first):
        return []
    texts = [page.block_text(block) for block in stray]
    return [] if any(len(text) > 12 or _LEAD.search(text) for text in texts) else stray


def _set_scene(page: Page, facts: _Facts, chosen: Bools, spam: Bools) -> Scene:
    body = np.flatnonzero(chosen)
    genuine = np.flatnonzero(~spam)
    first, last = np.searchsorted(genuine, (body[0], body[-1]))
    inner = genuine[first : last + 1]
    return Scene(
        page=page,
        first=facts.first,
        last=facts.last,
        texts=facts.texts,
        said=facts.said,
        chosen=chosen,
        spam=spam,
        body=body.tolist(),
        before=genuine[max(first - 30, 0) : first].tolist(),
        between=inner[~chosen[inner]][:12].tolist(),
        behind=genuine[last + 1 : last + 13].tolist(),
        text=join_body(page, chosen),
    )


def join_body(page: Page, chosen: Bools) -> str:
    """Join blocks, a paragraph a line; parts of one line of the page's text are glued as they stood there."""
    parts: list[str] = []
    previous_end = -1
    for start, end in zip(page.blocks.start[chosen].tolist(), page.blocks.end[chosen].tolist(), strict=True):
        if previous_end >= 0:
            between = page.text[previous_end:start]
            parts.append(
                "\n" if "\n" in between else " " if between[:1] == " " or between[-1:] == " " else ""
            )
        parts.append(page.text[start:end])
        previous_end = end
    return "".join(parts)


# ---- the body

_STOP_MARKS = "。！？；…"
_MARKS = "，。！？；：、“”" + "…"
_CLASS_OTHER, _CLASS_HAN, _CLASS_MARK, _CLASS_WORD, _CLASS_ASCII_MARK = range(5)
_CLASS_COUNT = 5
_CLASSES = np.zeros(0x10000, np.uint8)
_CLASSES[0x3400:0xA000] = _CLASS_HAN
_CLASSES[0x3040:0x3100] = _CLASS_HAN  # kana
_CLASSES[0xAC00:0xD7A4] = _CLASS_HAN  # hangul
_CLASSES[[ord(mark) for mark in _MARKS]] = _CLASS_MARK
_CLASSES[[ord(mark) for mark in ",.!?;"]] = _CLASS_ASCII_MARK
_CLASSES[[ord(letter) for letter in "0123456789"]] = _CLASS_WORD
_CLASSES[ord("A") : ord("Z") + 1] = _CLASS_WORD
_CLASSES[ord("a") : ord("z") + 1] = _CLASS_WORD
_CLASSES[0xC0:0x250] = _CLASS_WORD

# Words of class and id attributes.
_BAD_HINT = re.compile(
    r"comment|reply|relat|recommend|\brec[-_]|\brela|share|social|sns|foot|copyright|sidebar|\bside|aside|breadcrumb"
    r"|crumb|nav|menu|pager|pagination|page-?num|hot-?news|hotlist|rank|\btags?\b|tag-?list|keywords?|qrcode|qr-?code"
    r"|download|\bapp-?|advert|\bads?[-_\b]|\bad\b|promo|login|popup|modal|dialog|toolbar|tool-?bar|statement"
    r"|disclaim|declare|subscribe|more-?news|prev|next|tuijian|xiangguan|pinglun|fenxiang|toupiao|like-?box|vote"
    r"|\bhead(?:er)?\b|search|editor-?info|author-?info|user-?info|post_?opt|source-?info"
)
_GOOD_HINT = re.compile(
    r"articlebody|article[-_]?(?:content|body|text|main|detail|con)|(?:content|main|post|news|text|detail)[-_]?"
    r"(?:content|body|text|article|detail|main|con)|\brich_media_content|js_content|\bendtext|\bcontent\b|\barticle\b"
    r"|\bpost\b|zhengwen|txt|\btext\b|trs_editor|\beditor\b|\bartical|rm_txt|post_body|\bentry\b"
)
_IS_BAD_TAG = np.array(
    [name in {"nav", "footer", "aside", "button", "select", "textarea", "option", "menu"} for name in TAGS]
)
_IS_FORM = np.array([name in {"button", "select", "textarea", "option", "legend"} for name in TAGS])
_IS_RECORD = np.array(
    [name in {"div", "li", "article", "section", "table", "dl", "ul", "p", "blockquote"} for name in TAGS]
)
_IS_SUBHEADING = np.array([name in {"h2", "h3", "h4", "h5"} for name in TAGS])
_IS_LINE = np.array(
    [
        name in {"p", "li", "pre", "blockquote", "td"} or (name[:1] == "h" and name[1:].isdigit())
        for name in TAGS
    ]
)
_IS_INLINE = np.array(
    [name in {"", "a", "b", "br", "em", "font", "i", "img", "small", "strong", "time", "u"} for name in TAGS]
)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What each block shows by itself."""

    length: Floats  # characters
    letters: Floats  # Han characters, or for Latin text half its letters
    marks: Floats  # punctuation marks
    link_share: Floats
    worth: Floats  # characters of prose; negative for what looks like chrome
    first: Indices  # of each element: its first block
    last: Indices  # of each element: the block behind its last
    said: Said  # by the page's JSON-LD
    texts: list[str]


def _gather(page: Page, spam: Bools) -> _Facts:
    blocks = page.blocks
    n = len(blocks)
    if not n:
        none = np.zeros(0)
        return _Facts(none, none, none, none, none, *page.block_ranges(), Said(), [])
    firsts, lasts = page.block_ranges()
    kind = _CLASSES[np.minimum(page.codes, 0xFFFF)]

    # What lies between blocks is white space, of no class, so that each block may reach to the next.
    begin = int(blocks.start[0])
    reach = np.diff(blocks.start, append=np.int32(len(page.codes)))
    cell = np.repeat(np.arange(0, n * _CLASS_COUNT, _CLASS_COUNT), reach) + kind[begin:]
    counts = np.bincount(cell, minlength=n * _CLASS_COUNT).reshape(n, _CLASS_COUNT).astype(np.float64)
    _, han, full_marks, words, ascii_marks = counts.T
    length = (blocks.end - blocks.start).astype(np.float64)
    marks = full_marks + np.where(words > 20, 0.7, 0.3) * ascii_marks
    letters = han + 0.4 * words
    link_share = np.minimum(blocks.link_chars / length, 1.0)
    free = letters * (1 - link_share)
    prose = free * np.minimum(1.0, marks / 2) * (link_share < 0.5)
    # Lines without punctuation count little, and cost when short; links cost more: menus and headlines sink,
    # while a table of contents or a list of names in an article does not.
    bare = np.where((marks < 1) & (link_share < 0.2), np.minimum(0.3 * free, 12.0) - 4.0, 0.0)
    cost = np.where((marks < 1) & (link_share >= 0.2), 4.0, 0.0) + 0.6 * letters * link_share
    worth = prose + bare - cost - np.where(link_share > 0.5, 6.0, 0.0)
    worth = np.where(free + han < 1, -1.0, worth)
    # WeChat hides its whole article, so what is hidden is only worth less than what is not.
    worth = np.where(blocks.hidden & (worth > 0), 0.3 * worth, worth)
    if len(page.elements):
        worth = np.where(_IS_FORM[page.elements.tag[blocks.element]], -4.0, worth)
        for start, stop in _further_articles(page, firsts, lasts):
            worth[start:stop] = np.minimum(worth[start:stop], 0.0)
    worth = np.where(spam, 0.0, worth)
    spans = zip(blocks.start.tolist(), blocks.end.tolist(), strict=True)
    texts = [page.text[start:end] for start, end in spans]
    for block in np.flatnonzero((worth > 0) & (length < 160)).tolist():
        if _RIGHTS.search(texts[block]):
            worth[block] = -4.0
    for start, stop in _records(page, firsts, lasts, link_share, worth, texts):
        worth[start:stop] = np.minimum(worth[start:stop], 0.0)
    return _Facts(length, letters, marks, link_share, worth, firsts, lasts, read_json_ld(page), texts)


def _further_articles(page: Page, firsts: Indices, lasts: Indices) -> Iterator[tuple[int, int]]:
    """Yield the ranges of articles loaded below the page's own: their headings are built like its heading."""
    elements = page.elements
    title = letters_of(page.head.title or "")
    own: tuple[int, str] | None = None
    for heading in np.flatnonzero(elements.tag == TAG_CODE["h1"])[:50].tolist():
        first, last = int(firsts[heading]), int(lasts[heading])
        hint = elements.hint(heading)
        if not hint or first == last:
            continue
        name = letters_of(page.block_text(first))
        if own is None and len(name) >= 6 and name in title:
            own = (first, hint)
        elif own is not None and own[1] == hint:
            parent = elements.parent[heading]
            if firsts[parent] > own[0]:
                yield int(firsts[parent]), int(lasts[parent])


_RIGHTS = re.compile(
    r"版权所有|著作權所有|未经.{0,12}(?:授权|许可|允许|同意).{0,12}(?:转载|复制|使用|转摘)|Copyright|©"
    r"|[Aa]ll [Rr]ights [Rr]eserved|無断転載|무단\s?전재"
)
_CLASS = re.compile(rb"""[\s"']class=["']?\s{0,9}([\w-]+)""")
_REPLY = re.compile(
    r"回复|回復|举报|檢舉|只看|楼主|\d\s?[楼樓#]|沙发|发表于|發表於|赞同|点赞|[赞讚]\s?\d|踩|[Rr]eply|[Rr]eport|[Qq]uote"
)
_FEWEST_RECORDS, _LONGEST_RECORD = 3, 60  # elements, blocks
_DOMINANT = 0.7  # share of the prose in a single one
_TEASER = 150  # letters that one may have on average


def _records(
    page: Page, firsts: Indices, lasts: Indices, link_share: Floats, worth: Floats, texts: list[str]
) -> Iterator[tuple[int, int]]:
    """Yield the ranges of blocks in elements built alike that are posts of others or teasers of other pages.

    Of the posts of a thread the first is the article, unless one stands above them that they comment on. Linked
    sections are no teasers where the article has paragraphs of its own around them.
    """
    total = _running(np.maximum(worth, 0))
    strong = _running(worth > 16)
    for parent, name, ranges in _alike(page, firsts, lasts, total):
        begin, end = ranges[0][0], ranges[-1][1]
        prose = [total[last] - total[first] for first, last in ranges]
        most, whole = max(prose), sum(prose)
        if not whole or (most > _DOMINANT * whole and prose[0] < most) or b"nswer" in name:
            continue  # parts of one template, the article in one of them; answers are what their page is for
        enough = 0.6 * len(ranges)
        if sum(_holds_reply(texts[first:last]) for first, last in ranges) >= enough:
            above = strong[begin] > strong[max(begin - 12, 0)]
            yield from ranges[0 if above else 1 :]
        elif whole < _TEASER * len(ranges) and sum(link_share[first] > 0.7 for first, _ in ranges) >= enough:
            around = strong[begin] - strong[firsts[parent]] + strong[lasts[parent]] - strong[end]
            yield from [] if around else ranges


def _alike(
    page: Page, firsts: Indices, lasts: Indices, total: Floats
) -> Iterator[tuple[int, bytes, list[tuple[int, int]]]]:
    """Yield parent, class and ranges of blocks of elements that have parent, tag and class in common, and prose."""
    elements = page.elements
    size = lasts - firsts
    large = np.flatnonzero(
        (size >= 2) & (size <= _LONGEST_RECORD) & _IS_RECORD[elements.tag] & (elements.level > 1)
    )
    key = elements.parent[large].astype(np.int64) * len(TAGS) + elements.tag[large]
    large = large[np.argsort(key, kind="stable")]
    bounds = np.flatnonzero(np.diff(np.sort(key), prepend=-1, append=-1))
    if len(bounds) < 2:
        return
    prose = np.add.reduceat(total[lasts[large]] - total[firsts[large]], bounds[:-1])
    many = np.flatnonzero((np.diff(bounds) >= _FEWEST_RECORDS) & (prose > 0))
    for start, stop in zip(bounds[many].tolist(), bounds[many + 1].tolist(), strict=True):
        groups: dict[bytes, list[tuple[int, int]]] = {}
        for element in large[start:stop].tolist():
            found = _CLASS.search(elements.start_tag(element))
            ranges = groups.setdefault(found[1] if found else b"", [])
            ranges.append((int(firsts[element]), int(lasts[element])))
        for name, ranges in groups.items():
            if len(ranges) >= _FEWEST_RECORDS:
                yield int(elements.parent[large[start]]), name, ranges


def _holds_reply(texts: list[str]) -> bool:
    return any(len(text) < 60 and _REPLY.search(text) for text in texts)


def _running(values: Floats | Bools) -> Floats:
    """Return the sums of the values before each place."""
    return np.concatenate((np.zeros(1), np.cumsum(values)))


def _chances(page: Page, facts: _Facts) -> Floats:
    """Return the probability of each block being part of the article."""
    n = len(page.blocks)
    if not n:
        return np.zeros(0)
    if not len(page.elements):
        return np.where(_chrome_lines(page, facts, 0, n), 0.1, 0.9)
    first, last, root = _container(page, facts)
    chrome = _chrome_lines(page, facts, first, last)
    chance = np.full(n, 0.05)
    chance[first:last] = 0.85
    for start, stop in _foreign_parts(page, facts, root):
        chance[start:stop] = 0.15
    chance[_column_end(page, facts, root) : last] = 0.15
    chance[chrome] = np.minimum(chance[chrome], 0.2)
    listlike = (facts.link_share > 0.7) & ((facts.marks < 2) | (facts.length < 60))
    heads = _IS_SUBHEADING[page.elements.tag[page.blocks.element]]
    listlike &= ~(heads & np.append(facts.worth[1:] > 60, False))  # of a section of the article
    chance[listlike] = np.minimum(chance[listlike], 0.3)
    _trim(page, facts, chance, first, last)
    return chance


def _container(page: Page, facts: _Facts) -> tuple[int, int, int]:
    """Return the blocks and the index of the element that holds the article."""
    elements = page.elements
    total = _running(facts.worth)
    score = total[facts.last] - total[facts.first]
    size = facts.last - facts.first
    # Candidates: the best sums, the innermost of equal ones.
    candidates = np.flatnonzero((score > 0.2 * score.max()) & (size > 0))
    order = candidates[np.lexsort((-elements.level[candidates], -score[candidates]))][:16]
    if not len(order):
        return 0, len(page.blocks), 0
    place, pair, pairs = _title_pairs(page)
    best, best_score = int(order[0]), -np.inf
    values = score[order] * _CONTAINER_WORTH[elements.tag[order]]
    first, last = facts.first[order], facts.last[order]
    upto = np.searchsorted(place, (page.blocks.start[first], page.blocks.end[last - 1])).T.tolist()
    for rank, (element, value) in enumerate(zip(order.tolist(), values.tolist(), strict=True)):
        if value <= 0 and best_score > -np.inf:
            break
        value *= _hint_worth(elements.start_tag(element))  # noqa: PLW2901
        if pairs:
            value *= 0.5 + np.count_nonzero(np.bincount(pair[slice(*upto[rank])])) / pairs  # noqa: PLW2901
        value -= 0.01 * float(size[element])  # noqa: PLW2901
        if value > best_score:
            best, best_score = element, value
    return int(facts.first[best]), int(facts.last[best]), best


_CONTAINER_WORTH = np.array([{"article": 1.2, "html": 0.9, "body": 0.9}.get(name, 1.0) for name in TAGS])


@lru_cache(8192)  # pages and sites repeat their tags
def _hint_worth(start_tag: bytes) -> float:
    hint = read_hint(start_tag)
    return (1.2 if _GOOD_HINT.search(hint) else 1.0) * (0.7 if _BAD_HINT.search(hint) else 1.0)


@lru_cache(8192)
def _has_bad_hint(start_tag: bytes) -> bool:
    return _BAD_HINT.search(read_hint(start_tag)) is not None


@lru_cache(8192)
def _is_called_comments(start_tag: bytes) -> bool:
    return _COMMENTS.search(read_hint(start_tag)) is not None


_COMMENTS = re.compile(
    r"\b(?:comments?|replies|pinglun)\b|\b(?:comment|reply|pinglun)[-_]?(?:list|box|area|wrap|section|module)"
)


def _title_pairs(page: Page) -> tuple[Indices, Indices, int]:
    """Return where pairs of characters of the title stand, which pair each is, and the number of pairs."""
    title = [ord(character) for character in letters_of(page.head.title or "")[:60]]
    pairs = {first << 16 | second for first, second in pairwise(title) if max(first, second) < 0x10000}
    none = np.zeros(0, np.int32)
    if len(pairs) < 4:
        return none, none, 0
    known = np.zeros(0x10000, np.bool_)
    known[[character for character in title if character < 0x10000]] = True
    hit = known[np.minimum(page.codes, 0xFFFF)]
    place = np.flatnonzero(hit[:-1] & hit[1:])
    wanted = np.sort(np.array(list(pairs), np.int64))
    code = page.codes[place].astype(np.int64) << 16 | page.codes[place + 1]
    pair = np.minimum(np.searchsorted(wanted, code), len(wanted) - 1)
    exact = wanted[pair] == code
    return place[exact].astype(np.int32), pair[exact].astype(np.int32), len(wanted)


def _foreign_parts(page: Page, facts: _Facts, root: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of blocks inside the container that its own markup sets apart from the article."""
    elements = page.elements
    first, last = int(facts.first[root]), int(facts.last[root])
    prose = _running(np.maximum(facts.worth, 0))
    letters = _running(facts.letters)
    links = _running(facts.letters * facts.link_share)
    whole = max(float(prose[last] - prose[first]), 1.0)
    # Elements are in page order: those inside the container stand behind it, and begin before its end.
    begin, stop = root + 1, int(np.searchsorted(facts.first, last))
    starts, stops = facts.first[begin:stop], facts.last[begin:stop]
    filled = begin + np.flatnonzero(
        (stops <= last) & (stops > starts) & ~_IS_INLINE[elements.tag[begin:stop]]
    )
    starts, stops = facts.first[filled], facts.last[filled]
    part = (prose[stops] - prose[starts]) / whole
    behind = prose[starts] - prose[first] > 16
    small = (part <= 0.35) | ((part < 0.95) & behind)
    filled, starts, stops, part = filled[small], starts[small], stops[small], part[small]
    linked = (links[stops] - links[starts]) / np.maximum(letters[stops] - letters[starts], 1.0)
    apart = _IS_BAD_TAG[elements.tag[filled]] | ((linked > 0.6) & (stops - starts > 2))
    done = first
    rows = zip(filled.tolist(), starts.tolist(), stops.tolist(), apart.tolist(), part.tolist(), strict=True)
    for element, start, stop, is_apart, size in rows:
        if start < done:
            continue
        has_hint = _has_bad_hint if size <= 0.35 else _is_called_comments
        if (is_apart and size <= 0.35) or has_hint(elements.start_tag(element)):
            yield start, stop
            done = stop


def _column_end(page: Page, facts: _Facts, root: int) -> int:
    """Return the block before which the column ends that has both the title's heading and prose of its own.

    What follows beside it, under a heading of its own, is another matter.
    """
    elements = page.elements
    first, last = int(facts.first[root]), int(facts.last[root])
    titles = [letters_of(title) for title in title_texts(page)]
    for heading in np.flatnonzero(elements.tag == TAG_CODE["h1"])[:5].tolist():
        start, stop = int(facts.first[heading]), int(facts.last[heading])
        if not first <= start < stop <= last:
            continue
        name = letters_of(facts.texts[start])
        if len(name) < 6 or not any(name in title for title in titles):
            continue
        column = int(elements.parent[heading])
        while column > root:
            end = int(facts.last[column])
            worth = facts.worth[stop:end]
            if (worth > 16).sum() >= 2 and end < last:
                return end if _is_side_column(page, facts, column) else last
            column = int(elements.parent[column])
    return last


def _is_side_column(page: Page, facts: _Facts, column: int) -> bool:
    """Tell whether a column is followed by exactly one other, and that begins with a heading of its own."""
    elements = page.elements
    end, parent = facts.last[column], elements.parent[column]
    beside = np.flatnonzero((elements.parent == parent) & (facts.first >= end) & (facts.last > facts.first))
    if len(beside) != 1:
        return False
    other, head = int(beside[0]), int(page.blocks.element[end])
    headed = bool(_IS_SUBHEADING[elements.tag[head]]) and head != other
    return headed and elements.hint(other) != elements.hint(column)


def _stem(page: Page, facts: _Facts, first: int, last: int) -> tuple[int, int]:
    """Return the range of blocks of the element that itself holds most of the prose between two blocks."""
    elements = page.elements
    own = page.blocks.element[first:last]
    worth = np.maximum(facts.worth[first:last], 0)
    parent = np.where(_IS_LINE[elements.tag[own]], elements.parent[own], own)
    held = np.bincount(parent, worth)
    holder = int(held.argmax())
    if facts.last[holder] - facts.first[holder] == 1:  # perhaps each paragraph has a <div> of its own
        above = np.bincount(np.maximum(elements.parent[own], 0), worth)
        holder = int(above.argmax()) if above.max() > 2 * held[holder] else holder
    total = _running(worth)
    while elements.parent[holder] >= 0:
        start, stop = np.clip((facts.first[holder], facts.last[holder]), first, last) - first
        if total[stop] - total[start] >= 0.5 * total[-1]:
            break
        holder = int(elements.parent[holder])
    return int(facts.first[holder]), int(facts.last[holder])


_DATE = r"(?:19|20)\d\d\s{0,2}[-/.年]\s{0,2}[01]?\d\s{0,2}[-/.月]\s{0,2}[0-3]?\d"
_CHROME = re.compile(
    r"(?:发布时间|发布日期|更新时间|更新日期|发表时间|时间|日期|浏览次数?|浏览量|阅读次数?|阅读量|阅读数|点击数?|点击量|点击次数|访问量"
    r"|字号|字体|字体大小|打印|关闭|关闭窗口|打印本页|分享到?|分享至|收藏|点赞|评论|举报|阅读全文|查看全文|展开全文|展开阅读全文"
    r"|点击查看全文|返回首页|返回列表|返回顶部|上一篇|下一篇|上一页|下一页|相关阅读|相关新闻|相关推荐|推荐阅读|热门推荐"
    r"|延伸阅读|猜你喜欢|更多精彩|版权声明|免责声明|您当前的?位置|当前位置|首页|扫一扫|来源|责任编辑|标签|关键词|收藏本文"
    r"|我要评论|网友评论|发表评论|全部评论|目录|目錄|广告|廣告|推广)"
)
_COUNTER = re.compile(r"^\d{1,3}\s?/\s?\d{1,3}$")
_CHROME_WHOLE = re.compile(
    rf"^(?:{_CHROME.pattern}\s{{0,3}}[:：>»]{{0,2}}\s{{0,3}}(?:[\d,]{{1,9}}次?|{_DATE}[\s\d:]{{0,12}})?[\s|/·]{{0,3}}){{1,6}}$"
)
_META_LINE = re.compile(
    rf"^(?:{_DATE}[\s\d:时分秒]{{0,12}}|(?:来源|来自|稿源|文章来源|信息来源)\s{{0,2}}[:：])|^(?:发布时间|发布日期|更新时间|更新日期|发表时间|时间|日期)\s{{0,2}}[:：]"
    r"|^(?:By [A-Z]|Published|Posted|Updated)[^.!?]{0,60}$"
)
_HEAD = re.compile(r"^[（(\[【]\s?(?:原标题|原题)\s?[:：]")
_TAIL = re.compile(
    r"^[（(\[【*]?\s?(?:本文来源|文章来源|来源\s?[:：]|版权声明|免责声明|特别声明|声明\s?[:：]|以上内容(?:（|\(|由|仅|均)"
    r"|上一篇|下一篇|分享到|扫一扫|微信扫|长按|关键词|标签\s?[:：]|阅读全文|查看更多|返回|更多.{0,30}请?关注|相关资讯请关注"
    r"|本文为.{2,20}原创|未经.{0,12}(?:授权|许可|允许)|如有侵权|投诉|举报|责任编辑\s?[:：]\s?$|打开.{0,8}(?:APP|客户端)"
    r"|下载.{0,8}(?:APP|客户端)|发布于\s?[:：]|(?:打印|本文|原文|文章)(?:地址|网址|链接)\s?[:：])"
)
_EDITOR = re.compile(r"^[（(\[【]?\s?(?:责任编辑|责编|编辑|审核|校对|作者)\s?[:：/|]")
_RELATED = re.compile(
    r"^[【\[]?(?:相关(?:阅读|新闻|链接|文章|推荐|报道|资讯|专题|内容)|(?:延伸|推荐|拓展)阅读"
    r"|(?:热门|精彩|编辑|今日|栏目|为[您你])推荐"
    r"|更多(?:新闻|精彩|相关|推荐)|(?:猜|您可能|你可能)(?:还|会|也)?(?:喜欢|感兴趣)|(?:网友|热门|最新|全部|参与|文章|发表|精彩)评论"
    r"|热点(?:新闻|推荐|排行)|Related (?:Articles|Stories|Posts|News|Roundup)|(?:Top Rated )?Comments$"
    r"|Read more$|More from)"
)


def _chrome_lines(page: Page, facts: _Facts, first: int, last: int) -> Bools:
    """Tell which of the given blocks are labels and counters of a page template."""
    found = np.zeros(len(page.blocks), np.bool_)
    for block, text in enumerate(facts.texts[first:last], first):
        if len(text) <= 60 and (_CHROME_WHOLE.match(text) or _COUNTER.match(text)):
            found[block] = True
    if len(page.elements):  # the head of a table may well be called 时间
        found &= page.elements.tag[page.blocks.element] != TAG_CODE["th"]
    return found


def _trim(page: Page, facts: _Facts, chance: Floats, first: int, last: int) -> None:
    """Take titles and lines of metadata from the head, and what follows the article from the tail."""
    strong = first + np.flatnonzero((facts.worth[first:last] > 16) & (chance[first:last] >= 0.5))
    if not len(strong):
        strong = first + np.flatnonzero((facts.marks[first:last] > 0) & (chance[first:last] >= 0.5))
    if not len(strong):
        return
    gain = np.maximum(facts.worth[first:last], 0) * (chance[first:last] >= 0.5)
    behind = gain.sum() - np.cumsum(gain)  # prose behind each block
    stem_first, stem_last = _stem(page, facts, first, last)
    titles = {letters_of(title) for title in title_texts(page)}
    begin, end = int(strong[0]), int(strong[-1])
    texts, elements = facts.texts, page.elements
    own = page.blocks.element[first:last].tolist()
    for block in range(first, min(begin + 3, last)):
        text = texts[block]
        tag = int(elements.tag[own[block - first]])
        heading = tag in (TAG_CODE["h1"], TAG_CODE["h2"])
        name = letters_of(text)
        repeats = name in titles or (len(name) >= 6 and any(name in title for title in titles))
        metadata = len(text) < 120 and (_META_LINE.search(text) or _HEAD.search(text))
        stray = block < min(begin, stem_first) and not (block == begin - 1 and _IS_SUBHEADING[tag])
        if metadata or repeats or (heading and block <= begin) or stray:
            chance[block] = min(chance[block], 0.25)
    plain = not elements.hint(own[end - first])
    for block in range(end if behind[end - first] < 1 else end + 1, last):
        editor = _EDITOR.match(texts[block]) is not None
        hinted = editor and bool(elements.hint(own[block - first]))
        if block > end and block >= stem_last and facts.worth[block] < 12:
            apart = not editor or hinted or len(texts[block]) >= 40
        else:
            apart = hinted and plain
        if apart:
            chance[block] = min(chance[block], 0.35)
    whole = max(float(gain.sum()), 1.0)
    tail = first + int(np.count_nonzero(behind >= max(0.35 * whole, 0.1 * whole + 40)))
    for block in range(min(tail, max(stem_last, first)), last):
        text = texts[block]
        ends = behind[block - first] < 0.35 * whole or block >= stem_last
        if len(text) < 24 and ends and _RELATED.match(text):
            chance[block:last] = np.minimum(chance[block:last], 0.2)
            break
        if len(text) < 160 and behind[block - first] < 0.1 * whole + 40 and _TAIL.match(text):
            chance[block] = min(chance[block], 0.3)


def _is_article(page: Page, facts: _Facts, chosen: Bools) -> bool:
    """Tell whether what was chosen is an article rather than the remains of a listing or an error page."""
    linked_letters = facts.letters * facts.link_share
    free = float((facts.letters - linked_letters)[chosen].sum())
    linked = float(linked_letters[chosen].sum())
    if free < _MIN_ARTICLE or linked > free or facts.marks[chosen].sum() < 1:
        return False
    if free >= _SHORT_ARTICLE:
        return True
    if any(_NOT_FOUND.search(name) for name in title_texts(page)):
        return False
    if linked_letters.sum() < 3 * free:
        return True
    # A few words on a page of links: an article if the page is named after it.
    text = join_body(page, chosen)
    head = int(np.flatnonzero(chosen)[0])
    near = [block for block in range(max(head - 12, 0), head) if facts.link_share[block] < 0.5]
    names = [*title_texts(page), *(facts.texts[block] for block in near)]
    return any(echoes(name, text) for name in names if 6 <= len(name) <= 80)


_NOT_FOUND = re.compile(
    r"(?:页面|頁面|网页|網頁|文章|内容)(?:不存在|未找到|没有找到|已(?:经)?(?:被)?删除|走丢)|找不到(?:页面|頁面|网页)"
    r"|^404\b|\b404$|Not Found|not found"
)
_SHORT_ARTICLE = 120  # characters outside links
