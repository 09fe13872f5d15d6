"""In what precision a training computes: the recipe's, where the processor has instructions for it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import pytest
import torch

import main
from mans.model_card import load_card
from mans.training import precision, trainer
from mans.training.precision import autocast, computed_on, has_bfloat16, precision_of

from ...support.small_data import CPU, TINY

MIXED = replace(TINY, precision="bfloat16")


def dtype_of_a_product(recipe) -> torch.dtype:
    with autocast(recipe, CPU):
        return (torch.ones(2, 2) @ torch.ones(2, 2)).dtype


@pytest.mark.parametrize(
    ("capability", "there"), [("AVX512", True), ("AVX2", False), ("DEFAULT", False), ("NO AVX", False)]
)
def test_bfloat16_is_used_where_the_processor_has_it(monkeypatch, capability, there):
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    assert has_bfloat16(CPU) is there and has_bfloat16(torch.device("cuda"))
    assert dtype_of_a_product(MIXED) == (torch.bfloat16 if there else torch.float32)
    assert dtype_of_a_product(TINY) == torch.float32
    assert bool(precision_of(MIXED, CPU)) is not there and precision_of(TINY, CPU) == {}
    assert ("instead of bfloat16" in computed_on(MIXED, CPU)) is not there


@pytest.mark.parametrize("there", [True, False])
def test_the_user_and_the_card_are_told_when_it_is_not_used(
    small_folder, tmp_path, monkeypatch, capsys, there
):
    monkeypatch.setattr(precision, "has_bfloat16", lambda device: there)
    if there:  # it need not be there really, where it takes long
        monkeypatch.setattr(trainer, "autocast", lambda recipe, device: nullcontext())
    out = tmp_path / "model.safetensors"
    words = ["train", "ut-kinect", "--data", str(small_folder), "--epochs", "1", "--device", "cpu"]
    assert main.main([*words, "--set", "precision=bfloat16", "-o", str(out)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert ("float32 instead of bfloat16" in told) is not there
    card = load_card(out)
    assert card.recipe.precision == "bfloat16" and ("precision" in card.versions) is not there
