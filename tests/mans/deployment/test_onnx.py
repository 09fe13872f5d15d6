"""Networks exported to ONNX: the same answers as torch, beside the model where the program looks for them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from copy import deepcopy
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
import pytest
import torch

import main
from mans.checkpoint import save_model
from mans.deployment import onnx_export
from mans.deployment.onnx_export import CLOSE, export_onnx, windows_of
from mans.model_card import ModelCard
from mans.networks.base import ActionNetwork
from mans.recogniser import Recogniser
from mans.runtime.onnx import INPUT, onnx_file, open_onnx
from streaming.errors import ModelError, RecordingError, SettingsError
from streaming.readers import read_recording
from streaming.recognition.window import SlidingWindow, Window

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ("everyday-mans-evidence", "ut-kinect-mans9")
SQUAT = ROOT / "samples" / "squat.skeleton"


def windows(recogniser: Recogniser) -> list[Window]:
    """The squat clip, cut as the program cuts it."""
    sliding = SlidingWindow(replace(recogniser.window, stride_s=0.3))
    return [w for frame in read_recording(SQUAT).frames if (w := sliding.push(frame)) is not None]


class Exported(NamedTuple):
    folder: Path
    said: str


@pytest.fixture(scope="module")
def export_once(
    tiny_network: ActionNetwork, tiny_card: ModelCard, tmp_path_factory: pytest.TempPathFactory
) -> Exported:
    """A small model, exported once by the command, with what that printed."""
    model = tmp_path_factory.mktemp("exported") / "tiny.safetensors"
    save_model(model, tiny_network, tiny_card)
    with redirect_stdout(StringIO()) as said:
        assert main.main(["export", str(model), "--compare", str(SQUAT)]) == 0
        out = model.parent.parent / "new" / "deep" / "tiny.onnx"
        assert main.main(["export", str(model), "--check", str(SQUAT), "-o", str(out)]) == 0
    assert out.read_bytes() == onnx_file(model).read_bytes()
    return Exported(model.parent, said.getvalue())


@pytest.fixture
def exported(export_once: Exported, tmp_path: Path) -> Path:
    """The same model and export, in a folder of the test's own."""
    shutil.copytree(export_once.folder, tmp_path / "model")
    return tmp_path / "model" / "tiny.safetensors"


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_export_is_of_the_shipped_weights_and_answers_as_torch_does(name: str) -> None:
    path = ROOT / "models" / f"{name}.safetensors"
    fast, torchs = Recogniser.load(path, "cpu"), Recogniser.load(path, "cpu", runtime="torch")
    assert fast.device == "CPU, ONNX Runtime" and torchs.device.startswith("CPU, ")
    cut = windows(fast)
    for found, wanted in zip(fast.many(cut), torchs.many(cut), strict=True):
        np.testing.assert_allclose(found.probabilities, wanted.probabilities, atol=CLOSE)
        np.testing.assert_allclose(found.f_a, wanted.f_a, atol=CLOSE)
        if wanted.evidence is not None:
            np.testing.assert_allclose(found.evidence, wanted.evidence, atol=1e-3)
    np.testing.assert_allclose(fast(cut[0]).probabilities, torchs(cut[0]).probabilities, atol=CLOSE)
    np.testing.assert_allclose(fast.saliency(cut[5]), torchs.saliency(cut[5]), atol=1e-6)  # by torch in both


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_export_can_be_used_without_this_program(name: str) -> None:
    path = ROOT / "models" / f"{name}.onnx"
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    card = json.loads(session.get_modelmeta().custom_metadata_map["mans_live_card"])
    assert card["labels"] == json.loads(path.with_suffix(".json").read_text())["labels"]
    (given,) = session.get_inputs()
    assert given.name == INPUT and given.shape[1] == card["recipe"]["frames"]
    logits, f_a = session.run(["logits", "f_a"], {INPUT: np.zeros((3, *given.shape[1:]), np.float32)})
    assert logits.shape == (3, len(card["labels"])) and f_a.shape == (3, 3, given.shape[1])


