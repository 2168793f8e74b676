"""Addresses: which are the same page, and which belong to the same site."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit

from tldextract import TLDExtract
from w3lib.url import canonicalize_url

# Of an address: browsers and servers take little more, and what is looked up here is kept a while.
MOST_CHARS = 2_000
_HOST = re.compile(r"[^\s\x00-\x20,;<>\"'\\^`{|}]+")
_PORTS = {"http": 80, "https": 443}
# Parameters that tell where a reader came from, or who he is, but not which page he reads.
_TRACKING = re.compile(
    r"utm_\w*|spm|scm|spm_id_from|from_spmid|vd_source|bd_vid|bdvid|hm(?:sr|pl|cu|kw|ci)|tt_from|nsukey"
    r"|isappinstalled|share_(?:token|source|medium|from|session_id|tag|times)|sharesource|weibo_id"
    r"|fbclid|gclid|gclsrc|dclid|msclkid|yclid|twclid|igshid|mc_[ce]id|_hs(?:enc|mi)|_ga|_gl"
    r"|phpsessid|jsessionid|aspsessionid\w*|(?:php)?sess(?:ion)?_?id|oscsid|zenid|cftoken|aspxautodetectcookiesupport"
    r"|replytocom",  # of WordPress: the same post, with the form below another comment
    re.IGNORECASE,
)
# Java's and PHP's, and what ASP.NET gives those who return no cookies: /(S(lit3py55t21z5v55vlm25s55))/.
_SESSION_IN_PATH = re.compile(
    r";(?:jsessionid|phpsessid|sid)=[^/;?]*|/\((?:[A-Z]\([^/()]{1,99}\)){1,3}\)(?=/)", re.IGNORECASE
)
# `sid` may be the number of a page or a story; like this it is that of a visitor.
_SESSION = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{16,}", re.IGNORECASE)
# `from` may choose the page (from=page2); these values of it never do.
_SHARED_FROM = {"timeline", "singlemessage", "groupmessage", "weixin", "qq", "weibo", "appshare"}
# Discuz tells a thread on which page of the forum it stood, which changes as it grows older.
_FROM_PAGE = "page%3d"
# How addresses of articles differ from those of lists: a long number, a slug of many words, a date, an id.
_LIST_NAME = re.compile(
    r"(?:index|lists?|default|channel|cat(?:egory)?|tag|page|search|node|col(?:umn)?|sort|more|forum)"
    r"(?:[_-]?\d+){0,3}",
    re.IGNORECASE,
)
_ARTICLE_DIGITS, _ARTICLE_HYPHENS = 4, 3
_ESCAPES = re.compile(r"(?:%[0-9a-f]{2})+", re.IGNORECASE)
# An article's that ends in a slash, as WordPress has it; /archives/2026/ and /channel/10234/ are lists.
_NUMBERED_FOLDER = re.compile(
    r"/(?:archives?|posts?|p|articles?|story|detail)/(?!(?:19|20)\d\d(?:\d\d){0,2}/)\d{4,}/$", re.IGNORECASE
)
_NAMED_FOLDER = re.compile(r"[^\W\d_]{2}")  # not A01, a page of a newspaper
# A category has a number, too: ?typeid=12, ?BigClassID=3.
_OF_LIST = r"(?:^|[?&])(?:\w{0,9}(?:type|cat(?:egory)?|class|column|channel|forum|tag|sort|list)_?|[cf])id="
_LIST_QUERY = re.compile(_OF_LIST, re.IGNORECASE)
_ARTICLE_QUERY = re.compile(
    rf"(?!{_OF_LIST})(?:^|&)(?:\w{{0,10}}id|article|news|aid|p)=\d{{2,}}(?:&|$)", re.IGNORECASE
)
_DATED_PATH = re.compile(r"/(?:19|20)\d\d[/_-]?(?:0[1-9]|1[0-2])")
# The number of a part of an article: 1001_2.html, ?id=1001&page=2.
_PART = re.compile(r"(?<!\d\d\d\d-\d\d)[_-]\d{1,2}(?=(?:\.[a-z]{3,5})?$)", re.IGNORECASE)
_PART_QUERY = re.compile(r"(?:^|&)\w{0,10}page(?:no|num|index)?=\d{1,2}(?=&|$)", re.IGNORECASE)
_extract = TLDExtract(suffix_list_urls=(), cache_dir=None)  # the bundled list only: no request, no file


def host_of(url: str) -> str:
    """Return the host name as it is asked for, in lower case, without port; "" if there is none."""
    try:
        return _asked(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _asked(host: str) -> str:
    """Return a host name as name servers know it: 例子.中国 is xn--fsqu00a.xn--fiqs8s."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:  # not a name that can be asked for
        return host


@lru_cache(maxsize=4096)
def _registrable_domain(host: str) -> str:
    return _extract(host, include_psl_private_domains=True).top_domain_under_public_suffix


