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
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, reduce
from itertools import pairwise
from operator import and_
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["quiet", "quiet_utf8"]

#: As in :mod:`.suspect` and :mod:`mojifix.engine`, in code points.
_SHORT: Final = 1500
_TRACED: Final = 2000
_SHARE: Final = 0.3
_SEVERAL: Final = 4
_MOSTLY: Final = 0.8

#: ASCII, but for controls that UTF-16 read as a page has.
_ASCII: Final = bytes(code for code in range(128) if code > 8 and code != 14)
_GOING_ON: Final = bytes(range(0x80, 0xC0))
#: What a character is by its first byte: of Latin, of an alphabet, Indic and its like, a sign of
#: Chinese or Japanese, of Korean, a wide one of ASCII; ``+`` typography and emoji, ``?`` the rest.
_KINDS: Final = bytes(
    ord("L") if 0xC3 <= byte < 0xCA or byte == 0xCC
    else ord("+") if byte in (0xC2, 0xCA, 0xCB, 0xE2, 0xF0)
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

#: Marks that are odd between letters.
_OUTSIDE: Final = "\u00a1\u00ab\u00bb\u00bf\u201c\u201d\u201e\u2022\u2039\u203a"
#: Marks that count as letters in Unicode, and as quotation marks in :mod:`mojifix.language`.
_MODIFIERS: Final = "\u02bb\u02bc"
#: Flags as in :mod:`.quiet`: what is looked at anywhere, and what is odd beside a letter. Of these,
#: what is a trace of damage wherever it stands.
_ODD_ANYWHERE: Final = 1 << 9
_SYMBOL: Final = 1 << 20
_TRACES: Final = "\u2044"
_RAISED: Final = (
    "\u00a3\u00a7\u00a9\u00ae\u00b0\u00b2\u00b3\u00b9\u00bc\u00bd\u00be\u00d7\u201a\u20ac\u2122"
)
#: Where letters of Latin are.
_LATIN: Final = range(0xAA, 0x2B0)
_MORE_LATIN: Final = range(0x1E00, 0x1F00)
_COMBINING: Final = range(0x300, 0x340)
_EMOJI: Final = "\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001f9ff"

_Search = Callable[[str], "re.Match[str] | None"]


@lru_cache(maxsize=64)
def _search(pattern: str) -> _Search:
    return re.compile(pattern).search


@lru_cache(maxsize=16)
def _found(pattern: str) -> Callable[[str], list[str]]:
    return re.compile(pattern).findall


# --- ASCII ------------------------------------------------------------------------------------

#: All that a notation which could be damaged begins with, and more.
_NOTATION: Final = (
    r"\\(?:[uU][0-9a-fA-F{]|x[89a-fA-F]|3[0-5]|[^\x00-\x7f])"
    r"|&(?:amp;)*(?!(?:amp|lt|gt|quot|apos);)#?[0-9A-Za-z]{1,33};"
    r"|%(?:25)*[c-fC-F][0-9a-fA-F]%|=[c-fC-F][0-9a-fA-F]=|=\?[^\s]|<U\+"
)


#: In UTF-8, where looking for a byte takes a tenth of the time that it takes in a ``str``.
_SIGNS_OF_NOTATION: Final = (b"\\", b"&", b"%", b"=", b"<U+")


def _has_notation(text: str, raw: bytes) -> bool:
    for sign in _SIGNS_OF_NOTATION:
        if sign in raw:
            return _search(_NOTATION)(text) is not None
    return False


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

    def inside(self, wanted: Callable[[_Record], bool], first: int, end: int = 1 << 16) -> str:
        """Return the inside of a class of those characters in a range that are ``wanted``."""
        return "".join(f"{chr(a)}-{chr(b)}" for a, b in self.runs(wanted, first, end))

    def chars(self, wanted: Callable[[_Record], bool], first: int) -> str:
        """Return those characters from ``first`` on that are ``wanted``."""
        runs = self.runs(wanted, first, 1 << 16)
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


class _Marks(NamedTuple):
    """What is no letter and may stand in any text: ``known`` is all of it, ``symbols`` what is odd
    beside a letter."""

    known: frozenset[str]
    symbols: str


@lru_cache(maxsize=1)
def _marks() -> _Marks:
    chars = map(chr, (*range(0xA0, 0xC0), *_COMBINING, *range(0x2000, 0x2C00)))
    plain: list[str] = []
    symbols: list[str] = []
    for char in chars:
        record = _records[char]
        if record.flags & _SYMBOL and char not in _TRACES:
            symbols.append(char)
        # Rows of number 0 say that it is odd nowhere.
        elif not (record.odd or record.trace or record.flags & _ODD_ANYWHERE or char.isalnum()):
            plain.append(char)
    known = frozenset([*plain, *_MODIFIERS, *symbols, *_OUTSIDE, *_RAISED])
    return _Marks(known, "".join(symbols))


@lru_cache(maxsize=1)
def _known() -> str:
    """Return the inside of a class of all known marks."""
    return "".join(sorted(_marks().known))


# --- sequences of UTF-8 in single-byte pages ----------------------------------------------------

#: Flags of the alphabets, as in :mod:`.quiet`, but Thai; letters of them in usual words, and these
#: or marks of typography.
_ALPHABETS: Final = 0b1111
_USUAL: Final = 0x40
_IN_WORDS: Final = 0xC0
_VOWEL: Final = 1 << 21


@lru_cache(maxsize=1 << 14)
def _may_begin(chars: str) -> bool:
    """Whether a sequence of some page may begin with three characters, as far as they tell."""
    first, second, third = map(_records.__getitem__, (chars + "\n\n")[:3])
    pages = first.lead & second.cont
    return pages & (~first.more | third.cont) != 0


@lru_cache(maxsize=1 << 14)
def _begins(chars: str) -> bool:
    """Whether a sequence of some page begins with up to three characters of Latin text."""
    if not _may_begin(chars):
        return False
    from mojifix.stages.propose import begins_sequence

    return begins_sequence(chars)


def _is_alive(text: str, at: int) -> bool:
    """Whether a sequence of some page may begin at ``at`` that is no half of a word.

    Every letter of the same alphabet beside it has to belong to a sequence of the same page; as in
    ``_scan.c``.
    """
    a, b = _records[text[at]], _records[text[at + 1 : at + 2]]
    if not a.lead & b.cont:
        return False
    y, x, w, left = map(_records.__getitem__, text[max(0, at - 4) : at].rjust(4))
    c, d, e, f = map(_records.__getitem__, text[at + 2 : at + 6].ljust(4))
    alphabet = (a.flags | b.flags) & _ALPHABETS
    if not (alphabet and a.stride & _IN_WORDS and b.stride & _IN_WORDS) or alphabet & (
        alphabet - 1
    ):
        return True
    ending = -1
    if left.stride & _USUAL and left.flags & alphabet:
        halves = w.lead & ~w.more | w.cont & (x.more | x.cont & y.more)
        ending = left.cont & halves
    three = a.more & b.cont & c.cont
    if three:
        if not c.stride & _IN_WORDS or c.flags & _ALPHABETS & ~alphabet or three & d.cont:
            return True
        three &= ending
        if three and not (d.stride & _USUAL and d.flags & alphabet):
            return True
        if three & d.lead & e.cont & (~d.more | f.cont):
            return True
    two = a.lead & ~a.more & b.cont & ending
    if c.stride & _USUAL and c.flags & alphabet:
        two &= c.lead & d.cont & (~c.more | e.cont)
    return two != 0


@lru_cache(maxsize=1)
def _latin_pairs() -> Callable[[str], Iterable[re.Match[str]]]:
    """Return what finds a lead with what goes on behind it, of letters and marks of Latin text."""
    tables = _tables()
    marks = [char for char in _known() if char > "\u1fff"]
    leads = "".join(char for char in marks if _records[char].lead)
    goes_on = "".join(char for char in marks if _records[char].cont)
    for some in (range(0x80, _COMBINING.stop), _MORE_LATIN):
        leads += tables.inside(lambda record: record.lead != 0, some.start, some.stop)
        goes_on += tables.inside(lambda record: record.cont != 0, some.start, some.stop)
    return re.compile(f"[{leads}](?=[{goes_on}])").finditer


def _in_latin(text: str) -> bool:
    """Whether a sequence begins somewhere in a Latin text."""
    for match in _latin_pairs()(text):
        at = match.start()
        if _begins(text[at : at + 3]):
            from mojifix.stages import scan

            if scan._is_sequence(text, at, True):
                return True
    return False


def _is_broken(text: str) -> bool:
    """Whether a sequence may have been broken by a line break or a tag."""
    for sign, sought in _breaks():
        if sign in text and sought(text):
            break
    else:
        return False
    from mojifix.model import Report
    from mojifix.stages import broken

    return bool(broken.joins(text, Report(text)))


@lru_cache(maxsize=1)
def _breaks() -> tuple[tuple[str, Callable[[str], re.Match[str] | None]], ...]:
    """Return what finds a break behind what is not ASCII, and a tag or what may go on a sequence
    behind that: no letters that lines of other alphabets begin with."""
    tables = _tables()
    letters = tables.inside(lambda record: record.cont != 0, 0x80, 0x370)
    marks = tables.chars(lambda record: record.cont != 0, 0x370)
    goes_on = letters + "".join(char for char in marks if not char.isalpha())
    margin = rf"[ \t\n\r>/#*;%|]*[<{goes_on}\uff61-\uff7f]"
    return tuple(
        (sign, re.compile(rf"{sign}(?<=[^\x00-\x7f]{sign}){behind}").search)
        for sign, behind in (("\n", margin), ("\r", margin), ("<", ""))
    )


# --- Latin --------------------------------------------------------------------------------------


class _Writers(dict[str, int]):
    """The languages, as bits, that write a letter of Latin: all for known marks, none for whatever
    there is besides."""

    def __missing__(self, char: str) -> int:
        letter = _records[char].letter
        if letter != 0xFFFF:
            is_known = letter < 256 and (ord(char) in _LATIN or ord(char) in _MORE_LATIN)
            languages = _tables().languages[letter] if is_known else 0
        else:
            of_any = char in _marks().known or _search(f"[{_OF_LATIN}{_EMOJI}]")(char)
            languages = -1 if of_any else 0
        self[char] = languages
        return languages


_writers: Final = _Writers()
#: A letter that is ASCII when folded, and marks on letters.
_OF_LATIN: Final = "\u0130\u0300-\u033f"
#: So many of the characters beyond ASCII of a text tell the languages that it could be in.
_SOME: Final = 64


def _written_in(chars: str) -> int:
    """Return the languages, as bits, that write all that is not ASCII of a text."""
    found = reduce(and_, map(_writers.__getitem__, frozenset(chars[:_SOME])), -1)
    if not found or len(chars) <= _SOME:
        return found
    # Most of the rest is written by one of those that write the first.
    if found > 0 and not _others((found & -found).bit_length() - 1)(chars, _SOME):
        return found & -found
    return reduce(and_, map(_writers.__getitem__, frozenset(chars[_SOME:])), found)


@lru_cache(maxsize=128)
def _others(number: int) -> Callable[[str, int], re.Match[str] | None]:
    """Return what finds characters that are neither letters of a Latin language nor known marks."""
    tables = _tables()
    written = {n for n, bits in enumerate(tables.languages[:256]) if bits >> number & 1}
    letters = "".join(
        tables.inside(lambda record: record.letter in written, some.start, some.stop)
        for some in (_LATIN, _MORE_LATIN)
    )
    return re.compile(f"[^{letters}{_known()}{_OF_LATIN}]").search


#: Symbols that a trace of damage has behind a letter, as in :mod:`.traces`.
_SYMBOLS: Final = "\u00a1-\u00bf\u0192\u02c6\u02dc\u2018-\u2026\u2030\u2039\u203a\u20ac\u2122"


@lru_cache(maxsize=1)
def _odd_in_latin() -> Callable[[str], re.Match[str] | None]:
    """Return what finds a letter or mark as no careful Latin word has it, or a trace of damage.

    That is a capital within a word, a mark between letters, four letters in a row, and what
    :mod:`.traces` looks for.
    """
    chars = list(map(chr, (*_LATIN, *_MORE_LATIN)))
    small = "".join(filter(str.islower, chars))
    capitals = "".join(char for char in chars if char.isupper() or char.istitle())
    marks = _OUTSIDE + _RAISED + "\u00aa\u00ba"
    symbols = _marks().symbols
    return re.compile(
        rf"[{capitals}{marks}{symbols}\u00e2-\u00e5\u0103\u0107\u0300-\u033f?](?:"
        rf"(?<=[\u0300-\u033f])(?:(?<= .)|(?=[0-9{_SYMBOLS}]))|"
        rf"(?<=[{symbols}])(?:(?=[{symbols}])|(?=[^\W\d_])|(?<=[^\W\d_].))|"
        rf"(?<=[a-z{small}][{capitals}])"
        rf"|(?<=[^\W\d_][{marks}])(?=[^\W\d_])|(?<=[^\W\d_]\u20ac)"
        rf"|(?<=[\u00c3\u0102])(?<![A-Z\u00c0-\u00de\u0218-\u021a].)"
        rf"|(?<=[\u00e2-\u00e5\u0103\u0107])(?=[{_SYMBOLS}])"
        rf"|(?<=\u20ac\?)|(?<=[^\x00-\x7f]\?)(?=\w))"
    ).search


_ROW: Final = "[^\x00-\x7f]{4}"


def _is_latin(text: str, chars: str) -> bool:
    """Whether a text in Latin, of which ``chars`` are not ASCII, is quiet."""
    size = len(text)
    if not _written_in(chars):
        if size < _SHORT or _odd_in_latin()(text) or _is_foreign(text, chars):
            return False
    elif (size <= _TRACED or _symbols()(chars)) and _odd_in_latin()(text):
        return False
    if _in_latin(text) or _is_broken(text):
        return False
    return size >= _SHORT or not (_search(_ROW)(text) or _has_odd_words(text, chars))


@lru_cache(maxsize=1)
def _symbols() -> _Search:
    return re.compile(f"[{_marks().symbols}]").search


def _is_foreign(text: str, chars: str) -> bool:
    """Whether more than a few letters of a long text are another language's than the others."""
    counted = Counter(chars)
    total = 0
    at_home = 0
    for char, times in counted.items():
        if _writers[char] == 0 and _records[char].letter == 0xFFFF:
            return True
        if _writers[char] >= 0:
            total += times
            at_home += times * _lanes(char)
    numbers = struct.unpack("<192Q", at_home.to_bytes(8 * 192, "little"))
    best = max(numbers)
    if not best or best < _MOSTLY * total:
        return True
    home = numbers.index(best)
    strange = [char for char in counted if _writers[char] >= 0 and not _writers[char] >> home & 1]
    if total - best >= _SEVERAL:
        return True
    found = re.compile(f"[{''.join(strange)}]").finditer(text)
    return _has_places(text, [match.start() for match in found])


@lru_cache(maxsize=1 << 12)
def _lanes(char: str) -> int:
    """Return the languages that write a letter of Latin with eight bytes for each."""
    written = _writers[char]
    return sum(1 << 64 * n for n in range(written.bit_length()) if written >> n & 1)


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
        "\u0401\u0403\u0404\u0406-\u040c\u040e-\u044f\u0451\u0453\u0454\u0456-\u045c\u045e\u045f\u0490\u0491",
        "\u0401-\u042f", "\u0430-\u045f", "\u2116",
    ),
    "G": (
        "\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce",
        "\u0386-\u038f\u0391-\u03ab", "\u0390\u03ac-\u03ce", "\u0387",
    ),
    "H": ("\u05d0-\u05ea", "", "", "\u05f3\u05f4"),
    "A": (
        "\u0621-\u063a\u0640-\u065f\u0660-\u0669\u0670-\u06d3\u06d5\u06f0-\u06f9",
        "", "", "\u060c\u061b\u061f\u066a-\u066c",
    ),
}  # fmt: skip
#: Letters of Cyrillic that Russian has not, or can be written without; those that it has, and
#: those of Ukrainian, which are asked first.
_NOT_RUSSIAN: Final = "[\u0400-\u040f\u0450-\u045f]"
_RUSSIAN: Final = "\u0401\u0451"
_UKRAINIAN: Final = "\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491"
#: The number of the search for what no language of Cyrillic has, behind those of the two.
_ANY: Final = 2

