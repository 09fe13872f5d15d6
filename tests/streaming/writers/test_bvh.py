"""The BVH writer, against the forward kinematics of a library that is not ours."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pybvh
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.skeleton.frames import Body, Frame, Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.bvh import write_bvh
from streaming.writers.bvh_pose import TO_BVH, euler_zxy_deg

from ...support.small_files import person, recording
from ...support.walking import standing, walk, walker

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def positions_of(bvh: pybvh.Bvh) -> np.ndarray:
    """Joints (F, 25, 3) in metres and BVH's axes, in Kinect's order, by the library's forward kinematics."""
    return bvh.joint_positions()[:, [bvh.joint_names.index(name) for name in KINECT_V2.joints]]


def wanted(of: Recording) -> np.ndarray:
    return np.stack([frame.bodies[0].positions for frame in of.frames]) * TO_BVH


def test_bones_of_constant_length_come_back(tmp_path: Path) -> None:
    notes = write_bvh(walk(), tmp_path / "a.bvh")
    bvh = pybvh.read_bvh_file(tmp_path / "a.bvh")
    assert bvh.frame_count == 60 and bvh.frame_time == pytest.approx(1 / 30)
    np.testing.assert_allclose(positions_of(bvh), wanted(walk()), atol=1e-4)
    assert "within 0.0 mm on average" in notes[0] and "Tracking states" in notes[1]


def test_the_hierarchy_is_that_of_the_kinect_in_a_t_pose(tmp_path: Path) -> None:
    write_bvh(walk(), tmp_path / "a.bvh")
    bvh = pybvh.read_bvh_file(tmp_path / "a.bvh")
    assert sorted(bvh.joint_names) == sorted(KINECT_V2.joints)
    parents = {node.name: node.parent.name for node in bvh.nodes if node.parent and not node.is_end_site()}
    assert parents == {KINECT_V2.joints[c]: KINECT_V2.joints[p] for p, c in KINECT_V2.bones}
    rest = {node.name: np.array(node.offset) for node in bvh.nodes}
    lengths = {joint: np.linalg.norm(rest[joint]) for joint in KINECT_V2.joints}
    still = standing()
    for parent, child in KINECT_V2.bones:
        name = KINECT_V2.joints[child]
        assert lengths[name] == pytest.approx(np.linalg.norm(still[child] - still[parent]), abs=1e-5), name
    # In metres, upright, arms stretched out, the left at +x and the toes towards +z.
    assert rest["ElbowLeft"][0] > 0.2 and rest["ElbowRight"][0] < -0.2
    assert rest["KneeLeft"][1] < -0.3 and rest["FootLeft"][2] > 0.1 and rest["SpineMid"][1] > 0.25


def test_who_faced_the_sensor_faces_the_front_and_is_not_mirrored(tmp_path: Path) -> None:
    still = Body(1, standing().astype(np.float32), np.full(25, 2, dtype=np.uint8))
    write_bvh(recording([[still]] * 3), tmp_path / "a.bvh")
    found = dict(zip(KINECT_V2.joints, positions_of(pybvh.read_bvh_file(tmp_path / "a.bvh"))[0], strict=True))
    assert found["HandLeft"][0] > 0 > found["HandRight"][0]
    assert found["FootLeft"][2] > found["AnkleLeft"][2] and found["Head"][1] > found["SpineBase"][1]


@pytest.mark.parametrize("name", ["squat.skeleton", "tai_chi.skeleton"])
def test_the_error_that_is_told_is_that_of_the_file(tmp_path: Path, name: str) -> None:
    source = read_recording(SAMPLES / name)
    notes = write_bvh(source, tmp_path / "a.bvh")
    found = positions_of(pybvh.read_bvh_file(tmp_path / "a.bvh"))
    errors_mm = np.linalg.norm(found - wanted(source), axis=-1) * 1000
    told = next(note for note in notes if note.startswith("Bones"))
    assert (
        f"within {errors_mm.mean():.1f} mm on average" in told and f"{errors_mm.max():.1f} mm at most" in told
    )
    assert errors_mm.mean() < 40


def test_the_pose_is_held_where_the_person_is_out_of_view(tmp_path: Path) -> None:
    bodies = walker(40)
    seen = [[body] if not 10 <= i < 30 else [] for i, body in enumerate(bodies)]
    notes = write_bvh(recording([[], *seen]), tmp_path / "a.bvh")
    found = positions_of(pybvh.read_bvh_file(tmp_path / "a.bvh"))
    assert len(found) == 41 and any("The person is missing in 21 of 41 frames" in note for note in notes)
    np.testing.assert_allclose(found[0], found[1], atol=1e-6)
    np.testing.assert_allclose(found[11:31], np.broadcast_to(found[10], (20, 25, 3)), atol=1e-6)


def test_random_bodies_and_joints_in_one_place_give_numbers(tmp_path: Path) -> None:
    same = Body(7, np.ones((25, 3), dtype=np.float32), np.full(25, 2, dtype=np.uint8))
    for bodies in ([person(i) for i in range(20)], [same] * 3, [person(0), same, person(1)]):
        write_bvh(recording([[body] for body in bodies]), tmp_path / "a.bvh")
        assert np.isfinite(positions_of(pybvh.read_bvh_file(tmp_path / "a.bvh"))).all()


def test_a_recording_of_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="nobody in any of its frames"):
        write_bvh(recording([[], []]), tmp_path / "a.bvh")
    assert not list(tmp_path.iterdir())


def test_the_longest_in_view_is_chosen_and_what_is_lost_is_told(tmp_path: Path) -> None:
    source = recording([[person(0, identity=1)], *([body, person(0, identity=2)] for body in walker(30))])
    late = dataclasses.replace(
        source, frames=[Frame(f.number, f.time_s + 5, f.bodies) for f in source.frames]
    )
    notes = write_bvh(late, tmp_path / "a.bvh")
    assert any("2 others are not" in note for note in notes)
    assert any("Time starts at 0 s in place of 5.000 s" in note for note in notes)
    found = positions_of(pybvh.read_bvh_file(tmp_path / "a.bvh"))
    np.testing.assert_allclose(found[1:, 0], [b.positions[0] * TO_BVH for b in walker(30)], atol=1e-5)


def test_angles_give_the_rotation_again_also_where_two_axes_fall_together() -> None:
    rng = np.random.default_rng(0)
    for degrees in [*rng.uniform(-180, 180, (50, 3)), (30, 90, 0), (-120, -90, 0)]:
        z, x, y = np.radians(degrees)
        turn = _about(2, z) @ _about(0, x) @ _about(1, y)
        again = np.radians(euler_zxy_deg(turn))
        np.testing.assert_allclose(
            _about(2, again[0]) @ _about(0, again[1]) @ _about(1, again[2]), turn, atol=1e-7
        )


def _about(axis: int, angle: float) -> np.ndarray:
    turn = np.eye(3)
    one, other = (axis + 1) % 3, (axis + 2) % 3
    turn[one, one] = turn[other, other] = np.cos(angle)
    turn[other, one], turn[one, other] = np.sin(angle), -np.sin(angle)
    return turn
