"""The writer: edits go in and come out again, and everything else stays what it was."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mojifix import Edit, Finding, MixUp, Report, UndoError
from mojifix.stages.splice import apply, compose, undo

CHAIN = (MixUp("windows-1252"),)


def edit(start: int, before: str, after: str) -> Edit:
    return Edit(start, start + len(before), before, after, CHAIN, 5.0)


TEXT = "one two three"
EDITS = (edit(0, "one", "1"), edit(4, "two", "zwei"), edit(8, "three", ""))


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, tuple[Edit, ...]]:
    """A text and edits of it, in order, not overlapping, some touching, some making nothing."""
    parts = draw(st.lists(st.tuples(st.text(max_size=3), st.text(min_size=1, max_size=3))))
    text, edits = "", []
    for between, before in parts:
        text += between
        edits.append(edit(len(text), before, draw(st.text(max_size=3))))
        text += before
    return text + draw(st.text(max_size=3)), tuple(edits)


def test_edits_are_made_where_they_say() -> None:
    assert apply(TEXT, EDITS) == "1 zwei "
    assert apply(TEXT, EDITS[1:2]) == "one zwei three"


def test_no_edits_give_back_the_very_text() -> None:
    text = "".join(["caf", "\u00e9"])
    assert apply(text, []) is text
    assert undo(text, []) is text
    assert undo(text, Report(text)) is text


@given(edited())
def test_what_was_done_can_be_undone(case: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = case
    done = apply(text, edits)
    assert undo(done, edits) == text
    assert undo(done, iter(edits)) == text
    assert undo(done, Report(done, edits)) == text
    assert Report(done, edits).undo() == text


@given(edited())
def test_what_no_edit_covers_stays_in_place(case: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = case
    kept, at = [], 0
    for one in edits:
        kept.append(text[at : one.start])
        at = one.end
    kept.append(text[at:])
    afters = [one.after for one in edits] + [""]
    assert apply(text, edits) == "".join(itertools.chain(*zip(kept, afters, strict=True)))


@pytest.mark.parametrize(
    ("text", "number"),
    [("", 1), ("2 zwei ", 1), ("1 two ", 2), ("1 zwo ", 2), ("1", 2), ("one two three", 1)],
)
def test_a_text_that_was_not_the_result_is_refused_with_the_edit_named(
    text: str, number: int
) -> None:
    with pytest.raises(UndoError, match=rf"^edit {number}: .*nothing was undone$"):
        undo(text, EDITS)


def test_a_report_refuses_any_other_text_even_where_its_edits_fit() -> None:
    result = apply(TEXT, EDITS[:2])
    other = result.replace("three", "four")
    assert undo(other, EDITS[:2]) == "one two four"
    with pytest.raises(UndoError, match="not the text that the report returned"):
        undo(other, Report(result, EDITS[:2]))


@pytest.mark.parametrize(
    "edits",
    [
        (EDITS[1], EDITS[0]),
        (EDITS[0], EDITS[0]),
        (edit(0, "one two", "1"), edit(4, "two", "zwei")),
        (dataclasses.replace(EDITS[0], start=50, end=53),),
    ],
)
def test_edits_out_of_order_or_place_are_refused(edits: tuple[Edit, ...]) -> None:
    with pytest.raises(UndoError):
        undo("1 zwei three", edits)


@pytest.mark.parametrize("text", [None, b"1", 5, ["1"]])
def test_only_a_str_can_be_undone_and_the_error_names_the_type(text: object) -> None:
    with pytest.raises(TypeError, match=type(text).__name__):
        undo(text, EDITS)  # type: ignore[arg-type]


def test_hundreds_of_thousands_of_edits_are_made_and_undone() -> None:
    text = "ab" * 200_000
    edits = [edit(at, "a", "\u00e1\u00e1") for at in range(0, len(text), 2)]
    assert undo(apply(text, edits), edits) == text


# Two passes as one


@st.composite
def twice_edited(draw: st.DrawFn) -> tuple[str, list[Edit], list[Edit]]:
    """A text, edits of it, and edits of what those made; neither ever makes nothing."""

    def edits_of(text: str) -> list[Edit]:
        edits, at = [], 0
        while at < len(text):
            start = draw(st.integers(at, len(text)))
            end = min(len(text), start + draw(st.integers(1, 4)))
            if start == end:
                break
            after = draw(st.text("xyz", min_size=1, max_size=4))
            edits.append(edit(start, text[start:end], after))
            at = end + draw(st.integers(0, 3))
        return edits

    text = draw(st.text("abcdef", min_size=1, max_size=30))
    first = edits_of(text)
    return text, first, edits_of(apply(text, first))


def found(edits: list[Edit], *, repaired: bool) -> list[Finding]:
    return [Finding(e.start, e.end, e.before, (), repaired, "why") for e in edits]


@given(twice_edited())
def test_two_passes_come_out_as_one(case: tuple[str, list[Edit], list[Edit]]) -> None:
    text, first, second = case
    result = apply(apply(text, first), second)
    edits, findings = compose(
        text, first, found(first, repaired=True), second, found(second, repaired=True)
    )
    assert apply(text, edits) == result
    assert undo(result, edits) == text
    at = 0
    for one in edits:
        assert at <= one.start < one.end
        assert one.before == text[one.start : one.end]
        at = one.end
    assert [(f.start, f.end, f.before) for f in findings if f.repaired] == [
        (e.start, e.end, e.before) for e in edits
    ]


@given(twice_edited())
def test_what_was_left_in_a_pass_is_told_where_it_stands_in_the_text(
    case: tuple[str, list[Edit], list[Edit]],
) -> None:
    text, first, left = case
    left = [one for one in left if not set(one.before) & set("xyz")]
    _, findings = compose(text, first, found(first, repaired=True), [], found(left, repaired=False))
    assert sum(not finding.repaired for finding in findings) == len(left)
    for finding in findings:
        assert finding.before == text[finding.start : finding.end]
    starts = [finding.start for finding in findings]
    assert starts == sorted(starts)


def test_what_was_undone_first_was_the_last_mistake() -> None:
    mac, web = (MixUp("mac-roman"),), (MixUp("windows-1252"),)
    first = [dataclasses.replace(edit(2, "cdef", "xy"), chain=web)]
    second = [dataclasses.replace(edit(2, "xy", "z"), chain=mac, evidence=3.5)]
    [one], [finding] = compose("abcdefg", first, found(first, repaired=True), second, [])
    assert (one.before, one.after, one.chain) == ("cdef", "z", mac + web)
    assert one.evidence == 3.5
    assert finding.candidates[0].chain == one.chain
