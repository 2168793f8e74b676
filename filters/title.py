"""Reconcile what a page says of its title: heading, metadata, and the name that the browser shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from filters.byline import looks_like_name
from filters.chrome import CHROME_WHOLE, HEAD, is_metadata
from filters.dates import WHEN
from filters.letters import ECHOED, REPEATED, collapse, echoes, letters_of, may_hold, share
from filters.scene import NUMBERED, Scene
from filters.segment import Page
from filters.tags import TAG_CODE

SpamTest = Callable[[str], bool]

SITE_SEPARATORS = re.compile(r"\s{0,3}(?:[_|–—丨｜]|(?<!\d)--?|--?(?!\d)|\s-\s|::|»|·)\s{0,3}")


def title_texts(page: Page) -> list[str]:
    """Return what the head of a page gives as its title, in short if it is endless."""
    metas = [content for name, content in page.head.meta if name in {"og:title", "twitter:title"}][
        :_MOST_TITLES
    ]
    return [text[:_ENDLESS] for text in (*metas, page.head.title or "") if text]


_MOST_TITLES, _ENDLESS = 10, 2000  # metas, characters


def find_title(scene: Scene, is_spam: SpamTest, alone: SpamTest | None = None) -> str | None:
    """Reconcile heading, og:title, JSON-LD and <title>; None if all are spam, or refused by the spam test.

    What the article echoes nowhere is put to ``alone``, too, which judges it whatever stands beside it on the page.
    The test is slow beside all else here, so only what may become the title is put to it.
    """
    told = _read_candidates(scene)
    shares = _Shares(scene.text)
    is_foreign = _foreign_test(scene, told, shares, is_spam, alone)
    title = (
        _heading_below_letterhead(scene, told, shares, is_foreign)
        or _heading_that_is_repeated(scene, told, shares, is_foreign)
        or _line_that_is_repeated(scene, told, shares, is_foreign)
        or _likeliest(scene, told, shares, is_foreign)
    )
    return _above_subtitle(scene, title, is_foreign) or None


def _above_subtitle(scene: Scene, title: str, is_foreign: SpamTest) -> str:
    """Return the line above a title that is only a second one, as the dash before it tells; else the title."""
    if title.startswith("—"):
        key = letters_of(title)
        for block, below in pairwise([*scene.before, scene.body[0]]):
            text = scene.texts[block]
            is_heading = (
                4 <= len(text) <= _LONGEST_HEADING and text[-1] not in "。：:" and not _is_label(text)
            )
            if scene.keys[below] == key and is_heading and not is_foreign(text):
                return text
    return title


_LONGEST_HEADING = 60  # characters


@dataclass(frozen=True, slots=True)
class _Candidates:
    """What a page gives as its title."""

    document: str  # its <title>
    metas: list[str]  # and JSON-LD
    given: list[str]  # both, without those that have a number to call if others have none
    names: list[str]  # the same without the names of section and site
    headings: dict[str, int]  # with their first blocks


def _read_candidates(scene: Scene) -> _Candidates:
    document = collapse(scene.page.head.title or "")
    metas = [collapse(text) for name, text in scene.page.head.meta if name in _TITLE_META]
    metas += [collapse(text) for text in scene.said.titles]
    metas = [text for text in metas if text and len(text) < LONGEST_TITLE][:_MOST_TITLES]
    every = [text for text in (*metas, document) if text]
    given = [text for text in every if not CONTACT.search(text)] or every
    names = [without_site(text) for text in given]
    parts = {letters_of(part) for text in given for part in SITE_SEPARATORS.split(text)}
    short = parts.union(map(letters_of, names)) - {""}
    plain = [letters_of(text) for text in names if not CONTACT.search(text)]
    headings = {
        text: block
        for block, text in _headings(scene, plain)
        if len(text) >= 4
        or (key := letters_of(text)) in short
        or (key and letters_of(document).startswith(key))
    }
    return _Candidates(document, metas, given, names, headings)


def _foreign_test(
    scene: Scene, told: _Candidates, shares: _Shares, is_spam: SpamTest, alone: SpamTest | None
) -> SpamTest:
    """Return the test whether a candidate is not the article's; it asks once about each."""
    known: dict[str, bool] = {}
    is_chinese = "的" in scene.text
    wholes = dict(zip(told.names, told.given, strict=True))
    trusted = not scene.spam.any()  # what such an article repeats is not spam
    gone = [] if trusted else _cut_headings(scene)

    def is_foreign(text: str) -> bool:
        if text not in known:
            trusts = trusted and shares.get(text, 0) >= REPEATED
            known[text] = (shares[text] < ECHOED and (is_english_shop(text) or is_in_gone(text))) or (
                not trusts and (looks_like_spam(text) or is_part_of_spam(text))
            )
        return known[text]

    def is_english_shop(text: str) -> bool:
        return is_chinese and not _HAN.search(text) and _ENGLISH_SHOP.search(text) is not None

    def is_in_gone(text: str) -> bool:
        return any(letters_of(text) in heading for heading in gone)

    def looks_like_spam(text: str) -> bool:
        return is_spam(text) or (alone is not None and shares[text] < _HARDLY and alone(text))

    def is_part_of_spam(text: str) -> bool:
        """Tell whether a short text is only what is left of a title without the name of a site, and that title is spam."""
        whole = wholes.get(text, text)
        left = whole != text and len(text) <= _LONGEST_SECTION and text not in told.headings
        return left and shares[text] < ECHOED and looks_like_spam(whole)

    return is_foreign


