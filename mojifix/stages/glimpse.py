"""Is a text quiet? What can be said of it with a few searches of the standard library's.

Stands in for the compiled pass (``mojifix/_scan.c``) where that is not to be had, and is held to
the same promise: what is quiet no exact search looks at (:mod:`.scan`, ``suspect``, ``traces``,
``broken``). It knows the common cases only: text of one Latin language; of one of the alphabets;
of scripts that no page has; of Chinese, Japanese or Korean; each with plain typography. Whatever
has anything else goes to the exact searches.

What a character is in the pages, and what is odd about it, is read from ``scanner.bin``
(:mod:`.quiet` describes it), which is made from the exact searches. Patterns are compiled at the
first text that needs them. All of them begin with one class of characters that clean text has few
of: what is not in it is skipped at 4 to 7 ns, where a loop over characters would take 60.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from functools import lru_cache, reduce
from operator import and_
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import ReadableBuffer

__all__ = ["quiet", "quiet_utf8"]

#: As in :mod:`.suspect` and :mod:`mojifix.engine`, in code points.
_SHORT: Final = 1500
_TRACED: Final = 2000
_SHARE: Final = 0.3

_ASCII: Final = bytes(range(128))
_GOING_ON: Final = bytes(range(0x80, 0xC0))
#: What a character is by its first byte: of Latin, of an alphabet, Indic and its like, a sign of
#: Chinese or Japanese, of Korean, a wide one of ASCII; ``+`` typography and emoji, ``?`` what is not known here.
_KINDS: Final = bytes(
    ord("L") if 0xC3 <= byte < 0xCA
    else ord("+") if byte in (0xC2, 0xE2, 0xF0)
    else ord("G") if byte in (0xCE, 0xCF)
    else ord("C") if byte in (0xD0, 0xD1, 0xD2)
    else ord("H") if byte == 0xD7
    else ord("A") if 0xD8 <= byte < 0xDC
    else ord("I") if byte == 0xE0
    else ord("l") if byte == 0xE1
    else ord("E") if 0xE3 <= byte < 0xEA
    else ord("P") if byte == 0xEF
    else ord("K") if 0xEA <= byte < 0xEE
    else ord("?")
    for byte in range(256)
)  # fmt: skip

#: Marks that no search looks at for themselves, wherever they stand; beside others they may begin
#: a sequence or end one.
_PLAIN: Final = (
    "\u00a0\u00ad\u00b7\u2009\u200b\u200c\u200e\u200f\u2010\u2011\u2013\u2014\u2015\u2018\u2019"
    "\u2026\u202f\u2032\u2033\u2212"
)
#: Marks that are odd between letters.
_OUTSIDE: Final = "\u00a1\u00ab\u00bb\u00bf\u201c\u201d\u201e\u2022\u2039\u203a"
_RAISED: Final = "\u00a3\u00a7\u00a9\u00ae\u00b0\u00b2\u00b3\u00b9\u20ac\u2122"
_KNOWN_MARKS: Final = _PLAIN + _OUTSIDE + _RAISED
_EMOJI: Final = "\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001f9ff"


# --- ASCII ------------------------------------------------------------------------------------

#: Controls that UTF-16 read as a page has.
_CONTROL: Final = re.compile("[\0-\x08\x0e]").search
#: All that a notation which could be damaged begins with, and more.
_NOTATION: Final = re.compile(
    r"\\(?:[uU][0-9a-fA-F{]|x[89a-fA-F]|[0-7]|[^\x00-\x7f])"
    r"|&(?!(?:amp;)*(?:lt|gt|quot);)(?:amp;)*#?[0-9A-Za-z]{1,33};"
    r"|%(?:25)*[c-fC-F][0-9a-fA-F]%|=[c-fC-F][0-9a-fA-F]=|=\?[^ ]|<U\+"
).search


def _has_notation(text: str) -> bool:
    signs = "\\" in text or "&" in text or "%" in text or "=" in text or "<U+" in text
    return signs and _NOTATION(text) is not None


# --- tables -----------------------------------------------------------------------------------


class _Record(NamedTuple):
    lead: int
    more: int
    cont: int
    lanes: int
    multi: int
    flags: int
    odd: int
    trace: int
    letter: int
    near: int
    stride: int


class _Tables(NamedTuple):
    """What ``scanner.bin`` holds: ``numbers[n]`` is the number of the record of code point ``n``,
    itself as a character, so that patterns can be asked of it; ``languages`` are bits."""

    numbers: str
    records: tuple[_Record, ...]
    languages: tuple[int, ...]
    confusable: tuple[tuple[int, int], ...]

    def of(self, char: str) -> _Record:
        """Return the record of a character."""
        return self.records[ord(self.numbers[ord(char)])] if char < "\U00010000" else _NONE

    def runs(
        self, wanted: Callable[[_Record], bool], first: int, end: int
    ) -> Iterator[tuple[int, int]]:
        """Yield the first and last code points of all runs of what is ``wanted`` in a range."""
        some = "".join(chr(n) for n, record in enumerate(self.records) if wanted(record))
        if some:
            for run in re.compile(f"[{re.escape(some)}]+").finditer(self.numbers, first, end):
                yield run.start(), run.end() - 1

    def inside(self, wanted: Callable[[_Record], bool], first: int = 0x80, end: int = 1 << 16) -> str:
        """Return the inside of a class of those characters in a range that are ``wanted``."""
        return "".join(rf"\u{a:04x}-\u{b:04x}" for a, b in self.runs(wanted, first, end))

    def chars(self, wanted: Callable[[_Record], bool], first: int = 0x80, end: int = 1 << 16) -> str:
        """Return those characters in a range that are ``wanted``."""
        runs = self.runs(wanted, first, end)
        return "".join(chr(code) for a, b in runs for code in range(a, b + 1))


_NONE: Final = _Record(0, 0, 0, 0, 0, 0, 0, 0, 0xFFFF, 15, 0)
_RECORD: Final = struct.Struct("<QQQQIIHHHBB")


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    from mojifix.stages.quiet import tables

    data = tables()
    n_records, n_rows, n_languages, _, n_sets = struct.unpack_from("<5I", data)
    at = 20 + 2 * 65536
    numbers = data[20:at].decode("utf-16-le")
    end = at + _RECORD.size * n_records
    records = tuple(map(_Record._make, _RECORD.iter_unpack(data[at:end])))
    at = end + 32 * n_rows
    end = at + 24 * n_languages
    languages = tuple(int.from_bytes(data[n : n + 24], "little") for n in range(at, end, 24))
    at = end + 64 * 8
    sets = [int.from_bytes(data[n : n + 32], "little") for n in range(at, at + 64 * n_sets, 32)]
    return _Tables(numbers, records, languages, tuple(zip(sets[::2], sets[1::2], strict=True)))


class _Records(dict[str, _Record]):
    """The record of each character, looked up when it is first asked for."""

    def __missing__(self, char: str) -> _Record:
        record = self[char] = _tables().of(char) if char else _NONE
        return record


_records: Final = _Records()


# --- sequences of UTF-8 in single-byte pages ----------------------------------------------------

#: Flags of the alphabets, as in :mod:`.quiet`, but Thai; letters of them in usual words.
_ALPHABETS: Final = 0b1111
_USUAL: Final = 0x40


def _strays(char: str) -> bool:
    """Whether a letter beside a sequence has to belong to one as well, or it is no damage."""
    record = _records[char]
    return record.stride & _USUAL != 0 and record.flags & _ALPHABETS != 0


class _Sequences(dict[str, bool]):
    """Whether a sequence of some page may begin with three characters, as far as they tell."""

    def __missing__(self, chars: str) -> bool:
        first, second, third = map(_records.__getitem__, (chars + "\n\n")[:3])
        both = first.lead & second.cont
        may = first.more & both & third.cont
        pages = both & ~first.more
        if pages and not may:
            may = pages & third.lead if _strays(chars[2:3]) else pages
        self[chars] = found = may != 0
        return found


class _Tails(dict[str, bool]):
    """Whether a sequence of some page may begin in the four characters before a mark, the last of
    five, and be no half of a word."""

    def __missing__(self, chars: str) -> bool:
        last = [_records[char] for char in chars]
        _, a, b, c, mark = last
        before = [record.cont if _strays(char) else -1 for char, record in zip(chars, last, strict=True)]
        found = (
            c.lead & mark.cont & before[2]
            | b.lead & c.cont & before[1]
            | b.more & c.cont & mark.cont & before[1]
            | a.lead & b.cont & before[0] & (c.cont | c.lead)
        )  # fmt: skip
        self[chars] = may = found != 0
        return may


_sequences: Final = _Sequences()
_tails: Final = _Tails()


@lru_cache(maxsize=1)
def _latin_pairs() -> Callable[[str], Iterable[re.Match[str]]]:
    """Return what finds a lead with what goes on behind it, of letters and marks of Latin text."""
    tables = _tables()
    marks = _KNOWN_MARKS.translate(dict.fromkeys(range(0x250)))
    leads = "".join(c for c in marks if _records[c].lead)
    goes_on = "".join(c for c in marks if _records[c].cont)
    leads += tables.inside(lambda record: record.lead != 0, 0x80, 0x250)
    goes_on += tables.inside(lambda record: record.cont != 0, 0x80, 0x250)
    return re.compile(f"[{leads}](?=[{goes_on}])").finditer


def _in_latin(text: str) -> bool:
    """Whether a sequence begins somewhere in a Latin text."""
    for match in _latin_pairs()(text):
        at = match.start()
        if _sequences[text[at : at + 3]]:
            from mojifix.stages import scan

            if scan._is_sequence(text, at, True):
                return True
    return False


def _is_broken(text: str) -> bool:
    """Whether a sequence may have been broken by a line break or a tag."""
    if not ("\n" in text or "<" in text or "\r" in text) or not _breaks()(text):
        return False
    from mojifix.model import Report
    from mojifix.stages import broken

    return bool(broken.joins(text, Report(text)))


@lru_cache(maxsize=1)
def _breaks() -> Callable[[str], re.Match[str] | None]:
    """Return what finds a break behind what is not ASCII, and a tag or what may go on a sequence
    behind that: no letters that lines of other alphabets begin with."""
    tables = _tables()
    letters = tables.inside(lambda record: record.cont != 0, 0x80, 0x370)
    marks = tables.chars(lambda record: record.cont != 0, 0x370)
    goes_on = letters + "".join(char for char in marks if not char.isalpha())
    return re.compile(
        rf"[\n\r<](?<=[^\x00-\x7f].)(?:(?<=<)|[ \t\n\r>/#*;%|]*[<{goes_on}\uff61-\uff7f])"
    ).search


# --- Latin --------------------------------------------------------------------------------------


class _Writers(dict[str, int]):
    """The languages, as bits, that write a letter of Latin: all for known marks, none for whatever
    there is besides."""

    def __missing__(self, char: str) -> int:
        letter = _records[char].letter
        if letter != 0xFFFF:
            languages = _tables().languages[letter] if letter < 256 else 0
        else:
            languages = -1 if char in _MARKS_OF_LATIN or _is_emoji(char) else 0
        self[char] = languages
        return languages


_writers: Final = _Writers()
#: Known marks, and a letter that is ASCII when folded.
_MARKS_OF_LATIN: Final = _KNOWN_MARKS + "\u0130"
_is_emoji: Final = re.compile(f"[{_EMOJI}]").match
#: So many of the characters beyond ASCII of a text tell the languages that it could be in.
_SOME: Final = 64


def _written_in(chars: str) -> int:
    """Return the languages, as bits, that write all that is not ASCII of a text."""
    found = reduce(and_, map(_writers.__getitem__, frozenset(chars[:_SOME])), -1)
    if found <= 0 or len(chars) <= _SOME:
        return found
    # Most of the rest is written by one of those that write the first.
    if not _others((found & -found).bit_length() - 1)(chars, _SOME):
        return found & -found
    return reduce(and_, map(_writers.__getitem__, frozenset(chars[_SOME:])), found)


@lru_cache(maxsize=128)
def _others(number: int) -> Callable[[str, int], re.Match[str] | None]:
    """Return what finds characters that are neither letters of a Latin language nor known marks."""
    tables = _tables()
    written = {n for n, bits in enumerate(tables.languages[:256]) if bits >> number & 1}
    letters = tables.inside(lambda record: record.letter in written, 0xAA, 0x250)
    letters += tables.inside(lambda record: record.letter in written, 0x1E00, 0x1F00)
    return re.compile(f"[^{letters}{_MARKS_OF_LATIN}]").search


#: Symbols that a trace of damage has behind a letter, as in :mod:`.traces`.
_SYMBOLS: Final = "\u00a1-\u00bf\u0192\u02c6\u02dc\u2018-\u2026\u2030\u2039\u203a\u20ac\u2122"


@lru_cache(maxsize=1)
def _odd_in_latin() -> Callable[[str], re.Match[str] | None]:
    """Return what finds a letter or mark as no careful Latin word has it, or a trace of damage.

    That is a capital within a word, a mark between letters, four letters in a row, and what
    :mod:`.traces` looks for.
    """
    codes = (*range(0xAA, 0x250), *range(0x1E00, 0x1F00))
    small = "".join(chr(code) for code in codes if chr(code).islower())
    capitals = "".join(chr(code) for code in codes if chr(code).isupper() or chr(code).istitle())
    marks = _OUTSIDE + _RAISED + "\u00aa\u00ba"
    return re.compile(
        rf"[{capitals}{marks}\u00e2-\u00e5\u0103\u0107?](?:"
        rf"(?<=[a-z{small}][{capitals}])"
        rf"|(?<=[^\W\d_][{marks}])(?=[^\W\d_])|(?<=[^\W\d_]\u20ac)"
        rf"|(?<=[\u00c3\u0102])(?<![A-Z\u00c0-\u00de\u0218-\u021a].)"
        rf"|(?<=[\u00e2-\u00e5\u0103\u0107])(?=[{_SYMBOLS}])"
        rf"|(?<=\u20ac\?)|(?<=[^\x00-\x7f]\?)(?=\w))"
    ).search


_ROW: Final = re.compile("[^\x00-\x7f]{4}").search


def _is_latin(text: str, chars: str) -> bool:
    """Whether a text in Latin, of which ``chars`` are not ASCII, is quiet."""
    size = len(text)
    languages = _written_in(chars)
    if not languages:
        return False
    if size <= _TRACED and _odd_in_latin()(text):
        return False
    if _in_latin(text) or _is_broken(text):
        return False
    return size >= _SHORT or not (_ROW(text) or _has_odd_words(text, chars))


class _Letters(dict[str, str]):
    """Each letter as words are compared in, marks as nothing."""

    def __missing__(self, char: str) -> str:
        from mojifix.language.alphabet import fold

        self[char] = folded = fold(char) if _records[char].letter != 0xFFFF else ""
        return folded


_folded: Final = _Letters()


def _has_odd_words(text: str, chars: str) -> bool:
    """Whether a short text whose letters some language has is looked at for its words."""
    letters = frozenset(map(_folded.__getitem__, frozenset(chars))) - {""}
    if not letters or (len(letters) > 1 and not _is_confusable(letters)):
        return False
    from mojifix.stages import suspect

    return suspect.has_odd_words(text)


@lru_cache(maxsize=1 << 12)
def _is_confusable(letters: frozenset[str]) -> bool:
    """Whether these letters are what another language's would be, misread by a sister page."""
    bits = reduce(lambda found, char: found | 1 << _records[char].letter, letters, 0)
    return any(not bits & ~inside and bits & moved for inside, moved in _tables().confusable)


