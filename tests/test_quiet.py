# ruff: noqa: RUF001  (text in many scripts is full of characters that look like others)

from __future__ import annotations

import mmap
import os
import random
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mojifix import codepages, engine, notation
from mojifix.model import Policy, Report
from mojifix.stages import broken, glimpse, quiet, scan, suspect, traces
from mojifix.stages.kinds import see
from mojifix.testing import Mojibake, mojibake
from tests.sanitizer import run_sanitized
from tests.test_corpus import cases as corpus_cases
from tools import build_scanner


def is_looked_at(text: str) -> bool:
    """Whether any of the exact searches finds something, or text in a notation."""
    if any(sign in text for sign in engine._NOTATED) and notation.view(text) is not None:
        return True
    seen = see(text)
    if text.isascii():
        return any(control in text for control in engine._ASCII_OF_UTF_16)
    return bool(
        scan.suspicious(text, seen)
        or suspect.worth_weighing(text, seen, Policy())
        or suspect.may_be_utf_16(text, seen)
        or (len(text) <= engine._SHORT and traces.traces(text, seen.raw, Policy()))
        or broken.joins(text, Report(text))
    )


#: The pass in use, which may be compiled, and the one that stands in for that.
passes = pytest.mark.parametrize("is_quiet", [quiet.quiet, glimpse.quiet], ids=["used", "python"])

needs_a_kernel = pytest.mark.skipif(quiet.KERNEL == "python", reason="no compiled scan here")

CLEAN = [
    "",
    "plain ASCII, a\ttab and a\nline break",
    "AT&T, 100 %, x = y, a < b, C:\\temp",
    "Größe, naïve façade – “quoted”",
    "Съешь же ещё этих мягких французских булок, «да выпей чаю»",
    "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία",
    "דג סקרן שט בים מאוכזב ולפתע מצא חברה",
    "نص حكيم له سر قاطع وذو شأن عظيم",
    "いろはにほへと、色は匂へど散りぬるを。\nASCII\n",
    "키스의 고유조건은 입술끼리 만나야 하고",
    "天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。",
    "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा",
    "emoji \U0001f600 and more",
    "Gr\u00f6\u00df\n\u2013 na\u00efve fa\u00e7ade,\n<b>\u00df</b>\u2026\r\n > \u00f6\n",
    "\u0434\u043e\u043c\n  \u2014 \u0434\u0430\u00bb\n\u00ab\u043d\u0435\u0442\u00bb\r\u2116 1",
]

DAMAGED = [
    "naÃ¯ve", "donâ€™t", "caf√©", "ÐŸÑ€Ð¸Ð²ÐµÑ‚", "РџСЂРёРІРµС‚", "ÎšÎ±Î»Î·Î¼Î­ÏÎ±", "鈥檚",
    "縺薙ｓ縺ｫ縺｡縺ｯ",
    "caf\\u00c3\\u00a9", "caf&Atilde;&copy;", "caf%C3%83%C2%A9", "caf=C3=83=C2=A9",
    "caf<U+00C3><U+00A9>", "=?utf-8?q?caf=C3=A9?=", "a\0b\0", "Ïðèâåò, ìèð", "Ëè÷íûé êàáèíåò",
    "don\x92t", "caf\ufffd", "\u6100\u6200\u6300\u6400",
    "un caf\u00c3\n  \u00a9", "caf\u00c3<br>\r\n > \u00a9e", "\u00e2\u20ac<i>\u201d",
    "\u00e2\r\u20ac\u201d", "l\u00e0 \u00c3</b><em class='x'>\u00a9t\u00e9",
    "pr\u00d0\u201c\n\u00d0\u201et",
]  # fmt: skip


@passes
@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_is_quiet(is_quiet: Callable[[str], bool], text: str) -> None:
    assert not is_looked_at(text)
    assert is_quiet(text)


