"""Decides what ``mojifix/scanner.bin`` holds: what the scan of clean text knows of each character.

    python -m tools.build_scanner [--check]

Nothing here is a rule of its own. What a page has is read from :mod:`mojifix.codepages`; whether a
character, or two, look odd between two others is asked of the very functions that decide it
(:mod:`mojifix.stages.glance`, ``suspect``, ``traces``), for one or more characters of each class
of neighbours. So a change there is carried over by running this again. ``--check`` only says
whether the file is up to date. :mod:`mojifix.stages.quiet` describes the file.
"""

from __future__ import annotations

import argparse
import struct
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Final

from mojifix import codepages
from mojifix.language import profiles
from mojifix.language.alphabet import fold, script
from mojifix.language.signs import COMMON_HAN, COMMON_HANGUL
from mojifix.model import Policy
from mojifix.stages import glance, quiet, scan, suspect, traces
from mojifix.stages.kinds import KINDS
from mojifix.stages.propose import begins_sequence

__all__ = ["build", "main"]

TARGET: Final = Path(quiet._TABLES)
_POLICY: Final = Policy()
_BMP: Final = range(0x80, 0x10000)

# --- neighbours ------------------------------------------------------------------------------

_SPACES: Final = frozenset("\u00a0\u202f\u2009\u200b\u200c\u200d\u200e\u200f\u00ad\ufeff")


def _neighbour_class(char: str) -> int:
    """Return which of the classes of `quiet.NEIGHBOURS` a character is of."""
    if char.isascii():
        if char in " \t\n\r\v\f\x1c\x1d\x1e\x1f":
            return 1
        if char.isalpha():
            return 2 if char.islower() else 3
        return 4 if char.isdigit() else 5 if char in ":;!?%" else 6
    if char in _SPACES:
        return 12
    if "\x80" <= char < "\xa0" or suspect._is_symbol(char) or char in suspect._RAISED:
        return 14
    if char in suspect._MARKS and not char.isalpha() and unicodedata.category(char)[0] != "M":
        return 13
    name = script(char)
    if char.isalpha() or (unicodedata.category(char)[0] == "M" and name):
        if name == "LATIN" and (char.islower() or char.isupper()):
            return 7 if char.islower() else 8
        if name in ("CYRILLIC", "GREEK") and (char.islower() or char.isupper()):
            first, last = suspect._BLOCKS[name]
            # What the table of the alphabet has no room for is a class of its own there.
            return 15 if not first <= ord(char) < last else 9 if char.islower() else 10
        if not (char.islower() or char.isupper()):
            return 11
    return 15


#: What stands for each class: every one, and what the letters of alphabets are.
_SHOWN: Final = (
    ("",), (" ", "\n"), ("a",), ("A",), ("7",), (":",), (".", "_"), ("\u00e9", "\u0103"),
    ("\u00c9", "\u010c"), (), (), ("\u4e2d", "\u0915"), ("\u00a0", "\u200b"),
    ("\u2019", "\u00bb", "\u201c"), ("\u00a9", "\u2502", "\u00b0", "\u20ac"),
    ("\u0301", "\U0001f600", "\ue000"),
)  # fmt: skip
_LETTERS_OF: Final = {
    "CYRILLIC": ("\u0430", "\u0410", ""),
    "GREEK": ("\u03b1", "\u0391", ""),
    "HEBREW": ("", "", "\u05d0"),
    "ARABIC": ("", "", "\u0639"),
    "THAI": ("", "", "\u0e01"),
}


@lru_cache(maxsize=8)
def _shown(alphabet: str) -> tuple[tuple[str, ...], ...]:
    """Return the neighbours that stand for their classes; of letters those of one alphabet only,
    since a text of two is never quiet."""
    classes = [list(chars) for chars in _SHOWN]
    for name, letters in _LETTERS_OF.items():
        if alphabet in ("", name):
            for number, char in enumerate(letters, 9):
                classes[number] += [char] if char else []
    if alphabet in ("", "CYRILLIC"):
        classes[15].append("\u04e3")
    return tuple(map(tuple, classes))


