"""torch, which an extra installs: exported models run without it, by ONNX Runtime."""

from __future__ import annotations

from importlib.util import find_spec

from streaming.errors import LibraryError
from streaming.program import NAME, install

LIBRARIES = ("torch", "safetensors")
"""What the extra ``train`` installs."""


def has_torch() -> bool:
    """Whether torch and safetensors are installed; imports neither."""
    return all(find_spec(name) is not None for name in LIBRARIES)


def require_torch() -> None:
    """Tell how to install what is missing; to be called before anything that imports torch.

    Raises:
        LibraryError: torch or safetensors is not installed.
    """
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise without(missing[0])


def without(library: str) -> LibraryError:
    """Return the error of a library of the extra ``train`` that is missing."""
    return LibraryError(
        f"{library} is not installed, which training, teaching, gradients and models without an ONNX "
        "export need",
        remedy=f"Install it: {install(f'{NAME}[train]')}",
    )
