"""Which readings are taken: the whole text is judged together, in a few passes.

First every piece is weighed by itself. The pieces that are certain then say which mix-ups this line
and this text went through, and what was doubtful is weighed again with that in mind. A reading is
taken only when its evidence reaches the threshold, leads every other reading, and the text is not
merely talking about it. Everything else that looked suspicious is reported with the reason.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import and_
from typing import Final

from mojifix import codepages
from mojifix.language import tags
from mojifix.language.alphabet import script
from mojifix.language.identify import Expectation, Surroundings
from mojifix.model import UTF_8, Candidate, Edit, Finding, MixUp, Policy
from mojifix.stages import mention, scan
from mojifix.stages.piece import CERTAIN, Piece, by_line, expected_first, places, with_scripts
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
#: Pieces up to this length are remembered: words come again in a text, long runs do not, but in the
#: next round of the same text they do, which is why a few are. One of 660 characters has 370 arcs.
_REMEMBERED: Final = 48
_MANY_LONG: Final = 1 << 7


def _proposed(text: str, allowed: int, max_layers: int) -> tuple[Arc, ...]:
    return tuple(propose(text, allowed=allowed, max_layers=max_layers))


_remembered_arcs = lru_cache(maxsize=1 << 12)(_proposed)
_arcs_of_long = lru_cache(maxsize=_MANY_LONG)(_proposed)


def _proposals(text: str, allowed: int, max_layers: int) -> tuple[Arc, ...]:
    propose = _remembered_arcs if len(text) <= _REMEMBERED else _arcs_of_long
    return propose(text, allowed, max_layers)


@lru_cache(maxsize=1 << 10)
def _expectation(around: Surroundings) -> Expectation:
    return Expectation(around)


def _paths(
    text: str,
    before: str,
    after: str,
    allowed: int,
    max_layers: int,
    around: Surroundings,
) -> tuple[Path, ...]:
    arcs = _proposals(text, allowed, max_layers)
    return tuple(weigh(text, before, after, arcs, expect=_expectation(around)))


_remembered_paths = lru_cache(maxsize=1 << 13)(_paths)
_paths_of_long = lru_cache(maxsize=_MANY_LONG)(_paths)


def _weigh_alone(
    piece: tuple[str, str, str],
    allowed: int,
    max_layers: int,
    around: Surroundings = _UNKNOWN,
) -> list[Path]:
    """Weigh (text, before, after) by itself, in a line of which ``around`` is known."""
    paths = _remembered_paths if len(piece[0]) <= _REMEMBERED else _paths_of_long
    return list(paths(*piece, allowed, max_layers, around))


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
    pieces = list(_weighed(text, spans, allowed, policy.max_layers))
    if not pieces:
        return [], []
    if policy.document:
        pieces = _with_neighbours(text, pieces, allowed, policy.max_layers)
    doubtful = [piece for piece in pieces if not piece.hopeless]
    place_of = places(text, doubtful, alone=not policy.document)
    second: list[list[Path]] = []
    for piece in pieces:
        if not (piece.hopeless or piece.settled):
            place = place_of[piece.line]
            whole = (piece.text, piece.before, piece.after)
            paths = _weigh_alone(whole, allowed, policy.max_layers, place.around(piece))
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
    if scripts := tags.scripts_of(policy.languages or ()):
        for piece in pieces:
            piece.paths = expected_first(piece.paths, scripts)
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
    more = list(_weighed(text, _apart(spans, pieces), allowed, max_layers))
    if not more:
        return pieces
    return _numbered(text, sorted([*pieces, *more], key=lambda piece: piece.start))


def _apart(spans: Iterable[tuple[int, int]], pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Yield the spans that no piece overlaps: a long run can be cut in two ways."""
    starts = [piece.start for piece in pieces]
    for start, end in spans:
        before = bisect_left(starts, end) - 1
        if before < 0 or starts[before] + len(pieces[before].text) <= start:
            yield start, end


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
        paths = _weigh_alone((inside, before, after), allowed, max_layers)
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
        paths = weigh(piece.text, piece.before, piece.after, piece.arcs, prior, expect)
        piece.next = with_scripts(piece, paths, place.scripts(piece))
    for piece in pieces:
        if piece.next is not None:
            piece.paths, piece.next = piece.next, None
    return priors


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
    likely = [piece for piece in pieces if piece.best > 0]
    read_alike = Counter(chain for piece in likely for chain in _chains(piece))
    texts = _texts(likely)
    # What stands inside other words too is no word.
    glued = {piece.text for piece in likely if not _stands_alone(text, piece)}
    for piece in likely:
        best = piece.paths[0]
        evidence = best.evidence
        sure = best.arcs
        if len(piece.paths) > 1 and best.rank - piece.paths[1].rank < LEAD:
            # What both readings agree on stands on the evidence of the weaker one.
            other = {arc[:3] for arc in piece.paths[1].arcs}
            sure = tuple(arc for arc in best.arcs if arc[:3] in other)
            evidence = min(evidence, piece.paths[1].evidence)
        reason = ""
        need = policy.threshold
        if all(read_alike[chain] == 1 and _is_rare(chain) for chain in _chains(piece)):
            need += _ALONE
        if _is_lone_kana(piece) and _is_only(piece, texts):
            need += _LONE_KANA
        if evidence < need:
            reason = f"the evidence stays under {need:g} nats"
        elif _is_quoted(piece) and piece.text not in glued and _is_only(piece, texts):
            reason = _QUOTATION
        prior = priors.get(piece.line, PRIOR)
        for run in join(best.arcs, sure):
            start, end = piece.start + run.start, piece.start + run.end
            why = reason or ("" if run.start in {a.start for a in sure} else _EQUAL)
            edit = Edit(
                start, end, text[start:end], run.out, _mix_ups(run.chain, prior), round(evidence, 2)
            )
            runs.append((edit, _candidates(piece, run, prior), why))
    repaired = [edit for edit, _, why in runs if not why]
    if _left_over(text, repaired):
        runs = [(edit, candidates, why or _DEBRIS) for edit, candidates, why in runs]
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