_HAN = re.compile("[\u4e00-\u9fff]")
# Above a Chinese article. Other titles in English stand: of books, papers, products, of errors that a thread asks about.
_ENGLISH_SHOP = re.compile(
    r"\b(?:viagra|cialis|free shipping|(?:online|official) (?:store|shop))\b"
    r"|\b(?:cheap|outlet|replicas?|casinos?)\b.*\b(?:cheap|outlet|replicas?|casinos?|online|sale|shop|store|bonus)\b",
    re.IGNORECASE,
)


def _heading_that_is_repeated(
    scene: Scene, told: _Candidates, shares: _Shares, is_foreign: SpamTest
) -> str | None:
    """Return the likeliest heading that the head of the page repeats."""
    placed = told.headings
    agreed = [*map(letters_of, SITE_SEPARATORS.split(told.document))]
    if len(agreed) == 1:  # which may name the site
        agreed += map(letters_of, told.metas)
    whole = [key for text in (told.document, *told.metas) if (key := letters_of(text))]
    tops = [text for text, block in placed.items() if _is_top(scene, block)]
    for text in _repeated(placed, whole):
        outdone = (
            _is_above(scene, text, placed[text], told, shares)
            or _is_outdone(
                text, _rivals(text, told.given, told.names), shares, agreed=letters_of(text) in agreed
            )
            or (shares[text] < ECHOED and any(shares[top] >= REPEATED for top in tops))
            or _is_of_section(scene, text, shares)
            or _is_of_site(text, told, shares)
        )
        if not outdone and not is_foreign(text):
            return text
    return None


def _heading_below_letterhead(
    scene: Scene, told: _Candidates, shares: _Shares, is_foreign: SpamTest
) -> str | None:
    """Return the line above the date where the only heading names the site, and links part it from the article.

    The <title> then gives no more than a section and that name, which a notice may be signed with.
    """
    parts = [*map(letters_of, SITE_SEPARATORS.split(told.document))]
    first, last = parts[0], parts[-1]
    if told.metas or len(told.headings) != 1 or first == last or not 0 < len(first) <= _LONGEST_SECTION:
        return None
    text, block = next(iter(told.headings.items()))
    links = scene.page.blocks.link_chars
    if letters_of(text) != last or not any(links[one] for one in scene.before if one > block):
        return None
    own = _heading_of_its_own(scene, told, shares, is_foreign, site=last)
    return own if own and len(own) > _LONGEST_SECTION and shares[own] >= ECHOED else None


