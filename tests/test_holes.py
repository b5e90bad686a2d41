from __future__ import annotations

import pytest

from mojifix import MixUp, Policy, explain, find, repair
from mojifix.stages.holes import HOLE

#: What a decoder makes of what it cannot read: one sign for a byte, or for a pair of bytes.
ONE = "\ufffd"


def misread(text: str, codec: str, sign: str) -> str:
    """Read UTF-8 as a codec that shows pairs without a sign as ``sign``, and bytes at the end."""
    data = text.encode()
    parts = []
    at = 0
    while at < len(data):
        for size in (1, 2):
            raw = data[at : at + size]
            try:
                parts.append(raw.decode(codec))
                break
            except UnicodeDecodeError:
                continue
        else:
            parts.append(sign)
            # What is ASCII stays.
            size = 1 if sign == ONE or not data[at + 1 : at + 2].strip() else 2
        at += size
    return "".join(parts)


@pytest.mark.parametrize(
    ("text", "codec", "sign"),
    [
        ("在庫を管理する画面", "cp932", "\u30fb"),
        ("设置用户的文件", "gbk", "?"),
    ],
)
def test_a_line_with_lost_bytes_comes_back_where_the_languages_are_sure(
    text: str, codec: str, sign: str
) -> None:
    given = misread(text, codec, sign)
    assert sign in given
    report = explain(given)
    assert report.text == text
    assert report.undo() == given
    guessed = [edit for edit in report.edits if edit.lossy]
    assert guessed
    assert {edit.damage for edit in guessed} == {(HOLE,)}
    assert all(sign in edit.before and edit.evidence >= 5.0 for edit in guessed)


def test_a_byte_that_cannot_be_known_leaves_its_line_and_is_reported() -> None:
    given = misread("这里有三只小鸟\uff0c非常漂亮", "gbk", "?")
    report = explain(given)
    assert report.text == given
    assert {finding.reason for finding in report.findings} == {
        "bytes were lost, and what they were is not certain"
    }


def test_the_end_of_a_line_says_nothing_about_the_rest() -> None:
    given = misread("名单上有王小丽和李", "gbk", "?")
    assert repair(given) == "名单上有王小丽和" + given[-2:]


def test_a_policy_can_ask_for_a_replacement_character() -> None:
    given = misread("名单上有王小丽和李", "gbk", "?")
    report = explain(given, policy=Policy(replace_unknown=True))
    assert report.text == "名单上有王小丽和\ufffd"
    assert report.undo() == given


def test_no_letter_and_a_capital_e_are_made_of_a_middle_dot() -> None:
    given = misread("月、金、土、水", "cp932", "\u30fb")
    assert "E" not in repair(given)


def test_a_question_or_a_middle_dot_by_itself_is_no_hole() -> None:
    report = explain(misread("今天天气?", "gbk", "!"))
    assert report.text == "今天天气?"
    assert not any(edit.damage for edit in report.edits)


@pytest.mark.parametrize(
    "clean", ["东京・大阪・京都?", "どこですか?はい・いいえ", "뭐라고?", "什么\ufffd东西"]
)
def test_clean_text_with_such_signs_stays(clean: str) -> None:
    assert repair(clean) is clean


def test_pages_that_the_policy_does_not_name_are_not_tried() -> None:
    given = misread("设置用户的文件", "gbk", "?")
    for finding in find(given, policy=Policy(read_as=("windows-1252",))):
        assert all(c.chain == (MixUp("windows-1252"),) for c in finding.candidates)
