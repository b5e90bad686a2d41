"""The cost grows with the length of a text and no faster, on the nastiest texts known."""

from __future__ import annotations

import functools
import itertools
import random
import time
from collections.abc import Callable

import pytest

import mojifix
from mojifix import MixUp, codepages
from mojifix.testing import damage
from tests.properties.texts import sentences

pytestmark = pytest.mark.slow

#: Bound on time(2n) / time(n): two, and what a busy machine adds.
MOST = 3.0
TRIES = 5


def repeated(piece: str) -> Callable[[int], str]:
    """Whole pieces where there are several: half of one can turn the verdict on all the others."""

    def make(length: int) -> str:
        times = length // len(piece)
        return piece * times if times > 1 else (piece * 2)[:length]

    return make


def mixed(chars: str, seed: int = 1) -> Callable[[int], str]:
    """Random characters, the same at every run."""
    return lambda length: "".join(random.Random(seed).choices(chars, k=length))


def damaged(text: str, *pages: str) -> str:
    made = damage(text, [MixUp(page) for page in pages])
    assert made is not None
    return made


@functools.cache
def damaged_sentences(*pages: str) -> tuple[str, ...]:
    """Every sentence that the pages read without loss; each by another page if none is named."""
    made = []
    labels = itertools.cycle(page.label for page in codepages.PAGES)
    for text in sentences():
        chain = [MixUp(page) for page in pages or (next(labels),)]
        result = damage(text, chain)
        if result is not None:
            made.append(result)
    return tuple(made)


def words(*pages: str, between: str) -> Callable[[int], str]:
    """Damaged words of which no two are alike, so that nothing can be remembered."""

    def make(length: int) -> str:
        chance = random.Random(7)
        made: list[str] = []
        size = 0
        while size < length:
            letters = chance.choices("abcdeinorst\u00e9\u00e8\u00e0\u00f6\u00fc\u00f1\u00e7", k=8)
            made.append(damaged("".join(letters), *pages))
            size += len(made[-1]) + len(between)
        return between.join(made)

    return make


HAN = "".join(map(chr, range(0x4E00, 0x9FFF)))

#: {name: (text of a length, length to begin with)}
HOSTILE: dict[str, tuple[Callable[[int], str], int]] = {
    "one lead for ever": (repeated("\u00c3"), 500_000),
    "one letter for ever": (repeated("\u00c3\u00a9"), 4_000),
    "the same a word each": (repeated("\u00c3\u00a9 "), 4_000),
    "the same a line each": (repeated("\u00c3\u00a9\n"), 2_000),
    "sequences cut short": (repeated("\u00e2\u20ac"), 4_000),
    "letters that are leads": (repeated("\u00e2 "), 100_000),
    "small leads for ever": (repeated("\u00e3"), 100_000),
    "bytes replaced": (repeated("\u00e2?"), 4_000),
    "no-break spaces made spaces": (
        repeated("On va \u00c3  la gare, \u00c3  midi pass\u00c3\u00a9. "),
        2_000,
    ),
    "astral leads cut short": (repeated("\u00f0\u0178\u02dc"), 100_000),
    "quotes that never close": (repeated("\u201c\u00c3\u00a9 '\u00c3\u00a9 "), 3_000),
    "mentions": (repeated('"\u00c3\u00a9" "\u00e9", '), 8_000),
    "lists of symptoms": (repeated("\u00c3\u00a9|\u00c3\u00a8|"), 8_000),
    "Cyrillic leads": (repeated("\u0420"), 500_000),
    "Cyrillic damage": (repeated("\u0420\u0420\u00b0\u0420\u0406\u0420\u00bb"), 1_000),
    "one Han sign": (repeated("\u9225"), 20_000),
    "random Han signs": (mixed(HAN), 1_000),
    "half-width kana": (repeated("\uff83\uff61\uff82\uff7b"), 2_000),
    "random symptoms": (
        mixed("\u00c3\u00c2\u00e2\u20ac\u2122\u00a9\u00ae\u00e0\u00e8\xa0\x80\x99\x9d"),
        3_000,
    ),
    "random symptoms in lines": (
        mixed("\u00c3\u00c2\u00e2\u20ac\u2122\u00a9\u00ae\u00e0\u00e8\xa0\x80\x99\x9d\n"),
        1_000,
    ),
    "random Cyrillic symptoms": (
        mixed("\u0420\u0421\u00b0\u0453\u0403\u0456\u0454\u2018\u0401\u0451\u0404\u0406 "),
        2_000,
    ),
    "five layers": (repeated(damaged("\u00e9", *["windows-1252"] * 5)), 4_000),
    "layers of four pages": (
        repeated(damaged("\u00e9\u2019", "mac-roman", "windows-1252", "cp437", "cp850")),
        2_000,
    ),
    "a sequence every twenty letters": (repeated("\u00c3" + "a" * 20), 100_000),
    "sentences of one page": (
        lambda length: repeated("\n".join(damaged_sentences("windows-1252")))(length),
        3_000,
    ),
    "sentences of all pages": (
        lambda length: repeated("\n".join(damaged_sentences()))(length),
        2_000,
    ),
    "sentences of all pages in one line": (
        lambda length: repeated(" ".join(damaged_sentences()))(length),
        4_000,
    ),
    "sentences of two layers": (
        lambda length: repeated("\n".join(damaged_sentences("mac-roman", "windows-1252")))(length),
        3_000,
    ),
    "words, each another, in lines": (words("windows-1252", between="\n"), 2_000),
    "words, each another, in one line": (words("windows-1252", between=" "), 5_000),
    "words, each another, in a table": (words("windows-1252", between="|"), 4_000),
    "words of two layers": (words("mac-roman", "windows-1252", between="\n"), 2_000),
    "clean Russian": (repeated("\u0412\u0447\u0435\u0440\u0430 \u043c\u044b. "), 500_000),
    "lone surrogates": (repeated("\ud800"), 500_000),
    "marks with nothing to stand on": (repeated("\u0301"), 500_000),
    "NUL in mojibake": (repeated("\u00c0\u20ac\0"), 20_000),
    "NUL at every other place": (repeated("a\0"), 50_000),
    "NUL among all": (mixed("ab\0\x04\n\u00e9\u9f98\u9750"), 2_000),
    "text read as UTF-16": (repeated("\u6f63\u656d\u6920\u2c6e\u7320\u7469\u202e"), 50_000),
    "rare Han signs in lines": (mixed("\u9f98\u9750\u9f49\u7069\u7228\u9c7b\n"), 500),
    "two layers, one of a legacy page": (
        repeated(damaged("\u00cf\u00f0\u00e8\u00e2\u00e5\u00f2 \u00e2\u00e0\u00ec\n", "cp437")),
        4_000,
    ),
}


