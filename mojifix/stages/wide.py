"""UTF-16 read as something else, and something else read as UTF-16.

The bytes prove such a mix-up better than any language could. Of UTF-16 read as a page every other
character is a control, mostly NUL, which no text has. Of bytes read as UTF-16 two make one sign:
Han, Hangul and private use all mixed, without any space, which only by a wonder encode to bytes
that are ASCII or UTF-8 throughout. So every run that could be one is turned back in all ways there
are; of what is text at all, the model (:mod:`mojifix.stages.cost`) has to find it far likelier than
what stands there.

One byte too many (a file that was cut, or one byte of another encoding before it) stays beside the
repair. A byte order mark is part of the text that it was misread with.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from mojifix import codepages
from mojifix.language.alphabet import script
from mojifix.model import UTF_16, Candidate, Edit, Finding, MixUp, Policy
from mojifix.stages import legacy, mention, suspect
from mojifix.stages.cost import costs

__all__ = ["choose"]

#: Characters on both sides of which every other one is NUL: UTF-16 in a text that is none itself.
_NULS: Final = re.compile("(?:[^\0]\0){4,}|(?:\0[^\0]){4,}")
#: Signs without any of the characters that bytes without NUL never become in UTF-16.
_SIGNS: Final = re.compile("[^\x00-\xff\ufeff\ufffd][^\x00-\xff\ufffd]{3,}")
#: What UTF-16 being read as a page, and a page as UTF-16, costs, in nats, beside the page itself:
#: as rare as the rarest pages.
_PRICE: Final = 8.0
#: What has to be proven above that, and how much less likely every other text has to be.
_NEED: Final = 3.0
_LEAD: Final = 3.0
_SWAPPED: Final = 0.5
#: Code points of a run by which it is judged; all of it has to be text.
_JUDGED: Final = 400


class _Way(NamedTuple):
    """What a run may have been before a mix-up, and how much likelier that is, in nats."""

    evidence: float
    language: float
    out: str
    mix_up: MixUp


def choose(
    text: str, spans: Sequence[tuple[int, int]], policy: Policy
) -> tuple[list[Edit], list[Finding]]:
    """Return the edits to make in ``text`` and all findings, both in order.

    ``spans`` are the lines in which signs may be bytes read as UTF-16; in a text with controls,
    UTF-16 read as a page is looked for everywhere.
    """
    edits: list[Edit] = []
    findings: list[Finding] = []
    need = policy.threshold + _NEED
    for start, end, ways in _found(text, spans, policy):
        best, lead = max(ways, key=_nats), math.inf
        if best.language <= 0.0:
            continue
        reason = ""
        if best.evidence < need:
            reason = f"the evidence stays under {need:g} nats"
        else:
            best, lead = _first(ways)
        if lead < _LEAD:
            reason = "two readings fit equally well"
        chain = (best.mix_up,)
        evidence, language = round(best.evidence, 2), round(best.language, 2)
        edit = Edit(start, end, text[start:end], best.out, chain, evidence)
        if not reason and not policy.mentions:
            reason = mention.reasons(text, [edit]).get(start, "")
        parts = (("language", language), ("prior", round(evidence - language, 2)))
        candidates = (Candidate(best.out, chain, evidence, parts),)
        findings.append(
            Finding(start, end, edit.before, candidates, not reason, reason or "repaired")
        )
        if not reason:
            edits.append(edit)
    return edits, findings


def _found(
    text: str, spans: Sequence[tuple[int, int]], policy: Policy
) -> Iterator[tuple[int, int, list[_Way]]]:
    """Yield the runs that may be one of these mix-ups, with what they may have been."""
    if suspect.has_controls(text):
        size = len(text)
        # All of it, without its last or its first character if their number is odd.
        whole = [(0, size - size % 2), (size % 2, size)]
        parts = [match.span() for match in _NULS.finditer(text)]
        yield from _likelier(text, whole[: 1 + size % 2], parts, _as_page, policy)
    for start, end in spans:
        parts = [match.span() for match in _SIGNS.finditer(text, start, end)]
        # Bytes in another order have ASCII among them, where they are of Chinese.
        whole = [(start, end)] if parts and parts != [(start, end)] else []
        yield from _likelier(text, whole, parts, _as_utf_16, policy)


_Run = tuple[int, int, list[_Way]]


def _likelier(
    text: str,
    whole: Sequence[tuple[int, int]],
    parts: Sequence[tuple[int, int]],
    ways_of: Callable[[str, Policy], list[_Way]],
    policy: Policy,
) -> list[_Run]:
    """Return one of the runs in ``whole`` or those in ``parts``, whichever is likelier."""
    runs = [(*span, ways) for span in parts if (ways := ways_of(text[slice(*span)], policy))]
    most = sum(max(0.0, max(map(_nats, ways))) for _, _, ways in runs)
    for span in whole:
        ways = ways_of(text[slice(*span)], policy)
        if ways and max(map(_nats, ways)) > most:
            return [(*span, ways)]
    return runs


def _as_page(run: str, policy: Policy) -> list[_Way]:
    """Return what ``run`` may have been if it was UTF-16 and read as a page."""
    raws: dict[bytes, str] = {}
    for label in legacy.READ_AS:
        if policy.read_as is None or label in policy.read_as:
            raw = codepages.encode(run, label)
            if raw is not None:
                raws.setdefault(raw, label)
    ways = []
    for raw, label in raws.items():
        for codec in UTF_16:
            if out := _decoded(raw, codec, policy):
                ways.append(_weighed(run, out, MixUp(label, codec), codepages.page(label).cost))
    return ways


def _as_utf_16(run: str, policy: Policy) -> list[_Way]:
    """Return what ``run`` may have been if it was read as UTF-16."""
    ways: list[_Way] = []
    sample = run[:_JUDGED]
    if not suspect.may_be_bytes(run) or _is_of_one_alphabet(sample):
        return ways
    natural = suspect.has_common_signs(run)
    share = _AGAIN + (1 - _AGAIN) * len(set(sample)) / len(sample)
    for codec, other in (UTF_16, UTF_16[::-1]):
        if policy.read_as is not None and codec not in policy.read_as:
            continue
        raw = run.encode(codec, "surrogatepass")
        for label in ("utf-8", other, *legacy.MEANT):
            if (label != "utf-8" and natural) or (out := _decoded(raw, label, policy)) is None:
                continue
            # Little end first is the commoner by far; read as the other it is all the same.
            cost = _SWAPPED if label == UTF_16[1] else 0.0
            if label in legacy.MEANT:
                cost = codepages.page(label).cost + _UNPROVEN
            ways.append(_weighed(run, out, MixUp(codec, label), cost, share))
            if label == "utf-8":
                break
            if ways[-1].language < _EACH * len(sample):
                ways.pop()
    return ways


def _is_of_one_alphabet(run: str) -> bool:
    """Whether all signs are letters of one script that has a block or two: bytes that come in pairs
    are of many, but for a row of kana, which reads as Meitei."""
    scripts = {*map(script, run)}
    return len(scripts) == 1 and scripts.isdisjoint(("", "CJK", "HANGUL"))


#: What a sign proves the second time, and ever after: rows of a few rare ones are no text.
_AGAIN: Final = 0.3
#: What each sign has to prove at least, in nats, where no UTF-8 does: of 120 lines of windows-1252
#: read as UTF-16 the least is 2.4 (before signs that come again count less), half are above 7.
_EACH: Final = 2.0
#: What a page costs there beyond its rarity. Of 20,000 random rows of Han, Hangul, Yi and private
#: use three would be changed without it, none with it.
_UNPROVEN: Final = 6.0


def _decoded(raw: bytes, label: str, policy: Policy) -> str | None:
    """Return the text that bytes are, if they are one."""
    if policy.meant is not None and label not in policy.meant:
        return None
    if label in UTF_16 or label == "utf-8":
        try:
            out = raw.decode(label)
        except UnicodeDecodeError:
            return None
    else:
        decoded = codepages.decode(raw, label)
        if decoded is None or codepages.encode(decoded, label) != raw:
            return None
        out = decoded
    rest = out.removeprefix("\ufeff")
    sample = rest[:_JUDGED]
    if not legacy.is_text(rest) or legacy.is_row(list(map(ord, sample))):
        return None
    kinds = Counter(unicodedata.category(char) for char in sample if not char.isspace())
    letters = sum(kinds[kind] for kind in _LETTERS)
    return None if "Cn" in kinds or letters < _WORDS * kinds.total() else out


_LETTERS: Final = ("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc")
#: Share of the letters in what comes out: rows of letters are mostly digits as bytes.
_WORDS: Final = 0.4


def _weighed(run: str, out: str, mix_up: MixUp, cost: float, share: float = 1.0) -> _Way:
    judged = min(1.0, _JUDGED / max(1, len(run)))
    here, there = run[:_JUDGED], out[: round(len(out) * judged)]
    nats = share * (_cost(here, True) - _cost(there, False))
    return _Way(nats - cost - _PRICE, nats, out, mix_up)


#: The most that one character that stands there can prove, in nats: as much as a sign not in use.
_MOST: Final = 14.0
#: The same for half a pair of surrogates, which has other reasons as well.
_HALF: Final = 6.0


def _cost(text: str, as_it_stands: bool) -> float:
    around = f"\n\n\n{text}"
    nats = 0.0
    for at, char in enumerate(text):
        both = costs(around[at : at + 3], char)
        most = _HALF if "\ud800" <= char <= "\udfff" else _MOST
        nats += min(*both, most) if as_it_stands else both.strict
    return nats


def _first(ways: Sequence[_Way]) -> tuple[_Way, float]:
    """Return the way to take, and its lead over every other text in nats.

    Pages that differ in a letter or two are told apart by the languages, and by how common they
    are: what that costs counts twice, as everywhere (:mod:`mojifix.stages.prior`).
    """
    by_out: dict[str, _Way] = {}
    for way in sorted(ways, key=_nats, reverse=True):
        by_out.setdefault(way.out, way)
    finalists = list(by_out.values())[:_FINALISTS]
    best = finalists[0]
    if len(finalists) == 1:
        return best, math.inf
    ranked = []
    for way in finalists:
        nats = legacy.likelier(best.out[:_JUDGED], way.out[:_JUDGED]) if way is not best else 0.0
        ranked.append((nats - 2 * (way.language - way.evidence), way))
    ranked.sort(key=lambda item: item[0], reverse=True)
    return ranked[0][1], ranked[0][0] - ranked[1][0]


#: Different texts that are compared by the languages.
_FINALISTS: Final = 4


def _nats(way: _Way) -> float:
    return way.evidence