def _is_of_site(text: str, told: _Candidates, shares: _Shares) -> bool:
    """Tell whether a heading above another is the name of the site: the <title> ends with it, behind what the page is called.

    That is what begins the <title> and is told elsewhere, too, or else what the article echoes, as it does not the heading.
    Where no heading stands below, it may be the page's own: 河湾机械-企业文化.
    """
    whole, key = letters_of(told.document), letters_of(text)
    parts = [*map(letters_of, SITE_SEPARATORS.split(told.document))]
    if shares[text] >= ECHOED or parts[-1] != key or parts[0] == key:
        return False
    if not any(block > told.headings[text] for block in told.headings.values()):
        return False
    others = {letters_of(other) for other in (*told.metas, *told.headings)} - {whole, key, ""}
    return any(map(whole.startswith, others)) or any(
        shares[other] >= ECHOED for other in (*told.names, *told.headings)
    )


def _line_that_is_repeated(
    scene: Scene, told: _Candidates, shares: _Shares, is_foreign: SpamTest
) -> str | None:
    """Return the first line near the head that the <title> begins or ends with, whatever its element.

    A short one is mostly the name of a section where it is a link, or where metadata or a long heading tell otherwise.
    """
    name, headings = letters_of(told.document), set(told.headings.values())
    links, others = scene.page.blocks.link_chars, _long_names(scene, told)
    parts = [*map(letters_of, SITE_SEPARATORS.split(told.document))]
    rivals = [one for one in told.names if letters_of(one) not in parts[1:]]  # not the site's name
    near = [*scene.before[-15:], scene.body[0]]
    ending = max((block for block in near if _ends(name, scene.keys[block])), default=-1)
    for block in near:
        text = scene.texts[block]
        if block in headings or not may_hold(name, text):
            continue
        key = scene.keys[block]
        if key and block + 1 < len(scene.texts) and scene.page.blocks.after_br[block + 1]:
            more = scene.texts[block + 1]  # a title in two lines
            if len(more) < LONGEST_TITLE and name.startswith(key + letters_of(more)):
                text, key = text + more, key + letters_of(more)
        # 河湾市水利局 通知公告 关于…的通知
        of_site = PUBLISHES.search(text) and block < ending and len(key) < len(scene.keys[ending])
        alike = (len(key) >= 6 and name.startswith(key) and not of_site) or (len(key) >= 2 and key == name)
        begins = len(key) >= 2 and key == parts[0] and not links[block]
        alike |= begins and all(one.startswith(key) for one in others)
        alike |= len(key) >= 2 and key in parts and _is_dated(scene, block + 1)
        alike |= _ends(name, key) and 2 * len(key) > len(name)  # behind the site's name
        if (
            alike
            and not _is_outdone(text, rivals if key == parts[0] else told.names, shares)
            and not is_foreign(text)
        ):
            return text
    return None


PUBLISHES = re.compile(r"(?:[局委府院厅部社署馆校]|[日晚]报|网站?|大学|[员合协]会|中心|集团|公司)$")


def _ends(name: str, key: str) -> bool:
    return len(key) >= 6 and name.endswith(key)


def _long_names(scene: Scene, told: _Candidates) -> set[str]:
    """Return the letters of what metadata and long headings near the article call the page."""
    near = scene.before[-8:]
    long = (text for text, at in told.headings.items() if at in near and len(text) > _LONGEST_SECTION)
    return {letters_of(text) for text in (*told.metas, *long)}


