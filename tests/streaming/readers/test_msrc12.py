"""The reader of MSRC-12 recordings and of their tag streams."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.readers.support.msrc12_tags import read_action_points, seconds_of_tick
from streaming.skeleton.frames import LabelledSpan
from streaming.skeleton.layouts import KINECT_V1, KINECT_V2

from ...support.data_set_files import msrc12_file, standing, stands_at

IN_V2 = {"HipCenter": "SpineBase", "Spine": "SpineMid", "ShoulderCenter": "SpineShoulder"}
TAGS = "XQPCTick;Tag\r\n32328528185;G1  lift outstretched arms\r\n32065957500;G8 Throw\r\n"


def test_positions_times_and_layout(tmp_path: Path) -> None:
    found = read_recording(msrc12_file(tmp_path / "P1_1_1_p06.csv", standing(3)))
    assert found.format == "MSRC-12 joints" and found.rate_hz == 30 and found.labels == ()
    np.testing.assert_allclose(found.times_s, 642.926216 + 0.033 * np.arange(3))
    for frame in (0, 2):
        body = found.frames[frame].bodies[0]
        for name in KINECT_V1.joints:
            v2 = IN_V2.get(name, name)
            expected = stands_at(name, 0.01 * frame)
            np.testing.assert_allclose(body.positions[KINECT_V2.index[v2]], expected, atol=1e-6)
            assert body.states[KINECT_V2.index[v2]] == 2
        for name in ("Neck", "HandTipLeft", "ThumbLeft", "HandTipRight", "ThumbRight"):
            assert body.states[KINECT_V2.index[name]] == 1
    assert any("derived" in note for note in found.notes)


def test_rows_of_zeros_have_no_body(tmp_path: Path) -> None:
    positions = standing(4)
    positions[[0, 2]] = 0
    found = read_recording(msrc12_file(tmp_path / "x.csv", positions))
    assert [len(frame.bodies) for frame in found.frames] == [0, 1, 0, 1]
    assert "No body in 2 of 4 frames." in found.notes


def test_a_joint_of_zeros_keeps_its_place_and_what_is_derived_from_it(tmp_path: Path) -> None:
    positions = standing(2)
    positions[1, KINECT_V1.index["Head"]] = 0
    before, after = (
        frame.bodies[0] for frame in read_recording(msrc12_file(tmp_path / "x", positions)).frames
    )
    for name in ("Head", "Neck"):
        at = KINECT_V2.index[name]
        np.testing.assert_array_equal(after.positions[at], before.positions[at])
        assert after.states[at] == 0


def test_nothing_but_zeros(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no usable position in any of 5 frames"):
        read_recording(msrc12_file(tmp_path / "x.csv", np.zeros((5, 20, 3))))


def test_action_points_lie_beside(tmp_path: Path) -> None:
    path = msrc12_file(tmp_path / "P2_1_2A_p12.csv", standing(100))
    (tmp_path / "p2_1_2A_p12.tagstream").write_text(TAGS)  # another case, as in the real one
    found = read_recording(path)
    first, second = (1000 * tick + 24937.5 for tick in (32065957500, 32328528185))
    assert found.labels == (
        LabelledSpan("G8 Throw", first / 49875e6, first / 49875e6),
        LabelledSpan("G1 lift outstretched arms", second / 49875e6, second / 49875e6),
    )
    assert found.start_s < found.labels[0].start_s < found.frames[-1].time_s < found.labels[1].start_s
    assert "1 action point outside the recording's time." in found.notes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("hello\n", "line 1: another heading"),
        ("XQPCTick;Tag\n1;2;3\n", "line 2: 3 fields"),
        ("XQPCTick;Tag\n12 Throw\n", "line 2: 1 field"),
        ("XQPCTick;Tag\nx;Throw\n", 'line 2: tick "x"'),
        ("XQPCTick;Tag\n5;\n", "line 2"),
    ],
)
def test_broken_tags_leave_the_skeleton_readable(tmp_path: Path, text: str, said: str) -> None:
    path = msrc12_file(tmp_path / "x.csv", standing(2))
    (tmp_path / "x.tagstream").write_text(text)
    found = read_recording(path)
    assert found.labels == () and len(found.frames) == 2
    assert any("Without labels" in note and said in note for note in found.notes)


def test_tick() -> None:
    assert seconds_of_tick(32328528185) == pytest.approx(648.191, abs=1e-3)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda row: row.rsplit(maxsplit=1)[0], "line 2: 80 fields; expected 81"),
        (lambda row: row.rsplit(maxsplit=4)[0], "line 2: 77 fields, that is 19 joints; expected 81"),
        (lambda row: row[:400], "line 2"),
        (lambda row: "x" + row, 'line 2: time stamp "x642959216"'),
        (lambda row: row.replace("2.500000", "two", 1), 'line 2: "two"; expected a number'),
    ],
)
def test_damage_is_told_with_its_line(tmp_path: Path, edit, said: str) -> None:
    path = msrc12_file(tmp_path / "x.csv", standing(3))
    rows = path.read_text().splitlines()
    rows[1] = edit(rows[1])
    path.write_text("\n".join(rows))
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert said in str(caught.value) and str(path) in str(caught.value)


def test_rows_out_of_order_are_put_in_order(tmp_path: Path) -> None:
    path = msrc12_file(tmp_path / "x.csv", standing(4))
    wanted = read_recording(path).times_s
    rows = path.read_text().splitlines()
    path.write_text("\n".join([rows[0], rows[2], rows[1], rows[3]]))
    found = read_recording(path)
    np.testing.assert_array_equal(found.times_s, wanted)
    assert [frame.number for frame in found.frames] == [0, 2, 3, 4]
    assert any("put before it" in note for note in found.notes)


def test_real_files(msrc12_files: list[Path]) -> None:
    action_points = 0
    for path in msrc12_files[::8]:
        found = read_recording(path)
        assert found.format == "MSRC-12 joints"
        assert 1 / np.median(np.diff(found.times_s)) == pytest.approx(30, rel=0.03)
        for label in found.labels:
            assert found.start_s <= label.start_s == label.end_s <= found.frames[-1].time_s
            assert label.label.startswith("G")
        action_points += len(found.labels)
    streams = [path.with_suffix(".tagstream") for path in msrc12_files]
    points = [read_action_points(stream) for stream in streams if stream.is_file()]
    assert len(points) >= 5 and {len({point.label for point in each}) for each in points} == {1}
    assert action_points > 5


def _stamped(path: Path, stamps: list[int], tags: str) -> Path:
    """Write a recording with these time stamps, and its tag stream."""
    lines = msrc12_file(path, standing(len(stamps))).read_text().splitlines()
    changed = [f"{stamp} {line.split(maxsplit=1)[1]}\n" for stamp, line in zip(stamps, lines, strict=True)]
    path.write_text("".join(changed))
    path.with_suffix(".tagstream").write_text(tags)
    return path


def test_without_time_stamps_action_points_are_left_out_and_told(tmp_path: Path) -> None:
    found = read_recording(_stamped(tmp_path / "x.csv", [1] * 60, TAGS))
    assert found.duration_s == pytest.approx(59 / 30) and not found.labels
    assert any("all alike" in note for note in found.notes)
    assert any("2 action points" in note and "left out" in note for note in found.notes)


def test_action_points_that_count_frames_are_at_their_frames(tmp_path: Path) -> None:
    tags = "XQPCTick;Tag\n30;one\n45;two\n"
    found = read_recording(_stamped(tmp_path / "x.csv", list(range(60)), tags))
    assert [label.start_s for label in found.labels] == pytest.approx([1.0, 1.5])
    assert found.start_s <= found.labels[0].start_s <= found.frames[-1].time_s


def test_time_stamps_in_milliseconds(tmp_path: Path) -> None:
    stamps = [642900 + 33 * i for i in range(400)]
    found = read_recording(_stamped(tmp_path / "x.csv", stamps, TAGS))
    assert found.duration_s == pytest.approx(399 * 0.033)
    assert found.labels[0].start_s == pytest.approx(642.926, abs=0.01)
    assert not any("outside" in note for note in found.notes if "1 action point" not in note)
