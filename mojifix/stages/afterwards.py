"""Mojibake that was damaged afterwards: which lines are put right, and what stands against it.

UTF-8 was read as a single-byte page, and then something that knew nothing of it folded the case,
made no-break spaces spaces, dropped controls, normalised, or replaced bytes by ``?``.

A line is read as a whole, by one page and one kind of damage (:mod:`mojifix.stages.lattice`), or
not at all: where that leaves anything unexplained, or a character that could as well be another,
the line stays and is reported, what exact repair would have put right in it too. Half of a repair
is worse than none.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from mojifix import codepages
from mojifix.language.alphabet import script
from mojifix.model import UTF_8, Candidate, Edit, Finding, MixUp, Policy
from mojifix.stages import mention, splice, stump
from mojifix.stages.cost import costs
from mojifix.stages.lattice import (
    PLAIN,
    Arc,
    Reading,
    between,
    heard,
    line_cost,
    readings,
    sequences,
)
from mojifix.stages.propose import spliced
from mojifix.stages.replay import undone

__all__ = ["choose"]


def choose(
    text: str,
    edits: Sequence[Edit],
    findings: Sequence[Finding],
    places: Sequence[int],
    policy: Policy,
) -> tuple[list[Edit], list[Finding]]:
    """Return the edits to make in ``text`` and all findings, given those of exact repair.

    They are the same but in lines that were damaged afterwards. ``places`` are the traces of such.
    """
    allowed = codepages.SINGLE
    if policy.read_as is not None:
        allowed &= codepages.mask_of(policy.read_as)
    decided: list[_Decision] = []
    given_up = 0
    for start, end, exact, line_end in _lines(text, edits, findings, places):
        # What is true of the beginning of a long line is not asked of all of it again.
        if start < given_up or _is_shown(findings, start, end):
            continue
        found = _decide(text[start:end], start, exact, allowed, policy)
        if found is None and (
            _is_half(text, start, end, exact, findings)
            or _is_spoiled(text[start:end], start, exact, _too_deep(findings, start, end, policy))
            or _is_against_case(text[start:end], start, exact)
        ):
            found = _Decision(start, end, (), _left(findings, start, end), _HALFWAY)
        if found is None or found.reason:
            given_up = line_end
        if found is not None:
            decided.append(found)
    if not decided:
        return list(edits), list(findings)
    if not policy.mentions:
        decided = _without_mentions(text, edits, decided)
    return _merged(edits, findings, decided)


def _is_shown(findings: Sequence[Finding], start: int, end: int) -> bool:
    """Whether exact repair left something that it is sure of, which a text only talks about."""
    first, last = (bisect_left(findings, at, key=_start) for at in (start, end))
    return any(not f.repaired and f.reason.endswith("a mention") for f in findings[first:last])


def _is_half(
    text: str, start: int, end: int, exact: Sequence[Edit], findings: Sequence[Finding]
) -> bool:
    """Whether exact repair leaves characters with which what it repairs begins, unremarked, and
    nothing else that is not ASCII."""
    leads = {edit.before[0] for edit in exact if len(edit.chain) == 1 and _is_utf8(edit)}
    left: set[str] = set()
    at = start
    for finding in findings[bisect_left(findings, start, key=_start) :] if leads else ():
        if finding.start >= end:
            break
        left.update(text[at : finding.start])
        at = max(at, finding.end)
    # A sequence that the end of the line cut off is no half.
    left.update(text[at : end - _CUT_OFF])
    left = {char for char in left if not char.isascii()}
    return bool(left) and left <= leads


#: What is left of a sequence at most that was cut off, in code points.
_CUT_OFF: Final = 3


def _too_deep(
    findings: Sequence[Finding], start: int, end: int, policy: Policy
) -> list[tuple[int, int]]:
    """Return the spans that exact repair left only because they have more layers than allowed."""
    first, last = (bisect_left(findings, at, key=_start) for at in (start, end))
    return [
        (finding.start - start, finding.end - start)
        for finding in findings[first:last]
        if not finding.repaired
        and any(len(candidate.chain) > policy.max_layers for candidate in finding.candidates[:1])
    ]


def _is_spoiled(
    line: str, start: int, exact: Sequence[Edit], known: Sequence[tuple[int, int]]
) -> bool:
    """Whether what exact repair leaves of a line is no text: sequences of the page that it read
    others by, or many characters that no language has beside each other. ``known`` are the spans
    in the line that it left for what they are."""
    singles = {page.label for page in codepages.PAGES if not page.multi}
    if not exact or not all(_is_utf8(edit) and edit.chain[-1].read_as in singles for edit in exact):
        return False
    arcs = _as_arcs(exact, start)
    rest: list[tuple[int, str]] = []
    at = 0
    for first, last in sorted([*((arc.start, arc.end) for arc in arcs), *known, (len(line),) * 2]):
        rest.append((at, line[at:first]))
        at = last
    rest = [(at, part) for at, part in rest if not part.isascii()]
    return bool(rest) and (_spares_sequences(line, rest, arcs, exact) or _is_no_text(line, rest))


def _spares_sequences(
    line: str, rest: Sequence[tuple[int, str]], arcs: Sequence[Arc], exact: Sequence[Edit]
) -> bool:
    """Whether the page by which exact repair read all that it read makes more letters of what it
    left."""
    if len({edit.chain for edit in exact}) > 1 or len(exact[0].chain) > 1:
        return False
    written_in = {_writing(char) for edit in exact for char in edit.after}
    worth = line_cost(line, arcs, PLAIN) + (_FOLDED if line == line.upper() else -_WORTH)
    for at, part in rest:
        for arc in sequences(part, exact[0].chain[0].read_as):
            more = arc._replace(start=at + arc.start, end=at + arc.end)
            if _writing(arc.out) in written_in:
                if line_cost(line, sorted([*arcs, more]), PLAIN) < worth:
                    return True
    return False


def _is_no_text(line: str, rest: Sequence[tuple[int, str]]) -> bool:
    """Whether many characters of the rest of a line, of those that pages have, are none that a
    language has there."""
    pages = codepages.single_tables()
    odd = [
        costs(("\n\n\n" + line[max(0, at + n - 3) : at + n])[-3:], char).strict
        for at, part in rest
        for n, char in enumerate(part)
        if char in pages and not char.isascii() and _writing(char) not in ("CJK", "HANGUL")
    ]
    return len(odd) >= _MUCH and sum(odd) > _NO_TEXT * len(odd)


#: What it has to be worth, in nats, to read one more sequence by the page of others; clean letters
#: of the tuning text that happen to be one stay below. Small letters that come out among capitals
#: cost more than they are worth.
_WORTH: Final = 2.0
_FOLDED: Final = 4.0
#: Of characters in the tuning text beside which a word was misread, 8 and more never cost more than
#: this on average, in nats; of 17 lines that would be half repaired 14 do.
_MUCH: Final = 8
_NO_TEXT: Final = 9.0


def _is_utf8(edit: Edit) -> bool:
    return all(mix_up.meant in UTF_8 for mix_up in edit.chain)


def _start(value: Edit | Finding) -> int:
    return value.start


def _left(findings: Sequence[Finding], start: int, end: int) -> tuple[Finding, ...]:
    first, last = (bisect_left(findings, at, key=_start) for at in (start, end))
    return tuple(splice.left(finding, _HALFWAY) for finding in findings[first:last])


class _Decision(NamedTuple):
    """What becomes of a line: the edits that would be made, and why they are not."""

    start: int
    end: int
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    reason: str


def _lines(
    text: str, edits: Sequence[Edit], findings: Sequence[Finding], places: Sequence[int]
) -> Iterator[tuple[int, int, list[Edit], int]]:
    """Yield the lines with findings or ``places`` that exact repair does not explain, long ones
    in stretches, with its edits there and the end of the line."""
    done = number = 0
    for place in sorted({*places, *(finding.start for finding in findings)}):
        if place < done:
            continue
        start = text.rfind("\n", done, place) + 1 or done
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        exact = []
        while number < len(edits) and edits[number].start < end:
            if edits[number].start >= start:
                exact.append(edits[number])
            number += 1
        done = end
        for first, last in _cut(text, start, end):
            inside = [edit for edit in exact if first <= edit.start and edit.end <= last]
            # What a cut left of a sequence at the end says nothing about its line.
            last = stump.begin(text, first, last, inside) if inside else last
            line = text[first:last]
            if (
                not _explained(line, first, inside)
                or _is_folded(line, inside)
                or _is_against_case(line, first, inside)
            ):
                yield first, last, inside, end


#: Longer lines, in code points, are read in stretches.
_LONGEST: Final = 2000


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        at = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST) + 1 or start + _LONGEST
        yield start, at
        start = at
    yield start, end


def _is_folded(line: str, exact: Sequence[Edit]) -> bool:
    """Whether a line is all in one case, what exact repair reads in it too: that may be so because
    it was folded, and what is whole there may be so by chance."""
    if line not in (line.lower(), line.upper()):
        return False
    return any(
        char.lower() != char.upper() for edit in exact for char in edit.before if not char.isascii()
    )


def _is_against_case(line: str, start: int, exact: Sequence[Edit]) -> bool:
    """Whether exact repair brings a capital into the words of a line that has none, and a small
    letter if one of the signs were a capital: the case was folded, and a byte with it.

    Asked of lines that are mostly ASCII letters, whose case is that of the line. Of 120 lines of
    the tuning text lower-cased 9 come out wrong by exact repair without it, and 7 with it.
    """
    brought = sum(len(edit.after) for edit in exact)
    if not brought or any(map(str.isupper, line)):
        return False
    letters = sum(char.isascii() and char.isalpha() for char in line)
    if letters < max(_LEAST_CASED, _TIMES_CASED * brought):
        return False
    return any(
        any(map(str.isupper, edit.after))
        and _INSIDE(line[: edit.start - start].rstrip(_OPENING)) is not None
        and _is_small_unfolded(edit)
        for edit in exact
    )


def _is_small_unfolded(edit: Edit) -> bool:
    """Whether a capital in place of one of the characters makes a small letter of an edit's."""
    for at, char in enumerate(edit.before):
        unfolded = edit.before[:at] + char.upper() + edit.before[at + 1 :]
        out = undone(unfolded, edit.chain) if unfolded != edit.before else None
        if out is not None and out == out.lower() and len(out) == len(edit.after):
            return True
    return False


