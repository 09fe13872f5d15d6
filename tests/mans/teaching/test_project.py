"""Examples, projects, and what can be done with them: a change gives another project, and can be undone."""

from __future__ import annotations

import numpy as np
import pytest

from mans.teaching.edits import (
    add_action,
    add_example,
    merge,
    move_edges,
    name_person,
    relabel,
    remove,
    remove_action,
    rename_label,
    set_action,
)
from mans.teaching.example import MARGIN_S, Example, as_recording
from mans.teaching.history import History
from mans.teaching.project import ActionSettings, Project, new_key
from mans.transforms.tracks import Track
from streaming.errors import ProjectError

from ...support.examples import example, performed, track_of


def project(*examples: Example) -> Project:
    made = Project()
    for each in examples:
        made = add_example(made, each)
    return made


def keys(made: Project) -> list[str]:
    return [each.key for each in made.examples]


def test_an_example_keeps_its_skeletons_and_a_margin_of_them():
    made, whole = example("a"), track_of()
    assert made.range_s == pytest.approx((13.0 - MARGIN_S, 14.5 + MARGIN_S), abs=0.04)
    rows = np.isin(whole.times_s, made.track.times_s)
    assert np.array_equal(whole.positions[rows], made.track.positions)
    assert np.array_equal(whole.states[rows], made.track.states)


def test_edges_beyond_the_recording_are_moved_to_its_ends():
    made = example("a", start_s=5.0, end_s=11.0)
    assert (made.start_s, made.end_s) == (10.0, 11.0)


def test_a_name_is_kept_in_one_form():
    assert example("a", "  wave\t both\u00a0 hands ").label == "wave both hands"
    assert example("a", "gru\u0308\u00dfen").label == example("b", "gr\u00fc\u00dfen").label


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"label": " "}, "an empty label; expected the name of an action"),
        ({"label": "a" * 61}, "a label of 61 characters; expected at most 60"),
        ({"label": "wave\x1b[2J"}, "one line of visible characters"),
        ({"start_s": 14.0, "end_s": 13.0}, "ends before it begins"),
        ({"start_s": float("nan")}, "ends before it begins"),
        ({"start_s": 13.0, "end_s": 13.04}, "frames with somebody in them; expected at least 3"),
        ({"start_s": 30.0, "end_s": 31.0}, "ends before it begins"),
    ],
)
def test_what_is_no_example_is_refused(changes: dict[str, object], told: str):
    with pytest.raises(ProjectError, match=told.replace("[", r"\[")):
        example("a", **changes)  # type: ignore[arg-type]


def test_an_example_of_nobody_and_of_minutes_are_refused():
    with pytest.raises(ProjectError, match="nobody is in it"):
        Example.cut("a", "wave", 0, 1, Track.empty(), recording="empty.skeleton")
    long = Track.from_recording(performed(seconds=70), 1)
    with pytest.raises(ProjectError, match="an example of 65.0 s; expected at most 60 s"):
        Example.cut("a", "wave", 10, 75, long)


def test_samples_are_what_training_takes_and_those_of_actions_that_are_off_are_left_out():
    made = project(example("a"), example("b", "greet", seed=1, camera="left"))
    sample = made.samples()[1]
    assert (sample.label, sample.subject, sample.recording, sample.name, sample.camera, sample.dataset) == (
        *("greet", "Ada", "take 1.skeleton", "b", "left", "own"),
    )
    assert (sample.start_s, sample.end_s) == (13.0, 14.5)
    made = set_action(made, ActionSettings("greet", 0.7, is_on=False))
    assert [each.label for each in made.samples()] == ["wave"]
    assert [each.label for each in made.samples(every=True)] == ["wave", "greet"]


def test_an_action_has_settings_as_soon_as_it_has_an_example():
    made = add_action(project(example("a")), "clap")
    assert made.labels == ("wave", "clap")
    assert made.action("wave") == ActionSettings("wave", None, True)
    with pytest.raises(ProjectError, match="no action 'sit'; expected wave, clap"):
        made.action("sit")
    with pytest.raises(ProjectError, match="threshold 1.5 of 'wave'; expected 0 to 1"):
        ActionSettings("wave", 1.5)


