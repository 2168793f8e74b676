"""Find the tags of a page and match starts with ends, in its source or, if that is broken, as libxml2 repairs it.

On nineteen of twenty pages the tags of the source itself match. Numpy finds that out in half of the time in which a parser
builds a tree, so the parser is kept for the rest.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape as unescape_html
from itertools import islice

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from filters.arrays import Bools, Indices, Places
from filters.tags import TAG_CODE, UNSHOWN, VOID, mark_tags, read_names

# libxml2 stops, and drops the rest of the page, at 2,048 open elements however it is asked not to.
DEPTH_LIMIT = 2040

_IS_VOID = mark_tags(*VOID)
_IS_UNSHOWN = mark_tags(*UNSHOWN)
# Their text is not markup, so that tags in it must not be counted.
_IS_LITERAL = mark_tags("textarea", "xmp", "plaintext", "listing")
_IS_OPAQUE = _IS_UNSHOWN | _IS_LITERAL
_TITLE, _SCRIPT = TAG_CODE["title"], TAG_CODE["script"]

_LESS, _GREATER, _SLASH, _EXCLAMATION, _QUESTION = b"<>/!?"
_PADDING = b"\n" * 16  # what is read behind the last tag
_LETTERS = bytes(range(ord("a"), ord("z") + 1))
_OPENS_TAG = np.isin(np.arange(256), list(b"/!?" + _LETTERS + _LETTERS.upper()))
_ROOT = re.compile(rb"(?:\s|<![^<>]{0,999}+>){0,99}+<html[\s>]", re.IGNORECASE)
# A start tag as the HTML standard reads it (13.2.5.6 ff.), the end of its name marked by an empty group.
_START_TAG = re.compile(
    rb"""<[A-Za-z][^\s/>]*+()(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]++))?+)*+[\s/]*+>?+"""
)
# More tags than this with `>` behind them, in quotes or in text, are not worth looking at one by one.
_MAX_DOUBTS = 3000
# Appending n attributes to an element takes libxml2 n²/2 steps: 13 s for 100,000.
_LONG_TAG = 16_384
_MAX_ATTRIBUTES = 512


@dataclass(frozen=True, slots=True)
class Unshown:
    """What elements hold that no browser shows, as far as it tells of the page."""

    titles: tuple[str, ...] = ()
    json_ld: tuple[str, ...] = ()
    states: tuple[bytes, ...] = ()  # scripts that hold data for other scripts


@dataclass(frozen=True, slots=True)
class Markup:
    """The tags of well-formed markup in order, and the elements that they start and end."""

    source: bytes = field(repr=False)
    start: Places  # of each tag; what is not shown (comments, scripts) counts as one tag from end to end
    end: Places  # of each tag: behind its `>`
    code: NDArray[np.uint8]  # of each tag: index into TAGS
    level: Indices  # of each tag
    element_tag: Places  # of each element: its start tag
    end_tag: Places  # of each element: its end tag
    parent: Indices  # of each element: -1 for the root
    element_after: Indices  # of each tag: the innermost element that is open behind it
    unshown: Unshown = Unshown()

    def inside(self, selected: Bools) -> Bools:
        """Tell of the text behind each tag whether it lies in an element whose start tag is selected."""
        chosen = selected[self.element_tag].nonzero()[0]
        n = len(self.code)
        if not len(chosen):
            return np.zeros(n, np.bool_)
        opened = np.bincount(self.element_tag[chosen], minlength=n)
        closed = np.bincount(self.end_tag[chosen], minlength=n)
        return (opened - closed).cumsum() > 0


def find_all(word: bytes, text: bytes) -> Iterator[int]:
    """Yield where a word stands in a text."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def read_markup(source: bytes) -> Markup | None:
    """Match the tags of a page as it was served; None if they do not match or their extent is in doubt."""
    if b"\1" in source:
        return None
    if not _ROOT.match(source):  # it may be left out
        source = b"<html>" + source + b"</html>"
    source += _PADDING
    raw = np.frombuffer(source, np.uint8)
    start = (raw == _LESS).nonzero()[0]
    start = start[_OPENS_TAG[raw[start + 1]]]
    closers = (raw == _GREATER).nonzero()[0]
    if not len(start) or not len(closers) or closers[-1] < start[-1]:
        return None
    tags = _Extents(raw, source, start, closers)
    return tags.match() if tags.hide_unshown() and tags.settle_doubts() else None


