"""Every data set in a small folder of its own layout: samples, labels, people, notes, protocols."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mans.datasets import DATA_SETS, DataSet
from mans.datasets.hdm05 import ELEVEN, LABELS, label_of
from mans.datasets.prepare import open_folder
from mans.recipe import CURRENT, PAPER
from mans.training.recipe_changes import fitted_to
from mans.training.sampling import network_input
from mans.training.trainer import Trainer, predict
from mans.transforms.preprocessing import V1_JOINTS
from streaming.errors import DataSetError, RecordingError
from streaming.skeleton.layouts import KINECT_V2

from ...support.data_set_files import standing
from ...support.data_set_folders import WRITERS
from ...support.more_data_set_folders import FRAMES, moving
from ...support.small_data import CPU, TINY

EACH = pytest.mark.parametrize("name", WRITERS)


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("folders")
    return {name: write(root / name) for name, write in WRITERS.items()}


@pytest.fixture(scope="module")
def data_sets(folders) -> dict[str, DataSet]:
    return {name: DATA_SETS[name].load(folder) for name, folder in folders.items()}


def test_every_data_set_has_a_small_folder():
    assert set(WRITERS) == set(DATA_SETS)


@EACH
def test_samples_are_whole(data_sets, name):
    data, entry = data_sets[name], DATA_SETS[name]
    assert (data.name, data.title, data.labels) == (name, entry.title, entry.labels)
    assert len(set(data.labels)) == len(data.labels)
    assert len({sample.name for sample in data.samples}) == len(data.samples) > 0
    for sample in data.samples:
        track = sample.track
        assert sample.label in data.labels and sample.subject and sample.start_s < sample.end_s
        assert track.positions.shape[1:] == (entry.bodies, 25, 3) and track.positions.dtype == np.float32
        assert (np.diff(track.times_s) > 0).all() and np.isfinite(track.positions[:, 0]).all()
    whole = f"{len(data.samples)} sequences, where the whole data set has {entry.complete}."
    assert (data.notes[-1] == whole) == bool(entry.complete)


@EACH
def test_what_was_prepared_is_what_was_read(data_sets, folders, name):
    source = open_folder(name, folders[name])
    source.prepare(jobs=1)
    prepared = source.open()
    assert prepared.notes == data_sets[name].notes
    for a, b in zip(prepared.samples, data_sets[name].samples, strict=True):
        fields = ("start_s", "end_s", "label", "subject", "recording", "name", "camera")
        assert [getattr(a, field) for field in fields] == [getattr(b, field) for field in fields]
        for field in ("times_s", "positions", "states", "begins"):
            x, y = getattr(a.track, field), getattr(b.track, field)
            assert x.dtype == y.dtype and x.tobytes() == y.tobytes()


@EACH
def test_every_protocol_splits_it_without_mixing(data_sets, name):
    data = data_sets[name]
    assert DATA_SETS[name].protocols
    for protocol in DATA_SETS[name].protocols:
        folds = protocol.folds(data.samples)
        assert len({fold.name for fold in folds}) == len(folds) and protocol.summary
        for fold in folds:
            assert fold.train and fold.test and not set(fold.train) & set(fold.test)


@EACH
def test_a_folder_of_something_else(name, tmp_path):
    (tmp_path / "diary.txt").write_text("Nobody moved today.")
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(DataSetError, match="not the .* data set.*--data") as error:
            DATA_SETS[name].load(folder)
        assert str(folder) in str(error.value)


@EACH
def test_a_network_trains_on_it_and_answers(data_sets, name):
    """One step of the tiny recipe, fitted to the data set's people and joints."""
    data = data_sets[name]
    recipe = fitted_to(TINY, data)
    trainer = Trainer(data.samples[:6], data.labels, recipe, 0, CPU)
    assert np.isfinite(trainer.run_epoch().loss)
    assert predict(trainer.result(), data.samples[:2], recipe, CPU).shape == (2, len(data.labels))
    inputs = network_input(data.samples[0], recipe)
    assert inputs.shape == (TINY.frames, recipe.bodies * len(recipe.preprocessing.joints), 3)


