"""What the command writes, and to where: results to stdout, all that is about the run to stderr.

Decides how output meets a terminal that cannot show it: characters its encoding lacks become
escapes, and a reader that went away (``mojifix check . | head``) ends the run quietly. Leaves alone
what is said. Data for another program (a filtered text, a difference in a pipe) goes out as bytes,
UTF-8 whatever the locale.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import Final, TextIO

from mojifix.rendering import visible

__all__ = ["CLEAN", "CLOSED", "FAILED", "FOUND", "INTERRUPTED", "Console"]

# Exit codes of the command.
CLEAN: Final = 0
FOUND: Final = 1
FAILED: Final = 2

#: Ctrl-C: what a shell reports of a program that SIGINT ended.
INTERRUPTED: Final = 130

#: Exit code when stdout's reader is gone: what a shell reports of a program that SIGPIPE ended.
CLOSED: Final = 141


class Console:
    """The two streams of one run."""

    def __init__(self) -> None:
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            if stream is None:  # closed by the caller: what is said goes nowhere
                setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - lives as long as we do
            elif isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")

    def say(self, line: str) -> None:
        """Write a line of results."""
        with _checked(sys.stdout):
            print(line, file=sys.stdout)

    def note(self, line: str) -> None:
        """Write a line about the run itself, after the results so far."""
        with _checked(sys.stdout):
            sys.stdout.flush()
        with _checked(sys.stderr):
            print(line, file=sys.stderr)

    def data(self, data: bytes) -> None:
        """Write bytes for another program to stdout, as they are."""
        with _checked(sys.stdout):
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()

    def difference(self, diff: str) -> None:
        """Write a unified difference: exact bytes into a pipe, for ``patch``; marked on a terminal.

        A terminal obeys some of the very characters that mojibake is made of: U+009B, the second
        byte of many letters, begins a control sequence.
        """
        if not diff:
            return
        if not sys.stdout.isatty():
            self.data(diff.encode("utf-8"))
            return
        for line in diff.removesuffix("\n").split("\n"):
            self.say("\t".join(map(visible, line.removesuffix("\r").split("\t"))))

    def close(self) -> None:
        """Write what is still held back, so that a failure to write is not found too late."""
        with _checked(sys.stdout):
            sys.stdout.flush()


@contextlib.contextmanager
def _checked(stream: TextIO) -> Iterator[None]:
    """End the run when ``stream`` can't be written: quietly if its reader left, else with why."""
    try:
        yield
    except OSError as error:
        # What is still held back would fail again, loudly, when Python ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        if isinstance(error, BrokenPipeError):
            raise SystemExit(CLOSED) from error
        if stream is not sys.stderr:
            print(f"mojifix: cannot write the output: {error.strerror}", file=sys.stderr)
        raise SystemExit(FAILED) from error
