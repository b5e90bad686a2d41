"""The engine: what comes back, what is refused, and that every option of a policy matters."""

# ruff: noqa: RUF001  (mojibake, quoted as it is)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import mojifix
from mojifix import MixUp, Policy, Report, explain, find, repair
from mojifix.engine import _CUT
from mojifix.stages import scan
from mojifix.testing import damage

FUNCTIONS: list[Callable[..., Any]] = [repair, find, explain]


def damaged(text: str, *pages: str) -> str:
    made = damage(text, [MixUp(page) for page in pages])
    assert made is not None
    return made


RUSSIAN = "Дети вернулись домой до дождя, потому что забыли свои куртки."
CZECH = "Příliš starý kůň stál u plotu a díval se ven, dokud nepřišel večer."


# What comes back


def test_damage_is_repaired_and_the_rest_stays() -> None:
    assert repair("Russia‚Äôs invasion after he said … “reasonable basis”") == (
        "Russia’s invasion after he said … “reasonable basis”"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "é",
        "Ã",
        "\ud800",
        "\0",
        "\u0301",
        "plain ASCII",
        "“Naïve,” she said — at the café.",
        "Привет, как дела?",
        "IRMÃ\u00a0DULCE",
        "5 MÌ²",
        "“AMANHÔ",
    ],
)
def test_clean_text_comes_back_as_the_very_object(text: str) -> None:
    text = "".join(list(text))  # not the constant that the compiler shares
    report = explain(text)
    assert repair(text) is text
    assert report.text is text
    assert report.edits == ()
    assert report.undo() is text


def test_a_subclass_of_str_comes_back_as_itself() -> None:
    class Tainted(str):
        __slots__ = ()

    clean, dirty = Tainted("café"), Tainted("The cafÃ© was full.")
    assert repair(clean) is clean
    assert repair(dirty) == "The café was full."
    assert explain(dirty).undo() == dirty


def test_the_functions_say_the_same() -> None:
    text = "The cafÃ© was na√Øve, “donâ€™t” is what it means by “don’t”."
    report = explain(text)
    assert isinstance(report, Report)
    assert repair(text) == report.text
    assert find(text) == list(report.findings)
    assert isinstance(find(text), list)


def test_what_was_repaired_is_found_and_said_to_be() -> None:
    text = "The cafÃ© was full of naÃ¯ve people."
    report = explain(text)
    repaired = [(f.start, f.end, f.before) for f in report.findings if f.repaired]
    assert repaired == [(e.start, e.end, e.before) for e in report.edits]
    assert len(repaired) == 2
    for finding, edit in zip(report.findings, report.edits, strict=True):
        assert finding.reason == "repaired"
        assert finding.candidates[0].after == edit.after
        assert finding.candidates[0].chain == edit.chain
        assert finding.candidates[0].evidence == pytest.approx(edit.evidence)


def test_the_evidence_of_a_candidate_is_the_sum_of_its_parts() -> None:
    for text in ("The cafÃ© was full.", "lĂĄg", damaged(RUSSIAN, "windows-1251")):
        for finding in find(text):
            for candidate in finding.candidates:
                assert candidate.evidence == pytest.approx(
                    sum(nats for _, nats in candidate.parts), abs=0.02
                )


def test_candidates_stand_best_first_and_none_twice() -> None:
    for text in ("lĂĄg", "The cafÃ© was full.", damaged(CZECH, "windows-1250")):
        for finding in find(text):
            evidence = [candidate.evidence for candidate in finding.candidates]
            assert evidence == sorted(evidence, reverse=True)
            results = [candidate.after for candidate in finding.candidates]
            assert len(set(results)) == len(results)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("value", [None, b"caf\xc3\xa9", bytearray(b"x"), 5, 1.5, ["x"], object()])
def test_what_is_no_str_is_refused_by_name(function: Callable[..., Any], value: object) -> None:
    with pytest.raises(TypeError, match=rf"\b{type(value).__name__}\b"):
        function(value)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_options_are_keyword_only(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError):
        function("text", Policy())


