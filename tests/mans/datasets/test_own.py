"""A data set of one's own: listed by folders or a table, read, checked, split and trained on."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import numpy as np
import pytest

from mans.datasets import title_of
from mans.datasets.name_pattern import NamePattern
from mans.datasets.own import OwnData
from mans.datasets.own_checks import check
from mans.datasets.prepare import open_own
from mans.datasets.reading_code import reading_code
from mans.evaluation.folds import evaluate
from mans.evaluation.results import Results
from streaming.errors import AnnotationError, DataSetError
from streaming.writers.ntu import write_ntu

from ...support.examples import performed
from ...support.small_data import TINY

PEOPLE = ("ada", "bob", "eve")


def write_folders(folder: Path, actions: tuple[str, ...] = ("walk", "wave hands"), takes: int = 2) -> Path:
    """Two actions by three people, twice each, in a folder for each label: ``walk/ada_1.skeleton`` ..."""
    for a, action in enumerate(actions):
        (folder / action).mkdir(parents=True)
        for p, person in enumerate(PEOPLE):
            for take in range(takes):
                recording = performed(action, 2.0, seed=100 * a + 10 * p + take, start_s=0)
                write_ntu(recording, folder / action / f"{person}_{take + 1}.skeleton")
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folders(tmp_path_factory.mktemp("own") / "gestures")


def write_table(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def two_recordings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A recording of 12 s, and another of 6; to be copied."""
    folder = tmp_path_factory.mktemp("recordings")
    one, other = folder / "a.skeleton", folder / "b.skeleton"
    write_ntu(performed("walk", 12.0, start_s=0), one)
    write_ntu(performed("wave hands", 6.0, seed=1, start_s=0), other)
    return one, other


@pytest.fixture
def table(tmp_path: Path, two_recordings: tuple[Path, Path]) -> Path:
    """The recording of 12 s with four labels, and the other with two."""
    for recording in two_recordings:
        shutil.copy(recording, tmp_path)
    rows: list[dict[str, object]] = [
        {"file": "a.skeleton", "start": 1, "end": 2.5, "label": "walk", "person": "ada", "split": "train"},
        {"file": "a.skeleton", "start": 3, "end": 4.5, "label": "wave", "person": "ada", "split": "train"},
        {"file": "a.skeleton", "start": 5, "end": 6.5, "label": "walk", "person": "ada", "camera": "left"},
        {"file": "a.skeleton", "start": 9, "label": "wave", "person": "ada", "split": "test"},
        {"file": "b.skeleton", "end": 2, "label": "wave", "person": "bob", "split": "Test"},
        {"file": "b.skeleton", "start": 3, "end": 99, "label": "walk", "person": "bob", "split": "test"},
    ]
    return write_table(tmp_path / "labels.csv", rows)


def test_folders_are_labels_and_a_pattern_names_people(folders: Path):
    data = OwnData(folders, "{person}_{}").entry().load(folders)
    assert (data.name, data.title, data.labels) == ("own-gestures", "gestures", ("walk", "wave hands"))
    assert len(data.samples) == 12
    first = data.samples[0]
    assert (first.label, first.subject, first.name, first.dataset) == (
        *("walk", "ada", "walk/ada_1.skeleton", "own-gestures"),
    )
    assert (first.start_s, round(first.end_s, 3)) == (0, 1.967)
    assert {sample.subject for sample in data.samples} == set(PEOPLE)


def test_what_is_no_recording_is_left_out_and_told(tmp_path: Path):
    folder = write_folders(tmp_path / "gestures", takes=1)
    (folder / "README.txt").write_text("mine")
    (folder / "walk" / "notes.txt").write_text("windy")
    (folder / "walk" / ".hidden").write_text("x")
    data = OwnData(folder).entry().load(folder)
    assert len(data.samples) == 6
    assert data.notes == (
        "README.txt is not in a folder of a label: left out.",
        "walk/notes.txt is of no known format: left out.",
    )
    (folder / "walk" / "ada_1.skeleton").write_text("2\n1\n")
    data = OwnData(folder).entry().load(folder)
    assert len(data.samples) == 5
    (note,) = (note for note in data.notes if "damaged" in note)
    assert note.startswith("walk/ada_1.skeleton is damaged (line 2") and note.endswith(": left out.")


