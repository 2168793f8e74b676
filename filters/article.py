"""Find the article among the blocks of a page: body, title, byline and date of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np

from filters.chrome import (
    CHROME_WHOLE,
    COMMENTS,
    EDITOR,
    GLUED_LINK,
    HEAD,
    NOT_FOUND,
    RELATED,
    RIGHTS,
    SECTION,
    SEE_ALSO,
    SUMMARY,
    SUMMARY_HINT,
    TAIL,
    has_bad_hint,
    hint_worth,
    is_called_comments,
    is_metadata,
)
from filters.embedded import read_state
from filters.facts import Facts, Floats, gather, running_sums
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
    share,
    title_texts,
    without_site,
)
from filters.markup import TAG_CODE, TAGS, Bools, Indices
from filters.segment import Page
from filters.types import Article, Label

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
    facts = gather(page, spam)
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
        for block in mask.nonzero()[0].tolist():
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


_FEW_LABELS, _LABELS_SHARE = 4, 0.05  # labels; share of the characters of the article that more may have


def _cut_off_at_the_top(page: Page, chosen: Bools, spam: Bools) -> list[int]:
    """Return the first blocks if all are short labels and a run of spam parts them from the article.

    A hijacker's widget begins with labels that show nothing of him. A byline or a sentence there is the article's.
    """
    first = chosen.nonzero()[0]
    after = (spam & (np.arange(len(spam)) > first[0])).nonzero()[0] if len(first) else first
    if not len(after):
        return []
    stray = [int(block) for block in first if block < after[0]]
    if len(stray) == len(first):
        return []
    texts = [page.block_text(block) for block in stray]
    blocks = page.blocks
    whole = int((blocks.end[first] - blocks.start[first]).sum())
    if len(stray) > _FEW_LABELS and sum(map(len, texts)) > _LABELS_SHARE * whole:
        return []
    return [] if any(len(text) > 12 or _LEAD.search(text) for text in texts) else stray


def _set_scene(page: Page, facts: Facts, chosen: Bools, spam: Bools) -> Scene:
    body = chosen.nonzero()[0]
    genuine = (~spam).nonzero()[0]
    first, last = genuine.searchsorted((body[0], body[-1]))
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
    blocks = page.blocks
    rows = zip(
        blocks.start[chosen].tolist(),
        blocks.end[chosen].tolist(),
        blocks.link_chars[chosen].tolist(),
        strict=True,
    )
    for start, end, linked in rows:
        if previous_end >= 0:
            between = page.text[previous_end:start]
            parts.append(
                "\n" if "\n" in between else " " if between[:1] == " " or between[-1:] == " " else ""
            )
        text = page.text[start:end]
        parts.append(GLUED_LINK.sub("", text) if 0 < linked <= _LONGEST_LABEL else text)
        previous_end = end
    return "".join(parts)


_LONGEST_LABEL = 14  # characters of a link glued to the end of a paragraph


# ---- the body

_IS_BAD_TAG = np.array(
    [name in {"nav", "footer", "aside", "button", "select", "textarea", "option", "menu"} for name in TAGS]
)
_IS_SUBHEADING = np.array([name in {"h2", "h3", "h4", "h5"} for name in TAGS])
_IS_LINE = np.array(
    [
        name in {"p", "li", "pre", "blockquote", "td"} or (name[:1] == "h" and name[1:].isdigit())
        for name in TAGS
    ]
)
_IS_NO_INLINE = np.array(
    [
        name not in {"", "a", "b", "br", "em", "font", "i", "img", "small", "strong", "time", "u"}
        for name in TAGS
    ]
)


def _chances(page: Page, facts: Facts) -> Floats:
    """Return the probability of each block being part of the article."""
    n = len(page.blocks)
    if not n:
        return np.zeros(0)
    if not len(page.elements):
        return np.where(_chrome_lines(page, facts, 0, n), 0.1, 0.9)
    first, last, root = _container(page, facts)
    chrome = _chrome_lines(page, facts, first, last)
    chance = np.full(n, 0.05)
    chance[first:last] = np.where(facts.apart[first:last], 0.15, 0.85)
    for start, stop in _foreign_parts(page, facts, root):
        chance[start:stop] = 0.15
    chance[_column_end(page, facts, root) : last] = 0.15
    chance[chrome] = np.minimum(chance[chrome], 0.2)
    listlike = (facts.link_share > 0.7) & ((facts.marks < 2) | (facts.length < 60))
    heads = _IS_SUBHEADING[page.elements.tag[page.blocks.element]]
    listlike &= ~(heads & np.append(facts.worth[1:] > 60, False))  # of a section of the article
    chance[listlike] = np.minimum(chance[listlike], 0.3)
    _trim(page, facts, chance, root)
    return chance


def _container(page: Page, facts: Facts) -> tuple[int, int, int]:
    """Return the blocks and the index of the element that holds the article."""
    elements = page.elements
    total = running_sums(facts.worth)
    score = total[facts.last] - total[facts.first]
    size = facts.last - facts.first
    # Candidates: the best sums, the innermost of equal ones.
    candidates = ((score > 0.2 * score.max()) & (size > 0)).nonzero()[0]
    order = candidates[np.lexsort((-elements.level[candidates], -score[candidates]))][:16]
    if not len(order):
        return 0, len(page.blocks), 0
    place, pair, pairs = _title_pairs(page)
    best, best_score = int(order[0]), -np.inf
    values = score[order] * _CONTAINER_WORTH[elements.tag[order]]
    first, last = facts.first[order], facts.last[order]
    upto = place.searchsorted((page.blocks.start[first], page.blocks.end[last - 1])).T.tolist()
    named = _named_blocks(page, facts, place)
    # How many blocks behind the nearest heading each begins; 0 where it holds the heading.
    above = np.concatenate((np.full(1, -_HEAD_REACH), named))[named.searchsorted(last)]
    behind = np.maximum(first - above, 0).tolist()
    for rank, (element, value) in enumerate(zip(order.tolist(), values.tolist(), strict=True)):
        if value <= 0 and best_score > -np.inf:
            break
        if value * _MOST_FAVOUR <= best_score:
            continue
        value *= hint_worth(elements.start_tag(element))  # noqa: PLW2901
        if pairs:
            held = np.count_nonzero(np.bincount(pair[slice(*upto[rank])])) / pairs
            value *= 0.5 + max(held, min(1.25 - behind[rank] / _HEAD_REACH, 1.0))  # noqa: PLW2901
        value -= 0.01 * float(size[element])  # noqa: PLW2901
        if value > best_score:
            best, best_score = element, value
    return int(facts.first[best]), int(facts.last[best]), best


_MOST_FAVOUR = 1.81  # by hints and title
_CONTAINER_WORTH = np.array([{"article": 1.2, "html": 0.9, "body": 0.9}.get(name, 1.0) for name in TAGS])


_HEAD_REACH = 16  # blocks between a heading and its article


def _named_blocks(page: Page, facts: Facts, place: Indices) -> Indices:
    """Return the blocks that say the title, or a part of it, and nothing else; links lead to other pages."""
    if not len(place):
        return place
    block = page.blocks.start.searchsorted(place, side="right") - 1
    hits = np.bincount(np.maximum(block, 0), minlength=len(facts.length))
    same = ((hits >= 2) & (hits >= 0.7 * (facts.length - 1)) & (facts.link_share < 0.5)).nonzero()[0]
    title = letters_of(page.head.title or "")
    return np.array(
        [
            block
            for block in same.tolist()
            if hits[block] >= _FEWEST_PAIRS or title.startswith(letters_of(facts.texts[block]))
        ],
        np.int32,
    )


_FEWEST_PAIRS = 4  # of characters


def _title_pairs(page: Page) -> tuple[Indices, Indices, int]:
    """Return where pairs of characters of the title stand, which pair each is, and the number of pairs."""
    title = [ord(character) for character in letters_of(page.head.title or "")[:60]]
    pairs = {first << 16 | second for first, second in pairwise(title) if max(first, second) < 0x10000}
    none = np.zeros(0, np.int32)
    if len(pairs) < _FEWEST_PAIRS:
        return none, none, 0
    known = np.zeros(0x10000, np.bool_)
    known[[character for character in title if character < 0x10000]] = True
    hit = known[np.minimum(page.codes, 0xFFFF)]
    place = (hit[:-1] & hit[1:]).nonzero()[0]
    wanted = np.sort(np.array(list(pairs), np.int64))
    code = page.codes[place].astype(np.int64) << 16 | page.codes[place + 1]
    pair = np.minimum(wanted.searchsorted(code), len(wanted) - 1)
    exact = wanted[pair] == code
    return place[exact].astype(np.int32), pair[exact].astype(np.int32), len(wanted)


def _foreign_parts(page: Page, facts: Facts, root: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of blocks inside the container that its own markup sets apart from the article."""
    elements = page.elements
    first, last = int(facts.first[root]), int(facts.last[root])
    prose = running_sums(np.maximum(facts.worth, 0))
    letters = running_sums(facts.letters)
    links = running_sums(facts.letters * facts.link_share)
    whole = max(float(prose[last] - prose[first]), 1.0)
    # Elements are in page order: those inside the container stand behind it, and begin before its end.
    begin, stop = root + 1, int(facts.first.searchsorted(last))
    starts, stops = facts.first[begin:stop], facts.last[begin:stop]
    inside = (stops <= last) & (stops > starts) & _IS_NO_INLINE[elements.tag[begin:stop]]
    filled = begin + inside.nonzero()[0]
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
        has_hint = has_bad_hint if size <= 0.35 else is_called_comments
        if (is_apart and size <= 0.35) or has_hint(elements.start_tag(element)):
            yield start, stop
            done = stop


