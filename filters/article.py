"""Find the article among the blocks of a page: body, title, byline and date of publication."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import numpy.typing as npt

from filters.segment import TAG_CODE, TAGS, Bools, Indices, Page
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
    chance = _chances(page, facts, spam)
    chosen = (chance >= 0.5) & ~spam
    if not _is_article(page, facts, chosen):
        chosen &= False
        chance = np.minimum(chance, 0.45)
    labels = [
        Label.SPAM if cut else Label.ARTICLE if kept else Label.BOILERPLATE
        for cut, kept in zip(spam.tolist(), chosen.tolist(), strict=True)
    ]
    scores = np.where(chosen, chance, 1 - chance)
    if not chosen.any():
        return labels, scores, None
    latest = (now or datetime.now(UTC)) + timedelta(days=1)
    body = join_body(page, chosen)
    article = Article(
        title=find_title(page, chosen, spam, is_spam),
        byline=find_byline(page, chosen, spam),
        published=find_published(page, chosen, spam, latest),
        body=body,
    )
    return labels, scores, article


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


# --- the body ---------------------------------------------------------------------------------------------------

_STOP_MARKS = "。！？；…"
_MARKS = "，。！？；：、“”" + "…"
_CLASS_OTHER, _CLASS_HAN, _CLASS_MARK, _CLASS_WORD, _CLASS_ASCII_MARK = 0, 1, 2, 3, 4
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
_BAD_TAGS = {
    TAG_CODE[name] for name in ("nav", "footer", "aside", "button", "select", "textarea", "option", "menu")
}
_HEADINGS = {TAG_CODE[f"h{level}"] for level in range(1, 7)}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What each block shows by itself."""

    length: Floats  # characters
    letters: Floats  # Han characters, or for Latin text half its letters
    marks: Floats  # punctuation marks
    link_share: Floats
    worth: Floats  # characters of prose; negative for what looks like chrome


def _gather(page: Page, spam: Bools) -> _Facts:
    blocks = page.blocks
    n = len(blocks)
    if not n:
        none = np.zeros(0)
        return _Facts(none, none, none, none, none)
    kind = _CLASSES[np.minimum(page.codes, 0xFFFF)]
    edges = np.empty(2 * n, np.intp)
    edges[::2], edges[1::2] = blocks.start, blocks.end

    def count(wanted: Bools) -> Floats:
        sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(wanted)))
        return (sums[blocks.end] - sums[blocks.start]).astype(np.float64)

    length = (blocks.end - blocks.start).astype(np.float64)
    han = count(kind == _CLASS_HAN)
    words = count(kind == _CLASS_WORD)
    ascii_marks = count(kind == _CLASS_ASCII_MARK)
    marks = count(kind == _CLASS_MARK) + np.where(words > 20, 0.7, 0.3) * ascii_marks
    letters = han + 0.4 * words
    link_share = np.minimum(blocks.link_chars / length, 1.0)
    free = letters * (1 - link_share)
    prose = free * np.minimum(1.0, marks / 2) * (link_share < 0.5)
    # Short blocks without punctuation cost a little each, links more: menus and lists of headlines sink.
    cost = np.where(marks < 1, 4.0, 0.0) + 0.6 * letters * link_share + np.where(link_share > 0.5, 6.0, 0.0)
    worth = np.where(free + han < 1, -1.0, prose - cost)
    worth = np.where(spam, 0.0, worth)
    return _Facts(length, letters, marks, link_share, worth)


def _chances(page: Page, facts: _Facts, spam: Bools) -> Floats:
    """Return the probability of each block being part of the article."""
    n = len(page.blocks)
    if not n:
        return np.zeros(0)
    chrome = _chrome_lines(page)
    if not len(page.elements):
        return np.where(chrome, 0.1, 0.9)
    first, last, root = _container(page, facts)
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
    score = total[elements.last_block] - total[elements.first_block]
    score[elements.last_block <= elements.first_block] = -np.inf
    size = elements.last_block - elements.first_block
    # Candidates: the best sums, the innermost of equal ones.
    order = np.lexsort((-elements.level, -score))[:24]
    best, best_score = int(order[0]), -np.inf
    for element in order.tolist():
        value = float(score[element])
        if value <= 0 and best_score > -np.inf:
            break
        hint = elements.hint(element)
        if _GOOD_HINT.search(hint) or TAGS[elements.tag[element]] == "article":
            value *= 1.2
        if _BAD_HINT.search(hint):
            value *= 0.7
        if TAGS[elements.tag[element]] in {"html", "body"}:
            value *= 0.9
        value -= 0.01 * size[element]
        if value > best_score:
            best, best_score = element, value
    return int(elements.first_block[best]), int(elements.last_block[best]), best


