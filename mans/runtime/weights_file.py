"""Reading of ``.safetensors`` files without their library, which is installed together with torch.

A file is the length of a header (8 bytes, little-endian), the header in JSON (of each array its type, shape
and place), and the arrays. See https://huggingface.co/docs/safetensors.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from streaming.errors import ModelError, SettingsError
from streaming.typed_json import parse_json

_LENGTH = 8
_KINDS = {"F16": "<f2", "F32": "<f4", "F64": "<f8", "I64": "<i8", "I32": "<i4", "U8": "|u1", "BOOL": "|b1"}
_OTHER = "|u1"  # what numpy has no type for stays bytes
_DAMAGED = (OSError, SettingsError, AttributeError, KeyError, OverflowError, TypeError, ValueError)


def read_arrays(path: Path) -> dict[str, npt.NDArray[np.generic]]:
    """Read all arrays of a safetensors file; those of types that numpy lacks as bytes.

    Raises:
        ModelError: it is no safetensors file, or is damaged.
    """
    try:
        data = path.read_bytes()
        body = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
        if len(data) < body:
            raise ValueError("it ends in its header")
        header = parse_json(data[_LENGTH:body])
        header.pop("__metadata__", None)
        return {name: _array(data, body, about) for name, about in header.items()}
    except _DAMAGED as error:
        raise ModelError(
            f"cannot be read as safetensors ({error})",
            path=path,
            expected="the weights that train or teach wrote",
            remedy="Copy the file again, or teach anew",
        ) from error


def _array(data: bytes, body: int, about: dict[str, Any]) -> npt.NDArray[np.generic]:
    """Return one array; raises as :func:`read_arrays` catches."""
    kind = np.dtype(_KINDS.get(about["dtype"], _OTHER))
    start, end = (body + int(at) for at in about["data_offsets"])
    if not body <= start <= end <= len(data):
        raise ValueError(f"an array from byte {start} to {end} of {len(data)}")
    if about["dtype"] not in _KINDS:
        return np.frombuffer(data[start:end], kind)
    shape = tuple(map(int, about["shape"]))
    if min(shape, default=0) < 0 or math.prod(shape) * kind.itemsize != end - start:
        raise ValueError(f"an array of shape {shape} in {end - start} bytes")
    return np.frombuffer(data[start:end], kind).reshape(shape)
