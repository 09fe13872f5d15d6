"""How the live network's training windows vary, and what its loss is made of: part of the recipe."""

from __future__ import annotations

from dataclasses import dataclass, fields

from streaming.errors import SettingsError


@dataclass(frozen=True, slots=True)
class LiveVariation:
    """How windows are cut and what the sensor does to them; each share is a probability for a window.

    Attributes:
        odd_share: windows of any length; the others have 0.5 to 1.7 times the live length.
        lengths_s: range of the lengths of these, seconds.
        begun_share: share of an action that is over when a window may be called by its name ...
        begun_s: ... and seconds of a long one.
        after_s: how long after an action's end a window is still called by its name, seconds.
        over_s: how long after the beginning of a rest a window is called "no action", seconds.
        slow_share: windows that come at a lower rate than the data's ...
        rates_hz: ... between these two, frames a second.
        warp: strength of the smooth change of speed inside a window, as a share of its length.
        mirror: windows that are seen in a mirror.
        jitter_share: windows whose joints jump from frame to frame, before they are averaged over time ...
        jitter_m: ... by up to this standard deviation, metres.
        seated_share: windows of the upper body's actions that are seen done by somebody who sits ...
        other_legs_share: ... and with somebody else's legs, as a pose model makes up what it cannot see.
        hidden_share: windows in which joints are not tracked: legs, hips and legs, an arm, single joints.
        lost_share: windows in which a limb freezes or collapses, and is said to be tracked.
        turned_deg: rotation about the vertical of half the windows; the others get a third of it.
        flat_share: windows whose depth is compressed, as a monocular pose model does ...
        flattest: ... to which share of its depth at most.
        outlier_share: windows turned into movements that are none of the actions.
        manner_deg: standard deviation of the turn of each limb that a whole window keeps.
        offset_m: standard deviation of where a sensor puts each joint throughout a window, metres ...
        drift_m: ... and of what changes of that slowly within it ...
        noise_m: ... and quickly.
        scale: relative change of each of the three dimensions.
        angles_deg: rotation about x, y and z in the body frame, degrees.
    """

    odd_share: float = 0.25
    lengths_s: tuple[float, float] = (0.7, 4.0)
    begun_share: float = 0.45
    begun_s: float = 0.8
    after_s: float = 0.3
    over_s: float = 0.6
    slow_share: float = 0.5
    rates_hz: tuple[float, float] = (10.0, 60.0)
    warp: float = 0.1
    mirror: float = 0.5
    jitter_share: float = 0.5
    jitter_m: float = 0.03
    seated_share: float = 0.08
    other_legs_share: float = 0.08
    hidden_share: float = 0.25
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

    def __post_init__(self) -> None:
        """Refuse what is no probability, no length or no range.

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
    """What is added to the windows' cross-entropy, by weight, and how a batch is drawn.

    Attributes:
        frames: cross-entropy of each frame's evidence, where the data says what it shows.
        rest: mean F_A of frames in which somebody waits; those in windows that hold more than rest count
            three times.
        sufficiency: cross-entropy of windows of which only the frames with the most attention are left, the
            others interpolated: what is attended to must suffice.
        necessity: -log(1 - p) of windows of actions without these frames: without them the rest must not.
        sharpness: entropy of the attention over a window of an action, as a share of the largest.
        ramp: shares of the training at which sufficiency and necessity begin and reach their weight.
        other_share: share of a batch that shows movements which are none of the actions.
        usual: samples of one action in one data set that are drawn each as often; fewer are drawn more often
            each, by the square root, ...
        rare: ... and below so many, by the square root of what they lack, at most six times.
    """

    frames: float = 0.3
    rest: float = 0.3
    sufficiency: float = 0.5
    necessity: float = 0.1
    sharpness: float = 0.05
    ramp: tuple[float, float] = (0.25, 0.5)
    other_share: float = 0.12
    usual: int = 400
    rare: int = 160
