"""The writer: edits go in and come out again, and everything else stays what it was."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mojifix import Candidate, Edit, Finding, MixUp, Report, UndoError
from mojifix.stages.splice import apply, as_one, compose, undo
from mojifix.testing import damage

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


MAC, WEB = MixUp("mac-roman"), MixUp("windows-1252")


def made(text: str, *chain: MixUp) -> str:
    there = damage(text, chain)
    assert there is not None
    return there


def test_what_was_undone_first_was_the_last_mistake() -> None:
    once, twice = made("\u00e9", MAC), made("\u00e9", MAC, WEB)
    first = [dataclasses.replace(edit(2, twice, once), chain=(WEB,))]
    second = [dataclasses.replace(edit(2, once, "\u00e9"), chain=(MAC,), evidence=3.5)]
    text = f"ab{twice}g"
    [one], [finding] = compose(text, first, found(first, repaired=True), second, [])
    assert (one.before, one.after, one.chain) == (twice, "\u00e9", (MAC, WEB))
    assert one.evidence == 3.5
    assert finding.candidates[0].chain == one.chain


def test_what_only_half_went_through_the_last_mistake_has_no_chain() -> None:
    once = made("\u00e9", MAC)
    text = made(once[0], WEB) + once[1]
    first = [dataclasses.replace(edit(0, text[:-1], once[0]), chain=(WEB,))]
    second = [dataclasses.replace(edit(0, once, "\u00e9"), chain=(MAC,))]
    [one], _ = compose(text, first, found(first, repaired=True), second, [])
    assert (one.before, one.after, one.chain) == (text, "\u00e9", ())


def test_the_parts_of_the_weaker_pass_tell_of_both() -> None:
    once, twice = made("\u00e9", MAC), made("\u00e9", MAC, WEB)
    first = [dataclasses.replace(edit(0, twice, once), chain=(WEB,), evidence=9.0)]
    second = [dataclasses.replace(edit(0, once, "\u00e9"), chain=(MAC,), evidence=3.5)]
    weighed = [
        Finding(
            e.start, e.end, e.before, (Candidate(e.after, e.chain, e.evidence, parts),), True, ""
        )
        for e, parts in ((first[0], (("language", 9.0),)), (second[0], (("language", 3.5),)))
    ]
    _, [finding] = compose(twice, first, weighed[:1], second, weighed[1:])
    assert finding.candidates == (Candidate("\u00e9", (MAC, WEB), 3.5, (("language", 3.5),)),)


def test_what_one_pass_found_alone_keeps_what_it_said() -> None:
    first, second = [edit(0, "one", "1")], [edit(2, "two", "zwei")]
    candidates = (Candidate("zwei", CHAIN, 5.0), Candidate("deux", CHAIN, 4.0))
    said = [Finding(2, 5, "two", candidates, True, "repaired")]
    _, findings = compose("one two", first, found(first, repaired=True), second, said)
    assert [(f.start, f.end, f.candidates) for f in findings] == [(0, 3, ()), (4, 7, candidates)]


def test_what_the_second_pass_takes_back_is_no_edit() -> None:
    first, second = [edit(1, "b", "x")], [edit(1, "x", "b")]
    assert compose("abc", first, found(first, repaired=True), second, []) == ([], [])


def test_a_stretch_is_one_edit_by_the_longest_chain_that_made_all_of_it() -> None:
    text = made("\u00e9\u00e8", MAC, WEB)
    half = len(text) // 2
    edits = [
        dataclasses.replace(edit(0, text[:half], "\u00e9"), chain=(MAC, WEB), evidence=7.0),
        dataclasses.replace(edit(half, text[half:], "?"), chain=(WEB,)),
    ]
    whole = as_one(f"{text}!", 0, len(text), edits, found(edits, repaired=True))
    assert whole is not None
    assert whole[0] == Edit(0, len(text), text, "\u00e9\u00e8", (MAC, WEB), 7.0)
    assert whole[1].candidates == (Candidate("\u00e9\u00e8", (MAC, WEB), 7.0),)
    assert as_one(f"{text}!", 0, len(text) + 1, edits, ()) is not None
    assert as_one(f"{text}\u00e9", 0, len(text) + 1, edits, ()) is None


@pytest.mark.parametrize("edits", [3, None, ["edit"]])
def test_undo_names_the_type_of_what_is_no_edit(edits: object) -> None:
    with pytest.raises(TypeError, match=r"undo\(\) takes Edit values or a Report, not \w+"):
        undo("x", edits)  # type: ignore[arg-type]