# --- alphabets ----------------------------------------------------------------------------------


#: An alphabet's letters, those of them that are capitals and small, and further marks.
_LETTERS: Final = {
    "C": (
        "\u0401\u0403\u0404\u0406-\u040c\u040e-\u044f\u0451\u0453\u0454\u0456-\u045c\u045e\u045f",
        "\u0401-\u042f", "\u0430-\u045f", "\u2116",
    ),
    "G": (
        "\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce",
        "\u0386-\u038f\u0391-\u03ab", "\u0390\u03ac-\u03ce", "",
    ),
    "H": ("\u05d0-\u05ea", "", "", "\u05f3\u05f4"),
    "A": (
        "\u0621-\u063a\u0640-\u0652\u0660-\u0669\u0679\u067e\u0686\u0688\u0691\u0698\u06a9\u06af"
        "\u06ba\u06be\u06c1\u06cc\u06f0-\u06f9",
        "", "", "\u060c\u061b\u061f\u066a-\u066c",
    ),
}  # fmt: skip
#: Letters of Cyrillic that Russian has not, or can be written without.
_NOT_RUSSIAN: Final = re.compile("[\u0400-\u040f\u0450-\u045f]").findall
#: Letters that careful text hardly has, as in :mod:`.suspect`: a long text may have one.
_RARE: Final = {
    "C": re.compile("\u044a(?![\u0401-\u045f])").findall,
    "G": re.compile("[\u0390\u03aa\u03ab\u03b0\u03cb]").findall,
    "A": re.compile("\u064d").findall,
}
_VOWELS: Final = re.compile("[аеёиоуыэюяіїєАЕЁИОУЫЭЮЯІЇЄ]").findall