@pytest.mark.parametrize("text", ["The cafÃ© was full.", "clean"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_policy_is_the_default_policy(function: Callable[..., Any], text: str) -> None:
    assert function(text, policy=None) == function(text, policy=Policy()) == function(text)


def test_the_public_names_are_all_there() -> None:
    for name in mojifix.__all__:
        assert getattr(mojifix, name) is not None
    assert {"repair", "find", "explain", "undo", "Policy", "Report"} <= set(mojifix.__all__)


# Policy: each option changes something


def test_a_higher_threshold_leaves_what_is_less_certain() -> None:
    text = "A cafÃ© here"
    [edit] = explain(text).edits
    assert 3 < edit.evidence < 50
    assert repair(text, policy=Policy(threshold=50)) is text
    [finding] = find(text, policy=Policy(threshold=50))
    assert not finding.repaired
    assert "50" in finding.reason


def test_a_lower_threshold_takes_what_is_less_certain() -> None:
    text = "We put Ã¹ there"
    assert repair(text) is text
    assert repair(text, policy=Policy(threshold=0)) == "We put ù there"


@pytest.mark.parametrize(
    ("families", "expected"),
    [
        ((), "Russia‚Äôs and Britain鈥檚 war"),
        (("single-byte",), "Russia’s and Britain鈥檚 war"),
        (("multi-byte",), "Russia‚Äôs and Britain’s war"),
        (("single-byte", "multi-byte"), "Russia’s and Britain’s war"),
    ],
)
def test_only_the_families_asked_for_are_repaired(families: tuple[str, ...], expected: str) -> None:
    assert repair("Russia‚Äôs and Britain鈥檚 war", policy=Policy(families=families)) == expected


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ((), "Russia‚Äôs and Britainâ€™s war"),
        (("macintosh",), "Russia’s and Britainâ€™s war"),
        (("cp1252",), "Russia‚Äôs and Britain’s war"),
        (("gbk",), "Russia‚Äôs and Britainâ€™s war"),
        (None, "Russia’s and Britain’s war"),
    ],
)
def test_only_the_pages_asked_for_are_taken_back(
    pages: tuple[str, ...] | None, expected: str
) -> None:
    policy = Policy(read_as=pages)
    assert repair("Russia‚Äôs and Britainâ€™s war", policy=policy) == expected


@pytest.mark.parametrize("layers", [1, 2, 3, 4, 5, 6])
def test_no_more_layers_are_taken_apart_than_allowed(layers: int) -> None:
    text = damaged("Le café est déjà fermé.", *["windows-1252"] * 4)
    report = explain(text, policy=Policy(max_layers=layers))
    assert all(len(edit.chain) <= layers for edit in report.edits)
    assert (report.text == "Le café est déjà fermé.") == (layers >= 4)


def test_too_few_layers_make_nothing_worse() -> None:
    layers = [damaged("Le café est déjà fermé.", *["windows-1252"] * n) for n in range(5)]
    for allowed in (1, 2, 3):
        assert repair(layers[4], policy=Policy(max_layers=allowed)) in layers[1:]


@pytest.mark.parametrize("allowed", [1, 2, 3])
def test_what_needs_more_layers_than_allowed_is_left_for_good(allowed: int) -> None:
    policy = Policy(max_layers=allowed)
    once = repair(damaged("Le café est déjà fermé.", *["windows-1252"] * 4), policy=policy)
    assert repair(once, policy=policy) is once


@pytest.mark.slow
@pytest.mark.parametrize("word", ["kůň", "Straße"])
@pytest.mark.parametrize("page", ["koi8-r", "cp437", "mac-roman", "iso-8859-1", "windows-1251"])
def test_many_layers_are_undone_whole_or_not_at_all(page: str, word: str) -> None:
    for layers in (8, 9):
        there = damaged(word, *[page] * layers)
        report = explain(f"{there} cafÃ©")
        assert report.text == f"{word if layers < 9 else there} café"
        reasons = {finding.reason for finding in report.findings}
        assert reasons - {"repaired"} == ({"it has more than 8 layers"} if layers == 9 else set())
    assert repair(f"{there} cafÃ©", policy=Policy(max_layers=9)) == f"{word} café"


def test_ten_layers_of_koi8_are_left_as_they_are() -> None:
    text = damaged("Straße", *["koi8-r"] * 10)
    report = explain(text)
    assert report.text is text
    assert {finding.reason for finding in report.findings} == {"it has more than 8 layers"}


