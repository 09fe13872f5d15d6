import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import app.start
from app.start import Options, missing_fonts, run_window
from streaming.errors import MansError
from streaming.skeleton.frames import Frame, Recording
from streaming.writers.mcap import write_mcap

from .conftest import body, standing_person

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "everyday-mans-today.safetensors"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fonts come by fontconfig on Linux only")
def test_missing_fonts_are_one_clear_line(qapp, tmp_path):
    assert missing_fonts() == ""
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>", encoding="utf-8")
    code = "import app.start as s; s.application('dark'); print(s.missing_fonts())"
    environment = {"QT_QPA_PLATFORM": "offscreen", "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.stdout.count("\n") == 1
    assert "fonts-dejavu-core" in done.stdout
    assert done.stdout.strip() in done.stderr  # it is logged, too


PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
import app.start as start

class Window(start.MainWindow):
    def refresh(self):
        super().refresh()
        if self.session.messages.newest is not None and self.session.recording is not None:
            print("shown", flush=True)

start.MainWindow = Window
sys.exit(start.run_window(start.Options(Path(sys.argv[2]), "cpu"), Path(sys.argv[1])))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no signals to send there")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_ends_the_program_cleanly(tmp_path, name, code):
    """The program as it is started: a damaged model is a message in the window, Ctrl-C ends it with 130."""
    model = tmp_path / "damaged.safetensors"
    model.write_bytes(b"no weights")
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(ROOT / "samples" / "squat.skeleton"), str(model)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout.readline() == "shown\n"
        program.send_signal(getattr(signal, name))
        _, errors = program.communicate(timeout=60)
    assert program.returncode == code, errors
    assert "Traceback" not in errors


REMEMBERING = """
import sys
from pathlib import Path
import app.start as start

class Window(start.MainWindow):
    def refresh(self):
        super().refresh()
        newest = self.session.messages.newest
        if newest is not None and self.session.recogniser is not None:
            print(newest.headline, flush=True)
            self.close()

start.MainWindow = Window
sys.exit(start.run_window(start.Options(Path(sys.argv[1]), "cpu", preferences=Path(sys.argv[2]))))
"""


@pytest.mark.skipif(not MODEL.is_file(), reason=f"no bundled model at {MODEL}")
@pytest.mark.parametrize("damage", ["gone", "damaged"])
def test_a_remembered_model_that_cannot_be_used_locks_nobody_out(tmp_path, damage):
    remembered = tmp_path / "mine.safetensors"
    if damage == "damaged":
        remembered.write_bytes(b"no weights")
    (tmp_path / "preferences.json").write_text(json.dumps({"model": str(remembered)}))
    done = subprocess.run(
        [sys.executable, "-c", REMEMBERING, str(MODEL), str(tmp_path / "preferences.json")],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    assert "cannot be used, the bundled one is used instead. mine." in done.stdout


def test_a_file_named_on_the_command_line_is_read_before_any_window(tmp_path):
    model = tmp_path / "model.safetensors"
    with pytest.raises(MansError, match="no such file"):
        run_window(Options(model), tmp_path / "missing.skeleton")
    with pytest.raises(MansError, match="no such model"):
        run_window(Options(model), ROOT / "samples" / "squat.skeleton")


def test_a_long_recording_is_read_behind_the_window(tmp_path, monkeypatch):
    """Hours take a minute to read: what is wrong with them is told by the window then."""
    model, cut = tmp_path / "model.safetensors", tmp_path / "cut.skeleton"
    cut.write_bytes((ROOT / "samples" / "squat.skeleton").read_bytes()[:50_000])
    with pytest.raises(MansError, match="the 12 fields of a joint"):
        run_window(Options(model), cut)
    monkeypatch.setattr(app.start, "_LONG_BYTES", 10_000)
    with pytest.raises(MansError, match="no such model"):
        run_window(Options(model), cut)
    cut = tmp_path / "nothing.bin"
    cut.write_bytes(bytes(range(7)) * 2000)
    with pytest.raises(MansError, match="no known format"):
        run_window(Options(model), cut)


def test_what_is_lost_of_a_recording_is_told_before_any_window(tmp_path):
    told: list[str] = []
    frames = [Frame(0, 0.0, (body(standing_person()),))]
    write_mcap(Recording(frames, 30.0, "x", warnings=("Half of it is gone.",)), tmp_path / "a.mcap")
    with pytest.raises(MansError, match="no such model"):
        run_window(Options(tmp_path / "none", warn=told.extend), tmp_path / "a.mcap")
    assert told == ["Half of it is gone."]


def test_the_window_is_there_before_what_is_slow_to_import():
    code = "import sys, app.start, app.window.main_window; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    slow = {
        "torch",
        "cv2",
        "mediapipe",
        "matplotlib",
        "mcap",
        "streaming.readers",
        "streaming.recordings.recorder",
    }
    assert slow & set(done.stdout.split()) == set()
