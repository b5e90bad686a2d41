"""Mojibake that is not written as itself: escapes, entities, percent-encoding and the like.

Reads the notations of a text into a *view*, lets the ordinary stages judge that, with the raw text
around, and writes their edits in the notation they were found in. How likely something is, is not
decided here, but what stands for what:

- Unicode escapes and entities are characters; percent-encoding, quoted-printable and octal escapes
  are bytes, which are UTF-8 or else none of our business;
- ``\\xc3\\xa9`` is bytes, as in C, and bytes of UTF-8 are no damage, unless its literal can only be
  one of characters: in Python and JavaScript it looks the same and is mojibake.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import contextlib
import dataclasses
import html
import quopri
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence, Set
from functools import lru_cache
from html.entities import codepoint2name
from itertools import accumulate
from typing import Final, NamedTuple

from mojifix.model import Candidate, Edit, Finding, Report
from mojifix.stages import mention

__all__ = ["NAMES", "SIGNS", "View", "look", "view"]

#: A text in which something is notated has one of these: for a first glance.
SIGNS: Final = ("\\", "&", "%", "=", "<U+")

#: What an edit's ``notation`` can be.
NAMES: Final = (
    "json",  # \u00e9, as in JSON, Java, C#
    "javascript",  # the same with \xe9 or \u{e9}
    "python",  # the same with \xe9 or \U0001f600
    "c",  # \xc3\xa9, bytes
    "octal",  # \303\251, bytes
    "html",  # &eacute; &#233; &#xE9; &amp;eacute;
    "percent",  # %C3%A9
    "quoted-printable",  # =C3=A9
    "r",  # <U+00E9>
    "mysql",  # backslashes between raw characters
    "rfc2047",  # =?utf-8?Q?=C3=A9?=
)


class Run(NamedTuple):
    """``chars``, at ``at`` in the view, stand for ``start:end`` of the text.

    ``how`` is the kind of notation, ``depth`` how often it is escaped itself.
    """

    at: int
    start: int
    end: int
    chars: str
    how: str
    depth: int

    @property
    def stop(self) -> int:
        """Where it ends in the view."""
        return self.at + len(self.chars)


class Token(NamedTuple):
    """What one character of a run is written as, from ``start`` on."""

    start: int
    source: str
    char: str

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.source)


# --- what could be damaged -----------------------------------------------------------------------

_HEX: Final = "[0-9a-fA-F]"
_BEYOND: Final = r"[^\x00-\x7f]"
_WORD: Final = r"=\?[\w.:+-]{1,40}(?:\*[\w-]{1,20})?\?[qQbB]\?[^\s?]+\?="
_ENTITY: Final = rf"&(?:amp;)*(?:\#[0-9]{{1,7}}|\#[xX]{_HEX}{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});"
_HIGH_ESCAPE: Final = (
    rf"(?:u(?!00[0-7]){_HEX}{{4}}|u\{{{_HEX}{{2,6}}\}}|U00[01]{_HEX}{{5}}|x[89a-fA-F]{_HEX})"
)
_HIGH_ENTITY: Final = (
    rf"(?:amp;)*(?!(?:amp|quot|lt|gt|apos|\#\d\d|\#[xX][0-7]{_HEX});)"
    rf"(?:\#[0-9]{{3,7}}|\#[xX]{_HEX}{{2,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});"
)


def _high_bytes(first: str, sign: str) -> str:
    """Return the pattern of two characters beyond ASCII, or one of three bytes, given as bytes.

    ``first`` is the first byte's sign; what begins with a plain character is searched for faster.
    """
    more = rf"(?:{sign}[89abAB]{_HEX})"
    return (
        rf"{first}(?:(?:[c-dC-D]{_HEX}{more}|[eE]{_HEX}{more}{{2}}|[fF][0-4]{more}{{3}})"
        rf"{sign}[c-fC-F]{_HEX}|[eE][3-9a-dA-D]{more}{{2}})"
    )


@lru_cache(maxsize=1)
def _signs() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Return (what a text must have, kind of notation, pattern of what could be damage in it).

    A sign of damage is a notated character beyond ASCII that has another or a raw one beside it, or
    a single one of Han or Hangul, which multi-byte pages make of two or three bytes.
    """
    escape = (
        rf"\\{_HIGH_ESCAPE}(?:\\+{_HIGH_ESCAPE}|{_BEYOND})"
        rf"|\\(?<={_BEYOND}\\)\\*{_HIGH_ESCAPE}"
        rf"|\\u\{{?[3-9a-dA-D]{_HEX}{{3}}"
        r"|\\3[0-5][0-7](?:\\+2[0-7]{2}){1,2}\\+3[0-5][0-7]|\\3(?:4[3-7]|5[0-5])(?:\\+2[0-7]{2}){2}"
    )
    entity = (
        rf"&{_HIGH_ENTITY}(?:&{_HIGH_ENTITY}|{_BEYOND})|&(?<={_BEYOND}&){_HIGH_ENTITY}"
        rf"|&(?:amp;)*\#(?:[1-6][0-9]{{4}}|[xX][3-9a-dA-D]{_HEX}{{3}});"
    )
    like_r = rf"<U\+{_HEX}{{4,8}}>(?:<U\+|{_BEYOND})|<(?<={_BEYOND}<)U\+|<U\+[3-9A-D]{_HEX}{{3}}>"
    return tuple(
        (sign, how, re.compile(pattern))
        for sign, how, pattern in (
            ("\\", "escape", escape),
            ("\\", "strewn", rf"\\(?<={_BEYOND}\\){_BEYOND}"),
            ("&", "html", entity),
            ("%", "percent", _high_bytes("%(?:25)*", "%(?:25)*")),
            ("=", "quoted_printable", _high_bytes("=", r"(?:=\r?\n)?=")),
            ("=?", "rfc2047", _WORD),
            ("<U+", "r", like_r),
        )
    )


