"""Decides how each repairer is called and when its answer is right.

An answer is *restored* if it is the expected text, *alone* if it is the text that was given, and
*changed* otherwise, which is harm. ftfy runs twice: ``fix_encoding`` on the whole text, and
``fix_text``, which goes line by line, with everything but encoding repair switched off. plsfix
can't be configured from Python and straightens quotes, widths and so on as well, so it is judged
without them: what its cosmetics, or ftfy's, make of the expected text is as good as that text.
"""

from __future__ import annotations

import functools
import html
from collections.abc import Callable
from typing import Final

import ftfy
import plsfix

import mojifix

__all__ = ["ENGINES", "MOJIFIX", "verdict"]

MOJIFIX: Final = "mojifix"

_ENCODING_ONLY: Final = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)
_COSMETICS_ONLY: Final = ftfy.TextFixerConfig(fix_encoding=False, explain=False)

#: The name in tables, and what is called.
ENGINES: Final[dict[str, Callable[[str], str]]] = {
    MOJIFIX: lambda text: mojifix.repair(text),
    "ftfy.fix_encoding": lambda text: str(ftfy.fix_encoding(text)),
    "ftfy.fix_text": lambda text: str(ftfy.fix_text(text, config=_ENCODING_ONLY)),
    "plsfix.fix_text": lambda text: str(plsfix.fix_text(text)),
}


@functools.lru_cache(maxsize=4096)
def _cosmetics(text: str) -> str:
    return str(ftfy.fix_text(text, config=_COSMETICS_ONLY))


def verdict(
    engine: str,
    given: str,
    expected: str,
    call: Callable[[str], str] | None = None,
    right: Callable[[str], bool] | None = None,
) -> tuple[str, str]:
    """Run one engine on one text; return ``restored``, ``alone`` or ``changed``, and the answer.

    ``call`` is what is called instead, with options say; ``right`` says which answers are as good
    as the expected text, where others are.
    """
    try:
        got = (call or ENGINES[engine])(given)
    except Exception as error:  # a repairer that raises has done harm, and the run goes on
        return "changed", f"raised {error!r}"
    if got == expected or (right is not None and right(got)):
        return "restored", got
    if got == given:
        return "alone", got
    if engine == "plsfix.fix_text":
        # it resolves entities even where there are tags, ftfy does not
        good = [_cosmetics(expected), _cosmetics(html.unescape(expected))]
        if expected != given:  # or else plsfix would be measured by itself
            good.append(str(plsfix.fix_text(expected)))
        if got in good:
            return "restored", got
        if got == _cosmetics(given):
            return "alone", got
    return "changed", got