class _Alphabet(NamedTuple):
    """What is looked for in text of one alphabet.

    ``strange`` finds what is neither a letter of it nor ASCII nor a known mark, ``odd`` what no
    careful word has, ``places`` where a sequence could be, ``row`` four capitals.
    """

    strange: Callable[[str], re.Match[str] | None]
    odd: Callable[[str], re.Match[str] | None]
    places: Callable[[str], Iterator[re.Match[str]]]
    row: Callable[[str], Iterator[re.Match[str]]]
    capitals: Callable[[str], list[str]]
    small: Callable[[str], list[str]]


def _words(kind: str, own: str) -> str:
    """Return the pattern of what :mod:`.scan` looks for in words of an alphabet alone."""
    if kind == "G":
        return (
            "|(?<=[\u03c9\u03ac-\u03af\u03ca-\u03ce])(?=[\u0386-\u03ce]{2}([\u03c9\u03ac-\u03af\u03ca-\u03ce])"
            f"[\u0386-\u03ce]{{2}})(?<=(?=\\1).)|(?<=[{own}][\u0386-\u038f])"
        )
    if kind != "C":
        return ""
    cp855 = re.escape(bytes(range(0x80, 0xC0)).decode("cp855"))
    first, other, el = "\u0420\u0421\u043f\u044f", "\u0400-\u040f\u0450-\u0491", "\u043b\u041b"
    return (
        f"|(?<![{own}].)(?:(?<=[{first}])(?=[{other}](?:[{first}][{other}]|(?![{own}])))"
        f"|(?<=[{el}])(?!\u0438(?![{own}]))(?=[{cp855}](?:[{el}][{cp855}]|(?![{own}]))))"
    )


