"""The character model: how likely a folded character is behind three others, in any language.

One model serves every language it was trained on (``TRAINING.md``), so it knows what letters do
next to each other, not which language a text is in. It is read from ``model.bin`` the first time
that something suspicious turns up. ``tools/train_language.py`` writes that file. Where there was a
compiler, what it costs is looked up by ``mojifix/_language.c``, with the same answers.
"""

from __future__ import annotations

import contextlib
import math
import os
import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from mojifix.language.alphabet import script

__all__ = ["Model", "load"]

#: The compiled twins of `Model.cost` and of profiles; ``None`` without a compiler.
kernel: Any = None
if os.environ.get("MOJIFIX_PURE") != "1":
    with contextlib.suppress(ImportError):
        from mojifix import _language as kernel

#: Where the files of all four tables are; trials with others put another folder here.
TABLES = Path(__file__).parent
#: Steps a nat is cut into in the file.
_STEPS: Final = 12
_BLOCK: Final = 16


class Model:
    """Back-off four-grams over folded characters (:func:`mojifix.language.alphabet.fold`).

    The file is a tree: the symbols, those seen behind each, behind each of those, and once more,
    every level as one run of symbol numbers with costs in steps of 1/12 nat. A node of the first
    three levels also has the cost of backing off from the context that it ends.
    """

    def __init__(self, data: bytes) -> None:
        magic, size, symbols, *sizes = struct.unpack_from("<4s5I", data)
        if magic != b"MJF3":
            raise ValueError("not a mojifix language model")
        body = memoryview(zlib.decompress(memoryview(data)[struct.calcsize("<4s5I") :]))
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
        #: For each level: cost of backing off, number of children of each node, where the children
        #: of every sixteenth begin (summing over all nodes would take longer than the rest),
        #: the children, their costs.
        self._levels = []
        nodes = symbols
        for length in sizes:
            back, counts = take("B", nodes), take("H", nodes)
            begins = take("I", nodes // _BLOCK + 1)
            self._levels.append((back, counts, begins, take("H", length), take("B", length)))
            nodes = length
        self._tree = None
        if kernel is not None:
            symbols_seen = str(body[:size], "utf-8")
            self._tree = kernel.Tree(symbols_seen, self._uni, *self._levels, _BLOCK, _STEPS)

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
        """Return -log P(symbol) in nats, whatever is before it; infinite if never seen."""
        number = self._number.get(symbol)
        return math.inf if number is None else self._uni[number] / _STEPS

    def cost(self, context: str, symbol: str) -> float | None:
        """Return -log P(symbol | the last three of ``context``) in nats.

        ``None`` for a symbol never seen; symbols of the context never seen are as if not there.
        """
        if self._tree is not None:
            known: float | None = self._tree.cost(context, symbol)
            return known
        return self._cost(context, symbol)

    def _cost(self, context: str, symbol: str) -> float | None:
        """Return :meth:`cost` without the compiled twin."""
        number = self._number.get(symbol)
        if number is None:
            return None
        behind: list[int] = []
        for char in context[-3:]:
            known = self._number.get(char)
            if known is None:
                behind.clear()
            else:
                behind.append(known)
        cost = 0
        for begin in range(len(behind)):
            node = behind[begin]
            depth = 0
            for following in (*behind[begin + 1 :], number):
                back, counts, begins, children, costs = self._levels[depth]
                block = node - node % _BLOCK
                low = begins[node // _BLOCK] + sum(counts[block:node])
                high = low + counts[node]
                child = bisect_left(children, following, low, high)
                if child == high or children[child] != following:
                    break
                node = child
                depth += 1
            else:
                return (cost + costs[node]) / _STEPS
            # Back off only from a context that is in the tree itself.
            if depth == len(behind) - begin - 1:
                cost += back[node]
        return (cost + self._uni[number]) / _STEPS


@lru_cache(maxsize=1)
def load() -> Model:
    """Return the model that mojifix is shipped with; read once."""
    return Model((TABLES / "model.bin").read_bytes())