@passes
@pytest.mark.parametrize("text", DAMAGED)
def test_damage_is_not_quiet(is_quiet: Callable[[str], bool], text: str) -> None:
    assert is_looked_at(text)
    assert not is_quiet(text)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(CLEAN + DAMAGED),
            st.text(),
            st.text("аяПСРлиіѓ «»„—…’№\u00a0"),
            st.text("αωάέΠΩ«»·’"),
            st.text("éÃ©âč’“”€™ aZ?0"),
            st.text("عکگپذ\u200c\u0637٠،؟ "),
            st.text("กขเแโอฯ ๆ"),
            st.text("天地鈥檚窶冱챕꾫ハ。「」 a"),
        ),
        max_size=6,
    ),
    st.sampled_from(["", " ", "\n"]),
    st.sampled_from([0, 40]),
)
def test_what_is_quiet_no_search_looks_at(parts: list[str], between: str, padding: int) -> None:
    text = between.join(parts)
    if padding:
        text += ("\n" + CLEAN[4]) * padding
    assert not (quiet.quiet(text) or glimpse.quiet(text)) or not is_looked_at(text)


#: What a line ends or begins with, and what may have been put into a sequence.
ENDS, BEGINNINGS = (
    "\u00e2\u00c3\u0420\u043e\u00bb\u20ac\u2019\u03ac\u0e40\u5929\u00e9.a",
    "\u00a9\u00ab\u00bb\u20ac\u2122\u2014\u2116\u00e9\u00c9\u0660\u0442\u03a9\u2026a",
)
BETWEEN = (
    "\n",
    "\r",
    "\r\n",
    "\n  > ",
    "\n // ",
    "<br>",
    "</b><i>",
    "<b title='\u00e9'>\n* ",
    "<p>",
    "< ",
    "<b\n>",
)


@given(
    st.lists(st.tuples(*map(st.sampled_from, (ENDS, ENDS, BETWEEN, BEGINNINGS, ENDS))), max_size=4)
)
def test_where_a_sequence_may_be_broken_it_is_not_quiet(
    places: list[tuple[str, str, str, str, str]],
) -> None:
    text = " ".join(map("".join, places))
    assert not (quiet.quiet(text) or glimpse.quiet(text)) or not broken.joins(text, Report(text))


@pytest.mark.parametrize("char", "?\n.\u060c\u04e9\u06f1\u0301\u2019\u00ab\u00c3\u4e2d")
@pytest.mark.parametrize("text", CLEAN[3:12])
def test_what_stands_at_any_place_of_a_block_is_seen(text: str, char: str) -> None:
    whole = f"{text} " * 3
    for at in range(64):
        odd = whole[:at] + char + whole[at:]
        assert not quiet.quiet(odd) or not is_looked_at(odd), odd


def test_letters_that_no_search_knows_an_alphabet_by_do_not_hide_others() -> None:
    line = "Neɗɗo kala ina jogii hakke ndimaagu e \u010desk\u00fd \u0159ek\u00fd\n" * 40
    for char in ("\u06f1", "\u04e9", "\u0e3f"):
        assert is_looked_at(line + char)
        assert not quiet.quiet(line + char)


@pytest.mark.parametrize("odd", ["Identic\u2116al", "mu\u1e45we na \u1e13ig\u0119\u010da"])
def test_a_line_of_latin_among_lines_of_signs_is_looked_at_to_its_end(odd: str) -> None:
    for before in ("", "Official Confirmation Providing that Old and New Addresses are "):
        text = f"\uc8fc\uc870\uc6d0, \ub2e8\uc870\uc6d0\n- {before}{odd}"
        assert is_looked_at(text)
        assert not quiet.quiet(text)


def test_a_short_line_with_a_capital_that_folds_to_ascii_is_asked_about() -> None:
    for text in ("tam değişken İLKSAYFA adı", "Creole İngilizcesi, Antigua ve Barbuda için ağ"):
        assert not quiet.quiet(text) or not is_looked_at(text)


