"""QQ numbers next to a word for QQ, as digits."""

from __future__ import annotations

import re

from filters.lexicon import Kind, canonical
from filters.signals.base import Matches, Observed, listed

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
    ("客服【叩叩280830768】", (("280830768", "280830768"),)),
    ("二七广场，🐧:522433089", (("522433089", "522433089"),)),
    ("QQ〔1398899330〕咨询", (("1398899330", "1398899330"),)),
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
    "叩叩门三下，🐧企鹅馆2024年开放，抠抠搜搜10000元",
)

# Names that the lexicon cannot hold: with a sign within, or so short that a number must follow.
_LOOSE_NAME = re.compile(
    r"q[ ._·|丨、-]?q(?![a-z.])(?<![a-z@.、·|]q[ ._·|丨、-]q)(?<![a-z@.]qq)|(?<![参增添])加q(?=[:：→ ]{0,2}[1-9]\d{5,9}(?!\d))"
    r"|蔻蔻|[叩抠]{2}(?=[号:：→ (（【〔]{0,3}[1-9]\d{4})|🐧(?=[:：→ ]{0,2}[1-9])|(?<![代折暗回抵应实已未预倒返查罚金纽卡锁盘搭带])(?:扣(?=[:：→]{1,2} ?[1-9])|(?<=[群加])扣(?= ?[1-9])"
    r"|(?<![\u4e00-\u9fff])扣(?= ?[1-9](?: ?\d){5}))(?!\D{0,3}[\d.]+ ?[元万块分%])"
)
_HAN = "一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_NUMBER = re.compile(
    r"[\s:：∶=+➕→\-—(（【〔「《<|\[是为]{0,4}(?:号码|号|群|咨询|客服|联系|在线)?[\s:：∶=+➕→\-—(（【〔「《<|\[是为]{0,4}"
    r"(?P<digits>[1-9](?:(?:[ -]?\d){4,10}|(?P<sign>[._·•*~^=|…－'-])\d(?:(?P=sign)\d){4,9}(?!(?P=sign)\d)"
    r"|(?:[\u2190-\u2bff\U0001f000-\U0001faff]{0,3}\d){4,10})"
    rf"|[{_HAN}][〇零{_HAN}]{{5,10}}(?![〇零{_HAN}十百千万拾佰仟]))(?![\d@])"
)
_HAN_DIGITS = str.maketrans("〇零" + _HAN, "00" + "1234567891123456789")


def _word_ends(observed: Observed) -> list[int]:
    terms = observed.words(_CHANNEL)
    found = zip(terms.end.tolist(), terms.info.tolist(), strict=True)
    ends = {end for end, info in found if "qq" in canonical(info)}
    if any(name in observed.text for name in "q扣蔻叩抠🐧"):
        ends |= {match.end() for match in _LOOSE_NAME.finditer(observed.text)}
    return sorted(ends)


def find(observed: Observed) -> Matches:
    """All numbers; the span is that of the digits."""
    found: dict[int, tuple[int, int, str]] = {}
    for end in _word_ends(observed):
        match = _NUMBER.match(observed.text, end)
        if match:
            start, stop = match.span("digits")
            found[start] = (start, stop, re.sub(r"\D", "", match["digits"].translate(_HAN_DIGITS)))
    return listed([found[start] for start in sorted(found)])
