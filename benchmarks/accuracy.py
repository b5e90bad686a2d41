"""Decides how well mojifix repairs real mix-ups and leaves clean text alone, beside its rivals.

    python -m benchmarks.accuracy [--split tuning] [--scale 0.1] [--kinds word line] [--show 5]
    python -m benchmarks.accuracy --kinds legacy-line legacy-latin --pairs

Texts are the packages' own (``sources``), damaged by real mix-ups (``damage``), one seed for all.
At ``--scale 1`` mojifix meets every clean string there is, in all ten kinds of harsh typography,
and about 20,000 damaged words and lines, 3,000 documents, 6,000 texts with two layers and 2,000
with more, and the cases of the hard families (``families``); rivals meet every n-th of the same
cases. The table is Markdown, with the figures that
the project promises and a mark beside each.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import multiprocessing
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from benchmarks import families, sources, unknown
from benchmarks.cases import TYPOGRAPHY, Case, Stock, damaged_cases
from benchmarks.damage import PAGES
from benchmarks.families import AFTERWARDS, FAMILIES
from benchmarks.hostile import HOSTILE
from benchmarks.rivals import ENGINES, MOJIFIX, verdict
from benchmarks.words import clean_source_cases

__all__ = ["main"]

#: Stands for a share of no cases.
NONE: Final = "\N{EN DASH}"

#: Cases at full scale. The clean kinds take all strings there are.
NUMBER: Final = {"word": 20_000, "line": 20_000, "document": 3_000, "layers": 6_000, "deep": 2_000}
CLEAN_KINDS: Final = (
    "clean",
    "clean-lines",
    "typography",
    *HOSTILE,
    "learn-clean",
    "unknown",
)
KINDS: Final = (*NUMBER, *FAMILIES, *CLEAN_KINDS)

#: Rivals meet one case in so many: an odd number, since groups of languages take turns.
RIVAL_STEP: Final = {
    **dict.fromkeys(NUMBER, 5),
    "clean": 5,
    "clean-lines": 9,
    "typography": 41,
    **{kind: family.rival_step for kind, family in FAMILIES.items()},
    **dict.fromkeys((*HOSTILE, "learn-clean", "unknown"), 41),
}

#: Smallest share restored, in per cent, that the project promises.
REACH: Final = {"word": 99.5, "line": 99.5, "document": 99.0, "layers": 99.5, "wild": 97.0}
REACH_PAGE: Final = 98.0
#: Largest share of damaged text that may be changed and not restored, in per cent.
REACH_CHANGED: Final = 0.5
#: Largest share of clean text that may be changed, by what is said of it.
REACH_CLEAN: Final = {
    **dict.fromkeys(("clean", *HOSTILE, "learn-clean"), ("0 changed", 0.0)),
    "typography": ("< 1 in 100,000 changed", 1 / 100_000),
    "unknown": ("< 1 in 10,000 changed", 1 / 10_000),
}


class Result(NamedTuple):
    """What one engine made of one case, kept only where it was not restored."""

    case: Case
    verdict: str
    got: str


GROUPINGS: Final = ("page", "lang", "script", "group")


@dataclass
class Score:
    """Verdicts of one engine on one kind: in all, and by page, language and script."""

    total: Counter[str] = field(default_factory=Counter)
    by: dict[str, defaultdict[str, Counter[str]]] = field(
        default_factory=lambda: {name: defaultdict(Counter) for name in GROUPINGS}
    )
    failures: list[Result] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, case: Case, verdict: str, got: str) -> None:
        """Count one case."""
        self.total[verdict] += 1
        self.by["page"][case.page][verdict] += 1
        self.by["lang"][case.lang][verdict] += 1
        self.by["script"][case.script][verdict] += 1
        self.by["group"]["prose" if case.prose else "other"][verdict] += 1
        if verdict != "restored":
            self.failures.append(Result(case, verdict, got))


#: By engine and kind.
Scores = dict[tuple[str, str], Score]

# --- running ---------------------------------------------------------------------------------


class Cases(Protocol):
    """Cases by place: a list, or made when asked for."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> Case: ...


