"""One legacy page read as another, below or above UTF-8 misread: lines that went through both.

Below: what comes out when UTF-8 is put right is itself a legacy page's text read as another's. Half
of such lines the rounds of :mod:`mojifix.engine` take apart by themselves; in the others something
looks by chance like one more layer of UTF-8. Here the one outer layer is undone in the whole line,
and what comes out is judged like any other line (:mod:`mojifix.stages.lines`).

Above: the mojibake of UTF-8 was written in one page and read as another. Neither page alone brings
out UTF-8; the two together do, and of all that is not ASCII in the line, which is proof enough to
look at the few pairs of pages that lose nothing.

A line is read so only where that is likelier than what the rounds have made of it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple, TypeVar

from mojifix import codepages
from mojifix.model import UTF_16, Edit, Finding, MixUp, Policy
from mojifix.stages import legacy, lines, mention, scan, splice, suspect
from mojifix.stages.replay import undone

__all__ = ["choose"]

#: Share of what is not ASCII in a line that has to be UTF-8 read as one page.
_WHOLE: Final = 0.8
#: Lead, in nats, over what the rounds have made of the line.
_LEAD: Final = 3.0
#: Pages tried for UTF-8 below a legacy layer: what Latin text is written in again and misread.
_UTF_8_AS: Final = (
    "windows-1252", "iso-8859-1", "windows-1251", "mac-roman", "windows-1250", "cp437", "cp850",
    "windows-1254",
)  # fmt: skip
#: What a line has to prove above its pages' costs, in nats, and one with few characters.
_NEED: Final = 3.0
_SHORT: Final = 15.0
_FEW: Final = 6


class _Found(NamedTuple):
    """What a line may be instead of what was made of it."""

    edits: list[Edit]
    findings: list[Finding]


_T = TypeVar("_T", Edit, Finding)
_Span = tuple[int, int]
_Lines = dict[_Span, list[_T]]


def choose(
    text: str,
    edits: list[Edit],
    findings: list[Finding],
    spans: Sequence[tuple[int, int]],
    policy: Policy,
) -> tuple[list[Edit], list[Finding], bool]:
    """Return ``edits`` and ``findings`` with other ones for lines that are likelier so, and whether
    there are any. ``spans`` are the lines of ``text`` that are worth weighing for their letters."""
    whole = _by_line(text, edits)
    better = _below(text, whole, policy)
    for span in spans:
        if span not in better and (found := _above(text, span, whole[span], policy)) is not None:
            better[span] = found
    if not better:
        return edits, findings, False
    said = _by_line(text, findings)
    for span, found in better.items():
        whole[span], said[span] = found.edits, found.findings
    return list(chain.from_iterable(whole.values())), list(chain.from_iterable(said.values())), True


# --- below UTF-8 -----------------------------------------------------------------------------


def _below(text: str, whole: _Lines[Edit], policy: Policy) -> dict[_Span, _Found]:
    """Return {line: what it is if a legacy layer is below the one of UTF-8}."""
    flat = {}
    for span, here in whole.items():
        if here and span[1] - span[0] <= scan.LONGEST and _doubtful(_made(text, span, here), here):
            line = text[slice(*span)]
            outer = _outer(line, here)
            if outer and not _is_utf_8(splice.apply(line, outer), here):
                flat[span] = outer
    if not flat:
        return {}
    # The other lines as they came out: they say what pages there are.
    between = "\n".join(
        splice.apply(text[slice(*span)], flat[span]) if span in flat else _made(text, span, here)
        for span, here in whole.items()
    )
    places = dict(zip(whole, _by_line(between, ()), strict=True))
    odd = [places[span] for span in flat if suspect.is_odd(between[slice(*places[span])])]
    if not odd:
        return {}
    more, found = lines.choose(between, odd, policy)
    edited, told = _by_line(between, more), _by_line(between, found)
    better = {}
    for span, outer in flat.items():
        place = places[span]
        inner = [_shifted(edit, -place[0]) for edit in edited[place]]
        if not inner:
            continue
        line = text[slice(*span)]
        findings = [_shifted(finding, -place[0]) for finding in told[place]]
        joined, said = splice.compose(
            line, outer, list(map(splice.finding_of, outer)), inner, findings
        )
        out, made = splice.apply(line, joined), _made(text, span, whole[span])
        if all(edit.chain for edit in joined) and out != made and _leads(made, out):
            better[span] = _Found(
                [_shifted(edit, span[0]) for edit in joined],
                [_shifted(finding, span[0]) for finding in said],
            )
    return better


def _doubtful(made: str, edits: Sequence[Edit]) -> bool:
    """Whether what came out of a line needs another look.

    A layer that is there by chance brings out nothing that looks natural.
    """
    return any(len(edit.chain) != 1 for edit in edits) or suspect.is_odd(made)


def _is_utf_8(line: str, edits: Sequence[Edit]) -> bool:
    """Whether a line is one more layer of UTF-8, by what ``edits`` found below the first."""
    pages = {mix_up.read_as for edit in edits for mix_up in edit.chain[:-1]} - set(UTF_16)
    return any(_utf_8(line, label) is not None for label in pages)


def _outer(line: str, edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits that undo one layer of UTF-8 in ``line``, the outermost of ``edits``; none
    if that leaves too much of the line."""
    pages: Counter[str] = Counter()
    for edit in edits:
        for mix_up in edit.chain[-1:]:
            if mix_up.read_as not in UTF_16:
                pages[mix_up.read_as] += len(edit.before)
    whole = sum(not char.isascii() for char in line)
    evidence = max(edit.evidence for edit in edits)
    for label, _ in pages.most_common(_PAGES_TRIED):
        found = _by_words(line, (MixUp(label),), evidence)
        if sum(not char.isascii() for edit in found for char in edit.before) >= _WHOLE * whole:
            return found
    return []


