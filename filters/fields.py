"""Read source, byline and date of publication off a page whose article is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from itertools import islice, pairwise

import numpy as np

from filters import cues
from filters.embedded import State
from filters.markup import TAG_CODE
from filters.scene import SAID_ON, WHEN, Scene, collapse, is_of_event
from filters.segment import Page
from filters.wordlists import read_list

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")

# ---- the source


def _spaced(page: Page, first: int, last: int) -> str:
    """Return a part of a page's text with a blank where an element begins or ends: what they hold stands apart there."""
    elements = page.elements
    inside = slice(*elements.start.searchsorted(np.array((first, last), np.int32)).tolist())
    cuts = {*elements.start[inside].tolist(), *elements.end[inside].tolist()}
    bounds = [first, *sorted(cut for cut in cuts if first < cut < last), last]
    if len(bounds) == 2:
        return collapse(page.text[first:last])
    return collapse(" ".join(page.text[start:end] for start, end in pairwise(bounds)))


def _spaced_block(scene: Scene, block: int) -> str:
    return _spaced(scene.page, int(scene.page.blocks.start[block]), int(scene.page.blocks.end[block]))


SOURCE = re.compile(
    r"(?:(?<=\d)\s[来來]源于\s|(?:^|[\s|｜(（\[【/\d])(?:(?:文章|信息|消息|新闻|内容|稿件|本文)?[来來]源(?:于|自)?|稿源|转载?自|轉載?自|Source)\s{0,3}[:：|｜]\s{0,3})"
    r"([^\s|｜:：()（）\[\]【】<>，。；]{2,30})?"
)
_SOURCE_END = re.compile(
    r"(?:参与互动|我要评论|打印|分享|作者|记者|编辑|责编|责任编辑|字号|(?:浏览|阅读|点击)[次数量]{0,2}|访问量|发布时间|时间|日期)$"
)
_NOT_SOURCE = re.compile(
    r"^(?:作者|记者|编辑|责任编辑|责编|时间|发布时间|日期|浏览|阅读|点击|字号|网络|互联网|未知|原创|本站|转载|https?)|\d\d|[:：。，]"
)


_SOURCE_META = ("source", "article:source", "contentsource", "mediaid")


def find_source(scene: Scene) -> str | None:
    """Return the name behind 来源 around the article, else that of the metadata, else of a medium beside the date."""
    texts, body = scene.texts, scene.body
    near = [*scene.before[:-16:-1], *body[:2], *body[:-4:-1], *scene.behind]
    if scene.spam.any():
        sides = {block: _sides_with_spam(scene, block) for block in near}
        near = sorted((block for block in near if sides[block] < 2), key=sides.__getitem__)
    for block in near:
        text = texts[block]
        if not scene.cues[block] & cues.SOURCE or len(text) > 160:
            continue
        if "源" not in text and "自" not in text and "ource" not in text:
            continue
        found = SOURCE.search(text := _spaced_block(scene, block))
        if not found:
            continue
        name = found[1]
        following = block + 1
        if not name and found.end() == len(text) and following < len(texts):  # label and value apart
            name = None if scene.spam[following] or scene.chosen[following] else texts[following]
        if name and name[0] in "《“\"'":
            name = re.split(r"[》”\"']", name[1:])[0]
        if name and len(name) <= 30 and not _NOT_SOURCE.search(name):
            return _SOURCE_END.sub("", name) or None
    metas = (content for name, content in scene.page.head.meta if name in _SOURCE_META)
    told = (
        _SOURCE_LABEL.sub("", text.strip())
        for text in (*metas, *_marked(scene, (b"source", b"laiyuan", b"media"), _SOURCE_HINT))
    )
    named = next((text for text in told if 2 <= len(text) <= 20 and not _NOT_SOURCE.search(text)), None)
    return named or next(_beside_dates(scene), None)