#: The work, set before the workers are forked so that no text is copied to them.
_WORK: dict[str, Cases] = {}


class Task(NamedTuple):
    """A slice of a kind's cases for one engine."""

    engine: str
    kind: str
    positions: range


class _Clean:
    """Clean cases, each made when it is asked for: there are millions."""

    def __init__(self, kind: str, strings: Sequence[sources.Line]) -> None:
        self.kind, self.strings = kind, strings

    def __len__(self) -> int:
        return len(self.strings) * (len(TYPOGRAPHY) if self.kind == "typography" else 1)

    def __getitem__(self, place: int, /) -> Case:
        which, at = divmod(place, len(self.strings))
        line = self.strings[at]
        name, text = line.source, line.text
        if self.kind == "typography":
            name, change = _TYPOGRAPHY[which]
            text = change(text, self.strings[(at + 1) % len(self.strings)].text)
        return Case(self.kind, name, line.lang, "", True, text, text)


_TYPOGRAPHY: Final = tuple(TYPOGRAPHY.items())


def _run(task: Task) -> tuple[Task, Score]:
    score = Score()
    cases = _WORK[task.kind]
    started = time.process_time()
    with _setting(task):
        for place in task.positions:
            for case, outcome, got in families.judge(task.engine, cases[place]):
                if task.kind in CLEAN_KINDS and outcome == "restored":
                    score.total["restored"] += 1
                    score.by["page"][case.page]["restored"] += 1
                else:
                    score.add(case, outcome, got)
    score.seconds = time.process_time() - started
    return task, score


def _setting(task: Task) -> contextlib.AbstractContextManager[None]:
    """Where a task is run: for ``unknown``, where mojifix does not know the language."""
    if (
        task.kind == "unknown"
        and task.engine == MOJIFIX
        and (without := unknown.without_of_tools())
    ):
        return unknown.within(without, _WORK[task.kind][task.positions[0]].page)
    return contextlib.nullcontext()


def _merge(into: Score, more: Score) -> None:
    into.total += more.total
    into.seconds += more.seconds
    into.failures += more.failures
    for name, groups in more.by.items():
        for key, counts in groups.items():
            into.by[name][key] += counts


def _positions(kind: str, engine: str, number: int, scale: float) -> range:
    """Which cases an engine meets: all, or every n-th for rivals and for clean kinds in small."""
    step = 1
    if kind in CLEAN_KINDS:
        step = max(1, round(1 / scale))
        if kind == "typography" and step % 10 == 0:
            step += 1  # so that every kind of typography comes with every string
    if engine != MOJIFIX:
        step *= RIVAL_STEP[kind]
    return range(0, number, step)


def _portions(kind: str, places: range) -> Iterator[range]:
    """The places in parts that are tasks; for ``unknown``, one language in each."""
    if kind == "unknown":
        cases = _WORK[kind]
        groups = itertools.groupby(range(len(places)), lambda at: cases[places[at]].page)
        for _, group in groups:
            part = list(group)
            yield places[part[0] : part[-1] + 1]
        return
    size = {"learn": 5, "learn-clean": 20}.get(kind, 20_000 if kind in CLEAN_KINDS else 250)
    for at in range(0, len(places), size):
        yield places[at : at + size]


def run(kinds: Sequence[str], engines: Sequence[str], scale: float, jobs: int) -> Scores:
    """Let every engine meet its share of the work; scores by engine and kind."""
    tasks = []
    for kind in kinds:
        for engine in engines:
            places = _positions(kind, engine, len(_WORK[kind]), scale)
            tasks += [Task(engine, kind, some) for some in _portions(kind, places)]
    scores: Scores = defaultdict(Score)
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for done, (task, score) in enumerate(pool.imap(_run, tasks), 1):
            _merge(scores[task.engine, task.kind], score)
            if sys.stderr.isatty():
                print(f"\r{done}/{len(tasks)}", end="", file=sys.stderr)
    return scores


# --- what there is to repair -----------------------------------------------------------------


