"""What a language tag says: tags that people write, and nothing of what is no tag."""

from __future__ import annotations

import pytest

from mojifix.language import profiles, tags


def test_a_tag_names_the_profiles_it_stands_for() -> None:
    assert tags.profiles_of("tr") == ("tr",)
    assert tags.profiles_of("zh-TW") == ("zh_Hant",)
    assert tags.profiles_of("zh_CN") == ("zh_Hans",)
    assert set(tags.profiles_of("sr")) >= {"sr", "sr_Latn"}
    assert tags.profiles_of("xx") == ()


def test_a_member_of_a_macrolanguage_is_written_as_the_whole() -> None:
    assert tags.profiles_of("arz") == tags.profiles_of("ar") == ("ar",)
    assert tags.profiles_of("wuu-Hant") == ("zh_Hant",)
    assert set(tags.profiles_of("gan")) == set(tags.profiles_of("zh"))


@pytest.mark.parametrize(
    ("tag", "scripts"),
    [
        ("ru", {"CYRILLIC"}),
        ("sr", {"CYRILLIC", "LATIN"}),
        ("sr-Latn", {"LATIN"}),
        ("mdf", {"CYRILLIC"}),
        ("crh-Cyrl", {"CYRILLIC"}),
        ("ja", {"CJK"}),
        ("ko-KR", {"HANGUL"}),
        ("lad", {"HEBREW"}),
        ("xx", set()),
        ("", set()),
    ],
)
def test_a_language_without_a_profile_is_known_by_its_script(tag: str, scripts: set[str]) -> None:
    assert tags.scripts_of([tag]) == scripts


def test_languages_with_a_profile_are_in_no_table_of_scripts() -> None:
    known = {name.partition("_")[0] for name in profiles.names()}
    assert known.isdisjoint(tags._written_in())
