"""Decides how fast clean text passes, and whether any text makes the cost grow faster than itself.

    python -m benchmarks.speed [--out table.md] [--light] [--growth] [--largest MB]

Everything is in one run, one process, CPU time, the best of five rounds, none of which knows what
another did. Beside mojifix: the same without the compiled pass (what MOJIFIX_PURE=1 leaves), ftfy's
repair of encodings and all that ftfy does, plsfix (which can't be told to leave its cosmetics) and
Python's own UTF-8 decoder.

Clean text: up to 400 KB a language from the test packages, in documents of about 4 KB of UTF-8 and
in single lines. Documents that are about mojibake, and so show some, are not clean: they are
counted and timed in a column of their own. Those that the scan does not let pass are counted, and
are in the figures of mojifix as a whole; how fast the scan passes the others is told apart. Before
the first round every engine is called on some clean and damaged lines of its own, none of which is
in the documents: tables are built and the model is read once a process, which would otherwise be
most of what 400 KB cost. What that takes is told apart, as start-up: the median of nine fresh
processes. Damaged text: 1 %, 5 % and all of the lines. Growth: time(2n) / time(n) on the nastiest
texts that could be thought of; 2 is linear. ``--light`` takes a tenth of the text and leaves growth
out.
"""

# ruff: noqa: RUF001  (hostile text is full of characters that look like others)

from __future__ import annotations

import argparse
import functools
import gc
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeVar

import ftfy
import plsfix

import mojifix
from benchmarks import sources
from benchmarks.damage import PAGES, damage
from mojifix import engine
from mojifix.stages import glimpse, quiet

__all__ = ["main"]

LANGUAGES: Final = "en fr de es pl cs tr vi ru uk el ar fa hi ta ja ko zh-cn".split()
#: Written in Latin letters: without the compiled pass ten times ftfy is to be reached here, four
#: times elsewhere; with it as much as Python's decoder, and sixty times ftfy.
LATIN: Final = LANGUAGES[:8]
REACH_LATIN: Final = 10.0
REACH: Final = 4.0
REACH_COMPILED: Final = 60.0

DOCUMENT_BYTES: Final = 4096
DOCUMENTS: Final = 200
ROUNDS: Final = 5

#: Largest time(2n) / time(n) that still passes for linear, given a noisy machine.
REACH_GROWTH: Final = 2.5
#: Texts grow until one takes this long, or are this long.
ENOUGH_SECONDS: Final = 0.25
ENOUGH_CHARACTERS: Final = 1_000_000


def _pure(text: str) -> str:
    """``mojifix.repair`` without the compiled pass."""
    compiled, engine.quiet = engine.quiet, glimpse.quiet
    try:
        return engine.explain(text).text
    finally:
        engine.quiet = compiled


ENGINES: Final[dict[str, Callable[[str], object]]] = {
    "mojifix.repair": lambda text: mojifix.repair(text),
    "the same, pure": _pure,
    "ftfy.fix_encoding": ftfy.fix_encoding,
    "ftfy.fix_text": ftfy.fix_text,
    "plsfix.fix_text": plsfix.fix_text,
}


#: Text of no document, one sentence a script, clean: each is also damaged by some pages.
SENTENCES: Final = (
    "Zażółć gęślą jaźń, “ça” coûte 3 €, Größe – naïve",
    "Съешь же ещё этих мягких французских булок",
    "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία",
    "דג סקרן שט בים מאוכזב ולפתע מצא חברה",
    "نص حكيم له سر قاطع وذو شأن عظيم",
    "เป็นมนุษย์สุดประเสริฐเลิศคุณค่า",
    "いろはにほへと、色は匂へど散りぬるを。",
    "키스의 고유조건은 입술끼리 만나야 하고",
    "天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。",
    "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा",
)


def _warm() -> list[str]:
    """What every engine is called on before anything is measured."""
    texts = list(SENTENCES)
    texts += [f"{text}\n" * 20 for text in SENTENCES]
    for label in ("windows-1252", "windows-1251", "mac-roman", "cp437", "gb18030", "shift-jis"):
        for text in SENTENCES:
            for word in text.split()[:2]:
                damaged = damage(word, PAGES[label])
                texts += [f"{text} {damaged}"] if damaged else []
    return texts


