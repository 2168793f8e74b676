"""QQ numbers next to a word for QQ, as digits."""

from __future__ import annotations

import re

from filters.lexicon import Kind, canonical
from filters.signals.base import ARROWS, Matches, Observed, Pairs, listed
from filters.signals.phone import LETTER_DIGITS, MOBILE

NAME = "qq"
_CHANNEL = int(Kind.CHANNEL)
EXAMPLES = (
    ("QQ:123456789", (("123456789", "123456789"),)),
    ("扣扣１２３４５６", (("１２３４５６", "123456"),)),
    ("加Q Q群：88 66 44 22", (("88 66 44 22", "88664422"),)),
    ("企鹅号 ①②③④⑤⑥⑦", (("①②③④⑤⑥⑦", "1234567"),)),
    ("扣扣:2955👉6👉5👉38", (("2955👉6👉5👉38", "29556538"),)),
    ("QQ→37✅411✅6💯97✅|", (("37✅411✅6💯97", "37411697"),)),
    ("加Q、Q→３－３－９－１－９－５", (("３－３－９－１－９－５", "339195"),)),
    ("价格加Q 796936", (("796936", "796936"),)),
    ("QQ:3·3·9·1·9·5·4", (("3·3·9·1·9·5·4", "3391954"),)),
    ("办证蔻蔻:45521487", (("45521487", "45521487"),)),
    ("手续全包，扣:⁸¹³⁴²⁰⁶⁰⁰³", (("⁸¹³⁴²⁰⁶⁰⁰³", "8134206003"),)),
    ("进群扣 5860☆2★3★83☆8", (("5860☆2★3★83☆8", "586023838"),)),
    ("技 术 维 护 ， 扣 4 5 7 7 0 2 9 2", (("4 5 7 7 0 2 9 2", "45770292"),)),
    ("进群qq 捌肆肆玖柒肆捌陸玖陸", (("捌肆肆玖柒肆捌陸玖陸", "8449748696"),)),
    ("QQ号∶1 5 6 2 1 5 6", (("1 5 6 2 1 5 6", "1562156"),)),
    ("QQ:12345678一对一辅导", (("12345678", "12345678"),)),
    ("系统有人，扣 49107257", (("49107257", "49107257"),)),
    ("QQ 七九六九幺幺五九九幺", (("七九六九幺幺五九九幺", "7969115991"),)),
    ("私信企鹅：795083", (("795083", "795083"),)),
    ("接站，私信扣³²⁶⁵²⁴¹", (("³²⁶⁵²⁴¹", "3265241"),)),
    ("进群qq：肆肆壹贰参壹零参", (("肆肆壹贰参壹零参", "44123103"),)),
    ("代考QQ：[9][7][4][7][5][7][7]", (("[9][7][4][7][5][7][7]", "9747577"),)),
    ("助考QQ号 i49iSSZ39", (("i49iSSZ39", "149155239"),)),
    ("进群QQ群：7О7б72БІз6", (("7О7б72БІз6", "7076726136"),)),
    ("QQ：163254B89", (("163254B89", "163254889"),)),
    ("QQ群七九六九幺幺五九九幺参加活动", (("七九六九幺幺五九九幺", "7969115991"),)),
    ("QQ➜1398899330", (("1398899330", "1398899330"),)),
    ("客服【叩叩280830768】", (("280830768", "280830768"),)),
    ("秋秋：375821529 球球416287305", (("375821529", "375821529"), ("416287305", "416287305"))),
    (
        "收藏本站抠抠群4802737948，咨询秋秋14775895，防走失秋秋群52226422",
        (("4802737948", "4802737948"), ("14775895", "14775895"), ("52226422", "52226422")),
    ),
    ("二七广场，🐧:522433089", (("522433089", "522433089"),)),
    ("QQ〔1398899330〕咨询", (("1398899330", "1398899330"),)),
    ("图纸齐全,企鹅1398899330", (("1398899330", "1398899330"),)),
    ("企鹅139♥8899♥33", (("139♥8899♥33", "139889933"),)),
    ("扣扣号1丶3丶9丶8丶8丶9丶9", (("1丶3丶9丶8丶8丶9丶9", "1398899"),)),
    ("扣口:１３９ - ８８９ - ９３", (("１３９ - ８８９ - ９３", "13988993"),)),
    ("扣口:①③⑨，⑧⑧⑨⑨，③", (("①③⑨，⑧⑧⑨⑨，③", "13988993"),)),
    ("查不出扣扣：一三九八·八九九三·三", (("一三九八·八九九三·三", "139889933"),)),
    ("就鹅号：一三九八–八九九三三〇", (("一三九八–八九九三三〇", "1398899330"),)),
    ("Q:壹三玖〇捌八〇肆捌", (("壹三玖〇捌八〇肆捌", "139088048"),)),
    ("咨询扣Q：139889933，扣 Q 1 3 9 8 8 9 9", (("139889933", "139889933"), ("1 3 9 8 8 9 9", "1398899"))),
    ("导师秋秋139889933，秋秋：⑴⑶⑼⑻(0)⑼⑼", (("139889933", "139889933"), ("⑴⑶⑼⑻(0)⑼⑼", "1398099"))),
    (
        "球球1*3*9*8*8*9*9，企鹅壹 叁 玖 捌 捌 玖",
        (("1*3*9*8*8*9*9", "1398899"), ("壹 叁 玖 捌 捌 玖", "139889")),
    ),
    ("微信／企鹅均可：139889933", (("139889933", "139889933"),)),
    (
        "QQ／微信：139889933，QQ(微信同号)：139889930",
        (("139889933", "139889933"), ("139889930", "139889930")),
    ),
    ("扣扣一📞三📞九📞八📞八📞九", (("一📞三📞九📞八📞八📞九", "139889"),)),
    ("Q Q：1。3。9。8。O。O。l", (("1。3。9。8。O。O。l", "1398001"),)),
    ("QQ1398899O，扣扣l 3 9 8 o 9 9", (("1398899O", "13988990"), ("l 3 9 8 o 9 9", "1398099"))),
    ("QQ【1】【3】【9】【8】【8】【9】", (("【1】【3】【9】【8】【8】【9】", "139889"),)),
)
COUNTEREXAMPLES = (
    "QQ 2024.05.01更新",
    "QQ 9.7.2.1.5版本",
    "QQ群1、2、3、4、5、6、7、8、9、10群已满",
    "参加Q4 2023财报会",
    "QQ音乐收录10000首歌",
    "QQ浏览器2024年发布",
    "123456@qq.com",
    "南极企鹅有100000只",
    "全群扣 100000元，代扣：20240501，违约扣：100000元，折扣:88888，加扣 20000分，扣500000元，扣12分罚200元",
    "应扣：123456，实扣:10000，纽扣:20000个，卡扣：12345678",
    "QQ一二三四五六七八九十级",
    "平台以私信扣200000积分，帝企鹅：200000对，玩偶企鹅：128000元，企鹅→100000只，Linux内核🐧604102版",
    "球球20141001出生，全球球1000000家，秋秋：1200000字，秋秋 20190512 10:20",
    "轻轻叩叩 10086 的门牌，🐧企鹅馆2024年开放，抠抠搜搜10000元，抠抠（20240501期）",
    "手机QQ iOS886版本，QQ2013iOS版，QQ群：ISO9001内审员，QQ bios2013，qq:bilibili123，QQ群SZ2023",
    "动物园有企鹅20000000只，企鹅20240501上映，Q：一二三四五六年级用什么教材，Q：三四五六七八九年级的区别",
    "企鹅12♥3只，QQ:139，8899，93，QQ:2024 - 05 - 01",
    "企鹅 100 000只，企鹅：2019-05-12，秋秋一二三四五六年级，球球LOL2023S13，老师企鹅 1 2 3 4 5 6 下一页，秋秋 2024 - 05 - 01",
    "卡扣Q345 20毫米，QQ和微信100000人，QQ/微信：13800001234，QQ、微信12345举报，QQ[1][2][3][4][5][6]，QQ 1/2/3/4/5/6班",
    "QQ：000000是默认密码，QQ 012345，QQ[1][2][3][4][5]是，QQ|2024-05-01 10:20，QQ|12345阅读",
)

