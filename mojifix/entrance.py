"""Repair, for all who have clean text: nothing heavy is imported until something is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mojifix.stages.quiet import KERNEL, quiet

if TYPE_CHECKING:
    from mojifix.model import Policy

__all__ = ["repair"]


def repair(text: str, *, policy: Policy | None = None) -> str:
    """Return ``text`` with its mojibake put right; the identical object if nothing is repaired."""
    if policy is None and quiet(text):
        return text
    from mojifix.engine import repaired

    return repaired(text, policy=policy)


if KERNEL == "c" and not TYPE_CHECKING:
    from mojifix import _scan

    # The same, but for what it costs to be called.
    _scan.set_repair(repair)
    repair = _scan.repair
