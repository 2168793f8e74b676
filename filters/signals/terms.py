"""The signals that are nothing but words of one kind: the kind says what they are a sign of."""

from __future__ import annotations

from dataclasses import dataclass

from filters.lexicon import Kind, canonical
from filters.signals.base import Example, Lazy, Matches, Observed


@dataclass(frozen=True, slots=True)
class WordSignal:
    """Words of one kind; the value is the canonical word."""

    NAME: str
    kind: Kind
    EXAMPLES: tuple[Example, ...]
    COUNTEREXAMPLES: tuple[str, ...]

    def find(self, observed: Observed) -> Matches:
        """All words of the kind on the page."""
        terms = observed.words(self.kind)
        values = Lazy(len(terms.info), lambda index: canonical(int(terms.info[index])))
        return Matches(terms.start, terms.end, values)


brand = WordSignal(
    "brand",
    Kind.BRAND,
    (
        ("海尔空调与Haier冰箱", (("海尔", "海尔"), ("Haier", "海尔"))),
        ("美的热水器售后", (("美的", "美的"),)),
        ("法罗力、威能 壁挂炉", (("法罗力", "法罗力"), ("威能", "威能"))),
        ("LG洗衣机", (("LG", "lg"),)),
    ),
    ("这是我见过的最美的风景", "老板说现代人都喜欢苹果", "algebra and vivofit", "东风吹来"),
)
product = WordSignal(
    "product",
    Kind.PRODUCT,
    (
        ("燃气壁挂炉和太阳能热水器", (("燃气壁挂炉", "燃气壁挂炉"), ("太阳能热水器", "太阳能热水器"))),
        ("指 纹 锁 坏了", (("指 纹 锁", "指纹锁"),)),
    ),
    ("太阳升起来了", "锁定胜局"),
)
service = WordSignal(
    "service",
    Kind.SERVICE,
    (
        ("售后服务网点查询", (("售后服务网点", "售后服务网点"),)),
        ("找唯俢 安装师傅", (("唯俢", "维修"), ("安装师傅", "安装师傅"))),
        ("售★后 中心", (("售★后", "售后"),)),
    ),
    ("销售额后来增长", "服从安排"),
)
trade = WordSignal(
    "trade",
    Kind.TRADE,
    (
        ("正规发票 疏通下水道", (("正规发票", "正规发票"), ("疏通下水道", "疏通下水道"))),
        ("無抵押貸款", (("無抵押貸款", "无抵押贷款"),)),
        ("开 锁 公 司", (("开 锁 公 司", "开锁公司"),)),
    ),
    ("发表了论文", "他搬到了新居", "疏于管理"),
)
company = WordSignal(
    "company",
    Kind.COMPANY,
    (("招商银行信用卡中心", (("招商银行", "招商银行"),)), ("花呗客服", (("花呗", "蚂蚁花呗"),))),
    ("银行业监管", "航空母舰"),
)
action = WordSignal(
    "action",
    Kind.ACTION,
    (
        ("400-700-1234(点击咨询)", (("点击咨询", "点击咨询"),)),
        ("欢迎致电本店", (("欢迎致电", "欢迎致电"),)),
    ),
    ("打击犯罪", "拨款到位"),
)
channel = WordSignal(
    "channel",
    Kind.CHANNEL,
    (
        ("全国统一服务热线", (("全国统一服务热线", "全国统一服务热线"),)),
        ("加嶶信:ab", (("加嶶信", "微信"),)),
        ("Ｖ信/VX/扣扣", (("Ｖ信", "微信"), ("VX", "微信"), ("扣扣", "qq"))),
    ),
    ("热带线路", "telemetry and vxworks"),
)
promise = WordSignal(
    "promise",
    Kind.PROMISE,
    (
        ("24小时上门", (("24小时上门", "24小时上门"),)),
        ("就 近 派 单,修不好不收费", (("就 近 派 单", "就近派单"), ("修不好不收费", "修不好不收费"))),
    ),
    ("二十四节气", "天上的门"),
)
slogan_word = WordSignal(
    "slogan_word",
    Kind.SLOGAN,
    (("化解燃眉之急", (("燃眉之急", "燃眉之急"),)),),
    ("眉毛燃烧",),
)
news = WordSignal(
    "news",
    Kind.NEWS,
    (("据悉,记者日前走访", (("据悉", "据悉"), ("记者", "记者"), ("日前", "日前"))),),
    ("凭据熟悉", "日历前页"),
)

ALL = (brand, product, service, trade, company, action, channel, promise, slogan_word, news)