def _chains(piece: Piece) -> set[tuple[int, ...]]:
    """Return the chains by which the best path reads a piece."""
    return {arc.chain for arc in piece.paths[0].arcs}


def _texts(pieces: Sequence[Piece]) -> dict[tuple[int, ...], set[str]]:
    """Return what is read by each chain."""
    texts: dict[tuple[int, ...], set[str]] = {}
    for piece in pieces:
        for chain in _chains(piece):
            texts.setdefault(chain, set()).add(piece.text)
    return texts


def _is_only(piece: Piece, texts: Mapping[tuple[int, ...], set[str]]) -> bool:
    """Whether no pages that could make a chain of a piece read another word.

    A word that is repeated proves nothing new.
    """
    return not any(
        len(other) == len(chain) and all(map(and_, other, chain)) and not found <= {piece.text}
        for chain in _chains(piece)
        for other, found in texts.items()
    )


def _is_rare(chain: tuple[int, ...]) -> bool:
    """Whether all pages that make a layer of a chain are rare ones."""
    return any(codepages.PAGES[PRIOR.page(layer)].cost >= _RARE for layer in chain)


#: What a piece has to prove more, in nats, if it is read by a page of such a cost, and no other
#: piece of the text is: 1 nat is odds of three to one. Of 1,352 damaged words of tuning text that
#: are restored without it, each alone in its line, 7 have less.
_ALONE: Final = 4.0
_RARE: Final = 7.0


def _is_lone_kana(piece: Piece) -> bool:
    """Whether all that the best path changes in a piece is one kana."""
    taken = "".join(piece.text[arc.start : arc.end] for arc in piece.paths[0].arcs)
    return len(taken) == 1 and "\u3041" <= taken <= "\u30ff"


#: What has to be proven more, in nats, where all that a page would change is one kana: Japanese
#: writes particles behind Latin words. Of 6,000 texts with such a word, most of them beside lines
#: in Latin letters, ten were changed before, at up to 3.3 nats, and one of a word alone at 9.3.
_LONE_KANA: Final = 12.0


