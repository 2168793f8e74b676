"""Find the article among the blocks of a page: body, title, byline and date of publication."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import numpy as np

from filters.arrays import Bools, Floats, Places
from filters.byline import find_byline, looks_like_name, may_be_author
from filters.chrome import (
    COMMENTS,
    COMMENTS_ALONE,
    EDIT_LINKS,
    FOUND,
    GLUED_LINK,
    HEAD,
    NOT_FOUND,
    SEARCH,
    SECTION,
    SPECIAL,
    SUMMARY,
    is_metadata,
)
from filters.container import column_end, find_container, foreign_parts, named_blocks, title_pairs
from filters.dates import by_local_clock, parse_date
from filters.embedded import read_state
from filters.facts import FEWEST_VERSES, IS_SUBHEADING, Facts, gather
from filters.hints import is_aside, is_foot_of_page
from filters.letters import REPEATED, echoes, letters_of, share
from filters.published import find_published
from filters.scene import Scene
from filters.segment import Page
from filters.source import LONGEST_SOURCE, find_source
from filters.tags import TAG_CODE
from filters.title import LONGEST_TITLE, PUBLISHES, SpamTest, find_title, title_texts, without_site
from filters.trimming import CHOSEN, chrome_lines, cut_off_at_the_top, template_lines, trim
from filters.types import Article, Label

_NO_CHARACTER, _MOST_UNREADABLE = 0xFFFD, 0.2  # share of the page
_REFUSED = 0.45  # chance of what looks like the article, but is none as a whole
_MIN_ARTICLE = 20  # characters outside links, below which there is no article


def extract(
    page: Page,
    spam: Bools,
    is_spam: SpamTest = lambda _: False,
    now: datetime | None = None,
    *,
    alone: SpamTest | None = None,
) -> tuple[list[Label], Floats, Article | None]:
    """Tell article from boilerplate among the blocks that are not spam.

    ``spam`` has one entry a block; ``is_spam`` judges candidates for the title, ``alone`` those that
    the article does not echo, too, by a bar of its own (default: none); dates later than a day after
    ``now`` (default: the clock) are refused. Returns the label of each block (spam where ``spam`` says so),
    the probability of that label, and the article, None if the page has none. A page whose scripts would draw
    the article has one, and no block with that label.
    """
    facts = gather(page, spam)
    chance = _chances(page, facts, spam)
    chosen = (chance >= CHOSEN) & ~spam
    if not _is_article(page, facts, chosen):
        chosen &= False
        chance = np.minimum(chance, _REFUSED)
    stray = cut_off_at_the_top(page, chosen, spam) + template_lines(page, chosen, spam)
    chosen[stray] = False
    chance[stray] = _REFUSED
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
        title=find_title(scene, is_spam, alone),
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
        key = letters_of(title[:LONGEST_TITLE])
        return len(key) >= 4 and any(key in name for name in names)

    state = read_state(page, is_title, is_spam)
    if state is None:
        return None
    author, source = state.author or "", state.source or ""
    return Article(
        title=state.title,
        byline=(author,) if may_be_author(author) else (),
        published=by_local_clock(parse_date(state.date or "", latest), state.body),
        body=state.body,
        source=source if 2 <= len(source) <= LONGEST_SOURCE else None,
    )


def _set_scene(page: Page, facts: Facts, chosen: Bools, spam: Bools) -> Scene:
    at = chosen.nonzero()[0]
    genuine = (~spam).nonzero()[0]
    first, last = genuine.searchsorted(at[[0, -1]]).tolist()
    body, before = at.tolist(), genuine[max(first - 30, 0) : first].tolist()
    inner = genuine[first : last + 1]
    return Scene(
        page=page,
        first=facts.first,
        last=facts.last,
        texts=facts.texts,
        keys=facts.keys,
        cues=facts.cues,
        said=facts.said,
        chosen=chosen,
        spam=spam,
        body=body,
        before=before,
        between=inner[~chosen[inner]][:12].tolist(),
        behind=_outside_asides(page, facts, body, genuine[last + 1 : last + 13].tolist()),
        text=join_body(page, chosen),
        near_head=_near_head(page, before[-15:], body),
    )


def _outside_asides(page: Page, facts: Facts, body: list[int], behind: list[int]) -> list[int]:
    """Return those of the blocks behind the article that stand in no side column and under no heading of comments.

    Dates and names there are of other things.
    """
    elements = page.elements
    kept = []
    for block in behind:
        if COMMENTS.match(facts.texts[block]) or COMMENTS_ALONE.fullmatch(facts.texts[block]):
            break
        element = int(page.blocks.element[block])
        while element >= 0 and facts.first[element] > body[-1]:
            if is_aside(elements.start_tag(element)):
                break
            element = int(elements.parent[element])
        else:
            kept.append(block)
    return kept


def _near_head(page: Page, before: list[int], body: list[int]) -> Places:
    """Return the elements that lie in the given blocks before the article and its first."""
    elements, blocks = page.elements, page.blocks
    first, last = blocks.start[(before or body)[0]], blocks.end[body[0]]
    begin, stop = elements.start.searchsorted(np.array((first, last), np.int32)).tolist()
    ends = elements.end[begin:stop]
    near: Places = begin + (ends <= last).nonzero()[0][-_MOST_NEAR:]
    return near


_MOST_NEAR = 300  # elements


def join_body(page: Page, chosen: Bools) -> str:
    """Join blocks, a paragraph a line; blocks that are parts of one line of the page stay in one line."""
    parts: list[str] = []
    previous_end = 0
    blocks = page.blocks
    rows = zip(
        blocks.start[chosen].tolist(),
        blocks.end[chosen].tolist(),
        blocks.link_chars[chosen].tolist(),
        blocks.element[chosen].tolist(),
        strict=True,
    )
    for start, end, linked, element in rows:
        text = raw = page.text[start:end]
        if linked and IS_SUBHEADING[page.elements.tag[element]]:
            text = page.text[start : _before_edit_links(page, start, end)]
        if 0 < linked <= _LONGEST_LABEL:
            text = GLUED_LINK.sub("", text)
        words = text.strip()  # beside what was cut out of a line stands a blank
        if not words:
            continue
        if parts:
            between = page.text[previous_end : start + len(raw) - len(raw.lstrip())]
            parts.append(
                "\n" if "\n" in between else " " if between[:1] == " " or between[-1:] == " " else ""
            )
        parts.append(words)
        previous_end = start + len(raw.rstrip())
    return "".join(parts)


def _before_edit_links(page: Page, start: int, end: int) -> int:
    """Return where the links to edit a section begin behind its heading, whose own words may read like them."""
    elements = page.elements
    first, last = elements.start.searchsorted((start + 2, end)).tolist()
    cut = end
    for link in range(last - 1, first - 1, -1):
        if elements.tag[link] != TAG_CODE["a"]:
            continue
        begins, ends = int(elements.start[link]), int(elements.end[link])
        label = page.text[begins:ends].strip()
        if page.text[ends:cut].strip(" |｜") or (label and not EDIT_LINKS.fullmatch(label)):
            break
        cut = begins
    return cut if cut == end else start + len(page.text[start:cut].rstrip(" |｜"))


_LONGEST_LABEL = 14  # characters of a link glued to the end of a paragraph


# ---- the body


def _chances(page: Page, facts: Facts, spam: Bools) -> Floats:
    """Return the probability of each block being part of the article."""
    n = len(page.blocks)
    if not n:
        return np.zeros(0)
    if not len(page.elements):
        return np.where(chrome_lines(page, facts, 0, n), 0.1, 0.9)
    first, last, root = find_container(page, facts)
    chrome = chrome_lines(page, facts, first, last)
    chance = np.full(n, 0.05)
    chance[first:last] = np.where(facts.apart[first:last], 0.15, 0.85)
    for start, stop in foreign_parts(page, facts, spam, root):
        chance[start:stop] = 0.15
    chance[column_end(page, facts, root) : last] = 0.15
    chance[chrome] = np.minimum(chance[chrome], 0.2)
    listlike = (facts.link_share > 0.7) & ((facts.marks < 2) | (facts.length < 60))
    heads = IS_SUBHEADING[page.elements.tag[page.blocks.element[:-1]]]
    listlike[:-1] &= ~(heads & (facts.worth[1:] > 60))  # of a section of the article
    attached = -1  # the last line that is an attachment
    for block in listlike.nonzero()[0].tolist() if "附件" in page.text else ():
        text, above = facts.texts[block], facts.texts[block - 1] if block else ""
        follows = attached == block - 1 or _ATTACHMENTS.match(above)
        if text.startswith("附件") or (follows and _ATTACHED.search(text)):
            listlike[block] = False
            attached = block
    told = (
        first + (listlike[first : last - 1] & (facts.worth[first + 1 : last] > _ITEM)).nonzero()[0]
    ).tolist()
    hosts = [_host_of(page, block) for block in told]
    # Links to many hosts are what an article recommends; teasers all lead to the site's own host, or name none.
    different = len({*hosts} - {""})
    abroad = different >= _FEWEST_ABROAD and 2 * different > len(told)
    for block, host in zip(told, hosts, strict=True):
        if _NUMBERED.match(facts.texts[block]) or (abroad and host):
            listlike[block] = False
    chance[listlike] = np.minimum(chance[listlike], 0.3)
    chance[spam] = 0.0
    trim(page, facts, chance, root)
    if (lead := _find_lead(page, facts, chance, spam)) is not None:
        chance[lead] = 0.6
    return chance


def _find_lead(page: Page, facts: Facts, chance: Floats, spam: Bools) -> int | None:
    """Return the block of a first paragraph that stands between the title and the element of the others, None for none.

    It is long, and nothing marks it as a summary, a caption or a note on the author.
    """
    head = int((chance >= CHOSEN).argmax())
    near = slice(max(head - _TITLE_REACH, 0), head)
    if not ((facts.length[near] >= _SHORTEST_LEAD) & (facts.marks[near] > 1)).any():
        return None
    lead = None
    for block in range(head - 1, max(head - _TITLE_REACH, 0) - 1, -1):
        if len(facts.keys[block]) >= 4 and facts.keys[block] in facts.titles_joined:
            return lead
        text = facts.texts[block]
        if (
            not spam[block]
            and len(text) >= _SHORTEST_LEAD
            and facts.marks[block] > 1
            and text[-1] in "。！？”"
        ):
            lead = block if _is_lead(page, facts, block, head) else None
    return None


def _is_lead(page: Page, facts: Facts, block: int, head: int) -> bool:
    if facts.worth[block] < _SHORTEST_LEAD / 2 or facts.link_share[block] or page.blocks.hidden[block]:
        return False
    if _NO_LEAD.search(page.elements.hint(int(page.blocks.element[block]))):
        return False
    text, above = facts.texts[block], facts.texts[max(block - 1, 0)]
    if is_metadata(text) or any(map(SUMMARY.match, (text, above))):
        return False
    if HEAD.match(text) or _NOTICE.search(text):
        return False
    return share(text, " ".join(facts.texts[head : head + 8])) < REPEATED


_NOTICE = re.compile(r"本站|您的|浏览器|收集信息|侵犯|版权|仅供")
_SHORTEST_LEAD = 30  # characters
_NO_LEAD = re.compile(
    r"summ|abstract|digest|caption|author|bio|desc|intro|ai[-_]|pic|img|photo|player|video|tip|notice|comment"
)


def _host_of(page: Page, block: int) -> str:
    """Return the site that the link at the beginning of a block leads to, its host without subdomains; "" for none."""
    elements, start = page.elements, page.blocks.start[block]
    first, last = elements.start.searchsorted(np.array((start, start + 1), np.int32)).tolist()
    for element in range(first, last):
        if found := _HOST.search(elements.start_tag(element)):
            return found[1].decode("utf-8", "replace").lower()
    return ""


_HOST = re.compile(
    rb"""^<a\s[^<>]{0,200}?href=["']?(?:https?:)?//(?:[^/"'<>\s?#]{0,100}?\.)?"""
    rb"""([^/"'<>\s?#.]{1,60}\.(?:(?:com|net|org|gov|edu|ac|co)\.)?[a-z]{2,20})(?=[:/"'<>\s?#])""",
    re.IGNORECASE,
)
_ATTACHMENTS = re.compile(r"附件\s?\d{0,2}\s?[:：]")
_ATTACHED = re.compile(
    r"^\d{1,2}\s?[.．、]|\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar|jpe?g|png)$", re.IGNORECASE
)
_NUMBERED = re.compile(r"\d{1,2}[、.．]\s?\S")
_ITEM, _FEWEST_ABROAD = 4, 3  # characters of prose that tell about a link; hosts


