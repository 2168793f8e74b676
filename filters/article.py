"""Find the article among the blocks of a page: body, title, byline and date of publication."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from filters.markup import TAG_CODE, TAGS, Bools, Indices
from filters.segment import Page, read_hint
from filters.types import Article, Label

Floats = npt.NDArray[np.float64]
SpamTest = Callable[[str], bool]

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")

_MIN_ARTICLE = 20  # characters outside links, below which there is no article


def extract(
    page: Page, spam: Bools, is_spam: SpamTest = lambda _: False, now: datetime | None = None
) -> tuple[list[Label], Floats, Article | None]:
    """Tell article from boilerplate among the blocks that are not spam.

    ``spam`` has one entry a block; ``is_spam`` judges candidates for the title; dates later than a day after
    ``now`` (default: the clock) are refused. Returns the label of each block (spam where ``spam`` says so),
    the probability of that label, and the article, None if the page has none.
    """
    facts = _gather(page, spam)
    chance = _chances(page, facts)
    chosen = (chance >= 0.5) & ~spam
    if not _is_article(facts, chosen):
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
    if not chosen.any():
        return labels, scores, None
    latest = (now or datetime.now(UTC)) + timedelta(days=1)
    scene = _set_scene(page, facts, chosen, spam)
    article = Article(
        title=_find_title(scene, is_spam),
        byline=_find_byline(scene),
        published=_find_published(scene, latest),
        body=join_body(page, chosen),
        source=_find_source(scene),
    )
    return labels, scores, article


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


@dataclass(frozen=True, slots=True)
class _Scene:
    """A page whose article is chosen, and the blocks near it."""

    page: Page
    facts: _Facts
    chosen: Bools
    spam: Bools
    body: list[int]  # the blocks of the article
    before: list[int]  # the genuine blocks before the first of them
    behind: list[int]  # the genuine blocks behind the last of them


def _set_scene(page: Page, facts: _Facts, chosen: Bools, spam: Bools) -> _Scene:
    body = np.flatnonzero(chosen)
    genuine = np.flatnonzero(~spam)
    first, last = np.searchsorted(genuine, (body[0], body[-1]))
    before, behind = genuine[max(first - 30, 0) : first], genuine[last + 1 : last + 13]
    return _Scene(page, facts, chosen, spam, body.tolist(), before.tolist(), behind.tolist())


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
    r"|\bhead(?:er)?\b|search|editor-?info|post_?opt|source-?info"
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
    json: dict[str, list[str]]  # of the page's JSON-LD
    texts: list[str]


def _gather(page: Page, spam: Bools) -> _Facts:
    blocks = page.blocks
    n = len(blocks)
    if not n:
        none = np.zeros(0)
        return _Facts(none, none, none, none, none, *page.block_ranges(), {}, [])
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
    return _Facts(length, letters, marks, link_share, worth, firsts, lasts, _read_json(page), texts)


def _further_articles(page: Page, firsts: Indices, lasts: Indices) -> Iterator[tuple[int, int]]:
    """Yield the ranges of articles loaded below the page's own: their headings are built like its heading."""
    elements = page.elements
    title = _letters_of(page.head.title or "")
    own: tuple[int, str] | None = None
    for heading in np.flatnonzero(elements.tag == TAG_CODE["h1"])[:50].tolist():
        first, last = int(firsts[heading]), int(lasts[heading])
        hint = elements.hint(heading)
        if not hint or first == last:
            continue
        name = _letters_of(page.block_text(first))
        if own is None and len(name) >= 6 and name in title:
            own = (first, hint)
        elif own is not None and own[1] == hint:
            parent = elements.parent[heading]
            if firsts[parent] > own[0]:
                yield int(firsts[parent]), int(lasts[parent])


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
    chance[chrome] = np.minimum(chance[chrome], 0.2)
    listlike = (facts.link_share > 0.7) & (facts.marks < 2)
    chance[listlike] = np.minimum(chance[listlike], 0.3)
    _trim(page, facts, chance, first, last)
    return chance


def _container(page: Page, facts: _Facts) -> tuple[int, int, int]:
    """Return the blocks and the index of the element that holds the article."""
    elements = page.elements
    total = np.concatenate((np.zeros(1), np.cumsum(facts.worth)))
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


