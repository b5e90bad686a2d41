"""The values that flow through mojifix: frozen, comparable, free of behaviour beyond their own.

Offsets are code point offsets into the *input* text, spans are half open, evidence is in nats.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mojifix.errors import PolicyError, ReportFormatError

__all__ = [
    "FAMILIES",
    "REPORT_VERSION",
    "Candidate",
    "Edit",
    "Finding",
    "MixUp",
    "Policy",
    "Report",
]

REPORT_VERSION: Final = 1

#: The kinds of mix-up that can be asked for in ``Policy(families=...)``.
FAMILIES: Final = ("single-byte", "multi-byte")


@dataclass(frozen=True, slots=True)
class MixUp:
    """One mistake: bytes meant as ``meant`` were read as ``read_as`` (code page labels)."""

    read_as: str
    meant: str = "utf-8"

    def __str__(self) -> str:
        return f"{self.meant} read as {self.read_as}"


def describe(chain: tuple[MixUp, ...]) -> str:
    """Say a chain in words, first mistake first: ``utf-8 read as X, then utf-8 read as Y``."""
    return ", then ".join(map(str, chain))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way back: ``after`` would replace the finding's span if ``chain`` had made it.

    ``evidence`` is the log-likelihood ratio, in nats, of this reading against leaving the text as
    it is; it is not a probability. ``parts`` splits it by witness and adds up to it.
    """

    after: str
    chain: tuple[MixUp, ...]
    evidence: float
    parts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A span that looks like mojibake, repaired or not; ``reason`` says why which."""

    start: int
    end: int
    before: str
    candidates: tuple[Candidate, ...]
    repaired: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement: ``before`` at ``start:end`` of the input became ``after``."""

    start: int
    end: int
    before: str
    after: str
    chain: tuple[MixUp, ...]
    evidence: float
    damage: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What may be repaired.

    - ``threshold``: evidence, in nats, that a repair needs.
    - ``families``: kinds of mix-up looked for, of :data:`FAMILIES`.
    - ``read_as``: labels of the pages that text may have been read as; ``None`` is every page.
    - ``max_layers``: how many mix-ups on top of each other are taken apart.
    - ``document``: whether the spans of one text speak for each other.
    - ``mentions``: whether mojibake that a text only talks about is repaired as well.

    Raises :class:`mojifix.PolicyError` for values that mean nothing.
    """

    threshold: float = 3.0
    families: tuple[str, ...] = FAMILIES
    read_as: tuple[str, ...] | None = None
    max_layers: int = 8
    document: bool = True
    mentions: bool = False

    def __post_init__(self) -> None:
        from mojifix import codepages

        if not isinstance(self.threshold, (int, float)) or not self.threshold >= 0:
            raise PolicyError(f"threshold: {self.threshold!r} is not a number of nats from 0 up")
        for name in self.families:
            if name not in FAMILIES:
                raise PolicyError(f"families: {name!r} is none of {', '.join(FAMILIES)}")
        if not isinstance(self.max_layers, int) or self.max_layers < 1:
            raise PolicyError(f"max_layers: {self.max_layers!r} is not a whole number from 1 up")
        if self.read_as is not None:
            object.__setattr__(self, "read_as", tuple(map(codepages.canonical, self.read_as)))


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found in one text and what was done about it.

    ``text`` is the repaired text (the very object that went in if nothing was done), ``edits`` what
    was changed, ``findings`` everything suspicious, left alone or not, both in order of position.
    """

    text: str = field(repr=False)
    edits: tuple[Edit, ...] = ()
    findings: tuple[Finding, ...] = ()

    def undo(self) -> str:
        """Return the input that this report was made from, exactly."""
        from mojifix.stages.splice import undo

        return undo(self.text, self.edits)

    def to_json(self) -> str:
        """Serialise to JSON with a version number; ASCII only, lone surrogates survive."""
        return json.dumps(
            {
                "version": REPORT_VERSION,
                "text": self.text,
                "edits": [
                    {
                        "start": e.start,
                        "end": e.end,
                        "before": e.before,
                        "after": e.after,
                        "chain": _chain_out(e.chain),
                        "evidence": e.evidence,
                        "damage": list(e.damage),
                    }
                    for e in self.edits
                ],
                "findings": [
                    {
                        "start": f.start,
                        "end": f.end,
                        "before": f.before,
                        "repaired": f.repaired,
                        "reason": f.reason,
                        "candidates": [
                            {
                                "after": c.after,
                                "chain": _chain_out(c.chain),
                                "evidence": c.evidence,
                                "parts": [list(part) for part in c.parts],
                            }
                            for c in f.candidates
                        ],
                    }
                    for f in self.findings
                ],
            }
        )

    @classmethod
    def from_json(cls, data: str) -> Report:
        """Read what :meth:`to_json` wrote; raises :class:`mojifix.ReportFormatError`."""
        try:
            raw = json.loads(data)
            version = raw["version"]
        except (ValueError, KeyError, TypeError) as error:
            raise ReportFormatError(f"not a mojifix report: {error}") from error
        if version != REPORT_VERSION:
            raise ReportFormatError(
                f"report of version {version!r}; this mojifix reads version {REPORT_VERSION}"
            )
        try:
            return cls(
                text=raw["text"],
                edits=tuple(
                    Edit(
                        e["start"],
                        e["end"],
                        e["before"],
                        e["after"],
                        _chain_in(e["chain"]),
                        e["evidence"],
                        tuple(e["damage"]),
                    )
                    for e in raw["edits"]
                ),
                findings=tuple(
                    Finding(
                        f["start"],
                        f["end"],
                        f["before"],
                        tuple(
                            Candidate(
                                c["after"],
                                _chain_in(c["chain"]),
                                c["evidence"],
                                tuple((name, nats) for name, nats in c["parts"]),
                            )
                            for c in f["candidates"]
                        ),
                        f["repaired"],
                        f["reason"],
                    )
                    for f in raw["findings"]
                ),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ReportFormatError(f"report of version {version} is damaged: {error!r}") from error

    def __str__(self) -> str:
        from mojifix.rendering import report_text

        return report_text(self)


def _chain_out(chain: tuple[MixUp, ...]) -> list[dict[str, str]]:
    return [{"read_as": m.read_as, "meant": m.meant} for m in chain]


def _chain_in(raw: list[Mapping[str, Any]]) -> tuple[MixUp, ...]:
    return tuple(MixUp(read_as=m["read_as"], meant=m["meant"]) for m in raw)
