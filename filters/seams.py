"""The edges of what is cut out of sentences, settled by what remains: it has to read on.

An advertisement that is put into a sentence parts words and brackets that belong together: 一家庭农，…维修，场的玉米. The network
of ``filters.joints`` sees what stands on either side of an edge, but not what will meet where both sides are joined. Here
marks go to the side of their other half, and both edges together are moved to where the characters that meet make a
word (农场), or a stretch that the page has elsewhere, if the network finds those places nearly as likely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from filters.arrays import Bools, Floats, Places, from_to, is_han
from filters.joints import BEGINS, ENDS, IS_GENUINE, IS_SPAM, Parting, Reading
from filters.reader import KINDS_OF_MARKS
from filters.segment import Page
from filters.units import Units
from filters.vectors import load_vectors

# By what closes it; the networks do not know the last ones.
_OPENING = dict(
    zip(KINDS_OF_MARKS[4] + "}｝］〉﹚﹞〞>＞", KINDS_OF_MARKS[5] + "{｛［〈﹙﹝〝<＜", strict=True)
)
_DEEPEST = 3  # opening brackets back to the one that is closed
_BRACKET = re.compile("[" + re.escape("".join((*_OPENING, *_OPENING.values()))) + "]")
_TOPIC = re.compile("#[^#]{2,30}#")
_MARKS_IN_A_ROW = 3  # at an edge: each is settled by the next
_STUB = 4  # characters of a block whose mark is cut, and all the rest
_BOTH_ENDS = "\"'|丨*＊=＝~～-_"  # around an advertisement: what opens looks like what closes
# What an advertisement begins with and no sentence ends, as □ or ◆ may the last of an article.
_LEADS = "→➜➤➡⇒☞▶►▷•·★☆※✅📞☎|丨/*=~-"
PAUSES, STOPS = "，、；：,;", "。！？!?…"
_OPENS_OR_PAUSES = PAUSES + "“‘「『（《【"  # behind which no mark ends or parts anything
# What a sentence begins with, and no advertisement ends.
_DAYTIME = (
    r"(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚间|晚上|晚|夜间|当天)?(?:(?:零|\d{1,2})时(?:\d{1,2}分)?许?)?"
)
_LEAD_IN = re.compile(
    r"(?:(?<!\d)(?:(?:(?:19|20)\d\d年)?(?:\d{1,2}[—－-])?\d{1,2}月(?:至\d{1,2}月)?(?:\d{1,2}日)?|(?:\d{1,2}[—－-])?\d{1,2}日"
    rf"|(?:19|20)\d\d年){_DAYTIME}|[去今明前当]年|(?:最近几|近几?)年来?|过去(?:[半一几]年)?|目前|现在|如今|当前|此前|随后|后续|不久前|当[天日晚]"
    r"|[日近]日|近期|[今昨]天|此外|另外|(?:与此)?同时|然而|不过|因此|为此|对此|那么|据了解|据悉|据介绍|值得一提的是|截至发稿时)[，,]$"
)
# Figures of a date that goes on with what stays: 2023|年, 今年1—|8月.
_OF_A_DATE = re.compile(
    r"(?<![\d.-])(?:(?:19|20)\d\d(?=年)|\d{1,2}(?=[月日])|(?:[今去]年)?\d{1,2}[—－至-](?=\d{1,2}[月日]))"
)
# Stretches written with a blank or a sign between all characters.
_SPACED = re.compile(
    r"(?<![^ ])[\u4e00-\u9fff](?: [\u4e00-\u9fff]){5,}(?![^ ])|[^\W_](?P<sign>[·•.+_*~=|-])[^\W_](?:(?P=sign)[^\W_]){4,}"
)
# Numbers of sections, which go with what they number.
_SECTION = re.compile(
    r"(?:第[一二三四五六七八九十百零\d]{1,5}[条章节]|[（(][一二三四五六七八九十]{1,3}[)）]|(?<![\u4e00-\u9fff])[一二三四五六七八九十]{1,3}、)$"
)
_MOST_SPACED = 2  # characters of these that stay
_LONGEST_LEAD_IN, _LONGEST_DAY = 20, 3  # characters
_SHOW_NOTHING = ("Mn", "Me", "Cf")  # categories of characters that show on the one before, or not at all
# Log-odds that two characters which meet speak for a place, if they are a word, and if the page has them with a third, too.
_WORD, _ON_THE_PAGE = 4.5, 6.0
_TRUST = 0.75  # what the log-odds of the network count for: it is too sure of itself
_BETTER = 2.0  # log-odds that a place must be better by than where the edge is
_FARTHEST, _UNLIKELIEST = 12, -9.0  # characters that an edge is moved by, log-odds that no word makes up for
# Log-odds beyond which a place is no better: what seems likelier was not chosen for a reason.
_LIKELIEST = 2.0
# Log-odds for each character beyond so many that is taken from what stays, as words also meet by chance.
_PRICE, _CHEAP = 0.5, 2
_BLANK = ord(" ")


def mend_words(page: Page, reading: Reading, parting: Parting) -> Units:
    """The units, with the edges of what is cut where what remains of the sentence reads on; verdicts and chances stay.

    An edge may take some genuine characters with it, or leave some of the spam, where words meet by chance.
    """
    units = parting.units
    movable = np.isin(parting.source, reading.unit)
    runs = list(_runs_inside(units, parting.cut, movable)) if len(parting.whole) else []
    if not runs:
        return units
    text, edges = _Text(page), _Edges(reading, parting)
    start, end = units.start.copy(), units.end.copy()
    for first, last in runs:
        opens, odds = edges.of(first, BEGINS)
        closes, more = edges.of(last, ENDS)
        # Something stays between this and what is cut before it, which may have been moved.
        free = text.before[opens - 1] >= start[first]
        opens, odds = opens[free], odds[free]
        if len(opens) == len(closes) == 1:
            continue
        meets = text.reads_on(opens, closes)
        total = _TRUST * (odds[:, None] + more[None]) + meets
        taken = np.maximum(opens[0] - opens, 0)[:, None] + np.maximum(closes - closes[0], 0)
        total -= _PRICE * np.maximum(taken - _CHEAP, 0)
        total[(opens[:, None] >= closes[None]) | (meets <= meets[0, 0])] = -np.inf
        begin, stop = np.unravel_index(total.argmax(), total.shape)
        if total[begin, stop] > meets[0, 0] + _BETTER:
            end[first] = start[first + 1] = opens[begin]
            end[last] = start[last + 1] = closes[stop]
    return Units(start, end, units.block)


def _runs_inside(units: Units, cut: Bools, movable: Bools) -> Iterator[tuple[int, int]]:
    """Of each run that is cut out of a block, the last unit before it and the last of it; genuine ones are on both sides.

    Only those with an edge at a unit that is ``movable``.
    """
    same = units.block[1:] == units.block[:-1]
    opens = (same & ~cut[:-1] & cut[1:]).nonzero()[0]
    ends = np.append(~(same & cut[:-1] & cut[1:]), True).nonzero()[0]  # no run goes on behind these
    last = ends[ends.searchsorted(opens + 1)]
    inside = np.append(same & cut[:-1] & ~cut[1:], False)[last]
    opens, last = opens[inside], last[inside]
    some = movable[opens] | movable[opens + 1] | movable[last] | movable[last + 1]
    yield from zip(opens[some].tolist(), last[some].tolist(), strict=True)


class _Edges:
    """Where the edges of what is cut may lie, by what the network says."""

    def __init__(self, reading: Reading, parting: Parting) -> None:
        length = reading.last - reading.first
        self._unit = reading.unit  # those that were read again, and the characters of each among theirs
        self._bounds = np.concatenate(([0], length.cumsum())).tolist()
        self._place = reading.place[from_to(reading.first, reading.last)].astype(np.int64)
        self._parting = parting
        self._pieces = np.bincount(parting.source)

    def of(self, left: int, column: int) -> tuple[NDArray[np.int64], Floats]:
        """Places of the edge behind a unit, and how likely each is: log-odds beside that where it lies, which comes first.

        ``column``: whether spam begins or ends there.
        """
        units, _, cut, source, whole, joints = self._parting
        now = int(units.end[left])
        places, odds = [np.array([now])], [np.zeros(1)]
        parted = source[left] == source[left + 1]
        for piece in (left,) if parted else (left, left + 1):
            row = int(self._unit.searchsorted(source[piece]))
            if row == len(self._unit) or self._unit[row] != source[piece]:
                continue
            rows = slice(self._bounds[row], self._bounds[row + 1])
            if parted:
                here = joints[rows, column][self._place[rows].searchsorted(now)]
            elif self._pieces[source[piece]] == 1:
                here = whole[row, IS_SPAM if cut[piece] else IS_GENUINE]
            else:  # the other part of it has an edge of its own
                continue
            places.append(self._place[rows])
            odds.append(joints[rows, column] - here)
        place, likely = np.concatenate(places), np.concatenate(odds)
        possible = (np.abs(place - now) <= _FARTHEST) & (likely >= _UNLIKELIEST)
        possible &= place > units.start[left]
        possible[0] = True
        return place[possible], np.minimum(likely[possible], _LIKELIEST)


class _Text:
    """What a page says where something is cut out of it."""

    def __init__(self, page: Page) -> None:
        codes = page.codes.astype(np.int64)
        visible, places = codes != _BLANK, np.arange(len(codes))
        self._codes = codes
        # The last character that is visible up to each place, and the next from each on.
        self.before = np.maximum.accumulate(np.where(visible, places, 0))
        self._behind = np.minimum.accumulate(np.where(visible, places, len(codes) - 1)[::-1])[::-1]
        self._known = np.sort(_joined(codes[:-2], codes[1:-1], codes[2:]))

    def reads_on(self, opens: NDArray[np.int64], closes: NDArray[np.int64]) -> Floats:
        """Log-odds that what meets belongs together if it is cut from one of ``opens`` to one of ``closes``: [opens, closes]."""
        codes = self._codes
        left, right = self.before[opens - 1], self._behind[closes]
        farther_left = self.before[np.maximum(left - 1, 0)]
        farther_right = self._behind[np.minimum(right + 1, len(codes) - 1)]
        second, third = np.broadcast_arrays(codes[left][:, None], codes[right][None])
        first, fourth = np.broadcast_arrays(codes[farther_left][:, None], codes[farther_right][None])
        word = np.zeros(second.size, np.bool_)
        apart = np.zeros((second.size, 3), np.uint32)  # a nought between two pairs, which no word has
        apart[:, 0], apart[:, 1] = second.ravel(), third.ravel()
        found, _ = load_vectors().find(apart.ravel())
        word[found // 3] = True
        known = is_han(first) & self._has(_joined(first, second, third))
        known |= is_han(fourth) & self._has(_joined(second, third, fourth))
        # If what is cut begins or ends with what stands on the other side, one way to cut it is as good as the other.
        either = codes[self.before[closes - 1]][None] == second
        either |= codes[self._behind[opens]][:, None] == third
        counts = is_han(second) & is_han(third) & ~either
        odds = np.maximum(_WORD * word.reshape(second.shape), _ON_THE_PAGE * known)
        return np.asarray(np.where(counts, odds, 0.0))

    def _has(self, stretches: NDArray[np.int64]) -> Bools:
        """Whether each of these stretches of three is on the page; isin() would sort the page's each time."""
        at = np.minimum(self._known.searchsorted(stretches), len(self._known) - 1)
        return np.asarray(self._known[at] == stretches)