def _heading_of_its_own(
    scene: Scene, told: _Candidates, shares: _Shares, is_foreign: SpamTest, *, site: str = ""
) -> str | None:
    """Return the heading near the article that stands above a date or that the article echoes, else the line above its date.

    ``site``: the letters of one that names the site.
    """
    link_chars, whole = scene.page.blocks.link_chars, letters_of(told.document)
    near = [
        block
        for block in scene.before[:-9:-1]
        if not link_chars[block] and scene.keys[block] not in ("", whole, site)
    ]
    placed = {block: text for text, block in told.headings.items()}
    headings = [block for block in sorted(placed) if block in near]
    dated = [block for block in near if _is_dated(scene, block + 1) and not _is_dated(scene, block)]
    least = max(shares[told.document], ECHOED)
    for block in (*(one for one in headings if one in dated or shares[placed[one]] > least), *dated):
        text = placed.get(block, scene.texts[block])
        if (block in placed or not _is_label(text)) and len(text) <= 60 and not is_foreign(text):
            return text
    return None


def _is_label(text: str) -> bool:
    """Tell whether a line above a date is no title but a label, a greeting, or the name of who wrote."""
    found = _NO_TITLE.search(text) or _GREETS.search(text) or _LABELLED.match(text) or NUMBERED.match(text)
    found = found or CHROME_WHOLE.match(text) or HEAD.match(text)
    return found is not None or is_metadata(text) or looks_like_name(text)


_GREETS = re.compile(r"^(?:欢迎|您好|今天是)|游客|(?:阅读|浏览|点击)\s?\d")
_LABELLED = re.compile(
    r"^\S{1,6}\s?[:：]|^责编|^[上下]一[篇页条]|^第.{1,3}版"
)  # of the page, or of its section


def _is_dated(scene: Scene, block: int) -> bool:
    return block < len(scene.texts) and WHEN.search(scene.texts[block]) is not None


def _likeliest(scene: Scene, told: _Candidates, shares: _Shares, is_foreign: SpamTest) -> str:
    """Return the candidate that the article echoes most, "" for none.

    It is completed from where it goes on behind a quotation mark, at which attributes end.
    """
    candidates = [text for text in (*told.names, *told.headings) if len(text) < LONGEST_TITLE]
    sites = [text for text in told.headings if _is_of_site(text, told, shares)]
    # Then the name of the site is no title for want of another.
    if sites and any(map(is_foreign, told.names)):
        candidates = [text for text in candidates if text not in sites]
    best = _most_echoed(scene, candidates, shares, is_foreign)
    for text in (told.document, *told.headings):
        if best and text.startswith(best) and text[len(best) :].lstrip()[:1] == '"':
            return without_site(text)
    if not best or (best in told.names and shares[best] < REPEATED and _names_site(scene, told)):
        return _heading_of_its_own(scene, told, shares, is_foreign) or best
    return best


def _names_site(scene: Scene, told: _Candidates) -> bool:
    """Tell whether a page is called as all others of its site are: by its name, or a section's that a link above leads to."""
    whole = told.document.strip(_JOINTS)
    first, links = _first_part(whole), scene.page.blocks.link_chars
    key = letters_of(first)
    in_section = any(links[block] and scene.keys[block] == key for block in scene.before)
    return not told.metas and (first == whole or in_section)


