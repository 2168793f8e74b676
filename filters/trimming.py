"""Cut from the ends of an article what the template of its page puts there: titles, labels, notices, headings."""

from __future__ import annotations

import re

import numpy as np

from filters import cues
from filters.arrays import Bools, Floats
from filters.chrome import (
    AGO,
    CHROME_WHOLE,
    COMMENTS,
    EDITOR,
    HEAD,
    META_LABELS,
    NAMES_SOMEONE,
    ON_BUTTONS,
    PAGE,
    PLACE,
    POSTED,
    QUALITY,
    RELATED,
    RELATED_TO,
    RIGHTS,
    SEE_ALSO,
    SIGNED,
    STATEMENT,
    SUMMARY,
    TAIL,
    TEMPLATE_LINE,
    is_metadata,
)
from filters.container import find_named, find_stem
from filters.dates import WHEN
from filters.facts import IS_SUBHEADING, LONGEST_STATEMENT, Facts
from filters.hints import BYLINE_HINT, SUMMARY_HINT
from filters.letters import REPEATED, letters_of, may_hold, share
from filters.scene import NUMBERED, SAID_ON, is_of_event, spaced_block
from filters.segment import Page
from filters.tags import TAG_CODE
from filters.title import SITE_SEPARATORS

CHOSEN = 0.5  # chance from which a block is taken for the article
_LEAD = re.compile(
    r"[。！？!?；;…：:”]|记者|记 者|編輯|编辑|通讯员|作者|来源|摄影|文[/／]|□"
    r"|^第[一二三四五六七八九十\d]{1,3}[章节编回]"
)


_FEW_LABELS, _LABELS_SHARE = 4, 0.05  # labels; share of the characters of the article that more may have


def cut_off_at_the_top(page: Page, chosen: Bools, spam: Bools) -> list[int]:
    """Return the first blocks if they are short labels that a run of spam separates from the article.

    The widget of a hijacker begins with labels that show nothing of him. A byline or a sentence there is the article's.
    """
    if not spam.any() or not chosen.any():
        return []
    head = int(chosen.argmax())
    parted = head + int(spam[head:].argmax())  # where the spam begins, no block of which is chosen
    first = chosen.nonzero()[0]
    stray = first[first < parted].tolist()
    if not stray or len(stray) == len(first):
        return []
    texts = [page.block_text(block) for block in stray]
    blocks = page.blocks
    whole = int((blocks.end[first] - blocks.start[first]).sum())
    if len(stray) > _FEW_LABELS and sum(map(len, texts)) > _LABELS_SHARE * whole:
        return []
    return [] if any(len(text) > 12 or _LEAD.search(text) for text in texts) else stray


def template_lines(page: Page, chosen: Bools, spam: Bools) -> list[int]:
    """Return the lines beside spam with a date or a count of readers, which came with the spam.

    A byline beside spam is the article's, unless it stands among other labels and between lines of spam.
    """

    def is_within(block: int) -> bool:
        return bool(spam[max(block - 2, 0) : block].any() and spam[block + 1 : block + 3].any())

    beside = chosen & (np.append(spam[1:], False) | np.append(False, spam[:-1]))
    short = page.blocks.end - page.blocks.start <= _LONGEST_TEMPLATE_LINE
    found = ((block, page.block_text(block)) for block in (beside & short).nonzero()[0].tolist())
    return [
        block
        for block, text in found
        if (TEMPLATE_LINE.match(text) and not NAMES_SOMEONE.search(text))
        or (META_LABELS.match(text) and is_within(block))
    ]


_LONGEST_TEMPLATE_LINE = 60  # characters


def chrome_lines(page: Page, facts: Facts, first: int, last: int) -> Bools:
    """Tell which of the given blocks are labels and counters of a page template; short cells of data are none."""
    found = np.zeros(len(page.blocks), np.bool_)
    likely = (facts.first_cues[first:last] & cues.LABEL > 0) & (facts.length[first:last] <= 60)
    for block in (first + likely.nonzero()[0]).tolist():
        if CHROME_WHOLE.match(facts.texts[block]) and not is_of_event(facts.texts, block):
            found[block] = True
    begin = first + int((facts.worth[first:last] > _PARAGRAPH).argmax())
    buttons = [block for block in found.nonzero()[0].tolist() if ON_BUTTONS.match(facts.texts[block])]
    are_points = sum(facts.texts[block][0] == "+" for block in buttons) > 1  # of those who played
    for block in buttons:
        found[block] = _is_button(page, facts, block, first if are_points else begin)
    for block in (first + (facts.link_share[first:last] > _SEE_ALSO_SHARE).nonzero()[0]).tolist():
        if SEE_ALSO.match(facts.texts[block]):
            found[block] = True
    found[_numbers_of_lines(page, facts, first, last)] = True
    if len(page.elements):  # the head of a table may well be called 时间
        tag, own = page.elements.tag, page.blocks.element
        cell = tag[np.where(tag[own] == TAG_CODE["p"], page.elements.parent[own], own)]
        found &= (cell != TAG_CODE["th"]) & ((cell != TAG_CODE["td"]) | (facts.worth != 0))
    return found


