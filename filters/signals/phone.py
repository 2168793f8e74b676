"""Telephone numbers in every spelling, as plain digits: 4001234567, 02012345678, 13800001234.

All digit-like characters count as digits first; a stretch of them with nothing but separators in between is
then split into groups, and a number is a sequence of whole groups that has the right length and beginning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Bools, near
from filters.signals.base import NOTHING, Matches, Observed, listed

NAME = "phone"
EXAMPLES = (
    ("热线:400-700-1234(点击咨询)", (("400-700-1234", "4007001234"),)),
    ("400 70 01 234", (("400 70 01 234", "4007001234"),)),
    ("(1)400-7001-234(2)400-7001-234", (("400-7001-234", "4007001234"), ("400-7001-234", "4007001234"))),
    ("①400-700-1234②8007001234", (("400-700-1234", "4007001234"), ("8007001234", "8007001234"))),
    ("4000-7001-234", (("4000-7001-234", "4007001234"),)),
    ("４００－７００－１２３４", (("４００－７００－１２３４", "4007001234"),)),
    ("四〇〇-七〇〇-一二三四", (("四〇〇-七〇〇-一二三四", "4007001234"),)),
    ("肆零零柒零零壹贰叁肆", (("肆零零柒零零壹贰叁肆", "4007001234"),)),
    ("4OO-7OO-l234", (("4OO-7OO-l234", "4007001234"),)),
    ("4️⃣0️⃣0️⃣7️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣", (("4️⃣0️⃣0️⃣7️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4", "4007001234"),)),
    ("⑷⓪⓪🔥7.0.0🔥1_2_3_4", (("⑷⓪⓪🔥7.0.0🔥1_2_3_4", "4007001234"),)),
    ("4 0 0 7 0 0 1 2 3 4", (("4 0 0 7 0 0 1 2 3 4", "4007001234"),)),
    ("(4)(0)(0)(7)(0)(0)(1)(2)(3)(4)", (("4)(0)(0)(7)(0)(0)(1)(2)(3)(4", "4007001234"),)),
    (
        "手机13800001234或+86 138 0000 1235",
        (("13800001234", "13800001234"), ("138 0000 1235", "13800001235")),
    ),
    ("(010)8765-4321、0571-87654321", (("010)8765-4321", "01087654321"), ("0571-87654321", "057187654321"))),
    ("电话02087654321转8001", (("02087654321", "02087654321"),)),
    ("4、0、0、7、0、0、1、2、3、4", (("4、0、0、7、0、0、1、2、3、4", "4007001234"),)),
    ("找小李13800-001234/本报讯", (("13800-001234", "13800001234"),)),
    ("见附件1、400-700-1234", (("400-700-1234", "4007001234"),)),
    ("全国400 400-700-1234 24小时", (("400-700-1234", "4007001234"),)),
    ("2024-05-01 400-700-1234", (("400-700-1234", "4007001234"),)),
    ("找我=1=3=8=0=0=0=0=1=2=3=4", (("1=3=8=0=0=0=0=1=2=3=4", "13800001234"),)),
    ("⓪…➄…➆…➀…➇…➆…➅…➄…➃…➂…➁", (("⓪…➄…➆…➀…➇…➆…➅…➄…➃…➂…➁", "05718765432"),)),
    ("报修4OO-7S6-BZZ4", (("4OO-7S6-BZZ4", "4007568224"),)),
    ("(OSSI)BZ9-64B6", (("OSSI)BZ9-64B6", "05518296486"),)),
    ("电话:1Ч8 6οОО З2б5", (("1Ч8 6οОО З2б5", "14860003265"),)),
    ("打0571-8765432两次都没人接", (("0571-8765432", "05718765432"),)),
    ("拨打400-071-1386两次", (("400-071-1386", "4000711386"),)),
    ("找徐师傅幺三拐洞两六勾四八五两、", (("幺三拐洞两六勾四八五两", "13702694852"),)),
    ("400-700-1234一呼百应", (("400-700-1234", "4007001234"),)),
    ("第一步拨ЧОО 8055 Ч77，", (("ЧОО 8055 Ч77", "4008055477"),)),
    ("签证代办１５６５ІЧ９０２５З", (("１５６５ІЧ９０２５З", "15651490253"),)),
    (
        "［４］［０］［０］［９］［５］［９］［３］［６］［１］［４］",
        (("４］［０］［０］［９］［５］［９］［３］［６］［１］［４", "4009593614"),),
    ),
    ("师傅萧佳宁193 89 08 7457，", (("193 89 08 7457", "19389087457"),)),
    ("不过退全款，13-905-013-296", (("13-905-013-296", "13905013296"),)),
    ("随叫随到18—789—621—119大厦", (("18—789—621—119", "18789621119"),)),
    ("雅安高一鸣175-18-08-1786，保密", (("175-18-08-1786", "17518081786"),)),
    ("热线400‧700‧1234", (("400‧700‧1234", "4007001234"),)),
    ("4‧0‧0‧7‧0‧0‧1‧2‧3‧4", (("4‧0‧0‧7‧0‧0‧1‧2‧3‧4", "4007001234"),)),
    ("138※0000※1234", (("138※0000※1234", "13800001234"),)),
    ("换分水器打130—682—269—80长期", (("130—682—269—80", "13068226980"),)),
    ("肆 零 零 參 陸 參 零 伍 參 參", (("肆 零 零 參 陸 參 零 伍 參 參", "4003630533"),)),
    ("热线号码400(去掉括号)7001(去掉括号)234", (("400(去掉括号)7001(去掉括号)234", "4007001234"),)),
    ("号码为13800 001 234。", (("13800 001 234", "13800001234"),)),
    ("急诊请来02087654321,说明症状即可", (("02087654321", "02087654321"),)),
    ("(罗工)05718765432", (("05718765432", "05718765432"),)),
    ("拨⑴⑶⑻(0)(0)(0)(0)⑴⑵⑶⑷,响两声", (("⑴⑶⑻(0)(0)(0)(0)⑴⑵⑶⑷", "13800001234"),)),
    ("报修四〇〇、７００、1234", (("四〇〇、７００、1234", "4007001234"),)),
    ("客服台：40，07，00，12，34", (("40，07，00，12，34", "4007001234"),)),
    ("电话400-700-1234万家乐热水器", (("400-700-1234", "4007001234"),)),
    (
        "热线四零零七零零幺两三四，13800001234",
        (("四零零七零零幺两三四", "4007001234"), ("13800001234", "13800001234")),
    ),
    ("幺三八后面○○○○幺两三四", (("幺三八后面○○○○幺两三四", "13800001234"),)),
    ("定金299后面13800001234", (("13800001234", "13800001234"),)),
    ("贴着幺三八-洞洞洞洞-幺两三四。", (("幺三八-洞洞洞洞-幺两三四", "13800001234"),)),
    ("打400﹣7001﹣234师傅", (("400﹣7001﹣234", "4007001234"),)),
    ("报修400丨7丨00丨12丨34", (("400丨7丨00丨12丨34", "4007001234"),)),
    ("可以报到〤〇〇_〧_〇〇〡_〢〣〤来", (("〤〇〇_〧_〇〇〡_〢〣〤", "4007001234"),)),
    ("人工台800打头，柒零零壹居中，234收口", (("800打头，柒零零壹居中，234", "8007001234"),)),
    ("老马全要，138后面00001234", (("138后面00001234", "13800001234"),)),
    ("电话：“800”加“7001”再加“幺三四”", (("800”加“7001”再加“幺三四", "8007001134"),)),
    ("开头一三八，中段零零零零零，收尾１２３", (("一三八，中段零零零零零，收尾１２３", "13800000123"),)),
    ("也能修，138…0000…1234", (("138…0000…1234", "13800001234"),)),
    ("热线400.700 1234，138.0000 1234", (("400.700 1234", "4007001234"), ("138.0000 1234", "13800001234"))),
    ("选购热线400-70-0123424小时在线", (("400-70-01234", "4007001234"),)),
    ("400-70-012342010年十大品牌", (("400-70-01234", "4007001234"),)),
    (
        "报修0571-8765432124H，13800001234365天",
        (("0571-87654321", "057187654321"), ("13800001234", "13800001234")),
    ),
    ("找13800001224小时工", (("13800001224", "13800001224"),)),
    ("热线400-700-12347×24小时", (("400-700-1234", "4007001234"),)),
    ("除虫(0)⑸⑺⑴－⑻⑺⑹⑸⑷⑶⑵(0)", (("0)⑸⑺⑴－⑻⑺⑹⑸⑷⑶⑵(0", "057187654320"),)),
    ("登记→Ч0О– 70012|5", (("Ч0О– 70012|5", "4007001215"),)),
    ("首席 |3|/0000/Ч234陈", (("|3|/0000/Ч234", "13100004234"),)),
    (
        "热线4OO-7OO-l234|24小时|13800001234|",
        (("4OO-7OO-l234", "4007001234"), ("13800001234", "13800001234")),
    ),
)
COUNTEREXAMPLES = (
    "配比15-300-200-150，见13-131-137-152各页，尺寸18-245-203-117毫米，建国路15-125-302-110，配件18-307-812-279催化器",
    "档案号15-301-552-118，专利13-905-013-296.5，房子15-212-301-203室，规格15-302-117-205",
    "2019-2020年,2024-05-12 10:30:00",
    "身份证号110101199003071234",
    "账号:6222 4001 8659 0912 345",
    "金额4001865909元,4,001,865,909",
    "〔2020〕12号文,国办发(2019)400号",
    "ISBN 978-7-400-18659-0",
    "QQ:4001865909,qq群13800001234",
    "增长40.0%,18.5%",
    "第4、0、0、7版，1、2、3、4、5、6、7、8、9、10、11号楼",
    "138,0012,3456,7890",
    "192.168.100.100",
    "订单号4001865909,快递单号13800001234",
    "40018659091234567890",
    "拨打12315、12345或者110",
    "一三五七九二四六八十",
    "三三两两，一来二去，两两相对，七拐八弯",
    "套餐价格为138.00/168.00两档，尺寸1800*900*750两种，1945.8—1949.9两个阶段",
    "一九四五·八—一九四九·九两个阶段，球场有18洞/36洞/54洞/72洞四种",
    "1995-2003-400",
    "solo pool loll",
    "?id=1&a=3&b=8&c=0&page=01234567",
    "通过ISO14001/ISO45001认证",
    "LS-138B-0001234",
    "索引号LS00110-2023-00012",
    "3cc614e1fc0848b995b77ea544a5d6a3.jpeg",
    "/o9dfty6s0ea1bzo9sb6sl0nh",
    "b7f1b63542524b97962ff649",
    "150+2800=2950+1234",
    "合计 138 12 34 5678 人",
    "身高体重鞋码175-60-42-1998，模卡175 60 42 2003，尺寸138/12/34/5678，板材150-200-300-12",
    "升温150—180—200—25，页码139—142—150—20，尺寸150–200–300–12",
    "东经138°0000′1234″，尺寸400×700×1234，比例400：700：1234",
    "电话用户13,005,007,008户，热线受理400,800,123件，咨询138加00001234元",
    "共13（其中男性）40（其中女性）2005（新增）123人",
    "人口 13800 001 234 人，编号：02087654321，请拨打400、800、95588等热线",
    "单子01020876543-21，第05718765432号，a02087654321",
    "双色球开奖号码：03 07 22 25 31 33，大乐透开奖号码：05 12 23 28 35 02 09，中奖号码：13 15 18 22 26 3 8",
    "手机频段800、900、1800MHz，手机出货量分别为138、1234、5678台，跑了800…900…1000米，客服人数400，700，1234人",
    "会员号02087654321，条码：070847811169，订单号（02022345678），病历号：02087654321",
    "本田零件17211-300-020滤芯，合计：15600 420 310，总计13800 500 300",
    "网友：130加2340加5678等于多少，1380（无变化）1234（无变化）567，A点138中段1234中段5678，一加3456789012",
    "上证指数 1938.12 +98.50 0.42%，深证成指 4008.10 -33.87 -0.21%",
    "编号40070012342010年，数据13800001小时工，工程00024小时，共1380000天，2019至20202024年",
    "三加五，再加七拐八弯，一九九五、一九九六、四〇〇",
    "O|3|8|0000|234，1|38|0000|12|4，型号|38OO|OO|2|34",
    "规格表 400|350|0|o|O|5678|S|5678，电阻 1|5|O|0|0|1|2|3|4|5",
)

_DIGIT, _HAN_DIGIT, _LETTER_DIGIT, _SEPARATOR, _LETTER, _DISGUISED = (1 << bit for bit in range(6))
_ANY_DIGIT = _DIGIT | _HAN_DIGIT | _LETTER_DIGIT
# The last of each are those of merchants in Suzhou.
_HAN_DIGITS = (
    "〇零○", "一壹弌幺〡", "二贰弍〢", "三叁弎参〣", "四肆〤", "五伍〥", "六陆〦", "七柒〧", "八捌〨", "九玖〩",
)  # fmt: skip
# Letters that look like digits: Latin, Cyrillic and Greek ones.
LETTER_DIGITS = dict(zip("oliszbзчбοоіιЗЧБΟОІΙ", "01152834600113460011", strict=True))
# Stands for 1, too, in numbers with such letters; otherwise it parts what stands in a row.
_BAR, _MOST_BARS = ord("|"), 3
# As they are said over the radio: digits only in a number that is written so throughout.
_RADIO_DIGITS = {"洞": 0, "两": 2, "拐": 7, "勾": 9}
_ONLY_ON_THE_RADIO = frozenset("幺拐勾洞")
# What is said between the digits of one number, or stands there in brackets: 138后面00001234, 400(去掉括号)7001234.
_SAID = (
    r"(?:后面[跟接是]?|打头|居中|收口|开头|空一格|(?<=[，,])(?:中段|收尾|末[两三四]位)|(?<=[”’」\"])[再又]?加(?=[“‘「\"])"
    r"|[(（\[【](?:去[掉除]|删[掉除]|没有|中间没|不[要加])[\u4e00-\u9fff]{0,5}[)）\]】])"
)
_SPOKEN = "0123456789" + "".join(_HAN_DIGITS) + "".join(_RADIO_DIGITS)
_MARK = r"(?:[^\w\n○]|[_ㅡ])"
_BETWEEN = re.compile(rf"(?P<said>{_MARK}{{0,2}}{_SAID}{_MARK}{{0,2}})[{_SPOKEN}]")
_WHOLE = re.compile(r"1[3-9]\d{9}(?!\d)|[48]00[- ]?\d{3,4}[- ]?\d{3,4}(?!\d)|0\d{2,3}-?\d{7,8}(?!\d)")
_BEGINS_TO_SAY = np.zeros(0x10000, np.bool_)
_BEGINS_TO_SAY[[ord(character) for character in '后打居收开空，,”’」"(（[【']] = True
_RADIO = re.compile(
    rf"[{_SPOKEN}](?:{_MARK}{{0,3}}(?:{_SAID}{_MARK}{{0,2}})?(?!(?<=[0-9])洞)[{_SPOKEN}]){{9,12}}"
)
# These separate the digits of one number only if they do so between all of them, or more tells that it is one.
_COMMAS = "、，,=…"
# Marks that no one needs between figures: dashes, dots, arrows, ornaments, emoji; not those of primes, degrees and sums.
_RANGES = (
    (0x02C2, 0x02DF), (0x2010, 0x2017), (0x2020, 0x2027), (0x203E, 0x205E), (0x2190, 0x23FF), (0x2460, 0x2BFF),
    (0x2E00, 0x2E5D), (0xFE30, 0xFE6F), (0x1F000, 0x1FAFF),
)  # fmt: skip
_LOOSE = frozenset(" ()（）[]【】。/+" + _COMMAS)  # part what does not belong together
_LONGEST_SEPARATOR = 5  # characters between two digits of one number
_FEWEST_DIGITS = 10
_MOST_DIGITS = 13
_LONGEST_WRITTEN = _MOST_DIGITS * (_LONGEST_SEPARATOR + 1)  # characters
_FEWEST_PLAIN = 3  # of the digits, unless all are Han: a word made of o, l and i is no number
_CONTEXT = 20  # characters before a number in which a word may tell what it is

# As those write a number who want to be understood.
PLAIN = re.compile(r"[0-9０-９]+(?:[ .·()（）－–—-]{1,3}[0-9０-９]+){0,4}")
_TOLL_FREE = ("400", "800")
MOBILE = re.compile(r"1[3-9]\d{9}")  # new beginnings are given out every few years
_LANDLINE = re.compile(r"(?P<area>010|02[0-57-9])[2-9]\d{7}|(?P<area4>0[3-9]\d{2})[2-9]\d{6,7}")
_COUNTRY = ("86", "0086")
_MOBILE_GROUPS = frozenset(((11,), (3, 4, 4), (4, 3, 4), (3, 3, 5), (4, 4, 3)))
_CENTURIES = ("19", "20")
_DASHED_GROUPS = frozenset(((2, 3, 3, 3), (3, 2, 3, 3), (3, 3, 2, 3)))
_DASHES = frozenset("-–—")
_FEWEST_IN_HALF = 3  # 13800-001234, in halves of any length from this on

_LETTERS = re.compile(r"[szb]")
# Who writes B for 8 writes no 8 beside it, and ISO14001 is no number.
_HALF_DISGUISED = re.compile(r"iso|s.*5|5.*s|z.*2|2.*z|b.*8|8.*b")

_LONGEST_SPOKEN = 80  # characters of a number that is said as over the radio
_MOST_SPOKEN = 200_000  # characters of a page in which such numbers are looked for
_MOST_SAID = 2000  # words on a page that may be said between digits and are looked at
# Characters of digits and what parts them on a page: at worst some .7 s; and when they are read once more.
_MOST_READ, _MOST_WITH_BARS = 40_000, 4000
# Words directly before or after digits that are no telephone number; and a line with nothing else in it.
_NOT_BEFORE = re.compile(
    r"(?:qq|扣扣|q群|身份证|帐号|账号|账户|帐户|卡号|单号|编号|序号|学号|工号|尾号|订单|运单|邮编|邮政编码|证号|字第|批号|型号|货号"
    r"|代码|税号|isbn|issn|icp备|[¥￥$第])(?:号码|号|群|码)?[为是:：#\s(（]{0,3}$"
)
_NOT_AFTER = re.compile(r"\s?(?:[%％‰℃°亿万]|元|美元|人次|吨|公里|平方|立方)")
_LINE_BEFORE = re.compile(r"(?:^|\n)[ 【\[(（「]{0,3}(?:\d{1,2}[)）.、]?)?[ (（]?$")
_LINE_AFTER = re.compile(r"[ 】\])）」]{0,3}(?:$|[\n(（])")
# Figures with commas that are a sum or a list.
_THOUSANDS = re.compile(r"\d{1,3}(?:[,，]\d{3})+")
_DECIMALS = re.compile(r"\d+\.\d+(?:\s+[+-]?\d+\.\d+)+(?:\s+[+-]?\d+)?")  # quotations: 1938.12 +98.50 0.42%
_LIST_GOES_ON = re.compile(rf"[{_COMMAS}] ?[{_SPOKEN}]")
# Around a landline in one piece: a name for a code before it, Chinese before it, what shows that it is a part of something.
_CODE = re.compile(r"[号码证][ (（:：为是]{0,3}$")
_PART_OR_HOUSE = re.compile(r"[号码证路街巷弄件格寸][ (（:：为是]{0,3}$")
_IN_PROSE = re.compile(r"[^\x00-\x7f][ ,:;)]{0,2}$")
_GOES_ON = re.compile(r"[a-z0-9_./%-]|毫米|厘米|室")
# What a page runs on with right behind a number, by its digits: 400-700-123424小时, 400-700-12342010年.
_RUN_ON = (
    (4, re.compile(r"(?:19|20)\d\d年")),
    (3, re.compile(r"365天")),
    (2, re.compile(r"24(?:小时(?!工)|h(?![a-z])|×7)")),
    (1, re.compile(r"7[×*x]24")),
)
_RUNS_ON = frozenset("年天小h×*x")
_FEWEST_BEFORE = 5  # digits of a group that may be more than a year
_CODE_GOES_ON = re.compile(r"[-_/][a-z0-9]")
_TOUCHES_PROSE = re.compile(r"[^\x00-\x7f][,:;(\[]?$")  # nearer than that: no column of a table
_CUE = re.compile(
    r"电话|热线|专线|客服|拨打|联系|咨询|传真|座机|手机|致电|来电|预约|报修|总机|微信|vx|wx|tel|hotline|phone|[☎📞📱]"
)


def _tables() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    kinds = np.zeros(0x20000, np.uint8)
    digits = np.zeros(0x20000, np.uint8)
    for first, last in _RANGES:
        kinds[first : last + 1] = _SEPARATOR
    for character in (
        " -_.·•*~丶ㅡ㊣､¡¤¦§¨«¬¯´¶¸»¿※〃〓〜〰゠・･ー［］｛｝『』〖〗〔〕()（）[]【】<>{}「」+/\\|^'\"`#&@!。－．＿／～＋｜・＊"
        + _COMMAS
    ):
        kinds[ord(character)] = _SEPARATOR
    kinds[ord("a") : ord("z") + 1] = _LETTER
    for character, digit in LETTER_DIGITS.items():
        kinds[ord(character)] = _LETTER_DIGIT
        digits[ord(character)] = ord(digit)
    for value, characters in enumerate(_HAN_DIGITS):
        for character in characters:
            kinds[ord(character)] = _HAN_DIGIT
            digits[ord(character)] = ord("0") + value
    for character in "0123456789":
        kinds[ord(character)] = _DIGIT
        digits[ord(character)] = ord(character)
    return kinds, digits


_KINDS, _DIGITS = _tables()
_GROUPS = re.compile(
    b"|".join(
        re.escape(bytes((kind | disguised,))) + b"+"
        for kind in (_DIGIT, _HAN_DIGIT, _LETTER_DIGIT)
        for disguised in (0, _DISGUISED)
    )
)


class _Group(NamedTuple):
    """Digits that stand together, all of one kind of character and all disguised or none."""

    digits: str
    start: int
    end: int
    before: str  # what separates it from the group before
    kind: int

    def is_glued(self) -> bool:
        """Whether it continues the group before it: 978-7, 3.14, 192.168."""
        return self.before != "" and _LOOSE.isdisjoint(self.before)


@dataclass(frozen=True, slots=True)
class _Number:
    first: int  # groups, inclusive
    last: int
    start: int
    value: str


def _find_stretches(kinds: NDArray[np.uint8], skipped: Bools) -> list[tuple[int, int]]:
    """Start and end of each stretch of at least ten digits with short separators only, but for what is skipped."""
    places = (kinds & _ANY_DIGIT).nonzero()[0]
    far = places[_FEWEST_DIGITS - 1 :] - places[: 1 - _FEWEST_DIGITS]
    if not len(far) or far.min() > (_FEWEST_DIGITS - 1) * (_LONGEST_SEPARATOR + 1):
        return []  # no ten digits are near enough to each other
    gap = places[1:] - places[:-1]
    if skipped.any():
        gap -= np.diff(skipped.cumsum()[places])
    others = ((kinds & (_ANY_DIGIT | _SEPARATOR)) == 0).cumsum(dtype=np.int32)[places]
    heads = np.concatenate(
        ([0], ((gap > _LONGEST_SEPARATOR + 1) | (others[1:] > others[:-1])).nonzero()[0] + 1)
    )
    tails = np.append(heads[1:], len(places)) - 1
    long_enough = tails - heads >= _FEWEST_DIGITS - 1
    heads, tails = places[heads[long_enough]], places[tails[long_enough]] + 1
    return list(zip(heads.tolist(), tails.tolist(), strict=True))


def _split_groups(text: str, kinds: bytes, digits: bytes, start: int, end: int) -> list[_Group]:
    groups = []
    last = start
    for match in _GROUPS.finditer(kinds, start, end):
        here, there = match.span()
        until = there - _run_on(text, here, there)
        groups.append(_Group(digits[here:until].decode("ascii"), here, until, text[last:here], kinds[here]))
        last = there
    return groups


def _run_on(text: str, start: int, end: int) -> int:
    """How many of the last digits of a group belong to what is said next."""
    if text[end : end + 1] not in _RUNS_ON or end - start < _FEWEST_BEFORE:
        return 0
    return next((size for size, said in _RUN_ON if said.match(text, end - size)), 0)


def _is_disguise(separator: str) -> bool:
    """Whether a separator is one that nobody uses who wants to be understood; no separator is a change of script."""
    return separator.strip(" -–—.·()（）/") != "" or separator == ""


def _is_written_plausibly(groups: list[_Group], value: str, text: str) -> bool:
    """Whether digits of the right length and beginning are also surrounded and grouped like a number."""
    start, end = groups[0].start, groups[-1].end
    plain = sum(len(group.digits) for group in groups if group.kind & _DIGIT)
    if plain < _FEWEST_PLAIN and not all(group.kind & _HAN_DIGIT for group in groups):
        return False
    context = text[max(start - _CONTEXT, 0) : start]
    commas = _has_commas(groups)
    if commas and (
        _LIST_GOES_ON.match(text, end)
        or _THOUSANDS.fullmatch(text, start, end)
        or (len(groups[0].digits) == 4 and value.startswith(_CENTURIES))
        or not _is_odd(groups, value)
    ):
        return False
    quoted = len(groups) > 2 and _DECIMALS.fullmatch(text, start, end)
    if (
        quoted
        or _NOT_BEFORE.search(context)
        or ((len(groups) == 1 or commas) and _NOT_AFTER.match(text, end))
    ):
        return False
    if _CUE.search(context) or (
        _LINE_BEFORE.search(context) and _LINE_AFTER.match(text, end) and value[0] == "0"
    ):
        return True  # said to be a number, or fills the line
    otherwise = sum(len(group.digits) for group in groups if group.kind != _DIGIT)
    disguised = 2 * otherwise > len(value) or any(_is_disguise(group.before) for group in groups[1:])
    if (
        len(groups) == 1
        and value[0] == "0"
        and _IN_PROSE.search(context)
        and not _CODE.search(context)
        and not _GOES_ON.match(text, end)
    ):
        return True
    is_in_prose = _TOUCHES_PROSE.search(context) is not None
    if tuple(len(group.digits) for group in groups) in _DASHED_GROUPS:
        is_other = _PART_OR_HOUSE.search(context) or _GOES_ON.match(text, end)
        fits = is_in_prose and _is_dashed(groups) and not is_other
    else:
        fits = disguised or _is_grouped_plausibly(groups, value, is_in_prose)
    return fits and not _is_mere_code(text, start, end)


def _has_commas(groups: list[_Group]) -> bool:
    """Whether commas part digits that are not all apart, as those of a list of figures do."""
    return any(len(group.digits) > 1 for group in groups) and any(
        mark in group.before for group in groups[1:] for mark in _COMMAS
    )


def _is_odd(groups: list[_Group], value: str) -> bool:
    """Whether the groups are unlike figures of a list: not in plain digits, or with a zero before other digits."""
    return any(
        group.kind != _DIGIT or (group.digits[0] == "0" and len(group.digits) > 1 and group.before != ",")
        for group in groups
    ) or (value[0] == "1" and all(group.before == "…" for group in groups[1:]))


def _is_mere_code(text: str, start: int, end: int) -> bool:
    """Whether letters that may stand for digits are those of a code, such as a standard's or a file's name."""
    if not _LETTERS.search(text, start, end):
        return False
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    within = any(character.isascii() and character.isalnum() for character in around)
    return (
        within
        or _CODE_GOES_ON.match(text, end) is not None
        or _HALF_DISGUISED.search(text, start, end) is not None
    )


def _is_grouped_plausibly(groups: list[_Group], value: str, is_in_prose: bool) -> bool:
    sizes = tuple(len(group.digits) for group in groups)
    if max(sizes) == 1:
        return True
    if value.startswith("1"):
        return _is_grouped_as_mobile(groups, sizes, value, is_in_prose)
    area = _LANDLINE.fullmatch(value)
    if area:
        return len(groups) > 1 and len(area["area"] or area["area4"]) == sizes[0]
    return len(groups) <= (4 if all(group.before.isspace() for group in groups[1:]) else 6)


def _is_dashed(groups: list[_Group]) -> bool:
    """Whether dashes separate a number in ``_DASHED_GROUPS``; sizes of things are round, steps and page numbers rise."""
    marks = {group.before for group in groups[1:]}
    parts = [group.digits for group in groups if len(group.digits) == 3]
    rounded = all(part[-1] == "0" for part in parts)
    return len(marks) == 1 and marks <= _DASHES and not rounded and parts != sorted(parts)


def _is_grouped_as_mobile(
    groups: list[_Group], sizes: tuple[int, ...], value: str, is_in_prose: bool
) -> bool:
    if sizes == (4, 4, 3) and groups[1].digits[:2] in _CENTURIES:  # 1995-2003-400
        return False
    if sizes == (3, 2, 2, 4):
        mark, *others = (group.before for group in groups[1:])
        alike = all(other == mark for other in others) and not value.startswith(_CENTURIES, 7)
        # Blanks may part the columns of a table; then no Chinese character or mark touches the first of them.
        return alike and (mark.strip() == "-" or (mark == " " and is_in_prose))
    if sizes == (5, 3, 3):
        rounded = all(group.digits[-1] == "0" for group in groups[1:])
        return is_in_prose and not rounded and all(group.before == " " for group in groups[1:])
    if sizes == (3, 3, 3, 2):
        first, second, third, _ = (group.digits for group in groups)
        # The steps of a programme and the pages of a book rise.
        return not first < second < third and all(group.before == "—" for group in groups[1:])
    return sizes in _MOBILE_GROUPS or (len(sizes) == 2 and min(sizes) >= _FEWEST_IN_HALF)


def _read_digits(digits: str) -> str | None:
    """The canonical number, if digits have the length and the beginning of one."""
    if digits.startswith(_TOLL_FREE):
        if len(digits) == 10:
            return digits
        return digits[:3] + digits[4:] if len(digits) == 11 and digits[3] == "0" else None
    return digits if MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits) else None


def _read_number(groups: list[_Group], first: int, text: str) -> _Number | None:
    """The number that begins with a group: the shortest, or the longest where nothing tells groups apart."""
    digits = ""
    found: _Number | None = None
    for last in range(first, len(groups)):
        group = groups[last]
        if found and not _may_go_on(groups[last - 1], group):
            break
        digits += group.digits
        if len(digits) > _MOST_DIGITS:
            break
        start = groups[first].start
        if last == first and len(digits) == _MOST_DIGITS and digits.startswith(_COUNTRY[0]):
            digits, start = digits[2:], start + 2
        value = None if _goes_on(groups, last + 1) else _read_digits(digits)
        if value and _is_written_plausibly(groups[first : last + 1], value, text):
            found = _Number(first, last, start, value)
    return found


def _may_go_on(group: _Group, following: _Group) -> bool:
    """Whether a number that could end with a group may still be longer by the group that follows."""
    if following.kind & _HAN_DIGIT and not group.kind & _HAN_DIGIT:
        return False  # 400-700-1234一呼百应
    if following.before == "":  # in one piece, unless it is a sign that counts the numbers: 400-700-1234②
        return len(following.digits) > 1 or bool(group.kind & _DISGUISED) or not following.kind & _DISGUISED
    return len(group.digits) == len(following.digits) == 1 and group.before == following.before


def _goes_on(groups: list[_Group], following: int) -> bool:
    """Whether what follows belongs to the same, longer thing: an account, figures; not an extension."""
    if following >= len(groups) or not groups[following].is_glued():
        return False
    rest = "".join(group.digits for group in groups[following : following + _MOST_DIGITS])
    return len(rest) > 4 and not rest.startswith((*_TOLL_FREE, "1", "0"))


def _is_numbering(groups: list[_Group], index: int, text: str) -> bool:
    """Whether a group only counts the numbers: (1)400…, ①400…, 2.400…; or is the 400 in a name."""
    group = groups[index]
    if index + 1 >= len(groups) or (len(group.digits) > 2 and group.digits not in _TOLL_FREE):
        return False
    following = groups[index + 1]
    if len(group.digits) <= 2 and following.before.strip() in (")", "）"):
        return True
    if group.digits in _TOLL_FREE and not following.digits.startswith(_TOLL_FREE):
        return False
    may_begin = following.digits.startswith((*_TOLL_FREE, "0", "1")) and len(following.digits) >= 3
    enclosed = len(group.digits) <= 2 and any(mark in following.before for mark in ")）")
    apart = len(group.digits) == len(following.digits) == 1 and index + 2 < len(groups)
    apart = apart and groups[index + 2].before != following.before  # ①4-0-0-…, 1.4 0 0 …
    if not (may_begin or enclosed or apart):
        return False
    number = _read_number(groups, index + 1, text)
    return number is not None and (may_begin or enclosed or number.value.startswith(_TOLL_FREE))


def _without_numbering(groups: list[_Group], index: int) -> list[_Group]:
    """The groups from one on, less its first digit, which in ②⓿❶⓿ counts the numbers."""
    group = groups[index]
    return [group._replace(digits=group.digits[1:], start=group.start + 1), *groups[index + 1 :]]


def _read_stretch(groups: list[_Group], text: str) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    index = 0
    free = True  # whether a number may begin here: not in the middle of something longer
    while index < len(groups):
        group = groups[index]
        if _is_numbering(groups, index, text):
            free = True
        elif free or not group.is_glued():
            number = _read_number(groups, index, text)
            if number is None and group.kind & _DISGUISED and len(group.digits) > 1:
                number = _read_number(_without_numbering(groups, index)[:_MOST_DIGITS], 0, text)
                number = number and replace(number, last=number.last + index)
            if number:
                found.append((number.start, groups[number.last].end, number.value))
                index, free = number.last + 1, True
                continue
            counts = len(group.digits) <= 2 and group.digits != "0" and not group.is_glued()
            counts = counts and index + 1 < len(groups) and groups[index + 1].before.strip() == "."
            free = counts or group.digits in _COUNTRY
        index += 1
    return found


def _hear(text: str, kinds: NDArray[np.uint8], digits: NDArray[np.uint8]) -> None:
    """Take for digits the words of numbers that are said as over the radio throughout; changes ``kinds`` and ``digits``."""
    spoken = [place for place in map(text.find, _ONLY_ON_THE_RADIO) if place >= 0]
    if not spoken:
        return
    begin = max(min(spoken) - _LONGEST_SPOKEN, 0)
    for match in _RADIO.finditer(text, begin, begin + _MOST_SPOKEN):
        if _ONLY_ON_THE_RADIO.isdisjoint(match[0]):
            continue
        for place, digit in enumerate(map(_RADIO_DIGITS.get, match[0]), match.start()):
            if digit is not None:
                kinds[place], digits[place] = _HAN_DIGIT, ord("0") + digit


def _skip_said(observed: Observed, kinds: NDArray[np.uint8]) -> Bools:
    """Take for separators what is said between the digits of one number; changes ``kinds``, and tells where that was."""
    skipped = np.zeros(len(kinds), np.bool_)
    behind = (kinds[:-1] & _ANY_DIGIT).nonzero()[0] + 1
    for place in behind[_BEGINS_TO_SAY.take(observed.codes[behind], mode="clip")][:_MOST_SAID].tolist():
        between = _BETWEEN.match(observed.text, place)
        if between and not _WHOLE.match(observed.text, between.end("said")):
            kinds[place : between.end("said")] = _SEPARATOR
            skipped[place : between.end("said")] = True
    return skipped


def _read(
    text: str, kinds: NDArray[np.uint8], digits: NDArray[np.uint8], skipped: Bools, budget: int
) -> list[tuple[int, int, str]]:
    """The numbers among digits: start, end, value; ``budget``: how many characters are looked at."""
    all_kinds, all_digits = kinds.tobytes(), digits.tobytes()
    found: list[tuple[int, int, str]] = []
    for start, end in _find_stretches(kinds, skipped):
        stop = min(end, start + budget)
        budget -= stop - start
        groups = _split_groups(text, all_kinds, all_digits, start, stop)
        found += _read_stretch(groups, text)
        if not budget:
            break
    return found


def _with_bars(
    observed: Observed,
    kinds: NDArray[np.uint8],
    digits: NDArray[np.uint8],
    skipped: Bools,
    found: list[tuple[int, int, str]],
) -> list[tuple[int, int, str]]:
    """The numbers, and those besides in which bars stand for 1 and letters for other digits: 4ο0З786|5|."""
    is_bar = observed.codes == _BAR
    is_letter = (kinds & _LETTER_DIGIT) > 0
    solid = np.concatenate(((kinds & _ANY_DIGIT) > 0, [False])) | np.concatenate((is_bar, [False]))
    bars = is_bar.nonzero()[0]
    bars = bars[solid[bars - 1] | solid[bars + 1]]
    if not len(bars) or not is_letter.any():
        return found
    # What is far from any bar has been read.
    around = np.zeros(len(kinds), np.bool_)
    around[near(bars, _LONGEST_WRITTEN, len(kinds))] = True
    kinds, digits = np.where(around, kinds, 0).astype(np.uint8), digits.copy()
    kinds[bars], digits[bars] = _LETTER_DIGIT, ord("1")
    taken = np.zeros(len(kinds), np.bool_)
    for start, end, _ in found:
        taken[start:end] = True
    more = [
        (start, end, value)
        for start, end, value in _read(observed.text, kinds, digits, skipped, _MOST_WITH_BARS)
        if 0 < is_bar[start:end].sum() <= _MOST_BARS
        and is_letter[start:end].any()
        and not taken[start:end].any()
    ]
    return sorted(found + more)


def find(observed: Observed) -> Matches:
    """The telephone numbers; a span is from the first to the last digit. Of a page that is all digits only a part is read."""
    kinds, digits = (table.take(observed.codes, mode="clip") for table in (_KINDS, _DIGITS))
    _hear(observed.text, kinds, digits)
    if np.count_nonzero((kinds & _ANY_DIGIT) | (observed.codes == _BAR)) < _FEWEST_DIGITS:
        return NOTHING
    skipped = _skip_said(observed, kinds)
    letters = (kinds & _LETTER_DIGIT).nonzero()[0]
    if len(letters):  # a part of a word is no digit
        padded = np.concatenate((kinds, [0]))
        kinds[letters[((padded[letters - 1] | padded[letters + 1]) & _LETTER) != 0]] = _LETTER
    kinds[observed.changed] |= _DISGUISED
    found = _read(observed.text, kinds, digits, skipped, _MOST_READ)
    return listed(_with_bars(observed, kinds, digits, skipped, found) if len(letters) else found)
