"""The one module that knows the order of the stages: scan, propose, weigh, choose, splice."""

from __future__ import annotations

import dataclasses

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
    if policy is not None and not isinstance(policy, Policy):
        raise TypeError(f"policy must be a Policy, not {type(policy).__name__}")
    if text.isascii():
        return Report(text)
    spans = scan.suspicious(text)
    if not spans:
        return Report(text)
    from mojifix.stages.choose import choose

    policy = policy or _DEFAULT
    edits, findings = choose(text, spans, policy)
    result = splice.apply(text, edits)
    for _ in range(_PASSES):
        if not edits:
            break
        # What was put right can be what the rest was waiting for; a second run must find nothing.
        more, found = choose(result, scan.suspicious(result), policy)
        if not more:
            break
        edits, findings = splice.compose(text, edits, findings, more, found)
        result = splice.apply(text, edits)
    else:
        findings = [_left(finding, "it calls for another without end") for finding in findings]
        edits = []
    # Half-way texts are no repair, and a second run would go on from them.
    deep = {edit.start for edit in edits if len(edit.chain) > policy.max_layers}
    if deep:
        why = f"it has more than {policy.max_layers} layers"
        findings = [_left(f, why) if f.start in deep else f for f in findings]
    kept = tuple(edit for edit in edits if edit.start not in deep)
    return Report(splice.apply(text, kept), kept, tuple(findings))


#: Rounds after which a text that still changes is left alone; real text never needed three.
_PASSES = 8


def _left(finding: Finding, why: str) -> Finding:
    return dataclasses.replace(finding, repaired=False, reason=why) if finding.repaired else finding


def repair(text: str, *, policy: Policy | None = None) -> str:
    """Return ``text`` with its mojibake put right; the identical object if nothing is repaired."""
    return explain(text, policy=policy).text


def find(text: str, *, policy: Policy | None = None) -> list[Finding]:
    """Return everything in ``text`` that looks like mojibake, with the reason where it was left."""
    return list(explain(text, policy=policy).findings)
