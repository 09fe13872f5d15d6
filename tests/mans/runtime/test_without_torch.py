"""A model that ONNX Runtime runs on a CPU is run without torch, which takes a second and 200 MB to import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SQUAT = ROOT / "samples" / "squat.skeleton"

RECOGNISE = """
import sys
from pathlib import Path
from mans.device import use_one_thread
from mans.recogniser import Recogniser
from streaming.readers import read_recording
from streaming.recognition.replay import replay
use_one_thread()
model, sample, device = sys.argv[1:]
recogniser = Recogniser.load(Path(model), device)
recording = read_recording(Path(sample))
steps = replay(recording, recogniser, recogniser.window, recogniser.decision)
assert len([answer for _, answer in steps if answer is not None]) > 10
assert recogniser.device == "CPU, ONNX Runtime", recogniser.device
assert not {"torch", "safetensors"} & set(sys.modules)
"""
COMMAND = """
import sys
import main
assert main.main(sys.argv[1:]) == 0
assert "torch" not in sys.modules
"""
OPENS_NO_DRIVER = "import mans.device\nmans.device._has_driver = lambda: False\n"


def run(code: str, *arguments: object) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("model", ["everyday-mans-evidence", "ut-kinect-mans9"])
def test_a_recording_is_recognised_without_torch(model):
    run(RECOGNISE, ROOT / "models" / f"{model}.safetensors", SQUAT, "cpu")


def test_without_a_gpus_driver_torch_is_not_asked_for_one():
    run(OPENS_NO_DRIVER + RECOGNISE, ROOT / "models" / "everyday-mans-evidence.safetensors", SQUAT, "auto")


def test_a_command_that_recognises_does_without(tmp_path):
    run(COMMAND, "attention", SQUAT, "-o", tmp_path / "squat.png", "--device", "cpu")
