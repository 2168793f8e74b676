"""Cut a page, HTML or flat text, into the blocks that are judged, and keep what its markup tells of them."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from html import unescape
from itertools import islice

import numpy as np
import numpy.typing as npt
from lxml import etree
from resiliparse.parse.encoding import detect_encoding

Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint32]
Indices = npt.NDArray[np.int32]

# libxml2 stops, and drops the rest of the page, at 2,048 open elements however it is asked not to.
_DEPTH_LIMIT = 2040
# Appending n attributes to an element takes libxml2 n²/2 steps: 13 s for 100,000.
_LONG_TAG = 16_384
_MAX_ATTRIBUTES = 512
# What encoding detection looks at; more changes nothing and costs time.
_DETECT_BYTES = 131_072

# Elements whose text no browser shows. An unclosed one swallows the rest of the page here as it does there.
_UNSHOWN = (
    "script", "style", "noscript", "template", "title", "iframe", "noembed", "noframes", "audio", "video",
    "canvas", "datalist", "desc",
)  # fmt: skip
_BLOCK_LEVEL = (
    "html", "body", "head", "address", "article", "aside", "blockquote", "button", "caption", "center", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "listing",
    "main", "menu", "nav", "ol", "optgroup", "option", "p", "plaintext", "pre", "search", "section", "select",
    "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul", "xmp",
)  # fmt: skip
_INLINE = (
    "a",
    "b",
    "br",
    "em",
    "font",
    "i",
    "img",
    "label",
    "link",
    "meta",
    "small",
    "span",
    "strong",
    "time",
    "u",
)
#: Names of elements by code; code 0 is every element not listed.
TAGS: tuple[str, ...] = ("", *_BLOCK_LEVEL, *_INLINE)
#: Code of an element by its name.
TAG_CODE: dict[str, int] = {name: code for code, name in enumerate(TAGS)}
_IS_BLOCK_LEVEL = np.array([name in _BLOCK_LEVEL for name in TAGS])
_IS_PREFORMATTED = np.array([name in {"pre", "textarea", "xmp", "plaintext", "listing"} for name in TAGS])

# The first eight bytes of a name tell all names above apart; a product spreads them in a table.
_KEYS = np.array([int.from_bytes(name.encode()[:8].ljust(8, b"\0"), "little") for name in TAGS], np.uint64)
_SLOT_BITS = 12


def _find_multiplier() -> np.uint64:
    for odd in range(0x9E3779B97F4A7C15, 0x9E3779B97F4A7C15 + 20_000, 2):
        slots = (_KEYS * np.uint64(odd)) >> np.uint64(64 - _SLOT_BITS)
        if len(np.unique(slots)) == len(TAGS):
            return np.uint64(odd)
    raise AssertionError("no multiplier tells the names of tags apart")


_MULTIPLIER = _find_multiplier()
_SLOTS = np.zeros(1 << _SLOT_BITS, np.uint8)
_SLOTS[(_KEYS * _MULTIPLIER) >> np.uint64(64 - _SLOT_BITS)] = np.arange(len(TAGS))

_WHITE = "".join(character for character in map(chr, range(0x3001)) if character.isspace())
_LINE_ENDS = "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
_TABLE_SIZE = 0x3002  # the last entry stands for everything above


def _table(characters: str) -> Bools:
    table = np.zeros(_TABLE_SIZE, np.bool_)
    table[[ord(character) for character in characters]] = True
    return table


_MARKER = 1  # stands for a tag in the stream of text; text itself never holds it after parsing
_IS_SOLID = ~_table(_WHITE + chr(_MARKER))
_IS_LINE_END = _table(_LINE_ENDS)

_MARKUP = re.compile(rb"<[A-Za-z/!?]")
_REPLACED = "\ufffd".encode()
_ANY_TAG = re.compile(
    rb"</?(?!(?:script|style|title|textarea|noscript|template)\b)[a-z][^<>]{0,4096}>", re.IGNORECASE
)
_INLINE_TAG = re.compile(
    rb"</?(?:a|abbr|b|big|cite|code|del|em|font|i|ins|label|mark|q|s|small|span|strong|sub|sup|tt|u)"
    rb"(?:\s[^<>]{0,4096})?>",
    re.IGNORECASE,
)
# Over style attributes in lower case without blanks.
_HIDING_WORDS = (b"none", b"hidden", b"collapse", b"size:0", b"opacity:0", b"indent:-", b"left:-", b"top:-")
_HIDING_STYLE = re.compile(
    rb"display:none|visibility:(?:hidden|collapse)|font-size:0(?![.\d])|opacity:0(?![.\d])"
    rb"|text-indent:-\d{3}|(?:^|;)(?:margin-)?(?:left|top):-\d{4}"
)
_ATTRIBUTES = re.compile(rb' ([^\s="]{1,200})="([^"]*)"')
_HINT = re.compile(rb' (?:class|id|itemprop|role)="([^"]{1,400})')


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

    def take(self, indices: npt.NDArray[np.integer]) -> Blocks:
        """Return the blocks with the given indices, in that order."""
        return Blocks(
            self.start[indices], self.end[indices], self.element[indices], self.after_br[indices],
            self.link_chars[indices], self.hidden[indices],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Elements:
    """All elements of a page as parallel arrays in page order; none for flat text."""

    tag: npt.NDArray[np.uint8]  # index into TAGS
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
        """Return the start tag as serialized: names in lower case, values in double quotes, UTF-8."""
        return self.markup[self.markup_start[element] : self.markup_end[element]]

    def attributes(self, element: int) -> dict[str, str]:
        """Return the attributes of an element."""
        found = _ATTRIBUTES.findall(self.start_tag(element))
        return {
            name.decode("utf-8", "replace"): unescape(value.decode("utf-8", "replace"))
            for name, value in found
        }

    def hint(self, element: int) -> str:
        """Return class, id, itemprop and role of an element in lower case, joined by blanks."""
        return b" ".join(_HINT.findall(self.start_tag(element))).decode("utf-8", "replace").lower()


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says about itself outside its text."""

    title: str | None = None
    meta: tuple[tuple[str, str], ...] = ()  # (name, property or itemprop in lower case; content)
    json_ld: tuple[str, ...] = ()
    canonical: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page cut into blocks."""

    url: str
    text: str  # white space collapsed: blocks joined by line feeds
    codes: Codes = field(repr=False)  # the code points of text
    blocks: Blocks = field(repr=False)
    elements: Elements = field(repr=False)
    head: Head = field(default=Head(), repr=False)
    tree: etree._Element | None = field(default=None, repr=False)  # without scripts; None for flat text

    def block_text(self, block: int) -> str:
        """Return the text of one block."""
        return self.text[self.blocks.start[block] : self.blocks.end[block]]

    def block_ranges(self) -> tuple[Indices, Indices]:
        """Return for each element the half-open range of the blocks that begin in it."""
        first = np.searchsorted(self.blocks.start, self.elements.start)
        last = np.searchsorted(self.blocks.start, self.elements.end)
        return first.astype(np.int32), np.maximum(first, last).astype(np.int32)


def decode(html: bytes, encoding: str | None = None) -> str:
    """Decode a page: by its mark, else as UTF-8 if it is that, else as detected; ``encoding`` is a mere hint.

    Servers and meta tags are wrong too often to be believed before the bytes (1 page in 2 of the GB family).
    """
    for mark, name in _MARKS:
        if html.startswith(mark):
            return html[len(mark) :].decode(name, "replace")
    utf16 = _looks_like_utf16(html)  # first: UTF-16 of Latin text is valid UTF-8
    if utf16:
        return html.decode(utf16, "replace")
    if _is_utf8(html):
        return html.decode("utf-8")
    text = html.decode("utf-8", "replace")
    wide = len(html) - len(text)  # about two for each Chinese character that did decode
    if text.count("\ufffd") * 20 < wide:
        return text  # UTF-8 with a few broken characters, as CMSs that cut by bytes produce
    for name in _guesses(html, encoding):
        try:
            return html.decode(name)
        except UnicodeDecodeError:
            continue
    return html.decode(next(iter(_guesses(html, encoding)), "gb18030"), "replace")


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GB_FAMILY = {"gb2312", "gbk", "gb18030", "hz", "iso2022_jp_2", "cp936"}
_SINGLE_BYTE = re.compile(r"iso8859|cp125|cp437|cp850|ascii|latin|mac-|koi8|cp866|cp874|tis-620")


def _looks_like_utf16(html: bytes) -> str | None:
    """Recognise UTF-16 without a mark by the NUL bytes of its tags."""
    sample = html[:4096]
    if sample.count(0) * 5 < len(sample):
        return None
    return "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"


def _guesses(html: bytes, hint: str | None) -> list[str]:
    """Return codec names from likely to unlikely, each once."""
    sample = html[:_DETECT_BYTES]
    # The detector takes a character cut in two at the end of its sample for a sign of another encoding.
    whole = max(sample.rfind(b">"), sample.rfind(b"\n")) + 1
    sample = sample[:whole] if whole * 8 > len(sample) * 7 else sample
    names = [_codec(detect_encoding(sample)), _codec(hint)]
    if names[0] and _SINGLE_BYTE.search(names[0]):
        # Single-byte codecs decode anything, so their being possible says little.
        if names[1] and not _SINGLE_BYTE.search(names[1]):
            names.reverse()
        elif _looks_like_gb(sample):
            names.insert(0, "gb18030")
    return list(dict.fromkeys(name for name in names if name))


def _looks_like_gb(sample: bytes) -> bool:
    """Tell short Chinese text from European: in that, half of the words would leave half a character."""
    text = sample.decode("gb18030", "replace")
    wide = len(sample) - len(text)  # about one for each character of two bytes
    han = sum("\u4e00" <= character <= "\u9fff" for character in text)
    return wide >= 4 and han * 2 > wide and text.count("\ufffd") <= 1 + wide // 30


def _codec(name: str | None) -> str | None:
    """Return Python's name of a text encoding, or None if it has none."""
    try:
        info = codecs.lookup(name.strip()) if name else None
    except (LookupError, ValueError):
        return None
    if info is None or not info._is_text_encoding or info.name in {"utf-7", "idna", "punycode", "undefined"}:
        return None
    if info.name.endswith("escape"):
        return None
    return "gb18030" if info.name in _GB_FAMILY else info.name


