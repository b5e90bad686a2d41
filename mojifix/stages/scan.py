"""Where mojibake could be: a cheap yes/no over the text, then the pieces worth a closer look.

A piece begins and ends with a non-ASCII character and has no space in it; a word or a few. What is
looked for here are neighbours that no careful orthography has: a lead and a continuation character
of some page next to each other, that page making whole UTF-8 of them (:mod:`.glance`). In Cyrillic,
Greek, Hebrew, Arabic and Thai, where pages bring whole alphabets into those roles, that is asked of
any pair in a line of another script, and in a line of their own only where letters stand oddly.
Han, kana and Hangul among other letters are looked at word by word, and in their own text where
several characters would come of them. What that leaves out, `around()` finds again beside damage
that is certain.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from mojifix import codepages
from mojifix.language.alphabet import OPENING
from mojifix.stages import glance
from mojifix.stages.kinds import KINDS, Seen, see
from mojifix.stages.propose import begins_sequence, roles

__all__ = ["LONGEST", "around", "pieces", "suspicious"]

_PIECE: Final = re.compile(r"[^\x00-\x7f](?:[\x21-\x7e]{0,20}[^\x00-\x7f])*")
#: Longer pieces are cut, behind an ASCII character where there is one; memory and the search for
#: layers stay bounded. One character of six layers can take two hundred.
LONGEST: Final = 6000
#: How far around certain damage weaker signs of the same page are looked for, in code points.
_WINDOW: Final = 2000

_CYRILLIC: Final = "\u0400-\u052f"
_HAN: Final = "\u3400-\u9fff\uf900-\ufaff"
_HANGUL: Final = "\uac00-\ud7a3"
_KANA: Final = "\u3041-\u30ff"
_HALF_KANA: Final = "\uff61-\uff9f"
_PRIVATE: Final = "\ue000-\uf8ff"

#: The scripts that some page has where UTF-8 sequences begin and go on, so that natural words of
#: theirs look like damage: first and last code point.
_ALPHABETS: Final = {
    "CYRILLIC": (0x400, 0x530),
    "GREEK": (0x370, 0x400),
    "HEBREW": (0x5D0, 0x5F5),
    "ARABIC": (0x600, 0x700),
    "THAI": (0xE00, 0xE80),
}


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
    """Return the inside of a character class for ``chars``, as ranges: they compile faster."""
    parts = []
    codes = sorted(map(ord, chars))
    first = last = codes[0] if codes else 0
    for code in [*codes[1:], -1] if codes else ():
        if code != last + 1:
            parts.append(re.escape(chr(first)))
            if last > first:
                parts.append("-" + re.escape(chr(last)))
            first = code
        last = code
    return "".join(parts)


# Every pattern begins with one character class: `re` then skips what is not in it at full speed,
# which it does not for an alternation.


def _of(alphabet: str) -> range:
    return range(*_ALPHABETS[alphabet])


@lru_cache(maxsize=1)
def _general() -> re.Pattern[str]:
    """Return the pattern of a lead and a continuation character, the alphabets' leads apart."""
    leads, continuations = roles()
    apart = {chr(code) for alphabet in _ALPHABETS for code in _of(alphabet)}
    return re.compile(rf"[{_class(set(leads) - apart)}](?=[{_class(continuations)}])")


@lru_cache(maxsize=len(_ALPHABETS))
def _abroad(alphabet: str) -> re.Pattern[str]:
    """Return the pattern of any lead of an alphabet with a continuation character behind it."""
    leads, continuations = roles()
    here = _class(c for c in leads if ord(c) in _of(alphabet))
    return re.compile(rf"[{here}](?=[{_class(continuations)}])")


