"""Words with letters beyond ASCII that Latin languages are known to have, none of them a mere name.

What trigrams can't tell of a short line, one word can: there is no ``ve\u00e8``, but ``ve\u010d``
is Croatian. The words are kept as hashes, whatever their language: one that a language has is no
likelier to come out of clean text of another by chance. Read from ``words.bin`` the first time that
one is asked for; ``tools/train_language.py`` writes that file.
"""

from __future__ import annotations

import re
import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Final

from mojifix import language
from mojifix.language.alphabet import fold

__all__ = ["Words", "folded", "hashed", "known", "load", "spans"]

#: Four letters or more, with marks on them or behind them: Vietnamese of its page is written so.
#: Words of three come out by chance: of 100,000 clean lines three would be changed for those.
_WORD: Final = re.compile("(?:[^\\W\\d_]|[\u0300-\u036f]){4,}")


class Words:
    """A set of words. The file has the differences of their sorted hashes."""

    def __init__(self, data: bytes) -> None:
        magic, size = struct.unpack_from("<4sI", data)
        if magic != b"MJW1":
            raise ValueError("not a file of mojifix words")
        steps = array("I", zlib.decompress(memoryview(data)[8:]))
        if sys.byteorder == "big":
            steps.byteswap()
        if len(steps) != size:
            raise ValueError("a file of mojifix words that is cut off")
        self._hashes = array("I", accumulate(steps))

    def __len__(self) -> int:
        return len(self._hashes)

    def __contains__(self, word: str) -> bool:
        """Whether a folded word is in the set; of others one in 180,000 is."""
        number = hashed(word)
        at = bisect_left(self._hashes, number)
        return at < len(self._hashes) and self._hashes[at] == number


def folded(text: str) -> str:
    """Return ``text`` as words are compared in, as many characters."""
    return "".join(map(fold, text))


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the words of ``text`` are that are not all ASCII, and long enough to be told from
    others."""
    for match in _WORD.finditer(text):
        if not match.group().isascii():
            yield match.span()


def hashed(word: str) -> int:
    """Return the number of 32 bits that a folded word is kept as."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=1)
def load() -> Words:
    """Return the words that mojifix is shipped with; read once."""
    return Words((language.TABLES / "words.bin").read_bytes())


def known(word: str) -> bool:
    """Whether a word, one with letters beyond ASCII, is known of some Latin language.

    With capitals inside it is none: no more is what is damaged than what is to come out.
    """
    return (word[1:].islower() or word.isupper()) and folded(word) in load()
