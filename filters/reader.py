"""What units say when their characters are read in order, and what a network is told of a character.

Wording and sense add up what a unit says, in whatever order, and units are clauses: none of ``开锁换锁，备案，电话13700001234，``
says much by itself, all together leave no doubt. So the judged units of a page are read from end to end by a small network of
convolutions, each character beside thirty on either side; what it says of a unit's characters on average and at most gives
log-odds, one feature among others (convolutions as in ``filters.network``, pooling after Collobert et al. 2011).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from filters import signals
from filters.arrays import Array, Floats, from_to
from filters.network import Layers, dense, look_around
from filters.sight import Sight
from filters.vectors import DIMENSIONS, hashed, load_vectors
from filters.wording import spell

CHARACTER_BITS = 13  # of the table of characters
# Marks of one kind have something in common, so that one is known by the others.
KINDS_OF_MARKS = (
    "，,",
    "。．.！!？?；;",
    "：:",
    "、",
    "】）)」』〗〕]》”’",
    "【（(「『〖〔[《“‘",
    " \n",
    "/|｜\\",
    "—–-―…~～_=+",
    "□■●○◆◇▲△▼▽◎※•·★☆",
)
KINDS = len(KINDS_OF_MARKS) + 1  # 0 is no mark, or another
BEGINS, INSIDE = 1, 2  # of a number, an id or an address
TABLE_WIDTH = 16
_FEATURES = 5
INPUTS = TABLE_WIDTH + DIMENSIONS + _FEATURES  # of the network
ROOT_FLOOR = 1e-6  # added before a root is taken, for its slope at 0
_STAND_INS = (0xE000, 0xE0FF)  # of ``spell``, which are as the networks learnt them
_NO_CHARACTER = 0xFFFD


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of some units, one unit after the other, as the reader is shown them.

    Unit ``i`` has those from ``bounds[i]`` to ``bounds[i + 1]``. ``place``: in the normalized text; ``code``: the bucket in the
    table of characters; ``word``: the row in ``Vectors`` of the word that begins there; ``features``: float32[characters, 5].
    """

    bounds: NDArray[np.int64]
    place: NDArray[np.int64]
    code: NDArray[np.uint16]
    word: NDArray[np.uint16]
    features: Array


def show(
    sight: Sight,
    sums: Floats,
    start: NDArray[np.integer],
    end: NDArray[np.integer],
    block: NDArray[np.integer],
) -> Characters:
    """The characters of units: where each starts and ends in the normalized text, and its block; ``sums`` of ``read_wording``."""
    bounds = np.concatenate(([0], (end - start).cumsum()))
    place = from_to(start, end)
    codes = sight.normalized.codes
    first = bounds[:-1][end > start]
    opens = np.concatenate(([True], block[1:] != block[:-1]))[: len(block)][end > start]
    features = np.zeros((len(place), _FEATURES), np.float32)
    features[:, 0] = (sums[place + 1] - sums[place]) / 2
    features[first, 1] = 1
    features[first, 2] = opens
    features[:, 3] = sight.normalized.changed[place]
    features[:, 4] = contacts(sight)[place] > 0
    mark = marks().take(codes[place], mode="clip")
    word = load_vectors().rows(codes[place], np.append(codes[1:], np.uint32(0))[place])
    return Characters(bounds, place, characters(spell(sight)[place], mark), word, features)


def read(layers: Layers, shown: Characters) -> Array:
    """Log-odds for spam of each unit: float32[units]. ``layers``: those of a ``Model``; one that cannot read says 0."""
    length = np.diff(shown.bounds)
    odds = np.zeros(len(length), np.float32)
    if "reader_out" not in layers or not len(shown.code):
        return odds
    own = dense(layers, "reader_in", inputs(layers, "reader", shown.code, shown.word, shown.features))
    around = look_around(layers, "reader_around", own, np.arange(len(own)))
    last = dense(layers, "reader_last", np.concatenate((around, own), axis=1))
    full = length > 0
    begins = shown.bounds[:-1][full]
    size = length[full].astype(np.float32)[:, None]
    mean = np.add.reduceat(last, begins) / size
    pooled = (mean, np.maximum.reduceat(last, begins), np.sqrt(mean + np.float32(ROOT_FLOOR)), np.log1p(size))
    hidden = dense(layers, "reader_pool", np.concatenate(pooled, axis=1))
    odds[full] = (hidden @ layers["reader_out"] + layers["reader_out_bias"])[:, 0]
    return odds


def inputs(
    layers: Layers, name: str, code: NDArray[np.uint16], word: NDArray[np.uint16], features: Array
) -> Array:
    """What the network of that name is told of characters: float32[characters, inputs]; the arrays as in ``Characters``."""
    kind = kind_of_bucket().take(code, mode="clip")
    known = layers[name + "_table"].take(code, axis=0, mode="clip")
    known += layers[name + "_kinds"].take(kind, axis=0, mode="clip")
    return np.concatenate((known, load_vectors().table.take(word, axis=0, mode="clip"), features), axis=1)


def bucket(codes: NDArray[np.int64]) -> NDArray[np.uint16]:
    """Where characters stand in the table of characters."""
    return hashed(codes.astype(np.uint32), CHARACTER_BITS).astype(np.uint16)


@cache
def marks() -> NDArray[np.uint8]:
    """The kind of mark that a character is: uint8[2**16]."""
    kinds = np.zeros(1 << 16, np.uint8)
    for kind, alike in enumerate(KINDS_OF_MARKS, 1):
        kinds[[ord(mark) for mark in alike]] = kind
    return kinds


@cache
def kind_of_bucket() -> NDArray[np.uint8]:
    """The kind of mark that a bucket holds, for the network: uint8[2**CHARACTER_BITS]. A few characters share it."""
    kinds = np.zeros(1 << CHARACTER_BITS, np.uint8)
    for kind, alike in enumerate(KINDS_OF_MARKS, 1):
        kinds[bucket(np.array([ord(mark) for mark in alike]))] = kind
    return kinds


def characters(spelled: NDArray[np.int64], mark: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """The bucket of each character; of those that share it with a mark, and would be taken for it, that of none."""
    code = bucket(spelled)
    mistaken = (
        (kind_of_bucket()[code] > 0) & (mark == 0) & ((spelled < _STAND_INS[0]) | (spelled > _STAND_INS[1]))
    )
    return np.where(mistaken, bucket(np.array([_NO_CHARACTER])), code)


def contacts(sight: Sight) -> NDArray[np.uint8]:
    """Of each character of the normalized text, whether a number, an id or an address begins with it or it is inside of one."""
    held = np.zeros(len(sight.normalized.codes), np.uint8)
    for name in signals.WAYS:
        held[sight.matches[name].start] = BEGINS
    for name in signals.WAYS:  # last, as one may begin within another
        found = sight.matches[name]
        held[from_to(found.start + 1, found.end)] = INSIDE
    return held
