"""Whether a text talks about mojibake (a mention) instead of suffering from it.

Decided by the shape of the line, never by a list of known strings:

- *named*: the line names an encoding or mojibake itself, and the span stands quoted or alone;
- *both forms*: the line also has what the span would be repaired to, both quoted, or across a sign
  of relation, or with nothing else in it that is not ASCII; or the next line is the repaired one;
- *listed*: the span is one of several symptoms in a list;
- *alone*: the span is all there is between two quotes or delimiters of code.

The last two can also be data, so they count only while nothing else in the text is damaged beyond
doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mojifix import codepages
from mojifix.language import identify
from mojifix.language.alphabet import script
from mojifix.model import Edit
from mojifix.stages.propose import propose, roles

__all__ = ["reasons"]

#: Evidence, in nats, from which damage that is no mention makes weak mentions damage too.
_CERTAIN: Final = 9.0
#: Opening quote or delimiter -> what can close it.
_PAIRS: Final = {
    '"': '"',
    "'": "'",
    "`": "`",
    "\u201c": "\u201d\u201c",
    "\u201d": "\u201d",
    "\u2018": "\u2019\u2018",
    "\u2019": "\u2019",
    "\u201e": "\u201c\u201d",
    "\u201a": "\u2018\u2019",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab\u00bb",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
    "*": "*",
    "/": "/|",
    "|": "|/)",
    "%": "%",
}
_QUOTES: Final = frozenset(_PAIRS) | frozenset("".join(_PAIRS.values()))
#: What mojibake is called, and words that only a line about it is likely to have.
_NAMES: Final = (
    "mojibake", "double-encod", "double encod", "encoding", "charset", "garbled", "codepage",
    "unicode", "\u6587\u5b57\u5316\u3051", "\u4e71\u7801", "\u4e82\u78bc",
    "\u043a\u0440\u0430\u043a\u043e\u0437\u044f\u0431\u0440",
    "\u043a\u0440\u044f\u043a\u043e\u0437\u044f\u0431\u0440",
    "\u043a\u043e\u0434\u0438\u0440\u043e\u0432\u043a", "zeichensalat", "krakozyabr",
)  # fmt: skip
#: A quoted unit longer than this is a quotation, not an example.
_LONGEST_UNIT: Final = 60
#: What an author quotes beside the word "encoding" is an example when it is a word or two.
_LONGEST_EXAMPLE: Final = 16
#: A mention standing alone is a symptom: a character or three, not a word.
_LONGEST_SYMPTOM: Final = 3
#: How much of a line is looked at on each side, in code points.
_REACH: Final = 500
_RELATION: Final = re.compile(r"[-=]>|[\u2192\u21d2]|<-|^[\s\"'`]*[=|/]{1,2}[\s\"'`]*$")
_FLATTEN: Final = str.maketrans(
    "\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u00a0", "'''\"\"\"-- "
)
#: The next and the last item of a list that the span is in, when it is not ASCII and short.
_ITEM_AFTER: Final = re.compile(
    r"[^\w\s]{0,2}\s*[,;|/]\s*[^\w\s]?"
    r"([^\x00-\x7f]{1,4}?)(?=[\"'`\u201d\u2019\u00bb\s,;|/)\].]|$)"
)
_ITEM_BEFORE: Final = re.compile(
    r"(?:^|[\s,;|/(\[\"'`\u201e\u201c\u00ab\u2018])([^\x00-\x7f]{1,4})"
    r"[^\w\s]{0,2}?\s*[,;|/]\s*[^\w\s]{0,2}$"
)
#: First characters of two lines that show a change.
_DIFFERENCE: Final = frozenset({"+-", "-+", "<>", "><"})
#: Nats from which a letter is strange to a language.
_UNUSUAL: Final = 0.5
_LISTED: Final = "it is listed with other symptoms: a mention"
#: Marks that quote: two of them side by side are ordinary text that was damaged.
_QUOTING: Final = frozenset("\u00ab\u00bb\u201c\u201d\u201e\u2018\u2019\u201a\u2013\u2014\u2026")


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    pages = {page.label for page in codepages.PAGES} | {page.codec for page in codepages.PAGES}
    plain = {name.replace("iso-8859-", "latin-?") for name in pages if name.startswith("iso-8859-")}
    words = [re.escape(name) for name in sorted(pages | set(_NAMES))] + sorted(plain)
    return re.compile(
        rf"utf-?8|latin-?\d|cp-?\d{{3,4}}|windows-?125\d|{'|'.join(words)}", re.IGNORECASE
    )


def reasons(text: str, edits: Sequence[Edit]) -> dict[int, str]:
    """Return {start of edit: why it is only a mention} for those of ``edits`` that are.

    ``edits`` are all that would be made in ``text``, in order.
    """
    strong: dict[int, str] = {}
    weak: dict[int, str] = {}
    shown: set[tuple[int, str]] = set()
    for number, edit in enumerate(edits):
        view = _View.of(text, edits, number)
        why = _both_forms(view) or _is_named(view)
        if why:
            strong[edit.start] = why
            shown.add((view.line, edit.before))
        elif _listed(view):
            weak[edit.start] = _LISTED
        elif _alone(view):
            weak[edit.start] = "it is quoted alone: a mention"
    lists = {_line(text, edit) for edit in edits if weak.get(edit.start) == _LISTED}
    for number, edit in enumerate(edits):
        if edit.start not in weak and _line(text, edit) in lists:
            view = _View.of(text, edits, number)
            if view.short and view.bare:
                weak[edit.start] = _LISTED
    certain = any(
        edit.evidence >= _CERTAIN and edit.start not in strong and edit.start not in weak
        for edit in edits
    )
    if not certain:
        strong.update(weak)
    for edit in edits:
        line = _line(text, edit)
        if edit.start not in strong and (line, edit.before) in shown:
            strong[edit.start] = "the line shows it as damaged elsewhere: a mention"
    return strong


def _line(text: str, edit: Edit) -> int:
    """Return the offset of the line feed before an edit, -1 for none within reach."""
    return text.rfind("\n", max(0, edit.start - _REACH), edit.start)


@dataclass(frozen=True, slots=True)
class _View:
    """One edit and its line: as they stand on each side, and as they would be repaired."""

    line: int
    before: str
    after: str
    left: str
    right: str
    mended: str
    above: str
    below: str

    @classmethod
    def of(cls, text: str, edits: Sequence[Edit], number: int) -> _View:
        edit = edits[number]
        line = _line(text, edit)
        start = max(line + 1, edit.start - _REACH)
        end = text.find("\n", edit.end, edit.end + _REACH)
        end = min(len(text), edit.end + _REACH) if end < 0 else end
        mended = []
        at = start
        first = number
        while first and edits[first - 1].start >= start:
            first -= 1
        for other in edits[first:]:
            if other.end > end:
                break
            mended += [text[at : other.start], other.after]
            at = other.end
        mended.append(text[at:end])
        above = text[max(0, line - 2 * _REACH) : max(0, line)].rpartition("\n")[2]
        below = text[end + 1 : end + 2 * _REACH].partition("\n")[0] if text[end : end + 1] else ""
        return cls(
            line,
            edit.before,
            edit.after,
            text[start : edit.start],
            text[edit.end : end],
            "".join(mended),
            above,
            below,
        )

    @property
    def short(self) -> bool:
        return len(self.after) <= _LONGEST_SYMPTOM

    @property
    def bare(self) -> bool:
        """Whether the span touches no letter or digit."""
        return not _in_word(self.left[-1:]) and not _in_word(self.right[:1])

    def word(self) -> tuple[str, str, str]:
        """Return the line without the word that the span is in, and that word repaired."""
        begin = len(self.left)
        while begin and _in_word(self.left[begin - 1]):
            begin -= 1
        end = 0
        while end < len(self.right) and _in_word(self.right[end]):
            end += 1
        whole = self.left[begin:] + self.after + self.right[:end]
        return self.left[:begin], self.right[end:], whole


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _both_forms(view: _View) -> str:
    why = "the line shows the damaged form and the right one: a mention"
    unit = _quoted(view.left, view.right)
    if unit is not None:
        before, after = unit
        whole = view.left[len(view.left) - before :] + view.after + view.right[:after]
        others = view.left[: len(view.left) - before] + "\n" + view.right[after:]
        if _stands(whole, others, quoted=True):
            return why
    left, right, word = view.word()
    if _stands(word, left, quoted=False) or _stands(word, right, quoted=False):
        between = _between(word, left, right)
        if len(between) <= _LONGEST_UNIT and _RELATION.search(between):
            return why
        if view.mended.replace(word, "").isascii() and _foreign(word, left + " " + right):
            return why
    for other in (view.above, view.below):
        # A difference of two texts; prose repeats its lines too, but without the signs.
        if (
            other[:1] + view.mended[:1] in _DIFFERENCE
            and other[1:].strip() == view.mended[1:].strip()
        ):
            return "the next line is this one repaired: a mention"
    if unit is not None and whole and whole.strip() == view.below.strip(" \"'`"):
        return "the next line shows the right form: a mention"
    return ""


def _foreign(word: str, line: str) -> bool:
    """Whether a word has letters that the language of its line does not use, or no letters at all.

    Prose repeats its own words, and one of them may be damaged; a foreign one that stands there
    twice, once right and once damaged, is what the line is about.
    """
    letters = [char for char in word if char.isalpha() and not char.isascii()]
    if not letters:
        return not any(map(str.isalnum, word))
    languages = identify.load()
    guess = languages.guess(line.replace(word, " "))
    if not guess:
        return len(word) <= _LONGEST_SYMPTOM
    return all(languages.surprise(guess, char) > _UNUSUAL for char in letters)


def _is_named(view: _View) -> str:
    unit = _quoted(view.left, view.right)
    rest = view.left + "\n" + view.right
    example = unit is not None and sum(unit) <= _LONGEST_EXAMPLE
    symptom = view.bare and view.short and not _native(view.after, rest)
    if (example or symptom) and _named().search(rest):
        return "the line talks about encodings and only mentions it"
    return ""


def _listed(view: _View) -> bool:
    if not (view.short and view.bare):
        return False
    quoting = set(view.after) <= _QUOTING
    for item in (_ITEM_AFTER.match(view.right), _ITEM_BEFORE.search(view.left[-24:])):
        # Quotation marks stand side by side in damaged text too, but with no bar between.
        if item and _is_symptom(item[1], quoting and "|" not in item[0]):
            return True
    return False


def _is_symptom(item: str, quoting: bool) -> bool:
    """Whether a list item can only be mojibake: one sequence and no more, or how one begins.

    With ``quoting`` it must not be a quotation mark itself.
    """
    leads, _ = roles()
    if item[0] not in leads:
        return False
    arcs = propose(item, allowed=codepages.SINGLE, max_layers=1)
    if arcs:
        whole = [arc for arc in arcs if arc.start == 0 and arc.end == len(item)]
        if item.isalpha() and not item[0].isupper():
            return False
        return bool(whole) and not (quoting and any(arc.out in _QUOTING for arc in whole))
    return item[0].isupper() if len(item) == 1 else not item.isalpha()


def _alone(view: _View) -> bool:
    unit = _quoted(view.left, view.right)
    if unit is None or not view.short:
        return False
    before, after = unit
    inside = view.left[len(view.left) - before :] + view.right[:after]
    return not inside.strip(" %")


def _native(repaired: str, rest: str) -> bool:
    """Whether the rest of the line is written in the script of what the span repairs to."""
    scripts = set(map(script, repaired)) - {""}
    rest = rest.replace(repaired, "")
    return any(not char.isascii() and script(char) in scripts for char in rest)


def _quoted(left: str, right: str) -> tuple[int, int] | None:
    """Return how many characters lie between the span and the quotes around it, on each side."""
    for before in range(1, min(len(left), _LONGEST_UNIT) + 1):
        opening = left[-before]
        closing = _PAIRS.get(opening)
        if closing is None:
            continue
        # An apostrophe or a slash inside a word opens nothing.
        inside_word = before < len(left) and left[-before - 1].isalnum()
        if inside_word and opening in "'/\u2018\u2019|*%":
            continue
        for after, char in enumerate(right[:_LONGEST_UNIT]):
            if char in closing:
                following = script(right[after + 1 : after + 2] or " ")
                if char in "'\u2019" and following == "LATIN":
                    continue
                return before - 1, after
        return None
    return None


def _stands(form: str, where: str, *, quoted: bool) -> bool:
    """Whether ``form`` stands in ``where`` by itself; quotes inside a word may differ in shape."""
    form = form.strip()
    plain = where
    if any(map(str.isalnum, form)):
        form, where = form.translate(_FLATTEN), where.translate(_FLATTEN)
    at = where.find(form) if form else -1
    while at >= 0:
        if quoted:
            before = plain[:at].rstrip(" \u00a0\u202f")[-1:]
            after = plain[at + len(form) :].lstrip(" \u00a0\u202f")[:1]
            if before in _QUOTES and after in _QUOTES and before and after:
                return True
        else:
            before, after = where[at - 1 : at], where[at + len(form) : at + len(form) + 1]
            if not _in_word(before) and not _in_word(after):
                return True
        at = where.find(form, at + 1)
    return False


def _between(form: str, left: str, right: str) -> str:
    at = right.find(form)
    if at >= 0:
        return right[:at]
    at = left.rfind(form)
    return left[at + len(form) :]
