"""Immutable project: examples of user-defined actions, and settings of each action.

What a change gives is another project (:mod:`mans.teaching.edits`), so that undoing is going back to the one
before (:mod:`mans.teaching.history`). :mod:`mans.teaching.project_file` keeps one in a file, and
:mod:`mans.teaching.open_project` keeps it safe while it is worked on.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mans.teaching.example import Example, check_label
from mans.transforms.tracks import Sample
from streaming.annotations import spans
from streaming.errors import ProjectError
from streaming.printable import counted

SUFFIX = ".teach"
"""Ending of the files that projects are kept in (:mod:`mans.teaching.container`)."""
MOST_EXAMPLES = 10_000
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class ActionSettings:
    """Settings of one action.

    Attributes:
        label: its name.
        threshold: confidence, 0 to 1, below which it is not answered: raise it for fewer false alarms, lower
            it for fewer misses. None for what teaching finds best.
        is_on: whether it is taught and answered.
    """

    label: str
    threshold: float | None = None
    is_on: bool = True

    def __post_init__(self) -> None:
        """Refuse a label or a threshold that is none.

        Raises:
            ProjectError: it is none.
        """
        check_label(self.label)
        if self.threshold is not None and not 0 <= self.threshold <= 1:
            raise ProjectError(f"threshold {self.threshold} of {self.label!r}", expected="0 to 1")


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """Examples of custom actions.

    Attributes:
        examples: in the order in which they were marked.
        actions: one for each label of an example, and for those that have none yet, in the order in which
            they were first named.
        with_shipped: whether the actions of the bundled model are answered beside these, or instead of them.
    """

    examples: tuple[Example, ...] = ()
    actions: tuple[ActionSettings, ...] = ()
    with_shipped: bool = True

    def __post_init__(self) -> None:
        """Take settings for labels without any, and refuse what contradicts itself.

        Raises:
            ProjectError: there are too many examples, or a key or an action twice.
        """
        if len(self.examples) > MOST_EXAMPLES:
            raise ProjectError(counted(len(self.examples), "example"), expected=f"at most {MOST_EXAMPLES}")
        for what, names in (
            ("the key", [example.key for example in self.examples]),
            ("settings for", [action.label for action in self.actions]),
        ):
            if twice := [name for name, count in Counter(names).items() if count > 1]:
                raise ProjectError(f"{what} {twice[0]!r} twice", expected="each one once")
        named = {action.label for action in self.actions}
        used = dict.fromkeys(example.label for example in self.examples)
        new = tuple(ActionSettings(label) for label in used if label not in named)
        object.__setattr__(self, "actions", self.actions + new)

    @property
    def labels(self) -> tuple[str, ...]:
        """The actions' names, in their order."""
        return tuple(action.label for action in self.actions)

    @property
    def people(self) -> tuple[str, ...]:
        """Who performs them, as far as named, in the order of the examples."""
        return tuple(dict.fromkeys(example.person for example in self.examples if example.person))

    def action(self, label: str) -> ActionSettings:
        """Return what is set for an action.

        Raises:
            ProjectError: there is none of that name.
        """
        for action in self.actions:
            if action.label == label:
                return action
        known = ", ".join(self.labels[: 4 * _MOST_NAMED]) or "one that has been named"
        raise ProjectError(f"no action {label!r}", expected=known)

    def example(self, key: str) -> Example:
        """Return an example by its key.

        Raises:
            ProjectError: there is none.
        """
        for example in self.examples:
            if example.key == key:
                return example
        raise ProjectError(f"no example {key!r} in the project")

    def of(self, label: str) -> tuple[Example, ...]:
        """Return an action's examples."""
        return tuple(example for example in self.examples if example.label == label)

    def samples(self, *, every: bool = False) -> tuple[Sample, ...]:
        """Return the examples as training takes them, of the actions that are on, or of every one.

        A sample's ``subject`` is the person, empty where nobody was named, its ``recording`` the name of the
        recording, its ``name`` the example's key, its ``dataset`` ``"own"``.
        """
        on = {action.label for action in self.actions if action.is_on or every}
        return tuple(example.sample() for example in self.examples if example.label in on)

    def warnings(self) -> tuple[str, ...]:
        """Return what may be wrong with the examples, a sentence each: overlaps, and actions with one."""
        told = [
            f"{_named(one)} and {_named(other)} overlap: the same movement as two actions."
            for one, other in overlapping(self.examples)
            if one.label != other.label
        ]
        count = Counter(example.label for example in self.examples)
        told += [
            f"{label!r} has one example: five or more give better results."
            for label in count
            if count[label] == 1
        ]
        return tuple(told)


def overlapping(examples: Iterable[Example]) -> list[tuple[Example, Example]]:
    """Return the pairs of examples in which the same person of a recording is at the same moment."""
    pairs = spans.overlapping(
        examples, lambda each: (each.recording, each.person), lambda each: (each.start_s, each.end_s)
    )
    return list(pairs)


def new_key(taken: Sequence[Example] = ()) -> str:
    """Return a key that no example has."""
    keys = {example.key for example in taken}
    while (key := secrets.token_hex(8)) in keys:
        continue
    return key


def _named(example: Example) -> str:
    return f"{example.label!r} at {example.start_s:.2f} s of {example.recording or 'a recording'}"
