"""A small folder of each data set, in its own layout and format, written by the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from streaming.readers.msr_action3d import JOINTS as MSR_JOINTS
from streaming.readers.utd_mhad import JOINTS as UTD_JOINTS
from streaming.skeleton.layouts import KINECT_V1

from .data_set_files import (
    amc_text,
    asf_text,
    mat_array,
    mat_file,
    msr_action3d_file,
    msrc12_file,
    nw_ucla_file,
    sbu_file,
)
from .more_data_set_folders import FRAMES, MORE_WRITERS, moving
from .small_data import perform, write_ut_kinect
from .small_files import ntu_body, ntu_file, ntu_joint

SBU_JOINTS = (
    *("Head", "ShoulderCenter", "Spine"),
    *("ShoulderLeft", "ElbowLeft", "HandLeft", "ShoulderRight", "ElbowRight", "HandRight"),
    *("HipLeft", "KneeLeft", "FootLeft", "HipRight", "KneeRight", "FootRight"),
)


def write_sbu(folder: Path) -> Path:
    """A sequence of two classes for nine pairs, of all five folds."""
    pairs = ("s01s02", "s02s03", "s01s03", "s02s01", "s04s02", "s03s04", "s05s02", "s06s02", "s07s01")
    for n, pair in enumerate(pairs):
        for action in ("01", "05"):
            path = folder / pair / action / "001" / "skeleton_pos.txt"
            path.parent.mkdir(parents=True)
            people = [moving(n + k, SBU_JOINTS) * (1 if k else 0.999) + (1.2 * k, 0, 0) for k in (0, 1)]
            sbu_file(path, np.stack(people, axis=1))
    return folder


def write_utd_mhad(folder: Path) -> Path:
    """Two actions of eight people."""
    folder.mkdir(parents=True)
    for subject in range(1, 9):
        for action in (1, 27):
            array = moving(subject, UTD_JOINTS).transpose(1, 2, 0)
            path = folder / f"a{action}_s{subject}_t1_skeleton.mat"
            mat_file(path, mat_array("d_skel", array))
    return folder


def write_nw_ucla(folder: Path) -> Path:
    """Two actions of two people from three views; view 3 of the second one is a copy of view 2."""
    folder.mkdir(parents=True)
    for subject in (1, 2):
        for view in (1, 2, 3):
            for number, label in ((1, 1), (8, 7)):
                seed = 10 * subject + (2 if (number, view) == (8, 3) else view)
                path = folder / f"a{number:02d}_s{subject:02d}_e00_v{view:02d}.json"
                nw_ucla_file(path, moving(seed), label)
    return folder


def write_msr_action3d(folder: Path) -> Path:
    """Two actions of four people, one of whose files is all zero; between them in all three subsets."""
    folder.mkdir(parents=True)
    for subject in range(1, 5):
        for action in (1, 18):
            path = folder / f"a{action:02d}_s{subject:02d}_e01_skeleton3D.txt"
            positions = moving(subject, MSR_JOINTS)
            msr_action3d_file(path, positions * (0 if (subject, action) == (3, 18) else 1))
    return folder


def write_kinder_gator(folder: Path) -> Path:
    """Two motions of two people, numbered differently in each one's session."""
    folder.mkdir(parents=True)
    joints = ",".join(f"{joint}{axis}" for joint in KINECT_V1.joints for axis in "XYZ")
    for user, first in ((565, 5), (604, 7)):
        for number, action in ((first, "Bow"), (first + 1, "Throw-a-ball-")):
            rows = [f"Timestamp,{joints},User-ID,Action,"]
            for f, pose in enumerate(moving(user + number)):
                rows.append(f"{1000 + 33 * f},{','.join(f'{v:.5f}' for v in pose.ravel())},{user},{action},")
            (folder / f"POSE-p{user}_{number:02d}-{action}-{user}000.csv").write_text("\n".join(rows) + "\n")
    return folder


def write_msrc12(folder: Path) -> Path:
    """A recording of two gestures for two people; a third has no action points."""
    folder.mkdir(parents=True)
    for person, start_s in ((2, 600.0), (6, 700.0), (8, 800.0)):
        path = msrc12_file(
            folder / f"P1_1_1_p{person:02d}.csv", moving(person, frames=120), int(start_s * 1e6)
        )
        ticks = [round(((start_s + at_s) * 1e6 * 49875 - 24937.5) / 1000) for at_s in (1.2, 3.0)]
        text = f"XQPCTick;Tag\n{ticks[0]};G7  Bow\n{ticks[1]};G12 Kick\n"
        if person != 8:
            path.with_suffix(".tagstream").write_text(text)
    return folder


def write_hdm05(folder: Path) -> Path:
    """Three motions of four actors."""
    classes = ("squat1Reps", "kickLFront1Reps", "squat3Reps")
    for actor in ("bd", "bk", "dg", "mm"):
        for motion_class in classes:
            part = folder / motion_class
            part.mkdir(parents=True, exist_ok=True)
            (part / f"HDM_{actor}.asf").write_text(asf_text())
            frames = [{"root": [0, 17, 0.1 * f, 0, 0, 0], "lfemur": [3.0 * f, 0, 0]} for f in range(FRAMES)]
            (part / f"HDM_{actor}_{motion_class}_001_120.amc").write_text(amc_text(frames))
    return folder


def ntu_lines(identity: int, pose: np.ndarray) -> list[str]:
    """An NTU body with these joints (25, 3)."""
    return ntu_body(identity, [ntu_joint(*(f"{value:.5f}" for value in joint)) for joint in pose])


def write_ntu_rgbd(folder: Path) -> Path:
    """Two people before three cameras, alone and together, and a file in which nobody is."""
    folder.mkdir(parents=True)
    at_s = np.arange(FRAMES) / 30
    for performer in (1, 3):
        for camera in (1, 2, 3):
            for action, poses in ((23, ("wave hands",)), (58, ("sit down", "wave hands"))):
                people = [perform(name, at_s) + np.float32([1.2 * k, 0, 0]) for k, name in enumerate(poses)]
                bodies = [
                    [ntu_lines(100 + k, body[f]) for k, body in enumerate(people)] for f in range(FRAMES)
                ]
                ntu_file(folder / f"S001C{camera:03d}P{performer:03d}R001A{action:03d}.skeleton", bodies)
    ntu_file(folder / "S001C001P001R002A001.skeleton", [[]] * FRAMES)
    return folder


def write_sysu_3d(folder: Path) -> Path:
    """Two actions of four performers."""
    for k, performer in enumerate(("ann", "bob", "cai", "dee")):
        for video in (1, 12):
            path = folder / performer / f"video{video}" / "sklWorld.mat"
            path.parent.mkdir(parents=True)
            mat_file(path, mat_array("SW", moving(k).transpose(1, 2, 0)))
    return folder


WRITERS: dict[str, Callable[[Path], Path]] = {
    "ut-kinect": write_ut_kinect,
    "sbu": write_sbu,
    "utd-mhad": write_utd_mhad,
    "nw-ucla": write_nw_ucla,
    "msr-action3d": write_msr_action3d,
    "kinder-gator": write_kinder_gator,
    "msrc-12": write_msrc12,
    "hdm05-11": write_hdm05,
    "hdm05": write_hdm05,
    "ntu-rgbd": write_ntu_rgbd,
    "sysu-3d": write_sysu_3d,
    **MORE_WRITERS,
}
"""Data set to what writes a small folder of it."""
