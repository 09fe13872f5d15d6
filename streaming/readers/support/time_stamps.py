"""Parsing of time stamps in various notations: numbers in any unit, clock times, dates."""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.readers.support.text import is_number
from streaming.readers.support.time_line import KINECTS_STEP_S, usual_step

# What a name of a unit says: how many make a second.
_UNITS = {
    "s": 1.0,
    "sec": 1.0,
    "secs": 1.0,
    "second": 1.0,
    "seconds": 1.0,
    "ms": 1e3,
    "msec": 1e3,
    "millis": 1e3,
    "millisecond": 1e3,
    "milliseconds": 1e3,
    "us": 1e6,
    "usec": 1e6,
    "micros": 1e6,
    "microsecond": 1e6,
    "microseconds": 1e6,
    "ticks": 1e7,  # .NET's: 100 ns
    "100ns": 1e7,
    "ns": 1e9,
    "nsec": 1e9,
    "nanos": 1e9,
    "nanoseconds": 1e9,
}
_UNIT_WORDS = {
    1.0: "seconds",
    1e3: "milliseconds",
    1e6: "microseconds",
    1e7: "100 ns ticks",
    1e9: "nanoseconds",
}
# Names of what holds a time stamp, in lower case, without punctuation and without a unit.
_TIME_NAMES = (
    "recordtimestamp",
    "framestamp",
    "frametimestamp",
    "frametime",
    "relativetimestamp",
    "relativetime",
    "capturetimestamp",
    "capturetime",
    "systemtime",
    "unixtime",
    "elapsedtime",
    "elapsed",
    "datetime",
    "timestamp",
    "timestamps",
    "timespan",
    "time",
    "stamp",
    "date",
    "ticks",
    "t",
)
_NAME = re.compile(f"({'|'.join(_TIME_NAMES)})(?:in)?({'|'.join(_UNITS)})?")
_CLOCK = re.compile(
    r"(?:(?P<days>\d{1,8})\.|(?P<date>\d{1,4}[-./]\d\d?[-./]\d{1,4})(?:T|,? +))?"
    r"(?P<hours>\d\d?):(?P<minutes>\d\d):(?P<seconds>\d\d)(?:[.,:](?P<fraction>\d{1,9}))?"
    r"\s*(?:(?P<half>[AaPp])\.?[Mm]\.?|Z|[+-]\d\d:?\d\d)?"
)
_NOON, _MONTHS = 12, 12
_MILLISECONDS_OF_DATE = re.compile(r"/Date\((?P<ms>-?\d{1,15})(?:[+-]\d{4})?\)/")
# No clock counts further, in any unit.
_LARGEST_STAMP = 1e19
# Times beyond this many seconds since their clock's zero are dates: the recording starts at 0 s instead ...
_DATE_S = 1e8
# ... but where seconds are said to be seconds, only those since the year 1: they lose precision.
_EPOCH_S = 1e10


def time_unit(name: str) -> float | None:
    """Identify a time stamp column or member, and its unit.

    Args:
        name: folded, e.g. ``"timestampms"``.

    Returns:
        Units per second, 0.0 if unknown, None if it is not a time stamp.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    if name in ("timestamps", "ts"):  # more often a plural or short for time stamp than in seconds
        return 0.0
    unit = "ticks" if match[1] == "ticks" else match[2]
    return 0.0 if unit is None else _UNITS[unit]


def parse_stamp(text: str) -> tuple[float, bool] | None:
    """Parse a time stamp: a number, a date with time (ISO 8601), a time of day or a .NET time span.

    Returns:
        The number and False; or seconds since some day's midnight and True; None if it is invalid.
    """
    text = text.strip()
    if len(text) > 64:
        return None
    if is_number(text.encode("ascii", "replace")):
        value = float(text)
        return (value, False) if abs(value) <= _LARGEST_STAMP else None
    if match := _MILLISECONDS_OF_DATE.fullmatch(text):
        return int(match["ms"]) / 1000, True
    if (match := _CLOCK.fullmatch(text)) is None:
        return None
    days = int(match["days"] or 0) if match["date"] is None else _days(match["date"])
    hours = _hours(int(match["hours"]), match["half"])
    if days is None or hours is None:
        return None
    whole = ((days * 24 + hours) * 60 + int(match["minutes"])) * 60 + int(match["seconds"])
    return whole + float(f"0.{match['fraction'] or 0}"), True


def _days(date: str) -> int | None:
    """Return the day number of a date: year first, or day and month in the order implied by the text."""
    separator = next((mark for mark in "-./" if date.count(mark) == 2), "/")
    fields = date.split(separator)
    if len(fields) != 3:
        return None
    if len(fields[0]) == 4:
        year, month, day = map(int, fields)
    elif len(fields[2]) == 4:
        first, second, year = map(int, fields)
        # 3/5/2016 is the fifth of March in the United States, where dates have slashes; 3.5.2016 is in May.
        month, day = (first, second) if separator == "/" and first <= _MONTHS else (second, first)
    else:
        return None
    try:
        return datetime.date(year, month, day).toordinal()
    except ValueError:
        return None


def _hours(hours: int, half: str | None) -> int | None:
    """Convert 12-hour to 24-hour time: 12 AM is 0."""
    if half is None:
        return hours
    if not 1 <= hours <= _NOON:
        return None
    return hours % _NOON + (_NOON if half in "Pp" else 0)


def guess_unit(stamps: npt.NDArray[np.float64], expected_s: float = KINECTS_STEP_S) -> float:
    """Guess the unit for which the frame interval is closest to the expected one.

    Args:
        stamps: (F,) in the unknown unit, in the order of the file.
        expected_s: seconds from one frame to the next.

    Returns:
        Units per second.
    """
    step = usual_step(stamps)
    if step == 0:
        return 1.0
    return min(_UNIT_WORDS, key=lambda per_s: abs(math.log(step) - math.log(per_s * expected_s)))


@dataclass(slots=True)
class Clock:
    """Unit and kind of a file's time stamps, inferred during reading.

    Attributes:
        per_s: units per second; 0 while unknown.
        is_clock: whether they are dates or times of day.
    """

    per_s: float = 0.0
    is_clock: bool = False

    def value(self, text: str, unit: float) -> float | None:
        """Return a time stamp as a number, or None if it is invalid or of another kind than previous ones.

        Args:
            text: raw text.
            unit: units per second implied by the name; 0 if unknown.
        """
        parsed = parse_stamp(text)
        if parsed is None:
            return None
        value, is_clock = parsed
        unit = 1.0 if is_clock else unit
        if unit and not self.per_s:
            self.per_s, self.is_clock = unit, is_clock
        return value if unit == self.per_s else None

    def settle(
        self, stamps: npt.NDArray[np.float64], expected_s: float = KINECTS_STEP_S
    ) -> tuple[float, float, list[str]]:
        """Determine unit and origin.

        Args:
            stamps: (F,) in the order of the file, at least one.
            expected_s: seconds from one frame to the next, to tell the unit by.

        Returns:
            Units per second, the stamp of time zero, and notes.
        """
        notes = []
        named = self.per_s > 0
        per_s = self.per_s or guess_unit(stamps, expected_s)
        if not named and len(stamps) > 1:
            notes.append(f"Time stamps without a unit were taken as {_UNIT_WORDS[per_s]}.")
        begins_s = stamps[0] / per_s
        in_seconds = named and per_s == 1.0 and not self.is_clock
        if begins_s < (_EPOCH_S if in_seconds else _DATE_S):
            return per_s, 0.0, notes
        return per_s, float(stamps[0]), [*notes, "Time starts at 0 s in place of a date."]
