"""The cases that the hard families are measured by are what they say: damaged so, and restorable.

On a stock of its own, since the packages that the benchmarks read are not at hand everywhere.
"""

# ruff: noqa: RUF001  (sentences in other scripts have letters that look like Latin ones)

from __future__ import annotations

import contextlib
import importlib
import re
from collections.abc import Iterator

import pytest

import mojifix
from benchmarks import afterwards, hostile, legacy, notation, unknown, utf16, words
from benchmarks.cases import Case, Stock
from benchmarks.damage import PAGES
from benchmarks.sources import Line

SENTENCES = {
    "ru": "Вчера мы долго гуляли по старому городу и говорили о погоде",
    "uk": "Їхній ґанок виходить на річку, де щовечора збираються сусіди",
    "el": "Η θάλασσα ήταν ήρεμη και ο ουρανός γεμάτος αστέρια απόψε",
    "he": "הילדים שיחקו בחצר עד שירד הערב והלכו הביתה לאכול",
    "fa": "فردا صبح به بازار می\u200cرویم و سیب تازه می\u200cخریم",
    "ar": "ذهبنا أمس إلى السوق ثم رجعنا إلى البيت قبل المطر",
    "zh-tw": "昨天下雨了所以我們整天都在家裡看書和喝茶",
    "th": "เมื่อวานนี้ฝนตกหนักมากจนเราไม่ได้ออกไปไหนเลย",
    "ja": "昨日は雨が降っていたので、ずっと家で本を読んでいました",
    "zh-cn": "昨天下雨了，所以我们整天都在家里看书和喝茶",
    "ko": "어제는 비가 와서 하루 종일 집에서 책을 읽었습니다",
    "tr": "Dün yağmur yağdığı için bütün gün evde çay içip kitap okuduk",
    "vi": "Hôm qua trời mưa nên chúng tôi ở nhà đọc sách và uống trà",
    "ro": "Ieri a plouat și am rămas acasă să citim cărți și să bem ceai",
    "cs": "Včera pršelo, a tak jsme zůstali doma a četli si knížky u čaje",
    "lt": "Vakar lijo, todėl likome namuose ir skaitėme knygas su arbata",
    "fr": "L’été dernier, “Zoé” a goûté le thé… à la crème – très sucré\u00a0!",
    "de": "Gestern regnete es, darum blieben wir für den ganzen Tag zu Hause",
}


@pytest.fixture(scope="module")
def stock() -> Stock:
    lines = {lang: [text, text[::2] + text] for lang, text in SENTENCES.items()}
    languages = tuple(sorted(lines))
    return Stock(lines, lines, languages[::2], languages[1::2])


def pages_of(case: Case) -> tuple[str, str]:
    meant, _, read_as = case.page.partition(" as ")
    return meant, read_as


def is_undone(case: Case) -> bool:
    """Whether the bytes of what is shown are those of what was meant."""
    meant, read_as = pages_of(case)
    page = PAGES.get(f"{read_as}/web", PAGES[read_as])
    data = page.write(case.given)
    return data is not None and PAGES[meant].read(data) == case.expected


@pytest.mark.parametrize("kind", ["legacy-line", "legacy-latin"])
def test_a_legacy_line_is_what_one_page_makes_of_the_bytes_of_another(
    kind: str, stock: Stock
) -> None:
    cases = legacy.line_cases(kind, 300, stock, "seed")
    assert len(cases) > 100
    assert all(is_undone(case) and case.given != case.expected for case in cases)


def test_every_legacy_page_and_every_group_of_languages_has_cases(stock: Stock) -> None:
    cases = [
        case
        for kind in ("legacy-line", "legacy-latin")
        for case in legacy.line_cases(kind, 400, stock, "seed")
    ]
    assert {pages_of(case)[0] for case in cases} == {pair.meant.label for pair in legacy.PAIRS}
    assert {case.lang for case in cases} >= {"ru", "el", "he", "fa", "th", "ja", "ko", "vi", "ro"}


def test_no_text_is_meant_as_a_page_of_another_script_or_nation(stock: Stock) -> None:
    for case in legacy.line_cases("legacy-latin", 400, stock, "seed"):
        assert case.script == "Latin"
        if case.page.startswith("windows-1257"):
            assert case.lang == "lt"


def test_vietnamese_and_romanian_are_spelled_as_their_pages_have_them() -> None:
    assert legacy.spelled("tiếng", PAGES["windows-1258"]) == "ti\u00ea\u0301ng"
    assert legacy.spelled("știți", PAGES["cp852"]) == "ştiţi"
    assert legacy.spelled("știți", PAGES["windows-1252"]) == "știți"


def test_a_layer_of_utf_8_lies_above_or_below_the_legacy_one(stock: Stock) -> None:
    cases = legacy.line_cases("legacy-layer", 400, stock, "seed")
    above = [case for case in cases if " as " in case.page.partition(" > ")[0]]
    assert 0 < len(above) < len(cases)
    for case in above:
        pair, _, label = case.page.partition(" > ")
        page = PAGES[label]
        data = page.write(case.given) or (PAGES.get(f"{label}/web", page).write(case.given))
        assert data is not None
        assert is_undone(case._replace(page=pair, given=data.decode()))


