"""Mentions: text about mojibake stays, by the shape of the line; what suffers from it does not."""

# ruff: noqa: RUF001  (mojibake, quoted as it is)

from __future__ import annotations

import time

import pytest

from mojifix import Policy, explain, find, repair
from mojifix.stages import mention
from mojifix.stages.mention import reasons

BOTH = "the right one"
NAMED = "encodings"
ALONE = "quoted alone"
LISTED = "listed"

#: (text, what its reasons say): the line also has the right form, names an encoding, ...
MENTIONS = [
    ("If your page says “naÃ¯ve” instead of “naïve”, the header is wrong.", BOTH),
    ("text = text.replace('â€™', '’')", BOTH),
    ("Ã¤ → ä, Ã¶ → ö, Ã¼ → ü", BOTH),
    ("«РїСЂРёРІРµС‚» — это «привет» после двойной ошибки.", BOTH),
    ("Instead of “Köln” the ticket said “KÃ¶ln”, which made us laugh.", BOTH),
    ("The byte order mark shows up as ï»¿ when the file is read as latin-1.", NAMED),
    ("On Windows-1252 the em dash becomes â€”.", NAMED),
    ("This is classic mojibake: “donâ€™t”.", NAMED),
    ("Что такое «Ð¿Ñ€Ð¸Ð²ÐµÑ‚»? Это кракозябры.", NAMED),
    ("What does “â€œ” mean?", ALONE),
    ("Why do I see 'â€™' all over my site?", ALONE),
    ("Der Name Jürgen steht als JÃ¼rgen in der Datenbank.", BOTH),
    ("Steht in der Tabelle ÃŸ statt ß, ist sie falsch gelesen.", BOTH),
    ("wrong: BÃ©la   right: Béla", BOTH),
    ("/* shows mÂ² where m² is meant */", BOTH),
    ("The dash — becomes â€”, or ‚Äî on a Mac.", "several ways"),
    ("— Why do I get Â£ instead of £?", BOTH),
    ("How to replace â€™ with ’ in Excel – 5 ways", BOTH),
    ("« Pourquoi Ã© au lieu de é ? »", BOTH),
    ("Der Umlaut ä erscheint als Ã¤.", BOTH),
    ("expected: François, got: FranÃ§ois", BOTH),
    ("Por que aparece nÃ£o em vez de não à noite?", BOTH),
    ("JosÃ© (should be José)", BOTH),
    ("0xC3 0xA9 → Ã©", NAMED),
    ("“CafÃ©” [sic]", NAMED),
]

#: Damage that nobody talks about, in lines that look a little like those above.
SUFFERING = [
    ("A cafÃ© crÃ¨me at the “naïve” place.", "A café crème at the “naïve” place."),
    ("He said “câ€™est la vie” and left.", "He said “c’est la vie” and left."),
    ("“Nous avons Ã©tÃ© trÃ¨s Ã©mus”, dit-elle.", "“Nous avons été très émus”, dit-elle."),
    ("Die StraÃŸe nach KÃ¶ln ist fÃ¼r uns zu.", "Die Straße nach Köln ist für uns zu."),
    ("Она сказала «РїСЂРёРІРµС‚» и ушла.", "Она сказала «привет» и ушла."),
]


#: (line, page): the word between the brackets is damaged and stands there again, undamaged.
RECURRING = [
    ("Bokmål, norvegiese; [Bokmål] norvegese", "cp1252"),
    ("Asturian; Bable; Leonês; Asturian-[Leonês]", "mac_roman"),
    ("-c, -C SỐ, --context[=[SỐ]]", "cp1251"),
    ("type=değer, creator=[değer]", "cp1254"),
    ("Rožna dolina, cesta XII, [Rožna] dolina, cesta XV", "cp437"),
    ("“wipe” => [cũng] tẩy tên. “wipesync” => cũng", "cp437"),
    ("Gardu min kontraŭ amikoj, [kontraŭ] malamikoj mi gardos min", "cp850"),
    ("Praha, České Budějovice, [České] Velenice", "cp1252"),
    ("Der Müller mahlt, und die [Müller] aus dem Dorf sehen zu.", "cp1252"),
    ("Straße um [Straße] wurde gesperrt.", "mac_roman"),
    ("We met at the café and the [café] was full.", "cp1252"),
    ("I had a crêpe on Monday and a second [crêpe] on Tuesday.", "cp1252"),
    ("Каждый день был как [день] перед ним.", "cp1251"),
    ("Det er lett å si og vanskelig [å] gjøre.", "cp1252"),
    ("à gauche et [à] droite", "cp850"),
    ("The price is 5 [€] and not 10 €.", "cp1252"),
    ("© 2019 Acme, [©] 2020 Acme Ltd", "cp1252"),
    ("Home › Shop [›] Books › Poetry", "cp1252"),
    ("Málaga → Granada → [Málaga]", "cp1252"),
    ("MÜNCHEN | [MÜNCHEN] OST | AUGSBURG", "cp1252"),
    ("רח 12, רח 1060, [רח] 1238, רח 124", "cp437"),
    ("= 1 + ix - [───] - ─── + ─── + ...", "cp437"),
    ("Ama ficli la’aani ba, izakuwa fali ama fali [la’aani] iyo", "cp1252"),
    ("Die woord ’n staan hier en daar, en weer is dit [’n] woord", "cp1252"),
    ("ᐁᑲ ᐊᐌᓇ ᑲ ᐃᔑᓇᑾᐠ ᒪᑲ [ᑲ] ᐊᐗᑲᑎᐟ", "latin-1"),
]


