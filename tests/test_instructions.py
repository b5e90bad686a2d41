from __future__ import annotations

import pytest

from benchmarks import instructions
from mojifix.stages import quiet


@pytest.mark.parametrize("name", instructions.TEXTS)
def test_what_instructions_are_counted_of_is_clean(name: str) -> None:
    assert quiet.KERNEL == "python" or quiet.quiet(instructions.TEXTS[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", instructions.TEXTS)
def test_clean_text_takes_no_more_instructions_than_it_did(name: str) -> None:
    if reason := instructions.missing():
        pytest.skip(f"instructions are not counted: {reason}")
    assert instructions.counted(instructions.TEXTS[name]) <= instructions.BOUNDS[name]
