"""A small template language: slots, choices and sections that unfold to lines of text.

A template set is a list of sections; ``2-4: one | two | three`` writes two to four of its alternatives,
``?1: …`` writes its line in half of the cases, ``rows 5-20`` writes rows of places and a section behind ``~``
is page chrome (neither article nor spam). Inside a line ``{name}`` is a slot and ``[a|b|]`` a choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from filters.types import Contact

from . import gazetteer, numbers
from .markup import CELL


class GrammarError(ValueError):
    """A line of a template file that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled from a maker or a list of words."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences."""

    options: tuple[Sequence_, ...]


Sequence_ = tuple["str | Slot | Choice", ...]

_TOKEN = re.compile(r"\{([a-z_0-9~]+)\}|([\[\]|])|([^\[\]{}|]+)")


@lru_cache(maxsize=4096)
def parse_line(text: str) -> Sequence_:
    """Reads one alternative; raises GrammarError on unbalanced brackets."""
    sequence, at = _parse(text, 0, depth=0)
    if at != len(text):
        raise GrammarError(f"unbalanced brackets in {text!r}")
    return sequence


def _parse(text: str, at: int, depth: int) -> tuple[Sequence_, int]:
    parts: list[str | Slot | Choice] = []
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise GrammarError(f"cannot read {text[at:]!r}")
        slot, sign, literal = found.groups()
        if sign == "[":
            options = []
            at = found.end()
            while True:
                option, at = _parse(text, at, depth + 1)
                options.append(option)
                if at >= len(text):
                    raise GrammarError(f"unbalanced brackets in {text!r}")
                at += 1
                if text[at - 1] == "]":
                    break
            parts.append(Choice(tuple(options)))
            continue
        if sign and depth:
            return tuple(parts), at
        at = found.end()
        parts.append(Slot(slot) if slot else sign or literal)
    return tuple(parts), at


@dataclass(frozen=True, slots=True)
class Section:
    """Alternatives of which ``low`` to ``high`` are written; no alternatives: rows of places."""

    low: int
    high: int
    optional: bool
    chrome: bool
    lines: tuple[Sequence_, ...]


@dataclass(frozen=True, slots=True)
class TemplateSet:
    """One way to write a block of a family."""

    family: str
    part: str
    name: str
    sections: tuple[Section, ...]

    @property
    def key(self) -> str:
        """The id of the set, unique over all parts."""
        return f"{self.family}/{self.part}/{self.name}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line as written; chrome is page furniture that the hijacker copied."""

    text: str
    chrome: bool = False
    contacts: frozenset[Contact] = frozenset()


# drawn once for a block, so that all its lines speak of the same thing; {b~} draws anew
_STICKY = frozenset(
    (
        "b",
        "p",
        "tel",
        "tel2",
        "mob",
        "land",
        "wx",
        "qq",
        "tg",
        "email",
        "host",
        "city",
        "prov",
        "county",
        "name",
        "firm",
        "place",
        "shop",
    )
)
_SENTENCE = 9  # a list whose entries are this long on average holds sentences, not words
_STICKY_SUFFIX = "_s"  # any list may be asked for in this manner: {goods_s}