#: The end of what a word stands behind that begins no sentence.
_INSIDE: Final = re.compile(r"[\w,;]\Z").search
#: ASCII letters that show the case of a line, and how many there have to be for each that is
#: brought into it.
_LEAST_CASED: Final = 10
_TIMES_CASED: Final = 3
#: What stands before a word, and may stand before the first of a sentence.
_OPENING: Final = " \"'([{<\u00ab\u201c\u201e\u2018\xa0"


def _explained(line: str, start: int, exact: Sequence[Edit]) -> bool:
    """Whether exact repair by UTF-8 leaves nothing that is not ASCII."""
    # Several pages in one line are what is left of one looks like.
    if len({edit.chain for edit in exact}) > 1 or not all(map(_is_utf8, exact)):
        return False
    at = 0
    for edit in exact:
        if not line[at : edit.start - start].isascii():
            return False
        at = edit.end - start
    return line[at:].isascii()


def _decide(
    line: str, start: int, exact: Sequence[Edit], allowed: int, policy: Policy
) -> _Decision | None:
    """Say what becomes of a line; ``None`` if it is left to exact repair."""
    found = sorted(readings(line, allowed), key=lambda reading: reading.rank)
    if not found:
        return None
    best = found[0]
    if best.out == spliced(line, _as_arcs(exact, start)):
        return None
    stays = line_cost(line, (), PLAIN)
    if stays - best.cost < policy.threshold:
        return None
    # What was damaged proves itself: it is no part of what is as it was.
    whole = [arc for arc in best.arcs if not arc.damaged]
    if _left_cost(best, whole, bool(exact)) < policy.threshold:
        return None
    if (not whole and _is_strange(best)) or not _is_of_one_kind(best):
        return None
    if not _brings_letters(best) or _is_footnote(best, stays, policy):
        return None
    rest = _exact_cost(line, start, exact, best) - best.cost
    if exact and not _is_worked(best):
        rest = max(rest, _exact_heard(line, start, exact, best) - best.rank)
    if _explained(line, start, exact):
        # By chance alone, half of these letters would be in the other case.
        folded = best.kind.cased is not str
        rest += math.log(2) * sum(arc.lossy for arc in best.arcs) if folded else -math.inf
    known = all(map(best.is_sure, best.arcs))
    if rest < (-_HALF if exact and known else 0.0):
        return None
    reason = _HALFWAY if rest < 0.0 else ""
    rival = next((other for other in found if other.out != best.out), None)
    if reason:
        pass
    elif rival is not None and rival.rank - best.rank < best.kind.lead:
        reason = _EQUAL
    elif not known and not policy.replace_unknown:
        reason = _LOST
    best = best._replace(arcs=tuple(_known(arc, best, policy) for arc in best.arcs))
    evidence = round(stays - best.cost, 2)
    made: list[Edit] = []
    said: list[Finding] = []
    for first, last, after, damaged, sure in _runs(line, best):
        chain = (MixUp(codepages.PAGES[best.page].label),)
        lossy = sure < math.inf
        damage = (best.kind.name,) if damaged or lossy else ()
        nats = round(min(evidence, sure), 2)
        span = start + first, start + last
        edit = Edit(*span, line[first:last], after, chain, nats, damage, lossy)
        paid = codepages.PAGES[best.page].cost + best.kind.cost
        parts = (("language", round(evidence + paid, 2)), ("prior", round(-paid, 2)))
        candidate = Candidate(after, chain, evidence, parts, damage, lossy)
        made.append(edit)
        said.append(Finding(*span, edit.before, (candidate,), not reason, reason or "repaired"))
    return _Decision(start, start + len(line), tuple(made), tuple(said), reason)