@lru_cache(maxsize=len(_ALPHABETS))
def _at_home(alphabet: str) -> re.Pattern[str]:
    """Return the pattern of what careful words of an alphabet do not have.

    That is a mark behind a letter, a capital within a word, and what `_WORDS` says.
    """
    leads, continuations = roles()
    codes = _of(alphabet)
    here = _class(c for c in leads if ord(c) in codes)
    marks = _class(c for c in continuations if ord(c) not in codes)
    lower = _class(c for c in map(chr, codes) if c.islower())
    upper = _class(c for c in map(chr, codes) if c.isupper())
    if alphabet == "THAI":
        return re.compile(rf"[{marks}](?<=[{here}].)")
    if not upper:
        # The letters that Windows adds for Persian and Urdu do not follow the emphatic ones, nor
        # digits a tatweel.
        return re.compile(
            rf"[{marks}\u0660-\u0669\u0679\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06ba\u06be]"
            rf"(?:(?<=[{here}][{marks}])|(?<=[\u0637-\u0640][^{marks}]))"
        )
    cases = [rf"(?<=[{lower}][{upper}])", rf"(?<=[{here}][{marks}])"]
    if alphabet == "GREEK":
        # An accent on a capital within a word.
        cases.append(rf"(?<=[{here}][\u0386-\u038f])")
    return re.compile(rf"[{upper}{marks}](?:{'|'.join(cases)})")


@lru_cache(maxsize=1)
def _cyrillic_words() -> re.Pattern[str]:
    """Return the pattern of Cyrillic words whose first letters read as one or two sequences.

    For Cyrillic read as windows-1251 and its kin (Er or Es and a letter that Russian lacks), as
    KOI8-T and KOI8-U (Pe or Ya and one of those) and as cp855 (El and half of the alphabet).
    """
    _, continuations = roles()
    other = _class(
        c for c in continuations if "\u0400" <= c < "\u0530" and not "\u0410" <= c < "\u0450"
    )
    cp855 = _class(bytes(range(0x80, 0xC0)).decode("cp855"))
    here = _CYRILLIC
    first = r"\u0420\u0421\u043f\u044f"
    el = r"\u043b\u041b"
    return re.compile(
        rf"[{first}{el}](?<![{here}].)(?:"
        rf"(?<=[{first}])[{other}](?:[{first}][{other}]|(?![{here}]))"
        rf"|(?<=[{el}])(?!\u0438(?![{here}]))[{cp855}](?:[{el}][{cp855}]|(?![{here}])))"
    )


