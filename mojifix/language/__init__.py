"""The character model: how likely a folded character is behind two others, in any language.

One model serves every language it was trained on (``TRAINING.md``), so it knows what letters do
next to each other, not which language a text is in. It is read from ``model.bin`` the first time
that something suspicious turns up. ``tools/train_language.py`` writes that file.
"""

from __future__ import annotations

import math
import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Final

from mojifix.language.alphabet import script

__all__ = ["Model", "load"]

#: Steps a nat is cut into in the file.
_STEPS: Final = 12


class Model:
    """Back-off trigrams over folded characters (:func:`mojifix.language.alphabet.fold`)."""

    def __init__(self, data: bytes) -> None:
        magic, size, symbols, bigrams, trigrams = struct.unpack_from("<4sIIII", data)
        if magic != b"MJF1":
            raise ValueError("not a mojifix language model")
        body = memoryview(zlib.decompress(memoryview(data)[struct.calcsize("<4sIIII") :]))
        self._number = {c: i for i, c in enumerate(str(body[:size], "utf-8"))}
        self._scripts: dict[str, float] | None = None
        at = size

        def take(code: str, length: int) -> array[int]:
            nonlocal at
            part = array(code)
            part.frombytes(body[at : at + length * part.itemsize])
            at += length * part.itemsize
            if sys.byteorder == "big":
                part.byteswap()
            return part

        self._uni = take("B", symbols)
        self._uni_back = take("B", symbols)
        self._bi_at = list(accumulate(take("H", symbols), initial=0))
        self._bi_next = take("H", bigrams)
        self._bi = take("B", bigrams)
        self._bi_back = take("B", bigrams)
        self._tri_at = list(accumulate(take("H", bigrams), initial=0))
        self._tri_next = take("H", trigrams)
        self._tri = take("B", trigrams)

    def __contains__(self, symbol: str) -> bool:
        return symbol in self._number

    def script(self, name: str) -> float:
        """Return -log P(a letter of this script) in nats; 99 for a script never seen."""
        if self._scripts is None:
            shares: dict[str, float] = {}
            for symbol, cost in zip(self._number, self._uni, strict=True):
                of = script(symbol)
                shares[of] = shares.get(of, 0.0) + math.exp(-cost / _STEPS)
            self._scripts = {of: -math.log(share) for of, share in shares.items()}
        return self._scripts.get(name, 99.0)

    def single(self, symbol: str) -> float:
        """Return -log P(symbol) in nats, whatever is before it; ``KeyError`` if never seen."""
        return self._uni[self._number[symbol]] / _STEPS

    def cost(self, first: str, second: str, symbol: str) -> float | None:
        """Return -log P(symbol | first, second) in nats; ``None`` for a symbol never seen."""
        number = self._number
        c = number.get(symbol)
        if c is None:
            return None
        b = number.get(second)
        if b is None:
            return self._uni[c] / _STEPS
        cost = 0
        a = number.get(first)
        if a is not None:
            low, high = self._bi_at[a], self._bi_at[a + 1]
            bigram = bisect_left(self._bi_next, b, low, high)
            if bigram < high and self._bi_next[bigram] == b:
                low, high = self._tri_at[bigram], self._tri_at[bigram + 1]
                trigram = bisect_left(self._tri_next, c, low, high)
                if trigram < high and self._tri_next[trigram] == c:
                    return self._tri[trigram] / _STEPS
                cost += self._bi_back[bigram]
        low, high = self._bi_at[b], self._bi_at[b + 1]
        bigram = bisect_left(self._bi_next, c, low, high)
        if bigram < high and self._bi_next[bigram] == c:
            return (cost + self._bi[bigram]) / _STEPS
        return (cost + self._uni_back[b] + self._uni[c]) / _STEPS


@lru_cache(maxsize=1)
def load() -> Model:
    """Return the model that mojifix is shipped with; read once."""
    return Model(Path(__file__).with_name("model.bin").read_bytes())
