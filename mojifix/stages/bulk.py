"""Repair of long texts in which whole lines are UTF-8 read as one page, all of it at once.

Weighing every word of a long text that is damaged from end to end tells nothing that the first
words have not told. Here the engine judges a sample of the damaged lines. If it repairs all of it
by one page, the other lines go through the codecs as they are: a line is taken only if all that is
not ASCII in it is valid UTF-8 of that page, and more of it than clean lines ever are. All other
lines that anything could be wrong with are judged by the engine beside the sample, as are lines of
which something is left, or that may only talk about mojibake. Where they are too many, or where two
pages read the text as UTF-8, it is the engine that does it all.
"""

from __future__ import annotations

import codecs
import dataclasses
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from mojifix import codepages
from mojifix.model import Candidate, Edit, Finding, MixUp, Report
from mojifix.stages import mention, splice, suspect
from mojifix.stages.cost import costs

__all__ = ["LEAST", "Judge", "OddAmong", "mended", "repaired"]

#: Code points of damaged lines below which the sample would be most of the work.
LEAST: Final = 1000
#: Lines of which the page is guessed, from both ends and between, and how many have to agree.
_PROBED: Final = 6
_AGREE: Final = 3
#: Code points of a line that are looked at for that, and that are judged; a sequence of most pages
#: ends within so many.
_LOOKED_AT: Final = 200
_JUDGED: Final = 48
_WITHIN: Final = 8
#: Different characters beyond ASCII from which a line that is all of a page of one byte is taken.
#: Of 237,000 clean lines as they are, in capitals and in small letters, 150 happen to be UTF-8 of
#: such a page with two of them, or with three, none with more.
_DIFFERENT: Final = 6
#: Evidence, in nats, from which other lines are taken: clean ones that happen to be all of a page
#: (`CAF\u00c9\u2122`, `mang\u00e9\u00a0\u00bb` three times) stay below 20.
_PLENTY: Final = 30.0
#: Evidence, in nats, from which a line is taken if all that it comes to beyond ASCII is in so many
#: lines that are certain. The clean lines above stay below 8 by any page of one byte; of damaged
#: ones of tuning text one in 20 has less than 15. It may be the less, down to what clean lines
#: have, the more lines are certain for each that is not of the page.
_SOME: Final = 15.0
_LITTLE: Final = 8.0
_SEEN: Final = 3
#: How many times as much has to be damaged as the engine is asked of.
_TIMES: Final = 3
#: How often lines are given to the engine that were not what they seemed.
_ROUNDS: Final = 3


Judge = Callable[[str], Report]
#: Given lines, the places of those that are to be looked at.
OddAmong = Callable[[Sequence[str]], list[int]]


class _Mended(NamedTuple):
    """What becomes of a text, by the numbers of its lines."""

    lines: list[str]
    page: str
    #: Lines that were read as they are, and those that the engine judged, in order.
    taken: dict[int, str]
    rest: list[int]
    #: What the engine said of a sample and then of ``rest``, which begins at ``inside``.
    judged: Report
    inside: int
    #: What it says of what the lines ``odd`` of ``taken`` have become.
    looked: Report
    odd: list[int]

    def outs(self) -> Mapping[int, str]:
        """Return {number of a line: what it becomes}."""
        results = self.judged.text.split("\n")
        return self.taken | dict(
            zip(self.rest, results[-len(self.rest) or len(results) :], strict=True)
        )


def repaired(text: str, judge: Judge, odd_among: OddAmong) -> Report | None:
    """Return what `mended` returns, but with nothing told of how it became so: that takes longer
    than all else."""
    found = _mended(text, judge, odd_among)
    return None if found is None else Report(_put(found.lines, found.outs()))


def mended(text: str, judge: Judge, odd_among: OddAmong) -> Report | None:
    """Return the report of ``text`` with all damaged lines repaired; ``None`` where that is not to
    be said so simply. ``judge`` is the engine, ``odd_among`` says which lines it has to see.

    A line is read as one, so every edit has the evidence of its line; other readings are not told.
    """
    found = _mended(text, judge, odd_among)
    if found is None:
        return None
    beyond = sum(not line.isascii() for line in found.lines)
    price = -math.log((len(found.taken) + 0.1) / (beyond + 0.3))
    edits: list[Edit] = []
    findings: list[Finding] = []
    inside = found.inside
    rest = set(found.rest)
    at = 0
    for number, line in enumerate(found.lines):
        if number in found.taken:
            nats = _evidence(line, found.taken[number])
            for edit, candidate in _edits(line, at, found.page, nats, price):
                edits.append(edit)
                span = edit.start, edit.end, edit.before
                findings.append(Finding(*span, (candidate,), True, "repaired"))
        elif number in rest:
            edits += _moved(found.judged.edits, inside, len(line), at)
            findings += _moved(found.judged.findings, inside, len(line), at)
            inside += len(line) + 1
        at += len(line) + 1
    result = _put(found.lines, found.outs())
    if found.looked.findings:
        # What is left of a line that was taken is reported as ever.
        left = list(_in_result(found, result))
        edits, findings = splice.compose(text, edits, findings, (), left)
    return Report(result, tuple(edits), tuple(findings))