def _is_quoted(piece: Piece) -> bool:
    """Whether a piece that stands by itself could be a word of one or two different Chinese
    characters or Korean syllables: `\u8c22\u8c22`, Chinese for thanks, is two Cyrillic letters
    read as GBK. Repeated, it gains evidence without end, so what counts is what it says alone.
    """
    return (
        len(set(piece.text)) <= 2
        # One letter that went through two layers is two such characters, and proven by both.
        and all(len(arc.chain) == 1 for arc in piece.paths[0].arcs)
        and {script(char) for char in piece.text} <= _EAST_ASIAN
        and piece.paths[0].language < _QUOTED * max(2, len(piece.text))
    )


#: What each character of such a piece has to say for its repair, in nats, at least two counted. Of
#: 95,000 lines of tuning text in other scripts, each with a word of one to four characters put in
#: that happens to be valid UTF-8, the ones that would be changed say 20.2 at most for two. Of 3,978
#: damaged words of tuning text 30 are such pieces, 25 of them with 25.0 or more for two; the other
#: five are one character each, and stay.
_QUOTED: Final = 11.25


def _stands_alone(text: str, piece: Piece) -> bool:
    end = piece.start + len(piece.text)
    before = text[max(0, piece.start - 1) : piece.start]
    return not (before.isalnum() or text[end : end + 1].isalnum())


_QUOTATION: Final = "it may be a word that is quoted"


def _left_over(text: str, edits: Sequence[Edit]) -> bool:
    """Whether all that is repaired is a part of one word whose rest does not go with it."""
    if not edits:
        return False
    start, end = edits[0].start, edits[-1].end
    if end - start > _ONE_WORD or any(map(str.isspace, text[start:end])):
        return False
    while start > 0 and _is_of_word(text[start - 1]):
        start -= 1
    while end < len(text) and _is_of_word(text[end]):
        end += 1
    left = list(text[start:end])
    for edit in edits:
        left[edit.start - start : edit.end - start] = [""] * (edit.end - edit.start)
    made = [char for edit in edits for char in edit.after if not char.isascii()]
    written_in = {*map(script, made)} - {""}
    rest = [char for char in left if char and not char.isascii()]
    others = {script(char) for char in rest} - {""}
    if not written_in:
        return bool(others and made) and all(map(_is_sign, made))
    signs = any(unicodedata.category(char) in _SIGNS for char in rest)
    return signs or len((written_in | others) - _EAST_ASIAN) + bool(written_in & _EAST_ASIAN) > 1


def _is_of_word(char: str) -> bool:
    return not char.isascii() and not char.isspace()


def _is_sign(char: str) -> bool:
    """Whether a character is a mark or a symbol, and no pictograph: these take four bytes."""
    return char < "\U00010000" and unicodedata.category(char) in ("Mn", "So")


#: Longer spans of one word, in code points, are proven by their length.
_ONE_WORD: Final = 18
_SIGNS: Final = ("Sc", "Sm", "So", "Sk", "No", "Cc")
_EAST_ASIAN: Final = frozenset(("CJK", "HIRAGANA", "KATAKANA", "HANGUL"))
_DEBRIS: Final = "what is left of its word does not go with it"
_EQUAL: Final = "two readings fit equally well"


def _arc_start(arc: Arc) -> int:
    return arc.start


def _arc_end(arc: Arc) -> int:
    return arc.end


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
        # The arcs of a path follow one another: those before and behind the run are not asked.
        first = bisect_right(path.arcs, run.start, key=_arc_end)
        last = bisect_left(path.arcs, run.end, key=_arc_start)
        for arc in path.arcs[first:last]:
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
                compared = best.evidence - best.rank + path.rank
                evidence, language = round(compared, 2), round(path.language, 2)
                # What is shown adds up to the last digit.
                parts = (("language", language), ("prior", round(evidence - language, 2)))
                found[after] = Candidate(after, _mix_ups(chain, prior), evidence, parts)
    return tuple(found.values())
