"""A suspicious piece on its way through the judgement, and what its surroundings say of it.

Decides which scripts and languages a line has apart from what is suspicious in it, and how odd a
foreign script is there. Knows nothing of other pieces being damaged.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from mojifix import language
from mojifix.language import identify
from mojifix.language.alphabet import script
from mojifix.language.identify import Surroundings
from mojifix.stages.propose import Arc
from mojifix.stages.weigh import Path

__all__ = ["CERTAIN", "Piece", "Place", "by_line", "expected_first", "places", "with_scripts"]

#: Evidence, in nats, from which a piece speaks for the others.
CERTAIN: Final = 9.0
#: Evidence below which nothing that the surroundings can say makes a reading likely.
_HOPELESS: Final = -14.0
#: The same for a sign by itself or inside a Latin word, where the line can say more.
_HOPELESS_SIGN: Final = -28.0
#: Evidence, and lead over the next reading, from which a piece needs no second look.
_SETTLED: Final = 50.0
_SETTLED_LEAD: Final = 12.0
#: Evidence below which a piece counts as clean for its surroundings.
_DOUBTFUL: Final = -12.0
#: How far around a piece its line is looked at, in code points on each side.
_SURROUNDINGS: Final = 400
#: Different letters that are remembered of a line, so that every piece costs the same.
_DISTINCT: Final = 100
#: How far before and behind its line letters are counted, in code points. Without it 98.7 % and not
#: 99.1 % of the tuning documents come back; four times as far makes no difference.
_BESIDE: Final = 400


@dataclass(slots=True)
class Piece:
    """A suspicious piece on its way through the passes (the one mutable value here)."""

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
        sign = len(self.text) == 1 or _glued(self)
        return self.best <= (_HOPELESS_SIGN if sign else _HOPELESS)

    @property
    def settled(self) -> bool:
        """Whether nothing that the surroundings can say changes how this piece is read."""
        return self.best > _SETTLED and (
            len(self.paths) == 1 or self.paths[0].rank - self.paths[1].rank > _SETTLED_LEAD
        )

    @property
    def speaks(self) -> bool:
        """Whether its text alone speaks for damage."""
        return bool(self.paths) and self.paths[0].language > 0

    @property
    def last_pages(self) -> int:
        """The pages, as a mask, by which any of it could have been read last."""
        masks = 0
        for arc in self.arcs:
            masks |= arc.chain[-1]
        return masks

    @property
    def best(self) -> float:
        """Evidence, in nats, of the best reading."""
        return self.paths[0].evidence if self.paths else -math.inf


#: The first letter of a foreign script: where it stands, and where a repair would put it.
_FOREIGN_STANDING: Final = 6.0
_FOREIGN_REPAIR: Final = 8.0
#: A sign of Han or Hangul that touches a Latin letter in a line without such signs, and more for
#: every side.
_GLUED: Final = 7.0
_GLUED_SIDE: Final = 4.0
#: The same for the hundred commonest signs, which date formats and Chinese units glue to Latin
#: letters, in strings of clean catalogues too.
_GLUED_USUAL: Final = 3.0
_USUAL: Final = 9.9
#: Scripts of which a single letter in a line of another script is hardly ever meant.
_NO_LONE_LETTERS: Final = frozenset(("SYRIAC", "NKO", "THAANA", "SAMARITAN", "MANDAIC", "ARMENIAN"))
_LONE_LETTER: Final = 10.0


def _foreign(string: str, before: str, after: str, present: frozenset[str], repair: bool) -> float:
    """Cost of letters of scripts that the line does not have otherwise, in nats.

    The first letter of a foreign script costs something; a sign or two of one inside a Latin word
    cost more, every time, since that is not even a quotation.
    """
    cost = 0.0
    first = _FOREIGN_REPAIR if repair else _FOREIGN_STANDING
    seen: set[str] = set()
    last = script(before)
    for at, char in enumerate(string):
        name = script(char)
        if name and name not in present:
            following = string[at + 1] if at + 1 < len(string) else after
            latin = (last == "LATIN") + (script(following) == "LATIN")
            if name in ("CJK", "HANGUL") and latin:
                usual = language.load().single(char) < _USUAL
                glued = (_GLUED_USUAL if usual else _GLUED) + latin * _GLUED_SIDE
                cost += max(glued, first) if repair else glued
            elif name not in seen:
                cost += 2.0 if name == "GREEK" else first
                if repair and name in _NO_LONE_LETTERS and len(string) == 1:
                    cost += _LONE_LETTER
            seen.add(name)
        last = name
    return cost


#: Evidence lost by a repair that is one character in a line with no other letter to go by.
_ALONE: Final = 2.0


#: Evidence lost by a repair that is one mark with spaces around, which belongs to a number.
_ALONE_MARK: Final = 1.5
_OF_NUMBERS: Final = frozenset("\u00b0\u00b9\u00b2\u00b3\u2032\u2033")


def _shy(path: Path, nats: float) -> Path:
    return path._replace(
        evidence=path.evidence - nats, language=path.language - nats, rank=path.rank - nats
    )


def with_scripts(piece: Piece, paths: Iterable[Path], present: frozenset[str]) -> list[Path]:
    """Add the evidence of scripts: a lone letter of a foreign script is a rare thing."""
    letters = list(filter(str.isalpha, piece.text))
    if not present and 2 * sum(map(str.isascii, letters)) > len(letters):
        present = frozenset({"LATIN"})
    if not present:
        return [_shy(path, _ALONE) if len(path.out) == 1 else path for path in paths]
    before, after = piece.before[-1], piece.after[0]
    if before.isspace() and after.isspace():
        paths = [_shy(path, _ALONE_MARK) if path.out in _OF_NUMBERS else path for path in paths]
    here = _foreign(piece.text, before, after, present, repair=False)
    adjusted = []
    for path in paths:
        difference = here - _foreign(path.out, before, after, present, repair=True)
        adjusted.append(_shy(path, -difference))
    adjusted.sort(key=lambda path: -path.rank)
    return adjusted


#: Evidence lost by a repair that has a letter of a script in which none of the languages is written
#: that someone has named. Of 830 tuning words misread, each with its language named, nine were held
#: to be UTF-8 that was misread, at 15.5 nats at most.
_UNEXPECTED: Final = 12.0


def expected_first(paths: Iterable[Path], scripts: frozenset[str]) -> list[Path]:
    """Return the paths with what letters of unexpected scripts cost, best first.

    ``scripts`` are those of the languages that are expected; Latin letters always are.
    """
    scripts = scripts | {"LATIN", ""}
    weighed = (
        path if scripts.issuperset(map(script, path.out)) else _shy(path, _UNEXPECTED)
        for path in paths
    )
    return sorted(weighed, key=lambda path: -path.rank)


class Place:
    """What is known of a line apart from what is suspicious in it: its scripts, its languages."""

    __slots__ = ("_counts", "_guess", "_members", "_scripts")

    def __init__(self, bare: str, clean: dict[int, str], beside: str = "") -> None:
        """``bare`` is the line without its pieces, ``clean`` {start: text} of those that count.

        ``beside`` is what stands before and after the line.
        """
        self._members = clean
        self._scripts = Counter(_scripts(bare))
        for text in clean.values():
            self._scripts.update(_scripts(text))
        context = " ".join([bare, *clean.values()])
        self._guess = identify.load().guess(context[: 3 * _SURROUNDINGS])
        self._counts = Counter(dict(identify.count(context + beside).most_common(_DISTINCT)))

    def scripts(self, piece: Piece) -> frozenset[str]:
        """Return the scripts that the line has outside ``piece``."""
        own = _scripts(self._members.get(piece.start, ""))
        return frozenset(name for name, n in self._scripts.items() if n > (name in own))

    def around(self, piece: Piece) -> Surroundings:
        """Return what ``piece`` has around it: the languages, and the letters that are there."""
        counts = self._counts - identify.count(self._members.get(piece.start, ""))
        total = counts.total()
        del counts[""]
        return Surroundings(self._guess, tuple(sorted(counts.items())), total)


def places(text: str, doubtful: Sequence[Piece], alone: bool) -> dict[int, Place]:
    """Look at the surroundings of every line that has a piece worth a second look.

    ``doubtful`` are those pieces, in order; with ``alone`` nothing beyond the line is looked at.

    A piece counts as what it certainly is: as it stands, or as it reads repaired.
    """
    places = {}
    for line, members in by_line(doubtful).items():
        signs = [piece for piece in members if _is_sign(piece)]
        glued = sum(map(_glued, signs))
        # Among signs inside Latin words, one that stands free is hardly of a script of its own.
        foreign = 2 * glued > len(signs)
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
            elif piece.best <= _DOUBTFUL and not (_is_sign(piece) if foreign else _glued(piece)):
                clean[piece.start] = piece.text
        bare.append(text[at : min(end, at + _SURROUNDINGS)])
        reach = 0 if alone else _BESIDE
        beside = _without(text, doubtful, start - reach, start)
        beside += _without(text, doubtful, end, end + reach)
        places[line] = Place(" ".join(bare), clean, beside)
    return places


def _without(text: str, pieces: Sequence[Piece], start: int, end: int) -> str:
    """Return what of ``text[start:end]`` is in none of ``pieces``, which are in order."""
    parts = []
    at = max(0, start)
    # Pieces do not overlap: at most one that begins before `at` reaches beyond it.
    first = max(0, bisect_left(pieces, at, key=lambda piece: piece.start) - 1)
    for number in range(first, len(pieces)):
        piece = pieces[number]
        if piece.start >= end:
            break
        parts.append(text[at : max(at, piece.start)])
        at = max(at, piece.start + len(piece.text))
    parts.append(text[at : max(at, end)])
    return "".join(parts)


def _is_sign(piece: Piece) -> bool:
    return script(piece.text[0]) in ("CJK", "HANGUL")


def _glued(piece: Piece) -> bool:
    """Whether a foreign sign or two stand inside a Latin word, which tells nothing of a script."""
    beside = piece.before[-1] + piece.after[0]
    return _is_sign(piece) and beside.strip().isalpha()


#: Han, kana or Hangul with no space, and what is on each side.
_SIGNS: Final = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"
)


def _scripts(text: str) -> set[str]:
    """Return the scripts of ``text``; a sign or two glued to a Latin letter do not count."""
    found = set(map(script, set(_SIGNS.sub("", text))))
    for match in _SIGNS.finditer(text):
        signs = match.group()
        start, end = match.span()
        beside = text[max(0, start - 1) : start] + text[end : end + 1]
        if len(signs) > 2 or "LATIN" not in map(script, beside):
            found.update(map(script, set(signs)))
    return found - {""}


def by_line(pieces: Iterable[Piece]) -> dict[int, list[Piece]]:
    """Group pieces by the number of their line."""
    lines: dict[int, list[Piece]] = {}
    for piece in pieces:
        lines.setdefault(piece.line, []).append(piece)
    return lines