_HAN = "一二三四五六七八九幺壹贰叁参肆伍陆柒捌玖"
# Names that the lexicon cannot hold: with a sign within, or so short that a number must follow, and no sum or count.
_LOOSE_NAME = re.compile(
    r"q[ ._·|、-]?q(?!\.|[a-z](?![ \d]))(?<![a-z@.、·|]q[ ._·|、-]q)(?<![a-z@.]qq)"
    r"|(?<![参增添])加q(?=[:：→ ]{0,2}[1-9]\d{5,9}(?!\d))"
    r"|蔻蔻|(?:(?<![代折暗回抵应实已未预倒返查罚金纽卡锁盘搭带])(?:扣 ?q|扣(?=[:：→]{1,2} ?[1-9])|(?<=[群加])扣(?= ?[1-9])"
    r"|(?<![\u4e00-\u9fff])扣(?= ?[1-9](?: ?\d){5}))|(?<=私信)扣(?=[1-9]\d{5})|(?:🐧|企鹅)(?=[:：] ?[1-9]\d{5})"
    r"|企鹅(?=(?!(?:19|20)\d{6}(?!\d))[1-9]\d{7,9}(?!\d)|[1-9]\d{1,3}[♥❤★☆]\d)"
    r"|(?:扣口|鹅号)(?=[:：])|(?<![a-z\d])q(?=[:：][一二三四五六七八九]{0,9}[壹贰叁肆伍陆柒捌玖〇零])"
    r"|[叩抠]{2}(?=[群号:：→ (（【〔]{0,3}[1-9]\d{5}))(?!\D{0,3}[\d.]+ ?[元万块分%只对人年期版积])"
    # Pets and people are called so, too.
    r"|(?:(?<![\u4e00-\u9fff])|(?<=[加系服询流群失站师员问]))(?:秋秋|球球)"
    r"(?=[群号:：→]{0,2} ?(?!19\d\d|20\d\d)[1-9]\d{6,9}(?![\d字个次家颗枚金粉元万]))"
    r"|(?:企鹅|秋秋|球球|[叩抠]{2})(?=同号|同步|均可|通用|[/／](?:微信|v信|vx|wx))"
    # Only before figures that are disguised or all apart.
    rf"|(?P<weak>企 ?鹅|秋 ?秋|球 ?球|[叩抠]{{2}})(?=.{{0,5}}[1-9oil{_HAN}])"
)
_BEGINNINGS = Pairs(
    ("q", "q ._·|、-:："),
    ("加", "q"),
    ("蔻", "蔻"),
    ("扣", "口q:：→ 123456789"),
    ("🐧", ":："),
    ("企鹅", "鹅号 "),
    ("叩抠秋球", "叩抠秋球 "),
)
_CAPITAL = frozenset("壹贰叁肆伍陆柒捌玖零〇")
_ONE_HAN = rf"(?:[〇零{_HAN.replace('参', '')}]|参(?![加与考观赛]))"
_LETTERS = "".join(LETTER_DIGITS)
_JOINT = rf"[\s:：∶=+{ARROWS}\-—(（【〔\[是为]{{0,4}}"
# Another name that has the same number: QQ／微信：123456789.
_ALSO = r"(?P<also>[ /／、&＆+和与及或同(（]?(?:[微威v]信|vx|wx)(?:(?:同号|同步|均可|通用)[)）]?|[)）]?(?=[:：])))?"
_SAID = rf"{_ALSO}{_JOINT}(?:号码|同号|号|群|咨询|客服|联系|在线|同步|均可|通用|同微[)）]?)?{_JOINT}"
_MARK = r"(?u:[^\w\n、，,;；:：()（）]|丶)"
_NUMBER = re.compile(
    _SAID
    # Each apart, by the same sign; letters that look like figures may be among them.
    + rf"(?P<digits>(?:[1-9]|[{_LETTERS}](?={_MARK}\d))(?P<sign>{_MARK}|[_ ])[\d{_LETTERS}](?:(?P=sign)[\d{_LETTERS}]){{4,9}}"
    r"(?![a-z]|(?P=sign)\d)"
    r"|[1-9](?:(?:[ -]?\d){4,10}|(?:[\u2190-\u2bff\U0001f000-\U0001faff]{0,3}\d){4,10})"
    r"|(?!(?:19|20)\d\d\D)[1-9]\d{1,3}(?: - \d{2,4}){2,3}(?! ?-)"
    rf"|[{_HAN}](?:{_MARK}{{0,2}}{_ONE_HAN}){{5,10}}(?!{_ONE_HAN}|[十百千万拾佰仟])"
    r"|(?P<open>[\[({【])[1-9](?P<close>[\])}】])(?:(?P=open)\d(?P=close)){4,10})(?![\d@])",
    re.ASCII,
)
# Figures among letters that look like figures, at least three of the former; a word before or behind a number is none.
_LETTERED = re.compile(
    _SAID
    + rf"(?P<digits>(?=(?:[{_LETTERS}]*\d){{3}})(?=\d*[{_LETTERS}]+\d+[{_LETTERS}]|\d+[a-z]+\d|\d*[^\x00-\x7f]|\d{{5,9}}[ol])"
    rf"[1-9{_LETTERS}][\d{_LETTERS}]{{5,10}})(?![a-z\d\u0370-\u04ff@])"
)
# Figures parted by whatever there is, if they are disguised too.
_PARTED = re.compile(_SAID + r"(?P<digits>[1-9](?:[^\w\n]{0,3}[0-9]){5,10})(?![\d@])")
_FIGURES = str.maketrans(
    {**dict(zip("〇零" + _HAN, "00" + "12345678911233456789", strict=True)), **LETTER_DIGITS}
)
_APART = re.compile(r"\W?\w(?:(?:\W{1,3}|_)\w)+\W?")
_FIGURES_AND_LETTERS = re.compile(r"[0-9]*[oil][0-9oil]+|[0-9]+[oil]")
_COUNTED = "1234567891011"


