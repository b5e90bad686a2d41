"""The demonstration: a scraped article with damage of many kinds, repaired for all to see."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import mojifix
from tests.cli.command import environment

DEMO = Path(__file__).resolve().parent.parent / "demo"
ARTICLE = (DEMO / "article.txt").read_bytes().decode("utf-8")

#: What each damaged passage of the article was meant to be.
MEANT = {
    "English, mac-roman": "a review of the line\u2019s finances",
    "French, windows-1252": "pass\u00e9 une tr\u00e8s mauvaise nuit, \u00e0 c\u00f4t\u00e9 "
    "d\u2019un \u00e9l\u00e8ve qui r\u00e9p\u00e9tait son r\u00f4le de th\u00e9\u00e2tre "
    "jusqu\u2019\u00e0 l\u2019aube",
    "Russian, windows-1251": "\u0412 \u043f\u043e\u0435\u0437\u0434\u0435 "
    "\u0432\u0441\u0435\u0433\u0434\u0430 \u043d\u0430\u0445\u043e\u0434\u0438\u0442\u0441\u044f",
    "Greek, windows-1253": "\u03a4\u03bf \u03c4\u03c1\u03ad\u03bd\u03bf "
    "\u03ad\u03c6\u03b5\u03c5\u03b3\u03b5 \u03c0\u03ac\u03bd\u03c4\u03b1 "
    "\u03b1\u03c1\u03b3\u03ac, \u03b1\u03bb\u03bb\u03ac",
    "Polish, cp852": "Najpi\u0119kniejszy jest \u015bwit, gdy mg\u0142a le\u017cy jeszcze na "
    "\u0142\u0105kach",
    "Japanese, cp932": "\u300c\u7a93\u304b\u3089\u898b\u3048\u308b\u671d\u306e\u6d77\u304c"
    "\u5fd8\u308c\u3089\u308c\u307e\u305b\u3093\u300d",
    "Chinese, gbk": "\u5728\u706b\u8f66\u4e0a\u5403\u65e9\u9910\u771f\u7684\u5f88\u8212\u670d",
    "Hebrew, windows-1255": "\u05d9\u05e9\u05d1\u05ea\u05d9 \u05d1\u05ea\u05d7\u05e0\u05d4 "
    "\u05d5\u05e7\u05e8\u05d0\u05ea\u05d9 \u05e1\u05e4\u05e8 \u05e9\u05dc\u05dd",
    "Portuguese, windows-1252 twice": "O p\u00e3o j\u00e1 n\u00e3o \u00e9 o mesmo, mas a sopa de "
    "gr\u00e3o continua \u00f3tima",
    "emoji, windows-1252": "\U0001f682\U0001f634",
}

#: What the article says about mojibake.
MENTION = "such as \u201c\u00e2\u20ac\u2122\u201d instead of \u201c\u2019\u201d"


@pytest.mark.parametrize("meant", MEANT.values(), ids=MEANT.keys())
def test_every_damaged_passage_comes_back(meant: str) -> None:
    assert meant not in ARTICLE
    assert meant in mojifix.repair(ARTICLE)


def test_the_clean_paragraphs_and_the_mention_stay() -> None:
    repaired = mojifix.repair(ARTICLE).splitlines()
    changed = [
        (before, after)
        for before, after in zip(ARTICLE.splitlines(), repaired, strict=True)
        if before != after
    ]
    assert len(changed) == len(MEANT)
    assert sum(MENTION in line for line in repaired) == 1


def test_the_demonstration_runs_twice_in_a_row(tmp_path: Path) -> None:
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, str(DEMO / "run.py"), str(tmp_path / "demo")],
            capture_output=True,
            encoding="utf-8",
            env=environment(),
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "the scraped article is back, byte for byte" in done.stdout
    assert (tmp_path / "demo" / "article.txt").read_bytes() == mojifix.repair(ARTICLE).encode()
