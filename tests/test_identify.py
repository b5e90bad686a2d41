"""Which language a line is in: told where it is clear, nothing where there is nothing to tell."""

# ruff: noqa: RUF001  (letters of other alphabets that look like Latin ones)

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mojifix.language import identify
from mojifix.language.identify import Expectation, Languages, Surroundings
from tests.properties.texts import CORPUS, EVERYTHING

#: Own sentences, none of them in the corpus, in the words of every day.
CLEAR = {
    "en": "The children went home before the rain because they had forgotten their coats.",
    "de": "Die Kinder gingen vor dem Regen nach Hause, weil sie ihre Jacken vergessen hatten.",
    "fr": "Les enfants sont rentrés avant la pluie parce qu’ils avaient oublié leurs manteaux.",
    "es": "Los niños volvieron a casa antes de la lluvia porque habían olvidado sus abrigos.",
    "pl": "Dzieci wróciły do domu przed deszczem, ponieważ zapomniały swoich kurtek.",
    "tr": "Çocuklar montlarını unuttukları için yağmurdan önce eve döndüler.",
    "ru": "Дети вернулись домой до дождя, потому что забыли свои куртки.",
    "el": "Τα παιδιά γύρισαν σπίτι πριν από τη βροχή γιατί ξέχασαν τα παλτά.",
    "he": "הילדים חזרו הביתה לפני הגשם כי הם שכחו את המעילים.",
    "vi": "Bọn trẻ về nhà trước cơn mưa vì chúng đã quên áo khoác của mình.",
}


def best(text: str) -> str:
    languages = identify.load()
    guess = languages.guess(text)
    return languages.names[guess[0][0]] if guess else ""


@pytest.mark.parametrize("language", CLEAR)
def test_the_language_of_a_clear_sentence_is_found(language: str) -> None:
    assert best(CLEAR[language]) == language


def test_the_languages_of_most_sentences_of_the_corpus_are_found() -> None:
    names = set(identify.load().names)
    asked = right = 0
    with open(CORPUS / "sentences.jsonl", encoding="ascii") as lines:
        for case in map(json.loads, lines):
            if case["lang"] in names and len(case["text"]) >= 40:
                asked += 1
                right += best(case["text"]) == case["lang"]
    assert asked > 100
    assert right > 0.75 * asked


@pytest.mark.parametrize(
    "text", ["", " ", "a", "OK", "12:30", "\u2014", "\ud800\0", "?!" * 50, "zqx jkv"]
)
def test_nothing_is_said_of_nothing(text: str) -> None:
    assert identify.load().guess(text) == ()


@settings(deadline=None, derandomize=True, max_examples=300)
@given(EVERYTHING)
def test_a_guess_is_of_known_languages_best_first_and_never_sure(text: str) -> None:
    languages = identify.load()
    guess = languages.guess(text)
    weights = [weight for _, weight in guess]
    assert all(0 <= number < len(languages.names) for number, _ in guess)
    assert len({number for number, _ in guess}) == len(guess)
    assert weights == sorted(weights, reverse=True)
    assert all(0 <= weight <= 1 for weight in weights)
    assert sum(weights) < 1.001
    assert languages.guess(text) == guess


def lines_in(language: str, seen: str = "") -> Surroundings:
    """Surroundings in a language, a hundred letters of which are ``seen``."""
    guess = ((identify.load().names.index(language), 0.95),) if language else ()
    counts = identify.count(seen)
    return Surroundings(guess, tuple(sorted(counts.items())), 100 if seen else 0)


@pytest.mark.parametrize(
    ("language", "own", "foreign"),
    [
        ("fr", "\u00e9", "\u0142"),
        ("pl", "\u0142", "\u00e3"),
        ("de", "\u00fc", "\u0159"),
        ("tr", "\u011f", "\u00f8"),
        ("ru", "\u044b", "\u0456"),
        ("uk", "\u0456", "\u044b"),
    ],
)
def test_letters_of_the_language_are_expected_and_others_are_not(
    language: str, own: str, foreign: str
) -> None:
    surprise = identify.load().surprise
    assert surprise(lines_in(language), own) < 0 < surprise(lines_in(language), foreign)
    assert surprise(lines_in(language), own.upper()) == surprise(lines_in(language), own)


@pytest.mark.parametrize("char", ["a", " ", "7", "\u20ac", "\u0436", "\u05d0", "\ud800"])
def test_what_is_no_letter_of_its_scripts_is_neither_expected_nor_not(char: str) -> None:
    assert identify.load().surprise(lines_in("fr"), char) == 0.0


@pytest.mark.parametrize("language", ["", "fr"])
@pytest.mark.parametrize("char", ["\u0254", "\ua530", "\u05d0", "\u00b4", "\u20ac"])
def test_what_the_line_has_is_expected_whatever_its_language(language: str, char: str) -> None:
    surprise = identify.load().surprise
    once, often = lines_in(language, char), lines_in(language, char * 5)
    assert surprise(often, char) <= surprise(once, char) < surprise(lines_in(language), char)
    assert surprise(often, char) < -2


def test_letters_are_counted_folded_and_ascii_together() -> None:
    assert identify.count("Aa 1 \u00c9\u00e9\u2019.") == {"": 2, "\u00e9": 2, "\u2019": 1}


@settings(deadline=None, derandomize=True)
@given(st.characters(), st.sampled_from(sorted(CLEAR)))
def test_no_letter_is_a_surprise_where_nothing_is_known_and_none_is_endless(
    char: str, language: str
) -> None:
    surprise = identify.load().surprise
    assert surprise(Surroundings(), char) == 0.0
    assert abs(surprise(lines_in(language), char)) <= 4.5
    assert abs(surprise(lines_in(language, char * 9), char)) <= 5.0


def test_an_expectation_says_what_the_languages_say() -> None:
    guess = identify.load().guess(CLEAR["fr"])
    expect = Expectation(Surroundings(guess))
    for char in "\u00e9\u0142a\u00e9":
        assert expect(char) == identify.load().surprise(Surroundings(guess), char)
    assert expect("\u00e9") < 0
    assert Expectation()("\u00e9") == 0.0


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="not a mojifix language table"):
        Languages(b"MJF2" + b"\0" * 40)
