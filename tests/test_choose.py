"""The decision: in order, apart from each other, and with a reason for whatever stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from mojifix import Edit, Finding, MixUp, Policy, repair
from mojifix.stages import scan
from mojifix.stages.choose import LEAD, choose
from mojifix.testing import damage
from tests.properties.texts import EVERYTHING, sentences
from tests.replay import takes_back


def decided(text: str, **options: object) -> tuple[list[Edit], list[Finding]]:
    return choose(text, scan.suspicious(text), Policy(**options))  # type: ignore[arg-type]


@settings(deadline=None, derandomize=True, max_examples=200)
@given(EVERYTHING)
def test_edits_and_findings_are_spans_in_order_and_apart(text: str) -> None:
    edits, findings = decided(text)
    for spans in (edits, findings):
        at = 0
        for span in spans:
            assert at <= span.start < span.end <= len(text)
            assert span.before == text[span.start : span.end]
            at = span.end
    assert [(e.start, e.end) for e in edits] == [(f.start, f.end) for f in findings if f.repaired]


@settings(deadline=None, derandomize=True, max_examples=200)
@given(EVERYTHING)
def test_every_edit_has_evidence_and_a_chain_that_explains_it(text: str) -> None:
    policy = Policy()
    for edit in decided(text)[0]:
        assert edit.evidence >= policy.threshold
        assert edit.before != edit.after
        assert 1 <= len(edit.chain) <= policy.max_layers
        assert takes_back(edit.before, edit.after, edit.chain)


@settings(deadline=None, derandomize=True, max_examples=200)
@given(EVERYTHING)
def test_what_stays_has_a_reason_and_a_reading(text: str) -> None:
    for finding in decided(text)[1]:
        assert finding.candidates
        assert (finding.reason == "repaired") == finding.repaired
        assert finding.reason


def test_nothing_suspicious_is_nothing_to_decide() -> None:
    assert choose("The caf\u00c3\u00a9", [], Policy()) == ([], [])


def test_the_threshold_is_the_least_evidence_that_an_edit_has() -> None:
    text = "A cafÃ© here, Our importer wrote Ã¼ for once, and KÃ¶ln."
    for threshold in (0, 3, 6, 9, 12, 15, 30):
        edits, findings = decided(text, threshold=threshold)
        assert all(edit.evidence >= threshold for edit in edits)
        left = [finding for finding in findings if not finding.repaired]
        assert all(f"under {threshold} nats" in finding.reason for finding in left)


def test_two_readings_that_fit_equally_are_left_and_both_are_shown() -> None:
    edits, findings = decided("lĂĄg")
    assert edits == []
    [finding] = findings
    assert finding.reason == "two readings fit equally well"
    first, second = finding.candidates[:2]
    assert {first.after, second.after} == {"å", "á"}
    assert first.evidence - second.evidence < LEAD


@pytest.mark.parametrize(("page", "word"), [("windows-1250", "å"), ("iso-8859-2", "á")])
def test_a_page_that_is_ruled_out_makes_no_equal_reading(page: str, word: str) -> None:
    [edit] = decided("lĂĄg", read_as=(page,))[0]
    assert (edit.after, edit.chain) == (word, (MixUp(page),))


def test_a_doubtful_span_goes_by_the_certain_ones_wherever_they_stand() -> None:
    certain = damage("Příliš starý kůň šel k plotu a díval se ven.", [MixUp("iso-8859-2")])
    for text in (f"lĂĄg\n{certain}", f"{certain}\nlĂĄg", f"{certain}\n\nlĂĄg\n\n{certain}"):
        assert "á" in [edit.after for edit in decided(text)[0]]
        assert "á" not in [edit.after for edit in decided(text, document=False)[0]]


def test_how_often_a_doubtful_span_stands_there_proves_nothing() -> None:
    assert decided("lĂĄg\n" * 30)[0] == []


def test_the_page_of_a_chain_is_the_one_that_the_text_speaks_for() -> None:
    # The capital letters of the two pages are the same here, not all of the small ones.
    for page in ("windows-1251", "mac-cyrillic", "koi8-r", "cp866"):
        damaged = damage("Она вернулась домой до дождя и долго молчала.", [MixUp(page)])
        assert damaged is not None
        edits = decided(damaged)[0]
        assert edits
        assert all(takes_back(e.before, e.after, (MixUp(page),)) for e in edits)


def test_words_of_one_chain_that_touch_are_one_edit() -> None:
    damaged = damage("«привет»", [MixUp("windows-1251")])
    assert damaged is not None
    [edit] = decided(f"Она сказала {damaged} и ушла.")[0]
    assert edit.after == "«привет»"


def test_whole_sentences_are_decided_alike_with_or_without_their_neighbours() -> None:
    lines = [damage(text, [MixUp("windows-1252")]) for text in sentences()[:40]]
    known = [line for line in lines if line is not None]
    together = "\n".join(known)
    edits = decided(together)[0]
    alone = {(line, edit.before, edit.after) for line in known for edit in decided(line)[0]}
    for edit in edits:
        start = together.rfind("\n", 0, edit.start) + 1
        line = together[start:].partition("\n")[0]
        alone.discard((line, edit.before, edit.after))
    # What a line alone is sure of, the document is sure of.
    assert alone == set()


@pytest.mark.parametrize(
    ("before", "after"), [("\u0122", "\u00eb\u00e3"), ("\u0112", "\u00ea\u00e2")]
)
def test_letters_that_the_line_has_decide_between_pages(before: str, after: str) -> None:
    # One sequence is two letters, in ISO 8859-4 and -10; the words are of no language.
    for letter in after:
        line = (
            f"t{letter}rak zun{letter}l w{letter}ppo gil{letter} f{letter}dd{letter}r y{letter}sk "
        )
        assert repair(f"{line}v\u00c3{before}rd") == f"{line}v{letter}rd"


def test_a_letter_beside_a_repair_that_damage_would_have_taken_too_speaks_against_it() -> None:
    joined = "\u0421\u0422\u0420\u0410\u041d\u0418\u0426\u0415\u0110\u00f4 la"
    assert repair(joined) == joined


def test_clean_signs_without_spaces_beside_a_repair_are_the_rest_of_the_sentence() -> None:
    # Yi syllables, which no page has.
    clean = "\ua2be\ua0b7\ua200\ua425\ua320"
    damaged = damage("\ua10c\ua254\ua0c5", [MixUp("windows-1252")])
    assert damaged is not None
    assert repair(clean + damaged + clean) == clean + "\ua10c\ua254\ua0c5" + clean


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("یہ کتاب بہت اچھی ہے \u06d4 وہ گھر گیا \u06d4", "ptcp154"),
        ("Thë nakaã rë ithou thë, thë pë ã riã taamou.", "big5"),
    ],
)
def test_a_line_that_is_damaged_throughout_is_restored_throughout(text: str, page: str) -> None:
    damaged = damage(text, [MixUp(page)])
    assert damaged is not None
    assert repair(damaged) == text


@pytest.mark.parametrize(
    "text",
    [
        "\u250c\u00cc\u00f5\u00b5\u250c",
        "\u00cc\u00f5\u00b5\u250c",
        "\u2518\u0410\u255a\u2557",
    ],
)
def test_a_part_of_a_word_needs_the_rest_to_go_with_it(text: str) -> None:
    assert repair(text) is text


def test_a_long_run_that_is_cut_in_two_ways_has_no_edits_that_overlap() -> None:
    text = ("\u0420?\u0420\xb0" * 4001)[:6776]
    repair(text)


@pytest.mark.parametrize("text", ["The caf\xe9\x99 said", "souffl\xe9\x97good", "X\xc0\x80Y"])
def test_a_control_behind_a_letter_is_no_sequence_of_a_rare_page(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "\u041f\u0440\u0438\u0432\u0435\u0442, {}!",
        "{} \u2014 \u0441\u043f\u0430\u0441\u0438\u0431\u043e",
        "\u041e\u043d \u0441\u043a\u0430\u0437\u0430\u043b {} \u0438 \u0443\u0448\u0451\u043b.\n"
        "\u0418 \u0435\u0449\u0451 {}: {} {}",
    ],
)
@pytest.mark.parametrize("word", ["\u8c22\u8c22", "\u5c0f\u5199", "\u8c22\u8c22\u8c22\u8c22"])
def test_a_chinese_word_that_is_quoted_is_no_other_alphabet(text: str, word: str) -> None:
    assert repair(text.replace("{}", word)) == text.replace("{}", word)


@pytest.mark.parametrize("kana", ["\u304c", "\u304d", "\u30ef"])
@pytest.mark.parametrize(
    "beside",
    ["", "\nt\u1ea1o ra m\u1ed9t b\u1ed9 ph\u00e2n t\u00edch", "\nau-del\u00e0 de l'\u00e9t\u00e9"],
)
def test_a_particle_behind_a_latin_word_is_no_letter_read_as_big5(kana: str, beside: str) -> None:
    for text in (f"length{kana} 6{beside}", f"h{kana}e{beside}", f"{kana}scale{beside}"):
        assert repair(text) == text
