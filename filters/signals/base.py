"""What every signal gets to see and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, overload

import numpy as np

from filters.arrays import Bools, Codes, Indices
from filters.lexicon import Kind, Terms, scan
from filters.normalize import Normalized

_MOSTLY = 0.5
_KINDS = np.arange(max(Kind) + 2, dtype=np.uint8)

# What points from a name to a number, for a class of characters: arrows, hands and ticks.
ARROWS = "→⇒➔➙➛➜➝➞➟➠➡➢➣➤➥➦➧➨➩➪➫➬➭➮➯➱➲➳➵➸➺➻➼➽➾👆👇👈👉✅➕"

Example = tuple[str, tuple[tuple[str, str], ...]]  # text; words as written and value of each hit


@dataclass(frozen=True, slots=True)
class Observed:
    """A normalized page and its words; ``codes`` uint32 and ``changed`` bool have one entry a character.

    ``grouped`` has the same terms kind by kind, a kind's from ``bounds[kind]`` to ``bounds[kind + 1]``.
    """

    text: str
    codes: Codes
    changed: Bools
    terms: Terms
    grouped: Terms
    bounds: tuple[int, ...]

    def is_disguised(self, span: tuple[int, int]) -> bool:
        """Whether more than half of the characters were written otherwise."""
        return bool(self.changed[slice(*span)].mean() > _MOSTLY)

    def words(self, kind: int) -> Terms:
        """The terms of one kind in text order."""
        part = slice(self.bounds[kind], self.bounds[kind + 1])
        grouped = self.grouped
        return Terms(grouped.kind[part], grouped.start[part], grouped.end[part], grouped.info[part])


class Lazy(Sequence[str]):
    """Values that are only made when someone looks at them: most hits are merely counted."""

    __slots__ = ("_count", "_make")

    def __init__(self, count: int, make: Callable[[int], str]) -> None:
        self._count = count
        self._make = make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return tuple(self._make(place) for place in range(*index.indices(self._count)))
        return self._make(range(self._count)[index])


@dataclass(frozen=True, slots=True)
class Matches:
    """Hits of one signal in text order; ``start`` and ``end`` are int32 places in the normalized text."""

    start: Indices
    end: Indices
    values: Sequence[str]  # canonical

    def __len__(self) -> int:
        return len(self.start)


class Signal(Protocol):
    """One thing to see on a page, with texts that show it and texts that only look like it."""

    @property
    def NAME(self) -> str: ...  # noqa: N802
    @property
    def EXAMPLES(self) -> Sequence[Example]: ...  # noqa: N802
    @property
    def COUNTEREXAMPLES(self) -> Sequence[str]: ...  # noqa: N802
    def find(self, observed: Observed) -> Matches:
        """All hits on the page."""
        ...


def observe(normalized: Normalized) -> Observed:
    """Scan a normalized page once for all signals."""
    terms = scan(normalized.text)
    order = terms.kind.argsort(kind="stable")
    grouped = Terms(terms.kind[order], terms.start[order], terms.end[order], terms.info[order])
    bounds = tuple(grouped.kind.searchsorted(_KINDS).tolist())
    return Observed(normalized.text, normalized.codes, normalized.changed, terms, grouped, bounds)


def written(observed: Observed, start: Indices, end: Indices) -> Matches:
    """Hits whose value is what stands there."""
    return Matches(start, end, Lazy(len(start), lambda index: observed.text[start[index] : end[index]]))


_NONE = np.zeros(0, np.int32)
NOTHING = Matches(_NONE, _NONE, ())


def listed(hits: Sequence[tuple[int, int, str]]) -> Matches:
    """Hits found one by one: start, end, value."""
    if not hits:
        return NOTHING
    bounds = np.array([hit[:2] for hit in hits], np.int32).reshape(-1, 2)
    return Matches(bounds[:, 0], bounds[:, 1], tuple(hit[2] for hit in hits))


class Pairs:
    """How what is looked for begins: its first two characters, so that a pattern is tried only where it may match."""

    def __init__(self, *kinds: tuple[str, str]) -> None:
        """``kinds``, eight at most: the characters that may come first, and those that may stand behind them."""
        self._first, self._second = np.zeros((2, 0x20000), np.uint8)
        for bit, kind in enumerate(kinds):
            for table, characters in zip((self._first, self._second), kind, strict=True):
                table[[ord(character) for character in characters]] |= 1 << bit

    def places(self, codes: Codes) -> list[int]:
        """Where one of them begins, ascending."""
        first, second = self._first.take(codes[:-1], mode="clip"), self._second.take(codes[1:], mode="clip")
        return (first & second).nonzero()[0].tolist()


def runs(mask: Bools) -> tuple[Indices, Indices]:
    """Start and end of each run of true entries."""
    edges = np.diff(np.concatenate(([False], mask, [False]))).nonzero()[0].astype(np.int32)
    return edges[::2], edges[1::2]
