"""The strategies for users' own tests: what they make is mojibake, and nothing of it is lost."""

from __future__ import annotations

import contextlib
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample, Unsatisfiable

import mojifix
from mojifix import MixUp, PolicyError, codepages, testing
from mojifix.stages.propose import FORMS
from mojifix.testing import chains, damage, mix_ups, mojibake
from tests.cli.command import environment
from tools import build_corpus

LATIN = (MixUp("iso-8859-1"),)
E_ACUTE = "\u00e9"
SMILE = "\U0001f600"

#: Made by decoders that mojifix has no part in: (text, chain, what it looks like then).
KNOWN = [
    ("caf\u00e9", ["windows-1252"], "caf\u00c3\u00a9"),
    ("\u2019", ["windows-1252"], "\u00e2\u20ac\u2122"),
    ("\u2019", ["mac-roman"], "\u201a\u00c4\u00f4"),
    ("\u201d", ["windows-1252"], "\u00e2\u20ac\x9d"),  # byte 9D, a hole that the web fills
    ("\u0438", ["windows-1251"], "\u0420\u0451"),
    ("\u2019s ", ["gbk"], "\u9225\u6a9a "),  # the s was swallowed
    ("\u00e9", ["windows-1252", "windows-1252"], "\u00c3\u0192\u00c2\u00a9"),
    ("\u00e9", ["iso-8859-1", "windows-1251"], "\u0413\u0453\u0412\u00a9"),
]


@pytest.mark.parametrize(("text", "pages", "expected"), KNOWN)
def test_damage_is_what_real_decoders_make(text: str, pages: list[str], expected: str) -> None:
    assert damage(text, [MixUp(page) for page in pages]) == expected


@given(
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.sampled_from(build_corpus.UTF8_FORMS),
    mix_ups(),
)
def test_damage_is_what_pythons_codecs_make(text: str, form: str, mix_up: MixUp) -> None:
    meant = "java-utf-8" if form == "mutf-8" else form
    page = next(page for page in codepages.PAGES if page.label == mix_up.read_as)
    made = damage(text, [MixUp(mix_up.read_as, meant)])
    data = build_corpus.utf8_bytes(text, form)
    try:
        expected = data.decode(page.codec)
    except UnicodeDecodeError:
        # A hole: lost, or filled by what the web shows there.
        assert made is None or page.label.startswith("windows-")
    else:
        assert made in (None, expected)
        ascii_text = "".join(filter(str.isascii, text))
        if ascii_text.encode().decode(page.codec, "replace") != ascii_text:
            return  # a page with a yen sign for the backslash: mojifix takes no ASCII for damage
        encode = str.encode if page.multi else build_corpus.encode_as
        with contextlib.suppress(ValueError):
            assert encode(expected, page.codec) != data or made == expected


def test_ascii_and_the_empty_chain_change_nothing() -> None:
    assert damage("plain", [MixUp("windows-1252"), MixUp("mac-roman")]) == "plain"
    assert damage("caf\u00e9", []) == "caf\u00e9"


@pytest.mark.parametrize(
    ("text", "mix_up"),
    [
        ("\ud800", MixUp("iso-8859-1")),
        ("\ud83d\ude00", MixUp("iso-8859-1", "cesu-8")),  # two halves, not a whole character
        ("\u0490", MixUp("windows-1253")),  # D2 90: the page has nothing at D2
        ("\u04a5", MixUp("iso-8859-6")),
        (E_ACUTE, MixUp("mac-arabic")),  # A9 is a second right parenthesis
        ("\u2019", MixUp("gbk")),  # 99 wants a second byte
        ("\\", MixUp("shift_jis-2004")),  # 5C is a yen sign there
    ],
)
def test_damage_that_would_lose_something_is_none(text: str, mix_up: MixUp) -> None:
    assert damage(text, [mix_up]) is None
    assert damage(text, [mix_up, MixUp("windows-1252")]) is None


def test_the_three_forms_of_utf8_differ_where_they_should() -> None:
    def bytes_of(text: str, meant: str) -> bytes:
        made = damage(text, [MixUp("iso-8859-1", meant)])
        assert made is not None
        return made.encode("latin-1")

    assert bytes_of(SMILE, "utf-8") == b"\xf0\x9f\x98\x80"
    assert bytes_of(SMILE, "cesu-8") == b"\xed\xa0\xbd\xed\xb8\x80"
    assert bytes_of(SMILE, "java-utf-8") == b"\xed\xa0\xbd\xed\xb8\x80"
    assert bytes_of("\0", "cesu-8") == b"\0"
    assert bytes_of("\0", "java-utf-8") == b"\xc0\x80"
    assert {bytes_of(E_ACUTE, meant) for _, meant in FORMS} == {b"\xc3\xa9"}


@pytest.mark.parametrize("label", ["cp1252", "Windows-1252", "windows_1252", "1252"])
def test_a_page_may_be_called_by_any_of_its_names(label: str) -> None:
    assert damage("\u2019", [MixUp(label)]) == "\u00e2\u20ac\u2122"


