"""Code pages as tables: which bytes of which page a character stands for.

A page is named by its WHATWG or IANA label. Single-byte Windows pages follow the *web table*, whose
holes in 80..9F are the C1 controls; a hole elsewhere may show as Latin-1 (ftfy's sloppy codecs do
that) or as the private-use character that Windows puts there. Nothing is built before it is asked
for. Sets of pages are bit masks, bit *n* standing for ``PAGES[n]``.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from mojifix.errors import PolicyError

__all__ = [
    "MULTI",
    "PAGES",
    "SINGLE",
    "Page",
    "canonical",
    "decode",
    "encode",
    "has_lone",
    "labels",
    "may_hold",
    "page",
    "single_tables",
    "variants",
]


@dataclass(frozen=True, slots=True)
class Page:
    """A code page: its label, Python's codec, and how common it is as a wrong reading.

    ``cost`` is the negative log-prior, in nats, of text having been read as this page: the pages of
    web browsers and consoles come before national and forgotten ones. Between readings of the same
    piece the difference counts twice (:mod:`mojifix.stages.prior`). The figures are estimates, not
    counts; they are nearer to each other than the pages are in the wild, so that damage by a rare
    page comes back as well.
    """

    label: str
    codec: str
    cost: float
    multi: bool = False


def _single(cost: float, *names: str) -> list[Page]:
    return [
        Page(label, codec or label, cost) for label, _, codec in (n.partition("=") for n in names)
    ]


def _multi(cost: float, *names: str) -> list[Page]:
    return [
        Page(label, codec or label, cost, True)
        for label, _, codec in (n.partition("=") for n in names)
    ]


PAGES: Final[tuple[Page, ...]] = (
    *_single(5.0, "windows-1252=cp1252"),
    *_single(5.5, "iso-8859-1=latin-1"),
    *_single(6.0, "windows-1251=cp1251", "mac-roman", "windows-1250=cp1250"),
    *_single(6.5, "windows-1254=cp1254", "windows-1253=cp1253", "windows-1256=cp1256"),
    *_single(6.5, "windows-1255=cp1255", "windows-1257=cp1257", "windows-1258=cp1258"),
    *_single(6.5, "cp437", "cp850", "windows-874=cp874", "iso-8859-15", "cp866", "koi8-r", "cp852"),
    *_single(7.0, "iso-8859-2", "iso-8859-9", "iso-8859-5", "iso-8859-7", "koi8-u", "mac-cyrillic"),
    *_single(7.5, "iso-8859-8", "iso-8859-6", "iso-8859-4", "iso-8859-13", "iso-8859-3", "tis-620"),
    *_single(7.5, "iso-8859-10", "iso-8859-14", "iso-8859-16", "iso-8859-11", "mac-greek"),
    *_single(7.5, "mac-turkish", "mac-latin2", "mac-croatian", "mac-romanian", "mac-iceland"),
    *_single(7.5, "cp858", "cp857", "cp855", "cp737", "cp775", "cp862", "cp864", "cp720"),
    *_single(8.0, "cp860", "cp861", "cp863", "cp865", "cp869", "koi8-t", "cp1125"),
    *_single(8.5, "cp856", "cp1006", "kz1048", "ptcp154", "mac-arabic", "mac-farsi", "palmos"),
    # Its letters begin UTF-8 with a C1 control behind, which more often is a mark of windows-1252.
    *_single(10.0, "hp-roman8"),
    *_multi(6.5, "gbk", "shift_jis=cp932", "euc-kr=cp949", "big5=cp950"),
    *_multi(7.0, "gb18030", "euc-jp", "big5-hkscs=big5hkscs"),
    *_multi(8.5, "big5-eten=big5", "shift_jis-2004", "euc-jis-2004", "johab"),
    *_multi(8.5, "shift_jis-1997=shift_jis"),
)  # fmt: skip

#: Masks of all single-byte and of all multi-byte pages.
SINGLE: Final = sum(1 << n for n, page in enumerate(PAGES) if not page.multi)
MULTI: Final = sum(1 << n for n, page in enumerate(PAGES) if page.multi)

_WINDOWS_HOLES: Final = {
    # Bytes that a Windows page leaves undefined outside 80..9F, and the private-use characters that
    # Windows itself shows for them, in the order of the bytes (Microsoft's best-fit tables).
    "windows-1253": ("\u00aa\u00d2\u00ff", "\uf8f9\uf8fa\uf8fb"),
    "windows-1255": ("\u00d9\u00da\u00db\u00dc\u00dd\u00de\u00df\u00fb\u00fc\u00ff",
                     "\uf88d\uf88e\uf88f\uf890\uf891\uf892\uf893\uf894\uf895\uf896"),
    "windows-1257": ("\u00a1\u00a5", "\uf8fc\uf8fd"),
    "windows-874": ("\u00db\u00dc\u00dd\u00de\u00fc\u00fd\u00fe\u00ff",
                    "\uf8c1\uf8c2\uf8c3\uf8c4\uf8c5\uf8c6\uf8c7\uf8c8"),
}  # fmt: skip


#: Where the web's tables have a character that Python's lack or have another for.
_WEB_EXTRAS: Final = {
    "windows-1255": (("\u05ba", 0xCA),),
    "koi8-u": (("\u045e", 0xAE), ("\u040e", 0xBE)),
}


def labels(mask: int) -> Iterator[str]:
    """Yield the labels of the pages in ``mask``, commonest first."""
    for page in PAGES:
        if mask & 1:
            yield page.label
        mask >>= 1


#: Labels of the encoding standard that Python does not know or takes for something else.
_WEB_ALIASES: Final = {
    "sjis": "shift-jis", "x-sjis": "shift-jis", "ms-kanji": "shift-jis", "windows-31j": "shift-jis",
    "shift-jis": "shift-jis", "dos-874": "windows-874", "x-gbk": "gbk", "gb2312": "gbk",
    "chinese": "gbk", "ks-c-5601-1987": "euc-kr", "ksc5601": "euc-kr", "korean": "euc-kr",
    "x-mac-cyrillic": "mac-cyrillic", "macintosh": "mac-roman", "x-mac-roman": "mac-roman",
}  # fmt: skip


def canonical(label: str) -> str:
    """Return this module's label for any label or Python name of a page it knows.

    Raises :class:`mojifix.PolicyError` for a page that UTF-8 is not known to be read as.
    """
    wanted = label.strip().lower().replace("_", "-")
    wanted = _WEB_ALIASES.get(wanted, wanted)
    for page in PAGES:
        if wanted == page.label.replace("_", "-"):
            return page.label
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        name = ""
    for page in PAGES:
        if name and codecs.lookup(page.codec).name == name:
            return page.label
    raise PolicyError(f"read_as: {label!r} is no code page that text can have been read as")


def mask_of(wanted: tuple[str, ...]) -> int:
    """Return the mask of the pages with these labels."""
    return sum(1 << n for n, page in enumerate(PAGES) if page.label in wanted)


@lru_cache(maxsize=len(PAGES))
def page(label: str) -> Page:
    """Return the page with a label of this module; raises ``KeyError`` if there is none."""
    for one in PAGES:
        if one.label == label:
            return one
    raise KeyError(label)


@lru_cache(maxsize=len(PAGES))
def _web_table(label: str) -> str | None:
    """Return the 256 characters of a single-byte page, U+FFFE for holes; ``None`` for others."""
    one = page(label)
    if one.multi:
        return None
    table = list(bytes(range(256)).decode(one.codec, "replace").replace("\ufffd", "\ufffe"))
    if label.startswith("windows-"):
        for code in range(0x80, 0xA0):
            if table[code] == "\ufffe":
                table[code] = chr(code)
    for char, code in _WEB_EXTRAS.get(label, ()):
        table[code] = char
    return "".join(table)


@lru_cache(maxsize=len(PAGES))
def _web_map(label: str) -> Any:
    table = _web_table(label)
    return None if table is None else codecs.charmap_build(table)


def decode(data: bytes, label: str) -> str | None:
    """Return ``data`` as the page reads it, ``None`` where it can't."""
    table = _web_table(label)
    try:
        if table is None:
            return data.decode(page(label).codec)
        return codecs.charmap_decode(data, "strict", table)[0]
    except UnicodeDecodeError:
        return None


