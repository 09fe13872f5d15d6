"""A model's background: written beside it, read with it, and refused with another."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from mans.checkpoint import load_model
from mans.networks.evidence import EvidenceMans
from mans.teaching.background import background_file, make_background, read_background, write_background
from streaming.errors import ModelError

from ...support.own_actions import examples

MODEL = Path(__file__).resolve().parents[3] / "models" / "everyday-mans-evidence.safetensors"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    for path in (MODEL, MODEL.with_suffix(".json")):
        shutil.copy(path, tmp_path)
    return tmp_path / MODEL.name


def test_the_bundled_background_is_the_bundled_models():
    rows = read_background(MODEL, 160)
    assert rows.shape[1] == 320 and len(rows) >= 1000
    for part in (rows[:, :160], rows[:, 160:]):
        np.testing.assert_allclose(np.linalg.norm(part, axis=1), 1, atol=2e-3)


def test_a_background_is_written_beside_its_model_and_read_with_it(model):
    assert read_background(model, 160).shape == (0, 320)
    network, card = load_model(model, torch.device("cpu"))
    assert isinstance(network, EvidenceMans)
    rows = make_background(network, card.recipe, examples(count=1), 12)
    assert write_background(model, rows) == background_file(model)
    np.testing.assert_allclose(read_background(model, 160), rows, atol=1e-3)
    np.testing.assert_array_equal(make_background(network, card.recipe, examples(count=1), 12), rows)


def test_a_background_of_other_weights_is_refused(model):
    write_background(model, np.ones((3, 320), np.float32))
    model.write_bytes(model.read_bytes() + b" ")
    with pytest.raises(ModelError, match="other weights") as error:
        read_background(model, 160)
    assert str(background_file(model)) in str(error.value)


@pytest.mark.parametrize("damage", [b"", b"no tensors", b"\xff" * 100])
def test_a_damaged_background_is_refused(model, damage):
    background_file(model).write_bytes(damage)
    with pytest.raises(ModelError, match="teaching_background"):
        read_background(model, 160)
    write_background(model, np.ones((3, 8), np.float32))
    with pytest.raises(ModelError, match="no features"):
        read_background(model, 160)
