"""What became worse since the committed numbers, by ratios within one run."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from benchmarks.performance import PARTS, RESULTS, ratios, table, worse
from streaming.paths import read_text


@pytest.fixture
def committed() -> dict[str, Any]:
    parts: dict[str, Any] = json.loads(read_text(RESULTS))["parts"]
    return parts


def test_a_slower_machine_is_not_worse_and_a_slower_runtime_is(committed):
    slower = deepcopy(committed)
    for name in slower["networks"]:
        slower["networks"][name] *= 3
    assert worse(committed, slower) == []
    slower["networks"]["ut-kinect-mans9, call by auto, 1"] *= 1.2
    (line,) = worse(committed, slower)
    assert line.startswith("ut-kinect-mans9, call by auto, 1")


def test_more_memory_and_less_gain_of_batches_are_worse(committed):
    changed = deepcopy(committed)
    changed["memory"]["answers, 32"] *= 1.2
    changed["streams"]["64, batched"] *= 1.05
    assert [line.split(",")[0] for line in worse(committed, changed)] == ["answers"]
    changed["streams"]["64, batched"] *= 1.1
    assert len(worse(committed, changed)) == 2


def test_a_run_of_one_part_compares_that_part(committed):
    assert worse({}, committed) == [] and worse(committed, {"memory": committed["memory"]}) == []
    assert set(ratios({"memory": committed["memory"]})) < set(ratios(committed))


@pytest.mark.parametrize("part", PARTS)
def test_each_part_has_a_table(committed, part):
    assert table(part, committed[part]).count("\n") > 3
