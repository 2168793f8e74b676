"""Pages of a news site, genuine and hijacked, written for these tests."""

from __future__ import annotations

from random import Random

STORY = (
    "县农业技术推广站的三位技术员上周走进河湾村，在田头给种植户讲了一堂水稻育秧课。",
    "站长魏长青说，今年春季回暖慢，浸种的水温要比往年高两到三度，催芽的时间也要相应延长半天。",
    "种了二十年水稻的罗大爷把要点抄在烟盒背面，他说去年秧苗烂了三分之一，就是吃了低温的亏。",
    "技术员还带来了新的育秧盘，一亩地只要二十二盘，插秧机可以直接取用，省下两个人工。",
    "村里打算把旧小学的操场改成育秧棚，四月初就能供秧，周边三个村也可以预订。",
)
SPAM = (
    "珑溪热水器全国统一客服热线：400-063-2207（点击咨询）",
    "珑溪热水器售后维修电话(1)400-063-2207(2)400-063-2207",
    "珑溪热水器24小时上门维修服务网点查询",
    "保定市竞秀区、莲池区、满城区、清苑区、徐水区、涞水县、阜平县、定兴县",
    "邯郸市邯山区、丛台区、复兴区、峰峰矿区、肥乡区、永年区、临漳县",
    "沧州市新华区、运河区、沧县、青县、东光县、海兴县、盐山县、肃宁县",
)

_PEOPLE = (
    "会计老唐", "木匠冯师傅", "护林员小贺", "退休教师葛老师", "船工阿兴", "裁缝田婶", "邮递员小夏", "养蜂人老秦",
)  # fmt: skip
_TIMES = ("上周", "去年冬天", "前天一早", "雨停以后")
_PLACES = ("渡口", "晒谷场", "村小学的走廊", "祠堂门前", "半山的茶亭", "供销社旧址", "水磨坊", "后山的竹林")
_DEEDS = (
    "修好了断了三年的水管", "教孩子们认了四十种野草", "把旧报纸装订成了册子", "量完了最后一段石阶",
    "晒干了两百斤笋片", "给候鸟搭了六个木巢", "补上了桥面缺的木板", "画了一张全村的老井图",
)  # fmt: skip
_AFTER = (
    "邻居都过来帮手", "说明年还要接着做", "镇上的报纸也登了", "连外村人都来看", "只收了一顿饭的工钱", "一直忙到天黑",
)  # fmt: skip


def page(title: str, *paragraphs: str, extra: str = "", head: str = "") -> str:
    """Return a plain page of a news site."""
    text = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f'<div class="article"><h1>{title}</h1>\n{text}\n</div>{extra}</body></html>'
    )


def story(number: int) -> list[str]:
    """Return an article that is no near duplicate of another number's."""
    dice = Random(number)
    return [
        f"{dice.choice(_TIMES)}，{dice.choice(_PEOPLE)}在{dice.choice(_PLACES)}{deed}，{dice.choice(_AFTER)}。"
        for deed in dice.sample(_DEEDS, 6)
    ]


def links(*urls: str) -> str:
    """Return the navigation of a page."""
    return "<nav>" + "".join(f'<a href="{url}">去看看</a>' for url in urls) + "</nav>"