def _title_pairs(page: Page) -> tuple[Indices, Indices, int]:
    """Return where pairs of characters of the title stand, which pair each is, and the number of pairs."""
    title = [ord(character) for character in _letters_of(page.head.title or "")[:60]]
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
    prose = np.concatenate((np.zeros(1), np.cumsum(np.maximum(facts.worth, 0))))
    letters = np.concatenate((np.zeros(1), np.cumsum(facts.letters)))
    links = np.concatenate((np.zeros(1), np.cumsum(facts.letters * facts.link_share)))
    whole = max(float(prose[last] - prose[first]), 1.0)
    filled = (
        root
        + 1
        + np.flatnonzero(
            (facts.first[root + 1 :] >= first)
            & (facts.last[root + 1 :] <= last)
            & (facts.last[root + 1 :] > facts.first[root + 1 :])
            & ~_IS_INLINE[elements.tag[root + 1 :]]
        )
    )
    starts, stops = facts.first[filled], facts.last[filled]
    small = (prose[stops] - prose[starts]) / whole <= 0.35
    filled, starts, stops = filled[small], starts[small], stops[small]
    linked = (links[stops] - links[starts]) / np.maximum(letters[stops] - letters[starts], 1.0)
    apart = _IS_BAD_TAG[elements.tag[filled]] | ((linked > 0.6) & (stops - starts > 2))
    done = first
    rows = zip(filled.tolist(), starts.tolist(), stops.tolist(), apart.tolist(), strict=True)
    for element, start, stop, is_apart in rows:
        if start >= done and (is_apart or _has_bad_hint(elements.start_tag(element))):
            yield start, stop
            done = stop


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
    return int(facts.first[holder]), int(facts.last[holder])


