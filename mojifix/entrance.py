"""Repair, for all who have clean text: nothing heavy is imported until something is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mojifix.stages.quiet import quiet

if TYPE_CHECKING:
    from mojifix.model import Policy

__all__ = ["repair"]


def repair(text: str, *, policy: Policy | None = None) -> str:
    """Return ``text`` with its mojibake put right; the identical object if nothing is repaired."""
    if policy is None and quiet(text):
        return text
    from mojifix.engine import repaired

    return repaired(text, policy=policy)