def _documents(lang: str, change: Callable[[str], str | None] = str) -> list[str]:
    """Up to 200 documents of 4 KB: lines of prose, changed or left out if ``change`` says None."""
    lines = [
        changed
        for line in sources.lines("test")
        if line.lang == lang and line.prose and line.source not in ("iso-codes", "mediawiki")
        if (changed := change(line.text)) is not None
    ]
    random.Random(lang).shuffle(lines)
    documents, now, size = [], [], 0
    for line in lines:
        now.append(line)
        size += len(line.encode()) + 1
        if size >= DOCUMENT_BYTES:
            documents.append("\n".join(now))
            now, size = [], 0
            if len(documents) == DOCUMENTS:
                break
    return documents or ["\n".join(now)]


#: What remembers up to so many values are tables of pages, what remembers more are words of texts.
_TABLES: Final = 512


def _forget() -> None:
    """Empty all memories that mojifix has of texts, not the tables that it has built."""
    modules = [module for name, module in sys.modules.items() if name.startswith("mojifix.")]
    for value in {id(v): v for module in modules for v in vars(module).values()}.values():
        if isinstance(value, functools._lru_cache_wrapper):
            size = value.cache_parameters()["maxsize"]
            if size is None or size > _TABLES:
                value.cache_clear()


def _seconds(
    call: Callable[[str], object],
    texts: Sequence[str],
    rounds: int = ROUNDS,
    before: Sequence[str] = (),
) -> float:
    """CPU time of a call on all texts, the best of some rounds.

    Nothing is remembered from the round before: mojifix keeps what it has weighed, and text that
    comes twice would cost the second time next to nothing. What it knows is what a process knows
    that has seen the texts ``before``, once.
    """
    gc.collect()
    gc.freeze()  # the collector shall not walk over what the benchmark itself holds
    best = float("inf")
    for _ in range(rounds):
        _forget()
        for text in before:
            call(text)
        started = time.process_time()
        for text in texts:
            call(text)
        best = min(best, time.process_time() - started)
    gc.unfreeze()
    return max(best, 1e-9)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


#: What a fresh process does before and in the call that is measured. The second piece comes after
#: the model has been read.
START_UP: Final = {
    "import mojifix": ("", "import mojifix"),
    "first call, clean Latin text": (
        "import mojifix",
        "mojifix.repair('Gr\\xf6\\xdfe, na\\xefve fa\\xe7ade')",
    ),
    "first call, clean Chinese text": (
        "import mojifix",
        "mojifix.repair('\\u5929\\u5730\\u7384\\u9ec4\\uff0c\\u5b87\\u5b99\\u6d2a\\u8352')",
    ),
    "first suspicious piece": (
        "import mojifix; mojifix.repair('na\\xefve')",
        "mojifix.repair('caf\\xc3\\xa9 au lait')",
    ),
    "second suspicious piece": (
        "import mojifix; mojifix.repair('caf\\xc3\\xa9 au lait')",
        "mojifix.repair('tr\\xc3\\xa8s bien')",
    ),
    "import ftfy": ("", "import ftfy"),
    "ftfy, first call": ("import ftfy", "ftfy.fix_encoding('caf\\xc3\\xa9 au lait')"),
}


def start_up_table() -> Iterator[str]:
    """What is paid once a process."""
    yield "## Start-up, ms of CPU time"
    yield ""
    yield _row("step", "ms")
    yield _row("---", "---")
    for name, (before, measured) in START_UP.items():
        code = f"import time\n{before}\nt = time.process_time()\n{measured}\n"
        code += "print(time.process_time() - t)"
        seconds = [
            float(subprocess.check_output([sys.executable, "-c", code], text=True))
            for _ in range(9)
        ]
        yield _row(name, f"{1000 * statistics.median(seconds):.1f}")
    yield ""


def _shows_mojibake(text: str) -> bool:
    """Whether a document is about mojibake: mojifix finds a mention, or ftfy would change it."""
    mentions = any("mention" in finding.reason for finding in mojifix.find(text))
    return mentions or ftfy.fix_encoding(text) != text


def _with_shown(documents: Sequence[str], before: Sequence[str], shown: int) -> str:
    """Times ftfy with those documents that show mojibake among the others, and how many do."""
    if not shown:
        return ""
    ours, theirs = (
        _seconds(ENGINES[name], documents, before=before)
        for name in ("mojifix.repair", "ftfy.fix_encoding")
    )
    return f"{theirs / ours:.1f} ({shown} of {len(documents)})"


def _decoder(texts: Sequence[str]) -> float:
    """CPU time of Python's decoder on all texts, the best of many rounds."""
    encoded = [text.encode() for text in texts]
    best = float("inf")
    for _ in range(5 * ROUNDS):
        started = time.process_time()
        for data in encoded:
            data.decode()
        best = min(best, time.process_time() - started)
    return max(best, 1e-9)


_Texts = TypeVar("_Texts", str, bytes)


