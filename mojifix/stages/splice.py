"""Write edits into a text and take them out again; decides nothing, touches nothing else."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

from mojifix.errors import UndoError
from mojifix.model import Candidate, Edit, Finding, MixUp, Report
from mojifix.stages.replay import replays, undone

__all__ = ["apply", "as_one", "compose", "finding_of", "left", "undo"]


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Return ``text`` with ``edits`` (in order, not overlapping) made; itself if there are none."""
    if not edits:
        return text
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces.append(text[at : edit.start])
        pieces.append(edit.after)
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def finding_of(edit: Edit) -> Finding:
    """Return the finding of an edit that is made, of which no more is known."""
    parts = (("language", edit.evidence), ("prior", 0.0))
    candidate = Candidate(edit.after, edit.chain, edit.evidence, parts, edit.damage, edit.lossy)
    return Finding(edit.start, edit.end, edit.before, (candidate,), True, "repaired")


def left(finding: Finding, why: str) -> Finding:
    """Return a finding that is not repaired after all, with the reason; others stay as they are."""
    return dataclasses.replace(finding, repaired=False, reason=why) if finding.repaired else finding


def compose(
    text: str,
    edits: Sequence[Edit],
    findings: Sequence[Finding],
    more: Sequence[Edit],
    found: Sequence[Finding],
) -> tuple[list[Edit], list[Finding]]:
    """Return what takes ``text`` through ``edits`` and then through ``more`` in one go.

    ``more`` and ``found`` speak of the text that ``edits`` make. Where both have a part in one
    place, it is one edit with both chains, first mistake first; its chain is empty where no chain
    makes all of what stands there of all of what comes out. The rest stays as each pass had it.
    """
    between = apply(text, edits)
    back = _Before(edits)
    said = {(f.start, f.end): f for f in findings if f.repaired}
    said_then = {(f.start, f.end): f for f in found if f.repaired}
    joined: list[Edit] = []
    reported: dict[tuple[int, int], Finding] = {}
    for start, end, one, two in _places(edits, more):
        span = back(start), back(end)
        findings_here = [said[e.start, e.end] for e in one if (e.start, e.end) in said]
        findings_here += [said_then[e.start, e.end] for e in two if (e.start, e.end) in said_then]
        if not one or not two:
            edit = (one or two)[0]
            joined.append(dataclasses.replace(edit, start=span[0], end=span[1]))
            candidates = findings_here[0].candidates if findings_here else ()
        else:
            inner = [dataclasses.replace(e, start=e.start - start, end=e.end - start) for e in two]
            before, after = text[slice(*span)], apply(between[start:end], inner)
            if before == after:
                continue
            # It is as likely as the least likely of what it is made of.
            evidence = min(e.evidence for e in (*one, *two))
            joined.append(Edit(*span, before, after, _chain(before, after, one, two), evidence))
            weakest = min(
                (f.candidates[0] for f in findings_here if f.candidates),
                key=_nats,
                default=Candidate(after, (), evidence),
            )
            chain = joined[-1].chain
            candidates = (dataclasses.replace(weakest, after=after, chain=chain),)
        edit = joined[-1]
        reported[span] = Finding(*span, edit.before, candidates, True, "repaired")
    starts = [edit.start for edit in joined]
    for finding, old in [*((f, True) for f in findings), *((f, False) for f in found)]:
        if finding.repaired:
            continue
        start, end = (
            (finding.start, finding.end) if old else (back(finding.start), back(finding.end))
        )
        place = bisect_right(starts, start) - 1
        free = place < 0 or joined[place].end <= start
        free = free and (place + 1 == len(joined) or end <= joined[place + 1].start)
        if free and text[start:end] == finding.before:
            reported[start, end] = dataclasses.replace(finding, start=start, end=end)
    return joined, sorted(reported.values(), key=lambda finding: finding.start)


def as_one(
    text: str, start: int, end: int, edits: Sequence[Edit], findings: Sequence[Finding]
) -> tuple[Edit, Finding] | None:
    """Return one edit of ``text[start:end]`` instead of ``edits``, by a chain that one of them has.

    ``findings`` are those of that stretch. ``None`` if there is no text of which such a chain makes
    all that stands there.
    """
    before = text[start:end]
    for chain in _longest(edits):
        after = undone(before, chain)
        if after is not None:
            evidence = min(e.evidence for e in edits if e.chain == chain)
            said = (c for f in findings if f.repaired for c in f.candidates[:1])
            weakest = min((c for c in said if c.chain == chain), key=_nats, default=None)
            candidate = dataclasses.replace(
                weakest or Candidate(after, chain, evidence), after=after
            )
            edit = Edit(start, end, before, after, chain, evidence)
            return edit, Finding(start, end, before, (candidate,), True, "repaired")
    return None


