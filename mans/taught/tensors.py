"""Custom actions as arrays in a model file, beside the network's weights: numbers only, each checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mans.taught.courses import Course
from mans.taught.crops import Clock
from mans.taught.matcher import Matcher, Templates
from mans.taught.settings import Taught
from mans.transforms.live_window import JOINTS
from streaming.errors import ModelError
from streaming.printable import counted

PREFIX = "taught."
"""What the names of these arrays begin with."""
Array = npt.NDArray[np.generic]
_COORDINATES = 6  # a position and its motion
_MOST_FRAMES = 1000


def pack(matcher: Matcher) -> dict[str, Array]:
    """Return what a matcher has learnt, by name."""
    known = matcher.templates
    arrays = {
        "courses": known.course.values,
        "seen": known.course.seen,
        "lengths": known.lengths,
        "action": known.action,
        "example": known.example,
        "head": matcher.head,
    }
    return {f"{PREFIX}{name}": np.ascontiguousarray(each) for name, each in arrays.items()}


def unpack(tensors: Mapping[str, Array], taught: Taught, features: int, recipe: Clock, path: Path) -> Matcher:
    """Make a matcher of a file's arrays.

    Args:
        tensors: those whose names begin with :data:`PREFIX`.
        taught: what the card says.
        features: D, what the network has for each frame.
        recipe: the network's.
        path: of the file, for messages.

    Raises:
        ModelError: one is missing, of another shape or kind, or holds what cannot be.
    """
    own = tensors.get(f"{PREFIX}courses")
    pairs, frames = (0, 0) if own is None or own.ndim != 4 else own.shape[:2]
    actions, joints = len(taught.actions), len(JOINTS)
    expected = {
        "courses": ((pairs, frames, joints, _COORDINATES), np.dtype(np.float32)),
        "seen": ((pairs, frames, joints), np.dtype(np.float32)),
        "lengths": ((pairs,), np.dtype(np.int64)),
        "action": ((pairs,), np.dtype(np.int64)),
        "example": ((pairs,), np.dtype(np.int64)),
        "head": ((2 * features + 1, actions + 1), np.dtype(np.float32)),
    }
    known = {f"{PREFIX}{name}": each for name, each in expected.items()}
    for name in sorted(known.keys() | tensors.keys()):
        tensor, (shape, kind) = tensors.get(name), known.get(name, (None, None))
        if tensor is None or tuple(tensor.shape) != shape or tensor.dtype != kind:
            found = "absent" if tensor is None else f"{tuple(tensor.shape)} {tensor.dtype}"
            raise _wrong(f"{name} is {found}", path, f"{shape} {kind}" if shape else "nothing of that name")
        if not np.isfinite(tensor).all():
            raise _wrong(f"{name} holds NaN or infinity", path, "numbers")
    arrays: dict[str, npt.NDArray[Any]] = {
        name.removeprefix(PREFIX): tensor for name, tensor in tensors.items()
    }
    for name, low, high in (
        ("lengths", 1, frames),
        ("action", 0, actions - 1),
        ("example", 0, len(taught.examples) - 1),
    ):
        values = arrays[name]
        if not pairs or frames > _MOST_FRAMES or values.min() < low or values.max() > high:
            raise _wrong(
                f"{PREFIX}{name} of {counted(pairs, 'example')} of {counted(frames, 'frame')}",
                path,
                f"{low} to {high}",
            )
    if missing := set(range(actions)) - set(arrays["action"].tolist()):
        raise _wrong(f"no example of {taught.labels[min(missing)]!r}", path, "one of each action")
    templates = Templates(
        Course(arrays["courses"], arrays["seen"]), arrays["lengths"], arrays["action"], arrays["example"]
    )
    return Matcher(taught, templates, arrays["head"], recipe)


def _wrong(found: str, path: Path, expected: str) -> ModelError:
    return ModelError(
        found,
        path=path,
        expected=expected,
        remedy="Weights and JSON are of different models: put back the pair that belongs together",
    )
