"""Puts a block of spam into a carrier, in every place and markup, as a twin that carries the truth."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, TypeVar

from .carriers import Anchor, Carrier, RealPage
from .grammar import Line
from .layouts import LAYOUTS, Layout, fill_layout
from .markup import CELL, COMMON, FLAT_MARKUPS, HIDDEN, MARKUPS, lay_out_flat
from .sample import mark, unmark

GLUED: Final = ("glued_front", "glued_inside", "glued_behind")
FLAT_PLACEMENTS: Final = (
    "top",
    "top",
    "top",
    "bottom",
    "middle",
    "runs",
    "interleaved",
    "alone",
    "one_line",
    *GLUED,
)
_NOT_ON_REAL_PAGES: Final = frozenset(("alone", "one_line"))
HTML_ONLY: Final = ("own_before", "own_after", "hidden", "title_only")
HTML_PLACEMENTS: Final = (*FLAT_PLACEMENTS, *HTML_ONLY)
PLACEMENTS: Final = tuple(dict.fromkeys(HTML_PLACEMENTS))

_OWN: Final = ("own_before", "own_after")  # in a box outside the article's container
ALIKE: Final = "alike"  # spam written as the article's own paragraphs are
_ALIKE_SHARE, _VARIED_SHARE = 0.25, 0.4
# In these an article may have some of its paragraphs: boxes, lists, tables, subheadings.
_VARIED: Final = (
    *COMMON,
    "br_in_p",
    "wrapped",
    "nested",
    "list",
    "table",
    "headings",
    "indented",
    "captions",
)
_GLUE: Final = ("", "", "", " ", "\u3000", "，", "。", "！", " | ", "——", "…", "】", "/")
_INLINE_TAGS: Final = (
    "span", "strong", "b", "em", "a href=/tag/", "a href=/go/ target=_blank", "font color=red", "span class=k",
)  # fmt: skip
_GLUE_TAGS: Final = ("", "", "", "", "br", *_INLINE_TAGS[:6])
_EMPHASIZED_SHARE = 0.35
_SENTENCE_END = re.compile(r"[。！？；][”」』）]?")
_COMMA = re.compile(r"[，、：]")
_PARAGRAPH_END = re.compile(r"(?i)</p>|<br\s*/?>|</div>|</td>|</section>")
_SINGLE_TAG = re.compile(r"<([a-z]+)\b[^<>]*>")
_BODY = re.compile(r"(?i)<body\b[^>]*>")
_BODY_END = re.compile(r"(?i)</body>")
_META_TITLE = re.compile(r'(?is)(<meta\b[^>]*property="og:title"[^>]*content=")([^"]*)(")')


_Insert = tuple[int, int, str]  # what stands in place of html[start:end]
Words = Mapping[str, tuple[str, ...]]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a spam block as they are to appear, and a title to go with it."""

    lines: tuple[Line, ...]
    title: Line