# --- reading -------------------------------------------------------------------------------------

_ESCAPED: Final = (
    rf"u{_HEX}{{4}}|u\{{(?:10{_HEX}{{4}}|{_HEX}{{1,5}})\}}|U00(?:10|0{_HEX}){_HEX}{{4}}"
    rf"|x{_HEX}{{2}}|[0-3][0-7]{{2}}|[nrt\"'/]"
)
_SOFT: Final = r"=\r?\n"
_RUNS: Final = {
    "rfc2047": rf"{_WORD}(?:\s{{1,9}}{_WORD}){{0,30}}",
    # No backslash stands before, so that a row of them is looked at once.
    "escape": rf"(?<!\\)(?P<bars>\\+)(?:{_ESCAPED})(?:(?P=bars)(?:{_ESCAPED}))*",
    "strewn": rf"(?<={_BEYOND})(?:\\{_BEYOND})+",
    "html": rf"(?:{_ENTITY})+",
    "percent": rf"(?P<percents>%(?:25)*){_HEX}{{2}}(?:(?P=percents){_HEX}{{2}})*",
    "quoted_printable": rf"(?:(?:{_SOFT})?={_HEX}{{2}})+|{_SOFT}[^=\r\n]",
    "plus": rf"\+(?:(?<=%{_HEX}{_HEX}\+)|(?=%(?:25)*{_HEX}{_HEX}))",
    "r": rf"(?:<U\+(?:{_HEX}{{4,5}}|00(?:10|0{_HEX}){_HEX}{{4}})>)+",
}


@lru_cache(maxsize=32)
def _pattern(kinds: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{how}>{p})" for how, p in _RUNS.items() if how in kinds))


@lru_cache(maxsize=8)
def _escapes(depth: int) -> re.Pattern[str]:
    return re.compile(rf"\\{{{depth}}}(?:{_ESCAPED})")


class View:
    """What a text says when its notations are read, and where each character of it is written."""

    def __init__(self, source: str, kinds: frozenset[str]) -> None:
        self.source = source
        self.runs: list[Run] = []
        parts: list[str] = []
        at = done = 0
        literals = _literals_of_characters(source) if "escape" in kinds else []
        for match in _pattern(kinds).finditer(source):
            for start, end, chars, how, depth in _READERS[match.lastgroup or ""](match, literals):
                parts += source[done:start], chars
                at += start - done
                self.runs.append(Run(at, start, end, chars, how, depth))
                at += len(chars)
                done = end
        parts.append(source[done:])
        self.text = "".join(parts)
        self._starts = [run.at for run in self.runs]
        self._tokens: dict[int, list[Token]] = {}

    def tokens(self, run: Run) -> list[Token]:
        """Return what each character of a run is written as."""
        if run.at not in self._tokens:
            self._tokens[run.at] = _tokens(run, self.source)
        return self._tokens[run.at]

    def within(self, start: int, end: int) -> list[Run]:
        """Return the runs that have a part in a span of the view."""
        first = max(0, bisect_right(self._starts, start) - 1)
        runs = self.runs[first : bisect_left(self._starts, end)]
        return runs[1:] if runs and runs[0].stop <= start else runs

    def offset(self, at: int) -> int:
        """Return where in the text is what is at ``at`` of the view, not inside a run."""
        place = bisect_right(self._starts, at) - 1
        if place < 0:
            return at
        run = self.runs[place]
        return run.start if at == run.at else run.end + at - run.stop


def view(source: str) -> View | None:
    """Return the view of ``source``, ``None`` where nothing notated could be damaged."""
    kinds = frozenset(
        how for sign, how, sought in _signs() if sign in source and sought.search(source)
    )
    if "percent" in kinds:
        kinds |= {"plus"}
    made = View(source, kinds) if kinds else None
    return made if made and made.runs else None


#: Start, end, characters, kind of notation, depth.
_Reading = Iterator[tuple[int, int, str, str, int]]