def _numbers_of_lines(page: Page, facts: Facts, first: int, last: int) -> list[int]:
    """Return the blocks of lists that hold nothing but the numbers from 1 on, as they stand beside code."""
    if not len(page.elements):
        return []
    is_item = page.elements.tag[page.blocks.element[first:last]] == TAG_CODE["li"]
    run: list[int] = []
    found: list[int] = []
    for block in (first + (is_item & (facts.length[first:last] <= _LONGEST_NUMBER)).nonzero()[0]).tolist():
        if run and (block != run[-1] + 1 or facts.texts[block] != str(len(run) + 1)):
            run = []
        if facts.texts[block] == str(len(run) + 1):
            run.append(block)
            if len(run) >= _FEWEST_NUMBERS:
                found += run[-1:] if len(run) > _FEWEST_NUMBERS else run
    return found


_LONGEST_NUMBER, _FEWEST_NUMBERS = 4, 3


def _is_button(page: Page, facts: Facts, block: int, begin: int) -> bool:
    """Tell whether a line stands above the first paragraph, which is ``begin``, or is a link or a button; no heading is."""
    if not len(page.elements):
        return block < begin
    tag = page.elements.tag[page.blocks.element[block]]
    is_apart = block < begin or facts.link_share[block] > _SEE_ALSO_SHARE or tag == TAG_CODE["button"]
    return bool(is_apart and not IS_SUBHEADING[tag])


_PARAGRAPH = 16  # characters of prose
_SEE_ALSO_SHARE = 0.4  # in links
_GOES_ON = "，。；,"


def trim(page: Page, facts: Facts, chance: Floats, root: int) -> None:
    """Take titles and lines of metadata from the head, and what follows the article from the tail."""
    first, last = int(facts.first[root]), int(facts.last[root])
    _cut_related(page, facts, chance, first, last)
    notices = _cut_notices(facts, chance, first, last)
    gain = _prose(facts, chance, first, last)
    stem = find_stem(page, facts, first, last, gain)
    for block in notices:
        if block >= facts.last[stem]:  # the template goes on from there
            chance[block:last] = np.minimum(chance[block:last], 0.3)
            break
    taken = chance[first:last] >= CHOSEN
    gain *= taken
    strong = first + ((facts.worth[first:last] > 16) & taken).nonzero()[0]
    if not len(strong):
        strong = first + ((facts.marks[first:last] > 0) & taken).nonzero()[0]
    if not len(strong):
        return
    begin = next(
        (
            block
            for block in strong.tolist()
            if not _is_title(page, facts, block) and not _heads_date(page, facts, block)
        ),
        int(strong[0]),
    )
    _trim_head(page, facts, chance, (first, begin, min(begin + 3, last)), stem)
    _trim_tail(page, facts, chance, (first, int(strong[-1]), last), stem, gain)
    gain *= chance[first:last] >= CHOSEN
    start, stop = find_named(page, facts, root, stem, gain)
    chance[first:start] = np.minimum(chance[first:start], 0.3)
    chance[stop:last] = np.minimum(chance[stop:last], 0.3)


def _prose(facts: Facts, chance: Floats, first: int, last: int) -> Floats:
    """Return the worth of each of the given blocks, 0 for those that are not taken for the article."""
    prose: Floats = np.maximum(facts.worth[first:last], 0) * (chance[first:last] >= CHOSEN)
    return prose