def encode(text: str, label: str) -> bytes | None:
    """Return the bytes that the page reads as ``text``, ``None`` where there are none.

    Where the web's table has another character than Python's, either will do.
    """
    table = _web_map(label)
    if table is not None:
        try:
            return codecs.charmap_encode(text, "strict", table)[0]
        except UnicodeEncodeError:
            pass
    try:
        raw = text.encode(page(label).codec)
    except UnicodeEncodeError:
        return None
    # Encoders take more than one character for some bytes; which it was would be lost.
    return raw if table is not None or decode(raw, label) == text else None


def may_hold(label: str, chars: Set[str]) -> bool:
    """Whether a page could have all of these characters: it is asked much faster than encoded."""
    held = _held(label)
    return held is None or chars <= held


@lru_cache(maxsize=len(PAGES))
def _held(label: str) -> frozenset[str] | None:
    """Return the characters of a single-byte page, by either table; ``None`` for others."""
    one = page(label)
    if one.multi:
        return None
    codes = [bytes([code]) for code in range(0x100)]
    chars = {decode(code, label) for code in codes}
    chars.update(code.decode(one.codec, "ignore") for code in codes)
    return frozenset(char for char in chars if char)


def has_lone(text: str) -> bool:
    """Whether a character beyond ASCII has none beside it: UTF-8 read as a page of one byte has no
    such character."""
    return _LONE(text) is not None


