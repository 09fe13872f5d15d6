"""Whether two things are the same to the last bit."""

from __future__ import annotations

from streaming.readers.support.mcap_channels import RecordedAnswer
from streaming.recognition.decision import Answer
from streaming.skeleton.frames import Frame, Recording


def assert_same_frame(found: Frame, wanted: Frame) -> None:
    assert (found.number, found.time_s) == (wanted.number, wanted.time_s)
    assert [body.identity for body in found.bodies] == [body.identity for body in wanted.bodies]
    for one, other in zip(found.bodies, wanted.bodies, strict=True):
        assert one.positions.dtype == other.positions.dtype and one.states.dtype == other.states.dtype
        assert one.positions.tobytes() == other.positions.tobytes()
        assert one.states.tobytes() == other.states.tobytes()


def assert_same_recording(found: Recording, wanted: Recording) -> None:
    assert len(found.frames) == len(wanted.frames)
    for one, other in zip(found.frames, wanted.frames, strict=True):
        assert_same_frame(one, other)
    assert (found.rate_hz, found.labels, found.notes) == (wanted.rate_hz, wanted.labels, wanted.notes)


def assert_same_answer(found: RecordedAnswer, wanted: Answer) -> None:
    prediction = wanted.prediction
    assert (found.time_s, found.label, found.confidence) == (wanted.time_s, wanted.label, wanted.confidence)
    assert (found.provisional, found.confirmed) == (wanted.provisional, wanted.confirmed)
    assert found.labels == prediction.labels and found.frame_number == prediction.window.frame_number
    assert found.window_s == (prediction.window.times_s[0], prediction.window.times_s[-1])
    for one, other in [
        (found.smoothed, wanted.probabilities),
        (found.probabilities, prediction.probabilities),
        (found.f_a, prediction.f_a),
    ]:
        assert one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes()