def _prepare(kinds: Sequence[str], split: str, scale: float, seed: int, page: str | None) -> None:
    stock = None
    lines: Sequence[sources.Line] = ()
    if set(kinds) & {*NUMBER, *FAMILIES, "clean-lines", "learn-clean", "unknown"}:
        lines = sources.lines(split)
    for kind in kinds:
        if kind in (*NUMBER, *FAMILIES, "learn-clean"):
            stock = stock or Stock.of(lines)
        if kind in NUMBER and stock:
            number = round(NUMBER[kind] * scale)
            cases = damaged_cases(kind, number, stock, f"{seed} {split}")
            _WORK[kind] = [case for case in cases if page is None or page in _pages(case)]
        elif kind in FAMILIES and stock:
            number = max(1, round(FAMILIES[kind].number * scale))
            cases = FAMILIES[kind].cases(kind, number, stock, f"{seed} {split}")
            _WORK[kind] = [case for case in cases if page is None or page in _pages(case)]
        elif kind == "learn-clean" and stock:
            _WORK[kind] = clean_source_cases(kind, stock)
        elif kind == "unknown":
            _WORK[kind] = unknown.unknown_cases(
                lines, unknown.without_of_tools(), unknown.languages_of_tools()
            )
        elif kind in HOSTILE:
            _WORK[kind] = _Clean(kind, list(HOSTILE[kind](split)))
        elif kind == "clean-lines":
            _WORK[kind] = _Clean(kind, lines)
        else:
            strings = [sources.Line(text, "", "Django, Babel") for text in sources.clean_strings()]
            _WORK[kind] = _Clean(kind, strings)


def _pages(case: Case) -> list[str]:
    """What ``--page`` may name: a page, or for legacy text what it was meant or read as."""
    pages = case.page.replace(" + ", " > ").split(" > ")
    return [case.page, *pages, *(part for page in pages for part in page.split(" as "))]


def _wild(folder: Path) -> list[Case]:
    """Real cases: ``positives.jsonl`` that are UTF-8 mix-ups without loss, ``negatives.jsonl``."""
    cases = []
    for row in map(json.loads, (folder / "positives.jsonl").read_text("utf-8").splitlines()):
        chain = row.get("chain", "").split(",")
        if not row.get("lossy") and all(step.startswith("utf-8>") for step in chain):
            expected = row["expected"]
            cases.append(Case("wild", row["family"], row["lang"], "", True, row["input"], expected))
            _ALSO_GOOD[row["input"]] = row.get("expected_alt", expected)
    for row in map(json.loads, (folder / "negatives.jsonl").read_text("utf-8").splitlines()):
        text = row["input"]
        kind = f"wild-{row['kind']}"
        cases.append(Case(kind, kind, row.get("lang", ""), "", True, text, text))
    return cases


_ALSO_GOOD: dict[str, str] = {}


def run_wild(folder: Path, engines: Sequence[str]) -> Scores:
    """Let every engine meet the real cases, in this process."""
    scores: Scores = defaultdict(Score)
    for case in _wild(folder):
        for engine in engines:
            outcome, got = verdict(engine, case.given, case.expected)
            if got == _ALSO_GOOD.get(case.given):
                outcome = "restored"
            scores[engine, case.kind].add(case, outcome, got)
    return scores


# --- tables ----------------------------------------------------------------------------------


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if whole else NONE


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _mark(good: bool) -> str:
    return "✓" if good else "✗"


def _promise(kind: str, counts: Counter[str]) -> str:
    """The promised figure of a kind and whether ``counts`` keep it."""
    number = counts.total()
    share = 100 * counts["restored"] / max(1, number)
    if kind in FAMILIES:
        return _family_promise(FAMILIES[kind], share, 100 * counts["changed"] / max(1, number))
    if kind in REACH:
        return f"≥ {REACH[kind]} {_mark(share >= REACH[kind])}"
    if kind == "wild-clean":
        return f"100 {_mark(counts['restored'] == number)}"
    if kind == "wild-about":
        return f"≥ 85 {_mark(share >= 85)}"
    if kind in REACH_CLEAN:
        changed = counts["changed"] / max(1, number)
        wanted, most = REACH_CLEAN[kind]
        return f"{wanted} {_mark(changed <= most)}"
    return ""


