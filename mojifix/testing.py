"""Hypothesis strategies that make mojibake, for tests of whatever has to live with it.

What they make is real: every damaged text went through :func:`damage`, which reads bytes by
mojifix's own code pages and gives up where anything would be lost. So each text can be taken back;
whether a program does take it back is for the test to say::

    from hypothesis import given
    from mojifix.testing import mojibake

    @given(mojibake())
    def test_the_importer_stores_what_was_meant(case):
        damaged, original, chain = case
        assert importer(damaged) == original

Needs Hypothesis: ``pip install 'mojifix[testing]'``. Nothing else in mojifix imports this module.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from mojifix import codepages
from mojifix.errors import PolicyError
from mojifix.model import MixUp

try:
    from hypothesis import reject
    from hypothesis import strategies as st
except ModuleNotFoundError as error:
    raise ImportError(
        "mojifix.testing needs Hypothesis, which is not installed: pip install 'mojifix[testing]'"
    ) from error

__all__ = ["Mojibake", "chains", "damage", "mix_ups", "mojibake"]

#: What text can have been meant as, commonest first.
_FORMS: Final = ("utf-8", "cesu-8", "java-utf-8")

#: Chains tried on a text before Hypothesis is told that none suits it. Of all pairs of a sentence
#: below and a page 74 % lose nothing, with two pages on top of each other 54 %.
_TRIES: Final = 12

#: What is damaged unless a test brings its own: one sentence for each of the ways that alphabets
#: live on code pages, long enough to leave no doubt about what was meant.
_SENTENCES: Final = (
    # French
    "Le caf\u00e9 du th\u00e9\u00e2tre n\u2019a jamais \u00e9t\u00e9 aussi anim\u00e9 que cet "
    "\u00e9t\u00e9-l\u00e0.",
    # German
    "Die M\u00f6bel f\u00fcr das B\u00fcro kommen n\u00e4chste Woche \u2013 p\u00fcnktlich, so "
    "hei\u00dft es.",
    # Spanish
    "El ni\u00f1o so\u00f1\u00f3 con monta\u00f1as altas y un r\u00edo que cantaba canciones "
    "antiguas.",
    # Polish
    "Za\u017c\u00f3\u0142\u0107 g\u0119\u015bl\u0105 ja\u017a\u0144: te s\u0142owa ka\u017cdy "
    "programista pozna\u0142 ju\u017c w szkole.",
    # Czech
    "P\u0159\u00edli\u0161 star\u00fd k\u016f\u0148 st\u00e1l u plotu a d\u00edval se, jak d"
    "\u011bti b\u011b\u017e\u00ed dom\u016f.",
    # Turkish
    "\u0130stanbul\u2019da ya\u011fmurlu bir g\u00fcn, vapurlar yine de \u00e7al\u0131\u015f"
    "\u0131yor ve \u00e7ay s\u0131cac\u0131k.",
    # Vietnamese
    "Bu\u1ed5i s\u00e1ng tr\u1eddi n\u1eafng \u0111\u1eb9p, m\u1ecdi ng\u01b0\u1eddi c\u00f9ng "
    "nhau \u0111i ch\u1ee3 qu\u00ea mua rau.",
    # Russian
    "\u0412 \u0441\u0442\u0430\u0440\u043e\u043c \u043f\u0430\u0440\u043a\u0435 \u0441\u043d"
    "\u043e\u0432\u0430 \u0438\u0433\u0440\u0430\u0435\u0442 \u043e\u0440\u043a\u0435\u0441"
    "\u0442\u0440, \u0438 \u043b\u044e\u0434\u0438 \u0442\u0430\u043d\u0446\u0443\u044e\u0442 "
    "\u0434\u043e \u0432\u0435\u0447\u0435\u0440\u0430.",
    # Ukrainian
    "\u0423\u0447\u043e\u0440\u0430 \u0443\u0432\u0435\u0447\u0435\u0440\u0456 \u043d\u0430"
    "\u0434 \u043c\u0456\u0441\u0442\u043e\u043c \u0441\u0442\u043e\u044f\u043b\u0430 \u0432"
    "\u0435\u043b\u0438\u043a\u0430 \u0436\u043e\u0432\u0442\u0430 \u0445\u043c\u0430\u0440"
    "\u0430.",
    # Greek
    "\u03a4\u03bf \u03ba\u03b1\u03c1\u03ac\u03b2\u03b9 \u03ad\u03c6\u03c5\u03b3\u03b5 \u03bd"
    "\u03c9\u03c1\u03af\u03c2 \u03c4\u03bf \u03c0\u03c1\u03c9\u03af \u03b3\u03b9\u03b1 \u03c4"
    "\u03bf \u03bc\u03b9\u03ba\u03c1\u03cc \u03bd\u03b7\u03c3\u03af.",
    # Hebrew
    "\u05d4\u05d9\u05dc\u05d3\u05d9\u05dd \u05d7\u05d6\u05e8\u05d5 \u05d4\u05d1\u05d9\u05ea"
    "\u05d4 \u05dc\u05e4\u05e0\u05d9 \u05e9\u05d4\u05d2\u05e9\u05dd \u05d4\u05ea\u05d7\u05d9"
    "\u05dc \u05dc\u05e8\u05d3\u05ea.",
    # Arabic
    "\u0648\u0635\u0644 \u0627\u0644\u0642\u0637\u0627\u0631 \u0645\u062a\u0623\u062e\u0631"
    "\u0627 \u0648\u0627\u0646\u062a\u0638\u0631 \u0627\u0644\u062c\u0645\u064a\u0639 \u0639"
    "\u0644\u0649 \u0627\u0644\u0631\u0635\u064a\u0641.",
    # Thai
    "\u0e27\u0e31\u0e19\u0e19\u0e35\u0e49\u0e2d\u0e32\u0e01\u0e32\u0e28\u0e14\u0e35\u0e21\u0e32"
    "\u0e01 \u0e40\u0e23\u0e32\u0e08\u0e36\u0e07\u0e2d\u0e2d\u0e01\u0e44\u0e1b\u0e40\u0e14"
    "\u0e34\u0e19\u0e40\u0e25\u0e48\u0e19\u0e17\u0e35\u0e48\u0e2a\u0e27\u0e19\u0e2a\u0e32\u0e18"
    "\u0e32\u0e23\u0e13\u0e30",
    # Japanese
    "\u660e\u65e5\u306e\u671d\u306f\u65e9\u304f\u8d77\u304d\u3066\u3001\u99c5\u524d\u306e\u65b0"
    "\u3057\u3044\u30d1\u30f3\u5c4b\u306b\u884c\u3063\u3066\u307f\u305f\u3044\u3002",
    # Chinese
    "\u6211\u4eec\u660e\u5929\u4e00\u8d77\u53bb\u56fe\u4e66\u9986\u501f\u51e0\u672c\u5173\u4e8e"
    "\u5386\u53f2\u7684\u4e66\uff0c\u7136\u540e\u5403\u5348\u996d\u3002",
    # Korean
    "\uc624\ub298 \uc800\ub141\uc5d0\ub294 \uac00\uc871\uacfc \ud568\uaed8 \ub530\ub73b\ud55c "
    "\uad6d\uc218\ub97c \uba39\uc73c\ub7ec \uac00\uae30\ub85c \ud588\uc2b5\ub2c8\ub2e4.",
)


class Mojibake(NamedTuple):
    """A text that went through ``chain`` and could come back, since nothing of it was lost."""

    damaged: str
    original: str
    chain: tuple[MixUp, ...]


# --- damage --------------------------------------------------------------------------------------


def damage(text: str, chain: Iterable[MixUp]) -> str | None:
    """Put ``text`` through the mix-ups of ``chain``, first mistake first.

    Returns ``None`` where that would lose something: a lone surrogate, a byte that the page has no
    character for, a character that would not give its byte back. Holes of the Windows pages
    between 80 and 9F are C1 controls, as on the web. Raises :class:`mojifix.PolicyError` for a
    label that mojifix does not know.
    """
    steps = [(_form(mix_up.meant), codepages.canonical(mix_up.read_as)) for mix_up in chain]
    for form, label in steps:
        data = _encode(text, form)
        read = None if data is None else _read(data, label)
        if read is None:
            return None
        text = read
    return text


def _form(meant: str) -> str:
    form = meant.strip().lower()
    if form not in _FORMS:
        raise PolicyError(f"meant: {meant!r} is none of {', '.join(_FORMS)}")
    return form


def _encode(text: str, form: str) -> bytes | None:
    """Return the bytes of ``text`` in a form of UTF-8, none of which has lone surrogates."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return None
    if form == "utf-8":
        return data
    halves = "".join(
        char
        if char < "\U00010000"
        else chr(0xD7C0 + (ord(char) >> 10)) + chr(0xDC00 + (ord(char) & 0x3FF))
        for char in text
    )
    data = halves.encode("utf-8", "surrogatepass")
    return data.replace(b"\0", b"\xc0\x80") if form == "java-utf-8" else data