def _escape(match: re.Match[str], literals: Sequence[tuple[int, int]]) -> _Reading:
    bars = len(match["bars"])
    # Of three, two are a backslash themselves; two, four ... are an escape that was escaped again.
    depth = bars & -bars
    start, end = match.start() + bars - depth, match.end()
    body = match[0][bars - depth :]
    sign = "\\" * depth + "u"
    if body.count(sign) * (len(sign) + 4) == len(body) and "{" not in body:
        digits = bytes.fromhex(body.replace(sign, ""))
        yield start, end, digits.decode("utf-16-be", "surrogatepass"), "unicode", depth
        return
    place = bisect_right(literals, (start, len(match.string))) - 1
    of_characters = place >= 0 and start < literals[place][1]
    group: list[str] = []
    was = ""
    for token in [*_escapes(depth).findall(body), ""]:
        what = token[depth : depth + 1]
        how = "octal" if what.isdigit() else "unicode" if what else ""
        if what == "x" and not of_characters:
            how = "bytes"
        if how != was and group:
            stop = start + sum(map(len, group))
            if was == "unicode":
                yield start, stop, "".join(t.char for t in _paired(start, group, depth)), was, depth
            else:
                yield from _utf8(start, group, was, depth)
            start, group = stop, []
        was = how
        group.append(token)


_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t"}


def _paired(start: int, escapes: Sequence[str], depth: int) -> Iterator[Token]:
    """Yield the characters of escapes; two that are a pair of surrogates are one."""
    held: Token | None = None
    for source in escapes:
        escaped = source[depth:]
        if escaped[0] in "uUx":
            char = chr(int(escaped[1:].strip("{}"), 16))
        else:
            char = _CONTROLS.get(escaped, escaped)
        if held and "\udc00" <= char <= "\udfff":
            pair = held.char + char
            char = pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
            source = held.source + source
        elif held:
            yield held
        token = Token(
            held.start if held and len(source) > len(escaped) + depth else start, source, char
        )
        start = token.end
        held = token if "\ud800" <= char <= "\udbff" else None
        if held is None:
            yield token
    if held:
        yield held


def _utf8(start: int, tokens: Sequence[str], how: str, depth: int) -> _Reading:
    """Read tokens of one byte each as UTF-8: all, or the stretches beyond ASCII that are."""
    codes = _codes(tokens, how)
    try:
        yield start, start + sum(map(len, tokens)), codes.decode(), how, depth
        return
    except UnicodeDecodeError:
        pass
    at = 0
    for part in re.finditer(rb"[^\x80-\xff]+|[\x80-\xff]+", codes):
        stop = start + sum(map(len, tokens[at : part.end()]))
        with contextlib.suppress(UnicodeDecodeError):
            yield start, stop, part[0].decode(), how, depth
        start, at = stop, part.end()


def _codes(tokens: Sequence[str], how: str) -> bytes:
    size, radix = (3, 8) if how == "octal" else (2, 16)
    return bytes(int(token[-size:], radix) for token in tokens)


def _percent(match: re.Match[str], _: object) -> _Reading:
    depth = len(match["percents"])
    return _utf8(match.start(), _bytewise(match[0], "percent", depth), "percent", depth)


def _plus(match: re.Match[str], _: object) -> _Reading:
    # A space in a query; in a path it is itself, which makes no difference beside damage.
    yield match.start(), match.end(), " ", "plus", 1


def _quoted_printable(match: re.Match[str], _: object) -> _Reading:
    if match[0][-3:-2] != "=":
        return iter([(match.start(), match.end(), match[0][-1], "quoted-printable", 1)])
    tokens = _bytewise(match[0], "quoted-printable", 1)
    return _utf8(match.start(), tokens, "quoted-printable", 1)


def _bytewise(source: str, how: str, depth: int) -> list[str]:
    """Split a run into its tokens of one byte."""
    if how == "quoted-printable":
        return re.findall(rf"(?:{_SOFT})?={_HEX}{{2}}", source)
    size = depth + {"percent": 2, "octal": 3, "bytes": 3}[how]
    return [source[at : at + size] for at in range(0, len(source), size)]


def _strewn(match: re.Match[str], _: object) -> _Reading:
    yield match.start(), match.end(), match[0].replace("\\", ""), "strewn", 1


def _r(match: re.Match[str], _: object) -> _Reading:
    codes = match[0][3:-1].split("><U+")
    yield match.start(), match.end(), "".join(chr(int(code, 16)) for code in codes), "r", 1


def _html(match: re.Match[str], _: object) -> _Reading:
    begin = end = match.start()
    chars, was = "", 0
    sources = re.findall(_ENTITY, match[0])
    read = [_entity(source, True) for source in sources]
    if any(char and not _in_windows_1252(char) for char, _ in read):
        read = [_entity(source, False) for source in sources]
    for source, (char, depth) in zip(sources, read, strict=True):
        if chars and (depth != was or not char):
            yield begin, end, chars, "html", was
            chars = ""
        if not chars:
            begin = end
        chars += char
        end += len(source)
        was = depth
    if chars:
        yield begin, end, chars, "html", was


