"""Text meant as one legacy page and read as another, no UTF-8 involved: weighs one line.

Nothing in the bytes proves such a mix-up, so the languages have to: what stands there must be
unlikely in every language that the line could be in, and what comes out likely in one. Both are
scored by the profiles of single languages (:mod:`mojifix.language.profiles`), a language that has
none standing against every repair as likely as the pooled model finds the line.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import mul
from typing import Final, NamedTuple

from mojifix import codepages, language
from mojifix.language import identify, profiles
from mojifix.language import words as lexicon
from mojifix.language.alphabet import fold, script
from mojifix.stages.cost import costs, is_box, most, shape

__all__ = [
    "MEANT",
    "NO_HINTS",
    "READ_AS",
    "Hints",
    "Reading",
    "at_most",
    "beliefs",
    "brings_latin",
    "decoded",
    "is_promising",
    "is_row",
    "is_text",
    "likelier",
    "only",
    "pair_cost",
    "readings",
    "script_of",
    "weigh",
    "words",
]

_WEST: Final = ("windows-1252", "iso-8859-1", "mac-roman", "cp437", "cp850")
_CENTRAL: Final = ("windows-1250", "iso-8859-2", "cp852", "mac-latin2")
_TURKISH: Final = ("windows-1254", "iso-8859-9", "cp857", "mac-turkish")
_LATIN: Final = (*_WEST, *_CENTRAL, *_TURKISH, "windows-1257", "windows-1258")
_CYRILLIC: Final = (
    "windows-1251", "koi8-r", "koi8-u", "cp866", "iso-8859-5", "mac-cyrillic"
)  # fmt: skip
_GREEK: Final = ("windows-1253", "iso-8859-7", "cp737", "mac-greek")
_HEBREW: Final = ("windows-1255", "iso-8859-8", "cp862")
_ARABIC: Final = ("windows-1256", "iso-8859-6", "cp720")
_THAI: Final = ("windows-874",)
_EAST_ASIAN: Final = ("shift_jis", "euc-jp", "gbk", "big5", "euc-kr")
#: Pages that people of one region have side by side, so that texts of one are read as another.
_REGIONS: Final = (_LATIN, _CYRILLIC, _GREEK, _HEBREW, _ARABIC, _THAI, _EAST_ASIAN)
#: Pages that text of every region is read as, by browsers and by programs made in the West.
_EVERYWHERE: Final = ("windows-1252", "iso-8859-1", "windows-1254")

#: Pages that text was meant as, and that it was read as.
MEANT: Final[tuple[str, ...]] = tuple(page for region in _REGIONS for page in region)
READ_AS: Final[tuple[str, ...]] = MEANT

#: What reading a page as one of another region costs more, in nats, and as one of its own less:
#: what is misread nearly right goes unnoticed.
_FAR: Final = 3.0
_NEAR: Final = 1.5
#: Readings that are scored by languages, after a look at all (by letters), and at some (by the
#: pooled model).
_SCORED: Final = 6
_LOOKED_AT: Final = 24
#: Belief that the line is in no language that has a profile; see ``identify``.
_DOUBT: Final = 0.25
#: Belief in a language that nothing speaks for, but which the other reading is in.
_UNHEARD: Final = 0.01
#: What one character, wherever and how often it stands, can prove, in nats. An orthography that no
#: profile knows surprises by every letter of its own, but by each as a whole.
_CHARACTER: Final = 14.0
#: The same for a symbol, which is in no orthography's words.
_SYMBOL: Final = 24.0


class Hints(NamedTuple):
    """What is known beforehand: pages, languages, and what pairs of pages cost here, in nats;
    whether someone has ``said`` which pages or languages these are."""

    read_as: tuple[str, ...] = READ_AS
    meant: tuple[str, ...] = MEANT
    languages: tuple[str, ...] = ()
    costs: tuple[tuple[tuple[str, str], float], ...] = ()
    said: bool = False
    #: Those that the languages are written in, which are known of more languages.
    scripts: frozenset[str] = frozenset()


NO_HINTS: Final = Hints()


class Reading(NamedTuple):
    """One way to read a line: (page it was read as, page it was meant as), likeliest first.

    ``evidence`` is against the line as it stands and has the cost of the pages in it, ``language``
    is what the text alone says, ``rank`` is what readings are compared by, all in nats.
    """

    out: str
    pages: tuple[tuple[str, str], ...]
    evidence: float
    language: float
    rank: float
    #: The language of the result, empty if it is in none that is known.
    reads_in: str
    #: What words that are known add to ``evidence`` and ``rank``, where it is Latin.
    words: float = 0.0


def _region(label: str) -> int:
    return next(number for number, region in enumerate(_REGIONS) if label in region)


@lru_cache(maxsize=1 << 10)
def pair_cost(read_as: str, meant: str) -> float:
    """Return -log of how common it is that ``meant`` is read as ``read_as``, in nats."""
    cost = codepages.page(read_as).cost + codepages.page(meant).cost
    if _region(read_as) == _region(meant):
        cost -= _NEAR
    elif read_as not in _EVERYWHERE:
        cost += _FAR
    return cost


def readings(text: str, hints: Hints, bound: float = math.inf) -> dict[str, list[tuple[str, str]]]:
    """Return {what the text reads as: (read as, meant)} for all pairs that lose nothing, without
    most of what costs more than ``bound`` by its letters."""
    by_bytes: dict[bytes, list[str]] = {}
    chars = frozenset(filter(_beyond_ascii, text))
    tones = not chars.isdisjoint(_TONES) and _is_decomposed(text)
    for page in hints.read_as:
        if tones and page == _TONAL:
            continue
        raw = codepages.encode(text, page) if codepages.may_hold(page, chars) else None
        if raw is not None:
            by_bytes.setdefault(raw, []).append(page)
    found: dict[str, list[tuple[str, str]]] = {}
    for raw, pages in by_bytes.items():
        # What is ASCII costs nothing.
        high = raw.translate(None, _PLAIN)
        for meant in hints.meant:
            dear = bound < math.inf and _at_least(high, meant) > bound
            out = None if dear else _meant(raw, meant)
            if out is None or out == text:
                continue
            pairs = [(page, meant) for page in pages if page != meant]
            if pairs:
                found.setdefault(out, []).extend(pairs)
    return found


def _meant(raw: bytes, page: str) -> str | None:
    """Return bytes as a page reads them; ``None`` where that loses something, or where what comes
    out no text was meant to hold."""
    good = _good(page)
    if good is not None and raw.translate(None, good):
        return None
    out = codepages.decode(raw, page)
    if good is None and out is not None:
        if _IMPOSSIBLE(out) or codepages.encode(out, page) != raw:
            return None
    return out


@lru_cache(maxsize=128)
def _good(page: str) -> bytes | None:
    """Return the bytes of a single-byte page that stand for a possible character and come back from
    it; ``None`` for other pages, where that depends on the bytes beside."""
    if codepages.page(page).multi:
        return None
    good = bytearray()
    for code in range(256):
        char = codepages.decode(bytes([code]), page)
        if char is not None and not _IMPOSSIBLE(char):
            if codepages.encode(char, page) == bytes([code]):
                good.append(code)
    return bytes(good)


def _is_decomposed(text: str) -> bool:
    """Whether every mark of a text goes together with what it stands on, which is spelling."""
    return not any(map(unicodedata.combining, unicodedata.normalize("NFC", text)))


#: The page that has marks of their own, and these.
_TONAL: Final = "windows-1258"
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")

#: What no text was meant to hold: controls, private use, U+FFFD.
_IMPOSSIBLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]").search


def is_text(text: str) -> bool:
    """Whether ``text`` holds nothing that no text was meant to hold."""
    return not _IMPOSSIBLE(text)


# --- what single characters cost -------------------------------------------------------------


@lru_cache(maxsize=1 << 16)
def _letter(char: str) -> float:
    """Return -log P of a character among those of its script, roughly: for a first look."""
    model = language.load()
    cost = min(model.single(fold(char)), 16.0)
    name = script(char)
    if name in _MAIN_SCRIPTS:
        cost = max(1.0, cost - model.script(name) + 1.0)
    return 25.0 if unicodedata.category(char) in ("Cn", "Co", "Cs", "Cc") else cost


def _anywhere(char: str) -> float:
    """Return what a character costs in `_rough` at least, wherever it stands."""
    if char.isascii():
        return 0.0
    return _letter(char) + (0.1 if char.islower() else 0.2 if char.isupper() else 0.0)


_PLAIN: Final = bytes(range(0x20, 0x7F))


def _at_least(raw: bytes, page: str) -> float:
    """Return a bound, from below, of `_rough` for what bytes are as a page: infinite if they lose
    something, nothing for pages of which that is not known without reading them."""
    known = _by_byte(page)
    return sum(map(known.__getitem__, raw)) if known else 0.0


@lru_cache(maxsize=128)
def _by_byte(page: str) -> tuple[float, ...]:
    good = _good(page)
    if good is None:
        return ()
    chars = [codepages.decode(bytes([code]), page) for code in range(256)]
    return tuple(
        _anywhere(char) if char and code in good else math.inf for code, char in enumerate(chars)
    )


_MAIN_SCRIPTS: Final = ("CYRILLIC", "GREEK", "HEBREW", "ARABIC", "THAI", "CJK", "HANGUL")


# --- what a line costs in a language ---------------------------------------------------------


def _rough(text: str) -> float:
    """Score a line by its letters and shapes alone."""
    around = f"\n\n{text}"
    return sum(
        _roughly(around[at : at + 4]) for at in [m.start() for m in _BEYOND_ASCII.finditer(text)]
    )


@lru_cache(maxsize=1 << 17)
def _roughly(around: str) -> float:
    """Score the third of these characters, and the fourth if it is ASCII and so judged by it."""
    first, second, char = around[0], around[1], around[2]
    cost = _letter(char) + shape(first, second, char)
    if around[3:] and around[3:].isascii():
        cost += shape(second, char, around[3:])
    return cost


_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")


def _pooled(text: str, bound: float = math.inf) -> float:
    """Score a line by the pooled model, where it is not ASCII; no further than to ``bound``."""
    around = f"\n\n\n{text}"
    cost = 0.0
    last = -1
    for match in _BEYOND_ASCII.finditer(text):
        for at in range(max(match.start(), last + 1), min(match.start() + 3, len(text))):
            cost += _strictly(around[at : at + 3], text[at])
            last = at
        if cost > bound:
            break
    return cost


class _Places(NamedTuple):
    """Where two readings of a line cost different things: (offset, which change it belongs to)."""

    here: tuple[int, ...]
    there: tuple[int, ...]
    #: For each offset of ``here`` the changed character it is put down to; empty if not aligned.
    causes: tuple[str, ...]


def _places(text: str, out: str) -> _Places:
    if len(text) != len(out):
        return _Places(tuple(range(len(text) + 1)), tuple(range(len(out) + 1)), ())
    # What follows a change belongs to the last change before it.
    causes: dict[int, str] = {}
    for at, (char, other) in enumerate(zip(text, out, strict=True)):
        if char != other:
            causes.update(dict.fromkeys(range(at, min(at + 3, len(text) + 1)), char))
    places = tuple(sorted(causes))
    return _Places(places, places, tuple(causes[at] for at in places))


class _Grams(NamedTuple):
    """Some places of a line, one past the end being a space: three folded characters each, what
    their shapes cost in any language, and the most that they cost as what stands there."""

    folded: tuple[str, ...]
    shapes: tuple[float, ...]
    most: tuple[float, ...]


def _grams(text: str, places: Iterable[int], as_it_stands: bool) -> _Grams:
    whole = f"\n\n{text} "
    folded = [" ", " ", *map(fold, text), " "]
    return _Grams(
        tuple("".join(folded[at : at + 3]) for at in places),
        tuple(shape(*whole[at : at + 3]) for at in places),
        tuple(most(*whole[at : at + 3]) for at in places) if as_it_stands else (),
    )


def _in_language(name: str, grams: _Grams) -> list[float]:
    """Return what the characters at some places of a line cost in a language."""
    return profiles.load(name).costs(grams.folded, grams.shapes, grams.most)


def _in_any(text: str, places: Iterable[int], as_it_stands: bool) -> list[float]:
    """The same by the pooled model: a language that has no profile."""
    whole = f"\n\n\n{text} "
    if as_it_stands:
        return [min(costs(whole[at : at + 3], whole[at + 3])) for at in places]
    return [_strictly(whole[at : at + 3], whole[at + 3]) for at in places]


@lru_cache(maxsize=1 << 17)
def _strictly(context: str, char: str) -> float:
    """Return what ``char`` costs in no language in particular, with no allowance for names."""
    nats = language.load().cost("".join(map(fold, context)), fold(char))
    return (_UNSEEN if nats is None else nats) + shape(context[1], context[2], char)


#: A character that the pooled model has never seen, in nats.
_UNSEEN: Final = 16.0


@lru_cache(maxsize=1 << 10)
def beliefs(text: str, expected: tuple[str, ...] = ()) -> Mapping[str, float]:
    """Return the languages that ``text`` may be in, with the belief in each."""
    table = identify.load()
    known = profiles.names()
    guess = {table.names[number]: weight for number, weight in table.guess(text)}
    likely = [(n, weight) for n, weight in guess.items() if n in known]
    found = dict(likely[:_ASKED])
    if expected:
        found = {name: max(0.9 / len(expected), found.get(name, 0.0)) for name in expected}
    written = profiles.of_script(_main_script(text))
    if not expected and (len(written) <= _FEW or not found) and len(written) <= _MANY:
        for name in written:
            found.setdefault(name, 0.5 / len(written))
    return found


#: So many of the likeliest languages are asked.
_ASKED: Final = 6
#: Scripts of so few languages are asked for all of them, and of so many where nothing is known.
_FEW: Final = 24
_MANY: Final = 24


def _beyond_ascii(char: str) -> bool:
    return not char.isascii()


def _main_script(text: str) -> str:
    """Return the script of most letters beyond ASCII, Latin if there is none."""
    return script_of("".join(filter(_beyond_ascii, text))) or "LATIN"


def _log_sum(values: Sequence[float]) -> float:
    top = max(values)
    return top + math.log(sum(math.exp(value - top) for value in values))


def likelier(text: str, out: str, hints: Hints = NO_HINTS) -> float:
    """Return how much likelier ``out`` is than ``text``, in nats, by the languages alone."""
    return _language_evidence(text, out, hints).nats


def leads(text: str, other: str) -> float:
    """Return how much likelier ``other`` is than ``text``, in nats, each in the language that fits
    it best: of two readings of which neither stands there, so nothing is allowed to names.

    Minus infinity where nothing is known of their languages, or they are not equally long.
    """
    places = _places(text, other)
    here, there = beliefs(text), beliefs(other)
    names = {*here, *there}
    if not names or not places.causes:
        return -math.inf

    def cost(reading: str, believed: Mapping[str, float]) -> float:
        grams = _grams(reading, places.here, False)
        return min(
            sum(_in_language(name, grams)) - math.log(max(believed.get(name, 0.0), _UNHEARD))
            for name in names
        )

    return cost(text, here) - cost(other, there)


class _Verdict(NamedTuple):
    """How much likelier a reading is than what stands there, and in which languages either is."""

    nats: float
    #: The same with no bound on what one character can prove: readings are told apart by it.
    rank: float
    reads_in: str


def _language_evidence(text: str, out: str, hints: Hints, others: Collection[str] = ()) -> _Verdict:
    """Return how much likelier ``out`` is than ``text``, in nats, whatever the pages.

    ``others`` are languages that are asked too: what one reading is measured by, all are.
    """
    places = _places(text, out)
    now, then = beliefs(text, hints.languages), beliefs(out, hints.languages)
    doubt = max(_DOUBT, 1 - sum(now.values()))
    # (log belief, what each place costs, language) of every language, and of an unknown one
    standing = [(math.log(doubt), _in_any(text, places.here, True), "")]
    repaired = [(math.log(_DOUBT), _in_any(out, places.there, False), "")]
    here, there = _grams(text, places.here, True), _grams(out, places.there, False)
    brought = _brought(text, out)
    for name in {*now, *then, *others}:
        belief = math.log(max(now.get(name, 0.0), _UNHEARD))
        standing.append((belief, _in_language(name, here), name))
        belief = math.log(max(then.get(name, 0.0), _UNHEARD))
        belief -= _FOREIGN * len(brought - profiles.alphabet(name)) if brought else 0.0
        repaired.append((belief, _in_language(name, there), name))
    strange = _STRANGE_SIGN * (_strange_signs(text) - _strange_signs(out))
    if not places.causes:
        stands = max(standing, key=lambda item: item[0] - sum(item[1]))
        reads = max(repaired, key=lambda item: item[0] - sum(item[1]))
        nats = _log_sum([belief - sum(costs) for belief, costs, _ in repaired])
        nats += strange - _log_sum([belief - sum(costs) for belief, costs, _ in standing])
        return _Verdict(nats, nats, reads[2])
    grams = [(text[max(0, at - 2) : at + 1], out[max(0, at - 2) : at + 1]) for at in places.here]
    weights = _weights(grams)
    stands = max(standing, key=lambda item: item[0] - _weighted(item[1], weights))
    reads = max(repaired, key=lambda item: item[0] - _weighted(item[1], weights))
    by_cause: defaultdict[str, float] = defaultdict(float)
    for cause, weight, a, b in zip(places.causes, weights, stands[1], reads[1], strict=True):
        by_cause[cause] += weight * (a - b)
    base = reads[0] - stands[0] + strange - _MISPLACED * len(_misplaced(text, out))
    inside = _inside(text)
    bounded = base + sum(
        min(_ceiling(cause) if cause in inside or cause.isalpha() else _BESIDE, nats)
        for cause, nats in by_cause.items()
    )
    return _Verdict(bounded, base + sum(by_cause.values()), reads[2])


def _brought(text: str, out: str) -> set[str]:
    """Return the folded Latin letters beyond ASCII that ``out`` has and ``text`` has not."""
    new = {*out} - {*text}
    return {fold(char) for char in new if not char.isascii() and script(char) == "LATIN"}


#: What a letter costs, in nats, that a language does not write: letters that it hardly has behind
#: another, and those that it does not have at all, cost the same by its trigrams.
_FOREIGN: Final = 6.0


def _misplaced(text: str, out: str) -> set[str]:
    """Return the letters of a Latin line for which ``out`` has what careful text does not have in
    such a place: a letter of another script among Latin ones, a symbol, a mark inside a word or on
    the wrong side of it."""
    found: set[str] = set()
    if script_of(out) != "LATIN":
        return found
    around = f" {out} "
    for at, (char, other) in enumerate(zip(text, out, strict=True)):
        if char == other or not char.isalpha():
            continue
        before, after = around[at], around[at + 2]
        beside = {script(before), script(after)}
        if other.isalpha():
            if script(other) != "LATIN" and "LATIN" in beside:
                found.add(char)
            continue
        category = unicodedata.category(other)
        inside = before.isalpha() and after.isalpha()
        if inside and fold(other) == "'":
            continue
        one_side = before.isalpha() != after.isalpha()
        wrong = (
            inside
            or category[0] in "SNZ"
            or (category in ("Ps", "Pi") and before.isalpha())
            or (category in ("Pe", "Pf") and after.isalpha())
            or (category == "Pd" and one_side)
            or (category != "Pd" and before.isspace() and after.isspace())
        )
        if wrong:
            found.add(char)
    return found


def script_of(text: str) -> str:
    """Return the script of most letters of a text; empty if it has none."""
    scripts = Counter(filter(None, map(script, text)))
    return scripts.most_common(1)[0][0] if scripts else ""


def brings_latin(text: str, out: str) -> bool:
    """Whether most letters that a reading brings are Latin."""
    brought = "".join(c for c in out if not c.isascii() and c not in text)
    return script_of(brought) in ("", "LATIN")


def _inside(text: str) -> set[str]:
    """Return the characters that stand between two letters somewhere."""
    return {
        b for a, b, c in zip(text, text[1:], text[2:], strict=False) if a.isalpha() and c.isalpha()
    }


#: The most that a mark which stands beside words, but in none, can prove by being read as a letter.
_BESIDE: Final = 3.0


#: What each of those has to prove more, in nats. Of 10,000 clean lines 12 would be repaired without
#: it if nothing but likelihood counted.
_MISPLACED: Final = 14.0


def _strange_signs(text: str) -> int:
    """Count the Han that Japanese does not have in a text with its syllables, and all in one with
    Korean ones."""
    kana = any("\u3041" <= char <= "\u30fa" for char in text)
    hangul = any("\uac00" <= char <= "\ud7a3" for char in text)
    if not kana and not hangul:
        return 0
    han = [char for char in text if "\u3400" <= char <= "\u9fff"]
    return sum(hangul or codepages.encode(char, "shift_jis") is None for char in han)


#: What such a sign costs, in nats, on top of being rare.
_STRANGE_SIGN: Final = 4.0


@lru_cache(maxsize=1 << 10)
def _ceiling(char: str) -> float:
    return _SYMBOL if unicodedata.category(char) in ("Sm", "So", "No", "Cc") else _CHARACTER


def at_most(chars: Iterable[str]) -> float:
    """Return the most that these characters together can prove, in nats."""
    return sum(map(_ceiling, chars))


#: What the same three characters prove the second time, and ever after.
_AGAIN: Final = 0.3


def _weights(grams: Sequence[tuple[str, str]]) -> list[float]:
    seen: set[tuple[str, str]] = set()
    weights = []
    for gram in grams:
        weights.append(_AGAIN if gram in seen else 1.0)
        seen.add(gram)
    return weights


def _weighted(nats: Sequence[float], weights: Sequence[float]) -> float:
    total: float = sum(map(mul, nats, weights))
    return total


def only(pair: tuple[str, str]) -> Hints:
    """Return hints by which one page was read as one other, at no cost."""
    return Hints((pair[0],), (pair[1],), (), ((pair, 0.0),))


def is_promising(text: str, hints: Hints = NO_HINTS) -> bool:
    """Whether some reading of a line could be better than the line as it stands: a tenth of the
    cost of `weigh`, which has evidence for none of the others."""
    bound = _rough(text) - _ROUGHLY
    likely = [
        (cost, out)
        for found in (readings(text, hints, bound), _partly(text, hints, bound))
        for out in found
        if sum(map(_anywhere, _BEYOND_ASCII.findall(out))) < bound and (cost := _rough(out)) < bound
    ]
    if not likely:
        return False
    bound = _pooled(text) - _GAIN
    return any(_pooled(out, bound) < bound for _, out in sorted(likely))


def may_be_likelier(text: str, out: str) -> bool:
    """Whether ``out`` could be likelier than ``text`` by the languages: asked in a hundredth of the
    time of `likelier`."""
    gains = _rough(out) < _rough(text) - _ROUGHLY
    return gains and _pooled(out) < _pooled(text) - _GAIN


#: What a reading has to gain over the line, in nats, by letters and by the pooled model, for
#: languages to be asked. Of 2,535 damaged lines of tuning text with any evidence for a reading all
#: but one have both, and -7 and 12 at least; of 700 clean lines that are looked at one in eight.
_ROUGHLY: Final = -8.0
_GAIN: Final = 6.0


def weigh(text: str, hints: Hints = NO_HINTS) -> list[Reading]:
    """Return the likeliest readings of a line as another legacy page's, best first.

    Empty where no pair of pages loses nothing. What is told apart is the result: pages that give
    the same one share a reading.
    """
    found = _scored(text, readings(text, hints), hints)
    if not found or found[0].evidence < _POOR:
        parts = _scored(text, _partly(text, hints), hints)
        found = sorted([*found, *parts], key=_by_rank)
    if found and _is_table(text, found[0]):
        return []
    if found and (best := _with_islands(text, found[0], hints)) is not None:
        found = sorted([best, *found[1:]], key=_by_rank)
    return sorted((_with_words(text, reading) for reading in found), key=_by_rank)


#: What pages cost less where they make text of a script of a language that is expected, and not of
#: Latin, in nats. Of 12,000 clean words and lines, each with a language named that it is in or not,
#: none is changed.
_HOPED_FOR: Final = 7.0


def is_row(codes: Sequence[int]) -> bool:
    """Whether these are a row of an alphabet or a table: one behind another, as nothing else is."""
    steps = [b - a for a, b in itertools.pairwise(codes)]
    near = sum(step in (1, 2) for step in steps)
    if len(set(codes)) >= _ROW and 2 * near >= len(steps):
        return True
    return len(set(codes)) >= _SHORT_ROW and (near == len(steps) or len({*steps}) == 1)


#: Different characters that make a row, and those that do if all are as far apart: a column.
_ROW: Final = 7
_SHORT_ROW: Final = 5


#: Three letters in a row, marks among them, or two signs.
_ANY_WORD: Final = re.compile(
    "(?:[^\\W\\d_]|[\u0300-\u036f\u0e31-\u0e4e]){3}|[\u2e80-\u9fff\uac00-\ud7a3]{2}"
).search


def _is_table(text: str, reading: Reading) -> bool:
    """Whether what is read is a row of letters, or of bytes, or has no word in it."""
    if not _ANY_WORD(reading.out):
        return True
    if _is_alphabet(text, reading) or _is_listed(text) or _is_barred(text, reading.out):
        return True
    # Beside a row other words may stand: what is asked is what would be changed.
    spans = [match.span() for match in _WORD.finditer(text)]
    aligned = len(text) == len(reading.out)
    changed = [text[a:b] for a, b in spans if not aligned or text[a:b] != reading.out[a:b]]
    if _is_ascending(changed) and not _is_fluent(reading):
        return True
    if aligned and _is_alphabet(" ".join(changed), reading):
        return True
    for row in (text, reading.out):
        if is_row([ord(c) for c in row if not c.isascii() and not c.isspace()]):
            return True
    signs = "".join(c for c in text if not c.isspace())
    tables = (codepages.encode(signs, page.label) for page in codepages.PAGES if not page.multi)
    return any(is_row([byte for byte in raw or b"" if byte > 0x7F]) for raw in tables)


def _is_alphabet(text: str, reading: Reading) -> bool:
    """Whether the letters of a line are those of a language, in both cases, or each once where no
    likely word comes of them."""
    letters = list(filter(_is_in_alphabet, text))
    if len(letters) < _MOST * sum(not (c.isascii() or c.isspace()) for c in text):
        return False
    distinct = {*letters}
    if len(distinct) >= _EACH_ONCE and len(distinct) == len(letters):
        return not _is_fluent(reading)
    cased = {char for char in distinct if char.swapcase() != char}
    return len(cased) >= _BOTH_CASES and all(char.swapcase() in distinct for char in cased)


def _is_ascending(words: Sequence[str]) -> bool:
    """Whether half of the letters of words are in stretches that are in the alphabet's order, and
    these are longer than by chance: `\u00e0\u00e2\u00e9\u00f4\u00fc`."""
    chance = 0.0
    rows = letters = 0
    for word in words:
        marked = [char for char in word if char > "\x7f" and _base(char)]
        letters += sum(map(_is_in_alphabet, word))
        row = _longest_row(marked)
        if row >= _ANY_ROW:
            rows += row
            # It may begin anywhere in the word.
            chance += math.lgamma(row + 1) - math.log(len(marked) - row + 1)
    return chance >= _BY_CHANCE and 2 * rows >= letters


#: Letters with a mark from which there can be such a row, and -log of how many of as many letters
#: are one by chance, in nats, were each as likely to come anywhere: five, or three and four. Of
#: 5,617 texts of one or two rows, of 40 languages' letters and the vowels with one mark, 470 were
#: changed without it.
_ANY_ROW: Final = 3
_BY_CHANCE: Final = 4.7


def _longest_row(letters: Sequence[str]) -> int:
    """Return how many of these, one behind another and none twice, are in the alphabet's order."""
    longest = 0
    run: list[str] = []
    for letter in letters:
        if run and (letter in run or _base(letter) < _base(run[-1])):
            run = []
        run.append(letter)
        longest = max(longest, len(run))
    return longest


