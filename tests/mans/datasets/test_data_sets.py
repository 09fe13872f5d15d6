"""UT-Kinect as a data set, real and made by the tests, and the protocols' folds."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from cli.data_loading import load_data
from mans.datasets import DATA_SETS
from mans.datasets.prepare import open_folder
from mans.datasets.protocols import by_name, by_recording, by_subject
from mans.recipe import CURRENT, PAPER
from mans.training.sampling import network_input
from streaming.errors import DataSetError, RecordingError

from ...support.small_data import write_ut_kinect

UT_KINECT = DATA_SETS["ut-kinect"]
load = UT_KINECT.load


def test_ut_kinect_is_complete(ut_kinect):
    """199 sequences: 10 people, 2 recordings each, 10 actions, one of which was not recorded."""
    assert len(ut_kinect.samples) == 199
    assert len({sample.recording for sample in ut_kinect.samples}) == 20
    assert len({sample.subject for sample in ut_kinect.samples}) == 10
    counts = Counter(sample.label for sample in ut_kinect.samples)
    assert set(counts) == set(ut_kinect.labels) and len(counts) == 10
    assert counts.pop("carry") == 19 and set(counts.values()) == {20}
    assert len({sample.name for sample in ut_kinect.samples}) == 199
    for sample in ut_kinect.samples:
        assert sample.recording.startswith(sample.subject)


def test_what_its_labels_needed_is_told(ut_kinect):
    told = " ".join(ut_kinect.notes)
    assert "s03_e01 starts at 2556, a typing error: taken as 3556" in told
    assert "carry of s10_e02 has no frame numbers and is left out" in told
    assert "20 recordings: frame numbers are repeated or missing" in told
    assert len(ut_kinect.notes) == 3


def test_every_sequence_can_be_cut(ut_kinect):
    """Each lies where its recording has frames: half a second and more, five rows and more, no gap inside."""
    for sample in ut_kinect.samples:
        rows_s = sample.track.times_s
        inside = rows_s[(rows_s >= sample.start_s) & (rows_s <= sample.end_s)]
        assert len(inside) >= 5 and sample.end_s - sample.start_s < 20, sample.name
        assert np.diff([sample.start_s, *inside, sample.end_s]).max() <= 0.5, sample.name
    for recipe in (PAPER, CURRENT):
        found = np.stack([network_input(sample, recipe) for sample in ut_kinect.samples[::10]])
        assert np.isfinite(found).all() and found.any(axis=(1, 2, 3)).all()


@pytest.mark.parametrize(
    ("protocol", "count", "group"),
    [
        ("leave-one-sequence-out", 199, by_name),
        ("leave-one-recording-out", 20, by_recording),
        ("leave-one-subject-out", 10, by_subject),
    ],
)
def test_folds_of_ut_kinect(ut_kinect, protocol, count, group):
    found = UT_KINECT.protocol(protocol).folds(ut_kinect.samples)
    assert len(found) == count
    held_out = [index for fold in found for index in fold.test]
    assert sorted(held_out) == list(range(199))  # each is tested once
    for fold in found:
        assert not set(fold.train) & set(fold.test) and len(fold.train) + len(fold.test) == 199
        train, test = ({group(ut_kinect.samples[i]) for i in side} for side in (fold.train, fold.test))
        assert test == {fold.name} and not train & test


def test_nobody_tested_is_trained_on_leaving_a_subject_out(ut_kinect):
    for fold in UT_KINECT.protocol("leave-one-subject-out").folds(ut_kinect.samples):
        train, test = ({id(ut_kinect.samples[i].track) for i in side} for side in (fold.train, fold.test))
        assert not train & test and len(test) == 2


def test_an_unknown_protocol():
    with pytest.raises(DataSetError, match="leave-one-sequence-out or"):
        UT_KINECT.protocol("cross-subject")


def test_one_group_cannot_be_held_out(small_data):
    with pytest.raises(DataSetError, match="finds 1 group in 3 samples; expected at least two"):
        UT_KINECT.protocol("leave-one-subject-out").folds(small_data.samples[:3])


# Folders that are not as they should be


def test_a_small_data_set_is_read_and_called_incomplete(small_data):
    assert [sample.name for sample in small_data.samples[:3]] == [
        *("s01_e01 walk", "s01_e01 sit down", "s01_e01 wave hands")
    ]
    assert small_data.notes == ("9 sequences, where the whole data set has 199.",)


@pytest.mark.parametrize("missing", ["folder", "recordings", "labels"])
def test_a_folder_that_is_none(tmp_path, small_folder, missing):
    folder = tmp_path / "data"
    if missing != "folder":
        shutil.copytree(small_folder, folder)
        for file in folder.glob("joints_*" if missing == "recordings" else "actionLabel*"):
            file.unlink()
    with pytest.raises(DataSetError, match="not the UT-Kinect data set.*--data") as error:
        load(folder)
    assert str(folder) in str(error.value)


def test_a_damaged_recording_is_named_with_its_line(tmp_path):
    folder = write_ut_kinect(tmp_path)
    file = folder / "joints_s02_e01.txt"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines[:6], lines[6][:100], *lines[7:]]))
    with pytest.raises(RecordingError, match="line 7") as error:
        load(folder)
    assert str(file) in str(error.value)


def test_damaged_labels_are_named_with_their_line(tmp_path):
    folder = write_ut_kinect(tmp_path)
    file = folder / "actionLabel.txt"
    file.write_text(file.read_text().replace("sitDown: ", "sitDown ", 1))
    with pytest.raises(RecordingError, match="line 3") as error:
        load(folder)
    assert str(file) in str(error.value)


def test_an_action_that_is_none_of_the_ten(tmp_path):
    folder = write_ut_kinect(tmp_path)
    file = folder / "actionLabel.txt"
    file.write_text(file.read_text().replace("walk:", "dance:", 1))
    with pytest.raises(DataSetError, match="unknown action 'dance'") as error:
        load(folder)
    assert str(file) in str(error.value)


def test_actions_where_the_recording_has_no_frames_are_left_out_and_told(tmp_path):
    """A recording that was cut off ends before its last action."""
    folder = write_ut_kinect(tmp_path)
    file = folder / "joints_s03_e01.txt"
    file.write_text("\n".join(file.read_text().splitlines()[:97]) + "\n")
    data = load(folder)
    assert [sample.name for sample in data.samples if sample.subject == "s03"] == [
        *("s03_e01 walk", "s03_e01 sit down")
    ]
    assert any("s03_e01" in note and "wave hands" in note for note in data.notes)


def test_files_of_other_names_are_left_out_and_told(tmp_path):
    folder = write_ut_kinect(tmp_path)
    shutil.copy(folder / "joints_s01_e01.txt", folder / "joints_copy.txt")
    data = load(folder)
    assert len(data.samples) == 9
    assert "joints_copy.txt is not named like a recording: left out." in data.notes


def test_loading_says_what_was_found(small_folder):
    console = Console(record=True, width=120)
    load_data(console, open_folder("ut-kinect", small_folder))
    said = console.export_text()
    assert "UT-Kinect: 9 sequences of 10 actions" in said and "the whole data set has 199" in said
    with pytest.raises(DataSetError, match="data set 'imagenet'; expected ut-kinect"):
        open_folder("imagenet", Path())