@needs_a_kernel
def test_clean_text_of_many_lines_needs_no_more_than_the_pass() -> None:
    code = (
        "import sys, mojifix; text = sys.stdin.read(); assert mojifix.repair(text) is text; "
        "assert 'mojifix.engine' not in sys.modules"
    )
    for text in (CLEAN[3], CLEAN[4], CLEAN[8], CLEAN[13]):
        lines = f"{text}\n" * 20
        subprocess.run(
            [sys.executable, "-S", "-c", code], input=lines, encoding="utf-8", check=True,
            env={"PYTHONPATH": str(Path(quiet.__file__).parents[2]), "PYTHONUTF8": "1"},
        )  # fmt: skip


#: Letters and marks that the pass asks several things of, in the company that they keep.
COMPANY = (
    "аеиоукнгътлсрпдмвбзяяыэюё къгъхъ  -ьйщКГС\n.", "аеиоукнгътлсръъ iъ.=?ЪЁӣҳіїє\n",
    "αεηιουςντκλπρσάέήίύώωΑΕ ·» \n", "ابتحجعغكلمنهوي طظعکگپچژ٠١، \n.", "אבגדהוזחטיכלמנ ־׳\n,",
    "abcdeáéíčřžěšů ' ”“’\n.", "nghườêấđăôơ ti\n", "กขคงจชเแโอะาิีุู่้ร \n",
    "的一是不了人我在有字主者，。（）abc \n天地", "のにはをたがでてとし、。漢字有川町浜 A1\n",
    "가나다라마바사漢字한국어를이 abc 漢.\n", "abc de ко лπαа gé漢字 я",
    "abcde áéíóúñçàèâêôäöüßÁÉÑÇ ¿¡«»“”’…—?ªº \n", "ăâîșțŞşŢţãõÃĂ “”„ abA?\n",
    "đơưạảấầẩẫắằẳẵặẹẻẽếềểễệÃỲẂ abn \n", "іїєґ’ʼабвг «»—А\n", "ёйъыэабвгд «»—…№Аa\n",
    "აბგდევზთიკ „“a?\n", "வணக்கம்தமி “”a?‘’\n", "۱۲۳\u200cمیکهگپچژ\u0654 ،؛؟«»a\n",
    "×½²³°©®™€£§áéßñ abc12?\n", "ʻʼ‹›•áéßɔŋÉ abc…·\n",
)  # fmt: skip


@pytest.mark.parametrize("letters", COMPANY)
def test_random_words_that_are_quiet_no_search_looks_at(letters: str) -> None:
    dice = random.Random(letters)
    inside = letters.replace("\n", "").replace(" ", "")
    for _ in range(150):
        text = ""
        for _ in range(dice.choice([3, 6, 10, 30, 30, 300])):
            text += "".join(dice.choices(inside, k=dice.randrange(1, 9))) + dice.choice("   \n.- ")
        is_quiet = quiet.quiet(text) or glimpse.quiet(text)
        assert not is_quiet or not is_looked_at(text), text


def _neighbours() -> list[str]:
    """Return what pages have below U+D800, and some characters of every block beside."""
    tables = codepages.single_tables()
    every = map(chr, range(0x80, 0xD800))
    return [char for char in every if char < "\u0600" or char in tables or not ord(char) % 41]


@pytest.mark.parametrize("host", [*CLEAN[3:12], "a? b\u00e9", "\u00f1 ab \u00e9 \u00e0"])
def test_any_character_put_into_clean_text_that_is_quiet_no_search_looks_at(host: str) -> None:
    middle = host.index(" ") if " " in host else len(host) // 2
    for char in _neighbours():
        for put in (char, f"{char}x", f"a{char}"):
            for at in (middle, middle - 1):
                text = host[:at] + put + host[at:]
                assert not glimpse.quiet(text) or not is_looked_at(text), text