class _Extents:
    """Where the tags of a source begin and end, brought in order step by step."""

    def __init__(self, raw: NDArray[np.uint8], source: bytes, start: Places, closers: Places) -> None:
        self.raw, self.source, self.start, self.closers = raw, source, start, closers
        self.which = closers.searchsorted(start)  # the first `>` behind each
        self.end = closers[self.which]
        self.is_close = raw[start + 1] == _SLASH
        self.key, self.code = read_names(raw, start + 1 + self.is_close)
        self.kept = np.ones(len(start), np.bool_)
        self.nothing = np.zeros(len(start), np.bool_)
        self.titles: list[str] = []
        self.json_ld: list[str] = []
        self.states: list[bytes] = []

    def hide_unshown(self) -> bool:
        """Make one tag of each comment and each element that is not shown; False if one has no clear end."""
        mark = self.raw[self.start + 1]
        opaque = _IS_OPAQUE[self.code]
        tags = ((opaque & ~self.is_close) | (mark == _EXCLAMATION) | (mark == _QUESTION)).nonzero()[0]
        closing = (opaque & self.is_close).nonzero()[0]
        ends: dict[int, list[int]] = {}
        for tag, code in zip(closing.tolist(), self.code[closing].tolist(), strict=True):
            ends.setdefault(code, []).append(tag)
        start, end = self.start, self.end
        done = 0  # the first tag that is not part of what went before
        hidden: list[tuple[int, int, int]] = []
        nexts = [*tags[1:].tolist(), len(start)][: len(tags)]
        rows = zip(
            tags.tolist(), start[tags].tolist(), end[tags].tolist(), end[tags - 1].tolist(),
            mark[tags].tolist(), self.code[tags].tolist(), nexts, strict=True,
        )  # fmt: skip
        for tag, at, inner, before, kind, code, following in rows:
            if tag < done:
                continue
            if tag > done and before > at:  # in a tag that is still open: part of a value
                return False
            if kind == _EXCLAMATION:
                stop = self._comment_end(at, inner)
                holds_tags = self.source.find(b"<", at + 1, stop) >= 0
                done = int(start.searchsorted(stop)) if holds_tags else tag + 1
            else:
                last = self._element_end(code, tag, inner, ends.get(code, []), following)
                if _IS_LITERAL[code] and last == tag + 1:
                    continue
                if _IS_LITERAL[code]:
                    return False
                stop, done = int(end[last]), last + 1
            if stop < 0 or done <= tag:
                return False
            hidden.append((tag, stop, done))
        if hidden:
            self._hide(*np.array(hidden, np.intp).T)
        return True

    def _hide(self, which: Places, stop: Places, following: Places) -> None:
        """Let tags reach to where they stop, and drop those inside, up to the following ones."""
        self.end[which] = stop
        self.nothing[which] = True
        depth = np.zeros(len(self.start) + 1, np.int32)
        depth[which + 1] += 1
        depth[following] -= 1
        self.kept = depth[:-1].cumsum() == 0

    def _comment_end(self, at: int, inner: int) -> int:
        """Return the last byte of a comment or declaration, -1 for none; `inner`: the first `>` behind its start."""
        source = self.source
        if not source.startswith(b"<!--", at):
            return -1 if source.startswith(b"<![CDATA[", at) else inner
        stop = source.find(b"-->", at + 2)
        return -1 if stop < 0 or source.find(b"--!>", at, stop) >= 0 else stop + 2

    def _element_end(self, code: int, tag: int, inner: int, ends: list[int], following: int) -> int:
        """Return the end tag of an element whose content is no markup, -1 for none."""
        index = bisect_right(ends, tag)
        if (
            index == len(ends)
            or self.source[inner - 1] == _SLASH
            or (last := int(self.start[ends[index]])) < inner
        ):
            return -1
        if code == _TITLE:
            self.titles.append(unescape(self.source[inner + 1 : last].decode("utf-8", "replace")))
        elif code == _SCRIPT:
            if self.source.find(b"ld+json", int(self.start[tag]), inner) >= 0:
                self.json_ld.append(self.source[inner + 1 : last].decode("utf-8", "replace"))
            elif _holds_state(self.source, int(self.start[tag]), inner, last):
                self.states.append(self.source[inner + 1 : last])
            # `following` is the next tag of its kind: a comment perhaps
            comment = self.source.find(b"<!--", inner, last) if following < ends[index] else -1
            if comment >= 0 and b"<script" in self.source[comment:last].lower():
                return -1  # escaped scripts: their end depends on more than the end tag
        return ends[index]

    def settle_doubts(self) -> bool:
        """Find the true end of tags behind whose first `>` another follows: the first may be quoted."""
        start = self.start[self.kept]
        end = self.end[self.kept]
        fresh = np.ones(len(start), np.bool_)
        np.greater(start[1:], end[:-1], out=fresh[1:])  # a tag in the midst of another is none
        self._keep(fresh)
        start, end, which = self.start, self.end, self.which
        # The number of `>` between the end of a tag and the start of the next.
        upto = which + 1
        upto[self.nothing] = self.closers.searchsorted(end[self.nothing], side="right")
        behind = -upto
        behind[:-1] += which[1:]
        behind[-1] += len(self.closers)
        doubtful = ((behind > 0) & ~self.nothing & ~self.is_close).nonzero()[0]
        if len(doubtful) > _MAX_DOUBTS:
            return False
        kept = np.ones(len(start), np.bool_)
        done = -1
        for tag in doubtful.tolist():
            at = int(start[tag])
            if at < done:
                continue
            found = _START_TAG.match(self.source, at)
            if not found or self.source[found.end() - 1] != _GREATER:
                return False
            done = found.end()
            if done - 1 != end[tag]:
                end[tag] = done - 1
                after = int(start.searchsorted(done))
                if self.nothing[tag + 1 : after].any() or (after > tag + 1 and end[after - 1] >= done):
                    return False
                kept[tag + 1 : after] = False
        if not kept.all():
            self._keep(kept)
        return True

    def _keep(self, mask: Bools) -> None:
        if mask.all() and self.kept.all():
            return
        kept = self.kept.nonzero()[0][mask]
        for name in ("start", "end", "which", "is_close", "key", "code", "nothing"):
            setattr(self, name, getattr(self, name)[kept])
        self.kept = np.ones(len(kept), np.bool_)

    def match(self) -> Markup | None:
        """Match the tags, or tell that they do not match."""
        single = self.nothing | _IS_VOID[self.code] | (self.raw[self.end - 1] == _SLASH)
        shown = (~self.nothing).nonzero()[0]
        html = TAG_CODE["html"]
        if len(shown) < 2 or self.code[shown[0]] != html or self.code[shown[-1]] != html:
            return None
        if (self.is_close & single & ~_IS_VOID[self.code]).any() or not self._is_empty_around(shown):
            return None
        markup = match_tags(
            self.source,
            self.start,
            self.end + 1,
            self.code,
            key=self.key,
            is_close=self.is_close & ~single,
            is_single=single,
            is_element=~self.nothing & ~(self.is_close & single),
            unshown=Unshown(tuple(self.titles), tuple(self.json_ld), tuple(self.states)),
        )
        return None if markup is None or int(markup.end_tag[0]) != shown[-1] else markup

    def _is_empty_around(self, shown: Places) -> bool:
        """Tell whether there is no text before and behind the root."""
        first, last = int(shown[0]), int(shown[-1])
        starts = [*self.start[: first + 1].tolist(), *self.start[last + 1 :].tolist(), len(self.source)]
        ends = [-1, *self.end[:first].tolist(), *self.end[last:].tolist()]
        return not any(self.source[end + 1 : start].strip() for start, end in zip(starts, ends, strict=True))


