"""The one module that knows the order of the stages: scan, propose, weigh, choose, splice."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from mojifix.entrance import repair
from mojifix.model import UTF_8, UTF_16, Edit, Finding, MixUp, Policy, Report
from mojifix.stages import bulk, parts, scan, splice, suspect, traces
from mojifix.stages.kinds import see
from mojifix.stages.quiet import quiet

if TYPE_CHECKING:
    from mojifix.notation import View

__all__ = ["explain", "find", "repair"]

_DEFAULT: Final = Policy()


def explain(text: str, *, policy: Policy | None = None) -> Report:
    """Look for mojibake in ``text`` and say all about it: findings, edits, the repaired text.

    Raises ``TypeError`` for anything that is not a ``str``; no ``str`` makes it raise.
    """
    return _explained(*_checked(text, policy), bulk.mended)


def repaired(text: str, *, policy: Policy | None = None) -> str:
    """Return the text that `explain` would, in less time where much of it is damaged."""
    return _explained(*_checked(text, policy), bulk.repaired).text


def _checked(text: object, policy: object) -> tuple[str, Policy]:
    if not isinstance(text, str):
        raise TypeError(f"mojifix works on str, not {type(text).__name__}")
    if policy is not None and not isinstance(policy, Policy):
        raise TypeError(f"policy must be a Policy, not {type(policy).__name__}")
    return text, policy or _DEFAULT


_InBulk = Callable[[str, bulk.Judge, bulk.OddAmong], Report | None]


def _explained(text: str, policy: Policy, in_bulk: _InBulk) -> Report:
    if not suspect.is_hinted(policy) and quiet(text):
        return Report(text)
    if any(sign in text for sign in _NOTATED):
        from mojifix import notation

        seen = notation.view(text)
        if seen is not None:
            return _with_notations(seen, policy)
    if policy == _DEFAULT and len(text) >= bulk.LEAST:
        found = in_bulk(text, partial(_with_breaks, policy=policy), _odd_among)
        # Lines that were judged beside a sample may be more when they are judged beside the others.
        if found is not None and _explained(found.text, policy, bulk.repaired).text != found.text:
            found = None
        if found is None:
            found = parts.explained(text, partial(_with_breaks, policy=policy), _marks)
        if found is not None:
            return found
    return _with_breaks(text, policy)


def _odd_among(lines: Sequence[str]) -> list[int]:
    return parts.odd_lines(lines, _marks)


def _marks(text: str) -> list[int]:
    """Return where the exact searches mark anything."""
    marked = _marked(text, _DEFAULT)
    if marked.wide:
        return list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    return [*(start for start, _ in (*marked.pieces, *marked.lines)), *marked.traces]


#: What all notations of characters that mojifix reads have one of.
_NOTATED: Final = ("\\", "&", "%", "=", "<U+")


def _with_notations(view: View, policy: Policy) -> Report:
    """Explain a text in which something is written in a notation that could be damaged."""
    from mojifix import notation

    seen: View | None = view
    text = result = view.source
    edits: list[Edit] = []
    findings: list[Finding] = []
    for _ in range(_PASSES):
        # Backslashes are half of some signs of Shift-JIS and Big5, so what is another page's text
        # as a whole comes before notations.
        plain = _with_breaks(result, policy)
        more: list[Edit] = []
        found: list[Finding] = []
        if any(map(_is_legacy, plain.edits)):
            more, found = list(plain.edits), list(plain.findings)
        elif seen is not None:
            more, found = notation.look(
                seen, partial(_as_it_is, policy=policy), mentions=policy.mentions
            )
        if not more:
            more, found = list(plain.edits), sorted([*found, *plain.findings], key=_start)
        edits, findings = splice.compose(text, edits, findings, more, found)
        if not more:
            break
        result = splice.apply(text, edits)
        seen = notation.view(result)
    findings = _apart(findings)
    if more or not all(edit.chain for edit in edits):
        return Report(text, (), tuple(splice.left(f, _CHANGING) for f in findings))
    return Report(result, tuple(edits), tuple(findings))


def _is_legacy(edit: Edit) -> bool:
    return any(mix_up.meant not in UTF_8 for mix_up in edit.chain)


def _is_by_pages(edit: Edit) -> bool:
    return _is_legacy(edit) or any(mix_up.read_as in UTF_16 for mix_up in edit.chain)


def _is_seen_in_part(edit: Edit) -> bool:
    """Whether an edit was made with some kinds of mix-up in mind only."""
    return len(edit.chain) > 1 or _is_by_pages(edit)


def _apart(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings without those that overlap one before: what is raw in one reading of a text
    can be half of what is found in the other, and an encoded word is one span."""
    kept: list[Finding] = []
    for finding in findings:
        if not kept or kept[-1].end <= finding.start:
            kept.append(finding)
        elif finding.repaired:
            kept[-1] = finding
    return kept


