"""The three real hijacked pages through the whole way: served, crawled, cut, stored, counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawler.loopback import Reply, scrapy, serve
from tests.data import data_folder
from tests.eval.hijacked import FORMS, SAMPLES, expected_body, render

_FLAT = {"Content-Type": "text/plain; charset=utf-8"}
_HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.mark.parametrize("form", FORMS)
def test_three_samples(form: str, tmp_path: Path) -> None:
    data = data_folder()
    is_flat = form in {"flat", "one line"}
    with serve() as site:
        for name in SAMPLES:
            text = (data / "seeds" / f"{name}.txt").read_text(encoding="utf-8")
            site[f"/{name}"] = Reply(render(text, form), _FLAT if is_flat else _HTML)
        seeds = "".join(f"{site.base}/{name}\n" for name in SAMPLES).encode()
        run = scrapy(tmp_path, "crawl", "articles", "-a", "seeds=-", stdin=seeds)
    assert run.status == 0, run.log
    bodies = [str(body) for (body,) in run.query("select body from clean_items")]
    expected = expected_body(data)
    if form == "one line":
        bodies, expected = ["".join(body.split()) for body in bodies], "".join(expected.split())
    assert bodies == [expected] * 3
    assert run.query("select count(*), count(duplicate_of) from clean_items") == [(3, 2)]
    assert run.query("select outcome, count(*) from flagged_items group by 1") == [("cleaned", 3)]
    assert run.query("select count(*) from articles") == [(1,)]
    assert run.query("select kind, value, pages from campaigns") == [("phone", "4001865909", 3)]
    # The maker and its series, as the pages write them, and nothing that only looks like a brand.
    assert run.query("select brands from campaigns") == [("奥克斯、松下、长虹阳光",)]
