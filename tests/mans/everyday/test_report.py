"""The tables of the pages on everyday models, made of result files."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib.image
import pytest

from mans.everyday.evaluation import COLUMNS
from mans.everyday.report import PAGES, render_everyday
from streaming.errors import ModelError

MODEL = "everyday-mans9"
OF_ONE = ("people", "actions", "calibration", "alarms")
OF_ALL = ("vocabulary", "data-sets", "shared-actions", "stream", "left-out-actions")


def marks(*names: str) -> str:
    return "".join(f"<!-- everyday-{name} -->\nold\n<!-- /everyday-{name} -->\n" for name in names)


def table(page: Path, name: str) -> str:
    return page.read_text().split(f"<!-- everyday-{name} -->")[1].split("<!-- /")[0]


def group(right: float, **by_action: tuple[int, int]) -> dict:
    number = sum(n for n, _ in by_action.values())
    shares = dict.fromkeys(COLUMNS.values(), right)
    return {"sequences": number, **shares, "by_action": by_action, "confused": []}


@pytest.fixture
def docs(tmp_path) -> Path:
    folder = tmp_path / "docs"
    (folder / "pictures").mkdir(parents=True)
    (folder / PAGES[0]).write_text(marks(*OF_ALL, *(f"{name} {MODEL}" for name in OF_ONE)))
    return folder


@pytest.fixture
def results(tmp_path) -> Path:
    folder = tmp_path / "everyday"
    folder.mkdir()
    base = {"model": "everyday-mans9", "recipe": "everyday", "epochs": 9, "seed": 0, "without": ""}
    point = {"threshold": 0.5, "coverage": 0.8, "risk": 0.05, "false_alarms": 0.1}
    likelihoods = {"likelihood_before": 0.9, "likelihood_after": 0.8}
    calibration = {"temperature": 1.3, "threshold": 0.5, "error_before": 0.08, "error_after": 0.02}
    accuracy = {"ut-kinect": group(0.9, walk=(4, 3)), "nw-ucla": group(0.8, walk=(6, 6), throw=(5, 1))}
    whole = {**base, "accuracy": accuracy, "calibration": {**calibration, **likelihoods, "curve": [point]}}
    whole["wrongly_announced"] = {
        "enter": 0.5,
        "windows": 30,
        "of_no_action": 20,
        "by_action": {"walk": [1, 2], "bow": [3, 4]},
    }
    without = {
        **base,
        "model": "w",
        "without": "utd-mhad",
        "accuracy": {"utd-mhad": group(0.7, squat=(2, 1))},
    }
    live = {"clips": 4, "right": 0.0, "announced": 0.25, "shown": 0.5, "named": {"bow": 3, "walk": 1}}
    untaught: dict[str, object]
    untaught = {"windows_named": 0.6, "windows_announced": 0.3, "clips_named": 0.75, "clips_announced": 0.1}
    untaught |= {"named": {"bow": 3}, "live": live}
    other = {**whole, "model": "v", "left_out_actions": {"clap": untaught}}
    (folder / "without-clap.json").write_text(json.dumps(other))
    (folder / "everyday-mans9.json").write_text(json.dumps(whole))
    (folder / "without.json").write_text(json.dumps(without))
    stream: dict[str, object] = {"model": "everyday-mans9", "data": "ut-kinect", "people": ["s09"]}
    stream |= {"recordings": 4, "minutes": 4.5, "dates_from": [], "decision": {"enter": 0.5}, "alarms": {}}
    stream["figures"] = {"frame accuracy": 0.612, "median delay, s": None}  # the name of older files
    (folder / "stream-x.json").write_text(json.dumps(stream))
    clip = {"title": "nodding", "times_s": [0.8, 0.9, 1.0], "best": ["bow"] * 3, "shares": [0.2, 0.6, 0.7]}
    clip["segments"] = [[None, 0.8, 0.9], ["bow", 0.9, 1.0]]
    (folder / "clips-x.json").write_text(json.dumps({"model": "everyday-mans9", "clips": [clip, clip]}))
    return folder


def test_every_table_is_filled(docs, results):
    coverage, clips = (docs / "pictures" / f"{name}-everyday-mans9.png" for name in ("coverage", "clips"))
    assert render_everyday(results, docs) == [docs / PAGES[0], coverage, clips]
    for picture, least in ((coverage, 400), (clips, 300)):
        image = matplotlib.image.imread(picture)
        assert image.shape[1] > 900 and image.shape[0] > least and image[..., :3].std() > 0.02
    page = (docs / PAGES[0]).read_text()
    assert "\nold\n" not in page
    assert "| UT-Kinect | 4 |" + " 90.0% |" * 5 in page
    assert "| UTD-MHAD | 2 |" + " 70.0% |" * 5 in page
    people, left_out = (table(docs / PAGES[0], name) for name in (f"actions {MODEL}", "shared-actions"))
    assert "| walk | 9 | 10 | 90% |" in people and "| throw | 1 | 5 | 20% |" in people
    assert "squat" not in people and "| squat | 1 | 2 | 50% |" in left_out
    assert "error 8.0% before and 2.0% after" in page and "| 0.50 | 80.0% | 5.0% | 10.0% |" in page
    # A model with held-out actions is evaluated on those alone.
    assert "| v | clap | 4 | 0.60 | 0.30 | 0.75 | 0.10 | 0.50 | 0.25 | bow 3, walk 1 |" in page
    assert page.count("| v |") == 1
    assert "| frame accuracy | 0.612 |" in page and "| median onset latency, s |  |" in page
    assert "UT-Kinect, everyday-mans9, s09" in page
    assert "| in 20 background windows | in 10 windows of other actions |" in page
    assert page.index("| bow | 3 | 4 |") < page.index("| walk | 1 | 2 |")


def test_people_and_left_out_data_sets_are_told_apart(docs, results):
    render_everyday(results, docs)
    people, left_out = (table(docs / PAGES[0], name) for name in (f"people {MODEL}", "data-sets"))
    assert "UTD-MHAD" not in people and "NW-UCLA" not in left_out


def test_each_model_has_tables_of_its_own_on_whichever_page(docs, results):
    one = json.loads((results / f"{MODEL}.json").read_text())
    other = {**one, "model": "another", "accuracy": {"msrc-12": group(0.5, walk=(2, 1))}, "calibration": None}
    (results / "another.json").write_text(json.dumps(other))
    (docs / PAGES[1]).write_text(marks(*(f"{name} another" for name in OF_ONE)))
    assert render_everyday(results, docs)[:2] == [docs / PAGES[0], docs / PAGES[1]]
    assert "| walk | 9 | 10 | 90% |" in table(docs / PAGES[0], f"actions {MODEL}")
    assert "| walk | 1 | 2 | 50% |" in table(docs / PAGES[1], "actions another")
    assert "MSRC-12" in table(docs / PAGES[1], "people another")
    assert "MSRC-12" not in table(docs / PAGES[0], f"people {MODEL}")
    assert table(docs / PAGES[1], "calibration another").strip() == ""


def test_without_the_page_nothing_is_written(tmp_path, results):
    assert render_everyday(results, tmp_path) == []


@pytest.mark.parametrize("text", ["{", "[]", '{"accuracy": {}}'])
def test_a_file_that_is_no_result(docs, results, text):
    (results / "without.json").write_text(text)
    with pytest.raises(ModelError, match=r"without\.json.*evaluate-everyday"):
        render_everyday(results, docs)
