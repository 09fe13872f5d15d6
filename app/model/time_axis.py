"""Time axis of a strip, showing all or a zoomed part of a recording."""

from __future__ import annotations

from dataclasses import dataclass, replace

_CLOSEST_S = 0.5


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Horizontal time axis.

    Attributes:
        start_s: time stamp of the recording's start, seconds.
        end_s: time stamp of its end, seconds.
        first_s: time stamp at the left edge, seconds.
        last_s: time stamp at the right edge, seconds.
        left: pixels from the widget's left edge to ``first_s``.
        width: pixels from there to ``last_s``.
    """

    start_s: float = 0.0
    end_s: float = 0.0
    first_s: float = 0.0
    last_s: float = 0.0
    left: float = 0.0
    width: float = 1.0

    @classmethod
    def whole(cls, start_s: float, end_s: float) -> TimeAxis:
        """Show everything from one time stamp to another, seconds."""
        return cls(start_s, end_s, start_s, end_s)

    def placed(self, left: float, width: float) -> TimeAxis:
        """Lay the same stretch out elsewhere, in pixels."""
        return replace(self, left=left, width=max(width, 1.0))

    @property
    def zoomed_in(self) -> bool:
        """Whether only a part is shown."""
        return (self.first_s, self.last_s) != (self.start_s, self.end_s)

    @property
    def span_s(self) -> float:
        """Seconds that are shown."""
        return self.last_s - self.first_s

    def x_of(self, time_s: float) -> float:
        """Return where a time stamp in seconds is, in pixels; it may be outside."""
        return self.left + self.width * (time_s - self.first_s) / max(self.span_s, 1e-9)

    def time_of(self, x: float) -> float:
        """Return the time stamp in seconds at a place in pixels; outside, that of the edge."""
        share = min(max((x - self.left) / self.width, 0.0), 1.0)
        return self.first_s + share * self.span_s

    def zoomed(self, factor: float, about_s: float) -> TimeAxis:
        """Show the span divided by a factor (0: everything), with ``about_s`` where it is now."""
        whole_s = self.end_s - self.start_s
        wanted_s = self.span_s / factor if factor > 0 else whole_s
        span_s = min(max(wanted_s, min(_CLOSEST_S, whole_s)), whole_s)
        share = (about_s - self.first_s) / max(self.span_s, 1e-9)
        return self._from(about_s - share * span_s, span_s)

    def moved(self, seconds: float) -> TimeAxis:
        """Show what is so many seconds later, or earlier if below 0."""
        return self._from(self.first_s + seconds, self.span_s)

    def showing(self, time_s: float) -> TimeAxis:
        """Move on by a page if a time stamp is not in sight."""
        if not self.zoomed_in or self.first_s <= time_s <= self.last_s:
            return self
        return self._from(time_s - 0.1 * self.span_s, self.span_s)

    def _from(self, first_s: float, span_s: float) -> TimeAxis:
        """Show a span from a time stamp on, within the recording."""
        if span_s >= self.end_s - self.start_s:
            return replace(self, first_s=self.start_s, last_s=self.end_s)
        first_s = min(max(first_s, self.start_s), self.end_s - span_s)
        return replace(self, first_s=first_s, last_s=first_s + span_s)