@dataclass(frozen=True, slots=True)
class Placed:
    """A finished twin with the document it stands for."""

    twin: str
    document: str
    html: bool
    placement: str
    markup: str
    genuine: str | None
    spam: tuple[Line, ...]  # as far as it is in the text of the page
    site: str
    spam_title: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What of the layout is laid down beforehand; None is drawn."""

    placement: str | None = None
    markup: str | None = None
    glued: tuple[int, ...] = (1, 1, 1, 2, 3)  # of how many lines a glued advertisement may be
    spots: int = 1  # paragraphs that it is glued into, at most


def _placed(
    twin: str,
    placement: str,
    markup: str,
    genuine: str | None,
    spam: Sequence[Line],
    *,
    site: str = "",
    title: str | None = None,
) -> Placed:
    """The record for a twin of a flat text (no site) or of a page built here."""
    html = bool(site)
    return Placed(twin, unmark(twin, markup=html), html, placement, markup, genuine, tuple(spam), site, title)


def layouts_of(part: str) -> tuple[Layout, ...]:
    """The page layouts that belong to a part."""
    return tuple(layout for layout in LAYOUTS if layout.part == part)


def _marked(line: Line) -> str:
    return line.text if line.chrome else mark(line.text)


def _marked_markup(line: Line) -> str:
    return escape(line.text, quote=False) if line.chrome else mark(line.text)


def _short(block: Block, rng: random.Random, options: Options) -> tuple[Line, ...]:
    """The lines that a glued advertisement consists of."""
    lines = [line for line in block.lines if not line.chrome] or list(block.lines)
    start = rng.randrange(max(1, len(lines) - 2))
    with_number = [at for at, line in enumerate(lines) if sum(map(str.isdigit, line.text)) >= 7]
    if with_number and rng.random() < 0.7:
        start = rng.choice(with_number)
    return tuple(lines[start : start + rng.choice(options.glued)])


def _scatter(
    lines: Sequence[Line], places: Sequence[_Item], rng: random.Random, options: Options
) -> list[tuple[_Item, Sequence[Line]]]:
    """Where what is glued goes: all into one place, or some into each of several, in order."""
    count = min(options.spots, len(lines), len(places))
    if count > 1:
        count = rng.randint(1, count)
    if count == 1:
        return [(rng.choice(places), lines)]
    chosen = sorted(rng.sample(range(len(places)), count))
    bounds = [at * len(lines) // count for at in range(count + 1)]
    return [(places[place], lines[bounds[at] : bounds[at + 1]]) for at, place in enumerate(chosen)]


def _glue(
    paragraph: str, advert: str, placement: str, rng: random.Random, joint: str
) -> tuple[str, str, str]:
    """What stands before, the advertisement with its joints, and what follows."""
    if placement == "glued_front":
        return "", advert + joint, paragraph
    if placement == "glued_behind":
        return paragraph, joint + advert, ""
    choice = rng.random()
    pattern = _SENTENCE_END if choice < 0.6 else _COMMA if choice < 0.8 else None
    ends = [found.end() for found in pattern.finditer(paragraph)] if pattern else []
    inner = [end for end in ends if 0 < end < len(paragraph)]
    cut = rng.choice(inner) if inner else rng.randrange(1, max(2, len(paragraph)))
    return paragraph[:cut], joint + advert + (joint if rng.random() < 0.5 else ""), paragraph[cut:]


def _gaps(count: int, lines: Sequence[Line], placement: str, rng: random.Random) -> dict[int, list[Line]]:
    """Which lines stand in front of which paragraph (``count``: behind the last)."""
    everything = list(lines)
    if placement == "bottom":
        return {count: everything}
    if placement == "middle":
        return {rng.randint(1, count - 1) if count > 1 else count: everything}
    if placement == "runs" and count:
        chosen = sorted(rng.sample(range(count + 1), min(count + 1, rng.randint(2, 4))))
        size = -(-len(everything) // len(chosen))
        return {gap: everything[at * size : (at + 1) * size] for at, gap in enumerate(chosen)}
    if placement == "interleaved" and count:
        share: dict[int, list[Line]] = {
            gap: [line] for gap, line in zip(range(count), everything, strict=False)
        }
        rest = everything[count:]
        if rest:  # more lines than paragraphs: the rest follows the article
            share[count] = rest
        return share
    return {0: everything}


def _spam_of(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if not line.chrome)


def place_flat(carrier: Carrier, block: Block, rng: random.Random, options: Options) -> Placed:
    """A flat text with the block in it; without lines in the block a clean text."""
    placement = options.placement or rng.choice(FLAT_PLACEMENTS)
    paragraphs = list(carrier.paragraphs)
    genuine: str | None = "\n".join(paragraphs)
    if not block.lines:
        return _placed("\n".join(paragraphs), "none", "lines", genuine, ())
    if placement in GLUED:
        lines = _short(block, rng, options)
        for at, piece in _scatter(lines, range(len(paragraphs)), rng, options):
            paragraphs[at] = _glue_flat(paragraphs[at], piece, placement, rng)
        twin = "\n".join(paragraphs)
        return _placed(twin, placement, "lines", genuine, _spam_of(lines))
    if placement == "alone":
        paragraphs, genuine = [], None
    markup = options.markup or rng.choice(FLAT_MARKUPS)
    gaps = _gaps(len(paragraphs), block.lines, placement, rng)
    out: list[str] = []
    for at in range(len(paragraphs) + 1):
        out += lay_out_flat([_marked(line) for line in gaps.get(at, ())], markup, rng)
        if at < len(paragraphs):
            # the hijacker's layout takes hold of the article in half of the cases
            both = markup in ("spread_lines", "indented_lines") and rng.random() < 0.5
            out += lay_out_flat(paragraphs[at : at + 1], markup if both else "lines", rng)
    if placement == "one_line":
        twin = rng.choice((" ", " ", "\u3000", "  ")).join(line.strip() for line in out if line.strip())
        return _placed(twin, placement, "one_line", genuine, _spam_of(block.lines))
    return _placed("\n".join(out), placement, markup, genuine, _spam_of(block.lines))


def _glue_flat(paragraph: str, lines: Sequence[Line], placement: str, rng: random.Random) -> str:
    advert = rng.choice(("", " ", "，")).join(line.text for line in lines)
    before, spam, after = _glue(paragraph, advert, placement, rng, rng.choice(_GLUE))
    return before + mark(spam) + after


def _choose_markup(block: Block, options: Options, rng: random.Random) -> str:
    if options.markup:
        return options.markup
    if _is_table(line.text for line in block.lines) and rng.random() < 0.6:
        return "table"
    if rng.random() < _ALIKE_SHARE:
        return ALIKE
    return rng.choice(COMMON) if rng.random() < 0.35 else rng.choice(tuple(MARKUPS))


def _hide(markup: str, placement: str, rng: random.Random) -> str:
    if placement != "hidden":
        return markup
    opening, closing = rng.choice(HIDDEN)
    return opening + markup + closing


def place_in_layout(
    carrier: Carrier, block: Block, rng: random.Random, options: Options, site: tuple[Layout, Words]
) -> Placed:
    """A page built around the carrier, with the block in it; ``site``: layout and words of its chrome."""
    layout, words = site
    placement = options.placement or rng.choice(HTML_PLACEMENTS)
    name, lines = _choose_markup(block, options, rng), block.lines
    if not lines:
        placement = "none"
    if placement in ("none", "title_only"):
        name, lines = "", ()
    elif placement in GLUED:
        name, lines = "glued", _short(block, rng, options)
    elif placement == "one_line":
        name = "one_line"
    alone = placement == "alone"
    paragraphs = () if alone else carrier.paragraphs
    body = _lay_out_body(paragraphs, lines, rng, (placement, name, layout), options)
    aside = ""
    if placement in _OWN:
        box = rng.choice(("top", "ad", "box1", "w", "ext", "bd", "more1"))
        aside = (
            f'<div class="{box}">{_lay_out(name, [*map(_marked_markup, lines)], rng, layout.paragraph)}</div>'
        )
    title = heading = escape(carrier.title)
    spam = _spam_of(lines)
    spam_title = None
    if placement not in ("none", "hidden") and (placement == "title_only" or rng.random() < 0.3):
        spam_title = block.title.text
        title = mark(spam_title)
        if rng.random() < 0.6:
            heading, spam = title, (block.title, *spam)
    before, after = (aside, "") if placement == "own_before" else ("", aside)
    twin = fill_layout(
        layout, rng, words, title=title, heading=heading, body=body, before=before, after=after
    )
    genuine = None if alone else "\n".join(carrier.paragraphs)
    return _placed(twin, placement, name, genuine, spam, site="layout:" + layout.name, title=spam_title)


def _lay_out_body(
    paragraphs: Sequence[str],
    lines: Sequence[Line],
    rng: random.Random,
    manner: tuple[str, str, Layout],
    options: Options,
) -> str:
    """What the article's container holds."""
    placement, name, layout = manner
    if placement in GLUED:
        written = _glue_markup(paragraphs, lines, placement, rng, options)
    else:
        written = [escape(paragraph, quote=False) for paragraph in paragraphs]
    if rng.random() < _EMPHASIZED_SHARE:
        written = [_emphasize(text, rng) if rng.random() < 0.3 else text for text in written]
    if placement == "one_line":
        return f"<p>{' '.join([*map(_marked_markup, lines), *written])}</p>"
    gaps: dict[int, list[Line]] = {}
    if placement == "hidden":
        gaps = {rng.choice((0, len(written))): list(lines)}
    elif placement not in GLUED and placement not in _OWN and lines:
        gaps = _gaps(len(written), lines, placement, rng)
    varied, vary = _vary(len(written), rng)
    tabulate = _is_table(written) and rng.random() < 0.7
    pieces: list[str] = []
    rows: list[str] = []
    for at in range(len(written) + 1):
        is_row = tabulate and at < len(written) and CELL in written[at]
        if rows and (not is_row or gaps.get(at)):
            pieces.append(MARKUPS["table"](rows, rng))
            rows = []
        if gaps.get(at):
            run = _lay_out(name, [*map(_marked_markup, gaps[at])], rng, layout.paragraph)
            pieces.append(_hide(run, placement, rng) + "\n")
        if is_row:
            rows.append(written[at])
        elif at < len(written):
            pieces.append(vary(written[at]) if at in varied else layout.paragraph.replace("%", written[at]))
    return "".join(pieces)


