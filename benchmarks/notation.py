"""Decides how mojibake is written in notation, and when a file that holds it is right again.

Whole lines, UTF-8 read as a page, in the escapes of a format, inside a frame of that format. It is
restored if the frame is as it was and the format's own parser reads the original text from what
stands in it; how that is written, escaped or not, is not judged, nor is the parser mojifix's.
Escapes of bytes (``\\xe2\\x80\\x99``, ``%C3%A9``) hold UTF-8 as they are, so that text in them is
mojibake only where it was encoded twice.
"""

from __future__ import annotations

import ast
import email.errors
import email.header
import functools
import html
import json
import quopri
import random
import re
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from email.charset import BASE64, QP, Charset
from html.entities import codepoint2name
from typing import Final

from benchmarks.cases import Case, Stock, draw
from benchmarks.damage import PAGES, damage

__all__ = ["NOTATIONS", "Notation", "notation_cases", "parses_as"]

_WEB: Final = ("windows-1252", "latin-1", "windows-1251")


@dataclass(frozen=True, slots=True)
class Notation:
    """A format: what stands around a text in it, how it is written and how it is read."""

    before: str
    after: str
    write: Callable[[str], str]
    read: Callable[[str], str]
    #: What UTF-8 was read as before it was written so.
    pages: tuple[str, ...] = _WEB


def _each(text: str, wanted: Callable[[str], bool], write: Callable[[str], str]) -> str:
    return "".join(write(char) if wanted(char) else char for char in text)


def _beyond_ascii(char: str) -> bool:
    return not char.isascii()


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _javascript(text: str) -> str:
    """Controls escaped, all others as they are."""
    raw = json.dumps(text, ensure_ascii=False)[1:-1]
    return _each(raw, lambda char: "\x7f" <= char <= "\xa0", lambda char: f"\\u{ord(char):04x}")


def _from_json(text: str) -> str:
    read = json.loads(f'"{text}"')
    assert isinstance(read, str)
    return read


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _bytes(form: str, text: str) -> str:
    data = _quoted(text).encode()
    return "".join(form.format(byte) if byte > 0x7E else chr(byte) for byte in data)


def _from_bytes(text: str) -> str:
    data = ast.literal_eval(f'b"{text}"')
    assert isinstance(data, bytes)
    return data.decode()


def _python(text: str) -> str:
    """A literal of text: every character is one escape."""
    forms = ((0xFF, "\\x{:02x}"), (0xFFFF, "\\u{:04x}"), (0x10FFFF, "\\U{:08x}"))

    def write(char: str) -> str:
        return next(form for most, form in forms if ord(char) <= most).format(ord(char))

    return _each(_quoted(text), _beyond_ascii, write)


def _from_python(text: str) -> str:
    read = ast.literal_eval(f'"{text}"')
    assert isinstance(read, str)
    return read


def _entities(form: str, text: str) -> str:
    """Numeric references by ``form``; without one, names where there are any."""

    def write(char: str) -> str:
        if form:
            return form.format(ord(char))
        name = codepoint2name.get(ord(char))
        return f"&{name};" if name else char

    return _each(html.escape(text, quote=False), _beyond_ascii, write)


def _twice(text: str) -> str:
    return html.escape(_entities("", text), quote=False)


def _quoted_printable(text: str) -> str:
    return quopri.encodestring(text.encode()).decode("ascii")


def _from_quoted_printable(text: str) -> str:
    return quopri.decodestring(text.encode("ascii")).decode()


def _r(text: str) -> str:
    return _each(text, _beyond_ascii, lambda char: f"<U+{ord(char):04X}>")


def _from_r(text: str) -> str:
    return re.sub(r"<U\+([0-9A-F]{4,8})>", lambda match: chr(int(match[1], 16)), text)


def _mysql(text: str) -> str:
    """Quotes escaped as dumps do, and a backslash before each character that is no ASCII text.

    MySQL reads a backslash before anything but a few letters as if it were not there.
    """
    raw = text.replace("\\", "\\\\").replace("'", "\\'")
    return re.sub(r"(?<![^\x00-\x7f])(?=[^\x00-\x7f])", r"\\", raw)


def _from_mysql(text: str) -> str:
    special = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a"}
    return re.sub(r"\\(.)", lambda match: special.get(match[1], match[1]), text, flags=re.DOTALL)