def _with_breaks(text: str, policy: Policy, last: bool = True) -> Report:
    """Explain a text in which line breaks and tags may have been put into sequences, ``last`` if no
    run before has done so."""
    report = _as_it_is(text, policy)
    if "damaged" not in policy.families or text.isascii():
        return report
    from mojifix.stages import broken, stump

    joins = broken.joins(text, report)
    judge = partial(_as_it_is, policy=policy)
    mended = broken.mended(text, joins, judge, policy.threshold) if joins else None
    found = mended or report
    if found.edits:
        found = stump.with_stumps(found, text, policy.replace_unknown)
    if not last or not found.edits:
        return found
    # What is found in the result without being repaired makes more breaks worth a look.
    joins = broken.joins(found.text, Report(found.text, (), found.findings))
    again = bool((joins or found is not report) and _with_breaks(found.text, policy, False).edits)
    if again:
        return Report(text, (), tuple(splice.left(f, _CHANGING) for f in found.findings))
    return found


#: What UTF-16 of Latin and of Cyrillic has, read as a page, if all of that is ASCII.
_ASCII_OF_UTF_16: Final = ("\0", "\x04")


def _as_it_is(text: str, policy: Policy, last: bool = True) -> Report:
    """Explain a text that stands for itself, ``last`` if no run before has done so."""
    if text.isascii() and not any(control in text for control in _ASCII_OF_UTF_16):
        return Report(text)
    marked = _marked(text, policy)
    if not any(marked):
        return Report(text)
    report = _whatever_made_it(text, marked, policy, last)
    if not report.edits or suspect.is_hinted(policy):
        return report
    from mojifix.stages import lookalikes

    whys = lookalikes.reasons(text, report.edits)
    if not whys:
        return report
    kept = tuple(edit for edit in report.edits if edit.start not in whys)
    said = (splice.left(f, whys[f.start]) if f.start in whys else f for f in report.findings)
    result = splice.apply(text, kept)
    # No run has looked at what is repaired beside what is left after all.
    if kept and last and _as_it_is(result, policy, last=False).edits:
        return Report(text, (), tuple(splice.left(f, _CHANGING) for f in report.findings))
    return Report(result, kept, tuple(said))


def _whatever_made_it(text: str, marked: _Marked, policy: Policy, last: bool) -> Report:
    report, unseen = _in_rounds(text, marked, policy)
    if report.edits and (unseen or any(map(_is_seen_in_part, report.edits))):
        # No round has looked at what was repaired beside what was left, nor at what pages or
        # several layers brought out, with all pages in mind: nothing may be found in it.
        again, _ = _in_rounds(report.text, _marked(report.text, policy), policy)
        if again.edits:
            return Report(text, (), tuple(splice.left(f, _CHANGING) for f in report.findings))
    if "damaged" not in policy.families or not (marked.traces or report.findings):
        return report
    return _with_damaged(text, report, marked.traces, policy, last)


