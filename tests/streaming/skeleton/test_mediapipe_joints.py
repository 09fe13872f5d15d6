"""MediaPipe landmarks against what a Kinect saw of the same moment, and against geometry."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from streaming.errors import SettingsError
from streaming.readers import read_recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.skeleton.mediapipe_joints import (
    LANDMARKS,
    MEDIAPIPE,
    CameraPlacer,
    from_mediapipe,
    place_in_camera,
    to_kinect_axes,
)
from streaming.sources import pose_video
from streaming.sources.pose_landmarker import PoseLandmarker
from streaming.sources.pose_video import read_video
from streaming.sources.video import VideoFile

from ...support.small_files import SHARED

# Measured: 8.0 cm and 0.89. Wrong mappings: y alone flipped 13.2 cm and 0.45, the person mirrored 15.0 cm
# and 0.63, left and right swapped 17.8 cm and 0.35.
_MOST_CM, _LEAST_COSINE = 10.0, 0.8

Positions = npt.NDArray[Any]


@pytest.fixture(scope="module")
def same_moment() -> tuple[Positions, Positions, npt.NDArray[np.bool_]]:
    """Every third frame of one clip by both: joints from the video, from the Kinect, which count.

    Joints count where the Kinect tracks them, their parents and their grandparents: it loses the left
    forearm, which the video shows hanging, and invents one.
    """
    video = SHARED / "videos" / "S001C001P001R001A001_rgb.avi"
    model = SHARED / "mediapipe" / "pose_landmarker_lite.task"
    kinect = SHARED / "ntu-rgbd" / "S001C001P001R001A001.skeleton"
    if not all(path.is_file() for path in (video, model, kinect)):
        pytest.skip(f"no paired clip at {SHARED}")
    by_kinect = read_recording(kinect).frames

    class EveryThird(VideoFile):
        def images(self):
            return (image for i, image in enumerate(super().images()) if i % 3 == 0)

    patch = pytest.MonkeyPatch()
    patch.setattr(pose_video, "VideoFile", EveryThird)
    try:
        by_video = read_video(video, model, mirrored=True, fov_deg=84.4).frames  # the Kinect's colour camera
    finally:
        patch.undo()
    found = np.stack([frame.bodies[0].positions for frame in by_video])
    wanted = np.stack([frame.bodies[0].positions for frame in by_kinect[::3]])
    sure = np.stack([frame.bodies[0].states for frame in by_kinect[::3]]) == 2
    parents = list(KINECT_V2.parents)
    sure &= sure[:, parents]
    sure &= sure[:, parents]
    return found, wanted, sure


def _agreement(found: Positions, wanted: Positions, counts: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Mean distance in cm after translation and scale per frame; mean cosine between bones' directions."""
    distances, cosines = [], []
    parents, children = np.array(KINECT_V2.bones).T
    for a, b, sure in zip(found, wanted, counts, strict=True):
        a, b = a - a[sure].mean(axis=0), b - b[sure].mean(axis=0)
        scale = (a[sure] * b[sure]).sum() / (a[sure] ** 2).sum()
        distances.extend(np.linalg.norm(scale * a[sure] - b[sure], axis=1))
        u, v = a[children] - a[parents], b[children] - b[parents]
        cosine = (u * v).sum(axis=1) / np.maximum(np.linalg.norm(u, axis=1) * np.linalg.norm(v, axis=1), 1e-9)
        cosines.extend(cosine[sure[children] & sure[parents]])
    return float(np.mean(distances)) * 100, float(np.mean(cosines))


def test_mapping_agrees_with_the_kinect(same_moment: Any) -> None:
    found, wanted, sure = same_moment
    distance_cm, cosine = _agreement(found, wanted, sure)
    assert distance_cm < _MOST_CM and cosine > _LEAST_COSINE


def _turned(found: Positions, signs: tuple[int, int, int], swap: bool) -> Positions:
    centred = (found - found.mean(axis=1, keepdims=True)) * signs
    return centred[:, list(KINECT_V2.mirror)] if swap else centred


