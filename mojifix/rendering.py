"""Reports and differences as plain text for a person to read.

Decides what is shown, how much of the words around it, and how characters that can't be seen are
marked. Decides nothing about the text itself and prints nothing: it returns strings.

Characters that are invisible, or that would move the cursor or turn the reading direction, are
written as Python's escapes (``\\x9d``, ``\\xa0``, ``\\ufeff``). That is for the eye: a backslash of
the text looks the same. The exact text is in the report itself and in its JSON.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from mojifix.model import Candidate, Edit, Finding, Report, describe

__all__ = [
    "Passage",
    "Places",
    "diff_text",
    "passages",
    "report_text",
    "shorten",
    "visible",
    "words",
]

#: Zero width non-joiner and joiner: parts of the spelling of Persian, of Indic scripts and of
#: emoji, which would fall apart if they were written as escapes.
_SHAPING: Final = "\u200c\u200d"

#: What ends the words around a span. Not ``str.isspace``: NBSP and NEL are bytes of mojibake.
_SPACE: Final = " \t\r\n\u3000"

#: Code points shown on either side of a span, for scripts without spaces, and between two spans
#: that are shown as one passage.
_REACH: Final = 24

#: Longest piece of text shown in one place; a damaged paragraph is cut in its middle.
_LONGEST: Final = 100

#: Lines of a unified difference around a change.
_CONTEXT: Final = 3

_LINE_END: Final = re.compile(r"\r\n?|\n")


def visible(text: str) -> str:
    """Write what can't be seen in ``text`` as escapes, line ends included."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in _SHAPING else _escape(char) for char in text
    )


def shorten(text: str, limit: int = _LONGEST) -> str:
    """Cut the middle out of a ``text`` that is longer than ``limit``."""
    if len(text) <= limit:
        return text
    head = limit // 2
    return f"{text[:head]} ... {text[-(limit - head) :]}"


def words(text: str, start: int, end: int) -> str:
    """The span with the rest of the words that it begins and ends in."""
    left = start
    while left > max(0, start - _REACH) and text[left - 1] not in _SPACE:
        left -= 1
    right = end
    while right < min(len(text), end + _REACH) and text[right] not in _SPACE:
        right += 1
    return visible(shorten(text[left:right]))


