"""Small files in the formats of the everyday data sets, written from their descriptions."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from streaming.readers.mocap_archive import BANDAI_NAMCO, CMU
from streaming.skeleton.layouts import KINECT_V2, kinect_v1_to_v2
from streaming.skeleton.mediapipe_joints import LANDMARKS, MEDIAPIPE

from .data_set_files import STANDING, standing


def standing_v2(frames: int = 3) -> np.ndarray:
    """(F, 25, 3) metres: the standing person of the readers' tests with the joints of Kinect v2."""
    person = standing(frames)
    positions, _ = kinect_v1_to_v2(person, np.full(person.shape[:2], 2, dtype=np.uint8))
    return positions.astype(np.float64)


def msr_daily_file(path: Path, positions: np.ndarray) -> Path:
    """Write positions (F, 20, 3) as MSR DailyActivity3D's lines of frame, joint, x y z."""
    path.write_text(
        "".join(
            f"{frame} {joint} {x:.3f} {y:.3f} {z:.3f}\n"
            for frame, joints in enumerate(positions, 1)
            for joint, (x, y, z) in enumerate(joints, 1)
        )
    )
    return path


def isl_sign_file(path: Path, positions: np.ndarray) -> Path:
    """Write positions (F, 20, 3), in the data set's own order, a frame a line."""
    path.write_text("".join(" ".join(f"{v:.7g}" for v in joints.ravel()) + "\n" for joints in positions))
    return path


def gtu_action3d_file(path: Path, positions: np.ndarray) -> Path:
    """Write positions (F, 25, 3), a joint a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [f"{x:.6g} {y:.6g} {z:.6g}\r\n" for x, y, z in positions.reshape(-1, 3)]
    path.write_bytes("".join(rows).encode())
    return path


def multitrack_file(path: Path, streams: dict[tuple[int, str], np.ndarray], step: int = 333_333) -> Path:
    """Write streams, (scenario, sensor) to positions (F, 25, 3), as KinectMultiTrack does, in turn.

    Each row but the first is there twice, as the tracker looks more often than the sensor sees.
    """
    names = sorted(KINECT_V2.joints)
    order = [KINECT_V2.index[name] for name in names]
    head = ["Study_Id", "Kinect_Config", "Scenario_Id", "Tracker_Time", "Person_Id", "Skeleton_Id"]
    head += ["Skeleton_Time", "Skeleton_Init_Angle", "Skeleton_Init_Dist", "Kinect_Id", "Kinect_Tilt_Angle"]
    head += ["Kinect_Height", *(f"{name}_{axis}" for name in names for axis in "XYZ")]
    rows = [", ".join(head)]
    for frame in range(max(map(len, streams.values()))):
        for (scenario, sensor), positions in streams.items():
            if frame < len(positions):
                ticks = 137_022_421_279 + step * frame
                cells = [
                    0,
                    2,
                    scenario,
                    63_562_188_943_735 + 33 * frame,
                    0,
                    0,
                    ticks,
                    0.1,
                    2.4,
                    sensor,
                    0,
                    100,
                ]
                cells += [f"{v:.7g}" for v in positions[frame, order].ravel()]
                rows += [", ".join(map(str, cells))] * (2 if frame else 1)
    path.write_text("\n".join(rows) + "\n")
    return path


def mocap_archive(path: Path, clips: dict[str, np.ndarray], *, differences: bool) -> Path:
    """Write clips of positions (T, 20, 3) metres, Kinect v1 order, as a motion capture archive.

    The person keeps their place; the archive's head is the joint that it turns on, 20 cm above the neck.
    """
    from streaming.skeleton.layouts import KINECT_V1

    joints = BANDAI_NAMCO if differences else CMU
    names = [*dict.fromkeys(joints.values()), "Neck" if differences else "neck"]
    arrays: dict[str, np.ndarray] = {"joint_names": np.array(names)}
    for clip, positions in clips.items():
        own = np.zeros((len(positions), len(names), 3))
        for joint, name in reversed(joints.items()):
            own[:, names.index(name)] = positions[:, KINECT_V1.index[joint]]
        own[:, -1] = own[:, names.index(joints["Head"])] - (0.0, 0.2, 0.0)
        mm = np.rint(own * 1000).astype(np.int16)
        if differences:
            mm = np.diff(mm, axis=0, prepend=np.zeros_like(mm[:1])).transpose(1, 2, 0)
        arrays[clip] = mm
    np.savez(path, **arrays)
    return path


def landmark_archive(path: Path, clips: dict[str, int], frames: int = 30) -> Path:
    """Write clips, each of the standing person whose right wrist rises by ``clips[name]`` cm, as landmarks.

    Shoulders are 0.4 of the image's width apart, hips below it; legs are not visible.
    """
    arrays = {}
    for name, rise_cm in clips.items():
        landmarks = np.zeros((frames, LANDMARKS, 4))
        for landmark, index in MEDIAPIPE.items():
            joint = {"Pinky": "Hand", "Index": "Hand", "Thumb": "Hand", "Heel": "Foot", "FootTip": "Foot"}
            side = "Left" if landmark.endswith("Left") else "Right"
            part = landmark.removesuffix(side)
            near = "Head" if part in ("Nose", "Ear") else joint.get(part, part) + side
            x, y, z = STANDING[near]
            # 0.36 m between the shoulders are 0.4 widths; the image is three quarters as high as it is wide.
            place = (0.5 - x / 0.9, 0.6 - (y - 0.42) / 0.9 / 0.75, 4 * (z - 2.5) / 0.9)
            visible = 0.0 if part in ("Hip", "Knee", "Ankle", "Heel", "FootTip") else 1.0
            landmarks[:, index] = (*place, visible)
        wrist = landmarks[:, MEDIAPIPE["WristRight"]]
        wrist[:, 1] -= np.linspace(0, rise_cm / 100, frames) / 0.9 / 0.75
        arrays[name] = landmarks.astype(np.float16)
    np.savez(path, **arrays)
    return path
