from __future__ import annotations

import pytest

from mojifix.stages import suspect
from mojifix.stages.kinds import see
from tests.test_legacy import CHINESE, CZECH, GREEK, HEBREW, JAPANESE, KOREAN, RUSSIAN, misread


def odd(text: str) -> list[tuple[int, int]]:
    return suspect.lines(text, see(text))


@pytest.mark.parametrize("text", [RUSSIAN, GREEK, HEBREW, CHINESE, JAPANESE, KOREAN, CZECH])
def test_clean_text_has_no_odd_line(text: str) -> None:
    assert odd(text) == []
    assert odd(f"{text}\n" * 60) == []


@pytest.mark.parametrize(
    ("text", "meant", "read_as"),
    [
        (RUSSIAN, "windows-1251", "windows-1252"),
        (RUSSIAN, "windows-1251", "koi8-r"),
        (RUSSIAN, "koi8-r", "cp866"),
        (GREEK, "windows-1253", "windows-1251"),
        (CHINESE, "gbk", "big5"),
        (KOREAN, "euc-kr", "gbk"),
        (CZECH, "windows-1250", "windows-1252"),
    ],
)
def test_a_misread_line_is_named_by_itself_and_among_clean_ones(
    text: str, meant: str, read_as: str
) -> None:
    damaged = misread(text, meant, read_as)
    assert odd(damaged) == [(0, len(damaged))]
    assert odd(f"plain\n{damaged}\nplain") == [(6, 6 + len(damaged))]


@pytest.mark.parametrize(
    ("text", "meant", "read_as"),
    [
        ("Ben yapmak de\u011fil, okumak isterim.", "windows-1254", "windows-1252"),
        ("Yar\u0131n ekmek yok.", "windows-1254", "windows-1252"),
        ("On tam nie mo\u017ce mieszka\u0107.", "cp852", "windows-1250"),
        ("Bun, f\u0103r\u0103 piper.", "iso-8859-2", "iso-8859-1"),
    ],
)
def test_one_odd_letter_is_seen_where_it_makes_a_known_word_strange(
    text: str, meant: str, read_as: str
) -> None:
    assert odd(text) == []
    damaged = misread(text, meant, read_as)
    assert odd(f"plain\n{damaged}\nplain") == [(6, 6 + len(damaged))]


@pytest.mark.parametrize(
    "text",
    [
        # Not one of these is in the list, nor what another page would make of them.
        "Her fianc\u00e9 drove to the caf\u00e9.",
        "Kuta qhun\u00e3 sarn\u00e3 uka p\u00e3.",
        # This one is, and so is its Slovak sister.
        "v t\u011bchto dnech",
    ],
)
def test_other_strange_words_are_no_reason_to_look(text: str) -> None:
    assert odd(text) == []


def test_in_a_long_text_one_foreign_name_is_no_reason_to_look() -> None:
    french = "La rivière était déjà gelée à cet endroit, même près du vieux moulin.\n" * 40
    assert odd(french + "Dvořák\n") == []


def test_lone_surrogates_pass() -> None:
    assert odd("\ud800 \udfff é") == []