def seconds(text: str) -> float:
    begin = time.process_time()
    mojifix.explain(text)
    return time.process_time() - begin


@pytest.mark.parametrize("name", HOSTILE)
def test_twice_the_text_takes_about_twice_the_time(name: str) -> None:
    make, length = HOSTILE[name]
    mojifix.explain(make(200))  # what is built once is not counted
    ratios = []
    for _ in range(TRIES):
        # From two to four times the length: what is only paid once weighs less there.
        short, long = seconds(make(2 * length)), seconds(make(4 * length))
        ratios.append(long / max(short, 0.002))
        if ratios[-1] < MOST:
            break
    assert min(ratios) < MOST, ratios


def test_a_million_capital_a_tilde_return() -> None:
    text = "\u00c3" * 1_000_000
    begin = time.process_time()
    assert mojifix.repair(text) is text
    assert time.process_time() - begin < 10


@pytest.mark.parametrize(
    "line",
    [
        "Plain ASCII, line after line, as most of the world's text files have it.\n",
        "\u201cNa\u00efve,\u201d she said \u2014 the caf\u00e9 was d\u00e9j\u00e0 full. A line.\n",
        "\u0412\u0447\u0435\u0440\u0430 \u043c\u044b \u0433\u0443\u043b\u044f\u043b\u0438.\n",
    ],
    ids=["ascii", "latin", "cyrillic"],
)
def test_a_hundred_megabytes_of_clean_text_return(line: str) -> None:
    text = line * (100_000_000 // len(line.encode()) + 1)
    assert len(text.encode()) >= 100_000_000
    begin = time.process_time()
    assert mojifix.repair(text) is text
    assert time.process_time() - begin < 120


def test_one_piece_of_damage_in_a_hundred_megabytes_is_repaired() -> None:
    line = "Plain ASCII, line after line, as most of the world's text files have it.\n"
    text = line * (50_000_000 // len(line))
    report = mojifix.explain(f"{text}The caf\u00c3\u00a9 was full.\n{text}")
    [edit] = report.edits
    assert (edit.start, edit.after) == (len(text) + 7, "\u00e9")
    assert report.text == f"{text}The caf\u00e9 was full.\n{text}"
