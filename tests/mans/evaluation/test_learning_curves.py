"""Learning curves: measured beside an evaluation without changing it, kept with it, and drawn."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from matplotlib import image

from mans.datasets.protocols import LEAVE_ONE_SUBJECT_OUT
from mans.evaluation.folds import evaluate, evaluate_fold
from mans.evaluation.learning_curves import draw_curves, mean_curves
from mans.evaluation.report import render_results
from mans.evaluation.results import FoldResult, LearningCurve, Results
from mans.recipe import Recipe
from streaming.errors import ModelError

from ...support.small_data import CPU, TINY, TINY_SGD

SUBJECTS = LEAVE_ONE_SUBJECT_OUT.name
LIVE = replace(TINY, epochs=2, sliding_window_share=0.5, background_share=0.2, outlier_share=0.2)


def fold_of(curve: LearningCurve | None, name: str = "s1") -> FoldResult:
    return FoldResult(name, (f"{name} a",), ("a",), ("b",), (0.9,), 1.0, 10.0, curve)


def results_of(*curves: LearningCurve | None, recipe: Recipe = TINY, seed: int = 0) -> Results:
    folds = tuple(fold_of(curve, f"s{i}") for i, curve in enumerate(curves))
    return Results("ut-kinect", SUBJECTS, recipe, seed, ("a", "b"), len(folds), "CPU", {}, folds)


@pytest.mark.parametrize("recipe", [TINY, TINY_SGD, LIVE], ids=["averaged", "last weights", "live"])
def test_measuring_changes_no_prediction(small_data, recipe):
    fold = LEAVE_ONE_SUBJECT_OUT.folds(small_data.samples)[0]
    without = evaluate_fold(small_data, fold, recipe, 0, CPU)
    measured = evaluate_fold(small_data, fold, recipe, 0, CPU, curves=True)
    assert without.curve is None and measured.curve is not None
    assert replace(measured, curve=None, seconds=0.0) == replace(without, seconds=0.0)
    assert len(measured.curve.train_error) == recipe.epochs
    # The last point is what the fold itself says.
    assert measured.curve.test_error[-1] == pytest.approx(
        1 - measured.right / len(measured.samples), abs=1e-4
    )


def test_each_point_is_of_the_network_that_a_shorter_training_would_keep(small_data):
    fold = LEAVE_ONE_SUBJECT_OUT.folds(small_data.samples)[1]
    recipe = replace(TINY, schedule="constant")  # else a shorter training has other rates
    curve = evaluate_fold(small_data, fold, recipe, 0, CPU, curves=True).curve
    shorter = evaluate_fold(small_data, fold, replace(recipe, epochs=2), 0, CPU)
    assert curve.test_error[1] == pytest.approx(1 - shorter.right / len(shorter.samples), abs=1e-4)
    assert curve.train_error[0] > 0  # four epochs of nothing but zeros would prove little


@pytest.mark.usefixtures("folds_in_this_process")
def test_folds_that_were_done_without_are_run_again_and_none_is_lost(small_data, small_source, tmp_path):
    path = tmp_path / "results.json"

    def rounds(**options):
        return evaluate(small_data, small_source, SUBJECTS, TINY, 0, "cpu", 1, path, **options)

    *_, before = rounds()
    stopped = rounds(curves=True)
    start, first = next(stopped), next(stopped)
    stopped.close()
    assert start == before and sorted(fold.curve is None for fold in first.folds) == [False, True, True]
    start, *rest = rounds(curves=True)
    assert len(rest) == 2 and all(fold.curve for fold in rest[-1].folds)
    # They gave the same, and the time stays that of the training which was not measured.
    assert [replace(fold, curve=None) for fold in rest[-1].folds] == list(before.folds)
    assert list(rounds()) == [rest[-1]]  # who asks for none keeps those that are there


def test_files_with_and_without_curves_are_read(tmp_path):
    results = results_of(LearningCurve((0.5, 0.1), (0.6, 0.2)), None)
    results.save(tmp_path / "both.json")
    assert Results.load(tmp_path / "both.json") == results
    with_curve, without = json.loads((tmp_path / "both.json").read_text())["folds"]
    assert with_curve["curve"] == {"train_error": [0.5, 0.1], "test_error": [0.6, 0.2]}
    assert "curve" not in without  # as every version before curves wrote it


@pytest.mark.parametrize(
    "curve",
    [
        *(5, [], {}, {"train_error": [0.1], "test_error": []}),
        *({"train_error": ["a"], "test_error": ["b"]}, {"train_error": [2.0], "test_error": [0.0]}),
    ],
    ids=str,
)
def test_a_damaged_curve_is_told_in_one_line(tmp_path, curve):
    path = tmp_path / "results.json"
    results_of(LearningCurve((0.5,), (0.5,))).save(path)
    data = json.loads(path.read_text())
    data["folds"][0]["curve"] = curve
    path.write_text(json.dumps(data))
    with pytest.raises(ModelError, match=r"results\.json, folds\[0\]\.curve.*: .* Name another file"):
        Results.load(path)


def test_the_mean_is_over_folds_and_seeds_of_one_network():
    one = results_of(LearningCurve((0.4, 0.2), (0.8, 0.4)), LearningCurve((0.2, 0.0), (0.4, 0.2)))
    two = results_of(LearningCurve((0.9, 0.7), (0.9, 0.6)), None, seed=1)
    other = results_of(LearningCurve((1.0,), (1.0,)), recipe=replace(TINY, name="short", epochs=1))
    curves = mean_curves([one, results_of(None), two, other])
    assert [(curve.recipe, curve.folds) for curve in curves] == [("short", 1), ("tiny", 3)]
    short, tiny = curves
    np.testing.assert_allclose(tiny.train_error, [0.5, 0.3])
    np.testing.assert_allclose(tiny.test_error, [0.7, 0.4])
    assert "3 trainings" in tiny.name and "1 training)" in short.name


def test_results_draws_one_picture_for_each_data_set_that_has_curves(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    results_of(LearningCurve((0.5, 0.0), (0.6, 0.2))).save(tmp_path / "with.json")
    replace(results_of(None), data="sbu").save(tmp_path / "without.json")
    written = render_results([tmp_path / "with.json", tmp_path / "without.json"], docs)
    picture = docs / "pictures" / "learning-curves-ut-kinect.png"
    assert [path for path in written if "learning-curves" in path.name] == [picture]
    assert np.ptp(image.imread(picture)[..., :3]) > 0.5  # something is drawn


def test_every_network_and_protocol_is_in_the_picture(tmp_path):
    both = [
        results_of(LearningCurve((0.5, 0.0), (0.6, 0.2))),
        results_of(LearningCurve((0.7, 0.1), (0.6, 0.3)), recipe=replace(TINY, name="wide", hidden_size=8)),
        replace(results_of(LearningCurve((0.3,), (0.4,))), protocol="leave-one-recording-out"),
    ]
    draw_curves(mean_curves(both), "UT-Kinect", tmp_path / "curves.svg")
    text = (tmp_path / "curves.svg").read_text()
    for word in ("(tiny, 1 training)", "(wide, 1 training)", SUBJECTS, "leave-one-recording-out"):
        assert word in text  # matplotlib leaves what a path of glyphs says as a comment