def _is_table(lines: Iterable[str]) -> bool:
    return any(CELL in line for line in lines)


def _lay_out(name: str, lines: Sequence[str], rng: random.Random, paragraph: str) -> str:
    """Lines in a markup; ``paragraph`` is how the article's are written."""
    if name != ALIKE:
        return MARKUPS[name](lines, rng)
    return "".join(paragraph.replace("%", line) for line in lines)


def _vary(count: int, rng: random.Random) -> tuple[range, Callable[[str], str]]:
    """Which paragraphs of an article are written otherwise than the rest, and how."""
    write, seed = MARKUPS[rng.choice(_VARIED)], rng.random()
    first = rng.randrange(max(count, 1))
    varied = range(first, min(first + rng.choice((1, 1, 2, 3, 5)), count))
    if rng.random() >= _VARIED_SHARE:
        varied = range(0)
    return varied, lambda text: write([text], random.Random(seed))  # one after the other looks the same


def _glue_markup(
    paragraphs: Sequence[str], lines: Sequence[Line], placement: str, rng: random.Random, options: Options
) -> list[str]:
    written = [escape(paragraph, quote=False) for paragraph in paragraphs]
    for at, piece in _scatter(lines, range(len(paragraphs)), rng, options):
        joint, tag = rng.choice(_GLUE), rng.choice(_GLUE_TAGS)
        advert = rng.choice(("", " ", "，")).join(line.text for line in piece)
        before, spam, after = _glue(paragraphs[at], advert, placement, rng, joint)
        marked = mark(spam)
        if tag == "br":
            marked = ("<br>" if before else "") + marked + ("<br/>" if after else "")
            tag = ""
        written[at] = escape(before, quote=False) + _wrap(marked, tag) + escape(after, quote=False)
    return written


