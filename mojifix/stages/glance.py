"""One look at one place: does some page make whole UTF-8 of the characters there, in their word?

The scan asks this of every place that its patterns find. Nothing is said about how likely a reading
is, but what would be half of a natural word is turned away: a damaged word is damaged throughout,
so that a letter of the same alphabet beside a sequence has to belong to a sequence as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from mojifix import codepages
from mojifix.language.alphabet import BEHIND_A_SPACE, script
from mojifix.stages.propose import readings, roles

__all__ = ["REACH", "multi", "pair", "single", "twins", "whole_word"]

#: Code points on each side of a place that `single` wants to see.
REACH: Final = 9

#: Marks that stand next to letters in careful typography.
_MARKS: Final = frozenset(
    "\u2018\u2019\u201c\u201d\u201e\u201a\u00ab\u00bb\u2013\u2014\u2026\u00b0\u00b7\u2116\u00a0"
    "\u060c\u061b\u061f\u200c"
)
_TYPOGRAPHY: Final = "".join(sorted(_MARKS))
_BESIDE_MARKS: Final = _MARKS | {"\u20ac"}
#: Alphabets that pages have where UTF-8 begins, so that their natural pairs look like sequences.
_ALPHABETS: Final = ("CYRILLIC", "GREEK", "ARABIC", "HEBREW")


#: Hebrew points and Arabic presentation forms, which text nearly always does without.
_UNUSUAL: Final = re.compile("[\u0591-\u05cf\ufb1d-\ufeff]").search


@lru_cache(maxsize=1 << 14)
def _whole(chars: str) -> tuple[tuple[str, int], ...]:
    """Return each (character, pages) that ``chars`` reads as when it is one sequence, whole."""
    tables = codepages.single_tables()
    if not chars or not all(char in tables for char in chars):
        return ()
    return tuple((out, layer & codepages.SINGLE) for out, layer in readings(chars))


@lru_cache(maxsize=1 << 14)
def pair(chars: str) -> bool:
    """Whether some page has a lead byte and a continuation byte for two characters."""
    tables = codepages.single_tables()
    leads = continuations = 0
    if len(chars) == 2 and chars[0] in tables and chars[1] in tables:
        for byte, pages in tables[chars[0]].items():
            leads |= pages if byte >= 0xC0 else 0
        for byte, pages in tables[chars[1]].items():
            continuations |= pages if byte < 0xC0 else 0
    return leads & continuations != 0


@lru_cache(maxsize=1 << 15)
def single(window: str, at: int, at_home: bool) -> bool:
    """Whether a sequence of a single-byte page begins at ``window[at]``.

    ``at_home`` says that the letters there are of the alphabet that the line is written in.
    """
    for size in roles()[0].get(window[at], ()):
        chars = window[at : at + size]
        if len(chars) == size:
            for out, pages in _whole(chars):
                if _stands(window, at, at + size, out, pages, at_home):
                    return True
    return False


def _stands(window: str, start: int, end: int, out: str, pages: int, at_home: bool) -> bool:
    """Whether the sequence may be damage: no half of a word, no unheard-of letter."""
    chars = window[start:end]
    left = window[start - 1 : start]
    right = window[end : end + 1]
    alphabets = {script(char) for char in chars if char not in _MARKS}
    if alphabets <= {""} and _BESIDE_MARKS.issuperset(chars):
        # Typography alone, as before a currency or in a quotation.
        return _likely(out) and (
            not at_home
            or _leads_to(window, start, pages)
            or _follows(window, end, pages)
            or _expected(out, left, right)
        )
    if len(alphabets) != 1:
        return True
    (alphabet,) = alphabets
    if alphabet == "LATIN":
        if at_home and _spaced(chars, right):
            return _leads_to(window, start, pages) or _follows(window, end, pages)
        bare = chars.strip(_TYPOGRAPHY if at_home else "\u2019")
        if not bare.isalpha() or not (bare[1:].islower() or bare.isupper() or len(bare) == 1):
            return True
    elif alphabet not in _ALPHABETS or _UNUSUAL(chars):
        return True
    if not _likely(out):
        return False
    if at_home and alphabet != "LATIN" and chars.isalpha() and chars.islower() and out.isupper():
        return False  # a small word is no capital
    if _leads_to(window, start, pages):
        return not _stray(right, alphabet) or _follows(window, end, pages)
    if _follows(window, end, pages):
        return not _stray(left, alphabet)
    if _stray(left, alphabet) or _stray(right, alphabet):
        return False
    if alphabet == "LATIN":
        return not at_home or (_expected(out, left, right) and not _natural(chars, out))
    name = script(out)
    return not at_home or (name == alphabet if out.isalpha() else name == "")


def _stray(char: str, alphabet: str) -> bool:
    return alphabet != "LATIN" and char != "" and script(char) == alphabet


def _leads_to(window: str, end: int, pages: int) -> bool:
    """Whether a sequence of one of ``pages`` ends at ``end``."""
    return any(
        found & pages
        for size in (2, 3, 4, 6)
        if size <= end
        for _, found in _whole(window[end - size : end])
    )


def _follows(window: str, start: int, pages: int) -> bool:
    """Whether a sequence of one of ``pages`` begins at ``start``."""
    if start >= len(window):
        return False
    return any(
        found & pages
        for size in roles()[0].get(window[start], ())
        if start + size <= len(window)
        for _, found in _whole(window[start : start + size])
    )


def _spaced(chars: str, right: str) -> bool:
    """Whether a small letter has a no-break space behind it as French sets one before some marks.

    A damaged letter that ends in such a space has another space or a letter behind it.
    """
    following = chars[2:] + right
    return chars[0].islower() and chars[1] == "\u00a0" and following[:1] in BEHIND_A_SPACE


#: Neighbours in Spanish and French, of which HP's page would make Latvian and Welsh letters.
_NEIGHBOURS: Final = frozenset(
    ("\u00e1\u00f1", "\u00e9\u00f1", "\u00ed\u00f1", "\u00f3\u00f1", "\u00fa\u00f1", "\u00e9\u00e7")
)


def _natural(chars: str, out: str) -> bool:
    """Whether small letters are rather what they are than ``out`` damaged: neighbours in common
    words, or what only a letter that hardly any orthography has would come of."""
    if not (chars.isalpha() and chars.islower()):
        return False
    return chars in _NEIGHBOURS or (
        "\u1e00" <= out < "\u1ea0" and out not in codepages.single_tables()
    )


def _expected(out: str, left: str, right: str) -> bool:
    """Whether Latin letters, which may well stand together, could be ``out`` damaged.

    A letter of another script does not stand alone in a Latin word.
    """
    name = script(out)
    if "\u01cd" <= out <= "\u01d4":
        return left.isalpha()  # of Pinyin, where French opens a quotation
    if name == "LATIN" or "\u02b9" <= out <= "\u02bf":
        return True
    if name in ("CJK", "HANGUL") and (left.isalpha() or right.isalpha()):
        return whole_word(out, True)  # damage beneath this one
    if not out.isalnum():
        return unicodedata.category(out)[0] != "M" or left.islower()
    if "\u0700" <= out < "\u0800":
        return False  # scripts that do not write words of one letter
    return out.isalpha() and not (left.isalpha() or right.isalpha())


@lru_cache(maxsize=1 << 12)
def _likely(out: str) -> bool:
    """Whether ``out`` may well be in a text: any but rare Han and Hangul, what is no letter, and
    letters that two bytes stand for and no page, nor a script of its own, has."""
    if "\u3400" <= out < "\ua000" or "\uac00" <= out < "\ud800":
        return out in codepages.common_signs()
    if unicodedata.category(out) in ("Cn", "Co"):
        return False
    if out >= "\u0800" or out <= "\u017f" or "\u02b9" <= out <= "\u02bf":
        return True
    if out in _LATIN or "\u0300" <= out <= "\u0331":
        return True
    return out in codepages.single_tables() or script(out) in _OTHER_SCRIPTS


#: Scripts that two bytes stand for, and which more than a page or two of their own use.
_OTHER_SCRIPTS: Final = ("ARMENIAN", "ARABIC", "HEBREW", "THAANA", "SYRIAC", "NKO")


#: Letters of orthographies beyond Latin Extended-A that two bytes stand for: Vietnamese, Romanian,
#: Pinyin, and the African ones with their letters of the International Phonetic Alphabet.
_LATIN: Final = frozenset(
    "\u0181\u0186\u0189\u018a\u018e\u018f\u0190\u0191\u0192\u0193\u0194\u0196\u0197\u0198\u0199\u019d"
    "\u01a0\u01a1\u01a4\u01a5\u01a9\u01ac\u01ad\u01ae\u01af\u01b0\u01b1\u01b2\u01b3\u01b4\u01b7\u01cd"
    "\u01ce\u01cf\u01d0\u01d1\u01d2\u01d3\u01d4\u01dd\u01e6\u01e7\u01e8\u01e9\u0218\u0219\u021a\u021b"
    "\u0244\u0245\u0253\u0254\u0256\u0257\u0259\u025b\u0260\u0263\u0268\u0269\u026c\u026f\u0272\u0275"
    "\u0283\u0288\u0289\u028a\u028b\u028c\u0292\u0294"
)


@lru_cache(maxsize=1 << 12)
def twins(chars: str) -> bool:
    """Whether the halves of ``chars`` are sequences of one page, for two characters alike."""
    half = len(chars) // 2
    for first, pages in _whole(chars[:half]):
        for second, also in _whole(chars[half:]):
            if pages & also and ord(first) >> 8 == ord(second) >> 8:
                if _likely(first) and _likely(second):
                    return True
    return False


# --- multi-byte pages ----------------------------------------------------------------------------


#: The codecs that between them know all multi-byte pages, as ``codepages.variants`` says.
_CODECS: Final = (
    "gb18030", "cp932", "cp949", "big5hkscs", "euc_jp", "cp950", "johab", "euc_jis_2004",
    "shift_jis_2004", "big5",
)  # fmt: skip


def _encoded(chars: str, codec: str) -> Iterator[tuple[bytes, bool]]:
    """Yield the bytes of ``chars`` in a multi-byte page or each, and whether it has all of them."""
    for name in (codec,) if codec else _CODECS:
        try:
            yield chars.encode(name), True
        except UnicodeEncodeError as error:
            if error.start:
                yield chars[: error.start].encode(name), False
    doubles = codepages.shift_jis_doubles() if codec in ("", "cp932") else {}
    if not doubles.keys().isdisjoint(chars):
        parts = [doubles.get(char) or char.encode("cp932", "ignore") for char in chars]
        yield b"".join(parts), all(parts)


@lru_cache(maxsize=1 << 13)
def _readings(chars: str, codec: str = "") -> tuple[tuple[str, bool], ...]:
    """Return what ``chars`` begin with as UTF-8 read as multi-byte pages, and whether that is all
    of them."""
    found = set()
    for raw, whole in _encoded(chars, codec):
        if raw and 0xC2 <= raw[0] < 0xF5:
            try:
                found.add((raw.decode("utf-8", "surrogatepass"), whole))
            except UnicodeDecodeError as error:
                if error.start:
                    found.add((raw[: error.start].decode("utf-8", "surrogatepass"), False))
    return tuple(found)


def whole_word(chars: str, glued: bool) -> bool:
    """Whether ``chars``, signs among letters of another script, can be damage and no more.

    A sign alone that is not ``glued`` to a letter stands for no capital of Latin Extended-A: the
    commonest sign of Chinese would.
    """
    for out, whole in _readings(chars):
        if whole and all(map(_likely, out)):
            if glued or len(chars) > 1 or not ("\u0100" < out < "\u0180" and out.isupper()):
                return True
        if whole and len(chars) > 1 and not out.isascii() and _damaged(out):
            return True
    return False


def _damaged(chars: str) -> bool:
    """Whether ``chars`` are again whole sequences of some page, of which something likely comes."""
    return any(whole and all(map(_likely, out)) for out, whole in _readings(chars)) or any(
        all(map(_likely, out)) for out, _ in _whole(chars)
    )


def _is_lettering(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"


def multi(chars: str, codec: str) -> bool:
    """Whether ``chars``, in a text of such signs, begin as several damaged characters would.

    Asked of one page or, if ``codec`` is empty, of all.

    That is two of three bytes, three letters of one alphabet, three of Latin-1 or five of any pages
    (damage beneath this one). A single character of two bytes may be any sign.
    """
    for out, _ in _readings(chars, codec):
        first = out[:3]
        if len(out) >= 2 and min(out[:2]) >= "\u0800":
            if all(map(_likely, out[:2])):
                return True
        elif len(first) == 3 and all(map(_likely, first)) and not first.isascii():
            if max(first) < "\u0100" < min(chars[:3]):
                return True
            if len({script(char) for char in first}) == 1 and all(map(_is_lettering, first)):
                if first in (first.upper(), first.lower(), first.title()):
                    return True
            if len(out) >= 5 and all(char in codepages.single_tables() for char in out[:5]):
                return True
    return False