_LONE: Final = re.compile("(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])").search


def _byte_map(page: Page) -> dict[str, int]:
    """Map the characters of a single-byte page to bytes 80..FF, holes as the module says."""
    table: dict[str, int] = {}
    upper = bytes(range(0x80, 0x100)).decode(page.codec, "replace")
    for byte, char in enumerate(upper, 0x80):
        if char == "\ufffd":
            if byte < 0xA0 and page.label.startswith("windows-"):
                table[chr(byte)] = byte
        elif not char.isascii():
            table.setdefault(char, byte)
    for char, byte in _WEB_EXTRAS.get(page.label, ()):
        table.setdefault(char, byte)
    for hole, private in zip(*_WINDOWS_HOLES.get(page.label, ("", "")), strict=True):
        table.setdefault(hole, ord(hole))
        table.setdefault(private, ord(hole))
    if page.label.startswith("mac-") and page.label != "mac-cyrillic":
        # The euro took the currency sign's place in Mac OS 8.5; older tables still have the latter.
        if table.get("\u20ac") == 0xDB:
            table.setdefault("\u00a4", 0xDB)
    return table


@lru_cache(maxsize=1)
def single_tables() -> dict[str, dict[int, int]]:
    """Map each character to {byte 80..FF: mask of the single-byte pages that read it so}."""
    tables: dict[str, dict[int, int]] = {}
    for number, page in enumerate(PAGES):
        if not page.multi:
            for char, byte in _byte_map(page).items():
                bytes_of = tables.setdefault(char, {})
                bytes_of[byte] = bytes_of.get(byte, 0) | 1 << number
    return tables


@lru_cache(maxsize=1)
def shift_jis_doubles() -> dict[str, bytes]:
    """Map characters to their second place in Shift-JIS (NEC's rows ED and EE).

    Encoders prefer the other place, but only these bytes can be part of UTF-8.
    """
    doubles = {}
    for lead in (0xED, 0xEE):
        for trail in range(0x80, 0xC0):
            raw = bytes((lead, trail))
            try:
                doubles[raw.decode("cp932")] = raw
            except UnicodeDecodeError:
                continue
    return doubles


@lru_cache(maxsize=1 << 15)
def variants(char: str) -> tuple[tuple[bytes, int], ...]:
    """Return (bytes, mask of multi-byte pages) for each way a non-ASCII ``char`` was such bytes."""
    found: dict[bytes, int] = {}
    if unicodedata.category(char) == "Cs":
        return ()
    for number, page in enumerate(PAGES):
        if not page.multi:
            continue
        try:
            raw = char.encode(page.codec)
        except UnicodeEncodeError:
            continue
        if page.label == "shift_jis":
            raw = shift_jis_doubles().get(char, raw)
        if raw[0] >= 0x80:
            found[raw] = found.get(raw, 0) | 1 << number
    return tuple(found.items())


@lru_cache(maxsize=1)
def common_signs() -> frozenset[str]:
    """Return the Han and Hangul of the first levels of GB 2312, JIS X 0208, Big5 and KS X 1001.

    Those levels hold the signs in common use. UTF-8 of Chinese, Japanese and Korean text, read as
    one of these sets, begins its pairs with E3 to ED, far behind the first level of any of them.
    """
    signs: set[str] = set()
    for codec, leads, trails in (
        ("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)),
        ("shift_jis", range(0x88, 0x99), range(0x40, 0xFD)),
        ("big5", range(0xA4, 0xC7), range(0x40, 0xFF)),
        ("euc_kr", range(0xB0, 0xC9), range(0xA1, 0xFF)),
    ):
        raw = b"".join(bytes((lead, trail)) for lead in leads for trail in trails if trail != 0x7F)
        signs.update(raw.decode(codec, "ignore"))
    return frozenset(signs)


def in_legacy_charset(char: str) -> bool:
    """Whether any page has ``char``: symbols in use before Unicode are the common ones."""
    return char in single_tables() or any(len(raw) < 4 for raw, _ in variants(char))