#: Pages tried for the outer layer: one page often has several labels in a line, as its words allow.
_PAGES_TRIED: Final = 3


# --- above UTF-8 -----------------------------------------------------------------------------


def _above(text: str, span: _Span, here: Sequence[Edit], policy: Policy) -> _Found | None:
    """Return what a line is if a legacy layer is above the one of UTF-8, if it is likelier so."""
    line, made = text[slice(*span)], _made(text, span, here)
    if len(line) > scan.LONGEST:
        return None
    # What is UTF-8 read as one page needs no second one to be so.
    chars = frozenset(line)
    pages = (label for label in legacy.READ_AS if codepages.may_hold(label, chars))
    if any(_utf_8(line, label) for label in pages):
        return None
    hints = lines.hints_of(policy)
    if not all(_may_be_above(word, hints) for word in line.split(" ") if not word.isascii()):
        return None
    prices = _chains_above(line, hints, policy.read_as)
    ranked = sorted(
        (price - legacy.likelier(line, out), out)
        for out, (price, _) in prices.items()
        if out != made and legacy.may_be_likelier(line, out)
    )
    if not ranked:
        return None
    cost, out = ranked[0]
    few = sum(not char.isascii() for char in line) < _FEW
    if -cost < policy.threshold + (_SHORT if few else _NEED):
        return None
    if len(ranked) > 1 and ranked[1][0] - cost < _LEAD:
        return None
    found = _by_words(line, prices[out][1], round(-cost, 2))
    if splice.apply(line, found) != out or (made != line and not _leads(made, out)):
        return None
    edits = [_shifted(edit, span[0]) for edit in found]
    if not policy.mentions and mention.reasons(text, edits):
        return None
    return _Found(edits, list(map(splice.finding_of, edits)))


#: A space is part of no sequence of any page, so no line reads in a way that one word does not; and
#: words come again. Of French lines that are worth weighing nearly all end at the first word.
@lru_cache(maxsize=1 << 12)
def _may_be_above(word: str, hints: legacy.Hints) -> bool:
    """Whether any two pages bring UTF-8 out of a word that is not all ASCII."""
    return any(
        codepages.may_hold(label, frozenset(between)) and _utf_8(between, label) is not None
        for between in (word, *_readings(word, hints))
        if not codepages.has_lone(between)
        for label in _UTF_8_AS
    )