@lru_cache(maxsize=1)
def _thai_words() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of Thai leads at every second or third place, which is what Thai itself
    (and Lao, Indic, Chinese) is when it is damaged."""
    return (
        re.compile(
            # Of the leads, without four letters common in Thai that few orthographies ask for.
            r"([\u0e22-\u0e26\u0e28\u0e29\u0e2c\u0e2e-\u0e31\u0e33\u0e35-\u0e3f])"
            r"[\u0e01-\u0e1f]\1[\u0e01-\u0e1f]"
        ),
        re.compile(r"([\u0e40-\u0e4f])([\u0e01-\u0e1f]).\1(?:\2|[\u0e01-\u0e1f].\1)"),
    )


@lru_cache(maxsize=1)
def _greek_words() -> re.Pattern[str]:
    """Return the pattern of two Greek letters with accents, or omegas, three places apart."""
    return re.compile(r"([\u03c9\u03ac-\u03af\u03ca-\u03ce])[\u0386-\u03ce]{2}\1[\u0386-\u03ce]{2}")


#: The pages whose two-byte characters are looked for in dense text; the others are much like them.
_DENSE_PAGES: Final = ("gb18030", "cp932", "big5hkscs", "cp949", "euc_jp", "johab")
#: Those of them that cannot show two characters of three bytes without a sign of Hangul.
_KOREAN_PAGES: Final = ("cp949", "johab")


def _decoded(codec: str, leads: Iterable[int], trails: Iterable[int]) -> str:
    # A line break behind each pair, so that one which is none does not spoil the next.
    raw = b"".join(bytes((lead, trail, 10)) for lead in leads for trail in trails)
    return raw.decode(codec, "ignore")


class _Dense(NamedTuple):
    """The signs of one page that are bytes of UTF-8: the first and second of a sequence of three
    bytes and another, those that are a sequence of two bytes, and the halves of one of four."""

    codec: str
    firsts: frozenset[str]
    seconds: frozenset[str]
    pairs: frozenset[str]
    first_halves: frozenset[str]
    second_halves: frozenset[str]


@lru_cache(maxsize=1)
def _dense() -> tuple[_Dense, ...]:
    """Return what is looked for in dense text, page by page."""
    pages = []
    for codec in _DENSE_PAGES:
        firsts = _signs(codec, range(0xE0, 0xF0), range(0x80, 0xC0))
        seconds = _decoded(codec, range(0x80, 0xC0), range(0xE0, 0xF0)).replace("\n", "")
        # In cp932 two such bytes are two half-width signs.
        pairs = _signs(codec, range(0xC2, 0xE0), range(0x80, 0xC0)) if codec != "cp932" else ""
        halves = (
            _signs(codec, range(0xF0, 0xF5), range(0x80, 0xC0)),
            _signs(codec, range(0x80, 0xC0), range(0x80, 0xC0)),
        )
        pages.append(_Dense(codec, *map(frozenset, (firsts, seconds, pairs, *halves))))
    return tuple(pages)


@lru_cache(maxsize=3)
def _unusual(hangul: bool, korean: bool) -> re.Pattern[str]:
    """Return the pattern of what careful text hardly has, and damage in a row does: the first sign
    of a sequence of three bytes with a second behind it, a rare sign that is a pair, or one that is
    half a sequence of four bytes with the other half behind it.

    One pattern does for all pages, since pairs in common use say nothing: three in a row that are
    all of them in use are taken for what they are. Where there is some Hangul, that is as rare, and
    in Korean any Han is.
    """
    usual = codepages.common_signs()
    if hangul or korean:
        usual = frozenset(c for c in usual if (c >= "\uac00") == korean)
    pages = [page for page in _dense() if hangul or page.codec not in _KOREAN_PAGES]
    firsts = frozenset[str]().union(*(page.firsts for page in pages))
    seconds = frozenset[str]().union(*(page.seconds for page in pages))
    rare = frozenset[str]().union(*(page.pairs for page in _dense())) - usual
    first_halves = frozenset[str]().union(*(page.first_halves for page in pages)) - usual
    second_halves = frozenset[str]().union(*(page.second_halves for page in pages))
    return re.compile(
        rf"[{_class(firsts | rare)}](?:(?=[{_class(seconds)}])|(?<=[{_class(rare)}]))"
        rf"|[{_class(first_halves)}](?=[{_class(second_halves)}])"
    )


def _many_begin(text: str, at: int, start: int) -> bool:
    """Whether several characters begin, read as one page, at ``at`` or at most two before it."""
    for page in _dense():
        following = text[at + 1 : at + 2]
        three = text[at] in page.firsts and following in page.seconds
        if three or (text[at] in page.first_halves and following in page.second_halves):
            if glance.multi(text[at : at + _AHEAD], page.codec):
                return True
        if text[at] in page.pairs:
            for begin in range(max(at - 2, start), at + 1):
                if page.pairs.issuperset(text[begin : begin + 3]):
                    if glance.multi(text[begin : begin + _AHEAD], page.codec):
                        return True
    return False


def _signs(codec: str, leads: Iterable[int], trails: Iterable[int]) -> str:
    return "".join(char for char in _decoded(codec, leads, trails) if char > "\u33ff")


@lru_cache(maxsize=1)
def _han_in_hangul() -> re.Pattern[str]:
    return re.compile(rf"[{_HAN}](?:(?<=[{_HANGUL}].)|(?=[{_HANGUL}]))")


#: Signs that are not in use: worth a look anywhere.
_ODD_SIGNS: Final = f"[{_HALF_KANA}{_PRIVATE}]"
#: How they begin in UTF-8, those behind a byte EE apart.
_ODD_BYTES: Final = re.compile(rb"\xef[\x80-\xa3\xbd\xbe]")
#: In a line of another script any sign at all may be a letter of it.
_SPARSE: Final = f"[{_HAN}{_HANGUL}{_KANA}{_HALF_KANA}{_PRIVATE}]+"
#: In a line of signs, a few of them within a Latin word.
_GLUED_SIGN: Final = f"[A-Za-z](?=[{_HAN}{_HANGUL}{_KANA}]{{1,3}}[A-Za-z])"
_EAST_ASIAN: Final = f"[{_HAN}{_HANGUL}{_KANA}]"


@lru_cache(maxsize=4)
def _pattern(source: str) -> re.Pattern[str]:
    """Return a pattern of signs: their classes are large, and most text never asks for one."""
    return re.compile(source)


#: Kinds of bytes with one kind for all that begin a character that is not ASCII.
_BEGINS: Final = bytes(kind if kind in b"ac-\n" else ord("b") for kind in range(256))
_KIND_OF: Final = {"CYRILLIC": b"C", "GREEK": b"G", "HEBREW": b"H", "ARABIC": b"A", "THAI": b"T"}

#: Share of the code points from which a text or line counts as written in a script. In Latin words
#: read as an East Asian page their signs stay below a fifth, in Chinese with many English words it
#: is a third.
_SHARE: Final = 0.3


class _Look(NamedTuple):
    """What is looked for in a text or line: its alphabets, and which of them are at home there."""

    scripts: list[str]
    own: set[str]
    #: Whether there are East Asian signs, Hangul among them, others, more Hangul than others, it is
    #: written in such signs, mostly so.
    signs: bool
    hangul: bool
    others: bool
    korean: bool
    east: bool
    mostly: bool


def suspicious(text: str, seen: Seen | None = None) -> list[tuple[int, int]]:
    """Return the spans of the pieces of ``text`` that something could be wrong with, in order.

    ``seen`` is what `see` says of the text, if it is at hand.
    """
    raw, kinds = seen or see(text)
    scripts = [name for name, kind in _KIND_OF.items() if kind in kinds]
    if "THAI" in scripts and b"\xe0\xb8" not in raw and b"\xe0\xb9" not in raw:
        scripts.remove("THAI")
    latin = _is_latin(kinds)
    if latin:
        hits = [at for at in _neighbours(text, kinds) if _is_sequence(text, at, True)]
    else:
        hits = [
            at
            for at in _starts(_general(), text, 0, len(text))
            if _is_sequence(text, at, False) and _stands_out(text, at)
        ]
    if scripts or _has_signs(kinds):
        if b"P" in kinds and (b"\xee" in raw or _ODD_BYTES.search(raw)):
            hits.extend(_starts(_pattern(_ODD_SIGNS), text, 0, len(text)))
        hits.extend(_beyond_latin(text, kinds, scripts))
        hits.sort()
    return list(_pieces_at(text, hits))


def _neighbours(text: str, kinds: bytes) -> Iterator[int]:
    """Yield what `_general` finds in Latin text, where hardly two characters that are not ASCII
    stand side by side: looking for these in the bytes takes a third of the time."""
    leads, continuations = roles()
    ends = kinds.translate(_BEGINS)
    at = done = 0
    for place in _found(b"cb", ends):
        at += place - done - kinds.count(b"c", done, place)
        done = place
        # `at` counts the code points that begin before the last byte of the first of the two.
        if text[at - 1] in leads and text[at] in continuations:
            yield at - 1


def _is_latin(kinds: bytes) -> bool:
    return not any(kind in kinds for kind in b"CGHATEK")


def _stands_out(text: str, at: int) -> bool:
    """Whether what begins at ``at`` is still a sequence if its line is all Latin."""
    end = text.find("\n", at)
    line = text[text.rfind("\n", 0, at) + 1 : len(text) if end < 0 else end]
    kinds = line.encode("utf-8", "surrogatepass").translate(KINDS)
    return not _is_latin(kinds) or _is_sequence(text, at, True)


def _is_sequence(text: str, at: int, at_home: bool) -> bool:
    """Whether a sequence of a single-byte page begins at ``at`` that is no natural word's part."""
    # Both are remembered for few characters and so answer most of what clean text asks.
    if not (begins_sequence(text[at : at + 3]) if at_home else glance.pair(text[at : at + 2])):
        return False
    before = min(at, glance.REACH)
    return glance.single(text[at - before : at + glance.REACH], before, at_home)


