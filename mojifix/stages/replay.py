"""Whether a chain made one text of another, by the labels it is reported with; judges nothing."""

from __future__ import annotations

from functools import cache

from mojifix import codepages
from mojifix.model import UTF_8, UTF_16, MixUp

__all__ = ["begun", "replays", "undone"]


def replays(before: str, after: str, chain: tuple[MixUp, ...]) -> bool:
    """Whether ``after``, put through ``chain``, is ``before``, byte by byte."""
    return undone(before, chain) == after


def undone(text: str, chain: tuple[MixUp, ...]) -> str | None:
    """Return what ``text`` was before ``chain`` if all of it went through that, else ``None``.

    In this direction there is one result at most, while a page may show one byte as more than one
    character: a byte of no character as a control or as one for private use.
    """
    was: str | None = text
    for mix_up in reversed(chain):
        data = None if was is None else _bytes(was, mix_up.read_as)
        was = None if data is None else _decode(data, mix_up.meant)
    return was


def begun(text: str, chain: tuple[MixUp, ...]) -> int | None:
    """Return how many characters begin in ``text`` if it is the beginning of what ``chain`` made,
    ``None`` where that takes more than one mix-up of UTF-8 to say."""
    if len(chain) != 1 or chain[0].meant != "utf-8":
        return None
    data = _bytes(text, chain[0].read_as)
    return None if data is None else sum(not 0x80 <= byte < 0xC0 for byte in data)


@cache
def _number(label: str) -> int:
    return next(number for number, page in enumerate(codepages.PAGES) if page.label == label)


def _bytes(text: str, label: str) -> bytes | None:
    """Return the bytes that a page, or UTF-16, reads as ``text``."""
    if label in UTF_16:
        return text.encode(label, "surrogatepass")
    number = _number(label)
    multi = codepages.PAGES[number].multi
    tables = codepages.single_tables()
    made = bytearray()
    for char in text:
        if char.isascii():
            made.append(ord(char))
            continue
        if multi:
            ways = [raw for raw, mask in codepages.variants(char) if mask >> number & 1]
        else:
            bytes_of = tables.get(char, {})
            ways = [bytes((byte,)) for byte, mask in bytes_of.items() if mask >> number & 1]
        if not ways:
            return None
        made += ways[0]
    return bytes(made)


def _decode(data: bytes, form: str) -> str | None:
    if form not in UTF_8 and form not in UTF_16:
        return codepages.decode(data, form)
    try:
        if form == "utf-8" or form in UTF_16:
            return data.decode(form)
        if form == "java-utf-8":
            if 0 in data:
                return None
            data = data.replace(b"\xc0\x80", b"\0")
        # Both other forms write what is beyond the basic plane as two surrogates.
        if max(data, default=0) >= 0xF0:
            return None
        halves = data.decode("utf-8", "surrogatepass")
        return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return None