def _cut_related(page: Page, facts: Facts, chance: Floats, first: int, last: int) -> None:
    """Cut from a heading on that announces other pages or comments, if the article is told by then."""
    likely = (facts.first_cues[first:last] & cues.HEADING > 0) & (facts.length[first:last] < 80)
    heads: list[tuple[int, bool, bool]] = []
    for block in (first + likely.nonzero()[0]).tolist():
        text = facts.texts[block]
        is_related = COMMENTS.match(text) is None
        if is_related and facts.link_share[block] > _SEE_ALSO_SHARE and (":" in text or "：" in text):
            continue  # one line between two paragraphs
        linked = block + 1 < last and facts.link_share[block + 1] > _SEE_ALSO_SHARE
        announces = RELATED.match(text) or (linked and RELATED_TO.match(text))
        if not is_related or (len(text) < 24 and announces):
            heads.append((block, is_related, linked))
    if not heads:
        return
    gain = _prose(facts, chance, first, last)
    whole = max(float(gain.sum()), 1.0)
    behind = whole - gain.cumsum()
    stem_last = int(facts.last[find_stem(page, facts, first, last, gain)])
    for block, is_related, linked in heads:
        told = whole - behind[block - first]
        if is_related:
            ends = behind[block - first] < 0.35 * whole or block >= stem_last
        else:  # there may be more comments than article
            ends = told >= _TOLD and told >= 0.15 * whole
        if ends:
            chance[block:last] = np.minimum(chance[block:last], 0.2)
            return
        if is_related and linked:  # the article goes on below the links
            chance[block] = min(chance[block], 0.3)


_TOLD = 60  # characters of prose above comments


def _cut_notices(facts: Facts, chance: Floats, first: int, last: int) -> list[int]:
    """Cut notices of the site, such as of rights, near the end; return their blocks."""
    gain = _prose(facts, chance, first, last)
    whole = gain.sum()
    behind = whole - gain.cumsum()
    least = 0.1 * max(float(whole), 1.0) + 40
    near = first + int(np.count_nonzero(behind >= least))
    likely = (chance[near:last] > 0.3) & (facts.length[near:last] < LONGEST_STATEMENT)
    found = []
    for block in (near + likely.nonzero()[0]).tolist():
        text = facts.texts[block]
        if (
            STATEMENT.match(text)
            or (text == "--" and _heads_signature(facts, block))
            or (len(text) < 160 and TAIL.match(text))
            or (len(text) < 160 and facts.cues[block] & cues.RIGHTS and _claims_rights(text))
        ):
            chance[block] = 0.3
            found.append(block)
    return found


def _heads_signature(facts: Facts, block: int) -> bool:
    """Tell whether a bulletin board says where something was posted below a line of two dashes and a signature."""
    below = facts.texts[block + 1 : block + _LONGEST_SIGNATURE]
    return any(line[0] == "※" and TAIL.match(line) for line in below)


_LONGEST_SIGNATURE = 12  # lines


def _is_title(page: Page, facts: Facts, block: int) -> bool:
    """Tell whether a block before the article is a title, however much it says."""
    return (
        page.elements.tag[page.blocks.element[block]] in _TITLE_TAGS
        or HEAD.match(facts.texts[block]) is not None
        or _repeats_title(facts, block, is_line=facts.texts[block][-1] not in _GOES_ON)
    )


def _trim_head(page: Page, facts: Facts, chance: Floats, reach: tuple[int, int, int], stem: int) -> None:
    """Take titles and lines of metadata from the first blocks.

    ``reach``: the first block, the first with prose, and the one behind the last that is looked at.
    """
    texts, elements = facts.texts, page.elements
    first, begin, stop = reach
    stem_first = int(facts.first[stem])
    tags = elements.tag[page.blocks.element[first:stop]].tolist()
    told, of_event = False, False
    # The first section has a heading like the others, even if it is nothing but a list.
    own = elements.tag[page.blocks.element[stem_first : facts.last[stem]]]
    sections = own == TAG_CODE["h2"]
    has_sections = bool(sections[max(begin + 1 - stem_first, 0) :].any() or np.count_nonzero(sections) > 1)
    last_of = dict(zip(own.tolist(), range(stem_first, int(facts.last[stem])), strict=True))
    for block in (first + (chance[first:stop] > 0.25).nonzero()[0]).tolist():
        text, tag = texts[block], tags[block - first]
        line = text[-1] not in _GOES_ON  # not a verse or a sentence that is told further
        outside = block < stem_first
        if is_of_event(texts, block) or (of_event and text.startswith("发布人")):
            told = of_event = True  # who speaks there, and what about, comes next
            continue
        if not outside and SAID_ON.match(text):
            continue
        of_section = IS_SUBHEADING[tag] and last_of.get(tag, block) > block  # others of its kind follow
        apart = outside or (not of_section and _heads_date(page, facts, block))
        stray = line and block < begin and apart and not told  # what follows a verse is none
        stray = stray and not _is_quality(page, facts, block)
        if (
            (stray and not (block == begin - 1 and IS_SUBHEADING[tag]))
            or (block <= begin and tag in (_TITLE_TAGS if outside or not has_sections else _TITLE_TAGS[:1]))
            or (block <= begin and IS_SUBHEADING[tag] and not of_section and _begins_title(facts, block))
            or (
                _repeats_title(facts, block, is_line=line and text[-1] not in "：:")  # of a letter
                and not (block > begin and _names_author(facts, block))
            )
            or _tells_of_page(page, facts, chance, block, begin, is_heading=bool(IS_SUBHEADING[tag]))
            or (outside and _sums_up(page, facts, block, stem))
        ):
            chance[block] = 0.25
        else:
            told |= not line


