"""Write edits into a text and take them out again; decides nothing, touches nothing else."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from mojifix.errors import UndoError
from mojifix.model import Candidate, Edit, Finding, Report

__all__ = ["apply", "compose", "undo"]


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


def compose(
    text: str,
    edits: Sequence[Edit],
    findings: Sequence[Finding],
    more: Sequence[Edit],
    found: Sequence[Finding],
) -> tuple[list[Edit], list[Finding]]:
    """Return what takes ``text`` through ``edits`` and then through ``more`` in one go.

    ``more`` and ``found`` speak of the text that ``edits`` make. Where they touch, one edit has
    both chains: what was undone last was the first mistake.
    """
    between = apply(text, edits)
    groups: list[tuple[int, int, list[Edit], list[Edit]]] = []  # in offsets of `between`
    shift = 0
    placed = []
    for edit in edits:
        start = edit.start + shift
        placed.append((start, start + len(edit.after), edit))
        shift += len(edit.after) - len(edit.before)
    marks = [(s, e, edit, True) for s, e, edit in placed]
    marks += [(edit.start, edit.end, edit, False) for edit in more]
    for start, end, edit, first in sorted(marks, key=lambda mark: (mark[0], mark[1])):
        if groups and start < groups[-1][1]:
            begin, last, one, two = groups.pop()
            groups.append((begin, max(last, end), one, two))
        else:
            groups.append((start, end, [], []))
        _, _, one, two = groups[-1]
        (one if first else two).append(edit)
    back = _Before(edits)
    joined = []
    for start, end, one, two in groups:
        before_start, before_end = back(start), back(end)
        inner = [dataclasses.replace(e, start=e.start - start, end=e.end - start) for e in two]
        after = apply(between[start:end], inner)
        chains = [max((e.chain for e in group), key=len) for group in (two, one) if group]
        joined.append(
            Edit(
                before_start,
                before_end,
                text[before_start:before_end],
                after,
                tuple(mix_up for chain in chains for mix_up in chain),
                min(e.evidence for e in (*one, *two)),
            )
        )
    reported: dict[tuple[int, int], Finding] = {}
    for edit in joined:
        candidate = Candidate(edit.after, edit.chain, edit.evidence)
        reported[edit.start, edit.end] = Finding(
            edit.start, edit.end, edit.before, (candidate,), True, "repaired"
        )
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
