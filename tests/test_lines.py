# ruff: noqa: RUF001  (real words in other scripts)

from __future__ import annotations

import pytest

from mojifix import MixUp, Policy, explain, repair
from mojifix.language import words
from mojifix.stages import legacy, lines
from tests.test_legacy import CZECH, RUSSIAN, misread


def test_a_line_is_repaired_in_one_edit_whose_chain_names_the_pages() -> None:
    damaged = misread(RUSSIAN, "windows-1251", "windows-1252")
    report = explain(damaged)
    assert report.text == RUSSIAN
    [edit] = report.edits
    assert edit.chain == (MixUp("windows-1252", "windows-1251"),)
    assert report.undo() == damaged


def test_of_a_word_with_few_foreign_letters_only_these_change() -> None:
    damaged = misread(CZECH, "windows-1250", "windows-1252")
    report = explain(damaged)
    assert report.text == CZECH
    assert all(len(edit.before) < 12 for edit in report.edits)


def test_lines_beside_a_certain_one_are_read_by_its_pages() -> None:
    short = misread("Дом", "windows-1251", "windows-1252")
    damaged = misread(RUSSIAN, "windows-1251", "windows-1252")
    assert repair(short) == short
    assert repair(f"{damaged}\n{short}\n{damaged}") == f"{RUSSIAN}\nДом\n{RUSSIAN}"


@pytest.mark.parametrize(
    "text",
    [
        "ÿ",
        "ïà",
        "Ñò",
        "naïve café",
        "ÄÖÜ",
        "\u2502È\u2502É\u2502",
        "Łódź, Kraków",
        "fianc\u00e9e\u2019s œuvre",
    ],
)
def test_a_few_letters_prove_nothing(text: str) -> None:
    assert repair(text) is text


def test_the_family_can_be_left_out() -> None:
    damaged = misread(RUSSIAN, "windows-1251", "windows-1252")
    assert repair(damaged, policy=Policy(families=("single-byte", "multi-byte"))) == damaged


def test_a_hint_repairs_a_word_that_alone_is_left() -> None:
    word = misread("молоко", "windows-1251", "koi8-r")
    hint = Policy(read_as=("koi8-r",), meant=("windows-1251",))
    assert repair(word, policy=hint) == "молоко"
    assert repair("молоко", policy=hint) == "молоко"


def test_naming_the_pages_read_as_alone_lowers_no_bar() -> None:
    word = misread("молоко", "windows-1251", "koi8-r")
    assert repair(word) == word
    assert repair(word, policy=Policy(read_as=("koi8-r",))) == word


def test_the_end_of_a_long_line_is_judged_by_itself() -> None:
    damaged = misread(RUSSIAN, "windows-1251", "windows-1252")
    clean = " Les élèves préfèrent l\u2019été à la forêt, où naît le chêne."
    line = f"{damaged * 8}{clean * 30}"
    assert len(line) > 2000
    report = explain(line)
    assert report.text.endswith(clean * 20)
    assert report.text.startswith(RUSSIAN)
    assert report.undo() == line


def test_a_language_that_is_expected_needs_less() -> None:
    word = misread("ветер", "koi8-r", "windows-1251")
    assert repair(word) == word
    assert repair(word, policy=Policy(languages=("ru",))) == "ветер"


@pytest.mark.parametrize("language", ["ru", "ar", "zh", "de", "pl"])
@pytest.mark.parametrize(
    "text",
    ["Überraschung", "Hôtel", "Ärger", "Škoda", "São", "ПРИВЕТ", "Ελλάδα", "東京", "한국", "ÄÖÜ"],
)
def test_no_language_that_is_expected_changes_clean_words(language: str, text: str) -> None:
    assert repair(text, policy=Policy(languages=(language,))) is text


def test_a_line_of_a_known_language_is_repaired_for_one_letter() -> None:
    clean = "Die nächste Sitzung des Ausschusses findet am Montag im großen Saal statt."
    damaged = clean.replace("ä", "\x8a").replace("ß", "\xa7")
    assert repair(clean) is clean
    assert repair(damaged) == clean


#: One letter is damaged in all of the line: trigrams alone do not prove it.
ONE_LETTER = {
    "Ben bunu yapmak değil, okumak istiyorum.": ("windows-1254", "windows-1252"),
}


