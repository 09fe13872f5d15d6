"""However a recording without a window ends: what can be read is there, what cannot is not; it is said."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

import cli.record
import main
from mans import recogniser
from streaming.errors import CameraError
from streaming.pipeline import live
from streaming.pipeline.chain import Chain
from streaming.readers import read_recording
from streaming.recordings.recorder import Recorder

from ..support.scripted import DECISION, GUARD_S, WINDOW, Opened, Scripted, image, moving, recognise

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.usefixtures("no_thread_left"),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals, nor limits of files"),
]


class Endless(Scripted):
    """Images without end; something happens after so many of them."""

    def __init__(self, after: int, happens: Callable[[], object]) -> None:
        super().__init__(self._images())
        self._after, self._happens = after, happens

    def _images(self) -> Iterator:
        for number in range(1_000_000):
            if number == self._after:
                self._happens()
            yield image(number)


class Recogniser:
    name, labels, window, decision = "scripted", (), WINDOW, DECISION

    def __call__(self, window):
        return recognise(window)


@pytest.fixture
def record(tmp_path, monkeypatch, capsys):
    """Record scripted images by the command; return the exit code, and what was printed on either output."""
    source: list[Scripted] = []

    def open_chain(feed, assignment, *_) -> Chain:
        return Chain(source[0], assignment, pose=Opened(lambda item: moving(item.number)))

    monkeypatch.setattr(recogniser, "Recogniser", SimpleNamespace(load=lambda *_: Recogniser()))
    monkeypatch.setattr(live, "open_chain", open_chain)
    monkeypatch.setattr(cli.record, "get_pose_model", lambda *_: tmp_path / "lite.task")

    def run(scripted: Scripted, *words: str, out: Path = tmp_path / "a.mcap") -> tuple[int, str, str]:
        source[:] = [scripted]
        code = main.main(["record", str(out), *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Signals as a program finds them; where tests run in the background, Ctrl-C may be ignored."""
    numbers = {signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_DFL}
    numbers[signal.SIGINT] = signal.default_int_handler
    before = {number: signal.signal(number, handler) for number, handler in numbers.items()}
    yield
    assert {number: signal.getsignal(number) for number in numbers} == numbers
    for number, handler in before.items():
        signal.signal(number, handler)


def frames(path: Path) -> int:
    found = read_recording(path)
    assert found.notes == ()  # such as that it was never closed
    return len(found.frames)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_a_recording_well(record, tmp_path, number):
    code, out, err = record(Endless(40, lambda: os.kill(os.getpid(), number)))
    assert (code, err) == (128 + number, "")
    assert "Wrote" in out and frames(tmp_path / "a.mcap") >= 30


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_before_the_first_image_it_leaves_nothing(record, tmp_path, number):
    def never() -> Iterator:
        os.kill(os.getpid(), number)
        assert source.closed.wait(GUARD_S)
        yield from ()

    source = Scripted(never())
    code, out, err = record(source)
    assert (code, err) == (128 + number, "")
    assert "Stopped before anything was recorded." in out and "Wrote" not in out
    assert list(tmp_path.iterdir()) == []


def test_stopped_while_it_loads_it_leaves_nothing(record, tmp_path, monkeypatch):
    def load(*_):
        signal.raise_signal(signal.SIGTERM)
        pytest.fail("it went on")

    monkeypatch.setattr(recogniser, "Recogniser", SimpleNamespace(load=load))
    code, out, err = record(Scripted(()))
    assert (code, err) == (143, "") and "Stopped before anything was recorded." in out
    assert list(tmp_path.iterdir()) == []


def test_a_signal_that_is_ignored_stays_so(record, tmp_path):
    """As where ``nohup`` has started the program."""

    def images() -> Iterator:
        os.kill(os.getpid(), signal.SIGHUP)
        yield from map(image, range(3))

    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        code, out, _ = record(Scripted(images()))
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    assert code == 0 and "Wrote" in out and frames(tmp_path / "a.mcap") == 3


