"""The code pages, against Python's codecs, ftfy's sloppy ones and the encoding standard."""

from __future__ import annotations

import codecs
import functools
import subprocess
import sys
from collections.abc import Iterator

import ftfy.bad_codecs
import pytest

from mojifix import PolicyError, codepages
from mojifix.codepages import MULTI, PAGES, SINGLE, Page, canonical, labels
from tests.cli.command import environment
from tests.test_corpus import MULTI_BYTE_PAGES, SINGLE_BYTE_PAGES

SINGLES = [pytest.param(page, id=page.label) for page in PAGES if not page.multi]
MULTIS = [pytest.param(page, id=page.label) for page in PAGES if page.multi]

#: Bytes from 80 to 9F to which the encoding standard gives C1 controls (its index files); to all
#: others it gives what Python does.
WEB_CONTROLS = {
    "windows-874": "81 82 83 84 86 87 88 89 8A 8B 8C 8D 8E 8F 90 98 99 9A 9B 9C 9D 9E 9F",
    "windows-1250": "81 83 88 90 98",
    "windows-1251": "98",
    "windows-1252": "81 8D 8F 90 9D",
    "windows-1253": "81 88 8A 8C 8D 8E 8F 90 98 9A 9C 9D 9E 9F",
    "windows-1254": "81 8D 8E 8F 90 9D 9E",
    "windows-1255": "81 8A 8C 8D 8E 8F 90 9A 9C 9D 9E 9F",
    "windows-1256": "",
    "windows-1257": "81 83 88 8A 8C 90 98 9A 9C 9F",
    "windows-1258": "81 8A 8D 8E 8F 90 9A 9D 9E",
}

#: The rest of what the standard has and Python has not: index-windows-1255 and index-koi8-u.
WEB_EXTRAS = {
    ("windows-1255", 0xCA): "\u05ba",
    ("koi8-u", 0xAE): "\u045e",
    ("koi8-u", 0xBE): "\u040e",
}

#: Mac pages of before Mac OS 8.5 have the currency sign where the euro is now.
OLD_MAC = ("mac-roman", "mac-croatian", "mac-romanian", "mac-iceland")


def number(page: Page) -> int:
    return PAGES.index(page)


def python(page: Page, byte: int) -> str:
    """What Python's codec reads, an empty string for a hole."""
    return bytes((byte,)).decode(page.codec, "ignore")


@functools.cache
def all_tables() -> dict[str, dict[int, set[str]]]:
    """{page: {byte: characters}}, the tables turned round."""
    tables: dict[str, dict[int, set[str]]] = {}
    for char, bytes_of in codepages.single_tables().items():
        for byte, mask in bytes_of.items():
            for label in labels(mask):
                tables.setdefault(label, {}).setdefault(byte, set()).add(char)
    return tables


def table(page: Page) -> dict[int, set[str]]:
    return all_tables()[page.label]


# Which pages there are


def test_every_page_that_issue_two_names_is_known() -> None:
    known = {page.label for page in PAGES}
    wanted = {canonical(label) for label in (*SINGLE_BYTE_PAGES, *MULTI_BYTE_PAGES)}
    assert wanted <= known
    # shift_jis and cp932, euc_kr and cp949, big5 and cp950 are one page each, as on the web.
    assert len(wanted) == len({*SINGLE_BYTE_PAGES, *MULTI_BYTE_PAGES}) - 3


def test_every_page_has_a_label_of_its_own_and_a_codec() -> None:
    assert len({page.label for page in PAGES}) == len(PAGES)
    for page in PAGES:
        assert page.label == page.label.lower()
        assert codecs.lookup(page.codec)


def test_every_bit_is_of_one_kind_of_page() -> None:
    assert SINGLE & MULTI == 0
    assert (SINGLE | MULTI).bit_count() == len(PAGES)
    assert list(labels(MULTI)) == [page.label for page in PAGES if page.multi]


def test_windows_1252_is_the_commonest_page() -> None:
    assert min(PAGES, key=lambda page: page.cost) is PAGES[0]
    assert PAGES[0].label == "windows-1252"
    assert all(page.cost > 0 for page in PAGES)


