"""Which lines of a long text are looked at, and with which around them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mojifix import Policy, Report, engine
from mojifix.stages import parts

CLEAN = "Der Zug nach K\u00f6ln f\u00e4hrt heute sp\u00e4ter, weil die Br\u00fccke gesperrt ist."


def _signs(text: str) -> list[int]:
    return [at for at, char in enumerate(text) if char == "\u00a4"]


@given(st.lists(st.sampled_from(["", "a" * 30, "x\u00a4y", "\u00a4" * 3, "b" * 5000])))
def test_the_lines_that_something_is_marked_in_are_the_odd_ones(lines: list[str]) -> None:
    odd = [number for number, line in enumerate(lines) if "\u00a4" in line]
    assert parts.odd_lines(lines, _signs) == odd


@given(st.data(), st.lists(st.integers(0, 900), min_size=1, max_size=60))
def test_stretches_are_apart_and_reach_far_enough(data: st.DataObject, sizes: list[int]) -> None:
    lines = ["x" * size for size in sizes]
    odd = sorted(data.draw(st.sets(st.integers(0, len(lines) - 1))))
    found = parts.stretches(lines, odd)
    taken = [number for stretch in found for number in stretch]
    assert taken == sorted(set(taken))
    assert all(one.stop < other.start for one, other in pairwise(found))
    for number in odd:
        stretch = next(one for one in found if number in one)
        before = sum(sizes[stretch.start : number]) + number - stretch.start
        after = sum(sizes[number + 1 : stretch.stop]) + stretch.stop - number - 1
        assert before >= 1000 or stretch.start == 0
        assert after >= 1000 or stretch.stop == len(lines)


def test_what_is_left_of_a_long_text_is_reported_where_it_stands() -> None:
    left = "The page shows \u201c\u00c3\u00a9\u201d for \u201c\u00e9\u201d everywhere."
    text = "\n".join([*[CLEAN] * 150, left, *[CLEAN] * 150, left, *[CLEAN] * 150])
    report = engine.explain(text)
    assert report.text is text
    assert [text[f.start : f.end] for f in report.findings] == ["\u00c3\u00a9"] * 2
    assert report.findings == engine._with_breaks(text, Policy()).findings


def test_one_damaged_line_of_a_long_text_is_repaired_as_ever() -> None:
    right = "O\u00f9 \u00e9tais-tu, le caf\u00e9 \u00e9tait ferm\u00e9 d\u00e8s midi\u00a0?"
    damaged = right.encode().decode("latin-1")
    text = "\n".join([*[CLEAN] * 150, damaged, *[CLEAN] * 150])
    report = engine.explain(text)
    assert report == engine._with_breaks(text, Policy())
    assert report.text == text.replace(damaged, right)


def test_a_text_with_something_in_its_other_lines_is_left_to_the_engine() -> None:
    lines = ["x" * 900] * 20
    text = "\n".join(lines)

    def first_of_all(text: str) -> list[int]:
        return [0]

    assert parts.explained(text, Report, lambda text: []) == Report(text)
    assert parts.explained(text, Report, first_of_all) is None