def _is_article(page: Page, facts: Facts, chosen: Bools) -> bool:
    """Tell whether what was chosen is an article rather than the remains of a listing or an error page."""
    linked_letters = facts.letters * facts.link_share
    free = float((facts.letters - linked_letters)[chosen].sum())
    linked = float(linked_letters[chosen].sum())
    if free < _MIN_ARTICLE or linked > free or _is_unreadable(page) or _offers_goods(facts, chosen):
        return False
    if facts.marks[chosen].sum() < 1 and not _is_unpunctuated(page, facts, chosen):
        return False
    if any(map(FOUND.match, _first_texts(facts, chosen))) and any(map(SEARCH.search, title_texts(page))):
        return False
    missing = free < _LONGEST_NOTICE and any(NOT_FOUND.search(name) for name in title_texts(page))
    if missing and (free < _SHORT_ARTICLE or any(map(NOT_FOUND.search, _first_texts(facts, chosen)))):
        return False
    links = float(linked_letters.sum())
    others = links + float(facts.letters[facts.apart].sum())
    if free < _LONGEST_NOTICE and others > free and _is_of_section(page, facts, chosen):
        return False
    in_foot = free < _LONGEST_NOTICE and links > free and _stands_in_foot(page, facts, chosen)
    enough = not in_foot and (free >= _SHORT_ARTICLE or links < 3 * free)
    return enough or _is_named_after(page, facts, chosen)