#: A letter or mark that counts as an odd place, as in :mod:`.suspect`: the hard sign behind a word,
#: Greek vowels with two marks, the Arabic mark for "in".
_RARE: Final = {
    "C": "(?<=\u044a)(?![\u0401-\u045f])",
    "G": "(?<=[\u0390\u03aa\u03ab\u03b0\u03cb])",
    "A": "(?<=\u064d)",
    "H": "(?!)",
}
#: Letters that Windows adds for Persian and Urdu, and digits, do not follow the emphatic ones.
_ADDED: Final = "\u0660-\u0669\u0679\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06ba\u06be"


class _Alphabet(NamedTuple):
    """What is looked for in text of one alphabet.

    ``strange`` finds what is neither a letter of it nor ASCII nor a known mark; ``odd`` what no
    careful word has. ``places`` finds where a sequence could be; as group 1 what a long text may
    have here and there, else as group 2 the first of four capitals, as group 3 an odd mark.
    """

    strange: tuple[_Search, ...]
    odd: tuple[_Search, ...]
    places: Callable[[str], Iterator[re.Match[str]]]


def _words(kind: str, own: str) -> Iterator[str]:
    """Yield the patterns of what :mod:`.scan` looks for in words of an alphabet alone."""
    if kind == "G":
        yield r"([\u03c9\u03ac-\u03af\u03ca-\u03ce])[\u0386-\u03ce]{2}\1[\u0386-\u03ce]{2}"
    if kind == "C":
        half = re.escape(bytes(range(0x80, 0xC0)).decode("cp855"))
        first, other = "\u0420\u0421\u043f\u044f", "\u0400-\u040f\u0450-\u0491"
        yield (
            f"[\u043b\u041b{other}](?:"
            f"(?<=[\u043b\u041b])(?<![{own}].)(?!\u0438(?![{own}]))"
            f"(?=[{half}](?:[\u043b\u041b][{half}]|(?![{own}])))"
            f"|(?<=[{first}][{other}])(?<![{own}]..)(?:[{first}][{other}]|(?![{own}])))"
        )


