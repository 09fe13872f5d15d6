"""Teaching: a few examples in, a model out that says the right thing live and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from mans.model_card import load_card
from mans.recogniser import Recogniser
from mans.teaching.alarms import alarms_in, false_alarms, spans_of, trade_offs, watch
from mans.teaching.review import described
from mans.teaching.teach import TaughtModel, teach
from mans.transforms.tracks import Track
from streaming.errors import ModelError, ProjectError
from streaming.readers import read_recording
from streaming.recognition.replay import recognise, replay
from streaming.recognition.segments import segments
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.csv import write_csv

from ...support.own_actions import LABELS, examples, performed

ROOT = Path(__file__).resolve().parents[3]
MODEL = ROOT / "models" / "everyday-mans-evidence.safetensors"
OTHER = ROOT / "samples" / "tai_chi.skeleton"


@pytest.fixture(scope="module")
def taught() -> TaughtModel:
    return teach(examples(), MODEL, beside=False)


def answered(recogniser: Recogniser, actions: tuple[str, ...], seed: int) -> list[tuple[str, float, float]]:
    """What is answered while somebody who is new does actions."""
    recording, _ = performed(actions, seed)
    steps = replay(recording, recogniser, recogniser.window, recogniser.decision)
    answers = [answer for _, answer in steps if answer is not None]
    found = segments(answers, recogniser.decision)
    return [(part.label, part.start_s, part.end_s) for part in found if part.label is not None]


def test_what_was_taught_is_answered_in_its_order_and_nothing_else(taught):
    actions = ("halt", "shrug", "salute", "cross the arms", "shrug")
    found = answered(taught.recogniser(), actions, seed=900)
    assert [label for label, *_ in found] == ["halt", "salute", "cross the arms"]
    _, spans = performed(actions, 900)
    done = {label: (start_s, end_s) for label, start_s, end_s in spans}
    for label, start_s, end_s in found:  # dated to when it was done, to half a second or so
        assert abs(start_s - done[label][0]) < 0.7 and abs(end_s - done[label][1]) < 0.7


def test_a_model_file_answers_as_what_was_taught_bit_for_bit(taught, tmp_path):
    path = tmp_path / "mine.safetensors"
    taught.save(path)
    loaded, before = Recogniser.load(path, "cpu", runtime="torch"), taught.recogniser()
    recording, _ = performed(("salute", "halt"), 901)
    for recogniser in (loaded, before):
        recogniser.seen = [  # type: ignore[attr-defined]
            answer
            for _, answer in replay(recording, recogniser, recogniser.window, recogniser.decision)
            if answer
        ]
    for one, other in zip(loaded.seen, before.seen, strict=True):  # type: ignore[attr-defined]
        np.testing.assert_array_equal(one.prediction.probabilities, other.prediction.probabilities)
        np.testing.assert_array_equal(one.prediction.f_a, other.prediction.f_a)
        assert one.label == other.label
    assert loaded.labels == (*LABELS, "no action") and loaded.attention == "F_A"
    assert load_card(path) == taught.card


WITHOUT_TORCH = """
import sys
from pathlib import Path
import numpy as np
from mans.recogniser import Recogniser
from streaming.readers import read_recording
from streaming.recognition.replay import recognise
model, recording, out = map(Path, sys.argv[1:])
recogniser = Recogniser.load(model, "cpu")
assert recogniser.device == "CPU, ONNX Runtime", recogniser.device
found = [each.prediction for each in recognise(read_recording(recording), recogniser)]
assert not {"torch", "safetensors"} & set(sys.modules)
np.savez(out, probabilities=[each.probabilities for each in found], f_a=[each.f_a for each in found])
"""


def test_a_taught_model_needs_no_torch_and_answers_alike(taught, tmp_path):
    """The bundled model's export has the features that custom actions are told by."""
    path, out, shown = tmp_path / "mine.safetensors", tmp_path / "found.npz", tmp_path / "shown.csv"
    taught.save(path)
    write_csv(performed(("salute", "halt"), 901)[0], shown)
    words = [sys.executable, "-c", WITHOUT_TORCH, path, shown, out]
    subprocess.run(words, cwd=ROOT, check=True, timeout=300)
    wanted = [each.prediction for each in recognise(read_recording(shown), taught.recogniser())]
    with np.load(out) as found:
        for name in ("probabilities", "f_a"):
            np.testing.assert_allclose(found[name], [getattr(each, name) for each in wanted], atol=1e-5)
    assert Recogniser.load(path, "cpu").saliency(wanted[-1].window).any()  # by torch, on demand


def test_another_network_than_the_exported_one_runs_by_torch(taught, tmp_path):
    path = tmp_path / "mine.safetensors"
    taught.save(path)
    weights = load_file(path)
    weights["head.bias"] += 1e-3
    save_file(weights, path)
    assert Recogniser.load(path, "cpu").device.endswith("thread")


