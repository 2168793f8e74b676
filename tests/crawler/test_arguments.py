"""The arguments of the spider, read and refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.arguments import ArgumentError, check_numbers, discover, read_arguments


def test_all_arguments() -> None:
    found = read_arguments(
        {
            "url": "http://a.example/x,y?z=1,https://b.example/",
            "depth": "2",
            "max_pages": "10",
            "allow": "/news/",
            "deny": "/video/",
            "since": "2026-01-31",
        }
    )
    assert found.seeds == ("http://a.example/x,y?z=1", "https://b.example/")
    assert (found.depth, found.max_pages, found.since) == (2, 10, date(2026, 1, 31))
    days = read_arguments({"url": "http://a.example/", "since": "7"}).since
    assert days == datetime.now(UTC).date() - timedelta(days=7)
    assert found.allow is not None and found.allow.search("http://a.example/news/1")
    assert found.deny is not None and found.deny.search("http://a.example/video/1")


def test_seeds_of_a_file_each_once(tmp_path: Path) -> None:
    file = tmp_path / "seeds.txt"
    file.write_text(
        "\ufeffhttp://a.example/\r\n\r\n#http://no.example/\nhttp://a.example/ # again\n  http://b.example/#c\n"
    )
    assert read_arguments({"seeds": str(file)}).seeds == ("http://a.example/", "http://b.example/#c")


def test_seeds_with_more_on_their_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "seeds.txt"
    file.write_text(
        "http://a.example/\t河湾日报\nhttp://a.example/ http://b.example/\nhttp://c.example/通知 2.html\n"
    )
    assert read_arguments({"seeds": str(file)}).seeds == ("http://c.example/通知 2.html",)
    assert [record.getMessage() for record in caplog.records] == [
        f"{file}:1: more than an address, skipped: http://a.example/\\t河湾日报",
        f"{file}:2: more than an address, skipped: http://a.example/ http://b.example/",
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "no seeds"),
        ({"url": "example.com"}, "no usable seed in example.com"),
        ({"seeds": "/no/such/file"}, "/no/such/file: No such file or directory"),
        ({"seeds": "."}, r"\.: Is a directory"),
        ({"url": "http://a.example/", "depht": "1"}, "unknown argument 'depht'"),
        ({"url": "http://a.example/", "depth": "two"}, "depth=two"),
        ({"url": "http://a.example/", "max_pages": "0"}, "max_pages=0: must be a whole number, 1 or more"),
        ({"url": "http://a.example/", "allow": "("}, r"allow=\(: not a regular expression"),
        ({"url": "http://a.example/", "since": "yesterday"}, "since=yesterday: must be a date"),
    ],
)
def test_refused_in_one_line(given: dict[str, str], message: str) -> None:
    with pytest.raises(ArgumentError, match=message) as caught:
        read_arguments(given)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ("feeds, sitemaps", {"feeds", "sitemaps"}),
        (" feeds,", {"feeds"}),
        (["sitemaps"], {"sitemaps"}),
        ("", set()),
    ],
)
def test_where_to_look_besides_links(given: object, places: set[str]) -> None:
    assert discover(Settings({"DISCOVER": given})) == places


def test_nowhere_to_look() -> None:
    with pytest.raises(ArgumentError, match="DISCOVER: unknown place 'feed'; there are feeds, sitemaps"):
        discover(Settings({"DISCOVER": "feed"}))


@pytest.mark.parametrize(
    ("name", "given", "wanted"),
    [
        ("REVISIT_AFTER", "x", "a whole number"),
        ("REVISIT_AFTER", "0.5", "a whole number"),
        ("DOWNLOAD_DELAY", "1s", "a number"),
        ("DOWNLOAD_TIMEOUT", "nan", "a number"),
        ("CLOSESPIDER_TIMEOUT", "6h", "a number"),
        ("RETRY_TIMES", None, "a whole number"),
        ("DOWNLOAD_TIMEOUT", "-1", "0 or more"),
        ("SCRAPER_SLOT_MAX_ACTIVE_SIZE", -1, "0 or more"),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", "0", "more than 0"),
        ("CONCURRENT_ITEMS", "-2", "more than 0"),
        ("REVISIT_AFTER", "9" * 20, "10000000000 or less"),
        ("FILTER_PRIOR", "9" * 20, "10000000000 or less"),
    ],
)
def test_settings_that_are_no_numbers_too_small_or_too_large(name: str, given: object, wanted: str) -> None:
    settings = Settings()
    settings.setmodule("crawler.settings")
    check_numbers(settings)
    settings.update(
        {"DOWNLOAD_TIMEOUT": "2.5", "REVISIT_AFTER": "60", "RETRY_AFTER_AT_MOST": 10, "DEPTH_PRIORITY": -1}
    )
    check_numbers(settings)
    with pytest.raises(ArgumentError, match=f"{name}={given}: must be {wanted}"):
        check_numbers(Settings({**dict(settings), name: given}))