@lru_cache(maxsize=1 << 10)
def _base(char: str) -> str:
    """Return the letter of the Latin alphabet that a letter with a mark is, empty for others."""
    base = unicodedata.normalize("NFD", char)[0].casefold()
    return base if "a" <= base <= "z" else ""


def _is_in_alphabet(char: str) -> bool:
    return "\x7f" < char < _FIRST_SIGN and char.isalpha()


#: Share of what is not ASCII that an alphabet takes up: signs between its letters are another text.
_MOST: Final = 0.75
#: The first of the signs that are words or syllables, of which a line needs no two alike.
_FIRST_SIGN: Final = "\u2e80"


#: Different letters beyond ASCII, none of them twice, that are no words, and letters of which each
#: comes in both cases.
_EACH_ONCE: Final = 9
_BOTH_CASES: Final = 6


def _is_fluent(reading: Reading) -> bool:
    """Whether the letters beyond ASCII of a reading follow each other as its language has them."""
    padded = f" {reading.out} "
    places = [at for at, char in enumerate(padded) if _is_in_alphabet(char)]
    if not reading.reads_in or not places:
        return False
    costs = _in_language(reading.reads_in, _grams(padded, places, False))
    return sum(costs) <= _FLUENT * len(places)


#: Mean cost of a letter, in nats. Of 59 words in 5,000 of tuning text that have so many letters,
#: each of them once, 42 are as likely; of 520 rows of the letters of languages, in any order, the
#: likeliest reading comes to 3.95.
_FLUENT: Final = 3.0