def parse_html(html: bytes | str, url: str = "", encoding: str | None = None) -> Page:
    """Cut a page into blocks; total on any input. Input without any markup is taken for flat text."""
    if isinstance(html, bytes) and b"\0" not in html and _MARKUP.search(html):
        # Most pages are UTF-8, and the parser marks what is not: cheaper than to validate all scripts first.
        page = _parse_deep(html, url)
        if not ((page.codes == 0xFFFD).any() or "\ufffd" in (page.head.title or "")) or _is_utf8(html):
            return page
    if isinstance(html, bytes):
        html = decode(html, encoding)
    source = html.replace("\0", "").encode("utf-8", "replace")
    if _MARKUP.search(source):
        return _parse_deep(source, url)
    return segment_text(html.replace("\0", ""), url)


def _is_utf8(html: bytes) -> bool:
    try:
        html.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parse_deep(source: bytes, url: str) -> Page:
    """Parse pages of any depth: those too deep for the parser lose their nesting, not their text."""
    source = _drop_long_tags(source)
    page = _parse(source, url)
    if len(page.elements) and int(page.elements.level.max()) >= _DEPTH_LIMIT:
        page = _parse(_ANY_TAG.sub(b"<br>", _INLINE_TAG.sub(b"", source)), url)
    return page