def test_beside_the_shipped_actions_both_are_answered():
    recogniser = teach(examples(), MODEL, beside=True).recogniser()
    shipped = load_card(MODEL).labels
    assert recogniser.labels == (*shipped, *LABELS)
    recording = read_recording(ROOT / "samples" / "squat.skeleton")
    steps = list(replay(recording, recogniser, recogniser.window, recogniser.decision))
    predictions = [answer.prediction for _, answer in steps if answer is not None]
    for prediction in predictions:
        assert prediction.probabilities.sum() == pytest.approx(1, abs=1e-4)
        assert prediction.f_a.shape == (3, recogniser.window.frames)
    best = {max(p.top(1))[0] for p in predictions}
    assert best & {"squat", "jump", "raise both arms"} and not best & set(LABELS)
    assert [label for label, *_ in answered(recogniser, ("halt", "salute"), 902)][-1:] == ["salute"]


def test_progress_rises_through_an_action(taught):
    recogniser = taught.recogniser()
    recording, ((_, start_s, end_s),) = performed(("halt",), 903)
    column = recogniser.labels.index("halt")
    course = [
        (answer.time_s, float(answer.prediction.progress[column]))
        for _, answer in replay(recording, recogniser, recogniser.window, recogniser.decision)
        if answer is not None
    ]
    before = [value for time_s, value in course if time_s < start_s - 0.1]
    middle = [value for time_s, value in course if start_s + 0.5 < time_s < end_s - 0.3]
    late = [value for time_s, value in course if end_s - 0.2 < time_s < end_s + 0.1]
    assert max(before) < 0.35 < min(middle) and max(late) > 0.85
    assert all(0 <= value <= 1 for _, value in course)
    assert np.isnan(taught.recogniser().many(list(windows_of(recogniser)))[0].progress[-1])


def windows_of(recogniser: Recogniser):
    from streaming.recognition.window import SlidingWindow

    sliding = SlidingWindow(recogniser.window)
    recording = read_recording(OTHER)
    return [window for frame in recording.frames[:60] if (window := sliding.push(frame)) is not None][:1]


# What the examples are worth


def test_examples_are_recognised_when_left_out(taught):
    assert not taught.review.people
    assert taught.review.accuracy >= 0.9 and taught.review.contradictions == () == taught.review.alike
    assert taught.review.confusion.sum(axis=1).tolist() == [4, 4, 4]
    names = [str(number) for number in range(12)]
    assert described(taught.review, names) == []
    (told,) = described(replace(taught.review, confusion=np.roll(taught.review.confusion, 1, axis=1)), names)
    assert told.startswith("Only 0% of the examples are recognised when left out")


def test_people_are_left_out_where_they_are_named():
    review = teach(examples(count=2, people=("Ada", "Ben", "Cem")), MODEL, beside=False).review
    assert review.people and review.accuracy >= 0.8


def test_an_example_under_the_wrong_name_is_found():
    mixed = examples()
    index = next(i for i, each in enumerate(mixed) if each.label == "halt")
    mixed[index] = replace(mixed[index], label="salute")
    review = teach(mixed, MODEL, beside=False).review
    assert [(each.example, each.other) for each in review.contradictions] == [(index, "halt")]


def test_two_names_for_one_movement_are_too_alike():
    halves = [
        replace(each, label="stop") if each.label == "halt" and i % 2 else each
        for i, each in enumerate(examples(count=6))
    ]
    (alike,) = teach(halves, MODEL, beside=False).review.alike
    assert {alike.one, alike.other} == {"halt", "stop"} and alike.nearness < 1.25


# False alarms


def test_false_alarms_are_counted_outside_the_examples_and_a_threshold_trades_them(taught):
    recogniser = taught.recogniser()
    recording, _ = performed(("halt", "shrug", "halt"), 904)
    watched = watch(recogniser, [("other", recording)])
    alarms = alarms_in(watched, taught.card.decision, LABELS)
    assert [alarm.label for alarm in alarms] == ["halt", "halt"] and alarms[0].time_s < alarms[1].time_s
    first = recording.start_s
    examples_ = [("other", first, first + 4.0)]
    assert (
        len(alarms_in(watch(recogniser, [("other", recording)], examples_), taught.card.decision, LABELS))
        == 1
    )
    costs = trade_offs(watched, taught.card.decision, taught.review, "halt")
    assert costs[0].alarms >= costs[-1].alarms and costs[0].misses <= costs[-1].misses
    deaf = taught.with_thresholds({"halt": 1.0})
    assert (
        alarms_in(watched, deaf.card.decision, LABELS) == []
        and deaf.thresholds["salute"] == taught.thresholds["salute"]
    )


