"""Write edits into a text and take them out again; decides nothing, touches nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mojifix.errors import UndoError
from mojifix.model import Edit, Report

__all__ = ["apply", "undo"]


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Return ``text`` with ``edits`` (in order, not overlapping) made; itself if there are none."""
    if not edits:
        return text
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces.append(text[at : edit.start])
        pieces.append(edit.after)
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def undo(text: str, edits: Iterable[Edit] | Report) -> str:
    """Return the input that ``edits`` turned into ``text``, exactly.

    ``edits`` is what a report holds, or the report itself, which also proves that ``text`` is the
    very text that it returned. Raises :class:`mojifix.UndoError` when an edit's result does not
    stand where it must; nothing is changed then.
    """
    if not isinstance(text, str):
        raise TypeError(f"undo() takes a str, not {type(text).__name__}")
    if isinstance(edits, Report):
        if text != edits.text:
            raise UndoError("this is not the text that the report returned; nothing was undone")
        edits = edits.edits
    pieces: list[str] = []
    at = 0
    shift = 0
    for number, edit in enumerate(edits, start=1):
        start = edit.start + shift
        end = start + len(edit.after)
        if start < at or text[start:end] != edit.after:
            raise UndoError(
                f"edit {number}: {edit.after!r} does not stand at offset {start} of this text, "
                f"so it is not the text that was repaired; nothing was undone"
            )
        pieces.append(text[at:start])
        pieces.append(edit.before)
        at = end
        shift += len(edit.after) - len(edit.before)
    if not pieces:
        return text
    pieces.append(text[at:])
    return "".join(pieces)