@lru_cache(maxsize=len(_LETTERS))
def _alphabet(kind: str) -> _Alphabet:
    own, capitals, small, marks = _LETTERS[kind]
    usual = [f"\u0410-\u044f{_RUSSIAN}", f"\u0410-\u044f{_UKRAINIAN}"] if kind == "C" else []
    known = _known() + marks
    symbols = _marks().symbols
    more = "\u0490\u0491" if kind == "C" else ""
    few, row = _RARE[kind], "(?!)"
    if capitals:
        few += f"|(?<=[{small}{more}][{capitals}{more}])|(?<=[{own}][\u0386-\u038f])"
        row = f"(?<=[{capitals}])(?=[{capitals}]{{3}})"
    places = rf"(?<=[^\x00-\x7f][{known}])|(?<=[{known}])(?=[^\x00-\x7f])"
    if kind == "A":
        more = _ADDED
        places += rf"|(?<=[\u0637-\u0640][{_ADDED}])"
    return _Alphabet(
        tuple(re.compile(rf"[^\x00-\x7f{some}{known}{_EMOJI}]").search for some in (*usual, own)),
        tuple(re.compile(pattern).search for pattern in _words(kind, own)),
        re.compile(
            rf"[{capitals}{more}{known}\u044a\u0390\u03b0\u03cb\u064d?](?:({few})|({row})"
            rf"|((?<=[^\W\d_][{_RAISED}{symbols}\u2116])|(?<=[{symbols}\u2116])(?:(?=[{symbols}])|(?=[^\W\d_]))"
            rf"|(?<=\u20ac\?)|(?<=[^\x00-\x7f]\?)(?=\w))|{places})"
        ).finditer,
    )