def test_a_table_names_spans_people_cameras_and_splits(table: Path):
    for place in (table, table.parent):
        data = OwnData(place).entry().load(place)
        assert [(s.label, s.subject, s.camera, s.recording, s.name) for s in data.samples[:3]] == [
            ("walk", "ada", "", "a.skeleton", "a.skeleton 1"),
            ("wave", "ada", "", "a.skeleton", "a.skeleton 2"),
            ("walk", "ada", "left", "a.skeleton", "a.skeleton 3"),
        ]
        spans = [(round(s.start_s, 3), round(s.end_s, 3)) for s in data.samples]
        assert spans == [(1, 2.5), (3, 4.5), (5, 6.5), (9, 11.967), (0, 2), (3, 5.967)]
        assert data.title == table.parent.name


def test_times_of_a_table_count_from_the_first_frame(tmp_path: Path):
    from streaming.writers.mcap import write_mcap

    write_mcap(performed("walk", 6.0, start_s=1000.0), tmp_path / "a.mcap")
    rows: list[dict[str, object]] = [{"file": "a.mcap", "start": 1, "end": 2, "label": "walk"}]
    (sample,) = OwnData(write_table(tmp_path / "t.csv", rows)).entry().load(tmp_path).samples
    assert sample.start_s - sample.track.times_s[0] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"label": "walk", "start": 1}], "line 2: a label without its file"),
        ([{"label": "walk", "file": "gone.mcap"}], "1 file named, and none is there; expected gone.mcap"),
        ([{"label": "no action", "file": "a.skeleton"}], "the label 'no action'"),
        ([{"label": "a" * 61, "file": "a.skeleton"}], "a label of 61 characters"),
        ([{"label": "walk", "file": "a.skeleton", "start": "x"}], "line 2: start 'x'"),
    ],
)
def test_a_table_that_cannot_work_is_refused(rows: list[dict[str, object]], told: str, table: Path):
    write_table(table, rows)
    with pytest.raises((DataSetError, AnnotationError), match=told):
        OwnData(table).entry()


def test_rows_of_missing_files_and_those_that_are_there_twice_are_told(table: Path):
    row = {"file": "a.skeleton", "start": 1, "end": 2, "label": "walk"}
    write_table(table, [row, row, {**row, "file": "gone.skeleton"}])
    data = OwnData(table).entry().load(table)
    assert len(data.samples) == 1
    assert data.notes == (
        "gone.skeleton is not there: left out.",
        "1 row that is there twice was taken once.",
    )


def test_places_without_a_data_set_are_refused(tmp_path: Path):
    with pytest.raises(DataSetError, match="no such file or folder"):
        OwnData(tmp_path / "none").entry()
    with pytest.raises(DataSetError, match="no files; expected a folder for each label"):
        OwnData(tmp_path).entry()
    (tmp_path / "a.skeleton").write_text("x")
    with pytest.raises(DataSetError, match="1 file, and none of a label"):
        OwnData(tmp_path).entry()
    with pytest.raises(DataSetError, match=r"expected names by the pattern '\{label\}_\{person\}'"):
        OwnData(tmp_path, "{label}_{person}").entry()


