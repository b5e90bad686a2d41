"""Whether a text talks about mojibake (a mention) instead of suffering from it.

Decided by the shape of the line, never by a list of symptoms. It sets *both forms* against each
other, the damaged and the right one:

- both quoted, with nothing but a sign of relation between them, alone in cells, line against line;
- in plain words, where a text of its own would hardly say the same again: a letter that is no word,
  a mark without its word or number, a name twice in a clause, a word foreign to a line of ASCII.
  Words recur in lists and parallels, so there it means nothing.

Or it shows the *damage alone*: as an example in a line that names an encoding or mojibake itself
(by what these are called), as one of several symptoms, or as all there is between two quotes.

Who suffers does not only talk about it: beside certain damage that is no mention, plain words and
names prove nothing on that line, and lists and lone quotes of the same page nothing in the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from mojifix import codepages
from mojifix.language import identify, load
from mojifix.language.alphabet import fold, script
from mojifix.model import Edit
from mojifix.stages.propose import propose, roles

__all__ = [
    "ALONE",
    "BOTH",
    "LISTED",
    "PHENOMENON",
    "may_list",
    "may_name",
    "may_show",
    "named",
    "reasons",
]

#: Evidence, in nats, from which damage that is no mention makes weak mentions damage too.
_CERTAIN: Final = 9.0
#: Opening quote or delimiter, and what can close it.
_PAIRS: Final = {
    pair[0]: pair[1:]
    for pair in (
        "\"\" '' `` ** %% //| ||/) \u201c\u201d\u201c \u201d\u201d \u2018\u2019\u2018 \u2019\u2019 "
        "\u201e\u201c\u201d \u201a\u2018\u2019 \u00ab\u00bb \u00bb\u00ab\u00bb \u300c\u300d "
        "\u300e\u300f"
    ).split()
}
#: What a form that stands there again is quoted by: not by slashes, which come in rows.
_QUOTES: Final = frozenset("".join(map("".join, _PAIRS.items()))) - {"/"}
#: What mojibake is called: what is damaged on a line that says so is an example.
PHENOMENON: Final = (
    "mojibake", "garbled", "\u6587\u5b57\u5316\u3051", "\u4e71\u7801", "\u4e82\u78bc",
    "\u043a\u0440\u0430\u043a\u043e\u0437\u044f\u0431\u0440",
    "\u043a\u0440\u044f\u043a\u043e\u0437\u044f\u0431\u0440", "zeichensalat", "krakozyabr",
)  # fmt: skip
#: Words that only a line about encodings is likely to have.
_NAMES: Final = (
    *PHENOMENON, "decod", "double-encod", "double encod", "encoding", "charset", "codepage",
    "unicode", "byte order mark", "replacement char", "[sic]",
    "\u043a\u043e\u0434\u0438\u0440\u043e\u0432\u043a",
)  # fmt: skip
#: A code point or the bytes of one, as only a text about characters gives them. Without a digit
#: they are words ("da ba", "de ac") in many languages.
_CODES: Final = (
    r"\bu\+[0-9a-f]{4,6}\b|&[a-z]{3,6};&[a-z]{3,6};|\bef,? bb,? bf\b"
    r"|\b(?=\w*\d|\w+,? \w*\d)"
    r"(?:0x)?(?:c[2-9a-f]|d[0-9a-f]|e[0-9a-f]),? (?:0x)?[89ab][0-9a-f]\b"
)
#: A quoted unit longer than this is a quotation, not an example; two that are farther apart have
#: nothing to do with each other.
_LONGEST_UNIT: Final = 60
#: What an author quotes beside the word "encoding" is an example when it is a word or two.
_LONGEST_EXAMPLE: Final = 16
#: A mention standing free beside a name is a character or three, not a word.
_LONGEST_SYMPTOM: Final = 3
#: How much of a line is looked at on each side, in code points.
_REACH: Final = 500
_FLATTEN: Final = str.maketrans(
    "\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u00a0", "'''\"\"\"-- "
)
_AROUND: Final = r"[\s\"'`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb()\[\]{}]*"
#: All that stands between two forms, where that is a sign that the one is put for the other.
_RELATION: Final = re.compile(
    rf"{_AROUND}(?:[-=]+>|<-+|[\u2192\u21d2\u2190]|&[rl]arr;|={{1,3}}){_AROUND}|\s*\("
)
#: Words that put the one form for the other; no text has the same word on both sides of them.
_INSTEAD: Final = re.compile(
    rf"{_AROUND},?\s+(?:instead of|rather than|in place of|should (?:be|have been)|is really|means"
    r"|au lieu d[eu]|plut\u00f4t que|statt|anstatt|anstelle von|en (?:lugar|vez) de"
    r"|em (?:vez|lugar) de|invece di|in plaats van|i st(?:e|\u00e4)llet f(?:or|\u00f6r)|w miejsce"
    r"|zamiast|m\u00edsto|namiesto|namesto|umjesto|umesto|helyett|yerine"
    r"|\u0432\u043c\u0435\u0441\u0442\u043e|\u0437\u0430\u043c\u0456\u0441\u0442\u044c"
    rf"|\u3067\u306f\u306a\u304f|\u800c\u4e0d\u662f)\s+{_AROUND}|\s*\(should be\s+{_AROUND}"
    rf"|{_AROUND},?\s+(?:but )?(?:got|was)(?:\s+|:\s*){_AROUND}",
    re.IGNORECASE,
)
#: The same where the forms are cells of a table, each with nothing else in it.
_CELLS: Final = re.compile(r"[ \"'`]*(?:[|/,;\t]|(?:</?\w+>\s*){2})[ \"'`]*")
#: The same with other cells between, which is enough for single signs only.
_ROW: Final = re.compile(r"[ \"'`]*\|(?:[^|]{1,40}\|){1,4}[ \"'`]*")
_WORD: Final = re.compile(r"[^\W\d_]+")
#: A few words between two forms in one clause; a comma or a label may turn it.
_CLAUSE: Final = re.compile(r"\s+(?:[^\W\d_]+\s+){1,5}")
_TURN: Final = re.compile(r"\s+(?:[^\W\d_]+\s+){2,5}|(?:,\s+[^\W\d_]+|\s+[^\W\d_]+:)\s+")
#: The words between two forms of which one is put for the other, at most.
_LONGEST_TURN: Final = 8
#: The next and the last item of a list that the span is in, when it is not ASCII and short.
_ITEM_AFTER: Final = re.compile(
    r"[^\w\s]{0,2}\s*[,;|/]\s*[^\w\s]?"
    r"([^\x00-\x7f]{1,4}?)(?=[\"'`\u201d\u2019\u00bb,;|/)\]]|\.?(?:[ \t\n]|$))"
)
_ITEM_BEFORE: Final = re.compile(
    r"(?:^|[\s,;|/(\[\"'`\u201e\u201c\u00ab\u2018])([^\x00-\x7f]{1,4})"
    r"[^\w\s]{0,2}?\s*[,;|/]\s*[^\w\s]{0,2}$"
)
#: First characters of two lines that show a change.
_DIFFERENCE: Final = frozenset({"+-", "-+", "<>", "><"})
#: Nats from which a letter is strange to a language, and below which it is at home there.
_UNUSUAL: Final = 0.5
_USUAL: Final = -0.5
#: Scripts of which most letters are no words; those of a syllabary are.
_ALPHABETS: Final = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN")
#: Nats from which a letter is hardly ever a word by itself.
_NO_WORD: Final = 12.5
#: Marks that quote: two of them side by side are ordinary text that was damaged.
_MARKS: Final = frozenset("\u00ab\u00bb\u201c\u201d\u201e\u2018\u2019\u201a\u2013\u2014\u2026")
#: Marks that touch a word or a number; dashes and the like stand free in any text.
_BOUND: Final = frozenset("\u201c\u201d\u201e\u2018\u2019\u201a\u2026\u00b0\u00ae\u2122")
BOTH: Final = "the line shows the damaged form and the right one: a mention"
#: The reason where it is all there is between two quotes, which is weak: values are quoted too.
ALONE: Final = "it is quoted alone: a mention"
#: The reason where it is one of several.
LISTED: Final = "it is listed with other symptoms: a mention"


@lru_cache(maxsize=1)
def named() -> re.Pattern[str]:
    """Return the pattern of what only a text about encodings is likely to have."""
    pages = {page.label for page in codepages.PAGES} | {page.codec for page in codepages.PAGES}
    plain = {name.replace("iso-8859-", "latin-?") for name in pages if name.startswith("iso-8859-")}
    words = [re.escape(name) for name in sorted(pages | set(_NAMES))] + sorted(plain)
    return re.compile(
        rf"utf-?8|latin-?\d|cp-?\d{{3,4}}|windows-?125\d|{_CODES}|{'|'.join(words)}", re.IGNORECASE
    )


def may_name(text: str) -> bool:
    """Whether :func:`named` may find something in ``text``: a tenth of its cost."""
    # Both are an i to a pattern that ignores case.
    plain = text.replace("\u0130", "i").replace("\u0131", "i").casefold()
    return any(map(plain.__contains__, _beginnings())) or bool(_TWO_BYTES(plain))


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """Return what all that is named, but bytes, begins with."""
    pages = {page.label for page in codepages.PAGES} | {page.codec for page in codepages.PAGES}
    return frozenset(name[:4] for name in pages | set(_NAMES)) | {
        "utf",
        "lati",
        "cp",
        "wind",
        *"&+",
    }


_TWO_BYTES: Final = re.compile("[cde][0-9a-f],? (?:0x)?[89ab][0-9a-f]|ef,? bb").search


def may_list(out: str) -> bool:
    """Whether signs stand in a list or alone between quotes in what a line was, as symptoms do."""
    return _STANDS_FREE(_PADDED(_shorter, out)) is not None


def _shorter(match: re.Match[str]) -> str:
    return match.group()[-_PADDING:]


#: A cell may be padded by any number of spaces. No-break spaces could each begin a list, and to
#: look behind each one as far as they go takes the square of the time.
_PADDING: Final = 24
_PADDED: Final = re.compile(f"\\s{{{_PADDING + 1},}}").sub
_STANDS_FREE: Final = re.compile(
    f"(?<!\\w)[^\x00-\x7f](?:[^\\w\\s]{{0,3}}\\s{{0,{_PADDING}}}[,;|/]|[\"'`\u201c\u201d\u2019\u00bb])"
).search


def may_show(line: str, out: str, around: tuple[str, str], names: bool) -> bool:
    """Whether a line may show the damaged form and the right one, or talk of encodings, if all that
    is not ASCII in it was damaged, by one page of one byte, and ``out`` is what it was.

    ``around`` are the lines before it and after it, ``names`` is what `may_name` says of the text.
    What is undamaged there is ASCII: it can only be the right form of quotes and dashes.
    """
    if out[:1] in _SIGNS or (names and may_name(line) and named().search(line)):
        return True
    below = around[1].strip(" \"'`")
    if below and below in out:
        return True
    flat = out.translate(_FLATTEN)
    if flat == out:
        return False
    quoted = sum(map(out.count, _QUOTES.intersection(out))) >= _A_PAIR
    if quoted and "\u00a0" in out:
        return True  # a space at an end of what is quoted is no part of it
    for number, match in enumerate(_FLATTENED(out)):
        if number == _MANY_FORMS:
            return True
        form = match.group().translate(_FLATTEN)
        if not any(map(str.isalnum, form)):
            # What is quoted can be there again.
            if quoted:
                return True
        elif flat.count(form) > 1:
            return True
    return False


_A_PAIR: Final = 2
#: Forms that are looked for in their line one by one.
_MANY_FORMS: Final = 50
#: What a line of a difference begins with, and quotes and dashes of words that are ASCII else.
_SIGNS: Final = ("+", "-", "<", ">")
_FLATTENED: Final = re.compile(
    "(?<![a-zA-Z0-9_]|[^\x00-\x7f])[a-zA-Z0-9_]*[{0}][a-zA-Z0-9_{0}]*(?![^\x00-\x7f])".format(
        "".join(map(chr, _FLATTEN))
    )
).finditer


def reasons(text: str, edits: Sequence[Edit]) -> dict[int, str]:
    """Return {start of edit: why it is only a mention} for those of ``edits`` that are.

    ``edits`` are all that would be made in ``text``, in order.
    """
    found: dict[int, str] = {}
    weak: dict[int, str] = {}
    suffered: set[str] = set()
    for _, group in groupby(_views(text, edits), key=lambda view: view.line):
        line = list(group)
        plain: dict[int, str] = {}
        rules = (_shown, found), (_in_words, plain), (_listed, weak), (_alone, weak)
        for view in line:
            for rule, verdicts in rules:
                if why := rule(view):
                    verdicts[view.edit.start] = why
                    break
        if any(weak.get(view.edit.start) == LISTED for view in line):
            weak |= {v.edit.start: LISTED for v in line if v.bare and _is_symptom(v.form)}
        known = found.keys() | plain.keys() | weak.keys()
        certain = {
            _page(v.edit) for v in line if v.edit.evidence >= _CERTAIN and v.edit.start not in known
        }
        suffered |= certain
        if not certain:
            found |= plain
        shown = {view.edit.before for view in line if view.edit.start in found}
        for edit in (view.edit for view in line if view.edit.before in shown):
            found.setdefault(edit.start, "the line shows it as damaged elsewhere: a mention")
    pages = {edit.start: _page(edit) for edit in edits}
    return {start: why for start, why in weak.items() if pages[start] not in suffered} | found


def _page(edit: Edit) -> str:
    """Return the page that the last mix-up was by."""
    return edit.chain[-1].read_as


def _views(text: str, edits: Sequence[Edit]) -> Iterator[_View]:
    """Yield the edits, each with the line around it; neighbours on a line share what they see."""
    first, line = 0, -1
    while first < len(edits):
        start = edits[first].start
        line = max(line, text.rfind("\n", edits[first - 1].end if first else 0, start))
        end = text.find("\n", start, start + _REACH)
        end = start + _REACH if end < 0 else end
        last = first + 1
        while last < len(edits) and edits[last].start < end:
            last += 1
        yield from _Line(text, line, edits[first:last]).views
        first = last


class _Line:
    """A line, or what is within reach on it, as it would be if these edits were made."""

    def __init__(self, text: str, line: int, edits: Sequence[Edit]) -> None:
        self.text = text
        self.start = at = max(line + 1, edits[0].start - _REACH)
        reach = edits[-1].end + _REACH
        end = text.find("\n", edits[-1].end, reach)
        self.end = end if end >= 0 else min(len(text), reach)
        self.above = text[max(0, line - 2 * _REACH) : max(0, line)].rpartition("\n")[2]
        self.below = text[self.end + 1 : self.end + 2 * _REACH].partition("\n")[0]
        parts: list[str] = []
        spans: list[tuple[int, int]] = []
        #: A one for each character that an edit makes.
        self.made = bytearray()
        for edit in edits:
            parts += text[at : edit.start], edit.after
            self.made += bytes(edit.start - at) + b"\1" * len(edit.after)
            spans.append((len(self.made) - len(edit.after), len(self.made)))
            at = edit.end
        self.mended = "".join(parts) + text[at : self.end]
        self.flat = self.mended.translate(_FLATTEN)
        self.views: list[_View] = []
        #: How the forms that stand free are damaged.
        self.ways: dict[str, set[str]] = {}
        self._right: dict[tuple[str, bool], list[tuple[int, int]]] = {}
        word = 0, 0
        for edit, span in zip(edits, spans, strict=True):
            word = word if span[0] < word[1] else self.word(*span)
            self.views.append(_View(self, line, edit, self.mended[slice(*word)], span, word))
            if word == span:
                self.ways.setdefault(edit.after, set()).add(edit.before)

    def word(self, start: int, end: int) -> tuple[int, int]:
        """Return the word that a span is in."""
        while _in_word(self.mended[start - 1 : start]):
            start -= 1
        while _in_word(self.mended[end : end + 1]):
            end += 1
        return start, end

    def right(self, form: str, quoted: bool = False) -> list[tuple[int, int]]:
        """Return where a form stands undamaged, by itself or quoted.

        Quotes inside a word may differ in shape.
        """
        if (form, quoted) in self._right:
            return self._right[form, quoted]
        found = self._right[form, quoted] = []
        where, wanted = self.mended, form
        if any(map(str.isalnum, form)):
            where, wanted = self.flat, form.translate(_FLATTEN)
        start = where.find(wanted) if form else -1
        while start >= 0:
            end = start + len(form)
            around = self.mended[start - 1 : start], self.mended[end : end + 1]
            stands = not any(map(_in_word, around))
            if quoted:
                before = self.mended[max(0, start - 3) : start].rstrip(" \u00a0\u202f")[-1:]
                after = self.mended[end : end + 3].lstrip(" \u00a0\u202f")[:1]
                stands = before in _QUOTES and after in _QUOTES
            if stands and self.made.find(1, start, end) < 0:
                found.append((start, end))
            start = where.find(wanted, start + 1)
        return found

    def quoted(self, left: int, right: int) -> str:
        """Return what is around a span between the nearest quotes that are not damaged."""
        for start in range(left, max(0, left - _LONGEST_UNIT), -1):
            opening = self.mended[start - 1]
            closing = _PAIRS.get(opening)
            if closing is None or self.made[start - 1 : start] == b"\1":
                continue
            # An apostrophe or a slash inside a word opens nothing.
            if opening in "'/\u2018\u2019|*%" and self.mended[start - 2 : start - 1].isalnum():
                continue
            for end in range(right, min(len(self.mended), right + _LONGEST_UNIT)):
                char = self.mended[end]
                if char in closing and self.made[end : end + 1] != b"\1":
                    following = script(self.mended[end + 1 : end + 2] or " ")
                    if char not in "'\u2019" or following != "LATIN":
                        return self.mended[start:end]
            break
        return ""

    def cell(self, start: int, end: int) -> bool:
        """Whether a form is all there is in its cell, or in its quotes."""
        before = self.mended[max(0, start - 9) : start].rstrip(" ")[-1:]
        return not _in_word(before) and not _in_word(self.mended[end : end + 9].lstrip(" ")[:1])

    def beside(self, start: int, end: int) -> tuple[list[str], list[str]]:
        """Return the word before a form and the one after it, if there are any."""
        before = _WORD.findall(self.mended, max(0, start - 40), start)
        return before[-1:], _WORD.findall(self.mended, end, end + 40)[:1]

    @cached_property
    def rest(self) -> str:
        """The line without the forms that edits are in."""
        rest = self.mended
        for form in sorted({view.form for view in self.views}, key=len, reverse=True):
            rest = rest.replace(form, " ")
        return rest

    @cached_property
    def named(self) -> bool:
        """Whether the line names an encoding or mojibake."""
        may = may_name(self.text[self.start : self.end])
        return may and bool(named().search(self.text, self.start, self.end))

    @cached_property
    def about(self) -> bool:
        """Whether the line says that it shows mojibake."""
        line = self.text[self.start : self.end].lower()
        return any(name in line for name in PHENOMENON)

    @cached_property
    def scripts(self) -> set[str]:
        """The scripts of what is not ASCII in the rest of the line."""
        return {script(char) for char in set(self.rest) if not char.isascii()} - {""}

    @cached_property
    def running(self) -> bool:
        """Whether it is running text: words in small letters, few signs of a list, no refrain."""
        words = [word for word in _WORD.findall(self.rest) if word.islower()]
        signs = sum(map(self.rest.count, ",;=|"))
        return len(words) > 3 * signs + 2 and len(words) < 4 / 3 * len(set(words))

    @cached_property
    def language(self) -> identify.Surroundings:
        """The likeliest languages of the rest of the line."""
        return identify.Surroundings(identify.load().guess(self.rest))

    def surprise(self, letters: list[str]) -> float:
        """Return how strange the least strange of these letters is to the line's languages."""
        return min(identify.load().surprise(self.language, char) for char in letters)