#: The alphabets that have capitals.
_CASED: Final = "CG"
_BEGIN: Final = {
    "C": (b"\xd0", b"\xd1"),
    "G": (b"\xce", b"\xcf"),
    "H": (b"\xd7",),
    "A": (b"\xd8", b"\xd9", b"\xda"),
}
#: ASCII letters, first bytes of letters of alphabets, and bytes that go on.
_GLUE: Final = bytes(
    ord("a") if chr(byte).isalpha() and byte < 0x80
    else ord("c") if 0x80 <= byte < 0xC0
    else ord("C") if 0xCE <= byte < 0xE0
    else ord("-")
    for byte in range(256)
)  # fmt: skip


def _is_of_alphabet(text: str, raw: bytes, kind: str, number: int) -> bool:
    """Whether a text with ``number`` letters of an alphabet, and of no other, is quiet.

    ``raw`` is the text in UTF-8.
    """
    size = len(text)
    own, _, _, marks = _LETTERS[kind]
    # Letters that begin otherwise do not make it a text of the alphabet.
    if number <= _SHARE * size or not any(map(raw.__contains__, _BEGIN[kind])):
        return False
    seek = _alphabet(kind)
    language = next((n for n, strange in enumerate(seek.strange) if not strange(text)), None)
    if language is None:
        return False
    for odd in seek.odd:
        if odd(text):
            return False
    if kind == "C":
        if language == _ANY and not _is_of_one_language(frozenset(_found(_NOT_RUSSIAN)(text))):
            return False
        if size < _SHORT:
            vowels, letters = _sounds()
            for line in text.split("\n"):
                sounds = len(letters(line))
                if sounds >= 6 and not 0.22 * sounds <= len(vowels(line)) <= 0.6 * sounds:
                    return False
    glue = raw.translate(_GLUE)
    few: list[int] = []
    if b"aC" in glue or b"Cca" in glue:
        if _is_glue_damaged(text, _glued(text, own + marks)):
            return False
        few = _glued(text, own)
    asked = -1
    for match in seek.places(text):
        at, what = match.start(), match.lastindex
        if what == 3:
            return False
        if what == 1 and text[at] in "\u03aa\u03ab" and text[at - 1 : at].islower():
            return False  # a capital within a word, and a rare one
        in_row = what == 2 or (what == 1 and text[at : at + 4].isupper())
        if in_row and at > asked and kind in _CASED:
            asked = text.find("\n", at)
            asked = asked if asked >= 0 else size
            if _is_in_capitals(text[text.rfind("\n", 0, at) + 1 : asked], kind):
                few.append(at)
        if what == 2:
            continue
        if _is_place(text, at):
            return False
        if what:
            few.append(at)
    return not _has_places(text, sorted(few)) and not _is_broken(text)