def _is_listed(text: str) -> bool:
    """Whether most of the letters of a line beyond ASCII stand alone, between ASCII signs: beside
    others they may be letters too."""
    around = f" {text} "
    letters = alone = 0
    for before, char, after in zip(around[:-2], text, around[2:], strict=True):
        if _is_in_alphabet(char):
            letters += 1
            alone += all(c.isascii() and not c.isalnum() for c in (before, after))
    return alone >= _FEW_ALONE and 2 * alone >= letters


#: Letters that are a list if they stand alone, and no others are in words.
_FEW_ALONE: Final = 4


def _is_barred(text: str, out: str) -> bool:
    """Whether a reading takes the bars of a table for letters: without them the line is as likely.

    Bars are letters too (`\u00a6` is one of KOI8-U), but among others that are as odd.
    """
    bars = {bar for bar in _BARS & {*text} if text.count(bar) > max(1, out.count(bar))}
    if not bars:
        return False
    cells = "".join(" " if char in _BARS or is_box(char) else char for char in text)
    return _pooled(cells) <= _pooled(out)


_BARS: Final = frozenset("|\u00a6\u2502\u2503\u2551")


#: Evidence below which a line is read word by word, in nats.
_POOR: Final = 4.0


def _by_rank(reading: Reading) -> float:
    return -reading.rank