def _column_end(page: Page, facts: Facts, root: int) -> int:
    """Return the block before which the column ends that has both the title's heading and prose of its own.

    What follows beside it, under a heading of its own, is another matter.
    """
    elements = page.elements
    first, last = int(facts.first[root]), int(facts.last[root])
    longest = 2 * max(map(len, facts.titles), default=0)  # with what stands between its letters
    strong = running_sums(facts.worth > 16)
    for heading in range(first, min(first + _HEAD_REACH, last)):
        text = facts.texts[heading]
        name = letters_of(text) if len(text) <= longest else ""
        if len(name) < 6 or not any(name in title for title in facts.titles):
            continue
        column = int(elements.parent[page.blocks.element[heading]])
        while column > root:
            end = int(facts.last[column])
            if strong[end] - strong[heading + 1] >= 2 and end < last:
                return end if _is_side_column(page, facts, column, last) else last
            column = int(elements.parent[column])
    return last


def _is_side_column(page: Page, facts: Facts, column: int, last: int) -> bool:
    """Tell whether a column is followed by another that begins with a heading of its own and has less to say.

    Sections of an article are built alike.
    """
    elements = page.elements
    end, parent = int(facts.last[column]), elements.parent[column]
    beside = ((elements.parent == parent) & (facts.first >= end) & (facts.last > facts.first)).nonzero()[0]
    if not len(beside) or facts.first[beside[0]] >= last:
        return False
    hints = [elements.hint(element) for element in beside[:_MOST_COLUMNS].tolist()]
    other, head = int(beside[0]), int(page.blocks.element[end])
    headed = bool(_IS_SUBHEADING[elements.tag[head]]) and head != other
    alone = hints[0] != elements.hint(column) and hints[0] not in hints[1:]
    gain = np.maximum(facts.worth[facts.first[column] : last], 0)
    own = gain[: end - facts.first[column]].sum()
    return headed and alone and (len(beside) == 1 or bool(own > gain.sum() - own))


