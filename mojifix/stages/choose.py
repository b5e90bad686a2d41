"""Which readings are taken: the whole text is judged together, in two passes.

First every piece is weighed by itself. The pieces that are certain then say which mix-ups this line
and this text went through, and what was doubtful is weighed again with that in mind. A reading is
taken only when its evidence reaches the threshold, leads every other reading, and the text is not
merely talking about it. Everything else that looked suspicious is reported with the reason.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from mojifix import codepages
from mojifix.language import identify
from mojifix.language.alphabet import script
from mojifix.model import Candidate, Edit, Finding, MixUp, Policy
from mojifix.stages import mention, scan
from mojifix.stages.propose import UTF8, Arc, forms, propose
from mojifix.stages.weigh import PRIOR, Path, Prior, weigh

__all__ = ["choose"]

#: Evidence, in nats, from which a piece speaks for the others.
CERTAIN: Final = 9.0
#: Evidence below which nothing that the surroundings can say makes a reading likely.
_HOPELESS: Final = -24.0
#: Evidence below which a piece counts as clean for its surroundings.
_DOUBTFUL: Final = -6.0
#: How far around a piece its line is looked at, in code points on each side.
_SURROUNDINGS: Final = 400
#: Lead over the next different reading below which two readings count as equal.
LEAD: Final = 1.5
#: Up to so many certain pieces, the one in question is left out when the others are asked.
_FEW: Final = 24
#: Weight of what is believed beforehand, in pieces, against what a text shows.
_TEXT_WEIGHT: Final = 6.0


@dataclass(slots=True)
class _Piece:
    """A suspicious piece on its way through the two passes (the one mutable value here)."""

    start: int
    text: str
    before: str
    after: str
    line: int
    arcs: tuple[Arc, ...]
    paths: list[Path] = field(default_factory=list)

    @property
    def best(self) -> float:
        """Evidence, in nats, of the best reading."""
        return self.paths[0].evidence if self.paths else -math.inf


@lru_cache(maxsize=1 << 14)
def _proposals(text: str, allowed: int, max_layers: int) -> tuple[Arc, ...]:
    return tuple(propose(text, allowed=allowed, max_layers=max_layers))


@lru_cache(maxsize=1 << 14)
def _first_weighing(
    text: str, before: str, after: str, allowed: int, max_layers: int
) -> tuple[Path, ...]:
    return tuple(weigh(text, before, after, _proposals(text, allowed, max_layers)))


@lru_cache(maxsize=1 << 10)
def _expectation(guess: tuple[tuple[int, float], ...]) -> identify.Expectation:
    return identify.Expectation(guess)


@lru_cache(maxsize=1 << 14)
def _weigh_in_place(
    text: str,
    before: str,
    after: str,
    allowed: int,
    max_layers: int,
    guess: tuple[tuple[int, float], ...],
) -> tuple[Path, ...]:
    arcs = _proposals(text, allowed, max_layers)
    return tuple(weigh(text, before, after, arcs, expect=_expectation(guess)))


def _script_cost(name: str, attached: bool) -> float:
    """What the first letter of a script costs in a line that has no other letter of it.

    ``attached``: to a Latin letter, with no space; then a foreign sign is not even a quotation.
    """
    if name == "GREEK":
        return 2.0
    return 13.0 if attached and name in ("CJK", "HANGUL") else 8.0


def _with_scripts(piece: _Piece, paths: Iterable[Path], present: frozenset[str]) -> list[Path]:
    """Add the evidence of scripts: a lone letter of a foreign script is a rare thing."""
    if not present:
        return list(paths)
    attached = (piece.before[-1] + piece.after[0]).strip().isalpha()

    def cost(string: str) -> float:
        foreign = set(map(script, string)) - present
        return sum(_script_cost(name, attached) for name in foreign if name)

    here = cost(piece.text)
    adjusted = []
    for path in paths:
        difference = here - cost(path.out)
        adjusted.append(
            Path(path.out, path.arcs, path.evidence + difference, path.language + difference)
        )
    adjusted.sort(key=lambda path: -path.evidence)
    return adjusted


def choose(
    text: str, spans: Iterable[tuple[int, int]], policy: Policy
) -> tuple[list[Edit], list[Finding]]:
    """Return the edits to make in ``text`` and all findings, both in order."""
    allowed = 0
    if "single-byte" in policy.families:
        allowed |= codepages.SINGLE
    if "multi-byte" in policy.families:
        allowed |= codepages.MULTI
    if policy.read_as is not None:
        allowed &= codepages.mask_of(policy.read_as)
    pieces = list(_suspicious(text, spans, allowed, policy.max_layers))
    if not pieces:
        return [], []
    for piece in pieces:
        piece.paths = list(
            _first_weighing(piece.text, piece.before, piece.after, allowed, policy.max_layers)
        )
    places = _places(text, pieces)
    second: list[list[Path]] = []
    for piece in pieces:
        if piece.best > _HOPELESS:
            place = places[piece.line]
            paths = _weigh_in_place(
                piece.text, piece.before, piece.after, allowed, policy.max_layers, place.guess
            )
            second.append(_with_scripts(piece, paths, place.scripts(piece)))
        else:
            second.append(piece.paths)
    for piece, paths in zip(pieces, second, strict=True):
        piece.paths = paths
    if policy.document:
        _weigh_together(text, pieces, places)
    return _decide(text, pieces, policy)


def _suspicious(
    text: str, spans: Iterable[tuple[int, int]], allowed: int, max_layers: int
) -> Iterable[_Piece]:
    line = 0
    at = 0
    for start, end in spans:
        inside = text[start:end]
        arcs = _proposals(inside, allowed, max_layers)
        if not arcs:
            continue
        line += text.count("\n", at, start)
        at = start
        before = ("  " + text[max(0, start - 2) : start])[-2:]
        after = (text[end : end + 2] + "  ")[:2]
        yield _Piece(start, inside, before, after, line, arcs)


class _Place:
    """What is known of a line apart from what is suspicious in it: its scripts, its languages."""

    __slots__ = ("_scripts", "guess")

    def __init__(self, bare: str, clean: Sequence[_Piece]) -> None:
        """``bare`` is the line without its pieces, ``clean`` the pieces that are nothing of note."""
        self._scripts = Counter(filter(None, map(script, set(bare))))
        for piece in clean:
            self._scripts.update(_scripts(piece.text))
        context = " ".join([bare, *(piece.text for piece in clean)])
        self.guess = identify.load().guess(context[: 3 * _SURROUNDINGS])

    def scripts(self, piece: _Piece) -> frozenset[str]:
        """Return the scripts that the line has outside ``piece``."""
        if piece.best > _DOUBTFUL:
            return frozenset(self._scripts)
        own = _scripts(piece.text)
        return frozenset(name for name, n in self._scripts.items() if n > (name in own))


def _scripts(text: str) -> set[str]:
    return set(filter(None, map(script, text)))


def _places(text: str, pieces: Sequence[_Piece]) -> dict[int, _Place]:
    """Look at the surroundings of every line that has a piece worth a second look."""
    places = {}
    for line, members in _by_line(p for p in pieces if p.best > _HOPELESS).items():
        start = text.rfind("\n", 0, members[0].start) + 1
        end = text.find("\n", members[-1].start)
        end = len(text) if end < 0 else end
        bare = []
        at = max(start, members[0].start - _SURROUNDINGS)
        for piece in members:
            bare.append(text[at : piece.start])
            at = piece.start + len(piece.text)
        bare.append(text[at : min(end, at + _SURROUNDINGS)])
        places[line] = _Place(" ".join(bare), [p for p in members if p.best <= _DOUBTFUL])
    return places


def _weigh_together(
    text: str, pieces: Sequence[_Piece], places: dict[int, _Place]
) -> None:
    """Weigh the doubtful pieces again, with what the certain ones say about line and text."""
    everywhere = _Tally()
    lines: dict[int, _Tally] = {}
    for piece in pieces:
        tally = lines.setdefault(piece.line, _Tally())
        best = piece.paths[0] if piece.paths else None
        if best is not None and best.evidence >= CERTAIN:
            everywhere.speaks(best)
            tally.speaks(best)
        elif best is None or best.language < 0:
            everywhere.denies(piece.arcs)
            tally.denies(piece.arcs)
    if not everywhere.certain:
        return
    for line, members in _by_line(pieces).items():
        if lines[line].certain:
            lines[line].clean = _clean_runs(text, members[0].start) - len(members)
    spread = everywhere.prior(_Tally())
    priors: dict[int, Prior] = {}
    for piece in pieces:
        if piece.best <= _HOPELESS:
            continue
        own = lines[piece.line]
        if piece.best >= CERTAIN and everywhere.certain <= _FEW:
            # No piece is a witness for itself.
            prior = everywhere.without(piece.paths[0]).prior(own.without(piece.paths[0]))
        elif not own.certain:
            prior = spread
        else:
            found = priors.get(piece.line)
            if found is None:
                found = priors[piece.line] = everywhere.prior(own)
            prior = found
        place = places[piece.line]
        expect = _expectation(place.guess)
        paths = weigh(piece.text, piece.before, piece.after, piece.arcs, prior, expect)
        piece.paths = _with_scripts(piece, paths, place.scripts(piece))


def _by_line(pieces: Iterable[_Piece]) -> dict[int, list[_Piece]]:
    lines: dict[int, list[_Piece]] = {}
    for piece in pieces:
        lines.setdefault(piece.line, []).append(piece)
    return lines


def _clean_runs(text: str, at: int) -> int:
    """Count the non-ASCII pieces of the line around ``at``."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return sum(1 for _ in scan.pieces(text[start : len(text) if end < 0 else end]))


