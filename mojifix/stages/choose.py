"""Which readings are taken: the whole text is judged together, in a few passes.

First every piece is weighed by itself. The pieces that are certain then say which mix-ups this line
and this text went through, and what was doubtful is weighed again with that in mind. A reading is
taken only when its evidence reaches the threshold, leads every other reading, and the text is not
merely talking about it. Everything else that looked suspicious is reported with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from mojifix import codepages
from mojifix.language.alphabet import script
from mojifix.language.identify import Expectation, Surroundings
from mojifix.model import UTF_8, Candidate, Edit, Finding, MixUp, Policy
from mojifix.stages import damage, mention, scan
from mojifix.stages.piece import CERTAIN, Piece, by_line, places, with_scripts
from mojifix.stages.pool import Tally
from mojifix.stages.prior import PRIOR, Prior
from mojifix.stages.propose import Arc, forms, join, propose
from mojifix.stages.weigh import Path, weigh

__all__ = ["choose"]

#: Lead over the next different reading below which two readings count as equal.
LEAD: Final = 1.0
#: Up to so many witnesses, the piece in question is left out when the others are asked.
_FEW: Final = 24
#: How often the pieces are weighed together: what one round has found speaks in the next. Of 3,900
#: damaged lines in 500 languages 54 are lost with one round, 49 with two or three.
_ROUNDS: Final = 2
_UNKNOWN: Final = Surroundings()
#: Pieces up to this length are remembered: words come again, long runs do not.
_REMEMBERED: Final = 48


@lru_cache(maxsize=1 << 12)
def _remembered_arcs(text: str, allowed: int, max_layers: int) -> tuple[Arc, ...]:
    return tuple(propose(text, allowed=allowed, max_layers=max_layers))


def _proposals(text: str, allowed: int, max_layers: int) -> tuple[Arc, ...]:
    if len(text) <= _REMEMBERED:
        return _remembered_arcs(text, allowed, max_layers)
    return tuple(propose(text, allowed=allowed, max_layers=max_layers))


@lru_cache(maxsize=1 << 10)
def _expectation(around: Surroundings) -> Expectation:
    return Expectation(around)


@lru_cache(maxsize=1 << 13)
def _remembered_paths(
    text: str,
    before: str,
    after: str,
    allowed: int,
    max_layers: int,
    around: Surroundings,
) -> tuple[Path, ...]:
    arcs = _proposals(text, allowed, max_layers)
    return tuple(weigh(text, before, after, arcs, expect=_expectation(around)))


def _weigh_alone(
    piece: tuple[str, str, str],
    arcs: tuple[Arc, ...],
    allowed: int,
    max_layers: int,
    around: Surroundings = _UNKNOWN,
) -> list[Path]:
    """Weigh (text, before, after) by itself, in a line of which ``around`` is known."""
    if len(piece[0]) <= _REMEMBERED:
        return list(_remembered_paths(*piece, allowed, max_layers, around))
    return weigh(*piece, arcs, expect=_expectation(around))


def choose(
    text: str, spans: Iterable[tuple[int, int]], policy: Policy
) -> tuple[list[Edit], list[Finding]]:
    """Return the edits to make in ``text`` and all findings, both in order."""
    allowed = 0
    if "single-byte" in policy.families:
        allowed |= codepages.SINGLE
    if "multi-byte" in policy.families:
        allowed |= codepages.MULTI
    if policy.meant is not None and not set(policy.meant) & set(UTF_8):
        return [], []
    if policy.read_as is not None:
        allowed &= codepages.mask_of(policy.read_as)
    spans = list(spans)
    pieces = list(_weighed(text, spans, allowed, policy.max_layers))
    if policy.document and pieces:
        pieces = _with_neighbours(text, pieces, allowed, policy.max_layers)
    pieces = _with_damage(text, pieces, spans, allowed, policy)
    if not pieces:
        return [], []
    doubtful = [piece for piece in pieces if not piece.hopeless]
    place_of = places(text, doubtful, alone=not policy.document)
    second: list[list[Path]] = []
    for piece in pieces:
        if not (piece.hopeless or piece.settled):
            place = place_of[piece.line]
            whole = (piece.text, piece.before, piece.after)
            around = place.around(piece)
            if piece.damaged:
                paths = weigh(*whole, piece.arcs, expect=_expectation(around))
            else:
                paths = _weigh_alone(whole, piece.arcs, allowed, policy.max_layers, around)
            second.append(with_scripts(piece, paths, place.scripts(piece)))
        else:
            second.append(piece.paths)
    for piece, weighed in zip(pieces, second, strict=True):
        piece.paths = weighed
    priors: dict[int, Prior] = {}
    for _ in range(_ROUNDS if policy.document else 0):
        priors = _weigh_together(text, pieces)
        if not priors:
            break
    return _decide(text, pieces, policy, priors)


def _with_neighbours(text: str, pieces: list[Piece], allowed: int, max_layers: int) -> list[Piece]:
    """Add what the scan passes over by itself, near damage that is certain and of its pages."""
    certain = [piece for piece in pieces if piece.best >= CERTAIN]
    if not certain:
        return pieces
    tally = Tally()
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


def _with_damage(
    text: str, pieces: list[Piece], spans: list[tuple[int, int]], allowed: int, policy: Policy
) -> list[Piece]:
    """Widen pieces by, and add, what only mojibake that was damaged afterwards explains.

    That is looked for near what is certain, by its pages, and around ``spans`` by common pages.
    """
    arcs = list(_damaged_arcs(text, pieces, spans, allowed, policy))
    if not arcs:
        return pieces
    arcs = _merged(arcs)
    exact = sorted((piece.start, piece.start + len(piece.text)) for piece in pieces)
    marks = [(start, end, False) for start, end in exact]
    marks += [(arc.start, arc.end, True) for arc in arcs]
    regions: list[tuple[int, int, bool]] = []
    for start, end, by_damage in sorted(marks):
        if regions and start <= regions[-1][1]:
            first, last, mended = regions[-1]
            if max(end, last) - first <= scan.LONGEST:
                regions[-1] = first, max(end, last), mended or by_damage
                continue
            start = last
            if start >= end:
                continue
        regions.append((start, end, by_damage))
    kept = {piece.start: piece for piece in pieces}
    found = []
    at = 0
    for start, end, by_damage in regions:
        if not by_damage and start in kept:
            found.append(kept[start])
            continue
        inside = text[start:end]
        members = list(_proposals(inside, allowed, policy.max_layers))
        while at < len(arcs) and arcs[at].start < end:
            arc = arcs[at]
            at += 1
            if start <= arc.start and arc.end <= end:
                members.append(arc._replace(start=arc.start - start, end=arc.end - start))
        if members:
            before = text[max(0, start - 3) : start].rpartition("\n")[2].rjust(3, "\n")
            after = text[end : end + 3].partition("\n")[0].ljust(3)
            paths = weigh(inside, before, after, members)
            found.append(Piece(start, inside, before, after, 0, tuple(members), paths, True))
    return _numbered(text, found)


def _merged(arcs: Iterable[Arc]) -> list[Arc]:
    """Return arcs in order, those that say the same by different pages as one."""
    found: dict[tuple[int, int, str, tuple[str, ...]], Arc] = {}
    for arc in arcs:
        key = (arc.start, arc.end, arc.out, arc.damage)
        old = found.get(key)
        if old is not None:
            chain = (old.chain[0] | arc.chain[0],)
            arc = arc._replace(chain=chain, toll=min(old.toll, arc.toll))
        found[key] = arc
    return sorted(found.values())


#: What folded case has to prove where its page has an exact reading too.
_EXACT_AS_WELL: Final = 5.0
#: Evidence of an exact reading from which damaged ones by its page are looked for beside it.
_PROBABLE: Final = 4.0


def _damaged_arcs(
    text: str, pieces: list[Piece], spans: list[tuple[int, int]], allowed: int, policy: Policy
) -> Iterator[Arc]:
    certain = [piece for piece in pieces if piece.best >= _PROBABLE] if policy.document else []
    tally = Tally()
    for piece in certain:
        tally.add(piece)
    single = codepages.SINGLE & allowed
    known = sum(1 << number for number, _, _ in tally.pages()) & single
    usual = (codepages.mask_of(damage.USUAL) & allowed) | known
    taken: dict[int, int] = {}
    for piece in pieces:
        for arc in piece.arcs:
            at = piece.start + arc.start
            taken[at] = taken.get(at, 0) | arc.chain[-1]
    near = scan.windows(piece.start for piece in certain)
    here = [_line_of(text, *span) for span in spans]
    for pages, stretches, done_to in (
        (known, near, ""),
        (usual, here, ""),
        (single, here, damage.LOWER_CASED),
        (single, here, damage.UPPER_CASED),
    ):
        done = 0
        for start, end in stretches if pages else ():
            start = max(start, done)
            done = max(done, end)
            out = damage.ruled_out(text[start:end])
            if pages == usual and not done_to:
                pages |= _foreign_pages(text[start:end]) & single
            if done_to and not _all_of_one_case(text[start:end], done_to):
                continue
            for at in damage.beginnings(text, start, end, pages, done_to):
                if not done_to and taken.get(at, 0) & (known or pages):
                    continue
                if damage.in_row(text[max(0, at - 3) : at], text[at + 1 : at + 4]):
                    continue
                for arc in damage.arcs(text, at, pages, done_to):
                    if not out.isdisjoint(arc.damage):
                        continue
                    before, after = text[max(0, at - 4) : at], text[arc.end : arc.end + 1]
                    if not damage.fits(arc, text[at], before, after):
                        continue
                    if arc.lossy and after > "\x7f" and arc.end not in taken:
                        if not damage.leading(after) & pages:
                            continue  # what is behind it was not damaged
                    if done_to == damage.LOWER_CASED and not _is_small(text, at, arc.end):
                        continue
                    if done_to and taken.get(at, 0) & arc.chain[0] & known:
                        if text[at].lower() == text[at].upper():
                            continue  # nothing shows that the case was folded
                        arc = arc._replace(toll=arc.toll + _EXACT_AS_WELL)
                    if damage.is_natural(arc, text[max(0, at - 1) : arc.end + 3], at > 0):
                        continue
                    if done_to != damage.UPPER_CASED or not text[at : arc.end].isalpha():
                        yield damage.as_word(arc, before, after)
    several = sum(1 << number for number, _, _ in tally.pages()) & codepages.MULTI & allowed
    for start, end in near if several else ():
        for arc in damage.multi_byte(text, start, end, several):
            before, after = text[max(0, arc.start - 4) : arc.start], text[arc.end : arc.end + 1]
            if damage.fits(arc, text[arc.start], before, after):
                yield arc
    yield from _in_capitals(pieces, text, here)


def _in_capitals(pieces: list[Piece], text: str, lines: list[tuple[int, int]]) -> Iterator[Arc]:
    """Yield the exact arcs of lines in capitals as what they were before those were made."""
    at = 0
    for start, end in lines:
        line = text[start:end]
        capitals = sum(char.isupper() for char in line if char.isascii())
        while at < len(pieces) and pieces[at].start < start:
            at += 1
        if capitals < _CAPITALS or any("a" <= char <= "z" for char in line):
            continue
        for piece in pieces[at:]:
            if piece.start >= end:
                break
            for arc in piece.arcs:
                here = arc._replace(start=piece.start + arc.start, end=piece.start + arc.end)
                if len(arc.chain) == 1 and (upper := damage.in_capitals(here)):
                    yield upper


#: So many capitals and no small letter make a line in capitals.
_CAPITALS: Final = 3


def _all_of_one_case(line: str, done_to: str) -> bool:
    """Whether ``line`` can have been put in small letters (ASCII apart), or in capitals."""
    if done_to == damage.LOWER_CASED:
        return not any(char.isupper() and not char.isascii() for char in line)
    return not any(char.islower() and char not in "\u00aa\u00ba" for char in line)


def _foreign_pages(line: str) -> int:
    """Return the pages of which a letter that is not Latin stands in a Latin word of ``line``."""
    pages = 0
    for match in _IN_LATIN.finditer(line):
        if script(match[0]) not in ("", "LATIN"):
            pages |= damage.leading(match[0])
    return pages


_IN_LATIN: Final = re.compile("(?<=[a-z])[^\x00-\u024f](?=[a-z ])")


def _is_small(text: str, start: int, end: int) -> bool:
    """Whether the word with this span has no capital."""
    before = text[max(0, start - _WORD) : start].rpartition(" ")[2]
    after = text[end : end + _WORD].partition(" ")[0]
    word = before + text[start:end] + after
    return word == word.lower()


#: How far a word is looked at on each side, in code points.
_WORD: Final = 40
#: How far around a suspicious place its line is looked at for damage, in code points.
_REACH: Final = 300


def _line_of(text: str, start: int, end: int) -> tuple[int, int]:
    first = text.rfind("\n", max(0, start - _REACH), start) + 1 or max(0, start - _REACH)
    last = text.find("\n", end, end + _REACH)
    return first, min(len(text), end + _REACH) if last < 0 else last


def _numbered(text: str, pieces: list[Piece]) -> list[Piece]:
    """Set the line of each piece, counted from the first line of the text."""
    line = at = 0
    for piece in pieces:
        line += text.count("\n", at, piece.start)
        at = piece.start
        piece.line = line
    return pieces


def _weighed(
    text: str, spans: Iterable[tuple[int, int]], allowed: int, max_layers: int
) -> Iterable[Piece]:
    line = 0
    at = 0
    for start, end in spans:
        inside = text[start:end]
        arcs = _proposals(inside, allowed, max_layers)
        if not arcs:
            continue
        line += text.count("\n", at, start)
        at = start
        # Nothing beyond the line counts, so that a line is weighed alike in any text.
        before = text[max(0, start - 3) : start].rpartition("\n")[2].rjust(3, "\n")
        after = text[end : end + 3].partition("\n")[0].ljust(3)
        paths = _weigh_alone((inside, before, after), arcs, allowed, max_layers)
        yield Piece(start, inside, before, after, line, arcs, paths)


def _weigh_together(text: str, pieces: Sequence[Piece]) -> dict[int, Prior]:
    """Weigh the pieces again, with what the others say about the line and the text.

    Returns {line: what chains cost there by all that its pieces and the text say}.
    """
    everywhere = Tally()
    lines: dict[int, Tally] = {}
    for piece in pieces:
        for tally in (everywhere, lines.setdefault(piece.line, Tally())):
            tally.add(piece)
    if not everywhere.pages():
        return {}
    for line, members in by_line(pieces).items():
        if lines[line].pages():
            lines[line].clean = max(0, _clean_runs(text, members[0].start) - len(members))
    spread = everywhere.prior(Tally())
    few = everywhere.witnesses <= _FEW
    seen = _certain_damage(pieces)
    priors = {line: everywhere.prior(own) if own.pages() else spread for line, own in lines.items()}
    doubtful = [
        piece
        for piece in pieces
        if not piece.hopeless or any(priors[piece.line].at_home(arc.chain) for arc in piece.arcs)
    ]
    place_of = places(text, doubtful, alone=False)
    for piece in doubtful:
        if piece.settled:
            continue
        prior = priors[piece.line]
        if few:
            # No piece is a witness for itself.
            prior = everywhere.without(piece).prior(lines[piece.line].without(piece))
        place = place_of[piece.line]
        expect = _expectation(place.around(piece))
        arcs = piece.arcs
        if piece.damaged:
            arcs = tuple(damage.retolled(arc, seen.get(piece.line, ())) for arc in arcs)
        paths = weigh(piece.text, piece.before, piece.after, arcs, prior, expect)
        piece.next = with_scripts(piece, paths, place.scripts(piece))
    for piece in pieces:
        if piece.next is not None:
            piece.paths, piece.next = piece.next, None
    return priors


def _certain_damage(pieces: Sequence[Piece]) -> dict[int, frozenset[str]]:
    """Return {line: the damages that are certain there}."""
    found: dict[int, set[str]] = {}
    for piece in pieces:
        if piece.damaged and piece.best >= CERTAIN:
            first, *others = piece.paths
            if not others or first.rank - others[0].rank >= LEAD:
                found.setdefault(piece.line, set()).update(
                    name for arc in first.arcs for name in arc.damage
                )
    return {line: frozenset(names) for line, names in found.items()}


def _clean_runs(text: str, at: int) -> int:
    """Count the non-ASCII pieces of the line around ``at``."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return sum(1 for _ in scan.pieces(text[start : len(text) if end < 0 else end]))


