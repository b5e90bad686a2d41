"""Find and repair mojibake, every change explained and undoable. See ``docs/`` for how."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mojifix.engine import explain, find
    from mojifix.entrance import repair
    from mojifix.errors import FileError, MojifixError, PolicyError, ReportFormatError, UndoError
    from mojifix.learning import learn
    from mojifix.model import Candidate, Edit, Finding, MixUp, Policy, Report
    from mojifix.stages.quiet import KERNEL
    from mojifix.stages.splice import undo

__all__ = [
    "KERNEL",
    "Candidate",
    "Edit",
    "FileError",
    "Finding",
    "MixUp",
    "MojifixError",
    "Policy",
    "PolicyError",
    "Report",
    "ReportFormatError",
    "UndoError",
    "__version__",
    "explain",
    "find",
    "learn",
    "repair",
    "undo",
]

__version__ = "0.1.0"

#: Where each name is defined: importing the package alone takes no time, the first use does.
_HOMES = {
    "mojifix.engine": ("explain", "find"),
    "mojifix.entrance": ("repair",),
    "mojifix.errors": (
        "FileError", "MojifixError", "PolicyError", "ReportFormatError", "UndoError",
    ),
    "mojifix.learning": ("learn",),
    "mojifix.model": ("Candidate", "Edit", "Finding", "MixUp", "Policy", "Report"),
    "mojifix.stages.quiet": ("KERNEL",),
    "mojifix.stages.splice": ("undo",),
}  # fmt: skip


def __getattr__(name: str) -> object:
    from importlib import import_module

    for home, names in _HOMES.items():
        if name in names:
            value: object = getattr(import_module(home), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
