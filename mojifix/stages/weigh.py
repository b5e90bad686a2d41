"""How likely each reading of a piece of text is: evidence in nats, decides nothing.

The text as it stands and every mixture of arcs are scored by the same character model, but not with
the same charity. What stands there is read *generously*: no letter, mark or symbol costs more than
a ceiling, because genuine text is full of names, capitals, brands, units and languages that no model
has seen. What a repair would put there is read *strictly*. So what the model does not know makes the
judge shy, never bold.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from mojifix import codepages, language
from mojifix.language.alphabet import CLOSERS, fold, script
from mojifix.stages.propose import CESU8, JAVA_UTF8, UTF8, Arc, common

__all__ = ["PRIOR", "Path", "Prior", "as_it_stands", "weigh"]

_PAGES_MASK: Final = UTF8 - 1

# What a shape adds to the folded symbol it is a shape of, in nats.
_SHAPES: Final = {
    "\u2019": 1.0, "\u2018": 2.0, "\u201c": 1.0, "\u201d": 1.0, "\u201e": 2.0, "\u00ab": 1.5,
    "\u00bb": 1.5, "\u2013": 1.0, "\u2014": 1.0, "\u2026": 1.0, "\u00a0": 3.0, "\u3000": 2.0,
    "\u300c": 1.0, "\u300d": 1.0, "\u300e": 2.0, "\u300f": 2.0, "\u2212": 2.5,
}  # fmt: skip
_OTHER_SHAPE: Final = 3.5

#: A symbol of the alphabet never costs more than this over its own frequency: the model's trigrams
#: are a mixture with single letters, since no training text holds every genuine sequence.
_SURPRISE: Final = 3.5


class Costs(NamedTuple):
    """-log P of one character behind two others: as a repair, and as what stands there."""

    strict: float
    generous: float


@lru_cache(maxsize=1 << 17)
def costs(first: str, second: str, char: str) -> Costs:
    """Score ``char`` behind ``first`` and ``second``; see the module for the two readings."""
    if char.isascii() and (char < " " or char == "\x7f") and char not in "\t\n\r":
        return Costs(16.0, 6.0)
    if "\x80" <= char < "\xa0":
        return Costs(18.0, 15.0)
    model = language.load()
    symbol = fold(char)
    known = model.cost(fold(first), fold(second), symbol)
    if known is None:
        strict = _unseen(second, char)
    else:
        single = model.single(symbol)
        strict = min(known, single + _SURPRISE)
    if symbol != char:
        if symbol in "'\"-. ":
            strict += _SHAPES.get(char, _OTHER_SHAPE) if not char.isascii() else 0.0
        elif symbol == "0" and not char.isascii():
            strict += 2.0
    elif char in CLOSERS:
        strict = min(strict, _closer(second, char))
    strict += _case(first, second, char) + _script_change(second, char)
    return Costs(strict, min(strict, _ceiling(second, char)))


def _unseen(before: str, char: str) -> float:
    """Cost of a character that the model has never seen, by what kind it is."""
    category = unicodedata.category(char)
    kind = category[0]
    if kind in "LM":
        # Han and Hangul have more rare signs than all alphabets have letters.
        rare = 0.0 if category != "Lo" or codepages.in_legacy_charset(char) else 4.0
        return rare + (12.0 if script(char) and script(char) == script(before) else 15.0)
    if category == "Cf":
        return 9.0 if not before.isascii() else 14.0
    if kind == "C":
        return 20.0 if category != "Co" else 16.0
    if char >= "\U0001f000":
        return 11.0
    return 11.0 if codepages.in_legacy_charset(char) else 13.0 if "\u2000" < char < "\u2300" else 16.0


def _closer(before: str, char: str) -> float:
    """Cost of a mark behind a word or a figure; training text has too few of them."""
    if char == "\u00b0" and before.isdigit():
        return 4.0
    return 7.5 if before.isalnum() else 8.5


def _case(first: str, second: str, char: str) -> float:
    """Cost of the case of ``char``: words are lower-case, capitalised or in capitals."""
    if char.islower():
        if second.isupper():
            return 3.5 if first.isupper() else 0.3
        return 0.1
    if char.isupper():
        if second.islower():
            return 6.0
        if second.isupper():
            return 0.2 if first.isupper() else 1.5
        return 1.8
    return 0.0


def _script_change(before: str, char: str) -> float:
    """Cost of a letter of another script right behind a letter."""
    here, there = script(char), script(before)
    if not here or not there or here == there:
        return 0.0
    pair = {here, there}
    if pair & {"CJK", "HANGUL"}:
        return 1.0 if "LATIN" in pair or len(pair) == 2 <= len(pair & {"CJK", "HANGUL"}) else 6.0
    return 4.0


def _ceiling(before: str, char: str) -> float:
    """The most that a character costs as it stands."""
    if char in CLOSERS:
        return 6.5 if before.isalnum() or before in "!?.)" else 8.0
    category = unicodedata.category(char)
    if category[0] in "LM":
        if _script_change(before, char) >= 4.0:
            return 14.0
        if char.isupper() and before.islower():
            return 14.0
        return 10.0
    if category in ("Cn", "Cs"):
        return 15.0
    if category == "Co":
        return 12.0
    if not before.isascii() and unicodedata.category(before) == category:
        return 4.5
    return 9.0


class Prior:
    """What a chain costs before any character is looked at, in nats.

    ``extra`` gives pages (by number) a cost of their own, which the document has taught.
    """

    __slots__ = ("_costs", "_extra", "_memo")

    def __init__(self, extra: dict[int, float] | None = None) -> None:
        self._extra = extra or {}
        self._memo: dict[tuple[int, ...], float] = {}
        self._costs = [
            self._extra.get(number, page.cost) for number, page in enumerate(codepages.PAGES)
        ]

    def page(self, layer: int) -> int:
        """Return the number of the likeliest page of a layer."""
        best, least = 0, float("inf")
        pages = layer & _PAGES_MASK
        while pages:
            bit = pages & -pages
            pages ^= bit
            number = bit.bit_length() - 1
            if self._costs[number] < least:
                best, least = number, self._costs[number]
        return best

    def __call__(self, chain: tuple[int, ...]) -> float:
        cost = self._memo.get(chain)
        if cost is None:
            cost = self._memo[chain] = self._cost(chain)
        return cost

    def _cost(self, chain: tuple[int, ...]) -> float:
        cost = 0.0
        for depth, layer in enumerate(reversed(chain)):
            if depth and layer & chain[-depth] & _PAGES_MASK:
                cost += 1.5  # the same mistake again
            elif depth:
                cost += max(1.5, self._costs[self.page(layer)] - 1.0)
            else:
                cost += self._costs[self.page(layer)]
            if not layer & UTF8:
                cost += 3.0 if layer & CESU8 else 4.0 if layer & JAVA_UTF8 else 0.0
        return cost


PRIOR: Final = Prior()


class Path(NamedTuple):
    """One reading of a piece: its result, the arcs it takes, and its evidence against none."""

    out: str
    arcs: tuple[Arc, ...]
    evidence: float
    language: float


def as_it_stands(text: str, before: str, after: str) -> float:
    """Return the generous cost of ``text`` between its two neighbours on each side."""
    total = 0.0
    first, second = before[-2], before[-1]
    for char in text + after:
        total += costs(first, second, char).generous
        first, second = second, char
    return total


#: States kept at every offset; the right reading was never found below the tenth place.
_BEAM: Final = 16
#: Evidence lost for each unlikely character that a reading leaves beside a repair: real damage
#: takes all of a run, a row of symbols happens to hold a sequence here and there.
_JUNK: Final = 4.0
_State = tuple[str, str, tuple[int, ...] | None]


def weigh(
    text: str,
    before: str,
    after: str,
    arcs: Sequence[Arc],
    prior: Prior = PRIOR,
) -> list[Path]:
    """Return the best readings of ``text`` that take at least one arc, best first, at most three.

    ``before`` and ``after`` are the two characters on each side (spaces at the ends of a text).
    Readings that give the same result are one.
    """
    starting: dict[int, list[Arc]] = {}
    for arc in arcs:
        starting.setdefault(arc.start, []).append(arc)
    size = len(text)
    # offset -> state -> (cost, prior cost, result, arcs): the cheapest way to get there
    beams: list[dict[_State, tuple[float, float, tuple[object, ...] | None]]] = [
        {} for _ in range(size + 1)
    ]
    beams[0][before[-2], before[-1], None] = (0.0, 0.0, None)
    for at in range(size):
        beam = beams[at]
        if not beam:
            continue
        states = list(beam.items())
        if len(states) > _BEAM:
            states.sort(key=lambda item: item[1][0])
            del states[_BEAM:]
        char = text[at]
        plain = char.isascii()
        following = beams[at + 1]
        here = starting.get(at, ())
        for (first, second, chain), (cost, paid, trail) in states:
            new = cost + costs(first, second, char).generous
            key = (second, char, chain if plain else None)
            old = following.get(key)
            if old is None or new < old[0]:
                following[key] = (new, paid, trail)
            for arc in here:
                shared = common(chain, arc.chain) if chain else None
                if shared is not None and chain is not None:
                    toll = prior(shared) - prior(chain)
                else:
                    shared = arc.chain
                    toll = prior(shared)
                new = cost + toll
                p2, p1 = first, second
                for out in arc.out:
                    new += costs(p2, p1, out).strict
                    p2, p1 = p1, out
                key = (p2, p1, shared)
                target = beams[arc.end]
                old = target.get(key)
                if old is None or new < old[0]:
                    target[key] = (new, paid + toll, (trail, Arc(arc.start, arc.end, arc.out, shared)))
        beams[at] = {}
    ends: dict[str, tuple[float, float, tuple[Arc, ...]]] = {}
    for (first, second, _), (cost, paid, trail) in beams[size].items():
        if trail is None:
            continue
        for char in after:
            cost += costs(first, second, char).generous
            first, second = second, char
        taken: list[Arc] = []
        while trail is not None:
            trail, arc = trail  # type: ignore[assignment, misc]
            taken.append(arc)
        taken.reverse()
        out = _splice(text, taken)
        old_end = ends.get(out)
        if old_end is None or cost < old_end[0]:
            ends[out] = (cost, paid, tuple(taken))
    base = as_it_stands(text, before, after)
    paths = []
    for out, (cost, paid, taken) in ends.items():
        evidence = base - cost - _JUNK * _left_over(text, before, taken)
        paths.append(Path(out, taken, evidence, evidence + paid))
    paths.sort(key=lambda path: -path.evidence)
    return paths[:3]


def _left_over(text: str, before: str, arcs: Sequence[Arc]) -> int:
    """Count what touches a repair, in an unbroken non-ASCII run, and stays as unlikely as it was."""
    junk = 0
    taken = [False] * len(text)
    for arc in arcs:
        taken[arc.start : arc.end] = [True] * (arc.end - arc.start)
    for arc in arcs:
        for at, step in ((arc.start - 1, -1), (arc.end, 1)):
            while 0 <= at < len(text) and not taken[at] and not text[at].isascii():
                taken[at] = True
                context = ("  " + text[:at])[-2:]
                if costs(context[0], context[1], text[at]).generous > 7.0:
                    junk += 1
                at += step
    return junk


def _splice(text: str, arcs: Sequence[Arc]) -> str:
    pieces = []
    at = 0
    for arc in arcs:
        pieces.append(text[at : arc.start])
        pieces.append(arc.out)
        at = arc.end
    pieces.append(text[at:])
    return "".join(pieces)
