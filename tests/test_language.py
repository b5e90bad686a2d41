"""The character model: small, quick to load, and close enough to a probability."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mojifix import language
from mojifix.language import Model, alphabet
from tests.cli.command import environment
from tests.properties.texts import sentences
from tests.sanitizer import run_sanitized

FOLDER = Path(language.__file__).parent

#: What issue 2 asks for.
MOST_BYTES = 2 << 20
MOST_SECONDS = 0.030


#: CPU seconds in which a machine adds up a million numbers for which that holds. A slower one, or
#: one whose caches others use, may take as much longer.
YARDSTICK = 0.020


def loading_seconds(module: str) -> float:
    """CPU time that the first ``load()`` of a module takes in a fresh process, at the speed of the
    yardstick if that process is slower."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import time, {module} as module\n"
            "begin = time.process_time()\n"
            "module.load()\n"
            "end = time.process_time()\n"
            "sum(range(1_000_000))\n"
            f"print((end - begin) * min(1, {YARDSTICK} / (time.process_time() - end)))",
        ],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return float(done.stdout)


def test_all_that_is_loaded_at_once_stays_under_two_megabytes() -> None:
    # Of the profiles, one language's at a time is read.
    files = [*FOLDER.glob("*.bin")]
    names = {"model.bin", "languages.bin", "profiles.bin", "words.bin"}
    assert {file.name for file in files} == names
    assert sum(f.stat().st_size for f in files if f.name != "profiles.bin") < MOST_BYTES
    assert (FOLDER / "profiles.bin").stat().st_size < MOST_BYTES


@pytest.mark.parametrize(
    "module", ["mojifix.language", "mojifix.language.identify", "mojifix.language.words"]
)
def test_it_loads_in_under_thirty_milliseconds(module: str) -> None:
    # The best of several, since whatever else runs here only ever adds to it.
    taken = []
    for _ in range(15):
        taken.append(loading_seconds(module))
        if taken[-1] < MOST_SECONDS:
            break
    assert min(taken) < MOST_SECONDS


def test_it_is_read_once() -> None:
    assert language.load() is language.load()


def test_it_is_not_read_before_something_suspicious_turns_up() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, mojifix\n"
            "def loaded():\n"
            "    module = sys.modules.get('mojifix.language')\n"
            "    return bool(module and module.load.cache_info().currsize)\n"
            "mojifix.repair('plain')\n"
            "mojifix.repair('\\u201cCaf\\u00e9,\\u201d na\\u00efve \\u0438 \\u0434\\u0430.')\n"
            "print(loaded())\n"
            "mojifix.repair('caf\\u00c3\\u00a9')\n"
            "print(loaded())",
        ],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    assert done.stdout == "False\nTrue\n"


def symbols() -> list[str]:
    """Every symbol of the model, found by asking for it."""
    model = language.load()
    known = []
    for code in range(sys.maxunicode + 1):
        if model.cost("", chr(code)) is not None:
            known.append(chr(code))
    return known


KNOWN = symbols()


@pytest.mark.parametrize(
    "context",
    [
        *("", " ", "   ", "the", "qu", "  t", "ing", "qzx", "...", "0.0", "(a)"),
        *("\u043f\u0440\u0438", "\u0447\u0442\u043e", "\u03ba\u03b1\u03b9", "\u00e7\u00e3o"),
        *("\u4f60\u597d", "\u3053\u3093", "\ud55c\uad6d", "\u0e40\u0e23\u0e32", "\u0628\u0627"),
        *("\ud800ab", "\0\0\0", "\U0001f600", "a" * 50, "()\u0301"),
    ],
)
def test_the_costs_of_all_symbols_behind_a_context_are_those_of_a_distribution(
    context: str,
) -> None:
    model = language.load()
    total = math.fsum(math.exp(-(model.cost(context, symbol) or 0.0)) for symbol in KNOWN)
    # Steps of a twelfth of a nat leave each term up to 4 % off, either way.
    assert 0.9 < total < 1.05


def test_it_knows_the_letters_of_many_scripts() -> None:
    assert len(KNOWN) > 3000
    assert {alphabet.script(symbol) for symbol in KNOWN} >= {
        *("LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC", "DEVANAGARI", "THAI", "GEORGIAN"),
        *("CJK", "HANGUL", "ARMENIAN", "BENGALI", "TAMIL", "ETHIOPIC"),
    }


def test_every_symbol_is_its_own_fold() -> None:
    assert [symbol for symbol in KNOWN if alphabet.fold(symbol) != symbol] == []


def test_a_symbol_never_seen_has_no_cost() -> None:
    model = language.load()
    for symbol in ("\ud800", "\uffff", "\U0010ffff", "A", ""):
        assert model.cost("the", symbol) is None
        assert model.single(symbol) == math.inf


def test_single_costs_go_by_how_common_a_symbol_is() -> None:
    model = language.load()
    assert model.single(" ") < model.single("e") < model.single("q") < model.single("\u0192")
    assert math.fsum(math.exp(-model.single(symbol)) for symbol in KNOWN) == pytest.approx(1, 0.05)


