"""How likely the units of a page are spam: each step that costs more is for what is near what the one before remarked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from filters.arrays import Array, Bools, Floats, Indices, Places, near
from filters.features import (
    READING,
    RELATED,
    SENSE,
    WORDING,
    Excerpt,
    breaks,
    describe_each,
    excerpt,
    express,
    find_echoes,
    relate,
    weigh,
)
from filters.known import NOTHING_KNOWN, Known
from filters.labeller import Model, chain, load_model
from filters.lexicon import Kind
from filters.network import log_odds
from filters.reader import read, show
from filters.sight import Sight, scattered_lists, scattered_places
from filters.thinning import put_back, thin_out
from filters.units import Units, built_alike, normalized_spans, split_at, split_units, turns, unit_of
from filters.wording import Suspicion, wording_of

# Each step that costs more is for what is near a unit that is as likely as the first to be spam, on pages on which a unit is as
# likely as the second (a cascade; Viola and Jones 2001): what is read is so by itself, what is asked about in context when read.
_WORTH_READING, _WORTH_ASKING = (0.05, 0.07), (0.08, 0.15)
_UNREAD = -5.5  # about what the reader would say of what is not worth it
_READ_WITH = 4  # units on either side
_MOST_READ = 40_000  # characters of a page, far beyond what is worth it on most
# The other models are asked about the units near one whose chance is between these, on pages on which one is as likely as that.
_IN_DOUBT, _WORTH_A_SECOND_LOOK = (0.1, 0.97), 0.5
_NEAR = 8  # units on either side
CERTAIN = 1e-6  # no model is surer than this
_DRAWN_BY_LOT = 3.0  # log-odds that blocks of counties from all over the map add: no certainty, there are lists of clubs, too
# On pages on which a unit is as likely as the first, those in which the wording turns are judged in two if they are less likely
# than the second.
_WORTH_TURNING, _NO_TURN = 0.012, 0.825
# One of the parts must be by itself as likely as the first, among the neighbours of the whole, and the second, among its own. It
# is spam from the third on, if the other part is no likelier than the last.
_WORTH_PARTING, _PARTED, _TURN_TELLS, _REST_OF_TURN = 0.03, 0.3, 0.87, 0.1


def judge(
    sight: Sight, suspicion: Suspicion, known: Known = NOTHING_KNOWN, model: Model | None = None
) -> tuple[Units, Floats]:
    """The units near what is suspicious on a page and the probability that each is spam."""
    units = split_units(sight, suspicion.places, suspicion.sums)
    thinned = thin_out(sight, units)
    judged, chances = _judge(sight, suspicion, known, model or load_model(), units.take(thinned.left))
    return put_back(units, thinned, judged, chances) if len(thinned.copies) else (judged, chances)


def _judge(
    sight: Sight, suspicion: Suspicion, known: Known, model: Model, units: Units
) -> tuple[Units, Floats]:
    """The same for units that are judged together.

    What was glued to a sentence without a mark is lost among the sentence's own words while the two are judged as one. So where
    the wording turns within a unit that is not surely spam, the page is judged again with that unit in two; it stays so if only
    one part is spam. All other units keep their chances: more units on a page change what it says of each.
    """
    seen = excerpt(sight, units)
    drawn = np.concatenate((scattered_places(sight), scattered_lists(sight)[0]))
    first = _Case(seen, suspicion.sums, *_tell(seen, suspicion.sums), _weigh(seen, known, drawn))
    chances = _ask(first, np.arange(len(units)), model)
    if chances.max(initial=0.0) < _WORTH_TURNING:  # half of the clean pages
        return units, chances
    places = turns(sight, units, suspicion.sums)
    places = places[chances[units.start.searchsorted(places) - 1] < _NO_TURN]
    if not len(places):
        return units, chances
    parts = split_at(units, places)
    behind = parts.start.searchsorted(places)
    pairs = np.stack((behind - 1, behind))
    # Of the others what they say by themselves is known.
    whole, new = units.start.searchsorted(parts.start, side="right") - 1, pairs.T.ravel()
    meanings, values = first.meanings[whole], first.values[whole]
    meanings[new], told = _tell(excerpt(sight, parts.take(new)), suspicion.sums)
    values[new] = np.where(RELATED, values[new], told)
    seen = excerpt(sight, parts)
    second = _Case(seen, suspicion.sums, meanings, values, _weigh(seen, known, drawn))
    if second.alone(model, new)[1].max() < _WORTH_PARTING:
        return units, chances
    anew = _ask(second, new, model)
    each = anew[pairs]
    stands = (each.max(axis=0) >= _TURN_TELLS) & (each.min(axis=0) <= _REST_OF_TURN)
    if not stands.any():  # most pages
        return units, chances
    if chances.max() < _TURN_TELLS:
        stands &= ~_names_places(sight, parts)[np.where(each[0] > each[1], *pairs)]
    divided = split_at(units, places[stands])
    chances = chances[units.start.searchsorted(divided.start, side="right") - 1]
    chances[divided.start.searchsorted(parts.start[pairs[:, stands]])] = each[:, stands]
    return divided, chances


@dataclass(frozen=True, slots=True)
class _Case:
    """The units of a page, what is known of each, and what is to be added to the log-odds for spam of each.

    ``sums``: of ``read_wording``; ``meanings``, ``values``: float32[units, …], what ``_tell`` gives, to which what has to do
    with other units and what the networks say is added.
    """

    seen: Excerpt
    sums: Floats
    meanings: Array
    values: Array
    prior: Floats

    def alone(self, model: Model, some: slice | Places = slice(None)) -> tuple[Array, Array]:
        """What some units are by themselves, all if not told which."""
        meanings = self.meanings[some]
        self.values[some, SENSE] = model.sense(meanings)
        return model.alone(self.values[some], meanings)

    def read(self, model: Model, some: Places) -> Places:
        """Put what the reader says of some units into their values; which of them it has read."""
        seen = self.seen
        some = some[(seen.end - seen.start)[some].cumsum() <= _MOST_READ]
        if len(some):
            shown = show(seen.sight, self.sums, seen.start[some], seen.end[some], seen.units.block[some])
            self.values[some, READING] = read(model.layers, shown)
        return some


def _tell(seen: Excerpt, sums: Floats) -> tuple[Array, Array]:
    """The meanings of units, and their features that have to do with no other; none of them is read yet."""
    values = describe_each(seen)
    values[:, WORDING] = wording_of(sums, seen.start, seen.end)
    values[:, READING] = _UNREAD
    return express(seen), values


def _weigh(seen: Excerpt, known: Known, drawn: Indices) -> Floats:
    """What is to be added to the log-odds of units: for the contacts that are known, and for places drawn by lot."""
    prior = known.weigh(seen.sight, seen.units)
    unit, inside = unit_of(drawn, seen.start, seen.end)
    prior[unit[inside]] += _DRAWN_BY_LOT
    return prior


def _ask(case: _Case, new: Places, model: Model) -> Floats:
    """The probability that each unit is spam; if only some are ``new``, it is right of these, and 0 if none is worth more.

    What the reader says of the new ones is put into the ``values``.
    """
    seen, values, prior = case.seen, case.values, case.prior
    count = len(values)
    relate(values, seen, case.meanings)
    if len(new) < count and case.alone(model, new)[1].max() < _PARTED:
        return np.zeros(count)
    own, guess = case.alone(model)
    unread = np.zeros(count, np.bool_)
    unread[new] = True
    some = near(_worth(guess, prior, *_WORTH_READING), _READ_WITH, count)
    some = case.read(model, some[unread[some]])
    own[some], guess[some] = model.alone(values[some], case.meanings[some])
    wanted = near(_worth(guess, prior, *_WORTH_ASKING), _NEAR, count)
    if len(new) < count:
        wanted = np.intersect1d(wanted, near(new, _NEAR, count), assume_unique=True)
    if not len(wanted):  # many clean pages
        return guess.astype(np.float64)
    weight, alike = weigh(seen.units), built_alike(seen.sight.page, seen.units)
    between, echoes = breaks(values), find_echoes(seen.codes, seen.bounds)
    odds = log_odds(guess.astype(np.float64), CERTAIN)

    def ask(one: Model, wanted: Places, own: Array, guess: Array) -> Floats:
        """The chances by one model; of what is not wanted, the odds stay as they are."""
        odds[wanted] = one.score(own, guess, case.meanings, weight, alike, echoes, wanted)
        return chain(odds + prior, one.transitions, between)

    chances = ask(model, wanted, own, guess)
    in_doubt = (unread & (chances >= _IN_DOUBT[0]) & (chances <= _IN_DOUBT[1])).nonzero()[0]
    if len(in_doubt) and chances.max() >= _WORTH_A_SECOND_LOOK:
        wanted = near(in_doubt, _NEAR, count)
        chances = pool([chances, *(ask(peer, wanted, *case.alone(peer)) for peer in model.peers)])
    return chances


def _worth(chances: Array, prior: Floats, least: float, of_page: float) -> Places:
    """The units worth the next step, if one of the page is as likely as ``of_page``; those with a prior for it always are."""
    chosen = prior > 0
    if chances.max(initial=0.0) >= of_page:
        chosen |= chances >= least
    return np.flatnonzero(chosen)


def pool(chances: Sequence[Floats]) -> Floats:
    """The chances that several models give each unit as one: the mean of their log-odds (Genest and Zidek 1986)."""
    odds = log_odds(np.asarray(chances), CERTAIN).mean(axis=0)
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float64)


def _names_places(sight: Sight, units: Units) -> Bools:
    """Which units are names of places for the most part; laws and notices list those, too."""
    terms = sight.observed.terms
    names = terms.kind == Kind.REGION
    start, end = normalized_spans(sight, units)
    unit, inside = unit_of(terms.start[names], start, end)
    named = np.bincount(unit[inside], (terms.end - terms.start)[names][inside], minlength=len(units))
    return np.asarray(2 * named >= end - start)
