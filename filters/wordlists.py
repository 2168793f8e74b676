"""Reads the text lists of ``filters/data`` and refuses a damaged one with its file and line."""

from __future__ import annotations

import re
from pathlib import Path

DATA = Path(__file__).parent / "data"

_ENTRIES = re.compile(r"# entries: (\d+)")
_FIELDS = ("source", "licence", "date", "entries")


class LexiconError(Exception):
    """A word list that is missing or damaged; the message names the file and, where there is one, the line."""


def read_list(name: str, fields: range = range(1, 1000), directory: Path = DATA) -> list[list[str]]:
    """The entries of one list, each split at tabs, in file order.

    A list is UTF-8 text: header lines starting with ``#`` that name source, licence, date and number of entries, then
    one entry a line, sorted, none twice. ``fields`` says how many fields an entry may have. Raises LexiconError.
    """
    path = directory / name
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise LexiconError(f"{path}: cannot read the word list: {error.strerror}") from error
    try:
        lines = raw.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise LexiconError(f"{path}:{line}: not UTF-8: {error.reason}") from error
    header = 0
    while header < len(lines) and lines[header].startswith("#"):
        header += 1
    head = "\n".join(lines[:header])
    for field in _FIELDS:
        if f"# {field}: " not in head:
            raise LexiconError(f"{path}:1: the header does not name '{field}'")
    if lines[-1]:
        raise LexiconError(f"{path}:{len(lines)}: the last line is cut off")
    body = lines[header:-1]
    entries = [line.split("\t") for line in body]
    promised = _ENTRIES.search(head)
    if promised is None or int(promised[1]) != len(entries):
        said = promised[1] if promised else "no number of"
        raise LexiconError(f"{path}:{len(lines) - 1}: {len(entries)} entries, the header says {said} entries")
    previous = ""
    for number, (line, entry) in enumerate(zip(body, entries, strict=True), header + 1):
        if "" in entry or line != line.strip():
            raise LexiconError(f"{path}:{number}: an empty entry or a blank at an end")
        if len(entry) not in fields:
            raise LexiconError(f"{path}:{number}: {len(entry)} fields, not {fields.start} to {fields.stop - 1}")
        if line <= previous:
            raise LexiconError(f"{path}:{number}: {line!r} is not sorted after {previous!r}")
        previous = line
    return entries