def _sides_with_spam(scene: Scene, block: int) -> int:
    """Return on how many sides spam stands near a line in the same element: what a hijacker puts in has fields of its own."""
    parent, element = scene.page.elements.parent, scene.page.blocks.element

    def is_spam(one: int) -> bool:
        return bool(scene.spam[one]) and (not len(parent) or parent[element[one]] == parent[element[block]])

    ahead, behind = range(max(block - 2, 0), block), range(block + 1, min(block + 3, len(scene.spam)))
    return any(map(is_spam, ahead)) + any(map(is_spam, behind))


def _beside_dates(scene: Scene) -> Iterator[str]:
    """Yield the media in lines before the article that hold nothing but a date, a medium and perhaps a name."""
    for block in scene.before[:-9:-1]:
        if not scene.cues[block] & cues.DATE or len(scene.texts[block]) > _LONGEST_DATELINE:
            continue
        if found := WHEN.search(text := _spaced_block(scene, block)):
            parts = f"{text[: found.start()]} {text[found.end() :]}".translate(_BARS).split()
            if len(parts) <= 2:
                yield from (part for part in parts if _MEDIUM.fullmatch(part) and not _NO_MEDIUM.search(part))


_LONGEST_DATELINE = 50  # characters
_BARS = str.maketrans(dict.fromkeys("·|｜", " "))
_MEDIUM = re.compile(
    r"[\u4e00-\u9fa5A-Za-z]{1,12}(?:[报報网網社刊]|新闻|新聞|电视台|客户端|融媒体?|中心|杂志)"
)


_NO_MEDIUM = re.compile(
    r"(?:举|海|预|汇|通|数字)报$|^(?:返回|收藏|生成|我要|欢迎|访问|登录|个人|会员|用户|新闻中心$)"
)


_SOURCE_LABEL = re.compile(r"^(?:(?:来源|來源|稿源)\s?[:：]|来自)\s?")
_SOURCE_HINT = re.compile(
    rb"""(?:class|id|itemprop)=["']?[^"'<>]{0,80}(?<![a-z])(?:(?:source|laiyuan)(?:[-_]?name)?|media[-_]?name)(?![a-z-])""",
    re.IGNORECASE,
)


# ---- the byline

# Half of all Chinese share the first twenty; those here cover all but a few in ten thousand.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔"
    "伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管"
    "柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边"
    "卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀胥南班储原栗燕楚鄢扈晋郁谌禤钮钭竺郜才"
    "云贝伏昝诸滑羿乌宓印宿怀邰鄂索咸阴扶堵郦郤茹容步殳毋须丰巢逯益权盖阚满隆揭危粟衣亓厉芮戎蔺屠汲糜弓牧隗宓蓬郗仰仲伊祖束幸韶苍闻莘贡劳逄宰雍璩濮寿郏浦慎戈庾暨衡弘禄阙沃蔚隆晁勾訾蒯桓"
    "赖洪练丘粘沉凃"
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


@cache
def _simplified() -> dict[int, str]:
    return {ord(old): new for old, new in read_list("traditional.txt", at_least=2, at_most=2)}


