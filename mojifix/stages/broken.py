"""Mojibake in which something was put between the characters that one letter became.

A text was wrapped at a column, or marked up, after the mix-up: a line break or a tag stands inside
a sequence. Such a text is read without what stands there (a *view*) and judged like any other.
Where an edit of the view takes in such a place, the letter goes to where its first byte stood,
before the break or the tag: that is the line on which it began, and the element in which it did.
The break or tag itself stays; it is in the edit of that one letter, and what touches it are edits
like any other.

Breaks stand between any two letters, and without them some are neighbours that no text has. So what
is mended has more to prove than what is only repaired.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from mojifix import codepages
from mojifix.model import Edit, Finding, MixUp, Report
from mojifix.stages import glance, splice
from mojifix.stages.cost import is_box
from mojifix.stages.propose import roles
from mojifix.stages.replay import begun, undone

__all__ = ["LINE_BREAK", "TAG", "Join", "is_join", "joins", "mended"]

#: Names of the damage on an edit.
LINE_BREAK: Final = "split by a line break"
TAG: Final = "split by a tag"


class Join(NamedTuple):
    """``text[start:end]``, which may have been put into a sequence."""

    start: int
    end: int


#: Tags that stand inside words; those of cells, items and paragraphs part what is no word.
_INLINE: Final = (
    "a|abbr|b|big|br|cite|code|del|dfn|em|font|i|ins|kbd|mark|nobr|q|s|samp|small|span|strike|strong|"
    "sub|sup|tt|u|var|wbr"
)
_TAGS: Final = rf"</?(?i:{_INLINE})(?:\s[^<>]{{0,200}})?/?>"
#: What editors and mailers put at the beginning of a line, and a comment has there.
_MARGIN: Final = r"[ \t]*(?:(?:>|//|[#*;%|])[ \t]*)*"
_MORE: Final = rf"(?:{_TAGS})*"
_BEYOND: Final = r"^\x00-\x7f"
#: What a text must have, and a pattern that begins with it, so that the rest is skipped fast.
_BREAKS: Final = (
    ("\n", rf"\n(?<=[{_BEYOND}]\n){_MARGIN}{_MORE}"),
    ("\r", rf"\r(?<=[{_BEYOND}]\r)\n?{_MARGIN}{_MORE}"),
    ("<", rf"<(?<=[{_BEYOND}]<){_TAGS[1:]}{_MORE}(?:\r?\n{_MARGIN}{_MORE})?"),
)


def joins(text: str, report: Report) -> list[Join]:
    """Return the places of ``text`` where a sequence may have been broken, in order.

    ``report`` says what else is damaged there. If something is, that is any break between two
    characters that are not ASCII; else one page has to make a sequence of those on both sides.
    """
    damaged = bool(report.findings)
    pages = frozenset(edit.chain[-1].read_as for edit in report.edits)
    return sorted(
        Join(*match.span())
        for sign, pattern in _BREAKS
        if sign in text
        for match in _compiled(pattern, damaged).finditer(text)
        if (damaged or _is_crossed(text, *match.span()))
        and _is_in_word(text, *match.span())
        and not _is_drawn(text[match.start() - 1], pages)
    )


def is_join(text: str, at: int) -> bool:
    """Whether a sequence may have been broken at ``text[at]``, nothing else being damaged."""
    for sign, pattern in _BREAKS:
        if text[at] == sign:
            match = _compiled(pattern, False).match(text, at)
            return (
                match is not None
                and _is_crossed(text, *match.span())
                and _is_in_word(text, *match.span())
                and not _is_drawn(text[at - 1], frozenset())
            )
    return False


def _is_in_word(text: str, start: int, end: int) -> bool:
    """Whether what stands on both sides is more than a letter each: those of an alphabet stand one
    below the other, and would be a lead and what goes on."""
    before, after = text[max(0, start - 2) : start - 1], text[end + 1 : end + 2]
    return bool(before and not before.isspace() and before != ">") or (
        after.isalpha() or not after.isascii()
    )


@lru_cache(maxsize=1 << 8)
def _is_drawn(char: str, pages: frozenset[str]) -> bool:
    """Whether ``char`` draws a box, as lines do end, and is of no page that text was read as."""
    masks = codepages.single_tables().get(char, {}).values() if is_box(char) else ()
    return is_box(char) and not any(mask & codepages.mask_of(tuple(pages)) for mask in masks)


@lru_cache(maxsize=2 * len(_BREAKS))
def _compiled(pattern: str, damaged: bool) -> re.Pattern[str]:
    return re.compile(rf"{pattern}(?=[{_BEYOND if damaged else _going_on()}])")


@lru_cache(maxsize=1)
def _going_on() -> str:
    """Return the inside of a class of what sequences go on with, but letters that lines of other
    alphabets begin with: where these are damaged, a break is not the only sign of it."""
    letters = [char for char in roles()[1] if char < "\u0370" or not char.isalpha()]
    return _HALF_SECONDS + "".join(map(re.escape, letters))


def _is_crossed(text: str, start: int, end: int) -> bool:
    """Whether a page has a sequence that begins before ``start`` and goes on at ``end``."""
    if "\uff61" <= text[end] <= "\uff7f":
        return "\uff82" <= text[start - 1] <= "\uff9f"
    leads = roles()[0]
    reach = glance.REACH
    behind = text[max(0, start - reach) : start]
    window = behind + text[end : end + reach]
    for at in range(max(0, len(behind) - _MOST), len(behind)):
        if max(leads.get(window[at], (0,))) > len(behind) - at and glance.single(window, at, True):
            return True
    return False


#: A sequence has no more characters than this before its last, in UTF-8 proper.
_MOST: Final = 3
#: What Shift-JIS shows for bytes that go on; bytes that begin are the rest of half-width kana.
_HALF_SECONDS: Final = "\uff61-\uff7f"


class _View:
    """A text without what stands at ``joins``."""

    def __init__(self, source: str, taken: Sequence[Join]) -> None:
        self.source = source
        self.joins = taken
        parts: list[str] = []
        #: Where each join is in the view, and how much is gone before it.
        self.places: list[int] = []
        self._gone = [0]
        done = 0
        for join in taken:
            parts.append(source[done : join.start])
            self.places.append(join.start - self._gone[-1])
            self._gone.append(self._gone[-1] + join.end - join.start)
            done = join.end
        parts.append(source[done:])
        self.text = "".join(parts)

    def inside(self, start: int, end: int) -> range:
        """Return the numbers of the joins inside ``start:end`` of the view, not at its ends."""
        return range(bisect_right(self.places, start), bisect_left(self.places, end))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the text ``start:end`` of the view is, without breaks at its ends."""
        first, last = bisect_right(self.places, start), bisect_left(self.places, end)
        return start + self._gone[first], end + self._gone[last]


