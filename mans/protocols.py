"""Protocols: which samples are trained on and which are held out, fold by fold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mans.samples import Sample
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


def leave_one_out(samples: tuple[Sample, ...], group: Callable[[Sample], str]) -> list[Fold]:
    """One fold a group: that group is held out, all others are trained on."""
    keys = [group(sample) for sample in samples]
    return [
        Fold(
            name=held_out,
            train=tuple(i for i, key in enumerate(keys) if key != held_out),
            test=tuple(i for i, key in enumerate(keys) if key == held_out),
        )
        for held_out in dict.fromkeys(keys)
    ]


PROTOCOLS: dict[str, Callable[[Sample], str]] = {
    "leave-one-sequence-out": lambda sample: sample.name,
    "leave-one-recording-out": lambda sample: sample.recording,
    "leave-one-subject-out": lambda sample: sample.subject,
}
"""Name to what is held out together."""


def folds(samples: tuple[Sample, ...], protocol: str) -> list[Fold]:
    """Return a protocol's folds.

    Raises:
        DataSetError: there is no such protocol, or only one group, so that nothing is left to train on.
    """
    if protocol not in PROTOCOLS:
        raise DataSetError(f"protocol {protocol!r}", expected=" or ".join(PROTOCOLS))
    result = leave_one_out(samples, PROTOCOLS[protocol])
    if len(result) < 2:
        raise DataSetError(
            f"{protocol} finds {len(result)} group in {len(samples)} samples",
            expected="at least two",
            remedy="The data set is incomplete",
        )
    return result
