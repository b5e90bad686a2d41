"""Which letters to expect in a stretch of text: by the languages that it seems to be in, and by the
letters that it has.

Only a hint: the answer scales how likely single letters are (unigram rescaling), nothing else.
"""

from __future__ import annotations

import json
import math
import struct
import sys
import zlib
from array import array
from collections import Counter
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from mojifix import language
from mojifix.language.alphabet import UNTOLD, fold, letter_class, script

__all__ = ["Expectation", "Languages", "Surroundings", "count", "load"]

_STEPS: Final = 12
#: Naive Bayes over overlapping trigrams counts everything about three times.
_TEMPER: Final = 0.35
#: Score of a trigram that is not typical of a language, against one that is nowhere typical.
_MISS: Final = 0.6
#: What each score of a trigram in the table adds to that of a language.
_POINTS: Final = tuple(score / (2 * _STEPS) + _MISS for score in range(256))
#: Letters are never made likelier or less likely than this, in nats.
_MOST: Final = 5.0
#: Belief that a text is in no known language, or quotes one, is never below this. Of 7,800 words
#: and lines in 500 languages 118 are lost with it, 126 with 0.04 and 121 with 0.4; of as many in
#: known languages 43 or 44.
_DOUBT: Final = 0.25
#: Score a trigram at which a text is as likely in a known language as in none, and how fast that
#: changes. Of texts in a language of the table the middle score is 1.1, with that language and no
#: other taken out of the table it is 0.7.
_MIDDLE: Final = 0.7
_SLOPE: Final = 6.0
#: A stretch with fewer letters than this says nothing.
_LEAST: Final = 6
#: What a language is taken to say of its letters, in letters of the line, and what it says more
#: where it is known. Of damaged words of the Universal Declaration of Human Rights in 500 languages
#: the letters of the line restored 97.2 % instead of 95.9; with half of their weight it was 97.0.
_SAID: Final = 60
_SAID_BY_KNOWN: Final = 240
#: What any one mark is taken to be of a text where it is not seen.
_RARE_MARK: Final = 1e-4


class Surroundings(NamedTuple):
    """What is known of the text around a piece."""

    #: (language number, weight), as :meth:`Languages.guess` gives them.
    guess: tuple[tuple[int, float], ...] = ()
    #: (folded letter or mark, how often it is there), ASCII left out.
    seen: tuple[tuple[str, int], ...] = ()
    #: Number of letters and marks, ASCII letters with them.
    total: int = 0


def count(text: str) -> Counter[str]:
    """Count the letters and marks of :class:`Surroundings`, ASCII letters as ``""``."""
    found: Counter[str] = Counter()
    for char, times in Counter(text).items():
        if not char.isascii():
            found[_counted(char)] += times
        elif char.isalpha():
            found[""] += times
    return found


def _counted(char: str) -> str:
    return letter_class(fold(char)) or char


