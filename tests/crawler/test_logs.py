"""Nothing from a page reaches the log unescaped."""

from __future__ import annotations

import logging

from crawler.logs import EscapeFilter, clip, escape


def test_escape() -> None:
    assert escape("汉字 a\x1b[31m\r\n\u202e\u200b\udc80\x9b") == (
        "汉字 a\\x1b[31m\\r\\n\\u202e\\u200b\\udc80\\x9b"
    )
    assert escape("a\nb\tc\r", lines=True) == "a\nb\tc\\r"


def test_clip() -> None:
    assert clip("字" * 300) == "字" * 199 + "…"


def test_filter_escapes_message_and_traceback() -> None:
    try:
        raise ValueError("bad \x1b]0;title\x07")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "page %s", ("\x1b[2J",), info)
    assert EscapeFilter().filter(record)
    text = logging.Formatter().format(record)
    assert text.startswith("page \\x1b[2J\nTraceback")
    assert "\x1b" not in text
    assert "bad \\x1b]0;title\\x07" in text
