"""Notations: what is damaged in escapes and entities comes back in them, and the file parses."""

from __future__ import annotations

import ast
import email.header
import html
import json
import quopri
import re
import time
import urllib.parse
from collections.abc import Callable
from email.charset import BASE64, QP, Charset
from html.entities import codepoint2name
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mojifix
from mojifix import MixUp, Policy, explain, notation, repair
from mojifix.notation import NAMES, View, view
from mojifix.testing import damage, mojibake

SENTENCES = [
    "Le th\u00e9\u00e2tre ferme \u00e0 l\u2019aube, apr\u00e8s un d\u00eener l\u00e9ger.",
    "Die Stra\u00dfe f\u00fchrt \u00fcber die alte Br\u00fccke nach Gro\u00dfr\u00f6da.",
    "El ni\u00f1o durmi\u00f3 bajo la sombra del \u00e1rbol despu\u00e9s de comer.",
    "\u041c\u044b \u043a\u0443\u043f\u0438\u043b\u0438 \u0445\u043b\u0435\u0431 \u0438 "
    "\u0441\u044b\u0440 \u043d\u0430 \u0440\u044b\u043d\u043a\u0435.",
    "She said \u201cwait\u201d \u2014 and the train\u2019s gone \U0001f642 already.",
]
PAGES = ["iso-8859-1", "windows-1252", "mac-roman", "windows-1251", "cp850"]


def damaged(text: str, *pages: str) -> str:
    made = damage(text, [MixUp(page) for page in pages])
    assert made is not None
    return made


# Writers and readers: the readers are real parsers


def each(text: str, write: Callable[[str], str]) -> str:
    return "".join(char if char.isascii() else write(char) for char in text)


