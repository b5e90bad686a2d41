"""Is there nothing in a text that any search for mojibake would look at? One pass, before all else.

A quiet text is returned as it is. One that is not costs the exact searches
(:mod:`mojifix.stages.scan`, ``suspect``, ``traces``), which decide alone: this only has to be sure
of what it lets pass. The pass is compiled (``mojifix/_scan.c``); without a compiler, or with
``MOJIFIX_PURE=1``, :mod:`.glimpse` stands in, which lets a little less pass, with the same results.
Any buffer of UTF-8 is looked at without a ``str`` of it (`quiet_utf8`) where the pass is compiled.

``scanner.bin`` has what is known of each character: made by ``tools/build_scanner.py``, which asks
the exact searches. In order, little end first:

- how many records, rows, sets of languages, pairs and confusable sets there are;
- for each code point below 10000 the number of its record, the last record being for the others;
- records: the code pages that have the character as a lead byte, as one of three bytes or more, as
  a continuation byte; lanes to be counted in; signs of multi-byte pages; flags; the rows that say
  where it is odd or a trace of damage; its class as a neighbour; its set of languages; its number
  among the folded Latin letters;
- rows of 16 by 16 bits: odd between neighbours of those classes;
- sets of languages: those that write a letter, Latin in three numbers, Cyrillic in one;
- pairs of characters that may be a sequence of UTF-8, with two rows: where a text is of their own
  script, and elsewhere;
- sets of letters that are another language's on a sister page, and which of them change by that.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Final

__all__ = ["KERNEL", "quiet", "quiet_utf8"]

#: Flags of records. The first five are the alphabets.
(
    CYRILLIC, GREEK, HEBREW, ARABIC, THAI, LATIN, OTHER, PRIVATE, INDIC, LOOK, DENSE, HAN, HANGUL,
    COMMON_HAN, COMMON_HANGUL, SYLLABLE, USUAL, NO_JAPANESE, LIKELY, CONTROL, SYMBOL, VOWEL, UPPER,
    LOWER, ASCII_LETTER,
) = (1 << number for number in range(25))  # fmt: skip
#: Above them, how rare a sign is, in eighths of a nat, and one more.
RARITY: Final = 25
#: Above the class in the quick pass.
PLAIN: Final = 0x40
MARK: Final = 0x80

#: As in ``_scan.c``.
_SYMBOLS: Final = 48
_MOST_LANGUAGES: Final = 512

_TABLES: Final = os.path.join(os.path.dirname(os.path.dirname(__file__)), "scanner.bin")


def tables() -> bytes:
    """Return what ``scanner.bin`` holds."""
    import zlib

    with open(_TABLES, "rb") as file:
        return zlib.decompress(file.read())


def exact(text: str, at: int, what: int) -> bool:
    """Return what an exact search says of one place that the pass can't decide.

    ``what`` is as in ``_scan.c``: a sequence in a text of its own letters, or another; signs
    between Latin letters; what stands behind a letter; a line of signs; a line with letters of
    others; the text as a whole; a line break or a tag; words of a short Latin text; and the pages
    of two bytes.
    """
    from mojifix.stages import broken, glance, scan, suspect
    from mojifix.stages.propose import roles

    if what < 2:
        leads, continuations = roles()
        pair = text[at] in leads and text[at + 1 : at + 2] in continuations
        return pair and scan._is_sequence(text, at, what == 0)
    if what == 2:
        return scan._sparse_word(text, at)[0]
    if what == 3:
        return not scan._closes(text, at) and scan._covered(text, at, True)
    if what < 6:
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        line = text[at:end]
        return suspect.is_odd(line) if what == 4 else _has_odd_letters(text, at, end)
    if what == 6:
        return bool(scan.suspicious(text))
    if what == 7:
        return broken.is_join(text, at)
    if what == 8:
        return suspect.has_odd_words(text)
    _scan.set_codes(_codes())
    return glance.multi(text[at : at + scan._AHEAD], scan._DENSE_PAGES[what - 9])


def _has_odd_letters(text: str, start: int, end: int) -> bool:
    """Whether a line with letters of others is looked at in a text of one alphabet."""
    from mojifix.stages import scan
    from mojifix.stages.kinds import see

    line = text[start:end]
    kinds = see(line).kinds
    scripts = [name for name, kind in scan._KIND_OF.items() if kind in kinds]
    whole = scan._Look(scripts, set(scripts), *[False] * 6)
    look = scan._look_at_line(line, kinds, scripts, whole)
    return any(True for _ in scan._in_line(text, start, end, look))


@lru_cache(maxsize=1)
def _codes() -> bytes:
    """Return the two bytes of every character in each of the pages that dense text is asked of."""
    from array import array

    from mojifix.stages import scan

    parts = []
    for codec in scan._DENSE_PAGES:
        codes = array("H", bytes(2 << 16))
        for lead in range(0x81, 0xFF):
            raw = b"".join(bytes((lead, trail, 10)) for trail in range(0x80, 0xFF))
            for trail, char in enumerate(raw.decode(codec, "ignore").split("\n"), 0x80):
                if len(char) == 1 and "\x7f" < char < "\U00010000":
                    codes[ord(char)] = lead << 8 | trail
        parts.append(codes.tobytes())
    return b"".join(parts)


def trigrams() -> bytes:
    """Return what `identify` knows of trigrams of ASCII, as ``_scan.c`` has it in memory."""
    import struct

    from mojifix.language import identify
    from mojifix.language.alphabet import fold
    from mojifix.stages import suspect

    known = identify.load()
    latin = suspect._latin_languages()
    grams = {gram: place for gram, place in known._posts.items() if gram.isascii()}
    symbols = {symbol: number for number, symbol in enumerate(sorted(set("".join(grams))), 1)}
    numbers = [latin.index(name) if name in latin else -1 for name in known.names]
    numbers += [-1] * (_MOST_LANGUAGES - len(numbers))
    places = [0] * _SYMBOLS**3
    posts: list[bytes] = []
    for gram, (end, many) in grams.items():
        first, second, third = map(symbols.__getitem__, gram)
        places[(first * _SYMBOLS + second) * _SYMBOLS + third] = len(posts) << 8 | many
        for n in range(end - many, end):
            posts.append(struct.pack("<HHf", known._owner[n], 0, identify._POINTS[known._score[n]]))
    return b"".join(
        (
            struct.pack("<I", len(known.names)),
            struct.pack("<3f", identify._DOUBT, identify._MIDDLE, identify._SLOPE),
            struct.pack("<2f", identify._TEMPER, suspect._LIKELY),
            bytes(symbols.get(fold(chr(code)), 0) for code in range(128)),
            struct.pack(f"<{_MOST_LANGUAGES}h", *numbers),
            struct.pack(f"<{len(places)}I", *places),
            *posts,
        )
    )


#: Which pass is in use: ``c`` or ``python``.
KERNEL = "python"

if os.environ.get("MOJIFIX_PURE") != "1":
    try:
        from mojifix import _scan
    except ImportError:
        pass
    else:
        quiet = _scan.quiet
        quiet_utf8 = _scan.quiet_utf8
        _scan.set_helpers(tables, exact, trigrams)
        KERNEL = "c"
if KERNEL == "python":
    from mojifix.stages.glimpse import quiet, quiet_utf8
