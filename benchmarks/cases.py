"""Decides what is asked of a repairer: which texts, damaged how, and what must come back.

Every page gets the same number of cases. Within a page, half are drawn evenly from the languages
that the test packages hold prose in (or tuning packages, for tuning), half evenly from all others,
as far as the page damages a language's text without loss. Which cases come out depends on the seed,
the split, the kind and the page alone: fewer cases are the first of more.
"""

from __future__ import annotations

import functools
import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from benchmarks.damage import PAGES, Page, damage
from benchmarks.sources import Line, script

__all__ = ["TYPOGRAPHY", "Case", "Maker", "Stock", "damaged_cases", "draw"]

#: Sources that are not prose: a language known from these alone is one of "all others".
_INTERFACE: Final = ("mediawiki", "iso-codes", "spacy", "faker", "humanize")
#: Fewer lines than this and a language would be the same few lines over and over.
_ENOUGH: Final = 40
#: Where no language has as many (a machine without Debian's packages), that is better than nothing.
_SCARCE: Final = 4


class Case(NamedTuple):
    """One text to repair: ``given`` must come back as ``expected``."""

    kind: str
    page: str
    lang: str
    script: str
    prose: bool
    given: str
    expected: str
    #: Other answers that are right as well.
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stock:
    """The lines that cases are made of, by language, in two groups of languages."""

    damageable: dict[str, list[str]]
    all_lines: dict[str, list[str]]
    prose: tuple[str, ...]
    others: tuple[str, ...]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Stock:
        """Sort lines by language; ones from prose sources are preferred where there are enough."""
        number = Counter(line.lang for line in lines if line.prose and not line.text.isascii())
        enough = _ENOUGH if max(number.values(), default=0) >= _ENOUGH else _SCARCE
        by_language: dict[str, dict[bool, list[Line]]] = defaultdict(lambda: {True: [], False: []})
        for line in lines:
            if line.prose:
                by_language[line.lang][line.source not in _INTERFACE].append(line)
        damageable, every = {}, {}
        prose: list[str] = []
        others: list[str] = []
        for lang, groups in sorted(by_language.items()):
            is_prose = sum(not line.text.isascii() for line in groups[True]) >= enough
            some = groups[True] if is_prose else groups[True] + groups[False]
            non_ascii = [line.text for line in some if not line.text.isascii()]
            if len(non_ascii) >= enough:
                damageable[lang] = non_ascii
                every[lang] = [line.text for line in some]
                (prose if is_prose else others).append(lang)
        return cls(damageable, every, tuple(prose), tuple(others))


# --- words -----------------------------------------------------------------------------------

_TOKEN = re.compile(r"\S+")
#: Scripts written without spaces: a "word" of them is a stretch of two to eight characters.
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u1950-\u19df\u2e80-\u9fff\ua000-\ua4cf\U00020000-\U0003ffff]"
)


def _joins(char: str) -> bool:
    return unicodedata.category(char)[0] == "M" or char in "\u200c\u200d"


def _word(text: str, rng: random.Random) -> tuple[int, int] | None:
    """A non-ASCII word of ``text`` that leaves other non-ASCII text on the line, or ``None``.

    Half of the words are taken with the punctuation that they touch, half without.
    """
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    tokens = [(start, end) for start, end in tokens if not text[start:end].isascii()]
    if not tokens:
        return None
    start, end = rng.choice(tokens)
    bare = rng.random() < 0.5
    if end - start > 8 and _SPACELESS.search(text, start, end):
        start = rng.randrange(start, end - 1)
        end = min(end, start + rng.randint(2, 8))
        while start > 0 and _joins(text[start]):
            start -= 1
        while end < len(text) and _joins(text[end]):
            end += 1
    elif bare:
        inner = [at for at in range(start, end) if text[at].isalnum() or _joins(text[at])]
        if inner:
            start, end = inner[0], inner[-1] + 1
    if text[start:end].isascii() or (text[:start] + text[end:]).isascii():
        return None
    return start, end


# --- the kinds -------------------------------------------------------------------------------

#: Makes one case of a language, or None where the page can't damage what was drawn.
_Maker = Callable[[Stock, str, Page, random.Random], tuple[str, str, str] | None]

#: In one case of 40 an emoji follows the word: with it come four-byte UTF-8 and CESU-8.
_EMOJI: Final = "😀 😂 ❤️ 👍 🎉 🚀 😭 🔥 🇫🇷 👩‍💻 💡 🙏 ✅ 🤔 🐛".split()


def _meant(text: str, rng: random.Random) -> str:
    return "cesu-8" if max(text) > "\uffff" and rng.random() < 0.5 else "utf-8"


def _make_word(
    stock: Stock, lang: str, page: Page, rng: random.Random
) -> tuple[str, str, str] | None:
    text = rng.choice(stock.damageable[lang])
    if (span := _word(text, rng)) is None:
        return None
    start, end = span
    word = text[start:end]
    if rng.random() < 1 / 40:
        word += " " + rng.choice(_EMOJI)
    bad = damage(word, page, _meant(word, rng))
    if bad is None:
        return None
    return page.label, text[:start] + bad + text[end:], text[:start] + word + text[end:]


def _make_line(
    stock: Stock, lang: str, page: Page, rng: random.Random
) -> tuple[str, str, str] | None:
    text = rng.choice(stock.damageable[lang])
    if rng.random() < 1 / 40:
        text += " " + rng.choice(_EMOJI)
    bad = damage(text, page, _meant(text, rng))
    return None if bad is None else (page.label, bad, text)