_HAN = "[\u4e00-\u9fa5]"
_NO_NAME = rf"(?!{_HAN}{{0,3}}(?:责任|责编|编辑|记者|通讯员|摄影|校对|审核|审校|来源|作者|发自|实习|供稿|供图|撰稿|撰文|整理))"
_OF_NAME = rf"(?![报報][道導]){_HAN}"  # 报道 comes right behind the last
_NAME = rf"{_NO_NAME}(?:{_OF_NAME}){{2,4}}(?:·{_HAN}{{1,8}}){{0,3}}|{_NO_NAME}{_HAN} {_HAN}(?!{_HAN})"
_NAMES = rf"(?:{_NAME})(?:(?: ?[、,，/;；&和与] ?| )(?:{_NAME})){{0,7}}"
_NAMES_END = (
    r"(?=$|[\s)）\]】。，,、;；:：|/／_\d<—\-]|[A-Z]{2}"
    r"|报道|報導|報道|摄|文|图|发自|整理|整合|综合|编辑|实习|通讯员|记者|翻摄|供稿)"
)
_REPORTERS = re.compile(
    rf"(?:记者|記者|[採采][訪访](?=\s?[:：])|通讯员|评论员|特约撰稿人?|撰稿人?|撰文|采写|作者|执笔|主笔(?=\s?[:：])|文\s?[/|／｜丨](?:\s?图(?=\s))?"
    rf"|图[/／]文|文字|实习生|(?:供稿|整理|口述|编写|编译)(?=\s?[:：])|^[□■◆◇●▲]"
    rf"|(?<![\u4e00-\u9fa5])(?:图?文(?:案|/图)?|[报報][道導])(?=\s?[:：])|^(?:作者|Author),(?= )|中心(?=[/／]))"
    rf"\s?[:：/／|｜丨]?\s?({_NAMES}){_NAMES_END}"
)
# Between the names and the day stands nothing but the place: 記者林明軒台北3日電.
_CABLED = re.compile(
    rf"[记記]者({_HAN}{{3}}(?:、{_HAN}{{3}}){{0,3}})(?=(?:[台臺][北中南]|高雄|新北|桃園|新竹|香港|澳門|北京|上海|東京|首爾|紐約|倫敦|巴黎|華盛頓|洛杉磯)(?:[市縣]|{_HAN}{{2}})?\d{{1,2}}日{_HAN}{{0,2}}[电電])"
)
_EDITORS = re.compile(rf"(?:责任编辑|责编|编辑|编者|责任校对)\s?[:：/|]\s?({_NAMES}){_NAMES_END}")
_PHOTOGRAPHERS = re.compile(rf"(?:摄影|攝影|摄)(?:记者)?\s?[:：/]\s?({_NAMES}){_NAMES_END}")
_SIGNED = re.compile(
    rf"[（(]({_NAMES})(?:\s?[/／]?\s?(?:摄|攝|文|图|撰|供图|文/图|图/文))?[)）]$|^({_NAMES})\s?(?:[/／]\s?(?:文|图文|摄)|文[/／]图|图[/／]文)(?:$|[\s/／])"
)
_ACCOUNT = re.compile(
    r"(作者|楼主|责任编辑|责编)\s?[:：]\s?([^\s:：|/()（）\[\]【】，。_]{2,14}(?: [A-Z][a-z]{1,14})?)"
)
_BY = re.compile(
    r"由 ?([^\s:：|/()（）\[\]【】，。_]{2,14}) ?(?:发[表布]|撰写|提交)(?:于(?=\s?(?:19|20)\d)|(?![^\s|·,，]))"
    r"|^posted @ [\d: -]{8,20} (\S{2,30}) 阅读"
)
_NAME_BREAK = re.compile(r" ?[、,，/;；&] ?|(?<=..) (?=..)")
_NOT_NAMES = re.compile(
    r"记者|报道|编辑|来源|采访|发自|实习|时间|责任|通讯|摄影|作者|综合|整理|整合|未知|网络|匿名|admin|佚名|本站|本网|转载|点击|原创"
    r"|手记|观察|调查|连线|直播|评论|热线|简介|题图|单位|管理员|日前|近日|昨日|今日|日讯|^[A-Za-z]{0,4}_?\d"
    r"|[省市县区州报讯社网台]$|..[部室院局处会站馆队团]$|^(?:江苏|江西|安徽|云南|陕西|海南|宁夏|成都|武汉|石家庄|温馨|关注|相关|高清|方式|全文|安全)"
)


