"""What every data set is once it has been read."""

from __future__ import annotations

from dataclasses import dataclass

from mans.samples import Sample


@dataclass(frozen=True, slots=True)
class DataSet:
    """Labelled samples.

    Attributes:
        name: as on the command line, e.g. ``"ut-kinect"``.
        title: in full, e.g. ``"UT-Kinect"``.
        labels: (C,) class names, sorted as the data set's own list is.
        samples: in the data set's own order.
        notes: what was repaired or left out, one sentence each.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    samples: tuple[Sample, ...]
    notes: tuple[str, ...]