def is_of_script(text: str, scripts: Container[str]) -> bool:
    """Whether a text is of one of these scripts, and not of Latin."""
    of = _main_script(text)
    return of != "LATIN" and of in scripts


def _likeliest(readings: Iterable[str]) -> list[str]:
    """Return the readings that are worth being scored by languages."""
    return sorted(sorted(readings, key=_rough)[:_LOOKED_AT], key=_pooled)[:_SCORED]


def _scored(
    text: str, found: Mapping[str, Sequence[tuple[str, str]]], hints: Hints
) -> list[Reading]:
    charged = dict(hints.costs)

    def cost(pair: tuple[str, str]) -> float:
        return charged.get(pair, pair_cost(*pair))

    def is_hoped_for(out: str) -> bool:
        return is_of_script(out, hints.scripts)

    scored = _likeliest(found)
    if hints.scripts:
        scored = list(dict.fromkeys([*scored, *_likeliest(list(filter(is_hoped_for, found)))]))
    readings = []
    others = {name for out in scored for name in beliefs(out, hints.languages)}
    for out in scored:
        pairs = tuple(sorted(found[out], key=cost))
        verdict = _language_evidence(text, out, hints, others)
        nats, price = verdict.nats, cost(pairs[0])
        if is_hoped_for(out):
            price -= _HOPED_FOR
        readings.append(
            Reading(out, pairs, nats - price, nats, verdict.rank - price, verdict.reads_in)
        )
    return sorted(readings, key=_by_rank)


