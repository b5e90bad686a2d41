"""The values that flow through mojifix: frozen, comparable, free of behaviour beyond their own.

Offsets are code point offsets into the *input* text, spans are half open, evidence is in nats.
"""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from mojifix.errors import PolicyError, ReportFormatError

__all__ = [
    "FAMILIES",
    "REPORT_VERSION",
    "UTF_8",
    "UTF_16",
    "Candidate",
    "Edit",
    "Finding",
    "MixUp",
    "Policy",
    "Report",
]

REPORT_VERSION: Final = 1

#: The kinds of mix-up that can be asked for in ``Policy(families=...)``.
FAMILIES: Final = ("single-byte", "multi-byte", "legacy", "damaged")


#: What bytes can have been meant as that is no page: the forms of UTF-8.
UTF_8: Final = ("utf-8", "cesu-8", "java-utf-8")
#: What bytes can have been meant as, and read as, that is no page either.
UTF_16: Final = ("utf-16-le", "utf-16-be")


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
    it is; it is not a probability. ``parts`` splits it by witness and adds up to it. ``damage`` and
    ``lossy`` are as in :class:`Edit`.
    """

    after: str
    chain: tuple[MixUp, ...]
    evidence: float
    parts: tuple[tuple[str, float], ...] = ()
    damage: tuple[str, ...] = ()
    lossy: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A span that looks like mojibake, repaired or not; ``reason`` says why which.

    Of ``candidates`` the first is the one to take. The evidence of the others is less by what their
    pages are rarer than that of the first.
    """

    start: int
    end: int
    before: str
    candidates: tuple[Candidate, ...]
    repaired: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement: ``before`` at ``start:end`` of the input became ``after``.

    ``damage`` names what happened to the mojibake afterwards, ``lossy`` says that bytes had to be
    guessed (``evidence`` then says how sure the guess is), ``notation`` how the text is written
    there (escapes, entities), empty where it stands for itself.
    """

    start: int
    end: int
    before: str
    after: str
    chain: tuple[MixUp, ...]
    evidence: float
    damage: tuple[str, ...] = ()
    lossy: bool = False
    notation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What may be repaired.

    - ``threshold``: evidence, in nats, that a repair needs.
    - ``families``: kinds of mix-up looked for, of :data:`FAMILIES`.
    - ``read_as``: labels of the pages that text may have been read as; ``None`` is every page.
    - ``meant``: labels of what the bytes may have been; ``None`` is UTF-8 and every page. Together
      with ``read_as`` it is a hint: what these explain needs less evidence.
    - ``languages``: languages to expect (``"tr"``, ``"zh-Hant"``), a hint of the same kind.
    - ``samples``, ``evidence``: how many strings a learned policy rests on, and how sure they make
      it, in nats; 0 for one that was not learned.
    - ``max_layers``: how many mix-ups on top of each other are taken apart.
    - ``document``: whether the spans of one text speak for each other.
    - ``mentions``: whether mojibake that a text only talks about is repaired as well.
    - ``replace_unknown``: whether a character whose bytes were lost and can't be guessed becomes
      U+FFFD; otherwise its span stays and is reported.

    Raises :class:`mojifix.PolicyError` for values that mean nothing.
    """

    threshold: float = 1.0
    families: tuple[str, ...] = FAMILIES
    read_as: tuple[str, ...] | None = None
    meant: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    samples: int = 0
    evidence: float = 0.0
    max_layers: int = 8
    document: bool = True
    mentions: bool = False
    replace_unknown: bool = False

    def __post_init__(self) -> None:
        threshold = self.threshold
        if (
            isinstance(threshold, bool)
            or not isinstance(threshold, (int, float))
            or not threshold >= 0
        ):
            raise PolicyError(f"threshold: {threshold!r} is not a number of nats from 0 up")
        object.__setattr__(self, "families", _names("families", self.families))
        for name in self.families:
            if name not in FAMILIES:
                raise PolicyError(f"families: {name!r} is none of {', '.join(FAMILIES)}")
        layers = self.max_layers
        if isinstance(layers, bool) or not isinstance(layers, int) or layers < 1:
            raise PolicyError(f"max_layers: {layers!r} is not a whole number from 1 up")
        for option in ("document", "mentions", "replace_unknown"):
            if not isinstance(getattr(self, option), bool):
                raise PolicyError(f"{option}: {getattr(self, option)!r} is neither True nor False")
        samples = self.samples
        if isinstance(samples, bool) or not isinstance(samples, int) or samples < 0:
            raise PolicyError(f"samples: {samples!r} is not a whole number from 0 up")
        evidence = self.evidence
        if (
            isinstance(evidence, bool)
            or not isinstance(evidence, (int, float))
            or not math.isfinite(evidence)
        ):
            raise PolicyError(f"evidence: {evidence!r} is not a number of nats")
        if self.languages is not None:
            object.__setattr__(self, "languages", _names("languages", self.languages))
        for option in ("read_as", "meant"):
            value = getattr(self, option)
            if value is not None:
                from mojifix import codepages

                pages = [
                    name
                    if name in UTF_16 or (option == "meant" and name in UTF_8)
                    else codepages.canonical(name)
                    for name in _names(option, value)
                ]
                object.__setattr__(self, option, tuple(pages))

    def to_config(self) -> dict[str, Any]:
        """Return what differs from ``Policy()`` as a table for ``[tool.mojifix]``: names with
        hyphens, values of TOML and JSON alike."""
        table: dict[str, Any] = {}
        for option in fields(self):
            value = getattr(self, option.name)
            if value != option.default:
                table[option.name.replace("_", "-")] = (
                    list(value) if isinstance(value, tuple) else value
                )
        return table

    @classmethod
    def from_config(cls, table: Mapping[str, Any]) -> Policy:
        """Read what :meth:`to_config` wrote; raises :class:`mojifix.PolicyError`."""
        known = {option.name.replace("_", "-"): option.name for option in fields(cls)}
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(str(key), known, 1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise PolicyError(f"{key}: there is no such option{hint}")
        return cls(**{known[key]: value for key, value in table.items()})


def _names(option: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise PolicyError(f"{option}: {value!r} is not a sequence of names")
    names = tuple(value)
    for name in names:
        if not isinstance(name, str):
            raise PolicyError(f"{option}: {name!r} is not a name")
    return names


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
                "text": _text_out(self.text),
                "edits": [
                    {
                        "start": e.start,
                        "end": e.end,
                        "before": _text_out(e.before),
                        "after": _text_out(e.after),
                        "chain": _chain_out(e.chain),
                        "evidence": e.evidence,
                        "damage": list(e.damage),
                        "lossy": e.lossy,
                        "notation": e.notation,
                    }
                    for e in self.edits
                ],
                "findings": [
                    {
                        "start": f.start,
                        "end": f.end,
                        "before": _text_out(f.before),
                        "repaired": f.repaired,
                        "reason": f.reason,
                        "candidates": [
                            {
                                "after": _text_out(c.after),
                                "chain": _chain_out(c.chain),
                                "evidence": c.evidence,
                                "parts": [list(part) for part in c.parts],
                                "damage": list(c.damage),
                                "lossy": c.lossy,
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
        if not isinstance(data, (str, bytes, bytearray)):
            raise TypeError(f"from_json() takes str, not {type(data).__name__}")
        try:
            raw = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise ReportFormatError(f"not a mojifix report, not even JSON: {error}") from error
        if not isinstance(raw, dict) or "version" not in raw:
            raise ReportFormatError("not a mojifix report: no JSON object with a version")
        version = raw["version"]
        if version != REPORT_VERSION or isinstance(version, bool):
            raise ReportFormatError(
                f"report of version {version!r}; this mojifix reads version {REPORT_VERSION}"
            )
        try:
            return cls(
                text=_text_in(raw["text"]),
                edits=tuple(
                    Edit(
                        _whole(e["start"]),
                        _whole(e["end"]),
                        _text_in(e["before"]),
                        _text_in(e["after"]),
                        _chain_in(e["chain"]),
                        _nats(e["evidence"]),
                        tuple(map(_text_in, e["damage"])),
                        _flag(e["lossy"]),
                        _text_in(e["notation"]),
                    )
                    for e in raw["edits"]
                ),
                findings=tuple(
                    Finding(
                        _whole(f["start"]),
                        _whole(f["end"]),
                        _text_in(f["before"]),
                        tuple(
                            Candidate(
                                _text_in(c["after"]),
                                _chain_in(c["chain"]),
                                _nats(c["evidence"]),
                                tuple((_text_in(n), _nats(nats)) for n, nats in c["parts"]),
                                tuple(map(_text_in, c["damage"])),
                                _flag(c["lossy"]),
                            )
                            for c in f["candidates"]
                        ),
                        _flag(f["repaired"]),
                        _text_in(f["reason"]),
                    )
                    for f in raw["findings"]
                ),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ReportFormatError(f"report of version {version} is damaged: {error!r}") from error

    def __str__(self) -> str:
        from mojifix.rendering import report_text

        return report_text(self)


#: A high and a low surrogate that stand side by side: JSON would read them as one character.
_PAIR = re.compile("(?<=[\ud800-\udbff])(?=[\udc00-\udfff])")


def _text_out(text: str) -> str | list[str]:
    parts = _PAIR.split(text)
    return text if len(parts) == 1 else parts


def _flag(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise TypeError(f"{raw!r} is neither true nor false")
    return raw


def _nats(raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not math.isfinite(raw):
        raise TypeError(f"{raw!r} is not evidence in nats")
    return float(raw)


def _text_in(raw: object) -> str:
    if isinstance(raw, list) and all(isinstance(part, str) for part in raw):
        return "".join(raw)
    if not isinstance(raw, str):
        raise TypeError(f"{raw!r} is not text")
    return raw


def _whole(raw: object) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or raw < 0:
        raise TypeError(f"{raw!r} is not an offset")
    return raw


def _chain_out(chain: tuple[MixUp, ...]) -> list[dict[str, str]]:
    return [{"read_as": m.read_as, "meant": m.meant} for m in chain]


def _chain_in(raw: list[Mapping[str, Any]]) -> tuple[MixUp, ...]:
    return tuple(MixUp(read_as=_text_in(m["read_as"]), meant=_text_in(m["meant"])) for m in raw)
