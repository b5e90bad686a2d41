"""Which lines could be one legacy page's text read as another's: a cheap look before the judgement.

No two characters prove such a mix-up, so what is looked for is what clean text hardly has: letters
that no one language writes together, a capital or a symbol inside a word, letters of two scripts in
one, signs of Chinese, Japanese and Korean that are all rare, a strange word that is a known one on
another page. Decides nothing else: a line that is named here costs a judgement, a line that is not
stays as it is, unless its neighbours are repaired.
"""

from __future__ import annotations

import codecs
import re
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache, reduce
from operator import and_
from typing import Any, AnyStr, Final

from mojifix import codepages, language
from mojifix.language import identify, profiles, words
from mojifix.language.alphabet import fold, script
from mojifix.language.signs import COMMON_HAN, COMMON_HANGUL
from mojifix.model import Policy
from mojifix.stages.cost import connected, is_box
from mojifix.stages.kinds import Seen, beyond_ascii, see

__all__ = [
    "has_common_signs",
    "has_controls",
    "has_odd_words",
    "is_hinted",
    "is_odd",
    "lines",
    "may_be_bytes",
    "may_be_utf_16",
    "not_ascii",
    "worth_weighing",
]

#: Marks that stand beside letters in careful text of any language, commonest first: quotes, dashes,
#: dots, spaces.
_TYPOGRAPHY: Final = (
    "\u00a0\u2019\u201c\u201d\u00ab\u00bb\u2013\u2014\u2026\u201e\u2018\u2116\u0301\u00ad\u2022"
    "\u202f\u2011\u2010\u200b\u200e\u200f\u200c\u200d\u060c\u061b\u061f\u00b7\u2032\u2033\u02bc"
    "\u2039\u203a\u2009\u2015\u2192\u2190\u2212\ufeff\u3001\u3002\uff0c\u00bf\u00a1\u02bb\u05f3\u05f4"
)
#: Marks that careful text has behind a word or before a number, but not between two letters.
_RAISED: Final = frozenset(
    "\u00b0\u00ba\u00aa\u00ae\u2122\u00a9\u20ac\u00a3\u00a7\u00b2\u00b3\u00b9\u00d7\u201a\u00bd\u00bc\u00be"
)
#: Marks that stand on either side of a word, and hardly ever between two of its letters.
_OUTSIDE: Final = frozenset("\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u2022\u2116\u00a1\u00bf")
_MARKS: Final = frozenset(_TYPOGRAPHY) | _RAISED


def worth_weighing(text: str, seen: Seen, policy: Policy) -> list[tuple[int, int]]:
    """Return the spans of the lines of ``text`` that ``policy`` wants to be weighed.

    ``seen`` is what `kinds.see` says of it. Where the policy says what to expect, every line with a
    character beyond ASCII is.
    """
    if "legacy" not in policy.families:
        return []
    return not_ascii(text) if is_hinted(policy) else lines(text, seen)


def may_be_utf_16(text: str, seen: Seen) -> bool:
    """Whether ``text`` may be UTF-16 read as a page, or be bytes read as UTF-16 as a whole.

    ``seen`` is what `kinds.see` says of it.
    """
    if not any(kind in seen.kinds for kind in _KINDS_OF_ASCII):
        return len(seen.raw) >= _LEAST_SIGNS_OF_BYTES and may_be_bytes(text)
    return has_controls(text)


def has_controls(text: str) -> bool:
    """Whether a text has what UTF-16 of most alphabets has, read as a page."""
    return any(control in text for control in _CONTROLS)


_KINDS_OF_ASCII: Final = (b"-", b"a", b"\n")
#: Four signs in UTF-8, which are eight bytes read as UTF-16: fewer prove nothing.
_LEAST_SIGNS_OF_BYTES: Final = 12
#: Controls that are one half of the letters of UTF-16 read as a page: of Latin, of Greek, Cyrillic,
#: Hebrew, Arabic, Thai, and of the marks of Chinese.
_CONTROLS: Final = "\0\x01\x02\x03\x04\x05\x06\x0e"


def may_be_bytes(signs: str) -> bool:
    """Whether what has no ASCII may be bytes of another encoding, or of UTF-16 in another order.

    Bytes of text hold no controls, while nearly every alphabet in UTF-16 has one in each letter.
    """
    sample = signs[:_SIGNS_LOOKED_AT]
    if max(sample) < _FIRST_SIGN:
        return False
    raw = sample.encode("utf-16-be", "surrogatepass")
    return not _CONTROL_BYTES(raw) or not has_common_signs(sample)