@pytest.mark.parametrize(
    ("signs", "swap"),
    [((-1, 1, 1), False), ((-1, 1, 1), True), ((1, 1, 1), True), ((1, 1, -1), False), ((-1, -1, 1), False)],
    ids=["y alone flipped", "mirrored image", "left for right", "depth reversed", "MediaPipe's axes"],
)
def test_a_wrong_mapping_would_be_noticed(same_moment: Any, signs: tuple[int, int, int], swap: bool) -> None:
    found, wanted, sure = same_moment
    distance_cm, cosine = _agreement(_turned(found, signs, swap), wanted, sure)
    assert distance_cm > _MOST_CM and cosine < _LEAST_COSINE


def test_the_person_stands_where_the_kinect_sees_them(same_moment: Any) -> None:
    found, wanted, _ = same_moment
    hips = [KINECT_V2.index["HipLeft"], KINECT_V2.index["HipRight"]]
    off = (found[:, hips].mean(axis=1) - wanted[:, hips].mean(axis=1)).mean(axis=0)
    assert np.abs(off).max() < 0.25  # measured 0.09, 0.09 and 0.18 m, at a distance of 3.76 m
    assert np.ptp(found[:, hips, 2].mean(axis=1)) < 0.15  # who stands still does not float about


def _standing() -> Positions:
    """Landmarks (33, 3) of a person who faces the camera, MediaPipe's axes: image's right, down, away."""
    world = np.zeros((LANDMARKS, 3))
    for name, (x, y) in {
        "Nose": (0, -0.65), "Ear": (0.08, -0.65), "Shoulder": (0.18, -0.5), "Elbow": (0.3, -0.25),
        "Wrist": (0.35, 0.0), "Pinky": (0.37, 0.08), "Index": (0.35, 0.1), "Thumb": (0.33, 0.05),
        "Hip": (0.1, 0.0), "Knee": (0.12, 0.4), "Ankle": (0.12, 0.8), "Heel": (0.12, 0.85),
        "FootTip": (0.13, 0.87),
    }.items():  # fmt: skip
        for side, sign in (("Left", 1), ("Right", -1)):  # facing us, their left is at the image's right
            if f"{name}{side}" in MEDIAPIPE:
                world[MEDIAPIPE[f"{name}{side}"]] = (sign * x, y, -0.05 if name == "FootTip" else 0.0)
    return world


def test_joints_lie_where_the_landmarks_say() -> None:
    positions, states = from_mediapipe(_standing(), np.ones(LANDMARKS))
    at = {name: positions[i] for name, i in KINECT_V2.index.items()}
    assert (states == 2).all() and positions.dtype == np.float32
    heights = [at[name][1] for name in ("FootLeft", "AnkleLeft", "KneeLeft", "SpineBase", "SpineMid")]
    heights += [at[name][1] for name in ("SpineShoulder", "Neck", "Head")]
    assert heights == sorted(heights) and len(set(heights)) == 8
    assert at["HandLeft"][0] < at["SpineBase"][0] < at["HandRight"][0]  # facing the sensor: left is at -x
    assert at["SpineBase"][1] < (at["HipLeft"] + at["HipRight"])[1] / 2
    spine = np.linalg.norm(at["SpineShoulder"] - at["SpineBase"])
    assert spine / 0.5 == pytest.approx(1.08, abs=0.02)  # of mid-hips to mid-shoulders, as Kinect has it
    np.testing.assert_allclose(at["HandTipLeft"], [-0.35, -0.1, 0], atol=1e-6)
    np.testing.assert_allclose(at["FootRight"], [0.13, -0.87, -0.05], atol=1e-6)


def test_visibility_becomes_tracking_state() -> None:
    visibility = np.ones(LANDMARKS)
    visibility[[MEDIAPIPE[name] for name in ("KneeLeft", "PinkyRight", "EarLeft")]] = [0.3, 0.01, 0.0]
    states = from_mediapipe(_standing(), visibility)[1]
    got = {name: states[i] for name, i in KINECT_V2.index.items()}
    assert got["KneeLeft"] == 1 and got["HandRight"] == 0
    assert got["HandTipRight"] == 2 and got["Head"] == 2  # made of other landmarks; one ear is enough


def test_from_mediapipe_refuses_other_shapes() -> None:
    with pytest.raises(ValueError, match="33"):
        from_mediapipe(np.zeros((25, 3)), np.ones(25))


