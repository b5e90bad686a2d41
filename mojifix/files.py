"""Text files on disk: read them without guessing, replace them without losing anything.

Decides whether a file may be read as text (regular, UTF-8, no NUL near its start) and whether it
may be replaced (writable, one name, as it was when it was read). A new version is written whole to
a temporary file in the same folder, flushed to the disk, given the old one's attributes and renamed
over it, so that a full disk, a write limit or Ctrl-C leaves the old file and nothing else.

Leaves alone what the text says: newlines of any kind, a missing last one and a byte order mark go
out as they came in, since nothing here works on lines. Other encodings are refused, never guessed.
A file in which nothing is to be looked at is known by its bytes, and need not be decoded.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from dataclasses import dataclass
from typing import Final

from mojifix.errors import FileError
from mojifix.stages.quiet import quiet_utf8

__all__ = [
    "BinaryFileError",
    "RawFile",
    "Stamp",
    "TextFile",
    "decode",
    "decoded",
    "encode",
    "fetch",
    "read",
    "replace",
    "write",
]

#: Where a NUL means "binary": git looks at as many bytes, so what git shows as a diff is what is
#: read here. A NUL further on is kept like any other character.
BINARY_WINDOW: Final = 8000

UTF8_BOM: Final = b"\xef\xbb\xbf"

#: UTF-32 first: its little-endian mark begins with that of UTF-16.
_WIDE_BOMS: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)

_TEMPORARY_PREFIX: Final = ".mojifix-"
_TEMPORARY_SUFFIX: Final = ".tmp"


class BinaryFileError(FileError):
    """A file that holds something other than text; who walks a folder passes over it."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from a later one."""

    device: int
    inode: int
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        """Take the stamp of what ``os.stat`` or ``os.fstat`` returned."""
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file as it was read; ``name`` is what messages call it."""

    path: str
    name: str
    data: bytes
    stamp: Stamp

    def is_quiet(self) -> bool:
        """Whether this is UTF-8 in which no search for mojibake would look at anything.

        Such a file has no NUL, and `decode` would take it.
        """
        return quiet_utf8(memoryview(self.data)[len(_bom_of(self.data)) :])


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file as it was read: its bytes are ``bom + text.encode("utf-8")``, exactly."""

    path: str
    bom: bytes
    text: str
    stamp: Stamp


def _bom_of(data: bytes) -> bytes:
    return UTF8_BOM if data.startswith(UTF8_BOM) else b""


def decode(data: bytes, name: str) -> tuple[bytes, str]:
    """Split UTF-8 ``data`` into its byte order mark, if any, and its text.

    Raises :class:`mojifix.FileError` for anything else, saying where and what to do; ``name`` is
    what the message calls the data.
    """
    for mark, encoding in _WIDE_BOMS:
        if data.startswith(mark):
            raise FileError(
                f"{name}: {encoding} (it begins with {mark.hex(' ').upper()}), not UTF-8; left as "
                f'it is. Convert it first, for example with "iconv -f {encoding} -t UTF-8".'
            )
    nul = data.find(b"\0", 0, BINARY_WINDOW)
    if nul >= 0:
        raise BinaryFileError(
            f"{name}: binary, or UTF-16 without a mark (a NUL byte at offset {nul}); left as it is."
        )
    bom = _bom_of(data)
    try:
        return bom, data[len(bom) :].decode("utf-8")
    except UnicodeDecodeError as error:
        offset = len(bom) + error.start
        raise FileError(
            f"{name}: not UTF-8: byte 0x{data[offset]:02X} at offset {offset}, line "
            f"{_line_of(data, offset)} ({error.reason}); left as it is. {_advice(data, offset)}"
        ) from error


#: Bytes around the first bad one that are enough to guess an encoding by.
_GUESSED_FROM: Final = 20_000


