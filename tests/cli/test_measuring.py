"""``count`` and ``angles``: what they print and write, and how they refuse."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import main
from streaming.writers.csv import write_csv

from ..support.exercising import body, course, recording, repeated


@pytest.fixture(scope="module")
def squats(tmp_path_factory) -> Path:
    """Four squats, one every two seconds, after a second."""
    positions = np.stack([body(knee_deg=100 * share) for share in repeated(4, rest_s=1.0, each_s=1.5)])
    path = tmp_path_factory.mktemp("squats") / "squats.csv"
    write_csv(recording(course(positions, start_s=20.0)), path)
    return path


def run(*words: object) -> int:
    return main.main([str(word) for word in words])


def table(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_count_prints_and_writes_each_repetition(squats, tmp_path, capsys):
    out = tmp_path / "new" / "counts.csv"
    assert run("count", squats, "--action", "Squats", "-o", out) == 0
    printed = capsys.readouterr().out
    assert "4 repetitions\n" in printed and "knee flexion (deg)" in printed
    rows = table(out)
    assert [row["repetition"] for row in rows] == ["1", "2", "3", "4"]
    assert {(row["action"], row["count"], row["sure"], row["file"]) for row in rows} == {
        ("squat", "4", "1", "squats.csv")
    }
    assert float(rows[0]["start_s"]) == pytest.approx(1.2, abs=0.3)
    assert float(rows[0]["knee_flexion_deg"]) == pytest.approx(100, abs=6)


def test_a_span_is_counted_alone_and_in_time_of_the_recording(squats, tmp_path, capsys):
    out = tmp_path / "counts.csv"
    assert run("count", squats, "--span", 3.2, 8.4, "-o", out, "--csv-style", "semicolon") == 0
    assert "2 repetitions" in capsys.readouterr().out
    rows = table(out, ";")
    assert [float(row["start_s"].replace(",", ".")) for row in rows] == pytest.approx([3.7, 6.2], abs=0.3)


def test_an_uncertain_count_says_so(squats, capsys):
    assert run("count", squats, "--span", 1.0, 6.8) == 0
    assert "not sure: a movement begins before the span or ends after it" in capsys.readouterr().out


def test_angles_has_a_row_for_each_frame_and_units_in_its_headings(squats, tmp_path, capsys):
    out = tmp_path / "angles.csv"
    assert run("angles", squats, "-o", out) == 0
    rows = table(out)
    assert len(rows) == 330 and "330 rows" in capsys.readouterr().out
    knee = np.array([float(row["knee_flexion_left_deg"]) for row in rows])
    assert knee.max() == pytest.approx(100, abs=1) and knee.min() == pytest.approx(0, abs=0.1)
    assert max(float(row["hips_over_ankles_m"]) for row in rows) == pytest.approx(0.8, abs=0.01)
    speed = np.array([float(row["speed_of_hips_m_s"]) for row in rows])
    assert speed[:15].max() < 0.01 and 0.3 < speed.max() < 1.0
    measured = list(rows[0])[list(rows[0]).index("label") + 1 :]
    assert all(name.endswith(("_deg", "_m", "_m_s")) for name in measured)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--action", "juggling"), "no measure for 'juggling'; expected one of: squat, lunge"),
        (("--span", "3", "2"), "--span 3 2; expected seconds from 0 on"),
        (("--span", "90", "99"), "nobody is in view in --span 90 99"),
        (("--span", "1", "1.2"), "too short to count"),
        (("--span", "1", "1.2"), "squats.csv: 0.20 s with the person in view are too short to count"),
        (("-o", "a.ods"), "the name 'a.ods'; expected an ending of .csv, .xlsx, .parquet"),
        (("--person", "5"), "person 5 is not in it; expected one of 7"),
    ],
)
def test_what_cannot_be_counted_is_one_line(squats, capsys, words, said):
    assert run("count", squats, *words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


@pytest.mark.parametrize("command", ["count", "angles"])
def test_neither_the_recording_nor_another_file_is_written_over(squats, tmp_path, capsys, command):
    before = squats.read_bytes()
    assert run(command, squats, "-o", squats, "--overwrite") == 2
    assert "over what is read" in capsys.readouterr().err and squats.read_bytes() == before
    there = tmp_path / "there.csv"
    there.write_text("mine")
    assert run(command, squats, "-o", there) == 2
    assert "--overwrite" in capsys.readouterr().err and there.read_text() == "mine"
