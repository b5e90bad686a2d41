from __future__ import annotations

import math

import pytest

from mojifix.stages.marks import CUT_OFF, MARKS, Mark, guesses, price

ANY = {mark: mark != "\u201d" for mark in MARKS - {"\u201a"}}


def judge(line: str, languages: list[tuple[str, float]] | None = None) -> list[tuple[str, float]]:
    """Judge a line in which every ``?`` is a mark that was lost, and the others are whole."""
    places = [
        Mark(
            line[at - 1 : at],
            line[at + 1 : at + 2],
            ANY if char == "?" else {char: True},
            char != "?",
        )
        for at, char in enumerate(line)
        if char == "?" or char in MARKS
    ]
    return guesses(places, languages or [("en", 1.0)])


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        ("say ?hello? to me", "\u201c\u201d"),
        ("the author?s and l?op\u00e9ra", "\u2019\u2019"),
        ("he said \u201cno? and went", "\u201c\u201d"),
        ("in 1400?1600)", "\u2013"),
        ("[FILE]? [MORE]?", "\u2026\u2026"),
        ("?use?, ?time? or ?state?", "\u201c\u201d" * 3),
    ],
)
def test_marks_are_judged_by_where_they_stand_and_by_each_other(line: str, marks: str) -> None:
    found = judge(line)
    assert "".join(mark for mark, _ in found) == marks
    assert all(margin >= 2.5 for _, margin in found)


def test_a_quotation_ends_as_its_style_does() -> None:
    lost = dict.fromkeys("\u2018\u2019\u201c\u201d\u2026", False)
    low = Mark(" ", "j", {"\u201e": True}, True)
    for language, mark in (("de", "\u201c"), ("pl", "\u201d")):
        assert guesses([low, Mark("a", " ", lost)], [(language, 1.0)])[1][0] == mark
    assert [mark for mark, _ in judge("skriv ?man? nu", [("sv", 1.0)])] == ["\u201d", "\u201d"]


def test_an_end_of_quotation_and_an_ellipsis_are_not_told_apart() -> None:
    [(_, margin)] = judge("and so he went? but")
    assert margin < 3.0


def test_which_dash_it_was_is_hardly_known() -> None:
    [(mark, margin)] = judge("a ? b")
    assert mark == "\u2013"
    assert margin < 3.0


def test_a_mark_at_the_end_that_nothing_opened_may_have_been_cut_off() -> None:
    lost = {"\u201d": False, CUT_OFF: False}
    assert guesses([Mark("t", "", lost)])[0][1] < 3.0
    opened = guesses([Mark(" ", "t", {"\u201c": True}, True), Mark("t", "", lost)])
    assert opened[1][0] == "\u201d"
    assert opened[1][1] > 3.0


def test_what_has_no_other_choice_is_certain() -> None:
    assert guesses([Mark("a", "b", {"\u2019": False})]) == [("\u2019", math.inf)]
    assert guesses([]) == []


def test_the_price_of_a_mark_is_that_of_its_place() -> None:
    assert price("a", "\u2019", "b") < price("a", "\u201c", "b")
    assert price(" ", "\u2013", " ") < price(" ", "\u201d", " ")
