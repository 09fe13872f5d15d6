"""Readers of plain joint text: MSR DailyActivity3D, Indian Sign Language words, GTU Action3D."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import EmptyRecordingError, RecordingError
from streaming.readers import gtu_action3d, isl_sign, msr_daily, read_recording
from streaming.skeleton.layouts import KINECT_V2

from ...support.data_set_files import standing, stands_at
from ...support.more_data_set_files import gtu_action3d_file, isl_sign_file, msr_daily_file, standing_v2

SIDED = ("Head", "HandLeft", "HandRight", "KneeRight", "FootLeft")


def _msr(folder: Path, frames: int = 4) -> Path:
    return msr_daily_file(folder / "a08_s03_e02_skeleton_proj.txt", standing(frames))


def _isl(folder: Path, frames: int = 4) -> Path:
    return isl_sign_file(folder / "bye_p03_2.txt", standing(frames, isl_sign.JOINTS) + 1e-5)


def _gtu(folder: Path, frames: int = 4) -> Path:
    return gtu_action3d_file(folder / "10" / "movement31.txt", standing_v2(frames))


@pytest.mark.parametrize(
    ("write", "format_name", "label"),
    [
        (_msr, msr_daily.FORMAT, "cheer up"),
        (_isl, isl_sign.FORMAT, "bye"),
        (_gtu, gtu_action3d.FORMAT, "wave with the left hand"),
    ],
)
def test_positions_label_and_time(
    tmp_path: Path, write: Callable[[Path], Path], format_name: str, label: str
) -> None:
    found = read_recording(write(tmp_path))
    assert found.format == format_name and found.rate_hz == 30
    np.testing.assert_allclose(found.times_s, np.arange(4) / 30)
    (span,) = found.labels
    assert span.label == label and span.end_s == pytest.approx(0.1)
    body = found.frames[3].bodies[0]
    for joint in SIDED:
        place = body.positions[KINECT_V2.index[joint]]
        np.testing.assert_allclose(place, stands_at(joint, 0.03), atol=1e-3)
        assert body.states[KINECT_V2.index[joint]] == 2


def test_names_that_say_nothing_give_no_label(tmp_path: Path) -> None:
    for path in (_msr(tmp_path), _isl(tmp_path), _gtu(tmp_path)):
        assert read_recording(path.rename(tmp_path / "x.txt")).labels == ()


def test_what_each_says(tmp_path: Path) -> None:
    assert (len(msr_daily.ACTIONS), len(isl_sign.WORDS), len(gtu_action3d.ACTIONS)) == (16, 30, 14)
    assert len(gtu_action3d.PACES_M_S) == 14


def test_a_frame_of_nan_has_no_body(tmp_path: Path) -> None:
    """Four recordings of MSR DailyActivity3D hold one."""
    positions = standing(3)
    positions[1] = (0.0, np.nan, np.nan)
    found = read_recording(msr_daily_file(tmp_path / "x.txt", positions))
    assert [len(frame.bodies) for frame in found.frames] == [1, 0, 1]


@pytest.mark.parametrize("write", [_msr, _isl, _gtu])
def test_nobody_in_any_frame(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    path = write(tmp_path)
    text = path.read_text().splitlines()
    whole = [line.split()[:2] if write is _msr else [] for line in text]
    numbers = 60 if write is _isl else 3
    path.write_text("\n".join(" ".join([*start, *["0.0"] * numbers]) for start in whole))
    with pytest.raises(EmptyRecordingError, match="no usable position in any of 4 frames"):
        read_recording(path)


@pytest.mark.parametrize(
    ("write", "edit", "said"),
    [
        (_msr, lambda rows: rows[:-1], "line 79: the file ends after joint 19 of 20 in frame 4"),
        (_msr, lambda rows: [*rows[:30], *rows[31:]], "line 31: joint 12; expected joint 11"),
        (_msr, lambda rows: [*rows[:30], *rows[40:]], "line 31: frame 2 ends after joint 10"),
        (_msr, lambda rows: [*rows[:30], "2 11 1 2", *rows[31:]], "line 31: 4 fields; expected 5"),
        (_msr, lambda rows: [*rows[:30], "2 11 1 2 x", *rows[31:]], 'line 31: "x"; expected a number'),
        (_msr, lambda rows: [*rows[:30], "2 21 1 2 3", *rows[31:]], 'line 31: joint "21"'),
        (_isl, lambda rows: [*rows[:3], rows[3][:200]], "line 4: "),
        (_isl, lambda rows: [rows[0], rows[1].replace("0", "o", 1), *rows[2:]], "line 2: "),
        (_gtu, lambda rows: rows[:-1], "line 99: the file ends after joint 24 of 25 in frame 4"),
        (_gtu, lambda rows: [*rows[:30], "1 2", *rows[31:]], "line 31: 2 fields; expected 3"),
    ],
)
def test_damage_is_told_with_its_line(
    tmp_path: Path, write: Callable[[Path], Path], edit: Callable[[list[str]], list[str]], said: str
) -> None:
    path = write(tmp_path)
    path.write_text("\n".join(edit(path.read_text().splitlines())))
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert said in str(caught.value) and str(path) in str(caught.value)


@pytest.mark.parametrize(("times", "rate_hz"), [(1, 30), (2, 15), (3, 10), (9, 7.5)])
def test_gtu_judges_its_rate_by_the_pace(tmp_path: Path, times: int, rate_hz: float) -> None:
    """Somebody who walks at so many times the usual pace was seen in every so-manieth frame."""
    walk = gtu_action3d.ACTIONS.index("walk")
    positions = standing_v2(20)
    step_m = times * gtu_action3d.PACES_M_S[walk] / 30
    positions[:, KINECT_V2.index["AnkleLeft"], 2] += step_m * (np.arange(20) % 2)
    path = gtu_action3d_file(tmp_path / str(walk + 1) / "movement1.txt", positions)
    found = read_recording(path)
    assert found.rate_hz == rate_hz and found.times_s[-1] == pytest.approx(19 / rate_hz)
    assert found.labels[0].end_s == pytest.approx(19 / rate_hz)
    assert any("pace" in note for note in found.notes) == (rate_hz < 30)


def test_real_files(shared_data: Path, tmp_path: Path) -> None:
    from ...support.real_files import unpack_first

    for archive, recordings in (("msr-dailyactivity3d", 40), ("isl-sign", 60), ("gtu-action3d", 60)):
        paths = unpack_first(f"{archive}.tar.xz", tmp_path, lambda files, most=recordings: len(files) == most)
        for path in paths:
            found = read_recording(path)
            assert len(found.labels) == 1 and found.duration_s > 0.5, path


def _original(path: Path, positions: np.ndarray) -> Path:
    """Write positions (F, 20, 3) in MSR DailyActivity3D's original layout; NaN frames have no rows."""
    lines = [f"{len(positions)} 20"]
    for joints in positions:
        rows = [] if np.isnan(joints).any() else joints.tolist()
        lines.append(str(40 * bool(rows)))
        for x, y, z in rows:
            lines += [f"{x:.6g} {y:.6g} {z:.6g} 1", "0.5 0.5 18000 0"]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_msr_daily_as_it_was_published(tmp_path: Path) -> None:
    positions = standing(3)
    positions[1] = np.nan
    path = _original(tmp_path / "a08_s03_e02_skeleton.txt", positions)
    found = read_recording(path)
    assert found.format == msr_daily.FORMAT and found.labels[0].label == "cheer up"
    assert [len(frame.bodies) for frame in found.frames] == [1, 0, 1]
    same = read_recording(msr_daily_file(tmp_path / "x.txt", standing(3)))
    np.testing.assert_allclose(
        found.frames[2].bodies[0].positions, same.frames[2].bodies[0].positions, atol=1e-3
    )
    path.write_text(path.read_text()[:-40])
    with pytest.raises(RecordingError, match="3 fields; expected 4"):
        read_recording(path)
