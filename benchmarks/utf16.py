"""Decides which mix-ups with UTF-16 are met: UTF-16 read as a page, and bytes read as UTF-16.

No byte order mark stands before the text, since with one nobody mixes anything up. The text must
come back from what is shown by the same way without loss.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from typing import Final

from benchmarks.cases import Case, Stock, draw
from benchmarks.damage import PAGES

__all__ = ["utf16_cases"]

_Make = Callable[[Stock, str, random.Random], "tuple[str, str, str] | None"]


def _as_page(
    codec: str, label: str, stock: Stock, lang: str, rng: random.Random
) -> tuple[str, str, str] | None:
    """Every other byte of what a page shows is zero in Latin text, and small in others."""
    page = PAGES.get(f"{label}/web", PAGES[label])
    text = rng.choice(stock.all_lines[lang])
    read = page.read(text.encode(codec))
    return None if read is None else (f"{codec} as {label}", read, text)


def _as_utf16(
    codec: str, label: str, stock: Stock, lang: str, rng: random.Random
) -> tuple[str, str, str] | None:
    """Pairs of bytes show as Han and others: of ASCII alone, or of a Latin page, or UTF-8."""
    text = rng.choice(stock.all_lines[lang])
    if label == "ascii" and not text.isascii():
        return None
    try:
        data = text.encode(label)
        read = data.decode(codec)
    except UnicodeError:
        return None
    return (f"{label} as {codec}", read, text) if read.encode(codec) == data else None


_LITTLE, _BIG = "utf-16-le", "utf-16-be"
_MAKERS: Final[tuple[_Make, ...]] = (
    *(
        functools.partial(_as_page, codec, label)
        for label in ("latin-1", "windows-1252")
        for codec in (_LITTLE, _BIG)
    ),
    *(
        functools.partial(_as_utf16, codec, label)
        for label in ("ascii", "cp1252", "utf-8")
        for codec in (_LITTLE, _BIG)
    ),
)


def utf16_cases(kind: str, number: int, stock: Stock, seed: str) -> list[Case]:
    """About ``number`` lines, evenly over the ways."""
    each = max(1, round(number / len(_MAKERS)))
    cases: list[Case] = []
    for place, make in enumerate(_MAKERS):
        cases += draw(kind, make, each, stock, random.Random(f"{seed} {kind} {place}"))
    return cases
