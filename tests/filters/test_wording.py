"""What n-grams add up to, and where that is suspicious."""

import numpy as np
import pytest

from filters.labeller import load_model
from filters.segment import segment_text
from filters.sight import glance
from filters.wording import NGRAM_BITS, NGRAMS, damp, ngram_buckets, read_wording, spell, suspect, wording_of

PLAIN = "市水务局表示，北岸泵站的改造工程将于下月完成，届时三个街道的供水压力会有所提高。"
GENUINE = (
    "河堤上的柳树今年绿得早，几位老人在树下听收音机，孩子们追着风筝跑远了。",
    "会议审议了上半年预算执行情况的报告，并就下一阶段的工作作出部署。",
    "研究人员在高原湖泊的沉积物中发现了距今一万两千年的花粉。",
    "第八十六分钟，替补上场的前锋头球破门，将比分定格在二比一。",
    "她把旧毛衣拆了重新织，针脚比从前更密，颜色却淡了许多。",
    "台风中心预计于后天凌晨在沿海登陆，请各地做好防御准备。",
    "法院认为，双方签订的合同合法有效，被告应当依约支付货款。",
    "这部小说写的是三代人与一座矿山的故事，结尾留了很长的空白。",
)
SPAM = "恒澜壁挂炉全国统一维修服务热线400-700-1234，二十四小时上门。"


def places(text: str) -> list[int]:
    suspicion = suspect(glance(segment_text(text)), load_model().ngrams)
    return suspicion.places.tolist() if suspicion else []


def test_sums_are_those_of_the_ngrams() -> None:
    sight = glance(segment_text(f"{PLAIN}\n{SPAM}"))
    ngrams = np.random.default_rng(3).normal(0, 1, 1 << NGRAM_BITS).astype(np.float32)
    buckets = ngram_buckets(spell(sight))
    assert buckets.shape == (NGRAMS, len(sight.normalized.codes))
    sums = read_wording(sight, ngrams)
    start, end = np.array([0, 5, 20]), np.array([5, 20, 20])
    for first, last, found in zip(start, end, wording_of(sums, start, end), strict=True):
        part = ngrams[buckets[:, first:last]]
        assert found == pytest.approx(part.sum() / damp(np.array(last - first)), abs=1e-4)


def test_names_and_digits_are_spelled_alike() -> None:
    first, second = (
        spell(glance(segment_text(line))).tolist()
        for line in ("海尔的电话400-700-1234", "格力的电话400-800-5678")
    )
    assert first == second


def test_suspicion_lies_in_the_spam() -> None:
    assert places(PLAIN * 20) == []
    assert places("") == []
    found = places(PLAIN * 3 + SPAM + PLAIN * 3)
    first, last = 3 * len(PLAIN), 3 * len(PLAIN) + len(SPAM)
    assert found
    assert all(first - 12 <= place <= last for place in found)


def test_few_windows_of_genuine_sentences_are_suspicious() -> None:
    found = places("\n".join((*GENUINE, SPAM)))
    before = sum(len(line) + 1 for line in GENUINE)
    assert sum(place < before - 12 for place in found) <= before / 30


def test_a_scrap_shorter_than_a_window_is_read_too() -> None:
    assert read_wording(glance(segment_text("维修")), load_model().ngrams).shape == (3,)
    assert places("维修") in ([], [0])


def test_a_contact_is_suspicious_whatever_is_said_around_it() -> None:
    text = f"{PLAIN}会长的电话是0571-87654321。{PLAIN}"
    assert text.index("0571") in places(text)


def test_places_all_over_the_map_are_suspicious_without_a_number() -> None:
    row = "宿州市泗县、吕梁市临县、大理州漾濞县、商丘市民权县、长春市农安县、南通市如东县"
    nothing_learnt = np.zeros(1 << NGRAM_BITS, np.float32)  # so that only the list can be what is suspicious
    found = suspect(glance(segment_text(f"{PLAIN}\n{row}\n{PLAIN}")), nothing_learnt)
    assert found is not None
    assert len(PLAIN) < found.places[0] <= found.places[-1] < len(PLAIN) + len(row)
    one_city = glance(segment_text(f"{PLAIN}\n宿州市泗县、宿州市灵璧县、宿州市萧县\n{PLAIN}"))
    assert suspect(one_city, nothing_learnt) is None
    sight = glance(segment_text(row))
    assert suspect(sight, nothing_learnt) is not None
    assert suspect(sight, nothing_learnt, headline=True) is None  # as a headline may list them


@pytest.mark.parametrize(
    "spam",
    [
        "规矩写在墙上，更刻在心里。让等待短一点，让安心近一点。",
        "下载天鸿棋牌：适用8.0以上，大小88MB，注册送18",
        "《太玄剑尊》最新章节无弹窗在线阅读",
    ],
)
def test_what_is_striking_is_suspicious_without_a_contact_or_a_word_of_trade(spam: str) -> None:
    sight = glance(segment_text(f"{PLAIN}\n{spam}\n{PLAIN}"))
    found = suspect(sight, load_model().ngrams)
    assert found is not None
    assert len(PLAIN) - 12 < found.places[0] <= found.places[-1] <= len(PLAIN) + len(spam)
    assert suspect(glance(segment_text(spam)), load_model().ngrams, headline=True) is None


def test_an_address_is_suspicious_but_no_file_or_hour() -> None:
    nothing_learnt = np.zeros(1 << NGRAM_BITS, np.float32)
    for text in ("入群请加飞机@kaihu168", "收藏q3357。cc不迷路"):
        assert suspect(glance(segment_text(f"{PLAIN}{text}")), nothing_learnt) is not None
    assert suspect(glance(segment_text(f"{PLAIN}晚上8点TV播出，文件是main.cc")), nothing_learnt) is None
