"""What one character costs behind three others, in nats: most of the evidence is made of this.

Every character has two prices. As part of a repair it is priced *strictly*, by the character model.
As what stands there it never costs more than a *ceiling*, because genuine text is full of names,
capitals, brands, units and languages that no model has seen. So what the model does not know makes
the judge shy, never bold.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from mojifix import codepages, language
from mojifix.language.alphabet import CLOSERS, UNTOLD, fold, script

__all__ = [
    "JOINERS",
    "LARGE_SCRIPTS",
    "Costs",
    "connected",
    "costs",
    "is_box",
    "is_operand",
    "most",
    "shape",
]

# What a shape adds to the folded symbol it is a shape of, in nats.
_SHAPES: Final = {
    "\u2019": 1.0, "\u2018": 2.0, "\u201c": 1.0, "\u201d": 1.0, "\u201e": 2.0, "\u00ab": 1.5,
    "\u00bb": 1.5, "\u2013": 1.0, "\u2014": 1.0, "\u2026": 1.0, "\u00a0": 3.0, "\u3000": 2.0,
    "\u300c": 1.0, "\u300d": 1.0, "\u300e": 2.0, "\u300f": 2.0, "\u2212": 2.5,
}  # fmt: skip
_OTHER_SHAPE: Final = 3.5

#: A symbol of the alphabet never costs more than this over its own frequency: the model's trigrams
#: are a mixture with single letters, since no training text holds every genuine sequence.
_SURPRISE: Final = 0.5
#: The same for what is no letter, which stands where it stands for a reason.
_SURPRISING_MARK: Final = 2.5


#: Scripts of thousands of signs, where nearly every sign is unlikely.
LARGE_SCRIPTS: Final = ("CJK", "HANGUL")


class Costs(NamedTuple):
    """-log P of one character behind three others: as a repair, and as what stands there."""

    strict: float
    ceiling: float


@lru_cache(maxsize=1 << 17)
def costs(context: str, char: str) -> Costs:
    """Score ``char`` behind the three of ``context``; see the module for the two readings."""
    if char == "\0":
        # With 16, as for other controls, a capital and a C1 control come out as Java's NUL; with 20
        # what it parts in damaged text does not come back.
        return Costs(19.0, 6.0)
    if char.isascii() and (char < " " or char == "\x7f") and char not in "\t\n\r":
        return Costs(16.0, 6.0)
    if "\x80" <= char < "\xa0":
        return Costs(26.0, 15.0)
    if "\u2000" <= char < "\u2009":
        return Costs(14.0, 9.0)
    if char in "\u2028\u2029":
        return Costs(22.0, 9.0)
    model = language.load()
    symbol = fold(char)
    first, second = context[-2], context[-1]
    known = model.cost("".join(map(fold, context)), symbol)
    if known is None:
        strict = _unseen(second, char)
    else:
        single = model.single(symbol)
        name = script(char)
        strict = min(known, single + (_SURPRISE if name else _SURPRISING_MARK))
        if name and name == script(second):
            # Inside a word, what counts is how common the letter is in its own script.
            strict = min(strict, single - model.script(name) + _SURPRISE)
    if own := _belongs(char):
        around = set(map(script, context)) - {""}
        if around and own not in around:
            strict += _FOREIGN_MARK
    if symbol != char:
        if symbol in "'\"-. ":
            strict += _SHAPES.get(char, _OTHER_SHAPE) if not char.isascii() else 0.0
        elif symbol == "0" and not char.isascii():
            strict += 2.0 if second.isdecimal() and not second.isascii() else 10.0
    elif char in CLOSERS:
        strict = min(strict, _closer(second, char))
    oddity = _oddity(first, second, char)
    if unicodedata.combining(char) and unicodedata.category(second)[0] not in "LM":
        strict += _UNCARRIED
    strict += _case(first, second, char) + _script_change(second, char) + oddity
    return Costs(strict, _ceiling(first, second, char) + oddity)


@lru_cache(maxsize=1 << 17)
def shape(first: str, second: str, char: str) -> float:
    """Return what ``char`` costs behind two others in any language, letters folded: its case, a
    change of script, a mark where none stands, which of several shapes a mark has."""
    nats = _case(first, second, char) + _script_change(second, char) + _oddity(first, second, char)
    category = unicodedata.category(char)
    if category in ("Cc", "Cn", "Co", "Cs") and char not in "\t\n\r":
        return nats + 14.0
    symbol = fold(char)
    if symbol != char and symbol in "'\"-. " and not char.isascii():
        nats += _SHAPES.get(char, _OTHER_SHAPE)
    if category[0] == "M" and unicodedata.category(second)[0] not in "LM":
        nats += _UNCARRIED
    return nats


@lru_cache(maxsize=1 << 17)
def most(first: str, second: str, char: str) -> float:
    """Return the most that ``char`` costs as what stands there, in any language."""
    return _ceiling(first, second, char) + _oddity(first, second, char)


#: A combining mark with no letter to carry it.
_UNCARRIED: Final = 8.0
#: A mark of one script behind three characters of others.
_FOREIGN_MARK: Final = 5.0
#: Scripts with punctuation of their own, by the first word of its Unicode names.
_WITH_MARKS: Final = frozenset(
    "ARABIC ARMENIAN HEBREW DEVANAGARI THAI LAO TIBETAN ETHIOPIC KHMER MYANMAR MONGOLIAN GEORGIAN "
    "SYRIAC NKO".split()
)


@lru_cache(maxsize=1 << 12)
def _belongs(mark: str) -> str:
    """Return the script that a mark belongs to by its name; empty for one of any script."""
    plain = mark.isascii() or script(mark)
    word = "" if plain else unicodedata.name(mark, "").partition(" ")[0]
    return word if word in _WITH_MARKS else ""


def _unseen(before: str, char: str) -> float:
    """Cost of a character that the model has never seen, by what kind it is."""
    category = unicodedata.category(char)
    kind = category[0]
    if kind in "LM":
        # Han and Hangul have more rare signs than all alphabets have letters.
        rare = 0.0 if category != "Lo" or codepages.in_legacy_charset(char) else 4.0
        if category == "Lm":
            return 17.0
        name = script(char)
        if char in UNTOLD:
            return 11.5  # what French makes of it, and that a text is mostly not French
        if char in codepages.common_signs() and script(before) in ("", name):
            return 11.5  # one of some eight thousand, and not the least of them
        if name and name == script(before):
            return rare + 16.0 if language.load().script(name) < 99.0 else 6.0
        return rare + 16.0
    if category == "Cf":
        usual = "\u200b" <= char <= "\u200f" or char in "\u00ad\ufeff"
        return 18.0 if not usual else 9.0 if not before.isascii() else 14.0
    if kind == "C":
        return 30.0 if category != "Co" else 22.0 if char < "\uffff" else 45.0
    if char >= "\U0001f000":
        return 9.0  # one of some two thousand emoji, and they are common
    return (
        11.0 if codepages.in_legacy_charset(char) else 13.0 if "\u2000" < char < "\u2300" else 16.0
    )


def _closer(before: str, char: str) -> float:
    """Cost of a mark behind a word or a figure; training text has too few of them."""
    if char == "\u00b0" and before.isdigit():
        return 4.0
    return 7.5 if before.isalnum() else 8.5


def _case(first: str, second: str, char: str) -> float:
    """Cost of the case of ``char``: words are lower-case, capitalised or in capitals."""
    if char.islower():
        if second.isupper():
            return 3.5 if first.isupper() else 0.3
        return 0.1
    if char.isupper():
        if second.islower():
            return 6.0 if char.isascii() else 9.0
        if second.isupper():
            return 0.2 if first.isupper() else 1.5
        return 1.8
    return 0.0


def _script_change(before: str, char: str) -> float:
    """Cost of a letter of another script right behind a letter."""
    here, there = script(char), script(before)
    if not here or not there or here == there:
        return 0.0
    pair = {here, there}
    if "HALFWIDTH" in pair:
        return 4.0
    if pair & {"CJK", "HANGUL"}:
        return 1.0 if "LATIN" in pair or len(pair) == 2 <= len(pair & {"CJK", "HANGUL"}) else 6.0
    return 4.0


#: Greek and Hebrew marks that make a letter a numeral or an abbreviation.
_NUMERAL_MARKS: Final = frozenset("\u0374\u0384\u00b4\u05f3\u05f4")
#: Punctuation that may join two halves of a word or two words without a space.
JOINERS: Final = frozenset(
    "\u2019\u2018\u2010\u2011\u2013\u2014\u2026\u00b7\u2027\u200c\u200d\u00a0\u00ad"
)


#: Symbols of code pages that stand beside their box-drawing characters in damaged text alone.
_SYMBOLS_OF_PAGES: Final = frozenset(
    "\u00a2\u00a3\u00a4\u00a5\u00a7\u00a8\u00a9\u00ae\u00b5\u00b6\u00b8\u00bf\u2017"
)


#: A capital A with a circumflex right behind a mark or a digit, and before a no-break space: what
#: most pages show for that space. None is in 19 million characters of training and tuning text.
#: With a space before it, it is a word of Welsh in capitals.
_NO_WORD: Final = 6.0


def _oddity(first: str, before: str, char: str) -> float:
    """Cost of what no orthography does, on top of the letters, whichever reading it is."""
    if not char.isalpha():
        if char == "\u00a0" and before == "\u00c2":
            if first == "\n" or not (first.isalpha() or first.isspace()):
                return _NO_WORD
        if is_box(before) and char in _SYMBOLS_OF_PAGES:
            return 4.0
        if char in " \u00a0" and before in " \u00a0" and "\u00a0" in (char, before):
            return 5.0
        if not before.isalpha() or unicodedata.category(char) not in ("Sm", "So", "Sk"):
            return 0.0
        if is_box(char):
            return 8.0
        row = script(before) == "GREEK" or unicodedata.category(first)[0] == "S"
        return 0.0 if row or char in CLOSERS else 3.0
    if before.isascii() or before.isalnum() or before in JOINERS:
        return 0.0
    if is_operand(char) and unicodedata.category(before) == "Sm":
        return 0.0  # a formula
    if is_box(before):
        return 2.0 if char.isascii() else 8.0
    cost = 0.0
    category = unicodedata.category(before)
    if char.islower() and (before in CLOSERS or category == "Sc"):
        cost += 4.0
    elif first.isalpha() and category[0] != "M":
        cost += 4.0  # a mark in the middle of a word
    if category[0] == "S" and not char.isascii():
        cost += 3.0
    return cost


def _ceiling(first: str, before: str, char: str) -> float:
    """The most that a character costs as it stands, oddities apart.

    Every figure says how often genuine text does this, whatever its language: about e^-10 for a
    letter that the model does not expect, less for what no orthography does.
    """
    category = unicodedata.category(char)
    if category[0] in "LM":
        if script(char) in LARGE_SCRIPTS:
            return 10.0 if char in codepages.common_signs() or _is_kana(char) else 14.0
        if is_operand(char) and unicodedata.category(before) == "Sm":
            return 5.0
        if script(char) == script(before) == "HALFWIDTH":
            return 6.0
        odd = _script_change(before, char) >= 4.0 or (char.isupper() and before.islower())
        return 14.0 if odd else 10.0
    if char in CLOSERS:
        if before.isspace():
            return 8.0
        if before in _NUMERAL_MARKS:
            return 4.0
        return 9.0 if unicodedata.category(before)[0] == "S" and before not in CLOSERS else 6.5
    if category == "Sm" and (before.isnumeric() or before in "=+-*/(|"):
        return 6.0  # a formula
    if char in _NUMERAL_MARKS and before.isalpha():
        return 5.5
    if category in ("Cn", "Cs"):
        return 15.0
    if category == "Co":
        return 12.0
    if not before.isascii() and unicodedata.category(before) == category:
        if first.isalnum():
            return 9.0
        if is_box(char) and is_box(before):
            return 4.5 if connected(before, char) else 12.0
        return 4.5 if char == before or category != "Sm" else 6.5
    if before.isalpha() and (category[0] == "S" or char in "\u00a1\u00bf"):
        return 14.0
    return 9.0


_STYLE: Final = re.compile(r"LIGHT|HEAVY|SINGLE|DOUBLE")


@lru_cache(maxsize=256)
def _arms(char: str) -> tuple[str, str]:
    """Return the styles of the lines by which a box character goes left and right, as its name has
    them; empty for none."""
    name = unicodedata.name(char, "").removeprefix("BOX DRAWINGS ")
    whole = _STYLE.match(name)
    arms = {"LEFT": "", "RIGHT": ""}
    for part in name.split(" AND "):
        own = _STYLE.search(part) or whole
        style = own[0].replace("LIGHT", "SINGLE") if own else ""
        for side in arms:
            if side in part or "HORIZONTAL" in part:
                arms[side] = style
    return arms["LEFT"], arms["RIGHT"]


def connected(left: str, right: str) -> bool:
    """Whether two box characters fit: a drawing joins line to line, damage joins anything."""
    return left == right or _arms(left)[1] == _arms(right)[0]


def _is_kana(char: str) -> bool:
    return "\u3000" <= char <= "\u31ff"


def is_operand(char: str) -> bool:
    """Whether ``char`` is a letter of formulas, the micro sign among them."""
    return script(char) == "GREEK" or char == "\u00b5"


def is_box(char: str) -> bool:
    """Whether ``char`` draws boxes: it touches no letter but in damaged text."""
    return "\u2500" <= char <= "\u259f"
