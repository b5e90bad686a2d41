"""Mix-ups undone and checked byte by byte, apart from the code that looks for them."""

from __future__ import annotations

from collections.abc import Iterator

from mojifix import MixUp, codepages

UTF_16 = ("utf-16-le", "utf-16-be")


def bytes_as(text: str, number: int) -> Iterator[bytes]:
    """Yield every byte string that page ``number`` can have read as ``text``."""
    made = [b""]
    for char in text:
        if char.isascii():
            ways = [char.encode()]
        elif codepages.PAGES[number].multi:
            ways = [raw for raw, mask in codepages.variants(char) if mask >> number & 1]
        else:
            bytes_of = codepages.single_tables().get(char, {})
            ways = [bytes((byte,)) for byte, mask in bytes_of.items() if mask >> number & 1]
        made = [raw + way for raw in made for way in ways]
    yield from made


def decode(data: bytes, form: str) -> str | None:
    """Decode a form of UTF-8, ``None`` where it is not valid; by Python's own codecs."""
    try:
        if form in ("utf-8", *UTF_16):
            return data.decode(form)
        if form not in ("cesu-8", "java-utf-8"):
            return codepages.decode(data, form)
        if max(data, default=0) >= 0xF0:
            return None
        if form == "java-utf-8":
            if b"\0" in data:
                return None
            data = data.replace(b"\xc0\x80", b"\0")
        halves = data.decode("utf-8", "surrogatepass")
        return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return None


def undone(text: str, mix_up: MixUp) -> Iterator[str]:
    """Yield what ``text`` was before ``mix_up``."""
    if mix_up.read_as in UTF_16:
        was = decode(text.encode(mix_up.read_as, "surrogatepass"), mix_up.meant)
        if was is not None:
            yield was
        return
    [number] = [n for n, page in enumerate(codepages.PAGES) if page.label == mix_up.read_as]
    for data in bytes_as(text, number):
        was = decode(data, mix_up.meant)
        if was is not None:
            yield was


def takes_back(before: str, after: str, chain: tuple[MixUp, ...]) -> bool:
    """Whether undoing ``chain``, last mistake first, turns ``before`` into ``after``."""
    texts = {before}
    for mix_up in reversed(chain):
        texts = {was for text in texts for was in undone(text, mix_up)}
    return after in texts