@lru_cache(maxsize=len(_LETTERS))
def _alphabet(kind: str) -> _Alphabet:
    own, capitals, small, marks = _LETTERS[kind]
    known = _KNOWN_MARKS + marks
    cased = f"|(?<=[{small}][{capitals}])" if capitals else ""
    begin = {"C": "\u0420\u0421\u043f\u044f\u043b\u041b", "G": "\u03c9\u03ac-\u03af\u03ca-\u03ce"}
    odd = (
        rf"[A-Za-z{capitals}{_RAISED}\u2116?{begin.get(kind, '')}](?:"
        rf"(?<=[A-Za-z])(?:(?=[{own}])|(?<=[{own}].))"
        rf"|(?<=[^\W\d_][{_RAISED}\u2116])|(?<=\u2116)(?=[^\W\d_])"
        rf"|(?<=\u20ac\?)|(?<=[^\x00-\x7f]\?)(?=\w)"
        rf"{cased}{_words(kind, own)})"
    )
    # Letters that Windows adds for Persian and Urdu do not follow the emphatic ones.
    added = "\u0660-\u0669\u0679\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06ba\u06be"
    also = rf"|(?<=[\u0637-\u0640][{added}])" if kind == "A" else ""
    return _Alphabet(
        re.compile(rf"[^\x00-\x7f{own}{known}{_EMOJI}]").search,
        re.compile(odd).search,
        re.compile(
            rf"[{known}{added if kind == 'A' else ''}](?:"
            rf"(?<=[^\x00-\x7f][{known}])|(?<=[{known}])(?=[^\x00-\x7f]){also})"
        ).finditer,
        re.compile(f"[{capitals}]{{4}}" if capitals else r"(?!)").finditer,
        re.compile(f"[{capitals}]" if capitals else r"(?!)").findall,
        re.compile(f"[{small}]" if small else r"(?!)").findall,
    )


