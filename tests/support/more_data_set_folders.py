"""A small folder of each everyday data set, in its own layout and format, written by the tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from mans.datasets.poses import kept_at
from streaming.readers.isl_sign import JOINTS as ISL_JOINTS
from streaming.skeleton.frames import Body, Frame, Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.mcap import write_mcap

from .data_set_files import standing
from .more_data_set_files import (
    gtu_action3d_file,
    isl_sign_file,
    landmark_archive,
    mocap_archive,
    msr_daily_file,
    multitrack_file,
    standing_v2,
)

FRAMES = 16


def moving(seed: int, joints: Sequence[str] | None = None, frames: int = FRAMES) -> np.ndarray:
    """(F, J, 3) metres: the standing person of the readers' tests, another one for each seed."""
    rng = np.random.default_rng(seed)
    person = standing(frames, joints) if joints else standing(frames)
    return person + rng.normal(0, 0.01, (frames, 1, 3)).cumsum(axis=0)


def write_msr_daily(folder: Path) -> Path:
    """Two activities of four people, in two folders as it is passed on."""
    for part, subjects in (("train", (1, 2)), ("test", (3, 4))):
        (folder / part).mkdir(parents=True)
        for subject in subjects:
            for action in (8, 16):
                path = folder / part / f"a{action:02d}_s{subject:02d}_e01_skeleton_proj.txt"
                msr_daily_file(path, moving(10 * subject + action))
    return folder


def write_isl_sign(folder: Path) -> Path:
    """Two words of three people."""
    folder.mkdir(parents=True)
    for person in (1, 2, 10):
        for word in ("bye", "you"):
            isl_sign_file(folder / f"{word}_p{person:02d}_1.txt", moving(person, ISL_JOINTS))
    return folder


def write_gtu_action3d(folder: Path) -> Path:
    """Two movements in three blocks of numbers."""
    for number in (1, 20, 40):
        for movement in (4, 12):
            rng = np.random.default_rng(number)
            positions = standing_v2(FRAMES) + rng.normal(0, 0.005, (FRAMES, 1, 3)).cumsum(axis=0)
            gtu_action3d_file(folder / str(movement) / f"movement{number}.txt", positions)
    return folder


def write_kinect_multitrack(folder: Path) -> Path:
    """Two people who stand for 3 s and then walk 2 m in 3 s, before one and two sensors."""
    folder.mkdir(parents=True)
    person = standing_v2(1).repeat(180, axis=0)
    person[..., 2] += 2.0 * np.clip((np.arange(180) - 90) / 90, 0, 1)[:, None]
    one, two = (3, "10.0.0.1"), (3, "10.0.0.2")
    multitrack_file(folder / "Study_0_Kinect_0_Time_11_35_09_AM.csv", {one: person})
    multitrack_file(folder / "Study_12_Kinect_2_Time_1_00_00_PM.csv", {one: person, two: person + 0.1})
    return folder


def write_bandai_namco(folder: Path) -> Path:
    """Two gestures in two styles, active for a part of the clip; a clip without a label."""
    folder.mkdir(parents=True)
    clips = {f"dataset-1_{c}_{s}_001": moving(n) for n, (c, s) in enumerate(_BANDAI)}
    archive = folder / "joints_delta_mm_int16_30fps.npz"
    mocap_archive(archive, {**clips, "dataset-1_sit_old_001": moving(9)}, differences=True)
    rows = ["clip,active_start,active_end,frames,label,source_content,style"]
    rows += [f"dataset-1_{c}_{s}_001,2,12,{FRAMES},any,{c},{s}" for c, s in _BANDAI]
    (folder / "labels.csv").write_text("\n".join(rows) + "\n")
    return folder


_BANDAI = [(content, style) for content in ("bow", "wave-left-hand") for style in ("happy", "old")]


def write_cmu_mocap(folder: Path) -> Path:
    """Three recordings of two subjects, two spans each, and a span that ends before it begins."""
    folder.mkdir(parents=True)
    names = ("86_01", "86_02", "01_01")
    clips = {name: moving(n, frames=60) for n, name in enumerate(names)}
    mocap_archive(folder / "joints_mm_int16_30fps.npz", clips, differences=False)
    rows = ["file,start_frame_30fps,end_frame_30fps,label,source_label,root,label_scope"]
    for name in names:
        rows += [f"{name},0,25,walk,walk,full,span", f"{name},30,55,other,stand,full,span"]
    rows.append("86_02,50,40,walk,walk,full,span")
    (folder / "labels.csv").write_text("\n".join(rows) + "\n")
    return folder


def _webcam(folder: Path, labels: Sequence[str]) -> Path:
    folder.mkdir(parents=True)
    clips = {f"{label}__{number}": number for label in labels for number in (0, 12, 31)}
    landmark_archive(folder / "pose33_f16.npz", clips)
    return folder


def write_videos(folder: Path) -> Path:
    """Two clips whose poses are in the cache already, with spans; a third one is named and missing."""
    folder.mkdir(parents=True)
    (folder / "pose_landmarker_lite.task").write_bytes(b"a stand-in for the pose model")
    rows = ["file,start_s,end_s,label,note"]
    for n, clip in enumerate(("waving.mp4", "standing.avi")):
        video = folder / clip
        video.write_bytes(b"no decoder sees this")
        bodies = standing_v2(60) + 0.1 * n
        states = np.full(KINECT_V2.size, 2, dtype=np.uint8)
        frames = [Frame(i, i / 30, (Body(1, b.astype(np.float32), states),)) for i, b in enumerate(bodies)]
        kept = kept_at(video, folder / "pose_landmarker_lite.task")
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_mcap(Recording(frames, 30.0, "video"), kept, overwrite=True)
        rows += [f'{clip},0.0,0.9,{("wave both hands", "other")[n]},"seen, from the front"']
        rows += [f"{clip},1.0,1.9,none,"]
    rows += ["away.mp4,0,1,run,"]
    (folder / "spans.csv").write_text("\n".join(rows) + "\n")
    return folder


MORE_WRITERS: dict[str, Callable[[Path], Path]] = {
    "msr-dailyactivity3d": write_msr_daily,
    "isl-sign": write_isl_sign,
    "gtu-action3d": write_gtu_action3d,
    "kinectmultitrack": write_kinect_multitrack,
    "bandai-namco": write_bandai_namco,
    "cmu-mocap": write_cmu_mocap,
    "webcam-words": lambda folder: _webcam(folder, ("drink", "wait")),
    "videos-everyday": write_videos,
    "webcam-signs": lambda folder: _webcam(folder, ("bye", "thank you")),
}
"""Data set to what writes a small folder of it."""
