"""Targets: the readers of recordings, each with small whole files of its format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from streaming.errors import RecordingError
from streaming.readers import (
    azure,
    bvh,
    c3d,
    dotnet_body,
    gtu_action3d,
    hdm05,
    isl_sign,
    joint_csv,
    joint_lines,
    joint_rows,
    kinder_gator,
    kinect_multitrack,
    kinectron,
    mcap,
    mediapipe_json,
    msr_action3d,
    msr_daily,
    msrc12,
    npy_joints,
    ntu,
    number_table,
    nw_ucla,
    openpose,
    read_recording,
    sbu,
    sysu_3d,
    ut_kinect,
    utd_mhad,
    xef,
)
from streaming.readers.support.head import read_head
from streaming.readers.tables.mapping import SUFFIX, TableMapping, text_of
from streaming.skeleton.frames import LabelledSpan, Recording
from streaming.skeleton.layouts import KINECT_V1
from streaming.skeleton.openni import OPENNI
from streaming.writers.bvh import write_bvh
from streaming.writers.c3d import write_c3d
from streaming.writers.csv import write_csv
from streaming.writers.ntu import write_ntu
from streaming.writers.trc import write_trc
from tests.support import data_set_files as files
from tests.support import kinect_seeds as kinect
from tests.support import more_data_set_files as more
from tests.support.data_set_files import standing
from tests.support.more_data_set_files import standing_v2
from tests.support.small_files import ntu_body, ntu_file, person, recording, ut_file, ut_row
from tests.support.tables import SQUAT, squat, table
from tools.fuzzing.containers import damaged_mat, damaged_mcap, plain_mcap
from tools.fuzzing.damage import damaged
from tools.fuzzing.soundness import check_recording
from tools.fuzzing.target import Mutate, Run, Target, check_refusal

Seeds = Callable[[Path], Sequence[bytes]]


def each_read(*reads: Callable[[Path], Recording], any_place: bool = False) -> Run:
    """Return what reads a file in several ways, each of which may refuse it."""

    def run(path: Path) -> None:
        for read in reads:
            try:
                found = read(path)
            except RecordingError as error:
                check_refusal(error)
            else:
                check_recording(found, any_place=any_place)

    return run


def _target(
    reader: Any,
    seeds: Seeds,
    *,
    file: str = "input",
    beside: dict[str, Callable[[], bytes]] | None = None,
    mutate: Mutate = damaged,
    any_place: bool = False,
) -> Target:
    """Return the target of a module of streaming/readers, and of recognition by content."""

    def prepare(folder: Path) -> Run:
        for name, content in (beside or {}).items():
            (folder / name).write_bytes(content())
        by_content = each_read(read_recording, any_place=any_place)
        by_reader = each_read(reader.read, any_place=any_place)

        def run(path: Path) -> None:
            by_content(path)
            if not _is_recognised(reader, path):  # or else it has just been read by it
                by_reader(path)

        return run

    return Target(seeds, prepare, (), file, mutate)


def _is_recognised(reader: Any, path: Path) -> bool:
    try:
        return bool(reader.recognises(read_head(path)))
    except RecordingError:
        return False


def _bytes(*makes: Callable[[], bytes]) -> Seeds:
    """Seeds that are made without a file."""
    return lambda folder: [make() for make in makes]


def written(*writes: Callable[[Path], object], ending: str = "") -> Seeds:
    """Seeds that are written as files."""

    def made(folder: Path) -> list[bytes]:
        contents = []
        for number, write in enumerate(writes):
            path = folder / f"seed{number}{ending}"
            write(path)
            contents.append(path.read_bytes())
        return contents

    return made


def _small() -> Recording:
    """Two frames of two people, and a label."""
    made = recording([[person(1, 5)], [person(2, 6)]])
    return Recording(made.frames, made.rate_hz, made.format, labels=(LabelledSpan("wave", 0.0, 0.05),))


def _squatting() -> Recording:
    """Two frames of the bundled sample."""
    whole = ntu.read(SQUAT)
    return Recording(whole.frames[:2], whole.rate_hz, whole.format)


def _mat(name: str, joints: Sequence[str], shift: float = 0.3) -> Seeds:
    """A MAT-file as it is and packed."""

    def array() -> bytes:
        return files.mat_array(name, (standing(2, joints) + shift).transpose(1, 2, 0))

    return written(
        lambda path: files.mat_file(path, array()),
        lambda path: files.mat_file(path, files.mat_compressed(array())),
    )


def _msrc12(path: Path) -> None:
    positions = standing(3)
    positions[1, 3] = positions[2] = 0
    files.msrc12_file(path, positions)


def _msr_action3d(path: Path) -> None:
    positions = standing(3, msr_action3d.JOINTS)
    positions[1, 4:] = 0
    files.msr_action3d_file(path, positions)


def _sbu(path: Path) -> None:
    names = [{"Neck": "Spine", "Torso": "Spine"}.get(name, name) for name in OPENNI.joints]
    positions = standing(2, names)
    files.sbu_file(path, np.stack([positions, positions + 0.5], axis=1))


def _multitrack(path: Path) -> None:
    more.multitrack_file(path, {(1, "a"): standing_v2(2), (2, "b"): standing_v2(2)})


def _amc() -> bytes:
    return files.amc_text([{}, {"ltibia": [45.0]}]).encode()


def _squat_table() -> bytes:
    return table(squat(4).reshape(4, -1))


def _mapping() -> bytes:
    return text_of(TableMapping(joints="kinect-v2", first=1, unit="m", fps=30.0)).encode()


def _beside_asf(folder: Path) -> Run:
    """Read a motion whose skeleton is the input."""
    motion = folder / "HDM_bd_x.amc"
    motion.write_bytes(_amc())
    return lambda path: each_read(hdm05.read)(motion)


def _beside_mapping(folder: Path) -> Run:
    """Read a table whose mapping is the input."""
    rows = folder / "rows.csv"
    rows.write_bytes(_squat_table())
    return lambda path: each_read(read_recording)(rows)


def _beside_tags(folder: Path) -> Run:
    """Read a recording of MSRC-12 whose action points are the input."""
    _msrc12(folder / "x.csv")
    return lambda path: each_read(msrc12.read)(folder / "x.csv")


RECORDINGS: dict[str, Target] = {
    "mcap": _target(mcap, _bytes(lambda: plain_mcap(_small())), mutate=damaged_mcap, any_place=True),
    "ntu": _target(
        ntu,
        written(
            lambda path: ntu_file(path, [[ntu_body(1)], [], [ntu_body(2)]]),
            lambda path: write_ntu(_small(), path),
        ),
    ),
    "ut-kinect": _target(ut_kinect, written(lambda path: ut_file(path, [ut_row(2), ut_row(4), ut_row(4)]))),
    "xef": _target(xef, _bytes(kinect.xef_clip, lambda: kinect.xef_clip(compressed=True))),
    "azure": _target(azure, _bytes(kinect.azure_json)),
    "kinectron": _target(kinectron, _bytes(kinect.kinectron_json)),
    "dotnet-body": _target(dotnet_body, _bytes(kinect.dotnet_json, kinect.dotnet_lines)),
    "joint-csv": _target(
        joint_csv,
        lambda folder: [
            *(kinect.joint_csv_table(), kinect.azure_table(), kinect.marker_table()),
            *written(lambda path: write_csv(_small(), path), lambda path: write_trc(_squatting(), path))(
                folder
            ),
        ],
    ),
    "joint-rows": _target(joint_rows, _bytes(kinect.row_per_joint)),
    "kinder-gator": _target(kinder_gator, _bytes(kinect.kinder_gator_table)),
    "msrc12": _target(msrc12, written(_msrc12)),
    "msrc12-tags": Target(
        _bytes(lambda: b"XQPCTick;Tag\n32065957500;G8 Throw\n32067000000;G8 Throw\n"),
        _beside_tags,
        (),
        "x.tagstream",
    ),
    "utd-mhad": _target(utd_mhad, _mat("d_skel", utd_mhad.JOINTS), mutate=damaged_mat),
    "sysu-3d": _target(sysu_3d, _mat("SW", KINECT_V1.joints, shift=0.0), mutate=damaged_mat),
    "nw-ucla": _target(nw_ucla, written(lambda path: files.nw_ucla_file(path, standing(2)))),
    "msr-action3d": _target(msr_action3d, written(_msr_action3d)),
    "sbu": _target(sbu, written(_sbu)),
    "hdm05": _target(
        hdm05, _bytes(_amc), file="HDM_bd_x.amc", beside={"HDM_bd.asf": lambda: files.asf_text().encode()}
    ),
    "hdm05-skeleton": Target(_bytes(lambda: files.asf_text().encode()), _beside_asf, (), "HDM_bd.asf"),
    "msr-daily": _target(msr_daily, written(lambda path: more.msr_daily_file(path, standing(2)))),
    "isl-sign": _target(
        isl_sign, written(lambda path: more.isl_sign_file(path, standing(2, isl_sign.JOINTS) + 0.001))
    ),
    "gtu-action3d": _target(
        gtu_action3d, written(lambda path: more.gtu_action3d_file(path, standing_v2(2) + 0.001))
    ),
    "kinect-multitrack": _target(kinect_multitrack, written(_multitrack)),
    "mediapipe-json": _target(mediapipe_json, _bytes(kinect.landmarks_json)),
    "npy-joints": _target(npy_joints, _bytes(kinect.joint_array)),
    "openpose": _target(openpose, _bytes(lambda: b'{"people": [{"pose_keypoints_2d": [1, 2, 3]}]}')),
    "bvh": _target(bvh, written(lambda path: write_bvh(_squatting(), path))),
    "c3d": _target(c3d, written(lambda path: write_c3d(_squatting(), path), ending=".c3d")),
    "number-table": _target(number_table, _bytes(_squat_table)),
    "joint-lines": _target(
        joint_lines,
        _bytes(lambda: table(squat(4).reshape(-1, 3), separator=" ")),
    ),
    "mapping": Target(_bytes(_mapping), _beside_mapping, (), f"rows.csv{SUFFIX}"),
    "mapped-table": _target(
        number_table, _bytes(_squat_table), file="rows.csv", beside={f"rows.csv{SUFFIX}": _mapping}
    ),
}
"""Name to target; the readers' names are those of :data:`streaming.readers.FORMATS`."""
