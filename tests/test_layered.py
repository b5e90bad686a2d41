"""A legacy layer below or above one of UTF-8."""

from __future__ import annotations

import pytest

from mojifix import MixUp, Policy, codepages, explain, repair
from mojifix.stages.replay import replays

#: (text, mix-ups, first mistake first)
BELOW = [
    ("Завтра утром поезд уходит рано", MixUp("iso-8859-1", "windows-1251"), "windows-1252"),
    ("Завтра утром поезд уходит рано", MixUp("cp850", "koi8-r"), "windows-1251"),
    ("Завтра утром поезд уходит рано", MixUp("mac-roman", "koi8-r"), "windows-1252"),
    ("Αύριο το πρωί φεύγει το τρένο", MixUp("windows-1252", "windows-1253"), "iso-8859-1"),
    ("هذا القطار يغادر صباح الغد", MixUp("mac-roman", "iso-8859-6"), "windows-1251"),
    ("明日の朝、電車は早く出発します。", MixUp("mac-roman", "shift_jis"), "windows-1250"),
    ("明天早上火车很早就要出发了\uff0c请准时到。", MixUp("windows-1252", "gbk"), "cp437"),
]
ABOVE = [
    ("Où êtes-vous allés cet été, à la mer ?", "windows-1252", MixUp("mac-roman", "windows-1252")),
    ("Où êtes-vous allés cet été, à la mer ?", "iso-8859-1", MixUp("windows-1251", "cp850")),
    ("schöne späte Gäste, müde Hüte, blöde", "iso-8859-1", MixUp("windows-1251", "cp850")),
]


def misread(text: str, mix_up: MixUp) -> str:
    data = text.encode() if mix_up.meant == "utf-8" else codepages.encode(text, mix_up.meant)
    assert data is not None
    read = codepages.decode(data, mix_up.read_as)
    assert read is not None
    return read


@pytest.mark.parametrize(("text", "pair", "label"), BELOW)
def test_a_legacy_layer_below_utf_8_is_undone_with_it(text: str, pair: MixUp, label: str) -> None:
    given = misread(misread(text, pair), MixUp(label))
    report = explain(given)
    assert report.text == text
    assert report.undo() == given
    assert all(replays(edit.before, edit.after, edit.chain) for edit in report.edits)
    assert any(len(edit.chain) == 2 for edit in report.edits)


@pytest.mark.parametrize(("text", "label", "pair"), ABOVE)
def test_a_legacy_layer_above_utf_8_is_undone_with_it(text: str, label: str, pair: MixUp) -> None:
    given = misread(misread(text, MixUp(label)), pair)
    report = explain(given)
    assert report.text == text
    assert report.undo() == given
    assert all(replays(edit.before, edit.after, edit.chain) for edit in report.edits)


def test_only_the_line_that_has_both_is_read_so() -> None:
    text, pair, label = BELOW[1]
    given = misread(misread(text, pair), MixUp(label))
    clean = "Каждый вечер он читает книгу"
    other = "Добрый день, друзья"
    half = misread(other, MixUp("windows-1252"))
    document = f"{clean}\n{given}\n{half}\n"
    assert repair(document) == f"{clean}\n{text}\n{other}\n"


def test_the_policy_says_how_many_layers_there_are() -> None:
    text, pair, label = BELOW[0]
    given = misread(misread(text, pair), MixUp(label))
    assert repair(given, policy=Policy(max_layers=1)) != text
    assert repair(given, policy=Policy(families=("single-byte",))) != text


def test_one_letter_proves_no_two_layers() -> None:
    given = misread(misread("csplit MÖNSTER", MixUp("mac-roman")), MixUp("cp850", "cp437"))
    assert repair(given) is given