def test_other_people_in_other_movement_cause_no_false_alarm(taught):
    assert false_alarms(taught, [("tai chi", read_recording(OTHER))]) == []
    assert spans_of(taught)[0][0] == "take 0 0"


# What cannot be taught


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda own: [], "no example"),
        (lambda own: own[:1] + [e for e in own if e.label != own[0].label], "one example of 'salute'"),
        (lambda own: [replace(e, label="squat") if e.label == "halt" else e for e in own], "already"),
        (lambda own: [replace(e, label="no action") if e.label == "halt" else e for e in own], "no action"),
        (lambda own: [*own, replace(own[0], label="halt", start_s=own[0].start_s + 0.2)], "at the same time"),
        (lambda own: [*own, replace(own[0], start_s=own[0].start_s + 0.2)], "twice at the same time"),
        (lambda own: [replace(own[0], end_s=own[0].start_s + 0.1), *own[1:]], "0.10 s"),
        (lambda own: [replace(own[0], start_s=900.0, end_s=901.0), *own[1:]], "nobody"),
    ],
)
def test_what_cannot_be_taught_is_refused_in_one_line(change, message):
    with pytest.raises(ProjectError, match=message) as error:
        teach(change(examples(count=2)), MODEL)
    assert "\n" not in str(error.value)


def test_a_model_of_another_family_cannot_be_taught(tiny_model):
    with pytest.raises(ModelError, match="mans-evidence"):
        teach(examples(count=2), tiny_model, beside=False)


def test_damage_to_a_taught_model_is_found(taught, tmp_path):
    path = tmp_path / "mine.safetensors"
    taught.save(path)
    whole = load_file(path)
    for name, wrong in (
        ("taught.head", torch.zeros(3, 3)),
        ("taught.courses", torch.full_like(whole["taught.courses"], np.nan)),
        ("taught.action", torch.zeros_like(whole["taught.action"])),
        ("taught.lengths", whole["taught.lengths"] + 1000),
        ("taught.more", torch.zeros(1)),
    ):
        save_file({**whole, name: wrong}, path)
        with pytest.raises(ModelError) as error:
            Recogniser.load(path, "cpu")
        assert str(path) in str(error.value) and "\n" not in str(error.value)
    card = path.with_suffix(".json")
    taught.save(path)
    data = json.loads(card.read_text())
    data["taught"]["actions"][0]["seconds"] = -1
    card.write_text(json.dumps(data))
    with pytest.raises(ModelError, match="seconds"):
        Recogniser.load(path, "cpu")


def test_teaching_ends_where_its_progress_says_so():
    def stop(what: str, done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        teach(examples(count=2), MODEL, beside=False, step=stop)


def test_the_same_examples_make_the_same_model_again(taught):
    again = teach(examples(), MODEL, beside=False)
    assert again.card == taught.card
    np.testing.assert_array_equal(again.matcher.head, taught.matcher.head)
    np.testing.assert_array_equal(
        again.matcher.templates.course.values, taught.matcher.templates.course.values
    )


def test_either_side_is_what_the_examples_show_or_what_is_said():
    own = examples(("salute", "halt"), count=3)
    right = teach(own, MODEL, beside=False)
    assert [action.mirrored for action in right.matcher.taught.actions] == [False, False]
    both = teach(own, MODEL, beside=False, either_side=["halt"]).matcher
    assert [action.mirrored for action in both.taught.actions] == [False, True]
    assert len(both.templates.lengths) == 9
    mixed = [
        *own,
        *(replace(each, track=turned(each.track), recording=f"{each.recording} left") for each in own),
    ]
    shown = teach(mixed, MODEL, beside=False).matcher.taught.actions
    assert [action.mirrored for action in shown] == [True, True]
    with pytest.raises(ProjectError, match="wink"):
        teach(own, MODEL, either_side=["wink"])


def turned(track: Track) -> Track:
    """The same person in a mirror: what the right hand did, the left one does."""
    positions = track.positions[:, :, KINECT_V2.mirror] * np.array([-1, 1, 1], np.float32)
    return replace(track, positions=positions)


def test_people_are_further_from_one_another_than_from_themselves():
    """The usual distance is that to somebody else where people are named."""
    named, unnamed = (
        teach(examples(count=2, people=people), MODEL, beside=False).matcher.taught.actions
        for people in (("Ada", "Ben"), ("", ""))
    )
    assert all(one.distance >= other.distance for one, other in zip(named, unnamed, strict=True))


def test_a_taught_model_is_not_exported_without_its_actions(taught):
    recogniser = taught.recogniser()
    with pytest.raises(ModelError, match="custom actions"):
        recogniser.network_inputs(list(windows_of(recogniser)))
