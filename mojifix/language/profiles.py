"""One character model for each language: how likely a folded character is behind two others in it.

The pooled model (:mod:`mojifix.language`) knows what letters do in any language; a profile knows
what they do in one, which is what tells Turkish read as Icelandic from Icelandic. Read from
``profiles.bin``, language by language, the first time that one is asked for;
``tools/train_language.py`` writes that file.
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from operator import add
from pathlib import Path
from typing import Final, Protocol

from mojifix import language
from mojifix.language.alphabet import letter_class, script

__all__ = [
    "Costs",
    "Profile",
    "alphabet",
    "compiled",
    "load",
    "names",
    "of_script",
    "stored",
]

#: Counts are kept as round(8 log2 n).
_PER_DOUBLING: Final = 8
#: Most that a character can cost for being unheard of, in nats.
_MOST: Final = 14.0
#: Weight, in characters, of what all languages do with a letter against what this one does.
_SHARED: Final = 20.0
#: A letter belongs to the alphabet of a language from this share of its text up. Foreign names
#: bring the letters of other languages in below it.
_OF_ALPHABET: Final = 1e-4
#: A script that a language has this share of its letters in is one that it is written in.
_OF_SCRIPT: Final = 0.2


#: Costs that each language remembers, in Python.
_REMEMBERED: Final = 1 << 14


class Costs(Protocol):
    """What the characters of one language cost, whichever kernel looks it up."""

    def cost(self, gram: str, /) -> float:
        """Return -log P of the last of three folded characters behind the others, in nats."""

    def costs(
        self, grams: tuple[str, ...], shapes: tuple[float, ...], most: tuple[float, ...], /
    ) -> list[float]:
        """Return :meth:`cost` of each with what its shape costs, and no more than ``most`` if that
        is not empty; all in nats."""


class Profile:
    """Trigrams over folded characters, backing off to bigrams, letters, and all languages."""

    __slots__ = (
        "_behind_one",
        "_behind_two",
        "_known",
        "_one",
        "_pairs",
        "_size",
        "_three",
        "_two",
    )

    def __init__(self, data: bytes) -> None:
        """``data`` is one language's part of ``profiles.bin``."""
        grams, counts = _unpacked(data)
        three: dict[str, float] = {}
        two: defaultdict[str, float] = defaultdict(float)
        one: defaultdict[str, float] = defaultdict(float)
        #: {what is before: (how often it is, how many different characters follow)}
        behind_two: dict[str, tuple[float, int]] = {}
        behind_one: dict[str, tuple[float, int]] = {}
        for at, code in enumerate(counts):
            gram = grams[3 * at : 3 * at + 3]
            number = 2 ** (code / _PER_DOUBLING)
            three[gram] = number
            two[gram[1:]] += number
            one[gram[2]] += number
            before, kinds = behind_two.get(gram[:2], (0.0, 0))
            behind_two[gram[:2]] = (before + number, kinds + 1)
        for pair, number in two.items():
            before, kinds = behind_one.get(pair[0], (0.0, 0))
            behind_one[pair[0]] = (before + number, kinds + 1)
        self._three, self._two, self._one = three, two, one
        self._behind_two, self._behind_one = behind_two, behind_one
        # Added up as the compiled twin does it: later Pythons' sum() is another.
        self._size = 0.0
        for number in one.values():
            self._size += number
        self._known: dict[str, float] = {}
        self._pairs: dict[str, float] = {}

    def cost(self, gram: str) -> float:
        """Return -log P of the last of three folded characters behind the others, in nats."""
        nats = self._known.get(gram)
        if nats is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
                self._pairs.clear()
            nats = self._known[gram] = min(_MOST, -math.log(self._p(gram)))
        return nats

    def costs(
        self, grams: tuple[str, ...], shapes: tuple[float, ...], most: tuple[float, ...], /
    ) -> list[float]:
        """Return :meth:`cost` of each with what its shape costs, and no more than ``most`` if that
        is not empty; all in nats."""
        try:
            known = list(map(self._known.__getitem__, grams))
        except KeyError:
            known = list(map(self.cost, grams))
        nats = map(add, known, shapes)
        return list(map(min, nats, most) if most else nats)

    def grams(self) -> tuple[str, ...]:
        """Return the trigrams that are known."""
        return tuple(self._three)

    def letters(self) -> frozenset[str]:
        """Return the folded letters and marks that are not ASCII and no foreign guests."""
        return frozenset(
            char
            for char, number in self._one.items()
            if not char.isascii()
            and letter_class(char)
            and (number / self._size >= _OF_ALPHABET or len(letter_class(char)) > 1)
        )

    def scripts(self) -> frozenset[str]:
        """Return the scripts that the language is written in."""
        shares: defaultdict[str, float] = defaultdict(float)
        for char, number in self._one.items():
            if char.isalpha():
                shares[script(char)] += number
        total = sum(shares.values())
        return frozenset(name for name, share in shares.items() if share >= _OF_SCRIPT * total)

    def _p(self, gram: str) -> float:
        pair = gram[1:]
        p = self._pairs.get(pair)
        if p is None:
            p = self._backed_off(self._two, self._behind_one, pair, self._alone(gram[2]))
            self._pairs[pair] = p
        return self._backed_off(self._three, self._behind_two, gram, p)

    def _alone(self, last: str) -> float:
        return (self._one.get(last, 0.0) + _SHARED * _everywhere(last)) / (self._size + _SHARED)

    @staticmethod
    def _backed_off(
        seen: Mapping[str, float],
        behind: Mapping[str, tuple[float, int]],
        what: str,
        p: float,
    ) -> float:
        """Return P of the last character of ``what`` from that without its first, ``p``."""
        number, kinds = behind.get(what[:-1], (0.0, 0))
        # One kind more, for what was seen too rarely to be kept.
        return (seen.get(what, 0.0) + (kinds + 1) * p) / (number + kinds + 1)


