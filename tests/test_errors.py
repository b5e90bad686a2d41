"""The exceptions: one tree, and each still what a careless ``except`` expects."""

from __future__ import annotations

import pickle

import pytest

import mojifix
from mojifix import errors
from mojifix.errors import FileError, MojifixError, PolicyError, ReportFormatError, UndoError

ALL = [getattr(errors, name) for name in errors.__all__]


@pytest.mark.parametrize("kind", ALL)
def test_one_except_catches_them_all(kind: type[Exception]) -> None:
    assert issubclass(kind, MojifixError)
    assert kind.__doc__


def test_every_exception_of_the_module_is_public() -> None:
    defined = {
        name for name, value in vars(errors).items() if isinstance(value, type) and name[0] != "_"
    }
    assert defined == set(errors.__all__)
    for name in errors.__all__:
        assert getattr(mojifix, name) is getattr(errors, name)
        assert name in mojifix.__all__


@pytest.mark.parametrize("kind", [PolicyError, UndoError, ReportFormatError])
def test_a_bad_value_is_a_value_error_too(kind: type[Exception]) -> None:
    assert issubclass(kind, ValueError)


def test_a_file_error_is_an_os_error_with_its_parts() -> None:
    error = FileError(2, "no such file", "gone.txt")
    assert isinstance(error, OSError)
    assert (error.errno, error.filename) == (2, "gone.txt")


@pytest.mark.parametrize("kind", ALL)
def test_an_exception_survives_a_trip_to_another_process(kind: type[Exception]) -> None:
    there = pickle.loads(pickle.dumps(kind("why")))
    assert type(there) is kind
    assert there.args == ("why",)