def _glued(text: str, others: str) -> list[int]:
    """Return the first of every two neighbours of which one is an ASCII letter and the other one of
    a class."""
    before, behind = f"[A-Za-z](?=[{others}])", f"[{others}](?=[A-Za-z])"
    return [match.start() for part in (before, behind) for match in re.finditer(part, text)]


def _is_glue_damaged(text: str, places: Iterable[int]) -> bool:
    """Whether a sequence begins about one of `_glued`."""
    for at in places:
        if any(_is_alive(text, start) for start in range(max(0, at - 3), at + 2)):
            from mojifix.stages import scan

            if scan._covered(text, at, False) or scan._covered(text, at + 1, False):
                return True
    return False


def _is_in_capitals(line: str, kind: str) -> bool:
    """Whether a line has small letters at most half as many as capitals."""
    _, capitals, small, _ = _LETTERS[kind]
    return len(_found(f"[{capitals}]")(line)) > 2 * len(_found(f"[{small}]")(line))


def _has_places(text: str, places: list[int]) -> bool:
    """Whether a line is looked at if these places, in order, are odd, as in :mod:`.suspect`."""
    if not places or len(text) < _SHORT:
        return bool(places)
    two_in_line = any(text.find("\n", a, b) < 0 for a, b in pairwise(places))
    return two_in_line or len(places) >= _SEVERAL