def segment_text(text: str, url: str = "") -> Page:
    """Cut flat text into blocks, one a line."""
    codes = _code_points(text.replace(chr(_MARKER), " "))
    ends = np.flatnonzero(_IS_LINE_END[np.minimum(codes, _TABLE_SIZE - 1)])
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
    capped = np.minimum(codes, len(_SENTENCE) - 1)
    kind = _SENTENCE[capped]
    following = np.append(kind[1:], np.uint8(_S_WHITE))
    ends = (kind == _S_END) | ((kind == _S_SOFT_END) & (following != _S_LATIN))
    tail = ends | (kind == _S_CLOSE)
    # A run of ends and closing marks cuts behind itself if it holds an end.
    run_start = np.flatnonzero(tail & ~np.append(False, tail[:-1]))
    run_end = np.flatnonzero(tail & ~np.append(tail[1:], False)) + 1
    cuts = run_end[np.add.reduceat(ends, run_start) > 0] if len(run_start) else run_end
    white = np.flatnonzero(kind == _S_WHITE)
    if len(white):
        edges = np.concatenate(([-1], white, [n]))
        length = np.diff(edges) - 1
        latin = (kind == _S_LATIN) | (kind == _S_SOFT_END)
        between = latin[np.maximum(white - 1, 0)] & latin[np.minimum(white + 1, n - 1)]
        cuts = np.concatenate((cuts, white[((length[:-1] >= 4) | (length[1:] >= 4)) & ~between]))
    bounds = np.unique(np.concatenate((start, cuts)))
    block = np.searchsorted(start, bounds, side="right") - 1
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
    first: npt.NDArray[np.intp]  # of each block: the number of its first solid character
    after_br: Bools
    # The characters that are neither white space nor marker, by their places in the stream.
    solid: npt.NDArray[np.intp]
    ahead: Indices  # of each marker: where in the text the last solid character before it ends
    behind: Indices  # of each marker: where the next one begins