class Places:
    """Lines and columns of one text, both from 1, columns in code points.

    Lines end at LF, CRLF or a lone CR, as editors have it.
    """

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def of(self, offset: int) -> tuple[int, int]:
        """The line and the column of a code point offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass(frozen=True, slots=True)
class Passage:
    """Edits that are read together, and the words around them, damaged and repaired."""

    edits: tuple[Edit, ...]
    before: str
    after: str

    @property
    def start(self) -> int:
        """Where the first edit begins in the damaged text."""
        return self.edits[0].start

    @property
    def chain(self) -> str:
        """The chain in words, and the damage done after it."""
        first = self.edits[0]
        return ", ".join([describe(first.chain), *first.damage])

    @property
    def evidence(self) -> str:
        """The evidence for the edit; for several, that of the weakest."""
        weakest = _nats(min(edit.evidence for edit in self.edits))
        return weakest if len(self.edits) == 1 else f"{len(self.edits)} spans, weakest {weakest}"


def passages(before: str, report: Report, *, apart: bool = False) -> list[Passage]:
    """The edits of a ``report`` on ``before`` as a person reads them.

    Edits of one chain that are close together on one line, as the letters of one damaged sentence
    are, are one passage, unless they are wanted ``apart``.
    """
    groups: list[list[Edit]] = []
    for edit in report.edits:
        if groups and not apart and _belong_together(before, groups[-1][-1], edit):
            groups[-1].append(edit)
        else:
            groups.append([edit])
    shown: list[Passage] = []
    shift = 0
    for group in groups:
        start = group[0].start + shift
        shift += sum(len(edit.after) - len(edit.before) for edit in group)
        end = group[-1].end + shift
        was = words(before, group[0].start, group[-1].end)
        shown.append(Passage(tuple(group), was, words(report.text, start, end)))
    return shown


def report_text(report: Report, *, candidates: bool = False) -> str:
    """Tell a person what was found, what was done about it and why.

    With ``candidates``, every span is told by itself, and of each the ways back that were weighed,
    with their evidence by witness.
    """
    if not report.edits and not report.findings:
        return "Nothing here looks like mojibake."
    before = report.undo()
    places = Places(before)
    findings = {(finding.start, finding.end): finding for finding in report.findings}
    told: list[tuple[int, list[str]]] = []
    for passage in passages(before, report, apart=candidates):
        lines = _fields(
            f"{_place(places, passage.start)}: repaired",
            ("before", passage.before),
            ("after", passage.after),
            ("chain", passage.chain),
            ("evidence", passage.evidence),
        )
        finding = findings.get((passage.start, passage.edits[0].end))
        if candidates and finding is not None:
            lines += _candidates(finding)
        told.append((passage.start, lines))
    alone = [finding for finding in report.findings if not finding.repaired]
    for finding in alone:
        lines = _fields(
            f"{_place(places, finding.start)}: left alone",
            ("text", words(before, finding.start, finding.end)),
            ("because", visible(finding.reason)),
        )
        if candidates:
            lines += _candidates(finding)
        elif finding.candidates:
            lines += _fields("", ("could be", _way_back(finding.candidates[0])))
        told.append((finding.start, lines))
    told.sort(key=lambda item: item[0])
    summary = f"{len(report.edits)} repaired, {len(alone)} left alone"
    return "\n\n".join([summary, *("\n".join(lines) for _, lines in told)])


def diff_text(before: str, after: str, path: str) -> str:
    """The unified difference of two texts of one file, as ``patch -p1`` and ``git apply`` take it.

    Lines end at LF, as those programs have it: other line ends are part of their lines and come
    out as they are, as does everything else. Empty if the texts are equal. Takes time linear in
    the length of the texts, as a repair hardly ever changes the number of lines; where it does,
    all lines from the first to the last change are given as one.
    """
    if before == after:
        return ""
    old, new = _lines(before), _lines(after)
    blocks = _changed_blocks(old, new)
    pieces = [f"--- {_diff_name('a', path)}\n+++ {_diff_name('b', path)}\n"]
    for hunk in _hunks(blocks):
        first, last = hunk[0], hunk[-1]
        lead = min(_CONTEXT, first[0])
        tail = min(_CONTEXT, len(old) - last[1])
        a_start, a_end = first[0] - lead, last[1] + tail
        b_start, b_end = first[2] - lead, last[3] + tail
        pieces.append(f"@@ -{_range(a_start, a_end)} +{_range(b_start, b_end)} @@\n")
        at = a_start
        for a_from, a_to, b_from, b_to in hunk:
            pieces += [_diff_line(" ", line) for line in old[at:a_from]]
            pieces += [_diff_line("-", line) for line in old[a_from:a_to]]
            pieces += [_diff_line("+", line) for line in new[b_from:b_to]]
            at = a_to
        pieces += [_diff_line(" ", line) for line in old[at:a_end]]
    return "".join(pieces)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _place(places: Places, offset: int) -> str:
    line, column = places.of(offset)
    return f"line {line}, column {column}"


def _belong_together(text: str, one: Edit, next_: Edit) -> bool:
    return (
        next_.start - one.end <= _REACH
        and (one.chain, one.damage) == (next_.chain, next_.damage)
        and _LINE_END.search(text, one.end, next_.start) is None
    )


def _nats(evidence: float) -> str:
    return f"{evidence:.1f} nats"


def _way_back(candidate: Candidate) -> str:
    return (
        f"{visible(shorten(candidate.after))}  ({describe(candidate.chain)}, "
        f"{_nats(candidate.evidence)})"
    )


def _candidates(finding: Finding) -> list[str]:
    lines: list[str] = []
    for number, candidate in enumerate(finding.candidates, start=1):
        parts = " + ".join(f"{witness} {nats:.1f}" for witness, nats in candidate.parts)
        lines += _fields("", (f"way {number}", _way_back(candidate)), ("", parts))
    return lines


def _fields(title: str, *fields: tuple[str, str]) -> list[str]:
    lines = [title] if title else []
    return lines + [f"  {name:<9} {value}" for name, value in fields if value]


def _lines(text: str) -> list[str]:
    """Cut at LF only; ``str.splitlines`` also cuts at NEL and others, which patch does not."""
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


_Block = tuple[int, int, int, int]


def _changed_blocks(old: list[str], new: list[str]) -> list[_Block]:
    """What differs, as half-open ranges of old and new lines, in order."""
    if len(old) != len(new):
        shorter = min(len(old), len(new))
        head = 0
        while head < shorter and old[head] == new[head]:
            head += 1
        tail = 0
        while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        return [(head, len(old) - tail, head, len(new) - tail)]
    blocks: list[_Block] = []
    for number, (was, now) in enumerate(zip(old, new, strict=True)):
        if was == now:
            continue
        start = blocks.pop()[0] if blocks and blocks[-1][1] == number else number
        blocks.append((start, number + 1, start, number + 1))
    return blocks


def _hunks(blocks: list[_Block]) -> list[list[_Block]]:
    """Put blocks together whose context lines would touch."""
    hunks: list[list[_Block]] = []
    for block in blocks:
        if hunks and block[0] - hunks[-1][-1][1] <= 2 * _CONTEXT:
            hunks[-1].append(block)
        else:
            hunks.append([block])
    return hunks


def _range(start: int, end: int) -> str:
    """A hunk's line range; an empty one is named by the line before it."""
    length = end - start
    return f"{start + 1 if length else start},{length}"


def _diff_line(sign: str, line: str) -> str:
    return sign + line + ("" if line.endswith("\n") else "\n\\ No newline at end of file\n")


def _diff_name(side: str, path: str) -> str:
    """A file's name in a header, quoted as git quotes one with odd bytes in it."""
    name = f"{side}/{path.lstrip('/')}"
    if all(char.isprintable() and char not in '"\\' for char in name):
        # patch takes a name with spaces in it up to the tab.
        return f"{name}\t" if " " in name else name
    quoted = "".join(
        chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\{byte:03o}"
        for byte in name.encode("utf-8", "surrogateescape")
    )
    return f'"{quoted}"'
