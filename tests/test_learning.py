from __future__ import annotations

import json

import pytest

from mojifix import Policy, PolicyError, learn, repair
from tests.test_legacy import misread

RUSSIAN = (
    "дом вода хлеб молоко дорога река погода школа книга письмо улица город деревня лошадь корова "
    "зима весна лето осень утро вечер ночь солнце звезда дерево трава цветок яблоко груша картошка"
).split()
CZECH = (
    "kůň žába příběh večeře dřevo řeka měsíc květen září říjen neděle čtvrtek úterý středa škola "
    "učitel žák křída tužka sešit počasí déšť sníh vítr bouřka louka šípek třešeň švestka třešně"
).split()


@pytest.mark.parametrize(
    ("words", "meant", "read_as"),
    [
        (RUSSIAN, "windows-1251", "windows-1252"),
        (RUSSIAN, "koi8-r", "windows-1251"),
        (CZECH, "windows-1250", "windows-1252"),
    ],
)
def test_what_a_source_went_through_repairs_its_single_words(
    words: list[str], meant: str, read_as: str
) -> None:
    damaged = [misread(word, meant, read_as) for word in words]
    policy = learn(damaged)
    assert policy.samples == sum(not word.isascii() for word in damaged)
    assert policy.evidence > 14.0
    restored = [repair(word, policy=policy) for word in damaged]
    assert sum(a == b for a, b in zip(restored, words, strict=True)) >= len(words) * 0.9


@pytest.mark.parametrize("words", [RUSSIAN, CZECH, [], ["plain", "words"], ["é"]])
def test_clean_samples_teach_nothing(words: list[str]) -> None:
    assert learn(words) == Policy()


def test_utf_8_that_was_misread_is_learned_too() -> None:
    policy = learn([misread_utf_8(word) for word in CZECH])
    assert policy.meant == ("utf-8",)
    assert policy.read_as is not None
    assert "windows-1252" in policy.read_as


def misread_utf_8(word: str) -> str:
    return "".join(bytes((b,)).decode("cp1252", "ignore") or chr(b) for b in word.encode())


def test_a_learned_policy_comes_back_from_the_configuration() -> None:
    policy = learn([misread(word, "windows-1251", "windows-1252") for word in RUSSIAN])
    assert Policy.from_config(json.loads(json.dumps(policy.to_config()))) == policy
    assert Policy().to_config() == {}


def test_an_option_that_does_not_exist_is_named_with_what_was_meant() -> None:
    with pytest.raises(PolicyError, match=r"langauges.*did you mean 'languages'"):
        Policy.from_config({"langauges": ["ru"]})


def test_one_string_is_not_many() -> None:
    with pytest.raises(TypeError, match="many strings"):
        learn("Ïðèâåò")
    with pytest.raises(TypeError, match="strings, not int"):
        learn(["a", 1])  # type: ignore[list-item]