def _is_of_alphabet(text: str, kind: str, number: int) -> bool:
    """Whether a text with ``number`` letters of an alphabet, and of no other, is quiet."""
    size = len(text)
    if number <= _SHARE * size:
        return False
    seek = _alphabet(kind)
    if seek.strange(text) or seek.odd(text):
        return False
    rare = _RARE.get(kind)
    if rare and len(rare(text)) > (size >= _SHORT):
        return False
    if kind == "C":
        more = frozenset(_NOT_RUSSIAN(text))
        if more and not _is_of_one_language(more):
            return False
        if size < _SHORT and not all(map(_is_spoken, text.split("\n"))):
            return False
    for match in seek.row(text):
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else size]
        if len(seek.capitals(line)) > 2 * len(seek.small(line)):
            return False
    return not any(_is_place(text, match.start()) for match in seek.places(text)) and not (
        _is_broken(text)
    )


@lru_cache(maxsize=1 << 8)
def _is_of_one_language(chars: frozenset[str]) -> bool:
    """Whether one language of Cyrillic writes all of these letters beside those of Russian."""
    languages = _tables().languages
    return reduce(and_, (languages[_records[char].letter] for char in chars), -1) != 0


def _is_spoken(line: str) -> bool:
    """Whether a line of Cyrillic has as many vowels as is natural, as in :mod:`.suspect`."""
    letters = len(_alphabet("C").capitals(line)) + len(_alphabet("C").small(line))
    return letters < 6 or 0.22 * letters <= len(_VOWELS(line)) <= 0.6 * letters