def _unpacked(data: bytes) -> tuple[str, bytes]:
    """Return the trigrams of a profile, one behind another, and how often each is."""
    body = zlib.decompress(data)
    (size,) = struct.unpack_from("<I", body)
    return body[4 : 4 + size].decode("utf-8"), body[4 + size :]


def _everywhere(char: str) -> float:
    """Return how much of the text of all languages a folded character is."""
    return math.exp(-min(language.load().single(char), _MOST))


@lru_cache(maxsize=1)
def _shares() -> dict[int, float]:
    """Return what is known of `_everywhere`, for all profiles."""
    return {}


class _Contents:
    """What the file has of each language: where its profile is, its scripts, its alphabet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            magic, size = struct.unpack("<4sI", file.read(8))
            if magic != b"MJP1":
                raise ValueError("not a file of mojifix language profiles")
            head = json.loads(zlib.decompress(file.read(size)))
        self.places: dict[str, tuple[int, int]] = {}
        self.scripts: dict[str, list[str]] = {}
        self.letters: dict[str, frozenset[str]] = {}
        at = 8 + size
        for name, length, scripts, letters in head:
            self.places[name] = (at, length)
            self.letters[name] = frozenset(letters)
            for of in scripts:
                self.scripts.setdefault(of, []).append(name)
            at += length

    def stored(self, name: str) -> bytes:
        start, length = self.places[name]
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(length)


@lru_cache(maxsize=1)
def _file() -> _Contents:
    return _Contents(language.TABLES / "profiles.bin")


#: Half a megabyte each in Python, a tenth of that compiled. Lines of many languages ask for all of
#: them, over and over.
@lru_cache(maxsize=256)
def load(name: str) -> Costs:
    """Return the profile of a language of :func:`names`; raises ``KeyError`` for another."""
    data = stored(name)
    return Profile(data) if language.kernel is None else compiled(data)


def stored(name: str) -> bytes:
    """Return a language's part of ``profiles.bin``; raises ``KeyError`` if it has none."""
    return _file().stored(name)


def compiled(data: bytes) -> Costs:
    """Return the compiled twin of a `Profile`, where there is one."""
    twin: Costs = language.kernel.Profile(
        *_unpacked(data), _everywhere, _shares(), _PER_DOUBLING, _SHARED, _MOST
    )
    return twin


def names() -> frozenset[str]:
    """Return the languages that have a profile, as in ``languages.bin``."""
    return frozenset(_file().places)


def of_script(name: str) -> tuple[str, ...]:
    """Return the languages written in a script (the first word of its Unicode names)."""
    return tuple(_file().scripts.get(name, ()))


def scripts(languages: Iterable[str]) -> frozenset[str]:
    """Return the scripts that any of these languages is written in."""
    known = {*languages}
    return frozenset(name for name, of in _file().scripts.items() if not known.isdisjoint(of))


def alphabet(name: str) -> frozenset[str]:
    """Return the folded letters beyond ASCII that a language writes, large scripts left out."""
    return _file().letters[name]
