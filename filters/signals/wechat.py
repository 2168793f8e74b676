"""WeChat ids next to a word for WeChat, in lower case; numbers said to be good for WeChat too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filters.lexicon import Kind, canonical
from filters.signals.base import ARROWS, Matches, Observed, Pairs, listed
from filters.signals.phone import MOBILE
from filters.signals.phone import find as find_numbers

NAME = "wechat"
_CHANNEL = int(Kind.CHANNEL)
EXAMPLES = (
    ("微信:weixiu_8866", (("weixiu_8866", "weixiu_8866"),)),
    ("加薇信 号：ABC-1234", (("ABC-1234", "abc-1234"),)),
    ("VX：kaisuo24h", (("kaisuo24h", "kaisuo24h"),)),
    ("嶶信13800001234", (("13800001234", "13800001234"),)),
    ("电话138-0000-1234(微信同号)", (("138-0000-1234", "13800001234"),)),
    ("ｗｘ➕ⓕⓟ2233x", (("ⓕⓟ2233x", "fp2233x"),)),
    ("加V信：umyj87706", (("umyj87706", "umyj87706"),)),
    ("请联系威信MGHP7117", (("MGHP7117", "mghp7117"),)),
    ("薇♥wmq_f32993备注城市", (("wmq_f32993", "wmq_f32993"),)),
    ("诚招代理，薇km17132", (("km17132", "km17132"),)),
    ("徽 信 咨 询 ： k q m t b 8 2 4 ， 八 人", (("k q m t b 8 2 4", "kqmtb824"),)),
    ("微信：ｐｍ＿１０２３，", (("ｐｍ＿１０２３", "pm_1023"),)),
    ("微芯谘询:hvmuua_148", (("hvmuua_148", "hvmuua_148"),)),
    ("代办微X：qk.8413096，", (("qk.8413096", "qk8413096"),)),
    ("名额有限w❤x zz40512满意", (("zz40512", "zz40512"),)),
    ("诚招代理，薇xkm17132", (("xkm17132", "xkm17132"),)),
    ("威心 bona2071", (("bona2071", "bona2071"),)),
    ("客服维信→Nuv34351", (("Nuv34351", "nuv34351"),)),
    ("联 系 维 信 : q g c 3 3 7 2 2", (("q g c 3 3 7 2 2", "qgc33722"),)),
    ("中间商+V→uxgj70118另算", (("uxgj70118", "uxgj70118"),)),
    ("收费+V:gjjycs680", (("gjjycs680", "gjjycs680"),)),
    ("招代理，嶶信➜taozhi-64955", (("taozhi-64955", "taozhi-64955"),)),
    ("薇信尊号lulu-de】", (("lulu-de", "lulu-de"),)),
    ("防盗门加➕V➜moka25906发定位", (("moka25906", "moka25906"),)),
    ("多了3千，WeiXinmorong91859", (("morong91859", "morong91859"),)),
    ("手机点赞，徾信：ka59908", (("ka59908", "ka59908"),)),
    ("备注wxid_a8f2k1m3n5p7q9", (("wxid_a8f2k1m3n5p7q9", "wxid_a8f2k1m3n5p7q9"),)),
    ("加wxid_a8f2k1m3n5p7q9", (("wxid_a8f2k1m3n5p7q9", "wxid_a8f2k1m3n5p7q9"),)),
    ("威信搜QK147769，头像是扳手", (("QK147769", "qk147769"),)),
    ("开启,➕V:QKAB809529", (("QKAB809529", "qkab809529"),)),
    ("一对一绿泡泡 qingkuan61602名额有限", (("qingkuan61602", "qingkuan61602"),)),
    ("导师在职…薇(19)(17)(78)(35)(1)", (("(19)(17)(78)(35)(1)", "191778351"),)),
    ("wx:5 5 2 0 2 0 6 1 2", (("5 5 2 0 2 0 6 1 2", "552020612"),)),
    ("微信①③⑨⑧⑧⑨⑨③", (("①③⑨⑧⑧⑨⑨③", "13988993"),)),
    ("卫星：⑶⑺⑸⑸⑻⑴⑵⑸", (("⑶⑺⑸⑸⑻⑴⑵⑸", "37558125"),)),
    ("专家计划，微亻言ka59908，嶶 亻 言 k a 5 9 9 0", (("ka59908", "ka59908"), ("k a 5 9 9 0", "ka5990"))),
    ("微信ka|5|9|9|0|8，薇信ka59-9-0-8，", (("ka|5|9|9|0|8", "ka59908"), ("ka59-9-0-8", "ka59908"))),
    (
        "VXka5*9*9*0，wx=k=a=5=9=9=0，威-信-k-a-5-9-9-0",
        (("ka5*9*9*0", "ka5990"), ("k=a=5=9=9=0", "ka5990"), ("k-a-5-9-9-0", "ka5990")),
    ),
    ("ＷｅＣｈａｔｋａ59/9/0/8", (("ｋａ59/9/0/8", "ka59908"),)),
    (
        "Ｖ 信 ： k a 5 9 9 0 8，W e C h a t k a 5 9 9 0",
        (("k a 5 9 9 0 8", "ka59908"), ("k a 5 9 9 0", "ka5990")),
    ),
    ("w x k a 5 9 9 0，加 V ： k a 5 9 9 0", (("k a 5 9 9 0", "ka5990"), ("k a 5 9 9 0", "ka5990"))),
    ("加Ⅴ:ka59908，➕微ka59908，Ⅴ信ka59908", (("ka59908", "ka59908"),) * 3),
    ("徽信lνs59908", (("lνs59908", "lvs59908"),)),
    (
        "详谈卫星：xaw44878，添加卫星ｓｅｎ７１５７９",
        (("xaw44878", "xaw44878"), ("ｓｅｎ７１５７９", "sen71579")),
    ),
    (
        "预约WeChattxz02702，收号：wxcyd858470，咨询VXdhx620",
        (("txz02702", "txz02702"), ("cyd858470", "cyd858470"), ("dhx620", "dhx620")),
    ),
    (
        "⭐收号：V:uryaw767012，可做，V：prp7260，咨询+Vhqb925835",
        (("uryaw767012", "uryaw767012"), ("prp7260", "prp7260"), ("hqb925835", "hqb925835")),
    ),
)
COUNTEREXAMPLES = (
    "微信 for Android 8.0.32版本发布",
    "微信支付宝都可以",
    "微信公众号推出新功能",
    "微信用户超过13亿",
    "https://weixin.qq.com/download",
    "小微iphone15手机壳",
    "陈薇covid-19疫苗",
    "演员赵薇 weibo2024",
    "微芯PIC16F877A单片机",
    "微X射线管 60kV，微心愿a计划，微信v8.0523",
    "微信open.2023，微信 no.20231，微信客服 tel.87654321，微信：tel.87654321",
    "WayV❤NCT127，BMW❤ x5-2023款，LV❤13800001234，new❤iphone15，v❤iphone15",
    "安徽XX2023-001号公告，显微X CT3000，小微xbox360，示威x13912345678，小微心13800001234",
    "权威信息a1b2c3d4",
    "微信 1 2 3 4 5 6 下一页，微信(1)(2)(3)(4)，微信(2024)(05)(01)，赵薇(12)(13)(5)(8)，微信①②③④⑤⑥分别对应，微信：new·media",
    "微信13988993人次，微信：20240501更新，卫星123456颗，卫星：2024001号，绿泡泡一样的abc123，陈薇(12)(13)，微信搜一搜",
    "维信诺V3 amoled2024，维信金科2003.hk，电压I+V:input1，上海+V领域",
    "微信 a\nb\nc\nd\n1\n2",
    "电压V→adc1024，大V✅vlog100条，顶点V➜vertex_123，mp.weixin.com，下载weixin8023android，from=weixinshare2020",
    "变量wxid_number的长度，WeChat Files/wxid_a8f2k1m3n5p7q9，wxid_是默认账号的开头，关键词weixinpay2024",
    "充电器+vivoX100手机，交换机+VLAN1000的配置，C++Vector100例，+Visa1000元，HDMI +VGA1080P",
    "预约VIP1000元起，联系VIP88888号，网络VLAN1000，关系vec1024，预约vivo1200，卫星：Cosmos2251，卫星：Starlink1007，wxWidgets310",
    "气象卫星：noaa2019，发射卫星fy3003，WeChatPay3000元，wxPython410教程，VxWorks653，驱动V:5伏，网络V8发动机，系v1024版",
    "U V W X Y Z 1 2 3 4，微信v8.0.3.2.1，微信支付+Ⅴ类水质，Ⅴ：GB50016标准，微信a/b/c/d，亻言ka59908，速度v x 1 2 3 4 5",
    "分享到：抖音|微信|xiaohongshu_app，微信 | iphone15pro，微信《python2024指南》，微信「wechat_pay」接口",
)

_JOINT = rf"[\s:：∶=+{ARROWS}♥❤\-—(（【〔\[是为加]{{0,6}}"
_SAID = rf"(?P<said>[信芯]?{_JOINT}(?:同号|号码|尊号|号|账号|id|客服|[咨谘]询|联系|添加|搜索?)?{_JOINT})"
_ID = re.compile(
    _SAID + r"(?P<id>[a-z][a-z0-9_-]{5,19}"
    r"|[a-z]{1,4}[.·]\d{5,9}|[a-z][a-z0-9_-]{0,8}(?:·[a-z0-9_-]{1,8}){1,3}(?!·)|[1-9]\d{5,10}"
    r"|(?:\(\d{1,4}\)){3,9}|[1-9](?: \d){5,10}(?! ?\d)"
    r"|[a-z](?P<gap> {1,2})[a-z0-9_-](?:(?P=gap)[a-z0-9_-]){4,18}(?!(?P=gap)[a-z0-9_-]))(?![a-z0-9_@.])"
)
# An id of which at least the end has one and the same mark between all characters: ab|c|1|2|3.
_MARK = r"(?:[^\w\s:：.。、，,;；()（）]|_)"
_CUT_UP = rf"[a-z][a-z0-9]{{0,9}}(?P<mark>{_MARK})[a-z0-9](?:(?P=mark)[a-z0-9]){{2,14}}(?!(?P=mark)?[a-z0-9])"
_PARTED = re.compile(rf"{_SAID}{_MARK}?(?P<id>{_CUT_UP})")
# Name and id with the same between all characters: v 信 ： a b 1 2 3.
_GAPS = " /／|｜*＊+＋_=^~～#·•‧–—－-"
_THROUGHOUT = re.compile(
    rf"(?<![a-z0-9])(?<![a-z0-9][{_GAPS}])(?=.(?P<gap>[{_GAPS}]|  ))"
    r"(?:[微薇徽威嶶溦维v](?P=gap)(?:信|亻(?P=gap)言)|加(?P=gap)[微v]|[vw](?P=gap)x"
    r"|w(?P=gap)e(?P=gap)c(?P=gap)h(?P=gap)a(?P=gap)t)(?:(?P=gap)?[:：])?"
    r"(?P=gap)(?P<id>[a-z](?:(?P=gap)[a-z]){1,7}(?:(?P=gap)[0-9]){3,8})(?!(?P=gap)?[a-z0-9])"
)
_SIGNS = f":：=+{ARROWS}♥❤ "
# An id as most are, which is no name of a thing with its year.
_LETTERS_AND_FIGURES = r"[a-z]{2,8}(?!(?:19|20)\d\d(?!\d))\d{3,8}(?![a-z0-9_])"
_USUAL = re.compile(_LETTERS_AND_FIGURES)
# Names of it that mean something else where no id follows: a given name, a maker of chips, prestige.
_ELSEWHERE = re.compile(
    r"(?:(?<![显细稍小安宣权示挪国])[微薇徽威嶶溦](?:x(?![a-z0-9])|心)|(?<![a-z0-9])[vw][♥❤心](?:x(?![a-z0-9]))?)"
    rf"(?=[{_SIGNS}]{{0,3}}[a-z0-9])"
    rf"|(?<![\u4e00-\u9fff])[薇嶶溦](?=[{_SIGNS}]{{0,3}}[a-z0-9])|微芯(?=[咨谘]询|号|[:：])"
    r"|(?<![权树])威信(?=[:： 搜]{0,2}[a-z])|维信(?=[:：→ ]{0,3}[a-z])|(?<![a-z0-9])\+v(?=[:：→ ]{1,2}[a-z])"
    rf"|(?<=[+➕加])v(?=[{ARROWS}]{{1,2}}[a-z]{{2,10}}[_-]?\d{{3}})|(?<=[➕加])v(?=[:：][a-z]{{2,10}}[_-]?\d{{3}})"
    r"|卫星(?=[:：]?[1-9]\d{5})"
    rf"|(?<=[加询约谈系])卫星(?=[:：]? ?{_LETTERS_AND_FIGURES})"
    rf"|(?<![a-z0-9.+-])v(?=[:：] ?{_LETTERS_AND_FIGURES})|[询约系]\+?v(?!x|ip|lan|pn|ivo|ga|ec|isa|gg)(?={_LETTERS_AND_FIGURES})"
    r"|(?:[嶶溦]|(?<![\u4e00-\u9fff])薇)(?=\(\d{1,4}\)\()|绿泡泡(?=[:：号 ]{0,3}[a-z])"
    r"|[微薇徽威嶶溦维v][^\w\n]?[亻イ][^\w\n]?[言讠]"  # 信 taken apart
    rf"|(?<=[+➕])微(?=[:： ]?{_LETTERS_AND_FIGURES})"
    rf"|(?:(?<=[+➕加])|(?<!\w)(?=.[信x]))Ⅴ[信x]?(?=[:： ]{{0,2}}{_LETTERS_AND_FIGURES})"
)
_BEGINNINGS = Pairs(
    ("微薇徽威嶶溦维", "心信芯abcdefghijklmnopqrstuvwxyz0123456789(" + _SIGNS),
    ("vw", "♥❤心:：" + ARROWS),
    ("绿卫", "泡星"),
    ("+", "v"),
    ("询约系", "+v"),
    ("微薇徽威嶶溦维加vw", "亻イ." + _GAPS),
    ("Ⅴ", "信x:： abcdefghijklmnopqrstuvwxyz"),
)
# An id directly behind the name, and what those are called who have chosen none.
_IN_ONE = re.compile(
    r"(?<![a-z0-9./@=&?_-])weixin(?=[a-z]{4,12}(?!(?:19|20)\d\d(?!\d))\d{4})"
    rf"|(?<![a-z0-9./@=&?_+-])(?:wechat|vx|wx)(?!pay|app|work|mini|py|widget|android|ios)"
    rf"(?={_LETTERS_AND_FIGURES}|{_CUT_UP})"
    r"|(?<![a-z0-9/])(?=wxid_(?=[a-z]*\d)[a-z0-9]{8})"
)
_SAME = re.compile(r"[^\n]{0,2}(?:同号|同步|同)")
_NO_IDS = {
    "android", "facebook", "harmonyos", "iphone", "official", "version", "wechat", "weixin", "windows", "youtube",
}  # fmt: skip
_NO_NAMES = {"fig", "no", "p", "qq", "tel", "v", "ver", "www"}  # that stand before a dot and a number
_COUNTED = "1234567891011"
_YEAR = re.compile(r"\(?(?:19|20)\d\d(?!\d)|(?:19|20)\d{6}$")
_PARTS = str.maketrans("", "", " .·()")
_REACH = 6  # characters between a number and the word that says it is good for WeChat too


def _elsewhere(observed: Observed, places: list[int]) -> Iterator[re.Match[str]]:
    """The matches of ``_ELSEWHERE``, which may begin at ``places``, and ``_IN_ONE``."""
    for place in places:
        match = _ELSEWHERE.match(observed.text, place)
        if match:
            yield match
    if any(name in observed.text for name in ("weixin", "wechat", "vx", "wx")):
        yield from _IN_ONE.finditer(observed.text)


def _words(observed: Observed, places: list[int]) -> list[tuple[int, int]]:
    terms = observed.words(_CHANNEL)
    found = zip(terms.start.tolist(), terms.end.tolist(), terms.info.tolist(), strict=True)
    words = [(start, end) for start, end, info in found if "微信" in canonical(info)]
    ends = {end for _, end in words}
    return words + [match.span() for match in _elsewhere(observed, places) if match.end() not in ends]


def _is_id(match: re.Match[str], observed: Observed) -> bool:
    """Whether a match is an id: a word with a figure or announced as one; a number that is a mobile, disguised or announced."""
    said, found = match["said"].strip(), _joined(match["id"])
    word, told = found.rstrip("0123456789"), any(c in said for c in ":：号=+➕")
    if not word and not MOBILE.fullmatch(match["id"]):
        parted = match["id"][0] == "(" or (told and match["id"] != found)
        counted = found in _COUNTED or _YEAR.match(match["id"])
        return 6 <= len(found) <= 11 and not counted and (parted or observed.is_disguised(match.span("id")))
    if "." in match["id"] or "·" in match["id"]:
        return told and word not in _NO_NAMES and found != word
    return word not in _NO_IDS and (told or any(c.isdigit() or c == "_" for c in found))


def _joined(found: str) -> str:
    """An id without the blanks, the dot or the brackets that its characters are parted by."""
    return found.translate(_PARTS)


def _closed_up(found: str) -> str:
    """An id without the marks between its characters."""
    return re.sub(r"[\W_]", "", found)


def find(observed: Observed) -> Matches:
    """All ids; the span is that of the id."""
    places = _BEGINNINGS.places(observed.codes)
    text = observed.text
    found: dict[int, tuple[int, int, str]] = {}
    for place in places:
        match = _THROUGHOUT.match(text, place)
        if match:
            found[match.start("id")] = (*match.span("id"), _closed_up(match["id"]))
    numbers: Matches | None = None
    for start, end in _words(observed, places):
        parted = _PARTED.match(text, end)
        match = _ID.match(text, end)
        if parted and _USUAL.fullmatch(_closed_up(parted["id"])):
            found[parted.start("id")] = (*parted.span("id"), _closed_up(parted["id"]))
        elif match and _is_id(match, observed):
            found[match.start("id")] = (*match.span("id"), _joined(match["id"]))
        elif text[start:end].endswith("同号") or _SAME.match(text, end):
            if numbers is None:
                numbers = find_numbers(observed)
            before = int(numbers.end.searchsorted(start, side="right")) - 1
            if before >= 0 and start - numbers.end[before] <= _REACH:
                place = int(numbers.start[before])
                found[place] = (place, int(numbers.end[before]), numbers.values[before])
    hits: list[tuple[int, int, str]] = []
    for place in sorted(found):
        if not hits or place >= hits[-1][1]:  # 加wxid_…: the name reaches into the id
            hits.append(found[place])
    return listed(hits)