def _scan(scan: Callable[[_Texts], bool], texts: Sequence[_Texts]) -> float:
    """CPU time of the scan alone on the texts that it lets pass, the best of many rounds."""
    best = float("inf")
    for _ in range(5 * ROUNDS):
        started = time.process_time()
        for text in texts:
            scan(text)
        best = min(best, time.process_time() - started)
    return max(best, 1e-9)


def _mark(value: float, reach: float) -> str:
    return f"{value:.1f} {'✓' if value >= reach else '✗'}"


def clean_table(documents_of: Callable[[str], list[str]], unit: str) -> Iterator[str]:
    """MB/s of UTF-8 on clean text by language, and how many times ftfy's speed that is."""
    yield f"## Clean text, {unit}, MB/s of UTF-8"
    yield ""
    yield (
        "Every engine has seen as many other documents of the language before each round. "
        "Documents in which mojifix finds a mention, or which ftfy would change, are in the last "
        "column only. The scan's figure is of the text that it lets pass; what it does not is in "
        "the figures of mojifix."
    )
    yield ""
    yield _row(
        "language", *ENGINES, "UTF-8 decoder", "scan", "scan / decoder", "scan of bytes",
        "looked at, per MB", "times ftfy.fix_encoding", "pure, times ftfy",
        "with those that show mojibake",
    )  # fmt: skip
    yield _row(*["---"] * (len(ENGINES) + 9))
    for lang in LANGUAGES:
        documents = documents_of(lang)
        before, every = documents[::2], documents[1::2] or documents
        documents = [text for text in every if not _shows_mojibake(text)]
        size = sum(len(text.encode()) for text in documents) / 1e6
        rate = {
            name: size / _seconds(call, documents, before=before) for name, call in ENGINES.items()
        }
        passed = [text for text in documents if quiet.quiet(text)]
        share = sum(len(text.encode()) for text in passed) / 1e6 / size
        decoder = size / _decoder(documents)
        scan = share * size / _scan(quiet.quiet, passed)
        encoded = share * size / _scan(quiet.quiet_utf8, [text.encode() for text in passed])
        times = rate["mojifix.repair"] / rate["ftfy.fix_encoding"]
        pure = rate["the same, pure"] / rate["ftfy.fix_encoding"]
        yield _row(
            lang,
            *(f"{rate[name]:.1f}" for name in ENGINES),
            f"{decoder:.0f}",
            f"{scan:.0f}",
            _mark(scan / decoder, 1.0),
            f"{encoded:.0f}",
            f"{(len(documents) - len(passed)) / size:.1f}",
            _mark(times, REACH_COMPILED),
            _mark(pure, REACH_LATIN if lang in LATIN else REACH),
            _with_shown(every, before, len(every) - len(documents)),
        )
    yield ""


def call_table() -> Iterator[str]:
    """What one call on one short clean line costs, in ns."""
    yield "## One call on one short line, ns"
    yield ""
    yield _row("line", "characters", *ENGINES)
    yield _row(*["---"] * (len(ENGINES) + 2))
    for text in ("A short line of plain ASCII, as most are.", *SENTENCES):
        nanoseconds = []
        for call in (mojifix.repair, *list(ENGINES.values())[1:]):
            call(text)
            number = max(1, int(2e-3 / _seconds(call, [text], 1)))
            texts = [text] * number
            nanoseconds.append(1e9 * min(_loop(call, texts) for _ in range(ROUNDS)) / number)
        yield _row(text[:24], len(text), *(f"{value:.0f}" for value in nanoseconds))
    yield ""


def _loop(call: Callable[[str], object], texts: Sequence[str]) -> float:
    started = time.process_time()
    for text in texts:
        call(text)
    return time.process_time() - started


#: A language, the page that its UTF-8 is read as, and what it was meant as, for three families.
DAMAGES: Final = (
    ("fr", "windows-1252", "utf-8"), ("ru", "windows-1251", "utf-8"), ("ja", "mac-roman", "utf-8"),
    ("zh-cn", "gb18030", "utf-8"), ("ru", "windows-1252", "windows-1251"),
)  # fmt: skip
#: Shares of the lines that are damaged.
SHARES: Final = (0.01, 0.05, 1.0)


def _partly(lang: str, label: str, meant: str, share: float) -> list[str]:
    """Documents of which so many lines are damaged."""
    dice = random.Random(f"{lang}{label}{share}")

    def change(text: str) -> str | None:
        if dice.random() >= share:
            return text
        try:
            return damage(text, PAGES[label], meant)
        except UnicodeEncodeError:
            return None

    return _documents(lang, change)