def test_a_recipe_is_fitted_to_people_and_joints(data_sets):
    for recipe in (PAPER, CURRENT):
        for name in ("ut-kinect", "utd-mhad", "nw-ucla", "msr-action3d", "sysu-3d"):
            assert fitted_to(recipe, data_sets[name]) == recipe
    ntu = fitted_to(PAPER, data_sets["ntu-rgbd"])
    assert ntu.bodies == 2 and ntu.network(60).columns == 50  # the paper's N
    assert fitted_to(PAPER, data_sets["sbu"]).network(8).columns == 30
    hdm05 = fitted_to(CURRENT, data_sets["hdm05"])
    assert hdm05.bodies == 1 and hdm05.preprocessing.joints == KINECT_V2.joints
    assert hdm05.preprocessing.vertical == CURRENT.preprocessing.vertical
    assert hdm05.augmentation == CURRENT.augmentation
    assert fitted_to(CURRENT, data_sets["sbu"]).augmentation == replace(CURRENT.augmentation, swap=0.5)
    assert data_sets["ut-kinect"].joints == V1_JOINTS


# Each of them


def counted(data: DataSet) -> Counter[tuple[str, ...]]:
    return Counter((sample.label, sample.subject, sample.camera) for sample in data.samples)


def test_sbu(data_sets):
    data = data_sets["sbu"]
    assert counted(data)["shake hands", "s01s02", ""] == 1 and len(data.samples) == 18
    assert data.samples[0].name == "s01s02/01/001"
    folds = {fold.name: fold for fold in DATA_SETS["sbu"].protocols[0].folds(data.samples)}
    assert {data.samples[i].subject for i in folds["fold 1"].test} == {"s01s02", "s03s04", "s05s02"}
    assert len(folds) == 5 and sum(len(fold.test) for fold in folds.values()) == 18


def test_utd_mhad(data_sets):
    data = data_sets["utd-mhad"]
    assert counted(data) == {
        (label, f"s{n}", ""): 1 for label in ("swipe left", "squat") for n in range(1, 9)
    }
    (fold,) = DATA_SETS["utd-mhad"].protocol("cross-subject").folds(data.samples)
    assert {data.samples[i].subject for i in fold.train} == {"s1", "s3", "s5", "s7"}
    person = data.samples[0].track.positions[:, 0, list(range(4, 20))]
    np.testing.assert_allclose(person, moving(1)[:, 4:], atol=1e-6)


def test_nw_ucla(data_sets):
    data = data_sets["nw-ucla"]
    assert counted(data)["donning", "s02", "v03"] == 1 and len(data.samples) == 12
    protocols = {protocol.name: protocol for protocol in DATA_SETS["nw-ucla"].protocols}
    (fold,) = protocols["cross-view"].folds(data.samples)
    assert {data.samples[i].camera for i in fold.test} == {"v03"} and len(fold.test) == 4
    (distinct,) = protocols["cross-view-distinct"].folds(data.samples)
    assert distinct.train == fold.train
    assert {data.samples[i].label for i in distinct.test} == {"pick up with one hand"}


def test_nw_ucla_with_a_label_that_its_name_contradicts(tmp_path):
    folder = WRITERS["nw-ucla"](tmp_path / "nw")
    file = folder / "a01_s01_e00_v01.json"
    file.write_text(file.read_text().replace('"label": 1', '"label": 2'))
    with pytest.raises(DataSetError, match="'pick up with two hands'; expected 'pick up with one hand'"):
        DATA_SETS["nw-ucla"].load(folder)


def test_msr_action3d_leaves_out_zeros(data_sets):
    data = data_sets["msr-action3d"]
    assert len(data.samples) == 7 and ("bend", "s03", "") not in counted(data)
    assert data.notes[0].startswith("a18_s03_e01_skeleton3D.txt is empty")
    (fold,) = DATA_SETS["msr-action3d"].protocol("cross-subject").folds(data.samples)
    assert {data.samples[i].subject for i in fold.train} == {"s01", "s03"}


def test_kinder_gator_takes_the_motion_from_the_file(data_sets):
    data = data_sets["kinder-gator"]
    assert counted(data) == {(label, f"p{n}", ""): 1 for label in ("bow", "throw a ball") for n in (565, 604)}


def test_msrc_12_has_a_sample_around_each_action_point(data_sets):
    data = data_sets["msrc-12"]
    assert counted(data) == {(label, who, ""): 1 for label in ("bow", "kick") for who in ("p02", "p06")}
    assert "P1_1_1_p08.csv has no .tagstream: left out." in data.notes
    bow = data.samples[0]
    assert bow.name == "P1_1_1_p02 1" and bow.end_s - bow.start_s == pytest.approx(1.6)
    # The action point, 1.2 s after the first frame, lies a second after the sample's start.
    assert bow.start_s - bow.track.times_s[0] == pytest.approx(0.2, abs=1e-3)


