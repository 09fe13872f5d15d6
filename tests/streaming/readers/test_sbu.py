"""The reader of SBU Kinect Interaction recordings, and the mapping of OpenNI's 15 joints."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.skeleton.openni import OPENNI, openni_to_v2

from ...support.data_set_files import sbu_file, stands_at

AS_ON_KINECT_V1 = {"Neck": "ShoulderCenter", "Torso": "Spine"}


def pair(frames: int = 3) -> np.ndarray:
    """(F, 2, 15, 3) metres: two people side by side, who face the sensor."""
    names = [AS_ON_KINECT_V1.get(joint, joint) for joint in OPENNI.joints]
    both = np.array([[stands_at(name, x) for name in names] for x in (-0.5, 0.5)])
    return np.broadcast_to(both, (frames, 2, 15, 3)).copy()


def test_the_normalisation_is_undone(tmp_path: Path) -> None:
    found = read_recording(sbu_file(tmp_path / "skeleton_pos.txt", pair()))
    assert found.format == "SBU Kinect Interaction skeleton_pos" and found.rate_hz == 15
    np.testing.assert_allclose(found.times_s, [12.0, 12 + 1 / 15, 12 + 2 / 15])
    assert [frame.number for frame in found.frames] == [180, 181, 182]
    for frame in found.frames:
        assert [body.identity for body in frame.bodies] == [1, 2]
        for body, shift in zip(frame.bodies, (-0.5, 0.5), strict=True):
            for joint, source in (("Head", "Head"), ("ElbowLeft", "ElbowLeft"), ("WristRight", "HandRight")):
                expected = stands_at(source, shift)
                np.testing.assert_allclose(body.positions[KINECT_V2.index[joint]], expected, atol=1e-4)


def test_derived_joints_are_inferred_and_plausible() -> None:
    positions, states = openni_to_v2(pair(1)[0, 0], np.full(15, 2, dtype=np.uint8))
    derived = {
        "SpineBase",
        "Neck",
        *(f"{n}{s}" for n in ("Hand", "HandTip", "Thumb", "Foot") for s in ("Left", "Right")),
    }
    assert {name for name in KINECT_V2.joints if states[KINECT_V2.index[name]] == 1} == derived
    at = {name: positions[i] for name, i in KINECT_V2.index.items()}
    assert at["SpineBase"][1] < at["HipLeft"][1] and at["SpineShoulder"][1] < at["Neck"][1] < at["Head"][1]
    for side in ("Left", "Right"):
        foot = at[f"Foot{side}"] - at[f"Ankle{side}"]
        assert foot[2] < -0.08 and -0.1 < foot[1] < -0.03  # towards the sensor, and down
        reach = [np.linalg.norm(at[f"{n}{side}"] - at[f"Elbow{side}"]) for n in ("Wrist", "Hand", "HandTip")]
        assert reach == sorted(reach) and reach[2] < 2 * reach[0]


def test_what_is_derived_from_the_unseen_is_unseen() -> None:
    person, states = pair(1)[0, 0], np.full(15, 2, dtype=np.uint8)
    hand = OPENNI.index["HandLeft"]
    person[hand], states[hand] = np.nan, 0
    positions, found = openni_to_v2(person, states)
    gone = [KINECT_V2.index[name] for name in ("WristLeft", "HandLeft", "HandTipLeft", "ThumbLeft")]
    assert np.isnan(positions[gone]).all() and (found[gone] == 0).all()
    assert np.isfinite(np.delete(positions, gone, axis=0)).all()
    with pytest.raises(ValueError, match=r"need \(..., 15, 3\)"):
        openni_to_v2(person[:14], states[:14])


def test_label_is_the_folders(tmp_path: Path) -> None:
    folder = tmp_path / "s01s02" / "05" / "001"
    folder.mkdir(parents=True)
    found = read_recording(sbu_file(folder / "skeleton_pos.txt", pair()))
    assert [(label.label, label.start_s) for label in found.labels] == [("shake hands", 12.0)]
    assert found.labels[0].end_s == found.frames[-1].time_s
    assert read_recording(sbu_file(tmp_path / "skeleton_pos.txt", pair())).labels == ()


def test_a_person_of_zeros_is_not_there(tmp_path: Path) -> None:
    path = sbu_file(tmp_path / "x", pair())
    rows = [row.split(",") for row in path.read_text().splitlines()]
    rows[1][1:46] = ["0"] * 45
    rows[2][46:49] = ["0", "0", "0"]  # the second one's head
    path.write_text("\n".join(",".join(row) for row in rows))
    found = read_recording(path)
    assert [[body.identity for body in frame.bodies] for frame in found.frames] == [[1, 2], [2], [1, 2]]
    head = KINECT_V2.index["Head"]
    assert found.frames[2].bodies[1].states[head] == 0
    assert found.frames[2].bodies[1].positions[head] == pytest.approx(
        found.frames[1].bodies[0].positions[head]
    )


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda row: row.rsplit(",", 1)[0], "line 2: 90 fields; expected 91"),
        (lambda row: row[:100], "line 2"),
        (lambda row: "x" + row, 'line 2: frame number "x181"'),
        (lambda row: row.replace(",0.", ",O.", 1), "expected a number"),
        (lambda row: row.replace(",", ",,", 1), "line 2: 92 fields"),
    ],
)
def test_damage_is_told_with_its_line(tmp_path: Path, edit, said: str) -> None:
    path = sbu_file(tmp_path / "x", pair())
    rows = path.read_text().splitlines()
    rows[1] = edit(rows[1])
    path.write_text("\n".join(rows))
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert said in str(caught.value) and str(path) in str(caught.value)


def test_nothing_but_zeros(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("\n".join(",".join(["7", *["0"] * 90]) for _ in range(2)))
    with pytest.raises(RecordingError, match="no usable position in any of 2 frames"):
        read_recording(path)


def test_real_files(shared_data: Path) -> None:
    paths = sorted((shared_data / "sbu").glob("s??s??/*/*/skeleton_pos.txt"))
    assert len(paths) == 282
    for path in paths[::10]:
        found = read_recording(path)
        assert all(len(frame.bodies) == 2 for frame in found.frames) and len(found.labels) == 1
        assert len(found.frames) == len(path.read_text().splitlines())
