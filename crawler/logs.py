"""Keep the log readable, and keep pages from writing into it."""

from __future__ import annotations

import logging
import re

# Controls move the cursor or start a line, bidirectional marks reorder it, surrogates cannot be encoded.
_UNSAFE = re.compile("[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_UNSAFE_IN_LINES = re.compile(_UNSAFE.pattern.replace("\0-\x1f", "\0-\x08\x0b-\x1f"))
# They tell at each start what the settings say already, or print a traceback for a host that does not answer.
_TALKATIVE = {
    "alembic.runtime.migration": logging.WARNING,
    "alembic.runtime.plugins": logging.WARNING,
    "scrapy.utils.log": logging.WARNING,
    "scrapy.addons": logging.WARNING,
    "scrapy.crawler": logging.WARNING,
    "scrapy.middleware": logging.WARNING,
    "scrapy.core.engine": logging.WARNING,
    "scrapy.downloadermiddlewares.robotstxt": logging.CRITICAL,
}


def escape(text: str, *, lines: bool = False) -> str:
    r"""Return text with controls and the like as \x..; with `lines`, line feeds and tabs stay."""
    return (_UNSAFE_IN_LINES if lines else _UNSAFE).sub(
        lambda match: match[0].encode("unicode_escape", "backslashreplace").decode(), text
    )


def clip(text: str, width: int = 200) -> str:
    """Return a text of a page, escaped and short enough for a line of the log."""
    return escape(text if len(text) <= width else text[: width - 1] + "…")


class EscapeFilter(logging.Filter):
    """Escape every record: exceptions, too, quote what a page or server said."""

    def __init__(self) -> None:
        super().__init__()
        self._formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = escape(record.getMessage(), lines=True), None
        if record.exc_info and not record.exc_text:
            record.exc_text = self._formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = escape(record.exc_text, lines=True)
        return True


class _Hush(logging.Filter):
    """Pass records from a level on; unlike a logger's level, it survives Scrapy's set-up of the log."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= self._level


def say_last(line: str, log_file: str | None) -> None:
    """Print the line that sums up a run; it is also the last one of the log, be that a file of its own."""
    print(line, flush=True)
    if log_file:
        logging.getLogger(__name__).info("%s", line)


def hush() -> None:
    """Keep Scrapy's own start-up lines out of the log."""
    for name, level in _TALKATIVE.items():
        logging.getLogger(name).addFilter(_Hush(level))