def _is_place(text: str, at: int) -> bool:
    """Whether a sequence begins at or before a mark in text that is not in Latin."""
    tail = text[at - 4 : at + 1] if at >= 4 else text[: at + 1].rjust(5)
    if not (_sequences[text[at : at + 3]] or _tails[tail]):
        return False
    from mojifix.stages import scan

    begins = scan._is_sequence(text, at, False) and scan._stands_out(text, at)
    return begins or (not scan._closes(text, at) and scan._covered(text, at, True))


# --- scripts that no page has ---------------------------------------------------------------------

#: Scripts of India, of the Caucasus and of South-East Asia, but Thai and Lao.
_OF_NO_PAGE: Final = "\u0900-\u0dff\u1000-\u109f\u10d0-\u10ff\u1780-\u17e9"


@lru_cache(maxsize=1)
def _no_page() -> _Alphabet:
    marks = _RAISED + _OUTSIDE
    nothing = re.compile(r"(?!)")
    return _Alphabet(
        re.compile(rf"[^\x00-\x7f{_OF_NO_PAGE}{_KNOWN_MARKS}{_EMOJI}]").search,
        re.compile(
            rf"[{marks}?](?:(?<=[^\W\d_][{marks}])(?=[^\W\d_])|(?<=[^\W\d_]\u20ac)"
            rf"|(?<=\u20ac\?)|(?<=[^\x00-\x7f]\?)(?=\w))"
        ).search,
        re.compile(f"[{_KNOWN_MARKS}](?=[{_KNOWN_MARKS}])").finditer,
        nothing.finditer,
        nothing.findall,
        nothing.findall,
    )


