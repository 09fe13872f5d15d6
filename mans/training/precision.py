"""Mixed precision of a training, where the processor has instructions for it.

Without them torch converts every product between bfloat16 and float32: on an AVX2 processor a convolution
then takes 20 times as long as in float32, a linear layer 30 times, and an LSTM ends in an error. Float32 is
more precise, so training uses it there.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import torch

from mans.recipe import Recipe
from mans.runtime.torch_network import describe_device


def has_bfloat16(device: torch.device) -> bool:
    """Whether products in bfloat16 are no slower than in float32: on GPUs, and on CPUs with AVX-512."""
    return device.type != "cpu" or torch.backends.cpu.get_cpu_capability().startswith("AVX512")


def autocast(recipe: Recipe, device: torch.device) -> AbstractContextManager[object]:
    """Return the context in which the forward pass of a training runs."""
    if recipe.precision == "float32" or not has_bfloat16(device):
        return nullcontext()
    return torch.autocast(device.type, torch.bfloat16)


def precision_of(recipe: Recipe, device: torch.device) -> dict[str, str]:
    """Return what a model card says of the precision besides its recipe: empty if it is the recipe's."""
    if recipe.precision == "float32" or has_bfloat16(device):
        return {}
    return {"precision": "float32 instead of bfloat16, for which this processor has no instructions"}


def computed_on(recipe: Recipe, device: torch.device) -> str:
    """Describe a training's device and, if it is not the recipe's, its precision."""
    return ", ".join([describe_device(device), *precision_of(recipe, device).values()])
