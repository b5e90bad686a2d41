"""Which characters damaged mojibake could stand for: proposes arcs, decides nothing.

What happens to mojibake afterwards happens to its characters one by one: a control is dropped, a
no-break space becomes a space, a letter its small form. So the forms that a byte can have, read as
a page and then damaged, are a table, and a sequence of UTF-8 is looked for in units of that table.
An arc that needed such a unit names the damage, and what it has to prove on top (:attr:`Arc.toll`).

Where the unit tells the byte, nothing is guessed. Where it does not (what was dropped or replaced
could be one of several bytes), every character that it could be is proposed and marked as lossy.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from mojifix import codepages, language
from mojifix.language.alphabet import fold
from mojifix.stages.propose import UTF8, Arc, decode_one, sequence_length

__all__ = [
    "LONGEST",
    "LOWER_CASED",
    "UPPER_CASED",
    "USUAL",
    "arcs",
    "as_word",
    "beginnings",
    "fits",
    "in_capitals",
    "in_row",
    "is_lowered",
    "is_natural",
    "leading",
    "multi_byte",
    "retolled",
    "ruled_out",
    "signs",
]

C1_DROPPED: Final = "c1-dropped"
NBSP_DROPPED: Final = "nbsp-dropped"
NBSP_TO_SPACE: Final = "nbsp-to-space"
LOWER_CASED: Final = "lower-cased"
UPPER_CASED: Final = "upper-cased"
NORMALISED: Final = "normalised"
STRAIGHTENED: Final = "quotes-straightened"
REPLACED: Final = "byte-replaced"
BEST_FITTED: Final = "best-fitted"

#: Most code points that a damaged sequence can take: four units of up to four (NFKD).
LONGEST: Final = 12

#: What a damaged unit has to prove, in nats, where nothing is known of the text.
_TOLLS: Final = {
    C1_DROPPED: 1.5,
    NBSP_DROPPED: 2.5,
    NBSP_TO_SPACE: 2.5,
    LOWER_CASED: 2.0,
    UPPER_CASED: 2.0,
    NORMALISED: 2.0,
    STRAIGHTENED: 2.0,
    REPLACED: 1.5,
    BEST_FITTED: 3.0,
}
#: What a byte costs that its page does show, but not Latin-1, where ``?`` took its place.
_SHOWN: Final = 4.0
#: A soft hyphen as a space: few programs do that, and most hyphens are dropped.
_HYPHEN: Final = 3.0
_REPLACED_BESIDE: Final = _TOLLS[REPLACED] + _SHOWN - 0.1
#: A character beyond Latin-1 replaced, and not the one before it.
_SURVIVED: Final = 1.0
#: A control of a page that has them, dropped or replaced.
_DEFINED: Final = 2.5
#: What less a no-break space has to prove that was dropped where its line ends.
_STRIPPED: Final = 2.0
#: A second unit of a sequence that tells nothing.
_SECOND_LOST: Final = 3.0


class _Unit(NamedTuple):
    """A byte as a stretch of text: ``pages`` (a mask) show it so, after ``damage`` if any."""

    byte: int
    pages: int
    damage: str
    toll: float
    lossy: bool


_Table = dict[str, list[_Unit]]

#: What is done to a character by name, for damage that all of a text goes through.
_FORMS: Final[dict[str, tuple[Callable[[str], str], ...]]] = {
    LOWER_CASED: (str.lower,),
    UPPER_CASED: (str.upper,),
    NORMALISED: tuple(
        (lambda char, form=form: unicodedata.normalize(form, char))  # type: ignore[misc]
        for form in ("NFC", "NFD", "NFKC", "NFKD")
    ),
}

_STRAIGHT: Final = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
}

#: What Windows writes for a character that its Latin page lacks (Microsoft's bestfit1252.txt), as
#: far as pages for DOS and Macintosh have it.
_BEST_FIT: Final = {
    **dict.fromkeys("\u2500\u252c\u2534\u2567\u2564\u2568\u2565\u2550\u2566\u2569", "-"),
    **dict.fromkeys(
        "\u251c\u250c\u2510\u2514\u2518\u253c\u2552\u2553\u2554\u2555\u2556\u2557\u2558\u2559"
        "\u255a\u255b\u255c\u255d\u256a\u256b\u256c",
        "+",
    ),
    **dict.fromkeys(
        "\u2502\u2524\u2551\u255e\u255f\u2560\u2561\u2562\u2563\u2588\u258c\u2590\u2591\u2592\u2593"
        "\u25a0",
        "\u00a6",
    ),
    "\u2580": "\u00af", "\u2584": "_", "\u0393": "G", "\u03b1": "a", "\u03b4": "d", "\u03b5": "e",
    "\u03c0": "p", "\u03a3": "S", "\u03c3": "s", "\u0398": "T", "\u03a6": "F", "\u03a9": "O",
    "\u03c6": "f", "\u03c4": "t", "\u221e": "8", "\u2229": "n", "\u2261": "=", "\u2265": "=",
    "\u2264": "=", "\u2320": "(", "\u2321": ")", "\u2248": "\u02dc", "\u2219": "\u00b7",
    "\u221a": "v", "\u207f": "n", "\u20a7": "P", "\u2310": "\u00ac",
}  # fmt: skip


def _each_byte() -> Iterator[tuple[str, int, int]]:
    """Yield (character, byte, mask of the single-byte pages that show it so)."""
    for char, bytes_of in codepages.single_tables().items():
        for byte, pages in bytes_of.items():
            yield char, byte, pages


@lru_cache(maxsize=1)
def _exact() -> _Table:
    table: _Table = {}
    for char, byte, pages in _each_byte():
        table.setdefault(char, []).append(_Unit(byte, pages, "", 0.0, False))
    return table


def _add(table: _Table, text: str, byte: int, pages: int, damage: str, lossy: bool) -> None:
    table.setdefault(text, []).append(_Unit(byte, pages, damage, _TOLLS[damage], lossy))


@lru_cache(maxsize=1)
def _lost() -> tuple[tuple[_Unit, ...], tuple[_Unit, ...]]:
    """Return the bytes that can have been dropped, and those that can have been replaced."""
    dropped, replaced = [], []
    shown = dict.fromkeys(range(0x80, 0xC0), 0)
    hole = dict.fromkeys(range(0x80, 0xC0), 0)
    for char, byte, pages in _each_byte():
        if byte >= 0xC0:
            continue
        shown[byte] |= pages
        if "\x80" <= char < "\xa0":
            hole[byte] |= pages
        elif char in "\u00a0\u00ad":
            dropped.append(_Unit(byte, pages, NBSP_DROPPED, _TOLLS[NBSP_DROPPED], True))
        elif char > "\xff":
            toll = _TOLLS[REPLACED] + _SHOWN
            replaced.append(_Unit(byte, pages, REPLACED, toll, True))
    windows = codepages.mask_of(tuple(p.label for p in codepages.PAGES if "windows" in p.label))
    for byte in shown:
        pages = hole[byte] | (codepages.SINGLE & ~shown[byte])
        # What a page has not is lost at once; the standards of ISO have all of the controls.
        for some, more in ((pages & windows, 0.0), (pages & ~windows, _DEFINED)):
            if some:
                dropped.append(_Unit(byte, some, C1_DROPPED, _TOLLS[C1_DROPPED] + more, True))
                replaced.append(_Unit(byte, some, REPLACED, _TOLLS[REPLACED] + more, True))
    return tuple(dropped), tuple(replaced)


@lru_cache(maxsize=1)
def _locally() -> _Table:
    """Return what is damaged one by one, whatever happens beside it; what was dropped apart."""
    table: _Table = {}
    for char, byte, pages in _each_byte():
        if char in "\u00a0\u00ad" and byte < 0xC0:
            _add(table, " ", byte, pages, NBSP_TO_SPACE, False)
            if char == "\u00ad":
                table[" "][-1] = table[" "][-1]._replace(toll=_TOLLS[NBSP_TO_SPACE] + _HYPHEN)
        if char in _STRAIGHT:
            _add(table, _STRAIGHT[char], byte, pages, STRAIGHTENED, True)
        if char in _BEST_FIT:
            _add(table, _BEST_FIT[char], byte, pages, BEST_FITTED, True)
    _, replaced = _lost()
    table["?"] = table["\ufffd"] = list(replaced)
    return table


@lru_cache(maxsize=3)
def _throughout(damage: str) -> _Table:
    """Return the forms of all characters that are not the same after ``damage``."""
    table: _Table = {}
    for char, byte, pages in _each_byte():
        if char == "\u00a0":
            continue  # damage of its own
        forms = {form(char) for form in _FORMS[damage]} - {char}
        for form in forms:
            _add(table, form, byte, pages, damage, False)
    return table


#: What happens to mojibake whose case is folded as well, often enough to be looked for.
_WITH_CASE: Final = frozenset(("", LOWER_CASED, UPPER_CASED, NBSP_TO_SPACE))


@lru_cache(maxsize=4)
def _table(damage: str) -> tuple[_Table, int]:
    """Return the units of a text, undamaged ones too, and the code points of the longest."""
    table: _Table = {}
    parts = [_exact(), _throughout(damage)] if damage else [_exact(), _throughout(NORMALISED)]
    for part in (*parts, _locally()):
        for text, units in part.items():
            table.setdefault(text, []).extend(
                unit for unit in units if not damage or unit.damage in _WITH_CASE
            )
    return table, max(map(len, table))


@lru_cache(maxsize=64)
def _beginnings(pages: int, damage: str) -> re.Pattern[str]:
    """Return the pattern of what can be the first unit of a sequence of one of ``pages``."""
    table, _ = _table(damage)
    whole: set[str] = set()
    fitted: set[str] = set()
    for text, units in table.items():
        for unit in units:
            if 0xC2 <= unit.byte < 0xF5 and unit.pages & pages:
                if unit.damage == REPLACED:
                    continue
                (fitted if text.isascii() else whole).add(text)
    ways = [f"[{''.join(map(re.escape, sorted(t for t in whole if len(t) == 1)))}]"]
    # What is ASCII now is looked at only where something damaged is behind it.
    letters = "".join(map(re.escape, sorted(t for t in fitted if len(t) == 1)))
    if letters:
        ways.append(rf"[{letters}](?=[^\x00-\x7f])")
    ways += map(re.escape, sorted((t for t in whole if len(t) > 1), key=len, reverse=True))
    return re.compile("|".join(reversed(ways)))


def beginnings(text: str, start: int, end: int, pages: int, damage: str = "") -> Iterator[int]:
    """Yield where sequences, damaged or not, could begin in a stretch of ``text``."""
    return (match.start() for match in _beginnings(pages, damage).finditer(text, start, end))


def arcs(text: str, at: int, pages: int, damage: str = "") -> list[Arc]:
    """Return the damaged arcs of ``text`` that begin at ``at``, by ``pages`` (a mask).

    ``damage`` is one that all of the text went through, or empty.
    """
    return [
        arc._replace(start=at, end=at + arc.end)
        for arc in _arcs(text[at : at + LONGEST], pages, damage)
    ]


#: By how many pages what was dropped is looked for: any of them could have dropped something.
_FEW_PAGES: Final = 24


@lru_cache(maxsize=1 << 12)
def _arcs(text: str, pages: int, damage: str) -> tuple[Arc, ...]:
    table, widest = _table(damage)
    found: dict[tuple[int, str, tuple[str, ...]], Arc] = {}
    # (bytes, their length in text, pages, damages, toll, units that tell nothing)
    stack: list[tuple[bytes, int, int, tuple[str, ...], float, int]] = []
    for size in range(1, min(widest, len(text)) + 1):
        for unit in table.get(text[:size], ()):
            if 0xC2 <= unit.byte < 0xF5 and unit.pages & pages and unit.damage != REPLACED:
                damages: tuple[str, ...] = (unit.damage,) if unit.damage else ()
                stack.append((bytes((unit.byte,)), size, unit.pages & pages, damages, unit.toll, 0))
    dropped = _lost()[0] if pages.bit_count() <= _FEW_PAGES else ()
    # Spaces are stripped at the end of a field, no-break ones too.
    line = text.partition("\n")[0]
    ends = len(line) if len(line) < LONGEST else -1
    while stack:
        raw, at, mask, damages, toll, lost = stack.pop()
        if len(raw) == sequence_length(raw[0]):
            if damages:
                _keep(found, raw, at, mask, damages, toll, lost, damage, at == ends)
            continue
        options = [(at, unit) for unit in dropped]
        for size in range(1, min(widest, len(text) - at) + 1):
            options.extend((at + size, unit) for unit in table.get(text[at : at + size], ()))
        for end, unit in options:
            both = unit.pages & mask
            if not both or unit.byte >= 0xC0 or not _goes_on(raw, unit.byte):
                continue
            more = lost + (end == at or unit.damage == REPLACED)
            if more > 1 and raw != b"\xe2" and raw[:2] != b"\xe2\x80":
                continue  # two that tell nothing: punctuation alone
            named = damages if unit.damage in ("", *damages) else (*damages, unit.damage)
            extra = unit.toll if unit.damage not in damages else 0.0
            if unit.toll > _REPLACED_BESIDE and text[1:at] > "\xff":
                extra += _SURVIVED  # what is beside it would have been replaced as well
            if unit.damage == NBSP_DROPPED and at == ends:
                extra -= _STRIPPED
            if more > 1 and more > lost:
                extra += _SECOND_LOST
            stack.append((raw + bytes((unit.byte,)), end, both, named, toll + extra, more))
    return tuple(_likeliest(found.values()))


def _likeliest(arcs: Iterable[Arc]) -> Iterator[Arc]:
    """Yield what is known, and of what is guessed for the same span the commonest characters."""
    guesses: dict[int, list[tuple[float, Arc]]] = {}
    model = language.load()
    for arc in arcs:
        if arc.lossy:
            common = min(model.single(fold(arc.out[0])), _UNSEEN)
            guesses.setdefault(arc.end, []).append((common + arc.toll, arc))
        else:
            yield arc
    for several in guesses.values():
        several.sort(key=lambda guess: guess[0])
        yield from (arc for _, arc in several[:_GUESSES])


#: Guesses weighed for a span, and what a character costs there that the model has never seen.
_GUESSES: Final = 32
_UNSEEN: Final = 16.0


@lru_cache(maxsize=1 << 10)
def _rarity(pages: int) -> float:
    """Return what a guess loses by being one of rare pages only: each has holes of its own."""
    costs = [page.cost for n, page in enumerate(codepages.PAGES) if pages >> n & 1]
    return _RARITY * (min(costs, default=0.0) - codepages.PAGES[0].cost)


_RARITY: Final = 1.0
#: A mark or symbol that no single-byte page has is not what was lost.
_NO_MARK: Final = 6.0


#: Hyphens and a dagger: of what begins with the same two bytes, quotation marks are the most.
_SELDOM: Final = frozenset("\u2010\u2011\u2020")


def _goes_on(raw: bytes, byte: int) -> bool:
    """Whether ``byte`` can follow ``raw`` in UTF-8."""
    if len(raw) > 1:
        return True
    low, high = {
        0xE0: (0xA0, 0xBF),
        0xED: (0x80, 0x9F),
        0xF0: (0x90, 0xBF),
        0xF4: (0x80, 0x8F),
    }.get(raw[0], (0x80, 0xBF))
    return low <= byte <= high


#: What two bytes that tell nothing can have been the end of: punctuation in common use.
_PUNCTUATION: Final = frozenset("\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022\u201e\u201a")


def _keep(
    found: dict[tuple[int, str, tuple[str, ...]], Arc],
    raw: bytes,
    end: int,
    mask: int,
    damages: tuple[str, ...],
    toll: float,
    lost: int,
    damage: str,
    cut: bool,
) -> None:
    one = decode_one(raw)
    if one is None:
        return
    out, form = one
    category = unicodedata.category(out)
    if category in ("Cn", "Co", "Cc", "Cs") or (lost and category in ("Zs", "Cf")):
        return
    if out in _SELDOM:
        toll += _HYPHEN
    if lost > 1 and out not in _PUNCTUATION:
        return
    if lost and cut and out > "\u07ff" and out not in _PUNCTUATION:
        return  # the end of a field, which may have been cut off anywhere
    if lost:
        toll += _rarity(mask)
        if category[0] in "SP" and out not in codepages.single_tables():
            toll += _NO_MARK
    if damage and damage not in damages:
        return
    if damage == LOWER_CASED:
        out = out.lower()
    elif damage == UPPER_CASED:
        out = out.upper()
    key = (end, out, damages)
    old = found.get(key)
    if old is None:
        found[key] = Arc(0, end, out, (form | mask,), damages, toll, lost > 0)
    else:
        layer = old.chain[0] | mask
        found[key] = old._replace(chain=(layer,), toll=min(toll, old.toll))


# --- multi-byte pages ----------------------------------------------------------------------------

#: What stands for bytes that are no character of a page: in Japanese programs a middle dot.
_STAND_INS: Final = re.compile("(?<=[^\\x00-\\x7f])[?\u30fb\ufffd]")
#: Signs before and behind one of those that belong to the same sequence.
_SIGNS_BESIDE: Final = 2
_LEADS: Final = (0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF)


def multi_byte(text: str, start: int, end: int, pages: int) -> Iterator[Arc]:
    """Yield the arcs of a stretch in which bytes that are no sign of a page were replaced.

    One byte was, or two of which the second may have been the lead of the next character or an
    ASCII space; all that they can have been is proposed, as far as it is in use.
    """
    for match in _STAND_INS.finditer(text, start, end):
        at = match.start()
        window = text[max(0, at - _SIGNS_BESIDE) : at + 1 + _SIGNS_BESIDE]
        shift = at - min(at, _SIGNS_BESIDE)
        for arc in _multi_byte(window, at - shift, pages):
            yield arc._replace(start=arc.start + shift, end=arc.end + shift)


@lru_cache(maxsize=1 << 10)
def _multi_byte(window: str, at: int, pages: int) -> tuple[Arc, ...]:
    found: dict[tuple[int, int, str], Arc] = {}
    for number, page in enumerate(codepages.PAGES):
        if not (page.multi and pages >> number & 1):
            continue
        for begin in range(at):
            known = _bytes_of(window[begin:at], number)
            missing = _missing(known)
            if known and missing:
                behind = window[at + 1 : at + 2].encode("ascii", "ignore")
                for wild in _no_signs(page.codec, missing):
                    if len(wild) == 1 and behind and _is_sign(wild + behind, page.codec):
                        continue  # it would have been read together with what is behind it
                    for end in range(at + 1, len(window) + 1):
                        more = _bytes_of(window[at + 1 : end], number)
                        if end > at + 1 and not more:
                            break
                        arc = _complete(known + wild + more, begin, end, number)
                        if arc is not None:
                            found.setdefault((begin, end, arc.out), arc)
    by_span: dict[tuple[int, int], list[tuple[float, Arc]]] = {}
    model = language.load()
    for (begin, end, out), arc in found.items():
        cost = sum(model.single(fold(char)) for char in out)
        if cost < math.inf:
            by_span.setdefault((begin, end), []).append((cost, arc))
    kept: list[Arc] = []
    for several in by_span.values():
        several.sort(key=lambda guess: guess[0])
        kept += (arc for _, arc in several[:_GUESSES])
    return tuple(kept)


def _bytes_of(signs: str, number: int) -> bytes:
    """Return the bytes of ``signs`` in a multi-byte page, nothing if it has not all of them."""
    raw = b""
    for sign in signs:
        ways = [] if sign.isascii() else codepages.variants(sign)
        own = next((way for way, mask in ways if mask >> number & 1), None)
        if own is None:
            return b""
        raw += own
    return raw


def _missing(raw: bytes) -> int:
    """Return how many bytes ``raw`` lacks of its last character, 0 if it is not so."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return sequence_length(raw[error.start]) - (len(raw) - error.start)
    return 0