def _is_of_no_page(text: str) -> bool:
    """Whether a text in scripts that no page has is quiet."""
    seek = _no_page()
    return not (
        seek.strange(text)
        or seek.odd(text)
        or any(_is_place(text, match.start()) for match in seek.places(text))
        or _is_broken(text)
    )


# --- Chinese, Japanese, Korean --------------------------------------------------------------------

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
_HANGUL: Final = "\uac00-\ud7a3"
_KANA: Final = "\u3041-\u3096\u3099-\u30ff"
_WIDE: Final = "\uff01-\uff5e"
#: As in :mod:`.suspect`: signs looked at in a line, and how rare they may be, in eighths of a nat.
_SIGNS: Final = 60
_RAREST: Final = 100
#: From here on a sign is as common as two of the rarest are rare: so many eighths of a nat below.
_RARITY: Final = 25


class _East(NamedTuple):
    """What is looked for in text of Chinese, Japanese and Korean, as in `_Alphabet`.

    ``glued`` finds a sign within a Latin word, ``many`` finds what could begin several characters
    of a page of two bytes, ``unbalanced`` two rare signs of a line with no common one before each.
    """

    strange: Callable[[str], re.Match[str] | None]
    odd: Callable[[str], re.Match[str] | None]
    places: Callable[[str], Iterator[re.Match[str]]]
    glued: Callable[[str], re.Match[str] | None]
    many: Callable[[str], Iterator[re.Match[str]]]
    unbalanced: Callable[[str], Iterator[re.Match[str]]]


@lru_cache(maxsize=2)
def _east(korean: bool) -> _East:
    tables = _tables()
    marks = _RAISED + _OUTSIDE
    signs = _HAN + _HANGUL + _KANA
    own = _HANGUL if korean else _KANA
    # Bits of six pages each: firsts, seconds, seconds of halves, halves, pairs; rare; rare in Korean.
    pages = 0x3F if korean else 0x17
    rare = 3 << 30 if korean else 1 << 30
    first = tables.inside(lambda r: r.multi & (pages | rare) != 0, 0x3000)
    second = tables.inside(lambda r: r.multi >> 6 & pages != 0, 0x3000)
    unusual = tables.inside(lambda r: r.multi & rare != 0, 0x3000)
    half = tables.inside(lambda r: r.multi >> 18 & 0x3F != 0, 0x3000)
    rest = tables.inside(lambda r: r.multi >> 12 & 0x3F != 0, 0x3000)
    costly = tables.inside(lambda r: r.flags >> _RARITY > _RAREST + 1, 0x3000)
    # The rarest cost 14 nats, which is 12 eighths above what is allowed on the whole.
    cheap = tables.inside(lambda r: 0 < r.flags >> _RARITY <= _RAREST + 1 - 12, 0x3000)
    return _East(
        re.compile(rf"[^\x00-\x7f{own}\u3000-\u303f{_HAN}{_WIDE}{_KNOWN_MARKS}]").search,
        re.compile(
            rf"[{marks}?](?:(?<=[^\W\d_][{marks}])(?=[a-z\uff41-\uff5a])|(?<=[^\W\d_]\u20ac)"
            rf"|(?<=\u20ac\?)|(?<=[^\x00-\x7f]\?)(?=\w))"
        ).search,
        re.compile(f"[{_KNOWN_MARKS}](?=[{_KNOWN_MARKS}])").finditer,
        re.compile(rf"[A-Za-z](?=[{signs}]{{1,3}}[A-Za-z])").search,
        re.compile(
            rf"[{first}{half}](?:(?<=[{first}])(?=[{second}])|(?<=[{unusual}][{unusual}])"
            rf"|(?<=[{half}])(?=[{rest}]))"
        ).finditer,
        re.compile(rf"[\n{costly}][^\n{costly}{cheap}]*[{costly}]").finditer,
    )


