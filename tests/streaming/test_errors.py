"""The text of an error: where, what was found, what was expected, what to do."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from streaming import errors
from streaming.errors import MansError, RecordingError, UnknownFormatError

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, MansError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_full_message_has_all_its_parts_in_order(kind: type[MansError]):
    error = kind(
        "joint count 24",
        path=Path("a.skeleton"),
        place="line 17",
        expected="25",
        remedy="Record it again.",
    )
    assert str(error) == "a.skeleton, line 17: joint count 24; expected 25. Record it again."


def test_parts_that_are_unknown_leave_no_trace():
    assert str(MansError("no frames")) == "no frames"
    assert str(MansError("no frames", path="a.skeleton")) == "a.skeleton: no frames"
    assert str(MansError("no frames", place="byte 8")) == "byte 8: no frames"
    assert str(MansError("no frames", expected="one")) == "no frames; expected one"
    assert str(MansError("no frames", remedy="Record one.")) == "no frames. Record one."


@pytest.mark.parametrize("length", [400, 401, 500_000])
def test_the_middle_of_what_is_very_long_is_left_out(length: int):
    found = f"layout '{'x' * (length - 9)}'"
    error = MansError(found, path="a.json", expected="Kinect v2")
    said = str(error)
    assert said.startswith("a.json: layout 'xx") and said.endswith("xx'; expected Kinect v2")
    assert len(said) < 450 and (found in said) is (length == 400)


def test_the_parts_can_be_told_apart_by_code():
    error = RecordingError("a", path="b", place="c", expected="d", remedy="e")
    assert (error.found, error.path, error.place, error.expected, error.remedy) == tuple("abcde")


def test_every_kind_is_caught_as_its_root():
    with pytest.raises(MansError):
        raise UnknownFormatError("no known format")
    assert issubclass(UnknownFormatError, RecordingError)
    assert not issubclass(MansError, (OSError, ValueError))
