"""Evaluation: resumable, the same however many folds run side by side, and readable results."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from concurrent.futures import wait
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib import image
from rich.console import Console

from cli.evaluate import results_table, run_evaluation
from main import main
from mans.datasets.protocols import LEAVE_ONE_SUBJECT_OUT
from mans.evaluation import folds
from mans.evaluation.folds import evaluate, evaluate_fold
from mans.evaluation.report import draw_confusion, mistakes_markdown, render_results, results_markdown
from mans.evaluation.results import FoldResult, Results
from mans.networks.registry import Architecture
from mans.recipe import Recipe
from streaming.errors import ModelError, SettingsError
from streaming.recognition.prediction import NO_ACTION

from ...support.small_data import CPU, TINY
from ...support.small_networks import small
from ...support.this_process import InThisProcess
from ...support.waiting import children_of, heed_ctrl_c, ignores_ctrl_c, needs_proc, wait_until

SUBJECTS = LEAVE_ONE_SUBJECT_OUT.name
ROOT = Path(__file__).resolve().parents[3]


def rounds_of(data, source, path, jobs: int, recipe: Recipe = TINY):
    return evaluate(data, source, SUBJECTS, recipe, 0, "cpu", jobs, path)


def measured(results: Results) -> list[FoldResult]:
    """The folds without their wall times."""
    return [replace(fold, seconds=0.0) for fold in results.folds]


@pytest.fixture(scope="module")
def in_process(small_data, small_source, tmp_path_factory) -> tuple[Results, Path]:
    """All folds, one after the other in this process, as a result file."""
    path = tmp_path_factory.mktemp("results") / "results.json"
    folds = LEAVE_ONE_SUBJECT_OUT.folds(small_data.samples)
    done = [evaluate_fold(small_data, fold, TINY, 0, CPU) for fold in folds]
    results = replace(next(rounds_of(small_data, small_source, path, 1)), folds=tuple(done))
    results.save(path)
    return results, path


def test_every_sample_is_tested_once(in_process, small_data):
    results, path = in_process
    assert [fold.fold for fold in results.folds] == ["s01", "s02", "s03"]
    assert results.total_folds == 3 and results.tested == len(small_data.samples) == 9
    truth = {sample.name: sample.label for sample in small_data.samples}
    assert {n: t for f in results.folds for n, t in zip(f.samples, f.truth, strict=True)} == truth
    assert all(0 < c <= 1 for fold in results.folds for c in fold.confidence)
    assert Results.load(path) == results


def test_stopped_and_gone_on_with_two_at_a_time_it_predicts_the_same(
    in_process, small_data, small_source, tmp_path, monkeypatch
):
    """Each fold is told and saved, also of two that are done at the same moment."""
    path = tmp_path / "results.json"
    console = Console(record=True, width=120, force_terminal=False)
    with monkeypatch.context() as patch:
        patch.setattr(folds, "ProcessPoolExecutor", InThisProcess)
        stopped = run_evaluation(
            console, small_data, small_source, SUBJECTS, TINY, 0, "cpu", 1, path, most_folds=1
        )
    assert len(stopped.folds) == 1 and "1 of 3" in console.export_text()
    monkeypatch.setattr(folds, "wait", lambda running, return_when: wait(running))
    start, *rest = rounds_of(small_data, small_source, path, jobs=2)
    assert start == stopped == replace(rest[-1], folds=stopped.folds, device=stopped.device)
    assert [len(results.folds) for results in rest] == [2, 3]
    assert measured(rest[-1]) == measured(in_process[0])
    assert Results.load(path) == rest[-1]


@pytest.mark.usefixtures("folds_in_this_process")
def test_faithfulness_is_added_to_the_results_that_there_are(in_process, small_data, small_source, tmp_path):
    results, path = in_process
    again = tmp_path / "results.json"
    again.write_bytes(path.read_bytes())
    *_, found = evaluate(small_data, small_source, SUBJECTS, TINY, 0, "cpu", 1, again, faithfulness=True)
    assert [replace(fold, faithfulness=None) for fold in found.folds] == list(results.folds)
    for fold in found.folds:
        assert fold.faithfulness is not None
        assert len(fold.faithfulness.deletion) == len(fold.faithfulness.insertion_random) == len(fold.samples)
    assert Results.load(again) == found
    measured_before = again.stat().st_mtime_ns
    assert list(
        evaluate(small_data, small_source, SUBJECTS, TINY, 0, "cpu", 1, again, faithfulness=True)
    ) == [found]
    assert again.stat().st_mtime_ns == measured_before


def test_a_network_without_attention_has_no_faithfulness(small_data, small_source, tmp_path):
    recipe = replace(TINY, architecture=Architecture(recalibration="none"))
    path = tmp_path / "results.json"
    with pytest.raises(SettingsError, match="faithfulness of a network without F_A"):
        next(evaluate(small_data, small_source, SUBJECTS, recipe, 0, "cpu", 1, path, faithfulness=True))
    assert not path.exists()


def test_a_network_trained_in_closed_form_has_no_learning_curve(small_data, small_source, tmp_path):
    path = tmp_path / "results.json"
    with pytest.raises(SettingsError, match="learning curves of a network trained in closed form"):
        next(evaluate(small_data, small_source, SUBJECTS, small("rocket"), 0, "cpu", 1, path, curves=True))
    assert not path.exists()


def test_probabilities_are_kept_to_three_decimals(in_process):
    for fold in in_process[0].folds:
        found = fold.probabilities
        assert found is not None and found.shape == (len(fold.samples), len(in_process[0].labels))
        np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=2e-3)
        np.testing.assert_allclose(found.max(axis=1), fold.confidence, atol=6e-4)
        assert [in_process[0].labels[i] for i in found.argmax(axis=1)] == list(fold.predicted)


@pytest.mark.parametrize("row", ["500 500", "1 2 x", "1.5 2 3", "-1 2 3", "1001 0 0", ""])
def test_damaged_probabilities_are_refused(in_process, tmp_path, row):
    data = json.loads(in_process[1].read_text())
    data["folds"][0]["permille"][0] = row
    path = tmp_path / "results.json"
    path.write_text(json.dumps(data))
    with pytest.raises(ModelError, match="probabilities .*whole numbers"):
        Results.load(path)


def test_nothing_is_run_twice(in_process, small_data, small_source):
    results, path = in_process
    before = path.stat()
    assert list(rounds_of(small_data, small_source, path, 1)) == [results]
    assert path.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"recipe": replace(TINY, epochs=5)}, "recipe"),
        ({"seed": 1}, "seed"),
        ({"protocol": "leave-one-recording-out"}, "protocol"),
    ],
)
def test_results_of_other_settings_are_refused(in_process, small_data, small_source, changed, said):
    _, path = in_process
    call = {"recipe": TINY, "seed": 0, "protocol": SUBJECTS, **changed}
    rounds = evaluate(
        small_data, small_source, call["protocol"], call["recipe"], call["seed"], "cpu", 1, path
    )
    with pytest.raises(ModelError, match=f"results of another {said}.*--results"):
        next(rounds)


def test_results_of_other_samples_are_refused(in_process, small_data, small_source):
    """The list of what is left out changed, or the folder."""
    _, path = in_process
    fewer = replace(small_data, samples=small_data.samples[1:])
    with pytest.raises(ModelError, match="other samples, in fold 's01'.*--leave-out"):
        next(rounds_of(fewer, small_source, path, 1))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"5",
        b"[]",
        b"{}",
        b'{"format": 99}',
        b'{"format": 1, "recipe": {}, "folds": []}',
    ],
)
def test_a_damaged_result_file_is_told_in_one_line(tmp_path, content):
    path = tmp_path / "results.json"
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        Results.load(path)
    assert str(caught.value).startswith(str(path)) and "\n" not in str(caught.value)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_wrong_with_one_value_of_a_result_file(in_process, tmp_path, data):
    content = json.loads(in_process[1].read_text())
    places = [content, content["recipe"], content["folds"][0], content["versions"]]
    place = data.draw(st.sampled_from(places))
    name = data.draw(st.sampled_from([*place, "x"]))
    place[name] = data.draw(
        st.none() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)
    )
    path = tmp_path / "results.json"
    path.write_text(json.dumps(content))
    try:
        results = Results.load(path)
    except ModelError as error:
        assert "\n" not in str(error) and len(str(error)) < 1000
    else:
        assert 0 <= results.right <= results.tested
        assert results.confusion().sum() == results.tested


@pytest.mark.parametrize("content", ["[" * 200_000, '{"format": 1, "data": "' + "x" * 500_000 + '"}'])
def test_a_result_file_without_end(tmp_path, content):
    path = tmp_path / "results.json"
    path.write_text(content)
    with pytest.raises(ModelError, match="; expected a result file of evaluate.* Name another file") as error:
        Results.load(path)
    assert len(str(error.value)) < 1000


def test_the_live_recipe_is_evaluated_with_its_class_no_action(small_data, small_source, tmp_path):
    live = replace(TINY, epochs=2, sliding_window_share=0.5, background_share=0.2, outlier_share=0.2)
    results = next(rounds_of(small_data, small_source, tmp_path / "live.json", 1, live))
    assert results.labels == (*small_data.labels, NO_ACTION)
    fold = evaluate_fold(small_data, LEAVE_ONE_SUBJECT_OUT.folds(small_data.samples)[1], live, 0, CPU)
    assert set(fold.truth) <= set(small_data.labels) and set(fold.predicted) <= set(results.labels)
    assert replace(results, folds=(fold,)).confusion().sum() == 3


@pytest.mark.parametrize("option", ["--folds", "--jobs", "--seed"])
@pytest.mark.parametrize("number", ["-1", "1.5", "many"])
def test_numbers_of_folds_that_are_none(option, number, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["evaluate", "ut-kinect", "--data", ".", "--protocol", "p", option, number])
    assert caught.value.code == 2 and f"argument {option}" in capsys.readouterr().err


@needs_proc
def test_ctrl_c_ends_an_evaluation_at_once(small_folder, tmp_path):
    """Its workers ignore the signal and would train on for hours; exit must not wait for them."""
    command = [
        *(sys.executable, "main.py", "evaluate", "ut-kinect", "--data", str(small_folder)),
        *("--protocol", SUBJECTS, "--epochs", "100000", "--jobs", "1", "--device", "cpu"),
        *("--results", str(tmp_path / "results.json")),
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heed_ctrl_c
    ) as process:
        try:
            # The worker, once it is at work, and multiprocessing's resource tracker.
            wait_until(lambda: sum(map(ignores_ctrl_c, children_of(process.pid))) == 2, "a fold", process)
            workers = children_of(process.pid)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=90)
        finally:
            process.kill()
    assert process.returncode == 130, errors.decode()
    assert errors.decode().splitlines()[-1] == "stopped"
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), "its workers' end")


@needs_proc
def test_workers_end_with_an_evaluation_that_is_killed(small_folder, tmp_path):
    command = [
        *(sys.executable, "main.py", "evaluate", "ut-kinect", "--data", str(small_folder)),
        *("--protocol", SUBJECTS, "--epochs", "100000", "--jobs", "1", "--device", "cpu"),
        *("--results", str(tmp_path / "results.json")),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: sum(map(ignores_ctrl_c, children_of(process.pid))) == 2, "a fold", process)
            workers = children_of(process.pid)
        finally:
            process.kill()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), "its workers' end")


# Reports


@pytest.fixture
def results() -> Results:
    """Three folds of four, one sample wrong."""
    folds = tuple(
        FoldResult(f"s{i}", (f"s{i} a", f"s{i} b"), ("a", "b"), ("a", p), (0.9, 0.6), 1.0, 10.0 * i)
        for i, p in ((1, "b"), (2, "a"), (3, "b"))
    )
    return Results("ut-kinect", SUBJECTS, TINY, 3, ("a", "b"), 4, "CPU", {"torch": "2"}, folds)


def test_counts_and_confusion(results):
    assert (results.tested, results.right) == (6, 5)
    np.testing.assert_array_equal(results.confusion(), [[3, 0], [1, 2]])


def test_results_survive_json(results, tmp_path):
    path = tmp_path / "deep" / "er" / "results.json"
    results.save(path)
    assert Results.load(path) == results
    assert json.loads(path.read_text())["recipe"]["name"] == "tiny"
    assert [file.name for file in path.parent.iterdir()] == ["results.json"]


def test_markdown_names_what_went_wrong(results):
    header, rule, row = results_markdown([results]).splitlines()
    assert header.count("|") == rule.count("|") == row.count("|")
    assert "| 3 of 4 | 5 of 6 | 83.3% | 20 s |" in row
    text = mistakes_markdown([results])
    assert "s2 b (as a, 0.60)" in text and "s1 b" not in text


def test_table_of_nothing_measured_yet(results):
    console = Console(record=True, width=160)
    console.print(results_table([replace(results, folds=())]))
    assert "0 of 4" in console.export_text()


def test_report_writes_a_table_and_pictures(results, tmp_path):
    file = tmp_path / "subjects.json"
    results.save(file)
    docs = tmp_path / "docs"
    docs.mkdir()
    page = docs / "page.md"
    page.write_text("before\n<!-- results ut-kinect -->\nstale\n<!-- /results ut-kinect -->\nafter\n")
    for _ in range(2):  # the second time replaces what the first one wrote
        written = render_results([file], docs)
    assert written[0] == page
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("after\n") and "stale" not in text
    assert text.count("83.3%") == 1
    done = replace(results, total_folds=len(results.folds))
    done.save(file)
    assert render_results([file], docs) == [page]  # which shows no confusion matrix
    name = f"confusion-{done.data}-{done.protocol}-{done.recipe.name}.png"
    page.write_text(f"{text}![](pictures/{name})\n")
    _, picture = render_results([file], docs)
    assert picture.name == name
    pixels = image.imread(picture)
    assert picture.suffix == ".png" and pixels.shape[0] > 600 and pixels.shape[1] > 700
    assert np.ptp(pixels[..., :3]) > 0.5  # something is drawn


def test_confusion_matrix_as_svg(results, tmp_path):
    draw_confusion([results], tmp_path / "confusion.svg")
    assert "<svg" in (tmp_path / "confusion.svg").read_text()[:1000]


def test_seeds_share_a_confusion_matrix(results, tmp_path):
    done = replace(results, total_folds=len(results.folds))
    files = [tmp_path / f"{seed}.json" for seed in range(2)]
    for seed, file in enumerate(files):
        replace(done, seed=seed).save(file)
    pictures = [path for path in render_results(files, tmp_path) if path.suffix == ".png"]
    name = f"confusion-{done.data}-{done.protocol}-{done.recipe.name}.png"
    assert [path.name for path in pictures] == [name]
