"""What is taken of pages to be learnt from."""

import numpy as np
import pytest

from filters.segment import segment_text
from filters.sight import look
from filters.signals import CONTACTS
from filters.train import prepared
from filters.train.examples import Example
from filters.train.prepared import prepare
from filters.train.wording import read
from filters.units import split_units
from filters.wording import NGRAM_BITS
from tests.filters.train.examples_made import ARTICLE, advertised


def test_pages_with_nothing_to_judge_teach_wording_alone() -> None:
    page = segment_text("\n".join(ARTICLE))
    nothing = np.zeros(len(page.text), bool)
    example, dice = Example(page, nothing, nothing, 0), np.random.default_rng(0)
    assert not read(example, dice).spam.any()
    assert prepare(example, dice, np.zeros(1 << NGRAM_BITS, np.float32)) is None


def test_some_units_are_divided_where_spam_meets_genuine_text() -> None:
    page, mask = advertised("格力空调维修加氟400-0711-386全城上门")
    sight = look(page)
    example, dice = Example(page, mask, np.zeros_like(mask), 0), np.random.default_rng(1)
    units = split_units(sight, np.concatenate([sight.matches[name].start for name in CONTACTS]))
    edges = set((np.flatnonzero(np.diff(mask)) + 1).tolist())
    assert not edges <= set(units.start.tolist())
    found = [prepared._divide(example, sight, units, dice) for _ in range(400)]
    divided = [some for some in found if some is not units]
    assert 0.15 < len(divided) / len(found) < 0.3  # in a few of them nothing is to be divided
    both = [edges <= set(some.start.tolist()) for some in divided]
    assert 0.5 < np.mean(both) < 0.8  # each edge of four in five
    assert np.mean([len(some) - len(units) for some in divided]) > 2.5  # and such as come by chance
    number = page.text.index("400-0711-386")
    for some in divided:
        assert "".join(page.text[a:b] for a, b in zip(some.start, some.end, strict=True)) == "".join(
            page.text[a:b] for a, b in zip(units.start, units.end, strict=True)
        )
        assert not any(number < start < number + 12 for start in some.start)
        pieces = [page.text[a:b] for a, b in zip(some.start, some.end, strict=True)]
        assert all(any(character.isalnum() for character in piece) for piece in pieces)


def test_little_spam_and_what_is_beside_it_weigh_more() -> None:
    weight = np.full(40, 2.0, np.float32)
    share = np.zeros(40, np.float32)
    assert prepared._heed_asides(share, weight) is weight
    share[20] = 1.0
    assert prepared._heed_asides(share, weight).tolist() == [2.0] * 16 + [6.0] * 9 + [2.0] * 15
    share[:4] = 1.0
    assert prepared._heed_asides(share, weight)[20] == pytest.approx(2 * (16 / 5) ** 0.5)
    share[:16] = 1.0
    assert prepared._heed_asides(share, weight) is weight
    assert weight.tolist() == [2.0] * 40