def test_a_mask_and_its_labels_say_the_same() -> None:
    for page in PAGES:
        mask = codepages.mask_of((page.label,))
        assert mask == 1 << number(page)
        assert list(labels(mask)) == [page.label]
    assert codepages.mask_of(()) == 0
    assert list(labels(0)) == []


# Names


@pytest.mark.parametrize("page", [*SINGLES, *MULTIS])
def test_a_page_is_found_by_its_own_label_however_written(page: Page) -> None:
    for label in (page.label, page.label.upper(), f" {page.label} ", page.label.replace("-", "_")):
        assert canonical(label) == page.label


@pytest.mark.parametrize("page", [*SINGLES, *MULTIS])
def test_what_python_calls_a_page_is_a_page_of_the_same_codec(page: Page) -> None:
    found = canonical(codecs.lookup(page.codec).name)
    [other] = [other for other in PAGES if other.label == found]
    # Python's shift_jis and big5 are the web's names of supersets of theirs, cp932 and cp950.
    if found not in ("shift_jis", "big5"):
        assert codecs.lookup(other.codec).name == codecs.lookup(page.codec).name


@pytest.mark.parametrize(
    ("label", "page"),
    [
        # Python's names
        ("latin-1", "iso-8859-1"),
        ("l1", "iso-8859-1"),
        ("cp1252", "windows-1252"),
        ("1252", "windows-1252"),
        ("ibm866", "cp866"),
        ("hebrew", "iso-8859-8"),
        ("cp932", "shift_jis"),
        ("cp949", "euc-kr"),
        ("cp950", "big5"),
        # the encoding standard's
        ("sjis", "shift_jis"),
        ("x-sjis", "shift_jis"),
        ("ms_kanji", "shift_jis"),
        ("windows-31j", "shift_jis"),
        ("gb2312", "gbk"),
        ("x-gbk", "gbk"),
        ("ks_c_5601-1987", "euc-kr"),
        ("dos-874", "windows-874"),
        ("macintosh", "mac-roman"),
        ("x-mac-cyrillic", "mac-cyrillic"),
    ],
)
def test_other_names_of_a_page_are_known(label: str, page: str) -> None:
    assert canonical(label) == page


@pytest.mark.parametrize(
    "label", ["", "utf-8", "utf-16", "ascii", "idna", "rot13", "cp037", "x\0y"]
)
def test_what_is_no_code_page_is_an_error_that_says_so(label: str) -> None:
    with pytest.raises(PolicyError) as caught:
        canonical(label)
    assert repr(label) in str(caught.value)


# Single-byte pages


@pytest.mark.parametrize("page", SINGLES)
def test_a_page_has_what_pythons_codec_reads(page: Page) -> None:
    first: dict[str, int] = {}
    for byte in range(0x80, 0x100):
        char = python(page, byte)
        if char and not char.isascii():
            # Of two bytes read alike, the first is taken.
            assert char in table(page)[first.setdefault(char, byte)]
    assert len(first) > 60


@pytest.mark.parametrize("page", SINGLES)
def test_a_page_has_nothing_but_what_its_sources_have(page: Page) -> None:
    for byte, chars in table(page).items():
        assert 0x80 <= byte <= 0xFF
        web = WEB_EXTRAS.get((page.label, byte), "")
        for char in chars - {python(page, byte), web}:
            if page.label in OLD_MAC and byte == 0xDB:
                assert char == "\u00a4"
                continue
            # The rest fills holes of Windows pages: C1 controls, what sloppy programs show.
            assert page.label.startswith("windows-")
            assert not python(page, byte)
            assert char == chr(byte) or (byte >= 0xA0 and "\uf880" <= char <= "\uf8ff")


@pytest.mark.parametrize("page", SINGLES)
def test_a_character_has_one_byte_in_a_page(page: Page) -> None:
    chars = [char for chars in table(page).values() for char in chars]
    assert len(chars) == len(set(chars))
    assert not any(char.isascii() for char in chars)