def unescape(text: str) -> str:
    """Return text with its character references replaced; any number is one, however long."""
    try:
        return unescape_html(text)
    except ValueError:  # Python reads no more than 4,300 digits
        return unescape_html(_LONG_NUMBER.sub("\ufffd", text))


_LONG_NUMBER = re.compile(r"&#[0-9]{500,};?")

_SHORTEST_STATE, _LONGEST_STATE = 300, 2_000_000  # bytes


def _holds_state(source: bytes, start: int, inner: int, last: int) -> bool:
    """Tell whether a script, from its tag on, is JSON or assigns an object that has a title."""
    if not _SHORTEST_STATE <= last - inner <= _LONGEST_STATE:
        return False
    if source.find(b"application/json", start, inner) >= 0:
        return True
    name = source.find(b"__", inner, inner + 40)
    if name >= 0 and source.find(b"=", name, name + 60) >= 0:
        return True
    if source.find(b'decodeURIComponent("%7B', inner, last) >= 0:  # as Yuque escapes it
        return True
    return source.find(b'"title"', inner, last) >= 0 and (
        source.find(b'={"', inner, last) >= 0 or source.find(b'= {"', inner, last) >= 0
    )


def repair_markup(source: bytes) -> Markup | None:
    """Parse UTF-8 with libxml2, drop what is not shown, serialize: now tags match. None if nothing is left.

    The serializer escapes < and > everywhere but in tags, does not recurse, and costs less than a walk.
    """
    parsed = _parse_tree(source)
    if parsed is None:
        return None
    tree, unshown = parsed
    serialized: bytes = etree.tostring(tree, encoding="utf-8", xml_declaration=False, with_tail=False)
    serialized += _PADDING
    raw = np.frombuffer(serialized, np.uint8)
    end = (raw == _GREATER).nonzero()[0]
    start = (raw == _LESS).nonzero()[0]
    if len(start) != len(end):  # names such as `a<b`: a tag starts at the first < after the last >
        start = start[start.searchsorted(np.append(-1, end[:-1]))]
    is_close = raw[start + 1] == _SLASH
    is_single = ~is_close & (raw[end - 1] == _SLASH)
    code = read_names(raw, start + 1 + is_close)[1]
    return match_tags(
        serialized,
        start,
        end + 1,
        code,
        key=None,
        is_close=is_close,
        is_single=is_single,
        is_element=~is_close,
        unshown=unshown,
    )


