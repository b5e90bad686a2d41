"""East Asian mojibake with bytes lost: UTF-8 read as a page that had no sign for some pairs of it.

Such a page reads pairs of bytes. What it cannot read it shows as ``?``, U+FFFD or, in Japan, a
middle dot: for one byte or for both. So a hole is any byte or pair that the page has no sign for,
what stands around it says what kind of bytes these were, and the languages of the line, which
letters. A line is read as a whole, by one page, or stays: where a letter may as well be another, it
is not known.
"""

from __future__ import annotations

import dataclasses
import math
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from heapq import nsmallest
from typing import Final, NamedTuple, TypeVar

from mojifix import codepages
from mojifix.model import Edit, Finding, MixUp, Policy
from mojifix.stages import marks, splice
from mojifix.stages.cost import costs
from mojifix.stages.lattice import PLAIN, TYPOGRAPHIC, Arc, Voice, line_cost, surroundings
from mojifix.stages.propose import spliced

__all__ = ["HOLE", "HOLES", "choose"]

#: Name of the damage on an edit.
HOLE: Final = "bytes replaced"
#: What stands for bytes that a page has no sign for; the last in Japanese pages.
HOLES: Final = frozenset("?\ufffd\u30fb")
_NO_TEXT: Final = ("Cn", "Cc", "Co", "Cs")
#: ASCII that a hole may have swallowed with the byte before it.
_SWALLOWED: Final = b" \t\"'(),-./:;<=>!"


class Unit(NamedTuple):
    """``line[start:end]`` was ``out``; ``lossy`` if something in it is a hole."""

    start: int
    end: int
    out: str
    lossy: bool


class _Page:
    """A page as what reads pairs of bytes."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._codec = codepages.PAGES[number].codec
        self._unread: dict[tuple[int, int], bool] = {}

    def bytes_of(self, char: str) -> bytes | None:
        return next((r for r, mask in codepages.variants(char) if mask >> self.number & 1), None)

    def is_unread(self, first: int, second: int) -> bool:
        """Whether the page has no sign for two bytes."""
        key = first, second
        if key not in self._unread:
            self._unread[key] = not self._reads(bytes(key))
        return self._unread[key]

    def _reads(self, raw: bytes) -> bool:
        try:
            chars = raw.decode(self._codec)
        except UnicodeDecodeError:
            return False
        return not any(
            "\x80" <= char < "\xa0" or unicodedata.category(char) == "Co" for char in chars
        )


@lru_cache(maxsize=16)
def _page(number: int) -> _Page:
    return _Page(number)


def _is_begun(raw: bytes) -> bool:
    """Whether UTF-8 may go on behind ``raw``, what is whole in it being text."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def _starts(raw: bytes) -> Iterator[int]:
    """Yield the bytes that may stand behind ``raw``."""
    lead = next((at for at in range(len(raw) - 1, -1, -1) if not 0x80 <= raw[at] < 0xC0), None)
    if lead is not None and raw[lead] >= 0xC2 and len(raw) - lead < _length(raw[lead]):
        yield from range(0x80, 0xC0)
    else:
        yield from range(0xC3, 0xF0)


def _length(lead: int) -> int:
    return 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


#: Ways to read one stretch that are looked at, and holes in it.
_MOST: Final = 6_000
_LONGEST: Final = 12


def _units(line: str, start: int, page: _Page) -> list[Unit]:
    """Return what may begin at ``line[start]``, up to where bytes and signs end together."""
    found: dict[tuple[int, str], Unit] = {}
    stack: list[tuple[int, bytes, bool]] = [(start, b"", False)]
    steps = 0
    while stack and steps < _MOST:
        at, raw, lossy = stack.pop()
        steps += 1
        if raw and _is_whole(raw):
            out = raw.decode()
            if not any(unicodedata.category(char) in _NO_TEXT for char in out):
                found.setdefault((at, out), Unit(start, at, out, lossy))
            continue
        if at == len(line) or at - start >= _LONGEST:
            continue
        char = line[at]
        known = page.bytes_of(char) if not char.isascii() else None
        if known is not None and _is_begun(raw + known):
            stack.append((at + 1, raw + known, lossy))
        if char in HOLES:
            stack += (
                (at + 1, raw + more, True)
                for more in _fillings(raw, line[at + 1 : at + 2], page, char != "\ufffd")
            )
    return list(found.values()) if steps < _MOST else []


