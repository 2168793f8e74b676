"""What of a page is cut: units that are likely enough to be spam, in runs that are, and what belongs to those."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from filters import signals
from filters.arrays import Bools, Floats, Places, is_han
from filters.chrome import account_card
from filters.facts import IS_SUBHEADING
from filters.judging import CERTAIN, judge
from filters.known import NOTHING_KNOWN, Known
from filters.labeller import Model
from filters.letters import collapse, share
from filters.lexicon import Kind
from filters.network import log_odds
from filters.reports import REPORTED, reported
from filters.seams import PAUSES, STOPS
from filters.segment import Page
from filters.sight import Sight, place_lists, shuffled_places
from filters.signals import address, phone, terms
from filters.tags import TAG_CODE
from filters.units import Units, contacts_in, holding, normalized_spans, split_at, unit_of
from filters.wording import Suspicion


class Thresholds(NamedTuple):
    """Posteriors from which units are spam.

    ``between``: each of the lines between what is cut; ``line``: each of a run, in lines that go as a whole; ``text``: each of a
    run, in paragraphs and in lines of which something stays; ``run``: one at least of the run, which brings along all of its
    block that is likely; ``telling``: one at least of the page. None of these is less than the one before it.
    ``reach``: how far a unit may be from one that is certain, in characters that would be cut.
    """

    between: float
    line: float
    text: float
    run: float
    telling: float
    reach: int


# `retain` is for corpora (keep every genuine sentence), `recall` to hunt spam.
PRESETS = {
    "retain": Thresholds(0.28, 0.47, 0.66, 0.825, 0.87, 80),
    "balanced": Thresholds(0.3, 0.5, 0.5, 0.8, 0.85, 160),
    "recall": Thresholds(0.25, 0.25, 0.25, 0.6, 0.6, 1_000_000),
}
_GENUINE = 0.1  # what is no likelier to be spam than this is surely genuine
_NOT_EXCLUDED = 0.1  # enough where everything else says that it is spam
LIKELY = 0.5  # from here on a number beside what is cut is more likely spam than not
_ALL_LIKELY = 0.62  # enough for the rest of a block with a sure unit
_TELLING = 0.7  # a number or a list of places that is likelier to be spam than this tells of the page
_WORD = 2  # letters, or Chinese characters, that make one
# Log-odds from which a unit is certain, and how much less than the surest it may be on pages where that is little.
_SURE_ODDS, _NEAR_SUREST = 2.5, 2.5
_LONGEST_LINE = 25  # characters
# Characters in a run that is cut on either side of what they settle: what is not excluded, and in one paragraph what is not ruled
# out. Genuine sentences hardly stand so within a paragraph, unless a whole page comes as one.
_MUCH, _VERY_MUCH = 100, 200
_NOT_RULED_OUT = 0.01
# Of a block that is cut but for a scrap, that goes, too, if it is as likely as this.
_REST_LIKELY, _SCRAP, _SCRAP_SHARE = 0.15, 8, 0.2
_STOPS = np.array([ord(mark) for mark in "。！？!?…；;”"], np.uint32)
_FULL_STOP = ord("。")
_PAUSES, _SENTENCE_ENDS = frozenset(PAUSES), frozenset(STOPS)
_LONGEST_END, _ENDS_LIKELY = 12, 0.25  # characters of the last clause of a sentence
_SURE_NUMBER = 0.825  # of a number whose sentence goes with it to its end
_BETWEEN_PLACES = frozenset("，,、/|·")
_OF_PLACE = re.compile(r"的|[人市县区镇乡村]?民|政府|[市县]?委")  # which a sentence speaks of
_AT_ONCE = re.compile(r"[\u4e00-\u9fff]{1,4}[。！!]\s*")
# Share of the title's pairs of characters that genuine text repeats, and a chance that no headline of such text has.
_ON_THE_TITLE, _SURELY_SPAM = 0.05, 0.99
_CAPTION_TELLS = 0.96  # captions that are less likely tell of nothing
_LONGEST_SECTION = 15  # characters of its heading
_LONGEST_LABEL = 12  # characters: what stands before a number, such as 服务电话：
_LABEL = 0.3  # likelier labels go with what they introduce
# Who answers a number, behind it.
_WHO = re.compile(
    r"[\s（(]{0,2}[\u4e00-\u9fff]{1,2}(?:经理|老师|师傅|先生|女士|小姐|会计|主任|医生|教练|总|姐|哥|工)[)）]?[，。,.!！]?"
)
# Numbers that firms rent for their hotlines, and mobile ones, tell of spam from a lesser chance, as genuine texts give mostly
# others; but not disguised ones, for whatever is disguised looks like spam.
_RENTED, _RENTED_TELLS, _MOBILE_TELLS = ("400", "800"), 0.65, 0.7
_NEVER = 2.0  # more than any chance


def decide(
    sight: Sight,
    suspicion: Suspicion,
    thresholds: Thresholds,
    known: Known = NOTHING_KNOWN,
    model: Model | None = None,
) -> tuple[Units, Floats, Bools]:
    """The units near what is suspicious, the probability that each is spam, and whether it is cut by one of ``PRESETS``."""
    units, chances = judge(sight, suspicion, known, model)
    first, last = account_card(sight.page)
    chances = np.where((units.block >= first) & (units.block < last), 0.0, chances)
    if chances.max(initial=0.0) >= LIKELY:
        chances = np.where(reported(sight, units, chances), np.minimum(chances, REPORTED), chances)
    # A unit in which nothing is to be seen may go with others; by itself it tells of nothing.
    start, end = normalized_spans(sight, units)
    chances = np.where(start < end, chances, np.minimum(chances, thresholds.line))
    cut = np.zeros(len(units), np.bool_)
    if chances.max(initial=0.0) < min(_RENTED_TELLS, thresholds.telling):
        return units, chances, cut
    # What is likely enough for such a number; its chance is told as it is. Figures in a line of their own may be anything.
    words = _says_something(sight, start, end)
    spoken = np.bincount(units.block, words)[units.block] > 0
    enough = spoken & (chances >= _numbers_tell_from(sight, units))
    likely = np.where(enough, np.maximum(chances, thresholds.telling), chances)
    # Where there is spam, some of what is said is very likely; on most genuine pages that would lose something nothing is.
    if likely.max(initial=0.0) >= thresholds.telling:
        number, places = _gives_number(sight, units), _gives_places(sight, units)
        said = (words & ~_is_heading(sight.page, units, likely)) | number
        if likely[said].max(initial=0.0) >= thresholds.telling:
            length = units.end - units.start
            cut = anchored(likely, units.block, in_lines(sight.page, units), length, thresholds)
            odds = log_odds(likely, CERTAIN)
            certain = (number | places) & (likely >= _TELLING)
            certain |= odds >= min(_SURE_ODDS, odds.max() - _NEAR_SUREST)
            cut = within_reach(length, cut, certain, thresholds.reach)
    return units, chances, with_places(sight, units, with_numbers(sight, units, likely, cut))


def with_ends(sight: Sight, units: Units, chances: Floats, cut: Bools) -> Bools:
    """``cut``, and the last clauses of sentences that give a number and are cut up to a pause: 拨打400-700-1234，一路相伴。

    Of such without a pause what is as short as in 拨打400-700-1234取消。
    """
    short = units.end - units.start <= _LONGEST_END
    possible = cut[:-1] & (~cut & short & (chances >= _ENDS_LIKELY))[1:]
    possible &= units.block[1:] == units.block[:-1]
    if not possible.any():
        return cut
    cut, text = cut.copy(), sight.page.text
    numbers = _gives_number(sight, units) & (chances >= _SURE_NUMBER)
    marks = [text[start:end].rstrip()[-1:] for start, end in zip(units.start, units.end, strict=True)]
    for unit in (possible.nonzero()[0] + 1).tolist():
        at_once = numbers[unit - 1] and _AT_ONCE.fullmatch(text[units.start[unit] : units.end[unit]])
        before = marks[unit - 1]
        goes_on = before in _PAUSES or (at_once and before not in _SENTENCE_ENDS)
        if not goes_on or marks[unit] not in _SENTENCE_ENDS:
            continue
        first = unit - 1
        while (
            first and units.block[first - 1] == units.block[unit] and marks[first - 1] not in _SENTENCE_ENDS
        ):
            first -= 1
        cut[unit] = (numbers & cut)[first:unit].any()
    return cut


def with_last_places(sight: Sight, units: Units, cut: Bools) -> tuple[Units, Places, Bools]:
    """The units, what each was part of, and ``cut``, with the last places of lists that are cut up to the mark before these.

    What stands between the places of a list, as in 肃宁县、都兰县、泗阳县, never ends it.
    """
    edges = (cut[:-1] & ~cut[1:] & (units.block[1:] == units.block[:-1])).nonzero()[0] + 1
    source = np.arange(len(units))
    text, offsets, terms = sight.page.text, sight.normalized.offsets, sight.observed.terms
    names = (terms.kind == Kind.REGION).nonzero()[0]
    if not len(edges) or len(names) < 3:
        return units, source, cut
    first, last = offsets[terms.start[names]], offsets[terms.end[names] - 1] + 1
    apart = first[1:] != last[:-1]  # a county goes with the name of its province before it
    first, last = first[np.append(True, apart)], last[np.append(apart, True)]
    ends = []
    for begin in units.start[edges].tolist():
        place = int(first.searchsorted(begin))
        mark = text[begin - 1]
        if mark in _BETWEEN_PLACES and place >= 2 and place < len(first) and first[place] == begin:
            rows = zip(first[place - 1 : place + 1], last[place - 2 : place], strict=True)
            if all(text[end:start] == mark for start, end in rows) and not _OF_PLACE.match(text, last[place]):
                ends.append((begin, int(last[place])))
    if not ends:
        return units, source, cut
    divided = split_at(units, np.array([end for _, end in ends]))
    source = units.start.searchsorted(divided.start, side="right") - 1
    cut = cut[source]
    for begin, end in ends:
        cut[slice(*divided.start.searchsorted((begin, end)))] = True
    return divided, source, cut


def with_places(sight: Sight, units: Units, cut: Bools) -> Bools:
    """``cut``, and the rows of places all over the map that touch it, be it with a label between: 服务区域：."""
    if not cut.any():
        return cut
    block, text = units.block, sight.page.text
    rows = place_lists(sight)[block]
    new = np.concatenate(([True], rows[1:] != rows[:-1], [True]))
    cut = cut.copy()

    def is_cut(unit: int, beside: int) -> bool:
        return 0 <= unit < len(cut) and bool(cut[unit]) and abs(int(block[unit] - block[beside])) <= 1

    for first, behind in pairwise(new.nonzero()[0].tolist()):
        if rows[first] < 0:
            continue
        above = first - 1
        label = text[units.start[above] : units.end[above]] if above > 0 else ""
        labelled = len(label) <= _LONGEST_LABEL and label.endswith((":", "：")) and is_cut(above - 1, above)
        if labelled or is_cut(above, first) or is_cut(behind, behind - 1) or cut[first:behind].any():
            cut[first - labelled : behind] = True
    return cut


def within_reach(length: NDArray[np.integer], cut: Bools, certain: Bools, reach: int) -> Bools:
    """``cut`` without what has nothing certain within so many characters that are cut: that is rather what the page is about.

    Of an advertisement hardly two lines go by without something certain, of an article on its trade whole pages.
    ``length``: characters of each unit.
    """
    size = np.where(cut, length, 0)
    behind = size.cumsum()
    certain = cut & certain
    last = np.maximum.accumulate(np.where(certain, behind, -reach - 1))
    following = np.where(certain, behind - size, behind[-1:] + reach + 1)
    following = np.minimum.accumulate(following[::-1])[::-1]
    return np.asarray(cut & ((behind - size - last <= reach) | (following - behind <= reach)), dtype=np.bool_)


def _says_something(sight: Sight, start: NDArray[np.int64], end: NDArray[np.int64]) -> Bools:
    """Which units (normalized) have a word in them: figures and signs by themselves, disguised or not, tell of nothing."""
    codes = sight.normalized.codes
    letters = is_han(codes) | ((codes | 0x20) - ord("a") < 26)  # unsigned: what is before a is far beyond z
    so_far = np.concatenate(([0], letters.cumsum()))
    return np.asarray(so_far[end] - so_far[start] >= _WORD, dtype=np.bool_)


def _is_heading(page: Page, units: Units, chances: Floats) -> Bools:
    """Which units stand in the page's own headline, whatever its element, the short heading of a genuine section or a caption.

    Those of articles on a trade read like its advertisements, and so do short ones that name places or prices, and captions
    of what it makes; spam is seldom put below pictures.
    """
    if not len(page.elements):
        return np.zeros(len(units), np.bool_)
    tags = page.elements.tag[page.blocks.element[units.block]]
    # The first unit of the next block.
    behind = np.minimum(units.block.searchsorted(units.block + 1), len(units) - 1)
    sections = IS_SUBHEADING[tags] & (units.block[behind] == units.block + 1)
    sections &= ~IS_SUBHEADING[tags[behind]] & (chances[behind] < _GENUINE)
    sections &= (page.blocks.end - page.blocks.start)[units.block] <= _LONGEST_SECTION
    titles = np.isin(units.block, _title_lines(page, units, chances)) & (chances < _SURELY_SPAM)
    captions = (tags == TAG_CODE["figcaption"]) & (chances < _CAPTION_TELLS)
    return np.asarray(sections | titles | captions | (tags == TAG_CODE["h1"]), dtype=np.bool_)


def _title_lines(page: Page, units: Units, chances: Floats) -> list[int]:
    """The blocks that may be spam but that the <title> begins with, and of which what is surely genuine speaks, too."""
    title, blocks = collapse(page.head.title or ""), np.unique(units.block[chances >= LIKELY]).tolist()
    lines = {
        block: collapse(page.text[page.blocks.start[block] : page.blocks.end[block]]) for block in blocks
    }
    repeated = {block: line for block, line in lines.items() if title.startswith(line)}
    if not repeated:
        return []
    spans = zip(units.start[chances < _GENUINE], units.end[chances < _GENUINE], strict=True)
    text = "".join(page.text[start:end] for start, end in spans)
    return [block for block, line in repeated.items() if share(line, text) >= _ON_THE_TITLE]


def _gives_number(sight: Sight, units: Units) -> Bools:
    """Which units give a number or an address such as advertisements have, as what only reads like spam seldom does."""
    given = sight.matches[address.NAME]
    unusual = given.start[[not address.is_usual(value) for value in given.values]]
    return holding(sight, units, unusual, *sight.starts(signals.CONTACTS))


def _numbers_tell_from(sight: Sight, units: Units) -> Floats:
    """The chance from which a telephone number of each unit tells of spam, where there is one sooner than what else is said."""
    found, offsets, text = sight.matches[phone.NAME], sight.normalized.offsets, sight.page.text
    spans = zip(offsets[found.start].tolist(), (offsets[found.end - 1] + 1).tolist(), strict=True)
    each = [
        _tells_from(value, text[start:end]) for value, (start, end) in zip(found.values, spans, strict=True)
    ]
    unit, inside = unit_of(found.start, *normalized_spans(sight, units))
    least = np.full(len(units), _NEVER)
    np.minimum.at(least, unit[inside], np.array(each, np.float64)[inside])
    return least


def _tells_from(number: str, written: str) -> float:
    if not phone.PLAIN.fullmatch(written):
        return _NEVER
    if number.startswith(_RENTED):
        return _RENTED_TELLS
    return _MOBILE_TELLS if phone.MOBILE.fullmatch(number) else _NEVER


def _gives_places(sight: Sight, units: Units) -> Bools:
    """Which units list places all over the map, as what only reads like spam seldom does."""
    return holding(sight, units, shuffled_places(sight))


def in_lines(page: Page, units: Units) -> Bools:
    """Whether each unit stands in a line: a block that is short, or neither ends as a sentence does nor has one in it."""
    start, end = page.blocks.start[units.block], page.blocks.end[units.block]
    stops = np.concatenate(([0], (page.codes == _FULL_STOP).cumsum()))
    open_ended = ~np.isin(page.codes[end - 1], _STOPS) & (stops[start] == stops[end])
    return np.asarray((end - start <= _LONGEST_LINE) | open_ended, dtype=np.bool_)


def anchored(
    chances: Floats, block: NDArray[np.integer], line: Bools, length: NDArray[np.integer], least: Thresholds
) -> Bools:
    """Whether each unit is likely enough to be spam, in a run that is.

    ``block``: the number of its block; ``line``: whether that is a line; ``length``: in characters.

    Thresholding with hysteresis (Canny 1986): spam comes in runs, and a single sentence that only resembles it, far from
    anything certain, is more likely genuine. So is a paragraph between two lines of spam, or half a sentence beside what
    it was glued to; a doubtful line is not. A block with a sure unit is chosen whole if all of it is likely.
    """
    sure = chances >= least.run
    likely = chances >= least.text
    cut = _with_anchor(likely | (line & (chances >= least.line)), sure)
    stays = np.bincount(block, ~cut) > 0
    cut = _with_anchor(cut & (likely | ~stays[block]), sure)
    doubted = np.bincount(block, chances < _ALL_LIKELY) > 0
    cut |= ((np.bincount(block, sure) > 0) & ~doubted)[block]
    between = cut | (line & (chances >= least.between))
    run = _runs(between)
    found, all_found = cut.cumsum(), np.bincount(run, cut)
    so_far = found - (all_found.cumsum() - all_found)[run]
    cut |= between & (so_far > 0) & (so_far < all_found[run])
    cut |= _enclosed(chances >= _NOT_EXCLUDED, cut, length, _MUCH, np.zeros_like(block))
    cut |= _enclosed(chances >= _NOT_RULED_OUT, cut, length, _VERY_MUCH, block)
    cut |= (chances >= _REST_LIKELY) & _nearly_all(block, cut, length)
    return np.asarray(cut | (line & (chances >= _NOT_EXCLUDED) & _every_other(block, cut)), dtype=np.bool_)


def _enclosed(
    possible: Bools, cut: Bools, length: NDArray[np.integer], much: int, within: NDArray[np.integer]
) -> Bools:
    """What is possible, all of it, between two runs of so much that is cut: the softer promises of a long advertisement.

    ``within``: the number of the part that each unit is in, beyond which no run goes.
    """
    run = _runs(cut, within)
    part = within[np.append(-1, run[:-1]) != run]
    size = np.bincount(run, np.where(cut, length, 0))
    fit = np.bincount(run, ~possible) == 0
    fit[[0, -1]] = False
    fit[1:-1] &= (size[:-2] >= much) & (size[2:] >= much) & (part[:-2] == part[2:])
    return np.asarray(fit[run], dtype=np.bool_)


def _nearly_all(block: NDArray[np.integer], cut: Bools, length: NDArray[np.integer]) -> Bools:
    """Whether of the block of each unit all but a scrap is cut: 刚刚! before it, a name behind."""
    whole, rest = np.bincount(block, length), np.bincount(block, np.where(cut, 0, length))
    return np.asarray((rest <= np.minimum(_SCRAP, _SCRAP_SHARE * whole))[block], dtype=np.bool_)


def _every_other(block: NDArray[np.integer], cut: Bools) -> Bools:
    """Whether the block of each unit stands between two that stay and, beyond these, two that are cut.

    Lines of spam are also put between all paragraphs of an article, one by one.
    """
    count = np.bincount(block, minlength=int(block.max()) + 3)
    spam = np.bincount(block, cut, minlength=len(count))
    whole, stays = (count > 0) & (spam == count), (count > 0) & (spam == 0)
    found = np.zeros(len(count), np.bool_)
    found[2:-2] = whole[:-4] & stays[1:-3] & stays[2:-2] & stays[3:-1] & whole[4:]
    return np.asarray(found[block], dtype=np.bool_)


def _with_anchor(chosen: Bools, sure: Bools) -> Bools:
    """Those of the chosen that stand in a run of such with a sure one."""
    run = _runs(chosen)
    return np.asarray(chosen & (np.bincount(run, sure) > 0)[run], dtype=np.bool_)


def _runs(flags: Bools, within: NDArray[np.integer] | None = None) -> NDArray[np.int64]:
    """The number of the run that each is in; none goes beyond a part, the numbers of which are ``within``."""
    ends = flags[1:] != flags[:-1]
    if within is not None:
        ends = ends | (within[1:] != within[:-1])
    return np.asarray(np.concatenate(([0], ends)).cumsum(), dtype=np.int64)


def with_numbers(sight: Sight, units: Units, chances: Floats, cut: Bools) -> Bools:
    """``cut``, and what belongs to it by a number: units that give one which is cut elsewhere, and the labels of those.

    Units that are surely genuine stay, whatever number they give; those beside what is cut, or with a label that is, go with it
    if that is likely. The label of anything else that is cut goes, too, unless it is rather genuine; but without their number,
    电话： and 王经理 are nothing.
    """
    if not cut.any():
        return cut
    found = contacts_in(sight, units)
    spam = {contact for unit, contact in found if cut[unit]}
    numbers = {unit for unit, _ in found}
    of_numbers = holding(sight, units, sight.matches[terms.channel.NAME].start)
    beside = np.append(False, cut[:-1]) | np.append(cut[1:], False)
    cut = cut.copy()
    for unit, contact in found:
        label = _label_of(sight.page.text, units, unit, of_numbers)
        touches = beside[unit] or (label is not None and beside[label])
        least = _GENUINE if contact in spam else LIKELY if touches else 1.0
        if chances[unit] > least:
            cut[unit] = True
            if label is not None:
                cut[label] = True
    for unit in cut.nonzero()[0].tolist():
        label = _label_of(sight.page.text, units, unit, of_numbers)
        if label is not None and (chances[label] > _LABEL or (unit in numbers and of_numbers[label])):
            cut[label] = True
        who = unit + 1
        if unit in numbers and who < len(cut) and units.block[who] == units.block[unit]:
            words = sight.page.text[units.start[who] : units.end[who]]
            cut[who] |= chances[who] > _NOT_RULED_OUT and _WHO.fullmatch(words) is not None
    for unit in numbers:
        label = unit - 1  # such as 租车行老板电话, which is not cut by itself before a number that stays
        alone = label >= 0 and not cut[unit] and not (label and cut[label - 1]) and of_numbers[label]
        if alone and units.end[label] == units.start[unit]:
            cut[label] &= units.end[label] - units.start[label] > _LONGEST_LABEL
    return cut


def _label_of(text: str, units: Units, unit: int, of_numbers: Bools) -> int | None:
    """The unit before, if that is what this one is introduced by; in a table 电话： may be a block by itself."""
    label = unit - 1
    if label < 0:
        return None
    touches = units.end[label] == units.start[unit] and units.block[label] == units.block[unit]
    above = units.block[label] == units.block[unit] - 1 and of_numbers[label]
    words = text[units.start[label] : units.end[label]]
    introduces = len(words) <= _LONGEST_LABEL and words.endswith((":", "：", "】", "〗"))
    return label if introduces and (touches or above) else None
