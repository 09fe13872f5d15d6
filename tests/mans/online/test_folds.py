"""Streams by a protocol: trained, tested, kept, gone on with, and rendered."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import main
from mans.datasets import DataSet
from mans.datasets.prepare import DataFolder
from mans.everyday import evidence_training, training
from mans.everyday import run as everyday_run
from mans.model_card import load_card
from mans.online.cut import StreamCut
from mans.online.evaluation import Labelled, labelled
from mans.online.folds import StreamResults, evaluate_streams
from mans.online.report import render_streams
from mans.online.training import StreamPlan
from streaming.errors import ModelError, SettingsError
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import NO_ACTION

from ...support.data_set_folders import WRITERS, write_msrc12
from ...support.small_data import TINY, write_ut_kinect

PLAN = StreamPlan(
    replace(TINY, epochs=2, background_share=0.3),
    StreamCut(lag_s=0.2, windows=2),
    DecisionSettings(0.1, 0.4, 0.2, onset_latency_s=0.3, offset_latency_s=0.2),
)
SUBJECTS = "leave-one-subject-out"
SMALL = ("--epochs", "1", "--set", "blocks=[1,1]", "--set", "frames=12", "--set", "hidden_size=6")


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> DataFolder:
    folder = tmp_path_factory.mktemp("folds")
    source = DataFolder("ut-kinect", write_ut_kinect(folder / "ut-kinect", subjects=3), folder / "cache")
    source.prepare(jobs=1)
    return source


@pytest.fixture(scope="module")
def data(source) -> DataSet:
    return source.open()


@pytest.fixture(scope="module")
def sources(source) -> list[Labelled]:
    return list(labelled(source.name, source.folder))


def evaluate(data, sources, path, protocol=SUBJECTS, seed=0, plan=PLAN):
    return evaluate_streams(data, sources, protocol, plan, seed, "cpu", path)


def without_time(results: StreamResults) -> StreamResults:
    return replace(results, folds=tuple(replace(fold, seconds=0.0) for fold in results.folds))


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """Where the results of all folds are kept."""
    return tmp_path_factory.mktemp("results") / "whole.json"


@pytest.fixture(scope="module")
def whole(data, sources, kept) -> list[StreamResults]:
    """The results after each fold."""
    return list(evaluate(data, sources, kept))


def test_folds_are_kept_and_gone_on_with(data, sources, whole, kept, tmp_path):
    assert [len(each.folds) for each in whole] == [0, 1, 2, 3]
    stopped = evaluate(data, sources, tmp_path / "stopped.json")
    next(stopped), next(stopped)
    stopped.close()
    again = list(evaluate(data, sources, tmp_path / "stopped.json"))
    assert [len(each.folds) for each in again] == [1, 2, 3]
    assert without_time(again[-1]) == without_time(whole[-1])
    loaded = StreamResults.load(kept)
    assert loaded == whole[-1]
    assert [fold.fold for fold in loaded.folds] == ["s01", "s02", "s03"]


def test_each_fold_is_tested_on_the_one_it_left_out(whole):
    results = whole[-1]
    for fold in results.folds:
        assert fold.result.recordings == 1 and fold.result.counts.spans == 3
    total = results.total()
    assert (total.recordings, total.counts.spans) == (3, 9)
    assert results.total(but=["s02"]).recordings == 2
    assert 0 <= total.figures()["frame accuracy, back-dated"] <= 1


def test_results_of_another_run_are_refused(data, sources, tmp_path):
    path = tmp_path / "results.json"
    rounds = evaluate(data, sources, path)
    next(rounds), next(rounds)
    rounds.close()
    with pytest.raises(ModelError, match="results of another seed"):
        next(evaluate(data, sources, path, seed=1))
    other = replace(PLAN, cut=replace(PLAN.cut, lag_s=0.3))
    with pytest.raises(ModelError, match="results of another plan"):
        next(evaluate(data, sources, path, plan=other))
    path.write_text(path.read_text()[:-20])
    with pytest.raises(ModelError, match=r"results\.json, line \d+.*; expected .*Name another file"):
        next(evaluate(data, sources, path))


def test_a_protocol_that_trains_on_people_it_tests_is_refused(data, sources, tmp_path):
    with pytest.raises(SettingsError, match="trains on people it tests"):
        next(evaluate(data, sources, tmp_path / "results.json", "leave-one-sequence-out"))


def test_the_command_writes_and_the_page_shows_it(source, tmp_path, capsys):
    out = tmp_path / "streams" / "ut-kinect.json"
    out.parent.mkdir()
    words = ["evaluate-stream", "ut-kinect", "--data", source.folder, "--cache", source.cache]
    words += [
        "--network",
        "mans-today",
        "--protocol",
        SUBJECTS,
        *SMALL,
        "--device",
        "cpu",
        "--results",
        out,
        "--folds",
        "1",
    ]
    assert main.main([str(word) for word in words]) == 0
    assert "1 of 3 folds" in capsys.readouterr().out
    docs = tmp_path / "docs"
    docs.mkdir()
    page = docs / "online-detection.md"
    page.write_text("<!-- streams ut-kinect -->\nstale\n<!-- /streams ut-kinect -->\n")
    assert render_streams(out.parent, docs) == [page]
    text = page.read_text()
    assert "stale" not in text and "| frame accuracy, back-dated |" in text and "| s01 |" in text
    assert "1 of 3 folds | excluding s07 and s08 |" in text
    assert render_streams(out.parent, tmp_path) == []


def test_folds_do_not_start_from_a_model_that_has_seen_the_people(source, data, sources, tmp_path):
    model = tmp_path / "model.safetensors"
    words = ["train", "ut-kinect", "--data", source.folder, "--cache", source.cache, "-o", model, *SMALL]
    assert main.main([str(word) for word in words]) == 0
    rounds = evaluate_streams(data, sources, SUBJECTS, PLAN, 0, "cpu", tmp_path / "results.json", model)
    next(rounds)
    with pytest.raises(ModelError, match="trained on UT-Kinect.*train-everyday --without ut-kinect"):
        next(rounds)
    assert load_card(model).datasets == (data.name,)
    # By its name, whatever the title is; and by the title in a card that has no names yet.
    card = model.with_suffix(".json")
    older = json.loads(card.read_text())
    card.write_text(json.dumps({**older, "data": "another title"}))
    with pytest.raises(ModelError, match="trained on UT-Kinect"):
        next(evaluate_streams_again(data, sources, tmp_path, model))
    del older["datasets"]
    card.write_text(json.dumps(older))
    with pytest.raises(ModelError, match="trained on UT-Kinect"):
        next(evaluate_streams_again(data, sources, tmp_path, model))


def evaluate_streams_again(data, sources, tmp_path, model):
    rounds = evaluate_streams(data, sources, SUBJECTS, PLAN, 0, "cpu", tmp_path / "results.json", model)
    next(rounds)
    return rounds


def test_folds_start_from_the_model_that_train_everyday_makes(source, tmp_path, capsys, monkeypatch):
    """As the page says: one made without the data set fits the plan, whose network is the same."""
    monkeypatch.setattr(evidence_training, "STEPS_PER_EPOCH", 2)
    monkeypatch.setitem(training.RECIPES, "everyday", replace(training.EVERYDAY, batch_size=16))
    names = ("ut-kinect", "utd-mhad")
    monkeypatch.setattr(training, "TRAINED_ON", names)
    monkeypatch.setattr(everyday_run, "TRAINED_ON", names)
    WRITERS["utd-mhad"](tmp_path / "utd-mhad")
    model, out = tmp_path / "without.safetensors", tmp_path / "results.json"
    words = ["train-everyday", "--data", tmp_path, "--cache", tmp_path / "cache", "--epochs", "1"]
    words += ["--without", "ut-kinect", "--device", "cpu", "-o", model]
    assert main.main([str(word) for word in words]) == 0
    words = ["evaluate-stream", "ut-kinect", "--data", source.folder, "--cache", source.cache]
    words += [
        "--protocol",
        SUBJECTS,
        "--start",
        model,
        "--epochs",
        "1",
        "--batch-size",
        "8",
        "--device",
        "cpu",
    ]
    assert main.main([str(word) for word in [*words, "--device", "cpu", "--results", out]]) == 0
    assert "3 of 3 folds" in capsys.readouterr().out
    results = StreamResults.load(out)
    assert results.start == "without" and results.plan.recipe.reads_tracking


def test_action_points_go_the_same_way(tmp_path, capsys):
    folder, out = write_msrc12(tmp_path / "msrc-12"), tmp_path / "results.json"
    words = ["evaluate-stream", "msrc-12", "--data", folder, "--cache", tmp_path / "cache"]
    words += ["--protocol", SUBJECTS, *SMALL, "--device", "cpu", "--results", out]
    assert main.main([str(word) for word in words]) == 0
    assert "action-point F-score" in capsys.readouterr().out
    results = StreamResults.load(out)
    assert results.total().points.points.total() == 4
    before_s, after_s = results.plan.cut.point_s
    assert after_s - before_s < 1.0  # each repetition gets an announcement of its own


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--epochs", "3"], "--epochs without --protocol"),
        (["--protocol", SUBJECTS, "--people", "s01"], "--protocol with a model or people"),
        (["--protocol", SUBJECTS, "--network", "none"], "network 'none'"),
        (["--start", "x.safetensors"], "--start without --protocol"),
    ],
)
def test_what_makes_no_sense_together_is_refused(source, capsys, words, told):
    assert main.main(["evaluate-stream", "ut-kinect", "--data", str(source.folder), *words]) == 2
    assert told in capsys.readouterr().err


def test_a_file_of_something_else_is_no_result(tmp_path):
    path = Path(tmp_path / "x.json")
    for text in ("", "[]", json.dumps({"format": 1}), json.dumps({"format": 9, "label": NO_ACTION})):
        path.write_text(text)
        with pytest.raises(ModelError, match=r"x\.json.*; expected .*Name another file"):
            StreamResults.load(path)