def find_byline(scene: Scene) -> tuple[str, ...]:
    """Return the names of reporters and authors, else of who signed, else of editors, else of an account.

    Where no line tells, what the markup or the metadata calls the author; a name there goes before those of editors.
    """
    edges = {*scene.body[:4], *scene.body[-4:]}
    # A picture with its caption may stand above the line that says who wrote.
    inside = [block for block in scene.between if block < scene.body[min(3, len(scene.body) - 1)]]
    texts = list(_labelled_texts(scene, sorted(edges.union(scene.before[-15:], inside)), edges))
    behind = list(_labelled_texts(scene, scene.behind, edges))
    accounts = _accounts(texts)

    def named_by(pattern: re.Pattern[str]) -> list[str]:
        return [
            name
            for group in (texts, behind)
            for text in group
            for found in pattern.finditer(text)
            for name in _names(
                found[found.lastindex or 1],
                is_apart=pattern is _REPORTERS and group is texts and _is_apart(found),
            )
        ]

    for pattern in (_CABLED, _REPORTERS, _SIGNED, _PHOTOGRAPHERS):
        if names := named_by(pattern):
            return tuple(dict.fromkeys(names))
    if writers := [name for label, name in accounts if label in "作者楼主"]:
        return (writers[0],)
    metas = [value.strip() for name, value in scene.page.head.meta if name in _AUTHOR_META]
    metas = list(filter(_may_be_author, metas))
    marked = _marked_authors(scene)
    if marked and metas and _stands_before(scene, metas[0], marked[0]):  # the account that it appears in
        marked = metas[:1]
    if marked and all(map(_looks_like_name, marked)) and not any(map(_NO_AUTHOR.search, marked)):
        return tuple(marked)
    groups: tuple[Callable[[], Sequence[str]], ...] = (
        lambda: named_by(_EDITORS),
        lambda: [name for _, name in accounts[:1]],
        lambda: marked,
        lambda: list(filter(_may_be_author, scene.said.authors)),
        lambda: [name for _, name in _accounts(behind)[:1]],
        lambda: metas,
        lambda: _posters(scene),
        lambda: _linked_authors(scene),
    )
    for group in groups:
        if told := group():
            return tuple(dict.fromkeys(told))
    return ()


def _posters(scene: Scene) -> list[str]:
    """Return the names above the article that a day is told behind; in posts of forums those of others are quoted so."""
    told = filter(None, (_POSTED.match(_spaced_block(scene, block)) for block in scene.before[-8:]))
    return [found[1] for found in told if _may_be_author(found[1])]


_POSTED = re.compile(r"^([^\s:：|，。]{2,14}) ?发[表布]于 ?(?:19|20)\d\d")


def _stands_before(scene: Scene, name: str, other: str) -> bool:
    """Tell whether a line above the article gives both names, that one first."""
    lines = (_spaced_block(scene, block) for block in scene.before[-8:])
    return any(0 <= line.find(name) < line.find(other) for line in lines)


def _labelled_texts(scene: Scene, blocks: list[int], edges: set[int]) -> Iterator[str]:
    """Yield the texts that say something of people; of long ones, if at the edges of the article, both ends."""
    for block in blocks:
        if not scene.cues[block] & cues.WHO:
            continue
        text = scene.texts[block]
        if len(text) <= 160:
            if SAYS_WHO.search(text):
                yield _spaced_block(scene, block)
        elif block in edges:
            yield from (end for end in (text[:60], text[-60:]) if SAYS_WHO.search(end))


# One of these is in all that the patterns above look for.
SAYS_WHO = re.compile(
    r"记者|記者|采写|[採采][訪访]|通讯员|评论员|实习生|供稿|整理|口述|编写|编译|撰|[执主]笔|作者|编辑|责编|编者|责任校对|[摄攝]|由.{1,16}(?:发[表布]|撰写|提交)|[/／]\s?(?:文|图文|摄)|文\s?[/／|｜丨:：字案图]|[道導]\s?[:：]|^Author,|图[/／]文|楼主"
    r"|[)）]$|^[□■◆◇●▲]|^posted @[^)]{10,60}\)|中心[/／].{2,16}導"
)


def _accounts(texts: list[str]) -> list[tuple[str, str]]:
    """Return label and name wherever a text names an account that is no person's name perhaps."""
    told = [(found[1], found[2]) for text in texts for found in _ACCOUNT.finditer(text)]
    told += [
        ("作者", found[1] or found[2]) for text in texts if len(text) <= 60 for found in _BY.finditer(text)
    ]
    return [(label, name) for label, name in told if not _NOT_NAMES.search(name)]


