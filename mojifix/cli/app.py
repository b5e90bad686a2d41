"""The ``mojifix`` command: its arguments, what each subcommand does, and its exit code.

Exit codes: 0, nothing to repair; 1, something was repaired or would be; 2, wrong usage, or a file
that could not be read or replaced, also when others were repaired.

Decides nothing about text (:mod:`mojifix.engine`) or about how files are replaced
(:mod:`mojifix.files`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Final

import click

import mojifix
from mojifix import files, rendering
from mojifix.cli.console import CLEAN, FAILED, FOUND, INTERRUPTED, Console
from mojifix.cli.walking import STDIN, sources
from mojifix.errors import FileError, UndoError
from mojifix.model import Report
from mojifix.stages.quiet import KERNEL

__all__ = ["main"]

_STDIN_NAME: Final = "<stdin>"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with ``arguments`` (the process's own by default); return its exit code."""
    console = Console()
    try:
        code = cli.main(args=arguments, prog_name="mojifix", standalone_mode=False, obj=console)
        console.close()
    except (click.exceptions.Abort, KeyboardInterrupt):  # Ctrl-C; click makes the first of it
        console.note("mojifix: interrupted; no file was left half-written.")
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return FAILED
    return int(code or CLEAN)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit code: 0 nothing to repair, 1 repaired or to be repaired, 2 an error.",
)
@click.version_option(
    mojifix.__version__,
    "--version",
    message=f"mojifix %(version)s ({'compiled scan' if KERNEL == 'c' else 'scan in Python'})",
)
def cli() -> None:
    """Find and repair mojibake: text that was decoded with the wrong encoding."""


@cli.command(epilog="Examples: mojifix fix --diff docs; mojifix fix docs; mojifix fix - <in >out")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--exit-zero", is_flag=True, help="Exit 0, not 1, when something was repaired.")
@click.pass_obj
def fix(console: Console, paths: tuple[str, ...], diff: bool, exit_zero: bool) -> int:
    """Repair files in place, whole folders too; "-" filters standard input to standard output.

    A file is replaced at once or not at all, and not touched if it is clean. Its line ends, byte
    order mark and permissions stay. What is not UTF-8 is refused.
    """

    def look(file: files.TextFile) -> int:
        report = mojifix.explain(file.text)
        _prove_undo(file, report)
        bom = file.bom.decode("utf-8")
        if diff:
            console.difference(
                rendering.diff_text(bom + file.text, bom + report.text, _label(file.path))
            )
        elif file.path == STDIN:
            console.data(files.encode(file, report.text))
        elif files.write(file, report.text):
            console.say(f"repaired {_shown(file.path)}: {_count(len(report.edits), 'span')}")
        return len(report.edits)

    def pass_on(file: files.RawFile) -> None:
        if file.path == STDIN and not diff:
            console.data(file.data)

    code = _each(console, paths, look, "to repair" if diff else "repaired", pass_on)
    return CLEAN if exit_zero and code == FOUND else code


@cli.command(epilog="Examples: mojifix check README.md src; mojifix check -v page.html")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option(
    "-v", "--all", "show_all", is_flag=True, help="Also show what is left alone, and why."
)
@click.pass_obj
def check(console: Console, paths: tuple[str, ...], show_all: bool) -> int:
    """List what "fix" would repair, without writing anything.

    Each line gives file:line:column (columns in code points, from 1), the words before and after,
    the chain of mix-ups, and the evidence; spans close together share a line. Invisible characters
    are shown as escapes.
    """

    def look(file: files.TextFile) -> int:
        report = mojifix.explain(file.text)
        for line in _listed(file, report, show_all):
            console.say(line)
        return len(report.edits)

    return _each(console, paths, look, "to repair")


