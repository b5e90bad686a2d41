from __future__ import annotations

import pytest

from benchmarks import instructions
from mojifix.stages import quiet


@pytest.mark.parametrize("name", instructions.TEXTS)
def test_what_instructions_are_counted_of_is_clean(name: str) -> None:
    assert quiet.KERNEL == "python" or quiet.quiet(instructions.TEXTS[name])
