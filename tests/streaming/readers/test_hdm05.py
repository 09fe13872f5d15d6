"""The reader of HDM05's motions: Acclaim skeletons, forward kinematics, and the way before the sensor."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.readers.support.acclaim_motion import joint_positions, read_amc
from streaming.readers.support.acclaim_skeleton import read_asf, rotation
from streaming.skeleton.layouts import KINECT_V2
from streaming.skeleton.vicon import BONES as NEEDED
from streaming.skeleton.vicon import MEASURED

from ...support.data_set_files import amc_text, asf_text
from ...support.data_set_files import write_hdm05 as write
from ...support.geometry import joint, positions_of
from ...support.posture import posture

INCH = 0.0254


def ends_of(folder: Path, frames: list[dict[str, list[float]]], **asf: object) -> dict[str, np.ndarray]:
    """Where the bones of the test's own skeleton end, in inches."""
    path = write(folder, amc_text(frames), asf_text(**asf))
    skeleton = read_asf(folder / "HDM_bd.asf")
    ends = joint_positions(skeleton, read_amc(path, skeleton))
    return {name: positions / INCH for name, positions in ends.items()}


@pytest.mark.parametrize("unit", [0.45, 1.0])
def test_unrotated_bones_lie_along_their_directions(tmp_path: Path, unit: float) -> None:
    root = [1.0 * unit, 38.0 * unit, 2.0 * unit, 0.0, 0.0, 0.0]
    ends = ends_of(tmp_path, [{"root": root}], length_unit=unit)
    for bone, expected in {
        "root": (1, 38, 2),
        "head": (1, 66, 2),
        "ltoes": (5, 0, 9),
        "rhand": (1 - 30, 57, 2),
        "lthumb": (1 + 30, 57, 4),
    }.items():
        np.testing.assert_allclose(ends[bone][0], expected, atol=1e-6, err_msg=bone)


def test_a_bones_rotation_turns_what_hangs_on_it(tmp_path: Path) -> None:
    frames = [{"ltibia": [90.0]}, {"lfemur": [0, 0, 90.0]}, {"lhumerus": [0, -90.0, 0]}]
    ends = ends_of(tmp_path, frames)
    # About x by 90 degrees: y becomes z, z becomes -y. The lower leg (0, -16, 0) goes to (0, 0, -16).
    np.testing.assert_allclose(ends["ltibia"][0], np.add((4, -20, 1), (0, 0, -16)), atol=1e-6)
    np.testing.assert_allclose(ends["lfoot"][0], np.add((4, -20, 1), (0, -4, -18)), atol=1e-6)
    # About z by 90 degrees: x becomes y, y becomes -x. The leg points to the left (positive x).
    np.testing.assert_allclose(ends["ltibia"][1], np.add((4, -4, 1), (32, 0, 0)), atol=1e-6)
    # About y by -90 degrees: x becomes z. The arm points forward.
    np.testing.assert_allclose(ends["lwrist"][2], np.add((7, 19, 0), (0, 0, 21)), atol=1e-6)
    np.testing.assert_allclose(ends["rwrist"][2], np.add((-7, 19, 0), (-21, 0, 0)), atol=1e-6)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_rotations_are_those_of_scipy(axis: int) -> None:
    transform = pytest.importorskip("scipy.spatial.transform")
    angles = np.linspace(-4, 4, 17)
    expected = transform.Rotation.from_rotvec(np.eye(3)[axis] * angles[:, None]).as_matrix()
    np.testing.assert_allclose(rotation(axis, angles), expected, atol=1e-12)


def test_rotations_are_applied_x_first_and_the_parents_last(tmp_path: Path) -> None:
    ends = ends_of(
        tmp_path, [{"lfemur": [90.0, 0.0, 90.0]}, {"root": [0, 0, 0, 0, 90.0, 0], "ltibia": [90.0]}]
    )
    # The leg (0, -32, 0): about x to (0, 0, -32), which a turn about z leaves.
    np.testing.assert_allclose(ends["ltibia"][0], np.add((4, -4, 1), (0, 0, -32)), atol=1e-6)
    # The root turned about y by 90 degrees: (x, y, z) becomes (z, y, -x).
    x, y, z = 4, -20, 1 - 16
    np.testing.assert_allclose(ends["ltibia"][1], (z, y, -x), atol=1e-6)


def test_a_bone_may_have_axes_of_its_own(tmp_path: Path) -> None:
    ends = ends_of(tmp_path, [{"ltibia": [90.0]}], axes={"ltibia": "0 0 90"})
    # Its x axis is the world's y: turning about it leaves a leg that hangs down.
    np.testing.assert_allclose(ends["ltibia"][0], (4, -36, 1), atol=1e-6)


def test_radians(tmp_path: Path) -> None:
    path = write(tmp_path, amc_text([{"ltibia": [np.pi / 2]}], ":RADIANS"), asf_text(angle="rad"))
    skeleton = read_asf(tmp_path / "HDM_bd.asf")
    ends = joint_positions(skeleton, read_amc(path, skeleton))
    np.testing.assert_allclose(ends["ltibia"][0] / INCH, np.add((4, -20, 1), (0, 0, -16)), atol=1e-6)


