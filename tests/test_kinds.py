from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mojifix.stages.kinds import beyond_ascii, see

ANY = st.text(st.characters(exclude_categories=()))


@given(ANY)
def test_every_byte_has_a_kind_and_every_code_point_begins_once(text: str) -> None:
    raw, kinds = see(text)
    assert raw.decode("utf-8", "surrogatepass") == text
    assert len(kinds) == len(raw)
    assert len(kinds) - kinds.count(b"c") == len(text)
    assert kinds.count(b"\n") == text.count("\n")


@pytest.mark.parametrize(
    ("char", "kind"),
    [
        ("é", "L"), ("ж", "C"), ("λ", "G"), ("ש", "H"), ("ب", "A"), ("ก", "T"), ("の", "E"),
        ("字", "E"), ("한", "K"), ("ｱ", "P"), ("Ժ", "O"), ("—", "+"), ("q", "a"), ("7", "-"),
    ],
)  # fmt: skip
def test_a_character_is_of_the_kind_of_its_first_byte(char: str, kind: str) -> None:
    assert see(char).kinds.decode().rstrip("c") == kind


@given(ANY)
def test_what_is_beyond_ascii_is_what_is_left_without_it(text: str) -> None:
    left = "".join(char for char in text if not char.isascii())
    assert beyond_ascii(see(text).raw).decode("utf-8", "surrogatepass") == left