def _read(data: bytes, label: str) -> str | None:
    number, page = next((n, p) for n, p in enumerate(codepages.PAGES) if p.label == label)
    if page.multi:
        return _read_multi(data, number)
    chars = [_characters(number)[byte] for byte in data]
    return None if None in chars else "".join(filter(None, chars))


@cache
def _characters(number: int) -> tuple[str | None, ...]:
    """Return what each byte is read as by single-byte page ``number``, ``None`` for a hole.

    Python's reading is preferred, then that of the web. What only older or sloppier programs show
    in a hole beyond 9F (a private character, the Latin-1 one) is a hole here.
    """
    page = codepages.PAGES[number]
    fits: dict[int, set[str]] = {}
    for char, bytes_of in codepages.single_tables().items():
        for byte, mask in bytes_of.items():
            if mask >> number & 1:
                fits.setdefault(byte, set()).add(char)
    # cp864 shows the percent sign as the Arabic one, which mojifix leaves alone.
    usual_ascii = bytes(range(0x80)).decode(page.codec, "replace")
    chars: list[str | None] = [
        char if char == chr(byte) else None for byte, char in enumerate(usual_ascii)
    ]
    for byte in range(0x80, 0x100):
        own = fits.get(byte, set())
        usual = bytes((byte,)).decode(page.codec, "ignore")
        if usual not in own:
            web = {
                char
                for char in own
                if unicodedata.category(char) != "Co" and (byte < 0xA0 or char != chr(byte))
            }
            usual = min(web, default="") if usual == "" else ""
        chars.append(usual or None)
    return tuple(chars)


