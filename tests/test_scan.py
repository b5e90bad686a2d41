"""The scan: every span is one that the other stages can work on, and damage is among them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mojifix import MixUp, codepages
from mojifix.stages import scan
from mojifix.testing import Mojibake, chains, damage, mix_ups, mojibake
from tests.properties.texts import COMMON, EVERYTHING, sentences


def assert_valid(text: str, spans: list[tuple[int, int]]) -> None:
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert end - start <= scan.LONGEST
        piece = text[start:end]
        assert not piece[0].isascii()
        assert not any(char <= " " or char == "\x7f" for char in piece)
        at = end


@settings(deadline=None, derandomize=True)
@given(EVERYTHING)
def test_every_piece_is_a_span_with_no_space_that_begins_beyond_ascii(text: str) -> None:
    spans = list(scan.pieces(text))
    assert_valid(text, spans)
    covered = {at for start, end in spans for at in range(start, end)}
    assert {at for at, char in enumerate(text) if not char.isascii()} <= covered


@settings(deadline=None, derandomize=True)
@given(EVERYTHING)
def test_what_is_suspicious_is_among_the_pieces(text: str) -> None:
    spans = scan.suspicious(text)
    assert_valid(text, spans)
    if not any(end - start == scan.LONGEST for start, end in scan.pieces(text)):
        assert set(spans) <= set(scan.pieces(text))


@given(
    st.integers(1, 3 * scan.LONGEST), st.sampled_from(["\u00c3", "\u00e2\u20ac", "\u0420\u00b0"])
)
def test_a_long_piece_is_cut_without_losing_anything(length: int, symptom: str) -> None:
    text = (symptom * length)[:length]
    spans = list(scan.pieces(f"a {text} b"))
    assert "".join(f"a {text} b"[start:end] for start, end in spans) == text


@given(st.text(st.characters(codec="ascii")))
def test_ascii_is_never_suspicious(text: str) -> None:
    assert list(scan.pieces(text)) == []
    assert scan.suspicious(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "\u201cWe\u2019ll see,\u201d she said \u2014 at the caf\u00e9.",
        "S\u00e3o Paulo, n\u00e3o \u00e9? \u00c0 bient\u00f4t \u00e0 la mer.",
        "\u041f\u0440\u0438\u0432\u0435\u0442, \u043a\u0430\u043a \u0434\u0435\u043b\u0430?",
        "\u4eca\u65e5\u306f\u3001\u5929\u6c17\u304c\u826f\u3044\u3002",
        "\uc548\ub155\ud558\uc138\uc694, \ubc18\uac11\uc2b5\ub2c8\ub2e4.",
    ],
)
def test_plain_text_has_nothing_suspicious(text: str) -> None:
    assert scan.suspicious(text) == []


def test_few_of_the_clean_sentences_are_looked_at() -> None:
    looked_at = [text for text in sentences() if scan.suspicious(text)]
    assert len(looked_at) <= 0.1 * len(sentences()), looked_at


@pytest.mark.parametrize("page", COMMON)
def test_a_damaged_sentence_is_suspicious(page: str) -> None:
    made = 0
    for text in sentences():
        damaged = damage(text, [MixUp(page)])
        if damaged is not None and sum(not char.isascii() for char in text) >= 2:
            made += 1
            assert scan.suspicious(damaged), text
    assert made > 20


@settings(deadline=None, derandomize=True, max_examples=300)
@given(mojibake(chain=chains(max_layers=4, of=mix_ups(read_as=COMMON))))
def test_any_layers_of_damage_are_suspicious(case: Mojibake) -> None:
    assert scan.suspicious(case.damaged)


def test_around_damage_weaker_signs_of_its_page_are_found() -> None:
    clean = "\u0438 \u0432 \u0418\u0432\u0430\u043d"
    damaged = damage(clean, [MixUp("windows-1251")])
    assert damaged is not None
    page = [n for n, page in enumerate(codepages.PAGES) if page.label == "windows-1251"]
    found = scan.around(damaged, [0], page, set())
    assert_valid(damaged, found)
    first = damaged.index(" ")
    assert (0, first) in found
    assert (0, first) not in scan.around(damaged, [0], page, {0})
    assert scan.around(damaged, [], page, set()) == []
    assert scan.around(damaged, [0], [], set()) == []
    far = damaged + " " * 100_000
    assert scan.around(far, [len(far)], page, set()) == []


@settings(deadline=None, derandomize=True)
@given(EVERYTHING, st.lists(st.integers(0, 60), max_size=4), st.sets(st.sampled_from(range(40))))
def test_what_is_found_around_damage_is_valid_and_new(
    text: str, centres: list[int], pages: set[int]
) -> None:
    known = {start for start, _ in itertools.islice(scan.pieces(text), 3)}
    found = scan.around(text, sorted(centres), pages, known)
    assert_valid(text, found)
    assert known.isdisjoint(start for start, _ in found)
