"""Damage the sentences of ``corpus/sentences.jsonl`` and write the generated half of ``corpus/``.

Decides which sentence meets which page, and where; leaves alone the hand-written files (sentences,
mentions, clean text, known failures). Every case is made by real encoding and decoding, and only
kept if the damage lost nothing: encoding the damaged text gives the same bytes again. The one
exception is the group of lines whose last byte was lost, where just the undecodable rest is lost.

The choice is a hash of the case's own name, not a random generator's state, so that the output
depends on nothing but this file and the sentences, and a new case moves no other.

    python tools/build_corpus.py            write the files
    python tools/build_corpus.py --check    say whether the committed files are up to date
"""

from __future__ import annotations

import argparse
import codecs
import hashlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

CORPUS: Final = Path(__file__).resolve().parent.parent / "corpus"

Case = dict[str, Any]

# --------------------------------------------------------------------------- code pages

#: The forms of UTF-8 that a text may have been meant as; see :func:`utf8_bytes`.
UTF8_FORMS: Final = ("utf-8", "cesu-8", "mutf-8")
UTF16: Final = ("utf-16-le", "utf-16-be")

MULTI_BYTE: Final = (
    "cp932",
    "shift_jis",
    "euc_jp",
    "gbk",
    "gb18030",
    "big5",
    "big5hkscs",
    "cp950",
    "euc_kr",
    "cp949",
    "johab",
)


@cache
def codec_of(label: str) -> str:
    """Return the name of Python's codec for a code page label, however it is spelt."""
    for name in (label, label.replace("windows-", "cp"), label.removeprefix("x-")):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    raise LookupError(f"no code page is called {label!r}")


@cache
def is_multi_byte(label: str) -> bool:
    """Whether a page has characters of two bytes and more."""
    return codec_of(label) in set(map(codec_of, MULTI_BYTE))


@cache
def table(label: str, web: bool = True) -> tuple[str | None, ...]:
    """Return the 256 characters of a single-byte page, ``None`` for a hole.

    ``web`` fills the holes between 80 and 9F by C1 controls, as the WHATWG tables do for the
    windows pages; Python's own codecs leave them undefined.
    """
    codec = codec_of(label)
    chars: list[str | None] = []
    for byte in range(256):
        try:
            chars.append(bytes([byte]).decode(codec))
        except UnicodeDecodeError:
            fill = web and codec.startswith(("cp125", "cp874")) and 0x80 <= byte < 0xA0
            chars.append(chr(byte) if fill else None)
    return tuple(chars)


@cache
def inverse(label: str) -> dict[str, int]:
    """Map the characters of a single-byte page to bytes; ASCII wins over its doubles.

    mac-arabic and mac-farsi decode A0 to BF to a second, right-to-left set of ASCII punctuation.
    """
    found: dict[str, int] = {}
    for byte, char in enumerate(table(label)):
        if char is not None:
            found.setdefault(char, byte)
    return found


def utf8_bytes(text: str, form: str = "utf-8") -> bytes:
    """Encode to UTF-8, CESU-8 (surrogates apart) or Java's modified UTF-8 (also C0 80)."""
    if form == "utf-8":
        return text.encode("utf-8")
    if form not in UTF8_FORMS:
        raise LookupError(f"{form!r} is no form of UTF-8 known here")
    units = "".join(
        char
        if char < "\U00010000"
        else chr(0xD7C0 + (ord(char) >> 10)) + chr(0xDC00 + (ord(char) & 0x3FF))
        for char in text
    )
    data = units.encode("utf-8", "surrogatepass")
    return data.replace(b"\0", b"\xc0\x80") if form == "mutf-8" else data


def bytes_meant(text: str, meant: str) -> bytes:
    """Encode to what bytes were meant as: a form of UTF-8, UTF-16 or a page."""
    if meant in UTF16:
        return text.encode(meant)
    return utf8_bytes(text, meant) if meant in UTF8_FORMS else encode_as(text, meant)


def read_as(data: bytes, label: str, *, web: bool = True) -> str:
    """Decode bytes by the page ``label``; raises ``ValueError`` where it has no character."""
    if label in UTF16:
        return data.decode(label)
    if is_multi_byte(label):
        return data.decode(codec_of(label))
    chars = [table(label, web)[byte] for byte in data]
    if None in chars:
        raise ValueError(f"{label} has no character for some of {data!r}")
    return "".join(char for char in chars if char is not None)


def encode_as(text: str, label: str) -> bytes:
    """Encode by the page ``label``, undoing :func:`read_as`; raises ``ValueError``."""
    if label in UTF16:
        return text.encode(label)
    if is_multi_byte(label):
        return text.encode(codec_of(label))
    try:
        return bytes(map(inverse(label).__getitem__, text))
    except KeyError as error:
        raise ValueError(f"{label} has no byte for {error}") from error


def mix_up(text: str, link: str, *, web: bool = True) -> str:
    """Apply one mix-up, written ``meant>read_as``; raises ``ValueError`` if it loses anything."""
    meant, _, label = link.partition(">")
    data = bytes_meant(text, meant)
    damaged = read_as(data, label, web=web)
    if encode_as(damaged, label) != data:
        raise ValueError(f"{link} loses something of {text!r}")
    return damaged


def damage(text: str, chain: Sequence[str], *, web: bool = True) -> str:
    """Apply a chain of mix-ups, first mistake first; raises ``ValueError`` where one loses."""
    for link in chain:
        text = mix_up(text, link, web=web)
    return text


# --------------------------------------------------------------------------- sentences


@dataclass(frozen=True)
class Sentence:
    """One clean line of the corpus."""

    id: str
    lang: str
    text: str

    def tokens(self, *, marks: bool = False) -> list[tuple[int, int]]:
        """Return the spans of the words, or of the phrases of a script that sets no spaces.

        With ``marks`` the spans of single typographic marks.
        """
        pattern = _MARK if marks else _TOKEN
        return [found.span() for found in pattern.finditer(self.text)]