def damaged_table() -> Iterator[str]:
    """MB/s where some or all lines are damaged: what the slow path costs."""
    yield "## Text of which lines are damaged, MB/s of UTF-8"
    yield ""
    yield _row("language, page, meant", "lines damaged", *ENGINES)
    yield _row(*["---"] * (len(ENGINES) + 2))
    for lang, label, meant in DAMAGES:
        for share in SHARES:
            documents = _partly(lang, label, meant, share)[: 5 if share == 1.0 else 25]
            size = sum(len(document.encode()) for document in documents) / 1e6
            rates = (f"{size / _seconds(call, documents, 2):.2f}" for call in ENGINES.values())
            yield _row(f"{lang}, {label}, {meant}", f"{share:.0%}", *rates)
    yield ""


def memory_table() -> Iterator[str]:
    """Peak memory of a process that has looked at a text, in MB."""
    yield "## Peak memory, MB above a bare interpreter"
    yield ""
    yield _row("what", "MB")
    yield _row("---", "---")
    code = "import resource{0}\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    texts = {
        "import mojifix": "\nimport mojifix",
        "one clean line": "\nimport mojifix\nmojifix.repair('na\\xefve')",
        "one damaged line": "\nimport mojifix\nmojifix.repair('na\\xc3\\xafve')",
        "39 MB of clean text, the text included": (
            "\nimport mojifix\nt='Gr\\xf6\\xdfe, na\\xefve fa\\xe7ade\\n' * 1500000\n"
            "mojifix.repair(t)"
        ),
    }
    bare = int(subprocess.check_output([sys.executable, "-c", code.format("")], text=True))
    for name, lines in texts.items():
        peak = int(subprocess.check_output([sys.executable, "-c", code.format(lines)], text=True))
        yield _row(name, f"{(peak - bare) / 1024:.1f}")
    yield ""


# --- growth ----------------------------------------------------------------------------------


