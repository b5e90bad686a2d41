"""What kind of character each byte of a text in UTF-8 begins: seen once, for all that is looked for
in clean text."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["Seen", "beyond_ascii", "see"]

_ASCII: Final = bytes(range(128))

#: What kind of character a byte of UTF-8 begins: accented Latin letters, one of the alphabets,
#: Thai and its neighbours, other scripts, Han and kana, Hangul, ``+`` the rest; ``a`` is an ASCII
#: letter, ``c`` a byte that goes on, ``-`` what is ASCII else, but line breaks.
KINDS: Final = bytes(
    ord("a") if chr(byte).isalpha() and byte < 0x80
    else ord("c") if 0x80 <= byte < 0xC0
    else 10 if byte == 10
    else ord("L") if byte in (*range(0xC3, 0xCA), 0xCC)
    else ord("G") if byte in (0xCD, 0xCE, 0xCF)
    else ord("C") if 0xD0 <= byte < 0xD4
    else ord("H") if byte == 0xD7
    else ord("A") if 0xD8 <= byte < 0xDC
    else ord("T") if byte == 0xE0
    else ord("E") if 0xE3 <= byte < 0xEA
    else ord("K") if 0xEA <= byte < 0xEE
    else ord("P") if byte in (0xEE, 0xEF)
    else ord("O") if byte in (*range(0xD4, 0xD7), *range(0xDC, 0xE0), 0xE1)
    else ord("+") if byte >= 0x80
    else ord("-")
    for byte in range(256)
)  # fmt: skip


class Seen(NamedTuple):
    """A text in UTF-8, and the kinds of its bytes."""

    raw: bytes
    kinds: bytes


def see(text: str) -> Seen:
    """Return the bytes of ``text`` and their kinds."""
    raw = text.encode("utf-8", "surrogatepass")
    return Seen(raw, raw.translate(KINDS))


def beyond_ascii(raw: bytes) -> bytes:
    """Return UTF-8 without its ASCII characters."""
    return raw.translate(None, _ASCII)