def _code_points(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32).copy()


def _lay_out(
    codes: Codes,
    markers: npt.NDArray[np.intp],
    block_breaks: npt.NDArray[np.intp],
    line_breaks: npt.NDArray[np.intp],
) -> _Layout:
    """Collapse white space, drop markers, cut at breaks; places are in ``codes``, which is overwritten."""
    is_solid = _IS_SOLID[np.minimum(codes, _TABLE_SIZE - 1)]
    solid = np.flatnonzero(is_solid)
    n = len(solid)
    if not n:
        none = np.zeros(0, np.intp)
        nowhere = np.zeros(len(markers), np.int32)
        return _Layout("", codes[:0], _NONE, _NONE, none, np.zeros(0, np.bool_), solid, nowhere, nowhere)
    # gap[i], between the solid characters i-1 and i: 0 nothing, 1 white space, 2 <br>, 3 the edge of a block
    gap = np.zeros(n + 1, np.uint8)
    before = np.cumsum(is_solid, dtype=np.int32)
    silent = np.bincount(before[markers], minlength=n + 1)
    gap[1:n] = np.diff(solid) - 1 > silent[1:n]
    gap[before[line_breaks]] = 2
    gap[before[block_breaks]] = 3
    gap[0] = gap[n] = 0
    filled = np.flatnonzero(gap[:n])
    place = solid + 1
    codes[place[filled - 1]] = np.where(gap[filled] > 1, np.uint32(10), np.uint32(32))
    is_solid[place[filled - 1]] = True
    kept = codes[is_solid]
    shift = np.cumsum(gap[:n] > 0, dtype=np.int32)
    first = np.flatnonzero(gap[:n] > 1)
    last = np.append(first, n) - 1
    upto = before[markers]
    behind = np.minimum(upto, n - 1)
    first = np.concatenate((np.zeros(1, np.intp), first))
    return _Layout(
        text=kept.tobytes().decode("utf-32-le"),
        codes=kept,
        start=(first + shift[first]).astype(np.int32),
        end=(last + shift[last] + 1).astype(np.int32),
        first=first,
        after_br=gap[first] == 2,
        solid=solid,
        ahead=np.where(upto > 0, upto + shift[upto - 1], 0).astype(np.int32),
        behind=np.where(upto < n, behind + shift[behind], len(kept)).astype(np.int32),
    )


