"""Recording live: what is safe when the program is killed, the disk is full, or the disk stalls."""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError, WriteError
from streaming.readers import read_recording
from streaming.readers.mcap import read_answers, read_origin
from streaming.readers.support.mcap_channels import CAMERA, encode_answer
from streaming.readers.support.mcap_container import McapFile
from streaming.recordings import recorder as recorder_module
from streaming.recordings.recorder import Recorder
from streaming.skeleton.frames import Frame
from streaming.writers import mcap as mcap_module
from streaming.writers.files import free_path

from ...support.recording_process import FIRST_S, RATE_HZ, main, scripted_answer, scripted_frame
from ...support.same import assert_same_answer, assert_same_frame

ROOT = Path(__file__).resolve().parents[3]


def _record(path: Path, frames: int, answers_every: int = 3) -> None:
    with Recorder(path, rate_hz=RATE_HZ, source="script", model="none", metadata={"room": "3"}) as recorder:
        for number in range(frames):
            recorder.write_frame(scripted_frame(number))
            if number % answers_every == 0:
                recorder.write_answer(scripted_answer(number))


def _process(path: Path, frames: int, mode: str) -> subprocess.Popen[str]:
    """Start the recording program of its own."""
    script = Path(__file__).resolve().parents[2] / "support" / "recording_process.py"
    return subprocess.Popen(
        [sys.executable, str(script), str(path), str(frames), mode],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_what_was_recorded_comes_back_bit_for_bit(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    _record(path, 100)
    found = read_recording(path)
    assert found.notes == () and found.rate_hz == RATE_HZ and len(found.frames) == 100
    for number, frame in enumerate(found.frames):
        assert_same_frame(frame, scripted_frame(number))
    answers = read_answers(path)
    assert len(answers) == 34
    for number, answer in zip(range(0, 100, 3), answers, strict=True):
        assert_same_answer(answer, scripted_answer(number))
    origin, counts = read_origin(path)
    assert origin["source"] == "script" and origin["room"] == "3" and origin["recorded_at"].startswith("20")
    own = {"/skeleton": 100, "/prediction": 34, "/attention": 34, "/answer": 34}
    assert counts == own | {"/scene": 100, "/tf": 1, "/log": counts["/log"]}  # for Foxglove


@pytest.mark.parametrize("seed", [0, 1])
def test_a_killed_program_loses_at_most_the_last_second(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "killed.mcap"
    kill_at = random.Random(seed).randrange(35, 75)
    child = _process(path, 10_000, "live")
    assert child.stdout is not None and child.stderr is not None
    with child:
        for line in child.stdout:
            if int(line) == kill_at:
                child.kill()
                break
        rest = child.stdout.read().split("\n")
        last_taken = max([kill_at, *(int(line) for line in rest[:-1])])
    assert child.returncode != 0
    found = read_recording(path)
    assert any("never closed" in note for note in found.notes)
    for number, frame in enumerate(found.frames):
        assert_same_frame(frame, scripted_frame(number))
    assert found.frames[-1].time_s >= FIRST_S + last_taken / RATE_HZ - 1.0
    for number, answer in zip(range(0, 10_000, 3), read_answers(path), strict=False):
        assert_same_answer(answer, scripted_answer(number))


def test_a_program_that_ends_without_closing_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "forgotten.mcap"
    child = _process(path, 20, "forgets to close")
    _, complaints = child.communicate(timeout=60)
    assert child.returncode == 0, complaints
    found = read_recording(path)
    assert len(found.frames) == 20 and found.notes == ()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit a process's files")
def test_a_full_disk_is_an_error_and_what_was_written_stays(tmp_path: Path) -> None:
    path = tmp_path / "full.mcap"
    child = _process(path, 10_000, "full disk")
    printed, complaints = child.communicate(timeout=60)
    assert child.returncode == 1
    said = complaints.splitlines()[-1]
    assert "RecordingError" in said and "full.mcap: cannot be written any more: File too large" in said
    found = read_recording(path)
    kept = int(said.split("The ")[-1].split(" frames")[0])
    # The error may come before another frame is given, or after some more.
    assert 0 < kept <= len(found.frames) <= len(printed.splitlines()) < 10_000
    assert path.stat().st_size <= 500_000
    for number, frame in enumerate(found.frames):
        assert_same_frame(frame, scripted_frame(number))


def test_no_existing_file_is_ever_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    path.write_text("mine")
    with pytest.raises(WriteError, match="exists already.*never overwritten"):
        Recorder(path, rate_hz=30, source="script")
    with pytest.raises(WriteError, match=r"cannot be written: No such file|cannot be written: .*path"):
        Recorder(tmp_path / "none" / "a.mcap", rate_hz=30, source="script")
    assert path.read_text() == "mine"
    second = free_path(tmp_path, "a")
    assert second.name == "a-2.mcap"
    second.touch()
    assert free_path(tmp_path, "a").name == "a-3.mcap" and free_path(tmp_path, "b").name == "b.mcap"


def test_nothing_is_left_where_a_recording_cannot_begin(tmp_path: Path, monkeypatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RecordingError, match="No space left"):
        Recorder(tmp_path / "a.mcap", rate_hz=30, source="script")
    assert list(tmp_path.iterdir()) == []


def test_an_error_nobody_was_told_of_comes_with_close(tmp_path: Path, monkeypatch) -> None:
    recorder = Recorder(tmp_path / "a.mcap", rate_hz=30, source="script", flush_s=1000)
    recorder.write_frame(scripted_frame(0))

    def broken(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(RecordingError, match=r"Input/output error\. Make room"):
        recorder.close()
    recorder.close()  # a second time is none of anybody's business
    with pytest.raises(ValueError, match="is closed"):
        recorder.write_frame(scripted_frame(1))


def test_frames_go_in_while_the_disk_stalls_and_memory_stays_bounded(tmp_path: Path, monkeypatch) -> None:
    stalled, go_on, sync = threading.Event(), threading.Event(), os.fsync
    recorder = Recorder(tmp_path / "a.mcap", rate_hz=30, source="script", flush_s=0.001)

    def stall(descriptor: int) -> None:
        stalled.set()
        go_on.wait(60)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", stall)
    recorder.write_frame(scripted_frame(0))
    assert stalled.wait(60)
    for number in range(1, 50):
        recorder.write_frame(scripted_frame(number))  # returns although the disk does not
    monkeypatch.setattr(recorder_module, "_MOST_WAITING", 50_000)
    recorder.write_image(FIRST_S + 2, np.zeros((4, 4, 3), np.uint8))
    assert recorder.images_left_out == 1
    with pytest.raises(RecordingError, match=r"the disk has stalled .* Make room"):
        for number in range(50, 100):
            recorder.write_frame(scripted_frame(number))
    go_on.set()
    recorder.close()
    assert [frame.number for frame in read_recording(recorder.path).frames] == [0]


def test_many_threads_write_into_one_recording(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    with Recorder(path, rate_hz=30, source="script", flush_s=0.001) as recorder:

        def answers(first: int) -> None:
            for number in range(first, 200, 4):
                recorder.write_answer(scripted_answer(number))

        threads = [threading.Thread(target=answers, args=(first,)) for first in range(4)]
        for thread in threads:
            thread.start()
        for number in range(200):
            recorder.write_frame(scripted_frame(number))
        for thread in threads:
            thread.join()
    found = read_recording(path)
    assert [frame.number for frame in found.frames] == list(range(200))
    said = {round((answer.time_s - FIRST_S) * RATE_HZ): answer for answer in read_answers(path)}
    assert sorted(said) == list(range(200))
    for number, answer in said.items():
        assert_same_answer(answer, scripted_answer(number))


def test_an_answer_of_an_older_recording_is_not_provisional(tmp_path: Path, monkeypatch) -> None:
    def as_before(answer):
        *others, (channel, data) = encode_answer(answer)
        content = json.loads(data)
        del content["provisional"], content["confirmed"]
        return [*others, (channel, json.dumps(content).encode())]

    monkeypatch.setattr(mcap_module, "encode_answer", as_before)
    path = tmp_path / "a.mcap"
    _record(path, 40, answers_every=5)
    assert scripted_answer(5).provisional and scripted_answer(5).confirmed
    assert [(answer.provisional, answer.confirmed) for answer in read_answers(path)] == [(False, ())] * 8


def test_images_are_kept_as_jpeg(tmp_path: Path) -> None:
    cv2 = pytest.importorskip("cv2")
    rgb = np.zeros((48, 64, 3), np.uint8)
    rgb[:, 32:] = (250, 10, 10)
    with Recorder(tmp_path / "a.mcap", rate_hz=30, source="script") as recorder:
        recorder.write_frame(scripted_frame(0))
        recorder.write_image(FIRST_S, rgb)
        recorder.write_image(FIRST_S + 0.1, rgb[:, ::-1])
    stored = [json.loads(message.data) for message in McapFile(recorder.path).messages({CAMERA.schema_name})]
    (first_s, jpeg), (second_s, flipped) = (
        (each["time_s"], base64.b64decode(each["data"])) for each in stored
    )
    assert (first_s, second_s) == (FIRST_S, FIRST_S + 0.1)
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)[:, :, ::-1]
    assert np.abs(image.astype(int) - rgb)[:, ::20].max() < 16  # red is right, and red
    assert cv2.imdecode(np.frombuffer(flipped, np.uint8), cv2.IMREAD_COLOR)[0, 0, 2] > 200


def test_a_frame_of_the_past_is_a_bug(tmp_path: Path) -> None:
    with Recorder(tmp_path / "a.mcap", rate_hz=30, source="script") as recorder:
        recorder.write_frame(scripted_frame(5))
        with pytest.raises(ValueError, match="not after"):
            recorder.write_frame(Frame(6, scripted_frame(5).time_s, ()))
        recorder.write_frame(scripted_frame(6))
    assert [frame.number for frame in read_recording(recorder.path).frames] == [5, 6]


def test_the_program_that_is_killed_runs_here_too(tmp_path: Path, capsys) -> None:
    main(tmp_path / "a.mcap", 4, "fast")
    assert capsys.readouterr().out.split() == ["0", "1", "2", "3"]


def test_a_recording_without_a_frame_leaves_no_file(tmp_path: Path) -> None:
    with Recorder(tmp_path / "a.mcap", rate_hz=30, source="script") as recorder:
        assert recorder.path.is_file()  # the name is taken
    assert not recorder.kept and list(tmp_path.iterdir()) == []
    with Recorder(tmp_path / "a.mcap", rate_hz=30, source="script") as recorder:
        recorder.write_frame(Frame(0, 1.0, ()))
    assert recorder.kept and len(read_recording(recorder.path).frames) == 1


def test_another_file_under_its_name_is_not_removed(tmp_path: Path) -> None:
    with Recorder(tmp_path / "a.mcap", rate_hz=30, source="script", flush_s=1000) as recorder:
        recorder.path.rename(tmp_path / "b.mcap")
        recorder.path.write_text("mine")
    assert recorder.path.read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file where it is")
@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("file removed", "was removed while it was recorded: nothing of it is kept. Record again"),
        ("folder removed", "was removed while it was recorded: nothing of it is kept. Record again"),
        ("file renamed", "is no longer there.*The 1 frame up to then is in it, wherever it is"),
        ("folder renamed", "is no longer there.*The 1 frame up to then is in it, wherever it is"),
    ],
)
def test_a_file_that_goes_away_is_noticed_while_it_is_recorded(tmp_path: Path, how: str, said: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    recorder = Recorder(folder / "a.mcap", rate_hz=30, source="script", flush_s=1000)
    recorder.write_frame(scripted_frame(0))
    recorder.flush()
    assert recorder.error is None
    if how == "file removed":
        recorder.path.unlink()
    elif how == "folder removed":
        shutil.rmtree(folder)
    elif how == "file renamed":
        recorder.path.rename(tmp_path / "b.mcap")
    else:
        folder.rename(tmp_path / "elsewhere")
    recorder.flush()
    error: object = recorder.error
    assert isinstance(error, RecordingError)
    with pytest.raises(RecordingError, match=said) as caught:
        recorder.write_frame(scripted_frame(1))
    assert "\n" not in str(caught.value)
    recorder.close()
    assert recorder.kept == ("renamed" in how)
    for kept in tmp_path.rglob("*.mcap"):
        assert len(read_recording(kept).frames) == 1


def test_what_failed_first_is_what_is_told(tmp_path: Path, monkeypatch) -> None:
    def broken(_: int) -> None:
        raise OSError(5, "Input/output error")

    with (
        pytest.raises(KeyError, match="first"),
        Recorder(tmp_path / "a.mcap", rate_hz=30, source="script", flush_s=1000) as recorder,
    ):
        recorder.write_frame(scripted_frame(0))
        monkeypatch.setattr(os, "fsync", broken)
        raise KeyError("first")
    assert isinstance(recorder.error, RecordingError)


def test_no_more_is_recorded_than_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("recordings.recorder", "readers.support.frame_store"):
        monkeypatch.setattr(f"streaming.{module}.MOST_FRAMES", 5)
    with Recorder(tmp_path / "a.mcap", rate_hz=30, source="script") as recorder:
        for number in range(5):
            recorder.write_frame(scripted_frame(number))
        with pytest.raises(RecordingError, match="5 frames are as many as a recording may have"):
            recorder.write_frame(scripted_frame(5))
    assert len(read_recording(tmp_path / "a.mcap").frames) == 5
