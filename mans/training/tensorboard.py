"""A training as TensorBoard shows it: loss, accuracy and learning rate of each epoch, and the recipe."""

from __future__ import annotations

import json
from pathlib import Path

from mans.recipe import Recipe
from mans.training.trainer import EpochReport
from streaming.errors import MansError, SettingsError
from streaming.typed_json import to_plain


class TrainingLog:
    """Writes an event file; TensorBoard is an extra, and only who wants a log needs it."""

    def __init__(self, folder: Path, recipe: Recipe, about: str, first_epoch: int = 1) -> None:
        """Begin, or go on: what an earlier run wrote of ``first_epoch`` and later does not count any more.

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
                remedy="Install it with pip install -e '.[log]', or leave --log out",
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

    def add(self, epoch: EpochReport, rate: float) -> None:
        """Write an epoch's means, and the learning rate of its last step; they are on the disk then."""
        for name, value in (("loss", epoch.loss), ("accuracy", epoch.accuracy), ("learning rate", rate)):
            self._writer.add_scalar(name, value, epoch.epoch)
        self._writer.flush()

    def close(self) -> None:
        """End the file."""
        self._writer.close()
