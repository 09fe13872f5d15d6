"""Frames and bodies into a recording: what is repaired, what is lost, and how that is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from streaming.readers.support.collect import FrameCollector
from streaming.readers.support.losses import Losses

from ...support.small_files import person

HEAD = 3


@pytest.fixture
def collector(tmp_path: Path) -> FrameCollector:
    (tmp_path / "x").write_text("a file")
    return FrameCollector(tmp_path / "x")


def _body(collector: FrameCollector, seed: int, *, head: bool = True, identity: int = 1) -> np.ndarray:
    positions = person(seed).positions.astype(np.float64)
    if not head:
        positions[HEAD] = np.nan
    collector.body(identity, positions, np.full(25, 2, np.uint8))
    return positions.astype(np.float32)


def test_an_unseen_joint_stays_where_it_was_unless_that_is_long_ago(collector: FrameCollector) -> None:
    collector.frame(0.0)
    first = _body(collector, 0)
    for time_s in (0.1, 0.5, 1.2):
        collector.frame(time_s)
        last = _body(collector, 1, head=False)
    heads = [frame.bodies[0].positions[HEAD] for frame in collector.recording("x").frames]
    neck = 2
    np.testing.assert_array_equal(heads, [first[HEAD], first[HEAD], first[HEAD], last[neck]])


def test_after_a_step_back_everybody_starts_afresh(collector: FrameCollector) -> None:
    for time_s in (0.0, 0.1, 0.2):
        collector.frame(time_s)
        _body(collector, 0)
    for time_s in (0.0, 0.1, 0.2):
        collector.frame(time_s)
        other = _body(collector, 1, head=False)
    found = collector.recording("x")
    np.testing.assert_allclose(found.times_s, 0.1 * np.arange(6))
    for frame in found.frames[3:]:
        np.testing.assert_array_equal(frame.bodies[0].positions[HEAD], other[2])


def test_labels_given_by_frames_go_where_these_go(collector: FrameCollector) -> None:
    for time_s in (5.0, 5.1, 5.3, 5.2, 5.4, 5.5, 5.6, 1.0, 1.1):
        collector.frame(time_s)
        _body(collector, 0)
    (label,) = collector.recording("x", spans=[("wave", 3, 8)]).labels
    assert (label.start_s, label.end_s) == pytest.approx((5.2, 5.8))


def test_what_repeats_in_a_frame_is_lost_and_more_than_a_little_of_it_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("a file")
    for frames, is_warning in ((18, True), (19, False)):
        collector = FrameCollector(tmp_path / "x")
        for number in range(frames):
            collector.frame(number)
            _body(collector, 0)
        _body(collector, 1)
        found = collector.recording("x")
        told = found.warnings if is_warning else found.notes
        assert f"1 of {frames + 1} bodies repeat another's number in the same frame" in told[0]
        assert bool(found.warnings) == is_warning


def test_nothing_lost_is_nothing_told() -> None:
    losses = Losses()
    losses.tell(0, 0, "rows")
    assert losses.notes == losses.warnings == []


def test_nobody_is_placed_in_the_sensor(collector: FrameCollector) -> None:
    positions = np.full((25, 3), np.nan)
    left, right = 7, 11
    positions[left], positions[right] = (
        (-0.25, 0.0, 0.0),
        (0.25, 0.0, 0.0),
    )  # their mean is the sensor's place
    collector.frame(0.0)
    collector.body(1, positions, np.full(25, 2, np.uint8))
    (frame,) = collector.recording("x").frames
    found = frame.bodies[0]
    assert (np.abs(found.positions).max(axis=1) > 0.1).all()
    assert found.states.nonzero()[0].tolist() == [left, right]
