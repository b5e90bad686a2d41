"""What a chain of mix-ups costs before any character is looked at, in nats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mojifix import codepages
from mojifix.stages.propose import CESU8, UTF8

__all__ = ["PRIOR", "Prior"]

_PAGES_MASK: Final = UTF8 - 1


class Prior:
    """What a chain costs before any character is looked at, in nats.

    ``outer`` and ``inner`` give pages (by number) a cost of their own, which the text has taught:
    as the last mistake that was made, and as one below it. ``at_home`` are pages that have damaged
    more of this very line than they have not.
    """

    __slots__ = ("_at_home", "_inner", "_memo", "_outer")

    def __init__(
        self,
        outer: dict[int, float] | None = None,
        inner: dict[int, float] | None = None,
        at_home: Iterable[int] = (),
    ) -> None:
        self._memo: dict[tuple[int, ...], float] = {}
        self._at_home = sum(1 << number for number in at_home)
        self._outer = [page.cost for page in codepages.PAGES]
        self._inner = list(self._outer)
        for number, cost in (outer or {}).items():
            self._outer[number] = cost
        for number, cost in (inner or {}).items():
            self._inner[number] = cost

    def page(self, layer: int) -> int:
        """Return the number of the likeliest page of a layer."""
        return _cheapest(layer, self._outer)

    def at_home(self, chain: tuple[int, ...]) -> bool:
        """Return whether most of the line has suffered the last mistake of ``chain``."""
        return chain[-1] & self._at_home != 0

    def rarity(self, chain: tuple[int, ...]) -> float:
        """Return what a reading by ``chain`` loses against others by commoner pages, in nats."""
        outer = self._outer[_cheapest(chain[-1], self._outer)]
        return _RARITY * max(0.0, outer - _COMMONEST)

    def __call__(self, chain: tuple[int, ...]) -> float:
        """Return the cost of ``chain`` in nats."""
        cost = self._memo.get(chain)
        if cost is None:
            cost = self._memo[chain] = self._cost(chain)
        return cost

    def _cost(self, chain: tuple[int, ...]) -> float:
        cost = 0.0
        for depth, layer in enumerate(reversed(chain)):
            if not depth:
                cost += self._outer[_cheapest(layer, self._outer)]
            else:
                cost_here = self._inner[_cheapest(layer, self._inner)]
                if layer & chain[-depth] & _PAGES_MASK:
                    cost_here = min(cost_here, _SAME_AGAIN)
                cost += cost_here
            if not layer & UTF8:
                cost += 3.0 if layer & CESU8 else 4.0
        return cost


def _cheapest(layer: int, costs_of: list[float]) -> int:
    best, least = 0, float("inf")
    pages = layer & _PAGES_MASK
    while pages:
        bit = pages & -pages
        pages ^= bit
        number = bit.bit_length() - 1
        if costs_of[number] < least:
            best, least = number, costs_of[number]
    return best


#: What the commonest page costs, and what each nat above it takes off a reading, once more, where
#: another page reads the same piece: in the wild windows-1252 is far commoner than ISO
#: 8859-10, which reads the same signs as small letters. Of 40 words with a capital or a sharp s,
#: read as windows-1252, it restores 35 instead of 23, and 1 instead of 4 is changed wrongly; of
#: 15,600 words and lines of tuning text by all pages alike, none less. Twice as much would restore
#: 37, but lose 20 of those.
_COMMONEST: Final = 5.0
_RARITY: Final = 1.0
#: A mistake that was made once is soon made again by the same program.
_SAME_AGAIN: Final = 2.0
PRIOR: Final = Prior()
