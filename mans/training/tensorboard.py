"""TensorBoard logging: loss, accuracy and learning rate per epoch, and the recipe."""

from __future__ import annotations

import json
from pathlib import Path

from mans.recipe import Recipe
from mans.training.trainer import EpochProgress
from streaming.errors import MansError, SettingsError
from streaming.program import NAME, install
from streaming.typed_json import to_plain


class TrainingLog:
    """Writer of a TensorBoard event file; TensorBoard is an optional dependency."""

    def __init__(self, folder: Path, recipe: Recipe, about: str, first_epoch: int = 1) -> None:
        """Start or continue a log; entries of an earlier run from ``first_epoch`` on are superseded.

        Raises:
            SettingsError: TensorBoard is not installed.
            MansError: the folder cannot be written to.
        """
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise SettingsError(
                f"no log without TensorBoard, which is not installed ({error})",
                expected="the package tensorboard",
                remedy=f"Install it: {install(f'{NAME}[log]')}, or leave --log out",
            ) from error
        try:
            self._writer = SummaryWriter(str(folder), purge_step=first_epoch)
        except OSError as error:
            raise MansError(
                f"cannot be written ({error.strerror or error})",
                path=folder,
                expected="a folder for the log",
                remedy="Choose a place that is yours to write to",
            ) from error
        text = json.dumps(to_plain(recipe), indent=1)
        self._writer.add_text("recipe", f"{about}\n\n```json\n{text}\n```", first_epoch)

    def add(self, epoch: EpochProgress, rate: float) -> None:
        """Write an epoch's means and its last learning rate, and flush."""
        for name, value in (("loss", epoch.loss), ("accuracy", epoch.accuracy), ("learning rate", rate)):
            self._writer.add_scalar(name, value, epoch.epoch)
        self._writer.flush()

    def close(self) -> None:
        """Close the file."""
        self._writer.close()