def _wrap(text: str, tag: str) -> str:
    return f"<{tag}>{text}</{tag.split(maxsplit=1)[0]}>" if tag else text


def _emphasize(paragraph: str, rng: random.Random) -> str:
    """Some words of a genuine paragraph as a link, in bold or the like."""
    if (
        len(paragraph) < 12
        or not set("&<" + CELL).isdisjoint(paragraph)
        or unmark(paragraph, markup=True) != paragraph
    ):
        return paragraph
    start = rng.randrange(len(paragraph) - 6)
    end = min(start + rng.choice((3, 5, 8, 12, 20, 40)), len(paragraph))
    ends = [found.end() for found in _COMMA.finditer(paragraph)]
    if len(ends) > 1 and rng.random() < 0.5:  # a clause
        start, end = ends[0], rng.choice(ends[1:])
    return paragraph[:start] + _wrap(paragraph[start:end], rng.choice(_INLINE_TAGS)) + paragraph[end:]


def place_in_page(page: RealPage, block: Block, rng: random.Random, options: Options) -> Placed:
    """A stored page with the block spliced into its source."""
    placement = options.placement or rng.choice(HTML_PLACEMENTS)
    has_title = page.head[0] < page.head[1]
    if placement in _NOT_ON_REAL_PAGES or (placement == "title_only" and not has_title):
        placement = "top"
    name, lines = _choose_markup(block, options, rng), block.lines
    if not lines:
        return Placed(page.html, page.html, True, "none", "", page.body, (), page.site)
    inserts: list[_Insert] = []
    if placement in GLUED:
        lines, name = _short(block, rng, options), "glued"
        whole = [anchor for anchor in page.anchors if anchor.end > anchor.text]
        anchors = _scatter(lines, whole or page.anchors, rng, options)
        inserts = [_glue_into(page, anchor, piece, placement, rng) for anchor, piece in anchors]
    elif placement == "title_only":
        lines, name = (), ""
    else:
        inserts = _runs_in_page(page, lines, rng, (placement, name))
    title = None
    if placement == "title_only" or (has_title and placement != "hidden" and rng.random() < 0.25):
        title = block.title.text
        inserts += _take_title(page, mark(title))
    twin = _splice(page.html, inserts)
    document = _splice(page.html, [(start, end, unmark(text, markup=True)) for start, end, text in inserts])
    return Placed(twin, document, True, placement, name, page.body, _spam_of(lines), page.site, title)


