"""How likely each reading of a piece of text is: evidence in nats, decides nothing.

The text as it stands and every mixture of arcs are scored by the same character model, but not with
the same charity. What stands there is read *generously*: no letter, mark or symbol costs more than
a ceiling, because genuine text is full of names, capitals, brands, units and languages that no
model has seen. What a repair would put there is read *strictly*. So what the model does not know
makes the judge shy, never bold.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from mojifix import codepages, language
from mojifix.language.alphabet import CLOSERS, fold, script
from mojifix.language.identify import Expectation
from mojifix.stages.propose import CESU8, UTF8, Arc, common, roles

__all__ = ["PRIOR", "Path", "Prior", "weigh"]

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
_SURPRISE: Final = 2.5


#: Characters on each side of a piece that its weighing depends on: the order of the model less one.
_CONTEXT: Final = 3


#: Scripts of thousands of signs, where nearly every sign is unlikely.
_LARGE_SCRIPTS: Final = ("CJK", "HANGUL")


class Costs(NamedTuple):
    """-log P of one character behind three others: as a repair, and as what stands there."""

    strict: float
    ceiling: float


@lru_cache(maxsize=1 << 17)
def costs(context: str, char: str) -> Costs:
    """Score ``char`` behind the three of ``context``; see the module for the two readings."""
    if char.isascii() and (char < " " or char == "\x7f") and char not in "\t\n\r":
        return Costs(16.0, 6.0)
    if "\x80" <= char < "\xa0":
        return Costs(18.0, 15.0)
    model = language.load()
    symbol = fold(char)
    first, second = context[-2], context[-1]
    known = model.cost("".join(map(fold, context)), symbol)
    if known is None:
        strict = _unseen(second, char)
    else:
        single = model.single(symbol)
        strict = min(known, single + _SURPRISE)
        name = script(char)
        if name and name == script(second):
            # Inside a word, what counts is how common the letter is in its own script.
            strict = min(strict, single - model.script(name) + _SURPRISE)
    if symbol != char:
        if symbol in "'\"-. ":
            strict += _SHAPES.get(char, _OTHER_SHAPE) if not char.isascii() else 0.0
        elif symbol == "0" and not char.isascii():
            strict += 2.0 if second.isdecimal() and not second.isascii() else 10.0
    elif char in CLOSERS:
        strict = min(strict, _closer(second, char))
    oddity = _oddity(first, second, char)
    strict += _case(first, second, char) + _script_change(second, char) + oddity
    return Costs(strict, _ceiling(first, second, char) + oddity)


def _unseen(before: str, char: str) -> float:
    """Cost of a character that the model has never seen, by what kind it is."""
    category = unicodedata.category(char)
    kind = category[0]
    if kind in "LM":
        # Han and Hangul have more rare signs than all alphabets have letters.
        rare = 0.0 if category != "Lo" or codepages.in_legacy_charset(char) else 4.0
        if category == "Lm":
            return 17.0
        name = script(char)
        if char in codepages.common_signs() and script(before) in ("", name):
            return 11.5  # one of some eight thousand, and not the least of them
        if name and name == script(before):
            return rare + 16.0 if language.load().script(name) < 99.0 else 6.0
        return rare + 16.0
    if category == "Cf":
        usual = "\u200b" <= char <= "\u200f" or char in "\u00ad\ufeff"
        return 18.0 if not usual else 9.0 if not before.isascii() else 14.0
    if kind == "C":
        return 30.0 if category != "Co" else 22.0
    if char >= "\U0001f000":
        return 11.0
    return (
        11.0 if codepages.in_legacy_charset(char) else 13.0 if "\u2000" < char < "\u2300" else 16.0
    )


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
    if "HALFWIDTH" in pair:
        return 4.0
    if pair & {"CJK", "HANGUL"}:
        return 1.0 if "LATIN" in pair or len(pair) == 2 <= len(pair & {"CJK", "HANGUL"}) else 6.0
    return 4.0


#: Greek and Hebrew marks that make a letter a numeral or an abbreviation.
_NUMERAL_MARKS: Final = frozenset("\u0374\u0384\u00b4\u05f3\u05f4")
#: Punctuation that may join two halves of a word or two words without a space.
_JOINERS: Final = frozenset(
    "\u2019\u2018\u2010\u2011\u2013\u2014\u2026\u00b7\u2027\u200c\u200d\u00a0\u00ad"
)


#: Symbols of code pages that stand beside their box-drawing characters in damaged text alone.
_SYMBOLS_OF_PAGES: Final = frozenset(
    "\u00a2\u00a3\u00a4\u00a5\u00a7\u00a8\u00a9\u00ae\u00b5\u00b6\u00b8\u00bf\u2017"
)


#: Marks that stand between two words without a space.
_SEPARATORS: Final = _JOINERS | frozenset("\u2022\u201c\u201d\u201e\u00ab\u00bb\u2020\u00a6")


def _oddity(first: str, before: str, char: str) -> float:
    """Cost of what no orthography does, on top of the letters, whichever reading it is."""
    if not char.isalpha():
        if _is_box(before) and char in _SYMBOLS_OF_PAGES:
            return 4.0
        if char in " \u00a0" and before in " \u00a0" and "\u00a0" in (char, before):
            return 5.0
        return 8.0 if _is_box(char) and before.isalpha() else 0.0
    if before.isascii() or before.isalnum() or before in _JOINERS:
        return 0.0
    if script(char) == "GREEK" and unicodedata.category(before) == "Sm":
        return 0.0  # a formula
    if _is_box(before):
        return 2.0 if char.isascii() else 8.0
    cost = 0.0
    category = unicodedata.category(before)
    if char.islower() and (before in CLOSERS or category == "Sc"):
        cost += 4.0
    elif first.isalpha() and category[0] != "M":
        cost += 4.0  # a mark in the middle of a word
    if category[0] == "S" and not char.isascii():
        cost += 3.0
    return cost


def _ceiling(first: str, before: str, char: str) -> float:
    """The most that a character costs as it stands, oddities apart.

    Every figure says how often genuine text does this, whatever its language: about e^-10 for a
    letter that the model does not expect, less for what no orthography does.
    """
    category = unicodedata.category(char)
    if category[0] in "LM":
        if script(char) in _LARGE_SCRIPTS:
            return 10.0 if char in codepages.common_signs() or _is_kana(char) else 14.0
        if script(char) == "GREEK" and unicodedata.category(before) == "Sm":
            return 5.0
        if script(char) == script(before) == "HALFWIDTH":
            return 6.0
        odd = _script_change(before, char) >= 4.0 or (char.isupper() and before.islower())
        return 14.0 if odd else 10.0
    if char in CLOSERS:
        if before.isspace():
            return 8.0
        if before in _NUMERAL_MARKS:
            return 4.0
        return 9.0 if unicodedata.category(before)[0] == "S" and before not in CLOSERS else 6.5
    if category == "Sm" and (before.isnumeric() or before in "=+-*/(|"):
        return 6.0  # a formula
    if char in _NUMERAL_MARKS and before.isalpha():
        return 5.5
    if category in ("Cn", "Cs"):
        return 15.0
    if category == "Co":
        return 12.0
    if not before.isascii() and unicodedata.category(before) == category:
        if first.isalnum():
            return 9.0
        return 4.5 if char == before or not _is_box(char) or char in _LINES else 6.5
    if before.isalpha() and (category[0] == "S" or char in "\u00a1\u00bf"):
        return 12.0
    return 9.0


_LINES: Final = frozenset("\u2500\u2501\u2502\u2503\u2550\u2551")


def _is_kana(char: str) -> bool:
    return "\u3000" <= char <= "\u31ff"


def _is_box(char: str) -> bool:
    """Whether ``char`` draws boxes: it touches no letter but in damaged text."""
    return "\u2500" <= char <= "\u259f"


class Prior:
    """What a chain costs before any character is looked at, in nats.

    ``outer`` and ``inner`` give pages (by number) a cost of their own, which the text has taught:
    as the last mistake that was made, and as one below it.
    """

    __slots__ = ("_inner", "_memo", "_outer")

    def __init__(
        self, outer: dict[int, float] | None = None, inner: dict[int, float] | None = None
    ) -> None:
        self._memo: dict[tuple[int, ...], float] = {}
        self._outer = [page.cost for page in codepages.PAGES]
        self._inner = list(self._outer)
        for number, cost in (outer or {}).items():
            self._outer[number] = cost
        for number, cost in (inner or {}).items():
            self._inner[number] = cost

    def page(self, layer: int) -> int:
        """Return the number of the likeliest page of a layer."""
        return _cheapest(layer, self._outer)

    def __call__(self, chain: tuple[int, ...]) -> float:
        """Return the cost of ``chain`` in nats."""
        cost = self._memo.get(chain)
        if cost is None:
            cost = self._memo[chain] = self._cost(chain)
        return cost

    def _cost(self, chain: tuple[int, ...]) -> float:
        cost = 0.0
        for depth, layer in enumerate(reversed(chain)):
            if not depth:
                cost += self._outer[_cheapest(layer, self._outer)]
            else:
                cost_here = self._inner[_cheapest(layer, self._inner)]
                if layer & chain[-depth] & _PAGES_MASK:
                    cost_here = min(cost_here, _SAME_AGAIN)
                cost += cost_here
            if not layer & UTF8:
                cost += 3.0 if layer & CESU8 else 4.0
        return cost


def _cheapest(layer: int, costs_of: list[float]) -> int:
    best, least = 0, float("inf")
    pages = layer & _PAGES_MASK
    while pages:
        bit = pages & -pages
        pages ^= bit
        number = bit.bit_length() - 1
        if costs_of[number] < least:
            best, least = number, costs_of[number]
    return best


#: A mistake that was made once is soon made again by the same program.
_SAME_AGAIN: Final = 2.0
#: Cost of one character of a damaged run having come another way than the one before it.
_CHANGE: Final = 8.0
PRIOR: Final = Prior()


class Path(NamedTuple):
    """One reading of a piece: its result, the arcs it takes, and its evidence against none."""

    out: str
    arcs: tuple[Arc, ...]
    evidence: float
    language: float


def _generous(context: str, char: str, expect: Expectation) -> float:
    strict, ceiling = costs(context, char)
    if not char.isascii():
        strict += expect(char)
    return min(strict, ceiling)


def _as_it_stands(text: str, before: str, after: str, expect: Expectation) -> float:
    """Return the generous cost of ``text`` between its neighbours on each side."""
    total = 0.0
    whole = before + text + after
    for at in range(_CONTEXT, len(whole)):
        total += _generous(whole[at - _CONTEXT : at], whole[at], expect)
    return total


#: What `"AMANH\u00c3\u201d"` and its like must prove on top: capitals and a mark behind them.
_CAPITAL_AND_MARK: Final = 6.5


def _typographic(before: str, source: str, following: str) -> float:
    """Extra cost of taking the last letter of a word, and the mark behind it, for one sequence.

    Headings, brands, footnotes and prices bring every letter next to every mark, so the two being a
    valid sequence says little there, as long as the letter suits the word in case and script.
    """
    if len(source) != 2:
        return 0.0
    first, second = source[0], source[1]
    if first.isupper() or second.isupper():
        mark = second if first.isupper() else first
        if mark in _SEPARATORS and before.isupper() and following.isupper():
            return _CAPITAL_AND_MARK  # two words in capitals with a mark between them
        if first.isupper() and second.isupper() and following.isupper():
            return _CAPITAL_AND_MARK  # the beginning of a word in capitals
        if second == "\u00b1" and following.isdigit():
            return _CAPITAL_AND_MARK  # a quantity and its tolerance
    alone = not before.isalpha() and not following.isalpha()
    if alone and first == "\u221a" and script(second) == "GREEK":
        return _CAPITAL_AND_MARK  # a root
    if second not in CLOSERS or not first.isalpha() or not before.isalpha():
        return 0.0
    suits = not ((first.isupper() and before.islower()) or (first.islower() and before.isupper()))
    if not suits or script(first) != script(before):
        return 0.0
    if following.isalpha() and second != "\u00a0":
        return 0.0
    return _CAPITAL_AND_MARK


#: States kept at every offset; the right reading was never found below the tenth place.
_BEAM: Final = 8
#: Evidence lost for each sequence that the same chain made of the same piece, left as it is.
_SPARED: Final = 6.0
#: Readings returned: pages that a line may yet speak for are among the first few.
_KEPT: Final = 6
#: Evidence lost for each unlikely character that a reading leaves beside a repair: real damage
#: takes all of a run, a row of symbols happens to hold a sequence here and there.
_JUNK: Final = 4.0
_NOTHING_EXPECTED: Final = Expectation(())
_State = tuple[str, tuple[int, ...] | None]


def weigh(
    text: str,
    before: str,
    after: str,
    arcs: Sequence[Arc],
    prior: Prior = PRIOR,
    expect: Expectation = _NOTHING_EXPECTED,
) -> list[Path]:
    """Return the best readings of ``text`` that take at least one arc, best first.

    ``before`` and ``after`` are the three characters on each side (spaces at the ends of a text),
    ``expect`` is what the language around it makes of single letters. Readings that give the same
    result are one.
    """
    around = text + after
    starting: dict[int, list[Arc]] = {}
    for arc in arcs:
        starting.setdefault(arc.start, []).append(arc)
    size = len(text)
    # offset -> state -> (cost, prior cost, result, arcs): the cheapest way to get there
    beams: list[dict[_State, tuple[float, float, tuple[object, ...] | None]]] = [
        {} for _ in range(size + 1)
    ]
    beams[0][before, None] = (0.0, 0.0, None)
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
        for (context, chain), (cost, paid, trail) in states:
            new = cost + _generous(context, char, expect)
            key = (context[1:] + char, chain if plain else None)
            old = following.get(key)
            if old is None or new < old[0]:
                following[key] = (new, paid, trail)
            for arc in here:
                shared = common(chain, arc.chain) if chain else None
                if shared is not None and chain is not None:
                    toll = prior(shared) - prior(chain)
                else:
                    toll = prior(arc.chain) + (_CHANGE if chain else 0.0)
                    shared = arc.chain
                toll += _typographic(context[-1], text[arc.start : arc.end], around[arc.end])
                new = cost + toll
                behind = context
                for out in arc.out:
                    new += costs(behind, out).strict + (0.0 if out.isascii() else expect(out))
                    behind = behind[1:] + out
                key = (behind, shared)
                target = beams[arc.end]
                old = target.get(key)
                if old is None or new < old[0]:
                    target[key] = (
                        new,
                        paid + toll,
                        (trail, Arc(arc.start, arc.end, arc.out, shared)),
                    )
        beams[at] = {}
    ends: dict[str, tuple[float, float, tuple[Arc, ...]]] = {}
    for (context, _), (cost, paid, trail) in beams[size].items():
        if trail is None:
            continue
        for char in after:
            cost += _generous(context, char, expect)
            context = context[1:] + char
        taken: list[Arc] = []
        while trail is not None:
            trail, arc = trail  # type: ignore[assignment]
            taken.append(arc)
        taken.reverse()
        out = _splice(text, taken)
        old_end = ends.get(out)
        if old_end is None or cost < old_end[0]:
            ends[out] = (cost, paid, tuple(taken))
    base = _as_it_stands(text, before, after, expect)
    paths = []
    for out, (cost, paid, chosen) in ends.items():
        evidence = base - cost - _JUNK * _left_over(text, before, after, chosen)
        evidence -= _SPARED * _spared(arcs, chosen)
        paths.append(Path(out, chosen, evidence, evidence + paid))
    paths.sort(key=lambda path: -path.evidence)
    return paths[:_KEPT]


def _left_over(text: str, before: str, after: str, arcs: Sequence[Arc]) -> int:
    """Count what touches a repair in an unbroken non-ASCII run and stays as unlikely."""
    junk = 0
    taken = [False] * len(text)
    for arc in arcs:
        taken[arc.start : arc.end] = [True] * (arc.end - arc.start)
    for arc in arcs:
        for at, step in ((arc.start - 1, -1), (arc.end, 1)):
            if at == arc.end and _cut_short(text[at:], after):
                continue
            while 0 <= at < len(text) and not taken[at] and not text[at].isascii():
                taken[at] = True
                context = (before + text[max(0, at - _CONTEXT) : at])[-_CONTEXT:]
                ordinary = script(text[at]) in _LARGE_SCRIPTS or fold(text[at]) in "'\"-. "
                if not ordinary and min(costs(context, text[at])) > 7.0:
                    junk += 1
                at += step
    return junk


def _cut_short(rest: str, after: str) -> bool:
    """Whether what follows a repair is the beginning of one more sequence, cut off by the end."""
    leads, continuations = roles()
    return (
        0 < len(rest) <= 2
        and not after.strip()
        and rest[0] in leads
        and all(char in continuations for char in rest[1:])
    )


def _spared(arcs: Sequence[Arc], taken: Sequence[Arc]) -> int:
    """Count the arcs that the chain of ``taken`` would undo too, had it not been told to stop."""
    chain: tuple[int, ...] | None = taken[0].chain
    for arc in taken[1:]:
        chain = common(chain, arc.chain) if chain else None
    if chain is None:
        return 0
    covered: set[int] = set()
    for arc in taken:
        covered.update(range(arc.start, arc.end))
    spared = 0
    for arc in arcs:
        if covered.isdisjoint(range(arc.start, arc.end)) and common(chain, arc.chain):
            covered.update(range(arc.start, arc.end))
            spared += 1
    return spared


def _splice(text: str, arcs: Sequence[Arc]) -> str:
    pieces = []
    at = 0
    for arc in arcs:
        pieces.append(text[at : arc.start])
        pieces.append(arc.out)
        at = arc.end
    pieces.append(text[at:])
    return "".join(pieces)
