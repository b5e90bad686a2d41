"""Mentions: text about mojibake stays, by the shape of the line; what suffers from it does not."""

# ruff: noqa: RUF001  (mojibake, quoted as it is)

from __future__ import annotations

import pytest

from mojifix import Policy, explain, find, repair
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
]

#: Damage that nobody talks about, in lines that look a little like those above.
SUFFERING = [
    ("A cafÃ© crÃ¨me at the “naïve” place.", "A café crème at the “naïve” place."),
    ("He said “câ€™est la vie” and left.", "He said “c’est la vie” and left."),
    ("“Nous avons Ã©tÃ© trÃ¨s Ã©mus”, dit-elle.", "“Nous avons été très émus”, dit-elle."),
    ("Die StraÃŸe nach KÃ¶ln ist fÃ¼r uns zu.", "Die Straße nach Köln ist für uns zu."),
    ("Она сказала «РїСЂРёРІРµС‚» и ушла.", "Она сказала «привет» и ушла."),
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


def test_the_same_words_are_a_mention_or_not_by_the_line_they_stand_in() -> None:
    mention = "Type “naÃ¯ve” when you mean “naïve”."
    assert repair(mention) is mention
    assert repair("Type “naÃ¯ve” when you mean it.") == "Type “naïve” when you mean it."


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