@lru_cache(maxsize=1 << 10)
def _entity(source: str, western: bool) -> tuple[str, int]:
    """Return the character of an entity and its depth, "" if it has none.

    HTML takes the numbers of C1 controls for bytes of windows-1252, which is right where text was
    read as that page or as Latin-1. Other pages have controls in their holes.
    """
    bare = re.sub("&(?:amp;)+(?=.)", "&", source)
    char = html.unescape(bare)
    if not western and len(char) == 1 and bare[1] == "#":
        code = int(bare[3:-1], 16) if bare[2] in "xX" else int(bare[2:-1])
        char = chr(code) if 0x80 <= code < 0xA0 else char
    return ("" if len(char) != 1 or char == "\ufffd" else char), (len(source) - len(bare)) // 4 + 1


def _in_windows_1252(char: str) -> bool:
    return char < "\u0100" or bool(char.encode("cp1252", "ignore"))


class Word(NamedTuple):
    """One encoded word of a mail header, from ``start`` to ``end`` of its run."""

    start: int
    end: int
    charset: str
    encoding: str
    payload: str
    chars: str


#: Codecs of Python that are no encodings of mail.
_NO_CHARSETS: Final = frozenset(
    "idna punycode unicode_escape raw_unicode_escape undefined utf-7 mbcs oem".split()
)


@lru_cache(maxsize=1 << 8)
def _words(source: str) -> tuple[Word, ...]:
    """Return the words of a run, none at all if one of them cannot be read."""
    words = []
    for match in re.finditer(_WORD, source):
        charset, encoding, payload = match[0][2:-2].split("?")
        try:
            if codecs.lookup(charset.partition("*")[0]).name in _NO_CHARSETS:
                return ()
            if encoding in "qQ":
                data = quopri.decodestring(payload.encode(), header=True)
            else:
                data = base64.b64decode(payload.encode(), validate=True)
            chars = data.decode(charset.partition("*")[0])
        except (LookupError, ValueError, binascii.Error):
            return ()
        words.append(Word(*match.span(), charset, encoding, payload, chars))
    return tuple(words)


def _rfc2047(match: re.Match[str], _: object) -> _Reading:
    chars = "".join(word.chars for word in _words(match[0]))
    if chars:
        yield match.start(), match.end(), chars, "rfc2047", 1


_READERS: Final[dict[str, Callable[[re.Match[str], Sequence[tuple[int, int]]], _Reading]]] = {
    "escape": _escape,
    "strewn": _strewn,
    "html": _html,
    "percent": _percent,
    "plus": _plus,
    "quoted_printable": _quoted_printable,
    "r": _r,
    "rfc2047": _rfc2047,
}


def _tokens(run: Run, source: str) -> list[Token]:
    """Return what each character of a run is written as."""
    written = source[run.start : run.end]
    if run.how == "unicode":
        return list(_paired(run.start, _escapes(run.depth).findall(written), run.depth))
    if run.how == "html":
        parts = re.findall(_ENTITY, written)
    elif run.how == "plus":
        parts = [written]
    elif run.how == "r":
        parts = re.findall(r"<[^>]*>", written)
    elif run.how == "strewn":
        parts = re.findall(r"\\.", written)
    elif run.how == "quoted-printable" and written[-3:-2] != "=":
        parts = [written]
    else:
        single = _bytewise(written, run.how, run.depth)
        parts = []
        at = 0
        for char in run.chars:
            size = len(char.encode())
            parts.append("".join(single[at : at + size]))
            at += size
    tokens = []
    start = run.start
    for part, char in zip(parts, run.chars, strict=True):
        tokens.append(Token(start, part, char))
        start += len(part)
    return tokens


# --- literals ------------------------------------------------------------------------------------

_HIGH_X: Final = re.compile(r"\\x[89a-fA-F]")
_SEGMENT: Final = re.compile(r"(?:[^\"'`\n\\]|\\[^\n])+")
_HIGH_X_RUN: Final = re.compile(rf"(?:\\x[89a-fA-F]{_HEX})+")
_CONTROL: Final = re.compile(r"\\x(?:[01]|7f)|\\[0-7]")
_PREFIX: Final = re.compile(r"(?<!\w)[A-Za-z]{1,2}8?$")
#: Escapes of characters: what has them beside ``\x`` is no literal of bytes.
_OF_CHARACTERS: Final = re.compile(rf"(?<!\\)\\(?:u{_HEX}{{4}}|u\{{|U00[01]{_HEX}{{5}})")
#: What only JavaScript has before a literal, and what it shares with Zig, whose functions are
#: called `fn`; Go has no semicolons, PHP's constants are in capitals, C's have a type.
_SCRIPT: Final = re.compile(r"\b(?:console\.\w+|alert|document\.\w+)\(\s*$")
_DECLARED: Final = re.compile(r"\b(?:let|const|var)\s+[a-z_$][\w$]*\s*=\s*$")
_ZIG: Final = re.compile(r"\bfn\b|@[a-z]\w*\(")