def _encoded_words(encoding: int, text: str) -> str:
    charset = Charset("utf-8")
    charset.header_encoding = encoding
    return email.header.Header(text, charset, header_name="Subject").encode()


def _from_encoded_words(text: str) -> str:
    return str(email.header.make_header(email.header.decode_header(text)))


NOTATIONS: Final[dict[str, Notation]] = {
    "json": Notation('{"id": 7, "text": "', '", "ok": true}\n', _json, _from_json),
    "json, Latin-1": Notation('[{"content": "', '"}]', _json, _from_json, ("latin-1",)),
    "javascript, C1 escaped": Notation(
        'const title = "', '";\n', _javascript, _from_json, ("latin-1",)
    ),
    "python": Notation('title = "', '"\n', _python, _from_python),
    "bytes in hex": Notation(
        'TITLE = b"', '"\n', functools.partial(_bytes, "\\x{:02x}"), _from_bytes
    ),
    "bytes in octal": Notation(
        'const char *title = "', '";\n', functools.partial(_bytes, "\\{:03o}"), _from_bytes
    ),
    "entities, named": Notation(
        "<p class=x>", "</p>\n", functools.partial(_entities, ""), html.unescape, _WEB[:1]
    ),
    "entities, decimal": Notation(
        "<b>", "</b>", functools.partial(_entities, "&#{};"), html.unescape
    ),
    "entities, hex": Notation(
        "<li>", "</li>", functools.partial(_entities, "&#x{:X};"), html.unescape
    ),
    "entities, twice": Notation(
        "<td>", "</td>", _twice, lambda text: html.unescape(html.unescape(text)), _WEB[:1]
    ),
    "percent": Notation(
        "https://example.org/find?q=",
        "&page=2",
        functools.partial(urllib.parse.quote, safe=""),
        functools.partial(urllib.parse.unquote, errors="strict"),
    ),
    "quoted-printable": Notation(
        "Content-Transfer-Encoding: quoted-printable\n\n",
        "\n",
        _quoted_printable,
        _from_quoted_printable,
    ),
    "<U+00E9>": Notation('[1] "', '"\n', _r, _from_r),
    "mysql": Notation("INSERT INTO `t` VALUES (7,'", "');\n", _mysql, _from_mysql),
    "rfc 2047, Q": Notation(
        "Subject: ",
        "\nMIME-Version: 1.0\n",
        functools.partial(_encoded_words, QP),
        _from_encoded_words,
    ),
    "rfc 2047, B": Notation(
        "Subject: ",
        "\nMIME-Version: 1.0\n",
        functools.partial(_encoded_words, BASE64),
        _from_encoded_words,
    ),
}


def parses_as(label: str, got: str) -> str | None:
    """Return the text that a file in a notation holds; ``None`` if its frame or escapes broke."""
    notation = NOTATIONS[label]
    if not (got.startswith(notation.before) and got.endswith(notation.after)):
        return None
    inside = got[len(notation.before) : len(got) - len(notation.after)]
    try:
        return notation.read(inside)
    except (ValueError, SyntaxError, AssertionError, LookupError, email.errors.MessageError):
        return None


def _written(label: str, text: str) -> str:
    notation = NOTATIONS[label]
    return notation.before + notation.write(text) + notation.after


def _make(label: str, stock: Stock, lang: str, rng: random.Random) -> tuple[str, str, str] | None:
    text = rng.choice(stock.damageable[lang])
    page = rng.choice(NOTATIONS[label].pages)
    bad = damage(text, PAGES[page])
    if bad is None and f"{page}/web" in PAGES:
        bad = damage(text, PAGES[f"{page}/web"])
    if bad is None:
        return None
    given, expected = _written(label, bad), _written(label, text)
    # Text whose own signs are escapes in the format can't be told from the format's.
    if parses_as(label, given) != bad or parses_as(label, expected) != text:
        return None
    return label, given, expected


def notation_cases(kind: str, number: int, stock: Stock, seed: str) -> list[Case]:
    """About ``number`` lines, evenly over the notations."""
    each = max(1, round(number / len(NOTATIONS)))
    cases: list[Case] = []
    for label in NOTATIONS:
        rng = random.Random(f"{seed} {kind} {label}")
        cases += draw(kind, functools.partial(_make, label), each, stock, rng)
    return cases
