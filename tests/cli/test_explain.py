"""``mojifix explain``, and what belongs to the command as a whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import mojifix as package
from tests.cli.command import DAMAGED_LINE, PATIENCE, damaged, environment, mojifix


def test_explain_tells_the_whole_story(tmp_path: Path) -> None:
    ran = mojifix("explain", DAMAGED_LINE, cwd=tmp_path)
    lines = ran.text.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert lines[0] == "1 repaired, 0 left alone"
    assert lines[2] == "line 1, column 25: repaired"
    assert f"  before    Britain{damaged(chr(0x2019), 'mac-roman')}s" in lines
    assert "  after     Britain\u2019s" in lines
    assert "  chain     utf-8 read as mac-roman" in lines
    assert any(line.startswith("  evidence  ") and line.endswith(" nats") for line in lines)
    assert any(line.startswith("  way 1     \u2019  (utf-8 read as mac-roman, ") for line in lines)
    assert lines[-1] == "second opinion: ftfy finds 1 odd place before, 0 after"


def test_explain_of_standard_input(tmp_path: Path) -> None:
    ran = mojifix("explain", "-", cwd=tmp_path, stdin=DAMAGED_LINE.encode())
    assert ran.out == mojifix("explain", DAMAGED_LINE, cwd=tmp_path).out
    assert mojifix("explain", "-", cwd=tmp_path, stdin=b"\xff").code == 2


def test_explain_of_clean_text_says_so(tmp_path: Path) -> None:
    ran = mojifix("explain", "na\u00efve caf\u00e9", cwd=tmp_path)
    assert (ran.code, ran.text) == (0, "Nothing here looks like mojibake.\n")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such arguments")
def test_explain_takes_bytes_that_are_no_text(tmp_path: Path) -> None:
    assert mojifix("explain", b"caf\xe9 " + DAMAGED_LINE.encode(), cwd=tmp_path).code == 0


def test_the_version_is_the_package_s(tmp_path: Path) -> None:
    ran = mojifix("--version", cwd=tmp_path)
    scan = "compiled scan" if package.KERNEL == "c" else "scan in Python"
    assert (ran.code, ran.text) == (0, f"mojifix {package.__version__} ({scan})\n")


@pytest.mark.parametrize("command", [(), ("fix",), ("check",), ("explain",)])
def test_help_is_there_on_every_terminal(tmp_path: Path, command: tuple[str, ...]) -> None:
    ran = mojifix(*command, "--help", cwd=tmp_path, env={"PYTHONIOENCODING": "ascii"})
    assert (ran.code, ran.err) == (0, "")
    assert ran.text.startswith("Usage: mojifix ")


@pytest.mark.parametrize(
    "arguments", [(), ("fix",), ("fix", "--no-such-option", "x"), ("mend", "x"), ("explain",)]
)
def test_wrong_usage_is_exit_code_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ran = mojifix(*arguments, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, b"")
    assert "Usage: mojifix" in ran.err


def test_the_installed_command_is_the_module() -> None:
    script = Path(sys.executable).with_name("mojifix")
    if not script.exists():
        pytest.skip("mojifix is not installed, only importable")
    out = subprocess.run([script, "--version"], capture_output=True, timeout=PATIENCE, check=True)
    assert out.stdout.decode().startswith(f"mojifix {package.__version__} (")


def test_importing_the_library_imports_nothing_that_only_the_command_needs(tmp_path: Path) -> None:
    probe = "import sys, mojifix; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", probe],
        capture_output=True,
        cwd=tmp_path,
        env=environment(),
        timeout=PATIENCE,
        check=True,
    )
    loaded = set(done.stdout.decode().split())
    assert "mojifix" in loaded
    assert loaded.isdisjoint({"click", "ftfy", "chardet", "argparse", "hypothesis"})