def _with_damaged(
    text: str, report: Report, places: list[int], policy: Policy, last: bool
) -> Report:
    """Return ``report`` with what was damaged after the mix-up, and without halves of that."""
    from mojifix.stages import afterwards, holes

    if len(text) > _SHORT:
        places = traces.traces(text, see(text).raw, policy)
    edits, findings = afterwards.choose(text, report.edits, report.findings, places, policy)
    if holes.HOLES.intersection(text):
        edits, findings = holes.choose(text, edits, findings, policy)
    if tuple(edits) == report.edits:
        return dataclasses.replace(report, findings=tuple(findings))
    result = splice.apply(text, edits)
    if edits and last and _as_it_is(result, policy, last=False).edits:
        return Report(text, (), tuple(splice.left(f, _CHANGING) for f in findings))
    return Report(result, tuple(edits), tuple(findings))


#: Rounds after which a text that still changes is left alone; real text never needed three.
_PASSES: Final = 8
#: Layers looked for whatever the policy allows. What has more than are allowed is left, and that
#: takes to know how many it has: half-way texts look as good as repaired ones. A character of two
#: bytes that is damaged twelve times is longer than what is looked at in one piece.
_DEEPEST: Final = 16

_CHANGING: Final = "it calls for another repair without end"
_CUT: Final = "it is too long to be looked at in one piece"
_MIXED: Final = "no one chain of mistakes makes all of it"


class _Marked(NamedTuple):
    """What of a text is worth a closer look: pieces for UTF-8 misread, lines for the rest; and
    whether it may be UTF-16."""

    pieces: list[tuple[int, int]]
    lines: list[tuple[int, int]]
    wide: bool
    traces: list[int]


_NOTHING: Final = _Marked([], [], False, [])
#: Longer texts, in code points, are searched for traces of damage only where something else was
#: found. The searches cost clean text 7 ms a megabyte in English, 11 in Japanese, 17 to 25 in
#: French, German, Russian, Greek and Chinese, where all else that is looked for takes about 30; and
#: the 5 lines a megabyte that have a trace by chance cost some 100 ms each to be looked at.
_SHORT: Final = 2000


def _marked(text: str, policy: Policy) -> _Marked:
    if not suspect.is_hinted(policy) and quiet(text):
        return _NOTHING
    seen = see(text)
    return _Marked(
        scan.suspicious(text, seen),
        suspect.worth_weighing(text, seen, policy),
        "legacy" in policy.families and suspect.may_be_utf_16(text, seen),
        traces.traces(text, seen.raw, policy) if len(text) <= _SHORT else [],
    )


def _judged(text: str, marked: _Marked, policy: Policy) -> tuple[list[Edit], list[Finding]]:
    """Return the edits of one round: what is UTF-16 is nothing else."""
    edits, findings = _judged_by_line(text, marked, policy)
    if not marked.wide and not marked.lines:
        return edits, findings
    from mojifix.stages import wide

    spans = [(0, len(text))] if marked.wide else marked.lines
    more, found = wide.choose(text, spans, policy)
    edits = sorted([*more, *(e for e in edits if not _overlaps(e, more))], key=_start)
    findings = sorted([*found, *(f for f in findings if not _overlaps(f, found))], key=_start)
    return edits, findings


def _overlaps(value: Edit | Finding, others: Sequence[Edit | Finding]) -> bool:
    """Whether ``value`` overlaps one of ``others``, which are in order and apart."""
    at = bisect_left(others, value.end, key=_start)
    return at > 0 and others[at - 1].end > value.start


