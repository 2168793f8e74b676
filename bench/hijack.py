"""Pages whose title is taken over in one or two of the places where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import combinations

from tests.eval.measure import squeeze

_PLACES = {
    "<title>": re.compile(r"(?is)(<title\b[^>]*>)(.*?)(?=</title>)"),
    "og:title": re.compile(r"""(?is)(<meta\b[^>]*\bproperty=["']og:title["'][^>]*\bcontent=["'])([^"']*)"""),
    "h1": re.compile(r"(?is)(<h1\b[^>]*>)(.*?)(?=</h1>)"),
}


def hijacked(html: bytes, title: str, foreign: str) -> Iterator[tuple[str, bytes]]:
    """Yield each way to put ``foreign`` into one or two of the places of a title, with the page so changed.

    Pages that then have the genuine title nowhere are left out: there is nothing to be found.
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
            if _stands_in(changed, squeeze(title)):
                yield " + ".join(names), changed.encode()


_LINK = re.compile(r"(?is)<(a|script|style)\b.*?</\1>")
_SHOWN = re.compile(
    r"""(?is)>([^<>]{4,400})<|<meta\b[^>]*\bcontent="([^"]{4,400})"|<meta\b[^>]*\bcontent='([^']{4,400})'"""
)


def _stands_in(html: str, title: str) -> bool:
    """Tell whether a page has a title as the text of an element that is no link, in a meta tag, or where one of these begins."""
    places = [
        found[2] for name, pattern in _PLACES.items() if name != "h1" and (found := pattern.search(html))
    ]
    if any(squeeze(unescape(text)).startswith(title) for text in places):
        return True
    shown = (squeeze(unescape("".join(groups))) for groups in _SHOWN.findall(_LINK.sub("", html)))
    return title in shown
