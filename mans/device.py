"""Compute device: selection, and description for log and window."""

from __future__ import annotations

import torch

from streaming.errors import DeviceError

CHOICES = ("auto", "cpu", "cuda")


def choose_device(choice: str = "auto") -> torch.device:
    """Return the device for ``auto``, ``cpu`` or ``cuda``.

    Raises:
        DeviceError: ``cuda`` is not available, or the choice is invalid.
    """
    if choice not in CHOICES:
        raise DeviceError(f"device {choice!r}", expected=" or ".join(CHOICES))
    if choice == "cuda" and not torch.cuda.is_available():
        raise DeviceError(
            f"no CUDA device is usable with torch {torch.__version__}",
            expected="an NVIDIA GPU, its driver, and a CUDA build of torch",
            remedy="Use --device cpu, or install a CUDA build of torch",
        )
    return torch.device("cuda" if choice != "cpu" and torch.cuda.is_available() else "cpu")


def describe_device(device: torch.device) -> str:
    """Describe a device, e.g. ``"CPU, 1 thread"`` or ``"CUDA: NVIDIA H200"``."""
    if device.type == "cuda":
        return f"CUDA: {torch.cuda.get_device_name(device)}"
    threads = torch.get_num_threads()
    return f"CPU, {threads} thread{'s' if threads > 1 else ''}"


def use_one_thread() -> None:
    """Limit torch to one thread: beside a window and a pose model, more threads are slower."""
    torch.set_num_threads(1)