def _foreign_parts(page: Page, facts: _Facts, root: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of blocks inside the container that its own markup sets apart from the article."""
    elements = page.elements
    first, last = int(elements.first_block[root]), int(elements.last_block[root])
    prose = np.concatenate((np.zeros(1), np.cumsum(np.maximum(facts.worth, 0))))
    letters = np.concatenate((np.zeros(1), np.cumsum(facts.letters)))
    links = np.concatenate((np.zeros(1), np.cumsum(facts.letters * facts.link_share)))
    whole = max(float(prose[last] - prose[first]), 1.0)
    filled = np.flatnonzero(
        (elements.first_block >= first)
        & (elements.last_block <= last)
        & (elements.last_block > elements.first_block)
    )
    done = first
    for element in filled.tolist():
        if element <= root:
            continue
        start, stop = int(elements.first_block[element]), int(elements.last_block[element])
        if start < done:
            continue
        share = float(prose[stop] - prose[start]) / whole
        if share > 0.35:
            continue
        amount = float(letters[stop] - letters[start])
        linked = float(links[stop] - links[start]) / max(amount, 1.0)
        tag = int(elements.tag[element])
        bad = tag in _BAD_TAGS or bool(_BAD_HINT.search(elements.hint(element)))
        if bad or (linked > 0.6 and stop - start > 2):
            yield start, stop
            done = stop


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
    rf"^(?:{_DATE}[\s\d:时分秒]{{0,12}}|(?:来源|来自|稿源|文章来源|信息来源)\s{{0,2}}[:：])|^(?:发布时间|发布日期|时间)\s{{0,2}}[:：]"
)
_TAIL = re.compile(
    r"^[（(\[【]?(?:责任编辑|责编|编辑|原标题|版权声明|免责声明|声明|特别声明|相关阅读|相关新闻|相关链接|延伸阅读|推荐阅读"
    r"|更多|上一篇|下一篇|分享到|扫一扫|关键词|标签|来源)"
)
_RELATED = re.compile(
    r"^[【\[]?(?:相关阅读|相关新闻|相关链接|相关文章|延伸阅读|推荐阅读|热门推荐|更多新闻|猜你喜欢|精彩推荐|为您推荐|编辑推荐"
    r"|网友评论|热门评论|最新评论|全部评论|参与评论|文章评论|发表评论)"
)


def _chrome_lines(page: Page) -> Bools:
    """Tell which blocks are labels and counters of a page template."""
    short = np.flatnonzero(page.blocks.end - page.blocks.start <= 60)
    found = np.zeros(len(page.blocks), np.bool_)
    for block in short.tolist():
        found[block] = _CHROME_WHOLE.match(page.block_text(block)) is not None
    return found


def _trim(page: Page, facts: _Facts, chance: Floats, first: int, last: int) -> None:
    """Take titles and lines of metadata from the head, and what follows the article from the tail."""
    titles = {_letters_of(title) for title in _title_texts(page)}
    block = first
    seen = 0.0
    while block < last and seen < 30:
        text = page.block_text(block)
        is_heading = int(page.elements.tag[page.blocks.element[block]]) in (TAG_CODE["h1"], TAG_CODE["h2"])
        if (len(text) < 120 and _META_LINE.search(text)) or is_heading or _letters_of(text) in titles:
            chance[block] = min(chance[block], 0.25)
        elif facts.worth[block] > 0:
            seen += float(facts.letters[block])
        block += 1
    for block in range(first, last):
        length = facts.length[block]
        if length < 24 and _RELATED.match(page.block_text(block)):
            rest = facts.worth[block:last]
            before = facts.worth[first:block]
            if np.maximum(rest, 0).sum() < 0.5 * np.maximum(before, 0).sum():
                chance[block:last] = np.minimum(chance[block:last], 0.2)
                break


def _is_article(page: Page, facts: _Facts, chosen: Bools) -> bool:
    """Tell whether what was chosen is an article rather than the remains of a listing or an error page."""
    free = float((facts.letters * (1 - facts.link_share))[chosen].sum())
    linked = float((facts.letters * facts.link_share)[chosen].sum())
    if free < _MIN_ARTICLE or linked > free:
        return False
    return bool(facts.marks[chosen].sum() >= 1)


# --- the title --------------------------------------------------------------------------------------------------

_SITE_SEPARATORS = re.compile(r"\s{0,3}(?:[_|–—丨｜]|--?|\s-\s|::|»|·)\s{0,3}")
_NOT_LETTERS = re.compile(r"[\W_]+")


def _letters_of(text: str) -> str:
    return _NOT_LETTERS.sub("", text).lower()


def _title_texts(page: Page) -> Iterator[str]:
    for name, content in page.head.meta:
        if name in {"og:title", "twitter:title"}:
            yield content
    if page.head.title:
        yield page.head.title


def find_title(page: Page, chosen: Bools, spam: Bools, is_spam: SpamTest) -> str | None:
    """Reconcile heading, og:title, JSON-LD and <title>; those that the spam test refuses lose."""
    elements = page.elements
    clean = lambda text: " ".join(text.split())  # noqa: E731
    document = clean(page.head.title or "")
    if document and is_spam(document):
        document = ""
    metas = [clean(text) for name, text in page.head.meta if name in {"og:title", "twitter:title"}]
    metas += [clean(text) for text in _json_values(page, ("headline",))]
    metas = [text for text in metas if text and len(text) < 300 and not is_spam(text)]
    headings: list[str] = []
    before = int(np.argmax(chosen)) if chosen.any() else len(page.blocks)
    for level in ("h1", "h2", "h3"):
        for element in np.flatnonzero(elements.tag == TAG_CODE[level]).tolist():
            first, last = int(elements.first_block[element]), int(elements.last_block[element])
            if not 0 < last - first < 5 or first > before + 3 or spam[first:last].any():
                continue
            text = clean(page.text[page.blocks.start[first] : page.blocks.end[last - 1]])
            if 4 <= len(text) < 300 and not is_spam(text):
                headings.append(text)
    letters = _letters_of(document)
    for text in headings:  # a heading that the document's title repeats
        key = _letters_of(text)
        if key and (key in letters or any(key in _letters_of(meta) for meta in metas)):
            return text
    if document:
        for block in _blocks_before(page, before):  # a block that does so, whatever its element
            text = page.block_text(block)
            key = _letters_of(text)
            if len(key) >= 6 and letters.startswith(key) and not spam[block]:
                return text
    for text in metas:
        return _without_site(text)
    if document:
        return _without_site(document)
    return headings[0] if headings else None


def _blocks_before(page: Page, before: int) -> Iterable[int]:
    return range(max(0, before - 15), min(before + 1, len(page.blocks)))


def _without_site(title: str) -> str:
    """Take the names of section and site from the end of a title."""
    parts = _SITE_SEPARATORS.split(title)
    return max(parts[:1] or [title], key=len) if len(parts[0]) >= 6 else max(parts, key=len)


# --- the byline -------------------------------------------------------------------------------------------------

_NAME = r"[\u4e00-\u9fa5·]{2,4}"
_NAMES = rf"{_NAME}(?:[ 、,，/和与]{{1,2}}{_NAME}){{0,5}}"
_BYLINES = (
    re.compile(
        rf"(?:本报|本网|本刊|新华社|通讯社)?(?:首席|特约|见习|实习|驻[\u4e00-\u9fa5]{{1,4}})?记者[:：]?\s?({_NAMES})"
    ),
    re.compile(rf"(?:通讯员|作者|撰文|文/|文\|)\s?[:：]?\s?({_NAMES})"),
    re.compile(rf"(?:责任编辑|责编|编辑|编者|责任校对)\s?[:：]\s?({_NAMES})"),
)
_NOT_NAMES = re.compile(
    r"记者|报道|编辑|来源|采访|了解|获悉|表示|今日|昨日|近日|发现|时间|责任|通讯|摄影|作者"
)


def find_byline(page: Page, chosen: Bools, spam: Bools) -> tuple[str, ...]:
    """Return the names of reporters and authors, else of editors, else what the page's metadata names."""
    near = np.flatnonzero(chosen)
    if not len(near):
        return ()
    blocks = range(max(0, int(near[0]) - 12), min(int(near[-1]) + 8, len(page.blocks)))
    texts = [page.block_text(block) for block in blocks if not spam[block]]
    short = [text if len(text) < 200 else text[:60] + "\n" + text[-60:] for text in texts]
    for pattern in _BYLINES:
        names: list[str] = []
        for text in short:
            for found in pattern.finditer(text):
                names += [name for name in re.split(r"[ 、,，/和与]+", found[1]) if _looks_like_name(name)]
        if names:
            return tuple(dict.fromkeys(names))
    metas = [value for name, value in page.head.meta if name in {"author", "article:author"}]
    return tuple(
        dict.fromkeys(name.strip() for name in metas if 1 < len(name.strip()) <= 20 and "/" not in name)
    )


def _looks_like_name(text: str) -> bool:
    return 2 <= len(text) <= 10 and not _NOT_NAMES.search(text)


# --- the date ---------------------------------------------------------------------------------------------------

_WHEN = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(1[0-2]|0?[1-9])\s?[-/.月]\s?(3[01]|[12]\d|0?[1-9])(?!\d)[日号]?"
    r"(?:[T\s]{0,3}([01]?\d|2[0-3])[:：时]([0-5]\d)(?:[:：分]([0-5]\d))?(?:\.\d{1,6})?\s?(Z|[+-]\d\d:?\d\d)?)?"
)
_DATE_META = (
    "article:published_time", "datepublished", "pubdate", "publishdate", "og:release_date", "og:published_time",
    "publish_time", "publish-date", "weibo: article:create_at", "bytedance:published_time", "datecreated",
    "article:create_at", "date", "dc.date", "dc.date.issued", "sailthru.date", "firstcreatetime", "apub:time",
)  # fmt: skip
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(1[0-2]|0[1-9])[-/_]?(3[01]|[12]\d|0[1-9])(?!\d)")


