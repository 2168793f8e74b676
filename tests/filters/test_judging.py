"""How likely units are spam: by how many models, and on which pages each is asked."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from filters import Contact
from filters.clean import clean_page
from filters.judging import judge, pool
from filters.known import NOTHING_KNOWN, Known
from filters.labeller import Model, load_model
from filters.network import log_odds
from filters.segment import segment_text
from filters.sight import look
from filters.wording import suspect
from tests.filters.pages_made import ARTICLE


def test_several_models_are_pooled_by_their_odds() -> None:
    one, other = np.array([0.9, 0.5, 1.0, 0.2]), np.array([0.5, 0.5, 0.5, 0.8])
    got = pool([one, other])
    assert got[:2] == pytest.approx([0.75, 0.5])  # odds of 9 and 1 give 3
    assert 0.99 < got[2] < 1.0  # one that is certain does not settle it alone
    assert got[3] == pytest.approx(0.5)
    assert pool([one]) == pytest.approx(one, abs=1e-5)


def test_a_page_is_asked_about_only_as_far_as_there_is_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    one = load_model()
    model = replace(one, peers=(replace(one), replace(one)))
    page = segment_text("\n".join(("会长办公室电话：0571-87654321。", *ARTICLE)))
    known = Known(blocked=frozenset([Contact("phone", "057187654321")]))
    alone = Model.alone

    def asked(guess: float, odds: float, known: Known = NOTHING_KNOWN) -> list[int]:
        """Which models are asked about units in context, if these are the chances of each by itself and the odds in context."""
        found = []

        def score(self: Model, own: Any, *rest: Any) -> Any:
            found.append([id(each) for each in (model, *model.peers)].index(id(self)))
            return np.full(len(rest[-1]), odds)

        monkeypatch.setattr(Model, "score", score)
        monkeypatch.setattr(
            Model, "alone", lambda self, *seen: (alone(self, *seen)[0], np.full(len(seen[0]), guess))
        )
        clean_page(page, model=model, known=known)
        return found

    assert asked(0.14, 0.0) == []  # nothing on the page is worth asking about
    assert not clean_page(page, model=model).needs_review
    assert asked(0.14, 9.0, known) == [0]
    assert asked(0.5, -9.0) == [0]
    assert asked(0.5, 9.0) == [0]
    assert asked(0.5, -1.0) == [0]  # in doubt, but nothing on the page is likely
    assert asked(0.5, 1.0) == [0, 1, 2]


def test_blocks_of_counties_drawn_by_lot_are_likelier_spam(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "灵璧县、肃宁县、田东县、如东县、三台县、农安县、民权县、云阳县、惠安县"
    sight = look(segment_text("\n".join((*ARTICLE[:2], rows, *ARTICLE[2:]))))
    suspicion = suspect(sight, load_model().ngrams)
    assert suspicion
    units, chances = judge(sight, suspicion)
    nowhere = np.zeros(0, np.int32)
    monkeypatch.setattr("filters.judging.scattered_places", lambda _: nowhere)
    monkeypatch.setattr("filters.judging.scattered_lists", lambda _: (nowhere, nowhere))
    _, without = judge(sight, suspicion)
    row = units.block == 2
    assert log_odds(chances[row], 1e-6).min() > log_odds(without[row], 1e-6).max() + 2
