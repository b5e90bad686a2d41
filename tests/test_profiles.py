from __future__ import annotations

import pytest

from mojifix import language
from mojifix.language import identify, profiles, signs


def test_every_language_that_is_told_apart_has_a_profile() -> None:
    assert set(identify.load().names) == profiles.names()


@pytest.mark.parametrize(
    ("name", "likely", "unlikely"),
    [("tr", "aş", "að"), ("pl", "ył", "y³"), ("ru", "ть", "ъъ"), ("cs", "ře", "øe")],
)
def test_a_profile_knows_what_its_language_writes(name: str, likely: str, unlikely: str) -> None:
    profile = profiles.load(name)
    assert profile.cost(f" {likely}") < profile.cost(f" {unlikely}")


def test_alphabets_are_those_of_the_languages() -> None:
    assert profiles.alphabet("de") >= set("äöüß")
    assert "ý" not in profiles.alphabet("tr")
    assert profiles.alphabet("zh") == frozenset()


def test_a_label_names_the_profiles_it_stands_for() -> None:
    assert profiles.of_language("tr") == ("tr",)
    assert profiles.of_language("zh-TW") == ("zh_Hant",)
    assert set(profiles.of_language("sr")) >= {"sr", "sr_Latn"}
    assert profiles.of_language("xx") == ()


def test_the_common_signs_are_those_of_the_model() -> None:
    single = language.load().single
    for common, first, last in (
        (signs.COMMON_HAN, 0x4E00, 0xA000),
        (signs.COMMON_HANGUL, 0xAC00, 0xD7A4),
    ):
        ranked = sorted((chr(code) for code in range(first, last)), key=single)
        worst = max(map(single, common))
        assert len(common) == 300
        assert worst <= single(ranked[300])