def _odd_word(dice: random.Random) -> str:
    """Return letters of one kind in any case, or marks."""
    letters = (
        "абвгдежзилопрстуъыьяюёіїєґ", "αάβγεηήθιίϊΐλπστυΰϋωώ·", "ابتجحطعكلمنهيپچژگیۀ٠١،؛ٍ",
        "abcdefghijklmno", "áéñçàêöüßăâșțąćłđơưạảåøðŋɔɛ", "אבגדהוזח׳״", "的一是不了人我在",
        "가나다라마바", "のにはをたカタ", "«»“”’—…•°®№→×−·¿¡\u0301\u00a0",
    )  # fmt: skip
    word = "".join(dice.choices(dice.choice(letters), k=dice.randrange(1, 8)))
    return dice.choice((word, word, word.upper(), word.title(), word[:2] + word[2:].upper()))


@pytest.mark.parametrize("host", CLEAN[3:12])
def test_odd_words_among_many_lines_that_are_quiet_no_search_looks_at(host: str) -> None:
    dice = random.Random(host)
    for _ in range(60):
        lines = [host] * dice.choice((0, 1, 60))
        for _ in range(dice.choice((1, 1, 2, 4))):
            words = dice.choice(("", " ", "-")).join(
                _odd_word(dice) for _ in range(dice.choice((1, 2, 2, 5)))
            )
            lines.insert(dice.randrange(len(lines) + 1), words)
        text = "\n".join(lines)
        is_quiet = quiet.quiet(text) or glimpse.quiet(text)
        assert not is_quiet or not is_looked_at(text), text


@given(st.lists(st.sampled_from([text for text in CLEAN if text]), min_size=1), mojibake())
def test_where_a_sentence_is_damaged_what_is_quiet_no_search_looks_at(
    clean: list[str], damaged: Mojibake
) -> None:
    text = "\n".join([*clean, damaged.damaged])
    assert not (quiet.quiet(text) or glimpse.quiet(text)) or not is_looked_at(text)


@passes
def test_what_is_damaged_in_the_corpus_is_not_quiet(is_quiet: Callable[[str], bool]) -> None:
    for case in corpus_cases():
        text = case["input"]
        assert not is_quiet(text) or not is_looked_at(text), case["id"]


#: Short lines of Latin letters that also stand for each other's on a sister page.
LATIN = (
    "Der Fluß führt im Frühjahr größere Mengen Wasser", "Le garçon a mangé une pêche très mûre",
    "Gdzie kończy się las, tam płynie rzeka", "Žluťoučký kůň příšerně úpěl ďábelské ódy",
    "El niño comió una piña en el jardín", "Çocuklar bahçede güneş altında oynuyor",
    "A kislány tegnap új könyvet kapott tőlünk", "Är det någon som vill äta glass på kvällen",
    "Þetta er gamalt hús við sjóinn", "Fericirea țării stă în copiii ei",
)  # fmt: skip


def test_short_latin_lines_that_are_quiet_no_search_looks_at() -> None:
    dice = random.Random(3)
    words = " ".join(LATIN).split()
    sisters = ["cp1252", "cp1250", "cp1254", "cp1257", "cp850", "mac-roman", "iso8859-2"]
    quiet_ones = 0
    for _ in range(1500):
        # Lines as they are, in part, by a sister page, and of words of several languages.
        text = dice.choice(LATIN) if dice.random() < 0.5 else " ".join(dice.choices(words, k=5))
        text = " ".join(text.split()[dice.randrange(3) :][: dice.randrange(1, 9)])
        if dice.random() < 0.5:
            read_as, meant = dice.choices(sisters, k=2)
            text = text.encode(meant, "ignore").decode(read_as, "ignore")
        if dice.random() < 0.2:
            text += "\n" + dice.choice(LATIN)
        # Twice: what was asked before is remembered.
        for _ in range(2):
            if quiet.quiet(text):
                quiet_ones += 1
                assert not is_looked_at(text), text
    assert quiet_ones > 500 or quiet.KERNEL == "python"


