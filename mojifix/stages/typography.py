"""What careful typography puts side by side, which happens to be valid UTF-8 in some page.

Headings, brands, footnotes, prices and quotations bring every letter next to every mark, so the two
being a sequence says little there. A repair that begins with such a pair has to prove more.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from mojifix.language.alphabet import BEHIND_A_SPACE, CLOSERS, OPENING, script
from mojifix.stages.cost import JOINERS, LARGE_SCRIPTS, connected, is_box, is_operand

__all__ = ["LOOK_BACK", "natural"]

#: Code points before a pair in which an opening quotation mark is looked for.
LOOK_BACK: Final = 24
#: Marks that stand between two words without a space.
_SEPARATORS: Final = JOINERS | frozenset("\u2022\u201c\u201d\u201e\u00ab\u00bb\u2020\u00a6")
#: What `"AMANH\u00c3\u201d"` and its like must prove on top: capitals and a mark behind them.
_CAPITAL_AND_MARK: Final = 6.5
#: What has to be proved where the pair is all but certain to be what it looks like: as much as a
#: page that is known to have been used can lower the price of one more repair.
_NEARLY_CERTAIN: Final = 13.0
#: A name of two letters, as Ry\u014d in Russian. The same letters are the commonest word of damaged
#: Russian, so this goes by whether the page was used beside it.
_TWO_LETTERS: Final = 8.0
#: A free sign of Han or Hangul. Of 4,714 that two bytes of four pages make, in six natural lines
#: each, none is changed; without it 180 are in the first of them alone, with 7.5 three in Italian.
#: It costs 0.1 % of the words of the tuning text, 0.2 in 500 languages, and as much of the lines.
_FREE_SIGN: Final = 8.5
#: What an East Asian unit or numeral stands behind without a space: digits, and what is put in for
#: them.
_NUMBERS: Final = frozenset("0123456789})")
#: What has a root or a function behind it.
_OPERATORS: Final = frozenset("=+-*/<>(\u2212\u00d7\u00f7\u00b1\u2264\u2265")
#: Letters that are words in capitals, so that a mark behind them is behind a word.
_WORDS: Final = frozenset(
    "\u00c0\u00c8\u00c9\u00d2\u00d3\u00d4\u0397\u039f"
    "\u0406\u0410\u0412\u0418\u041a\u041e\u0421\u0423\u042f"
)


_APOSTROPHES: Final = "'\u2019"
#: Of the separators, those that no damaged capital common in words shows.
_BULLETS: Final = frozenset("\u2022\u2020\u00a6")
#: What stands right behind a word: closing marks, and signs of footnotes.
_BEHIND_WORDS: Final = frozenset(CLOSERS) | frozenset("\u2020\u2021\u2022\u00a6")
#: What ends or parts words, so that a mark right behind it belongs to what was before.
_BEFORE_CLOSERS: Final = frozenset("\u2013\u2014\u2019\u201d\u00bb\u00ba\u00aa")


def natural(
    behind: str, source: str, out: str, ahead: str, used: bool, drawing: bool = False
) -> float:
    """Return the extra cost, in nats, of taking ``source`` for ``out`` damaged.

    ``behind`` is what stands before it, at least three and at most :data:`LOOK_BACK` code points,
    ``ahead`` at least one character after it; ``used`` says that other damage went through the
    page, ``drawing`` that there are box characters beside it which no damage explains.
    """
    before, following = behind[-1], ahead[0]
    first, second = source[0], source[-1]
    if is_box(first) and before.isalpha() and not before.isascii():
        return _NEARLY_CERTAIN  # a line between letters: damage would have taken both
    if drawing and any(map(is_box, source)):
        return _NEARLY_CERTAIN  # a frame, and what it frames
    if second == "\u00a7" and following.isdigit():
        return _NEARLY_CERTAIN  # a section
    if second in _APOSTROPHES and not before.isalpha():
        if following == "s" and not ahead[1:2].isalpha():
            return _NEARLY_CERTAIN  # the genitive of a letter
    if first in "\u05f3\u05f4" and script(before) == "HEBREW":
        return _NEARLY_CERTAIN  # a numeral or an abbreviation, and a mark behind it
    if second in OPENING and _closes(second, behind, source):
        return _NEARLY_CERTAIN
    if first in OPENING.get(following, "") and source[1:].isalpha():
        return _NEARLY_CERTAIN  # a word in quotes
    if not used and script(first) == "HALFWIDTH":
        beside = script(before), script(following)
        if "CJK" in map(script, behind) or ("HALFWIDTH" in beside and not out.isalpha()):
            return _NEARLY_CERTAIN  # half-width kana in Japanese
    if len(source) == 1 and script(source) in LARGE_SCRIPTS:
        return _of_sign(before, out, following, used)
    if len(source) == 3:
        return _of_three(before, source, out)
    if len(source) != 2:
        return 0.0
    if before.isupper() and first.isupper() and not (second.isalpha() or out.isupper()):
        ends = behind[-2].isupper() and not following.isalpha() and out.isalpha()
        inside = following.isupper() and (out.isalpha() or unicodedata.combining(out))
        if (inside or ends) and out != "\u00df":
            return _NEARLY_CERTAIN  # words in capitals have neither small letters nor accents apart
    if second in "\u00b4\u0384" and first.isupper() and first not in "\u00c2\u00c3":
        if not before.isalpha():
            return _NEARLY_CERTAIN  # a numeral of Greek, or an accent for an apostrophe
    if second in _OPERATORS and before.isupper() and first.isupper() and following.isupper():
        return _NEARLY_CERTAIN  # two words, and an operator between them
    if first in _OPERATORS and before.isalnum() and second.isalpha() and not used:
        return _NEARLY_CERTAIN
    return (
        _of_letters(behind, first, second, out, following, used)
        or _of_marks(behind, first, second, out, following, used)
        or (0.0 if used else _joined(before, first, second, out, following))
    )


def _of_sign(before: str, out: str, following: str, used: bool) -> float:
    """A sign of Han or Hangul that stands free: quoted, a name, an entry of a list, a unit.

    Text in any script does that. Damage has signs inside its words, and those show the page.
    """
    if before.isalpha() or following.isalpha():
        return _CAPITAL_AND_MARK if before in _NUMBERS and not used else 0.0
    return 0.0 if used and out[0].isalpha() else _FREE_SIGN


def _of_three(before: str, source: str, out: str) -> float:
    """Three characters as a word, or as the end of one with what French puts behind it."""
    if source[1] == "\u00a0" and "\u0800" <= out[0] < "\u0860":
        return _NEARLY_CERTAIN  # a quotation ends, or a number follows: no letters of Samaritan
    if source.isalpha() and source.istitle() and not out[0].isalpha():
        return _NEARLY_CERTAIN  # a word
    if source.isalpha() and source[0].islower() and source[1:].isupper() and before.isalpha():
        return _NEARLY_CERTAIN  # an alphabet in small letters and in capitals
    return 0.0


def _joined(before: str, first: str, second: str, out: str, following: str) -> float:
    """The pair as the end of one word in capitals and the beginning of the next, or as both."""
    if not (before.isupper() and first.isupper() and second.isalpha()) or out.isupper():
        return 0.0
    cased = unicodedata.category(out[0]) in ("Ll", "Lt")
    if not cased and (second.isupper() or following.islower()):
        return _CAPITAL_AND_MARK  # letters that would be a mark within a word
    if second.islower() and script(before) != script(first):
        return _CAPITAL_AND_MARK  # a word in another alphabet
    return 0.0


def _closes(mark: str, behind: str, source: str) -> bool:
    """Whether a quotation that ``mark`` closes is open before it."""
    text = behind + source[:-1]
    at = max(map(text.rfind, OPENING[mark]))
    if at < 0 or mark in text[at + 1 :]:
        return False
    # Behind a letter, the same mark is the second half of a damaged one.
    return at == 0 or not text[at - 1].isalnum()


def _of_letters(
    behind: str, first: str, second: str, out: str, following: str, used: bool
) -> float:
    """The pair as a letter and a letter or mark of one word, in script and case."""
    before = behind[-1]
    name = script(first)
    if first.isupper() and second.islower() and name == script(second) != "LATIN":
        if following.islower() and script(following) == name:
            return _NEARLY_CERTAIN  # the beginning of a name
        if not before.isalpha() and not following.isalpha():
            return 0.0 if used else _TWO_LETTERS
    if name == script(second) == "THAI" and not (before.isalpha() or following.isalpha() or used):
        return _CAPITAL_AND_MARK  # a word of Thai
    if second in "\u00a1\u00bf" and first.isupper() and following.isupper():
        return _NEARLY_CERTAIN  # the next Spanish sentence
    if second in "\u00a8\u00b4\u00af\u00b8" and first.isupper() and before.isupper():
        return _CAPITAL_AND_MARK  # an accent that was typed behind its capital
    if is_box(first) and second.isalpha():
        drawn = is_box(before) and connected(before, first)
        if drawn or (first in "\u2500\u2550" and is_box(following) and connected(first, following)):
            return 9.0  # a letter in a drawing
        if before.isupper() and second.isupper() and following.isupper():
            return _NEARLY_CERTAIN  # a line for a dash
    if before.isupper() and first.isupper() and second.isupper() and out.islower():
        if not following.islower():
            return _NEARLY_CERTAIN  # a word in capitals that ends in two with accents
    if first == "\u2116" and second.isalpha():
        return _NEARLY_CERTAIN  # the sign for number, and a letter for one
    if first == "\u00ac" and second.isupper() and not (before.isalpha() or used):
        return _NEARLY_CERTAIN  # a negation
    if first == "\u221a" and second.isupper():
        return _NEARLY_CERTAIN  # a root, or a tick before the item of a list
    if second == "\u00a0" and not before.isalpha() and following in BEHIND_A_SPACE:
        return _NEARLY_CERTAIN  # a letter, and a mark that French puts a space before
    if first in "\u2013\u2014" and second.isupper() and following == ".":
        return _NEARLY_CERTAIN  # an initial
    if first == "\u00a0" and second.isupper():
        return _NEARLY_CERTAIN  # a space and a name
    category = unicodedata.category(first)
    if category == "Sc" and second.islower() and following == ".":
        return _CAPITAL_AND_MARK  # a sum, and an abbreviation
    if first.isalpha() or not second.isupper() or out == "\0":
        return 0.0
    if category[0] == "P" and following.islower() and script(following) == script(second):
        return _NEARLY_CERTAIN  # a mark, and a word behind it
    if category[0] != "P" or following.isalpha():
        return 0.0
    if before.isupper() and script(before) == script(second):
        return _NEARLY_CERTAIN  # from a letter to a letter
    if script(out[0]) != script(second) or second in _WORDS:
        return _CAPITAL_AND_MARK  # a mark, and a letter behind it
    return 0.0


def _of_marks(behind: str, first: str, second: str, out: str, following: str, used: bool) -> float:
    """The pair as the last letter of a word and the mark behind it."""
    before = behind[-1]
    alone = not before.isalpha() and not following.isalpha()
    if first.isupper() or second.isupper():
        mark = second if first.isupper() else first
        if mark in _SEPARATORS and following.isupper() and not before.islower():
            # Two words in capitals with a mark between them.
            return _NEARLY_CERTAIN if mark in _BULLETS else _CAPITAL_AND_MARK
        if first.isupper() and second.isupper() and following.isupper():
            return _CAPITAL_AND_MARK  # the beginning of a word in capitals
        word = first.isupper() and second.isupper() and not before.isalpha()
        ends = not following.isalpha() or script(following) != script(second)
        if word and ends and script(first) not in ("LATIN", script(out[0])):
            return _CAPITAL_AND_MARK  # a word of two capitals
        if second == "\u00b1" and following.isdigit():
            return _CAPITAL_AND_MARK  # a quantity and its tolerance
    if alone and first in "\u0192\u00ac\u2206":
        if is_operand(second) or unicodedata.category(second) == "Sm":
            return _NEARLY_CERTAIN  # functions, negations and differences
    if second == "\u221e" and first in "\u2013\u2212" and (before in "([" or following in ",;)]"):
        return _NEARLY_CERTAIN  # an interval
    if alone and first in "\u2248\u2264\u2265\u2013\u2014" and following.isdigit():
        if unicodedata.category(second) == "Sc":
            return _NEARLY_CERTAIN  # an amount
    if alone and first in _BEFORE_CLOSERS and second in "\u00ae\u2122\u00a9\u00b0\u00b2\u00b3":
        return _CAPITAL_AND_MARK  # a mark behind a mark
    if first == "\u221a" and alone and (is_operand(second) or second == "\u221e"):
        return _NEARLY_CERTAIN  # a root; what would come of it is hardly a word
    if first == "\u221a" and behind.rstrip()[-1:] in _OPERATORS:
        return _CAPITAL_AND_MARK
    if alone and first == "\u00c5" and second in "\u00b2\u00b3":
        return _NEARLY_CERTAIN  # areas and volumes in Angstrom
    if alone and first == "\u00c2" and second in "\u00b0\u00b2\u00b3":
        if not behind.rstrip()[-1:].isdecimal():
            return _NEARLY_CERTAIN  # a word of Welsh and Romansh; degrees and powers have a number
    if alone and first == "\u00c2" and before in "'\u2019" and second in CLOSERS:
        return _NEARLY_CERTAIN  # a word of Walloon
    brand = first.isupper() and first not in "\u00c2\u00c3" and not before.strip()
    if alone and second in "\u00ae\u2122" and brand:
        return _CAPITAL_AND_MARK  # a letter that is a brand
    if second == "\u00a0" and not before.isalpha() and script(first) not in ("", "LATIN"):
        if script(first) == "ARABIC" or not (following.isalpha() or following.isspace()):
            return _CAPITAL_AND_MARK  # a word of one letter
    if alone and second in CLOSERS and first.isalpha():
        foreign = first.isupper() and script(first) not in ("LATIN", script(out[0]))
        if first in _WORDS or script(first) in ("ARABIC", "HEBREW"):
            return _CAPITAL_AND_MARK  # a word of one letter
        if foreign and (first != "\u0413" or second in "\u00ae\u00b2\u00b3"):
            return _CAPITAL_AND_MARK  # a letter; but what leads Latin-1 letters in Cyrillic pages
    letter = first.isalpha() or unicodedata.combining(first)
    if second not in _BEHIND_WORDS or not letter or not before.isalpha():
        return 0.0
    suits = not ((first.isupper() and before.islower()) or (first.islower() and before.isupper()))
    other = script(before) and script(first) not in ("", script(before))
    if not suits or (other and (out.isalpha() or not before.isupper())):
        return 0.0
    if following.isalpha() and second != "\u00a0":
        return 0.0
    if following.islower() and before.isupper() and not behind[-2].isalpha():
        return 0.0  # two capitals are no word to join to a small one
    # Where its page was used a repair is cheaper, and this no less natural.
    return _NEARLY_CERTAIN if used else _CAPITAL_AND_MARK