def _mix_ups(chain: tuple[int, ...], prior: Prior) -> tuple[MixUp, ...]:
    """Name the layers of a chain by the pages that are likeliest on its line."""
    return tuple(MixUp(codepages.PAGES[prior.page(layer)].label, forms(layer)) for layer in chain)


def _decide(
    text: str, pieces: Sequence[Piece], policy: Policy, priors: dict[int, Prior]
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
        if len(piece.paths) > 1 and best.rank - piece.paths[1].rank < _lead(*piece.paths[:2]):
            # What both readings agree on stands on the evidence of the weaker one.
            other = {arc[:3] for arc in piece.paths[1].arcs}
            sure = tuple(arc for arc in best.arcs if arc[:3] in other)
            evidence = min(evidence, piece.paths[1].evidence)
        reason = ""
        if evidence < policy.threshold:
            reason = f"the evidence stays under {policy.threshold:g} nats"
        prior = priors.get(piece.line, PRIOR)
        for run in join(best.arcs, sure):
            start, end = piece.start + run.start, piece.start + run.end
            why = reason or ("" if run.start in {a.start for a in sure} else _EQUAL)
            if why == _EQUAL and run.lossy:
                why = "" if policy.replace_unknown else _LOST
                run = run._replace(out=_UNKNOWN_CHARACTER) if not why else run
            edit = Edit(
                start,
                end,
                text[start:end],
                run.out,
                _mix_ups(run.chain, prior),
                round(evidence, 2),
                run.damage,
                run.lossy,
            )
            runs.append((edit, _candidates(piece, run, prior), why))
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


def _lead(first: Path, second: Path) -> float:
    """Return by how much the first of two readings must lead."""
    guessed = {arc for arc in first.arcs if arc.lossy} - set(second.arcs)
    return LEAD_OF_GUESS if guessed else LEAD


#: The same for a reading that had to guess, against what else it could have been.
LEAD_OF_GUESS: Final = 1.8
#: What stands for a character that cannot be known, where a policy asks for it.
_UNKNOWN_CHARACTER: Final = "\ufffd"
_LOST: Final = "bytes of it were lost, and they could have been more than one character"
_EQUAL: Final = "two readings fit equally well"


def _candidates(piece: Piece, run: Arc, prior: Prior) -> tuple[Candidate, ...]:
    """Return the readings of one run's span, best first; the paths give the alternatives.

    The evidence of those is told as they are compared: a rarer page than that of the first one
    lowers it, a commoner one raises it.
    """
    best = piece.paths[0]
    found: dict[str, Candidate] = {}
    for path in piece.paths:
        out = []
        at = run.start
        chain: tuple[int, ...] = ()
        damages: dict[str, None] = {}
        lossy = False
        for arc in path.arcs:
            if arc.end <= run.start or arc.start >= run.end:
                continue
            if arc.start < run.start or arc.end > run.end:
                break
            out.append(piece.text[at : arc.start])
            out.append(arc.out)
            chain = arc.chain
            damages |= dict.fromkeys(arc.damage)
            lossy = lossy or arc.lossy
            at = arc.end
        else:
            out.append(piece.text[at : run.end])
            after = "".join(out)
            if chain and after not in found:
                compared = best.evidence - best.rank + path.rank
                evidence, language = round(compared, 2), round(path.language, 2)
                # What is shown adds up to the last digit.
                parts = (("language", language), ("prior", round(evidence - language, 2)))
                mix_ups = _mix_ups(chain, prior)
                found[after] = Candidate(after, mix_ups, evidence, parts, tuple(damages), lossy)
    return tuple(found.values())
