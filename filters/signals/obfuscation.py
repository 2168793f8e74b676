"""Stretches of text in which a disguise of characters was undone."""

from __future__ import annotations

from filters.signals.base import NOTHING, Matches, Observed, runs, written

NAME = "obfuscation"
EXAMPLES = (
    ("④⓪⓪热线", (("④⓪⓪", "400"),)),
    ("找唯俢", (("唯俢", "维修"),)),
    ("加wесhat", (("ес", "ec"),)),
)
COUNTEREXAMPLES = ("２０２４年，ＡＢＣ公司", "維修電話", "Привет, это новость", "售后 服务 电话")


def find(observed: Observed) -> Matches:
    """All stretches of changed characters; the value is what was read under the disguise."""
    if not observed.changed.any():
        return NOTHING
    start, end = runs(observed.changed)
    return written(observed, start, end)
