"""One-Euro filter on joints: low jitter at rest, low latency in motion.

Casiez, Roussel and Vogel, "1 Euro Filter", CHI 2012: a low-pass whose cutoff grows with speed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from streaming.errors import SettingsError
from streaming.skeleton.frames import Frame
from streaming.skeleton.layouts import KINECT_V2


@dataclass(frozen=True, slots=True)
class OneEuroSettings:
    """Settings of the filter.

    The defaults were chosen on MediaPipe's output (``benchmarks/smoothing.py`` gives the figures again):
    they take away a third of a standing person's jitter, from 4.9 mm (a Kinect's is 5.2 mm) to 3.1 mm, and
    delay a fast movement by 8 ms and a slow one by 38 ms, about a frame.

    Attributes:
        min_cutoff_hz: cutoff at rest. Lower values reduce jitter and increase latency.
        beta_hz_per_m_s: growth of the cutoff with speed. Higher values reduce latency and increase jitter.
        speed_cutoff_hz: cutoff of the low-pass over the speed itself.
        reset_s: seconds without detection after which a person's filter is reset.
    """

    min_cutoff_hz: float = 1.0
    beta_hz_per_m_s: float = 5.0
    speed_cutoff_hz: float = 4.0
    reset_s: float = 0.5

    def __post_init__(self) -> None:
        """Validate the settings.

        Raises:
            SettingsError: a number is out of range.
        """
        for name in ("min_cutoff_hz", "speed_cutoff_hz", "reset_s"):
            if not getattr(self, name) > 0:
                raise SettingsError(f"filter {name} = {getattr(self, name)}", expected="a number above 0")
        if not self.beta_hz_per_m_s >= 0:
            raise SettingsError(
                f"filter beta_hz_per_m_s = {self.beta_hz_per_m_s}", expected="0 or a number above"
            )


SMOOTHING = OneEuroSettings()
"""Default smoothing of live joints."""


class OneEuroFilter:
    """One-Euro filter for the joints of several people."""

    def __init__(self, settings: OneEuroSettings = SMOOTHING) -> None:
        """Start without people."""
        self.settings = settings
        shape = (0, KINECT_V2.size, 3)
        self._rows: dict[int, int] = {}  # identity to row of what follows
        self._times = np.zeros(0)  # (B,) seconds
        self._raw, self._smooth, self._velocity = np.zeros(shape), np.zeros(shape), np.zeros(shape)

    def __call__(
        self, time_s: float, identities: Sequence[int], positions: npt.NDArray[np.floating]
    ) -> npt.NDArray[np.float32]:
        """Smooth the next frame.

        Args:
            time_s: time stamp in seconds, later than the frame before.
            identities: B different people.
            positions: (B, 25, 3) metres.

        Returns:
            (B, 25, 3) float32, metres. New people are returned unchanged.
        """
        raw = np.asarray(positions, dtype=np.float64)
        smooth, velocity = raw.copy(), np.zeros_like(raw)
        known = [b for b, identity in enumerate(identities) if self._follows(time_s, identity)]
        if known:
            rows = [self._rows[identities[b]] for b in known]
            step = (time_s - self._times[rows])[:, np.newaxis, np.newaxis]  # (B', 1, 1) seconds
            measured = (raw[known] - self._raw[rows]) / step
            share = _share(self.settings.speed_cutoff_hz, step)
            velocity[known] = self._velocity[rows] + share * (measured - self._velocity[rows])
            speed = np.linalg.norm(velocity[known], axis=2, keepdims=True)  # (B', 25, 1)
            cutoff = self.settings.min_cutoff_hz + self.settings.beta_hz_per_m_s * speed
            smooth[known] = self._smooth[rows] + _share(cutoff, step) * (raw[known] - self._smooth[rows])
        self._keep(time_s, identities, raw, smooth, velocity)
        return smooth.astype(np.float32)

    def frame(self, frame: Frame) -> Frame:
        """Smooth the people of a frame; states and identities stay."""
        if not frame.bodies:
            return frame
        identities = [body.identity for body in frame.bodies]
        smooth = self(frame.time_s, identities, np.stack([body.positions for body in frame.bodies]))
        bodies = tuple(replace(body, positions=at) for body, at in zip(frame.bodies, smooth, strict=True))
        return replace(frame, bodies=bodies)

    def _follows(self, time_s: float, identity: int) -> bool:
        """Whether a person was seen recently."""
        row = self._rows.get(identity)
        return row is not None and 0 < time_s - self._times[row] <= self.settings.reset_s

    def _keep(
        self,
        time_s: float,
        identities: Sequence[int],
        raw: npt.NDArray[np.float64],
        smooth: npt.NDArray[np.float64],
        velocity: npt.NDArray[np.float64],
    ) -> None:
        """Store the state of these people, and of those who may return in time."""
        absent = [
            (identity, row)
            for identity, row in self._rows.items()
            if identity not in identities and time_s - self._times[row] <= self.settings.reset_s
        ]
        old = [row for _, row in absent]
        self._times = np.concatenate([np.full(len(identities), time_s), self._times[old]])
        self._raw = np.concatenate([raw, self._raw[old]])
        self._smooth = np.concatenate([smooth, self._smooth[old]])
        self._velocity = np.concatenate([velocity, self._velocity[old]])
        everyone = [*identities, *(identity for identity, _ in absent)]
        self._rows = {identity: row for row, identity in enumerate(everyone)}


def _share(
    cutoff_hz: float | npt.NDArray[np.float64], step_s: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the weight of a new value in a low-pass filter of this cutoff and time step."""
    result: npt.NDArray[np.float64] = 1.0 / (1.0 + 1.0 / (2.0 * np.pi * cutoff_hz * step_s))
    return result