@pytest.mark.parametrize("code", [0xD800, 0xDC80, 0xDFFF])
def test_text_with_a_surrogate_is_never_quiet(code: int) -> None:
    surrogate = chr(code)
    for text in (CLEAN[3], CLEAN[4], CLEAN[8], CLEAN[12]):
        for odd in (f"{text} {surrogate}", f"{surrogate}\n{text}", f"{text}{surrogate}{text}"):
            assert not quiet.quiet(odd)
            assert not glimpse.quiet(odd)
            assert not quiet.quiet_utf8(odd.encode("utf-8", "surrogatepass"))


#: Bytes that UTF-8 must not have: too long, beyond the last code point, surrogates, cut, stray; and
#: the first and the last characters of each length.
ODD_BYTES = [
    b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\x80", b"\xe0\x9f\xbf", b"\xf0\x80\x80\x80",
    b"\xf0\x8f\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xff", b"\xed\xa0\x80",
    b"\xed\xbf\xbf", b"\xc3", b"\xe4\xb8", b"\xf0\x9f\x98", b"\x80", b"\xbf",
    *(chr(code).encode() for code in (0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000)),
    "\U0010ffff".encode(),
]  # fmt: skip


def as_text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


@pytest.mark.parametrize("text", CLEAN + DAMAGED)
def test_bytes_are_as_quiet_as_their_text(text: str) -> None:
    data = text.encode()
    with mmap.mmap(-1, max(1, len(data))) as mapped:
        mapped.write(data)
        assert quiet.quiet_utf8(mapped) == quiet.quiet(text or "\0")
    assert quiet.quiet_utf8(data) == quiet.quiet_utf8(bytearray(data)) == quiet.quiet(text)
    assert quiet.quiet_utf8(memoryview(b"xx" + data)[2:]) == quiet.quiet(text)


@given(
    st.sampled_from(CLEAN), st.integers(0, 60), st.integers(0, 60),
    st.one_of(st.binary(max_size=4), st.sampled_from(ODD_BYTES)),
)  # fmt: skip
def test_bytes_that_are_not_utf_8_are_never_quiet(
    text: str, start: int, place: int, odd: bytes
) -> None:
    clean = (text * 4).encode()
    data = clean[start : start + place] + odd + clean[start + place :]
    decoded = as_text(data)
    assert quiet.quiet_utf8(data) == (decoded is not None and quiet.quiet(decoded))


@needs_a_kernel
def test_bytes_at_every_place_of_a_block_are_decoded_alike() -> None:
    for text in (CLEAN[4], CLEAN[8], CLEAN[12]):
        for before in range(40):
            whole = (" " * before + f"{text} " * 3).encode()
            assert quiet.quiet_utf8(whole)
            for odd in ODD_BYTES:
                data = b" " * before + odd + whole
                decoded = as_text(data)
                assert quiet.quiet_utf8(data) == (decoded is not None and quiet.quiet(decoded))


def test_what_is_no_buffer_of_bytes_is_refused() -> None:
    for other in ("text", memoryview(b"abcd")[::2]):
        with pytest.raises((TypeError, BufferError)):
            quiet.quiet_utf8(other)  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(CLEAN + DAMAGED), max_size=4), st.text(max_size=20))
@settings(deadline=None)
def test_what_is_repaired_does_not_depend_on_the_pass(parts: list[str], rest: str) -> None:
    text = "\n".join([*parts, rest])
    with_it = engine.explain(text)
    for other in (lambda _: False, glimpse.quiet):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine, "quiet", other)
            assert engine.explain(text) == with_it


def test_mojifix_pure_leaves_the_compiled_pass_out() -> None:
    code = (
        "import mojifix; assert mojifix.KERNEL == 'python'; "
        "assert mojifix.repair('na\\xc3\\xafve') == 'na\\xefve'"
    )
    subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "MOJIFIX_PURE": "1"}, check=True
    )


