"""Addresses that are no numbers: Telegram names, e-mail addresses and hosts; values without the disguise of their signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filters.signals.base import ARROWS, Matches, Observed, Pairs, listed

NAME = "address"
EXAMPLES = (
    ("资料齐全，飞机@kaihu168", (("@kaihu168", "t.me/kaihu168"),)),
    ("看主页TG：sky_0921", (("sky_0921", "t.me/sky_0921"),)),
    ("名单出售的进电报：＠xinghui8，别问价", (("＠xinghui8", "t.me/xinghui8"),)),
    ("telegram@fast3722.", (("@fast3722", "t.me/fast3722"),)),
    ("详情https://t.me/lemon5550", (("t.me/lemon5550", "t.me/lemon5550"),)),
    ("实名批发，@good8032（TG）", (("@good8032", "t.me/good8032"),)),
    ("老店联系fastsh6413 telegram", (("fastsh6413", "t.me/fastsh6413"),)),
    ("T·G：@ren_5008", (("@ren_5008", "t.me/ren_5008"),)),
    ("飞机号kaihu168 或 纸飞机 @ kaihu99", (("kaihu168", "t.me/kaihu168"), ("@ kaihu99", "t.me/kaihu99"))),
    ("TG客服➡️kaihu168，电报群 long_5350", (("kaihu168", "t.me/kaihu168"), ("long_5350", "t.me/long_5350"))),
    ("来信 tiger35@qq。com 索取", (("tiger35@qq。com", "tiger35@qq.com"),)),
    ("star-99(at)outlook.com", (("star-99(at)outlook.com", "star-99@outlook.com"),)),
    ("稿件请发至bianji@banyuetan.org", (("bianji@banyuetan.org", "bianji@banyuetan.org"),)),
    ("网址收藏q3357。ｃｃ，永久有效", (("q3357。ｃｃ", "q3357.cc"),)),
    ("最新地址vip.89hu点com", (("vip.89hu点com", "vip.89hu.com"),)),
    ("浏览器输入www.bluekai55.info即可", (("www.bluekai55.info", "www.bluekai55.info"),)),
    ("直播人气m.nct35d . net", (("m.nct35d . net", "m.nct35d.net"),)),
    (
        "进入www。kaihu。com开户，或ｋａｉｈｕ888．ｃｏｍ",
        (("www。kaihu。com", "www.kaihu.com"), ("ｋａｉｈｕ888．ｃｏｍ", "kaihu888.com")),
    ),
    ("全年投资100。kaihu88.com", (("kaihu88.com", "kaihu88.com"),)),
    ("拨13800001234、kaihu.com", (("kaihu.com", "kaihu.com"),)),
)
COUNTEREXAMPLES = (
    "用asp.net和node.js写的网站，C#.NET，VB.net教程，ML.NET与Json.NET",
    "歼-20飞机，波音飞机B737，飞机：C919，大飞机 C919 交付，飞机 a320neo，航班✈CA1234，坐飞机@了所有人",
    "见图1.1和表2.3，共3.5个百分点，1.cc，3.me，排量125.cc，v1.2.io",
    "报价单.top文件，优点com口，终点cn线，晚上8点TV播出，9点live直播，8点app上线，4.7点cn，10点VIP专场",
    "1、APP下载 2、VIP会员 3、live 4、info，1. APP下载；2. VIP服务，USB3、TV，CCTV1、TV版，Na2S、CN等，沪深300。cn",
    "TG: 玻璃化温度，tg 值120，TG1000玻璃，TG t200轮胎，TG fr4_170，电报code，他发来电报：abc，电报 CQ12",
    "import java.io，java.net包，df.info()，self.app，Socket.io，main.cc，iPhone15.Pro，Mate60.Pro+，demo.pro，first.me",
    "photo at pixabay works at google，look at me。info",
)

_DOMAINS = "com|net|cn|org|vip|top|xyz|club|shop|icu|cyou|hk|tw|ru|bet|win|edu|gov"
_WORDS = "cc|app|io|info|me|tv|live|fun|wang|ltd|online"  # endings of names of other things, too
_SPOKEN = "com|net|cn|cc|vip|top|xyz|club"  # behind a sign that is no dot
_PROVIDERS = "qq|163|126|139|gmail|outlook|hotmail|foxmail|sina|sohu|yahoo|yeah|icloud|proton|aliyun"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DOT = r"[.．]"
_SIGN = r"(?:[。点丶·]|\.\.|\[\.\]|[(（【]点[)）】]| [.．] )"  # instead of a dot
_AT = r"(?:[@＠]| [@＠] )"
_SAID_AT = r"(?:[#＃]|[(（]@[)）]|[(\[]at[)\]]| at | ?艾特 ?|圈a)"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?"
_HEAD = rf"(?:www|wap|vip|app|bbs|m)(?:{_DOT}|{_SIGN})"
_END = r"(?![a-z@]|[.-][a-z0-9]|[(+])"
_USER = r"[a-z0-9][a-z0-9_.+-]{0,39}"
# An e-mail address: as usual at any host, in other spellings at one of those that everyone uses.
_MAIL = (
    rf"{_USER}(?:{_AT}(?:{_LABEL}{_DOT}){{1,4}}(?:{_DOMAINS}|{_WORDS})"
    rf"|(?:{_AT}|{_SAID_AT})(?:vip{_DOT})?(?:{_PROVIDERS})(?:{_DOT}|{_SIGN})(?:com|net|cn|me)){_END}"
)
_LETTERED = r"(?=[a-z0-9-]*[a-z])"
_NUMBERED = rf"(?=[a-z0-9-]*\d){_LETTERED}(?=[a-z0-9-]{{4}})"
_HOST = (
    rf"(?:(?:{_LABEL}{_DOT}){{0,3}}{_LETTERED}{_LABEL}{_DOT}(?:{_DOMAINS})|\d{{2,6}}{_DOT}(?:com|cn)"
    rf"|(?:{_HEAD}|{_NUMBERED})(?:{_LABEL}{_DOT}){{1,4}}(?:{_WORDS})"
    rf"|(?:{_HEAD}|{_LETTERED}(?=[a-z0-9-]{{4}})){_LABEL}(?:{_SIGN}(?:{_SPOKEN})|{_DOT}(?:{_DOMAINS}))){_END}"
)
_ADDRESS = re.compile(f"{_MAIL}|{_HOST}")
# The last sign of a host, and what is written in one before it.
_LAST = re.compile(rf"(?:{_SIGN}(?:{_SPOKEN}|me)|{_DOT}(?:{_DOMAINS}|{_WORDS})){_END}")
_RUN = re.compile(rf"(?:(?<![a-z0-9_.@-]){_HEAD})?[a-z0-9_.．@＠+-]+$")
_USER_BEFORE = re.compile(rf"(?<![a-z0-9_.@-]){_USER}(?: [@＠] |{_SAID_AT})$")
_DOTS = Pairs((".．。点丶·", " ." + _LETTERS), (" [(（【", ".．点"))
_PUBLIC = (".gov.cn", ".edu.cn", ".org.cn", ".ac.cn")
_NO_HOST = re.compile(r"(?:asp|vb|ado|ml|json|paint|java|c)\.net|.*\.js(?:\..*)?")
_LONGEST = 80  # characters of an address
_SIGNS = ((re.compile(f"{_AT}|{_SAID_AT}"), "@"), (re.compile(f"{_SIGN}|{_DOT}"), "."))

_ID = r"[a-z][a-z0-9_]{4,31}"
_TELEGRAM = re.compile(
    rf"(?P<link>(?:t|telegram)(?:{_DOT}|{_SIGN})me/(?:joinchat/|\+)?[a-z0-9_-]{{4,32}})"
    rf"|(?:telegram|电 ?报|(?P<plane>[飞灰]机|✈)|t[ ·.]?g(?![a-z]))(?:号|群|频道|客服|联系|搜|id){{0,2}}"
    rf"(?P<joint>[ :：→=+{ARROWS}\-(（【\[]{{0,3}})(?P<name>[@＠] ?{_ID}|{_ID})(?![a-z0-9_@]|[.-][a-z0-9])"
    rf"|(?P<before>[@＠]{_ID}) ?[(（]? ?(?:telegram|电报|飞机|t[ ·.]?g(?![a-z]))"
    r"|(?P<label>telegram|电报|t[ ·.]?g(?![a-z]))"
)
_NAMES = Pairs(
    ("t", "eg.．· 点。"),
    ("电", "报 "),
    ("飞灰", "机"),
    ("✈", "@＠:：=+ 号群客联搜" + ARROWS),
    ("@＠", _LETTERS),
)
_BEFORE_LABEL = re.compile(r"(?<![a-z0-9_@.])[a-z]{3}[a-z_]*\d{3,8}(?= ?$)")
_LIKE_A_NAME = re.compile(r"[a-z]{3}[a-z_]*\d{2}|[a-z]{3}[a-z0-9]*_[a-z0-9]*\d{2}|[a-z]+_?\d{4}")
_LATIN = re.compile("[a-z0-9_]")


def _telegrams(observed: Observed) -> Iterator[tuple[int, int, str]]:
    text = observed.text
    for place in _NAMES.places(observed.codes):
        match = _TELEGRAM.match(text, place)
        if match is None or (match[0][0] == "t" and _LATIN.match(text, place - 1) and place):
            continue
        if match["link"]:
            yield *match.span(), "t.me/" + match[0].rpartition("/")[2]
        elif match["label"]:
            found = _BEFORE_LABEL.search(text, max(place - _LONGEST, 0), place)
            if found:
                yield *found.span(), "t.me/" + found[0]
        else:
            group = "name" if match["name"] else "before"
            name = match[group].lstrip("@＠ ")
            # 飞机 is an aeroplane, too, and of them some have names.
            said = not match["plane"] or set(match["joint"]) - set(" -(（【[") or match[0][2:3] == "号"
            if name != match[group] or (said and _LIKE_A_NAME.match(name)):
                yield *match.span(group), "t.me/" + name


def _hosts(observed: Observed) -> Iterator[tuple[int, int, str]]:
    text = observed.text
    behind = 0
    for sign in _DOTS.places(observed.codes):
        place = sign - (text[sign - 1 : sign] == " ")
        if place < behind or not _LAST.match(text, place):
            continue
        first, behind = max(place - _LONGEST, behind), place + 1
        run = _RUN.search(text, first, place)
        if run is None:
            continue
        user = _USER_BEFORE.search(text, first, run.start())
        starts = [found.start() for found in (user, run) if found]
        match = next(filter(None, (_ADDRESS.match(text, start) for start in starts)), None)
        if match is None:
            continue
        behind = match.end()
        value = match[0]
        for form, usual in _SIGNS:
            value = form.sub(usual, value)
        if not _NO_HOST.fullmatch(value):
            yield *match.span(), value


def is_usual(value: str) -> bool:
    """Whether an address is such as articles give: that of an institution or of a site with a name, or an e-mail address."""
    return not value.startswith("t.me/") and (
        "@" in value or value.endswith(_PUBLIC) or not any(map(str.isdigit, value))
    )


def find(observed: Observed) -> Matches:
    """All addresses; the span is that of the name or the host."""
    hits: list[tuple[int, int, str]] = []
    # Of two at one place the longer: t.me is a host, too.
    for hit in sorted((*_telegrams(observed), *_hosts(observed)), key=lambda hit: (hit[0], -hit[1])):
        if not hits or hit[0] >= hits[-1][1]:
            hits.append(hit)
    return listed(hits)