def _offers_goods(facts: Facts, chosen: Bools) -> bool:
    """Tell whether nothing chosen is prose, and prices stand beside the links to what they are of."""
    if (facts.worth[chosen] > _PROSE).any():
        return False
    prices = [block for block in chosen.nonzero()[0].tolist() if _PRICE.fullmatch(facts.texts[block])]
    beside = (facts.link_share[max(block - 1, 0) : block + 2].max() > _LINKED for block in prices)
    return sum(map(bool, beside)) >= _FEWEST_PRICES


_PRICE = re.compile(r"[￥¥$€£]\s?\d[\d,.]{0,11}(?:元|起)?|\d[\d,.]{0,11}\s?元起?")
_PROSE, _LINKED, _FEWEST_PRICES = 16, 0.7, 3  # characters, share in links, prices


def _is_of_section(page: Page, facts: Facts, chosen: Bools) -> bool:
    """Tell whether a page is named as lists of others are; of a special only if what was chosen has no date above it."""
    if any(map(SECTION.search, title_texts(page))):
        return True
    is_special = any(map(SPECIAL.match, title_texts(page)))
    return is_special and not any(map(is_metadata, _first_texts(facts, chosen)))


def _stands_in_foot(page: Page, facts: Facts, chosen: Bools) -> bool:
    """Tell whether what was chosen stands in the foot of a page: the address of who runs the site."""
    elements = page.elements
    first, last = chosen.nonzero()[0][[0, -1]].tolist()
    element = int(page.blocks.element[first]) if len(elements) else -1
    while element >= 0 and facts.first[element] > 0:
        if facts.last[element] > last and is_foot_of_page(elements.start_tag(element)):
            return True
        element = int(elements.parent[element])
    return False


