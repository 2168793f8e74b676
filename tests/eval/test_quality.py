"""The quality gate: figures of the test part on a small slice may not fall below their floors (``floors.json``)."""

import json
from pathlib import Path

import pytest

from tests.data import data_folder
from tests.eval.report import Figure, clean_material, hard_negatives, in_articles, injected, poured_over

FLOORS: dict[str, float] = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    data = data_folder()
    found = [*injected("test", 1200, 7, data), *in_articles("test", 200, 7)]
    found += [*poured_over("test", 200, 7, data), *clean_material(data, "test", 400, verbose=False)]
    found += [hard_negatives(data, verbose=False)]
    return {figure.name.strip(): figure for figure in found}


@pytest.mark.parametrize("name", FLOORS)
def test_floor(name: str, figures: dict[str, Figure]) -> None:
    value = figures[name].value
    # Shares of genuine texts that lose something are the better the lower.
    if name.endswith("hit") or "hit (" in name:
        assert value <= FLOORS[name]
    else:
        assert value >= FLOORS[name]
