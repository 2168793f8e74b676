"""Disguises, each a function from text to text, that spam is written in and clean text is checked against."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

Disguise = Callable[[str, random.Random], str]

# digits enough to be a number of somebody, with separators between; those inside an id do not count
_NUMBER = re.compile(r"(?<![A-Za-z0-9_])(?:[(（]0\d{2,3}[)）]|\d)(?:(?:[^\w\n()（）]|_){0,3}\d){4,11}")
_DIGITS = "0123456789"


def _in_numbers(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: _NUMBER.sub(lambda found: change(found.group()), text)


def _alphabets(*alphabets: str, everywhere: bool = True) -> Disguise:
    tables = [str.maketrans(_DIGITS, alphabet) for alphabet in alphabets]

    def disguise(text: str, rng: random.Random) -> str:
        table = rng.choice(tables)
        if everywhere and rng.random() < 0.3:
            return text.translate(table)
        return _in_numbers(lambda number: number.translate(table))(text)

    return disguise


def _sequences(*sequences: tuple[str, ...]) -> Disguise:
    """For alphabets whose digits take more than one character."""

    def disguise(text: str, rng: random.Random) -> str:
        digits = rng.choice(sequences)
        return _in_numbers(lambda n: "".join(digits[int(c)] if c in _DIGITS else c for c in n))(text)

    return disguise


full_width_digits = _alphabets("０１２３４５６７８９")
circled = _alphabets("⓪①②③④⑤⑥⑦⑧⑨", "⓿❶❷❸❹❺❻❼❽❾", "⓪⓵⓶⓷⓸⓹⓺⓻⓼⓽", "⓪➀➁➂➃➄➅➆➇➈", "⓿➊➋➌➍➎➏➐➑➒", "〇①②③④⑤⑥⑦⑧⑨")
parenthesised = _alphabets("0⑴⑵⑶⑷⑸⑹⑺⑻⑼", "〇⑴⑵⑶⑷⑸⑹⑺⑻⑼", "O⑴⑵⑶⑷⑸⑹⑺⑻⑼")
dotted = _alphabets("0⒈⒉⒊⒋⒌⒍⒎⒏⒐")
mathematical = _alphabets("𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡", "𝟢𝟣𝟤𝟥𝟦𝟧𝟨𝟩𝟪𝟫", "𝟬𝟭𝟮𝟯𝟰𝟱𝟲𝟳𝟴𝟵", "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿")
raised = _alphabets("⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉")
small_numerals = _alphabets(
    "〇一二三四五六七八九", "零一二三四五六七八九", "零幺二三四五六七八九", everywhere=False
)
capital_numerals = _alphabets(
    "零壹贰叁肆伍陆柒捌玖", "〇壹貳叁肆伍陸柒捌玖", "零壹貳參肆伍陸柒捌玖", everywhere=False
)
emoji_digits = _sequences(tuple(d + "\ufe0f\u20e3" for d in _DIGITS), tuple(d + "\u20e3" for d in _DIGITS))
bracketed_digits = _sequences(
    tuple(f"[{d}]" for d in _DIGITS), tuple(f"({d})" for d in _DIGITS), tuple(f"【{d}】" for d in _DIGITS)
)


def mixed_numerals(text: str, rng: random.Random) -> str:
    """Some digits of a number as Chinese numerals, the others left."""
    table = dict(
        zip(_DIGITS, rng.choice(("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "O①②③④⑤⑥⑦⑧⑨")), strict=True)
    )
    return _in_numbers(lambda n: "".join(table.get(c, c) if rng.random() < 0.4 else c for c in n))(text)


def letters_for_digits(text: str, rng: random.Random) -> str:
    """O for 0, l or I for 1, and in one of three texts S for 5, B for 8."""
    table: dict[str, str] = {"0": rng.choice("OoО"), "1": rng.choice("lIi")}
    if rng.random() < 0.33:
        table |= {"5": "S", "8": "B", "2": "Z"}
    return _in_numbers(lambda n: "".join(table.get(c, c) for c in n))(text)


def separated_digits(text: str, rng: random.Random) -> str:
    """The same sign between all digits of a number."""
    sign = rng.choice((".", " ", "_", "·", "-", "~", "、", "，", "…", "*", "|", "  ", "　", "'", "=", "^"))
    return _in_numbers(lambda n: sign.join(c for c in n if c in _DIGITS))(text)


def emoji_between(text: str, rng: random.Random) -> str:
    """Emoji or ornaments between the digits or the groups of a number."""
    signs = rng.choice(("☎📞", "✨", "❤💕", "🔥", "★☆", "→", "♥", "📱", "👉", "💯✅", "◆◇"))

    def change(number: str) -> str:
        if rng.random() < 0.5:
            return "".join(c if c in _DIGITS else rng.choice(signs) for c in number)
        digits = [c for c in number if c in _DIGITS]
        return "".join(d + (rng.choice(signs) if rng.random() < 0.45 else "") for d in digits)

    return _in_numbers(change)(text)


def zero_width(text: str, rng: random.Random) -> str:
    """Zero-width characters or bidi controls between characters."""
    signs = rng.choice(
        ("\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\u200b\u200c\u200d", "\u200e\u200f", "\ufeff")
    )
    share = rng.choice((0.1, 0.3, 1.0))
    return "".join(c + rng.choice(signs) if rng.random() < share and not c.isspace() else c for c in text)


def combining(text: str, rng: random.Random) -> str:
    """A combining stroke or line under every character."""
    sign = rng.choice("\u0332\u0336\u0305\u20de")
    return "".join(c if c.isspace() else c + sign for c in text)


def spaced(text: str, rng: random.Random) -> str:
    """A blank between all characters, or a longer one."""
    blank = rng.choice((" ", " ", " ", "  ", "\u3000", "\u2009", "\u00a0"))
    return blank.join(c for c in text if not c.isspace())


def dotted_words(text: str, rng: random.Random) -> str:
    """A sign between the characters of key words."""
    sign = rng.choice((".", "·", "+", "-", "*", "/", "|", " ", "^", "_", "丨", "、"))
    return _KEY_WORDS.sub(lambda found: sign.join(found.group()), text)


def full_width(text: str, rng: random.Random) -> str:
    """All of ASCII in full width, blanks left."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


