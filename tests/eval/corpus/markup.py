"""Writes runs of lines as markup: the ways in which injected text and site templates lay out paragraphs."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Final

_STYLE_WORDS = (
    "text",
    "con",
    "cont",
    "p",
    "box",
    "intro",
    "wz",
    "txt",
    "info",
    "item",
    "row",
    "zw",
    "detail",
)
CELL: Final = "\t"  # between the cells of a line that is a row of a table
_PHONE = re.compile(r"\S*(?:[\d\U000f0030-\U000f0039][\s\-\U000f002d]?){7,}")


def _attributes(rng: random.Random) -> str:
    """None, a class or an inline style, as content systems leave them."""
    kind = rng.random()
    if kind < 0.5:
        return ""
    if kind < 0.75:
        return f' class="{rng.choice(_STYLE_WORDS)}{rng.choice(("", "1", "-main", "_box"))}"'
    return rng.choice(
        (
            ' style="text-indent:2em"',
            ' style="font-size:14px;color:#333"',
            ' align="left"',
            ' style="line-height:1.8"',
        )
    )


def _each(tag: str) -> Callable[[Sequence[str], random.Random], str]:
    def write(lines: Sequence[str], rng: random.Random) -> str:
        attributes = _attributes(rng)
        return "\n".join(f"<{tag}{attributes}>{line}</{tag}>" for line in lines)

    return write


def _br(lines: Sequence[str], rng: random.Random) -> str:
    mark = rng.choice(("<br>", "<br/>", "<br />\n", "<br><br>"))
    return f"<div{_attributes(rng)}>{mark.join(lines)}</div>"


def _bare_br(lines: Sequence[str], rng: random.Random) -> str:
    mark = rng.choice(("<br>", "<br/>\n"))
    return "".join(line + mark for line in lines)


def _br_in_p(lines: Sequence[str], rng: random.Random) -> str:
    return f"<p{_attributes(rng)}>{'<br>'.join(lines)}</p>"


def _wrapped(lines: Sequence[str], rng: random.Random) -> str:
    depth = rng.randint(1, 4)
    body = "\n".join(f"<div>{line}</div>" for line in lines)
    return f"{'<div>' * depth}<div></div>{body}<div>&nbsp;</div>{'</div>' * depth}"


def _nested(lines: Sequence[str], rng: random.Random) -> str:
    return "".join(f"<section><section><p><span>{line}</span></p></section></section>" for line in lines)


def _list(lines: Sequence[str], rng: random.Random) -> str:
    tag = rng.choice(("ul", "ol"))
    return f"<{tag}{_attributes(rng)}>" + "".join(f"<li>{line}</li>" for line in lines) + f"</{tag}>"


def _table(lines: Sequence[str], rng: random.Random) -> str:
    """One or two lines a row; a line that is divided by CELL is a row of its own."""
    width = 1 if any(CELL in line for line in lines) else rng.choice((1, 1, 2))
    rows = [CELL.join(lines[at : at + width]).split(CELL) for at in range(0, len(lines), width)]
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return (
        f"<table{_attributes(rng)}><tbody>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</tbody></table>"
    )


def _definitions(lines: Sequence[str], rng: random.Random) -> str:
    return "<dl>" + "".join(f"<{'dt' if at % 2 == 0 else 'dd'}>{x}" for at, x in enumerate(lines)) + "</dl>"


def _soup(lines: Sequence[str], rng: random.Random) -> str:
    """Every line cut into spans, bold parts and font tags."""

    def cut(line: str) -> str:
        parts, at = [], 0
        while at < len(line):
            size = rng.randint(1, 12)
            tag = rng.choice(("span", "span", "b", "font", "strong", "em", ""))
            piece = line[at : at + size]
            parts.append(f"<{tag}>{piece}</{tag}>" if tag else piece)
            at += size
        return "".join(parts)

    tag = rng.choice(("p", "div"))
    return "\n".join(f"<{tag}>{cut(line)}</{tag}>" for line in lines)


def _headings(lines: Sequence[str], rng: random.Random) -> str:
    head, body = rng.choice(("h1", "h2", "h3", "h4")), rng.choice(("p", "div", "h5"))
    return "\n".join(
        f"<{head}>{line}</{head}>" if at == 0 or len(line) < 18 else f"<{body}>{line}</{body}>"
        for at, line in enumerate(lines)
    )


def _tel_links(lines: Sequence[str], rng: random.Random) -> str:
    """Numbers, or whole lines, inside links."""

    def link(line: str) -> str:
        address = f"tel:{rng.randrange(10**9, 10**10)}"
        linked, count = _PHONE.subn(lambda found: f'<a href="{address}">{found.group()}</a>', line, count=1)
        if count or rng.random() < 0.6:
            return linked
        return f'<a href="/{rng.choice(("tag", "news", "so", "p"))}/{rng.randrange(10**5)}.html">{line}</a>'

    return "\n".join(f"<p>{link(line)}</p>" for line in lines)


def _plain(lines: Sequence[str], rng: random.Random) -> str:
    """Bare text in a box: the line ends are white space in HTML."""
    return f"<div{_attributes(rng)}>\n" + "\n".join(lines) + "\n</div>"


def _pre(lines: Sequence[str], rng: random.Random) -> str:
    return "<pre>" + "\n".join(lines) + "</pre>"


def _one_line(lines: Sequence[str], rng: random.Random) -> str:
    tag = rng.choice(("p", "div", "span"))
    return f"<{tag}>{rng.choice((' ', ' ', '  ', '&nbsp;&nbsp;', '&emsp;')).join(lines)}</{tag}>"


def _spread(lines: Sequence[str], rng: random.Random) -> str:
    empty = rng.choice(("<p>&nbsp;</p>", "<p></p>", "<p><br></p>", "<div>\u3000</div>")) * rng.randint(1, 8)
    return "".join(f"<p>{line}</p>{empty}" for line in lines)


def _indented(lines: Sequence[str], rng: random.Random) -> str:
    indent = rng.choice(("\u3000\u3000", "&emsp;&emsp;", "&nbsp;&nbsp;&nbsp;&nbsp;"))
    return "\n".join(f"<p>{indent}{line}</p>" for line in lines)


def _captions(lines: Sequence[str], rng: random.Random) -> str:
    return "".join(
        f'<figure><img src="/u/{rng.randrange(999)}.jpg"><figcaption>{x}</figcaption></figure>' for x in lines
    )


MARKUPS: Final[dict[str, Callable[[Sequence[str], random.Random], str]]] = {
    "p": _each("p"),
    "br": _br,
    "bare_br": _bare_br,
    "br_in_p": _br_in_p,
    "div": _each("div"),
    "wrapped": _wrapped,
    "nested": _nested,
    "list": _list,
    "table": _table,
    "definitions": _definitions,
    "soup": _soup,
    "headings": _headings,
    "tel_links": _tel_links,
    "plain": _plain,
    "pre": _pre,
    "one_line": _one_line,
    "spread": _spread,
    "indented": _indented,
    "captions": _captions,
}
COMMON = ("p", "br", "bare_br", "div")  # the usual ones, chosen more often

HIDDEN: Final = (
    ('<div style="display:none">', "</div>"),
    ('<div style="position:absolute;left:-9999px;top:-9999px">', "</div>"),
    ('<div style="height:0;overflow:hidden">', "</div>"),
    ("<div hidden>", "</div>"),
    ('<div style="font-size:0px;color:#fff">', "</div>"),
    ('<marquee height="1" width="1" scrollamount="3000">', "</marquee>"),
    ('<div style="visibility: hidden;">', "</div>"),
    ('<section aria-hidden="true" style="opacity:0">', "</section>"),
)

FLAT_MARKUPS = ("lines", "lines", "spread_lines", "indented_lines", "mixed_lines")


def lay_out_flat(lines: Sequence[str], markup: str, rng: random.Random) -> list[str]:
    """The lines of a flat text under one of FLAT_MARKUPS; some of them may be empty."""
    if markup == "spread_lines":
        empty = [""] * rng.choice((1, 2, 8))
        return [part for line in lines for part in (line, *empty)]
    if markup == "indented_lines":
        indent = rng.choice(("\u3000\u3000", "    ", "\t", "        "))
        return [indent + line for line in lines]
    if markup == "mixed_lines":  # some neighbours share a line
        laid: list[str] = []
        for line in lines:
            if laid and rng.random() < 0.35:
                laid[-1] += rng.choice((" ", "  ", "\u3000")) + line
            else:
                laid.append(line)
        return laid
    return list(lines)