def test_words_stand_alone_in_the_script_of_their_page(stock: Stock) -> None:
    cases = words.word_cases("legacy-word", 400, stock, "seed")
    assert {case.lang for case in cases} >= {"ru", "el", "he", "th", "ja", "zh-cn", "ko"}
    for case in cases:
        assert is_undone(case)
        assert not re.search(r"[\s\d]", case.expected)
        assert len(case.expected) >= (
            4 if case.lang in ("ru", "uk", "el", "he", "ar", "fa", "th") else 3
        )


def many_words(lang: str, letters: str) -> Stock:
    """One language with 400 words, of which half are ASCII if ``letters`` are."""
    found = [a + b + c + d for a in letters for b in letters for c in "аеио" for d in letters]
    lines = {lang: [" ".join(found[at : at + 10]) for at in range(0, 800, 10)]}
    return Stock(lines, lines, (lang,), ())


def test_a_source_is_200_words_of_which_most_are_damaged_by_one_pair() -> None:
    cases = words.source_cases("learn", 40, many_words("ru", "абвгдежзик"), "seed")
    assert cases
    for case in cases:
        given, expected = case.given.split("\n"), case.expected.split("\n")
        assert len(given) == len(set(expected)) == words.SAMPLES
        changed = [pair for pair in zip(given, expected, strict=True) if pair[0] != pair[1]]
        assert len(changed) >= 150
        assert all(is_undone(case._replace(given=a, expected=b)) for a, b in changed)


def test_a_clean_source_is_asked_for_as_it_is() -> None:
    (case,) = words.clean_source_cases("learn-clean", many_words("ru", "абвгдежзик"))
    assert case.given == case.expected
    assert case.given.count("\n") == words.SAMPLES - 1


def test_utf_16_goes_back_and_forth_without_loss(stock: Stock) -> None:
    lines = {"en": ["Yesterday it rained all day and we sat"], **stock.all_lines}
    cases = utf16.utf16_cases("utf-16", 200, Stock(lines, lines, ("en",), stock.prose), "seed")
    assert len({case.page for case in cases}) == 10
    for case in cases:
        meant, read_as = pages_of(case)
        page = PAGES.get(f"{read_as}/web") or PAGES.get(read_as)
        data = page.write(case.given) if page else case.given.encode(read_as)
        assert data is not None
        assert data.decode(meant) == case.expected


@pytest.mark.parametrize("kind", afterwards.KINDS)
def test_what_was_damaged_afterwards_is_not_what_is_expected(kind: str, stock: Stock) -> None:
    cases = afterwards.afterwards_cases(kind, 200, stock, "seed")
    assert len(cases) > 10
    assert all(case.given not in (case.expected, *case.also) for case in cases if not case.also)


def test_nbsp_case_and_c1_controls_are_gone_from_what_is_damaged_so(stock: Stock) -> None:
    def given(kind: str) -> str:
        return "".join(c.given for c in afterwards.afterwards_cases(kind, 200, stock, "seed"))

    assert "\u00a0" not in given("nbsp")
    assert not re.search("[\x80-\x9f]", given("c1"))
    assert given("lower") == given("lower").lower()
    assert "“" not in given("quotes")


def test_replaced_bytes_leave_question_marks_where_typography_was(stock: Stock) -> None:
    cases = afterwards.afterwards_cases("replaced", 60, stock, "seed")
    for case in cases:
        signs = re.findall("[\u2018\u2019“”\u2013\u2014…]", case.expected)
        lost = case.given.count("?") - case.expected.count("?")
        assert lost >= 1
        if not case.page.endswith("holes"):
            assert lost == len(signs)


def test_of_a_cut_sequence_the_rest_may_stay_go_or_be_marked(stock: Stock) -> None:
    for case in afterwards.afterwards_cases("truncated", 100, stock, "seed"):
        gone, marked = case.also
        assert case.expected.startswith(gone)
        assert 1 <= len(case.expected) - len(gone) <= 3
        assert marked == gone + "\ufffd"


def test_every_notation_is_read_by_its_own_parser_as_what_was_written(stock: Stock) -> None:
    cases = notation.notation_cases("notation", 320, stock, "seed")
    assert {case.page for case in cases} == set(notation.NOTATIONS)
    for case in cases:
        wrong = notation.parses_as(case.page, case.given)
        right = notation.parses_as(case.page, case.expected)
        assert right in {text for texts in stock.damageable.values() for text in texts}
        assert wrong not in (right, None)


@pytest.mark.parametrize(
    ("label", "broken"),
    [
        ("json", '{"id": 7, "text": "a"b", "ok": true}\n'),
        ("json", '{"id": 8, "text": "ab", "ok": true}\n'),
        ("bytes in hex", 'TITLE = b"é"\n'),
        ("bytes in hex", 'TITLE = b"\\xe9"\n'),
        ("percent", "https://example.org/find?q=%E9&page=2"),
    ],
)
def test_a_file_that_does_not_parse_or_has_moved_is_not_restored(label: str, broken: str) -> None:
    assert notation.parses_as(label, broken) is None