def has_common_signs(signs: str) -> bool:
    """Whether what has no ASCII is of an alphabet, or has enough of the commonest signs."""
    sample = signs[:_SIGNS_LOOKED_AT]
    if 2 * sum(char >= _FIRST_SIGN for char in sample) < len(sample):
        return True
    return _USUAL * len(_COMMON_OR_KANA.intersection(sample)) >= len(sample)


#: Where Han and its like begin.
_FIRST_SIGN: Final = "\u2e80"
_COMMON_OR_KANA: Final = COMMON_HAN | COMMON_HANGUL | frozenset(map(chr, range(0x3041, 0x30FF)))
_CONTROL_BYTES: Final = re.compile(rb"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]").search


def is_hinted(policy: Policy) -> bool:
    """Whether a policy says what text was meant as, which lowers what has to be proven. Which pages
    it can have been read as only bounds what is looked for."""
    return policy.languages is not None or policy.meant is not None


def not_ascii(text: str) -> list[tuple[int, int]]:
    """Return the spans of the lines of ``text`` that are not all ASCII."""
    spans = []
    start = 0
    for line in text.split("\n"):
        if not line.isascii():
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def lines(text: str, seen: Seen) -> list[tuple[int, int]]:
    """Return the spans (code points) of the lines of ``text`` that are worth a judgement.

    ``seen`` is what `kinds.see` says of it.
    """
    scripts = _scripts(seen)
    if "sign" in scripts:
        return list(_by_line(text))
    if scripts:
        return list(_lines_with(text, "\n", (at for of in scripts for at in _alphabet(text, of))))
    raw = seen.raw
    beyond = beyond_ascii(raw)
    if 2 * len(beyond) > len(raw) >= _SHORT:
        return []  # a script that no page has
    if not any(map(beyond.__contains__, _OF_LATIN)) and _QUOTE_INSIDE(raw) is None:
        return []
    if len(text) >= _SHORT and _is_ordinary(beyond.decode("utf-8", "surrogatepass")):
        return []
    return list(_spans_of(text, raw, _latin(text, raw, beyond)))


#: A closing quotation mark between two small letters, which cp437's and cp850's ö is in others.
_QUOTE_INSIDE: Final = re.compile(rb"[a-z]\xe2\x80[\x9c\x9d][a-z]").search


def _is_ordinary(chars: str) -> bool:
    """Whether these are letters of one language and marks of careful text.

    A long text that was damaged, wholly or in one line, has others.
    """
    writers = -1
    for char in set(chars[:_SOME]):
        writers &= _ordinary_in(char)
    if writers > 0 and len(chars) > _SOME:
        # Most of the rest is written by one of those that write the first.
        writer = writers & -writers
        rest = _not_written_in(writer.bit_length() - 1).findall(chars, _SOME)
        if all(writer & _ordinary_in(char) for char in rest):
            return True
    for char in set(chars[_SOME:]):
        writers &= _ordinary_in(char)
    return writers != 0


#: So many of the characters beyond ASCII of a text tell the languages that it could be in.
_SOME: Final = 64


@lru_cache(maxsize=128)
def _not_written_in(number: int) -> re.Pattern[str]:
    """Return the pattern of what is neither a letter of a Latin language nor common typography."""
    letters = _letters_of(_latin_languages()[number])
    small = "".join(sorted(letters))
    kept = "".join(c for c in small + small.upper() if fold(c) in letters)
    return re.compile(f"[^{kept}{_TYPOGRAPHY[:12]}]")


@lru_cache(maxsize=1 << 14)
def _ordinary_in(char: str) -> int:
    """Return the languages, as bits, in which a character is no reason to look: all, but for Latin
    letters, and none for what careful text does not have."""
    if "\x80" <= char < "\xa0" or _is_symbol(char):
        return 0
    folded = fold(char)
    return -1 if script(char) != "LATIN" or folded.isascii() else _written_in(folded)


@lru_cache(maxsize=1 << 14)
def _written_in(letter: str) -> int:
    """Return the languages, as bits, that write a folded Latin letter."""
    names = _latin_languages()
    return sum(1 << n for n, name in enumerate(names) if letter in _letters_of(name))


