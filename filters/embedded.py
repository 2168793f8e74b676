"""Read what a page says of its article outside its text: JSON-LD, and the state that scripts would draw it from."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TypeGuard
from urllib.parse import unquote

from filters.segment import Page, parse_html

_LONGEST = 800_000  # characters of JSON that are looked at: more than pages have, parsed in .3 s
_MOST_SCRIPTS = 20
_MOST_ITEMS = 50_000  # objects and lists in it


@dataclass(frozen=True, slots=True)
class Said:
    """What JSON-LD says, outer objects first; it may lie."""

    titles: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """An article as scripts would have drawn it; the fields as they stand there."""

    body: str  # one paragraph a line
    title: str | None
    date: str | None
    author: str | None
    source: str | None


def read_json_ld(page: Page) -> Said:
    """Return headlines, dates and persons of the page's JSON-LD; broken or huge parts say nothing."""
    if not page.head.json_ld:
        return Said()
    found: dict[str, list[str]] = {name: [] for name in ("headline", *_DATES)}
    authors: list[str] = []
    for item in chain.from_iterable(map(_objects, page.head.json_ld[:_MOST_SCRIPTS])):
        for name, values in found.items():
            if isinstance(value := item.get(name), str):
                values.append(value)
        authors += _persons(item.get("author"))
    titles, *dates = found.values()
    return Said(tuple(titles), tuple(chain.from_iterable(dates)), tuple(dict.fromkeys(authors)))


def is_of_kind(page: Page, kind: str) -> bool:
    """Tell whether the page's JSON-LD calls what the page is for so, not something on it, as each of its comments."""
    for top in (_parse(text) for text in page.head.json_ld[:_MOST_SCRIPTS] if kind in text):
        items = top if isinstance(top, list) else [top]
        for item in filter(_is_object, items[:_MOST_TOP]):
            graph = item.get("@graph")
            main = graph if isinstance(graph, list) else [item.get("mainEntity")]
            for one in filter(_is_object, (item, *main[:_MOST_TOP])):
                kinds = one.get("@type")
                if kind in (kinds if isinstance(kinds, list) else [kinds]):
                    return True
    return False


def _is_object(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


_MOST_TOP = 100
_DATES = ("datePublished", "pubDate", "dateCreated")  # the most telling first


def _persons(value: object) -> Iterator[str]:
    """Yield the names of authors that are persons."""
    for one in value[:20] if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) and one.get("@type") != "Organization" else one
        if isinstance(name, str) and 1 < len(name.strip()) <= 40:
            yield name.strip()


_DECODER = json.JSONDecoder(strict=False)


def _parse(text: str) -> object:
    """Return what JSON says, None if it is broken or too large."""
    if len(text) > _LONGEST:
        return None
    try:
        return _DECODER.raw_decode(text.strip())[0]  # code may follow
    except (ValueError, RecursionError):
        return None


def _objects(text: str) -> Iterator[dict[str, object]]:
    """Yield the objects in JSON, outer ones first; nothing if it is broken or too large."""
    queue = deque([_parse(text)])
    for _ in range(_MOST_ITEMS):
        if not queue:
            return
        item = queue.popleft()
        if isinstance(item, list):
            queue.extend(value for value in item if isinstance(value, (list, dict)))
        elif isinstance(item, dict):
            yield item
            queue.extend(value for value in item.values() if isinstance(value, (list, dict)))


# ---- the state of scripts

_MARKS = re.compile(r"[。！？；，]|[.!?,;] ")
_SHORTEST_BODY, _FEWEST_MARKS = 40, 3  # characters, marks
_TITLE_KEY = re.compile(r"^(?:article|news|doc|page)?_?(?:title|headline|subject)$", re.IGNORECASE)
_DATE_KEY = re.compile(
    r"(?:publish|pub|create|post|release|show|display|news|^)_?(?:e?d)?_?(?:at|on|time|date)$|^date_?(?:published|created)?$",
    re.IGNORECASE,
)
_AUTHOR_KEY = re.compile(r"^(?:author|writer|reporter|editor)(?:_?name)?s?$", re.IGNORECASE)
_SOURCE_KEY = re.compile(r"^(?:source|media|origin)(?:_?name)?$", re.IGNORECASE)


def read_state(page: Page, is_title: Callable[[str], bool], is_spam: Callable[[str], bool]) -> State | None:
    """Return the article in JSON-LD or in the state of the page's scripts; None if there is none to trust.

    To trust is the longest text beside a title that ``is_title`` accepts. If one of its lines is spam, none of it is taken.
    """
    best: tuple[str, str, dict[str, object]] = ("", "", {})  # body, title, where they stand
    states = chain.from_iterable(map(_jsons_of, page.head.states[:_MOST_SCRIPTS]))
    left = _MOST_JSON
    for text in chain(page.head.json_ld[:_MOST_SCRIPTS], states):
        left -= len(text)
        if left < 0:
            break
        for item in _objects(text):
            names = (value for key, value in _strings(item) if _TITLE_KEY.match(key) or key == "name")
            title = next(filter(is_title, names), None)
            if title is None:
                continue
            body = max((value for _, value in _strings(item)), key=len, default="")
            if not _looks_like_body(body):
                body = max(_told_below(item), key=len, default="")
            if len(body) > len(best[0]) and _looks_like_body(body):
                best = body, title, item
    if not best[0]:
        return None
    state = _state_of(best[2], best[1], best[0])
    if len(state.body) < _SHORTEST_BODY or any(map(is_spam, _in_groups(state.body))):
        return None
    return state