def _known(arc: Arc, reading: Reading, policy: Policy) -> Arc:
    """Return an arc with what is known of it, if the policy wants no more."""
    unknown = policy.replace_unknown and not reading.is_sure(arc)
    return arc._replace(out="\ufffd") if unknown else arc


_EQUAL: Final = "two readings fit equally well"
_LOST: Final = "bytes were lost, and what they were is not certain"
#: What exact repair of a part of a line has to lead by that it stands alone, in nats.
_HALF: Final = 6.0
_HALFWAY: Final = "it would be put right in part"


#: What it costs, in nats, that a sequence stays where its page made others that were repaired.
_SPARED: Final = 6.0


def _is_strange(reading: Reading) -> bool:
    """Whether a few sequences, all of them damaged, bring a script that the line does not have."""
    if len(reading.arcs) >= _SEVERAL:
        return False
    rest = between(
        reading.work, [arc._replace(out="") for arc in reading.arcs], 0, len(reading.work)
    )
    here = {*map(script, rest)}
    return not here.issuperset(script(arc.out) for arc in reading.arcs) or here == {""}


_SEVERAL: Final = 4


def _brings_letters(reading: Reading) -> bool:
    """Whether what comes out is more than spaces, and what stands there more than symbols."""
    outs = "".join(arc.out for arc in reading.arcs)
    if not outs.strip("\u00a0\u00ad "):
        return False
    if not all(arc.damaged for arc in reading.arcs):
        return True
    taken = "".join(reading.work[arc.start : arc.end] for arc in reading.arcs)
    beyond = [char for char in taken if not char.isascii()]
    if not all(unicodedata.category(char) in ("Sm", "So") for char in beyond):
        return True
    return any(_FRACTION(reading.work[max(0, arc.start - 1) : arc.end + 1]) for arc in reading.arcs)


