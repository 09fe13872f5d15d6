"""Files of motion capture and animation, BVH, C3D and TRC, with other programs' names, units and axes."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.bvh import write_bvh
from streaming.writers.c3d import write_c3d
from streaming.writers.trc import write_trc

from ...support.tables import SQUAT

J = KINECT_V2.index
MIXAMO = {
    **{"SpineBase": "Hips", "SpineMid": "Spine", "SpineShoulder": "Spine2"},
    **{
        f"{joint}{side}": f"{side}{bone}"
        for side in ("Left", "Right")
        for joint, bone in {
            **{"Shoulder": "Arm", "Elbow": "ForeArm", "Wrist": "Hand", "Hand": "HandMiddle1"},
            **{"Hip": "UpLeg", "Knee": "Leg", "Ankle": "Foot", "Foot": "ToeBase"},
        }.items()
    },
}
BIPED = {
    **{"SpineBase": "Pelvis", "SpineMid": "Spine", "SpineShoulder": "Spine2"},
    **{
        f"{joint}{side}": f"{side[0]} {bone}"
        for side in ("Left", "Right")
        for joint, bone in {
            **{"Shoulder": "UpperArm", "Elbow": "Forearm", "Wrist": "Hand", "Hand": "Finger0"},
            **{"Hip": "Thigh", "Knee": "Calf", "Ankle": "Foot", "Foot": "Toe0"},
        }.items()
    },
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the squat as each format."""
    folder = tmp_path_factory.mktemp("written")
    recording = read_recording(SQUAT)
    write_bvh(recording, folder / "a.bvh")
    write_trc(recording, folder / "a.trc")
    return folder


def _angles(path: Path) -> np.ndarray:
    """(F, 4) what no turn about y changes: heights of hands and knees above the feet, by side, metres."""
    bodies = np.stack([frame.bodies[0].positions for frame in read_recording(path).frames])
    floor = bodies[:, [J["AnkleLeft"], J["AnkleRight"]], 1].mean(axis=1)
    names = ("WristLeft", "WristRight", "KneeLeft", "KneeRight")
    return np.stack([bodies[:, J[name], 1] - floor for name in names], axis=1)


def _left_of(path: Path) -> float:
    """Return how far the left shoulder is to the sensor's left (negative x), of who faces it at first."""
    body = read_recording(path).frames[0].bodies[0].positions
    return float(body[J["ShoulderRight"], 0] - body[J["ShoulderLeft"], 0])


def test_a_bvh_of_this_program_comes_back(written: Path) -> None:
    found = read_recording(written / "a.bvh")
    assert found.format == "BVH" and found.rate_hz == 30 and not found.warnings
    assert np.abs(_angles(written / "a.bvh") - _angles(SQUAT)).mean() < 0.03
    assert _left_of(written / "a.bvh") > 0.2