LONG = "我们明天一起去图书馆借几本关于历史的书，然后吃午饭。"


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        (LONG * 40, ["windows-1251", "iso-8859-1"]),
        (LONG * 25, ["iso-8859-1"] * 3),
        ("приветствиямии", ["iso-8859-1"] * 9),
        ("вот" * 90, ["koi8-r"] * 4),
    ],
)
def test_a_run_that_is_cut_for_its_length_is_read_by_one_chain(text: str, chain: list[str]) -> None:
    made = damaged(text, *chain)
    assert len(made) > scan.LONGEST
    report = explain(made, policy=Policy(max_layers=9))
    assert report.text == text
    assert {edit.chain for edit in report.edits} == {tuple(map(MixUp, chain))}
    assert report.undo() == made


@pytest.mark.slow
def test_a_run_cut_for_its_length_that_no_chain_reads_whole_is_left() -> None:
    made = damaged("привет", *["koi8-r"] * 8)
    at = len(made) // 3
    text = made[:at] + "\u0416" + made[at:]
    report = explain(text)
    assert report.text is text
    assert {finding.reason for finding in report.findings} == {_CUT}


def test_lines_speak_for_each_other_unless_told_not_to() -> None:
    czech = "Příliš starý kůň šel k plotu a díval se ven, dokud nepřišel večer."
    text = "lĂĄg\n" + damaged(czech, "iso-8859-2")
    assert repair(text) == f"lág\n{czech}"
    # By itself two pages read it equally well.
    assert repair(text, policy=Policy(document=False)) == f"lĂĄg\n{czech}"


@pytest.mark.parametrize(
    "sentence",
    [
        "Il a dit : |Être| déjà là.",
        "Die |Straße| ist groß.",
        "|În| România, în",
        "Un |cœur| et une |œuvre|, déjà",
    ],
)
def test_of_two_pages_the_commoner_one_reads_a_capital(sentence: str) -> None:
    parts = sentence.split("|")
    parts[1::2] = [damaged(word, "windows-1252") for word in parts[1::2]]
    assert repair("".join(parts)) == sentence.replace("|", "")


def test_the_words_of_a_line_name_one_page() -> None:
    text = damaged("Zażółć gęślą jaźń", "cp852")
    assert {edit.chain for edit in explain(text).edits} == {(MixUp("cp852"),)}


def test_mentions_are_left_unless_told_not_to() -> None:
    text = "Type “naÃ¯ve” when you mean “naïve”."
    assert repair(text) is text
    assert repair(text, policy=Policy(mentions=True)) == text.replace("Ã¯", "ï")


# Whole documents


def test_a_doubtful_word_goes_by_what_its_document_went_through() -> None:
    assert repair("lĂĄg") == "lĂĄg"
    for page, word in (("windows-1250", "låg"), ("iso-8859-2", "lág")):
        assert repair(f"lĂĄg\n{damaged(CZECH, page)}") == f"{word}\n{CZECH}"


SHORT = ["Рё", "РІ", "РЅР°"]


@pytest.mark.parametrize("word", SHORT)
def test_a_short_russian_word_is_repaired_beside_damage(word: str) -> None:
    [was] = [was for was in ("и", "в", "на") if damaged(was, "windows-1251") == word]
    text = damaged(RUSSIAN, "windows-1251")
    assert repair(f"{text} {word}") == f"{RUSSIAN} {was}"
    assert repair(f"{text}\n{word}") == f"{RUSSIAN}\n{was}"


@pytest.mark.parametrize("word", SHORT)
def test_the_same_letters_in_clean_ukrainian_stay(word: str) -> None:
    text = f"Команда «{word}» знову виграла матч, і місто святкувало до самого ранку."
    assert repair(text) is text


def test_several_kinds_of_damage_in_one_document_are_each_undone_their_own_way() -> None:
    lines = [
        ("It’s the naïve part of the story.", ("windows-1252",)),
        ("Nothing at all is wrong “here”.", ()),
        (RUSSIAN, ("windows-1251",)),
        ("Die Möbel für das Büro kommen nächste Woche – pünktlich.", ("mac-roman",)),
        (CZECH, ("windows-1250", "windows-1252")),
        ("Britain’s railways can’t wait, and won’t.", ("gbk",)),
        ("El niño soñó con montañas altas.", ("cp850",)),
    ]
    text = "\r\n".join(damaged(line, *pages) for line, pages in lines)
    report = explain(text)
    assert report.text == "\r\n".join(line for line, _ in lines)
    assert report.undo() == text
    chains = {tuple(mix_up.read_as for mix_up in edit.chain) for edit in report.edits}
    last = {chain[-1] for chain in chains}
    assert {"windows-1252", "windows-1251", "mac-roman", "gbk"} <= last
    assert last & {"cp437", "cp850"}  # which read these letters alike


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "\u2028", "\x85", "\x0b"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_stay(end: str, mark: str) -> None:
    lines = ["It’s the naïve part.", "Nothing here.", "Le café est déjà fermé."]
    text = mark + end.join(damaged(line, "windows-1252") for line in lines) + end
    assert repair(text) == mark + end.join(lines) + end


