"""Renderings: what a person reads, and differences that other programs apply."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mojifix import Candidate, Edit, Finding, MixUp, Report
from mojifix.rendering import Places, diff_text, passages, report_text, shorten, visible, words

MAC = (MixUp("mac-roman"),)
TWICE = (MixUp("windows-1252"), MixUp("mac-roman"))
DAMAGED = "\u2019".encode().decode("mac-roman")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain \u201cquotes\u201d, \u0416, \u6c34, \U0001f682", None),
        ("C1 \x9d NEL \x85", r"C1 \x9d NEL \x85"),
        ("NBSP\xa0SHY\xad", r"NBSP\xa0SHY\xad"),
        ("mark\ufeff zero\u200b", r"mark\ufeff zero\u200b"),
        ("rtl\u202e isolate\u2066", r"rtl\u202e isolate\u2066"),
        ("line\r\n\tend\u2028", r"line\r\n\tend\u2028"),
        ("escape \x1b[31m bell \x07", r"escape \x1b[31m bell \x07"),
        ("lone \udc80 private \uf8ff", r"lone \udc80 private \uf8ff"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \U0001f469\u200d\U0001f680", None),
    ],
)
def test_what_cannot_be_seen_is_written_as_an_escape(text: str, shown: str | None) -> None:
    assert visible(text) == (text if shown is None else shown)


@given(st.text())
def test_no_control_character_is_ever_shown(text: str) -> None:
    assert all(char.isprintable() or char in "\u200c\u200d" for char in visible(text))


def test_a_long_text_loses_its_middle() -> None:
    assert shorten("a" * 50 + "b" * 50, 10) == "aaaaa ... bbbbb"
    assert shorten("a" * 10, 10) == "a" * 10


def test_the_words_around_a_span_end_at_spaces_but_not_at_nbsp() -> None:
    assert words("the Russia+++s war", 10, 13) == "Russia+++s"
    assert words("one tw\xa0+++\xa0o", 7, 10) == r"tw\xa0+++\xa0o"
    assert words("+++", 0, 3) == "+++"


def test_the_words_around_a_span_are_bounded_where_there_are_no_spaces() -> None:
    assert words("\u6c34" * 1000, 500, 502) == "\u6c34" * 50


@pytest.mark.parametrize(
    ("offset", "place"),
    [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (5, (2, 3)), (6, (3, 1)), (7, (3, 2)), (9, (4, 1))],
)
def test_lines_end_at_lf_and_crlf_and_lone_cr(offset: int, place: tuple[int, int]) -> None:
    assert Places("a\u0301\nb\r\n\U0001f682d\re").of(offset) == place


def repaired_report() -> Report:
    before = f"Clean \u201cquotes\u201d.\nRussia{DAMAGED}s war, and {DAMAGED}\xa0then\x9d.\n"
    first, second = before.index(DAMAGED), before.rindex(DAMAGED)
    edits = (
        Edit(first, first + 3, DAMAGED, "\u2019", MAC, 14.24),
        Edit(second, second + 3, DAMAGED, "\u2019", TWICE, 9.0, ("NBSP turned into a space",)),
    )
    findings = (
        Finding(
            first,
            first + 3,
            DAMAGED,
            (
                Candidate("\u2019", MAC, 14.24, (("language", 12.2), ("prior", 2.04))),
                Candidate("\x92", TWICE, -3.0),
            ),
            True,
            "certain",
        ),
        Finding(second + 4, second + 9, "then\x9d", (Candidate("t", MAC, 1.5),), False, "too weak"),
    )
    after = before.replace(DAMAGED, "\u2019")
    return Report(after, edits, findings)


def test_a_report_tells_before_after_chain_evidence_and_reasons() -> None:
    assert report_text(repaired_report()) == "\n".join(
        [
            "2 repaired, 1 left alone",
            "",
            "line 2, column 7: repaired",
            f"  before    Russia{DAMAGED}s",
            "  after     Russia\u2019s",
            "  chain     utf-8 read as mac-roman",
            "  evidence  14.2 nats",
            "",
            "line 2, column 21: repaired",
            rf"  before    {DAMAGED}\xa0then\x9d.",
            "  after     \u2019" + r"\xa0then\x9d.",
            "  chain     utf-8 read as windows-1252, then utf-8 read as mac-roman, "
            "NBSP turned into a space",
            "  evidence  9.0 nats",
            "",
            "line 2, column 25: left alone",
            rf"  text      {DAMAGED}\xa0then\x9d.",
            "  because   too weak",
            "  could be  t  (utf-8 read as mac-roman, 1.5 nats)",
        ]
    )


def test_spans_of_one_chain_close_together_are_read_as_one_passage() -> None:
    before = "A b\u00c3\u00a9b\u00c3\u00a9 \u00c3\u00a9veill\u00c3\u00a9."
    chain = (MixUp("windows-1252"),)
    edits = tuple(
        Edit(at, at + 2, "\u00c3\u00a9", "\u00e9", chain, 5.0 + at) for at in (3, 6, 9, 16)
    )
    report = Report("A b\u00e9b\u00e9 \u00e9veill\u00e9.", edits)
    [passage] = passages(before, report)
    assert (passage.start, passage.edits) == (3, edits)
    assert passage.before == before[2:]
    assert passage.after == report.text[2:]
    assert passage.evidence == "4 spans, weakest 8.0 nats"
    assert [one.after for one in passages(before, report, apart=True)] == [
        "b\u00e9b\u00e9",
        "b\u00e9b\u00e9",
        "\u00e9veill\u00e9.",
        "\u00e9veill\u00e9.",
    ]


@pytest.mark.parametrize(
    ("gap", "chain", "damage"),
    [("\n", MAC, ()), ("\r", MAC, ()), ("x" * 25, MAC, ()), (" ", TWICE, ()), (" ", MAC, ("cut",))],
)
def test_spans_apart_or_of_other_kinds_are_read_apart(
    gap: str, chain: tuple[MixUp, ...], damage: tuple[str, ...]
) -> None:
    before = f"{DAMAGED}{gap}{DAMAGED}"
    edits = (
        Edit(0, 3, DAMAGED, "\u2019", MAC, 5.0),
        Edit(3 + len(gap), 6 + len(gap), DAMAGED, "\u2019", chain, 5.0, damage),
    )
    assert len(passages(before, Report(f"\u2019{gap}\u2019", edits))) == 2


def test_a_whole_story_has_every_candidate_and_what_each_witness_said() -> None:
    story = report_text(repaired_report(), candidates=True).splitlines()
    at = story.index("  way 1     \u2019  (utf-8 read as mac-roman, 14.2 nats)")
    assert story[at + 1] == "            language 12.2 + prior 2.0"
    assert story[at + 2].startswith(r"  way 2     \x92  (utf-8 read as windows-1252, then ")
    assert story[at + 2].endswith("-3.0 nats)")
    assert story[-1] == "  way 1     t  (utf-8 read as mac-roman, 1.5 nats)"


def test_str_of_a_report_is_for_a_person() -> None:
    assert str(repaired_report()) == report_text(repaired_report())
    assert str(Report("clean")) == "Nothing here looks like mojibake."


# Differences

#: Texts cut in pieces that programs disagree about as line ends.
LINES = st.lists(
    st.sampled_from(["a", "b", "", "\u00e9", "x\ry", "\x85", "\u2028", "\x0c", "-", "+", "\r"]),
    max_size=25,
)


def text_of(lines: list[str], last: bool) -> str:
    return "\n".join(lines) + ("\n" if lines and last else "")


def apply(folder: Path, before: str, diff: str, name: str = "f.txt") -> bytes:
    """What git makes of ``before`` and ``diff``."""
    path = folder / name
    path.write_bytes(before.encode())
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        input=diff.encode(),
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "GIT_DIR": str(folder / "none"), "HOME": str(folder)},
        check=True,
        capture_output=True,
    )
    return path.read_bytes()


def test_equal_texts_have_no_difference() -> None:
    assert diff_text("a\n", "a\n", "f") == ""


def test_a_difference_has_three_lines_of_context() -> None:
    before = "".join(f"{number}\n" for number in range(1, 21))
    after = before.replace("8\n", "eight\n", 1).replace("10\n", "ten\n")
    assert diff_text(before, after, "f.txt") == (
        "--- a/f.txt\n+++ b/f.txt\n@@ -5,9 +5,9 @@\n"
        " 5\n 6\n 7\n-8\n+eight\n 9\n-10\n+ten\n 11\n 12\n 13\n"
    )


def test_changes_far_apart_are_hunks_of_their_own() -> None:
    before = "".join(f"{number}\n" for number in range(1, 21))
    after = before.replace("2\n", "two\n", 1).replace("19\n", "nineteen\n")
    assert diff_text(before, after, "f").count("@@ -") == 2


def test_a_missing_last_newline_is_said() -> None:
    assert diff_text("a\nb", "a\nc", "f").endswith(
        "-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
    )


@given(lines=LINES, last=st.booleans(), data=st.data())
def test_git_makes_the_new_text_of_the_old_and_the_difference(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], last: bool, data: st.DataObject
) -> None:
    changed = [
        data.draw(st.sampled_from([line, line, line, line + "!", "\u0416\r"])) for line in lines
    ]
    before, after = text_of(lines, last), text_of(changed, last)
    if before != after:
        folder = tmp_path_factory.mktemp("apply")
        assert apply(folder, before, diff_text(before, after, "f.txt")) == after.encode()


@given(lines=LINES, others=LINES, last=st.booleans())
def test_a_difference_holds_when_the_number_of_lines_changes(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], others: list[str], last: bool
) -> None:
    before, after = text_of([*lines, "end"], last), text_of([*others, "end"], not last)
    folder = tmp_path_factory.mktemp("apply")
    assert apply(folder, before, diff_text(before, after, "f.txt")) == after.encode()


@pytest.mark.parametrize(
    "name", ["two words.txt", "new\nline.txt", 'quo"te\\.txt', "caf\u00e9.txt", "\u0416 \x9d.txt"]
)
def test_odd_file_names_are_quoted_as_git_reads_them(tmp_path: Path, name: str) -> None:
    assert apply(tmp_path, "a\n", diff_text("a\n", "b\n", name), name) == b"b\n"


def test_a_long_text_with_many_changes_takes_linear_time() -> None:
    before = "".join(f"line {number % 7}\n" for number in range(200_000))
    after = before.replace("line 3", "line three")
    assert diff_text(before, after, "f").count("\n+line three") == before.count("line 3")