def _drop_long_tags(source: bytes) -> bytes:
    """Take the attributes from tags that have so many that the parser would take seconds over them."""
    parts: list[bytes] = []
    done = at = 0
    while at < len(source):
        last = source.rfind(b">", at, at + _LONG_TAG)
        if last < 0:  # a long stretch without the end of any tag: a text, a script or a huge tag
            last = source.find(b">", at)
            last = last if last >= 0 else len(source)
            found = _TAG_START.search(source, at, last)
            if found and _has_many_attributes(source, found.end(), last):
                parts.append(source[done : found.end()])
                # A script may look like a tag (`i<n`); its end must stay, or it would swallow the page.
                closing = _CLOSES_SCRIPT.search(source[found.end() : last][-40:])
                done = last - len(closing[0]) if closing else last
        at = last + 1
    return b"".join([*parts, source[done:]]) if parts else source


def _has_many_attributes(source: bytes, start: int, stop: int) -> bool:
    attributes = _ATTRIBUTE.finditer(source, start, stop)
    return next(islice(attributes, _MAX_ATTRIBUTES, None), None) is not None


_TAG_START = re.compile(rb"<[A-Za-z][^\s/>]{0,64}")
_ATTRIBUTE = re.compile(rb"[\s/\"'][^\s/\"'=>]")
_CLOSES_SCRIPT = re.compile(rb"</[A-Za-z]{1,10}\s{0,20}\Z")