# Letters, digits, apostrophes, joiners, and the marks that Python's \w leaves out.
_MARKS: Final = "".join(
    char for char in map(chr, range(0x300, 0x1E00)) if unicodedata.category(char)[0] == "M"
)
_TOKEN: Final = re.compile(f"[\\w{_MARKS}\\u0f0b\\u2018\\u2019\\u200c\\u200d]+")
_MARK: Final = re.compile(
    "[\u00ab\u00bb\u00b0\u2013\u2014\u201c\u201d\u201e\u2026\u2192\u20ac\u2212]"
)


def load_sentences(corpus: Path = CORPUS) -> dict[str, Sentence]:
    """Read ``sentences.jsonl``; the order of the file is kept."""
    sentences: dict[str, Sentence] = {}
    with open(corpus / "sentences.jsonl", encoding="ascii") as lines:
        for line in lines:
            raw = json.loads(line)
            sentences[raw["id"]] = Sentence(raw["id"], raw["lang"], raw["text"])
    return sentences


def load_mentions(corpus: Path = CORPUS) -> dict[str, str]:
    """Read the texts of ``mentions.jsonl``."""
    with open(corpus / "mentions.jsonl", encoding="ascii") as lines:
        return {raw["id"]: raw["input"] for raw in map(json.loads, lines)}


def pick(options: Sequence[Any], *name: object) -> Any:
    """Choose one of ``options`` by the hash of a name: the same name always chooses alike."""
    key = "\x1f".join(map(str, name)).encode()
    return options[int.from_bytes(hashlib.sha256(key).digest()[:8], "big") % len(options)]


def high(text: str) -> int:
    """Count the characters beyond ASCII."""
    return sum(char > "\x7f" for char in text)


def case(
    key: str,
    before: str,
    after: str,
    *,
    lang: str,
    chain: Sequence[str],
    family: str,
    where: str,
    note: str,
    **more: Any,
) -> Case:
    """Build the record of a case; ``before`` is what mojifix is given."""
    return {
        "id": key,
        "input": before,
        "expected": after,
        "lang": lang,
        "chain": list(chain),
        "family": family,
        "where": where,
        "note": note,
        "provenance": "own sentence",
        **more,
    }


class Builder:
    """Finds, among the sentences of a language, one that a chain can damage without loss."""

    def __init__(self, sentences: dict[str, Sentence], mentions: dict[str, str]) -> None:
        self.sentences = sentences
        self.mentions = mentions
        self.by_lang: dict[str, list[Sentence]] = {}
        for sentence in sentences.values():
            self.by_lang.setdefault(sentence.lang, []).append(sentence)

    def words(
        self,
        lang: str,
        chain: Sequence[str],
        *,
        web: bool = True,
        least: int = 1,
        marks: bool = False,
    ) -> Iterator[tuple[Sentence, int, int, str]]:
        """Yield (sentence, start, end, damaged word); the rest of the line has non-ASCII too."""
        for sentence in self.by_lang[lang]:
            for start, end in sentence.tokens(marks=marks):
                word = sentence.text[start:end]
                if high(word) < least or high(sentence.text) == high(word):
                    continue
                try:
                    damaged = damage(word, chain, web=web)
                except ValueError:
                    continue
                if damaged != word:
                    yield sentence, start, end, damaged

    def lines(
        self, lang: str, chain: Sequence[str], *, web: bool = True
    ) -> Iterator[tuple[Sentence, str]]:
        """Yield (sentence, damaged line)."""
        for sentence in self.by_lang[lang]:
            try:
                damaged = damage(sentence.text, chain, web=web)
            except ValueError:
                continue
            if damaged != sentence.text:
                yield sentence, damaged

    def word_case(
        self,
        key: str,
        lang: str,
        chain: Sequence[str],
        *,
        family: str,
        note: str,
        web: bool = True,
        least: int = 1,
        only: str = "",
    ) -> Case | None:
        """Build a case of one damaged word; ``only`` is a set of which the damage shows one."""
        found = [
            item
            for item in self.words(lang, chain, web=web, least=least)
            if not only or not set(only).isdisjoint(item[3])
        ]
        if not found:
            return None
        sentence, start, end, damaged = pick(found, key)
        before = sentence.text[:start] + damaged + sentence.text[end:]
        return case(
            key,
            before,
            sentence.text,
            lang=lang,
            chain=chain,
            family=family,
            where="word",
            note=note,
            sentence=sentence.id,
        )

    def line_case(
        self,
        key: str,
        lang: str,
        chain: Sequence[str],
        *,
        family: str,
        note: str,
        web: bool = True,
        only: str = "",
    ) -> Case | None:
        """Build a case of a line damaged from end to end."""
        found = [
            item
            for item in self.lines(lang, chain, web=web)
            if not only or not set(only).isdisjoint(item[1])
        ]
        if not found:
            return None
        sentence, damaged = pick(found, key)
        return case(
            key,
            damaged,
            sentence.text,
            lang=lang,
            chain=chain,
            family=family,
            where="line",
            note=note,
            sentence=sentence.id,
        )


# --------------------------------------------------------------------------- single-byte pages