_DATE = r"(?:19|20)\d\d\s{0,2}[-/.年]\s{0,2}[01]?\d\s{0,2}[-/.月]\s{0,2}[0-3]?\d"
_CHROME = re.compile(
    r"(?:发布时间|发布日期|更新时间|更新日期|发表时间|时间|日期|浏览次数?|浏览量|阅读次数?|阅读量|阅读数|点击数?|点击量|点击次数|访问量"
    r"|字号|字体|字体大小|打印|关闭|关闭窗口|打印本页|分享到?|分享至|收藏|点赞|评论|举报|阅读全文|查看全文|展开全文|展开阅读全文"
    r"|点击查看全文|返回首页|返回列表|返回顶部|上一篇|下一篇|上一页|下一页|相关阅读|相关新闻|相关推荐|推荐阅读|热门推荐"
    r"|延伸阅读|猜你喜欢|更多精彩|版权声明|免责声明|您当前的?位置|当前位置|首页|扫一扫|来源|责任编辑|标签|关键词|收藏本文"
    r"|我要评论|网友评论|发表评论|全部评论)"
)
_CHROME_WHOLE = re.compile(
    rf"^(?:{_CHROME.pattern}\s{{0,3}}[:：>»]{{0,2}}\s{{0,3}}(?:[\d,]{{1,9}}次?|{_DATE}[\s\d:]{{0,12}})?[\s|/·]{{0,3}}){{1,6}}$"
)
_META_LINE = re.compile(
    rf"^(?:{_DATE}[\s\d:时分秒]{{0,12}}|(?:来源|来自|稿源|文章来源|信息来源)\s{{0,2}}[:：])|^(?:发布时间|发布日期|更新时间|更新日期|发表时间|时间|日期)\s{{0,2}}[:：]"
)
_HEAD = re.compile(r"^[（(\[【]\s?(?:原标题|原题)\s?[:：]")
_TAIL = re.compile(
    r"^[（(\[【*]?\s?(?:本文来源|文章来源|来源\s?[:：]|版权声明|免责声明|特别声明|声明\s?[:：]|以上内容(?:（|\(|由|仅|均)"
    r"|上一篇|下一篇|分享到|扫一扫|微信扫|长按|关键词|标签\s?[:：]|阅读全文|查看更多|返回|更多.{0,30}请?关注|相关资讯请关注"
    r"|本文为.{2,20}原创|未经.{0,12}(?:授权|许可|允许)|如有侵权|投诉|举报|责任编辑\s?[:：]\s?$|打开.{0,8}(?:APP|客户端)"
    r"|下载.{0,8}(?:APP|客户端)|发布于\s?[:：])"
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
        if len(text) <= 60 and _CHROME_WHOLE.match(text):
            found[block] = True
    if len(page.elements):  # the head of a table may well be called 时间
        found &= page.elements.tag[page.blocks.element] != TAG_CODE["th"]
    return found


def _trim(page: Page, facts: _Facts, chance: Floats, first: int, last: int) -> None:
    """Take titles and lines of metadata from the head, and what follows the article from the tail."""
    strong = first + np.flatnonzero((facts.worth[first:last] > 16) & (chance[first:last] >= 0.5))
    if not len(strong):
        return
    gain = np.maximum(facts.worth[first:last], 0) * (chance[first:last] >= 0.5)
    behind = gain.sum() - np.cumsum(gain)  # prose behind each block
    stem_first, stem_last = _stem(page, facts, first, last)
    titles = {_letters_of(title) for title in _title_texts(page)}
    begin, end = int(strong[0]), int(strong[-1])
    texts, elements = facts.texts, page.elements
    own = page.blocks.element[first:last].tolist()
    for block in range(first, min(begin + 3, last)):
        text = texts[block]
        heading = int(elements.tag[own[block - first]]) in (TAG_CODE["h1"], TAG_CODE["h2"])
        name = _letters_of(text)
        repeats = name in titles or (len(name) >= 6 and any(title.startswith(name) for title in titles))
        metadata = len(text) < 120 and (_META_LINE.search(text) or _HEAD.search(text))
        if metadata or repeats or (heading and block <= begin) or (block < begin and block < stem_first):
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


def _is_article(facts: _Facts, chosen: Bools) -> bool:
    """Tell whether what was chosen is an article rather than the remains of a listing or an error page."""
    free = float((facts.letters * (1 - facts.link_share))[chosen].sum())
    linked = float((facts.letters * facts.link_share)[chosen].sum())
    if free < _MIN_ARTICLE or linked > free:
        return False
    return bool(facts.marks[chosen].sum() >= 1)


# ---- the title

_SITE_SEPARATORS = re.compile(r"\s{0,3}(?:[_|–—丨｜]|--?|\s-\s|::|»|·)\s{0,3}")
_NOT_LETTERS = re.compile(r"[\W_]+")


def _letters_of(text: str) -> str:
    return _NOT_LETTERS.sub("", text).lower()


def _clean(text: str) -> str:
    return " ".join(text.split())


def _title_texts(page: Page) -> Iterator[str]:
    for name, content in page.head.meta:
        if name in {"og:title", "twitter:title"}:
            yield content
    if page.head.title:
        yield page.head.title


def _find_title(scene: _Scene, is_spam: SpamTest) -> str | None:
    """Reconcile heading, og:title, JSON-LD and <title>; what is spam or refused by the spam test is none."""
    page, facts = scene.page, scene.facts
    document = _clean(page.head.title or "")
    if is_spam(document):
        document = ""
    metas = [_clean(text) for name, text in page.head.meta if name in {"og:title", "twitter:title"}]
    metas += [_clean(text) for text in facts.json.get("headline", ())]
    metas = [text for text in metas if text and len(text) < _LONGEST_TITLE and not is_spam(text)]
    headings = [text for text in _headings(scene) if not is_spam(text)]
    whole = [_letters_of(text) for text in (document, *metas)]
    for text in headings:  # a heading that the document's title repeats
        key = _letters_of(text)
        if key and any(key in other for other in whole):
            return text
    if document:
        for block in [*scene.before[-15:], scene.body[0]]:  # a block that does so, whatever its element
            key = _letters_of(text := facts.texts[block])
            if len(key) >= 6 and whole[0].startswith(key):
                return text
    candidates = [*map(_without_site, metas), *([_without_site(document)] if document else []), *headings]
    if not candidates:
        return None
    # They contradict each other, so one may be foreign: the article itself decides, at a tie the order.
    body = _letters_of(join_body(page, scene.chosen))
    return max(
        (text for text in candidates if len(text) < _LONGEST_TITLE),
        key=lambda text: _echo(text, body),
        default=None,
    )


_LONGEST_TITLE = 300  # characters


def _headings(scene: _Scene) -> Iterator[str]:
    """Yield the headings down to the first blocks of the article, higher ones first."""
    page, facts, spam = scene.page, scene.facts, scene.spam
    elements = page.elements
    limit = scene.body[0] + 3
    for level in ("h1", "h2", "h3"):
        found = np.flatnonzero(elements.tag == TAG_CODE[level])[:30]
        for first, last in zip(facts.first[found].tolist(), facts.last[found].tolist(), strict=True):
            if not 0 < last - first < 5 or first > limit or spam[first:last].any():
                continue
            text = _clean(page.text[page.blocks.start[first] : page.blocks.end[last - 1]])
            if 4 <= len(text) < _LONGEST_TITLE:
                yield text


def _echo(title: str, body: str) -> float:
    """Return in steps of a quarter how many of a title's pairs of characters occur in the article."""
    letters = _letters_of(title)[:80]
    pairs = {first + second for first, second in pairwise(letters)}
    return round(4 * sum(pair in body for pair in pairs) / max(len(pairs), 4)) / 4


def _without_site(title: str) -> str:
    """Take the names of section and site from the end of a title."""
    parts = _SITE_SEPARATORS.split(title)
    return max(parts[:1] or [title], key=len) if len(parts[0]) >= 6 else max(parts, key=len)


# ---- the source

_SOURCE = re.compile(
    r"(?:^|[\s|｜(（\[【/\d])(?:(?:文章|信息|消息|新闻|内容|稿件|本文)?[来來]源(?:于|自)?|稿源|转自|轉自|Source)\s{0,3}[:：]\s{0,3}"
    r"([^\s|｜:：()（）\[\]【】<>，。；]{2,30})?"
)
_SOURCE_END = re.compile(
    r"(?:参与互动|我要评论|打印|分享|作者|记者|编辑|责编|责任编辑|字号|浏览|阅读|时间|日期)$"
)
_NOT_SOURCE = re.compile(
    r"^(?:作者|记者|编辑|责任编辑|责编|时间|发布时间|日期|浏览|阅读|点击|字号|网络|互联网|未知|https?)"
)


_SOURCE_META = ("source", "article:source")


def _find_source(scene: _Scene) -> str | None:
    """Return the name behind 来源 around the article, else that of the metadata."""
    texts, body = scene.facts.texts, scene.body
    for block in [*scene.before[:-16:-1], *body[:2], *body[:-4:-1], *scene.behind]:
        text = texts[block]
        if len(text) > 160 or ("源" not in text and "自" not in text and "ource" not in text):
            continue
        found = _SOURCE.search(text)
        if not found:
            continue
        name = found[1]
        following = block + 1
        if not name and found.end() == len(text) and following < len(texts):  # label and value apart
            name = None if scene.spam[following] or scene.chosen[following] else texts[following]
        if name and len(name) <= 30 and not _NOT_SOURCE.search(name):
            return _SOURCE_END.sub("", name).strip("“”\"'《》") or None
    metas = (content.strip() for name, content in scene.page.head.meta if name in _SOURCE_META)
    return next((text for text in metas if 2 <= len(text) <= 30 and not _NOT_SOURCE.search(text)), None)


# ---- the byline

# Half of all Chinese share the first twenty; those here cover all but a few in ten thousand.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔"
    "伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管"
    "柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边"
    "葉陳張劉楊黃趙吳孫馬羅鄭謝韓馮鄧蕭許呂蘇蔣賈鐘盧陸範賀顧龔邵萬錢嚴湯溫莊聶魯嶽齊歐關蘭紀單裴駱藍遊靳陽華喻"
    "卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀胥南班储原栗燕楚鄢扈晋郁谌禤钮钭竺郜才"
)
_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "令狐",
    "端木",
    "公孙",
    "慕容",
    "夏侯",
    "宇文",
    "独孤",
    "南宫",
    "闻人",
)
_HAN = "[\u4e00-\u9fa5]"
_NAME = rf"{_HAN}{{2,4}}(?:·{_HAN}{{1,8}}){{0,3}}|{_HAN} {_HAN}"
_NAMES = rf"(?:{_NAME})(?:(?: ?[、,，/;；&和与] ?| )(?:{_NAME})){{0,7}}"
_NAMES_END = (
    r"(?=$|[\s)）\]】。，,、;；:：|/／_\d<—\-]|[A-Z]{2}"
    r"|报道|報導|報道|摄|文|图|发自|整理|整合|综合|编辑|实习|通讯员|记者|翻摄|供稿)"
)
_REPORTERS = re.compile(
    rf"(?:记者|記者|[採采][訪访](?=\s?[:：])|通讯员|评论员|特约撰稿人?|撰稿人?|撰文|作者|执笔|文[/|／｜](?:图\s)?|图[/／]文|文字)\s?[:：/|]?\s?({_NAMES}){_NAMES_END}"
)
_EDITORS = re.compile(rf"(?:责任编辑|责编|编辑|编者|责任校对)\s?[:：/|]\s?({_NAMES}){_NAMES_END}")
_SIGNED = re.compile(rf"[（(]({_NAMES})[)）]$")
_ACCOUNT = re.compile(
    r"(?:作者|责任编辑|责编)\s?[:：]\s?([^\s:：|/()（）\[\]【】，。_]{2,14}(?: [A-Z][a-z]{1,14})?)"
)
_NAME_BREAK = re.compile(r" ?[、,，/;；&] ?|(?<=..) (?=..)")
_NOT_NAMES = re.compile(
    r"记者|报道|编辑|来源|采访|时间|责任|通讯|摄影|作者|综合|整理|未知|网络|匿名|admin|佚名|本站|本网|转载|点击"
    r"|[省市县区州报讯社网台]$|^(?:江苏|江西|安徽|云南|陕西|海南|宁夏|成都|武汉|石家庄|温馨|关注|相关|高清|方式|全文|安全)"
)


