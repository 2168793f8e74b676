"""Read off a page whose article is found who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile

from filters import cues
from filters.dates import WHEN
from filters.letters import letters_of
from filters.lexicon import Kind, scan
from filters.scene import MEDIUM, Scene, marked_texts, spaced_block, texts_at_icons
from filters.tags import TAG_CODE, mark_tags
from filters.wordlists import read_list

# Half of all Chinese share the first twenty; those here cover all but a few in ten thousand.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔"
    "伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管"
    "柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边"
    "卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀胥南班储原栗燕楚鄢扈晋郁谌禤钮钭竺郜才"
    "云贝伏昝诸滑羿乌宓印宿怀邰鄂索咸阴扶堵郦郤茹容步殳毋须丰巢逯益权盖阚满隆揭危粟衣亓厉芮戎蔺屠汲糜弓牧隗宓蓬郗仰仲伊祖"
    "束幸韶苍闻莘贡劳逄宰雍璩濮寿郏浦慎戈庾暨衡弘禄阙沃蔚隆晁勾訾蒯桓"
    "赖洪练丘粘沉凃"
)
_COMPOUND = (
    "欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "令狐", "端木", "公孙", "慕容", "夏侯", "宇文", "独孤",
    "南宫", "闻人",
)  # fmt: skip


@cache
def _simplified() -> dict[int, str]:
    return {ord(old): new for old, new in read_list("traditional.txt", at_least=2, at_most=2)}


_HAN = "[\u4e00-\u9fa5]"
# A label right behind the place where a name would begin.
_NO_NAME = rf"(?!{_HAN}{{0,3}}(?:责任|责编|编辑|记者|通讯员|摄影|校对|审核|审校|来源|作者|发自|实习|供稿|供图|撰稿|撰文|整理))"
_OF_NAME = rf"(?![报報][道導]){_HAN}"  # 报道 comes right behind the last
_NAME = rf"{_NO_NAME}(?:{_OF_NAME}){{2,4}}(?:·{_HAN}{{1,8}}){{0,3}}|{_NO_NAME}{_HAN} {_HAN}(?!{_HAN})"
_NAMES = rf"(?:{_NAME})(?:(?: ?[、,，/;；&和与] ?| )(?:{_NAME})){{0,7}}"
_NAMES_END = (
    r"(?=$|[\s()（）\]】。，,、;；:：|/／_\d<—\-]|[A-Z]{2}"
    r"|报道|報導|報道|摄|文|图|发自|整理|整合|综合|编辑|实习|通讯员|记者|翻摄|供稿)"
)
# Behind 文, in words whose letters are spaced.
_NO_WRITER = "[化明学學艺藝件章字史房教言武创創体體旅物具集档檔]"
_WRITES = (
    r"(?:记者|記者|[採采][訪访](?=\s?[:：])|通讯员|评论员|特约撰稿人?|撰稿人?|撰文者?|采写|作者|执笔"
    r"|主笔(?=\s?[:：])|文\s?[/|／｜丨]\s?图(?=\s)|文(?=\s?[/|／｜丨])|(?:图|摄影?)[/／]文|文字|实习生|(?:供稿|整理|口述|编写|编译)(?=\s?[:：])|^[□■◆◇●▲]"
    rf"|(?<!{_HAN})文\s?[．‧・]|^文(?= (?!{_NO_WRITER}){_HAN}{{2,4}}$)|[编編][译譯](?={_HAN}{{3}}[/／])"
    rf"|(?<!{_HAN})(?:图?文(?:案|/图)?|[报報][道導])(?=\s?[:：])|^(?:作者|Author),(?= )|中心(?=[/／]))"
)
_OF_UNIT = rf"(?P<unit>(?![从在向]){_HAN}{{4,20}}[院局委会部处科所站办]\s)?"  # 作者：河湾市人民法院 林舟
# Brackets behind names tell who they are; those behind other words number a text, as in 评论员文章（一）.
_NO_PART = r"(?(mark)|(?![(（](?!实习|见习|摄|化名|左|右|(?:19|20)\d\d)))"
_REPORTERS = re.compile(
    rf"{_WRITES}\s?(?P<mark>[:：/／|｜丨】．‧・])?\s?{_OF_UNIT}(?P<names>{_NAMES}){_NO_PART}{_NAMES_END}"
)
_CABLED_FROM = (
    r"(?:[台臺][北中南東]|高雄|新北|桃園|新竹|基隆|苗栗|彰化|南投|雲林|嘉義|屏東|宜蘭|花蓮|澎湖|金門"
    r"|香港|澳門|北京|上海|東京|首爾|紐約|倫敦|巴黎|華盛頓|洛杉磯)"
    rf"(?:[市縣]|{_HAN}{{2}})?"
)
# Between the names and the day stands nothing but the place: 記者林明軒台北3日電, 記者林明軒台北報導.
_CABLED = re.compile(
    rf"[记記]者({_HAN}{{3}}(?:、{_HAN}{{3}}){{0,3}})(?={_CABLED_FROM}(?:\d{{1,2}}日{_HAN}{{0,2}}[电電]|[報报][導道])|[綜综]合[報报][導道])"
)
_EDITORS = re.compile(
    rf"(?:责任编辑|责编|编辑|编者|責任編輯|責編|編輯|责任校对)\s?[:：/|】]\s?({_NAMES}){_NAMES_END}"
)
# 责编：林舟、实习生何远.
_AMONG_EDITORS = re.compile(r"(?:责任编辑|责编)\s?[:：][^)）:：]{2,20}、实习(?:记者)?$")
_PHOTOGRAPHERS = re.compile(rf"(?:摄影|攝影|摄)(?:记者)?\s?[:：/／｜]\s?({_NAMES}){_NAMES_END}")
_SIGNED = re.compile(
    rf"[（(]({_NAMES})(?:\s?[/／]?\s?(?:摄|攝|文|图|撰|供图|文/图|图/文))?[)）]$"
    rf"|^({_NAMES})\s?(?:[/／]\s?(?:文|图文|摄)|文[/／]图|图[/／]文)(?:$|[\s/／])"
)
_ACCOUNT_NAME = r"[^\s:：|/()（）\[\]【】，。_]{2,14}"
_ACCOUNT = re.compile(
    rf"(作者|楼主|发信人|责任编辑|责编)\s?[:：]\s?({_ACCOUNT_NAME}(?: [A-Z][a-z]{{1,14}})?)"
    r"|^作者 ([A-Za-z]\w{1,11}) \("  # of a bulletin board, before what the account calls itself
)
_BY = re.compile(
    rf"(?:張貼|發[帖佈]|发布)者\s?[:：]\s?({_ACCOUNT_NAME})"
    rf"|^({_ACCOUNT_NAME}) 發表在 .{{1,20}} 留言"
    rf"|由 ?({_ACCOUNT_NAME}) ?(?:(?:发[表布]|撰写)(?:于(?=\s?(?:19|20)\d)|(?![^\s|·,，]))"
    r"|提交于(?= ?(?:19|20)\d\d[-年.]\d))"
    r"|^posted @ [\d: -]{8,20} (\S{2,30}) 阅读"
)
_IN_ENGLISH = re.compile(r"^(?:By|BY) ([A-Z][^|]{3,80}?)(?=$| \|)")
_ENGLISH_WORD = re.compile(r"[A-Z][a-z]{1,9}")
_ENGLISH_BREAK = re.compile(r",? (?:and|AND|&) |, ")
_ENGLISH_NAME = re.compile(r"[A-Z][\w.'’-]{1,20}(?: [A-Z][\w.'’-]{0,20}){1,3}")
# Who is no person, and what else may follow By.
_NO_ENGLISH_NAME = re.compile(
    r"\b(?:the|our|staff|press|presse|agency|news|board|media|only|alone|demand|mail|guest|author|name|you|and|or|of|[\w-]*(?:writer|reporter|editor|correspondent))\b",
    re.IGNORECASE,
)
# A surname and two syllables, at the head of a line or behind the place, and nothing but a mail address behind.
_KOREAN_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주"
    "우구민나진지엄채원천방공현함변염여추도소석선설마길"
)
_IN_KOREAN = re.compile(
    rf"(?:^|[)\]|·] ?)((?!..[부팀]|주간지|전문지|방송사|신문사)[{_KOREAN_SURNAMES}][가-힣]{{2}}) ?(?:선임|수습|인턴|전문)?기자"
    r"(?=$| ?=| ?[(·]? ?[\w.]{2,30}@)"
)
_NAME_BREAK = re.compile(r" ?[、,，/;；&] ?|(?<=..) (?=..)")
_NO_ACCOUNT = re.compile(
    r"记者|报道|编辑|来源|采访|发自|实习|时间|责任|通讯|摄影|作者|综合|整理|整合|未知|网络|匿名|小编|admin|佚名|本站|本网|转载|点击|原创"
    r"|手记|观察|调查|连线|直播|评论|热线|[简簡][介歷]|题图|单位|管理员|日前|近日|昨日|今日|日讯|^[A-Za-z]{0,4}_?\d"
    r"|关键词|[省市县区州报讯社网台]$|..[部室院局处会站馆队团]$"
    r"|^(?:江苏|江西|安徽|云南|陕西|海南|宁夏|成都|武汉|石家庄|温馨|关注|相关|高清|方式|全文|安全)"
    r"|^(?:程序员|周末版|文化|全媒体)$"
)
_NOT_NAMES = re.compile(
    rf"{_NO_ACCOUNT.pattern}|记者|記者|報導|編輯|採訪|攝影|設計|綜合|媒体|^[初高大][一二三四]$|^麻醉|^康复(?![^科师]$)"
    r"|^(?![王李张刘陈杨赵吴徐孙胡朱林何郭罗].{1,2}$).{1,20}[版栏刊圈榜员班]$|^(?:文字|游戏|房产|时尚)"
)


def find_byline(scene: Scene) -> tuple[str, ...]:
    """Return the names of reporters and authors; else of who signed, of photographers, of editors, or of an account.

    Where no line tells, the markup or the metadata may; a person's name in the markup goes before those of editors.
    """
    return tuple(dict.fromkeys(next(filter(None, _candidates(scene)), ())))


def _candidates(scene: Scene) -> Iterator[list[str]]:
    """Yield the names that each place gives, none where it gives none; the most telling place first."""
    edges = {*scene.body[:4], *scene.body[-4:]}
    texts = list(_labelled_texts(scene, sorted(edges.union(scene.before[-15:], scene.above_text())), edges))
    behind = list(_labelled_texts(scene, scene.behind, edges))
    accounts = _accounts(texts)
    writers = [name for label, name in accounts if label in "作者楼主发信人"]
    rest = behind if not writers or not _is_thread(accounts, behind) else []
    both = texts + rest
    yield _named_by(_CABLED, both)
    yield _reporters(texts, rest)
    yield _named_by(_IN_KOREAN, both, is_apart=True)
    # Who took a picture may have written nothing.
    captions = set(_labelled_texts(scene, _captions(scene), edges))
    plain = [text for text in both if text not in captions]
    yield _named_by(_SIGNED, plain)
    yield _named_by(_PHOTOGRAPHERS, plain)
    yield writers[:1]
    metas = [value.strip() for name, value in scene.page.head.meta if name in _AUTHOR_META]
    metas = list(filter(may_be_author, metas))
    marked = _marked_authors(scene)
    is_named = marked and all(map(looks_like_name, marked))
    if marked and metas and not is_named and _stands_before(scene, metas[0], marked[0]):
        marked = metas[:1]  # the markup calls the account author that it appears in
        is_named = looks_like_name(marked[0])
    if is_named and not any(map(_NO_AUTHOR.search, marked)):
        yield marked
    yield _named_by(_EDITORS, both)
    yield _names_below_title(scene)
    yield _beside_media(scene)
    yield [name for label, name in accounts[:1] if not _is_login(label, name)]
    if not (metas and looks_like_name(metas[0]) and _ENGLISH_WORD.fullmatch(marked[0] if marked else "")):
        yield marked  # what templates say in English has no end
    yield list(filter(may_be_author, scene.said.authors))
    yield [name for label, name in _accounts(behind)[:1] if not _is_login(label, name)]
    yield _authors_at_icons(scene)
    yield metas
    yield _named_in_english(scene)
    yield _linked_authors(scene)
    yield _posters(scene)
    yield _named_by(_SIGNED, list(captions))
    yield _owners(scene)


def _captions(scene: Scene) -> list[int]:
    """Return the captions of pictures at the head of the article."""
    tags, own = scene.page.elements.tag, scene.page.blocks.element
    if not len(tags):
        return []
    return [
        block for block in [*scene.before[-8:], *scene.body[:4]] if tags[own[block]] == TAG_CODE["figcaption"]
    ]


def _is_login(label: str, name: str) -> bool:
    """Tell whether an editor is only called as his machine knows him."""
    return label not in "作者楼主发信人" and _LOGIN.fullmatch(name) is not None


_LOGIN = re.compile(r"[a-z]{1,14}\d{0,4}")


def _beside_media(scene: Scene) -> list[str]:
    """Return the name in a line above the article that holds nothing but a medium, a name and a date."""
    for block in scene.before[:-9:-1]:
        if not scene.cues[block] & cues.DATE or len(scene.texts[block]) > _LONGEST_LINE:
            continue
        text = spaced_block(scene.page, block)
        if found := WHEN.search(text):
            parts = f"{text[: found.start()]} {text[found.end() :]}".split()
            if len(parts) == 2 and MEDIUM.fullmatch(parts[0]) and looks_like_name(parts[1]):
                return parts[1:]
    return []


def _owners(scene: Scene) -> list[str]:
    """Return whose blog it is, as the <title> or a heading above the article calls it."""
    tags, own = scene.page.elements.tag, scene.page.blocks.element
    headings = (
        scene.texts[block] for block in scene.before if len(tags) and tags[own[block]] == TAG_CODE["h1"]
    )
    parts = re.split(r"\s?[-_|–—]\s?", scene.page.head.title or "")
    told = (_OWNED.fullmatch(text.strip()) for text in (*parts, *headings))
    return [found[1] for found in told if found and may_be_author(found[1])][:1]


_OWNED = re.compile(r"([^\s，。：:《》]{2,14})的(?:博客|日志|微博|部落格|网志)")


def _is_thread(accounts: list[tuple[str, str]], behind: list[str]) -> bool:
    """Tell whether the lines behind an article name who replied to it: a forum names who began, and each reply has a label."""
    signed = [text for text in behind if _AUTHOR.search(text)]
    return (
        any(label in _BEGINNER for label, _ in accounts) or len(signed) > 1 or any(map(_HOUR.search, signed))
    )


_BEGINNER = ("楼主", "发信人")
_AUTHOR, _HOUR = re.compile(r"作者\s?[:：]"), re.compile(r"\d:\d\d")


def _named_by(pattern: re.Pattern[str], texts: list[str], *, is_apart: bool = False) -> list[str]:
    found = (match for text in texts for match in pattern.finditer(text))
    return [name for match in found for name in _names(match[match.lastindex or 1], is_apart=is_apart)]


def _reporters(texts: list[str], behind: list[str]) -> list[str]:
    """Return the names behind words for who writes; ``behind``: texts behind the article, in which only surnames tell."""
    return [
        name
        for group in (texts, behind)
        for text in group
        for match in _REPORTERS.finditer(text)
        if not _AMONG_EDITORS.search(text[: match.start() + 2])
        for name in _names(match["names"], is_apart=group is texts and _is_apart(match))
    ]


def _named_in_english(scene: Scene) -> list[str]:
    """Return the names behind By in a line above the text that is no heading; what follows them tells of the last."""
    tags, own = scene.page.elements.tag, scene.page.blocks.element
    for block in [*scene.before[-15:], *scene.body[:1]]:
        found = _IN_ENGLISH.match(scene.texts[block])
        if found and not (len(tags) and _IS_HEADING[tags[own[block]]]):
            parts = _ENGLISH_BREAK.split(found[1])
            return list(takewhile(_is_english_name, parts))
    return []


def _is_english_name(text: str) -> bool:
    return _ENGLISH_NAME.fullmatch(text) is not None and not _NO_ENGLISH_NAME.search(text)


def _names_below_title(scene: Scene) -> list[str]:
    """Return the names that a line below the title consists of, as on literary pages.

    It stands above the text, or has a day or a paper's edition behind it. Who is told of is named by title or text, too.
    """
    title = letters_of(scene.page.head.title or "")
    for block in [*scene.before[-4:], *scene.body[:2]]:
        text = scene.texts[block]
        if len(text) > _LONGEST_LINE or scene.page.blocks.link_chars[block]:
            continue
        whole = spaced_block(scene.page, block)
        line = _EDITION.sub("", whole)
        is_dated = line != whole or _DAY.match("".join(scene.texts[block + 1 : block + 2]))
        if not _are_names(line) or not (is_dated or block in scene.before):
            continue
        names = [name.replace(" ", "") for name in _NAME_BREAK.split(line)]
        above = range(max(block - _TITLE_REACH, 0), block)
        below = [scene.keys[one] for one in scene.body if one > block]
        told = " ".join((title, *(scene.keys[one] for one in above), *below))
        is_section = any(2 <= len(key) <= 4 for key in below)  # as another is called there
        if (
            not is_section
            and any(_is_title(scene, one, title) for one in above)
            and not _is_set_off(scene, block)
            and not any(letters_of(name) in told for name in names)
        ):
            return names
    return []


_IS_HEADING = mark_tags("h1", "h2", "h3", "h4", "h5", "h6")
_LONGEST_LINE, _TITLE_REACH = 60, 3  # characters, lines
_EDITION = re.compile(
    r"\s?(?:《[^《》]{2,12}》\s?[（(].*|(?:19|20)\d\d\s?[-/.年](?!.{0,40}[^\d](?:19|20)\d\d).*)"
)
_DAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s?\d{1,2}:\d\d(?::\d\d)?)?$")


def _is_title(scene: Scene, block: int, title: str) -> bool:
    """Tell whether a line is the main heading, or part of the <title>, of which the letters are given."""
    if not len(scene.page.elements):
        return False  # plain text has no title
    is_top = scene.page.elements.tag[scene.page.blocks.element[block]] == TAG_CODE["h1"]
    return bool(is_top) or (len(scene.keys[block]) >= 4 and scene.keys[block] in title)


def _is_set_off(scene: Scene, block: int) -> bool:
    """Tell whether a line is a heading, or bold as one."""
    elements, blocks = scene.page.elements, scene.page.blocks
    first, last = elements.start.searchsorted((blocks.start[block], blocks.end[block])).tolist()
    tags = [elements.tag[blocks.element[block]], *elements.tag[first:last]]
    return bool(_IS_SET_OFF[tags].any())


_IS_SET_OFF = mark_tags("h1", "h2", "h3", "h4", "h5", "h6", "b", "strong")


def _are_names(line: str) -> bool:
    """Tell whether a line is nothing but names of writers; of words of two characters, or one of four, that cannot be told."""
    names = _NAME_BREAK.split(line)
    return (
        len(names) <= _MOST_NAMES
        and "·" not in line
        and any(len(name) == _FULL_NAME for name in names)
        and all(map(looks_like_name, names))
    )


_MOST_NAMES, _FULL_NAME = 4, 3


def _posters(scene: Scene) -> list[str]:
    """Return the names above the article with 发布于 and a date behind them; forums quote the posts of others like that."""
    told = filter(None, (_POSTED.match(spaced_block(scene.page, block)) for block in scene.before[-8:]))
    return [found[1] for found in told if may_be_author(found[1]) and not _is_place(found[1])]


def _is_place(name: str) -> bool:
    terms = scan(name)
    return bool(((terms.kind == Kind.REGION) & (terms.start == 0) & (terms.end == len(name))).any())


# The article itself may stand in place of the name: 本文, 这篇文章, 首次.
_POSTED = re.compile(
    r"^(?!.{0,4}(?:[本原该此这全推]文|文章|[本该此这]篇|首次|最[初后近]|转载|视频|更新|报告|已))"
    r"([^\s:：|，。]{2,14}) ?发[表布]于 ?(?:19|20)\d\d"
)


def _stands_before(scene: Scene, name: str, other: str) -> bool:
    """Tell whether a line above the article has both names, ``name`` before ``other``."""
    lines = (spaced_block(scene.page, block) for block in scene.before[-8:])
    return any(0 <= line.find(name) < line.find(other) for line in lines)


def _labelled_texts(scene: Scene, blocks: list[int], edges: set[int]) -> Iterator[str]:
    """Yield the texts that speak of writers: short ones whole, of long ones at the edges of the article both ends."""
    for block in blocks:
        if not scene.cues[block] & cues.WHO or _is_menu(scene, block):
            continue
        text = scene.texts[block]
        if len(text) <= 160:
            if SAYS_WHO.search(text):
                yield spaced_block(scene.page, block)
        elif block in edges:
            yield from (end for end in (text[:60], text[-60:]) if SAYS_WHO.search(end))


def _is_menu(scene: Scene, block: int) -> bool:
    """Tell whether a line is a row of links, as to poems, authors and books: a byline has no more than few."""
    text = scene.texts[block]
    if text.count("|") >= _FEWEST_LINKS - 1 and not any(map(text.count, ":：")):
        return True
    linked = scene.page.blocks.link_chars[block] >= _MENU_SHARE * len(text)
    return bool(linked) and len(spaced_block(scene.page, block).split()) >= _FEWEST_LINKS


_MENU_SHARE, _FEWEST_LINKS = 0.7, 5

# One of these is in all that the patterns above look for.
SAYS_WHO = re.compile(
    r"记者|記者|기자|采写|[採采][訪访]|通讯员|评论员|实习生|供稿|整理|口述|编写|编译|撰|[执主]笔|作者"
    r"|[编編][辑輯译譯]|[责責][编編]|编者|责任校对|[摄攝]|发信人"
    r"|由.{1,16}(?:发[表布]|撰写|提交)|張貼者|发布者|發[帖佈]者|發表在|[/／]\s?(?:文|图文|摄)|文\s?[/／|｜丨．‧・:：字案图]|[道導]\s?[:：]"
    r"|^Author,|^文 |图[/／]文|楼主"
    r"|[)）]$|^[□■◆◇●▲]|^posted @[^)]{10,60}\)|中心[/／].{2,16}導"
)


def _accounts(texts: list[str]) -> list[tuple[str, str]]:
    """Return label and name wherever a text names an account that is no person's name perhaps."""
    told = [(found[1] or "作者", found[2] or found[3]) for text in texts for found in _ACCOUNT.finditer(text)]
    # A sentence tells who published something else.
    short = (text for text in texts if len(text) <= 60 and text[-1] != "。")
    posted = (found[found.lastindex or 0] for text in short for found in _BY.finditer(text))
    told += [("作者", name) for name in posted if not _OFFICE.search(name)]
    return [(label, name) for label, name in told if not _NO_ACCOUNT.search(name)]