def _parse(source: bytes, url: str) -> Page:
    """Parse UTF-8 with libxml2, serialize without scripts, and find tags and text in that by numpy alone.

    The serializer escapes < and > everywhere but in tags, does not recurse, and costs less than a walk.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        tree: etree._Element | None = etree.fromstring(source, parser)
    except etree.XMLSyntaxError:
        tree = None
    if tree is None:
        return segment_text("", url)
    # What follows </html> becomes trees of their own; browsers show it all the same.
    for stray in list(tree.itersiblings()):
        tree.append(stray)
    title, json_ld = _read_texts(tree)
    etree.strip_elements(tree, *_UNSHOWN, with_tail=False)
    markup: bytes = etree.tostring(tree, encoding="utf-8", xml_declaration=False, with_tail=False)
    markup += b"\n" * 8  # names are read by eight bytes
    raw = np.frombuffer(markup, np.uint8)
    tag_end = np.flatnonzero(raw == 62)
    opening = np.flatnonzero(raw == 60)
    if len(opening) != len(tag_end):  # names such as `a<b`: a tag starts at the first < after the last >
        opening = opening[np.searchsorted(opening, np.append(-1, tag_end[:-1]))]
    tags = _match_tags(raw, opening, tag_end)

    codes, markers = _text_stream(raw, opening, tag_end)
    is_break = _IS_BLOCK_LEVEL[tags.code]
    line_breaks = markers[tags.code == TAG_CODE["br"]]
    piece_lengths = np.diff(np.append(markers, len(codes)))
    preformatted = tags.inside(_IS_PREFORMATTED[tags.code])
    if preformatted.any():
        ends = np.flatnonzero(codes == 10)
        line_breaks = np.concatenate((line_breaks, ends[np.repeat(preformatted, piece_lengths)[ends]]))
    layout = _lay_out(codes, markers, markers[is_break], line_breaks)

    piece = np.searchsorted(markers, layout.solid[layout.first]) - 1
    block_ancestor = _nearest(is_break[tags.element_tag], tags.parent)
    in_link = np.repeat(tags.inside(tags.code == TAG_CODE["a"]), piece_lengths)[layout.solid]
    hidden = tags.inside(_hiding_tags(markup, raw, opening))
    blocks = Blocks(
        start=layout.start,
        end=layout.end,
        element=block_ancestor[tags.element_after[piece]],
        after_br=layout.after_br,
        link_chars=np.add.reduceat(in_link, layout.first, dtype=np.int32) if len(layout.first) else _NONE,
        hidden=hidden[piece],
    )
    elements = Elements(
        tag=tags.code[tags.element_tag],
        parent=tags.parent,
        level=tags.level[tags.element_tag],
        start=layout.behind[tags.element_tag],
        end=np.maximum(layout.ahead[tags.end_tag], layout.behind[tags.element_tag]),
        markup_start=opening[tags.element_tag].astype(np.int32),
        markup_end=(tag_end[tags.element_tag] + 1).astype(np.int32),
        markup=markup,
    )
    head = Head(title, _read_meta(elements), json_ld, _read_canonical(elements), tree.get("lang"))
    return Page(url, layout.text, layout.codes, blocks, elements, head, tree)


@dataclass(frozen=True, slots=True)
class _Tags:
    """Tags of serialized markup in order, and the elements that they start and end."""

    code: npt.NDArray[np.uint8]
    level: Indices
    element_tag: npt.NDArray[np.intp]  # of each element: its start tag
    end_tag: npt.NDArray[np.intp]  # of each element: its end tag
    parent: Indices  # of each element
    element_after: Indices  # of each tag: the innermost element that is open behind it

    def inside(self, selected: Bools) -> Bools:
        """Tell of the text behind each tag whether it lies in an element whose start tag is selected."""
        chosen = np.flatnonzero(selected[self.element_tag])
        n = len(self.code)
        if not len(chosen):
            return np.zeros(n, np.bool_)
        opened = np.bincount(self.element_tag[chosen], minlength=n)
        closed = np.bincount(self.end_tag[chosen], minlength=n)
        return np.cumsum(opened - closed) > 0


def _match_tags(raw: npt.NDArray[np.uint8], start: npt.NDArray[np.intp], end: npt.NDArray[np.intp]) -> _Tags:
    """Match the tags of well-formed markup without a loop: on each level, starts and ends alternate."""
    n = len(start)
    is_close = raw[start + 1] == 47
    is_single = ~is_close & (raw[end - 1] == 47)
    step = np.where(is_close, np.int16(-1), np.where(is_single, np.int16(0), np.int16(1)))
    level = np.cumsum(step, dtype=np.int16) - (step > 0)  # the parser's limit of depth fits in 16 bits
    element_tag = np.flatnonzero(~is_close)
    element_of = np.zeros(n, np.int32)
    element_of[element_tag] = np.arange(len(element_tag), dtype=np.int32)
    order = np.argsort(level, kind="stable")  # a radix sort
    closing = np.flatnonzero(is_close[order])
    element_of[order[closing]] = element_of[order[closing - 1]]
    end_tag = element_tag.copy()
    end_tag[element_of[is_close]] = np.flatnonzero(is_close)
    # A first child stands right behind the start tag of its parent; the next ones of the level have the same.
    behind_start = np.append(False, step[:-1] > 0) & ~is_close
    first_child = np.flatnonzero(behind_start[order])
    family = np.cumsum(behind_start[order]) - 1
    parent_of = np.empty(n, np.int32)
    parents = element_of[order[first_child] - 1]
    parent_of[order] = parents[np.maximum(family, 0)] if len(parents) else 0
    parent_of[level == 0] = -1
    element_after = np.where(step > 0, element_of, parent_of)
    code = _tag_codes(raw, start + 1 + is_close)
    return _Tags(code, level.astype(np.int32), element_tag, end_tag, parent_of[element_tag], element_after)


def _tag_codes(raw: npt.NDArray[np.uint8], name: npt.NDArray[np.intp]) -> npt.NDArray[np.uint8]:
    """Return the codes of the names that start at the given places; eight bytes must follow each."""
    eight: npt.NDArray[np.uint64] = np.ndarray(len(raw) - 7, "<u8", raw.data, strides=(1,))
    key = eight[name]
    ends = np.zeros(len(key), np.uint64)
    for end in b" />":  # the lowest zero byte of `other` is found exactly, higher ones need not be
        other = key ^ np.uint64(end * 0x0101010101010101)
        ends |= (other - np.uint64(0x0101010101010101)) & ~other & np.uint64(0x8080808080808080)
    key &= ((ends & -ends) >> np.uint64(7)) - np.uint64(1)
    code: npt.NDArray[np.uint8] = _SLOTS[(key * _MULTIPLIER) >> np.uint64(64 - _SLOT_BITS)]
    code[_KEYS[code] != key] = 0
    return code


def _text_stream(
    raw: npt.NDArray[np.uint8], start: npt.NDArray[np.intp], end: npt.NDArray[np.intp]
) -> tuple[Codes, npt.NDArray[np.intp]]:
    """Return the code points of the text with a marker for each tag, and where the markers are."""
    length = np.append(start[1:], end[-1] + 1) - end  # of the text behind each tag, and its marker
    into = np.cumsum(length)
    marker = into - length
    stream = raw[np.arange(into[-1]) + np.repeat(end - marker, length)]
    stream[marker] = _MARKER
    text = stream.tobytes()
    if b"&" in text:
        # All that the serializer can write; the ampersand itself last.
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    codes = _code_points(text.decode("utf-8", "replace"))
    return codes, np.flatnonzero(codes == _MARKER)


_ENTITIES = (
    (b"&lt;", b"<"), (b"&gt;", b">"), (b"&#13;", b"\n"), (b"&#xFFFD;", b"\xef\xbf\xbd"), (b"&quot;", b'"'),
    (b"&amp;", b"&"),
)  # fmt: skip


def _nearest(selected: Bools, parent: Indices) -> Indices:
    """Return for each element the nearest selected one among itself and its ancestors, else the root."""
    own = np.arange(len(parent), dtype=np.int32)
    nearest = np.where(selected | (parent < 0), own, parent)
    while True:  # each round doubles the reach
        further = nearest[nearest]
        if np.array_equal(further, nearest):
            return nearest
        nearest = further


def _hiding_tags(markup: bytes, raw: npt.NDArray[np.uint8], start: npt.NDArray[np.intp]) -> Bools:
    """Tell which tags hide their element by attribute or inline style."""
    # Text that quotes markup may be found too and marks the tag before it; hidden is a mere hint.
    hiding = np.zeros(len(start), np.bool_)
    places = []
    known: dict[bytes, bool] = {}  # pages repeat their styles
    rare = (raw[:-1] == ord("y")) & (raw[1:] == ord("l"))  # several times as fast as bytes.find
    for at in np.flatnonzero(rare).tolist():
        if markup[at - 3 : at + 5] != b' style="':
            continue
        style = markup[at + 5 : markup.find(b'"', at + 5)]
        if style not in known:
            known[style] = _is_hiding(style)
        if known[style]:
            places.append(at)
    rare = (raw[:-1] == ord("d")) & (raw[1:] == ord("d"))
    places += [at for at in np.flatnonzero(rare).tolist() if markup[at - 3 : at + 6] == b' hidden="']
    if places:
        hiding[np.searchsorted(start, np.array(places, np.intp)) - 1] = True
    return hiding


def _is_hiding(style: bytes) -> bool:
    plain = style.lower().replace(b" ", b"")
    return any(word in plain for word in _HIDING_WORDS) and _HIDING_STYLE.search(plain) is not None


def _read_texts(tree: etree._Element) -> tuple[str | None, tuple[str, ...]]:
    """Return the title and the JSON-LD of a page, before both are dropped from the tree."""
    titles = (node.text for node in tree.iter("title") if node.text and node.text.strip())
    json_ld = _JSON_LD(tree)
    return next(titles, None), tuple(map(str, json_ld)) if isinstance(json_ld, list) else ()


_JSON_LD = etree.XPath("//script[@type='application/ld+json']/text()", smart_strings=False)


def _read_meta(elements: Elements) -> tuple[tuple[str, str], ...]:
    """Return the name, property or itemprop, and the content of the page's meta elements."""
    found = []
    for element in np.flatnonzero(elements.tag == TAG_CODE["meta"]).tolist():
        attributes = elements.attributes(element)
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content:
            found.append((name.strip().lower(), content))
    return tuple(found)


def _read_canonical(elements: Elements) -> str | None:
    for element in np.flatnonzero(elements.tag == TAG_CODE["link"]).tolist():
        if b' rel="canonical"' in elements.start_tag(element):
            return elements.attributes(element).get("href")
    return None
