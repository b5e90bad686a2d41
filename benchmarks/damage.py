"""Decides what counts as real damage: UTF-8 misread by a page, with nothing lost.

A page misreads when it decodes the bytes; the damage counts when the same page writes exactly those
bytes again and the text is no longer what it was. Windows pages come twice: as Python decodes them,
which fails where the page has a hole, and (label in ``/web``) as browsers do, which read a hole of
80..9F as the C1 control of that number. The web's reading counts only where Python's fails, so that
no case comes twice.

Damage that loses something (C1 controls dropped, folded case, ``?`` for a byte) is not made here.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

__all__ = ["MEANT", "PAGES", "Page", "damage"]

#: What the bytes were: UTF-8, or UTF-8 of UTF-16's halves, which is what CESU-8 and Java's modified
#: UTF-8 make of characters beyond U+FFFF. (Java's U+0000 as C0 80 occurs in no real text here.)
MEANT: Final = ("utf-8", "cesu-8")


@dataclass(frozen=True, slots=True)
class Page:
    """A code page that UTF-8 was read as: Python's ``codec``, or the web's table over it."""

    label: str
    codec: str
    multi_byte: bool = False
    web: bool = False

    def read(self, data: bytes) -> str | None:
        """Decode as this page does; ``None`` where it can't."""
        if not self.web:
            try:
                return data.decode(self.codec)
            except UnicodeDecodeError:
                return None
        try:
            return codecs.charmap_decode(data, "strict", _WEB_TABLES[self.codec])[0]
        except UnicodeDecodeError:
            return None

    def write(self, text: str) -> bytes | None:
        """Encode as this page does; ``None`` where it can't."""
        try:
            if not self.web:
                return text.encode(self.codec)
            return codecs.charmap_encode(text, "strict", _WEB_MAPS[self.codec])[0]
        except UnicodeEncodeError:
            return None


def _web_table(codec: str) -> str:
    """The 256 characters of a windows page with its holes in 80..9F filled; U+FFFE is a hole."""
    table = []
    for byte in range(256):
        try:
            table.append(bytes([byte]).decode(codec))
        except UnicodeDecodeError:
            table.append(chr(byte) if 0x80 <= byte <= 0x9F else "\ufffe")
    # The web's windows-1255 reads CA as U+05BA, Python's has a hole there.
    if codec == "cp1255":
        table[0xCA] = "\u05ba"
    return "".join(table)


_WINDOWS: Final = (1250, 1251, 1252, 1253, 1254, 1255, 1257, 1258, 874)
_WEB_TABLES: Final = {f"cp{number}": _web_table(f"cp{number}") for number in _WINDOWS}
_WEB_MAPS: Final = {codec: codecs.charmap_build(table) for codec, table in _WEB_TABLES.items()}

_DOS: Final = "437 720 737 775 850 852 855 857 858 860 861 862 863 864 865 866 869 1125".split()
#: Mac Arabic and Mac Farsi are left out: half of their continuation bytes show as ASCII signs,
#: which stand for two bytes each, so that reading loses what they were.
_MAC: Final = "roman cyrillic greek turkish latin2 croatian romanian iceland".split()
_MULTI_BYTE: Final = (
    "cp932 shift_jis euc_jp gbk gb18030 big5 big5hkscs cp950 euc_kr cp949 johab".split()
)

PAGES: Final[dict[str, Page]] = {
    page.label: page
    for page in (
        Page("latin-1", "latin-1"),
        *(Page(f"windows-{n}", f"cp{n}") for n in sorted({*_WINDOWS, 1256})),
        *(Page(f"windows-{n}/web", f"cp{n}", web=True) for n in sorted(_WINDOWS)),
        *(Page(f"iso-8859-{n}", f"iso8859_{n}") for n in range(2, 17) if n != 12),
        *(Page(f"mac-{name}", f"mac_{name}") for name in _MAC),
        *(Page(f"cp{n}", f"cp{n}") for n in _DOS),
        *(Page(f"koi8-{x}", f"koi8_{x}") for x in "rut"),
        Page("tis-620", "tis_620"),
        Page("hp-roman8", "hp_roman8"),
        Page("kz1048", "kz1048"),
        Page("ptcp154", "ptcp154"),
        *(Page(codec.replace("_", "-"), codec, multi_byte=True) for codec in _MULTI_BYTE),
    )
}


def _encode(text: str, meant: str) -> bytes:
    if meant == "cesu-8":
        halves = text.encode("utf-16-le", "surrogatepass")
        units = (halves[at] | halves[at + 1] << 8 for at in range(0, len(halves), 2))
        return "".join(map(chr, units)).encode("utf-8", "surrogatepass")
    return text.encode("utf-8", "surrogatepass")


def damage(text: str, page: Page, meant: str = "utf-8") -> str | None:
    """Return ``text`` as ``page`` misreads its bytes, or ``None`` if that fails or loses any."""
    data = _encode(text, meant)
    read = page.read(data)
    if read is None or read == text or page.write(read) != data:
        return None
    if page.web and PAGES[page.label.removesuffix("/web")].read(data) is not None:
        return None
    return read