class _Shares(dict[str, float]):
    """The share of each title that an article repeats, counted when first asked for."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.body = body

    def __missing__(self, title: str) -> float:
        self[title] = share(title, self.body)
        return self[title]


def _repeated(placed: dict[str, int], whole: list[str]) -> list[str]:
    """Return the headings that the head of the page repeats, the likeliest first; ``placed``: headings with their blocks.

    What the head gives begins with the article's title or with the site's name, which as a heading is shorter and higher up.
    """
    # A meta may be cut short at a quotation mark; spam may have replaced both alike.
    said = [
        (text, key)
        for text in placed
        if (key := letters_of(text))
        and any(key in other or (len(other) >= 6 and key.startswith(other)) for other in whole)
    ]

    def begins(key: str) -> bool:
        return any(other.startswith(key) for other in whole)

    said.sort(key=lambda pair: not begins(pair[1]))
    texts = [text for text, _ in said]
    for text, key in said[1:]:
        longer = len(key) > len(said[0][1]) and placed[text] > placed[texts[0]]
        # One that only continues the first heading is of a section: 红枣糕, 红枣糕的做法.
        if longer and (begins(key) or not key.startswith(said[0][1])):
            return [text, *texts]
    return texts


def _is_top(scene: Scene, block: int) -> bool:
    """Tell whether a block is a heading of the highest level."""
    return bool(scene.page.elements.tag[scene.page.blocks.element[block]] == TAG_CODE["h1"])


def _is_of_section(scene: Scene, text: str, shares: _Shares) -> bool:
    """Tell whether a short heading that the article echoes nowhere stands above a line that it does echo."""
    return (
        len(text) <= _LONGEST_SECTION
        and shares[text] < ECHOED
        and any(share(lead, scene.text) >= REPEATED for lead in _leads(scene))
    )


_LONGEST_SECTION = 8  # characters


def _first_part(title: str) -> str:
    return SITE_SEPARATORS.split(title, maxsplit=1)[0]


def _rivals(text: str, given: list[str], others: list[str]) -> list[str]:
    """Return the titles that may outdo a heading: not those that only put the site's name behind it.

    An article about the site repeats that name: 参观指南 - 河湾博物馆.
    """
    key = letters_of(text)
    return [
        other for title, other in zip(given, others, strict=True) if letters_of(_first_part(title)) != key
    ]


def _is_above(scene: Scene, text: str, block: int, told: _Candidates, shares: _Shares) -> bool:
    """Tell whether a short heading is of a section: what the page is called stands below it.

    The motto of a site may stand there too, where the <title> begins with the heading: that the article echoes alone.
    """
    key = letters_of(text)
    names = {letters_of(other) for other in told.names} - {key}
    if letters_of(_first_part(told.document)) == key and shares[text] >= ECHOED:
        names = {letters_of(other) for other in told.names if shares[other] >= ECHOED} - {key}
    return len(text) <= _LONGEST_SECTION and any(
        scene.keys[one] in names for one in scene.before if one > block
    )


def _is_outdone(text: str, others: list[str], shares: _Shares, *, agreed: bool = False) -> bool:
    """Tell whether the page has another title, and a likelier one.

    What the heading and a part of the <title> have agreed upon gives way later: og:title may be the site's name, or a subtitle.
    """
    if CONTACT.search(text):
        return any(not CONTACT.search(other) for other in others)
    least = 0.4 if agreed or shares[text] > _HARDLY else ECHOED
    return shares[text] < ECHOED and any(shares[other] >= least for other in others)


_HARDLY = 0.05  # of a title is echoed by any article


CONTACT = re.compile(r"\d(?:[\s-]?\d){6}|(?:QQ|微信|电话|热线)\W{0,3}号?\W{0,3}[\dA-Za-z]{4}")


def _most_echoed(scene: Scene, candidates: list[str], shares: _Shares, is_spam: SpamTest) -> str:
    """Return the candidate of which the article repeats most, or a line before it of which it repeats even more.

    Candidates contradict each other, so one may be foreign: the article decides, at a tie the order.
    """
    ranked = sorted(
        dict.fromkeys(candidates),
        key=lambda text: (CONTACT.search(text) is not None, -round(4 * shares[text])),
    )
    best = next((text for text in ranked if not is_spam(text)), "")
    if not best or shares[best] < 0.7:
        leads = {text: share(text, scene.text) for text in _leads(scene)}
        least = shares[best] + 0.2 if best else 0.25
        likely = sorted(
            (text for text in leads if leads[text] > least), key=lambda text: -round(4 * leads[text])
        )
        best = next((text for text in likely if not is_spam(text)), best)
    return best


_TITLE_META = {"og:title", "twitter:title", "articletitle"}


def _leads(scene: Scene) -> Iterator[str]:
    """Yield the lines before the article that may be its title though no element says so, nearest first."""
    blocks = scene.page.blocks
    for block in scene.before[:-13:-1]:
        text = scene.texts[block]
        if not 6 <= len(text) <= 60 or blocks.link_chars[block] * 2 >= len(text) or text[-1] in "。：:；;，":
            continue
        if not _NO_TITLE.search(text) and not WHEN.search(text):
            yield text


_NO_TITLE = re.compile(r"[>»›]|[来來]源|稿源|记者|記者|编辑|作者|[报網网社]$|^\W?\d|^[□■◆◇●▲]")


LONGEST_TITLE = 300  # characters


def _heading_blocks(scene: Scene) -> Iterator[tuple[int, int]]:
    """Yield the ranges of blocks of the headings down to the first blocks of the article, higher levels first."""
    limit = min(scene.body[0] + 3, scene.body[-1])
    for level in ("h1", "h2", "h3"):
        found = (scene.page.elements.tag == TAG_CODE[level]).nonzero()[0][:30]
        for first, last in zip(scene.first[found].tolist(), scene.last[found].tolist(), strict=True):
            if 0 < last - first <= _MOST_PIECES and first <= limit:
                yield first, last


_MOST_PIECES = 12  # blocks of a heading: lines, and the sentences of one that spam was put into


def _cut_headings(scene: Scene) -> list[str]:
    """Return the letters of each heading of which nothing is left."""
    cut = [range(first, last) for first, last in _heading_blocks(scene) if scene.spam[first:last].all()]
    return ["".join(scene.keys[block] for block in blocks) for blocks in cut]


def _headings(scene: Scene, plain: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the headings of which something is left, with their first blocks; ``plain``: letters of the titles in the head."""
    for first, end in _heading_blocks(scene):
        last = end
        while last > first + 1 and _says_when(scene, last - 1, plain):  # 标题<br>2024-05-20 来源：…
            last -= 1
        if not 0 < np.count_nonzero(~scene.spam[first:last]) < 5:
            continue
        if first > scene.body[0] and scene.chosen[first]:  # of a section
            continue
        text = _ANCHOR.sub("", _genuine_part(scene, first, last, plain))
        if (found := _KIND.match(text)) and letters_of(text[found.end() :]) in plain:
            text = text[found.end() :]
        if 2 <= len(text) < LONGEST_TITLE:
            yield first, text


