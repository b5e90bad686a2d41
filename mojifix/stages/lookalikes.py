"""Letters of other alphabets that look like Latin ones, which a page's letters may be as well.

Words with a Cyrillic or a Greek letter in place of its Latin double are written on purpose, to get
past filters, and by accident, on two keyboards. A page that has both alphabets makes the same of
Latin letters, so where nothing else of a text was damaged by it, both explanations are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from mojifix.language.alphabet import script
from mojifix.model import UTF_8, Edit, MixUp
from mojifix.stages.lattice import PLAIN, Arc, line_cost

__all__ = ["reasons"]

#: Letters of Greek and Cyrillic that pages have, and the Latin letters they are taken for; from the
#: table of confusable characters in Unicode Technical Standard 39, and from use.
_DOUBLES: Final = dict(
    zip(
        "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
        "\u03b1\u03b2\u03b3\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c3\u03c4\u03c5\u03c7\u03c9"
        "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408"
        "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458"
        "\u0438\u043f\u0433\u044c\u042c",
        "ABEZHIKMNOPTYXabyeniKvopotuxwABEKMHOPCTYXSIJabekmhopctyxsijunrbb",
        strict=True,
    )
)
#: By how much damage has to be likelier, in nats. Of 8,800 clean lines of tuning text with one
#: letter typed so, 96 were changed before, all under 6; of those that were damaged and can be
#: explained so, two in 20,000, the lines that come back have 15 and more.
_LEAD: Final = 8.0
_REASON: Final = "letters of another alphabet that look alike explain it as well"


def reasons(text: str, edits: Sequence[Edit]) -> dict[int, str]:
    """Return {start: reason} of the ``edits`` in ``text`` that such letters explain as well."""
    alike: dict[tuple[MixUp, ...], list[Edit]] = defaultdict(list)
    proven = set()
    for edit in edits:
        if _is_alike(edit):
            alike[edit.chain].append(edit)
        else:
            proven.add(edit.chain)
    return {
        edit.start: _REASON
        for chain, some in alike.items()
        if chain not in proven and _lead(text, some) < _LEAD
        for edit in some
    }


def _is_alike(edit: Edit) -> bool:
    """Whether all other letters of what was there look like Latin ones, and no bytes prove
    damage."""
    if not edit.damage and all(mix_up.meant in UTF_8 for mix_up in edit.chain):
        return False
    beyond = [char for char in edit.before if not char.isascii() and not char.isspace()]
    others = (char for char in beyond if char not in _DOUBLES)
    return not _DOUBLES.keys().isdisjoint(beyond) and all(script(c) == "LATIN" for c in others)


def _lead(text: str, edits: Iterable[Edit]) -> float:
    """Return how much likelier edits are than other alphabets' letters, in nats."""
    lines: Mapping[tuple[int, int], list[Edit]] = _by_line(text, edits)
    lead = 0.0
    for (start, end), inside in lines.items():
        line = text[start:end]
        damaged = [_arc(edit, start, edit.after) for edit in inside]
        typed = [_arc(e, start, "".join(_DOUBLES.get(c, c) for c in e.before)) for e in inside]
        lead += line_cost(line, typed, PLAIN) - line_cost(line, damaged, PLAIN)
    return lead


def _arc(edit: Edit, start: int, out: str) -> Arc:
    return Arc(edit.start - start, edit.end - start, out, 0.0, False, False)


def _by_line(text: str, edits: Iterable[Edit]) -> dict[tuple[int, int], list[Edit]]:
    lines: defaultdict[tuple[int, int], list[Edit]] = defaultdict(list)
    for edit in edits:
        start = text.rfind("\n", 0, edit.start) + 1
        end = text.find("\n", edit.end)
        lines[start, len(text) if end < 0 else end].append(edit)
    return lines
