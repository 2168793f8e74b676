"""Corpora to a model: wording by logistic regression, sense and reading by small networks, context by one under a linear chain.

Wording (what n-grams say) tells which units are judged at all, and is, like sense (what the meaning of the words says) and
reading (what the characters say in their order), a feature of the last network. So all must be seen as they will be on pages
never seen: they are computed for each fold of examples by what was trained on others, which share no text with it: neither
families nor articles nor slogans (stacking with cross-fitting; Wolpert 1992). Documents are thus gone through twice: ``read`` for
the wording, ``prepare`` for the rest.

How well a model does on families it has never met depends on how many documents it has met, more than there is room for at once:
they come as several gatherings. Each reader has one of these in memory at a time; what is left for the networks, which see all of
them, is much less.
Needs PyTorch (``make train`` installs it).
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from filters import reader
from filters.cutting import PRESETS, decide
from filters.features import (
    BREAKS,
    NAMES,
    READING,
    SENSE,
    WORDING,
    Echoes,
    breaks,
    describe,
    excerpt,
    express,
    find_echoes,
    weigh,
)
from filters.joints import (
    ALL_GENUINE,
    ALL_SPAM,
    BLOCK_BEGINS,
    CHANCE,
    FEATURES,
    INPUTS,
    IS_CUT,
    SAYS_SPAM,
    SPAM_BEGINS,
    SPAM_ENDS,
    STAYS,
    UNIT_BEGINS,
    VERDICTS,
    Reading,
    may_part,
    read_again,
)
from filters.labeller import (
    CLIP,
    ECHO_FEW,
    ECHO_MASS,
    ECHO_PRIOR,
    ECHO_SCALE,
    KIN_MASS,
    KIN_PRIOR,
    KIN_SCALE,
    Model,
    squash,
)
from filters.network import DILATIONS, FARTHEST, REACH
from filters.reader import (
    CHARACTER_BITS,
    KINDS,
    ROOT_FLOOR,
    TABLE_WIDTH,
    Characters,
    kind_of_bucket,
    show,
)
from filters.reader import read as read_units
from filters.segment import Page
from filters.sight import Sight, glance, look
from filters.units import (
    Units,
    built_alike,
    inside_contacts,
    near,
    normalized_spans,
    split_at,
    split_units,
)
from filters.vectors import DIMENSIONS, load_vectors
from filters.wording import (
    NGRAM_BITS,
    NGRAMS,
    damp,
    ngram_buckets,
    spell,
    suspect,
    wording_of,
)

FOLDS = 5
NETWORKS = 3  # of a model
WIDTH = 96  # of their layers
# How many gatherings the networks go through in all, at least; and how often each, at least.
_ROUNDS, _AGAIN, _PACE = 9, 2, 3e-3
_AT_ONCE = 2  # processes, each of which needs some gigabytes
_DROPOUT, _MEANING_DROPOUT = 0.05, 0.2
_BATCH = 6000  # units
_GUESS = 0.1  # weight of the guesses in the loss: untaught, they may come to mean the opposite
# Of so many pages some units are divided where spam meets genuine text, mostly, and in some places by chance: so what is only a
# part of a sentence is known for what it is.
_DIVIDED, _AT_EDGES, _BY_CHANCE = 0.25, 0.8, 2.0
_LONGEST = 400  # units that are kept of a page: nearly all pages are shorter
_BEFORE = 300  # of these at most before a unit drawn from its spam
_CHROME = 0.3  # weight of the page's own furniture: an advertisement among it is no grave loss
_ASIDE, _ASIDE_REACH, _HEED = (
    16,
    4,
    3.0,
)  # units of spam, units beside these, what their weight grows by at most
_SENSE_WIDTH = 32
_CLEAR = (0.1, 0.9)  # units with a share of spam between these teach wording and sense nothing
_GENUINE = 5  # genuine units to one of spam that these are taught with
# Each of these readers is taught by some folds and reads the others for the networks; the filter has one taught by all.
_READERS = ((0, 1, 2), (2, 3, 4))
_READER_WIDTH, _READER_BATCH = 64, 16_000  # of its layers; characters
# How many gatherings the readers go through in all, at most; and how often each, at most.
_READER_ROUNDS, _READER_AGAIN, _READER_PACE = 6, 3, 3e-3
_READER_ROWS = 36  # units in a row that it is shown of a page at a time
_READER_LONGEST = 4000  # characters of such
_READER_SPREAD = 40  # characters that the stretches of a batch may differ by in length
_READER_DROPOUT = 0.1
_EACH = 0.5  # weight in its loss of the truth of each character
_JOINT_WIDTH, _JOINT_BATCH, _JOINT_EPOCHS = 48, 128, 10
_JOINT_DROPOUT, _CHARACTER_DROPOUT = 0.1, 0.3
_JOINT_SPREAD = 30  # characters that the units of a batch may differ by in length
_WHOLE = 0.25  # of the units without a joint that joints are learnt from
_EXCHANGED = 0.8  # of those with one, that are given the spam of another
_FAR = 40.0  # scores of a softmax beyond this are as good as certain

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """A page with its truth. ``fold``: shares no text with other folds.

    ``mask``: bool[characters], True where spam; ``chrome``: the same, where the page's own furniture is, which may well
    be advertisements.
    """

    page: Page
    mask: NDArray[np.bool_]
    chrome: NDArray[np.bool_]
    fold: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """What wording is learnt from: arrays[units] of a page, and the buckets of its n-grams, unit after unit."""

    spam: Floats  # share of spam characters
    weight: Floats
    length: NDArray[np.int64]  # normalized characters
    buckets: NDArray[np.int32]  # [characters, NGRAMS]
    fold: int


@dataclass(frozen=True, slots=True)
class Script:
    """The characters of the units of a page, as ``reader.Characters`` has them, and whether each is spam."""

    bounds: NDArray[np.int32]
    code: NDArray[np.uint16]
    word: NDArray[np.uint16]
    features: NDArray[np.float16]
    spam: NDArray[np.bool_]

    def shown(self) -> Characters:
        """As ``reader.read`` takes them."""
        nowhere = np.zeros(0, np.int64)
        features = self.features.astype(np.float32)
        return Characters(self.bounds.astype(np.int64), nowhere, self.code, self.word, features)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What all but wording is learnt from: arrays[units] of a page."""

    meanings: NDArray[np.float16]  # [units, DIMENSIONS]
    spam: Floats  # share of spam characters
    weight: Floats
    share: Floats  # of the page, before division by the sum
    alike: NDArray[np.int16]  # the same number where units are built alike
    echoes: Echoes
    breaks: NDArray[np.int8]  # what stands before each unit
    fold: int
    values: Floats  # [units, features], sense and reading left at 0
    script: Script


