"""Time stamps as programs write them."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from streaming.readers.support.collect import nominal_rate_hz
from streaming.readers.support.text import fold
from streaming.readers.support.time_stamps import Clock, guess_unit, parse_stamp, time_unit


@pytest.mark.parametrize(
    ("name", "per_s"),
    [
        *(("time_s", 1), ("Time [s]", 1), ("timestamp (ms)", 1e3), ("TimeStamp", 0), ("t", 0)),
        *(("Time_us", 1e6), ("timestamp_usec", 1e6), ("ticks", 1e7), ("Timestamp100ns", 1e7)),
        *(("RelativeTime", 0), ("timestamps", 0), ("elapsed seconds", 1), ("time in ms", 1e3)),
        *(("capture_time_ns", 1e9), ("SpineBase", None), ("timer", None), ("", None)),
    ],
)
def test_units_in_names(name: str, per_s: float | None) -> None:
    assert time_unit(fold(name)) == per_s


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5", (12.5, False)),
        ("-3e2", (-300, False)),
        ("00:00:01.2345678", (1.2345678, True)),
        ("1.02:03:04,5", (86400 + 2 * 3600 + 3 * 60 + 4.5, True)),
        ("9:05:06", (9 * 3600 + 306, True)),
        ("/Date(-1500)/", (-1.5, True)),
        ("1:02:03 am", (3723, True)),
        ("12:00:00 a.m.", (0, True)),
        ("12:00:01.5 PM", (43201.5, True)),
        ("13:00:00 PM", None),
        ("0:30:00 AM", None),
        ("10:02:01:033", (36121.033, True)),
        ("2018-13-07 00:00:00", None),
        ("13/32/2018 00:00:00", None),
        ("1/2-2018 00:00:00", None),
        ("01/02/18 00:00:00", None),
        ("nan", None),
        ("inf", None),
        ("1e30", None),
        ("2018-02-30T00:00:00", None),
        ("2018-02-07", None),
        ("noon", None),
        ("9" * 100, None),
        ("", None),
    ],
)
def test_spellings(text: str, value: tuple[float, bool] | None) -> None:
    found = parse_stamp(text)
    assert (found is None) == (value is None)
    if value is not None and found is not None:
        assert found[0] == pytest.approx(value[0], abs=1e-9) and found[1] == value[1]


def test_dates_are_apart_as_clocks_show() -> None:
    before, after = (parse_stamp(text) for text in ("2016-02-28 23:59:59.5", "2016-03-01T00:00:00.25Z"))
    assert before is not None and after is not None
    assert after[0] - before[0] == pytest.approx(86400.75, abs=1e-4)  # 2016 had a 29th of February


@pytest.mark.parametrize(
    "text",
    [
        *("2016-05-03 10:02:01", "2016/5/3 10:02:01", "2016-05-03T10:02:01+02:00", "05/03/2016 10:02:01 AM"),
        *("5/3/2016, 10:02:01", "03.05.2016 10:02:01", "3-5-2016 10:02:01"),
    ],
)
def test_dates_in_the_orders_of_countries(text: str) -> None:
    days = datetime.date(2016, 5, 3).toordinal()
    assert parse_stamp(text) == (days * 86400 + 36121, True)
    assert parse_stamp("13/5/2016 00:00:00") == (datetime.date(2016, 5, 13).toordinal() * 86400, True)


@pytest.mark.parametrize("rate_hz", [15, 25, 30, 60])
@pytest.mark.parametrize("per_s", [1.0, 1e3, 1e6, 1e7, 1e9])
def test_units_from_steps(rate_hz: float, per_s: float) -> None:
    stamps = 5 * per_s + np.round(np.arange(40) / rate_hz * per_s, 3 if per_s == 1 else 0)
    assert guess_unit(stamps) == per_s


def test_a_clock_refuses_a_mixture() -> None:
    clock = Clock()
    assert clock.value("5", 0.0) == 5
    assert clock.value("00:00:01", 0.0) == 1  # now it is known to be clock times ...
    assert clock.value("6", 0.0) is None  # ... and a bare number is none


@pytest.mark.parametrize(
    ("steps_s", "rate_hz"),
    [
        ([0.033, 0.034, 0.033], 30),
        ([1 / 15] * 4, 15),
        ([0.02] * 3, 50),
        ([1 / 13] * 3, 13),
        ([], 30),
        ([1e-9], 30),
    ],
)
def test_nominal_rates(steps_s: list[float], rate_hz: float) -> None:
    assert nominal_rate_hz(np.cumsum([0.0, *steps_s])) == pytest.approx(rate_hz)
