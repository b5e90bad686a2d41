"""Which lines are read as another legacy page's: the lines of a text are judged together.

The counterpart of :mod:`mojifix.stages.choose` for mix-ups that no bytes prove. Every line that
:mod:`mojifix.stages.suspect` names is weighed; the pages of those that are certain are then
expected of the others, and of all other lines. What is taken is whole lines, but for the words that
are better as they stand.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import eq
from typing import Final, NamedTuple

from mojifix.language import identify, tags
from mojifix.language.alphabet import script
from mojifix.model import Candidate, Edit, Finding, MixUp, Policy
from mojifix.stages import legacy, mention, splice, suspect
from mojifix.stages.legacy import Hints, Reading

__all__ = ["choose", "hints_of", "trimmed"]

#: Evidence from which a line speaks for the pages of others, in nats.
_CERTAIN: Final = 12.0
#: What a repair has to prove beyond the policy's threshold, in nats: one into a Latin language; one
#: that only puts one Latin letter for another, which is what a language without a profile looks
#: like beside one that has one; one that puts a letter for one symbol or one letter of another
#: script; and one into another script. Of 8,000 clean Latin lines, half of them in 84 languages
#: each left out of the training, those that are weighed stay below -1.7, 4.4, -1.0; of 64,000 four
#: pass 1.5, 6 and 2, three of them by less than 1. A letter that would be a mark counts as one for
#: a letter: of 124,000 clean lines in capitals two were changed before, by one that ends words.
#: Of 16,000 clean words and names none, weighed or not, has 3 where another script comes out.
_LATIN: Final = 1.5
_ONE_LETTER: Final = 6.5
_ONE_SIGN: Final = 1.0
_OTHER_SCRIPT: Final = 3.0
#: What each letter that is missing to six adds to that, and the least there must be of letters and
#: of signs; less would need so much more.
_MISSING: Final = 2.0
_LEAST_LETTERS: Final = 6
_LEAST_SIGNS: Final = 3
_LITTLE: Final = 15.0
#: What it has to prove more where no more than so many different letters change, and what stays is
#: not in that language for so much belief: what a language that has no profile is mistaken for.
#: Of 833 lines of tuning text that are restored without it, 61 of 446 with so few letters stay.
#: Where all that changes is the mark on a letter, which is another spelling as well, it has to be
#: as certain as what speaks for other lines, and more than that: 18 of those lines are such.
_FEW_LETTERS: Final = {1: 4.0, 2: 3.0}
_FEW: Final = 2
_BELIEVED: Final = 0.3
_NEVER: Final = 99.0
#: Signs that are typed for an apostrophe, a cross or a dash inside words: a reading that changes no
#: others proves nothing. Of 64 such words (`foto\u00b8s`, `we\u00b4re`) in three lines each eleven
#: lines were changed before. The same holds of symbols (`n\u2264k`) where no known word comes out:
#: of 2,340 lines with one between letters 277 were changed.
_TYPED: Final = frozenset(
    "\u00a8\u00ac\u00af\u00b0\u00b4\u00b7\u00b8\u00d7\u02bc\u02c6\u02ca\u02cb\u02dc"
)
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
#: What a pair of pages costs, in nats, that the policy names.
_NAMED: Final = 2.0
#: What one that was learned speaks for itself, at most, in nats, and the share of the evidence for
#: it that one string is worth. Of 1,865 damaged words in 40 sources 97 % pass by it.
_LEARNED: Final = 11.0
_A_QUARTER: Final = 4.0
#: Evidence of a language, in nats, from which a string is damaged whatever else it could have been:
#: of 549 clean words none has as much for the reading that was learned.
_PLAIN: Final = -2.0
_EQUAL: Final = "two readings fit equally well"
_MIXED: Final = "letters of two scripts would stand in one word"
_RESULT: Final = "it is likelier what a repair would bring out"


class _Line(NamedTuple):
    """A line of the text, or a stretch of a long one, and its readings, best first."""

    start: int
    text: str
    readings: tuple[Reading, ...]


def choose(
    text: str,
    spans: Sequence[tuple[int, int]],
    policy: Policy,
    settled: Container[int] = frozenset(),
) -> tuple[list[Edit], list[Finding]]:
    """Return the edits to make in ``text``, of which ``spans`` are the lines worth weighing, and
    all findings, both in order. Lines that start at ``settled`` are known for something else: they
    are not read, nor do they speak for any page."""
    hints = hints_of(policy)
    hinted = suspect.is_hinted(policy)
    spans = [span for span in spans if span[0] not in settled]
    weighed = [_weighed(*stretch, hints) for stretch in _stretches(text, spans, hinted)]
    if policy.document:
        weighed = _together(text, weighed, hints, settled)
    edits: list[Edit] = []
    findings: list[Finding] = []
    for line in weighed:
        for edit, finding in _decided(line, policy, hints, hinted):
            findings.append(finding)
            if finding.repaired:
                edits.append(edit)
    if edits and not policy.mentions:
        reasons = mention.reasons(text, edits)
        edits = [edit for edit in edits if edit.start not in reasons]
        findings = [splice.left(f, reasons[f.start]) if f.start in reasons else f for f in findings]
    return edits, findings


def hints_of(policy: Policy) -> Hints:
    """Return what a policy says of pages and languages."""
    read_as = [p for p in legacy.READ_AS if policy.read_as is None or p in policy.read_as]
    meant = [p for p in legacy.MEANT if policy.meant is None or p in policy.meant]
    languages = tuple(of for tag in policy.languages or () for of in tags.profiles_of(tag))
    scripts = tags.scripts_of(policy.languages or ())
    named = policy.read_as is not None and policy.meant is not None
    price = -min(_LEARNED, policy.evidence / _A_QUARTER) if policy.samples else _NAMED
    costs = [((w, x), price) for w in read_as for x in meant] if named else []
    said = bool(scripts or costs)
    return Hints(tuple(read_as), tuple(meant), languages, tuple(costs), said, scripts)


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
    return _Line(start, line, _readings(line, hints))


#: Lines come again in every round, and in every view of a text.
@lru_cache(maxsize=1 << 12)
def _readings(line: str, hints: Hints) -> tuple[Reading, ...]:
    # What promises nothing by itself may still be what someone says that it is.
    if not hints.said and not legacy.is_promising(line, hints):
        return ()
    return tuple(legacy.weigh(line, hints))


def _together(
    text: str, weighed: list[_Line], hints: Hints, settled: Container[int]
) -> list[_Line]:
    """Weigh the lines again, all others with them, by the pages of those that are certain."""
    certain = [line for line in weighed if line.readings and _strength(line) >= _CERTAIN]
    if not certain:
        return weighed
    every: list[tuple[int, str]] = []
    others = 0
    for span in suspect.not_ascii(text):
        parts = list(_cut(text, *span))
        if span[0] in settled:
            others += len(parts)
        else:
            every += parts
    if len(every) + others == 1:
        return weighed
    votes = Counter(pair for line in certain for pair in line.readings[0].pages)
    most = max(votes.values())
    # Pages that explain as many lines are all the same here.
    cost = -math.log((most + 0.1) / (len(every) + others + 0.3))
    pairs = tuple((pair, max(cost, 0.1)) for pair, times in sorted(votes.items()) if times == most)
    again = hints._replace(costs=(*hints.costs, *pairs))
    only = hints._replace(
        read_as=tuple(dict.fromkeys(pair[0] for pair, _ in pairs)),
        meant=tuple(dict.fromkeys(pair[1] for pair, _ in pairs)),
        costs=(*hints.costs, *pairs),
    )
    known = {line.start: line for line in weighed}
    sure = {line.start for line in certain}
    result = []
    for start, line in every:
        if start in sure:
            result.append(known[start])
        else:
            result.append(_weighed(start, line, again if start in known else only))
    return result


def _strength(line: _Line) -> float:
    """Return the evidence of the best reading, in nats, that of a known language included."""
    best = line.readings[0]
    if not legacy.brings_latin(line.text, best.out):
        return best.evidence
    familiar = identify.load().familiarity(line.text)
    return best.evidence + min(_FAMILIAR, max(_STRANGE, familiar))


def _needed(text: str, reading: Reading) -> float:
    """Return what a reading has to prove beyond the policy's threshold, in nats."""
    out = reading.out
    if legacy.brings_latin(text, out):
        changes = {(a, b) for a, b in zip(text, out, strict=False) if a != b}
        aligned = len(text) == len(out)
        signs = {a for a, _ in changes} if aligned else {a for a in text if not a.isascii()}
        if signs <= _TYPED or (not reading.words and all(map(_is_symbol, signs))):
            return _NEVER
        if not aligned:
            return _LATIN
        agrees = len(changes) > _FEW or _is_of_rest(text, reading)
        if all(_letter(char) == _letter(other) for char, other in changes):
            return _CERTAIN if agrees else _LITTLE
        few = 0.0 if agrees else _FEW_LETTERS[len(changes)]
        if len(changes) != 1:
            return _LATIN + few
        [(char, _)] = changes
        # A letter that ends many words is no mark for that.
        letter = script(char) == "LATIN"
        return few + (_ONE_LETTER if letter else _ONE_SIGN)
    # Where the text speaks for these pages, they cost little.
    if reading.language - reading.evidence <= _SPOKEN_FOR:
        return _OTHER_SCRIPT
    letters = sum(not char.isascii() for char in text)
    wide = sum(script(char) in ("CJK", "HANGUL") for char in out)
    if letters < _LEAST_SIGNS or 0 < wide < _LEAST_SIGNS:
        return _LITTLE
    return _OTHER_SCRIPT + _MISSING * max(0, _LEAST_LETTERS - letters)