@lru_cache(maxsize=1 << 10)
def _chains_above(
    line: str, hints: legacy.Hints, read_as: tuple[str, ...] | None
) -> Mapping[str, tuple[float, tuple[MixUp, ...]]]:
    """Return {what a line may be: what the cheapest chain costs in nats, that chain}."""
    prices: dict[str, tuple[float, tuple[MixUp, ...]]] = {}
    for between, pairs in _readings(line, hints).items():
        if codepages.has_lone(between):
            continue
        chars = frozenset(between)
        for label in _UTF_8_AS:
            if read_as is not None and label not in read_as:
                continue
            if not codepages.may_hold(label, chars):
                continue
            if (out := _utf_8(between, label)) is None:
                continue
            for pair in pairs:
                price = legacy.pair_cost(*pair) + codepages.page(label).cost
                if price < prices.get(out, (price + 1,))[0]:
                    prices[out] = price, (MixUp(label), MixUp(*pair))
    return prices


def _readings(line: str, hints: legacy.Hints) -> dict[str, list[tuple[str, str]]]:
    """Return `legacy.readings`, without those that no UTF-8 can come out of.

    Pages of one byte keep the places of what is not ASCII: for most lines only pages of two are
    left.
    """
    if not codepages.has_lone(line):
        return legacy.readings(line, hints)
    found = legacy.readings(line, hints._replace(read_as=tuple(filter(_is_multi, hints.read_as))))
    singles = tuple(label for label in hints.read_as if not _is_multi(label))
    meant = tuple(filter(_is_multi, hints.meant))
    for out, pairs in legacy.readings(line, hints._replace(read_as=singles, meant=meant)).items():
        found.setdefault(out, []).extend(pairs)
    return found


def _is_multi(label: str) -> bool:
    return codepages.page(label).multi


def _utf_8(between: str, label: str) -> str | None:
    """Return what UTF-8 was read as ``between`` by one page, if all of it was."""
    raw = codepages.encode(between, label)
    try:
        out = (raw or b"").decode()
    except UnicodeDecodeError:
        return None
    return out if raw and legacy.is_text(out) else None


# --- both ------------------------------------------------------------------------------------


def _leads(made: str, out: str) -> bool:
    return legacy.likelier(made, out) >= _LEAD


def _by_words(line: str, mix_ups: tuple[MixUp, ...], evidence: float) -> list[Edit]:
    """Return an edit for each run of words that ``mix_ups`` have made of something."""
    runs: list[tuple[int, int, str]] = []
    for start, end in legacy.words(line):
        out = undone(line[start:end], mix_ups)
        if out is None or out == line[start:end]:
            continue
        if runs and not line[runs[-1][1] : start].strip(" "):
            first, last, before = runs.pop()
            runs.append((first, end, before + line[last:start] + out))
        else:
            runs.append((start, end, out))
    trimmed = (lines.trimmed(line, *run) for run in runs)
    return [Edit(a, b, line[a:b], out, mix_ups, evidence) for a, b, out in trimmed]


def _shifted(value: _T, by: int) -> _T:
    return dataclasses.replace(value, start=value.start + by, end=value.end + by)


def _made(text: str, span: _Span, edits: Sequence[Edit]) -> str:
    """Return what ``edits`` make of a part of ``text``."""
    return splice.apply(text[slice(*span)], [_shifted(edit, -span[0]) for edit in edits])


def _by_line(text: str, values: Sequence[_T]) -> _Lines[_T]:
    """Return {span of a line: those of ``values`` (in order) that are in it}, for all lines."""
    found: _Lines[_T] = {}
    start = at = 0
    for line in text.split("\n"):
        end = start + len(line)
        first = at
        while at < len(values) and values[at].start <= end:
            at += 1
        found[start, end] = list(values[first:at])
        start = end + 1
    return found
