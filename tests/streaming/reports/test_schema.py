"""Reports: repetitions of recognised actions, and how sure they are; tables and annotations of them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from streaming.annotations.files import read_annotations, write_annotations
from streaming.errors import SettingsError, WriteError
from streaming.reports.actions import Found, Progressed, with_repetitions
from streaming.reports.annotations import as_annotations
from streaming.reports.columns import Style, Table
from streaming.reports.report import PARTS, Report, report_format, write_report
from streaming.reports.schema import (
    ANGLES,
    REPETITIONS,
    SEGMENTS,
    SUMMARY,
    angle_rows,
    repetition_rows,
    segment_rows,
    summary_rows,
)
from streaming.reports.tables import writing_table

from ...support.exercising import body, course, recording, repeated

FOUR = np.stack([body(knee_deg=100 * share) for share in repeated(4, rest_s=1.0, each_s=1.5)])
SQUATS = recording(course(FOUR, start_s=20.0))


def rows_of(path: Path, separator: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def found(*parts: tuple[str, float, float]) -> list[Found]:
    actions = [Found(1, label, start_s, end_s, 0.9) for label, start_s, end_s in parts]
    return with_repetitions(SQUATS, actions, {1: 7})


def test_repetitions_are_counted_within_an_action_however_it_is_cut() -> None:
    (whole,) = found(("squat", 1.1, 10.2))
    assert len(whole.repetitions) == 4 and whole.is_sure
    first = whole.repetitions[0]
    assert first.start_s == pytest.approx(1.2, abs=0.3)
    assert dict(first.ranges)["knee flexion (deg)"] == pytest.approx(100, abs=6)
    each = found(*(("squat", start_s, start_s + 1.2) for start_s in (1.2, 3.7, 6.2, 8.7)))
    assert [len(part.repetitions) for part in each] == [1, 1, 1, 1] and all(part.is_sure for part in each)


def test_a_neighbours_movement_is_not_counted_and_any_action_is() -> None:
    one, other = found(("squat", 1.1, 5.2), ("bow", 6.0, 10.2))
    assert (len(one.repetitions), len(other.repetitions)) == (2, 2)
    assert other.repetitions[0].ranges == ()


def test_a_count_that_is_not_sure_says_why() -> None:
    cut, still, nobody = found(("squat", 1.6, 2.0), ("jump", 3.0, 3.3), ("squat", 90.0, 91.0))
    assert not cut.is_sure or len(cut.repetitions) == 1
    assert still.repetitions == () and "no movement that comes back" in (still.doubts or ())
    assert any("too short" in doubt for doubt in nobody.doubts or ())
    (blind,) = with_repetitions(SQUATS, [Found(1, "squat", 1.0, 9.0, 0.9)], {1: 99})
    assert blind.doubts is None and not blind.is_sure
    (row,) = segment_rows("a", [blind])
    assert row[-3:] == (None, None, "")


@pytest.mark.parametrize(("style", "separator", "point"), [("comma", ",", "."), ("semicolon", ";", ",")])
def test_tables_as_csv_for_either_kind_of_spreadsheet(tmp_path: Path, style, separator, point) -> None:
    actions = found(("squat", 1.1, 10.2))
    name = '=Grüße; 1, "2".mcap'

    def table(which: Table, rows) -> list[dict[str, str]]:
        with writing_table(tmp_path / f"{which.name}.csv", Style("csv", style), which.columns) as add:
            for row in rows:
                add(row)
        return rows_of(tmp_path / f"{which.name}.csv", separator)

    (segment,) = table(SEGMENTS, segment_rows(name, actions))
    assert segment["file"] == f"'{name}" and segment["seconds"] == f"9{point}100"
    assert (segment["repetitions"], segment["repetitions_sure"]) == ("4", "1")
    (summary,) = table(SUMMARY, summary_rows(name, actions))
    assert (summary["count"], summary["repetitions"]) == ("1", "4")
    repetitions = table(REPETITIONS, repetition_rows(name, actions))
    assert [row["repetition"] for row in repetitions] == ["1", "2", "3", "4"]
    assert repetitions[0]["shoulder_elevation_deg"] == "" and repetitions[0]["knee_flexion_deg"]
    angles = table(ANGLES, angle_rows(name, 1, course(FOUR, start_s=20.0), 20.0, actions))
    assert len(angles) == len(FOUR) and angles[0]["label"] == "" and angles[60]["label"] == "squat"
    assert max(float(row["knee_flexion_left_deg"].replace(",", ".")) for row in angles) > 99


def test_actions_as_annotations_are_read_by_others(tmp_path: Path) -> None:
    pympi = pytest.importorskip("pympi", reason="pympi-ling is not installed")
    actions = [
        Found(1, "a & <b>", 0.0, 1.0, 0.9),
        Found(2, "squat", 0.5, 0.5, 0.9),
        Found(1, "jump", 0.7, 2.0, 0.9),
    ]
    rows = as_annotations("/data/Über uns.mp4", actions)
    write_annotations(tmp_path / "a.eaf", rows)
    document = pympi.Eaf(str(tmp_path / "a.eaf"))
    tiers = {name: document.get_annotation_data_for_tier(name) for name in document.get_tier_names()}
    assert tiers == {
        "person 1": [(0, 1000, "a & <b>")],
        "person 1 2": [(700, 2000, "jump")],
        "person 2": [(500, 501, "squat")],
    }
    (medium,) = document.get_linked_files()
    assert (medium["MEDIA_URL"], medium["MIME_TYPE"]) == ("file:///data/%C3%9Cber%20uns.mp4", "video/mp4")
    write_annotations(tmp_path / "a.boris", rows)
    for name in ("a.eaf", "a.boris"):
        again = read_annotations(tmp_path / name)
        assert {row.name for row in again.rows} == {"Über uns.mp4"} and len(again.rows) == 3


def test_a_report_is_a_file_for_each_table_and_never_written_over_another(tmp_path: Path) -> None:
    report = Report(
        "a", found(("squat", 1.1, 10.2)), SQUATS, {1: None}, "", [Progressed(1, 0.5, "bow", 0.25)]
    )
    paths = write_report(report, tmp_path / "new" / "a.csv", "csv", make_folders=True)
    assert [path.name for path in paths] == [f"a-{part}.csv" for part in PARTS]
    (row,) = rows_of(tmp_path / "new" / "a-progress.csv")
    assert row == {"file": "a", "person": "1", "time_s": "0.500", "label": "bow", "progress": "0.250"}
    assert len(rows_of(tmp_path / "new" / "a-angles.csv")) == len(FOUR)
    paths[0].unlink()
    with pytest.raises(WriteError, match="a-summary.csv: a file of this name exists already"):
        write_report(report, tmp_path / "new" / "a.csv", "csv")
    assert not paths[0].exists()
    for name in ("b.eaf", "b.boris"):
        assert write_report(report, tmp_path / name, report_format(tmp_path / name)) == [tmp_path / name]
    with pytest.raises(SettingsError, match="an ending of .csv, .xlsx, .parquet, .eaf, .boris"):
        report_format(Path("a.txt"))
