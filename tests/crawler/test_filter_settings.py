"""The settings of the filter: what they change, and what is said of those that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.arguments import ArgumentError
from crawler.filter_settings import judge_of, processes_of
from filters import Contact, KnownError
from filters.segment import parse_html
from storage.store import Store
from tests.crawler.loopback import scrapy, serve
from tests.crawler.pages_made import SPAM, STORY, page
from tests.storage.records_made import article, block
from tests.storage.records_made import page as record

HOTLINE = "恒澜壁挂炉24小时服务热线:400-651-2207(点击咨询)"
MORE = "恒澜壁挂炉售后维修网点查询，全国统一报修电话400-651-2207"


def settings(tmp_path: Path, **chosen: object) -> Settings:
    found = Settings({"FILTER_PRESET": "retain", "FILTER_ALLOW": "", "FILTER_BLOCK": "", "FILTER_PRIOR": 0})
    found.update({"DATABASE_URL": f"sqlite:///{tmp_path}/q.db", **chosen})
    return found


def test_unknown_preset(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="FILTER_PRESET=loud: must be one of retain, balanced, recall"):
        judge_of(settings(tmp_path, FILTER_PRESET="loud"))


def test_prior_that_is_no_number(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="FILTER_PRIOR=many: must be a number of pages"):
        judge_of(settings(tmp_path, FILTER_PRIOR="many"))


@pytest.mark.parametrize("given", ["-1", "many", "1e9", "", "999999999999"])
def test_number_of_processes_that_is_none(tmp_path: Path, given: str) -> None:
    with pytest.raises(ArgumentError, match=r"FILTER_PROCESSES=.*: must be a number from 0 to 64"):
        processes_of(settings(tmp_path, FILTER_PROCESSES=given))
    assert processes_of(settings(tmp_path, FILTER_PROCESSES="2")) == 2


def test_list_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match=r"none\.txt: cannot be read"):
        judge_of(settings(tmp_path, FILTER_BLOCK=str(tmp_path / "none.txt")))


def test_allowed_number_stays(tmp_path: Path) -> None:
    allow = tmp_path / "allow.txt"
    allow.write_text("400-651-2207\n", encoding="utf-8")
    html = "".join(f"<p>{line}</p>" for line in (HOTLINE, MORE, *STORY))
    contact = Contact("phone", "4006512207")
    assert contact in judge_of(settings(tmp_path))(parse_html(html)).contacts
    judge = judge_of(settings(tmp_path, FILTER_ALLOW=str(allow)))
    assert contact not in judge(parse_html(html)).contacts


def test_allowed_number_comes_back_with_its_sentences_and_is_shown_by_no_page(tmp_path: Path) -> None:
    (tmp_path / "allow.txt").write_text("400-651-2207\n")
    shown = (
        "select c.value, count(s.id) from contacts c left join contact_sightings s on s.contact_id = c.id "
        "group by c.value order by c.value"
    )
    with serve() as site:
        site["/a"] = page("育秧", *STORY, HOTLINE, MORE, *SPAM)
        run = scrapy(tmp_path, "crawl", "articles", "-a", f"url={site.base}/a")
    assert run.query(shown) == [("4000632207", 3), ("4006512207", 2)], run.log
    run = scrapy(tmp_path, "refilter", settings={"FILTER_ALLOW": "allow.txt"})
    assert run.query(shown) == [("4000632207", 3), ("4006512207", 0)], run.log
    assert run.query("select body from clean_items") == [("\n".join([*STORY, HOTLINE, MORE]),)]


def test_an_allowed_host_may_be_chinese(tmp_path: Path) -> None:
    (tmp_path / "allow.txt").write_text("河湾.中国\n", encoding="utf-8")
    judge = judge_of(settings(tmp_path, FILTER_ALLOW=str(tmp_path / "allow.txt")))
    html = "".join(f"<p>{line}</p>" for line in (HOTLINE, MORE, *STORY))
    host = "河湾.中国".encode("idna").decode()  # as it stands in the addresses of answers
    assert judge(parse_html(html, url=f"http://www.{host}/1.html")).outcome == "clean"
    assert judge(parse_html(html, url="http://www.example.com/1.html")).outcome == "cleaned"


def test_prior_takes_contacts_that_were_cut_often_enough(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/q.db")
    store.begin_run("articles", {}, "0", "0")
    for number in range(3):
        cut = block(0, "4006512207", "恒澜")
        saved = record(f"/{number}", article(number), "cleaned", blocks=(cut,))
        store.save(saved).result(timeout=30)
    store.close()
    assert judge_of(settings(tmp_path, FILTER_PRIOR=4)).known.met == frozenset()
    known = judge_of(settings(tmp_path, FILTER_PRIOR=3)).known
    assert known.met == {Contact("phone", "4006512207")}


def test_crawl_does_not_start_with_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "block.txt").write_text("spam.example.net\n???\n", encoding="utf-8")
    with serve() as site:
        site["/a"] = page("育秧", *STORY)
        run = scrapy(
            tmp_path,
            "crawl",
            "articles",
            "-a",
            f"url={site.base}/a",
            settings={"FILTER_BLOCK": str(tmp_path / "block.txt")},
        )
    assert run.status == 1, run.log
    assert "block.txt:2: '???'" in run.log