@pytest.mark.slow
def test_an_export_holds_no_path_of_the_machine_it_was_made_on(exported: Path) -> None:
    data = onnx_file(exported).read_bytes()
    assert str(ROOT).encode() not in data and b".py" not in data


def test_a_model_runs_by_its_export_while_the_weights_are_the_same(exported: Path) -> None:
    assert Recogniser.load(exported, "cpu").device == "CPU, ONNX Runtime"
    data = bytearray(exported.read_bytes())
    data[-1] ^= 1
    exported.write_bytes(data)
    assert Recogniser.load(exported, "cpu").device != "CPU, ONNX Runtime"
    exported.unlink()
    with pytest.raises(ModelError, match="no such file"):
        Recogniser.load(exported, "cpu")


def test_a_network_that_answers_otherwise_is_not_written(
    exported: Path, tiny_network, tiny_card, monkeypatch
):
    other = deepcopy(tiny_network)
    with torch.no_grad():
        for weight in other.parameters():
            weight.add_(0.05)
    model = exported.with_name("other.safetensors")
    save_model(model, other, tiny_card)
    wrong = onnx_file(exported)
    monkeypatch.setattr(onnx_export, "_write", lambda path, *_: shutil.copy(wrong, path))
    recogniser = Recogniser.load(model, "cpu")
    with pytest.raises(ModelError, match="differs from torch"):
        export_onnx(model, onnx_file(model), recogniser.network_inputs(windows(recogniser)))
    assert not onnx_file(model).exists() and len(list(exported.parent.iterdir())) == 5


def test_a_damaged_export_is_one_line_with_the_remedy(exported: Path) -> None:
    onnx_file(exported).write_bytes(b"\x08\x07junk")
    with pytest.raises(ModelError) as caught:
        Recogniser.load(exported, "cpu")
    text = str(caught.value)
    assert str(onnx_file(exported)) in text and "\n" not in text and "remove this file" in text


def test_without_the_exporters_packages_it_says_what_to_install(tiny_model, tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxscript", None)
    recogniser = Recogniser.load(tiny_model, "cpu")
    with pytest.raises(SettingsError, match="pip install"):
        export_onnx(tiny_model, tmp_path / "x.onnx", recogniser.network_inputs(windows(recogniser)))
    assert not list(tmp_path.glob("*x*.onnx"))


def test_recordings_without_a_window_are_refused(tiny_model: Path) -> None:
    recording = read_recording(SQUAT)
    short = replace(recording, frames=recording.frames[:3])
    with pytest.raises(RecordingError, match="no window"):
        windows_of(Recogniser.load(tiny_model, "cpu"), [short])


def test_the_command_says_how_close_it_is_and_replaces_nothing(export_once, exported: Path, capsys) -> None:
    assert "windows compared with torch" in export_once.said
    assert "tiny.onnx" in export_once.said.replace("\n", "")
    assert main.main(["export", str(exported)]) == 2
    assert "--overwrite" in capsys.readouterr().err


def test_the_runtime_collects_nothing_about_its_user(tmp_path: Path) -> None:
    """Releases that do keep an identifier and a queue of events in the user's folder from import on."""
    libraries = Path(onnxruntime.__file__).parent.rglob("*.so*")
    assert not [library for library in libraries if b"OneCollector" in library.read_bytes()]
    words = "import os, mans.recogniser; assert os.environ['ORT_DISABLE_TELEMETRY'] == '1'"
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    env = {**os.environ, **home}
    env.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", words], cwd=ROOT, env=env, check=True, timeout=100)
    assert not [path for path in tmp_path.rglob("*") if "onnx" in path.name.lower()]


def test_one_thread_or_two_give_the_same(exported: Path) -> None:
    recogniser = Recogniser.load(exported, "cpu")
    O = recogniser.network_inputs(windows(recogniser))  # noqa: E741
    one, two = (open_onnx(onnx_file(exported), n).run(["logits"], {INPUT: O})[0] for n in (1, 2))
    np.testing.assert_allclose(one, two, atol=1e-5)