def _covered(text: str, at: int, at_home: bool) -> bool:
    """Whether a sequence begins at ``at`` or up to three places before it."""
    leads, continuations = roles()
    return any(
        text[start : start + 1] in leads
        and text[start + 1 : start + 2] in continuations
        and _is_sequence(text, start, at_home)
        for start in range(at, max(-1, at - 4), -1)
    )


def _beyond_latin(text: str, kinds: bytes, scripts: list[str]) -> Iterator[int]:
    """Yield the offsets of odd neighbours in other scripts than Latin."""
    whole = _look(text, kinds, scripts)
    alone = sum(kind in kinds for kind in (b"L", b"O", *_KIND_OF.values())) == (not whole.east)
    if alone and (whole.east or whole.own):
        yield from _in_line(text, 0, len(text), whole)
    else:
        for start, end, look in _by_line(text, kinds, scripts, whole):
            yield from _in_line(text, start, end, look)
    for at in _glued(kinds, scripts):
        if _covered(text, at, False) or _covered(text, at + 1, False):
            yield at


def _by_line(
    text: str, kinds: bytes, scripts: list[str], whole: _Look
) -> Iterator[tuple[int, int, _Look]]:
    """Yield the lines with what is looked for there; those alike, one behind another, as one."""
    begin = end = 0
    now = None
    for start, stop, look in _looks(text, kinds, scripts, whole):
        if now is not None and look[:-1] == now[:-1]:
            now = now._replace(mostly=now.mostly and look.mostly)
        else:
            if now is not None:
                yield begin, end, now
            begin, now = start, look
        end = stop
    if now is not None:
        yield begin, end, now


