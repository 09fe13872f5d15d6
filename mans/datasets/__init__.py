"""Data sets as samples: one module each, all of them giving a :class:`DataSet`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mans.datasets import ut_kinect
from mans.datasets.types import DataSet

__all__ = ["DATA_SETS", "DataSet", "DataSetEntry"]


@dataclass(frozen=True, slots=True)
class DataSetEntry:
    """A data set the command line knows.

    Attributes:
        title: its name in full, for help and cards.
        load: reads it from a folder.
    """

    title: str
    load: Callable[[Path], DataSet]


DATA_SETS = {"ut-kinect": DataSetEntry(ut_kinect.TITLE, ut_kinect.load)}