@dataclass(frozen=True, slots=True)
class Lines:
    """What networks are learnt from: arrays[units] of all pages of a gathering, one after the other.

    Not of each page, for arrays so small are copied where processes are to share them: who looks at one counts up in its head.
    """

    size: NDArray[np.int64]  # [pages], units of each
    values: NDArray[np.float16]  # [units, features], standardized
    meanings: NDArray[np.float16]
    spam: Floats
    weight: Floats
    share: Floats
    alike: NDArray[np.int16]
    breaks: NDArray[np.int8]
    words: Floats  # of ``Echoes``, as are the other two
    pairs: NDArray[np.int64]  # [pages], of each
    unit: NDArray[np.int32]  # [pairs]
    word: NDArray[np.int32]


Gathering = Callable[[], Sequence[Prepared]]  # reads the documents of one
_Result = TypeVar("_Result")


class Once(Protocol):
    """Does a thing, unless it has been done: a training that was interrupted need not begin anew."""

    def __call__(self, name: str, make: Callable[[], _Result], /) -> _Result:
        """What ``make`` gives, or gave when the thing of this ``name`` was done."""


def _anew(_: str, make: Callable[[], _Result], /) -> _Result:
    return make()


def read(example: Example, dice: np.random.Generator) -> Lesson:
    """All units of a page, of a long one a stretch."""
    sight = glance(example.page)
    everywhere = np.searchsorted(sight.normalized.offsets[:-1], example.page.blocks.start)
    units = split_units(look(example.page, sight), everywhere)
    start, end = normalized_spans(sight, units)
    share, weight = _truth(example, units)
    kept = _stretch(share, dice)
    length = (end - start)[kept]
    buckets = ngram_buckets(spell(sight)).T.astype(np.int32)
    inside = np.repeat(start[kept] - (np.cumsum(length) - length), length) + np.arange(length.sum())
    return Lesson(share[kept], weight[kept], length, buckets[inside], example.fold)


def prepare(example: Example, dice: np.random.Generator, ngrams: Floats) -> Prepared | None:
    """Units, features and truth of a page, of a long one a stretch; None if nothing on it is suspicious.

    ``ngrams``: the wording as learnt from the other folds.
    """
    sight = glance(example.page)
    suspicion = suspect(sight, ngrams)
    if suspicion is None:
        return None
    sight = look(example.page, sight)
    units = _divide(example, sight, split_units(sight, suspicion.places, suspicion.sums), dice)
    seen = excerpt(sight, units)
    share, weight = _truth(example, units)
    kept = _stretch(share, dice)
    meanings = express(seen)
    values = describe(seen, meanings)
    values[:, WORDING] = wording_of(suspicion.sums, seen.start, seen.end)
    shown = show(sight, suspicion.sums, seen.start[kept], seen.end[kept], units.block[kept])
    script = Script(
        shown.bounds.astype(np.int32),
        shown.code,
        shown.word,
        shown.features.astype(np.float16),
        example.mask[sight.normalized.offsets[shown.place]],
    )
    return Prepared(
        meanings[kept].astype(np.float16),
        share[kept],
        _heed_asides(share[kept], weight[kept]),
        weigh(units)[kept],
        np.unique(built_alike(example.page, units)[kept], return_inverse=True)[1].astype(np.int16),
        find_echoes(seen.codes, seen.bounds[kept.start : kept.stop + 1]),
        breaks(values)[kept],
        example.fold,
        values[kept],
        script,
    )


def _divide(example: Example, sight: Sight, units: Units, dice: np.random.Generator) -> Units:
    """The units of most pages; of some, such as are divided further, but in no number and with some letters in each part."""
    if not len(units) or dice.random() >= _DIVIDED:
        return units
    edges = np.flatnonzero(np.diff(example.mask)) + 1
    edges = edges[dice.random(len(edges)) < _AT_EDGES]
    chance = dice.integers(units.start[0], units.end[-1], dice.poisson(_BY_CHANCE))
    places = np.unique(np.concatenate((edges, chance))).astype(np.int32)
    places = places[~inside_contacts(sight, places)]
    solid = np.concatenate(([0], np.cumsum([character.isalnum() for character in example.page.text])))
    ends = np.unique(np.concatenate((units.start, units.end, places)))
    at = ends.searchsorted(places)
    before, behind = ends[np.maximum(at - 1, 0)], ends[np.minimum(at + 1, len(ends) - 1)]
    full = (solid[places] > solid[before]) & (solid[behind] > solid[places])
    return split_at(units, places[full])


def _truth(example: Example, units: Units) -> tuple[Floats, Floats]:
    """The share of spam of each unit, and its weight: long units weigh more, as more text is at stake."""
    solid = np.isin(example.page.codes, (32, 10), invert=True)
    spam, visible = (np.concatenate(([0], np.cumsum(column))) for column in (example.mask & solid, solid))
    share = (spam[units.end] - spam[units.start]) / np.maximum(visible[units.end] - visible[units.start], 1)
    weight = np.sqrt(np.minimum(units.end - units.start, 60)) * np.where(
        example.chrome[units.start], _CHROME, 1.0
    )
    return share.astype(np.float32), weight.astype(np.float32)


def _heed_asides(share: Floats, weight: Floats) -> Floats:
    """The weights of a page's units, but more where there is little spam, and beside it.

    A line that is overlooked spoils a page as a block of twenty does, and of blocks there is so much more to learn from.
    """
    count = int((share > 0.5).sum())
    if not 0 < count < _ASIDE:
        return weight
    heeded = weight.copy()
    heeded[near(np.flatnonzero(share > 0), _ASIDE_REACH, len(share))] *= min((_ASIDE / count) ** 0.5, _HEED)
    return heeded


def _stretch(share: Floats, dice: np.random.Generator) -> slice:
    """The units of a page that are kept: all, or some in a row, mostly around spam."""
    count = len(share)
    if count <= _LONGEST:
        return slice(0, count)
    found = np.flatnonzero(share > 0)
    middle = dice.choice(found) if len(found) and dice.random() < 0.8 else dice.integers(count)
    first = max(0, int(middle) - int(dice.integers(20, _BEFORE)))
    return slice(first, first + _LONGEST)


# ---------------------------------------------------------------------------------------------- wording and sense


def fit_wording(gatherings: Iterable[Sequence[Lesson]]) -> Floats:
    """Log-odds of n-grams, float32[FOLDS + 1, 2**NGRAM_BITS]: learnt from all folds but one each, and from all."""
    _settle(1)
    regressions = [_Regression() for _ in range(FOLDS + 1)]
    for lessons in gatherings:
        units, bags = _Units(lessons), _Bags(lessons)
        for left_out, regression in enumerate(regressions):
            regression.learn(units, bags, units.fold != left_out)
    return np.stack([regression.table() for regression in regressions])