def test_a_character_is_known_as_the_tables_say() -> None:
    """Asked anew for a few; ``python -m tools.build_scanner --check`` asks for all."""
    head = struct.unpack_from("<5I", quiet.tables())
    records = [
        build_scanner._RECORD.unpack_from(quiet.tables(), 20 + 2 * 65536 + 48 * number)
        for number in range(head[0])
    ]
    classes = struct.unpack_from("<65536H", quiet.tables(), 20)
    for char in "a\u00e9\u0416\u05d0\u4e00\uac00\u2019":
        record = build_scanner._record(char)
        known = records[classes[ord(char)]]
        # Rows are numbered in the order in which they are found.
        assert (*record[:6], *record[8:10]) == (*known[:6], *known[8:10])


@needs_a_kernel
@pytest.mark.slow
@pytest.mark.parametrize("vectors", [0, 1, 2])
def test_the_compiled_pass_stays_within_its_memory_whatever_the_machine_has(
    tmp_path: Path, vectors: int
) -> None:
    texts = [*CLEAN, *(text for text in DAMAGED if "\0" not in text)]
    ran = run_sanitized(tmp_path, "_scan", _SANITIZED, *texts, flags=f"-DVECTORS={vectors}")
    # The same answers, which the pass of this process gives as well.
    answers: list[bool] = []
    exec(_SANITIZED, {"argv": texts, "answers": answers})
    assert ran == "".join(map(str, map(int, answers)))


_SANITIZED = """
import random, sys
import mojifix
from mojifix.stages.quiet import quiet, quiet_utf8
assert mojifix.KERNEL == "c"
is_own = "answers" not in globals()
texts = sys.argv[1:] if is_own else argv
answers = [] if is_own else answers
letters = "".join(texts)
dice = random.Random(1)
for _ in range(10000):
    parts = [dice.choice(texts), "".join(dice.choices(letters, k=dice.randrange(40)))]
    parts.append("".join(chr(dice.randrange(0x11000)) for _ in range(dice.randrange(5))))
    dice.shuffle(parts)
    text = dice.choice(["", " ", "\\n"]).join(parts[: dice.randrange(1, 4)])
    text *= dice.choice([1, 1, 1, 40])
    part = text[dice.randrange(len(text) + 1) :]
    # A buffer of its own, which ends where the bytes do.
    data = bytearray(part.encode("utf-8", "surrogatepass"))
    answers += [quiet(text), quiet(part), quiet_utf8(data)]
    for _ in range(dice.randrange(1, 4)):
        if data:
            data[dice.randrange(len(data))] = dice.randrange(256)
    answers += [quiet_utf8(data), quiet_utf8(bytes(data))]
if is_own:
    print("".join(map(str, map(int, answers))))
"""


def test_other_things_than_text_are_refused() -> None:
    with pytest.raises(TypeError, match="mojifix works on str, not bytes"):
        engine.repair(b"abc")  # type: ignore[arg-type]


def test_repair_takes_and_refuses_the_same_with_the_compiled_pass_and_without() -> None:
    code = """if True:
        import inspect, pickle, mojifix
        print(list(inspect.signature(mojifix.repair).parameters.values())[1].name)
        print([str(p.kind) for p in inspect.signature(mojifix.repair).parameters.values()])
        print(inspect.getdoc(mojifix.repair))
        print(pickle.loads(pickle.dumps(mojifix.repair))("na\xc3\xafve"))
        class Own(str): pass
        own = Own("na\xefve")
        assert mojifix.repair(own) is own and mojifix.repair(text=own, policy=None) is own
        assert mojifix.repair("na\xc3\xafve", policy=mojifix.Policy()) == own
        for args, named in (
            ((), {}), ((1,), {}), ((b"a",), {}), (("a", None), {}), (("a",), {"policy": 3}),
            (("a",), {"other": 3}), ((), {"policy": None}),
        ):
            try:
                print(mojifix.repair(*args, **named))
            except TypeError as error:
                print(error)
    """
    said = [
        subprocess.check_output(
            [sys.executable, "-c", code], text=True,
            env={**os.environ, "MOJIFIX_PURE": pure, "PYTHONUTF8": "1"},
        )
        for pure in ("0", "1")
    ]  # fmt: skip
    assert said[0] == said[1]