_AUTHOR_META = {"author", "article:author", "byl", "parsely-author", "byline"}
_AUTHOR_WORDS = (b"auth", b"byline", b"writer", b"reporter", b"nick", b"user-", b"user_", b"usern", b"up-n")
_AUTHOR_HINT = re.compile(
    rb"""(?:class|id|rel|itemprop)=["']?[^"'<>]{0,80}(?<![a-z])"""
    rb"""(?:(?:author|byline|writer|reporter)(?:[-_]?(?:name|info))?|(?:nick|user)[-_]?name|up-name|authi)(?![a-z])"""
    rb"""|data-testid=["']?author-name""",
    re.IGNORECASE,
)
_PROFILE_WORDS = (b"/u/", b"/user/", b"/users/", b"/member", b"/people/", b"/author", b"space.", b"uid")
_PROFILE = re.compile(
    rb"""^<a\s[^<>]{0,200}?href=["']?[^"'<>\s]{0,80}(?:/(?:u|users?|members?|people|authors?)/(?:[\w-]{1,20}/)?[\w-]{0,30}\d|//space\.|\buid[-=]\d)""",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(r"^(?:作者|文|由|撰文|[Bb]y|BY)(?:\s?[:：/|]|\s)\s{0,3}|^(?:作者|由)")


def _marked_authors(scene: Scene) -> list[str]:
    """Return the names in the first short element near the head of the article whose markup calls it the author."""
    return _first_names(_marked(scene, _AUTHOR_WORDS, _AUTHOR_HINT))


def _linked_authors(scene: Scene) -> list[str]:
    """Return the names in the first link near the head of the article that leads to the page of a person."""
    return _first_names(_marked(scene, _PROFILE_WORDS, _PROFILE))


def _first_names(texts: Iterator[str]) -> list[str]:
    for text in texts:
        name = _BEFORE_NAME.sub("", text).strip(" :：|,，")
        name = name if name.isascii() else name.partition(" ")[0]  # what follows tells about the author
        if len(names := _NAME_BREAK.split(name)) > 1 and all(map(_looks_like_name, names)):
            return names
        if _may_be_author(name):
            return [name]
    return []


def _marked(scene: Scene, words: tuple[bytes, ...], hint: re.Pattern[bytes]) -> Iterator[str]:
    """Yield the texts of the elements near the head of the article whose start tags hold what is looked for.

    ``words``: those of which the hint has one, in lower case.
    """
    elements = scene.page.elements
    near = scene.near_head
    if not len(near):
        return
    origin = int(elements.markup_start[near[0]])
    span = elements.markup[origin : elements.markup_end[near[-1]]].lower()
    places = [origin + at for word in words if word in span for at in _places(word, span)]
    if not places:
        return
    tags = elements.markup_start[near].searchsorted(np.array(places, np.int32), side="right") - 1
    for element in near[sorted(set(tags.tolist()))].tolist():
        if hint.search(elements.start_tag(element)):
            first, last = int(elements.start[element]), int(elements.end[element])
            yield _spaced(scene.page, first, min(last, first + _LONGEST_MARKED))


_LONGEST_MARKED = 300  # characters


def _places(word: bytes, text: bytes) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _may_be_author(name: str) -> bool:
    return 1 < len(name) <= 30 and not _NO_AUTHOR.search(name)


_NO_AUTHOR = re.compile(
    r"[/.@\d:：。，！？]|网|網|新闻|新聞|日报|晚报|电视台|编辑部|作者|帖子|admin|本站|佚名|原创|匿名|登[录陆入]|注册|游客|您好|会员|中心|人物|专栏|频道|欢迎|开通|发[布表]于|只看|^(?:关注|更多|我的.{0,3}|[A-Za-z]{1,6})$"
)


def _is_apart(found: re.Match[str]) -> bool:
    """Tell whether a label and names are a line or in brackets, so that the names need not look like names."""
    text, start, end = found.string, found.start(1), found.end(1)
    if found.start() <= _LABEL_LENGTH and end >= len(text.rstrip(")）】] ")):
        return text[start - 1] in " :：/|｜丨□■◆◇●▲"
    return text[end : end + 1] in ("）", ")") and not {"（", "("}.isdisjoint(
        text[max(start - _LABEL_LENGTH, 0) : start]
    )


_TAKER = re.compile(r"(?<=..)[摄攝]$")  # of pictures


def _names(text: str, *, is_apart: bool) -> list[str]:
    """Split a run of names; what does not begin with a surname is none, unless it stands among such."""
    parts = [_TAKER.sub("", part.replace(" ", "")) for part in _NAME_BREAK.split(text)]
    known = [part for part in parts if _looks_like_name(part)]
    if is_apart or (known and "、" in text):  # minorities have names of their own, mostly of four characters
        return [part for part in parts if part in known or (len(part) >= 2 and not _NOT_NAMES.search(part))]
    return known


def _looks_like_name(text: str) -> bool:
    if _NOT_NAMES.search(text) or len(text) < 2:
        return False
    if "·" in text:
        return True
    text = text.translate(_simplified())
    return len(text) <= (4 if text.startswith(_COMPOUND) else 3 if text[0] in _SURNAMES else 0)


# ---- the date

_DATE_META = (
    "article:published_time", "datepublished", "pubdate", "publishdate", "og:release_date",
    "og:published_time", "publish_time", "publish-date", "weibo: article:create_at",
    "bytedance:published_time", "datecreated", "article:create_at",
    "date", "dc.date", "dc.date.issued", "sailthru.date", "firstcreatetime", "apub:time",
)  # fmt: skip
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(1[0-2]|0[1-9])[-/_]?(3[01]|[12]\d|0[1-9])(?!\d)")


def find_published(scene: Scene, latest: datetime) -> datetime | None:
    """Return when the article was published, on a page in Chinese by the clock of China."""
    return _by_local_clock(_published(scene, latest), scene.text)


def _by_local_clock(when: datetime | None, body: str) -> datetime | None:
    return when.astimezone(CHINA) if when and not when.utcoffset() and "的" in body else when


def _published(scene: Scene, latest: datetime) -> datetime | None:
    """Return the time by metadata, else as shown near the article, else by the address."""
    page = scene.page
    metas = dict(reversed(page.head.meta))
    said = [metas[name] for name in _DATE_META if name in metas]
    told = next((when for text in (*said, *scene.said.dates) if (when := _parse_date(text, latest))), None)
    if told and (told.hour or told.minute):
        return told
    elements = page.elements
    marked: list[datetime] = []
    head: datetime | None = None  # of the time elements between the title and the text
    for element in (elements.tag == TAG_CODE["time"]).nonzero()[0][:100].tolist():
        if when := _parse_date(elements.attributes(element).get("datetime", ""), latest):
            marked.append(when)
            if head is None and _is_near_head(scene, element):
                head = when
    shown, near = _shown_dates(scene, latest)
    for day in (told, head, shown):  # what tells no hour is completed by what does
        if day is not None:
            times = [when for when in (*near, *marked) if when.hour or when.minute]
            return next((when for when in times if when.date() == day.date()), day)
    titled = (
        _parse_date(found[1].decode("ascii"), latest)
        for element in scene.near_head.tolist()
        if (found := _TITLED.search(scene.page.elements.start_tag(element)))
    )
    if (when := next(titled, None)) or (when := next(iter(marked), None)):
        return when
    by_address = _URL_DATE.search(page.url or page.head.canonical or "")
    return _parse_date("-".join(by_address.groups()), latest) if by_address else None


_TITLED = re.compile(rb"""\stitle=["']((?:19|20)\d\d[-/]\d\d?[-/]\d\d?[ -~]{0,15}?)["']""")  # of 三天前


def _is_near_head(scene: Scene, element: int) -> bool:
    elements, blocks = scene.page.elements, scene.page.blocks
    first = blocks.start[(scene.before[-6:] or scene.body)[0]]
    inside = first <= elements.start[element] and elements.end[element] <= blocks.end[scene.body[0]]
    return bool(inside) and b"update" not in elements.start_tag(element)


_LABELLED = re.compile(
    r"(?:发布|发表|刊发|刊登|上线|公布|出版|發布|發表)(?:时间|日期|時間|于|於)|(?:^|\s)(?:时间|日期|時間)\s?[:：]|\b(?:Published|Posted)|입력|公開日",
    re.IGNORECASE,
)
_OTHER_LABEL = re.compile(
    r"更新|修改|收稿|举办|开始|截止|截至|成立|上映|评论|回复|入群|注册|施行|实施|生效|通过|修订|Updated|Modified"
    r"|(?:召开|举行|会议|报名|考试|[开投]标|培训|访谈)\w{0,4}\s?[:：]\s?$"
)
_LABEL_LENGTH = 10  # characters of a label that stands in a cell of its own
_LABEL_REACH = 16  # characters before a date that may say what it is of


def _shown_dates(scene: Scene, latest: datetime) -> tuple[datetime | None, list[datetime]]:
    """Return what looks most like the date of publication, and those that may tell its hour: not those of comments."""
    body, before, texts = scene.body, scene.before, scene.texts
    link_chars = scene.page.blocks.link_chars
    scored: list[tuple[float, bool, datetime]] = []
    nearby = [*before, *sorted({*body[:4], *scene.between}), *body[-2:], *scene.behind]
    for rank, block in enumerate(nearby):
        if not scene.cues[block] & cues.DATE:
            continue
        text = _in_digits(texts[block])
        length = len(text)
        is_bare = length < 30 and (WHEN.match(text) or _LABELLED.match(text))
        if length > 160 or (link_chars[block] * 2 > length and not is_bare):
            continue
        label = texts[block - 1] if block and length <= 30 and len(texts[block - 1]) <= _LABEL_LENGTH else ""
        at_head = block <= body[min(3, len(body) - 1)]
        is_line = length < 60 and text[-1] not in "。！？；，"  # not a sentence that tells of a day
        tells_when = is_of_event(texts, block) or (scene.chosen[block] and SAID_ON.match(text))
        with_spam = _sides_with_spam(scene, block)
        if with_spam == 2:
            continue
        for found, ahead in _dates_in(text, label, latest):
            labelled = _LABELLED.search(ahead) is not None
            score = 1.0 + 3.0 * labelled - 2.0 * bool(_OTHER_LABEL.search(ahead))
            timed = found.hour + found.minute > 0
            if at_head:
                score += 2.0 * timed + 1.5 * is_line - 0.03 * abs(rank - len(before))
            else:  # comments have the time of day too
                score += 0.5 * timed + 1.5 * is_line - 1.0
            if tells_when:  # something took place, but the page is of another day perhaps
                score, labelled = 0.1, False
            elif with_spam:  # more than the day a sentence tells of, less than a line elsewhere
                score = min(score, 1.2)
            elif scene.chosen[block] and not labelled:  # told in the text, of whatever day
                score = min(score, 1.5)
            if score > 0:
                scored.append((score, labelled or at_head, found))
    scored.sort(key=lambda row: -row[0])
    return scored[0][2] if scored else None, [found for _, is_near, found in scored if is_near]


def _dates_in(text: str, label: str, latest: datetime) -> Iterator[tuple[datetime, str]]:
    """Yield the dates of a line, each with what stands before it; ``label``: what stands before the line."""
    done, any_found = 0, False
    for date in islice(WHEN.finditer(text), _MOST_DATES):
        if found := _parse_date(date[0], latest):
            any_found = True
            yield found, f"{label} {text[done : date.start()][-_LABEL_REACH:]}"
        done, label = date.end(), ""
    if not any_found and (found := _parse_date(text, latest)):
        yield found, f"{label} {text}"


_MOST_DATES = 4  # of a line


def _in_digits(line: str) -> str:
    """Return a line with the years of the Republic as those of our era, and days in Chinese numerals in digits."""
    line = _YEAR_OF_REPUBLIC.sub(lambda found: str(int(found[1]) + 1911) + found[2], line)
    return _IN_NUMERALS.sub(_numerals_in_digits, line)


def _numerals_in_digits(found: re.Match[str]) -> str:
    year, month, day = (part.translate(_NUMERALS) for part in found.groups())
    # 十 stands for a ten before a unit, between units and behind one: 十二, 二十三, 三十.
    month, day = (re.sub(r"^\+", "1+", part) for part in (month, day))
    month, day = (re.sub(r"\+$", "0", part).replace("+", "") for part in (month, day))
    return f"{year}年{month}月{day}日"


_YEAR_OF_REPUBLIC = re.compile(
    r"(?:民國|(?:日期|時間|于|於)\s?[:：])\s?(1[0-2]\d)(?!\d)\s?([-/.年]\s?[01]?\d\s?[-/.月])"
)
_IN_NUMERALS = re.compile(
    r"([一二][〇○零Ｏ一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_NUMERALS = str.maketrans("〇○零Ｏ一二三四五六七八九十", "0000123456789+")


def _parse_date(text: str, latest: datetime) -> datetime | None:
    """Return the first possible date in a text."""
    text = text[:400]
    if "20" not in text and "19" not in text:
        return None
    for found in WHEN.finditer(text):
        year, month, day, afternoon, hour, minute, second, zone = found.groups()
        if zone in _PM:
            afternoon, zone = zone, None
        if zone and zone[0] == "-" and not second and "T" not in found[0]:  # until when it lasts: 9:00-11:00
            zone = None
        if afternoon and int(hour) < 12:
            hour = str(int(hour) + 12)
        numbers = [int(part or 0) for part in (year, month, day, hour, minute, second)]
        if when := _possible(numbers, zone, latest):
            return when
    for found in _WHEN_ENGLISH.finditer(_BY_CLOCK.sub(r"\1 \2 \5 \3 \4", text)):
        month = found[1] or found[5]
        numbers = [int(found[3] or found[6]), _MONTHS.index(month[:3].lower()) + 1, int(found[2] or found[4])]
        numbers += [int(found[7] or 0), int(found[8] or 0)]
        if when := _possible(numbers, "Z" if found[9] else None, latest):
            return when
    return None


_PM = ("PM", "pm", "Pm", "pM")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6})\.?"
_WHEN_ENGLISH = re.compile(
    rf"\b(?:{_MONTH}\s(3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?,?\s(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s)?((?:19|20)\d\d)\b"
    rf"|(3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\s{_MONTH},?\s((?:19|20)\d\d)\b)"
    r"(?:\s([01]\d|2[0-3]):([0-5]\d)\b(?!\s?[AaPp]\.?[Mm])(?:(?::[0-5]\d)?\s(UTC|GMT)\b)?)?"
)
# As programs write it: Tue Mar 12 09:15:21 CST 2024.
_BY_CLOCK = re.compile(
    r"([A-Z][a-z]{2})\s{1,2}(\d{1,2}) (\d\d:\d\d):\d\d (?:(UTC|GMT) |[A-Z]{3,4} )?((?:19|20)\d\d)\b"
)


def _possible(numbers: list[int], zone: str | None, latest: datetime) -> datetime | None:
    """Return the time that year, month, day and so on make, if there is such a day and it is not to come."""
    try:
        when = datetime(*numbers, tzinfo=_zone(zone))  # type: ignore[arg-type,misc]
    except ValueError:
        return None
    return when if when <= latest else None


def _zone(text: str | None) -> timezone:
    if not text:
        return CHINA
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


# ---- an article outside the text


def fields_of(state: State, latest: datetime) -> tuple[tuple[str, ...], datetime | None, str | None]:
    """Return byline, date and source as a page's script has them."""
    byline = (state.author,) if state.author and _may_be_author(state.author) else ()
    source = state.source if state.source and 2 <= len(state.source) <= 30 else None
    return byline, _by_local_clock(_parse_date(state.date or "", latest), state.body), source
