"""Whatever the bytes: the readers of data sets give a recording or one RecordingError, nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streaming.errors import RecordingError
from streaming.readers import (
    gtu_action3d,
    hdm05,
    isl_sign,
    kinect_multitrack,
    msr_action3d,
    msr_daily,
    msrc12,
    nw_ucla,
    read_recording,
    sbu,
    sysu_3d,
    utd_mhad,
)
from streaming.readers.support.head import read_head
from streaming.skeleton.openni import OPENNI

from ...support.data_set_files import (
    amc_text,
    asf_text,
    mat_array,
    mat_compressed,
    mat_file,
    msr_action3d_file,
    msrc12_file,
    nw_ucla_file,
    sbu_file,
    standing,
    write_hdm05,
)
from ...support.more_data_set_files import (
    gtu_action3d_file,
    isl_sign_file,
    msr_daily_file,
    multitrack_file,
    standing_v2,
)

MODULES = (
    *(msrc12, utd_mhad, sysu_3d, nw_ucla, msr_action3d, sbu, hdm05, msr_daily, isl_sign, gtu_action3d),
    kinect_multitrack,
)
quickly = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TOKENS = st.one_of(
    st.sampled_from(
        [b"", b"NaN", b"inf", b"-inf", b"1e400", b"1e39", b"-1", b"0", b"1", b"{", b"]", b"null"]
    ),
    st.sampled_from([b"begin", b"end", b"root", b":hierarchy", b"name", b"dof", b"rx", b"#", b'"x"', b"1_0"]),
    st.integers(-(10**30), 10**30).map(lambda n: str(n).encode()),
    st.floats().map(lambda x: repr(x).encode()),
    st.binary(max_size=6),
)


def _msrc12(folder: Path) -> Path:
    positions = standing(3)
    positions[1, 3] = positions[2] = 0
    (folder / "x.tagstream").write_text("XQPCTick;Tag\n32065957500;G8 Throw\n")
    return msrc12_file(folder / "x", positions)


def _mat(folder: Path) -> Path:
    array = (standing(2, utd_mhad.JOINTS) + 0.3).transpose(1, 2, 0)
    return mat_file(folder / "x", mat_array("other", array[:1]), mat_array("d_skel", array))


def _mat_compressed(folder: Path) -> Path:
    array = (standing(2, utd_mhad.JOINTS) + 0.3).transpose(1, 2, 0)
    return mat_file(folder / "x", mat_compressed(mat_array("d_skel", array)))


def _sysu_3d(folder: Path) -> Path:
    return mat_file(folder / "x", mat_compressed(mat_array("SW", standing(2).transpose(1, 2, 0))))


def _nw_ucla(folder: Path) -> Path:
    return nw_ucla_file(folder / "x", standing(2))


def _msr_action3d(folder: Path) -> Path:
    positions = standing(3, msr_action3d.JOINTS)
    positions[1, 4:] = 0
    return msr_action3d_file(folder / "x", positions)


def _sbu(folder: Path) -> Path:
    positions = standing(2, [{"Neck": "Spine", "Torso": "Spine"}.get(name, name) for name in OPENNI.joints])
    return sbu_file(folder / "x", np.stack([positions, positions + 0.5], axis=1))


def _amc(folder: Path) -> Path:
    return write_hdm05(folder, amc_text([{}, {"ltibia": [45.0]}]), name="HDM_bd_x")


def _asf(folder: Path) -> Path:
    _amc(folder)
    return folder / "HDM_bd.asf"


def _msr_daily(folder: Path) -> Path:
    return msr_daily_file(folder / "x", standing(2))


def _isl_sign(folder: Path) -> Path:
    return isl_sign_file(folder / "x", standing(3, isl_sign.JOINTS) + 0.001)


def _gtu_action3d(folder: Path) -> Path:
    return gtu_action3d_file(folder / "12" / "movement1.txt", standing_v2(3) + 0.001)


def _multitrack(folder: Path) -> Path:
    return multitrack_file(folder / "x", {(1, "a"): standing_v2(2), (2, "b"): standing_v2(3)})


FORMATS = (
    *(_msrc12, _mat, _mat_compressed, _sysu_3d, _nw_ucla, _msr_action3d, _sbu, _amc, _asf),
    *(_msr_daily, _isl_sign, _gtu_action3d, _multitrack),
)
each_format = pytest.mark.parametrize("whole", FORMATS, ids=lambda make: make.__name__[1:])


def _read(path: Path) -> None:
    """Read a file as whatever it looks like; what comes back must be sound."""
    if path.suffix == ".asf":
        path = path.with_name("HDM_bd_x.amc")
    try:
        assert sum(module.recognises(read_head(path)) for module in MODULES) <= 1
    except RecordingError:
        assert path.read_bytes().strip() == b""
    for read in (read_recording, *(module.read for module in MODULES)):
        try:
            found = read(path)
        except RecordingError as error:
            assert str(path.parent) in str(error) and "\n" not in str(error) and len(str(error)) < 800
            continue
        assert found.frames and (np.diff(found.times_s) > 0).all()
        for frame in found.frames:
            for body in frame.bodies:
                assert np.isfinite(body.positions).all() and (body.states <= 2).all()
                assert (np.abs(body.positions).max(axis=1) > 5e-4).all()  # nobody has a joint in the sensor


@each_format
def test_the_whole_is_read(tmp_path: Path, whole: Callable[[Path], Path]) -> None:
    path = whole(tmp_path)
    path = path.with_name("HDM_bd_x.amc") if path.suffix == ".asf" else path
    assert any(frame.bodies for frame in read_recording(path).frames)
    _read(path)


@each_format
@quickly
@given(data=st.data())
def test_cut_anywhere(tmp_path: Path, whole: Callable[[Path], Path], data: st.DataObject) -> None:
    path = whole(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    _read(path)


@each_format
@quickly
@given(data=st.data())
def test_changed_fields(tmp_path: Path, whole: Callable[[Path], Path], data: st.DataObject) -> None:
    path = whole(tmp_path)
    fields = re.split(rb"([ ,:\[\]\n]+)", path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        fields[data.draw(st.integers(0, len(fields) - 1))] = data.draw(TOKENS)
    path.write_bytes(b"".join(fields))
    _read(path)


@each_format
@quickly
@given(data=st.data())
def test_changed_bytes(tmp_path: Path, whole: Callable[[Path], Path], data: st.DataObject) -> None:
    path = whole(tmp_path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    _read(path)


@pytest.mark.parametrize(
    "start",
    [
        b"MATLAB 5.0 MAT-file".ljust(124) + b"\0\1IM",
        b"#!OML:ASF\n:FULLY-SPECIFIED\n",
        b'{"skeletons": ',
        b"1,2,3,4",
        b"5 " + b"0 0 0 1 " * 20,
    ],
)
@quickly
@given(rest=st.binary(max_size=200))
def test_arbitrary_bytes_after_the_mark(tmp_path: Path, start: bytes, rest: bytes) -> None:
    (tmp_path / "HDM_bd.asf").write_text(asf_text())
    path = tmp_path / "HDM_bd_x.amc"
    path.write_bytes(start + rest)
    _read(path)


def test_readers_refuse_huge_missing_and_empty_files(tmp_path: Path) -> None:
    huge, empty = tmp_path / "huge", tmp_path / "empty"
    empty.touch()
    with huge.open("wb") as file:
        file.truncate(512 * 1024**2 + 1)  # sparse: takes no room
    for module in MODULES:
        for path in (huge, empty, tmp_path / "none", tmp_path, Path("a\0b")):
            with pytest.raises(RecordingError):
                module.read(path)
