"""Every case of ``corpus/``: what goes in, what has to come out, and that the case itself is right.

What a case's fields mean is in ``corpus/README.md``. The code pages here are those of
``tools/build_corpus.py``, made from Python's codecs alone, so that mojifix's own tables are tested
too.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mojifix
from tools import build_corpus

CORPUS = Path(__file__).resolve().parent.parent / "corpus"

Case = dict[str, Any]

#: The pages that issue 2 names, and further ones that real systems used.
SINGLE_BYTE_PAGES = [
    "latin-1",
    *(f"windows-{number}" for number in (*range(1250, 1259), 874)),
    *(f"iso-8859-{part}" for part in range(2, 17) if part != 12),  # there is no part 12
    "mac-roman",
    "mac-cyrillic",
    "mac-greek",
    "mac-turkish",
    "mac-latin2",
    "mac-croatian",
    "mac-romanian",
    "mac-iceland",
    *(f"cp{number}" for number in (437, 720, 737, 775, 850, 852, 855, 857, 858)),
    *(f"cp{number}" for number in (*range(860, 867), 869)),
    "koi8-r",
    "koi8-u",
    "koi8-t",
    "tis-620",
    "hp-roman8",
    "cp1125",
    "kz1048",
    "ptcp154",
    "mac-arabic",
    "mac-farsi",
]

#: windows-1256 has no holes, so it is the same on the web.
PAGES_WITH_HOLES = [f"windows-{number}" for number in (*range(1250, 1256), 1257, 1258, 874)]

MULTI_BYTE_PAGES = [
    "cp932",
    "shift_jis",
    "euc_jp",
    "gbk",
    "gb18030",
    "big5",
    "big5hkscs",
    "cp950",
    "euc_kr",
    "cp949",
    "johab",
]

#: Pages on which an incomplete last character is common in UTF-8 text.
PAGES_THAT_LOSE_A_BYTE = {"cp932", "shift_jis", "gbk", "gb18030"}

SMALL = 1_200_000  # bytes: the whole corpus stays quick to check out and to read


def read(name: str) -> list[Case]:
    with open(CORPUS / name, encoding="ascii") as lines:
        return [json.loads(line) for line in lines]


def cases() -> Iterator[Case]:
    """Yield every case, with ``xfail`` on the known failures."""
    failures = {case["id"]: case for case in read("known_failures.jsonl")}
    for path in sorted(CORPUS.glob("*.jsonl")):
        if path.name not in ("known_failures.jsonl", "sentences.jsonl"):
            for case in read(path.name):
                yield {**case, **failures.pop(case["id"], {})}
    for case in failures.values():
        assert "input" in case, f"known_failures.jsonl: no case is called {case['id']}"
        yield case


CASES = list(cases())


def parameters(*families: str, strict: bool = False) -> list[Any]:
    """Return the cases of some families, or all, as parameters; ``strict`` marks the failures."""
    return [
        pytest.param(
            case,
            id=case["id"],
            marks=[pytest.mark.xfail(strict=True, reason=case["xfail"])]
            if strict and "xfail" in case
            else [],
        )
        for case in CASES
        if not families or case["family"] in families
    ]


#: On the web these labels mean a superset of what Python's codec of that name knows.
WEB_LABELS = {"shift_jis": "cp932", "euc-kr": "cp949", "gbk": "gb18030", "big5": "big5hkscs"}


def readings(text: str, mix_up: mojifix.MixUp) -> Iterator[str]:
    """Make one mix-up without mojifix's own tables."""
    form = {"java-utf-8": "mutf-8"}.get(mix_up.meant, mix_up.meant)
    for label in {mix_up.read_as, WEB_LABELS.get(mix_up.read_as, mix_up.read_as)}:
        with contextlib.suppress(ValueError):
            yield build_corpus.read_as(build_corpus.bytes_meant(text, form), label)


def replays(text: str, chain: tuple[mojifix.MixUp, ...]) -> set[str]:
    """Make the mix-ups of a chain, first mistake first; a label may be meant in two ways."""
    texts = {text}
    for mix_up in chain:
        texts = {damaged for text in texts for damaged in readings(text, mix_up)}
    return texts


@pytest.mark.parametrize("case", parameters(strict=True))
def test_a_case_comes_out_as_expected_with_its_chain_named(case: Case) -> None:
    report = mojifix.explain(case["input"])
    assert report.text == case["expected"]
    for edit in report.edits:
        assert edit.chain
        if not edit.damage and not edit.notation:
            # pages that read these bytes alike are as good as the case's own
            assert edit.before in replays(edit.after, edit.chain)
    if "notation" in case:
        assert case["notation"] in {edit.notation for edit in report.edits}
    if case["input"] == case["expected"]:
        assert report.edits == ()
        assert report.text is case["input"]
    else:
        assert report.edits


