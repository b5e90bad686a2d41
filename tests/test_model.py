"""The values: frozen, comparable, checked where a person writes them, exact through JSON."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mojifix import (
    Candidate,
    Edit,
    Finding,
    MixUp,
    Policy,
    PolicyError,
    Report,
    ReportFormatError,
    UndoError,
    explain,
)
from mojifix.model import FAMILIES, REPORT_VERSION, describe
from mojifix.testing import mojibake

MAC = MixUp("mac-roman")
WEB = MixUp(read_as="windows-1252", meant="utf-8")
TWICE = (WEB, MAC)
EDIT = Edit(3, 6, "abc", "d", (MAC,), 9.5, ("NBSP turned into a space",))
CANDIDATE = Candidate("d", TWICE, 9.5, (("language", 12.0), ("prior", -2.5)))
FINDING = Finding(3, 6, "abc", (CANDIDATE,), repaired=True, reason="repaired")
REPORT = Report("xyzd", (EDIT,), (FINDING,))


# The values themselves


@pytest.mark.parametrize("value", [MAC, CANDIDATE, FINDING, EDIT, Policy(), REPORT])
def test_a_value_cannot_be_changed_and_is_equal_to_its_copies(value: Any) -> None:
    field = dataclasses.fields(value)[0].name
    with pytest.raises((dataclasses.FrozenInstanceError, TypeError)):
        setattr(value, field, None)
    for twin in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert twin == value
        assert hash(twin) == hash(value)
    assert not hasattr(value, "__dict__")


def test_values_that_differ_in_one_field_are_not_equal() -> None:
    assert MixUp("mac-roman") != MixUp("mac-roman", "cesu-8")
    changes: list[dict[str, Any]] = [{"start": 4}, {"after": "e"}, {"chain": TWICE}, {"damage": ()}]
    for change in changes:
        assert dataclasses.replace(EDIT, **change) != EDIT


def test_what_was_meant_is_utf8_unless_said_otherwise() -> None:
    assert MixUp("mac-roman").meant == "utf-8"


def test_a_chain_is_told_first_mistake_first() -> None:
    assert str(MAC) == "utf-8 read as mac-roman"
    assert describe(TWICE) == "utf-8 read as windows-1252, then utf-8 read as mac-roman"
    assert describe((MixUp("gbk", "cesu-8"),)) == "cesu-8 read as gbk"


# Policies


def test_a_policy_is_made_by_keyword_alone() -> None:
    with pytest.raises(TypeError):
        Policy(5.0)  # type: ignore[call-arg]


def test_equal_policies_are_equal_however_they_were_written() -> None:
    one = Policy(families=["single-byte"], read_as=["cp1252", "latin-1"])  # type: ignore[arg-type]
    two = Policy(families=("single-byte",), read_as=("windows-1252", "iso-8859-1"))
    assert one == two
    assert hash(one) == hash(two)


def test_pages_may_be_called_by_any_of_their_names() -> None:
    assert Policy(read_as=("CP1252", "mac_roman")).read_as == ("windows-1252", "mac-roman")
    assert Policy().read_as is None


def test_what_limits_nothing_is_allowed() -> None:
    assert Policy(threshold=0, max_layers=1, families=(), read_as=()).families == ()
    assert Policy(threshold=math.inf).threshold == math.inf


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("threshold", bad) for bad in (-0.1, -math.inf, math.nan, "3", None, True, 1j)),
        *(("families", bad) for bad in (("utf-8",), "single-byte", ("single-byte", 1), 5, None)),
        *(("read_as", bad) for bad in (("utf-8",), "windows-1252", (5,), ("no such",), 5, (None,))),
        *(("max_layers", bad) for bad in (0, -1, 2.0, "2", True, None)),
        *(("document", bad) for bad in ("no", 1, None)),
        *(("mentions", bad) for bad in ("yes", 0, None)),
    ],
)
def test_a_value_that_means_nothing_is_an_error_naming_the_option(option: str, value: Any) -> None:
    with pytest.raises(PolicyError, match=f"^{option}: ") as caught:
        Policy(**{option: value})
    culprit = value[-1] if isinstance(value, tuple) else value
    assert repr(culprit) in str(caught.value)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_can_be_asked_for(name: str) -> None:
    assert Policy(families=(name,)).families == (name,)


# Reports


def test_a_report_of_clean_text_is_empty() -> None:
    assert (Report("clean").edits, Report("clean").findings) == ((), ())
    assert Report("clean").undo() == "clean"


def test_a_report_undoes_itself() -> None:
    assert REPORT.undo() == "xyzabc"
    with pytest.raises(UndoError):
        Report("xyze", (EDIT,)).undo()


def test_the_json_of_a_report_is_ascii_with_a_version_number() -> None:
    data = Report("caf\u00e9 \ud800").to_json()
    assert data.isascii()
    assert json.loads(data)["version"] == REPORT_VERSION


@pytest.mark.parametrize(
    "report",
    [
        REPORT,
        Report(""),
        Report("\0\x7f\x80\ufeff\uffff\U0010ffff"),
        Report("lone \ud800, \udfff and \udfff\ud800"),
        Report("side by side \ud800\udc00 and one \U00010000"),
        Report("x", (dataclasses.replace(EDIT, before="\ud83d\ude00", after="\ud83d", damage=()),)),
        Report("x", (), (dataclasses.replace(FINDING, candidates=(), reason='"\\\n\u2028'),)),
        explain("The caf\u00c3\u00a9 \u2014 na\u00c3\u00afve."),
    ],
)
def test_a_report_comes_back_from_json_as_it_was(report: Report) -> None:
    there = Report.from_json(report.to_json())
    assert there == report
    assert there.to_json() == report.to_json()


ANY_TEXT = st.text(st.characters(), max_size=12)
SURROGATES = st.text(st.sampled_from("a\ud800\udbff\udc00\udfff\U00010000"), max_size=8)


@given(st.one_of(ANY_TEXT, SURROGATES), st.one_of(ANY_TEXT, SURROGATES), st.floats(-1e3, 1e3))
def test_any_text_and_figure_comes_back_from_json(text: str, other: str, nats: float) -> None:
    candidate = Candidate(other, TWICE, nats, (("prior", nats), ("language", -nats)))
    report = Report(
        text,
        (Edit(0, len(other), other, text, TWICE, nats),),
        (Finding(0, len(text), text, (candidate, candidate), repaired=False, reason="why"),),
    )
    there = Report.from_json(report.to_json())
    assert there == report
    assert there.edits[0].before == other


@settings(deadline=None, derandomize=True, max_examples=50)
@given(mojibake())
def test_a_real_report_undoes_itself_from_json(case: tuple[str, str, object]) -> None:
    report = explain(case[0])
    assert Report.from_json(report.to_json()) == report
    assert Report.from_json(report.to_json()).undo() == case[0]


def raw() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(REPORT.to_json())
    return data


@pytest.mark.parametrize(
    "data",
    ["", "{", "nonsense", "[]", "{}", "5", "null", '"text"', "[1, 2]", "[" * 100_000, "\ud800"],
)
def test_what_is_no_report_is_refused(data: str) -> None:
    with pytest.raises(ReportFormatError, match="not a mojifix report"):
        Report.from_json(data)


@pytest.mark.parametrize("version", [0, 2, 99, "1", None, True, 1.5, [1], {}])
def test_a_version_not_known_here_is_refused_and_named(version: Any) -> None:
    with pytest.raises(ReportFormatError) as caught:
        Report.from_json(json.dumps({**raw(), "version": version}))
    assert f"version {version!r}" in str(caught.value)


@pytest.mark.parametrize("part", ["text", "edits", "findings"])
@pytest.mark.parametrize("value", [5, None, {"start": 1}, [5], [None], [{}]])
def test_a_report_with_a_damaged_part_is_refused(part: str, value: Any) -> None:
    with pytest.raises(ReportFormatError, match="damaged"):
        Report.from_json(json.dumps({**raw(), part: value}))


@pytest.mark.parametrize("part", ["text", "edits", "findings"])
def test_a_report_without_a_part_is_refused(part: str) -> None:
    data = raw()
    del data[part]
    with pytest.raises(ReportFormatError, match="damaged"):
        Report.from_json(json.dumps(data))


@pytest.mark.parametrize("where", ["edits", "findings"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", "3"),
        ("start", -1),
        ("end", 2.5),
        ("before", None),
        ("before", 7),
    ],
)
def test_an_edit_or_finding_with_a_damaged_field_is_refused(
    where: str, field: str, value: Any
) -> None:
    data = raw()
    data[where][0][field] = value
    with pytest.raises(ReportFormatError, match="damaged"):
        Report.from_json(json.dumps(data))


@pytest.mark.parametrize("where", ["edits", "findings"])
def test_no_field_of_an_edit_or_finding_can_be_missing(where: str) -> None:
    for field in raw()[where][0]:
        data = raw()
        del data[where][0][field]
        with pytest.raises(ReportFormatError, match="damaged"):
            Report.from_json(json.dumps(data))


@pytest.mark.parametrize(
    "chain", [[{"read_as": 5, "meant": "utf-8"}], [{"meant": "utf-8"}], ["mac-roman"], 5, [5]]
)
def test_a_chain_that_is_none_is_refused(chain: Any) -> None:
    data = raw()
    data["edits"][0]["chain"] = chain
    with pytest.raises(ReportFormatError, match="damaged"):
        Report.from_json(json.dumps(data))


@pytest.mark.parametrize(
    ("said", "instead"),
    [('"repaired": true', '"repaired": "no"'), ('"evidence": ', '"evidence": NaN, "was": ')],
)
def test_a_report_with_values_of_another_kind_is_damaged(said: str, instead: str) -> None:
    whole = explain("caf\u00c3\u00a9 au lait").to_json()
    assert said in whole
    with pytest.raises(ReportFormatError, match="damaged"):
        Report.from_json(whole.replace(said, instead))