def _mended(text: str, judge: Judge, odd_among: OddAmong) -> _Mended | None:
    if suspect.has_controls(text):
        return None
    lines = text.split("\n")
    beyond = [number for number, line in enumerate(lines) if not line.isascii()]
    page, sample = _guessed([lines[number] for number in beyond])
    if not page:
        page, sample = _guessed([lines[number] for number in odd_among(lines)])
    if not page:
        return None
    read = _certain(lines, beyond, page)
    if sum(len(lines[number]) for number in read) < LEAST:
        return None
    others = [number for number in beyond if number not in read]
    rest = [others[at] for at in odd_among([lines[number] for number in others])]
    if _is_ambiguous([lines[number] for number in read], page):
        return None
    names = mention.may_name(text)
    expected = [_read(line, page) for line in sample]
    inside = sum(len(line) + 1 for line in sample)
    for _ in range(_ROUNDS):
        given = [lines[number] for number in rest]
        if sum(len(line) for line in read.values()) < _TIMES * sum(map(len, given)):
            return None
        judged = judge("\n".join([*sample, *given]))
        results = judged.text.split("\n")
        if (
            any("\n" in edit.before or _is_weak(edit, page) for edit in judged.edits)
            or len(results) != len(sample) + len(rest)
            or results[: len(sample)] != expected
        ):
            return None
        unsettled = {*rest}
        taken = {number: out for number, out in read.items() if number not in unsettled}
        numbers = list(taken)
        odd = [numbers[at] for at in odd_among(list(taken.values()))]
        looked = judge("\n".join(taken[number] for number in odd)) if odd else Report("")
        found = _Mended(lines, page, taken, rest, judged, inside, looked, odd)
        mentions = _mentions(found, text, names)
        if mentions is None:
            return None
        unsettled = mentions | _changed(found)
        if not unsettled:
            return found
        rest = sorted({*rest, *unsettled})
    return None


def _is_weak(edit: Edit, page: str) -> bool:
    """Whether an edit is of another page than most of the text, and certain only because a sample
    says so little of the text: beside all of it the engine may leave it."""
    return edit.evidence < _SOME and any(mix_up.read_as != page for mix_up in edit.chain)


def _put(lines: Sequence[str], outs: Mapping[int, str]) -> str:
    return "\n".join(outs.get(number, line) for number, line in enumerate(lines))


def _certain(lines: Sequence[str], beyond: Sequence[int], page: str) -> dict[int, str]:
    """Return {number: what it was} of the lines that were read as ``page`` by no chance."""
    read: dict[int, str] = {}
    weak: dict[int, str] = {}
    for number in beyond:
        out = _read(lines[number], page)
        if out is not None:
            certain = _is_certain(lines[number], out, page)
            (read if certain else weak)[number] = out
    seen = Counter(char for out in read.values() for char in {*out} - _ASCII)
    usual = {char for char, times in seen.items() if times >= _SEEN} | _ASCII
    need = _need(len(read), len(beyond) - len(read) - len(weak))
    for number, out in weak.items():
        if usual.issuperset(out) and _proven(lines[number], out, page, need) >= need:
            read[number] = out
    return read


def _need(certain: int, others: int) -> float:
    """Return what a line that is all of the page has to prove, in nats: less where nearly all are
    that are not ASCII, as the odds are."""
    return min(_SOME, max(_LITTLE, _SOME - math.log((certain + 0.1) / (others + 0.3))))


def _is_certain(line: str, out: str, page: str) -> bool:
    """Whether a line that is UTF-8 of a page throughout is so by no chance."""
    different = len({*out} - _ASCII)
    return (different >= _DIFFERENT and not codepages.page(page).multi) or (
        _proven(line, out, page, _PLENTY) >= _PLENTY
    )


def _proven(line: str, out: str, page: str, enough: float) -> float:
    """Return how much likelier ``out`` is than the line, in nats; no more than is ``enough``."""
    if codepages.page(page).multi:
        return _evidence(line, out)
    around = f"\n\n\n{line}"
    nats = 0.0
    for match in _CHUNKS(line):
        start = match.start()
        gain = _gain if match.end() - start <= _REMEMBERED else _gained
        nats += gain(around[start : start + 3], match.group(), page)
        if nats >= enough:
            break
    return nats