@lru_cache(maxsize=16)
def _no_signs(codec: str, missing: int) -> tuple[bytes, ...]:
    """Return the bytes, one or two, that can go on and that a page has no sign for."""
    seconds = range(0x80, 0xC0) if missing == 2 else (*_LEADS, 0x20)
    pairs = [bytes((one, two)) for one in range(0x80, 0xC0) for two in seconds]
    single = [bytes((one,)) for one in range(0x80, 0xC0)] if missing == 1 else []
    return (*single, *(pair for pair in pairs if not _is_sign(pair, codec)))


def _is_sign(raw: bytes, codec: str) -> bool:
    try:
        return len(raw.decode(codec)) == 1
    except UnicodeDecodeError:
        return False


def _complete(raw: bytes, begin: int, end: int, number: int) -> Arc | None:
    try:
        out = raw.decode()
    except UnicodeDecodeError:
        return None
    return Arc(begin, end, out, (1 << number | UTF8,), (REPLACED,), _TOLLS[REPLACED], True)


# --- where to look -------------------------------------------------------------------------------

#: Pages whose damaged sequences are looked for where nothing exact tells the page.
USUAL: Final = (
    "windows-1252", "iso-8859-1", "windows-1251", "windows-1250", "windows-1254", "windows-1257",
    "mac-roman", "cp437", "cp850", "iso-8859-2", "iso-8859-15",
)  # fmt: skip


