import threading
from dataclasses import fields, replace

import numpy as np
import pytest

from app.model.analysis import HOLD_S, Analysis
from streaming.recognition.replay import replay
from streaming.reports.live_actions import progress_of


def test_it_finds_what_a_replay_finds(make_recording, make_recogniser):
    recording, recogniser = make_recording(), make_recogniser()
    analysis = Analysis(recording, recogniser)
    analysis.join()
    assert analysis.finished
    assert analysis.error is None
    assert analysis.frames_done == len(recording.frames)
    assert analysis.done_until_s == recording.frames[-1].time_s
    expected = [a for _, a in replay(recording, recogniser, recogniser.window, recogniser.decision) if a]
    assert [(a.time_s, a.label) for a in analysis.answers] == [(a.time_s, a.label) for a in expected]
    assert [part.label for part in analysis.segments()] == ["hand down", "hand up", "hand down"]


def test_the_timeline_is_dated_back_and_the_answers_are_not(make_recording, make_recogniser):
    recording, recogniser = make_recording(), make_recogniser()
    late = replace(recogniser, decision=replace(recogniser.decision, onset_latency_s=0.25))
    as_shown, dated = Analysis(recording, recogniser), Analysis(recording, late)
    for analysis in (as_shown, dated):
        analysis.join()
    assert [(a.time_s, a.label) for a in dated.answers] == [(a.time_s, a.label) for a in as_shown.answers]
    up, dated_up = (analysis.segments()[1] for analysis in (as_shown, dated))
    assert (up.label, dated_up.label) == ("hand up", "hand up")
    assert dated_up.start_s == pytest.approx(up.start_s - 0.25)
    assert dated_up.end_s == pytest.approx(up.end_s - 0.25)  # where "hand down" begins


def test_an_answer_stands_until_the_next_but_not_for_ever(make_recording, make_recogniser):
    analysis = Analysis(make_recording(), make_recogniser())
    analysis.join()
    first, *_, last = analysis.answers
    assert analysis.answer_at(first.time_s - 0.01) is None
    assert analysis.answer_at(first.time_s).time_s == first.time_s
    assert analysis.answer_at(first.time_s + 0.05) is analysis.answer_at(first.time_s)
    assert analysis.answer_at(last.time_s + HOLD_S - 0.1).time_s == last.time_s
    assert analysis.answer_at(last.time_s + HOLD_S + 0.1) is None


def test_cancelling_stops_it_and_keeps_what_it_found(make_recording, make_recogniser, qtbot):
    analysis = Analysis(make_recording(60.0), make_recogniser(pause_s=0.002))
    qtbot.waitUntil(lambda: analysis.count >= 3)
    analysis.cancel()
    analysis.join()
    assert not analysis.finished
    assert 3 <= analysis.count < 500
    assert analysis.frames_done < 1800


def test_a_fault_of_the_recogniser_is_kept(make_recording, make_recogniser):
    analysis = Analysis(make_recording(), make_recogniser(fails_at_s=3.0))
    analysis.join()
    assert isinstance(analysis.error, ValueError)
    assert not analysis.finished
    assert analysis.answers[-1].time_s < 3.0


def test_two_runs_never_share_a_recogniser(make_recording, make_recogniser):
    busy, overlaps = threading.Lock(), []
    recogniser = make_recogniser()

    class Guarded(type(recogniser)):
        def __call__(self, window):
            if not busy.acquire(blocking=False):
                overlaps.append(window)
            try:
                return super().__call__(window)
            finally:
                busy.release()

    guarded = Guarded(pause_s=0.001)
    first = Analysis(make_recording(60.0), guarded)
    second = Analysis(make_recording(3.0), guarded, after=first)
    second.join()
    assert second.finished
    assert not first.finished
    assert overlaps == []


def test_progress_is_told_of_actions_that_have_a_course(make_recording, make_recogniser):
    recording, recogniser = make_recording(), make_recogniser()
    plain = Analysis(recording, recogniser)
    plain.join()
    assert plain.progress() == []
    recognised = type(recogniser).__call__

    class Taught(type(recogniser)):
        def __call__(self, window):
            prediction = recognised(self, window)
            shares = np.full(len(prediction.labels), np.nan, np.float32)
            shares[1] = 0.5
            return replace(prediction, progress=shares)

    taught = Analysis(
        recording, Taught(**{each.name: getattr(recogniser, each.name) for each in fields(recogniser)})
    )
    taught.join()
    assert taught.error is None
    label = recogniser.labels[1]
    assert taught.progress() == [(answer.time_s, label, 0.5) for answer in taught.answers]
    assert list(progress_of(taught.answers[0].prediction)) == [(label, 0.5)]
