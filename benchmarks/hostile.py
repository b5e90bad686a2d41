"""Decides which clean text looks most like legacy mojibake: capitals, names, rows of signs.

Nothing of it may be changed. ``capitals`` are the lines of a split in upper case. ``names`` are the
short strings of CLDR, Django and iso-codes (languages, countries, currencies, months), each in
upper and in title case. ``rows`` are generated from Unicode's own data: alphabets, tables of signs,
and the upper halves of code pages, which in one page are the alphabet of another (``àáâãäå`` are
the first letters of windows-1251).
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from benchmarks import sources
from benchmarks.damage import PAGES
from benchmarks.sources import Line, script

__all__ = ["HOSTILE"]

_LONGEST_NAME: Final = 60


def _capitals(split: str) -> Iterator[Line]:
    for line in sources.lines(split):
        if line.prose and not line.text.isascii() and (upper := line.text.upper()) != line.text:
            yield Line(upper, line.lang, line.source)


def _names(split: str) -> Iterator[Line]:
    """Names are the same whatever the split: iso-codes are in ``tuning`` alone."""
    found = dict.fromkeys(
        [("CLDR and Django", "", text) for text in sources.clean_strings()]
        + [
            ("iso-codes", line.lang, line.text)
            for line in sources.lines("tuning")
            if line.source == "iso-codes" and not line.text.isascii()
        ]
    )
    for source, lang, text in found:
        if len(text) <= _LONGEST_NAME and not set(text) & set("{}%<>\n"):
            for changed in (text.upper(), text.title()):
                yield Line(changed, lang, source, prose=False)


#: Signs of a row, as tables and tests of keyboards and fonts have them.
_ROW: Final = 16
#: Categories whose signs stand in tables: symbols, punctuation, other numbers.
_SIGNS: Final = ("Sm", "Sc", "Sk", "So", "Po", "Ps", "Pe", "Pi", "Pf", "Pd", "No", "Nl")
#: Letters beyond this are no alphabets that a row would show.
_LAST: Final = 0x2FFF


def _rows_of(signs: Sequence[str]) -> Iterator[str]:
    for at in range(0, len(signs), _ROW):
        row = signs[at : at + _ROW]
        if len(row) > 1:
            yield "".join(row)
            yield " ".join(row)
            yield ", ".join(row)


def _rows(split: str) -> Iterator[Line]:
    """Rows need no source, they are the same in every split."""
    groups: dict[str, list[str]] = defaultdict(list)
    for code in range(0xA0, _LAST):
        char = chr(code)
        category = unicodedata.category(char)
        if category in ("Lu", "Ll", "Lo"):
            groups[f"letters: {script(char)}"].append(char)
            if category != "Lo":
                groups[f"letters: {script(char)}, {category}"].append(char)
            base = unicodedata.normalize("NFD", char)[0]
            if base.isascii() and base != char:
                groups[f"accents on {base}"].append(char)
        elif category in _SIGNS:
            groups[f"signs: {category}"].append(char)
    for page in PAGES.values():
        if not page.multi_byte and not page.web:
            upper = (page.read(bytes([byte])) or "" for byte in range(0x80, 0x100))
            groups["pages"] += [char for char in upper if char.isprintable() and char]
    for name, signs in groups.items():
        for row in dict.fromkeys(_rows_of(signs)):
            yield Line(row, "", name.partition(":")[0], prose=False)


#: By kind, what yields the lines of it, given the split.
HOSTILE: Final[dict[str, Callable[[str], Iterator[Line]]]] = {
    "capitals": _capitals,
    "names": _names,
    "rows": _rows,
}
