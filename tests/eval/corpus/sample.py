"""The sample that the corpus builder hands out, and the twin that carries its exact truth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt

from filters.types import Contact

# A twin is the same document with every injected character moved one-to-one into the private planes 15 and 16
# (white space stays). Segmenting both gives the same layout, so the twin says which characters are spam.
_PLANE_15 = 0xF0000
_PLANE_16 = 0x100000
_ASTRAL = 0x18000  # all astral characters in use lie at or above (mathematical digits, emoji)
_MOVED = re.compile("[\U000f0000-\U0010ffff]+")


class _Forth(dict[int, str]):
    """Where each character goes, filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        if chr(code).isspace():
            moved = chr(code)
        elif code < 0xFFFE:
            moved = chr(_PLANE_15 + code)
        elif _ASTRAL <= code < 0x1FFFE:
            moved = chr(_PLANE_16 + code - _ASTRAL)
        else:
            raise ValueError(f"U+{code:04X} cannot be marked")
        self[code] = moved
        return moved


class _Back(dict[int, str]):
    """The way back; ``escaped`` for use in markup."""

    def __init__(self, *, escaped: bool) -> None:
        super().__init__()
        self.escaped = escaped

    def __missing__(self, code: int) -> str:
        original = code - _PLANE_15 if code < _PLANE_16 else code - _PLANE_16 + _ASTRAL
        text = chr(original) if code >= _PLANE_15 else chr(code)
        self[code] = escape(text, quote=False) if self.escaped else text
        return self[code]


_FORTH = _Forth()
_BACK = {markup: _Back(escaped=markup) for markup in (False, True)}


def mark(text: str) -> str:
    """Moves all but white space into the private planes.

    Raises ValueError for an astral character that has no place there.
    """
    return text.translate(_FORTH)


def unmark(twin: str, *, markup: bool) -> str:
    """The document that a twin stands for; in markup the injected text is escaped."""
    table = _BACK[markup]
    return _MOVED.sub(lambda found: found.group().translate(table), twin)


def mask_of(text: str, twin: str) -> npt.NDArray[np.bool_]:
    """True where ``text`` is injected; both come from the same segmenter, one of them from the twin.

    Raises ValueError when the two do not correspond character by character.
    """
    if len(text) != len(twin):
        raise ValueError(f"text has {len(text)} characters, its twin {len(twin)}")
    codes = np.frombuffer(twin.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return codes >= _PLANE_15


@dataclass(frozen=True, slots=True)
class Sample:
    """A document, what is injected into it and what it should give."""

    part: str  # "train", "dev" or "test"
    family: str  # of the spam; "" for a document without any, the kind for a hard negative
    template: str  # "family/part/name", "" without spam
    placement: str
    markup: str
    obfuscations: tuple[str, ...]  # in the order applied; on a control, applied to genuine text
    contacts: tuple[Contact, ...]  # canonical, of the spam, sorted
    source: str  # "news:ID", "law:ID", "page:ID", "review:N", "paper:N", "own:KIND"
    site: str  # registrable domain of a real page, "layout:NAME" of one built here, "" for flat text
    html: str | None  # None: a flat text
    text: str  # "" for HTML
    twin: str  # of html or of text
    genuine: str | None  # true body, one paragraph a line; None where the page carries no article
    title: str | None  # the genuine title
    spam: tuple[str, ...]  # the injected lines as written, a hijacked heading first
    spam_title: str | None  # what stands in <title> and og:title instead of the genuine title

    @property
    def document(self) -> str:
        """What is given to the filter."""
        return self.text if self.html is None else self.html

    def mask(self) -> npt.NDArray[np.bool_]:
        """True at the injected characters of ``document`` itself (not of the segmented page)."""
        if self.html is not None:
            raise ValueError("markup is escaped: take mask_of() over both segmented documents")
        return mask_of(self.text, self.twin)
