"""Converting recordings and videos, and the samples that were made so."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import main
from streaming.errors import MansError, ModelError, RecordingError, UnknownFormatError, WriteError
from streaming.readers import read_recording
from streaming.recordings import conversion
from streaming.recordings.conversion import Told, convert
from streaming.recordings.recorder import Recorder
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.sources.pose_video import import_cv2, read_video
from streaming.writers.csv import write_csv
from streaming.writers.mcap import write_mcap

from ...support.recording_process import scripted_answer, scripted_frame
from ...support.same import assert_same_frame, assert_same_recording
from ...support.small_files import ntu_body, ntu_file, person, recording, ut_file, ut_row

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def test_recording_to_ntu(tmp_path: Path) -> None:
    source = ut_file(tmp_path / "joints_s01_e01.txt", [ut_row(n) for n in range(0, 60, 4)])
    notes = convert(source, tmp_path / "out.skeleton").notes
    assert any("Resampled" in note for note in notes)
    assert read_recording(tmp_path / "out.skeleton").duration_s == pytest.approx(56 / 60, abs=1 / 60)


@pytest.mark.parametrize("suffix", [".mcap", ".csv", ".skeleton"])
def test_there_and_back_between_all_formats(tmp_path: Path, suffix: str) -> None:
    rows = [[person(3 * i, 1), person(3 * i + 1, 2)][: i % 3] for i in range(20)]
    wanted = recording([[person(99, 5)], *rows])
    write_mcap(wanted, tmp_path / "a.mcap")
    assert convert(tmp_path / "a.mcap", tmp_path / f"b{suffix}") == Told([], [])
    convert(tmp_path / f"b{suffix}", tmp_path / "c.mcap")
    for frame, other in zip(read_recording(tmp_path / "c.mcap").frames, wanted.frames, strict=True):
        assert_same_frame(frame, other)


def test_what_was_noted_and_marked_goes_into_the_own_format(tmp_path: Path) -> None:
    source = ut_file(tmp_path / "joints_s01_e01.txt", [ut_row(n) for n in (0, 2, 2, 4)])
    told, found = convert(source, tmp_path / "a.mcap"), read_recording(source)
    assert (told.notes, told.warnings) == (list(found.notes), list(found.warnings))
    assert found.warnings != () and not told.whole
    assert_same_recording(read_recording(tmp_path / "a.mcap"), read_recording(source))


def test_what_is_lost_is_said(tmp_path: Path) -> None:
    with Recorder(tmp_path / "a.mcap", rate_hz=30, source="script") as recorder:
        for number in range(10):
            recorder.write_frame(scripted_frame(number))
            recorder.write_answer(scripted_answer(number))
        recorder.write_image(scripted_frame(9).time_s, np.zeros((4, 4, 3), np.uint8))
    notes = convert(tmp_path / "a.mcap", tmp_path / "b.csv").notes
    assert notes == [
        "10 answers with their predictions and F_A are not kept.",
        "1 camera image is not kept.",
    ]
    assert convert(tmp_path / "a.mcap", tmp_path / "b.mcap").notes == notes
    assert "Time starts at 0 s" in convert(tmp_path / "a.mcap", tmp_path / "b.skeleton").notes[0]


def test_the_source_may_go_away_while_the_output_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Recorder(source := tmp_path / "a.mcap", rate_hz=30, source="script") as recorder:
        recorder.write_frame(scripted_frame(0))
        recorder.write_answer(scripted_answer(0))

    def write(of: Recording, path: Path, *, overwrite: bool) -> tuple[str, ...]:
        source.unlink()
        return write_csv(of, path, overwrite=overwrite)

    monkeypatch.setitem(conversion._WRITERS, ".csv", write)
    assert convert(source, tmp_path / "b.csv").notes == ["1 answer with its prediction and F_A is not kept."]
    assert len(read_recording(tmp_path / "b.csv").frames) == 1


def test_warnings_are_told_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lossy = dataclasses.replace(recording([[person()]]), warnings=("Half of it is gone.",))
    write_mcap(lossy, tmp_path / "a.mcap")
    assert main.main(["convert", str(tmp_path / "a.mcap"), str(tmp_path / "b.mcap")]) == 3
    assert "warning: Half of it is gone.\n" in capsys.readouterr().out
    assert read_recording(tmp_path / "b.mcap").warnings == lossy.warnings
    assert main.main(["info", str(tmp_path / "b.mcap")]) == 0
    assert "warning: Half of it is gone.\n" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["b.mcap", "b.csv", "b.skeleton"])
def test_what_is_there_is_replaced_only_if_that_is_said(tmp_path: Path, name: str) -> None:
    source = ntu_file(tmp_path / "a.skeleton", [[ntu_body()]])
    (tmp_path / name).write_text("mine")
    with pytest.raises(WriteError, match="exists already.*--overwrite"):
        convert(source, tmp_path / name)
    assert (tmp_path / name).read_text() == "mine"
    convert(source, tmp_path / name, overwrite=True)
    assert len(read_recording(tmp_path / name).frames) == 1


@pytest.mark.parametrize("how", ["itself", "a link", "a hard link"])
def test_the_source_is_never_replaced_by_whatever_name(tmp_path: Path, how: str) -> None:
    source = ntu_file(tmp_path / "a.skeleton", [[ntu_body()]])
    target = source if how == "itself" else tmp_path / "b.skeleton"
    if how == "a link":
        target.symlink_to(source)
    elif how == "a hard link":
        target.hardlink_to(source)
    before = source.read_bytes()
    with pytest.raises(WriteError, match="would be written over what is read"):
        convert(source, target, overwrite=True)
    assert source.read_bytes() == target.read_bytes() == before


def test_a_place_that_is_no_folder_is_noticed_before_a_videos_pose_is_estimated(tmp_path: Path) -> None:
    def asked() -> Path:
        pytest.fail("a pose model was looked for")

    video = _video(tmp_path / "a.mp4", 3)
    with pytest.raises(WriteError, match="Not a directory"):
        convert(video, video / "b.skeleton", asked)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit a process's files")
@pytest.mark.parametrize("name", ["b.mcap", "b.csv", "b.skeleton"])
def test_a_full_disk_is_one_line_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    write_mcap(recording([[person(i, 1)] for i in range(300)]), tmp_path / "a.mcap")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        "from main import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "convert", str(tmp_path / "a.mcap"), str(tmp_path / name)],
        cwd=SAMPLES.parent,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"error: {tmp_path / name}: cannot be written: File too large. ")
    assert [path.name for path in tmp_path.iterdir()] == ["a.mcap"]


def test_what_cannot_be_converted(tmp_path: Path) -> None:
    source = ntu_file(tmp_path / "a.skeleton", [[ntu_body()]])
    with pytest.raises(RecordingError, match=r"ends in \.skeleton"):
        convert(source, tmp_path / "out.xyz")
    video = tmp_path / "a.mp4"
    video.write_bytes(b"\0\1\2\3" * 500)
    with pytest.raises(UnknownFormatError, match="--pose-model"):
        convert(video, tmp_path / "out.skeleton")
    with pytest.raises(MansError):
        convert(video, tmp_path / "out.skeleton", tmp_path / "none.task")
    assert not (tmp_path / "out.skeleton").exists()


def _video(path: Path, images: int) -> Path:
    """Write a small video without any person in it."""
    cv2 = import_cv2()
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), 25.0, (64, 48))
    for i in range(images):
        writer.write(np.full((48, 64, 3), 10 * i, dtype=np.uint8))
    writer.release()
    return path


def test_pose_model_that_is_none(tmp_path: Path) -> None:
    video = _video(tmp_path / "a.mp4", 3)
    with pytest.raises(ModelError, match="no such pose model"):
        read_video(video, tmp_path / "none.task")
    (tmp_path / "bad.task").write_bytes(b"not a bundle")
    with pytest.raises(ModelError, match="not a pose model"):
        read_video(video, tmp_path / "bad.task")


def test_video_of_nobody(shared_data: Path, tmp_path: Path) -> None:
    done: list[tuple[int, int | None]] = []
    model = shared_data / "mediapipe" / "pose_landmarker_lite.task"
    with pytest.raises(RecordingError, match="nobody was found in any of its 4 images"):
        read_video(_video(tmp_path / "a.mp4", 4), model, lambda n, of: done.append((n, of)))
    assert done == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_opencv_leaves_qt_alone() -> None:
    import_cv2()
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ and "QT_QPA_FONTDIR" not in os.environ


@pytest.mark.parametrize(("name", "frames"), [("squat", 213), ("tai_chi", 300)])
def test_bundled_samples_are_upright_people(name: str, frames: int) -> None:
    found = read_recording(SAMPLES / f"{name}.skeleton")
    assert len(found.frames) == frames and found.notes == ()
    positions = np.stack([frame.bodies[0].positions for frame in found.frames])
    assert (positions[:, :, 2] > 1).all() and (positions[:, :, 2] < 7).all()
    last = {joint: positions[-1, i] for joint, i in KINECT_V2.index.items()}
    # Both end standing and facing the camera: head over hips over feet, the person's left at negative x.
    assert last["Head"][1] > last["SpineBase"][1] + 0.4 > last["FootLeft"][1] + 0.9
    for limb in ("Shoulder", "Hip", "Knee"):
        assert last[f"{limb}Left"][0] < last[f"{limb}Right"][0]


def test_the_jump_lifts_the_whole_person() -> None:
    found = read_recording(SAMPLES / "squat.skeleton")
    joints = [KINECT_V2.index[name] for name in ("SpineBase", "AnkleLeft", "AnkleRight")]
    hips, left, right = np.stack([f.bodies[0].positions[joints, 1] for f in found.frames]).T
    ankles = (left + right) / 2
    standing, crouching, flying = slice(0, 40), slice(78, 83), slice(97, 102)
    # A crouch lowers the hips while the feet stay; the jump lifts both.
    assert hips[crouching].mean() < hips[standing].mean() - 0.15
    assert abs(ankles[crouching].mean() - ankles[standing].mean()) < 0.1
    assert ankles[flying].mean() > ankles[standing].mean() + 0.25


@pytest.mark.parametrize("suffix", [".jsonl", ".trc", ".bvh", ".c3d"])
def test_converting_to_what_others_read(
    tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "new" / f"squat{suffix}"
    assert main.main(["convert", str(SAMPLES / "squat.skeleton"), str(target)]) == 0
    out = capsys.readouterr().out
    assert f"Wrote {target}" in out and target.stat().st_size > 10_000
    assert ("Tracking states are not kept" in out) == (suffix != ".jsonl")
    assert main.main(["convert", str(SAMPLES / "squat.skeleton"), str(target)]) == 2
    assert "exists already" in capsys.readouterr().err
