"""Which lines are read as another legacy page's: the lines of a text are judged together.

The counterpart of :mod:`mojifix.stages.choose` for mix-ups that no bytes prove. Every line that
:mod:`mojifix.stages.suspect` names is weighed; the pages of those that are certain are then
expected of the others, and of all other lines. What is taken is whole lines, but for the words that
are better as they stand.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from mojifix.language import identify, profiles
from mojifix.language.alphabet import script
from mojifix.model import Candidate, Edit, Finding, MixUp, Policy
from mojifix.stages import legacy, mention, suspect
from mojifix.stages.legacy import Hints, Reading

__all__ = ["choose", "hints_of", "trimmed"]

#: Evidence from which a line speaks for the pages of others, in nats.
_CERTAIN: Final = 12.0
#: What a repair has to prove beyond the policy's threshold, in nats: one into a Latin language, and
#: one into another script, which chance hardly brings about.
_LATIN: Final = 1.5
_OTHER_SCRIPT: Final = 3.0
#: The same for one letter read as another, which is what a language without a profile looks like
#: beside one that has one: of 25,600 lines in 36 languages, each left out of the training, 16 were
#: changed without it, all of them so.
_ONE_LETTER: Final = 8.0
#: The same for a text with fewer letters or signs than these, which are nothing by themselves.
_SHORT: Final = 15.0
_LEAST_LETTERS: Final = 6
_LEAST_SIGNS: Final = 3
#: What pages cost, in nats, below which the text speaks for them: others start above 8.
_SPOKEN_FOR: Final = 4.0
#: How much it counts at least and at most, in nats, that a line is in a language that is known.
_STRANGE: Final = -3.0
_FAMILIAR: Final = 5.0
#: Lead over the next different reading below which two count as equal.
_LEAD: Final = 3.0
#: Longer lines, in code points, are weighed in stretches: what is true of the beginning of a line
#: of megabytes need not be of its end.
_LONGEST: Final = 600
#: What a pair of pages costs, in nats, that the policy names, and one that was learned.
_NAMED: Final = 2.0
_LEARNED: Final = -8.0
_EQUAL: Final = "two readings fit equally well"


class _Line(NamedTuple):
    """A line of the text, or a stretch of a long one, and its readings, best first."""

    start: int
    text: str
    readings: tuple[Reading, ...]


def choose(
    text: str, spans: Sequence[tuple[int, int]], policy: Policy
) -> tuple[list[Edit], list[Finding]]:
    """Return the edits to make in ``text``, of which ``spans`` are the lines worth weighing, and
    all findings, both in order."""
    hints = hints_of(policy)
    hinted = suspect.is_hinted(policy)
    weighed = [_weighed(*stretch, hints) for stretch in _stretches(text, spans, hinted)]
    if policy.document:
        weighed = _together(text, weighed, hints)
    edits: list[Edit] = []
    findings: list[Finding] = []
    for line in weighed:
        for edit, finding in _decided(line, policy, hinted):
            findings.append(finding)
            if finding.repaired:
                edits.append(edit)
    if edits and not policy.mentions:
        reasons = mention.reasons(text, edits)
        edits = [edit for edit in edits if edit.start not in reasons]
        findings = [_unless_mentioned(finding, reasons) for finding in findings]
    return edits, findings


def _unless_mentioned(finding: Finding, reasons: dict[int, str]) -> Finding:
    if not finding.repaired or finding.start not in reasons:
        return finding
    return dataclasses.replace(finding, repaired=False, reason=reasons[finding.start])


def hints_of(policy: Policy) -> Hints:
    """Return what a policy says of pages and languages."""
    read_as = [p for p in legacy.READ_AS if policy.read_as is None or p in policy.read_as]
    meant = [p for p in legacy.MEANT if policy.meant is None or p in policy.meant]
    languages = tuple(of for name in policy.languages or () for of in profiles.of_language(name))
    named = policy.read_as is not None and policy.meant is not None
    price = _LEARNED if policy.samples else _NAMED
    costs = [((w, x), price) for w in read_as for x in meant] if named else []
    return Hints(tuple(read_as), tuple(meant), languages, tuple(costs))


def _stretches(
    text: str, spans: Iterable[tuple[int, int]], hinted: bool
) -> Iterator[tuple[int, str]]:
    """Yield the lines, long ones in stretches that are worth weighing by themselves.

    They are cut behind a space, or anywhere where there is none.
    """
    for start, end in spans:
        if end - start <= _LONGEST:
            yield start, text[start:end]
            continue
        for at, stretch in _cut(text, start, end):
            if hinted or suspect.is_odd(stretch):
                yield at, stretch


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield the stretches of a line that are not all ASCII."""
    while start < end:
        last = min(end, start + _LONGEST)
        if last < end:
            last = text.rfind(" ", start + _LONGEST // 2, last) + 1 or last
        stretch = text[start:last]
        if not stretch.isascii():
            yield start, stretch
        start = last


def _weighed(start: int, line: str, hints: Hints) -> _Line:
    return _Line(start, line, tuple(legacy.weigh(line, hints)))


def _together(text: str, weighed: list[_Line], hints: Hints) -> list[_Line]:
    """Weigh the lines again, all others with them, by the pages of those that are certain."""
    certain = [line for line in weighed if line.readings and _strength(line) >= _CERTAIN]
    if not certain:
        return weighed
    every = [part for span in suspect.not_ascii(text) for part in _cut(text, *span)]
    if len(every) == 1:
        return weighed
    votes = Counter(pair for line in certain for pair in line.readings[0].pages)
    most = max(votes.values())
    # Pages that explain as many lines are all the same here.
    cost = -math.log((most + 0.1) / (len(every) + 0.3))
    pairs = tuple((pair, max(cost, 0.1)) for pair, times in sorted(votes.items()) if times == most)
    again = hints._replace(costs=(*hints.costs, *pairs))
    only = hints._replace(
        read_as=tuple(dict.fromkeys(pair[0] for pair, _ in pairs)),
        meant=tuple(dict.fromkeys(pair[1] for pair, _ in pairs)),
        costs=(*hints.costs, *pairs),
    )
    known = {line.start: line for line in weighed}
    settled = {line.start for line in certain}
    result = []
    for start, line in every:
        if start in settled:
            result.append(known[start])
        else:
            result.append(_weighed(start, line, again if start in known else only))
    return result


def _strength(line: _Line) -> float:
    """Return the evidence of the best reading, and of the language being known."""
    best = line.readings[0]
    if not _is_latin(line.text, best.out):
        return best.evidence
    familiar = identify.load().familiarity(line.text)
    return best.evidence + min(_FAMILIAR, max(_STRANGE, familiar))


def _is_latin(text: str, out: str) -> bool:
    """Whether most letters that a reading brings are Latin."""
    brought = "".join(c for c in out if not c.isascii() and c not in text)
    return legacy.script_of(brought) in ("", "LATIN")


def _is_one_letter(text: str, out: str) -> bool:
    """Whether all that a reading does is to put one letter for another."""
    if len(text) != len(out):
        return False
    changes = {(a, b) for a, b in zip(text, out, strict=True) if a != b}
    return len(changes) == 1 and all(map(str.isalpha, next(iter(changes))))


def _is_short(text: str, out: str) -> bool:
    """Whether less is there than a word, or two signs of Chinese, Japanese or Korean."""
    beyond = sum(not char.isascii() for char in text)
    signs = sum(script(char) in ("CJK", "HANGUL") for char in out)
    return beyond < _LEAST_LETTERS or 0 < signs < _LEAST_SIGNS


def _decided(line: _Line, policy: Policy, hinted: bool) -> Iterator[tuple[Edit, Finding]]:
    if not line.readings or line.readings[0].evidence <= 0.0:
        return
    best = line.readings[0]
    latin = _is_latin(line.text, best.out)
    strength = _strength(line)
    need = policy.threshold + (_LATIN if latin else _OTHER_SCRIPT)
    # Where the text speaks for these pages, they cost little.
    if best.language - best.evidence > _SPOKEN_FOR:
        if latin and _is_one_letter(line.text, best.out):
            need = policy.threshold + _ONE_LETTER
        if _is_short(line.text, best.out):
            need = policy.threshold + _SHORT
    reason = ""
    if strength < need and not hinted:
        reason = f"the evidence stays under {need:g} nats"
    elif hinted and best.evidence < policy.threshold:
        reason = f"the evidence stays under {policy.threshold:g} nats"
    elif len(line.readings) > 1 and best.rank - line.readings[1].rank < _LEAD:
        reason = _EQUAL
    read_as, meant = best.pages[0]
    chain = (MixUp(read_as, meant),)
    evidence = round(best.evidence, 2)
    for start, end, after in _changes(line, read_as, meant):
        before = line.text[start:end]
        language = round(best.language, 2)
        parts = (("language", language), ("prior", round(evidence - language, 2)))
        candidates = (Candidate(after, chain, evidence, parts),)
        span = line.start + start, line.start + end
        yield (
            Edit(*span, before, after, chain, evidence),
            Finding(*span, before, candidates, not reason, reason or "repaired"),
        )


def _changes(line: _Line, read_as: str, meant: str) -> list[tuple[int, int, str]]:
    """Return (start, end, result) for every run of words that the first reading changes."""
    kept = set(_kept(line))
    runs: list[tuple[int, int, str]] = []
    joined = False
    for start, end in legacy.words(line.text):
        word = line.text[start:end]
        out = None if start in kept else legacy.decoded(word, read_as, meant)
        if out is None or out == word:
            joined = False
            continue
        if joined and not line.text[runs[-1][1] : start].strip(" "):
            first, last, before = runs[-1]
            runs[-1] = (first, end, before + line.text[last:start] + out)
        else:
            runs.append((start, end, out))
        joined = True
    return [trimmed(line.text, *run) for run in runs]


def _kept(line: _Line) -> Sequence[int]:
    """Return where words start that the first reading leaves as they are."""
    best = line.readings[0]
    at = 0
    kept = []
    for start, end in legacy.words(line.text):
        word = line.text[start:end]
        out = legacy.decoded(word, *best.pages[0]) or word
        # The result is the line with some words put in: whichever stands here was taken.
        place = at + start
        if out != word and best.out[place : place + len(out)] != out:
            kept.append(start)
            out = word
        at += len(out) - len(word)
    return kept


def trimmed(text: str, start: int, end: int, after: str) -> tuple[int, int, str]:
    """Return a change without what is the same on both sides."""
    before = text[start:end]
    first = 0
    while first < min(len(before), len(after)) and before[first] == after[first]:
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] == after[-1 - last]:
        last += 1
    return start + first, end - last, after[first : len(after) - last]