@pytest.mark.parametrize("heading_deg", [0.0, 50.0, 180.0, -90.0])
def test_the_recording_is_put_before_the_sensor(tmp_path: Path, heading_deg: float) -> None:
    root = [10.0, 36 * 0.45, -20.0, 0.0, heading_deg, 0.0]
    arm = {"root": root, "lhumerus": [0.0, -90.0, 0.0]}  # the left arm forward
    found = read_recording(write(tmp_path, amc_text([{"root": root}, arm])))
    assert found.format == "HDM05 .amc" and found.rate_hz == 120
    assert [(label.label, label.end_s) for label in found.labels] == [("squat1Reps", 1 / 120)]
    positions = positions_of(found)
    looked = posture(positions[:1])
    assert looked.upright == looked.feet_forward == looked.facing == 1
    across = joint(positions, "HipRight")[0] - joint(positions, "HipLeft")[0]
    np.testing.assert_allclose(across, (8 * INCH, 0, 0), atol=1e-5)
    assert positions[0, 0, [0, 2]] == pytest.approx((0, 3), abs=1e-5)
    for name, x, y in (("HandLeft", -30, 36 + 19), ("FootRight", 4, 36 - 38), ("Head", 0, 36 + 28)):
        expected = (INCH * x, INCH * y - 1.0)  # the sensor is 1 m above the floor
        assert joint(positions, name)[0, :2] == pytest.approx(expected, abs=1e-5), name
    left, shoulder = joint(positions, "WristLeft")[1], joint(positions, "ShoulderLeft")[1]
    np.testing.assert_allclose(left - shoulder, (0, 0, -21 * INCH), atol=1e-5)  # towards the sensor
    assert any("turned by" in note for note in found.notes)


def test_nobody_comes_nearer_than_the_sensor_sees(tmp_path: Path) -> None:
    frames = [{"root": [0, 16, 0, 0, 0, 0]}, {"root": [0, 16, 60, 0, 0, 0]}]  # 3.4 m forward
    positions = positions_of(read_recording(write(tmp_path, amc_text(frames))))
    assert positions[..., 2].min() == pytest.approx(0.8, abs=1e-5)


def test_derived_joints_are_inferred(tmp_path: Path) -> None:
    body = read_recording(write(tmp_path, amc_text([{}]))).frames[0].bodies[0]
    inferred = {KINECT_V2.joints[i] for i in np.flatnonzero(body.states == 1)}
    assert inferred == {"SpineBase", "SpineMid"} and set(KINECT_V2.joints) == inferred | MEASURED.keys()
    assert len(NEEDED) == 25


def test_a_damaged_angle_hides_what_hangs_on_it(tmp_path: Path) -> None:
    text = amc_text([{}, {}]).replace("lhumerus 0 0 0", "lhumerus 0 nan 0")
    assert text.count("nan") == 2
    second = text.rfind("nan")
    text = text[: text.find("nan")] + "0" + text[text.find("nan") + 3 : second] + text[second:]
    before, after = (frame.bodies[0] for frame in read_recording(write(tmp_path, text)).frames)
    gone = [KINECT_V2.index[f"{n}Left"] for n in ("Elbow", "Wrist", "Hand", "HandTip", "Thumb")]
    assert (after.states[gone] == 0).all() and (np.delete(after.states, gone) > 0).all()
    np.testing.assert_array_equal(after.positions, before.positions)


def test_frame_numbers_of_a_cut_file_and_a_rate(tmp_path: Path) -> None:
    text = amc_text([{}] * 3, ":SAMPLES-PER-SECOND 60\n:DEGREES", first=501)
    found = read_recording(write(tmp_path, text, name="HDM_bd_walk"))
    assert [frame.number for frame in found.frames] == [501, 502, 503] and found.rate_hz == 60
    np.testing.assert_allclose(found.times_s, np.arange(3) / 60)
    assert found.labels == () and not any("assumed" in note for note in found.notes)


def _fails(path: Path) -> str:
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_the_skeleton_is_found_by_the_actors_name(tmp_path: Path) -> None:
    path = write(tmp_path, amc_text([{}]))
    (tmp_path / "HDM_b.asf").write_text("another's")
    (tmp_path / "HDM_bd_squat1Reps_004_120.asf").write_text("rubbish")
    assert "HDM_bd_squat1Reps_004_120.asf" in _fails(path)  # the nearest name is taken
    (tmp_path / "HDM_bd_squat1Reps_004_120.asf").unlink()
    assert len(read_recording(path).frames) == 1
    (tmp_path / "HDM_bd.asf").rename(tmp_path / "HDM_BD.ASF")
    assert len(read_recording(path).frames) == 1
    (tmp_path / "HDM_BD.ASF").unlink()
    text = _fails(path)
    assert "skeleton is missing (beside it: HDM_b.asf); expected HDM_bd.asf in the same folder" in text


def test_a_skeleton_alone_is_no_recording(tmp_path: Path) -> None:
    write(tmp_path, amc_text([{}]))
    assert "a skeleton without a motion" in _fails(tmp_path / "HDM_bd.asf")