def _contexts(alphabet: str) -> Iterator[tuple[int, int, str, str]]:
    shown = _shown(alphabet)
    for left, lefts in enumerate(shown):
        for right, rights in enumerate(shown):
            for before in lefts:
                for after in rights:
                    yield left, right, before, after


# --- what is asked of the exact searches -----------------------------------------------------


def _odd_places(char: str, before: str, after: str, names: Iterable[str]) -> bool:
    """Whether `suspect` would look at ``char`` between two others, whatever else there is."""
    text = before + char + after
    raw = text.encode("utf-8", "surrogatepass")
    place = len(before.encode("utf-8", "surrogatepass"))
    if char.isupper() and script(char) == "LATIN" and before.islower():
        return True
    if suspect._is_odd_mark(char) and suspect._misplaced(raw, place, char):
        return True
    return any(len(before) in suspect._alphabet(text, name) for name in names)


def _leaves_trace(char: str, before: str, after: str) -> bool:
    """Whether `traces` would look at ``char`` between two others."""
    # Much ASCII around, so that an alphabet is not what the text is written in.
    left = "ab \n" * 4 if before else ""
    right = "\nab " * 4 if after else ""
    text = left + before + char + after + right
    at = len(left) + len(before)
    return at in traces.traces(text, text.encode("utf-8", "surrogatepass"), _POLICY)


_ROWS: dict[tuple[int, ...], int] = {(0,) * 16: 0}


def _number(row: tuple[int, ...]) -> int:
    return _ROWS.setdefault(row, len(_ROWS))


def _row(alphabet: str, is_odd: Callable[[str, str], bool]) -> int:
    """Return the number of the row that says between which classes something is odd."""
    bits = [0] * 16
    for left, right, before, after in _contexts(alphabet):
        if not bits[left] >> right & 1 and is_odd(before, after):
            bits[left] |= 1 << right
    return _number(tuple(bits))


def _alphabet_of(char: str) -> str:
    name = script(char)
    return name if name in _LETTERS_OF else ""


def _rows_of(char: str) -> tuple[int, int]:
    """Return the rows of a character: where it is odd, where it is a trace of damage."""
    alphabet = _alphabet_of(char)
    in_tables = char in codepages.single_tables()
    if alphabet:
        if not in_tables and not any(ord(char) in scan._of(name) for name in scan._ALPHABETS):
            return 0, 0
    elif not in_tables and script(char) == "LATIN":
        # Letters that no page has are told apart by case alone.
        char = "\u1eb2" if char.isupper() else "\u1eb3"
    elif not (
        in_tables
        or suspect._is_odd_mark(char)
        or any(ord(char) in scan._of(name) for name in scan._ALPHABETS)
        or char in "\u2044\ufffd"
        or "\u0300" <= char <= "\u036f"
        or "\u2200" <= char <= "\u259f"
    ):
        return 0, 0
    return _both_rows(char, alphabet)


@lru_cache(maxsize=1 << 16)
def _both_rows(char: str, alphabet: str) -> tuple[int, int]:
    names = [alphabet] if alphabet else list(_LETTERS_OF)
    return (
        _row(alphabet, lambda before, after: _odd_places(char, before, after, names)),
        _row(alphabet, lambda before, after: _leaves_trace(char, before, after)),
    )


# --- records ---------------------------------------------------------------------------------

_KINDS: Final = {
    "L": quiet.LATIN, "O": quiet.OTHER, "P": quiet.PRIVATE, "E": quiet.HAN, "K": quiet.HANGUL,
    "C": quiet.CYRILLIC, "G": quiet.GREEK, "H": quiet.HEBREW, "A": quiet.ARABIC,
}  # fmt: skip


def _masks(char: str) -> tuple[int, int, int]:
    lead = more = continuation = 0
    for byte, pages in codepages.single_tables().get(char, {}).items():
        if byte == 0xC0 or 0xC2 <= byte < 0xE0:
            lead |= pages
        elif 0xE0 <= byte < 0xF5:
            more |= pages
        elif byte < 0xC0:
            continuation |= pages
    return lead, more, continuation