def _seen(world: Positions, translation: Positions, width: int, height: int, fov_deg: float) -> Positions:
    """Project landmarks in Kinect's axes to the image, as a pinhole camera would."""
    x, y, z = (to_kinect_axes(world) + translation).T
    focal = max(width, height) / 2 / math.tan(math.radians(fov_deg) / 2)
    return np.stack([0.5 - focal * x / z / width, 0.5 - focal * y / z / height], axis=1)


@pytest.mark.parametrize("translation", [(0.0, 0.0, 3.0), (-0.8, 0.2, 4.5), (0.3, -0.4, 2.5)])
@pytest.mark.parametrize(("width", "height", "fov_deg"), [(640, 480, 60.0), (1080, 1920, 45.0)])
def test_place_is_found_exactly(
    translation: tuple[float, float, float], width: int, height: int, fov_deg: float
) -> None:
    world = _standing()
    world[:, 2] += np.random.default_rng(0).normal(0, 0.1, LANDMARKS)
    image = _seen(world, np.array(translation), width, height, fov_deg)
    visibility = np.ones(LANDMARKS)
    image[MEDIAPIPE["KneeLeft"]], visibility[MEDIAPIPE["KneeLeft"]] = (0.9, 0.1), 0.2  # hidden: a wild guess
    landmarks = to_kinect_axes(world)
    found = place_in_camera(landmarks, image, visibility, width, height, fov_deg)
    assert found is not None
    np.testing.assert_allclose(found, np.array(translation), atol=1e-6)
    known = place_in_camera(landmarks, image, visibility, width, height, fov_deg, depth_m=translation[2])
    assert known is not None
    np.testing.assert_allclose(known, np.array(translation), atol=1e-6)


def test_too_little_in_view_gives_no_place() -> None:
    landmarks, image = to_kinect_axes(_standing()), _seen(_standing(), np.array([0, 0, 3.0]), 640, 480, 60)
    assert place_in_camera(landmarks, image, np.full(LANDMARKS, 0.1), 640, 480) is None
    assert place_in_camera(landmarks, image + 5, np.ones(LANDMARKS), 640, 480) is None


def test_placer_holds_the_distance_through_a_glitch_and_follows_a_walk() -> None:
    world, visible = _standing(), np.ones(LANDMARKS)
    placer = CameraPlacer(640, 480, 60.0)

    def seen_from(time_s: float, z: float) -> float:
        image = _seen(world, np.array([0.2, 0.0, z]), 640, 480, 60)
        return float(placer(time_s, to_kinect_axes(world), image, visible)[2])

    steady = [seen_from(i / 30, 4.6 if i in (40, 41, 42, 43) else 4.0) for i in range(60)]
    assert max(steady) - min(steady) < 0.01
    walk = [seen_from(2 + i / 30, 4.0 - i / 30) for i in range(60)]  # 1 m/s towards the camera
    assert walk[-1] == pytest.approx(2.03 + 0.5, abs=0.1)  # half a second late
    for i in range(40):
        last = seen_from(4 + i / 30, 2.0)
    assert last == pytest.approx(2.0, abs=0.01)


def test_placer_without_anything_visible_keeps_the_last_place() -> None:
    placer = CameraPlacer(640, 480)
    landmarks, unseen = to_kinect_axes(_standing()), np.zeros(LANDMARKS)
    image = _seen(_standing(), np.array([0.5, 0.1, 3.0]), 640, 480, 60)
    assert placer(0.0, landmarks, image, unseen)[2] == pytest.approx(2.5)
    np.testing.assert_allclose(placer(0.1, landmarks, image, np.ones(LANDMARKS)), [0.5, 0.1, 3.0], atol=1e-6)
    np.testing.assert_allclose(placer(9.0, landmarks, image, unseen), [0.5, 0.1, 3.0], atol=1e-6)


@pytest.mark.parametrize("fov_deg", [math.nan, math.inf, 0.0, -60.0, 9.9, 180.0])
def test_a_field_of_view_that_no_camera_has_is_refused_before_a_model_is_loaded(fov_deg: float) -> None:
    with pytest.raises(SettingsError, match="field of view of .* degrees; expected 10 to 170 degrees"):
        PoseLandmarker(Path("none.task"), fov_deg)
