"""Find and repair mojibake, every change explained and undoable. See ``docs/`` for how."""

from mojifix.engine import explain, find, repair
from mojifix.errors import FileError, MojifixError, PolicyError, ReportFormatError, UndoError
from mojifix.model import Candidate, Edit, Finding, MixUp, Policy, Report
from mojifix.stages.splice import undo

__all__ = [
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
    "repair",
    "undo",
]

__version__ = "0.1.0"