def _letters_of(name: str) -> frozenset[str]:
    """Return the folded letters beyond ASCII that a language is written in."""
    letters = profiles.alphabet(name)
    return letters | _RARE_IN_VIETNAMESE if name == "vi" else letters


#: Letters of Vietnamese that are below the share which makes one of an alphabet: every long text
#: has some, and 218 of them a megabyte were looked at for that.
_RARE_IN_VIETNAMESE: Final = frozenset("\u00f5\u0169\u1eb3\u1eb9\u1ec5\u1ee1\u1ef3\u1ef5\u1ef9")


#: What letters and symbols of Western and Central European pages begin with in UTF-8: of what
#: begins with E2 not the marks that stand in any English text.
_OF_LATIN: Final = (
    b"\xc3", b"\xc2", b"\xc4", b"\xc5", b"\xc6", b"\xc8", b"\xcb", b"\xcc",
    b"\xe1\xba", b"\xe1\xbb", b"\xe2\x94", b"\xe2\x95", b"\xe2\x96",
    b"\xe2\x80\x9a", b"\xe2\x80\x9e", b"\xe2\x80\xa0", b"\xe2\x80\xa1", b"\xe2\x80\xb0",
    b"\xe2\x80\xb9", b"\xe2\x80\xba", b"\xe2\x81\xbf", b"\xe2\x82\xac", b"\xe2\x84", b"\xe2\x88",
    b"\xe2\x89", b"\xe2\x8c", b"\xe2\x97\x8a", b"\xef\xac",
)  # fmt: skip


