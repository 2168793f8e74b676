"""What words mean, as vectors: words that keep the same company lie near each other (Mikolov et al. 2013).

Only words of two characters, the bulk of the vocabulary: they are looked up at every place of a page at once, with no
segmentation, and the few that are found across two words are noise that averages out.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Array, Codes, Places
from filters.wordlists import DATA, FIELDS, LexiconError, read_list

DIMENSIONS = 48
STEP = 0.006  # of the bytes that a vector is kept as; its length is some .8
_SLOT_BITS = 21
_STRETCH = 1024  # stretches of text at a time, so as to stay in the processor's caches
_FACTOR = np.uint32(0x9E3779B1)


@dataclass(frozen=True, slots=True)
class Vectors:
    """A hash table of words. A slot holds one word; the few that fall on another's (.8 %) are left out.

    ``slots``: uint16[2**21], row of the word in the slot; ``pairs``: uint32[words + 1], its characters as first << 16 | second;
    ``table``: float32[words + 1, DIMENSIONS]. Row 0 is no word.
    """

    slots: NDArray[np.uint16]
    pairs: NDArray[np.uint32]
    table: Array

    def rows(self, first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.uint16]:
        """The row of the word that each character makes with a second one, 0 for none."""
        # A character beyond 16 bits finds nothing or, once in a while, noise.
        pairs = (first << np.uint32(16)) | second
        rows = self.slots.take(hashed(pairs, _SLOT_BITS), mode="clip")
        return np.asarray(rows * (self.pairs.take(rows, mode="clip") == pairs))

    def find(self, codes: Codes) -> tuple[Places, NDArray[np.uint16]]:
        """Where in a text the words begin, and their rows."""
        rows = self.rows(codes[:-1], codes[1:])
        places = rows.nonzero()[0]
        return places, rows[places]

    def add_up(
        self, codes: Codes, start: NDArray[np.integer], end: NDArray[np.integer]
    ) -> tuple[Array, NDArray[np.int64]]:
        """The sum of the words' vectors in each stretch of a text (ascending, disjoint), and how many there are."""
        places, rows = self.find(codes)
        first, last = places.searchsorted(start), places.searchsorted(np.maximum(end - 1, start))
        sums = np.zeros((len(start), DIMENSIONS), np.float32)
        full = (last > first).nonzero()[0]
        if len(full):
            # reduceat() sums up to the next index given, so what lies between two stretches is taken out.
            step = np.zeros(len(rows) + 1, np.int8)
            step[first[full]] += 1
            step[last[full]] -= 1
            rows = rows[step[:-1].cumsum(dtype=np.int8) > 0]
            head = np.append(0, (last[full] - first[full]).cumsum())
            for begin in range(0, len(full), _STRETCH):
                some = full[begin : begin + _STRETCH]
                bounds = head[begin : begin + len(some) + 1]
                vectors = self.table.take(rows[bounds[0] : bounds[-1]], axis=0, mode="clip")
                sums[some] = np.add.reduceat(vectors, bounds[:-1] - bounds[0])
        return sums, np.asarray(last - first, dtype=np.int64)


def hashed(keys: NDArray[np.uint32], bits: int) -> NDArray[np.uint32]:
    """Numbers of so many bits, by multiplicative hashing (Knuth, volume 3, 6.4)."""
    return np.asarray((keys * _FACTOR) >> np.uint32(32 - bits))


@cache
def load_vectors(directory: Path = DATA) -> Vectors:
    """Read ``vectors.txt``; raises LexiconError naming the file and the line."""
    entries = read_list("vectors.txt", at_least=2, at_most=2, directory=directory)
    path = directory / "vectors.txt"
    packed = bytearray()
    for number, (word, vector) in enumerate(entries, len(FIELDS) + 1):
        try:
            packed += (values := base64.b64decode(vector, validate=True))
        except binascii.Error as error:
            raise LexiconError(f"{path}:{number}: not base64: {error}") from error
        if len(word) != 2 or max(map(ord, word)) > 0xFFFF or len(values) != DIMENSIONS:
            raise LexiconError(f"{path}:{number}: not a word of two characters and {DIMENSIONS} bytes")
    short = np.frombuffer(bytes(packed), np.int8).reshape(-1, DIMENSIONS)
    codes = np.frombuffer("".join(word for word, _ in entries).encode("utf-16-le"), np.uint16).reshape(-1, 2)
    pairs = (codes[:, 0].astype(np.uint32) << np.uint32(16)) | codes[:, 1]
    slots = np.zeros(1 << _SLOT_BITS, np.uint16)
    slots[hashed(pairs, _SLOT_BITS)] = np.arange(1, len(pairs) + 1, dtype=np.uint16)
    nothing = np.zeros((1, DIMENSIONS), np.float32)
    return Vectors(
        slots,
        np.concatenate((np.zeros(1, np.uint32), pairs)),
        np.concatenate((nothing, short.astype(np.float32) * np.float32(STEP))),
    )