class _View(NamedTuple):
    """An edit, the word that it is in as it would be, and where both are on the repaired line."""

    all: _Line
    line: int
    edit: Edit
    form: str
    span: tuple[int, int]
    word: tuple[int, int]

    @property
    def bare(self) -> bool:
        """Whether the edit touches no letter or digit."""
        return self.word == self.span


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _shown(view: _View) -> str:
    """Whether the two forms are set against each other by quotes, by a sign or line by line."""
    line, form = view.all, view.form
    unit = line.quoted(*view.span).strip()
    if unit and any(
        max(view.span[0], start) - min(view.span[1], end) <= _LONGEST_UNIT
        for start, end in line.right(unit, quoted=True)
    ):
        return BOTH
    right = line.right(form)
    after = bisect_right(right, view.word)
    for start, end in right[max(0, after - 1) : after + 1]:
        first, second = sorted((view.word, (start, end)))
        between = line.mended[first[1] : second[0]]
        # Several steps of damage may stand between the first and the last.
        if all(map(_RELATION.fullmatch, between.split(form))) or _INSTEAD.fullmatch(between):
            return BOTH
        # Commas part the cells of a table of signs; words between them are a list.
        cells = len(form) == 1 or not set(",;") & set(between)
        cells = cells and bool(_CELLS.fullmatch(between))
        cells = cells or (len(form) == 1 and bool(_ROW.fullmatch(between)))
        if cells and line.cell(*first) and line.cell(*second):
            return BOTH
    sign, now = line.mended[:1], line.mended[1:].strip()
    # A difference of two texts; prose repeats its lines too, but without the signs.
    if any(o[:1] + sign in _DIFFERENCE and o[1:].strip() == now for o in (line.above, line.below)):
        return "the next line is this one repaired: a mention"
    if unit and unit == line.below.strip(" \"'`"):
        return "the next line shows the right form: a mention"
    return ""


