"""Edits of a project as pure functions that return a new project."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from mans.teaching.example import Example, check_label, check_word
from mans.teaching.project import ActionSettings, Project, new_key
from mans.transforms.tracks import Track
from streaming.errors import ProjectError
from streaming.printable import counted, tidy


def add_example(project: Project, example: Example) -> Project:
    """Add an example at the end; an action of a new name comes with it.

    Raises:
        ProjectError: it is there already: the same frames with the same label.
    """
    for other in project.examples:
        if other.overlaps(example) and (other.label, other.content) == (example.label, example.content):
            where = f"{example.start_s:.2f} s to {example.end_s:.2f} s"
            raise ProjectError(
                f"{where} is an example of {example.label!r} already", path=example.recording or None
            )
    return replace(project, examples=(*project.examples, example))


def relabel(project: Project, keys: Collection[str], label: str) -> Project:
    """Relabel examples.

    Raises:
        ProjectError: the label is none, or there is no such example.
    """
    label = tidy(label)
    check_label(label)
    return _each(project, keys, label=label)


def name_person(project: Project, keys: Collection[str], person: str) -> Project:
    """Set the person who performs examples; an empty name removes it.

    Raises:
        ProjectError: the name is none, or there is no such example.
    """
    person = tidy(person)
    check_word(person, "person")
    return _each(project, keys, person=person)


def move_edges(
    project: Project, key: str, start_s: float, end_s: float, track: Track | None = None
) -> Project:
    """Move where an example begins and ends.

    Args:
        project: that has it.
        key: the example's.
        start_s: new first moment, seconds.
        end_s: new last moment.
        track: of the recording, where it is at hand: edges can then go anywhere in it, and the margins are
            kept anew. Without it they can be moved within what is kept (``MARGIN_S`` on each side).

    Raises:
        ProjectError: there is no such example, the edges are too far out or make none, or the track is of
            another recording.
    """
    example = project.example(key)
    moved = example.moved(start_s, end_s) if track is None else example.cut_anew(start_s, end_s, track)
    return replace(project, examples=tuple(moved if each.key == key else each for each in project.examples))


def remove(project: Project, keys: Collection[str]) -> Project:
    """Remove examples; their actions stay, with their settings.

    Raises:
        ProjectError: there is no such example.
    """
    _known(project, keys)
    return replace(project, examples=tuple(each for each in project.examples if each.key not in keys))


def add_action(project: Project, label: str) -> Project:
    """Name an action that has no examples yet; one that is there stays as it is.

    Raises:
        ProjectError: the label is none.
    """
    action = ActionSettings(tidy(label))
    return project if action.label in project.labels else replace(project, actions=(*project.actions, action))


def remove_action(project: Project, label: str) -> Project:
    """Remove an action with all its examples.

    Raises:
        ProjectError: there is no such action.
    """
    project.action(label)
    return replace(
        project,
        examples=tuple(each for each in project.examples if each.label != label),
        actions=tuple(each for each in project.actions if each.label != label),
    )


def rename_label(project: Project, label: str, new: str) -> Project:
    """Rename an action; where there is one of the new name, the two become one, with that one's settings.

    Raises:
        ProjectError: there is no such action, or the new name is none.
    """
    new = tidy(new)
    check_label(new)
    action = project.action(label)
    if new in project.labels and new != label:
        actions = tuple(each for each in project.actions if each.label != label)
    else:
        actions = tuple(replace(each, label=new) if each is action else each for each in project.actions)
    examples = tuple(replace(each, label=new) if each.label == label else each for each in project.examples)
    return replace(project, examples=examples, actions=actions)


def set_action(project: Project, action: ActionSettings) -> Project:
    """Set an action's threshold, and whether it is on.

    Raises:
        ProjectError: there is no such action.
    """
    before = project.action(action.label)
    return replace(project, actions=tuple(action if each is before else each for each in project.actions))


def merge(project: Project, other: Project) -> tuple[Project, tuple[str, ...]]:
    """Take another project's examples and actions in.

    The same example in both, with the same frames and label, is kept once. One that both have under one key,
    but changed in one of them, stays as this project has it, as do this project's settings.

    Returns:
        The project, and what there is to say about it, a sentence each.

    Raises:
        ProjectError: it would have too many examples.
    """
    mine = {example.key: example for example in project.examples}
    contents = {(example.label, example.content) for example in project.examples}
    taken: list[Example] = []
    twice = changed = 0
    for example in other.examples:
        content = (example.label, example.content)
        if content in contents:
            twice += 1
        elif example.key in mine and _same_place(mine[example.key], example):
            changed += 1
        else:
            clash = example.key in mine
            taken.append(replace(example, key=new_key([*project.examples, *taken])) if clash else example)
            contents.add(content)
    actions = tuple(each for each in other.actions if each.label not in project.labels)
    notes = [f"{counted(len(taken), 'example was', 'examples were')} added."]
    if twice:
        notes.append(f"{counted(twice, 'was', 'were')} there already.")
    if changed:
        stays = counted(
            changed,
            "is in both, changed in one of them: it stays as it is here",
            "are in both, changed in one of them: they stay as they are here",
        )
        notes.append(f"{stays}.")
    merged = replace(project, examples=(*project.examples, *taken), actions=(*project.actions, *actions))
    return merged, tuple(notes)


def _same_place(one: Example, other: Example) -> bool:
    """Whether two examples of one key are of the same recording, as against a key drawn twice."""
    return one.recording == other.recording


def _each(project: Project, keys: Collection[str], **changes: str) -> Project:
    _known(project, keys)
    examples = tuple(
        replace(each, **changes) if each.key in keys else each  # type: ignore[arg-type]
        for each in project.examples
    )
    return replace(project, examples=examples)


def _known(project: Project, keys: Collection[str]) -> None:
    for key in keys:
        project.example(key)
