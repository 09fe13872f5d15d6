"""The segments of an archive are those of the window for the same file; damage is told, not raised."""

from __future__ import annotations

import dataclasses
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pytest

from app.model.analysis import Analysis
from mans.archive.answers import table_name
from mans.archive.recognised import recognised
from mans.archive.recognition import FileRecogniser, Work, model_digest
from mans.archive.results import ANGLES, ANSWERS, FileResult, Settings
from mans.recogniser import Recogniser
from streaming.readers import read_recording
from streaming.recognition.replay import replay, replay_batched
from streaming.recordings.listing import list_archive
from streaming.skeleton.frames import Frame, Recording
from streaming.sources.pose_video import FORMAT, read_video

from ...support.archives import ROOT, SAMPLES, rows_of
from ...support.short_clips import write_part
from ...support.small_files import SHARED

MODELS = [ROOT / "models" / f"{name}.safetensors" for name in ("everyday-mans-evidence", "ut-kinect-mans9")]

pytestmark = pytest.mark.skipif(not MODELS[0].is_file(), reason=f"no bundled model at {MODELS[0]}")


@pytest.fixture(scope="module", params=MODELS, ids=lambda path: path.stem)
def recogniser(request) -> Recogniser:
    return Recogniser.load(request.param, "cpu")


def two_people() -> Recording:
    """Both samples at once: a person of each, side by side; the one of the shorter leaves first."""
    squat, tai_chi = (read_recording(SAMPLES / f"{name}.skeleton") for name in ("squat", "tai_chi"))
    frames = []
    for one, other in zip_longest(squat.frames, tai_chi.frames):
        moved = [
            dataclasses.replace(body, identity=99, positions=body.positions + np.float32([2, 0, 1]))
            for body in (() if other is None else other.bodies)
        ]
        first = other if one is None else one
        frames.append(Frame(first.number, first.time_s, (*(() if one is None else one.bodies), *moved)))
    return Recording(frames, 30.0, "made by a test")


def timeline(recording: Recording, recogniser: Recogniser, follow: int | None = None) -> list[tuple]:
    """What the window's timeline shows."""
    analysis = Analysis(recording, recogniser, follow=follow)
    analysis.join()
    assert analysis.finished
    return [
        (part.label, part.start_s - recording.start_s, part.end_s - recording.start_s, part.confidence)
        for part in analysis.segments()
        if part.label is not None
    ]


def close(found: list, shown: list[tuple]) -> bool:
    return [(each.label, each.start_s, each.end_s) for each in found] == [
        each[:3] for each in shown
    ] and np.allclose([each.confidence for each in found], [each[3] for each in shown], atol=1e-5)


@pytest.mark.parametrize("name", ["squat", "tai_chi"])
def test_segments_are_those_of_the_windows_timeline(recogniser, name):
    recording = read_recording(SAMPLES / f"{name}.skeleton")
    answers = []
    found = recognised(recording, recogniser, 1, lambda person, answer: answers.append((person, answer)))
    assert close(found.segments, timeline(recording, recogniser))
    one_by_one = [
        answer
        for _, answer in replay(recording, recogniser, recogniser.window, recogniser.decision)
        if answer is not None
    ]
    assert found.count == len(answers) == len(one_by_one) and list(found.identities) == [1]
    for (person, batched), single in zip(answers, one_by_one, strict=True):
        assert person == 1
        assert (batched.time_s, batched.label) == (single.time_s, single.label)
        assert np.allclose(batched.probabilities, single.probabilities, atol=1e-5)
        assert np.allclose(batched.prediction.f_a, single.prediction.f_a, atol=1e-5)


def test_of_several_people_each_is_recognised_as_if_clicked_on(recogniser):
    recording = two_people()
    found = recognised(recording, recogniser, 2, lambda *_: None)
    assert list(found.identities.values()) == [recording.frames[0].bodies[0].identity, 99]
    assert found.segments, "two empty lists are no comparison"
    for number, identity in ((1, recording.frames[0].bodies[0].identity), (2, 99)):
        own = [each for each in found.segments if each.person == number]
        assert close(own, timeline(recording, recogniser, identity))
    while len(recording.frames[-1].bodies) < 2:  # as long as both are in view
        recording.frames.pop()
    alone = recognised(recording, recogniser, 1, lambda *_: None)
    assert {each.person for each in alone.segments} <= {1} and len(alone.identities) == 1


@pytest.mark.parametrize("batch", [1, 3, 1000])
def test_any_batch_gives_every_frame_and_holds_no_more_windows(recogniser, batch):
    recording = read_recording(SAMPLES / "squat.skeleton")
    sizes = []

    def many(windows):
        sizes.append(len(windows))
        return recogniser.many(windows)

    settings = (recogniser.window, recogniser.decision)
    steps = list(replay_batched(recording, many, *settings, batch=batch))
    assert [step.index for step in steps] == list(range(len(recording.frames)))
    assert max(sizes) <= batch and sum(sizes) == sum(step.answer is not None for step in steps)


