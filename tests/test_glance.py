"""One place in a text: when a page makes whole UTF-8 of it, and when that is no sign of damage."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from mojifix import MixUp
from mojifix.stages import glance
from mojifix.testing import damage
from tests.properties.texts import EVERYTHING


@pytest.mark.parametrize("letter", ["\u0331", "\u0304", "\u0268", "\u028c", "\u01b4", "\u01ce"])
def test_letters_and_marks_of_rarer_orthographies_are_sequences_within_a_word(letter: str) -> None:
    window = "ka" + read_as(letter, "windows-1252") + "no"
    assert glance.single(window, 2, True)


def test_what_a_quotation_begins_with_in_french_is_no_letter_of_pinyin() -> None:
    assert not glance.single(" \u00ab\u00e9cole", 1, True)


def read_as(text: str, page: str) -> str:
    damaged = damage(text, [MixUp(page)])
    assert damaged is not None
    return damaged


@pytest.mark.parametrize(
    ("window", "at_home", "expected"),
    [
        ("\u00c3\u00a9", True, True),  # e with an acute accent, read as windows-1252
        ("\u00e9\u00c3", True, False),
        ("\u00c7\u0131k", True, False),  # ISO 8859-3 makes a letter of it that no page has
        ("\u0421\u2026", True, True),  # Cyrillic ha, read as windows-1251
        (
            "\u0421\u2026\u0435",
            True,
            False,
        ),  # a word's end that has lost its first letters, or none
        ("\u0421\u2026\u0421\u2026", True, True),
        ("\u0426\u0456", True, False),  # a Ukrainian word, windows-1251 for a Hebrew point
        ("\u043b\u0445", True, True),  # Cyrillic ie, read as cp855
        ("\u043b\u0430", True, False),  # cp855 again, but for a capital
        ("\u043b\u0430", False, True),
    ],
)
def test_a_sequence_stands_where_a_word_has_no_other_letters(
    window: str, at_home: bool, expected: bool
) -> None:
    assert glance.single(window, 0, at_home) is expected


@pytest.mark.parametrize("page", ["gbk", "euc-jp", "shift_jis", "big5", "cp949"])
def test_a_word_of_signs_is_whole_or_it_is_not(page: str) -> None:
    word = read_as("\u0438\u043d\u0438", page)
    assert glance.whole_word(word, False)
    assert not glance.whole_word(word + "\u4e2d\u6587", False)
    assert not glance.whole_word("\u4e2d\u6587", False)


def test_the_commonest_sign_of_chinese_alone_is_no_letter() -> None:
    assert not glance.whole_word("\u7684", False)
    assert glance.whole_word("\u7684", True)


@pytest.mark.parametrize(
    ("meant", "codec"),
    [
        ("\u7248\u672c", "gb18030"),
        ("\u7248\u672c", "cp932"),
        ("\u0441\u0442\u0440\u043e\u043a\u0430", "gb18030"),
        ("\u0438\u043d\u0438", "cp949"),
    ],
)
def test_two_signs_or_three_letters_are_a_beginning(meant: str, codec: str) -> None:
    shown = meant.encode().decode(codec, "ignore")
    assert glance.multi(shown[:6], codec)
    assert glance.multi(shown[:6], "")


def test_text_as_it_is_written_is_no_beginning() -> None:
    for text in ("\u7528\u6237\u548c\u7cfb\u7edf\u65f6\u95f4", "\u8acb\u6aa2\u67e5\u7248\u672c"):
        assert not any(glance.multi(text[at : at + 6], "") for at in range(len(text)))


def test_twins_are_sequences_of_one_page() -> None:
    assert glance.twins(read_as("\u0e27\u0e31", "windows-874"))
    assert not glance.twins("\u0e01\u0e01\u0e01\u0e01")


@settings(deadline=None, derandomize=True)
@given(EVERYTHING)
def test_any_text_can_be_looked_at(text: str) -> None:
    for at in range(min(len(text), 12)):
        glance.pair(text[at : at + 2])
        glance.single(text[:12], at, True)
        glance.twins(text[at : at + 4])
        glance.whole_word(text[at : at + 8], False)
        glance.multi(text[at : at + 6], "")