#: What stands together so closely that one part of it is weighed with the other.
_CHUNKS: Final = re.compile(
    "[^\x00-\x7f]+(?:[\x00-\x7f]{1,3}[^\x00-\x7f]+)*[\x00-\x7f]{0,3}"
).finditer


def _gained(before: str, chunk: str, page: str) -> float:
    """Return `_evidence` for a part of a line behind ``before``, read as ``page``."""
    out = _read(chunk, page) or chunk
    return _evidence(f"{before}{chunk}", f"{before}{out}")


#: Words come again, and their parts more so; longer ones do not.
_gain = lru_cache(maxsize=1 << 14)(_gained)
_REMEMBERED: Final = 64


_ASCII: Final = frozenset(map(chr, range(128)))


def _changed(found: _Mended) -> set[int]:
    """Return the lines in which the engine changes what was read."""
    texts = (found.taken[number] for number in found.odd)
    results = found.looked.text.split("\n")
    if len(results) != len(found.odd):
        return set(found.odd)
    pairs = zip(found.odd, texts, results, strict=True)
    return {number for number, out, result in pairs if out != result}


def _mentions(found: _Mended, text: str, names: bool) -> set[int] | None:
    """Return the lines that were read but may only talk about mojibake; ``None`` if the engine has
    repaired one, which beside it and its sample looked like damage."""
    multi = codepages.page(found.page).multi
    listed = {number for number, out in found.taken.items() if _is_listed(found, number, out)}
    asked = {
        number
        for number, out in found.taken.items()
        if multi or mention.may_show(found.lines[number], out, _around(found.lines, number), names)
    }
    if not asked and not found.judged.edits:
        return listed
    # Whoever suffers does not only talk: one line that does is enough to say so.
    asked.update([number for number in found.taken if number not in asked][:1])
    rest = set(found.rest)
    edits: list[Edit] = []
    line_of: dict[int, int] = {}
    inside, at = found.inside, 0
    for number, line in enumerate(found.lines):
        here: list[Edit] = []
        if number in asked:
            nats = _evidence(line, found.taken[number])
            here = [edit for edit, _ in _edits(line, at, found.page, nats, 0.0)]
        elif number in rest:
            here = list(_moved(found.judged.edits, inside, len(line), at))
            inside += len(line) + 1
        line_of |= {edit.start: number for edit in here}
        edits += here
        at += len(line) + 1
    mentioned = {line_of[start] for start in mention.reasons(text, edits)}
    return listed | mentioned if mentioned.isdisjoint(rest) else None


def _is_listed(found: _Mended, number: int, out: str) -> bool:
    """Whether a line by itself is nothing but symptoms, whatever other lines suffer from."""
    if not mention.may_list(out):
        return False
    line = found.lines[number]
    edits = [edit for edit, _ in _edits(line, 0, found.page, _evidence(line, out), 0.0)]
    return bool(mention.reasons(line, edits))


def _around(lines: Sequence[str], number: int) -> tuple[str, str]:
    """Return the line before, and the one after."""
    return (
        lines[number - 1] if number else "",
        lines[number + 1] if number + 1 < len(lines) else "",
    )


def _in_result(found: _Mended, result: str) -> Iterator[Finding]:
    """Yield what the engine left of lines that were taken, where it is in ``result``."""
    outs = found.outs()
    odd = set(found.odd)
    at = inside = 0
    for number, line in enumerate(found.lines):
        out = outs.get(number, line)
        if number in odd:
            yield from _moved(found.looked.findings, inside, len(out), at)
            inside += len(out) + 1
        at += len(out) + 1


_Said = TypeVar("_Said", Edit, Finding)


def _moved(said: Sequence[_Said], start: int, size: int, to: int) -> Iterator[_Said]:
    """Yield those of ``said``, which are in order, that are in so many code points from ``start``,
    as if these began at ``to``."""
    for at in range(bisect_left(said, start, key=_start), len(said)):
        one = said[at]
        if one.end > start + size:
            break
        yield dataclasses.replace(one, start=one.start - start + to, end=one.end - start + to)


def _start(value: Edit | Finding) -> int:
    return value.start


def _evidence(line: str, out: str) -> float:
    """Return how much likelier ``out`` is than the line as it stands, in nats."""
    stands = sum(min(costs(context, char)) for context, char in _places(line))
    return stands - sum(costs(context, char).strict for context, char in _places(out))


