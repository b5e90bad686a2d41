"""What chardet would add as a witness of which legacy page a text was meant as.

``python -m benchmarks.witness`` asks chardet about the bytes of each case, limited to the pages
that mojifix knows, by its own API. It is told the page that the text was read as, which mojifix has
to find out. Its answer is right if the bytes decode to the original by the page that it names, and
against a repair if they decode to what stands there. Of clean text it is asked about what mojifix
would take the line for if it had to take it for something.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

import mojifix
from benchmarks import sources
from benchmarks.cases import Case, Stock
from benchmarks.families import FAMILIES
from mojifix import codepages
from mojifix.stages import legacy, suspect

__all__ = ["main"]

KINDS: Final = ("legacy-line", "legacy-latin", "legacy-word")
ANSWERS: Final = ("right", "as it stands", "other", "none")


@cache
def _pages() -> tuple[str, ...]:
    """The names under which chardet knows mojifix's legacy pages."""
    import chardet

    known = []
    for label in legacy.MEANT:
        for name in (label, codepages.page(label).codec):
            try:
                chardet.detect(b"a", include_encodings=[name])
            except ValueError:
                continue
            known.append(name)
            break
    return tuple(known)


def named(data: bytes) -> str | None:
    """Return the codec that chardet names for ``data``, of the pages in question."""
    import chardet

    return chardet.detect(data, include_encodings=_pages())["encoding"]


def answer(data: bytes, stands: str, right: str) -> str:
    """Say what chardet's answer for ``data`` speaks for."""
    codec = named(data)
    if codec is None:
        return "none"
    try:
        out = data.decode(codec)
    except UnicodeDecodeError:
        return "none"
    return "right" if out == right else "as it stands" if out == stands else "other"


def of_cases(cases: Iterable[Case]) -> dict[str, Counter[str]]:
    """Return {what mojifix makes of a case: how often chardet gives which answer}."""
    found: dict[str, Counter[str]] = {}
    for case in cases:
        read_as = codepages.canonical(case.page.partition(" as ")[2])
        data = codepages.encode(case.given, read_as)
        if data is None:
            continue
        got = mojifix.repair(case.given)
        verdict = "restored" if got == case.expected else "left" if got == case.given else "wrong"
        counts = found.setdefault(verdict, Counter())
        counts[answer(data, case.given, case.expected)] += 1
    return found


def of_clean(lines: Iterable[str]) -> Counter[str]:
    """Return how often chardet gives which answer for the best false reading of a clean line."""
    counts: Counter[str] = Counter()
    for line in lines:
        if line.isascii() or not suspect.is_odd(line):
            continue
        for best in legacy.weigh(line)[:1]:
            data = codepages.encode(line, best.pages[0][0])
            if data is not None:
                counts[answer(data, line, best.out)] += 1
    return counts


def rows(split: str, scale: float) -> Iterator[str]:
    """The table, line by line, in Markdown."""
    stock = Stock.of(lines := sources.lines(split))
    yield f"| text | cases | {' | '.join(ANSWERS)} |"
    yield "| --- " * (len(ANSWERS) + 2) + "|"
    for kind in KINDS:
        number = max(1, round(FAMILIES[kind].number * scale))
        found = of_cases(FAMILIES[kind].cases(kind, number, stock, f"1 {split}"))
        for verdict, counts in sorted(found.items()):
            yield _row(f"{kind}, {verdict}", counts)
    yield _row(
        "clean, odd at first sight", of_clean(line.text for line in lines[:: round(1 / scale)])
    )


def _row(name: str, counts: Counter[str]) -> str:
    whole = counts.total()
    cells = (f"{100 * counts[name] / max(1, whole):.1f}" for name in ANSWERS)
    return f"| {name} | {whole} | {' | '.join(cells)} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit status 0 whatever the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--split", choices=sources.SPLITS, default="tuning")
    parser.add_argument("--scale", type=float, default=0.05, help="fraction of the full number")
    options = parser.parse_args(arguments)
    for row in rows(options.split, options.scale):
        print(row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
