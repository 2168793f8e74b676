"""What is seen on a page at a glance."""

from typing import Any

from filters.segment import segment_text
from filters.sight import glance, place_lists, scattered_lists, scattered_places, shuffled_places

PLAIN = "河堤上的柳树今年绿得早，社区请来园艺师傅教大家修枝。"


def steps(text: str) -> tuple[int, int, int]:
    lists = glance(segment_text(text)).lists
    return int(lists.follows.sum()), int(lists.jumps.sum()), int(lists.returns.sum())


def test_lists_that_jump_over_the_map() -> None:
    assert steps("宿州市泗县、宿州市灵璧县、蚌埠市五河县") == (2, 0, 0)  # all in Anhui
    assert steps("宿州市泗县、吕梁市临县、宿州市灵璧县") == (2, 2, 1)  # to Shanxi and back
    assert steps("宿州市泗县的人去了很远很远很远的地方以后才到吕梁市临县") == (0, 0, 0)  # no list
    assert steps("宿州市泗县") == (0, 0, 0)


def test_shuffled_places_need_many_steps_below_the_provinces() -> None:
    text = "见宿州市泗县、吕梁市临县、大理州漾濞县、商丘市民权县、长春市农安县"
    assert shuffled_places(glance(segment_text(text))).tolist() == [
        text.index(name) for name in ("吕", "大理", "商", "长")
    ]
    assert not len(shuffled_places(glance(segment_text(text[: text.index("、长春")]))))
    assert not len(shuffled_places(glance(segment_text("北京市、天津市、河北省、山西省、辽宁省、四川省"))))


# In the order of the map: Hebei, Jilin, Jiangsu, Anhui, Fujian, Henan, Guangxi, Chongqing, Sichuan.
COUNTIES = ("肃宁县", "农安县", "如东县", "灵璧县", "惠安县", "民权县", "田东县", "云阳县", "三台县")
SHUFFLED = (3, 0, 6, 2, 8, 1, 5, 7, 4)


def scattered(text: str) -> Any:
    sight = glance(segment_text(text))
    assert sight.lists.jumps.sum() >= 6  # else nothing is looked at
    return scattered_places(sight).tolist()


def test_counties_drawn_by_lot_from_the_map_are_scattered() -> None:
    drawn = [COUNTIES[number] for number in SHUFFLED]
    text = f"{PLAIN}\n{'、'.join(drawn)}\n{PLAIN}"
    assert scattered(text) == [text.index(name) for name in drawn[1:]]
    assert len(scattered(" | ".join(drawn))) == len(drawn) - 1
    assert len(scattered(f"【派单城市】{' '.join(drawn)}")) == len(drawn) - 1


def test_what_is_in_order_or_in_a_sentence_is_not_scattered() -> None:
    drawn = [COUNTIES[number] for number in SHUFFLED]
    assert not scattered("、".join(COUNTIES))  # as an official list has them
    nearly = [COUNTIES[number] for number in (2, 3, 4, 0, 1, 6, 7, 5, 8)]
    assert not scattered("、".join(nearly))  # two steps back
    assert scattered("、".join([*nearly, COUNTIES[0]]))
    assert not scattered(f"学者走访了这些长寿之乡：{'、'.join(drawn)}。")
    assert not scattered("\n".join(drawn))  # a table
    cities = "重庆、四平、宜春、长沙、海口、淮南、天水、成都、沈阳、广州"
    assert not scattered(cities)  # as of a forecast
    # Towns: others of the same names may lie in one county.
    assert not scattered("茅台镇、盛泽镇、虎门镇、横店镇、西樵镇、茅台镇、盛泽镇、南浔镇")


def lists_within(text: str) -> list[str]:
    sight = glance(segment_text(text))
    return [
        sight.observed.text[start:end] for start, end in zip(*map(list, scattered_lists(sight)), strict=True)
    ]


def test_lists_of_counties_that_are_glued_to_sentences_begin_and_end_there() -> None:
    drawn = "、".join(COUNTIES[number] for number in SHUFFLED)
    assert lists_within(f"{PLAIN}{drawn}{PLAIN}") == [drawn]
    assert lists_within(f"河堤上的柳树，{drawn}今年绿得早。") == [drawn]
    assert lists_within(f"{drawn}\n{PLAIN}\n{drawn}") == [drawn, drawn]
    # With the provinces and cities that they belong to, with towns, with names that are not known.
    spelled = "江苏南通如东县、安徽灵璧、福建惠安县净峰镇、吉林省长春市农安县、某某、四川三台县、河南民权县"
    assert lists_within(PLAIN + spelled + PLAIN) == [spelled]