def find_published(page: Page, chosen: Bools, spam: Bools, latest: datetime) -> datetime | None:
    """Return when the article was published: by metadata, else as shown near it, else by the address."""
    metas = dict(reversed(page.head.meta))
    for name in _DATE_META:
        if name in metas and (found := _parse_date(metas[name], latest)):
            return found
    for value in _json_values(page, ("datePublished", "pubDate", "dateCreated")):
        if found := _parse_date(value, latest):
            return found
    first = int(np.argmax(chosen))
    nearby = [*range(first, max(first - 25, -1), -1), *range(first + 1, min(first + 4, len(page.blocks)))]
    for block in nearby:
        text = page.block_text(block)
        if not spam[block] and len(text) < 120 and (found := _parse_date(text, latest)):
            return found
    for element in np.flatnonzero(page.elements.tag == TAG_CODE["time"]).tolist():
        if found := _parse_date(page.elements.attributes(element).get("datetime", ""), latest):
            return found
    found_url = _URL_DATE.search(page.url or page.head.canonical or "")
    return _parse_date("-".join(found_url.groups()), latest) if found_url else None


def _parse_date(text: str, latest: datetime) -> datetime | None:
    for found in _WHEN.finditer(text[:400]):
        year, month, day, hour, minute, second, zone = found.groups()
        try:
            when = datetime(
                int(year),
                int(month),
                int(day),
                int(hour or 0),
                int(minute or 0),
                int(second or 0),
                tzinfo=_zone(zone),
            )
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


def _json_values(page: Page, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the string values of the given names in the page's JSON-LD."""
    for text in page.head.json_ld:
        try:
            stack: list[object] = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while stack:
            item = stack.pop(0)
            if isinstance(item, list):
                stack += item
            elif isinstance(item, dict):
                for name in names:
                    if isinstance(value := item.get(name), str):
                        yield value
                stack += [value for value in item.values() if isinstance(value, (list, dict))]