def _find_byline(scene: _Scene) -> tuple[str, ...]:
    """Return the names of reporters and authors, else of who signed, else of editors, else of an account."""
    edges = {*scene.body[:4], *scene.body[-4:]}
    texts: list[str] = []
    for block in sorted(edges.union(scene.before[-15:], scene.behind)):
        text = scene.facts.texts[block]
        if len(text) <= 160:
            texts.append(text)
        elif block in edges:
            texts += [text[:60], text[-60:]]
    for pattern in (_REPORTERS, _SIGNED, _EDITORS):
        names = [name for text in texts for found in pattern.finditer(text) for name in _names(found[1])]
        if names:
            return tuple(dict.fromkeys(names))
    for text in texts:
        for found in _ACCOUNT.finditer(text):
            if not _NOT_NAMES.search(found[1]):
                return (found[1],)
    metas = [value.strip() for name, value in scene.page.head.meta if name in {"author", "article:author"}]
    return tuple(
        dict.fromkeys(name for name in metas if 1 < len(name) <= 20 and not re.search(r"[/.]|网", name))
    )


def _names(text: str) -> list[str]:
    """Split a run of names; what does not begin with a surname is none."""
    return [name for part in _NAME_BREAK.split(text) if _looks_like_name(name := part.replace(" ", ""))]