#: Languages that meet a page in practice: those it was made for, and those of visitors.
SINGLE_BYTE: Final = {
    "latin-1": "fr de es pt sv ru ja ar hi",
    "windows-1250": "pl cs sk hu hr sl ro de",
    "windows-1251": "ru uk bg sr be mk kk en",
    "windows-1252": "fr de es en tr pl ru zh-Hans ko he el",
    "windows-1253": "el en fr",
    "windows-1254": "tr az ku en",
    "windows-1255": "he yi en",
    "windows-1256": "ar fa ur fr",
    "windows-1257": "lt lv et",
    "windows-1258": "vi fr en",
    "windows-874": "th en lo de es",
    "iso-8859-2": "pl cs hu sl",
    "iso-8859-3": "mt eo tr",
    "iso-8859-4": "lv et lt",
    "iso-8859-5": "ru sr bg",
    "iso-8859-6": "ar ru en",
    "iso-8859-7": "el en fr",
    "iso-8859-8": "en ka hi th",
    "iso-8859-9": "tr ku az",
    "iso-8859-10": "is fo se lv",
    "iso-8859-11": "th en",
    "iso-8859-13": "lv lt et",
    "iso-8859-14": "ga cy gd br",
    "iso-8859-15": "fr fi et de",
    "iso-8859-16": "ro sq hu pl",
    "mac-roman": "fr es pt de it en ru ja el",
    "mac-cyrillic": "ru uk sr bg",
    "mac-greek": "el fr en",
    "mac-turkish": "tr az fr",
    "mac-latin2": "pl cs hu lt",
    "mac-croatian": "hr sl sr-Latn",
    "mac-romanian": "ro fr",
    "mac-iceland": "is fo",
    "cp437": "en fr de es ru he vi",
    "cp720": "ar fr fa",
    "cp737": "el en",
    "cp775": "lt lv et",
    "cp850": "fr de pt es en it",
    "cp852": "pl cs hu hr",
    "cp855": "ru sr bg",
    "cp857": "tr az",
    "cp858": "fr es de",
    "cp860": "pt en",
    "cp861": "is fo",
    "cp862": "he en",
    "cp863": "fr en",
    "cp864": "ar fr",
    "cp865": "nb da",
    "cp866": "ru uk be bg",
    "cp869": "el de es",
    "koi8-r": "ru en bg",
    "koi8-u": "uk ru",
    "koi8-t": "tg ru en",
    "tis-620": "th en",
    "hp-roman8": "fr de es",
    "cp1125": "uk ru",
    "kz1048": "kk ru",
    "ptcp154": "kk tt ba",
    "mac-arabic": "ar fa fr nn",
    "mac-farsi": "fa fr nn",
}

#: The windows pages that have holes between 80 and 9F, and so another table on the web.
WEB: Final = (1250, 1251, 1252, 1253, 1254, 1255, 1257, 1258, 874)

#: Pages on which a word with one damaged letter is still a common sight.
COMMON: Final = {
    "latin-1",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1254",
    "mac-roman",
    "cp437",
    "cp850",
}

#: Pages that any language is read as, by systems that were set up in the West.
WESTERN: Final = ("windows-1252", "latin-1", "mac-roman", "cp437", "cp850")


#: Pages for which a lone dash, quote or ellipsis is damaged: the commonest case of all.
MARKS: Final = {
    "windows-1252": "en fr de es pt pl ru tr",
    "latin-1": "en es pt",
    "mac-roman": "en fr tr",
    "cp437": "en es",
    "cp850": "en pt",
    "windows-1250": "pl cs",
    "windows-1251": "ru en",
    "windows-1253": "en",
    "windows-1254": "tr",
    "windows-1255": "en",
    "windows-1256": "fr",
}


def single_byte(builder: Builder) -> Iterator[Case]:
    """One word, then one line, for every page; every language once; lines cut inside a letter."""
    family = "single-byte"
    for label, langs in SINGLE_BYTE.items():
        chain = (f"utf-8>{label}",)
        few = 1 if label in COMMON else 2
        for lang in langs.split():
            note = "one damaged word in a clean line"
            for least in range(few, 0, -1):
                made = builder.word_case(
                    f"{label}-word-{lang}", lang, chain, family=family, note=note, web=False,
                    least=least,
                )  # fmt: skip
                if made:
                    yield made
                    break
        lines = 0
        for lang in langs.split():
            note = "the whole line damaged"
            made = builder.line_case(
                f"{label}-line-{lang}", lang, chain, family=family, note=note, web=False
            )
            if made and lines < (4 if label in COMMON else 2):
                lines += 1
                yield made
    for number in WEB:
        label = f"windows-{number}"
        chain = (f"utf-8>{label}",)
        holes = "".join(map(chr, (b for b in range(256) if table(label, False)[b] is None)))
        note = "holes of the page filled by C1 controls, as on the web"
        words = lines = 0
        for lang in [*SINGLE_BYTE[label].split(), "ru", "ja", "fr", "en"]:
            made = builder.word_case(
                f"{label}-web-word-{lang}", lang, chain, family=family, note=note, only=holes
            )
            if made and words < 3:
                words += 1
                yield made
            made = builder.line_case(
                f"{label}-web-line-{lang}", lang, chain, family=family, note=note, only=holes
            )
            if made and lines < 2:
                lines += 1
                yield made
    for nth, lang in enumerate(builder.by_lang):
        note = "every language, as a Western system reads it"
        label = WESTERN[nth % len(WESTERN)]
        made = builder.word_case(
            f"{label}-tour-word-{lang}", lang, (f"utf-8>{label}",), family=family, note=note
        )
        if made:
            yield made
        label = WESTERN[(nth + 2) % len(WESTERN)]
        made = builder.line_case(
            f"{label}-tour-line-{lang}", lang, (f"utf-8>{label}",), family=family, note=note
        )
        if made:
            yield made
    for label, langs in MARKS.items():
        for lang in langs.split():
            key = f"{label}-mark-{lang}"
            found = list(builder.words(lang, (f"utf-8>{label}",), marks=True))
            sentence, start, end, damaged = pick(found, key)
            yield case(
                key,
                sentence.text[:start] + damaged + sentence.text[end:],
                sentence.text,
                lang=lang,
                chain=(f"utf-8>{label}",),
                family=family,
                where="word",
                note="one damaged dash, quote or other mark in a clean line",
                sentence=sentence.id,
            )
    for label, lang in (
        ("windows-1252", "ja"),
        ("latin-1", "zh-Hans"),
        ("windows-1251", "ru"),
        ("mac-roman", "el"),
        ("cp866", "bg"),
        ("windows-1252", "hi"),
    ):
        yield cut_letter(builder, label, lang)


def cut_letter(builder: Builder, label: str, lang: str) -> Case:
    """Cut a damaged line inside a letter, as a database column does; that rest must stay."""
    key = f"{label}-cut-{lang}"
    sentence, damaged = pick(list(builder.lines(lang, (f"utf-8>{label}",))), key)
    widths = [len(char.encode()) for char in sentence.text]
    # on a single-byte page every byte became one character
    nth = pick([nth for nth, width in enumerate(widths) if nth > 8 and width > 1], key)
    cut = sum(widths[:nth]) + 1
    return case(
        key,
        damaged[:cut],
        sentence.text[:nth] + damaged[cut - 1],
        lang=lang,
        chain=(f"utf-8>{label}",),
        family="single-byte",
        where="cut",
        note="cut after the first byte of a letter, which stays as it is",
        sentence=sentence.id,
    )