def test_lists_that_a_sentence_leads_to_or_goes_on_from_are_its_own() -> None:
    drawn = "、".join(COUNTIES[number] for number in SHUFFLED)
    for text in (
        f"学者走访了{drawn}。",
        f"学者走访了这些长寿之乡：{drawn}。",
        f"{drawn}等地都有长寿老人。",
        f"{drawn}、某某等县都有长寿老人。",
        f"{drawn}和其他县都有长寿老人。",
        f"{drawn}入选长寿之乡。",
        f"7月以来，{drawn}相继遭遇强降雨。",
        f"签约仪式上，{drawn}九县签署了协议。",
        f"入选的有九个县。{drawn}。",
        f"受灾较重的县，{drawn}，均启动了响应。",
        f"本届大会上，{drawn}代表先后作了发言。",
        f"{PLAIN}{'、'.join(COUNTIES)}{PLAIN}",  # as an official list has them
        f"{PLAIN}茅台镇、盛泽镇、虎门镇、横店镇、西樵镇、茅台镇、盛泽镇、南浔镇{PLAIN}",
        f"{PLAIN}重庆、四平、宜春、长沙、海口、淮南、天水、成都、沈阳、广州{PLAIN}",
    ):
        assert not lists_within(text)


# In the order of the map: Hebei, Liaoning, Jiangsu, Jiangxi, Henan, Guangxi, Yunnan, Shaanxi.
ROWS = [
    *("石家庄市：长安区 桥西区", "大连市：中山区 庄河市", "徐州市：泉山区 铜山区", "赣州市：章贡区 信丰县"),
    *("洛阳市：涧西区 洛龙区", "柳州市：鱼峰区 鹿寨县", "昆明市：盘龙区 官渡区", "咸阳市：秦都区 泾阳县"),
]
DRAWN = [ROWS[number] for number in (6, 2, 3, 0, 5, 1, 7)]


def rows_of_lists(lines: list[str]) -> Any:
    return place_lists(glance(segment_text("\n".join(lines)))).tolist()


def test_rows_each_of_another_province_are_a_list() -> None:
    first, *rest = rows_of_lists([PLAIN, *DRAWN, PLAIN])
    assert first == rest[-1] == -1
    assert len(set(rest[:-1])) == 1
    assert rest[0] >= 0
    one, two = (set(found) for found in (rest[:7], rows_of_lists([*DRAWN, PLAIN, *DRAWN])[8:]))
    assert len(one) == len(two) == 1
    assert one != two


def test_rows_in_order_with_numbers_or_of_one_province_are_no_list() -> None:
    for lines in (
        ROWS,  # as an official list has them
        DRAWN[:5],  # a few
        [f"{row} {number}所" for number, row in enumerate(DRAWN)],
        [f"本季在{row}开设了培训班" for row in DRAWN],
        [row for city in DRAWN for row in (city, city)],  # each province row by row
    ):
        assert set(rows_of_lists(lines)) == {-1}
    # A list of one province that stands beside such rows is none of them.
    own = ["石家庄市：裕华区 新华区", "邯郸市：丛台区 复兴区", "沧州市：运河区 新华区"]
    found = rows_of_lists([*DRAWN, *own])
    assert found[0] >= 0
    assert set(found[7:]) == {-1}


def commas(text: str) -> Any:
    return glance(segment_text(text)).commas.tolist()


def test_what_parts_the_places_of_a_list_are_commas() -> None:
    text = "宿州市泗县；吕梁市临县； 商丘市民权县;长春市农安县"
    assert commas(text) == [text.index("；"), text.index("； "), text.index("； ") + 1, text.index(";")]
    assert not commas("宿州市泗县、吕梁市临县 商丘市民权县")
    assert not commas("泗县有雨；吕梁市临县多云；民权县转晴")
    assert not commas("宿州市泗县；\n吕梁市临县")  # two lines
    assert not commas("宿州市泗县；——吕梁市临县")
    assert not commas("宿州市泗县；")
    text = "肃宁县(沧州市)；泗阳县（宿迁）； 【商丘】民权县 [长春]农安县"
    assert commas(text) == [
        text.index("；"), text.index("； "), text.index("； ") + 1, text.index(" ["),
    ]  # fmt: skip


def test_a_list_reads_the_same_whatever_parts_it() -> None:
    text = "宿州市泗县、吕梁市临县、商丘市民权县"
    codes = glance(segment_text(text)).normalized.codes.tolist()
    assert glance(segment_text(text.replace("、", "；"))).normalized.codes.tolist() == codes
    assert glance(segment_text(text.replace("、", ";"))).normalized.codes.tolist() == codes