def _family_promise(family: families.Family, restored: float, changed: float) -> str:
    if family.reach is None:
        return ""
    if family.changed is None:
        return f"≥ {family.reach} {_mark(restored >= family.reach)}"
    good = restored >= family.reach and changed < family.changed
    return f"≥ {family.reach}, < {family.changed} changed {_mark(good)}"


def tables(scores: Scores, engines: Sequence[str], pairs: bool = False) -> Iterator[str]:
    """The whole report, line by line, in Markdown; with ``pairs`` a row for every legacy pair."""
    kinds = list(dict.fromkeys(kind for _, kind in scores))
    damaged = [kind for kind in kinds if kind in (*NUMBER, *FAMILIES, "wild")]
    if damaged:
        yield from _damaged_table(scores, engines, damaged)
    if clean := [kind for kind in kinds if kind not in damaged]:
        yield from _clean_table(scores, engines, clean)
    if singles := [kind for kind in damaged if kind in ("word", "line")]:
        yield from _page_table(scores, engines, singles)
        yield from _group_table(scores, singles, "group", "Languages with prose, and the others")
        yield from _group_table(scores, singles, "script", "By script")
        yield from _group_table(scores, singles, "lang", "The languages that are restored least")
    yield from _family_tables(scores, [kind for kind in damaged if kind in FAMILIES], pairs)


_LEGACY: Final = ("legacy-line", "legacy-latin", "legacy-word", "legacy-word-hint", "learn")


def _meant_as(label: str) -> str:
    return label.partition(" as ")[0]


def _read_as(label: str) -> str:
    return label.partition(" as ")[2]


def _family_tables(scores: Scores, kinds: Sequence[str], pairs: bool) -> Iterator[str]:
    if legacy := [kind for kind in kinds if kind in _LEGACY]:
        title = "Legacy pages, by the page that text was"
        yield from _group_table(scores, legacy, "page", f"{title} meant as", _meant_as)
        yield from _group_table(scores, legacy, "page", f"{title} read as", _read_as)
        yield from _group_table(scores, legacy, "script", "Legacy pages, by script")
        if pairs:
            yield from _group_table(scores, legacy, "page", "Legacy pages, by pair")
    if afterwards := [kind for kind in kinds if kind in AFTERWARDS]:
        yield from _group_table(scores, afterwards, "page", "Damaged afterwards, by page")
    for kind, title in (("notation", "By notation"), ("utf-16", "UTF-16, by way")):
        if kind in kinds:
            yield from _group_table(scores, [kind], "page", title)
    if kinds:
        title = "Hard families, the languages that are restored least"
        yield from _group_table(scores, kinds, "lang", title)


def _damaged_table(scores: Scores, engines: Sequence[str], kinds: Sequence[str]) -> Iterator[str]:
    yield "## Damaged text: restored exactly / changed but not restored / left alone, %"
    yield ""
    yield _row("kind", "cases", *engines, "promised")
    yield _row(*["---"] * (len(engines) + 3))
    for kind in kinds:
        cells = []
        for engine in engines:
            total = scores[engine, kind].total
            verdicts = ("restored", "changed", "alone")
            cells.append(" / ".join(_percent(total[name], total.total()) for name in verdicts))
        total = scores[MOJIFIX, kind].total
        yield _row(kind, f"{total.total():,}", *cells, _promise(kind, total))
    promised = [kind for kind in kinds if kind in NUMBER and kind in REACH]
    made = sum((scores[MOJIFIX, kind].total for kind in promised), Counter[str]())
    if made:
        share = 100 * made["changed"] / made.total()
        yield ""
        yield (
            f"Changed by mojifix but not restored, of {', '.join(promised)}: {share:.3f} %"
            f" (promised: under {REACH_CHANGED}) {_mark(share < REACH_CHANGED)}"
        )
    damages = [kind for kind in kinds if kind in AFTERWARDS]
    made = sum((scores[MOJIFIX, kind].total for kind in damages), Counter[str]())
    if made:
        share = 100 * made["changed"] / made.total()
        good = _mark(share < families.REACH_CHANGED)
        yield ""
        yield (
            f"Changed by mojifix but not restored, of {', '.join(damages)}: {share:.3f} %"
            f" (promised: under {families.REACH_CHANGED}) {good}"
        )
    yield ""


