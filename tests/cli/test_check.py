"""``mojifix check``: says where, what and why, and writes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mojifix import KERNEL
from tests.cli.command import (
    CLEAN_LINE,
    DAMAGED_LINE,
    PATIENCE,
    damaged,
    environment,
    mojifix,
)

#: What a report line says of the damaged word of ``DAMAGED_LINE``, up to the evidence.
STORY = f"Britain{damaged(chr(0x2019), 'mac-roman')}s -> Britain\u2019s  (utf-8 read as mac-roman; "

#: Mojibake that the text talks about.
MENTION = f'Why "it{damaged(chr(0x2019), "cp1252")}s" instead of "it\u2019s"?\n'


def test_a_finding_is_told_with_place_words_chain_and_evidence(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text(CLEAN_LINE + DAMAGED_LINE)
    before = path.stat()
    ran = mojifix("check", "news.txt", cwd=tmp_path)
    assert ran.code == 1
    assert ran.text.startswith(f"news.txt:2:25: {STORY}")
    assert ran.text.endswith(" nats)\n")
    assert ran.err == "1 span to repair in 1 of 1 file.\n"
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert path.read_text() == CLEAN_LINE + DAMAGED_LINE


@pytest.mark.parametrize(
    ("head", "place"),
    [
        ("\ufeff", "1:25"),
        ("\ufeffone\n", "2:25"),
        ("one\r\ntwo\rthree\n", "4:25"),
        ("\U0001f682 e\u0301 ", "1:30"),
    ],
)
def test_columns_count_code_points_and_not_the_byte_order_mark(
    tmp_path: Path, head: str, place: str
) -> None:
    (tmp_path / "f.txt").write_text(head + DAMAGED_LINE, newline="")
    assert mojifix("check", "f.txt", cwd=tmp_path).text.startswith(f"f.txt:{place}: {STORY}")


def test_clean_files_pass_in_silence(tmp_path: Path) -> None:
    (tmp_path / "clean.txt").write_text(CLEAN_LINE)
    ran = mojifix("check", "clean.txt", cwd=tmp_path)
    assert (ran.code, ran.out, ran.err) == (0, b"", "")


@pytest.mark.skipif(KERNEL == "python", reason="no compiled scan here")
def test_clean_files_are_not_decoded_nor_the_searches_imported(tmp_path: Path) -> None:
    text = "Съешь же ещё этих мягких булок,\n«да выпей чаю»\n".encode()
    (tmp_path / "clean.txt").write_bytes(b"\xef\xbb\xbf" + text * 20)
    probe = (
        "import sys; from mojifix import files; from mojifix.cli.app import main; "
        "files.decode = None; print(main(sys.argv[1:]), 'mojifix.engine' in sys.modules)"
    )
    for arguments in (("check", "-v", "."), ("fix", "clean.txt"), ("fix", "--diff", ".")):
        done = subprocess.run(
            [sys.executable, "-c", probe, *arguments],
            capture_output=True, cwd=tmp_path, env=environment(), timeout=PATIENCE, check=True,
        )  # fmt: skip
        assert (done.stdout, done.stderr) == (b"0 False\n", b"")


def test_what_is_left_alone_is_no_failure_but_can_be_seen(tmp_path: Path) -> None:
    (tmp_path / "about.txt").write_text(MENTION)
    quiet = mojifix("check", "about.txt", cwd=tmp_path)
    assert (quiet.code, quiet.out, quiet.err) == (0, b"", "")
    for option in ("-v", "--all"):
        ran = mojifix("check", option, "about.txt", cwd=tmp_path)
        assert ran.code == 0
        [line] = ran.text.splitlines()
        assert line.startswith("about.txt:1:8: ")
        _, _, reason = line.partition("  left alone: ")
        assert reason


def test_findings_come_in_order_of_position(tmp_path: Path) -> None:
    (tmp_path / "f.txt").write_text(DAMAGED_LINE + MENTION + DAMAGED_LINE)
    lines = mojifix("check", "-v", "f.txt", cwd=tmp_path).text.splitlines()
    assert [line.split(":")[1] for line in lines] == ["1", "2", "3"]


def test_standard_input_is_checked_under_its_own_name(tmp_path: Path) -> None:
    ran = mojifix("check", "-", cwd=tmp_path, stdin=DAMAGED_LINE.encode())
    assert ran.code == 1
    assert ran.text.startswith(f"<stdin>:1:25: {STORY}")


def test_an_error_outweighs_findings(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text(DAMAGED_LINE)
    (tmp_path / "legacy.txt").write_bytes(b"caf\xe9")
    ran = mojifix("check", ".", cwd=tmp_path)
    assert ran.code == 2
    assert f"news.txt:1:25: {STORY}" in ran.text
    assert "legacy.txt: not UTF-8" in ran.err


def test_an_unreadable_folder_is_an_error(tmp_path: Path) -> None:
    # Root reads every folder; one whose path is too long, nobody does.
    deep = tmp_path
    descriptor = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=descriptor)
        inner = os.open("d" * 250, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(descriptor)
    ran = mojifix("check", deep, cwd=tmp_path)
    assert ran.code == 2
    assert "File name too long" in ran.err


def test_control_characters_never_reach_the_terminal_raw(tmp_path: Path) -> None:
    (tmp_path / "f.txt").write_text(
        "It\u00e2\u0080\u0099s \u00e2\u0080\u009clate\u00e2\u0080\u009d.\n"
    )
    ran = mojifix("check", "-v", "f.txt", cwd=tmp_path)
    assert ran.code == 1
    assert r"\x80\x99s " in ran.text
    assert ran.text.replace("\n", "").isprintable()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_odd_file_names_are_told_on_one_line(tmp_path: Path) -> None:
    name = b"odd\n\x1b[31m\xff.txt"
    (tmp_path / os.fsdecode(name)).write_text(DAMAGED_LINE)
    for arguments in ((name,), (".",)):
        ran = mojifix("check", *arguments, cwd=tmp_path)
        assert ran.code == 1
        [line] = ran.text.splitlines()
        assert r"odd\n\x1b[31m\udcff.txt:1:25: " in line
    assert mojifix("fix", name, cwd=tmp_path).code == 1


def test_a_terminal_that_lacks_the_letters_gets_escapes(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text(DAMAGED_LINE)
    ran = mojifix("check", "news.txt", cwd=tmp_path, env={"PYTHONIOENCODING": "ascii"})
    assert ran.code == 1
    assert b" -> Britain\\u2019s  (utf-8 read as mac-roman; " in ran.out


def test_a_reader_that_goes_away_ends_the_run_quietly(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text(DAMAGED_LINE * 5000)
    process = subprocess.Popen(
        [sys.executable, "-m", "mojifix", "check", "long.txt"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b"long.txt:1:25: ")
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(PATIENCE) == 141
