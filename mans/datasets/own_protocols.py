"""Protocols of custom data sets: by subject, by a column of the table, by camera, or random."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mans.datasets.protocols import (
    LEAVE_ONE_RECORDING_OUT,
    Fold,
    Group,
    Protocol,
    by_camera,
    by_subject,
    grouped,
    leave_one_out,
    shuffled,
)
from mans.transforms.tracks import Sample
from streaming.errors import DataSetError
from streaming.printable import counted

FOLDS = 5
TRAIN, TEST = ("train", "training"), ("test", "testing")
"""What the column ``split`` says of samples that are trained on, and of those that are tested."""
_PEOPLE = "Name them in the column person, or with --pattern"


def protocols(split_of: Mapping[str, str]) -> tuple[Protocol, ...]:
    """Return the protocols; each refuses samples that do not say what it splits by.

    Args:
        split_of: name of a sample to the part of the data set that it is in.
    """
    subject = "a fold for each person: that person is tested, all others are trained on"
    people = f"the people in {FOLDS} groups, drawn by chance with seed 0: each is tested once"
    cameras = "a fold for each camera: it is tested, all others are trained on"
    return (
        _needing(leave_one_out("leave-one-subject-out", by_subject, "person"), by_subject, _PEOPLE, subject),
        _needing(grouped("5-fold", by_subject, FOLDS, 0, people), by_subject, _PEOPLE, people),
        _by_split(split_of),
        _needing(
            leave_one_out("leave-one-camera-out", by_camera, "camera"),
            by_camera,
            "Name them in the column camera, or with --pattern",
            cameras,
        ),
        LEAVE_ONE_RECORDING_OUT,
        shuffled(
            "5-fold-sequences", FOLDS, 0, "sequences in five groups by chance: people are in all of them"
        ),
    )


def _needing(protocol: Protocol, group: Group, remedy: str, summary: str) -> Protocol:
    """A protocol that refuses samples which do not say whose they are."""

    def split(samples: Sequence[Sample]) -> list[Fold]:
        unnamed = sum(not group(sample) for sample in samples)
        if unnamed:
            raise DataSetError(
                f"{protocol.name}: {unnamed} of "
                f"{counted(len(samples), 'sequence')} without a name of whose they are",
                expected=summary,
                remedy=remedy,
            )
        return protocol.split(samples)

    return Protocol(protocol.name, summary, split)


def _by_split(split_of: Mapping[str, str]) -> Protocol:
    summary = f"trained on what the column split calls {TRAIN[0]}, tested on what it calls {TEST[0]}"

    def part(words: tuple[str, ...]) -> Callable[[Sequence[Sample]], tuple[int, ...]]:
        return lambda samples: tuple(
            i for i, sample in enumerate(samples) if split_of.get(sample.name, "").lower() in words
        )

    def split(samples: Sequence[Sample]) -> list[Fold]:
        train, test = (part(words)(samples) for words in (TRAIN, TEST))
        if not train or not test:
            raise DataSetError(
                f"split: {counted(len(train), 'sequence')} to train on and {len(test)} to test",
                expected=summary,
                remedy="Fill the column split, or name the files by it, with --pattern",
            )
        return [Fold(TEST[0], train, test)]

    return Protocol("cross-subject", summary, split)
