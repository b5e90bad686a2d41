"""How likely each reading of a piece of text is: evidence in nats, decides nothing.

The text as it stands and every mixture of arcs are scored by the same character costs, but not with
the same charity: see :mod:`mojifix.stages.cost`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from mojifix.codepages import single_tables
from mojifix.language.alphabet import fold, script
from mojifix.language.identify import Expectation
from mojifix.stages import typography
from mojifix.stages.cost import costs, is_box
from mojifix.stages.prior import PRIOR, Prior
from mojifix.stages.propose import UTF8, Arc, common, roles, spliced
from mojifix.stages.typography import LOOK_BACK

__all__ = ["Path", "weigh"]

#: Characters on each side of a piece that its weighing depends on: the order of the model less one.
_CONTEXT: Final = 3
#: Cost of one character of a damaged run having come another way than the one before it.
_CHANGE: Final = 8.0


class Path(NamedTuple):
    """One reading of a piece: its result, the arcs it takes, and its evidence against none.

    ``rank`` is what readings are compared by among themselves, ``language`` what the text alone
    says.
    """

    out: str
    arcs: tuple[Arc, ...]
    evidence: float
    language: float
    rank: float


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


#: States kept at every offset.
_BEAM: Final = 8
#: Evidence lost for each sequence that the same chain made of the same piece, left as it is.
_SPARED: Final = 6.0
#: Readings returned: pages that a line may yet speak for are among the first few.
_KEPT: Final = 6
#: Evidence lost for each unlikely character that a reading leaves beside a repair: real damage
#: takes all of a run, a row of symbols happens to hold a sequence here and there.
_JUNK: Final = 4.0
#: Scripts with spaces between words: damage takes all letters of a word that are not ASCII.
_SPACED: Final = ("LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC", "ARMENIAN", "GEORGIAN")
#: Cost of a chain below which its page is known to have been used beside the piece, in nats; none
#: starts below 5.
_USED: Final = 3.0
#: What is left of the caution about typography in a line that its page has damaged more than not.
_AT_HOME: Final = 0.25
_NOTHING_EXPECTED: Final = Expectation()
#: The characters before a place, and the number of the chain that goes on there.
_State = tuple[str, int]
_NO_CHAIN: Final = -1
#: The arcs taken, last first, each with the number of the chain that it was taken by.
_Trail = tuple["_Trail", Arc, int] | None


def weigh(
    text: str,
    before: str,
    after: str,
    arcs: Sequence[Arc],
    prior: Prior = PRIOR,
    expect: Expectation = _NOTHING_EXPECTED,
) -> list[Path]:
    """Return the best readings of ``text`` that take at least one arc, best first.

    ``before`` and ``after`` are the three characters on each side (line breaks before the beginning
    of a line, spaces behind its end), ``expect`` is what the language around it makes of single
    letters. Readings that give the same result are one.
    """
    drawn = _drawn(text, arcs)
    # Chains by number: they are compared and looked up for every arc of every state.
    chains: list[tuple[int, ...]] = []
    numbers: dict[tuple[int, ...], int] = {}

    def number_of(chain: tuple[int, ...]) -> int:
        number = numbers.setdefault(chain, len(chains))
        if number == len(chains):
            chains.append(chain)
        return number

    # offset -> arcs that start there, each with the number of its chain
    starting: dict[int, list[tuple[Arc, int]]] = {}
    for arc in arcs:
        starting.setdefault(arc.start, []).append((arc, number_of(arc.chain)))
    size = len(text)
    # offset -> state -> (cost, prior cost, arcs): the cheapest way to get there
    beams: list[dict[_State, tuple[float, float, _Trail]]] = [{} for _ in range(size + 1)]
    beams[0][before, _NO_CHAIN] = (0.0, 0.0, None)
    tolls: dict[tuple[int, int], tuple[float, int, bool]] = {}
    for at in range(size):
        states = list(beams[at].items())
        if not states:
            continue
        beams[at] = {}
        if len(states) > _BEAM:
            states.sort(key=_by_cost)
            del states[_BEAM:]
        char = text[at]
        plain = char.isascii()
        following = beams[at + 1]
        here = starting.get(at, ())
        caution: dict[Arc, float] = {}
        # context -> what stands here behind it, and what each of the arcs brings out: cost, context
        behind_it: dict[str, tuple[tuple[float, str], list[tuple[float, str]]]] = {}
        for (context, chain), (cost, paid, trail) in states:
            known = behind_it.get(context)
            if known is None:
                stands = _generous(context, char, expect), context[1:] + char
                known = stands, [_strictly(context, arc.out, expect) for arc, _ in here]
                behind_it[context] = known
            (spent, context_then), brought = known
            new = cost + spent
            key = (context_then, chain if plain else _NO_CHAIN)
            old = following.get(key)
            if old is None or new < old[0]:
                following[key] = (new, paid, trail)
            for (arc, number), (spent, context_then) in zip(here, brought, strict=True):
                on = tolls.get((chain, number))
                if on is None:
                    last = None if chain == _NO_CHAIN else chains[chain]
                    price, shared, continued = _toll(prior, last, arc.chain)
                    on = tolls[chain, number] = price, number_of(shared), continued
                toll, then, continued = on
                careful = 0.0
                if not continued or context[-1].isascii():
                    if arc not in caution:
                        caution[arc] = _careful(before, text, after, arc, prior, drawn)
                    careful = caution[arc]
                new = cost + toll + careful + spent
                key = (context_then, then)
                target = beams[arc.end]
                old = target.get(key)
                if old is None or new < old[0]:
                    target[key] = (new, paid + toll, (trail, arc, then))
    ends: dict[str, tuple[float, float, tuple[Arc, ...]]] = {}
    for (context, _), (cost, paid, trail) in beams[size].items():
        if trail is None:
            continue
        for char in after:
            cost += _generous(context, char, expect)
            context = context[1:] + char
        taken: list[Arc] = []
        while trail is not None:
            trail, arc, chain = trail
            taken.append(arc._replace(chain=chains[chain]))
        taken.reverse()
        out = spliced(text, taken)
        old_end = ends.get(out)
        if old_end is None or cost < old_end[0]:
            ends[out] = (cost, paid, tuple(taken))
    base = _as_it_stands(text, before, after, expect)

    def judged(cost: float, paid: float, taken: tuple[Arc, ...], spared: int) -> Path:
        evidence = base - cost - _JUNK * _left_over(text, before, after, taken) - _SPARED * spared
        rank = evidence - max(prior.rarity(arc.chain) for arc in taken)
        return Path(spliced(text, taken), taken, evidence, evidence + paid, rank)

    paths = []
    for cost, paid, chosen in ends.values():
        spared = _spared(arcs, chosen)
        paths.append(judged(cost, paid, chosen, len(spared)))
        if spared:
            # The search forgets what a reading has spared; the whole of it may not have survived.
            whole = tuple(sorted([*chosen, *spared]))
            if spliced(text, whole) not in ends:
                paths.append(
                    judged(*_priced(text, before, after, whole, prior, expect, drawn), whole, 0)
                )
    paths.sort(key=lambda path: -path.rank)
    return _different(paths)[:_KEPT]


def _by_cost(state: tuple[_State, tuple[float, float, _Trail]]) -> float:
    return state[1][0]


def _different(paths: list[Path]) -> list[Path]:
    """Return the first of ``paths`` for each result."""
    first: dict[str, Path] = {}
    for path in paths:
        first.setdefault(path.out, path)
    return list(first.values())


def _priced(
    text: str,
    before: str,
    after: str,
    arcs: Sequence[Arc],
    prior: Prior,
    expect: Expectation,
    drawn: frozenset[int],
) -> tuple[float, float]:
    """Return the cost of ``text`` read by ``arcs``, and how much of it their chains are."""
    cost = paid = 0.0
    context, chain, at = before, None, 0
    around = text + after
    for arc in (*arcs, None):
        for char in text[at : arc.start] if arc else around[at:]:
            cost += _generous(context, char, expect)
            context = context[1:] + char
            if not char.isascii():
                chain = None
        if arc:
            toll, chain, continued = _toll(prior, chain, arc.chain)
            if not continued or context[-1].isascii():
                cost += _careful(before, text, after, arc, prior, drawn)
            spent, context = _strictly(context, arc.out, expect)
            cost += toll + spent
            paid += toll
            at = arc.end
    return cost, paid


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
                ordinary = text[at] not in single_tables() or fold(text[at]) in "'\"-. "
                letter = script(text[at]) in _SPACED
                if letter or (not ordinary and min(costs(context, text[at])) > 7.0):
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


def _spared(arcs: Sequence[Arc], taken: Sequence[Arc]) -> list[Arc]:
    """Return the arcs that the chain of ``taken`` would undo too, had it not been told to stop."""
    chain: tuple[int, ...] | None = taken[0].chain
    for arc in taken[1:]:
        chain = common(chain, arc.chain) if chain else None
    if chain is None:
        return []
    covered: set[int] = set()
    for arc in taken:
        covered.update(range(arc.start, arc.end))
    spared = []
    for arc in arcs:
        if not covered.isdisjoint(range(arc.start, arc.end)):
            continue
        if shared := common(chain, arc.chain):
            covered.update(range(arc.start, arc.end))
            spared.append(arc._replace(chain=shared))
    return spared


def _drawn(text: str, arcs: Sequence[Arc]) -> frozenset[int]:
    """Return, for the box characters of ``text``, the pages that explain each as damage."""
    if not any(map(is_box, text)):
        return frozenset()
    pages = {at: 0 for at, char in enumerate(text) if is_box(char)}
    for arc in arcs:
        for at in range(arc.start, arc.end):
            if at in pages:
                pages[at] |= arc.chain[-1] & (UTF8 - 1)
    return frozenset(pages.values())


def _careful(
    before: str, text: str, after: str, arc: Arc, prior: Prior, drawn: frozenset[int]
) -> float:
    """Return what an arc that begins a run has to prove against careful typography."""
    behind = (before + text[max(0, arc.start - LOOK_BACK) : arc.start])[-LOOK_BACK:]
    ahead = text[arc.end : arc.end + 2] + after
    used = prior(arc.chain) < _USED
    drawing = any(not pages & arc.chain[-1] for pages in drawn)
    nats = typography.natural(behind, text[arc.start : arc.end], arc.out, ahead, used, drawing)
    return nats * _AT_HOME if prior.at_home(arc.chain) else nats


def _toll(
    prior: Prior, chain: tuple[int, ...] | None, more: tuple[int, ...]
) -> tuple[float, tuple[int, ...], bool]:
    """Return what ``more`` costs behind ``chain``, the chain from there on, and if it goes on."""
    if chain is None:
        return prior(more), more, False
    shared = common(chain, more)
    if shared is None:
        return prior(more) + _CHANGE, more, False
    return prior(shared) - prior(chain), shared, True


def _strictly(context: str, out: str, expect: Expectation) -> tuple[float, str]:
    """Return the strict cost of ``out`` behind ``context``, and the context behind it."""
    cost = 0.0
    for char in out:
        cost += costs(context, char).strict + (0.0 if char.isascii() else expect(char))
        context = context[1:] + char
    return cost, context
