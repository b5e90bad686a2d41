"""A chain replayed by its labels: what it made, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mojifix import MixUp
from mojifix.stages.replay import replays, undone
from mojifix.testing import damage
from tests.properties.texts import ANY_CHAIN, ANY_TEXT, EVERYTHING, sentences
from tests.replay import takes_back


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.one_of(ANY_TEXT, st.sampled_from(sentences())), ANY_CHAIN)
def test_what_a_chain_made_is_undone_by_it(text: str, chain: tuple[MixUp, ...]) -> None:
    damaged = damage(text, chain)
    assume(damaged is not None)
    assert damaged is not None
    assert undone(damaged, chain) == text
    assert replays(damaged, text, chain)
    assert not replays(damaged, text + "!", chain)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(EVERYTHING, ANY_CHAIN)
def test_what_is_undone_is_what_byte_by_byte_trial_finds(
    text: str, chain: tuple[MixUp, ...]
) -> None:
    was = undone(text, chain)
    assert was is None or takes_back(text, was, chain)
    assert was is None or damage(was, chain) in (text, None)


@pytest.mark.parametrize(
    ("text", "chain", "was"),
    [
        ("\u00c3\u00a9", (MixUp("windows-1252"),), "\u00e9"),
        ("\u00c3\u0081", (MixUp("windows-1252"),), "\u00c1"),  # 81 is a hole, a control on the web
        ("\u00c3\u0440", (MixUp("windows-1252"),), None),  # not of that page
        ("\u00c3", (MixUp("windows-1252"),), None),  # half a sequence
        ("\u00c0\u20ac", (MixUp("windows-1252", "java-utf-8"),), "\0"),
        ("\0", (MixUp("windows-1252", "java-utf-8"),), None),  # which writes it C0 80
        ("\u00f0\u0178\u02dc\u20ac", (MixUp("windows-1252"),), "\U0001f600"),
        ("\u00f0\u0178\u02dc\u20ac", (MixUp("windows-1252", "cesu-8"),), None),
        ("\ud800", (MixUp("gbk"),), None),
        ("", (MixUp("gbk"),), ""),
        ("text", (), "text"),
    ],
)
def test_only_what_the_labels_allow_is_undone(
    text: str, chain: tuple[MixUp, ...], was: str | None
) -> None:
    assert undone(text, chain) == was