def _joined(
    first: NDArray[np.int64], second: NDArray[np.int64], third: NDArray[np.int64]
) -> NDArray[np.int64]:
    return np.asarray(first << 42 | second << 21 | third)


def settle_marks(page: Page, units: Units, cut: Bools) -> tuple[Units, Bools, Places]:
    """The units, which of them are cut, and what each was part of, with each mark on the side of what it belongs to.

    What is put behind 【责任编辑：王某】, into （某某摄） or before #某事# has no part of these marks, though it often stands in
    some itself. Nothing stays of what is cut that only shows on the character before, or not at all.
    """
    meets = (units.block[1:] == units.block[:-1]) & (cut[1:] != cut[:-1])
    if not meets.any():
        return units, cut, np.arange(len(units))
    flags = np.zeros(len(page.text), np.bool_)
    flags[from_to(units.start[cut], units.end[cut])] = True
    moved, edges = [], []
    for block in np.unique(units.block[1:][meets]).tolist():
        first, last = units.block.searchsorted((block, block + 1)).tolist()
        begin, end = int(units.start[first]), int(units.end[last - 1])
        settled = _settle(page, begin, flags[begin:end])
        if settled is None:
            continue
        moved.append(begin + _changes(flags[begin:end]))
        edges.append(begin + _changes(settled))
        flags[begin:end] = settled
    if not moved:
        return units, cut, np.arange(len(units))
    start = np.setdiff1d(units.start, np.concatenate(moved))
    start = np.union1d(start, np.concatenate(edges)).astype(np.int32)
    ends_in = units.start.searchsorted(np.append(start[1:], len(page.text))) - 1
    end = np.minimum(np.append(start[1:], units.end[-1]), units.end[ends_in])
    source = units.start.searchsorted((start + end) // 2, side="right") - 1  # of most of it
    return Units(start, end, units.block[ends_in]), flags[start], source


def _settle(page: Page, begin: int, cut: Bools) -> Bools | None:
    """Which characters are cut once the marks of a block are settled, blanks as what is before them; None if nothing moves.

    ``begin``: where the block begins in ``Page.text``; ``cut``: bool[characters of the block].
    """
    text = page.text[begin : begin + len(cut)]
    was, spaced = cut, [match.span() for match in _SPACED.finditer(text)]
    if spaced:
        cut = _with_spaced(cut, spaced)
    places = (page.codes[begin : begin + len(cut)] != _BLANK).nonzero()[0]
    solid, flags = text.replace(" ", ""), cut[places]
    edges = _changes(flags)
    pairs = np.array([*_brackets(solid), *_topics(solid)], np.intp).reshape(-1, 2)
    parted = edges.searchsorted(pairs[:, 0], side="right") < edges.searchsorted(pairs[:, 1], side="right")
    for _ in range(_MARKS_IN_A_ROW):
        inside = np.concatenate(([0], flags.cumsum()))
        for opens, closes in pairs[parted].tolist():
            if flags[opens] != flags[closes]:
                if _is_at_edge(flags, closes):
                    flags[closes] = flags[opens]
                elif _is_at_edge(flags, opens):
                    flags[opens] = flags[closes]
            elif inside[closes] - inside[opens + 1] == (0 if flags[opens] else closes - opens - 1):
                flags[[opens, closes]] = ~flags[opens]
    _take_strays(solid, flags)
    _leave_lead_ins(solid, flags)
    for following in [place for place in _changes(flags).tolist() if not flags[place]]:
        shown = (c for c in range(following, len(solid)) if category(solid[c]) not in _SHOW_NOTHING)
        flags[following : next(shown, len(solid))] = True
    if (flags == was[places]).all():
        return None
    before = places.searchsorted(np.arange(len(cut)), side="right") - 1
    return np.asarray(flags[np.maximum(before, 0)], dtype=np.bool_)


def _with_spaced(cut: Bools, spaced: Sequence[tuple[int, int]]) -> Bools:
    """``cut``, and the last characters of stretches written with the same between all of them that are cut but for these."""
    cut = cut.copy()
    for first, last in spaced:
        if np.count_nonzero(~cut[first:last:2]) <= _MOST_SPACED:
            cut[first:last] = True
    return cut


def _changes(flags: Bools) -> Places:
    """Places that are not as the one before."""
    return np.flatnonzero(flags[1:] != flags[:-1]) + 1


def _take_strays(text: str, flags: Bools) -> None:
    """Cut the marks around each run that is cut which nothing that stays can have: ``*…*``, ``，→…``, ``，…，``."""
    bounds = _changes(np.concatenate(([False], flags, [False]))) - 1
    for first, behind in bounds.reshape(-1, 2).tolist():
        begin, end = first, behind
        opens, closes = text[first], text[behind - 1]
        if opens != closes and opens in _BOTH_ENDS:
            while text[end : end + 1] == opens:
                end += 1
        elif opens != closes and closes in _BOTH_ENDS:
            while text[begin - 1 : begin] == closes:
                begin -= 1
        lead = begin
        while text[lead - 1 : lead] and text[lead - 1] in _LEADS:
            lead -= 1
        if text[lead - 1] in PAUSES + STOPS if lead else end == len(text):
            begin = lead
        # No block ends with a comma, though items of laws do with ；, and no mark follows what opens or pauses.
        is_last = end == len(text) and text[begin - 1 : begin] == "，"
        is_second = begin > 1 and text[begin - 1] in PAUSES + STOPS and text[begin - 2] in _OPENS_OR_PAUSES
        if is_last or is_second:
            begin -= 1
        if first <= _STUB and end == len(text) and text[first] in PAUSES + STOPS:  # 刚刚！
            begin = 0
        if text[end : end + 1] and text[end] in PAUSES and (not begin or text[begin - 1] in PAUSES + STOPS):
            end += 1
        flags[begin:end] = True


def _leave_lead_ins(text: str, flags: Bools) -> None:
    """Leave what begins a sentence that stays: it was cut with the advertisement before it, to which no mark parts it."""
    for place in _changes(flags).tolist():
        if flags[place]:
            continue
        before = max(place - _LONGEST_LEAD_IN, 0)
        section = _SECTION.search(text[before:place])
        if section:
            flags[place - len(section[0]) : place] = False
            continue
        if text[place - 1] in "，," and text[place] not in PAUSES + STOPS:
            found = _LEAD_IN.search(text[before:place])
            if found:
                flags[place - len(found[0]) : place] = False
        elif text[place] in "年月日" or text[place].isdecimal():
            for found in _OF_A_DATE.finditer(text, before, place + _LONGEST_DAY):
                if found.end() == place:
                    flags[found.start() : place] = False


def _is_at_edge(flags: Bools, place: int) -> bool:
    """Whether what is cut and what stays meet at a character, or what is cut begins or ends with it."""
    last = len(flags) - 1
    beside = flags[[max(place - 1, 0), min(place + 1, last)]]
    return bool((beside != flags[place]).any() or (flags[place] and place in (0, last)))


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Where brackets open and close again."""
    opened: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(text):
        bracket = match[0]
        if bracket not in _OPENING:
            opened.append((bracket, match.start()))
            continue
        # One that was never closed, or is a smile, does not stand in the way of those around it.
        for depth in range(1, min(len(opened), _DEEPEST) + 1):
            if opened[-depth][0] == _OPENING[bracket]:
                yield opened[-depth][1], match.start()
                del opened[-depth:]
                break


def _topics(text: str) -> Iterator[tuple[int, int]]:
    """Where what people write about begins and ends, as in #某事#."""
    for match in _TOPIC.finditer(text):
        yield match.start(), match.end() - 1