def _judged_by_line(text: str, marked: _Marked, policy: Policy) -> tuple[list[Edit], list[Finding]]:
    """Return the edits of one round: in a line that both kinds of mix-up fit, the likelier one."""
    from mojifix.stages.choose import choose

    edits, findings = choose(text, marked.pieces, policy) if marked.pieces else ([], [])
    if not marked.lines:
        return edits, findings
    from mojifix.stages import lines

    breaks = [match.start() for match in _BREAK(text)]

    def line_of(value: Edit | Finding) -> int:
        return bisect_left(breaks, value.start)

    # What UTF-8 proves, repaired or not, stands against another reading of its line.
    proven: defaultdict[int, float] = defaultdict(float)
    for finding in findings:
        if finding.candidates:
            proven[line_of(finding)] += max(0.0, finding.candidates[0].evidence)
    covered: defaultdict[int, Counter[tuple[MixUp, ...]]] = defaultdict(Counter)
    for edit in edits:
        covered[line_of(edit)][edit.chain] += edit.end - edit.start
    # Most of a line is valid UTF-8 of one page by no chance: no other reading is asked for.
    settled: set[int] = set()
    for line, spans in covered.items():
        start = breaks[line - 1] + 1 if line else 0
        end = breaks[line] if line < len(breaks) else len(text)
        beyond = sum(not char.isascii() for char in text[start:end])
        is_sure = not policy.languages or proven[line] >= _SURE
        if is_sure and 2 * max(spans.values()) >= beyond:
            settled.add(start)
    more, said = lines.choose(text, marked.lines, policy, settled)
    likely = {line_of(edit): edit.evidence for edit in more}
    taken = {line for line, nats in likely.items() if nats > proven.get(line, 0.0)}

    def is_of_utf_8(value: Edit | Finding) -> bool:
        return line_of(value) not in taken

    def is_of_pages(value: Edit | Finding) -> bool:
        line = line_of(value)
        return line in taken or (line not in likely and line not in proven)

    edits = [*filter(is_of_utf_8, edits), *filter(is_of_pages, more)]
    findings = [*filter(is_of_utf_8, findings), *filter(is_of_pages, said)]
    return sorted(edits, key=_start), sorted(findings, key=_start)


_BREAK: Final = re.compile("\n").finditer
#: What UTF-8 has to prove of a line, in nats, where someone has named a language, for no page to be
#: asked. Of 640 tuning words misread by a page, each with its language named, six were held for
#: UTF-8, at 10.1 nats at most.
_SURE: Final = 16.0


def _in_rounds(text: str, marked: _Marked, policy: Policy) -> tuple[Report, bool]:
    """Return what was done in ``text``, and whether it is something else than the rounds made.

    What was put right can be what the rest was waiting for, and a second run must find nothing.
    """
    deep = dataclasses.replace(policy, max_layers=max(policy.max_layers, _DEEPEST))
    edits, findings = _judged(text, marked, deep)
    result = splice.apply(text, edits)
    cut: list[int] = []
    odd = marked.lines
    layered = False
    for _ in range(_PASSES):
        more: list[Edit] = []
        found: list[Finding] = []
        if edits:
            marked = _marked(result, deep)
            # Half-way texts of several layers look like anything: pages have the last word.
            more, found = _judged(result, marked._replace(lines=[], wide=False), deep)
            if not more and all(len(edit.chain) == 1 for edit in edits):
                # What one page was read as is no other page's text.
                taken = {*_line_numbers(text, (e.start for e in edits if _is_legacy(e)))}
                numbers = _line_numbers(result, (start for start, _ in marked.lines))
                left = [s for s, n in zip(marked.lines, numbers, strict=True) if n not in taken]
                more, found = _judged(result, marked._replace(lines=left), deep)
        if more:
            edits, findings = splice.compose(text, edits, findings, more, found)
        else:
            pieces = len(edits)
            edits, findings, cut = _cut_runs_as_one(text, edits, findings)
            if len(edits) == pieces:
                if layered or not (edits or odd) or not _may_be_layered(policy):
                    break
                from mojifix.stages.layered import choose

                edits, findings, layered = choose(text, edits, findings, odd, policy)
                if not layered:
                    break
        result = splice.apply(text, edits)
    else:
        return Report(text, (), tuple(splice.left(f, _CHANGING) for f in findings)), False
    settled = result
    whys = dict.fromkeys(cut, _CUT) | _unsure(edits, policy.max_layers)
    kept = tuple(edit for edit in edits if edit.start not in whys)
    findings = [splice.left(f, whys[f.start]) if f.start in whys else f for f in findings]
    result = splice.apply(text, kept)
    return Report(result, kept, tuple(_told(kept, findings))), layered or result != settled