@pytest.mark.parametrize("label", WEB_CONTROLS)
def test_a_windows_page_is_from_80_to_9f_as_the_web_has_it(label: str) -> None:
    page = next(page for page in PAGES if page.label == label)
    controls = {int(byte, 16) for byte in WEB_CONTROLS[label].split()}
    for byte in range(0x80, 0xA0):
        assert table(page)[byte] == {chr(byte) if byte in controls else python(page, byte)}


def test_all_windows_pages_are_compared_with_the_web() -> None:
    assert {page.label for page in PAGES if "windows" in page.label} == set(WEB_CONTROLS)


@pytest.mark.parametrize(("label", "byte"), WEB_EXTRAS)
def test_what_the_web_has_beyond_python_is_there(label: str, byte: int) -> None:
    page = next(page for page in PAGES if page.label == label)
    assert WEB_EXTRAS[label, byte] in table(page)[byte]
    assert python(page, byte) != WEB_EXTRAS[label, byte]


@pytest.mark.parametrize("label", WEB_CONTROLS)
def test_a_windows_page_has_what_ftfys_sloppy_codec_reads(label: str) -> None:
    ftfy.bad_codecs.ok()
    page = next(page for page in PAGES if page.label == label)
    for byte in range(0x80, 0x100):
        char = bytes((byte,)).decode(f"sloppy-{page.codec}")
        if (label, byte) not in WEB_EXTRAS:
            assert char in table(page)[byte]


@pytest.mark.parametrize("label", OLD_MAC)
def test_the_currency_sign_and_the_euro_share_a_byte_of_old_and_new_macs(label: str) -> None:
    page = next(page for page in PAGES if page.label == label)
    assert table(page)[0xDB] == {"\u20ac", "\u00a4"}


# Multi-byte pages


def sample() -> Iterator[str]:
    """Characters from all over the basic plane, and some beyond."""
    yield from map(chr, range(0x80, 0x3100))
    yield from map(chr, range(0x3100, 0xD800, 7))
    yield from map(chr, range(0xE000, 0x10000, 3))
    yield from map(chr, range(0x10000, 0x110000, 9973))


@pytest.mark.parametrize("page", MULTIS)
def test_a_character_has_the_bytes_that_pythons_codec_writes(page: Page) -> None:
    bit = 1 << number(page)
    seen = 0
    for char in sample():
        try:
            expected = char.encode(page.codec)
        except UnicodeEncodeError:
            expected = b""
        found = [raw for raw, mask in codepages.variants(char) if mask & bit]
        if expected[:1] < b"\x80":
            assert found == []
        elif found != [expected]:
            # NEC's second rows, the only ones that can be UTF-8.
            assert page.label == "shift_jis"
            [raw] = found
            assert raw[0] in (0xED, 0xEE)
            assert raw.decode("cp932") == char
        seen += bool(found)
    assert seen > 1000


def test_all_of_necs_second_rows_that_can_be_utf8_are_known() -> None:
    known = 0
    for lead in (0xED, 0xEE):
        for trail in range(0x80, 0xC0):
            char = bytes((lead, trail)).decode("cp932", "ignore")
            if char:
                known += 1
                assert bytes((lead, trail)) in [raw for raw, _ in codepages.variants(char)]
    assert known > 100


@pytest.mark.parametrize("char", ["\udc80", "a", "\0"])
def test_what_is_no_character_beyond_ascii_has_no_bytes(char: str) -> None:
    assert codepages.variants(char) == ()


def test_characters_of_before_unicode_are_told_from_newer_ones() -> None:
    for char in "\u00e9\u044f\u6c34\u30a2\uac00\u2122\u2500":
        assert codepages.in_legacy_charset(char)
    for char in "\U0001f600\u1e9e\u2c7e\ua78e\ud800":
        assert not codepages.in_legacy_charset(char)


def test_no_table_is_built_before_it_is_asked_for() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import mojifix\n"
            "from mojifix import codepages\n"
            "mojifix.repair('plain')\n"
            "print(codepages.single_tables.cache_info().currsize)",
        ],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    assert done.stdout == "0\n"