def _genuine_part(scene: Scene, first: int, last: int, plain: list[str]) -> str:
    """Return a heading, or what is left of one that spam was put into; "" if the article does not echo what is left.

    Also "" if it echoes more of a title that holds what is left: then what was cut was no spam.
    """
    page = scene.page
    end = int(page.blocks.end[last - 1])
    if not scene.spam[first:last].any():
        return collapse(page.text[page.blocks.start[first] : end])
    ends = [*page.blocks.start[first + 1 : last].tolist(), end]
    kept = [block for block in range(first, last) if not scene.spam[block]]
    text = "".join(page.text[page.blocks.start[block] : ends[block - first]] for block in kept)
    text, key = collapse(text).strip(_JOINTS), letters_of(text)
    more = (title.replace(key, "") for title in plain if key in title)
    return text if echoes(text, scene.text) and not any(echoes(rest, scene.text) for rest in more) else ""


def _says_when(scene: Scene, block: int, plain: list[str]) -> bool:
    """Tell whether the line of a heading gives a date that is no part of a title in the head."""
    return WHEN.search(scene.texts[block]) is not None and not any(
        scene.keys[block] in title for title in plain
    )


_KIND = re.compile(r"^[\[【][^\[\]【】]{1,10}[\]】]\s?")  # of a thread, which forums put before the title


_JOINTS = " _|｜丨—–-·/，,、：:"


_ANCHOR = re.compile("^# | #$|[¶\u200b]$")  # a link from the heading to itself


def without_site(title: str) -> str:
    """Take the names of section and site from the end of a title."""
    parts = SITE_SEPARATORS.split(title)
    return parts[0] if len(parts[0]) >= 6 else max(parts, key=len)
