"""Puts a block of spam into a carrier, in every place and markup, as a twin that carries the truth."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from .carriers import Carrier, RealPage
from .grammar import Line
from .layouts import LAYOUTS, Layout, fill_layout
from .markup import COMMON, FLAT_MARKUPS, HIDDEN, MARKUPS, lay_out_flat
from .sample import mark

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
HTML_PLACEMENTS: Final = (*FLAT_PLACEMENTS, "own_before", "own_after", "hidden", "title_only")
_NOT_ON_REAL_PAGES: Final = frozenset(("alone", "one_line"))
PLACEMENTS: Final = tuple(dict.fromkeys(HTML_PLACEMENTS))

_GLUE: Final = ("", "", "", " ", "\u3000", "，", "。", "！", " | ", "——", "…", "】", "/")
_SENTENCE_END = re.compile(r"[。！？；][”」』）]?")
_COMMA = re.compile(r"[，、：]")
_PARAGRAPH_END = re.compile(r"(?i)</p>|<br\s*/?>|</div>|</td>|</section>")
_BODY = re.compile(r"(?i)<body\b[^>]*>")
_BODY_END = re.compile(r"(?i)</body>")
_META_TITLE = re.compile(r'(?is)(<meta\b[^>]*property="og:title"[^>]*content=")([^"]*)(")')


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a spam block as they are to appear, and a title to go with it."""

    lines: tuple[Line, ...]
    title: Line


@dataclass(frozen=True, slots=True)
class Placed:
    """A finished twin."""

    twin: str
    html: bool
    placement: str
    markup: str
    genuine: str | None
    spam: tuple[Line, ...]
    site: str


@dataclass(frozen=True, slots=True)
class Options:
    """What of the layout is laid down beforehand; None is drawn."""

    placement: str | None = None
    markup: str | None = None
    layout: Layout | None = None


def layouts_of(part: str) -> tuple[Layout, ...]:
    """The page layouts that belong to a part."""
    return tuple(layout for layout in LAYOUTS if layout.part == part)


def _marked(line: Line) -> str:
    return line.text if line.chrome else mark(line.text)


def _marked_markup(line: Line) -> str:
    return escape(line.text, quote=False) if line.chrome else mark(line.text)


def _short(block: Block, rng: random.Random) -> tuple[Line, ...]:
    """The few lines that a glued advertisement consists of."""
    lines = [line for line in block.lines if not line.chrome] or list(block.lines)
    start = rng.randrange(max(1, len(lines) - 2))
    with_number = [at for at, line in enumerate(lines) if sum(map(str.isdigit, line.text)) >= 7]
    if with_number and rng.random() < 0.7:
        start = rng.choice(with_number)
    return tuple(lines[start : start + rng.choice((1, 1, 1, 2, 3))])


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
        return Placed("\n".join(paragraphs), False, "none", "lines", genuine, (), "")
    if placement in GLUED:
        lines = _short(block, rng)
        return Placed(
            "\n".join(_glue_flat(paragraphs, lines, placement, rng)),
            False, placement, "lines", genuine, _spam_of(lines), "",
        )  # fmt: skip
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
        return Placed(twin, False, placement, "one_line", genuine, _spam_of(block.lines), "")
    return Placed("\n".join(out), False, placement, markup, genuine, _spam_of(block.lines), "")


def _glue_flat(paragraphs: list[str], lines: Sequence[Line], placement: str, rng: random.Random) -> list[str]:
    at = rng.randrange(len(paragraphs))
    advert = rng.choice(("", " ", "，")).join(line.text for line in lines)
    before, spam, after = _glue(paragraphs[at], advert, placement, rng, rng.choice(_GLUE))
    return [*paragraphs[:at], before + mark(spam) + after, *paragraphs[at + 1 :]]


def _choose_markup(options: Options, rng: random.Random) -> str:
    if options.markup:
        return options.markup
    return rng.choice(COMMON) if rng.random() < 0.35 else rng.choice(tuple(MARKUPS))


def _hide(markup: str, placement: str, rng: random.Random) -> str:
    if placement != "hidden":
        return markup
    opening, closing = rng.choice(HIDDEN)
    return opening + markup + closing


def place_in_layout(
    carrier: Carrier,
    block: Block,
    rng: random.Random,
    options: Options,
    part: str,
    words: Mapping[str, tuple[str, ...]],
) -> Placed:
    """A page built around the carrier, with the block in it."""
    layout = options.layout or rng.choice(layouts_of(part))
    placement = options.placement or rng.choice(HTML_PLACEMENTS)
    name = _choose_markup(options, rng)
    write = MARKUPS[name]
    paragraphs = [escape(paragraph, quote=False) for paragraph in carrier.paragraphs]
    genuine: str | None = "\n".join(carrier.paragraphs)
    lines: tuple[Line, ...] = block.lines
    before = after = ""
    gaps: dict[int, list[Line]] = {}
    if not lines:
        placement, name = "none", ""
    elif placement in GLUED:
        lines, name = _short(block, rng), "glued"
        paragraphs = _glue_markup(carrier.paragraphs, lines, placement, rng)
    elif placement == "own_before":
        before = f'<div class="{rng.choice(("top", "ad", "box1", "w"))}">{write([*map(_marked_markup, lines)], rng)}</div>'
    elif placement == "own_after":
        after = f'<div id="{rng.choice(("ext", "bd", "more1", "x"))}">{write([*map(_marked_markup, lines)], rng)}</div>'
    elif placement == "title_only":
        lines, name = (), ""
    elif placement == "alone":
        paragraphs, genuine, gaps = [], None, {0: list(lines)}
    elif placement == "hidden":
        gaps = {rng.choice((0, len(paragraphs))): list(lines)}
    else:
        gaps = _gaps(len(paragraphs), lines, placement, rng)
    if placement == "one_line":
        name = "one_line"
        pieces = [*map(_marked_markup, lines), *paragraphs]
        body = f"<p>{' '.join(pieces)}</p>"
    else:
        pieces = []
        for at in range(len(paragraphs) + 1):
            if gaps.get(at):
                pieces.append(_hide(write([*map(_marked_markup, gaps[at])], rng), placement, rng) + "\n")
            if at < len(paragraphs):
                pieces.append(layout.paragraph.replace("%", paragraphs[at]))
        body = "".join(pieces)
    title = heading = escape(carrier.title)
    spam = _spam_of(lines)
    if placement not in ("none", "hidden") and (placement == "title_only" or rng.random() < 0.3):
        title = mark(block.title.text)
        heading = title if rng.random() < 0.6 else heading
        spam = (block.title, *spam)
    twin = fill_layout(
        layout, rng, words, title=title, heading=heading, body=body, before=before, after=after
    )
    return Placed(twin, True, placement, name, genuine, spam, "layout:" + layout.name)