def _clean_table(scores: Scores, engines: Sequence[str], kinds: Sequence[str]) -> Iterator[str]:
    yield "## Clean text: strings changed, of strings met"
    yield ""
    yield _row("kind", *engines, "promised")
    yield _row(*["---"] * (len(engines) + 2))
    for kind in kinds:
        parts = sorted(scores[MOJIFIX, kind].by["page"])
        if kind not in ("clean-lines", "typography"):  # there are many, most of no interest
            counts = scores[MOJIFIX, kind].by["page"]
            parts = [part for part in parts if counts[part]["restored"] < counts[part].total()]
            parts += [""] * (len(parts) == 1)
        for part in ["", *(filter(None, parts) if len(parts) > 1 else [])]:
            cells = []
            for engine in engines:
                score = scores[engine, kind]
                met = score.by["page"].get(part, Counter()) if part else score.total
                cells.append(f"{met.total() - met['restored']:,} of {met.total():,}")
            promise = "" if part else _promise(kind, scores[MOJIFIX, kind].total)
            yield _row(f"{kind}: {part}" if part else f"**{kind}**", *cells, promise)
    yield ""


def _page_table(scores: Scores, engines: Sequence[str], kinds: Sequence[str]) -> Iterator[str]:
    columns = [(kind, engine) for kind in kinds for engine in engines]
    yield "## By page: restored exactly, %"
    yield ""
    yield _row("page", *(f"{kind}, {engine}" for kind, engine in columns), "promised")
    yield _row(*["---"] * (len(columns) + 2))
    for page in PAGES.values():
        cells, good = [], True
        for kind, engine in columns:
            met = scores[engine, kind].by["page"].get(page.label, Counter())
            cells.append(_percent(met["restored"], met.total()))
            # Of single words, the floor is promised for single-byte pages only.
            if engine == MOJIFIX and (kind == "line" or not page.multi_byte):
                good &= 100 * met["restored"] >= REACH_PAGE * met.total()
        if any(cell != NONE for cell in cells):
            yield _row(page.label, *cells, f"≥ {REACH_PAGE} {_mark(good)}")
    yield ""


def _left_out() -> Iterator[str]:
    by_reason: dict[str, list[str]] = defaultdict(list)
    for package, reason in sources.missing().items():
        by_reason[reason].append(package)
    for reason, packages in by_reason.items():
        yield f"Left out, {reason}: {', '.join(packages)}."


#: Of languages, those with fewer cases say little, and only the worst are of interest.
_LEAST_CASES: Final = 10
_WORST: Final = 40


def _group_table(
    scores: Scores,
    kinds: Sequence[str],
    by: str,
    title: str,
    grouped: Callable[[str], str] = str,
) -> Iterator[str]:
    yield f"## {title}: restored exactly by mojifix, % (cases)"
    yield ""
    yield _row(by, *kinds)
    yield _row(*["---"] * (len(kinds) + 1))
    rows = []
    counts: dict[str, list[Counter[str]]] = defaultdict(lambda: [Counter() for _ in kinds])
    for place, kind in enumerate(kinds):
        for key, counted in scores[MOJIFIX, kind].by[by].items():
            counts[grouped(key)][place] += counted
    for key, met in counts.items():
        cells = [f"{_percent(one['restored'], one.total())} ({one.total()})" for one in met]
        number = sum(one.total() for one in met)
        share = sum(one["restored"] for one in met) / number
        if by != "lang":
            rows.append((-float(number), key, cells))
        elif number >= _LEAST_CASES:
            rows.append((share, key, cells))
    for _, key, cells in sorted(rows)[: _WORST if by == "lang" else None]:
        yield _row(key, *cells)
    yield ""


