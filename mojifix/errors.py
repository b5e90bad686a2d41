"""The exceptions of mojifix: one small tree, so that one ``except`` catches them all."""

from __future__ import annotations

__all__ = ["FileError", "MojifixError", "PolicyError", "ReportFormatError", "UndoError"]


class MojifixError(Exception):
    """Base of every error that mojifix raises on purpose."""


class PolicyError(MojifixError, ValueError):
    """A :class:`mojifix.Policy` option has a value that means nothing."""


class UndoError(MojifixError, ValueError):
    """The text to be undone is not the one that the edits were made on."""


class ReportFormatError(MojifixError, ValueError):
    """JSON that is not a report, or one of a version that is not known here."""


class FileError(MojifixError, OSError):
    """A file could not be read as text or not be replaced; it is as it was."""