def _advice(data: bytes, offset: int) -> str:
    """Say how to convert ``data``, whose byte at ``offset`` is no UTF-8."""
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        pass
    else:
        return (
            "It is UTF-8 but for surrogates (U+D800 to U+DFFF), halves of what was one character."
        )
    import chardet  # only here: it takes longer to import than most files to read

    start = max(0, offset - _GUESSED_FROM // 2)
    part = data[start : start + _GUESSED_FROM]
    encoding = chardet.detect(part)["encoding"]
    # Where a part of the file is UTF-8, it is mixed, and nothing converts that as a whole.
    decoded = part.decode("utf-8", "replace")
    bad = decoded.count("\ufffd")
    mixed = sum(not char.isascii() for char in decoded) > 2 * bad
    if mixed or encoding is None or encoding.lower() in ("utf-8", "utf-8-sig", "ascii"):
        return (
            "It may be a mixture; convert it first if it is in one encoding, for example with "
            '"iconv -f WINDOWS-1252 -t UTF-8", or leave it out.'
        )
    return (
        f"chardet takes it for {encoding}: if that is so, convert it first with "
        f'"iconv -f {encoding.upper()} -t UTF-8", or leave it out.'
    )


def fetch(path: str | os.PathLike[str]) -> RawFile:
    """Read a file, through symbolic links.

    Raises :class:`mojifix.FileError` for what is no regular file or can't be read.
    """
    name = os.fspath(path)
    try:
        # Asked before opening: to open a pipe is to wait for its writer.
        if not stat.S_ISREG(os.stat(name).st_mode):
            raise FileError(f"{name}: not a regular file; left as it is.")
        with open(name, "rb") as stream:
            stamp = Stamp.of(os.fstat(stream.fileno()))
            data = stream.read()
    except FileError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise FileError(f"{name}: {_cause(error)}") from error
    return RawFile(name, name, data, stamp)


def decoded(file: RawFile) -> TextFile:
    """Return a file as text; raises what `decode` does."""
    return TextFile(file.path, *decode(file.data, file.name), file.stamp)


def read(path: str | os.PathLike[str]) -> TextFile:
    """Read a file as UTF-8 text, through symbolic links.

    Raises :class:`mojifix.FileError` for what is no regular file, can't be read or is not UTF-8;
    its kind :class:`BinaryFileError` for what is not text at all.
    """
    return decoded(fetch(path))


def encode(file: TextFile, text: str) -> bytes:
    """The bytes of ``file`` with ``text`` in the place of its text, byte order mark kept.

    Raises :class:`mojifix.FileError` for what UTF-8 can't hold.
    """
    try:
        return file.bom + text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FileError(
            f"{file.path}: the new text has a lone surrogate at offset {error.start}, which UTF-8 "
            f"cannot hold; left as it is."
        ) from error


def write(file: TextFile, text: str) -> bool:
    """Put ``text`` in the place of the text of ``file``; ``False``, and no write, if it is equal.

    Raises :class:`mojifix.FileError`, the file being as it was, if that can't be done safely.
    """
    if text == file.text:
        return False
    replace(file.path, encode(file, text), seen=file.stamp)
    return True


def replace(path: str | os.PathLike[str], data: bytes, *, seen: Stamp) -> None:
    """Make ``data`` the content of a file, whole or not at all.

    ``seen`` is the state in which the file was read; a file that has changed since is left. A
    symbolic link stays, its target is replaced. Permission bits, owner and extended attributes are
    kept as far as the system lets them be. Refused, as :class:`mojifix.FileError`: a file or a
    folder without write permission (for root as well, who would not be stopped otherwise), and a
    file with a second name (hard link), which a replacement would split from the first.
    """
    import tempfile  # 5 ms that a run over clean files does without

    name = os.fspath(path)
    target = os.path.realpath(name)
    folder = os.path.dirname(target)
    try:
        status = os.stat(target)
        _refuse_unless_replaceable(name, target, folder, status, seen)
        temporary = ""
        try:
            descriptor, temporary = tempfile.mkstemp(
                dir=folder, prefix=_TEMPORARY_PREFIX, suffix=_TEMPORARY_SUFFIX
            )
            with open(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                _copy_attributes(target, temporary, status)
                os.fsync(stream.fileno())
            if Stamp.of(os.stat(target)) != seen:
                raise FileError(_changed(name))
            os.replace(temporary, target)
        except BaseException:  # Ctrl-C included: no litter beside people's files
            if temporary:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
            raise
    except FileError:
        raise
    except OSError as error:
        raise FileError(
            f"{name}: could not be replaced ({_cause(error)}); left as it is."
        ) from error
    _sync_folder(folder)


def _refuse_unless_replaceable(
    name: str, target: str, folder: str, status: os.stat_result, seen: Stamp
) -> None:
    if Stamp.of(status) != seen:
        raise FileError(_changed(name))
    if status.st_nlink > 1:
        raise FileError(
            f"{name}: has {status.st_nlink} names (hard links), which a replacement would split; "
            f'left as it is. Repair it through a pipe: "mojifix fix -".'
        )
    for place, what in ((target, "the file"), (folder, "its folder")):
        # The bits are asked as well as the system, because root may write whatever they say.
        if not os.stat(place).st_mode & 0o222 or not os.access(place, os.W_OK):
            raise FileError(f"{name}: {what} is read-only; left as it is.")


def _copy_attributes(target: str, temporary: str, status: os.stat_result) -> None:
    """Give ``temporary`` the owner, the mode and the extended attributes (ACLs too) of the file."""
    mode = stat.S_IMODE(status.st_mode)
    if hasattr(os, "chown"):
        try:
            os.chown(temporary, status.st_uid, status.st_gid)
        except OSError:
            # Not ours to give away. The group often is; if not, the members of another group must
            # not get more than everybody has, and set-user-ID must not name another user.
            try:
                os.chown(temporary, -1, status.st_gid)
                mode &= ~stat.S_ISUID
            except OSError:
                mode = mode & 0o1707 | (mode & 0o007) << 3
    # After chown, which clears the set-user-ID bit.
    os.chmod(temporary, mode)
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):  # a file system without them
            for attribute in os.listxattr(target):
                with contextlib.suppress(OSError):  # security labels are the system's to set
                    os.setxattr(temporary, attribute, os.getxattr(target, attribute))


def _sync_folder(folder: str) -> None:
    """Ask for the rename to reach the disk. Old or new, the file is whole if it does not."""
    with contextlib.suppress(OSError):  # file systems, and Windows, that have no such thing
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _line_of(data: bytes, offset: int) -> int:
    """The number, from 1, of the line that a byte is on; LF, CRLF and lone CR end lines."""
    head = data[:offset]
    return 1 + head.count(b"\n") + head.count(b"\r") - head.count(b"\r\n")


def _changed(name: str) -> str:
    return f"{name}: changed while mojifix was at it; left as it is."


def _cause(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return "the file size limit was reached"
    return getattr(error, "strerror", None) or str(error)