_MOST_COLUMNS = 8


def _stem(page: Page, facts: Facts, first: int, last: int, worth: Floats) -> int:
    """Return the element that itself holds most of the prose between two blocks; ``worth``: that of each of them."""
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
        start, stop = np.clip((facts.first[holder], facts.last[holder]), first, last) - first
        if total[stop] - total[start] >= 0.5 * total[-1]:
            break
        holder = int(elements.parent[holder])
    return holder


def _named_content(page: Page, facts: Facts, root: int, stem: int, gain: Floats) -> tuple[int, int]:
    """Return the range of blocks of the innermost element around the stem that is called the article, else the root's.

    Nearly all of the prose must be in it: what the template has around it is then no part of the article.
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


def _chrome_lines(page: Page, facts: Facts, first: int, last: int) -> Bools:
    """Tell which of the given blocks are labels and counters of a page template."""
    found = np.zeros(len(page.blocks), np.bool_)
    for block, text in enumerate(facts.texts[first:last], first):
        if len(text) <= 60 and CHROME_WHOLE.match(text):
            found[block] = True
    for block in (first + (facts.link_share[first:last] > _SEE_ALSO_SHARE).nonzero()[0]).tolist():
        found[block] |= SEE_ALSO.match(facts.texts[block]) is not None
    if len(page.elements):  # the head of a table may well be called 时间
        found &= page.elements.tag[page.blocks.element] != TAG_CODE["th"]
    return found


_SEE_ALSO_SHARE = 0.4  # in links


_GOES_ON = "，。；,"


def _trim(page: Page, facts: Facts, chance: Floats, root: int) -> None:
    """Take titles and lines of metadata from the head, and what follows the article from the tail."""
    first, last = int(facts.first[root]), int(facts.last[root])
    _cut_related(page, facts, chance, first, last)
    _cut_notices(facts, chance, first, last)
    taken = chance[first:last] >= 0.5
    gain = np.maximum(facts.worth[first:last], 0) * taken
    strong = first + ((facts.worth[first:last] > 16) & taken).nonzero()[0]
    if not len(strong):
        strong = first + ((facts.marks[first:last] > 0) & taken).nonzero()[0]
    if not len(strong):
        return
    stem = _stem(page, facts, first, last, gain)
    _trim_head(page, facts, chance, (first, int(strong[0]), min(int(strong[0]) + 3, last)), stem)
    _trim_tail(page, facts, chance, (first, int(strong[-1]), last), stem, gain)
    gain *= chance[first:last] >= 0.5
    start, stop = _named_content(page, facts, root, stem, gain)
    chance[first:start] = np.minimum(chance[first:start], 0.3)
    chance[stop:last] = np.minimum(chance[stop:last], 0.3)


def _cut_related(page: Page, facts: Facts, chance: Floats, first: int, last: int) -> None:
    """Cut from a heading on that announces other pages or comments, if the article is told by then."""
    heads = [
        (block, COMMENTS.match(text) is None)
        for block, text in enumerate(facts.texts[first:last], first)
        if len(text) < 80 and (COMMENTS.match(text) or (len(text) < 24 and RELATED.match(text)))
    ]
    if not heads:
        return
    gain = np.maximum(facts.worth[first:last], 0) * (chance[first:last] >= 0.5)
    whole = max(float(gain.sum()), 1.0)
    behind = whole - gain.cumsum()
    stem_last = int(facts.last[_stem(page, facts, first, last, gain)])
    for block, is_related in heads:
        told = whole - behind[block - first]
        if is_related:
            ends = behind[block - first] < 0.35 * whole or block >= stem_last
        else:  # there may be more comments than article
            ends = told >= _TOLD and told >= 0.15 * whole
        if ends:
            chance[block:last] = np.minimum(chance[block:last], 0.2)
            return


_TOLD = 60  # characters of prose above comments


def _cut_notices(facts: Facts, chance: Floats, first: int, last: int) -> None:
    """Cut notices of the site, such as of rights, near the end."""
    gain = np.maximum(facts.worth[first:last], 0) * (chance[first:last] >= 0.5)
    behind = gain.sum() - gain.cumsum()
    least = 0.1 * max(float(gain.sum()), 1.0) + 40
    for block in range(first + int((behind >= least).sum()), last):
        text = facts.texts[block]
        if len(text) < 160 and (TAIL.match(text) or _claims_rights(text)):
            chance[block] = min(chance[block], 0.3)


def _trim_head(page: Page, facts: Facts, chance: Floats, reach: tuple[int, int, int], stem: int) -> None:
    """Take titles and lines of metadata from the first blocks; ``reach``: the first, that of the first prose, the end."""
    texts, elements = facts.texts, page.elements
    titles = facts.titles
    first, begin, stop = reach
    stem_first = int(facts.first[stem])
    for block in range(first, stop):
        text = texts[block]
        tag = int(elements.tag[page.blocks.element[block]])
        heading = tag in (TAG_CODE["h1"], TAG_CODE["h2"])
        name = letters_of(text)
        line = text[-1] not in _GOES_ON  # not a verse or a sentence that is told further
        repeats = name in titles or (len(name) >= 6 and line and any(name in title for title in titles))
        outside = block < stem_first
        metadata = len(text) < 120 and (is_metadata(text) or HEAD.match(text))
        sums_up = outside and _sums_up(page, facts, block, stem)
        stray = line and block < begin and outside
        stray = stray and not (block == begin - 1 and bool(_IS_SUBHEADING[tag]))
        if metadata or sums_up or repeats or (heading and block <= begin) or stray:
            chance[block] = min(chance[block], 0.25)


def _sums_up(page: Page, facts: Facts, block: int, stem: int) -> bool:
    """Tell whether a block before the article says that it is a summary, or the element does, and it only repeats."""
    text = facts.texts[block]
    if SUMMARY.match(text) or (block and len(label := facts.texts[block - 1]) <= 8 and SUMMARY.match(label)):
        return True
    element = int(page.blocks.element[block])
    hints = (page.elements.hint(one) for one in (element, int(page.elements.parent[element])) if one >= 0)
    if max(text) < "\u3000" or not any(map(SUMMARY_HINT.search, hints)):
        return False  # any two Latin letters are found again
    return share(text, " ".join(facts.texts[facts.first[stem] : facts.last[stem]])) > _REPEATED


_REPEATED = 0.6  # of the pairs of characters


def _trim_tail(
    page: Page, facts: Facts, chance: Floats, reach: tuple[int, int, int], stem: int, gain: Floats
) -> None:
    """Take what follows the article from its end; ``reach``: the first block, that of the last prose, the end."""
    texts, elements = facts.texts, page.elements
    first, end, last = reach
    own = page.blocks.element[first:last].tolist()
    stem_last = int(facts.last[stem])
    behind = gain.sum() - np.cumsum(gain)
    plain = not elements.hint(own[end - first])
    for block in range(end if behind[end - first] < 1 else end + 1, last):
        editor = EDITOR.match(texts[block]) is not None
        hinted = editor and bool(elements.hint(own[block - first]))
        if block > end and block >= stem_last and facts.worth[block] < 12:
            apart = not editor or hinted or len(texts[block]) >= 40
        else:
            apart = hinted and plain
        if apart:
            chance[block] = min(chance[block], 0.35)


def _claims_rights(text: str) -> bool:
    """Tell whether a line is one about copyright; those of agencies in English belong to what they wrote."""
    return max(text) > "\u3000" and RIGHTS.search(text) is not None


def _is_article(page: Page, facts: Facts, chosen: Bools) -> bool:
    """Tell whether what was chosen is an article rather than the remains of a listing or an error page."""
    linked_letters = facts.letters * facts.link_share
    free = float((facts.letters - linked_letters)[chosen].sum())
    linked = float(linked_letters[chosen].sum())
    if free < _MIN_ARTICLE or linked > free or facts.marks[chosen].sum() < 1:
        return False
    missing = free < _LONGEST_NOTICE and any(NOT_FOUND.search(name) for name in title_texts(page))
    if missing and (free < _SHORT_ARTICLE or any(map(NOT_FOUND.search, _first_texts(facts, chosen)))):
        return False
    links = float(linked_letters.sum())
    others = links + float(facts.letters[facts.apart].sum())
    if free < _LONGEST_NOTICE and others > free and any(map(SECTION.search, title_texts(page))):
        return False
    return free >= _SHORT_ARTICLE or links < 3 * free or _is_named_after(page, facts, chosen)


def _is_named_after(page: Page, facts: Facts, chosen: Bools) -> bool:
    """Tell whether a page full of links is named after the few words that were chosen."""
    text = join_body(page, chosen)
    head = int(chosen.nonzero()[0][0])
    named = _named_blocks(page, facts, _title_pairs(page)[0])
    if any(
        len(facts.texts[block]) >= _SHORTEST_NAME for block in named[(named >= head - 12) & (named <= head)]
    ):
        return True
    near = [block for block in range(max(head - 12, 0), head) if facts.link_share[block] < 0.5]
    names = [*map(without_site, title_texts(page)), *(facts.texts[block] for block in near)]
    return any(echoes(name, text) for name in names if _SHORTEST_NAME <= len(name) <= 80)


_SHORTEST_NAME = 6  # characters: shorter ones are of sections
_SHORT_ARTICLE, _LONGEST_NOTICE = 60, 300  # characters outside links


def _first_texts(facts: Facts, chosen: Bools) -> list[str]:
    """Return the first lines of what was chosen and those right before it."""
    head = int(chosen.nonzero()[0][0])
    return facts.texts[max(head - 3, 0) : head + 2]