def test_wrong_unit_is_told(tmp_path: Path) -> None:
    asf = asf_text().replace("length 0.45\n", "length 4.5\n", 1)
    found = read_recording(write(tmp_path, amc_text([{}]), asf))
    assert any("the unit of length in HDM_bd.asf is wrong" in note for note in found.notes)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("1\nroot 0 0 0 0 0 0", "1\nroot 0 0 0 0 0", 'line 5: 5 numbers for bone "root"; expected 6'),
        ("1\nroot 0 0", "1\nroot 0 x", 'line 5: "x"; expected a number'),
        ("\nhead 0 0 0", "", 'line 33: frame 1 ends without bone "head"'),
        ("\nhead 0 0 0", "\ntail 0 0 0", 'line 11: "tail"; expected a frame number or a bone'),
        ("\nhead 0 0 0", "\nlowerback 0 0 0", 'line 11: bone "lowerback" again'),
        ("\n2\n", "\n1\n", 'line 34: frame number "1"; expected a whole number, 2 to'),
        ("\n1\nroot", "\nroot", 'line 4: bone "root" again, or before the first frame'),
        (":DEGREES", ":SAMPLES-PER-SECOND 0", "line 3: no usable rate"),
    ],
)
def test_damaged_motion(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = amc_text([{}, {}])
    assert old in text
    path = write(tmp_path, text.replace(old, new, 1))
    assert said in _fails(path) and str(path) in _fails(path)


def test_motion_without_frames_and_cut_motions(tmp_path: Path) -> None:
    assert "no frame" in _fails(write(tmp_path, amc_text([])))
    lines = amc_text([{}, {}]).splitlines()
    for end in (*range(4, 33, 3), *range(34, 63, 3)):
        assert "ends without bone" in _fails(write(tmp_path, "\n".join(lines[:end])))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("length 0.45", "length 0", "unit of length 0.0"),
        ("length 0.45", "length", "0 numbers for unit of length; expected 1"),
        ("angle deg", "angle grad", "another unit of angles"),
        ("order TX TY TZ", "order TX TY TY", 'root channels "tx ty ty rx ry rz"'),
        ("name lfemur", "name", "the end of a bone without a name"),
        ("name lfemur", "name rfemur", 'a second bone "rfemur"'),
        ("name lfemur", "name lf\xe9mur", "characters beyond ASCII"),
        ("name lowerback", "name back", 'no description of bone "lowerback"'),
        ("dof rx ry rz", "dof rx tx rz", 'dof "rx tx rz"'),
        ("axis 0 0 0 XYZ", "axis 0 0 XYZ", "2 numbers for axis"),
        ("axis 0 0 0 XYZ", "axis 0 0 0 XYY", "an axis without its order"),
        ("axis 0 0 0 XYZ", "axis 0 0 nan XYZ", "axis beyond all bounds"),
        ("direction 0 1 0", "direction 0 1", "2 numbers for direction"),
        ("lfemur ltibia", "lfemur ltibia rtibia", 'a second parent of bone "rtibia"'),
        ("    lfemur ltibia\n", "", 'bone "ltibia" hangs on nothing'),
        ("root lowerback lhipjoint", "thorax lowerback lhipjoint", "hangs on nothing"),
        (":bonedata", ":nonsense", "no bone"),
    ],
)
def test_damaged_skeleton(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = asf_text()
    assert old in text
    path = write(tmp_path, amc_text([{}]))
    (tmp_path / "HDM_bd.asf").write_text(text.replace(old, new, 1), encoding="latin-1")
    found = _fails(path)
    assert said in found and "HDM_bd.asf, line" in found


def test_another_body_model(tmp_path: Path) -> None:
    asf, amc = (text.replace("lowerneck", "throat") for text in (asf_text(), amc_text([{}])))
    assert 'HDM_bd.asf: no bone "lowerneck"' in _fails(write(tmp_path, amc, asf))


def test_forward_kinematics_like_the_data_sets_own_parser(hdm05_files: list[Path]) -> None:
    io = pytest.importorskip("scipy.io")
    compared = 0
    for path in hdm05_files:
        published = Path(f"{path}.mat")
        if not published.is_file():
            continue
        skeleton = read_asf(path.with_name("_".join(path.stem.split("_")[:2]) + ".asf"))
        ends = joint_positions(skeleton, read_amc(path, skeleton))
        motion = io.loadmat(published, squeeze_me=True, struct_as_record=False)["mot"]
        assert len(motion.boneNames) == 31 == len(ends)
        for bone, inches in zip(motion.boneNames, motion.jointTrajectories, strict=True):
            np.testing.assert_allclose(ends[bone], inches.T * INCH, atol=1e-6, err_msg=bone)  # a micrometre
        compared += 1
    assert compared >= 3


def test_real_files(hdm05_files: list[Path]) -> None:
    for path in hdm05_files[::20]:
        found = read_recording(path)
        assert found.labels[0].label in path.name and len(found.notes) == 3
        assert all((body.states > 0).all() for frame in found.frames for body in frame.bodies)