def _spans_of(text: str, raw: bytes, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield what `_lines_with` does for ``raw``, the UTF-8 of ``text``, in code points."""
    done = at = 0
    for start, end in _lines_with(raw, b"\n", places):
        first = at + len(raw[done:start].decode("utf-8", "surrogatepass"))
        at = first + len(raw[start:end].decode("utf-8", "surrogatepass"))
        done = end
        yield first, at


def _lines_with(text: AnyStr, newline: AnyStr, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the lines that have enough ``places``.

    In a long text one odd word is a name or a slip; it takes two in a line, or several in all.
    """
    found = sorted(set(places))
    few = len(text) >= _SHORT and len(found) < _SEVERAL
    done = -1
    for number, place in enumerate(found):
        if place < done:
            continue
        end = text.find(newline, place)
        done = len(text) if end < 0 else end
        if not few or (number + 1 < len(found) and found[number + 1] < done):
            yield text.rfind(newline, 0, place) + 1, done


#: Odd words of a long text from which every line with one is weighed.
_SEVERAL: Final = 4


def _by_line(text: str) -> Iterator[tuple[int, int]]:
    is_long = len(text) >= _SHORT
    start = 0
    while start < len(text):
        if is_long and (usual := _usual_lines().match(text, start)):
            start = usual.end()
            continue
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        usual_begin = is_long and len(_COMMON.intersection(line[:_GLIMPSE])) > 1
        if not usual_begin and not line.isascii() and is_odd(line):
            yield start, start + len(line)
        start += len(line) + 1


@lru_cache(maxsize=1)
def _usual_lines() -> re.Pattern[str]:
    """Return the pattern of lines that are ASCII or have two of the commonest signs at their
    beginning, and of most of them that follow one another, so that a text takes a few matches."""
    common = "".join(sorted(_COMMON))
    rare = f"[^{common}\n]{{0,{_GLIMPSE // 2 - 1}}}"
    signs = rf"{rare}([{common}]){rare}(?!\1)[{common}][^\n]*\n"
    return re.compile(rf"(?:{signs}|[\0-\t\x0b-\x7f]*\n){{1,100}}")


#: Of the lines of a long text in Chinese, Japanese or Korean so many code points are looked at.
_GLIMPSE: Final = 24


#: The commonest signs, of which a line of a long text has two at its beginning, or is looked at.
_COMMON: Final = COMMON_HAN | COMMON_HANGUL | frozenset(map(chr, range(0x3041, 0x3094)))


def is_odd(line: str) -> bool:
    """Whether a line is worth a judgement by itself."""
    sample = line[:_SIGNS_LOOKED_AT]
    if _is_natural(sample):
        return False
    seen = see(line)
    scripts = _scripts(seen)
    if "sign" in scripts:
        return _rare(sample)
    if next(_latin(line, seen.raw, beyond_ascii(seen.raw)), None) is not None:
        return True
    return any(next(_alphabet(line, name), None) is not None for name in scripts)


#: The alphabets that pages have, by kind, and what their letters begin with in UTF-8.
_ALPHABETS: Final = (
    (b"C", "CYRILLIC", (b"\xd0", b"\xd1")),
    (b"G", "GREEK", (b"\xce", b"\xcf")),
    (b"H", "HEBREW", (b"\xd7",)),
    (b"A", "ARABIC", (b"\xd8", b"\xd9", b"\xda")),
    (b"T", "THAI", (b"\xe0\xb8", b"\xe0\xb9")),
)


def _scripts(seen: Seen) -> list[str]:
    """Return the scripts of a text beside Latin, of those that pages have."""
    raw, kinds = seen
    found = [
        name
        for kind, name, begin in _ALPHABETS
        if kind in kinds and any(first in raw for first in begin)
    ]
    half_width = b"P" in kinds and (b"\xef\xbd" in raw or b"\xef\xbe" in raw)
    if b"E" in kinds or b"K" in kinds or half_width:
        found.append("sign")
    return found


@lru_cache(maxsize=1 << 14)
def _is_symbol(char: str) -> bool:
    """Whether a page has ``char``, and careful text hardly ever beside a letter."""
    # Digits of Arabic and Persian stand beside their marks as others do.
    plain = script(char) in ("", "SUPERSCRIPT") and not char.isdecimal()
    return plain and char not in _MARKS and char in codepages.single_tables()


@lru_cache(maxsize=256)
def _class_of(inside: str) -> re.Pattern[str]:
    return re.compile(f"[{inside}]")


def _any_of(inside: str, text: str) -> Iterator[int]:
    """Yield where any character of a class stands; ``inside`` is what is between the brackets."""
    if inside:
        for match in _class_of(inside).finditer(text):
            yield match.start()


# --- Latin letters ---------------------------------------------------------------------------


def _latin(text: str, raw: bytes, beyond: bytes) -> Iterator[int]:
    """Yield where (in ``raw``, the text in UTF-8) letters and symbols stand that their word, or the
    rest of the text, speaks against. ``beyond`` is what of ``raw`` is not ASCII."""
    counted = Counter(beyond.decode("utf-8", "surrogatepass"))
    letters, capitals, marks = _sorted(frozenset(counted))
    for capital in capitals:
        for place in _found(raw, capital):
            before = raw[place - 1 : place]
            if before.islower() or (before > b"\x7f" and _char_before(raw, place).islower()):
                yield place
    for mark in marks:
        for place in _found(raw, mark):
            if _misplaced(raw, place, mark):
                yield place
    if len(text) < _SHORT:
        for match in _DENSE.finditer(text):
            yield len(text[: match.start()].encode("utf-8", "surrogatepass"))
    if len(letters) > 1 and not _one_language(letters):
        folded: Counter[str] = Counter()
        for char, times in counted.items():
            if fold(char) in letters:
                folded[fold(char)] += times
        home = _most_at_home(folded, _MOSTLY)
        for char in counted:
            if fold(char) in letters - home:
                yield from _found(raw, char)
    elif letters and len(text) < _SHORT:
        for at in _odd_words(text, letters):
            yield len(text[:at].encode("utf-8", "surrogatepass"))


def _odd_words(text: str, letters: frozenset[str]) -> Iterator[int]:
    """Yield where a short Latin text whose ``letters`` some language has is odd all the same."""
    if len(letters) < 2:
        # One letter for another is never enough by itself.
        for start, end in words.spans(text):
            if _is_misread(text[start:end]):
                yield start
    elif _confusable(letters):
        # Few letters fit many languages: what else is there has to say which.
        place = 0
        for line in text.split("\n"):
            if not line.isascii() and not _fits(line):
                yield place
            place += len(line) + 1


def has_odd_words(text: str) -> bool:
    """Whether a short Latin text whose letters some language has is looked at for its words."""
    letters, _, _ = _sorted(frozenset(filter(_beyond, text)))
    return any(True for _ in _odd_words(text, letters))


def _beyond(char: str) -> bool:
    return not char.isascii()


#: What words of another script become in pages of Western Europe: four letters or symbols beyond
#: ASCII in a row. Of 103,000 different Latin words beyond ASCII in 500 languages 72 have them.
_DENSE: Final = re.compile(
    "[\u0080-\u009f\u00a1-\u024f\u02c6-\u02dd\u2020-\u2122\u2200-\u22ff\uf8ff\ufb01\ufb02]{4}"
)


@lru_cache(maxsize=1 << 10)
def _sorted(chars: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """Return the folded Latin letters among ``chars``, the capitals, and the marks to look at."""
    # Phonetic letters beyond U+FFFF are in no page, nor is any language written in them.
    letters = [c for c in chars if script(c) == "LATIN" and c <= "\uffff"]
    capitals = tuple(sorted(c for c in letters if c.isupper()))
    folded = frozenset(c for c in map(fold, letters) if not c.isascii())
    return folded, capitals, tuple(sorted(filter(_is_odd_mark, chars)))


def _found(raw: bytes, char: str) -> Iterator[int]:
    """Yield where a character stands in UTF-8."""
    wanted = char.encode("utf-8", "surrogatepass")
    place = raw.find(wanted)
    while place >= 0:
        yield place
        place = raw.find(wanted, place + 1)


def _char_before(raw: bytes, place: int) -> str:
    """Return the character before an offset in UTF-8; empty at the beginning."""
    start = place - 1
    while start > 0 and raw[start] & 0xC0 == 0x80:
        start -= 1
    return raw[max(0, start) : place].decode("utf-8", "replace")[-1:]


def _char_at(raw: bytes, place: int) -> str:
    """Return the character at an offset in UTF-8; empty at the end."""
    return raw[place : place + 4].decode("utf-8", "ignore")[:1]


#: Texts shorter than this, in code points, have too few different letters to know a language by.
_SHORT: Final = 1500


def _one_language(letters: Iterable[str]) -> bool:
    """Whether some language writes all of these letters."""
    return reduce(and_, map(_written_in, letters), -1) != 0


@lru_cache(maxsize=1)
def _latin_languages() -> tuple[str, ...]:
    return profiles.of_script("LATIN")


def _most_at_home(counted: Counter[str], least: float) -> frozenset[str]:
    """Return the alphabet that most of the Latin letters belong to, ``least`` being the share of
    them below which none says what is strange."""
    # One sum for all languages, each a number of eight bytes in a large one.
    every = sum(times * _lanes(char) for char, times in counted.items())
    names = _latin_languages()
    numbers = struct.unpack(f"<{len(names)}Q", every.to_bytes(8 * len(names), "little"))
    best = max(numbers)
    if not best or best < least * counted.total():
        return frozenset()
    return _letters_of(names[numbers.index(best)])


@lru_cache(maxsize=1 << 14)
def _lanes(letter: str) -> int:
    """Return `_written_in` with eight bytes for each bit."""
    written = _written_in(letter)
    return sum(1 << 64 * n for n in range(written.bit_length()) if written >> n & 1)


_MOSTLY: Final = 0.8


def _fits(line: str) -> bool:
    """Whether the letters of a line are those of a language that it seems to be in."""
    letters = frozenset(fold(c) for c in line if not c.isascii() and script(c) == "LATIN")
    if not letters:
        return True
    table = identify.load()
    known = profiles.names()
    # Turkish read as Icelandic has letters of Icelandic: those in question have no say.
    rest = "".join(c if c.isascii() else "\uffff" for c in line)
    guess = [table.names[number] for number, weight in table.guess(rest) if weight >= _LIKELY]
    likely = [name for name in guess if name in known]
    if not likely:
        return True  # nor could the judge say
    return any(letters <= _letters_of(name) for name in likely)


#: Belief from which a language counts for the letters of a line.
_LIKELY: Final = 0.15

#: Latin pages whose letters stand for each other's.
_CONFUSED: Final = (
    "windows-1252", "windows-1250", "windows-1254", "windows-1257", "windows-1258", "iso-8859-2",
    "cp437", "cp850", "cp852", "mac-roman", "mac-latin2",
)  # fmt: skip


@lru_cache(maxsize=1 << 12)
def _confusable(letters: frozenset[str]) -> bool:
    """Whether these letters are what another language's would be, misread by a sister page."""
    text = "".join(letters)
    for read_as in _CONFUSED:
        raw = codepages.encode(text, read_as)
        for meant in _CONFUSED if raw else ():
            out = codepages.decode(raw or b"", meant)
            if out is not None and out != text and out.isalpha() and out.islower():
                if _one_language(out):
                    return True
    return False


@lru_cache(maxsize=1 << 12)
def _is_misread(word: str) -> bool:
    """Whether a word that no language is known to have is one of some language on a sister page.

    Of 6,533 clean Latin lines, most of them in languages left out of the training, 9 are looked at
    for that alone, of 2,310 damaged ones 103.
    """
    if words.known(word):
        return False
    chars = "".join(sorted({char for char in word if not char.isascii()}))
    return any(words.known(word.translate(letters)) for letters in _sisters(chars))


@lru_cache(maxsize=1 << 10)
def _sisters(chars: str) -> tuple[dict[int, int], ...]:
    """Return what characters stand for, misread by a sister page: a table for `str.translate`."""
    found: set[str] = set()
    for read_as in _CONFUSED:
        raw = codepages.encode(chars, read_as)
        for meant in _CONFUSED if raw else ():
            out = codepages.decode(raw or b"", meant)
            if out is not None and out != chars and len(out) == len(chars):
                found.add(out)
    return tuple(str.maketrans(chars, out) for out in sorted(filter(str.isalpha, found)))


# --- symbols ---------------------------------------------------------------------------------


def _is_odd_mark(char: str) -> bool:
    return "\x80" <= char < "\xa0" or _is_symbol(char) or char in _RAISED or char in _OUTSIDE


def _misplaced(raw: bytes, place: int, char: str) -> bool:
    """Whether what is no letter stands in UTF-8 where careful text does not have it."""
    if "\x80" <= char < "\xa0":
        return True
    end = place + len(char.encode("utf-8", "surrogatepass"))
    beside = raw[place - 1 : place] + raw[end : end + 1]
    if beside.isspace():
        return False
    return _between(_char_before(raw, place), char, _char_at(raw, end))


def _between(before: str, char: str, after: str) -> bool:
    if char in _RAISED or char in _OUTSIDE:
        inside = before.isalpha() and after.islower()
        return inside or (char == "\u20ac" and before.islower())
    if before.isalpha() or after.islower():
        return True
    if is_box(char) and after and is_box(after):
        return not connected(char, after)
    return after != "" and _is_symbol(after) and after != char


# --- other alphabets -------------------------------------------------------------------------

#: What of an alphabet is told apart: first and last code point.
_BLOCKS: Final = {
    "CYRILLIC": (0x400, 0x460),
    "GREEK": (0x384, 0x3CF),
    "HEBREW": (0x5D0, 0x5EB),
    "ARABIC": (0x60C, 0x66D),
    "THAI": (0xE01, 0xE5C),
}
#: Classes of characters: small and capital letters of the alphabet, its letters without case, ASCII
#: letters, marks of careful text, anything that is not in the table.
_SMALL, _CAPITAL, _CASELESS, _LATIN_LETTER, _MARK, _OTHER = b"lUhat?"


@lru_cache(maxsize=1)
def _tables() -> dict[str, str]:
    """Return the 256 characters that text is encoded in to look at an alphabet: ASCII, its letters,
    marks."""
    tables = {}
    for name, (first, last) in _BLOCKS.items():
        table = "".join(map(chr, (*range(128), *range(first, last))))
        table += "".join(c for c in _TYPOGRAPHY if c not in table)
        tables[name] = table[:256].ljust(256, "\ufffe")
    return tables


@lru_cache(maxsize=len(_BLOCKS))
def _coded(name: str) -> tuple[Any, bytes]:
    """Return the map that encodes text for an alphabet, and what class each byte is."""
    table = _tables()[name]
    return codecs.charmap_build(table), bytes(map(_class_in_table, table))


def _class_in_table(char: str) -> int:
    if char == "?":
        return _OTHER
    if char.isascii():
        return _LATIN_LETTER if char.isalpha() else 10 if char == "\n" else ord(" ")
    if char in _TYPOGRAPHY or not (char.isalpha() or unicodedata.category(char)[0] == "M"):
        return _MARK
    return _SMALL if char.islower() else _CAPITAL if char.isupper() else _CASELESS


def _alphabet(text: str, name: str) -> Iterator[int]:
    """Yield where letters of an alphabet stand as no word has them."""
    table, classes = _coded(name)
    coded = codecs.charmap_encode(text, "replace", table)[0]
    kinds = coded.translate(classes)
    if name in _CASED:
        for match in _beside_latin().finditer(kinds):
            at = match.start()
            if kinds[at + 1 : at + 2] in _CASES:
                yield at
            if at and kinds[at - 1 : at] in _CASES:
                yield at - 1
    for pattern in _CASED_PATTERNS if name in _CASED else _CASELESS_PATTERNS:
        at = kinds.find(pattern)
        while at >= 0:
            if _is_odd(kinds, pattern, at):
                yield at
            if pattern == b"UUUU":
                # A line is asked once.
                at = kinds.find(b"\n", at)
                if at < 0:
                    break
            at = kinds.find(pattern, at + 1)
    for rare in _RARE_IN[name]:
        code = _tables()[name].index(rare)
        at = coded.find(code)
        while at >= 0:
            if rare != _HARD or not kinds[at + 1 : at + 2].isalpha():
                yield at
            at = coded.find(code, at + 1)
    yield from _strange(text, coded, name)
    at = kinds.find(b"?")
    while at >= 0:
        if text[at] != "?" and _is_foreign(text, at, name):
            yield at
        at = kinds.find(b"?", at + 1)


def _strange(text: str, coded: bytes, name: str) -> Iterator[int]:
    """Yield where letters stand that no one language has together with the others, and the sign for
    a number before a letter."""
    if name != "CYRILLIC":
        return
    if len(text) < _SHORT:
        yield from _unspeakable(coded)
    table = _tables()[name]
    rare = coded.translate(None, _usual())
    if not _of_one_language(frozenset(rare)):
        counted: Counter[str] = Counter()
        for code, times in Counter(rare).items():
            if script(table[code]) == name:
                counted[fold(table[code])] += times
        home = max(
            profiles.of_script(name),
            key=lambda of: sum(n for c, n in counted.items() if c in profiles.alphabet(of)),
        )
        strange = "".join(sorted({c for c in counted if c not in profiles.alphabet(home)}))
        yield from _any_of(strange, text)
    code = table.index("\u2116")
    at = coded.find(code)
    while at >= 0:
        if text[at + 1 : at + 2].islower() or text[at - 1 : at].islower():
            yield at
        at = coded.find(code, at + 1)


def _unspeakable(coded: bytes) -> Iterator[int]:
    """Yield where lines of Cyrillic begin that have too few vowels, or hardly anything else."""
    consonants, vowels = _sounds()
    place = 0
    for line in coded.split(b"\n"):
        sung = len(line.translate(None, consonants))
        letters = sung + len(line.translate(None, vowels))
        if letters >= _LEAST_SOUNDS and not _FEWEST * letters <= sung <= _MOST * letters:
            yield place
        place += len(line) + 1


#: Letters that a line needs to be judged by its vowels, and the share of these that is natural: of
#: 13,000 clean lines in all languages of Cyrillic 1 % are outside, of damaged words and lines in
#: which nothing else is odd every third.
_LEAST_SOUNDS: Final = 6
_FEWEST: Final = 0.22
_MOST: Final = 0.6


@lru_cache(maxsize=1)
def _sounds() -> tuple[bytes, bytes]:
    """Return all bytes of the table for Cyrillic but its vowels, and all but its consonants."""
    table = _tables()["CYRILLIC"]
    letters = [code for code, char in enumerate(table) if script(char) == "CYRILLIC"]
    vowels = {code for code in letters if fold(table[code]) in _VOWELS}
    return (
        bytes(code for code in range(256) if code not in vowels),
        bytes(code for code in range(256) if code in vowels or code not in letters),
    )


_VOWELS: Final = frozenset("аеёиоуыэюяіїєѣўәөүұ")


@lru_cache(maxsize=1 << 10)
def _of_one_language(codes: frozenset[int]) -> bool:
    """Whether one language has all of these letters of the table for Cyrillic."""
    table = _tables()["CYRILLIC"]
    letters = {fold(table[code]) for code in codes if script(table[code]) == "CYRILLIC"}
    return any(letters <= profiles.alphabet(name) for name in profiles.of_script("CYRILLIC"))


@lru_cache(maxsize=1)
def _usual() -> bytes:
    """Return the bytes, in the table for Cyrillic, of ASCII and of the letters of Russian."""
    table = _tables()["CYRILLIC"]
    return bytes(
        code for code, char in enumerate(table) if char.isascii() or "\u0410" <= char < "\u0450"
    )


def _is_foreign(text: str, at: int, name: str) -> bool:
    """Whether what the table of an alphabet has no room for stands oddly at ``at``."""
    char = text[at]
    if script(char) == "LATIN":
        return _is_of(text[at - 1 : at], name) or _is_of(text[at + 1 : at + 2], name)
    return (
        not script(char)
        and (char < "\xa0" or _is_symbol(char) or char in _RAISED)
        and ("\x80" <= char < "\xa0" or _between(text[at - 1 : at], char, text[at + 1 : at + 2]))
    )


def _is_of(char: str, name: str) -> bool:
    return script(char) == name if char else False


#: The hard sign, which ends no word of Cyrillic today.
_HARD: Final = "\u044a"
#: Letters that careful text hardly has, and that common ones of a sister page become: the hard sign
#: behind a word, Greek vowels with two marks, the Arabic mark for "in".
_RARE_IN: Final = {
    "CYRILLIC": _HARD,
    "GREEK": "\u0390\u03b0\u03cb\u03ab\u03aa",
    "HEBREW": "",
    "ARABIC": "\u064d",
    "THAI": "",
}
_CASED: Final = ("CYRILLIC", "GREEK")
_CASES: Final = (b"l", b"U")
_CASED_PATTERNS: Final = (b"lU", b"UUUU")
#: Hebrew and Arabic put single letters before words of other scripts, with no space.
_CASELESS_PATTERNS: Final = (b"ah",)


@lru_cache(maxsize=1)
def _beside_latin() -> re.Pattern[bytes]:
    """Return the pattern of an ASCII letter with one of an alphabet with cases beside it."""
    return re.compile(b"a(?:(?<=[lU]a)|(?=[lU]))")


def _is_odd(kinds: bytes, pattern: bytes, at: int) -> bool:
    if pattern != b"UUUU":
        return True
    # A word in capitals is nothing; a line of them is what small letters become by KOI8.
    start = kinds.rfind(b"\n", 0, at) + 1
    end = kinds.find(b"\n", at)
    line = kinds[start : len(kinds) if end < 0 else end]
    return line.count(b"U") > 2 * line.count(b"l")


# --- Chinese, Japanese, Korean ----------------------------------------------------------------

#: Signs looked at in a line.
_SIGNS_LOOKED_AT: Final = 60
#: A line of this many signs must have some that are common.
_LEAST_SIGNS: Final = 2
#: Mean cost of the signs of a line, in nats, above which they are too rare to be natural. Of
#: 5,000 lines of Chinese, Japanese and Korean 5 % are above it, of 300 misread ones none below.
_RARE: Final = 12.6


#: A line is natural if so much of it, at least, are signs of the commonest: one in eight.
_USUAL: Final = 8


def _is_natural(sample: str) -> bool:
    """Whether a line has enough common signs of Chinese or Korean, or is Japanese throughout."""
    chars = frozenset(sample)
    for common in (COMMON_HAN, COMMON_HANGUL):
        if _USUAL * len(common & chars) >= len(sample):
            return True
    if _SYLLABLES.isdisjoint(chars) or not _HALF_WIDTH.isdisjoint(chars):
        return False
    try:
        sample.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


_SYLLABLES: Final = frozenset(map(chr, range(0x3041, 0x3094)))
_HALF_WIDTH: Final = frozenset(map(chr, range(0xFF61, 0xFFA0)))


def _rare(sample: str) -> bool:
    """Whether the Han and Hangul of a line are too rare, as a whole, to be natural."""
    costs = [nats for nats in map(_rarity, sample) if nats >= 0.0]
    return len(costs) >= _LEAST_SIGNS and sum(costs) > _RARE * len(costs)


@lru_cache(maxsize=1 << 15)
def _rarity(char: str) -> float:
    """Return how rare a sign of Han, Hangul or half-width kana is, in nats; -1 for others."""
    if script(char) not in ("CJK", "HANGUL", "HALFWIDTH") or _is_kana(char):
        return -1.0
    return min(language.load().single(char), 14.0)


def _is_kana(char: str) -> bool:
    return "\u3000" <= char <= "\u30ff"