# --- words that are better as they stand -----------------------------------------------------

#: Words stand between ASCII spaces: no page has these as the second byte of a sign.
_WORD: Final = re.compile(r"[^\x00-\x20\x7f]+")
#: What it counts, in nats, that a word comes out which some Latin language is known to have, where
#: none is changed that is one as it stands. Of 2,310 damaged Latin lines of tuning text 1,232 are
#: restored without words, 1,317 with them, 1,330 if it were 7 nats. Of 102,000 clean lines, 64,000
#: of them read without their own language too, those that are looked at lack 6.7 nats or more of a
#: repair by a word, before it counts.
_A_WORD: Final = 5.0
#: Share of the characters beyond ASCII that a reading of some words of a line has to explain.
_EXPLAINED: Final = 0.5
#: Characters beyond ASCII that a line needs to be read word by word.
_LEAST_PARTLY: Final = 8
#: A word that a reading makes less likely by this, in nats, is no part of the damage.
_ISLAND: Final = 14.0


def decoded(text: str, read_as: str, meant: str) -> str | None:
    """Return ``text`` as if the bytes that ``read_as`` makes of it were ``meant``'s; ``None`` where
    that loses something."""
    raw = codepages.encode(text, read_as)
    return None if raw is None else _meant(raw, meant)