@pytest.fixture(scope="module")
def recognise(tmp_path_factory):
    folder = tmp_path_factory.mktemp("answers")
    settings = Settings(
        "evidence", model_digest(MODELS[0]), answers=True, angles=True, tables="csv", csv_style="comma"
    )
    for name in (ANSWERS, ANGLES):
        (folder / name).mkdir()
    worker = FileRecogniser(Work(settings, MODELS[0], "cpu", out=folder))

    def run(path: Path) -> FileResult:
        (source,) = list_archive([str(path)]).sources
        return worker(source)

    run.folder = folder
    return run


def test_every_answer_is_written_with_f_a(recognise):
    result = recognise(SAMPLES / "squat.skeleton")
    rows = rows_of(recognise.folder / ANSWERS / result.table)
    assert len(rows) == result.count > 50
    recording, recogniser = read_recording(SAMPLES / "squat.skeleton"), Recogniser.load(MODELS[0], "cpu")
    answers = [
        each for _, each in replay(recording, recogniser, recogniser.window, recogniser.decision) if each
    ]
    for row, answer in zip(rows, answers, strict=True):
        assert float(row["time_s"]) == pytest.approx(answer.time_s - recording.start_s, abs=6e-4)
        assert row["label"] == (answer.label or "")
        for axis, curve in zip("xyz", answer.prediction.f_a, strict=True):
            written = [float(row[f"f_a_{axis}_{t}"]) for t in range(len(curve))]
            assert np.allclose(written, curve, atol=1e-4)
        shares = [float(row[f"probability_{label}"]) for label in recogniser.labels]
        assert np.allclose(shares, answer.probabilities, atol=1e-4)


def test_damage_is_a_result(recognise, tmp_path):
    lines = (SAMPLES / "squat.skeleton").read_text().splitlines()
    for name, text, status in (
        ("cut.skeleton", "\n".join(lines[:900]), "damaged"),
        ("empty.skeleton", "", "damaged"),
        ("notes.txt", "nothing of the kind", "passed over"),
        ("clip.mp4", "no video at all", "damaged"),
    ):
        (tmp_path / name).write_text(text)
        result = recognise(tmp_path / name)
        assert (result.status, name in result.message) == (status, True), result
        assert "\n" not in result.message and not result.segments and not result.table


def test_an_error_of_the_program_is_told_with_its_place(recognise, monkeypatch):
    def broken(path, *how):
        raise ZeroDivisionError("by\nnothing")

    monkeypatch.setattr("mans.archive.recognition.read_recording", broken)
    result = recognise(SAMPLES / "squat.skeleton")
    assert result.status == "damaged" and "\n" not in result.message
    assert "please report it: ZeroDivisionError: by\\nnothing (test_recognised.py, line" in result.message


def test_answers_of_all_files_are_read_as_one_table(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    settings = Settings("evidence", model_digest(MODELS[0]), answers=True, tables="parquet")
    (tmp_path / ANSWERS).mkdir()
    worker = FileRecogniser(Work(settings, MODELS[0], "cpu", out=tmp_path))
    results = [worker(source) for source in list_archive([str(SAMPLES / "*.skeleton")]).sources]
    table = parquet.read_table(tmp_path)
    assert table.num_rows == sum(result.count for result in results) > 100
    assert np.shape(table.column("f_a_x").to_pylist()) == (table.num_rows, 32)
    labels = table.schema.field("probability").metadata[b"parts"].decode().split("\n")
    assert tuple(labels) == worker._recogniser.labels


def test_a_video_is_recognised_by_its_poses(tmp_path):
    clip, pose = (SHARED / name for name in ("videos/tai_chi.mp4", "mediapipe/pose_landmarker_lite.task"))
    if not clip.is_file() or not pose.is_file():
        pytest.skip(f"no video and pose model at {clip} and {pose}")
    video = write_part(clip, 160, 280, tmp_path / "tai_chi.mp4")  # with both arms raised
    worker = FileRecogniser(Work(Settings("evidence", model_digest(MODELS[0])), MODELS[0], "cpu", pose))
    (source,) = list_archive([str(video)]).sources
    result = worker(source)
    assert result.status == "recognised" and result.kind == FORMAT
    recogniser = Recogniser.load(MODELS[0], "cpu")
    assert result.segments, "two empty lists are no comparison"
    assert close(list(result.segments), timeline(read_video(video, pose), recogniser))


def test_a_folder_of_tables_is_read_whole_whatever_the_files_are_called(tmp_path):
    """Readers of folders of Parquet files pass over names that begin with an underscore or a dot."""
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    for number, name in enumerate(("_x", "übung", "éa", ".a", "__", "plain", "x" * 100)):
        path = tmp_path / table_name(Path(name).with_suffix(".skeleton"), "parquet")
        assert path.name[0].isalnum() and path.name.isascii() and len(path.name) < 100
        parquet.write_table(pyarrow.table({"number": [number]}), path)
    assert sorted(parquet.read_table(tmp_path)["number"].to_pylist()) == list(range(7))