def _is_whole(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _fillings(raw: bytes, behind: str, page: _Page, swallows: bool) -> Iterator[bytes]:
    """Yield what a hole may have been behind the bytes ``raw``, before a sign; ASCII with it if it
    ``swallows`` that."""
    after = page.bytes_of(behind) if behind and not behind.isascii() else behind.encode()
    for first in _starts(raw):
        one = raw + bytes((first,))
        if not _is_begun(one):
            continue
        # A byte by itself: the next one made no pair with it.
        if not behind or (after and page.is_unread(first, after[0])) or behind in HOLES:
            yield one[len(raw) :]
        whole = _is_whole(one)
        swallowed = _SWALLOWED if whole and swallows and behind else b""
        for second in (*_starts(one), *swallowed):
            if page.is_unread(first, second) and _is_begun(one + bytes((second,))):
                yield bytes((first, second))


class Reading(NamedTuple):
    """A line read by one page: its units, how sure each character of them is, and what it costs."""

    page: int
    units: tuple[Unit, ...]
    margins: tuple[tuple[float, ...], ...]
    cost: float
    out: str


_BEFORE: Final = "\n\n\n"
#: States kept at every offset.
_BEAM: Final = 6
#: What a hole costs to believe in, in nats.
_HOLE_COST: Final = 2.0

_Trail = tuple["_Trail | None", Unit]


def _spoken(context: str, out: str, voice: Voice, behind: str | None = None) -> tuple[float, str]:
    """Return what ``out`` costs behind ``context``, and the context behind it; a mark at its end is
    guessed by its place if what is ``behind`` is given."""
    total = 0.0
    for at, char in enumerate(out):
        if behind is not None and char in TYPOGRAPHIC:
            total += marks.price(context[-1], char, out[at + 1 : at + 2] or behind)
        else:
            # What a language was never seen to do is no rarer than the letter by itself.
            total += min(voice(context, char), costs(context, char).strict)
        context = context[1:] + char
    return total, context


def _best(line: str, starting: Sequence[Sequence[Unit]], voice: Voice) -> tuple[Unit, ...] | None:
    """Return the likeliest way to read all of ``line``."""
    beams: list[dict[str, tuple[float, _Trail | None]]] = [{} for _ in range(len(line) + 1)]
    beams[0][_BEFORE] = (0.0, None)
    for at, char in enumerate(line):
        states = sorted(beams[at].items(), key=lambda item: item[1][0])[:_BEAM]
        beams[at] = {}
        for context, (cost, trail) in states:
            ways = [(unit, unit.out, unit.end) for unit in starting[at]]
            for unit, out, end in [*ways, *([(None, char, at + 1)] if char.isascii() else [])]:
                lossy = unit is not None and unit.lossy
                more, behind = _spoken(context, out, voice, line[end : end + 1] if lossy else None)
                new = cost + more + (_HOLE_COST if lossy else 0.0)
                old = beams[end].get(behind)
                if old is None or new < old[0]:
                    beams[end][behind] = (new, (trail, unit) if unit else trail)
    if not beams[-1]:
        return None
    trail = min(beams[-1].values(), key=lambda state: state[0])[1]
    taken = []
    while trail is not None:
        taken.append(trail[1])
        trail = trail[0]
    return tuple(reversed(taken))


def _margins(
    line: str, taken: Sequence[Unit], number: int, rivals: Sequence[Unit], voice: Voice
) -> tuple[float, ...]:
    """Return by how many nats each character of a unit leads the next that it may have been."""
    unit = taken[number]
    before = spliced(line[: unit.start], taken[:number])
    moved = [
        u._replace(start=u.start - unit.end, end=u.end - unit.end) for u in taken[number + 1 :]
    ]
    after = spliced(line[unit.end : unit.end + _AHEAD], [u for u in moved if u.end <= _AHEAD])
    after = f"{after}\n" if unit.end + _AHEAD > len(line) else after
    context = (_BEFORE + before)[-3:]

    def cost(other: Unit) -> float:
        # What is a sign in one reading is a hole in another.
        rest = after if other.end == unit.end else spliced(line[other.end :], ())
        nats, behind = _spoken(context, other.out, voice, rest[:1])
        return nats + _spoken(behind, rest[:3], voice)[0]

    own = cost(unit)
    least = [math.inf] * len(unit.out)
    for other in rivals:
        if other.end != unit.end or other.out == unit.out:
            continue
        lead = cost(other) - own
        same = len(other.out) == len(unit.out)
        for at, char in enumerate(unit.out):
            if not same or other.out[at] != char:
                least[at] = min(least[at], lead)
    return tuple(least)


_AHEAD: Final = 12


#: The signs of languages: Japanese, Chinese in its two scripts, Korean.
_REPERTOIRES: Final = ("cp932", "gb2312", "big5", "cp949")


def _in(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _is_sign(char: str) -> bool:
    return (
        "\u3041" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3"
    )


def _is_kana(char: str) -> bool:
    return "\u3041" <= char <= "\u30ff" and char != "\u30fb"


#: Signs that Japanese has some kana among.
_SEVERAL: Final = 4


def _foreign(sure: str, unit: Unit) -> bool:
    """Whether a unit has a sign that no language has that all ``sure`` signs may be of."""
    signs = set(filter(_is_sign, sure))
    if any(map(_is_kana, signs)):
        codecs: tuple[str, ...] = _REPERTOIRES[:1]
    else:
        codecs = tuple(codec for codec in _REPERTOIRES if all(_in(char, codec) for char in signs))
    own = set(filter(_is_sign, unit.out))
    if not any(map(_is_kana, signs)) and len(signs) >= _SEVERAL and any(map(_is_kana, own)):
        return True
    return bool(own) and not any(all(_in(char, codec) for char in own) for codec in codecs)


def _plausible(line: str, taken: Sequence[Unit], starting: list[list[Unit]]) -> list[list[Unit]]:
    """Return the units without those of a foreign script, and without spaces before nothing."""
    sure = "".join(unit.out for unit in taken if not unit.lossy)
    kept = []
    for units in starting:
        kept.append(
            [
                unit
                for unit in units
                if not unit.lossy
                or not (
                    _foreign(sure, unit)
                    or (unit.out[-1].isspace() and not line[unit.end : unit.end + 1].strip())
                )
            ]
        )
    return kept


#: Units looked at where one begins, those of the commonest letters.
_KEPT: Final = 200


def _likeliest(units: Sequence[Unit]) -> list[Unit]:
    """Return the units of the commonest letters, of all lengths."""
    ends = {unit.end for unit in units}
    return [
        unit
        for end in ends
        for unit in nsmallest(_KEPT, (unit for unit in units if unit.end == end), key=_rarity)
    ]


def _rarity(unit: Unit) -> float:
    return sum(costs(_BEFORE, char).strict for char in unit.out)


def _read(line: str, number: int) -> Reading | None:
    page = _page(number)
    starting: list[list[Unit]] = []
    for at, char in enumerate(line):
        near = line[max(0, at - 1) : at + 2]
        asked = not char.isascii() or (char in HOLES and not near.isascii())
        units = _units(line, at, page) if asked else []
        starting.append(_likeliest(units) if len(units) > _KEPT else units)
    voice = Voice(PLAIN, surroundings(line, ()))
    taken = _best(line, starting, voice)
    if taken is None or not any(unit.lossy for unit in taken):
        return None
    sure = [Arc(*unit[:3], 0.0, unit.lossy, False) for unit in taken]
    voice = Voice(PLAIN, surroundings(line, sure))
    starting = _plausible(line, taken, starting)
    taken = _best(line, starting, voice)
    if taken is None:
        return None
    margins = tuple(
        _margins(line, taken, n, starting[unit.start], voice) if unit.lossy else ()
        for n, unit in enumerate(taken)
    )
    holes = sum(unit.lossy for unit in taken)
    cost = line_cost(spliced(line, taken), (), PLAIN)
    cost += codepages.PAGES[number].cost + _HOLE_COST * holes
    return Reading(number, taken, margins, cost, spliced(line, taken))


def choose(
    text: str, edits: Sequence[Edit], findings: Sequence[Finding], policy: Policy
) -> tuple[list[Edit], list[Finding]]:
    """Return the edits to make in ``text`` and all findings, given those of exact repair.

    They are the same but in lines that an East Asian page damaged and lost bytes of.
    """
    decided: list[_Decision] = []
    done = -1
    for finding in findings:
        if finding.start < done:
            continue
        start = text.rfind("\n", max(0, done), finding.start) + 1 or max(0, done)
        end = text.find("\n", finding.start)
        end = done = len(text) if end < 0 else end
        line = text[start:end].rstrip("\r")
        if len(line) > _LONGEST_LINE or HOLES.isdisjoint(line):
            continue
        exact, said = _within(edits, start, end), _within(findings, start, end)
        pages = _pages(said, policy)
        if pages and _is_left(line, start, exact):
            many = sum(map(line.count, HOLES)) > _MANY and not policy.replace_unknown
            made = None if many else _decide(line, start, pages, policy)
            if (made is None or not made.edits) and _is_at_end(line, start, exact):
                continue
            if made is None and not policy.replace_unknown:
                held = [splice.left(finding, _LOST) for finding in said]
                made = _Decision(start, end, [], held)
            if made is not None:
                decided.append(made._replace(end=end))
    if not decided:
        return list(edits), list(findings)
    taken = [line.start for line in decided]

    def is_elsewhere(value: Edit | Finding) -> bool:
        place = bisect_right(taken, value.start) - 1
        return place < 0 or value.start >= decided[place].end

    return (
        sorted([*filter(is_elsewhere, edits), *(e for d in decided for e in d.edits)], key=_start),
        sorted(
            [*filter(is_elsewhere, findings), *(f for d in decided for f in d.findings)], key=_start
        ),
    )


def _is_at_end(line: str, start: int, exact: Sequence[Edit]) -> bool:
    """Whether only the end of a line was lost, which says nothing about the rest."""
    done = 0
    for edit in exact:
        if not line[done : edit.start - start].isascii():
            return False
        done = edit.end - start
    rest = line[done:].rstrip()
    return bool(exact) and rest[:-_LONGEST_END].isascii()


#: What is left of a letter at the end of a line, and the sign of what is lost, in code points.
_LONGEST_END: Final = 3


class _Decision(NamedTuple):
    """What becomes of a line."""

    start: int
    end: int
    edits: list[Edit]
    findings: list[Finding]


_Value = TypeVar("_Value", Edit, Finding)


def _within(values: Sequence[_Value], start: int, end: int) -> list[_Value]:
    first, last = (bisect_left(values, at, key=_start) for at in (start, end))
    return list(values[first:last])


def _is_left(line: str, start: int, exact: Sequence[Edit]) -> bool:
    """Whether exact repair leaves a character beyond ASCII beside what may be a hole."""
    left = list(line)
    for edit in exact:
        # A middle dot is one that stands for a lost pair, or a byte and a capital E by chance.
        if "\u30fb" in edit.before and edit.after.count("E") > edit.before.count("E"):
            continue
        left[edit.start - start : edit.end - start] = " " * (edit.end - edit.start)
    return any(
        char in HOLES
        and any(not c.isascii() and c not in HOLES for c in left[max(0, at - 1) : at + 2])
        for at, char in enumerate(left)
    )


#: With more holes in a line, one of them is never certain.
_MANY: Final = 8
#: Longer lines, in code points, are left.
_LONGEST_LINE: Final = 2000


def _start(value: Edit | Finding) -> int:
    return value.start


def _pages(findings: Sequence[Finding], policy: Policy) -> list[int]:
    """Return the East Asian pages that the findings of a line may be of, commonest first."""
    labels = {
        finding.candidates[0].chain[0].read_as
        for finding in findings
        if finding.candidates
        and len(finding.candidates[0].chain) == 1
        and finding.candidates[0].chain[0].meant == "utf-8"
    }
    allowed = codepages.MULTI
    if policy.read_as is not None:
        allowed &= codepages.mask_of(policy.read_as)
    pages = codepages.PAGES
    numbers = [n for n, page in enumerate(pages) if page.label in labels and allowed >> n & 1]
    return sorted(numbers, key=lambda number: pages[number].cost)[:_PAGES]


#: Pages that a line is read by at most.
_PAGES: Final = 2


#: By how much a guess has to lead the next, in nats: of 751 lines of the tuning text with one to
#: three holes, read by two pages and three kinds of decoder, 55 come back and 1 comes out wrong (a
#: full stop for a comma, by 5.6 nats); with a lead of 3 it was one in five. Marks and syllables of
#: Hangul have more rivals that fit as well.
_SURE: Final = 5.0
_SURE_OF_MANY: Final = 6.5
#: Beside less than so many signs that are no guesses, the lead has to be larger.
_ENOUGH: Final = 4
_ALONE: Final = 3.0
_LOST: Final = "bytes were lost, and what they were is not certain"


def _may_have_more(line: str, unit: Unit) -> bool:
    """Whether ASCII may be lost with the byte before it: a comma before a space, a bracket that is
    missed at the end of a line. Decoders that write U+FFFD spare what is ASCII."""
    if line[unit.end - 1] == "\ufffd" or not unit.out[-1:].isalnum():
        return False
    if unit.end < len(line):
        return line[unit.end].isascii()
    return any(line.count(a) != line.count(b) for a, b in _PAIRS)


_PAIRS: Final = ("()", "[]", "{}", "<>")


def _need(out: str, sure: int) -> float:
    """Return the lead that a guess needs beside so many signs that are no guesses."""
    many = any("\uac00" <= char <= "\ud7a3" or unicodedata.category(char)[0] == "P" for char in out)
    return (_SURE_OF_MANY if many else _SURE) + (_ALONE if sure < _ENOUGH else 0.0)


def _decide(line: str, start: int, pages: Sequence[int], policy: Policy) -> _Decision | None:
    """Return the edits of a line and what is found in it, ``None`` if it can't be read."""
    found = [reading for number in pages if (reading := _read(line, number)) is not None]
    if not found:
        return None
    best = min(found, key=lambda reading: reading.cost)
    evidence = round(line_cost(line, (), PLAIN) - best.cost, 2)
    if evidence < policy.threshold:
        return None
    signs = sum(sum(map(_is_sign, unit.out)) for unit in best.units if not unit.lossy)
    sure = all(
        nats >= _need(unit.out, signs)
        for unit, margins in zip(best.units, best.margins, strict=True)
        for nats in margins
    )
    sure = sure and not any(_may_have_more(line, unit) for unit in best.units if unit.lossy)
    reason = "" if sure or policy.replace_unknown else _LOST
    made: list[Edit] = []
    said: list[Finding] = []
    chain = (MixUp(codepages.PAGES[best.page].label),)
    for unit, margins in zip(best.units, best.margins, strict=True):
        out = unit.out
        if policy.replace_unknown:
            known = (
                (nats >= _need(out, signs) for nats in margins) if margins else (True,) * len(out)
            )
            out = "".join(
                c if is_known else "\ufffd" for c, is_known in zip(out, known, strict=True)
            )
        span = start + unit.start, start + unit.end
        before = line[unit.start : unit.end]
        nats = round(min((evidence, *margins)), 2)
        edit = Edit(*span, before, out, chain, nats, (HOLE,) if unit.lossy else (), unit.lossy)
        if made and made[-1].end == edit.start and made[-1].lossy == edit.lossy:
            last = made.pop()
            said.pop()
            edit = dataclasses.replace(
                edit,
                start=last.start,
                before=last.before + before,
                after=last.after + out,
                evidence=min(last.evidence, nats),
            )
        if edit.before == edit.after:
            continue
        made.append(edit)
        finding = splice.finding_of(edit)
        said.append(splice.left(finding, reason) if reason else finding)
    return _Decision(start, start + len(line), [] if reason else made, said)
