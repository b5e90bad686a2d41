"""Letters of other alphabets that look like Latin ones are no damage; what was damaged still is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mojifix import MixUp, Policy, explain, repair
from mojifix.model import Edit
from mojifix.stages import lookalikes
from mojifix.testing import damage

GERMAN = "DIE ERSTE REDE DES ABENDS WAR LEIDER SEHR LANG UND VIELE GINGEN VORHER."
FRENCH = "Le conseil de la commune demande encore une fois une petite aide."


@pytest.mark.parametrize(
    "text",
    [
        GERMAN.replace("E", "\u0395"),
        GERMAN.replace("E", "\u0415"),
        FRENCH.replace("e", "\u0435"),
        FRENCH.replace("u", "\u03c5"),
        FRENCH.replace("a", "\u0430"),
        "Az \u00f6n f\u03b9\u03bakj\u03b1 z\u03b1r\u03bfln\u03b1 l\u03b5tt, "
        "k\u03b1tt\u03b9nts\u03bfn \u03b9d\u03b5.",
        "TODA PERSONA TIENE ALGO QUE DECIR EN ESTA CASA.".replace("A", "\u0391"),
    ],
)
def test_a_line_typed_with_letters_that_look_alike_stays(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize("page", ["windows-1253", "iso-8859-7", "windows-1251"])
def test_a_language_whose_letters_become_such_ones_comes_back_where_lines_agree(page: str) -> None:
    text = (
        "El ni\u00f1o de la monta\u00f1a volvi\u00f3 a su compa\u00f1\u00eda.\n"
        "Ma\u00f1ana habr\u00e1 m\u00e1s se\u00f1ores en la peque\u00f1a plaza.\n"
        "Est\u00e1 all\u00ed la ense\u00f1anza que el pa\u00eds quer\u00eda.\n"
    )
    assert repair(text.encode("cp1252").decode(page)) == text


@pytest.mark.parametrize(
    "text",
    [
        "Los \u0415\u0455tado\u0455 de Ame\u0433ica",
        "Se esc\u0430pe \u0415\u0455c\u0430pe",
        "Una l\u03b9sta d\u03b5 \u2019cosas\u2019 d\u03b5l \u2019otro\u2019 tiempo, "
        "q\u03c5\u03b5 vi\u03b5n\u03b5",
    ],
)
def test_bytes_that_fit_by_chance_and_quotes_between_prove_nothing(text: str) -> None:
    assert repair(text) == text


def test_what_stays_is_reported_with_the_reason() -> None:
    found = explain(GERMAN.replace("E", "\u0395")).findings
    assert found
    assert all("look alike" in finding.reason for finding in found)


def test_letters_that_bytes_prove_are_repaired() -> None:
    text = "SETKALI SE V PRAZE U \u0160TEFANA A \u0160LI DOM\u016e."
    damaged = damage(text, (MixUp("windows-1251"),))
    assert damaged is not None
    assert repair(damaged) == text


def test_damage_that_is_no_letter_alone_proves_the_page_for_the_others() -> None:
    before = "SKODA \u0395 T\u00e9"
    chain = (MixUp("windows-1253"),)
    lone = Edit(6, 7, "\u0395", "\u0160", chain, 9.0, ("control dropped",), True)
    assert lookalikes.reasons(before, [lone])
    latin = Edit(9, 10, "\u00e9", "\u00e1", chain, 9.0, ("control dropped",), True)
    assert lookalikes.reasons(before, [lone, latin]).keys() == {6, 9}
    mark = Edit(9, 10, "\u03bb", "\u00e1", chain, 9.0, ("control dropped",), True)
    assert not lookalikes.reasons(before, [lone, mark])


def test_a_policy_that_names_the_pages_is_believed() -> None:
    text = "l'\u03b9t\u03b9"
    named = Policy(read_as=("windows-1253",), meant=("windows-1252",))
    assert repair(text) == text
    assert repair(text, policy=named) == "l'\u00e9t\u00e9"


@given(st.text("\u0395\u0415e \u03b1\n", max_size=30))
def test_reasons_are_given_to_edits_that_are_there(text: str) -> None:
    chain = (MixUp("windows-1253", "windows-1252"),)
    edits = [Edit(n, n + 1, c, "\u00e9", chain, 5.0) for n, c in enumerate(text) if not c.isascii()]
    reasons = lookalikes.reasons(text, edits)
    assert reasons.keys() <= {edit.start for edit in edits}
    assert len(reasons) in (0, len(edits))


@given(st.text("\u0395e \u03b1\n", max_size=30), st.integers(0, 40))
def test_edits_that_go_over_a_break_are_looked_at(text: str, at: int) -> None:
    text += "\u0395\n\u0395\n\u0395"
    at = min(at, len(text) - 3)
    edit = Edit(at, at + 3, text[at : at + 3], "\u0160", (MixUp("windows-1253"),), 9.0, ("x",))
    last = len(text) - 1
    others = [Edit(last, last + 1, "\u0395", "\u0160", edit.chain, 9.0, ("x",))]
    edits = [edit, *others] if edit.end <= last else [edit]
    assert lookalikes.reasons(text, edits).keys() <= {e.start for e in edits}