def _make_document(
    stock: Stock, lang: str, page: Page, rng: random.Random
) -> tuple[str, str, str] | None:
    """Ten lines, of three languages in one document of three, and three of them damaged."""
    languages = [lang]
    if rng.random() < 1 / 3:
        others = stock.prose or stock.others
        languages += rng.sample(others, min(2, len(others)))
    good = []
    for at in range(10):
        good.append(rng.choice(stock.all_lines[languages[at % len(languages)]]))
    given, pages = list(good), [page]
    for at in rng.sample(range(10), 3):
        source = languages[at % len(languages)]
        for _ in range(40):
            now = page if len(pages) == 1 else rng.choice(_LABELLED)
            line = rng.choice(stock.damageable[source])
            bad = damage(line, now) if now not in pages[1:] else None
            if bad is not None:
                good[at], given[at] = line, bad
                pages.append(now)
                break
        else:
            return None
    label = " + ".join(used.label for used in pages[1:])
    return label, "\n".join(given), "\n".join(good)


_LABELLED: Final = tuple(PAGES.values())


def _layered(least: int, most: int) -> _Maker:
    """Layers upon layers: the same page throughout in half of the cases, half on one word."""

    def make(
        stock: Stock, lang: str, page: Page, rng: random.Random
    ) -> tuple[str, str, str] | None:
        text = rng.choice(stock.damageable[lang])
        if most > 2:
            text = text[:80].rstrip()
        start, end = 0, len(text)
        if rng.random() < 0.5:
            if (span := _word(text, rng)) is None:
                return None
            start, end = span
        same = rng.random() < 0.5
        chain = [page]
        bad = damage(text[start:end], page)
        for _ in range(rng.randint(least, most) - 1):
            if bad is None:
                return None
            for _ in range(20):
                now = page if same else rng.choice(_LABELLED)
                worse = damage(bad, now)
                if worse is not None or same:
                    break
            bad = worse
            chain.append(now)
        if bad is None:
            return None
        label = " > ".join(used.label for used in chain)
        return label, text[:start] + bad + text[end:], text

    return make


_KINDS: Final[dict[str, _Maker]] = {
    "word": _make_word,
    "line": _make_line,
    "document": _make_document,
    "layers": _layered(2, 2),
    "deep": _layered(3, 6),
}

#: Draws of one language before a page is taken to damage none of its text without loss.
_DRAWS: Final = 12


#: Makes one case of a language: its label, the damaged text and the right one.
Maker = Callable[[Stock, str, random.Random], tuple[str, str, str] | None]


def draw(
    kind: str,
    make: Maker,
    wanted: int,
    stock: Stock,
    rng: random.Random,
    languages: Callable[[str], bool] = lambda _: True,
    draws: int = _DRAWS,
) -> Iterator[Case]:
    """Yield up to ``wanted`` cases, in turn of prose and others, and evenly over their languages.

    A language that ``draws`` draws make no case of is given up.
    """
    groups = [
        [lang for lang in rng.sample(group, len(group)) if languages(lang)]
        for group in (stock.prose, stock.others)
    ]
    made = 0
    turn = [0, 0]
    while made < wanted and any(groups):
        which = made % 2 if all(groups) else int(not groups[0])
        group = groups[which]
        lang = group[turn[which] % len(group)]
        for _ in range(draws):
            case = make(stock, lang, rng)
            if case is not None:
                label, given, expected = case
                yield Case(kind, label, lang, script(expected), which == 0, given, expected)
                made += 1
                turn[which] += 1
                break
        else:
            group.remove(lang)


def damaged_cases(kind: str, number: int, stock: Stock, seed: str) -> list[Case]:
    """About ``number`` cases of a kind, shared out evenly over all pages."""
    each = max(1, round(number / len(PAGES)))
    cases: list[Case] = []
    for page in PAGES.values():
        rng = random.Random(f"{seed} {kind} {page.label}")
        make = functools.partial(_on_page, _KINDS[kind], page)
        cases += draw(kind, make, each, stock, rng)
    return cases


def _on_page(
    make: _Maker, page: Page, stock: Stock, lang: str, rng: random.Random
) -> tuple[str, str, str] | None:
    return make(stock, lang, page, rng)


# --- harsh typography ------------------------------------------------------------------------

_MARKS: Final = "®™²³°€”…\u2013\u2019"


def _marked(text: str) -> str:
    """Every word of the upper-cased text followed by one mark or another."""
    words = text.upper().split(" ")
    return " ".join(word + _MARKS[at % len(_MARKS)] for at, word in enumerate(words))


#: Ten things that typesetting does to clean text, each to a string and the string after it. They
#: put what ends a UTF-8 sequence in most pages behind what begins one: capitals with accents.
TYPOGRAPHY: Final[dict[str, Callable[[str, str], str]]] = {
    "upper case": lambda text, _: text.upper(),
    "upper case in “ ”": lambda text, _: f"“{text.upper()}”",
    "upper case in « »": lambda text, _: f"«{text.upper()}»",
    "upper case, ® and text": lambda text, after: f"{text.upper()}® {after}",
    "upper case, ™": lambda text, _: f"{text.upper()}™",
    "upper case, ²": lambda text, _: f"{text.upper()}²",
    "upper case, €": lambda text, _: f"{text.upper()}€",
    "upper case joined by NBSP": lambda text, after: f"{text} {after}".upper().replace(
        " ", "\u00a0"
    ),
    "upper case, each word marked": lambda text, _: _marked(text),
    "joined without a space": lambda text, after: text.upper() + after,
}