def _in_words(view: _View) -> str:
    """Whether plain words set the two forms against each other, or the line is about encodings."""
    line, form = view.all, view.form
    right = line.right(form)
    if len(right) == 1 and _against(line, form, *sorted((view.word, right[0]))):
        return BOTH
    if view.bare and len(line.ways[form]) > 1:
        return "the line shows it damaged in several ways: a mention"
    if line.about or (line.named and right):
        return "the line talks about encodings and only mentions it"
    if line.named:
        unit = line.quoted(*view.span)
        example = unit and len(unit) <= _LONGEST_EXAMPLE + len(view.edit.after)
        native = not line.scripts.isdisjoint(map(script, form))
        if example or (view.bare and len(form) <= _LONGEST_SYMPTOM and not native):
            return "the line talks about encodings and only mentions it"
    return ""


def _against(line: _Line, form: str, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether a form that stands there again, once, is what a line of plain words is about."""
    plain = not any(char.isalpha() and not char.isascii() for char in line.rest)
    between = line.mended[first[1] : second[0]]
    letters = [char for char in form if char.isalpha() and not char.isascii()]
    if not letters:
        marks = [c for c in form if c > "\x7f" and c not in _BOUND]
        # A mark in use has its number beside it.
        beside = line.mended[: first[0]].rstrip()[-1:] + line.mended[second[1] :].lstrip()[:1]
        used = any(map(str.isdigit, beside + between.lstrip()[:1] + between.rstrip()[-1:]))
        plain = plain and _BOUND.isdisjoint(line.rest)
        if not marks and any(map(str.isalpha, form)):
            # Words with an apostrophe recur in any text.
            return plain and bool(_TURN.fullmatch(between))
        return plain and not used and {"Sc", "No"}.issuperset(map(unicodedata.category, marks))
    if len(form) == 1:
        clause = bool(_CLAUSE.fullmatch(between))
        # With a single word between, it is enough that the letter is not at home here.
        least = _USUAL if clause and len(between.split()) == 1 else _UNUSUAL
        if plain and line.surprise(letters) > least:
            return True
        return (plain or clause) and script(form) in _ALPHABETS and _no_word(form)
    # Between the same words again, or at the head of the next clause, it is the text's own.
    pairs = zip(line.beside(*first), line.beside(*second), strict=True)
    if between.rstrip()[-1:] in (",", ";") or any(one == other != [] for one, other in pairs):
        return False
    if form.istitle() and between.islower() and _TURN.fullmatch(between):
        return True
    if set(".:;!?") & set(between) or len(between.split()) > _LONGEST_TURN:
        return False
    return plain and line.running and line.surprise(letters) > _UNUSUAL


def _no_word(letter: str) -> bool:
    """Whether a letter is hardly ever a word by itself, in any language that the model knows."""
    model = load()
    letter = fold(letter)
    first, last = model.cost(" ", letter), model.cost(f" {letter}", " ")
    return first is not None and last is not None and first + last > _NO_WORD


def _listed(view: _View) -> str:
    if not (view.bare and _is_symptom(view.form)):
        return ""
    text, edit = view.all.text, view.edit
    marks = set(edit.after) <= _MARKS
    items = (
        _ITEM_AFTER.match(text, edit.end, min(view.all.end, edit.end + 24)),
        _ITEM_BEFORE.search(text, max(0, edit.start - 24), edit.start),
    )
    # Quotation marks stand side by side in damaged text too, but with no bar between.
    listed = any(item and _is_damaged(item[1], marks and "|" not in item[0]) for item in items)
    return LISTED if listed else ""


def _is_symptom(repaired: str) -> bool:
    """Whether a mention in a list or quoted alone may repair to this: one sign, not a word."""
    signs = [char for char in repaired if unicodedata.category(char)[0] not in "MC"]
    return len(signs) == 1 and not signs[0].isdigit()


@lru_cache(maxsize=1 << 10)
def _is_damaged(item: str, marks: bool) -> bool:
    """Whether a list item can only be mojibake: one sequence and no more, or how one begins.

    With ``marks`` it must not be a quotation mark itself.
    """
    leads, _ = roles()
    if item[0] not in leads:
        return False
    arcs = propose(item, allowed=codepages.SINGLE, max_layers=1)
    if arcs:
        whole = [arc for arc in arcs if arc.start == 0 and arc.end == len(item)]
        if item.isalpha() and not item[0].isupper():
            return False
        return bool(whole) and not (marks and any(arc.out in _MARKS for arc in whole))
    return item[0].isupper() if len(item) == 1 else not item.isalpha()


def _alone(view: _View) -> str:
    # Three letters may be a word of Chinese between what only look like quotes.
    alone = len(view.form) <= 2 and view.all.quoted(*view.span).strip(" %") == view.form
    return ALONE if alone else ""
