"""Which edits are left because letters of another alphabet that look Latin explain as much.

Words with a Cyrillic or a Greek letter in place of its Latin double are written on purpose, to get
past filters, and by accident, on two keyboards. A page that has both alphabets makes the same of
Latin letters, so where nothing else of a text was damaged by it, both explanations are compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from mojifix.language.alphabet import script
from mojifix.model import UTF_8, Edit, MixUp
from mojifix.stages import legacy
from mojifix.stages.lattice import PLAIN, Arc, line_cost

__all__ = ["reasons"]

#: Letters of Greek and Cyrillic that pages have, and the Latin letters they are taken for; from the
#: table of confusable characters in Unicode Technical Standard 39, and from use.
_DOUBLES: Final = {
    double: letter
    for letter, doubles in {
        "A": "\u0391\u0410", "B": "\u0392\u0412", "C": "\u0421", "E": "\u0395\u0415",
        "H": "\u0397\u041d", "I": "\u0399\u0406", "J": "\u0408", "K": "\u039a\u041a",
        "M": "\u039c\u041c", "N": "\u039d", "O": "\u039f\u041e", "P": "\u03a1\u0420",
        "S": "\u0405", "T": "\u03a4\u0422", "X": "\u03a7\u0425", "Y": "\u03a5\u0423",
        "Z": "\u0396", "a": "\u03b1\u0430", "b": "\u03b2\u0432\u044c\u042c", "c": "\u0441",
        "e": "\u03b5\u0435", "h": "\u043d", "i": "\u03b9\u0456", "j": "\u0458",
        "k": "\u03ba\u043a", "m": "\u043c", "n": "\u03b7\u043f", "o": "\u03bf\u03c3\u043e",
        "p": "\u03c1\u0440", "r": "\u0433", "s": "\u0455", "t": "\u03c4\u0442",
        "u": "\u03bc\u03c5\u0438", "v": "\u03bd", "w": "\u03c9", "x": "\u03c7\u0445",
        "y": "\u03b3\u0443",
    }.items()
    for double in doubles
}  # fmt: skip
#: By how much damage has to be likelier, in nats, by the general model or by the languages that
#: either reading is in. Of 8,800 clean lines of tuning text with one letter typed so, 96 were
#: changed before, all under 6 by the general model. By the languages, the 768 of 25,500 such lines
#: for which a page was found had 2.5 at most; of 459 lines of Spanish and the like, read as Greek
#: or Cyrillic pages whose letters are doubles too, a third has 8. Documents of them have more.
_LEAD: Final = 8.0
_EITHER: Final = "[" + "".join(_DOUBLES) + "]"
#: Such a letter beside an ASCII one.
_IN_LATIN: Final = re.compile(f"[A-Za-z]{_EITHER}|{_EITHER}[A-Za-z]").search
_REASON: Final = "letters of another alphabet that look alike explain it as well"


def reasons(text: str, edits: Sequence[Edit]) -> dict[int, str]:
    """Return {start: reason} of the ``edits`` in ``text`` that such letters explain as well."""
    alike: dict[tuple[MixUp, ...], list[Edit]] = defaultdict(list)
    doubled = set()
    proven = set()
    by_bytes = []
    for edit in edits:
        if not edit.damage and all(mix_up.meant in UTF_8 for mix_up in edit.chain):
            if _DOUBLES.keys() >= set(edit.before):
                by_bytes.append(edit)
            else:
                proven.add(edit.chain)
        elif _is_proof(edit):
            proven.add(edit.chain)
        else:
            alike[edit.chain].append(edit)
            if not _DOUBLES.keys().isdisjoint(edit.before):
                doubled.add(edit.chain)
    left = [
        edit
        for chain in doubled - proven
        if _lead(text, alike[chain]) < _LEAD
        for edit in alike[chain]
    ]
    # Two doubles side by side can be valid UTF-8 by chance.
    if by_bytes and _is_typed(text, edits):
        left += by_bytes
    return {edit.start: _REASON for edit in left}


def _is_proof(edit: Edit) -> bool:
    """Whether what was changed has letters or signs that are neither Latin nor look like it."""
    changed = set(edit.before)
    if len(edit.before) == len(edit.after):
        changed = {c for c, other in zip(edit.before, edit.after, strict=True) if c != other}
    beyond = [char for char in changed if not char.isascii() and not char.isspace()]
    return not beyond or any(c not in _DOUBLES and script(c) != "LATIN" for c in beyond)


def _is_typed(text: str, edits: Sequence[Edit]) -> bool:
    """Whether such a letter stands beside a Latin one where nothing is repaired."""
    at = 0
    for start, end in [*((edit.start, edit.end) for edit in edits), (len(text), len(text))]:
        if _IN_LATIN(text, at, start):
            return True
        at = end
    return False


def _lead(text: str, edits: Sequence[Edit]) -> float:
    """Return how much likelier edits are than other alphabets' letters, in nats."""
    by_letters = by_languages = 0.0
    is_exact = not any(edit.damage for edit in edits)
    for (start, end), inside in _by_line(text, edits).items():
        line = text[start:end]
        damaged = [_arc(edit, start, edit.after) for edit in inside]
        typed = [_arc(e, start, "".join(_DOUBLES.get(c, c) for c in e.before)) for e in inside]
        by_letters += line_cost(line, typed, PLAIN) - line_cost(line, damaged, PLAIN)
        if is_exact:
            by_languages += legacy.leads(_put(line, typed), _put(line, damaged))
    return max(by_letters, by_languages) if is_exact else by_letters


def _put(line: str, arcs: Iterable[Arc]) -> str:
    parts = []
    at = 0
    for arc in arcs:
        parts += [line[at : arc.start], arc.out]
        at = arc.end
    return "".join([*parts, line[at:]])


def _arc(edit: Edit, start: int, out: str) -> Arc:
    return Arc(edit.start - start, edit.end - start, out, 0.0, False, False)


def _by_line(text: str, edits: Iterable[Edit]) -> dict[tuple[int, int], list[Edit]]:
    """Return {where a line starts and ends: the edits, which are in order, that begin in it}."""
    lines: defaultdict[tuple[int, int], list[Edit]] = defaultdict(list)
    start, end = 0, -1
    for edit in edits:
        if edit.start > end:
            start = text.rfind("\n", max(0, end), edit.start) + 1
        if edit.end > end:
            end = text.find("\n", edit.end)
            end = len(text) if end < 0 else end
        lines[start, end].append(edit)
    return lines
