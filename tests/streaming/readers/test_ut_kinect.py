"""The reader of UT-Kinect recordings and of their labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.readers.support.ut_kinect_labels import LabelledFrames, read_action_labels
from streaming.skeleton.frames import LabelledSpan
from streaming.skeleton.layouts import KINECT_V1, KINECT_V2

from ...support.small_files import ut_file, ut_row

LABELS = """s01_e01
walk: 252 390
push: 1686 1748
pull: 1640 1686
s03_e01
throw: 3226 3282
push: 2556 3622
s10_e02
pickUp: 1022 1232
carry:  NaN NaN
"""


def test_time_is_frame_number_over_sixty_and_joints_become_25(tmp_path: Path) -> None:
    found = read_recording(ut_file(tmp_path / "joints_s01_e01.txt", [ut_row(n) for n in (190, 194, 196)]))
    np.testing.assert_allclose(found.times_s, [190 / 60, 194 / 60, 196 / 60])
    assert [frame.number for frame in found.frames] == [190, 194, 196]
    assert found.rate_hz == 15 and found.notes == () and found.labels == ()
    body = found.frames[0].bodies[0]
    assert body.positions[KINECT_V2.index["Head"], 0] == pytest.approx(0.1 * KINECT_V1.index["Head"] + 0.05)
    derived = {"Neck", "HandTipLeft", "ThumbLeft", "HandTipRight", "ThumbRight"}
    for joint, state in zip(KINECT_V2.joints, body.states, strict=True):
        assert state == (1 if joint in derived else 2)


def test_repeated_numbers_keep_the_last_row(tmp_path: Path) -> None:
    rows = [ut_row(2), ut_row(4, 0.1), ut_row(4, 0.2), ut_row(4, 0.3), ut_row(6)]
    found = read_recording(ut_file(tmp_path / "x.txt", rows))
    assert [frame.number for frame in found.frames] == [2, 4, 6]
    assert found.frames[1].bodies[0].positions[0, 1] == pytest.approx(0.5)
    repeat = "rows repeat a frame number: the last row of each number is kept"
    assert found.notes == () and found.warnings == (f"2 of 5 {repeat}: 40% of it is lost.",)
    rows += [ut_row(number) for number in range(8, 200, 2)]
    found = read_recording(ut_file(tmp_path / "x.txt", rows))
    assert found.notes == (f"2 of 101 {repeat}.",) and found.warnings == ()


def test_backward_numbers_are_sorted_and_gaps_told(tmp_path: Path) -> None:
    rows = [ut_row(10), ut_row(6, 0.1), ut_row(8), ut_row(130)]
    found = read_recording(ut_file(tmp_path / "x.txt", rows))
    assert [frame.number for frame in found.frames] == [6, 8, 10, 130]
    assert found.frames[0].bodies[0].positions[0, 1] == pytest.approx(0.3)
    assert (np.diff(found.times_s) > 0).all()
    assert "1 row came out of order" in found.notes[0]
    assert "the longest 2.0 s" in found.notes[1]


def test_unseen_joints_and_empty_rows(tmp_path: Path) -> None:
    hand = KINECT_V1.index["HandLeft"]
    blank = dict.fromkeys(range(20), "0 0 0")
    rows = [ut_row(2), ut_row(4, 0.1, changed={hand: "NaN NaN NaN"}), ut_row(6, changed=blank)]
    found = read_recording(ut_file(tmp_path / "x.txt", rows))
    before, after = found.frames[0].bodies[0], found.frames[1].bodies[0]
    at = KINECT_V2.index["HandLeft"]
    np.testing.assert_array_equal(after.positions[at], before.positions[at])
    assert after.states[at] == 0 and after.states[KINECT_V2.index["HandTipLeft"]] == 0
    assert found.frames[2].bodies == ()
    assert len(found.notes) == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ut_row(4, joints=15), "line 2: 46 fields, that is 15 joints; expected 61"),
        (ut_row(4)[:-30], "line 2"),
        (ut_row("four"), 'line 2: frame number "four"'),
        (ut_row(-2), 'line 2: frame number "-2"'),
        (ut_row("1e3"), 'line 2: frame number "1e3"'),
        (ut_row(10**12), "line 2: frame number"),
        (ut_row(4, changed={3: "1 2 x"}), 'line 2: "x"; expected a number'),
    ],
)
def test_damage_is_told_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    path = ut_file(tmp_path / "joints_s01_e01.txt", [ut_row(2), row, ut_row(6)])
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert said in str(caught.value) and str(path) in str(caught.value)


def test_labels_lie_beside(tmp_path: Path) -> None:
    path = ut_file(tmp_path / "joints_s01_e01.txt", [ut_row(190), ut_row(194)])
    (tmp_path / "actionLabel.txt").write_text(LABELS.replace("1686\n", "1686 \n"))  # as in the real one
    assert read_recording(path).labels == (
        LabelledSpan("walk", 252 / 60, 390 / 60),
        LabelledSpan("pull", 1640 / 60, 1686 / 60),
        LabelledSpan("push", 1686 / 60, 1748 / 60),
    )
    third = read_recording(ut_file(tmp_path / "joints_s03_e01.txt", [ut_row(190), ut_row(194)]))
    assert third.labels[1] == LabelledSpan("push", 3556 / 60, 3622 / 60)
    assert third.notes == ("Label push of s03_e01 starts at 2556, a typing error: taken as 3556.",)


def test_broken_labels_leave_the_skeleton_readable(tmp_path: Path) -> None:
    path = ut_file(tmp_path / "joints_s01_e01.txt", [ut_row(190), ut_row(194)])
    (tmp_path / "actionLabel.txt").write_text("s01_e01\nwalk: 252\n")
    found = read_recording(path)
    assert found.labels == () and len(found.frames) == 2
    assert "Without labels" in found.notes[0] and "line 2" in found.notes[0]


def test_label_file(tmp_path: Path) -> None:
    path = tmp_path / "actionLabel.txt"
    path.write_text(LABELS + "sitDown: 9 5\n")
    labels = read_action_labels(path)
    assert set(labels.frames) == {"s01_e01", "s03_e01", "s10_e02"}
    assert labels.frames["s10_e02"] == (LabelledFrames("pickUp", 1022, 1232),)
    assert labels.notes == {
        "s03_e01": ("Label push of s03_e01 starts at 2556, a typing error: taken as 3556.",),
        "s10_e02": (
            "Label carry of s10_e02 has no frame numbers and is left out.",
            "Label sitDown of s10_e02 ends at 5, before it starts at 9: it is left out.",
        ),
    }
    assert labels.spans("s99_e01") == ()


@pytest.mark.parametrize("text", ["walk: 1 2", "s01_e01\nwalk 1 2", "s01_e01\nwalk: 1 x", "s01_e01\nhello"])
def test_bad_label_files_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "actionLabel.txt"
    path.write_text(text)
    with pytest.raises(RecordingError, match="line"):
        read_action_labels(path)


def test_real_data_set(shared_data: Path) -> None:
    folder = shared_data / "ut-kinect"
    labels = read_action_labels(folder / "actionLabel.txt")
    assert len(labels.frames) == 20
    assert sum(len(actions) for actions in labels.frames.values()) == 199
    assert set(labels.notes) == {"s03_e01", "s10_e02"}
    repeated = 0
    for key, actions in labels.frames.items():
        path = folder / f"joints_{key}.txt"
        found = read_recording(path)
        rows = len([line for line in path.read_text().splitlines() if line.strip()])
        repeated += rows - len(found.frames)
        assert (np.diff(found.times_s) > 0).all()
        assert all(len(frame.bodies) == 1 for frame in found.frames)
        # Every action has frames, and none lasts 8 seconds.
        numbers = np.array([frame.number for frame in found.frames])
        for action in actions:
            assert ((numbers >= action.first) & (numbers <= action.last)).sum() >= 5
            assert action.last - action.first < 8 * 60
        assert len(found.labels) == len(actions)
    assert repeated == 542