def test_images_that_a_slow_disk_drops_are_a_warning(record, tmp_path, monkeypatch):
    def busy(self: Recorder, *_: object) -> None:
        self.images_left_out += 1

    monkeypatch.setattr(Recorder, "write_image", busy)
    code, out, err = record(Scripted(map(image, range(40))), "--images")
    assert code == 0 and "warning: 40 images are missing: the disk was too slow" in out + err
    assert frames(tmp_path / "a.mcap") == 40


def test_a_disk_that_fills_ends_it_with_one_line(record, tmp_path):
    from ..mans.test_checkpoint import disk_that_fills_up

    with disk_that_fills_up(100_000):
        code, out, err = record(Endless(-1, print))
    assert code == 2 and "Wrote" not in out
    (line,) = err.splitlines()
    assert line.startswith(f"error: {tmp_path / 'a.mcap'}: cannot be written any more: File too large. The ")
    kept = int(line.split(" The ")[1].split(" frames")[0])
    assert 0 < kept <= len(read_recording(tmp_path / "a.mcap").frames)


@pytest.mark.parametrize("whole_folder", [False, True])
def test_a_file_that_is_removed_ends_it_with_one_line(record, tmp_path, whole_folder):
    folder = tmp_path / "folder"
    folder.mkdir()
    remove = (lambda: shutil.rmtree(folder)) if whole_folder else (folder / "a.mcap").unlink
    code, out, err = record(Endless(30, remove), out=folder / "a.mcap")
    assert code == 2 and "Wrote" not in out
    removed = "was removed while it was recorded: nothing of it is kept. Record again."
    assert err == f"error: {folder / 'a.mcap'}: {removed}\n"


def test_a_camera_that_fails_leaves_no_file_in_the_way(record, tmp_path):
    missing = CameraError("there is no camera 0")
    for _ in range(2):  # the same command again is not refused for the first one's sake
        code, _, err = record(Scripted((), error=missing))
        assert (code, err) == (2, "error: there is no camera 0\n")
        assert list(tmp_path.iterdir()) == []
    unplugged = CameraError("camera 0 is gone")
    code, _, err = record(Scripted([image(n) for n in range(5)], error=unplugged))
    assert (code, err) == (2, "error: camera 0 is gone\n")
    assert frames(tmp_path / "a.mcap") == 5


def test_a_source_without_images_is_an_error_and_leaves_nothing(record, tmp_path):
    code, out, err = record(Scripted(()))
    assert code == 2 and "Wrote" not in out
    assert err == "error: nothing was recorded: no image came. Record for longer.\n"
    assert list(tmp_path.iterdir()) == []


def test_what_a_video_lacks_is_said_and_written_without_it(record, tmp_path):
    source = Scripted([image(n) for n in range(5)])
    source.status = "clip.mp4 is cut off or damaged: 5 of 9 images could be read."
    code, out, err = record(source, "--video", str(tmp_path / "clip.mp4"))
    assert (code, err) == (3, "")
    assert f"warning: {source.status}" in " ".join(out.split())
    assert "Wrote" in out and frames(tmp_path / "a.mcap") == 5


IN_A_TERMINAL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from streaming.pipeline.signals import heeding_signals
with heeding_signals() as signals:
    try:
        try:
            print("ready", flush=True)
            while True:
                print(".", end="", flush=True)
        except OSError:  # printing has failed before the signal came
            assert signals.hung_up()
    except KeyboardInterrupt:
        pass
    print("the terminal is gone", flush=True)  # this fails where nobody has noticed
    with open(sys.argv[1], "w") as file:
        file.write(str(signals.exit_code))
"""


def test_a_terminal_that_is_closed_ends_the_program_well(tmp_path):
    """Printing fails then, and is not to keep a file from being closed."""
    master, terminal = os.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", IN_A_TERMINAL.format(root=str(ROOT)), str(tmp_path / "file")],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )
        os.close(terminal)
        with open(master, "rb", buffering=0, closefd=False) as shown:
            said = b""
            while b"ready" not in said:
                said += shown.read(100)
    finally:
        os.close(master)
    process.wait(GUARD_S)
    assert (tmp_path / "file").read_text() == str(128 + signal.SIGHUP)
