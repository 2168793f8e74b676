"""How each unit of a page relates to what a first look took for spam and for genuine on the same page.

Injected text speaks of something else than the article around it, and its lines resemble each other: they share words,
numbers and places on the page. That holds for wordings never seen in training, so a second look weighs it (the
within-page analogue of pseudo-relevance feedback; Rocchio 1971, Manning et al. 2008, chapter 9).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from filters.features import (
    NGRAM_BITS,
    Sight,
    Units,
    contacts_in,
    is_han_pair,
    normalized_spans,
    surroundings,
)

_NEAR_UNITS = 4
_WARM = 0.3  # chance from which units form a run
_LIMIT = 12.0  # log-odds
_SMOOTH = 0.1  # units of either side that every pair is taken to occur in besides

_CHANCE = ("before", "after", "1", "3", "8", "block", "page", "unlike")
NAMES: tuple[str, ...] = (
    "first_look",
    "like_spam",
    "like_genuine",
    "contrast",
    "leaning",
    "like_before",
    "like_after",
    "run_length",
    "run_mean",
    "run_highest",
    "run_contact",
    "spam_mass",
    "genuine_mass",
    "contact_in_spam",
    "contact_in_genuine",
    *(f"chance_{name}" for name in _CHANCE),
)


def relate(
    sight: Sight,
    units: Units,
    first: NDArray[np.float64],
    pairs: NDArray[np.int64],
    rarity: NDArray[np.float32],
) -> NDArray[np.float32]:
    """The feature values, float32[units, len(NAMES)].

    ``first``: log-odds for spam of each unit at first look. ``pairs``: the bucket of the character pair that ends at each
    normalized character. ``rarity``: float32[2**NGRAM_BITS], inverse document frequency of each bucket.
    """
    count = len(units)
    if not count:
        return np.zeros((0, len(NAMES)), np.float32)
    chance = 1 / (1 + np.exp(-np.clip(first, -_LIMIT, _LIMIT)))
    length = np.minimum(units.end - units.start, 60).astype(np.float64)
    known = [(unit, contact.value) for unit, contact in contacts_in(sight, units)]
    columns = [
        first,
        *_likeness(sight, units, chance, pairs, rarity),
        *_runs(chance, length, known),
        np.full(count, np.log1p((chance * length).sum())),
        np.full(count, np.log1p(((1 - chance) * length).sum())),
        *_shared_contacts(chance, known),
    ]
    around = surroundings(chance[:, None], np.minimum(length, 40.0), units)
    return np.column_stack((*columns, *around)).astype(np.float32)


def _likeness(
    sight: Sight,
    units: Units,
    chance: NDArray[np.float64],
    pairs: NDArray[np.int64],
    rarity: NDArray[np.float32],
) -> tuple[NDArray[np.float64], ...]:
    """Share of each unit's pairs, rare ones counting more, that other units of either kind and near ones hold too."""
    count = len(units)
    start, end = normalized_spans(sight, units)
    length = end - start
    inside = np.repeat(start - np.concatenate(([0], np.cumsum(length)[:-1])), length) + np.arange(
        length.sum()
    )
    unit = np.repeat(np.arange(count), length)
    useful = is_han_pair(sight)[inside] & (inside > start[unit])
    key = np.unique((pairs[inside[useful]] << 32) | unit[useful])  # by pair, then by unit
    unit, pair = key & 0xFFFFFFFF, key >> 32
    if not len(key):
        return tuple(np.zeros(count) for _ in range(6))
    weight = rarity[pair].astype(np.float64)
    new = np.concatenate(([True], pair[1:] != pair[:-1]))
    group = np.cumsum(new) - 1
    spam = np.bincount(group, chance[unit])[group] - chance[unit]
    genuine = np.bincount(group, 1 - chance[unit])[group] - (1 - chance[unit])
    gap = np.where(new[1:], count + _NEAR_UNITS, unit[1:] - unit[:-1])
    before = np.concatenate(([False], gap <= _NEAR_UNITS))
    after = np.concatenate((gap <= _NEAR_UNITS, [False]))
    whole = np.maximum(np.bincount(unit, weight, minlength=count), 1e-3)
    like_spam = np.bincount(unit, weight * np.minimum(spam, 1), minlength=count) / whole
    like_genuine = np.bincount(unit, weight * np.minimum(genuine, 1), minlength=count) / whole
    odds = np.log((spam + _SMOOTH) / (genuine + _SMOOTH))
    leaning = np.bincount(unit, weight * odds, minlength=count) / np.sqrt(whole * 10)
    return (
        like_spam,
        like_genuine,
        like_spam - like_genuine,
        leaning,
        np.bincount(unit, weight * before, minlength=count) / whole,
        np.bincount(unit, weight * after, minlength=count) / whole,
    )


def _runs(
    chance: NDArray[np.float64], length: NDArray[np.float64], known: list[tuple[int, str]]
) -> tuple[NDArray[np.float64], ...]:
    """Of the run of warm or of cold units that each stands in: characters, mean and highest chance, a contact in it."""
    warm = chance > _WARM
    begins = np.flatnonzero(np.concatenate(([True], warm[1:] != warm[:-1])))
    run = np.cumsum(np.concatenate(([False], warm[1:] != warm[:-1])))
    characters = np.add.reduceat(length, begins)
    mean = np.add.reduceat(length * chance, begins) / np.maximum(characters, 1)
    holds = np.zeros(len(chance))
    holds[[unit for unit, _ in known]] = 1
    return (
        characters[run],
        mean[run],
        np.maximum.reduceat(chance, begins)[run],
        np.maximum.reduceat(holds, begins)[run],
    )


def _shared_contacts(
    chance: NDArray[np.float64], known: list[tuple[int, str]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum of the chances of the other units that give the same number, and of what they lack to one."""
    users: dict[str, set[int]] = {}
    for unit, value in known:
        users.setdefault(value, set()).add(unit)
    in_spam, in_genuine = np.zeros(len(chance)), np.zeros(len(chance))
    for sharing in users.values():
        if len(sharing) < 2:
            continue
        index = np.fromiter(sharing, np.int64)
        total = chance[index].sum()
        in_spam[index] = np.maximum(in_spam[index], np.minimum(total - chance[index], 5))
        rest = len(index) - total
        in_genuine[index] = np.maximum(in_genuine[index], np.minimum(rest - (1 - chance[index]), 5))
    return in_spam, in_genuine


def rarity_of(frequency: NDArray[np.int64], pages: int) -> NDArray[np.float32]:
    """Inverse document frequency from the number of pages that each bucket occurs on (Spärck Jones 1972)."""
    if frequency.shape != (1 << NGRAM_BITS,):
        raise ValueError(f"expected {1 << NGRAM_BITS} frequencies, got {frequency.shape}")
    return np.log((pages + 1) / (frequency + 1.0)).astype(np.float32)
