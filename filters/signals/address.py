"""Addresses that are no numbers: Telegram names, e-mail addresses and hosts, without the disguise of their signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filters.signals.base import Matches, Observed, Pairs, listed

NAME = "address"
EXAMPLES = (
    ("资料齐全，飞机@kaihu168", (("@kaihu168", "t.me/kaihu168"),)),
    ("看主页TG：sky_0921", (("sky_0921", "t.me/sky_0921"),)),
    ("名单出售的进电报：＠xinghui8，别问价", (("＠xinghui8", "t.me/xinghui8"),)),
    ("telegram@fast3722，代发", (("@fast3722", "t.me/fast3722"),)),
    ("详情https://t.me/lemon5550", (("t.me/lemon5550", "t.me/lemon5550"),)),
    ("实名批发，@good8032（TG）", (("@good8032", "t.me/good8032"),)),
    ("T·G：@ren_5008", (("@ren_5008", "t.me/ren_5008"),)),
    ("来信 tiger35@qq。com 索取", (("tiger35@qq。com", "tiger35@qq.com"),)),
    ("star-99(at)outlook.com", (("star-99(at)outlook.com", "star-99@outlook.com"),)),
    ("网址收藏q3357。ｃｃ，永久有效", (("q3357。ｃｃ", "q3357.cc"),)),
    ("最新地址vip.89hu点com", (("vip.89hu点com", "vip.89hu.com"),)),
    ("浏览器输入www.bluekai55.info即可", (("www.bluekai55.info", "www.bluekai55.info"),)),
    ("直播人气m.nct35d . net", (("m.nct35d . net", "m.nct35d.net"),)),
)
COUNTEREXAMPLES = (
    "用asp.net和node.js写的网站，C#.NET，VB.net教程",
    "歼-20飞机，波音飞机B737，飞机a320neo，电报code，坐飞机@了所有人",
    "见图1.1和表2.3，共3.5个百分点",
    "报价单.top文件，优点com口，终点cn线",
    "TG: 玻璃化温度，tg 值120，TG1000玻璃",
)

_ENDS = "com|cc|vip|top|xyz|net|cn|org|club|live|info|shop|app|me|icu|tv|io|fun|site|online|cyou|wang|pro|ltd|hk|tw"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DOT = r"(?: ?(?:\.{1,2}|。|[点丶·、]|\[\.\]|\(点\)) ?)"
_AT = r"(?: ?[@＠] ?|[#＃]|\(@\)|[(\[]at[)\]]| at |艾特|圈a)"
_HOST_END = re.compile(rf"{_DOT}(?:{_ENDS})(?![a-z0-9@]|\.[a-z0-9])")
_HOST = re.compile(
    rf"(?<![a-z0-9._-])(?:[a-z0-9_][a-z0-9_.-]{{0,39}}{_AT})?[a-z0-9](?:[a-z0-9-]|{_DOT}(?=[a-z0-9])){{0,60}}$"
)
_TELEGRAM = re.compile(
    r"(?P<link>t\.me/\+?[a-z0-9_]{4,32})"
    r"|(?:telegram|电报|[飞灰]机|✈|(?<![a-z])t[ ·.]?g(?:号|群)?)(?:号|群|频道)?(?P<joint>[\s:：→]{0,3})"
    r"(?P<name>[@＠][a-z][a-z0-9_]{3,31}|[a-z][a-z_]*\d[a-z0-9_]{1,31})(?![a-z0-9_@.-])"
    r"|(?P<before>[@＠][a-z][a-z0-9_]{3,31}) ?[(（] ?(?:telegram|电报|飞机|t[ ·.]?g) ?[)）]"
)
_NAMES = Pairs(("t", "eg.· "), ("电", "报"), ("飞灰", "机"), ("✈", "@＠:： 号" + _LETTERS), ("@＠", _LETTERS))
_DOTS = Pairs((".。点丶·、", " ." + "".join(sorted({end[0] for end in _ENDS.split("|")}))), ("[(", ".点"))
_NO_HOST = frozenset(("asp.net", "vb.net", "ado.net", "c.net"))
_PLAIN = re.compile(r"[a-z0-9_-]*(?:[.@](?!\.)[a-z0-9_-]+)+")
_ALNUM = re.compile("[a-z0-9]")
_LONGEST = 80  # characters of an address
_SIGNS = ((re.compile(_AT), "@"), (re.compile(_DOT), "."))


def _plain(found: str) -> str:
    for form, sign in _SIGNS:
        found = form.sub(sign, found)
    return found


def _telegrams(observed: Observed) -> Iterator[tuple[int, int, str]]:
    for place in _NAMES.places(observed.codes):
        match = _TELEGRAM.match(observed.text, place)
        if match is None:
            continue
        group = "link" if match["link"] else "name" if match["name"] else "before"
        name = match[group]
        if group == "name" and name[0] not in "@＠" and not match["joint"] and match[0][1] == "机":
            continue  # of an aeroplane: 飞机a320
        yield *match.span(group), name if group == "link" else "t.me/" + name.lstrip("@＠")


def _hosts(observed: Observed) -> Iterator[tuple[int, int, str]]:
    text = observed.text
    behind = 0
    for place in _DOTS.places(observed.codes):
        if place < behind:
            continue
        start = place - (text[place - 1 : place] == " ")
        if not _ALNUM.match(text, start - 1):
            continue
        end = _HOST_END.match(text, start)
        host = _HOST.search(text, max(start - _LONGEST, behind), start) if end else None
        if end is None or host is None:
            continue
        behind = end.end()
        value = text[host.start() : behind]
        if not _PLAIN.fullmatch(value):
            value = _plain(value)
        disguised = end[0][0] != "." or observed.is_disguised(end.span())
        if value not in _NO_HOST and not (
            disguised and "@" not in value and not any(map(str.isdigit, value))
        ):
            yield host.start(), behind, value


def find(observed: Observed) -> Matches:
    """All addresses; the span is that of the name or the host."""
    hits: list[tuple[int, int, str]] = []
    # Of two at one place the longer: t.me is a host, too.
    for hit in sorted((*_telegrams(observed), *_hosts(observed)), key=lambda hit: (hit[0], -hit[1])):
        if not hits or hit[0] >= hits[-1][1]:
            hits.append(hit)
    return listed(hits)