def _places(line: str) -> Iterator[tuple[str, str]]:
    """Yield (three characters before, character) wherever one of the four is not ASCII."""
    around = f"\n\n\n{line}"
    last = 0
    for match in _BEYOND_ASCII.finditer(line):
        for at in range(max(match.start(), last), min(match.end() + 3, len(line))):
            yield around[at : at + 3], line[at]
        last = min(match.end() + 3, len(line))


def _edits(
    line: str, at: int, page: str, nats: float, price: float
) -> Iterator[tuple[Edit, Candidate]]:
    """Yield the edits of a line that starts at ``at``: its runs beyond ASCII, where pages of two
    bytes have ASCII as the second one its words."""
    chain = (MixUp(page),)
    language, prior = round(nats, 2), round(-price, 2)
    evidence = round(language + prior, 2)
    parts = (("language", language), ("prior", prior))
    spans = _WORDS if codepages.page(page).multi else _BEYOND_ASCII
    for match in spans.finditer(line):
        before = match.group()
        after = _read(before, page) or before
        start, end = match.span()
        while before[:1] == after[:1] and before[:1].isascii():
            before, after, start = before[1:], after[1:], start + 1
        while before[-1:] == after[-1:] and before[-1:].isascii():
            before, after, end = before[:-1], after[:-1], end - 1
        edit = Edit(at + start, at + end, before, after, chain, evidence)
        yield edit, Candidate(after, chain, evidence, parts)


_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_WORDS: Final = re.compile(r"[^\x00-\x20]*[^\x00-\x7f][^\x00-\x20]*")


def _guessed(lines: list[str]) -> tuple[str, list[str]]:
    """Return the page that most of some of ``lines`` were read as, and a sample of what was; the
    page is empty if there is none."""
    probes = _spread(lines, _PROBED)
    best, most = "", _AGREE - 1
    kinds = [_kind_of(line) for line in probes]
    for page in _PAGES:
        multi = codepages.page(page).multi
        lines = [
            line
            for line, (chars, lone) in zip(probes, kinds, strict=True)
            if multi or (not lone and codepages.may_hold(page, chars))
        ]
        if len(lines) <= most:
            continue
        number = sum(_beginning(line, page, _LOOKED_AT) is not None for line in lines)
        if number > most:
            best, most = page, number
        if most == len(probes):
            break
    if not best:
        return "", []
    judged = (_beginning(line, best, _JUDGED) for line in probes)
    return best, [line for line in judged if line is not None and not line.isascii()][:_AGREE]


def _kind_of(line: str) -> tuple[frozenset[str], bool]:
    """Return the characters that a line begins with, and whether one beyond ASCII is alone."""
    if len(line) <= _LOOKED_AT:
        return frozenset(line), codepages.has_lone(line)
    # The last sequence may not be whole: what is cut off is as good as two more.
    beginning = line[: _LOOKED_AT - _WITHIN]
    return frozenset(beginning), codepages.has_lone(beginning + "\x80\x80")


#: The pages, commonest first.
_PAGES: Final = tuple(page.label for page in sorted(codepages.PAGES, key=lambda page: page.cost))


def _spread(lines: list[str], many: int) -> list[str]:
    """Return so many of ``lines``, evenly spread, or all if there are no more."""
    if len(lines) <= many:
        return lines
    return [lines[at * (len(lines) - 1) // (many - 1)] for at in range(many)]


def _beginning(line: str, page: str, size: int) -> str | None:
    """Return about so many code points of a line that were read as ``page``, ``None`` if they were
    not."""
    if len(line) <= size:
        return None if _read(line, page) is None else line
    if not _begins_as_utf_8(line[:size], page):
        return None
    # A no-break space at the end looks like what is left of a sequence.
    ends = (end for end in range(size, size - _WITHIN, -1) if not line[end - 1].isspace())
    return next((line[:end] for end in ends if _read(line[:end], page)), None)


def _begins_as_utf_8(line: str, page: str) -> bool:
    """Whether a line is UTF-8 of a page, but for a sequence that is not whole at its end."""
    raw = codepages.encode(line, page)
    try:
        return raw is not None and bool(codecs.utf_8_decode(raw, "strict", False))
    except UnicodeDecodeError:
        return False


def _read(line: str, page: str) -> str | None:
    """Return what a line was before it was read as ``page``, ``None`` if it is not all UTF-8."""
    raw = codepages.encode(line, page)
    try:
        return None if raw is None else raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_ambiguous(lines: list[str], page: str) -> bool:
    """Whether another page reads all of ``lines`` as UTF-8 too, of something else."""
    few, whole = "\n".join(lines[:_PROBED]), "\n".join(lines)
    signs = "".join({*few})
    for other in _PAGES:
        if codepages.encode(signs, other) is not None and _read(few, other) is not None:
            if _read(whole, other) not in (None, _read(whole, page)):
                return True
    return False