@pytest.mark.parametrize("text", ONE_LETTER)
def test_a_known_word_proves_one_odd_letter(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = misread(text, *ONE_LETTER[text])
    report = explain(damaged)
    assert report.text == text
    assert report.undo() == damaged
    [candidate] = report.findings[0].candidates
    parts = dict(candidate.parts)
    assert parts["words"] > 0.0
    assert sum(parts.values()) == pytest.approx(candidate.evidence, abs=0.05)
    monkeypatch.setattr(words, "known", lambda word: False)
    lines._readings.cache_clear()
    assert repair(damaged) == damaged
    lines._readings.cache_clear()


def test_a_mark_for_another_on_the_same_letters_is_another_spelling() -> None:
    text = "Numai acesta este bun, f\u00e3r\u00e3 piper."
    [first, *_] = explain(text).findings
    assert repair(text) is text
    assert first.candidates[0].after == "\u0103r\u0103"
    more = f"{text} Mâine vom face o plãcintã cu multã brânzã \u00ba\u00bai smântânã."
    assert repair(more).startswith("Numai acesta este bun, fără piper.")


def test_a_line_without_known_words_does_not_speak_of_them() -> None:
    report = explain(misread(RUSSIAN, "windows-1251", "windows-1252"))
    assert dict(report.findings[0].candidates[0].parts).keys() == {"language", "prior"}


def test_a_word_that_comes_out_by_chance_is_not_enough() -> None:
    line = "Mi moæe va a cà."
    # An orthography that no table has; what its ``moæe`` reads as is Croatian.
    assert legacy.weigh(line)[0].words > 0.0
    assert repair(line) is line


def test_what_comes_out_counts_for_nothing_where_a_known_word_is_lost() -> None:
    # The one is Czech, the other Slovak.
    readings = {reading.out: reading for reading in legacy.weigh("v t\u011bchto dnech")}
    assert readings["v t\u00fdchto dnech"].words == 0.0


@pytest.mark.parametrize(
    ("text", "meant", "read_as"),
    [
        # By chance parts of it are UTF-8 read as several pages.
        ("今日はとても寒いので、部屋で本を読みます。", "shift_jis", "iso-8859-1"),
        # The few letters among its signs are each there once, as in an alphabet.
        ("サーバが止まった場合は、管理者に連絡してください。", "shift_jis", "iso-8859-1"),
        ("请先保存这个文件，然后再重新启动。", "gbk", "mac-roman"),
        # The letter that it reads as a bar is none between words.
        ("секторів і розділів, які містять дані, немає", "koi8-u", "windows-1251"),
        # Signs have no case.
        ("を以下のように設定します。", "shift_jis", "gbk"),
    ],
)
def test_lines_that_look_like_tables_or_utf_8_by_chance(
    text: str, meant: str, read_as: str
) -> None:
    assert repair(misread(text, meant, read_as)) == text


@pytest.mark.parametrize(
    "text",
    [
        "Dat is een stat\u00b4en gebouw",
        "dat is we\u00b4re hier",
        "Gr\u00f6\u00dfe: dat is foto\u00b8s hier",
        "This is what l\u00a8heure really means for us",
        "Das ist ja x\u00d7y gut so, sagte er",
    ],
)
def test_what_is_typed_for_an_apostrophe_or_a_cross_is_no_letter(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "for all n\u2264k we have",
        "The ratio is n\u00f7m in most cases.",
        "We know that f\u2261g is continuous.",
        "The option x\u2502y is given.",
        "\u03b5kp\u03b5mgan gw\u03b5",
        "\u041d\u0435\u2502\u043c\u043e\u0433\u0443\u2502\u0434\u0430\u2502\u0447\u0435\u0442\u0430",
        "\u00d4\u00d5\u00d6\u00d7\u00d8",
    ],
)
def test_symbols_between_letters_bars_of_tables_and_short_rows_stay(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize(
    ("damaged", "read_as", "meant", "text"),
    [
        ("singur\u00e3", "windows-1252", "windows-1250", "singur\u0103"),
        ("Aufl\u02c6sungen", "mac-roman", "windows-1252", "Aufl\u00f6sungen"),
        ("severn\u00a0", "windows-1252", "cp850", "severn\u00e1"),
    ],
)
def test_what_promises_nothing_by_itself_is_weighed_where_its_pages_are_named(
    damaged: str, read_as: str, meant: str, text: str
) -> None:
    policy = Policy(read_as=(read_as,), meant=(meant,))
    assert not legacy.is_promising(damaged, lines.hints_of(policy))
    assert repair(damaged) == damaged
    assert repair(damaged, policy=policy) == text


@pytest.mark.parametrize(("nats", "stays"), [(6.0, True), (16.0, False)])
def test_a_letter_that_would_be_a_mark_has_more_to_prove(
    nats: float, stays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "KOL\u00c9 SUB\u00c9 NAKO W\u00c9"
    out = text.replace("\u00c9", "\u2026")
    reading = legacy.Reading(out, (("windows-1250", "mac-roman"),), nats, nats, nats, "")
    monkeypatch.setattr(legacy, "is_promising", lambda *_: True)
    monkeypatch.setattr(legacy, "weigh", lambda *_: [reading])
    lines._readings.cache_clear()
    edits, findings = lines.choose(text, [(0, len(text))], Policy(document=False))
    lines._readings.cache_clear()
    assert findings
    assert (not edits) == stays