def utf16(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{a << 8 | b:04x}" for a, b in zip(units[::2], units[1::2], strict=True))


def entity(char: str) -> str:
    return f"&{codepoint2name.get(ord(char), f'#{ord(char)}')};"


def bytewise(text: str, form: str) -> str:
    return "".join(form.format(byte) if byte > 0x7F else chr(byte) for byte in text.encode("utf-8"))


def header(text: str, encoding: int) -> str:
    charset = Charset("utf-8")
    charset.header_encoding = encoding
    return email.header.Header(text, charset).encode()


def header_text(line: str) -> str:
    parts = email.header.decode_header(line)
    return "".join(p if isinstance(p, str) else p.decode(c or "ascii") for p, c in parts)


class Notation(NamedTuple):
    """A way to write text, and the parser that reads it."""

    name: str
    write: Callable[[str], str]
    read: Callable[[str], str]


NOTATIONS = {
    "json": Notation(
        "json", lambda s: json.dumps({"title": s}), lambda t: str(json.loads(t)["title"])
    ),
    "json with raw letters": Notation(
        "json",
        lambda s: each(
            json.dumps({"title": s}, ensure_ascii=False),
            lambda c: c if c.isprintable() else utf16(c),
        ),
        lambda t: str(json.loads(t)["title"]),
    ),
    "json in json": Notation(
        "json",
        lambda s: json.dumps(json.dumps([s])),
        lambda t: str(json.loads(json.loads(t))[0]),
    ),
    "python": Notation(
        "python", lambda s: f"title = u{s!a}", lambda t: str(ast.literal_eval(t[8:]))
    ),
    "python bytes": Notation(
        "c", lambda s: f"title = {s.encode()!r}", lambda t: ast.literal_eval(t[8:]).decode()
    ),
    "octal": Notation(
        "octal",
        lambda s: f'title = b"{bytewise(s, chr(92) + "{:03o}")}"',
        lambda t: ast.literal_eval(t[8:]).decode(),
    ),
    "named entities": Notation("html", lambda s: f"<p>{each(s, entity)}</p>", html.unescape),
    "decimal entities": Notation(
        "html", lambda s: f"<p>{each(s, lambda c: f'&#{ord(c)};')}</p>", html.unescape
    ),
    "hexadecimal entities": Notation(
        "html", lambda s: f"<p>{each(s, lambda c: f'&#x{ord(c):X};')}</p>", html.unescape
    ),
    "entities escaped again": Notation(
        "html",
        lambda s: f"<p>{each(s, lambda c: entity(c).replace('&', '&amp;'))}</p>",
        lambda t: html.unescape(html.unescape(t)),
    ),
    "percent": Notation(
        "percent",
        lambda s: f"https://example.org/?q={urllib.parse.quote(s)}",
        lambda t: urllib.parse.unquote(t, errors="strict"),
    ),
    "quoted-printable": Notation(
        "quoted-printable",
        lambda s: quopri.encodestring(s.encode()).decode(),
        lambda t: quopri.decodestring(t.encode()).decode(),
    ),
    "r": Notation(
        "r",
        lambda s: each(
            s, lambda c: f"<U+{ord(c):04X}>" if c < "\U00010000" else f"<U+{ord(c):08X}>"
        ),
        lambda t: re.sub(r"<U\+([0-9A-F]{4,8})>", lambda m: chr(int(m[1], 16)), t),
    ),
    "mysql": Notation(
        "mysql", lambda s: each(s, lambda c: f"\\{c}"), lambda t: t.replace("\\", "")
    ),
    "header, q": Notation("rfc2047", lambda s: header(s, QP), header_text),
    "header, b": Notation("rfc2047", lambda s: header(s, BASE64), header_text),
}


@pytest.mark.parametrize("kind", NOTATIONS)
@pytest.mark.parametrize("page", PAGES)
def test_a_damaged_line_comes_back_in_its_notation_and_parses(kind: str, page: str) -> None:
    name, write, read = NOTATIONS[kind]
    for sentence in SENTENCES:
        bad = damage(sentence, [MixUp(page)])
        if bad is None or (kind.startswith("header") and "\x85" in bad):
            continue  # Python's own headers break the line there
        text = write(bad)
        report = explain(text)
        assert read(report.text) == read(write(sentence))
        assert {edit.notation for edit in report.edits} <= {name, ""}
        assert report.undo() == text
        assert repair(report.text) is report.text


@pytest.mark.parametrize("kind", NOTATIONS)
def test_clean_text_in_a_notation_comes_back_as_the_very_object(kind: str) -> None:
    for sentence in SENTENCES:
        text = NOTATIONS[kind].write(sentence)
        assert repair(text) is text


@settings(deadline=None)
@given(mojibake(), st.sampled_from(sorted(NOTATIONS)))
def test_whatever_is_damaged_parses_and_is_undone_and_done_once(
    case: mojifix.testing.Mojibake, kind: str
) -> None:
    _, write, read = NOTATIONS[kind]
    try:
        text = write(case.damaged)
        read(text)
    except (UnicodeError, ValueError):
        return
    report = explain(text)
    read(report.text)
    assert report.undo() == text
    assert mojifix.undo(report.text, report.edits) == text
    assert repair(report.text) == report.text
    assert mojifix.Report.from_json(report.to_json()) == report


PIECES = (
    "\\u00c3 \\u00a9 \\u00e2\\u0080\\u0099 \\ud83d \\udd27 \\xc3 \\xa9 \\x80 "
    "\\u{c3} \\u{a9} \\U000000c3 "
    "\\303 \\203 \\302 \\251 &Atilde; &copy; &#195; &#xA9; &#128; &amp;Atilde; &amp;copy; &amp; "
    "%C3 %83 "
    "%C2 %A9 %25C3 %2583 %E8%8C%85 + =C3 =83 =C2 =A9 = =\n =? ?= =?utf-8?Q?=C3=83=C2=A9?= "
    "=?iso-8859-1?B?w6k=?= =?x?q?_?= <U+00C3> <U+00A9> "
    "\u00c3 \u00a9 \u00e2 \u20ac \u2122 \\ \\\\ \" ' ` [ ] - , : "
    "\\n \n a caf t\u00e9 \ud800 \0 { } u' b' \u8305"
).split(" ")


@settings(deadline=None)
@given(st.lists(st.sampled_from([*PIECES, " "]), max_size=30).map("".join) | st.text())
def test_no_text_raises_and_nothing_but_the_spans_changes(text: str) -> None:
    report = explain(text)
    assert report.undo() == text
    at, made = 0, ""
    for edit in report.edits:
        assert at <= edit.start <= edit.end
        assert text[edit.start : edit.end] == edit.before != edit.after
        assert edit.chain
        assert edit.notation in ("", *NAMES)
        made += text[at : edit.start] + edit.after
        at = edit.end
    assert report.text == made + text[at:]
    assert repair(report.text) == report.text
    assert [f.before for f in report.findings if f.repaired] == [e.before for e in report.edits]
    ends = [0, *(finding.end for finding in report.findings)]
    assert all(end <= f.start < f.end for end, f in zip(ends, report.findings, strict=False))


# The notation stays


@pytest.mark.parametrize(
    ("text", "expected", "name"),
    [
        (r'"It\u00e2\u0080\u0099s"', r'"It\u2019s"', "json"),
        (r'"It\u00E2\u0080\u0099s Rat\u00C3\u00A9"', r'"It\u2019s Rat\u00E9"', "json"),
        (r'"cool \u00f0\u009f\u0091\u008d"', r'"cool \ud83d\udc4d"', "json"),
        (r'u"wow \u00f0\u009f\u0091\u008d"', r'u"wow \U0001f44d"', "python"),
        (r"a caf\\u00c3\\u00a9", r"a caf\\u00e9", "json"),
        (r"u'the caf\xc3\xa9'", r"u'the caf\xe9'", "python"),
        (r"'don\xe2\u20ac\u2122t'", r"'don\u2019t'", "python"),
        (r'let s = "the caf\xc3\xa9";', r'let s = "the caf\xe9";', "javascript"),
        (r'"the caf\u{c3}\u{a9}"', r'"the caf\u{e9}"', "javascript"),
        (r'"the caf\xC3\x83\xC2\xA9"', r'"the caf\xC3\xA9"', "c"),
        (r'"the caf\303\203\302\251"', r'"the caf\303\251"', "octal"),
        (r'"un caf\350\214\205 noir"', r'"un caf\303\251 noir"', "octal"),
        ("don&acirc;&euro;&trade;t", "don&rsquo;t", "html"),
        ("don&#226;&#128;&#153;t", "don&#8217;t", "html"),
        ("don&#xe2;&#x80;&#x99;t", "don&#x2019;t", "html"),
        ("don&amp;acirc;&amp;euro;&amp;trade;t", "don&amp;rsquo;t", "html"),
        ("l'\u00c3&copy;t\u00c3&copy;", "l'&eacute;t&eacute;", "html"),
        ("/caf%C3%83%C2%A9-bar", "/caf%C3%A9-bar", "percent"),
        ("/caf%c3%83%c2%a9-bar", "/caf%c3%a9-bar", "percent"),
        ("/caf%25C3%2583%25C2%25A9-bar", "/caf%25C3%25A9-bar", "percent"),
        ("un caf=C3=83=C2=A9 noir", "un caf=C3=A9 noir", "quoted-printable"),
        ("un caf=C3=83=\r\n=C2=A9 noir", "un caf=C3=A9=\r\n noir", "quoted-printable"),
        ("it<U+00E2><U+0080><U+0099>s", "it<U+2019>s", "r"),
        ("un caf\\\u00c3\\\u00a9 noir", "un caf\\\u00e9 noir", "mysql"),
        ("=?utf-8?Q?un_caf=C3=83=C2=A9?=", "=?utf-8?Q?un_caf=C3=A9?=", "rfc2047"),
        ("=?iso-8859-1?Q?un_caf=C3=A9?=", "=?iso-8859-1?Q?un_caf=E9?=", "rfc2047"),
        ("=?iso-8859-1?Q?it=E2=80=99s?=", "=?utf-8?Q?it=E2=80=99s?=", "rfc2047"),
        ("=?utf-8?B?Y2Fmw4PCqQ==?=", "=?utf-8?B?Y2Fmw6k=?=", "rfc2047"),
    ],
)  # fmt: skip
def test_a_repair_is_written_as_the_damage_was(text: str, expected: str, name: str) -> None:
    report = explain(text)
    assert report.text == expected
    assert {edit.notation for edit in report.edits} == {name}
    assert report.undo() == text


def test_where_only_the_invisible_is_escaped_the_visible_is_not() -> None:
    assert repair('"tool": "\u00f0\\u009f\\u0094\u00a7"') == '"tool": "\U0001f527"'
    assert repair('"\u00c3\\u00a0 demain"') == '"\u00e0 demain"'
    assert repair('"\\u00c3\u00a9tang"') == '"\\u00e9tang"'


@pytest.mark.parametrize(
    ("kind", "out", "expected"),
    [
        ("\\u00c3", '"\\\n', "\\u0022\\u005c\\u000a"),
        ("\\xc3\\u00a9", "'", "\\x27"),
        ("&Atilde;", '<&"', "&lt;&amp;&quot;"),
        ("&amp;#195;", "<", "&amp;#60;"),
        ("%C3%83", '%&/"', "%25%26%2F%22"),
        ("=C3=83", "=?_", "=3D=3F=5F"),
        ("\\303\\203", '"\\', "\\042\\134"),
    ],
)
def test_what_a_notation_must_escape_is_escaped(kind: str, out: str, expected: str) -> None:
    text = f"{kind}\u00a9"
    kinds = frozenset({"escape", "html", "percent", "quoted_printable"})
    seen = View(f"u'{text}'" if "\\x" in text else text, kinds)
    start = seen.text.index("\u00c3")
    place = notation._place(seen, start, start + (2 if "\\x" in text else 1))
    assert place is not None
    assert place.write is not None
    assert place.write(out) == expected


def test_the_other_bytes_of_a_json_file_do_not_move() -> None:
    text = '{ "a" :"caf\\u00c3\\u00a9",\r\n\t"b":1.50, "c": "\\/ \\u00e9\\u0041 \\"x\\"" }'
    assert repair(text) == text.replace("\\u00c3\\u00a9", "\\u00e9")


def test_no_line_of_quoted_printable_gets_longer() -> None:
    text = quopri.encodestring(damaged(SENTENCES[3] * 4, "windows-1252").encode()).decode()
    made = repair(text)
    assert max(map(len, made.splitlines())) <= max(map(len, text.splitlines()))
    assert quopri.decodestring(made.encode()).decode() == SENTENCES[3] * 4


def test_markup_beside_a_span_does_not_hide_it() -> None:
    text = "<b>&Atilde;&copy;l&Atilde;&uml;ve</b><br/>&Atilde;&copy;t&Atilde;&copy;"
    assert repair(text) == "<b>&eacute;l&egrave;ve</b><br/>&eacute;t&eacute;"


def test_raw_damage_beside_notated_damage_is_repaired_too() -> None:
    report = explain("Un caf\u00c3\u00a9, un th&Atilde;&copy;.")
    assert report.text == "Un caf\u00e9, un th&eacute;."
    assert [edit.notation for edit in report.edits] == ["", "html"]


def test_a_policy_holds_for_notations_as_well() -> None:
    text = r'"The caf\u00c3\u00a9 is garbled."'
    assert repair(text) is text
    assert repair(text, policy=Policy(mentions=True)) == r'"The caf\u00e9 is garbled."'
    text = "un caf&Atilde;&copy;"
    assert repair(text, policy=Policy(threshold=99)) is text
    assert repair(text, policy=Policy(read_as=("koi8-r",))) is text


# What stays


@pytest.mark.parametrize(
    "text",
    [
        r"'caf\xc3\xa9'",
        r"b'caf\xc3\xa9 \xff'",
        r'"caf\303\251"',
        r'u8"caf\xc3\xa9"',
        r'const x = "caf\xc3\xa9"; fn main() {}',
        r"/[A-Za-z\u00c0-\u00ff\u00c3\u00a9]+/",
        r"[\xaa\xb5\xba\xc0-\xd6\xd8-\xf6]",
        r'["\u00c0","\u00c1","\u00c2","\u00c3","\u00c4"]',
        r'{"\u00c3\u00a9": "\u00e9", "\u00c3\u00a8": "\u00e8"}',
        r"text.replace('\u00e2\u0080\u0099', \"'\")",
        r"assert fix('It\u00e2\u0080\u0099s') == 'It\u2019s'",
        "s = s.replaceAll('&acirc;&euro;&trade;', '&rsquo;')",
        "preg_replace('/&Atilde;&copy;/', '&eacute;', $s)",
        "&Agrave;&Aacute;&Acirc;&Atilde;&Auml;&Aring;&AElig;&Ccedil;",
        "&eacute;&nbsp;&laquo;&nbsp;&Agrave;&nbsp;&raquo;",
        "/caf%C3%A9 is sent as /caf%C3%83%C2%A9",
        "%E9t%E9 %C3%A9t%C3%A9 %D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82",
        "=E9t=E9 =C3=A9t=C3=A9",
        "=?utf-8?Q?=C3=A9t=C3=A9?= =?iso-8859-1?Q?=E9t=E9?= =?gb2312?B?xOO6ww==?=",
        r"\u0416\u0443\u043a \u4f60\u597d \u00e9\u00e8",
        r'"\x89PNG\r\n\x1a\n\xc3\xa9\xff\xd8"',
        r'"\xff\xd8\xff\xe0\x00\x10JFIF"',
        r'"\xff\xd8\xff\xe0 JFIF \xc3\xa9"',
        r"C:\users\xc3\xa9 \u \x \777 \400",
        "AT&T; a&b=c%20d &#0; &#1114112; &nosuch;&nosuch;",
    ],
)
def test_what_only_looks_damaged_stays(text: str) -> None:
    assert repair(text) is text


def test_what_is_left_is_reported() -> None:
    [finding] = mojifix.find("text.replace('&acirc;&euro;&trade;', \"'\")")
    assert not finding.repaired
    assert finding.before == "&acirc;&euro;&trade;"
    assert finding.candidates[0].after == "&rsquo;"
    assert "mention" in finding.reason


def test_text_without_a_sign_of_notated_damage_has_no_view() -> None:
    for text in (
        "",
        "plain",
        "caf\\u00e9 &eacute; %C3%A9 =C3=A9 <U+00E9>",
        "a\\b & c % d = e",
        "\u00e9" * 9,
    ):
        assert view(text) is None


PIECES_THAT_GROW = [
    "\\", "&amp;", "%25", "=", "=?", "=?a?q?b?= ", "\\xe2", '"\\xe9', "\\u00c3\\u00a9",
    "caf\\u00c3\\u00a9 ", "=?utf-8?q?=C3=83=C2=A9?= ", "=\n", "<U+00C3><U+00A9>", "%C3%83%C2%A9",
    "[a-z\\u00c3\\u00a9", "&#195;&#169;",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES_THAT_GROW)
def test_cost_grows_with_length_and_no_faster(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        begin = time.process_time()
        explain(text)
        return time.process_time() - begin

    seconds(2000)
    # Quadratic cost would be sixteen times as much. What else runs on the machine only adds.
    short = min(seconds(4000) for _ in range(3))
    assert min(seconds(16000) for _ in range(3)) < 8 * max(short, 0.01)
