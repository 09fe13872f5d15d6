"""Mapping files: what they say of a table's columns is followed, and what makes no sense is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from main import main
from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.readers.number_table import header_of
from streaming.readers.tables.mapping import TableMapping, read_mapping, text_of
from streaming.skeleton.layouts import KINECT_V2

from ...support.tables import squat, table


def _mapping(path: Path, **members: object) -> Path:
    path.write_text(json.dumps({"format": 1, **members}))
    return path


def _odd(path: Path) -> Path:
    """A table that nothing tells: millimetres, z up, x and y exchanged, joints from column 3, 10 Hz."""
    x, y, z = np.moveaxis(squat() * 1000, -1, 0)
    joints = np.stack([-z, x, y], axis=-1)  # y is x, -z is y, y is z
    rows = [[f"note {i}", 50 + 100 * i, *frame.ravel().tolist()] for i, frame in enumerate(joints)]
    names = ["text", "clock", *(f"c{i}" for i in range(75))]
    path.write_bytes(table(rows, head=[",".join(names)]))
    return path


WHOLE = {
    **{"joints": "kinect-v2", "first": 3, "axes": "yxz", "time": "clock", "time_unit": "ms", "unit": "mm"},
    **{"up": "z", "mirrored": False},
}


def test_a_mapping_is_followed(tmp_path: Path) -> None:
    file = _odd(tmp_path / "odd.csv")
    found = read_recording(file, mapping=_mapping(tmp_path / "m.json", **WHOLE))
    assert found.duration_s == pytest.approx(2.3) and found.rate_hz == 10 and not found.warnings
    got = np.stack([frame.bodies[0].positions for frame in found.frames])
    height = got[:, KINECT_V2.index["Head"], 1] - got[:, KINECT_V2.index["FootLeft"], 1]
    expected = squat()[:, KINECT_V2.index["Head"], 1] - squat()[:, KINECT_V2.index["FootLeft"], 1]
    assert np.abs(height - expected).max() < 1e-4


def test_joints_may_have_columns_of_their_own(tmp_path: Path) -> None:
    order = np.random.default_rng(0).permutation(75)
    path = tmp_path / "shuffled.csv"
    path.write_bytes(table(squat().reshape(24, -1)[:, order]))
    at = np.argsort(order).reshape(25, 3) + 1
    columns = {name: at[i].tolist() for i, name in enumerate(KINECT_V2.joints)}
    found = read_recording(path, mapping=_mapping(tmp_path / "m.json", columns=columns))
    assert np.abs(np.stack([frame.bodies[0].positions for frame in found.frames]) - squat()).max() < 1e-5


@pytest.mark.parametrize("name", ["odd.csv.mapping.json", "columns.mapping.json"])
def test_one_beside_the_recording_is_used(tmp_path: Path, name: str) -> None:
    file = _odd(tmp_path / "odd.csv")
    _mapping(tmp_path / name, **WHOLE, header=header_of(file))
    assert any(name in note for note in read_recording(file).notes)


def test_one_of_another_table_is_not_used(tmp_path: Path) -> None:
    _mapping(tmp_path / "columns.mapping.json", **WHOLE, header=["a", "b"])
    path = tmp_path / "x.csv"
    path.write_bytes(table(squat().reshape(24, -1)))
    assert "Nothing names the joints" in read_recording(path).notes[0]


def test_joints_that_are_no_person_are_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(table(squat().reshape(24, -1)))
    found = read_recording(path, mapping=_mapping(tmp_path / "m.json", joints="kinect-v2-alphabetical"))
    assert any("not like a person's" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "neither joints nor columns"),
        ({"joints": "kinect"}, "joints 'kinect'; expected one of kinect-v2"),
        ({"joints": "kinect-v2", "numbers": "a"}, "numbers: 'a'; expected a whole number"),
        ({"joints": "kinect-v2", "numbers": 2}, "numbers 2; expected 3 to 64"),
        ({"joints": "kinect-v2", "numbers": 4, "state": 2}, "state 2; expected a column beside"),
        ({"joints": "kinect-v2", "up": "w"}, "up: 'w'; expected x or -x"),
        ({"joints": "kinect-v2", "fps": 0}, "fps 0; expected 0.1 to 1000"),
        ({"joints": "kinect-v2", "first": 0}, "column 0; expected columns numbered from 1"),
        ({"joints": "kinect-v2", "wrong": 1}, "unknown 'wrong'"),
        ({"columns": {"Tail": [1, 2, 3]}}, "joint 'Tail'"),
        ({"joints": "kinect-v2", "time": "when"}, 'no column "when"'),
        ({"joints": "kinect-v2", "first": 30}, "75 columns; expected at least 104"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    tmp_path: Path, members: dict[str, object], said: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(table(squat(3).reshape(3, -1)))
    with pytest.raises(RecordingError) as error:
        read_recording(path, mapping=_mapping(tmp_path / "m.json", **members))
    assert said in str(error.value) and "\n" not in str(error.value)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    for mapping in (
        TableMapping(joints="mediapipe", first=2, time=1, header=("a", "b")),
        TableMapping(columns={"Head": (1, "y", 3)}, up="-z", mirrored=True, fps=12.5),
    ):
        (tmp_path / "m.json").write_text(text_of(mapping))
        assert read_mapping(tmp_path / "m.json") == mapping


def test_commands_take_a_format_or_a_mapping(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, mapping = _odd(tmp_path / "odd.csv"), _mapping(tmp_path / "m.json", **WHOLE)
    assert main(["info", str(file), "--mapping", str(mapping)]) == 0
    assert main(["convert", str(file), str(tmp_path / "odd.jsonl"), "--mapping", str(mapping)]) == 0
    capsys.readouterr()
    assert main(["info", str(file), "--format", "azure-kinect"]) == 2
    assert "32 joints in the order of Azure Kinect" in capsys.readouterr().err
    assert main(["info", str(file), "--format", "ntu", "--mapping", str(mapping)]) == 2
    assert "expected one of them" in capsys.readouterr().err
