"""Make the pages of the demonstration site from the texts in `articles/` and `spam/`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

_HERE = files("crawler.demo")
_CHINA = timezone(timedelta(hours=8))
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'
_SECTIONS = {"民生": "livelihood", "生活": "life", "文化": "culture"}


@dataclass(frozen=True, slots=True)
class Article:
    """A text of `articles/`; `hijack` names the way it was hijacked and the text in `spam/`."""

    slug: str
    title: str
    author: str
    date: datetime
    section: str
    paragraphs: tuple[str, ...]
    hijack: tuple[str, str] | None
    charset: str
    is_broken: bool
    is_listed: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says to one path."""

    body: bytes
    content_type: str
    promised: int | None = None  # Content-Length where it is not that of the body: the connection breaks


@cache
def load_articles() -> tuple[Article, ...]:
    """Read all articles, newest first."""
    texts = (entry for entry in (_HERE / "articles").iterdir() if entry.name.endswith(".txt"))
    found = [_parse(entry.name.removesuffix(".txt"), entry.read_text("utf-8")) for entry in texts]
    return tuple(sorted(found, key=lambda article: (article.date, article.slug), reverse=True))


def build_site(base: str) -> dict[str, Answer]:
    """Return the answer to each path; `base` is the address of the site, without slash at its end."""
    articles = load_articles()
    listed = [article for article in articles if article.is_listed]
    site = {
        "/": _html(_front_page(listed)),
        "/style.css": Answer((_HERE / "templates" / "style.css").read_bytes(), "text/css; charset=utf-8"),
        "/robots.txt": _text(f"User-agent: *\nDisallow: /admin/\nSitemap: {base}/sitemap.xml\n"),
        "/admin/login.html": _html(_render("后台管理", "<h1>后台管理</h1>")),
        "/feed.xml": _xml(_feed(base, listed), "application/rss+xml"),
        "/sitemap.xml": _xml(_sitemap(base, articles), "application/xml"),
        "/guide": Answer(b"%PDF-1.4\n%%EOF\n", "application/pdf"),
    }
    for name, slug in _SECTIONS.items():
        chosen = [article for article in listed if article.section == name]
        site[f"/section/{slug}.html"] = _html(_listing(name, chosen))
    for article in articles:
        site[_path(article)] = _answer(article)
    # the same article at another address, as sites have them for phones
    site["/m/library-hours.html"] = _answer(next(a for a in articles if a.slug == "library-hours"))
    return site


def _parse(slug: str, text: str) -> Article:
    head, _, body = text.partition("\n\n")
    fields = dict(line.partition(":")[::2] for line in head.splitlines())
    told = {name: value.strip() for name, value in fields.items()}
    way, _, spam = told.get("hijack", "").partition(" ")
    return Article(
        slug=slug,
        title=told["title"],
        author=told["author"],
        date=datetime.fromisoformat(told["date"]).replace(tzinfo=_CHINA),
        section=told["section"],
        paragraphs=tuple(body.strip().splitlines()),
        hijack=(way, spam) if way else None,
        charset=told.get("charset", "utf-8"),
        is_broken=told.get("broken") == "yes",
        is_listed=told.get("listed") != "no",
    )


def _path(article: Article) -> str:
    return f"/news/{article.slug}.html"


def _spam(name: str) -> list[str]:
    return (_HERE / "spam" / f"{name}.txt").read_text("utf-8").splitlines()


# --- the ways of hijacking: genuine paragraphs and spam lines in, the inside of the article's container out


def _p(lines: list[str]) -> list[str]:
    return [f"<p>{escape(line)}</p>" for line in lines]


def _top(text: list[str], spam: list[str]) -> list[str]:
    return _p(spam + text)


def _bottom_br(text: list[str], spam: list[str]) -> list[str]:
    return [*_p(text), "<p>" + "<br>\n".join(map(escape, spam)) + "</p>"]


def _middle_spaced(text: list[str], spam: list[str]) -> list[str]:
    half = len(text) // 2
    return _p([*text[:half], *(" ".join(line.replace(" ", "")) for line in spam), *text[half:]])


def _inside(text: list[str], spam: list[str]) -> list[str]:
    first, rest = text[1].split("。", 1)
    return _p([text[0], f"{first}。{''.join(spam)}{rest}", *text[2:]])


def _hidden(text: list[str], spam: list[str]) -> list[str]:
    lines = "\n".join(f"<div>{escape(line)}</div>" for line in spam)
    return [*_p(text[:3]), f'<div style="position:absolute;left:-9999px">\n{lines}\n</div>', *_p(text[3:])]


def _between(text: list[str], spam: list[str]) -> list[str]:
    mixed: list[str] = []
    for index, paragraph in enumerate(text):
        mixed += [paragraph, *spam[index : index + 1]]
    return _p(mixed)


