"""Folding and scripts: what counts as the same letter, and what a letter is of."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mojifix.language.alphabet import (
    CLOSERS,
    DOUBLE_QUOTES,
    SINGLE_QUOTES,
    fold,
    letter_class,
    script,
)

ANY = st.characters()


@given(ANY)
def test_folding_gives_one_symbol_and_folding_it_again_the_same(char: str) -> None:
    assert len(fold(char)) == 1
    assert fold(fold(char)) == fold(char)


@pytest.mark.parametrize(
    ("char", "folded"),
    [
        *((quote, "'") for quote in SINGLE_QUOTES),
        *((quote, '"') for quote in DOUBLE_QUOTES),
        *((dash, "-") for dash in "-\u2010\u2013\u2014\u2212"),
        *((space, " ") for space in " \t\n\r\u00a0\u3000\u2009"),
        *((digit, "0") for digit in "0159\u0663\u096b\uff18"),
        ("\u00c9", "\u00e9"),
        ("\u0416", "\u0436"),
        ("\u0130", "i"),
        ("\u00df", "\u00df"),
        ("\u30fc", "\u30fc"),  # lengthens a vowel, joins no words
        ("\x85", "\x85"),  # NEL is a control in text, not a space
        ("\x1c", "\x1c"),
        ("\ud800", "\ud800"),
    ],
)
def test_case_and_shape_are_folded_away(char: str, folded: str) -> None:
    assert fold(char) == folded


@given(ANY)
def test_only_letters_and_marks_have_a_script(char: str) -> None:
    if unicodedata.category(char)[0] not in "LM":
        assert script(char) == ""
    assert script(char).isupper() or script(char) == ""


@pytest.mark.parametrize(
    ("chars", "name"),
    [
        ("aZ\u00e9\u1ea5\uff21"[:4], "LATIN"),
        ("\u0436\u0490\u0458", "CYRILLIC"),
        ("\u03b1\u03ac\u1f70", "GREEK"),
        ("\u6c34\u3042\u30a2\u3105", "CJK"),  # written together in one word
        ("\ud55c", "HANGUL"),
        ("\u0e40\u0e49", "THAI"),
        ("5 .\u2122\u0301\ud800\0", ""),
    ],
)
def test_the_script_of_a_letter_is_known(chars: str, name: str) -> None:
    assert {script(char) for char in chars} == {name}


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [
        ("e", "e"),
        ("\u00e9", "\u00e9"),
        ("\u0e49", "\u0e49"),
        ("\u6c34", "CJK"),
        ("\ud55c", "HANGUL"),
    ],
)
def test_only_signs_of_large_scripts_stand_together(symbol: str, kind: str) -> None:
    assert letter_class(symbol) == kind


@pytest.mark.parametrize("symbol", [" ", "0", "'", "\u20ac", "\ud800", "\0"])
def test_what_is_no_letter_is_in_no_class(symbol: str) -> None:
    assert letter_class(symbol) == ""


def test_what_closes_a_word_is_no_letter() -> None:
    assert not any(char.isalpha() for char in CLOSERS)
    assert len(set(CLOSERS)) == len(CLOSERS)
