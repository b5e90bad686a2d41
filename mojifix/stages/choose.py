"""Which readings are taken: the whole text is judged together, in two passes.

First every piece is weighed by itself. The pieces that are certain then say which mix-ups this line
and this text went through, and what was doubtful is weighed again with that in mind. A reading is
taken only when its evidence reaches the threshold, leads every other reading, and the text is not
merely talking about it. Everything else that looked suspicious is reported with the reason.
"""

from __future__ import annotations

import math
import re
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
_HOPELESS: Final = -14.0
#: The same for signs inside a Latin word, where the line can say more.
_HOPELESS_GLUED: Final = -28.0
#: Evidence below which a piece counts as clean for its surroundings.
_DOUBTFUL: Final = -12.0
#: How far around a piece its line is looked at, in code points on each side.
_SURROUNDINGS: Final = 400
#: Lead over the next different reading below which two readings count as equal.
LEAD: Final = 1.0
#: A piece is put down to a page that explains it at most so many nats worse than its best one.
_CLOSE: Final = 7.0
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
    next: list[Path] | None = None

    @property
    def hopeless(self) -> bool:
        """Whether nothing that the surroundings can say makes a reading of this piece likely."""
        return self.best <= (_HOPELESS_GLUED if _glued(self) else _HOPELESS)

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


#: The first letter of a foreign script: where it stands, and where a repair would put it.
_FOREIGN_STANDING: Final = 5.0
_FOREIGN_REPAIR: Final = 8.0


def _foreign(
    string: str, before: str, after: str, present: frozenset[str], first: float
) -> float:
    """Cost of letters of scripts that the line does not have otherwise, in nats.

    The first letter of a foreign script costs ``first``; a sign or two of one inside a Latin word
    cost more, every time, since that is not even a quotation.
    """
    cost = 0.0
    seen: set[str] = set()
    last = script(before)
    for at, char in enumerate(string):
        name = script(char)
        if name and name not in present:
            following = string[at + 1] if at + 1 < len(string) else after
            latin = last == "LATIN" or script(following) == "LATIN"
            if name in ("CJK", "HANGUL") and latin:
                cost += 13.0
            elif name not in seen:
                cost += 2.0 if name == "GREEK" else first
            seen.add(name)
        last = name
    return cost


def _with_scripts(piece: _Piece, paths: Iterable[Path], present: frozenset[str]) -> list[Path]:
    """Add the evidence of scripts: a lone letter of a foreign script is a rare thing."""
    if not present:
        return list(paths)
    before, after = piece.before[-1], piece.after[0]
    here = _foreign(piece.text, before, after, present, _FOREIGN_STANDING)
    adjusted = []
    for path in paths:
        difference = here - _foreign(path.out, before, after, present, _FOREIGN_REPAIR)
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
    pieces = list(_weighed(text, spans, allowed, policy.max_layers))
    if not pieces:
        return [], []
    if policy.document:
        pieces = _with_neighbours(text, pieces, allowed, policy.max_layers)
    places = _places(text, pieces)
    second: list[list[Path]] = []
    for piece in pieces:
        if not piece.hopeless:
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
        _weigh_together(text, pieces)
    return _decide(text, pieces, policy)


def _with_neighbours(
    text: str, pieces: list[_Piece], allowed: int, max_layers: int
) -> list[_Piece]:
    """Add what the scan passes over by itself, near damage that is certain and of its pages."""
    certain = [piece for piece in pieces if piece.best >= CERTAIN]
    if not certain:
        return pieces
    tally = _Tally()
    for piece in certain:
        tally.add(piece)
    spans = scan.around(
        text,
        (piece.start for piece in certain),
        {number for number, _, _ in tally.pages()},
        {piece.start for piece in pieces},
    )
    more = list(_weighed(text, spans, allowed, max_layers))
    if not more:
        return pieces
    return _numbered(text, sorted([*pieces, *more], key=lambda piece: piece.start))