_WAYS: dict[str, Callable[[list[str], list[str]], list[str]]] = {
    "top": _top,
    "bottom-br": _bottom_br,
    "middle-spaced": _middle_spaced,
    "inside": _inside,
    "hidden": _hidden,
    "between": _between,
    "title": lambda text, _: _p(text),
    "whole": _top,
}


def _inner(article: Article) -> list[str]:
    if article.hijack is None:
        return _p(list(article.paragraphs))
    way, spam = article.hijack
    return _WAYS[way](list(article.paragraphs), _spam(spam))


# --- pages


def _answer(article: Article) -> Answer:
    title = _spam(article.hijack[1])[0] if article.hijack and article.hijack[0] == "title" else article.title
    meta = [
        f'<meta property="og:title" content="{escape(title)}">',
        f'<meta name="keywords" content="{escape(title)}">',
        f'<meta property="article:published_time" content="{article.date.isoformat()}">',
    ]
    main = [
        f'<div class="crumbs"><a href="/">首页</a> &gt; {_section_link(article)}</div>',
        f"<h1>{escape(title)}</h1>",
        f'<div class="meta"><span>{article.date:%Y-%m-%d %H:%M}</span>'
        f"<span>来源：清渡新闻网</span><span>{escape(article.author)}</span></div>",
        '<div class="article" id="content">',
        *_inner(article),
        "</div>",
        '<div class="share">分享到：<a href="#">微信</a><a href="#">微博</a><a href="#">打印本页</a></div>',
    ]
    page = _render(f"{title} - 清渡新闻网", "\n".join(main), "\n".join(meta), article.charset)
    body = page.encode(article.charset)
    kind = f"text/html; charset={article.charset}"
    if not article.is_broken:
        return Answer(body, kind)
    # breaks off inside a tag of the sidebar, and the server promises more than it sends
    return Answer(body[: body.index(b"<aside>") + 20], kind, promised=len(body))


def _section_link(article: Article) -> str:
    slug = _SECTIONS.get(article.section)
    return f'<a href="/section/{slug}.html">{article.section}</a>' if slug else "正文"


def _front_page(articles: list[Article]) -> str:
    lead, *others = articles
    summary = _summary(lead, 60)
    main = [
        f'<div class="lead"><h2><a href="{_path(lead)}">{escape(lead.title)}</a></h2>',
        f"<p>{summary}</p></div>",
        *_items(others),
        '<p class="crumbs"><a href="/m/library-hours.html">手机版</a>　<a href="/guide">投稿指南</a></p>',
    ]
    return _render("清渡新闻网", "\n".join(main))


def _listing(name: str, articles: list[Article]) -> str:
    return _render(f"{name} - 清渡新闻网", "\n".join([f"<h1>{name}</h1>", *_items(articles)]))


def _items(articles: list[Article]) -> Iterator[str]:
    for article in articles:
        summary = _summary(article, 44)
        yield (
            f'<div class="item"><h3><a href="{_path(article)}">{escape(article.title)}</a></h3>'
            f'<p><span class="tag">{article.section}</span>{article.date:%m-%d %H:%M}　{summary}</p></div>'
        )


def _summary(article: Article, width: int) -> str:
    text = article.paragraphs[0]
    return escape(text if len(text) <= width else text[:width].rstrip("，。、：；") + "……")


def _render(title: str, main: str, head: str = "", charset: str = "utf-8") -> str:
    hot = [article for article in load_articles() if article.is_listed][2:8]
    links = "\n".join(
        f'<li><a href="{_path(article)}?spm=hot.{number}">{escape(article.title)}</a></li>'
        for number, article in enumerate(hot, 1)
    )
    template = Template((_HERE / "templates" / "page.html").read_text("utf-8"))
    return template.substitute(charset=charset, head_title=escape(title), head=head, main=main, hot=links)


def _feed(base: str, articles: list[Article]) -> str:
    items = "\n".join(
        f"<item><title>{escape(article.title)}</title><link>{base}{_path(article)}</link>"
        f"<pubDate>{format_datetime(article.date)}</pubDate></item>"
        for article in articles
    )
    channel = f"<title>清渡新闻网</title><link>{base}/</link><description>清渡县的新鲜事</description>"
    return f'{_XML}<rss version="2.0"><channel>{channel}\n{items}\n</channel></rss>\n'


def _sitemap(base: str, articles: tuple[Article, ...]) -> str:
    urls = "\n".join(
        f"<url><loc>{base}{_path(article)}</loc><lastmod>{article.date:%Y-%m-%d}</lastmod></url>"
        for article in articles
    )
    name = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'{_XML}<urlset xmlns="{name}">\n{urls}\n</urlset>\n'


def _html(page: str) -> Answer:
    return Answer(page.encode(), "text/html; charset=utf-8")


def _xml(text: str, kind: str) -> Answer:
    return Answer(text.encode(), f"{kind}; charset=utf-8")


def _text(text: str) -> Answer:
    return Answer(text.encode(), "text/plain; charset=utf-8")
