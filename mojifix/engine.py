"""The one module that knows the order of the stages: scan, propose, weigh, choose, splice."""

from __future__ import annotations

from mojifix.model import Finding, Policy, Report
from mojifix.stages import scan, splice

__all__ = ["explain", "find", "repair"]

_DEFAULT = Policy()


def explain(text: str, *, policy: Policy | None = None) -> Report:
    """Look for mojibake in ``text`` and say all about it: findings, edits, the repaired text.

    Raises ``TypeError`` for anything that is not a ``str``; no ``str`` makes it raise.
    """
    if not isinstance(text, str):
        raise TypeError(f"mojifix works on str, not {type(text).__name__}")
    if text.isascii():
        return Report(text)
    spans = scan.suspicious(text)
    if not spans:
        return Report(text)
    from mojifix.stages.choose import choose

    edits, findings = choose(text, spans, policy or _DEFAULT)
    return Report(splice.apply(text, edits), tuple(edits), tuple(findings))


def repair(text: str, *, policy: Policy | None = None) -> str:
    """Return ``text`` with its mojibake put right; the identical object if nothing is repaired."""
    return explain(text, policy=policy).text


def find(text: str, *, policy: Policy | None = None) -> list[Finding]:
    """Return everything in ``text`` that looks like mojibake, with the reason where it was left."""
    return list(explain(text, policy=policy).findings)