@pytest.mark.parametrize(
    ("pattern", "path", "said"),
    [
        ("{label}_{person}", "sit_down_ada", {"label": "sit_down", "person": "ada"}),
        ("{label}_{person}_{camera}", "x/wave_ada_c2", {"label": "wave", "person": "ada", "camera": "c2"}),
        ("{}_{person}", "wave_ada", {"person": "ada"}),
        ("{person}/{label}/{}", "a/ada/wave/3", {"person": "ada", "label": "wave"}),
        ("{split}.{label}-v{Camera}", "test.wave-v2", {"split": "test", "label": "wave", "camera": "2"}),
        ("{label}_{person}", "wave", None),
        ("a(b){label}", "a(b)wave", {"label": "wave"}),
    ],
)
def test_patterns_read_names(pattern: str, path: str, said: dict[str, str] | None):
    assert NamePattern.of(pattern).read(tuple(path.split("/"))) == said


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("{label}{person}", "two fields with nothing between them"),
        ("{label}_{label}", "{label} twice"),
        ("wave", "no field in braces"),
        ("{take}", "no field"),
        ("{label", "no field in braces"),
        ("{label}_}", "no field"),
        ("_".join(["{label}", *["{}"] * 12]), "13 fields"),
    ],
)
def test_patterns_that_cannot_be_read_are_refused(pattern: str, told: str):
    with pytest.raises(DataSetError, match=told):
        NamePattern.of(pattern)


def test_it_is_prepared_once_and_anew_where_something_changed(table: Path, tmp_path: Path):
    source = open_own(OwnData(table), tmp_path / "cache")
    assert source.prepare(jobs=1).read == 2
    assert source.prepare(jobs=1).read == 0
    rows: list[dict[str, object]] = [{"file": "a.skeleton", "start": 1, "end": 2, "label": "sit"}]
    write_table(table, rows)
    assert source.prepare(jobs=1).read == 1
    assert [sample.label for sample in source.open().samples] == ["sit"]
    other = open_own(OwnData(table, "{person}"), tmp_path / "cache")
    assert other.prepare(jobs=1).read == 1
    assert other.open().samples[0].subject == "a"


def test_names_are_left_out_and_files_read_in_several_processes(folders: Path, tmp_path: Path):
    names = tmp_path / "names.txt"
    names.write_text("walk/ada_1.skeleton\n")
    source = open_own(OwnData(folders, "{person}_{}"), tmp_path / "cache", names)
    source.prepare(jobs=2)
    assert len(source.open().samples) == 11


def test_the_code_of_every_reader_counts(folders: Path):
    entry = OwnData(folders).entry()
    assert "streaming.readers.ntu" in entry.read.modules  # type: ignore[attr-defined]
    assert reading_code(entry) == reading_code(OwnData(folders).entry())


def test_protocols_hold_out_people_splits_and_cameras(folders: Path, table: Path):
    entry = OwnData(folders, "{person}_{}").entry()
    samples = entry.load(folders).samples
    folds = entry.protocol("leave-one-subject-out").folds(samples)
    assert [(fold.name, len(fold.test)) for fold in folds] == [("ada", 4), ("bob", 4), ("eve", 4)]
    with pytest.raises(DataSetError, match="5-fold finds 3 groups in 12 samples; expected at least 5"):
        entry.protocol("5-fold").folds(samples)
    with pytest.raises(DataSetError, match="split: 0 sequences to train on and 0 to test"):
        entry.protocol("cross-subject").folds(samples)
    with pytest.raises(DataSetError, match="leave-one-camera-out: 12 of 12 sequences without a name"):
        entry.protocol("leave-one-camera-out").folds(samples)
    assert len(entry.protocol("5-fold-sequences").folds(samples)) == 5
    own = OwnData(table).entry()
    (fold,) = own.protocol("cross-subject").folds(own.load(table).samples)
    assert (fold.train, fold.test) == ((0, 1), (3, 4, 5))


def test_people_are_never_on_both_sides_of_a_fold(tmp_path: Path):
    rows = [
        {"file": "a.skeleton", "start": i, "end": i + 1, "label": "walk", "person": f"p{i}"} for i in range(7)
    ]
    write_ntu(performed("walk", 9.0, start_s=0), tmp_path / "a.skeleton")
    entry = OwnData(write_table(tmp_path / "t.csv", rows)).entry()  # type: ignore[arg-type]
    samples = entry.load(tmp_path).samples
    folds = entry.protocol("5-fold").folds(samples)
    assert sorted(i for fold in folds for i in fold.test) == list(range(7))
    for fold in folds:
        assert not {samples[i].subject for i in fold.train} & {samples[i].subject for i in fold.test}