# --------------------------------------------------------------------------- multi-byte pages

#: Languages for each page: those that it was made for, and visitors with two-byte letters.
MULTI_BYTE_LANGS: Final = {
    "cp932": "ja en fr ru ko zh-Hans",
    "shift_jis": "ja en fr el",
    "euc_jp": "ja fr de ru",
    "gbk": "zh-Hans en fr ru ja ko",
    "gb18030": "zh-Hans en fr ru es",
    "big5": "zh-Hant fr de en zh-Hans ja el",
    "big5hkscs": "zh-Hant fr de en zh-Hans es",
    "cp950": "zh-Hant fr de ja zh-Hans pt",
    "euc_kr": "ko fr de ru pl",
    "cp949": "ko fr en de ja",
    "johab": "ko fr en de es",
}


def multi_byte(builder: Builder) -> Iterator[Case]:
    """Words, lines, runs that swallowed an ASCII byte, and lines whose last byte was lost."""
    family = "multi-byte"
    for label, langs in MULTI_BYTE_LANGS.items():
        chain = (f"utf-8>{label}",)
        for lang in langs.split():
            for least in (3, 2, 1):
                made = builder.word_case(
                    f"{label}-word-{lang}", lang, chain, family=family, least=least,
                    note="one damaged word in a clean line",
                )  # fmt: skip
                if made:
                    yield made
                    break
            made = builder.line_case(
                f"{label}-line-{lang}", lang, chain, family=family, note="the whole line damaged"
            )
            if made:
                yield made
            yield from swallowed(builder, label, lang)
            yield from lost_byte(builder, label, lang)


def pieces(damaged: str, label: str) -> list[int]:
    """Return the offsets, in bytes, at which the characters of a damaged text end."""
    return list(accumulate(len(encode_as(char, label)) for char in damaged))


def swallowed(builder: Builder, label: str, lang: str) -> Iterator[Case]:
    """A run whose last byte swallowed the ASCII character after it, in an otherwise clean line."""
    key = f"{label}-swallow-{lang}"
    found = []
    for sentence in builder.by_lang[lang]:
        for start, end in sentence.tokens():
            for stop in (end, end + 1):
                run = sentence.text[start:stop]
                if high(sentence.text) == high(run):
                    continue
                try:
                    damaged = mix_up(run, f"utf-8>{label}")
                except ValueError:
                    continue
                data = run.encode()
                ends = [0, *pieces(damaged, label)]
                if any(
                    any(byte < 0x80 for byte in data[a:b]) and b - a > 1 for a, b in pairwise(ends)
                ):
                    found.append((sentence, start, stop, damaged))
    if found:
        sentence, start, stop, damaged = pick(found, key)
        yield case(
            key,
            sentence.text[:start] + damaged + sentence.text[stop:],
            sentence.text,
            lang=lang,
            chain=(f"utf-8>{label}",),
            family="multi-byte",
            where="swallow",
            note="a two-byte character swallowed an ASCII byte",
            sentence=sentence.id,
        )


def lose_last_byte(text: str, label: str) -> tuple[str, str] | None:
    """Read a line by a multi-byte page whose decoder drops an incomplete last character.

    Returns the damaged line and what can be got back: the longest prefix that ends between
    characters both in the damaged line and in the clean one, and the rest as it stands. ``None`` if
    no byte, or more than the last, is lost.
    """
    data = text.encode()
    try:
        read_as(data, label)
        return None
    except ValueError:
        pass
    try:
        damaged = read_as(data[:-1], label)
        if encode_as(damaged, label) != data[:-1]:
            return None
    except ValueError:
        return None
    before = pieces(damaged, label)
    after = list(accumulate(len(char.encode()) for char in text))
    common = max(set(before) & set(after), default=0)
    if common == 0 or not high(text[: after.index(common) + 1]):
        return None
    return damaged, text[: after.index(common) + 1] + damaged[before.index(common) + 1 :]


def lost_byte(builder: Builder, label: str, lang: str) -> Iterator[Case]:
    """A line of which the decoder dropped the last byte."""
    key = f"{label}-lost-{lang}"
    found = []
    for sentence in builder.by_lang[lang]:
        # without the final full stop another number of bytes is left over
        for text in (sentence.text, sentence.text.rstrip(".\u3002")):
            halves = lose_last_byte(text, label)
            if halves:
                found.append((sentence, *halves))
                break
    if found:
        sentence, damaged, expected = pick(found, key)
        mark = pick(("", "", "?"), key, "mark")  # how some decoders show the loss
        yield case(
            key,
            damaged + mark,
            expected + mark,
            lang=lang,
            chain=(f"utf-8>{label}",),
            family="multi-byte",
            where="lost",
            note="the last byte was lost; what cannot be decoded without it stays",
            sentence=sentence.id,
        )


# --------------------------------------------------------------------------- layers