def _text_odds(certain: int, against: int, base: float) -> float:
    """Log-odds that a piece was damaged by a page, from the pieces of the whole text."""
    share = (certain + _TEXT_WEIGHT * math.exp(-base)) / (certain + against + _TEXT_WEIGHT)
    return math.log(share / (1 - share))


def _line_odds(certain: int, against: int, base: float) -> float:
    """The same from the pieces of its own line, which mostly share one fate."""
    return math.log((certain + 0.1) / (against + 0.3)) if certain else -base


class _Tally:
    """Which pages damaged pieces beyond doubt, and where a page fits but the text denies it."""

    __slots__ = ("_against", "_inner", "_outer", "certain", "clean")

    def __init__(self) -> None:
        self.certain = 0
        self.clean = 0
        self._outer: list[int] = []
        self._inner: list[int] = []
        self._against: dict[int, int] = {}

    def speaks(self, path: Path) -> None:
        self.certain += 1
        runs = _runs(path.arcs)
        self._outer.extend({run.chain[-1] & (UTF8 - 1) for run in runs})
        self._inner.extend({layer & (UTF8 - 1) for run in runs for layer in run.chain[:-1]})

    def denies(self, arcs: Iterable[Arc]) -> None:
        masks = 0
        for arc in arcs:
            masks |= arc.chain[-1]
        _count(self._against, masks)

    def without(self, path: Path) -> _Tally:
        """Return this tally as it would be if ``path`` had not spoken."""
        if not self.certain:
            return self
        rest = _Tally()
        rest.speaks(path)
        rest.certain = self.certain - 1
        rest.clean = self.clean
        rest._against = self._against
        rest._outer = _minus(self._outer, rest._outer)
        rest._inner = _minus(self._inner, rest._inner)
        return rest

    def prior(self, line: _Tally) -> Prior:
        """Return what chains cost in a line of the text that this tally is of."""
        general = self._costs(_text_odds, {})
        return Prior(
            line._costs(_line_odds, general) if line.certain else general,
            self._inner_costs(_text_odds),
        )

    def _costs(
        self, odds: Callable[[int, int, float], float], general: dict[int, float]
    ) -> dict[int, float]:
        """Return what the pages that are certain here cost from now on, the rest as ``general``.

        Pages share most of their characters, so a damaged piece fits several: it is put down to
        the one that explains the most pieces, the commonest first.
        """
        found = dict(general)
        for number, times in _explained(self._outer):
            base = codepages.PAGES[number].cost
            against = self._against.get(number, 0) + self.clean
            cost = -odds(times, against, base)
            found[number] = min(cost, base, general.get(number, base))
        return found

    def _inner_costs(self, odds: Callable[[int, int, float], float]) -> dict[int, float]:
        """The same for pages that lay below another mix-up."""
        found = {}
        for number, times in _explained(self._inner):
            base = codepages.PAGES[number].cost
            found[number] = min(base, -odds(times, self.certain - times, base))
        return found


