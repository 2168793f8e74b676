"""Pages in every encoding, whatever they or their servers say of it."""

import pytest

from filters.encoding import decode
from filters.segment import parse_html

CHINESE = (
    "<html><head><title>城南旧事</title></head><body><p>今天的天气很好，街上的人比往常多了一些。</p></body>"
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("hint", [None, "latin-1", "no such encoding", "gbk", "base64"])
def test_encodings(encoding: str, hint: str | None) -> None:
    page = parse_html(CHINESE.encode(encoding), encoding=hint)
    assert page.text == "今天的天气很好，街上的人比往常多了一些。"
    assert page.head.title == "城南旧事"


def test_declared_encodings_are_not_believed() -> None:
    page = parse_html(('<?xml version="1.0" encoding="gb2312"?><meta charset="gbk">' + CHINESE).encode())
    assert page.text == "今天的天气很好，街上的人比往常多了一些。"
    assert parse_html('<?xml version="1.0" encoding="gb2312"?>' + CHINESE).text == page.text


def test_a_broken_character_does_not_change_the_encoding() -> None:
    broken = (CHINESE * 5).encode().replace("街".encode(), "街".encode()[:2], 1)
    text, encoding = decode(broken)
    assert encoding == "utf-8"
    assert text.count("街") == 4
    assert "天气很好" in parse_html(broken).text
    assert "天气很好" in parse_html(CHINESE.encode("gb18030")[:-11] + b"\xb0").text


def test_big5_by_hint_or_detection() -> None:
    page = "<p>" + "今天的天氣很好，街上的人比往常多了一些。這是臺灣的新聞網站，記者報導。" * 3
    assert "天氣很好" in parse_html(page.encode("big5"), encoding="big5").text