def _looks(
    text: str, kinds: bytes, scripts: list[str], whole: _Look
) -> Iterator[tuple[int, int, _Look]]:
    """Yield the lines that have other letters than the text is written in, each with its look, and
    the stretches between them. Most text is of one script, so most of it is one of the latter."""
    odd, plain = _odd_kinds(text, kinds, whole)
    following = dict.fromkeys((bytes([kind]) for kind in odd), -1)
    at = done = 0  # in code points, in bytes
    while (place := _next(kinds, following, done)) >= 0:
        first = kinds.rfind(b"\n", done, place) + 1 or done
        last = kinds.find(b"\n", place)
        last = len(kinds) if last < 0 else last
        start = at + first - done - kinds.count(b"c", done, first)
        stop = start + last - first - kinds.count(b"c", first, last)
        if plain is not None and first > done:
            yield at, start, plain
        line = kinds[first:last]
        here = [name for name in scripts if _KIND_OF[name] in line]
        yield start, stop, _look_at_line(text[start:stop], line, here, whole)
        at, done = stop + 1, last + 1
    if plain is not None and at < len(text):
        yield at, len(text), plain


def _next(kinds: bytes, following: dict[bytes, int], done: int) -> int:
    """Return where, from ``done`` on, the next of some kinds is; -1 if there is none.

    ``following`` has where the next of each is, if that was found before, and is kept up to date: a
    pattern of the kinds would look at every byte, which takes ten times as long.
    """
    for kind, place in list(following.items()):
        if place < done:
            following[kind] = kinds.find(kind, done)
            if following[kind] < 0:
                del following[kind]
    return min(following.values(), default=-1)


