"""Real recordings of every data set lie in Kinect camera space: nobody is mirrored, upside down or a giant.

What a body's shape tells (feet and knees against left and right) is checked with a test that the mistakes it
is for would be found; which hand people use tells the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from streaming.readers import read_recording

from ...support.geometry import forward_of, height_m, joint, joints_of, positions_of, right_share
from ...support.posture import Posture, mirrored, posture


def together(paths: Iterable[Path]) -> np.ndarray:
    """(B, 25, 3): all bodies of these recordings."""
    found = np.concatenate([positions_of(read_recording(path)) for path in paths])
    assert len(found) > 500
    return found


def assert_in_camera_space(
    positions: np.ndarray, height: tuple[float, float], knees: float = 0.75, feet: float = 0.95
) -> None:
    """Upright people of this height, most of whom face the sensor 1.5 to 4 m away, not mirrored."""
    found = posture(positions)
    assert found.upright > 0.97 and found.facing > 0.95
    assert height[0] < height_m(positions) < height[1]
    assert 1.5 < np.median(positions[..., 2]) < 4 and (positions[..., 2] > 0.4).all()
    assert_not_mirrored(found, knees, feet)
    # The same people mirrored, turned to the back, or with sides swapped must not pass.
    assert posture(mirrored(positions)).feet_forward < 1 - feet + 0.05
    assert posture(mirrored(positions)).knees_forward < 1 - knees + 0.05
    assert posture(positions * (1, 1, -1)).feet_forward < 1 - feet + 0.05
    assert posture(positions * (1, -1, 1)).upright < 0.03


def assert_not_mirrored(found: Posture, knees: float, feet: float) -> None:
    assert found.feet_forward > feet and found.knees_forward > knees and found.bent > 50


def mean_right_share(paths: Iterable[Path], limb: str = "Hand") -> float:
    return float(np.mean([right_share(joints_of(read_recording(path)), limb) for path in paths]))


def test_msrc12(msrc12_files: list[Path]) -> None:
    assert_in_camera_space(together(msrc12_files[::8]), height=(1.4, 1.8))
    pushes = [path for path in msrc12_files if "_3_" in path.name or "_3A_" in path.name]
    assert len(pushes) >= 3 and mean_right_share(pushes) > 0.7  # "push right" is done with the right hand


def test_utd_mhad(shared_data: Path) -> None:
    folder = shared_data / "utd-mhad"
    assert_in_camera_space(
        together(sorted(folder.glob("*.mat"))[::25]), height=(1.3, 1.8), knees=0.9, feet=0.9
    )
    # Swipe, wave, throw, draw: with the right hand, says the data set.
    for action in (1, 2, 3, 5, 8, 9):
        assert mean_right_share(sorted(folder.glob(f"a{action}_*.mat"))[::6]) > 0.85
    for name, sign in (
        ("a1", -1),
        ("a2", 1),
    ):  # swiped to the person's left, to smaller x, and to their right
        moved = []
        for path in sorted(folder.glob(f"{name}_*.mat"))[::4]:
            hand = joint(joints_of(read_recording(path)), "HandRight")
            raised = hand[:, 1] > np.percentile(hand[:, 1], 60)
            moved.append(np.polyfit(np.arange(raised.sum()), hand[raised, 0], 1)[0])
        assert np.mean(np.sign(moved) == sign) > 0.7


def test_nw_ucla(nw_ucla_files: list[Path]) -> None:
    # From three sides, and Kinect v1 guesses what it does not see: feet and knees are right less often.
    positions = together(nw_ucla_files[::16])
    assert_in_camera_space(positions, height=(1.1, 1.7), knees=0.55, feet=0.85)
    throws = [path for path in nw_ucla_files if path.name[:3] == "a11" and path.stem[-3:] in ("v02", "v03")]
    higher = []
    for path in throws:
        body = joints_of(read_recording(path))
        higher.append(joint(body, "HandRight")[:, 1].max() > joint(body, "HandLeft")[:, 1].max())
    assert len(higher) >= 15 and np.mean(higher) > 0.6


def test_msr_action3d(shared_data: Path) -> None:
    folder = shared_data / "msr-action3d" / "real_world_coordinates"
    assert_in_camera_space(together(sorted(folder.glob("a0*.txt"))[::12]), height=(1.4, 1.8), knees=0.65)
    one_armed = sorted(folder.glob("a0[1-9]_s*_e01_skeleton3D.txt"))[::3]
    assert mean_right_share(one_armed) > 0.65
    arm = together(one_armed)
    lengths = np.linalg.norm(joint(arm, "ElbowRight") - joint(arm, "ShoulderRight"), axis=1)
    assert 0.2 < np.median(lengths) < 0.35 and np.std(lengths) < 0.04  # whichever way it points: metres


def test_sbu(shared_data: Path) -> None:
    paths = sorted((shared_data / "sbu").glob("*/*/*/skeleton_pos.txt"))
    towards, knees = [], []
    for path in paths[::6]:
        recording = read_recording(path)
        people = [joints_of(recording, 0), joints_of(recording, 1)]
        for one, other in (people, people[::-1]):
            to_other = joint(other, "SpineMid") - joint(one, "SpineMid")
            towards.append(((forward_of(one) * to_other).sum(axis=1) > 0).mean())
        found = posture(np.concatenate(people))
        assert found.upright == 1
        if found.bent > 5:
            knees.append(found.knees_forward)
        assert 1.1 < height_m(np.concatenate(people)) < 1.8
        thigh = joint(people[0], "KneeLeft") - joint(people[0], "HipLeft")
        assert 0.33 < np.median(np.linalg.norm(thigh, axis=1)) < 0.52
    assert np.mean(towards) > 0.85 and np.mean(knees) > 0.7  # mirrored, they would turn their backs
    right = []
    for path in (path for path in paths if path.parts[-3] == "05"):  # shaking hands
        recording = read_recording(path)
        one, other = joints_of(recording, 0), joints_of(recording, 1)
        near = {
            (a, b): np.linalg.norm(joint(one, f"Hand{a}") - joint(other, f"Hand{b}"), axis=1).min()
            for a in ("Left", "Right")
            for b in ("Left", "Right")
        }
        right.append(min(near, key=near.__getitem__) == ("Right", "Right"))
    assert np.mean(right) > 0.7


def test_hdm05(hdm05_files: list[Path]) -> None:
    def of(*classes: str) -> list[Path]:
        return [path for path in hdm05_files if any(name in path.name for name in classes)]

    recordings = [positions_of(read_recording(path)) for path in hdm05_files[::4]]
    at_first = posture(np.concatenate([positions[:30:5] for positions in recordings]))
    assert at_first.upright > 0.99 and at_first.facing > 0.97 and at_first.feet_forward > 0.95
    everything = np.concatenate([positions[::5] for positions in recordings])
    assert 1.45 < height_m(everything) < 1.85
    assert (everything[..., 2] > 0.7).all() and (everything[..., 1] > -1.2).all()
    assert_not_mirrored(posture(everything), knees=0.9, feet=0.95)
    assert posture(mirrored(everything)).knees_forward < 0.1
    kicks, grabs = of("kickLFront"), of("grabHighR", "depositFloorR")
    assert len(kicks) >= 5 and mean_right_share(kicks[:5], "Foot") < 0.4
    assert len(grabs) >= 5 and mean_right_share(grabs[:5]) > 0.6