@pytest.mark.parametrize("text", ["", "\u00e9", "\ud800"])
@pytest.mark.parametrize("mix_up", [MixUp("utf-8"), MixUp("nonsense"), MixUp("cp1252", "latin-1")])
def test_unknown_labels_are_an_error_whatever_the_text(text: str, mix_up: MixUp) -> None:
    with pytest.raises(PolicyError):
        damage(text, [MixUp("iso-8859-6"), mix_up])


@given(mix_ups())
def test_a_mix_up_names_a_page_of_mojifix(mix_up: MixUp) -> None:
    assert mix_up.read_as in {page.label for page in codepages.PAGES}
    assert mix_up.meant == "utf-8"


@pytest.mark.parametrize("page", [page.label for page in codepages.PAGES])
def test_every_page_is_among_the_mix_ups(page: str) -> None:
    quick = settings(max_examples=20_000, database=None, derandomize=True)
    assert find(mix_ups(), lambda mix_up: mix_up.read_as == page, settings=quick)


@given(mix_ups(read_as=["cp866", "mac-roman"], meant=["cesu-8", "java-utf-8"]))
def test_pages_and_forms_can_be_chosen(mix_up: MixUp) -> None:
    assert mix_up.read_as in ("cp866", "mac-roman")
    assert mix_up.meant in ("cesu-8", "java-utf-8")


def test_the_simplest_mix_up_is_the_commonest_page() -> None:
    quick = settings(database=None, derandomize=True)
    assert find(mix_ups(), lambda _: True, settings=quick) == MixUp("windows-1252")


@pytest.mark.parametrize("bad", [{"read_as": ["utf-8"]}, {"meant": ["latin-1"]}])
def test_unknown_names_are_an_error_at_once(bad: dict[str, list[str]]) -> None:
    with pytest.raises(PolicyError):
        mix_ups(**bad)


@pytest.mark.parametrize("most", [1, 3])
def test_chains_have_up_to_max_layers_mix_ups(most: int) -> None:
    quick = settings(max_examples=2000, database=None, derandomize=True)
    assert len(find(chains(max_layers=most), lambda c: len(c) == most, settings=quick)) == most
    with pytest.raises(NoSuchExample):
        find(chains(max_layers=most), lambda c: not 1 <= len(c) <= most, settings=quick)


@given(chains(max_layers=4, of=st.just(MixUp("koi8-r"))))
def test_a_chain_can_be_made_of_chosen_mix_ups(chain: tuple[MixUp, ...]) -> None:
    assert set(chain) == {MixUp("koi8-r")}


@given(mojibake())
def test_mojibake_comes_with_what_it_was_and_how_it_became_so(case: testing.Mojibake) -> None:
    damaged, original, chain = case
    assert damaged != original
    assert damaged == damage(original, chain)
    assert 1 <= len(chain) <= 2


@given(mojibake(text=st.sampled_from(["na\u00efve", "\u00fcber"]), chain=st.just(LATIN)))
def test_text_and_chain_can_be_chosen(case: testing.Mojibake) -> None:
    assert case.original in ("na\u00efve", "\u00fcber")
    assert case.damaged == case.original.encode().decode("latin-1")
    assert case.chain == LATIN


def test_text_that_nothing_can_damage_is_rejected() -> None:
    @settings(
        max_examples=5, database=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(mojibake(text=st.just("plain")))
    def never_called(case: testing.Mojibake) -> None:
        raise AssertionError(case)

    with pytest.raises(Unsatisfiable):
        never_called()


@settings(derandomize=True, deadline=None)
@given(mojibake(chain=chains(max_layers=1, of=mix_ups(read_as=["cp1252", "mac-roman", "cp1251"]))))
def test_mojifix_takes_back_what_the_strategies_make(case: testing.Mojibake) -> None:
    report = mojifix.explain(case.damaged)
    assert report.text == case.original
    assert report.undo() == case.damaged


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_without_hypothesis_the_error_says_what_to_install() -> None:
    done = run(
        "import sys; sys.modules['hypothesis'] = None\nimport mojifix\nimport mojifix.testing"
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("ImportError: ")
    assert "pip install 'mojifix[testing]'" in done.stderr


def test_importing_mojifix_imports_no_hypothesis() -> None:
    done = run(
        "import sys, mojifix\n"
        "mojifix.repair('caf\\u00c3\\u00a9')\n"
        "print(sorted({'hypothesis', 'mojifix.testing', 'ftfy', 'chardet'} & set(sys.modules)))"
    )
    assert done.stdout == "[]\n", done.stderr


def test_the_forms_are_those_that_mojifix_looks_for() -> None:
    for _, label in FORMS:
        assert damage(E_ACUTE, [MixUp("iso-8859-1", label)]) == "\u00c3\u00a9"


def test_what_a_page_shows_for_an_ascii_sign_that_is_none_is_no_damage() -> None:
    assert damage("100 %", [MixUp("cp864")]) is None
    assert damage("100", [MixUp("cp864")]) == "100"
