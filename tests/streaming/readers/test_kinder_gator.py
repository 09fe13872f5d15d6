"""The reader of Kinder-Gator's CSV files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.skeleton.frames import LabelledSpan
from streaming.skeleton.layouts import KINECT_V1, KINECT_V2

from ...support.geometry import positions_of
from ...support.posture import mirrored, posture
from ...support.real_files import unpack_first

HEADER = ",".join(
    [
        "Timestamp",
        *(f"{joint}{axis}" for joint in KINECT_V1.joints for axis in "XYZ"),
        "User-ID",
        "Action",
        "",
    ]
)


def _row(stamp: object, action: str = "Wave", user: object = 888, shift: float = 0.0) -> str:
    cells = [f"{0.1 * j + 0.05 + shift:.6f},0.2,2.5" for j in range(20)]
    return f"{stamp},{','.join(cells)},{user},{action},"


def _file(path: Path, rows: Sequence[str]) -> Path:
    path.write_text("".join(f"{row}\r\n" for row in [HEADER, *rows]))
    return path


def test_milliseconds_joints_user_and_action(tmp_path: Path) -> None:
    rows = [
        _row(37861731.775),
        _row(37861766.777),
        _row(37861797.0, "Bow"),
        _row(37861830, "Bow"),
        _row(37861892, "Bow"),  # two that were stamped together, late
        _row(37861892, "Bow"),
    ]
    found = read_recording(_file(tmp_path / "x.csv", rows))
    assert found.format == "Kinder-Gator CSV" and found.rate_hz == 30
    wanted_s = [37861.731775, 37861.766777, 37861.797, 37861.83, 37861.861, 37861.892]
    np.testing.assert_allclose(found.times_s, wanted_s, atol=1e-9)
    assert {body.identity for frame in found.frames for body in frame.bodies} == {888}
    times_s = found.times_s.tolist()
    assert found.labels == (LabelledSpan("Wave", *times_s[:2]), LabelledSpan("Bow", times_s[2], times_s[5]))
    body = found.frames[1].bodies[0]
    assert body.positions[KINECT_V2.index["Head"], 0] == pytest.approx(0.35)
    assert body.states[KINECT_V2.index["Head"]] == 2 and body.states[KINECT_V2.index["Neck"]] == 1
    assert found.notes[-1] == "1 frame with the time stamp of the one before: spread evenly."


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (_row("noon"), 'line 3: time stamp "noon"; expected milliseconds'),
        (_row(9, user=""), "line 3: no User-ID"),
        (_row(9, user="p888"), 'line 3: body number "p888"'),
        (_row(9)[:-40], "line 3: "),
        (_row(9).replace("2.5", "two", 1), 'line 3: "two"; expected a number'),
    ],
)
def test_damage_is_told_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(RecordingError) as caught:
        read_recording(_file(tmp_path / "x.csv", [_row(5), row, _row(50)]))
    assert said in str(caught.value)


def test_real_files(tmp_path: Path) -> None:
    """The first 40 of 579 recordings in the archive; all of them are people, none a mirror image."""
    files = [path for path in unpack_first("kinder-gator.tar.xz", tmp_path, lambda files: len(files) == 40)
             if path.suffix == ".csv"]  # fmt: skip
    frames, positions, actions = 0, [], set()
    for path in files:
        found = read_recording(path)
        assert found.format == "Kinder-Gator CSV" and found.rate_hz == 30 and len(found.labels) == 1
        assert found.labels[0].label.strip("-") in path.name
        rows = len(path.read_text().splitlines()) - 1
        assert rows - 10 <= len(found.frames) <= rows and (np.diff(found.times_s) > 0).all()
        actions.add(found.labels[0].label)
        frames += len(found.frames)
        positions.append(positions_of(found))
    assert len(files) == 40 and frames > 6000 and len(actions) > 20
    right = posture(np.concatenate(positions))
    assert (
        right.upright == 1 and right.facing > 0.99 and right.feet_forward > 0.95 and right.knees_forward > 0.7
    )
    wrong = posture(mirrored(np.concatenate(positions)))
    assert wrong.facing < 0.01 and wrong.feet_forward < 0.05 and wrong.knees_forward < 0.3