#: Pages from the first mistake to the last, and languages.
LAYERS: Final = (
    ("windows-1252 windows-1252", "fr en ru ja pl"),
    ("latin-1 latin-1", "de es zh-Hans ar"),
    ("mac-roman mac-roman", "fr pt en"),
    ("cp437 cp437", "en es"),
    ("cp850 cp850", "de it"),
    ("windows-1251 windows-1251", "ru uk en"),
    ("windows-1250 windows-1250", "cs pl"),
    ("windows-1253 windows-1253", "el"),
    ("windows-1254 windows-1254", "tr az"),
    ("windows-1256 windows-1256", "fr ar"),
    ("windows-1257 windows-1257", "lv lt"),
    ("windows-1258 windows-1258", "vi"),
    ("iso-8859-15 iso-8859-15", "fi"),
    ("koi8-r koi8-r", "ru"),
    ("cp866 cp866", "ru be"),
    ("cp852 cp852", "hu hr"),
    ("windows-1252 latin-1", "fr sv vi"),
    ("latin-1 windows-1252", "pt da tr"),
    ("windows-1252 mac-roman", "es ro"),
    ("mac-roman windows-1252", "fr is"),
    ("windows-1252 cp437", "en fr"),
    ("cp437 windows-1252", "de en"),
    ("windows-1252 cp850", "it nb"),
    ("cp850 windows-1252", "pt sq"),
    ("windows-1251 windows-1252", "ru bg"),
    ("windows-1252 windows-1251", "en ru"),
    ("cp866 windows-1251", "ru uk"),
    ("koi8-r windows-1251", "ru"),
    ("windows-1250 windows-1252", "sk sl"),
    ("windows-1252 windows-1250", "pl cs"),
    ("windows-1252 windows-1254", "tr"),
    ("windows-1252 gbk", "en fr"),
    ("gbk gbk", "zh-Hans"),
    ("gbk windows-1252", "zh-Hans en"),
    ("cp932 windows-1252", "ja en"),
    ("windows-1252 cp932", "fr de"),
    ("latin-1 cp949", "fr ko"),
    ("windows-1252 windows-1252 windows-1252", "es de ru"),
    ("latin-1 latin-1 latin-1", "fr is"),
    ("windows-1252 cp437 cp437", "en pt"),
    ("windows-1252 windows-1252 mac-roman", "sv fr"),
    ("mac-roman mac-roman mac-roman", "it"),
    ("windows-1251 windows-1251 windows-1251", "ru"),
    ("cp850 windows-1252 windows-1252", "de"),
    ("windows-1250 windows-1252 latin-1", "cs"),
    ("windows-1252 windows-1252 windows-1252 windows-1252", "vi en"),
    ("latin-1 windows-1252 latin-1 windows-1252", "fr"),
    ("windows-1252 cp437 windows-1252 cp437", "en"),
    ("mac-roman windows-1252 mac-roman windows-1252", "es"),
    ("windows-1252 windows-1252 windows-1252 windows-1252 windows-1252", "fr nl"),
    ("windows-1251 windows-1251 windows-1251 windows-1251 windows-1251", "uk"),
    ("latin-1 latin-1 latin-1 latin-1 latin-1 latin-1", "pt"),
    ("windows-1252 windows-1252 windows-1252 windows-1252 windows-1252 windows-1252", "es en"),
    ("windows-1252 mac-roman cp850 windows-1252 latin-1 windows-1252", "de"),
)