def _is_expected(reading: Reading, hints: Hints) -> bool:
    """Whether a reading is in a language that is expected, or in its script."""
    return reading.reads_in in hints.languages or legacy.is_of_script(reading.out, hints.scripts)


def _hinted_need(text: str, reading: Reading) -> float:
    """Return what a reading has to prove beyond the threshold, in nats, where its language was
    named."""
    kept = sum(map(eq, text, reading.out)) if len(text) == len(reading.out) else 0
    return _HINTED_FEW if len(text) - kept < _HINTED_LETTERS else _HINTED


#: What a reading in a language that someone has named has to prove, in nats, and one that changes
#: so few letters. Of 18,000 clean words and lines, each with its own language named or another,
#: seven were changed without it, six of them at less or with fewer letters, and one is with it. Of
#: 1,433 tuning words misread 1,325 are restored without it, 1,309 with it.
_HINTED: Final = 1.0
_HINTED_FEW: Final = 5.0
_HINTED_LETTERS: Final = 3


def _letter(char: str) -> str:
    """Return a letter without its marks and its case; other characters as they are."""
    return unicodedata.normalize("NFD", char)[0].casefold()


def _is_of_rest(text: str, reading: Reading) -> bool:
    """Whether the words that stay are in the language of those that are changed."""
    kept = [
        word
        for word, other in zip(text.split(" "), reading.out.split(" "), strict=False)
        if word == other
    ]
    table = identify.load()
    guess = {table.names[number]: weight for number, weight in table.guess(" ".join(kept))}
    return guess.get(reading.reads_in, 0.0) >= _BELIEVED