@cli.command(epilog="""Example: mojifix explain "caf\u00c3\u00a9 au lait" """)
@click.argument("text")
@click.pass_obj
def explain(console: Console, text: str) -> int:
    """Tell all about TEXT: what was found, every way back weighed, and why it was taken or not.

    "-" reads the text from standard input.
    """
    if text == STDIN:
        try:
            text = files.decoded(_read_stdin()).text
        except FileError as error:
            console.note(f"mojifix: {rendering.visible(str(error))}")
            return FAILED
    report = mojifix.explain(text)
    console.say(rendering.report_text(report, candidates=True))
    if report.findings:
        console.say(_second_opinion(text, report.text))
    return CLEAN


def _second_opinion(before: str, after: str) -> str:
    """Return what ftfy's heuristic makes of both texts; it has no say in what is repaired."""
    from ftfy.badness import badness  # only here: it takes long to import

    return (
        f"second opinion: ftfy finds {_count(badness(before), 'odd place')} before, "
        f"{badness(after)} after"
    )


def _each(
    console: Console,
    paths: Sequence[str],
    look: Callable[[files.TextFile], int],
    verb: str,
    pass_on: Callable[[files.RawFile], None] = lambda file: None,
) -> int:
    """Have ``look`` see every file; it returns how many spans it repairs. Return the exit code.

    A file in which there is nothing to look at only goes to ``pass_on``, as bytes.
    """
    if STDIN in paths and len(paths) > 1:
        raise click.UsageError('"-" (standard input) goes alone.')
    code = CLEAN
    looked_at = with_spans = spans = 0

    def fail(error: OSError) -> None:
        nonlocal code
        code = FAILED
        # FileError says all; what os.walk hands over is the system's own.
        message = str(error) if isinstance(error, FileError) else _system_message(error)
        console.note(f"mojifix: {rendering.visible(message)}")

    for source in sources(paths, on_error=fail):
        try:
            file = _read_stdin() if source.path == STDIN else files.fetch(source.path)
            if file.is_quiet():
                found = 0
                pass_on(file)
            else:
                found = look(files.decoded(file))
        except files.BinaryFileError as error:
            if source.named:
                fail(error)
            continue
        except FileError as error:
            fail(error)
            continue
        looked_at += 1
        if found:
            with_spans += 1
            spans += found
            code = max(code, FOUND)
    if spans:
        console.note(
            f"{_count(spans, 'span')} {verb} in {with_spans} of {_count(looked_at, 'file')}."
        )
    return code


def _read_stdin() -> files.RawFile:
    if sys.stdin is None:  # closed by the caller
        raise FileError(f"{_STDIN_NAME}: closed.")
    data = sys.stdin.buffer.read()
    return files.RawFile(STDIN, _STDIN_NAME, data, files.Stamp(0, 0, len(data), 0))


def _prove_undo(file: files.TextFile, report: Report) -> None:
    """Nothing is written that its own edits do not turn back into what was read."""
    try:
        exact = report.undo() == file.text
    except UndoError:
        exact = False
    if not exact:
        raise FileError(
            f"{_label(file.path)}: the repair cannot be undone exactly, which is an error in "
            f"mojifix; left as it is."
        )


def _listed(file: files.TextFile, report: Report, show_all: bool) -> list[str]:
    """The lines about one file, in order of position."""
    if not report.edits and not (show_all and report.findings):
        return []
    places = rendering.Places(file.text)
    name = _shown(file.path)
    lines: list[tuple[int, str]] = []
    for passage in rendering.passages(file.text, report):
        story = f"{passage.before} -> {passage.after}  ({passage.chain}; {passage.evidence})"
        lines.append((passage.start, story))
    if show_all:
        for finding in report.findings:
            if not finding.repaired:
                words = rendering.words(file.text, finding.start, finding.end)
                lines.append((finding.start, f"{words}  left alone: {finding.reason}"))
    lines.sort(key=lambda line: line[0])
    return [
        "{}:{}:{}: {}".format(name, *places.of(offset), rendering.visible(line))
        for offset, line in lines
    ]


def _label(path: str) -> str:
    return _STDIN_NAME if path == STDIN else path


def _shown(path: str) -> str:
    return rendering.visible(_label(path))


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _system_message(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)