def _runs_in_page(
    page: RealPage, lines: Sequence[Line], rng: random.Random, manner: tuple[str, str]
) -> list[_Insert]:
    """Whole lines as markup, between paragraphs or in a box of their own."""
    placement, name = manner
    paragraph = _paragraph_of(page)

    def write(lines: Sequence[str]) -> str:
        return _lay_out(name, lines, rng, paragraph)

    if placement in _OWN:
        pattern = _BODY if placement == "own_before" else _BODY_END
        found = pattern.search(page.html)
        at = 0 if placement == "own_before" else len(page.html)
        if found:
            at = found.end() if placement == "own_before" else found.start()
        return [(at, at, f"<div>{write([*map(_marked_markup, lines)])}</div>")]
    spots = [anchor.before for anchor in page.anchors]
    last = _PARAGRAPH_END.search(page.html, page.anchors[-1].end)
    spots.append(last.end() if last else page.anchors[-1].end)
    kind = rng.choice(("top", "bottom")) if placement == "hidden" else placement
    return [
        (spots[gap], spots[gap], _hide(write([*map(_marked_markup, share)]), placement, rng))
        for gap, share in _gaps(len(spots) - 1, lines, kind, rng).items()
        if share
    ]


def _paragraph_of(page: RealPage) -> str:
    """How the page writes its paragraphs, as far as that is a single tag."""
    opening = page.html[page.anchors[0].before : page.anchors[0].text].strip()
    tag = _SINGLE_TAG.fullmatch(opening)
    return f"{opening}%</{tag.group(1)}>" if tag else "<p>%</p>"


def _take_title(page: RealPage, title: str) -> list[_Insert]:
    """The page's title and og:title taken over."""
    start, end = page.head
    metas = _META_TITLE.finditer(page.html, 0, max(page.html.find("</head>"), 0))
    return [(start, end, title), *((found.start(2), found.end(2), title) for found in metas)]


def _glue_into(
    page: RealPage, anchor: Anchor, lines: Sequence[Line], placement: str, rng: random.Random
) -> _Insert:
    advert, joint = "".join(line.text for line in lines), rng.choice(_GLUE)
    # without the whole text at hand only the place in front of it is sure to be between characters
    paragraph = page.html[anchor.text : anchor.end]
    tag = rng.choice(_GLUE_TAGS).removeprefix("br")
    if not paragraph or placement == "glued_front":
        return anchor.text, anchor.text, _wrap(mark(advert + joint), tag)
    if placement == "glued_behind" or "&" in paragraph:
        return anchor.end, anchor.end, _wrap(mark(joint + advert), tag)
    before, spam, _ = _glue(paragraph, advert, placement, rng, joint)
    at = anchor.text + len(before)
    return at, at, _wrap(mark(spam), tag)


def _splice(html: str, inserts: list[_Insert]) -> str:
    pieces, at = [], 0
    for start, end, text in sorted(inserts, key=lambda insert: insert[0]):
        pieces += [html[at:start], text]
        at = end
    return "".join([*pieces, html[at:]])
