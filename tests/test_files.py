"""Files: what is read, what is refused, and that a replacement happens whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mojifix import FileError, explain, files

OLD = b"old\n"
NEW = b"new and longer\n"

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX owners, modes and links")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.txt"
    path.write_bytes(OLD)
    return path


def seen(path: Path) -> files.Stamp:
    return files.Stamp.of(path.stat())


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


# Reading


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"one\ntwo\n",
        b"one\r\ntwo\rthree\nno newline",
        b"\xef\xbb\xbfwith a mark\r\n",
        b"\xef\xbb\xbf\xef\xbb\xbftwo marks",
        b"form feed \x0c, NEL \xc2\x85, LS \xe2\x80\xa8, U+FFFE \xef\xbf\xbe\n",
    ],
)
def test_a_file_comes_back_byte_for_byte(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "f.txt"
    path.write_bytes(data)
    file = files.read(path)
    assert files.encode(file, file.text) == data


@given(
    st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\0"]),
    st.one_of(st.binary(), st.text().map(str.encode)),
)
def test_bytes_that_are_passed_unread_could_be_read(head: bytes, data: bytes) -> None:
    file = files.RawFile("f", "f", head + data, files.Stamp(0, 0, 0, 0))
    if file.is_quiet():
        assert not explain(files.decoded(file).text).findings


@given(st.text())
def test_any_utf8_comes_back_byte_for_byte(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    try:
        bom, decoded = files.decode(data, "x")
    except files.BinaryFileError:
        assert b"\0" in data
    else:
        assert bom + decoded.encode() == data


def test_the_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "f.txt"
    path.write_bytes(b"\xef\xbb\xbfx")
    file = files.read(path)
    assert (file.bom, file.text) == (b"\xef\xbb\xbf", "x")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_utf16_and_utf32_are_refused_by_name(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "wide.txt"
    path.write_bytes("\ufeffcaf\u00e9".encode(encoding))
    with pytest.raises(FileError, match=rf"wide\.txt: {encoding[:6].upper()} .*iconv") as caught:
        files.read(path)
    assert not isinstance(caught.value, files.BinaryFileError)


@pytest.mark.parametrize(
    ("data", "byte", "offset", "line"),
    [
        (b"caf\xe9 au lait", "0xE9", 3, 1),
        (b"one\r\ntwo\rthree\nfour \xff", "0xFF", 20, 4),
        (b"\xef\xbb\xbf\ncaf\xe9", "0xE9", 7, 2),
        (b"cut off \xe2\x80", "0xE2", 8, 1),
        (b"a surrogate \xed\xa0\x80", "0xED", 12, 1),
    ],
)
def test_what_is_not_utf8_is_refused_with_offset_and_line(
    tmp_path: Path, data: bytes, byte: str, offset: int, line: int
) -> None:
    path = tmp_path / "legacy.txt"
    path.write_bytes(data)
    with pytest.raises(FileError) as caught:
        files.read(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: not UTF-8: byte {byte} at offset {offset}, line {line} ")
    assert ("iconv" in message) is (byte != "0xED")  # halves of characters need no conversion


def test_a_nul_near_the_start_means_binary(tmp_path: Path) -> None:
    path = tmp_path / "f.bin"
    path.write_bytes(b"x" * 7999 + b"\0")
    with pytest.raises(files.BinaryFileError, match=r"binary.*offset 7999"):
        files.read(path)


def test_a_nul_further_on_is_a_character_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "f.txt"
    path.write_bytes(b"x" * 8000 + b"\0")
    assert files.read(path).text == "x" * 8000 + "\0"


@pytest.mark.parametrize("name", ["missing", ".", "nul\0name"])
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    path = f"{tmp_path}/{name}"
    with pytest.raises(FileError, match=re.escape(path)):
        files.read(path)


# Writing


def test_an_equal_text_is_not_written(old: Path) -> None:
    before = old.stat()
    file = files.read(old)
    assert files.write(file, "".join(["old", "\n"])) is False
    after = old.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_new_text_is_written_after_the_mark(tmp_path: Path) -> None:
    path = tmp_path / "f.txt"
    path.write_bytes(b"\xef\xbb\xbfold\r")
    assert files.write(files.read(path), "caf\u00e9\r") is True
    assert path.read_bytes() == b"\xef\xbb\xbfcaf\xc3\xa9\r"


def test_a_lone_surrogate_is_not_written(old: Path) -> None:
    with pytest.raises(FileError, match="lone surrogate at offset 3"):
        files.write(files.read(old), "new\udc80")
    assert old.read_bytes() == OLD


def test_a_replacement_leaves_nothing_beside_it(old: Path) -> None:
    files.replace(old, NEW, seen=seen(old))
    assert old.read_bytes() == NEW
    assert names(old.parent) == ["old.txt"]


@posix
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o664, 0o2755, 0o4711, 0o200])
def test_the_mode_is_kept(old: Path, mode: int) -> None:
    old.chmod(mode)
    files.replace(old, NEW, seen=seen(old))
    assert stat.S_IMODE(old.stat().st_mode) == mode


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may")
def test_the_owner_is_kept(old: Path) -> None:
    os.chown(old, 12345, 54321)
    files.replace(old, NEW, seen=seen(old))
    assert (old.stat().st_uid, old.stat().st_gid) == (12345, 54321)


@posix
def test_nobody_gets_more_rights_when_owner_and_group_cannot_be_kept(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "not yours")

    old.chmod(0o6775)
    monkeypatch.setattr(os, "chown", refuse)
    files.replace(old, NEW, seen=seen(old))
    assert stat.S_IMODE(old.stat().st_mode) == 0o755


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="Linux has them")
def test_extended_attributes_are_kept(old: Path) -> None:
    try:
        os.setxattr(old, "user.origin", b"scraped")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    files.replace(old, NEW, seen=seen(old))
    assert os.getxattr(old, "user.origin") == b"scraped"


@posix
def test_a_symbolic_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "target.txt"
    target.write_bytes(OLD)
    (tmp_path / "middle").symlink_to("there/target.txt")
    link = tmp_path / "link"
    link.symlink_to("middle")
    files.replace(link, NEW, seen=seen(link))
    assert os.readlink(link) == "middle"
    assert os.readlink(tmp_path / "middle") == "there/target.txt"
    assert target.read_bytes() == NEW
    assert not target.is_symlink()


@posix
def test_a_file_with_two_names_is_refused(old: Path) -> None:
    other = old.parent / "other.txt"
    os.link(old, other)
    with pytest.raises(FileError, match=r"old\.txt: has 2 names"):
        files.replace(old, NEW, seen=seen(old))
    assert old.read_bytes() == other.read_bytes() == OLD
    assert old.stat().st_ino == other.stat().st_ino


@posix
def test_a_read_only_file_is_refused_even_to_root(old: Path) -> None:
    old.chmod(0o444)
    with pytest.raises(FileError, match="the file is read-only"):
        files.replace(old, NEW, seen=seen(old))
    assert old.read_bytes() == OLD


@posix
def test_a_file_in_a_read_only_folder_is_refused_even_to_root(old: Path) -> None:
    old.parent.chmod(0o555)
    try:
        with pytest.raises(FileError, match="its folder is read-only"):
            files.replace(old, NEW, seen=seen(old))
    finally:
        old.parent.chmod(0o755)
    assert old.read_bytes() == OLD


def test_a_file_that_grew_since_it_was_read_is_left(old: Path) -> None:
    stamp = seen(old)
    old.write_bytes(OLD + b"more\n")
    with pytest.raises(FileError, match="changed"):
        files.replace(old, NEW, seen=stamp)
    assert old.read_bytes() == OLD + b"more\n"


def test_a_file_rewritten_at_the_same_length_is_left(old: Path) -> None:
    stamp = seen(old)
    old.write_bytes(b"odd\n")
    os.utime(old, ns=(stamp.mtime_ns + 1, stamp.mtime_ns + 1))
    with pytest.raises(FileError, match="changed"):
        files.replace(old, NEW, seen=stamp)
    assert old.read_bytes() == b"odd\n"


def test_another_file_under_the_same_name_is_left(old: Path) -> None:
    stamp = seen(old)
    other = old.parent / "other.txt"
    other.write_bytes(b"own\n")
    os.utime(other, ns=(stamp.mtime_ns, stamp.mtime_ns))
    os.replace(other, old)
    with pytest.raises(FileError, match="changed"):
        files.replace(old, NEW, seen=stamp)
    assert old.read_bytes() == b"own\n"


def test_a_file_that_changes_during_the_write_is_left(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(_: int) -> None:
        old.write_bytes(b"saved by an editor meanwhile\n")

    stamp = seen(old)
    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(FileError, match="changed"):
        files.replace(old, NEW, seen=stamp)
    assert old.read_bytes() == b"saved by an editor meanwhile\n"
    assert names(old.parent) == ["old.txt"]


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), FileError),
        (OSError(errno.EIO, "Input/output error"), FileError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_a_failure_at_any_step_leaves_the_old_file_and_nothing_else(
    old: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    failure: BaseException,
    expected: type[BaseException],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    before = seen(old)
    with monkeypatch.context() as patched:
        patched.setattr(os, step, fail)
        with pytest.raises(expected):
            files.replace(old, NEW, seen=before)
    assert old.read_bytes() == OLD
    assert seen(old) == before
    assert names(old.parent) == ["old.txt"]


def test_a_folder_that_takes_no_new_file_is_an_error_of_that_file(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    monkeypatch.setattr("tempfile.mkstemp", full)
    with pytest.raises(FileError, match=r"old\.txt: .*Disk quota exceeded"):
        files.replace(old, NEW, seen=seen(old))
    assert old.read_bytes() == OLD


@posix
def test_the_new_content_is_on_the_disk_before_the_old_is_given_up(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            steps.append("folder")
        else:
            steps.append(f"file of {status.st_size} bytes")
        real_fsync(descriptor)

    def replace(source: str, target: str) -> None:
        steps.append("rename")
        assert Path(source).read_bytes() == NEW
        assert Path(source).parent == Path(target).parent
        real_replace(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    files.replace(old, NEW, seen=seen(old))
    assert steps == [f"file of {len(NEW)} bytes", "rename", "folder"]


def test_one_bad_byte_in_a_file_of_utf_8_makes_it_a_mixture(tmp_path: Path) -> None:
    path = tmp_path / "nearly.txt"
    path.write_bytes(
        "Gr\u00f6\u00dfe, na\u00efve Fa\u00e7ade, \u00c5ngstr\u00f6m\n".encode() * 20 + b"\xff"
    )
    with pytest.raises(FileError, match="may be a mixture"):
        files.read(path)


def test_what_a_file_that_is_not_utf8_looks_like_is_said(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    text = (
        "\u0412\u0447\u0435\u0440\u0430 \u0432 \u0433\u043e\u0440\u043e\u0434\u0435 "
        "\u0448\u0451\u043b \u0441\u043d\u0435\u0433, \u0438 "
        "\u0448\u043a\u043e\u043b\u044b \u0437\u0430\u043a\u0440\u044b\u043b\u0438. "
    )
    path.write_bytes(text.encode("cp1251") * 3)
    with pytest.raises(FileError, match="iconv -f WINDOWS-1251 -t UTF-8"):
        files.read(path)
    path.write_bytes(b"plain text, and one byte \xe9 of another kind; " + "\u00e9".encode() * 200)
    with pytest.raises(FileError, match="iconv"):
        files.read(path)


def test_halves_of_characters_are_named_and_need_no_conversion(tmp_path: Path) -> None:
    path = tmp_path / "halves.txt"
    path.write_bytes("na\u00efve \U0001f600".encode().replace(b"\xf0\x9f\x98\x80", b"\xed\xa0\xbd"))
    with pytest.raises(FileError, match="UTF-8 but for surrogates") as caught:
        files.read(path)
    assert "iconv" not in str(caught.value)