def test_the_same_example_twice_is_refused_and_another_label_warned_about():
    made = project(example("a"))
    with pytest.raises(ProjectError, match="13.00 s to 14.50 s is an example of 'wave' already"):
        add_example(made, example("b"))
    made = add_example(made, example("b", "greet", 14.0, 15.0))
    assert made.warnings()[0] == (
        "'wave' at 13.00 s of take 0.skeleton and 'greet' at 14.00 s of take 0.skeleton overlap: "
        "the same movement as two actions."
    )
    other_person = add_example(project(example("a")), example("b", "greet", 14.0, 15.0, person="Grace"))
    assert not any("overlap" in told for told in other_person.warnings())
    assert "'wave' has one example" in made.warnings()[1]


def test_labels_and_people_are_changed_together_or_one_by_one():
    made = project(example("a"), example("b", seed=1), example("c", "clap", seed=2))
    assert [each.label for each in relabel(made, ["a"], " greet ").examples] == ["greet", "wave", "clap"]
    renamed = rename_label(set_action(made, ActionSettings("wave", 0.4)), "wave", "greet")
    assert [each.label for each in renamed.examples] == ["greet", "greet", "clap"]
    assert renamed.actions == (ActionSettings("greet", 0.4), ActionSettings("clap"))
    joined = rename_label(renamed, "greet", "clap")
    assert joined.labels == ("clap",)
    assert joined.action("clap").threshold is None
    assert name_person(made, ["a", "c"], "Grace").people == ("Grace", "Ada")
    with pytest.raises(ProjectError, match="an empty label"):
        relabel(made, ["a"], "")
    with pytest.raises(ProjectError, match="no example 'z'"):
        relabel(made, ["z"], "clap")


def test_removing_an_example_keeps_its_action_and_removing_that_takes_all():
    made = project(example("a"), example("b", "clap", seed=1))
    assert remove(made, ["a"]).labels == ("wave", "clap")
    assert keys(remove_action(made, "wave")) == ["b"]
    assert remove_action(made, "wave").labels == ("clap",)


def test_edges_go_as_far_as_is_kept_and_anywhere_with_the_recording():
    made = project(example("a"))
    moved = move_edges(made, "a", 12.5, 15.0)
    assert (moved.examples[0].start_s, moved.examples[0].end_s) == (12.5, 15.0)
    with pytest.raises(ProjectError, match="edges beyond what is kept.*Open the recording to move them"):
        move_edges(made, "a", 10.0, 15.0)
    anew = move_edges(made, "a", 10.0, 16.0, track_of())
    assert anew.examples[0].range_s == pytest.approx((10.0, 17.95), abs=0.04)
    with pytest.raises(ProjectError, match="is not in this recording"):
        move_edges(made, "a", 10.0, 16.0, track_of("sit down"))


def test_two_projects_become_one_and_the_same_example_is_kept_once():
    mine = project(example("a"), example("b", seed=1))
    theirs = project(example("x"), example("c", "clap", seed=2), example("b", "greet", seed=1))
    theirs = set_action(theirs, ActionSettings("clap", 0.6))
    merged, notes = merge(mine, theirs)
    assert keys(merged) == ["a", "b", "c"]
    assert [each.label for each in merged.examples] == ["wave", "wave", "clap"]
    assert merged.action("clap").threshold == 0.6
    assert notes == (
        "1 example was added.",
        "1 was there already.",
        "1 is in both, changed in one of them: it stays as it is here.",
    )
    assert keys(merge(merged, theirs)[0]) == keys(merged)


def test_a_key_that_two_projects_drew_is_drawn_anew():
    merged, _ = merge(project(example("a")), project(example("a", seed=3)))
    assert len(set(keys(merged))) == 2


def test_what_was_done_is_undone_and_done_again():
    history = History(Project())
    one = project(example("a"))
    history.do("mark", one)
    history.do("relabel", relabel(one, ["a"], "greet"))
    assert history.undone_next == "relabel"
    assert history.undo() is one
    assert history.redone_next == "relabel"
    assert history.redo().labels[-1] == "greet"
    history.undo()
    history.do("remove", remove(one, ["a"]))
    assert history.redone_next is None
    history.undo()
    history.undo()
    assert history.undo().examples == ()
    assert history.undone_next is None


def test_an_example_can_be_looked_at_without_its_recording():
    made = example("a")
    seen = as_recording(made)
    assert seen.rate_hz == pytest.approx(30)
    assert np.array_equal(seen.times_s, made.track.times_s)
    assert np.array_equal(seen.frames[5].bodies[0].positions, made.track.positions[5, 0])


def test_keys_differ():
    assert len({new_key() for _ in range(50)}) == 50
