"""Files as people really have them, which programs of this kind could not read; see the page beside them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.skeleton.layouts import KINECT_V2

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
    "lightbuzz_en.csv": (104, 103 / 30, 0),
    "dumpkinect_body.csv": (104, 103 / 30, 206),
    "lsl_kinect.csv": (104, 103 * 0.033, 206),
    "azure_wide.csv": (104, 103 / 30, 104),
    "azure_named_joints.json": (104, 103 / 30, 104),
    "mp_world_named.csv": (104, 103 * 0.033, 0),
    "mp_landmarks.json": (104, 103 * 0.033, 0),
    "freemocap_body_3d_xyz.csv": (104, 103 / 30, 0),
    "walk.trc": (104, 103 / 30, 0),
    "ntu_T25x3.npy": (104, 103 / 30, 0),
}
REFUSED = {
    "openpose_json/clip_000000000001_keypoints.json": "without depth",
    "S001C001P001R001A003.skeleton.npy": "a pickled Python object.*save the array alone",
}
# The same clip in all of them, as its NTU file has it, to so many metres.
CLIP = "ntu_bom_crlf.skeleton"
LIKE_IT = {
    **dict.fromkeys(("wide_sepline.csv", "lightbuzz_en.csv", "lsl_kinect.csv", "dumpkinect_body.csv"), 1e-6),
    **dict.fromkeys(("ntu_T25x3.npy", "kinectlog_handstate.csv", "time_us_ampm.csv"), 1e-6),
    **dict.fromkeys(("walk.trc", "azure_wide.csv", "azure_named_joints.json"), 1e-4),
    **dict.fromkeys(("mp_world_named.csv", "mp_landmarks.json", "freemocap_body_3d_xyz.csv"), 1e-4),
}
LIMBS = [
    KINECT_V2.index[f"{joint}{side}"]
    for joint in ("Shoulder", "Elbow", "Wrist", "Hip", "Knee", "Ankle", "Foot")
    for side in ("Left", "Right")
]


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


def _limbs(name: str, *, about_the_hips: bool) -> np.ndarray:
    """Positions of the limbs, (F, 14, 3), perhaps about the middle of the hips."""
    limbs = np.array([frame.bodies[0].positions[LIMBS] for frame in read_recording(_case(name)).frames])
    hips = limbs[:, [6, 7]].mean(axis=1, keepdims=True)
    return limbs - hips if about_the_hips else limbs


@pytest.mark.parametrize("name", LIKE_IT)
def test_it_is_the_same_person_wherever_it_was_written(name: str) -> None:
    is_mediapipe = name.startswith(("mp_", "freemocap"))
    found, wanted = (_limbs(each, about_the_hips=is_mediapipe) for each in (name, CLIP))
    np.testing.assert_allclose(found, wanted, atol=LIKE_IT[name])


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_the_reason(name: str) -> None:
    with pytest.raises(RecordingError, match=REFUSED[name]):
        read_recording(_case(name))