def _looks_like_name(text: str) -> bool:
    if _NOT_NAMES.search(text) or len(text) < 2:
        return False
    if "·" in text:
        return True
    return len(text) <= (4 if text.startswith(_COMPOUND) else 3 if text[0] in _SURNAMES else 0)


# ---- the date

_WHEN = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(1[0-2]|0?[1-9])\s?[-/.月]\s?(3[01]|[12]\d|0?[1-9])(?!\d)[日号]?"
    r"(?:[T\s]{0,3}([01]?\d|2[0-3])[:：时]([0-5]\d)(?:[:：分]([0-5]\d))?(?:\.\d{1,6})?\s?(Z|[+-]\d\d:?\d\d)?)?"
)
_DATE_META = (
    "article:published_time", "datepublished", "pubdate", "publishdate", "og:release_date",
    "og:published_time", "publish_time", "publish-date", "weibo: article:create_at",
    "bytedance:published_time", "datecreated", "article:create_at",
    "date", "dc.date", "dc.date.issued", "sailthru.date", "firstcreatetime", "apub:time",
)  # fmt: skip
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(1[0-2]|0[1-9])[-/_]?(3[01]|[12]\d|0[1-9])(?!\d)")


def _find_published(scene: _Scene, latest: datetime) -> datetime | None:
    """Return when the article was published: by metadata, else as shown near it, else by the address."""
    page, facts = scene.page, scene.facts
    metas = dict(reversed(page.head.meta))
    for name in _DATE_META:
        if name in metas and (found := _parse_date(metas[name], latest)):
            return found
    for name in ("datePublished", "pubDate", "dateCreated"):
        for value in facts.json.get(name, ()):
            if found := _parse_date(value, latest):
                return found
    elements = page.elements
    marked = [
        found
        for element in np.flatnonzero(elements.tag == TAG_CODE["time"])[:100].tolist()
        if (found := _parse_date(elements.attributes(element).get("datetime", ""), latest))
    ]
    if found := _shown_date(scene, latest):
        if found.hour or found.minute:
            return found
        # <time> often tells the hour of the day that is shown
        return next((time for time in marked if time.date() == found.date()), found)
    if marked:
        return marked[0]
    by_address = _URL_DATE.search(page.url or page.head.canonical or "")
    return _parse_date("-".join(by_address.groups()), latest) if by_address else None


