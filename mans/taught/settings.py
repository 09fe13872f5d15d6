"""What a model card says of custom actions: which, by which examples, and how they are told."""

from __future__ import annotations

from dataclasses import dataclass

from streaming.errors import SettingsError
from streaming.recognition.window import LONGEST_S
from streaming.typed_json import shown

MOST_ACTIONS = 200


@dataclass(frozen=True, slots=True)
class TaughtAction:
    """One custom action.

    Attributes:
        label: its name.
        seconds: how long it takes: the median of its examples, seconds.
        distance: how far, by time warping, one of its examples usually is from the nearest other one.
        mirrored: whether the examples count for either side: what one hand does, the other may do.
        course: whether it goes from a beginning to another posture, so that progress in it means something.
    """

    label: str
    seconds: float
    distance: float
    mirrored: bool
    course: bool

    def __post_init__(self) -> None:
        """Refuse what no action is.

        Raises:
            SettingsError: it has no name, or a number is out of its range.
        """
        if not self.label.strip():
            raise SettingsError("a custom action without a name", expected="a label")
        for name, most in (("seconds", LONGEST_S), ("distance", 1e6)):
            if not 0 < getattr(self, name) <= most:
                raise SettingsError(
                    f"{name} {getattr(self, name)} of {shown(self.label)}",
                    expected=f"a number above 0 to {most:.0f}",
                )


@dataclass(frozen=True, slots=True)
class TaughtExample:
    """Where an example is from.

    Attributes:
        label: the action.
        person: who performs it; empty where nobody said.
        recording: name of the recording.
        start_s: where in it the action begins, seconds.
        end_s: where it ends.
        key: the example's name in its project.
    """

    label: str
    person: str
    recording: str
    start_s: float
    end_s: float
    key: str = ""


@dataclass(frozen=True, slots=True)
class Taught:
    """Custom actions beside those of a network, or instead of them.

    Attributes:
        actions: (A,) in the order of the answers.
        examples: (E,) what they were taught by.
        beside: whether the network's own actions are answered, too.
        crops: windows of the network that one window of the taught model is seen through, each half a
            window after the one before.
        background: how many windows of other movement the answers were held against.
    """

    actions: tuple[TaughtAction, ...]
    examples: tuple[TaughtExample, ...]
    beside: bool
    crops: int
    background: int = 0

    def __post_init__(self) -> None:
        """Refuse what answers nothing.

        Raises:
            SettingsError: there is no action, or one twice, or examples of none of them.
        """
        labels = self.labels
        if not 0 < len(labels) <= MOST_ACTIONS or len(set(labels)) != len(labels):
            raise SettingsError(
                f"custom actions {shown(labels)}", expected=f"1 to {MOST_ACTIONS} names, each once"
            )
        if not 0 < self.crops <= 100:
            raise SettingsError(f"crops {self.crops}", expected="1 to 100")
        if unknown := {example.label for example in self.examples} - set(labels):
            raise SettingsError(f"examples of {shown(sorted(unknown))}", expected="of the custom actions")

    @property
    def labels(self) -> tuple[str, ...]:
        """(A,) the custom actions' names."""
        return tuple(action.label for action in self.actions)
