"""Find out in which encoding a page is written, and decode it."""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import detect_encoding

# What encoding detection looks at; more changes nothing and costs time.
_DETECT_BYTES = 131_072


def decode(html: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Decode a page: by its byte order mark, else as UTF-8 if it is that, else as detected; ``encoding`` is only a hint.

    Return the text and Python's name of the encoding.

    Servers and meta tags are wrong too often to be believed before the bytes (1 page in 2 of the GB family).
    """
    for mark, name in _MARKS:
        if html.startswith(mark):
            return html[len(mark) :].decode(name, "replace"), name
    utf16 = _looks_like_utf16(html)  # first: UTF-16 of Latin text is valid UTF-8
    if utf16:
        return html.decode(utf16, "replace"), utf16
    if is_utf8(html):
        return html.decode("utf-8"), "utf-8"
    text = html.decode("utf-8", "replace")
    wide = len(html) - len(text)  # about two for each Chinese character that did decode
    if text.count("\ufffd") * 20 < wide:
        return text, "utf-8"  # with a few broken characters, as CMSs that cut by bytes produce
    names = _guesses(html, encoding)
    for name in names:
        try:
            return html.decode(name), name
        except UnicodeDecodeError:
            continue
    name = names[0] if names else "gb18030"
    return html.decode(name, "replace"), name


def is_utf8(html: bytes) -> bool:
    """Tell whether bytes are UTF-8 throughout."""
    try:
        html.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GB_FAMILY = {"gb2312", "gbk", "gb18030", "hz", "iso2022_jp_2", "cp936"}
_SINGLE_BYTE = re.compile(r"iso8859|cp125|cp437|cp850|ascii|latin|mac-|koi8|cp866|cp874|tis-620")


def _looks_like_utf16(html: bytes) -> str | None:
    """Recognise UTF-16 without a mark by the NUL bytes of its tags."""
    sample = html[:4096]
    if sample.count(0) * 5 < len(sample):
        return None
    return "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"


def _guesses(html: bytes, hint: str | None) -> list[str]:
    """Return codec names from likely to unlikely, each once."""
    sample = html[:_DETECT_BYTES]
    # Half a character at the end of its sample makes the detector guess another encoding.
    whole = max(sample.rfind(b">"), sample.rfind(b"\n")) + 1
    sample = sample[:whole] if whole * 8 > len(sample) * 7 else sample
    names = [_codec(detect_encoding(sample)), _codec(hint)]
    if names[0] and _SINGLE_BYTE.search(names[0]):
        # Single-byte codecs decode anything, so their being possible says little.
        if names[1] and not _SINGLE_BYTE.search(names[1]):
            names.reverse()
        elif _looks_like_gb(sample):
            names.insert(0, "gb18030")
    return list(dict.fromkeys(name for name in names if name))


def _looks_like_gb(sample: bytes) -> bool:
    """Tell short Chinese text from European: in that, half of the words would leave half a character."""
    text = sample.decode("gb18030", "replace")
    wide = len(sample) - len(text)  # about one for each character of two bytes
    han = sum("\u4e00" <= character <= "\u9fff" for character in text)
    return wide >= 4 and han * 2 > wide and text.count("\ufffd") <= 1 + wide // 30


def _codec(name: str | None) -> str | None:
    """Return Python's name of a text encoding, or None if it has none."""
    try:
        info = codecs.lookup(name.strip()) if name else None
    except (LookupError, ValueError):
        return None
    if info is None or not info._is_text_encoding or info.name in {"utf-7", "idna", "punycode", "undefined"}:
        return None
    if info.name.endswith("escape"):
        return None
    return "gb18030" if info.name in _GB_FAMILY else info.name
