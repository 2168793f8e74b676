"""Writes what surrounds an article: menus, rankings, comments, advertisements, footers, few or many."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from . import gazetteer
from .grammar import Writer

_HEADLINES: Final = (
    "related",
    "h_news",
    "h_news",
    "h_gossip",
    "h_finance",
    "h_ads",
    "h_ads",
    "h_novel",
    "h_health",
    "h_consumer",
    "h_appliance",
    "h_sport",
    "h_tech",
    "h_life",
    "h_gov",
    "h_thread",
)
_LINES: Final = (
    "c_login",
    "c_search",
    "c_share",
    "c_tool",
    "c_app",
    "c_widget",
    "c_pager",
    "c_author",
    "c_goods",
    "c_question",
    "c_wiki",
    "c_misc",
)
_NUMBERING: Final = ("%d", "%02d", "%d.", "%d、", "NO.%d", "TOP%d", "[%d]")
_BULLETS: Final = ("·", "• ", "■ ", "[图]", "[视频]", "【推荐】", "» ", "▪")
_JOINTS: Final = (" ", " | ", "|", "", " · ", "\u3000", " - ", "&nbsp;&nbsp;", " / ", " >> ")


def draw_size(rng: random.Random) -> int:
    """About how many blocks of chrome a page is to have: lean, usual and heavy pages."""
    low, high = rng.choices(((8, 30), (40, 120), (120, 300)), (25, 50, 25))[0]
    return rng.randint(low, high)


class Chrome:
    """The chrome of one page; ``size`` is about how many short blocks of text it has."""

    def __init__(
        self, rng: random.Random, part: str, words: Mapping[str, tuple[str, ...]], *, site: str, size: int
    ) -> None:
        self.rng = rng
        self.writer = Writer(rng, part, {**words, "site": (site,)}, genuine=True)
        self.words = self.writer.words
        # the rail takes what the shares for the head and the foot of the page leave
        self.head = max(5, round(size * rng.uniform(0.1, 0.35)))
        self.foot = max(1, round(size * rng.uniform(0.03, 0.15)))
        self.rail = max(3, size - self.head - self.foot)
        self.few = 1 + size // 40

    def parts(self) -> dict[str, Callable[[], str]]:
        """The marks of a layout that stand for chrome."""
        return {
            "NAV": self._header,
            "SIDE": self._rail,
            "FOOT": self._footer,
            "TOOLS": lambda: self._few("c_share", "c_tool"),
            "COMMENTS": self._comments,
            "PAGER": lambda: self._few("c_pager"),
            "CRUMB": self._crumb,
            "TAGS": self._tags,
            "AUTHOR": lambda: self._few("c_author"),
            "GOODS": lambda: self._few("c_goods"),
            "QUESTION": lambda: self._few("c_question"),
            "WIKI": lambda: self._few("c_wiki"),
            "APP": lambda: self._few("c_app", "c_misc"),
            "LOGIN": lambda: self._few("c_login", "c_search"),
            "LIST": lambda: self._headlines(self.rng.randint(8, 12 + 10 * self.few)),
        }

    def _line(self, name: str) -> str:
        return self.writer.draw(name + "~")

    def _lines(self, name: str, count: int) -> list[str]:
        return [self._line(name) for _ in range(count)]

    def _sample(self, name: str, count: int) -> list[str]:
        entries = self.words[name]
        return self.rng.sample(entries, min(count, len(entries)))

    def _link(self, text: str) -> str:
        kind = self.rng.random()
        if kind < 0.15:
            return f"<span>{text}</span>"
        if kind < 0.3:
            return f'<a href="javascript:;">{text}</a>'
        return f'<a href="/a/{self.rng.randrange(10**6)}.html" target="_blank">{text}</a>'

    def _items(self, texts: Sequence[str]) -> str:
        """A run of short texts in one of the ways of templates."""
        rng = self.rng
        kind = rng.randrange(9)
        if kind < 3:
            tag = rng.choice(("ul", "ul", "ol"))
            return f"<{tag}>" + "".join(f"<li>{text}</li>\n" for text in texts) + f"</{tag}>"
        if kind < 5:
            tag = rng.choice(("p", "h4", "div", "dd"))
            before, after = ('<div class="item">', "</div>") if kind == 3 else ("", "\n")
            return "".join(f"{before}<{tag}>{text}</{tag}>{after}" for text in texts)
        if kind == 5:
            return "<div>" + rng.choice(("<br>", "<br/>\n")).join(texts) + "</div>"
        if kind == 6:
            width = rng.randint(1, 4)
            cells = [f"<td>{text}</td>" for text in texts]
            rows = ("".join(cells[at : at + width]) for at in range(0, len(cells), width))
            return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
        if kind == 7:
            spans = (f"<span><i></i><span>{text}</span></span>\n" for text in texts)
            return f"<div>{''.join(spans)}</div>"
        return self._inline(texts)

    def _inline(self, texts: Sequence[str]) -> str:
        return f"<div>{self.rng.choice(_JOINTS).join(texts)}</div>"

    def _few(self, *names: str) -> str:
        rng = self.rng
        texts = [self._line(rng.choice(names)) for _ in range(rng.randint(1, 2 + self.few))]
        return self._items([self._link(text) if rng.random() < 0.3 else text for text in texts])

    def _menu(self, name: str, count: int) -> str:
        entries = self._sample(name, count)
        if self.rng.random() < 0.6:
            entries = [f'<a href="/{at}/">{entry}</a>' for at, entry in enumerate(entries)]
        return self._inline(entries) if self.rng.random() < 0.5 else self._items(entries)

    def _cities(self, count: int) -> str:
        names = self.rng.sample(gazetteer.places().cities, count)
        return self._items([self._link(gazetteer.shorten(name)) for name in names])

    def _crumb(self) -> str:
        joint = self.rng.choice((" &gt; ", " » ", " > ", " → ", "&gt;&gt;", " / ", " - "))
        head = self.rng.choice(("", "当前位置：", "您的位置：", "您现在的位置：", "位置："))
        steps = ["首页", *self._sample("nav", self.rng.randint(1, 3))]
        return head + joint.join(map(self._link, (*steps, *self.rng.choice(((), ("正文",), ("内容",))))))

    def _header(self) -> str:
        rng, left = self.rng, self.head
        written = [self._menu("nav", min(left, rng.randint(5, 40)))]
        left -= 20
        while left > 0:
            kind = rng.randrange(6)
            if kind == 0:
                count = min(left + 3, rng.randint(6, 34))
                written.append(self._cities(count))
            elif kind < 3:
                count = min(left + 3, rng.randint(5, 30))
                written.append(self._menu(rng.choice(("nav", "nav", "c_tag")), count))
            elif kind == 3:
                count = rng.randint(1, 4)
                written.append(self._headlines(count))
            else:
                count = rng.randint(1, 4)
                written.append(
                    self._items(self._lines(rng.choice(("c_login", "c_search", "c_misc", "c_widget")), count))
                )
            left -= count
        return "\n".join(written)

    def _headlines(self, count: int) -> str:
        """Headlines of one kind, plain or with ranks, dates, sources, counts."""
        rng, name = self.rng, self.rng.choice(_HEADLINES)
        texts, kind = self._lines(name, count), rng.randrange(10)
        links = [self._link(text) for text in texts]
        if kind == 0:
            number = rng.choice(_NUMBERING)
            links = [f"<em>{number % at}</em>{link}" for at, link in enumerate(links, 1)]
        elif kind == 1:
            links = [f"{link}<span>{self.writer.draw('date')}</span>" for link in links]
        elif kind == 2:
            links = [f"<b>{rng.choice(_BULLETS)}</b>{link}" for link in links]
        elif kind == 3:
            links = [f"{link} <i>{self.writer.draw('n4')}</i>" for link in links]
        elif kind == 4:
            sources = self._lines("outlet", count)
            hours = rng.randint(1, 20)
            links = [
                f"<h5>{link}</h5><p>{source} {hours}小时前</p>"
                for link, source in zip(links, sources, strict=True)
            ]
        elif kind == 5:
            links = [f"{link}<span>{rng.randrange(30):02d}:{rng.randrange(60):02d}</span>" for link in links]
        return self._items(links)

    def _rail(self) -> str:
        rng, left = self.rng, self.rail
        written: list[str] = []
        while left > 0:
            if rng.random() < 0.7:
                head = self._line("c_head")
                tag = rng.choice(("h3", "h2", "div", "div", "dt", "strong"))
                written.append(f"<{tag}>{head}</{tag}>")
                left -= 1
            kind = rng.random()
            count = min(left + 2, rng.randint(2, 16))
            if kind < 0.55:
                written.append(self._headlines(count))
            elif kind < 0.7:
                name = rng.choice(_LINES)
                count = min(count, 6)
                written.append(self._items(self._lines(name, count)))
            elif kind < 0.78:
                written.append(self._menu(rng.choice(("c_tag", "c_friend", "nav")), count))
            elif kind < 0.84:
                written.append(self._cities(count))
            elif kind < 0.92:
                written.append(self._comments())
                count = 10
            elif kind < 0.96:
                written.append(self._items([str(day) for day in range(1, rng.choice((29, 31, 32)))]))
                count = 20
            else:
                year = rng.randint(2010, 2026)
                issues = [f"{year}年第{issue}期" for issue in range(count, 0, -1)]
                written.append(self._items([self._link(issue) for issue in issues]))
            left -= count
        return "\n".join(written)

    def _tags(self) -> str:
        tags = self._sample("c_tag", self.rng.randint(2, 4 + 4 * self.few))
        return self._items([self._link(self.rng.choice(("", "", "#")) + tag) for tag in tags])

    def _comments(self) -> str:
        rng = self.rng
        written = [f"<h3>{self._line('c_comment_head')}</h3>"]
        manner, tag = rng.randrange(4), rng.choice(("div", "li", "dl", "p"))
        for at in range(rng.randint(0, 2 + 2 * self.few)):
            nick, said = self._line("c_nick"), self._line("c_comment")
            if manner == 0:
                place = f"[{self._line('prov')}{rng.choice((',', '省', ''))}{self._line('city')}网友]"
                who = f"<span>{nick}</span><em>{place}</em>"
            elif manner == 1:
                when = f"{self._line('date')} {self._line('clock')}"
                who = f'<a href="/u/{rng.randrange(10**5)}">{nick}</a> {when}'
            elif manner == 2:
                who = f"{at + 1}楼 <b>{nick}</b>"
            else:
                who = f"<div>{nick}</div><div>{rng.randint(1, 23)}小时前 来自{self._line('prov')}</div>"
            deeds = " ".join(
                f"<a>{deed}</a>{rng.choice(('', f'[{rng.randrange(99)}]', f'({rng.randrange(9)})'))}"
                for deed in self._sample("c_act", rng.randint(1, 3))
            )
            written.append(f"<{tag}>{who}<p>{said}</p><div>{deeds}</div></{tag}>")
        return "\n".join(written)

    def _footer(self) -> str:
        rng, left = self.rng, self.foot
        names = ("footer", "footer", "c_licence", "c_licence", "c_report", "c_contact", "c_app")
        written = [self._line("footer")]
        if left > 6 and rng.random() < 0.7:
            count = rng.randint(5, min(40, 5 + left))
            written.insert(rng.randrange(2), self._menu(rng.choice(("c_friend", "c_friend", "nav")), count))
            left -= count // 2
        texts = [self._line(rng.choice(names)) for _ in range(left - 1)]
        while texts:
            size = rng.randint(1, 5)
            run, texts = texts[:size], texts[size:]
            written.append(self._inline(run) if rng.random() < 0.4 else self._items(run))
        return "\n".join(written)
