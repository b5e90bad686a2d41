"""Decides which single words legacy pages are measured by, and what a source of many words is.

A word stands alone: nothing around it says what it is. A source is 200 words of one language that
one pair damaged, from which ``mojifix.learn`` is to find out the pair; words that the pair leaves
as they are, as ASCII ones, stand among them.
"""

from __future__ import annotations

import functools
import random
import re
import unicodedata
from typing import Final

from benchmarks.cases import Case, Stock
from benchmarks.legacy import JUDGED, NON_LATIN, PAIRS, SPELLING, Pair, cases_of_pairs, spelled
from benchmarks.sources import script

__all__ = ["SAMPLES", "clean_source_cases", "source_cases", "word_cases"]

#: Letters with the marks of Latin, Hebrew, Arabic and Thai.
_RUN: Final = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0e31-\u0e4e])*"
)
_SPACELESS: Final = ("Han", "Japanese", "Thai")
_LEAST: Final = 4


_script: Final = functools.cache(script)


def _words(text: str, scripts: tuple[str, ...], rng: random.Random) -> list[str]:
    """The words of four letters and more in one of these scripts alone.

    Of scripts without spaces, stretches of three to eight characters; so are Korean words.
    """
    short = bool({"Han", "Japanese", "Hangul"} & {*scripts})
    found = []
    for word in _RUN.findall(text):
        if not {*map(_script, word)} <= {*scripts, "Japanese", "None"}:
            continue
        if {*scripts} & {*_SPACELESS}:
            while word:
                size = rng.randint(3 if short else _LEAST, 8)
                # A Thai vowel sign or tone goes with its consonant.
                while size < len(word) and unicodedata.category(word[size])[0] == "M":
                    size += 1
                found.append(word[:size])
                word = word[size:]
        else:
            found.append(word)
    return [word for word in found if len(word) >= (3 if short else _LEAST)]


def _word(pair: Pair, stock: Stock, lang: str, rng: random.Random) -> tuple[str, str, str] | None:
    text = spelled(rng.choice(stock.damageable[lang]), pair.meant)
    words = _words(text, pair.region.scripts, rng)
    word = rng.choice(words) if words else ""
    given = pair.damage(word) if word else None
    return None if given is None else (pair.label, given, word)


def word_cases(kind: str, number: int, stock: Stock, seed: str) -> list[Case]:
    """About ``number`` words that stand alone, evenly over the pairs of non-Latin and CJK pages."""
    return cases_of_pairs(kind, _word, NON_LATIN, number, stock, seed)


#: Words in a source; of these, at most so many that the pair changes.
SAMPLES: Final = 200
_CHANGED: Final = 150


@functools.cache
def _vocabulary(texts: tuple[str, ...], spelling: str, scripts: tuple[str, ...]) -> list[str]:
    """The different words of a language's lines, in the region's scripts and in Latin letters."""
    rng = random.Random(0)
    texts = tuple(rng.sample(texts, min(len(texts), JUDGED)))
    spell = SPELLING.get(spelling, str)
    words = {}
    for text in texts:
        words.update(dict.fromkeys(_words(spell(text), (*scripts, "Latin"), rng)))
    return list(words)


def _source(pair: Pair, stock: Stock, lang: str, rng: random.Random) -> tuple[str, str, str] | None:
    """200 different words of one language, a line each; 150 are changed by the pair, 50 are not.

    Where the language has no 50 that stay (in most scripts), more are changed.
    """
    spelling = pair.meant.label if pair.meant.label in SPELLING else ""
    words = _vocabulary(tuple(stock.all_lines[lang]), spelling, pair.region.scripts)
    changed: dict[str, str] = {}
    stay: dict[str, str] = {}
    for word in rng.sample(words, len(words)):
        given = pair.damage(word)
        if given is not None:
            changed[word] = given
        elif pair.read_as.read(pair.meant.write(word) or b"") == word:
            stay[word] = word
        if len(changed) >= SAMPLES and len(stay) >= SAMPLES - _CHANGED:
            break
    number = max(_CHANGED, SAMPLES - len(stay))
    if len(changed) < number:
        return None
    chosen = rng.sample([*changed], number) + rng.sample([*stay], SAMPLES - number)
    rng.shuffle(chosen)
    return pair.label, "\n".join(changed.get(word, word) for word in chosen), "\n".join(chosen)


def source_cases(kind: str, number: int, stock: Stock, seed: str) -> list[Case]:
    """About ``number`` sources, a case each, evenly over all pairs."""
    return cases_of_pairs(kind, _source, PAIRS, number, stock, seed, draws=1)


def clean_source_cases(kind: str, stock: Stock) -> list[Case]:
    """200 words, as they are, of every language that has as many: nothing is to be learned."""
    cases = []
    for lang in (*stock.prose, *stock.others):
        written_in = script("".join(stock.all_lines[lang][:JUDGED]))
        words = _vocabulary(tuple(stock.all_lines[lang]), "", (written_in, "Han"))
        if len(words) >= SAMPLES:
            some = "\n".join(random.Random(lang).sample(words, SAMPLES))
            cases.append(Case(kind, "", lang, written_in, lang in stock.prose, some, some))
    return cases