_LABELLED = re.compile(
    r"(?:发布|发表|刊发|刊登|上线)(?:时间|日期|于)|(?:^|\s)(?:时间|日期)\s?[:：]|^Published|^Posted",
    re.IGNORECASE,
)
_OTHER_LABEL = re.compile(r"更新|修改|举办|开始|截止|截至|成立|上映|评论|回复|入群|注册")


def _shown_date(scene: _Scene, latest: datetime) -> datetime | None:
    """Return the date shown around the article that looks most like that of its publication."""
    body, before = scene.body, scene.before
    link_chars = scene.page.blocks.link_chars
    best: datetime | None = None
    best_score = 0.0
    nearby = [*before, *body[:4], *body[-2:], *scene.behind]
    for rank, block in enumerate(nearby):
        text = scene.facts.texts[block]
        length = len(text)
        if length > 160 or link_chars[block] * 2 > length:
            continue
        if not (found := _parse_date(text, latest)):
            continue
        score = 1.0 + 3.0 * bool(_LABELLED.search(text)) - 2.0 * bool(_OTHER_LABEL.search(text))
        score += 2.0 * (found.hour + found.minute > 0) + 1.5 * (length < 60)
        score -= 0.03 * abs(rank - len(before)) if block <= body[min(3, len(body) - 1)] else 1.0
        if score > best_score:
            best, best_score = found, score
    return best


def _parse_date(text: str, latest: datetime) -> datetime | None:
    """Return the first possible date in a text."""
    for found in _WHEN.finditer(text[:400]):
        year, month, day, hour, minute, second, zone = found.groups()
        numbers = [int(part or 0) for part in (year, month, day, hour, minute, second)]
        try:
            when = datetime(*numbers, tzinfo=_zone(zone))  # type: ignore[arg-type,misc]
        except ValueError:
            continue
        if when <= latest:
            return when
    return None


def _zone(text: str | None) -> timezone:
    if not text:
        return CHINA
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _read_json(page: Page) -> dict[str, list[str]]:
    """Return the string values of the names that are looked for in the page's JSON-LD, outer ones first."""
    found: dict[str, list[str]] = {}
    for text in page.head.json_ld:
        if len(text) > _LONGEST_JSON:
            continue
        try:
            queue: deque[object] = deque([json.loads(text, strict=False)])
        except (ValueError, RecursionError):
            continue
        while queue:
            item = queue.popleft()
            if isinstance(item, list):
                queue.extend(item)
            elif isinstance(item, dict):
                for name in _JSON_NAMES:
                    if isinstance(value := item.get(name), str):
                        found.setdefault(name, []).append(value)
                queue.extend(value for value in item.values() if isinstance(value, (list, dict)))
    return found


_LONGEST_JSON = 300_000  # characters
_JSON_NAMES = ("headline", "datePublished", "pubDate", "dateCreated")