def fit(
    gatherings: Sequence[Gathering], ngrams: Floats, networks: int = NETWORKS, once: Once = _anew
) -> Model:
    """Fit the rest to gatherings of all folds; the same ones in the same order give the same model. The digest is left empty.

    ``ngrams``: the wording as learnt from all folds; ``networks``: how many are trained, each from a start of its own.
    """
    readers = side_by_side(
        [
            partial(once, f"reader-{number}", partial(_fit_reader, gatherings, folds))
            for number, folds in enumerate(_READERS)
        ]
    )
    # In processes of their own, as what is read of the gatherings leaves memory full of holes.
    [measures] = side_by_side([partial(once, "measures", partial(_measure, gatherings[0], readers))])
    lines = [
        side_by_side([partial(once, f"lines-{number}", partial(_complete, load, readers, measures))])[0]
        for number, load in enumerate(gatherings)
    ]
    layers = {"mean": measures.mean, "scale": measures.scale, **measures.sense[FOLDS]}
    start = Model(NAMES, layers, np.zeros((BREAKS, 4), np.float32), ngrams, digest="")
    jobs: list[Callable[[], Any]] = [
        partial(once, "reader", partial(_fit_reader, gatherings, range(FOLDS))),
        *(partial(once, f"network-{seed}", partial(_learn, lines, start, seed)) for seed in range(networks)),
    ]
    models: list[Model]
    reader_of_all, *models = side_by_side(jobs)
    first, *peers = models
    return replace(first, layers={**reader_of_all, **first.layers}, peers=tuple(peers))


def _learn(lines: Sequence[Lines], start: Model, seed: int) -> Model:
    """A model with its network and chain fitted."""
    layers, transitions = _fit_network(lines, seed)
    return replace(start, layers={**start.layers, **layers}, transitions=transitions)


def side_by_side(jobs: Sequence[Callable[[], _Result]]) -> list[_Result]:
    """What each job gives, some at a time: in processes that see what is in memory here, which is too much to be sent."""
    with ProcessPoolExecutor(_AT_ONCE, get_context("fork"), initializer=_adopt, initargs=(jobs,)) as pool:
        return list(pool.map(_do, range(len(jobs))))


_adopted: list[Callable[[], Any]] = []  # the jobs of such a process


def _adopt(jobs: Sequence[Callable[[], Any]]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # else it would take up the next job
    _adopted[:] = jobs


def _do(number: int) -> Any:
    return _adopted[number]()


@dataclass(frozen=True, slots=True)
class _Measures:
    """What the values of all gatherings are completed and measured by."""

    sense: Sequence[Mapping[str, Floats]]  # layers that have not seen each fold, and such as have seen all
    mean: Floats
    scale: Floats


def _measure(load: Gathering, readers: Sequence[Mapping[str, Floats]]) -> _Measures:
    """Learn sense, and what values there are, from one gathering. ``readers``: the layers of those of ``_READERS``."""
    _settle(1)
    pages = load()
    units = _Units(pages)
    meanings = np.concatenate([page.meanings for page in pages])
    sense = [_grasp(units, meanings, units.fold != fold) for fold in range(FOLDS + 1)]
    values, usable = _values(pages, units, meanings, sense, readers)
    weight = units.weight[usable]
    mean = np.average(values, axis=0, weights=weight).astype(np.float32)
    spread = np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weight))
    return _Measures(sense, mean, (1 / (spread + 1e-3)).astype(np.float32))


def _values(
    pages: Sequence[Prepared],
    units: _Units,
    meanings: NDArray[np.float16],
    sense: Sequence[Mapping[str, Floats]],
    readers: Sequence[Mapping[str, Floats]],
) -> tuple[Floats, NDArray[np.bool_]]:
    """The values of the units that not all readers know, with sense and reading, and which units these are."""
    values = np.concatenate([page.values for page in pages])
    values[:, SENSE] = _senses(units, meanings, sense)
    values[:, READING] = _readings(pages, readers)
    usable = ~np.isin(units.fold, list(_known_to_all()))
    return squash(values[usable]), usable


def _known_to_all() -> set[int]:
    """The folds that are known to all readers."""
    return set.intersection(*map(set, _READERS))


def _complete(load: Gathering, readers: Sequence[Mapping[str, Floats]], measures: _Measures) -> Lines:
    """What networks are learnt from of a gathering. ``readers``: the layers of those of ``_READERS``."""
    pages = load()
    meanings = np.concatenate([page.meanings for page in pages])
    values, _ = _values(pages, _Units(pages), meanings, measures.sense, readers)
    left = [page for page in pages if page.fold not in _known_to_all()]
    return _join(left, _standardize(values, measures.mean, measures.scale))


def _join(pages: Sequence[Prepared], values: NDArray[np.float16]) -> Lines:
    """The pages one after the other, with ``values`` instead of their own."""
    size, pairs = (
        np.array(count, np.int64)
        for count in zip(*((len(p.spam), len(p.echoes.unit)) for p in pages), strict=True)
    )
    return Lines(
        size=size,
        values=values,
        meanings=np.concatenate([page.meanings for page in pages]),
        spam=np.concatenate([page.spam for page in pages]),
        weight=np.concatenate([page.weight for page in pages]),
        share=np.concatenate([page.share for page in pages]),
        alike=np.concatenate([page.alike for page in pages]),
        breaks=np.concatenate([page.breaks for page in pages]),
        words=np.concatenate([page.echoes.words for page in pages]),
        pairs=pairs,
        unit=np.concatenate([page.echoes.unit for page in pages]),
        word=np.concatenate([page.echoes.word for page in pages]),
    )


def _standardize(values: Floats, mean: Floats, scale: Floats) -> NDArray[np.float16]:
    values -= mean  # there is no room for copies
    values *= scale
    return values.clip(-CLIP, CLIP, out=values).astype(np.float16)


class _Units:
    """The truth of the units of all pages, and which may teach."""

    def __init__(self, pages: Sequence[Lesson] | Sequence[Prepared]) -> None:
        self.spam = np.concatenate([page.spam for page in pages])
        self.weight = np.concatenate([page.weight for page in pages])
        self.fold = np.repeat([page.fold for page in pages], [len(page.spam) for page in pages])
        self.clear = (self.spam <= _CLEAR[0]) | (self.spam >= _CLEAR[1])

    def draw(self, usable: NDArray[np.bool_], batch: int = 1024) -> Iterator[tuple[NDArray[np.int64], Any]]:
        """Clear units of spam, and genuine ones by their weight, in batches with their truth as a tensor."""
        import torch

        dice = np.random.default_rng(1)
        spam = self.spam > 0.5
        positive = np.flatnonzero(usable & self.clear & spam)
        negative = np.flatnonzero(usable & self.clear & ~spam)
        chance = self.weight[negative].astype(np.float64)
        drawn = dice.choice(negative, len(positive) * _GENUINE, p=chance / chance.sum())
        order = dice.permutation(np.concatenate((positive, drawn)))
        for at in range(0, len(order), batch):
            units = order[at : at + batch]
            yield units, torch.from_numpy(spam[units].astype(np.float32))