#: Six pages each: firsts of a sequence, halves of one of four bytes, pairs; the pages of Korean.
_FIRSTS: Final = 0x3F
_HALVES: Final = 0x3F << 18
_PAIRS: Final = 0x3F << 24
_KOREAN: Final = 1 << 3 | 1 << 5
_RARE: Final = 1 << 30
_RARE_IN_KOREAN: Final = 1 << 31


@lru_cache(maxsize=1)
def _multi_byte() -> dict[str, int]:
    signs: dict[str, int] = {}
    firsts_and_rest = []
    for page in scan._dense():
        trails = frozenset(scan._decoded(page.codec, range(0x80, 0xC0), range(0x80, 0xC0)))
        firsts_and_rest.append(
            (page.firsts, page.seconds, trails - {"\n"}, page.first_halves, page.pairs)
        )
    for number, sets in enumerate(firsts_and_rest):
        for group, chars in enumerate(sets):
            for char in chars:
                signs[char] = signs.get(char, 0) | 1 << 6 * group + number
    usual = codepages.common_signs()
    for char, bits in signs.items():
        if bits & _PAIRS and char not in usual:
            signs[char] |= _RARE
        if bits & _PAIRS and (char not in usual or char < "\uac00"):
            signs[char] |= _RARE_IN_KOREAN
        # Halves of what is in use say nothing, and in Korean only Hangul is.
        if bits & _HALVES and not signs[char] & (_FIRSTS & ~_KOREAN | _RARE):
            if char in usual or not bits & (_HALVES & ~(_KOREAN << 18)):
                signs[char] = signs[char] & ~_HALVES | _RARE_IN_KOREAN
    return signs


@lru_cache(maxsize=1)
def _letter_numbers() -> dict[str, int]:
    """Return a number below 512 for each folded Latin letter that some language writes."""
    # Below 256, and of fewer than 192 languages: what `_scan.c` has room for.
    letters = {
        letter
        for name in suspect._latin_languages()
        for letter in suspect._letters_of(name)
        if script(letter) == "LATIN"
    }
    return {letter: number for number, letter in enumerate(sorted(letters))}


_ALL: Final = (1 << 64) - 1
#: From this number on the letters are Cyrillic, but for those of Russian.
_CYRILLIC: Final = 256


@lru_cache(maxsize=1)
def _cyrillic_numbers() -> dict[str, int]:
    """Return a number for each folded letter of the table for Cyrillic that Russian has not."""
    chars = sorted(
        {
            fold(char)
            for char in map(chr, range(*suspect._BLOCKS["CYRILLIC"]))
            if script(char) == "CYRILLIC" and not "\u0410" <= char < "\u0450"
        }
    )
    return {char: number for number, char in enumerate(chars, _CYRILLIC)}


def _languages() -> list[tuple[int, int, int]]:
    """Return, for each number of a letter, the languages that write it."""
    sets = [(0, 0, 0)] * (_CYRILLIC + len(_cyrillic_numbers()))
    for letter, number in _letter_numbers().items():
        bits = suspect._written_in(letter)
        sets[number] = (bits & _ALL, bits >> 64 & _ALL, bits >> 128)
    names = profiles.of_script("CYRILLIC")
    for letter, number in _cyrillic_numbers().items():
        bits = sum(1 << n for n, of in enumerate(names) if letter in profiles.alphabet(of))
        sets[number] = (bits, 0, 0)
    return sets


