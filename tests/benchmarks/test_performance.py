"""``make bench``: what became worse since the committed numbers, and the page that it writes."""

from __future__ import annotations

import json
import subprocess
from copy import deepcopy
from pathlib import Path

import pytest

from benchmarks import performance
from benchmarks.parts import MissingError, Numbers, Part
from benchmarks.performance import PAGE, PARTS, RESULTS, committed, measure, ratios, worse
from streaming.paths import read_text

EVERYDAY = "everyday-mans-evidence"
SIZES = {"recording": 38.0, "scene": 18.0, "answers": 32.0}
NUMBERS: dict[str, Numbers] = {
    "networks": {f"{EVERYDAY}, torch, 1": 3.2, f"{EVERYDAY}, onnx, 1": 1.6, f"{EVERYDAY}, int8, 1": 1.5},
    "memory": {f"{kind}, 32, {minutes}": size for kind, size in SIZES.items() for minutes in (10, 60)},
    "streams": {"64, single": 1.5, "64, batched": 1.0},
}


def test_a_slower_machine_is_not_worse_and_a_slower_runtime_is():
    slower = deepcopy(NUMBERS)
    for name in slower["networks"]:
        slower["networks"][name] *= 3
    assert worse(NUMBERS, slower) == []
    slower["networks"][f"{EVERYDAY}, onnx, 1"] *= 1.2
    assert worse(NUMBERS, slower) == [f"{EVERYDAY} by ONNX Runtime over torch, 1: 0.6, before 0.5"]


def test_more_memory_and_less_gain_of_batches_are_worse():
    changed = deepcopy(NUMBERS)
    changed["memory"]["answers, 32, 60"] *= 1.2
    changed["streams"]["64, batched"] *= 1.05
    assert worse(NUMBERS, changed) == ["answers, 32, 60, MB/h: 38.4, before 32"]
    changed["streams"]["64, batched"] *= 1.1
    assert len(worse(NUMBERS, changed)) == 2


def test_a_run_of_one_part_compares_that_part():
    assert worse({}, NUMBERS) == [] and worse(NUMBERS, {"memory": NUMBERS["memory"]}) == []
    assert ratios({"memory": NUMBERS["memory"]}).keys() < ratios(NUMBERS).keys()


def test_numbers_of_before_that_have_another_form_are_not_compared():
    before = {"networks": {"peak": 90.0}, "streams": {"1, single": 1.0}, "soup": {"salt": 1.0}}
    assert worse(before, NUMBERS) == []


# The page


COMMITTED: dict[str, Numbers] = json.loads(read_text(RESULTS))["parts"]


@pytest.mark.parametrize("part", COMMITTED)
def test_the_page_has_the_tables_that_are_made_of_the_numbers(part):
    page = read_text(PAGE)
    for mark, text in PARTS[part].tables(COMMITTED[part]).items():
        assert text.count("\n") > 2
        assert f"<!-- {mark} -->\n\n{text}\n<!-- /{mark} -->" in page


@pytest.mark.parametrize("part", [name for name, part in PARTS.items() if part.draw is not None])
def test_the_page_shows_the_pictures_that_are_drawn(part):
    (path,) = PARTS[part].draw.__defaults__
    assert path.is_file() and f"(pictures/{path.name})" in read_text(PAGE)


# The command, with parts that measure nothing


def a_part(value: float) -> Part:
    return Part(
        "made up",
        lambda _: {"time": value},
        lambda found: {"made-up": f"| {found['time']:g} |\n"},
        lambda found: {"time over nothing": found["time"]},
    )


def nothing_here(_: int) -> Numbers:
    raise MissingError("no videos")


@pytest.fixture
def files(tmp_path) -> tuple[Path, Path]:
    page = tmp_path / "page.md"
    page.write_text(
        "# Page\n\n<!-- made-up -->\n<!-- /made-up -->\n\nText.\n\n<!-- runs -->\n<!-- /runs -->\n"
    )
    return tmp_path / "numbers.json", page


def test_a_regression_against_the_last_commit_is_told(files, monkeypatch):
    results, page = files
    git = ("git", "-C", str(results.parent), "-c", "user.name=x", "-c", "user.email=x@y.z")
    subprocess.run([*git, "init", "-q"], check=True)
    monkeypatch.setitem(PARTS, "first", a_part(1.0))
    assert measure(["first"], 1, results, page) == []  # nothing is committed yet
    subprocess.run([*git, "add", results.name], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "Measure"], check=True)
    monkeypatch.setitem(PARTS, "first", a_part(1.09))
    assert measure(["first"], 1, results, page) == []
    monkeypatch.setitem(PARTS, "first", a_part(1.11))
    expected = ["More than a tenth worse: time over nothing: 1.11, before 1"]
    assert measure(["first"], 1, results, page) == expected
    # Once more: it is compared with the commit, not with the run before.
    assert measure(["first"], 1, results, page) == expected
    assert committed(results) == {"first": {"time": 1.0}}
    assert "| 1.11 |" in page.read_text() and "| `first` | made up |" in page.read_text()


def test_a_part_that_lacks_something_is_left_out_and_its_table_stays(files, monkeypatch):
    results, page = files
    monkeypatch.setitem(PARTS, "first", a_part(1.0))
    measure(["first"], 1, results, page)
    monkeypatch.setitem(PARTS, "first", Part("made up", nothing_here, PARTS["first"].tables))
    monkeypatch.setitem(PARTS, "second", a_part(2.0))
    assert measure(["first", "second"], 1, results, page) == ["first is left out: no videos"]
    assert json.loads(results.read_text())["parts"] == {"first": {"time": 1.0}, "second": {"time": 2.0}}


def test_it_prints_what_it_found(files, monkeypatch, capsys):
    monkeypatch.setattr(performance, "measure", lambda names, rounds: [f"{names} {rounds}"])
    monkeypatch.setattr("sys.argv", ["performance", "--parts", "streams", "--rounds", "2"])
    performance.main()
    assert capsys.readouterr().out == "['streams'] 2\n"
