"""What the reader is shown of units, and what its reading depends on."""

from dataclasses import replace

import numpy as np
import pytest

from filters.features import Excerpt, excerpt
from filters.labeller import load_model
from filters.network import FARTHEST
from filters.reader import Characters, inputs, kind_of_bucket, read, show
from filters.segment import segment_text
from filters.sight import look
from filters.units import split_units
from filters.vectors import load_vectors
from filters.wording import read_wording

LINES = (
    "昨天，全县农业工作会议在县城召开，会议部署了今年的春耕。",
    "格力空调维修电话④⓪⓪-0711-386，全城上门",
    "会后，代表们参观了城南的育秧大棚。",
)


def shown(lines: tuple[str, ...]) -> tuple[Characters, Excerpt]:
    """All units of a text as the reader is shown them."""
    page = segment_text("\n".join(lines))
    sight = look(page)
    units = split_units(sight, np.arange(len(sight.normalized.codes)))
    seen = excerpt(sight, units)
    sums = read_wording(sight, load_model().ngrams)
    return show(sight, sums, seen.start, seen.end, units.block), seen


def test_characters_tell_where_units_and_blocks_begin_and_what_is_a_number() -> None:
    found, seen = shown(LINES)
    assert np.array_equal(found.bounds, seen.bounds)
    starts = np.flatnonzero(found.features[:, 1])
    assert np.array_equal(starts, seen.bounds[:-1])
    opens = np.flatnonzero(found.features[:, 2])
    text = "".join(map(chr, seen.codes))
    assert [text[at : at + 2] for at in opens] == ["昨天", "格力", "会后"]
    assert "".join(map(chr, seen.codes[found.features[:, 4] > 0])) == "400-0711-386"
    assert "".join(map(chr, seen.codes[found.features[:, 3] > 0])) == "400"  # it was written in circles


def test_a_word_begins_with_a_character_whatever_units_are_shown() -> None:
    lines = ("奶奶说门前的桥修好了", *LINES, "来看望她的有妹妹和妈妈")  # the last two are also a word
    found, seen = shown(lines)
    some = np.arange(1, len(seen.units), 2)
    block = seen.units.block[some]
    sums = read_wording(seen.sight, load_model().ngrams)
    few = show(seen.sight, sums, seen.start[some], seen.end[some], block)
    assert np.array_equal(few.word, found.word[np.isin(found.place, few.place)])
    assert found.word[-2] > 0
    assert found.word[-1] == 0


def test_a_number_a_brand_and_a_place_read_as_any_other() -> None:
    other = LINES[1].replace("格力", "海尔").replace("0711-386", "2923-518")
    first, _ = shown(LINES)
    second, _ = shown((LINES[0], other, LINES[2]))
    assert read(load_model().layers, first) == pytest.approx(read(load_model().layers, second), abs=0.4)
    assert np.array_equal(first.code, second.code)


@pytest.mark.parametrize("name", ["reader", "joint"])
def test_networks_are_told_of_characters_of_words_and_of_where_they_stand(name: str) -> None:
    layers = load_model().layers
    found, _ = shown(LINES)
    told = inputs(layers, name, found.code, found.word, found.features)
    for row, code, word, features in zip(told, found.code, found.word, found.features, strict=True):
        character = layers[f"{name}_table"][code] + layers[f"{name}_kinds"][kind_of_bucket()[code]]
        assert np.array_equal(row, np.concatenate((character, load_vectors().table[word], features)))


def test_what_is_far_away_is_not_read() -> None:
    layers = load_model().layers
    first, seen = shown((*LINES, "会议的文件昨天已经印发。"))
    second, _ = shown((*LINES, "苗棚里的秧苗已经长到一寸高，再过半个月就可以下田了。"))
    tail = seen.bounds[np.argmax(seen.units.block == len(LINES))]
    far = int((seen.bounds[1:] <= tail - FARTHEST).sum())
    assert far > 1
    whole, again = read(layers, first), read(layers, second)
    assert len(whole) == len(seen.units)
    assert whole[:far] == pytest.approx(again[:far], abs=1e-4)
    assert whole[-1] != again[-1]


def test_an_advertisement_reads_like_spam_and_news_does_not() -> None:
    found, seen = shown(LINES)
    odds = read(load_model().layers, found)
    of_block = [odds[seen.units.block == block] for block in range(3)]
    assert of_block[1].max() > 2
    assert max(of_block[0].max(), of_block[2].max()) < 0


def test_without_layers_or_characters_nothing_is_read() -> None:
    found, seen = shown(LINES)
    assert np.array_equal(read({}, found), np.zeros(len(seen.units)))
    empty, _ = shown(("。",))
    empty = replace(empty, bounds=np.zeros(1, np.int64), code=empty.code[:0])
    assert len(read(load_model().layers, empty)) == 0