@lru_cache(maxsize=1024)  # asked several times for each link, and for the same page for each of its links
def site_of(url: str) -> str:
    """Return the registrable domain of an address; for IP addresses and bare host names, host and port."""
    parts = urlsplit(url)
    host = _asked(parts.hostname or "")
    return _registrable_domain(host) or f"{host}:{parts.port or _PORTS.get(parts.scheme, 0)}"


def is_fetchable(url: str) -> bool:
    """Tell whether an address is http or https with a host and a port that can exist."""
    if len(url) > MOST_CHARS:
        return False
    try:
        parts = urlsplit(url)
        usable_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme in _PORTS and usable_port and bool(_HOST.fullmatch(parts.hostname or ""))


def looks_like_article(url: str) -> bool:
    """Tell whether an address has the marks of a single article's rather than of a list of them."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    is_folder = not (name or parts.query)
    if is_folder:
        folder, _, name = folder.rpartition("/")
    name = _ESCAPES.sub("xx", name.partition(".")[0])
    if _LIST_NAME.fullmatch(name):
        return False
    has_words = name.count("-") >= _ARTICLE_HYPHENS
    if is_folder:  # /how-to-grow-tomatoes/, but not /tag/how-to-do-it/
        is_named = bool(_NAMED_FOLDER.search(name)) and bool(_DATED_PATH.search(folder))
        return is_named or (has_words and not folder) or bool(_NUMBERED_FOLDER.search(parts.path))
    if has_words or _ARTICLE_QUERY.search(parts.query):
        return True
    is_numbered = len(re.findall(r"\d", name)) >= _ARTICLE_DIGITS
    return is_numbered or bool(name and _DATED_PATH.search(parts.path))


def is_part_of_article(url: str, source: str) -> bool:
    """Tell whether an address is that of another part of the article at `source`: they differ in no other number."""
    whole = _without_part(source)
    is_of_list = _LIST_QUERY.search(whole) and not _ARTICLE_QUERY.search(urlsplit(whole).query)
    return looks_like_article(whole) and not is_of_list and _without_part(url) == whole


def _without_part(url: str) -> str:
    parts = urlsplit(drop_tracking(url))
    query = _PART_QUERY.sub("", parts.query).strip("&")
    return urlunsplit((parts.scheme, parts.netloc, _PART.sub("", parts.path), query, ""))


def drop_tracking(url: str) -> str:
    """Return the address as it is, without fragment, tracking parameters and numbers of visitors."""
    parts = urlsplit(url)
    query = parts.query
    if query:
        query = "&".join(pair for pair in query.split("&") if not _is_tracking(pair))
    return urlunsplit((parts.scheme, parts.netloc, _SESSION_IN_PATH.sub("", parts.path), query, ""))


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    if name.lower() == "sid":
        return bool(_SESSION.fullmatch(value))
    if name == "extra":
        return value.lower().startswith(_FROM_PAGE)
    return bool(_TRACKING.fullmatch(name)) or (name == "from" and value in _SHARED_FROM)


def canonicalize(url: str) -> str:
    """Return the form of an address that two spellings of it share; only to compare, never to fetch.

    Host in lower case, without default port, fragment and tracking parameters; parameters sorted; escapes
    normalized.
    """
    parts = urlsplit(canonicalize_url(drop_tracking(url)))
    netloc = parts.netloc.removesuffix(f":{_PORTS.get(parts.scheme)}")
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))


def only_adds(url: str, asked: str) -> bool:
    """Tell whether an address is one that was asked for with more parameters: 1.html?t=1763 for 1.html."""
    more, less = urlsplit(canonicalize(url)), urlsplit(canonicalize(asked))
    given, found = (set(parts.query.split("&")) - {""} for parts in (less, more))
    return more[:3] == less[:3] and given <= found and not any(map(_NAMES_A_PAGE.match, found - given))


_NAMES_A_PAGE = re.compile(r"(?:\w{0,10}id|p|\w{0,10}page\w{0,5}|article|news)=\d", re.IGNORECASE)


def canonical_url(url: str, declared: str | None) -> str:
    """Return the canonical address of a page that was fetched from `url` and declares `declared`.

    A declaration counts only within the page's own site, and only for the scheme and the host. Another path or query
    may be another page: a template names the front page on all pages, part 2 of an article its part 1, a hijacked
    page whatever it likes. Copies at such addresses are known by `duplicate_of`.
    """
    own = canonicalize(url)
    if not declared or len(declared) > MOST_CHARS:
        return own
    try:
        target = urljoin(url, declared.strip())
        if not is_fetchable(target) or site_of(target) != site_of(url):
            return own
        named = canonicalize(target)
    except ValueError:
        return own
    return named if urlsplit(named)[2:4] == urlsplit(own)[2:4] else own