@pytest.mark.parametrize("case", parameters())
def test_whatever_becomes_of_a_case_it_can_be_undone_and_done_again(case: Case) -> None:
    text = case["input"]
    report = mojifix.explain(text)
    assert mojifix.repair(text) == report.text
    assert report.undo() == text
    assert mojifix.undo(report.text, report.edits) == text
    assert mojifix.Report.from_json(report.to_json()) == report
    assert mojifix.repair(report.text) == report.text


def spans(case: Case) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, end in the input) of spans of ``expected`` that may be what was damaged.

    What the two texts share at both ends bounds the span; a few characters more may belong to it
    that happen to look alike.
    """
    before, after = case["input"], case["expected"]
    shorter = min(len(before), len(after))
    start = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    most = shorter - start
    tail = next((i for i in range(most) if before[-1 - i] != after[-1 - i]), most)
    for first in range(max(0, start - 4), start + 1):
        for rest in range(max(0, tail - 4), tail + 1):
            yield first, len(after) - rest, len(before) - rest


@pytest.mark.parametrize(
    "case", parameters("single-byte", "multi-byte", "layers", "cesu", "legacy")
)
def test_the_input_of_a_case_is_its_expected_text_after_the_chain(case: Case) -> None:
    def damaged(text: str) -> str:
        try:
            return build_corpus.damage(text, case["chain"])
        except ValueError:  # it would have lost something
            return ""

    before, after = case["input"], case["expected"]
    if case["where"] == "line":
        assert damaged(after) == before
    else:
        assert any(
            before == after[:start] + damaged(after[start:end]) + before[stop:]
            for start, end, stop in spans(case)
        )


def test_every_language_and_page_of_the_plan_occurs() -> None:
    words = {case["chain"][0] for case in CASES if case["where"] in ("word", "swallow")}
    lines = {case["chain"][0] for case in CASES if case["where"] == "line"}
    pages = {f"utf-8>{page}" for page in (*SINGLE_BYTE_PAGES, *MULTI_BYTE_PAGES)}
    assert pages <= words
    assert pages <= lines
    assert {sentence["lang"] for sentence in read("sentences.jsonl")} <= {
        case["lang"] for case in CASES if case["family"] == "single-byte"
    }


def test_the_sentences_are_of_at_least_forty_languages() -> None:
    sentences = read("sentences.jsonl")
    assert len({sentence["lang"] for sentence in sentences}) >= 40
    assert len({sentence["text"] for sentence in sentences}) == len(sentences)
    for sentence in sentences:
        assert not sentence["text"].isascii()
        assert sentence["provenance"] == "own sentence"


@pytest.mark.parametrize("page", PAGES_WITH_HOLES)
def test_a_page_occurs_with_its_holes_filled_and_without(page: str) -> None:
    holes = {
        chr(byte) for byte, char in enumerate(build_corpus.table(page, web=False)) if char is None
    }
    filled = [
        not holes.isdisjoint(case["input"])
        for case in CASES
        if case["chain"] == [f"utf-8>{page}"] and case["family"] == "single-byte"
    ]
    assert True in filled
    assert False in filled


def test_runs_that_swallowed_a_byte_and_lines_that_lost_one_occur() -> None:
    def pages(where: str) -> set[str]:
        return {case["chain"][0].partition(">")[2] for case in CASES if case["where"] == where}

    assert pages("swallow") >= PAGES_THAT_LOSE_A_BYTE
    assert pages("lost") >= PAGES_THAT_LOSE_A_BYTE


def test_layers_go_from_two_to_six_on_the_same_page_and_on_different_ones() -> None:
    layers = [case["chain"] for case in CASES if case["family"] == "layers"]
    assert {len(chain) for chain in layers} == {2, 3, 4, 5, 6}
    for depth in (2, 3, 4, 6):
        assert {len(set(chain)) > 1 for chain in layers if len(chain) == depth} == {True, False}


@pytest.mark.parametrize(("family", "least"), [("clean", 150), ("mention", 100), ("documents", 25)])
def test_there_is_enough_that_must_stay_and_enough_documents(family: str, least: int) -> None:
    assert sum(case["family"] == family for case in CASES) >= least


def test_what_must_stay_is_expected_to_stay() -> None:
    for case in CASES:
        assert (case["input"] == case["expected"]) == (
            case["family"] in ("clean", "mention") or case.get("chains") == []
        ), case["id"]


def test_every_case_has_its_own_id_and_says_where_it_is_from() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert {"lang", "chain", "family", "where", "note"} <= case.keys(), case["id"]
        assert case["provenance"].startswith("own "), case["id"]


def test_the_files_hold_ascii_only_and_stay_small() -> None:
    files = list(CORPUS.iterdir())
    assert all(file.read_bytes().isascii() for file in files)
    assert sum(file.stat().st_size for file in files) < SMALL


@pytest.mark.parametrize("name", list(build_corpus.FILES))
def test_the_generator_writes_what_is_committed(name: str) -> None:
    lines = build_corpus.build()[name].splitlines()
    assert lines == (CORPUS / name).read_text(encoding="ascii").splitlines()
