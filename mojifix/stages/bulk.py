"""Repair of texts in which whole lines are UTF-8 read as one page: only what they were, no edits.

Weighing every word of a long text that is damaged from end to end tells nothing that the first
words have not told. Here the engine judges a sample of the damaged lines. If it repairs all of it
by one page, the other lines go through the codecs as they are: a line is taken only if all that is
not ASCII in it is valid UTF-8 of that page. Wherever anything else could be wrong (a sequence of
the page in another line, another page that reads the lines differently, a line that may only talk
about mojibake, anything that the engine repairs in the result), it is the engine that does it all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from mojifix import codepages
from mojifix.model import Report
from mojifix.stages import mention, scan

__all__ = ["LEAST", "mended"]

#: Code points of damaged lines below which the sample would be most of the work.
LEAST: Final = 1000
#: Lines of the sample, and of how many the page is guessed, from both ends and between.
_SAMPLED: Final = 3
_PROBED: Final = 6
#: Code points of a line of the sample: what is longer is cut behind a space.
_LONGEST: Final = 100
#: What a line gets shorter by when it is repaired, in code points, that is running text and no
#: example of what damage looks like.
_MANY: Final = 6


def mended(text: str, judge: Callable[[str], Report]) -> str | None:
    """Return ``text`` with all damaged lines repaired; ``None`` where that is not to be said so
    simply. ``judge`` is the engine."""
    lines = text.split("\n")
    pieces = _by_line(text, scan.suspicious(text))
    odd = list(pieces)
    if sum(len(lines[number]) for number in odd) < LEAST:
        return None
    probes = [_beginning(lines[number]) for number in _spread(odd, _PROBED)]
    page = max(_PAGES, key=lambda page: sum(_read(line, page) is not None for line in probes))
    damaged: list[str] = []
    mixed: list[str] = []
    for number in odd:
        line = lines[number]
        out = _read(line, page)
        if out is not None:
            few = len(line) - len(out) < _MANY
            if few and mention.may_name(line) and mention.named().search(line):
                return None
            damaged.append(line)
            lines[number] = out
        elif any(map(_begins(page), pieces[number])):
            mixed.append(line)
    if sum(map(len, mixed)) > LEAST or _is_ambiguous("\n".join(damaged), page):
        return None
    # What is not all of the page has to be left beside what is.
    sample = [line for line in probes if _read(line, page) is not None][:_SAMPLED]
    judged = judge("\n".join([*sample, *mixed]))
    chains = {edit.chain for edit in judged.edits}
    right = [_read(line, page) or "" for line in sample]
    if len(chains) != 1 or len(*chains) != 1 or judged.text != "\n".join([*right, *mixed]):
        return None
    result = "\n".join(lines)
    return None if judge(result).edits else result


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


def _spread(numbers: list[int], many: int) -> list[int]:
    """Return so many of ``numbers``, evenly spread, or all if there are no more."""
    if len(numbers) <= many:
        return numbers
    return [numbers[at * (len(numbers) - 1) // (many - 1)] for at in range(many)]


def _beginning(line: str) -> str:
    """Return a line, or what of it is long enough to judge it by."""
    if len(line) <= _LONGEST:
        return line
    return line[: line.rfind(" ", 0, _LONGEST) + 1] or line


def _read(line: str, page: str) -> str | None:
    """Return what a line was before it was read as ``page``, ``None`` if it is not all UTF-8."""
    raw = codepages.encode(line, page)
    try:
        return None if raw is None else raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_ambiguous(text: str, page: str) -> bool:
    """Whether another page reads all of ``text`` as UTF-8 too, of something else."""
    signs = "".join({*text})
    others = (page for page in _PAGES if codepages.encode(signs, page) is not None)
    right = _read(text, page)
    return any(_read(text, other) not in (None, right) for other in others)


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
