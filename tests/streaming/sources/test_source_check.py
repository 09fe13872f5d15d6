"""Sources by others that give what they should not, or fail: one line, and the chain ends cleanly."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from streaming.errors import CameraError, SourceError
from streaming.pipeline.chain import Chain
from streaming.recognition.assignment import Assignment
from streaming.skeleton.frames import Frame, TrackingState
from streaming.sources.source import Image
from streaming.sources.source_check import checked

from ...support.scripted import DECISION, GUARD_S, WINDOW, Opened, Scripted, image, moving, recognise

pytestmark = pytest.mark.usefixtures("no_thread_left")

ASSIGNMENT = Assignment(recognise, WINDOW, DECISION)


def with_rgb(rgb) -> Image:
    return Image(3, 0.1, rgb)


def without(frame: Frame, *joints: int) -> Frame:
    """A frame whose bodies lack the positions of some joints."""
    bodies = []
    for body in frame.bodies:
        positions = body.positions.copy()
        positions[list(joints)] = np.nan
        bodies.append(replace(body, positions=positions))
    return replace(frame, bodies=tuple(bodies))


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (with_rgb(np.zeros((4, 6, 3), np.uint16)), r"image 3: uint16 \(4, 6, 3\); expected uint8"),
        (with_rgb(np.full((4, 6, 3), np.nan)), r"image 3: float64 \(4, 6, 3\)"),
        (with_rgb(np.zeros((4, 6), np.uint8)), r"image 3: uint8 \(4, 6\)"),
        (with_rgb(np.zeros((0, 6, 3), np.uint8)), r"image 3: uint8 \(0, 6, 3\)"),
        (with_rgb(None), "image 3: a NoneType"),
        (Image(3, float("nan"), np.zeros((4, 6, 3), np.uint8)), "image 3: time stamp nan s"),
        (Frame(3, float("inf"), ()), "frame 3: time stamp inf s"),
        (np.zeros((4, 6, 3), np.uint8), "the source gave a ndarray; expected images or frames"),
    ],
)
def test_what_cannot_be_used_ends_the_chain_with_one_line(item, said):
    chain = Chain(Scripted([item]), ASSIGNMENT, pose=Opened(lambda image: moving(image.number)))
    with chain, pytest.raises(SourceError, match=said) as caught:
        list(chain)
    assert "\n" not in str(caught.value)


def test_time_that_does_not_go_on_ends_it_too():
    frames = [moving(0), moving(1), moving(1)]
    with pytest.raises(SourceError, match=r"frame 1: time stamp 0.0333\d* s; expected more than 0.0333\d* s"):
        list(checked(frames))


def test_joints_without_a_position_take_the_last_one_or_their_parents():
    whole, wrist, hand = moving(0), 6, 7
    first, second, third = checked(
        [without(whole, hand), moving(1), without(moving(2), hand)]  # before it was seen, and after
    )
    (body,), (seen,), (later,) = first.bodies, second.bodies, third.bodies
    np.testing.assert_array_equal(body.positions[hand], body.positions[wrist])
    np.testing.assert_array_equal(later.positions[hand], seen.positions[hand])
    for found in (body, later):
        assert found.states[hand] == TrackingState.NOT_TRACKED and np.isfinite(found.positions).all()
        assert found.positions.dtype == np.float32


def test_a_body_without_any_position_is_left_out():
    nobody = without(moving(0, identities=(7,)), *range(25))
    both = replace(nobody, bodies=nobody.bodies + moving(0, identities=(8,)).bodies)
    assert [body.identity for body in next(iter(checked([both]))).bodies] == [8]


def test_frames_that_are_whole_pass_as_they_are():
    frames = [moving(number) for number in range(5)]
    assert all(given is frame for given, frame in zip(checked(frames), frames, strict=True))


@pytest.mark.parametrize("error", [ValueError("line one\nline two"), KeyError("x"), OSError(5, "I/O error")])
def test_what_a_source_raises_is_one_line_with_its_cause(error):
    chain = Chain(Scripted([image(0)], error=error), ASSIGNMENT, pose=Opened(lambda image: moving(0)))
    with (
        chain,
        pytest.raises(SourceError, match=f"the source failed with {type(error).__name__}: ") as caught,
    ):
        list(chain)
    assert caught.value.__cause__ is error and "\n" not in str(caught.value)


def test_a_sources_own_error_stays_as_it_is():
    error = CameraError("gone")
    with pytest.raises(CameraError) as caught:
        list(checked(Scripted([], error=error)))
    assert caught.value is error


def test_a_source_that_raises_before_its_first_item():
    class Late(Scripted):
        def __iter__(self):
            raise RuntimeError("no licence")

    with Chain(Late([]), ASSIGNMENT) as chain, pytest.raises(SourceError, match="RuntimeError: no licence"):
        list(chain)


def test_a_source_that_fails_in_closing_keeps_no_thread_and_says_so():
    class Stuck(Scripted):
        def close(self):
            super().close()
            raise OSError(19, "No such device")

    chain = Chain(Stuck([moving(0)] * 1), ASSIGNMENT)
    chain.start()
    with pytest.raises(SourceError, match="OSError: .*No such device"):
        chain.stop()
    for thread in chain._threads:
        assert not thread.is_alive()


def test_where_no_thread_can_be_started_none_stays(monkeypatch):
    started = []
    start = threading.Thread.start

    def refuse(thread):
        if thread.name == "recognition":
            raise RuntimeError("can't start new thread")
        started.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    chain = Chain(Scripted([moving(n) for n in range(100)], stepped=True), ASSIGNMENT)
    with pytest.raises(RuntimeError, match="new thread"), chain:
        pass
    assert [thread.name for thread in started] == ["capture", "pose"]
    for thread in started:
        thread.join(GUARD_S)
        assert not thread.is_alive()


def test_closing_the_check_closes_the_source():
    closed = threading.Event()

    def source():
        try:
            while True:
                yield moving(0)
        finally:
            closed.set()

    with closing(checked(source())) as items:
        next(items)
    assert closed.is_set()


def test_no_body_is_remembered_for_ever():
    frames = (moving(number, identities=(number,)) for number in range(1000))
    items = checked(frames)
    for _ in items:
        kept = items.gi_frame.f_locals["latest"] if items.gi_frame else {}
        assert len(kept) <= 17