def test_checks_count_measure_and_warn(folders: Path):
    checks = check(OwnData(folders, "{person}_{}").entry().load(folders))
    walk, wave = checks.labels
    assert (walk.name, walk.sequences, walk.others) == ("walk", 6, 3)
    assert walk.seconds[1] == pytest.approx(1.967, abs=0.01)
    assert walk.rate_hz == pytest.approx(30)
    assert wave.right_hand > 0.8
    assert [(row.name, row.sequences) for row in checks.people] == [("ada", 4), ("bob", 4), ("eve", 4)]
    assert checks.warnings == ()
    unnamed = check(OwnData(folders).entry().load(folders))
    assert unnamed.people == ()
    assert unnamed.warnings[0].startswith("Nobody says who performs")


def test_checks_warn_of_copies_overlaps_rare_labels_and_mirrored_people(tmp_path: Path):
    folder = write_folders(tmp_path / "gestures", takes=1)
    copy = folder / "wave hands" / "zoe_1.skeleton"
    copy.write_bytes((folder / "walk" / "ada_1.skeleton").read_bytes())
    warnings = " ".join(check(OwnData(folder, "{person}_{}").entry().load(folder)).warnings)
    assert "Fewer than 5 sequences: walk (3), wave hands (4)." in warnings
    assert "1 sequence is a copy of another, frame by frame: wave hands/zoe_1.skeleton." in warnings
    assert "1 sequence has a copy with another label: walk/ada_1.skeleton." in warnings


def test_all_copies_are_counted(tmp_path: Path):
    folder = write_folders(tmp_path / "gestures", takes=1)
    for label, names in (("walk", ("b", "c")), ("wave hands", ("d",))):
        original = (folder / label / "ada_1.skeleton").read_bytes()
        for name in names:
            (folder / label / f"{name}_2.skeleton").write_bytes(original)
    warnings = " ".join(check(OwnData(folder, "{person}_{}").entry().load(folder)).warnings)
    assert "3 sequences are copies of another, frame by frame: walk/b_2" in warnings
    assert "with another label" not in warnings


def test_checks_warn_of_overlaps_and_one_person(table: Path):
    rows: list[dict[str, object]] = [
        {"file": "a.skeleton", "start": 1, "end": 3, "label": "walk", "person": "ada"},
        {"file": "a.skeleton", "start": 2, "end": 4, "label": "wave", "person": "ada"},
        {"file": "a.skeleton", "start": 5, "end": 6, "label": "walk", "person": "ada"},
        {"file": "a.skeleton", "start": 7, "end": 8, "label": "wave"},
    ]
    write_table(table, rows)
    warnings = check(OwnData(table).entry().load(table)).warnings
    assert "1 pair of sequences with different labels overlaps." in warnings
    assert "1 sequence does not say who performs." in warnings
    assert "Performed by one person: walk, wave." in warnings


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (["walk", "walk"], "one label, 'walk', in .*; expected at least two actions to tell apart"),
        (["walk", "wave", "sit"], "3 sequences of 3 labels .*; expected several of each label"),
        (["walk", "walk", "wave"], "3 sequences of 2 labels"),
    ],
)
def test_what_cannot_be_learnt_is_refused(labels: list[str], told: str, table: Path):
    rows: list[dict[str, object]] = [
        {"file": "a.skeleton", "start": i, "end": i + 1, "label": label} for i, label in enumerate(labels)
    ]
    write_table(table, rows)
    with pytest.raises(DataSetError, match=told):
        check(OwnData(table).entry().load(table))


def test_it_is_evaluated_like_a_known_one(folders: Path, tmp_path: Path, folds_in_this_process: None):
    source = open_own(OwnData(folders, "{person}_{}"), tmp_path / "cache")
    source.prepare(jobs=1)
    path = tmp_path / "results.json"
    protocol = "leave-one-subject-out"
    *_, last = evaluate(source.open(), source, protocol, TINY, 0, "cpu", 1, path)
    assert last.tested == 12
    assert Results.load(path).data == "own-gestures"
    assert title_of("own-gestures") == "own-gestures"
    assert np.isfinite(last.right)
