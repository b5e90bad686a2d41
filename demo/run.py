"""Repair a scraped article as a person would, and prove that nothing was lost.

Works on a copy in the folder given as its argument; shows what is damaged, why mojifix thinks so,
and the difference, then takes every change back again. Exits non-zero if anything is not as told.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import mojifix

ARTICLE = Path(__file__).with_name("article.txt")

#: What stands in the article's line about the railway's finances: a mac-roman apostrophe.
WORD = "\u201a\u00c4\u00f4"


def run(folder: Path, *arguments: str, expected: int) -> None:
    """Run ``mojifix ARGUMENTS`` in ``folder``, showing the command as one would type it."""
    print(f"\n$ mojifix {shlex.join(arguments)}", flush=True)
    done = subprocess.run([sys.executable, "-m", "mojifix", *arguments], cwd=folder, check=False)
    print(f"[exit code {done.returncode}]", flush=True)
    if done.returncode != expected:
        sys.exit(f"expected exit code {expected}")


def main(folder: Path) -> None:
    """Run the demonstration in ``folder``."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / ARTICLE.name
    shutil.copyfile(ARTICLE, copy)
    scraped = ARTICLE.read_bytes().decode("utf-8")

    print("1. What is damaged, and what only looks like it?")
    run(folder, "check", "-v", copy.name, expected=1)

    print("\n2. Why? The whole story of the line about the railway's finances.")
    [line] = [line for line in scraped.splitlines() if WORD in line]
    run(folder, "explain", line, expected=0)

    print("\n3. What would change?")
    run(folder, "fix", "--diff", copy.name, expected=1)
    if copy.read_bytes() != ARTICLE.read_bytes():
        sys.exit("--diff wrote to the file")

    print("\n4. Repair it in place. A second look finds nothing.")
    run(folder, "fix", copy.name, expected=1)
    run(folder, "check", copy.name, expected=0)

    print("\n5. Take it all back, from the edits alone, after a trip through JSON.")
    report = mojifix.Report.from_json(mojifix.explain(scraped).to_json())
    repaired = copy.read_bytes().decode("utf-8")
    if report.text != repaired:
        sys.exit("the library and the command do not agree")
    if mojifix.undo(repaired, report.edits) != scraped:
        sys.exit("undo did not give the scraped text back")
    print(f"{len(report.edits)} edits undone: the scraped article is back, byte for byte.")
    print(f"\nThe repaired article is {copy}.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