def _fill(unit: str, number: int) -> str:
    return (unit * (number // len(unit) + 1))[:number]


def _drawn(alphabet: str, number: int) -> str:
    return "".join(random.Random(number).choices(alphabet, k=number))


def _leads_and_continuations(label: str) -> str:
    page = PAGES[label]
    return "".join(page.read(bytes([byte])) or "" for byte in range(0x80, 0xF5))


def _layered(text: str, layers: int, label: str) -> str:
    for _ in range(layers):
        text = damage(text, PAGES[label]) or text
    return text


def _words(number: int) -> str:
    """Short damaged words, no two the same."""
    rng = random.Random(number)
    letters = "abcdeéèêëàâäîïôöûüçñøåæšžčřąęłő"
    words: list[str] = []
    size = 0
    while size < number:
        word = "".join(rng.choices(letters, k=5))
        words.append(
            damage(word, PAGES[rng.choice(("windows-1252", "cp850", "mac-roman"))]) or word
        )
        size += len(words[-1]) + 1
    return " ".join(words)[:number]


def _lines_of_pages(number: int) -> str:
    """Every line by another page."""
    lines: list[str] = []
    size = 0
    while size < number:
        for page in PAGES.values():
            lines.append(damage("Zażółć gęślą jaźń “ça” Привет", page) or "naïve")
            size += len(lines[-1]) + 1
    return "\n".join(lines)[:number]


_MIXED: Final = "".join(
    map(_leads_and_continuations, ("windows-1252", "windows-1251", "mac-roman", "cp437", "cp866"))
)

#: By name, what makes a text of n characters.
HOSTILE: Final[dict[str, Callable[[int], str]]] = {
    "Ã, nothing else": lambda n: _fill("Ã", n),
    "Ã©": lambda n: _fill("Ã©", n),
    "â€, the third byte missing": lambda n: _fill("â€", n),
    "Ð": lambda n: _fill("Ð", n),
    "РС, leads of windows-1251": lambda n: _fill("РС", n),
    "é, a three-byte lead": lambda n: _fill("é", n),
    "ð, a four-byte lead": lambda n: _fill("ð", n),
    "lead, three continuations, a hole": lambda n: _fill("ðŸ˜€Ã", n),
    "random bytes of windows-1252": lambda n: _drawn(_leads_and_continuations("windows-1252"), n),
    "random bytes of five pages": lambda n: _drawn(_MIXED, n),
    "the same, with spaces": lambda n: _drawn(_MIXED + " " * 40, n),
    "six layers of windows-1252": lambda n: _fill(_layered("é “à” ", 6, "windows-1252/web"), n),
    "six layers of mac-roman": lambda n: _fill(_layered("é “à” ", 6, "mac-roman"), n),
    "six layers, one word": lambda n: _fill(_layered("été", 6, "cp437"), n),
    "combining marks": lambda n: _fill("\u0301", n),
    "alternating multi-byte pages": lambda n: _fill("鈥檚窶冱챕꾫", n),
    "random Han": lambda n: _drawn("".join(map(chr, range(0x4E00, 0x9FA0))), n),
    "one damaged word without an end": lambda n: _fill("rÃ©sumÃ©‚ÄôÐ¿Ñ€", n),
    "distinct short damaged words": _words,
    "every line by another page": _lines_of_pages,
    "mentions": lambda n: _fill("“Ã©” means é; ", n),
    "half-way marks": lambda n: _fill("Ã¢â‚¬", n),
    "lone surrogates and Ã": lambda n: _fill("\ud800Ã\udc80", n),
    "C1 controls": lambda n: _fill("Â\x80\x99â\x80", n),
    "random code points": lambda n: _drawn("".join(map(chr, range(1, 0xD800))), n),
    "clean text and one Ã© at the end": lambda n: _fill("Größe, naïve façade – ", n - 2) + "Ã©",
}


def growth_table() -> Iterator[str]:
    """time(2n) / time(n) of ``mojifix.repair`` on hostile texts."""
    yield "## Growth: time(2n) / time(n)"
    yield ""
    yield _row("text", "n", "seconds for n", "µs a character", "ratio", "linear")
    yield _row(*["---"] * 6)
    for name, make in HOSTILE.items():
        number = 500
        seconds = _seconds(mojifix.repair, [make(number)], 1)
        while seconds < ENOUGH_SECONDS and number < ENOUGH_CHARACTERS:
            number *= 2
            seconds = _seconds(mojifix.repair, [make(number)], 1)
        seconds = _seconds(mojifix.repair, [make(number)], 3)
        ratio = _seconds(mojifix.repair, [make(2 * number)], 3) / seconds
        mark = "✓" if ratio < REACH_GROWTH else "✗"
        micro = seconds / number * 1e6
        yield _row(name, f"{number:,}", f"{seconds:.3f}", f"{micro:.2f}", f"{ratio:.2f}", mark)
    yield ""


def large_table(largest: int) -> Iterator[str]:
    """Seconds for long texts, doubling: clean, damaged here and there, and hostile."""
    yield "## Long texts: seconds of CPU time, and time(2n) / time(n)"
    yield ""
    yield _row("text", "MB", "seconds", "ratio")
    yield _row(*["---"] * 4)
    for name, unit in (
        ("clean ASCII", "plain text, as most of it is\n"),
        ("clean French", "Le café est très près d’ici\n"),
        ("clean Russian", "Съешь же ещё этих мягких французских булок\n"),
        ("clean Chinese", "我们的时间不多了，请大家注意\n"),
        ("lead, three continuations, a hole", "ðŸ˜€Ã"),
    ):
        megabytes, before = 1, 0.0
        while megabytes <= largest:
            text = _fill(unit, megabytes * 1_000_000 * len(unit) // len(unit.encode()))
            seconds = _seconds(mojifix.repair, [text], 1)
            ratio = f"{seconds / before:.2f}" if before > 0.002 else ""
            yield _row(name, megabytes, f"{seconds:.4f}", ratio)
            if seconds > PATIENCE:
                break
            before = seconds
            megabytes *= 2
    yield ""


#: Texts of which one call takes longer, in seconds, are not made longer.
PATIENCE: Final = 20.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; exit status 0 whatever the figures, which are for people to read."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--out", type=Path, help="write the tables here as well")
    parser.add_argument("--growth", action="store_true", help="growth alone")
    parser.add_argument("--light", action="store_true", help="a tenth of the text, no growth")
    parser.add_argument("--largest", type=int, default=16, metavar="MB", help="the longest text")
    options = parser.parse_args(arguments)
    for text in _warm():
        for call in ENGINES.values():
            call(text)
    part = 10 if options.light else 1

    def documents(lang: str) -> list[str]:
        return _documents(lang)[: DOCUMENTS // part]

    def lines(lang: str) -> list[str]:
        return [line for text in documents(lang)[: 20 // part or 1] for line in text.split("\n")]

    tables = [] if options.growth else [
        start_up_table(), memory_table(), call_table(), clean_table(documents, "4 KB documents"),
        clean_table(lines, "single lines"), damaged_table(),
    ]  # fmt: skip
    if not options.light:
        tables += [growth_table(), large_table(options.largest)]
    report = []
    for table in tables:
        for line in table:
            print(line, flush=True)
            report.append(line)
    if options.out:
        options.out.write_text("\n".join(report), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