def _show(scores: Scores, number: int) -> Iterator[str]:
    """Print some of mojifix's failures of each kind, each as four lines."""
    for (engine, kind), score in scores.items():
        if engine != MOJIFIX or not score.failures:
            continue
        yield f"--- {kind}: {len(score.failures)} not restored"
        rng = random.Random(kind)
        for result in rng.sample(score.failures, min(number, len(score.failures))):
            case = result.case
            given, expected, got = case.given, case.expected, result.got
            rows = [text.split("\n") for text in (given, expected, got)]
            if kind == "document" and len(rows[1]) == len(rows[2]):  # only the lines that differ
                wrong = [row for row in zip(*rows, strict=True) if row[1] != row[2]]
                given, expected, got = ("\n".join(column) for column in zip(*wrong, strict=True))
            yield f"{result.verdict} · {case.page} · {case.lang}"
            yield f"  given    {given!r}"
            if expected != given:
                yield f"  expected {expected!r}"
            if got != given:
                yield f"  got      {got!r}"


def _say_times(scores: Scores, preparing: float, whole: float) -> None:
    for engine in dict.fromkeys(engine for engine, _ in scores):
        parts = [
            f"{kind} {score.seconds:.0f} s, {1e3 * score.seconds / score.total.total():.2f} ms each"
            for (name, kind), score in scores.items()
            if name == engine and score.seconds and score.total
        ]
        print(f"{engine}, CPU: {'; '.join(parts)}", file=sys.stderr)
    print(f"cases made in {preparing:.0f} s; {whole:.0f} s in all", file=sys.stderr)


def _into_readme(path: Path, report: str) -> None:
    """Replace what stands between the marks with the tables of kinds, not those of pages."""
    begin, end = "<!-- accuracy:begin -->", "<!-- accuracy:end -->"
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition(begin)
    _, _, tail = rest.partition(end)
    short = report.partition("## By page")[0].replace("## ", "### ").strip()
    path.write_text(f"{head}{begin}\n{short}\n{end}{tail}", encoding="utf-8")


def _skipped(kind: str) -> bool:
    if reason := families.missing(kind):
        print(f"{kind}: {reason}; going on without it", file=sys.stderr)
    return bool(reason)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; exit status 0 whatever the figures, which are for people to read."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--split", choices=sources.SPLITS, default="test")
    parser.add_argument("--scale", type=float, default=1.0, help="fraction of the full number")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--pairs", action="store_true", help="a row for every legacy pair")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", help="only cases of this page, pair or notation")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="N failures of each kind")
    parser.add_argument("--failures", type=Path, help="write all of mojifix's failures here, JSONL")
    parser.add_argument("--no-rivals", action="store_true")
    parser.add_argument("--wild", type=Path, help="folder with positives.jsonl and negatives.jsonl")
    parser.add_argument(
        "--readme", type=Path, help="put the first tables between this file's accuracy marks"
    )
    parser.add_argument("--out", type=Path, help="write the tables here as well")
    options = parser.parse_args(arguments)

    engines = [MOJIFIX] if options.no_rivals else list(ENGINES)
    started = time.monotonic()
    for engine in engines:  # what is loaded when needed is loaded before the workers are forked
        verdict(engine, "“naïve” cafÃ© and\nrÃ©sumÃ© тест", "")
    kinds = [kind for kind in options.kinds if not _skipped(kind)]
    _prepare(kinds, options.split, options.scale, options.seed, options.page)
    prepared = time.monotonic()
    scores = run(kinds, engines, options.scale, options.jobs)
    if options.wild:
        scores |= run_wild(options.wild, engines)
    report = "\n".join([*tables(scores, engines, options.pairs), *_left_out()])
    print(report)
    if options.out:
        options.out.write_text(report + "\n", encoding="utf-8")
    if options.readme:
        _into_readme(options.readme, report)
    if options.show:
        print("\n".join(_show(scores, options.show)))
    if options.failures:
        with options.failures.open("w", encoding="utf-8") as file:
            for (engine, _), score in scores.items():
                for result in score.failures if engine == MOJIFIX else ():
                    row = {**result.case._asdict(), "verdict": result.verdict, "got": result.got}
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
    _say_times(scores, prepared - started, time.monotonic() - started)
    return 0


if __name__ == "__main__":
    sys.exit(main())