class Languages:
    """Typical trigrams and letter frequencies of the languages in ``languages.bin``."""

    def __init__(self, data: bytes) -> None:
        magic, size, count, posts = struct.unpack_from("<4s3I", data)
        if magic != b"MJL2":
            raise ValueError("not a mojifix language table")
        body = memoryview(zlib.decompress(memoryview(data)[struct.calcsize("<4s3I") :]))
        head = json.loads(bytes(body[:size]))
        self.names: list[str] = head["names"]
        self._letters: list[dict[str, int]] = head["letters"]
        self._pool: dict[str, int] = head["pool"]
        self._scripts: dict[int, frozenset[str]] = {}
        at = size + count * 12
        grams = str(body[size:at], "utf-32-le")
        ends = accumulate(body[at : at + count])
        #: Offset behind the last post of each trigram; the number of its posts.
        self._posts = {
            grams[n * 3 : n * 3 + 3]: (end, many)
            for n, (end, many) in enumerate(zip(ends, body[at : at + count], strict=True))
        }
        at += count
        self._owner = array("H")
        self._owner.frombytes(body[at : at + posts * 2])
        if sys.byteorder == "big":
            self._owner.byteswap()
        self._score = array("B")
        self._score.frombytes(body[at + posts * 2 :])

    def guess(self, text: str) -> tuple[tuple[int, float], ...]:
        """Return (language number, weight) of the likeliest languages of ``text``, best first.

        Weights add up to less than one: the rest is for what is not known. Empty for a text too
        short to say, and mostly for Chinese, Japanese and Korean, whose letters it has no use for.
        """
        scores, letters = self._scores(text)
        if not scores:
            return ()
        best = max(scores.values())
        known = 1 - self._unknown(best / letters)
        weights = {
            number: math.exp((score - best) * _TEMPER)
            for number, score in scores.items()
            if (best - score) * _TEMPER < 4.0
        }
        total = sum(weights.values())
        ranked = sorted(weights.items(), key=lambda item: -item[1])[:8]
        return tuple((number, round(known * weight / total, 2)) for number, weight in ranked)

    def familiarity(self, text: str) -> float:
        """Return the log-odds, in nats, that ``text`` is in a language of the table.

        Nothing is known of a text that is too short to say: that is as unfamiliar as any.
        """
        scores, letters = self._scores(text)
        return _SLOPE * (max(scores.values()) / letters - _MIDDLE) if scores else -_SLOPE * _MIDDLE

    def _scores(self, text: str) -> tuple[dict[int, float], int]:
        """Return how typical the trigrams of ``text`` are of languages, and how many letters it has
        to divide that by; no languages for a text too short to say."""
        folded = "".join(map(fold, text))
        owners, points = self._owner, self._score
        every = [0.0] * len(self.names)
        typical = 0
        grams = zip(folded, folded[1:], folded[2:], strict=False)
        for found in map(self._posts.get, map("".join, grams)):
            if found is not None:
                typical += 1
                end, many = found
                for n in range(end - many, end):
                    every[owners[n]] += _POINTS[points[n]]
        if typical < _LEAST:
            return {}, 1
        letters = sum(map(str.isalpha, folded[1:-1]))
        return {number: score for number, score in enumerate(every) if score}, letters

    @staticmethod
    def _unknown(score: float) -> float:
        """Return the belief that a text is in no known language, from its score a trigram."""
        return min(0.8, max(_DOUBT, 1 / (1 + math.exp((score - _MIDDLE) * _SLOPE))))

    def surprise(self, around: Surroundings, char: str) -> float:
        """Return the nats to add to the cost of a letter or mark in such surroundings.

        Zero for letters of a script that is not there, nor one those languages are written in.
        """
        symbol = _counted(char)
        if len(symbol) != 1 or symbol.isascii() or symbol in UNTOLD:
            return 0.0
        usual, here = self._shares(around.guess, symbol)
        seen = dict(around.seen).get(symbol, 0)
        if around.total and (seen or here != usual):
            known = sum(weight for _, weight in around.guess)
            weight = around.total / (around.total + _SAID + _SAID_BY_KNOWN * known)
            here = (1 - weight) * here + weight * seen / around.total
        return max(-_MOST, min(_MOST, math.log(usual / here)))

    def _shares(self, guess: tuple[tuple[int, float], ...], symbol: str) -> tuple[float, float]:
        """Return the share that a letter or mark has in all text, and in a text of ``guess``."""
        if not letter_class(symbol):
            return _RARE_MARK, _RARE_MARK
        pool = math.exp(-self._pool.get(symbol, 190) / _STEPS)
        name = script(symbol)
        if not any(name in self._scripts_of(number) for number, _ in guess):
            return pool, pool
        share = sum(
            weight * math.exp(-self._letters[number][symbol] / _STEPS)
            for number, weight in guess
            if symbol in self._letters[number]
        )
        unknown = 1 - sum(weight for _, weight in guess)
        return pool, share + max(unknown, _DOUBT) * pool

    def _scripts_of(self, number: int) -> frozenset[str]:
        known = self._scripts.get(number)
        if known is None:
            letters = self._letters[number]
            shares: dict[str, float] = {}
            for symbol, cost in letters.items():
                name = script(symbol) if len(symbol) == 1 else symbol
                shares[name] = shares.get(name, 0.0) + math.exp(-cost / _STEPS)
            # Languages without accents are Latin all the same; foreign names count for little.
            known = frozenset(name for name, share in shares.items() if share > 0.02)
            if not known:
                known = frozenset({"LATIN"})
            self._scripts[number] = known
        return known


class Expectation:
    """How surprising letters and marks are in some surroundings, remembered."""

    __slots__ = ("_around", "_known", "_languages")

    def __init__(self, around: Surroundings | None = None) -> None:
        self._around = around or Surroundings()
        self._languages = load() if any(self._around) else None
        self._known: dict[str, float] = {}

    def __call__(self, char: str) -> float:
        """Return the nats to add to the cost of ``char``."""
        if self._languages is None:
            return 0.0
        nats = self._known.get(char)
        if nats is None:
            nats = self._known[char] = self._languages.surprise(self._around, char)
        return nats


@lru_cache(maxsize=1)
def load() -> Languages:
    """Return the table that mojifix is shipped with; read once."""
    return Languages((language.TABLES / "languages.bin").read_bytes())
