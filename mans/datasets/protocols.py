"""Protocols: which samples are trained on and which are held out, fold by fold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mans.transforms.tracks import Sample
from streaming.errors import DataSetError


@dataclass(frozen=True, slots=True)
class Fold:
    """One training run of a protocol.

    Attributes:
        name: what is held out.
        train: indices of the training samples.
        test: indices of the held-out samples.
    """

    name: str
    train: tuple[int, ...]
    test: tuple[int, ...]


Group = Callable[[Sample], str]
"""What a sample is held out together with: its subject, recording, camera ..."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """A way to split a data set.

    Attributes:
        name: as on the command line, e.g. ``"cross-subject"``.
        summary: who is trained on and who is tested, for help and documents.
        split: makes the folds of samples.
    """

    name: str
    summary: str
    split: Callable[[Sequence[Sample]], list[Fold]]

    def folds(self, samples: Sequence[Sample]) -> list[Fold]:
        """Return the folds.

        Raises:
            DataSetError: a fold has nothing to train on or nothing to test.
        """
        result = self.split(samples)
        for fold in result:
            if not fold.train or not fold.test:
                side = "train on" if not fold.train else "test"
                raise DataSetError(
                    f"{self.name} leaves nothing to {side} in {fold.name!r} of {len(samples)} samples",
                    expected=self.summary,
                    remedy="The data set is incomplete",
                )
        return result


def leave_one_out(name: str, group: Group, what: str) -> Protocol:
    """One fold a group: that group is held out, all others are trained on."""

    def split(samples: Sequence[Sample]) -> list[Fold]:
        keys = [group(sample) for sample in samples]
        result = [_held_out(held_out, keys, {held_out}) for held_out in dict.fromkeys(keys)]
        if len(result) < 2:
            raise DataSetError(
                f"{name} finds {len(result)} group in {len(samples)} samples",
                expected="at least two",
                remedy="The data set is incomplete",
            )
        return result

    return Protocol(name, f"a fold for each {what}: it is tested, all others are trained on", split)


def held_out_groups(
    name: str, group: Group, folds: Mapping[str, Sequence[str]], what: str, known: Sequence[str]
) -> Protocol:
    """Folds whose tested groups are given by name.

    Args:
        name: of the protocol.
        group: what a sample belongs to.
        folds: fold name to the groups that it tests.
        what: the summary.
        known: all groups of the whole data set; any other is an error, for nobody said which side it is on.
    """

    def split(samples: Sequence[Sample]) -> list[Fold]:
        keys = [group(sample) for sample in samples]
        if strange := sorted(set(keys) - set(known)):
            raise DataSetError(f"{name} does not know {', '.join(strange[:5])}", expected=", ".join(known))
        return [_held_out(fold, keys, set(tested)) for fold, tested in folds.items()]

    return Protocol(name, what, split)


def shuffled(name: str, folds: int, seed: int, what: str) -> Protocol:
    """Every sample is tested once, in folds drawn by chance, each class spread evenly over them."""

    def split(samples: Sequence[Sample]) -> list[Fold]:
        order = np.random.default_rng(seed).permutation(len(samples))
        by_label = sorted(order.tolist(), key=lambda i: samples[i].label)  # stable: chance within a class
        fold_of = np.empty(len(samples), dtype=int)
        fold_of[by_label] = np.arange(len(samples)) % folds
        keys = [f"fold {fold + 1:02d}" for fold in fold_of]
        return [_held_out(f"fold {k + 1:02d}", keys, {f"fold {k + 1:02d}"}) for k in range(folds)]

    return Protocol(name, what, split)


def random_halves(name: str, group: Group, repeats: int, seed: int, what: str) -> Protocol:
    """Half of the groups train, the other half is tested, drawn anew each time."""

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
    """A protocol without the tested samples that share a frame, bit for bit, with a trained one."""

    def split(samples: Sequence[Sample]) -> list[Fold]:
        result = []
        for fold in protocol.split(samples):
            copied = copied_from_training(samples, fold)
            result.append(replace(fold, test=tuple(i for i in fold.test if i not in copied)))
        return result

    return Protocol(name, what, split)


def among_trained(protocol: Protocol, name: str, group: Group, what: str) -> Protocol:
    """A protocol for choosing settings: its folds lie within what ``protocol`` trains on.

    Whatever is tried with it, the samples that ``protocol`` tests are neither trained on nor looked at, so
    that they still tell the truth about what is chosen.
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
    """The folds of ``protocol``, each once for every subset of the actions, as if there were no others.

    Args:
        protocol: says who is trained on and who is tested.
        name: of the new protocol.
        subsets: name of a subset to its labels; a label may be in several.
        what: the summary.
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
    """Return the fold's tested samples of which a frame, bit for bit, is in a trained one too."""

    def frames(i: int) -> set[bytes]:
        return {pose.tobytes() for pose in samples[i].track.positions[:, 0]}

    trained = set[bytes]().union(*map(frames, fold.train))
    return {i for i in fold.test if frames(i) & trained}


def _held_out(name: str, keys: Sequence[str], tested: set[str]) -> Fold:
    """Make a fold of the samples whose key is tested and those whose key is not."""
    return Fold(
        name=name,
        train=tuple(i for i, key in enumerate(keys) if key not in tested),
        test=tuple(i for i, key in enumerate(keys) if key in tested),
    )


def by_subject(sample: Sample) -> str:
    """Who performs it."""
    return sample.subject


def by_recording(sample: Sample) -> str:
    """Which recording it is cut from."""
    return sample.recording


def by_camera(sample: Sample) -> str:
    """Which camera saw it."""
    return sample.camera


def by_name(sample: Sample) -> str:
    """The sample itself."""
    return sample.name


LEAVE_ONE_SEQUENCE_OUT = leave_one_out("leave-one-sequence-out", by_name, "sequence")
LEAVE_ONE_RECORDING_OUT = leave_one_out("leave-one-recording-out", by_recording, "recording")
LEAVE_ONE_SUBJECT_OUT = leave_one_out("leave-one-subject-out", by_subject, "subject")
