"""What the user knows beforehand changes verdicts, and a file of it that cannot be read says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from filters import Contact, Known, KnownError, Label, Outcome, clean_html, clean_text

ARTICLE = (
    "河堤上的柳树今年绿得早，社区请来园艺师傅教大家修枝，来的多半是退休的老人，也有带着孩子的年轻父母。\n"
    "师傅说，剪口要斜，雨水才留不住；剪下的枝条不要扔，插在湿沙里，夏天又是一排新苗。\n"
    "活动结束时天色已晚，人们把工具擦净放回屋里，约好下个月再来。"
)
HOTLINE = "恒澜壁挂炉24小时服务热线:400-651-2207(点击咨询)\n恒澜壁挂炉售后维修网点查询，全国统一报修电话400-651-2207"
NOTICE = "报名请拨打社区电话0573-8210 4471，联系人周敏。"


def spam(text: str, known: Known) -> str:
    result = clean_text(text, known=known)
    return "".join(verdict.block.text for verdict in result.verdicts if verdict.label is Label.SPAM)


def test_allowed_number_is_never_spam() -> None:
    text = f"{HOTLINE}\n{ARTICLE}"
    assert "400-651-2207" in spam(text, Known())
    assert "400-651-2207" not in spam(text, Known(allowed=frozenset({Contact("phone", "4006512207")})))


def test_sentences_of_an_allowed_number_stay_beside_other_spam() -> None:
    known = Known(allowed=frozenset({Contact("phone", "4006512207")}))
    other = "珑溪热水器全国统一客服热线：400-063-2207（点击咨询）\n珑溪热水器售后维修电话400-063-2207"
    assert spam(f"{ARTICLE}\n{HOTLINE}\n{other}", known) == other.replace("\n", "")
    both = "恒澜壁挂炉维修电话400-651-2207，珑溪热水器维修电话400-063-2207"
    found = spam(f"{ARTICLE}\n{both}\n{other}", known)
    assert "400-651-2207" not in found
    assert found.count("400-063-2207") == 3


def test_blocked_number_is_always_spam() -> None:
    text = f"{ARTICLE}\n{NOTICE}"
    assert not spam(text, Known())
    found = spam(text, Known(blocked=frozenset({Contact("phone", "057382104471")})))
    assert "0573-8210 4471" in found
    assert found in NOTICE


def test_number_met_before_only_tips_the_scales() -> None:
    known = Known().having_met([Contact("phone", "057382104471")])
    assert not spam(f"{ARTICLE}\n{NOTICE}", known)


def test_pages_of_an_allowed_host_are_left_alone() -> None:
    html = "".join(f"<p>{line}</p>" for line in f"{HOTLINE}\n{ARTICLE}".split("\n"))
    known = Known(allowed_hosts=frozenset({"example.com"}))
    assert clean_html(html, url="https://www.example.com/a", known=known).outcome is Outcome.CLEAN
    assert clean_html(html, url="https://example.com.cn/a", known=known).outcome is not Outcome.CLEAN
    assert clean_html(html, url="http://[broken", known=known).outcome is not Outcome.CLEAN


@pytest.mark.parametrize(
    ("url", "stays"),
    [
        ("https://m.liudi88.top/a/123", True),
        ("https://www.liudi88.top/a/123", True),
        ("https://liudi88.top/a/123", True),
        ("https://blog.m.liudi88.top./a/123", True),
        ("https://www.other77.top/a/123", False),
        ("https://udi88.top/a/123", False),
        ("http://[broken", False),
        ("", False),
    ],
)
def test_the_name_of_the_site_itself_is_genuine(url: str, stays: bool) -> None:
    html = "".join(
        f"<p>{line}</p>" for line in ("原文网址 https://m.liudi88.top/a/123", *ARTICLE.split("\n"))
    )
    result = clean_html(html, url=url)
    assert (result.outcome is Outcome.CLEAN) == stays
    blocked = Known(blocked_hosts=frozenset({"liudi88.top"}))
    assert clean_html(html, url=url, known=blocked).outcome is not Outcome.CLEAN
    # Whoever hijacks a site may name it, too.
    for more in ("、开户 www.other77.vip", " 电话400-651-2207"):
        assert clean_html(html.replace("/a/123", more), url=url).outcome is not Outcome.CLEAN
    hijacked = "liudi88.top 恒澜壁挂炉维修全国统一服务热线 24小时上门维修 就近派单 先修后付"
    assert clean_html(f"<p>{hijacked}</p>{html}", url=url).outcome is not Outcome.CLEAN


def test_files(tmp_path: Path) -> None:
    allow, block = tmp_path / "allow.txt", tmp_path / "block.txt"
    allow.write_text("# ours\n0573-8210 4471  # the community\nexample.org\n\n", encoding="utf-8")
    block.write_text("400-651-2207\nwechat:hl_6512\nqq:651220744\nspam.example.net\n", encoding="utf-8")
    known = Known.from_files(str(allow), str(block))
    assert known.allowed == {Contact("phone", "057382104471")}
    assert known.blocked == {
        Contact("phone", "4006512207"),
        Contact("wechat", "hl_6512"),
        Contact("qq", "651220744"),
    }
    assert known.allows("http://news.example.org/1")
    assert known.blocks("http://spam.example.net/1")
    assert not known.blocks("http://example.net/1")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+86 138 0000 1234", "13800001234"),
        ("phone:0086-13800001234", "13800001234"),
        ("(0573) 8210-4471", "057382104471"),
        ("４００６５１２２０７", "4006512207"),
        ("95588", "95588"),
    ],
)
def test_numbers_are_known_by_any_form(tmp_path: Path, written: str, number: str) -> None:
    path = tmp_path / "block.txt"
    path.write_text(written, encoding="utf-8")
    assert Known.from_files(block=str(path)).blocked == {Contact("phone", number)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("example.org\nnot a number or host\n", r"allow\.txt:2: 'not a number or host'"),
        ("wechat:\n", r"allow\.txt:1"),
        ("-----\n", r"allow\.txt:1"),
        ("((((((\n", r"allow\.txt:1"),
    ],
)
def test_unreadable_line_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "allow.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnownError, match=message):
        Known.from_files(allow=str(path))


def test_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match=r"absent\.txt: cannot be read"):
        Known.from_files(block=str(tmp_path / "absent.txt"))
    binary = tmp_path / "binary.txt"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KnownError, match=r"binary\.txt: is not UTF-8"):
        Known.from_files(allow=str(binary))


def test_contradiction_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "both.txt"
    path.write_text("400-651-2207\n", encoding="utf-8")
    with pytest.raises(KnownError, match="4006512207 is allowed by"):
        Known.from_files(str(path), str(path))