class _Unit(NamedTuple):
    """``start:end`` of the view is what one letter became, or a few that cannot be told apart;
    ``out`` is that, ``broken`` the numbers of the joins inside."""

    start: int
    end: int
    out: str
    broken: range


#: Code points that one letter may have become; of more layers a break in one is not looked for.
_LONGEST: Final = 32


def _units(view: _View, edit: Edit) -> list[_Unit] | None:
    """Split an edit of the view, ``None`` if that is not to be known."""
    units: list[_Unit] = []
    at = 0
    while at < len(edit.before):
        for size in range(1, min(_LONGEST, len(edit.before) - at) + 1):
            out = undone(edit.before[at : at + size], edit.chain)
            if out is not None:
                break
        else:
            return None
        start = edit.start + at
        units.append(_Unit(start, start + size, out, view.inside(start, start + size)))
        at += size
    return units if "".join(unit.out for unit in units) == edit.after else None


def _broken(view: _View, edits: Iterable[Edit], least: float) -> list[Join]:
    """Return the joins inside a sequence that one of ``edits`` undoes."""
    found: list[Join] = []
    for edit in edits:
        if edit.evidence >= least and view.inside(edit.start, edit.end):
            for unit in _units(view, edit) or ():
                found += (view.joins[number] for number in unit.broken)
    return found


def _with_breaks(view: _View, unit: _Unit, chain: tuple[MixUp, ...]) -> str:
    """Return what a unit was, with the breaks in it behind the letters that begin before them."""
    parts: list[str] = []
    done = 0
    for number in unit.broken:
        place = begun(view.text[unit.start : view.places[number]], chain)
        place = len(unit.out) if place is None else max(done, place)
        parts += [unit.out[done:place], view.source[slice(*view.joins[number])]]
        done = place
    return "".join([*parts, unit.out[done:]])


def _edits(view: _View, edit: Edit, units: Iterable[_Unit]) -> Iterator[Edit]:
    """Yield the edits of the text that one of the view is: a broken letter is one by itself."""
    for is_broken, some in groupby(units, key=lambda unit: bool(unit.broken)):
        group = list(some)
        for run in [[unit] for unit in group] if is_broken else [group]:
            start, end = view.span(run[0].start, run[-1].end)
            breaks = [view.source[slice(*view.joins[number])] for number in run[0].broken]
            after = "".join(unit.out for unit in run)
            if breaks:
                after = _with_breaks(view, run[0], edit.chain)
            damage = tuple(dict.fromkeys(TAG if "<" in some else LINE_BREAK for some in breaks))
            yield dataclasses.replace(
                edit,
                start=start,
                end=end,
                before=view.source[start:end],
                after=after,
                damage=edit.damage + damage,
            )


#: What a sequence that was broken has to prove beyond what others do, in nats.
_COST: Final = 3.0


def mended(
    text: str, found: Sequence[Join], judge: Callable[[str], Report], threshold: float
) -> Report | None:
    """Return what is to be done in ``text`` if sequences were broken at some of ``found``.

    ``judge`` says what is damaged in a text without breaks. ``None`` if no sequence was broken.
    """
    view = _View(text, found)
    broken = _broken(view, judge(view.text).edits, threshold + _COST)
    if not broken:
        return None
    # Other breaks have to stand: what they part are no neighbours.
    view = _View(text, broken)
    report = judge(view.text)
    edits: list[Edit] = []
    findings: list[Finding] = []
    for edit in report.edits:
        crossed = view.inside(edit.start, edit.end)
        units = (
            _units(view, edit) if crossed else [_Unit(edit.start, edit.end, edit.after, crossed)]
        )
        if units is None or (crossed and edit.evidence < threshold + _COST):
            return None
        edits.extend(_edits(view, edit, units))
    for finding in report.findings:
        start, end = view.span(finding.start, finding.end)
        if not view.inside(finding.start, finding.end):
            findings.append(dataclasses.replace(finding, start=start, end=end))
        elif not finding.repaired:
            findings.append(Finding(start, end, text[start:end], (), False, finding.reason))
    said = {finding.start for finding in findings}
    findings.extend(splice.finding_of(edit) for edit in edits if edit.start not in said)
    findings.sort(key=lambda finding: finding.start)
    return Report(splice.apply(text, edits), tuple(edits), tuple(findings))