def _read_multi(data: bytes, number: int) -> str | None:
    """Decode by multi-byte page ``number`` if each character gives back its own bytes."""
    try:
        read = data.decode(codepages.PAGES[number].codec)
    except UnicodeDecodeError:
        return None
    at = 0
    for char in read:
        for raw, mask in ((char.encode(), -1),) if char.isascii() else codepages.variants(char):
            if mask >> number & 1 and data.startswith(raw, at):
                at += len(raw)
                break
        else:
            return None
    return read


# --- strategies ----------------------------------------------------------------------------------


def mix_ups(
    *, read_as: Iterable[str] | None = None, meant: Iterable[str] = ("utf-8",)
) -> st.SearchStrategy[MixUp]:
    """Generate single mistakes, the commonest page first when an example shrinks.

    ``read_as`` are labels of the pages that bytes are misread as, by default every page that
    mojifix knows; ``meant`` the forms of UTF-8 that they are meant as, of ``utf-8``, ``cesu-8`` and
    ``java-utf-8``.
    """
    pages = [page.label for page in codepages.PAGES]
    if read_as is not None:
        wanted = set(map(codepages.canonical, read_as))
        pages = [label for label in pages if label in wanted]
    return st.builds(MixUp, st.sampled_from(pages), st.sampled_from(list(map(_form, meant))))


def chains(
    *, max_layers: int = 2, of: st.SearchStrategy[MixUp] | None = None
) -> st.SearchStrategy[tuple[MixUp, ...]]:
    """Generate chains of one to ``max_layers`` mix-ups, by default any of :func:`mix_ups`."""
    links = mix_ups() if of is None else of
    return st.lists(links, min_size=1, max_size=max_layers).map(tuple)


def mojibake(
    text: st.SearchStrategy[str] | None = None,
    chain: st.SearchStrategy[tuple[MixUp, ...]] | None = None,
) -> st.SearchStrategy[Mojibake]:
    """Generate (damaged, original, chain) where the damage changed something and lost nothing.

    ``text`` is what gets damaged, by default a sentence in one of sixteen languages; ``chain`` what
    it goes through, by default any of :func:`chains`. A text that no chain tried on it suits (ASCII
    suits none) is rejected.
    """
    return _mojibake(
        st.sampled_from(_SENTENCES) if text is None else text, chains() if chain is None else chain
    )


@st.composite
def _mojibake(
    draw: st.DrawFn,
    text: st.SearchStrategy[str],
    chain: st.SearchStrategy[tuple[MixUp, ...]],
) -> Mojibake:
    original = draw(text)
    for _ in range(_TRIES):
        links = draw(chain)
        damaged = damage(original, links)
        if damaged is not None and damaged != original:
            return Mojibake(damaged, original, links)
    return reject()
