"""Reads the text lists of ``filters/data`` and refuses a damaged one with its file and line."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

DATA = Path(__file__).parent / "data"

_ENTRIES = re.compile(r"# entries: (\d+)")
FIELDS = ("source", "licence", "date", "entries")  # of the header, a line each


class LexiconError(Exception):
    """A word list that is missing or damaged; the message names the file and, if there is one, the line."""


def read_list(
    name: str, *, at_least: int = 1, at_most: int = 10_000, directory: Path = DATA
) -> list[list[str]]:
    """The entries of one list, each split at tabs, in file order.

    A list is UTF-8 text: header lines starting with ``#`` that name source, licence, date and number of
    entries, then one entry a line, sorted, none twice, of ``at_least`` and ``at_most`` so many fields.
    Raises LexiconError.
    """
    path = directory / name
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise LexiconError(f"{path}: cannot read the word list: {error.strerror}") from error
    try:
        lines = raw.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        place = raw.count(b"\n", 0, error.start) + 1
        raise LexiconError(f"{path}:{place}: not UTF-8: {error.reason}") from error
    header = next(number for number, line in enumerate([*lines, ""]) if not line.startswith("#"))
    head = "\n".join(lines[:header])
    for field in FIELDS:
        if f"# {field}: " not in head:
            raise LexiconError(f"{path}:1: the header does not name '{field}'")
    if lines[-1]:
        raise LexiconError(f"{path}:{len(lines)}: the last line is cut off")
    body = lines[header:-1]
    promised = _ENTRIES.search(head)
    if promised is None or int(promised[1]) != len(body):
        said = promised[1] if promised else "no number of"
        raise LexiconError(f"{path}:{len(lines) - 1}: {len(body)} entries, the header says {said} entries")
    entries = [line.split("\t") for line in body]
    for number, (line, entry) in enumerate(zip(body, entries, strict=True), header + 1):
        if "" in entry or line != line.strip():
            raise LexiconError(f"{path}:{number}: an empty entry or a blank at an end")
        if not at_least <= len(entry) <= at_most:
            raise LexiconError(f"{path}:{number}: {len(entry)} fields, not {at_least} to {at_most}")
    for number, (line, following) in enumerate(pairwise(body), header + 2):
        if following <= line:
            raise LexiconError(f"{path}:{number}: {following!r} is not sorted after {line!r}")
    return entries