def _glue_markup(
    paragraphs: Sequence[str], lines: Sequence[Line], placement: str, rng: random.Random
) -> list[str]:
    at = rng.randrange(len(paragraphs))
    joint, tag = rng.choice(_GLUE), rng.choice(("", "", "", "<br>", "span", "a", "strong"))
    advert = rng.choice(("", " ", "，")).join(line.text for line in lines)
    before, spam, after = _glue(paragraphs[at], advert, placement, rng, joint)
    marked = mark(spam)
    if tag == "<br>":
        marked = ("<br>" if before else "") + marked + ("<br/>" if after else "")
    elif tag:
        marked = f"<{tag}{' href=/go/' if tag == 'a' else ''}>{marked}</{tag}>"
    glued = escape(before, quote=False) + marked + escape(after, quote=False)
    return [escape(p, quote=False) if i != at else glued for i, p in enumerate(paragraphs)]


def place_in_page(page: RealPage, block: Block, rng: random.Random, options: Options) -> Placed:
    """A stored page with the block spliced into its source."""
    placement = options.placement or rng.choice(HTML_PLACEMENTS)
    if placement in _NOT_ON_REAL_PAGES:
        placement = "top"
    if not block.lines:
        return Placed(page.html, True, "none", "", page.body, (), page.site)
    name, lines = _choose_markup(options, rng), block.lines
    write = MARKUPS[name]
    inserts: list[tuple[int, str]] = []
    if placement in GLUED:
        lines, name = _short(block, rng), "glued"
        inserts = [_glue_into(page, lines, placement, rng)]
    elif placement == "own_before":
        found = _BODY.search(page.html)
        inserts = [(found.end() if found else 0, f"<div>{write([*map(_marked_markup, lines)], rng)}</div>")]
    elif placement == "own_after":
        found = _BODY_END.search(page.html)
        at = found.start() if found else len(page.html)
        inserts = [(at, f"<div>{write([*map(_marked_markup, lines)], rng)}</div>")]
    elif placement == "title_only":
        lines, name = (), ""
    else:
        spots = [anchor.before for anchor in page.anchors]
        last = _PARAGRAPH_END.search(page.html, page.anchors[-1].end)
        spots.append(last.end() if last else page.anchors[-1].end)
        kind = rng.choice(("top", "bottom")) if placement == "hidden" else placement
        for gap, share in _gaps(len(spots) - 1, lines, kind, rng).items():
            if share:
                inserts.append((spots[gap], _hide(write([*map(_marked_markup, share)], rng), placement, rng)))
    spam = _spam_of(lines)
    if placement == "title_only" or (placement != "hidden" and rng.random() < 0.25):
        spam = (block.title, *spam)
        return Placed(
            _with_title(page, inserts, mark(block.title.text)),
            True,
            placement,
            name,
            page.body,
            spam,
            page.site,
        )
    return Placed(_splice(page.html, inserts), True, placement, name, page.body, spam, page.site)


def _glue_into(page: RealPage, lines: Sequence[Line], placement: str, rng: random.Random) -> tuple[int, str]:
    whole = [anchor for anchor in page.anchors if anchor.end > anchor.text]
    anchor = rng.choice(whole or list(page.anchors))
    advert, joint = "".join(line.text for line in lines), rng.choice(_GLUE)
    # without the whole text at hand only the place in front of it is sure to be between characters
    paragraph = page.html[anchor.text : anchor.end]
    if not whole or placement == "glued_front":
        return anchor.text, mark(advert + joint)
    if placement == "glued_behind" or "&" in paragraph:
        return anchor.end, mark(joint + advert)
    before, spam, _ = _glue(paragraph, advert, placement, rng, joint)
    return anchor.text + len(before), mark(spam)


def _with_title(page: RealPage, inserts: list[tuple[int, str]], title: str) -> str:
    """The page with the block and with its title, and og:title, taken over."""
    start, end = page.head
    if end == start:
        return _splice(page.html, inserts)
    head = page.html[:end]
    head = head[:start] + title
    tail = _splice(page.html, inserts, start=end)
    split = tail.find("</head>")
    if split > 0:
        tail = _META_TITLE.sub(lambda found: found[1] + title + found[3], tail[:split]) + tail[split:]
    return head + tail


def _splice(html: str, inserts: list[tuple[int, str]], start: int = 0) -> str:
    pieces, at = [], start
    for offset, text in sorted(inserts, key=lambda insert: insert[0]):
        pieces += [html[at:offset], text]
        at = offset
    return "".join([*pieces, html[at:]])
