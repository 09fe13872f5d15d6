"""Augmentation and loss settings of the live network: part of the recipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar

from streaming.errors import SettingsError


@dataclass(frozen=True, slots=True)
class LiveVariation:
    """Window cutting and augmentation; each share is a probability per window.

    Attributes:
        odd_share: windows of random length; the others have 0.5 to 1.7 times the live length.
        lengths_s: range of these lengths, seconds.
        begun_share: minimum share of an action that a window with its label has seen ...
        begun_s: ... or, for a long one, seconds.
        after_s: how long after an action's end a window still has its label, seconds.
        over_s: how long after the start of a rest a window is labelled "no action", seconds.
        slow_share: windows with a lower frame rate than the data ...
        rates_hz: ... between these two, frames per second.
        time_warp: strength of smooth time warping, as a share of the window's length.
        mirror: mirrored windows.
        jitter_share: windows with independent noise per frame, before smoothing ...
        jitter_m: ... by up to this standard deviation, metres.
        seated_share: windows of upper-body actions that are converted to a seated pose ...
        other_legs_share: ... and with another sample's legs, as a pose model hallucinates occluded ones.
        occluded_share: windows with untracked joints: legs, hips and legs, an arm, single joints.
        lost_share: windows in which a limb freezes or collapses although marked as tracked.
        followed_share: windows without the person's horizontal path, as of a camera that follows them or a
            pose relative to the hips.
        swapped_share: windows in which left and right leg change places for some frames.
        turned_deg: maximum rotation about the vertical of half the windows; a third of it for the others.
        flat_share: windows with compressed depth, as of a monocular pose model ...
        flattest: ... and the strongest compression, as a share of the depth.
        outlier_share: windows turned into synthetic outliers.
        manner_deg: standard deviation of the rotation of each limb, constant over a window.
        offset_m: standard deviation of each joint's constant bias within a window, metres ...
        drift_m: ... of its slow drift ...
        noise_m: ... and of its noise.
        scale: relative scale of each dimension.
        angles_deg: rotation about x, y and z in the body frame, degrees.
    """

    OLD_NAMES: ClassVar[Mapping[str, str]] = {"warp": "time_warp", "hidden_share": "occluded_share"}

    odd_share: float = 0.25
    lengths_s: tuple[float, float] = (0.7, 4.0)
    begun_share: float = 0.45
    begun_s: float = 0.8
    after_s: float = 0.3
    over_s: float = 0.6
    slow_share: float = 0.5
    rates_hz: tuple[float, float] = (10.0, 60.0)
    time_warp: float = 0.1
    mirror: float = 0.5
    jitter_share: float = 0.5
    jitter_m: float = 0.03
    seated_share: float = 0.08
    other_legs_share: float = 0.08
    occluded_share: float = 0.25
    lost_share: float = 0.1
    turned_deg: float = 75.0
    flat_share: float = 0.4
    flattest: float = 0.3
    outlier_share: float = 0.05
    manner_deg: float = 10.0
    offset_m: tuple[float, float, float] = (0.025, 0.025, 0.06)
    drift_m: tuple[float, float, float] = (0.015, 0.015, 0.03)
    noise_m: float = 0.008
    scale: float = 0.1
    angles_deg: tuple[float, float, float] = (8.0, 10.0, 8.0)
    followed_share: float = 0.0
    swapped_share: float = 0.0

    def __post_init__(self) -> None:
        """Validate the settings.

        Raises:
            SettingsError: a number is out of its range.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            numbers = value if isinstance(value, tuple) else (value,)
            most = 1.0 if field.name.endswith("share") or field.name == "mirror" else 1e3
            if not all(0 <= n <= most for n in numbers):
                raise SettingsError(f"{field.name} {value!r}", expected=f"0 to {most:g}")


@dataclass(frozen=True, slots=True)
class EvidenceLoss:
    """Weights of the auxiliary losses, and sampling of batches.

    Attributes:
        frames: cross-entropy of each labelled frame's evidence.
        rest: mean F_A of rest frames; those in windows that contain more than rest are weighted three times.
        sufficiency: cross-entropy of windows with only the most attended frames, the others interpolated.
        necessity: -log(1 - p) of windows of actions without these frames.
        sharpness: normalised entropy of the attention over a window of an action.
        outside: share of the attention on frames labelled "no action", in windows that hold an action, too.
        agreement: difference of F_A from that of overlapping windows, in units of its variance.
        distillation: Kullback-Leibler divergence of the class probabilities from those of the teachers, where
            there are any.
        ramp: shares of the training at which sufficiency and necessity start and reach full weight.
        other_share: share of a batch with movements outside the vocabulary.
        usual: number of samples per action and data set with unit sampling weight; rarer ones are oversampled
            by the square root, ...
        rare: ... and below this number further, by the square root of the shortfall, at most sixfold.
    """

    frames: float = 0.3
    rest: float = 0.3
    sufficiency: float = 0.5
    necessity: float = 0.1
    sharpness: float = 0.05
    outside: float = 0.0
    agreement: float = 0.0
    distillation: float = 0.0
    ramp: tuple[float, float] = (0.25, 0.5)
    other_share: float = 0.12
    usual: int = 400
    rare: int = 160

    def __post_init__(self) -> None:
        """Validate the settings.

        Raises:
            SettingsError: a number is below 0.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            if not all(0 <= n < float("inf") for n in (value if isinstance(value, tuple) else (value,))):
                raise SettingsError(f"{field.name} {value!r}", expected="0 or above")
