"""``mojifix fix``: people point it at their only copy."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import (
    CLEAN_LINE,
    DAMAGED_LINE,
    PATIENCE,
    damaged,
    environment,
    mojifix,
    names,
)

CLEAN = CLEAN_LINE.encode()
DAMAGED = DAMAGED_LINE.encode()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.txt"
    path.write_bytes(DAMAGED)
    return path


def state(path: Path) -> tuple[int, int, bytes]:
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, path.read_bytes()


# In place


def test_one_damaged_word_among_clean_quotes_is_repaired_in_place(news: Path) -> None:
    ran = mojifix("fix", "news.txt", cwd=news.parent)
    assert news.read_bytes() == CLEAN
    assert (ran.code, ran.text) == (1, "repaired news.txt: 1 span\n")
    assert ran.err == "1 span repaired in 1 of 1 file.\n"
    assert names(news.parent) == ["news.txt"]


def test_a_second_run_touches_nothing(news: Path) -> None:
    mojifix("fix", "news.txt", cwd=news.parent)
    before = state(news)
    ran = mojifix("fix", "news.txt", cwd=news.parent)
    assert (ran.code, ran.out, ran.err) == (0, b"", "")
    assert state(news) == before


def test_a_clean_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "clean.txt"
    path.write_bytes(b"\xef\xbb\xbf" + CLEAN + b"\r\nlone\rCR, no newline")
    before = state(path)
    ran = mojifix("fix", path, cwd=tmp_path)
    assert (ran.code, ran.out, ran.err) == (0, b"", "")
    assert state(path) == before


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        (b"", b""),
        (b"one\r\ntwo\r\n", b"\r\nthree\r\n"),
        (b"one\rtwo\r", b"\rthree"),
        (b"LF\nCRLF\r\nCR\r\n\n\r\r", b"\n\r\nno newline at the end"),
        (b"\xef\xbb\xbfBOM\n", b"\n"),
        (b"\xef\xbb\xbf", b""),
        (b"feed\x0c NEL \xc2\x85 LS \xe2\x80\xa8\n", b"\n\x1a"),
        (b"x" * 9000 + b"\n", b"\n late NUL \0\n"),
        (b"decomposed e\xcc\x81, composed \xc3\xa9\n", b"\n \t trailing blanks \n"),
    ],
)
def test_every_byte_outside_the_repair_stays(tmp_path: Path, head: bytes, tail: bytes) -> None:
    path = tmp_path / "f.txt"
    path.write_bytes(head + DAMAGED.strip() + tail)
    assert mojifix("fix", "f.txt", cwd=tmp_path).code == 1
    assert path.read_bytes() == head + CLEAN.strip() + tail


@pytest.mark.parametrize("mode", [0o600, 0o755, 0o664])
def test_the_mode_is_kept_whatever_the_umask(news: Path, mode: int) -> None:
    news.chmod(mode)

    def umask() -> None:
        os.umask(0o077)

    mojifix("fix", "news.txt", cwd=news.parent, before=umask)
    assert news.read_bytes() == CLEAN
    assert stat.S_IMODE(news.stat().st_mode) == mode


def test_a_symbolic_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "news.txt").write_bytes(DAMAGED)
    link = tmp_path / "link.txt"
    link.symlink_to("real/news.txt")
    assert mojifix("fix", "link.txt", cwd=tmp_path).code == 1
    assert os.readlink(link) == "real/news.txt"
    assert (tmp_path / "real" / "news.txt").read_bytes() == CLEAN
    assert names(tmp_path / "real") == ["news.txt"]


def test_several_files_are_repaired_each_by_itself(tmp_path: Path) -> None:
    (tmp_path / "fr.txt").write_text("Un " + damaged("\u00e9t\u00e9 ensoleill\u00e9", "cp1252"))
    (tmp_path / "ok.txt").write_bytes(CLEAN)
    (tmp_path / "en.txt").write_bytes(DAMAGED)
    ran = mojifix("fix", "fr.txt", "ok.txt", "en.txt", cwd=tmp_path)
    assert ran.code == 1
    assert [line.partition(":")[0] for line in ran.text.splitlines()] == [
        "repaired fr.txt",
        "repaired en.txt",
    ]
    assert (tmp_path / "fr.txt").read_text() == "Un \u00e9t\u00e9 ensoleill\u00e9"


def test_exit_zero_silences_repairs_but_not_errors(news: Path) -> None:
    news.with_name("legacy.txt").write_bytes(b"caf\xe9")
    assert mojifix("fix", "--exit-zero", "news.txt", cwd=news.parent).code == 0
    assert news.read_bytes() == CLEAN
    assert mojifix("fix", "--exit-zero", "legacy.txt", cwd=news.parent).code == 2


# Refused


def refused(folder: Path, name: str, why: str) -> None:
    """``fix NAME other.txt`` refuses the one, says why, repairs the other and exits 2."""
    other = folder / "other.txt"
    other.write_bytes(DAMAGED)
    ran = mojifix("fix", name, "other.txt", cwd=folder)
    assert ran.code == 2
    line = ran.err.splitlines()[0]
    assert line.startswith(f"mojifix: {name}: ")
    assert why in line
    assert other.read_bytes() == CLEAN
    assert not [entry for entry in names(folder) if entry.endswith(".tmp")]


def test_what_is_not_utf8_is_refused_saying_where(tmp_path: Path) -> None:
    path = tmp_path / "legacy.txt"
    data = DAMAGED + b"caf\xe9 au lait\n"
    path.write_bytes(data)
    refused(tmp_path, "legacy.txt", f"not UTF-8: byte 0xE9 at offset {len(DAMAGED) + 3}, line 2 ")
    assert path.read_bytes() == data


def test_utf16_is_refused(tmp_path: Path) -> None:
    data = DAMAGED_LINE.encode("utf-16")
    (tmp_path / "wide.txt").write_bytes(data)
    refused(tmp_path, "wide.txt", "UTF-16")
    assert (tmp_path / "wide.txt").read_bytes() == data


def test_a_binary_file_that_is_named_is_refused(tmp_path: Path) -> None:
    data = b"\x7fELF\0\0" + DAMAGED
    (tmp_path / "tool").write_bytes(data)
    refused(tmp_path, "tool", "binary")
    assert (tmp_path / "tool").read_bytes() == data


def test_a_missing_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    refused(tmp_path, "missing.txt", "No such file")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    refused(tmp_path, "pipe", "not a regular file")


def test_a_read_only_file_is_refused(news: Path) -> None:
    news.chmod(0o444)
    before = state(news)
    refused(news.parent, "news.txt", "read-only")
    assert state(news) == before


def test_a_file_with_two_names_is_refused_and_stays_one_file(news: Path) -> None:
    twin = news.with_name("twin.txt")
    os.link(news, twin)
    refused(news.parent, "news.txt", "2 names")
    assert news.stat().st_ino == twin.stat().st_ino
    assert twin.read_bytes() == DAMAGED


def test_a_clean_file_may_be_read_only_and_have_two_names(tmp_path: Path) -> None:
    path = tmp_path / "clean.txt"
    path.write_bytes(CLEAN)
    os.link(path, tmp_path / "twin.txt")
    path.chmod(0o444)
    assert mojifix("fix", "clean.txt", cwd=tmp_path).code == 0


def test_a_file_in_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    (folder / "news.txt").write_bytes(DAMAGED)
    folder.chmod(0o555)
    try:
        refused(tmp_path, "locked/news.txt", "its folder is read-only")
    finally:
        folder.chmod(0o755)
    assert (folder / "news.txt").read_bytes() == DAMAGED


def test_a_write_limit_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"ordinary text\n" * 3000 + DAMAGED)
    before = state(path)
    ran = mojifix(
        "fix",
        "long.txt",
        cwd=tmp_path,
        before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )
    assert ran.code == 2
    assert "long.txt: could not be replaced (the file size limit was reached)" in ran.err
    assert state(path) == before
    assert names(tmp_path) == ["long.txt"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_a_full_disk_under_the_output_is_not_success(tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mojifix", "fix", "-"],
            input=CLEAN,
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=environment(),
            timeout=PATIENCE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == b"mojifix: cannot write the output: No space left on device\n"


def test_ctrl_c_ends_without_a_traceback(news: Path) -> None:
    # The signal comes when the file has been read, at the same moment in every run.
    program = (
        "import os, signal, sys, mojifix, mojifix.cli.app as app\n"
        # A shell starts what runs in its background with this signal ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "mojifix.explain = lambda text: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.exit(app.main(['fix', 'news.txt']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        cwd=news.parent,
        env=environment(),
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 130
    assert done.stderr.strip() == b"mojifix: interrupted; no file was left half-written."
    assert news.read_bytes() == DAMAGED
    assert names(news.parent) == ["news.txt"]


# Folders


def test_a_folder_is_walked_and_what_is_not_the_users_text_is_passed_over(tmp_path: Path) -> None:
    top = tmp_path / "site"
    repaired = ["a.txt", "docs/b.md", "docs/deep/er/c.html", "env.py"]
    passed_over = [
        ".hidden.txt",
        ".git/config",
        ".venv/lib/x.py",
        "node_modules/x/index.js",
        "docs/__pycache__/x.txt",
        "env/lib/x.py",
        "cache/x.txt",
    ]
    for name in repaired + passed_over:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(DAMAGED)
    (top / "env" / "pyvenv.cfg").write_bytes(b"home = /usr/bin\n")
    (top / "cache" / "CACHEDIR.TAG").write_bytes(b"Signature: 8a477f597d28d172789f06886806bc55\n")
    (top / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + DAMAGED)
    outside = tmp_path / "outside.txt"
    outside.write_bytes(DAMAGED)
    (top / "link.txt").symlink_to(outside)
    (top / "up").symlink_to(tmp_path)
    os.mkfifo(top / "pipe")
    ran = mojifix("fix", "site", cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "4 spans repaired in 4 of 4 files.\n")
    assert ran.text.splitlines() == [
        f"repaired site/{name}: 1 span" for name in ["a.txt", "env.py", *repaired[1:3]]
    ]
    assert {(top / name).read_bytes() for name in repaired} == {CLEAN}
    assert {(top / name).read_bytes() for name in passed_over} == {DAMAGED}
    assert outside.read_bytes() == DAMAGED


def test_a_hidden_file_that_is_named_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / ".notes").write_bytes(DAMAGED)
    assert mojifix("fix", ".notes", cwd=tmp_path).code == 1
    assert (tmp_path / ".notes").read_bytes() == CLEAN


def test_what_is_not_utf8_inside_a_folder_is_an_error_too(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "legacy.txt").write_bytes(b"caf\xe9")
    ran = mojifix("fix", "site", cwd=tmp_path)
    assert ran.code == 2
    assert "site/legacy.txt: not UTF-8" in ran.err


def test_a_file_named_twice_is_looked_at_once(news: Path) -> None:
    ran = mojifix("check", "news.txt", "news.txt", cwd=news.parent)
    assert len(ran.text.splitlines()) == 1


# Standard input


def test_standard_input_is_filtered_byte_for_byte(tmp_path: Path) -> None:
    head, tail = b"\xef\xbb\xbfone\r\ntwo\rthree \x0c\n", b"no newline"
    ran = mojifix("fix", "-", cwd=tmp_path, stdin=head + DAMAGED + tail)
    assert ran.out == head + CLEAN + tail
    assert (ran.code, ran.err) == (1, "1 span repaired in 1 of 1 file.\n")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", CLEAN, b"a\r\nb\rc" + CLEAN, b"\n" * 9])
def test_clean_standard_input_passes_through(tmp_path: Path, data: bytes) -> None:
    ran = mojifix("fix", "-", cwd=tmp_path, stdin=data)
    assert (ran.code, ran.out, ran.err) == (0, data, "")


def test_the_locale_does_not_matter_to_what_is_filtered(tmp_path: Path) -> None:
    ran = mojifix(
        "fix",
        "-",
        cwd=tmp_path,
        stdin=DAMAGED,
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    assert ran.out == CLEAN


def test_standard_input_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    ran = mojifix("fix", "-", cwd=tmp_path, stdin=b"caf\xe9\n")
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.startswith("mojifix: <stdin>: not UTF-8: byte 0xE9 at offset 3, line 1 ")


def test_standard_input_goes_alone(news: Path) -> None:
    ran = mojifix("fix", "-", "news.txt", cwd=news.parent, stdin=DAMAGED)
    assert (ran.code, ran.out) == (2, b"")
    assert "goes alone" in ran.err
    assert news.read_bytes() == DAMAGED


# --diff


def test_diff_shows_and_writes_nothing(news: Path) -> None:
    before = state(news)
    ran = mojifix("fix", "--diff", "news.txt", cwd=news.parent)
    assert (ran.code, ran.err) == (1, "1 span to repair in 1 of 1 file.\n")
    assert (
        ran.text == f"--- a/news.txt\n+++ b/news.txt\n@@ -1,1 +1,1 @@\n-{DAMAGED_LINE}+{CLEAN_LINE}"
    )
    assert state(news) == before
    assert names(news.parent) == ["news.txt"]


def test_diff_of_clean_files_is_empty(tmp_path: Path) -> None:
    (tmp_path / "clean.txt").write_bytes(CLEAN)
    ran = mojifix("fix", "--diff", "clean.txt", cwd=tmp_path)
    assert (ran.code, ran.out, ran.err) == (0, b"", "")


def test_diff_of_standard_input_is_a_difference(tmp_path: Path) -> None:
    ran = mojifix("fix", "--diff", "-", cwd=tmp_path, stdin=DAMAGED)
    assert ran.code == 1
    assert ran.text.startswith("--- a/<stdin>\n+++ b/<stdin>\n@@ ")


def test_the_difference_applied_by_git_is_the_repair(tmp_path: Path) -> None:
    folder = tmp_path / "tree"
    contents = {
        "a b.txt": b"\xef\xbb\xbf" + DAMAGED + b"crlf\r\n" * 9 + DAMAGED.replace(b"\n", b"\r\n"),
        "sub/c.txt": b"one\rtwo\n" * 9 + DAMAGED.strip(),
    }
    for name, data in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    diff = mojifix("fix", "--diff", ".", cwd=folder).out.replace(b"/./", b"/")
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        input=diff,
        cwd=folder,
        env={**os.environ, "GIT_DIR": str(tmp_path / "none")},
        check=True,
        timeout=PATIENCE,
    )
    for name, data in contents.items():
        assert (folder / name).read_bytes() == data.replace(DAMAGED.strip(), CLEAN.strip())


def test_on_a_terminal_a_difference_marks_what_the_terminal_would_obey(tmp_path: Path) -> None:
    # U+2019 in windows-1252 with the euro sign's neighbours left as C1 controls: \xe2 \x80 \x99.
    (tmp_path / "f.txt").write_text("It\u00e2\u0080\u0099s late.\r\n", newline="")
    leader, follower = os.openpty()
    with open(leader, "rb") as screen:
        process = subprocess.Popen(
            [sys.executable, "-m", "mojifix", "fix", "--diff", "f.txt"],
            stdin=subprocess.DEVNULL,
            stdout=follower,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=environment(),
        )
        _, err = process.communicate(timeout=PATIENCE)
        os.close(follower)
        shown = os.read(screen.fileno(), 65536).decode()
    assert (process.returncode, b"Traceback" in err) == (1, False)
    assert "-It\u00e2\\x80\\x99s late.\r\n" in shown
    assert "+It\u2019s late.\r\n" in shown
