from __future__ import annotations

from mojifix import MixUp, Policy, explain
from mojifix.testing import damage

TEXT = "Le caf\u00e9 est ferm\u00e9 l\u2019\u00e9t\u00e9"


def cut(text: str, page: str, gone: int) -> str:
    made = damage(text, [MixUp(page)])
    assert made is not None
    return made[:-gone]


def test_the_rest_of_a_line_is_repaired_and_what_is_left_of_a_letter_reported() -> None:
    for page in ("windows-1252", "mac-roman", "cp850"):
        given = cut(TEXT, page, 1)
        report = explain(f"{given}\nencore")
        assert report.text == f"{TEXT[:-1]}{given[-1]}\nencore"
        [left] = [finding for finding in report.findings if not finding.repaired]
        assert (left.before, left.reason) == (given[-1], "the rest of it was cut off")


def test_what_is_left_of_a_mark_keeps_nothing_else_back() -> None:
    text = "Un caf\u00e9 d\u2019"
    assert explain(cut(text, "windows-1252", 1)).text == "Un caf\u00e9 d\u00e2\u20ac"
    assert explain(cut(text, "windows-1252", 2)).text == "Un caf\u00e9 d\u00e2"


def test_a_policy_can_ask_for_a_replacement_character() -> None:
    given = cut(TEXT, "windows-1252", 1) + "\r\nencore"
    report = explain(given, policy=Policy(replace_unknown=True))
    assert report.text == f"{TEXT[:-1]}\ufffd\r\nencore"
    assert (report.edits[-1].damage, report.edits[-1].lossy) == (("cut off",), True)
    assert report.undo() == given


def test_a_letter_at_the_end_of_a_clean_line_is_no_stump() -> None:
    report = explain("Le caf\u00c3\u00a9\ndit-il \u00e2\nS\u00c3O JO\u00c3")
    assert [finding.before for finding in report.findings] == ["\u00c3\u00a9"]


def test_a_letter_that_a_word_ends_with_is_none_beside_damage_either() -> None:
    policy = Policy(replace_unknown=True)
    for given, end in (
        ("Caf\u00c3\u00a9 et th\u00e9", "th\u00e9"),
        ("S\u00c3\u00a3o Paulo \u00e9 aqui, amanh\u00e3", "amanh\u00e3"),
        ("El ni\u00c3\u00b1o comi\u00f3", "comi\u00f3"),
    ):
        report = explain(given, policy=policy)
        assert report.edits
        assert report.text.endswith(end)