@lru_cache(maxsize=1 << 8)
def _is_of_one_language(chars: frozenset[str]) -> bool:
    """Whether one language of Cyrillic writes all of these letters beside those of Russian."""
    languages = _tables().languages
    return reduce(and_, (languages[_records[char].letter] for char in chars), -1) != 0


@lru_cache(maxsize=1)
def _sounds() -> tuple[Callable[[str], list[str]], Callable[[str], list[str]]]:
    """Return what finds the vowels of Cyrillic, and its letters."""
    inside = _tables().inside(lambda record: record.flags & _VOWEL != 0, 0x400, 0x460)
    return _found(f"[{inside}]"), _found("[\u0400-\u045f]")


def _is_place(text: str, at: int) -> bool:
    """Whether a sequence begins at or before a mark in text that is not in Latin."""
    if not any(_is_alive(text, start) for start in range(max(0, at - 3), at + 1)):
        return False
    from mojifix.stages import scan

    begins = scan._is_sequence(text, at, False) and scan._stands_out(text, at)
    return begins or (not scan._closes(text, at) and scan._covered(text, at, True))


# --- scripts that no page has ---------------------------------------------------------------------

#: Scripts of India, of the Caucasus and of South-East Asia, but Thai and Lao.
_OF_NO_PAGE: Final = "\u0900-\u0dff\u1000-\u109f\u10d0-\u10ff\u1780-\u17e9"


