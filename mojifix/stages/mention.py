"""Whether a text talks about mojibake (a mention) instead of suffering from it.

Decided by the shape of the line, never by a list of known strings:

- *named*: the line names an encoding or mojibake itself, and the span stands quoted or alone;
- *both forms*: the span stands quoted, or across a sign of relation, and the line also has what it
  would be repaired to, standing the same way;
- *alone*: the span is all there is between two quotes or delimiters of code, and no other span of
  the text is certainly damaged.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mojifix import codepages
from mojifix.language.alphabet import script
from mojifix.stages.propose import propose, roles

__all__ = ["reason"]

#: Opening quote or delimiter -> what can close it.
_PAIRS: Final = {
    '"': '"',
    "'": "'",
    "`": "`",
    "\u201c": "\u201d\u201c",
    "\u2018": "\u2019\u2018",
    "\u201e": "\u201c\u201d",
    "\u00ab": "\u00bb",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
    "*": "*",
    "/": "/|",
    "|": "|/",
}
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
_RELATION: Final = re.compile(r"[-=]>|[\u2192\u21d2=:|]|<-")
#: The next and the last item of a list that the span is in, when it is not ASCII and short.
_LISTED_AFTER: Final = re.compile(
    r"[\"'`]?\s*[,;|/]\s*[\"'`]?([^\x00-\x7f]{1,3})[\"'`]?(?=[\s,;|/)\].]|$)"
)
_LISTED_BEFORE: Final = re.compile(
    r"(?:^|[\s,;|/(\[])[\"'`]?([^\x00-\x7f]{1,3})[\"'`]?\s*[,;|/]\s*[\"'`]?$"
)
_FLATTEN: Final = str.maketrans(
    "\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u00a0", "'''\"\"\"-- "
)


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    pages = {page.label for page in codepages.PAGES} | {page.codec for page in codepages.PAGES}
    plain = {name.replace("iso-8859-", "latin-?") for name in pages if name.startswith("iso-8859-")}
    words = [re.escape(name) for name in sorted(pages | set(_NAMES))] + sorted(plain)
    return re.compile(
        rf"utf-?8|latin-?\d|cp-?\d{{3,4}}|windows-?125\d|{'|'.join(words)}", re.IGNORECASE
    )


def reason(text: str, start: int, end: int, repaired: str, *, certain_elsewhere: bool) -> str:
    """Return why ``text[start:end]`` is only a mention, or an empty string.

    ``repaired`` is what would stand there; ``certain_elsewhere`` says whether other spans of the
    text are damaged beyond doubt.
    """
    line_start = max(text.rfind("\n", 0, start) + 1, start - 2000)
    line_end = text.find("\n", end)
    line_end = min(len(text) if line_end < 0 else line_end, end + 2000)
    left, right = text[line_start:start], text[end:line_end]
    rest = left + "\n" + right
    unit = _quoted(left, right)
    symptom = not _word_character(left[-1:]) and not _word_character(right[:1])
    short = len(repaired) <= _LONGEST_SYMPTOM

    if (unit is not None and sum(unit) <= _LONGEST_EXAMPLE) or (
        symptom and short and not _native(repaired, left + right)
    ):
        if _named().search(rest):
            return "the line talks about encodings and only mentions it"
    if unit is not None:
        before, after = unit
        whole = (left[len(left) - before :] if before else "") + repaired + right[:after]
        others = left[: len(left) - before] + "\n" + right[after:]
        if _stands(whole, others, quoted=True):
            return "the line shows the damaged form and the right one: a mention"
        if short and not whole.replace(repaired, "").strip() and not certain_elsewhere:
            return "it is quoted alone: a mention"
    if symptom and short:
        for item in (_LISTED_AFTER.match(right), _LISTED_BEFORE.search(left[-20:])):
            if item and _is_symptom(item[1]):
                return "it is listed with other symptoms: a mention"
    if symptom:
        if _stands(repaired, left, quoted=False) or _stands(repaired, right, quoted=False):
            between = _between(repaired, left, right)
            if len(between) <= _LONGEST_UNIT and _RELATION.search(between) or (short and (left + right).replace(repaired, "").isascii()):
                return "the line shows the damaged form and the right one: a mention"
    return ""


def _is_symptom(item: str) -> bool:
    """Whether a list item can only be a piece of mojibake: the beginning of a sequence, no word."""
    leads, _ = roles()
    if item[0] not in leads or propose(item, allowed=codepages.SINGLE, max_layers=1):
        return False
    return item[0].isupper() if len(item) == 1 else not item.isalpha()


def _native(repaired: str, rest: str) -> bool:
    """Whether the rest of the line is written in the script of what the span repairs to."""
    scripts = set(map(script, repaired)) - {""}
    return any(not char.isascii() and script(char) in scripts for char in rest)


def _word_character(char: str) -> bool:
    return char.isalnum() or char == "_"


def _quoted(left: str, right: str) -> tuple[int, int] | None:
    """Return how many characters lie between the span and the quotes around it, on each side."""
    for before in range(1, min(len(left), _LONGEST_UNIT) + 1):
        closing = _PAIRS.get(left[-before])
        if closing is None:
            continue
        # An apostrophe or a slash inside a word opens nothing.
        if before < len(left) and left[-before - 1].isalnum() and left[-before] in "'/\u2018|*":
            continue
        for after, char in enumerate(right[:_LONGEST_UNIT]):
            if char in closing:
                if char in "'\u2019" and right[after + 1 : after + 2].isalnum():
                    continue
                return before - 1, after
        return None
    return None


def _stands(form: str, where: str, *, quoted: bool) -> bool:
    """Whether ``form`` stands in ``where`` by itself; quotes inside a word may differ in shape."""
    form = form.strip()
    if any(map(str.isalnum, form)):
        form, where = form.translate(_FLATTEN), where.translate(_FLATTEN)
    at = where.find(form) if form else -1
    while at >= 0:
        before, after = where[at - 1 : at], where[at + len(form) : at + len(form) + 1]
        if quoted:
            if before in _PAIRS and after in _PAIRS[before]:
                return True
        elif not _word_character(before) and not _word_character(after):
            return True
        at = where.find(form, at + 1)
    return False


def _between(form: str, left: str, right: str) -> str:
    at = right.find(form)
    if at >= 0:
        return right[:at]
    at = left.rfind(form)
    return left[at + len(form) :]