def _title_of(item: dict[str, object]) -> str | None:
    return next((value for key, value in _strings(item) if _TITLE_KEY.match(key)), None)


def _told_below(item: dict[str, object], depth: int = 1) -> Iterator[str]:
    """Yield the texts that stand below an object under the name of a text: in one of their own, or in a list of parts, joined.

    Beside a text of the object's own, a list is of answers to it.
    """
    tells = any(value.strip() for key, value in _strings(item) if _TEXT_KEY.match(key))
    for key, value in item.items():
        if not _TEXT_KEY.match(key):
            continue
        if isinstance(value, dict) and not _title_of(value):
            yield from (text for key, text in _strings(value) if _PART_KEY.match(key) or _TEXT_KEY.match(key))
            if depth < _DEEPEST:
                yield from _told_below(value, depth + 1)
        elif isinstance(value, list) and not tells:
            parts = [text for part in value[:_MOST_PARTS] if (text := _text_of(part))]
            yield ("<p>" if any("<" in part for part in parts) else "\n").join(parts)


def _text_of(part: object) -> str:
    """Return what a part of a text says, "" for a picture or for what has a name, an author or an address of its own."""
    if isinstance(part, dict) and not any(
        value for key, value in _strings(part) if _TITLE_KEY.match(key) or key in _OF_ITEM
    ):
        part = next((value for key, value in _strings(part) if _PART_KEY.match(key)), "")
    return part if isinstance(part, str) else ""


_OF_ITEM = ("name", "author", "url")
_TEXT_KEY = re.compile(
    r"^(?:article|news|detail)?_?(?:content|text|body)(?:s|list|data|html)?$|^(?:paragraphs|paras|blocks|sections|detail)$",
    re.IGNORECASE,
)
_PART_KEY = re.compile(r"^(?:text|content|data|value|html|body|paragraph)$", re.IGNORECASE)
_DEEPEST, _MOST_PARTS = 2, 2_000  # objects below the one with the title; of a list


def _in_groups(body: str) -> Iterator[str]:
    """Yield the lines of a body, each once; of very many, several together, as judging ten takes as long as judging one."""
    lines = list(dict.fromkeys(body.split("\n")))
    size = -(-len(lines) // _MOST_JUDGED)
    return ("\n".join(lines[at : at + size]) for at in range(0, len(lines), size))


_MOST_JUDGED = 300
_ASSIGNS = re.compile(r"[=(]\s{0,3}(?=[{\"'])")
_MOST_VALUES = 8  # of a script that are tried
_MOST_JSON = 4_000_000  # characters of a page that are tried


def _jsons_of(script: bytes) -> Iterator[str]:
    """Yield what may be JSON in a script: all of it, or what it assigns, perhaps as a string."""
    text = script.decode("utf-8", "replace").strip()
    if text.startswith("%7B"):  # as Toutiao escapes it
        text = unquote(text)
    if text[:1] in "{[":
        yield text
        return
    for found in islice(_ASSIGNS.finditer(text), _MOST_VALUES):
        value = text[found.end() :]
        if value[0] == "{":
            yield value
        elif value[1:2] in "{%" and len(value) <= _LONGEST:
            try:
                inner = str(_DECODER.raw_decode(value)[0])
            except ValueError:
                continue
            yield unquote(inner) if inner.startswith("%7B") else inner


def _strings(item: dict[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in item.items():
        if isinstance(value, str):
            yield key, value
        elif (
            isinstance(value, int)
            and _DATE_KEY.search(key)
            and _FIRST_SECOND < (when := _seconds(value)) < _LAST_SECOND
        ):
            yield key, datetime.fromtimestamp(when, UTC).isoformat()
        elif isinstance(value, dict) and isinstance(name := value.get("name"), str):
            yield key, name
        elif isinstance(value, list) and value and key == "author":
            yield from ((key, name) for name in _persons(value))


def _seconds(value: int) -> int:
    """Return a count of seconds, or of their thousandths, since 1970 as one of seconds."""
    return value // 1000 if value > _LAST_SECOND else value


_FIRST_SECOND, _LAST_SECOND = 631_152_000, 4_102_444_800  # 1990, 2100


def _looks_like_body(text: str) -> bool:
    return len(text) >= _SHORTEST_BODY and len(_MARKS.findall(text[:4000])) >= _FEWEST_MARKS


def _state_of(item: dict[str, object], title: str, body: str) -> State:
    fields = list(_strings(item))

    def first(pattern: re.Pattern[str]) -> str | None:
        return next((value.strip() for key, value in fields if pattern.search(key) and value.strip()), None)

    return State(
        _plain(body), " ".join(title.split()), first(_DATE_KEY), first(_AUTHOR_KEY), first(_SOURCE_KEY)
    )


def _plain(body: str) -> str:
    """Return text or markup as paragraphs, one a line."""
    page = parse_html(f"<html><body><pre>{body}</pre></body></html>" if "<" not in body else body)
    blocks = page.blocks
    shown = (~blocks.hidden).nonzero()[0]
    return "\n".join(page.block_text(block) for block in shown.tolist())
