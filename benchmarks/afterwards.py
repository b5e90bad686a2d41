"""Decides what happens to mojibake afterwards, and what counts as restored then.

Whole lines, UTF-8 read as a single-byte page, then damaged as systems do. The kinds:

- ``nbsp``: every NBSP turned into a space. The original must come back, its own NBSP included.
- ``lower``, ``upper``: case folded after the mix-up. Which letters were capitals is lost for good,
  but for those whose bytes say so: restored means the original but for case.
- ``nfkc``, ``nfkd``: normalised. Restored means the original, or what the same normalisation makes
  of it.
- ``c1``: read by the web's table of a windows page, then the C1 controls dropped; Latin scripts.
  The original must come back.
- ``replaced``: typographic quotes, dashes and ellipses of which the last byte became ``?``: all in
  the line, or (half of the cases) ones alone that are a hole in the page. The original must come
  back, in Latin scripts. Lines have these signs by nature, or get them where they have the straight
  ones that stand for them.
- ``quotes``: quotation marks of the mojibake straightened. The original must come back.
- ``truncated``: cut inside a sequence at the end. All that stands before must come back; what is
  left of the sequence may stay, go, or be U+FFFD.

A line is a case only if the damage changes something in it.
"""

from __future__ import annotations

import functools
import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from benchmarks.cases import Case, Stock, draw
from benchmarks.damage import PAGES, Page, damage
from benchmarks.sources import script

__all__ = ["KINDS", "SAME", "afterwards_cases"]

#: What two answers are compared by; those that are right are the same by it.
SAME: Final[Mapping[str, Callable[[str], str]]] = {
    "lower": str.lower,
    "upper": str.upper,
    "nfkc": functools.partial(unicodedata.normalize, "NFKC"),
    "nfkd": functools.partial(unicodedata.normalize, "NFKD"),
}

_STRAIGHT: Final = str.maketrans(
    {**dict.fromkeys("\u2018\u2019\u201a\u201b", "'"), **dict.fromkeys("“”„‟", '"')}
)
_C1: Final = dict.fromkeys(range(0x80, 0xA0))

_CHANGES: Final[Mapping[str, Callable[[str], str]]] = {
    **SAME,
    "nbsp": lambda text: text.replace("\u00a0", " "),
    "quotes": lambda text: text.translate(_STRAIGHT),
    "c1": lambda text: text.translate(_C1),
}
KINDS: Final = (*_CHANGES, "replaced", "truncated")


_script: Final = functools.cache(script)


def _latin(text: str) -> bool:
    """Whether all letters are Latin."""
    return {*map(_script, text)} == {"Latin", "None"}


def _changed(
    kind: str, page: Page, stock: Stock, lang: str, rng: random.Random
) -> tuple[str, str, str] | None:
    text = rng.choice(stock.damageable[lang])
    if kind == "c1" and not _latin(text):
        return None
    read = damage(text, page)
    given = None if read is None else _CHANGES[kind](read)
    if given is None or given in (read, text):
        return None
    return page.label, given, SAME[kind](text) if kind in SAME else text


# --- punctuation of which a byte was replaced ------------------------------------------------

_TYPOGRAPHIC: Final = "\u2018\u2019“”\u2013\u2014…"
_PUNCTUATION: Final = re.compile(f"[{_TYPOGRAPHIC}]")
_STRAIGHT_TO_SET: Final = (
    (re.compile(r'"([^"]+)"'), "“\\1”"),
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])"), "\u2019"),
    (re.compile(r"(?<=\w) - (?=\w)"), " \u2013 "),
    (re.compile(r"(?<=\w)\.\.\.(?!\.)"), "…"),
)
_REPLACED_IN: Final = ("windows-1252", "windows-1250", "windows-1254", "windows-1257")


def _typeset(text: str) -> str:
    for straight, typeset in _STRAIGHT_TO_SET:
        text = straight.sub(typeset, text)
    return text


def _replaced(
    page: Page, stock: Stock, lang: str, rng: random.Random
) -> tuple[str, str, str] | None:
    text = rng.choice(stock.all_lines[lang])
    if not _PUNCTUATION.search(text):
        text = _typeset(text)
    if not _latin(text):
        return None
    holes_alone = rng.random() < 0.5
    given: list[str] = []
    found = False
    for char in text:
        data = char.encode()
        if char in _TYPOGRAPHIC and not (holes_alone and page.read(data[2:])):
            found = True
            data = data[:2] + b"?"
        read = page.read(data)
        if read is None:
            return None
        given.append(read)
    label = f"{page.label}, holes" if holes_alone else page.label
    return (label, "".join(given), text) if found else None


# --- cut at the end --------------------------------------------------------------------------


def _truncated(
    page: Page, stock: Stock, lang: str, rng: random.Random
) -> tuple[str, str, str] | None:
    text = rng.choice(stock.damageable[lang])
    places = [at for at, char in enumerate(text) if not char.isascii()]
    read = damage(text, page)
    if len(places) < 2 or read is None:
        return None
    at = rng.choice(places[1:])
    before = len(text[:at].encode())
    cut = before + rng.randrange(1, len(text[at].encode()))
    return page.label, read[:cut], text[:at] + read[before:cut]


def _also(case: Case, page: Page) -> Case:
    """The case with what else is right: the rest of the sequence gone, or marked as lost."""
    given = page.write(case.given) or b""
    whole = given.decode("utf-8", "ignore")
    return case._replace(also=(whole, f"{whole}\ufffd"))


def _pages(kind: str) -> list[Page]:
    if kind == "c1":
        return [page for page in PAGES.values() if page.web]
    if kind == "replaced":
        return [PAGES[label] for label in _REPLACED_IN]
    return [page for page in PAGES.values() if not page.multi_byte]


def afterwards_cases(kind: str, number: int, stock: Stock, seed: str) -> list[Case]:
    """About ``number`` cases of a kind, evenly over the pages in which it changes something."""
    pages = _pages(kind)
    each = max(1, round(number / len(pages)))
    cases: list[Case] = []
    for page in pages:
        rng = random.Random(f"{seed} {kind} {page.label}")
        if kind == "replaced":
            make = functools.partial(_replaced, page)
        elif kind == "truncated":
            make = functools.partial(_truncated, page)
        else:
            make = functools.partial(_changed, kind, page)
        for case in draw(kind, make, each, stock, rng):
            cases.append(_also(case, page) if kind == "truncated" else case)
    return cases
