"""The proposals: each can be replayed byte by byte, and the right one is always among them."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mojifix import MixUp, codepages
from mojifix.codepages import MULTI, PAGES, SINGLE
from mojifix.stages import scan
from mojifix.stages.propose import (
    CESU8,
    FORMS,
    JAVA_UTF8,
    UTF8,
    Arc,
    begins_sequence,
    common,
    forms,
    join,
    propose,
    roles,
)
from mojifix.testing import damage, mix_ups
from tests.properties.texts import COMMON, EVERYTHING, sentences
from tests.replay import undone

ALL = SINGLE | MULTI
ANY_FORM = UTF8 | CESU8 | JAVA_UTF8
NUMBER = {page.label: n for n, page in enumerate(PAGES)}


def page(label: str, form: int = UTF8) -> int:
    return 1 << NUMBER[label] | form


def links(layer: int) -> list[MixUp]:
    """Every mix-up that a layer stands for."""
    return [
        MixUp(label, form)
        for label in codepages.labels(layer & ALL)
        for bit, form in FORMS
        if layer & bit
    ]


def assert_replays(text: str, arc: Arc) -> None:
    """Undo the layers of an arc, last mistake first: all of its pages have to agree."""
    assert 0 <= arc.start < arc.end <= len(text)
    assert arc.chain
    now = {text[arc.start : arc.end]}
    for layer in reversed(arc.chain):
        assert layer & ALL
        assert layer & ANY_FORM
        before = now
        now = set()
        for mix_up in links(layer):
            results = {was for string in before for was in undone(string, mix_up)}
            assert results, (arc, mix_up)
            now |= results
    assert arc.out in now


def path(text: str, arcs: list[Arc], chain: tuple[MixUp, ...], wanted: str) -> bool:
    """Whether arcs of one chain, one behind the other, read ``text`` as ``wanted``."""
    layers = [page(mix_up.read_as) for mix_up in chain]
    fitting = [
        arc
        for arc in arcs
        if len(arc.chain) == len(layers)
        and all(mine & layer & ALL for mine, layer in zip(arc.chain, layers, strict=True))
    ]
    # Set of (offset in text, offset in wanted) that can be reached.
    reached = {(0, 0)}
    for at in range(len(text)):
        for here, there in sorted(spot for spot in reached if spot[0] == at):
            if text[here].isascii() and wanted[there : there + 1] == text[here]:
                reached.add((here + 1, there + 1))
            for arc in fitting:
                if arc.start == here and wanted.startswith(arc.out, there):
                    reached.add((arc.end, there + len(arc.out)))
    return (len(text), len(wanted)) in reached


# Layers


def test_layers_share_the_pages_and_forms_that_both_have() -> None:
    web = page("windows-1252", ANY_FORM) | page("iso-8859-1")
    assert common((web,), (page("windows-1252"),)) == (page("windows-1252"),)
    assert common((web, web), (web, page("iso-8859-1"))) == (web, page("iso-8859-1"))


@pytest.mark.parametrize(
    "other",
    [
        (page("windows-1251"),),
        (page("windows-1252", CESU8),),
        (page("windows-1252"), page("windows-1252")),
        (),
    ],
)
def test_chains_that_cannot_be_the_same_share_nothing(other: tuple[int, ...]) -> None:
    assert common((page("windows-1252"),), other) is None


@pytest.mark.parametrize(
    ("bits", "label"),
    [
        (ANY_FORM, "utf-8"),
        (CESU8 | JAVA_UTF8, "cesu-8"),
        (JAVA_UTF8, "java-utf-8"),
        (UTF8, "utf-8"),
    ],
)
def test_a_layer_is_called_by_its_commonest_form(bits: int, label: str) -> None:
    assert forms(page("mac-roman", bits)) == label


def test_no_form_is_taken_for_a_page() -> None:
    assert ALL & ANY_FORM == 0
    assert UTF8 < CESU8 < JAVA_UTF8


def test_arcs_that_touch_and_share_a_chain_are_one_run() -> None:
    web, mac = (page("windows-1252"),), (page("mac-roman"),)
    arcs = [Arc(0, 2, "a", web), Arc(2, 4, "b", web), Arc(4, 7, "c", mac), Arc(9, 11, "d", mac)]
    assert join(arcs, arcs) == [Arc(0, 4, "ab", web), *arcs[2:]]
    assert join(arcs, arcs[:1]) == arcs
    assert join([], []) == []


# Single characters


def test_leads_and_continuations_are_those_of_the_tables() -> None:
    leads, continuations = roles()
    for char, bytes_of in codepages.single_tables().items():
        lengths = set()
        for byte in bytes_of:
            if byte == 0xC0 or 0xC2 <= byte <= 0xDF:
                lengths.add(2)
            elif 0xE0 <= byte <= 0xEF:
                lengths.add(3)
            elif 0xF0 <= byte <= 0xF4:
                lengths.add(4)
            if byte == 0xED:
                lengths.add(6)
        assert set(leads.get(char, ())) == lengths
        assert (char in continuations) == any(byte < 0xC0 for byte in bytes_of)


@pytest.mark.parametrize(
    ("chars", "expected"),
    [
        ("\u00c3\u00a9", True),  # C3 A9 on windows-1252
        ("\u00e2\u20ac", True),  # E2 80 there
        ("\u201a\u00c4", True),  # the same two bytes on mac-roman
        ("\u0420\u0451", True),  # D0 B8 on windows-1251
        ("\u00c3\u0451", False),  # no page has both
        ("\u00e0\u00e1", False),  # two small letters that are neighbours in words
        ("\u00e9\u2019", True),  # E9 92 on windows-1252
        ("\u00c3\u00c3", False),
    ],
)
def test_a_sequence_begins_with_a_lead_and_a_continuation_of_one_page(
    chars: str, expected: bool
) -> None:
    assert begins_sequence(chars) is expected


# Whole pieces


@settings(deadline=None, derandomize=True, max_examples=150)
@given(EVERYTHING, st.sampled_from([1, 2, 8]))
def test_every_proposal_can_be_replayed(text: str, layers: int) -> None:
    for start, end in scan.pieces(text[:60]):
        for arc in propose(text[start:end], allowed=ALL, max_layers=layers):
            assert len(arc.chain) <= layers
            assert_replays(text[start:end], arc)


@settings(deadline=None, derandomize=True, max_examples=200)
@given(EVERYTHING, st.sampled_from([SINGLE, MULTI, page("gbk", 0), page("cp437", 0), 0]))
def test_only_pages_that_are_allowed_are_proposed(text: str, allowed: int) -> None:
    for start, end in scan.pieces(text):
        for arc in propose(text[start:end], allowed=allowed, max_layers=3):
            assert all(not layer & ALL & ~allowed for layer in arc.chain)


@given(st.text(st.characters(codec="ascii")))
def test_nothing_is_proposed_for_ascii(text: str) -> None:
    assert propose(text, allowed=ALL, max_layers=8) == []


@settings(deadline=None, derandomize=True, max_examples=500)
@given(st.characters(codec="utf-8", min_codepoint=0x80), mix_ups(meant=[f for _, f in FORMS]))
def test_any_character_read_as_any_page_is_proposed(char: str, mix_up: MixUp) -> None:
    damaged = damage(char + "a", [mix_up])
    assume(damaged is not None)
    assert damaged is not None
    if "\U00040000" <= char < "\U000e0000":  # nothing is assigned there
        outs = [arc.out for arc in propose(damaged, allowed=ALL, max_layers=1)]
        assert not any(char in out for out in outs)
        return
    form = next(bit for bit, label in FORMS if label == mix_up.meant)
    layer = page(mix_up.read_as, form)
    assert any(
        arc.start == 0
        and arc.out in (char, char + "a")
        and arc.chain[0] & layer & ALL
        and arc.chain[0] & layer & ANY_FORM
        for arc in propose(damaged, allowed=ALL, max_layers=1)
    )


def test_nul_and_the_astral_planes_are_proposed_in_the_other_forms() -> None:
    nul = propose("\u00c0\u20ac", allowed=SINGLE, max_layers=1)
    assert [(arc.out, forms(arc.chain[0])) for arc in nul] == [("\0", "java-utf-8")]
    smile = damage("\U0001f600", [MixUp("windows-1252", "cesu-8")])
    assert smile is not None
    whole = [arc for arc in propose(smile, allowed=SINGLE, max_layers=1) if arc.end == 6]
    assert [(arc.out, forms(arc.chain[0])) for arc in whole] == [("\U0001f600", "cesu-8")]


WORDS = sorted({w for text in sentences() for w in text.split() if not w.isascii()})


@settings(deadline=None, derandomize=True, max_examples=1000)
@given(st.sampled_from(WORDS), mix_ups())
def test_a_damaged_word_is_proposed_whole(word: str, mix_up: MixUp) -> None:
    damaged = damage(word, [mix_up])
    assume(damaged is not None)
    assert damaged is not None
    arcs = propose(damaged, allowed=ALL, max_layers=1)
    assert path(damaged, arcs, (mix_up,), word)


def assert_proposed(word: str, chain: tuple[MixUp, ...]) -> None:
    damaged = damage(word, chain)
    assume(damaged is not None and len(damaged) <= scan.LONGEST)
    assert damaged is not None
    arcs = propose(damaged, allowed=ALL, max_layers=8)
    assert path(damaged, arcs, chain, word)


ONE_BYTE = mix_ups(read_as=[label for label in COMMON if not PAGES[NUMBER[label]].multi])


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.sampled_from(WORDS), st.lists(ONE_BYTE, min_size=2, max_size=6).map(tuple))
def test_layers_of_common_pages_are_proposed_whole(word: str, chain: tuple[MixUp, ...]) -> None:
    assert_proposed(word, chain)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.sampled_from(WORDS), mix_ups(read_as=["gbk", "shift_jis", "euc-kr"]), ONE_BYTE)
def test_a_single_byte_layer_over_a_multi_byte_one_is_proposed_whole(
    word: str, first: MixUp, second: MixUp
) -> None:
    assert_proposed(word, (first, second))


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.sampled_from(WORDS), ONE_BYTE, mix_ups(read_as=["gbk", "shift_jis", "euc-kr"]))
def test_a_multi_byte_layer_over_a_single_byte_one_is_proposed_whole(
    word: str, first: MixUp, second: MixUp
) -> None:
    assert_proposed(word, (first, second))


def test_no_more_layers_are_taken_apart_than_asked_for() -> None:
    chain = (MixUp("windows-1252"),) * 4
    damaged = damage("\u00e9", chain)
    assert damaged is not None
    for layers in range(1, 7):
        arcs = propose(damaged, allowed=ALL, max_layers=layers)
        assert max(len(arc.chain) for arc in arcs) == min(layers, 4)
        assert ("\u00e9" in {arc.out for arc in arcs}) == (layers >= 4)
