"""Everyday samples of the data sets of everyday life: who sits, who rests, and where spans are exact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mans.datasets import DATA_SETS, DataSet
from mans.everyday import samples as everyday
from mans.everyday.samples import everyday_samples
from mans.everyday.seated import is_seated, risings
from mans.everyday.vocabulary import ACTIONS, SIT_STILL
from mans.transforms.tracks import Sample, Track
from streaming.recognition.prediction import NO_ACTION
from streaming.skeleton.layouts import KINECT_V2

from ...support.more_data_set_folders import MORE_WRITERS
from ...support.small_data import standing

JOINT = KINECT_V2.index
KNEES = [JOINT["KneeLeft"], JOINT["KneeRight"]]
ANKLES = [JOINT["AnkleLeft"], JOINT["AnkleRight"]]


def person(sits: np.ndarray, hz: float = 30.0) -> Track:
    """Somebody who sits by this share, (F,) from 0 to 1: thighs turn forward, the hips sink."""
    pose = np.repeat(standing()[None], len(sits), axis=0) + np.array([0.0, 0.0, 2.5])
    thigh = pose[:, [JOINT["HipLeft"], JOINT["HipRight"]]] - pose[:, KNEES]
    length = np.linalg.norm(thigh, axis=2)
    angle = sits[:, None] * np.radians(80)
    for joints in (KNEES, ANKLES):
        pose[:, joints, 1] += (length - length * np.cos(angle)) * 1.0
        pose[:, joints, 2] -= length * np.sin(angle)
    states = np.full((len(sits), 1, KINECT_V2.size), 2, dtype=np.uint8)
    begins = np.zeros((len(sits), 1), dtype=bool)
    return Track(np.arange(len(sits)) / hz, pose[:, None].astype(np.float32), states, begins)


def sample_of(track: Track, label: str, name: str = "x") -> Sample:
    return Sample(track, 0.0, float(track.times_s[-1]), label, "p1", "r", name)


def data_set(name: str, *samples: Sample) -> DataSet:
    return DataSet(name, name, (), samples, ())


def test_who_sits():
    assert is_seated(person(np.ones(30)), 0, 1) and not is_seated(person(np.zeros(30)), 0, 1)
    half = person(np.repeat([1.0, 0.0], 30))
    assert is_seated(half, 0, 0.9) and not is_seated(half, 1.1, 2)


def test_legs_that_nobody_sees_do_not_sit():
    track = person(np.ones(30))
    track.states[:, 0, KNEES] = 0
    assert not is_seated(track, 0, 1)


def test_sitting_down_and_standing_up_several_times_is_divided():
    down, up = np.linspace(0, 1, 20), np.linspace(1, 0, 20)
    sits = np.concatenate([np.zeros(20), down, np.ones(30), up, np.zeros(20), down, np.ones(20)])
    found = risings(person(sits), 0, 10)
    assert [up for _, _, up in found] == [False, True, False]
    for (start_s, end_s, _), (begin, end) in zip(found, ((20, 40), (70, 90), (110, 130)), strict=True):
        assert begin / 30 <= start_s < end_s <= end / 30 and end_s - start_s > 0.2
    data = data_set("gtu-action3d", sample_of(person(sits), "sit down and stand up"))
    assert [s.label for s in everyday_samples(data)] == ["sit down", "stand up", "sit down"]
    assert len({s.name for s in everyday_samples(data)}) == 3


def raises_a_hand(sits: float) -> Track:
    """Somebody waits for 2 s, raises a hand for 2 s, and waits again."""
    track = person(np.full(180, sits))
    rise = 0.8 * np.sin(np.pi * np.clip((track.times_s - 2) / 2, 0, 1))
    for joint in ("ElbowRight", "WristRight", "HandRight"):
        track.positions[:, 0, JOINT[joint], 1] += rise.astype(np.float32)
    return track


@pytest.mark.parametrize(("sits", "rest"), [(1.0, SIT_STILL), (0.0, NO_ACTION)])
def test_a_rest_is_sitting_still_where_that_is_learnt(monkeypatch, sits, rest):
    data = data_set("msr-dailyactivity3d", sample_of(raises_a_hand(sits), "cheer up"))
    others = tuple(action for action in ACTIONS if action != SIT_STILL)
    monkeypatch.setattr(everyday, "ACTIONS", others)
    assert [s.label for s in everyday_samples(data)] == ["raise both arms", NO_ACTION, NO_ACTION]
    monkeypatch.setattr(everyday, "ACTIONS", (*others, SIT_STILL))
    assert [s.label for s in everyday_samples(data)] == ["raise both arms", rest, rest]
    still = data_set("msr-dailyactivity3d", sample_of(person(np.full(60, sits)), "sit still"))
    (whole,) = everyday_samples(still)
    assert (whole.label, whole.start_s, whole.end_s) == (rest, 0.0, still.samples[0].end_s)
    assert whole.kind == ("action" if rest == SIT_STILL else "other movement")


@pytest.mark.parametrize("name", ["kinectmultitrack", "cmu-mocap", "bandai-namco"])
def test_spans_of_tables_and_measures_stay_as_they_are(name, tmp_path):
    data = DATA_SETS[name].load(MORE_WRITERS[name](tmp_path / name))
    found = everyday_samples(data)
    assert [(s.start_s, s.end_s) for s in found] == [(s.start_s, s.end_s) for s in data.samples]
    assert {s.label for s in found} > {NO_ACTION} or name == "bandai-namco"


def test_walking_and_standing_are_told_by_the_hips_way(tmp_path):
    name = "kinectmultitrack"
    data = DATA_SETS[name].load(MORE_WRITERS[name](tmp_path / name))
    assert {s.subject for s in data.samples} == {"00", "12"}
    assert len({s.camera for s in data.samples}) == 2
    for recording in {s.recording for s in data.samples}:
        stand, walk = (s for s in data.samples if s.recording == recording)
        assert (stand.label, walk.label) == ("stand", "walk")
        assert stand.start_s == 0 and 2.7 < stand.end_s < 3 < walk.start_s + 0.1 and walk.end_s > 5.8


def test_gtu_is_held_out_in_blocks_of_its_numbers(tmp_path):
    data = DATA_SETS["gtu-action3d"].load(MORE_WRITERS["gtu-action3d"](tmp_path / "x"))
    assert {s.name: s.subject for s in data.samples if s.label == "walk"} == {
        "12/movement1": "block 1",
        "12/movement20": "block 2",
        "12/movement40": "block 4",
    }


def test_a_clip_of_motion_capture_without_a_label_or_a_span_is_told(tmp_path):
    bandai = DATA_SETS["bandai-namco"].load(MORE_WRITERS["bandai-namco"](tmp_path / "bandai"))
    assert "dataset-1_sit_old_001 has no label: left out." in bandai.notes
    assert {(s.start_s, round(s.end_s * 30)) for s in bandai.samples} == {(2 / 30, 11)}
    cmu = DATA_SETS["cmu-mocap"].load(MORE_WRITERS["cmu-mocap"](tmp_path / "cmu"))
    assert "86_02 3, walk, is of frames 50 to 40: left out." in cmu.notes
    assert len(cmu.samples) == 6


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("walk,walk", "fly,fly", "line 2: label 'fly'; expected clap or"),
        ("86_01,0,", "86_01,x,", "line 2: start_frame_30fps 'x'; expected a frame's number"),
        ("86_01,0,25,walk", "86_01,0", "line 2: "),
    ],
)
def test_a_damaged_table_of_labels_is_named_with_its_line(tmp_path, old, new, said):
    folder = MORE_WRITERS["cmu-mocap"](tmp_path / "cmu")
    table = folder / "labels.csv"
    table.write_text(table.read_text().replace(old, new, 1))
    with pytest.raises(Exception, match="labels.csv") as caught:
        DATA_SETS["cmu-mocap"].load(folder)
    assert said in str(caught.value)


def test_webcam_clips_hold_upper_bodies(tmp_path):
    data = DATA_SETS["webcam-words"].load(MORE_WRITERS["webcam-words"](tmp_path / "x"))
    assert {s.subject for s in data.samples} == {"block 1", "block 2", "block 4"}
    assert set(data.joints) == {"Head"} | {
        f"{joint}{side}" for joint in ("Shoulder", "Elbow", "Wrist") for side in ("Left", "Right")
    }
    track = replace(data.samples[0]).track
    assert (track.states[:, 0, KNEES] == 0).all() and (track.states[:, 0, JOINT["WristLeft"]] == 2).all()