def _literals_of_characters(text: str) -> list[tuple[int, int]]:
    """Return the insides of quotes in which ``\\x`` with two digits is a character, not a byte."""
    found = []
    done = 0
    while match := _HIGH_X.search(text, done):
        begin = text.rfind("\n", done, match.start()) + 1 or done
        end = text.find("\n", match.start())
        done = len(text) if end < 0 else end + 1
        for segment in _SEGMENT.finditer(text, begin, done):
            if "\\x" in segment[0] and _of_characters(text, *segment.span()):
                found.append(segment.span())
    return found


def _of_characters(text: str, start: int, end: int) -> bool:
    prefix = ""
    before = text[max(0, start - 60) : start]
    if before[-1:] in ("'", '"', "`"):
        before = before.rstrip("'\"`")
        named = _PREFIX.search(before)
        prefix = named[0] if named else ""
        if "b" in prefix.lower() or prefix == "u8":
            return False
        if prefix.lower() in ("u", "l", "f", "fr", "rf", "ur"):
            return True
        if _SCRIPT.search(before):
            return True
        if _DECLARED.search(before) and re.match(r"[\"'`];(?!;)", text[end : end + 3]):
            return not _ZIG.search(text, max(0, start - _REACH), end + _REACH)
    inside = text[start:end]
    if _OF_CHARACTERS.search(inside):
        return True
    bare = re.sub(r"\\(?:x..|.)", "", inside)
    high = len(_HIGH_X.findall(inside))
    if bare.isascii() and (2 * high > sum(map(str.isalpha, bare)) or _CONTROL.search(inside)):
        return False  # data that no page shows as text
    for run in _HIGH_X_RUN.findall(inside):
        try:
            bytes.fromhex(run.replace("\\x", "")).decode()
        except UnicodeDecodeError:
            return True
    return False


# --- writing -------------------------------------------------------------------------------------

_SAFE: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,;:!?()-")
_SAFE_IN_URLS: Final = _SAFE - set(" ,;:!?()") | {"_", "~"}
_SAFE_IN_MAIL: Final = _SAFE_IN_URLS - set("_~.")
#: How far around an escape the language of a program is looked for.
_REACH: Final = 1000
_PYTHON: Final = re.compile(
    r"^\s*(?:def \w+\(.*:|class \w+.*:|from [\w.]+ import\b|import [\w.]+(?: as \w+)?$)"
    r"|\b[uf]['\"]|\\U000|^\s*[\w.]+ = .*['\"]\)?$",
    re.MULTILINE,
)
_JAVASCRIPT: Final = re.compile(
    r"\b(?:var|let|const) \w|\bfunction\b|=>|['\"`][)\]}]*;\s*$", re.MULTILINE
)


