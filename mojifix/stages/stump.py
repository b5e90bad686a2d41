"""What a cut at the end of a line left of a sequence: its lead byte and no more than a part of it.

What the letter was is lost. Such a stump is known by the page that the rest of its line was read
as; it says nothing about that line, is reported, and stays unless the policy asks for U+FFFD.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from mojifix import codepages
from mojifix.model import Edit, Finding, MixUp, Report
from mojifix.stages import splice

__all__ = ["CUT_OFF", "begin", "with_stumps"]

#: Name of the damage on an edit.
CUT_OFF: Final = "cut off"
_REASON: Final = "the rest of it was cut off"
_LONGEST: Final = 3
_GENERAL_PUNCTUATION: Final = b"\xe2\x80"


@lru_cache(maxsize=1 << 12)
def _length(tail: str, label: str) -> int:
    """Return how many characters at the end of ``tail`` are a beginning of a sequence of a page."""
    page = next((n for n, page in enumerate(codepages.PAGES) if page.label == label), None)
    if page is None or codepages.PAGES[page].multi:
        return 0
    tables = codepages.single_tables()
    for size in range(1, min(len(tail), _LONGEST) + 1):
        bytes_of = [b for b, mask in tables.get(tail[-size], {}).items() if mask >> page & 1]
        if any(0xC2 <= byte < 0xF5 for byte in bytes_of):
            lead = max(bytes_of)
            return size if size < (2 if lead < 0xE0 else 3 if lead < 0xF0 else 4) else 0
        if not any(0x80 <= byte < 0xC0 for byte in bytes_of):
            break
    return 0


def begin(text: str, start: int, end: int, exact: Sequence[Edit]) -> int:
    """Return where what may be a stump at the end of the line ``text[start:end]`` begins, ``end``
    if there is none. ``exact`` are the edits of the line."""
    chains = {edit.chain for edit in exact}
    stop = _stop(text, end)
    if len(chains) != 1 or text[stop - 1 : stop].isascii() or exact[-1].end >= stop:
        return end
    (chain,) = chains
    if len(chain) != 1 or chain[0].meant != "utf-8":
        return end
    size = _length(text[max(start, exact[-1].end, stop - _LONGEST) : stop], chain[0].read_as)
    return stop - size if size else end


def _is_left_over(text: str, at: int, stop: int, exact: Sequence[Edit]) -> bool:
    """Whether ``text[at:stop]`` is no letter that a word or a line may well end with: the first two
    bytes of quotes and dashes; or the lead of other sequences of the line, behind one of them, a
    capital behind a small letter, or a sign."""
    label = exact[-1].chain[0].read_as
    if codepages.encode(text[at:stop], label) == _GENERAL_PUNCTUATION:
        return True
    if not any(text[at] in edit.before for edit in exact):
        return False
    capital = text[at].isupper() and text[at - 1 : at].islower()
    return exact[-1].end == at or capital or not text[at:stop].isalpha()


def _stop(text: str, end: int) -> int:
    return end - (text[end - 1 : end] == "\r")


def with_stumps(report: Report, text: str, replaced: bool) -> Report:
    """Return ``report`` with what is left of sequences at the ends of lines of ``text``: found, and
    ``replaced`` by U+FFFD or not."""
    edits, findings = list(report.edits), list(report.findings)
    lines: dict[int, list[Edit]] = {}
    end = -1
    for edit in report.edits:
        if edit.end > end:
            end = text.find("\n", edit.end)
            end = len(text) if end < 0 else end
        lines.setdefault(end, []).append(edit)
    for end, exact in lines.items():
        at = begin(text, 0, end, exact)
        if at == end:
            continue
        end = _stop(text, end)
        if not _is_left_over(text, at, end, exact):
            continue
        place = bisect_left(findings, at, key=lambda finding: finding.start)
        if place and findings[place - 1].end > at:
            continue
        if place < len(findings) and findings[place].start < end:
            continue
        edit = _edit(text, at, end, exact[-1].chain, min(e.evidence for e in exact))
        said = (
            splice.finding_of(edit)
            if replaced
            else Finding(at, end, edit.before, (), False, _REASON)
        )
        findings.insert(place, said)
        if replaced:
            edits.append(edit)
    if len(findings) == len(report.findings):
        return report
    edits.sort(key=lambda edit: edit.start)
    return Report(splice.apply(text, edits), tuple(edits), tuple(findings))


def _edit(text: str, start: int, end: int, chain: tuple[MixUp, ...], evidence: float) -> Edit:
    return Edit(start, end, text[start:end], "\ufffd", chain, evidence, (CUT_OFF,), True)
