"""Bulk repair: the text that the engine makes, and left to it wherever that could be another."""

import time

import pytest

from mojifix import Policy, Report, engine
from mojifix.stages import bulk
from tests.replay import takes_back

WORDS = {
    "fr": "La clé était posée là, sur l\u2019étagère du café, près de la fenêtre fermée.",
    "ru": "Съешь же ещё этих мягких французских булок, да выпей чаю",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy u řeky v údolí",
}


def _lines(lang: str, number: int = 24) -> str:
    words = WORDS[lang].split()
    return "\n".join(" ".join(words[at % 5 :] + words[: at % 7]) for at in range(number))


def _damaged(text: str, codec: str) -> str:
    return text.encode().decode(codec)


def _mended(text: str) -> Report | None:
    return bulk.mended(text, engine.explain, engine._odd_among)


@pytest.mark.parametrize(("lang", "codec"), [("fr", "latin-1"), ("ru", "cp866"), ("cs", "cp437")])
def test_a_text_that_is_one_long_mojibake_comes_back_in_bulk(lang: str, codec: str) -> None:
    text = _lines(lang)
    damaged = _damaged(text, codec)
    report = _mended(damaged)
    assert report is not None
    assert report.text == text
    assert report == engine.explain(damaged)
    assert report.undo() == damaged
    for edit, finding in zip(report.edits, report.findings, strict=True):
        assert damaged[edit.start : edit.end] == edit.before
        assert takes_back(edit.before, edit.after, edit.chain)
        [candidate] = finding.candidates
        assert candidate.evidence >= 1.0
        assert sum(nats for _, nats in candidate.parts) == pytest.approx(candidate.evidence)


def test_clean_lines_between_damaged_ones_stay() -> None:
    lines = _lines("fr", 60).split("\n")
    mixed = [line if at % 3 else _damaged(line, "latin-1") for at, line in enumerate(lines)]
    report = _mended("\n".join(mixed))
    assert report is not None
    assert report.text == "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        _lines("fr"),
        _damaged("Où étais-tu ?", "latin-1"),
        _damaged(_damaged(_lines("fr", 20), "latin-1"), "latin-1"),
    ],
)
def test_what_is_clean_short_or_of_two_layers_is_left_to_the_engine(text: str) -> None:
    assert _mended(text) is None


def test_a_line_about_encodings_stays_and_is_reported() -> None:
    line = 'The sign "\u00c3\u00a9" is UTF-8 misread.'
    report = _mended(_damaged(_lines("fr"), "latin-1") + f"\n{line}")
    assert report is not None
    assert report.text == _lines("fr") + f"\n{line}"
    assert not report.findings[-1].repaired


def test_other_damage_in_a_line_is_repaired_by_the_engine() -> None:
    lines = _damaged(_lines("fr"), "latin-1").split("\n")
    lines[3] = _damaged("Größe", "cp437") + " und das Maß"
    report = _mended("\n".join(lines))
    assert report is not None
    assert report.text.split("\n")[3] == "Gr\u00f6\u00dfe und das Ma\u00df"
    assert {edit.chain[0].read_as for edit in report.edits} == {"iso-8859-1", "cp437"}
    assert report.undo() == "\n".join(lines)


def test_what_is_left_of_other_lines_is_reported() -> None:
    left = _damaged("\u00e9 ", "latin-1").strip()
    text = (
        _damaged(_lines("fr"), "latin-1") + f"\n\u201c{left}\u201d is how \u201c\u00e9\u201d looks."
    )
    report = _mended(text)
    assert report is not None
    last = report.findings[-1]
    assert (last.before, last.repaired) == (left, False)
    assert report.text.endswith(f"\u201c{left}\u201d is how \u201c\u00e9\u201d looks.")


def test_a_line_cut_off_beside_damaged_ones_is_repaired_up_to_there() -> None:
    line = "Le th\u00e9 est pr\u00eat, le caf\u00e9 aussi \u00e9"
    text = "\n".join([_damaged(_lines("fr"), "latin-1"), _damaged(line, "latin-1")[:-1], "Fin."])
    report = _mended(text)
    assert report is not None
    assert report.text == "\n".join([_lines("fr"), line[:-1] + "\u00c3", "Fin."])
    assert report.undo() == text
    assert report.text == engine._with_breaks(text, Policy()).text


DAMAGED = "L\u00c3\u00a0, l\u00c3\u00a9t\u00c3\u00a9 est pass\u00c3\u00a9, la for\u00c3\u00aat"


@pytest.mark.parametrize(
    "line",
    [
        "in our CAF\u00c9\u2122 shop",
        "the COUP\u00c9\u201d and more",
        "3 \u00c5\u00b2 area",
        "il a chant\u00e9\u00a0\u00bb, puis compt\u00e9\u00a0\u00bb, enfin mang\u00e9\u00a0\u00bb",
        "BEAUT\u00c9\u2122, CAF\u00c9\u2122 and TH\u00c9\u2122",
        "Typical mojibake: \u00c3\u00a9, \u00c3\u00a8, \u00c3\u00a7, \u00c3\u00b4, \u00c3\u00bb",
        "- Le caf\u00c3\u00a9 noir\n+ Le caf\u00e9 noir",
    ],
)
def test_a_clean_line_among_damaged_ones_stays(line: str) -> None:
    text = f"{DAMAGED}.\n" * 30 + f"{line}\n" + f"{DAMAGED}.\n" * 30
    assert engine.explain(text).text.split("\n")[30:-31] == line.split("\n")


def test_a_text_that_is_all_mentions_stays() -> None:
    text = f"{DAMAGED}, et le caf\u00c3\u00a9  # mojibake\n" * 30
    assert engine.explain(text).text is text


def test_a_diff_of_a_repair_stays() -> None:
    before = f"- {DAMAGED}\n"
    text = f"{before}+ {_right(DAMAGED)}\n" * 30
    assert engine.explain(text).text is text


def _right(line: str) -> str:
    return line.encode("latin-1").decode()


@pytest.mark.parametrize("sign", ["\u00a0", "\u2014", "\u2019a"])
def test_a_line_of_many_marks_takes_no_longer_than_others(sign: str) -> None:
    line = _damaged(sign * 4000 + " d\u00e9j\u00e0 \u00e9t\u00e9 for\u00eat", "latin-1")
    text = f"{DAMAGED}.\n" * 300 + line
    begin = time.process_time()
    engine.repaired(text)
    # Seconds would be days where every mark doubled it.
    assert time.process_time() - begin < 30


def test_a_lone_sequence_of_another_page_is_as_the_engine_has_it() -> None:
    lines = [line.encode().decode("koi8-r") for line in _lines("cs").split("\n")]
    text = "\n".join([*lines, "\u00c3\u00a9"])
    assert engine.explain(text).text == engine._with_breaks(text, Policy()).text


@pytest.mark.parametrize(
    ("beside", "asked"), [([], False), (["Où ça ?", "C'était là."] * 40, True)]
)
def test_lines_of_one_letter_are_taken_where_all_others_are_of_the_page(
    beside: list[str], asked: bool
) -> None:
    few = [f"Numéro {number}, rue de la gare" for number in range(40)]
    lines = [*_lines("fr", 40).split("\n"), *few]
    given: list[str] = []

    def judge(text: str) -> Report:
        given.extend(text.split("\n"))
        return engine.explain(text)

    damaged = "\n".join([*(_damaged(line, "latin-1") for line in lines), *beside])
    report = bulk.mended(damaged, judge, engine._odd_among)
    assert report is not None
    assert report.text == "\n".join([*lines, *beside])
    assert any("Num" in line for line in given) == asked