#: A symbol with a fraction behind it in the middle of a word: in a formula these stand by figures.
_FRACTION: Final = re.compile(r"[a-z][^\x00-\x7f][0-9]\u2044[0-9][a-z]").fullmatch


def _is_footnote(reading: Reading, stays: float, policy: Policy) -> bool:
    """Whether one or two sequences are all that says that the case was folded, and say little:
    letters with a raised figure or a mark behind are in lines without a capital, too."""
    if reading.kind.cased is str or stays - reading.cost >= policy.threshold + _WHERE_FEW:
        return False
    return len({reading.work[arc.start : arc.end] for arc in reading.arcs}) <= _FEW_KINDS


#: What so few have to prove besides, in nats: three of three lines with `amanh\u00e3\u00b2` and the
#: like were changed at up to 3.1.
_WHERE_FEW: Final = 4.0
_FEW_KINDS: Final = 2


def _is_of_one_kind(reading: Reading) -> bool:
    """Whether what the damaged sequences bring is of a script that the line has besides: symbols
    and single letters of another are what comes out of other damage."""
    guessed = [arc for arc in reading.arcs if arc.damaged or arc.margin < math.inf]
    rest = between(reading.work, [arc._replace(out="") for arc in guessed], 0, len(reading.work))
    rest += "".join(arc.out for arc in reading.arcs if not arc.damaged and arc.margin == math.inf)
    written_in = {*map(_writing, rest)} - {""}
    made = "".join(arc.out for arc in guessed)
    brought = list(map(_writing, made))
    most = max(map(brought.count, {*brought}), default=0)
    if most >= max(_MANY, _MOST * len(brought)):
        written_in |= {*brought}
    foreign = sum(bool(of) and of not in written_in for of in brought)
    # Latin text has ASCII digits.
    odd = ("So", "Nd") if written_in == {"LATIN"} else ("So",)
    symbols = any(
        unicodedata.category(char) in odd and "\x7f" < char < "\U00010000" for char in made
    )
    if not written_in:
        return len({*brought}) <= 1
    return 2 * foreign < len(brought) + 1 and not symbols