@pytest.mark.parametrize(("text", "why"), MENTIONS)
def test_a_mention_stays_and_is_reported_with_the_reason(text: str, why: str) -> None:
    report = explain(text)
    assert report.text is text
    assert report.findings
    assert any(why in finding.reason for finding in report.findings)
    assert not any(finding.repaired for finding in report.findings)
    assert all(finding.candidates for finding in report.findings)


@pytest.mark.parametrize("text", [text for text, _ in MENTIONS])
def test_a_mention_is_repaired_where_the_policy_says_so(text: str) -> None:
    policy = Policy(mentions=True)
    assert repair(text, policy=policy) != text
    assert not any("mention" in finding.reason for finding in find(text, policy=policy))


@pytest.mark.parametrize(("text", "expected"), SUFFERING)
def test_quotes_around_damage_do_not_make_it_a_mention(text: str, expected: str) -> None:
    assert repair(text) == expected


@pytest.mark.parametrize(("line", "page"), RECURRING)
def test_a_word_that_recurs_on_its_line_is_no_mention(line: str, page: str) -> None:
    before, _, rest = line.rpartition("[")
    word, _, after = rest.partition("]")
    damaged = word.encode().decode(page)
    policy = Policy(mentions=True)
    edits = explain(f"{before}{damaged}{after}", policy=policy).edits
    assert repair(f"{before}{damaged}{after}", policy=policy) == f"{before}{word}{after}"
    assert reasons(f"{before}{damaged}{after}", edits) == {}


def test_plain_words_and_names_prove_nothing_beside_certain_damage() -> None:
    assert repair("Der Name JÃ¼rgen steht fÃ¼r Jürgen im StraÃŸenverzeichnis.") == (
        "Der Name Jürgen steht für Jürgen im Straßenverzeichnis."
    )
    assert repair("Der ZeichensatzschlÃ¼ssel heiÃŸt UTF-8 und gehÃ¶rt Ã¼berall hin â‚¬.") == (
        "Der Zeichensatzschlüssel heißt UTF-8 und gehört überall hin €."
    )


def test_a_line_of_thousands_of_symptoms_costs_no_more_each_than_one_of_hundreds() -> None:
    def seconds(many: int) -> float:
        text = "Ã©|Ã¨|" * many
        edits = explain(text, policy=Policy(mentions=True)).edits
        assert len(edits) == len(reasons(text, edits)) == 2 * many
        times = []
        for _ in range(3):
            started = time.process_time()
            reasons(text, edits)
            times.append(time.process_time() - started)
        return min(times) / many

    assert seconds(600) < 6 * seconds(100) + 1e-4


def test_the_same_words_are_a_mention_or_not_by_the_line_they_stand_in() -> None:
    mention = "Type “naÃ¯ve” when you mean “naïve”."
    assert repair(mention) is mention
    assert repair("Type “naÃ¯ve” when you mean it.") == "Type “naïve” when you mean it."


def test_words_of_two_letters_that_could_be_hex_name_no_encoding() -> None:
    assert repair("Neɛza da ba da neи›zaa.") == "Neɛza da ba da neɛzaa."
    [finding] = find("The bytes C3 A9 are shown as и›, not ɛ.")
    assert not finding.repaired


def test_a_mention_in_one_line_is_none_in_the_next() -> None:
    text = "It shows “naÃ¯ve” instead of “naïve”.\nWe were so naÃ¯ve about the cafÃ© in KÃ¶ln."
    assert repair(text) == (
        "It shows “naÃ¯ve” instead of “naïve”.\nWe were so naïve about the café in Köln."
    )


@pytest.mark.parametrize(
    ("opening", "closing"), [*map(tuple, ["“”", "‘’", "«»", '""', "''", "``", "„“"])]
)
def test_any_quotes_show_a_form(opening: str, closing: str) -> None:
    text = f"Not {opening}cafÃ©{closing} but {opening}café{closing}, please."
    assert repair(text) is text
    assert any(BOTH in finding.reason for finding in find(text))


def test_reasons_are_given_for_edits_by_where_they_start() -> None:
    text = "Type “naÃ¯ve” when you mean “naïve”. "
    edits = explain(text, policy=Policy(mentions=True)).edits
    assert set(reasons(text, edits)) == {edit.start for edit in edits} != set()
    plain = "We were so naÃ¯ve about the cafÃ© there."
    assert reasons(plain, explain(plain).edits) == {}
    assert reasons("", []) == {}


def test_no_name_of_an_encoding_in_another_line_makes_a_mention() -> None:
    text = "Encoding: utf-8\nWindows-1252\nLe thÃ©Ã¢tre est dÃ©jÃ\u00a0 fermÃ©.\nmojibake"
    assert repair(text).splitlines()[2] == "Le théâtre est déjà fermé."


def test_a_cell_may_be_padded_and_padding_alone_takes_no_longer_than_text() -> None:
    assert mention.may_list("\u2019" + " " * 60 + "| \u20ac")
    assert not mention.may_list("\u00a0" * 200_000)