def _fits_cp932(char: str) -> bool:
    try:
        char.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def _flags(char: str) -> int:
    flags = 0
    code = ord(char)
    if char.isascii():
        return quiet.ASCII_LETTER if char.isalpha() else 0
    kind = chr(char.encode("utf-8", "surrogatepass").translate(KINDS)[0])
    flags |= _KINDS.get(kind, 0)
    if kind == "T":
        flags |= quiet.THAI if 0xE00 <= code < 0xE80 else quiet.INDIC
    flags |= {"C": quiet.CYRILLIC, "G": quiet.GREEK, "H": quiet.HEBREW, "A": quiet.ARABIC}.get(
        kind, 0
    )
    if 0x500 <= code < 0x530:
        flags |= quiet.CYRILLIC
    if 0xFF61 <= code < 0xFFA0 or 0xE000 <= code < 0xF900 or 0xD800 <= code < 0xE000:
        flags |= quiet.LOOK
    if char < "\xa0":
        flags |= quiet.LOOK
    if suspect._DENSE.match(char * 4):
        flags |= quiet.DENSE
    flags |= quiet.COMMON_HAN * (char in COMMON_HAN) | quiet.COMMON_HANGUL * (char in COMMON_HANGUL)
    flags |= quiet.SYLLABLE * (char in suspect._SYLLABLES)
    flags |= quiet.USUAL * (char in suspect._COMMON_OR_KANA)
    flags |= quiet.NO_JAPANESE * (not _fits_cp932(char))
    nats = suspect._rarity(char)
    if nats >= 0.0:
        flags |= (1 + ceil(8 * nats)) << quiet.RARITY
    flags |= quiet.LIKELY * glance._likely(char)
    if suspect._CONTROL_BYTES(char.encode("utf-16-be", "surrogatepass")):
        flags |= quiet.CONTROL
    flags |= quiet.SYMBOL * suspect._is_symbol(char)
    if fold(char) in suspect._VOWELS and 0x400 <= code < 0x460:
        flags |= quiet.VOWEL
    if 0x400 <= code < 0x460 or 0x384 <= code < 0x3CF:
        if char.islower() or char.isupper():
            flags |= quiet.UPPER if char.isupper() else quiet.LOWER
    return flags


_LANES: Final = {
    quiet.CYRILLIC: 0, quiet.GREEK: 1, quiet.HEBREW: 2, quiet.ARABIC: 3, quiet.THAI: 4,
    quiet.HAN: 5, quiet.HANGUL: 6, quiet.LATIN: 7,
}  # fmt: skip


def _record(char: str) -> tuple[int, ...]:
    lead, more, continuation = _masks(char)
    flags = _flags(char)
    lanes = sum(1 << 8 * lane for flag, lane in _LANES.items() if flags & flag)
    odd, trace = (0, 0) if char.isascii() else _rows_of(char)
    letter = 0xFFFF
    folded = fold(char)
    if script(char) == "LATIN" and not char.isascii() and not folded.isascii():
        # A letter that no language is written in is strange anywhere.
        letter = _letter_numbers().get(folded, 0xFFFE)
    elif 0x400 <= ord(char) < 0x460 and not "\u0410" <= char < "\u0450":
        letter = _cyrillic_numbers().get(folded, 0xFFFF)
    near = _neighbour_class(char)
    signs = _multi_byte().get(char, 0)
    return (
        lead | more, more, continuation, lanes, signs, flags, odd, trace, letter, near,
        _stride(char, flags, signs) | _company(char),
    )  # fmt: skip


def _company(char: str) -> int:
    """Return bits that say what stands in sequences that are judged by what is beside them: marks
    of typography, and usual letters of the alphabets that pages have."""
    if char in glance._MARKS:
        return quiet.MARK
    return quiet.PLAIN if script(char) in glance._ALPHABETS and not glance._UNUSUAL(char) else 0


# --- the quick pass --------------------------------------------------------------------------

#: Letters at the beginning of a word that may begin a sequence in letters of Cyrillic alone.
_BEGIN, _ALSO_BEGIN = "\u0420\u0421\u043f\u044f", "\u041b\u043b"