def _is_symbol(char: str) -> bool:
    """Whether a character is a symbol, or the Greek letter that is typed for an open e."""
    return unicodedata.category(char) in ("Sm", "So", "Sk", "No") or char == "\u03b5"


def _decided(
    line: _Line, policy: Policy, hints: Hints, hinted: bool
) -> Iterator[tuple[Edit, Finding]]:
    if not line.readings:
        return
    best = line.readings[0]
    # Whether a language is known says nothing of what was learned of many words.
    strength = best.evidence if policy.samples else _strength(line)
    if strength <= 0.0:
        return
    by_language = hinted and policy.meant is None
    # A language that someone has named speaks for text in it alone.
    if by_language and not _is_expected(best, hints):
        hinted = False
    if hinted:
        strength, need = best.evidence, policy.threshold
        need += _hinted_need(line.text, best) if by_language else 0.0
    else:
        need = policy.threshold + _needed(line.text, best)
    reason = ""
    if strength < need:
        reason = f"the evidence stays under {need:g} nats"
    elif policy.samples and _is_result(line.text, best, hints):
        reason = _RESULT
    elif hinted and _mixed(best.out) > _mixed(line.text):
        reason = _MIXED
    elif len(line.readings) > 1 and best.rank - line.readings[1].rank < _LEAD:
        reason = _EQUAL
    read_as, meant = best.pages[0]
    chain = (MixUp(read_as, meant),)
    evidence = round(strength, 2)
    language = round(best.language, 2)
    familiar = round(strength - best.evidence, 2)
    prior = round(evidence - language - familiar - best.words, 2)
    parts = (
        ("language", language),
        *((name, nats) for name, nats in (("familiar", familiar), ("words", best.words)) if nats),
        ("prior", prior),
    )
    for start, end, after in _changes(line, read_as, meant):
        before = line.text[start:end]
        candidates = (Candidate(after, chain, evidence, parts),)
        span = line.start + start, line.start + end
        yield (
            Edit(*span, before, after, chain, evidence),
            Finding(*span, before, candidates, not reason, reason or "repaired"),
        )


def _mixed(text: str) -> int:
    """Count the words with letters of Latin and of another alphabet."""
    found = ({*map(script, word)} for word in _WORD(text))
    return sum("LATIN" in scripts and not scripts.isdisjoint(_ALPHABETS) for scripts in found)


_WORD: Final = re.compile(r"[^\W\d_]+").findall
_ALPHABETS: Final = ("CYRILLIC", "GREEK", "HEBREW", "ARABIC", "THAI")


def _is_result(text: str, reading: Reading, hints: Hints) -> bool:
    """Whether ``text`` gains less by its reading than it would as one.

    A pair of pages that was learned speaks for every string that it changes, clean ones among them:
    of 549 in 40 sources 19 would pass, and 2 do with this.
    """
    if reading.language > _PLAIN:
        return False
    read_as, meant = reading.pages[0]
    before = legacy.decoded(text, meant, read_as)
    if before is None or before == text:
        return False
    return legacy.likelier(before, text, hints) >= reading.language


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