class _Bags:
    """The n-grams of all units."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self.length = np.concatenate([lesson.length for lesson in lessons])
        self._first = np.concatenate(([0], np.cumsum(self.length)[:-1]))
        self._buckets = np.concatenate([lesson.buckets for lesson in lessons])

    def take(self, units: NDArray[np.integer]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The buckets of the units [characters, NGRAMS], and where each unit begins among them."""
        length = self.length[units]
        begins = np.cumsum(length) - length
        return self._buckets[np.repeat(self._first[units] - begins, length) + np.arange(length.sum())], begins


class _Regression:
    """Logistic regression by one pass of stochastic gradient descent, which with so many texts needs no penalty."""

    def __init__(self) -> None:
        import torch

        self._table = torch.zeros(1 << NGRAM_BITS, 1, requires_grad=True)
        self._optimizer = torch.optim.SparseAdam([self._table], lr=0.02)

    def learn(self, units: _Units, bags: _Bags, usable: NDArray[np.bool_]) -> None:
        """Go through the units that are usable."""
        import torch

        for drawn, target in units.draw(usable):
            buckets, begins = bags.take(drawn)
            sums = torch.nn.functional.embedding_bag(
                torch.from_numpy(buckets.ravel().astype(np.int64)),
                self._table,
                torch.from_numpy(begins * NGRAMS),
                mode="sum",
                sparse=True,
            )[:, 0]
            odds = sums / torch.from_numpy(damp(bags.length[drawn]).astype(np.float32))
            loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, target)
            self._optimizer.zero_grad()
            loss.backward()
            self._optimizer.step()

    def table(self) -> Floats:
        """What has been learnt of each n-gram."""
        return np.asarray(self._table.detach().numpy()[:, 0].copy(), dtype=np.float32)


def _senses(units: _Units, meanings: NDArray[np.float16], layers: Sequence[Mapping[str, Floats]]) -> Floats:
    """The sense of each unit by the network that has not seen its fold."""
    sense = np.zeros(len(meanings), np.float32)
    nothing = np.zeros(0, np.float32)
    for fold in range(FOLDS):
        model = Model((), layers[fold], nothing, nothing, digest="")
        own = units.fold == fold
        sense[own] = model.sense(meanings[own].astype(np.float32))
    return sense


def _grasp(units: _Units, meanings: NDArray[np.float16], usable: NDArray[np.bool_]) -> dict[str, Floats]:
    """The layers of ``Model.sense``."""
    import torch

    shapes = {"meaning": (DIMENSIONS, _SENSE_WIDTH), "sense": (_SENSE_WIDTH, 1)}
    weights = _tensors(_draw_layers(shapes, np.random.default_rng(1)))
    optimizer = torch.optim.AdamW(list(weights.values()), lr=3e-3, weight_decay=0.02)
    for drawn, target in units.draw(usable):
        inputs = torch.from_numpy(meanings[drawn].astype(np.float32))
        hidden = torch.relu(inputs @ weights["meaning"] + weights["meaning_bias"])
        hidden = torch.nn.functional.dropout(hidden, _DROPOUT)
        odds = (hidden @ weights["sense"] + weights["sense_bias"])[:, 0]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return _arrays(weights)


# ---------------------------------------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some units in a row of a page: what a reader is shown of them, and their truth."""

    script: Script
    spam: Floats
    weight: Floats


def _readings(pages: Sequence[Prepared], readers: Sequence[Mapping[str, Floats]]) -> Floats:
    """The reading of each unit by a reader that saw other folds, not a number where all saw it."""
    readings = []
    for page in pages:
        unread = [layers for layers, folds in zip(readers, _READERS, strict=True) if page.fold not in folds]
        nothing = np.full(len(page.spam), np.nan, np.float32)
        readings.append(read_units(unread[0], page.script.shown()) if unread else nothing)
    return np.concatenate(readings)


