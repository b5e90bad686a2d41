"""Which lines of a long text have to be looked at, and what around them.

Most of a long text is clean, and the exact searches cost a hundred times what the quick pass does.
So a text in which something stands out is asked again in blocks.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Final

from mojifix.model import Finding, Report

__all__ = ["Judge", "Marks", "explained", "odd_lines", "stretches"]

#: Explains a text, all of it.
Judge = Callable[[str], Report]

#: Where an exact search marks anything in a text, in code points.
Marks = Callable[[str], Iterable[int]]

#: Code points from which a text may be judged by some of its lines, and the share of it that they
#: must not take up: below, all of it costs little more.
_WORTH: Final = 8000
_MOST_OF_IT: Final = 2
#: Code points of a block: long enough for what is looked for in long texts only, and not for what
#: is looked for in short ones for want of anything else; short enough that few lines are seen
#: exactly for the sake of one.
_BLOCK: Final = 4000
_LONG: Final = 2001
#: Code points on either side of a line by which it is judged, and some.
_BESIDE: Final = 1000


def explained(text: str, judge: Judge, marks: Marks) -> Report | None:
    """Explain a long text of which only a few lines are odd; ``None`` if it is not, if there is
    anything to repair, or something in the rest: it takes all of the text to do that."""
    if len(text) < _WORTH:
        return None
    lines = text.split("\n")
    odd = odd_lines(lines, marks)
    looked_at = stretches(lines, odd)
    chosen = [line for stretch in looked_at for line in lines[stretch.start : stretch.stop]]
    if _MOST_OF_IT * sum(map(len, chosen)) > len(text):
        return None
    known = {*odd}
    rest = "\n".join(line for number, line in enumerate(lines) if number not in known)
    if any(True for _ in marks(rest)):
        return None
    report = judge("\n".join(chosen))
    if report.edits:
        return None
    findings: list[Finding] = []
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    at = 0
    for stretch in looked_at:
        by = starts[stretch.start] - at
        first = bisect_left(report.findings, at, key=_start)
        at += starts[stretch.stop] - starts[stretch.start]
        findings += (
            dataclasses.replace(found, start=found.start + by, end=found.end + by)
            for found in report.findings[first : bisect_left(report.findings, at, key=_start)]
        )
    return Report(text, (), tuple(findings))


def _start(finding: Finding) -> int:
    return finding.start


def odd_lines(lines: Sequence[str], marks: Marks) -> list[int]:
    """Return the numbers of the lines that are to be looked at."""
    odd: list[int] = []
    first = size = 0
    for number, line in enumerate(lines, start=1):
        size += len(line) + 1
        if size >= _BLOCK or number == len(lines):
            block = lines[first:number]
            # A short one is looked at as one of many like it.
            text = "\n".join([*block, ""]) * (1 if size >= _LONG else _LONG // size + 1)
            ends = list(accumulate(len(line) + 1 for line in block))
            odd += sorted({first + bisect_right(ends, at) for at in marks(text) if at < ends[-1]})
            first, size = number, 0
    return odd


def stretches(lines: Sequence[str], odd: Iterable[int]) -> list[range]:
    """Return the lines ``odd``, and those around that have a part in how they are judged, as ranges
    of their numbers."""
    found: list[range] = []
    for number in odd:
        if found and number < found[-1].stop:
            start = found.pop().start
        else:
            start = number
            size = 0
            while start > 0 and size < _BESIDE:
                start -= 1
                size += len(lines[start]) + 1
            if found and start <= found[-1].stop:
                start = found.pop().start
        stop, size = number + 1, 0
        while stop < len(lines) and size < _BESIDE:
            size += len(lines[stop]) + 1
            stop += 1
        found.append(range(start, stop))
    return found
