"""Devices that only ONNX Runtime has: chosen by one option, and named where they are missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import onnxruntime
import pytest

import main
from cli.options import model_options
from mans.device import CHOICES, PROVIDERS, choose_device
from mans.recogniser import Recogniser
from streaming.errors import DeviceError, ModelError

ROOT = Path(__file__).resolve().parents[3]
MODEL = ROOT / "models" / "ut-kinect-mans9.safetensors"
SQUAT = ROOT / "samples" / "squat.skeleton"


@pytest.fixture(params=sorted(PROVIDERS))
def missing(request: pytest.FixtureRequest) -> str:
    if PROVIDERS[request.param] in onnxruntime.get_available_providers():
        pytest.skip(f"this ONNX Runtime has {request.param}")
    return str(request.param)


def test_the_option_offers_what_a_model_can_run_on():
    import argparse

    parser = argparse.ArgumentParser()
    model_options(parser)
    for device in (*CHOICES, *PROVIDERS):
        assert parser.parse_args(["--device", device]).device == device


def test_one_that_is_missing_is_named_with_those_there_are(missing, capsys, tmp_path):
    with pytest.raises(DeviceError) as caught:
        Recogniser.load(MODEL, missing)
    text = str(caught.value)
    assert PROVIDERS[missing] in text and "CPUExecutionProvider" in text and "\n" not in text
    out = tmp_path / "squat.png"
    assert main.main(["attention", str(SQUAT), "--device", missing, "-o", str(out)]) == 2
    assert "--device cpu" in capsys.readouterr().err
    assert not out.exists()


def test_a_model_without_an_export_is_sent_to_export(monkeypatch, tmp_path):
    monkeypatch.setitem(PROVIDERS, "openvino", "CPUExecutionProvider")  # as if it were there
    for name in (MODEL.name, MODEL.with_suffix(".json").name):
        shutil.copy(MODEL.with_name(name), tmp_path)
    with pytest.raises(ModelError, match="main.py export"):
        Recogniser.load(tmp_path / MODEL.name, "openvino")
    assert Recogniser.load(MODEL, "openvino").device == "CPU, ONNX Runtime"


def test_training_refuses_it(missing):
    with pytest.raises(DeviceError, match="runs exported models only"):
        choose_device(missing)