def _word_ends(observed: Observed) -> list[tuple[int, bool]]:
    """Where the names end, ascending, and whether each is one that means something else as a rule."""
    terms = observed.words(_CHANNEL)
    found = zip(terms.end.tolist(), terms.info.tolist(), strict=True)
    ends = {end: False for end, info in found if "qq" in canonical(info)}
    for place in _BEGINNINGS.places(observed.codes):
        match = _LOOSE_NAME.match(observed.text, place)
        if match:
            ends.setdefault(match.end(), match["weak"] is not None)
    return sorted(ends.items())


def _is_number(match: re.Match[str], digits: str, weak: bool, observed: Observed) -> bool:
    """Whether what looks like a number is one; behind a weak name it is if no count is written so."""
    written = match["digits"]
    apart = _APART.fullmatch(written) is not None
    if digits[0] == "0" or (apart and digits in _COUNTED) or (match["also"] and MOBILE.fullmatch(digits)):
        return False
    disguised = observed.is_disguised(match.span("digits"))
    if weak:
        lettered = match.re is _LETTERED and _FIGURES_AND_LETTERS.fullmatch(written) is not None
        return lettered or disguised or apart or not _CAPITAL.isdisjoint(written)
    return match.re is not _PARTED or disguised


def find(observed: Observed) -> Matches:
    """All numbers; the span is that of the digits."""
    found: dict[int, tuple[int, int, str]] = {}
    for end, weak in _word_ends(observed):
        for form in (_LETTERED, _NUMBER, _PARTED):
            match = form.match(observed.text, end)
            digits = re.sub(r"\D", "", match["digits"].translate(_FIGURES)) if match else ""
            if match and _is_number(match, digits, weak, observed):
                found[match.start("digits")] = (*match.span("digits"), digits)
                break
    return listed([found[start] for start in sorted(found)])