@lru_cache(maxsize=2)
def _odd_marks(letter: str, behind: str) -> _Search:
    """Return what finds a mark between letters, or beside one if it is a symbol, or a trace of
    damage. What is a ``letter``, and what may be one ``behind`` a mark, is a class each."""
    marks, symbols = _RAISED + _OUTSIDE, _marks().symbols
    dense = "".join(filter(re.compile(f"[{_DENSE}]").match, sorted(_marks().known)))
    return re.compile(
        rf"[{dense}{marks}{symbols}?](?:(?<=[{dense}])(?=[{dense}]{{3}})|(?<={letter}[{marks}])(?={behind})|(?<={letter}\u20ac)"
        rf"|(?<=[{symbols}])(?:(?=[{symbols}])|(?={letter})|(?<={letter}.))"
        rf"|(?<=\u20ac\?)|(?<=[^\x00-\x7f]\?)(?=\w))"
    ).search


#: Of the marks, what four of are what words of another script become, as in :mod:`.suspect`.
_DENSE: Final = "\u00a1-\u00bf\u2020-\u2122\u2200-\u22ff"
_LETTER: Final = r"[^\W\d_]"
#: Chinese sets no spaces around its marks, so only letters of Latin, and small ones behind, count.
_ASCII_LETTER: Final = r"[A-Za-z\uff21-\uff5a]"
_ASCII_SMALL: Final = r"[a-z\uff41-\uff5a]"


@lru_cache(maxsize=1)
def _marks_in_row() -> Callable[[str], Iterator[re.Match[str]]]:
    return re.compile(f"[{_known()}](?=[{_known()}])").finditer


def _has_sequence_of_marks(text: str) -> bool:
    """Whether marks that stand side by side may be a sequence in text of no alphabet."""
    places = (match.start() for match in _marks_in_row()(text))
    return any(_may_begin(text[at : at + 3]) for at in places)


@lru_cache(maxsize=1)
def _not_of_no_page() -> _Search:
    return re.compile(rf"[^\x00-\x7f{_OF_NO_PAGE}{_known()}{_EMOJI}]").search