def words(text: str) -> list[tuple[int, int]]:
    """Return the spans of the words of ``text`` that are not all ASCII."""
    return [m.span() for m in _WORD.finditer(text) if not m.group().isascii()]


def _with_words(text: str, reading: Reading) -> Reading:
    """Return the reading with what its words count."""
    if len(text) != len(reading.out) or not brings_latin(text, reading.out):
        return reading
    if not any(map(lexicon.known, _changed(reading.out, text))):
        return reading
    if any(map(lexicon.known, _changed(text, reading.out))):
        return reading
    evidence, rank = reading.evidence + _A_WORD, reading.rank + _A_WORD
    return reading._replace(evidence=evidence, rank=rank, words=_A_WORD)


def _changed(text: str, other: str) -> Iterator[str]:
    """Yield the words of ``text`` that ``other`` has not in the same place."""
    for start, end in lexicon.spans(text):
        if text[start:end] != other[start:end]:
            yield text[start:end]


def _partly(text: str, hints: Hints, bound: float = math.inf) -> dict[str, list[tuple[str, str]]]:
    """Return what `readings` does for lines of which not all words went through the pages, without
    most of what costs more than ``bound`` by its letters."""
    spans = words(text)
    read = [text[start:end] for start, end in spans]
    sizes = [sum(map(_beyond_ascii, word)) for word in read]
    total = sum(sizes)
    if len(spans) < 2 or total < _LEAST_PARTLY:
        return {}
    chars = [frozenset(filter(_beyond_ascii, word)) for word in read]
    stands = [sum(map(_anywhere, word)) for word in read] if bound < math.inf else []
    found: dict[str, list[tuple[str, str]]] = {}
    #: What words come to by their bytes, by page: many pages make the same of them.
    known: dict[tuple[tuple[bytes | None, ...], str], str | None] = {}
    for read_as in hints.read_as:
        raws = tuple(
            codepages.encode(word, read_as) if codepages.may_hold(read_as, of_word) else None
            for word, of_word in zip(read, chars, strict=True)
        )
        most = sum(size for size, raw in zip(sizes, raws, strict=True) if raw)
        if all(raws) or not most or most < _EXPLAINED * total:
            continue
        for meant in hints.meant:
            if read_as == meant:
                continue
            if (raws, meant) not in known:
                least = sum(
                    nats if raw and (nats := _at_least(raw, meant)) < math.inf else cost
                    for raw, cost in zip(raws, stands, strict=False)
                )
                known[raws, meant] = (
                    None if least > bound else _put_words(text, spans, raws, sizes, meant)
                )
            out = known[raws, meant]
            if out is not None and out != text:
                found.setdefault(out, []).append((read_as, meant))
    return found