def _writing(char: str) -> str:
    """Return the script of a character, kana and Han as one."""
    name = script(char)
    return "CJK" if name in ("HIRAGANA", "KATAKANA") else name


#: Letters of one script, and their share, from which they are a text of their own.
_MANY: Final = 6
_MOST: Final = 0.8


def _left_cost(reading: Reading, whole: Sequence[Arc], proven: bool) -> float:
    """Return by how much a reading is likelier than the same without what was damaged.

    Where exact repair has proven the mix-up, the languages of the line have their say.
    """
    kind = reading.kind
    page = codepages.PAGES[reading.page].cost if whole else 0.0
    lead = line_cost(reading.work, whole, kind) + page + _spared(reading) - reading.cost
    if whole and proven:
        left = heard(reading, whole, kind) + page + _spared(reading)
        lead = max(lead, left - reading.rank)
    return lead


def _as_arcs(exact: Sequence[Edit], start: int) -> list[Arc]:
    return [Arc(e.start - start, e.end - start, e.after, 0.0, False, False) for e in exact]


def _is_worked(reading: Reading) -> bool:
    return reading.kind.name in ("NFKC", "NFKD")


def _exact_heard(line: str, start: int, exact: Sequence[Edit], best: Reading) -> float:
    """Return what the line costs as exact repair has it by the languages of the best reading."""
    return heard(best, _as_arcs(exact, start), PLAIN) + _paid(exact) + _spared(best)


