"""Listening in on a chain: nothing holds it up, nothing is lost in silence."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.pipeline.chain import Chain
from streaming.pipeline.live import record
from streaming.pipeline.results import Sight
from streaming.pipeline.tap import Tap
from streaming.readers import read_recording
from streaming.recognition.assignment import Assignment
from streaming.recordings.recorder import Recorder

from ...support.recorded_source import Recorded
from ...support.scripted import (
    DECISION,
    GUARD_S,
    WINDOW,
    Opened,
    Scripted,
    Turnstile,
    image,
    moving,
    recognise,
)

pytestmark = pytest.mark.usefixtures("no_thread_left")

ASSIGNMENT = Assignment(recognise, WINDOW, DECISION)


def test_everything_is_consumed_in_order_before_it_is_closed():
    consumed = []
    tap = Tap(consumed.append, capacity=1000)
    assert all(tap.offer(item) for item in range(500))
    tap.close()
    tap.close()
    assert consumed == list(range(500)) and tap.lost == 0 and tap.error is None
    assert not tap.offer(1) and tap.lost == 0  # nobody listens any more


def test_what_finds_the_queue_full_is_counted_and_told():
    seen = []
    slow = Turnstile(seen.append)
    tap = Tap(slow, capacity=3)
    tap.offer(0)
    slow.wait_entered()  # with item 0 in hand
    assert [tap.offer(item) for item in range(1, 6)] == [True, True, True, False, False]
    assert tap.lost == 2 and isinstance(tap.error, RecordingError)
    slow.let_all()
    with pytest.raises(RecordingError, match="2 frames or answers are missing"):
        tap.close()
    assert seen == [0, 1, 2, 3]


def test_a_consumers_error_ends_the_tap_and_is_told():
    error = OSError("disk full")

    def fail(item):
        raise error

    tap = Tap(fail)
    tap.offer(1)
    with pytest.raises(OSError, match="disk full") as caught:
        tap.close()
    assert caught.value is error and tap.closed


def test_a_waiting_tap_loses_nothing_and_lets_go_when_it_is_shut():
    seen = []
    slow = Turnstile(seen.append)
    tap = Tap(slow, capacity=1, waits=True)
    tap.offer(0)
    slow.wait_entered()
    tap.offer(1)
    taken = []
    thread = threading.Thread(target=lambda: taken.append(tap.offer(2)))
    thread.start()
    tap.shut()
    thread.join(GUARD_S)
    assert taken == [False] and tap.lost == 0
    slow.let_all()
    tap.close()
    assert seen == [0, 1]


def test_a_slow_recording_does_not_hold_up_a_live_chain():
    source = Scripted([image(n) for n in range(20)], live=True, stepped=True)
    slow = Turnstile(lambda item: None)
    posed = Turnstile(lambda item: moving(item.number))
    with Chain(source, ASSIGNMENT, pose=Opened(posed)) as chain:
        tap = chain.listen(slow, capacity=4)
        for _ in range(20):
            source.allow(1)
            posed.wait_entered()  # it comes this far each time, although nobody consumes
            posed.let_one()
        source.allow(1)
        list(chain)
        assert tap.lost > 10
        assert chain.health().drops["recording too slow"] == tap.lost
        slow.let_all()
        with pytest.raises(RecordingError, match="missing"):
            tap.close()


def test_the_chain_of_a_file_waits_for_its_recording():
    frames = [moving(number) for number in range(200)]
    consumed = []
    chain = Chain(Scripted(frames), ASSIGNMENT)
    tap = chain.listen(consumed.append, capacity=2)
    with chain:
        results = list(chain)
        tap.close()
    assert [item.frame for item in consumed if isinstance(item, Sight)] == frames
    assert len(consumed) == len(frames) + len(results)


def test_a_failing_recording_leaves_the_chain_alone():
    def fail(item):
        raise OSError("disk full")

    frames = [moving(number) for number in range(100)]
    chain = Chain(Scripted(frames), ASSIGNMENT)
    tap = chain.listen(fail, capacity=1)
    with chain:
        assert len(list(chain)) > 10
    assert isinstance(tap.error, OSError) and chain.health().drops == {}


def test_stopping_from_the_consumers_own_thread_does_not_hang():
    frames = [moving(number) for number in range(200)]
    chain = Chain(Scripted(frames), ASSIGNMENT)
    stopped = threading.Event()

    def stop_at_five(item):
        if isinstance(item, Sight) and item.frame.number == 5:
            chain.stop()
            stopped.set()

    chain.listen(stop_at_five, capacity=1)
    chain.start()
    assert stopped.wait(GUARD_S)
    chain.stop()


def test_a_chain_is_recorded_and_the_recording_says_the_same(tmp_path):
    frames = [moving(number) for number in range(90)]
    path = tmp_path / "live.mcap"
    with Recorder(path, rate_hz=30.0, source="a script") as recorder:
        chain = Chain(Scripted(frames), ASSIGNMENT)
        tap = record(chain, recorder)
        with chain:
            said = list(chain)
            tap.close()
    again = read_recording(path)
    assert [frame.number for frame in again.frames] == list(range(90))
    with Chain(Recorded(again, speed=None), ASSIGNMENT) as replayed:
        for one, other in zip(said, list(replayed), strict=True):
            np.testing.assert_array_equal(one.answer.probabilities, other.answer.probabilities)
            np.testing.assert_array_equal(one.answer.prediction.f_a, other.answer.prediction.f_a)


def test_listening_alone_gets_all_of_a_file_if_the_chain_is_run():
    heard = []
    chain = Chain(Scripted([moving(number) for number in range(120)]), ASSIGNMENT)
    tap = chain.listen(heard.append)
    with chain:
        chain.run()
    tap.close()
    assert sum(isinstance(item, Sight) for item in heard) == 120
    assert chain.finished


def test_running_tells_what_ended_the_chain():
    chain = Chain(Scripted([moving(0)], error=RecordingError("torn")), ASSIGNMENT)
    with chain, pytest.raises(RecordingError, match="torn"):
        chain.run()