def _stride(char: str, flags: int, signs: int) -> int:
    """Return the class of a character in the quick pass; zero for what needs a closer look."""
    code = ord(char)
    if char.isascii():
        if char.isalpha():
            return 2 if char.islower() else 40
        return 0 if char in "\\%&<=?" or code < 9 or code == 14 else 1
    begins = _FIRSTS & ~_KOREAN | _HALVES | _RARE
    begins_in_korean = _KOREAN | _RARE_IN_KOREAN
    if flags & quiet.INDIC and char not in codepages.single_tables():
        return 5
    if flags & quiet.THAI:
        return 22 if code < 0xE20 else 23
    if flags & (quiet.HAN | quiet.HANGUL) and not flags & (quiet.LOOK | quiet.SYMBOL):
        if not signs & begins and not suspect._is_odd_mark(char):
            return 4 if flags & quiet.HANGUL else 14 if signs & begins_in_korean else 3
    if 0xFF01 <= code < 0xFF40 and not signs & begins:
        return 15 if signs & begins_in_korean else 6
    if 0x5D0 <= code < 0x5EB:
        return 7
    if 0x621 <= code < 0x653:
        return 9 if 0x637 <= code <= 0x640 else 8
    if (
        0x660 <= code < 0x66A
        or 0x6F0 <= code < 0x6FA
        or char in "\u0679\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06be\u06cc"
    ):
        return 10
    if 0x386 <= code < 0x3CF and script(char) == "GREEK" and char not in suspect._RARE_IN["GREEK"]:
        if char.isupper():
            return 13 if code >= 0x391 else 0
        return 12 if char == "\u03c9" or not 0x3B1 <= code < 0x3CA else 11
    if char == suspect._HARD:
        return 63
    if 0x410 <= code < 0x450:
        if char in _BEGIN:
            return 19 if char.isupper() else 18
        if char in _ALSO_BEGIN:
            return 21 if char.isupper() else 20
        return 17 if char.isupper() else 16
    if 0x450 <= code < 0x460:
        # A class each, so that what was seen tells which languages have them all.
        return 24 + _cyrillic_numbers()[char] - _CYRILLIC
    if signs & (begins | begins_in_korean) or flags & quiet.LOOK:
        return 0
    lead, _, continuation = _masks(char)
    if script(char) == "LATIN" and fold(char) in _letter_numbers() and char.lower() != char.upper():
        return 41 + 4 * char.isupper() + 2 * (lead != 0) + (continuation != 0)
    if flags & (quiet.LATIN | quiet.OTHER | quiet.PRIVATE | quiet.SYMBOL):
        return 0
    if char in "\u2019\u2013\u2014\u2026\u00a0\u00b7":
        return 49
    return 50 if char in _OPENING else 51 if char in _CLOSING else 0


#: Where a text begins and ends.
_EDGE: Final = 52

#: Marks that stand behind what they close, and before what they open.
_OPENING, _CLOSING = "\u2018\u201c\u201e\u00ab\u201a", "\u201d\u00bb"


def _ordinary(left: int, right: int) -> bool:
    """Whether two classes stand side by side with nothing to look at."""
    if min(left, right) == 0:
        return False
    if _EDGE in (left, right):
        return _ordinary(1 if left == _EDGE else left, 1 if right == _EDGE else right)
    ascii_, signs, latin = (1, 2, 40), (3, 6, 14, 15), range(41, 49)
    if left in ascii_ and right in ascii_:
        return True
    if left in latin or right in latin:
        if right in range(45, 49) and (left == 2 or left in range(41, 45)):
            return False  # a capital inside a word
        if left in latin and right in latin:
            return not ((left - 41) & 2 and (right - 41) & 1)  # a lead and a continuation
        return left in ascii_ or right in ascii_
    if left in (49, 50, 51) or right in (49, 50, 51):
        if 49 in (left, right):
            return left + right - 49 in (*ascii_, *signs)
        if left == 50:
            return right in ascii_
        return 1 in (left, right) or (left in ascii_ and right == 51)
    if left in (2, 40) or right in (2, 40):
        return left in (3, 4, 5, 14)  # signs between Latin letters begin behind one
    if left == 1 or right == 1:
        return not (left == 1 and right in (20, 21)) and left != 63
    small, capital, other = (16, 18, 20, 63), (17, 19, 21), range(24, 40)
    if left in small or left in capital or left in other:
        return right in small or (right in other and left not in (18, 19))
    return (
        (left in (3, 6, 14, 15) and right in (3, 6, 14, 15))
        or (left == right and left in (4, 5, 7))
        or (left in (22, 23) and right in (22, 23))
        or (left in (8, 9, 10) and right in (8, 9, 10) and (left, right) != (9, 10))
        or (left in (11, 12, 13) and right in (11, 12))
    )