def _minus(layers: list[int], fewer: list[int]) -> list[int]:
    rest = list(layers)
    for layer in fewer:
        rest.remove(layer)
    return rest


def _explained(layers: list[int]) -> Iterator[tuple[int, int]]:
    """Yield (page, how many of ``layers`` it explains), each layer put down to one page."""
    while layers:
        times: dict[int, int] = {}
        for layer in layers:
            _count(times, layer)
        number = max(times, key=lambda n: (times[n], -codepages.PAGES[n].cost))
        yield number, times[number]
        layers = [layer for layer in layers if not layer >> number & 1]


def _count(counts: dict[int, int], masks: int) -> None:
    pages = masks & (UTF8 - 1)
    while pages:
        bit = pages & -pages
        pages ^= bit
        number = bit.bit_length() - 1
        counts[number] = counts.get(number, 0) + 1


def _mix_ups(chain: tuple[int, ...]) -> tuple[MixUp, ...]:
    return tuple(
        MixUp(codepages.PAGES[PRIOR.page(layer)].label, forms(layer)) for layer in chain
    )


def _runs(arcs: Sequence[Arc]) -> list[Arc]:
    """Join arcs that touch and have the same chain."""
    runs: list[Arc] = []
    for arc in arcs:
        if runs and runs[-1].end == arc.start and len(runs[-1].chain) == len(arc.chain):
            last = runs[-1]
            chain = tuple(a & b for a, b in zip(last.chain, arc.chain, strict=True))
            if all(layer & (UTF8 - 1) for layer in chain) and all(map(_has_form, chain)):
                runs[-1] = Arc(last.start, arc.end, last.out + arc.out, chain)
                continue
        runs.append(arc)
    return runs


