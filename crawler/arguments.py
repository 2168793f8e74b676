"""Read the arguments of the spider `articles` and settings, and say in one line what is wrong with them."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import isfinite, nan
from pathlib import Path

from scrapy.settings import BaseSettings, default_settings

from crawler import settings as project
from crawler.logs import clip
from crawler.urls import is_fetchable

logger = logging.getLogger(__name__)

PLACES = ("feeds", "sitemaps")  # that DISCOVER can name
# A number of none of these, or no time at all for them, and the crawl waits for ever, or ends with nothing.
_NOT_ZERO = {
    "CONCURRENT_ITEMS", "CONCURRENT_REQUESTS_PER_DOMAIN", "DNS_TIMEOUT", "MEMUSAGE_CHECK_INTERVAL_SECONDS",
    "REACTOR_THREADPOOL_MAXSIZE",
}  # fmt: skip
# Of anything: seconds beyond the calendar, or what no database takes for a number, would end in a traceback.
_MOST = 10**10
_MAY_BE_NEGATIVE = ("_PRIORITY", "_PRIORITY_ADJUST", "_INDENT")  # ends of names
_MORE = re.compile(r"\t|\s(?=https?://)")  # the next column of a table, or another address: no part of a path
NAMES = ("seeds", "url", "depth", "max_pages", "allow", "deny", "since", "cloak")


class ArgumentError(ValueError):
    """The crawl cannot start as it was asked for; the message is one line."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """What to crawl."""

    seeds: tuple[str, ...]  # each once, at least one
    depth: int = 0  # links to follow from a seed; 0: none
    max_pages: int | None = None
    allow: re.Pattern[str] | None = None  # followed links have to match
    deny: re.Pattern[str] | None = None  # ... and must not match
    since: date | None = None
    cloak: bool = False  # look at flagged pages as a browser would, too


def read_arguments(given: Mapping[str, str]) -> Arguments:
    """Return the arguments given by name; ArgumentError if the crawl cannot start with them."""
    unknown = sorted(set(given) - set(NAMES))
    if unknown:
        raise ArgumentError(f"unknown argument {clip(unknown[0])!r}; there are {', '.join(NAMES)}")
    return Arguments(
        seeds=_seeds(given.get("seeds", ""), given.get("url", "")),
        depth=_number(given, "depth", 0) or 0,
        max_pages=_number(given, "max_pages", 1),
        allow=_pattern(given, "allow"),
        deny=_pattern(given, "deny"),
        since=_date(given, "since"),
        cloak=_switch(given, "cloak"),
    )


def discover(settings: BaseSettings) -> set[str]:
    """Return the places that DISCOVER names; ArgumentError if there is no such place."""
    found = {name.strip() for name in settings.getlist("DISCOVER")} - {""}
    if unknown := sorted(found.difference(PLACES)):
        raise ArgumentError(f"DISCOVER: unknown place {clip(unknown[0])!r}; there are {', '.join(PLACES)}")
    return found


def check_numbers(settings: BaseSettings) -> None:
    """Raise ArgumentError where a setting whose default is a number, in Scrapy or here, is no number, too small or too large."""
    for name, default in {**vars(default_settings), **vars(project)}.items():
        if not name.isupper() or type(default) not in {int, float}:
            continue
        given = settings[name]
        # Of Scrapy's own, some that are whole by default may be broken all the same.
        kind = int if type(default) is int and name in vars(project) else float
        try:
            number = float(kind(given))
        except (TypeError, ValueError, OverflowError):
            number = nan
        if not isfinite(number):
            wanted = "whole number" if kind is int else "number"
            raise ArgumentError(f"{name}={clip(str(given))}: must be a {wanted}")
        if name in _NOT_ZERO and (number <= 0 or (number < 1 and type(default) is int)):
            raise ArgumentError(f"{name}={clip(str(given))}: must be more than 0")
        if number < 0 and not name.endswith(_MAY_BE_NEGATIVE):
            raise ArgumentError(f"{name}={clip(str(given))}: must be 0 or more")
        if number > _MOST:
            raise ArgumentError(f"{name}={clip(str(given))}: must be {_MOST} or less")


def check_switches(settings: BaseSettings) -> None:
    """Raise ArgumentError where a setting whose default is on or off, in Scrapy or here, is neither."""
    for name, default in {**vars(default_settings), **vars(project)}.items():
        if name.isupper() and type(default) is bool:
            try:
                settings.getbool(name)
            except ValueError:
                raise ArgumentError(f"{name}={clip(str(settings[name]))}: must be 0 or 1") from None


def check_log(settings: BaseSettings) -> None:
    """Raise ArgumentError where the log cannot be written as LOG_FILE, LOG_LEVEL and LOG_FORMAT say."""
    level, file = str(settings["LOG_LEVEL"]), settings["LOG_FILE"]
    if level not in logging.getLevelNamesMapping():
        raise ArgumentError(f"LOG_LEVEL={clip(level)}: must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL")
    if file:
        try:
            Path(file).open("a").close()
        except OSError as error:
            raise ArgumentError(f"LOG_FILE={clip(str(file))}: {error.strerror}") from None
    line, date = str(settings["LOG_FORMAT"]), str(settings["LOG_DATEFORMAT"])
    try:
        logging.Formatter(line, date).format(logging.makeLogRecord({}))
    except (ValueError, TypeError) as error:
        raise ArgumentError(f"LOG_FORMAT={clip(line)}: {error}") from None


def _seeds(file: str, urls: str) -> tuple[str, ...]:
    if not file and not urls:
        raise ArgumentError("no seeds: give -a seeds=FILE (- for standard input) or -a url=URL[,URL]")
    found: dict[str, None] = {}
    for place, line in _lines(file, urls):
        if not is_fetchable(line):
            logger.warning("%s: not an http(s) address, skipped: %s", place, clip(line))
        elif _MORE.search(line):
            logger.warning("%s: more than an address, skipped: %s", place, clip(line))
        else:
            found[line] = None
    if not found:
        raise ArgumentError(f"no usable seed in {clip(file or urls)}")
    return tuple(found)


def _lines(file: str, urls: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses, usable or not, with the place each stands at."""
    # A comma may be part of an address; one that begins another address is not.
    for number, url in enumerate(re.split(r",(?=\s*[a-zA-Z][\w+.-]*://)", urls) if urls else (), 1):
        yield f"url, address {number}", url.strip()
    if file:
        yield from _lines_of_file(file)


