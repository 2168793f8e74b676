"""The golden pages: one folder a page, ``page.html`` and what a reader takes from it in ``expected.json``."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from filters.article import extract
from filters.segment import parse_html

NOW = datetime(2025, 1, 1, tzinfo=UTC)
FOLDERS = sorted(path.parent for path in (Path(__file__).parents[1] / "pages").glob("*/page.html"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_golden_page(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    page = parse_html((folder / "page.html").read_bytes())
    _, _, article = extract(page, np.zeros(len(page.blocks), np.bool_), now=NOW)
    if expected["outcome"] == "empty":
        assert article is None
        return
    assert article is not None
    found = {
        "title": article.title,
        "byline": list(article.byline),
        "published": article.published.isoformat() if article.published else None,
        "source": article.source,
        "body": article.body.split("\n"),
    }
    assert found == {name: expected[name] for name in found} | {"body": expected["body"].split("\n")}


def test_there_are_golden_pages() -> None:
    assert len(FOLDERS) >= 110
