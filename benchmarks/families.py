"""Decides what the hard families are measured by: legacy pages, damage afterwards, notation.

Which kinds there are, how many cases each has, which figures are promised, and when an answer to
one is right. What cases are made of stands in the modules that this one puts together.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import mojifix
from benchmarks.afterwards import KINDS as AFTERWARDS
from benchmarks.afterwards import SAME, afterwards_cases
from benchmarks.cases import Case, Stock
from benchmarks.legacy import language_tag, line_cases
from benchmarks.notation import notation_cases, parses_as
from benchmarks.rivals import MOJIFIX, verdict
from benchmarks.utf16 import utf16_cases
from benchmarks.words import source_cases, word_cases

__all__ = ["AFTERWARDS", "FAMILIES", "REACH_CHANGED", "Family", "judge", "missing"]

#: Makes about so many cases of a kind.
_Cases = Callable[[str, int, Stock, str], list[Case]]


class Family(NamedTuple):
    """A kind of case: how it is made, how often, and what is promised of it, in per cent.

    ``reach`` is the smallest share restored, ``changed`` the largest share changed otherwise; None
    where the figure is reported alone.
    """

    cases: _Cases
    number: int
    reach: float | None = None
    changed: float | None = None
    #: Rivals meet one case in so many.
    rival_step: int = 9


def _hinted_cases(kind: str, number: int, stock: Stock, seed: str) -> list[Case]:
    """The words of ``legacy-word``, so that the two figures differ by the hint alone."""
    cases = word_cases("legacy-word", number, stock, seed)
    return [case._replace(kind=kind) for case in cases]


FAMILIES: Final[dict[str, Family]] = {
    "legacy-line": Family(line_cases, 10_000, 98.0),
    "legacy-latin": Family(line_cases, 10_000, 90.0, 1.0),
    "legacy-layer": Family(line_cases, 4_000),
    "legacy-word": Family(word_cases, 10_000, 70.0),
    "legacy-word-hint": Family(_hinted_cases, 10_000, 90.0),
    "learn": Family(source_cases, 640, 98.0, rival_step=41),
    "utf-16": Family(utf16_cases, 2_000),
    **{kind: Family(afterwards_cases, 2_000) for kind in AFTERWARDS},
    "nbsp": Family(afterwards_cases, 5_000, 98.0),
    "lower": Family(afterwards_cases, 5_000, 95.0),
    "nfkc": Family(afterwards_cases, 5_000, 90.0),
    "c1": Family(afterwards_cases, 3_000, 85.0),
    "replaced": Family(afterwards_cases, 3_000, 95.0),
    "notation": Family(notation_cases, 5_000, 97.0),
}
#: Of all kinds of damage together, in per cent, as much may be changed and not restored.
REACH_CHANGED: Final = 1.0


#: What an older mojifix has not, so that it is asked for by name.
_LEARN: Final = "learn"


def missing(kind: str) -> str:
    """Why a kind can't be met by this mojifix; empty if it can."""
    return (
        ""
        if hasattr(mojifix, _LEARN) or not kind.startswith("learn")
        else "there is no mojifix.learn"
    )


def _repair(policy: mojifix.Policy) -> Callable[[str], str]:
    return functools.partial(mojifix.repair, policy=policy)


def _right(case: Case) -> Callable[[str], bool] | None:
    """When an answer is right, if not only where it is the expected text itself."""
    if case.kind in SAME:
        same = SAME[case.kind]
        wanted = same(case.expected)
        return lambda got: same(got) == wanted
    if case.kind == "notation":
        text = parses_as(case.page, case.expected)
        return lambda got: parses_as(case.page, got) == text
    return {case.expected, *case.also}.__contains__ if case.also else None


def _judge_source(engine: str, case: Case) -> Iterator[tuple[Case, str, str]]:
    """Each word of a source by a policy learned from all; words that stay count only if harmed."""
    given, expected = case.given.split("\n"), case.expected.split("\n")
    call = None
    if engine == MOJIFIX:
        learn: Callable[[list[str]], mojifix.Policy] = getattr(mojifix, _LEARN)
        call = _repair(learn(given))
    for word, wanted in zip(given, expected, strict=True):
        outcome, got = verdict(engine, word, wanted, call)
        if word != wanted or outcome != "restored" or case.kind == "learn-clean":
            yield case._replace(given=word, expected=wanted), outcome, got


def judge(engine: str, case: Case) -> Iterator[tuple[Case, str, str]]:
    """Run one engine on one case; yield the case, or its parts, with the verdict and the answer."""
    if case.kind in ("learn", "learn-clean"):
        yield from _judge_source(engine, case)
        return
    call = None
    if case.kind == "legacy-word-hint" and engine == MOJIFIX:
        call = _repair(mojifix.Policy(languages=(language_tag(case.lang),)))
    yield (case, *verdict(engine, case.given, case.expected, call, _right(case)))
