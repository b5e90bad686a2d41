"""Pairs that careful typography makes have to prove more than pairs that only damage makes."""

from __future__ import annotations

import pytest

from mojifix.stages.typography import natural


@pytest.mark.parametrize(
    ("behind", "source", "out", "following"),
    [
        ("   \u201cAMANH", "\u00c3\u201d", "\u00d4", " "),
        ("   \u05d9\u05de\u05d9\u05dd \u05d0", "\u05f3\u2013", "\u05d6", "\u05d4"),
        ("   \u00ab", "\u0420\u00bb", "\u043b", " "),
        ("   \u201eIRM", "\u00c3\u201c", "\u00d3", " "),
        ("   ", "\u2014\u00c9", "\u0443", "?"),
        ("   ", "\u2014\u041f", "\u044f", "\u0440"),
        ("   S", "\u00cd\u00a1", "\u0361", "Q"),
        ("   ", "\u0420\u0451", "\u0438", " "),
        ("   \u250c\u2500", "\u2500\u00c9", "\u0110", "\u2500"),
    ],
)
def test_what_stands_side_by_side_by_itself_has_more_to_prove(
    behind: str, source: str, out: str, following: str
) -> None:
    assert natural(behind, source, out, following, used=False) >= 6.5


@pytest.mark.parametrize(
    ("behind", "source", "out", "following"),
    [
        ("   caf", "\u00c3\u00a9", "\u00e9", " "),
        ("   Gda", "\u0139\u201e", "\u0144", "s"),
        ("   ", "\u0420\u0406", "\u0432", " "),
        ("   m", "\u00c3\u00a1", "\u00e1", "s"),
        ("   \u00abna", "\u00c3\u00af", "\u00ef", "v"),
        ("   Ma", "\u251c\u00bd", "\u00ed", "n"),
        ("   ", "\u05f3\u2014", "\u05d7", "\u05f3"),
    ],
)
def test_what_only_damage_makes_has_nothing_to_prove(
    behind: str, source: str, out: str, following: str
) -> None:
    assert natural(behind, source, out, following, used=False) == 0.0


def test_a_name_of_two_letters_is_damage_where_its_page_was_used() -> None:
    assert natural("   ", "\u0420\u0451", "\u0438", " ", used=True) == 0.0
    assert natural("   ", "\u0420\u0451", "\u0438", "\u0434", used=True) >= 6.5
