"""How a line reads that was damaged after the mix-up: by one page and one kind of damage.

Every *kind* of damage is a function of the characters that a page shows, so what is left of a byte
(a *token*) stands for a set of bytes, and a line is read by walking from sequence to sequence of
UTF-8. Where more than one character could have been there, the languages of the line say which is
likeliest. Decides nothing about the line.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

from mojifix import codepages, language
from mojifix.language import identify, profiles
from mojifix.language.alphabet import fold
from mojifix.language.identify import Expectation, Surroundings
from mojifix.stages import marks
from mojifix.stages.cost import costs, shape
from mojifix.stages.propose import spliced

__all__ = [
    "PLAIN",
    "TYPOGRAPHIC",
    "Arc",
    "Kind",
    "Reading",
    "Voice",
    "between",
    "heard",
    "line_cost",
    "readings",
    "sequences",
    "surroundings",
]


class Kind(NamedTuple):
    """A kind of damage: its name on an edit, what it makes of a character of the misread text (all
    that it may make of it), whether a line can have been through it, and what it costs to believe
    in it, in nats."""

    name: str
    tokens: Callable[[str], tuple[str, ...]]
    fits: Callable[[str], bool]
    cost: float
    #: By how much a guess has to lead the next, in nats.
    sure: float = 3.0
    #: By how much a reading has to lead the next that comes out differently, in nats. Of 4 lines of
    #: the tuning text that lead by less than 2 one is right.
    lead: float = 2.0
    #: The case that the line was put in.
    cased: Callable[[str], str] = str
    #: Whether this leaves a character of the page as it was, where that is not to be seen.
    spares: Callable[[str], bool] | None = None


_QUOTES: Final = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
}
_FITTED: Final = {
    **dict.fromkeys("\u2502\u2551", "|"),
    **dict.fromkeys("\u2500\u2550", "-"),
    **{chr(code): "+" for code in range(0x250C, 0x256D) if code not in (0x2550, 0x2551)},
}


def _lower(char: str) -> tuple[str, ...]:
    return (char.lower(), "\u03c2") if char == "\u03a3" else (char.lower(),)


def _small(char: str) -> str:
    small = char.lower()
    return small if len(small) == 1 else char


def _capital(char: str) -> str:
    capital = char.upper()
    return capital if len(capital) == 1 else char


def _compatible(char: str) -> tuple[str, ...]:
    return (unicodedata.normalize("NFKD", char),)


def _is_normal(form: Literal["NFKC", "NFKD"]) -> Callable[[str], bool]:
    return lambda char: unicodedata.is_normalized(form, char)


def _is_control(char: str) -> bool:
    return "\x80" <= char < "\xa0"


_KINDS: Final = (
    Kind(
        "no-break space made a space",
        lambda char: (" ",) if char == "\u00a0" else (char,),
        lambda line: " " in line and "\u00a0" not in line,
        2.0,
        # The space may be one: what comes before it can have lost a control.
        lead=5.0,
    ),
    Kind("lower-cased", _lower, lambda line: line == line.lower(), 3.0, 2.0, cased=_small),
    Kind(
        "upper-cased",
        lambda char: (char.upper(),),
        lambda line: line == line.upper(),
        3.0,
        4.0,
        cased=_capital,
    ),
    Kind(
        "quotes straightened",
        lambda char: (_QUOTES.get(char, char),),
        lambda line: ("'" in line or '"' in line) and not any(map(_QUOTES.__contains__, line)),
        3.0,
        # Of 90 lines of the tuning text that lead by more 3 come out wrong, of 8 by 3 nats and less
        # it is 3.
        3.6,
    ),
    Kind(
        "NFKC",
        _compatible,
        lambda line: unicodedata.is_normalized("NFKC", line),
        3.0,
        lead=5.0,
        spares=_is_normal("NFKC"),
    ),
    Kind(
        "NFKD",
        _compatible,
        lambda line: unicodedata.is_normalized("NFKD", line),
        3.0,
        lead=5.0,
        spares=_is_normal("NFKD"),
    ),
    Kind(
        "byte replaced",
        lambda char: ("?", "\ufffd") if _is_control(char) else (char,),
        lambda line: "?" in line or "\ufffd" in line,
        3.0,
    ),
    Kind(
        "control dropped",
        lambda char: ("",) if _is_control(char) else (char,),
        lambda line: not any(map(_is_control, line)),
        3.0,
        # Of 200 such lines of the tuning text that lead by 4 nats 2 come out wrong; of 14 that lead
        # by 2 to 4 it is 4.
        4.0,
        # Pages that lack different bytes: of 5 lines of other text that lead by less, 4 are wrong.
        lead=5.0,
    ),
    Kind(
        "no-break space or soft hyphen dropped",
        lambda char: ("",) if char in "\u00a0\u00ad" else (char,),
        lambda line: "\u00a0" not in line and "\u00ad" not in line,
        3.0,
    ),
    Kind(
        "box drawing made ASCII",
        lambda char: (_FITTED.get(char, char),),
        lambda line: not any(map(_FITTED.__contains__, line)) and any(c in line for c in "+-|"),
        8.0,
        6.0,
    ),
)
#: What a line is priced by as it stands.
PLAIN: Final = Kind("", lambda char: (char,), lambda line: True, 0.0)
_WORKED: Final = ("NFKC", "NFKD")
_REPLACED: Final = "byte replaced"
#: What a lost byte may have been a part of, if it was none that the page lacks.
TYPOGRAPHIC: Final = marks.MARKS - {"\u201a"}


class _Relation(NamedTuple):
    """What is left of the bytes of a page: which bytes each token may have been."""

    leads: dict[str, tuple[int, ...]]
    goes_on: dict[str, tuple[int, ...]]
    #: What the page shows of bytes that are as they were.
    plain: dict[str, int]
    #: Bytes that a token may have been only in a typographic mark.
    wild: dict[str, frozenset[int]]
    longest: int
    firsts: frozenset[str]
    shown: frozenset[str]


@lru_cache(maxsize=512)
def _relation(page: int, kind: Kind) -> _Relation:
    table: dict[str, set[int]] = {}
    plain: dict[str, int] = {}
    tokens = _tokens(kind)
    for char, byte in _shown_by()[page]:
        for token, is_spared in tokens[char]:
            table.setdefault(token, set()).add(byte)
            if is_spared:
                plain[token] = byte
    wild: dict[str, frozenset[int]] = {}
    if kind.name == _REPLACED:
        for token in ("?", "\ufffd"):
            holes = table.setdefault(token, set())
            wild[token] = frozenset(range(0x80, 0xC0)) - holes
            holes |= wild[token]
    leads = {t: _only(b, 0xC2, 0xF5) for t, b in table.items() if t}
    leads = {t: b for t, b in leads.items() if b}
    goes_on = {t: _only(b, 0x80, 0xC0) for t, b in table.items()}
    return _Relation(
        leads,
        {t: b for t, b in goes_on.items() if b},
        plain,
        wild,
        max(map(len, table)),
        frozenset(token[0] for token in leads),
        frozenset("".join(table)),
    )


@lru_cache(maxsize=16)
def _tokens(kind: Kind) -> dict[str, list[tuple[str, bool]]]:
    """Return what a kind of damage makes of what pages show, and whether that was spared."""
    return {
        char: [
            (token, kind.spares(char) if kind.spares else token == char)
            for token in kind.tokens(char)
        ]
        for char in codepages.single_tables()
    }


@lru_cache(maxsize=1)
def _shown_by() -> tuple[tuple[tuple[str, int], ...], ...]:
    """Return what each page shows of each byte; some show a byte in two ways."""
    found: list[list[tuple[str, int]]] = [[] for _ in codepages.PAGES]
    for char, bytes_of in codepages.single_tables().items():
        for byte, mask in bytes_of.items():
            left = mask
            while left:
                found[(left & -left).bit_length() - 1].append((char, byte))
                left &= left - 1
    return tuple(map(tuple, found))


def _only(found: set[int], low: int, high: int) -> tuple[int, ...]:
    inside = [byte for byte in found if low <= byte < high]
    inside.sort()
    return tuple(inside)


class Arc(NamedTuple):
    """``line[start:end]`` may have been the character ``out``; ``cost`` is for what was guessed,
    ``margin`` by how many nats a guess leads the next."""

    start: int
    end: int
    out: str
    cost: float
    lossy: bool
    damaged: bool
    margin: float = math.inf


_NO_TEXT: Final = ("Cn", "Cc", "Co", "Cs")
_WILD: Final = 2.0


def _length(lead: int) -> int:
    return 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


#: More bytes than this that a token may have been are many: two such tokens in a sequence are
#: looked at only where the first is that of General Punctuation, E2 80.
_MANY: Final = 8


#: Characters that are looked at where a sequence begins, the likeliest by themselves.
_KEPT: Final = 16


class _Step(NamedTuple):
    """The beginning of a sequence: where it goes on, its bytes, and what was done to them."""

    place: int
    raw: bytes
    damaged: bool
    #: Whether a byte is guessed that the page has, and whether one has nothing left of it.
    wild: bool = False
    gap: bool = False


@lru_cache(maxsize=1 << 14)
def _sequences(page: int, kind: Kind, ahead: str) -> tuple[Arc, ...]:
    """Return the characters that may begin at the beginning of ``ahead``, as if that was at 0."""
    relation = _relation(page, kind)
    found: dict[tuple[int, str], tuple[bool, bool]] = {}
    stack: list[_Step] = []
    for size in range(1, relation.longest + 1):
        token = ahead[:size]
        for byte in relation.leads.get(token, ()):
            stack.append(_Step(size, bytes((byte,)), relation.plain.get(token) != byte))
    while stack:
        place, raw, damaged, wild, gap = stack.pop()
        if len(raw) == _length(raw[0]):
            char = raw.decode("utf-8", "ignore")
            if len(char) == 1 and unicodedata.category(char) not in _NO_TEXT:
                # A sequence with a gap at the end of a line may be one that was cut off.
                sound = char in TYPOGRAPHIC if wild else not gap or place < len(ahead)
                if sound or (gap and char in marks.MARKS):
                    found.setdefault((place, char), (damaged, wild))
            continue
        for size in range(relation.longest + 1):
            token = ahead[place : place + size]
            if len(token) < size:
                continue
            choices = relation.goes_on.get(token, ())
            if len(choices) > _MANY and len(raw) + 1 < _length(raw[0]):
                choices = (0x80,) if raw[0] == 0xE2 and 0x80 in choices else ()
            for byte in choices:
                here = damaged or relation.plain.get(token) != byte
                guessed = wild or byte in relation.wild.get(token, ())
                step = _Step(place + size, raw + bytes((byte,)), here, guessed, gap or not size)
                stack.append(step)
    likely = sorted(found, key=lambda one: costs(_BEFORE, one[1]).strict)[:_KEPT]
    return tuple(
        Arc(0, end, out, _WILD if wild else 0.0, len(found) > 1, damaged)
        for end, out in likely
        for damaged, wild in (found[end, out],)
    )


def _arcs(page: int, kind: Kind, line: str) -> list[list[Arc]]:
    relation = _relation(page, kind)
    reach = 4 * relation.longest
    return [
        [
            arc._replace(start=at, end=at + arc.end)
            for arc in _sequences(page, kind, line[at : at + reach])
        ]
        if char in relation.firsts
        else []
        for at, char in enumerate(line)
    ]


def sequences(line: str, label: str) -> list[Arc]:
    """Return what ``line`` has of UTF-8 read as a page, nothing of it damaged."""
    found: list[Arc] = []
    for page, known in enumerate(codepages.PAGES):
        if known.label == label and not known.multi:
            for arcs in _arcs(page, PLAIN, line):
                if arcs and (not found or arcs[0].start >= found[-1].end):
                    found.append(arcs[0])
    return found


class Reading(NamedTuple):
    """A line read by one page and one kind of damage.

    Its ``cost`` is on the scale of all evidence, ``rank`` is what readings are compared by among
    themselves, in nats.
    """

    page: int
    kind: Kind
    work: str
    arcs: tuple[Arc, ...]
    cost: float
    rank: float
    out: str
    around: Surroundings

    def is_sure(self, arc: Arc) -> bool:
        """Whether a guess leads the next by enough."""
        return arc.margin >= self.kind.sure


#: Evidence against a reading, in nats, that no better choice of characters makes up for.
_HOPELESS: Final = 20.0
#: States kept at every offset.
_BEAM: Final = 6


def readings(line: str, allowed: int) -> Iterator[Reading]:
    """Yield how all of ``line`` reads, by every page and kind of damage that leaves nothing."""
    most = line_cost(line, (), PLAIN) + _HOPELESS
    for kind in _KINDS:
        if not kind.fits(line):
            continue
        work = unicodedata.normalize("NFKD", line) if kind.name in _WORKED else line
        beyond = frozenset(char for char in work if not char.isascii())
        seen = set()
        for page in _by_cost():
            if not allowed >> page & 1:
                continue
            relation = _relation(page, kind)
            if not beyond <= relation.shown:
                continue
            here = relation.leads.keys() | relation.goes_on.keys()
            alike = frozenset(
                (token, relation.leads.get(token), relation.goes_on.get(token))
                for token in here
                if token in work
            )
            if alike in seen:
                continue
            seen.add(alike)
            arcs = _arcs(page, kind, work)
            if not any(arc.damaged for some in arcs for arc in some) or not _covers(work, arcs):
                continue
            reading = _read(work, arcs, page, kind, most)
            if reading is not None:
                yield reading


def _read(
    work: str, arcs: Sequence[Sequence[Arc]], page: int, kind: Kind, most: float
) -> Reading | None:
    voice = Voice(kind, Surroundings())
    taken = _best(work, arcs, voice)
    if taken is None or not any(arc.damaged for arc in taken):
        return None
    prior = codepages.PAGES[page].cost + kind.cost
    if line_cost(work, taken, kind) + prior > most:
        return None
    around = surroundings(work, taken)
    voice = Voice(kind, around)
    if any(arc.lossy for arc in taken):
        taken = _best(work, arcs, voice) or taken
        taken = tuple(
            arc._replace(margin=_margin(work, taken, n, arcs, voice)) if arc.lossy else arc
            for n, arc in enumerate(taken)
        )
        taken = _with_marks(work, taken, arcs, around)
    return Reading(
        page,
        kind,
        work,
        taken,
        line_cost(work, taken, kind) + prior,
        _heard(work, taken, voice) + prior,
        spliced(work, taken),
        around,
    )


def heard(reading: Reading, taken: Sequence[Arc], kind: Kind) -> float:
    """Return what another reading of the line costs by the languages of this one, in nats."""
    return _heard(reading.work, taken, Voice(kind, reading.around))


def _with_marks(
    work: str, taken: Sequence[Arc], arcs: Sequence[Sequence[Arc]], around: Surroundings
) -> tuple[Arc, ...]:
    """Return what was taken with the typographic marks that were lost judged together."""
    places: list[marks.Mark] = []
    numbers: dict[int, int] = {}
    out = "\n"
    sources: list[Arc | None] = [None]
    at = 0
    for arc in (*taken, None):
        plain = work[at : arc.start] if arc else work[at:]
        out += plain
        sources += [None] * len(plain)
        if arc:
            out += arc.out
            sources.append(arc)
            at = arc.end
    for at, (char, source) in enumerate(zip(out, sources, strict=True)):
        before, after = out[at - 1].strip("\n"), out[at + 1 : at + 2]
        lost = _marks_of(source, arcs) if source and source.lossy else {}
        if source and lost:
            numbers[source.start] = len(places)
            places.append(marks.Mark(before, after, lost))
        elif char in marks.MARKS:
            places.append(marks.Mark(before, after, {char: True}, True))
    if not numbers:
        return tuple(taken)
    names = identify.load().names if around.guess else []
    found = marks.guesses(places, [(names[number], weight) for number, weight in around.guess])
    result = []
    for arc in taken:
        if arc.start in numbers:
            mark, margin = found[numbers[arc.start]]
            if mark == marks.CUT_OFF:
                mark, margin = arc.out, 0.0
            arc = arc._replace(out=mark, margin=margin)
        result.append(arc)
    return tuple(result)


def _marks_of(arc: Arc, arcs: Sequence[Sequence[Arc]]) -> dict[str, bool]:
    """Return the marks that a guess may have been, and whether only damage that takes any byte
    makes this of it; none if it is taken for a letter."""
    if arc.out.isalpha():
        return {}
    others = (other for other in arcs[arc.start] if other.end == arc.end)
    lost = {other.out: other.cost > 0.0 for other in others if other.out in marks.MARKS}
    if lost and arc.end == len(arcs):
        lost[marks.CUT_OFF] = False
    return lost


def _heard(work: str, taken: Sequence[Arc], voice: Voice) -> float:
    """Return what a reading costs by the languages of the line."""
    total, context, at = 0.0, _BEFORE, 0
    for arc in (*taken, None):
        for char in work[at : arc.start] if arc else work[at:]:
            total += voice(context, char)
            context = context[1:] + char
        if arc:
            at = arc.end
            if arc.lossy:
                total += _price(context, work, arc, voice)
                context = context[1:] + arc.out
                continue
            total += arc.cost
            for char in arc.out:
                total += voice(context, char)
                context = context[1:] + char
    return total


#: How much of a line says what language it is in, in code points.
_CONTEXT: Final = 1200


def surroundings(work: str, taken: Sequence[Arc]) -> Surroundings:
    """Return what is known of a line: its languages, and the letters that are no guesses."""
    guess = identify.load().guess(spliced(work, taken)[:_CONTEXT])
    sure = [arc._replace(out="") if arc.lossy else arc for arc in taken]
    counts = identify.count(spliced(work, sure)[:_CONTEXT])
    total = counts.total()
    del counts[""]
    return Surroundings(guess, tuple(sorted(counts.items())), total)


def line_cost(line: str, taken: Sequence[Arc], kind: Kind) -> float:
    """Return what a reading costs on the scale of all other evidence, in nats."""
    total = 0.0
    context, at = _BEFORE, 0
    for arc in (*taken, None):
        for char in line[at : arc.start] if arc else line[at:]:
            total += min(costs(context, char))
            context = context[1:] + char
        if arc:
            for char in map(kind.cased, arc.out):
                total += costs(context, char).strict
                context = context[1:] + char
            total += arc.cost
            at = arc.end
    return total


@lru_cache(maxsize=1)
def _by_cost() -> tuple[int, ...]:
    pages = [n for n, page in enumerate(codepages.PAGES) if not page.multi]
    return tuple(sorted(pages, key=lambda n: codepages.PAGES[n].cost))


class Voice:
    """How likely a guessed character is behind others, in the languages of the line."""

    __slots__ = ("_cased", "_expect", "_known", "_profiles")

    def __init__(self, kind: Kind, around: Surroundings) -> None:
        self._cased = kind.cased
        self._expect = Expectation(around)
        self._known: dict[tuple[str, str], float] = {}
        names = identify.load().names if around.guess else []
        self._profiles = [
            (profiles.load(names[number]), weight)
            for number, weight in around.guess[:3]
            if names[number] in profiles.names()
        ]

    def __call__(self, context: str, char: str) -> float:
        """Return what ``char`` costs behind three others, in nats."""
        key = context, char
        nats = self._known.get(key)
        if nats is None:
            nats = self._known[key] = self._cost(context, self._cased(char))
        return nats

    def _cost(self, context: str, char: str) -> float:
        folded = "".join(map(fold, context))
        symbol = fold(char)
        nats = language.load().cost(folded, symbol)
        if nats is None:
            return costs(context, char).strict
        if self._profiles:
            rest = 1.0 - sum(weight for _, weight in self._profiles)
            p = rest * math.exp(-nats)
            for profile, weight in self._profiles:
                p += weight * math.exp(-profile.cost(folded[1:] + symbol))
            nats = -math.log(p)
        if not char.isascii():
            nats += self._expect(char)
        return nats + shape(context[-2], context[-1], char)


def _covers(line: str, arcs: Sequence[Sequence[Arc]]) -> bool:
    """Whether sequences and ASCII make up all of the line."""
    reached = [False] * (len(line) + 1)
    reached[0] = True
    for at, char in enumerate(line):
        if reached[at]:
            if char.isascii():
                reached[at + 1] = True
            for arc in arcs[at]:
                reached[arc.end] = True
    return reached[-1]


#: The sequences taken so far, last first; states by the characters before: cost and trail.
_Trail: TypeAlias = "tuple[_Trail, Arc] | None"
_Beam: TypeAlias = dict[str, tuple[float, _Trail]]


def _best(line: str, arcs: Sequence[Sequence[Arc]], voice: Voice) -> tuple[Arc, ...] | None:
    """Return the likeliest way to read all of the line."""
    size = len(line)
    beams: list[_Beam] = [{} for _ in range(size + 1)]
    beams[0][_BEFORE] = (0.0, None)
    for at in range(size):
        states = sorted(beams[at].items(), key=lambda item: item[1][0])[:_BEAM]
        beams[at] = {}
        char = line[at]
        for context, (cost, trail) in states:
            if char.isascii():
                _put(beams[at + 1], context[1:] + char, cost + voice(context, char), trail)
            for arc in arcs[at]:
                new = cost + _price(context, line, arc, voice)
                _put(beams[arc.end], context[1:] + arc.out, new, (trail, arc))
    if not beams[size]:
        return None
    _, trail = min(beams[size].values(), key=lambda state: state[0])
    taken = []
    while trail is not None:
        trail, arc = trail
        taken.append(arc)
    return tuple(reversed(taken))


_BEFORE: Final = "\n\n\n"


def _put(beam: _Beam, context: str, cost: float, trail: _Trail) -> None:
    old = beam.get(context)
    if old is None or cost < old[0]:
        beam[context] = (cost, trail)


def _price(context: str, line: str, arc: Arc, voice: Voice) -> float:
    if arc.lossy and arc.out in marks.MARKS:
        return arc.cost + marks.price(context[-1], arc.out, line[arc.end : arc.end + 1])
    return voice(context, arc.out) + arc.cost


def _margin(
    line: str,
    taken: Sequence[Arc],
    number: int,
    arcs: Sequence[Sequence[Arc]],
    voice: Voice,
) -> float:
    """Return by how many nats a guessed character leads the next that it may have been."""
    arc = taken[number]
    first = min([arc.start - 3, *(a.start for a in taken[max(0, number - 3) : number])])
    last = max([arc.end + 3, *(a.end for a in taken[number + 1 : number + 4])])
    before = between(line, taken[max(0, number - 3) : number], max(0, first), arc.start)
    context = (_BEFORE + before)[-3:]
    after = between(line, taken[number + 1 : number + 4], arc.end, last)[:3]

    def cost(other: Arc) -> float:
        total = _price(context, line, other, voice)
        behind = context[1:] + other.out
        for char in after:
            total += voice(behind, char)
            behind = behind[1:] + char
        return total

    others = [cost(o) for o in arcs[arc.start] if o.end == arc.end and o.out != arc.out]
    return min(others) - cost(arc) if others else math.inf


def between(line: str, arcs: Sequence[Arc], start: int, end: int) -> str:
    """Return what ``arcs`` make of ``line[start:end]``, which has them."""
    moved = [arc._replace(start=arc.start - start, end=arc.end - start) for arc in arcs]
    return spliced(line[start:end], moved)
