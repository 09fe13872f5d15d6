"""Mapping files: which columns of a table hold which joints, axes, times, states and people.

A mapping is what is inferred for a table that can be recognised, and what a user writes, or the window's
dialog saves, for one that cannot. It is a JSON file, described in docs/formats.md; columns are numbered from
1, or named as in the table's own line of names.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from streaming.errors import ModelError, RecordingError, SettingsError
from streaming.readers.tables.orders import BY_NAME, names_of
from streaming.skeleton.body_points import POINTS
from streaming.typed_json import read_json, shown, to_plain

FORMAT = 1
"""Version of mapping files."""
SUFFIX = ".mapping.json"
"""What the name of a mapping file beside a recording ends in."""
MOST_PEOPLE, MOST_NUMBERS = 16, 64

Column = int | str
Axis = Literal["x", "-x", "y", "-y", "z", "-z"]
TimeUnit = Literal["s", "ms", "us", "100ns", "ns"]
PER_SECOND: dict[str, float] = {"s": 1.0, "ms": 1e3, "us": 1e6, "100ns": 1e7, "ns": 1e9}


@dataclass(frozen=True, slots=True)
class TableMapping:
    """What a table's columns hold.

    Joints are given either by ``joints``, a known order, which begins at ``first`` and has ``numbers``
    columns for each joint; or by ``columns``, for each joint its own.

    Attributes:
        joints: the joint order, a name out of :data:`streaming.readers.tables.orders.BY_NAME`.
        first: the column where the first joint begins.
        numbers: number of columns of each joint.
        position: which of these is the first coordinate, from 1.
        by_axis: whether all x come first, then all y, then all z.
        columns: x, y and z columns by joint, in place of an order.
        axes: order of the axes of these three columns: ``"xzy"`` for x, z, y.
        state: which of a joint's numbers is its tracking state or confidence, from 1; None without one.
        states: how it is written: 0 to 2, as a confidence of 0 to 1, or as the levels 0 to 3 of Azure Kinect.
        people: number of people side by side.
        before_person: columns before the joints of each but the first person.
        person: column of the person's number, if people are rows of their own.
        time: column of the time stamp.
        time_unit: its unit; None to infer it.
        frame: column of the frame number.
        unit: unit of the positions; None to infer it from people's height.
        up: axis that points up; None to infer it from the posture.
        mirrored: whether left and right are exchanged; None to tell by the feet.
        fps: frames per second, without a time column; None for 30.
        header: the table's names of columns, by which the next such table is recognised.
    """

    joints: str | None = None
    first: Column = 1
    numbers: int = 3
    position: int = 1
    by_axis: bool = False
    columns: dict[str, tuple[Column, Column, Column]] = field(default_factory=dict)
    axes: Literal["xyz", "xzy", "yxz", "yzx", "zxy", "zyx"] = "xyz"
    state: int | None = None
    states: Literal["tracking", "confidence", "levels"] = "tracking"
    people: int = 1
    before_person: int = 0
    person: Column | None = None
    time: Column | None = None
    time_unit: TimeUnit | None = None
    frame: Column | None = None
    unit: Literal["m", "dm", "cm", "mm", "in", "ft"] | None = None
    up: Axis | None = None
    mirrored: bool | None = None
    fps: float | None = None
    header: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check values.

        Raises:
            SettingsError: one makes no sense.
        """
        if (self.joints is None) == (not self.columns):
            raise SettingsError(
                "both joints and columns" if self.columns else "neither joints nor columns",
                expected="a joint order, or the columns of each joint",
            )
        if self.joints is not None and self.joints not in BY_NAME:
            raise SettingsError(f"joints {shown(self.joints)}", expected=f"one of {names_of()}")
        for name in self.columns:
            if name not in POINTS:
                raise SettingsError(f"joint {shown(name)}", expected=f"names out of {', '.join(POINTS)}")
        self._check_numbers()
        for column in (self.first, self.person, self.time, self.frame, *sum(self.columns.values(), ())):
            if isinstance(column, int) and not 1 <= column <= 100_000:
                raise SettingsError(f"column {column}", expected="columns numbered from 1")

    def _check_numbers(self) -> None:
        limits = {
            "numbers": (self.numbers, 3, MOST_NUMBERS),
            "position": (self.position, 1, 1 if self.by_axis else self.numbers - 2),
            "state": (1 if self.state is None else self.state, 1, self.numbers),
            "people": (self.people, 1, MOST_PEOPLE),
            "before_person": (self.before_person, 0, MOST_NUMBERS),
        }
        for name, (value, least, most) in limits.items():
            if not least <= value <= most:
                raise SettingsError(f"{name} {value}", expected=f"{least} to {most}")
        if self.state is not None and self.position <= self.state < self.position + 3:
            raise SettingsError(f"state {self.state}", expected="a column beside the three of the position")
        if self.fps is not None and not 0.1 <= self.fps <= 1000:
            raise SettingsError(f"fps {self.fps:g}", expected="0.1 to 1000")
        if self.by_axis and self.numbers != 3:
            raise SettingsError(f"numbers {self.numbers}", expected="3 with by_axis")


def read_mapping(path: Path) -> TableMapping:
    """Read a mapping file.

    Raises:
        RecordingError: it cannot be read, or says what makes no sense.
    """
    try:
        return read_json(
            path,
            TableMapping,
            version=FORMAT,
            expected="a mapping of columns",
            remedy="docs/formats.md describes mapping files.",
        )
    except ModelError as error:
        raise RecordingError(
            error.found, path=error.path, place=error.place, expected=error.expected, remedy=error.remedy
        ) from error


def text_of(mapping: TableMapping) -> str:
    """Return a mapping file's text, only with what differs from the defaults."""
    plain, usual = to_plain(mapping), to_plain(_USUAL)
    said = {
        name: value for name, value in plain.items() if name in ("joints", "columns") or value != usual[name]
    }
    said.pop("columns" if mapping.columns == {} else "joints")
    return json.dumps({"format": FORMAT, **said}, indent=2, ensure_ascii=False) + "\n"


_USUAL = TableMapping(joints="kinect-v2")


def beside(recording: Path) -> tuple[Path, ...]:
    """Return where a mapping for a recording may lie: named like it, or for all files of its folder."""
    return recording.with_name(recording.name + SUFFIX), recording.with_name(f"columns{SUFFIX}")