def _odd_kinds(text: str, kinds: bytes, whole: _Look) -> tuple[bytes, _Look | None]:
    """Return the kinds of letters that a text is not written in, and what is looked for where there
    are none of them."""
    if whole.east and not whole.own:
        return _odd(b"EKP"), whole._replace(scripts=[], own=set())
    if len(whole.own) == 1 and not whole.east:
        (name,) = whole.own
        if name != "THAI" or _number_of_thai(text) == kinds.count(b"T"):
            return _odd(_KIND_OF[name]), _Look([name], {name}, *[False] * 6)
    return _odd(b""), None


def _odd(at_home: bytes) -> bytes:
    return bytes(kind for kind in b"LOTCGHAEKP" if kind not in at_home)


def _glued(kinds: bytes, scripts: list[str]) -> Iterator[int]:
    """Yield the first of every two neighbours of which one is an ASCII letter and the other one of
    an alphabet, or of what begins with the same bytes."""
    pairs: list[bytes] = []
    for name in scripts:
        kind = _KIND_OF[name]
        pairs += b"a" + kind, kind + (b"cca" if name == "THAI" else b"ca")
    at = done = 0
    for place in heapq.merge(*(_found(pair, kinds) for pair in pairs)):
        at += place - done - kinds.count(b"c", done, place)
        done = place
        yield at


def _found(pair: bytes, kinds: bytes) -> Iterator[int]:
    place = kinds.find(pair)
    while place >= 0:
        yield place
        place = kinds.find(pair, place + 1)


def _look(text: str, kinds: bytes, scripts: list[str]) -> _Look:
    """Say what a text is written in, by what takes up enough of it."""
    least = _SHARE * len(text)
    own = {name for name in scripts if kinds.count(_KIND_OF[name]) > least}
    if "THAI" in own and _number_of_thai(text) <= least:
        own.remove("THAI")
    if not _has_signs(kinds):
        return _Look(scripts, own, *[False] * 6)
    han, hangul = kinds.count(b"E"), kinds.count(b"K")
    return _Look(
        scripts,
        own,
        signs=True,
        hangul=hangul > 0,
        others=han > 0 or b"P" in kinds,
        korean=hangul > han,
        east=han + hangul > least,
        mostly=5 * (han + hangul) > 2 * len(text),
    )


def _has_signs(kinds: bytes) -> bool:
    return b"E" in kinds or b"K" in kinds or b"P" in kinds


def _number_of_signs(kinds: bytes) -> int:
    return kinds.count(b"E") + kinds.count(b"K")


def _number_of_thai(text: str) -> int:
    raw = text.encode("utf-8", "surrogatepass")
    return raw.count(b"\xe0\xb8") + raw.count(b"\xe0\xb9")


def _look_at_line(line: str, kinds: bytes, scripts: list[str], whole: _Look) -> _Look:
    """Say what a line of a text is written in.

    What the whole text is written in is at home in a line without other letters, even if ASCII
    takes up most of it; and a line with much of another alphabet is not in East Asian signs.
    """
    number = {name: kinds.count(kind) for name, kind in _KIND_OF.items()}
    latin, other = kinds.count(b"L"), kinds.count(b"O")
    if number["THAI"]:
        thai = _number_of_thai(line)
        other += number["THAI"] - thai
        number["THAI"] = thai
    letters = sum(number.values()) + latin + other
    look = _look(line, kinds, scripts)
    own = look.own
    for name in scripts:
        rest = letters + _number_of_signs(kinds) - number[name]
        if rest >= 3 and (name not in own or rest > latin):
            own.discard(name)
        elif name in whole.own:
            own.add(name)
    east = (look.east and letters - latin < 3) or (whole.east and letters < 3)
    return look._replace(east=east)