def test_hdm05_joins_repetitions(data_sets):
    whole, eleven = data_sets["hdm05"], data_sets["hdm05-11"]
    assert Counter(sample.label for sample in whole.samples) == {"squat": 8, "kick left front": 4}
    assert Counter(sample.label for sample in eleven.samples) == {"squat": 4, "kick left front": 4}
    assert "4 sequences of other classes: left out." in eleven.notes
    (fold,) = DATA_SETS["hdm05-11"].protocol("cross-subject").folds(eleven.samples)
    assert {eleven.samples[i].subject for i in fold.test} == {"mm"}


@pytest.mark.parametrize(
    ("label", "classes"),
    [
        ("cartwheel", "cartwheelLHandStart1Reps cartwheelLHandStart2Reps cartwheelRHandStart1Reps"),
        ("clap above head", "clapAboveHead1Reps clapAboveHead5Reps"),
        ("elbow to knee", "elbowToKnee1RepsLelbowStart elbowToKnee3RepsRelbowStart"),
        ("hop left leg", "hopLLeg1hops hopLLeg3hops"),
        ("jog on place", "jogOnPlaceStartAir2StepsLStart jogOnPlaceStartFloor4StepsRStart"),
        ("jog right circle", "jogRightCircle4StepsLstart jogRightCircle6StepsRstart"),
        ("rotate arms left forward", "rotateArmsLForward1Reps rotateArmsLForward3Reps"),
        ("staircase down", "staircaseDown3Rstart"),
        ("stand up kneel to stand", "standUpKneelToStand"),
        ("throw sitting", "throwSittingHighR throwSittingLowR"),
        ("throw standing", "throwStandingHighR throwStandingLowR"),
        ("throw far right", "throwFarR"),
        ("walk", "walk2StepsLstart walk4StepsRstart"),
        ("walk left", "walkLeft2Steps walkLeft3Steps"),
        ("walk left circle", "walkLeftCircle6StepsLstart"),
        ("walk right cross front", "walkRightCrossFront2Steps walkRightCrossFront3Steps"),
    ],
)
def test_hdm05_classes_that_are_joined(label, classes):
    assert {label_of(each) for each in classes.split()} == {label} and label in LABELS


def test_hdm05_has_65_classes():
    assert len(set(LABELS)) == 65 and list(LABELS) == sorted(LABELS)
    assert len({label_of(each) for each in ELEVEN}) == 11


def test_hdm05_leaves_out_what_is_no_known_class(tmp_path):
    folder = WRITERS["hdm05"](tmp_path / "hdm05")
    strange = folder / "squat1Reps" / "HDM_bd_moonwalk2Steps_001_120.amc"
    strange.write_bytes((folder / "squat1Reps" / "HDM_bd_squat1Reps_001_120.amc").read_bytes())
    assert "moonwalk2Steps is none of the known classes: left out." in DATA_SETS["hdm05"].load(folder).notes


def test_ntu_rgbd(data_sets):
    data = data_sets["ntu-rgbd"]
    assert counted(data)["shake hands", "P003", "C002"] == 1 and len(data.samples) == 12
    assert data.notes[0] == "S001C001P001R002A001.skeleton has nobody in it: left out."
    alone, together = data.samples[:2]
    assert np.isnan(alone.track.positions[:, 1]).all() and np.isfinite(together.track.positions).all()
    by_subject, by_view = (protocol.folds(data.samples)[0] for protocol in DATA_SETS["ntu-rgbd"].protocols)
    assert {data.samples[i].subject for i in by_subject.train} == {"P001"}
    assert {data.samples[i].camera for i in by_view.test} == {"C001"}


def test_ntu_rgbd_passes_over_what_belongs_to_the_larger_set(tmp_path):
    folder = WRITERS["ntu-rgbd"](tmp_path / "ntu")
    text = (folder / "S001C001P001R001A023.skeleton").read_text()
    for name in ("S018C001P001R001A023", "S001C001P001R001A061"):
        (folder / f"{name}.skeleton").write_text(text)
    data = DATA_SETS["ntu-rgbd"].load(folder)
    assert len(data.samples) == 12 and "2 files belong to NTU RGB+D 120 alone" in data.notes[0]
    for file in folder.glob("S001*A0[0-5]*"):
        file.unlink()
    with pytest.raises(DataSetError, match="only files of NTU RGB\\+D 120"):
        DATA_SETS["ntu-rgbd"].load(folder)


