"""Column types that keep any page storable and every value pleasant to read with plain SQL."""

import re
from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Text, TypeDecorator
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

MAX_INT = 2**31 - 1
# What a terminal that shows a title may obey, and no text needs; PostgreSQL refuses the first of them.
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Headers are bytes, each a character: those from 80 to 9F may be parts of UTF-8, and stand as escapes on SQLite.
_CONTROL_IN_HEADER = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SECONDS = "%(year)04d-%(month)02d-%(day)02d %(hour)02d:%(minute)02d:%(second)02d"

Id = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER PRIMARY KEY is the rowid on SQLite
Json = JSON().with_variant(JSONB(), "postgresql")


def clean_text(text: str) -> str:
    """Return the text with controls and what UTF-8 refuses (lone surrogates) as U+FFFD.

    A surrogate pair becomes the one character it stands for.
    """
    return _encodable(_CONTROL.sub("\ufffd", text))


def clean_header(text: str) -> str:
    """Return the name or value of a header likewise, but so that its bytes can be read back."""
    return _encodable(_CONTROL_IN_HEADER.sub("\ufffd", text))


def _encodable(text: str) -> str:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


class SafeText(TypeDecorator[str]):
    """Text from a page; `clip` bounds the characters kept in columns that are indexed."""

    impl = Text
    cache_ok = True

    def __init__(self, clip: int | None = None) -> None:
        super().__init__()
        self.clip = clip

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else clean_text(value)[: self.clip]


class SafeInteger(TypeDecorator[int]):
    """A count from a page, clamped to 32 bits: a nonsense number must not cost the page."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else max(-MAX_INT - 1, min(int(value), MAX_INT))


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in whole seconds, UTC in Python; on SQLite text like `2026-11-03 07:05:00` in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sqlite.DATETIME(storage_format=_SECONDS))  # type: ignore[no-untyped-call]
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without its zone: {value.isoformat()}")
        value = value.astimezone(UTC).replace(microsecond=0)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)
