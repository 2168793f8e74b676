"""The names of elements: a code for each, and how they are read off many tags at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Bools, Places

# The text of these no browser shows. An unclosed one swallows the rest of the page here as it does there.
UNSHOWN = (
    "script", "style", "noscript", "template", "title", "iframe", "noembed", "noframes", "audio", "video",
    "canvas", "datalist", "desc",
)  # fmt: skip
# These hold nothing and have no end tag.
VOID = (
    "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta",
    "param", "source", "track", "wbr",
)  # fmt: skip
BLOCK_LEVEL = (
    "html", "body", "head", "address", "article", "aside", "blockquote", "button", "caption", "center", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "listing",
    "main", "menu", "nav", "ol", "optgroup", "option", "p", "plaintext", "pre", "search", "section", "select",
    "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul", "xmp",
)  # fmt: skip
_INLINE = ("a", "b", "em", "font", "i", "label", "small", "span", "strong", "time", "u")
# Names of elements by code; code 0 is every element not listed.
TAGS: tuple[str, ...] = ("", *BLOCK_LEVEL, *_INLINE, *UNSHOWN, *(name for name in VOID if name != "hr"))
TAG_CODE: dict[str, int] = {name: code for code, name in enumerate(TAGS)}


def mark_tags(*names: str) -> Bools:
    """Return of each entry of ``TAGS`` whether it is one of the names: bool[len(TAGS)]."""
    return np.array([name in names for name in TAGS])


# The first eight bytes of a name tell all names above apart; a product spreads them in a table.
_KEYS = np.array([int.from_bytes(name.encode()[:8].ljust(8, b"\0"), "little") for name in TAGS], np.uint64)
_LENGTHS = np.array([len(name) for name in TAGS])
_SLOT_BITS = 13
_ENDS_NAME = np.isin(np.arange(256), list(b" />\n\t\r\f"))


def _find_multiplier() -> np.uint64:
    for odd in range(0x9E3779B97F4A7C15, 0x9E3779B97F4A7C15 + 20_000, 2):
        slots = (_KEYS * np.uint64(odd)) >> np.uint64(64 - _SLOT_BITS)
        if len(np.unique(slots)) == len(TAGS):
            return np.uint64(odd)
    raise AssertionError("no multiplier tells the names of tags apart")


_MULTIPLIER = _find_multiplier()
_SLOTS = np.zeros(1 << _SLOT_BITS, np.uint8)
_SLOTS[(_KEYS * _MULTIPLIER) >> np.uint64(64 - _SLOT_BITS)] = np.arange(len(TAGS))


def read_names(raw: NDArray[np.uint8], name: Places) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    """Return keys and codes of the names that start at the given places; 16 bytes must follow each.

    A key is the first eight bytes up to the first below 0x30 or `>`, in lower case.
    """
    eight: NDArray[np.uint64] = np.ndarray(len(raw) - 7, "<u8", raw.data, strides=(1,))
    key = eight[name]
    other = key ^ np.uint64(0x3E3E3E3E3E3E3E3E)
    # The lowest byte below n, or zero, is found exactly; others need not be (Anderson, Bit Twiddling Hacks).
    ends = (other - np.uint64(0x0101010101010101)) & ~other
    ends |= (key - np.uint64(0x3030303030303030)) & ~key
    ends &= np.uint64(0x8080808080808080)
    mask = ((ends & -ends) >> np.uint64(7)) - np.uint64(1)
    # Capital letters differ in one bit; what it does to other bytes of a name makes no name of another.
    key = (key | np.uint64(0x2020202020202020)) & mask
    code = _SLOTS[(key * _MULTIPLIER) >> np.uint64(64 - _SLOT_BITS)]
    known = (_KEYS[code] == key) & _ENDS_NAME[raw[name + _LENGTHS[code]]]
    return key, np.where(known, code, np.uint8(0))