_CONFUSABLES: Final = {
    "a": "аɑα", "c": "сϲ", "e": "еҽ", "i": "іι", "o": "оο", "p": "рρ", "s": "ѕ", "x": "хχ", "y": "у",
    "v": "ѵν", "w": "ԝω", "q": "ԛ", "h": "һ", "k": "κ", "n": "п", "u": "υ", "A": "АΑ", "B": "ВΒ", "C": "СϹ",
    "E": "ЕΕ", "H": "НΗ", "I": "ІΙ", "K": "КΚ", "M": "МΜ", "N": "Ν", "O": "ОΟ", "P": "РΡ", "T": "ТΤ",
    "X": "ХΧ", "V": "Ѵ", "Q": "Ԛ", "W": "Ԝ", "0": "ОοО", "1": "Іl|", "3": "З", "4": "Ч", "6": "б",
    "·": "•", "-": "‐−–", ":": "：∶",
}  # fmt: skip


def confusables(text: str, rng: random.Random) -> str:
    """Cyrillic, Greek and other look-alikes for letters, digits in numbers and signs."""

    def change(c: str) -> str:
        return rng.choice(_CONFUSABLES[c]) if c in _CONFUSABLES and rng.random() < 0.6 else c

    outside = "".join(change(c) if c.isalpha() or c in "·-:" else c for c in text)
    if rng.random() < 0.4:
        return outside
    return _in_numbers(lambda n: "".join(map(change, n)))(outside)


_PAIRS = (Path(__file__).parent / "traditional.txt").read_text("utf-8").split("\n", 1)[1].split()
_TO_TRADITIONAL = str.maketrans({pair[0]: pair[1] for pair in _PAIRS})


def traditional(text: str, rng: random.Random) -> str:
    """Traditional for simplified characters, all or a part of them."""
    if rng.random() < 0.5:
        return text.translate(_TO_TRADITIONAL)
    return "".join(c.translate(_TO_TRADITIONAL) if rng.random() < 0.5 else c for c in text)


