"""Where mojibake could have been damaged that left nothing exact: a cheap look at the whole text.

Text without such traces costs a few searches in its bytes. What is found costs its line a closer
look (:mod:`mojifix.stages.afterwards`), and decides nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mojifix.model import Policy
from mojifix.stages.kinds import beyond_ascii

__all__ = ["traces"]

#: Signs of damage where nothing else was found: bytes that UTF-8 text of them has, and a pattern.
_ALPHABETS: Final = (
    ("\u0400-\u052f", b"\xd0\xd1\xd2\xd3"),
    ("\u0370-\u03ff", b"\xcd\xce\xcf"),
    ("\u0590-\u05ff", b"\xd6\xd7"),
    ("\u0600-\u06ff", b"\xd8\xd9\xda\xdb"),
    ("\u0e00-\u0e7f", b"\xe0"),
)
_SYMBOLS: Final = "\u00a1-\u00bf\u0192\u02c6\u02dc\u2018-\u2026\u2030\u2039\u203a\u20ac\u2122"
_TRACES: Final = (
    # Controls, which windows pages show for the bytes that they lack, and others for more.
    ((b"\xc2",), "[\x80-\x84\x86-\x9f]"),
    # A capital inside a word, behind a small letter.
    ((b"\xc3", b"\xc4"), "[\u00c2-\u00ce\u0102\u0106](?<=[a-z].)"),
    # What most pages show for C3, and no capital before it.
    ((b"\xc3\x83", b"\xc4\x82"), "[\u00c3\u0102](?<![A-Z\u00c0-\u00de\u0218-\u021a].)"),
    # Small letters that the leads of Latin pages become, and a symbol.
    ((b"\xc3", b"\xc4"), f"[\u00e2-\u00e5\u0103\u0107](?=[{_SYMBOLS}])"),
    # A box or a mathematical sign at the end of letters.
    (
        (b"\xe2\x94", b"\xe2\x95", b"\xe2\x96", b"\xe2\x88", b"\xe2\x89"),
        "[\u2200-\u22ff\u2500-\u259f](?=[0-9A-Za-z ])(?<=[A-Za-z].)",
    ),
    ((b"\xcc", b"\xcd"), f"[\u0300-\u036f](?:(?<= .)|(?=[0-9{_SYMBOLS}]))"),
    ((b"\xe2\x81\x84",), "\u2044"),
    ((b"\xef\xbf\xbd",), "\ufffd"),
)


def traces(text: str, raw: bytes, policy: Policy) -> list[int]:
    """Return where ``text`` looks as if something was damaged of which nothing exact is left.

    ``raw`` is the text in UTF-8.
    """
    if "damaged" not in policy.families:
        return []
    beyond = beyond_ascii(raw)
    found: list[int] = []
    for signs, pattern in _TRACES:
        if any(map(beyond.__contains__, signs)):
            found.extend(match.start() for match in _compiled(pattern).finditer(text))
    for letters, leads in _ALPHABETS:
        number = sum(beyond.count(lead) for lead in leads)
        if 0 < number < _SHARE * len(text):
            # A letter between spaces is a word.
            lone = f"(?<![{letters}].)(?![{letters}])(?!(?<=\\s.)\\s)"
            alone = f"[{letters}](?:(?<=[A-Za-z].)|{lone})"
            found.extend(match.start() for match in _compiled(alone).finditer(text))
    if "?" in text:
        found.extend(match.start() for match in _compiled(_QUESTIONS).finditer(text))
    return found


#: Share of a text that an alphabet takes up if it is written in it.
_SHARE: Final = 0.3
#: A question mark that ends no question, behind what is not ASCII.
_QUESTIONS: Final = "\\?(?:(?<=\u20ac.)|(?<=[^\\x00-\x7f].)(?=\\w))"


@lru_cache(maxsize=16)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