#: Classes of the alphabets, of which a text that is quiet has one.
_OF_ALPHABETS: Final = (
    (7,), (8, 9, 10), (11, 12, 13), (22, 23), (*range(16, 22), *range(24, 40), 63),
)  # fmt: skip
_CLASSES: Final = range(64)


def _bits_of_classes() -> list[tuple[int, int]]:
    """Return sixteen bits of each class as what is before another, and as what is behind one: two
    have one in common where they are not ordinary side by side.

    What is said of letters of two alphabets does not matter.
    """
    odd = {(a, b) for a in _CLASSES for b in _CLASSES if not _ordinary(a, b)}
    own = {number: of for of in _OF_ALPHABETS for number in of}
    free = {(a, b) for a in own for b in own if own[a] != own[b]}
    behind = [frozenset(b for b in _CLASSES if (a, b) in odd - free) for a in _CLASSES]
    # What is odd behind one class, and what two of them share or do not; before it every class that
    # all of it is odd behind. The one of most pairs comes first.
    rights = {a & b for a in behind for b in behind} | {a - b for a in behind for b in behind}
    sides = [
        (frozenset(a for a in _CLASSES if all((a, b) in odd for b in right)), right)
        for right in sorted(rights, key=sorted)
    ]
    found: list[tuple[frozenset[int], frozenset[int]]] = []
    open_pairs = odd - free
    while open_pairs:
        found.append(max(sides, key=lambda one: len(_pairs_of(one) & open_pairs)))
        open_pairs -= _pairs_of(found[-1])
    if len(found) > 16:
        raise ValueError(f"the classes take {len(found)} bits")
    return [
        (
            sum((a in left) << n for n, (left, _) in enumerate(found)),
            sum((a in right) << n for n, (_, right) in enumerate(found)),
        )
        for a in _CLASSES
    ]


def _pairs_of(sides: tuple[frozenset[int], frozenset[int]]) -> set[tuple[int, int]]:
    return {(a, b) for a in sides[0] for b in sides[1]}