def test_rows_of_signs_hold_alphabets_and_the_upper_halves_of_pages() -> None:
    rows = {line.text for line in hostile.HOSTILE["rows"]("test")}
    assert "абвгдежзийклмноп" in rows
    assert any("àáâãäå" in row for row in rows)
    assert any("├" in row for row in rows)
    assert not any(row.isascii() for row in rows)


def test_fewer_cases_are_drawn_alike_every_time(stock: Stock) -> None:
    for make, kind in (
        (legacy.line_cases, "legacy-line"),
        (words.word_cases, "legacy-word"),
        (afterwards.afterwards_cases, "nfkc"),
        (notation.notation_cases, "notation"),
        (utf16.utf16_cases, "utf-16"),
    ):
        assert make(kind, 50, stock, "seed") == make(kind, 50, stock, "seed")
        assert make(kind, 50, stock, "seed") != make(kind, 50, stock, "another seed")


# --- languages left out ----------------------------------------------------------------------


def test_without_a_way_to_leave_languages_out_there_are_no_cases() -> None:
    assert unknown.unknown_cases([Line("Größe und Höhe " * 2, "de", "x")] * 50, None) == []


def test_variants_of_a_language_are_left_out_with_it() -> None:
    lines = [Line(f"Велика река {n}", "sr", "x") for n in range(30)]
    lines += [Line(f"Čista voda {n}", "sr-latin", "x") for n in range(30)]
    cases = unknown.unknown_cases(lines, lambda lang: contextlib.nullcontext())
    assert len(cases) == 60
    assert {case.page for case in cases} == {"sr"}
    assert all(case.given == case.expected for case in cases)


def test_languages_can_be_bounded_to_those_that_can_be_left_out() -> None:
    lines = [Line(f"Größe und Höhe {n}", lang, "x") for lang in ("de", "xx") for n in range(50)]
    cases = unknown.unknown_cases(lines, lambda lang: contextlib.nullcontext(), {"de"})
    assert {case.page for case in cases} == {"de"}


def test_no_language_is_left_out_in_two_groups_and_most_known_ones_are_in_one() -> None:
    from mojifix.language import profiles

    train_language = importlib.import_module("tools.train_language")
    names = [name for group in train_language.GROUPS for name in group]
    assert len(names) == len({*names}) >= 60
    assert {*names} <= {name.partition("_")[0] for name in profiles.names()}
    assert "sr" in train_language.left_out_with("sr") != train_language.left_out_with("hr")


def test_nothing_is_remembered_into_or_out_of_the_context() -> None:
    from mojifix import codepages

    left_out = []

    @contextlib.contextmanager
    def without(lang: str) -> Iterator[None]:
        left_out.append(lang)
        assert codepages.variants.cache_info().currsize == 0
        yield

    codepages.variants("я")
    with unknown.within(without, "sr"):
        codepages.variants("я")
    assert left_out == ["sr"]
    assert codepages.variants.cache_info().currsize == 0


# --- judging, which needs the rivals ---------------------------------------------------------


@pytest.fixture
def families() -> object:
    pytest.importorskip("plsfix", exc_type=ImportError)
    return importlib.import_module("benchmarks.families")


def outcomes(families: object, *cases: Case) -> list[str]:
    judge = vars(families)["judge"]
    return [outcome for case in cases for _, outcome, _ in judge("mojifix", case)]


def test_case_and_normal_form_are_judged_as_the_damage_left_them(
    families: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = Case("lower", "windows-1252", "fr", "Latin", True, "Ã‰tÃ©".lower(), "été")
    right = vars(families)["_right"](case)
    assert right("Été")
    assert right("été")
    assert not right("ete")


def test_words_of_a_source_are_repaired_by_what_was_learned_from_all(
    families: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def learn(samples: list[str]) -> mojifix.Policy:
        seen.append(samples)
        return mojifix.Policy()

    monkeypatch.setattr(mojifix, "learn", learn, raising=False)
    case = Case(
        "learn", "x as y", "fr", "Latin", True, "cafÃ©\nthé\nvoilÃ\u00a0", "café\nthé\nvoilà"
    )
    assert outcomes(families, case) == ["restored", "restored"]
    assert seen == [["cafÃ©", "thé", "voilÃ\u00a0"]]


def test_a_hint_names_the_language_as_policies_do(families: object) -> None:
    assert legacy.language_tag("zh-tw") == "zh-Hant"
    assert legacy.language_tag("be-tarask") == "be-tarask"
    assert legacy.language_tag("crh-cyrl") == "crh-Cyrl"
    case = Case("legacy-word-hint", "", "ru", "Cyrillic", True, "Привет", "Привет")
    assert outcomes(families, case) == ["restored"]