@dataclass(slots=True)
class Writer:
    """Writes one block: remembers what was drawn for it."""

    rng: Random
    part: str
    words: Mapping[str, tuple[str, ...]]
    kept: dict[str, str] = field(default_factory=dict)
    owned: dict[str, Contact] = field(default_factory=dict)
    used: set[Contact] = field(default_factory=set)
    style: str = ""
    separator: str = ""
    genuine: bool = False  # numbers as ordinary people write them, no sentence twice
    decks: dict[str, list[str]] = field(default_factory=dict)
    atlas: list[gazetteer.County] = field(
        default_factory=list
    )  # the part of the map a genuine text speaks of
    at: int = 0
    home: gazetteer.Home | None = None  # of rows of the districts of one city after the other
    far: gazetteer.County | None = None  # the last place of a list of the whole country
    far_style: str = ""
    grouped: float = 0.0  # chance that the next place of such a list lies in the same province
    exhausted: bool = False  # a genuine text has run out of sentences for the line at hand

    def write(self, template: TemplateSet, poured: int = 0) -> list[Line]:
        """All lines of the set, empty ones left out; with ``poured`` one of its sections has so many lines."""
        lines: list[Line] = []
        # Not the first, if there is another, as that holds the title of a genuine text.
        long = (
            self.rng.randrange(min(1, len(template.sections) - 1), len(template.sections)) if poured else -1
        )
        for at, section in enumerate(template.sections):
            if at == long:
                lines += self._pour(section, poured)
                continue
            if section.optional and self.rng.random() < 0.5:
                continue
            count = self.rng.randint(section.low, section.high)
            if section.lines:
                chosen = self._choose(section.lines, count)
                texts = [self.line(line, chrome=section.chrome) for line in chosen]
            else:
                texts = [Line(self.row(), section.chrome) for _ in range(count)]
            lines += [line for line in texts if line.text]
        return lines

    def _pour(self, section: Section, count: int) -> list[Line]:
        """So many lines of a few kinds, or fewer, as none comes twice; half of the time each has its own places and numbers."""
        kinds = self.rng.sample(section.lines, min(self.rng.randint(1, 4), len(section.lines)))
        apart = self.rng.random() < 0.5
        lines: dict[str, Line] = {}
        for _ in range(count):
            if apart:
                self.kept.clear()
                self.owned.clear()
            kind = self.rng.choice(kinds) if kinds else None
            line = self.line(kind, chrome=section.chrome) if kind else Line(self.row(), section.chrome)
            lines.setdefault(line.text, line)
        lines.pop("", None)
        return list(lines.values())

    def line(self, sequence: Sequence_, *, chrome: bool = False) -> Line:
        """A line with the contacts it gives away."""
        self.used, self.exhausted = set(), False
        text = self.fill(sequence).strip()
        if self.exhausted:
            return Line("")
        return Line(text, chrome, frozenset(self.used))

    def _choose(self, lines: tuple[Sequence_, ...], count: int) -> list[Sequence_]:
        if count > len(lines):
            return self.rng.choices(lines, k=count)
        if self.rng.random() < 0.5:
            return self.rng.sample(lines, count)
        return [lines[at] for at in sorted(self.rng.sample(range(len(lines)), count))]

    def register(self) -> str:
        """A row of many places of a province, with the sign between them that was chosen for the block."""
        if not self.style:
            self.style, self.separator = "register", gazetteer.choose_separator(self.rng, self.part)
        return gazetteer.write_register(self.separator, self.rng)

    def row(self) -> str:
        """A row of places in the spelling chosen for the block; in a genuine text those of one city.

        Genuine lists of the whole country name cities or go in order, and have slots of their own.
        """
        if self.genuine:
            return self.districts()
        if not self.style:
            self.style = gazetteer.choose_style(self.rng, self.part)
            self.separator = gazetteer.choose_separator(self.rng, self.part)
        if self.style == gazetteer.AT_HOME:
            return self.districts()
        return gazetteer.write_row(self.style, self.separator, self.rng)

    def districts(self) -> str:
        """A row of the districts of one city, in their order; the next row goes on from there."""
        if self.home is None:
            separator = self.separator or gazetteer.choose_separator(self.rng, self.part)
            city = self.atlas[self.at].below() if self.atlas else None
            self.home = gazetteer.Home(self.rng, separator, city)
        return self.home.row()

    def fill(self, sequence: Sequence_) -> str:
        """The text of a line."""
        out: list[str] = []
        for item in sequence:
            if isinstance(item, str):
                out.append(item)
            elif isinstance(item, Slot):
                out.append(self.draw(item.name))
            else:
                out.append(self.fill(self.rng.choice(item.options)))
        return "".join(out)

    def draw(self, name: str) -> str:
        """Fills a slot.

        Raises KeyError for a slot that neither a maker nor a list of words knows.
        """
        base = name.removesuffix("~")
        if base in _CONTACTS:
            return self._contact(base, fresh=name != base)
        if (base.endswith(_STICKY_SUFFIX) and base not in self.words) or (base in _STICKY and name == base):
            if base not in self.kept:
                self.kept[base] = self._make(base.removesuffix(_STICKY_SUFFIX))
            return self.kept[base]
        return self._make(base)

    def _make(self, name: str) -> str:
        maker = _MAKERS.get(name)
        if maker is not None:
            return maker(self)
        value = self._deal(name)
        return self.fill(parse_line(value)) if "{" in value or "[" in value else value

    def _deal(self, name: str) -> str:
        """An entry of a list; sentences come up once before any comes up again."""
        entries = self.words[name]
        if sum(map(len, entries)) < _SENTENCE * len(entries):
            return self.rng.choice(entries)
        deck = self.decks.get(name)
        if not deck:
            self.exhausted = self.genuine and deck is not None
            deck = self.decks[name] = self.rng.sample(entries, len(entries))
        return deck.pop()

    def _contact(self, name: str, *, fresh: bool) -> str:
        make = _CONTACTS[name]
        contact = make(self.rng, self.part) if fresh or name not in self.owned else self.owned[name]
        if not fresh:
            self.owned[name] = contact
        self.used.add(contact)
        if contact.kind != "phone":
            return numbers.write_id(contact, self.rng, "" if self.genuine else self.part)
        # mostly the block repeats a number as it wrote it first
        written = self.kept.get("written:" + name)
        if fresh or written is None or self.rng.random() < 0.2:
            written = numbers.write_phone(contact, self.rng, "" if self.genuine else self.part)
        if not fresh:
            self.kept["written:" + name] = written
        return written


