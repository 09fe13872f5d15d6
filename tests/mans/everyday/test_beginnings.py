"""Actions that begin as another one does."""

from __future__ import annotations

from mans.everyday.beginnings import BEGINNINGS, provisional_name
from mans.everyday.vocabulary import ACTIONS


def test_both_are_actions_of_the_vocabulary_and_their_name_is_neither():
    for label, (longer, name) in BEGINNINGS.items():
        assert {label, longer} <= set(ACTIONS)
        assert name not in ACTIONS


def test_a_beginning_is_named_with_what_it_may_become():
    assert provisional_name("raise both arms", ACTIONS) == "raise or wave both arms"
    assert provisional_name("wave both hands", ACTIONS) == "wave both hands"


def test_a_model_that_knows_no_other_action_means_this_one():
    assert provisional_name("raise one arm", ("raise one arm", "no action")) == "raise one arm"