def _is_eastern(text: str, kinds: bytes) -> bool:
    """Whether a text in Chinese, Japanese or Korean is quiet."""
    size = len(text)
    han, hangul = kinds.count(b"E"), kinds.count(b"K")
    if han + hangul <= _SHARE * size or 0 < hangul <= han:
        return False
    seek = _east(hangul > 0)
    if seek.strange(text) or seek.odd(text):
        return False
    if 5 * (han + hangul) <= 2 * size and seek.glued(text):
        return False
    if hangul and han and _han_in_hangul()(text):
        return False
    if any(_many_begin(text, match.start()) for match in seek.many(text)):
        return False
    if not _has_usual_lines(text, seek):
        return False
    return not any(_is_place(text, match.start()) for match in seek.places(text)) and not (
        _is_broken(text)
    )


@lru_cache(maxsize=1)
def _han_in_hangul() -> Callable[[str], re.Match[str] | None]:
    return re.compile(f"[{_HAN}](?:(?<=[{_HANGUL}].)|(?=[{_HANGUL}]))").search


def _many_begin(text: str, at: int) -> bool:
    from mojifix.stages import scan

    return scan._many_begin(text, at, 0)


class _Rarities(dict[str, int]):
    """By how many eighths of a nat a sign is rarer than the signs of a line may be; 0 for others."""

    def __missing__(self, char: str) -> int:
        eighths = _records[char].flags >> _RARITY
        self[char] = above = eighths - 1 - _RAREST if eighths else 0
        return above


_rarities: Final = _Rarities()


def _has_usual_lines(text: str, seek: _East) -> bool:
    """Whether the signs of all lines are common enough."""
    done = 0
    for match in seek.unbalanced("\n" + text):
        if match.start() >= done:
            start = text.rfind("\n", 0, max(0, match.end() - 1)) + 1
            end = text.find("\n", start)
            done = 1 + (end if end >= 0 else len(text))
            line = text[start : done - 1]
            if sum(map(_rarities.__getitem__, line[:_SIGNS])) > 0 and not _is_natural(line):
                return False
    return True


def _is_natural(line: str) -> bool:
    from mojifix.stages import suspect

    return not suspect.is_odd(line)


def _may_be_bytes(text: str) -> bool:
    """Whether a text without any ASCII may be bytes read as UTF-16."""
    from mojifix.stages import suspect

    return suspect.may_be_bytes(text)


# --- the pass -------------------------------------------------------------------------------------


def quiet(text: str, /) -> bool:
    """Whether there is nothing in ``text`` that any search for mojibake would look at.

    ``False`` says nothing: the exact searches decide.
    """
    if not isinstance(text, str):
        raise TypeError(f"mojifix works on str, not {type(text).__name__}")
    if _has_notation(text) or _CONTROL(text):
        return False
    if text.isascii():
        return True
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return False  # a surrogate
    beyond = raw.translate(None, _ASCII)
    kinds = beyond.translate(_KINDS, _GOING_ON)
    letters = kinds.translate(None, b"+")
    kind = letters[:1]
    if len(beyond) == len(raw) and _may_be_bytes(text):
        return False
    if not letters.translate(None, b"Ll"):
        if kind == b"l" and not letters.translate(None, b"l"):
            return _is_of_no_page(text) or _is_latin(text, beyond.decode())
        return _is_latin(text, beyond.decode())
    if not letters.translate(None, b"EKP"):
        return _is_eastern(text, kinds)
    if not letters.translate(None, b"Il"):
        return _is_of_no_page(text)
    if kind in b"CGHA" and not letters.translate(None, kind):
        return _is_of_alphabet(text, kind.decode(), len(letters))
    return False


def quiet_utf8(data: ReadableBuffer, /) -> bool:
    """Whether ``data`` is valid UTF-8 of a text that is quiet."""
    try:
        return quiet(str(data, "utf-8"))
    except UnicodeDecodeError:
        return False