@pytest.mark.parametrize("form", ["cafe\u0301", "\u212b", "\ufb01n", "ｆｕｌｌ", "\u1100\u1161"])
def test_normalisation_stays_what_it_was(form: str) -> None:
    assert repair(f"{form} and naÃ¯ve people in KÃ¶ln") == f"{form} and naïve people in Köln"


@pytest.mark.parametrize("mix_up", [MixUp("windows-1252", "cesu-8"), MixUp("gbk", "utf-8")])
def test_the_chain_names_what_happened(mix_up: MixUp) -> None:
    text = {"cesu-8": "Happy birthday 😀 to you 🎉", "utf-8": "Britain’s railways"}[mix_up.meant]
    made = damage(text, [mix_up])
    assert made is not None
    report = explain(made)
    assert report.text == text
    assert {edit.chain for edit in report.edits} == {(mix_up,)}


def test_an_edit_of_a_later_round_is_told_where_an_earlier_one_left_something() -> None:
    text = (
        "\u741a\u2544\ufffd\u590b\u5672\u9473\u4f79\ufffd\u62cc\ufffd\ufffd, "
        "\u5a09\u5a5a\u5051\u5a09\ufffd "
        "\u9350\u6b10\ufffd\u62cc\u963f\u95ad\ufffd? \u741a\u6b12\ufffd\u5b2d\u3042 "
        "\u745c\u5fda\u59f1\u745c\u590e\u59f1\u745c\u66e1\u59f1"
    )
    report = explain(text)
    assert report.edits
    told = {(finding.start, finding.end) for finding in report.findings if finding.repaired}
    assert told == {(edit.start, edit.end) for edit in report.edits}
    assert report.undo() == text


def test_what_several_layers_brought_out_is_no_text_of_a_page() -> None:
    text = (
        "\xe2\u201d\u0153\xc3\xa7agalar mekdebe ir gid\xe2\u201d\u0153\xd8\xaa\xd8\xb8\xc2"
        "\u20ac\xd8\xa5\xe2\u201d\xbc\xc3\xb4\xe2\u201d\u0153\xd8\xa1\xe2\u201d\xac\xd8\xb2"
        "\xe2\u201d\u0153\xd8\xa1\xe2\u201d\xac\xe2\u2022\u2022\xe2\u201d\u0153\xc3\xa9\xd8"
        "\xb8\xc3\xa9\xd8\xb4\xe2\u201d\u0153\xd8\xa1\xe2\u201d\xac\xd8\xad\xe2\u201d\u0153"
        "\xd8\xaa\xd8\xb8\xc2\u20ac\xd8\xa5\xe2\u201d\xac\xe2\u2022\x9d\xe2\u201d\u0153\xc3"
        "\xa2\xe2\u201d\xac\xe2\u201d\xa4\xe2\u201d\u0153\xd8\xaa\xd8\xb8\xc2\u20ac\xd8\xa5"
        "\xe2\u201d\xbc\xc3\xb4\xe2\u201d\u0153\xd8\xa1\xe2\u201d\xac\xd8\xb2\xe2\u201d\u0153"
        "\xd8\xa1\xe2\u201d\xac\xe2\u2022\u2022\xe2\u201d\u0153\xc3\xa9\xd8\xb8\xc3\xa9\xd8"
        "\xb4\xe2\u201d\u0153\xd8\xa1\xe2\u201d\xac\xd8\xb2\xe2\u201d\u0153\xd8\xaa\u201d\xbc"
        "\xc3\xb4\xe4r, \xf6\xfde gi\xe7 gel\xfd\xe4r."
    )
    result = repair(text)
    assert repair(result) == result