def _tells_of_page(
    page: Page, facts: Facts, chance: Floats, block: int, begin: int, *, is_heading: bool
) -> bool:
    """Tell whether a line says when, by whom or where a page is; ``begin``: the first block with prose.

    Short notices end with a day, and sections may be called after theirs.
    """
    text = facts.texts[block]
    if (
        len(text) >= _LONGEST_METADATA
        or (block > begin and _DAY.match(text))
        or (is_heading and AGO.match(text))
    ):
        return False
    if SIGNED.match(text) and (
        is_heading or block > begin or _is_one_of_many(facts, chance, block) or _NO_SIGNER.match(text)
    ):
        return False
    where = block < begin and _says_where(facts, block)
    return where or HEAD.match(text) is not None or _is_metadata(page, facts, block)


# What began or ended on the day, a version, a place where one stopped.
_NO_SIGNER = re.compile(
    r"(?:[生卒逝]于|展期|首[演发映]|开[馆幕业工]|竣工|通车|[vV]?\d|.{1,6}[站章展]\s?[·|｜/])"
)
_LONGEST_METADATA = 120  # characters


def _is_one_of_many(facts: Facts, chance: Floats, block: int) -> bool:
    """Tell whether another line of the article is built like one that says who and when: 第1天 | 2024年5月1日."""
    near = range(max(block - _PAGE_REACH, 0), min(block + _PAGE_REACH, len(facts.texts)))
    return any(chance[one] >= CHOSEN and one != block and SIGNED.match(facts.texts[one]) for one in near)


def _is_metadata(page: Page, facts: Facts, block: int) -> bool:
    """Tell whether a line says when, by whom or from where a page is, perhaps in fields that only markup parts."""
    return is_metadata(facts.texts[block]) or (
        facts.cues[block] & cues.DATE > 0 and is_metadata(spaced_block(page, block))
    )


def _says_where(facts: Facts, block: int) -> bool:
    """Tell whether a line gives the place of a page, or alone who posted it: the days of a tour stand one below another."""
    beside = (facts.texts[one] for one in (block - 1, block + 1) if 0 <= one < len(facts.texts))
    text = facts.texts[block]
    if (page := PAGE.match(text)) and _tells_pages(facts, block, int(page[1])):
        return False
    return PLACE.match(text) is not None or (
        POSTED.match(text) is not None and not any(map(POSTED.match, beside))
    )


def _tells_pages(facts: Facts, block: int, number: int) -> bool:
    """Tell whether prose follows a line on a page, and then one on the next: of a book that the article goes through."""
    told = False
    for one in range(block + 1, min(block + _PAGE_REACH, len(facts.texts))):
        following = PAGE.match(facts.texts[one])
        if following and not facts.link_share[one]:
            return told and int(following[1]) == number + 1
        told |= facts.worth[one] > 0
    return False


_PAGE_REACH = 200  # blocks between two lines that are built alike


def _heads_date(page: Page, facts: Facts, block: int) -> bool:
    """Tell whether a line above one that says when is no text: the title of a page that marks none, or a byline by its markup."""
    return (
        "。" not in facts.texts[block]
        and facts.texts[block][-1] not in f"{_GOES_ON}：:"
        and not (_SPOKEN.match(facts.texts[block]) or NUMBERED.match(facts.texts[block]))
        and 2 <= len(facts.texts[block]) <= _LONGEST_HEADING
        and block + 1 < len(facts.texts)
        and _is_metadata(page, facts, block + 1)
        and not is_of_event(facts.texts, block + 1)
        and (
            facts.marks[block] == 0
            or letters_of(facts.texts[block]) in facts.titles_joined
            or (
                len(SITE_SEPARATORS.split(page.head.title or "")) == 1 and not _posts_follow(facts, block + 2)
            )
        )
        and (
            not any(_is_title(page, facts, one) for one in range(max(block - _TITLE_REACH, 0), block))
            or BYLINE_HINT.search(page.elements.hint(int(page.blocks.element[block]))) is not None
        )
    )


