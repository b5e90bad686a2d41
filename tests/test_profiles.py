from __future__ import annotations

import random

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


@pytest.mark.skipif(language.kernel is None, reason="no compiled kernel")
@pytest.mark.parametrize("name", ["tr", "ru", "zh", "vi", "am"])
def test_both_kernels_know_the_same_of_a_language(name: str) -> None:
    data = profiles.stored(name)
    pure, compiled = profiles.Profile(data), profiles.compiled(data)
    chars = sorted({char for gram in pure.grams() for char in gram} | set("\0Q\ud800\U0010ffff"))
    choose = random.Random(name)
    grams = (*pure.grams(), *("".join(choose.choices(chars, k=3)) for _ in range(3000)))
    assert [gram for gram in grams if pure.cost(gram) != compiled.cost(gram)] == []
    shapes = tuple(choose.uniform(-1, 9) for _ in grams)
    most = tuple(choose.uniform(0, 9) for _ in grams)
    for bounds in ((), most):
        assert pure.costs(grams, shapes, bounds) == compiled.costs(grams, shapes, bounds)


@pytest.mark.skipif(language.kernel is None, reason="no compiled kernel")
def test_the_compiled_kernel_takes_three_characters_and_one_bound_for_each() -> None:
    profile = profiles.compiled(profiles.stored("tr"))
    for bad in ("", "ab", "abcd"):
        with pytest.raises(ValueError, match="not three characters"):
            profile.cost(bad)
    with pytest.raises(ValueError, match="not one for each"):
        profile.costs(("abc",), (), ())
    with pytest.raises(ValueError, match="not one for each"):
        profile.costs(("abc",), (0.0,), (1.0, 2.0))
    with pytest.raises(TypeError):
        profile.costs(("abc",), ("x",), ())  # type: ignore[arg-type]


def test_alphabets_are_those_of_the_languages() -> None:
    assert profiles.alphabet("de") >= set("äöüß")
    assert "ý" not in profiles.alphabet("tr")
    assert profiles.alphabet("zh") == frozenset()


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
