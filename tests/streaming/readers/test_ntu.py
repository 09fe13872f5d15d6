"""The reader of NTU RGB+D ``.skeleton`` files."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.skeleton.layouts import KINECT_V2

from ...support.small_files import ntu_body, ntu_file, ntu_joint


def test_bodies_come_go_and_swap_order(tmp_path: Path) -> None:
    a, b = ntu_body(11), ntu_body(22)
    found = read_recording(ntu_file(tmp_path / "x.skeleton", [[a], [], [b, a], [a, b], [b]]))
    assert [[body.identity for body in frame.bodies] for frame in found.frames] == [
        *([11], [], [22, 11], [11, 22], [22]),
    ]
    assert [frame.number for frame in found.frames] == [0, 1, 2, 3, 4]
    np.testing.assert_allclose(found.times_s, np.arange(5) / 30)
    assert found.rate_hz == 30
    assert found.notes == ("No body in 1 of 5 frames.",)


def test_positions_and_states_are_the_files(tmp_path: Path) -> None:
    joints = [ntu_joint(0.1 * j, -0.2, 3.785547, j % 3) for j in range(25)]
    body = read_recording(ntu_file(tmp_path / "x.skeleton", [[ntu_body(joints=joints)]])).frames[0].bodies[0]
    np.testing.assert_allclose(body.positions[:, 0], 0.1 * np.arange(25), rtol=1e-6)
    assert (body.positions[:, 2] == np.float32(3.785547)).all()
    assert body.states.tolist() == [j % 3 for j in range(25)]


@pytest.mark.parametrize("unseen", [("NaN", "nan", "NaN"), (0, 0, 0), ("-inf", 1, 1), (1e30, 0, 2)])
def test_unseen_joint_takes_its_last_position_else_its_parents(
    tmp_path: Path, unseen: tuple[object, ...]
) -> None:
    head, neck, wrist = (KINECT_V2.index[name] for name in ("Head", "Neck", "WristLeft"))
    good = [ntu_joint(x=0.1 + j) for j in range(25)]
    no_head, no_neck_nor_head, no_wrist = list(good), list(good), list(good)
    no_head[head] = no_neck_nor_head[head] = no_neck_nor_head[neck] = ntu_joint(*unseen)
    no_wrist[wrist] = ntu_joint(*unseen)
    # The body 1 loses its head after it was seen; body 2 never had neck or head; body 3 comes between.
    frames = [
        [ntu_body(1, good), ntu_body(2, no_neck_nor_head)],
        [ntu_body(3, [ntu_joint(x=9) for _ in range(25)])],
        [ntu_body(1, no_head)],
        [ntu_body(1, no_wrist)],
    ]
    found = read_recording(ntu_file(tmp_path / "x.skeleton", frames))
    two, one = found.frames[0].bodies[1], found.frames[2].bodies[0]
    assert one.positions[head, 0] == pytest.approx(0.1 + head)
    assert one.states[head] == 0 and one.states[neck] == 2
    spine_shoulder = two.positions[KINECT_V2.index["SpineShoulder"]]
    np.testing.assert_array_equal(two.positions[[neck, head]], [spine_shoulder, spine_shoulder])
    assert two.states[neck] == two.states[head] == 0
    assert found.frames[3].bodies[0].positions[head, 0] == pytest.approx(0.1 + head)
    assert found.frames[3].bodies[0].states[[head, wrist]].tolist() == [2, 0]
    assert found.notes == ("3 bodies with joints without a position: marked as not tracked.",)


def test_unseen_root_takes_the_middle_of_what_is_seen(tmp_path: Path) -> None:
    joints = [ntu_joint("NaN", "NaN", "NaN"), *(ntu_joint(x=j, y=1, z=2) for j in range(1, 25))]
    body = read_recording(ntu_file(tmp_path / "x.skeleton", [[ntu_body(joints=joints)]])).frames[0].bodies[0]
    np.testing.assert_allclose(body.positions[0], [12.5, 1, 2])


def test_body_without_positions_and_repeated_identity_are_left_out(tmp_path: Path) -> None:
    nowhere = ntu_body(5, [ntu_joint(0, 0, 0)] * 25)
    found = read_recording(ntu_file(tmp_path / "x.skeleton", [[ntu_body(1), nowhere, ntu_body(1)]]))
    assert [body.identity for body in found.frames[0].bodies] == [1]
    assert found.notes == ("1 body without any joint position: left out.",)
    assert found.warnings == (
        "1 of 2 bodies repeat another's number in the same frame: they were left out: 50% of it is lost.",
    )


def test_windows_line_ends_and_blank_lines_are_fine(tmp_path: Path) -> None:
    path = ntu_file(tmp_path / "x.skeleton", [[ntu_body()], [ntu_body()]])
    path.write_bytes(path.read_bytes().replace(b"\n", b" \r\n") + b"\r\n\r\n")
    assert len(read_recording(path).frames) == 2


def test_content_not_name_decides(tmp_path: Path) -> None:
    assert read_recording(ntu_file(tmp_path / "anything.txt", [[ntu_body()]])).format == "NTU RGB+D .skeleton"


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def _fails(path: Path, lines: list[str]) -> str:
    path.write_text("\n".join(lines))
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    text = str(caught.value)
    assert str(path) in text and "\n" not in text
    return text


@pytest.mark.parametrize(
    ("line", "text", "said"),
    [
        (1, "1000000000000", 'line 1: frame count "1000000000000"'),
        (1, "0", "line 1: frame count 0"),
        (1, "-1", 'line 1: "-1"'),
        (1, "9" * 5000, "line 1"),
        (1, "3", "the file ends early; expected the body count of frame 3 of 3"),
        (1, "1", "text after the last of 1 frame"),
        (2, "1000001", "line 2: body count"),
        (2, "2", "line 30: 1 field; expected the 10 fields of a body (frame 1 of 2)"),
        (3, "1 2 3", "line 3: 3 fields; expected the 10 fields of a body"),
        (3, "x 0 1 1 1 1 0 0.02 0.05 2", 'line 3: bodyID "x"'),
        (4, "24", "line 4: joint count 24; expected 25"),
        (10, "1 2 3 4", "line 10: 4 fields; expected the 12 fields of a joint"),
        (10, ntu_joint(x="oops"), 'line 10: "oops"; expected a number'),
        (10, ntu_joint(state=3), 'line 10: trackingState "3"'),
        (10, ntu_joint(state="\x1b[2J"), "line 10: trackingState"),
    ],
)
def test_damage_is_told_with_its_line(tmp_path: Path, line: int, text: str, said: str) -> None:
    lines = _lines(ntu_file(tmp_path / "x.skeleton", [[ntu_body()], [ntu_body()]]))
    lines[line - 1] = text
    message = _fails(tmp_path / "x.skeleton", lines)
    if line == 1 and text == "-1":  # is not even recognised as a count, but the name says NTU
        assert "line 1" in message
    else:
        assert said in message
    assert "\x1b" not in message


def test_every_cut_between_lines_is_noticed(tmp_path: Path) -> None:
    lines = _lines(ntu_file(tmp_path / "x.skeleton", [[ntu_body()], []]))
    for end in range(1, len(lines)):
        assert "ends early" in _fails(tmp_path / "x.skeleton", lines[:end])


def test_all_nan_is_an_error(tmp_path: Path) -> None:
    path = ntu_file(tmp_path / "x.skeleton", [[ntu_body(joints=[ntu_joint("NaN", "NaN", "NaN")] * 25)]] * 3)
    with pytest.raises(RecordingError, match="no usable position in 3 bodies"):
        read_recording(path)


def test_millimetres_are_refused(tmp_path: Path) -> None:
    path = ntu_file(tmp_path / "x.skeleton", [[ntu_body(joints=[ntu_joint(100, 200, 3000)] * 25)]])
    with pytest.raises(RecordingError, match="metres"):
        read_recording(path)


def test_file_without_any_body_is_read_as_empty_frames(tmp_path: Path) -> None:
    found = read_recording(ntu_file(tmp_path / "x.skeleton", [[], []]))
    assert [frame.bodies for frame in found.frames] == [(), ()]


def test_real_files(shared_data: Path) -> None:
    paths = sorted((shared_data / "ntu-rgbd").glob("*.skeleton"))
    assert len(paths) == 10
    for path in paths:
        found = read_recording(path)
        assert len(found.frames) == int(path.read_text().split(maxsplit=1)[0])
        people = 2 if path.stem[-3:] in ("050", "054", "058") else 1
        assert {len(frame.bodies) for frame in found.frames} == {people}
        assert len({body.identity for frame in found.frames for body in frame.bodies}) == people
        for frame in found.frames:
            for body in frame.bodies:
                # Everybody in these files faces the sensor or stands sideways, upright, in its range.
                assert (
                    body.positions[KINECT_V2.index["Head"], 1]
                    > body.positions[KINECT_V2.index["SpineBase"], 1]
                )
                assert (body.positions[:, 2] > 0.5).all() and (body.positions[:, 2] < 6).all()
    facing = read_recording(shared_data / "ntu-rgbd" / "S001C001P001R001A001.skeleton").frames[50].bodies[0]
    left, right = (facing.positions[KINECT_V2.index[f"Shoulder{side}"], 0] for side in ("Left", "Right"))
    assert left < right


def test_reading_costs_a_few_calls_a_line(shared_data: Path) -> None:
    """What makes it fast, on any machine: a line's twelve numbers are read at once, not one by one."""
    path = shared_data / "ntu-rgbd" / "S001C001P001R001A002.skeleton"  # 400 KB
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    read_recording(path)  # what is imported or compiled at first use
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read_recording(path)
    finally:
        sys.setprofile(before)
    assert calls < 25 * len(path.read_text().splitlines())  # 13 today
