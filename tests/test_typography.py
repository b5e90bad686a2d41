"""Pairs that careful typography makes have to prove more than pairs that only damage makes."""

from __future__ import annotations

import pytest

from mojifix import MixUp, repair
from mojifix.stages.typography import natural
from mojifix.testing import damage


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
        ("   0}/", "\u0413\u00ae", "\u00ee", " "),
        ("   HESLA", "\u00a0\u041a", "\u028a", " "),
        ("   KANAD", "\u00c2\u0161", "\u00b9", "w"),
        ("   TRIPOL", "\u0422\u041a", "\u00ba", " "),
        ("   L.", "\u2013\u00ae", "\u0428", " "),
        ("   12 ", "\u00a4\u00ee", "\u03cc", "."),
        ("   x = ", "\u221a\u222b", "\u00fa", "f"),
        ("   0} C", "\u041b\u2122", "\u02d9", " "),
        ("   C.", "\u2013\u0420", "\u0410", "."),
        ("   \u00ab\u00a0", "\u00c3\u00a0", "\u00e0", "\u00bb"),
        ("   voil", "\u00e0\u00a0\u00bb", "\u083b", " "),
        ("   \u306f\u201c", "\uff83\uff7d", "\u00fd", "\uff84"),
        ("   ", "\u0420\u0452\u0430", "\u2020", " "),
        ("   \u00b1 ", "\u221a\u2206", "\u00f4", ")"),
        ("   ", "\u0192\u221e", "\u0131", " "),
        ("   ", "\u00ab\u017b", "\u01c1", "\u00bb"),
        ("   ", "\u201e\u010c\u00ed", "\u3252", "\u201c"),
        ("   00", "\u4e07", "\u0632", " "),
        ("   {0}", "\u78bc", "\u0627", " "),
        ("   Mao (", "\u6bdb", "\u00eb", ")"),
        ("   Surname ", "\u9646", "\u00bd", " "),
        ("   ", "\ud0c0", "\u012b", " "),
        ("   ", "\u221a\u00b5", "\u00f5", " "),
        ("   \u201c", "\u221a\u221e", "\u00f0", " "),
        ("   T, ", "\u2206\u00b5", "\u01b5", ","),
        ("   (", "\u2013\u221e", "\u0430", ","),
        ("   100", "\u2013\u00a5", "\u0434", "2"),
        ("   , ", "\u2248\u00a3", "\u0163", "5"),
        ("   \u201c\u00e6\u00f8", "\u00e5\u00c6\u00d8", "\u5be8", "\u00c5"),
        ("   ", "\u0393\u2019", "\u00e2", "s "),
        ("   ", "\u221a\u0160", "\u00ee", "K"),
        ("   \u043a\u0432.", "\u2116\u0420", "\u0710", "5"),
        ("   MAM", "\u00c3\u2022", "\u00d5", "P"),
        ("   IRM", "\u00c3\u2021", "\u00c7", " "),
        ("   ", "\u00ac\u00d8", "\u00af", " "),
        ("   ", "\u00d8\u00a7", "\u0627", "5"),
        ("   \u00c4", "\u2500\u00d6", "\u0119", " "),
        ("   ", "\u0e25\u0e1a", "\u017a", " "),
        ("   ", "\u0100\u00ae", "\u00ae", " "),
        ("   {0} ", "\u0625\u00a0", "\u0160", "I"),
        ("   YMUNO\u2122 ", "\u00c2\u00b2", "\u00b2", " "),
        ("   L\u2019", "\u00c2\u00ae", "\u00ae", " "),
        ("   G", "\u0118\u015a", "\u028c", " "),
        ("   S. ", "\u201d\u00ae", "\u04e8", " "),
        ("   \uff73", "\uff82\uff72", "\u00b2", "\uff9d"),
        ("   MAM", "\u00c3\u00b1", "\u00f1", "I"),
        ("   MAM", "\u00c3\u00a4", "\u00e4", " "),
        ("   MAM", "\u00c3\u00d7", "\u01de", "I"),
        ("   5", "\u00d7\u00d8", "\u05e8", " "),
        ("   ", "\u0392\u0384", "\u00b4", " "),
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
        ("   caf", "\u732b", "\u00e9", " "),
        ("   pay ", "\u00c2\u00a3", "\u00a3", "2"),
        ("   pay ", "\u00ac\u00a3", "\u00a3", "2"),
        ("   Gda", "\u0139\u201e", "\u0144", "s"),
        ("   ", "\u0420\u0406", "\u0432", " "),
        ("   m", "\u00c3\u00a1", "\u00e1", "s"),
        ("   \u00abna", "\u00c3\u00af", "\u00ef", "v"),
        ("   Ma", "\u251c\u00bd", "\u00ed", "n"),
        ("   ", "\u05f3\u2014", "\u05d7", "\u05f3"),
        ("   CAF", "\u00c3\u2030", "\u00c9", " "),
        ("   ", "\u221a\u222b", "\u00fa", "l"),
        ("   \u043d", "\u00a0\u0451", "\u0451", " "),
        ("   25 ", "\u00c2\u00b0", "\u00b0", " "),
        ("   FRAN", "\u00c3\u2021", "\u00c7", "A"),
        ("   Windows", "\u00ac\u00c6", "\u00ae", " "),
    ],
)
def test_what_only_damage_makes_has_nothing_to_prove(
    behind: str, source: str, out: str, following: str
) -> None:
    assert natural(behind, source, out, following, used=False) == 0.0