def _nats(candidate: Candidate) -> float:
    return candidate.evidence


def _places(
    edits: Sequence[Edit], more: Sequence[Edit]
) -> list[tuple[int, int, list[Edit], list[Edit]]]:
    """Return (start, end, edits, more) for what overlaps, in offsets of the text between."""
    marks = []
    shift = 0
    for edit in edits:
        start = edit.start + shift
        marks.append((start, start + len(edit.after), edit, True))
        shift += len(edit.after) - len(edit.before)
    marks += [(edit.start, edit.end, edit, False) for edit in more]
    groups: list[tuple[int, int, list[Edit], list[Edit]]] = []
    for start, end, edit, first in sorted(marks, key=lambda mark: (mark[0], mark[1])):
        if groups and start < groups[-1][1]:
            begin, last, one, two = groups.pop()
            groups.append((begin, max(last, end), one, two))
        else:
            groups.append((start, end, [], []))
        (groups[-1][2] if first else groups[-1][3]).append(edit)
    return groups


def _chain(before: str, after: str, one: Sequence[Edit], two: Sequence[Edit]) -> tuple[MixUp, ...]:
    """Return a chain that makes ``before`` of ``after``, empty if there is none.

    What was undone last was the first mistake. Where the edits of a pass differ, the longest chain
    is the likeliest for all: the others are what it looks like where a piece was cut.
    """
    last, first = _longest(one), _longest(two)
    for chain in [*(b + a for a in last for b in first), *last, *first]:
        if replays(before, after, chain):
            return chain
    return ()


def _longest(edits: Iterable[Edit]) -> list[tuple[MixUp, ...]]:
    """Return the different chains of ``edits``, longest first, as many as are tried."""
    chains = dict.fromkeys(edit.chain for edit in edits if edit.chain)
    return sorted(chains, key=len, reverse=True)[:_CHAINS_TRIED]


#: Different chains of a pass that are tried where two passes meet; mostly there is one.
_CHAINS_TRIED: Final = 4


class _Before:
    """Where an offset of the edited text, not inside an edit, was before the edits."""

    __slots__ = ("_ends", "_shifts")

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._ends: list[int] = []
        self._shifts = [0]
        for edit in edits:
            shift = self._shifts[-1]
            self._ends.append(edit.start + shift + len(edit.after))
            self._shifts.append(shift + len(edit.after) - len(edit.before))

    def __call__(self, offset: int) -> int:
        return offset - self._shifts[bisect_right(self._ends, offset)]


def undo(text: str, edits: Iterable[Edit] | Report) -> str:
    """Return the input that ``edits`` turned into ``text``, exactly.

    ``edits`` is what a report holds, or the report itself. Only the report proves that ``text`` is
    the very text that it returned; edits alone cannot see a change far from any of them.
    Raises :class:`mojifix.UndoError` when an edit's result does not
    stand where it must; nothing is changed then.
    """
    if not isinstance(text, str):
        raise TypeError(f"undo() takes a str, not {type(text).__name__}")
    if isinstance(edits, Report):
        if text != edits.text:
            raise UndoError("this is not the text that the report returned; nothing was undone")
        edits = edits.edits
    else:
        if not isinstance(edits, Iterable):
            raise TypeError(f"undo() takes Edit values or a Report, not {type(edits).__name__}")
        edits = tuple(edits)
        for edit in edits:
            if not isinstance(edit, Edit):
                raise TypeError(f"undo() takes Edit values or a Report, not {type(edit).__name__}")
    pieces: list[str] = []
    at = 0
    shift = 0
    for number, edit in enumerate(edits, start=1):
        start = edit.start + shift
        end = start + len(edit.after)
        if start < at or text[start:end] != edit.after:
            raise UndoError(
                f"edit {number}: {edit.after!r} does not stand at offset {start} of this text, "
                f"so it is not the text that was repaired; nothing was undone"
            )
        pieces.append(text[at:start])
        pieces.append(edit.before)
        at = end
        shift += len(edit.after) - len(edit.before)
    if not pieces:
        return text
    pieces.append(text[at:])
    return "".join(pieces)
