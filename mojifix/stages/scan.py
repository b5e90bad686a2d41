"""Where mojibake could be: a cheap yes/no over the text, then the pieces worth a closer look.

A piece begins and ends with a non-ASCII character and has no space in it; a word or a few. It is
left out here only when no mix-up could have made any part of it, whatever it would mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

__all__ = ["pieces"]

#: ASCII characters inside a piece: a long damaged word stays one, a base64 line does not.
_PIECE: Final = re.compile(r"[^\x00-\x7f](?:[\x21-\x7e]{0,20}[^\x00-\x7f])*")
#: Longer pieces are cut; memory and the search for layers stay bounded.
LONGEST: Final = 240


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of ``text`` that something could be wrong with, in order."""
    for match in _PIECE.finditer(text):
        start, end = match.span()
        while end - start > LONGEST:
            yield start, start + LONGEST
            start += LONGEST
        yield start, end
