"""Files as people really have them, which programs of this kind could not read; see the page beside them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording

from ...support.small_files import SHARED

CASES = SHARED.with_name("cases")
# How many frames there are, in how many seconds, and how many joints are inferred.
WHOLE = {
    "time_whole_seconds.csv": (104, 103 / 30, 0),
    "wide_backwards.csv": (104, 103 / 30, 0),
    "concat.csv": (312, 311 / 30, 0),
    "wide_midnight.csv": (104, 103 / 30, 0),
    "time_us_ampm.csv": (104, 103 / 30, 0),
    "kinectlog_handstate.csv": (104, 103 / 30, 206),
    "states_and_hands_open.csv": (104, 103 / 30, 206),
    "kinect_handstate_nottracked.csv": (104, 103 / 30, 0),
    "kinectlog_inferred.csv": (104, 103 / 30, 206),
    "wide_sepline.csv": (104, 103 / 30, 0),
    "ntu_bom_crlf.skeleton": (104, 103 / 30, 206),
    "bom/a01_s01_e01_skeleton3D.txt": (54, 53 / 15, None),
    "bom/skeleton_pos.txt": (17, 16 / 15, None),
}
REFUSED: dict[str, str] = {}


def _case(name: str) -> Path:
    path = CASES / name
    if not path.is_file():
        pytest.skip(f"no case at {path}")
    return path


@pytest.mark.parametrize("name", WHOLE)
def test_all_of_it_is_read(name: str) -> None:
    frames, seconds, inferred = WHOLE[name]
    found = read_recording(_case(name))
    assert len(found.frames) == frames and found.warnings == ()
    assert found.duration_s == pytest.approx(seconds, abs=2e-3)
    steps_s = np.diff(found.times_s)
    assert steps_s.max() < 1.1 * np.median(steps_s) and steps_s.min() > 0.9 * np.median(steps_s)
    states = np.array([body.states for frame in found.frames for body in frame.bodies])
    assert (states > 0).all()
    if inferred is not None:
        assert (states == 1).sum() == inferred and len(states) == frames


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_the_reason(name: str) -> None:
    with pytest.raises(RecordingError, match=REFUSED[name]):
        read_recording(_case(name))