def _is_of_no_page(text: str) -> bool:
    """Whether a text in scripts that no page has is quiet."""
    return not (
        _not_of_no_page()(text)
        or _odd_marks(_LETTER, _LETTER)(text)
        or _has_sequence_of_marks(text)
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
_RARITY: Final = 25
_LEAST_BYTES: Final = 12


#: Pages of two bytes have six bits each: firsts of a sequence, seconds, second halves, halves,
#: pairs. Then what is rare, and rare in Korean; the pages that are asked of, but in Korean.
_RARE_SIGN: Final = 1 << 30
_RARE_IN_KOREAN: Final = 3 << 30
_NOT_KOREAN: Final = 0x17


@lru_cache(maxsize=2)
def _strange_in_east(korean: bool) -> _Search:
    own = _HANGUL if korean else _KANA
    return re.compile(rf"[^\x00-\x7f{own}\u3000-\u303f{_HAN}{_WIDE}{_known()}]").search


@lru_cache(maxsize=2)
def _beginnings(korean: bool) -> Callable[[str], Iterator[re.Match[str]]]:
    """Return what finds signs that could begin several characters of a page of two bytes."""
    bits = 0x3F << 18 | (0x3F | _RARE_IN_KOREAN if korean else _NOT_KOREAN | _RARE_SIGN)
    signs = _tables().inside(lambda record: record.multi & bits != 0, 0x3000)
    return re.compile(f"[{signs}]").finditer


#: A sign within a Latin word.
_GLUED: Final = rf"[A-Za-z](?=[{_HAN}{_HANGUL}{_KANA}]{{1,3}}[A-Za-z])"
_HAN_IN_HANGUL: Final = f"[{_HAN}](?:(?<=[{_HANGUL}].)|(?=[{_HANGUL}]))"


def _is_eastern(text: str, kinds: bytes) -> bool:
    """Whether a text in Chinese, Japanese or Korean is quiet."""
    size = len(text)
    han, hangul = kinds.count(b"E"), kinds.count(b"K")
    if han + hangul <= _SHARE * size or 0 < hangul <= han:
        return False
    korean = hangul > 0
    if _strange_in_east(korean)(text) or _odd_marks(_ASCII_LETTER, _ASCII_SMALL)(text):
        return False
    if 5 * (han + hangul) <= 2 * size and _search(_GLUED)(text):
        return False
    if hangul and (han or b"P" in kinds) and _search(_HAN_IN_HANGUL)(text):
        return False
    if any(_many_begin(text, match.start(), korean) for match in _beginnings(korean)(text)):
        return False
    return not (_has_rare_line(text) or _has_sequence_of_marks(text) or _is_broken(text))


def _many_begin(text: str, at: int, korean: bool) -> bool:
    """Whether several characters of one page of two bytes begin with a sign, or just before it."""
    first, second = _records[text[at]].multi, _records[text[at + 1 : at + 2]].multi
    pages, rare = (0x3F, _RARE_IN_KOREAN) if korean else (_NOT_KOREAN, _RARE_SIGN)
    # Halves that are common elsewhere are told as rare in Korean.
    halves = first >> 18 & second >> 12 & 0x3F
    if not (first & rare or halves or (first & pages and second >> 6 & 0x3F)):
        return False
    from mojifix.stages import scan

    return scan._many_begin(text, at, 0)


@lru_cache(maxsize=1)
def _rarities() -> Callable[[int], int]:
    """Return what says by how many eighths of a nat the sign of a code point is rarer than those of
    a line may be; 0 for what is no sign."""
    tables = _tables()
    eighths = [record.flags >> _RARITY for record in tables.records]
    above = [number - 1 - _RAREST if number else 0 for number in eighths]
    return list(map(above.__getitem__, map(ord, tables.numbers))).__getitem__


_HIRAGANA: Final = "[\u3041-\u3093]"
#: Two bytes a character, which are numbers of this machine.
_UNITS: Final = f"utf-16-{sys.byteorder[0]}e"


def _has_rare_line(text: str) -> bool:
    """Whether the signs of some line are too rare for that not to be looked at."""
    japanese = _search(_HIRAGANA) if _is_japanese(text) else None
    rarity = _rarities()
    codes = memoryview(text.encode(_UNITS)).cast("H")
    start = 0
    for line in text.split("\n"):
        end = start + min(_SIGNS, len(line))
        # Numbers take two thirds of the time that characters would.
        if not (japanese and japanese(line[:_SIGNS])) and sum(map(rarity, codes[start:end])) > 0:
            from mojifix.stages import suspect

            if suspect.is_odd(line):
                return True
        start += len(line) + 1
    return False


def _is_japanese(text: str) -> bool:
    """Whether a text, which has no half-width kana, is Japanese throughout."""
    if not _search(_HIRAGANA)(text):
        return False
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def _may_be_bytes(text: str) -> bool:
    """Whether a text without any ASCII may be bytes read as UTF-16."""
    if len(text.encode()) < _LEAST_BYTES or max(text[:_SIGNS]) < "\u2e80":
        return False
    from mojifix.stages import suspect

    return suspect.may_be_bytes(text)


# --- the pass -------------------------------------------------------------------------------------


def quiet(text: str, /) -> bool:
    """Whether there is nothing in ``text`` that any search for mojibake would look at.

    ``False`` says nothing: the exact searches decide.
    """
    if not isinstance(text, str):
        raise TypeError(f"mojifix works on str, not {type(text).__name__}")
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return False  # a surrogate
    if _has_notation(text, raw):
        return False
    beyond = raw.translate(None, _ASCII)
    if not beyond:
        return True
    kinds = beyond.translate(_KINDS, _GOING_ON)
    letters = kinds.translate(None, b"+")
    kind = letters[:1]
    if len(beyond) == len(raw) and _may_be_bytes(text):
        return False
    if letters.translate(None, _TOGETHER.get(kind, kind)):
        return False
    if kind in b"L":
        return _is_latin(text, beyond.decode())
    if kind in b"EKP":
        return _is_eastern(text, kinds)
    if kind in b"CGHA":
        return _is_of_alphabet(text, raw, kind.decode(), len(letters))
    if kind not in b"Il":
        return False
    return _is_of_no_page(text) or (kind == b"l" and _is_latin(text, beyond.decode()))


#: Kinds that are not told apart: Vietnamese has letters that begin as Georgian does.
_TOGETHER: Final = {
    b"L": b"Ll", b"l": b"LIl", b"I": b"Il", b"E": b"EKP", b"K": b"EKP", b"P": b"EKP"
}  # fmt: skip


def quiet_utf8(data: ReadableBuffer, /) -> bool:
    """Whether ``data`` is valid UTF-8 of a text that is quiet."""
    try:
        return quiet(str(data, "utf-8"))
    except UnicodeDecodeError:
        return False
