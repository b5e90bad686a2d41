"""Repair of long texts in which whole lines are UTF-8 read as one page, all of it at once.

Weighing every word of a long text that is damaged from end to end tells nothing that the first
words have not told. Here the engine judges a sample of the damaged lines. If it repairs all of it
by one page, the other lines go through the codecs as they are: a line is taken only if all that is
not ASCII in it is valid UTF-8 of that page. Wherever anything else could be wrong (a sequence of
the page in another line, another page that reads the lines differently, a line that may only talk
about mojibake, anything that the engine repairs in the result), it is the engine that does it all.
"""

from __future__ import annotations

import codecs
import dataclasses
import math
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final, TypeVar

from mojifix import codepages
from mojifix.model import Candidate, Edit, Finding, MixUp, Report
from mojifix.stages import mention, scan, splice
from mojifix.stages.cost import costs

__all__ = ["LEAST", "mended"]

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
#: What a line gets shorter by when it is repaired, in code points, for the scan not to be asked
#: whether it looks at it.
_MANY: Final = 6
#: Evidence, in nats, from which a line that is all of the page is taken without the engine: clean
#: lines that happen to be (`CAF\u00c9\u2122`, `mang\u00e9\u00a0\u00bb` three times) stay below 20.
_PLENTY: Final = 30.0
#: How many times as much has to be damaged as the engine is asked of.
_TIMES: Final = 3


def mended(text: str, judge: Callable[[str], Report]) -> Report | None:
    """Return the report of ``text`` with all damaged lines repaired; ``None`` where that is not to
    be said so simply. ``judge`` is the engine.

    A line is read as one, so every edit has the evidence of its line; other readings are not told.
    """
    lines = text.split("\n")
    page, sample = _guessed([line for line in lines if not line.isascii()])
    if not page:
        odd = _by_line(text, scan.suspicious(text))
        page, sample = _guessed([lines[number] for number in odd])
    if not page:
        return None
    read, mixed = _damaged(lines, page)
    if not read:
        return None
    beyond = sum(not line.isascii() for line in lines)
    price = -math.log((len(read) + 0.1) / (beyond + 0.3))
    nats = {number: _evidence(lines[number], out) for number, out in read.items()}
    # What proves little by itself, or is not all of the page, the engine has to repair or to leave
    # beside what is certain.
    told = [lines[number] for number, gain in nats.items() if gain < _PLENTY]
    damaged = [lines[number] for number in read]
    judged_too = sum(map(len, told)) + sum(len(lines[number]) for number in mixed)
    if sum(map(len, damaged)) < max(LEAST, _TIMES * judged_too) or _is_ambiguous(damaged, page):
        return None
    sample += told
    judged = judge("\n".join([*sample, *(lines[number] for number in mixed)]))
    chains = {edit.chain for edit in judged.edits}
    if len(chains) != 1 or len(*chains) != 1 or any("\n" in e.before for e in judged.edits):
        return None
    results = judged.text.split("\n")
    if len(results) != len(sample) + len(mixed):
        return None
    if results[: len(sample)] != [_read(line, page) for line in sample]:
        return None
    by_engine = dict(zip(mixed, results[len(sample) :], strict=True))
    outs = read | by_engine
    result = "\n".join(outs.get(number, line) for number, line in enumerate(lines))
    checked = judge(result)
    if checked.edits:
        return None
    edits: list[Edit] = []
    findings: list[Finding] = []
    inside = sum(len(line) + 1 for line in sample)
    at = 0
    for number, line in enumerate(lines):
        if number in read:
            for edit, candidate in _edits(line, at, page, nats[number], price):
                edits.append(edit)
                span = edit.start, edit.end, edit.before
                findings.append(Finding(*span, (candidate,), True, "repaired"))
        elif number in by_engine:
            edits += _moved(judged.edits, inside, inside + len(line), at - inside)
            findings += _moved(judged.findings, inside, inside + len(line), at - inside)
            inside += len(line) + 1
        at += len(line) + 1
    if mention.reasons(text, edits):
        return None
    # What is left of the other lines is reported as ever.
    edits, findings = splice.compose(text, edits, findings, (), checked.findings)
    return Report(result, tuple(edits), tuple(findings))


_Said = TypeVar("_Said", Edit, Finding)


def _moved(said: Iterable[_Said], start: int, end: int, by: int) -> Iterator[_Said]:
    """Yield those of ``said`` that are between ``start`` and ``end``, moved ``by`` code points."""
    for one in said:
        if start <= one.start and one.end <= end:
            yield dataclasses.replace(one, start=one.start + by, end=one.end + by)


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


def _damaged(lines: list[str], page: str) -> tuple[dict[int, str], list[int]]:
    """Return {number: what it was} of the lines that are UTF-8 read as ``page`` throughout, and the
    numbers of those that may be so in part."""
    read: dict[int, str] = {}
    others: list[int] = []
    for number, line in enumerate(lines):
        if line.isascii():
            continue
        out = _read(line, page)
        if out is not None and len(line) - len(out) >= _MANY:
            read[number] = out
        else:
            others.append(number)
    mixed: list[int] = []
    rest = "\n".join(lines[number] for number in others)
    for place, pieces in _by_line(rest, scan.suspicious(rest)).items():
        number = others[place]
        out = _read(lines[number], page)
        if out is not None:
            read[number] = out
        elif any(map(_begins(page), pieces)):
            mixed.append(number)
    return read, mixed


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


def _by_line(text: str, spans: Iterable[tuple[int, int]]) -> dict[int, list[str]]:
    """Return the pieces of ``text`` by the number of their line."""
    found: dict[int, list[str]] = {}
    number = at = 0
    for start, end in spans:
        number += text.count("\n", at, start)
        at = start
        found.setdefault(number, []).append(text[start:end])
    return found


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


@lru_cache(maxsize=8)
def _begins(page: str) -> Callable[[str], object]:
    """Return what finds the beginning of a sequence in a page, in pages of two bytes anything."""
    if codepages.page(page).multi:
        return bool
    chars = {byte: codepages.decode(bytes([byte]), page) or "" for byte in range(0x80, 0xF5)}
    leads, lasts = (
        re.escape("".join(chars[byte] for byte in codes))
        for codes in (range(0xC2, 0xF5), range(0x80, 0xC0))
    )
    return re.compile(f"[{leads}][{lasts}]").search