def shortest(found: list[Any], texts: int) -> list[Any]:
    """Keep the third with the shortest damage: a layer doubles what it meets."""
    found = sorted(found, key=lambda item: (len(item[texts]), item[0].id))
    return found[: max(1, len(found) // 3)]


def layers(builder: Builder) -> Iterator[Case]:
    """Two to six mix-ups on top of each other: one word; for two, also a whole line."""
    for pages, langs in LAYERS:
        names = pages.split()
        chain = [f"utf-8>{name}" for name in names]
        short = f"{len(names)}x{names[0]}" if len(set(names)) == 1 else "+".join(names)
        note = f"{len(names)} layers, {'the same page' if 'x' in short[:2] else 'different pages'}"
        for nth, lang in enumerate(langs.split()):
            key = f"layers-{short}-word-{lang}"
            words = list(builder.words(lang, chain))
            if len(names) > 2:
                words = shortest(words, 3)
            if words:
                sentence, start, end, damaged = pick(words, key)
                yield case(
                    key,
                    sentence.text[:start] + damaged + sentence.text[end:],
                    sentence.text,
                    lang=lang,
                    chain=chain,
                    family="layers",
                    where="word",
                    note=note,
                    sentence=sentence.id,
                )
            lines = shortest(list(builder.lines(lang, chain)), 1)
            if lines and nth == 0 and len(names) <= 3:
                key = f"layers-{short}-line-{lang}"
                sentence, damaged = pick(lines, key)
                yield case(
                    key,
                    damaged,
                    sentence.text,
                    lang=lang,
                    chain=chain,
                    family="layers",
                    where="line",
                    note=note,
                    sentence=sentence.id,
                )


# --------------------------------------------------------------------------- legacy pages, UTF-16

#: (chain, languages): first mistake first. Lines of Latin scripts need pages that differ in what
#: their language has most of.
LEGACY: Final = (
    ("windows-1251>latin-1", "ru uk bg sr"),
    ("windows-1251>windows-1252", "ru"),
    ("windows-1251>koi8-r", "ru"),
    ("windows-1251>cp866", "ru"),
    ("koi8-r>windows-1251", "ru"),
    ("koi8-r>latin-1", "ru"),
    ("koi8-u>windows-1251", "uk"),
    ("cp866>windows-1251", "ru bg"),
    ("cp866>cp437", "ru"),
    ("iso-8859-5>windows-1252", "ru"),
    ("mac-cyrillic>mac-roman", "ru"),
    ("windows-1253>windows-1252", "el"),
    ("iso-8859-7>latin-1", "el"),
    ("cp737>cp437", "el"),
    ("windows-1255>windows-1252", "he"),
    ("iso-8859-8>latin-1", "he"),
    ("windows-1256>windows-1252", "ar"),
    ("iso-8859-6>latin-1", "ar"),
    ("windows-874>windows-1252", "th"),
    ("cp932>windows-1252", "ja"),
    ("cp932>mac-roman", "ja"),
    ("euc_jp>latin-1", "ja"),
    ("euc_jp>gbk", "ja"),
    ("gbk>latin-1", "zh-Hans"),
    ("gbk>cp949", "zh-Hans"),
    ("cp950>windows-1252", "zh-Hant"),
    ("cp950>gbk", "zh-Hant"),
    ("cp949>windows-1252", "ko"),
    ("windows-1250>windows-1252", "cs pl hu"),
    ("iso-8859-2>latin-1", "cs pl"),
    ("cp852>windows-1250", "cs pl"),
    ("windows-1254>windows-1252", "tr"),
    ("windows-1257>windows-1252", "lt lv"),
    ("mac-roman>windows-1252", "fr"),
    ("cp850>windows-1252", "fr de"),
    ("windows-1258>windows-1252", "vi"),
    ("windows-1251>latin-1 utf-8>windows-1252", "ru"),
    ("koi8-r>cp850 utf-8>windows-1251", "ru"),
    ("windows-1253>windows-1252 utf-8>latin-1", "el"),
    ("gbk>windows-1252 utf-8>cp437", "zh-Hans"),
    ("utf-8>windows-1252 windows-1252>mac-roman", "fr de"),
    ("utf-8>latin-1 cp850>windows-1251", "fr"),
    ("utf-16-le>latin-1", "fr ru zh-Hans"),
    ("utf-16-be>windows-1252", "de hi"),
    ("utf-8>utf-16-le", "de ru ja"),
    ("utf-8>utf-16-be", "fr ko"),
    ("windows-1252>utf-16-le", "es"),
    ("windows-1251>utf-16-be", "ru"),
    ("utf-16-le>utf-16-be", "fr ru zh-Hans"),
)


def legacy(builder: Builder) -> Iterator[Case]:
    """Whole lines meant as one legacy page and read as another, with a layer of UTF-8 too, and
    UTF-16 read as something else or the other way round."""
    for links, langs in LEGACY:
        chain = links.split()
        for lang in langs.split():
            found = builder.line_case(
                f"legacy-{'+'.join(chain).replace('>', '-as-')}-{lang}",
                lang,
                chain,
                family="legacy",
                note="one page read as another" if len(chain) == 1 else "below or above UTF-8",
            )
            if found:
                yield found


# --------------------------------------------------------------------------- CESU-8, modified UTF-8

CESU: Final = (
    ("latin-1", "en fr tr"),
    ("windows-1252", "de es ja pt"),
    ("windows-1251", "ru"),
    ("windows-1254", "tr"),
    ("windows-1250", "de"),
    ("mac-roman", "fr en"),
    ("cp437", "en es"),
    ("cp850", "de fr"),
    ("cp866", "ru"),
    ("koi8-r", "ru"),
    ("iso-8859-15", "fr"),
    ("windows-1252 windows-1252", "es en"),
    ("latin-1 windows-1252", "pt"),
)


def cesu(builder: Builder) -> Iterator[Case]:
    """Emoji whose surrogates were encoded apart, and U+0000 as C0 80 between fields."""
    emoji = re.compile("[\U00010000-\U0010ffff][\U00010000-\U0010ffff\ufe0f\u200d]*")
    for pages, langs in CESU:
        names = pages.split()
        short = "+".join(names)
        for lang in langs.split():
            sentences = [item for item in builder.by_lang[lang] if emoji.search(item.text)]
            for form in ("cesu-8", "mutf-8"):
                chain = [f"{form}>{names[0]}", *(f"utf-8>{name}" for name in names[1:])]
                key = f"{form}-{short}-{lang}"
                sentence = pick(sentences, key)
                fields = "\0" if form == "mutf-8" else ""
                text = sentence.text.replace(" ", fields, 1) if fields else sentence.text
                if form == "cesu-8":
                    note = "CESU-8: each half of a surrogate pair in three bytes; the whole line"
                    before, where = damage(text, chain), "line"
                else:
                    note = "Java's modified UTF-8: as CESU-8, and U+0000 as C0 80; the whole line"
                    before, where = damage(text, chain), "line"
                yield case(
                    key, before, text, lang=lang, chain=chain, family="cesu", where=where,
                    note=note, sentence=sentence.id,
                )  # fmt: skip
            found = emoji.search(sentences[0].text)
            assert found
            chain = [f"cesu-8>{names[0]}", *(f"utf-8>{name}" for name in names[1:])]
            text = sentences[0].text
            yield case(
                f"cesu-8-{short}-emoji-{lang}",
                text[: found.start()] + damage(found[0], chain) + text[found.end() :],
                text,
                lang=lang,
                chain=chain,
                family="cesu",
                where="word",
                note="CESU-8: only the emoji of a clean line",
                sentence=sentences[0].id,
            )


# --------------------------------------------------------------------------- documents

#: Ten lines in these languages, three of them damaged by these chains, in turn a line and a word.
TEN_LINES: Final = {
    "western": ("fr en de es", "mac-roman windows-1252 cp850"),
    "central": ("pl cs hu sk", "windows-1250 cp852 windows-1252"),
    "cyrillic": ("ru uk bg sr", "windows-1251 cp866 koi8-r"),
    "baltic": ("lt lv et fi", "windows-1257 cp775 latin-1"),
    "nordic": ("sv da nb is fi", "latin-1 mac-roman windows-1252"),
    "greek": ("el en", "windows-1253 cp737 windows-1252"),
    "right-to-left": ("he ar fa ur", "windows-1255 windows-1256 windows-1252"),
    "south-asia": ("hi mr ne bn ta te", "windows-1252 latin-1 cp437"),
    "south-east-asia": ("th lo km my vi", "windows-874 windows-1252 latin-1"),
    "east-asia": ("ja zh-Hans zh-Hant ko", "gbk cp932 windows-1252"),
    "iberian": ("pt es ca gl", "windows-1252 iso-8859-15 mac-roman"),
    "turkic": ("tr az kk ky tt", "windows-1254 windows-1251 windows-1252"),
    "balkan": ("ro sq hr bs sl sr-Latn", "mac-romanian windows-1250 iso-8859-16"),
    "islands": ("ga gd cy is mt eo", "iso-8859-14 windows-1252 iso-8859-3"),
    "far-and-wide": ("yo ha ig haw mi vi ka hy am", "windows-1252 mac-roman windows-1258"),
    "english": ("en fr", "windows-1252+windows-1252 mac-roman cp437"),
}

#: Documents set by hand. ``id`` stands for the clean sentence, ``id ~ page`` for the line damaged
#: from end to end, ``id / page`` for one word of it, ``id ? page`` for a line whose last byte was
#: lost, ``id = words = page & words = page`` for these words alone (``*``: the first such only).
#: ``@id`` is a text of ``mentions.jsonl`` as it is.
DOCUMENTS: Final = {
    "ru-short-words-1251": (
        "ru", "lone short words in a damaged Russian text; the Ukrainian lines stay",
        (
            "ru-1 ~ windows-1251",
            "ru-2 ~ windows-1251",
            "ru-5 = \u0438 \u0432 \u043d\u0430 = windows-1251",
            "uk-4",
            "ru-3 ~ windows-1251",
            "ru-6 = \u0438 \u0432 \u043d\u043e \u043d\u0435 = windows-1251",
            "uk-1",
            "uk-5",
        ),
    ),
    "ru-short-words-koi8": (
        "ru", "lone short words in a damaged Russian text",
        (
            "ru-2 ~ koi8-r",
            "ru-5 = \u0438 \u0432 \u0430 = koi8-r",
            "ru-1 ~ koi8-r",
            "ru-4 ~ koi8-r",
            "bg-2",
        ),
    ),
    "ru-short-words-866": (
        "ru", "lone short words in a damaged Russian text",
        (
            "ru-1 ~ cp866",
            "ru-3 ~ cp866",
            "ru-5 = \u0438 \u0432 \u043d\u0430 = cp866",
            "ru-6 = \u0438 = cp866",
        ),
    ),
    "ru-short-words-mac": (
        "ru", "lone short words in a damaged Russian text",
        (
            "ru-1 ~ mac-cyrillic",
            "ru-4 ~ mac-cyrillic",
            "ru-5 = \u0438 \u0432 = mac-cyrillic",
            "sr-3",
        ),
    ),
    "ru-short-words-1252": (
        "ru", "lone short words in a damaged Russian text, one of them twice, one clean",
        (
            "ru-1 ~ windows-1252",
            "ru-2 / windows-1252",
            "ru-5 = \u0438 \u0432 = windows-1252",
            "ru-6 = *\u0438 = windows-1252",
            "mk-1",
        ),
    ),
    "uk-short-words-1251": (
        "uk", "lone short words in a damaged Ukrainian text",
        (
            "uk-1 ~ windows-1251",
            "uk-2 ~ windows-1251",
            "uk-4 = \u0406 \u0432 \u0456 = windows-1251",
            "uk-5 = *\u0432 = windows-1251",
            "be-2",
        ),
    ),
    "uk-clean": (
        "uk", "a clean Ukrainian text with all its short words",
        ("uk-1", "uk-2", "uk-3", "uk-4", "uk-5", "be-1", "be-3"),
    ),
    "fr-short-words": (
        "fr", "a lone letter whose second character is a no-break space, in a damaged text",
        (
            "fr-1 ~ windows-1252",
            "fr-3 / windows-1252",
            "fr-6 = \u00e0 = windows-1252",
            "fr-4 ~ windows-1252",
            "pt-1",
            "es-1",
        ),
    ),
    "it-short-words": (
        "it", "a lone letter in a damaged text",
        ("it-1 ~ latin-1", "it-4 = \u00e8 = latin-1", "it-2", "it-3 ~ latin-1"),
    ),
    "sv-short-words": (
        "sv", "lone letters in a damaged text, beside a clean one",
        (
            "sv-1 ~ mac-roman",
            "sv-2 ~ mac-roman",
            "sv-4 = \u00e5 = mac-roman",
            "sv-3",
            "da-1",
        ),
    ),
    "iso-8859-15-whole": (
        "fi", "one page from end to end, with pairs that several pages explain",
        (
            "fi-1 ~ iso-8859-15",
            "fi-2 ~ iso-8859-15",
            "fi-3 ~ iso-8859-15",
            "et-1 ~ iso-8859-15",
            "et-2 ~ iso-8859-15",
            "fr-3 ~ iso-8859-15",
            "fr-4 ~ iso-8859-15",
        ),
    ),
    "mac-roman-whole": (
        "en", "one page from end to end",
        (
            "en-1 ~ mac-roman",
            "en-2 ~ mac-roman",
            "en-4 ~ mac-roman",
            "en-6 ~ mac-roman",
            "fr-4 ~ mac-roman",
        ),
    ),
    "gbk-whole": (
        "zh-Hans", "lines whose last byte was lost among lines that kept it",
        (
            "zh-Hans-6 ? gbk",
            "zh-Hans-7 ? gbk",
            "zh-Hans-8 ? gbk",
            "zh-Hans-5 ? gbk",
            "zh-Hans-10 ~ gbk",
            "en-6 ~ gbk",
            "zh-Hans-3",
        ),
    ),
    "cp932-whole": (
        "ja", "lines whose last byte was lost among lines that kept it",
        ("ja-2 ? cp932", "ja-7 ~ cp932", "ja-8 ? cp932", "ja-9 ~ cp932", "ja-3"),
    ),
    "seven-kinds": (
        "fr", "several kinds of damage in one document, two layers among them",
        (
            "fr-1 / windows-1252",
            "fr-2 / mac-roman",
            "fr-3 / cp850",
            "fr-4 / windows-1252+windows-1252",
            "fr-5 / latin-1",
            "en-1 / cp437",
            "en-2 / gbk",
        ),
    ),
    "two-kinds-on-a-line": (
        "mul", "two words of one line damaged by different pages",
        (
            "fr-4 = for\u00eat = mac-roman & ch\u00e2teau = windows-1252",
            "es-1 = Cu\u00e1nto = cp850 & pregunt\u00f3 = latin-1",
            "cs-1 = Z\u00edtra = windows-1250 & \u010derstv\u00fd = windows-1252",
            "ru-2 = \u0414\u043e\u0431\u0430\u0432\u044c\u0442\u0435 = windows-1251"
            " & \u0442\u0435\u0441\u0442\u043e = cp866",
            "en-6 = It\u2019s = mac-roman & hasn\u2019t = windows-1252+windows-1252",
            "pt-3 = Aten\u00e7\u00e3o = windows-1252 & vers\u00e3o = mac-roman",
        ),
    ),
    "mentions-among-damage": (
        "fr", "lines that talk about mojibake stay, among lines that suffer from it",
        (
            "fr-1 ~ windows-1252",
            "@mention-comment-6",
            "fr-4 / windows-1252",
            "@mention-table-19",
            "fr-3 ~ windows-1252",
            "fr-2",
        ),
    ),
    "all-clean": (
        "mul", "clean lines in many languages",
        (
            "fr-2", "de-2", "pl-3", "cs-3", "vi-2", "tr-3", "el-3", "he-3", "ar-3", "hi-3",
            "th-2", "ja-3", "zh-Hant-3", "ko-3", "kk-3", "ka-2", "am-2", "yo-2", "ha-2", "is-3",
        ),
    ),
}  # fmt: skip

#: How the lines of a document end, and what stands before the first, by its name's hash.
NEWLINES: Final = ("\n", "\n", "\n\n", "\r\n")
STARTS: Final = ("", "", "", "\ufeff")


def chain_of(pages: str) -> list[str]:
    """Turn ``page+page`` into a chain of UTF-8 mix-ups."""
    return [f"utf-8>{name}" for name in pages.split("+")]


def damaged_line(builder: Builder, line: str, name: str) -> tuple[str, str, list[list[str]]]:
    """Return (damaged, expected, chains) of one line of :data:`DOCUMENTS`."""
    key, _, rest = line.partition(" ")
    if key.startswith("@"):
        return builder.mentions[key[1:]], builder.mentions[key[1:]], []
    sentence = builder.sentences[key]
    text = sentence.text
    if not rest:
        return text, text, []
    how, pages = rest[0], rest.rpartition(" ")[2]
    chain = chain_of(pages)
    if how == "~":
        return damage(text, chain), text, [chain]
    if how == "?":
        halves = lose_last_byte(text, pages)
        if halves is None:
            raise ValueError(f"{key}: {pages} does not lose just the last byte")
        return (*halves, [chain])
    if how == "/":
        found = [item for item in builder.words(sentence.lang, chain) if item[0] == sentence]
        _, start, end, damaged = pick(found, name, line)
        return text[:start] + damaged + text[end:], text, [chain]
    wanted: dict[str, list[str]] = {}
    for group in rest.split(" & "):
        words, _, pages = group.strip("= ").partition(" = ")
        wanted.update(dict.fromkeys(words.split(), chain_of(pages)))
    parts, last, seen = [], 0, set()
    for start, end in sentence.tokens():
        word = text[start:end]
        mixed = wanted.get(word) or (wanted.get("*" + word) if word not in seen else None)
        if mixed:
            seen.add(word)
            parts += [text[last:start], damage(word, mixed)]
            last = end
    missing = {word.lstrip("*") for word in wanted} - seen
    if missing:
        raise ValueError(f"{key} has no word {', '.join(sorted(missing))}")
    return "".join(parts) + text[last:], text, list(wanted.values())


def ten_lines(builder: Builder, name: str, langs: str, pages: str) -> tuple[str, ...]:
    """Choose ten sentences of some languages, and three to damage."""
    pool = [item for lang in langs.split() for item in builder.by_lang[lang]]
    pool.sort(key=lambda item: hashlib.sha256(f"{name} {item.id}".encode()).digest())
    lines, todo = [], pages.split()
    for sentence in pool[:10]:
        line = sentence.id
        if todo:
            chain = chain_of(todo[0])
            words = [item for item in builder.words(sentence.lang, chain) if item[0] == sentence]
            whole = [item for item in builder.lines(sentence.lang, chain) if item[0] == sentence]
            if whole and (len(todo) % 2 or not words):
                line += f" ~ {todo.pop(0)}"
            elif words:
                line += f" / {todo.pop(0)}"
        lines.append(line)
    if todo:
        raise ValueError(f"document {name}: no line can be damaged by {todo}")
    # the damaged lines came first: shuffle
    return tuple(sorted(lines, key=lambda line: hashlib.sha256(f"{line} {name}".encode()).digest()))


def documents(builder: Builder) -> Iterator[Case]:
    """Documents of several lines with several kinds of damage, and clean ones."""
    specs = dict(DOCUMENTS)
    for name, (langs, pages) in TEN_LINES.items():
        note = "ten lines, three damaged by different chains"
        lines = ten_lines(builder, name, langs, pages)
        specs[f"ten-lines-{name}"] = ("mul", note, lines)
    for name, (lang, note, lines) in specs.items():
        made = [damaged_line(builder, line, name) for line in lines]
        newline, start = pick(NEWLINES, name, "newline"), pick(STARTS, name, "start")
        chains = [chain for _, _, mixed in made for chain in mixed]
        yield case(
            f"document-{name}",
            start + newline.join(damaged for damaged, _, _ in made) + newline,
            start + newline.join(expected for _, expected, _ in made) + newline,
            lang=lang,
            chain=[],
            family="documents",
            where="document",
            note=note,
            chains=[list(chain) for chain in dict.fromkeys(map(tuple, chains))],
            sentences=[line.partition(" ")[0] for line in lines],
        )


# --------------------------------------------------------------------------- files

FILES: Final = {
    "single_byte.jsonl": single_byte,
    "multi_byte.jsonl": multi_byte,
    "layers.jsonl": layers,
    "legacy.jsonl": legacy,
    "cesu.jsonl": cesu,
    "documents.jsonl": documents,
}


def build(corpus: Path = CORPUS) -> dict[str, str]:
    """Return the generated files, name to content: ASCII only, one case a line."""
    builder = Builder(load_sentences(corpus), load_mentions(corpus))
    return {
        name: "".join(json.dumps(made) + "\n" for made in cases(builder))
        for name, cases in FILES.items()
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Write the files, or with ``--check`` compare them."""
    parser = argparse.ArgumentParser(description="Build the generated files of corpus/.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if different")
    options = parser.parse_args(argv)
    stale = 0
    for name, content in build().items():
        path = CORPUS / name
        if options.check:
            if not path.exists() or path.read_text(encoding="ascii") != content:
                stale += 1
                print(f"{name} is not what {Path(__file__).name} writes", file=sys.stderr)
        else:
            path.write_text(content, encoding="ascii", newline="\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