@pytest.mark.parametrize(("names", "owner"), [(MIXAMO, "mixamorig:"), (BIPED, "Bip01 "), (MIXAMO, "")])
@pytest.mark.parametrize("per_m", [1, 100, 1 / 0.0254])
def test_bvh_of_other_programs(written: Path, tmp_path: Path, names: dict, owner: str, per_m: float) -> None:
    def renamed(match: re.Match[str]) -> str:
        return f"{match[1]} {owner}{names.get(match[2], match[2])}"

    def scaled(match: re.Match[str]) -> str:
        return "OFFSET " + " ".join(f"{float(value) * per_m:.6f}" for value in match[1].split())

    head, motion = (written / "a.bvh").read_text().split("MOTION")
    head = re.sub(r"(ROOT|JOINT) (\w+)", renamed, re.sub(r"OFFSET (.*)", scaled, head))
    lines = motion.splitlines()
    for i, line in enumerate(lines[3:], 3):  # the root's place comes first
        values = line.split()
        lines[i] = " ".join([*(f"{float(v) * per_m:.5f}" for v in values[:3]), *values[3:]])
    path = tmp_path / "other.bvh"
    path.write_text(head + "MOTION" + "\r\n".join(lines) + "\r\n")
    assert np.abs(_angles(path) - _angles(written / "a.bvh")).mean() < 0.03
    assert _left_of(path) > 0.2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("HIERARCHY\n", "HIERARCHY\nHIERARCHY\n", '"HIERARCHY"; expected JOINT'),
        ("Frame Time:", "Frames Time:", '"Frame Time:" and the seconds'),
        ("CHANNELS 6", "CHANNELS 7", "whole number, 0 to 6"),
        ("ROOT SpineBase", "ROOT Tail", ""),
        ("KneeLeft", "Tail", "no KneeLeft by name"),
        ("Frames:", "Frames: 1", "Frames"),
    ],
)
def test_what_is_wrong_with_a_bvh_is_said(
    written: Path, tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = tmp_path / "x.bvh"
    path.write_text((written / "a.bvh").read_text().replace(old, new))
    if said:
        with pytest.raises(RecordingError, match=said):
            read_recording(path)
    else:
        assert read_recording(path).frames  # the base is derived from the hips


def test_c3d_comes_back(tmp_path: Path) -> None:
    pytest.importorskip("ezc3d")
    path = tmp_path / "a.c3d"
    write_c3d(read_recording(SQUAT), path)
    found = read_recording(path)
    assert found.format == "C3D" and found.rate_hz == 30
    first = read_recording(SQUAT).frames[0].bodies[0].positions
    limbs = [i for name, i in J.items() if "Shoulder" in name or "Knee" in name]
    got = found.frames[0].bodies[0].positions
    assert np.abs((got - got[0])[limbs][:, 1] - (first - first[0])[limbs][:, 1]).max() < 1e-4
    content = bytearray(path.read_bytes())
    path.write_bytes(bytes(content[:-2000]))
    with pytest.raises(RecordingError, match="ends early"):
        read_recording(path)
    path.write_bytes(bytes(content).replace(b"KneeLeft", b"LeftMark"))
    with pytest.raises(RecordingError, match="no KneeLeft by name"):
        read_recording(path)


@pytest.mark.parametrize(("unit", "per_mm"), [("mm", 1.0), ("cm", 0.1), ("m", 0.001), ("in", 1 / 25.4)])
@pytest.mark.parametrize("z_up", [False, True])
def test_trc_in_other_units_and_axes(
    written: Path, tmp_path: Path, unit: str, per_mm: float, z_up: bool
) -> None:
    lines = (written / "a.trc").read_text().split("\n")
    lines[2] = lines[2].replace("mm", unit)
    for i, line in enumerate(lines):
        fields = line.split("\t")
        if fields[0].isdigit() and i > 4:
            joints = np.array([float(v or "nan") for v in fields[2:77]]).reshape(25, 3) * per_mm
            joints = joints[:, [0, 2, 1]] * (1, -1, 1) if z_up else joints
            lines[i] = "\t".join([*fields[:2], *(f"{v:.6f}" for v in joints.ravel())])
    path = tmp_path / "x.trc"
    path.write_text("\n".join(lines))
    assert np.abs(_angles(path) - _angles(SQUAT)).mean() < 0.01
    if z_up:
        assert _left_of(path) > 0.2


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), kind=st.sampled_from(["bvh", "c3d"]))
def test_damage_gives_a_recording_or_an_error(
    written: Path, tmp_path: Path, data: st.DataObject, kind: str
) -> None:
    if kind == "c3d" and not (written / "a.c3d").exists():
        pytest.importorskip("ezc3d")
        write_c3d(read_recording(SQUAT), written / "a.c3d")
    content = bytearray((written / f"a.{kind}").read_bytes()[:20_000])
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, min(len(content), 3000) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "x"
    path.write_bytes(bytes(content))
    try:
        assert read_recording(path).frames
    except RecordingError as error:
        assert "\n" not in str(error)