class _Hand(NamedTuple):
    """How the tokens of a span are written, so that more can be written alike."""

    how: str
    depth: int
    tokens: tuple[Token, ...]
    #: Public name of the notation.
    name: str
    #: Whether hexadecimal digits are capitals.
    upper: bool
    #: Whether only what cannot be seen is notated there.
    raw: bool

    def write(self, out: str) -> str | None:
        """Write ``out``; ``None`` if this notation cannot show it."""
        notate = {
            "unicode": self._unicode,
            "html": self._html,
            "r": self._r,
            "strewn": self._strewn,
            "quoted-printable": self._quoted_printable,
        }.get(self.how, self._bytes)
        try:
            if self.raw:
                return "".join(c if c > "\x7f" and c.isprintable() else notate(c) for c in out)
            return notate(out)
        except UnicodeEncodeError:  # half of a pair of surrogates has no bytes
            return None

    def _hexed(self, code: int, size: int) -> str:
        """Return hexadecimal digits in the case of those around."""
        return f"{code:0{size}X}" if self.upper else f"{code:0{size}x}"

    def _unicode(self, out: str) -> str:
        signs = "\\" * self.depth
        kinds = {token.source[self.depth : self.depth + 2] for token in self.tokens}
        short = any(kind[0] == "x" for kind in kinds)
        parts = []
        for char in out:
            code = ord(char)
            if char in _SAFE:
                parts.append(char)
            elif short and code < 0x100:
                parts.append(f"{signs}x{self._hexed(code, 2)}")
            elif "u{" in kinds:
                parts.append(f"{signs}u{{{self._hexed(code, 1)}}}")
            elif code > 0xFFFF and self.name == "python":
                parts.append(f"{signs}U{self._hexed(code, 8)}")
            else:
                units = char.encode("utf-16-be", "surrogatepass")
                for high, low in zip(units[::2], units[1::2], strict=True):
                    parts.append(f"{signs}u{self._hexed(high << 8 | low, 4)}")
        return "".join(parts)

    def _html(self, out: str) -> str:
        sign = "&" + "amp;" * (self.depth - 1)
        named = any("#" not in token.source for token in self.tokens)
        numeric = [token.source.partition("#")[2] for token in self.tokens]
        radix = next((digits[0] for digits in numeric if digits), "")
        parts = []
        for char in out:
            if char in _SAFE:
                parts.append(char)
            elif named and ord(char) in codepoint2name:
                parts.append(f"{sign}{codepoint2name[ord(char)]};")
            elif radix in ("x", "X"):
                parts.append(f"{sign}#{radix}{self._hexed(ord(char), 1)};")
            else:
                parts.append(f"{sign}#{ord(char)};")
        return "".join(parts)

    def _r(self, out: str) -> str:
        return "".join(
            char
            if char in _SAFE
            else f"<U+{self._hexed(ord(char), 4 if char <= chr(0xFFFF) else 8)}>"
            for char in out
        )

    def _strewn(self, out: str) -> str:
        return "".join(f"\\{char}" if char in "\\'\"" else char for char in out)

    def _bytes(self, out: str) -> str:
        sign = "\\" * self.depth
        if self.how == "percent":
            sign = "%" + "25" * ((self.depth - 1) // 2)
        elif self.how == "bytes":
            sign += "x"
        parts = []
        for char in out:
            if char in _SAFE_IN_URLS and self.how == "percent":
                parts.append(char)
                continue
            for byte in char.encode():
                octal = self.how == "octal"
                parts.append(sign + (f"{byte:03o}" if octal else self._hexed(byte, 2)))
        return "".join(parts)

    def _quoted_printable(self, out: str) -> str:
        # Lines end where they did or before, so that none gets longer than it was.
        lines = re.split(f"({_SOFT})", "".join(token.source for token in self.tokens))
        bytewise = [f"={self._hexed(byte, 2)}" for byte in out.encode()]
        parts: list[str] = []
        at = 0
        for room, soft in zip(lines[:-1:2], lines[1::2], strict=True):
            fits = len(room) // 3
            parts += bytewise[at : at + fits]
            parts.append(soft)
            at += fits
            if at >= len(bytewise):
                break
        return "".join([*parts, *bytewise[at:]])


def _name(how: str, source: str, tokens: Sequence[Token], depth: int) -> str:
    """Return the public name of a notation; that of escapes goes by the language around."""
    if how != "unicode":
        return {"bytes": "c", "strewn": "mysql"}.get(how, how)
    kinds = {token.source[depth : depth + 2] for token in tokens}
    if "u{" in kinds:
        return "javascript"
    if any(kind[0] == "U" for kind in kinds):
        return "python"
    around = source[max(0, tokens[0].start - _REACH) : tokens[-1].end + _REACH]
    if any(kind[0] == "x" for kind in kinds):
        return "javascript" if _JAVASCRIPT.search(around) else "python"
    return "python" if _PYTHON.search(around) and not _JAVASCRIPT.search(around) else "json"


class _Place(NamedTuple):
    """A span of the text that a span of the view is written in; without a hand to write in it,
    where that takes more than one notation."""

    start: int
    end: int
    name: str
    write: Callable[[str], str | None] | None


def _place(seen: View, start: int, end: int) -> _Place | None:
    """Return the place of a span of the view, ``None`` if nothing beyond ASCII is notated there."""
    runs = seen.within(start, end)
    tokens: list[Token] = []
    covered = 0
    where = [-1, -1]
    notated: set[tuple[str, int]] = set()
    for run in runs:
        if run.how == "rfc2047":
            return _in_words(seen, run, start, end)
        first, last = max(0, start - run.at), min(len(run.chars), end - run.at)
        here = seen.tokens(run)[first:last]
        if start >= run.at:
            where[0] = here[0].start
        if end <= run.stop:
            where[1] = here[-1].end
        covered += sum(token.char > "\x7f" for token in here)
        notated.add((run.how, run.depth))
        tokens += here
    if not covered:
        return None
    for edge, at in enumerate((start, end)):
        if where[edge] < 0:
            where[edge] = seen.offset(at)
    how, depth = runs[0].how, runs[0].depth
    name = _name(how, seen.source, tokens, depth)
    if len(notated) > 1:
        return _Place(where[0], where[1], name, None)
    beyond = sum(char > "\x7f" for char in seen.text[start:end])
    raw = beyond > covered and not any(token.char.isprintable() for token in tokens)
    hand = _Hand(how, depth, tuple(tokens), name, _in_capitals(how, tokens), raw)
    return _Place(where[0], where[1], name, hand.write)


def _in_capitals(how: str, tokens: Sequence[Token]) -> bool:
    """Whether hexadecimal digits are capitals; where there are only figures, what is usual."""
    digits = "".join(re.findall(rf"{_HEX}+(?=\W|$)", " ".join(token.source for token in tokens)))
    if digits.isdigit() or not digits:
        return how in ("percent", "quoted-printable", "r")
    return not any("a" <= digit <= "f" for digit in digits)


def _in_words(seen: View, run: Run, start: int, end: int) -> _Place | None:
    """Return the place of a span in encoded words: it is all that are touched, written anew."""
    words = _words(seen.source[run.start : run.end])
    stops = list(accumulate(len(word.chars) for word in words))
    if start < run.at or end > run.stop:
        return None
    first = bisect_right(stops, start - run.at)
    last = bisect_left(stops, end - run.at)

    begin = run.at + (stops[first - 1] if first else 0)
    stop = run.at + stops[last]

    def write(out: str) -> str:
        # What is put right stands in the first word, what was behind it in the last.
        if first == last:
            return _word(words[first], seen.text[begin:start] + out + seen.text[end:stop])
        head = _word(words[first], seen.text[begin:start] + out)
        rest = seen.text[end:stop]
        if not rest:
            return head
        glue = seen.source[run.start + words[last - 1].end : run.start + words[last].start]
        return head + glue + _word(words[last], rest)

    return _Place(run.start + words[first].start, run.start + words[last].end, "rfc2047", write)


def _word(word: Word, chars: str) -> str:
    """Write a word anew: in its own charset if that has the characters, in UTF-8 otherwise."""
    charset = word.charset
    try:
        data = chars.encode(charset.partition("*")[0])
    except UnicodeEncodeError:
        charset = "utf-8"
        data = chars.encode()
    if word.encoding in "bB":
        payload = base64.b64encode(data).decode()
    else:
        plain = set(re.sub(rf"={_HEX}{{2}}", "", word.payload).encode()) - {0x5F}
        plain |= set(map(ord, _SAFE_IN_MAIL))
        payload = "".join(
            "_" if byte == 0x20 else chr(byte) if byte in plain else f"={byte:02X}" for byte in data
        )
    return f"=?{charset}?{word.encoding}?{payload}?="


#: Notations in which much is written that is no text, bytes of any kind for instance.
_OF_DATA: Final = ("python", "javascript", "c", "octal", "mysql")
#: Nats that a repair needs where single letters are escaped in programs and their data. In the
#: packages of Python's index and of Debian wrong ones have up to 4.9 there, and none elsewhere; of
#: what was damaged for a measurement, one edit in 500 stays under 6.
_UNTRUSTED: Final = ("python", "javascript")
_LEAST: Final = 6.0
#: How far around a span the rest of a character class or of a list is looked for.
_NEAR: Final = 400
#: How far around what a text says of a span is looked for.
_CLOSE: Final = 160
#: Letters without a word that are an example where encodings are named.
_SIGN: Final = 2
_DECLARATION: Final = re.compile(r"(?:coding|charset)\W{1,3}[\w-]+")
#: Letters of a word that stands twice by no chance.
_WORD_LEAST: Final = 4
_RANGE: Final = re.compile(rf"(?:a-z|A-Z|0-9|{_BEYOND}-{_BEYOND})")
_TWO: Final = "it is written in more than one notation"
_ABOUT: Final = "the text around talks about mojibake: a mention"
_STRANGE: Final = "nothing that text has comes of it"
_UNSURE: Final = f"in a notation it takes {_LEAST:g} nats"
_CLASS: Final = "it is part of a class of characters"


def _left_for(seen: View, edit: Edit, place: _Place, sure: Set[str]) -> str:
    """Return why an edit of the view is not made, "" if it is.

    ``sure`` are the pages by which other text there was certainly damaged.
    """
    if place.write is None:
        return _TWO
    alone = edit.chain[-1].read_as not in sure
    if edit.evidence < _LEAST and alone and place.name in _UNTRUSTED:
        return _UNSURE
    strange = any(unicodedata.category(char) in ("Cn", "Co", "Cc") for char in edit.after)
    if strange and place.name in _OF_DATA:
        return _STRANGE
    return _CLASS if _in_class(seen.text, edit.start, edit.end) else ""


def _mentioned(seen: View, edit: Edit) -> str:
    """Return why an edit of the view is only a mention, "" if it is none."""
    around = seen.text[max(0, edit.start - _CLOSE) : edit.end + _CLOSE].lower()
    if any(
        name in around for name in (*mention.PHENOMENON, "garbl", "double-encod", "double encod")
    ):
        return _ABOUT
    beside = seen.text[max(0, edit.start - 1) : edit.start] + seen.text[edit.end : edit.end + 1]
    bare = len(edit.after) <= _SIGN and edit.after.isalpha() and not any(map(str.isalnum, beside))
    # What declares the encoding of a file says nothing about damage.
    if bare and mention.named().search(_DECLARATION.sub("", around)):
        return _ABOUT
    return mention.BOTH if _stands_right(seen.text, edit) else ""


def _stands_right(text: str, edit: Edit) -> bool:
    """Whether the word that an edit makes stands close by undamaged.

    Tests and tables set the two forms against each other in more ways than prose does.
    """
    before = text[max(0, edit.start - _CLOSE) : edit.start]
    after = text[edit.end : edit.end + _CLOSE]
    head = re.split(r"\W", before)[-1]
    tail = re.split(r"\W", after)[0]
    word = head + edit.after + tail
    if len(word) < _WORD_LEAST or not word.isalpha():
        return False
    near = "\n".join(before.split("\n")[-2:]), "\n".join(after.split("\n")[:2])
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    return any(map(pattern.search, near))


def _in_class(text: str, start: int, end: int) -> bool:
    """Whether a span stands between brackets, without a space, beside a range of characters."""
    before = re.split(r"[\s\]]", text[max(0, start - _NEAR) : start])[-1]
    after = re.split(r"[\s\[]", text[end : end + _NEAR])[0]
    if "[" not in before or ("]" not in after and len(after) < _NEAR):
        return False
    before, after = before.rpartition("[")[2], after.partition("]")[0]
    # What was put right is left out: of two damaged words a hyphen makes a range.
    return bool(_RANGE.search(before) or _RANGE.search(after) or before[-1:] == "-")


#: A name, and what is between it and its value; a list of which at least two items are words.
_MEMBER: Final = re.compile(
    r"[\"'][A-Za-z_][\w.-]*[\"']\s*:\s*(?:\[\s*(?:[\"'][^\"'\s]{1,20}[\"']\s*,\s*)*)?[\"']$"
)
_ITEMS: Final = re.compile(r"[\"'](?:\s*,\s*[\"'][\w .-]+[\"']){2}")


def _value(seen: View, finding: Finding) -> Edit | None:
    """Return the edit of a pictograph that is left as a mention but for the quotes around it.

    As the value of a named member, or an item among words, it is data: nobody talks there.
    """
    if finding.reason not in (mention.ALONE, mention.LISTED):
        return None
    best = finding.candidates[0]
    if best.after < "\u2000" or unicodedata.category(best.after[0]) != "So":
        return None
    before = seen.text[max(0, finding.start - _NEAR) : finding.start].rpartition("\n")[2]
    if not _MEMBER.search(before) and not (
        before[:-1].rstrip().endswith(("[", ","))
        and _ITEMS.match(seen.text, finding.end, finding.end + _NEAR)
    ):
        return None
    return Edit(
        finding.start,
        finding.end,
        finding.before,
        best.after,
        best.chain,
        best.evidence,
        best.damage,
        best.lossy,
    )


def look(
    seen: View, judge: Callable[[str], Report], *, mentions: bool
) -> tuple[list[Edit], list[Finding]]:
    """Return what to put right of what is notated in a text, and all that was found there.

    ``judge`` says what is damaged in text that stands for itself. What of it is not notated is left
    to the ordinary way. With ``mentions``, what the text only talks about is put right as well.
    """
    text = seen.source
    report = judge(seen.text)
    repaired = {(edit.start, edit.end): edit for edit in report.edits}
    sure = {edit.chain[-1].read_as for edit in report.edits if edit.evidence >= _LEAST}
    #: Span of the view, what becomes of it, place, and who says so.
    changes: list[tuple[int, int, str, _Place, Edit, tuple[Candidate, ...]]] = []
    findings: list[Finding] = []
    for finding in report.findings:
        start, end = finding.start, finding.end
        place = _place(seen, start, end)
        if place is None:
            continue
        edit = repaired.get((start, end)) or _value(seen, finding)
        reason = finding.reason
        if edit:
            reason = _left_for(seen, edit, place, sure)
            reason = reason or ("" if mentions else _mentioned(seen, edit))
        if edit is None or place.write is None or reason:
            candidates = _rewritten(finding.candidates, place)
            before = text[place.start : place.end]
            findings.append(Finding(place.start, place.end, before, candidates, False, reason))
            continue
        out, candidates = edit.after, finding.candidates
        if changes and place.start < changes[-1][3].end:
            # Another in the same encoded word, which is written once.
            begin, stop, was, _, other, _ = changes.pop()
            start, out = begin, was + seen.text[stop:start] + out
            place = _place(seen, start, end) or place
            edit = min(edit, other, key=_nats)
            candidates = (Candidate(out, edit.chain, edit.evidence),)
        changes.append((start, end, out, place, edit, candidates))
    edits = []
    for _, _, out, place, edit, candidates in changes:
        before, after = text[place.start : place.end], place.write and place.write(out)
        candidates = _rewritten(candidates, place)
        if after is None:
            findings.append(Finding(place.start, place.end, before, candidates, False, _TWO))
        elif after != before:
            edits.append(
                dataclasses.replace(
                    edit,
                    start=place.start,
                    end=place.end,
                    before=before,
                    after=after,
                    notation=place.name,
                )
            )
            findings.append(Finding(place.start, place.end, before, candidates, True, "repaired"))
    return edits, sorted(findings, key=lambda finding: finding.start)


def _rewritten(candidates: Sequence[Candidate], place: _Place) -> tuple[Candidate, ...]:
    """Return candidates as they would be written at a place, without those that cannot be."""
    written = [(c, place.write(c.after)) for c in candidates] if place.write else []
    return tuple(dataclasses.replace(c, after=after) for c, after in written if after is not None)


def _nats(edit: Edit) -> float:
    return edit.evidence
