"""Decides which text counts as a legacy page read as another, no UTF-8 involved, and makes it.

A pair is a page that text was meant as and one that it was read as. It damages a text if the text
has its place in the first page, its bytes have theirs in the second, which writes the same bytes
again, and something else is read. Windows pages read by the web's table: holes of 80..9F are C1
controls. Only text that changes is a case; of text with a single letter beyond ASCII two pages
often say the same, and no tool can then know which was meant.

Each page is read as Latin-1, as windows-1252, and as the pages that people of its region have: the
ones of the same letters from other systems (the console's, the Mac's, ISO's, Unix's); what Western
consoles, archives (cp437, cp850) and Macs show; and windows-1251, which half of Eastern Europe has.
Latin pages are read as all other Latin pages as well, CJK pages as all other CJK pages.

Languages are those of the page's script: of national pages the nations' (as codes of two letters
and, for the Declaration of Human Rights, of three), of Cyrillic and Western pages all whose letters
the page has. Where the page has a letter by another name, the text is spelled as it was then:
Romanian with cedillas, Persian with the Arabic yeh, Vietnamese with its tones apart.
"""

from __future__ import annotations

import functools
import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.cases import Case, Stock, draw
from benchmarks.damage import PAGES, Page, damage
from benchmarks.sources import script

__all__ = [
    "JUDGED",
    "LATIN",
    "NON_LATIN",
    "PAIRS",
    "SPELLING",
    "Pair",
    "cases_of_pairs",
    "language_tag",
    "line_cases",
    "spelled",
]

_WEST: Final = ("latin-1", "windows-1252", "mac-roman", "cp437", "cp850")
_CYRILLIC: Final = ("windows-1251", "koi8-r", "koi8-u", "cp866", "iso-8859-5", "mac-cyrillic")
_CJK: Final = ("cp932", "euc-jp", "gbk", "cp950", "cp949")
#: Latin pages that text is meant as, in regions.
_CENTRAL: Final = ("windows-1250", "iso-8859-2", "cp852", "mac-latin2")
_TURKISH: Final = ("windows-1254", "iso-8859-9")
_WESTERN: Final = ("windows-1252", "mac-roman", "cp437", "cp850")
_LATIN: Final = (*_WEST, *_CENTRAL, *_TURKISH, "windows-1257", "windows-1258")


@dataclass(frozen=True, slots=True)
class Region:
    """Pages of one region, what they are read as, and whose text they hold.

    ``languages`` are codes; where there are none, all languages whose letters the page has.
    """

    meant: tuple[str, ...]
    read_as: tuple[str, ...]
    scripts: tuple[str, ...]
    languages: tuple[str, ...] = ()


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_GREEK: Final = ("windows-1253", "iso-8859-7")
_HEBREW: Final = ("windows-1255", "iso-8859-8")
_ARABIC: Final = ("windows-1256", "iso-8859-6")
_EAST: Final = (*_WEST, "windows-1251")
_HAN: Final = ("Han",)

