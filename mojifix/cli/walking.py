"""From the paths on the command line to the files to look at, in a fixed order.

Decides what is passed over inside a folder: everything hidden (names with a leading dot: ``.git``,
``.venv``, editors' files), what tools fetched or made (``node_modules``, ``__pycache__``, virtual
environments, folders marked by ``CACHEDIR.TAG``), symbolic links (what they lead to inside the
folder is met under its own name; what is outside was not asked for) and what is no regular file.
Leaves alone the files' contents, and what was named itself: that is always looked at.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["STDIN", "Source", "sources"]

#: The path that stands for standard input.
STDIN: Final = "-"

_FETCHED: Final = frozenset({"node_modules", "__pycache__"})
_MARKS: Final = frozenset({"pyvenv.cfg", "CACHEDIR.TAG"})


@dataclass(frozen=True, slots=True)
class Source:
    """A file to look at; ``named`` if the user gave its own path rather than its folder's."""

    path: str
    named: bool


def sources(paths: Sequence[str], on_error: Callable[[OSError], None]) -> Iterator[Source]:
    """Yield each file that ``paths`` name or hold once; a folder that can't be listed is told."""
    seen: set[str] = set()
    for path in paths:
        if path == STDIN or not os.path.isdir(path):
            found: Iterator[Source] = iter((Source(path, named=True),))
        else:
            found = _inside(path, on_error)
        for source in found:
            if source.path not in seen:
                seen.add(source.path)
                yield source


def _inside(top: str, on_error: Callable[[OSError], None]) -> Iterator[Source]:
    for folder, folders, files in os.walk(top, onerror=on_error):
        if folder != top and not _MARKS.isdisjoint(files):
            folders.clear()
            continue
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _FETCHED
        )
        for name in sorted(files):
            path = os.path.join(folder, name)
            if not name.startswith(".") and _is_regular(path):
                yield Source(path, named=False)


def _is_regular(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:  # gone since it was listed
        return False