def _put_words(
    text: str,
    spans: Sequence[tuple[int, int]],
    raws: Sequence[bytes | None],
    sizes: Sequence[int],
    meant: str,
) -> str | None:
    """Return ``text`` with the words that have bytes read as a page, ``None`` if too few are."""
    changed = {}
    explained = 0
    for (start, _), raw, size in zip(spans, raws, sizes, strict=True):
        out = _meant(raw, meant) if raw else None
        if out is not None:
            changed[start] = out
            explained += size
    return _put(text, spans, changed) if explained >= _EXPLAINED * sum(sizes) else None


def _put(text: str, spans: Iterable[tuple[int, int]], changed: Mapping[int, str]) -> str:
    parts = []
    at = 0
    for start, end in spans:
        parts.append(text[at:start])
        parts.append(changed.get(start, text[start:end]))
        at = end
    parts.append(text[at:])
    return "".join(parts)


def _with_islands(text: str, reading: Reading, hints: Hints) -> Reading | None:
    """Return the reading with the words left out that it makes less likely, if there are any."""
    spans = words(text)
    if len(spans) < 3 or not reading.pages:
        return None
    read_as, meant = reading.pages[0]
    changed = {}
    islands = False
    for start, end in spans:
        word = text[start:end]
        out = decoded(word, read_as, meant)
        if out is None or out == word:
            continue
        if _is_island(word, out, reading.reads_in):
            islands = True
        else:
            changed[start] = out
    if not islands or not changed:
        return None
    out = _put(text, spans, changed)
    verdict = _language_evidence(text, out, hints)
    price = reading.language - reading.evidence
    nats = verdict.nats - _ISLAND
    return reading._replace(
        out=out, language=nats, evidence=nats - price, rank=verdict.rank - _ISLAND - price
    )


def _is_island(word: str, out: str, name: str) -> bool:
    """Whether a word among damaged ones is likely as it stands, and not as what would come of it.

    ``name`` is the language of the result, empty for an unknown one.
    """
    if len(word) < _LEAST_ISLAND:
        return False
    here, there = f" {word} ", f" {out} "
    stands = _in_any(here, range(len(here)), True)
    beyond = [nats for nats, char in zip(stands, here, strict=True) if not char.isascii()]
    if sum(beyond) > _NATURAL * len(beyond):
        return False
    places = range(len(there))
    reads = (
        _in_language(name, _grams(there, places, False)) if name else _in_any(there, places, False)
    )
    return sum(stands) - sum(reads) < -_ISLAND


#: Code points that a word needs to be told from damage by itself.
_LEAST_ISLAND: Final = 3
#: Mean cost of a character beyond ASCII, in nats, up to which a word is natural as it stands.
_NATURAL: Final = 5.0
