"""Decides how mojifix treats languages that its tables do not know: each in turn taken out of them.

The clean lines of a language are read with tables from which that language and its variants were
left out (``sr-latin`` goes with ``sr``); a line that comes back changed is harm. How tables without
a language are had is not decided here: ``without`` enters a context in which mojifix has no others.
By default it is ``tools.train_language.without``, which leaves out a dozen at a time and needs the
packages that the tables are trained on; where there is none, there are no cases.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Final

from benchmarks.cases import Case
from benchmarks.sources import Line, script

__all__ = ["Without", "languages_of_tools", "unknown_cases", "within", "without_of_tools"]

#: Given a language, a context in which mojifix's tables have neither it nor its variants.
Without = Callable[[str], AbstractContextManager[object]]

#: A language needs as many lines, so that one changed line says something.
_LEAST: Final = 40


def without_of_tools() -> Without | None:
    """The context manager of the training script, or ``None`` if it has none, or nothing to train
    on."""
    try:
        module = importlib.import_module("tools.train_language")
    except ImportError:
        return None
    if missing := module.missing():
        print(f"unknown: not installed: {', '.join(missing)}", file=sys.stderr)
        return None
    found: Without | None = getattr(module, "without", None)
    return found


def languages_of_tools() -> frozenset[str]:
    """The languages that the training script can leave out with others, in few trainings."""
    module = importlib.import_module("tools.train_language")
    return frozenset().union(*vars(module)["GROUPS"])


def base(lang: str) -> str:
    """The language of which a label names a variant: ``sr`` for ``sr-latin``."""
    return lang.partition("-")[0]


def unknown_cases(
    lines: Sequence[Line], without: Without | None, among: Collection[str] | None = None
) -> list[Case]:
    """Clean lines of all languages, or of those ``among`` which they have to be, those of one
    language side by side."""
    if without is None:
        print("unknown: nothing leaves languages out; going on without it", file=sys.stderr)
        return []
    by_language: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if among is not None and base(line.lang) not in among:
            continue
        if line.prose and not line.text.isascii():
            by_language[base(line.lang)].append(line)
    return [
        Case("unknown", base_lang, line.lang, script(line.text), True, line.text, line.text)
        for base_lang, some in sorted(by_language.items())
        if len(some) >= _LEAST
        for line in some
    ]


def forget() -> None:
    """Empty all that mojifix remembers, tables that it has loaded as well."""
    for name, module in list(sys.modules.items()):
        if name.startswith("mojifix."):
            for value in list(vars(module).values()):
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()


@contextlib.contextmanager
def within(without: Without, lang: str) -> Iterator[None]:
    """Be in the context, with nothing remembered from before it, and nothing of it after."""
    forget()
    try:
        with without(lang):
            yield
    finally:
        forget()
