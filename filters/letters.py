"""Compare what texts say, whatever signs and blanks stand between their letters: titles with lines, titles with bodies."""

from __future__ import annotations

import re
from operator import add

_NOT_LETTERS = re.compile(r"[\W_]+")


def letters_of(text: str) -> str:
    """The letters and digits of a text, in lower case: what two writings of a title have in common."""
    return (text if text.isalnum() else _NOT_LETTERS.sub("", text)).lower()


def may_hold(letters: str, text: str) -> bool:
    """Tell by a text's first character, at once, whether those of the text may be among the letters."""
    return not text[:1].isalnum() or text[0].lower() in letters


class Letters(dict[int, str]):
    """The letters of each text, found when first asked for."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__()
        self.texts = texts

    def __missing__(self, which: int) -> str:
        self[which] = letters_of(self.texts[which])
        return self[which]


def collapse(text: str) -> str:
    """The text with its white space as single blanks."""
    return " ".join(text.split())


def share(title: str, body: str) -> float:
    """Return the share of a title's pairs of characters that occur in the article."""
    letters = letters_of(title)[:80]
    pairs = set(map(add, letters, letters[1:]))
    return sum(map(body.__contains__, pairs)) / max(len(pairs), 6)


def echoes(title: str, body: str) -> bool:
    """Tell whether enough of a title occurs in a text for the two to belong together."""
    return share(title, body) >= ECHOED


# Shares of a title's pairs of characters from which a text goes with it, and from which it says the same.
ECHOED, REPEATED = 0.2, 0.6
