"""Chrome and small edits leave an article the same; other numbers in the same template do not."""

import random
from itertools import combinations

import pytest

from storage.similarity import BANDS, MIN_CHARS, content_hash, is_same_article, near_keys
from tests.storage.records_made import article

CHROME = "首页 > 本地 > 正文 字号 大 中 小"


def found(a: str, b: str) -> bool:
    """Return whether the store would take one for the other: a common key, and the texts agree."""
    return not set(near_keys(a)).isdisjoint(near_keys(b)) and is_same_article(a, b)


def weather(city: str, low: int, rain: int, day: int) -> str:
    """Return a weather report from one template, some 300 characters."""
    return (
        f"{city}市气象台{day}日傍晚发布天气预报。预计今天夜间到明天白天，全市多云转小雨，偏北风三到四级，"
        f"最低气温{low}度，最高气温{low + 9}度，降水量{rain}毫米左右，相对湿度百分之{rain + 40}。\n"
        f"后天阴有小雨，最低气温{low - 1}度，最高气温{low + 7}度。气象台提醒，早晚温差大，外出请添加衣物，"
        "雨天路滑，驾车要减速慢行，沿江沿河的居民要留意水位变化，老人和孩子要注意保暖，"
        f"山区的果农要及时采收，大棚要加固。未来{rain % 5 + 2}天还有一次较弱的冷空气过程，"
        "届时气温会有小幅下降，有关部门将继续做好监测，及时发布信息，请大家留意最新的预报。"
    )


def edited(text: str, share: float) -> str:
    chosen = random.Random(5)
    characters = list(text)
    for _ in range(int(len(text) * share)):
        characters[chosen.randrange(len(characters))] = chr(chosen.randrange(0x4E00, 0x9000))
    return "".join(characters)


def test_white_space_does_not_count() -> None:
    assert content_hash("步道\n 开放\u3000了") == content_hash("步道开放了")
    assert content_hash("步道开放了") != content_hash("步道开放")


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    "change",
    [
        lambda text: CHROME + "\n" + text,
        lambda text: text + "\n" + "阅读全文",
        lambda text: CHROME + "\n" + text + "\n责任编辑:赵一",
        lambda text: text.replace("\n", " "),
        lambda text: edited(text, 0.01),
        lambda text: edited(text, 0.02),
        lambda text: text + "浏览次数:1024",
    ],
)
def test_same_article(seed: int, change) -> None:  # type: ignore[no-untyped-def]
    text = article(seed)
    assert found(text, change(text))


def test_different_articles_of_the_same_words() -> None:
    texts = [article(seed) for seed in range(40)]
    assert not [pair for pair in combinations(texts, 2) if found(*pair)]


def test_weather_reports_from_one_template() -> None:
    reports = [weather("青川", 3, 12, 4), weather("青川", 5, 8, 5), weather("临江", 3, 6, 4)]
    assert all(len(report) > MIN_CHARS for report in reports)
    assert not [pair for pair in combinations(reports, 2) if found(*pair)]
    assert found(reports[0], CHROME + reports[0])


def test_numerals_in_words_count_too() -> None:
    report = article(3) + "今天最高气温二十一度，最低气温十三度，风力四级。"
    other = article(3) + "今天最高气温十九度，最低气温十一度，风力五级。"
    assert found(report, report + CHROME)
    assert not found(report, other)


def test_date_of_the_reprint_does_not_part_an_article_full_of_numbers() -> None:
    text = article(4) + "".join(
        f"第{place}名是{name}队，得{place * 7}分。" for place, name in enumerate("甲乙丙丁戊己", 1)
    )
    assert found("发布时间:2026-03-01 10:22\n" + text, "发布时间:2026-03-02 08:00\n" + text)


def test_short_texts_are_never_near() -> None:
    text = "步道今天开放，欢迎大家前来。" * 10
    assert near_keys(text) == ()
    assert not is_same_article(text, text)


@pytest.mark.parametrize(
    "text", ["", "\0" * 500, "\ud800" * 500, "一" * 1_000_000, "1" * 1_000_000, "1-" * 300_000]
)
def test_any_text(text: str) -> None:
    assert len(content_hash(text)) == 32
    assert len(near_keys(text)) in {0, BANDS}
    assert is_same_article(text, text) == (len(text) >= MIN_CHARS)
