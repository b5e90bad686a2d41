"""Which chains could have made a piece of text: decides nothing about likelihood.

A proposal is an :class:`Arc`: a span that encodes in some page to bytes which decode as UTF-8, with
nothing left over. Arcs of layered mix-ups are found by undoing the outer layer of the whole piece
and proposing again on the result, each arc mapped back to where it came from.

A layer is one ``int``: bit *n* is set when page ``codepages.PAGES[n]`` fits, and the bits from
:data:`UTF8` up say which forms of UTF-8 fit. Arcs can stand in the same damaged stretch when their
layers still have a page and a form in common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count, zip_longest
from typing import Final, NamedTuple, Protocol

from mojifix import codepages
from mojifix.language.alphabet import script

__all__ = [
    "CESU8",
    "JAVA_UTF8",
    "UTF8",
    "Arc",
    "begins_sequence",
    "common",
    "forms",
    "join",
    "propose",
    "readings",
    "roles",
    "spliced",
]

UTF8: Final = 1 << 128
CESU8: Final = 1 << 129
JAVA_UTF8: Final = 1 << 130
_ANY_FORM: Final = UTF8 | CESU8 | JAVA_UTF8
_PAGES_MASK: Final = UTF8 - 1

#: Labels of the forms of UTF-8, commonest first.
FORMS: Final = ((UTF8, "utf-8"), (CESU8, "cesu-8"), (JAVA_UTF8, "java-utf-8"))

#: How many readings of one layer are followed deeper. The right one covers nearly every suspicious
#: character, so it is among the first; a bound is needed because each layer could double the work.
_READINGS_FOLLOWED: Final = 4
#: How many half-way texts are looked at for one piece. Each is half as long as the one above it.
_LAYERS_TRIED: Final = 48
#: How many arcs of one start are weighed. Damage of one layer has up to nine readings at a place;
#: only random bytes and deep layers have more.
_ARCS_KEPT: Final = 16
#: Steps taken to join inner arcs that meet inside one group of the outer layer. Groups hold a few
#: characters, and arcs that share no chain end a try at once.
_STEPS_TO_EDGE: Final = 64
#: A multi-byte group that has not come back to a character boundary after this many is given up.
_LONGEST_GROUP: Final = 96


class Arc(NamedTuple):
    """``text[start:end]`` may stand for ``out``; ``chain`` has a layer a mix-up, first first."""

    start: int
    end: int
    out: str
    chain: tuple[int, ...]


class _Part(Protocol):
    """What stands for a part of a text, of whatever stage."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def out(self) -> str: ...


def spliced(text: str, arcs: Iterable[_Part]) -> str:
    """Return ``text`` with what ``arcs`` (in order, not overlapping) stand for put in."""
    pieces: list[str] = []
    at = 0
    for arc in arcs:
        pieces.append(text[at : arc.start])
        pieces.append(arc.out)
        at = arc.end
    pieces.append(text[at:])
    return "".join(pieces)


def forms(layer: int) -> str:
    """Return the label of the commonest form of UTF-8 in ``layer``."""
    return next(label for bit, label in FORMS if layer & bit)


