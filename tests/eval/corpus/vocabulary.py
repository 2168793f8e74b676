"""Loads word lists and template files and deals them to the parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from .grammar import TemplateFile, TemplateSet, read_templates
from .parts import PARTS, deal, narrow

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Collection:
    """All template sets of a folder with the words they draw from."""

    files: tuple[TemplateFile, ...]
    words: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]  # (family, part) -> list name -> entries

    def sets(self, part: str) -> tuple[TemplateSet, ...]:
        """The template sets of a part."""
        return tuple(found for file in self.files for found in file.sets if found.part == part)


@lru_cache(maxsize=1)
def common() -> TemplateFile:
    """The lists that all families may draw from."""
    own: dict[str, tuple[str, ...]] = {}
    shared: dict[str, tuple[str, ...]] = {}
    for path in sorted((_HERE / "words").glob("*.txt")):
        file = read_templates(path.read_text("utf-8"), path.name)
        own |= file.own
        shared |= file.shared
    return TemplateFile("", (), own, shared)


def words_of(
    file: TemplateFile, part: str, held_out: float = 0.2, fold: int | None = None
) -> dict[str, tuple[str, ...]]:
    """The lists of a family as one part (and fold) sees them; its own lists hide common ones."""
    words = dict(_common_words(part, fold))
    if file is common():
        return words
    words |= file.shared
    if len({found.part for found in file.sets}) == 1:  # nothing to keep from the other parts
        return words | file.own
    return words | {name: deal(entries, part, held_out) for name, entries in file.own.items()}


@cache
def _common_words(part: str, fold: int | None) -> Mapping[str, tuple[str, ...]]:
    """The common lists as one part (and fold) sees them, dealt once for all families."""
    own = {name: narrow(deal(entries, part), fold) for name, entries in common().own.items()}
    return {**common().shared, **own}


@lru_cache(maxsize=16)
def collection(folder: str, fold: int | None = None) -> Collection:
    """Reads ``families``, ``negatives``, ``articles`` or ``ordinary``; the folds share no longer list of words.

    Articles are whole ones on the trades of spam, of the test part only: in them even a person may doubt whose a sentence is.
    Ordinary ones are such as small sites publish, of the test part, too.
    """
    files = tuple(
        read_templates(path.read_text("utf-8"), f"{folder}/{path.name}")
        for path in sorted((_HERE / folder).glob("*.txt"))
    )
    held_out = 0.2 if folder == "families" else 0.3  # texts of few sentences would judge nothing
    words = {(file.family, part): words_of(file, part, held_out, fold) for file in files for part in PARTS}
    return Collection(files, words)


def families(part: str) -> tuple[str, ...]:
    """Names of the spam families of a part."""
    return tuple(dict.fromkeys(found.family for found in collection("families").sets(part)))


def negative_kinds(part: str) -> tuple[str, ...]:
    """Names of the kinds of hard negatives of a part."""
    return tuple(dict.fromkeys(found.family for found in collection("negatives").sets(part)))
