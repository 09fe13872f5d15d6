"""The everyday vocabulary: every label of every data set has its place, once."""

from __future__ import annotations

import pytest

from mans.datasets import find_data_set
from mans.everyday.vocabulary import (
    ACTIONS,
    LEG_ACTIONS,
    OTHER,
    TABLE,
    TRAINED_ON,
    UNUSED,
    UPPER_BODY,
    action_of,
    mirrored,
    vocabulary_markdown,
)
from streaming.errors import DataSetError
from streaming.recognition.prediction import NO_ACTION


@pytest.mark.parametrize("name", TABLE)
def test_every_label_of_a_data_set_is_in_the_table_once(name):
    listed = [label for labels in TABLE[name].values() for label in labels]
    assert sorted(listed) == sorted(set(listed)), "a label is named twice"
    assert set(listed) == set(find_data_set(name).labels)


def test_the_vocabulary_holds_actions_alone():
    assert 25 <= len(ACTIONS) <= 40
    assert not {OTHER, UNUSED, NO_ACTION} & set(ACTIONS)
    assert set(ACTIONS) == UPPER_BODY | set(LEG_ACTIONS)


def test_a_data_set_that_is_only_tested_brings_no_action_of_its_own():
    for name in TABLE.keys() - set(TRAINED_ON):
        assert set(TABLE[name]) <= {*ACTIONS, OTHER, UNUSED}


def test_a_mirror_turns_left_into_right_and_back():
    assert mirrored("swipe left") == "swipe right"
    assert mirrored("walk") == "walk"
    assert all(mirrored(mirrored(action)) == action for action in ACTIONS)


def test_labels_find_their_action():
    assert action_of("ut-kinect", "carry") == "walk"
    assert action_of("msr-action3d", "hammer") == OTHER
    assert action_of("utd-mhad", "pick up and throw") == UNUSED
    with pytest.raises(DataSetError, match=r"label 'dance' of nw-ucla"):
        action_of("nw-ucla", "dance")


def test_the_table_as_markdown_has_a_row_for_each_action():
    rows = vocabulary_markdown().splitlines()
    assert len(rows) == 2 + len(ACTIONS) + 2
    assert any(row.startswith("| clap | clap hands | clap |") for row in rows)