_REGIONS: Final = (
    Region(_CYRILLIC, (*_WEST, *_CYRILLIC), ("Cyrillic",)),
    Region(_GREEK, (*_EAST, *_GREEK, "cp737", "mac-greek"), ("Greek",), _codes("el ell-monotonic")),
    Region(_HEBREW, (*_EAST, *_HEBREW, "cp862"), ("Hebrew",), _codes("he yi heb ydd")),
    Region(_ARABIC, (*_EAST, *_ARABIC, "cp720"), ("Arabic",), _codes("ar fa arz arb pes-1 pes-2")),
    Region(("windows-874",), _EAST, ("Thai",), _codes("th tha tha2")),
    Region(("cp932", "euc-jp"), (*_EAST, *_CJK), ("Japanese", "Han"), _codes("ja jpn jpn-tokyo")),
    Region(("gbk",), (*_EAST, *_CJK, "windows-1254"), _HAN, _codes("zh-cn wuu gan-hans cmn-hans")),
    Region(("cp950",), (*_EAST, *_CJK), _HAN, _codes("zh-tw yue-hant gan-hant wuu-hant cmn-hant")),
    Region(("cp949",), (*_EAST, *_CJK), ("Hangul",), _codes("ko kor")),
    Region(
        _CENTRAL,
        (*_LATIN, "windows-1251"),
        ("Latin",),
        _codes(
            "cs sk pl hu sl hr bs sr-latin sr-el sh-latn ro sq hsb dsb csb szl de"
            " ces slk pol hun slv hrv bos-latn ron-1953 als"
        ),
    ),
    Region(_TURKISH, (*_LATIN, "windows-1251"), ("Latin",), _codes("tr tur kmr ku-latn diq")),
    Region(
        ("windows-1257",), (*_LATIN, "windows-1251"), ("Latin",), _codes("lt lv et lit lav est")
    ),
    Region(("windows-1258",), (*_LATIN, "windows-1251"), ("Latin",), _codes("vi vie")),
    Region(_WESTERN, (*_LATIN, "windows-1251"), ("Latin",)),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Text meant as one page and read as another."""

    meant: Page
    read_as: Page
    region: Region

    @property
    def label(self) -> str:
        return f"{self.meant.label} as {self.read_as.label.removesuffix('/web')}"

    @property
    def latin(self) -> bool:
        return self.region.scripts == ("Latin",)

    def damage(self, text: str) -> str | None:
        """Return ``text`` as the pair misreads it; ``None`` if it does not or something is lost."""
        data = self.meant.write(text)
        read = None if data is None else self.read_as.read(data)
        if read is None or read == text or self.read_as.write(read) != data:
            return None
        return read if self.meant.read(data or b"") == text else None


def _pairs() -> Iterator[Pair]:
    for region in _REGIONS:
        for meant in region.meant:
            for label in dict.fromkeys(region.read_as):
                if label != meant:
                    page = PAGES.get(f"{label}/web", PAGES[label])
                    yield Pair(PAGES[meant], page, region)


PAIRS: Final = tuple(_pairs())
LATIN: Final = tuple(pair for pair in PAIRS if pair.latin)
NON_LATIN: Final = tuple(pair for pair in PAIRS if not pair.latin)

# --- languages and their spelling ------------------------------------------------------------

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"


def _tones_apart(text: str) -> str:
    """Vietnamese as windows-1258 writes it: the letter, then its tone as a combining mark."""
    parts = []
    for char in unicodedata.normalize("NFC", text):
        apart = unicodedata.normalize("NFD", char)
        tones = "".join(mark for mark in apart[1:] if mark in _TONES)
        # Latin-1's own letters are in the page with their accents, but for four.
        if tones and PAGES["windows-1258"].write(char) is None:
            rest = "".join(mark for mark in apart if mark not in _TONES)
            char = unicodedata.normalize("NFC", rest) + tones
        parts.append(char)
    return "".join(parts)


_CEDILLAS: Final = str.maketrans("șțȘȚ", "şţŞŢ")
_ARABIC_YEH: Final = str.maketrans("\u06cc", "\u064a")

SPELLING: Final[dict[str, Callable[[str], str]]] = {
    "windows-1258": _tones_apart,
    **dict.fromkeys(_CENTRAL, lambda text: text.translate(_CEDILLAS)),
    "windows-1256": lambda text: text.translate(_ARABIC_YEH),
}


def spelled(text: str, page: Page) -> str:
    return SPELLING[page.label](text) if page.label in SPELLING else text


#: Of a language's letters, how many the page must have: French in cp437 lacks some capitals and œ,
#: one letter in 700; Polish in windows-1252 lacks one in 15, Portuguese in cp437 one in 60.
_HOLDS: Final = 0.995
#: Lines that this is judged by.
JUDGED: Final = 200


@functools.cache
def _letters(texts: tuple[str, ...]) -> tuple[str, str]:
    """The letters of some texts, and the script of most."""
    joined = "".join(texts)
    return "".join(char for char in joined if char.isalpha()), script(joined)


def _holds(stock: Stock, page: Page, region: Region, lang: str) -> bool:
    if region.languages:
        return lang in region.languages
    letters, written_in = _letters(tuple(stock.damageable[lang][:JUDGED]))
    return written_in in region.scripts and _share(letters, page) >= _HOLDS


@functools.cache
def _share(letters: str, page: Page) -> float:
    """The share of letters that a page has."""
    number = Counter(letters)
    held = sum(times for char, times in number.items() if page.write(char) is not None)
    return held / max(1, number.total())


def language_tag(lang: str) -> str:
    """The tag by which ``Policy(languages=...)`` knows a language of the sources."""
    scripts = {"cn": "Hans", "tw": "Hant", "ec": "Cyrl", "el": "Latn", "latin": "Latn"}
    base, _, rest = lang.partition("-")
    if base in ("zh", "sr") and rest in scripts:
        return f"{base}-{scripts[rest]}"
    return f"{base}-{rest.title()}" if len(rest) == 4 else lang


# --- whole lines, and layers above and below -------------------------------------------------

#: Draws of one language before a pair is taken to damage none of its text: of Chinese lines one in
#: some tens has all its bytes in a Japanese page.
_DRAWS: Final = 60


def _line(pair: Pair, stock: Stock, lang: str, rng: random.Random) -> tuple[str, str, str] | None:
    text = spelled(rng.choice(stock.damageable[lang]), pair.meant)
    if script(text) not in pair.region.scripts:
        return None
    given = pair.damage(text)
    return None if given is None else (pair.label, given, text)


#: What UTF-8 is read as, above or below a legacy layer.
_UTF8_AS: Final = ("windows-1252", "latin-1", "windows-1251", "windows-1250", "mac-roman", "cp437")


def _utf8_as(text: str, label: str) -> str | None:
    read = damage(text, PAGES[label])
    web = PAGES.get(f"{label}/web")
    return damage(text, web) if read is None and web else read


def _layered(
    pair: Pair, stock: Stock, lang: str, rng: random.Random
) -> tuple[str, str, str] | None:
    """The pair, then UTF-8 read as some page; or that first and then the pair, as often."""
    text = spelled(rng.choice(stock.damageable[lang]), pair.meant)
    if script(text) not in pair.region.scripts:
        return None
    label = rng.choice(_UTF8_AS)
    if rng.random() < 0.5:
        read = pair.damage(text)
        given = None if read is None else _utf8_as(read, label)
        return None if given is None else (f"{pair.label} > {label}", given, text)
    read = _utf8_as(text, label)
    given = None if read is None else pair.damage(read)
    # Meant as the page that it was read as before, it is UTF-8 read as the pair's other page.
    if given is None or label == pair.meant.label or given == text:
        return None
    return f"{label} > {pair.label}", given, text


_LINES: Final = {
    "legacy-line": (_line, NON_LATIN),
    "legacy-latin": (_line, LATIN),
    "legacy-layer": (_layered, PAIRS),
}


def line_cases(kind: str, number: int, stock: Stock, seed: str) -> list[Case]:
    """About ``number`` cases of ``legacy-line``, ``-latin`` or ``-layer``, evenly over pairs."""
    make, pairs = _LINES[kind]
    return cases_of_pairs(kind, make, pairs, number, stock, seed)


Make = Callable[[Pair, Stock, str, random.Random], "tuple[str, str, str] | None"]


def _some(pairs: tuple[Pair, ...], number: int) -> tuple[Pair, ...]:
    """All pairs, or as many of them, evenly, as there shall be cases."""
    step = max(1, -(-len(pairs) // max(1, number)))
    return pairs[::step]


def cases_of_pairs(
    kind: str,
    make: Make,
    pairs: tuple[Pair, ...],
    number: int,
    stock: Stock,
    seed: str,
    draws: int = _DRAWS,
) -> list[Case]:
    chosen = _some(pairs, number)
    cases: list[Case] = []
    for pair in chosen:
        rng = random.Random(f"{seed} {kind} {pair.label}")
        one = functools.partial(make, pair)
        holds = functools.partial(_holds, stock, pair.meant, pair.region)
        each = max(1, round(number / len(chosen)))
        cases += draw(kind, one, each, stock, rng, holds, draws)
    return cases