def _in_line(text: str, start: int, end: int, look: _Look) -> Iterator[int]:
    for name in look.scripts:
        if name in look.own:
            for at in _starts(_at_home(name), text, start, end):
                if not _closes(text, at) and _covered(text, at, True):
                    yield at
            for at in _words(name, text, start, end):
                if _is_sequence(text, at, True):
                    yield at
        else:
            for at in _starts(_abroad(name), text, start, end):
                if _is_sequence(text, at, False):
                    yield at
    if look.signs:
        yield from _signs_in_line(text, start, end, look)


#: How far before a closing mark its opening one is looked for, in code points.
_LONGEST_QUOTATION: Final = 60


def _closes(text: str, at: int) -> bool:
    """Whether a mark behind a letter closes what one before a word of this line has opened.

    Damage that takes such a mark takes the letters before it as well, and stands out by them.
    """
    for opening in OPENING.get(text[at], ""):
        before = text.rfind(opening, max(0, at - _LONGEST_QUOTATION), at)
        if before >= 0 and "\n" not in text[before:at]:
            return text[before + 1].isalpha() and not text[before - 1 : before].isalpha()
    return False


def _words(name: str, text: str, start: int, end: int) -> Iterator[int]:
    """Yield where words of an alphabet begin like sequences in letters of that alphabet alone."""
    if name == "CYRILLIC":
        yield from _starts(_cyrillic_words(), text, start, end)
    elif name == "GREEK":
        yield from _starts(_greek_words(), text, start, end)
    elif name == "THAI":
        for pattern, size in zip(_thai_words(), (4, 6), strict=True):
            for at in _starts(pattern, text, start, end):
                if glance.twins(text[at : at + size]):
                    yield at


def _signs_in_line(text: str, start: int, end: int, look: _Look) -> Iterator[int]:
    if not look.mostly:
        # A word of signs in a line of another script: if damaged, it is so as a whole.
        done = start
        for at in _starts(_pattern(_GLUED_SIGN if look.east else _SPARSE), text, start, end):
            if at >= done:
                found, done = _sparse_word(text, at)
                if found:
                    yield at
    for at in _starts(_unusual(look.hangul, look.korean), text, start, end):
        if _many_begin(text, at, start):
            yield at
    if look.hangul and look.others:
        for at in _starts(_han_in_hangul(), text, start, end):
            if glance.multi(text[at : at + _AHEAD], ""):
                yield at


#: Signs looked at to see whether two or three characters begin.
_AHEAD: Final = 6


def _sparse_word(text: str, at: int) -> tuple[bool, int]:
    """Return whether the word with a sign at or behind ``at`` may be damage as a whole, and its
    end. Up to three marks on either side may be none of the word."""
    at += text[at].isascii()
    start = at
    while start and at - start < 3 and text[start - 1] > "\x7f" and not text[start - 1].isspace():
        start -= 1
    end = at + 1
    while end < len(text) and end - at < _LONG and text[end] > "\x7f" and not text[end].isspace():
        end += 1
    if end - at == _LONG:
        return True, end
    for first in range(start, at + 1):
        if first > start and _pattern(_EAST_ASIAN).match(text, first - 1):
            break
        for stop in range(end, max(at, end - 4), -1):
            if stop < end and _pattern(_EAST_ASIAN).match(text, stop):
                break
            beside = text[first - 1 : first] + text[stop : stop + 1]
            if glance.whole_word(text[first:stop], any(map(str.isalpha, beside))):
                return True, end
    return False, end


#: Words longer than this are not asked whether they are damage as a whole.
_LONG: Final = 60


def _starts(pattern: re.Pattern[str], text: str, begin: int, end: int) -> Iterator[int]:
    return (match.start() for match in pattern.finditer(text, begin, end))


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
        patterns.append(_pattern(_SPARSE))
    hits = sorted(
        {
            m.start()
            for p in patterns
            for start, end in windows
            for m in p.finditer(text, start, end)
        }
    )
    return [span for span in _pieces_at(text, hits) if span[0] not in known]