@pytest.mark.parametrize("content", ["0\n", "2\n0\n0\n"])
def test_an_empty_ntu_file_is_left_out_and_a_damaged_one_is_an_error(tmp_path, content):
    folder = WRITERS["ntu-rgbd"](tmp_path / "ntu")
    file = folder / "S001C001P001R001A023.skeleton"
    text = file.read_text()
    file.write_text(content)
    data = DATA_SETS["ntu-rgbd"].load(folder)
    assert len(data.samples) == 11 and any(file.name in note for note in data.notes)
    file.write_text(text[: len(text) // 2])
    with pytest.raises(RecordingError, match=file.name):
        DATA_SETS["ntu-rgbd"].load(folder)


def test_names_that_are_not_wanted(folders, tmp_path):
    """A list of the user's, with and without suffixes, and the one that lies beside the recordings."""
    folder = WRITERS["ntu-rgbd"](tmp_path / "ntu")
    own, published = tmp_path / "own.txt", folder / "NTU_RGBD_samples_with_missing_skeletons.txt"
    own.write_text("# not mine\nS001C002P001R001A023\n\nS001C003P001R001A023.skeleton\n")
    published.write_text("S001C001P003R001A058\nS009C009P009R001A009\n")
    source = open_folder("ntu-rgbd", folder, leave_out=own)
    source.prepare(jobs=1)
    data = source.open()
    assert len(data.samples) == 9
    assert "Of 4 names to leave out, 3 found and left out." in data.notes
    with pytest.raises(DataSetError, match="no-such.txt"):
        open_folder("ntu-rgbd", folder, leave_out=tmp_path / "no-such.txt")
    own.write_text("\n".join(sample.name for sample in data.samples))
    published.write_text(
        own.read_text() + "\n".join(s.name for s in DATA_SETS["ntu-rgbd"].load(folder).samples)
    )
    with pytest.raises(DataSetError, match="no sequence of NTU RGB\\+D 60 is left"):
        open_folder("ntu-rgbd", folder).open()


def test_sysu_3d(data_sets):
    data = data_sets["sysu-3d"]
    assert counted(data)["sweep", "dee", ""] == 1 and len(data.samples) == 8
    assert data.samples[1].name == "ann/video12"
    folds = DATA_SETS["sysu-3d"].protocol("cross-subject").folds(data.samples)
    assert len(folds) == 30 and all(len(fold.train) == len(fold.test) == 4 for fold in folds)
    for fold in folds:
        train, test = ({data.samples[i].subject for i in side} for side in (fold.train, fold.test))
        assert not train & test
    assert len({fold.test for fold in folds}) > 3


def test_sysu_3d_says_when_its_geometry_cannot_be(tmp_path):
    """The layout is known from other people's programs: a mirrored one must not pass in silence."""
    from ...support.data_set_files import mat_array, mat_file

    folder = WRITERS["sysu-3d"](tmp_path / "sysu")
    assert not any("doubtful" in note for note in DATA_SETS["sysu-3d"].load(folder).notes)
    for k, file in enumerate(sorted(folder.rglob("sklWorld.mat"))):
        mat_file(file, mat_array("SW", (moving(k) * (-1, 1, 1)).transpose(1, 2, 0)))
    notes = DATA_SETS["sysu-3d"].load(folder).notes
    assert any(note.startswith("8 recordings: doubtful: Feet point backwards") for note in notes)


def test_a_sequence_of_one_frame_is_kept_for_the_protocols_sake(tmp_path):
    from ...support.data_set_files import nw_ucla_file

    folder = WRITERS["nw-ucla"](tmp_path / "nw")
    nw_ucla_file(folder / "a01_s01_e00_v01.json", standing(1), 1)
    data = DATA_SETS["nw-ucla"].load(folder)
    assert len(data.samples) == 12 and "a01_s01_e00_v01.json has only 1 frame: kept." in data.notes
    for recipe in (CURRENT, PAPER):
        inputs = network_input(data.samples[0], recipe, np.random.default_rng(0))
        assert np.isfinite(inputs).all() and inputs.any()


def test_files_of_other_names_are_told_but_not_all(tmp_path):
    folder = WRITERS["utd-mhad"](tmp_path / "utd")
    for k in range(9):
        (folder / f"copy{k}_skeleton.mat").write_bytes(b"x" * FRAMES)
    notes = DATA_SETS["utd-mhad"].load(folder).notes
    assert "copy0_skeleton.mat is not named like a recording: left out." in notes
    assert "4 more are not named so either." in notes
