"""Fictional phone numbers, WeChat and QQ ids, and addresses of other kinds, written in every form that spam uses."""

from __future__ import annotations

import random
from typing import TypeVar

from filters.types import Contact

from .parts import part_of

# separators and groupings that all parts know, and those kept for one part
_SEPARATORS: dict[str, tuple[str, ...]] = {
    "": ("-", "-", "-", "-", " ", " ", ""),
    "train": (".", "－", "—", " - ", " -", "_"),
    "dev": ("·", "~", "--", " – "),
    "test": ("*", "/", "‧", "━", "- "),
}
_GROUPS: dict[str, tuple[tuple[int, ...], ...]] = {
    "": ((3, 4, 3), (3, 3, 4), (3, 7), (10,)),
    "train": ((3, 2, 2, 3), (4, 3, 3), (3, 1, 3, 3)),
    "dev": ((3, 3, 2, 2), (3, 5, 2), (4, 6)),
    "test": ((3, 2, 3, 2), (5, 5), (3, 4, 1, 2)),
}
_MOBILE_GROUPS: dict[str, tuple[tuple[int, ...], ...]] = {
    "": ((11,), (11,), (3, 4, 4)),
    "train": ((3, 8), (4, 3, 4)),
    "dev": ((4, 4, 3), (5, 6)),
    "test": ((3, 2, 2, 4), (3, 3, 5)),
}
_AREAS = (
    *("010", "021", "022", "023", "024", "025", "027", "028", "029"),
    *("0311", "0351", "0371", "0391", "0411", "0431", "0451", "0510", "0512", "0532", "0551", "0571", "0574"),
    *("0591", "0592", "0731", "0755", "0757", "0769", "0771", "0791", "0851", "0871", "0891", "0898", "0931"),
    *("0951", "0971", "0991"),
)
_WX_LABELS: dict[str, tuple[str, ...]] = {
    "": ("微信", "微信", "微信号", "加微信", "微信咨询"),
    "train": ("薇信", "V信", "VX", "wx", "薇", "威信", "加V"),
    "dev": ("嶶信", "vx", "WeChat", "徽信", "加v", "微.信"),
    "test": ("V❤", "Wx", "溦信", "v信", "+V", "维信", "微 信"),
}
_QQ_LABELS: dict[str, tuple[str, ...]] = {
    "": ("QQ", "QQ", "QQ号", "qq"),
    "train": ("扣扣", "Q Q", "加QQ", "企鹅"),
    "dev": ("球球", "Q号", "抠抠", "q.q"),
    "test": ("企鹅号", "QQ群", "扣", "Ｑ Ｑ"),
}
_TELEGRAM_LABELS: dict[str, tuple[str, ...]] = {
    "": ("TG", "电报", "飞机", "Telegram", "tg"),
    "train": ("纸飞机", "✈️", "telegram", "TG号", "飞机号", "电报群", "T·G"),
    "dev": ("小飞机", "TELEGRAM", "电报号", "✈"),
    "test": ("T G", "飞鸽电报", "tele", "电 报", "灰机"),
}
_MAIL_LABELS = ("邮箱", "邮箱", "E-mail", "邮件", "发邮件至", "联系邮箱", "Email", "来信")
_MAIL_HOSTS = (
    *("qq.com", "163.com", "126.com", "gmail.com", "outlook.com", "hotmail.com", "foxmail.com", "sina.com"),
    *("proton.me", "yeah.net", "sohu.com", "aliyun.com", "139.com", "vip.qq.com"),
)
_AT_SIGNS: dict[str, tuple[str, ...]] = {
    "": ("@",),
    "train": ("#", "(at)", " @ ", "＠", "[at]"),
    "dev": ("艾特", " at "),
    "test": ("＃", "（@）", "圈a"),
}
_DOTS: dict[str, tuple[str, ...]] = {
    "": (".",),
    "train": ("点", "。", "．", " . ", ".."),
    "dev": ("[.]", "丶", " 点 "),
    "test": ("·", "(点)", "、"),
}
_HOST_HEADS = ("", "", "", "www.", "www.", "m.", "vip.", "wap.", "app.", "bbs.")
_HOST_ENDS = (
    "com", "com", "com", "cc", "vip", "top", "xyz", "net", "cn", "club", "live", "info", "shop", "app", "me", "icu",
)  # fmt: skip
_ORDINARY_HEADS = ("", "www.", "www.", "www.", "m.", "news.", "zw.")
_ORDINARY_ENDS = ("com", "com", "cn", "com.cn", "gov.cn", "org.cn", "edu.cn", "org", "net")
_SYLLABLES = (
    "ba", "bo", "cai", "dai", "dou", "fa", "fei", "gao", "hua", "hui", "jia", "jin", "kai",
    "le", "long", "ma", "mei", "mi", "niu", "pai", "qi", "rui", "sha", "sky", "star", "tian",
    "tong", "wang", "win", "xing", "yi", "yun", "zhou",
)  # fmt: skip
_LABEL_JOINTS = (":", ":", "：", "：", "", " ", "→")
_LETTERS = "abcdefghijkmnpqrstuvwxyz"


_T = TypeVar("_T")


def _pick(rng: random.Random, table: dict[str, tuple[_T, ...]], part: str) -> _T:
    # three in four take the common form: the rare ones must not drown it
    return rng.choice(table[""] if rng.random() < 0.75 else table[part])


def _regroup(digits: str, sizes: tuple[int, ...], separator: str) -> str:
    groups, at = [], 0
    for size in sizes:
        groups.append(digits[at : at + size])
        at += size
    return separator.join(groups)