def _lines_of_file(file: str) -> Iterator[tuple[str, str]]:
    name = "standard input" if file == "-" else clip(file)
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as stream:
            yield from _numbered(stream, name)
    except OSError as error:
        raise ArgumentError(f"{name}: {error.strerror}") from None


def _numbered(stream: Iterable[bytes], name: str) -> Iterator[tuple[str, str]]:
    for number, raw in enumerate(stream, 1):
        line = raw.decode("utf-8-sig" if number == 1 else "utf-8", "replace").strip()
        line = re.split(r"\s#", line, maxsplit=1)[0].rstrip()
        if line and not line.startswith("#"):
            yield f"{name}:{number}", line


def _number(given: Mapping[str, str], name: str, least: int) -> int | None:
    text = given.get(name, "")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < least:
        raise ArgumentError(f"{name}={clip(text)}: must be a whole number, {least} or more")
    return int(text)


def _switch(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "")
    if text not in {"", "0", "1"}:
        raise ArgumentError(f"{name}={clip(text)}: must be 0 or 1")
    return text == "1"


def _pattern(given: Mapping[str, str], name: str) -> re.Pattern[str] | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        return re.compile(text)
    except re.error as error:
        raise ArgumentError(f"{name}={clip(text)}: not a regular expression: {clip(str(error))}") from None


def _date(given: Mapping[str, str], name: str) -> date | None:
    text = given.get(name, "")
    if not text:
        return None
    # The same argument each night: a date that moves would begin another crawl.
    if re.fullmatch(r"[0-9]{1,4}", text):
        return datetime.now(UTC).date() - timedelta(days=int(text))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentError(
            f"{name}={clip(text)}: must be a date like 2026-01-31, or a number of days like 7"
        ) from None
