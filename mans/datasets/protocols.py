"""Evaluation protocols: training and test split of each fold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mans.transforms.tracks import Sample
from streaming.errors import DataSetError
from streaming.printable import counted


@dataclass(frozen=True, slots=True)
class Fold:
    """Training and test split of one fold.

    Attributes:
        name: name of the held-out group.
        train: indices of the training samples.
        test: indices of the held-out samples.
    """

    name: str
    train: tuple[int, ...]
    test: tuple[int, ...]


Group = Callable[[Sample], str]
"""Function from a sample to its group: subject, recording, camera ..."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """Protocol: a way to split a data set into folds.

    Attributes:
        name: name on the command line, e.g. ``"cross-subject"``.
        summary: description of the split, for help and documentation.
        split: function from samples to folds.
    """

    name: str
    summary: str
    split: Callable[[Sequence[Sample]], list[Fold]]

    def folds(self, samples: Sequence[Sample]) -> list[Fold]:
        """Return the folds.

        Raises:
            DataSetError: a fold has no training or no test samples.
        """
        result = self.split(samples)
        for fold in result:
            if not fold.train or not fold.test:
                side = "train on" if not fold.train else "test"
                raise DataSetError(
                    f"{self.name} leaves nothing to {side} in "
                    f"{fold.name!r} of {counted(len(samples), 'sample')}",
                    expected=self.summary,
                    remedy="The data set is incomplete",
                )
        return result


def leave_one_out(name: str, group: Group, what: str) -> Protocol:
    """Leave-one-group-out: one fold per group, trained on all other groups."""

    def split(samples: Sequence[Sample]) -> list[Fold]:
        keys = [group(sample) for sample in samples]
        result = [_held_out(held_out, keys, {held_out}) for held_out in dict.fromkeys(keys)]
        if len(result) < 2:
            raise DataSetError(
                f"{name} finds {len(result)} group in {counted(len(samples), 'sample')}",
                expected="at least two",
                remedy="The data set is incomplete",
            )
        return result

    return Protocol(name, f"a fold for each {what}: it is tested, all others are trained on", split)


def held_out_groups(
    name: str, group: Group, folds: Mapping[str, Sequence[str]], what: str, known: Sequence[str]
) -> Protocol:
    """Folds with given test groups.

    Args:
        name: name of the protocol.
        group: function from a sample to its group.
        folds: test groups by fold name.
        what: summary of the protocol.
        known: all groups of the complete data set; any other is an error, since its split is undefined.
    """

    def split(samples: Sequence[Sample]) -> list[Fold]:
        keys = [group(sample) for sample in samples]
        if strange := sorted(set(keys) - set(known)):
            raise DataSetError(f"{name} does not know {', '.join(strange[:5])}", expected=", ".join(known))
        return [_held_out(fold, keys, set(tested)) for fold, tested in folds.items()]

    return Protocol(name, what, split)


def shuffled(name: str, folds: int, seed: int, what: str) -> Protocol:
    """Stratified k-fold cross-validation with random folds."""

    def split(samples: Sequence[Sample]) -> list[Fold]:
        order = np.random.default_rng(seed).permutation(len(samples))
        by_label = sorted(order.tolist(), key=lambda i: samples[i].label)  # stable: chance within a class
        fold_of = np.empty(len(samples), dtype=int)
        fold_of[by_label] = np.arange(len(samples)) % folds
        keys = [f"fold {fold + 1:02d}" for fold in fold_of]
        return [_held_out(f"fold {k + 1:02d}", keys, {f"fold {k + 1:02d}"}) for k in range(folds)]

    return Protocol(name, what, split)


def grouped(name: str, group: Group, folds: int, seed: int, what: str) -> Protocol:
    """Every group is tested once, with others in one of so many folds, drawn by chance."""

    def split(samples: Sequence[Sample]) -> list[Fold]:
        keys = [group(sample) for sample in samples]
        groups = sorted(set(keys))
        if len(groups) < folds:
            raise DataSetError(
                f"{name} finds {counted(len(groups), 'group')} in {counted(len(samples), 'sample')}",
                expected=f"at least {folds}",
                remedy="Hold out one at a time instead",
            )
        parts = np.array_split(np.random.default_rng(seed).permutation(len(groups)), folds)
        return [
            _held_out(f"fold {k:02d}", keys, {groups[i] for i in part}) for k, part in enumerate(parts, 1)
        ]

    return Protocol(name, what, split)


def random_halves(name: str, group: Group, repeats: int, seed: int, what: str) -> Protocol:
    """Repeated random splits: half of the groups for training, the other half for testing."""

    def split(samples: Sequence[Sample]) -> list[Fold]:
        keys = [group(sample) for sample in samples]
        groups = sorted(set(keys))
        rng = np.random.default_rng(seed)
        halves = [rng.permutation(len(groups))[len(groups) // 2 :] for _ in range(repeats)]
        return [
            _held_out(f"split {k:02d}", keys, {groups[i] for i in half})
            for k, half in enumerate(halves, start=1)
        ]

    return Protocol(name, what, split)


def without_copies(protocol: Protocol, name: str, what: str) -> Protocol:
    """Protocol without test samples that share a bit-identical frame with a training sample."""

    def split(samples: Sequence[Sample]) -> list[Fold]:
        result = []
        for fold in protocol.split(samples):
            copied = copied_from_training(samples, fold)
            result.append(replace(fold, test=tuple(i for i in fold.test if i not in copied)))
        return result

    return Protocol(name, what, split)


def among_trained(protocol: Protocol, name: str, group: Group, what: str) -> Protocol:
    """Protocol for hyperparameter selection, whose folds lie within the training samples of ``protocol``.

    The test samples of ``protocol`` are neither trained nor tested on, so its estimate stays unbiased by the
    selection.
    """

    def split(samples: Sequence[Sample]) -> list[Fold]:
        (whole,) = protocol.split(samples)
        keys = [group(samples[i]) for i in whole.train]
        inner = [_held_out(held_out, keys, {held_out}) for held_out in dict.fromkeys(keys)]
        return [
            Fold(fold.name, *(tuple(whole.train[i] for i in side) for side in (fold.train, fold.test)))
            for fold in inner
        ]

    return Protocol(name, f"for choosing settings: {what}", split)


def by_subset(protocol: Protocol, name: str, subsets: Mapping[str, Sequence[str]], what: str) -> Protocol:
    """Folds of ``protocol``, once for each subset of the classes.

    Args:
        protocol: the protocol to restrict.
        name: name of the new protocol.
        subsets: labels by name of the subset; a label may be in several.
        what: summary of the new protocol.
    """

    def split(samples: Sequence[Sample]) -> list[Fold]:
        whole = protocol.split(samples)
        return [
            Fold(
                subset if len(whole) == 1 else f"{subset}, {fold.name}",
                *(tuple(i for i in side if samples[i].label in labels) for side in (fold.train, fold.test)),
            )
            for subset, labels in subsets.items()
            for fold in whole
        ]

    return Protocol(name, what, split)


def copied_from_training(samples: Sequence[Sample], fold: Fold) -> set[int]:
    """Return the fold's test samples that share a bit-identical frame with a training sample."""

    def frames(i: int) -> set[bytes]:
        return {pose.tobytes() for pose in samples[i].track.positions[:, 0]}

    trained = set[bytes]().union(*map(frames, fold.train))
    return {i for i in fold.test if frames(i) & trained}


def _held_out(name: str, keys: Sequence[str], tested: set[str]) -> Fold:
    """Make a fold with the given test keys."""
    return Fold(
        name=name,
        train=tuple(i for i, key in enumerate(keys) if key not in tested),
        test=tuple(i for i, key in enumerate(keys) if key in tested),
    )


def by_subject(sample: Sample) -> str:
    """Group by subject."""
    return sample.subject


def by_recording(sample: Sample) -> str:
    """Group by recording."""
    return sample.recording


def by_camera(sample: Sample) -> str:
    """Group by camera."""
    return sample.camera


def by_name(sample: Sample) -> str:
    """Group by sample name."""
    return sample.name


LEAVE_ONE_SEQUENCE_OUT = leave_one_out("leave-one-sequence-out", by_name, "sequence")
LEAVE_ONE_RECORDING_OUT = leave_one_out("leave-one-recording-out", by_recording, "recording")
LEAVE_ONE_SUBJECT_OUT = leave_one_out("leave-one-subject-out", by_subject, "subject")