def _spared(reading: Reading) -> float:
    """Return what it costs to leave the damaged sequences of a reading, if its page is certain.

    A lead by itself is a letter like any other: nothing proves that more was behind it.
    """
    if all(arc.damaged for arc in reading.arcs):
        return 0.0
    return _SPARED * sum(arc.damaged and arc.end > arc.start + 1 for arc in reading.arcs)


def _exact_cost(line: str, start: int, exact: Sequence[Edit], best: Reading) -> float:
    """Return what the line costs as exact repair has it, in nats."""
    arcs = _as_arcs(exact, start)
    paid = _paid(exact)
    page = MixUp(codepages.PAGES[best.page].label)
    same = sum(len(e.before) for e in exact if undone(e.before, (page,)) == e.after)
    if 2 * same > sum(len(edit.before) for edit in exact):
        paid += _spared(best)
    return line_cost(line, arcs, PLAIN) + paid


def _paid(exact: Sequence[Edit]) -> float:
    """Return what the pages of exact repair cost, in nats."""
    pages = {page.label: page.cost for page in codepages.PAGES}
    chains = {edit.chain for edit in exact}
    return sum(pages.get(mix_up.read_as, 8.0) for chain in chains for mix_up in chain)


def _runs(line: str, reading: Reading) -> Iterator[tuple[int, int, str, bool, float]]:
    """Yield (start, end, result, damaged, margin) of what a reading changes, what touches as one.

    It reads decomposed text where the damage was normalisation; a run begins and ends between
    characters of the line.
    """
    edges = _edges(line, reading.work)
    arcs = list(reading.arcs)
    at = 0
    while at < len(arcs):
        last = at
        start, end = arcs[at].start, arcs[at].end
        while start not in edges:
            start -= 1
        while True:
            while end not in edges:
                end += 1
            if last + 1 == len(arcs) or arcs[last + 1].start > end:
                break
            last += 1
            end = max(end, arcs[last].end)
        run = arcs[at : last + 1]
        after = between(reading.work, run, start, end)
        before = line[edges[start] : edges[end]]
        if before != after:
            damaged = any(arc.damaged for arc in run)
            yield edges[start], edges[end], after, damaged, min(arc.margin for arc in run)
        at = last + 1


def _edges(line: str, work: str) -> dict[int, int]:
    """Return {offset in the decomposed line: offset in the line} for the edges of characters."""
    if line is work:
        return {at: at for at in range(len(line) + 1)}
    edges = {0: 0}
    done = 0
    for at, char in enumerate(line, 1):
        done += len(unicodedata.normalize("NFKD", char))
        edges[done] = at
    return edges


def _without_mentions(
    text: str, edits: Sequence[Edit], decided: Sequence[_Decision]
) -> list[_Decision]:
    made = [edit for line in decided if not line.reason for edit in line.edits]
    reasons = mention.reasons(text, made) if made else {}
    result = []
    for line in decided:
        why = next((reasons[e.start] for e in line.edits if e.start in reasons), "")
        result.append(_held(line, why) if why and not line.reason else line)
    return result


def _held(line: _Decision, why: str) -> _Decision:
    found = tuple(splice.left(finding, why) for finding in line.findings)
    return line._replace(findings=found, reason=why)


def _merged(
    edits: Sequence[Edit], findings: Sequence[Finding], decided: Sequence[_Decision]
) -> tuple[list[Edit], list[Finding]]:
    """Return edits and findings with those of some lines put in place of what was there."""
    taken = [(line.start, line.end) for line in decided]
    made = [edit for line in decided if not line.reason for edit in line.edits]
    found = [finding for line in decided for finding in line.findings]

    def is_elsewhere(value: Edit | Finding) -> bool:
        place = bisect_right(taken, (value.start, math.inf)) - 1
        return place < 0 or value.start >= taken[place][1]

    return (
        sorted([*filter(is_elsewhere, edits), *made], key=_start),
        sorted([*filter(is_elsewhere, findings), *found], key=_start),
    )