def _hold_back(records: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return the records without the class of those that are odd between what is ordinary."""
    rows = {number: bits for bits, number in _ROWS.items()}
    nears: dict[int, set[int]] = {}
    for record in records:
        nears.setdefault(record[10] & 63, set()).add(record[9])
    nears[_EDGE] = {0}
    kept = []
    for record in records:
        stride, company = record[10] & 63, record[10] & 0xC0
        before = {n for c in nears if _ordinary(c, stride) for n in nears[c]}
        after = {n for c in nears if _ordinary(stride, c) for n in nears[c]}
        is_letter = bool(record[5] & 31)
        for row in (record[6],) if is_letter else (record[6], record[7]):
            if any(rows[row][left] >> right & 1 for left in before for right in after):
                stride = 0
        kept.append((*record[:10], stride | company))
    return kept


_RECORD: Final = struct.Struct("<QQQQIIHHHBB")

# --- pairs -----------------------------------------------------------------------------------


def _plausible() -> list[str]:
    """Return what careful text has: letters of the languages that are known, typography."""
    chars = {*suspect._TYPOGRAPHY, *suspect._RAISED}
    for letter in _letter_numbers():
        chars |= {letter, letter.upper()} if len(letter.upper()) == 1 else {letter}
    for first, last in suspect._BLOCKS.values():
        chars |= {char for char in map(chr, range(first, last)) if script(char) in _LETTERS_OF}
    for first, last in scan._ALPHABETS.values():
        chars |= {char for char in map(chr, range(first, last)) if script(char) in _LETTERS_OF}
    chars |= {"\u0130"}
    return sorted(char for char in chars if char in codepages.single_tables())


def _pairs() -> Iterator[tuple[int, int, int]]:
    chars = _plausible()
    for first in chars:
        lead = _masks(first)[0]
        for second in chars:
            alphabets = {_alphabet_of(first), _alphabet_of(second)} - {""}
            # What two letters of an alphabet are depends on what the text is written in.
            both = _alphabet_of(first) != "" and _alphabet_of(second) != ""
            if not lead & _masks(second)[2] or both:
                continue
            (alphabet,) = alphabets or {""}
            home, abroad = (_row(alphabet, _sequence(first + second, h)) for h in (True, False))
            yield ord(first) << 16 | ord(second), home, abroad


def _sequence(pair: str, at_home: bool) -> Callable[[str, str], bool]:
    """Return what says whether two characters are a sequence between two others."""
    possible = not at_home or begins_sequence(pair)
    return lambda before, after: (
        possible and glance.single(before + pair + after, len(before), at_home)
    )


# --- sister pages ----------------------------------------------------------------------------


def _confusable() -> list[tuple[int, int]]:
    """Return the sets of letters that are another language's, misread by a sister page, with those
    of them that change; none within another."""
    numbers = _letter_numbers()
    tables: set[tuple[tuple[str, str], ...]] = set()
    for read_as in suspect._CONFUSED:
        for meant in suspect._CONFUSED:
            table: list[tuple[str, str]] = []
            for letter in numbers:
                raw = codepages.encode(letter, read_as)
                out = codepages.decode(raw, meant) if raw else None
                if out is not None and len(out) == 1 and out.isalpha() and out.islower():
                    table.append((letter, out))
            tables.add(tuple(table))
    found = set()
    for letters in tables:
        for number in range(len(suspect._latin_languages())):
            inside = moved = 0
            for letter, out in letters:
                if suspect._written_in(out) >> number & 1:
                    inside |= 1 << numbers[letter]
                    moved |= (letter != out) << numbers[letter]
            if moved:
                found.add((inside, moved))
    return sorted(
        one for one in found
        if not any(
            one != other and one[0] & other[0] == one[0] and one[1] & other[1] == one[1]
            for other in found
        )
    )  # fmt: skip


def build() -> bytes:
    """Return the content of ``scanner.bin``, not compressed."""
    records: dict[tuple[int, ...], int] = {}
    classes = []
    for code in range(0x10000):
        record = _record(chr(code))
        classes.append(records.setdefault(record, len(records)))
    # Rare signs among others.
    flags = quiet.NO_JAPANESE | (1 + 8 * 14) << quiet.RARITY
    astral = (0, 0, 0, 0, 0, flags, 0, 0, 0xFFFF, 15, 0)
    rest = _hold_back([*records, astral])
    pairs = sorted(_pairs())
    sets = _confusable()
    languages = _languages()
    out = [
        struct.pack("<5I", len(rest), len(_ROWS), len(languages), len(pairs), len(sets)),
        struct.pack("<65536H", *classes),
        *(_RECORD.pack(*record) for record in rest),
        *(struct.pack("<16H", *row) for row in _ROWS),
        *(struct.pack("<3Q", *words) for words in languages),
        *(struct.pack("<2H", *bits) for bits in _bits_of_classes()),
        *(struct.pack("<8Q", *_four(inside), *_four(moved)) for inside, moved in sets),
        *(struct.pack("<IHH", *pair) for pair in pairs),
    ]
    return b"".join(out)


def _four(bits: int) -> list[int]:
    return [bits >> 64 * n & _ALL for n in range(4)]


def main(arguments: list[str] | None = None) -> int:
    """Write the file, or say whether it is up to date."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    built = build()
    if options.check:
        current = zlib.decompress(TARGET.read_bytes()) == built
        print("up to date" if current else "not up to date")
        return int(not current)
    TARGET.write_bytes(zlib.compress(built, 9))
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes, {len(built):,} unpacked")
    return 0


if __name__ == "__main__":
    sys.exit(main())