def _told(edits: Sequence[Edit], findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings with one for every edit: what one round left and another repaired was
    repaired."""
    said = {(finding.start, finding.end) for finding in findings if finding.repaired}
    untold = [edit for edit in edits if (edit.start, edit.end) not in said]
    if not untold:
        return list(findings)
    kept = [finding for finding in findings if finding.repaired or not _overlaps(finding, untold)]
    return sorted([*kept, *map(splice.finding_of, untold)], key=_start)


def _line_numbers(text: str, places: Iterable[int]) -> Iterator[int]:
    """Yield how many lines are before each of ``places``, which are in order."""
    number = at = 0
    for place in places:
        number += text.count("\n", at, place)
        at = place
        yield number


def _may_be_layered(policy: Policy) -> bool:
    """Whether a legacy layer is looked for above or below one of UTF-8."""
    return "legacy" in policy.families and policy.max_layers > 1


def _cut_runs_as_one(
    text: str, edits: list[Edit], findings: list[Finding]
) -> tuple[list[Edit], list[Finding], list[int]]:
    """Read each run that was too long for one piece as a whole, by a chain found in a part of it.

    A cut goes through the middle of what one character became in many layers, and on both sides of
    it nothing fits but fewer layers, down to one. Also returns where edits start for which there is
    no such chain.
    """
    cut: list[int] = []
    if len(text) <= scan.LONGEST or all(len(edit.chain) == 1 for edit in edits):
        return edits, findings, cut
    made: list[Edit] = []
    said: list[Finding] = []
    edit_at = finding_at = 0
    for start, end in _runs(text):
        if end - start <= scan.LONGEST:
            continue
        first, last = (bisect_left(edits, at, key=_start) for at in (start, end))
        inside = edits[first:last]
        if len({len(edit.chain) for edit in inside}) < 2:
            continue
        lowest, highest = (bisect_left(findings, at, key=_start) for at in (start, end))
        whole = splice.as_one(text, start, end, inside, findings[lowest:highest])
        if whole is None:
            # Under two layers a cut spoils one character, and the rest is known for what it is.
            if any(len(edit.chain) not in (1, 2) for edit in inside):
                cut.extend(edit.start for edit in inside)
            continue
        made += [*edits[edit_at:first], whole[0]]
        said += [*findings[finding_at:lowest], whole[1]]
        edit_at, finding_at = last, highest
    return [*made, *edits[edit_at:]], [*said, *findings[finding_at:]], cut


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs that pieces are cut from."""
    begin = last = 0
    for start, end in scan.pieces(text):
        if start != last:
            if begin < last:
                yield begin, last
            begin = start
        last = end
    if begin < last:
        yield begin, last


def _start(value: Edit | Finding) -> int:
    return value.start


def _unsure(edits: Sequence[Edit], max_layers: int) -> dict[int, str]:
    """Return {start: reason} of the edits that are not made after all."""
    whys = {}
    for edit in edits:
        if not edit.chain:
            whys[edit.start] = _MIXED
        elif len(edit.chain) > max_layers:
            whys[edit.start] = f"it has more than {max_layers} layers"
    return whys


def find(text: str, *, policy: Policy | None = None) -> list[Finding]:
    """Return everything in ``text`` that looks like mojibake, with the reason where it was left."""
    return list(explain(text, policy=policy).findings)
