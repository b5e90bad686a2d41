from __future__ import annotations

import unicodedata

import pytest

from mojifix import MixUp, Policy, explain, find, repair
from mojifix.testing import damage

FRENCH = (
    "Le d\u00e9part \u00e0 midi, le go\u00fbter \u00e0 quatre heures, la for\u00eat apr\u00e8s."
)
RUSSIAN = "Мы идём домой, потому что уже темно и холодно."


def misread(text: str, page: str) -> str:
    made = damage(text, [MixUp(page)])
    assert made is not None
    return made


@pytest.mark.parametrize("page", ["windows-1252", "windows-1250", "windows-1251", "iso-8859-1"])
def test_a_no_break_space_that_became_a_space_is_a_byte_again(page: str) -> None:
    given = misread(FRENCH, page).replace("\u00a0", " ")
    report = explain(given)
    assert report.text == FRENCH
    assert report.undo() == given
    named = [edit for edit in report.edits if edit.damage]
    assert {edit.damage for edit in named} == {("no-break space made a space",)}
    assert not any(edit.lossy for edit in named)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("lower-cased", str.lower),
        ("NFKC", lambda text: unicodedata.normalize("NFKC", text)),
        ("NFKD", lambda text: unicodedata.normalize("NFKD", text)),
        (
            "quotes straightened",
            lambda text: text.translate(dict.fromkeys((0x201C, 0x201D, 0x201E), '"')),
        ),
    ],
)
def test_what_was_done_to_a_line_is_named_and_undone(name: str, change: object) -> None:
    text = (
        "l\u2019\u00e9t\u00e9, \u00e0 la for\u00eat pr\u00e8s du ch\u00eane, \u0153uvre, \u00celes"
    )
    given = change(misread(text, "windows-1252"))  # type: ignore[operator]
    report = explain(given)
    assert report.text.lower() == text.lower()
    assert {edit.damage for edit in report.edits} <= {(), (name,)}
    assert (name,) in {edit.damage for edit in report.edits}
    assert report.undo() == given


def test_a_guessed_byte_makes_an_edit_lossy_and_its_evidence_says_how_sure_it_is() -> None:
    report = explain("the author\u00e2\u20ac?s own words")
    assert report.text == "the author\u2019s own words"
    [edit] = report.edits
    assert edit.damage == ("byte replaced",)
    assert edit.lossy
    assert edit.evidence < report.findings[0].candidates[0].evidence + 0.01


def test_what_can_not_be_known_stays_and_is_reported_with_all_of_its_line() -> None:
    given = "sp\u00c3\u00a4t \u00e2\u20ac? fr\u00c3\u00bch"
    report = explain(given)
    assert report.text is given
    assert any("not certain" in finding.reason for finding in report.findings)


def test_it_becomes_a_replacement_character_only_where_the_policy_wants_that() -> None:
    given = "sp\u00c3\u00a4t \u00e2\u20ac? fr\u00c3\u00bch"
    report = explain(given, policy=Policy(replace_unknown=True))
    assert report.text == "sp\u00e4t \ufffd fr\u00fch"
    assert report.undo() == given


def test_the_family_can_be_left_out() -> None:
    given = misread(FRENCH, "windows-1252").replace("\u00a0", " ")
    exact = Policy(families=("single-byte", "multi-byte", "legacy"))
    assert repair(given, policy=exact) != FRENCH
    assert not any(edit.damage for edit in explain(given, policy=exact).edits)


def test_read_as_bounds_the_pages() -> None:
    given = misread(FRENCH, "windows-1252").replace("\u00a0", " ")
    assert repair(given, policy=Policy(read_as=("koi8-r",))) == given


def test_a_mention_stays() -> None:
    assert repair("\u00ab Montr\u00e9al \u00bb, not \u00ab montr\u00e3\u00a9al \u00bb") == (
        "\u00ab Montr\u00e9al \u00bb, not \u00ab montr\u00e3\u00a9al \u00bb"
    )