def _fit_reader(gatherings: Sequence[Gathering], folds: Collection[int]) -> dict[str, Floats]:
    """The layers of ``reader.read``, learnt from the truth of units and, as that of one tells little, of each character."""
    import torch

    _settle(1)
    weights = _tensors(_draw_reader_layers(np.random.default_rng(1)))
    parameters = list(weights.values())
    optimizer = torch.optim.AdamW(parameters, weight_decay=0.02)
    rounds = (list(gatherings) * _READER_AGAIN)[:_READER_ROUNDS]

    def batches(number: int) -> list[list[_Stretch]]:
        taught = [page for page in rounds[number]() if page.fold in folds]
        return _reader_batches(taught, np.random.default_rng((1, number)))

    # What the pace depends on is counted beforehand: there is no room to keep it.
    steps = sum(len(batches(number)) for number in range(len(rounds)))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _READER_PACE, total_steps=steps)
    for batch in chain.from_iterable(map(batches, range(len(rounds)))):
        loss = _reader_loss(weights, batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        schedule.step()
    return {name: layer for name, layer in _arrays(weights).items() if not name.startswith("reader_each")}


def _draw_reader_layers(dice: np.random.Generator) -> dict[str, Any]:
    width = _READER_WIDTH
    around = {f"reader_around{number}": (width, width) for number in range(len(DILATIONS))}
    ends = {
        "reader_last": (2 * width, width),
        "reader_pool": (3 * width + 1, width),
        "reader_out": (width, 1),
    }
    shapes = {"reader_in": (reader.INPUTS, width), **around, **ends, "reader_each": (width, 1)}
    return {
        "reader_table": dice.normal(0, 0.3, (1 << CHARACTER_BITS, TABLE_WIDTH)),
        "reader_kinds": dice.normal(0, 0.3, (KINDS, TABLE_WIDTH)),
        **{
            f"{name}_taps": dice.normal(0, (2 * REACH + 1) ** -0.5, (2 * REACH + 1, width)) for name in around
        },
        **_draw_layers(shapes, dice),
    }


def _reader_batches(pages: Sequence[Prepared], dice: np.random.Generator) -> list[list[_Stretch]]:
    """A stretch of each page, in batches of about the same length, shuffled."""
    found = [_some_units(page, dice) for page in pages]
    found = [each for each in found if 0 < len(each.script.code) < _READER_LONGEST]
    size = np.array([len(each.script.code) for each in found])
    batches: list[list[_Stretch]] = [[]]
    for index in np.argsort(size + dice.integers(0, _READER_SPREAD, len(size)), kind="stable"):
        if batches[-1] and (len(batches[-1]) + 1) * size[index] > _READER_BATCH:
            batches.append([])
        batches[-1].append(found[index])
    return [batches[index] for index in dice.permutation(len(batches))]


def _some_units(page: Prepared, dice: np.random.Generator) -> _Stretch:
    """Units in a row, mostly around spam."""
    first, last = 0, len(page.spam)
    if last > _READER_ROWS:
        spam = np.flatnonzero(page.spam > 0)
        middle = dice.choice(spam) if len(spam) and dice.random() < 0.8 else dice.integers(last)
        first = max(0, int(middle) - int(dice.integers(4, _READER_ROWS - 4)))
        last = min(first + _READER_ROWS, last)
    bounds = page.script.bounds[first : last + 1]
    inside = slice(bounds[0], bounds[-1])
    script = page.script
    cut_out = Script(
        bounds - bounds[0],
        script.code[inside],
        script.word[inside],
        script.features[inside],
        script.spam[inside],
    )
    return _Stretch(cut_out, page.spam[first:last], page.weight[first:last])


def _reader_loss(weights: Mapping[str, Any], batch: Sequence[_Stretch]) -> Any:
    """Cross entropy of the units that are clear, and of the characters."""
    import torch

    length = torch.from_numpy(
        np.concatenate([np.diff(each.script.bounds) for each in batch]).astype(np.int64)
    )
    spam, weight = (
        torch.from_numpy(np.concatenate(column))
        for column in ([each.spam for each in batch], [each.weight for each in batch])
    )
    odds, each, there, truth = _see_units(weights, [stretch.script for stretch in batch], length)
    entropy = torch.nn.functional.binary_cross_entropy_with_logits
    weight = weight * ((spam <= _CLEAR[0]) | (spam >= _CLEAR[1]))
    whole = (entropy(odds, spam, reduction="none") * weight).sum() / weight.sum().clamp(min=1)
    return whole + _EACH * (entropy(each, truth, reduction="none") * there).sum() / there.sum()


def _see_units(
    weights: Mapping[str, Any], scripts: Sequence[Script], length: Any, *, learns: bool = True
) -> tuple[Any, Any, Any, Any]:
    """What ``reader.read`` does, for many pages side by side: log-odds of all units, in a row; and of each character.

    And tensors[pages, characters]: whether there is one, and whether it is spam. ``length``: characters of each unit.
    """
    import torch

    longest = max(len(each.code) for each in scripts)
    code, word = np.zeros((2, len(scripts), longest), np.int64)
    features = np.zeros((len(scripts), longest, scripts[0].features.shape[1]), np.float32)
    there, truth = np.zeros((2, len(scripts), longest), np.float32)
    for row, each in enumerate(scripts):
        count = len(each.code)
        code[row, :count], word[row, :count], features[row, :count] = each.code, each.word, each.features
        there[row, :count], truth[row, :count] = 1, each.spam

    def drop(values: Any, share: float) -> Any:
        return torch.nn.functional.dropout(values, share, training=learns)

    def dense(name: str, values: Any) -> Any:
        return torch.relu(values @ weights[name] + weights[f"{name}_bias"])

    kind = torch.from_numpy(kind_of_bucket()[code].astype(np.int64))
    characters = drop(weights["reader_table"][torch.from_numpy(code)], _CHARACTER_DROPOUT)
    characters = characters + weights["reader_kinds"][kind]
    words = torch.from_numpy(load_vectors().table[word])
    mask = torch.from_numpy(there)[..., None]
    own = dense("reader_in", torch.cat((characters, words, torch.from_numpy(features)), dim=-1)) * mask
    hidden = _look_around(weights, "reader_around", own, mask, lambda values: drop(values, _READER_DROPOUT))
    last = dense("reader_last", torch.cat((drop(hidden, _READER_DROPOUT), own), dim=-1))
    each_one = (last @ weights["reader_each"] + weights["reader_each_bias"])[..., 0]
    in_a_row = last[torch.from_numpy(there > 0)]
    mean, most = (
        torch.segment_reduce(in_a_row, way, lengths=length, axis=0, initial=0.0) for way in ("mean", "max")
    )
    pooled = (mean, most, (mean + ROOT_FLOOR).sqrt(), torch.log1p(length.float())[:, None])
    told = dense("reader_pool", drop(torch.cat(pooled, dim=-1), _READER_DROPOUT))
    odds = (told @ weights["reader_out"] + weights["reader_out_bias"])[:, 0]
    return odds, each_one, torch.from_numpy(there), torch.from_numpy(truth)


# ---------------------------------------------------------------------------------------------- joints


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit that is read again: what ``Reading`` has of its characters and those around it, and how it is to be seen.

    ``first``, ``last``: where the unit is among the characters; ``may_part``: of its characters; ``right``: 0 all is spam, 1 all
    is genuine, 2 + 2 n spam ends before character n of the unit, 3 + 2 n it begins there.
    """

    code: NDArray[np.uint16]
    word: NDArray[np.uint16]
    features: NDArray[np.float16]
    first: int
    last: int
    may_part: NDArray[np.bool_]
    right: int


def find_choices(example: Example, model: Model, dice: np.random.Generator) -> Iterator[Choice]:
    """The units of a page that may have a joint: those that have one, and a part of the others."""
    sight = glance(example.page)
    suspicion = suspect(sight, model.ngrams)
    if suspicion is None:
        return
    sight = look(example.page, sight)
    units, chances, cut = decide(sight, suspicion, PRESETS["retain"], model=model)
    reading = read_again(sight, suspicion.sums, units, chances, cut)
    if reading is not None:
        yield from choices_of(reading, example.mask, dice)


def choices_of(reading: Reading, mask: NDArray[np.bool_], dice: np.random.Generator) -> Iterator[Choice]:
    """What is to be learnt from the units that are read again; ``mask``: bool[characters of the page], True where spam."""
    bounds = list(zip(reading.first.tolist(), reading.last.tolist(), strict=True))
    every = may_part(reading, np.concatenate([np.arange(*each) for each in bounds]))
    begins = np.concatenate(([0], np.cumsum(reading.last - reading.first)))
    for number, (first, last) in enumerate(bounds):
        inside = np.arange(first, last)
        may = every[begins[number] : begins[number + 1]]
        spam = mask[reading.place[inside]]
        solid = np.flatnonzero(reading.solid[inside])
        turns = np.flatnonzero(np.diff(spam[solid]))
        if len(turns) > 1 or not len(solid) or (not len(turns) and dice.random() > _WHOLE):
            continue
        right = int(not spam[solid[0]])
        if len(turns):
            at = int(solid[turns[0]]) + 1  # directly behind the last character of the first part
            if not may[at]:
                continue
            right += 2 + 2 * at
        begin, end = max(first - FARTHEST, 0), last + FARTHEST
        yield Choice(
            reading.code[begin:end],
            reading.word[begin:end],
            reading.features[begin:end].astype(np.float16),
            first - begin,
            last - begin,
            may,
            right,
        )


def _exchange(choice: Choice, other: Choice) -> Choice:
    """A unit with a joint, with the spam of another: so there is no end of advertisements in other sentences.

    It has the verdict and the chance of the first, and the joint is between the same kinds of parts.
    """
    at, its = (each.right // 2 - 1 for each in (choice, other))
    if choice.right % 2:  # spam begins
        before, spam, behind = choice.first + at, slice(other.first + its, other.last), choice.last
        may, right = (choice.may_part[:at], other.may_part[its:]), choice.right
    else:
        before, spam, behind = choice.first, slice(other.first, other.first + its), choice.first + at
        may, right = (other.may_part[:its], choice.may_part[at:]), other.right
    last = choice.first + sum(map(len, may))

    def together(own: NDArray[Any], foreign: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate((own[:before], foreign[spam], own[behind:]))

    features = together(choice.features, other.features)
    # What is said of the unit as a whole, and where it begins.
    unit, begins = [CHANCE, IS_CUT, STAYS], [UNIT_BEGINS, BLOCK_BEGINS]
    features[choice.first : last, unit] = choice.features[choice.first, unit]
    features[choice.first : last, begins] = 0
    features[choice.first, begins] = choice.features[choice.first, begins]
    return Choice(
        together(choice.code, other.code),
        together(choice.word, other.word),
        features,
        choice.first,
        last,
        np.concatenate(may),
        right,
    )


def fit_joints(choices: Sequence[Choice]) -> dict[str, Floats]:
    """The layers of ``joints.part``; the same choices in the same order give the same."""
    import torch

    _settle(1)
    dice = np.random.default_rng(1)
    weights = _tensors(_draw_joint_layers(dice))
    parameters = list(weights.values())
    optimizer = torch.optim.AdamW(parameters, weight_decay=0.02)
    batches = -(-len(choices) // _JOINT_BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=_JOINT_EPOCHS * batches)
    parted = {
        side: [each for each in choices if each.right >= 2 and each.right % 2 == side] for side in (0, 1)
    }
    length = np.array([len(each.code) for each in choices])
    for _ in range(_JOINT_EPOCHS):
        order = np.argsort(length + dice.integers(0, _JOINT_SPREAD, len(choices)), kind="stable")
        starts = np.arange(0, len(choices), _JOINT_BATCH)
        for start in dice.permutation(starts):
            batch = [choices[index] for index in order[start : start + _JOINT_BATCH]]
            for at, each in enumerate(batch):
                if each.right >= 2 and dice.random() < _EXCHANGED:
                    others = parted[each.right % 2]
                    batch[at] = _exchange(each, others[dice.integers(len(others))])
            scores, right = _see(weights, batch)
            loss = (scores.logsumexp(dim=1) - scores.gather(1, right[:, None])[:, 0]).clamp(max=_FAR).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
    layers = _arrays(weights)
    # There are more units without a joint than it has seen.
    layers["joint_out_bias"][[SPAM_ENDS, SPAM_BEGINS]] += np.log(_WHOLE)
    return layers


def _draw_joint_layers(dice: np.random.Generator) -> dict[str, Any]:
    width = _JOINT_WIDTH
    around = {f"joint_around{number}": ((2 * REACH + 1) * width, width) for number in range(len(DILATIONS))}
    ends = {"joint_last": (2 * width, width), "joint_out": (width, VERDICTS)}
    return {
        "joint_table": dice.normal(0, 0.3, (1 << CHARACTER_BITS, TABLE_WIDTH)),
        "joint_kinds": dice.normal(0, 0.3, (KINDS, TABLE_WIDTH)),
        **_draw_layers({"joint_in": (INPUTS, width), **around, **ends}, dice),
    }


def _see(weights: Mapping[str, Any], batch: Sequence[Choice], *, learns: bool = True) -> tuple[Any, Any]:
    """How each unit may be seen, by log-odds up to a constant, [units, 2 + 2 characters], and which is right."""
    import torch

    longest, size = max(len(each.code) for each in batch), max(each.last - each.first for each in batch)
    code, word = np.zeros((2, len(batch), longest), np.int64)
    features = np.zeros((len(batch), longest, FEATURES), np.float32)
    there = np.zeros((len(batch), longest, 1), np.float32)
    may = np.zeros((len(batch), size), np.bool_)
    for row, each in enumerate(batch):
        count = len(each.code)
        code[row, :count], word[row, :count], features[row, :count] = each.code, each.word, each.features
        there[row, :count] = 1
        may[row, : each.last - each.first] = each.may_part
    first, length, right = (
        torch.tensor(column)
        for column in zip(*((each.first, each.last - each.first, each.right) for each in batch), strict=True)
    )

    def dense(name: str, values: Any) -> Any:
        return torch.relu(values @ weights[name] + weights[f"{name}_bias"])

    def drop(values: Any, share: float) -> Any:
        return torch.nn.functional.dropout(values, share, training=learns)

    kind = torch.from_numpy(kind_of_bucket()[code].astype(np.int64))
    characters = drop(weights["joint_table"][torch.from_numpy(code)], _CHARACTER_DROPOUT)
    characters = characters + weights["joint_kinds"][kind]
    words = torch.from_numpy(load_vectors().table[word])
    mask = torch.from_numpy(there)
    own = dense("joint_in", torch.cat((characters, words, torch.from_numpy(features)), dim=-1)) * mask
    hidden = _look_around(weights, "joint_around", own, mask, lambda values: drop(values, _JOINT_DROPOUT))
    at = (first[:, None] + torch.arange(size)).clamp(max=longest - 1)[..., None].expand(-1, -1, _JOINT_WIDTH)
    last = dense("joint_last", torch.cat((hidden.gather(1, at), own.gather(1, at)), dim=-1))
    told = last @ weights["joint_out"] + weights["joint_out_bias"]
    told = told * (torch.arange(size) < length[:, None])[..., None]
    spam = told[..., SAYS_SPAM]
    total = spam.sum(dim=1, keepdim=True)
    lean = 2 * (spam.cumsum(dim=1) - spam) - total
    joints = torch.stack((told[..., SPAM_ENDS] + lean, told[..., SPAM_BEGINS] - lean), dim=-1)
    joints = joints.masked_fill(~torch.from_numpy(may)[..., None], -_FAR * _FAR)
    whole = (
        torch.cat((total, -total), dim=1) + told[..., [ALL_SPAM, ALL_GENUINE]].sum(dim=1) / length[:, None]
    )
    return torch.cat((whole, joints.flatten(1)), dim=1), right


def _look_around(
    weights: Mapping[str, Any], name: str, hidden: Any, mask: Any, drop: Any = lambda values: values
) -> Any:
    """What ``network.look_around`` does, for many pages side by side, with what is dropped before each convolution."""
    import torch

    width = hidden.shape[-1]

    def in_order(values: Any) -> Any:  # by pages, rows, columns: a fourth faster
        return values[:, :, None].contiguous(memory_format=torch.channels_last)

    for number, dilation in enumerate(DILATIONS):
        layer, bias = weights[f"{name}{number}"], weights[f"{name}{number}_bias"]
        alone = f"{name}{number}_taps" in weights  # whether each column is weighed by itself
        if alone:
            kernel = weights[f"{name}{number}_taps"].t()[:, None]
        else:
            kernel = layer.view(2 * REACH + 1, width, width).permute(2, 1, 0)
        around = torch.nn.functional.conv2d(
            in_order(drop(hidden).transpose(1, 2)),
            in_order(kernel),
            None if alone else bias,
            padding=(0, REACH * dilation),
            dilation=(1, dilation),
            groups=width if alone else 1,
        )[:, :, 0].transpose(1, 2)
        hidden = hidden + torch.relu(around @ layer + bias if alone else around) * mask
    return hidden


# ---------------------------------------------------------------------------------------------- network


def _settle(seed: int) -> None:
    """Let PyTorch do the same each time; in one thread, as sums depend on how they are divided."""
    import torch

    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)


def _fit_network(gatherings: Sequence[Lines], seed: int) -> tuple[dict[str, Floats], Floats]:
    """The layers and the transitions that give the marginals of the chain the highest likelihood.

    For what is wanted is each unit's posterior, not the best labelling of a page (Kakade, Teh and Roweis 2002).
    """
    import torch

    _settle(seed)
    dice = np.random.default_rng(seed)
    weights = _start(gatherings[0].values.shape[1], dice)
    parameters = list(weights.values())
    optimizer = torch.optim.AdamW(parameters, weight_decay=0.02)
    batches = [
        (lines, bounds, pages)
        for lines in gatherings
        for bounds in [_bounds(lines)]
        for pages in _batches(lines.size)
    ]
    epochs = max(-(-_ROUNDS // len(gatherings)), _AGAIN)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _PACE, total_steps=epochs * len(batches))
    for _ in range(epochs):
        for batch in dice.permutation(len(batches)):
            loss = _loss(weights, *_stack(*batches[batch]))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
    arrays = _arrays(weights)
    transitions = arrays.pop("transitions")
    return arrays, transitions


def _start(features: int, dice: np.random.Generator) -> dict[str, Any]:
    """Random weights of the network, by the names of ``Model.layers``, and of the chain."""
    shapes = {"first": (features + DIMENSIONS, WIDTH), "second": (WIDTH, WIDTH), "page": (3 * WIDTH, WIDTH)}
    shapes |= {f"around{number}": ((2 * REACH + 1) * WIDTH, WIDTH) for number in range(len(DILATIONS))}
    shapes |= {"last": (2 * WIDTH, WIDTH), "out": (WIDTH, 1), "guess": (WIDTH, 1)}
    drawn = {
        "echo": dice.normal(0, 0.3, (2, WIDTH)),
        "notice": dice.normal(0, 0.1, WIDTH),
        "likeness": dice.normal(0, 0.5, (2, WIDTH)),
        "kin": dice.normal(0, 0.5, (2, WIDTH)),
        "transitions": np.tile(np.array([0.5, -0.5, -0.5, 0.5]), (BREAKS, 1)),
    }
    return _tensors(drawn | _draw_layers(shapes, dice))


def _draw_layers(shapes: Mapping[str, tuple[int, int]], dice: np.random.Generator) -> dict[str, Any]:
    """Weights [inputs, outputs] that keep the spread of what they are given (LeCun et al. 1998), and biases."""
    drawn = {}
    for name, shape in shapes.items():
        drawn[name] = dice.normal(0, np.sqrt(1 / shape[0]), shape)
        drawn[f"{name}_bias"] = np.zeros(shape[1])
    return drawn


def _tensors(arrays: Mapping[str, Any]) -> dict[str, Any]:
    import torch

    return {
        name: torch.tensor(array.astype(np.float32), requires_grad=True) for name, array in arrays.items()
    }


def _arrays(tensors: Mapping[str, Any]) -> dict[str, Floats]:
    return {name: np.asarray(tensor.detach().numpy(), np.float32) for name, tensor in tensors.items()}


def _batches(size: NDArray[np.int64]) -> Iterator[list[int]]:
    """Pages of about the same length together; ``size``: units of each."""
    batch: list[int] = []
    for page in np.argsort(size, kind="stable").tolist():
        if batch and (len(batch) + 1) * size[page] > _BATCH:
            yield batch
            batch = []
        batch.append(page)
    yield batch


def _bounds(lines: Lines) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the units and the pairs of each page begin, and behind the last."""
    first, second = (np.concatenate(([0], np.cumsum(count))) for count in (lines.size, lines.pairs))
    return first, second


def _stack(
    lines: Lines, bounds: tuple[NDArray[np.int64], NDArray[np.int64]], batch: Sequence[int]
) -> tuple[Any, Any, Any, Any, Any, Any, Any, Any, tuple[Any, Any, Any]]:
    """Tensors[pages, units]: features, meanings, truth, weights, shares, what is built alike, what stands before, whether there
    is a unit.

    And the echoes: flat places of units, numbers of words, and tensor[pages, units] of how many words each unit has.
    """
    import torch

    begins, pair_begins = bounds
    longest = max(int(lines.size[page]) for page in batch)
    meanings = np.zeros((len(batch), longest, DIMENSIONS), np.float32)
    inputs = np.zeros((len(batch), longest, lines.values.shape[1]), np.float32)
    columns = np.zeros((5, len(batch), longest), np.float32)
    places, numbers, words = [], [], 0
    alike, before = np.zeros((2, len(batch), longest), np.int64)
    for row, page in enumerate(batch):
        count, units = lines.size[page], slice(begins[page], begins[page + 1])
        inputs[row, :count] = lines.values[units]
        meanings[row, :count] = lines.meanings[units]
        alike[row, :count] = lines.alike[units]
        before[row, :count] = lines.breaks[units]
        columns[:3, row, :count] = lines.spam[units], lines.weight[units], lines.share[units]
        columns[3, row, :count] = 1
        columns[4, row, :count] = lines.words[units]
        pairs = slice(pair_begins[page], pair_begins[page + 1])
        word = lines.word[pairs].astype(np.int64)
        places.append(lines.unit[pairs].astype(np.int64) + row * longest)
        numbers.append(word + words)
        words += int(word.max(initial=-1)) + 1
    spam, weight, share, there, wordy = torch.from_numpy(columns)
    return (
        torch.from_numpy(inputs),
        torch.from_numpy(meanings),
        spam,
        weight,
        share,
        torch.from_numpy(alike),
        torch.from_numpy(before),
        there,
        (torch.from_numpy(np.concatenate(places)), torch.from_numpy(np.concatenate(numbers)), wordy),
    )


def _loss(
    weights: Mapping[str, Any],
    inputs: Any,
    meanings: Any,
    spam: Any,
    weight: Any,
    share: Any,
    alike: Any,
    before: Any,
    there: Any,
    echoes: tuple[Any, Any, Any],
) -> Any:
    """Cross entropy of the units' posteriors, and of what they are taken for by themselves."""
    import torch

    scores, guesses = _score(weights, inputs, meanings, share, alike, there, echoes)
    odds = _marginals(scores, weights["transitions"], before, there)
    entropy = torch.nn.functional.binary_cross_entropy_with_logits
    loss = entropy(odds, spam, reduction="none") + _GUESS * entropy(guesses, spam, reduction="none")
    return (loss * weight).sum() / weight.sum()


def _score(
    weights: Mapping[str, Any],
    inputs: Any,
    meanings: Any,
    share: Any,
    alike: Any,
    there: Any,
    echoes: tuple[Any, Any, Any],
) -> tuple[Any, Any]:
    """What ``Model.score`` does, for many pages side by side and with dropout; and log-odds of the guesses."""
    import torch

    def dense(name: str, values: Any) -> Any:
        return torch.relu(values @ weights[name] + weights[f"{name}_bias"])

    def drop(values: Any, share: float) -> Any:
        return torch.nn.functional.dropout(values, share)

    mask = there[..., None]
    inputs = torch.cat((drop(inputs, _DROPOUT), drop(meanings, _MEANING_DROPOUT)), dim=-1)
    own = drop(dense("second", dense("first", inputs)), _DROPOUT) * mask
    part = (share / share.sum(dim=1, keepdim=True).clamp(min=1))[..., None]
    notice = torch.softmax((own @ weights["notice"]).masked_fill(there == 0, -1e9), dim=1)[..., None]
    page = torch.cat(((own * part).sum(dim=1), (own * notice).sum(dim=1), own.max(dim=1).values), dim=-1)
    guesses = own @ weights["guess"] + weights["guess_bias"]
    guess = torch.sigmoid(guesses)
    likeness = _likeness(meanings, share[..., None] * torch.cat((guess, 1 - guess), dim=-1))
    added = (page @ weights["page"] + weights["page_bias"])[:, None] + likeness @ weights["likeness"]
    added = added + _kin(guess[..., 0], share, alike) @ weights["kin"]
    added = added + _echo(guess[..., 0], share, *echoes) @ weights["echo"]
    hidden = own + added * mask
    hidden = _look_around(weights, "around", hidden, mask)
    hidden = drop(hidden, _DROPOUT)
    last = dense("last", torch.cat((hidden, own), dim=-1))
    return (last @ weights["out"])[..., 0] + weights["out_bias"], guesses[..., 0]


def _likeness(meanings: Any, weights: Any) -> Any:
    """What ``labeller._likeness`` does, for many pages side by side."""
    directions = meanings / (meanings.square().sum(dim=-1, keepdim=True).sqrt() + 0.1)
    sums = weights.transpose(1, 2) @ directions
    own = weights * directions.square().sum(dim=-1, keepdim=True)
    length = (sums.square().sum(dim=-1) + 1e-9).sqrt() + 1
    return (directions @ sums.transpose(1, 2) - own) / length[:, None]


def _kin(guess: Any, share: Any, alike: Any) -> Any:
    """What ``labeller._kin`` does, for many pages side by side; what is no unit has a share of 0."""
    import torch

    def others(parts: Any) -> Any:
        return torch.zeros_like(parts).scatter_add(1, alike, parts).gather(1, alike) - parts

    mass = others(share)
    spam = (others(guess * share) + KIN_PRIOR * KIN_MASS) / (mass + KIN_MASS)
    return torch.stack((spam, torch.log1p(mass / KIN_SCALE)), dim=-1)


def _echo(guess: Any, share: Any, unit: Any, word: Any, words: Any) -> Any:
    """What ``labeller._echo`` does, for many pages side by side."""
    import torch

    count = int(word.max()) + 1 if len(word) else 0

    def others(parts: Any) -> Any:
        own = parts.reshape(-1)[unit]
        return torch.zeros(count).index_add(0, word, own)[word] - own

    mass = others(share)
    spam = (others(guess * share) + ECHO_PRIOR * ECHO_MASS) / (mass + ECHO_MASS)
    sums = [
        torch.zeros(guess.numel()).index_add(0, unit, parts).view(guess.shape) for parts in (spam, 1 - spam)
    ]
    return torch.stack(sums, dim=-1) * (ECHO_SCALE / (words + ECHO_FEW))[..., None]


def _marginals(odds: Any, transitions: Any, breaks: Any, there: Any) -> Any:
    """Log-odds of the posteriors: ``labeller.chain`` in logarithms, for many pages side by side."""
    import torch

    steps = odds.unbind(dim=1)
    moves = [move.unbind(dim=-1) for move in transitions[breaks].unbind(dim=1)]
    forward = [steps[0]]
    for step, (stay_other, enter, leave, stay_spam) in zip(steps[1:], moves[1:], strict=True):
        ratio = forward[-1]
        moved = torch.logaddexp(enter, ratio + stay_spam) - torch.logaddexp(stay_other, ratio + leave)
        forward.append(step + moved)
    ratio = torch.zeros_like(steps[0])
    backward = [ratio]
    behind = zip(reversed(steps[1:]), reversed(moves[1:]), reversed(there.unbind(dim=1)[1:]), strict=True)
    for step, (stay_other, enter, leave, stay_spam), exists in behind:
        after = step + ratio
        ratio = torch.logaddexp(leave, stay_spam + after) - torch.logaddexp(stay_other, enter + after)
        ratio = ratio * exists
        backward.append(ratio)
    return torch.stack(forward, dim=1) + torch.stack(backward[::-1], dim=1)
