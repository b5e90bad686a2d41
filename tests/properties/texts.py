"""What the properties are tried on: any text at all, and real sentences that were damaged."""

from __future__ import annotations

import itertools
import json
from functools import cache
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from mojifix import MixUp, codepages
from mojifix.stages.replay import undone
from mojifix.testing import chains, damage, mix_ups

CORPUS: Final = Path(__file__).resolve().parents[2] / "corpus"

#: Pages that text is read as every day: browsers' and consoles' first, then the East Asian ones.
COMMON: Final = (
    "windows-1252",
    "iso-8859-1",
    "windows-1251",
    "mac-roman",
    "windows-1250",
    "cp437",
    "cp850",
    "windows-1254",
    "koi8-r",
    "cp866",
    "gbk",
    "shift_jis",
)


@cache
def sentences() -> tuple[str, ...]:
    """Return the clean sentences of the corpus."""
    with open(CORPUS / "sentences.jsonl", encoding="ascii") as lines:
        return tuple(json.loads(line)["text"] for line in lines)


#: Characters that no orthography puts together: lone surrogates, NUL, controls, private use,
#: unassigned, noncharacters, marks and format controls with nothing to stand on, astral ones.
ODD: Final = st.sampled_from(
    "\ud800\udbff\udc00\udfff\0\x1b\x7f\x80\x85\x9d\xa0\xad\u0378\u0300\u0301\u034f\u200b\u200d"
    "\u202e\u2028\u2066\ue000\uf8ff\ufdd0\ufeff\ufffd\ufffe\uffff\U0001f600\U000e0041\U000f0000"
    "\U0010ffff"
)
#: What mojibake is made of, so that nearly everything is suspicious.
SYMPTOMS: Final = st.sampled_from(
    "\u00c3\u00c2\u00e2\u20ac\u2122\u00a9\u0153\u0080\u009d\u00a0\u00c5\u00f0\u0178\u02dc\u0192"
    "\u0420\u0421\u0403\u0453\u00b0\u0456\u0454\u0432\u201a\u00c4\u00f4\u00f9\u251c\u2524\u2554"
    "\u00d0\u00d1\u0e23\u0e40\u0e18\u9225\u6a9a\u7ab6\u51b1\u7e67\u7e3a\u8b5a\uff83\uff82\uff61"
    "\u03b2\u20aa\u05f3\u0627\u00d8 ab'\"\n"
)
ANY_TEXT: Final = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(), max_size=40),
    st.text(ODD, max_size=20),
    st.text(st.one_of(SYMPTOMS, ODD), max_size=30),
    st.text(SYMPTOMS, max_size=60),
)

SENTENCES: Final = st.sampled_from(sentences())
#: Pairs that legacy text goes through: (read as, meant), Cyrillic, Greek, Hebrew, Arabic, Thai,
#: Chinese, Japanese, Korean and Latin pages, and UTF-16 both ways.
LEGACY_PAIRS: Final = (
    *itertools.permutations(("windows-1251", "koi8-r", "cp866", "iso-8859-5", "mac-cyrillic"), 2),
    *itertools.product(
        ("windows-1252", "iso-8859-1", "mac-roman", "cp437"),
        (
            *("windows-1251", "koi8-u", "windows-1253", "iso-8859-8", "windows-1256"),
            *("windows-874", "shift_jis", "euc-jp", "gbk", "big5", "euc-kr", "windows-1250"),
            *("iso-8859-2", "cp852", "windows-1254", "windows-1257", "cp850"),
        ),
    ),
    *itertools.permutations(("shift_jis", "euc-jp", "gbk", "big5", "euc-kr"), 2),
    *itertools.product(("windows-1252", "iso-8859-1", "utf-16-be"), ("utf-16-le",)),
    *itertools.product(("utf-16-le", "utf-16-be"), ("utf-8", "windows-1252", "gbk")),
)


def misread(text: str, pair: tuple[str, str]) -> str | None:
    """Return ``text`` as a pair (read as, meant) shows it; ``None`` where that loses something."""
    read_as, meant = pair
    try:
        data = text.encode(meant) if meant.startswith("utf-") else codepages.encode(text, meant)
        if data is None:
            return None
        shown = (
            data.decode(read_as) if read_as.startswith("utf-") else codepages.decode(data, read_as)
        )
    except UnicodeError:
        return None
    return shown if shown is not None and undone(shown, (MixUp(*pair),)) == text else None


@st.composite
def misread_sentences(draw: st.DrawFn) -> tuple[str, str]:
    """(damaged, sentence): a sentence of the corpus by a legacy pair that loses nothing of it."""
    pair = draw(st.sampled_from(LEGACY_PAIRS))
    text = draw(st.sampled_from(held_by(pair) or sentences()))
    return misread(text, pair) or text, text


@cache
def held_by(pair: tuple[str, str]) -> tuple[str, ...]:
    """Return the sentences that a pair changes and loses nothing of."""
    return tuple(text for text in sentences() if misread(text, pair) not in (None, text))


ANY_CHAIN: Final = chains(
    max_layers=3, of=mix_ups(meant=("utf-8", "utf-8", "utf-8", "cesu-8", "java-utf-8"))
)


@st.composite
def damaged_lines(draw: st.DrawFn) -> str:
    """A real sentence with one to three stretches damaged, each in its own way or all alike."""
    text = draw(SENTENCES)
    chain = draw(ANY_CHAIN)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        changed = damage(text[start:end], chain)
        if changed is not None:
            text = text[:start] + changed + text[end:]
        if draw(st.booleans()):
            chain = draw(ANY_CHAIN)
    return text


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Lines, clean and damaged, with any line end."""
    lines = draw(st.lists(st.one_of(SENTENCES, damaged_lines()), min_size=2, max_size=5))
    end = draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\u2028", " "]))
    return end.join(lines) + draw(st.sampled_from(["", end]))


@st.composite
def stray_damage(draw: st.DrawFn) -> str:
    """Damaged text with something odd thrown into the middle of it."""
    text = draw(damaged_lines())
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.text(st.one_of(ODD, SYMPTOMS), min_size=1, max_size=3)) + text[at:]


SUSPICIOUS: Final = st.one_of(damaged_lines(), documents(), stray_damage())
EVERYTHING: Final = st.one_of(ANY_TEXT, SUSPICIOUS)
