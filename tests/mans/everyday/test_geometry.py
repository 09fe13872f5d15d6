"""Left, right, up and forward of the everyday data sets, on the real files where they lie."""

from __future__ import annotations

import numpy as np

from mans.datasets.geometry import measure, right_share
from mans.transforms.tracks import Sample
from streaming.skeleton.layouts import KINECT_V2

from ...support.real_files import unpack_first
from ..datasets.test_geometry import assert_right, mirrored, of, some_of

BASE = KINECT_V2.index["SpineBase"]


def test_msr_dailyactivity3d(tmp_path):
    """Legs are poor: of who stands the feet tell, of who sits down and stands up the knees."""
    unpack_first("msr-dailyactivity3d.tar.xz", tmp_path, lambda files: len(files) == 320)
    data = some_of("msr-dailyactivity3d", tmp_path, slice(None, None, 3))
    assert len(data.samples) == 107
    standing = [s for s in of(data, "drink", "eat", "cheer up") if s.name.endswith("e02")]
    found, wrong = measure(standing), measure(mirrored(standing))
    assert found.upright > 0.97 and found.facing > 0.95 and 1.2 < found.height_m < 1.6
    assert found.feet > 0.75 > 0.25 > wrong.feet - 0.03
    moved = of(data, "sit down", "stand up", "walk")
    assert measure(moved).knees > 0.75 and measure(mirrored(moved)).knees < 0.3
    assert measure(of(data, "walk")).walking > 0.8
    assert right_share(of(data, "drink", "eat", "call cellphone", "toss paper")) > 0.6


def test_isl_sign(tmp_path):
    unpack_first("isl-sign.tar.xz", tmp_path, lambda files: len(files) == 680)
    data = some_of("isl-sign", tmp_path, slice(None, None, 4))
    found, wrong = measure(data.samples), measure(mirrored(data.samples))
    assert found.upright > 0.97 and found.facing > 0.95 and 1.4 < found.height_m < 1.75
    assert found.feet > 0.85 and wrong.feet < 0.15
    assert right_share(of(data, "bye", "you", "hello")) > 0.8


def test_gtu_action3d(tmp_path):
    unpack_first("gtu-action3d.tar.xz", tmp_path, lambda files: len(files) == 508)
    data = some_of("gtu-action3d", tmp_path, slice(None, None, 2))
    assert_right(data.samples, (1.3, 1.65), feet=0.95, knees=0.95)
    assert right_share(of(data, "wave with the right hand")) > 0.85
    assert right_share(of(data, "wave with the left hand")) < 0.15


def test_kinect_multitrack(tmp_path):
    """Kinect v2 takes a back for a front: who comes nearer walks forward, who goes away backwards."""
    unpack_first("kinectmultitrack.tar.xz", tmp_path, lambda files: len(files) == 4)
    data = some_of("kinectmultitrack", tmp_path)

    def speed_m_s(sample: Sample) -> float:
        track = sample.track
        inside = (track.times_s >= sample.start_s) & (track.times_s <= sample.end_s)
        depth = track.positions[inside, 0, BASE, 2]
        return float(depth[-1] - depth[0]) / (sample.end_s - sample.start_s)

    nearer = [s for s in of(data, "walk") if speed_m_s(s) < -0.3]
    assert len(nearer) >= 3
    found, wrong = measure(nearer), measure(mirrored(nearer))
    assert found.upright > 0.97 and found.facing > 0.85 and 1.35 < found.height_m < 1.8
    assert found.feet > 0.9 and found.knees > 0.8 and found.walking > 0.85
    assert wrong.feet < 0.1 and wrong.knees < 0.2 and wrong.walking < 0.15
    still = of(data, "stand")
    assert np.median([abs(speed_m_s(s)) for s in still]) < 0.02


def test_bandai_namco(tmp_path):
    unpack_first("bandai-namco.tar.xz", tmp_path, lambda files: len(files) == 2)
    folder = next(tmp_path.rglob("*.npz")).parent
    data = some_of("bandai-namco", folder, slice(None, None, 25))
    found, wrong = measure(data.samples), measure(mirrored(data.samples))
    assert found.upright > 0.97 and 1.2 < found.height_m < 1.5  # of a small skeleton
    assert found.feet > 0.85 and found.knees > 0.95 and found.walking > 0.9
    assert wrong.feet < 0.15 and wrong.knees < 0.05 and wrong.walking < 0.1
    assert right_share(of(data, "raise-up-left-hand", "wave-left-hand")) < 0.2
    assert right_share(of(data, "raise-up-right-hand", "wave-right-hand")) > 0.8


def test_cmu_mocap(tmp_path):
    unpack_first("cmu-mocap.tar.xz", tmp_path, lambda files: len(files) == 7)
    folder = next(tmp_path.rglob("*.npz")).parent
    data = some_of("cmu-mocap", folder)
    found, wrong = measure(data.samples), measure(mirrored(data.samples))
    assert found.upright > 0.97 and 1.4 < found.height_m < 1.75
    assert found.feet > 0.95 and found.knees > 0.95 and found.walking > 0.8
    assert wrong.feet < 0.05 and wrong.knees < 0.05 and wrong.walking < 0.2


def test_webcam_words_and_signs(tmp_path):
    """Left and right are the pose model's; hands are in front of who sits before a camera."""
    for name in ("webcam-words", "webcam-signs"):
        unpack_first(f"{name}.tar.xz", tmp_path, lambda files: len(files) == 1)
        data = some_of(name, tmp_path / name, slice(None, None, 10))
        found = measure(data.samples)
        assert found.facing > 0.98 and found.upright > 0.98
        wrists, shoulders = (
            np.concatenate(
                [
                    s.track.positions[:, 0, [KINECT_V2.index[f"{joint}{side}"] for side in ("Left", "Right")]]
                    for s in data.samples
                ]
            )
            for joint in ("Wrist", "Shoulder")
        )
        assert (wrists[..., 2] < shoulders[..., 2]).mean() > 0.9
        assert (shoulders[:, 0, 0] < shoulders[:, 1, 0]).all()