@pytest.mark.parametrize(
    "text",
    [
        "n\u00e3o h\u00e1 c\u00e2mara \u00e0 direita",
        "IRM\u00c3 DULCE, MA\u00c7\u00c3 E MANH\u00c3",
        "\u00c5 v\u00e6re eller ikke v\u00e6re",
        "\u00cen ora\u0219ul \u0102 ? Da, \u00een ora\u0219!",
        "The \u0393 function and \u0394 of x",
        "caf\u00e9? O\u00f9? \u20ac? 5 \u20ac?",
        "\u00c2n, \u00c3, \u0102 v\u00e0 \u0110",
        "\u201eWas?\u201c \u201a\u2019\u2018 \u201c\u201d",
        "\u251c\u2500\u2500 src\n\u2514\u2500\u2500 Drucken \u00fcber",
        "RAL 7016 \u00bd m\u00b2 x 2\u00b0",
        "\ufffd\ufffd",
        "D-MMM Y-\u0416. -",
    ],
)
def test_clean_text_with_such_letters_stays(text: str) -> None:
    for given in (text, text.lower(), text.upper()):
        assert repair(given) is given


def test_half_of_a_repair_is_none() -> None:
    # the lost letter could be any
    given = "M\u00c3\u00bcller, \u00c3xq und \u00c3\u00b6ffnen"
    report = explain(given)
    assert report.text is given
    assert find(given)


def test_clean_words_beside_damaged_ones_stay() -> None:
    # Cyrillic letters begin sequences on KOI8-R, and something could be gone behind each
    given = "п©я─п╦п╡п╣я┌ это привет"
    for edit in explain(given, policy=Policy(mentions=True)).edits:
        assert edit.end <= given.index(" ")


def test_a_line_cut_off_is_repaired_before_the_cut() -> None:
    given = misread(RUSSIAN, "windows-1252")[:-1]
    assert repair(given).startswith(RUSSIAN[:-1])


def test_other_lines_are_left_to_exact_repair() -> None:
    exact = misread("Der Bär schläft.", "windows-1252")
    given = f"{exact}\n{misread(FRENCH, 'windows-1252').replace(chr(0xA0), ' ')}\nça y est"
    assert repair(given) == f"Der Bär schläft.\n{FRENCH}\nça y est"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            "\u00c3\u2026tta bj\u00c3\u00b6rnar, \u00e2\u20acsa hon\u00e2\u20ac.",
            "\u00c5tta bj\u00f6rnar, \u201dsa hon\u201d.",
        ),
        (
            "Il d\u00c3\u00a9clara \u00e2\u20ac?non\u00e2\u20ac?, puis l\u00e2\u20ac?ami vint.",
            "Il d\u00e9clara \u201cnon\u201d, puis l\u2019ami vint.",
        ),
        (
            "Sie l\u00c3\u00a4chelte (Seite 14\u00e2\u20ac?16).",
            "Sie l\u00e4chelte (Seite 14\u201316).",
        ),
    ],
)
def test_marks_that_were_lost_come_back(given: str, expected: str) -> None:
    report = explain(given)
    assert report.text == expected
    assert any(edit.damage for edit in report.edits)
    assert report.undo() == given


def test_a_sequence_that_the_end_cut_off_is_not_guessed() -> None:
    text = "\u092f\u0939 \u092e\u0947\u0930\u093e \u0918\u0930 \u0939\u0948"
    given = misread(text, "windows-1252")
    for cut in (1, 2):
        assert repair(given[:-cut]).rstrip(given[-3:]) == text[:-1]


def test_capitals_that_exact_repair_would_bring_into_a_folded_line_are_no_proof() -> None:
    text = "fi\u0219ierul vechi \u0219i fi\u0219ierul t\u0103u"
    given = misread(text, "cp863").lower()
    assert repair(given) in (text, given)


@pytest.mark.parametrize(
    "text",
    ["Vitamin (\u0392)", "<li>\u0622</li>", "amanh\u00e3\u00b2 e l\u00e3\u00b2", "a\u2500b\u2500c"],
)
def test_lone_letters_footnotes_and_symbols_were_not_damaged(text: str) -> None:
    assert repair(text) == text


def test_a_symbol_with_a_fraction_inside_a_word_was_a_letter() -> None:
    assert repair("Toon het initi\u251c1\u20442le venster.") == "Toon het initi\u00eble venster."
    for formula in ("x\u221a1\u20442y is half", "2\u221a1\u20442x + y"):
        assert repair(formula) == formula
