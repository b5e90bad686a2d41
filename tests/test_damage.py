"""Mojibake that was damaged afterwards: named, taken back where that can be, left where not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mojifix import Policy, codepages, explain, repair, undo
from mojifix.stages import damage

C1 = re.compile("[\x80-\x9f]")

#: What is done to mojibake, and the name it goes by.
KINDS: dict[str, tuple[Callable[[str], str], str]] = {
    "nbsp": (lambda text: text.replace("\u00a0", " "), "nbsp-to-space"),
    "lower": (str.lower, "lower-cased"),
    "nfkc": (lambda text: unicodedata.normalize("NFKC", text), "normalised"),
    "nfkd": (lambda text: unicodedata.normalize("NFKD", text), "normalised"),
    "c1": (lambda text: C1.sub("", text), "c1-dropped"),
    "replaced": (lambda text: C1.sub("?", text), "byte-replaced"),
}

SENTENCES = (
    "Le caf\u00e9 du coin \u00e9tait d\u00e9j\u00e0 ferm\u00e9 \u00e0 midi.",
    "Wir h\u00f6rten sp\u00e4ter, da\u00df die T\u00fcr offen blieb.",
    "She said \u201cnot today\u201d and it\u2019s still \u201cnot today\u201d.",
    "Ma\u00f1ana ser\u00e1 otro d\u00eda para el ni\u00f1o.",
    "\u041f\u043e\u0435\u0437\u0434 \u0443\u0448\u0451\u043b \u0432 \u0434\u0432\u0430.",
)

CLEAN = (
    "AMANH\u00c3 \u00c9 DIA DE FESTA, N\u00c3O \u00c9?",
    "\u00c3 x = f x, donc \u00c3 \u2261 f",
    "\u00c5 v\u00e6re eller ikke v\u00e6re, det er sp\u00f8rsm\u00e5let",
    "\u00c0 \u00c1 \u00c2 \u00c3 \u00c4 \u00c5 \u00c6 \u00c7 \u00c8 \u00c9",
    "ele comeu a ma\u00e7\u00e3 \u201cvermelha\u201d pela manh\u00e3\u2026",
    "Le m\u00e2t du bateau et les d\u00e9g\u00e2ts",
    "\u00abVoil\u00e0 ?\u00bb dit-il, o\u00f9 \u00e7a ?",
    "\u00deetta er \u00d0 og \u00fe\u00e6r, \u00d0?",
    "C++\u00a0et C+\u00e9quipe",
    "\u041a\u0422\u041e \u042d\u0422\u041e \u0417\u0414\u0415\u0421\u042c? \u0421?",
    "G\u00c7 Holding ve T\u00dcRK\u0130YE",
)


def mojibake(text: str) -> str:
    """Read the UTF-8 of ``text`` as the web reads windows-1252."""
    signs = []
    for byte in text.encode():
        try:
            signs.append(bytes([byte]).decode("cp1252"))
        except UnicodeDecodeError:
            signs.append(chr(byte))
    return "".join(signs)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_comes_back_from_each_damage_with_its_name(kind: str, text: str) -> None:
    done, name = KINDS[kind]
    damaged = done(mojibake(text))
    report = explain(damaged)
    assert report.text == (text.lower() if kind == "lower" else text)
    assert report.undo() == damaged
    names = {name for edit in report.edits for name in edit.damage}
    assert names <= {name, "nbsp-to-space"}
    assert names or kind == "lower" or damaged == mojibake(text)
    assert repair(report.text) is report.text


@pytest.mark.parametrize("text", CLEAN)
def test_what_looks_like_a_part_of_a_sequence_stays(text: str) -> None:
    assert repair(text) is text


def test_bytes_that_had_to_be_guessed_make_an_edit_lossy_and_others_do_not() -> None:
    guessed = explain("las pol\u00c3ticas p\u00c3\u00bablicas del pa\u00c3s").edits
    assert [edit.lossy for edit in guessed] == [True, False, True]
    told = explain("On va \u00c3  la gare \u00c3  midi.").edits
    assert told
    assert not any(edit.lossy for edit in told)


UNKNOWN = "Anketo: la sa\u00c4ulo kaj \u00c5u\u00c5o kun \u00c3\u00a9l kaj \u00c3\u00a8."


def test_what_cannot_be_known_stays_and_is_reported_unless_a_policy_asks_for_its_sign() -> None:
    report = explain(UNKNOWN)
    assert "sa\u00c4ulo" in report.text
    left = [finding for finding in report.findings if not finding.repaired]
    assert [(finding.before, "lost" in finding.reason) for finding in left] == [("\u00c4", True)]
    replaced = explain(UNKNOWN, policy=Policy(replace_unknown=True))
    assert "sa\ufffdulo" in replaced.text
    assert undo(replaced.text, replaced.edits) == UNKNOWN


def test_typography_with_a_byte_replaced_is_told_by_what_is_beside_it() -> None:
    given_text = "They said \u00e2\u20ac\u0153maybe later\u00e2\u20ac? and went."
    assert repair(given_text) == "They said \u201cmaybe later\u201d and went."


@given(
    st.characters(min_codepoint=0xA1, max_codepoint=0x24F).filter(str.isalpha),
    st.sampled_from(sorted(KINDS)),
)
@settings(deadline=None, derandomize=True, max_examples=300)
def test_every_letter_is_among_what_its_damaged_form_can_stand_for(char: str, kind: str) -> None:
    done, name = KINDS[kind]
    whole = mojibake(char)
    damaged = done(whole)
    if damaged == whole:
        return
    page = codepages.mask_of(("windows-1252",))
    throughout = name if name == "lower-cased" else ""
    found = damage.arcs(damaged, 0, page, throughout)
    wanted = char.lower() if throughout else char
    assert (wanted, len(damaged)) in {(arc.out, arc.end) for arc in found}


PIECES = st.sampled_from(
    [
        *"\u00c3\u00c2\u00e2\u20ac\u2122?\u00a9 \ufffd\u00c4\u00e9\u00d0\u0420\u0401+\u00bb\u00e3a."
        "\"'\n\u0303\u7e3a\u30fb",
        "\u00e2\u20ac",
        "\u00c3\u00a9",
        "word",
        "\ud800",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(deadline=None, derandomize=True, max_examples=100)
@example("\u00c3 \u00c3 \u00c3")
@example("\u00e2\u20ac?\u00e2\u20ac\ufffd\u00e2??")
def test_any_text_is_undone_exactly_and_a_second_run_finds_nothing(text: str) -> None:
    report = explain(text)
    assert report.undo() == text
    assert repair(report.text) == report.text
    for edit in report.edits:
        assert edit.damage or not edit.lossy
