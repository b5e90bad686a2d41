# ruff: noqa: RUF001  (real sentences in other scripts)

from __future__ import annotations

import pytest

import mojifix
from mojifix import codepages, repair
from mojifix.stages import legacy

RUSSIAN = "Она вернулась домой до дождя и долго молчала у окна."
GREEK = "Το τρένο φεύγει αύριο το πρωί από τον παλιό σταθμό."
HEBREW = "הרכבת יוצאת מחר בבוקר מהתחנה הישנה שליד הנהר."
CHINESE = "火车明天早上从旧车站出发，我们需要早点到。"
JAPANESE = "列車は明日の朝、古い駅から出発するので早く来てください。"
KOREAN = "기차는 내일 아침 오래된 역에서 출발하니 일찍 오세요."
CZECH = "Při změně nastavení můžete určit, zda se mají soubory při dalším spuštění načíst."


def misread(text: str, meant: str, read_as: str) -> str:
    raw = codepages.encode(text, meant)
    assert raw is not None
    out = codepages.decode(raw, read_as)
    assert out is not None
    return out


@pytest.mark.parametrize(
    ("text", "meant", "read_as"),
    [
        (RUSSIAN, "windows-1251", "windows-1252"),
        (RUSSIAN, "koi8-r", "windows-1251"),
        (RUSSIAN, "cp866", "windows-1251"),
        (RUSSIAN, "windows-1251", "koi8-r"),
        (GREEK, "windows-1253", "iso-8859-1"),
        (GREEK, "iso-8859-7", "windows-1251"),
        (HEBREW, "windows-1255", "windows-1252"),
        (CHINESE, "gbk", "windows-1252"),
        (CHINESE, "gbk", "mac-roman"),
        (JAPANESE, "shift_jis", "windows-1252"),
        (JAPANESE, "euc-jp", "iso-8859-1"),
        (KOREAN, "euc-kr", "windows-1252"),
        (CZECH, "windows-1250", "windows-1252"),
    ],
)
def test_the_first_reading_of_a_misread_line_is_what_was_meant(
    text: str, meant: str, read_as: str
) -> None:
    first = legacy.weigh(misread(text, meant, read_as))[0]
    assert first.out == text
    assert (read_as, meant) in first.pages
    assert first.evidence > 10.0


@pytest.mark.parametrize("text", [RUSSIAN, GREEK, HEBREW, CHINESE, JAPANESE, KOREAN, CZECH])
def test_every_reading_of_a_clean_line_is_less_likely_than_the_line(text: str) -> None:
    assert all(reading.evidence < 0.0 for reading in legacy.weigh(text))


def test_a_clean_word_among_damaged_ones_stays() -> None:
    damaged = misread(
        "Она вернулась домой до дождя и долго молчала, пока", "windows-1251", "koi8-r"
    )
    line = f"{damaged} дождь перестал"
    assert legacy.weigh(line)[0].out.endswith("дождь перестал")


def test_a_row_of_letters_and_a_page_of_bytes_have_no_reading() -> None:
    assert legacy.weigh("àáâãäåæçèéêëìíîïðñòóôõö") == []
    assert legacy.weigh("À Á Â Ã Ä Å Æ Ç È É Ê Ë") == []
    # Of cp863 and cp869, one sign behind another, whatever page they are taken to be of.
    assert legacy.weigh("Ïûù¤ÔÜ¢£ÙÛƒ¦´óú¨") == []
    assert legacy.weigh("Ά·¬¦‘’Έ―ΉΊΪΌΎΫ©Ώ") == []


def test_what_a_page_cannot_have_made_is_not_decoded() -> None:
    assert legacy.decoded("Привет", "windows-1252", "windows-1251") is None
    assert legacy.decoded("Ïðèâåò", "windows-1252", "windows-1251") == "Привет"


def test_hints_leave_only_what_they_name() -> None:
    damaged = misread(RUSSIAN, "windows-1251", "windows-1252")
    only = legacy.only(("windows-1252", "windows-1251"))
    [reading] = legacy.weigh(damaged, only)
    assert reading.pages == (("windows-1252", "windows-1251"),)
    assert reading.evidence == reading.language


@pytest.mark.parametrize("text", [RUSSIAN, GREEK, HEBREW, CHINESE, JAPANESE, KOREAN, CZECH])
def test_clean_lines_are_not_scored_by_languages(text: str) -> None:
    assert not legacy.is_promising(text)


@pytest.mark.parametrize(
    ("text", "meant", "read_as"),
    [
        (RUSSIAN, "windows-1251", "windows-1252"),
        (RUSSIAN, "koi8-r", "cp866"),
        (GREEK, "windows-1253", "windows-1251"),
        (CHINESE, "gbk", "big5"),
        (CZECH, "windows-1250", "windows-1252"),
    ],
)
def test_misread_lines_are_scored_by_languages(text: str, meant: str, read_as: str) -> None:
    assert legacy.is_promising(misread(text, meant, read_as))


def test_a_line_of_which_not_all_words_were_misread_is_scored_by_languages() -> None:
    # No page has both.
    line = misread(RUSSIAN, "windows-1251", "windows-1252") + " \u4e00"
    assert legacy.is_promising(line)
    assert legacy.weigh(line)[0].evidence > 0.0


@pytest.mark.parametrize(
    "text",
    [
        "\xe5\xe4\xf6\xc5\xc4\xd6",
        "\xe1\xe9\xed\xf3\xfa\xc1\xc9\xcd\xd3\xda",
        "\u0113\u016b\u012b\u0101\u0161\u0123\u0137\u013c\u017e\u010d\u0146",
        "[a-z\u0105\u0107\u0119\u0142\xf3\u015b\u0104\u0106\u0118\u0141\xd3\u015a]",
        "\xc1\u2502\xc9\u2502\xcd\u2502\xd3\u2502\xda",
        "|\xd6|Gr\xf6\xdfe|o\xf9|\xe8|\xd6|",
        "Gr\xf6\xdfe\xa6\xd6\xa6\xe9\xa6\xf1",
        "\u0152UVRE, \u0152UVRE, \xc6 \xc6 \xd8 \xd8 \xc5 \xc5",
        "Kedu\u0323 ka i\u0323 mere? O\u0323 di\u0323 mma. U\u0323lo\u0323 akwu\u0323kwo\u0323",
    ],
)
def test_alphabets_bars_and_decomposed_letters_are_no_damage(text: str) -> None:
    assert repair(text) is text


@pytest.mark.parametrize(
    "text",
    [
        "Litery \u00c4\u00d6\u00dc \u00e4\u00f6\u00fc \u00df s\u0105 dozwolone",
        "\u00e4\u00eb\u00ef\u00f6\u00fc, \u00e4\u00f6\u00fc\u00df",
        "\u00e3\u00f5\u00f1, \u00e2\u00ea\u00ee\u00f4\u00fb",
        "\u20ac \u00e2\u00ea\u00ee\u00f4\u00fb",
        "\u00e9\u00e9 | \u00c1\u00c9\u00cd\u00d3\u00da \u00c2\u00ca\u00ce\u00d4\u00db",
    ],
)
def test_a_row_of_letters_beside_something_else_has_no_reading(text: str) -> None:
    assert mojifix.repair(text) is text
