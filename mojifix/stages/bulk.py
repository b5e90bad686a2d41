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
#: Lines of which the page is guessed, from both ends and between, and how many have to agree.
_PROBED: Final = 6
_AGREE: Final = 3
#: Code points of a line that are looked at for that, and that are judged; a sequence of most pages
#: ends within so many.
_LOOKED_AT: Final = 200
_JUDGED: Final = 48
_WITHIN: Final = 8
#: What a line gets shorter by when it is repaired, in code points, that is running text and no
#: example of what damage looks like.
_MANY: Final = 6


def mended(text: str, judge: Callable[[str], Report]) -> str | None:
    """Return ``text`` with all damaged lines repaired; ``None`` where that is not to be said so
    simply. ``judge`` is the engine."""
    lines = text.split("\n")
    page, sample = _guessed([line for line in lines if not line.isascii()])
    if not page:
        odd = _by_line(text, scan.suspicious(text))
        page, sample = _guessed([lines[number] for number in odd])
    if not page:
        return None
    damaged: list[str] = []
    others: list[int] = []
    for number, line in enumerate(lines):
        if line.isascii():
            continue
        out = _read(line, page)
        if out is not None and len(line) - len(out) >= _MANY:
            damaged.append(line)
            lines[number] = out
        else:
            others.append(number)
    mixed: list[str] = []
    told: list[str] = []
    rest = "\n".join(lines[number] for number in others)
    for place, pieces in _by_line(rest, scan.suspicious(rest)).items():
        number = others[place]
        line = lines[number]
        out = _read(line, page)
        if out is not None:
            if mention.may_name(line) and mention.named().search(line):
                told.append(line)
            damaged.append(line)
            lines[number] = out
        elif any(map(_begins(page), pieces)):
            mixed.append(line)
    most = sum(map(len, damaged)) - sum(map(len, (*mixed, *told)))
    if most < LEAST or _is_ambiguous(damaged, page):
        return None
    # A line that names an encoding may show what damage looks like; what is not all of the page has
    # to be left beside what is.
    sample += told
    judged = judge("\n".join([*sample, *mixed]))
    chains = {edit.chain for edit in judged.edits}
    right = [_read(line, page) or "" for line in sample]
    if len(chains) != 1 or len(*chains) != 1 or judged.text != "\n".join([*right, *mixed]):
        return None
    result = "\n".join(lines)
    return None if judge(result).edits else result


def _guessed(lines: list[str]) -> tuple[str, list[str]]:
    """Return the page that most of some of ``lines`` were read as, and a sample of what was; the
    page is empty if there is none."""
    probes = _spread(lines, _PROBED)
    best, most = "", _AGREE - 1
    for page in _PAGES:
        number = sum(_beginning(line, page, _LOOKED_AT) is not None for line in probes)
        if number > most:
            best, most = page, number
        if most == len(probes):
            break
    if not best:
        return "", []
    judged = (_beginning(line, best, _JUDGED) for line in probes)
    return best, [line for line in judged if line is not None and not line.isascii()][:_AGREE]


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
    return next(
        (line[:end] for end in range(size, size - _WITHIN, -1) if _read(line[:end], page)), None
    )


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
