"""The real command in a process of its own, on real files, and damage to give it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import mojifix as package

#: Seconds after which a command that waits for something is a failure.
PATIENCE = 120


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it wrote."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


def environment(**more: str) -> dict[str, str]:
    """This process's environment, with the mojifix under test importable from anywhere."""
    return {
        **os.environ,
        "PYTHONPATH": str(Path(package.__file__).parent.parent),
        "PYTHONUTF8": "1",
        **more,
    }


def mojifix(
    *arguments: str | bytes | Path,
    cwd: Path,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> Ran:
    """Run ``mojifix ARGUMENTS`` in the folder ``cwd``."""
    done = subprocess.run(
        [sys.executable, "-m", "mojifix", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env=environment(**(env or {})),
        preexec_fn=before,
        timeout=PATIENCE,
        check=False,
    )
    err = done.stderr.decode("utf-8", "backslashreplace")
    assert "Traceback" not in err, err
    return Ran(done.returncode, done.stdout, err)


def damaged(text: str, codec: str) -> str:
    """``text`` as it looks when its UTF-8 is read as ``codec``, whose holes are C1 controls."""
    read = ""
    for byte in text.encode():
        try:
            read += bytes([byte]).decode(codec)
        except UnicodeDecodeError:
            read += chr(byte)
    return read


#: A line as scraped news has it: damage in one word, clean typography around it.
CLEAN_LINE = (
    "The inquiry into Britain\u2019s railways found \u201creasonable grounds\u201d for it.\n"
)
DAMAGED_LINE = CLEAN_LINE.replace("\u2019", damaged("\u2019", "mac-roman"))


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())
