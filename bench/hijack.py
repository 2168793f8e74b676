"""Pages whose title is taken over in one or two of the places where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import combinations

from bench.pages import squeeze

_PLACES = {
    "<title>": re.compile(r"(?is)(<title\b[^>]*>)(.*?)(?=</title>)"),
    "og:title": re.compile(r"""(?is)(<meta\b[^>]*\bproperty=["']og:title["'][^>]*\bcontent=["'])([^"']*)"""),
    "h1": re.compile(r"(?is)(<h1\b[^>]*>)(.*?)(?=</h1>)"),
}


def hijacked(html: bytes, title: str, foreign: str) -> Iterator[tuple[str, bytes]]:
    """Yield each way to put ``foreign`` in one or two of the places that a page has, and the page so changed.

    A page on which the genuine title stands nowhere then is left out: there is nothing to be found.
    """
    text = html.decode("utf-8", "replace")
    there = [
        name for name, pattern in _PLACES.items() if (found := pattern.search(text)) and found[2].strip()
    ]
    for count in (1, 2):
        for names in combinations(there, count):
            changed = text
            for name in names:
                changed = _PLACES[name].sub(lambda found: found[1] + escape(foreign), changed)
            if squeeze(title) in squeeze(unescape(re.sub(r"<script.*?</script>", "", changed, flags=re.S))):
                yield " + ".join(names), changed.encode()