def _draw(rng: random.Random, part: str, shape: str) -> str:
    """Fills the # of a shape with digits until the result belongs to the part."""
    while True:
        value = "".join(str(rng.randrange(10)) if c == "#" else c for c in shape)
        if part_of("number:" + value) == part:
            return value


def make_tel(rng: random.Random, part: str) -> Contact:
    """A 400 or, now and then, an 800 number."""
    shape = rng.choices(
        ("400#######", "4000######", "4006######", "4008######", "800#######"), (6, 2, 2, 2, 1)
    )[0]
    return Contact("phone", _draw(rng, part, shape))


def make_mobile(rng: random.Random, part: str) -> Contact:
    """A mobile number."""
    return Contact("phone", _draw(rng, part, f"1{rng.choice('3456789')}#########"))


def make_landline(rng: random.Random, part: str) -> Contact:
    """A landline number with its area code."""
    area = rng.choice(_AREAS)
    return Contact("phone", _draw(rng, part, f"{area}{rng.choice('2345678')}######" + "#" * (len(area) == 3)))


def make_wechat(rng: random.Random, part: str) -> Contact:
    """A WeChat id: letters first, then letters, digits or an underscore."""
    while True:
        value = "".join(rng.choice(_LETTERS) for _ in range(rng.randint(2, 6)))
        value += rng.choice(("", "", "_")) + "".join(str(rng.randrange(10)) for _ in range(rng.randint(3, 6)))
        if len(value) >= 6 and part_of("number:" + value) == part:
            return Contact("wechat", value)


def make_qq(rng: random.Random, part: str) -> Contact:
    """A QQ number of 6 to 10 digits."""
    shape = rng.choice("123456789") + "#" * rng.randint(5, 9)
    return Contact("qq", _draw(rng, part, shape))


def write_phone(contact: Contact, rng: random.Random, part: str) -> str:
    """The number in one of the groupings in use; with ``part`` "" in a common one."""
    digits = contact.value
    separator = _pick(rng, _SEPARATORS, part)
    if digits[0] == "0":
        area = 3 if digits[1] in "12" else 4
        head, tail = digits[:area], digits[area:]
        if rng.random() < 0.2:
            return rng.choice((f"({head}){tail}", f"（{head}）{tail}", f"{head} {tail[:4]} {tail[4:]}"))
        return f"{head}{separator or '-'}{tail}"
    if digits[0] == "1":
        sizes = _pick(rng, _MOBILE_GROUPS, part)
        return _regroup(digits, sizes, separator or " ")
    sizes = _pick(rng, _GROUPS, part)
    if separator == "":
        return digits
    return _regroup(digits, sizes, separator)


def write_id(contact: Contact, rng: random.Random, part: str) -> str:
    """A WeChat or QQ id behind its label, as ``微信:abc12345``."""
    labels = _WX_LABELS if contact.kind == "wechat" else _QQ_LABELS
    label = _pick(rng, labels, part)
    value = contact.value
    if contact.kind == "wechat" and rng.random() < 0.15:
        value = value.capitalize() if rng.random() < 0.5 else value.upper()
    return label + rng.choice(_LABEL_JOINTS) + value


def _nickname(rng: random.Random, digits: tuple[int, int]) -> str:
    """A name such as people choose for an account or a host: syllables, and digits behind or between them."""
    name = "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(1, 3)))
    count = rng.randint(*digits)
    number = "".join(str(rng.randrange(10)) for _ in range(count))
    if count and rng.random() < 0.15:
        name = "".join(rng.choice(_LETTERS + "0123456789") for _ in range(rng.randint(4, 8)))
    return name + (rng.choice(("", "", "", "_", "-")) if count else "") + number


def write_telegram(rng: random.Random, part: str) -> str:
    """A Telegram name with its label or as a link; with ``part`` "" in a common form."""
    name = _nickname(rng, (2, 5)).replace("-", "_")
    form = rng.random()
    if form < 0.2:
        return rng.choice(("https://t.me/", "t.me/", "T.me/")) + name
    label = _pick(rng, _TELEGRAM_LABELS, part)
    if form < 0.3:
        return rng.choice((f"@{name}（{label}）", f"@{name}({label})", f"{name} {label}"))
    return label + rng.choice(("@", "@", " @", ":@", "：@", ":", "：", "", " ")) + name


def write_mail(rng: random.Random, part: str) -> str:
    """An e-mail address, now and then with its label; with ``part`` "" in a common form."""
    name = _nickname(rng, (0, 6)) if rng.random() < 0.8 else str(rng.randrange(10**7, 10**10))
    host = rng.choice(_MAIL_HOSTS).replace(".", _pick(rng, _DOTS, part))
    address = name + _pick(rng, _AT_SIGNS, part) + host
    return rng.choice(_MAIL_LABELS) + rng.choice(_LABEL_JOINTS) + address if rng.random() < 0.4 else address


def write_host(rng: random.Random, part: str) -> str:
    """A host, now and then with a scheme or a path; with ``part`` "" an ordinary one in a common form."""
    heads, ends = (_HOST_HEADS, _HOST_ENDS) if part else (_ORDINARY_HEADS, _ORDINARY_ENDS)
    name = _nickname(rng, (0, 4 if part else 1)).replace("_", "").replace("-", "")
    host = (rng.choice(heads) + name + "." + rng.choice(ends)).replace(".", _pick(rng, _DOTS, part))
    if part and rng.random() < 0.1:
        host = host.upper()
    if rng.random() < 0.12:
        host = rng.choice(("http://", "https://")) + host
    return host + (rng.choice(("/", "/app", "/?c=88", "/index.html", "/vip")) if rng.random() < 0.1 else "")