# What schools and offices of Taiwan write who published something; 員 is one's post.
_OFFICE = re.compile(r"[處組室科局府校員會所]$|^(?:[樓楼]主|[Aa]dmin)$")


_AUTHOR_META = {"author", "article:author", "byl", "parsely-author", "byline"}
_AUTHOR_WORDS = (
    b"auth",
    b"byline",
    b"writer",
    b"reporter",
    b"nick",
    b"user-",
    b"user_",
    b"usern",
    b"up-n",
)
_AUTHOR_HINT = re.compile(
    rb"""(?:class|rel|itemprop)=["']?[^"'<>]{0,80}(?<![a-z])"""
    rb"""(?:(?:author|byline|writer|reporter)(?:[-_]?(?:name|info))?|(?:nick|user)[-_]?name|up-name|authi)(?![a-z])"""
    rb"""|\bid=["']?(?:author|byline|writer|reporter)(?:[-_]?(?:name|baidu))?["'\s>]|data-testid=["']?author-name""",
    re.IGNORECASE,
)
_ICON_WORDS = (b"user", b"auth", b"account", b"person", b"people", b"display")
_ICON = re.compile(
    rb"""^<(?:i|em|span|svg)\s[^<>]{0,200}?class=["']?(?:[^"'<>]{0,80}[\s-])?"""
    rb"""(?:(?:fa[srlb]?|icon|bi|ri|reco|el-icon|glyphicon|layui-icon|dashicons(?:-admin)?|iconfont)[-_])"""
    rb"""(?:user(?:s|name)?|author|account|person|people)(?:-(?:o|alt|line|fill|circle|edit|pen))?["'\s>]"""
    rb"""|^<(?:a|span)\s[^<>]{0,200}?class=["']?(?:[^"'<>]{0,80}\s)?display[-_]?name["'\s>]""",  # of any kind
    re.IGNORECASE,
)
_PROFILE_WORDS = (
    b"/u/",
    b"/user/",
    b"/users/",
    b"/member",
    b"/people/",
    b"/author",
    b"/profile/",
    b"space.",
    b"uid",
)
_PROFILE = re.compile(
    rb"""^<a\s[^<>]{0,200}?href=["']?[^"'<>\s]{0,80}"""
    rb"""(?:/(?:u|users?|members?|people|authors?)/(?:[\w-]{1,20}/)?[\w-]{0,30}\d|/profile/\d{1,12}/?["'\s>]"""
    rb"""|//space\.|\buid[-=]\d"""
    rb"""|/(?:u|user|member)/(?!(?:log|sign|reg|set|pass|cent|index|home|coll|fav|hist|mess|new|publish|submit)\w{0,9}["'\s>/?])"""
    rb"""(?!(?:vip|cart|orders?|pay|post|write|tougao)["'\s>/?])[\w-]{2,30}/?["'\s>])""",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(r"^(?:作者|文|由|撰文|[Bb]y|BY)(?:\s?[:：/|]|\s)\s{0,3}|^(?:作者|由)")


_FROM_DATE = re.compile(r"\s(?:19|20)\d\d\s?[-/.年].*")
_ROLE = re.compile(
    r"\s?[,|]\s(?:[A-Z][a-z]{1,14} ){0,3}(?:[Ww]riter|[Rr]eporter|[Ee]ditor|[Cc]orrespondent)$"
)


def _marked_authors(scene: Scene) -> list[str]:
    """Return the names in the first short element near the head that is called the author."""
    return _first_names(marked_texts(scene, _AUTHOR_WORDS, _AUTHOR_HINT))


def _authors_at_icons(scene: Scene) -> list[str]:
    """Return the names at the icon of a person in a line below the title, with a day in it or beside it.

    Menus of the site, sizes of dishes and counters of readers have that icon too; so only few are sure.
    """
    title = letters_of(scene.page.head.title or "")
    near = [*scene.before[-8:], *scene.body[:2]]
    top = max((block for block in near if _is_title(scene, block, title)), default=len(scene.texts))

    def is_dated(block: int) -> bool:
        lines = scene.texts[block - 1 : block + 2]
        return any(len(line) <= _LONGEST_FIELDS and "。" not in line and WHEN.search(line) for line in lines)

    dated = [
        spaced_block(scene.page, block)
        for block in near
        if block > top
        and len(scene.texts[block]) <= _LONGEST_FIELDS
        and is_dated(block)
        and not _IS_SET_OFF[scene.page.elements.tag[scene.page.blocks.element[block]]]  # of a section
    ]
    for text in texts_at_icons(scene, _ICON_WORDS, _ICON) if dated else ():
        names = [] if _COUNTS.search(_FROM_DATE.sub("", text)) else _first_names(iter([text]))
        if names and any(names[0] in line for line in dated) and not any(map(_NOT_NAMES.search, names)):
            return names
    return []


_LONGEST_FIELDS = 120  # characters
_COUNTS = re.compile(r"^(?:人气|阅读|适合|[单双多])|人份|\d$")


def _linked_authors(scene: Scene) -> list[str]:
    """Return the names in the first link near the head of the article that leads to the page of a person."""
    return _first_names(marked_texts(scene, _PROFILE_WORDS, _PROFILE))


def _first_names(texts: Iterator[str]) -> list[str]:
    for text in texts:
        name = _ROLE.sub("", _BEFORE_NAME.sub("", _FROM_DATE.sub("", text)).strip(" :：|,，"))
        if len(names := name.split()) > 1 and all(
            len(one) == _FULL_NAME and looks_like_name(one) for one in names
        ):
            return names
        name = name if name.isascii() else name.partition(" ")[0]  # what follows tells about the author
        if len(names := _NAME_BREAK.split(name)) > 1 and all(map(looks_like_name, names)):
            return names
        if may_be_author(name):
            return [name]
    return []


def may_be_author(name: str) -> bool:
    """Tell whether a name may be a person's or an account's: no medium's, and nothing else that stands in such places."""
    return 1 < len(name) <= 30 and not _NO_AUTHOR.search(name)


_NO_AUTHOR = re.compile(
    r"[/.@\d:：。，！？]|网|網|新闻|新聞|日报|晚报|电视台|编辑部|作者|帖子|admin|本站|佚名|原创|匿名|小编|登[录陆入]|注册|游客|您好|^[楼樓]主$"
    r"|会员|中心|人物|专栏|频道|欢迎|开通|发[布表]于|只看|投稿|客服|咨询$|^(?:用户|个人|关于|联系)|^(?:关注|更多|我的.{0,3}|[a-z]{1,6}|[A-Z]{1,6})$"
    r"|^(?:By|Home|About|Login|Share|Print|Email|More|News|Menu|Admin|Author|Editor|Staff|Guest|Follow|User|Root"
    r"|Anonymous|Avatar|Back|Blog|Category|China|Contact|Date|Desk|Dr|Edit|Food|Forum|Hot|Latest|Level|Life|Local|Lv|Media|Member"
    r"|Mr|Ms|Name|New|Next|Official|Page|Photo|Posts?|Posted|Press|Prev|Profile|Published|Publisher|Qq|Read|Register|Reply|Reporter"
    r"|Rss|Search|Sign|Source|Sports?|Submit|System|Tags?|Team|Tech|Time|Top|Topic|Travel|Unknown|Updated|Video|Vip|Web|Website"
    r"|Wechat|Weibo|World|Write|Writer|Xinhua)$"
    r"|(?:简介|概况|介绍)$"
)


def _is_apart(found: re.Match[str]) -> bool:
    """Tell whether a label and its names fill a line, end one of labels or stand in brackets: then any words may be names.

    Not behind a unit, of which those words may go on to tell.
    """
    text, start, end = found.string, found.start("names"), found.end("names")
    if found["unit"] or found[0].startswith("文 "):
        return False
    if (found.start() <= _LONGEST_LABEL or _OTHER_LABELS.match(text)) and end >= len(text.rstrip(")）】] ")):
        return text[start - 1] in " :：/|｜丨□■◆◇●▲"
    return text[end : end + 1] in ("）", ")") and not {"（", "("}.isdisjoint(
        text[max(start - _LONGEST_LABEL, 0) : start]
    )


_LONGEST_LABEL = 10  # characters before the names
_OTHER_LABELS = re.compile(r"(?!.*[。，])[\u4e00-\u9fa5]{2,4}\s?[:：]")
_TAKER = re.compile(r"(?<=..)[摄攝]$")  # of pictures


def _names(text: str, *, is_apart: bool = False) -> list[str]:
    """Split a run of names; what does not begin with a surname is none, unless it stands among such."""
    parts = [_TAKER.sub("", part.replace(" ", "")) for part in _NAME_BREAK.split(text)]
    known = [part for part in parts if looks_like_name(part)]
    if is_apart or (known and "、" in text):  # minorities have names of their own, mostly of four characters
        return [part for part in parts if part in known or (len(part) >= 2 and not _NOT_NAMES.search(part))]
    return known


def looks_like_name(text: str) -> bool:
    """Tell whether a text may be the name of a Chinese, or of one that writes his with a dot."""
    if _NOT_NAMES.search(text) or len(text) < 2:
        return False
    if "·" in text:
        return True
    text = text.translate(_simplified())
    return len(text) <= (4 if text.startswith(_COMPOUND) else 3 if text[0] in _SURNAMES else 0)
