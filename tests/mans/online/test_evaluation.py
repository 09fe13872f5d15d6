"""Untrimmed recordings through window, decision and segments; and the command that does it."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

import main
from cli.evaluate_stream import run_stream_evaluation
from mans.online.evaluation import POINTS, Untrimmed, measure, predict, show, with_dates
from streaming.errors import DataSetError
from streaming.readers import read_recording
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.replay import replay
from streaming.recognition.segments import segments
from streaming.recognition.window import Window, WindowSettings
from streaming.skeleton.frames import LabelledSpan

from ...support.data_set_folders import write_msrc12
from ...support.small_data import write_ut_kinect

LABELS = ("wave", NO_ACTION)
AT_ONCE = DecisionSettings(smoothing_s=0.0, enter=0.5, leave=0.35)


def scripted(window: Window) -> Prediction:
    """Says "wave" for windows that end in the middle third of ten seconds."""
    share = 0.9 if 3.0 <= window.end_s % 10 <= 6.0 else 0.1
    return Prediction(window, LABELS, np.float32([share, 1 - share]), np.ones((3, 50), np.float32))


@pytest.fixture(scope="module")
def ut_kinect(tmp_path_factory):
    return write_ut_kinect(tmp_path_factory.mktemp("stream") / "ut-kinect", subjects=2)


@pytest.fixture(scope="module")
def recording(ut_kinect):
    return read_recording(sorted(ut_kinect.glob("joints_*.txt"))[0])


def untrimmed(recording, *spans: LabelledSpan) -> Untrimmed:
    found = predict(recording, lambda windows: [scripted(each) for each in windows], WindowSettings())
    return Untrimmed("x", recording.times_s, spans, tuple(found))


def test_what_is_shown_is_what_a_replay_shows(recording):
    shown = show(untrimmed(recording), AT_ONCE)
    answers = [a for _, a in replay(recording, scripted, WindowSettings(), AT_ONCE) if a is not None]
    assert list(shown.segments) == segments(answers, AT_ONCE)
    assert len(shown.labels) == len(recording.frames) == len(shown.times_s)
    first = next(i for i, (_, a) in enumerate(replay(recording, scripted, WindowSettings(), AT_ONCE)) if a)
    assert set(shown.labels[:first]) == {None}  # nothing before the first window


def test_a_label_stands_until_the_next_answer(recording):
    shown = show(untrimmed(recording), AT_ONCE)
    on = [t for t, label in zip(shown.times_s, shown.labels, strict=True) if label == "wave"]
    assert on and all(2.9 <= t % 10 <= 6.2 for t in on)


def test_a_perfect_recogniser_measures_as_one(recording):
    whole = untrimmed(recording)
    waves = [s for s in show(whole, AT_ONCE).segments if s.label == "wave"]
    spans = [LabelledSpan("wave", s.start_s, s.end_s - 1e-6) for s in waves]
    result = measure([untrimmed(recording, *spans)], AT_ONCE)
    figures = result.figures()
    assert figures["frame accuracy"] == 1 and figures["F1 at IoU 0.5"] == 1
    assert figures["median onset latency, s"] == 0 and figures["label switches per minute of action"] == 0
    assert figures["false positives per minute of background"] == 0
    assert "action-point F-score, 1 s" not in figures


def test_dates_make_up_for_a_delay_on_the_timeline_alone(recording):
    waves = [s for s in show(untrimmed(recording), AT_ONCE).segments if s.label == "wave"]
    late = untrimmed(recording, *(LabelledSpan("wave", s.start_s - 0.8, s.end_s - 0.6) for s in waves))
    as_shown = measure([late], AT_ONCE)
    decision = with_dates(AT_ONCE, as_shown.counts)
    assert decision.onset_latency_s == pytest.approx(0.8, abs=0.04)
    assert decision.offset_latency_s == pytest.approx(0.6, abs=0.15)
    result = measure([late], decision)
    assert result.counts.frame_accuracy == as_shown.dated.frame_accuracy < 0.8
    assert result.dated.frame_accuracy > 0.95
    assert result.counts.f1 <= result.dated.f1 == 1
    assert result.figures()["median onset latency, s"] == as_shown.counts.median_delay_s


def test_an_action_point_is_hit_where_its_label_comes_up(recording):
    whole = untrimmed(recording)
    start_s = next(s.start_s for s in show(whole, AT_ONCE).segments if s.label == "wave")
    span = LabelledSpan("wave", start_s - 1.0, start_s + 0.6)
    points = (("wave", start_s + 0.2), ("wave", start_s + 1.5))
    result = measure([replace(untrimmed(recording, span), points=points)], AT_ONCE)
    assert (result.points.points.total(), result.points.hits.total()) == (2, 1)
    assert "action-point F-score, 0.33 s" in result.figures()


def test_the_command_prints_and_writes(ut_kinect, trained, tmp_path, capsys):
    out = tmp_path / "stream.json"
    words = ["evaluate-stream", "ut-kinect", "--data", ut_kinect, "--model", trained, "--device", "cpu"]
    assert main.main([str(w) for w in [*words, "--people", "s01", "--results", out]]) == 0
    assert "frame accuracy" in capsys.readouterr().out
    data = json.loads(out.read_text())
    assert data["recordings"] == 1 and data["people"] == ["s01"]
    assert 0 <= data["figures"]["frame accuracy"] <= 1
    assert all(count > 0 for count in data["alarms"].values())
    assert set(data["decision"]) >= {"smoothing_s", "enter", "leave"}
    assert data["decision"]["onset_latency_s"] == 0
    words += ["--people", "s01", "--dates-from", "s02", "--results", out]
    assert main.main([str(w) for w in words]) == 2
    assert "--overwrite" in capsys.readouterr().err and json.loads(out.read_text()) == data
    assert main.main([str(w) for w in [*words, "--overwrite"]]) == 0
    said = capsys.readouterr().out
    dated = json.loads(out.read_text())
    onset_s = dated["decision"]["onset_latency_s"]
    assert dated["dates_from"] == ["s02"] and f"onset latency {onset_s:g} s" in said
    assert dated["figures"]["frame accuracy"] == data["figures"]["frame accuracy"]  # what is on show stays


@pytest.fixture(scope="module")
def trained(ut_kinect, tmp_path_factory):
    out = tmp_path_factory.mktemp("trained") / "model.safetensors"
    words = ["train", "ut-kinect", "--data", ut_kinect, "--epochs", "1", "--device", "cpu", "-o", out]
    assert main.main([str(word) for word in words]) == 0
    return out


def test_nobody_of_that_name(ut_kinect, trained):
    with pytest.raises(DataSetError, match="nobody called s77"):
        run_stream_evaluation(Console(), "ut-kinect", ut_kinect, trained, "cpu", frozenset({"s77"}), None)


def test_a_model_that_knows_none_of_the_labels(trained, tmp_path):
    folder = write_msrc12(tmp_path / "msrc-12")
    with pytest.raises(DataSetError, match="no label of MSRC-12 is one of the model's"):
        run_stream_evaluation(Console(), POINTS, folder, trained, "cpu", frozenset(), None)