def _numbered(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """Set the line of each piece, counted from the first line of the text."""
    line = at = 0
    for piece in pieces:
        line += text.count("\n", at, piece.start)
        at = piece.start
        piece.line = line
    return pieces


def _weighed(
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
        before = ("   " + text[max(0, start - 3) : start])[-3:]
        after = (text[end : end + 3] + "   ")[:3]
        paths = _first_weighing(inside, before, after, allowed, max_layers)
        yield _Piece(start, inside, before, after, line, arcs, list(paths))


class _Place:
    """What is known of a line apart from what is suspicious in it: its scripts, its languages."""

    __slots__ = ("_members", "_scripts", "guess")

    def __init__(self, bare: str, clean: dict[int, str]) -> None:
        """``bare`` is the line without its pieces, ``clean`` {start: text} of those that count."""
        self._members = clean
        self._scripts = Counter(_scripts(bare))
        for text in clean.values():
            self._scripts.update(_scripts(text))
        context = " ".join([bare, *clean.values()])
        self.guess = identify.load().guess(context[: 3 * _SURROUNDINGS])

    def scripts(self, piece: _Piece) -> frozenset[str]:
        """Return the scripts that the line has outside ``piece``."""
        own = _scripts(self._members.get(piece.start, ""))
        return frozenset(name for name, n in self._scripts.items() if n > (name in own))


def _places(text: str, pieces: Sequence[_Piece]) -> dict[int, _Place]:
    """Look at the surroundings of every line that has a piece worth a second look.

    A piece counts as what it certainly is: as it stands, or as it reads repaired.
    """
    places = {}
    for line, members in _by_line(p for p in pieces if not p.hopeless).items():
        start = text.rfind("\n", 0, members[0].start) + 1
        end = text.find("\n", members[-1].start)
        end = len(text) if end < 0 else end
        bare = []
        clean = {}
        at = max(start, members[0].start - _SURROUNDINGS)
        for piece in members:
            bare.append(text[at : piece.start])
            at = piece.start + len(piece.text)
            if piece.best >= CERTAIN:
                clean[piece.start] = piece.paths[0].out
            elif piece.best <= _DOUBTFUL and not _glued(piece):
                clean[piece.start] = piece.text
        bare.append(text[at : min(end, at + _SURROUNDINGS)])
        places[line] = _Place(" ".join(bare), clean)
    return places


def _glued(piece: _Piece) -> bool:
    """Whether a foreign sign or two stand inside a Latin word, which tells nothing of a script."""
    name = script(piece.text[0])
    beside = piece.before[-1] + piece.after[0]
    return name in ("CJK", "HANGUL") and beside.strip().isalpha()


#: Han, kana or Hangul with no space, and what is on each side.
_SIGNS: Final = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+")


def _scripts(text: str) -> set[str]:
    """Return the scripts of ``text``; a sign or two glued to a Latin letter do not count."""
    found = set(map(script, set(_SIGNS.sub("", text))))
    for match in _SIGNS.finditer(text):
        signs = match.group()
        beside = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        if len(signs) > 2 or "LATIN" not in map(script, beside):
            found.update(map(script, set(signs)))
    return found - {""}


def _places(text: str, pieces: Sequence[_Piece]) -> dict[int, _Place]:
    """Look at the surroundings of every line that has a piece worth a second look.

    A piece counts as what it certainly is: as it stands, or as it reads repaired.
    """
    places = {}
    for line, members in _by_line(p for p in pieces if not p.hopeless).items():
        start = text.rfind("\n", 0, members[0].start) + 1
        end = text.find("\n", members[-1].start)
        end = len(text) if end < 0 else end
        bare = []
        clean = {}
        at = max(start, members[0].start - _SURROUNDINGS)
        for piece in members:
            bare.append(text[at : piece.start])
            at = piece.start + len(piece.text)
            if piece.best >= CERTAIN:
                clean[piece.start] = piece.paths[0].out
            elif piece.best <= _DOUBTFUL and not _glued(piece):
                clean[piece.start] = piece.text
        bare.append(text[at : min(end, at + _SURROUNDINGS)])
        places[line] = _Place(" ".join(bare), clean)
    return places


def _glued(piece: _Piece) -> bool:
    """Whether a foreign sign or two stand inside a Latin word, which tells nothing of a script."""
    name = script(piece.text[0])
    beside = piece.before[-1] + piece.after[0]
    return name in ("CJK", "HANGUL") and beside.strip().isalpha()


def _scripts(text: str) -> set[str]:
    """Return the scripts of ``text``; Han and Hangul glued to a Latin letter do not count."""
    found = set()
    last = ""
    for at, char in enumerate(text):
        name = script(char)
        if name and name not in found:
            if name in ("CJK", "HANGUL"):
                following = script(text[at + 1]) if at + 1 < len(text) else ""
                if "LATIN" not in (last, following):
                    found.add(name)
            else:
                found.add(name)
        last = name
    return found


def _places(text: str, pieces: Sequence[_Piece]) -> dict[int, _Place]:
    """Look at the surroundings of every line that has a piece worth a second look.

    A piece counts as what it certainly is: as it stands, or as it reads repaired.
    """
    places = {}
    for line, members in _by_line(p for p in pieces if not p.hopeless).items():
        start = text.rfind("\n", 0, members[0].start) + 1
        end = text.find("\n", members[-1].start)
        end = len(text) if end < 0 else end
        bare = []
        clean = {}
        at = max(start, members[0].start - _SURROUNDINGS)
        for piece in members:
            bare.append(text[at : piece.start])
            at = piece.start + len(piece.text)
            if piece.best >= CERTAIN:
                clean[piece.start] = piece.paths[0].out
            elif piece.best <= _DOUBTFUL and not _glued(piece):
                clean[piece.start] = piece.text
        bare.append(text[at : min(end, at + _SURROUNDINGS)])
        places[line] = _Place(" ".join(bare), clean)
    return places


def _glued(piece: _Piece) -> bool:
    """Whether a foreign sign or two stand inside a Latin word, which tells nothing of a script."""
    name = script(piece.text[0])
    beside = piece.before[-1] + piece.after[0]
    return name in ("CJK", "HANGUL") and beside.strip().isalpha()


def _scripts(text: str) -> set[str]:
    return set(filter(None, map(script, text)))


def _weigh_together(text: str, pieces: Sequence[_Piece]) -> None:
    """Weigh the pieces again, with what the others say about the line and the text."""
    everywhere = _Tally()
    lines: dict[int, _Tally] = {}
    for piece in pieces:
        for tally in (everywhere, lines.setdefault(piece.line, _Tally())):
            tally.add(piece)
    if not everywhere.pages():
        return
    for line, members in _by_line(pieces).items():
        if lines[line].pages():
            lines[line].clean = max(0, _clean_runs(text, members[0].start) - len(members))
    places = _places(text, pieces)
    spread = everywhere.prior(_Tally())
    few = everywhere.voices <= _FEW
    priors: dict[int, Prior] = {}
    for piece in pieces:
        if piece.hopeless:
            continue
        own = lines[piece.line]
        if few:
            # No piece is a witness for itself.
            prior = everywhere.without(piece).prior(own.without(piece))
        elif not own.pages():
            prior = spread
        else:
            found = priors.get(piece.line)
            if found is None:
                found = priors[piece.line] = everywhere.prior(own)
            prior = found
        place = places[piece.line]
        expect = _expectation(place.guess)
        paths = weigh(piece.text, piece.before, piece.after, piece.arcs, prior, expect)
        piece.next = _with_scripts(piece, paths, place.scripts(piece))
    for piece in pieces:
        if piece.next is not None:
            piece.paths = piece.next


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


def _pages(layers: Iterable[int]) -> Iterator[int]:
    """Yield the numbers of the pages that all of ``layers`` have in common."""
    masks = UTF8 - 1
    for layer in layers:
        masks &= layer
    while masks and masks != UTF8 - 1:
        bit = masks & -masks
        masks ^= bit
        yield bit.bit_length() - 1


def _outer_support(paths: Sequence[Path]) -> dict[int, float]:
    """Return {page: evidence of the text alone} for pages that can be the last of all mix-ups."""
    found: dict[int, float] = {}
    for path in paths:
        for number in _pages(arc.chain[-1] for arc in path.arcs):
            if path.language > found.get(number, 0.0):
                found[number] = path.language
    return found


def _inner_support(paths: Sequence[Path]) -> dict[int, float]:
    """The same for pages below the last mix-up, against the best reading that does without."""
    plain = max((p.language for p in paths if all(len(a.chain) == 1 for a in p.arcs)), default=0.0)
    found: dict[int, float] = {}
    for path in paths:
        below = [layer for arc in path.arcs for layer in arc.chain[:-1]]
        for number in _pages(below):
            if path.language - plain > found.get(number, 0.0):
                found[number] = path.language - plain
    return found


class _Tally:
    """What the pieces of a line or a text, taken together, say about the pages they went through.

    Weak pieces add up: ten words that each are somewhat likelier to have been read as GBK are proof
    together. The same piece twice is one witness.
    """

    __slots__ = ("_against", "_found", "_inner", "_outer", "clean", "voices")

    def __init__(self) -> None:
        self.voices = 0
        self.clean = 0
        self._outer: dict[str, tuple[int, dict[int, float]]] = {}
        self._inner: dict[str, tuple[int, dict[int, float]]] = {}
        self._against: dict[int, int] = {}
        self._found: list[tuple[int, int, float]] | None = None

    def add(self, piece: _Piece) -> None:
        if piece.paths and piece.paths[0].language > 0:
            self.voices += 1
            for table, supports in ((self._outer, _outer_support), (self._inner, _inner_support)):
                support = supports(piece.paths)
                if support:
                    times = table.get(piece.text, (0,))[0]
                    table[piece.text] = (times + 1, support)
        else:
            masks = 0
            for arc in piece.arcs:
                masks |= arc.chain[-1]
            _count(self._against, masks)

    def without(self, piece: _Piece) -> _Tally:
        """Return this tally as it would be without ``piece``."""
        rest = _Tally()
        rest.voices, rest.clean, rest._against = self.voices - 1, self.clean, self._against
        rest._outer = _less(self._outer, piece.text)
        rest._inner = _less(self._inner, piece.text)
        return rest

    def pages(self) -> list[tuple[int, int, float]]:
        """Return what :func:`_explained` finds for the last mix-up."""
        if self._found is None:
            self._found = list(_explained(self._outer))
        return self._found

    def prior(self, line: _Tally) -> Prior:
        """Return what chains cost in a line of the text that this tally is of."""
        general = self._costs(_text_odds, {})
        inner = {}
        for number, times, behind in _explained(self._inner):
            base = codepages.PAGES[number].cost
            cost = behind - _text_odds(times, self.voices - times, base)
            inner[number] = min(base, cost, inner.get(number, base))
        return Prior(line._costs(_line_odds, general), inner)

    def _costs(
        self, odds: Callable[[int, int, float], float], general: dict[int, float]
    ) -> dict[int, float]:
        """Return what the pages that are certain here cost from now on, the rest as ``general``."""
        found = dict(general)
        for number, times, behind in self.pages():
            base = codepages.PAGES[number].cost
            against = self._against.get(number, 0) + self.clean
            cost = behind - odds(times, against, base)
            found[number] = min(cost, found.get(number, base))
        return found


def _less(
    table: dict[str, tuple[int, dict[int, float]]], text: str
) -> dict[str, tuple[int, dict[int, float]]]:
    rest = dict(table)
    times, support = rest.pop(text, (0, {}))
    if times > 1:
        rest[text] = (times - 1, support)
    return rest


def _explained(
    table: dict[str, tuple[int, dict[int, float]]],
) -> Iterator[tuple[int, int, float]]:
    """Yield (page, pieces it explains, nats by which it is not the best page for them).

    Pages share most of their characters, so a damaged piece fits several; the case of a page is the
    evidence of all pieces together, less what the page costs once. Pages that explain the same
    pieces almost as well are yielded too.
    """
    rest = dict(table)
    while rest:
        case: dict[int, float] = {}
        for _, support in rest.values():
            for number, nats in support.items():
                case[number] = case.get(number, -codepages.PAGES[number].cost) + nats
        best = max(case, key=case.__getitem__)
        if case[best] < CERTAIN:
            return
        mine = {
            text
            for text, (_, support) in rest.items()
            if support.get(best, -math.inf) > max(support.values()) - _CLOSE
        }
        if not mine:
            return
        times = sum(rest[text][0] for text in mine)
        for number, nats in case.items():
            if nats > case[best] - _CLOSE:
                yield number, times, case[best] - nats
        for text in mine:
            del rest[text]


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


def _runs(arcs: Sequence[Arc], sure: Sequence[Arc]) -> list[Arc]:
    """Join arcs that touch, have the same chain, and are alike sure or not."""
    runs: list[Arc] = []
    surely = set(sure)
    was_sure = False
    for arc in arcs:
        changed = was_sure != (arc in surely)
        was_sure = arc in surely
        if (
            runs
            and not changed
            and runs[-1].end == arc.start
            and len(runs[-1].chain) == len(arc.chain)
        ):
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
    runs: list[tuple[Edit, tuple[Candidate, ...], str]] = []
    for piece in pieces:
        if piece.best <= 0:
            continue
        best = piece.paths[0]
        evidence = best.evidence
        sure = best.arcs
        if len(piece.paths) > 1 and best.evidence - piece.paths[1].evidence < LEAD:
            # What both readings agree on stands on the evidence of the weaker one.
            other = {arc[:3] for arc in piece.paths[1].arcs}
            sure = tuple(arc for arc in best.arcs if arc[:3] in other)
            evidence = piece.paths[1].evidence
        reason = ""
        if evidence < policy.threshold:
            reason = f"the evidence stays under {policy.threshold:g} nats"
        for run in _runs(best.arcs, sure):
            start, end = piece.start + run.start, piece.start + run.end
            why = reason or ("" if run.start in {a.start for a in sure} else _EQUAL)
            edit = Edit(
                start, end, text[start:end], run.out, _mix_ups(run.chain), round(evidence, 2)
            )
            runs.append((edit, _candidates(piece, run), why))
    if not policy.mentions:
        mentions = mention.reasons(text, [edit for edit, _, why in runs if not why])
        runs = [
            (edit, candidates, why or mentions.get(edit.start, ""))
            for edit, candidates, why in runs
        ]
    for edit, candidates, why in runs:
        findings.append(
            Finding(edit.start, edit.end, edit.before, candidates, not why, why or "repaired")
        )
        if not why:
            edits.append(edit)
    return edits, findings


_EQUAL: Final = "two readings fit equally well"


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
