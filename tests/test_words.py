"""The words of Latin languages: which are known, and how they are kept."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from array import array
from pathlib import Path

import pytest

from mojifix import language
from mojifix.language import words
from tests.cli.command import environment

FILE = Path(language.__file__).parent / "words.bin"


def packed(*hashes: int) -> bytes:
    steps = array("I", (b - a for a, b in zip((0, *hashes), hashes, strict=False)))
    if sys.byteorder == "big":
        steps.byteswap()
    return struct.pack("<4sI", b"MJW1", len(hashes)) + zlib.compress(steps.tobytes())


@pytest.mark.parametrize(
    "word",
    [
        "v\u0161echny",
        "\u00e9tait",
        "\u00fcber",
        "m\u016f\u017ee",
        "mo\u017ce",
        "i\u00e7in",
        "k\u00f6nnen",
    ],
)
def test_common_words_are_known(word: str) -> None:
    assert words.known(word)


@pytest.mark.parametrize(
    "word",
    [
        "v\u00b9echny",
        "\u010dber",
        "f\u00fcr",
        "ve\u010d",
        "mo\u00bfe",
        "\u00e9\u00e9\u00e9",
        "\u0434\u043b\u044f",
        "",
    ],
)
def test_short_words_and_what_mix_ups_make_of_words_are_not(word: str) -> None:
    assert not words.known(word)


@pytest.mark.parametrize("word", ["Mo\u017ce", "MO\u017bE", "Ti\u00ea\u0301ng", "ti\u00ea\u0301ng"])
def test_sentences_and_headings_begin_with_capitals(word: str) -> None:
    assert words.known(word)


@pytest.mark.parametrize("word", ["mo\u017bE", "mO\u017ce", "perch\u00c8", "tI\u00ea\u0301ng"])
def test_no_word_has_capitals_inside(word: str) -> None:
    assert not words.known(word)


def test_romanian_is_known_with_cedillas_too() -> None:
    assert words.known("fi\u0219ierul")
    assert words.known("fi\u015fierul")


def test_mere_names_are_left_out() -> None:
    assert not words.known("m\u00fcnchen")
    assert not words.known("per\u00fa")


def test_words_with_marks_behind_their_letters_are_whole() -> None:
    text = "mot ti\u00ea\u0301ng"
    assert [text[start:end] for start, end in words.spans(text)] == ["ti\u00ea\u0301ng"]


def test_words_are_told_from_what_is_beside_them() -> None:
    text = "l\u2019\u00e9t\u00e9s, 1\u00e8re caf\u00e9_noir, \u00e0 plain"
    found = [text[start:end] for start, end in words.spans(text)]
    assert found == ["\u00e9t\u00e9s", "caf\u00e9"]


def test_folding_keeps_the_places() -> None:
    text = "\u0130zm\u0130R \u201c\u00c9T\u00c9\u201d"
    assert words.folded(text) == "izmir \"\u00e9t\u00e9\""  # fmt: skip


def test_a_file_has_the_words_that_were_put_in() -> None:
    some = ["\u00e9t\u00e9", "ve\u010d", "mo\u017ce"]
    known = words.Words(packed(*sorted(map(words.hashed, some))))
    assert len(known) == 3
    assert all(word in known for word in some)
    assert "n\u00e3o" not in known


def test_an_empty_file_has_none() -> None:
    assert "\u00e9t\u00e9" not in words.Words(packed())


def test_other_files_are_refused() -> None:
    with pytest.raises(ValueError, match="not a file of mojifix words"):
        words.Words(b"MJP1" + packed(1)[4:])
    short = struct.pack("<4sI", b"MJW1", 2) + packed(1)[8:]
    with pytest.raises(ValueError, match="cut off"):
        words.Words(short)


def test_the_hashes_of_the_file_are_in_order_and_differ() -> None:
    steps = array("I", zlib.decompress(FILE.read_bytes()[8:]))
    assert len(steps) == len(words.load()) > 20_000
    assert all(steps)
    assert sum(steps) < 1 << 32


def test_clean_text_does_not_load_them() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import mojifix\n"
            "from mojifix.language import words\n"
            "mojifix.repair('Le caf\\u00e9 est tr\\u00e8s bon.')\n"
            "print(words.load.cache_info().misses)\n"
            "mojifix.repair('Po\\u00e8kajte, prosim: ve\\u00e8 jih \\u0161e ni tukaj.')\n"
            "print(words.load.cache_info().misses)",
        ],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    assert done.stdout.split() == ["0", "1"]
