"""The evidence: finite, best first, and on the right side for what a person would call clear."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mojifix import MixUp, codepages
from mojifix.codepages import MULTI, PAGES, SINGLE
from mojifix.stages import scan
from mojifix.stages.cost import costs
from mojifix.stages.prior import PRIOR, Prior
from mojifix.stages.propose import CESU8, UTF8, propose
from mojifix.stages.weigh import Path, weigh
from mojifix.testing import damage
from tests.properties.texts import EVERYTHING, sentences

ALL = SINGLE | MULTI
NUMBER = {page.label: n for n, page in enumerate(PAGES)}


def bit(label: str) -> int:
    return 1 << NUMBER[label]


def weighed(before: str, text: str, after: str) -> list[Path]:
    arcs = propose(text, allowed=ALL, max_layers=8)
    return weigh(text, ("   " + before)[-3:], (after + "   ")[:3], arcs)


# One character


@given(st.text(st.characters(), min_size=3, max_size=3), st.characters())
def test_any_character_costs_something_finite_in_any_context(context: str, char: str) -> None:
    strict, ceiling = costs(context, char)
    assert 0 <= strict < 200
    assert 0 <= ceiling < 200
    assert costs(context, char) == (strict, ceiling)


@pytest.mark.parametrize(
    ("context", "usual", "odd"),
    [
        ("caf", "\u00e9", "\u00c3"),  # a capital within a small word
        (" th", "e", "\u0436"),  # another script
        ("ing", " ", "\u2122"),
        ("It ", "i", "\u0152"),
        ("  \u0441", "\u0442", "\u20ac"),
        ("abc", ".", "\x9d"),
        ("abc", ".", "\ud800"),
        ("abc", ".", "\0"),
    ],
)
def test_what_genuine_text_does_costs_less(context: str, usual: str, odd: str) -> None:
    assert costs(context, usual).strict < costs(context, odd).strict


def test_a_capital_that_is_no_word_before_a_no_break_space_is_an_oddity() -> None:
    behind_a_mark, a_word_of_welsh = costs("d.\u00c2", "\u00a0"), costs("U \u00c2", "\u00a0")
    assert behind_a_mark.ceiling >= a_word_of_welsh.ceiling + 6


def test_the_ceiling_of_a_letter_that_no_model_knows_is_below_its_strict_cost() -> None:
    # a repair has to prove what text as it stands need not
    for char in ("\u1681", "\U00010400", "\ua4d0", "\ue000", "\u0378"):
        strict, ceiling = costs("   ", char)
        assert ceiling < strict


# Chains


def test_a_chain_costs_more_the_deeper_it_is() -> None:
    web = UTF8 | bit("windows-1252")
    prices = [PRIOR((web,) * depth) for depth in range(1, 7)]
    assert prices == sorted(prices)
    assert len(set(prices)) == 6
    assert prices[0] == PAGES[0].cost


def test_a_chain_costs_what_its_commonest_page_does() -> None:
    for page in PAGES:
        layer = UTF8 | bit(page.label)
        assert PRIOR((layer,)) == page.cost
        assert PRIOR((layer | bit("windows-1252"),)) == PAGES[0].cost
        assert PRIOR.page(layer) == NUMBER[page.label]


def test_rarer_forms_of_utf8_cost_more() -> None:
    web = bit("windows-1252")
    assert PRIOR((UTF8 | web,)) < PRIOR((CESU8 | web,))
    assert PRIOR((UTF8 | CESU8 | web,)) == PRIOR((UTF8 | web,))


def test_another_page_on_top_costs_more_than_the_same_again() -> None:
    web, mac = UTF8 | bit("windows-1252"), UTF8 | bit("mac-roman")
    assert PRIOR((web, web)) < PRIOR((mac, web))


def test_what_a_text_has_taught_changes_the_price_of_a_page() -> None:
    koi = NUMBER["koi8-u"]
    layer, web = UTF8 | bit("koi8-u"), UTF8 | bit("windows-1252")
    taught = Prior({koi: 0.5}, {})
    assert taught((layer,)) == 0.5
    assert taught((web,)) == PRIOR((web,))
    assert taught.page(layer | web) == koi
    assert Prior({}, {koi: 0.5})((layer, web)) < PRIOR((layer, web))


# Whole pieces


@settings(deadline=None, derandomize=True, max_examples=150)
@given(EVERYTHING)
def test_every_reading_is_what_its_arcs_make_best_first(text: str) -> None:
    for start, end in scan.pieces(text[:80]):
        piece = text[start:end]
        arcs = propose(piece, allowed=ALL, max_layers=3)
        before = ("   " + text[max(0, start - 3) : start])[-3:]
        paths = weigh(piece, before, (text[end : end + 3] + "   ")[:3], arcs)
        assert bool(paths) <= bool(arcs)
        ranks = [path.rank for path in paths]
        assert ranks == sorted(ranks, reverse=True)
        assert len({path.out for path in paths}) == len(paths)
        for path in paths:
            assert math.isfinite(path.evidence)
            assert path.arcs
            made, at = "", 0
            for arc in path.arcs:
                assert at <= arc.start
                made += piece[at : arc.start] + arc.out
                at = arc.end
            assert made + piece[at:] == path.out


def test_a_text_without_arcs_has_no_reading() -> None:
    assert weigh("caf\u00e9", "   ", "   ", []) == []


@pytest.mark.parametrize(
    ("before", "text", "after", "page"),
    [
        ("the caf", "\u00e9", " was", "windows-1252"),
        ("don", "\u2019", "t go", "windows-1252"),
        ("don", "\u2019", "t go", "mac-roman"),
        ("Said: ", "\u201cHello", " you", "windows-1252"),
        ("", "stra\u00dfe", " ", "cp850"),
        ("", "\u043f\u0440\u0438\u0432\u0435\u0442", " ", "windows-1251"),
        ("", "\u043f\u0440\u0438\u0432\u0435\u0442", " ", "windows-1252"),
        ("", "\u03ba\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1", " ", "windows-1253"),
        ("", "\u65b0\u3057\u3044", " ", "shift_jis"),
    ],
)
def test_clear_damage_has_evidence_for_what_it_was(
    before: str, text: str, after: str, page: str
) -> None:
    damaged = damage(text, [MixUp(page)])
    assert damaged is not None
    best, *others = weighed(before, damaged, after)
    assert best.out == text
    assert best.evidence > 5
    assert all(best.evidence > other.evidence for other in others)


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("A MANH", "\u00c3\u201d", ""),  # capitals and a closing quote
        ("NESCAF", "\u00c9\u00ae", " "),
        ("IRM", "\u00c3\u00a0", "DULCE"),
        ("5 ", "M\u00cc\u00b2", ""),
        ("l", "\u2019\u00e9", "cole"),
        ("", "\u2554\u2550\u2557", ""),
        ("x ", "\u00d7\u00b2", ""),
    ],
)
def test_typography_that_happens_to_be_utf8_has_no_evidence(
    before: str, text: str, after: str
) -> None:
    assert all(path.evidence < 3 for path in weighed(before, text, after))


def test_clean_words_never_have_as_much_evidence_as_their_damage() -> None:
    compared = 0
    for text in sentences()[::5]:
        for word in text.split():
            damaged = damage(word, [MixUp("windows-1252")])
            if damaged is None or damaged == word or len(word) < 4:
                continue
            clean = max((path.evidence for path in weighed(" ", word, " ")), default=0.0)
            compared += 1
            assert clean < weighed(" ", damaged, " ")[0].evidence, word
    assert compared > 50


def test_signs_of_the_tables_have_no_evidence_by_themselves() -> None:
    singles = [char for char in codepages.single_tables() if not char.isascii()]
    for char in singles:
        assert all(path.evidence < 3 for path in weighed("", char, ""))
