"""Results of labels that have changed since are not gone on with; those of older versions still are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mans.datasets import DataSet
from mans.datasets.prepare import DataFolder
from mans.datasets.protocols import LEAVE_ONE_SUBJECT_OUT
from mans.evaluation.folds import evaluate
from mans.evaluation.results import FoldResult, Results
from streaming.errors import ModelError

from ...support.small_data import TINY

ROOT = Path(__file__).resolve().parents[3]


def resumed(data: DataSet, source: DataFolder, path: Path) -> Results:
    return next(evaluate(data, source, LEAVE_ONE_SUBJECT_OUT.name, TINY, 0, "cpu", 1, path))


@pytest.fixture
def one_fold(small_data: DataSet, small_source: DataFolder, tmp_path: Path) -> Path:
    """A result file with the first of three folds."""
    path = tmp_path / "results.json"
    fold = LEAVE_ONE_SUBJECT_OUT.folds(small_data.samples)[0]
    samples = [small_data.samples[i] for i in fold.test]
    names, truth = (tuple(sample.name for sample in samples), tuple(sample.label for sample in samples))
    done = FoldResult(fold.name, names, truth, truth, (0.9,) * len(names), 1.0, 1.0)
    replace(resumed(small_data, small_source, path), folds=(done,)).save(path)
    return path


def swapped(data: DataSet, person: str) -> DataSet:
    """The data with the labels of a person's first two samples swapped."""
    one, other = [i for i, sample in enumerate(data.samples) if sample.subject == person][:2]
    samples = list(data.samples)
    samples[one], samples[other] = (
        replace(samples[one], label=samples[other].label),
        replace(samples[other], label=samples[one].label),
    )
    return replace(data, samples=tuple(samples))


def test_labels_of_a_finished_fold_that_changed_are_told(
    one_fold: Path, small_data: DataSet, small_source: DataFolder
):
    told = r"results\.json: results of other labels, in fold 's01': .* expected .*--results"
    with pytest.raises(ModelError, match=told):
        resumed(swapped(small_data, "s01"), small_source, one_fold)


def test_labels_that_a_finished_fold_was_trained_on_are_not_mixed_with_others(
    one_fold: Path, small_data: DataSet, small_source: DataFolder
):
    with pytest.raises(ModelError, match="trained on other samples or labels.*--results"):
        resumed(swapped(small_data, "s02"), small_source, one_fold)


def test_results_of_older_versions_are_gone_on_with(
    one_fold: Path, small_data: DataSet, small_source: DataFolder
):
    content = json.loads(one_fold.read_text())
    del content["labelled"]
    one_fold.write_text(json.dumps(content))
    assert len(resumed(small_data, small_source, one_fold).folds) == 1
    with pytest.raises(ModelError, match="results of other labels"):
        resumed(swapped(small_data, "s01"), small_source, one_fold)


@pytest.mark.parametrize("path", sorted((ROOT / "results").glob("*-leave-one-*-seed0.json"))[:10])
def test_published_results_of_older_versions_are_read_and_kept(path: Path, tmp_path: Path):
    results = Results.load(path)
    results.save(tmp_path / "again.json")
    assert Results.load(tmp_path / "again.json") == results
    assert ("labelled" in (tmp_path / "again.json").read_text()) == (results.labelled is not None)