def _posts_follow(facts: Facts, start: int) -> bool:
    """Tell whether a line with prose, and the hour of another post, follow."""
    told = False
    for one in range(start, min(start + _POST_REACH, len(facts.texts))):
        found = facts.cues[one] & cues.DATE and len(facts.texts[one]) <= 40 and WHEN.match(facts.texts[one])
        if told and found and found[5]:
            return True
        told |= facts.worth[one] > 0 and not found
    return False


_POST_REACH = 12  # blocks
_LONGEST_HEADING, _TITLE_REACH = 40, 15  # characters, blocks
_SPOKEN = re.compile(r"^\S{1,4}[:：]")


def _is_quality(page: Page, facts: Facts, block: int) -> bool:
    """Tell whether a line names a quality of what the page is about, as another beside it does: 科室：内科, 职称：医师."""
    own, parent = page.blocks.element, page.elements.parent
    near = (one for one in (block - 1, block + 1) if 0 <= one < len(own))
    beside = (facts.texts[one] for one in near if parent[own[one]] == parent[own[block]])
    return QUALITY.match(facts.texts[block]) is not None and any(map(QUALITY.match, beside))


_DAY = re.compile(r"^[12]\d{3}年\d{1,2}月\d{1,2}日$")


def _names_author(facts: Facts, block: int) -> bool:
    """Tell whether a line behind the first prose only names who speaks in the title: short notices are signed so."""
    name = facts.keys[block]
    return any(
        title.startswith(name) or title.endswith(name) for title in facts.titles if 2 * len(name) < len(title)
    )


def _repeats_title(facts: Facts, block: int, *, is_line: bool) -> bool:
    if not may_hold(facts.titles_joined, facts.texts[block]):
        return False
    name = facts.keys[block]
    return name in facts.titles or (len(name) >= 6 and is_line and name in facts.titles_joined)


def _begins_title(facts: Facts, block: int) -> bool:
    """Tell whether a heading is what the title begins with, before the name of the site: names are short."""
    name = facts.keys[block]
    return len(name) > 1 and facts.title.startswith(name)


_TITLE_TAGS = (TAG_CODE["h1"], TAG_CODE["h2"])


def _sums_up(page: Page, facts: Facts, block: int, stem: int) -> bool:
    """Tell whether a block before the article is a summary: it says so, or its element does and it only repeats the article."""
    text = facts.texts[block]
    if SUMMARY.match(text) or (block and len(label := facts.texts[block - 1]) <= 8 and SUMMARY.match(label)):
        return True
    element = int(page.blocks.element[block])
    hints = (page.elements.hint(one) for one in (element, int(page.elements.parent[element])) if one >= 0)
    if max(text) < "\u3000" or not any(map(SUMMARY_HINT.search, hints)):
        return False  # any two Latin letters are found again
    return share(text, " ".join(facts.texts[facts.first[stem] : facts.last[stem]])) > REPEATED


def _trim_tail(
    page: Page, facts: Facts, chance: Floats, reach: tuple[int, int, int], stem: int, gain: Floats
) -> None:
    """Take what follows the article from its end; ``reach``: the first block, the last with prose, and the one behind the end."""
    texts, elements = facts.texts, page.elements
    first, end, last = reach
    own = page.blocks.element[end:last].tolist()
    stem_last = int(facts.last[stem])
    told = gain[: end - first + 1].cumsum()[-1]
    plain = not elements.hint(own[0])
    in_paragraphs = elements.tag[own[0]] == TAG_CODE["p"] or own[0] == stem  # or between line breaks
    for block in range(end if gain.sum() - told < 1 else end + 1, last):
        editor = EDITOR.match(texts[block])
        element = own[block - end]
        is_part = in_paragraphs and element != own[0] and elements.tag[element] == TAG_CODE["div"]
        other = is_part or end < stem_last <= block
        # The template names editors; authors are named in the article too.
        theirs = editor is not None and (bool(elements.hint(element)) or (other and not editor["author"]))
        heads = IS_SUBHEADING[elements.tag[element]] and facts.worth[min(block + 1, last - 1)] >= _TOLD_BEHIND
        if block > end and block >= stem_last and facts.worth[block] < _TOLD_BEHIND and not heads:
            apart = editor is None or theirs or len(texts[block]) >= 40
        else:
            apart = theirs and plain
        if apart:
            chance[block] = min(chance[block], 0.35)


_TOLD_BEHIND = 12  # characters of prose


def _claims_rights(text: str) -> bool:
    """Tell whether a line is about copyright; lines of agencies in English belong to what they wrote."""
    return max(text) > "\u3000" and RIGHTS.search(text) is not None
