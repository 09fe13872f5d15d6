"""Compute device and threads: selection.

torch is imported where it is needed: a model that ONNX Runtime runs does without, and it may be missing.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import TYPE_CHECKING

from mans.torch_library import has_torch, require_torch
from streaming.errors import DeviceError

if TYPE_CHECKING:
    import torch

CHOICES = ("auto", "cpu", "cuda")

PROVIDERS = {
    "coreml": "CoreMLExecutionProvider",
    "directml": "DmlExecutionProvider",
    "openvino": "OpenVINOExecutionProvider",
}
"""Devices that only ONNX Runtime runs models on, and its names of them."""

_DRIVER = {"win32": "nvcuda.dll"}.get(sys.platform, "libcuda.so.1")
_single = {"thread": False}


def choose_device(choice: str = "auto") -> torch.device:
    """Return the device for ``auto``, ``cpu`` or ``cuda``.

    Raises:
        DeviceError: ``cuda`` is not available, or the choice is invalid or one of :data:`PROVIDERS`.
        LibraryError: torch is not installed.
    """
    _check(choice)
    require_torch()
    import torch

    if _single["thread"]:
        torch.set_num_threads(1)
    if choice == "cuda" and not torch.cuda.is_available():
        raise DeviceError(
            f"no CUDA device is usable with torch {torch.__version__}",
            expected="an NVIDIA GPU, its driver, and a CUDA build of torch",
            remedy="Use --device cpu, or install a CUDA build of torch",
        )
    return torch.device("cuda" if choice != "cpu" and torch.cuda.is_available() else "cpu")


def runs_on_cpu(choice: str = "auto") -> bool:
    """Whether ``auto``, ``cpu`` or ``cuda`` means the CPU; torch is asked only if there is a CUDA driver.

    Raises:
        DeviceError: ``cuda`` is not available, or the choice is invalid.
    """
    _check(choice)
    if choice == "cpu" or (choice == "auto" and not (_has_driver() and has_torch())):
        return True
    return choose_device(choice).type == "cpu"


def use_one_thread() -> None:
    """Limit networks to one thread: beside a window and a pose model, more threads are slower."""
    _single["thread"] = True
    if "torch" in sys.modules:
        choose_device("cpu")


def threads() -> int:
    """Return how many threads a network may use on the CPU: those of ``OMP_NUM_THREADS``, or all cores."""
    if _single["thread"]:
        return 1
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return int(wanted) if wanted.isdecimal() and int(wanted) > 0 else os.cpu_count() or 1


def _check(choice: str) -> None:
    """Refuse what is no choice.

    Raises:
        DeviceError: it is none.
    """
    if choice in PROVIDERS:
        raise DeviceError(
            f"device {choice!r}, which runs exported models only",
            expected=" or ".join(CHOICES),
            remedy="Use --device cpu here",
        )
    if choice not in CHOICES:
        raise DeviceError(f"device {choice!r}", expected=" or ".join(CHOICES))


def _has_driver() -> bool:
    """Whether the system has an NVIDIA driver, without which there is no CUDA device."""
    try:
        ctypes.CDLL(_DRIVER)
    except OSError:
        return False
    return True