def _parse_tree(source: bytes) -> tuple[etree._Element, Unshown] | None:
    """Parse UTF-8 with libxml2; return the tree without what is not shown, and what of that tells of the page."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        tree: etree._Element | None = etree.fromstring(drop_long_tags(source), parser)
    except etree.XMLSyntaxError:
        tree = None
    if tree is None:
        return None
    # What follows </html> becomes trees of their own; browsers show it all the same.
    for stray in list(tree.itersiblings()):
        tree.append(stray)
    titles: list[str] = []
    json_ld: list[str] = []
    states: list[bytes] = []
    for node in tree.iter("title", "script"):
        text = node.text or ""
        if node.tag == "title":
            titles.append(text)
        elif "ld+json" in node.get("type", ""):
            json_ld.append(text)
        elif len(text) >= _SHORTEST_STATE // 4:
            script = b"<script %b>%b" % (node.get("type", "").encode(), text.encode("utf-8", "replace"))
            if _holds_state(script, 0, script.find(b">"), len(script)):
                states.append(script[script.find(b">") + 1 :])
    etree.strip_elements(tree, *UNSHOWN, with_tail=False)
    return tree, Unshown(tuple(titles), tuple(json_ld), tuple(states))


def match_tags(
    source: bytes,
    start: Places,
    end: Places,
    code: NDArray[np.uint8],
    *,
    key: NDArray[np.uint64] | None,
    is_close: Bools,
    is_single: Bools,
    is_element: Bools,
    unshown: Unshown,
) -> Markup | None:
    """Match tags without a loop: on each level, starts and ends alternate. The arrays have one entry a tag.

    ``end``: behind the tag's `>`; ``key``: of its name, None where the tags are known to match. Returns None if they do not,
    or are nested too deep.
    """
    n = len(start)
    step = np.ones(n, np.int8)
    step[is_close] = -1
    step[is_single] = 0
    depth = step.cumsum(dtype=np.int32)
    if key is not None and (depth[-1] != 0 or depth.min() < 0 or depth.max() >= DEPTH_LIMIT):
        return None
    level = (depth - (step > 0)).astype(np.int16)  # the limit of depth fits in 16 bits: a radix sort
    order = level.argsort(kind="stable")
    closing = is_close[order].nonzero()[0]
    close, opened_by = order[closing], order[closing - 1]
    if key is not None and ((step[opened_by] != 1).any() or (key[close] != key[opened_by]).any()):
        return None
    element_tag = (is_element & ~is_close).nonzero()[0]
    element_of = np.zeros(n, np.int32)
    element_of[element_tag] = np.arange(len(element_tag), dtype=np.int32)
    element_of[close] = element_of[opened_by]
    end_tag = element_tag.copy()
    end_tag[element_of[close]] = close
    parent_of = _find_parents(step, is_close, order, element_of)
    parent_of[level == 0] = -1
    return Markup(
        source=source,
        start=start,
        end=end,
        code=code,
        level=level.astype(np.int32),
        element_tag=element_tag,
        end_tag=end_tag,
        parent=parent_of[element_tag],
        element_after=np.where(step > 0, element_of, parent_of),
        unshown=unshown,
    )


def _find_parents(step: NDArray[np.int8], is_close: Bools, order: Places, element_of: Indices) -> Indices:
    """Return of each tag the parent of its element, which means nothing on the level of the root.

    A first child stands right behind the start tag of its parent; the next ones of the level have the same. ``step``: 1 for what
    starts an element, -1 for what ends one; ``order``: the tags level by level; ``element_of``: the element of each.
    """
    is_first = ~is_close
    is_first[1:] &= step[:-1] > 0
    is_first[0] = False
    in_order = is_first[order]
    parents = element_of[order[in_order.nonzero()[0]] - 1]
    parent_of = np.empty(len(order), np.int32)
    parent_of[order] = parents[np.maximum(in_order.cumsum() - 1, 0)] if len(parents) else 0
    return parent_of


def drop_long_tags(source: bytes) -> bytes:
    """Take the attributes from tags that have so many that the parser would take seconds over them."""
    parts: list[bytes] = []
    done = 0
    for found in _START_TAG.finditer(source):
        start, stop = found.end(1), found.end()
        if stop - start > _LONG_TAG and _has_many_attributes(source, start, stop):
            # A script may look like a tag (`i<n`); its end must stay, or it would swallow the page.
            closing = _CLOSES_SCRIPT.search(source, start, stop)
            parts.append(source[done:start])
            done = closing.start() if closing else stop - (source[stop - 1] == _GREATER)
    return b"".join([*parts, source[done:]]) if parts else source


def _has_many_attributes(source: bytes, start: int, stop: int) -> bool:
    attributes = _NAME_START.finditer(source, start, stop)
    return next(islice(attributes, _MAX_ATTRIBUTES, None), None) is not None


_NAME_START = re.compile(rb"[\s/\"'][^\s/\"'=>]")
_CLOSES_SCRIPT = re.compile(rb"</(?:script|style)\b", re.IGNORECASE)