_SUBSTITUTES: Final = {
    "维修": ("惟修", "维俢", "維修", "维脩", "唯修", "危修", "维休"),
    "售后": ("售後", "售厚", "兽后", "售候", "手后", "售垕"),
    "客服": ("愙服", "客腹", "克服", "客福", "咯服", "客㭪"),
    "热线": ("热缐", "热綫", "热腺", "熱线", "惹线"),
    "电话": ("电活", "電話", "电詁", "店话", "电画", "巅话", "雷话"),
    "微信": ("薇信", "嶶信", "徽信", "威信", "微芯", "溦信", "威❤", "卫星", "薇❤"),
    "服务": ("服悟", "服務", "肤务", "菔务", "服勿"),
    "咨询": ("咨洵", "谘询", "资询", "咨寻", "姿询"),
    "上门": ("上們", "尚门", "上閄", "上冂", "丄门"),
    "办理": ("办里", "辦理", "班理", "办哩"),
    "发票": ("发飘", "發票", "发嘌", "髮票", "法票", "发漂", "發缥"),
    "贷款": ("贷欵", "代款", "袋款", "贷kuan", "黛款"),
    "开锁": ("开琐", "開鎖", "凯锁", "开索"),
    "疏通": ("疏嗵", "蔬通", "疎通", "梳通"),
    "搬家": ("搬傢", "般家", "搬稼"),
    "联系": ("连系", "聯系", "联係", "莲系", "联糸"),
    "加微": ("伽微", "咖薇", "加薇", "+微", "➕微"),
    "代开": ("玳开", "带开", "黛开", "代開"),
    "办证": ("办証", "班证", "办zheng", "辦證"),
    "刻章": ("克章", "刻璋", "刻彰"),
    "拨打": ("拔打", "撥打", "波打"),
    "号码": ("号玛", "號码", "号吗", "毫码"),
    "官方": ("官芳", "関方", "官仿"),
    "空调": ("空蓧", "空凋", "悾调"),
    "冰箱": ("冰厢", "栤箱", "冰相"),
    "兼职": ("兼值", "监职", "兼枳"),
    "QQ": ("扣扣", "Q Q", "蔻蔻", "ＱＱ", "抠抠", "企鹅"),
    "彩票": ("彩嘌", "采票", "菜票", "彩漂"),
    "高考": ("高烤", "髙考"),
    "公司": ("厷司", "公丝", "公笥"),
    "免费": ("免沸", "兔费", "勉费"),
    "专业": ("专亚", "砖业", "専业"),
    "手机": ("手機", "手几", "守机"),
}
_KEY_WORDS = re.compile("|".join(_SUBSTITUTES))


def substitutes(text: str, rng: random.Random) -> str:
    """Look-alikes and sound-alikes for key words."""
    return _KEY_WORDS.sub(
        lambda found: rng.choice(_SUBSTITUTES[found.group()]) if rng.random() < 0.8 else found.group(), text
    )


# words first, then the shape of digits, then what stands between characters
WORDS: Final[dict[str, Disguise]] = {
    "traditional": traditional,
    "substitutes": substitutes,
    "dotted_words": dotted_words,
    "confusables": confusables,
}
DIGITS: Final[dict[str, Disguise]] = {
    "full_width_digits": full_width_digits,
    "circled": circled,
    "parenthesised": parenthesised,
    "dotted": dotted,
    "mathematical": mathematical,
    "raised": raised,
    "small_numerals": small_numerals,
    "capital_numerals": capital_numerals,
    "emoji_digits": emoji_digits,
    "bracketed_digits": bracketed_digits,
    "mixed_numerals": mixed_numerals,
    "letters_for_digits": letters_for_digits,
}
BETWEEN: Final[dict[str, Disguise]] = {
    "separated_digits": separated_digits,
    "emoji_between": emoji_between,
}
WHOLE: Final[dict[str, Disguise]] = {
    "full_width": full_width,
    "spaced": spaced,
    "zero_width": zero_width,
    "combining": combining,
}
DISGUISES: Final[dict[str, Disguise]] = WORDS | BETWEEN | DIGITS | WHOLE
_GROUPS: Final = (tuple(WORDS), tuple(BETWEEN), tuple(DIGITS), tuple(WHOLE))
_SHARES: Final = (0.5, 0.32, 0.13, 0.05)  # none, one, two, three of them on one block


def choose(rng: random.Random) -> tuple[str, ...]:
    """The disguises of a block, at most one of each group, in the order they are applied."""
    count = rng.choices(range(len(_SHARES)), _SHARES)[0]
    groups = sorted(rng.sample(range(len(_GROUPS)), count))
    return tuple(rng.choice(_GROUPS[group]) for group in groups)


def apply(text: str, names: tuple[str, ...], rng: random.Random) -> str:
    """The text under all named disguises; raises KeyError for an unknown name."""
    for name in names:
        text = DISGUISES[name](text, rng)
    return text