#: In UTF-8: a capital A with a tilde, another capital of Latin-1 within a word or with a figure,
#: ``?`` or typography behind it, and so the a with a circumflex that leads all typography. It
#: begins with one byte, which is looked for much faster than a class.
_CAPITALS: Final = re.compile(
    rb"\xc3(?:\x83|[\x82-\x96\x98-\x9e](?:(?<=[a-z.,;:)]\xc3.)|[0-9?\"'\xe2]|(?<=G\xc3\x87)"
    rb"|(?<=[A-Z]\xc3.)(?=[a-z]))|\xa2[\"'?\xe2])",
    re.DOTALL,
)
#: The same of a plus sign (best-fitted), of what stands for replaced bytes, of what windows-1251
#: makes of the beginning of typography, of decomposed capitals with a mark behind them, and of what
#: Baltic and Central European pages have for C3; each by a byte without which it is not there.
_OTHERS: Final = (
    (b"+\xc2", re.compile(rb"(?<=[A-Za-z])\+")),
    (b"+\xc3", re.compile(rb"(?<=[A-Za-z])\+")),
    (b"\xc4\x80", re.compile(rb"(?<=[a-z])\xc4")),
    (b"\xc4\x82", re.compile(rb"(?<=[a-z])\xc4")),
    (b"\xc4\x86", re.compile(rb"(?<=[a-z])\xc4")),
    (b"\xcc\x82", re.compile(rb"..(?=[\xc2\xe2])", re.DOTALL)),
    (b"\xcc\x83", re.compile(rb"..(?=[\xc2\xe2])", re.DOTALL)),
    (b"\xd0\xb2\xd0\x82", re.compile(b"")),
)
_CAPITALS_OF_LATIN_1: Final = tuple(
    bytes((0xC3, second)) for second in (*range(0x84, 0x97), *range(0x98, 0x9F))
)
#: What to look for in any text, and the pattern of what has to stand there.
_SIGNS: Final = (
    *((bytes((0xC3, second)), _CAPITALS) for second in (0x82, 0x83)),
    *((b"\xc3\xa2" + following, _CAPITALS) for following in (b'"', b"'", b"?", b"\xe2")),
    (b"\xef\xbf\xbd", re.compile(b"")),
)
#: What to look for besides in short texts, in which nothing else may speak.
_MORE_SIGNS: Final = (*((capital, _CAPITALS) for capital in _CAPITALS_OF_LATIN_1), *_OTHERS)
#: A text is short up to so many bytes.
_SHORT: Final = 2000


