"""Which lines of a long text have to be looked at, and what around them.

Most of a long text is clean, and the exact searches cost a hundred times what the quick pass does.
So a text in which something stands out is asked again in blocks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Final

__all__ = ["Marks", "odd_lines", "stretches"]

#: Where an exact search marks anything in a text, in code points.
Marks = Callable[[str], Iterable[int]]

#: Code points of a block: long enough for what is looked for in long texts only, and not for what
#: is looked for in short ones for want of anything else; short enough that few lines are seen
#: exactly for the sake of one.
_BLOCK: Final = 4000
_LONG: Final = 2001
#: Code points on either side of a line by which it is judged, and some.
_BESIDE: Final = 1000


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
