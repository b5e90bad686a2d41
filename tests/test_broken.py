from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mojifix import Edit, MixUp, Policy, Report, explain, repair
from mojifix.stages.broken import LINE_BREAK, TAG, joins
from mojifix.testing import damage

FRENCH = "Le d\u00e9jeuner \u00e9tait pr\u00eat, mais la for\u00eat br\u00fblait d\u00e9j\u00e0."
ENGLISH = "She\u2019s said \u201cno\u201d \u2013 and we don\u2019t know why."
RUSSIAN = "Мы идём домой, потому что уже темно."
JAPANESE = "こんにちは世界"
BREAKS = ("\n", "\r\n", "\r", "\n    ", "\n> ", "\n * ", "<br>", "</em>", "<br />\n")


def misread(text: str, page: str) -> str:
    made = damage(text, [MixUp(page)])
    assert made is not None
    return made


def places(text: str, page: str) -> list[tuple[str, str]]:
    """Return (head, letter) for every place inside what a letter became: all before it, damaged,
    and the text up to that letter."""
    found = []
    for at, char in enumerate(text, 1):
        before, behind = misread(text[: at - 1], page), misread(text[:at], page)
        if char.isascii() or not behind.startswith(before):
            continue
        found += [(behind[:n], text[:at]) for n in range(len(before) + 1, len(behind))]
    return found


@pytest.mark.parametrize(
    ("text", "page"),
    [(FRENCH, "windows-1252"), (ENGLISH, "windows-1252"), ("Уже темно", "windows-1251")],
)
@pytest.mark.parametrize("what", BREAKS)
def test_a_letter_that_was_broken_anywhere_goes_before_the_break(
    text: str, page: str, what: str
) -> None:
    given = misread(text, page)
    for head, letter in places(text, page):
        broken = head + what + given[len(head) :]
        report = explain(broken)
        assert report.text == letter + what + text[len(letter) :]
        assert report.undo() == broken
        [edit] = [edit for edit in report.edits if edit.damage]
        assert edit.damage == ((TAG,) if "<" in what else (LINE_BREAK,))
        assert not edit.lossy


def test_a_file_wrapped_at_a_column_comes_back_line_by_line() -> None:
    text = "\n".join([FRENCH, ENGLISH, FRENCH])
    lines = misread(text, "windows-1252").split("\n")
    for width in (5, 8, 13, 20, 40):
        given = "\n".join(line[n : n + width] for line in lines for n in range(0, len(line), width))
        report = explain(given)
        assert report.text.replace("\n", "") == text.replace("\n", "")
        assert report.undo() == given


def test_signs_of_an_east_asian_page_that_were_parted_come_back() -> None:
    given = misread(JAPANESE, "cp932")
    for at in range(1, len(given)):
        report = explain(f"{given[:at]}\n{given[at:]}")
        assert report.text.replace("\n", "") == JAPANESE
        assert report.undo() == f"{given[:at]}\n{given[at:]}"


def test_what_a_letter_swallowed_stays_behind_the_break_if_it_began_there() -> None:
    # The second sign has the last byte of the letter and the h.
    given = misread("Die Stra\u00dfe f\u00fchrt \u00fcber die Br\u00fccke.", "gbk")
    at = given.index("\u7709")
    report = explain(f"{given[:at]}\n{given[at:]}")
    assert report.text.replace("\n", "") == "Die Stra\u00dfe f\u00fchrt \u00fcber die Br\u00fccke."


def test_two_layers_that_were_broken_come_back() -> None:
    twice = misread(misread("caf\u00e9 br\u00fbl\u00e9", "windows-1252"), "windows-1252")
    for at in range(4, 7):
        report = explain(f"{twice[:at]}\n{twice[at:]}")
        assert report.text == "caf\u00e9\n br\u00fbl\u00e9"


@pytest.mark.parametrize(
    "clean",
    [
        "SAO JO\u00c3\n\u00a9 2020 Todos os direitos reservados",
        "Il est all\u00e9 l\u00e0\n\u00ab chez lui \u00bb, dit-il.",
        "voil\u00e0</b>\u00bb et <i>d\u00e9j\u00e0</i>\u2026",
        RUSSIAN.replace(" ", "\n"),
        "\u2500\u00c9\u2500\n\u00e9t\u00e9",
        "プログラム\nカタカナ\nﾊﾝｶｸ\nｶﾅ",
    ],
)
def test_clean_text_stays_wherever_it_is_broken(clean: str) -> None:
    assert repair(clean) is clean


def test_breaks_between_whole_letters_are_no_damage() -> None:
    given = misread("\u00e9t\u00e9\u00e9\n\u00e9t\u00e9", "windows-1252")
    report = explain(given)
    assert report.text == "\u00e9t\u00e9\u00e9\n\u00e9t\u00e9"
    assert not any(edit.damage for edit in report.edits)


def test_a_policy_without_the_family_does_not_look() -> None:
    broken = "Le caf\u00c3</b>\u00a9 est l\u00e0"
    assert repair(broken, policy=Policy(families=("single-byte",))) == broken
    assert repair(broken) == "Le caf\u00e9</b> est l\u00e0"


def test_in_clean_text_only_neighbours_that_a_page_makes_a_letter_of_are_looked_at() -> None:
    def places(text: str, report: Report) -> list[tuple[int, int]]:
        return [(join.start, join.end) for join in joins(text, report)]

    lines = RUSSIAN.replace(" ", "\n")
    assert places(f"{lines}\n\u00ab\u00e9t\u00e9", Report(lines)) == []
    assert places("caf\u00c3\n  \u00a9", Report("")) == [(4, 7)]
    assert len(places(lines, explain(misread(RUSSIAN, "koi8-r")))) == 5


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.data())
def test_a_break_at_any_place_of_any_damaged_sentence_can_be_undone(data: st.DataObject) -> None:
    text, page = data.draw(
        st.sampled_from(
            [
                (FRENCH, "mac-roman"),
                (ENGLISH, "windows-1252"),
                (RUSSIAN, "koi8-r"),
                (RUSSIAN, "gbk"),
            ]
        )
    )
    whole = misread(text, page)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(whole) - 1), max_size=4)))
    what = data.draw(st.sampled_from(BREAKS))
    given = what.join(whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True))
    report = explain(given)
    assert report.undo() == given
    assert explain(report.text).edits == ()
    made: list[Edit] = [edit for edit in report.edits if edit.damage]
    assert all(edit.after.count(what) == edit.before.count(what) for edit in made)


@pytest.mark.parametrize(
    "text",
    [
        "\u0102\n\u00c2\n\u0110\n\u00ca\n\u00d4",
        "<li>\u0102</li>\n<li>\u00c2</li>\n<li>\u0110</li>\n<li>\u00ca</li>",
        "<td>G\u00c2</td><td>\u00a35</td>",
        "\u0102 \u00c2\n\u0110 \u00ca",
    ],
)
def test_letters_of_a_list_and_cells_of_a_table_are_not_joined(text: str) -> None:
    assert repair(text) == text