def _is_unreadable(page: Page) -> bool:
    """Tell whether a page is no text but an image, an archive or the like, whatever its server calls it."""
    return bool(np.count_nonzero(page.codes == _NO_CHARACTER) > _MOST_UNREADABLE * len(page.codes))


def _is_unpunctuated(page: Page, facts: Facts, chosen: Bools) -> bool:
    """Tell whether lines without punctuation, as verses and names are, stand below the page's title and a line of metadata."""
    lines = [block for block in chosen.nonzero()[0].tolist() if not _CREDIT.match(facts.texts[block])]
    if len(lines) < FEWEST_VERSES or page.blocks.link_chars[lines].any():
        return False
    head = lines[0]
    for block in range(max(head - _TITLE_REACH, 0), head):
        name = facts.keys[block]
        if len(name) > 1 and facts.title.startswith(name) and not page.blocks.link_chars[block]:
            return any(
                is_metadata(text) or _CREDIT.match(text) or looks_like_name(text)
                for text in facts.texts[block + 1 : head]
            )
    return False


_CREDIT = re.compile(
    r"^(?:(?:作者|诗人|[作填]?词|[作谱编]?曲|演唱|原唱|歌手|所属专辑)\s?[:：]|文\s?[/／|｜丨])"
)
_TITLE_REACH = 8  # lines


def _is_named_after(page: Page, facts: Facts, chosen: Bools) -> bool:
    """Tell whether a page full of links is named after the few words that were chosen."""
    text = join_body(page, chosen)
    head = int(chosen.nonzero()[0][0])
    named = named_blocks(page, facts, title_pairs(page, facts)[0])
    if any(
        len(facts.texts[block]) >= _SHORTEST_NAME for block in named[(named >= head - 12) & (named <= head)]
    ):
        return True
    near = [block for block in range(max(head - 12, 0), head) if facts.link_share[block] < 0.5]
    told = [
        name
        for whole in title_texts(page)
        if not (PUBLISHES.search(name := without_site(whole)) and name != whole and whole.endswith(name))
    ]
    names = [*told, *(facts.texts[block] for block in near)]
    return any(echoes(name, text) for name in names if _SHORTEST_NAME <= len(name) <= 80)


_SHORTEST_NAME = 6  # characters: shorter ones are of sections
_SHORT_ARTICLE, _LONGEST_NOTICE = 60, 300  # characters outside links


def _first_texts(facts: Facts, chosen: Bools) -> list[str]:
    """Return the first lines of what was chosen and those right before it."""
    head = int(chosen.nonzero()[0][0])
    return facts.texts[max(head - 3, 0) : head + 2]
