"""Cut a page, HTML or flat text, into the blocks that are judged, and keep what its markup tells of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Bools, Codes, Indices, Places
from filters.drafts import show_drafts, show_shadow_roots
from filters.encoding import decode, is_utf8
from filters.markup import DEPTH_LIMIT, Markup, find_all, read_markup, repair_markup, unescape
from filters.tags import BLOCK_LEVEL, TAG_CODE, mark_tags

_IS_BLOCK_LEVEL = mark_tags(*BLOCK_LEVEL)
_MAY_HOLD_DRAFTS = mark_tags("textarea", "noscript")
_IS_PREFORMATTED = mark_tags("pre", "textarea", "xmp", "plaintext", "listing")
_WHITE = "".join(character for character in map(chr, range(0x3001)) if character.isspace())
_LINE_ENDS = "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
_TABLE_SIZE = 0x3002  # the last entry stands for everything above


def _table(characters: str) -> Bools:
    table = np.zeros(_TABLE_SIZE, np.bool_)
    table[[ord(character) for character in characters]] = True
    return table


_TELLING = 200  # characters of a page, in which Chinese that is not UTF-8 would have shown
_MARKER = 1  # stands for a tag in the stream of text; text itself never holds it after parsing
_IS_SOLID = ~_table(_WHITE + chr(_MARKER))
_IS_LINE_END = _table(_LINE_ENDS)

# By a style, or as what was typed into a bulletin board, whose style sheet says so.
# What PTT calls the text of a post, which stands near the top.
_POST_CLASS, _POST_WITHIN = b"bbs-content", 20_000
_SPACING = re.compile(
    rb"""\sstyle=(?:"[^"]{0,2000}?|'[^']{0,2000}?|[^\s"'>]{0,2000}?)white-space:\s{0,2}(pre|break|no|initial)"""
    rb"""|\sclass=["']?(?:[^"'<>]{0,400}\s)?bbs-content(?=["'\s>])""",
    re.IGNORECASE,
)
_MARKUP = re.compile(rb"<[A-Za-z/!?]")
_ANY_TAG = re.compile(
    rb"</?(?!(?:script|style|title|textarea|noscript|template)\b)[a-z][^<>]{0,4096}>", re.IGNORECASE
)
_INLINE_TAG = re.compile(
    rb"</?(?:a|abbr|b|big|cite|code|del|em|font|i|ins|label|mark|q|s|small|span|strong|sub|sup|tt|u)"
    rb"(?:\s[^<>]{0,4096})?>",
    re.IGNORECASE,
)
# Over style attributes in lower case without blanks.
_HIDING_STYLE = re.compile(
    rb"display:none|visibility:(?:hidden|collapse)|font-size:0(?![.\d])|opacity:0(?![.\d])"
    rb"|text-indent:-\d{3}|(?:^|;)(?:margin-)?(?:left|top):-\d{4}"
)
_HIDDEN = np.uint64(int.from_bytes(b" hidden=", "little") | 0x2020202020202020)
_SIX_BYTES = np.uint64(0xFFFFFFFFFFFF0000)
_STYLE = np.uint64((int.from_bytes(b"xxstyle=", "little") | 0x2020202020202020) & 0xFFFFFFFFFFFF0000)
_ATTRIBUTES = re.compile(
    rb"""([^\s"'<>/=]{1,200}+)(?:\s{0,99}+=\s{0,99}+(?:"([^"]*)"|'([^']*)'|([^\s"'>]{1,4096})))?"""
)
_HINT = re.compile(
    rb"""[\s"'](?:class|id|itemprop|role)=(?:"([^"]{1,400})|'([^']{1,400})|([^\s"'>]{1,400}))""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a page as parallel arrays in page order; disjoint, between them only white space."""

    start: Indices  # in Page.text
    end: Indices
    element: Indices  # the innermost block-level element in Page.elements; -1 in flat text
    after_br: Bools  # split from its predecessor by <br> (or a line end in <pre>) only: the same element
    link_chars: Indices  # characters inside <a>, white space not counted
    hidden: Bools  # inside an element that the markup itself hides

    def __len__(self) -> int:
        return len(self.start)

    def take(self, indices: NDArray[np.integer]) -> Blocks:
        """Return the blocks with the given indices, in that order."""
        return Blocks(
            self.start[indices], self.end[indices], self.element[indices], self.after_br[indices],
            self.link_chars[indices], self.hidden[indices],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Elements:
    """All elements of a page as parallel arrays in page order; none for flat text."""

    tag: NDArray[np.uint8]  # index into TAGS
    parent: Indices  # -1 for the root
    level: Indices  # 0 for the root
    start: Indices  # its text is Page.text[start:end], white space at both ends left out
    end: Indices
    markup_start: Indices  # its start tag is markup[markup_start:markup_end]
    markup_end: Indices
    markup: bytes = field(repr=False)

    def __len__(self) -> int:
        return len(self.tag)

    def start_tag(self, element: int) -> bytes:
        """Return the start tag as the page has it, or as the parser wrote it that repaired the page."""
        return self.markup[self.markup_start[element] : self.markup_end[element]]

    def attributes(self, element: int) -> dict[str, str]:
        """Return the attributes of an element; of several of one name the first."""
        found: dict[str, str] = {}
        for name, *values in _ATTRIBUTES.findall(self.start_tag(element))[1:]:  # the first is the tag's name
            found.setdefault(
                name.decode("utf-8", "replace").lower(), unescape(b"".join(values).decode("utf-8", "replace"))
            )
        return found

    def hint(self, element: int) -> str:
        """Return class, id, itemprop and role of an element in lower case, joined by blanks."""
        return read_hint(self.start_tag(element))


def read_hint(start_tag: bytes) -> str:
    """Return class, id, itemprop and role of a start tag in lower case, joined by blanks."""
    found = _HINT.findall(start_tag)
    return b" ".join(map(b"".join, found)).decode("utf-8", "replace").lower() if found else ""


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says about itself outside its text."""

    title: str | None = None
    meta: tuple[tuple[str, str], ...] = ()  # (name, property or itemprop in lower case; content)
    json_ld: tuple[str, ...] = ()
    states: tuple[bytes, ...] = ()  # scripts that hold data, an article perhaps
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page cut into blocks."""

    url: str
    text: str  # white space collapsed: blocks joined by line feeds
    codes: Codes = field(repr=False)  # the code points of text
    blocks: Blocks = field(repr=False)
    elements: Elements = field(repr=False)
    head: Head = field(default=Head(), repr=False)
    encoding: str = "utf-8"  # Python's name of the one that its bytes are in

    def block_text(self, block: int) -> str:
        """Return the text of one block."""
        return self.text[self.blocks.start[block] : self.blocks.end[block]]

    def block_texts(self) -> list[str]:
        """Return the texts of all blocks."""
        start, end = self.blocks.start, self.blocks.end
        # Unless blocks have been cut further they are the lines, and to split those takes a third of the time.
        lines = self.text.split("\n")
        if list(map(len, lines)) == (end - start).tolist() and (start[1:] == end[:-1] + 1).all():
            return lines
        return list(map(self.text.__getitem__, map(slice, start.tolist(), end.tolist())))

    def count_linked(self, start: Indices, end: Indices) -> Indices:
        """Return how many characters of each part of the text are inside <a>, white space not counted."""
        return _count_linked(self.codes, self.elements, start, end)

    def block_ranges(self) -> tuple[Indices, Indices]:
        """Return for each element the half-open range of the blocks that begin in it."""
        n = len(self.blocks)
        bounds = np.empty(n + 2, np.int32)
        bounds[0], bounds[1:-1], bounds[-1] = -1, self.blocks.start, len(self.text) + 1
        # Of each place: how many blocks begin before it.
        before = np.arange(n + 1, dtype=np.int32).repeat(bounds[1:] - bounds[:-1])
        first = before[self.elements.start]
        return first, np.maximum(first, before[self.elements.end])


def parse_html(html: bytes | str, url: str = "", encoding: str | None = None) -> Page:
    """Cut a page into blocks; total on any input. Input without any markup is taken for flat text."""
    if isinstance(html, bytes) and b"\0" not in html and _MARKUP.search(html):
        # Most pages are UTF-8, and the parser marks what is not: that is cheaper than to validate all of a page first.
        page = _read(html, url)
        is_broken = "\ufffd" in page.text or "\ufffd" in (page.head.title or "")
        # In a page with hardly any text, such as a frameset, only addresses may tell.
        if not (is_broken or len(page.text) < _TELLING) or is_utf8(html):
            return page
    if isinstance(html, bytes):
        text, found = decode(html, encoding)
        return replace(parse_html(text, url), encoding=found)
    source = html.replace("\0", "").encode("utf-8", "replace")
    if _MARKUP.search(source):
        return _read(source, url)
    return segment_text(html.replace("\0", ""), url)


def _read(source: bytes, url: str) -> Page:
    """Cut UTF-8 into blocks. Pages too deep for the parser lose their nesting, not their text."""
    markup = read_markup(source)
    if (markup is None or (markup.code == TAG_CODE["template"]).any()) and b"shadowroot" in source:
        source = show_shadow_roots(source)
        markup = read_markup(source)
    if markup is None or _MAY_HOLD_DRAFTS[markup.code].any():
        shown = show_drafts(source)
        if shown is not source:
            source, markup = shown, read_markup(shown)
    if markup is not None:
        return _cut(markup, url)
    repaired = repair_markup(source)
    if repaired and int(repaired.level.max()) >= DEPTH_LIMIT:
        repaired = repair_markup(_ANY_TAG.sub(b"<br>", _INLINE_TAG.sub(b"", source)))
    return _cut(repaired, url) if repaired else segment_text("", url)


def segment_text(text: str, url: str = "") -> Page:
    """Cut flat text into blocks, one a line."""
    codes = _code_points(text.replace(chr(_MARKER), " "))
    ends = _IS_LINE_END[np.minimum(codes, _TABLE_SIZE - 1)].nonzero()[0]
    layout = _lay_out(codes, ends, ends, ends[:0])
    n = len(layout.start)
    blocks = Blocks(
        layout.start, layout.end, np.full(n, -1, np.int32), np.zeros(n, np.bool_), np.zeros(n, np.int32),
        np.zeros(n, np.bool_),
    )  # fmt: skip
    return Page(url, layout.text, layout.codes, blocks, _NO_ELEMENTS)


_NONE = np.zeros(0, np.int32)
_NO_ELEMENTS = Elements(np.zeros(0, np.uint8), _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, b"")


def split_sentences(codes: Codes, start: Indices, end: Indices) -> tuple[Indices, Indices, Indices]:
    """Split blocks into sentences; return start, end and the block's index of each, in page order.

    A sentence ends after 。！？；… and the closing quotes and brackets that follow, or at a blank beside a
    token of four or more characters (letter-spaced words stay whole), unless both sides are Latin.
    """
    n = len(codes)
    if not len(start):
        return _NONE, _NONE, _NONE
    kind = _SENTENCE.take(codes, mode="clip")
    following = np.append(kind[1:], np.uint8(_S_WHITE))
    ends = (kind == _S_END) | ((kind == _S_SOFT_END) & (following != _S_LATIN))
    tail = ends | (kind == _S_CLOSE)
    # A run of ends and closing marks cuts behind itself if it holds an end.
    run_start = (tail & ~np.append(False, tail[:-1])).nonzero()[0]
    run_end = (tail & ~np.append(tail[1:], False)).nonzero()[0] + 1
    cuts = run_end[np.add.reduceat(ends, run_start) > 0] if len(run_start) else run_end
    white = (kind == _S_WHITE).nonzero()[0]
    if len(white):
        edges = np.concatenate(([-1], white, [n]))
        length = np.diff(edges) - 1
        latin = (kind == _S_LATIN) | (kind == _S_SOFT_END)
        between = latin[np.maximum(white - 1, 0)] & latin[np.minimum(white + 1, n - 1)]
        cuts = np.concatenate((cuts, white[((length[:-1] >= 4) | (length[1:] >= 4)) & ~between]))
    is_bound = np.zeros(n + 1, np.bool_)
    is_bound[start] = is_bound[cuts] = True
    bounds = is_bound.nonzero()[0]
    block = start.searchsorted(bounds, side="right") - 1
    inside = (block >= 0) & (bounds < end[np.maximum(block, 0)])
    bounds, block = bounds[inside], block[inside]
    stops = np.append(bounds[1:], end[-1])
    stops = np.minimum(stops, end[block])
    starts = bounds + (kind[bounds] == _S_WHITE)
    stops = stops - (kind[np.maximum(stops - 1, 0)] == _S_WHITE)
    full = starts < stops
    return starts[full].astype(np.int32), stops[full].astype(np.int32), block[full].astype(np.int32)


_S_WHITE, _S_END, _S_SOFT_END, _S_CLOSE, _S_LATIN = 1, 2, 3, 4, 5
_SENTENCE = np.zeros(0xFF70, np.uint8)  # the last entry stands for everything above
_SENTENCE[0x21:0x7F] = _S_LATIN
for _kind, _characters in (
    (_S_WHITE, _WHITE),
    (_S_END, "。！？；…｡‼⁇⁈⁉"),
    (_S_SOFT_END, "!?;"),  # also stand inside addresses and codes
    (_S_CLOSE, "”’』」）)】》〉〕]］}｝"),
):
    _SENTENCE[[ord(_character) for _character in _characters]] = _kind


@dataclass(frozen=True, slots=True)
class _Layout:
    """Text with its white space collapsed, and where its blocks lie in it and in the stream it came from."""

    text: str
    codes: Codes
    start: Indices
    end: Indices
    first: Places  # of each block: the number of its first solid character
    after_br: Bools
    # The characters that are neither white space nor marker, by their places in the stream.
    solid: Places
    ahead: Indices  # of each marker: where in the text the last solid character before it ends
    behind: Indices  # of each marker: where the next one begins


def _code_points(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32).copy()


_SEPARATORS = np.array((0, 32, 10, 10), np.uint32)  # of each kind of gap


def _lay_out(codes: Codes, markers: Places, block_breaks: Places, line_breaks: Places) -> _Layout:
    """Collapse white space, drop markers, cut at breaks; places are in ``codes``, which is overwritten."""
    is_solid = _IS_SOLID.take(codes, mode="clip")
    solid = is_solid.nonzero()[0]
    n = len(solid)
    if not n:
        none = np.zeros(0, np.intp)
        nowhere = np.zeros(len(markers), np.int32)
        return _Layout("", codes[:0], _NONE, _NONE, none, np.zeros(0, np.bool_), solid, nowhere, nowhere)
    # gap[i], between the solid characters i-1 and i: 0 nothing, 1 white space, 2 <br>, 3 the edge of a block
    gap = np.zeros(n + 1, np.uint8)
    before = is_solid.cumsum(dtype=np.int32)
    upto = before[markers]
    silent = np.bincount(upto, minlength=n + 1)
    gap[1:n] = solid[1:] - solid[:-1] - 1 > silent[1:n]
    gap[before[line_breaks]] = 2
    gap[before[block_breaks]] = 3
    gap[0] = gap[n] = 0
    filled = gap[:n].nonzero()[0]
    kinds = gap[filled]
    place = solid[filled - 1] + 1
    codes[place] = _SEPARATORS[kinds]
    is_solid[place] = True
    kept = codes[is_solid]
    # How many separators stand in the text before the solid character before each place, and before the next.
    shift = np.zeros(n + 2, np.int32)
    np.add.accumulate(gap[:n] > 0, dtype=np.int32, out=shift[1:-1])
    shift[-1] = shift[-2]
    shift_next = shift[1:]
    cuts = filled[kinds > 1]
    first, last = np.zeros(len(cuts) + 1, np.intp), np.full(len(cuts) + 1, n - 1, np.intp)
    first[1:] = cuts
    last[:-1] = cuts - 1
    return _Layout(
        text=kept.tobytes().decode("utf-32-le"),
        codes=kept,
        start=(first + shift_next[first]).astype(np.int32),
        end=(last + shift_next[last] + 1).astype(np.int32),
        first=first,
        after_br=gap[first] == 2,
        solid=solid,
        ahead=upto + shift[upto],
        behind=upto + shift_next[upto],
    )


def _cut(markup: Markup, url: str) -> Page:
    """Cut matched markup into blocks."""
    codes, markers = _text_stream(markup)
    is_break = _IS_BLOCK_LEVEL[markup.code]
    is_break[_own_blocks(markup)] = True
    line_breaks = markers[markup.code == TAG_CODE["br"]]
    hiding, spacing = _read_styles(markup)
    preformatted = markup.inside(_IS_PREFORMATTED[markup.code]) | _keeps_lines(markup, spacing)
    if preformatted.any():
        piece_lengths = np.diff(markers, append=len(codes))
        ends = (codes == ord("\n")).nonzero()[0]
        line_breaks = np.concatenate((line_breaks, ends[preformatted.repeat(piece_lengths)[ends]]))
    layout = _lay_out(codes, markers, markers[is_break], line_breaks)

    piece = markers.searchsorted(layout.solid[layout.first]) - 1
    block_ancestor = _nearest(is_break[markup.element_tag], markup.parent)
    hidden = markup.inside(hiding)
    elements = Elements(
        tag=markup.code[markup.element_tag],
        parent=markup.parent,
        level=markup.level[markup.element_tag],
        start=layout.behind[markup.element_tag],
        end=np.maximum(layout.ahead[markup.end_tag], layout.behind[markup.element_tag]),
        markup_start=markup.start[markup.element_tag].astype(np.int32),
        markup_end=markup.end[markup.element_tag].astype(np.int32),
        markup=markup.source,
    )
    blocks = Blocks(
        start=layout.start,
        end=layout.end,
        element=block_ancestor[markup.element_after[piece]],
        after_br=layout.after_br,
        link_chars=_count_linked(layout.codes, elements, layout.start, layout.end),
        hidden=hidden[piece],
    )
    return Page(url, layout.text, layout.codes, blocks, elements, _read_head(markup, elements))


def _own_blocks(markup: Markup) -> list[int]:
    """Return the tags of elements of the page's own (<ne-p>, <uni-view>) whose names end as those of blocks do."""
    raw = np.frombuffer(markup.source, np.uint8)
    unknown = (markup.code == 0).nonzero()[0]
    names = raw.take(markup.start[unknown, None] + np.arange(1, _NAME_REACH), mode="clip")
    likely = unknown[(names == ord("-")).any(axis=1)]
    if not len(likely):
        return []
    before = np.maximum(likely - 1, 0)
    in_line, in_item = (markup.inside(kind[markup.code])[before] for kind in (_IS_LINE, _IS_ITEM))
    rows = zip(likely[~in_line].tolist(), in_item[~in_line].tolist(), strict=True)
    return [
        tag
        for tag, among_text in rows
        if _OWN_BLOCK.match(markup.source, markup.start[tag])
        and not (among_text and _touches_text(markup, tag))
    ]


def _touches_text(markup: Markup, tag: int) -> bool:
    """Tell whether text stands right before a start tag, or right behind an end tag."""
    other = tag + 1 if markup.source[markup.start[tag] + 1] == ord("/") else tag - 1
    first, second = sorted((tag, other))
    return bool(markup.source[markup.end[first] : markup.start[second]].strip())


# In a line of text they hold its words: <p>这座<hover-card>石桥</hover-card>建于…
_IS_LINE = mark_tags("p", "h1", "h2", "h3", "h4", "h5", "h6")
_IS_ITEM = mark_tags("li", "td", "th", "dd", "dt", "blockquote")
_NAME_REACH = 16  # bytes, in which the first hyphen of a name stands
_OWN_BLOCK = re.compile(
    rb"</?[a-z][a-z0-9]{0,20}-(?:[a-z0-9]{1,20}-){0,4}"
    rb"(?:view(?:-core)?|p|h[1-6]|li|[uo]l|td|tr|table|div|section|article|header|footer|nav|main|title|body|page"
    rb"|content|container|wrapper|box|item|list|row|column|card|paragraph|quote|app)[\s/>]",
    re.IGNORECASE,
)


def _count_linked(codes: Codes, elements: Elements, start: Indices, end: Indices) -> Indices:
    links, n = elements.tag == TAG_CODE["a"], len(codes) + 1
    depth = np.bincount(elements.start[links], minlength=n) - np.bincount(elements.end[links], minlength=n)
    upto = np.zeros(n, np.int32)
    ((depth.cumsum()[:-1] > 0) & _IS_SOLID.take(codes, mode="clip")).cumsum(out=upto[1:])
    return upto[end] - upto[start]


def _text_stream(markup: Markup) -> tuple[Codes, Places]:
    """Return the code points of the text with a marker for each tag, and where the markers are."""
    raw = np.frombuffer(markup.source, np.uint8)
    behind = markup.end - 1  # the marker takes the place of the tag's last byte
    length = np.empty_like(behind)
    np.subtract(markup.start[1:], behind[:-1], out=length[:-1])
    length[-1] = 1
    into = length.cumsum()
    marker = into - length
    places = (behind - marker).repeat(length)
    places += np.arange(len(places))
    stream = raw.take(places, mode="clip")
    stream[marker] = _MARKER
    text = stream.tobytes()
    ampersands = text.count(b"&")
    if ampersands > _MANY:
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
        ampersands = text.count(b"&")
    simple = not ampersands or ampersands == text.count(b"&amp;")
    shown = (text.replace(b"&amp;", b"&") if ampersands and simple else text).decode("utf-8", "replace")
    codes = _code_points(shown if simple else unescape(shown))
    return codes, (codes == _MARKER).nonzero()[0]


# unescape() takes a microsecond for each entity, replace() some for each kind.
_MANY = 50
_ENTITIES = (
    (b"&nbsp;", b"\xc2\xa0"), (b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&#13;", b"\n"),
    (b"&#xFFFD;", b"\xef\xbf\xbd"),
)  # fmt: skip


def _nearest(selected: Bools, parent: Indices) -> Indices:
    """Return for each element the nearest selected one among itself and its ancestors, else the root."""
    own = np.arange(len(parent), dtype=np.int32)
    nearest = np.where(selected | (parent < 0), own, parent)
    while True:  # each round doubles the reach
        further = nearest[nearest]
        if (further == nearest).all():
            return nearest
        nearest = further


def _keeps_lines(markup: Markup, spacing: list[int]) -> Bools:
    """Tell of the text behind each tag whether its lines stay apart, as the innermost element says that tells of it.

    ``spacing``: places of styles that tell.
    """
    keeping, telling = np.zeros((2, len(markup.start)), np.bool_)
    where = [*spacing, *find_all(_POST_CLASS, markup.source[:_POST_WITHIN])]
    if not where:
        return keeping
    for tag in np.unique(markup.start.searchsorted(where) - 1).tolist():
        if found := _SPACING.search(markup.source, markup.start[tag], markup.end[tag]):
            telling[tag], keeping[tag] = True, (found[1] or b"pre").lower() in (b"pre", b"break")
    if not keeping.any():
        return keeping
    nearest = _nearest(telling[markup.element_tag], markup.parent)
    return np.asarray(keeping[markup.element_tag][nearest][markup.element_after], dtype=np.bool_)


def _read_styles(markup: Markup) -> tuple[Bools, list[int]]:
    """Tell which tags hide their element by attribute or inline style, and where a style tells of lines."""
    hiding = np.zeros(len(markup.start), np.bool_)
    source = markup.source
    raw = np.frombuffer(source, np.uint8)
    equals = (raw == ord("=")).nonzero()[0]
    if len(equals) and equals[0] < 8:
        equals = equals[equals >= 8]
    eight: NDArray[np.uint64] = np.ndarray(len(raw) - 7, "<u8", raw.data, strides=(1,))
    before = eight[equals - 7] | np.uint64(0x2020202020202020)
    places, spacing = equals[before == _HIDDEN].tolist(), list[int]()
    for at in equals[before & _SIX_BYTES == _STYLE].tolist():
        longest = at + _LONGEST_STYLE
        stop = source.find(_STYLE_ENDS.get(source[at + 1], b">"), at + 2, longest)
        style = source[at + 2 : stop if stop >= 0 else longest]
        if _is_hiding(style) and source[at - 6] in b" \n\t\r\f\"'/":
            places.append(at)
        if b"white-space:" in style:
            spacing.append(at)
    at = source.find(b" hidden")
    while at >= 0:
        if source[at + 7] in b" >/":
            tag = source.rfind(b"<", max(at - 1000, 0), at)
            if tag >= 0 and not (source.count(b'"', tag, at) % 2 or source.count(b"'", tag, at) % 2):
                places.append(at)
        at = source.find(b" hidden", at + 7)
    if places:
        where = np.array(places, np.intp)
        tags = markup.start.searchsorted(where) - 1
        hiding[tags[(tags >= 0) & (where < markup.end[tags])]] = True
    return hiding, spacing


_LONGEST_STYLE = 2000  # bytes
_STYLE_ENDS = {ord(mark): mark for mark in (b"'", b'"')}  # by the mark that it begins with


@lru_cache(4096)  # pages and sites repeat their styles
def _is_hiding(style: bytes) -> bool:
    return _HIDING_STYLE.search(style.lower().replace(b" ", b"")) is not None


_MOST_METAS = 1000  # a page has 20; what reads them looks at each with each title


def _read_head(markup: Markup, elements: Elements) -> Head:
    """Return what the head of a page says."""
    meta = []
    for element in (elements.tag == TAG_CODE["meta"]).nonzero()[0][:_MOST_METAS].tolist():
        attributes = elements.attributes(element)
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content:
            meta.append((name.strip().lower(), content))
    canonical = None
    for element in (elements.tag == TAG_CODE["link"]).nonzero()[0][:_MOST_METAS].tolist():
        if b"canonical" in elements.start_tag(element):
            attributes = elements.attributes(element)
            if attributes.get("rel") == "canonical":
                canonical = attributes.get("href")
                break
    title = next((text for text in markup.unshown.titles if text.strip()), None)
    return Head(title, tuple(meta), markup.unshown.json_ld, markup.unshown.states, canonical)
