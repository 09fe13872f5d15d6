"""Video image with overlays: people and their actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.model.palette import Palette
from streaming.skeleton.frames import Body


@dataclass(frozen=True, slots=True)
class Tag:
    """Text tag above a person.

    Attributes:
        text: e.g. ``"1  wave hands"``.
        label: the model's label that gives the colour; None for neutral.
        followed: whether it is one the recogniser looks at; others are grey.
        chosen: whether the answer panel is about this person.
    """

    text: str
    label: str | None = None
    followed: bool = True
    chosen: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """Video image with its overlays.

    Attributes:
        rgb: (H, W, 3) uint8, red first, not mirrored.
        bodies: the people found in this very image; those without image positions are not drawn.
        tags: by identity.
        palette: gives the tags their colours.
        hint: what the person should do to be seen better; empty if all is well.
    """

    rgb: npt.NDArray[np.uint8]
    bodies: Sequence[Body]
    tags: dict[int, Tag]
    palette: Palette
    hint: str = ""
