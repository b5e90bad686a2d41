from array import array
from collections.abc import Callable

class Profile:
    def __new__(
        cls,
        grams: str,
        counts: bytes,
        everywhere: Callable[[str], float],
        shares: dict[int, float],
        doubling: float,
        shared: float,
        most: float,
        /,
    ) -> Profile: ...
    def cost(self, gram: str, /) -> float: ...
    def costs(
        self, grams: tuple[str, ...], shapes: tuple[float, ...], most: tuple[float, ...], /
    ) -> list[float]: ...

_Level = tuple[array[int], array[int], array[int], array[int], array[int]]

class Tree:
    def __new__(
        cls,
        symbols: str,
        uni: array[int],
        first: _Level,
        second: _Level,
        third: _Level,
        block: int,
        steps: float,
        /,
    ) -> Tree: ...
    def cost(self, context: str, symbol: str, /) -> float | None: ...
