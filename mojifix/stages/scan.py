"""Where mojibake could be: a cheap yes/no over the text, then the pieces worth a closer look.

A piece begins and ends with a non-ASCII character and has no space in it; a word or a few. What is
looked for here are neighbours that no careful orthography has: a lead and a continuation character
of some page next to each other. In Cyrillic and Thai, where pages bring whole alphabets into those
roles, a pair counts only when it is no natural pair of letters, and in Han and Hangul a sign only
when it is rare and stands among others, or is glued to Latin letters. What that leaves out on its
own, `around()` finds again beside damage that is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from mojifix import codepages
from mojifix.stages.propose import begins_sequence, roles

__all__ = ["LONGEST", "around", "pieces", "suspicious"]

_PIECE: Final = re.compile(r"[^\x00-\x7f](?:[\x21-\x7e]{0,20}[^\x00-\x7f])*")
#: Longer pieces are cut, behind an ASCII character where there is one; memory and the search for
#: layers stay bounded. One character of six layers can take two hundred.
LONGEST: Final = 6000
#: How far around certain damage weaker signs of the same page are looked for, in code points.
_WINDOW: Final = 2000

_CYRILLIC: Final = "\u0400-\u052f"
_THAI: Final = "\u0e00-\u0e7f"
_HAN: Final = "\u3400-\u9fff\uf900-\ufaff"
_HANGUL: Final = "\uac00-\ud7a3"
_HALF_KANA: Final = "\uff61-\uff9f"
_PRIVATE: Final = "\ue000-\uf8ff"
#: Letters beyond the Russian alphabet, the only ones that pages have where UTF-8 goes on.
_OTHER_LETTERS: Final = "\u0400-\u040f\u0450-\u045f\u0490\u0491"


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of all pieces of ``text``, in order."""
    for match in _PIECE.finditer(text):
        yield from _cut(text, *match.span())


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        at = start + LONGEST
        for place in range(at, at - LONGEST // 2, -1):
            if text[place - 1].isascii():
                at = place
                break
        yield start, at
        start = at
    yield start, end


def _class(chars: Iterable[str]) -> str:
    """Return the inside of a character class for ``chars``."""
    return "".join(map(re.escape, sorted(chars)))


# Every pattern begins with one character class: `re` then skips what is not in it at full speed,
# which it does not for an alternation.


@lru_cache(maxsize=1)
def _general() -> re.Pattern[str]:
    """Return the pattern of a lead and a continuation character, Cyrillic and Thai leads apart."""
    leads, continuations = roles()
    apart = {c for c in leads if "\u0400" <= c < "\u0530" or "\u0e00" <= c < "\u0e80"}
    return re.compile(rf"[{_class(set(leads) - apart)}][{_class(continuations)}]")


@lru_cache(maxsize=1)
def _in_cyrillic() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a capital within a word, of a mark behind a letter, and of a word that
    is one sequence and no more."""
    leads, continuations = roles()
    upper = _class(c for c in map(chr, range(0x400, 0x530)) if c.isupper())
    lower = _class(c for c in map(chr, range(0x400, 0x530)) if c.islower())
    cyrillic = _class(c for c in leads if "\u0400" <= c < "\u0530")
    marks = _class(c for c in continuations if not "\u0400" <= c < "\u0530")
    here, other = _CYRILLIC, _OTHER_LETTERS
    return (
        re.compile(rf"[{upper}](?<=[{lower}].)"),
        re.compile(rf"[{marks}](?<=[{cyrillic}].)"),
        re.compile(rf"[{other}](?![{here}])(?<=(?<![{here}])[{upper}].)"),
        re.compile(rf"[{other}](?![{here}])(?<=(?<![{here}])[\u0430-\u044f][{other}].)"),
    )


@lru_cache(maxsize=1)
def _in_thai() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a foreign mark behind a lead, and of leads at every second or third
    place, which is what Thai characters are when they are UTF-8."""
    leads, continuations = roles()
    thai = _class(c for c in leads if "\u0e00" <= c < "\u0e80")
    others = _class(c for c in continuations if not "\u0e00" <= c < "\u0e80")
    return (
        re.compile(r"([\u0e22-\u0e3f])[\u0e01-\u0e1f]\1[\u0e01-\u0e1f]"),
        re.compile(r"([\u0e40-\u0e49])([\u0e01-\u0e1f]).\1(?:\2|[\u0e01-\u0e1f].\1)"),
        re.compile(rf"[{others}](?<=[{thai}].)"),
    )


@lru_cache(maxsize=2)
def _glued(ascii_first: bool) -> re.Pattern[str]:
    """Return the pattern of Cyrillic and Thai letters glued to an ASCII letter.

    Both forms match at the same places; one looks first for the letter that the text has less of.
    """
    if ascii_first:
        return re.compile(rf"[A-Za-z](?:(?<=[{_CYRILLIC}{_THAI}].)|(?=[{_CYRILLIC}{_THAI}]))")
    return re.compile(rf"[{_CYRILLIC}{_THAI}](?:(?=[A-Za-z])|(?<=[A-Za-z].))")


@lru_cache(maxsize=1)
def _dense() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of Han and Hangul signs that hardly ever stand so in their scripts."""
    rare = _class(_rare_signs())
    return (
        re.compile(f"[{_HALF_KANA}{_PRIVATE}]"),
        re.compile(rf"[{rare}](?:.{{0,2}}[{rare}]|(?![{_HAN}])|(?<![{_HAN}].))"),
    )


@lru_cache(maxsize=1)
def _han_in_hangul() -> re.Pattern[str]:
    return re.compile(rf"[{_HAN}](?:(?<=[{_HANGUL}].)|(?=[{_HANGUL}]))")


#: In a text of another script, any sign at all is worth a look.
_SPARSE: Final = re.compile(f"[{_HAN}{_HANGUL}{_HALF_KANA}{_PRIVATE}]")


def _rare_signs() -> Iterator[str]:
    common = codepages.common_signs()
    for first, last in ((0x3400, 0x9FFF), (0xAC00, 0xD7A3)):
        yield from (sign for sign in map(chr, range(first, last + 1)) if sign not in common)


#: Code points looked at on each side to see what a text is mostly written in.
_SAMPLE: Final = 300
#: Share of Han, kana and Hangul from which a text counts as written in them. In Latin words read as
#: one of their pages it stays below a fifth, in Chinese with many English words it is a third.
_DENSE: Final = 0.3

_NOT_LATIN: Final = re.compile(f"[{_CYRILLIC}{_THAI}{_HAN}{_HANGUL}{_HALF_KANA}{_PRIVATE}]")
_IS_CYRILLIC: Final = re.compile(f"[{_CYRILLIC}]")
_IS_THAI: Final = re.compile(f"[{_THAI}]")
_IS_HANGUL: Final = re.compile(f"[{_HANGUL}]")
_IS_EAST_ASIAN: Final = re.compile(f"[\u3040-\u30ff{_HAN}{_HANGUL}]")


def suspicious(text: str) -> list[tuple[int, int]]:
    """Return the spans of the pieces of ``text`` that something could be wrong with, in order."""
    hits = [at for at in _starts(_general(), text, 0) if begins_sequence(text[at : at + 3])]
    found = _NOT_LATIN.search(text)
    if found:
        hits.extend(_beyond_latin(text, found.start()))
        hits.sort()
    return list(_pieces_at(text, hits))


def _beyond_latin(text: str, at: int) -> Iterator[int]:
    """Yield the offsets of odd neighbours in other scripts, the first of which is at ``at``."""
    begin = max(0, at - 1)
    cyrillic, thai = _IS_CYRILLIC.search(text, at), _IS_THAI.search(text, at)
    if cyrillic:
        for pattern in _in_cyrillic():
            yield from _starts(pattern, text, begin)
    if thai:
        for pattern in _in_thai():
            yield from _starts(pattern, text, begin)
    if cyrillic or thai:
        sample = text[max(0, at - _SAMPLE) : at + _SAMPLE]
        size = len(sample.encode("utf-8", "surrogatepass"))
        yield from _starts(_glued(size > 1.5 * len(sample)), text, begin)
    sign = _SPARSE.search(text, at)
    if sign:
        sample = text[max(0, sign.start() - _SAMPLE) : sign.start() + _SAMPLE]
        if len(_IS_EAST_ASIAN.findall(sample)) <= _DENSE * len(sample):
            yield from _starts(_SPARSE, text, begin)
            return
        for pattern in _dense():
            yield from _starts(pattern, text, begin)
        if _IS_HANGUL.search(text, at):
            yield from _starts(_han_in_hangul(), text, begin)


def _starts(pattern: re.Pattern[str], text: str, begin: int) -> Iterator[int]:
    return (match.start() for match in pattern.finditer(text, begin))


def _pieces_at(text: str, hits: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the pieces that begin, end or go on at each of ``hits`` (ascending), each once."""
    done = 0
    for hit in hits:
        if hit < done:
            continue
        start = _piece_start(text, hit, done)
        match = _PIECE.search(text, start)
        if match is None:
            return
        yield from _cut(text, *match.span())
        done = max(done, match.end())


def _piece_start(text: str, hit: int, floor: int) -> int:
    """Return where the piece with ``hit`` in it begins, no earlier than ``floor``."""
    at = hit
    start = hit
    while at > floor and hit - at < LONGEST:
        char = text[at - 1]
        if not char.isascii():
            start = at - 1
        elif not "\x20" < char < "\x7f" or start - at >= 20:
            break
        at -= 1
    return start


@lru_cache(maxsize=256)
def _pattern_of(number: int) -> re.Pattern[str]:
    """Return the pattern of any two-byte pair of one page."""
    leads, continuations = [], []
    for char, bytes_of in codepages.single_tables().items():
        for byte, mask in bytes_of.items():
            if mask >> number & 1:
                if 0xC2 <= byte < 0xF5:
                    leads.append(char)
                elif byte < 0xC0:
                    continuations.append(char)
    return re.compile(rf"[{_class(leads)}][{_class(continuations)}]")


def around(
    text: str, centres: Iterable[int], pages: Iterable[int], known: set[int]
) -> list[tuple[int, int]]:
    """Return more pieces near ``centres`` that one of ``pages`` fits, but none in ``known``."""
    windows: list[tuple[int, int]] = []
    for centre in centres:
        start, end = max(0, centre - _WINDOW), centre + _WINDOW
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    wanted = set(pages)
    patterns = [_pattern_of(n) for n in wanted if not codepages.PAGES[n].multi]
    if any(codepages.PAGES[n].multi for n in wanted):
        patterns.append(_SPARSE)
    hits = sorted(
        {
            m.start()
            for p in patterns
            for start, end in windows
            for m in p.finditer(text, start, end)
        }
    )
    return [span for span in _pieces_at(text, hits) if span[0] not in known]
