"""Protocols: who is trained on and who is tested, the same every time, and nobody by mistake."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mans.datasets import DATA_SETS
from mans.datasets.gtu_action3d import by_session
from mans.datasets.ntu_rgbd import LABELS, TRAINING_SUBJECTS
from mans.datasets.prepare import open_folder
from mans.datasets.protocols import (
    among_trained,
    by_subject,
    by_subset,
    copied_from_training,
    held_out_groups,
    random_halves,
    shuffled,
    without_copies,
)
from mans.datasets.sbu import FOLDS
from mans.evaluation.folds import evaluate
from mans.evaluation.results import Results
from mans.transforms.tracks import Sample, Track
from streaming.errors import DataSetError

ROOT = Path(__file__).resolve().parents[3]


def samples_of(subjects: int, each: int, classes: int = 3) -> list[Sample]:
    """Samples whose tracks are all different."""
    result = []
    for number in range(subjects * each):
        positions = np.full((4, 1, 25, 3), number, dtype=np.float32) + np.arange(4)[:, None, None, None] / 10
        states = np.zeros((4, 1, 25), dtype=np.uint8)
        track = Track(np.arange(4) / 30, positions, states, np.zeros((4, 1), dtype=bool))
        name, subject = f"n{number}", f"s{number // each + 1}"
        result.append(Sample(track, 0.0, 0.1, f"class {number % classes}", subject, name, name))
    return result


SPLIT = held_out_groups(
    "cross-subject", by_subject, {"even": ("s2",)}, "s1 trains, s2 is tested", ("s1", "s2")
)


def test_groups_are_held_out_by_name():
    (fold,) = SPLIT.folds(samples_of(2, 3))
    assert (fold.name, fold.train, fold.test) == ("even", (0, 1, 2), (3, 4, 5))


def test_the_first_person_of_gtu_is_in_one_session_whatever_the_folder():
    (first,) = samples_of(1, 1)
    names = (
        "1/movement10",
        "9/movement20",
        "13/movement17",
        "14/movement18",
        "1/movement16",
        "13/movement18",
    )
    names += ("9/movement26", "14/movement29", "9/movement36")
    found = [by_session(replace(first, name=name)) for name in names]
    assert [name.removeprefix("session ") for name in found] == list("111122334")
    folds = (
        DATA_SETS["gtu-action3d"]
        .protocol("leave-one-session-out")
        .folds([replace(first, name=name) for name in names])
    )
    assert [(fold.name, len(fold.test)) for fold in folds] == list(
        zip(dict.fromkeys(found), (4, 2, 2, 1), strict=True)
    )


def test_a_subject_on_neither_side_is_an_error():
    with pytest.raises(DataSetError, match="does not know s3; expected s1, s2"):
        SPLIT.folds(samples_of(3, 2))


def test_a_side_without_anybody_is_an_error():
    with pytest.raises(DataSetError, match="leaves nothing to test in 'even' of 3 samples.*incomplete"):
        SPLIT.folds(samples_of(1, 3))


def test_shuffled_folds_spread_each_class_and_are_the_same_every_time():
    protocol, samples = shuffled("5-fold", 5, 0, "by chance"), samples_of(1, 45)
    folds = protocol.folds(samples)
    assert folds == protocol.folds(samples) != shuffled("5-fold", 5, 1, "by chance").folds(samples)
    assert sorted(i for fold in folds for i in fold.test) == list(range(45))
    for fold in folds:
        assert Counter(samples[i].label for i in fold.test) == {f"class {k}": 3 for k in range(3)}
        assert not set(fold.train) & set(fold.test) and len(fold.train) == 36


def test_random_halves_are_halves_and_differ():
    folds = random_halves("halves", by_subject, 30, 0, "by chance").folds(samples_of(8, 2))
    assert len(folds) == 30 and len({fold.test for fold in folds}) > 20
    assert all(len(fold.test) == len(fold.train) == 8 for fold in folds)


def test_what_is_tested_must_not_be_a_copy():
    samples = samples_of(2, 3)
    copy = samples[1].track.positions.copy()
    copy[2:] += 1000  # half of its frames are enough
    samples[4] = replace(samples[4], track=replace(samples[4].track, positions=copy))
    (fold,) = SPLIT.folds(samples)
    assert copied_from_training(samples, fold) == {4}
    (distinct,) = without_copies(SPLIT, "distinct", "without copies").folds(samples)
    assert distinct.test == (3, 5) and distinct.train == fold.train


def test_trials_leave_the_tested_people_alone():
    split = held_out_groups("cross-subject", by_subject, {"s2": ("s2",)}, "", ("s1", "s2", "s3", "s4"))
    samples = samples_of(4, 3)
    (whole,) = split.folds(samples)
    folds = among_trained(split, "trials", by_subject, "").folds(samples)
    assert [fold.name for fold in folds] == ["s1", "s3", "s4"]
    assert sorted(i for fold in folds for i in fold.test) == sorted(whole.train)
    for fold in folds:
        assert {*fold.train, *fold.test} == {*whole.train}
        assert {samples[i].subject for i in fold.test} == {fold.name}
        assert fold.name not in {samples[i].subject for i in fold.train}


def test_subsets_know_no_other_actions():
    subsets = {"first": ("class 0",), "both": ("class 0", "class 2")}
    samples = samples_of(2, 3)
    first, both = by_subset(SPLIT, "subsets", subsets, "").folds(samples)
    assert (first.name, first.train, first.test) == ("first", (0,), (3,))
    assert (both.name, both.train, both.test) == ("both", (0, 2), (3, 5))


def test_published_lists():
    assert len(TRAINING_SUBJECTS) == len(set(TRAINING_SUBJECTS)) == 20 and len(set(LABELS)) == 60
    pairs = [pair for fold in FOLDS.values() for pair in fold]
    assert len(pairs) == len(set(pairs)) == 21 and [len(fold) for fold in FOLDS.values()] == [4, 4, 4, 4, 5]


def test_names_are_of_one_kind():
    for entry in DATA_SETS.values():
        names = [protocol.name for protocol in entry.protocols]
        assert len(set(names)) == len(names) and all(name == name.lower() for name in names)
        expected = f"{entry.title}: protocol 'leave-none-out'; expected {names[0]}"
        with pytest.raises(DataSetError, match=re.escape(expected)):
            entry.protocol("leave-none-out")


@pytest.mark.parametrize(
    "file", sorted((ROOT / "results").glob("ut-kinect-*.json")), ids=lambda file: file.stem
)
def test_results_in_the_repository_can_be_gone_on_with(ut_kinect, ut_kinect_folder, tmp_path, file):
    """Their folds, samples and labels are those of today."""
    path = tmp_path / file.name
    shutil.copy(file, path)
    old = Results.load(path)
    source = open_folder("ut-kinect", ut_kinect_folder)
    rounds = evaluate(ut_kinect, source, old.protocol, old.recipe, old.seed, "cpu", 1, path)
    assert next(rounds) == old
    rounds.close()
    folds = {
        fold.name: fold for fold in DATA_SETS["ut-kinect"].protocol(old.protocol).folds(ut_kinect.samples)
    }
    for done in old.folds:
        tested = [ut_kinect.samples[i] for i in folds[done.fold].test]
        assert done.samples == tuple(sample.name for sample in tested)
        assert done.truth == tuple(sample.label for sample in tested)