def common(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the chain that two chains have in common, or ``None``."""
    if len(a) != len(b):
        return None
    both = []
    for x, y in zip(a, b, strict=True):
        layer = x & y
        if not layer & _PAGES_MASK or not layer & _ANY_FORM:
            return None
        both.append(layer)
    return tuple(both)


def join(arcs: Sequence[Arc], sure: Sequence[Arc]) -> list[Arc]:
    """Join arcs that touch, have a chain in common, and are alike in ``sure`` or not."""
    runs: list[Arc] = []
    surely = set(sure)
    was_sure = False
    for arc in arcs:
        is_sure = arc in surely
        if runs and is_sure == was_sure and runs[-1].end == arc.start:
            last = runs[-1]
            chain = common(last.chain, arc.chain)
            if chain is not None:
                runs[-1] = Arc(last.start, arc.end, last.out + arc.out, chain)
                continue
        runs.append(arc)
        was_sure = is_sure
    return runs


# --- UTF-8 sequences -----------------------------------------------------------------------------


def _length(lead: int) -> int:
    """Return how many bytes a UTF-8 sequence with this lead byte has; 0 for no lead byte."""
    if 0xC2 <= lead < 0xE0:
        return 2
    if 0xE0 <= lead < 0xF0:
        return 3
    if 0xF0 <= lead < 0xF5:
        return 4
    return 0


def _is_empty(char: str) -> bool:
    """Whether nothing is assigned in the plane of ``char``, nor will be soon."""
    return "\U00040000" <= char < "\U000e0000"


def _decode_one(raw: bytes) -> tuple[str, int] | None:
    """Decode one sequence of UTF-8, CESU-8 or Java's form; return it with the forms it fits."""
    if raw == b"\xc0\x80":
        return "\0", JAVA_UTF8
    if len(raw) == 6:
        high = ((raw[1] & 0x0F) << 6) | (raw[2] & 0x3F)
        low = ((raw[4] & 0x0F) << 6) | (raw[5] & 0x3F)
        char = chr(0x10000 + (high << 10 | low))
        return None if _is_empty(char) else (char, CESU8 | JAVA_UTF8)
    try:
        char = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if _is_empty(char) else (char, UTF8 if len(raw) == 4 else _ANY_FORM)


def _is_surrogate_pair(raw: bytes) -> bool:
    return (
        len(raw) == 6
        and raw[0] == raw[3] == 0xED
        and 0xA0 <= raw[1] < 0xB0 <= raw[4] < 0xC0
        and 0x80 <= raw[2] < 0xC0
        and 0x80 <= raw[5] < 0xC0
    )


# --- single-byte pages ---------------------------------------------------------------------------


@lru_cache(maxsize=1)
def roles() -> tuple[dict[str, tuple[int, ...]], frozenset[str]]:
    """Return {character: lengths of the sequences it can lead} and those that can continue one."""
    leads: dict[str, tuple[int, ...]] = {}
    continuations = set()
    for char, bytes_of in codepages.single_tables().items():
        lengths = {_length(byte) for byte in bytes_of} - {0}
        if 0xC0 in bytes_of:
            lengths.add(2)
        if 0xED in bytes_of:
            lengths.add(6)
        if lengths:
            leads[char] = tuple(sorted(lengths))
        if any(0x80 <= byte < 0xC0 for byte in bytes_of):
            continuations.add(char)
    return leads, frozenset(continuations)


@lru_cache(maxsize=1 << 16)
def begins_sequence(chars: str) -> bool:
    """Whether two or three characters can begin a UTF-8 sequence, read as one single-byte page.

    Two small Latin letters are natural neighbours: they count only if they are whole, standing for
    a third, or the third character makes them whole.
    """
    pair = chars[:2]
    if _natural(pair):
        if any(_is_latin(out) for out, _ in readings(pair)):
            return True
        leads, continuations = roles()
        return (
            len(chars) == 3
            and chars[2] in continuations
            and 3 in leads.get(chars[0], ())
            and bool(readings(chars))
        )
    tables = codepages.single_tables()
    leads_mask = continuations_mask = 0
    for byte, mask in tables[pair[0]].items():
        if byte >= 0xC0:
            leads_mask |= mask
    for byte, mask in tables[pair[1]].items():
        if byte < 0xC0:
            continuations_mask |= mask
    return bool(leads_mask & continuations_mask)


def _natural(pair: str) -> bool:
    return pair.islower() and all(map(_is_latin, pair))


def _is_latin(char: str) -> bool:
    return script(char) == "LATIN"


@lru_cache(maxsize=1 << 16)
def readings(chars: str) -> tuple[tuple[str, int], ...]:
    """Return each (character, layer) that ``chars`` reads as when it is one sequence, whole."""
    tables = codepages.single_tables()
    size = len(chars)
    partial: list[tuple[bytes, int]] = [
        (bytes((byte,)), mask)
        for byte, mask in tables[chars[0]].items()
        if _length(byte) == size or (byte == 0xC0 and size == 2) or (byte == 0xED and size == 6)
    ]
    for n, char in enumerate(chars[1:], 1):
        partial = [
            (raw + bytes((byte,)), pages & mask)
            for raw, pages in partial
            for byte, mask in tables[char].items()
            if pages & mask and (byte >= 0xC0) == (n == 3 and size == 6)
        ]
    found: dict[tuple[str, int], int] = {}
    for raw, pages in partial:
        if size == 6 and not _is_surrogate_pair(raw):
            continue
        if raw[0] == 0xC0 and raw != b"\xc0\x80":
            continue
        one = _decode_one(raw)
        if one is not None:
            found[one] = found.get(one, 0) | pages
    return tuple((out, form | pages) for (out, form), pages in found.items())


def _single_byte(text: str, allowed: int) -> Iterator[Arc]:
    leads, continuations = roles()
    end = len(text)
    for start in range(end - 1):
        if text[start + 1] not in continuations:
            continue
        for length in leads.get(text[start], ()):
            if start + length > end:
                continue
            chars = text[start : start + length]
            if length > 2:
                if length == 6:
                    if chars[3] not in leads or chars[2] not in continuations:
                        continue
                    if chars[4] not in continuations or chars[5] not in continuations:
                        continue
                elif not all(char in continuations for char in chars[2:]):
                    continue
            for out, layer in readings(chars):
                if layer & allowed & _PAGES_MASK:
                    yield Arc(start, start + length, out, (layer & (allowed | ~_PAGES_MASK),))


# --- multi-byte pages ----------------------------------------------------------------------------


def _multi_byte(text: str, allowed: int) -> Iterator[Arc]:
    """Yield the shortest groups that start and end between characters, both before and after."""
    size = len(text)
    for start in range(size):
        if text[start].isascii():
            continue
        for raw, pages in _beginnings(text[start], allowed):
            yield from _group(text, start, raw, pages, allowed, size)


@lru_cache(maxsize=1 << 15)
def _beginnings(char: str, allowed: int) -> tuple[tuple[bytes, int], ...]:
    """Return the bytes of a character, with their pages, that a group may begin with."""
    return tuple(
        (raw, pages & allowed)
        for raw, pages in codepages.variants(char)
        if pages & allowed
        and 0xC2 <= raw[0] < 0xF5
        and (_prefix(raw) or _complete(raw) is not None)
    )


def _group(text: str, start: int, raw: bytes, pages: int, allowed: int, size: int) -> Iterator[Arc]:
    # Depth first over the few pages that disagree about the next character's bytes.
    stack = [(start + 1, raw, pages)]
    while stack:
        at, raw, pages = stack.pop()
        state = _complete(raw)
        if state is not None:
            out, form = state
            yield Arc(start, at, out, (form | pages,))
            continue
        if at == size or at - start >= _LONGEST_GROUP or not _prefix(raw):
            continue
        char = text[at]
        if char.isascii():
            continue
        for more, mask in codepages.variants(char):
            if pages & mask:
                stack.append((at + 1, raw + more, pages & mask))


@lru_cache(maxsize=1 << 14)
def _complete(raw: bytes) -> tuple[str, int] | None:
    """Decode ``raw`` if it is whole sequences of one form of UTF-8 (ASCII may be among them)."""
    try:
        out = raw.decode("utf-8")
    except UnicodeDecodeError:
        if 0xED not in raw and 0xC0 not in raw:
            return None
    else:
        if max(raw) < 0xF0:
            return out, _ANY_FORM
        return None if any(map(_is_empty, out)) else (out, UTF8)
    pieces = []
    form = CESU8 | JAVA_UTF8
    at = 0
    while at < len(raw):
        if _is_surrogate_pair(raw[at : at + 6]):
            size = 6
        elif raw[at : at + 2] == b"\xc0\x80":
            size = 2
        elif raw[at] < 0x80:
            size = 1
        else:
            size = _length(raw[at])
            if size in (0, 4):
                return None
        one = _decode_one(raw[at : at + size])
        if one is None:
            return None
        pieces.append(one[0])
        form &= one[1]
        at += size
    return ("".join(pieces), form) if form else None


@lru_cache(maxsize=1 << 14)
def _prefix(raw: bytes) -> bool:
    """Whether ``raw`` can be the beginning of UTF-8 text."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return True
        return 0xED in raw or 0xC0 in raw
    return True


# --- layers --------------------------------------------------------------------------------------


def propose(text: str, *, allowed: int, max_layers: int) -> list[Arc]:
    """Return every arc of ``text`` (a word or so: cost grows with length times layers).

    ``allowed`` is the mask of pages to look for. Several arcs may say the same span reads the same.
    """
    arcs = _all_arcs(_halfway(text, allowed, max_layers))
    starting: dict[int, list[Arc]] = {}
    for arc in arcs:
        starting.setdefault(arc.start, []).append(arc)
    kept = []
    for here in starting.values():
        if len(here) > _ARCS_KEPT:
            here = _most_promising(here)
        kept.extend(here)
    return kept


def _most_promising(arcs: list[Arc]) -> list[Arc]:
    """Return the arcs of one start to keep: different results first, from every depth in turn.

    Deeper readings always undo more, so by promise alone they would leave no room for the right
    one; neither must one result by many chains.
    """
    again: Counter[tuple[int, str, int]] = Counter()
    by_turn: dict[tuple[int, int], list[Arc]] = {}
    for arc in sorted(arcs, key=_promise):
        depth = len(arc.chain)
        result = (arc.end, arc.out, depth)
        by_turn.setdefault((again[result], depth), []).append(arc)
        again[result] += 1
    kept: list[Arc] = []
    for turn in sorted({turn for turn, _ in by_turn}):
        groups = [group for (number, _), group in by_turn.items() if number == turn]
        kept += [arc for row in zip_longest(*groups) for arc in row if arc is not None]
    return kept[:_ARCS_KEPT]


def _promise(arc: Arc) -> int:
    """Rank an arc among those of one start: what undoes much with few mistakes comes first."""
    return 2 * len(arc.chain) + 2 * len(arc.out) - (arc.end - arc.start)


class _Halfway:
    """A text with some layers undone, and the arcs of one more; ``inner`` are those below it."""

    __slots__ = ("arcs", "depth", "inner", "origin", "pages", "text")

    def __init__(
        self, text: str, allowed: int, depth: int, pages: int, origin: list[_Origin]
    ) -> None:
        self.text = text
        self.depth = depth
        self.pages = pages
        self.origin = origin
        self.arcs = list(_single_byte(text, allowed))
        if allowed & codepages.MULTI:
            self.arcs.extend(_multi_byte(text, allowed))
        self.inner: list[_Halfway] = []


def _halfway(text: str, allowed: int, max_layers: int) -> _Halfway:
    """Return ``text`` with what it was before its outer layers below it.

    Each time the reading that covers most is followed to the end, then the others, those first that
    turn away from the best ones least and earliest.
    """
    top = _Halfway(text, allowed, 0, 0, [])
    seen = {text: 0}
    turns = count()
    # (how often the best covered reading was not taken, where it was not last, number of that turn)
    # order what is to be undone next; a turn has one text waiting at a time.
    waiting: list[tuple[tuple[int, int, int], int, _Halfway, list[Arc]]] = []

    def look_below(above: _Halfway, turn: tuple[int, int, int]) -> None:
        if above.depth == max_layers - 1 or not above.arcs:
            return
        for rank, (pages, reading) in enumerate(_parses(above.arcs, above.pages)):
            if rank:
                turn = (turn[0] + 1, above.depth, next(turns))
            heappush(waiting, (turn, pages, above, reading))

    look_below(top, (0, 0, next(turns)))
    tried = 0
    while waiting and tried < _LAYERS_TRIED:
        turn, pages, above, reading = heappop(waiting)
        decoded, origin = _apply(above.text, reading)
        depth = above.depth + 1
        if seen.get(decoded, depth + 1) <= depth:
            continue
        seen[decoded] = depth
        tried += 1
        below = _Halfway(decoded, allowed, depth, pages, origin)
        above.inner.append(below)
        look_below(below, turn)
    return top


def _all_arcs(top: _Halfway) -> list[Arc]:
    """Return the arcs of a text, of one layer and of more."""
    arcs = list(top.arcs)
    for below in top.inner:
        arcs.extend(_to_group_edges(_all_arcs(below), below.text, below.origin, below.pages))
    return arcs


class _Origin(NamedTuple):
    """Where a character of a decoded text comes from; ``forms`` is 0 where nothing was undone.

    Characters with one ``start`` are one group: what one arc of the outer layer brought out.
    """

    start: int
    end: int
    forms: int


def _to_group_edges(
    arcs: list[Arc], decoded: str, origin: list[_Origin], pages: int
) -> Iterator[Arc]:
    """Yield arcs of the decoded text as arcs of the one that it was decoded from, by ``pages``.

    Only what the outer layer brought out can have been damaged before it, and a group of that layer
    is taken whole or not at all. What it holds beside an arc is ASCII (a letter that a two-byte
    character swallowed) or has to belong to more arcs of the same chain: those become one.
    """
    starting: dict[int, list[tuple[Arc, int]]] = {}
    for arc in arcs:
        form = _forms_of(arc, decoded, origin)
        if form:
            starting.setdefault(arc.start, []).append((arc, form))
    for at, here in starting.items():
        start = at
        while start and origin[start - 1].start == origin[start].start:
            start -= 1
        beside = decoded[start:at]
        if not _stays(beside):
            continue
        for arc, form in here:
            first = Arc(start, arc.end, beside + arc.out, arc.chain)
            for whole, shared in _grown(first, form, starting, decoded, origin):
                yield Arc(
                    origin[start].start,
                    origin[whole.end - 1].end,
                    whole.out,
                    (*whole.chain, pages | shared),
                )


def _grown(
    first: Arc,
    form: int,
    starting: dict[int, list[tuple[Arc, int]]],
    decoded: str,
    origin: list[_Origin],
) -> Iterator[tuple[Arc, int]]:
    """Yield ``first`` and what has to follow it up to the edge of a group, with the outer forms."""
    stack = [(first, form)]
    for _ in range(_STEPS_TO_EDGE):
        if not stack:
            return
        arc, form = stack.pop()
        at = arc.end
        if at == len(origin) or origin[at].start != origin[at - 1].start:
            yield arc, form
            continue
        if _stays(decoded[at]):
            stack.append((arc._replace(end=at + 1, out=arc.out + decoded[at]), form))
        for more, its_form in starting.get(at, ()):
            chain = common(arc.chain, more.chain)
            if chain is not None and form & its_form:
                stack.append((Arc(arc.start, more.end, arc.out + more.out, chain), form & its_form))


def _stays(beside: str) -> bool:
    """Whether these characters are the same in every layer; Java's form has a NUL of its own."""
    return beside.isascii() and "\0" not in beside


def _forms_of(arc: Arc, decoded: str, origin: list[_Origin]) -> int:
    """Return the forms of UTF-8 by which the outer layer brought out all of ``arc``, 0 for none."""
    form = _ANY_FORM
    undone = False
    for at in range(arc.start, arc.end):
        if origin[at].forms:
            undone = True
            form &= origin[at].forms
        elif not _stays(decoded[at]):
            return 0
    return form if undone else 0


def _parses(arcs: list[Arc], outer: int) -> list[tuple[int, list[Arc]]]:
    """Return (pages, their arcs) for those that read the text differently, best covered first.

    Of two that cover as much, one of the pages of the ``outer`` layer comes first: a mistake that
    was made once is soon made again.
    """
    pages = 0
    for arc in arcs:
        pages |= arc.chain[0]
    pages &= _PAGES_MASK
    by_reading: dict[tuple[int, ...], int] = {}
    while pages:
        bit = pages & -pages
        pages ^= bit
        reading = tuple(n for n, arc in enumerate(arcs) if arc.chain[0] & bit)
        by_reading[reading] = by_reading.get(reading, 0) | bit
    ranked = sorted(
        by_reading.items(),
        key=lambda item: (-sum(arcs[n].end - arcs[n].start for n in item[0]), not item[1] & outer),
    )
    parses = []
    least = sum(arcs[n].end - arcs[n].start for n in ranked[0][0]) / 3
    for reading, mask in ranked[:_READINGS_FOLLOWED]:
        if sum(arcs[n].end - arcs[n].start for n in reading) < least:
            break
        members = []
        at = 0
        for n in sorted(reading, key=lambda n: arcs[n].start):
            arc = arcs[n]
            if arc.start >= at:
                members.append(arc)
                at = arc.end
        parses.append((mask, members))
    return parses


def _apply(text: str, arcs: list[Arc]) -> tuple[str, list[_Origin]]:
    """Undo one layer; also return where each character of the result comes from."""
    pieces: list[str] = []
    origin: list[_Origin] = []
    at = 0
    for arc in arcs:
        pieces.append(text[at : arc.start])
        origin.extend(_Origin(n, n + 1, 0) for n in range(at, arc.start))
        pieces.append(arc.out)
        origin.extend([_Origin(arc.start, arc.end, arc.chain[0] & _ANY_FORM)] * len(arc.out))
        at = arc.end
    pieces.append(text[at:])
    origin.extend(_Origin(n, n + 1, 0) for n in range(at, len(text)))
    return "".join(pieces), origin
