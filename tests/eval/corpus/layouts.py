"""Page layouts of invented sites, dealt to the parts, to put flat carrier texts into."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from .chrome import Chrome, draw_size

_HERE = Path(__file__).parent / "layouts"
_MARK = re.compile("@([A-Z0-9]+)@")


@dataclass(frozen=True, slots=True)
class Layout:
    """A page of an invented site; its markup is in ``layouts/``, with @NAMES@ where content goes."""

    name: str
    part: str
    paragraph: str  # how a genuine paragraph is written; "%" is its text


_P = "<p>%</p>\n"
_INDENT = "<p>\u3000\u3000%</p>\n"
LAYOUTS: Final = (
    Layout("portal", "train", _P),
    Layout("dede", "train", _INDENT),
    Layout("mobile", "train", "<p><span>%</span></p>"),
    Layout("gov", "train", '<p style="text-indent: 2em;">%</p>\n'),
    Layout("weixin", "train", "<section><p>%</p></section>"),
    Layout("brpage", "train", "\u3000\u3000%<br><br>\n"),
    Layout("blog", "train", _P),
    Layout("bbs", "train", "%<br>\n"),
    Layout("paper", "train", "<p>%</p>"),
    Layout("newsportal", "train", _INDENT),
    Layout("forum", "train", "%<br />\n<br />\n"),
    Layout("column", "train", _P),
    Layout("govsite", "train", '<p class="MsoNormal" align="justify">\u3000\u3000%</p>\n'),
    Layout("oldtable", "train", "&nbsp;&nbsp;&nbsp;&nbsp;%<BR>\n"),
    Layout("mnews", "train", "<p>%</p>"),
    Layout("account", "train", '<section style="margin:0 8px"><p><span>%</span></p></section>'),
    Layout("question", "train", "%<br>"),
    Layout("videopage", "train", "<div>%</div>"),
    Layout("shoparticle", "train", '<div class="txt"><p>%</p></div>\n'),
    Layout("epaper", "train", "<p>\u3000\u3000%</p>"),
    Layout("wikipage", "train", _P),
    Layout("manual", "train", "<p>%</p>\n\n"),
    Layout("listing", "train", "<p>%</p>\n"),
    Layout("ucms", "dev", _INDENT),
    Layout("spans", "dev", '<div class="para"><span style="color:#222">%</span></div>\n'),
    Layout("school", "dev", '<p class="MsoNormal"><span style="font-family:宋体">%</span></p>\n'),
    Layout("citynews", "dev", _P),
    Layout("clubthread", "dev", "<p>%<br></p>\n"),
    Layout("tablesoup", "test", "%<br />&nbsp;&nbsp;&nbsp;&nbsp;"),
    Layout("html5", "test", _P),
    Layout("local", "test", '<div style="margin:8px 0">%</div>'),
    Layout("wrapped", "test", "<section><section><p><span>%</span></p></section></section>"),
)


@lru_cache(maxsize=64)
def _read_page(name: str) -> str:
    return (_HERE / f"{name}.html").read_text("utf-8")


def fill_layout(
    layout: Layout,
    rng: random.Random,
    words: Mapping[str, tuple[str, ...]],
    *,
    title: str,
    heading: str,
    body: str,
    before: str = "",
    after: str = "",
) -> str:
    """The page; all arguments are markup."""
    site = rng.choice(words["site_name"])
    chrome = Chrome(rng, layout.part, words, site=site, size=draw_size(rng)).parts()
    day = f"{rng.randint(2014, 2026)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    known = {
        "DATE": f"{day} {rng.randrange(24):02d}:{rng.randrange(60):02d}",
        "SRC": rng.choice(words["outlet"]),
        "HITS": str(rng.randrange(20, 90000)),
        "N1": str(rng.randint(1, 8)),
        "SITE": site,
        "TITLE": title,
        "H1": heading,
        "BEFORE": before,
        "AFTER": after,
        "BODY": body,
    }

    def fill(found: re.Match[str]) -> str:
        name = found.group(1)
        return known[name] if name in known else chrome[name]()

    return _MARK.sub(fill, _read_page(layout.name))
