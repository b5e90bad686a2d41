"""The scan: every span is one that the other stages can work on, and damage is among them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mojifix import MixUp, codepages
from mojifix.stages import scan
from mojifix.testing import Mojibake, chains, damage, mix_ups, mojibake
from tests.properties.texts import COMMON, EVERYTHING, sentences


def assert_valid(text: str, spans: list[tuple[int, int]]) -> None:
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert end - start <= scan.LONGEST
        piece = text[start:end]
        assert not piece[0].isascii()
        assert not any(char <= " " or char == "\x7f" for char in piece)
        at = end


@settings(deadline=None, derandomize=True)
@given(EVERYTHING)
def test_every_piece_is_a_span_with_no_space_that_begins_beyond_ascii(text: str) -> None:
    spans = list(scan.pieces(text))
    assert_valid(text, spans)
    covered = {at for start, end in spans for at in range(start, end)}
    assert {at for at, char in enumerate(text) if not char.isascii()} <= covered


@settings(deadline=None, derandomize=True)
@given(EVERYTHING)
def test_what_is_suspicious_is_among_the_pieces(text: str) -> None:
    spans = scan.suspicious(text)
    assert_valid(text, spans)
    if not any(end - start == scan.LONGEST for start, end in scan.pieces(text)):
        assert set(spans) <= set(scan.pieces(text))


@given(
    st.integers(1, 3 * scan.LONGEST), st.sampled_from(["\u00c3", "\u00e2\u20ac", "\u0420\u00b0"])
)
def test_a_long_piece_is_cut_without_losing_anything(length: int, symptom: str) -> None:
    text = (symptom * length)[:length]
    spans = list(scan.pieces(f"a {text} b"))
    assert "".join(f"a {text} b"[start:end] for start, end in spans) == text


@given(st.text(st.characters(codec="ascii")))
def test_ascii_is_never_suspicious(text: str) -> None:
    assert list(scan.pieces(text)) == []
    assert scan.suspicious(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "\u201cWe\u2019ll see,\u201d she said \u2014 at the caf\u00e9.",
        "S\u00e3o Paulo, n\u00e3o \u00e9? \u00c0 bient\u00f4t \u00e0 la mer.",
        "\u041f\u0440\u0438\u0432\u0435\u0442, \u043a\u0430\u043a \u0434\u0435\u043b\u0430?",
        "\u4eca\u65e5\u306f\u3001\u5929\u6c17\u304c\u826f\u3044\u3002",
        "\uc548\ub155\ud558\uc138\uc694, \ubc18\uac11\uc2b5\ub2c8\ub2e4.",
    ],
)
def test_plain_text_has_nothing_suspicious(text: str) -> None:
    assert scan.suspicious(text) == []


# What careful writing has and pages have too, in the order of bytes of a sequence.
NATURAL = {
    "a French elision": "L\u2019\u00e9t\u00e9 o\u00f9 l\u2019\u00eatre s\u2019\u00e9loigna.",
    "Czech capitals": "\u010c\u00edna, \u0158\u00edm, \u0160\u0165astn\u00fd, \u017d\u010f\u00e1r",
    "Turkish capitals": "\u00dc\u00e7 \u0130\u00e7ta\u015f, \u00d6\u011fle, \u00c7\u0131k.",
    "Icelandic": "\u00de\u00f3r og \u00de\u00fa, \u00fe\u00f3tt \u00c1\u00f0ur.",
    "Ukrainian apostrophes": (
        "\u0417\u2019\u0454\u0434\u043d\u0430\u043d\u043d\u044f \u0437\u2019\u044f\u0432\u0438"
        "\u043b\u043e\u0441\u044f, \u0456 \u0446\u0456 \u0434\u0456\u0457 \u00ab\u0434\u0456\u00bb."
    ),
    "Russian names in capitals": (
        "\u0411\u0435\u043b\u0410\u0417 \u0438 \u041f\u0440\u043e\u041a\u0440\u0435\u0434\u0438"
        "\u0442, \u00ab\u041d\u0415\u0424\u0422\u042c\u00bb."
    ),
    "Russian quotations": (
        "\u041e\u043d \u043e\u0442\u043a\u0440\u044b\u043b "
        "\u00ab\u0436\u0443\u0440\u043d\u0430\u043b\u00bb \u0438 "
        "\u00ab\u0442\u0435\u0440\u043c\u0438\u043d\u0430\u043b\u00bb."
    ),
    "French spaces before marks": (
        "Il a dit \u00ab\u00a0\u00e9\u00a0\u00bb et \u00ab\u00a0le "
        "degr\u00e9\u00a0\u00bb\u00a0; o\u00f9 est le caf\u00e9\u00a0?"
    ),
    "a Bulgarian question": "\u0421\u0430\u043c \u043b\u0438? \u041b\u0438\u043b\u0438\u044f.",
    "Greek accents": (
        "\u0388\u03bd\u03b1 \u03ad\u03c4\u03bf\u03c2 \u03c4\u03c9\u03bd \u03ac\u03bb\u03bb\u03c9"
        "\u03bd, \u00ab\u03ae\u00bb \u03b7 \u03b3\u03bb\u03ce\u03c3\u03c3\u03b1."
    ),
    "Arabic": (
        "\u0627\u0644\u062c\u0645\u0647\u0648\u0631\u064a\u0651\u0629 \u0639\u0628\u062f "
        "\u0627\u0644\u062f\u0651\u064a\u0646\u060c \u0645\u062f\u064a\u0631\u061f"
    ),
    "Persian with a joiner": (
        "\u0633\u0631\u0645\u0627\u06cc\u0647\u200c\u06af\u0630\u0627\u0631\u06cc "
        "\u067e\u062a\u0631\u0648\u0634\u06cc\u0645\u06cc \u0628\u0627\u0646\u06a9"
    ),
    "Hebrew": "\u05e9\u05dc\u05d5\u05dd, \u05de\u05d4 \u05e9\u05dc\u05d5\u05de\u05da?",
    "Thai": (
        "\u0e2a\u0e32\u0e18\u0e32\u0e23\u0e13\u0e23\u0e31\u0e10\u0e42\u0e14\u0e21\u0e34\u0e19"
        "\u0e34\u0e01\u0e31\u0e19"
    ),
    "a Korean word in English": "enter the building number (\uac74\ubb3c \ubc88\ud638), the street",
    "Chinese in English": "the command prints \u7684 and \u7528\u6237 as they are in the list",
    "English in Chinese": (
        "\u5728Linux\u4e0b\uff0c\u7528\u6237\u548cqconfig\u7684\u7cfb\u7edf\u65f6\u95f4\u3002"
    ),
}


@pytest.mark.parametrize("text", NATURAL.values(), ids=NATURAL)
def test_what_careful_writing_has_is_not_suspicious(text: str) -> None:
    assert scan.suspicious(text) == []


# A word (between bars) in a line of another script, or of the same: the line, and pages that make
# something of it that is not odd in itself.
WORDS = {
    "Russian, one letter": (
        "\u041c\u0435\u0434 |\u0438| \u0432\u0438\u043d\u043e, \u043f\u0438\u0440 \u0434\u043e "
        "\u0443\u0442\u0440\u0430",
        "windows-874 tis-620 windows-1253 windows-1256 gbk euc-kr big5 mac-greek cp775",
    ),
    "Bulgarian, two letters": (
        "\u041a\u043e\u0439\u0442\u043e |\u043d\u0435| \u043c\u043e\u0436\u0435, \u0434\u0430 "
        "\u043a\u0430\u0436\u0435",
        "windows-1251 kz1048 ptcp154 cp855 koi8-t koi8-u cp866 iso-8859-5 mac-cyrillic gbk euc-jp",
    ),
    "Russian, a long word": (
        "\u0432\u044b\u0432\u043e\u0434\u0438\u0442 |\u0437\u043d\u0430\u0447\u0435\u043d\u0438"
        "\u0435| \u0441\u0442\u0440\u043e\u043a\u0438",
        "gbk gb18030 euc-kr euc-jp johab cp855 windows-874 shift_jis",
    ),
    "Portuguese, one letter": (
        "O homem |\u00e9| um aprendiz, a dor \u00e9 seu mestre",
        "windows-874 tis-620 windows-1255 cp864 cp720 koi8-u iso-8859-5 gbk cp949 mac-greek",
    ),
    "Swedish, a dash": (
        "p\u00e5 raden |\u2014| kontrollera f\u00f6rst",
        "koi8-t windows-874 cp855",
    ),
    "Armenian": (
        "|\u053f\u056b\u057a\u0580\u0578\u057d\u056b| \u0540\u0561\u0576\u0580\u0561\u057a"
        "\u0565\u057f\u0578\u0582\u0569\u0575\u0578\u0582\u0576",
        "gbk gb18030 euc-kr euc-jp cp855 windows-1256 windows-1255",
    ),
    "Hindi": (
        "\u092f\u0939 |\u0915\u093f\u0924\u093e\u092c| \u092e\u0947\u0930\u0940 \u0939\u0948",
        "windows-874 cp866 windows-1253 gbk",
    ),
    "Thai": (
        "\u0e2d\u0e32\u0e01\u0e32\u0e28\u0e14\u0e35 |\u0e27\u0e31\u0e19\u0e19\u0e35\u0e49| "
        "\u0e21\u0e32\u0e01",
        "cp855 windows-874 koi8-r windows-1251",
    ),
    "Chinese, two signs": (
        "\u8bf7\u68c0\u67e5\u8fd9\u4e2a|\u7248\u672c|\uff0c\u7136\u540e\u518d\u8bd5",
        "gbk gb18030 windows-874 windows-1251 kz1048 koi8-t iso-8859-5 windows-1252 mac-roman",
    ),
    "Chinese, four signs": (
        "\u5728\u8fd9\u91cc\uff0c|\u8f93\u51fa\u6587\u4ef6|\u662f\u65b0\u7684\u3002",
        "shift_jis cp932 euc-jp big5 big5-hkscs euc-kr cp949 johab gbk",
    ),
    "Japanese": (
        "\u3053\u306e\u884c\u306f|\u751f\u6210\u3059\u308b|\u305f\u3081\u306e\u3082\u306e\u3067\u3059",
        "gbk gb18030 windows-874 koi8-t big5",
    ),
    "Korean": (
        "\uc11c\uc6b8\uacfc |\ubd80\uc0b0\uc740| \ud070 \ub3c4\uc2dc\uc774\ub2e4",
        "windows-874 gbk gb18030 euc-jp windows-1251",
    ),
    "Navajo, every vowel": ("|K\u00e9yah W\u00f3yahgo N\u00e1\u00e1| yah", "big5 cp949 johab gbk"),
}


def damaged_words() -> list[tuple[str, str, str, str]]:
    """Return (what is before the word, the word damaged, what is behind it, page), where it can."""
    made = []
    for line, pages in WORDS.values():
        before, word, after = line.split("|")
        for page in pages.split():
            damaged = damage(word, [MixUp(codepages.canonical(page))])
            if damaged is not None:
                made.append((before, damaged, after, page))
    return made


def test_most_words_can_be_shown_by_their_pages() -> None:
    assert len(damaged_words()) > 60


@pytest.mark.parametrize(("before", "word", "after", "page"), damaged_words())
def test_a_damaged_word_is_seen_among_others(before: str, word: str, after: str, page: str) -> None:
    """In its line alone, and in a document in many languages."""
    for first, last in (("", ""), ("\n".join(sentences()[:40]) + "\n", "\n" + sentences()[0])):
        spans = scan.suspicious(first + before + word + after + last)
        start = len(first + before)
        assert any(a < start + len(word) and b > start for a, b in spans), (page, word)


def test_quotes_do_not_hide_a_damaged_word() -> None:
    """The last letter of the word ends in a closing quote, as the page shows it."""
    made = damage("\u042f\u0441\u043d\u0430\u042f", [MixUp("cp855")])
    assert made is not None
    assert made.endswith("\u00bb")
    line = (
        f"\u041e\u043d \u043e\u0442\u043a\u0440\u044b\u043b \u00ab{made} \u0438 \u0432\u0441\u0451."
    )
    assert scan.suspicious(line)


def test_few_of_the_clean_sentences_are_looked_at() -> None:
    looked_at = [text for text in sentences() if scan.suspicious(text)]
    assert len(looked_at) <= 0.02 * len(sentences()), looked_at


@pytest.mark.parametrize("page", COMMON)
def test_a_damaged_sentence_is_suspicious(page: str) -> None:
    made = 0
    for text in sentences():
        damaged = damage(text, [MixUp(page)])
        if damaged is not None and sum(not char.isascii() for char in text) >= 2:
            made += 1
            assert scan.suspicious(damaged), text
    assert made > 20


@settings(deadline=None, derandomize=True, max_examples=300)
@given(mojibake(chain=chains(max_layers=4, of=mix_ups(read_as=COMMON))))
def test_any_layers_of_damage_are_suspicious(case: Mojibake) -> None:
    assert scan.suspicious(case.damaged)


def test_around_damage_weaker_signs_of_its_page_are_found() -> None:
    clean = "\u0438 \u0432 \u0418\u0432\u0430\u043d"
    damaged = damage(clean, [MixUp("windows-1251")])
    assert damaged is not None
    page = [n for n, page in enumerate(codepages.PAGES) if page.label == "windows-1251"]
    found = scan.around(damaged, [0], page, set())
    assert_valid(damaged, found)
    first = damaged.index(" ")
    assert (0, first) in found
    assert (0, first) not in scan.around(damaged, [0], page, {0})
    assert scan.around(damaged, [], page, set()) == []
    assert scan.around(damaged, [0], [], set()) == []
    far = damaged + " " * 100_000
    assert scan.around(far, [len(far)], page, set()) == []


@settings(deadline=None, derandomize=True)
@given(EVERYTHING, st.lists(st.integers(0, 60), max_size=4), st.sets(st.sampled_from(range(40))))
def test_what_is_found_around_damage_is_valid_and_new(
    text: str, centres: list[int], pages: set[int]
) -> None:
    known = {start for start, _ in itertools.islice(scan.pieces(text), 3)}
    found = scan.around(text, sorted(centres), pages, known)
    assert_valid(text, found)
    assert known.isdisjoint(start for start, _ in found)


@pytest.mark.parametrize(
    "text",
    [
        "Eliodoro Y\u00e1\u00f1ez, Ens\u00e9\u00f1ame",
        "Cela m\u2019a d\u00e9\u00e7u : \u00ab\u00e9cole\u00bb, \u201c\u00e9t\u00e9\u201d",
        "20\u00a0\u00b0C, 5\u00a0\u20ac",
        "pl\u00e1\u0161\u0165 \u010di\u0161\u0107enje\n\u041f\u0440\u0438\u0432\u0435\u0442",
    ],
)
def test_typography_and_common_neighbours_are_left_alone(text: str) -> None:
    assert scan.suspicious(text) == []


def test_a_line_of_other_letters_does_not_hide_damage_in_dense_text() -> None:
    clean = "\u5929\u5730\u7384\u9ec4\uff0c\u5b87\u5b99\u6d2a\u8352\u3002"
    damaged = "\u65e5\u672c\u8a9e".encode().decode("gb18030", "replace").replace("\ufffd", "")
    text = (
        f"{clean}\n\u041f\u0440\u0438\u0432\u0435\u0442 \u00e9\n{clean}\n{clean}{damaged}{clean}\n"
    )
    start = text.index(damaged)
    assert any(a <= start < b for a, b in scan.suspicious(text))


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("\u078b\u07a8\u0788\u07ac\u0780\u07a8 \u0784\u07a6\u0790\u07b0", ("gbk", "gb18030")),
        ("\u0720\u072b\u0722\u0710 \u0723\u0718\u072a\u071d\u071d\u0710", ("gbk",)),
        (
            "\u07d2\u07de\u07cf \u07de\u07ca\u07f2 \u07e6\u07cb\u07eb \u07de\u07ca\u07f2",
            ("gbk", "tis-620"),
        ),
        ("\U0001110c\U0001110b\U00011134\U0001111f\U00011133\U00011126", ("gbk", "windows-874")),
        ("\ua9a7\ua9b1\ua997\ua9ae\ua9b2\ua9b6\ua98f\ua9b8", ("windows-874", "tis-620")),
    ],
)
def test_scripts_that_no_page_has_are_found_in_dense_text(
    text: str, pages: tuple[str, ...]
) -> None:
    for page in pages:
        damaged = damage(text, [MixUp(page)])
        assert damaged is not None
        assert scan.suspicious(damaged)
