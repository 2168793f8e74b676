"""``python -m filters FILE|- [--json]``: judge one page from the command line."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from datetime import datetime
from pathlib import Path

from filters import FilterResult, Label, clean_html
from filters.cutting import PRESETS
from filters.types import Block, Hit, Span, Verdict

# What a terminal would obey.
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160)], "\ufffd")


def main(arguments: list[str] | None = None) -> int:
    """Print the body (or everything, as JSON) of one page; 1 if the file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m filters", description=__doc__)
    parser.add_argument("file", metavar="FILE", help="an HTML or text file, - for standard input")
    parser.add_argument("--json", action="store_true", help="all verdicts with their evidence")
    parser.add_argument("--url", default="", help="where the page was found")
    parser.add_argument("--preset", choices=sorted(PRESETS), default="retain")
    options = parser.parse_args(arguments)
    try:
        data = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    except OSError as error:
        print(f"{options.file}: {error.strerror}", file=sys.stderr)
        return 1
    result = clean_html(data, url=options.url, preset=options.preset)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    print((_as_json(result) if options.json else _as_text(result)).translate(_CONTROLS))
    return 0


def _as_json(result: FilterResult) -> str:
    def plain(value: object) -> object:
        """Values that are tuples would lose the names of their fields."""
        if isinstance(value, datetime):
            return value.isoformat()
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        elif isinstance(value, (Span, Block, Hit, Verdict)):
            value = value._asdict()
        if isinstance(value, dict):
            return {name: plain(entry) for name, entry in value.items()}
        return [plain(entry) for entry in value] if isinstance(value, tuple) else value

    return json.dumps(plain(result), ensure_ascii=False, indent=2)


def _as_text(result: FilterResult) -> str:
    spam = [verdict for verdict in result.verdicts if verdict.label is Label.SPAM]
    cut = sum(len(verdict.block.text) for verdict in spam)
    contacts = "、".join(f"{contact.kind} {contact.value}" for contact in result.contacts)
    print(
        f"{result.outcome}: {cut} characters of spam in {len(spam)} blocks cut"
        + (f"; contacts: {contacts}" if contacts else ""),
        file=sys.stderr,
    )
    return result.article.body if result.article else ""


if __name__ == "__main__":
    sys.exit(main())