def _has_form(layer: int) -> bool:
    return layer >= UTF8


def _decide(
    text: str, pieces: Sequence[_Piece], policy: Policy
) -> tuple[list[Edit], list[Finding]]:
    edits: list[Edit] = []
    findings: list[Finding] = []
    certain = sum(1 for p in pieces if p.paths and p.paths[0].evidence >= CERTAIN)
    for piece in pieces:
        if not piece.paths or piece.paths[0].evidence <= 0:
            continue
        best = piece.paths[0]
        reason = "repaired"
        if best.evidence < policy.threshold:
            reason = f"the evidence stays under {policy.threshold:g} nats"
        elif len(piece.paths) > 1 and best.evidence - piece.paths[1].evidence < LEAD:
            reason = "two readings fit equally well"
        elif not policy.mentions:
            first, last = best.arcs[0].start, best.arcs[-1].end
            cut = len(best.out) - (len(piece.text) - last)
            why = mention.reason(
                text,
                piece.start + first,
                piece.start + last,
                best.out[first:cut],
                certain_elsewhere=certain > (best.evidence >= CERTAIN),
            )
            if why:
                reason = why
        repaired = reason == "repaired"
        for run in _runs(best.arcs):
            start, end = piece.start + run.start, piece.start + run.end
            before = text[start:end]
            chain = _mix_ups(run.chain)
            findings.append(
                Finding(start, end, before, _candidates(piece, run), repaired, reason)
            )
            if repaired:
                edits.append(Edit(start, end, before, run.out, chain, round(best.evidence, 2)))
    return edits, findings


def _candidates(piece: _Piece, run: Arc) -> tuple[Candidate, ...]:
    """Return the readings of one run's span, best first; the paths give the alternatives."""
    found: dict[str, Candidate] = {}
    for path in piece.paths:
        out = []
        at = run.start
        chain: tuple[int, ...] = ()
        for arc in path.arcs:
            if arc.end <= run.start or arc.start >= run.end:
                continue
            if arc.start < run.start or arc.end > run.end:
                break
            out.append(piece.text[at : arc.start])
            out.append(arc.out)
            chain = arc.chain
            at = arc.end
        else:
            out.append(piece.text[at : run.end])
            after = "".join(out)
            if chain and after not in found:
                parts = (
                    ("language", round(path.language, 2)),
                    ("prior", round(path.evidence - path.language, 2)),
                )
                found[after] = Candidate(
                    after, _mix_ups(chain), round(path.evidence, 2), parts
                )
    return tuple(found.values())