def _any_phone(rng: Random, part: str) -> Contact:
    return rng.choice((numbers.make_tel, numbers.make_mobile, numbers.make_mobile, numbers.make_landline))(
        rng, part
    )


_CONTACTS: dict[str, Callable[[Random, str], Contact]] = {
    "tel": numbers.make_tel,
    "tel2": numbers.make_tel,
    "mob": numbers.make_mobile,
    "land": numbers.make_landline,
    "any": _any_phone,
    "wx": numbers.make_wechat,
    "qq": numbers.make_qq,
}


def _pair(writer: Writer) -> str:
    first, second = writer.draw("tel"), writer.draw(writer.rng.choice(("tel", "tel", "tel2")))
    click = writer.draw("click_s") if writer.rng.random() < 0.7 else ""
    one, two = writer.rng.choice((("(1)", "(2)"), ("（1）", "（2）"), ("①", "②"), ("一、", "二、")))
    joint = writer.rng.choice(("", "", "或", " ", "转"))
    return f"{one}{first}{click}{joint}{two}{second}{click}"


def _next_county(writer: Writer) -> gazetteer.County:
    """Any county; in a genuine text the next one in the order of the map, mostly within one province."""
    everywhere = gazetteer.places().counties
    if not writer.genuine:
        return writer.rng.choice(everywhere)
    if not writer.atlas:
        province = writer.rng.choice(gazetteer.places().provinces)
        at_home = [county for county in everywhere if county.province == province]
        writer.atlas = list(everywhere) if writer.rng.random() < 0.15 or not at_home else at_home
        writer.at = writer.rng.randrange(len(writer.atlas))
    writer.at = (writer.at + writer.rng.randint(1, 1 + len(writer.atlas) // 30)) % len(writer.atlas)
    return writer.atlas[writer.at]


def _city(writer: Writer) -> str:
    city = _next_county(writer).below() if writer.genuine else writer.rng.choice(gazetteer.places().cities)
    return city if writer.rng.random() < 0.3 else gazetteer.shorten(city)


def _province(writer: Writer) -> str:
    if writer.genuine and writer.atlas:
        return gazetteer.shorten(writer.atlas[writer.at].province)
    return gazetteer.shorten(writer.rng.choice(gazetteer.places().provinces))


def _county(writer: Writer) -> str:
    return _next_county(writer).name


def _county_full(writer: Writer) -> str:
    county = _next_county(writer)
    return county.below() + county.name


def _far(writer: Writer) -> gazetteer.County:
    """A county anywhere in the country, now and then one of the same province as the last: lists of the whole country."""
    everywhere = gazetteer.places().counties
    last = writer.far
    if last is not None and writer.rng.random() < writer.grouped:
        everywhere = tuple(county for county in everywhere if county.province == last.province)
    writer.far = writer.rng.choice(everywhere)
    return writer.far


def _far_county(writer: Writer) -> str:
    return _far(writer).name


def _far_city(writer: Writer) -> str:
    return gazetteer.shorten(_far(writer).below())


def _far_place(writer: Writer) -> str:
    """Province, city and county, as the list writes them."""
    if not writer.far_style:
        writer.far_style = writer.rng.choice(("", " ", " ", "-", "/"))
        writer.grouped = writer.rng.choice((0.0, 0.4, 0.8))
    county = _far(writer)
    return writer.far_style.join(dict.fromkeys(filter(None, (county.province, county.city, county.name))))


def _far_town(writer: Writer) -> str:
    """A town or street of the place that was named last."""
    county = writer.far or _far(writer)
    return writer.rng.choice(county.towns) if county.towns else county.name


def _town(writer: Writer) -> str:
    county = _next_county(writer)
    return writer.rng.choice(county.towns) if county.towns else county.name


def _road(writer: Writer) -> str:
    return writer.draw("road_name") + writer.draw("road_end")


def _roads(writer: Writer) -> str:
    """A row of streets and estates, as touts of one town list them."""
    separator = writer.rng.choice(("、", "、", "，", " ", "/", ""))
    return separator.join(_road(writer) for _ in range(writer.rng.randint(4, 20)))


def _cities(writer: Writer) -> str:
    count = writer.rng.randint(5, 16)
    if writer.genuine:
        names = list(dict.fromkeys(_next_county(writer).below() for _ in range(count)))
    else:
        names = writer.rng.choices(gazetteer.places().cities, k=count)
    return (writer.rng.choice(("、", " ", "，", "|")) if writer.rng.random() < 0.5 else "、").join(
        map(gazetteer.shorten, names)
    )


def _name(writer: Writer) -> str:
    return writer.draw("surname") + writer.draw("given")


def _brand(writer: Writer) -> str:
    return (
        writer.draw("brand")
        if writer.rng.random() < 0.55
        else invent_brand(writer.rng, writer.part, writer.words)
    )


def invent_brand(rng: Random, part: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """A made-up brand of two or three syllables, now and then with a Latin name beside it."""
    style = rng.random()
    head, tail = rng.choice(words["brand_head"]), rng.choice(words["brand_tail"])
    if style < 0.75:
        return head + tail
    if style < 0.88:
        return head + rng.choice(words["brand_head"]) + tail
    latin = rng.choice(words["latin_head"]) + rng.choice(words["latin_tail"])
    return rng.choice((latin.capitalize(), latin.upper(), f"{head}{tail}({latin})", latin))


_MAKERS: dict[str, Callable[[Writer], str]] = {
    "pair": _pair,
    "b": _brand,
    "p": lambda w: w.draw("product"),
    "spaced_b": lambda w: " ".join(w.draw("b")),
    "spaced_p": lambda w: " ".join(w.draw("p")),
    "city": _city,
    "cities": _cities,
    "prov": _province,
    "county": _county,
    "place": _county_full,
    "town": _town,
    "far_county": _far_county,
    "far_city": _far_city,
    "far_place": _far_place,
    "far_town": _far_town,
    "row": Writer.row,
    "cell": lambda _: CELL,
    "register": Writer.register,
    "districts": Writer.districts,
    "road": _road,
    "roads": _roads,
    "name": _name,
    "tg": lambda w: numbers.write_telegram(w.rng, "" if w.genuine else w.part),
    "email": lambda w: numbers.write_mail(w.rng, "" if w.genuine else w.part),
    "host": lambda w: numbers.write_host(w.rng, "" if w.genuine else w.part),
    "year": lambda w: str(w.rng.randint(2012, 2026)),
    "month": lambda w: str(w.rng.randint(1, 12)),
    "day": lambda w: str(w.rng.randint(1, 28)),
    "hour": lambda w: str(w.rng.randint(7, 22)),
    "minute": lambda w: f"{w.rng.randrange(60):02d}",
    "n1": lambda w: str(w.rng.randint(2, 9)),
    "n2": lambda w: str(w.rng.randint(10, 99)),
    "n3": lambda w: str(w.rng.randint(100, 999)),
    "n4": lambda w: str(w.rng.randint(1000, 9999)),
    "n5": lambda w: str(w.rng.randint(10000, 99999)),
    "tens": lambda w: str(10 * w.rng.randint(2, 30)),
    "date": lambda w: f"{w.rng.randint(2012, 2026)}-{w.rng.randint(1, 12):02d}-{w.rng.randint(1, 28):02d}",
    "clock": lambda w: f"{w.rng.randrange(24):02d}:{w.rng.randrange(60):02d}",
}


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """What one file defines: its template sets and its lists of words (own: dealt to the parts)."""

    family: str
    sets: tuple[TemplateSet, ...]
    own: dict[str, tuple[str, ...]]
    shared: dict[str, tuple[str, ...]]


_SECTION = re.compile(r"(~?)(\??)(\d+)(?:-(\d+))?:\s?(.*)")
_ROWS = re.compile(r"(~?)(\??)rows (\d+)(?:-(\d+))?")


def read_templates(text: str, file: str) -> TemplateFile:
    """Reads a template file.

    Raises GrammarError naming file and line.
    """
    family = file.rpartition("/")[2].removesuffix(".txt")
    sets: list[TemplateSet] = []
    own: dict[str, list[str]] = {}
    shared: dict[str, list[str]] = {}
    sections: list[Section] = []
    words: list[str] | None = None  # the list that indented lines go to
    split = False  # whether a line of it is several words
    head: tuple[str, str] | None = None

    def close() -> None:
        if head is not None:
            sets.append(TemplateSet(family, head[0], head[1], tuple(sections)))
            sections.clear()

    for number, raw in enumerate(_logical_lines(text), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        try:
            if not raw.startswith(" "):
                close()
                head, words = None, None
                keyword, _, rest = line.partition(" ")
                if keyword == "set":
                    part, _, name = rest.partition(" ")
                    head = (part, name)
                elif keyword in ("words", "lines"):
                    title, sign, listed = re.split("([:=])", rest, maxsplit=1)
                    words = (own if sign == ":" else shared).setdefault(title, [])
                    split = keyword == "words"
                    words += listed.split()
                else:
                    raise GrammarError(f"unknown keyword {keyword!r}")
            elif head is not None:
                sections.append(_read_section(line))
            elif words is not None:
                words += line.split() if split else [line]
            else:
                raise GrammarError("indented line outside a set or list")
        except ValueError as error:
            raise GrammarError(f"{file}, logical line {number}: {error}") from error
    close()
    return TemplateFile(
        family, tuple(sets), {k: tuple(v) for k, v in own.items()}, {k: tuple(v) for k, v in shared.items()}
    )


def _logical_lines(text: str) -> list[str]:
    """Joins a line that begins with ``|`` to the one before it."""
    lines: list[str] = []
    for raw in text.splitlines():
        if raw.lstrip().startswith("| ") and lines:
            lines[-1] += " " + raw.strip()
        else:
            lines.append(raw)
    return lines


def _read_section(line: str) -> Section:
    rows = _ROWS.fullmatch(line)
    if rows:
        chrome, optional, low, high = rows.groups()
        return Section(int(low), int(high or low), bool(optional), bool(chrome), ())
    found = _SECTION.fullmatch(line)
    if found is None:
        raise GrammarError(f"not a section: {line!r}")
    chrome, optional, low, high, rest = found.groups()
    options = tuple(parse_line(option.strip()) for option in rest.split(" | "))
    return Section(int(low), int(high or low), bool(optional), bool(chrome), options)