def test_a_name_of_two_letters_is_damage_where_its_page_was_used() -> None:
    assert natural("   ", "\u0420\u0451", "\u0438", " ", used=True) == 0.0
    assert natural("   ", "\u0420\u0451", "\u0438", "\u0434", used=True) >= 6.5


@pytest.mark.parametrize(
    "text",
    [
        "\u2502PRODUTO\u2502IRM\u00c3\u2502MAM\u00c3\u2502",
        "\u2551\u00c8\u2551\u00c9\u2551",
        "\u250cMAM\u00c3\u2510",
        "\u2500\u00c9T\u00c9\u2500",
        "\u2588\u00c2GE\u2588",
        "\u2550\u2550\u0414\u0410\u2550\u2550",
        "\u2502 \u0407\u0416\u0410\u2502",
    ],
)
def test_frames_stay_without_a_space_inside(text: str) -> None:
    assert repair(text) is text


# Beside damage that is certain

RUSSIAN = (
    "\u0412\u0447\u0435\u0440\u0430 \u0432 \u0433\u043e\u0440\u043e\u0434\u0435"
    " \u043f\u0440\u043e\u0448\u0451\u043b \u0441\u0438\u043b\u044c\u043d\u044b"
    "\u0439 \u0441\u043d\u0435\u0433, \u0438 \u0448\u043a\u043e\u043b"
    "\u044b \u0437\u0430\u043a\u0440\u044b\u043b\u0438 \u0434\u043e \u043f"
    "\u043e\u043d\u0435\u0434\u0435\u043b\u044c\u043d\u0438\u043a\u0430.\n\u0416"
    "\u0438\u0442\u0435\u043b\u0438 \u0447\u0438\u0441\u0442\u044f\u0442 \u0434"
    "\u043e\u0440\u043e\u0433\u0438, \u0430 \u0430\u0432\u0442\u043e\u0431"
    "\u0443\u0441\u044b \u0441\u0442\u043e\u044f\u0442."
)
RUSSIAN_LINES = (
    "\u2014\u041f\u0440\u0438\u0432\u0435\u0442!",
    "\u2014\u0418 \u044f.",
    "\u041c\u043e\u0441\u043a\u0432\u0430\u2014\u0412\u043e\u0440\u043e\u043d\u0435\u0436",
    "\u0410\u2013\u042f",
    "\u0420\u0451\u0434\u0437\u0438 \u0421., \u0420\u0451\u043a\u043e",
    "\u0420\u0456\u0432\u043d\u0435, \u0420\u0456\u0447",
    "\u042d\u0442\u043e \xab\u0420\xbb \u0438 \xab\u0421\xbb.",
)
HEBREW = (
    "\u05d0\u05ea\u05de\u05d5\u05dc \u05d9\u05e8\u05d3 \u05e9\u05dc\u05d2 "
    "\u05db\u05d1\u05d3 \u05d1\u05e2\u05d9\u05e8 \u05d5\u05d1\u05ea\u05d9 "
    "\u05d4\u05e1\u05e4\u05e8 \u05e0\u05e1\u05d2\u05e8\u05d5 \u05e2\u05d3 "
    "\u05d9\u05d5\u05dd \u05e9\u05e0\u05d9.\n\u05d4\u05ea\u05d5\u05e9\u05d1"
    "\u05d9\u05dd \u05de\u05e0\u05e7\u05d9\u05dd \u05d0\u05ea \u05d4\u05db"
    "\u05d1\u05d9\u05e9\u05d9\u05dd."
)
HEBREW_LINES = (
    "\u201c\u05d5\u05db\u05d5\u05f3\u201d",
    "\u05d9\u05de\u05d9\u05dd \u05d0\u05f3\u2013\u05d4\u05f3",
    "\u05e4\u05e8\u05d5\u05e4\u05f3 \u05db\u05d4\u05df",
    "\u201c\u05db\u05d9\u05ea\u05d4 \u05d0\u05f3\u201d",
)


@pytest.mark.parametrize(
    ("text", "lines", "page"),
    [
        *((RUSSIAN, RUSSIAN_LINES, page) for page in ("windows-1251", "mac-cyrillic", "cp866")),
        *((HEBREW, HEBREW_LINES, page) for page in ("windows-1255", "windows-1252", "cp862")),
    ],
)
def test_clean_lines_stay_beside_damage(text: str, lines: tuple[str, ...], page: str) -> None:
    damaged = damage(text, [MixUp(page)])
    assert damaged is not None
    for line in lines:
        assert repair(f"{damaged}\n{line}\n") == f"{text}\n{line}\n"