@pytest.mark.parametrize(
    ("context", "likely", "unlikely"),
    [
        ("ing", " ", "q"),
        (" th", "e", "x"),
        ("q", "u", "w"),
        ("  \u0441", "\u0442", "\u044a"),
        (" sc", "h", "\u00e9"),
    ],
)
def test_what_is_usual_behind_a_context_costs_less(
    context: str, likely: str, unlikely: str
) -> None:
    model = language.load()
    costs = model.cost(context, likely), model.cost(context, unlikely)
    assert costs[0] is not None
    assert costs[1] is not None
    assert costs[0] < costs[1] - 2


def test_only_the_last_three_of_a_context_count() -> None:
    model = language.load()
    for symbol in "aeio ":
        assert model.cost("xyzthe", symbol) == model.cost("the", symbol)


@given(st.text(st.characters(), max_size=5), st.sampled_from(KNOWN))
def test_any_context_gives_every_symbol_a_cost(context: str, symbol: str) -> None:
    cost = language.load().cost(context, symbol)
    assert cost is not None
    assert 0 <= cost < 80


@pytest.mark.skipif(language.kernel is None, reason="no compiled kernel")
@given(
    st.one_of(st.text(max_size=5), st.text(st.sampled_from(KNOWN), max_size=5)),
    st.one_of(st.text(max_size=2), st.sampled_from(KNOWN)),
)
def test_both_kernels_give_a_symbol_the_same_cost(context: str, symbol: str) -> None:
    model = language.load()
    assert model.cost(context, symbol) == model._cost(context, symbol)


@pytest.mark.skipif(language.kernel is None, reason="no compiled kernel")
def test_both_kernels_give_running_text_the_same_costs() -> None:
    model = language.load()
    lines = (Path(__file__).parent.parent / "corpus" / "sentences.jsonl").read_text("utf-8")
    folded = "".join(map(alphabet.fold, lines))
    places = [(folded[at - 3 : at], folded[at]) for at in range(3, len(folded))]
    assert [place for place in places if model.cost(*place) != model._cost(*place)] == []


_SANITIZED = """
import random
from mojifix import language
from mojifix.language import profiles
assert language.kernel is not None
dice = random.Random(1)
model = language.load()
symbols = [*model._number, "", "Q", "\\0", "\\ud800", "\\U0010ffff"]
for _ in range(20000):
    context = "".join(dice.choices(symbols, k=dice.randrange(6)))
    symbol = dice.choice(symbols)
    assert model.cost(context, symbol) == model._cost(context, symbol)
for name in sorted(profiles.names()):
    profile = profiles.load(name)
    grams = tuple("".join(dice.choices(symbols[:-5], k=3)) for _ in range(200))
    shapes = tuple(dice.random() for _ in grams)
    profile.costs(grams, shapes, shapes)
    one = (0.0,)
    for bad in ((grams, (), ()), (grams, shapes, one), (("ab",), one, ()), ((1,), one, ())):
        try:
            profile.costs(*bad)
        except ValueError:
            continue
        raise AssertionError(bad)
for arguments in ((), ("ab", b"a", abs, {}, 8, 20.0, 14.0), ("abc", b"a", abs, [], 8, 20.0, 14.0)):
    try:
        language.kernel.Profile(*arguments)
    except (TypeError, ValueError):
        continue
    raise AssertionError(arguments)
levels = model._levels
for arguments in (
    ("ab", model._uni, *levels, 16, 12.0),
    ("".join(model._number), model._uni, levels[1], levels[0], levels[2], 16, 12.0),
    ("".join(model._number), model._uni, *levels, 0, 12.0),
    ("".join(model._number), model._uni, *levels),
):
    try:
        language.kernel.Tree(*arguments)
    except (TypeError, ValueError):
        continue
    raise AssertionError("tables that are not sound were taken")
print("sound")
"""


@pytest.mark.skipif(language.kernel is None, reason="no compiled kernel")
@pytest.mark.slow
def test_the_compiled_costs_stay_within_their_memory(tmp_path: Path) -> None:
    assert run_sanitized(tmp_path, "_language", _SANITIZED) == "sound"


def nats(text: str) -> float:
    """Cost of a character of ``text``, symbols never seen left out."""
    model = language.load()
    folded = "   " + "".join(map(alphabet.fold, text))
    costs = [model.cost(folded[at - 3 : at], folded[at]) for at in range(3, len(folded))]
    known = [cost for cost in costs if cost is not None]
    return math.fsum(known) / len(known)


def test_real_sentences_are_likelier_than_the_same_backwards() -> None:
    likelier = [nats(text) < nats(text[::-1]) for text in sentences()]
    assert sum(likelier) > 0.95 * len(likelier)


def test_a_script_costs_by_how_much_of_the_text_is_in_it() -> None:
    model = language.load()
    assert 0 < model.script("LATIN") < model.script("CYRILLIC") < model.script("THAANA")
    assert model.script("EGYPTIAN") == 99.0


@pytest.mark.parametrize("data", [b"MJF1" + b"\0" * 40, b"nope" + b"\0" * 40])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a mojifix language model"):
        Model(data)