def signs(text: str, raw: bytes, beyond: bytes) -> Iterator[int]:
    """Yield where in ``text`` damaged mojibake could begin for which nothing else may speak.

    ``raw`` is the text in UTF-8, ``beyond`` what of it is not ASCII. Only letters that windows-1252
    and its kin make of lead bytes are looked for, and hardly any text has them so.
    """
    looked_for = (*_SIGNS, *_MORE_SIGNS) if len(raw) < _SHORT else _SIGNS
    places = []
    for wanted, sign in looked_for:
        # One byte is found much faster than two, and two in what is not ASCII than in all.
        begin = wanted.strip(b"+\"'?")
        if begin[:1] not in beyond or begin[:2] not in beyond:
            continue
        place = raw.find(wanted)
        while place >= 0:
            if sign.match(raw, place):
                places.append(place + (wanted[0] == 0x2B))
            place = raw.find(wanted, place + 1)
    if not places:
        return
    at = done = 0
    for place in sorted(places):
        at += len(raw[done:place].decode("utf-8", "surrogatepass"))
        done = place
        if not text[at].isupper() or _stands_out(text, at):
            yield at


def _stands_out(text: str, at: int) -> bool:
    """Whether a capital is where words have none, or leads what is no letter."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before.isascii() and before.isupper():
        return text[at - 1 : at + 1] == "G\u00c7" or (
            "a" <= after <= "z" and not text[at - 2 : at - 1].isalpha()
        )
    return before.islower() or before in ".,;:)" or after != ""


@lru_cache(maxsize=1 << 10)
def leading(char: str) -> int:
    """Return the mask of the single-byte pages in which ``char`` begins a sequence."""
    return _all_of(unit.pages for unit in _exact().get(char, ()) if 0xC2 <= unit.byte <= 0xF0)


def _all_of(masks: Iterable[int]) -> int:
    """Return all pages of some masks."""
    pages = 0
    for mask in masks:
        pages |= mask
    return pages


#: What careful writing puts behind any letter, and behind all but the a with a tilde, which ends
#: words that hardly ever end a quotation in guillemets.
_BEHIND_ANY: Final = frozenset("\u2018\u2019\u201c\u201d\u201e\u201a\u2026\u2013\u2014\u2122\u20ac")
_BEHIND_SMALL: Final = frozenset(
    "\u00a0\u00ab\u00bb\u2039\u203a\u00ae\u00b2\u00b3\u00b9\u00b0\u00b7"
)


def is_lowered(first: str, second: str) -> bool:
    """Whether two characters begin a sequence whose lead has lost its capital."""
    # Most of what is asked are letters side by side.
    return not second.isalpha() and _lowered(first + second)


@lru_cache(maxsize=1 << 12)
def _lowered(pair: str) -> bool:
    if len(pair) < 2 or pair[1].isalpha() or (pair[1] in _BEHIND_SMALL and pair[0] != "\u00e3"):
        return False
    if pair[1] in _BEHIND_ANY:
        return False
    leads = continuations = 0
    for unit in _throughout(LOWER_CASED).get(pair[0], ()):
        leads |= unit.pages if 0xC2 <= unit.byte < 0xF5 else 0
    for unit in _exact().get(pair[1], ()):
        continuations |= unit.pages if unit.byte < 0xC0 else 0
    return leads & continuations != 0


def as_word(arc: Arc, before: str, after: str) -> Arc:
    """Return ``arc`` with what it has to prove if it takes a space away that parts two words.

    The a with a grave accent is a word in many languages, and hardly any word begins with it.
    """
    free = not before[-1:].strip() and after.isalpha()
    if free and arc.out == "\u00e0" and NBSP_TO_SPACE in arc.damage:
        return arc._replace(toll=arc.toll + _HYPHEN)
    return arc


def in_row(before: str, after: str) -> bool:
    """Whether a character stands in a row of single letters: three before it, three after."""
    beside = []
    if before[2:] == " " and not before[:1].strip(_LISTING):
        beside.append(before[1:2])
    if after[:1] == " " and not after[2:].strip(_LISTING):
        beside.append(after[1:2])
    return any(char.isalpha() and not char.isascii() for char in beside)


#: What stands between the letters of a row.
_LISTING: Final = " ,;:.\"'()[]*/|\t\r\n"


def ruled_out(beside: str) -> frozenset[str]:
    """Return the damages that the text beside a sequence has not gone through."""
    names = set()
    if _CONTROLS.search(beside):
        names.add(C1_DROPPED)
    if "\u00a0" in beside:
        names |= {NBSP_DROPPED, NBSP_TO_SPACE}
    return frozenset(names)


_CONTROLS: Final = re.compile("[\x80-\x9f]")


def in_capitals(arc: Arc) -> Arc | None:
    """Return what ``arc`` brought out before its line was put in capitals, as it is now."""
    out = arc.out.upper()
    if out == arc.out or not all(char in codepages.single_tables() for char in out):
        return None
    return arc._replace(out=out, damage=(*arc.damage, UPPER_CASED), toll=arc.toll + _CAPITAL)


#: A small letter among capitals is hardly ever meant.
_CAPITAL: Final = 0.5


def is_natural(arc: Arc, around: str, inside: bool) -> bool:
    """Whether what ``arc`` takes is rather what it looks like.

    ``around`` is that with three characters behind it and, if ``inside`` the text, one before it.
    """
    size = arc.end - arc.start
    before = around[:1] if inside else ""
    source, behind = around[inside : inside + size], around[inside + size :]
    if STRAIGHTENED in arc.damage and before == source[-1]:
        return True  # a letter in quotation marks
    if NBSP_TO_SPACE in arc.damage and not before.strip() and len(source) == 2:
        # A letter in a table; words go on with letters, and sentences with words.
        return behind[:1] == " " and behind.lstrip()[:1].isdigit()
    if LOWER_CASED in arc.damage and source[-1] in _ACCENTS and source[0] != "\u00e3":
        # The last keys of a row.
        return before.isascii() and before.isalpha() and not behind[:1].isalpha()
    return False


#: Accents that stand by themselves, as on keyboards.
_ACCENTS: Final = "\u00a8\u00b4\u00af\u00b8"

#: What stands for bytes that were replaced.
_IN_PLACE: Final = ("?", "\ufffd")


def retolled(arc: Arc, seen: Collection[str]) -> Arc:
    """Return ``arc`` with what it has to prove beside certain damage of the kinds ``seen``."""
    if not arc.damage or not seen:
        return arc
    toll = arc.toll
    for name in arc.damage:
        if name in seen:
            toll -= _KNOWN * _TOLLS[name]
        elif name not in _OF_SPACES or _OF_SPACES.isdisjoint(seen):
            toll += _OTHER
    return arc._replace(toll=toll)


#: A no-break space becomes a space, and of two spaces one is dropped.
_OF_SPACES: Final = frozenset((NBSP_DROPPED, NBSP_TO_SPACE))
#: What part of a toll is paid where the same damage is certain, and what another costs there.
_KNOWN: Final = 0.75
_OTHER: Final = 2.0


def fits(arc: Arc, lead: str, before: str, after: str) -> bool:
    """Whether a guess suits a few characters before it and the one after it.

    No quotation opens within or behind a word, and nothing was lost in words in capitals.
    """
    word = before.rstrip("".join(char for char in before if not char.isascii()))[-1:]
    capitals = word.isupper() and not ("a" <= after <= "z")
    if lead.isupper() and (capitals or "A" <= after <= "Z"):
        if arc.lossy or NBSP_TO_SPACE in arc.damage:
            return False  # a word in capitals
    if not arc.lossy:
        return True
    if after in _IN_PLACE and REPLACED not in arc.damage:
        return False  # what stands for a byte is there
    if unicodedata.category(arc.out[0]) in ("Pi", "Pf") and not before[-1:].strip():
        if arc.out[-1] == " " or not after.strip():
            return False
    before = before[-1:]
    if unicodedata.category(arc.out[0]) in ("Pi", "Ps"):
        return (not before or before.isspace() or before in "([{/-\u2013\u2014") and bool(
            after.strip() and after not in ",;:!?)"
        )
    return True
